/*
 * $orderby: a property, "asc" or "desc" (OData 4.01 URL conventions 5.1.4).
 *
 * Threading: no state.
 */
#ifndef LIC_ODATA_ORDER_H
#define LIC_ODATA_ORDER_H

#include "base/arena.h"
#include "base/err.h"
#include "odata/entity.h"

/* An order. Objects that are equal in it come in that of their keys, in the same direction. */
struct lic_odata_order {
	const struct lic_odata_property *property; /* NULL: that of the keys alone */
	bool is_descending;                        /* "desc" */
};

/*
 * Reads `text`, a decoded $orderby on `entity`, into `*ret_order`. Errors, told in `err` with
 * details in `arena`: LIC_E_INVALID for an unknown property, one that cannot be sorted by, or more
 * than one; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_odata_order_read(const char *text, const struct lic_odata_entity *entity,
	struct lic_arena *arena, struct lic_err *err, struct lic_odata_order *ret_order);

#endif
