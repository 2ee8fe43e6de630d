/*
 * Taking request targets apart: see url.h. Splitting comes first and decoding second, so that what
 * is encoded never acts as a separator.
 */
#include "http/url.h"

#include "base/text.h"

#include <string.h>

/* A piece of raw text. */
struct piece {
	const char *text; /* borrowed, not terminated */
	size_t len;       /* bytes */
};

static int hex_value(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (c >= 'a' && c <= 'f') {
		return c - 'a' + 10;
	}
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Decodes the escape at `text`, of which `len` bytes are left; -1 when it is none. */
static int decode_escape(const char *text, size_t len)
{
	int high = len >= 3 ? hex_value(text[1]) : -1;
	int low = len >= 3 ? hex_value(text[2]) : -1;

	return high >= 0 && low >= 0 ? high * 16 + low : -1;
}

/* Decodes one raw byte or escape at `*pos` and moves `*pos` behind it. */
static lic_rc decode_byte(const struct piece *raw, size_t *pos, struct lic_err *err, char *ret_byte)
{
	unsigned char c = (unsigned char)raw->text[*pos];

	if (c <= ' ' || c == 0x7f) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the address holds a blank or control character that is not percent-encoded");
	}
	if (c != '%') {
		*ret_byte = (char)c;
		*pos += 1;
		return LIC_OK_RC;
	}

	int value = decode_escape(raw->text + *pos, raw->len - *pos);

	if (value < 0) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the address holds a '%%' without two hexadecimal digits");
	}
	if (value == 0) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the address holds an encoded NUL");
	}
	*ret_byte = (char)value;
	*pos += 3;
	return LIC_OK_RC;
}

/* Decodes a piece into the arena; in a query a raw '+' is a space. */
static lic_rc decode(struct lic_arena *arena, struct piece raw, bool is_query, struct lic_err *err,
	const char **ret_text)
{
	char *text = lic_arena_alloc(arena, raw.len + 1);
	size_t len = 0;

	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t pos = 0; pos < raw.len; len++) {
		bool is_plus = is_query && raw.text[pos] == '+';

		LIC_TRY(decode_byte(&raw, &pos, err, &text[len]));
		if (is_plus) {
			text[len] = ' ';
		}
	}
	text[len] = '\0';
	if (!lic_text_is_utf8(text, len)) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the address is not valid UTF-8");
	}
	*ret_text = text;
	return LIC_OK_RC;
}

static lic_rc add_segment(struct lic_arena *arena, struct piece raw, struct lic_err *err,
	struct lic_url_path *path)
{
	const char *segment = NULL;

	if (raw.len == 0) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the path has an empty part ('//')");
	}
	if (path->count == LIC_URL_SEGMENTS_MAX) {
		return lic_err_set(err, LIC_E_LIMIT, "Request_BadRequest",
			"the path has more than %d parts", LIC_URL_SEGMENTS_MAX);
	}
	LIC_TRY(decode(arena, raw, false, err, &segment));
	if (strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the path has '.' or '..' as a part");
	}
	path->segments[path->count] = segment;
	path->count++;
	return LIC_OK_RC;
}

lic_rc lic_url_split(struct lic_arena *arena, const char *path, struct lic_err *err,
	struct lic_url_path *ret_path)
{
	struct lic_url_path split = {.count = 0};

	if (path[0] != '/') {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the path does not begin with '/'");
	}
	path++;
	while (*path != '\0') {
		size_t len = strcspn(path, "/");

		LIC_TRY(add_segment(arena, (struct piece){path, len}, err, &split));
		path += len;
		if (*path == '/') {
			path++;
		}
	}
	*ret_path = split;
	return LIC_OK_RC;
}

static lic_rc add_option(struct lic_arena *arena, struct piece raw, struct lic_err *err,
	struct lic_url_query *query)
{
	const char *equals = memchr(raw.text, '=', raw.len);
	size_t name_len = equals != NULL ? (size_t)(equals - raw.text) : raw.len;
	struct lic_url_option option = {.value = ""};

	if (name_len == 0) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the query has a value without a name");
	}
	if (query->count == LIC_URL_OPTIONS_MAX) {
		return lic_err_set(err, LIC_E_LIMIT, "Request_BadRequest",
			"the query has more than %d options", LIC_URL_OPTIONS_MAX);
	}
	LIC_TRY(decode(arena, (struct piece){raw.text, name_len}, true, err, &option.name));
	if (equals != NULL) {
		LIC_TRY(decode(arena, (struct piece){equals + 1, raw.len - name_len - 1}, true, err,
			&option.value));
	}
	if (lic_url_query_get(query, option.name) != NULL) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the query option '%s' occurs twice", option.name);
	}
	query->options[query->count] = option;
	query->count++;
	return LIC_OK_RC;
}

lic_rc lic_url_query_parse(struct lic_arena *arena, const char *query, struct lic_err *err,
	struct lic_url_query *ret_query)
{
	struct lic_url_query parsed = {.count = 0};

	while (*query != '\0') {
		size_t len = strcspn(query, "&");

		if (len > 0) { /* "&&" and a trailing '&' mean nothing */
			LIC_TRY(add_option(arena, (struct piece){query, len}, err, &parsed));
		}
		query += len;
		if (*query == '&') {
			query++;
		}
	}
	*ret_query = parsed;
	return LIC_OK_RC;
}

const char *lic_url_query_get(const struct lic_url_query *query, const char *name)
{
	for (size_t i = 0; i < query->count; i++) {
		if (lic_text_equal_nocase(query->options[i].name, name)) {
			return query->options[i].value;
		}
	}
	return NULL;
}

void lic_url_encode(struct lic_buf *out, const char *text)
{
	static const char unreserved[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
	static const char digits[] = "0123456789ABCDEF";

	while (*text != '\0') {
		size_t plain = strspn(text, unreserved);

		lic_buf_add(out, text, plain);
		text += plain;
		if (*text != '\0') {
			unsigned char c = (unsigned char)*text;
			const char escape[3] = {'%', digits[c >> 4], digits[c & 0x0f]};

			lic_buf_add(out, escape, sizeof(escape));
			text++;
		}
	}
}
