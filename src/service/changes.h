/*
 * Changes of the licences of many users: asked for at once, previewed or made by a bulk job
 * (service/bulk.h), and read afterwards, user by user., D-10, D-13 to D-15.
 *
 * The users are found first and written down, one item each: who joins or leaves meanwhile does not
 * matter any more. A preview rehearses every item in order, seats that the items before would take
 * counted in memory. So does a change that is all or nothing, or that makes what a preview showed:
 * if it does not turn out as it must nothing is done. Then item by item is changed, some in one
 * transaction, each by the one decision and whole. Where all or nothing is wanted and the
 * facts change on the way, what was done is taken back in the same operation of the ledger.
 *
 * Threading: none of its own; each function runs in the caller's transaction. A run belongs to one
 * thread at a time.
 */
#ifndef LIC_SERVICE_CHANGES_H
#define LIC_SERVICE_CHANGES_H

#include "core/change.h"
#include "service/bulk.h"
#include "service/catalogs.h"
#include "service/context.h"
#include "service/ledger.h"

/* What is to happen when some users cannot be changed. Stored as these numbers. */
enum lic_change_mode {
	LIC_CHANGE_BEST_EFFORT = 0,   /* the others are */
	LIC_CHANGE_ALL_OR_NOTHING = 1 /* nobody is */
};

/* Where the users of a change come from. Stored as these numbers. */
enum lic_change_users {
	LIC_USERS_LISTED = 0,   /* the input names them: a CSV file with the column user */
	LIC_USERS_ROWS = 1,     /* the input says for each what is asked for: a CSV file */
	LIC_USERS_FILTER = 2,   /* all who meet a filter ($filter of GET /users) */
	LIC_USERS_GROUP = 3,    /* the members of a group */
	LIC_USERS_HOLDERS = 4,  /* who has a seat of a product */
	LIC_USERS_ALL = 5,      /* everybody */
	LIC_USERS_PREVIEW = 6,  /* a preview found them, and showed what comes of it */
	LIC_USERS_OPERATION = 7 /* an operation of the ledger changed them, and groups */
};

/* What is asked for. Texts and lists are borrowed. */
struct lic_change_order {
	struct lic_change change;    /* what is done; for LIC_USERS_ROWS the action of rows without
					one: add, remove or replace */
	enum lic_change_mode mode;   /* what refusals mean */
	bool is_preview;             /* show, do not do */
	enum lic_change_users users; /* where the users come from */
	const char *filter;          /* for LIC_USERS_FILTER */
	const char *group;           /* for LIC_USERS_GROUP: its id */
	bool is_transitive;          /* for LIC_USERS_GROUP: members of members, too */
	struct lic_guid holders_of;  /* for LIC_USERS_HOLDERS: the product */
	const char *preview;         /* for LIC_USERS_PREVIEW: its id */
	const char *operation;       /* for LIC_USERS_OPERATION: id or number of the operation */
	int64_t group_id;            /* key of the group; lic_change_look() sets it */
	int64_t preview_id;          /* number of the preview; likewise */
	int64_t undoes_id;           /* LIC_CHANGE_UNDO: number of the operation; likewise */
	struct lic_undone undoes;    /* LIC_CHANGE_UNDO: what is undone; likewise */
	struct lic_target target;    /* LIC_CHANGE_UNDO: what that was about; likewise */
};

/*
 * Checks that the caller of `ctx` may ask for some kind of change at all; which, lic_change_look()
 * tells. Errors: LIC_E_DENIED.
 */
LIC_MUST_USE lic_rc lic_change_may_any(struct lic_ctx *ctx);

/*
 * Tells whether operations of `kind` can be undone: those that give and take licences, places in
 * the line for one, and memberships. Where they cannot, `*ret_instead` (if not NULL) is what to do
 * instead, in static text, or NULL where nothing is known; otherwise NULL.
 */
bool lic_operation_is_undone(enum lic_operation_kind kind, const char **ret_instead);

/*
 * Checks what can be told of `order` before its users are looked at: that the caller may do it and
 * may know who the users are, that products and plans are what they must be, and that the `len`
 * bytes of CSV at `text`, where its users come from there, have a header that can be understood and
 * a row. An order that makes a preview gets everything else from there. Who may undo an operation
 * is who may do it. Errors, in ctx->err with the member named: LIC_E_INVALID; LIC_E_NOTFOUND for
 * group, preview or operation; LIC_E_CONFLICT for a preview that is not over, and for an operation
 * that is under way, is of a kind that is not undone, or has changed nothing of that sort;
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_change_look(struct lic_ctx *ctx, struct lic_change_order *order,
	const char *text, size_t len);

/*
 * Writes `order` as JSON, to be kept with the job. `*ret_text` lives in `arena`. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_change_write_order(struct lic_arena *arena,
	const struct lic_change_order *order, const char **ret_text);

/*
 * Enters what the job numbered `job_id`, which the same transaction has entered, is to do: `order`.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_change_enter(struct lic_ctx *ctx, int64_t job_id,
	const struct lic_change_order *order);

/* A change at work. */
struct lic_change_run;

/*
 * Puts the change of the job with `key`, whose row is `job` (borrowed), to work. `*ret_run` is new;
 * free it with lic_change_run_free(). Errors: LIC_E_CORRUPT when the job's options are not ours;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_change_run_new(const struct lic_bulk_key *key,
	const struct lic_bulk_job *job, struct lic_change_run **ret_run);

/*
 * Frees `run` and puts back what it holds. Accepts NULL.
 */
void lic_change_run_free(struct lic_change_run *run);

/*
 * Does the reading part of the next step of `run`; nothing when that has been done and was not kept
 * yet. Errors: LIC_E_NOTFOUND when the job has gone; as the store's.
 */
LIC_MUST_USE lic_rc lic_change_run_read(struct lic_change_run *run, struct lic_ctx *ctx);

/*
 * Does the writing part of the step, as much as `turn` allows, and writes how far the change is.
 * Nothing is kept of it in `run` before lic_change_run_keep(): it may be called again.
 * `*ret_is_over` tells whether that was the end: the job goes on to its cleaning. Errors:
 * LIC_E_NOTFOUND when another process has the job, or it is to pause; LIC_E_CONFLICT when another
 * process was in the way: undo and try again; as the store's.
 */
LIC_MUST_USE lic_rc lic_change_run_write(struct lic_change_run *run, struct lic_ctx *ctx,
	const struct lic_bulk_turn *turn, bool *ret_is_over);

/*
 * Makes the next writing part of `run` its last, because of the failure `rc`, which `err` tells of:
 * of a change that is all or nothing what was done is taken back before. Returns false, and nothing
 * is changed, when that is not possible: it has not read where it is, or takes back already.
 */
bool lic_change_run_fail(struct lic_change_run *run, lic_rc rc, const struct lic_err *err);

/*
 * Tells what kind of operation `run` is in the ledger and in the audit log; `*ret_is_preview`
 * whether it only shows, which is none.
 */
enum lic_operation_kind lic_change_run_kind(const struct lic_change_run *run, bool *ret_is_preview);

/*
 * Makes `run` go on behind what lic_change_run_write() did last: its transaction is durable.
 * `*ret_progress` is how far its job is then.
 */
void lic_change_run_keep(struct lic_change_run *run, struct lic_bulk_progress *ret_progress);

/* A change as stored. Texts live in the arena. */
struct lic_change_state {
	struct lic_bulk_job job;       /* its job */
	enum lic_change_action action; /* what is done */
	enum lic_change_mode mode;     /* what refusals mean */
	bool is_preview;               /* it shows and does not do */
	const char *phase;             /* "collecting", "checking", "applying", "reverting",
					  "paused", "finished", "failed" or "cancelled" */
	bool is_over;                  /* it goes on no more */
	int64_t total;                 /* users found so far */
	int64_t changed;               /* who were changed; in a preview, would be */
	int64_t unchanged;             /* for whom there was nothing to do */
	int64_t refused;               /* for whom it was not possible */
	int64_t reverted;              /* for whom it was taken back */
	int64_t skipped;               /* whose turn did not come; 0 before it is over */
	const char *problem;           /* code of why it failed, or NULL */
	const char *summary;           /* JSON: what the check has found, or NULL */
	bool has_operation;            /* the next member is set */
	struct lic_guid operation;     /* the ledger's entry */
	bool has_preview;              /* the next member is set */
	struct lic_guid preview;       /* the preview that it makes */
	bool has_undoes;               /* the next member is set */
	struct lic_guid undoes;        /* the operation that it takes back */
};

/*
 * Finds the change with the GUID text `key` as `*ret_state`. Errors: LIC_E_NOTFOUND with words in
 * ctx->err; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_change_find(struct lic_ctx *ctx, const char *key,
	struct lic_change_state *ret_state);

/* A page of changes. */
struct lic_change_list {
	struct lic_change_state *items; /* in the arena */
	size_t count;                   /* number of them */
	bool has_more;                  /* older ones follow */
};

/*
 * Reads a page of at most `limit` (1 to 999) changes older than the one whose job is numbered
 * `before` (INT64_MAX: from the newest) into `*ret_list`. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_change_list(struct lic_ctx *ctx, int64_t before, unsigned limit,
	struct lic_change_list *ret_list);

/*
 * Makes the change with the GUID text `key` pause, go on or end, as `wanted` says. Whoever works on
 * it does nothing more once this is durable, but for what `wanted` takes: ending an unfinished
 * change that is all or nothing takes back what was done. Wanted already is no error. `*ret_state`
 * is what it is then. Errors: LIC_E_NOTFOUND; LIC_E_CONFLICT when it is over, or is to end already;
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_change_want(struct lic_ctx *ctx, const char *key,
	enum lic_bulk_wanted wanted, struct lic_change_state *ret_state);

/* What becomes of a user. Stored as these numbers; sql/queries/changes names 1 and 2. */
enum lic_item_state {
	LIC_ITEM_WAITING = 0,   /* not yet; skipped, once the change is over */
	LIC_ITEM_CHANGED = 1,   /* done; in a preview, would be */
	LIC_ITEM_UNCHANGED = 2, /* there was nothing to do */
	LIC_ITEM_REFUSED = 3,   /* it was not possible */
	LIC_ITEM_REVERTED = 4,  /* done and taken back */
	LIC_ITEM_STATE_MAX_
};

/* What happens to one product of a user. */
struct lic_item_effect {
	uint32_t sku; /* index in the catalogue; LIC_INDEX_NONE: not in it any more */
	char sign;    /* '+' given, '-' taken, '~' its plans were changed (D-13) */
};

/* One user of a change. Texts live in the arena. */
struct lic_change_item {
	int64_t seq;               /* position in the change */
	int64_t line;              /* line of the file, from 1; 0: it comes from none */
	bool has_user;             /* the next member is set */
	struct lic_guid user;      /* the user; not set for one who is gone or was not found */
	bool has_group;            /* it is about a group; the next member is set */
	struct lic_guid group;     /* the group */
	const char *name;          /* user principal name, name of the group, or what stood in its
				      place */
	enum lic_item_state state; /* what became of him */
	const char *code;          /* why not, or NULL */
	const char *message;       /* the same in words, or NULL */
	const char *remedy;        /* what to do, or NULL */
	struct lic_item_effect *effects; /* what happens to his licences */
	size_t effect_count;             /* number of them */
};

/* A page of users. */
struct lic_change_items {
	struct lic_change_item *items; /* in the arena */
	size_t count;                  /* number of them */
	bool has_more;                 /* others follow */
};

/* Which users are wanted. */
struct lic_item_query {
	int64_t after;             /* position of the last user of the page before; 0: none */
	enum lic_item_state state; /* those in it; LIC_ITEM_STATE_MAX_: all */
	unsigned limit;            /* most of them: 1 to 999 */
};

/*
 * Reads the page of users of `change` that `query` describes into `*ret_items`. Indices refer to
 * `catalog`. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_change_results(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_change_state *change, const struct lic_item_query *query,
	struct lic_change_items *ret_items);

/*
 * Forgets some of the users of the change with `key`; `*ret_any` tells whether there were any. When
 * there are none the change itself is forgotten, and its job must go in the same transaction.
 * Nothing is done for a job of another kind. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_change_forget(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	bool *ret_any);

#endif
