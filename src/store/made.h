/*
 * The statements made at run time that a connection keeps prepared. Private to store.
 *
 * Threading: belongs to its connection.
 */
#ifndef LIC_STORE_MADE_H
#define LIC_STORE_MADE_H

#include "store/db.h"
#include "store/statements.h"

#include <stdint.h>

#define LIC_MADE_MAX 64

/* One of them. */
struct lic_made {
	struct lic_statement statement; /* as the drivers see it */
	char *text;                     /* its text; owned; NULL: unused */
	char *types;                    /* its types; owned */
	uint64_t used;                  /* when it was last used, counted in uses */
	bool is_open;                   /* between start and reset */
};

/* All of them. Zero-initialise. */
struct lic_made_cache {
	struct lic_made list[LIC_MADE_MAX]; /* by slot */
	uint64_t uses;                      /* counts on */
};

/*
 * Frees what `cache` owns.
 */
void lic_made_done(struct lic_made_cache *cache);

/*
 * Finds the slot of `text` in `cache`, or makes one for it with the types of its `count` `params`,
 * forgetting what was not used for longest. `*ret_is_new` tells which. `*ret_slot` is marked as
 * used and open. Errors: LIC_E_BUG when it is open already, or all are; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_made_find(struct lic_made_cache *cache, const char *text,
	const struct lic_value *params, size_t count, unsigned *ret_slot, bool *ret_is_new);

#endif
