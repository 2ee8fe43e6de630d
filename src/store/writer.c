/*
 * The write queue: see writer.h.
 */
#include "store/writer.h"

#include <pthread.h>
#include <stdlib.h>

#define BATCH_MAX 256

struct lic_writer {
	struct lic_db *db;          /* the writer's connection */
	pthread_t thread;           /* the writer */
	pthread_mutex_t lock;       /* guards the members below */
	pthread_cond_t wake;        /* signalled when a job comes or the end */
	struct lic_write_job *head; /* first waiting job */
	struct lic_write_job *tail; /* last waiting job */
	unsigned waiting;           /* number of waiting jobs */
	unsigned limit;             /* most that may wait */
	bool ending;                /* no more jobs will come */
};

/* A job in a batch, and how it went so far. */
struct outcome {
	struct lic_write_job *job; /* the job */
	lic_rc rc;                 /* its own result, before the commit */
};

/* Waits for jobs and takes up to BATCH_MAX; 0 means the end. */
static size_t take_batch(struct lic_writer *writer, struct outcome *batch)
{
	size_t count = 0;

	(void)pthread_mutex_lock(&writer->lock);
	while (writer->head == NULL && !writer->ending) {
		(void)pthread_cond_wait(&writer->wake, &writer->lock);
	}
	while (writer->head != NULL && count < BATCH_MAX) {
		batch[count++].job = writer->head;
		writer->head = writer->head->next;
		writer->waiting--;
	}
	if (writer->head == NULL) {
		writer->tail = NULL;
	}
	(void)pthread_mutex_unlock(&writer->lock);
	return count;
}

/* Runs one job in its savepoint. A failing savepoint means that the transaction itself is gone. */
static lic_rc run_job(struct lic_db *db, struct lic_write_job *job, lic_rc *ret_job_rc)
{
	lic_db_set_err(db, job->err);
	LIC_TRY(lic_db_savepoint(db));
	*ret_job_rc = job->run(db, job);
	lic_db_set_err(db, NULL);
	if (lic_ok(*ret_job_rc) && !job->discard) {
		return lic_db_release(db);
	}
	/* An engine whose disk failed has undone the whole transaction already: the batch must fail
	 * with the job. */
	if (!lic_db_in_transaction(db)) {
		return *ret_job_rc;
	}
	return lic_db_undo(db);
}

static lic_rc run_batch(struct lic_db *db, struct outcome *batch, size_t count, struct lic_err *err)
{
	LIC_TRY(lic_db_begin(db, LIC_TX_WRITE, err));
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(run_job(db, batch[i].job, &batch[i].rc));
	}
	lic_db_set_err(db, err);
	return lic_db_commit(db);
}

/* A failed commit fails every job: none of them was made durable. */
static void finish_batch(struct outcome *batch, size_t count, lic_rc batch_rc,
	const struct lic_err *err)
{
	for (size_t i = 0; i < count; i++) {
		struct lic_write_job *job = batch[i].job;
		lic_rc rc = batch[i].rc;

		if (!lic_ok(batch_rc) && lic_ok(rc)) {
			rc = lic_err_set(job->err, batch_rc.code, err->public_code, "%s",
				err->message);
		}
		job->done(job, rc);
	}
}

static void *writer_main(void *data)
{
	struct lic_writer *writer = data;
	struct outcome batch[BATCH_MAX];
	size_t count = 0;

	while ((count = take_batch(writer, batch)) > 0) {
		struct lic_err err = {0};
		lic_rc rc;

		for (size_t i = 0; i < count; i++) {
			batch[i].rc = LIC_OK_RC;
		}
		rc = run_batch(writer->db, batch, count, &err);
		if (!lic_ok(rc)) {
			lic_db_rollback(writer->db);
		}
		finish_batch(batch, count, rc, &err);
	}
	return NULL;
}

lic_rc lic_writer_new(const char *url, unsigned queue_limit, struct lic_err *err,
	struct lic_writer **ret_writer)
{
	struct lic_writer *writer = calloc(1, sizeof(*writer));
	lic_rc rc;

	if (writer == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	writer->limit = queue_limit;
	rc = lic_db_open(url, LIC_DB_WRITE, err, &writer->db);
	if (!lic_ok(rc)) {
		free(writer);
		return rc;
	}
	(void)pthread_mutex_init(&writer->lock, NULL);
	(void)pthread_cond_init(&writer->wake, NULL);
	if (pthread_create(&writer->thread, NULL, writer_main, writer) != 0) {
		(void)pthread_mutex_destroy(&writer->lock);
		(void)pthread_cond_destroy(&writer->wake);
		lic_db_close(writer->db);
		free(writer);
		return lic_err_set(err, LIC_E_UNAVAILABLE, NULL,
			"no thread can be started: too many processes");
	}
	*ret_writer = writer;
	return LIC_OK_RC;
}

lic_rc lic_writer_submit(struct lic_writer *writer, struct lic_write_job *job)
{
	bool is_full = false;

	job->next = NULL;
	(void)pthread_mutex_lock(&writer->lock);
	is_full = writer->waiting >= writer->limit;
	if (!is_full) {
		if (writer->tail == NULL) {
			writer->head = job;
		} else {
			writer->tail->next = job;
		}
		writer->tail = job;
		writer->waiting++;
		(void)pthread_cond_signal(&writer->wake);
	}
	(void)pthread_mutex_unlock(&writer->lock);
	return is_full ? LIC_RC(LIC_E_BUSY) : LIC_OK_RC;
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
	lic_db_close(writer->db);
	free(writer);
}
