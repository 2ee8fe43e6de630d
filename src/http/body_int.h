/*
 * The body of one request: in memory up to 1 MiB, and beyond that, where the route allows it, in an
 * unlinked temporary file that is mapped when complete. It counts nothing and knows no limit: the
 * caller does.
 *
 * Threading: a body belongs to its request.
 */
#ifndef LIC_HTTP_BODY_INT_H
#define LIC_HTTP_BODY_INT_H

#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>

#define LIC_HTTP_BODY_MEMORY_BYTES ((size_t)1024 * 1024)

/* Bytes collected so far. */
struct lic_http_body {
	const char *temp_dir; /* folder for the temporary file, or NULL: memory only; borrowed */
	char *data;           /* the bytes while in memory; owned */
	size_t size;          /* bytes allocated at data */
	size_t len;           /* bytes collected, in memory or in the file */
	bool has_file;        /* fd is open */
	int fd;               /* the temporary file, valid when has_file; owned */
	void *map;            /* the file mapped, or NULL */
	size_t map_len;       /* bytes mapped */
};

/*
 * Makes `body` empty. `temp_dir` is the folder for a temporary file, borrowed as long as the body
 * lives, or NULL to stay in memory. Allocates nothing.
 */
void lic_http__body_init(struct lic_http_body *body, const char *temp_dir);

/*
 * Appends `len` bytes at `bytes` to `body`. Errors: LIC_E_NOMEM; LIC_E_UNAVAILABLE when the
 * temporary file cannot be made or written (disk full, quota, file size limit). After an error only
 * lic_http__body_done() is of use.
 */
LIC_MUST_USE lic_rc lic_http__body_add(struct lic_http_body *body, const char *bytes, size_t len);

/*
 * Completes `body`. `*ret_data` points to its len bytes and a NUL behind them, borrowed from
 * `body`. Errors as in lic_http__body_add().
 */
LIC_MUST_USE lic_rc lic_http__body_finish(struct lic_http_body *body, const char **ret_data);

/*
 * Releases what `body` holds and leaves it as after init. Accepts a zeroed struct that was never
 * initialised.
 */
void lic_http__body_done(struct lic_http_body *body);

#endif
