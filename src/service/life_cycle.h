/*
 * The life cycle of subscriptions as it is stored: renewing, cancelling, deleting, and the turns
 * that come by themselves (core/lifecycle.h, specification section 8).
 *
 * A turn is one step in a transaction of its own that looks first whether it is still due: of
 * several processes that try, one takes it. What holds a seat is not touched by a change of state:
 * its service follows from the pool. Only when nothing is left of a product, and its time is
 * over (L-06), the licences go, in a task.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_LIFE_CYCLE_H
#define LIC_SERVICE_LIFE_CYCLE_H

#include "service/subscriptions.h"

/* What may be said when renewing. */
struct lic_subscription_renewal {
	struct lic_opt_int ends_ms;        /* end of the new term; default: whole terms more */
	struct lic_opt_int total_licenses; /* seats from now on; default: as before */
	struct lic_opt_int is_recurring;   /* 0 or 1; default: as before */
	const char *product_key;           /* by which it is renewed (U-54), or NULL */
};

/*
 * Renews the subscription with GUID or commerce id `key`, with what belongs to it: an active one
 * goes on for a term more, one that is Expired or Disabled is active again (L-05). Fewer seats than
 * are assigned are no error: the product is in licence conflict then. U-54: what is paid
 * beforehand gets another number by a product key. Errors: LIC_E_INVALID for a state that cannot be
 * renewed, an add-on, or a bad `renewal`; LIC_E_NOTFOUND; LIC_E_DENIED;
 * as the store's. `*ret_subscription` is it as it is now.
 */
LIC_MUST_USE lic_rc lic_subscription_renew(struct lic_ctx *ctx, const char *key,
	const struct lic_subscription_renewal *renewal, struct lic_subscription *ret_subscription);

/*
 * Cancels the subscription with GUID or commerce id `key`, with what belongs to it: it is Disabled
 * at once where it may be (L-03), otherwise it stops renewing and ends with its term (L-02).
 * Errors: LIC_E_INVALID when it is neither active nor Expired, a trial, an add-on, or when it ends
 * by itself already; LIC_E_NOTFOUND; LIC_E_DENIED; as the store's. `*ret_subscription` is it as it
 * is now.
 */
LIC_MUST_USE lic_rc lic_subscription_cancel(struct lic_ctx *ctx, const char *key,
	struct lic_subscription *ret_subscription);

/*
 * Deletes the subscription with GUID or commerce id `key`, with what belongs to it, at once (L-04).
 * Errors: LIC_E_INVALID when it is deleted already, or an add-on; LIC_E_NOTFOUND;
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_subscription_delete(struct lic_ctx *ctx, const char *key);

/* A subscription whose next step is due. */
struct lic_due {
	int64_t at_ms;     /* when it was due */
	int64_t tenant_id; /* organisation */
	int64_t id;        /* key */
};

/*
 * Lists up to `limit` subscriptions of every organisation whose next step is due, behind `after`.
 * `*ret_count` entries are written to `list`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_subscription_due(struct lic_ctx *ctx, const struct lic_due *after,
	size_t limit, struct lic_due *list, size_t *ret_count);

/*
 * Takes the next step of the subscription with key `id` of the caller's organisation, if one is
 * due: as the system, in an operation of its own with the date on which it was due. `*ret_more`
 * tells whether another is due. Nothing happens to one that has been turned already, or is gone.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_subscription_turn(struct lic_ctx *ctx, int64_t id, bool *ret_more);

#endif
