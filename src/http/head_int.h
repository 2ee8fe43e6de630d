/*
 * The head of a request, read strictly: what the framing is made of, and under which address the
 * client sees us.
 *
 * Threading: no state.
 */
#ifndef LIC_HTTP_HEAD_INT_H
#define LIC_HTTP_HEAD_INT_H

#include "base/arena.h"
#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct MHD_Connection;

/* Lines of X-Forwarded-For that are kept, the last ones. Each proxy adds at most one. */
#define LIC_HTTP_FORWARDED_LINES_MAX 8

/* Headers that the server itself reads. */
enum lic_http_field {
	LIC_HTTP_FIELD_HOST,
	LIC_HTTP_FIELD_LENGTH, /* Content-Length */
	LIC_HTTP_FIELD_CODING, /* Transfer-Encoding */
	LIC_HTTP_FIELD_EXPECT,
	LIC_HTTP_FIELD_FORWARDED_PROTO, /* X-Forwarded-Proto */
	LIC_HTTP_FIELD_FORWARDED_HOST,  /* X-Forwarded-Host */
	LIC_HTTP_FIELD_FORWARDED_FOR,   /* X-Forwarded-For; may come on several lines */
	LIC_HTTP_FIELD_MAX_
};

/* Where the library's buffer holds a request line. Addresses for comparing with each other. */
struct lic_http_line {
	const char *method;   /* NUL-terminated */
	const char *target;   /* no longer as it came: not to be read */
	size_t target_len;    /* its length in bytes, as it came */
	const char *version;  /* NUL-terminated */
	bool is_layout_known; /* the library is one whose buffer can be read */
};

/* What a head says. */
struct lic_http_head {
	const char *fields[LIC_HTTP_FIELD_MAX_]; /* values, borrowed from the library; NULL when
						    absent */
	const char *forwarded[LIC_HTTP_FORWARDED_LINES_MAX]; /* X-Forwarded-For, likewise */
	size_t forwarded_count;                              /* lines of it */
	unsigned repeated; /* bit per enum lic_http_field: came more than once */
	bool is_http11;    /* HTTP/1.1, not 1.0 */
	bool has_body;     /* a body of at least one byte, or a chunked one, follows */
	bool is_chunked;   /* its length is not known yet */
	uint64_t length;   /* its length in bytes, 0 when chunked */
};

/* How the server looks from a peer, before any header counts. */
struct lic_http_view {
	bool is_tls;           /* the connection is TLS */
	bool is_proxy;         /* the peer is the trusted proxy: forwarded headers count */
	const char *authority; /* host and port that the server listens on, for requests without a
				  Host */
};

/* A request target, taken apart but not decoded. */
struct lic_http_target {
	const char *path;      /* starts with '/' */
	const char *query;     /* behind '?', or "" */
	const char *authority; /* of an absolute target ("http://authority/path"), or NULL */
};

/*
 * Tells whether the `len` bytes at `text` are a token (RFC 9110 5.6.2): the form of methods and
 * header names.
 */
bool lic_http__is_token(const char *text, size_t len);

/*
 * Tells whether the `len` bytes at `text` may be a header value (RFC 9110 5.5): no control
 * characters but tab.
 */
bool lic_http__is_value(const char *text, size_t len);

/*
 * Reads the head of the request on `mhd`, whose request line is `line`, into `ret_head`. Errors:
 * LIC_E_INVALID for whatever makes its framing doubtful (list in server.h).
 */
LIC_MUST_USE lic_rc lic_http__head_read(struct MHD_Connection *mhd,
	const struct lic_http_line *line, struct lic_http_head *ret_head);

/*
 * Takes `target` (as it came) apart into texts in `arena`. Errors: LIC_E_INVALID for one that has
 * neither origin form nor absolute form (RFC 9112 3.2), or has control characters, blanks or '#';
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_http__target_split(struct lic_arena *arena, const char *target,
	struct lic_http_target *ret_target);

/*
 * Tells whether the `len` bytes at `host` are a host with an optional port: letters, digits, '-',
 * '.', '_', or an IPv6 literal in brackets, then perhaps ':' and 1 to 5 digits.
 */
bool lic_http__host_is_valid(const char *host, size_t len);

/*
 * Finds out the origin under which the client sees us: scheme, host and port. `head` and `target`
 * are the request's, `view` is how the server looks to its peer. Sets `*ret_origin` to text in
 * `arena`. Errors: LIC_E_INVALID for a Host that is none or contradicts an absolute target, or a
 * bad forwarded header from the proxy; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_http__origin(struct lic_arena *arena, const struct lic_http_head *head,
	const struct lic_http_target *target, const struct lic_http_view *view,
	const char **ret_origin);

#endif
