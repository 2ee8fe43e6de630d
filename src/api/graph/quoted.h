/*
 * Texts in the language of OData's options. Private to api/graph.
 *
 * Threading: no state.
 */
#ifndef LIC_API_GRAPH_QUOTED_H
#define LIC_API_GRAPH_QUOTED_H

#include "base/arena.h"
#include "base/rc.h"

/*
 * Reads the text in single quotes that begins at `*at`, with two quotes for one within, and moves
 * `*at` behind it. `*ret_text` is what it says, in `arena`; NULL, with `*at` as it was, when it has
 * no end. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_graph__quoted(struct lic_arena *arena, const char **at,
	const char **ret_text);

#endif
