/*
 * The way in: the first administrator of an organisation, and a way back when all administrators
 * are locked out. Only for whoever is at the machine and can write the database anyway; no
 * interface over the network leads here.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_ADMINS_H
#define LIC_SERVICE_ADMINS_H

#include "service/context.h"

#define LIC_ADMIN_NAME_DEFAULT "admin"

/* An administrator's new password. */
struct lic_admin_password {
	const char *hash; /* as made by lic_password_hash() */
	bool must_change; /* at the next sign-in */
};

/*
 * Creates a user called `name` (the part before the at sign; or a whole user principal name) in the
 * caller's organisation, who has the role Global Administrator and `password`. `*ret_upn` is his
 * user principal name, in the arena. Errors: LIC_E_INVALID for a name that is none; LIC_E_CONFLICT
 * when it is taken; as the store's.
 */
LIC_MUST_USE lic_rc lic_admin_create(struct lic_ctx *ctx, const char *name,
	const struct lic_admin_password *password, const char **ret_upn);

/*
 * Lets the user with `key` (user principal name or GUID) in again, or, when that is NULL, whoever
 * has been Global Administrator for longest, or, when there is none, a new one called
 * LIC_ADMIN_NAME_DEFAULT: he gets `password`, is no longer blocked, has the role Global
 * Administrator, his failed sign-ins are forgotten and his sessions end. `*ret_upn` is his user
 * principal name, in the arena. Errors: LIC_E_NOTFOUND; as lic_admin_create().
 */
LIC_MUST_USE lic_rc lic_admin_reset(struct lic_ctx *ctx, const char *key,
	const struct lic_admin_password *password, const char **ret_upn);

#endif
