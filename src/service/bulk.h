/*
 * Bulk jobs as they are stored: work that is cut into short transactions, outlives the process that
 * runs it, and belongs to one process at a time.
 *
 * A job goes from state to state: its input arrives in pieces, a check rehearses all of it, then it
 * is applied chunk by chunk, then its input is cleaned away. Whoever holds the lease goes on; each
 * step renews it, and when it has run out any process may take the job. Everything that a step
 * does, the position behind it included, is one transaction: killed anywhere, nothing is done
 * twice.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_BULK_H
#define LIC_SERVICE_BULK_H

#include "service/context.h"
#include "store/writer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of one piece of input. Stored input depends on it: it never changes. */
#define LIC_BULK_PIECE_BYTES ((size_t)256 * 1024)

/* How long a process may keep a job without a sign of life, in milliseconds. */
#define LIC_BULK_LEASE_MS 10000

/* How long a finished job and what it found are kept, in days. */
#define LIC_BULK_KEPT_DAYS 30

/* Kinds of jobs. Stored as these numbers: new ones are added at the end. */
enum lic_bulk_kind {
	LIC_BULK_USER_IMPORT = 0,
	LIC_BULK_GROUP = 1, /* a task (tasks.h): a group's licences reach its members */
	LIC_BULK_SERVE = 2, /* a task: free seats reach those who wait for one */
	LIC_BULK_LAPSE = 3, /* a task: the licences of a SKU go, of which no subscription is left */
	LIC_BULK_CHANGE = 10, /* licences of many users are changed (changes.h) */
	LIC_BULK_KIND_MAX_
};

/* Where a job stands. Stored as these numbers; sql/queries/bulk names 3 and 4. */
enum lic_bulk_state {
	LIC_BULK_RECEIVING = 0, /* its input arrives; not accepted yet */
	LIC_BULK_CHECKING = 1,  /* all of it is rehearsed */
	LIC_BULK_APPLYING = 2,  /* it is done, chunk by chunk */
	LIC_BULK_CLEANING = 3,  /* over; its input goes */
	LIC_BULK_DONE = 4       /* over */
};

/* What somebody wants of a job that is under way. Stored as these numbers; sql/queries names 1. */
enum lic_bulk_wanted {
	LIC_BULK_GO_ON = 0, /* that it goes on */
	LIC_BULK_PAUSE = 1, /* that nobody works on it */
	LIC_BULK_END = 2    /* that it ends where it is */
};

/* Kinds of findings. Stored as these numbers. */
enum lic_bulk_finding_kind {
	LIC_BULK_BAD = 0,       /* a row that was not used */
	LIC_BULK_UNLICENSED = 1 /* a user without the licences asked for */
};

/* One thing that a job found. */
struct lic_bulk_finding {
	int64_t seq;                     /* position among the job's findings, from 1 */
	enum lic_bulk_finding_kind kind; /* what it is */
	int64_t line;                    /* line in the file, from 1 */
	int64_t column;     /* character in the line, from 1; 0: it is about the row as a whole */
	const char *name;   /* user principal name as far as it could be read, or NULL */
	const char *field;  /* property or header it is about, or NULL */
	const char *value;  /* what stood there, shortened, or NULL */
	const char *reason; /* what is wrong */
	const char *remedy; /* what to do, or NULL */
};

/* How far a job is: what each chunk moves on. */
struct lic_bulk_progress {
	int64_t position;     /* byte of the input behind the last row applied */
	int64_t line;         /* line that begins there, from 1; 0: nothing was applied yet */
	int64_t done;         /* rows handled in this state */
	int64_t created;      /* users created */
	int64_t licensed;     /* of those, users who got every licence asked for */
	int64_t findings;     /* findings kept */
	int64_t changes;      /* changes in the ledger */
	int64_t operation_id; /* the ledger's entry; 0: none yet */
};

/* A job as stored. Texts live in the arena it was read into. */
struct lic_bulk_job {
	int64_t id;                        /* number in the organisation */
	struct lic_guid guid;              /* public id */
	enum lic_bulk_kind kind;           /* what it does */
	int64_t target_id;                 /* key of what a task is about; 0: nothing */
	enum lic_bulk_state state;         /* where it stands */
	bool is_kept;                      /* accepted: not a rehearsal, nor still arriving */
	int64_t input_bytes;               /* size of its input */
	struct lic_bulk_progress progress; /* how far it is */
	int64_t total;                     /* rows of the input, estimated until it is checked */
	enum lic_code error_code;          /* why it failed; LIC_OK when it did not */
	const char *error_message;         /* the same in words, or NULL */
	const char *options;               /* what was asked for, as JSON */
	struct lic_caller caller;          /* who asked; the organisation's public id is not set */
	const char *reason;                /* why, or NULL */
	const char *correlation;           /* request id */
	const char *client_request_id;     /* the client's id of the request */
	int64_t created_ms;                /* when it was asked for */
	struct lic_opt_int finished_ms;    /* when it ended */
	enum lic_bulk_wanted wanted;       /* what somebody wants of it */
};

/* Which process works on which job. */
struct lic_bulk_key {
	int64_t tenant_id;     /* organisation */
	int64_t id;            /* the job's number */
	struct lic_guid owner; /* the process that holds the lease */
};

/*
 * Enters `job`, of which id, guid and times are set here, for the caller of `ctx`, owned by
 * `owner`; its input of job->input_bytes is still to come. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_create(struct lic_ctx *ctx, const struct lic_guid *owner,
	struct lic_bulk_job *job);

/*
 * Keeps `bytes` as piece number `seq` (from 0) of the input of the job with `key`. Every piece but
 * the last has LIC_BULK_PIECE_BYTES. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_add_input(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	int64_t seq, struct lic_bytes bytes);

/*
 * Reads piece number `seq` of the input of the job with `key` into the arena as `*ret_bytes`.
 * Errors: LIC_E_CORRUPT when it is not there; as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_read_input(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	int64_t seq, struct lic_bytes *ret_bytes);

/*
 * Lists up to `limit` jobs of every organisation that `owner` may work on: nobody else holds a
 * lease, and it is not to pause.
 * `*ret_count` entries are written to `list`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_open(struct lic_ctx *ctx, const struct lic_guid *owner, size_t limit,
	struct lic_bulk_key *list, size_t *ret_count);

/*
 * Takes the job with `key` for key->owner. A job that was never accepted goes on to its cleaning.
 * `*ret_is_ours` tells whether it was there to be taken. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_claim(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	bool *ret_is_ours);

/*
 * Renews the lease of the job with `key`, which must still be ours, in `state` and at `position`,
 * and keeps its row locked until the transaction ends: the first thing that a step does. Errors:
 * LIC_E_NOTFOUND when another process has it, or it is to pause; as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_renew(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	enum lic_bulk_state state, int64_t position);

/* How much of a job is done in one transaction. */
struct lic_bulk_turn {
	size_t rows;               /* most rows */
	int64_t yield_ms;          /* monotonic time from which it ends when another change waits */
	int64_t until_ms;          /* monotonic time at which it ends in any case */
	struct lic_writer *writer; /* where others wait; borrowed */
};

/*
 * Tells whether the time of `turn` is up.
 */
bool lic_bulk_is_over(const struct lic_bulk_turn *turn);

/*
 * Notes that `done` of `total` rows of the job with `key` are checked. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_show(struct lic_ctx *ctx, const struct lic_bulk_key *key, int64_t done,
	int64_t total);

/*
 * Moves the job with `key` on to the start of `state`, with `total` rows to do, accepted unless it
 * is a rehearsal: `is_kept`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_move(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	enum lic_bulk_state state, bool is_kept, int64_t total);

/*
 * Writes `progress` of the job with `key`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_advance(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	const struct lic_bulk_progress *progress);

/* How a job ended. */
struct lic_bulk_end {
	int64_t done;        /* rows handled */
	int64_t total;       /* rows there were */
	enum lic_code code;  /* why it failed, or LIC_OK */
	const char *message; /* the same in words, or NULL */
};

/*
 * Writes how the job with `key` ended, `end`: it goes on to its cleaning. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_finish(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	const struct lic_bulk_end *end);

/*
 * Removes some of the input of the job with `key`, and of what it found when it is not `is_kept`;
 * when nothing is left the job is closed, or removed when it is not kept. `*ret_is_over` tells
 * whether that has happened. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_clean(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	bool is_kept, bool *ret_is_over);

/*
 * Gives the lease of the job with `key` back. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_release(struct lic_ctx *ctx, const struct lic_bulk_key *key);

/*
 * Finds a job of any organisation that finished before `before_ms`. `*ret_found` tells whether
 * there is one; then key->tenant_id and key->id of `ret_key` are set. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_old(struct lic_ctx *ctx, int64_t before_ms,
	struct lic_bulk_key *ret_key, bool *ret_found);

/*
 * Loads the job numbered `id` of the caller's organisation. `*ret_found` tells whether there is
 * one. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_load(struct lic_ctx *ctx, int64_t id, struct lic_bulk_job *ret_job,
	bool *ret_found);

/*
 * Finds the job with the public id `text`, or else the last one that was asked for with the
 * client-request-id `text`. Errors: LIC_E_NOTFOUND; as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_find(struct lic_ctx *ctx, const char *text,
	struct lic_bulk_job *ret_job);

/* A page of jobs. */
struct lic_bulk_page {
	struct lic_bulk_job *jobs; /* in the arena */
	size_t count;              /* number of them */
	bool has_more;             /* older ones follow */
};

/*
 * Reads a page of at most `limit` (1 to 999) jobs of `kind` older than the one numbered `before`
 * (INT64_MAX: from the newest) into `*ret_page`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_list(struct lic_ctx *ctx, enum lic_bulk_kind kind, int64_t before,
	unsigned limit, struct lic_bulk_page *ret_page);

/*
 * Keeps `finding` of the job with `key`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_add_finding(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	const struct lic_bulk_finding *finding);

/*
 * Forgets some of the findings of the job with `key`, which a process that was ended left behind;
 * `*ret_any` tells whether there were any. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_forget(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	bool *ret_any);

/*
 * Reads the findings of `kind` of the job numbered `id` of the caller's organisation, in order.
 * `*ret_list` lives in the arena and has `*ret_count` entries. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_findings(struct lic_ctx *ctx, int64_t id,
	enum lic_bulk_finding_kind kind, struct lic_bulk_finding **ret_list, size_t *ret_count);

#endif
