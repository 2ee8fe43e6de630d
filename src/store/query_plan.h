/*
 * How a page or a count is found: which index is read, and in what order. Private to store.
 *
 * Threading: no state.
 */
#ifndef LIC_STORE_QUERY_PLAN_H
#define LIC_STORE_QUERY_PLAN_H

#include "store/query_int.h"

#define LIC_QUERY_PARTS_MAX 64 /* conditions that are looked at for the one that leads */

/* An index that has what one condition finds in the order of the list. */
struct lic_query_way {
	const struct lic_odata_condition *part; /* the condition; NULL: there is no such way */
	const struct lic_query_rows *rows; /* the index of another table, or NULL: of the set */
	struct lic_value rows_of;          /* whose of its rows */
	const char *low;  /* where rows are sorted by a column: their first key, or NULL */
	const char *high; /* and their last, or NULL */
};

/* A query being planned. */
struct lic_query_plan {
	struct lic_db *db;                                            /* connection */
	struct lic_arena *arena;                                      /* memory */
	struct lic_err *err;                                          /* what goes wrong */
	struct lic_query query;                                       /* what is asked for */
	const struct lic_query_table *table;                          /* of what */
	const struct lic_odata_condition *parts[LIC_QUERY_PARTS_MAX]; /* all of them must hold */
	size_t part_count;                                            /* number of them */
	const struct lic_odata_property *order; /* what rows are sorted by; NULL: keys */
	bool is_descending;                     /* backwards */
	const struct lic_odata_condition *lead; /* whose rows are looked at, and sorted; NULL: the
						   way leads, or the order, or the scope does */
	bool is_counted; /* the lead was counted for a page: it has fewer than LIC_QUERY_LEAD_MAX */
	bool is_sure; /* what leads stays, however little it finds: see lic_query__choose_again() */
	struct lic_query_way way;    /* what is read along in the order of the list */
	struct lic_query_place from; /* behind which this piece of the way begins, but for the first
				      */
	struct lic_query_place end;  /* last row of this piece; id 0: no end */
	unsigned walked;             /* rows of the way in pieces so far */
	unsigned piece;              /* rows of the next one */
};

/*
 * Makes `ret_plan` the plan of `query` on `db`, with the order of its rows; memory comes from
 * `arena`, and what goes wrong is told in `err`.
 */
void lic_query__plan(struct lic_query_plan *ret_plan, struct lic_db *db, struct lic_arena *arena,
	struct lic_err *err, const struct lic_query *query);

/*
 * Chooses what leads in `plan`, for a page when `is_page`, else for a count. What finds few rows at
 * once does. The only condition with an index needs no counting when that has its rows in the order
 * of the list. Else conditions are counted: for a page only a little, since what all of them leave
 * many of is mostly met at once on the way; is_sure is false then. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_query__choose(struct lic_query_plan *plan, bool is_page);

/*
 * Counts further where `plan` is not sure, and chooses anew. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_query__choose_again(struct lic_query_plan *plan);

/*
 * Tells whether the way of `plan` finds nothing but what meets its condition.
 */
bool lic_query__is_whole_way(const struct lic_query_plan *plan);

/*
 * Starts the statement in `out`, whose text is freed, for `plan`: `*ret_rows` are to be closed.
 * Errors: as lic_query_start().
 */
LIC_MUST_USE lic_rc lic_query__run(const struct lic_query_plan *plan,
	struct lic_statement_text *out, struct lic_rows *ret_rows);

/*
 * Reads the one number, if any, else 0, that the statement in `out`, whose text is freed, gives for
 * `plan`. Errors: as lic_query_start().
 */
LIC_MUST_USE lic_rc lic_query__read_number(const struct lic_query_plan *plan,
	struct lic_statement_text *out, int64_t *ret_number);

#endif
