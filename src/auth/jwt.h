/*
 * JSON Web Tokens (RFC 7519) as signed by this program and by others: compact JWS with RS256 or
 * PS256 and nothing else.
 *
 * Reading has three steps, and only after the last may a claim be believed: lic_jwt_parse() takes a
 * token apart and says which key it names; lic_jwt_verify() checks its signature with a key and
 * algorithms that the caller chose; lic_jwt_check_times() and the caller check the claims. A key is
 * never taken from the token (jwk, jku, x5c and x5u are not read).
 *
 * Failures are LIC_E_INVALID for what is no token or has a claim of the wrong type, LIC_E_DENIED
 * for a sound token that proves nothing. Both have the reason for the audit log in `err`, with the
 * public code "InvalidAuthenticationToken"; what the client is told is the caller's choice. No
 * message contains more of a token than a name or a time.
 *
 * Threading: a struct lic_jwt belongs to the request that owns it.
 */
#ifndef LIC_AUTH_JWT_H
#define LIC_AUTH_JWT_H

#include "auth/keys.h"
#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/rc.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_JWT_BYTES_MAX ((size_t)16 * 1024) /* a certificate chain in x5c included */
#define LIC_JWT_STRINGS_MAX 64                /* of a claim that is an array */

/* How a token is signed. */
enum lic_jwt_alg {
	LIC_JWT_RS256, /* RSASSA-PKCS1-v1_5 with SHA-256 */
	LIC_JWT_PS256  /* RSASSA-PSS with SHA-256, MGF1 with SHA-256, 32 bytes of salt */
};

/* Sets of algorithms that a caller allows. */
#define LIC_JWT_ALLOW_RS256 (1U << LIC_JWT_RS256)
#define LIC_JWT_ALLOW_ANY (LIC_JWT_ALLOW_RS256 | (1U << LIC_JWT_PS256))

/* A token taken apart. Read the members up to `header`; the others are private. */
struct lic_jwt {
	enum lic_jwt_alg alg;         /* what it says it is signed by */
	const char *kid;              /* key it names, or NULL; borrowed from the token */
	struct lic_bytes x5t;         /* SHA-1 thumbprint it names, 20 bytes, or none */
	struct lic_bytes x5t_s256;    /* SHA-256 thumbprint it names, 32 bytes, or none */
	json_t *header;               /* JOSE header; owned */
	json_t *payload;              /* claims; owned */
	struct lic_bytes signed_text; /* header and payload as they were encoded; in the arena */
	struct lic_bytes signature;   /* decoded; in the arena */
};

/* Texts of a claim. */
struct lic_jwt_strings {
	const char *items[LIC_JWT_STRINGS_MAX]; /* borrowed from the token */
	size_t count;                           /* number of items */
};

/*
 * Signs `payload`, a JSON object, with `key` by RS256; the header is {"alg","typ":"JWT","kid"}.
 * `*ret_text` is the token, in `arena`. Errors: LIC_E_LIMIT when it would exceed LIC_JWT_BYTES_MAX;
 * LIC_E_UNAVAILABLE when OpenSSL cannot sign; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_jwt_sign(const struct lic_signing_key *key, const char *payload,
	struct lic_arena *arena, const char **ret_text);

/*
 * Takes the token `text` apart, strictly: three parts of base64url without padding or spare bits;
 * header and payload JSON objects without duplicate members; `alg` RS256 or PS256; `typ`, if there,
 * "JWT" or a text that ends in "+jwt", in any case; no `crit` and no `b64`; `kid`, `x5t` and
 * `x5t#S256`, if there, of the right type and length (x5t also with padding: azure-cli). `*ret_jwt`
 * is released with lic_jwt_done(); what it points to lies in `arena`. Nothing in it is proved.
 * Errors: LIC_E_INVALID with the reason in `err`, also for more than LIC_JWT_BYTES_MAX bytes;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_jwt_parse(struct lic_arena *arena, const char *text, struct lic_err *err,
	struct lic_jwt *ret_jwt);

/*
 * Releases what `jwt` owns and zeroes it. Accepts a zeroed struct.
 */
void lic_jwt_done(struct lic_jwt *jwt);

/*
 * Checks the signature of `jwt` with `key`. `allowed` is the set of algorithms (LIC_JWT_ALLOW_…)
 * that will do: the token does not choose. Errors: LIC_E_DENIED when it is signed by another
 * algorithm, by another key, or was changed; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_jwt_verify(const struct lic_jwt *jwt, const struct lic_public_key *key,
	unsigned allowed, struct lic_err *err);

/*
 * Checks that `jwt` is good at `now_ms` (UTC), give or take `skew_ms` (0 or more): `exp` must be
 * there and later, `nbf` and `iat`, if there, not later; and `exp` not further ahead than
 * `life_ms_max` (0: no limit). Errors: LIC_E_INVALID for a missing `exp` or a time that is none;
 * LIC_E_DENIED for an expired, not yet valid or too long-lived token.
 */
LIC_MUST_USE lic_rc lic_jwt_check_times(const struct lic_jwt *jwt, int64_t now_ms, int64_t skew_ms,
	int64_t life_ms_max, struct lic_err *err);

/*
 * Reads the claim `name` of `jwt`, a string. `*ret_text` is borrowed from the token. Errors:
 * LIC_E_INVALID when it is missing or no string.
 */
LIC_MUST_USE lic_rc lic_jwt_string(const struct lic_jwt *jwt, const char *name, struct lic_err *err,
	const char **ret_text);

/*
 * Reads the claim `name` of `jwt`, a NumericDate (seconds since 1970, also with a fraction), as
 * `*ret_ms`, milliseconds UTC, rounded down. Errors: LIC_E_INVALID when it is missing, no number,
 * negative or beyond the year 9999.
 */
LIC_MUST_USE lic_rc lic_jwt_time(const struct lic_jwt *jwt, const char *name, struct lic_err *err,
	int64_t *ret_ms);

/*
 * Reads the claim `name` of `jwt`, an array of strings, or a single string, as `aud` may be. Errors
 * with nothing in `*ret_strings`: LIC_E_INVALID when it is missing or has another type, LIC_E_LIMIT
 * for more than LIC_JWT_STRINGS_MAX.
 */
LIC_MUST_USE lic_rc lic_jwt_strings(const struct lic_jwt *jwt, const char *name,
	struct lic_err *err, struct lic_jwt_strings *ret_strings);

/*
 * Tells whether `jwt` is meant for `audience`: its `aud` is that text or an array with it. A
 * malformed `aud` is meant for nobody.
 */
bool lic_jwt_has_audience(const struct lic_jwt *jwt, const char *audience);

#endif
