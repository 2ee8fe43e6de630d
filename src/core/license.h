/*
 * The one decision: may this change of a user's licences be made, and what exactly would it change?
 *
 * Every way to change a licence ends here. Facts and a request go in; a change set, or the list of
 * violations, comes out. The function does no I/O, asks no clock, and allocates only in the
 * caller's arena. It evaluates the end state: removals and additions of one request count together
 * and a request is never refused for a conflict that was there before and that it does not
 * touch.
 *
 * Threading: no state.
 */
#ifndef LIC_CORE_LICENSE_H
#define LIC_CORE_LICENSE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/guid.h"
#include "base/rc.h"
#include "core/catalog.h"
#include "core/seats.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_REQUEST_SKUS_MAX 500
#define LIC_SOURCE_DIRECT INT64_C(0)
#define LIC_WAIT_RANK_MAX 100
#define LIC_WAIT_REASON_MAX 500
#define LIC_ITEM_NONE SIZE_MAX

/* State of a path (specification 1.6, 7.8). Stored as these numbers. */
enum lic_path_state {
	LIC_PATH_ACTIVE = 0,            /* holds a seat */
	LIC_PATH_ACTIVE_WITH_ERROR = 1, /* holds a seat, but its last change failed */
	LIC_PATH_ERROR = 2,             /* wanted, not given: holds no seat */
	LIC_PATH_STATE_MAX_
};

/* Why a path is not healthy (G-19). Stored as these numbers. */
enum lic_path_error {
	LIC_PATH_NONE = 0,
	LIC_PATH_COUNT = 1,              /* no seat free */
	LIC_PATH_MUTUALLY_EXCLUSIVE = 2, /* plans exclude each other */
	LIC_PATH_DEPENDENCY = 3,         /* a prerequisite plan is missing */
	LIC_PATH_LOCATION = 4,           /* not allowed in the usage location */
	LIC_PATH_UNIQUENESS = 5,         /* mail address taken */
	LIC_PATH_OTHER = 6,              /* a sibling failed, or anything else */
	LIC_PATH_ERROR_MAX_
};

/* One path: a user has a SKU from one source, with some plans off. */
struct lic_path {
	uint32_t sku;   /* index in the catalogue */
	int64_t source; /* LIC_SOURCE_DIRECT, or the key of the group it is inherited from */
	const uint64_t *disabled;  /* set of plans that are off; never NULL */
	enum lic_path_state state; /* whether it holds a seat */
	enum lic_path_error error; /* why it is not healthy */
	int64_t since_ms;          /* last change, milliseconds UTC */
};

/* The seats of one SKU, as far as the request needs them. */
struct lic_sku_seats {
	uint32_t sku;           /* index in the catalogue */
	struct lic_seats seats; /* the tenant's pool */
};

/* A share of a SKU's seats that a group belongs to. */
struct lic_allotted {
	int64_t group;     /* key of the group */
	uint32_t sku;      /* index in the catalogue */
	int64_t allotment; /* key of the allotment, which may have more groups */
	int64_t free;      /* seats that its groups may still take; below 0: they have too many */
};

/* What is known before the decision. All of it was read in the transaction that will write the
 * outcome. */
struct lic_facts {
	const struct lic_catalog *catalog; /* the tenant's catalogue */
	const char *usage_location;        /* the user's, or NULL when it has none */
	const char *mail_holder; /* name of another live user with the same mail address, or NULL;
				    need not be known unless lic_license_may_bring_mailbox() */
	const char *mail;        /* the user's mail address, or NULL */
	const struct lic_path *paths;      /* every path of the user */
	size_t path_count;                 /* number of paths */
	const struct lic_sku_seats *seats; /* pools of the SKUs that the tenant owns, at least those
					      in the request */
	size_t seat_count;                 /* number of pools */
	const struct lic_allotted *allotted; /* of the groups that give, or are to give, the user
						something: those that are in an allotment */
	size_t allotted_count;               /* number of them */
};

/* One SKU to assign directly. */
struct lic_license_add {
	struct lic_guid sku_id;                /* the product */
	const struct lic_guid *disabled_plans; /* servicePlanIds to turn off */
	size_t disabled_count;                 /* number of disabled plans */
};

/* How somebody stands in the line for a seat (D-08). The decision only asks whether it is there. */
struct lic_wait {
	bool has_rank;      /* rank counts; otherwise it stays, or is 0 for a new wish */
	int64_t rank;       /* -LIC_WAIT_RANK_MAX to LIC_WAIT_RANK_MAX, smaller comes first */
	bool has_reason;    /* reason counts; otherwise it stays, or is none for a new wish */
	const char *reason; /* why, for people; NULL: none */
	int64_t since_ms;   /* place of a new wish among those of its rank; 0: at the end */
	bool is_old;        /* stands there, or has stood there: it goes on waiting although no seat
			       can be given at all */
};

/* What is asked for one user: Graph's assignLicense. */
struct lic_license_request {
	const struct lic_license_add *adds; /* SKUs to assign or whose plans to change */
	size_t add_count;                   /* number of adds */
	const struct lic_guid *removes;     /* skuIds whose direct assignment goes */
	size_t remove_count;                /* number of removes */
	const struct lic_wait *wait; /* adds that lack nothing but a seat stand in the line for one;
					NULL: that is a violation */
	const struct lic_wait *const *waits; /* of each add how it may wait, whatever `wait` says of
						all; NULL where that counts, or for the whole list
					      */
};

/* One path before and after. */
struct lic_path_change {
	uint32_t sku;                     /* index in the catalogue */
	int64_t source;                   /* LIC_SOURCE_DIRECT or a group's key */
	const uint64_t *before;           /* disabled plans before; NULL: there was no such path */
	const uint64_t *after;            /* disabled plans after; NULL: the path goes */
	enum lic_path_state state_before; /* meaningful when before is set */
	enum lic_path_error error_before; /* meaningful when before is set */
	enum lic_path_state state_after;  /* meaningful when after is set */
	enum lic_path_error error_after;  /* meaningful when after is set */
};

/* A seat that is taken or given back. */
struct lic_seat_change {
	uint32_t sku;            /* index in the catalogue */
	int delta;               /* +1 taken, -1 freed */
	struct lic_seats before; /* the pool before the change */
};

/* A user comes to count in an allotment, or counts in it no more. */
struct lic_allotment_change {
	int64_t allotment; /* key */
	uint32_t sku;      /* index of its SKU in the catalogue */
	int delta;         /* +1 or -1 */
};

/* Rules that a request can break, in the order in which R-58 has them checked. */
enum lic_violation_kind {
	LIC_VIOLATION_REQUEST,      /* the request contradicts itself */
	LIC_VIOLATION_NOT_OWNED,    /* not a SKU of the tenant */
	LIC_VIOLATION_COMPANY,      /* the SKU is not for users */
	LIC_VIOLATION_PLAN,         /* not a plan of the SKU */
	LIC_VIOLATION_NOT_HELD,     /* nothing to remove */
	LIC_VIOLATION_INHERITED,    /* comes from a group */
	LIC_VIOLATION_NO_LOCATION,  /* usage location missing or invalid */
	LIC_VIOLATION_LOCATION,     /* plan not allowed there */
	LIC_VIOLATION_COUNT,        /* no seat, or no usable subscription */
	LIC_VIOLATION_SELF_SERVICE, /* seats that employees bought */
	LIC_VIOLATION_EXCLUSION,    /* */
	LIC_VIOLATION_DEPENDENCY,   /* */
	LIC_VIOLATION_UNIQUENESS,   /* mail address taken */
	LIC_VIOLATION_KIND_MAX_
};

/* One broken rule, with the words for it: the message is Graph's where Graph has one, the remedy is
 * ours. */
struct lic_violation {
	enum lic_violation_kind kind; /* which rule */
	struct lic_err_detail detail; /* code, message, target, remedy, what it is about */
	size_t item;           /* the SKU of the request that it is about: index in adds, behind
				  these in removes; LIC_ITEM_NONE when it is about the end state */
	uint32_t sku;          /* the same in the catalogue; LIC_INDEX_NONE when it is not there */
	const uint64_t *plans; /* the plans that it is about: that clash, that need another, that
				  are not allowed; NULL when it is about none */
	size_t rule; /* index of the exclusion group or dependency; LIC_VIOLATION_PLAN: index in
			disabled_plans */
};

/* The outcome: exactly one of the two lists is meaningful. */
struct lic_decision {
	const struct lic_violation *violations; /* in the order of R-58; empty when the request may
						   be made */
	size_t violation_count;                 /* number of violations */
	const struct lic_path_change *paths;    /* what to write; empty when nothing changes
						   (idempotence, R-52) */
	size_t path_count;                      /* number of path changes */
	const struct lic_seat_change *seats;    /* seats to take and to give back */
	size_t seat_count;                      /* number of seat changes */
	const struct lic_allotment_change *allotments; /* of inherited paths alone */
	size_t allotment_count;                        /* number of them */
	const uint32_t *waits; /* SKUs of the request that are to stand in the line for a seat */
	const struct lic_wait *const *wait_terms; /* of each its entry in request->waits, or NULL */
	size_t wait_count;                        /* number of them */
	const uint64_t *plans_before;             /* effective plans before */
	const uint64_t *plans_after;              /* effective plans if the request were made */
};

/*
 * Decides `request` on `facts`. Everything in the outcome lives in `arena` or is borrowed from
 * `facts`. Also when there are violations the end state is computed as far as it is defined, for a
 * preview; a request that contradicts itself (LIC_VIOLATION_REQUEST) changes nothing there. A
 * request that may wait is made without the seats that are missing, when nothing else speaks
 * against it with them and without them: those paths come to be in LIC_PATH_ERROR.
 * `*ret_decision` is set on success; a broken rule is a success of this function. Errors:
 * LIC_E_NOMEM; LIC_E_LIMIT when the request names more than LIC_REQUEST_SKUS_MAX SKUs in
 * its two lists together.
 */
LIC_MUST_USE lic_rc lic_license_decide(struct lic_arena *arena, const struct lic_facts *facts,
	const struct lic_license_request *request, struct lic_decision *ret_decision);

/*
 * Finds the paths that somebody has once `decision`, which was made on `facts`, has been written:
 * `*ret_paths`, `*ret_count` of them in `arena`, which borrow from both. Those that stay come
 * first, in the order of the facts. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_decision_paths(struct lic_arena *arena, const struct lic_facts *facts,
	const struct lic_decision *decision, struct lic_path **ret_paths, size_t *ret_count);

/*
 * Tells whether `request` asks for a product of `catalog` with a mailbox: only then does a decision
 * about it depend on mail_holder.
 */
bool lic_license_may_bring_mailbox(const struct lic_catalog *catalog,
	const struct lic_license_request *request);

/*
 * Tells whether `plans` has the dependent plan of `dependency` without any prerequisite; one
 * that is company-level is not the user's. `catalog` is the one that both refer to.
 */
bool lic_license_lacks(const struct lic_catalog *catalog, const struct lic_dependency *dependency,
	const uint64_t *plans);

/*
 * Computes the effective plans of `count` paths into `set`, which must be empty: the union over
 * paths that hold a seat of (user-level plans of the SKU less those disabled), R-22.
 * `catalog` is the one that the paths' indices refer to.
 */
void lic_license_effective(const struct lic_catalog *catalog, const struct lic_path *paths,
	size_t count, uint64_t *set);

/*
 * Tells whether a path in `state` holds a seat.
 */
static inline bool lic_path_holds_seat(enum lic_path_state state)
{
	return state == LIC_PATH_ACTIVE || state == LIC_PATH_ACTIVE_WITH_ERROR;
}

/* Tells whether `path` stands in the line for a seat. */
static inline bool lic_path_waits(const struct lic_path *path)
{
	return path->state == LIC_PATH_ERROR && path->error == LIC_PATH_COUNT;
}

/*
 * Names `error` as Graph does in licenseAssignmentState.error; "None" for a healthy path (D-06).
 * Returns static text.
 */
const char *lic_path_error_name(enum lic_path_error error);

/*
 * Names `state` as Graph does in licenseAssignmentState.state. A path that holds a seat shows
 * "Disabled" while no subscription of its SKU is usable (D-09): `is_usable` says whether one is.
 * Returns static text.
 */
const char *lic_path_state_name(enum lic_path_state state, bool is_usable);

#endif
