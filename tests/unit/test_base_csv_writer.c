/*
 * CSV out: what needs quotes, what a formula is, and that the reader reads what was written.
 */
#include "base/csv_writer.h"

#include "base/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)1024 * 1024)

/* Writes one field and checks it. */
static void check(char separator, bool is_safe, const char *text, const char *expected)
{
	struct lic_csv_writer writer = {.separator = separator, .is_safe = is_safe};
	LIC_AUTO(lic_buf_done) struct lic_buf out = {0};

	lic_buf_init(&out, ARENA_BYTES);
	lic_csv_write(&writer, &out, text);
	assert_int_equal(lic_buf_status(&out).code, LIC_OK);
	assert_string_equal(out.data == NULL ? "" : out.data, expected);
}

static void test_base_csv_writer__quotes_what_must_be(void **state)
{
	(void)state;
	check(',', false, NULL, "");
	check(',', false, "", "");
	check(',', false, "plain text", "plain text");
	check(',', false, "a,b", "\"a,b\"");
	check(',', false, "a;b", "a;b");
	check(';', false, "a;b", "\"a;b\"");
	check(';', false, "a,b", "a,b");
	check('\t', false, "a\tb", "\"a\tb\"");
	check(',', false, "say \"hi\"", "\"say \"\"hi\"\"\"");
	check(',', false, "\"", "\"\"\"\"");
	check(',', false, "two\nlines", "\"two\nlines\"");
	check(',', false, "a\rb", "\"a\rb\"");
	check(',', false, "Zo\xC3\xAB", "Zo\xC3\xAB");
}

static void test_base_csv_writer__makes_formulas_harmless_when_asked(void **state)
{
	static const char *const formulas[] = {"=1+2", "+31 70 1", "-1", "@SUM(A1)"};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(formulas); i++) {
		char expected[32];

		(void)snprintf(expected, sizeof(expected), "'%s", formulas[i]);
		check(',', true, formulas[i], expected);
		check(',', false, formulas[i], formulas[i]);
	}
	check(',', true, "\tx", "'\tx");
	check(',', true, "\rx", "\"'\rx\"");
	check(',', true, "=a,\"b\"", "\"'=a,\"\"b\"\"\"");
	check(',', true, "1=2", "1=2");
	check(',', true, "", "");
}

static void test_base_csv_writer__the_reader_reads_what_was_written(void **state)
{
	static const char separators[] = {',', ';', '\t'};
	static const char *const fields[] = {"a", "", "x,y;z\tw", "\"q\"", "line\r\nbreak",
		" blanks ", "=1", "\xE2\x82\xAC"};

	(void)state;
	for (size_t s = 0; s < LIC_COUNT(separators); s++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		LIC_AUTO(lic_buf_done) struct lic_buf out = {0};
		struct lic_csv_writer writer = {.separator = separators[s]};
		struct lic_csv_record record = {0};
		struct lic_csv csv;
		bool more = false;

		lic_buf_init(&out, ARENA_BYTES);
		for (int row = 0; row < 2; row++) {
			for (size_t i = 0; i < LIC_COUNT(fields); i++) {
				lic_csv_write(&writer, &out, fields[i]);
			}
			lic_csv_write_end(&writer, &out);
		}
		lic_csv_init(&csv, out.data, out.len, separators[s]);
		for (int row = 0; row < 2; row++) {
			assert_int_equal(lic_csv_next(&csv, arena, NULL, &record, &more).code,
				LIC_OK);
			assert_true(more);
			assert_int_equal(record.count, LIC_COUNT(fields));
			for (size_t i = 0; i < LIC_COUNT(fields); i++) {
				assert_string_equal(record.fields[i], fields[i]);
			}
		}
		assert_int_equal(lic_csv_next(&csv, arena, NULL, &record, &more).code, LIC_OK);
		assert_false(more);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base_csv_writer__quotes_what_must_be),
		cmocka_unit_test(test_base_csv_writer__makes_formulas_harmless_when_asked),
		cmocka_unit_test(test_base_csv_writer__the_reader_reads_what_was_written),
	};

	return cmocka_run_group_tests_name("base/csv_writer", tests, NULL, NULL);
}
