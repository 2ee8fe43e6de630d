/*
 * The steps of a job, one function a phase: each short, each a transaction of its own. See
 * jobs_int.h.
 */
#include "jobs/jobs_int.h"

#include "base/clock.h"
#include "service/audit.h"
#include "service/tasks.h"

#include <string.h>

#define CHECK_ROWS 1000
#define CHUNK_ROWS 500
#define CHUNK_MS 10
#define YIELD_MS 4
#define STORE_PIECES 4
#define NOTE_ROWS 500
#define SHOW_MS 250

static bool is_rehearsal(const struct lic_jobs__slot *slot)
{
	return slot->order != NULL && slot->job.kind == LIC_BULK_USER_IMPORT &&
		slot->order->ctx->is_rehearsal;
}

static lic_rc renew(struct lic_ctx *ctx, const struct lic_jobs__slot *slot)
{
	const struct lic_bulk_progress *progress =
		slot->import == NULL ? &slot->job.progress : lic_user_import_progress(slot->import);

	return lic_bulk_renew(ctx, &slot->key, slot->state, progress->position);
}

/* Enters the job once: `slot->is_repeat` tells whether it was there already. */
static lic_rc enter_once(struct lic_ctx *ctx, struct lic_jobs__slot *slot)
{
	struct lic_once_answer answer = {0};

	LIC_TRY(lic_once_begin(ctx, &slot->once, &slot->is_repeat, &answer));
	if (slot->is_repeat) {
		slot->job.id = answer.job_id.value;
		return LIC_OK_RC;
	}
	LIC_TRY(lic_bulk_create(ctx, &slot->key.owner, &slot->job));
	answer.job_id = (struct lic_opt_int){true, slot->job.id};
	return lic_once_end(ctx, &slot->once, &answer);
}

static lic_rc write_create(struct lic_ctx *ctx, struct lic_jobs__slot *slot)
{
	LIC_TRY(slot->order->once != NULL ? enter_once(ctx, slot)
					  : lic_bulk_create(ctx, &slot->key.owner, &slot->job));
	if (slot->is_repeat) {
		return LIC_OK_RC; /* the job is not this slot's */
	}
	slot->key.id = slot->job.id;
	if (slot->job.kind == LIC_BULK_CHANGE) {
		return lic_change_enter(ctx, slot->job.id, slot->order->change);
	}
	if (is_rehearsal(slot)) {
		return lic_bulk_move(ctx, &slot->key, LIC_BULK_CHECKING, false, 0);
	}
	return LIC_OK_RC;
}

/* Gives the order the job as it is, with texts of its own: the answer may be made when the slot has
 * long been emptied. */
static lic_rc show_job(struct lic_jobs__slot *slot)
{
	slot->order->job = slot->job;
	return lic_jobs__keep_texts(slot->order->ctx->arena, &slot->order->job);
}

static lic_rc create(struct lic_jobs__slot *slot, struct lic_err *err)
{
	if (slot->order->once != NULL) {
		lic_once_make(&slot->job.caller, slot->order->once, &slot->once);
	}
	LIC_TRY(lic_jobs__write(slot, write_create, err));
	if (slot->is_repeat) {
		LIC_TRY(lic_jobs__join(slot, err));
		slot->phase = LIC_JOBS_OVER;
		return LIC_OK_RC;
	}
	LIC_TRY(show_job(slot));
	slot->state = is_rehearsal(slot) ? LIC_BULK_CHECKING : LIC_BULK_RECEIVING;
	slot->phase = is_rehearsal(slot) ? LIC_JOBS_CHECK : LIC_JOBS_STORE;
	return LIC_OK_RC;
}

/* Where a job goes on when its input is there. */
static enum lic_bulk_state state_behind_input(const struct lic_jobs__slot *slot)
{
	return slot->job.kind == LIC_BULK_CHANGE ? LIC_BULK_APPLYING : LIC_BULK_CHECKING;
}

/* Keeps the next pieces; the last one accepts the job. */
static lic_rc write_pieces(struct lic_ctx *ctx, struct lic_jobs__slot *slot)
{
	struct lic_bytes text = slot->order->text;
	size_t at = (size_t)slot->piece * LIC_BULK_PIECE_BYTES;

	LIC_TRY(renew(ctx, slot));
	for (int64_t i = 0; i < STORE_PIECES && at < text.len; i++) {
		size_t left = text.len - at;
		size_t len = left < LIC_BULK_PIECE_BYTES ? left : LIC_BULK_PIECE_BYTES;

		LIC_TRY(lic_bulk_add_input(ctx, &slot->key, slot->piece + i,
			(struct lic_bytes){(const char *)text.data + at, len}));
		at += len;
	}
	return at < text.len ? LIC_OK_RC
			     : lic_bulk_move(ctx, &slot->key, state_behind_input(slot), true, 0);
}

static lic_rc store(struct lic_jobs__slot *slot, struct lic_err *err)
{
	size_t behind = ((size_t)slot->piece + STORE_PIECES) * LIC_BULK_PIECE_BYTES;

	LIC_TRY(lic_jobs__write(slot, write_pieces, err));
	slot->piece += STORE_PIECES;
	if (behind < slot->order->text.len) {
		return LIC_OK_RC;
	}
	slot->state = state_behind_input(slot);
	slot->job.is_kept = true;
	slot->phase = slot->job.kind == LIC_BULK_CHANGE ? LIC_JOBS_CHANGE : LIC_JOBS_CHECK;
	if (slot->order->is_async) {
		struct lic_jobs_order *order = slot->order;

		LIC_TRY(show_job(slot));
		slot->order = NULL;
		order->job.state = slot->state;
		order->done(order, LIC_OK_RC);
	}
	return LIC_OK_RC;
}

static lic_rc open_import(struct lic_jobs__slot *slot)
{
	struct lic_bytes text = {0};

	if (slot->import != NULL) {
		return LIC_OK_RC;
	}
	if (is_rehearsal(slot)) {
		text = slot->order->text;
	}
	return lic_user_import_new(&slot->key, &slot->job, text, &slot->import);
}

/* The end of a job that cannot go on, in words. */
static void end_with(struct lic_jobs__slot *slot, lic_rc rc, const struct lic_err *err)
{
	slot->end.code = rc.code;
	slot->end.message = NULL;
	if (err->message[0] != '\0') {
		memcpy(slot->message, err->message, sizeof(slot->message));
		slot->end.message = slot->message;
	}
}

static lic_rc write_show(struct lic_ctx *ctx, struct lic_jobs__slot *slot)
{
	LIC_TRY(renew(ctx, slot));
	return lic_bulk_show(ctx, &slot->key, (int64_t)lic_user_import_checked(slot->import),
		(int64_t)lic_user_import_total(slot->import));
}

/* One reading step of the check. */
struct checking {
	struct lic_jobs__slot *slot; /* whose */
	bool is_over;                /* the file has ended */
};

static lic_rc read_check(struct lic_ctx *ctx, void *data)
{
	struct checking *checking = data;

	return lic_user_import_check(checking->slot->import, ctx, CHECK_ROWS, &checking->is_over);
}

static bool is_about_file(lic_rc rc, const struct lic_err *err)
{
	return err->public_code != NULL && (rc.code == LIC_E_INVALID || rc.code == LIC_E_LIMIT);
}

static lic_rc check(struct lic_jobs__slot *slot, struct lic_err *err)
{
	struct checking checking = {.slot = slot};
	int64_t now_ms = lic_clock_monotonic_ms();
	lic_rc rc;

	LIC_TRY(open_import(slot));
	rc = lic_jobs__read(slot->jobs, &slot->job.caller, read_check, &checking, err);
	if (!lic_ok(rc) && !is_about_file(rc, err)) {
		return rc;
	}
	if (!lic_ok(rc)) {
		end_with(slot, rc, err);
	}
	if (!lic_ok(rc) || checking.is_over) {
		slot->job.total = (int64_t)lic_user_import_checked(slot->import);
		slot->end.done = slot->job.total;
		slot->end.total = slot->job.total;
		slot->phase = is_rehearsal(slot) ? LIC_JOBS_TELL : LIC_JOBS_FORGET;
		return LIC_OK_RC;
	}
	if (now_ms - slot->shown_ms >= SHOW_MS) {
		LIC_TRY(lic_jobs__write(slot, write_show, err));
		slot->shown_ms = now_ms;
	}
	return LIC_OK_RC;
}

/* Forgets a part of what a process that was ended had kept of its check; nothing left: goes on. */
static lic_rc write_forget(struct lic_ctx *ctx, struct lic_jobs__slot *slot)
{
	bool any = false;

	LIC_TRY(renew(ctx, slot));
	LIC_TRY(lic_bulk_forget(ctx, &slot->key, &any));
	slot->is_over = !any;
	if (!any && slot->end.code == LIC_OK) {
		return lic_bulk_move(ctx, &slot->key, LIC_BULK_APPLYING, true, slot->job.total);
	}
	return LIC_OK_RC;
}

static lic_rc forget(struct lic_jobs__slot *slot, struct lic_err *err)
{
	LIC_TRY(lic_jobs__write(slot, write_forget, err));
	if (!slot->is_over) {
		return LIC_OK_RC;
	}
	if (slot->end.code == LIC_OK) {
		slot->state = LIC_BULK_APPLYING;
		slot->phase = LIC_JOBS_APPLY;
	} else {
		slot->phase = LIC_JOBS_NOTE;
	}
	return LIC_OK_RC;
}

/* The finding numbered `at` of the report; bad rows first. */
static const struct lic_bulk_finding *finding_at(const struct lic_import_report *report, size_t at)
{
	return at < report->bad_count ? &report->bad[at]
				      : &report->unlicensed[at - report->bad_count];
}

static lic_rc write_findings(struct lic_ctx *ctx, struct lic_jobs__slot *slot)
{
	struct lic_import_report report;
	size_t count = 0;

	LIC_TRY(renew(ctx, slot));
	lic_user_import_findings(slot->import, &report);
	count = report.bad_count + report.unlicensed_count;
	for (size_t i = slot->noted; i < count && i < slot->noted + NOTE_ROWS; i++) {
		struct lic_bulk_finding finding = *finding_at(&report, i);

		finding.seq = (int64_t)i + 1;
		LIC_TRY(lic_bulk_add_finding(ctx, &slot->key, &finding));
	}
	return LIC_OK_RC;
}

static lic_rc note(struct lic_jobs__slot *slot, struct lic_err *err)
{
	struct lic_import_report report;

	lic_user_import_findings(slot->import, &report);
	if (slot->end.code != LIC_E_INVALID ||
		slot->noted >= report.bad_count + report.unlicensed_count) {
		slot->phase = LIC_JOBS_FINISH;
		return LIC_OK_RC;
	}
	LIC_TRY(lic_jobs__write(slot, write_findings, err));
	slot->noted += NOTE_ROWS;
	return LIC_OK_RC;
}

static lic_rc read_load(struct lic_ctx *ctx, void *data)
{
	struct lic_jobs__slot *slot = data;

	return lic_user_import_load(slot->import, ctx);
}

static lic_rc write_chunk(struct lic_ctx *ctx, struct lic_jobs__slot *slot)
{
	struct lic_bulk_turn turn = {
		.rows = CHUNK_ROWS,
		.writer = slot->jobs->settings.writer,
	};
	int64_t now_ms = 0;

	LIC_TRY(renew(ctx, slot)); /* waits for the lock of the organisation, too */
	now_ms = lic_clock_monotonic_ms();
	turn.yield_ms = now_ms + YIELD_MS;
	turn.until_ms = now_ms + CHUNK_MS;
	return lic_user_import_apply(slot->import, ctx, &turn, &slot->is_over);
}

static lic_rc apply(struct lic_jobs__slot *slot, struct lic_err *err)
{
	LIC_TRY(open_import(slot));
	LIC_TRY(lic_jobs__read(slot->jobs, &slot->job.caller, read_load, slot, err));
	LIC_TRY(lic_jobs__write(slot, write_chunk, err));
	lic_user_import_keep(slot->import);
	if (slot->is_over) {
		slot->end.done = lic_user_import_progress(slot->import)->done;
		slot->end.total = slot->end.done;
		slot->phase = LIC_JOBS_FINISH;
	}
	return LIC_OK_RC;
}

static lic_rc write_task(struct lic_ctx *ctx, struct lic_jobs__slot *slot)
{
	int64_t now_ms = lic_clock_monotonic_ms();
	const struct lic_bulk_turn turn = {
		.yield_ms = now_ms + YIELD_MS,
		.until_ms = now_ms + CHUNK_MS,
		.writer = slot->jobs->settings.writer,
	};

	return lic_task_step(ctx, &slot->key, &turn, &slot->job.progress, &slot->is_over);
}

static lic_rc go_on(struct lic_jobs__slot *slot, struct lic_err *err)
{
	LIC_TRY(lic_jobs__write(slot, write_task, err));
	slot->phase = slot->is_over ? LIC_JOBS_OVER : LIC_JOBS_TASK;
	return LIC_OK_RC;
}

static lic_rc read_change(struct lic_ctx *ctx, void *data)
{
	struct lic_jobs__slot *slot = data;

	return lic_change_run_read(slot->run, ctx);
}

static lic_rc write_change(struct lic_ctx *ctx, struct lic_jobs__slot *slot)
{
	int64_t now_ms = lic_clock_monotonic_ms();
	struct lic_bulk_turn turn = {
		.rows = CHUNK_ROWS,
		.yield_ms = now_ms + YIELD_MS,
		.until_ms = now_ms + CHUNK_MS,
		.writer = slot->jobs->settings.writer,
	};

	return lic_change_run_write(slot->run, ctx, &turn, &slot->is_over);
}

static lic_rc change(struct lic_jobs__slot *slot, struct lic_err *err)
{
	if (slot->run == NULL) {
		LIC_TRY(lic_change_run_new(&slot->key, &slot->job, &slot->run));
	}
	LIC_TRY(lic_jobs__read(slot->jobs, &slot->job.caller, read_change, slot, err));
	LIC_TRY(lic_jobs__write(slot, write_change, err));
	lic_change_run_keep(slot->run, &slot->job.progress);
	if (slot->is_over) {
		slot->state = LIC_BULK_CLEANING;
		slot->phase = LIC_JOBS_CLEAN;
	}
	return LIC_OK_RC;
}

static lic_rc write_finish(struct lic_ctx *ctx, struct lic_jobs__slot *slot)
{
	bool is_change = slot->job.kind == LIC_BULK_CHANGE;
	const char *failed = is_change ? "The change failed." : "The import failed.";
	bool is_preview = false;
	struct lic_attempt attempt = {
		.kind = is_change ? LIC_OP_BULK_CHANGE : LIC_OP_USER_IMPORT,
		.reason = slot->end.message == NULL ? failed : slot->end.message,
	};

	if (slot->run != NULL) {
		attempt.kind = lic_change_run_kind(slot->run, &is_preview);
	}
	LIC_TRY(renew(ctx, slot));
	/* Where somebody waits, the failure is recorded with the answer. */
	if (slot->end.code != LIC_OK && slot->job.is_kept && slot->order == NULL && !is_preview) {
		LIC_TRY(lic_audit_write(ctx, &attempt, 1));
	}
	return lic_bulk_finish(ctx, &slot->key, &slot->end);
}

static lic_rc finish(struct lic_jobs__slot *slot, struct lic_err *err)
{
	LIC_TRY(lic_jobs__write(slot, write_finish, err));
	slot->state = LIC_BULK_CLEANING;
	slot->phase = LIC_JOBS_TELL;
	return LIC_OK_RC;
}

static lic_rc write_clean(struct lic_ctx *ctx, struct lic_jobs__slot *slot)
{
	LIC_TRY(renew(ctx, slot));
	return lic_bulk_clean(ctx, &slot->key, slot->job.is_kept, &slot->is_over);
}

static lic_rc clean(struct lic_jobs__slot *slot, struct lic_err *err)
{
	LIC_TRY(lic_jobs__write(slot, write_clean, err));
	slot->phase = slot->is_over ? LIC_JOBS_OVER : LIC_JOBS_CLEAN;
	return LIC_OK_RC;
}

/* A rehearsal leaves nothing behind when it is answered; its report is in memory. */
static lic_rc tell_rehearsal(struct lic_jobs__slot *slot, struct lic_err *err)
{
	struct lic_jobs_order *order = slot->order;
	struct lic_import_report report;
	lic_rc rc = LIC_RC(slot->end.code);

	lic_user_import_findings(slot->import, &report);
	LIC_TRY(lic_user_import_copy_report(order->ctx->arena, &report, &order->report));
	LIC_TRY(lic_jobs__write(slot, write_clean, err));
	if (!lic_ok(rc)) {
		rc = lic_err_set(order->ctx->err, rc.code, "Request_BadRequest", "%s",
			slot->message);
	}
	slot->order = NULL;
	slot->phase = LIC_JOBS_OVER;
	order->done(order, rc);
	return LIC_OK_RC;
}

static lic_rc tell(struct lic_jobs__slot *slot, struct lic_err *err)
{
	bool is_over = false;

	if (is_rehearsal(slot)) {
		return tell_rehearsal(slot, err);
	}
	if (slot->order != NULL) {
		LIC_TRY(lic_jobs__tell(slot->jobs, slot->order, err, &is_over));
		slot->order = NULL;
	}
	slot->phase = LIC_JOBS_CLEAN;
	return LIC_OK_RC;
}

static lic_rc nothing(struct lic_jobs__slot *slot, struct lic_err *err)
{
	(void)slot;
	(void)err;
	return LIC_OK_RC;
}

lic_rc lic_jobs__step(struct lic_jobs__slot *slot, struct lic_err *err)
{
	static lic_rc (*const steps[])(struct lic_jobs__slot *, struct lic_err *) = {
		[LIC_JOBS_CREATE] = create,
		[LIC_JOBS_STORE] = store,
		[LIC_JOBS_CHECK] = check,
		[LIC_JOBS_FORGET] = forget,
		[LIC_JOBS_NOTE] = note,
		[LIC_JOBS_APPLY] = apply,
		[LIC_JOBS_TASK] = go_on,
		[LIC_JOBS_CHANGE] = change,
		[LIC_JOBS_FINISH] = finish,
		[LIC_JOBS_TELL] = tell,
		[LIC_JOBS_CLEAN] = clean,
		[LIC_JOBS_OVER] = nothing,
	};

	return steps[slot->phase](slot, err);
}
