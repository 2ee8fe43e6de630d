/*
 * How allotments limit what groups give: core/allotment.h applied to what is stored.
 * Private to service.
 *
 * The counter of an allotment moves in the transaction that writes the paths, as that of a pool
 * does.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_ALLOTMENT_INT_H
#define LIC_SERVICE_ALLOTMENT_INT_H

#include "core/allotment.h"
#include "core/catalog.h"
#include "service/context.h"

/* Allotments of groups, as they are found. */
struct lic_allotted_list {
	struct lic_allotted *items; /* each group and SKU once */
	size_t count;               /* number of items */
	size_t room;                /* allocated */
};

/*
 * Adds `item` to `list`, in the arena. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_allotted__add(struct lic_arena *arena, struct lic_allotted_list *list,
	const struct lic_allotted *item);

/*
 * Adds to `list` the allotments of the groups that give the `count` `paths` of a user, indices of
 * `catalog`, as far as the list does not have them. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_allotted__add_paths(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_path *paths, size_t count, struct lic_allotted_list *list);

/*
 * Finds the allotment of the SKU with index `sku` of `catalog` that the group with key `group_id`
 * stands in:
 * `*ret_allotted` and `*ret_found`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_allotted__find(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t group_id, uint32_t sku, struct lic_allotted *ret_allotted, bool *ret_found);

/*
 * Takes `amount` seats (at least 1) of the allotment with key `id`. The conditional statement is
 * what keeps the limit: LIC_E_CONFLICT, with words, when there are not so many.
 */
LIC_MUST_USE lic_rc lic_allotment__take(struct lic_ctx *ctx, int64_t id, int64_t amount);

/*
 * Moves the counters of the allotments of `decision`. Errors: as lic_allotment__take();
 * LIC_E_CORRUPT when one counts fewer than give back.
 */
LIC_MUST_USE lic_rc lic_allotment__move(struct lic_ctx *ctx, const struct lic_decision *decision);

/*
 * Counts anew who takes seats of the allotment with key `id`: after it got other groups. Errors: as
 * the store's.
 */
LIC_MUST_USE lic_rc lic_allotment__recount(struct lic_ctx *ctx, int64_t id);

#endif
