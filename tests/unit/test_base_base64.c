/*
 * Base64 both ways: RFC 4648's vectors, and every way to write it that is not the only one.
 */
#include "base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)64 * 1024)

/* A text, how it is read, and the bytes; NULL when it is refused. */
struct row {
	enum lic_base64 kind;
	const char *text;
	const char *bytes;
};

static const struct row rows[] = {
	{LIC_BASE64_URL, "", ""},                            /* RFC 4648, section 10 */
	{LIC_BASE64_URL, "Zg", "f"},                         /* the same */
	{LIC_BASE64_URL, "Zm8", "fo"},                       /* the same */
	{LIC_BASE64_URL, "Zm9v", "foo"},                     /* the same */
	{LIC_BASE64_URL, "Zm9vYmFy", "foobar"},              /* the same */
	{LIC_BASE64_URL, "A-z_4ME", "\x03\xec\xff\xe0\xc1"}, /* RFC 7515, appendix C */
	{LIC_BASE64_URL, "Zg==", NULL},                      /* padding */
	{LIC_BASE64_URL, "Zg=", NULL},                       /* half of it */
	{LIC_BASE64_URL, "Z", NULL},                         /* no length that can be */
	{LIC_BASE64_URL, "Zm9vY", NULL},                     /* the same */
	{LIC_BASE64_URL, "Zh", NULL},                        /* a spare bit is set */
	{LIC_BASE64_URL, "Zm9", NULL},                       /* the same */
	{LIC_BASE64_URL, "A+z/4ME", NULL},                   /* the other alphabet */
	{LIC_BASE64_URL, "Zm 9v", NULL},                     /* a space */
	{LIC_BASE64_URL, "Zm9v\n", NULL},                    /* a line end */
	{LIC_BASE64_URL, "Zm9\xc3\xa9", NULL},               /* no ASCII */
	{LIC_BASE64_THUMB, "Zg", "f"},                       /* without padding */
	{LIC_BASE64_THUMB, "Zg==", "f"},                     /* azure-cli */
	{LIC_BASE64_THUMB, "_-8=", "\xff\xef"},              /* with its own alphabet */
	{LIC_BASE64_THUMB, "Zg=", NULL},                     /* half of the padding */
	{LIC_BASE64_THUMB, "Zg===", NULL},                   /* too much */
	{LIC_BASE64_THUMB, "=", NULL},                       /* nothing else */
	{LIC_BASE64_THUMB, "Zh==", NULL},                    /* a spare bit is set */
	{LIC_BASE64_PLAIN, "Zg==", "f"},                     /* HTTP Basic */
	{LIC_BASE64_PLAIN, "/+8=", "\xff\xef"},              /* the standard alphabet */
	{LIC_BASE64_PLAIN, "Zg", NULL},                      /* padding is missing */
	{LIC_BASE64_PLAIN, "_-8=", NULL},                    /* the other alphabet */
	{LIC_BASE64_PLAIN, "Zm9v\r\nYmFy", NULL},            /* a line end */
	{LIC_BASE64_LINES, "Zm9v\r\nYmFy\r\n", "foobar"},    /* as files have it */
	{LIC_BASE64_LINES, " \tZ g\n==\n", "f"},             /* blanks anywhere */
	{LIC_BASE64_LINES, "Zm9v\vYmFy", NULL},              /* no blank that files have */
};

static void test_base_base64__reads_one_text_for_each_value(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		struct lic_bytes bytes = {0};
		lic_rc rc = lic_base64_decode(arena, rows[i].kind, rows[i].text,
			strlen(rows[i].text), &bytes);

		if (rows[i].bytes == NULL) {
			if (rc.code != LIC_E_INVALID || bytes.data != NULL) {
				fail_msg("%s, %d", rows[i].text, (int)rows[i].kind);
			}
		} else if (!lic_ok(rc) || bytes.len != strlen(rows[i].bytes) ||
			memcmp(bytes.data, rows[i].bytes, bytes.len + 1) != 0) {
			fail_msg("%s, %d", rows[i].text, (int)rows[i].kind);
		}
		lic_arena_free(arena);
	}
}

/* Every byte at every place, since libsodium takes some that are no ASCII for letters. */
static void test_base_base64__each_alphabet_has_64_characters(void **state)
{
	static const char url[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	(void)state;
	for (unsigned c = 1; c < 256; c++) {
		for (size_t at = 0; at < 4; at++) {
			char text[] = "AAAAAAAA";
			char bytes[6];
			size_t len = 0;
			bool is_url = false;
			bool is_plain = false;

			text[at] = (char)c;
			is_url = lic_base64_read(LIC_BASE64_URL, text, 8, bytes, 6, &len);
			is_plain = lic_base64_read(LIC_BASE64_PLAIN, text, 8, bytes, 6, &len);
			if (is_url != (strchr(url, (char)c) != NULL) ||
				is_plain != (strchr(plain, (char)c) != NULL)) {
				fail_msg("%02X at %zu is wrongly judged", c, at);
			}
		}
	}
}

static void test_base_base64__never_writes_more_than_there_is_room(void **state)
{
	char bytes[6];
	size_t len = 0;

	(void)state;
	assert_false(lic_base64_read(LIC_BASE64_URL, "AAAAAAAA", 8, bytes, 5, &len));
	assert_false(lic_base64_read(LIC_BASE64_URL, "AA", 2, bytes, 0, &len));
	assert_int_equal(len, 0);
	assert_true(lic_base64_read(LIC_BASE64_URL, "AAAAAAAA", 8, bytes, 6, &len));
	assert_int_equal(len, 6);
}

static void test_base_base64__a_nul_is_no_blank(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_bytes bytes = {0};

	(void)state;
	for (int kind = LIC_BASE64_URL; kind <= LIC_BASE64_PLAIN; kind++) {
		assert_int_equal(
			lic_base64_decode(arena, (enum lic_base64)kind, "Zm9v\0", 5, &bytes).code,
			LIC_E_INVALID);
		assert_int_equal(
			lic_base64_decode(arena, (enum lic_base64)kind, "Zm\0v", 4, &bytes).code,
			LIC_E_INVALID);
	}
	lic_arena_free(arena);
}

static void test_base_base64__what_is_written_is_read_back(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	unsigned char all[256];

	(void)state;
	for (size_t i = 0; i < sizeof(all); i++) {
		all[i] = (unsigned char)(255 - i);
	}
	for (size_t len = 0; len <= sizeof(all); len += 5) {
		struct lic_bytes bytes = {0};
		char *text = lic_base64url_encode(arena, all, len);

		assert_non_null(text);
		assert_int_equal(strlen(text), (len * 4 + 2) / 3);
		assert_true(lic_ok(
			lic_base64_decode(arena, LIC_BASE64_URL, text, strlen(text), &bytes)));
		assert_int_equal(bytes.len, len);
		assert_memory_equal(bytes.data, all, len);
	}
	lic_arena_free(arena);
}

static void test_base_base64__memory_that_runs_out_is_told(void **state)
{
	struct lic_arena *arena = lic_arena_new(16);
	struct lic_bytes bytes = {0};
	char long_text[64] = "";

	(void)state;
	memset(long_text, 'A', sizeof(long_text));
	assert_null(lic_base64url_encode(arena, long_text, sizeof(long_text)));
	assert_null(lic_base64url_encode(arena, long_text, SIZE_MAX));
	assert_int_equal(
		lic_base64_decode(arena, LIC_BASE64_URL, long_text, sizeof(long_text), &bytes).code,
		LIC_E_NOMEM);
	lic_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base_base64__reads_one_text_for_each_value),
		cmocka_unit_test(test_base_base64__each_alphabet_has_64_characters),
		cmocka_unit_test(test_base_base64__never_writes_more_than_there_is_room),
		cmocka_unit_test(test_base_base64__a_nul_is_no_blank),
		cmocka_unit_test(test_base_base64__what_is_written_is_read_back),
		cmocka_unit_test(test_base_base64__memory_that_runs_out_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
