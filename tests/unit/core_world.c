/*
 * Making things up: see core_world.h.
 */
#include "core_world.h"

#include <stddef.h>
#include <string.h>

/* SplitMix64 (https://prng.di.unimi.it/splitmix64.c): a sequence that is the same everywhere. */
static uint64_t next_random(uint64_t *seed)
{
	uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

/* A number from 0 to `below` - 1. */
static int pick(uint64_t *seed, int below)
{
	return (int)(next_random(seed) % (uint64_t)below);
}

static bool chance(uint64_t *seed, int percent)
{
	return pick(seed, 100) < percent;
}

static struct lic_seats make_pool(uint64_t *seed)
{
	struct lic_seats pool = {0};

	pool.enabled = chance(seed, 70) ? pick(seed, 6) : 0;
	pool.warning = chance(seed, 30) ? pick(seed, 4) : 0;
	pool.suspended = chance(seed, 30) ? pick(seed, 4) : 0;
	pool.locked_out = chance(seed, 10) ? pick(seed, 4) : 0;
	if (chance(seed, 20)) {
		pool.self_service = pick(seed, (int)(pool.enabled + pool.warning) + 1);
	}
	pool.consumed = pick(seed, 5);
	return pool;
}

/* Plans of low numbers are used most, so that SKUs, groups and needs meet; one in ten lies in the
 * second word of a set. */
static int make_plan(uint64_t *seed)
{
	return chance(seed, 10) ? 60 + pick(seed, 20) : pick(seed, 16);
}

static void make_plans_and_skus(uint64_t *seed, struct world *w)
{
	static const char *const countries[] = {"", "", "", "", "CN", "RU,CN"};

	for (int i = 0; i < PLANS; i++) {
		w->is_company_plan[i] = chance(seed, 12);
		w->is_mailbox[i] = chance(seed, 12);
		w->prohibited[i] = countries[pick(seed, LIC_COUNT(countries))];
	}
	for (int i = 0; i < SKUS; i++) {
		w->is_company_sku[i] = chance(seed, 8);
		for (int n = pick(seed, SKU_PLANS + 1); n > 0; n--) {
			int plan = make_plan(seed);
			bool is_there = false;

			for (int k = 0; k < w->sku_plan_count[i]; k++) {
				is_there = is_there || w->sku_plans[i][k] == plan;
			}
			if (!is_there) {
				w->sku_plans[i][w->sku_plan_count[i]++] = plan;
			}
		}
		w->has_pool[i] = chance(seed, 92);
		w->pools[i] = make_pool(seed);
	}
}

void make_world(uint64_t *seed, struct world *w)
{
	static const char *const locations[] = {"NL", "NL", "NL", "NL", "CN", "RU", "ZZ", "", NULL};

	*w = (struct world){0};
	make_plans_and_skus(seed, w);
	for (int i = 0; i < GROUPS; i++) {
		for (int k = 0; k < GROUP_PLANS; k++) {
			w->group_plans[i][k] = make_plan(seed);
		}
	}
	for (int i = 0; i < NEEDS; i++) {
		w->need_owner[i] = 3 * i + pick(seed, 3); /* each another plan */
		for (int k = 0; k < NEED_PLANS; k++) {
			w->need_plans[i][k] = make_plan(seed);
		}
	}
	w->location = locations[pick(seed, LIC_COUNT(locations))];
	w->has_namesake = chance(seed, 30);
}

void make_user(uint64_t *seed, const struct world *w, struct user *user)
{
	user->count = 0;
	for (int sku = 0; sku < SKUS; sku++) {
		for (int source = 0; source < 3; source++) {
			struct path *path = &user->paths[user->count];

			if (!chance(seed, source == 0 ? 35 : 12)) {
				continue;
			}
			*path = (struct path){.sku = sku, .source = source};
			for (int k = 0; k < w->sku_plan_count[sku]; k++) {
				int plan = w->sku_plans[sku][k];

				path->off[plan] = !w->is_company_plan[plan] && chance(seed, 30);
			}
			path->state = chance(seed, 70) ? LIC_PATH_ACTIVE
				: chance(seed, 50)     ? LIC_PATH_ERROR
						       : LIC_PATH_ACTIVE_WITH_ERROR;
			user->count++;
		}
	}
}

static int make_sku(uint64_t *seed)
{
	return chance(seed, 3) ? NOWHERE : pick(seed, SKUS);
}

void make_wish(uint64_t *seed, const struct world *w, struct wish *wish)
{
	*wish = (struct wish){.add_count = pick(seed, 4), .remove_count = pick(seed, 3)};
	for (int i = 0; i < wish->add_count; i++) {
		int sku = make_sku(seed);

		wish->adds[i] = sku;
		for (int n = pick(seed, OFFS); n > 0; n--) {
			bool own = chance(seed, 96) && sku != NOWHERE && w->sku_plan_count[sku] > 0;

			wish->offs[i][wish->off_count[i]++] = own
				? w->sku_plans[sku][pick(seed, w->sku_plan_count[sku])]
				: chance(seed, 50) ? NOWHERE
						   : make_plan(seed);
		}
	}
	for (int i = 0; i < wish->remove_count; i++) {
		wish->removes[i] = make_sku(seed);
	}
}
