/*
 * What the files about licences share. Private to service.
 */
#ifndef LIC_SERVICE_LICENSE_INT_H
#define LIC_SERVICE_LICENSE_INT_H

#include "core/catalog.h"
#include "core/license.h"
#include "core/planset.h"
#include "core/remedy.h"
#include "service/context.h"
#include "service/ledger.h"
#include "service/licenses.h"
#include "service/users.h"

#define LIC_PLAN_SET_NONE INT64_C(0)

/*
 * Turns stored plan keys into a set of `catalog`'s plans in `arena`. Errors: LIC_E_CORRUPT;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_plan_set__decode(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_bytes *plans, uint64_t **ret_set);

/*
 * Finds the stored set with the plans of `set`, adding it when it is new. The empty set is always
 * LIC_PLAN_SET_NONE. Errors: as the store's.
 * `catalog` is the one that `set` refers to; `*ret_id` is the number of the set.
 */
LIC_MUST_USE lic_rc lic_plan_set__find(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const uint64_t *set, int64_t *ret_id);

/*
 * Writes the empty set of a new organisation. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_plan_set__init(struct lic_ctx *ctx);

/*
 * Reads every path of the user with key `user_id` into the arena. Errors: as the store's.
 * Indices of `*ret_paths` refer to `catalog`; `*ret_count` is their number.
 */
LIC_MUST_USE lic_rc lic_license__read_paths(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t user_id, struct lic_path **ret_paths, size_t *ret_count);

/*
 * Reads the licences of the user with key `user_id` as lic_license_view() does, without pools and
 * asking no permission. `*ret_view` holds the catalogue. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_license__view_paths(struct lic_ctx *ctx, int64_t user_id,
	struct lic_license_view *ret_view);

/*
 * Asks in `*ret_rows` (to be closed with lic_rows_close()) for every path of the user with key
 * `user_id` and the pools of their SKUs. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_license__ask_view(struct lic_ctx *ctx, int64_t user_id,
	struct lic_rows *ret_rows);

/*
 * Reads into the arena what lic_license__ask_view() has asked for in `rows`. Indices of `*ret_view`
 * refer to `catalog`, which it does not hold. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_license__get_view(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_rows *rows, struct lic_license_view *ret_view);

/*
 * Asks in `*ret_rows` (to be closed with lic_rows_close()) for the pool of the SKU with index `sku`
 * of `catalog`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_seats__ask(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	uint32_t sku, struct lic_rows *ret_rows);

/*
 * Reads into `*ret_seats` what lic_seats__ask() has asked for in `rows`, and closes them;
 * `*ret_found` is false when there is no pool. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_seats__get(struct lic_ctx *ctx, struct lic_rows *rows,
	struct lic_seats *ret_seats, bool *ret_found);

/*
 * Reads the pool of the SKU with index `sku` into `*ret_seats`; `*ret_found` is false when there is
 * none.
 * `catalog` is the one that `sku` refers to. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_seats__read(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	uint32_t sku, struct lic_seats *ret_seats, bool *ret_found);

/*
 * Reads what a decision about `request` for `user` needs to know. `*ret_view`, which holds no
 * catalogue, has the pools of the products in `request`, too; `*ret_facts` borrows from it, from
 * `user` and from `catalog`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_license__read_facts(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_user *user, const struct lic_license_request *request,
	struct lic_license_view *ret_view, struct lic_facts *ret_facts);

/*
 * Tells whether a path of `facts` comes from a group.
 */
bool lic_license__inherits(const struct lic_facts *facts);

/*
 * Changes the licences of the live user with `key` by `request` within `operation`, asking no
 * permission; `*ret_result` and errors are as those of lic_license_assign(), also in a rehearsal.
 */
LIC_MUST_USE lic_rc lic_license__assign(struct lic_ctx *ctx, const char *key,
	const struct lic_license_request *request, struct lic_operation *operation,
	struct lic_assign_result *ret_result);

/*
 * Makes `*ret_add`, in `arena`: what asks for the SKU of `path` with the plans that are on there.
 * Indices refer to `catalog`; plans that the SKU has lost are left out. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_license__add_of(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_path *path, struct lic_license_add *ret_add);

/*
 * Takes (`delta` 1) or gives back (-1) a seat of the SKU with index `sku` of `catalog`: the
 * conditional statement has the last word, whatever the decision was based on. Errors:
 * LIC_E_CONFLICT when it is not there any more, with words in ctx->err; as the store's.
 */
LIC_MUST_USE lic_rc lic_license__move_seat(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	uint32_t sku, int delta);

/*
 * Writes the path of `change`, whose indices refer to `catalog`, for the user with key `user_id`,
 * and its change in `operation`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_license__write_path(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t user_id, const struct lic_path_change *change, struct lic_operation *operation);

/*
 * Lists the pools as lic_seats_list() does (`catalog`, `*ret_list`, `*ret_count`), asking no
 * permission. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_seats__list(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_sku_seats **ret_list, size_t *ret_count);

/*
 * Finds what can be done about each violation of `decision`, which decided `request` for `user` on
 * `facts`. `*ret_lists` has one entry for each; it lives in the arena. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_license__find_remedies(struct lic_ctx *ctx, const struct lic_user *user,
	const struct lic_facts *facts, const struct lic_license_request *request,
	const struct lic_decision *decision, const struct lic_remedies **ret_lists);

/*
 * Names the sources of the `count` `paths` for remedies. `*ret_names` with `*ret_count` entries
 * lives in the arena. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_license__name_sources(struct lic_ctx *ctx, const struct lic_path *paths,
	size_t count, struct lic_remedy_group **ret_names, size_t *ret_count);

/*
 * Takes and gives back the seats of `decision`, whose indices refer to `catalog`. The conditional
 * statement has the last word. Errors: LIC_E_CONFLICT when a seat is not there any more, with words
 * in ctx->err; as the store's.
 */
LIC_MUST_USE lic_rc lic_license__move_seats(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_decision *decision);

/*
 * Writes the paths of `decision` for the user with key `user_id`, each with its change in
 * `operation`. Indices refer to `catalog`. A path that waits for a seat no longer leaves the line;
 * one that has begun to must be put there afterwards. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_license__write_paths(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t user_id, const struct lic_decision *decision, struct lic_operation *operation);

#endif
