/*
 * The JSON writer: what it writes, read back by jansson where the text alone does not tell, and
 * that calls in a wrong order never produce broken output.
 */
#include "base/clock.h"
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A document being written. */
struct document {
	struct lic_buf out;   /* its text */
	struct lic_json json; /* its writer */
};

static int set_up(void **state)
{
	struct document *doc = calloc(1, sizeof(*doc));

	if (doc == NULL) {
		return -1;
	}
	lic_buf_init(&doc->out, (size_t)4 * 1024 * 1024);
	lic_json_init(&doc->json, &doc->out);
	*state = doc;
	return 0;
}

static int tear_down(void **state)
{
	struct document *doc = *state;

	lic_buf_done(&doc->out);
	free(doc);
	return 0;
}

static void restart(struct document *doc)
{
	lic_buf_clear(&doc->out);
	lic_json_init(&doc->json, &doc->out);
}

/* Ends the document and checks its text. */
static void assert_document(const struct document *doc, const char *expected)
{
	assert_int_equal(lic_json_finish(&doc->json).code, LIC_OK);
	assert_string_equal(doc->out.data, expected);
}

static void test_base_json__writes_every_kind_of_value(void **state)
{
	struct document *doc = *state;
	struct lic_json *json = &doc->json;
	struct lic_guid guid = {{0x06, 0xeb, 0xc4, 0xee, 0x1b, 0xb5, 0x47, 0xdd, 0x81, 0x20, 0x11,
		0x32, 0x4b, 0xc5, 0x4e, 0x06}};

	lic_json_object(json);
	lic_json_kstring(json, "displayName", "Zo\xC3\xAB");
	lic_json_kstring(json, "mail", NULL);
	lic_json_kint(json, "seats", -25);
	lic_json_kbool(json, "accountEnabled", true);
	lic_json_kguid(json, "skuId", &guid);
	lic_json_ktime(json, "createdDateTime", INT64_C(1769846400123));
	lic_json_key(json, "plans");
	lic_json_array(json);
	lic_json_string(json, "");
	lic_json_int(json, 0);
	lic_json_bool(json, false);
	lic_json_null(json);
	lic_json_guid(json, &guid);
	lic_json_time(json, 0);
	lic_json_raw(json, "{\"raw\":[1]}", 11);
	lic_json_end(json);
	lic_json_end(json);
	assert_document(doc,
		"{\"displayName\":\"Zo\xC3\xAB\",\"mail\":null,\"seats\":-25,\"accountEnabled\":true,"
		"\"skuId\":\"06ebc4ee-1bb5-47dd-8120-11324bc54e06\","
		"\"createdDateTime\":\"2026-01-31T08:00:00Z\","
		"\"plans\":[\"\",0,false,null,\"06ebc4ee-1bb5-47dd-8120-11324bc54e06\","
		"\"1970-01-01T00:00:00Z\",{\"raw\":[1]}]}");
}

static void test_base_json__nests_and_places_commas(void **state)
{
	struct document *doc = *state;
	struct lic_json *json = &doc->json;

	lic_json_array(json);
	lic_json_object(json);
	lic_json_end(json);
	lic_json_array(json);
	lic_json_end(json);
	lic_json_object(json);
	lic_json_key(json, "a");
	lic_json_object(json);
	lic_json_key(json, "b");
	lic_json_array(json);
	lic_json_array(json);
	lic_json_end(json);
	lic_json_int(json, 1);
	lic_json_end(json);
	lic_json_kint(json, "c", 2);
	lic_json_end(json);
	lic_json_key(json, "d");
	lic_json_null(json);
	lic_json_end(json);
	lic_json_end(json);
	assert_document(doc, "[{},[],{\"a\":{\"b\":[[],1],\"c\":2},\"d\":null}]");
}

static void test_base_json__a_document_may_be_a_single_value(void **state)
{
	struct document *doc = *state;

	lic_json_string(&doc->json, "x");
	assert_document(doc, "\"x\"");
	restart(doc);
	lic_json_int(&doc->json, 1);
	assert_document(doc, "1");
	restart(doc);
	lic_json_object(&doc->json);
	lic_json_end(&doc->json);
	assert_document(doc, "{}");
}

static void test_base_json__appends_to_what_the_buffer_holds(void **state)
{
	struct document *doc = *state;

	lic_buf_puts(&doc->out, "HEAD ");
	lic_json_array(&doc->json);
	lic_json_end(&doc->json);
	assert_document(doc, "HEAD []");
}

static void test_base_json__numbers(void **state)
{
	static const struct {
		int64_t value;    /* what is written */
		const char *text; /* as what */
	} cases[] = {{0, "0"}, {1, "1"}, {-1, "-1"}, {9, "9"}, {10, "10"}, {-10, "-10"}, {99, "99"},
		{100, "100"}, {1234567890, "1234567890"}, {INT64_MAX, "9223372036854775807"},
		{INT64_MIN, "-9223372036854775808"}, {INT64_MIN + 1, "-9223372036854775807"}};
	struct document *doc = *state;

	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		restart(doc);
		lic_json_int(&doc->json, cases[i].value);
		assert_document(doc, cases[i].text);
	}
}

static void test_base_json__times_have_whole_seconds(void **state)
{
	static const struct {
		int64_t ms;       /* what is written */
		const char *text; /* as what */
	} cases[] = {
		{0, "\"1970-01-01T00:00:00Z\""},
		{999, "\"1970-01-01T00:00:00Z\""},
		{1000, "\"1970-01-01T00:00:01Z\""},
		{-1, "\"1969-12-31T23:59:59Z\""},
		{-1000, "\"1969-12-31T23:59:59Z\""},
		{-1001, "\"1969-12-31T23:59:58Z\""},
		{LIC_TIME_MIN_MS, "\"0000-01-01T00:00:00Z\""},
		{LIC_TIME_MIN_MS + 999, "\"0000-01-01T00:00:00Z\""},
		{LIC_TIME_MAX_MS, "\"9999-12-31T23:59:59Z\""},
		{INT64_MIN, "\"0000-01-01T00:00:00Z\""},
		{INT64_MAX, "\"9999-12-31T23:59:59Z\""},
	};
	struct document *doc = *state;

	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		restart(doc);
		lic_json_time(&doc->json, cases[i].ms);
		assert_document(doc, cases[i].text);
	}
}

static void test_base_json__escapes(void **state)
{
	static const char *const cases[][2] = {
		{"\"", "\"\\\"\""}, {"\\", "\"\\\\\""}, {"/", "\"/\""},
		{"\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""},
		{"\x01\x1F\x0B", "\"\\u0001\\u001f\\u000b\""}, {"\x7F", "\"\x7F\""},
		{"\\\"\\\"", "\"\\\\\\\"\\\\\\\"\""}, {"at the end\n", "\"at the end\\n\""},
		{"\nat the start", "\"\\nat the start\""},
		{"\xE2\x80\xA8", "\"\xE2\x80\xA8\""}, /* U+2028 is fine in JSON */
	};
	struct document *doc = *state;

	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		restart(doc);
		lic_json_string(&doc->json, cases[i][0]);
		assert_document(doc, cases[i][1]);
	}
}

static void test_base_json__escapes_keys_too(void **state)
{
	struct document *doc = *state;

	lic_json_object(&doc->json);
	lic_json_kint(&doc->json, "a\"b\n\xFF", 1);
	lic_json_kint(&doc->json, "", 2);
	lic_json_end(&doc->json);
	assert_document(doc, "{\"a\\\"b\\n\xEF\xBF\xBD\":1,\"\":2}");
}

/* Every special byte at every place of a text, so that it meets each path of a scan by words. */
static void test_base_json__every_byte_in_every_place_reads_back(void **state)
{
	struct document *doc = *state;
	char text[28];

	for (unsigned byte = 1; byte < 0x80; byte++) {
		for (size_t len = 1; len < sizeof(text); len++) {
			for (size_t at = 0; at < len; at++) {
				json_t *back = NULL;

				memset(text, 'x', len);
				text[len] = '\0';
				text[at] = (char)byte;
				restart(doc);
				lic_json_string(&doc->json, text);
				assert_int_equal(lic_json_finish(&doc->json).code, LIC_OK);
				back = json_loadb(doc->out.data, doc->out.len, JSON_DECODE_ANY,
					NULL);
				assert_non_null(back);
				assert_string_equal(json_string_value(back), text);
				json_decref(back);
			}
		}
	}
}

static void test_base_json__bad_utf8_becomes_replacement_characters(void **state)
{
	static const struct {
		const char *text; /* what is written */
		int replaced;     /* how many of its bytes are no character */
		const char *rest; /* what the others are */
	} cases[] = {
		{"\x80", 1, ""},
		{"\xBF\xBF", 2, ""},
		{"\xC0\xAF", 2, ""},
		{"\xC1\xBF", 2, ""},
		{"\xE0\x80\xAF", 3, ""},
		{"\xE0\x9F\xBF", 3, ""},
		{"\xF0\x80\x80\xAF", 4, ""},
		{"\xF0\x8F\xBF\xBF", 4, ""},
		{"\xED\xA0\x80", 3, ""},
		{"\xED\xBF\xBF", 3, ""},
		{"\xF4\x90\x80\x80", 4, ""},
		{"\xF5\x80\x80\x80", 4, ""},
		{"\xFE\xFF", 2, ""},
		{"\xC3", 1, ""},
		{"\xE2\x82", 2, ""},
		{"\xF0\x9F\x98", 3, ""},
		{"\xC3(", 1, "("},
		{"\xE2\x82(", 2, "("},
		{"\xF0\x9F(\x98", 3, "("},
		{"caf\xE9 is Latin-1", 1, "caf is Latin-1"},
		{"\xC3\xA9\xC3", 1, "\xC3\xA9"},
		{"\xE2\x82\xAC\x80\xF0\x9F\x98\x80", 1, "\xE2\x82\xAC\xF0\x9F\x98\x80"},
	};
	struct document *doc = *state;

	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		char rest[64] = "";
		size_t rest_len = 0;
		int replaced = 0;
		const char *at = NULL;

		restart(doc);
		lic_json_string(&doc->json, cases[i].text);
		assert_int_equal(lic_json_finish(&doc->json).code, LIC_OK);
		for (at = doc->out.data + 1; at[1] != '\0'; at++) {
			if (memcmp(at, "\xEF\xBF\xBD", 3) == 0) {
				replaced++;
				at += 2;
			} else {
				rest[rest_len++] = *at;
			}
		}
		assert_int_equal(replaced, cases[i].replaced);
		assert_string_equal(rest, cases[i].rest);
	}
}

static void test_base_json__a_bad_byte_is_found_in_every_place(void **state)
{
	struct document *doc = *state;

	for (unsigned byte = 0x80; byte < 0x100; byte++) {
		for (size_t at = 0; at < 20; at++) {
			char text[] = "xxxxxxxxxxxxxxxxxxxx";

			text[at] = (char)byte;
			restart(doc);
			lic_json_string(&doc->json, text);
			assert_int_equal(lic_json_finish(&doc->json).code, LIC_OK);
			assert_int_equal(doc->out.len, 20 + 2 + 2);
			assert_memory_equal(doc->out.data + 1 + at, "\xEF\xBF\xBD", 3);
		}
	}
}

static void test_base_json__valid_utf8_stays_in_every_place(void **state)
{
	static const char *const characters[] = {"\xC2\x80", "\xC3\xA9", "\xDF\xBF", "\xE0\xA0\x80",
		"\xE2\x82\xAC", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80",
		"\xF4\x8F\xBF\xBF"};
	struct document *doc = *state;

	for (size_t i = 0; i < LIC_COUNT(characters); i++) {
		for (size_t at = 0; at < 20; at++) {
			char text[32] = "xxxxxxxxxxxxxxxxxxxxxxxx";

			memcpy(text + at, characters[i], strlen(characters[i]));
			restart(doc);
			lic_json_string(&doc->json, text);
			assert_int_equal(lic_json_finish(&doc->json).code, LIC_OK);
			assert_int_equal(doc->out.len, strlen(text) + 2);
			assert_memory_equal(doc->out.data + 1, text, strlen(text));
		}
	}
}

/* Calls that do not form a document, as letters: see play(). */
static const char *const wrong_orders[] = {
	"",    /* nothing at all */
	"o",   /* an open object */
	"a",   /* an open array */
	"ok",  /* a key without a value */
	"oke", /* the same, closed */
	"ov",  /* a value without a key */
	"oo",  /* an object without a key in an object */
	"oa",
	"or",
	"okkv", /* two keys */
	"okvv", /* two values */
	"ak",   /* a key in an array */
	"k",    /* a key outside */
	"e",
	"oee",
	"aee", /* an end too many */
	"vv",
	"oeoe",
	"vo",
	"aer", /* two documents */
	"R",   /* raw text of no bytes */
	"aRe",
};

/*
 * Makes calls by letters: o object, a array, e end, k key, v value, r raw, R raw without a byte.
 */
static void play(struct lic_json *json, const char *calls)
{
	for (; *calls != '\0'; calls++) {
		switch (*calls) {
		case 'o':
			lic_json_object(json);
			break;
		case 'a':
			lic_json_array(json);
			break;
		case 'e':
			lic_json_end(json);
			break;
		case 'k':
			lic_json_key(json, "k");
			break;
		case 'v':
			lic_json_int(json, 1);
			break;
		case 'r':
			lic_json_raw(json, "2", 1);
			break;
		default:
			lic_json_raw(json, "", 0);
			break;
		}
	}
}

static void test_base_json__a_wrong_order_is_a_bug(void **state)
{
	struct document *doc = *state;

	for (size_t i = 0; i < LIC_COUNT(wrong_orders); i++) {
		restart(doc);
		play(&doc->json, wrong_orders[i]);
		if (lic_json_finish(&doc->json).code != LIC_E_BUG) {
			fail_msg("\"%s\" passes for a document", wrong_orders[i]);
		}
	}
}

static void test_base_json__nothing_is_written_after_a_wrong_call(void **state)
{
	struct document *doc = *state;

	play(&doc->json, "okvv"); /* the second value is the fault */
	assert_string_equal(doc->out.data, "{\"k\":1");
	lic_json_kstring(&doc->json, "key", "text");
	lic_json_string(&doc->json, NULL);
	lic_json_bool(&doc->json, true);
	lic_json_null(&doc->json);
	lic_json_time(&doc->json, 0);
	play(&doc->json, "oaevr");
	assert_string_equal(doc->out.data, "{\"k\":1");
	assert_int_equal(lic_json_finish(&doc->json).code, LIC_E_BUG);
}

static void test_base_json__nests_32_levels_and_no_more(void **state)
{
	struct document *doc = *state;

	for (int i = 0; i < LIC_JSON_DEPTH_MAX; i++) {
		lic_json_array(&doc->json);
	}
	lic_json_int(&doc->json, 1);
	for (int i = 0; i < LIC_JSON_DEPTH_MAX; i++) {
		lic_json_end(&doc->json);
	}
	assert_int_equal(lic_json_finish(&doc->json).code, LIC_OK);
	assert_int_equal(doc->out.len, 2 * LIC_JSON_DEPTH_MAX + 1);

	restart(doc);
	for (int i = 0; i < LIC_JSON_DEPTH_MAX + 1; i++) {
		lic_json_array(&doc->json);
	}
	for (int i = 0; i < LIC_JSON_DEPTH_MAX + 1; i++) {
		lic_json_end(&doc->json);
	}
	assert_int_equal(lic_json_finish(&doc->json).code, LIC_E_BUG);
	assert_int_equal(doc->out.len, LIC_JSON_DEPTH_MAX);
}

static void test_base_json__a_string_needs_no_more_than_its_own_bytes(void **state)
{
	static const struct {
		const char *text; /* what is written */
		size_t len;       /* bytes that takes */
	} cases[] = {{"", 2}, {"abc", 5}, {"a\nc", 6}, {"abc\n", 7}, {"\x01", 8}, {"\xFF", 5}};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		for (size_t limit = 0; limit <= cases[i].len; limit++) {
			struct lic_buf out;
			struct lic_json json;
			enum lic_code expected = limit < cases[i].len ? LIC_E_LIMIT : LIC_OK;

			lic_buf_init(&out, limit);
			lic_json_init(&json, &out);
			lic_json_string(&json, cases[i].text);
			assert_int_equal(lic_json_finish(&json).code, expected);
			lic_buf_done(&out);
		}
	}
}

static void write_sample(struct lic_json *json)
{
	struct lic_guid guid = {{0}};

	lic_json_object(json);
	lic_json_kstring(json, "text", "with \"quotes\", \x01 and \xFF at the end\n");
	lic_json_kint(json, "number", INT64_MIN);
	lic_json_kguid(json, "guid", &guid);
	lic_json_ktime(json, "time", 0);
	lic_json_key(json, "list");
	lic_json_array(json);
	lic_json_bool(json, true);
	lic_json_null(json);
	lic_json_raw(json, "[1]", 3);
	lic_json_end(json);
	lic_json_end(json);
}

static void test_base_json__fits_exactly_or_tells_that_it_does_not(void **state)
{
	struct document *doc = *state;
	size_t needed = 0;

	write_sample(&doc->json);
	assert_int_equal(lic_json_finish(&doc->json).code, LIC_OK);
	needed = doc->out.len;
	for (size_t limit = 0; limit <= needed; limit++) {
		struct lic_buf out;
		struct lic_json json;

		lic_buf_init(&out, limit);
		lic_json_init(&json, &out);
		write_sample(&json);
		assert_int_equal(lic_json_finish(&json).code,
			limit < needed ? LIC_E_LIMIT : LIC_OK);
		lic_buf_done(&out);
	}
}

#define TEST(name_) cmocka_unit_test_setup_teardown(test_base_json__##name_, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(writes_every_kind_of_value),
		TEST(nests_and_places_commas),
		TEST(a_document_may_be_a_single_value),
		TEST(appends_to_what_the_buffer_holds),
		TEST(numbers),
		TEST(times_have_whole_seconds),
		TEST(escapes),
		TEST(escapes_keys_too),
		TEST(every_byte_in_every_place_reads_back),
		TEST(bad_utf8_becomes_replacement_characters),
		TEST(a_bad_byte_is_found_in_every_place),
		TEST(valid_utf8_stays_in_every_place),
		TEST(a_wrong_order_is_a_bug),
		TEST(nothing_is_written_after_a_wrong_call),
		TEST(nests_32_levels_and_no_more),
		TEST(a_string_needs_no_more_than_its_own_bytes),
		TEST(fits_exactly_or_tells_that_it_does_not),
	};

	return cmocka_run_group_tests_name("base/json", tests, NULL, NULL);
}
