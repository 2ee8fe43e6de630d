/*
 * The line for seats: see inherit_int.h.
 */
#include "service/inherit_int.h"

#include "service/license_int.h"
#include "service/tasks.h"
#include "service/wish_int.h"
#include "store/lic_sql.h"

/* Tells whether a seat of the SKU with index `sku` is free. */
static lic_rc has_free_seat(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	bool *ret_free)
{
	struct lic_seats seats = {0};
	bool found = false;

	LIC_TRY(lic_seats__read(ctx, catalog, sku, &seats, &found));
	*ret_free = found && lic_seats_available(&seats) > 0;
	return LIC_OK_RC;
}

/* The next in line behind `place`, which moves there. */
static lic_rc next_in_line(struct lic_ctx *ctx, struct lic_q_waiting_first_in *place,
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

		LIC_TRY(next_in_line(ctx, &place, &goes_on));
		if (!goes_on) {
			return LIC_OK_RC;
		}
		LIC_TRY(has_free_seat(ctx, inherit->catalog, sku, &goes_on));
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
