/*
 * $expand of users and groups: what belongs to each (O-07). Private to api/graph.
 *
 * Threading: as api_int.h says of steps.
 */
#ifndef LIC_API_GRAPH_EXPAND_INT_H
#define LIC_API_GRAPH_EXPAND_INT_H

#include "api/graph/group_int.h"

/* What is shown with each object of an answer. Zero-initialised: nothing. */
struct lic_graph_expand {
	const char *name;                      /* the relation; NULL: nothing */
	struct lic_object_query query;         /* what is read; `from` is each object */
	struct lic_graph_object_fields fields; /* what is shown of it */
	struct lic_object_page *pages;         /* what was read, by object */
};

/*
 * Reads $expand of `req` on objects of `kind` into `ret_expand`. Errors: LIC_E_INVALID;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_graph__expand_decode(struct lic_api_request *req, enum lic_member_kind kind,
	struct lic_graph_expand *ret_expand);

/*
 * Makes room in `expand` for what belongs to `count` objects that `req` shows. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_graph__expand_begin(struct lic_api_request *req,
	struct lic_graph_expand *expand, size_t count);

/*
 * Reads what belongs to the object with key `id`, number `index` of those that `req` shows, into
 * `expand`. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_graph__expand_run(struct lic_api_request *req,
	struct lic_graph_expand *expand, size_t index, int64_t id);

/*
 * Writes what belongs to object number `index` of `expand` as a member of the object open in
 * `json`, for `req`.
 */
void lic_graph__expand_write(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_graph_expand *expand, size_t index);

#endif
