/*
 * What keys are made of: for the files of this layer that work with them.
 *
 * Threading: as keys.h.
 */
#ifndef LIC_AUTH_KEYS_INT_H
#define LIC_AUTH_KEYS_INT_H

#include "auth/keys.h"

#include <stdbool.h>
#include <stdint.h>

#define LIC_KEY__N_BYTES 1368 /* LIC_RSA_BITS_MAX bits as base64url, and NUL */
#define LIC_KEY__E_BYTES 12   /* 64 bits as base64url, and NUL */
#define LIC_KEY__SIGNATURE_BYTES_MAX (LIC_RSA_BITS_MAX / 8)

struct evp_pkey_st; /* OpenSSL's EVP_PKEY, named so that only who calls OpenSSL includes it */

/* A public key. Where it is part of a signing key, `pkey` has the private numbers too. */
struct lic_public_key {
	struct evp_pkey_st *pkey; /* OpenSSL's key; owned */
	struct lic_jwk jwk;       /* points to the texts below */
	char kid[LIC_KID_BYTES];  /* thumbprint */
	char n[LIC_KEY__N_BYTES]; /* modulus */
	char e[LIC_KEY__E_BYTES]; /* exponent */
};

/* A private key. */
struct lic_signing_key {
	struct lic_public_key public_part; /* has the private numbers, too */
};

/*
 * Forgets what OpenSSL noted about failures on this thread, and tells that `what` failed. Returns
 * LIC_E_UNAVAILABLE, with OpenSSL's first reason in `err`.
 */
LIC_MUST_USE lic_rc lic_key__openssl_failed(struct lic_err *err, const char *what);

/*
 * Fills `ret_key` from `pkey`, which it takes a reference of, when that is an RSA key of
 * LIC_RSA_BITS to LIC_RSA_BITS_MAX bits with a sound exponent. `whose` names in `err` what has the
 * key ("The certificate"). Errors: LIC_E_INVALID when it is another key; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_key__fill(struct evp_pkey_st *pkey, const char *whose, struct lic_err *err,
	struct lic_public_key *ret_key);

/*
 * Releases what `key` owns, not its own memory. Accepts a zeroed struct.
 */
void lic_key__done(struct lic_public_key *key);

/*
 * Signs `text` with `key` by RSASSA-PKCS1-v1_5 and SHA-256. `*ret_len` bytes at `ret_signature` are
 * the signature. Errors: LIC_E_UNAVAILABLE when OpenSSL cannot.
 */
LIC_MUST_USE lic_rc lic_key__sign(const struct lic_signing_key *key, struct lic_bytes text,
	uint8_t ret_signature[LIC_KEY__SIGNATURE_BYTES_MAX], size_t *ret_len);

/*
 * Tells whether `signature` is one of `text` by the owner of `key`: RSASSA-PKCS1-v1_5 with SHA-256,
 * or with `is_pss` RSASSA-PSS with SHA-256 and 32 bytes of salt. Errors: LIC_E_DENIED when it is
 * not, or is not as long as the key's modulus; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_key__verify(const struct lic_public_key *key, bool is_pss,
	struct lic_bytes text, struct lic_bytes signature);

#endif
