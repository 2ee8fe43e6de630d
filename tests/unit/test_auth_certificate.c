/*
 * Certificates: what openssl says of one, in every way to write it, and those that will not do.
 */
#include "auth/certificate.h"

#include "auth/keys.h"
#include "auth_certificates.h"
#include "auth_fixture.h"
#include "base/base64.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#define HEX_BYTES 65
#define BEGIN "-----BEGIN CERTIFICATE-----\n"
#define END "-----END CERTIFICATE-----\n"

/* Reads a text, which must be CERTIFICATE_RSA_2048, and compares with what openssl x509 tells. */
static void check(const char *text, size_t len)
{
	struct lic_arena *arena = lic_arena_new(AUTH_ARENA_BYTES);
	LIC_AUTO(lic_public_key_freep) struct lic_public_key *key = NULL;
	struct lic_certificate certificate = {0};
	struct lic_err err = {0};
	char hex[HEX_BYTES];
	uint8_t hash[crypto_hash_sha256_BYTES];

	if (!lic_ok(lic_certificate_read(arena, text, len, &err, &certificate))) {
		fail_msg("%s", err.message);
	}
	assert_string_equal(sodium_bin2hex(hex, sizeof(hex), certificate.sha1, LIC_SHA1_BYTES),
		"f991742b7b2bb540a929529330fb85805b770a6f");
	assert_string_equal(sodium_bin2hex(hex, sizeof(hex), certificate.sha256, LIC_SHA256_BYTES),
		"552305158e2e2f68624b9eebf8c7f87fb09d82ff6e651e545d6759161a8bfead");
	assert_string_equal(certificate.subject, "CN=B\xc3\xbcr\\\"o,O=Contoso\\, Ltd.,C=NL");
	assert_int_equal(certificate.not_before_ms, INT64_C(1795665713000));
	assert_int_equal(certificate.not_after_ms, INT64_C(1827201713000));
	assert_int_equal(certificate.bits, 2048);
	(void)crypto_hash_sha256(hash, certificate.public_key.data, certificate.public_key.len);
	assert_string_equal(sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash)),
		"745eb89d12562aa1fb436f6cfa0ca220ef75a3abec385976cdcb33f9c154a1c2");
	assert_true(lic_ok(lic_public_key_load(certificate.public_key, &err, &key)));
	lic_arena_free(arena);
}

static void check_text(const char *text)
{
	check(text, strlen(text));
}

/* The base64 between the lines of a PEM, new in the arena. */
static char *base64_of(struct lic_arena *arena, const char *pem)
{
	const char *start = pem + strlen(BEGIN);

	return lic_arena_copy(arena, start, strlen(start) - strlen(END));
}

static struct lic_bytes der_of(struct lic_arena *arena, const char *pem)
{
	const char *text = base64_of(arena, pem);
	struct lic_bytes der = {0};

	assert_true(lic_ok(lic_base64_decode(arena, LIC_BASE64_LINES, text, strlen(text), &der)));
	return der;
}

static void test_auth_certificate__is_read_in_every_way_to_write_it(void **state)
{
	struct lic_arena *arena = lic_arena_new(AUTH_ARENA_BYTES);
	struct lic_bytes der = der_of(arena, CERTIFICATE_RSA_2048);

	(void)state;
	check_text(CERTIFICATE_RSA_2048);
	check_text("subject=CN = somebody\n" CERTIFICATE_RSA_2048); /* openssl s_client */
	check_text(CERTIFICATE_RSA_2048 CERTIFICATE_P_256);         /* a chain */
	check_text("-----BEGIN " /* a key that stands before it is not looked at */
		   "PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" CERTIFICATE_RSA_2048);
	check(der.data, der.len);
	check_text(base64_of(arena, CERTIFICATE_RSA_2048));
	lic_arena_free(arena);
}

/* What is refused, and a part of the reason. */
struct row {
	const char *text;
	const char *reason;
};

static const struct row rows[] = {
	{"", "no X.509"},
	{"AAAA", "no X.509"},
	{"hello!", "PEM"},
	{"MIIB", "no X.509"},
	{"-", "CERTIFICATE block"},
	{BEGIN END, "CERTIFICATE block"},
	{BEGIN "AAAA\n" END, "no X.509"},
	{BEGIN "MIIB\n", "CERTIFICATE block"},
	{"-----BEGIN "
	 "PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
		"CERTIFICATE block"},
	{BEGIN "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n"
	       "AAAAAAAAAAAAAAAAAAAAAA==\n" END,
		"CERTIFICATE block"},
	{CERTIFICATE_RSA_1024, "1024 bits; only RSA keys of 2048"},
	{CERTIFICATE_P_256, "type EC; only RSA keys of 2048"},
	{CERTIFICATE_ED_25519, "type ED25519; only RSA"},
};

static void test_auth_certificate__what_will_not_do_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		struct lic_arena *arena = lic_arena_new(AUTH_ARENA_BYTES);
		struct lic_certificate certificate = {0};
		struct lic_err err = {0};
		lic_rc rc = lic_certificate_read(arena, rows[i].text, strlen(rows[i].text), &err,
			&certificate);

		if (rc.code != LIC_E_INVALID || strstr(err.message, rows[i].reason) == NULL ||
			certificate.subject != NULL) {
			fail_msg("row %zu: %s", i, err.message);
		}
		lic_arena_free(arena);
	}
}

static void test_auth_certificate__parts_and_additions_are_refused(void **state)
{
	struct lic_arena *arena = lic_arena_new(AUTH_ARENA_BYTES);
	struct lic_bytes der = der_of(arena, CERTIFICATE_RSA_2048);
	struct lic_certificate certificate = {0};
	const char *longer = NULL;

	(void)state;
	for (size_t cut = 0; cut < der.len; cut += 3) {
		const char *part = lic_arena_copy(arena, der.data, cut);

		assert_int_equal(lic_certificate_read(arena, part, cut, NULL, &certificate).code,
			LIC_E_INVALID);
	}
	longer = lic_arena_copy(arena, der.data, der.len + 1); /* a NUL stands behind it */
	assert_int_equal(lic_certificate_read(arena, longer, der.len + 1, NULL, &certificate).code,
		LIC_E_INVALID);
	lic_arena_free(arena);
}

static void test_auth_certificate__too_much_is_refused_unread(void **state)
{
	struct lic_arena *arena = lic_arena_new(AUTH_ARENA_BYTES);
	struct lic_certificate certificate = {0};
	static char text[LIC_CERTIFICATE_BYTES_MAX + 1];

	(void)state;
	memset(text, 'A', sizeof(text));
	assert_int_equal(lic_certificate_read(arena, text, sizeof(text), NULL, &certificate).code,
		LIC_E_LIMIT);
	assert_int_equal(lic_arena_used(arena), 0);
	lic_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_certificate__is_read_in_every_way_to_write_it),
		cmocka_unit_test(test_auth_certificate__what_will_not_do_is_named),
		cmocka_unit_test(test_auth_certificate__parts_and_additions_are_refused),
		cmocka_unit_test(test_auth_certificate__too_much_is_refused_unread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
