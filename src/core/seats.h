/*
 * Seats: how many a tenant has of a SKU, by the status of the subscriptions they come from, and
 * what follows.
 *
 * Threading: no state.
 */
#ifndef LIC_CORE_SEATS_H
#define LIC_CORE_SEATS_H

#include <stdbool.h>
#include <stdint.h>

#define LIC_SEATS_MAX 100000000

/* Licences of a purchase without a limit: more than all others together can have, so that they
 * count like any. Stored as this number. Who has one is counted all the same. */
#define LIC_SEATS_UNLIMITED INT64_C(1000000000000)

/* What stands for it where a number must: Graph shows a million for products that are free. */
#define LIC_SEATS_SHOWN 1000000

/* Status of a subscription, in Graph's words (companySubscription.status; specification section 8).
 */
enum lic_sub_status {
	LIC_SUB_ENABLED,    /* active or trial */
	LIC_SUB_WARNING,    /* expired, in grace */
	LIC_SUB_SUSPENDED,  /* disabled: kept, not usable */
	LIC_SUB_DELETED,    /* gone for good */
	LIC_SUB_LOCKED_OUT, /* cancelled by the vendor */
	LIC_SUB_STATUS_MAX_
};

/* Where a subscription was bought (specification 1.3). */
enum lic_channel {
	LIC_CHANNEL_DIRECT,       /* from the vendor */
	LIC_CHANNEL_PREPAID,      /* by product key */
	LIC_CHANNEL_RESELLER,     /* by a partner */
	LIC_CHANNEL_VOLUME,       /* volume licensing */
	LIC_CHANNEL_SELF_SERVICE, /* by an employee */
	LIC_CHANNEL_TRIAL,        /* free, for a time */
	LIC_CHANNEL_MAX_
};

/* The pool of one SKU: seats of all its subscriptions by status, and how many are
 * taken. Counts of seats. */
struct lic_seats {
	int64_t enabled;      /* of subscriptions in Enabled */
	int64_t warning;      /* in Warning */
	int64_t suspended;    /* in Suspended */
	int64_t locked_out;   /* in LockedOut */
	int64_t self_service; /* part of enabled + warning that an employee bought and no
				 administrator may give */
	int64_t consumed;     /* users who hold a seat */
	int64_t reserved;     /* for a decision about one user: free ones that go to those who wait
				 ahead of him (D-08); otherwise 0 */
	bool has_line;        /* somebody may wait for one */
	bool is_allotted;     /* groups may be in an allotment of it */
};

/*
 * Tells how many seats of `seats` an administrator may give in all: enabled + warning (D-03), less
 * those that employees bought themselves.
 */
int64_t lic_seats_capacity(const struct lic_seats *seats);

/*
 * Tells how many seats of `seats` are free: capacity less consumed and reserved, never below 0
 * (R-05, R-12).
 */
int64_t lic_seats_available(const struct lic_seats *seats);

/*
 * Tells how many more seats of `seats` are taken than there are: 0 when the SKU is not in
 * licence conflict.
 */
int64_t lic_seats_excess(const struct lic_seats *seats);

/*
 * Tells whether no number limits what an administrator may give of `seats`: a purchase that can be
 * used has none.
 */
bool lic_seats_is_unlimited(const struct lic_seats *seats);

/*
 * Tells what to show for `count` licences, of a purchase or a pool: LIC_SEATS_SHOWN where a
 * purchase without a limit is among them.
 */
int64_t lic_seats_shown(int64_t count);

/*
 * Tells what to show for the free ones of `seats`: LIC_SEATS_SHOWN less those that are consumed
 * where there is no limit.
 */
int64_t lic_seats_shown_available(const struct lic_seats *seats);

/*
 * Tells the capabilityStatus of a SKU from its `seats`.
 */
enum lic_sub_status lic_seats_capability(const struct lic_seats *seats);

/*
 * Adds `count` seats (negative: takes away) of a subscription in `status`, bought over `channel`,
 * to `seats`.
 */
void lic_seats_add(struct lic_seats *seats, enum lic_sub_status status, enum lic_channel channel,
	int64_t count);

/*
 * Names `status` as Graph does.
 * Returns static text.
 */
const char *lic_sub_status_name(enum lic_sub_status status);

/*
 * Finds the status called `name` (any case).
 * Returns true and sets `*ret_status`; false, leaving it alone, when there is none.
 */
bool lic_sub_status_parse(const char *name, enum lic_sub_status *ret_status);

/*
 * Names `channel`, for example "SelfService".
 * Returns static text.
 */
const char *lic_channel_name(enum lic_channel channel);

/*
 * Finds the purchase channel called `name` (any case).
 * Returns true and sets `*ret_channel`; false, leaving it alone, when there is none.
 */
bool lic_channel_parse(const char *name, enum lic_channel *ret_channel);

#endif
