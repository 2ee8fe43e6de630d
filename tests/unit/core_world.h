/*
 * Made-up catalogues, users and requests for the test of the decision against a reference: lists of
 * numbers, no sets.
 */
#ifndef LIC_TESTS_CORE_WORLD_H
#define LIC_TESTS_CORE_WORLD_H

#include "core/license.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	PLANS = 80,
	SKUS = 7,
	SKU_PLANS = 12, /* plans that a SKU may have */
	GROUPS = 4,     /* exclusion groups */
	GROUP_PLANS = 4,
	NEEDS = 5, /* dependencies */
	NEED_PLANS = 3,
	PATHS = SKUS * 3,
	ITEMS = 5,      /* SKUs in a list of a request */
	OFFS = 6,       /* disabled plans of an item */
	NOWHERE = 9999, /* a SKU or plan that does not exist */
	WORDS = PLANS / 64 + 1,
};

/* A made-up catalogue and tenant; lists of numbers, no sets. */
struct world {
	bool is_company_plan[PLANS];          /* appliesTo Company */
	bool is_mailbox[PLANS];               /* of the service exchange */
	const char *prohibited[PLANS];        /* countries */
	bool is_company_sku[SKUS];            /* not for users */
	int sku_plans[SKUS][SKU_PLANS];       /* plans of each SKU */
	int sku_plan_count[SKUS];             /* number of them */
	int group_plans[GROUPS][GROUP_PLANS]; /* plans that exclude each other */
	int need_owner[NEEDS];                /* the plan that needs */
	int need_plans[NEEDS][NEED_PLANS];    /* one of these */
	bool has_pool[SKUS];                  /* whether the tenant has seats of it */
	struct lic_seats pools[SKUS];         /* the seats */
	const char *location;                 /* usage location of the user */
	bool has_namesake;                    /* somebody else has the mail address */
};

/* A path, and what it has turned off. */
struct path {
	int sku;    /* the SKU */
	int source; /* 0 direct, or a group */
	bool off[PLANS];
	enum lic_path_state state; /* whether it holds a seat */
};

/* Paths of a user. */
struct user {
	struct path paths[PATHS + ITEMS]; /* the paths */
	int count;                        /* number of them */
};

/* A request. */
struct wish {
	int adds[ITEMS];       /* SKUs to add */
	int offs[ITEMS][OFFS]; /* plans to turn off in each */
	int off_count[ITEMS];  /* number of them */
	int add_count;         /* number of SKUs to add */
	int removes[ITEMS];    /* SKUs to remove */
	int remove_count;      /* number of them */
};
/*
 * Makes up a catalogue and a tenant in `w` from `seed`, which moves on.
 */
void make_world(uint64_t *seed, struct world *w);

/*
 * Makes up the paths of a user in `w` in `user` from `seed`, which moves on.
 */
void make_user(uint64_t *seed, const struct world *w, struct user *user);

/*
 * Makes up a request in `w` in `wish` from `seed`, which moves on.
 */
void make_wish(uint64_t *seed, const struct world *w, struct wish *wish);

#endif
