/*
 * What the files about groups share. Private to service.
 */
#ifndef LIC_SERVICE_GROUP_INT_H
#define LIC_SERVICE_GROUP_INT_H

#include "service/groups.h"
#include "service/ledger.h"

/*
 * Says in ctx->err, in Graph's words, that there is no object `key`. Returns LIC_E_NOTFOUND.
 */
LIC_MUST_USE lic_rc lic_group__not_found(struct lic_ctx *ctx, const char *key);

/*
 * Finds the group with the GUID text `key`, deleted or not; asks no permission. `*ret_group` lives
 * in the arena. Errors: LIC_E_NOTFOUND with Graph's text; as the store's.
 */
LIC_MUST_USE lic_rc lic_group__find_any(struct lic_ctx *ctx, const char *key,
	struct lic_group *ret_group);

/*
 * Finds the live group with the GUID text `key`; asks no permission. `*ret_group` lives in the
 * arena. Errors: as lic_group__find_any().
 */
LIC_MUST_USE lic_rc lic_group__find(struct lic_ctx *ctx, const char *key,
	struct lic_group *ret_group);

/*
 * Loads the group with key `id`, deleted or not. `*ret_group` lives in the arena. Errors:
 * LIC_E_NOTFOUND; as the store's.
 */
LIC_MUST_USE lic_rc lic_group__load(struct lic_ctx *ctx, int64_t id, struct lic_group *ret_group);

/*
 * Begins a page of at most `limit` groups for a caller who may read them. Errors: LIC_E_DENIED;
 * LIC_E_NOMEM. `*ret_page` is empty.
 */
LIC_MUST_USE lic_rc lic_group__page_begin(struct lic_ctx *ctx, unsigned limit,
	struct lic_group_page *ret_page);

/*
 * Adds the group with key `id`, deleted or not, to `page`, which has room for it, as the last so
 * far. Errors: as lic_group__load().
 */
LIC_MUST_USE lic_rc lic_group__page_add(struct lic_ctx *ctx, int64_t id,
	struct lic_group_page *page);

/*
 * Checks that `group` gives no licences (G-20, D-05). Errors: LIC_E_CONFLICT with `message`, and
 * what it gives as the detail; as the store's.
 */
LIC_MUST_USE lic_rc lic_group__check_unlicensed(struct lic_ctx *ctx, const struct lic_group *group,
	const char *message);

/*
 * Starts an operation of `kind` about `group`. `*ret_operation` borrows its name. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_group__begin(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_group *group, struct lic_operation *ret_operation);

/*
 * Makes the `count` `changes` in `operation`, and brings licences in line, as
 * lic_group_change_members() says; asks no permission. `group`, if not NULL, is the group of all of
 * them. Errors: as lic_group_change_members().
 */
LIC_MUST_USE lic_rc lic_group__change(struct lic_ctx *ctx, const struct lic_group *group,
	struct lic_group_change *changes, size_t count, struct lic_operation *operation);

/*
 * Decides `request` about what the group with key `group_id` gives: `*ret_decision`, in the arena,
 * has only violations of the template itself (D-04), whether it can be given to members is decided
 * for each of them. Indices refer to `catalog`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_group__decide(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t group_id, const struct lic_license_request *request,
	struct lic_decision *ret_decision);

/*
 * Writes what `decision`, which lic_group__decide() has made with `catalog` and found nothing
 * against, changes of what the group with key `group_id` gives, in `operation`, and enters the
 * tasks that apply it to its members. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_group__write(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t group_id, const struct lic_decision *decision, struct lic_operation *operation);

/*
 * Enters the task that applies the licences of the group with key `group_id` to its members, and
 * those of the groups above it that license nested ones, when there is anything to apply: for
 * changes in `operation`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_group__apply_later(struct lic_ctx *ctx, int64_t group_id,
	const struct lic_operation *operation);

#endif
