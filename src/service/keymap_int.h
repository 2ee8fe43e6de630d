/*
 * Finding things by their key in the database, when there may be very many. Private to service.
 *
 * Threading: a map belongs to one thread.
 */
#ifndef LIC_SERVICE_KEYMAP_INT_H
#define LIC_SERVICE_KEYMAP_INT_H

#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What keys stand for. Zero-initialise it; members are private. */
struct lic_keymap {
	int64_t *keys;    /* by place; 0: free */
	uint32_t *values; /* by place */
	size_t room;      /* places, a power of two, or 0 */
	size_t count;     /* places taken */
};

/*
 * Notes in `map` that `key` (not 0) stands for `value`; `*ret_new` tells whether it is noted the
 * first time: otherwise what it stands for stays. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_keymap__add(struct lic_keymap *map, int64_t key, uint32_t value,
	bool *ret_new);

/*
 * Finds what `key` stands for in `map`. Returns true and sets `*ret_value`; false, leaving it
 * alone, when it is not noted.
 */
bool lic_keymap__find(const struct lic_keymap *map, int64_t key, uint32_t *ret_value);

/*
 * Frees what `map` holds, and empties it. Usable with LIC_AUTO.
 */
void lic_keymap__done(struct lic_keymap *map);

#endif
