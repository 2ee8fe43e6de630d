/*
 * $deltatoken, and $skiptoken of delta queries: how far a client has come, and what it follows, so
 * that the links need no other option (specification A-30).
 *
 * A token is a place (place.h) with a text of its own and signed like any other: one that was
 * altered, or is another organisation's or resource's, is noticed. It carries no right.
 *
 * Threading: no state.
 */
#ifndef LIC_API_GRAPH_DELTA_TOKEN_H
#define LIC_API_GRAPH_DELTA_TOKEN_H

#include "api/graph/place.h"
#include "service/delta.h"

/* What a token says. */
struct lic_delta_token {
	struct lic_delta_round round; /* the round; not begun: the one that follows */
	const char *select;           /* as $select, names in the order of their bits; NULL: none */
	const char *ids; /* GUIDs that $filter names, with commas between; NULL: none */
};

/*
 * Writes `token` in `context` as `*ret_text`, base64url in `arena`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_delta_token_write(struct lic_arena *arena,
	const struct lic_delta_token *token, const struct lic_place_context *context,
	const char **ret_text);

/*
 * Reads `text` into `*ret_token`, in `arena`; `*ret_is_ours` tells whether it was made by
 * lic_delta_token_write() in the same `context`, and so `*ret_token` was set. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_delta_token_read(struct lic_arena *arena, const char *text,
	const struct lic_place_context *context, struct lic_delta_token *ret_token,
	bool *ret_is_ours);

/*
 * Reads the inside of a token, `text`, which is changed, into `*ret_token`, which borrows from it.
 * Returns false, leaving `*ret_token` alone, for one that lic_delta_token_write() does not make.
 */
bool lic_delta_token_parse(char *text, struct lic_delta_token *ret_token);

#endif
