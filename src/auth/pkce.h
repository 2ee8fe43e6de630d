/*
 * Proof Key for Code Exchange (RFC 7636), S256 only: "plain" proves nothing to somebody who has
 * seen the request, and no client here sends it.
 *
 * Threading: no state.
 */
#ifndef LIC_AUTH_PKCE_H
#define LIC_AUTH_PKCE_H

#include <stdbool.h>

#define LIC_PKCE_VERIFIER_MIN 43
#define LIC_PKCE_VERIFIER_MAX 128
#define LIC_PKCE_CHALLENGE_CHARS 43 /* SHA-256 as base64url */

/*
 * Tells whether `challenge` can be a code_challenge with method S256: exactly
 * LIC_PKCE_CHALLENGE_CHARS characters that are the base64url of 32 bytes.
 */
bool lic_pkce_is_challenge(const char *challenge);

/*
 * Tells whether `verifier` can be a code_verifier: LIC_PKCE_VERIFIER_MIN to LIC_PKCE_VERIFIER_MAX
 * unreserved characters (A-Z, a-z, 0-9, '-', '.', '_', '~').
 */
bool lic_pkce_is_verifier(const char *verifier);

/*
 * Tells whether `verifier` is well-formed and the one that `challenge` was made of, compared in
 * constant time.
 */
bool lic_pkce_matches(const char *challenge, const char *verifier);

#endif
