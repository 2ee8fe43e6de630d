/*
 * Allotments where seats are taken: see allotment_int.h.
 */
#include "service/allotment_int.h"

#include "store/lic_sql.h"

#include <string.h>

#define ROOM_FIRST 4

lic_rc lic_allotted__add(struct lic_arena *arena, struct lic_allotted_list *list,
	const struct lic_allotted *item)
{
	if (list->count == list->room) {
		size_t room = list->room == 0 ? ROOM_FIRST : list->room * 2;
		struct lic_allotted *items = lic_arena_array(arena, room, sizeof(*items));

		if (items == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (list->count > 0) {
			memcpy(items, list->items, list->count * sizeof(*items));
		}
		list->items = items;
		list->room = room;
	}
	list->items[list->count++] = *item;
	return LIC_OK_RC;
}

lic_rc lic_allotted__find(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t group_id,
	uint32_t sku, struct lic_allotted *ret_allotted, bool *ret_found)
{
	struct lic_q_allotments_of_group_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = catalog->skus[sku].key,
		.group_id = group_id,
	};
	struct lic_q_allotments_of_group_row row;

	LIC_TRY(lic_q_allotments_of_group(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		*ret_allotted = (struct lic_allotted){
			.group = group_id,
			.sku = sku,
			.allotment = row.allotment_id,
			.free = row.seat_limit - row.consumed,
		};
	}
	return LIC_OK_RC;
}

lic_rc lic_allotted__add_paths(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_path *paths, size_t count, struct lic_allotted_list *list)
{
	for (size_t i = 0; i < count; i++) {
		struct lic_allotted found;
		bool is_found = false;

		if (paths[i].source == LIC_SOURCE_DIRECT ||
			lic_allotted_find(list->items, list->count, paths[i].source,
				paths[i].sku) != NULL) {
			continue;
		}
		LIC_TRY(lic_allotted__find(ctx, catalog, paths[i].source, paths[i].sku, &found,
			&is_found));
		if (is_found) {
			LIC_TRY(lic_allotted__add(ctx->arena, list, &found));
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_allotment__take(struct lic_ctx *ctx, int64_t id, int64_t amount)
{
	struct lic_q_allotments_take_in in = {amount, ctx->caller.tenant_id, id};
	int64_t changed = 0;

	LIC_TRY(lic_q_allotments_take(ctx->db, &in, &changed));
	if (changed == 1) {
		return LIC_OK_RC;
	}
	return lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		"The allotment does not have any available licenses.");
}

static lic_rc give_back(struct lic_ctx *ctx, int64_t id)
{
	struct lic_q_allotments_give_in in = {1, ctx->caller.tenant_id, id};
	int64_t changed = 0;

	LIC_TRY(lic_q_allotments_give(ctx->db, &in, &changed));
	return changed == 1 ? LIC_OK_RC : LIC_RC(LIC_E_CORRUPT);
}

lic_rc lic_allotment__move(struct lic_ctx *ctx, const struct lic_decision *decision)
{
	for (size_t i = 0; i < decision->allotment_count; i++) {
		const struct lic_allotment_change *change = &decision->allotments[i];

		LIC_TRY(change->delta > 0 ? lic_allotment__take(ctx, change->allotment, 1)
					  : give_back(ctx, change->allotment));
	}
	return LIC_OK_RC;
}

lic_rc lic_allotment__recount(struct lic_ctx *ctx, int64_t id)
{
	struct lic_q_allotments_recount_in in = {ctx->caller.tenant_id, id};

	return lic_q_allotments_recount(ctx->db, &in, NULL);
}
