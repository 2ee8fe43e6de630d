/*
 * Feeds any bytes to the CSV reader. It must come to the end, go forward with every call, and give
 * records within its limits that, written with quotes and read again, stay the same.
 */
#include "base/buf.h"
#include "base/csv.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)64 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

/* Writes a record so that only one reading of it is possible. */
static void write_record(const struct lic_csv_record *record, char separator, struct lic_buf *out)
{
	for (size_t i = 0; i < record->count; i++) {
		if (i > 0) {
			lic_buf_add(out, &separator, 1);
		}
		lic_buf_add(out, "\"", 1);
		for (const char *at = record->fields[i]; *at != '\0'; at++) {
			lic_buf_add(out, "\"\"", *at == '"' ? 2 : 0);
			lic_buf_add(out, at, *at == '"' ? 0 : 1);
		}
		lic_buf_add(out, "\"", 1);
	}
}

static void check_round_trip(const struct lic_csv_record *record, char separator,
	struct lic_arena *arena)
{
	struct lic_csv_record again;
	struct lic_csv csv;
	struct lic_buf out;
	bool has_more = false;

	lic_buf_init(&out, ARENA_BYTES);
	write_record(record, separator, &out);
	require(lic_ok(lic_buf_status(&out)));
	lic_csv_init(&csv, out.data, out.len, separator);
	require(lic_ok(lic_csv_next(&csv, arena, NULL, &again, &has_more)) && has_more);
	require(again.count == record->count);
	for (size_t i = 0; i < again.count; i++) {
		require(strcmp(again.fields[i], record->fields[i]) == 0);
	}
	require(lic_ok(lic_csv_next(&csv, arena, NULL, &again, &has_more)) && !has_more);
	lic_buf_done(&out);
}

static void check_record(const struct lic_csv_record *record, size_t line_before)
{
	require(record->count > 0 && record->count <= LIC_CSV_FIELDS_MAX);
	require(record->line >= line_before);
	require(lic_text_is_utf8(record->raw, record->raw_len));
	for (size_t i = 0; i < record->count; i++) {
		size_t len = strlen(record->fields[i]);

		require(len <= LIC_CSV_FIELD_BYTES_MAX && len <= record->raw_len);
		require(lic_text_is_utf8(record->fields[i], len));
		require(record->columns[i] > 0);
	}
}

static void read_all(const char *text, size_t len, char separator, struct lic_arena *arena)
{
	struct lic_csv csv;
	bool has_more = true;

	lic_csv_init(&csv, text, len, separator);
	while (has_more) {
		const char *before = csv.pos;
		size_t line_before = csv.line;
		struct lic_csv_record record;
		struct lic_err err = {0};
		lic_rc rc = lic_csv_next(&csv, arena, &err, &record, &has_more);

		if (lic_ok(rc) && has_more) {
			check_record(&record, line_before);
			check_round_trip(&record, separator, arena);
		} else if (!lic_ok(rc)) {
			require(rc.code == LIC_E_INVALID || rc.code == LIC_E_LIMIT);
			require(record.count == 0 && err.message[0] != '\0');
		}
		require(!has_more || csv.pos > before);
		require(csv.line >= line_before && csv.pos <= csv.end);
		require(!has_more ||
			(record.raw >= before && record.raw + record.raw_len <= csv.pos));
		lic_arena_reset(arena);
	}
	require(csv.pos == csv.end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char separators[] = ",;\t";
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const char *text = (const char *)data;
	char found = lic_csv_separator(text, size);

	require(memchr(separators, found, sizeof(separators) - 1) != NULL);
	if (arena != NULL) {
		read_all(text, size, found, arena);
		read_all(text, size, found == ',' ? ';' : ',', arena);
	}
	return 0;
}
