/*
 * Graph's permissions: what an application is granted (app roles) or may do in a person's name
 * (delegated scopes), and which actions each covers. The least-privilege table of specification
 * 5.2, once, for every interface.
 *
 * Threading: no state.
 */
#ifndef LIC_AUTH_PERMISSIONS_H
#define LIC_AUTH_PERMISSIONS_H

#include "auth/roles.h"
#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Permissions. Stored as these numbers: new ones are added at the end. */
enum lic_permission {
	LIC_PERMISSION_OPENID = 0,
	LIC_PERMISSION_PROFILE = 1,
	LIC_PERMISSION_EMAIL = 2,
	LIC_PERMISSION_OFFLINE_ACCESS = 3,
	LIC_PERMISSION_USER_READ = 4,
	LIC_PERMISSION_USER_READ_ALL = 5,
	LIC_PERMISSION_USER_READ_BASIC_ALL = 6,
	LIC_PERMISSION_USER_READ_WRITE_ALL = 7,
	LIC_PERMISSION_DIRECTORY_READ_ALL = 8,
	LIC_PERMISSION_DIRECTORY_READ_WRITE_ALL = 9,
	LIC_PERMISSION_LICENSE_ASSIGNMENT_READ_ALL = 10,
	LIC_PERMISSION_LICENSE_ASSIGNMENT_READ_WRITE_ALL = 11,
	LIC_PERMISSION_ORGANIZATION_READ_ALL = 12,
	LIC_PERMISSION_ORGANIZATION_READ_WRITE_ALL = 13,
	LIC_PERMISSION_GROUP_READ_ALL = 14,
	LIC_PERMISSION_GROUP_READ_WRITE_ALL = 15,
	LIC_PERMISSION_GROUP_MEMBER_READ_ALL = 16,
	LIC_PERMISSION_GROUP_MEMBER_READ_WRITE_ALL = 17,
	LIC_PERMISSION_ROLE_MANAGEMENT_READ_DIRECTORY = 18,
	LIC_PERMISSION_ROLE_MANAGEMENT_READ_WRITE_DIRECTORY = 19,
	LIC_PERMISSION_AUDIT_LOG_READ_ALL = 20,
	LIC_PERMISSION_APPLICATION_READ_ALL = 21,
	LIC_PERMISSION_APPLICATION_READ_WRITE_ALL = 22,
	LIC_PERMISSION_USER_DELETE_RESTORE_ALL = 23,
	LIC_PERMISSION_SUBSCRIPTION_READ_WRITE_ALL = 24, /* ours: buying and reducing licences */
	LIC_PERMISSION_CATALOG_READ_WRITE_ALL = 25,      /* ours: product catalogues */
	LIC_PERMISSION_MAX_
};

/* A set of permissions: bit n is permission n. */
typedef uint64_t lic_permissions;

#define LIC_PERMISSION_BIT(permission_) ((lic_permissions)1 << (permission_))

/* The scopes of OpenID Connect, which no application needs a grant for. */
#define LIC_PERMISSIONS_OIDC                                                                       \
	(LIC_PERMISSION_BIT(LIC_PERMISSION_OPENID) | LIC_PERMISSION_BIT(LIC_PERMISSION_PROFILE) |  \
		LIC_PERMISSION_BIT(LIC_PERMISSION_EMAIL) |                                         \
		LIC_PERMISSION_BIT(LIC_PERMISSION_OFFLINE_ACCESS))

/*
 * Tells what somebody with all of `permissions` may do. As delegated scopes they only limit what
 * the person may do anyway: the caller takes the intersection with lic_role_rights().
 */
lic_rights lic_permissions_rights(lic_permissions permissions);

/*
 * Names `permission` as Graph does, for example "User.Read.All". Returns static text.
 */
const char *lic_permission_name(enum lic_permission permission);

/*
 * Returns the names of `permissions`, separated by spaces, in `arena`; NULL when memory is out.
 */
const char *lic_permissions_names(struct lic_arena *arena, lic_permissions permissions);

/*
 * Tells whether `permission` may be granted to an application itself (as an app role); the others
 * exist only in a person's name.
 */
bool lic_permission_is_app_role(enum lic_permission permission);

/*
 * Finds the permission called `name`, `len` bytes long, in any case. Returns true and sets
 * `*ret_permission`; false, leaving it alone, when there is none.
 */
bool lic_permission_parse(const char *name, size_t len, enum lic_permission *ret_permission);

#endif
