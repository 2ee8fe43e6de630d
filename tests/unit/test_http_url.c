/*
 * Paths and queries taken apart, as tables: what goes in, what comes out or why not.
 */
#include "http/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)64 * 1024)
#define TEXT_BYTES 1024

/* A row: raw text, the code, and on success the parts, each followed by '|'. */
struct row {
	const char *raw;
	enum lic_code code;
	const char *parts;
};

static const struct row path_rows[] = {
	{"/", LIC_OK, ""}, {"/users", LIC_OK, "users|"}, {"/users/", LIC_OK, "users|"},
	{"/v1.0/users/adele@contoso.com/licenseDetails", LIC_OK,
		"v1.0|users|adele@contoso.com|licenseDetails|"},
	{"/users/a%2Fb", LIC_OK, "users|a/b|"}, {"/users/a%2fb%2F", LIC_OK, "users|a/b/|"},
	{"/a%20b/c+d", LIC_OK, "a b|c+d|"}, {"/%C3%A9/\xc3\xa9", LIC_OK, "\xc3\xa9|\xc3\xa9|"},
	{"/users('a%27%27b')", LIC_OK, "users('a''b')|"}, {"/%25%41", LIC_OK, "%A|"},
	{"/%2541", LIC_OK, "%41|"}, {"/...", LIC_OK, "...|"}, {"/%3F%23%26", LIC_OK, "?#&|"},
	{"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", LIC_OK,
		"1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|"},
	{"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/", LIC_OK,
		"1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|"},
	{"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", LIC_E_LIMIT, NULL},
	{"", LIC_E_INVALID, NULL}, {"users", LIC_E_INVALID, NULL}, {"//", LIC_E_INVALID, NULL},
	{"//users", LIC_E_INVALID, NULL}, {"/users//a", LIC_E_INVALID, NULL},
	{"/users/a//", LIC_E_INVALID, NULL}, {"/.", LIC_E_INVALID, NULL},
	{"/users/..", LIC_E_INVALID, NULL}, {"/users/../a", LIC_E_INVALID, NULL},
	{"/users/%2e%2E/a", LIC_E_INVALID, NULL}, {"/users/%2e", LIC_E_INVALID, NULL},
	{"/users/a%00", LIC_E_INVALID, NULL}, {"/users/a%00b", LIC_E_INVALID, NULL},
	{"/users/a%", LIC_E_INVALID, NULL}, {"/users/a%4", LIC_E_INVALID, NULL},
	{"/users/a%4/1", LIC_E_INVALID, NULL}, {"/users/a%4g", LIC_E_INVALID, NULL},
	{"/users/a%%41", LIC_E_INVALID, NULL}, {"/users/a%+1", LIC_E_INVALID, NULL},
	{"/users/a b", LIC_E_INVALID, NULL}, {"/users/a\tb", LIC_E_INVALID, NULL},
	{"/users/a\x7f", LIC_E_INVALID, NULL}, {"/%FF", LIC_E_INVALID, NULL},
	{"/\xff", LIC_E_INVALID, NULL}, {"/%C3", LIC_E_INVALID, NULL},
	{"/%C3/%A9", LIC_E_INVALID, NULL}, {"/%C0%AF", LIC_E_INVALID, NULL}, /* an overlong slash */
	{"/%ED%A0%80", LIC_E_INVALID, NULL},                                 /* a surrogate */
	{"/%F4%90%80%80", LIC_E_INVALID, NULL},                              /* beyond Unicode */
};

/* For queries the parts are names and values in turn. */
static const struct row query_rows[] = {
	{"", LIC_OK, ""},
	{"$top=5", LIC_OK, "$top|5|"},
	{"$top=5&$select=id,displayName", LIC_OK, "$top|5|$select|id,displayName|"},
	{"%24top=5", LIC_OK, "$top|5|"},
	{"$filter=a%20eq%20'b%26c'&x", LIC_OK, "$filter|a eq 'b&c'|x||"},
	{"$filter=a+eq+1%2B1", LIC_OK, "$filter|a eq 1+1|"},
	{"a+b=c", LIC_OK, "a b|c|"},
	{"a=b=c", LIC_OK, "a|b=c|"},
	{"a=b%3Dc%3d", LIC_OK, "a|b=c=|"},
	{"a=", LIC_OK, "a||"},
	{"a", LIC_OK, "a||"},
	{"&a=1&&b=2&", LIC_OK, "a|1|b|2|"},
	{"a=?/", LIC_OK, "a|?/|"},
	{"a=%C3%A9", LIC_OK, "a|\xc3\xa9|"},
	{"1&2&3&4&5&6&7&8&9&a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p&q&r&s&t&u&v&w", LIC_OK,
		"1||2||3||4||5||6||7||8||9||a||b||c||d||e||f||g||h||i||j||k||l||m||n||o||p||q||r||s||t||u||v||w||"},
	{"1&2&3&4&5&6&7&8&9&a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p&q&r&s&t&u&v&w&x", LIC_E_LIMIT, NULL},
	{"=1", LIC_E_INVALID, NULL},
	{"a=1&=2", LIC_E_INVALID, NULL},
	{"a=1&a=1", LIC_E_INVALID, NULL},
	{"$top=1&$TOP=2", LIC_E_INVALID, NULL},
	{"$top=1&%24top=2", LIC_E_INVALID, NULL},
	{"a&b&a", LIC_E_INVALID, NULL},
	{"a=%00", LIC_E_INVALID, NULL},
	{"%00=a", LIC_E_INVALID, NULL},
	{"a=%4", LIC_E_INVALID, NULL},
	{"a=%zz", LIC_E_INVALID, NULL},
	{"a=%FF", LIC_E_INVALID, NULL},
	{"a=b c", LIC_E_INVALID, NULL},
	{"a=\n", LIC_E_INVALID, NULL},
};

static void check_code(const struct row *row, lic_rc rc, const struct lic_err *err)
{
	if (rc.code != row->code) {
		fail_msg("'%s' gave %s", row->raw, lic_code_name(rc.code));
	}
	if (row->code != LIC_OK) {
		assert_true(strlen(err->message) > 0);
		assert_string_equal(err->public_code, "Request_BadRequest");
	}
}

/* Compares what was put together with what a row expects, and frees it. */
static void check_parts(struct lic_buf *text, const char *parts)
{
	assert_true(lic_ok(lic_buf_status(text)));
	assert_string_equal(text->data != NULL ? text->data : "", parts);
	lic_buf_done(text);
}

static void test_http_url__paths_are_split_before_they_are_decoded(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(path_rows); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		struct lic_url_path path = {.count = 77};
		struct lic_err err = {0};
		struct lic_buf text;

		check_code(&path_rows[i], lic_url_split(arena, path_rows[i].raw, &err, &path),
			&err);
		if (path_rows[i].code != LIC_OK) {
			assert_int_equal(path.count, 77); /* untouched */
			continue;
		}
		lic_buf_init(&text, TEXT_BYTES);
		for (size_t k = 0; k < path.count; k++) {
			lic_buf_printf(&text, "%s|", path.segments[k]);
		}
		check_parts(&text, path_rows[i].parts);
	}
}

static void test_http_url__queries_are_split_before_they_are_decoded(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(query_rows); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		struct lic_url_query query = {.count = 77};
		struct lic_err err = {0};
		struct lic_buf text;

		check_code(&query_rows[i],
			lic_url_query_parse(arena, query_rows[i].raw, &err, &query), &err);
		if (query_rows[i].code != LIC_OK) {
			assert_int_equal(query.count, 77);
			continue;
		}
		lic_buf_init(&text, TEXT_BYTES);
		for (size_t k = 0; k < query.count; k++) {
			lic_buf_printf(&text, "%s|%s|", query.options[k].name,
				query.options[k].value);
		}
		check_parts(&text, query_rows[i].parts);
	}
}

static void test_http_url__options_are_found_in_any_case(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_url_query query = {.count = 0};
	lic_rc rc = lic_url_query_parse(arena, "$Top=5&x", NULL, &query);

	(void)state;
	assert_int_equal(rc.code, LIC_OK);
	assert_string_equal(lic_url_query_get(&query, "$top"), "5");
	assert_string_equal(lic_url_query_get(&query, "X"), "");
	assert_null(lic_url_query_get(&query, "$to"));
	assert_null(lic_url_query_get(&query, "$top "));
}

static void test_http_url__memory_that_runs_out_is_told(void **state)
{
	struct lic_url_path path;
	struct lic_url_query query;
	LIC_AUTO(lic_arena_freep) struct lic_arena *tiny = lic_arena_new(8);

	(void)state;

	lic_rc rc = lic_url_split(tiny,
		"/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL, &path);
	assert_int_equal(rc.code, LIC_E_NOMEM);
	rc = lic_url_query_parse(tiny,
		"a=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL, &query);
	assert_int_equal(rc.code, LIC_E_NOMEM);
}

static void test_http_url__encoding_keeps_unreserved_characters(void **state)
{
	static const struct {
		const char *text;
		const char *encoded;
	} rows[] = {
		{"", ""},
		{"AZaz09-._~", "AZaz09-._~"},
		{"a b", "a%20b"},
		{"a/b?c#d&e=f+g", "a%2Fb%3Fc%23d%26e%3Df%2Bg"},
		{"\xc3\xa9", "%C3%A9"},
		{"100%", "100%25"},
		{"'\"", "%27%22"},
		{"\x01\x7f", "%01%7F"},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		struct lic_buf out;

		lic_buf_init(&out, TEXT_BYTES);
		lic_url_encode(&out, rows[i].text);
		assert_true(lic_ok(lic_buf_status(&out)));
		assert_string_equal(out.data != NULL ? out.data : "", rows[i].encoded);
		lic_buf_done(&out);
	}
}

static void test_http_url__what_is_encoded_decodes_to_itself(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_url_path path = {.count = 0};
	struct lic_buf out;
	char all[128] = "";

	(void)state;
	for (int c = 1; c < 128; c++) {
		all[c - 1] = (char)c;
	}
	lic_buf_init(&out, TEXT_BYTES);
	lic_buf_puts(&out, "/");
	lic_url_encode(&out, all);
	assert_true(lic_ok(lic_url_split(arena, out.data, NULL, &path)));
	assert_int_equal(path.count, 1);
	assert_string_equal(path.segments[0], all);
	lic_buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_http_url__paths_are_split_before_they_are_decoded),
		cmocka_unit_test(test_http_url__queries_are_split_before_they_are_decoded),
		cmocka_unit_test(test_http_url__options_are_found_in_any_case),
		cmocka_unit_test(test_http_url__memory_that_runs_out_is_told),
		cmocka_unit_test(test_http_url__encoding_keeps_unreserved_characters),
		cmocka_unit_test(test_http_url__what_is_encoded_decodes_to_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
