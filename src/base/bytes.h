/*
 * Bytes that somebody else owns.
 *
 * Threading: no state.
 */
#ifndef LIC_BASE_BYTES_H
#define LIC_BASE_BYTES_H

#include <stddef.h>

/* A run of bytes. */
struct lic_bytes {
	const void *data; /* borrowed; NULL means none (SQL NULL) */
	size_t len;       /* bytes at data */
};

#endif
