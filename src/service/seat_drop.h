/*
 * Giving up the seats that the deletion of a user frees: the purchase gets smaller before
 * anybody in line could take the seat. Private to service.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_SEAT_DROP_H
#define LIC_SERVICE_SEAT_DROP_H

#include "core/license.h"
#include "service/users.h"

/*
 * Makes each purchase of `drops`, `count` of them, smaller by one seat. `freed` is what the
 * deletion gave back, by the SKUs of `catalog`. Errors: LIC_E_DENIED without
 * LIC_ACTION_MANAGE_SUBSCRIPTIONS; LIC_E_NOTFOUND for a purchase; LIC_E_INVALID for one of a
 * product of which no seat came free, or that has no number; LIC_E_CONFLICT for one that cannot get
 * smaller now; as the store's.
 */
LIC_MUST_USE lic_rc lic_seats__drop(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_decision *freed, struct lic_seat_drop *drops, size_t count);

#endif
