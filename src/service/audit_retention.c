/*
 * How long the ledger is kept: see audit_retention.h.
 */
#include "service/audit_retention.h"

#include "base/clock.h"
#include "service/delta_int.h"
#include "service/settings.h"
#include "store/lic_sql.h"

#define PIECE_OPERATIONS 500
#define PIECE_CHANGES 2000

/* Before when the ledger of the caller's organisation is too old; INT64_MIN: it is kept for ever.
 */
static lic_rc limit_of(struct lic_ctx *ctx, int64_t *ret_before_ms)
{
	int64_t days = 0;

	LIC_TRY(lic_setting_get(ctx, LIC_SETTING_AUDIT_DAYS, &days));
	*ret_before_ms = days == 0 ? INT64_MIN : ctx->now_ms - days * LIC_MS_PER_DAY;
	return LIC_OK_RC;
}

/*
 * Finds how far the beginning of the ledger is too old: `*ret_id` is the last operation of at most
 * `limit` that is, 0 when not even the first one. Those behind one that is kept are kept, too.
 */
static lic_rc find_end(struct lic_ctx *ctx, int64_t limit, int64_t *ret_id)
{
	struct lic_q_audit_first_in in = {.tenant_id = ctx->caller.tenant_id, .limit = limit};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_audit_first_row row;
	int64_t before_ms = 0;
	bool more = true;

	*ret_id = 0;
	LIC_TRY(limit_of(ctx, &before_ms));
	LIC_TRY(lic_q_audit_first_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_audit_first_next(&rows, &row, &more));
		if (!more || row.created_ms >= before_ms) {
			return LIC_OK_RC;
		}
		*ret_id = row.id;
	}
}

lic_rc lic_audit_old(struct lic_ctx *ctx, int64_t *ret_tenant_id, bool *ret_found)
{
	struct lic_q_audit_kept_next_in in = {.after = 0};
	struct lic_q_audit_kept_next_row row;
	struct lic_ctx of_tenant = *ctx;
	bool more = true;
	int64_t id = 0;

	*ret_found = false;
	for (;;) {
		LIC_TRY(lic_q_audit_kept_next(ctx->db, ctx->arena, &in, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		of_tenant.caller.tenant_id = row.tenant_id;
		LIC_TRY(find_end(&of_tenant, 1, &id));
		if (id != 0) {
			*ret_tenant_id = row.tenant_id;
			*ret_found = true;
			return LIC_OK_RC;
		}
		in.after = row.tenant_id;
	}
}

lic_rc lic_audit_forget(struct lic_ctx *ctx)
{
	struct lic_q_audit_forget_changes_in changes = {.tenant_id = ctx->caller.tenant_id,
		.limit = PIECE_CHANGES};
	struct lic_q_audit_forget_in operations = {.tenant_id = ctx->caller.tenant_id};
	int64_t changed = 0;
	bool is_over = false;

	LIC_TRY(find_end(ctx, PIECE_OPERATIONS, &changes.id));
	if (changes.id == 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_delta__forget(ctx, changes.id, PIECE_CHANGES, &is_over));
	LIC_TRY(lic_q_audit_forget_changes(ctx->db, &changes, &changed));
	if (changed == PIECE_CHANGES || !is_over) {
		return LIC_OK_RC; /* there may be more; the operations stay as long */
	}
	operations.id = changes.id;
	return lic_q_audit_forget(ctx->db, &operations, NULL);
}
