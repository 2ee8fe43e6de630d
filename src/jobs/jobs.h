/*
 * Bulk jobs at work: one thread of the process that goes on with the jobs it holds the lease of, a
 * step of each in turn, and takes over those whose process has gone.
 *
 * A step reads on a connection of its own, in a short transaction, or is one job of the write
 * queue, about 10 ms of it: between two steps everybody else has their turn. What a job is and how
 * far, is in the database (service/bulk.h); this thread only has what can be read again.
 *
 * Threading: any thread submits; `done` of an order is called on the thread of the jobs.
 */
#ifndef LIC_JOBS_JOBS_H
#define LIC_JOBS_JOBS_H

#include "base/err.h"
#include "base/rc.h"
#include "service/bulk.h"
#include "service/changes.h"
#include "service/context.h"
#include "service/idempotency.h"
#include "service/user_import.h"

#include <stdbool.h>

struct lic_audit;
struct lic_jobs;
struct lic_writer;

/* What the jobs work with. Everything is borrowed and must outlive them. */
struct lic_jobs_settings {
	const char *db_url;              /* the database */
	struct lic_writer *writer;       /* every change goes through it */
	struct lic_catalog_cache *cache; /* catalogues in memory */
	struct lic_audit *audit;         /* is told how time goes by; NULL: nobody asks */
};

/*
 * One import, or change of many users, that is asked for. It and all that it points to belong to
 * the jobs from submission until `done` is called. Nobody waits for a change: that it is accepted
 * is the outcome.
 */
struct lic_jobs_order {
	enum lic_bulk_kind kind; /* LIC_BULK_USER_IMPORT or LIC_BULK_CHANGE */
	/* Who asks, why, and under which ids; its arena and err take the outcome; db is not set. An
	 * import is a rehearsal when ctx->is_rehearsal. */
	struct lic_ctx *ctx;
	const char *client_request_id;            /* the client's id of the request */
	struct lic_bytes text;                    /* the file, if there is one */
	const struct lic_import_options *options; /* an import: for the whole of it */
	const struct lic_change_order *change;    /* a change: what is asked for */
	const struct lic_once_request *once;      /* it counts once; or NULL */
	bool is_async;                            /* it is enough that the job is accepted */
	/* Tells the outcome: LIC_OK with `job` set, and with `report` unless it is async; a failure
	 * of the import as its code with the words in ctx->err, `report` set as far as rows were
	 * bad; LIC_E_UNAVAILABLE when nobody waits any longer, because the server ends or the
	 * database is away. */
	void (*done)(struct lic_jobs_order *order, lic_rc rc);
	struct lic_bulk_job job;         /* outcome: the job as it is then */
	struct lic_import_report report; /* outcome: what it did */
	struct lic_jobs_order *next;     /* for the queue */
};

/*
 * Starts the jobs of this process with `settings` (copied); they look for work at once. `*ret_jobs`
 * is new; end it with lic_jobs_stop() and lic_jobs_free(). Errors: as lic_db_open();
 * LIC_E_UNAVAILABLE when no thread can be had; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_jobs_new(const struct lic_jobs_settings *settings, struct lic_err *err,
	struct lic_jobs **ret_jobs);

/*
 * Asks for `order`. Errors, `done` is not called then: LIC_E_BUSY when too many wait;
 * LIC_E_UNAVAILABLE when the jobs have been stopped.
 */
LIC_MUST_USE lic_rc lic_jobs_submit(struct lic_jobs *jobs, struct lic_jobs_order *order);

/*
 * Has `jobs` look for work now: somebody has committed a task. Any thread.
 */
void lic_jobs_nudge(struct lic_jobs *jobs);

/* What keeps a process from going on with a job. Times are milliseconds UTC. */
struct lic_jobs_trouble {
	int64_t since_ms;                    /* when it first failed to */
	int64_t next_ms;                     /* when it tries again */
	char message[LIC_ERR_MESSAGE_BYTES]; /* why, for people; names no hosts or files */
};

/*
 * Tells whether anything keeps `jobs`, of this process, from going on with the job numbered `id` of
 * the organisation with key `tenant_id`: then `*ret_trouble` says what. Any thread.
 */
bool lic_jobs_trouble(struct lic_jobs *jobs, int64_t tenant_id, int64_t id,
	struct lic_jobs_trouble *ret_trouble);

/*
 * Ends the thread of `jobs` after the step under way: leases are given back, so that the next
 * process goes on at once, and whoever waits is told so. Blocks. Call it once, before the writer
 * ends. Accepts NULL.
 */
void lic_jobs_stop(struct lic_jobs *jobs);

/*
 * Frees stopped `jobs`, when nobody can submit any more. Accepts NULL.
 */
void lic_jobs_free(struct lic_jobs *jobs);

#endif
