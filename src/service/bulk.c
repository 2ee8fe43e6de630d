/*
 * Bulk jobs, their input and their leases: see bulk.h.
 */
#include "service/bulk.h"

#include "base/clock.h"
#include "service/audit_int.h"
#include "service/changes.h"
#include "store/lic_sql.h"

#include <string.h>

#define CLEAN_PIECES 8
/* No lease runs longer from now, unless a clock was put back; twice, because clocks of several
 * processes differ. */
#define LEASE_LATEST_MS (INT64_C(2) * LIC_BULK_LEASE_MS)

lic_rc lic_bulk_create(struct lic_ctx *ctx, const struct lic_guid *owner, struct lic_bulk_job *job)
{
	struct lic_q_bulk_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.guid = lic_guid_random(),
		.kind = (int64_t)job->kind,
		.owner = *owner,
		.lease_until_ms = ctx->now_ms + LIC_BULK_LEASE_MS,
		.input_bytes = job->input_bytes,
		.options = job->options,
		.actor_kind = (int64_t)ctx->caller.kind,
		.actor_id = ctx->caller.actor_id,
		.actor_name = ctx->caller.actor_name,
		.may = (int64_t)ctx->caller.may,
		.reason = ctx->reason,
		.correlation = ctx->correlation,
		.client_request_id = job->client_request_id,
		.created_ms = ctx->now_ms,
		.actor_guid = lic_audit__id(&ctx->caller.actor_guid),
		.app_guid = lic_audit__id(&ctx->caller.app_guid),
		.app_name = ctx->caller.app_name,
		.address = ctx->caller.address,
	};

	LIC_TRY(lic_ctx_take_numbers(ctx, "bulk", 1, &in.id));
	LIC_TRY(lic_q_bulk_insert(ctx->db, &in, NULL));
	job->id = in.id;
	job->guid = in.guid;
	job->created_ms = in.created_ms;
	return LIC_OK_RC;
}

lic_rc lic_bulk_add_input(struct lic_ctx *ctx, const struct lic_bulk_key *key, int64_t seq,
	struct lic_bytes bytes)
{
	struct lic_q_bulk_input_insert_in in = {key->tenant_id, key->id, seq, bytes};

	return lic_q_bulk_input_insert(ctx->db, &in, NULL);
}

lic_rc lic_bulk_read_input(struct lic_ctx *ctx, const struct lic_bulk_key *key, int64_t seq,
	struct lic_bytes *ret_bytes)
{
	struct lic_q_bulk_input_load_in in = {key->tenant_id, key->id, seq};
	struct lic_q_bulk_input_load_row row;
	bool found = false;

	LIC_TRY(lic_q_bulk_input_load(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return lic_err_set(ctx->err, LIC_E_CORRUPT, NULL,
			"piece %lld of the input of bulk job %lld is missing", (long long)seq,
			(long long)key->id);
	}
	*ret_bytes = row.bytes;
	return LIC_OK_RC;
}

lic_rc lic_bulk_open(struct lic_ctx *ctx, const struct lic_guid *owner, size_t limit,
	struct lic_bulk_key *list, size_t *ret_count)
{
	struct lic_q_bulk_open_in in = {*owner, ctx->now_ms, ctx->now_ms + LEASE_LATEST_MS,
		(int64_t)limit};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_bulk_open_row row;
	size_t count = 0;
	bool more = true;

	LIC_TRY(lic_q_bulk_open_open(ctx->db, &in, &rows));
	while (count < limit) {
		LIC_TRY(lic_q_bulk_open_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		list[count++] = (struct lic_bulk_key){row.tenant_id, row.id, *owner};
	}
	*ret_count = count;
	return LIC_OK_RC;
}

lic_rc lic_bulk_claim(struct lic_ctx *ctx, const struct lic_bulk_key *key, bool *ret_is_ours)
{
	struct lic_q_bulk_claim_in in = {
		.owner = key->owner,
		.lease_until_ms = ctx->now_ms + LIC_BULK_LEASE_MS,
		.tenant_id = key->tenant_id,
		.id = key->id,
		.now_ms = ctx->now_ms,
		.latest_ms = ctx->now_ms + LEASE_LATEST_MS,
	};
	int64_t changed = 0;

	LIC_TRY(lic_q_bulk_claim(ctx->db, &in, &changed));
	*ret_is_ours = changed == 1;
	return LIC_OK_RC;
}

lic_rc lic_bulk_renew(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	enum lic_bulk_state state, int64_t position)
{
	struct lic_q_bulk_renew_in in = {
		.lease_until_ms = ctx->now_ms + LIC_BULK_LEASE_MS,
		.tenant_id = key->tenant_id,
		.id = key->id,
		.owner = key->owner,
		.state = (int64_t)state,
		.position = position,
	};
	int64_t changed = 0;

	LIC_TRY(lic_q_bulk_renew(ctx->db, &in, &changed));
	return changed == 1 ? LIC_OK_RC : LIC_RC(LIC_E_NOTFOUND);
}

bool lic_bulk_is_over(const struct lic_bulk_turn *turn)
{
	int64_t now_ms = lic_clock_monotonic_ms();

	return now_ms >= turn->until_ms ||
		(now_ms >= turn->yield_ms && lic_writer_is_awaited(turn->writer));
}

lic_rc lic_bulk_show(struct lic_ctx *ctx, const struct lic_bulk_key *key, int64_t done,
	int64_t total)
{
	struct lic_q_bulk_show_in in = {done, total, key->tenant_id, key->id};

	return lic_q_bulk_show(ctx->db, &in, NULL);
}

lic_rc lic_bulk_move(struct lic_ctx *ctx, const struct lic_bulk_key *key, enum lic_bulk_state state,
	bool is_kept, int64_t total)
{
	struct lic_q_bulk_move_in in = {
		.state = (int64_t)state,
		.is_kept = is_kept ? 1 : 0,
		.done = 0,
		.total = total,
		.tenant_id = key->tenant_id,
		.id = key->id,
	};

	return lic_q_bulk_move(ctx->db, &in, NULL);
}

lic_rc lic_bulk_advance(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	const struct lic_bulk_progress *progress)
{
	struct lic_q_bulk_advance_in in = {
		.position = progress->position,
		.line = progress->line,
		.done = progress->done,
		.created = progress->created,
		.licensed = progress->licensed,
		.finding_count = progress->findings,
		.change_count = progress->changes,
		.operation_id = {progress->operation_id != 0, progress->operation_id},
		.tenant_id = key->tenant_id,
		.id = key->id,
	};

	return lic_q_bulk_advance(ctx->db, &in, NULL);
}

lic_rc lic_bulk_finish(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	const struct lic_bulk_end *end)
{
	struct lic_q_bulk_finish_in in = {
		.done = end->done,
		.total = end->total,
		.error_code = (int64_t)end->code,
		.error_message = end->message,
		.finished_ms = ctx->now_ms,
		.tenant_id = key->tenant_id,
		.id = key->id,
	};

	return lic_q_bulk_finish(ctx->db, &in, NULL);
}

/* Removes the next few pieces of input; `*ret_any` tells whether there were any. */
static lic_rc clean_input(struct lic_ctx *ctx, const struct lic_bulk_key *key, bool *ret_any)
{
	struct lic_q_bulk_input_first_in first = {key->tenant_id, key->id};
	struct lic_q_bulk_input_first_row row;
	bool found = false;

	LIC_TRY(lic_q_bulk_input_first(ctx->db, ctx->arena, &first, &row, &found));
	if (found) {
		struct lic_q_bulk_input_delete_in in = {key->tenant_id, key->id,
			row.seq + CLEAN_PIECES};

		LIC_TRY(lic_q_bulk_input_delete(ctx->db, &in, NULL));
	}
	*ret_any = found;
	return LIC_OK_RC;
}

lic_rc lic_bulk_clean(struct lic_ctx *ctx, const struct lic_bulk_key *key, bool is_kept,
	bool *ret_is_over)
{
	struct lic_q_bulk_close_in close = {key->tenant_id, key->id};
	struct lic_q_bulk_delete_in remove = {key->tenant_id, key->id};
	bool any = false;

	*ret_is_over = false;
	LIC_TRY(clean_input(ctx, key, &any));
	if (!any && !is_kept) {
		LIC_TRY(lic_bulk_forget(ctx, key, &any));
	}
	if (!any && !is_kept) {
		LIC_TRY(lic_change_forget(ctx, key, &any));
	}
	if (any) {
		return LIC_OK_RC;
	}
	LIC_TRY(is_kept ? lic_q_bulk_close(ctx->db, &close, NULL)
			: lic_q_bulk_delete(ctx->db, &remove, NULL));
	*ret_is_over = true;
	return LIC_OK_RC;
}

lic_rc lic_bulk_release(struct lic_ctx *ctx, const struct lic_bulk_key *key)
{
	struct lic_q_bulk_release_in in = {key->tenant_id, key->id, key->owner};

	return lic_q_bulk_release(ctx->db, &in, NULL);
}

lic_rc lic_bulk_old(struct lic_ctx *ctx, int64_t before_ms, struct lic_bulk_key *ret_key,
	bool *ret_found)
{
	struct lic_q_bulk_old_in in = {before_ms};
	struct lic_q_bulk_old_row row;

	LIC_TRY(lic_q_bulk_old(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		ret_key->tenant_id = row.tenant_id;
		ret_key->id = row.id;
	}
	return LIC_OK_RC;
}
