/*
 * JSON in and out: see json.h.
 */
#include "base/json.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

void lic_json_init(struct lic_json *json, struct lic_buf *out)
{
	*json = (struct lic_json){.out = out};
}

/* Makes room for a value: a comma before a second element, nothing behind a key. */
static void begin_value(struct lic_json *json)
{
	if (json->after_key) {
		json->after_key = false;
		return;
	}
	if (json->depth > 0 ? !json->is_array[json->depth] : json->has_items[0]) {
		json->broken = true; /* a value without a key, or a second document */
		return;
	}
	if (json->has_items[json->depth]) {
		lic_buf_add(json->out, ",", 1);
	}
	json->has_items[json->depth] = true;
}

static void open_level(struct lic_json *json, bool is_array)
{
	begin_value(json);
	if (json->depth == LIC_JSON_DEPTH_MAX) {
		json->broken = true;
		return;
	}
	json->depth++;
	json->is_array[json->depth] = is_array;
	json->has_items[json->depth] = false;
	lic_buf_add(json->out, is_array ? "[" : "{", 1);
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
		return;
	}
	lic_buf_add(json->out, json->is_array[json->depth] ? "]" : "}", 1);
	json->depth--;
}

/* Tells whether a byte can stand in a string as it is and needs no look at its neighbours. */
static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static void put_escape(struct lic_buf *out, unsigned char c)
{
	static const char short_forms[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	for (size_t i = 0; i + 1 < sizeof(short_forms); i += 2) {
		if ((unsigned char)short_forms[i] == c) {
			char text[2] = {'\\', short_forms[i + 1]};

			lic_buf_add(out, text, sizeof(text));
			return;
		}
	}
	lic_buf_printf(out, "\\u%04x", (unsigned)c);
}

/* Length of the valid character at `at` (which is not ASCII), 0 for a broken one. The text ends with a NUL. */
static size_t sequence_length(const unsigned char *at)
{
	size_t len = at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;

	if (at[0] < 0xC2 || at[0] > 0xF4) {
		return 0;
	}
	for (size_t i = 1; i < len; i++) {
		if ((at[i] & 0xC0U) != 0x80U) {
			return 0;
		}
	}
	if ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F) || (at[0] == 0xF0 && at[1] < 0x90) ||
		(at[0] == 0xF4 && at[1] > 0x8F)) {
		return 0;
	}
	return len;
}

static void put_string(struct lic_buf *out, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	lic_buf_add(out, "\"", 1);
	while (*at != '\0') {
		const unsigned char *start = at;
		size_t len = 0;

		while (is_plain(*at) || (*at >= 0x80 && (len = sequence_length(at)) > 0)) {
			at += *at < 0x80 ? 1 : len;
		}
		lic_buf_add(out, (const char *)start, (size_t)(at - start));
		if (*at >= 0x80) {
			lic_buf_add(out, "\xEF\xBF\xBD", 3); /* U+FFFD for a byte that is no character */
			at++;
		} else if (*at != '\0') {
			put_escape(out, *at);
			at++;
		}
	}
	lic_buf_add(out, "\"", 1);
}

void lic_json_key(struct lic_json *json, const char *key)
{
	if (json->depth == 0 || json->is_array[json->depth] || json->after_key) {
		json->broken = true;
		return;
	}
	if (json->has_items[json->depth]) {
		lic_buf_add(json->out, ",", 1);
	}
	json->has_items[json->depth] = true;
	put_string(json->out, key);
	lic_buf_add(json->out, ":", 1);
	json->after_key = true;
}

void lic_json_string(struct lic_json *json, const char *text)
{
	begin_value(json);
	if (text == NULL) {
		lic_buf_add(json->out, "null", 4);
	} else {
		put_string(json->out, text);
	}
}

void lic_json_int(struct lic_json *json, int64_t value)
{
	char text[24];
	size_t at = sizeof(text);
	uint64_t rest = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;

	begin_value(json);
	do {
		text[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0) {
		text[--at] = '-';
	}
	lic_buf_add(json->out, text + at, sizeof(text) - at);
}

void lic_json_bool(struct lic_json *json, bool value)
{
	begin_value(json);
	lic_buf_puts(json->out, value ? "true" : "false");
}

void lic_json_null(struct lic_json *json)
{
	begin_value(json);
	lic_buf_add(json->out, "null", 4);
}

void lic_json_guid(struct lic_json *json, const struct lic_guid *guid)
{
	struct lic_guid_text text = lic_guid_format(guid);
	char quoted[LIC_GUID_TEXT_LEN + 2];

	begin_value(json);
	quoted[0] = '"';
	memcpy(quoted + 1, text.text, LIC_GUID_TEXT_LEN);
	quoted[LIC_GUID_TEXT_LEN + 1] = '"';
	lic_buf_add(json->out, quoted, sizeof(quoted));
}

void lic_json_time(struct lic_json *json, int64_t ms)
{
	char text[LIC_TIME_TEXT_BYTES];

	lic_time_format(ms - ((ms % 1000) + 1000) % 1000, text);
	lic_json_string(json, text);
}

void lic_json_raw(struct lic_json *json, const char *text, size_t len)
{
	begin_value(json);
	lic_buf_add(json->out, text, len);
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
	if (json->broken || json->depth != 0 || json->after_key || !json->has_items[0]) {
		return LIC_RC(LIC_E_BUG);
	}
	return lic_buf_status(json->out);
}

/*
 * Finds where nesting passes LIC_JSON_DEPTH_MAX, by counting brackets outside strings: cheap, and before the parser
 * builds anything. Returns the offset, or `len` when it does not.
 */
static size_t too_deep_at(const char *text, size_t len)
{
	unsigned depth = 0;
	bool in_string = false;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (in_string) {
			if (c == '\\') {
				i++;
			} else if (c == '"') {
				in_string = false;
			}
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			if (++depth > LIC_JSON_DEPTH_MAX) {
				return i;
			}
		} else if ((c == '}' || c == ']') && depth > 0) {
			depth--;
		}
	}
	return len;
}

lic_rc lic_json_parse(const char *text, size_t len, struct lic_err *err, json_t **ret_root)
{
	json_error_t error = {0};
	json_t *root = NULL;

	if (too_deep_at(text, len) < len) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"The JSON is nested more than %d levels deep.", LIC_JSON_DEPTH_MAX);
	}
	root = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (root != NULL) {
		*ret_root = root;
		return LIC_OK_RC;
	}
	if (json_error_code(&error) == json_error_out_of_memory) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (len == 0) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest", "The JSON is empty.");
	}
	return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest", "The JSON is not valid: line %d, column %d: %s.",
		error.line, error.column, error.text);
}

void lic_json_freep(json_t **root)
{
	json_decref(*root);
	*root = NULL;
}
