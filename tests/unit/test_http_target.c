/*
 * Request targets, hosts and origins, as tables. Private parts of the HTTP layer, tested here
 * because the black-box tests reach each rule once only.
 */
#include "http/head_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)64 * 1024)

static void test_http_target__hosts(void **state)
{
	static const struct {
		const char *host;
		bool is_valid;
	} rows[] = {
		{"a", true},
		{"desk.example.org", true},
		{"DESK-1_x.example", true},
		{"127.0.0.1:8080", true},
		{"a:1", true},
		{"a:65535", true},
		{"[::1]", true},
		{"[::1]:8080", true},
		{"[2001:db8::7.8.9.10]", true},
		{"", false},
		{":80", false},
		{"a:", false},
		{"a:123456", false},
		{"a:8o", false},
		{"a:+1", false},
		{"a:80:80", false},
		{"a b", false},
		{"a/b", false},
		{"a,b", false},
		{"a@b", false},
		{"a%41", false},
		{"a\"", false},
		{"\xc3\xa9", false},
		{"::1", false},
		{"[]", false},
		{"[::1", false},
		{"[::1]x", false},
		{"[::1]:", false},
		{"[::g]", false},
		{"[::1%eth0]", false},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		if (lic_http__host_is_valid(rows[i].host, strlen(rows[i].host)) !=
			rows[i].is_valid) {
			fail_msg("'%s'", rows[i].host);
		}
	}
	assert_false(lic_http__host_is_valid("a\0b", 3));
	assert_false(lic_http__host_is_valid("[\0]", 3));
}

static void test_http_target__targets(void **state)
{
	static const struct {
		const char *target;
		const char *path; /* NULL: refused */
		const char *query;
		const char *authority;
	} rows[] = {
		{"/", "/", "", NULL},
		{"/a/b?c=d?e", "/a/b", "c=d?e", NULL},
		{"/a?", "/a", "", NULL},
		{"/%2F%00", "/%2F%00", "", NULL},
		{"/http://a/b", "/http://a/b", "", NULL},
		{"//a/b", "//a/b", "", NULL},
		{"/\xc3\xa9", "/\xc3\xa9", "", NULL},
		{"http://a", "/", "", "a"},
		{"http://a/", "/", "", "a"},
		{"HTTPS://a:8/b?c", "/b", "c", "a:8"},
		{"http://[::1]?c", "/", "c", "[::1]"},
		{"", NULL, NULL, NULL},
		{"a", NULL, NULL, NULL},
		{"*", NULL, NULL, NULL},
		{"?a", NULL, NULL, NULL},
		{"a:443", NULL, NULL, NULL},
		{"ftp://a/", NULL, NULL, NULL},
		{"http:///a", NULL, NULL, NULL},
		{"http://", NULL, NULL, NULL},
		{"http://a b/", NULL, NULL, NULL},
		{"http://u:p@a/", NULL, NULL, NULL},
		{"/a b", NULL, NULL, NULL},
		{"/a\tb", NULL, NULL, NULL},
		{"/a\rb", NULL, NULL, NULL},
		{"/a\x7f", NULL, NULL, NULL},
		{"/a#b", NULL, NULL, NULL},
		{"/a?b#c", NULL, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		struct lic_http_target target = {.path = "untouched"};
		lic_rc rc = lic_http__target_split(arena, rows[i].target, &target);

		if (rows[i].path == NULL) {
			assert_int_equal(rc.code, LIC_E_INVALID);
			assert_string_equal(target.path, "untouched");
			continue;
		}
		assert_int_equal(rc.code, LIC_OK);
		assert_string_equal(target.path, rows[i].path);
		assert_string_equal(target.query, rows[i].query);
		assert_int_equal(target.authority != NULL, rows[i].authority != NULL);
		if (rows[i].authority != NULL) {
			assert_string_equal(target.authority, rows[i].authority);
		}
	}
}

static void test_http_target__origins(void **state)
{
	static const struct {
		struct lic_http_view view;
		const char *host;
		const char *authority; /* of the target */
		const char *proto;     /* X-Forwarded-Proto */
		const char *forwarded; /* X-Forwarded-Host */
		const char *origin;    /* NULL: refused */
	} rows[] = {
		{{false, false, "[::1]:8080"}, NULL, NULL, NULL, NULL, "http://[::1]:8080"},
		{{true, false, "x:1"}, "a:2", NULL, NULL, NULL, "https://a:2"},
		{{false, false, "x:1"}, " a\t", NULL, NULL, NULL, "http://a"},
		{{false, false, "x:1"}, NULL, "b", NULL, NULL, "http://b"},
		{{false, false, "x:1"}, "A", "a", NULL, NULL, "http://A"},
		{{false, false, "x:1"}, "a", "b", NULL, NULL, NULL},
		{{false, false, "x:1"}, "a:80", "a", NULL, NULL, NULL},
		{{false, false, "x:1"}, "", NULL, NULL, NULL, NULL},
		{{false, false, "x:1"}, "a b", NULL, NULL, NULL, NULL},
		{{false, false, "x:1"}, "a", NULL, "gopher", "b/c", "http://a"},
		{{false, true, "x:1"}, "a", NULL, "https", NULL, "https://a"},
		{{true, true, "x:1"}, "a", NULL, "http", "b:3", "http://b:3"},
		{{false, true, "x:1"}, "a", NULL, "https, http", "evil,b", "http://b"},
		{{false, true, "x:1"}, "a b", NULL, NULL, "b", NULL},
		{{false, true, "x:1"}, "a", NULL, "gopher", NULL, NULL},
		{{false, true, "x:1"}, "a", NULL, "", NULL, NULL},
		{{false, true, "x:1"}, "a", NULL, NULL, "b,", NULL},
		{{false, true, "x:1"}, "a", NULL, NULL, "b/c", NULL},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		const struct lic_http_head head = {
			.fields = {[LIC_HTTP_FIELD_HOST] = rows[i].host,
				[LIC_HTTP_FIELD_FORWARDED_PROTO] = rows[i].proto,
				[LIC_HTTP_FIELD_FORWARDED_HOST] = rows[i].forwarded}};
		const struct lic_http_target target = {.path = "/",
			.query = "",
			.authority = rows[i].authority};
		const char *origin = NULL;
		lic_rc rc = lic_http__origin(arena, &head, &target, &rows[i].view, &origin);

		if (rows[i].origin == NULL) {
			assert_int_equal(rc.code, LIC_E_INVALID);
			assert_null(origin);
		} else {
			assert_int_equal(rc.code, LIC_OK);
			assert_string_equal(origin, rows[i].origin);
		}
	}
}

/* Values are read some bytes at a time: every byte at every place of every short length. */
static void test_http_target__values(void **state)
{
	char text[80]; /* more than a block, and what is left of one */

	(void)state;
	assert_true(lic_http__is_value("", 0));
	for (size_t len = 1; len <= sizeof(text); len++) {
		for (size_t place = 0; place < len; place++) {
			for (unsigned byte = 0; byte < 256; byte++) {
				bool is_good = byte == '\t' || (byte >= 0x20 && byte != 0x7f);

				/* Neighbours that are allowed, but look like what is not. */
				memset(text, byte % 2 == 0 ? '\t' : 0xff, sizeof(text));
				text[place] = (char)byte;
				if (lic_http__is_value(text, len) != is_good) {
					fail_msg("byte %u at %zu of %zu", byte, place, len);
				}
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_http_target__hosts),
		cmocka_unit_test(test_http_target__targets),
		cmocka_unit_test(test_http_target__origins),
		cmocka_unit_test(test_http_target__values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
