/*
 * What use cases about users and applications need of roles. Private to service.
 */
#ifndef LIC_SERVICE_ROLE_INT_H
#define LIC_SERVICE_ROLE_INT_H

#include "service/context.h"
#include "service/ledger.h"
#include "service/roles.h"

/*
 * RO-5: checks that the caller may change, delete or reset the user with key `user_id`, who may be
 * an administrator: whoever may not do LIC_ACTION_UPDATE_ADMIN may touch only those without a
 * protected role. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_role__require_over(struct lic_ctx *ctx, int64_t user_id);

/*
 * Checks that somebody else who may sign in is Global Administrator when the user with key
 * `user_id` is one and is about to lose that. Errors: LIC_E_CONFLICT; as the store's.
 */
LIC_MUST_USE lic_rc lic_role__require_another(struct lic_ctx *ctx, int64_t user_id);

/*
 * Removes every assignment of the user or application with key `id`, who goes for good. Writes no
 * operation: the caller's tells of it. Errors: as the store's.
 * `kind` tells which of the two it is.
 */
LIC_MUST_USE lic_rc lic_role__forget(struct lic_ctx *ctx, enum lic_principal_kind kind, int64_t id);

/*
 * Finds the live user, or the service principal, with the public id `guid`. `*ret_principal` is set
 * when `*ret_found`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_role__principal(struct lic_ctx *ctx, const struct lic_guid *guid,
	struct lic_principal *ret_principal, bool *ret_found);

/*
 * Returns `principal`, whose names it borrows, as the target of an operation.
 */
struct lic_target lic_role__target(const struct lic_principal *principal);

/*
 * Does what lic_role_list() does (`filter`, `after`, `limit`, `*ret_page`), asking no permission.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_role__list(struct lic_ctx *ctx, const struct lic_role_filter *filter,
	int64_t after, unsigned limit, struct lic_role_page *ret_page);

/*
 * Finds the assignment with GUID text `key` as lic_role_find() does, asking no permission.
 * `*ret_assignment` is in the arena. Errors: LIC_E_NOTFOUND; as the store's.
 */
LIC_MUST_USE lic_rc lic_role__load(struct lic_ctx *ctx, const char *key,
	struct lic_role_assignment *ret_assignment);

/*
 * Counts as lic_role_count() does, asking no permission. Errors: as the store's. `*ret_counts` is
 * set on success.
 */
LIC_MUST_USE lic_rc lic_role__count(struct lic_ctx *ctx, struct lic_role_counts *ret_counts);

#endif
