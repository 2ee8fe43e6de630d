/*
 * Writing what was decided about a user's licences: see license_int.h.
 */
#include "service/license_int.h"
#include "service/wish_int.h"
#include "store/lic_sql.h"

lic_rc lic_license__move_seat(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	int delta)
{
	int64_t changed = 0;

	if (delta < 0) {
		struct lic_q_seats_give_in in = {
			.amount = -delta,
			.tenant_id = ctx->caller.tenant_id,
			.sku_id = catalog->skus[sku].key,
		};

		LIC_TRY(lic_q_seats_give(ctx->db, &in, &changed));
		return changed == 1 ? LIC_OK_RC : LIC_RC(LIC_E_CORRUPT);
	}
	struct lic_q_seats_take_in in = {
		.amount = delta,
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = catalog->skus[sku].key,
	};

	LIC_TRY(lic_q_seats_take(ctx->db, &in, &changed));
	if (changed == 1) {
		return LIC_OK_RC;
	}
	return lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		"Subscription with SKU %s does not have any available licenses.",
		lic_guid_format(&catalog->skus[sku].id).text);
}

/* Tells whether a path stands in the line for a seat. */
static bool is_waiting(enum lic_path_state state, enum lic_path_error error)
{
	return state == LIC_PATH_ERROR && error == LIC_PATH_COUNT;
}

/* Takes the path of `change` out of the line; one that goes on waiting keeps its place. What was
 * asked for of the user himself can be put back by the ledger; what groups give is decided anew. */
static lic_rc leave_line(struct lic_ctx *ctx, const struct lic_ledger_change *change,
	struct lic_operation *operation)
{
	struct lic_q_waiting_delete_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = change->sku_id.value,
		.user_id = change->object_id,
		.source_id = change->source_id.value,
	};

	return in.source_id == LIC_SOURCE_DIRECT
		? lic_wish__leave(ctx, in.sku_id, in.user_id, in.source_id, operation)
		: lic_q_waiting_delete(ctx->db, &in, NULL);
}

lic_rc lic_license__write_path(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t user_id, const struct lic_path_change *path, struct lic_operation *operation)
{
	struct lic_ledger_change change = {
		.kind = LIC_CHANGE_PATH,
		.object_id = user_id,
		.sku_id = {true, catalog->skus[path->sku].key},
		.source_id = {true, path->source},
	};

	if (path->before != NULL) {
		change.plan_set_before.is_set = true;
		LIC_TRY(lic_plan_set__find(ctx, catalog, path->before,
			&change.plan_set_before.value));
		change.state_before = (struct lic_opt_int){true, (int64_t)path->state_before};
	}
	if (path->before != NULL && is_waiting(path->state_before, path->error_before) &&
		(path->after == NULL || !is_waiting(path->state_after, path->error_after))) {
		LIC_TRY(leave_line(ctx, &change, operation));
	}
	if (path->after == NULL) {
		struct lic_q_licenses_path_delete_in in = {
			.tenant_id = ctx->caller.tenant_id,
			.user_id = user_id,
			.sku_id = change.sku_id.value,
			.source_id = path->source,
		};

		LIC_TRY(lic_q_licenses_path_delete(ctx->db, &in, NULL));
		return lic_ledger_change(ctx, operation, &change);
	}
	change.plan_set_after.is_set = true;
	LIC_TRY(lic_plan_set__find(ctx, catalog, path->after, &change.plan_set_after.value));
	change.state_after = (struct lic_opt_int){true, (int64_t)path->state_after};
	struct lic_q_licenses_path_put_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = user_id,
		.sku_id = change.sku_id.value,
		.source_id = path->source,
		.plan_set_id = change.plan_set_after.value,
		.state = (int64_t)path->state_after,
		.error = (int64_t)path->error_after,
		.since_ms = ctx->now_ms,
		.operation_id = operation->id,
	};

	LIC_TRY(lic_q_licenses_path_put(ctx->db, &in, NULL));
	return lic_ledger_change(ctx, operation, &change);
}

lic_rc lic_license__move_seats(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_decision *decision)
{
	for (size_t i = 0; i < decision->seat_count; i++) {
		LIC_TRY(lic_license__move_seat(ctx, catalog, decision->seats[i].sku,
			decision->seats[i].delta));
	}
	return LIC_OK_RC;
}

lic_rc lic_license__write_paths(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t user_id, const struct lic_decision *decision, struct lic_operation *operation)
{
	for (size_t i = 0; i < decision->path_count; i++) {
		LIC_TRY(lic_license__write_path(ctx, catalog, user_id, &decision->paths[i],
			operation));
	}
	return LIC_OK_RC;
}
