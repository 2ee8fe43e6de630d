/*
 * What a change of many people would come to, summed up while it is decided for one after the
 * other: seats, service plans, and who is left without, grouped by the reason. For previews of any
 * size: what is kept grows with the catalogue and with the number of different conflicts, not with
 * the number of people.
 *
 * The pools in it are the running count of seats: give them to each decision as lic_facts.seats,
 * and every seat that it takes is gone for the next (D-08, R-69).
 *
 * Threading: none of its own.
 */
#ifndef LIC_SERVICE_PREVIEW_SUM_H
#define LIC_SERVICE_PREVIEW_SUM_H

#include "core/license.h"
#include "core/remedy.h"

/* People who are named for one conflict. */
#define LIC_PREVIEW_SAMPLES 20

/* Conflicts that are told apart; what is beyond is only counted. */
#define LIC_PREVIEW_CONFLICTS_MAX 200

/* Somebody, as previews show people. */
struct lic_preview_user {
	struct lic_guid id;       /* Graph's id */
	const char *upn;          /* user principal name */
	const char *display_name; /* name for people, or NULL */
};

/* What a conflict is about: conflicts that are equal in all but the message are one. */
struct lic_preview_reason {
	const char *code;      /* "CountViolation", as in errors */
	const char *message;   /* a sentence about it; of the first user, if it is about him */
	uint32_t sku;          /* product, LIC_INDEX_NONE when it is about none or several */
	const uint64_t *plans; /* service plans, or NULL */
	int64_t allotment;     /* key of the allotment that has no room, or 0 */
};

/* People who are left without for the same reason. */
struct lic_preview_conflict {
	struct lic_preview_reason reason;                   /* why */
	int64_t count;                                      /* how many */
	struct lic_preview_user users[LIC_PREVIEW_SAMPLES]; /* the first of them */
	size_t user_count;                                  /* how many are named */
	const struct lic_remedy *remedies; /* best first; set by whoever decides, in sum->arena */
	size_t remedy_count;               /* number of remedies */
};

/* People whose plan or licence changes. */
struct lic_preview_count {
	int64_t gained; /* people who get it */
	int64_t lost;   /* people who lose it */
};

/* The sum. Members other than remedies of conflicts are for reading. */
struct lic_preview_sum {
	struct lic_arena *arena;                /* for everything in it */
	const struct lic_catalog *catalog;      /* indices refer to it */
	struct lic_sku_seats *pools;            /* seats as they would be by now */
	size_t pool_count;                      /* number of pools */
	int64_t *consumed_before;               /* seats taken at the start, by index in pools */
	struct lic_preview_count *licenses;     /* people who take or give back a seat, likewise */
	bool *is_shown;                         /* tell of it though nothing changes, likewise */
	struct lic_preview_count *plans;        /* by index of plan */
	struct lic_preview_conflict *conflicts; /* in the order in which they were met */
	size_t conflict_count;                  /* number of them */
	int64_t untold; /* times that somebody had a conflict beyond LIC_PREVIEW_CONFLICTS_MAX */
};

/*
 * Starts a sum over decisions on `catalog` with the `count` `pools`, which are copied. Everything
 * in `*ret_sum` lives in `arena`; `catalog` is borrowed. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_preview_sum_init(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_sku_seats *pools, size_t count, struct lic_preview_sum *ret_sum);

/*
 * Has `sum` tell of the seats of the SKU with index `sku` even if nobody takes or gives back any.
 */
void lic_preview_sum_show(struct lic_preview_sum *sum, uint32_t sku);

/*
 * Has the pools of `sum` count the seats that `decision`, which is carried out, takes and gives
 * back. Its indices refer to sum->catalog.
 */
void lic_preview_sum_take(struct lic_preview_sum *sum, const struct lic_decision *decision);

/*
 * Adds what one person has gained and lost in the end to `sum`: the seats, which are taken, and the
 * plans of `decision`. Its indices refer to sum->catalog.
 */
void lic_preview_sum_add(struct lic_preview_sum *sum, const struct lic_decision *decision);

/*
 * Adds one person, decided on or not, who is left without because of `reason` to `sum`: `user`.
 * What is kept of both is copied. `*ret_new` (if not NULL) is the conflict when it is the first
 * person with it, so that its remedies can be set, else NULL; so it is for those beyond
 * LIC_PREVIEW_CONFLICTS_MAX. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_preview_sum_conflict(struct lic_preview_sum *sum,
	const struct lic_preview_reason *reason, const struct lic_preview_user *user,
	struct lic_preview_conflict **ret_new);

/*
 * Finds the pool of the SKU with index `sku` in `sum`, as it would be by now.
 * Returns it, borrowed, or NULL when there is none.
 */
const struct lic_seats *lic_preview_sum_seats(const struct lic_preview_sum *sum, uint32_t sku);

#endif
