/*
 * X.509 certificates that applications register to sign their assertions with. Only the public key
 * and what names it is taken from one: it is registered by an administrator, so its issuer, its
 * extensions and its own signature prove nothing more.
 *
 * Threading: no state.
 */
#ifndef LIC_AUTH_CERTIFICATE_H
#define LIC_AUTH_CERTIFICATE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/rc.h"

#include <stddef.h>
#include <stdint.h>

#define LIC_CERTIFICATE_BYTES_MAX ((size_t)64 * 1024) /* a chain of some */
#define LIC_SHA1_BYTES 20
#define LIC_SHA256_BYTES 32

/* What is stored of a certificate. */
struct lic_certificate {
	uint8_t sha1[LIC_SHA1_BYTES];     /* thumbprint: x5t, customKeyIdentifier */
	uint8_t sha256[LIC_SHA256_BYTES]; /* thumbprint: x5t#S256 */
	const char *subject;              /* RFC 2253, UTF-8; in the arena */
	int64_t not_before_ms;            /* start of its life, UTC */
	int64_t not_after_ms;             /* end of its life, UTC */
	unsigned bits;                    /* of the RSA key */
	struct lic_bytes der;             /* the certificate; in the arena */
	struct lic_bytes public_key;      /* for lic_public_key_load(); in the arena */
};

/*
 * Reads a certificate from the `len` bytes at `text`: PEM (of several the first certificate; keys
 * beside it are left unread), DER, or base64 of DER as Graph's keyCredential.key has it. Whether it
 * is valid now is not asked. `*ret_certificate` has its texts in `arena`. Errors: LIC_E_INVALID,
 * with what is wrong and how to mend it in `err`, when it is none, when its key is not RSA or has
 * not LIC_RSA_BITS to LIC_RSA_BITS_MAX bits; LIC_E_LIMIT for more than LIC_CERTIFICATE_BYTES_MAX;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_certificate_read(struct lic_arena *arena, const char *text, size_t len,
	struct lic_err *err, struct lic_certificate *ret_certificate);

#endif
