/*
 * The write queue: every change of a running server goes through it, one writer, first come first
 * served.
 *
 * A job is a whole use case: it reads its facts, decides and writes inside one transaction, so
 * nothing is decided on stale facts. The writer commits as many waiting jobs as there are with one
 * fsync, each inside a savepoint of its own: one that fails is undone alone. A job is told the
 * outcome only after the commit is durable. When the queue is empty a job runs at once.
 *
 * Threading: any thread submits; jobs run on the writer's thread, on a connection of its own.
 */
#ifndef LIC_STORE_WRITER_H
#define LIC_STORE_WRITER_H

#include "base/err.h"
#include "base/rc.h"
#include "store/db.h"

#include <stdbool.h>

struct lic_writer;

/* One change waiting to be made. The submitter owns it until `done` is called. */
struct lic_write_job {
	/* Makes the change on `db`; runs in a savepoint, may be called once. Failing undoes what it
	 * did. */
	lic_rc (*run)(struct lic_db *db, struct lic_write_job *job);
	/* Tells the outcome, on the writer's thread, after the commit; the job is the submitter's
	 * again. */
	void (*done)(struct lic_write_job *job, lic_rc rc);
	/* Called before run is called once more after a lost transaction: forget what the last run
	 * left; NULL when nothing. */
	void (*again)(struct lic_write_job *job);
	int64_t tenant_id;          /* whose lock the job needs */
	int64_t client;             /* fairness lane */
	struct lic_err *err;        /* where failures are told */
	bool discard;               /* undo the change although it succeeded: a rehearsal */
	struct lic_write_job *next; /* for the queue */
};

/*
 * Starts a writer on the database at `url`. At most `queue_limit` jobs (at least 1) may wait.
 * `*ret_writer` is new; end it with lic_writer_free(). Errors: as lic_db_open(); LIC_E_UNAVAILABLE
 * when no thread can be had; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_writer_new(const char *url, unsigned queue_limit, struct lic_err *err,
	struct lic_writer **ret_writer);

/*
 * Puts `job` into the queue of `writer`. Errors: LIC_E_BUSY when the queue is full; `done` is not
 * called then.
 */
LIC_MUST_USE lic_rc lic_writer_submit(struct lic_writer *writer, struct lic_write_job *job);

/*
 * Finishes every job that was submitted, then ends `writer`. Blocks. Accepts NULL. Nobody may
 * submit any more.
 */
void lic_writer_free(struct lic_writer *writer);

#endif
