/*
 * Secrets that the program makes, and codes that people type.
 */
#include "auth/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)64 * 1024)
#define TRIES 200

static void test_auth_secret__has_its_prefix_and_256_bits(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const char *before = "";

	(void)state;
	for (int i = 0; i < TRIES; i++) {
		const char *text = NULL;

		assert_true(lic_ok(lic_secret_make(arena, "lic_", &text)));
		assert_memory_equal(text, "lic_", 4);
		assert_int_equal(strlen(text + 4), LIC_SECRET_RANDOM_CHARS);
		assert_int_equal(
			strspn(text + 4,
				"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
			LIC_SECRET_RANDOM_CHARS);
		assert_string_not_equal(text, before);
		before = text;
	}
	lic_arena_free(arena);
}

static void test_auth_secret__every_bit_counts_in_what_is_the_same(void **state)
{
	unsigned char a[41];
	unsigned char b[41];

	(void)state;
	for (size_t i = 0; i < sizeof(a); i++) {
		a[i] = (unsigned char)(i * 7);
	}
	for (size_t len = 0; len <= sizeof(a); len++) {
		memcpy(b, a, sizeof(a));
		if (len < sizeof(a)) {
			b[len] ^= 1; /* behind what is compared */
		}
		assert_true(lic_secret_same(a, b, len));
		for (size_t bit = 0; bit < len * 8; bit++) {
			memcpy(b, a, sizeof(a));
			b[bit / 8] ^= (unsigned char)(1U << bit % 8);
			assert_false(lic_secret_same(a, b, len));
		}
	}
}

static void test_auth_secret__memory_that_runs_out_is_told(void **state)
{
	struct lic_arena *arena = lic_arena_new(16);
	const char *text = NULL;

	(void)state;
	assert_int_equal(lic_secret_make(arena, "lic_", &text).code, LIC_E_NOMEM);
	assert_null(text);
	lic_arena_free(arena);
}

/* RFC 7693 gives BLAKE2b-512 only; this is BLAKE2b-256 of "abc" as the reference program prints it.
 * Tokens that are stored depend on it. */
static void test_auth_secret__hash_stays_blake2b_256(void **state)
{
	static const uint8_t wanted[LIC_SECRET_HASH_BYTES] = {0xbd, 0xdd, 0x81, 0x3c, 0x63, 0x42,
		0x39, 0x72, 0x31, 0x71, 0xef, 0x3f, 0xee, 0x98, 0x57, 0x9b, 0x94, 0x96, 0x4e, 0x3b,
		0xb1, 0xcb, 0x3e, 0x42, 0x72, 0x62, 0xc8, 0xc0, 0x68, 0xd5, 0x23, 0x19};
	uint8_t hash[LIC_SECRET_HASH_BYTES];

	(void)state;
	lic_secret_hash("abc", hash);
	assert_memory_equal(hash, wanted, sizeof(wanted));
	assert_true(lic_secret_matches("abc", wanted));
	assert_false(lic_secret_matches("abd", wanted));
	assert_false(lic_secret_matches("", wanted));
}

static void test_auth_secret__texts_are_compared_whole(void **state)
{
	(void)state;
	assert_true(lic_secret_equal("", ""));
	assert_true(lic_secret_equal("state", "state"));
	assert_false(lic_secret_equal("state", "stat"));
	assert_false(lic_secret_equal("stat", "state"));
	assert_false(lic_secret_equal("state", "State"));
	assert_false(lic_secret_equal("", "a"));
}

static void test_auth_secret__codes_are_read_back(void **state)
{
	char before[LIC_USER_CODE_BYTES] = "";

	(void)state;
	for (int i = 0; i < TRIES; i++) {
		char code[LIC_USER_CODE_BYTES];
		char again[LIC_USER_CODE_BYTES];

		lic_user_code_make(code);
		assert_int_equal(strspn(code, "BCDFGHJKLMNPQRSTVWXZ"), LIC_USER_CODE_LENGTH);
		assert_int_equal(strlen(code), LIC_USER_CODE_LENGTH);
		assert_true(lic_user_code_read(code, again));
		assert_string_equal(again, code);
		assert_string_not_equal(code, before);
		memcpy(before, code, sizeof(before));
	}
}

/* What people type, and the code; NULL when it is none. */
struct row {
	const char *typed;
	const char *code;
};

static const struct row rows[] = {
	{"BCDFGHJK", "BCDFGHJK"},
	{"bcdfghjk", "BCDFGHJK"},
	{" BCDF-ghjk ", "BCDFGHJK"},
	{"B-C-D-F-G-H-J-K", "BCDFGHJK"},
	{"bcdf\tghjk", "BCDFGHJK"},
	{"", NULL},
	{"--------", NULL},
	{"BCDFGHJ", NULL},
	{"BCDFGHJKL", NULL},
	{"BCDFGHJA", NULL}, /* no vowels */
	{"BCDFGHJY", NULL}, /* nor what can be one */
	{"BCDFGHJ1", NULL},
	{"BCDFGHJ\xc3\xa9", NULL},
	{"BCDFGHJ_", NULL},
	{"BCDFGHJK\n", NULL},
};

static void test_auth_secret__codes_are_read_as_people_type_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		char code[LIC_USER_CODE_BYTES] = "before";

		if (lic_user_code_read(rows[i].typed, code) != (rows[i].code != NULL) ||
			strcmp(code, rows[i].code == NULL ? "before" : rows[i].code) != 0) {
			fail_msg("\"%s\" gives %s", rows[i].typed, code);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_secret__has_its_prefix_and_256_bits),
		cmocka_unit_test(test_auth_secret__every_bit_counts_in_what_is_the_same),
		cmocka_unit_test(test_auth_secret__memory_that_runs_out_is_told),
		cmocka_unit_test(test_auth_secret__hash_stays_blake2b_256),
		cmocka_unit_test(test_auth_secret__texts_are_compared_whole),
		cmocka_unit_test(test_auth_secret__codes_are_read_back),
		cmocka_unit_test(test_auth_secret__codes_are_read_as_people_type_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
