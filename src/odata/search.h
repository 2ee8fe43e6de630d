/*
 * $search: from text to a checked condition (OData 4.01 URL conventions 5.1.8, in Graph's form:
 * specification O-08).
 *
 *   search = item *( ["AND" | "OR"] item )       AND, also where nothing stands, binds closer
 *   item   = '"' property ":" text '"' | '"' text '"' | word | "(" search ")"
 *
 * A text without a property is looked for in displayName, and as the beginning of
 * userPrincipalName and mail. The lexer is search_lexer.re, the grammar search_grammar.y.
 *
 * Threading: no state.
 */
#ifndef LIC_ODATA_SEARCH_H
#define LIC_ODATA_SEARCH_H

#include "base/arena.h"
#include "base/err.h"
#include "odata/condition.h"

#define LIC_ODATA_SEARCH_BYTES_MAX 2048

/*
 * Reads `text`, a decoded $search on `entity`, into `*ret_condition`, in `arena`. Errors, told in
 * `err` with the option as target and the position counted from 1: LIC_E_INVALID, as
 * lic_odata_filter_read(); LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_odata_search_read(const char *text, const struct lic_odata_entity *entity,
	struct lic_arena *arena, struct lic_err *err,
	const struct lic_odata_condition **ret_condition);

#endif
