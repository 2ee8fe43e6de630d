/*
 * Options of lists: $filter, $search, $orderby, $count, $top and $skiptoken. Private to api/graph.
 *
 * Threading: as api_int.h says of steps.
 */
#ifndef LIC_API_GRAPH_LIST_INT_H
#define LIC_API_GRAPH_LIST_INT_H

#include "api/api_int.h"
#include "odata/filter.h"
#include "service/lists.h"

/* What a request asks of a list. */
struct lic_graph_list {
	const struct lic_odata_entity *entity;    /* what its objects are */
	struct lic_odata_filter filter;           /* $filter; no condition: not given */
	const struct lic_odata_condition *search; /* $search, or NULL */
	struct lic_odata_order order;             /* $orderby; no property: not given */
	unsigned top;                             /* most rows on a page */
	bool is_eventual;                         /* ConsistencyLevel: eventual was sent */
	bool wants_count;                         /* $count=true */
	struct lic_query_place after;             /* from $skiptoken */
	enum lic_member_kind after_kind;          /* likewise, where lists are of two kinds */
	bool has_after;                           /* $skiptoken was given */
	uint8_t page_key[LIC_PAGE_KEY_BYTES];     /* signs places */
	int64_t total;                            /* for @odata.count, when it is wanted */
};

/* Where the next page of a list begins. */
struct lic_graph_next {
	bool has_more;                       /* there is one */
	enum lic_member_kind kind;           /* kind of the last row */
	const struct lic_query_place *place; /* its place */
};

/*
 * Reads the options of `req` for a list of `entity` into `ret_list`: all that needs no database.
 * Errors: LIC_E_INVALID with the option named; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_graph__list_decode(struct lic_api_request *req,
	const struct lic_odata_entity *entity, struct lic_graph_list *ret_list);

/*
 * Reads the rest into `list`, $skiptoken, for which `req` has to be in its transaction; refuses
 * what Graph refuses when the setting strictGraph says so (D-21). Errors: LIC_E_INVALID; as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_graph__list_open(struct lic_api_request *req, struct lic_graph_list *list);

/*
 * Makes the query of `list`, which must outlive it. Returns it by value.
 */
struct lic_list_query lic_graph__list_query(const struct lic_graph_list *list);

/*
 * Tells whether the total of `list` is to be counted: on the first page only (O-06).
 */
bool lic_graph__list_counts(const struct lic_graph_list *list);

/*
 * Tells whether anything is asked of `list` but its pages.
 */
bool lic_graph__list_is_plain(const struct lic_graph_list *list);

/*
 * Writes @odata.count and @odata.nextLink of `list`, which `req` asks for, into the object open in
 * `json`, as far as they belong there; `next` is where the next page begins.
 */
void lic_graph__list_head(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_graph_list *list, const struct lic_graph_next *next);

/*
 * Checks that `req`, for a segment /$count behind `list`, has the header that Graph demands (D-21).
 * Errors: LIC_E_INVALID with Graph's text.
 */
LIC_MUST_USE lic_rc lic_graph__count_check(struct lic_api_request *req,
	const struct lic_graph_list *list);

/*
 * Answers `req` with the number `count` alone, as text. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_graph__count_answer(struct lic_api_request *req, int64_t count);

#endif
