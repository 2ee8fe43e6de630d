/*
 * Request target and origin: see head_int.h.
 */
#include "http/head_int.h"

#include <string.h>
#include <strings.h>

#define PORT_DIGITS_MAX ((size_t)5)

/* A piece of text. */
struct piece {
	const char *text; /* borrowed, not terminated */
	size_t len;       /* bytes */
};

static bool is_host_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '-' || c == '.' || c == '_';
}

/* Counts the bytes of an IPv6 literal with its brackets; 0 when there is none. */
static size_t span_brackets(const char *host, size_t len)
{
	static const char inside[] = "0123456789abcdefABCDEF:.";
	size_t i = 1;

	while (i < len && host[i] != '\0' && strchr(inside, host[i]) != NULL) {
		i++;
	}
	return i > 1 && i < len && host[i] == ']' ? i + 1 : 0;
}

bool lic_http__host_is_valid(const char *host, size_t len)
{
	size_t i = 0;

	if (len > 0 && host[0] == '[') {
		i = span_brackets(host, len);
	} else {
		while (i < len && is_host_char(host[i])) {
			i++;
		}
	}
	if (i == 0 || i == len) {
		return i > 0;
	}

	size_t digits = len - i - 1;

	if (host[i] != ':' || digits == 0 || digits > PORT_DIGITS_MAX) {
		return false;
	}
	for (i++; i < len; i++) {
		if (host[i] < '0' || host[i] > '9') {
			return false;
		}
	}
	return true;
}

/* Tells whether a target has only characters that may stand in one. Bytes from 0x80 up are let
 * through: the router checks them as UTF-8, and people type them. */
static bool is_target(const char *target)
{
	for (; *target != '\0'; target++) {
		unsigned char c = (unsigned char)*target;

		if (c <= 0x20 || c == 0x7f || c == '#') {
			return false;
		}
	}
	return true;
}

static size_t scheme_len(const char *target)
{
	static const char http[] = "http://";
	static const char https[] = "https://";

	if (strncasecmp(target, http, sizeof(http) - 1) == 0) {
		return sizeof(http) - 1;
	}
	return strncasecmp(target, https, sizeof(https) - 1) == 0 ? sizeof(https) - 1 : 0;
}

lic_rc lic_http__target_split(struct lic_arena *arena, const char *target,
	struct lic_http_target *ret_target)
{
	struct lic_http_target parts = {.query = ""};
	size_t skip = scheme_len(target);

	if (!is_target(target)) {
		return LIC_RC(LIC_E_INVALID);
	}
	if (skip > 0) {
		size_t len = strcspn(target + skip, "/?");

		if (!lic_http__host_is_valid(target + skip, len)) {
			return LIC_RC(LIC_E_INVALID);
		}
		parts.authority = lic_arena_copy(arena, target + skip, len);
		if (parts.authority == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		target += skip + len;
	}

	size_t path_len = strcspn(target, "?");

	if (target[path_len] == '?') {
		parts.query = lic_arena_strdup(arena, target + path_len + 1);
	}
	if (path_len > 0) {
		parts.path = lic_arena_copy(arena, target, path_len);
	} else if (skip > 0) {
		parts.path = "/"; /* RFC 9112 3.2.1: an empty path of an absolute target means the
				     root */
	} else {
		return LIC_RC(LIC_E_INVALID);
	}
	if (parts.path == NULL || parts.query == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (parts.path[0] != '/') {
		return LIC_RC(LIC_E_INVALID);
	}
	*ret_target = parts;
	return LIC_OK_RC;
}

static struct piece trim(struct piece piece)
{
	while (piece.len > 0 && (piece.text[0] == ' ' || piece.text[0] == '\t')) {
		piece.text++;
		piece.len--;
	}
	while (piece.len > 0 &&
		(piece.text[piece.len - 1] == ' ' || piece.text[piece.len - 1] == '\t')) {
		piece.len--;
	}
	return piece;
}

/* Yields the last element of a list: the one that the proxy next to us added; those before it came
 * from outside. */
static struct piece last_element(const char *list)
{
	const char *comma = strrchr(list, ',');
	const char *start = comma != NULL ? comma + 1 : list;

	return trim((struct piece){start, strlen(start)});
}

static bool equals(struct piece piece, const char *text)
{
	return piece.len == strlen(text) && strncasecmp(piece.text, text, piece.len) == 0;
}

/* Finds the scheme; false when the proxy names one that is none. */
static bool find_scheme(const struct lic_http_head *head, const struct lic_http_view *view,
	const char **ret_scheme)
{
	const char *proto = head->fields[LIC_HTTP_FIELD_FORWARDED_PROTO];
	bool is_tls = view->is_tls;

	if (view->is_proxy && proto != NULL) {
		struct piece piece = last_element(proto);

		is_tls = equals(piece, "https");
		if ((!is_tls && !equals(piece, "http")) ||
			(head->repeated & 1U << LIC_HTTP_FIELD_FORWARDED_PROTO) != 0) {
			return false;
		}
	}
	*ret_scheme = is_tls ? "https://" : "http://";
	return true;
}

/* Finds host and port; false for a Host or X-Forwarded-Host that is none or that the target
 * contradicts. */
static bool find_host(const struct lic_http_head *head, const struct lic_http_target *target,
	const struct lic_http_view *view, struct piece *ret_host)
{
	const char *field = head->fields[LIC_HTTP_FIELD_HOST];
	const char *forwarded = head->fields[LIC_HTTP_FIELD_FORWARDED_HOST];
	struct piece host = {view->authority, strlen(view->authority)};

	if (field != NULL) {
		host = trim((struct piece){field, strlen(field)});
		/* RFC 9112 3.2.2: the target wins over Host; two that differ are refused, as
		 * someone may read the other */
		if (target->authority != NULL && !equals(host, target->authority)) {
			return false;
		}
	} else if (target->authority != NULL) {
		host = (struct piece){target->authority, strlen(target->authority)};
	}
	if (!lic_http__host_is_valid(host.text, host.len)) {
		return false;
	}
	if (view->is_proxy && forwarded != NULL) {
		host = last_element(forwarded);
		if (!lic_http__host_is_valid(host.text, host.len) ||
			(head->repeated & 1U << LIC_HTTP_FIELD_FORWARDED_HOST) != 0) {
			return false;
		}
	}
	*ret_host = host;
	return true;
}

lic_rc lic_http__origin(struct lic_arena *arena, const struct lic_http_head *head,
	const struct lic_http_target *target, const struct lic_http_view *view,
	const char **ret_origin)
{
	const char *scheme = NULL;
	struct piece host = {NULL, 0};

	if (!find_scheme(head, view, &scheme) || !find_host(head, target, view, &host)) {
		return LIC_RC(LIC_E_INVALID);
	}

	size_t scheme_bytes = strlen(scheme);
	char *origin = lic_arena_alloc(arena, scheme_bytes + host.len + 1);

	if (origin == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	memcpy(origin, scheme, scheme_bytes);
	memcpy(origin + scheme_bytes, host.text, host.len);
	origin[scheme_bytes + host.len] = '\0';
	*ret_origin = origin;
	return LIC_OK_RC;
}
