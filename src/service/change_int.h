/*
 * What the files about changes of many users share: a run and where it is, what is decided about
 * one user, and the check's sums. Private to service.
 *
 * A run is a row of steps. Each has a reading part, which rehearses where there is something to
 * rehearse, and a writing part, which is one transaction; its position is the number of steps, so
 * that nobody goes on from anywhere but where the last one ended. What a phase is and where it
 * stands is in struct lic_change__at; a process that takes a run over reads that and goes on. Only
 * a check begins anew, because its sums are in memory.
 */
#ifndef LIC_SERVICE_CHANGE_INT_H
#define LIC_SERVICE_CHANGE_INT_H

#include "core/change.h"
#include "service/bulk_csv.h"
#include "service/changes.h"
#include "service/groups.h"
#include "service/ledger.h"
#include "service/licenses.h"
#include "service/users.h"

/* Users that one reading part rehearses, and that one statement finds. */
#define LIC_CHANGE_PAGE 200

/* Digest of an item about which there is nothing to decide: its user or row is bad. */
#define LIC_DIGEST_BAD INT64_C(-1)

/* What is under way. Stored as these numbers. */
enum lic_change__phase {
	LIC_PHASE_COLLECT = 0, /* users are found and written down */
	LIC_PHASE_CHECK = 1,   /* all of them are rehearsed */
	LIC_PHASE_APPLY = 2,   /* they are changed */
	LIC_PHASE_REVERT = 3,  /* what was done is taken back */
	LIC_PHASE_MAX_
};

/* Where a run is, as its rows have it. */
struct lic_change__at {
	int64_t step;                 /* steps made: position of the job */
	enum lic_change__phase phase; /* what is under way */
	int64_t place;                /* collecting: last user, byte of the file, or item of the
					 preview; otherwise last item */
	int64_t place_group;          /* collecting: the group being read, 0 none yet */
	int64_t line;                 /* collecting: line of the file at place */
	int64_t listed;               /* number of the last item */
	int64_t total;                /* items */
	int64_t done;                 /* items handled in this phase */
	int64_t bad;                  /* items that are bad from the start */
	int64_t changed;              /* items by what became of them */
	int64_t unchanged;            /* likewise */
	int64_t refused;              /* likewise */
	int64_t reverted;             /* likewise */
	int64_t operation_id;         /* the ledger's entry; 0: none yet */
	int64_t changes;              /* its changes */
	const char *problem;          /* static code of why it fails, or NULL */
	const char *problem_message;  /* the same in words, in the run's arena, or NULL */
	const char *summary;          /* what the check has found, in the run's arena, or NULL */
};

/* One item, as the check and the change read it. */
struct lic_change__item {
	int64_t seq;               /* position */
	int64_t user_id;           /* key of the user; 0: it is about a group */
	int64_t group_id;          /* key of the group, or 0 */
	int64_t undo_first;        /* first change of what is undone that counts for it … */
	int64_t undo_last;         /* … and the last */
	const char *name;          /* its name */
	const char *request;       /* what is asked for of this user alone, as JSON, or NULL */
	enum lic_item_state state; /* as it is */
	int64_t digest;            /* of what was decided before; 0: nothing */
};

/* What became of an item, or would. Texts live in the arena of its page, or are static. */
struct lic_change__verdict {
	enum lic_item_state state; /* what */
	const char *code;          /* why not, or NULL */
	const char *message;       /* the same in words, or NULL */
	const char *remedy;        /* what to do, or NULL */
	const char *effect;        /* what it does: "+12 ~7 -3", keys of SKUs; or NULL */
	int64_t digest;            /* of the decision */
};

/* Sums of one product in a check. */
struct lic_change__pool {
	bool is_touched;         /* the next members are set */
	struct lic_seats before; /* seats before */
	int64_t waiting;         /* who would be given a seat that comes free */
	int64_t delta;           /* seats taken, less those given back */
	int64_t replaced;        /* users whose plans of it change (D-13) */
};

/* Refusals of one kind. */
struct lic_change__conflict {
	const char *key;      /* code and what it is about, to tell kinds apart */
	const char *code;     /* what */
	const char *message;  /* of the first of them */
	const char *remedy;   /* likewise, or NULL */
	const char *refs;     /* what it is about, as a JSON array */
	int64_t count;        /* users */
	const char *users[5]; /* some of them, by name */
	size_t user_count;    /* number of those */
};

#define LIC_CONFLICTS_MAX 100

/* Sums of a check. */
struct lic_change__tally {
	struct lic_catalog_hold hold;           /* the catalogue that indices refer to */
	struct lic_arena *arena;                /* for the rest; owned */
	struct lic_change__pool *pools;         /* by index of the SKU */
	int64_t *gains;                         /* by index of the plan: users who get it */
	int64_t *losses;                        /* by index of the plan: users who lose it */
	struct lic_change__conflict *conflicts; /* LIC_CONFLICTS_MAX of them */
	size_t conflict_count;                  /* in use */
	int64_t other_conflicts;                /* refusals for which there was no room */
	int64_t facts_changed;                  /* items that are not as the preview showed */
};

/* A page that was read and decided, and waits to be written. */
struct lic_change__page {
	struct lic_change__item items[LIC_CHANGE_PAGE];       /* the items */
	struct lic_change__verdict verdicts[LIC_CHANGE_PAGE]; /* what would become of them */
	size_t count;                                         /* number of them */
	bool is_last;                                         /* nothing follows */
	bool is_ready;                                        /* it waits */
};

/* A run. */
struct lic_change_run {
	struct lic_bulk_key key;                  /* the job */
	const struct lic_bulk_job *job;           /* its row; borrowed */
	struct lic_arena *arena;                  /* for what lives as long as the run; owned */
	struct lic_arena *page_arena;             /* emptied for each page; owned */
	struct lic_arena *row_arena;              /* emptied for each user; owned */
	struct lic_change_order order;            /* what is asked for */
	const struct lic_odata_condition *filter; /* for LIC_USERS_FILTER; in `arena` */
	struct lic_bulk_csv file;                 /* the input, for users that come from there */
	struct lic_change__columns {
		size_t user;            /* where the columns are, from 0; SIZE_MAX: nowhere */
		size_t sku;             /* likewise */
		size_t plans;           /* likewise */
		size_t action;          /* likewise */
		size_t count;           /* columns that a row has */
	} columns;                      /* of the file */
	struct lic_change__tally tally; /* sums of the check */
	struct lic_change__page page;   /* what the reading part has left */
	bool is_loaded;                 /* `kept` is what the rows say */
	bool is_file_open;              /* the file's header has been read */
	bool must_begin;                /* the sums of the check are not whole: it begins anew */
	enum lic_code failure;          /* the next step is to be the last because of this */
	const char *failure_message;    /* the same in words, in `arena`, or NULL */
	struct lic_change__at kept;     /* durable */
	struct lic_change__at next;     /* as the step under way leaves it */
};

/* A writing part on its way. */
struct lic_change__step {
	struct lic_change_run *run;        /* whose it is */
	struct lic_ctx *ctx;               /* the transaction */
	struct lic_ctx row_ctx;            /* the same with an arena that is emptied for each user
					      and errors of its own */
	struct lic_err row_err;            /* what went wrong with a user */
	const struct lic_catalog *catalog; /* as this transaction sees it */
	struct lic_operation operation;    /* the ledger's entry, while changing and taking back */
	const struct lic_bulk_turn *turn;  /* how long it may take */
	bool must_read;                    /* more of the file must be read before it goes on */
	bool is_over;                      /* the run ends with it */
};

/*
 * Reads an order written by lic_change_write_order() from `text` into `arena`. Errors:
 * LIC_E_CORRUPT; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_change__read_order(struct lic_arena *arena, const char *text,
	struct lic_change_order *ret_order);

/* One row of a file about one user. */
struct lic_change__row {
	int64_t line;               /* line of the file */
	bool is_removal;            /* the product is taken */
	struct lic_license_add add; /* the product, and plans that are off */
};

/*
 * Writes `count` `rows` as the request of an item; `*ret_text` lives in `arena`. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_change__write_rows(struct lic_arena *arena,
	const struct lic_change__row *rows, size_t count, const char **ret_text);

/*
 * Reads `text`, which lic_change__write_rows() has written, with room for one more row.
 * `*ret_rows` lives in `arena`; `*ret_count` is their number. Errors: LIC_E_CORRUPT; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_change__read_rows(struct lic_arena *arena, const char *text,
	struct lic_change__row **ret_rows, size_t *ret_count);

/*
 * Understands the `header` of a file whose rows are about users alone or, `has_licenses`, about
 * what is asked for of each, as `*ret_columns`. `arena` is for working. Errors: LIC_E_INVALID in
 * `err`; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_change__read_header(struct lic_arena *arena,
	const struct lic_csv_record *header, bool has_licenses, struct lic_err *err,
	struct lic_change__columns *ret_columns);

/*
 * Adds the users of the next rows of the run's file to the change; step->run->next moves on.
 * `*ret_is_over` tells whether the file has ended. Errors: LIC_E_LIMIT in row_ctx.err; as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_change__collect_rows(struct lic_change__step *step, bool *ret_is_over);

/*
 * The writing part of `step` while users are found: adds the next of them. step->run->next moves
 * on, also to another phase; step->is_over is set at the end. Errors: as lic_change_run_write().
 */
LIC_MUST_USE lic_rc lic_change__collect(struct lic_change__step *step);

/*
 * The writing part of `step` while a change is rehearsed: keeps what became of the page that was
 * decided. Otherwise as lic_change__collect().
 */
LIC_MUST_USE lic_rc lic_change__note(struct lic_change__step *step);

/*
 * The writing part of `step` while a change is made: changes the next users. Otherwise as
 * lic_change__collect().
 */
LIC_MUST_USE lic_rc lic_change__apply(struct lic_change__step *step);

/*
 * The writing part of `step` while a change is taken back: goes backwards through the users that
 * were changed. Otherwise as lic_change__collect().
 */
LIC_MUST_USE lic_rc lic_change__revert(struct lic_change__step *step);

/*
 * The reading part of a check: decides the next page of `run`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_change__rehearse(struct lic_change_run *run, struct lic_ctx *ctx);

/*
 * Reads the items of `run` behind position `after` into its page. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_change__read_page(struct lic_change_run *run, struct lic_ctx *ctx,
	int64_t after);

/*
 * Writes `verdict` in `step` as what became of the item at position `seq`, whose changes in the
 * ledger are those from `first` to `last` (0: none). Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_change__write_item(struct lic_change__step *step, int64_t seq,
	const struct lic_change__verdict *verdict, int64_t first, int64_t last);

/* What is known and asked for about one item. */
struct lic_change__ask {
	bool is_group;                  /* it is about a group, not a user */
	bool is_there;                  /* the user or group lives; otherwise no more is set */
	struct lic_user user;           /* the user */
	struct lic_group group;         /* the group */
	struct lic_err_detail refusal;  /* why nothing can be asked for; no code: something can */
	struct lic_change_asked asked;  /* what is asked for: of the user directly, or of what the
					   group gives; nothing for whom only memberships change */
	struct lic_group_change *joins; /* groups to join or to leave */
	size_t join_count;              /* number of them */
	const char *joins_text;         /* the same in words: "Joins Staff; leaves Sales."; NULL
					   when there are none */
};

/*
 * Tells whether `ask` asks for something about which there is to be decided.
 */
bool lic_change__is_asked(const struct lic_change__ask *ask);

/*
 * Finds out what `item` of `run` asks for: by its own request, or by what is asked for of all.
 * What `*ret_ask` has lives in the arena of `ctx`; indices refer to `catalog`. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_change__ask(const struct lic_change_run *run, struct lic_ctx *ctx,
	const struct lic_catalog *catalog, const struct lic_change__item *item,
	struct lic_change__ask *ret_ask);

/*
 * Says in `*ret_verdict` what becomes of an item of which `ask` is known and, where it asks for
 * something, that `decision` was made of it (otherwise NULL). Indices
 * refer to `catalog`; texts live in `arena` or in the decision. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_change__judge(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_change__ask *ask, const struct lic_decision *decision,
	struct lic_change__verdict *ret_verdict);

/*
 * Makes `tally` empty for the catalogue as ctx's transaction sees it. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_change__tally_begin(struct lic_ctx *ctx, struct lic_change__tally *tally);

/*
 * Frees what `tally` owns and puts its catalogue back. Accepts a zeroed one.
 */
void lic_change__tally_done(struct lic_change__tally *tally);

/*
 * Makes the `count` pools in `seats` what they would be after the items that `tally` has counted.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_change__tally_seats(struct lic_ctx *ctx, struct lic_change__tally *tally,
	struct lic_sku_seats *seats, size_t count);

/*
 * Counts in `tally` that `decision` was made about the user called `name`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_change__tally_add(struct lic_change__tally *tally, const char *name,
	const struct lic_decision *decision);

/*
 * Counts in `tally` that the user called `name` was refused by `verdict`, which is no decision's.
 * Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_change__tally_refuse(struct lic_change__tally *tally, const char *name,
	const struct lic_change__verdict *verdict);

/*
 * Counts in `tally` the items of the job with `key` that are bad from the start. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_change__tally_bad(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	struct lic_change__tally *tally);

/*
 * Writes `tally` as a JSON object; `*ret_text` lives in `arena`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_change__tally_write(struct lic_arena *arena,
	const struct lic_change__tally *tally, const char **ret_text);

/*
 * Decides what `ask`, which asks for something, asks for, on the facts as they are:
 * `*ret_decision`, in the arena of `ctx`. Indices refer to `catalog`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_change__decide(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_change__ask *ask, struct lic_decision *ret_decision);

/*
 * Decides what `ask`, which asks for something, asks for, and does it in `operation`; where
 * `*ret_decision`, in the arena of `ctx`, has a violation nothing is done. Indices refer to
 * `catalog`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_change__make(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_change__ask *ask, struct lic_operation *operation,
	struct lic_decision *ret_decision);

/* Part of an operation of the ledger that is about one user or group. */
struct lic_change__part {
	int64_t operation_id; /* the operation */
	int64_t first;        /* first of its changes */
	int64_t last;         /* last of them; those that are about others do not count */
	int64_t user_id;      /* key of the user, or 0 */
	int64_t group_id;     /* key of the group, or 0 */
};

/*
 * Finds out what takes `part` back: of direct licences, of what a group gives and of memberships
 * what there was before, wishes with their place in the line, unless there is not any more what it
 * left: that is a refusal, which names the operation that has changed it since. `*ret_ask` lives in
 * the arena of `ctx`; indices refer to `catalog`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_change__ask_back(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_change__part *part, struct lic_change__ask *ret_ask);

/*
 * Tells what whoever asks for `order` must be allowed to do.
 */
enum lic_action lic_change__action(const struct lic_change_order *order);

/*
 * Tells what kind of operation `order` is in the ledger.
 */
enum lic_operation_kind lic_change__kind(const struct lic_change_order *order);

/*
 * Does lic_change_look() for an order that undoes an operation: finds that, and sets what `order`
 * is about. Errors: as lic_change_look().
 */
LIC_MUST_USE lic_rc lic_change__look_at_operation(struct lic_ctx *ctx,
	struct lic_change_order *order);

/*
 * Adds the next users and groups that the operation which the run of `step` undoes has changed,
 * from its last change backwards; step->run->next moves on. `*ret_is_over` tells whether that was
 * all. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_change__collect_operation(struct lic_change__step *step, bool *ret_is_over);

#endif
