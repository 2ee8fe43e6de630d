/*
 * The write queue: every change of a running server goes through it.
 *
 * A job is a whole use case: it reads its facts, decides and writes inside one transaction, so
 * nothing is decided on stale facts. The writer commits as many waiting jobs as there are with one
 * fsync; one that fails is undone alone, by running the batch again with a savepoint for each job
 * if it had written something. A job is told the outcome only after the commit is durable. When the
 * queue is empty a job runs at once.
 *
 * Jobs of one client of one tenant run first come first served; clients take turns, and so do
 * tenants, so that nobody waits behind all that somebody else has sent. A batch is for one tenant,
 * whose lock it holds (lic_db_lock): the writers of several processes on one database take turns.
 *
 * When the database goes away, or ends a transaction in favour of another, the jobs of the batch
 * are run once more, for a few seconds at most.
 *
 * Threading: any thread submits; jobs run on the writer's thread, on a connection of its own.
 */
#ifndef LIC_STORE_WRITER_H
#define LIC_STORE_WRITER_H

#include "base/err.h"
#include "base/rc.h"
#include "store/db.h"

#include <stdbool.h>
#include <stdint.h>

#define LIC_WRITER_BATCH_MAX 256

struct lic_writer;

/* One change waiting to be made. The submitter owns it until `done` is called. */
struct lic_write_job {
	/* Makes the change on `db`. Failing undoes what it did. May be called more than once, see
	 * `again`. */
	lic_rc (*run)(struct lic_db *db, struct lic_write_job *job);
	/* Called before `run` is called once more, because what it did was lost with the
	 * transaction: forgets what that left behind. NULL when it leaves nothing. */
	void (*again)(struct lic_write_job *job);
	/* Tells the outcome, on the writer's thread, after the commit; the job is the submitter's
	 * again. */
	void (*done)(struct lic_write_job *job, lic_rc rc);
	/* Called with `told_data` on the writer's thread once after several jobs that name the same
	 * two have been told: what is cheaper done for all of them, such as waking a thread. NULL
	 * when there is nothing. */
	void (*told)(void *data);
	void *told_data;            /* for `told`; borrowed until then */
	struct lic_err *err;        /* where failures are told */
	int64_t tenant_id;          /* whose data it changes, and whose lock it needs */
	int64_t client;             /* who asked, within the tenant: clients take turns */
	bool discard;               /* undo the change although it succeeded: a rehearsal */
	struct lic_write_job *next; /* for the queue */
};

/* How a writer works. */
struct lic_writer_settings {
	unsigned queue_limit; /* most jobs that may wait, at least 1 */
	unsigned batch_max;   /* most jobs in one commit, 1 to LIC_WRITER_BATCH_MAX */
};

/*
 * Starts a writer on the database at `url`, working as `settings` say.
 * `*ret_writer` is new; end it with lic_writer_free(). Errors: as lic_db_open(); LIC_E_UNAVAILABLE
 * when no thread can be had; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_writer_new(const char *url, const struct lic_writer_settings *settings,
	struct lic_err *err, struct lic_writer **ret_writer);

/*
 * Puts `job` into the queue of `writer`. Errors: LIC_E_BUSY when the queue is full, or when this
 * client has filled three quarters of it; LIC_E_NOMEM. `done` is not called then.
 */
LIC_MUST_USE lic_rc lic_writer_submit(struct lic_writer *writer, struct lic_write_job *job);

/*
 * Finishes every job that was submitted, then ends `writer`. Blocks. Accepts NULL. Nobody may
 * submit any more.
 */
void lic_writer_free(struct lic_writer *writer);

#endif
