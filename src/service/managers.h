/*
 * Who manages whom: a user has at most one manager, who is a user of the same organisation. Lists
 * of those whom somebody manages are relations of directory.h.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_MANAGERS_H
#define LIC_SERVICE_MANAGERS_H

#include "service/users.h"

/*
 * Finds the manager of the live user with `key` (GUID, or user principal name). `*ret_manager`
 * lives in the arena. Errors: LIC_E_NOTFOUND with Graph's text, also when there is none;
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_manager_find(struct lic_ctx *ctx, const char *key,
	struct lic_user *ret_manager);

/*
 * Makes the live user with `manager_key` the manager of the one with `key`, in the place of whoever
 * was; who is so already is no operation. RO-5: of an administrator it takes
 * LIC_ACTION_UPDATE_ADMIN. Errors: LIC_E_NOTFOUND with Graph's text; LIC_E_INVALID for a user who
 * would manage himself; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_manager_set(struct lic_ctx *ctx, const char *key, const char *manager_key);

/*
 * Leaves the user with `key` without a manager. Errors: LIC_E_NOTFOUND with Graph's text, also when
 * there was none; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_manager_clear(struct lic_ctx *ctx, const char *key);

#endif
