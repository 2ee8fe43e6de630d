/*
 * Taking request targets apart: raw segments and query options, decoded one by one, so that an
 * encoded slash or NUL never changes a route.
 *
 * Threading: no state.
 */
#ifndef LIC_HTTP_URL_H
#define LIC_HTTP_URL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/rc.h"

#include <stddef.h>

#define LIC_URL_SEGMENTS_MAX 16
#define LIC_URL_OPTIONS_MAX 32

/* A path, split at its raw slashes and decoded afterwards; an empty last segment (trailing slash)
 * is dropped. */
struct lic_url_path {
	const char *segments[LIC_URL_SEGMENTS_MAX]; /* NUL-terminated UTF-8, in the arena */
	size_t count;                               /* number of segments */
};

/* One query option. */
struct lic_url_option {
	const char *name;  /* decoded, for example "$select" */
	const char *value; /* decoded; "" when there is no '=' */
};

/* A query string in order. */
struct lic_url_query {
	struct lic_url_option options[LIC_URL_OPTIONS_MAX]; /* in the arena */
	size_t count;                                       /* number of options */
};

/*
 * Splits the raw `path` into decoded segments in `arena`. "%2F" becomes a slash inside a segment.
 * Errors, with a message in `err`: LIC_E_INVALID for a bad escape, an encoded NUL, invalid UTF-8,
 * an empty segment in the middle, or "." and
 * ".." segments; LIC_E_LIMIT for too many; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_url_split(struct lic_arena *arena, const char *path, struct lic_err *err,
	struct lic_url_path *ret_path);

/*
 * Splits the raw `query` into decoded options in `arena`; '+' and "%20" are both a space. Errors as
 * in lic_url_split(); a name that occurs twice is LIC_E_INVALID.
 */
LIC_MUST_USE lic_rc lic_url_query_parse(struct lic_arena *arena, const char *query,
	struct lic_err *err, struct lic_url_query *ret_query);

/*
 * Finds the option `name` in `query`, ASCII case-insensitively.
 * Returns its value, borrowed from the query, or NULL.
 */
const char *lic_url_query_get(const struct lic_url_query *query, const char *name);

/*
 * Appends `text` percent-encoded (everything but unreserved characters, RFC 3986 2.3) to `out`.
 */
void lic_url_encode(struct lic_buf *out, const char *text);

#endif
