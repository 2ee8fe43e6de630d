/*
 * Tasks: see tasks.h.
 */
#include "service/tasks.h"

#include "service/catalogs.h"
#include "service/lapse_int.h"
#include "service/tasks_int.h"
#include "store/lic_sql.h"

static lic_rc insert(struct lic_ctx *ctx, enum lic_bulk_kind kind, int64_t target_id,
	const struct lic_operation *operation)
{
	struct lic_q_bulk_enqueue_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.guid = lic_guid_random(),
		.kind = (int64_t)kind,
		.target_id = target_id,
		.operation_id = operation->id,
		.actor_kind = (int64_t)ctx->caller.kind,
		.actor_id = ctx->caller.actor_id,
		.actor_name = ctx->caller.actor_name,
		.may = (int64_t)ctx->caller.may,
		.reason = ctx->reason,
		.correlation = ctx->correlation,
		.created_ms = ctx->now_ms,
	};

	LIC_TRY(lic_ctx_take_numbers(ctx, "bulk", 1, &in.id));
	return lic_q_bulk_enqueue(ctx->db, &in, NULL);
}

lic_rc lic_task_enqueue(struct lic_ctx *ctx, enum lic_bulk_kind kind, int64_t target_id,
	const struct lic_operation *operation)
{
	struct lic_q_bulk_open_of_in in = {ctx->caller.tenant_id, (int64_t)kind, target_id};
	struct lic_q_bulk_open_of_row row;
	bool found = false;

	ctx->has_task = true;
	LIC_TRY(lic_q_bulk_open_of(ctx->db, ctx->arena, &in, &row, &found));
	if (found) {
		struct lic_q_bulk_restart_in restart = {
			.operation_id = operation->id,
			.tenant_id = ctx->caller.tenant_id,
			.id = row.id,
		};

		return lic_q_bulk_restart(ctx->db, &restart, NULL);
	}
	return insert(ctx, kind, target_id, operation);
}

lic_rc lic_task_state(struct lic_ctx *ctx, enum lic_bulk_kind kind, int64_t target_id,
	enum lic_task_state *ret_state)
{
	struct lic_q_bulk_open_of_in in = {ctx->caller.tenant_id, (int64_t)kind, target_id};
	struct lic_q_bulk_open_of_row row;
	bool found = false;

	LIC_TRY(lic_q_bulk_open_of(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		*ret_state = LIC_TASK_NONE;
	} else {
		*ret_state =
			row.position == 0 && row.line == 0 ? LIC_TASK_QUEUED : LIC_TASK_RUNNING;
	}
	return LIC_OK_RC;
}

/* The line for a SKU: a step serves so many, and what is left is the next step's. */
static lic_rc step_serve(struct lic_ctx *ctx, struct lic_task_step *step)
{
	uint32_t sku = lic_catalog_sku_by_key(step->inherit.catalog, step->job.target_id);

	if (sku == LIC_INDEX_NONE) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	step->inherit.served = 0;
	step->inherit.line_sku = step->job.target_id;
	LIC_TRY(lic_inherit__serve(ctx, &step->inherit, sku));
	step->job.progress.position++;
	step->job.progress.done += step->inherit.served;
	step->is_over = step->inherit.served < LIC_SERVED_MAX;
	return LIC_OK_RC;
}

/* The licences of a SKU of which nothing is left. */
static lic_rc step_lapse(struct lic_ctx *ctx, struct lic_task_step *step)
{
	return lic_lapse__step(ctx, &step->inherit, step->job.target_id, &step->job.progress,
		&step->is_over);
}

static lic_rc run(struct lic_ctx *ctx, struct lic_task_step *step)
{
	static lic_rc (*const steps[LIC_BULK_KIND_MAX_])(struct lic_ctx *,
		struct lic_task_step *) = {
		[LIC_BULK_GROUP] = lic_task__step_group,
		[LIC_BULK_SERVE] = step_serve,
		[LIC_BULK_LAPSE] = step_lapse,
	};

	do {
		LIC_TRY(steps[step->job.kind](ctx, step));
	} while (!step->is_over && !lic_bulk_is_over(step->turn));
	return LIC_OK_RC;
}

/* Writes how far the task has come, or how it ended. */
static lic_rc write(struct lic_ctx *ctx, const struct lic_bulk_key *key, struct lic_task_step *step)
{
	struct lic_bulk_end end = {
		.done = step->job.progress.done,
		.total = step->job.progress.done,
	};
	bool is_clean = false;

	if (step->operation.change_count != step->changes_before) {
		LIC_TRY(lic_ledger_more(ctx, &step->operation));
	}
	LIC_TRY(lic_bulk_advance(ctx, key, &step->job.progress));
	if (!step->is_over) {
		return LIC_OK_RC;
	}
	if (step->job.kind == LIC_BULK_GROUP) {
		LIC_TRY(lic_task__tell_group(ctx, step));
	}
	LIC_TRY(lic_bulk_finish(ctx, key, &end));
	return lic_bulk_clean(ctx, key, true, &is_clean); /* at once: it has no input */
}

lic_rc lic_task_step(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	const struct lic_bulk_turn *turn, struct lic_bulk_progress *ret_progress, bool *ret_is_over)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_task_step step = {.turn = turn};
	bool found = false;

	LIC_TRY(lic_bulk_load(ctx, key->id, &step.job, &found));
	if (!found) {
		return LIC_RC(LIC_E_NOTFOUND);
	}
	LIC_TRY(lic_bulk_renew(ctx, key, LIC_BULK_APPLYING, step.job.progress.position));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	/* Other tasks may have gone on with the same operation meanwhile. */
	LIC_TRY(lic_ledger_resume(ctx, step.job.progress.operation_id, &step.operation));
	step.changes_before = step.operation.change_count;
	step.inherit = (struct lic_inherit){
		.catalog = hold.catalog,
		.operation = &step.operation,
	};
	LIC_TRY(run(ctx, &step));
	LIC_TRY(write(ctx, key, &step));
	*ret_progress = step.job.progress;
	*ret_is_over = step.is_over;
	return LIC_OK_RC;
}
