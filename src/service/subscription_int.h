/*
 * What the files about subscriptions share: a purchase with what belongs to it, and writing what
 * changed of them. Private to service.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_SUBSCRIPTION_INT_H
#define LIC_SERVICE_SUBSCRIPTION_INT_H

#include "auth/secret.h"
#include "service/ledger.h"
#include "service/subscriptions.h"

/* Most subscriptions that belong to one: they change with it in one transaction. */
#define LIC_ADD_ONS_MAX 100

/* A subscription before and after a change. */
struct lic_subscription_change {
	struct lic_subscription before; /* as it is stored */
	struct lic_subscription after;  /* as it becomes */
};

/* A subscription, first, and those that belong to it. Lives in the arena. */
struct lic_subscription_family {
	const struct lic_catalog *catalog;       /* the organisation's */
	struct lic_subscription_change *members; /* the first is what the others belong to */
	size_t count;                            /* number of them, at least 1 */
};

/*
 * Loads the subscription with key `id` into the arena; `*ret_found` tells whether there is one.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_subscription__load(struct lic_ctx *ctx, int64_t id,
	struct lic_subscription *ret_subscription, bool *ret_found);

/*
 * Makes the family of `first`, unchanged so far, with what is stored of the others. `catalog` is
 * the organisation's. Errors: LIC_E_CORRUPT when a SKU is not in it; as the store's.
 */
LIC_MUST_USE lic_rc lic_subscription__family(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_subscription *first, struct lic_subscription_family *ret_family);

/*
 * Has the members of `family` that belong to the first take its state, dates and channel.
 */
void lic_subscription__follow(struct lic_subscription_family *family);

/*
 * Returns how `subscription` was bought, never LIC_OFFER_BY_CHANNEL.
 */
enum lic_offer lic_subscription__offer(const struct lic_subscription *subscription);

/*
 * Returns what core/lifecycle.h wants to know of `subscription`; a state nobody has looked at
 * begins at `now_ms`.
 */
struct lic_lifecycle lic_subscription__facts(const struct lic_subscription *subscription,
	int64_t now_ms);

/*
 * Has `subscription` take state, end and dates of `facts`, and the date of the step after them
 * (L-10).
 */
void lic_subscription__set(struct lic_subscription *subscription,
	const struct lic_lifecycle *facts);

/*
 * Writes what changed in `family`: rows, pools, and one operation of `kind` with a change for each
 * member that differs; seats that came are given to those who wait for one (D-08). `*ret_operation`
 * (if not NULL) is the operation. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_subscription__write(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_subscription_family *family);

/*
 * Stores `subscription` without a word in the ledger: for dates that only we count by. Errors: as
 * the store's.
 */
LIC_MUST_USE lic_rc lic_subscription__store(struct lic_ctx *ctx,
	const struct lic_subscription *subscription);

/*
 * Adds `seats` to the pool of the SKU with key `sku_key`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_subscription__adjust_pool(struct lic_ctx *ctx, int64_t sku_key,
	const struct lic_seats *seats);

/* A product key that a change comes by (U-54). */
struct lic_subscription_key {
	bool is_given;                       /* there is one */
	uint8_t hash[LIC_SECRET_HASH_BYTES]; /* by which it is kept */
};

/*
 * Judges by what product key `text` (NULL: none) the purchase `before` (NULL: a new one) may become
 * `after`: U-54. Has `after` bear the key's ending. `*ret_key` is what lic_subscription__keep_key()
 * wants. Errors: LIC_E_INVALID when it is no key, was used before, is missing, or does not go with
 * the purchase; LIC_E_NOMEM; as the store's. Writes nothing.
 */
LIC_MUST_USE lic_rc lic_subscription__take_key(struct lic_ctx *ctx, const char *text,
	const struct lic_subscription *before, struct lic_subscription *after,
	struct lic_subscription_key *ret_key);

/*
 * Writes down that `key`, if there is one, was used for the stored purchase `after`. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_subscription__keep_key(struct lic_ctx *ctx,
	const struct lic_subscription_key *key, const struct lic_subscription *after);

#endif
