/*
 * CSV in: see csv.h. A record is read in two steps: its fields are found in the text itself, then
 * the whole record is copied once and split in the copy, so that a row costs one allocation and
 * each byte is looked at a few times only. Every step takes time in proportion to what it passes
 * over, whatever the input.
 */
#include "base/csv.h"

#include "base/text.h"
#include "base/text_int.h"

#include <string.h>

/* A place in the text, as people count. */
struct place {
	size_t line;   /* from 1 */
	size_t column; /* character in the line, from 1 */
};

/* One record being read. */
struct reading {
	const char *pos;               /* next byte */
	const char *end;               /* behind the last byte of the text */
	struct place place;            /* of pos; inside a field, of the field */
	const char *field;             /* where the last field begins */
	struct lic_csv_record *record; /* its fields point into the text until they are copied */
	struct lic_err *err;           /* filled on failure; may be NULL */
	char separator;                /* ',' ';' or tab */
};

static const char separators[] = ",;\t"; /* the likeliest first */

void lic_csv_init(struct lic_csv *csv, const char *text, size_t len, char separator)
{
	bool has_mark = len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;

	*csv = (struct lic_csv){
		.pos = has_mark ? text + 3 : text,
		.end = text + len,
		.line = 1,
		.separator = separator,
	};
}

void lic_csv_resume(struct lic_csv *csv, const char *text, size_t len, size_t line)
{
	csv->pos = text;
	csv->end = text + len;
	csv->line = line;
}

char lic_csv_separator(const char *text, size_t len)
{
	size_t counts[sizeof(separators) - 1] = {0};
	size_t best = 0;
	size_t at = 0;
	bool is_quoted = false;

	while (at < len && (text[at] == '\r' || text[at] == '\n')) {
		at++;
	}
	for (; at < len && (is_quoted || (text[at] != '\r' && text[at] != '\n')); at++) {
		const char *found =
			is_quoted ? NULL : memchr(separators, text[at], sizeof(separators) - 1);

		if (found != NULL) {
			counts[found - separators]++;
		} else if (text[at] == '"') {
			is_quoted = !is_quoted;
		}
	}
	for (size_t i = 1; i < LIC_COUNT(counts); i++) {
		best = counts[i] > counts[best] ? i : best;
	}
	return separators[best];
}

/* Counts the characters between two places of the text: the bytes that do not continue one. */
static size_t count_chars(const char *from, const char *to)
{
	size_t count = 0;

	for (; (size_t)(to - from) >= LIC_TEXT__WORD_BYTES; from += LIC_TEXT__WORD_BYTES) {
		uint64_t word = lic_text__word(from);
		uint64_t continues = (word >> 7) & ~(word >> 6) & LIC_TEXT__ONES;

		/* A byte 10...... is 1 now; the product adds all bytes up in its highest one. */
		count += LIC_TEXT__WORD_BYTES - (size_t)((continues * LIC_TEXT__ONES) >> 56);
	}
	for (; from < to; from++) {
		count += ((unsigned char)*from & 0xC0U) != 0x80U ? 1 : 0;
	}
	return count;
}

/* Moves a place from one byte of the text to a later one. */
static void move_place(struct place *place, const char *from, const char *to)
{
	const char *line_feed = memchr(from, '\n', (size_t)(to - from));

	while (line_feed != NULL) {
		place->line++;
		place->column = 1;
		from = line_feed + 1;
		line_feed = memchr(from, '\n', (size_t)(to - from));
	}
	place->column += count_chars(from, to);
}

static bool is_line_break(const char *at, const char *end)
{
	return *at == '\n' || (*at == '\r' && end - at >= 2 && at[1] == '\n');
}

static lic_rc fail_at(struct reading *r, struct place place, const char *reason)
{
	return lic_err_set(r->err, LIC_E_INVALID, "Request_BadRequest", "Line %zu, column %zu: %s.",
		place.line, place.column, reason);
}

/* Fails for a byte of the last field, behind where it begins. */
static lic_rc fail_inside(struct reading *r, const char *at, const char *reason)
{
	struct place place = r->place;

	move_place(&place, r->field, at);
	return fail_at(r, place, reason);
}

static lic_rc fail_too_long(struct reading *r, const char *hint)
{
	return lic_err_set(r->err, LIC_E_LIMIT, "Request_BadRequest",
		"Line %zu, column %zu: the field that begins here has more than %zu bytes%s.",
		r->place.line, r->place.column, LIC_CSV_FIELD_BYTES_MAX, hint);
}

/* Moves over a field without quotes, up to its separator, line break or the end. */
static lic_rc read_plain(struct reading *r)
{
	/* Bytes at which a field may end; which separator is meant is asked when one is met. */
	static const bool may_end[256] = {
		['\n'] = true,
		['\r'] = true,
		['"'] = true,
		[','] = true,
		[';'] = true,
		['\t'] = true,
	};
	const char *at = r->pos;

	for (; at < r->end; at++) {
		if (!may_end[(unsigned char)*at]) {
			continue;
		}
		if (*at == r->separator || is_line_break(at, r->end)) {
			break;
		}
		if (*at == '"') {
			return fail_inside(r, at,
				"a quote stands inside a field: put the field in quotes and double the quote");
		}
		if (*at == '\r') {
			return fail_inside(r, at,
				"a carriage return stands alone: lines end with LF or CRLF");
		}
	}
	if ((size_t)(at - r->pos) > LIC_CSV_FIELD_BYTES_MAX) {
		return fail_too_long(r, "");
	}
	r->place.column += count_chars(r->pos, at);
	r->pos = at;
	return LIC_OK_RC;
}

/* Finds the quote that ends a quoted field; `*ret_close` points to it. */
static lic_rc find_close(struct reading *r, const char **ret_close)
{
	const char *at = r->pos + 1;
	size_t room = LIC_CSV_FIELD_BYTES_MAX; /* bytes that the field's text may still take */

	for (;;) {
		size_t left = (size_t)(r->end - at);
		size_t window = left <= room ? left : room + 1;
		const char *quote = window == 0 ? NULL : memchr(at, '"', window);

		if (quote == NULL && left > room) {
			return fail_too_long(r, "; does its closing quote lack?");
		}
		if (quote == NULL) {
			return fail_at(r, r->place, "the quote that begins here is never closed");
		}
		room -= (size_t)(quote - at);
		if (r->end - quote < 2 || quote[1] != '"') {
			*ret_close = quote;
			return LIC_OK_RC;
		}
		if (room == 0) {
			return fail_too_long(r, "");
		}
		room--; /* two quotes stand for one */
		at = quote + 2;
	}
}

/* Moves over a quoted field. */
static lic_rc read_quoted(struct reading *r)
{
	const char *close = r->pos;
	const char *behind = NULL;

	LIC_TRY(find_close(r, &close));
	behind = close + 1;
	if (behind < r->end && *behind != r->separator && !is_line_break(behind, r->end)) {
		struct place place = r->place;

		move_place(&place, r->field, behind);
		return lic_err_set(r->err, LIC_E_INVALID, "Request_BadRequest",
			"Line %zu, column %zu: text follows the closing quote of the field that begins "
			"in line %zu, column %zu: double quotes inside a field.",
			place.line, place.column, r->place.line, r->place.column);
	}
	move_place(&r->place, r->pos, behind);
	r->pos = behind;
	return LIC_OK_RC;
}

/* Finds the fields of a record, up to the line break or the end behind it. */
static lic_rc find_fields(struct reading *r)
{
	struct lic_csv_record *record = r->record;

	for (;;) {
		r->field = r->pos;
		if (record->count == LIC_CSV_FIELDS_MAX) {
			return lic_err_set(r->err, LIC_E_LIMIT, "Request_BadRequest",
				"Line %zu, column %zu: the row has more than %d fields.",
				r->place.line, r->place.column, LIC_CSV_FIELDS_MAX);
		}
		record->fields[record->count] = r->pos;
		record->columns[record->count] = r->place.column;
		record->count++;
		LIC_TRY(r->pos < r->end && *r->pos == '"' ? read_quoted(r) : read_plain(r));
		if (r->pos == r->end || *r->pos != r->separator) {
			return LIC_OK_RC;
		}
		r->pos++;
		r->place.column++;
	}
}

/* Checks that the record is text; `start` is where it begins. */
static lic_rc check_text(struct reading *r, struct place start)
{
	const char *at = r->record->raw;
	const char *end = at + r->record->raw_len;

	if (lic_text_is_utf8(at, r->record->raw_len)) {
		return LIC_OK_RC;
	}
	for (size_t step = 1; at < end && *at != '\0' && step > 0; at += step) {
		step = lic_text__char_bytes(at, (size_t)(end - at));
	}
	move_place(&start, r->record->raw, at);
	return fail_at(r, start,
		at < end && *at == '\0' ? "a NUL character stands here: is this a text file?"
					: "this is no UTF-8: save the file as UTF-8");
}

/* Ends the text between quotes, in place: two quotes become one. `close` is the closing quote. */
static void unquote(char *text, char *close)
{
	char *from = text == close ? NULL : memchr(text, '"', (size_t)(close - text));
	char *to = from;

	if (from == NULL) {
		*close = '\0';
		return;
	}
	while (from < close) {
		from += *from == '"' ? 1 : 0;
		*to++ = *from++;
	}
	*to = '\0';
}

/* Copies the record to the arena and turns its fields into texts there. */
static lic_rc copy_fields(struct lic_arena *arena, struct lic_csv_record *record)
{
	char *copy = lic_arena_copy(arena, record->raw, record->raw_len);

	if (copy == NULL) {
		record->count = 0;
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < record->count; i++) {
		bool is_last = i + 1 == record->count;
		char *field = copy + (record->fields[i] - record->raw);
		char *end = is_last ? copy + record->raw_len
				    : copy + (record->fields[i + 1] - record->raw) - 1;

		if (field < end && *field == '"') {
			field++;
			unquote(field, end - 1);
		} else {
			*end = '\0';
		}
		record->fields[i] = field;
	}
	return LIC_OK_RC;
}

/* Moves the reader to the line after a bad field; the record becomes what was passed over. */
static void pass_over(struct lic_csv *csv, const struct reading *r)
{
	const char *line_feed = memchr(r->field, '\n', (size_t)(r->end - r->field));
	const char *end = line_feed == NULL ? r->end : line_feed;

	csv->pos = line_feed == NULL ? r->end : line_feed + 1;
	csv->line = r->place.line + 1;
	if (end > r->record->raw && end[-1] == '\r') {
		end--;
	}
	r->record->raw_len = (size_t)(end - r->record->raw);
	r->record->count = 0;
}

/* Moves over the line break at the reader's place, if there is one. */
static bool skip_line_break(struct lic_csv *csv)
{
	if (csv->pos == csv->end || !is_line_break(csv->pos, csv->end)) {
		return false;
	}
	csv->pos += *csv->pos == '\r' ? 2 : 1;
	csv->line++;
	return true;
}

static lic_rc read_record(struct lic_csv *csv, struct lic_arena *arena, struct reading *r)
{
	struct place start = r->place;
	lic_rc rc = find_fields(r);

	if (!lic_ok(rc)) {
		pass_over(csv, r);
		return rc;
	}
	r->record->raw_len = (size_t)(r->pos - r->record->raw);
	rc = check_text(r, start);
	if (lic_ok(rc)) {
		LIC_TRY(copy_fields(arena, r->record));
	} else {
		r->record->count = 0;
	}
	csv->pos = r->pos;
	csv->line = r->place.line;
	(void)skip_line_break(csv);
	return rc;
}

lic_rc lic_csv_next(struct lic_csv *csv, struct lic_arena *arena, struct lic_err *err,
	struct lic_csv_record *record, bool *ret_more)
{
	struct reading r = {.end = csv->end,
		.record = record,
		.err = err,
		.separator = csv->separator};

	while (skip_line_break(csv)) {
	}
	if (csv->pos == csv->end) {
		*ret_more = false;
		return LIC_OK_RC;
	}
	r.pos = csv->pos;
	r.place = (struct place){.line = csv->line, .column = 1};
	record->raw = csv->pos;
	record->raw_len = 0;
	record->line = csv->line;
	record->count = 0;
	LIC_TRY(read_record(csv, arena, &r));
	*ret_more = true;
	return LIC_OK_RC;
}
