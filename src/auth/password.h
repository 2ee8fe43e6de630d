/*
 * Passwords of people: what they must be like, hashes to store (Argon2id, RFC 9106), checking.
 * Those that the program makes up are in base/password.h.
 *
 * Hashing is meant to be dear: see LIC_PASSWORD_MEMORY_BYTES. It does no database work and belongs
 * outside a transaction, on workers whose number bounds the memory.
 *
 * Threading: no state.
 */
#ifndef LIC_AUTH_PASSWORD_H
#define LIC_AUTH_PASSWORD_H

#include "base/arena.h"
#include "base/err.h"
#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>

#define LIC_PASSWORD_CHARS_MIN 8
#define LIC_PASSWORD_CHARS_MAX 256

/* What one hash costs: memory, and passes over it, the second choice of RFC 9106, section 4 (one
 * lane, which is all that libsodium does). Some 80 ms; OWASP asks for a third of the memory at
 * least. */
#define LIC_PASSWORD_MEMORY_BYTES ((size_t)64 * 1024 * 1024)
#define LIC_PASSWORD_PASSES 3

/*
 * Checks a new `password` against the rules: valid UTF-8 of LIC_PASSWORD_CHARS_MIN to
 * LIC_PASSWORD_CHARS_MAX characters without control characters; of three of the four classes small
 * letters, capital letters, digits, others (letters of scripts without case count as small ones);
 * not equal to `user_name`, nor to what stands before its '@', in any case (NULL: nothing to
 * compare with). `target` is the field that the error names, for example
 * "passwordProfile/password". Errors: LIC_E_INVALID with the rule that is not met, never with the
 * password, its detail in `arena`; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_password_check(struct lic_arena *arena, const char *target,
	const char *password, const char *user_name, struct lic_err *err);

/*
 * Hashes `password` with Argon2id into text in `arena`, which tells its parameters and salt.
 * `*ret_hash` is the text. Errors: LIC_E_INVALID, for the field "passwordProfile/password", when it
 * is shorter than LIC_PASSWORD_CHARS_MIN or longer than LIC_PASSWORD_CHARS_MAX characters;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_password_hash(struct lic_arena *arena, const char *password,
	struct lic_err *err, const char **ret_hash);

/*
 * Tells whether `password` is the one that `hash` was made of. `hash` is text as made by
 * lic_password_hash(), with the parameters of then or now; NULL, for somebody without a password,
 * costs as much and is false.
 */
bool lic_password_verify(const char *hash, const char *password);

/*
 * Spends on `password` what lic_password_verify() does, for user names that do not exist: the time
 * of an answer does not tell who is there. Returns false always.
 */
bool lic_password_verify_nobody(const char *password);

/*
 * Tells whether `hash` was made with other parameters than those of now: after the next successful
 * check the password is hashed again.
 */
bool lic_password_needs_rehash(const char *hash);

#endif
