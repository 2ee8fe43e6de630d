/*
 * What a change did to the properties of something, for the ledger: before and after.
 */
#ifndef LIC_SERVICE_DIFFERENCE_H
#define LIC_SERVICE_DIFFERENCE_H

#include "base/arena.h"
#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>

/* One property before and after. */
struct lic_difference {
	const char *name;   /* property */
	const char *before; /* its value before, or NULL */
	const char *after;  /* its value after, or NULL */
	bool is_json;       /* the values are JSON, else text */
};

/*
 * Writes the `count` `differences` as the detail of a ledger's change, {"property": {"old": …,
 * "new": …}}, leaving out those that are none. `*ret_detail` lies in `arena`. Errors: LIC_E_NOMEM;
 * LIC_E_LIMIT past 4 MiB.
 */
LIC_MUST_USE lic_rc lic_differences_write(struct lic_arena *arena,
	const struct lic_difference *differences, size_t count, const char **ret_detail);

#endif
