/*
 * Secrets that the program makes: access and refresh tokens, authorisation codes, secrets of
 * applications, codes that people type. All but the last have 256 random bits, so a plain hash is
 * enough to store them by: there is nothing to guess.
 *
 * Threading: no state.
 */
#ifndef LIC_AUTH_SECRET_H
#define LIC_AUTH_SECRET_H

#include "base/arena.h"
#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_SECRET_HASH_BYTES 32
#define LIC_SECRET_RANDOM_CHARS 43 /* 256 bits as base64url */

#define LIC_USER_CODE_LENGTH 8
#define LIC_USER_CODE_BYTES (LIC_USER_CODE_LENGTH + 1)

/*
 * Makes a secret: `prefix` ("" for none), which tells people and scanners what it is, and 256
 * random bits as LIC_SECRET_RANDOM_CHARS characters of base64url. `*ret_text` lies in `arena`: the
 * one place where it exists in the clear, for the answer that shows it. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_secret_make(struct lic_arena *arena, const char *prefix,
	const char **ret_text);

/*
 * Hashes the NUL-terminated `text` with BLAKE2b-256 into `ret_hash`, by which it is stored and
 * found.
 */
void lic_secret_hash(const char *text, uint8_t ret_hash[LIC_SECRET_HASH_BYTES]);

/*
 * Tells whether `text` is what was hashed to `hash`. How long it takes depends on the length of
 * `text` alone.
 */
bool lic_secret_matches(const char *text, const uint8_t hash[LIC_SECRET_HASH_BYTES]);

/*
 * Tells whether the NUL-terminated texts `a` and `b` are equal, in a time that tells nothing about
 * where they differ.
 */
bool lic_secret_equal(const char *a, const char *b);

/*
 * Tells whether the `len` bytes at `a` and at `b` are the same, in a time that depends on `len`
 * alone. Much faster than lic_secret_equal(), where it need not be hidden how long a secret is.
 */
bool lic_secret_same(const void *a, const void *b, size_t len);

/*
 * Makes a code for people to type (RFC 8628, section 6.1): LIC_USER_CODE_LENGTH letters of
 * BCDFGHJKLMNPQRSTVWXZ, which form no words and are not mistaken for digits; 34 random bits, so it
 * must be short-lived and attempts be counted. `ret_code` gets it, NUL-terminated.
 */
void lic_user_code_make(char ret_code[LIC_USER_CODE_BYTES]);

/*
 * Reads a code as a person `typed` it: in any case, with spaces and dashes anywhere. Returns true
 * and sets `ret_code` to the code as lic_user_code_make() wrote it; false, leaving it alone, when
 * it cannot be one.
 */
bool lic_user_code_read(const char *typed, char ret_code[LIC_USER_CODE_BYTES]);

#endif
