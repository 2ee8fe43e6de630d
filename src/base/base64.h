/*
 * Base64, read strictly: one text for one sequence of bytes. What is not in the alphabet, a length
 * that cannot be and bits behind the last byte that are not zero are refused, so that two different
 * texts never mean the same token.
 *
 * Threading: no state.
 */
#ifndef LIC_BASE_BASE64_H
#define LIC_BASE_BASE64_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>

/* How bytes are written. */
enum lic_base64 {
	LIC_BASE64_URL,   /* RFC 7515, section 2: '-' and '_', without padding */
	LIC_BASE64_THUMB, /* the same with padding or without: x5t as azure-cli writes it */
	LIC_BASE64_LINES, /* RFC 4648, section 4: '+' and '/', with padding; space and line ends
			     anywhere */
	LIC_BASE64_PLAIN  /* the same without space and line ends: HTTP Basic */
};

/*
 * Writes the `len` bytes at `bytes` (NULL only when `len` is 0) as LIC_BASE64_URL.
 * Returns NUL-terminated text in `arena`, or NULL when it or memory is exhausted.
 */
char *lic_base64url_encode(struct lic_arena *arena, const void *bytes, size_t len);

/*
 * Reads the `len` bytes of base64 at `text`, written as `kind` says, into the `room` bytes at
 * `ret_bytes`. Returns true and sets `*ret_len` to how many there are; false when the text is not
 * exactly what encoding would make, or stands for more than `room` bytes: what is at `ret_bytes` is
 * undefined then.
 */
bool lic_base64_read(enum lic_base64 kind, const char *text, size_t len, void *ret_bytes,
	size_t room, size_t *ret_len);

/*
 * As lic_base64_read(), with as much room as `text` (`len` bytes, by `kind`) needs. `*ret_bytes`
 * lie in `arena` with a NUL behind them, which is not counted. Errors: LIC_E_INVALID when the text
 * is not exactly what encoding would make; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_base64_decode(struct lic_arena *arena, enum lic_base64 kind,
	const char *text, size_t len, struct lic_bytes *ret_bytes);

#endif
