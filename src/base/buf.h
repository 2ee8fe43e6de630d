/*
 * A growing byte buffer with a ceiling.
 *
 * Appending never fails at the call: a buffer that hits its ceiling or runs out of memory remembers that, ignores what
 * follows, and says so once in lic_buf_status(). So building text reads straight, and one check at the end suffices.
 *
 * Threading: a buffer belongs to one thread at a time.
 */
#ifndef LIC_BASE_BUF_H
#define LIC_BASE_BUF_H

#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>

/* Owned bytes. Read data and len freely; change them through the functions only. */
struct lic_buf {
	char *data;       /* the bytes, NUL-terminated when not NULL; owned */
	size_t len;       /* bytes in use, without the NUL */
	size_t size;      /* bytes allocated */
	size_t limit;     /* ceiling of len */
	enum lic_code failed; /* LIC_OK, LIC_E_NOMEM or LIC_E_LIMIT */
};

/*
 * Makes `buf` an empty buffer that may hold up to `limit_bytes` bytes. Allocates nothing.
 */
void lic_buf_init(struct lic_buf *buf, size_t limit_bytes);

/*
 * Frees what `buf` owns and leaves it as after init. Accepts a zeroed struct.
 */
void lic_buf_done(struct lic_buf *buf);

/*
 * Empties `buf` but keeps its memory, for reuse; forgets an earlier failure.
 */
void lic_buf_clear(struct lic_buf *buf);

/*
 * Appends `len` bytes at `bytes` to `buf`. A failure is remembered in `buf`.
 */
void lic_buf_add(struct lic_buf *buf, const char *bytes, size_t len);

/*
 * Appends the NUL-terminated `text` to `buf`. A failure is remembered in `buf`.
 */
void lic_buf_puts(struct lic_buf *buf, const char *text);

/*
 * Appends text formatted from `fmt` to `buf`. A failure is remembered in `buf`.
 */
void lic_buf_printf(struct lic_buf *buf, const char *fmt, ...) LIC_PRINTF(2, 3);

/*
 * Tells whether every append to `buf` succeeded: LIC_OK, LIC_E_LIMIT or LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_buf_status(const struct lic_buf *buf);

/*
 * Takes the bytes out of `buf`, which is empty afterwards. The caller frees the result with free(); it is NULL for an
 * empty buffer.
 */
char *lic_buf_take(struct lic_buf *buf);

#endif
