/*
 * A slot: how a job comes into it, what becomes of failures, and how whoever waits is told. See
 * jobs_int.h.
 */
#include "jobs/jobs_int.h"

#include "base/clock.h"
#include "base/log.h"

#include <inttypes.h>
#include <string.h>

#define SLOT_ARENA_BYTES ((size_t)80 * 1024 * 1024)
/* The pause after a step that failed doubles from the first to the last: of what is in the way for
 * a moment, and of what is away, as a disk that is full. */
#define RETRY_MIN_MS INT64_C(20)
#define RETRY_BUSY_MS INT64_C(2000)
#define RETRY_AWAY_MS INT64_C(10000)
#define RETRY_DOUBLINGS_MAX 16
/* Steps in a row that may fail before whoever waits is told so. */
#define PATIENCE 6
/* Steps in a row that may find others in the way before that is an error. */
#define CONFLICTS_MAX 100
/* Steps in a row for which there may be no memory before the job ends. */
#define NO_MEMORY_MAX 100

void lic_jobs__clear(struct lic_jobs__slot *slot)
{
	struct lic_jobs *jobs = slot->jobs;

	lic_jobs__end_trouble(slot);
	lic_user_import_free(slot->import);
	lic_change_run_free(slot->run);
	lic_arena_free(slot->arena);
	*slot = (struct lic_jobs__slot){.jobs = jobs};
}

lic_rc lic_jobs__keep_texts(struct lic_arena *arena, struct lic_bulk_job *job)
{
	const char **const texts[] = {&job->options, &job->caller.actor_name, &job->caller.means,
		&job->caller.app_name, &job->caller.address, &job->reason, &job->correlation,
		&job->client_request_id};

	return lic_arena_keep_texts(arena, texts, LIC_COUNT(texts));
}

lic_rc lic_jobs__begin(struct lic_jobs__slot *slot, struct lic_jobs_order *order)
{
	const struct lic_ctx *ctx = order->ctx;
	lic_rc rc;

	slot->arena = lic_arena_new(SLOT_ARENA_BYTES);
	if (slot->arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	slot->job = (struct lic_bulk_job){
		.kind = order->kind,
		.input_bytes = (int64_t)order->text.len,
		.caller = ctx->caller,
		.reason = ctx->reason,
		.correlation = ctx->correlation,
		.client_request_id = order->client_request_id,
	};
	rc = order->kind == LIC_BULK_CHANGE
		? lic_change_write_order(slot->arena, order->change, &slot->job.options)
		: lic_user_import_write_options(slot->arena, order->options, &slot->job.options);
	if (lic_ok(rc)) {
		rc = lic_jobs__keep_texts(slot->arena, &slot->job);
	}
	if (!lic_ok(rc)) {
		lic_jobs__clear(slot);
		return rc;
	}
	slot->key.tenant_id = ctx->caller.tenant_id;
	slot->key.owner = slot->jobs->owner;
	slot->order = order;
	slot->phase = LIC_JOBS_CREATE;
	slot->is_used = true;
	return LIC_OK_RC;
}

static lic_rc write_claim(struct lic_ctx *ctx, struct lic_jobs__slot *slot)
{
	return lic_bulk_claim(ctx, &slot->key, &slot->is_used);
}

/* Loads the row of a job that has just been taken. */
static lic_rc read_job(struct lic_ctx *ctx, void *data)
{
	struct lic_jobs__slot *slot = data;
	bool found = false;

	ctx->arena = slot->arena;
	LIC_TRY(lic_bulk_load(ctx, slot->key.id, &slot->job, &found));
	slot->is_used = found;
	return LIC_OK_RC;
}

static enum lic_jobs_phase phase_of(enum lic_bulk_kind kind, enum lic_bulk_state state)
{
	if (kind != LIC_BULK_USER_IMPORT && state == LIC_BULK_APPLYING) {
		return kind == LIC_BULK_CHANGE ? LIC_JOBS_CHANGE : LIC_JOBS_TASK;
	}
	switch (state) {
	case LIC_BULK_CHECKING:
		return LIC_JOBS_CHECK;
	case LIC_BULK_APPLYING:
		return LIC_JOBS_APPLY;
	case LIC_BULK_RECEIVING:
	case LIC_BULK_CLEANING:
		return LIC_JOBS_CLEAN;
	case LIC_BULK_DONE:
		break;
	}
	return LIC_JOBS_OVER;
}

static lic_rc take(struct lic_jobs__slot *slot, struct lic_err *err)
{
	struct lic_caller caller = {.tenant_id = slot->key.tenant_id};

	slot->arena = lic_arena_new(SLOT_ARENA_BYTES);
	if (slot->arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_jobs__write(slot, write_claim, err));
	if (!slot->is_used) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_jobs__read(slot->jobs, &caller, read_job, slot, err));
	slot->state = slot->job.state;
	slot->phase = phase_of(slot->job.kind, slot->state);
	return LIC_OK_RC;
}

lic_rc lic_jobs__take(struct lic_jobs__slot *slot, const struct lic_bulk_key *key,
	struct lic_err *err)
{
	lic_rc rc;

	slot->key = *key;
	rc = take(slot, err);
	if (!lic_ok(rc) || !slot->is_used) {
		lic_jobs__clear(slot);
		return rc;
	}
	/* Each change of a group makes a task; one without progress is new, and nobody had it. */
	if (slot->phase == LIC_JOBS_CHECK || slot->phase == LIC_JOBS_APPLY ||
		slot->phase == LIC_JOBS_CHANGE ||
		(slot->phase == LIC_JOBS_TASK && slot->job.progress.done > 0)) {
		lic_log(LIC_LOG_NOTICE, "bulk", "job=%s rows=%" PRId64 " message=\"taken over\"",
			lic_guid_format(&slot->job.guid).text, slot->job.progress.done);
	}
	return LIC_OK_RC;
}

void lic_jobs__give_up(struct lic_jobs_order *order, bool is_accepted, const char *why)
{
	bool is_change = order->kind == LIC_BULK_CHANGE;
	lic_rc rc = is_accepted
		? lic_err_set(order->ctx->err, LIC_E_UNAVAILABLE, "ServiceUnavailable",
			  "%s The %s was accepted and goes on by itself: GET /api/v1/%s/%s tells how far it is.",
			  why, is_change ? "change" : "import", is_change ? "changes" : "imports",
			  lic_guid_format(&order->job.guid).text)
		: lic_err_set(order->ctx->err, LIC_E_UNAVAILABLE, "ServiceUnavailable",
			  "%s Nothing was %s. Please retry again later.", why,
			  is_change ? "changed" : "imported");

	order->done(order, rc);
}

/* The outcome of a job, to be read for an order. */
struct telling {
	struct lic_jobs_order *order; /* who waits */
	bool is_over;                 /* the job is */
};

static lic_rc read_outcome(struct lic_ctx *ctx, void *data)
{
	struct telling *telling = data;
	struct lic_jobs_order *order = telling->order;
	bool found = false;

	ctx->arena = order->ctx->arena;
	LIC_TRY(lic_bulk_load(ctx, order->job.id, &order->job, &found));
	if (!found) {
		return LIC_RC(LIC_E_NOTFOUND);
	}
	telling->is_over = order->job.state >= LIC_BULK_CLEANING;
	return telling->is_over ? lic_user_import_report(ctx, &order->job, &order->report)
				: LIC_OK_RC;
}

lic_rc lic_jobs__tell(struct lic_jobs *jobs, struct lic_jobs_order *order, struct lic_err *err,
	bool *ret_is_over)
{
	struct telling telling = {.order = order};
	lic_rc rc = lic_jobs__read(jobs, &order->ctx->caller, read_outcome, &telling, err);

	LIC_TRY(rc);
	*ret_is_over = telling.is_over;
	if (!telling.is_over) {
		return LIC_OK_RC;
	}
	rc = LIC_RC(order->job.error_code);
	if (!lic_ok(rc)) {
		rc = lic_err_set(order->ctx->err, rc.code, "Request_BadRequest", "%s",
			order->job.error_message == NULL ? "" : order->job.error_message);
	}
	order->done(order, rc);
	return LIC_OK_RC;
}

/* The job that an order asks for once more. */
static lic_rc read_entered(struct lic_ctx *ctx, void *data)
{
	struct lic_jobs__slot *slot = data;
	struct lic_jobs_order *order = slot->order;
	bool found = false;

	ctx->arena = order->ctx->arena;
	LIC_TRY(lic_bulk_load(ctx, slot->job.id, &order->job, &found));
	if (found && !order->job.is_kept) {
		return lic_err_set(ctx->err, LIC_E_BUSY, "TooManyRequests",
			"What was sent with this Idempotency-Key first is still arriving, or was lost on the way. Please retry again later.");
	}
	return found
		? LIC_OK_RC
		: lic_err_set(ctx->err, LIC_E_INVALID, "Request_BadRequest",
			  "What was sent with this Idempotency-Key is not there any more: send it with a new one.");
}

lic_rc lic_jobs__join(struct lic_jobs__slot *slot, struct lic_err *err)
{
	struct lic_jobs *jobs = slot->jobs;
	struct lic_jobs_order *order = slot->order;

	LIC_TRY(lic_jobs__read(jobs, &order->ctx->caller, read_entered, slot, err));
	slot->order = NULL;
	if (order->is_async) {
		order->done(order, LIC_OK_RC);
	} else {
		order->next = jobs->watched;
		jobs->watched = order;
	}
	return LIC_OK_RC;
}

/* Another process has the job: whoever waits is told when that one is done with it. */
static void lose(struct lic_jobs__slot *slot)
{
	struct lic_jobs *jobs = slot->jobs;
	struct lic_jobs_order *order = slot->order;

	if (order != NULL && slot->job.is_kept) {
		order->next = jobs->watched;
		jobs->watched = order;
	} else if (order != NULL) {
		lic_jobs__give_up(order, false, "The server was too slow.");
	}
	lic_jobs__clear(slot);
}

/* How long to wait after so many steps in a row that failed, the last with `rc`. */
static int64_t pause_after(unsigned failures, lic_rc rc)
{
	int64_t longest_ms = rc.code == LIC_E_UNAVAILABLE ? RETRY_AWAY_MS : RETRY_BUSY_MS;
	int64_t pause_ms = failures < RETRY_DOUBLINGS_MAX ? RETRY_MIN_MS << failures : longest_ms;

	return pause_ms < longest_ms ? pause_ms : longest_ms;
}

/* Something is away or in the way: tried again after a pause, and not forever while somebody waits.
 */
static void postpone(struct lic_jobs__slot *slot, lic_rc rc, const struct lic_err *err)
{
	struct lic_jobs_order *order = slot->order;
	int64_t pause_ms = 0;

	slot->failures++;
	pause_ms = pause_after(slot->failures, rc);
	slot->retry_ms = lic_clock_monotonic_ms() + pause_ms;
	lic_jobs__note_trouble(slot, pause_ms, err);
	/* Whoever asks for the job is sent to the log at once; another's lock alone passes by
	 * itself. */
	if (slot->failures % PATIENCE == 0 || (slot->failures == 1 && rc.code != LIC_E_BUSY)) {
		lic_log(LIC_LOG_WARNING, "bulk", "job=%s code=\"%s\" message=\"%s\"",
			lic_guid_format(&slot->job.guid).text, lic_code_name(rc.code),
			err->message);
	}
	if (slot->failures % PATIENCE != 0) {
		return;
	}
	if (order == NULL) {
		return;
	}
	slot->order = NULL;
	if (slot->job.is_kept) {
		lic_jobs__give_up(order, true, "The database cannot be written now.");
		return;
	}
	*order->ctx->err = *err;
	order->ctx->err->details = NULL;
	order->ctx->err->detail_count = 0;
	order->done(order, rc);
	lic_jobs__clear(slot); /* what was stored of it is cleaned away when its lease has run out
				*/
}

/* The job cannot go on: that is how it ends. */
static void fail(struct lic_jobs__slot *slot, lic_rc rc, const struct lic_err *err)
{
	struct lic_jobs_order *order = slot->order;

	lic_log(LIC_LOG_ERROR, "bulk", "job=%s code=\"%s\" message=\"%s\"",
		lic_guid_format(&slot->job.guid).text, lic_code_name(rc.code), err->message);
	if (slot->phase == LIC_JOBS_CHANGE && slot->run != NULL &&
		lic_change_run_fail(slot->run, rc, err)) {
		slot->failures = 0;
		slot->retry_ms = 0;
		return; /* its next step ends it, or takes back what it has done */
	}
	if (slot->job.is_kept && slot->phase < LIC_JOBS_FINISH) {
		slot->end.code = rc.code;
		slot->end.message = NULL;
		if (rc.code == LIC_E_LIMIT && err->public_code != NULL) {
			memcpy(slot->message, err->message, sizeof(slot->message));
			slot->end.message = slot->message;
		}
		slot->end.done = slot->import == NULL
			? slot->job.progress.done
			: lic_user_import_progress(slot->import)->done;
		slot->end.total = slot->job.total;
		slot->phase = LIC_JOBS_FINISH;
		return;
	}
	slot->order = NULL;
	if (order != NULL) {
		*order->ctx->err = *err;
		order->ctx->err->details = NULL;
		order->ctx->err->detail_count = 0;
		order->done(order, rc);
	}
	lic_jobs__clear(slot);
}

void lic_jobs__run(struct lic_jobs__slot *slot)
{
	struct lic_err err = {0};
	lic_rc rc = lic_jobs__step(slot, &err);

	if (lic_ok(rc)) {
		if (slot->failures > 0) {
			lic_jobs__end_trouble(slot);
		}
		slot->failures = 0;
		slot->retry_ms = 0;
		if (slot->phase == LIC_JOBS_OVER) {
			lic_jobs__clear(slot);
		}
		return;
	}
	if (rc.code == LIC_E_CONFLICT && slot->failures >= CONFLICTS_MAX) {
		rc = LIC_RC(LIC_E_BUG);
	}
	if (rc.code == LIC_E_NOMEM && slot->failures >= NO_MEMORY_MAX) {
		fail(slot, rc, &err);
		return;
	}
	switch (rc.code) {
	case LIC_E_NOTFOUND:
		lose(slot);
		break;
	case LIC_E_NOMEM:
	case LIC_E_BUSY:
	case LIC_E_CONFLICT:
	case LIC_E_UNAVAILABLE:
		postpone(slot, rc, &err);
		break;
	case LIC_OK:
	case LIC_E_LIMIT:
	case LIC_E_INVALID:
	case LIC_E_DENIED:
	case LIC_E_CORRUPT:
	case LIC_E_BUG:
		fail(slot, rc, &err);
		break;
	}
}
