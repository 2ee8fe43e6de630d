/*
 * A change at work: step by step, each from where the last one ended. See change_int.h.
 */
#include "odata/entities.h"
#include "odata/filter.h"
#include "service/audit.h"
#include "service/change_int.h"
#include "store/lic_sql.h"

#include <stdlib.h>
#include <string.h>

/* Problem of a change with which the server itself could not go on. */
#define FAULT "InternalServerError"

#define ARENA_BYTES ((size_t)32 * 1024 * 1024)
#define PAGE_ARENA_BYTES ((size_t)64 * 1024 * 1024)
#define ROW_ARENA_BYTES ((size_t)32 * 1024 * 1024)

static bool has_file(const struct lic_change_run *run)
{
	return run->order.users == LIC_USERS_LISTED || run->order.users == LIC_USERS_ROWS;
}

/* What was understood when it was asked for is understood again. */
static lic_rc read_filter(struct lic_change_run *run)
{
	struct lic_odata_filter filter;
	struct lic_err err = {0};
	lic_rc rc = lic_odata_filter_read(run->order.filter, &lic_odata_users, run->arena, &err,
		&filter);

	if (!lic_ok(rc)) {
		return rc.code == LIC_E_INVALID ? LIC_RC(LIC_E_CORRUPT) : rc;
	}
	run->filter = filter.condition;
	return rc;
}

static lic_rc build(struct lic_change_run *run)
{
	run->arena = lic_arena_new(ARENA_BYTES);
	run->page_arena = lic_arena_new(PAGE_ARENA_BYTES);
	run->row_arena = lic_arena_new(ROW_ARENA_BYTES);
	if (run->arena == NULL || run->page_arena == NULL || run->row_arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_change__read_order(run->arena, run->job->options, &run->order));
	return run->order.users == LIC_USERS_FILTER ? read_filter(run) : LIC_OK_RC;
}

lic_rc lic_change_run_new(const struct lic_bulk_key *key, const struct lic_bulk_job *job,
	struct lic_change_run **ret_run)
{
	struct lic_change_run *run = calloc(1, sizeof(*run));
	lic_rc rc;

	if (run == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	run->key = *key;
	run->job = job;
	lic_bulk_csv_init(&run->file, (struct lic_bytes){0}, job->input_bytes);
	rc = build(run);
	if (!lic_ok(rc)) {
		lic_change_run_free(run);
		return rc;
	}
	*ret_run = run;
	return LIC_OK_RC;
}

void lic_change_run_free(struct lic_change_run *run)
{
	if (run == NULL) {
		return;
	}
	lic_change__tally_done(&run->tally);
	lic_bulk_csv_done(&run->file);
	lic_arena_free(run->row_arena);
	lic_arena_free(run->page_arena);
	lic_arena_free(run->arena);
	free(run);
}

/* Problems that a run can have, so that one that is taken over knows its own. */
static const char *static_problem(const char *text)
{
	static const char *const problems[] = {"notAllPossible", "factsChanged", "cancelled",
		FAULT};

	for (size_t i = 0; text != NULL && i < LIC_COUNT(problems); i++) {
		if (strcmp(problems[i], text) == 0) {
			return problems[i];
		}
	}
	return NULL;
}

/* Reads where the run is. */
static lic_rc load(struct lic_change_run *run, struct lic_ctx *ctx)
{
	struct lic_q_changes_load_in in = {run->key.tenant_id, run->key.id};
	struct lic_q_changes_load_row row;
	struct lic_bulk_job job;
	bool found = false;

	LIC_TRY(lic_bulk_load(ctx, run->key.id, &job, &found));
	if (found) {
		LIC_TRY(lic_q_changes_load(ctx->db, run->arena, &in, &row, &found));
	}
	if (!found) {
		return LIC_RC(LIC_E_NOTFOUND);
	}
	run->kept = (struct lic_change__at){
		.step = job.progress.position,
		.phase = (enum lic_change__phase)row.phase,
		.place = row.place,
		.place_group = row.place_group,
		.line = job.progress.line,
		.listed = row.listed,
		.total = job.total,
		.done = job.progress.done,
		.bad = row.bad,
		.changed = row.changed,
		.unchanged = row.unchanged,
		.refused = row.refused,
		.reverted = row.reverted,
		.operation_id = job.progress.operation_id,
		.changes = job.progress.changes,
		.problem = static_problem(row.problem),
		.problem_message = row.problem_message,
		.summary = row.summary,
	};
	run->is_loaded = true;
	return LIC_OK_RC;
}

/* Reads as much of the file as the next step needs, the header first. */
static lic_rc read_file(struct lic_change_run *run, struct lic_ctx *ctx)
{
	struct lic_csv_record header;

	if (!run->is_file_open) {
		LIC_TRY(lic_bulk_csv_open(&run->file, ctx, &run->key, run->arena, &header));
		LIC_TRY(lic_change__read_header(run->arena, &header,
			run->order.users == LIC_USERS_ROWS, ctx->err, &run->columns));
		run->is_file_open = true;
	}
	return lic_bulk_csv_fill(&run->file, ctx, &run->key,
		run->kept.line == 0 ? run->file.rows_at : run->kept.place);
}

lic_rc lic_change_run_read(struct lic_change_run *run, struct lic_ctx *ctx)
{
	if (!run->is_loaded) {
		LIC_TRY(load(run, ctx));
	}
	if (run->failure != LIC_OK) {
		return LIC_OK_RC;
	}
	if (run->kept.phase == LIC_PHASE_COLLECT && has_file(run)) {
		return read_file(run, ctx);
	}
	if (run->kept.phase == LIC_PHASE_CHECK && !run->page.is_ready) {
		return lic_change__rehearse(run, ctx);
	}
	return LIC_OK_RC;
}

/* What the operation is about: when it is undone, what that was about. */
static lic_rc find_target(struct lic_change_run *run, struct lic_target *ret_target)
{
	if (run->order.change.action == LIC_CHANGE_UNDO) {
		*ret_target = run->order.target;
		return LIC_OK_RC;
	}
	*ret_target = (struct lic_target){
		.kind = LIC_TARGET_OTHER,
		.name = lic_arena_printf(run->arena, "users: %s",
			lic_change_action_name(run->order.change.action)),
	};
	return ret_target->name == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* The operation keeps its number from the first step on, and is in the ledger from the first one
 * that changes something: all leads back to it, and what nothing has come of is not there. */
static lic_rc begin_operation(struct lic_change__step *step)
{
	struct lic_change_run *run = step->run;
	struct lic_target target;

	LIC_TRY(find_target(run, &target));
	if (run->kept.changes > 0) {
		LIC_TRY(lic_ledger_resume(step->ctx, run->kept.operation_id, &step->operation));
		step->operation.target = target;
		return LIC_OK_RC;
	}
	if (run->kept.operation_id != 0) {
		step->operation = lic_ledger_operation(step->ctx, run->kept.operation_id,
			lic_change__kind(&run->order), &target);
	} else {
		LIC_TRY(lic_ledger_begin(step->ctx, lic_change__kind(&run->order), &target,
			&step->operation));
	}
	step->operation.undoes = run->order.undoes;
	return LIC_OK_RC;
}

static lic_rc end_operation(struct lic_change__step *step)
{
	struct lic_change__at *at = &step->run->next;

	at->operation_id = step->operation.id;
	at->changes = step->operation.change_count;
	if (step->run->kept.changes > 0) {
		return lic_ledger_more(step->ctx, &step->operation);
	}
	return at->changes == 0 ? LIC_OK_RC : lic_ledger_end(step->ctx, &step->operation);
}

/* Does what the phase asks for, where it changes licences within the operation. */
static lic_rc do_phase(struct lic_change__step *step)
{
	static lic_rc (*const phases[LIC_PHASE_MAX_])(struct lic_change__step *) = {
		[LIC_PHASE_COLLECT] = lic_change__collect,
		[LIC_PHASE_CHECK] = lic_change__note,
		[LIC_PHASE_APPLY] = lic_change__apply,
		[LIC_PHASE_REVERT] = lic_change__revert,
	};
	enum lic_change__phase phase = step->run->next.phase;

	if (phase < LIC_PHASE_APPLY) {
		return phases[phase](step);
	}
	LIC_TRY(begin_operation(step));
	LIC_TRY(phases[phase](step));
	return end_operation(step);
}

/* Ends where it is. What was done stays, unless all or nothing was wanted: then it goes back. */
static void stop(struct lic_change__step *step, const char *problem)
{
	struct lic_change__at *at = &step->run->next;

	at->problem = problem;
	if (at->phase == LIC_PHASE_APPLY && at->changed > 0 &&
		step->run->order.mode == LIC_CHANGE_ALL_OR_NOTHING) {
		at->phase = LIC_PHASE_REVERT;
		at->place = at->listed + 1;
	} else {
		step->is_over = true;
	}
}

/* Somebody wants it to end. */
static lic_rc cancel(struct lic_change__step *step)
{
	if (step->run->next.phase == LIC_PHASE_REVERT) {
		return do_phase(step);
	}
	stop(step, "cancelled");
	return LIC_OK_RC;
}

/* It cannot go on. */
static lic_rc give_up(struct lic_change__step *step)
{
	struct lic_change__at *at = &step->run->next;

	stop(step, FAULT);
	at->problem_message = step->run->failure_message;
	if (at->phase == LIC_PHASE_REVERT && at->problem_message == NULL) {
		at->problem_message =
			"The server could not go on with the change: what had been done was taken back. Its log says why, under the id of the change.";
	}
	return LIC_OK_RC;
}

bool lic_change_run_fail(struct lic_change_run *run, lic_rc rc, const struct lic_err *err)
{
	if (!run->is_loaded || run->failure != LIC_OK || run->kept.phase == LIC_PHASE_REVERT) {
		return false;
	}
	run->failure = rc.code;
	/* Limits have words for whoever asked; faults have some for the log alone. */
	run->failure_message = rc.code == LIC_E_LIMIT && err->public_code != NULL
		? lic_arena_strdup(run->arena, err->message)
		: NULL;
	return true;
}

enum lic_operation_kind lic_change_run_kind(const struct lic_change_run *run, bool *ret_is_preview)
{
	*ret_is_preview = run->order.is_preview;
	return lic_change__kind(&run->order);
}

static lic_rc advance(struct lic_change__step *step)
{
	struct lic_change__at *at = &step->run->next;
	struct lic_q_changes_advance_in in = {
		.phase = (int64_t)at->phase,
		.place = at->place,
		.place_group = at->place_group,
		.listed = at->listed,
		.bad = at->bad,
		.changed = at->changed,
		.unchanged = at->unchanged,
		.refused = at->refused,
		.reverted = at->reverted,
		.problem = at->problem,
		.problem_message = at->problem_message,
		.summary = at->summary,
		.tenant_id = step->run->key.tenant_id,
		.job_id = step->run->key.id,
	};
	struct lic_bulk_progress progress = {
		.position = ++at->step,
		.line = at->line,
		.done = at->done,
		.changes = at->changes,
		.operation_id = at->operation_id,
	};

	LIC_TRY(lic_bulk_advance(step->ctx, &step->run->key, &progress));
	LIC_TRY(lic_bulk_show(step->ctx, &step->run->key, at->done, at->total));
	return lic_q_changes_advance(step->ctx->db, &in, NULL);
}

/* A message that tells what a run that took everything back could not take back. */
static lic_rc finish_message(struct lic_change__step *step)
{
	struct lic_change__at *at = &step->run->next;

	if (at->phase != LIC_PHASE_REVERT || at->changed == 0) {
		return LIC_OK_RC;
	}
	at->problem_message = lic_arena_printf(step->run->arena,
		"%s %lld users could not be taken back: the results say why.",
		at->problem_message == NULL ? "" : at->problem_message, (long long)at->changed);
	return at->problem_message == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static enum lic_code code_of(const char *problem)
{
	return strcmp(problem, FAULT) == 0 ? LIC_E_BUG : LIC_E_CONFLICT;
}

static lic_rc finish(struct lic_change__step *step)
{
	struct lic_change__at *at = &step->run->next;
	bool is_failed = at->problem != NULL && strcmp(at->problem, "cancelled") != 0;
	struct lic_bulk_end end = {
		.done = at->done,
		.total = at->total,
		.code = is_failed ? code_of(at->problem) : LIC_OK,
		.message = at->problem_message,
	};
	const struct lic_attempt attempt = {
		.kind = lic_change__kind(&step->run->order),
		.reason = at->problem_message == NULL ? "The change failed." : at->problem_message,
	};

	if (is_failed && !step->run->order.is_preview) {
		LIC_TRY(lic_audit_write(step->ctx, &attempt, 1));
	}
	return lic_bulk_finish(step->ctx, &step->run->key, &end);
}

static lic_rc read_wanted(struct lic_change__step *step, enum lic_bulk_wanted *ret_wanted)
{
	struct lic_q_bulk_wanted_in in = {step->run->key.tenant_id, step->run->key.id};
	struct lic_q_bulk_wanted_row row;
	bool found = false;

	LIC_TRY(lic_q_bulk_wanted(step->ctx->db, step->ctx->arena, &in, &row, &found));
	if (!found) {
		return LIC_RC(LIC_E_NOTFOUND);
	}
	*ret_wanted = (enum lic_bulk_wanted)row.wanted;
	return LIC_OK_RC;
}

/* Does the step, whose row of the job is locked. */
static lic_rc do_step(struct lic_change__step *step)
{
	enum lic_bulk_wanted wanted = LIC_BULK_GO_ON;

	LIC_TRY(read_wanted(step, &wanted));
	/* The rights of whoever asked, as they were then. */
	LIC_TRY(lic_ctx_require(step->ctx, lic_change__action(&step->run->order)));
	if (step->run->failure != LIC_OK) {
		LIC_TRY(give_up(step));
	} else {
		LIC_TRY(wanted == LIC_BULK_END ? cancel(step) : do_phase(step));
	}
	if (step->is_over) {
		LIC_TRY(finish_message(step));
	}
	LIC_TRY(advance(step));
	return step->is_over ? finish(step) : LIC_OK_RC;
}

lic_rc lic_change_run_write(struct lic_change_run *run, struct lic_ctx *ctx,
	const struct lic_bulk_turn *turn, bool *ret_is_over)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_change__step *step = lic_arena_alloc(ctx->arena, sizeof(*step));
	lic_rc rc;

	if (step == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*step = (struct lic_change__step){.run = run, .ctx = ctx, .turn = turn, .row_ctx = *ctx};
	step->row_ctx.arena = run->row_arena;
	step->row_ctx.err = &step->row_err;
	run->next = run->kept;
	LIC_TRY(lic_bulk_renew(ctx, &run->key, LIC_BULK_APPLYING, run->kept.step));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	step->catalog = hold.catalog;
	rc = do_step(step);
	if (!lic_ok(rc)) {
		return step->row_err.message[0] == '\0' || ctx->err->message[0] != '\0'
			? rc
			: lic_err_set(ctx->err, rc.code, step->row_err.public_code, "%s",
				  step->row_err.message);
	}
	*ret_is_over = step->is_over;
	return LIC_OK_RC;
}

void lic_change_run_keep(struct lic_change_run *run, struct lic_bulk_progress *ret_progress)
{
	run->kept = run->next;
	run->page.is_ready = false;
	run->failure = LIC_OK;
	*ret_progress = (struct lic_bulk_progress){
		.position = run->kept.step,
		.line = run->kept.line,
		.done = run->kept.done,
		.changes = run->kept.changes,
		.operation_id = run->kept.operation_id,
	};
}
