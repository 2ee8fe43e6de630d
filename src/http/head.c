/*
 * Strict reading of a request's head: see head_int.h.
 *
 * The library (before 0.9.77) reads leniently: bare line feeds, folded lines, blanks before the
 * colon, NUL and several lengths all pass. It does not give the bytes as they came, but it parses
 * in place and tells the size of the head, so the bytes are still there, with NULs where separators
 * were: "GET\0/x\0HTTP/1.1\0\0Host\0 a\0\0\0\0". Walking from one name and value to the next
 * therefore shows whether each line ended in CR LF, whether the lines follow one another without
 * anything between, and whether the head ends where the library says. All reading stays inside
 * those bounds.
 *
 * What this cannot see: CR LF and NUL LF look the same afterwards, as do a tab and a blank around a
 * value; and the line ends inside a chunked body and in its trailer.
 *
 * Newer libraries have strictness of their own, which worker.c switches on; there only the values
 * are judged here.
 */
#include "http/head_int.h"

#include <microhttpd.h>
#include <string.h>
#include <strings.h>

#define VERSION_LEN ((size_t)8) /* "HTTP/1.1" */
#define VALUE_BLOCK ((size_t)32)
#define BREAK_LEN ((size_t)2) /* CR LF */

/* A walk along the lines of a head. */
struct walk {
	const char *pos; /* where the next line must begin; NULL when the layout is not known */
	const char *end; /* behind the empty line */
	struct lic_http_head *head; /* to be filled */
	bool is_bad;                /* something was not as it must be */
};

/* A header that the server itself reads. */
struct known_field {
	const char *name; /* in any case on the wire */
	size_t len;       /* of name, in bytes */
};

static const struct known_field known_fields[LIC_HTTP_FIELD_MAX_] = {
	[LIC_HTTP_FIELD_HOST] = {"Host", sizeof("Host") - 1},
	[LIC_HTTP_FIELD_LENGTH] = {"Content-Length", sizeof("Content-Length") - 1},
	[LIC_HTTP_FIELD_CODING] = {"Transfer-Encoding", sizeof("Transfer-Encoding") - 1},
	[LIC_HTTP_FIELD_EXPECT] = {"Expect", sizeof("Expect") - 1},
	[LIC_HTTP_FIELD_FORWARDED_PROTO] = {"X-Forwarded-Proto", sizeof("X-Forwarded-Proto") - 1},
	[LIC_HTTP_FIELD_FORWARDED_HOST] = {"X-Forwarded-Host", sizeof("X-Forwarded-Host") - 1},
	[LIC_HTTP_FIELD_FORWARDED_FOR] = {"X-Forwarded-For", sizeof("X-Forwarded-For") - 1},
};

bool lic_http__is_token(const char *text, size_t len)
{
	/* A bit for each byte: digits, letters and !#$%&'*+-.^_`|~ (RFC 9110 5.6.2). */
	static const uint64_t token[4] = {UINT64_C(0x03ff6cfa00000000),
		UINT64_C(0x57ffffffc7fffffe), 0, 0};

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if ((token[c / 64] >> c % 64 & 1U) == 0) {
			return false;
		}
	}
	return len > 0;
}

static bool is_value_byte(unsigned char c)
{
	return (c >= 0x20 && c != 0x7f) || c == '\t';
}

/* An access token has a thousand bytes and more, and comes with every request: compilers look at
 * all bytes of a block at once. */
bool lic_http__is_value(const char *text, size_t len)
{
	const unsigned char *bytes = (const unsigned char *)text;

	for (; len >= VALUE_BLOCK; bytes += VALUE_BLOCK, len -= VALUE_BLOCK) {
		unsigned char bad = 0;

		for (size_t i = 0; i < VALUE_BLOCK; i++) {
			unsigned char c = bytes[i];

			bad |= (unsigned char)(((c < 0x20) & (c != '\t')) | (c == 0x7f));
		}
		if (bad != 0) {
			return false;
		}
	}
	for (; len > 0; bytes++, len--) {
		if (!is_value_byte(*bytes)) {
			return false;
		}
	}
	return true;
}

/* Tells whether CR LF stood at `text`: both are NULs now. */
static bool is_break(const char *text, const char *end)
{
	return (size_t)(end - text) >= BREAK_LEN && text[0] == '\0' && text[1] == '\0';
}

/* Tells whether a header stands exactly where the line before it ended, and ends in CR LF itself.
 */
static bool follows(struct walk *walk, const char *name, size_t name_len, const char *value,
	size_t value_len)
{
	const char *gap = name + name_len + 1;

	if (name != walk->pos || name_len >= (size_t)(walk->end - name) || value < gap ||
		value > walk->end || value_len > (size_t)(walk->end - value)) {
		return false;
	}
	for (; gap < value; gap++) {
		if (*gap != ' ' && *gap != '\t') {
			return false;
		}
	}
	if (!is_break(value + value_len, walk->end)) {
		return false;
	}
	walk->pos = value + value_len + BREAK_LEN;
	return true;
}

/* Some proxies add to the line that came, others add a line. */
static void note_forwarded(struct lic_http_head *head, const char *value)
{
	if (head->forwarded_count == LIC_HTTP_FORWARDED_LINES_MAX) {
		memmove(head->forwarded, head->forwarded + 1,
			sizeof(head->forwarded) - sizeof(head->forwarded[0]));
		head->forwarded_count--;
	}
	head->forwarded[head->forwarded_count] = value;
	head->forwarded_count++;
}

/* Keeps the value when the server itself needs the header. */
static void note_field(struct lic_http_head *head, const char *name, size_t name_len,
	const char *value)
{
	for (unsigned i = 0; i < LIC_HTTP_FIELD_MAX_; i++) {
		if (known_fields[i].len != name_len ||
			strncasecmp(known_fields[i].name, name, name_len) != 0) {
			continue;
		}
		if (i == LIC_HTTP_FIELD_FORWARDED_FOR) {
			note_forwarded(head, value);
		}
		if (head->fields[i] != NULL) {
			head->repeated |= 1U << i;
		} else {
			head->fields[i] = value;
		}
	}
}

static enum MHD_Result read_header(void *cls, enum MHD_ValueKind kind, const char *name,
	size_t name_len, const char *value, size_t value_len)
{
	struct walk *walk = cls;

	(void)kind;
	if (value == NULL || !lic_http__is_token(name, name_len) ||
		!lic_http__is_value(value, value_len) ||
		(walk->pos != NULL && !follows(walk, name, name_len, value, value_len))) {
		walk->is_bad = true;
		return MHD_NO;
	}
	note_field(walk->head, name, name_len, value);
	return MHD_YES;
}

/* Sets the walk to the first header behind a request line whose parts are separated by one blank
 * each. */
static bool start_walk(struct walk *walk, struct MHD_Connection *mhd,
	const struct lic_http_line *line)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

	if (info == NULL) {
		return false;
	}
	walk->end = line->method + info->header_size;
	if (line->target != line->method + strlen(line->method) + 1 ||
		line->version != line->target + line->target_len + 1 || line->version > walk->end ||
		(size_t)(walk->end - line->version) < VERSION_LEN + BREAK_LEN) {
		return false;
	}
	walk->pos = line->version + VERSION_LEN + BREAK_LEN;
	return is_break(line->version + VERSION_LEN, walk->end);
}

static bool parse_length(const char *text, uint64_t *ret_length)
{
	uint64_t length = 0;

	if (*text == '\0') {
		return false;
	}
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9' || length > (UINT64_MAX - 9) / 10) {
			return false;
		}
		length = length * 10 + (uint64_t)(*text - '0');
	}
	*ret_length = length;
	return true;
}

/* RFC 9112 6.1 to 6.3: one length or one chunked coding, never both, and no coding that nobody here
 * can undo. */
static bool judge_framing(struct lic_http_head *head)
{
	const char *length = head->fields[LIC_HTTP_FIELD_LENGTH];
	const char *coding = head->fields[LIC_HTTP_FIELD_CODING];
	const unsigned single = 1U << LIC_HTTP_FIELD_HOST | 1U << LIC_HTTP_FIELD_LENGTH |
		1U << LIC_HTTP_FIELD_CODING | 1U << LIC_HTTP_FIELD_EXPECT;

	if ((head->repeated & single) != 0) {
		return false;
	}
	if (head->is_http11 && head->fields[LIC_HTTP_FIELD_HOST] == NULL) {
		return false;
	}
	if (coding != NULL) {
		head->is_chunked = true;
		head->has_body = true;
		return length == NULL && head->is_http11 && strcasecmp(coding, "chunked") == 0;
	}
	if (length != NULL) {
		if (!parse_length(length, &head->length)) {
			return false;
		}
		head->has_body = head->length > 0;
	}
	return true;
}

lic_rc lic_http__head_read(struct MHD_Connection *mhd, const struct lic_http_line *line,
	struct lic_http_head *ret_head)
{
	struct lic_http_head head = {0};
	struct walk walk = {.head = &head};

	if (!lic_http__is_token(line->method, strlen(line->method))) {
		return LIC_RC(LIC_E_INVALID);
	}
	if (strcmp(line->version, "HTTP/1.1") == 0) {
		head.is_http11 = true;
	} else if (strcmp(line->version, "HTTP/1.0") != 0) {
		return LIC_RC(LIC_E_INVALID);
	}
	if (line->is_layout_known && !start_walk(&walk, mhd, line)) {
		return LIC_RC(LIC_E_INVALID);
	}
	(void)MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, read_header, &walk);
	if (walk.is_bad ||
		(walk.pos != NULL &&
			(!is_break(walk.pos, walk.end) || walk.pos + BREAK_LEN != walk.end))) {
		return LIC_RC(LIC_E_INVALID);
	}
	if (!judge_framing(&head)) {
		return LIC_RC(LIC_E_INVALID);
	}
	*ret_head = head;
	return LIC_OK_RC;
}
