/*
 * What the files of the jobs share: slots, their steps, and writing through the queue. Private to
 * jobs.
 *
 * Threading: everything but the lock's members belongs to the thread of the jobs; while it waits in
 * lic_jobs__write() the writer's thread has the slot.
 */
#ifndef LIC_JOBS_INT_H
#define LIC_JOBS_INT_H

#include "jobs/jobs.h"
#include "store/db.h"
#include "store/writer.h"

#include <pthread.h>

/* Jobs that a process works on at once, a step of each in turn. */
#define LIC_JOBS_SLOTS 8

/* Kinds of things that become too old. */
#define LIC_JOBS_CLEANINGS 4

/* What a slot does next. */
enum lic_jobs_phase {
	LIC_JOBS_CREATE, /* enter the job */
	LIC_JOBS_STORE,  /* keep its input, piece by piece */
	LIC_JOBS_CHECK,  /* rehearse all of it */
	LIC_JOBS_FORGET, /* forget what an earlier check left */
	LIC_JOBS_NOTE,   /* keep what the check found */
	LIC_JOBS_APPLY,  /* do it, chunk by chunk */
	LIC_JOBS_TASK,   /* go on with a task */
	LIC_JOBS_CHANGE, /* go on with a change of many users */
	LIC_JOBS_FINISH, /* write how it ended */
	LIC_JOBS_TELL,   /* tell whoever waits */
	LIC_JOBS_CLEAN,  /* remove its input */
	LIC_JOBS_OVER    /* nothing: the slot is free again */
};

/* One job that this process works on. */
struct lic_jobs__slot {
	struct lic_jobs *jobs;     /* whose it is */
	bool is_used;              /* there is one */
	enum lic_jobs_phase phase; /* what comes next */
	struct lic_bulk_key key;   /* the job */
	struct lic_bulk_job job;   /* its row; texts in `arena`, or the order's for a new one */
	struct lic_arena *arena;   /* lives as long as the slot is used; owned */
	struct lic_user_import *import;      /* the work; owned; NULL until it is needed */
	struct lic_change_run *run;          /* the work of a change; likewise */
	struct lic_jobs_order *order;        /* who waits, or NULL */
	enum lic_bulk_state state;           /* of its row */
	struct lic_once once;                /* the order's, while the job is entered */
	bool is_repeat;                      /* the order asks for a job that was entered before */
	int64_t piece;                       /* next piece of input to keep */
	size_t noted;                        /* findings kept */
	bool is_over;                        /* the last write was the end of its phase */
	struct lic_bulk_end end;             /* how it ended */
	char message[LIC_ERR_MESSAGE_BYTES]; /* end.message, if there is one */
	int64_t shown_ms;  /* monotonic time at which the lease was last renewed */
	int64_t retry_ms;  /* monotonic time before which nothing is tried */
	unsigned failures; /* steps in a row that failed */
};

/* Why a slot waits before it tries its step again. */
struct lic_jobs__note {
	int64_t tenant_id;               /* the job's organisation */
	int64_t id;                      /* its number; 0: nothing is noted */
	struct lic_jobs_trouble trouble; /* what is told of it */
};

/* The jobs of a process. */
struct lic_jobs {
	struct lic_jobs_settings settings;           /* as given */
	struct lic_guid owner;                       /* this process, for leases */
	struct lic_db *db;                           /* for reading; owned */
	struct lic_arena *step_arena;                /* emptied before each step; owned */
	struct lic_jobs__slot slots[LIC_JOBS_SLOTS]; /* jobs at work */
	struct lic_jobs_order *watched; /* orders whose job another process has taken */
	int64_t looked_ms;              /* monotonic time of the last look for work */
	/* Monotonic times at which nothing too old was left, by what is cleaned; 0: never. */
	int64_t cleaned_ms[LIC_JOBS_CLEANINGS];
	int64_t survey_ms;     /* monotonic time before which no tables are looked at */
	int64_t turn_retry_ms; /* monotonic time before which no subscription is turned, because one
				  could not be; 0: none */
	pthread_t thread;      /* the thread */
	pthread_mutex_t lock;  /* guards the members below */
	pthread_cond_t wake;   /* signalled for orders, the end, and finished writes */
	struct lic_jobs_order *head;                 /* first order that waits for a slot */
	struct lic_jobs_order *tail;                 /* last one */
	unsigned waiting;                            /* number of them */
	bool ending;                                 /* no more orders are taken */
	struct lic_jobs__note notes[LIC_JOBS_SLOTS]; /* by slot */
	bool is_nudged;                              /* there may be work that nobody has taken */
};

/* What a write does, on the writer's thread: `ctx` has a transaction, an arena that is empty, and
 * whoever asked for the slot's job as its caller. May be called again after a lost transaction. */
typedef lic_rc lic_jobs__change(struct lic_ctx *ctx, struct lic_jobs__slot *slot);

/*
 * Runs `change` for `slot` through the write queue and waits until it is durable. Failures are told
 * in `err`. Errors: LIC_E_BUSY when the queue stays full; what `change` and the commit fail with.
 */
LIC_MUST_USE lic_rc lic_jobs__write(struct lic_jobs__slot *slot, lic_jobs__change *change,
	struct lic_err *err);

/* What a read does, with a reading transaction in `ctx` and an empty arena. */
typedef lic_rc lic_jobs__look(struct lic_ctx *ctx, void *data);

/*
 * Runs `look` with `data` in a reading transaction of `jobs`, for the organisation and caller of
 * `caller` (NULL: none). Failures are told in `err`. Errors: what it and the store fail with.
 */
LIC_MUST_USE lic_rc lic_jobs__read(struct lic_jobs *jobs, const struct lic_caller *caller,
	lic_jobs__look *look, void *data, struct lic_err *err);

/*
 * Does the next step of `slot`. Failures are told in `err`. Errors: LIC_E_NOTFOUND when another
 * process has the job; LIC_E_BUSY, LIC_E_UNAVAILABLE, LIC_E_CONFLICT when it is worth trying again;
 * any other means that the job cannot go on.
 */
LIC_MUST_USE lic_rc lic_jobs__step(struct lic_jobs__slot *slot, struct lic_err *err);

/*
 * Puts `order` into the free `slot`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_jobs__begin(struct lic_jobs__slot *slot, struct lic_jobs_order *order);

/*
 * Takes the job with `key` into the free `slot` if it can be had; whether it was is in
 * slot->is_used. Errors: as the store's; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_jobs__take(struct lic_jobs__slot *slot, const struct lic_bulk_key *key,
	struct lic_err *err);

/*
 * Copies the texts of `job` into `arena`, so that it outlives where they are now: the request that
 * asked for it, or the slot. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_jobs__keep_texts(struct lic_arena *arena, struct lic_bulk_job *job);

/*
 * Has the order of `slot` wait for the job numbered slot->job.id, which was entered before, or
 * tells it at once when it does not wait; the slot has no order then. Errors, the order stays:
 * LIC_E_BUSY when the job was not accepted, or not yet; LIC_E_INVALID when it is not there any
 * more; as the store's.
 */
LIC_MUST_USE lic_rc lic_jobs__join(struct lic_jobs__slot *slot, struct lic_err *err);

/*
 * Does what is due for `slot`, and with a failure what that asks for.
 */
void lic_jobs__run(struct lic_jobs__slot *slot);

/*
 * Empties `slot`; its order, if it still has one, is left to the caller.
 */
void lic_jobs__clear(struct lic_jobs__slot *slot);

/*
 * Has `jobs` remove a part of what is too old when it is time, `now_ms` being the monotonic one:
 * jobs, answers to repeated requests, entries of the ledger. The rest goes in the passes that
 * follow. A failure is logged, and tried again an hour later.
 */
void lic_jobs__clean(struct lic_jobs *jobs, int64_t now_ms);

/*
 * Has `jobs` turn the subscriptions of all organisations whose time has come, each in a transaction
 * of its own (service/life_cycle.h), for a while: the rest in the passes that follow, which come at
 * once. `now_ms` is the monotonic time.
 */
void lic_jobs__turn_subscriptions(struct lic_jobs *jobs, int64_t now_ms);

/*
 * Has the engine of `jobs` look at the tables that have grown by what was written, when it is time,
 * `now_ms` being the monotonic one: statements that were planned for empty tables would become
 * slower with every row. A failure is logged, and tried again an hour later.
 */
void lic_jobs__survey(struct lic_jobs *jobs, int64_t now_ms);

/*
 * Notes that `slot`, one of those of its jobs, could not do its step because of `err`, and tries it
 * again in `pause_ms` milliseconds.
 */
void lic_jobs__note_trouble(struct lic_jobs__slot *slot, int64_t pause_ms,
	const struct lic_err *err);

/*
 * Notes that `slot`, one of those of its jobs, goes on, or has no job any more.
 */
void lic_jobs__end_trouble(struct lic_jobs__slot *slot);

/*
 * Tells `order` that nobody goes on waiting for its job, `is_accepted` or not, because of `why`.
 */
void lic_jobs__give_up(struct lic_jobs_order *order, bool is_accepted, const char *why);

/*
 * Reads the outcome of the job numbered order->job.id and tells `order`, if it is over;
 * `*ret_is_over` tells whether that was so. It is read on the connection of `jobs`. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_jobs__tell(struct lic_jobs *jobs, struct lic_jobs_order *order,
	struct lic_err *err, bool *ret_is_over);

#endif
