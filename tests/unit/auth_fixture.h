/*
 * What the tests of tokens and keys share: keys, and tokens signed by OpenSSL itself in ways that
 * the program would not.
 */
#ifndef LIC_TESTS_AUTH_FIXTURE_H
#define LIC_TESTS_AUTH_FIXTURE_H

#include "auth/keys.h"
#include "base/arena.h"

#include <openssl/evp.h>

#define AUTH_ARENA_BYTES ((size_t)8 * 1024 * 1024)

/* How auth_token() signs. */
enum auth_signing {
	AUTH_RS256,         /* PKCS #1 v1.5 */
	AUTH_PS256,         /* PSS, 32 bytes of salt */
	AUTH_PS256_SALT_20, /* PSS, salt shorter than the hash */
	AUTH_PS256_SALT_MAX /* PSS, as much salt as fits */
};

/* Makes a private key of that many bits. The result is new: free it with EVP_PKEY_free(). */
EVP_PKEY *auth_key(unsigned bits);

/* Makes a public key of a JWK's numbers, in base64url, as the program stores it; in the arena. */
struct lic_bytes auth_spki(struct lic_arena *arena, const char *n, const char *e);

/* Loads the public part of OpenSSL's key. The result is new. */
struct lic_public_key *auth_public(EVP_PKEY *pkey);

/* Writes a token of a header and a payload, both plain text, signed by the key; in the arena. */
char *auth_token(struct lic_arena *arena, EVP_PKEY *pkey, enum auth_signing signing,
	const char *header, const char *payload);

#endif
