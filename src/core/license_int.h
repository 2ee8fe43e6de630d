/*
 * What the parts of the decision share: the work in progress. Private to core.
 */
#ifndef LIC_CORE_LICENSE_INT_H
#define LIC_CORE_LICENSE_INT_H

#include "core/license.h"

/* A decision in the making. */
struct lic_decider {
	struct lic_arena *arena;                   /* for everything */
	const struct lic_facts *facts;             /* input */
	const struct lic_license_request *request; /* input; one that asks for nothing once the form
						      of the real one was found wrong */
	struct lic_violation *violations;          /* found so far */
	size_t violation_count;                    /* number found */
	size_t violation_room;                     /* number allocated */
	uint32_t *add_skus; /* per add: index of its SKU, LIC_INDEX_NONE when it may not be assigned
			     */
	const uint64_t **add_disabled; /* per add: its disabled plans as a set */
	bool *add_waits;               /* per add: a seat that could be given is missing, and
					  may be waited for */
	size_t wait_count;             /* number of those */
	bool is_waiting;               /* the end state is without those seats */
	struct lic_path *after;        /* paths of the end state */
	size_t after_count;            /* number of them */
	uint64_t *plans_before;        /* effective plans before */
	uint64_t *plans_after;         /* effective plans of the end state */
};

/*
 * Finds the pool of the SKU with index `sku` in `facts`.
 * Returns it, borrowed, or NULL when the tenant has none.
 */
const struct lic_seats *lic_license__seats(const struct lic_facts *facts, uint32_t sku);

/*
 * Tells whether one of `count` paths gives a seat of the SKU with index `sku`.
 */
bool lic_license__holds(const struct lic_path *paths, size_t count, uint32_t sku);

/*
 * Lists in `decision`, whose path changes are there, which seats are taken and given back when the
 * paths of `facts` become the `count` paths `after`. The list lives in `arena`. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_license__list_seat_changes(struct lic_arena *arena,
	const struct lic_facts *facts, const struct lic_path *after, size_t count,
	struct lic_decision *decision);

/*
 * Finds what in the request of `d` takes `path` away.
 * Returns the index in removes, or remove_count when the path stays; inherited ones do.
 */
size_t lic_license__removal(const struct lic_decider *d, const struct lic_path *path);

/*
 * Checks of R-58 up to and including the usage location, on `d`; fills add_skus and add_disabled
 * and records violations. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_license__check_request(struct lic_decider *d);

/*
 * Checks of R-58 from the seats on, on the end state of `d`; records violations. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_license__check_end_state(struct lic_decider *d);

#endif
