/*
 * What an administrator should look at: end dates that come near, subscriptions whose term is over
 * (L-08), and products of which more is given than there is, each with what can be
 * done.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_ATTENTION_H
#define LIC_SERVICE_ATTENTION_H

#include "service/licenses.h"
#include "service/subscriptions.h"

/* People whose seats could be freed that are shown at most. */
#define LIC_BLOCKED_MAX 100

/* What a notice is about. */
enum lic_notice_kind {
	LIC_NOTICE_ENDS,       /* the term ends soon and does not renew */
	LIC_NOTICE_EXPIRED,    /* the term is over; users keep working for a time */
	LIC_NOTICE_DISABLED,   /* nobody can use it; it can be renewed for a time */
	LIC_NOTICE_LOCKED_OUT, /* closed */
	LIC_NOTICE_DELETED,    /* gone, and its licences go soon */
	LIC_NOTICE_CONFLICT,   /* more seats are taken than there are */
	LIC_NOTICE_MAX_
};

/* One thing to look at. */
struct lic_notice {
	enum lic_notice_kind kind;                   /* what it is */
	uint32_t sku;                                /* the product, an index in the catalogue */
	const struct lic_subscription *subscription; /* which purchase; NULL for a conflict */
	int64_t excess;                              /* seats too many, for a conflict */
	struct lic_opt_int at_ms; /* by when something should be done, if there is such a date */
	const char *message;      /* a sentence: what is so */
	const char *remedy;       /* a sentence: what to do */
};

/*
 * Names `kind`, for example "licenseConflict". Returns static text.
 */
const char *lic_notice_kind_name(enum lic_notice_kind kind);

/*
 * Tells what should be looked at about `subscription`, a purchase of a SKU of `catalog`: an end
 * that is at most `warn_days` away counts as near. What belongs to another purchase has nothing of
 * its own to tell. `*ret_found` tells whether there is anything; texts of `*ret_notice` live in the
 * arena. Errors: LIC_E_NOMEM; LIC_E_CORRUPT.
 */
LIC_MUST_USE lic_rc lic_notice_of(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_subscription *subscription, int64_t warn_days,
	struct lic_notice *ret_notice, bool *ret_found);

/*
 * Lists everything to look at, the next date first, what has none at the end. Indices of
 * `*ret_list`, `*ret_count` entries in the arena, refer to `catalog`. Errors: LIC_E_DENIED; as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_attention_list(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_notice **ret_list, size_t *ret_count);

/* Somebody who holds a seat and cannot sign in. */
struct lic_blocked {
	struct lic_guid guid;     /* public id */
	const char *upn;          /* user principal name */
	const char *display_name; /* name */
	int64_t source; /* where the seat comes from: LIC_SOURCE_DIRECT, or a group's key */
};

/* What can be done about a product of which more is given than there is. */
struct lic_conflict {
	uint32_t sku;                       /* the product */
	struct lic_seats seats;             /* its pool */
	struct lic_opt_int clear_by_ms;     /* by when, after a smaller renewal */
	struct lic_subscription *renewable; /* purchases that could be renewed */
	size_t renewable_count;             /* number of them */
	struct lic_blocked *blocked;        /* people who cannot sign in and hold a seat */
	size_t blocked_count;               /* number of them, at most LIC_BLOCKED_MAX */
	struct lic_sources sources;         /* the groups that they have it from */
};

/*
 * Reads what can be done about the SKU with index `sku` of `catalog` into `*ret_conflict`, also
 * when it is in no conflict: lic_seats_excess() tells. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_conflict_read(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	uint32_t sku, struct lic_conflict *ret_conflict);

#endif
