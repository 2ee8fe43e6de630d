/*
 * Tokens signed, taken apart and checked: RFC 7515's example, OpenSSL's own signatures, and what
 * hostile clients send instead.
 */
#include "auth/jwt.h"

#include "auth_fixture.h"
#include "base/base64.h"

#include <pthread.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* RFC 7515, appendix A.2. */
#define RFC_7515_N                                                                                 \
	"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-"                    \
	"4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_"                                      \
	"YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-"    \
	"UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-"             \
	"DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
#define RFC_7515_TOKEN                                                                               \
	"eyJhbGciOiJSUzI1NiJ9."                                                                      \
	"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"   \
	"cnVlfQ."                                                                                    \
	"cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_"             \
	"lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"                           \
	"nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"  \
	"eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp" \
	"0igcN_IoypGlUPQGe77Rw"

#define PAYLOAD "{\"iss\":\"app\",\"exp\":1800000000}"

/* What the tests of a group share. */
struct fixture {
	struct lic_arena *arena;
	EVP_PKEY *pkey;             /* somebody's private key */
	struct lic_public_key *key; /* its public part */
};

static int set_up(void **state)
{
	static struct fixture fixture;

	fixture.arena = lic_arena_new(AUTH_ARENA_BYTES);
	fixture.pkey = auth_key(2048);
	fixture.key = auth_public(fixture.pkey);
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	lic_public_key_free(fixture->key);
	EVP_PKEY_free(fixture->pkey);
	lic_arena_free(fixture->arena);
	return 0;
}

static enum lic_code verify(struct fixture *f, const char *token, const struct lic_public_key *key,
	unsigned allowed)
{
	LIC_AUTO(lic_jwt_done) struct lic_jwt jwt = {0};
	struct lic_err err = {0};
	lic_rc rc = lic_jwt_parse(f->arena, token, &err, &jwt);

	if (!lic_ok(rc)) {
		fail_msg("%s: %s", token, err.message);
	}
	rc = lic_jwt_verify(&jwt, key, allowed, &err);
	assert_int_equal(lic_ok(rc), err.public_code == NULL);
	return rc.code;
}

static void test_auth_jwt__RS256_fits_the_example_of_rfc_7515(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_public_key_freep) struct lic_public_key *key = NULL;
	LIC_AUTO(lic_jwt_done) struct lic_jwt jwt = {0};
	const char *issuer = NULL;

	assert_true(
		lic_ok(lic_public_key_load(auth_spki(f->arena, RFC_7515_N, "AQAB"), NULL, &key)));
	assert_int_equal(verify(f, RFC_7515_TOKEN, key, LIC_JWT_ALLOW_RS256), LIC_OK);
	assert_int_equal(verify(f, RFC_7515_TOKEN, f->key, LIC_JWT_ALLOW_RS256), LIC_E_DENIED);
	assert_true(lic_ok(lic_jwt_parse(f->arena, RFC_7515_TOKEN, NULL, &jwt)));
	assert_true(lic_ok(lic_jwt_string(&jwt, "iss", NULL, &issuer)));
	assert_string_equal(issuer, "joe");
	assert_null(jwt.kid);
	assert_null(jwt.x5t.data);
}

static void test_auth_jwt__own_tokens_are_signed_and_name_their_key(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_signing_key_freep) struct lic_signing_key *own = NULL;
	LIC_AUTO(lic_jwt_done) struct lic_jwt jwt = {0};
	const struct lic_public_key *key = NULL;
	const char *token = NULL;

	assert_true(lic_ok(lic_signing_key_generate(NULL, &own)));
	key = lic_signing_key_public(own);
	assert_true(lic_ok(lic_jwt_sign(own, PAYLOAD, f->arena, &token)));
	assert_int_equal(verify(f, token, key, LIC_JWT_ALLOW_RS256), LIC_OK);
	assert_int_equal(verify(f, token, f->key, LIC_JWT_ALLOW_ANY), LIC_E_DENIED);
	assert_true(lic_ok(lic_jwt_parse(f->arena, token, NULL, &jwt)));
	assert_int_equal(jwt.alg, LIC_JWT_RS256);
	assert_string_equal(jwt.kid, lic_public_key_jwk(key)->kid);
	assert_string_equal(json_string_value(json_object_get(jwt.header, "typ")), "JWT");
	assert_int_equal(json_object_size(jwt.header), 3);
	assert_int_equal(json_object_size(jwt.payload), 2);
}

static void test_auth_jwt__own_tokens_are_as_long_as_can_be_read(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_signing_key_freep) struct lic_signing_key *own = NULL;
	char payload[LIC_JWT_BYTES_MAX];
	const char *token = NULL;
	size_t len = 0;
	lic_rc rc = LIC_OK_RC;

	assert_true(lic_ok(lic_signing_key_generate(NULL, &own)));
	for (len = 11800; lic_ok(rc) && len < sizeof(payload); len++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(AUTH_ARENA_BYTES);

		memset(payload, ' ', len);
		memcpy(payload, "{}", 2);
		payload[len] = '\0';
		rc = lic_jwt_sign(own, payload, arena, &token);
		if (lic_ok(rc)) {
			assert_int_equal(verify(f, token, lic_signing_key_public(own),
						 LIC_JWT_ALLOW_RS256),
				LIC_OK);
		}
	}
	assert_int_equal(rc.code, LIC_E_LIMIT);
	assert_true(len > 11801 && len < LIC_JWT_BYTES_MAX * 3 / 4);
}

/* How OpenSSL signs, what the header says, what is allowed, and whether that will do. */
struct signing_row {
	enum auth_signing signing;
	const char *alg;
	unsigned allowed;
	enum lic_code code;
};

#define ONLY_PS256 (1U << LIC_JWT_PS256)

static const struct signing_row signing_rows[] = {
	{AUTH_RS256, "RS256", LIC_JWT_ALLOW_RS256, LIC_OK},
	{AUTH_RS256, "RS256", LIC_JWT_ALLOW_ANY, LIC_OK},
	{AUTH_PS256, "PS256", LIC_JWT_ALLOW_ANY, LIC_OK},
	{AUTH_PS256, "PS256", ONLY_PS256, LIC_OK},
	{AUTH_RS256, "RS256", ONLY_PS256, LIC_E_DENIED},          /* not the token's choice */
	{AUTH_PS256, "PS256", LIC_JWT_ALLOW_RS256, LIC_E_DENIED}, /* the same */
	{AUTH_RS256, "RS256", 0, LIC_E_DENIED},
	{AUTH_RS256, "PS256", LIC_JWT_ALLOW_ANY, LIC_E_DENIED}, /* the header says another */
	{AUTH_PS256, "RS256", LIC_JWT_ALLOW_ANY, LIC_E_DENIED},
	{AUTH_PS256_SALT_20, "PS256", LIC_JWT_ALLOW_ANY, LIC_E_DENIED}, /* RFC 7518, 3.5 */
	{AUTH_PS256_SALT_MAX, "PS256", LIC_JWT_ALLOW_ANY, LIC_E_DENIED},
};

static void test_auth_jwt__RS256_and_PS256_are_never_mixed_up(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < LIC_COUNT(signing_rows); i++) {
		const struct signing_row *row = &signing_rows[i];
		char *header = lic_arena_printf(f->arena, "{\"alg\":\"%s\"}", row->alg);
		char *token = auth_token(f->arena, f->pkey, row->signing, header, PAYLOAD);

		if (verify(f, token, f->key, row->allowed) != row->code) {
			fail_msg("row %zu", i);
		}
	}
}

/* Every single change of a character of the signature, and many of what is signed. */
static void test_auth_jwt__what_was_changed_is_refused(void **state)
{
	struct fixture *f = *state;
	char *token = auth_token(f->arena, f->pkey, AUTH_RS256, "{\"alg\":\"RS256\"}", PAYLOAD);

	for (size_t i = 0; token[i] != '\0'; i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(AUTH_ARENA_BYTES);
		LIC_AUTO(lic_jwt_done) struct lic_jwt jwt = {0};
		char kept = token[i];

		if (kept == '.') {
			continue;
		}
		token[i] = kept == 'A' ? 'B' : 'A';
		if (lic_ok(lic_jwt_parse(arena, token, NULL, &jwt)) &&
			lic_ok(lic_jwt_verify(&jwt, f->key, LIC_JWT_ALLOW_ANY, NULL))) {
			fail_msg("a change at %zu is not seen", i);
		}
		token[i] = kept;
	}
}

/* How many bytes are added (or, negative, taken away) before and behind a signature. */
static const int lengths[][2] = {{1, 0}, {0, 1}, {1, 1}, {256, 0}, {0, 256}, {1000, 1000}, {-1, 0},
	{0, -1}, {-1, 1}, {1, -1}, {-128, 0}, {0, -128}, {-255, 0}, {0, -255}};

static void test_auth_jwt__signatures_have_the_length_of_the_key(void **state)
{
	static const char *const algs[] = {"RS256", "PS256"};
	struct fixture *f = *state;

	for (size_t i = 0; i < 2 * LIC_COUNT(lengths); i++) {
		LIC_AUTO(lic_jwt_done) struct lic_jwt jwt = {0};
		const int *more = lengths[i / 2];
		char *header = lic_arena_printf(f->arena, "{\"alg\":\"%s\"}", algs[i % 2]);
		char *token = auth_token(f->arena, f->pkey, i % 2 == 0 ? AUTH_RS256 : AUTH_PS256,
			header, PAYLOAD);
		char bytes[3 * 1024] = "";
		char *start = bytes + 1024;

		assert_true(lic_ok(lic_jwt_parse(f->arena, token, NULL, &jwt)));
		memcpy(start, jwt.signature.data, jwt.signature.len);
		token = lic_arena_printf(f->arena, "%.*s.%s", (int)jwt.signed_text.len,
			(const char *)jwt.signed_text.data,
			lic_base64url_encode(f->arena, start - more[0],
				jwt.signature.len + (size_t)more[0] + (size_t)more[1]));
		if (verify(f, token, f->key, LIC_JWT_ALLOW_ANY) != LIC_E_DENIED) {
			fail_msg("%s, %d, %d", algs[i % 2], more[0], more[1]);
		}
	}
}

/* Every 256th signature begins with a zero. Without it, it is the same number but no signature (RFC
 * 8017, section 8.1.2). */
static void test_auth_jwt__leading_zeros_belong_to_a_signature(void **state)
{
	static const char *const algs[] = {"RS256", "PS256"};
	struct fixture *f = *state;

	for (size_t i = 0; i < LIC_COUNT(algs); i++) {
		bool is_found = false;

		for (int round = 0; !is_found; round++) {
			LIC_AUTO(lic_arena_freep)
			struct lic_arena *arena = lic_arena_new(AUTH_ARENA_BYTES);
			LIC_AUTO(lic_jwt_done) struct lic_jwt jwt = {0};
			char *token = auth_token(arena, f->pkey, i == 0 ? AUTH_RS256 : AUTH_PS256,
				lic_arena_printf(arena, "{\"alg\":\"%s\",\"kid\":\"%d\"}", algs[i],
					round),
				PAYLOAD);

			assert_true(lic_ok(lic_jwt_parse(arena, token, NULL, &jwt)));
			is_found = *(const uint8_t *)jwt.signature.data == 0;
			if (is_found) {
				assert_int_equal(verify(f, token, f->key, LIC_JWT_ALLOW_ANY),
					LIC_OK);
				token = lic_arena_printf(arena, "%.*s.%s", (int)jwt.signed_text.len,
					(const char *)jwt.signed_text.data,
					lic_base64url_encode(arena,
						(const uint8_t *)jwt.signature.data + 1,
						jwt.signature.len - 1));
				assert_int_equal(verify(f, token, f->key, LIC_JWT_ALLOW_ANY),
					LIC_E_DENIED);
			}
		}
	}
}

/* A header, a payload, and a part of the reason why they are refused; NULL when they are read. */
struct row {
	const char *header;
	const char *payload;
	const char *reason;
};

#define NESTED_32 "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
#define CHARS_64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define THUMB_20 "AAECAwQFBgcICQoLDA0ODxAREhM"
#define THUMB_32 "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

static const struct row rows[] = {
	{"{\"alg\":\"RS256\"}", "{}", NULL},
	{"{\"alg\":\"RS256\",\"typ\":\"jwt\"}", "{}", NULL},
	{"{\"alg\":\"RS256\",\"typ\":\"at+JWT\"}", "{}", NULL},
	{"{\"alg\":\"RS256\",\"typ\":\"client-authentication+jwt\"}", "{}", NULL},
	{"{\"alg\":\"RS256\",\"typ\":\"JOSE\"}", "{}", "'typ'"},
	{"{\"alg\":\"RS256\",\"typ\":\"+jwt\"}", "{}", "'typ'"},
	{"{\"alg\":\"RS256\",\"typ\":\"\"}", "{}", "'typ'"},
	{"{\"alg\":\"RS256\",\"typ\":null}", "{}", "'typ'"},
	{"{\"alg\":\"none\"}", "{}", "RS256 or PS256"},
	{"{\"alg\":\"None\"}", "{}", "RS256 or PS256"},
	{"{\"alg\":\"\"}", "{}", "RS256 or PS256"},
	{"{\"alg\":\"rs256\"}", "{}", "RS256 or PS256"},
	{"{\"alg\":\"RS256 \"}", "{}", "RS256 or PS256"},
	{"{\"alg\":\"HS256\"}", "{}", "RS256 or PS256"},
	{"{\"alg\":\"RS384\"}", "{}", "RS256 or PS256"},
	{"{\"alg\":\"ES256\"}", "{}", "RS256 or PS256"},
	{"{\"alg\":\"EdDSA\"}", "{}", "RS256 or PS256"},
	{"{\"alg\":[\"RS256\"]}", "{}", "'alg'"},
	{"{\"alg\":256}", "{}", "'alg'"},
	{"{\"alg\":null}", "{}", "'alg'"},
	{"{\"Alg\":\"RS256\"}", "{}", "RS256 or PS256"},
	{"{\"typ\":\"JWT\"}", "{}", "RS256 or PS256"},
	{"{\"alg\":\"RS256\",\"alg\":\"none\"}", "{}", "distinct members"},
	{"{\"alg\":\"none\",\"alg\":\"RS256\"}", "{}", "distinct members"},
	{"{\"alg\":\"none\",\"\\u0061lg\":\"RS256\"}", "{}", "distinct members"},
	{"{\"alg\":\"RS256\",\"crit\":[\"exp\"]}", "{}", "extension"},
	{"{\"alg\":\"RS256\",\"crit\":[]}", "{}", "extension"},
	{"{\"alg\":\"RS256\",\"b64\":false}", "{}", "extension"},
	{"{\"alg\":\"RS256\",\"b64\":true}", "{}", "extension"},
	{"{\"alg\":\"RS256\",\"jwk\":{\"kty\":\"RSA\",\"n\":\"AQ\",\"e\":\"AQAB\"}}", "{}",
		NULL}, /* not looked at */
	{"{\"alg\":\"RS256\",\"jku\":\"https://attacker.example/keys\"}", "{}", NULL},
	{"{\"alg\":\"PS256\",\"typ\":\"JWT\",\"x5t#S256\":\"" THUMB_32 "\",\"x5c\":[\"AAAA\"]}",
		"{}", NULL}, /* msal-node */
	{"{\"alg\":\"RS256\",\"x5t\":\"" THUMB_20 "\"}", "{}", NULL},
	{"{\"alg\":\"RS256\",\"x5t\":\"" THUMB_20 "=\"}", "{}", NULL}, /* azure-cli */
	{"{\"alg\":\"RS256\",\"x5t#S256\":\"" THUMB_32 "=\"}", "{}", NULL},
	{"{\"alg\":\"RS256\",\"x5t\":\"" THUMB_20 "==\"}", "{}", "'x5t'"},
	{"{\"alg\":\"RS256\",\"x5t\":\"" THUMB_32 "\"}", "{}", "'x5t'"},
	{"{\"alg\":\"RS256\",\"x5t\":\"\"}", "{}", "'x5t'"},
	{"{\"alg\":\"RS256\",\"x5t\":7}", "{}", "'x5t'"},
	{"{\"alg\":\"RS256\",\"x5t#S256\":\"" THUMB_20 "\"}", "{}", "'x5t#S256'"},
	{"{\"alg\":\"RS256\",\"kid\":\"" CHARS_64 CHARS_64 CHARS_64 CHARS_64 "\"}", "{}", NULL},
	{"{\"alg\":\"RS256\",\"kid\":\"" CHARS_64 CHARS_64 CHARS_64 CHARS_64 "0\"}", "{}", "'kid'"},
	{"{\"alg\":\"RS256\",\"kid\":[]}", "{}", "'kid'"},
	{"{\"alg\":\"RS256\",\"kid\":\"a\\u0000b\"}", "{}", "header is not a JSON"},
	{"{\"alg\":\"RS256\",\"x\":NaN}", "{}", "header is not a JSON"},
	{"{\"alg\":\"RS256\"} x", "{}", "header is not a JSON"},
	{"{\"alg\":\"RS256\"}{}", "{}", "header is not a JSON"},
	{"[\"RS256\"]", "{}", "header is not a JSON"},
	{"\"RS256\"", "{}", "header is not a JSON"},
	{"null", "{}", "header is not a JSON"},
	{"", "{}", "header is not a JSON"},
	{"\xff", "{}", "header is not a JSON"},
	{"{\"alg\":\"RS256\"}", "", "payload is not a JSON"},
	{"{\"alg\":\"RS256\"}", "[]", "payload is not a JSON"},
	{"{\"alg\":\"RS256\"}", "1", "payload is not a JSON"},
	{"{\"alg\":\"RS256\"}", "{\"aud\":\"a\",\"aud\":\"b\"}", "distinct members"},
	{"{\"alg\":\"RS256\"}", "{\"a\":{\"b\":1,\"b\":2}}", "distinct members"},
	{"{\"alg\":\"RS256\"}", "{\"exp\":NaN}", "payload is not a JSON"},
	{"{\"alg\":\"RS256\"}", "{\"exp\":Infinity}", "payload is not a JSON"},
	{"{\"alg\":\"RS256\"}", "{\"exp\":1e999}", "payload is not a JSON"},
	{"{\"alg\":\"RS256\"}", "{\"exp\":99999999999999999999}", "payload is not a JSON"},
	{"{\"alg\":\"RS256\"}", "{\"a\":" NESTED_32 "}", "payload is not a JSON"},
	{"{\"alg\":\"RS256\"}", "{\"a\":\"\xc0\xaf\"}", "payload is not a JSON"},
};

static void check_parse(struct fixture *f, const char *token, const char *reason, size_t row)
{
	LIC_AUTO(lic_jwt_done) struct lic_jwt jwt = {0};
	struct lic_err err = {0};
	lic_rc rc = lic_jwt_parse(f->arena, token, &err, &jwt);

	if (rc.code != (reason == NULL ? LIC_OK : LIC_E_INVALID) ||
		(reason != NULL && strstr(err.message, reason) == NULL)) {
		fail_msg("row %zu: %d, %s", row, (int)rc.code, err.message);
	}
	assert_int_equal(jwt.header == NULL, reason != NULL);
	if (reason != NULL) {
		assert_string_equal(err.public_code, "InvalidAuthenticationToken");
	}
}

static void test_auth_jwt__headers_and_payloads_are_read_strictly(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		char *token = lic_arena_printf(f->arena, "%s.%s.AAAA",
			lic_base64url_encode(f->arena, rows[i].header, strlen(rows[i].header)),
			lic_base64url_encode(f->arena, rows[i].payload, strlen(rows[i].payload)));

		check_parse(f, token, rows[i].reason, i);
	}
}

#define HEAD "eyJhbGciOiJSUzI1NiJ9"

/* Whole tokens, and a part of the reason; NULL when they are read. */
static const char *const texts[][2] = {
	{HEAD ".e30.AAAA", NULL}, {"", "three parts"}, {".", "three parts"},
	{"..", "header is not a JSON"}, {"not.a.jwt", "header is not"}, {HEAD, "three parts"},
	{HEAD ".e30", "three parts"}, {HEAD ".e30.", "signature is missing"},
	{HEAD ".e30.AAAA.AAAA", "three parts"}, {HEAD ".e30.AAAA.", "three parts"},
	{HEAD ".e30.AAAA.AAAA.AAAA", "three parts"}, /* an encrypted one */
	{HEAD "..AAAA", "payload is not"}, {" " HEAD ".e30.AAAA", "header is not base64url"},
	{HEAD ".e30.AAAA ", "signature is missing or not"},
	{HEAD ".e30.AAAA\n", "signature is missing or not"},
	{HEAD "=.e30.AAAA", "header is not base64url"},
	{HEAD "==.e30.AAAA", "header is not base64url"},
	{HEAD ".e30=.AAAA", "payload is not base64url"},
	{HEAD ".e30.AA==", "signature is missing or not"},
	{HEAD ".e31.AAAA", "payload is not base64url"}, /* a spare bit is set */
	{HEAD ".e30.AB", "signature is missing or not"},
	{HEAD ".e30.A+A/", "signature is missing or not"},
	{HEAD ".e30.A", "signature is missing or not"},
	{HEAD ".e30.\xc3\xa9", "signature is missing or not"},
	{"{\"alg\":\"RS256\"}.{}.AAAA", "header is not base64url"}, /* not encoded */
};

static void test_auth_jwt__texts_that_are_no_tokens_are_named(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		check_parse(f, texts[i][0], texts[i][1], i);
	}
}

/* RFC 8725, section 2.1: the public key, which everybody has, taken for a shared secret. */
static void test_auth_jwt__a_public_key_is_no_shared_secret(void **state)
{
	struct fixture *f = *state;
	struct lic_bytes spki = {0};
	uint8_t mac[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state hmac;
	char *text = lic_arena_printf(f->arena, "%s.%s",
		lic_base64url_encode(f->arena, "{\"alg\":\"HS256\"}", 15),
		lic_base64url_encode(f->arena, PAYLOAD, strlen(PAYLOAD)));

	assert_true(lic_ok(lic_public_key_store(f->key, f->arena, &spki)));
	(void)crypto_auth_hmacsha256_init(&hmac, spki.data, spki.len);
	(void)crypto_auth_hmacsha256_update(&hmac, (unsigned char *)text, strlen(text));
	(void)crypto_auth_hmacsha256_final(&hmac, mac);
	text = lic_arena_printf(f->arena, "%s.%s", text,
		lic_base64url_encode(f->arena, mac, sizeof(mac)));
	check_parse(f, text, "RS256 or PS256", 0);
}

static void test_auth_jwt__a_megabyte_is_refused_unread(void **state)
{
	static char text[1024 * 1024 + 1];
	struct fixture *f = *state;
	struct lic_arena *arena = lic_arena_new(LIC_JWT_BYTES_MAX);

	memset(text, 'A', sizeof(text) - 1);
	memcpy(text, HEAD ".e30.", strlen(HEAD ".e30."));
	check_parse(f, text, "longer than 16384", 0);
	text[LIC_JWT_BYTES_MAX + 1] = '\0';
	check_parse(f, text, "longer than 16384", 1);
	text[LIC_JWT_BYTES_MAX] = '\0';
	check_parse(f, text, NULL, 2);
	assert_int_equal(lic_jwt_parse(arena, text, NULL, &(struct lic_jwt){0}).code, LIC_E_NOMEM);
	lic_arena_free(arena);
}

static void test_auth_jwt__keys_are_named_in_the_header(void **state)
{
	static const uint8_t wanted[32] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
		17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31};
	struct fixture *f = *state;
	LIC_AUTO(lic_jwt_done) struct lic_jwt jwt = {0};
	char *token = auth_token(f->arena, f->pkey, AUTH_RS256,
		"{\"alg\":\"RS256\",\"kid\":\"k\",\"x5t\":\"" THUMB_20
		"=\",\"x5t#S256\":\"" THUMB_32 "\"}",
		PAYLOAD);

	assert_true(lic_ok(lic_jwt_parse(f->arena, token, NULL, &jwt)));
	assert_string_equal(jwt.kid, "k");
	assert_int_equal(jwt.x5t.len, 20);
	assert_memory_equal(jwt.x5t.data, wanted, 20);
	assert_int_equal(jwt.x5t_s256.len, 32);
	assert_memory_equal(jwt.x5t_s256.data, wanted, 32);
}

#define THREADS 4
#define ROUNDS 25

/* Signs and checks with a key that the other threads use, too; NULL when all of it was good. */
static void *use_key(void *argument)
{
	const struct lic_signing_key *own = argument;
	bool is_good = true;

	for (int i = 0; i < ROUNDS && is_good; i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(AUTH_ARENA_BYTES);
		LIC_AUTO(lic_jwt_done) struct lic_jwt jwt = {0};
		const char *token = NULL;

		is_good = lic_ok(lic_jwt_sign(own, PAYLOAD, arena, &token)) &&
			lic_ok(lic_jwt_parse(arena, token, NULL, &jwt)) &&
			lic_ok(lic_jwt_verify(&jwt, lic_signing_key_public(own),
				LIC_JWT_ALLOW_RS256, NULL));
	}
	return is_good ? NULL : argument;
}

static void test_auth_jwt__threads_share_a_key(void **state)
{
	LIC_AUTO(lic_signing_key_freep) struct lic_signing_key *own = NULL;
	pthread_t threads[THREADS];
	void *failed = NULL;

	(void)state;
	assert_true(lic_ok(lic_signing_key_generate(NULL, &own)));
	for (size_t i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_create(&threads[i], NULL, use_key, own), 0);
	}
	for (size_t i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], &failed), 0);
		assert_null(failed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_jwt__RS256_fits_the_example_of_rfc_7515),
		cmocka_unit_test(test_auth_jwt__own_tokens_are_signed_and_name_their_key),
		cmocka_unit_test(test_auth_jwt__own_tokens_are_as_long_as_can_be_read),
		cmocka_unit_test(test_auth_jwt__RS256_and_PS256_are_never_mixed_up),
		cmocka_unit_test(test_auth_jwt__what_was_changed_is_refused),
		cmocka_unit_test(test_auth_jwt__signatures_have_the_length_of_the_key),
		cmocka_unit_test(test_auth_jwt__leading_zeros_belong_to_a_signature),
		cmocka_unit_test(test_auth_jwt__headers_and_payloads_are_read_strictly),
		cmocka_unit_test(test_auth_jwt__texts_that_are_no_tokens_are_named),
		cmocka_unit_test(test_auth_jwt__a_public_key_is_no_shared_secret),
		cmocka_unit_test(test_auth_jwt__a_megabyte_is_refused_unread),
		cmocka_unit_test(test_auth_jwt__keys_are_named_in_the_header),
		cmocka_unit_test(test_auth_jwt__threads_share_a_key),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
