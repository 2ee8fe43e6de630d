/*
 * A growing byte buffer with a ceiling.
 *
 * Appending never fails at the call: a buffer that hits its ceiling or runs out of memory remembers
 * that, ignores that append and all that follow, and says so once in lic_buf_status(). So building
 * text reads straight, and one check at the end suffices.
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
	char *data;           /* the bytes, NUL-terminated when not NULL; owned */
	size_t len;           /* bytes in use, without the NUL */
	size_t size;          /* bytes allocated */
	size_t limit;         /* ceiling of len */
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
 * What lic_buf_reserve() does when `buf` has no room for `len` more bytes.
 * Returns as it does, borrowed.
 */
char *lic_buf__grow(struct lic_buf *buf, size_t len);

/*
 * Makes room in `buf` for `len` more bytes, for text that is cheaper to write in place than to
 * copy.
 * Returns where to write them, borrowed from `buf` until the next call that changes it, or NULL
 * when there is no room, which `buf` remembers as for an append. What was written counts once
 * lic_buf_commit() was told.
 */
static inline char *lic_buf_reserve(struct lic_buf *buf, size_t len)
{
	if (buf->failed == LIC_OK && len < buf->size - buf->len) { /* less: a NUL follows */
		return buf->data + buf->len;
	}
	return lic_buf__grow(buf, len);
}

/*
 * Appends the first `len` bytes that were written to where lic_buf_reserve() pointed; at most as
 * many as were reserved in `buf`.
 */
static inline void lic_buf_commit(struct lic_buf *buf, size_t len)
{
	buf->len += len;
	buf->data[buf->len] = '\0';
}

/*
 * Tells whether every append to `buf` succeeded: LIC_OK, LIC_E_LIMIT or LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_buf_status(const struct lic_buf *buf);

/*
 * Takes the bytes out of `buf`, which is as after init. Ask lic_buf_status() first: after a failure
 * the text is a part.
 * Returns new memory, which the caller frees with free(); NULL when nothing was ever appended.
 */
char *lic_buf_take(struct lic_buf *buf);

#endif
