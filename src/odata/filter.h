/*
 * $filter: from text to a checked condition (OData 4.01 URL conventions 5.1.1; specification
 * section 6, O-01 to O-05, O-10).
 *
 *   filter  = term *( ("and" | "or") term )          "and" binds closer
 *   term    = "not" term | "(" filter ")" | path op value | value op path
 *           | path "in" "(" value *( "," value ) ")"
 *           | function [ "eq" ("true" | "false") ]
 *           | path "/any(" [ name ":" filter ] ")" | path "/$count" op number
 *   function = ("startsWith" | "endsWith" | "contains") "(" path "," text ")"
 *
 * Keywords, functions and properties count in any case. The lexer is filter_lexer.re, the grammar
 * filter_grammar.y.
 *
 * Threading: no state.
 */
#ifndef LIC_ODATA_FILTER_H
#define LIC_ODATA_FILTER_H

#include "base/arena.h"
#include "base/err.h"
#include "odata/condition.h"

#define LIC_ODATA_FILTER_BYTES_MAX 16384
#define LIC_ODATA_DEPTH_MAX 20 /* what the parser of SQLite has room for, whatever is nested */
#define LIC_ODATA_NODES_MAX 2000
#define LIC_ODATA_VALUES_MAX 500

/* A $filter that was read. */
struct lic_odata_filter {
	const struct lic_odata_condition *condition; /* what it says */
	const char *advanced; /* what of it Graph answers only as an advanced query, a sentence;
				 NULL: nothing */
};

/*
 * Reads `text`, a decoded $filter on `entity`, into `*ret_filter`, in `arena`. Errors, told in
 * `err` with the option as target and the position counted from 1: LIC_E_INVALID with
 * Request_BadRequest for what is wrong (syntax, an unknown property and the nearest known one,
 * D-20, a value of another type, a limit passed), with Request_UnsupportedQuery for what is right
 * and not answered, and why; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_odata_filter_read(const char *text, const struct lic_odata_entity *entity,
	struct lic_arena *arena, struct lic_err *err, struct lic_odata_filter *ret_filter);

#endif
