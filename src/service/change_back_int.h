/*
 * What the files that take changes back share: what a part of an operation did, from the ledger,
 * and what asks for the opposite. Private to service.
 */
#ifndef LIC_SERVICE_CHANGE_BACK_INT_H
#define LIC_SERVICE_CHANGE_BACK_INT_H

#include "service/change_int.h"

/* A direct licence before or after. */
struct lic_change__side {
	struct lic_opt_int plan_set; /* number of the set of plans that are off; not set: there was
					no licence */
	bool is_wanted;              /* wanted, and not given: it holds no seat */
};

/* A place in the line for a seat, before or after. */
struct lic_change__place {
	bool is_set;          /* there was one */
	struct lic_wait wait; /* its priority and reason, and since when it is there, if the ledger
				 has that */
};

/* What was done to one direct licence of a user. */
struct lic_change__did {
	uint32_t sku;                          /* index of the product; LIC_INDEX_NONE: it is in
						  the catalogue no more */
	bool has_path;                         /* the next two members are set */
	struct lic_change__side before;        /* the licence before … */
	struct lic_change__side after;         /* … and after */
	bool has_place;                        /* the next two members are set */
	struct lic_change__place place_before; /* the place in the line before … */
	struct lic_change__place place_after;  /* … and after */
};

/* What was done to a user. */
struct lic_change__done {
	struct lic_change__did *licenses; /* each product once */
	size_t license_count;             /* number of them */
};

/*
 * Reads what `part` did; what was done to the same thing several times counts as one. What
 * `*ret_done` has lives in the arena of `ctx`; indices refer to `catalog`. Errors: LIC_E_LIMIT when
 * there are more than LIC_REQUEST_SKUS_MAX products; as the store's.
 */
LIC_MUST_USE lic_rc lic_change__read_done(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_change__part *part, struct lic_change__done *ret_done);

#endif
