/*
 * Deleting an organisation with all that it has, piece by piece, while others are served.
 *
 * First it is marked: from then on nobody gets in. Then its rows go, some thousand a transaction,
 * tables that refer to others first; the organisation itself goes last, so that a deletion that was
 * broken off is found and goes on.
 *
 * Threading: none of its own; each call runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_TENANT_DELETION_H
#define LIC_SERVICE_TENANT_DELETION_H

#include "service/context.h"

#include <stdbool.h>
#include <stdint.h>

/* A deletion on its way. Zero-initialise it with `tenant_id`. */
struct lic_tenant_deletion {
	int64_t tenant_id; /* which organisation */
	int64_t rows;      /* removed so far */
	bool is_over;      /* nothing is left */
};

/*
 * Marks the organisation of `deletion` as being deleted, if it is not yet. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_tenant_delete_begin(struct lic_ctx *ctx,
	const struct lic_tenant_deletion *deletion);

/*
 * Removes the next rows of the marked organisation of `deletion`; call it, a transaction each time,
 * until `is_over`. On failure `deletion` is as before. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_tenant_delete_step(struct lic_ctx *ctx,
	struct lic_tenant_deletion *deletion);

#endif
