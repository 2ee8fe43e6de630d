/*
 * The JSON reader without a tree: what it finds, what it refuses and where, that what is passed
 * over is checked too, and that it takes what the reader with a tree takes.
 */
#include "base/json_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)1024 * 1024)

static int set_up(void **state)
{
	*state = lic_arena_new(ARENA_BYTES);
	return *state == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
	lic_arena_free(*state);
	return 0;
}

/* Passes over the whole of `text`. */
static lic_rc skip_all(struct lic_arena *arena, const char *text, size_t len, struct lic_err *err)
{
	struct lic_json_reader reader;

	lic_json_reader_init(&reader, text, len, arena);
	lic_json_reader_skip(&reader);
	return lic_json_reader_finish(&reader, err);
}

static void test_base_json_reader__takes_every_kind_of_value(void **state)
{
	static const char *const texts[] = {"{}", "[]", "null", "true", "false", "0", "-0", "-1",
		"1.5", "1e3", "10E-2", "0.5e+1", "\"\"", " 1 ", "\t\r\n{ \"a\" : [ 1 , 2 ] }\n",
		"\"\\u00e9\\ud83d\\ude00\"", "\"Zo\xC3\xAB\"", "9223372036854775807",
		"\"\\/\\\\\\\"\\b\\f\\n\\r\\t\"", "{\"\":1}",
		"{\"a\":{\"a\":1},\"b\":{\"a\":[{},[],[[]]]}}"};

	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		struct lic_err err = {0};

		if (!lic_ok(skip_all(*state, texts[i], strlen(texts[i]), &err))) {
			fail_msg("%s: %s", texts[i], err.message);
		}
	}
}

static void test_base_json_reader__finds_members_and_elements(void **state)
{
	static const char text[] = "{\"s\":\"a\\u0041\\ud83d\\ude00\\n\",\"skip\":{\"s\":[1,{}]},"
				   "\"list\":[\"x\",\"y\"],\"n\":42,\"empty\":[]}";
	struct lic_json_reader reader;
	const char *name = NULL;
	int64_t number = 0;

	lic_json_reader_init(&reader, text, strlen(text), *state);
	assert_int_equal(lic_json_reader_peek(&reader), LIC_JSON_OBJECT);
	assert_true(lic_json_reader_enter(&reader, LIC_JSON_OBJECT));
	assert_true(lic_json_reader_member(&reader, &name));
	assert_string_equal(name, "s");
	assert_int_equal(lic_json_reader_peek(&reader), LIC_JSON_STRING);
	assert_string_equal(lic_json_reader_string(&reader), "aA\xF0\x9F\x98\x80\n");
	assert_true(lic_json_reader_member(&reader, &name));
	assert_string_equal(name, "skip");
	lic_json_reader_skip(&reader);
	assert_true(lic_json_reader_member(&reader, &name));
	assert_true(lic_json_reader_enter(&reader, LIC_JSON_ARRAY));
	assert_true(lic_json_reader_element(&reader));
	assert_string_equal(lic_json_reader_string(&reader), "x");
	assert_true(lic_json_reader_element(&reader));
	assert_string_equal(lic_json_reader_string(&reader), "y");
	assert_false(lic_json_reader_element(&reader));
	assert_true(lic_json_reader_member(&reader, &name));
	assert_true(lic_json_reader_whole(&reader, 100, &number));
	assert_int_equal(number, 42);
	assert_true(lic_json_reader_member(&reader, &name));
	assert_true(lic_json_reader_enter(&reader, LIC_JSON_ARRAY));
	assert_false(lic_json_reader_element(&reader));
	assert_false(lic_json_reader_member(&reader, &name));
	assert_int_equal(lic_json_reader_finish(&reader, NULL).code, LIC_OK);
}

static void test_base_json_reader__whole_numbers_have_a_range_and_one_form(void **state)
{
	static const struct {
		const char *text;
		int64_t max;
		bool is_whole;
		int64_t value;
	} cases[] = {{"0", 0, true, 0}, {"7", 7, true, 7}, {"8", 7, false, 0}, {"-1", 9, false, 0},
		{"-0", 9, false, 0}, {"1.0", 9, false, 0}, {"1e0", 9, false, 0},
		{"9223372036854775807", INT64_MAX, true, INT64_MAX},
		{"9223372036854775808", INT64_MAX, false, 0},
		{"99999999999999999999999", INT64_MAX, false, 0}};

	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		struct lic_json_reader reader;
		int64_t value = 0;

		lic_json_reader_init(&reader, cases[i].text, strlen(cases[i].text), *state);
		assert_int_equal(lic_json_reader_whole(&reader, cases[i].max, &value),
			cases[i].is_whole);
		assert_int_equal(value, cases[i].value);
		assert_int_equal(lic_json_reader_finish(&reader, NULL).code, LIC_OK);
	}
}

static void test_base_json_reader__says_what_is_wrong_and_where(void **state)
{
	static const struct {
		const char *text;
		const char *where;
	} cases[] = {
		{"", "line 1, column 1: a value is expected here"},
		{"\n\n x", "line 3, column 2: a value is expected here"},
		{"{\"a\":1,}", "line 1, column 8: a string is expected here"},
		{"{\"a\" 1}", "line 1, column 6: ':' is expected here"},
		{"{\"a\":1 \"b\":2}", "line 1, column 8: ',' or '}' is expected here"},
		{"[1 2]", "line 1, column 4: ',' or ']' is expected here"},
		{"[1,]", "line 1, column 4: a value is expected here"},
		{"[1", "line 1, column 3: ',' or ']' is expected here"},
		{"{", "line 1, column 2: a string is expected here"},
		{"{}x", "line 1, column 3: the text should end here"},
		{"\"abc", "line 1, column 2: the string that begins here does not end"},
		{"\"abc\\", "line 1, column 2: the string that begins here does not end"},
		{"\"abc\\\"", "line 1, column 2: the string that begins here does not end"},
		{"\"\xC3\xA9\t\"", "line 1, column 3: a control character must be escaped"},
		{"\"\\x\"", "line 1, column 3: no such escape"},
		{"\"\\u12\"", "line 1, column 6: \\u needs four hexadecimal digits"},
		{"\"\\u0000\"", "line 1, column 8: \\u0000 is not taken"},
		{"\"\\ud800\"", "half of a surrogate pair"},
		{"\"\\ud800\\n\"", "half of a surrogate pair"},
		{"\"\\udc00\"", "half of a surrogate pair"},
		{"\"\\ud800\\u0041\"", "half of a surrogate pair"},
		{"\"\xFF\"", "line 1, column 2: no valid UTF-8"},
		{"\"\xC3\"", "no valid UTF-8"},
		{"\"\xED\xA0\x80\"", "no valid UTF-8"},
		{"01", "a number must not begin with 0"},
		{"-", "a digit is expected here"},
		{"1.", "a digit is expected here"},
		{"1e", "a digit is expected here"},
		{"tru", "a value is expected here"},
		{"nul", "a value is expected here"},
	};

	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		struct lic_err err = {0};

		assert_int_equal(skip_all(*state, cases[i].text, strlen(cases[i].text), &err).code,
			LIC_E_INVALID);
		assert_string_equal(err.public_code, "Request_BadRequest");
		if (strstr(err.message, cases[i].where) == NULL) {
			fail_msg("%s: %s, not %s", cases[i].text, err.message, cases[i].where);
		}
	}
}

static void test_base_json_reader__takes_no_nul(void **state)
{
	assert_int_equal(skip_all(*state, "\"a\0b\"", 5, NULL).code, LIC_E_INVALID);
	assert_int_equal(skip_all(*state, "1\0", 2, NULL).code, LIC_E_INVALID);
	assert_int_equal(skip_all(*state, "\0", 1, NULL).code, LIC_E_INVALID);
}

static void test_base_json_reader__nests_no_deeper_than_the_limit(void **state)
{
	char text[2 * LIC_JSON_DEPTH_MAX + 3];
	struct lic_err err = {0};

	memset(text, '[', LIC_JSON_DEPTH_MAX);
	memset(text + LIC_JSON_DEPTH_MAX, ']', LIC_JSON_DEPTH_MAX);
	assert_int_equal(skip_all(*state, text, (size_t)2 * LIC_JSON_DEPTH_MAX, &err).code, LIC_OK);
	memset(text, '[', LIC_JSON_DEPTH_MAX + 1);
	assert_int_equal(skip_all(*state, text, LIC_JSON_DEPTH_MAX + 1, &err).code, LIC_E_INVALID);
	assert_non_null(strstr(err.message, "32 levels"));
}

/* From the first failure on nothing is found, whatever is asked. */
static void test_base_json_reader__remembers_a_failure(void **state)
{
	struct lic_json_reader reader;
	struct lic_err err = {0};
	const char *name = NULL;
	int64_t number = 0;

	lic_json_reader_init(&reader, "[1]", 3, *state);
	assert_false(lic_json_reader_enter(&reader, LIC_JSON_OBJECT));
	assert_false(lic_json_reader_enter(&reader, LIC_JSON_ARRAY));
	assert_false(lic_json_reader_member(&reader, &name));
	assert_false(lic_json_reader_element(&reader));
	assert_false(lic_json_reader_whole(&reader, 9, &number));
	assert_null(lic_json_reader_string(&reader));
	assert_int_equal(lic_json_reader_peek(&reader), LIC_JSON_NOTHING);
	lic_json_reader_skip(&reader);
	assert_int_equal(lic_json_reader_finish(&reader, &err).code, LIC_E_INVALID);
	assert_non_null(strstr(err.message, "column 1: an object is expected here"));
}

static void test_base_json_reader__a_walk_that_stops_early_is_no_document(void **state)
{
	struct lic_json_reader reader;

	lic_json_reader_init(&reader, "[1]", 3, *state);
	assert_true(lic_json_reader_enter(&reader, LIC_JSON_ARRAY));
	assert_int_equal(lic_json_reader_finish(&reader, NULL).code, LIC_E_INVALID);
}

static void test_base_json_reader__says_when_memory_is_out(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *small = lic_arena_new(64);
	char text[300];

	(void)state;
	assert_non_null(small);
	memset(text, 'x', sizeof(text));
	text[0] = '"';
	text[sizeof(text) - 1] = '"';
	assert_int_equal(skip_all(small, text, sizeof(text), NULL).code, LIC_E_NOMEM);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_base_json_reader__takes_every_kind_of_value,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_base_json_reader__finds_members_and_elements,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_base_json_reader__whole_numbers_have_a_range_and_one_form, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_base_json_reader__says_what_is_wrong_and_where,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_base_json_reader__takes_no_nul, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_base_json_reader__nests_no_deeper_than_the_limit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_base_json_reader__remembers_a_failure, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_base_json_reader__a_walk_that_stops_early_is_no_document, set_up,
			tear_down),
		cmocka_unit_test(test_base_json_reader__says_when_memory_is_out),
	};

	return cmocka_run_group_tests_name("base/json_reader", tests, NULL, NULL);
}
