/*
 * The JSON reader: what it takes, what it refuses, and where it says the fault is. The file under
 * test is included, so that its malloc can be made to fail.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static size_t allocations;           /* how many there were */
static size_t allocation_that_fails; /* which of them; 0: none */

static void *scarce_malloc(size_t size)
{
	allocations++;
	return allocations == allocation_that_fails ? NULL : malloc(size);
}

#define malloc scarce_malloc
#include "base/json_parse.c" /* NOLINT(bugprone-suspicious-include) */
#undef malloc

static void test_base_json_parse__takes_every_kind_of_value(void **state)
{
	static const char *const texts[] = {"{}", "[]", "null", "true", "false", "0", "-1", "1.5",
		"1e3", "\"\"", " 1 ", "\t\r\n{ \"a\" : [ 1 , 2 ] }\n", "\"\\u00e9\\ud83d\\ude00\"",
		"\"Zo\xC3\xAB\"", "9223372036854775807", "-9223372036854775808",
		"\"\\/\\\\\\\"\\b\\f\\n\\r\\t\"", "{\"\":1}", "{\"a\":{\"a\":1},\"b\":{\"a\":2}}"};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		LIC_AUTO(lic_json_freep) json_t *root = NULL;
		struct lic_err err = {0};
		lic_rc rc = lic_json_parse(texts[i], strlen(texts[i]), &err, &root);

		if (!lic_ok(rc)) {
			fail_msg("%s: %s", texts[i], err.message);
		}
		assert_non_null(root);
	}
}

static void test_base_json_parse__keeps_what_it_reads(void **state)
{
	static const char text[] =
		"{\"addLicenses\":[{\"disabledPlans\":[],\"skuId\":\"06EBC4EE\"}],\"n\":-42}";
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const json_t *license = NULL;

	(void)state;
	assert_int_equal(lic_json_parse(text, sizeof(text) - 1, NULL, &root).code, LIC_OK);
	license = json_array_get(json_object_get(root, "addLicenses"), 0);
	assert_string_equal(json_string_value(json_object_get(license, "skuId")), "06EBC4EE");
	assert_int_equal(json_array_size(json_object_get(license, "disabledPlans")), 0);
	assert_int_equal(json_integer_value(json_object_get(root, "n")), -42);
}

static void test_base_json_parse__refuses_what_is_no_json(void **state)
{
	static const char *const texts[] = {"", " ", "{", "}", "[", "]", "[1", "[1,", "[1,]",
		"[,1]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{a:1}", "{'a':1}", "{1:1}",
		"{\"a\" 1}", "\"", "\"abc", "nul", "TRUE", "NaN", "Infinity", "+1", "01", "1.",
		".5", "1e", "0x10", "--1", "// c\n1", "/* c */ 1", "undefined", "\"\\x41\"",
		"\"\\u12\"", "\"\\u12g4\"", "\"tab\there\"", "\"line\nbreak\"", "\xEF\xBB\xBF{}",
		/* trailing text */
		"{} {}", "{}x", "1 2", "[]]", "null,", "\"a\" \"b\"",
		/* members that stand twice */
		"{\"a\":1,\"a\":2}", "{\"a\":1,\"b\":2,\"\\u0061\":3}",
		"[{\"x\":{\"a\":1,\"a\":1}}]",
		/* NUL */
		"\"\\u0000\"", "\"a\\u0000b\"", "{\"\\u0000\":1}",
		/* UTF-8: continuation alone, overlong, surrogates, too great, cut off, Latin-1 */
		"\"\x80\"", "\"\xC0\x80\"", "\"\xC1\xBF\"", "\"\xE0\x80\x80\"", "\"\xE0\x9F\xBF\"",
		"\"\xED\xA0\x80\"", "\"\xED\xBF\xBF\"", "\"\xF0\x80\x80\x80\"",
		"\"\xF0\x8F\xBF\xBF\"", "\"\xF4\x90\x80\x80\"", "\"\xF5\x80\x80\x80\"", "\"\xFF\"",
		"\"\xC3\"", "\"\xE2\x82\"", "\"\xF0\x9F\x98\"", "\"caf\xE9\"", "{\"caf\xE9\":1}",
		"\xE9",
		/* surrogates that are no pair */
		"\"\\ud800\"", "\"\\udc00\"", "\"\\ud800x\"", "\"\\ud800\\ud800\"",
		"\"\\udc00\\ud800\"",
		/* numbers that no 64 bits hold */
		"9223372036854775808", "-9223372036854775809", "1e999",
		"[123456789012345678901234567890]"};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		json_t untouched;
		json_t *root = &untouched;
		struct lic_err err = {0};
		lic_rc rc = lic_json_parse(texts[i], strlen(texts[i]), &err, &root);

		if (rc.code != LIC_E_INVALID || root != &untouched) {
			fail_msg("%s yields %s", texts[i], lic_code_name(rc.code));
		}
		assert_string_equal(err.public_code, "Request_BadRequest");
		assert_memory_equal(err.message, "The JSON is ", 12);
	}
}

static void test_base_json_parse__refuses_bare_nul_bytes(void **state)
{
	static const struct {
		const char *text; /* with NUL bytes */
		size_t len;       /* of text */
	} cases[] = {{"\0", 1}, {"{}\0", 3}, {"\"a\0b\"", 5}, {"{\"a\0\":1}", 8}, {"[1,\0]", 5},
		{"1\0", 2}};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		json_t *root = NULL;

		assert_int_equal(lic_json_parse(cases[i].text, cases[i].len, NULL, &root).code,
			LIC_E_INVALID);
		assert_null(root);
	}
}

static void test_base_json_parse__reads_no_further_than_the_length(void **state)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;

	(void)state;
	assert_int_equal(lic_json_parse("[1] and more", 3, NULL, &root).code, LIC_OK);
	assert_int_equal(json_array_size(root), 1);
}

static void test_base_json_parse__says_where_the_fault_is(void **state)
{
	static const struct {
		const char *text;  /* what is parsed */
		const char *where; /* what the message holds */
	} cases[] = {
		{"{\n  \"a\": 1,\n  \"b\": x\n}", "line 3, column 8: "},
		{"{\n\n\n\"a\":1,\"a\":2}", "line 4, column 9: duplicate object key"},
		{"[1] 2", "line 1, column 5: end of file expected"},
		{"\"\xC3\xA9\xC3\xA9\" x", "line 1, column 6: "}, /* characters, not bytes */
		{"\"ab\\u0000\"", "line 1, column 10: \\u0000 is not allowed"},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		json_t *root = NULL;
		struct lic_err err = {0};

		assert_int_equal(
			lic_json_parse(cases[i].text, strlen(cases[i].text), &err, &root).code,
			LIC_E_INVALID);
		if (strstr(err.message, cases[i].where) == NULL) {
			fail_msg("\"%s\" is said of %s", err.message, cases[i].text);
		}
	}
}

/* Parses a value within `levels` levels, each between `open` and `close`. */
static enum lic_code parse_nested(size_t levels, const char *open, const char *close,
	struct lic_err *err)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	struct lic_buf text;
	lic_rc rc;

	lic_buf_init(&text, 10000);
	for (size_t i = 0; i < levels; i++) {
		lic_buf_puts(&text, open);
	}
	lic_buf_puts(&text, "1");
	for (size_t i = 0; i < levels; i++) {
		lic_buf_puts(&text, close);
	}
	rc = lic_json_parse(text.data, text.len, err, &root);
	assert_int_equal(root != NULL, lic_ok(rc));
	lic_buf_done(&text);
	return rc.code;
}

static void test_base_json_parse__nests_32_levels_and_no_more(void **state)
{
	struct lic_err err = {0};

	(void)state;
	for (size_t levels = 1; levels < 40; levels++) {
		enum lic_code expected = levels > LIC_JSON_DEPTH_MAX ? LIC_E_INVALID : LIC_OK;

		assert_int_equal(parse_nested(levels, "[", "]", &err), expected);
		assert_int_equal(parse_nested(levels, "{\"k\":", "}", &err), expected);
	}
	assert_string_equal(err.message,
		"The JSON is not valid: line 1, column 161: nested more than 32 levels deep.");
}

static void test_base_json_parse__says_where_it_is_too_deep(void **state)
{
	char text[256] = "{\n\"\xC3\xA9\": \"[[[\\\"{{{\\\\\", \"b\":\n \"\xC3\xA9\"}  ";
	size_t len = strlen(text);
	json_t *root = NULL;
	struct lic_err err = {0};

	(void)state;
	/* Brackets inside strings and closed ones do not count: 32 more levels are fine as far as
	 * depth goes. */
	memset(text + len, '[', LIC_JSON_DEPTH_MAX);
	assert_int_equal(lic_json_parse(text, len + LIC_JSON_DEPTH_MAX, &err, &root).code,
		LIC_E_INVALID);
	assert_null(strstr(err.message, "nested"));
	text[len + LIC_JSON_DEPTH_MAX] = '{';
	assert_int_equal(lic_json_parse(text, len + LIC_JSON_DEPTH_MAX + 1, &err, &root).code,
		LIC_E_INVALID);
	assert_string_equal(err.message,
		"The JSON is not valid: line 3, column 40: nested more than 32 levels deep.");
}

static void test_base_json_parse__a_depth_bomb_costs_no_memory(void **state)
{
	static char bomb[1000000];
	json_t *root = NULL;

	(void)state;
	memset(bomb, '[', sizeof(bomb));
	allocations = 0;
	assert_int_equal(lic_json_parse(bomb, sizeof(bomb), NULL, &root).code, LIC_E_INVALID);
	assert_int_equal(allocations, 0);
}

static void test_base_json_parse__memory_that_runs_out_never_alters_a_document(void **state)
{
	static const char text[] =
		"{\"a\":[1,2.5,\"x\",true,null,{\"b\":{}}],\"c\":\"\\u00e9\","
		"\"a name that is longer than a buffer is at first\":\"and a value likewise\","
		"\"number\":1234567890123456.7890123456789}";
	size_t failing = 1;

	(void)state;
	for (;; failing++) {
		json_t *root = NULL;
		struct lic_err err = {0};
		lic_rc rc;

		allocations = 0;
		allocation_that_fails = failing;
		rc = lic_json_parse(text, sizeof(text) - 1, &err, &root);
		if (lic_ok(rc)) {
			lic_json_freep(&root);
			break;
		}
		assert_int_equal(rc.code, LIC_E_NOMEM);
		assert_null(root);
	}
	assert_int_equal(failing, allocations + 1); /* each of them failed once */
	assert_true(failing > 20);
	allocation_that_fails = 0;
}

static void test_base_json_parse__a_failure_is_not_for_ever(void **state)
{
	json_t *root = NULL;

	(void)state;
	allocations = 0;
	allocation_that_fails = 1;
	assert_int_equal(lic_json_parse("[1]", 3, NULL, &root).code, LIC_E_NOMEM);
	assert_int_equal(lic_json_parse("[1]", 3, NULL, &root).code, LIC_OK);
	lic_json_freep(&root);
	allocation_that_fails = 0;
}

static void test_base_json_parse__a_long_fault_does_not_flood_the_message(void **state)
{
	static char text[100000];
	json_t *root = NULL;
	struct lic_err err = {0};

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(lic_json_parse(text, sizeof(text), &err, &root).code, LIC_E_INVALID);
	assert_true(strlen(err.message) < 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base_json_parse__takes_every_kind_of_value),
		cmocka_unit_test(test_base_json_parse__keeps_what_it_reads),
		cmocka_unit_test(test_base_json_parse__refuses_what_is_no_json),
		cmocka_unit_test(test_base_json_parse__refuses_bare_nul_bytes),
		cmocka_unit_test(test_base_json_parse__reads_no_further_than_the_length),
		cmocka_unit_test(test_base_json_parse__says_where_the_fault_is),
		cmocka_unit_test(test_base_json_parse__nests_32_levels_and_no_more),
		cmocka_unit_test(test_base_json_parse__says_where_it_is_too_deep),
		cmocka_unit_test(test_base_json_parse__a_depth_bomb_costs_no_memory),
		cmocka_unit_test(
			test_base_json_parse__memory_that_runs_out_never_alters_a_document),
		cmocka_unit_test(test_base_json_parse__a_failure_is_not_for_ever),
		cmocka_unit_test(test_base_json_parse__a_long_fault_does_not_flood_the_message),
	};

	return cmocka_run_group_tests_name("base/json_parse", tests, NULL, NULL);
}
