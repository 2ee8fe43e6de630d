/*
 * What the files about auto-claim share. Private to service.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_AUTO_CLAIM_INT_H
#define LIC_SERVICE_AUTO_CLAIM_INT_H

#include "service/auto_claim.h"

/*
 * Makes `*ret_add`, in the arena: what asks for `product`, an index of `catalog`. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_auto_claim__add_of(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_auto_claim_product *product, struct lic_license_add *ret_add);

/*
 * Reads the products of the policy into `policy`, without their pools, as indices of `catalog`.
 * Asks no permission. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_auto_claim__products(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_auto_claim_policy *policy);

#endif
