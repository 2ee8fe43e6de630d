/*
 * $filter and $orderby of the audit log: the small part of OData's language that Microsoft
 * documents for directoryAudits (specification 5.7). Private to api/graph.
 *
 *   filter = term *( " and " term )
 *   term   = property ( " eq " | " ge " | " le " ) value
 *          | "startswith(" property "," text ")"
 *          | "targetResources/any(" v ":" term of v/id or v/displayName ")"
 *
 * Threading: no state.
 */
#ifndef LIC_API_GRAPH_AUDIT_FILTER_H
#define LIC_API_GRAPH_AUDIT_FILTER_H

#include "base/arena.h"
#include "base/err.h"
#include "service/audit_view.h"

/*
 * Parses `text`, a decoded $filter, into the terms of `query`; their texts live in `arena`. Errors,
 * told in `err` with the place counted from 1: LIC_E_INVALID, which leaves `query` as it was;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_graph__audit_filter(const char *text, struct lic_arena *arena,
	struct lic_err *err, struct lic_audit_query *query);

/*
 * Parses `text`, a decoded $orderby: "activityDateTime", with "asc" or "desc" behind it or nothing.
 * `*ret_is_oldest_first` is the order. Errors, told in `err` with details in `arena`:
 * LIC_E_INVALID.
 */
LIC_MUST_USE lic_rc lic_graph__audit_order(const char *text, struct lic_arena *arena,
	struct lic_err *err, bool *ret_is_oldest_first);

#endif
