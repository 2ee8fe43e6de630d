/*
 * Finding the route of a path. Private to api.
 *
 * Literal segments count in any case. Keys stand in a segment of their own, or in parentheses as
 * OData writes them: "users('adele@contoso.example')" is "users/adele@contoso.example". Where a
 * literal and a key both fit, the literal wins, whatever the order of the rows.
 *
 * Threading: a table does not change after it was made.
 */
#ifndef LIC_API_ROUTES_INT_H
#define LIC_API_ROUTES_INT_H

#include "api/api_int.h"

/* What was found. */
struct lic_route_match {
	const struct lic_route *route;      /* the row, or NULL */
	const char *keys[LIC_API_KEYS_MAX]; /* values for its {…}, in order */
	size_t key_count;                   /* number of keys */
	const char *allow;   /* when only the method is wrong: those that are right, "GET, POST" */
	const char *unknown; /* when the path is wrong: the first segment that leads nowhere */
};

/*
 * Compiles `count` `rows`. With `has_parentheses` keys may stand in parentheses. `*ret_table` is
 * new; free it with lic_route_table__free(). Errors: LIC_E_NOMEM; LIC_E_BUG, with the row in `err`,
 * for one that can never be reached.
 */
LIC_MUST_USE lic_rc lic_route_table__new(const struct lic_route *rows, size_t count,
	bool has_parentheses, struct lic_err *err, const struct lic_route_table **ret_table);

/*
 * Frees `table`. Accepts NULL.
 */
void lic_route_table__free(const struct lic_route_table *table);

/*
 * Finds the row of `table` for `method` and the segments of `path` behind the first `skip`. HEAD is
 * GET. `*ret_match` is set on success, also when nothing fits; texts live in `arena` or in `path`.
 * Errors: LIC_E_NOMEM; LIC_E_LIMIT when the path has too many segments.
 */
LIC_MUST_USE lic_rc lic_route_table__find(const struct lic_route_table *table,
	struct lic_arena *arena, const char *method, const struct lic_url_path *path, size_t skip,
	struct lic_route_match *ret_match);

/*
 * Takes the end of `path` for the address of an object: `*ret_set` is its collection and `*ret_key`
 * its key, which may stand in parentheses; both "" when the path is too short. Texts live in
 * `arena` or in `path`. Errors: LIC_E_NOMEM; LIC_E_LIMIT when the path has too many segments.
 */
LIC_MUST_USE lic_rc lic_route__object(struct lic_arena *arena, const struct lic_url_path *path,
	const char **ret_set, const char **ret_key);

#endif
