/*
 * Permissions: see permissions.h.
 */
#include "auth/permissions.h"

#include "base/rc.h"

#include <string.h>
#include <strings.h>

#define MAY(name_) LIC_RIGHT(LIC_ACTION_##name_)

#define READ_USERS (MAY(READ_DIRECTORY) | MAY(READ_SELF))
#define CHANGE_USERS                                                                               \
	(MAY(CREATE_USER) | MAY(UPDATE_USER) | MAY(DELETE_USER) | MAY(SET_USAGE_LOCATION) |        \
		MAY(ASSIGN_LICENSE) | MAY(UPDATE_ADMIN) | MAY(REQUEST_LICENSE) |                   \
		MAY(DECIDE_REQUESTS) | MAY(MANAGE_USER_VIEWS))
#define READ_EVERYTHING                                                                            \
	(READ_USERS | MAY(READ_LICENSES) | MAY(READ_ROLES) | MAY(READ_GROUPS) |                    \
		MAY(READ_APPLICATIONS) | MAY(READ_ORGANIZATION))

/* One permission. */
struct permission {
	const char *name;  /* Graph's name */
	lic_rights may;    /* what it covers */
	bool is_delegated; /* only in a person's name */
};

/*
 * Specification 5.2 and 5.3, least permission first there; here for each permission
 * what it suffices for. User.Read suffices for /me and its licences, and for the
 * organisation.
 */
static const struct permission table[LIC_PERMISSION_MAX_] = {
	[LIC_PERMISSION_OPENID] = {"openid", 0, true},
	[LIC_PERMISSION_PROFILE] = {"profile", 0, true},
	[LIC_PERMISSION_EMAIL] = {"email", 0, true},
	[LIC_PERMISSION_OFFLINE_ACCESS] = {"offline_access", 0, true},
	[LIC_PERMISSION_USER_READ] = {"User.Read", MAY(READ_SELF) | MAY(READ_ORGANIZATION), true},
	[LIC_PERMISSION_USER_READ_ALL] = {"User.Read.All", READ_USERS | MAY(READ_LICENSES), false},
	[LIC_PERMISSION_USER_READ_BASIC_ALL] = {"User.ReadBasic.All", READ_USERS, false},
	[LIC_PERMISSION_USER_READ_WRITE_ALL] = {"User.ReadWrite.All",
		READ_USERS | MAY(READ_LICENSES) | CHANGE_USERS, false},
	[LIC_PERMISSION_DIRECTORY_READ_ALL] = {"Directory.Read.All", READ_EVERYTHING, false},
	[LIC_PERMISSION_DIRECTORY_READ_WRITE_ALL] = {"Directory.ReadWrite.All",
		READ_EVERYTHING | CHANGE_USERS | MAY(MANAGE_GROUPS) | MAY(ASSIGN_GROUP_LICENSE) |
			MAY(MANAGE_ALLOTMENTS) | MAY(RUN_ALLOTMENTS),
		false},
	[LIC_PERMISSION_LICENSE_ASSIGNMENT_READ_ALL] = {"LicenseAssignment.Read.All",
		MAY(READ_LICENSES), false},
	/* and the usage location, which a licence administrator sets. */
	[LIC_PERMISSION_LICENSE_ASSIGNMENT_READ_WRITE_ALL] = {"LicenseAssignment.ReadWrite.All",
		MAY(READ_LICENSES) | MAY(ASSIGN_LICENSE) | MAY(ASSIGN_GROUP_LICENSE) |
			MAY(SET_USAGE_LOCATION) | MAY(REQUEST_LICENSE) | MAY(DECIDE_REQUESTS) |
			MAY(MANAGE_ALLOTMENTS) | MAY(RUN_ALLOTMENTS),
		false},
	[LIC_PERMISSION_ORGANIZATION_READ_ALL] = {"Organization.Read.All",
		MAY(READ_LICENSES) | MAY(READ_ORGANIZATION), false},
	[LIC_PERMISSION_ORGANIZATION_READ_WRITE_ALL] = {"Organization.ReadWrite.All",
		MAY(READ_LICENSES) | MAY(READ_ORGANIZATION) | MAY(MANAGE_SETTINGS), false},
	[LIC_PERMISSION_GROUP_READ_ALL] = {"Group.Read.All", MAY(READ_GROUPS), false},
	[LIC_PERMISSION_GROUP_READ_WRITE_ALL] = {"Group.ReadWrite.All",
		MAY(READ_GROUPS) | MAY(MANAGE_GROUPS) | MAY(ASSIGN_GROUP_LICENSE), false},
	[LIC_PERMISSION_GROUP_MEMBER_READ_ALL] = {"GroupMember.Read.All", MAY(READ_GROUPS), false},
	[LIC_PERMISSION_GROUP_MEMBER_READ_WRITE_ALL] = {"GroupMember.ReadWrite.All",
		MAY(READ_GROUPS) | MAY(MANAGE_GROUPS), false},
	[LIC_PERMISSION_ROLE_MANAGEMENT_READ_DIRECTORY] = {"RoleManagement.Read.Directory",
		MAY(READ_ROLES), false},
	[LIC_PERMISSION_ROLE_MANAGEMENT_READ_WRITE_DIRECTORY] =
		{"RoleManagement.ReadWrite.Directory", MAY(READ_ROLES) | MAY(MANAGE_ROLES), false},
	[LIC_PERMISSION_AUDIT_LOG_READ_ALL] = {"AuditLog.Read.All",
		MAY(READ_OPERATIONS) | MAY(READ_SESSIONS), false},
	[LIC_PERMISSION_APPLICATION_READ_ALL] = {"Application.Read.All", MAY(READ_APPLICATIONS),
		false},
	[LIC_PERMISSION_APPLICATION_READ_WRITE_ALL] = {"Application.ReadWrite.All",
		MAY(READ_APPLICATIONS) | MAY(MANAGE_APPLICATIONS), false},
	[LIC_PERMISSION_USER_DELETE_RESTORE_ALL] = {"User.DeleteRestore.All",
		READ_USERS | MAY(DELETE_USER) | MAY(UPDATE_ADMIN), false},
	[LIC_PERMISSION_SUBSCRIPTION_READ_WRITE_ALL] = {"Subscription.ReadWrite.All",
		MAY(READ_LICENSES) | MAY(MANAGE_SUBSCRIPTIONS), false},
	[LIC_PERMISSION_CATALOG_READ_WRITE_ALL] = {"Catalog.ReadWrite.All",
		MAY(READ_LICENSES) | MAY(MANAGE_CATALOG), false},
};

lic_rights lic_permissions_rights(lic_permissions permissions)
{
	lic_rights may = 0;

	for (size_t i = 0; i < LIC_COUNT(table); i++) {
		if ((permissions & LIC_PERMISSION_BIT(i)) != 0) {
			may |= table[i].may;
		}
	}
	return may;
}

const char *lic_permission_name(enum lic_permission permission)
{
	return (size_t)permission < LIC_COUNT(table) ? table[permission].name : "unknown";
}

bool lic_permission_is_app_role(enum lic_permission permission)
{
	return (size_t)permission < LIC_COUNT(table) && !table[permission].is_delegated;
}

bool lic_permission_parse(const char *name, size_t len, enum lic_permission *ret_permission)
{
	for (size_t i = 0; i < LIC_COUNT(table); i++) {
		if (strlen(table[i].name) == len && strncasecmp(table[i].name, name, len) == 0) {
			*ret_permission = (enum lic_permission)i;
			return true;
		}
	}
	return false;
}

const char *lic_permissions_names(struct lic_arena *arena, lic_permissions permissions)
{
	const char *text = "";

	for (int i = 0; i < LIC_PERMISSION_MAX_ && text != NULL; i++) {
		if ((permissions & LIC_PERMISSION_BIT(i)) != 0) {
			text = lic_arena_printf(arena, "%s%s%s", text, *text == '\0' ? "" : " ",
				lic_permission_name((enum lic_permission)i));
		}
	}
	return text;
}
