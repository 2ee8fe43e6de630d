/*
 * The line for seats: see inherit_int.h.
 */
#include "service/inherit_int.h"

#include "core/group.h"
#include "service/license_int.h"
#include "service/tasks.h"
#include "service/wish_int.h"
#include "store/lic_sql.h"

/* The next in line behind `place`, which moves there. */
static lic_rc next_of_all(struct lic_ctx *ctx, struct lic_q_waiting_first_in *place,
	bool *ret_found)
{
	struct lic_q_waiting_first_row row;

	LIC_TRY(lic_q_waiting_first(ctx->db, ctx->arena, place, &row, ret_found));
	if (*ret_found) {
		place->rank = row.rank;
		place->since_ms = row.since_ms;
		place->user_id = row.user_id;
		place->source_id = row.source_id;
	}
	return LIC_OK_RC;
}

/* Likewise, past those who wait for room in an allotment that has none. */
static lic_rc next_with_room(struct lic_ctx *ctx, struct lic_q_waiting_first_in *place,
	bool *ret_found)
{
	const struct lic_q_waiting_first_roomy_in in = {
		.tenant_id = place->tenant_id,
		.sku_id = place->sku_id,
		.rank = place->rank,
		.since_ms = place->since_ms,
		.user_id = place->user_id,
		.source_id = place->source_id,
	};
	struct lic_q_waiting_first_roomy_row row;

	LIC_TRY(lic_q_waiting_first_roomy(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		place->rank = row.rank;
		place->since_ms = row.since_ms;
		place->user_id = row.user_id;
		place->source_id = row.source_id;
	}
	return LIC_OK_RC;
}

/* Moves `place` to the next in line for the SKU with index `sku`; `*ret_found` tells whether there
 * is one, and a seat for him. */
static lic_rc next_in_line(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	struct lic_q_waiting_first_in *place, bool *ret_found)
{
	struct lic_seats seats = {0};
	bool is_free = false;

	*ret_found = false;
	LIC_TRY(lic_seats__read(ctx, catalog, sku, &seats, &is_free));
	is_free = is_free && seats.has_line && lic_seats_available(&seats) > 0;
	if (!is_free) {
		return LIC_OK_RC;
	}
	return seats.is_allotted ? next_with_room(ctx, place, ret_found)
				 : next_of_all(ctx, place, ret_found);
}

static bool is_before(const struct lic_line_place *a, const struct lic_line_place *b)
{
	return a->rank != b->rank ? a->rank < b->rank : a->since_ms < b->since_ms;
}

/* The place of a source that wants the SKU: where it stands, if it does. */
static struct lic_line_place place_of(const struct lic_line_place *standing, size_t count,
	const struct lic_line_place *would)
{
	for (size_t i = 0; i < count; i++) {
		if (standing[i].source_id == would->source_id) {
			return standing[i];
		}
	}
	return *would;
}

/* Reads where the user with key `user_id` stands in the line of a SKU. */
static lic_rc read_standing(struct lic_ctx *ctx, int64_t sku_id, int64_t user_id,
	struct lic_line_place *list, size_t *ret_count)
{
	struct lic_q_waiting_of_sku_in in = {ctx->caller.tenant_id, sku_id, user_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_waiting_of_sku_row row;
	bool more = true;

	*ret_count = 0;
	LIC_TRY(lic_q_waiting_of_sku_open(ctx->db, &in, &rows));
	while (*ret_count < LIC_MEMBERSHIPS_MAX) {
		LIC_TRY(lic_q_waiting_of_sku_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		list[(*ret_count)++] =
			(struct lic_line_place){row.rank, row.since_ms, user_id, row.source_id};
	}
	return LIC_OK_RC;
}

/* The first of the places where somebody stands or would stand. */
static lic_rc best_place(struct lic_ctx *ctx, int64_t sku_id, const struct lic_line_place *places,
	size_t count, struct lic_line_place *ret_best)
{
	struct lic_line_place *standing =
		lic_arena_array(ctx->arena, LIC_MEMBERSHIPS_MAX, sizeof(*standing));
	struct lic_line_place best;
	size_t standing_count = 0;

	if (standing == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(read_standing(ctx, sku_id, places[0].user_id, standing, &standing_count));
	best = place_of(standing, standing_count, &places[0]);
	for (size_t i = 1; i < count; i++) {
		struct lic_line_place place = place_of(standing, standing_count, &places[i]);

		best = is_before(&place, &best) ? place : best;
	}
	for (size_t i = 0; i < standing_count; i++) {
		best = is_before(&standing[i], &best) ? standing[i] : best;
	}
	*ret_best = best;
	return LIC_OK_RC;
}

/* How many stand ahead of the place of `in`. */
static lic_rc count_all(struct lic_ctx *ctx, const struct lic_q_waiting_ahead_in *in,
	int64_t *ret_count)
{
	struct lic_q_waiting_ahead_row row;

	LIC_TRY(lic_q_waiting_ahead(ctx->db, ctx->arena, in, &row));
	*ret_count = row.count;
	return LIC_OK_RC;
}

/* Likewise, of those for whom there is room. */
static lic_rc count_with_room(struct lic_ctx *ctx, const struct lic_q_waiting_ahead_in *in,
	int64_t *ret_count)
{
	const struct lic_q_waiting_ahead_roomy_in roomy = {
		.tenant_id = in->tenant_id,
		.sku_id = in->sku_id,
		.rank = in->rank,
		.since_ms = in->since_ms,
		.user_id = in->user_id,
		.limit = in->limit,
	};
	struct lic_q_waiting_ahead_roomy_row row;

	LIC_TRY(lic_q_waiting_ahead_roomy(ctx->db, ctx->arena, &roomy, &row));
	*ret_count = row.count;
	return LIC_OK_RC;
}

lic_rc lic_inherit__reserve(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_line_place *places, size_t count, struct lic_sku_seats *pool)
{
	struct lic_q_waiting_ahead_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = catalog->skus[pool->sku].key,
		.limit = lic_seats_available(&pool->seats),
	};
	struct lic_line_place best = {0};

	if (!pool->seats.has_line || in.limit == 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(best_place(ctx, in.sku_id, places, count, &best));
	in.rank = best.rank;
	in.since_ms = best.since_ms;
	in.user_id = best.user_id;
	return pool->seats.is_allotted ? count_with_room(ctx, &in, &pool->seats.reserved)
				       : count_all(ctx, &in, &pool->seats.reserved);
}

lic_rc lic_inherit__serve(struct lic_ctx *ctx, struct lic_inherit *inherit, uint32_t sku)
{
	struct lic_q_waiting_first_in place = {
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = inherit->catalog->skus[sku].key,
		.rank = INT64_MIN,
		.since_ms = INT64_MIN,
	};

	for (;;) {
		bool goes_on = false;

		LIC_TRY(next_in_line(ctx, inherit->catalog, sku, &place, &goes_on));
		if (!goes_on) {
			return LIC_OK_RC;
		}
		if (inherit->served == LIC_SERVED_MAX) {
			return inherit->line_sku == place.sku_id
				? LIC_OK_RC
				: lic_task_enqueue(ctx, LIC_BULK_SERVE, place.sku_id,
					  inherit->operation);
		}
		inherit->served++;
		LIC_TRY(place.source_id == LIC_SOURCE_DIRECT
				? lic_wish__try_key(ctx, inherit, place.user_id, sku)
				: lic_inherit__settle_key(ctx, inherit, place.user_id));
	}
}
