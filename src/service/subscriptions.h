/*
 * Subscriptions (purchases) and what the organisation owns of each SKU.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_SUBSCRIPTIONS_H
#define LIC_SERVICE_SUBSCRIPTIONS_H

#include "core/catalog.h"
#include "core/license.h"
#include "core/lifecycle.h"
#include "core/seats.h"
#include "service/context.h"

/* One purchase of a SKU. */
struct lic_subscription {
	int64_t id;                           /* key */
	struct lic_guid guid;                 /* Graph's id */
	struct lic_guid commerce_id;          /* commerceSubscriptionId */
	int64_t sku_key;                      /* key of the SKU */
	int64_t total_licenses;               /* seats bought, 0 to LIC_SEATS_MAX, or
						 LIC_SEATS_UNLIMITED */
	enum lic_sub_status status;           /* its state in the life cycle */
	enum lic_channel channel;             /* where it was bought */
	bool is_trial;                        /* a trial */
	bool is_recurring;                    /* renews by itself */
	int64_t starts_ms;                    /* first day */
	struct lic_opt_int ends_ms;           /* end of the term, if it has one */
	struct lic_opt_int next_lifecycle_ms; /* date of the next automatic change (L-10) */
	const char *price_per_seat; /* as recorded, for example "32.00 EUR", or NULL (D-24) */
	int64_t created_ms;         /* when it was recorded */
	enum lic_offer offer; /* as chosen; LIC_OFFER_BY_CHANNEL: what the channel usually is */
	int64_t term_months;  /* length of a term, 1 to LIC_TERM_MONTHS_MAX */
	struct lic_opt_int since_ms;  /* when its state began; not set: recorded by an older
					 version, and nobody has looked yet */
	struct lic_opt_int add_on_of; /* key of the subscription that it belongs to */
	struct lic_guid parent_guid;  /* its public id; all zero: it belongs to none */
	struct lic_opt_int renewal_licenses; /* licences from the next term on, if others */
	struct lic_opt_int shrunk_ms;        /* when a renewal last made it smaller */
	const char *key_ending; /* of a change just made: the end of the product key that it came
				   by; otherwise NULL */
};

/* What to buy. */
struct lic_subscription_input {
	const char *sku;              /* GUID, part number or display name */
	int64_t total_licenses;       /* 1 to LIC_SEATS_MAX, or LIC_SEATS_UNLIMITED */
	enum lic_sub_status status;   /* usually LIC_SUB_ENABLED */
	enum lic_channel channel;     /* where it was bought */
	bool is_recurring;            /* renews by itself */
	struct lic_opt_int starts_ms; /* default: now */
	struct lic_opt_int ends_ms;   /* default: none */
	const char *price_per_seat;   /* or NULL; at most 64 characters */
	enum lic_offer offer;         /* usually LIC_OFFER_BY_CHANNEL */
	int64_t term_months;          /* 1 to LIC_TERM_MONTHS_MAX; 0: a year */
	const char *add_on_of;        /* GUID or commerce id of the subscription that it belongs to,
					 whose state, dates and channel it then has; or NULL */
	const char *product_key;      /* what was paid beforehand with (U-54), as people write it,
					 or NULL */
};

/* What to change of a purchase: only what is set. */
struct lic_subscription_patch {
	struct lic_opt_int total_licenses; /* the new absolute total (U-52), or
					      LIC_SEATS_UNLIMITED */
	struct lic_opt_int status;         /* enum lic_sub_status */
	struct lic_opt_int channel; /* enum lic_channel; taking over a self-service purchase
				     */
	struct lic_opt_int is_recurring;     /* 0 or 1 */
	bool has_ends;                       /* whether to write ends_ms */
	struct lic_opt_int ends_ms;          /* the new end, or none */
	struct lic_opt_int offer;            /* enum lic_offer */
	struct lic_opt_int term_months;      /* 1 to LIC_TERM_MONTHS_MAX */
	bool has_renewal_licenses;           /* whether to write renewal_licenses */
	struct lic_opt_int renewal_licenses; /* licences from the next term on, or as many as now */
	const char *product_key; /* what more was paid beforehand with (U-54), or NULL */
};

/* A product key that was used for a purchase (U-54). */
struct lic_product_key {
	int64_t subscription_id; /* key of the purchase */
	const char *ending;      /* its last LIC_PRODUCT_KEY_ENDING characters */
	int64_t total_licenses;  /* licences of the purchase with it, or LIC_SEATS_UNLIMITED */
	int64_t used_ms;         /* when */
};

/*
 * Finds the SKU that `text` names in `catalog`: GUID, part number or display name, without regard
 * to case. A part number that several SKUs bear is an error that lists them; an unknown name is one
 * that says what was probably meant.
 * `*ret_sku` is its index. Errors: LIC_E_NOTFOUND or LIC_E_CONFLICT, with `target` as field, in
 * `err`; LIC_E_NOMEM.
 * Texts are made in `arena`.
 */
LIC_MUST_USE lic_rc lic_sku_find(struct lic_arena *arena, const struct lic_catalog *catalog,
	const char *text, const char *target, struct lic_err *err, uint32_t *ret_sku);

/*
 * Records the purchase `input`; its seats can be given at once. What is paid beforehand
 * comes with a product key that was not used before (U-54). Errors: LIC_E_INVALID for numbers or
 * dates out of range, or a product key; as lic_sku_find(); LIC_E_DENIED; as the store's.
 * `*ret_subscription` is the purchase as recorded.
 */
LIC_MUST_USE lic_rc lic_subscription_add(struct lic_ctx *ctx,
	const struct lic_subscription_input *input, struct lic_subscription *ret_subscription);

/*
 * Changes the purchase with GUID or commerce id `key` by `patch`, and what belongs to it.
 * reducing below what is assigned is refused with the number to unassign first; R-10: a
 * change of status is not, it leaves the SKU in licence conflict. What belongs to another purchase
 * only changes in number. U-54: what is paid beforehand gets more licences by another product key,
 * and fewer only by lic_subscription_renew(). Errors: LIC_E_NOTFOUND; LIC_E_INVALID;
 * LIC_E_CONFLICT; LIC_E_DENIED; as the store's.
 * `*ret_subscription` is the purchase as it is now.
 */
LIC_MUST_USE lic_rc lic_subscription_update(struct lic_ctx *ctx, const char *key,
	const struct lic_subscription_patch *patch, struct lic_subscription *ret_subscription);

/*
 * Finds the purchase with GUID or commerce id `key`. Errors: LIC_E_NOTFOUND; LIC_E_DENIED.
 * `*ret_subscription` has its texts in the arena.
 */
LIC_MUST_USE lic_rc lic_subscription_find(struct lic_ctx *ctx, const char *key,
	struct lic_subscription *ret_subscription);

/*
 * Lists every purchase, in order of SKU. `*ret_list` lives in the arena.
 * It has `*ret_count` entries. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_subscription_list(struct lic_ctx *ctx, struct lic_subscription **ret_list,
	size_t *ret_count);

/*
 * Lists the pools of the organisation, with SKUs as indices of `catalog`, in order of SKU.
 * `*ret_list` lives in the arena.
 * It has `*ret_count` entries. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_seats_list(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_sku_seats **ret_list, size_t *ret_count);

/*
 * Lists every product key that was used, by purchase and time (U-54). `*ret_list` lives in the
 * arena and has `*ret_count` entries. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_product_key_list(struct lic_ctx *ctx, struct lic_product_key **ret_list,
	size_t *ret_count);

/* What the organisation owns. Lives in the request's arena. */
struct lic_owned {
	struct lic_sku_seats *pools;            /* as of lic_seats_list() */
	size_t pool_count;                      /* number of pools */
	struct lic_subscription *subscriptions; /* as of lic_subscription_list() */
	size_t subscription_count;              /* number of subscriptions */
};

/*
 * Reads what the organisation owns of the products of `catalog`, for whoever may see the
 * organisation: its plans of company scope follow from it. `*ret_owned` is set on success. Errors:
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_owned_list(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_owned *ret_owned);

#endif
