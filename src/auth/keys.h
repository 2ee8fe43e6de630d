/*
 * RSA keys: those the program signs with, and those it checks others' signatures with.
 *
 * A key does not change after it was made, so any number of threads may use it at a time; whoever
 * frees it sees to it that nobody does any more.
 */
#ifndef LIC_AUTH_KEYS_H
#define LIC_AUTH_KEYS_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/rc.h"

#include <stddef.h>
#include <stdint.h>

#define LIC_RSA_BITS 2048     /* of keys that are made here; the fewest that are accepted */
#define LIC_RSA_BITS_MAX 8192 /* more would cost others' requests too much time */
#define LIC_KID_BYTES 44      /* SHA-256 as base64url, and NUL */
#define LIC_SIGNING_KEY_BYTES_MAX 5120 /* PKCS#8 of a key of LIC_RSA_BITS_MAX bits */

/* A private RSA key and its public part. Opaque. */
struct lic_signing_key;

/* A public RSA key. Opaque. */
struct lic_public_key;

/* The public part of a key as a JSON Web Key (RFC 7517) has it. */
struct lic_jwk {
	const char *kid; /* RFC 7638 thumbprint, SHA-256, base64url */
	const char *n;   /* modulus, base64url */
	const char *e;   /* exponent, base64url */
};

/*
 * Makes a new key of LIC_RSA_BITS bits; takes some 100 ms. `*ret_key` is new, to be freed with
 * lic_signing_key_free(). Errors: LIC_E_NOMEM; LIC_E_UNAVAILABLE when OpenSSL cannot, with its
 * reason in `err`.
 */
LIC_MUST_USE lic_rc lic_signing_key_generate(struct lic_err *err, struct lic_signing_key **ret_key);

/*
 * Loads a key from PKCS#8 `der` as made by lic_signing_key_store(). `*ret_key` is new, to be freed
 * with lic_signing_key_free(). Errors: LIC_E_CORRUPT when it is no private RSA key of LIC_RSA_BITS
 * or more bits; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_signing_key_load(struct lic_bytes der, struct lic_err *err,
	struct lic_signing_key **ret_key);

/*
 * Writes `key` as PKCS#8 DER, for storing, into `ret_der`. `*ret_len` is the number of bytes. They
 * are secret: the caller wipes them with sodium_memzero() when they are stored. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_signing_key_store(const struct lic_signing_key *key,
	uint8_t ret_der[LIC_SIGNING_KEY_BYTES_MAX], size_t *ret_len);

/*
 * Gives the public part of `key`, borrowed from it.
 */
const struct lic_public_key *lic_signing_key_public(const struct lic_signing_key *key);

/*
 * Frees `key`; its private numbers are wiped. Accepts NULL.
 */
void lic_signing_key_free(struct lic_signing_key *key);

/*
 * LIC_AUTO helper: frees the key that `key` points to, if any.
 */
void lic_signing_key_freep(struct lic_signing_key **key);

/*
 * Loads a public key from SubjectPublicKeyInfo `der`, as lic_public_key_store() or
 * lic_certificate_read() made it. `*ret_key` is new, to be freed with lic_public_key_free().
 * Errors: LIC_E_INVALID, with what is wrong in `err`, when it is no RSA key of LIC_RSA_BITS to
 * LIC_RSA_BITS_MAX bits; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_public_key_load(struct lic_bytes der, struct lic_err *err,
	struct lic_public_key **ret_key);

/*
 * Writes `key` as SubjectPublicKeyInfo DER, for storing. `*ret_der` lies in `arena`. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_public_key_store(const struct lic_public_key *key, struct lic_arena *arena,
	struct lic_bytes *ret_der);

/*
 * Gives `key` as a JSON Web Key; its texts are borrowed from the key. Returns it.
 */
const struct lic_jwk *lic_public_key_jwk(const struct lic_public_key *key);

/*
 * Frees `key`. Accepts NULL. Never for a key borrowed from a signing key.
 */
void lic_public_key_free(struct lic_public_key *key);

/*
 * LIC_AUTO helper: frees the key that `key` points to, if any.
 */
void lic_public_key_freep(struct lic_public_key **key);

#endif
