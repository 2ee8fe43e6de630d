/*
 * What the files about users share. Private to service.
 */
#ifndef LIC_SERVICE_USER_INT_H
#define LIC_SERVICE_USER_INT_H

#include "service/ledger.h"
#include "service/users.h"
#include "store/lic_sql.h"

/*
 * Makes `*ret_user` of `row`, whose texts stay where they are.
 */
void lic_user__from_load(const struct lic_q_users_load_row *row, struct lic_user *ret_user);

/*
 * Makes `*ret_user` of `row`, whose texts stay where they are.
 */
void lic_user__from_guid(const struct lic_q_users_by_guid_row *row, struct lic_user *ret_user);

/*
 * Makes `*ret_user` of `row`, whose texts stay where they are.
 */
void lic_user__from_upn(const struct lic_q_users_by_upn_row *row, struct lic_user *ret_user);

/*
 * Checks that `domain` is one of the organisation's. Errors, in ctx->err and about `target`:
 * LIC_E_INVALID when it is not; LIC_E_NOMEM; what reading fails with.
 */
LIC_MUST_USE lic_rc lic_user__check_domain(struct lic_ctx *ctx, const char *domain,
	const char *target);

/*
 * Makes `*ret_user` of `row`, copying its texts into `arena`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_user__from_list(struct lic_arena *arena,
	const struct lic_q_users_list_row *row, struct lic_user *ret_user);

/*
 * Folds the user principal name and mail address of `user` for comparing, into `arena`;
 * `*ret_mail_key` is NULL when it has no mail. Errors: LIC_E_NOMEM; LIC_E_INVALID.
 * `*ret_upn_key` is never NULL.
 */
LIC_MUST_USE lic_rc lic_user__keys(struct lic_arena *arena, const struct lic_user *user,
	const char **ret_upn_key, const char **ret_mail_key);

/*
 * Writes `user` as a new row. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_user__insert(struct lic_ctx *ctx, const struct lic_user *user);

/*
 * Writes the properties of `user` over its row. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_user__write(struct lic_ctx *ctx, const struct lic_user *user);

/*
 * Makes the user `id`, who is about to be removed for good, not be found by words any more. Errors:
 * as the store's.
 */
LIC_MUST_USE lic_rc lic_user__forget_words(struct lic_ctx *ctx, int64_t id);

/*
 * Checks everything about `user` that needs no comparison with itself before: each property, and
 * that the domain of its name is verified. Errors: LIC_E_INVALID in ctx->err.
 */
LIC_MUST_USE lic_rc lic_user__check(struct lic_ctx *ctx, const struct lic_user *user);

/*
 * Checks that no other live user has the user principal name of `user`. Errors: LIC_E_CONFLICT with
 * Graph's text.
 */
LIC_MUST_USE lic_rc lic_user__check_name_free(struct lic_ctx *ctx, const struct lic_user *user);

/*
 * Says in ctx->err, in Graph's words, that a user principal name is in use. Returns LIC_E_CONFLICT,
 * or LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_user__name_taken(struct lic_ctx *ctx);

/*
 * Makes a new user of `patch` with the key `id`, a GUID and defaults, and checks it as
 * lic_user_create() does, without writing it. `*ret_user` lives in the arena. Errors: as
 * lic_user_create().
 */
LIC_MUST_USE lic_rc lic_user__prepare(struct lic_ctx *ctx, const struct lic_user_patch *patch,
	int64_t id, struct lic_user *ret_user);

/*
 * Starts an operation of `kind` about `user`. `*ret_operation` borrows its name. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_user__begin(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_user *user, struct lic_operation *ret_operation);

/*
 * Makes a new user of `patch` with its key, GUID and defaults, checks it and writes it, with its
 * change in `operation`; gives no licences and asks no permission. `*ret_user` lives in the arena.
 * Errors: as lic_user_create().
 * `id` is the key it gets.
 */
LIC_MUST_USE lic_rc lic_user__create(struct lic_ctx *ctx, const struct lic_user_patch *patch,
	int64_t id, struct lic_operation *operation, struct lic_user *ret_user);

/*
 * Finds a live user by `key` as lic_user_find() does, asking no permission: for use cases that have
 * asked for theirs. `*ret_user` lives in the arena. Errors: LIC_E_NOTFOUND; as the store's.
 */
LIC_MUST_USE lic_rc lic_user__find(struct lic_ctx *ctx, const char *key, struct lic_user *ret_user);

/*
 * Finds a deleted user by GUID text `key` as lic_user_find_deleted() does, asking no permission.
 * `*ret_user` lives in the arena. Errors: LIC_E_NOTFOUND; as the store's.
 */
LIC_MUST_USE lic_rc lic_user__find_deleted(struct lic_ctx *ctx, const char *key,
	struct lic_user *ret_user);

/*
 * Finds a live user by `key`, its GUID in any case or its user principal name; asks no permission.
 * `*ret_user` is set when `*ret_found`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_user__find_key(struct lic_ctx *ctx, const char *key,
	struct lic_user_key *ret_user, bool *ret_found);

/*
 * Loads the user with key `id`. Errors: LIC_E_NOTFOUND; as the store's.
 */
LIC_MUST_USE lic_rc lic_user__load(struct lic_ctx *ctx, int64_t id, struct lic_user *ret_user);

#endif
