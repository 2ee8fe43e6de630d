/*
 * The write queue: see writer.h.
 */
#include "store/writer.h"

#include "base/clock.h"
#include "store/checkpointer.h"
#include "store/queue.h"

#include <pthread.h>
#include <stdlib.h>

#define RETRY_MS 5000
#define PAUSE_FIRST_MS 5
#define PAUSE_MAX_MS 500

struct lic_writer {
	struct lic_db *db;                     /* the writer's connection */
	struct lic_checkpointer *checkpointer; /* keeps the log small; NULL where the engine does */
	pthread_t thread;                      /* the writer */
	pthread_mutex_t lock;                  /* guards the members below */
	pthread_cond_t wake;                   /* signalled when a job comes or the end */
	struct lic_queue queue;                /* waiting jobs */
	unsigned batch_max;                    /* most jobs in one commit; constant */
	bool ending;                           /* no more jobs will come */
	bool is_down; /* the last batch found no database; the writer's own */
};

/* Jobs that share a commit, and how each went so far. */
struct batch {
	struct lic_write_job *jobs[LIC_WRITER_BATCH_MAX]; /* the jobs */
	lic_rc rcs[LIC_WRITER_BATCH_MAX];                 /* own results, before the commit */
	bool has_run[LIC_WRITER_BATCH_MAX];               /* run was called */
	size_t count;                                     /* number of jobs */
	struct lic_err err;                               /* why the commit failed */
};

/* Waits for jobs and takes some; false means the end. */
static bool take_batch(struct lic_writer *writer, struct batch *batch)
{
	(void)pthread_mutex_lock(&writer->lock);
	while (writer->queue.waiting == 0 && !writer->ending) {
		(void)pthread_cond_wait(&writer->wake, &writer->lock);
	}
	batch->count = lic_queue__take(&writer->queue, batch->jobs, writer->batch_max);
	(void)pthread_mutex_unlock(&writer->lock);
	return batch->count > 0;
}

/* Runs one job in its savepoint. A failure of this function means that the transaction is gone. */
static lic_rc run_job(struct lic_db *db, struct batch *batch, size_t i)
{
	struct lic_write_job *job = batch->jobs[i];

	lic_db_set_err(db, job->err);
	LIC_TRY(lic_db_savepoint(db));
	batch->has_run[i] = true;
	batch->rcs[i] = job->run(db, job);
	/* Some of what the job did may fail only here. */
	if (lic_ok(batch->rcs[i]) && !job->discard) {
		batch->rcs[i] = lic_db_release(db);
		if (lic_ok(batch->rcs[i])) {
			return LIC_OK_RC;
		}
	}
	/* An engine whose disk failed or whose connection broke has undone the whole transaction
	 * already: the batch fails with the job. */
	if (!lic_ok(batch->rcs[i]) && (!lic_db_in_transaction(db) || lic_db_may_retry(db))) {
		batch->err = *job->err;
		return batch->rcs[i];
	}
	lic_db_set_err(db, &batch->err);
	return lic_db_undo(db);
}

/*
 * Runs one job without a savepoint, which costs more than it is worth: almost every job that fails
 * does so before it writes, and then there is nothing to undo. Any other failure fails this
 * function, and the batch is run again with savepoints.
 */
static lic_rc run_job_bare(struct lic_db *db, struct batch *batch, size_t i)
{
	struct lic_write_job *job = batch->jobs[i];
	uint64_t writes = lic_db_writes(db);

	if (job->discard) {
		return run_job(db, batch, i);
	}
	lic_db_set_err(db, job->err);
	batch->has_run[i] = true;
	batch->rcs[i] = job->run(db, job);
	if (lic_ok(batch->rcs[i]) || (lic_db_writes(db) == writes && lic_ok(lic_db_settle(db)))) {
		return LIC_OK_RC;
	}
	batch->err = *job->err;
	return batch->rcs[i];
}

static lic_rc run_batch(struct lic_db *db, struct batch *batch, bool with_savepoints)
{
	LIC_TRY(lic_db_begin(db, LIC_TX_WRITE, &batch->err));
	LIC_TRY(lic_db_lock(db, batch->jobs[0]->tenant_id));
	for (size_t i = 0; i < batch->count; i++) {
		LIC_TRY(with_savepoints ? run_job(db, batch, i) : run_job_bare(db, batch, i));
	}
	lic_db_set_err(db, &batch->err);
	return lic_db_commit(db);
}

/* Makes the jobs of a lost batch as they were before. */
static void prepare_again(struct batch *batch)
{
	batch->err = (struct lic_err){0};
	for (size_t i = 0; i < batch->count; i++) {
		struct lic_write_job *job = batch->jobs[i];

		if (batch->has_run[i] && job->again != NULL) {
			job->again(job);
		}
		*job->err = (struct lic_err){0};
		batch->rcs[i] = LIC_OK_RC;
		batch->has_run[i] = false;
	}
}

/*
 * Runs a batch to its end. Where the database may come back, or another transaction was in the way,
 * it is run again for a while; but once one batch has waited in vain the next ones do not.
 */
static lic_rc make_changes(struct lic_writer *writer, struct batch *batch)
{
	int64_t end_ms = lic_clock_monotonic_ms() + (writer->is_down ? 0 : RETRY_MS);
	int64_t wait_ms = PAUSE_FIRST_MS;
	bool with_savepoints = false;

	for (;;) {
		lic_rc rc;
		bool may_retry = false;

		prepare_again(batch);
		rc = run_batch(writer->db, batch, with_savepoints);
		if (lic_ok(rc)) {
			writer->is_down = false;
			lic_checkpointer__note(writer->checkpointer);
			return rc;
		}
		may_retry = lic_db_may_retry(writer->db);
		lic_db_rollback(writer->db);
		/* What everybody would meet again is not tried again one by one. */
		if (!may_retry &&
			(with_savepoints || rc.code == LIC_E_BUSY ||
				rc.code == LIC_E_UNAVAILABLE)) {
			return rc;
		}
		if (!may_retry) {
			with_savepoints = true;
			continue;
		}
		if (lic_clock_monotonic_ms() >= end_ms) {
			writer->is_down = true;
			return rc;
		}
		lic_clock_pause(wait_ms);
		wait_ms = wait_ms * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS : wait_ms * 2;
	}
}

/* Calls the `told` of `last`, a job that has been told before `next`, unless `next` will have the
 * same one called. */
static void round_off(const struct lic_write_job *last, const struct lic_write_job *next)
{
	if (last->told != NULL &&
		(next == NULL || next->told != last->told || next->told_data != last->told_data)) {
		last->told(last->told_data);
	}
}

/* A failed commit fails every job: none of them was made durable. */
static void finish_batch(struct batch *batch, lic_rc batch_rc)
{
	struct lic_write_job last = {0}; /* a copy: a job that was told is its submitter's again */

	for (size_t i = 0; i < batch->count; i++) {
		struct lic_write_job *job = batch->jobs[i];
		lic_rc rc = batch->rcs[i];

		if (!lic_ok(batch_rc) && lic_ok(rc)) {
			rc = lic_err_set(job->err, batch_rc.code, batch->err.public_code, "%s",
				batch->err.message);
		}
		round_off(&last, job);
		last = *job;
		job->done(job, rc);
	}
	round_off(&last, NULL);
}

static void *writer_main(void *data)
{
	struct lic_writer *writer = data;
	struct batch batch = {0};

	while (take_batch(writer, &batch)) {
		for (size_t i = 0; i < batch.count; i++) {
			batch.has_run[i] = false;
		}
		finish_batch(&batch, make_changes(writer, &batch));
	}
	return NULL;
}

/* Starts the thread of `writer`, whose connection is open. */
static lic_rc start(struct lic_writer *writer, struct lic_err *err)
{
	(void)pthread_mutex_init(&writer->lock, NULL);
	(void)pthread_cond_init(&writer->wake, NULL);
	if (pthread_create(&writer->thread, NULL, writer_main, writer) == 0) {
		return LIC_OK_RC;
	}
	(void)pthread_mutex_destroy(&writer->lock);
	(void)pthread_cond_destroy(&writer->wake);
	return lic_err_set(err, LIC_E_UNAVAILABLE, NULL,
		"no thread can be started: too many processes");
}

lic_rc lic_writer_new(const char *url, const struct lic_writer_settings *settings,
	struct lic_err *err, struct lic_writer **ret_writer)
{
	struct lic_writer *writer = NULL;
	lic_rc rc;

	LIC_REQUIRE(settings->queue_limit > 0 && settings->batch_max > 0 &&
		settings->batch_max <= LIC_WRITER_BATCH_MAX);
	writer = calloc(1, sizeof(*writer));
	if (writer == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	writer->queue.limit = settings->queue_limit;
	writer->batch_max = settings->batch_max;
	rc = lic_db_open(url, LIC_DB_WRITE, err, &writer->db);
	if (lic_ok(rc) && !lic_db_is_shared(writer->db)) {
		rc = lic_checkpointer__new(url, err, &writer->checkpointer);
	}
	if (lic_ok(rc)) {
		rc = start(writer, err);
	}
	if (!lic_ok(rc)) {
		lic_checkpointer__free(writer->checkpointer);
		lic_db_close(writer->db);
		free(writer);
		return rc;
	}
	*ret_writer = writer;
	return LIC_OK_RC;
}

lic_rc lic_writer_submit(struct lic_writer *writer, struct lic_write_job *job)
{
	lic_rc rc;

	(void)pthread_mutex_lock(&writer->lock);
	rc = lic_queue__put(&writer->queue, job);
	if (lic_ok(rc)) {
		(void)pthread_cond_signal(&writer->wake);
	}
	(void)pthread_mutex_unlock(&writer->lock);
	return rc;
}

void lic_writer_free(struct lic_writer *writer)
{
	if (writer == NULL) {
		return;
	}
	(void)pthread_mutex_lock(&writer->lock);
	writer->ending = true;
	(void)pthread_cond_signal(&writer->wake);
	(void)pthread_mutex_unlock(&writer->lock);
	(void)pthread_join(writer->thread, NULL);
	(void)pthread_mutex_destroy(&writer->lock);
	(void)pthread_cond_destroy(&writer->wake);
	lic_checkpointer__free(writer->checkpointer);
	lic_db_close(writer->db);
	free(writer);
}
