/*
 * Lists of users and groups by what $filter, $search and $orderby ask for: checked conditions
 * become statements with bound parameters, made at run time (docs/adr/0009).
 *
 * A page costs about as much in an organisation of a million as in one of a thousand. Where an
 * index has what a condition finds in the order of the list, its rows are read until the page is
 * full. Else conditions that an index answers are counted first, a few hundred rows, and, where
 * that does not tell and the beginning of the way has hardly anything, up to 10,000 rows, or fewer
 * for a page of less than 34. The one that leaves the fewest leads: its rows are looked at and
 * sorted. When all leave more, the order leads, or one of those indexes does: what is wanted is not
 * rare, and is met soon on the way. Of that way a page goes 50,000 rows at most, or fewer: divided
 * by the number of tests that a row may need. It may then have few rows, or none, and others
 * follow.
 *
 * Texts of values are only ever bound. Names of tables and columns come from query_columns.c.
 *
 * Threading: none of its own; a connection belongs to one thread.
 */
#ifndef LIC_STORE_QUERY_H
#define LIC_STORE_QUERY_H

#include "base/arena.h"
#include "odata/condition.h"
#include "odata/order.h"
#include "store/db.h"

#include <stdbool.h>
#include <stdint.h>

/* What is listed. */
enum lic_query_set {
	LIC_QUERY_USERS,
	LIC_QUERY_GROUPS,
	LIC_QUERY_SET_MAX_
};

/* Of what. */
enum lic_query_scope {
	LIC_QUERY_ALL,             /* of the whole organisation */
	LIC_QUERY_MEMBERS,         /* members of the group `scope_id` */
	LIC_QUERY_OWNERS,          /* owners of the group `scope_id`; users only */
	LIC_QUERY_MEMBER_OF_USER,  /* what the user `scope_id` is a member of; groups only */
	LIC_QUERY_MEMBER_OF_GROUP, /* what the group `scope_id` is a member of; groups only */
	LIC_QUERY_OWNED_BY_USER,   /* what the user `scope_id` owns; groups only */
	LIC_QUERY_SCOPE_MAX_
};

/* Where a page begins: behind this row. */
struct lic_query_place {
	const char *text; /* what it is sorted by, folded, "" for none; NULL: only by key */
	int64_t id;       /* its key */
};

/* What is asked for. Conditions are about properties of the set's entity (odata/entities.h). */
struct lic_query {
	enum lic_query_set set;                   /* what */
	enum lic_query_scope scope;               /* of what */
	int64_t tenant_id;                        /* organisation */
	int64_t scope_id;                         /* for all scopes but LIC_QUERY_ALL */
	const struct lic_odata_condition *filter; /* NULL: no condition */
	const struct lic_odata_condition *search; /* another one; NULL: none */
	const struct lic_odata_order *order;      /* NULL: by key, unless: */
	bool is_any_order; /* then for a condition on a range of a property that can be sorted by:
			      by that property, when no other condition has an index that is by
			      key */
	const struct lic_query_place *after; /* NULL: from the start */
	unsigned limit;                      /* most rows of a page, > 0 */
	unsigned probe_max;   /* rows that are counted; 0: 10,000, or 300 for each of `limit` */
	unsigned walk_max;    /* rows that are walked with one test; 0: 50,000 */
	unsigned first_piece; /* rows of the first piece of a way; 0: ten for each of `limit`,
				 100 to 1,000 */
};

struct lic_query_plan;

/* A page on its way. Zero-initialise; close `rows` with lic_rows_close(). */
struct lic_query_run {
	/* At most one row more than a page has: to be read with lic_q_users_list_next() or
	 * lic_q_groups_list_next(). */
	struct lic_rows rows;
	bool is_cut;                 /* others may follow although the rows are fewer */
	struct lic_query_place next; /* behind which they do, in the arena; counts with is_cut */
	const struct lic_odata_property *order; /* what rows are sorted by; NULL: only by key */
	struct lic_query_plan *plan;            /* for lic_query_go_on(), in the arena */
};

/*
 * Starts a page of what `query` asks for on `db`; what it needs lives in `arena`, which must
 * outlive
 * `*ret_run`. Errors: LIC_E_INVALID with Request_BadRequest in `err` for a query that needs more
 * values than a statement takes; as the store's.
 */
LIC_MUST_USE lic_rc lic_query_start(struct lic_db *db, struct lic_arena *arena, struct lic_err *err,
	const struct lic_query *query, struct lic_query_run *ret_run);

/*
 * Goes on with `run`, all of whose rows were read, `count` for the page so far: `*ret_more` tells
 * whether more rows may come, unless which the page ends there. A page looks at its way in pieces:
 * mostly the first is enough. Errors: as lic_query_start().
 */
LIC_MUST_USE lic_rc lic_query_go_on(struct lic_query_run *run, size_t count, bool *ret_more);

/*
 * Counts all that `query` asks for, wherever its page begins, into `*ret_count`: exactly. `db`,
 * `arena` and errors, told in `err`, as for lic_query_start().
 */
LIC_MUST_USE lic_rc lic_query_count(struct lic_db *db, struct lic_arena *arena, struct lic_err *err,
	const struct lic_query *query, int64_t *ret_count);

#endif
