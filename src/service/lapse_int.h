/*
 * The licences of a product whose last subscription was deleted and whose time is over (L-06):
 * groups give it no more, and everybody loses it, a few people a step; and with it every other
 * product of which nothing is left, because one may rest on another. Private to service.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_LAPSE_INT_H
#define LIC_SERVICE_LAPSE_INT_H

#include "service/bulk.h"
#include "service/inherit_int.h"

/*
 * Does the next step for the SKU with key `sku_key`, moving `progress` on: its position is the key
 * of the last user who was looked at. `inherit` says for which catalogue and operation.
 * `*ret_is_over` tells that nothing is left to do, or that the product was bought again meanwhile.
 * What another licence of a user needs stays (R-29, G-13). Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_lapse__step(struct lic_ctx *ctx, struct lic_inherit *inherit,
	int64_t sku_key, struct lic_bulk_progress *progress, bool *ret_is_over);

#endif
