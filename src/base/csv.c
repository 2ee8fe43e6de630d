/*
 * CSV in: see csv.h.
 */
#include "base/csv.h"

#include "base/text.h"

#include <string.h>

static const char byte_order_mark[] = "\xEF\xBB\xBF";

static size_t mark_length(const char *text, size_t len)
{
	return len >= 3 && memcmp(text, byte_order_mark, 3) == 0 ? 3 : 0;
}

void lic_csv_init(struct lic_csv *csv, const char *text, size_t len, char separator)
{
	size_t skip = mark_length(text, len);

	*csv = (struct lic_csv){.pos = text + skip, .end = text + len, .line = 1, .separator = separator};
}

char lic_csv_separator(const char *text, size_t len)
{
	static const char separators[] = ",;\t";
	size_t counts[sizeof(separators) - 1] = {0};
	size_t best = 0;
	bool in_quotes = false;

	for (size_t i = 0; i < len && (in_quotes || (text[i] != '\n' && text[i] != '\r')); i++) {
		const char *found = NULL;

		if (text[i] == '"') {
			in_quotes = !in_quotes;
		}
		found = in_quotes ? NULL : memchr(separators, text[i], sizeof(separators) - 1);
		if (found != NULL) {
			counts[found - separators]++;
		}
	}
	for (size_t i = 1; i < LIC_COUNT(counts); i++) {
		best = counts[i] > counts[best] ? i : best;
	}
	return separators[best];
}

/* One record being read. */
struct reading {
	struct lic_csv *csv;           /* the reader */
	struct lic_arena *arena;       /* for texts */
	struct lic_err *err;           /* what is wrong */
	struct lic_csv_record *record; /* the record */
	const char *line_start;        /* start of the line that pos is on */
};

/* Where a byte stands: characters from the start of its line, from 1. */
static size_t column_of(const struct reading *r, const char *at)
{
	size_t column = 1;

	for (const char *p = r->line_start; p < at; p++) {
		column += ((unsigned char)*p & 0xC0U) != 0x80U ? 1 : 0;
	}
	return column;
}

static lic_rc fail(struct reading *r, enum lic_code code, size_t line, size_t column, const char *what)
{
	return lic_err_set(r->err, code, "Request_BadRequest", "Line %zu, column %zu: %s.", line, column, what);
}

/* Keeps one field: a copy, checked for UTF-8. */
static lic_rc keep_field(struct reading *r, const char *text, size_t len, const char *at)
{
	struct lic_csv_record *record = r->record;
	size_t column = column_of(r, at);

	if (record->count == LIC_CSV_FIELDS_MAX) {
		return fail(r, LIC_E_LIMIT, r->csv->line, column, "the row has more than 256 columns");
	}
	if (len > LIC_CSV_FIELD_BYTES_MAX) {
		return fail(r, LIC_E_LIMIT, r->csv->line, column, "the field is longer than 65,536 bytes");
	}
	if (!lic_text_is_utf8(text, len)) {
		return fail(r, LIC_E_INVALID, r->csv->line, column,
			"the field is not valid UTF-8: save the file as UTF-8");
	}
	record->fields[record->count] = lic_arena_copy(r->arena, text, len);
	record->columns[record->count] = column;
	if (record->fields[record->count] == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	record->count++;
	return LIC_OK_RC;
}

static bool ends_field(const struct lic_csv *csv, const char *at)
{
	return at == csv->end || *at == csv->separator || *at == '\n' || (*at == '\r' && at + 1 < csv->end && at[1] == '\n');
}

static lic_rc read_plain(struct reading *r)
{
	struct lic_csv *csv = r->csv;
	const char *start = csv->pos;

	while (!ends_field(csv, csv->pos)) {
		if (*csv->pos == '"') {
			return fail(r, LIC_E_INVALID, csv->line, column_of(r, csv->pos),
				"a quote stands inside a field: put the field in quotes and double the quote");
		}
		csv->pos++;
	}
	return keep_field(r, start, (size_t)(csv->pos - start), start);
}

/* Moves over a quoted field; counts its bytes without the doubling. Lines inside it count. */
static lic_rc read_quoted(struct reading *r)
{
	struct lic_csv *csv = r->csv;
	const char *start = csv->pos;
	size_t start_line = csv->line;
	size_t start_column = column_of(r, start);
	size_t len = 0;
	char *text = NULL;

	const char *at = start + 1;
	size_t line = csv->line;
	const char *line_start = r->line_start;

	for (; at < csv->end; at++) {
		if (*at == '"') {
			if (at + 1 == csv->end || at[1] != '"') {
				break;
			}
			at++;
		} else if (*at == '\n') {
			line++;
			line_start = at + 1;
		}
		len++;
	}
	if (at == csv->end) {
		return fail(r, LIC_E_INVALID, start_line, start_column, "the quote that begins here is never closed");
	}
	if (!ends_field(csv, at + 1)) {
		return fail(r, LIC_E_INVALID, line, column_of(&(struct reading){.line_start = line_start}, at + 1),
			"text follows a closing quote: double quotes inside a field");
	}
	text = lic_arena_alloc(r->arena, len > LIC_CSV_FIELD_BYTES_MAX ? 1 : len + 1);
	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (len <= LIC_CSV_FIELD_BYTES_MAX) {
		size_t n = 0;

		for (const char *p = start + 1; p < at; p++) {
			text[n++] = *p;
			p += *p == '"' ? 1 : 0;
		}
	}
	LIC_TRY(keep_field(r, text, len, start));
	csv->pos = at + 1;
	csv->line = line;
	r->line_start = line_start;
	return LIC_OK_RC;
}

/* Moves behind the line break at pos, if there is one. */
static void skip_line_break(struct lic_csv *csv)
{
	if (csv->pos < csv->end && *csv->pos == '\r') {
		csv->pos++;
	}
	if (csv->pos < csv->end && *csv->pos == '\n') {
		csv->pos++;
		csv->line++;
	}
}

/* After an error the next line is where a reader can hope to find its feet again. */
static void skip_line(struct lic_csv *csv)
{
	const char *line_break = memchr(csv->pos, '\n', (size_t)(csv->end - csv->pos));

	if (line_break == NULL) {
		csv->pos = csv->end;
		return;
	}
	csv->pos = line_break + 1;
	csv->line++;
}

static lic_rc read_record(struct reading *r)
{
	struct lic_csv *csv = r->csv;
	const char *start = csv->pos;

	r->line_start = csv->pos;
	r->record->count = 0;
	r->record->line = csv->line;
	for (;;) {
		LIC_TRY(csv->pos < csv->end && *csv->pos == '"' ? read_quoted(r) : read_plain(r));
		if (csv->pos == csv->end || *csv->pos != csv->separator) {
			break;
		}
		csv->pos++;
	}
	r->record->raw = start;
	r->record->raw_len = (size_t)(csv->pos - start);
	skip_line_break(csv);
	return LIC_OK_RC;
}

static bool at_empty_line(const struct lic_csv *csv)
{
	return csv->pos < csv->end &&
	       (*csv->pos == '\n' || (*csv->pos == '\r' && csv->pos + 1 < csv->end && csv->pos[1] == '\n'));
}

lic_rc lic_csv_next(struct lic_csv *csv, struct lic_arena *arena, struct lic_err *err,
	struct lic_csv_record *record, bool *ret_more)
{
	struct reading r = {.csv = csv, .arena = arena, .err = err, .record = record};
	lic_rc rc;

	while (at_empty_line(csv)) {
		skip_line_break(csv);
	}
	if (csv->pos >= csv->end) {
		*ret_more = false;
		return LIC_OK_RC;
	}
	rc = read_record(&r);
	if (lic_ok(rc)) {
		*ret_more = true;
	} else {
		skip_line(csv);
	}
	return rc;
}
