/*
 * $expand: what belongs to an object, shown with it (OData 4.01 URL conventions 5.1.3; O-07: one
 * relation).
 *
 *   expand = name [ "(" option *( ";" option ) ")" ]
 *   option = "$select=" names | "$top=" number
 *
 * Threading: no state.
 */
#ifndef LIC_ODATA_EXPAND_H
#define LIC_ODATA_EXPAND_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

#define LIC_ODATA_EXPAND_TOP_MAX 20 /* Graph shows no more */

/* What is shown with an object. */
struct lic_odata_expand {
	size_t relation;    /* which of the names */
	const char *select; /* its $select, or NULL */
	unsigned top;       /* its $top: 1 to LIC_ODATA_EXPAND_TOP_MAX, the latter when not given */
};

/*
 * Reads `text`, a decoded $expand of one of the `count` relations in `names` (any case), into
 * `*ret_expand`, whose texts live in `arena`. Errors, told in `err`: LIC_E_INVALID for another
 * relation or option, named with what is possible, or more than one; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_odata_expand_read(const char *text, const char *const *names, size_t count,
	struct lic_arena *arena, struct lic_err *err, struct lic_odata_expand *ret_expand);

#endif
