/*
 * Fuzz target: tokens of strangers. An input that begins with a brace is a payload, for which the
 * rest of a token is added; any other is a whole token. Beside not crashing, a token that is read
 * must be the only way to write it, and without the key nothing is ever verified.
 */
#include "auth/jwt.h"

#include "base/base64.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)1024 * 1024)
#define INPUT_BYTES_MAX ((size_t)64 * 1024)
#define NOW_MS INT64_C(1800000000000)
#define MINUTE_MS INT64_C(60000)
#define YEAR_10000_MS INT64_C(253402300800000)

/* SubjectPublicKeyInfo of the key in RFC 7515, appendix A.2. */
#define SPKI                                                                                       \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wW"         \
	"JcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs"         \
	"D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e"         \
	"-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxX"         \
	"FvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQAB"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool condition)
{
	if (!condition) {
		abort();
	}
}

/* What was decoded must encode to what was read. */
static void check_one_text(struct lic_arena *arena, const struct lic_jwt *jwt, const char *token)
{
	const char *signature =
		lic_base64url_encode(arena, jwt->signature.data, jwt->signature.len);

	check(strncmp(token, jwt->signed_text.data, jwt->signed_text.len) == 0);
	check(signature != NULL && strcmp(strrchr(token, '.') + 1, signature) == 0);
	check(jwt->x5t.data == NULL || jwt->x5t.len == 20);
	check(jwt->x5t_s256.data == NULL || jwt->x5t_s256.len == 32);
}

static void check_claims(const struct lic_jwt *jwt)
{
	static const char *const names[] = {"iss", "sub", "aud", "jti", "exp", "nbf", "iat"};
	struct lic_jwt_strings list = {.count = 0};
	const char *text = NULL;
	int64_t ms = 0;

	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		if (lic_ok(lic_jwt_string(jwt, names[i], NULL, &text))) {
			check(text != NULL);
		}
		if (lic_ok(lic_jwt_time(jwt, names[i], NULL, &ms))) {
			check(ms >= 0 && ms < YEAR_10000_MS);
		}
		if (lic_ok(lic_jwt_strings(jwt, names[i], NULL, &list))) {
			check(list.count <= LIC_JWT_STRINGS_MAX);
		}
	}
	if (lic_ok(lic_jwt_check_times(jwt, NOW_MS, MINUTE_MS, MINUTE_MS, NULL))) {
		check(lic_ok(lic_jwt_time(jwt, "exp", NULL, &ms)) && ms > NOW_MS - MINUTE_MS &&
			ms <= NOW_MS + 2 * MINUTE_MS);
	}
	(void)lic_jwt_has_audience(jwt, "app");
}

static void check_token(struct lic_arena *arena, const char *token,
	const struct lic_public_key *key)
{
	LIC_AUTO(lic_jwt_done) struct lic_jwt jwt = {0};
	struct lic_err err = {0};

	if (!lic_ok(lic_jwt_parse(arena, token, &err, &jwt))) {
		check(jwt.header == NULL && jwt.payload == NULL);
		return;
	}
	check_one_text(arena, &jwt, token);
	check_claims(&jwt);
	/* The one token that the owner of the key has published. */
	check(!lic_ok(lic_jwt_verify(&jwt, key, LIC_JWT_ALLOW_ANY, &err)) ||
		strstr(token,
			"cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAu") !=
			NULL);
}

/* Loads the key once: that takes longer than reading a token. */
static const struct lic_public_key *the_key(struct lic_arena *arena)
{
	static struct lic_public_key *key;
	struct lic_bytes spki = {0};

	if (key == NULL) {
		check(lic_ok(lic_base64_decode(arena, LIC_BASE64_URL, SPKI, strlen(SPKI), &spki)));
		check(lic_ok(lic_public_key_load(spki, NULL, &key)));
	}
	return key;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	char *token = NULL;

	if (arena == NULL || size > INPUT_BYTES_MAX) {
		return 0;
	}
	if (size > 0 && data[0] == '{') {
		token = lic_base64url_encode(arena, data, size);
		token = token == NULL
			? NULL
			: lic_arena_printf(arena, "eyJhbGciOiJSUzI1NiJ9.%s.AAAA", token);
	} else {
		token = lic_arena_copy(arena, (const char *)data, size);
	}
	if (token != NULL) {
		check_token(arena, token, the_key(arena));
	}
	return 0;
}
