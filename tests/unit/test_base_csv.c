/*
 * The CSV reader. Most tests are rows of a table: a text, and what reading it to the end tells.
 * There a record is written as its line, then its fields in brackets, each with its column; an
 * error as what it says, after an exclamation mark, with # before it for LIC_E_LIMIT.
 */
#include "base/buf.h"
#include "base/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* One text and what reading it tells. */
struct sample {
	const char *text;     /* what is read */
	const char *expected; /* see the file's head */
};

#define STRAY ": a quote stands inside a field: put the field in quotes and double the quote."
#define FOLLOWS(place_)                                                                            \
	": text follows the closing quote of the field that begins in line " place_                \
	": double quotes inside a field."
#define UNCLOSED ": the quote that begins here is never closed."
#define LONE_CR ": a carriage return stands alone: lines end with LF or CRLF."
#define NO_UTF8 ": this is no UTF-8: save the file as UTF-8."

static void describe(const struct lic_csv_record *record, struct lic_buf *out)
{
	lic_buf_printf(out, "%zu[", record->line);
	for (size_t i = 0; i < record->count; i++) {
		lic_buf_printf(out, "%s%zu:%s", i == 0 ? "" : "|", record->columns[i],
			record->fields[i]);
	}
	lic_buf_puts(out, "]");
}

/* Reads the text to its end, and writes what it told. */
static void read_all(const char *text, size_t len, char separator, struct lic_buf *out)
{
	struct lic_arena *arena = lic_arena_new((size_t)1024 * 1024);
	struct lic_csv csv;
	bool has_more = true;

	assert_non_null(arena);
	lic_csv_init(&csv, text, len, separator);
	while (has_more) {
		struct lic_csv_record record;
		struct lic_err err = {0};
		lic_rc rc = lic_csv_next(&csv, arena, &err, &record, &has_more);

		if (lic_ok(rc) && has_more) {
			describe(&record, out);
		} else if (!lic_ok(rc)) {
			assert_string_equal(err.public_code, "Request_BadRequest");
			assert_int_equal(record.count, 0);
			lic_buf_printf(out, "!%s%s", rc.code == LIC_E_LIMIT ? "#" : "",
				err.message);
		}
	}
	lic_arena_free(arena);
}

static void repeat(struct lic_buf *text, char c, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		lic_buf_add(text, &c, 1);
	}
}

static void check_samples(const struct sample *samples, size_t count, char separator)
{
	for (size_t i = 0; i < count; i++) {
		/* A copy without a NUL, so that AddressSanitizer sees one byte too far. */
		size_t len = strlen(samples[i].text);
		char *text = malloc(len + (len == 0 ? 1 : 0));
		struct lic_buf out;

		assert_non_null(text);
		memcpy(text, samples[i].text, len);
		lic_buf_init(&out, 100000);
		read_all(text, len, separator, &out);
		assert_string_equal(out.data == NULL ? "" : out.data, samples[i].expected);
		lic_buf_done(&out);
		free(text);
	}
}

static void test_base_csv__rfc_4180(void **state)
{
	static const struct sample samples[] = {
		/* section 2, rules 1 to 7, with their own examples */
		{"aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", "1[1:aaa|5:bbb|9:ccc]2[1:zzz|5:yyy|9:xxx]"},
		{"aaa,bbb,ccc\r\nzzz,yyy,xxx", "1[1:aaa|5:bbb|9:ccc]2[1:zzz|5:yyy|9:xxx]"},
		{"\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx",
			"1[1:aaa|7:bbb|13:ccc]2[1:zzz|5:yyy|9:xxx]"},
		{"\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx",
			"1[1:aaa|7:b\r\nbb|5:ccc]3[1:zzz|5:yyy|9:xxx]"},
		{"\"aaa\",\"b\"\"bb\",\"ccc\"", "1[1:aaa|7:b\"bb|15:ccc]"},
		/* spaces belong to a field */
		{" a , b ", "1[1: a |5: b ]"},
		/* empty fields */
		{"a,,b", "1[1:a|3:|4:b]"},
		{",", "1[1:|2:]"},
		{",,\n,", "1[1:|2:|3:]2[1:|2:]"},
		{"a,", "1[1:a|3:]"},
		{"\"\"", "1[1:]"},
		{"\"\",\"\"\n", "1[1:|4:]"},
		{"a", "1[1:a]"},
		{"\t", "1[1:\t]"},
	};

	(void)state;
	check_samples(samples, LIC_COUNT(samples), ',');
}

static void test_base_csv__line_ends(void **state)
{
	static const struct sample samples[] = {
		{"", ""},
		{"\n", ""},
		{"\r\n\n\r\n", ""},
		{"a\nb\n", "1[1:a]2[1:b]"},
		{"a\r\nb", "1[1:a]2[1:b]"},
		{"\n\na\n\r\n\nb\n\n", "3[1:a]6[1:b]"}, /* empty lines count, but are no records */
		{" \n", "1[1: ]"},                      /* a space is something */
		{"a,\nb", "1[1:a|3:]2[1:b]"},
		{"\"a\"\nb", "1[1:a]2[1:b]"},
		{"\"a\"\r\nb", "1[1:a]2[1:b]"},
		/* a carriage return is part of a line break, or between quotes, or wrong */
		{"\"a\rb\"", "1[1:a\rb]"},
		{"\"a\r\n\"\r\n", "1[1:a\r\n]"},
		{"a\rb\rc", "!Line 1, column 2" LONE_CR},
		{"a\r", "!Line 1, column 2" LONE_CR},
		{"\r", "!Line 1, column 1" LONE_CR},
		{"a\r\r\nb", "!Line 1, column 2" LONE_CR "2[1:b]"},
		{"\"a\"\rb", "!Line 1, column 4" FOLLOWS("1, column 1")},
	};

	(void)state;
	check_samples(samples, LIC_COUNT(samples), ',');
}

static void test_base_csv__quotes(void **state)
{
	static const struct sample samples[] = {
		{"\"\"\"\"", "1[1:\"]"},
		{"\"\"\"\"\"\"", "1[1:\"\"]"},
		{"\"a\"\"\"", "1[1:a\"]"},
		{"\"\"\"a\"", "1[1:\"a]"},
		{"\"\"\"a\"\",\"\"b\"\"\"", "1[1:\"a\",\"b\"]"},
		{"\"a,b\",c", "1[1:a,b|7:c]"},
		{"\"\n\"", "1[1:\n]"},
		{"\"\"\"\n\"\"\"", "1[1:\"\n\"]"},
		{"x,\"two\nlines\",\"and\nthree\n\",y\nz",
			"1[1:x|3:two\nlines|8:and\nthree\n|3:y]5[1:z]"},
	};

	(void)state;
	check_samples(samples, LIC_COUNT(samples), ',');
}

static void test_base_csv__columns_count_characters(void **state)
{
	static const struct sample samples[] = {
		{"Zo\xC3\xAB,\xE2\x82\xAC,\xF0\x9F\x98\x80,x",
			"1[1:Zo\xC3\xAB|5:\xE2\x82\xAC|7:\xF0\x9F\x98\x80|9:x]"},
		{"\"\xC3\xA9\xC3\xA9\n\xC3\xA9\xC3\xA9\",x",
			"1[1:\xC3\xA9\xC3\xA9\n\xC3\xA9\xC3\xA9|5:x]"},
		{"\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC,x",
			"1[1:\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC|6:x]"},
		{"\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9,x\"",
			"!Line 1, column 12" STRAY},
	};

	(void)state;
	check_samples(samples, LIC_COUNT(samples), ',');
}

static void test_base_csv__skips_one_byte_order_mark(void **state)
{
	static const struct sample samples[] = {
		{"\xEF\xBB\xBF", ""},
		{"\xEF\xBB\xBF"
		 "a,b",
			"1[1:a|3:b]"},
		{"\xEF\xBB\xBF\"a\",b", "1[1:a|5:b]"},
		{"\xEF\xBB\xBF\n\xEF\xBB\xBF"
		 "a",
			"2[1:\xEF\xBB\xBF"
			"a]"}, /* elsewhere it is a character */
		{"\xEF\xBB", "!Line 1, column 1" NO_UTF8},
		{"\xFF\xFE"
		 "a",
			"!Line 1, column 1" NO_UTF8}, /* UTF-16 */
	};

	(void)state;
	check_samples(samples, LIC_COUNT(samples), ',');
}

static void test_base_csv__other_separators(void **state)
{
	static const struct sample semicolons[] = {
		{"a;b,c;\"d;e\"", "1[1:a|3:b,c|7:d;e]"},
		{"\"a\",\"b\"", "!Line 1, column 4" FOLLOWS("1, column 1")},
		{"a\tb;c", "1[1:a\tb|5:c]"},
	};
	static const struct sample tabs[] = {
		{"a\tb;c\td,e\t", "1[1:a|3:b;c|7:d,e|11:]"},
	};

	(void)state;
	check_samples(semicolons, LIC_COUNT(semicolons), ';');
	check_samples(tabs, LIC_COUNT(tabs), '\t');
}

static void test_base_csv__reports_line_of_unclosed_quote(void **state)
{
	static const struct sample samples[] = {
		{"\"", "!Line 1, column 1" UNCLOSED},
		{"a,\"", "!Line 1, column 3" UNCLOSED},
		{"a,\"b\"\"", "!Line 1, column 3" UNCLOSED},
		{"h1,h2\n1,2\n3,\"4\n", "1[1:h1|4:h2]2[1:1|3:2]!Line 3, column 3" UNCLOSED},
		{"\"two\nlines\",\"x", "!Line 2, column 8" UNCLOSED},
		/* the rows behind it are read all the same */
		{"a,\"b\nc,d\ne,f\n", "!Line 1, column 3" UNCLOSED "2[1:c|3:d]3[1:e|3:f]"},
	};

	(void)state;
	check_samples(samples, LIC_COUNT(samples), ',');
}

static void test_base_csv__goes_on_after_an_error(void **state)
{
	static const struct sample samples[] = {
		{"a\"b\nc\n", "!Line 1, column 2" STRAY "2[1:c]"},
		{"a\n b, \"c\"\nd", "1[1:a]!Line 2, column 5" STRAY "3[1:d]"},
		{"\"a\"b,c\nd", "!Line 1, column 4" FOLLOWS("1, column 1") "2[1:d]"},
		{"\"a\" ,b\nc", "!Line 1, column 4" FOLLOWS("1, column 1") "2[1:c]"},
		{"x\"\nx\"\nx", "!Line 1, column 2" STRAY "!Line 2, column 2" STRAY "3[1:x]"},
		{"x\"\r\n\r\ny", "!Line 1, column 2" STRAY "3[1:y]"},
		{"x\"", "!Line 1, column 2" STRAY},
		/* A missing closing quote swallows the next line up to its first quote: nothing
		   there is lost. */
		{"1,\"a\n2,\"b\"\n3,c",
			"!Line 2, column 4" FOLLOWS("1, column 3") "2[1:2|3:b]3[1:3|3:c]"},
		/* A bad field on the record's second line: reading goes on behind that line. */
		{"\"a\nb\",c\"d\ne", "!Line 2, column 5" STRAY "3[1:e]"},
	};

	(void)state;
	check_samples(samples, LIC_COUNT(samples), ',');
}

static void test_base_csv__refuses_what_is_no_text(void **state)
{
	static const struct sample samples[] = {
		{"a,caf\xE9\nb", "!Line 1, column 6" NO_UTF8 "2[1:b]"},
		{"\xC3\xA9,\xC3\xA9\xC3,\nb", "!Line 1, column 4" NO_UTF8 "2[1:b]"},
		{"\"two\nlines \xFF\",x\nb", "!Line 2, column 7" NO_UTF8 "3[1:b]"},
		{"\xED\xA0\x80", "!Line 1, column 1" NO_UTF8},
		{"\xC0\x80", "!Line 1, column 1" NO_UTF8},
		{"\xE2\x82", "!Line 1, column 1" NO_UTF8},
		{"\xE2,\x82", "!Line 1, column 1" NO_UTF8}, /* a separator never stands inside a
							       character */
		{"\xF4\x90\x80\x80", "!Line 1, column 1" NO_UTF8},
	};
	static const char nul[] = "a\n\"b\n\0c\",d\ne";
	struct lic_buf out;

	(void)state;
	check_samples(samples, LIC_COUNT(samples), ',');
	lic_buf_init(&out, 1000);
	read_all(nul, sizeof(nul) - 1, ',', &out);
	assert_string_equal(out.data,
		"1[1:a]!Line 3, column 1: a NUL character stands here: is this a text file?.4[1:e]");
	lic_buf_done(&out);
}

static void test_base_csv__gives_the_raw_text_of_good_and_bad_records(void **state)
{
	static const char text[] = "\xEF\xBB\xBF"
				   "a,\"b\nc\"\r\n\nx\"y,z\r\n1,2\n\xFF,3\n4";
	static const struct {
		enum lic_code code; /* how reading ends */
		size_t line;        /* line of the record */
		const char *raw;    /* its bytes */
	} expected[] = {
		{LIC_OK, 1, "a,\"b\nc\""},
		{LIC_E_INVALID, 4, "x\"y,z"},
		{LIC_OK, 5, "1,2"},
		{LIC_E_INVALID, 6, "\xFF,3"},
		{LIC_OK, 7, "4"},
	};
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(10000);
	struct lic_csv csv;
	struct lic_csv_record record;
	bool has_more = false;

	(void)state;
	lic_csv_init(&csv, text, sizeof(text) - 1, ',');
	for (size_t i = 0; i < LIC_COUNT(expected); i++) {
		assert_int_equal(lic_csv_next(&csv, arena, NULL, &record, &has_more).code,
			expected[i].code);
		assert_int_equal(record.line, expected[i].line);
		assert_int_equal(record.raw_len, strlen(expected[i].raw));
		assert_memory_equal(record.raw, expected[i].raw, record.raw_len);
	}
	assert_true(has_more);
	assert_int_equal(lic_csv_next(&csv, arena, NULL, &record, &has_more).code, LIC_OK);
	assert_false(has_more);
	assert_int_equal(lic_csv_next(&csv, arena, NULL, &record, &has_more).code, LIC_OK); /* stays
											       there
											     */
	assert_false(has_more);
}

static void test_base_csv__takes_256_fields_and_no_more(void **state)
{
	static struct lic_csv_record record;
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(10000);
	struct lic_buf text;
	struct lic_csv csv;
	struct lic_err err = {0};
	bool has_more = false;

	(void)state;
	lic_buf_init(&text, 1000);
	repeat(&text, ',', 255);
	lic_buf_puts(&text, "\n");
	repeat(&text, ',', 256);
	lic_buf_puts(&text, "\nz");
	lic_csv_init(&csv, text.data, text.len, ',');
	assert_int_equal(lic_csv_next(&csv, arena, &err, &record, &has_more).code, LIC_OK);
	assert_int_equal(record.count, 256);
	assert_string_equal(record.fields[255], "");
	assert_int_equal(record.columns[255], 256);
	assert_int_equal(lic_csv_next(&csv, arena, &err, &record, &has_more).code, LIC_E_LIMIT);
	assert_string_equal(err.message, "Line 2, column 257: the row has more than 256 fields.");
	assert_int_equal(lic_csv_next(&csv, arena, &err, &record, &has_more).code, LIC_OK);
	assert_string_equal(record.fields[0], "z");
	lic_buf_done(&text);
}

/*
 * Reads a text whose first record ends with a field of `size` bytes between `open` and `close`, and
 * the line after it; returns the first code.
 */
static enum lic_code read_big(const char *open, size_t size, const char *close, struct lic_err *err)
{
	static struct lic_csv_record record;
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new((size_t)1024 * 1024);
	struct lic_buf text;
	struct lic_csv csv;
	bool has_more = false;
	lic_rc rc;

	lic_buf_init(&text, 300000);
	lic_buf_printf(&text, "a,%s", open);
	repeat(&text, 'x', size);
	lic_buf_printf(&text, "%s\nz\n", close);
	lic_csv_init(&csv, text.data, text.len, ',');
	rc = lic_csv_next(&csv, arena, err, &record, &has_more);
	if (lic_ok(rc)) {
		assert_int_equal(strlen(record.fields[1]), size);
	}
	assert_int_equal(lic_csv_next(&csv, arena, err, &record, &has_more).code, LIC_OK);
	assert_string_equal(record.fields[0], "z"); /* the next line is read in any case */
	assert_int_equal(record.line, 2);
	lic_buf_done(&text);
	return rc.code;
}

static void test_base_csv__takes_fields_of_64_kib_and_no_more(void **state)
{
	struct lic_err err = {0};

	(void)state;
	assert_int_equal(read_big("", LIC_CSV_FIELD_BYTES_MAX, "", &err), LIC_OK);
	assert_int_equal(read_big("\"", LIC_CSV_FIELD_BYTES_MAX, "\"", &err), LIC_OK);
	assert_int_equal(read_big("", LIC_CSV_FIELD_BYTES_MAX + 1, "", &err), LIC_E_LIMIT);
	assert_string_equal(err.message,
		"Line 1, column 3: the field that begins here has more than 65536 bytes.");
	assert_int_equal(read_big("\"", LIC_CSV_FIELD_BYTES_MAX + 1, "\"", &err), LIC_E_LIMIT);
	assert_int_equal(read_big("\"", 200000, "", &err), LIC_E_LIMIT);
	assert_non_null(strstr(err.message, "does its closing quote lack?"));
	assert_int_equal(read_big("\"", 100, "", &err), LIC_E_INVALID);
}

static void test_base_csv__two_quotes_count_as_one_byte_of_the_limit(void **state)
{
	static char text[2 * LIC_CSV_FIELD_BYTES_MAX + 16];
	static struct lic_csv_record record;
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new((size_t)1024 * 1024);
	struct lic_csv csv;
	struct lic_err err = {0};
	bool has_more = false;

	(void)state;
	memset(text, '"', sizeof(text));
	lic_csv_init(&csv, text, 2 * LIC_CSV_FIELD_BYTES_MAX + 2, ',');
	assert_int_equal(lic_csv_next(&csv, arena, &err, &record, &has_more).code, LIC_OK);
	assert_int_equal(strlen(record.fields[0]), LIC_CSV_FIELD_BYTES_MAX);
	lic_csv_init(&csv, text, 2 * LIC_CSV_FIELD_BYTES_MAX + 4, ',');
	assert_int_equal(lic_csv_next(&csv, arena, &err, &record, &has_more).code, LIC_E_LIMIT);
}

static void test_base_csv__memory_that_runs_out_leaves_the_reader_in_place(void **state)
{
	static const char text[] = "a,b\nsomewhat longer than the arena,d\ne\n";
	static struct lic_csv_record record;
	LIC_AUTO(lic_arena_freep) struct lic_arena *small = lic_arena_new(16);
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(1000);
	struct lic_csv csv;
	struct lic_err err = {0};
	bool has_more = false;

	(void)state;
	lic_csv_init(&csv, text, sizeof(text) - 1, ',');
	assert_int_equal(lic_csv_next(&csv, small, &err, &record, &has_more).code, LIC_OK);
	assert_true(has_more);
	has_more = false;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(lic_csv_next(&csv, small, &err, &record, &has_more).code,
			LIC_E_NOMEM);
		assert_int_equal(record.count, 0);
		assert_false(has_more);
	}
	assert_int_equal(lic_csv_next(&csv, arena, &err, &record, &has_more).code, LIC_OK);
	assert_int_equal(record.line, 2);
	assert_string_equal(record.fields[0], "somewhat longer than the arena");
	assert_string_equal(record.fields[1], "d");
}

static void test_base_csv__finds_the_separator(void **state)
{
	static const struct {
		const char *text; /* what is looked at */
		char separator;   /* what is found */
	} cases[] = {
		{"", ','}, {"a", ','}, {"a\nb;c;d", ','}, {"a,b", ','}, {"a;b", ';'},
		{"a\tb", '\t'}, {"a;b,c", ','}, /* equal: the comma */
		{"a;b\tc", ';'}, {"a,b;c;d", ';'}, {"\"a;b;c\",d", ','}, {"\"a,b\"\",c\";d", ';'},
		{"\"two,\nlines,\";b", ';'}, {"\r\n\na;b\n", ';'}, {"a\r\n;;;", ','},
		{"\xEF\xBB\xBF"
		 "a;b",
			';'},
		{"Gebruikersnaam;Voornaam;Achternaam;\"Naam, weergegeven\"", ';'},
		{"\";;;", ','}, /* a quote that is never closed */
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		assert_int_equal(lic_csv_separator(cases[i].text, strlen(cases[i].text)),
			cases[i].separator);
	}
	assert_int_equal(lic_csv_separator("a,b;;;", 3), ','); /* no further than the length */
}

static void test_base_csv__texts_outlive_the_reader(void **state)
{
	char text[] = "\"a\"\"b\",c";
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(1000);
	struct lic_csv_record record;
	struct lic_csv csv;
	bool has_more = false;

	(void)state;
	lic_csv_init(&csv, text, sizeof(text) - 1, ',');
	assert_int_equal(lic_csv_next(&csv, arena, NULL, &record, &has_more).code, LIC_OK);
	memset(text, '?', sizeof(text) - 1);
	assert_string_equal(record.fields[0], "a\"b");
	assert_string_equal(record.fields[1], "c");
}

static void test_base_csv__goes_on_in_another_part_of_the_text(void **state)
{
	static const char part[] = "\xEF\xBB\xBF"
				   "b;2\n\"c";
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(1000);
	struct lic_csv_record record;
	struct lic_err err = {0};
	struct lic_csv csv;
	bool has_more = false;

	(void)state;
	lic_csv_init(&csv, "a;1\n", 4, ';');
	assert_int_equal(lic_csv_next(&csv, arena, NULL, &record, &has_more).code, LIC_OK);
	lic_csv_resume(&csv, part, sizeof(part) - 1, csv.line);
	assert_int_equal(lic_csv_next(&csv, arena, NULL, &record, &has_more).code, LIC_OK);
	assert_int_equal(record.line, 2);
	assert_string_equal(record.fields[0],
		"\xEF\xBB\xBF"
		"b"); /* a mark only at the very start */
	assert_string_equal(record.fields[1], "2");
	assert_int_equal(lic_csv_next(&csv, arena, &err, &record, &has_more).code, LIC_E_INVALID);
	assert_string_equal(err.message, "Line 3, column 1" UNCLOSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base_csv__rfc_4180),
		cmocka_unit_test(test_base_csv__line_ends),
		cmocka_unit_test(test_base_csv__quotes),
		cmocka_unit_test(test_base_csv__columns_count_characters),
		cmocka_unit_test(test_base_csv__skips_one_byte_order_mark),
		cmocka_unit_test(test_base_csv__other_separators),
		cmocka_unit_test(test_base_csv__reports_line_of_unclosed_quote),
		cmocka_unit_test(test_base_csv__goes_on_after_an_error),
		cmocka_unit_test(test_base_csv__refuses_what_is_no_text),
		cmocka_unit_test(test_base_csv__gives_the_raw_text_of_good_and_bad_records),
		cmocka_unit_test(test_base_csv__takes_256_fields_and_no_more),
		cmocka_unit_test(test_base_csv__takes_fields_of_64_kib_and_no_more),
		cmocka_unit_test(test_base_csv__two_quotes_count_as_one_byte_of_the_limit),
		cmocka_unit_test(test_base_csv__memory_that_runs_out_leaves_the_reader_in_place),
		cmocka_unit_test(test_base_csv__finds_the_separator),
		cmocka_unit_test(test_base_csv__texts_outlive_the_reader),
		cmocka_unit_test(test_base_csv__goes_on_in_another_part_of_the_text),
	};

	return cmocka_run_group_tests_name("base/csv", tests, NULL, NULL);
}
