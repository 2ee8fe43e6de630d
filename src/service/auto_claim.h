/*
 * Licences that people get by themselves: who signs in to an application for the first
 * time and has none of some products is given the first of them that he can have.
 *
 * An organisation has at most one policy, for one of its applications. Whoever it gives a licence
 * has it like any other: directly, by the one decision. A first sign-in counts once for each person
 * and application: who was given a licence, or had one, is never given another by himself, whatever
 * becomes of it and of the policy; who could not be given any may be at a later sign-in. What is
 * wrong with a policy never keeps anybody from signing in.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_AUTO_CLAIM_H
#define LIC_SERVICE_AUTO_CLAIM_H

#include "core/license.h"
#include "service/catalogs.h"
#include "service/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_AUTO_CLAIM_PRODUCTS_MAX 5 /* one primary product, four backups */
#define LIC_AUTO_CLAIM_NAME_MAX 256   /* characters */
#define LIC_AUTO_CLAIM_WINDOWS 4      /* of the report */
#define LIC_AUTO_CLAIM_DAYS_DEFAULT 30
#define LIC_AUTO_CLAIM_PAGE_MAX 999

/* Lengths of the report's windows in days, the shortest first. */
extern const int lic_auto_claim_days[LIC_AUTO_CLAIM_WINDOWS];

/* A product of a policy. */
struct lic_auto_claim_product {
	uint32_t sku;             /* index in the catalogue */
	const uint64_t *disabled; /* set of plans that are off */
	struct lic_seats seats;   /* its pool; all zero when there is none */
};

/* The policy. Texts live in the request's arena. */
struct lic_auto_claim_policy {
	bool exists;                          /* otherwise nothing else counts */
	struct lic_guid guid;                 /* its id */
	const char *display_name;             /* its name */
	bool is_on;                           /* people claim by it */
	int64_t application_id;               /* key of the application, which may be gone */
	bool has_application;                 /* it is there, and the next three count */
	struct lic_guid application_guid;     /* its id */
	struct lic_guid application_app_guid; /* its client id */
	const char *application_name;         /* its name */
	struct lic_auto_claim_product products[LIC_AUTO_CLAIM_PRODUCTS_MAX]; /* the primary one
										first */
	size_t product_count; /* number of them, at least 1 */
	int64_t created_ms;   /* when it was made */
};

/* What to change of the policy, or to make one of. */
struct lic_auto_claim_change {
	const char *display_name;               /* or NULL: leave it */
	struct lic_opt_int is_on;               /* 0 or 1; not set: leave it, a new one is off */
	const char *application;                /* id or client id; NULL: leave it */
	bool has_products;                      /* products is the new list, in place of the old */
	const struct lic_license_add *products; /* the primary one first */
	size_t product_count;                   /* number of them */
};

/*
 * Reads the policy, whose products are indices of `catalog`, the organisation's, into
 * `*ret_policy`; it may not exist. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_auto_claim_policy(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_auto_claim_policy *ret_policy);

/*
 * Makes `change`, or the policy where there is none, and reads it as it is then, into
 * `*ret_policy`, whose products are indices of `catalog`. Nothing changed is no operation; no
 * licence is given or taken. Errors, with the member: LIC_E_INVALID for what is missing, too long,
 * too many or twice there, and for what nobody can be given; LIC_E_NOTFOUND for an application that
 * is not there; LIC_E_DENIED, also when the caller may not assign licences; as the store's.
 */
LIC_MUST_USE lic_rc lic_auto_claim_update(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_auto_claim_change *change, struct lic_auto_claim_policy *ret_policy);

/*
 * Removes the policy, whose products are in `catalog`. Licences stay, and so does what is known of
 * claims. Errors: LIC_E_NOTFOUND when there is none; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_auto_claim_delete(struct lic_ctx *ctx, const struct lic_catalog *catalog);

/*
 * Gives the user with key `user_id`, who signs in to the application with key `application_id`, the
 * licence that the policy has for him, if any. Asks no permission; the actor of the ledger's
 * operation is the user, by the application of ctx->caller. That he can have none is no failure.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_auto_claim_sign_in(struct lic_ctx *ctx, int64_t user_id,
	int64_t application_id);

/* What became of a sign-in. Stored as these numbers. */
enum lic_auto_claim_outcome {
	LIC_AUTO_CLAIM_FAILED = 0,  /* no product could be given: the next sign-in tries again */
	LIC_AUTO_CLAIM_CLAIMED = 1, /* one was given */
	LIC_AUTO_CLAIM_HELD = 2     /* he had one, and claimed nothing */
};

/* A claim, for the report. Texts live in the request's arena. */
struct lic_auto_claim {
	int64_t id;                /* its number */
	int64_t at_ms;             /* when it was */
	bool is_given;             /* a licence was given; otherwise none could be */
	struct lic_opt_int sku_id; /* key of the product that was given */
	const char *reasons;       /* what spoke against those before it: a JSON array of {"skuId",
				      "displayName", "code", "message", "remedy", "refs"}; NULL: nothing
				    */
	struct lic_guid user_guid; /* who signed in */
	const char *user_upn;      /* his user principal name */
	const char *user_name;     /* his name */
	bool is_user_deleted;      /* he is among the deleted items */
	bool has_application;      /* the application is still there */
	struct lic_guid application_guid; /* its id */
	const char *application_name;     /* its name; NULL when it is gone */
};

/* A page of claims. */
struct lic_auto_claim_page {
	struct lic_auto_claim *list; /* the latest first, in the arena */
	size_t count;                /* number of them */
	bool has_more;               /* another page follows, behind the last one */
};

/* Which claims are asked for. */
struct lic_auto_claim_query {
	int days;          /* of so many days: one of lic_auto_claim_days */
	int64_t before_ms; /* behind the one of this time ... */
	int64_t before_id; /* ... and number; both INT64_MAX: the start */
	unsigned limit;    /* most on a page: 1 to LIC_AUTO_CLAIM_PAGE_MAX */
};

/*
 * Reads the claims that `query` describes, licences that were given and attempts in vain, the
 * latest first, into `*ret_page`. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_auto_claim_list(struct lic_ctx *ctx,
	const struct lic_auto_claim_query *query, struct lic_auto_claim_page *ret_page);

/* How many claims there were of a product. */
struct lic_auto_claim_count {
	struct lic_opt_int sku_id;              /* its key; not set: attempts in vain */
	int64_t counts[LIC_AUTO_CLAIM_WINDOWS]; /* by lic_auto_claim_days */
};

/*
 * Counts the claims in each window, by product, the attempts in vain last. `*ret_list` with
 * `*ret_count` entries lives in the arena; products without a claim are not in it. Errors:
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_auto_claim_counts(struct lic_ctx *ctx,
	struct lic_auto_claim_count **ret_list, size_t *ret_count);

#endif
