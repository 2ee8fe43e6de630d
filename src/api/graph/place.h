/*
 * $skiptoken of lists: the place of the last row shown, signed. Private to api/graph.
 *
 * It holds the kind of row, its key, the text that rows are sorted by, and a keyed hash (BLAKE2b)
 * over these and over all that the place depends on. So one that was altered, or is another list's,
 * is noticed. It carries a position and no right.
 *
 * Threading: no state.
 */
#ifndef LIC_API_GRAPH_PLACE_H
#define LIC_API_GRAPH_PLACE_H

#include "base/arena.h"
#include "service/groups.h"
#include "store/page_key.h"
#include "store/query.h"

#include <stdbool.h>

/* A place. */
struct lic_place {
	struct lic_query_place place; /* where */
	enum lic_member_kind kind;    /* among which, where lists are of two kinds */
};

/* What a place depends on. */
struct lic_place_context {
	const uint8_t *key;       /* LIC_PAGE_KEY_BYTES that sign */
	const char *const *texts; /* call, organisation, options, ids; NULL for one that is not
				   * there
				   */
	size_t count;             /* number of texts */
};

/*
 * Writes `place` in `context` as `*ret_token`, base64url in `arena`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_place_write(struct lic_arena *arena, const struct lic_place *place,
	const struct lic_place_context *context, const char **ret_token);

/*
 * Reads `token` into `*ret_place`, in `arena`; `*ret_is_ours` tells whether it was made by
 * lic_place_write() in the same `context`, and so `*ret_place` was set. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_place_read(struct lic_arena *arena, const char *token,
	const struct lic_place_context *context, struct lic_place *ret_place, bool *ret_is_ours);

#endif
