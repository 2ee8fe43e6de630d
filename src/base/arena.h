/*
 * Arena: one lifetime per request, command or job step.
 *
 * Everything that a request builds lives in its arena and is released in one call at the edge. An
 * arena has a byte limit, so that nothing a caller sends can make the process grow without bound.
 * What was handed out is overwritten when it is released: among it are passwords and tokens.
 * In builds with LIC_ARENA_PASSTHROUGH (the sanitizer builds) each allocation is a malloc of its
 * own, so that AddressSanitizer sees every object.
 *
 * Threading: an arena belongs to one thread at a time; hand-over between threads needs a
 * happens-before edge.
 */
#ifndef LIC_BASE_ARENA_H
#define LIC_BASE_ARENA_H

#include "base/rc.h"

#include <stddef.h>

struct lic_arena;

/*
 * Makes an arena that will hand out at most `limit_bytes` bytes (> 0; each allocation counts
 * rounded up to a multiple of the alignment).
 * Returns a new arena, to be freed with lic_arena_free(), or NULL when memory is out.
 */
struct lic_arena *lic_arena_new(size_t limit_bytes);

/*
 * Frees `arena` and everything allocated from it. Accepts NULL.
 */
void lic_arena_free(struct lic_arena *arena);

/*
 * LIC_AUTO helper: frees the arena that `arena` points to, if any.
 */
void lic_arena_freep(struct lic_arena **arena);

/*
 * Empties `arena` for reuse: every pointer it handed out becomes invalid. The first chunk is kept,
 * so that a loop which resets per row does not allocate per row.
 */
void lic_arena_reset(struct lic_arena *arena);

/*
 * Allocates `size` zeroed bytes, aligned for any type. A `size` of 0 yields a valid pointer to
 * nothing.
 * Returns memory in `arena`, or NULL when memory or the arena's limit is exhausted.
 */
void *lic_arena_alloc(struct lic_arena *arena, size_t size);

/*
 * Allocates `count` zeroed elements of `size` bytes each, with the multiplication checked.
 * Returns memory in `arena`, or NULL on overflow or exhaustion.
 */
void *lic_arena_array(struct lic_arena *arena, size_t count, size_t size);

/*
 * Copies the `len` bytes at `text` and adds a NUL. `text` may be NULL only when `len` is 0.
 * Returns memory in `arena`, or NULL on exhaustion.
 */
char *lic_arena_copy(struct lic_arena *arena, const char *text, size_t len);

/*
 * Copies the NUL-terminated `text`; a NULL `text` yields NULL, and so does exhaustion: where that
 * difference matters the caller checks `text` first.
 * Returns memory in `arena`.
 */
char *lic_arena_strdup(struct lic_arena *arena, const char *text);

/*
 * Replaces each of the `count` texts that `texts` points to by a copy in `arena`; NULL stays NULL.
 * Errors: LIC_E_NOMEM, when some may be replaced and others not.
 */
LIC_MUST_USE lic_rc lic_arena_keep_texts(struct lic_arena *arena, const char **const *texts,
	size_t count);

/*
 * Formats like printf from `fmt` and its arguments.
 * Returns the NUL-terminated text in `arena`, or NULL on exhaustion.
 */
char *lic_arena_printf(struct lic_arena *arena, const char *fmt, ...) LIC_PRINTF(2, 3);

/*
 * Tells how many bytes, with rounding, have been handed out of `arena` since it was made or reset.
 */
size_t lic_arena_used(const struct lic_arena *arena);

#endif
