/*
 * Transactions of the jobs: writing through the queue, where single requests have their turn in
 * between, and reading on the jobs' own connection. See jobs_int.h.
 */
#include "jobs/jobs_int.h"

#include "base/clock.h"
#include "service/catalogs.h"

#include <string.h>
#include <time.h>

#define STEP_ARENA_BYTES ((size_t)64 * 1024 * 1024)
#define FULL_TRIES 100
#define FULL_PAUSE_NS 20000000L

/* One change on its way through the queue. */
struct write {
	struct lic_write_job job;    /* first, so that a job is its write */
	struct lic_jobs__slot *slot; /* whose it is */
	lic_jobs__change *change;    /* what it does */
	struct lic_ctx ctx;          /* for that */
	struct lic_arena *arena;     /* likewise */
	struct lic_err *err;         /* where failures are told */
	bool has_run;                /* the change itself succeeded */
	bool is_done;                /* the outcome is there; guarded by the lock */
	lic_rc rc;                   /* the outcome */
};

static lic_rc run(struct lic_db *db, struct lic_write_job *job)
{
	struct write *write = (struct write *)(void *)job;
	const struct lic_jobs__slot *slot = write->slot;

	lic_arena_reset(write->arena);
	memset(write->err, 0, sizeof(*write->err));
	write->ctx = (struct lic_ctx){
		.db = db,
		.arena = write->arena,
		.err = write->err,
		.cache = slot->jobs->settings.cache,
		.now_ms = lic_clock_now_ms(),
		.caller = slot->job.caller,
		.correlation = slot->job.correlation,
		.reason = slot->job.reason,
	};
	write->ctx.caller.tenant_id = slot->key.tenant_id;
	write->has_run = false;
	LIC_TRY(write->change(&write->ctx, write->slot));
	write->has_run = true;
	return LIC_OK_RC;
}

static void done(struct lic_write_job *job, lic_rc rc)
{
	struct write *write = (struct write *)(void *)job;
	struct lic_jobs *jobs = write->slot->jobs;

	/* What was read of the catalogue in a transaction that was lost may never have been. */
	if (!lic_ok(rc) && write->has_run) {
		lic_catalog_cache_clear(jobs->settings.cache);
	}
	(void)pthread_mutex_lock(&jobs->lock);
	write->rc = rc;
	write->is_done = true;
	(void)pthread_cond_broadcast(&jobs->wake);
	(void)pthread_mutex_unlock(&jobs->lock);
}

/* Submits, with patience while the queue is full. */
static lic_rc submit(struct lic_jobs *jobs, struct write *write)
{
	static const struct timespec pause = {.tv_nsec = FULL_PAUSE_NS};
	lic_rc rc = lic_writer_submit(jobs->settings.writer, &write->job);

	for (int i = 0; i < FULL_TRIES && rc.code == LIC_E_BUSY; i++) {
		(void)nanosleep(&pause, NULL);
		rc = lic_writer_submit(jobs->settings.writer, &write->job);
	}
	return rc;
}

lic_rc lic_jobs__write(struct lic_jobs__slot *slot, lic_jobs__change *change, struct lic_err *err)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(STEP_ARENA_BYTES);
	struct lic_jobs *jobs = slot->jobs;
	struct write write = {
		.job = {.run = run,
			.done = done,
			.err = err,
			.tenant_id = slot->key.tenant_id,
			.alone = true},
		.slot = slot,
		.change = change,
		.arena = arena,
		.err = err,
	};

	if (arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	/* A lane of its own, beside those of clients, whose numbers are positive. */
	write.job.client = -1 - slot->key.id;
	LIC_TRY(submit(jobs, &write));
	(void)pthread_mutex_lock(&jobs->lock);
	while (!write.is_done) {
		(void)pthread_cond_wait(&jobs->wake, &jobs->lock);
	}
	(void)pthread_mutex_unlock(&jobs->lock);
	return write.rc;
}

lic_rc lic_jobs__read(struct lic_jobs *jobs, const struct lic_caller *caller, lic_jobs__look *look,
	void *data, struct lic_err *err)
{
	struct lic_ctx *ctx = NULL;
	lic_rc rc;

	lic_arena_reset(jobs->step_arena);
	ctx = lic_arena_alloc(jobs->step_arena, sizeof(*ctx));
	if (ctx == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ctx = (struct lic_ctx){
		.db = jobs->db,
		.arena = jobs->step_arena,
		.err = err,
		.cache = jobs->settings.cache,
		.now_ms = lic_clock_now_ms(),
	};
	if (caller != NULL) {
		ctx->caller = *caller;
	}
	LIC_TRY(lic_db_begin(jobs->db, LIC_TX_READ, err));
	rc = look(ctx, data);
	lic_db_rollback(jobs->db); /* nothing was written: there is nothing to keep */
	return rc;
}
