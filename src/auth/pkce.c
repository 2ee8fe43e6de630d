/*
 * Proof Key for Code Exchange: see pkce.h.
 */
#include "auth/pkce.h"

#include "base/base64.h"

#include <sodium.h>
#include <string.h>

#define UNRESERVED "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

/* Decodes a challenge; tells whether it is one. */
static bool decode(const char *challenge, unsigned char hash[crypto_hash_sha256_BYTES])
{
	size_t len = 0;

	return strnlen(challenge, LIC_PKCE_CHALLENGE_CHARS + 1) == LIC_PKCE_CHALLENGE_CHARS &&
		lic_base64_read(LIC_BASE64_URL, challenge, LIC_PKCE_CHALLENGE_CHARS, hash,
			crypto_hash_sha256_BYTES, &len) &&
		len == crypto_hash_sha256_BYTES;
}

bool lic_pkce_is_challenge(const char *challenge)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	return decode(challenge, hash);
}

bool lic_pkce_is_verifier(const char *verifier)
{
	size_t len = strnlen(verifier, LIC_PKCE_VERIFIER_MAX + 1);

	return len >= LIC_PKCE_VERIFIER_MIN && len <= LIC_PKCE_VERIFIER_MAX &&
		strspn(verifier, UNRESERVED) == len;
}

bool lic_pkce_matches(const char *challenge, const char *verifier)
{
	unsigned char wanted[crypto_hash_sha256_BYTES];
	unsigned char own[crypto_hash_sha256_BYTES];

	if (!decode(challenge, wanted) || !lic_pkce_is_verifier(verifier)) {
		return false;
	}
	(void)crypto_hash_sha256(own, (const unsigned char *)verifier, strlen(verifier));
	return sodium_memcmp(own, wanted, sizeof(own)) == 0;
}
