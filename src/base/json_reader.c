/*
 * JSON in, without a tree: see json_reader.h.
 */
#include "base/json_reader.h"

#include "base/text_int.h"

#include <string.h>

#define TOO_DEEP "nested more than 32 levels deep"
_Static_assert(LIC_JSON_DEPTH_MAX == 32, "TOO_DEEP names the limit");

#define SURROGATES_FIRST 0xD800U
#define SURROGATES_LOW 0xDC00U
#define SURROGATES_END 0xE000U
#define HEX_DIGITS 4

void lic_json_reader_init(struct lic_json_reader *reader, const char *text, size_t len,
	struct lic_arena *arena)
{
	*reader = (struct lic_json_reader){.start = text,
		.at = text,
		.end = text + len,
		.arena = arena};
}

/* Remembers the first thing that is wrong, at the present place. Returns false for whoever returns
 * that. */
static bool fail(struct lic_json_reader *reader, const char *fault)
{
	if (reader->failed == LIC_OK) {
		reader->failed = LIC_E_INVALID;
		reader->fault = fault;
	}
	return false;
}

static void skip_blanks(struct lic_json_reader *reader)
{
	while (reader->at < reader->end &&
		(*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\r' ||
			*reader->at == '\t')) {
		reader->at++;
	}
}

/* The next byte, or NUL at the end: no value and no punctuation is a NUL. */
static char next_byte(const struct lic_json_reader *reader)
{
	return reader->at < reader->end ? *reader->at : '\0';
}

/* Takes the byte `c` if it comes next. */
static bool take(struct lic_json_reader *reader, char c)
{
	if (next_byte(reader) != c) {
		return false;
	}
	reader->at++;
	return true;
}

enum lic_json_kind lic_json_reader_peek(struct lic_json_reader *reader)
{
	if (reader->failed != LIC_OK) {
		return LIC_JSON_NOTHING;
	}
	skip_blanks(reader);
	switch (next_byte(reader)) {
	case '{':
		return LIC_JSON_OBJECT;
	case '[':
		return LIC_JSON_ARRAY;
	case '"':
		return LIC_JSON_STRING;
	case 't':
		return LIC_JSON_TRUE;
	case 'f':
		return LIC_JSON_FALSE;
	case 'n':
		return LIC_JSON_NULL;
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9':
		return LIC_JSON_NUMBER;
	default:
		(void)fail(reader, "a value is expected here");
		return LIC_JSON_NOTHING;
	}
}

bool lic_json_reader_enter(struct lic_json_reader *reader, enum lic_json_kind kind)
{
	bool is_array = kind == LIC_JSON_ARRAY;

	if (reader->failed != LIC_OK) {
		return false;
	}
	skip_blanks(reader);
	if (next_byte(reader) != (is_array ? '[' : '{')) {
		return fail(reader,
			is_array ? "an array is expected here" : "an object is expected here");
	}
	if (reader->depth == LIC_JSON_DEPTH_MAX) {
		return fail(reader, TOO_DEEP);
	}
	reader->at++;
	reader->depth++;
	reader->is_array[reader->depth] = is_array;
	reader->is_first[reader->depth] = true;
	return true;
}

/* Goes to the next item of the open level, which `closer` ends; false when it is over. */
static bool next_item(struct lic_json_reader *reader, char closer)
{
	if (reader->failed != LIC_OK) {
		return false;
	}
	skip_blanks(reader);
	if (take(reader, closer)) {
		reader->depth--;
		return false;
	}
	if (reader->is_first[reader->depth]) {
		reader->is_first[reader->depth] = false;
		return true;
	}
	if (!take(reader, ',')) {
		return fail(reader,
			closer == ']' ? "',' or ']' is expected here"
				      : "',' or '}' is expected here");
	}
	return true;
}

static unsigned hex_value(char c)
{
	if (c >= '0' && c <= '9') {
		return (unsigned)(c - '0');
	}
	if (c >= 'a' && c <= 'f') {
		return (unsigned)(c - 'a') + 10;
	}
	return c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10 : 16;
}

/* Reads four hexadecimal digits. */
static bool read_hex(struct lic_json_reader *reader, unsigned *ret_unit)
{
	unsigned unit = 0;

	for (int i = 0; i < HEX_DIGITS; i++) {
		unsigned digit = hex_value(next_byte(reader));

		if (digit > 15) {
			return fail(reader, "\\u needs four hexadecimal digits");
		}
		unit = unit << 4 | digit;
		reader->at++;
	}
	*ret_unit = unit;
	return true;
}

/* Writes a character as UTF-8; returns how many bytes. */
static size_t put_utf8(char *to, unsigned c)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xC0U | c >> 6);
		to[1] = (char)(0x80U | (c & 0x3FU));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xE0U | c >> 12);
		to[1] = (char)(0x80U | (c >> 6 & 0x3FU));
		to[2] = (char)(0x80U | (c & 0x3FU));
		return 3;
	}
	to[0] = (char)(0xF0U | c >> 18);
	to[1] = (char)(0x80U | (c >> 12 & 0x3FU));
	to[2] = (char)(0x80U | (c >> 6 & 0x3FU));
	to[3] = (char)(0x80U | (c & 0x3FU));
	return 4;
}

/* Reads what follows \u: one unit, or the two of a surrogate pair. Never longer than its escape. */
static bool read_unicode(struct lic_json_reader *reader, char **to)
{
	unsigned c = 0;
	unsigned low = 0;

	if (!read_hex(reader, &c)) {
		return false;
	}
	if (c == 0) {
		return fail(reader, "\\u0000 is not taken");
	}
	if (c >= SURROGATES_LOW && c < SURROGATES_END) {
		return fail(reader, "half of a surrogate pair");
	}
	if (c >= SURROGATES_FIRST && c < SURROGATES_LOW) {
		if (!take(reader, '\\') || !take(reader, 'u') || !read_hex(reader, &low) ||
			low < SURROGATES_LOW || low >= SURROGATES_END) {
			return fail(reader, "half of a surrogate pair");
		}
		c = 0x10000U + ((c - SURROGATES_FIRST) << 10) + (low - SURROGATES_LOW);
	}
	*to += put_utf8(*to, c);
	return true;
}

/* Reads an escape, behind its backslash, to `*to`. */
static bool read_escape(struct lic_json_reader *reader, char **to)
{
	static const char names[] = "\"\\/bfnrt";
	static const char values[] = "\"\\/\b\f\n\r\t";
	char c = next_byte(reader);
	const char *found = c == '\0' ? NULL : strchr(names, c);

	if (c == 'u') {
		reader->at++;
		return read_unicode(reader, to);
	}
	if (found == NULL) {
		return fail(reader, "no such escape");
	}
	*(*to)++ = values[found - names];
	reader->at++;
	return true;
}

/* Finds the quote that ends the string which begins at the present place; NULL when there is none.
 */
static const char *find_quote(const struct lic_json_reader *reader)
{
	const char *at = reader->at;

	while (at < reader->end && *at != '"') {
		at += *at == '\\' && reader->end - at > 1 ? 2 : 1;
	}
	return at < reader->end ? at : NULL;
}

/* Copies one character that stands for itself. */
static bool copy_char(struct lic_json_reader *reader, char **to)
{
	size_t step = lic_text__char_bytes(reader->at, (size_t)(reader->end - reader->at));

	if ((unsigned char)*reader->at < 0x20) {
		return fail(reader, "a control character must be escaped");
	}
	if (step == 0) {
		return fail(reader, "no valid UTF-8");
	}
	memcpy(*to, reader->at, step);
	*to += step;
	reader->at += step;
	return true;
}

/*
 * Reads a string into `to`, which has room for all bytes up to its closing quote: no escape is
 * shorter than what it stands for. Ends with a NUL.
 */
static bool decode(struct lic_json_reader *reader, const char *quote, char *to)
{
	while (reader->at < quote) {
		if (*reader->at == '\\') {
			reader->at++;
			if (!read_escape(reader, &to)) {
				return false;
			}
		} else if ((unsigned char)*reader->at >= 0x20 &&
			(unsigned char)*reader->at < 0x80) {
			*to++ = *reader->at++;
		} else if (!copy_char(reader, &to)) {
			return false;
		}
	}
	reader->at++; /* the quote */
	*to = '\0';
	return true;
}

const char *lic_json_reader_string(struct lic_json_reader *reader)
{
	const char *quote = NULL;
	char *text = NULL;

	if (reader->failed != LIC_OK) {
		return NULL;
	}
	skip_blanks(reader);
	if (!take(reader, '"')) {
		(void)fail(reader, "a string is expected here");
		return NULL;
	}
	quote = find_quote(reader);
	if (quote == NULL) {
		(void)fail(reader, "the string that begins here does not end");
		return NULL;
	}
	text = lic_arena_alloc(reader->arena, (size_t)(quote - reader->at) + 1);
	if (text == NULL) {
		reader->failed = LIC_E_NOMEM;
		return NULL;
	}
	return decode(reader, quote, text) ? text : NULL;
}

bool lic_json_reader_member(struct lic_json_reader *reader, const char **ret_name)
{
	const char *name = NULL;

	if (!next_item(reader, '}')) {
		return false;
	}
	name = lic_json_reader_string(reader);
	if (name == NULL) {
		return false;
	}
	skip_blanks(reader);
	if (!take(reader, ':')) {
		return fail(reader, "':' is expected here");
	}
	*ret_name = name;
	return true;
}

bool lic_json_reader_element(struct lic_json_reader *reader)
{
	return next_item(reader, ']');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Passes over digits, at least one. */
static bool skip_digits(struct lic_json_reader *reader)
{
	if (!is_digit(next_byte(reader))) {
		return fail(reader, "a digit is expected here");
	}
	while (is_digit(next_byte(reader))) {
		reader->at++;
	}
	return true;
}

/* Passes over a number (RFC 8259, section 6). */
static void skip_number(struct lic_json_reader *reader)
{
	(void)take(reader, '-');
	if (take(reader, '0')) {
		if (is_digit(next_byte(reader))) {
			(void)fail(reader, "a number must not begin with 0");
			return;
		}
	} else if (!skip_digits(reader)) {
		return;
	}
	if (take(reader, '.') && !skip_digits(reader)) {
		return;
	}
	if (take(reader, 'e') || take(reader, 'E')) {
		if (!take(reader, '+')) {
			(void)take(reader, '-');
		}
		(void)skip_digits(reader);
	}
}

bool lic_json_reader_whole(struct lic_json_reader *reader, int64_t max, int64_t *ret_value)
{
	const char *digit = NULL;
	int64_t value = 0;

	if (lic_json_reader_peek(reader) != LIC_JSON_NUMBER) {
		return fail(reader, "a number is expected here");
	}
	digit = reader->at;
	skip_number(reader);
	if (reader->failed != LIC_OK) {
		return false;
	}
	for (; digit < reader->at; digit++) {
		int64_t one = *digit - '0';

		if (!is_digit(*digit) || one > max || value > (max - one) / 10) {
			return false;
		}
		value = value * 10 + one;
	}
	*ret_value = value;
	return true;
}

static void skip_word(struct lic_json_reader *reader, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(reader->end - reader->at) < len || memcmp(reader->at, word, len) != 0) {
		(void)fail(reader, "a value is expected here");
		return;
	}
	reader->at += len;
}

/* Passes over one value, of an object or array only its beginning. */
static void skip_one(struct lic_json_reader *reader)
{
	enum lic_json_kind kind = lic_json_reader_peek(reader);

	switch (kind) {
	case LIC_JSON_OBJECT:
	case LIC_JSON_ARRAY:
		(void)lic_json_reader_enter(reader, kind);
		break;
	case LIC_JSON_STRING:
		(void)lic_json_reader_string(reader);
		break;
	case LIC_JSON_NUMBER:
		skip_number(reader);
		break;
	case LIC_JSON_TRUE:
		skip_word(reader, "true");
		break;
	case LIC_JSON_FALSE:
		skip_word(reader, "false");
		break;
	case LIC_JSON_NULL:
		skip_word(reader, "null");
		break;
	case LIC_JSON_NOTHING:
		break;
	}
}

void lic_json_reader_skip(struct lic_json_reader *reader)
{
	unsigned outside = reader->depth;
	const char *name = NULL;

	skip_one(reader);
	while (reader->failed == LIC_OK && reader->depth > outside) {
		bool has_next = reader->is_array[reader->depth]
			? lic_json_reader_element(reader)
			: lic_json_reader_member(reader, &name);

		if (has_next) {
			skip_one(reader);
		}
	}
}

/* Says what is wrong, and where: line and character in it, from 1. */
static lic_rc explain(const struct lic_json_reader *reader, struct lic_err *err)
{
	size_t line = 1;
	size_t column = 1;

	for (const char *at = reader->start; at < reader->at; at++) {
		if (*at == '\n') {
			line++;
			column = 1;
		} else {
			column += ((unsigned char)*at & 0xC0U) != 0x80U ? 1 : 0;
		}
	}
	return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
		"The JSON is not valid: line %zu, column %zu: %s.", line, column, reader->fault);
}

lic_rc lic_json_reader_finish(struct lic_json_reader *reader, struct lic_err *err)
{
	if (reader->failed == LIC_OK) {
		skip_blanks(reader);
		if (reader->at < reader->end || reader->depth > 0) {
			(void)fail(reader, "the text should end here");
		}
	}
	if (reader->failed == LIC_E_INVALID) {
		return explain(reader, err);
	}
	return LIC_RC(reader->failed);
}
