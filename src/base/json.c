/*
 * JSON out: see json.h. A page of a hundred users is some six thousand calls and 100 KB, so text
 * goes into the buffer in place, and plain runs of it eight bytes at a time (docs/performance.md).
 */
#include "base/json.h"

#include "base/clock.h"
#include "base/text_int.h"

#include <string.h>

#define INT_BYTES_MAX ((size_t)20) /* "-9223372036854775808" */

void lic_json_init(struct lic_json *json, struct lic_buf *out)
{
	*json = (struct lic_json){.out = out};
}

static void put_char(struct lic_buf *out, char c)
{
	char *to = lic_buf_reserve(out, 1);

	if (to != NULL) {
		*to = c;
		lic_buf_commit(out, 1);
	}
}

/* Tells whether a value may stand here, and separates it from the one before. */
static bool begin_value(struct lic_json *json)
{
	if (json->broken) {
		return false;
	}
	if (json->after_key) {
		json->after_key = false;
		return true;
	}
	if (json->depth == 0 ? json->has_items[0] : !json->is_array[json->depth]) {
		json->broken = true; /* a second document, or a value without a key */
		return false;
	}
	if (json->has_items[json->depth]) {
		put_char(json->out, ',');
	}
	json->has_items[json->depth] = true;
	return true;
}

static void open_level(struct lic_json *json, bool is_array)
{
	if (json->depth == LIC_JSON_DEPTH_MAX) {
		json->broken = true;
	}
	if (begin_value(json)) {
		json->depth++;
		json->is_array[json->depth] = is_array;
		json->has_items[json->depth] = false;
		put_char(json->out, is_array ? '[' : '{');
	}
}

void lic_json_object(struct lic_json *json)
{
	open_level(json, false);
}

void lic_json_array(struct lic_json *json)
{
	open_level(json, true);
}

void lic_json_end(struct lic_json *json)
{
	if (json->depth == 0 || json->after_key) {
		json->broken = true;
	}
	if (!json->broken) {
		put_char(json->out, json->is_array[json->depth] ? ']' : '}');
		json->depth--;
	}
}

/* Tells whether a byte stands for itself in a JSON string (RFC 8259, section 7) and is ASCII. */
static bool is_plain(char c)
{
	return (unsigned char)(c - 0x20) < 0x60 && c != '"' && c != '\\';
}

/*
 * Tells the same of the eight bytes of a word at once. Bytes that are ASCII leave their highest bit
 * clear; subtracting sets it in those that are too small.
 */
static bool is_plain_word(uint64_t word)
{
	uint64_t controls = word - LIC_TEXT__ONES * 0x20;
	uint64_t quotes = (word ^ (LIC_TEXT__ONES * '"')) - LIC_TEXT__ONES;
	uint64_t backslashes = (word ^ (LIC_TEXT__ONES * '\\')) - LIC_TEXT__ONES;

	return ((word | controls | quotes | backslashes) & LIC_TEXT__HIGHS) == 0;
}

/* Copies plain bytes, up to the first that is not plain; returns how many. */
static size_t copy_plain(char *to, const char *text, size_t len)
{
	size_t at = 0;

	while (len - at >= LIC_TEXT__WORD_BYTES && is_plain_word(lic_text__word(text + at))) {
		memcpy(to + at, text + at, LIC_TEXT__WORD_BYTES);
		at += LIC_TEXT__WORD_BYTES;
	}
	while (at < len && is_plain(text[at])) {
		to[at] = text[at];
		at++;
	}
	return at;
}

/*
 * Copies from `text` what needs no change: plain bytes and valid UTF-8. Stops at the first byte
 * that must be escaped or replaced; returns how many bytes were copied.
 */
static size_t copy_clean(char *to, const char *text, size_t len)
{
	size_t at = copy_plain(to, text, len);

	while (at < len && (unsigned char)text[at] >= 0x80) {
		size_t step = lic_text__char_bytes(text + at, len - at);

		if (step == 0) {
			break;
		}
		memcpy(to + at, text + at, step);
		at += step;
		at += copy_plain(to + at, text + at, len - at);
	}
	return at;
}

/* Writes what stands for a byte that cannot: an escape, or U+FFFD for one that is no UTF-8. */
static void put_replacement(struct lic_buf *out, char c)
{
	static const char named[] = "\"\\\b\f\n\r\t";
	static const char names[] = "\"\\bfnrt";
	const char *found = memchr(named, c, sizeof(named) - 1);

	if ((unsigned char)c >= 0x80) {
		lic_buf_puts(out, "\xEF\xBF\xBD");
	} else if (found != NULL) {
		char escape[2] = {'\\', names[found - named]};

		lic_buf_add(out, escape, sizeof(escape));
	} else {
		lic_buf_printf(out, "\\u%04x", (unsigned)(unsigned char)c);
	}
}

/* Writes the rest of a string that begins with a byte which needs a replacement. */
static void put_rest(struct lic_buf *out, const char *text, size_t len)
{
	size_t done = 0;

	while (done < len) {
		char *to = NULL;

		put_replacement(out, text[done]);
		done++;
		to = lic_buf_reserve(out, len - done);
		if (to != NULL) {
			size_t clean = copy_clean(to, text + done, len - done);

			lic_buf_commit(out, clean);
			done += clean;
		}
	}
}

/* Writes a string, with a comma before it when one is due. */
static void put_string(struct lic_buf *out, bool has_comma, const char *text)
{
	size_t len = strlen(text);
	char *start = lic_buf_reserve(out, len + (has_comma ? 3 : 2));
	char *to = start;
	size_t clean = 0;

	if (start == NULL) {
		return;
	}
	if (has_comma) {
		*to++ = ',';
	}
	*to++ = '"';
	clean = copy_clean(to, text, len);
	to += clean;
	if (clean == len) {
		*to++ = '"';
		lic_buf_commit(out, (size_t)(to - start));
	} else {
		lic_buf_commit(out, (size_t)(to - start));
		put_rest(out, text + clean, len - clean);
		put_char(out, '"');
	}
}

void lic_json_key(struct lic_json *json, const char *key)
{
	if (json->depth == 0 || json->is_array[json->depth] || json->after_key) {
		json->broken = true;
	}
	if (!json->broken) {
		put_string(json->out, json->has_items[json->depth], key);
		put_char(json->out, ':');
		json->has_items[json->depth] = true;
		json->after_key = true;
	}
}

void lic_json_string(struct lic_json *json, const char *text)
{
	if (text == NULL) {
		lic_json_null(json);
	} else if (begin_value(json)) {
		put_string(json->out, false, text);
	}
}

void lic_json_int(struct lic_json *json, int64_t value)
{
	uint64_t rest = value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value;
	char text[INT_BYTES_MAX];
	size_t at = sizeof(text);

	do {
		text[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0) {
		text[--at] = '-';
	}
	if (begin_value(json)) {
		lic_buf_add(json->out, text + at, sizeof(text) - at);
	}
}

void lic_json_bool(struct lic_json *json, bool value)
{
	if (begin_value(json)) {
		lic_buf_puts(json->out, value ? "true" : "false");
	}
}

void lic_json_null(struct lic_json *json)
{
	if (begin_value(json)) {
		lic_buf_puts(json->out, "null");
	}
}

void lic_json_guid(struct lic_json *json, const struct lic_guid *guid)
{
	struct lic_guid_text text = lic_guid_format(guid);
	char *to = begin_value(json) ? lic_buf_reserve(json->out, LIC_GUID_TEXT_LEN + 2) : NULL;

	if (to != NULL) {
		to[0] = '"';
		memcpy(to + 1, text.text, LIC_GUID_TEXT_LEN);
		to[LIC_GUID_TEXT_LEN + 1] = '"';
		lic_buf_commit(json->out, LIC_GUID_TEXT_LEN + 2);
	}
}

void lic_json_time(struct lic_json *json, int64_t ms)
{
	char text[LIC_TIME_TEXT_BYTES];

	if (ms > LIC_TIME_MAX_MS) {
		ms = LIC_TIME_MAX_MS; /* so that its milliseconds are cut off, too */
	}
	if (ms > LIC_TIME_MIN_MS) {
		ms -= (ms % 1000 + 1000) % 1000;
	}
	lic_time_format(ms, text);
	if (begin_value(json)) {
		put_string(json->out, false, text);
	}
}

void lic_json_raw(struct lic_json *json, const char *text, size_t len)
{
	if (len == 0) {
		json->broken = true; /* no value at all */
	}
	if (begin_value(json)) {
		lic_buf_add(json->out, text, len);
	}
}

void lic_json_kstring(struct lic_json *json, const char *key, const char *text)
{
	lic_json_key(json, key);
	lic_json_string(json, text);
}

void lic_json_kint(struct lic_json *json, const char *key, int64_t value)
{
	lic_json_key(json, key);
	lic_json_int(json, value);
}

void lic_json_kbool(struct lic_json *json, const char *key, bool value)
{
	lic_json_key(json, key);
	lic_json_bool(json, value);
}

void lic_json_kguid(struct lic_json *json, const char *key, const struct lic_guid *guid)
{
	lic_json_key(json, key);
	lic_json_guid(json, guid);
}

void lic_json_ktime(struct lic_json *json, const char *key, int64_t ms)
{
	lic_json_key(json, key);
	lic_json_time(json, ms);
}

lic_rc lic_json_finish(const struct lic_json *json)
{
	LIC_REQUIRE(!json->broken && json->depth == 0 && json->has_items[0]);
	return lic_buf_status(json->out);
}
