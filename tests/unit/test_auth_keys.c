/*
 * RSA keys: RFC 7638's thumbprint, keys stored and loaded, keys that must not be used.
 */
#include "auth/keys.h"

#include "auth_fixture.h"
#include "base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* RFC 7638, section 3.1. */
#define RFC_7638_N                                                                                 \
	"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_"  \
	"BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_" \
	"FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-"        \
	"bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
#define RFC_7638_KID "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"

static void test_auth_keys__kid_is_the_thumbprint_of_rfc_7638(void **state)
{
	struct lic_arena *arena = lic_arena_new(AUTH_ARENA_BYTES);
	struct lic_public_key *key = NULL;

	(void)state;
	assert_true(lic_ok(lic_public_key_load(auth_spki(arena, RFC_7638_N, "AQAB"), NULL, &key)));
	assert_string_equal(lic_public_key_jwk(key)->kid, RFC_7638_KID);
	assert_string_equal(lic_public_key_jwk(key)->n, RFC_7638_N);
	assert_string_equal(lic_public_key_jwk(key)->e, "AQAB");
	lic_public_key_free(key);
	lic_arena_free(arena);
}

static void check_same_jwk(const struct lic_public_key *a, const struct lic_public_key *b)
{
	assert_string_equal(lic_public_key_jwk(a)->kid, lic_public_key_jwk(b)->kid);
	assert_string_equal(lic_public_key_jwk(a)->n, lic_public_key_jwk(b)->n);
	assert_string_equal(lic_public_key_jwk(a)->e, lic_public_key_jwk(b)->e);
}

static void test_auth_keys__what_is_stored_is_loaded(void **state)
{
	struct lic_arena *arena = lic_arena_new(AUTH_ARENA_BYTES);
	LIC_AUTO(lic_signing_key_freep) struct lic_signing_key *made = NULL;
	LIC_AUTO(lic_signing_key_freep) struct lic_signing_key *loaded = NULL;
	LIC_AUTO(lic_public_key_freep) struct lic_public_key *public_key = NULL;
	uint8_t der[LIC_SIGNING_KEY_BYTES_MAX];
	size_t len = 0;
	struct lic_bytes spki = {0};

	(void)state;
	assert_true(lic_ok(lic_signing_key_generate(NULL, &made)));
	assert_int_equal(strlen(lic_public_key_jwk(lic_signing_key_public(made))->n), 342);
	assert_string_equal(lic_public_key_jwk(lic_signing_key_public(made))->e, "AQAB");
	assert_true(lic_ok(lic_signing_key_store(made, der, &len)));
	assert_true(lic_ok(lic_signing_key_load((struct lic_bytes){der, len}, NULL, &loaded)));
	check_same_jwk(lic_signing_key_public(loaded), lic_signing_key_public(made));
	assert_true(lic_ok(lic_public_key_store(lic_signing_key_public(made), arena, &spki)));
	assert_int_equal(spki.len, 294); /* a public key of 2048 bits and nothing else */
	assert_true(lic_ok(lic_public_key_load(spki, NULL, &public_key)));
	check_same_jwk(public_key, lic_signing_key_public(made));
	lic_arena_free(arena);
}

static void test_auth_keys__what_is_stored_badly_is_corrupt(void **state)
{
	LIC_AUTO(lic_signing_key_freep) struct lic_signing_key *made = NULL;
	struct lic_signing_key *loaded = NULL;
	struct lic_err err = {0};
	uint8_t der[LIC_SIGNING_KEY_BYTES_MAX + 1] = {0};
	size_t len = 0;

	(void)state;
	assert_true(lic_ok(lic_signing_key_generate(NULL, &made)));
	assert_true(lic_ok(lic_signing_key_store(made, der, &len)));
	for (size_t cut = 0; cut < len; cut += 7) {
		assert_int_equal(
			lic_signing_key_load((struct lic_bytes){der, cut}, &err, &loaded).code,
			LIC_E_CORRUPT);
	}
	assert_int_equal(lic_signing_key_load((struct lic_bytes){der, len + 1}, &err, &loaded).code,
		LIC_E_CORRUPT);
	assert_int_equal(lic_signing_key_load((struct lic_bytes){0}, &err, &loaded).code,
		LIC_E_CORRUPT);
	assert_non_null(strstr(err.message, "PKCS#8"));
	assert_null(loaded);
}

static void test_auth_keys__a_private_key_is_no_public_one(void **state)
{
	LIC_AUTO(lic_signing_key_freep) struct lic_signing_key *made = NULL;
	struct lic_public_key *loaded = NULL;
	uint8_t der[LIC_SIGNING_KEY_BYTES_MAX];
	size_t len = 0;

	(void)state;
	assert_true(lic_ok(lic_signing_key_generate(NULL, &made)));
	assert_true(lic_ok(lic_signing_key_store(made, der, &len)));
	assert_int_equal(lic_public_key_load((struct lic_bytes){der, len}, NULL, &loaded).code,
		LIC_E_INVALID);
	assert_null(loaded);
}

/* Numbers of a public key, and a part of the reason why it is refused; NULL when it is not. */
struct row {
	const char *n;
	const char *e;
	const char *reason;
};

#define CHARS_32 "_bcdefghijklmnopqrstuvwxyz_-0123"
#define BITS_960 CHARS_32 CHARS_32 CHARS_32 CHARS_32 CHARS_32

static const struct row rows[] = {
	{RFC_7638_N, "AQAB", NULL},
	{RFC_7638_N, "Aw", NULL},                   /* 3 is odd, but sound */
	{RFC_7638_N, "_____________w", "exponent"}, /* 80 bits */
	{RFC_7638_N, "AQ", "exponent"},             /* everything would be its own signature */
	{RFC_7638_N, "Ag", "exponent"},
	{BITS_960, "AQAB", "960 bits"},
	{BITS_960 BITS_960, "AQAB", "1920 bits"},
	{BITS_960 BITS_960 BITS_960 BITS_960 BITS_960 BITS_960 BITS_960 BITS_960 BITS_960, "AQAB",
		"8640 bits"},
};

static void test_auth_keys__weak_and_dear_keys_are_refused(void **state)
{
	struct lic_arena *arena = lic_arena_new(AUTH_ARENA_BYTES);

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		LIC_AUTO(lic_public_key_freep) struct lic_public_key *key = NULL;
		struct lic_err err = {0};
		lic_rc rc = lic_public_key_load(auth_spki(arena, rows[i].n, rows[i].e), &err, &key);

		if (rc.code != (rows[i].reason == NULL ? LIC_OK : LIC_E_INVALID) ||
			(rows[i].reason != NULL && strstr(err.message, rows[i].reason) == NULL)) {
			fail_msg("row %zu: %s", i, err.message);
		}
	}
	lic_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_keys__kid_is_the_thumbprint_of_rfc_7638),
		cmocka_unit_test(test_auth_keys__what_is_stored_is_loaded),
		cmocka_unit_test(test_auth_keys__what_is_stored_badly_is_corrupt),
		cmocka_unit_test(test_auth_keys__a_private_key_is_no_public_one),
		cmocka_unit_test(test_auth_keys__weak_and_dear_keys_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
