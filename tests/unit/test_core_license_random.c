/*
 * The one decision against a second one, written from the specification on lists of plans: made-up
 * catalogues, users and requests, and both must agree on the violations, the end state, the seats
 * and the plans.
 *
 * The seed is printed; LIC_SEED=N in the environment takes another one, or replays one.
 */
#include "core/license.h"
#include "core/planset.h"

#include "core_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 10000
#define DEFAULT_SEED 20260731
#define ARENA_BYTES ((size_t)4 * 1024 * 1024)
/* What the reference finds. */
struct verdict {
	size_t kinds[LIC_VIOLATION_KIND_MAX_]; /* violations by kind */
	struct user after;                     /* paths of the end state */
	bool is_valid_add[ITEMS];              /* whether the add is part of the end state */
};
/* ---- the reference ---- */

static bool sku_has(const struct world *w, int sku, int plan)
{
	for (int k = 0; k < w->sku_plan_count[sku]; k++) {
		if (w->sku_plans[sku][k] == plan) {
			return true;
		}
	}
	return false;
}

/* a plan is on for a user when a path with a seat has it and does not turn it off. */
static bool is_on(const struct world *w, const struct user *user, int plan)
{
	for (int i = 0; i < user->count; i++) {
		const struct path *path = &user->paths[i];

		if (path->state != LIC_PATH_ERROR && !w->is_company_plan[plan] &&
			sku_has(w, path->sku, plan) && !path->off[plan]) {
			return true;
		}
	}
	return false;
}

/* whether a path of the user gives a seat of `sku`; with `only_direct`, whether a direct one
 * does. */
static bool has_seat(const struct user *user, int sku, bool only_direct)
{
	for (int i = 0; i < user->count; i++) {
		const struct path *path = &user->paths[i];

		if (path->sku == sku && path->state != LIC_PATH_ERROR &&
			(!only_direct || path->source == 0)) {
			return true;
		}
	}
	return false;
}

static bool is_owned(const struct world *w, const struct user *user, int sku)
{
	const struct lic_seats *pool = &w->pools[sku];

	return has_seat(user, sku, false) ||
		(w->has_pool[sku] &&
			(pool->enabled > 0 || pool->warning > 0 || pool->suspended > 0 ||
				pool->locked_out > 0));
}

/* how often a SKU is named that was named before. */
static size_t count_repeats(const struct wish *wish)
{
	int all[ITEMS * 2];
	int count = 0;
	size_t repeats = 0;

	for (int i = 0; i < wish->add_count; i++) {
		all[count++] = wish->adds[i];
	}
	for (int i = 0; i < wish->remove_count; i++) {
		all[count++] = wish->removes[i];
	}
	for (int i = 0; i < count; i++) {
		bool is_repeat = false;

		for (int k = 0; k < i; k++) {
			is_repeat = is_repeat || all[k] == all[i];
		}
		repeats += is_repeat ? 1 : 0;
	}
	return repeats;
}

/* R-56, company SKUs, R-21. */
static void judge_adds(const struct world *w, const struct user *user, const struct wish *wish,
	struct verdict *v)
{
	for (int i = 0; i < wish->add_count; i++) {
		int sku = wish->adds[i];

		if (sku == NOWHERE || !is_owned(w, user, sku)) {
			v->kinds[LIC_VIOLATION_NOT_OWNED]++;
			continue;
		}
		if (w->is_company_sku[sku]) {
			v->kinds[LIC_VIOLATION_COMPANY]++;
			continue;
		}
		v->is_valid_add[i] = true;
		for (int k = 0; k < wish->off_count[i]; k++) {
			int plan = wish->offs[i][k];

			if (plan == NOWHERE || !sku_has(w, sku, plan)) {
				v->kinds[LIC_VIOLATION_PLAN]++;
			}
		}
	}
}

/* */
static void judge_removes(const struct world *w, const struct user *user, const struct wish *wish,
	struct verdict *v)
{
	for (int i = 0; i < wish->remove_count; i++) {
		int sku = wish->removes[i];
		int direct = 0;
		int inherited = 0;

		for (int k = 0; k < user->count; k++) {
			if (user->paths[k].sku == sku) {
				direct += user->paths[k].source == 0 ? 1 : 0;
				inherited += user->paths[k].source == 0 ? 0 : 1;
			}
		}
		if (direct == 0 && inherited > 0) {
			v->kinds[LIC_VIOLATION_INHERITED]++;
		} else if (direct == 0 && (sku == NOWHERE || !is_owned(w, user, sku))) {
			v->kinds[LIC_VIOLATION_NOT_OWNED]++;
		} else if (direct == 0) {
			v->kinds[LIC_VIOLATION_NOT_HELD]++;
		}
	}
}

static bool is_turned_off(const struct wish *wish, int item, int plan)
{
	for (int k = 0; k < wish->off_count[item]; k++) {
		if (wish->offs[item][k] == plan) {
			return true;
		}
	}
	return false;
}

/* */
static void judge_location(const struct world *w, const struct wish *wish, struct verdict *v)
{
	if (wish->add_count == 0) {
		return;
	}
	if (w->location == NULL || strcmp(w->location, "") == 0 || strcmp(w->location, "ZZ") == 0) {
		v->kinds[LIC_VIOLATION_NO_LOCATION]++;
		return;
	}
	for (int i = 0; i < wish->add_count; i++) {
		for (int k = 0; v->is_valid_add[i] && k < w->sku_plan_count[wish->adds[i]]; k++) {
			int plan = w->sku_plans[wish->adds[i]][k];

			if (!w->is_company_plan[plan] && !is_turned_off(wish, i, plan) &&
				strstr(w->prohibited[plan], w->location) != NULL) {
				v->kinds[LIC_VIOLATION_LOCATION]++;
			}
		}
	}
}

/* */
static void judge_seats(const struct world *w, const struct user *user, const struct wish *wish,
	struct verdict *v)
{
	for (int i = 0; i < wish->add_count; i++) {
		struct lic_seats pool = {0};
		int64_t usable = 0;
		int64_t ours = 0;

		if (!v->is_valid_add[i] || has_seat(user, wish->adds[i], true)) {
			continue;
		}
		if (w->has_pool[wish->adds[i]]) {
			pool = w->pools[wish->adds[i]];
		}
		usable = pool.enabled + pool.warning;
		ours = usable - pool.self_service;
		if (has_seat(user, wish->adds[i], false) ? usable > 0 : pool.consumed < ours) {
			continue;
		}
		if (pool.self_service > 0 && ours == 0) {
			v->kinds[LIC_VIOLATION_SELF_SERVICE]++;
		} else {
			v->kinds[LIC_VIOLATION_COUNT]++;
		}
	}
}

static bool is_named(const int *list, int count, int sku)
{
	for (int i = 0; i < count; i++) {
		if (list[i] == sku) {
			return true;
		}
	}
	return false;
}

/* who stays, who is replaced, who is new. */
static void find_end_state(const struct world *w, const struct user *user, const struct wish *wish,
	struct verdict *v)
{
	for (int i = 0; i < user->count; i++) {
		const struct path *path = &user->paths[i];

		if (path->source != 0 || !is_named(wish->removes, wish->remove_count, path->sku)) {
			v->after.paths[v->after.count++] = *path;
		}
	}
	for (int i = 0; i < wish->add_count; i++) {
		struct path path = {.sku = wish->adds[i]};
		int at = 0;

		if (!v->is_valid_add[i]) {
			continue;
		}
		for (int plan = 0; plan < PLANS; plan++) {
			path.off[plan] = is_turned_off(wish, i, plan) &&
				sku_has(w, path.sku, plan) && !w->is_company_plan[plan];
		}
		while (at < v->after.count &&
			(v->after.paths[at].source != 0 || v->after.paths[at].sku != path.sku)) {
			at++;
		}
		v->after.paths[at] = path;
		v->after.count += at == v->after.count ? 1 : 0;
	}
}

/* more than one plan of a group is on, and one of them was not before. */
static void judge_exclusions(const struct world *w, const struct user *user, struct verdict *v)
{
	for (int i = 0; i < GROUPS; i++) {
		bool is_new = false;
		int on = 0;

		for (int k = 0; k < GROUP_PLANS; k++) {
			int plan = w->group_plans[i][k];

			/* the same plan may have been drawn twice: it is one */
			if (!is_named(w->group_plans[i], k, plan) && is_on(w, &v->after, plan)) {
				on++;
				is_new = is_new || !is_on(w, user, plan);
			}
		}
		v->kinds[LIC_VIOLATION_EXCLUSION] += on > 1 && is_new ? 1 : 0;
	}
}

static bool is_lacking(const struct world *w, const struct user *user, int need)
{
	for (int k = 0; k < NEED_PLANS; k++) {
		int plan = w->need_plans[need][k];

		if (w->is_company_plan[plan] || is_on(w, user, plan)) {
			return false;
		}
	}
	return is_on(w, user, w->need_owner[need]);
}

/* and the mail address. */
static void judge_plans(const struct world *w, const struct user *user, struct verdict *v)
{
	bool is_new_mailbox = false;

	for (int i = 0; i < NEEDS; i++) {
		if (is_lacking(w, &v->after, i) && !is_lacking(w, user, i)) {
			v->kinds[LIC_VIOLATION_DEPENDENCY]++;
		}
	}
	for (int plan = 0; plan < PLANS; plan++) {
		is_new_mailbox = is_new_mailbox ||
			(w->is_mailbox[plan] && is_on(w, &v->after, plan) && !is_on(w, user, plan));
	}
	v->kinds[LIC_VIOLATION_UNIQUENESS] += w->has_namesake && is_new_mailbox ? 1 : 0;
}

static void judge(const struct world *w, const struct user *user, const struct wish *wish,
	struct verdict *v)
{
	memset(v, 0, sizeof(*v));
	v->kinds[LIC_VIOLATION_REQUEST] = count_repeats(wish);
	if (v->kinds[LIC_VIOLATION_REQUEST] > 0) {
		v->after = *user;
		return;
	}
	judge_adds(w, user, wish, v);
	judge_removes(w, user, wish, v);
	judge_location(w, wish, v);
	judge_seats(w, user, wish, v);
	find_end_state(w, user, wish, v);
	judge_exclusions(w, user, v);
	judge_plans(w, user, v);
}

/* ---- asking the real one ---- */

static struct lic_guid make_id(uint8_t kind, int number)
{
	return (struct lic_guid){
		{(uint8_t)(number * 89), kind, (uint8_t)(number >> 8), (uint8_t)number}};
}

static const struct lic_catalog *build(struct lic_arena *arena, const struct world *w)
{
	struct lic_plan plans[PLANS] = {0};
	struct lic_sku skus[SKUS] = {0};
	struct lic_catalog_link sku_plans[SKUS * SKU_PLANS];
	struct lic_exclusion groups[GROUPS] = {0};
	struct lic_catalog_link group_plans[GROUPS * GROUP_PLANS];
	struct lic_catalog_link needs[NEEDS * NEED_PLANS];
	struct lic_catalog_rows rows = {.plans = plans,
		.plan_count = PLANS,
		.skus = skus,
		.sku_count = SKUS,
		.sku_plans = sku_plans,
		.exclusions = groups,
		.exclusion_count = GROUPS,
		.exclusion_plans = group_plans,
		.exclusion_plan_count = LIC_COUNT(group_plans),
		.prerequisites = needs,
		.prerequisite_count = LIC_COUNT(needs)};
	const struct lic_catalog *catalog = NULL;

	for (int i = 0; i < PLANS; i++) {
		plans[i] = (struct lic_plan){.key = i * 2 + 10,
			.id = make_id(0xAA, i),
			.service = w->is_mailbox[i] ? "exchange" : "other",
			.prohibited = w->prohibited[i],
			.is_company = w->is_company_plan[i]};
	}
	for (int i = 0; i < SKUS; i++) {
		skus[i] = (struct lic_sku){.key = i + 1,
			.id = make_id(0xBB, i),
			.is_company = w->is_company_sku[i]};
		for (int k = 0; k < w->sku_plan_count[i]; k++) {
			sku_plans[rows.sku_plan_count++] =
				(struct lic_catalog_link){i + 1, w->sku_plans[i][k] * 2 + 10};
		}
	}
	for (int i = 0; i < GROUPS * GROUP_PLANS; i++) {
		group_plans[i] = (struct lic_catalog_link){i / GROUP_PLANS,
			w->group_plans[i / GROUP_PLANS][i % GROUP_PLANS] * 2 + 10};
	}
	for (int i = 0; i < NEEDS * NEED_PLANS; i++) {
		needs[i] = (struct lic_catalog_link){w->need_owner[i / NEED_PLANS] * 2 + 10,
			w->need_plans[i / NEED_PLANS][i % NEED_PLANS] * 2 + 10};
	}
	assert_int_equal(lic_catalog_build(arena, &rows, &catalog).code, LIC_OK);
	return catalog;
}

/* A request and facts in the decision's own form. */
struct input {
	uint64_t off[PATHS][WORDS];         /* disabled plans of the paths */
	struct lic_path paths[PATHS];       /* the paths */
	struct lic_sku_seats seats[SKUS];   /* the pools */
	struct lic_guid offs[ITEMS][OFFS];  /* disabled plans of the adds */
	struct lic_license_add adds[ITEMS]; /* the adds */
	struct lic_guid removes[ITEMS];     /* the removes */
	struct lic_facts facts;             /* what is known */
	struct lic_license_request request; /* what is asked */
};

static void fill_facts(const struct world *w, const struct user *user, struct input *in)
{
	in->facts.usage_location = w->location;
	in->facts.mail = "anna@contoso.example";
	in->facts.mail_holder = w->has_namesake ? "Berta" : NULL;
	for (int i = 0; i < user->count; i++) {
		const struct path *path = &user->paths[i];

		for (int plan = 0; plan < PLANS; plan++) {
			if (path->off[plan]) {
				lic_planset_add(in->off[i], (uint32_t)plan);
			}
		}
		in->paths[i] = (struct lic_path){.sku = (uint32_t)path->sku,
			.source = path->source,
			.disabled = in->off[i],
			.state = path->state,
			.error = path->state == LIC_PATH_ACTIVE ? LIC_PATH_NONE : LIC_PATH_OTHER};
	}
	for (int i = 0; i < SKUS; i++) {
		if (w->has_pool[i]) {
			in->seats[in->facts.seat_count++] =
				(struct lic_sku_seats){(uint32_t)i, w->pools[i]};
		}
	}
	in->facts.paths = in->paths;
	in->facts.path_count = (size_t)user->count;
	in->facts.seats = in->seats;
}

static void fill_request(const struct wish *wish, struct input *in)
{
	for (int i = 0; i < wish->add_count; i++) {
		for (int k = 0; k < wish->off_count[i]; k++) {
			in->offs[i][k] = make_id(0xAA, wish->offs[i][k]);
		}
		in->adds[i] = (struct lic_license_add){make_id(0xBB, wish->adds[i]), in->offs[i],
			(size_t)wish->off_count[i]};
	}
	for (int i = 0; i < wish->remove_count; i++) {
		in->removes[i] = make_id(0xBB, wish->removes[i]);
	}
	in->request = (struct lic_license_request){in->adds, (size_t)wish->add_count, in->removes,
		(size_t)wish->remove_count, NULL, NULL};
}

/* ---- comparing ---- */

static const struct path *direct_of(const struct user *user, int sku)
{
	for (int i = 0; i < user->count; i++) {
		if (user->paths[i].sku == sku && user->paths[i].source == 0) {
			return &user->paths[i];
		}
	}
	return NULL;
}

static bool same_plans(const uint64_t *set, const struct path *path)
{
	if (set == NULL || path == NULL) {
		return set == NULL && path == NULL;
	}
	for (int plan = 0; plan < PLANS; plan++) {
		if (lic_planset_has(set, (uint32_t)plan) != path->off[plan]) {
			return false;
		}
	}
	return true;
}

/* The direct path of `sku` changes as the reference has it, or not at all. */
static bool same_change(const struct user *before, const struct user *after, int sku,
	const struct lic_decision *d)
{
	const struct path *old = direct_of(before, sku);
	const struct path *new = direct_of(after, sku);
	const struct lic_path_change *change = NULL;
	size_t count = 0;
	bool differs = (old == NULL) != (new == NULL);

	if (old != NULL && new != NULL) {
		differs = old->state != new->state || memcmp(old->off, new->off, PLANS) != 0;
	}
	for (size_t i = 0; i < d->path_count; i++) {
		if (d->paths[i].sku == (uint32_t)sku) {
			change = &d->paths[i];
			count++;
		}
	}
	if (!differs || count != 1) {
		return !differs && count == 0;
	}
	return change->source == LIC_SOURCE_DIRECT && same_plans(change->before, old) &&
		same_plans(change->after, new) &&
		(old == NULL || change->state_before == old->state);
}

static bool same_seats(const struct user *before, const struct user *after, int sku,
	const struct lic_decision *d)
{
	int expected =
		(has_seat(after, sku, false) ? 1 : 0) - (has_seat(before, sku, false) ? 1 : 0);
	int sum = 0;
	int count = 0;

	for (size_t i = 0; i < d->seat_count; i++) {
		if (d->seats[i].sku == (uint32_t)sku) {
			sum += d->seats[i].delta;
			count++;
		}
	}
	return sum == expected && count == (expected == 0 ? 0 : 1);
}

/* Names the first thing on which the two do not agree; NULL when they do. */
static const char *find_difference(const struct world *w, const struct user *user,
	const struct verdict *v, const struct lic_decision *d)
{
	size_t kinds[LIC_VIOLATION_KIND_MAX_] = {0};

	for (size_t i = 0; i < d->violation_count; i++) {
		kinds[d->violations[i].kind]++;
		if (i > 0 && d->violations[i - 1].kind > d->violations[i].kind) {
			return "the order of violations";
		}
	}
	for (int i = 0; i < LIC_VIOLATION_KIND_MAX_; i++) {
		if (kinds[i] != v->kinds[i]) {
			print_error("kind %d: %zu, expected %zu\n", i, kinds[i], v->kinds[i]);
			return "violations";
		}
	}
	for (int plan = 0; plan < PLANS; plan++) {
		if (lic_planset_has(d->plans_before, (uint32_t)plan) != is_on(w, user, plan) ||
			lic_planset_has(d->plans_after, (uint32_t)plan) !=
				is_on(w, &v->after, plan)) {
			return "effective plans";
		}
	}
	for (int sku = 0; sku < SKUS; sku++) {
		if (!same_change(user, &v->after, sku, d)) {
			return "path changes";
		}
		if (!same_seats(user, &v->after, sku, d)) {
			return "seats";
		}
	}
	return NULL;
}

/* What was seen, so that a test which tries nothing fails. */
struct seen {
	size_t kinds[LIC_VIOLATION_KIND_MAX_]; /* requests with a violation of the kind */
	size_t granted;                        /* requests granted that change something */
	size_t unchanged;                      /* requests granted that change nothing */
};

static void note(const struct verdict *v, const struct lic_decision *d, struct seen *seen)
{
	for (int i = 0; i < LIC_VIOLATION_KIND_MAX_; i++) {
		seen->kinds[i] += v->kinds[i] > 0 ? 1 : 0;
	}
	if (d->violation_count == 0) {
		seen->granted += d->path_count > 0 ? 1 : 0;
		seen->unchanged += d->path_count == 0 ? 1 : 0;
	}
}

static void play_round(uint64_t seed, struct lic_arena *arena, struct seen *seen)
{
	const uint64_t round = seed;
	struct world w;
	struct user user;
	struct wish wish;
	struct verdict v;
	struct input *in = lic_arena_alloc(arena, sizeof(*in));
	struct lic_decision d = {0};
	const char *difference = NULL;

	assert_non_null(in);
	make_world(&seed, &w);
	make_user(&seed, &w, &user);
	make_wish(&seed, &w, &wish);
	judge(&w, &user, &wish, &v);

	in->facts.catalog = build(arena, &w);
	assert_int_equal(in->facts.catalog->words, WORDS);
	fill_facts(&w, &user, in);
	fill_request(&wish, in);
	assert_int_equal(lic_license_decide(arena, &in->facts, &in->request, &d).code, LIC_OK);
	difference = find_difference(&w, &user, &v, &d);
	if (difference != NULL) {
		fail_msg("round %llu: the two do not agree on %s", (unsigned long long)round,
			difference);
	}
	note(&v, &d, seen);
}

static void test_core_license__agrees_with_a_reference_on_made_up_cases(void **state)
{
	const char *text = getenv("LIC_SEED");
	uint64_t seed = text == NULL ? DEFAULT_SEED : strtoull(text, NULL, 10);
	struct seen seen = {0};

	(void)state;
	print_message("# LIC_SEED=%llu\n", (unsigned long long)seed);
	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct lic_arena *arena = lic_arena_new(ARENA_BYTES);

		assert_non_null(arena);
		play_round(seed * ROUNDS + round, arena, &seen);
		lic_arena_free(arena);
	}
	for (int i = 0; i < LIC_VIOLATION_KIND_MAX_; i++) {
		if (seen.kinds[i] < 20) {
			fail_msg("kind %d came up %zu times only", i, seen.kinds[i]);
		}
	}
	assert_true(seen.granted > ROUNDS / 20);
	assert_true(seen.unchanged > ROUNDS / 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_license__agrees_with_a_reference_on_made_up_cases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
