/*
 * Summing up what a change of many people would come to.
 */
#include "service/preview_sum.h"

#include "core/planset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)16 * 1024 * 1024)
#define PLANS 70 /* more than one word of a set */
#define SKUS 2
#define FAR_PLAN 69

/* A sum over made-up products: SKU 0 with plans 0 and 69, SKU 1 with plan 1. */
struct fixture {
	struct lic_arena *arena;           /* for everything */
	const struct lic_catalog *catalog; /* the products */
	struct lic_preview_sum sum;        /* under test */
};

static int set_up(void **state)
{
	static struct fixture f;
	struct lic_plan plans[PLANS];
	struct lic_sku skus[SKUS];
	const struct lic_catalog_link links[] = {{1, 1}, {1, FAR_PLAN + 1}, {2, 2}};
	const struct lic_sku_seats pools[SKUS] = {
		{.sku = 0, .seats = {.enabled = 3, .consumed = 1}},
		{.sku = 1, .seats = {.enabled = 9, .consumed = 2}},
	};
	struct lic_catalog_rows rows = {
		.plans = plans,
		.plan_count = PLANS,
		.skus = skus,
		.sku_count = SKUS,
		.sku_plans = links,
		.sku_plan_count = LIC_COUNT(links),
	};

	for (size_t i = 0; i < PLANS; i++) {
		plans[i] = (struct lic_plan){.key = (int64_t)i + 1,
			.id = lic_guid_random(),
			.name = "PLAN",
			.display_name = "Plan",
			.service = "service",
			.prohibited = ""};
	}
	for (size_t i = 0; i < SKUS; i++) {
		skus[i] = (struct lic_sku){.key = (int64_t)i + 1,
			.id = lic_guid_random(),
			.part_number = "SKU",
			.display_name = "Product"};
	}
	f.arena = lic_arena_new(ARENA_BYTES);
	assert_non_null(f.arena);
	assert_int_equal(lic_catalog_build(f.arena, &rows, &f.catalog).code, LIC_OK);
	assert_int_equal(
		lic_preview_sum_init(f.arena, f.catalog, pools, LIC_COUNT(pools), &f.sum).code,
		LIC_OK);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	lic_arena_free(((struct fixture *)*state)->arena);
	return 0;
}

/* A set with `plan`, or empty without. */
static const uint64_t *set_of(struct fixture *f, uint32_t plan)
{
	uint64_t *set = lic_planset_new(f->arena, f->catalog);

	assert_non_null(set);
	if (plan != LIC_INDEX_NONE) {
		lic_planset_add(set, plan);
	}
	return set;
}

/* D-08, R-69: a seat that one person takes is gone for the next. */
static void test_service_preview_sum__counts_seats_and_plans_as_it_goes_d08(void **state)
{
	struct fixture *f = *state;
	const struct lic_seat_change swap[] = {{.sku = 0, .delta = 1}, {.sku = 1, .delta = -1}};
	const struct lic_decision gains = {
		.seats = swap,
		.seat_count = 2,
		.plans_before = set_of(f, 1),
		.plans_after = set_of(f, FAR_PLAN),
	};
	const struct lic_decision nothing = {
		.plans_before = set_of(f, 1),
		.plans_after = set_of(f, 1),
	};

	assert_int_equal(lic_seats_available(lic_preview_sum_seats(&f->sum, 0)), 2);
	for (int i = 0; i < 2; i++) {
		lic_preview_sum_take(&f->sum, &gains);
		lic_preview_sum_add(&f->sum, &gains);
	}
	lic_preview_sum_take(&f->sum, &nothing);
	lic_preview_sum_add(&f->sum, &nothing);
	assert_int_equal(lic_seats_available(lic_preview_sum_seats(&f->sum, 0)), 0);
	assert_int_equal(lic_preview_sum_seats(&f->sum, 1)->consumed, 0);
	assert_int_equal(f->sum.consumed_before[0], 1);
	assert_int_equal(f->sum.consumed_before[1], 2);
	assert_int_equal(f->sum.licenses[0].gained, 2);
	assert_int_equal(f->sum.licenses[0].lost, 0);
	assert_int_equal(f->sum.licenses[1].lost, 2);
	assert_int_equal(f->sum.plans[FAR_PLAN].gained, 2);
	assert_int_equal(f->sum.plans[1].lost, 2);
	assert_int_equal(f->sum.plans[0].gained + f->sum.plans[0].lost, 0);
	assert_null(lic_preview_sum_seats(&f->sum, LIC_INDEX_NONE));
}

/* Adds somebody with a conflict; tells whether it was a new one. */
static bool conflict(struct fixture *f, const struct lic_preview_reason *reason)
{
	char upn[] = "somebody@contoso.example";
	const struct lic_preview_user user = {.id = lic_guid_random(), .upn = upn};
	struct lic_preview_conflict *added = NULL;

	assert_int_equal(lic_preview_sum_conflict(&f->sum, reason, &user, &added).code, LIC_OK);
	memset(upn, 'x', sizeof(upn)); /* the caller's memory may go */
	return added != NULL;
}

static void test_service_preview_sum__groups_conflicts_with_samples(void **state)
{
	struct fixture *f = *state;
	struct lic_preview_reason count = {"CountViolation", "No seat.", 0, NULL, 0};
	struct lic_preview_reason clash = {"MutuallyExclusiveViolation", "Clash.", 0,
		set_of(f, FAR_PLAN), 0};
	struct lic_preview_reason other = clash;

	for (int i = 0; i < LIC_PREVIEW_SAMPLES + 5; i++) {
		assert_int_equal(conflict(f, &count), i == 0);
	}
	assert_true(conflict(f, &clash));
	clash.plans = set_of(f, FAR_PLAN); /* the same plans, in another set */
	assert_false(conflict(f, &clash));
	other.plans = set_of(f, 1);
	assert_true(conflict(f, &other));
	count.sku = 1;
	assert_true(conflict(f, &count));
	count.allotment = 7; /* no room there, which is another matter */
	assert_true(conflict(f, &count));

	assert_int_equal(f->sum.conflict_count, 5);
	assert_int_equal(f->sum.conflicts[0].count, LIC_PREVIEW_SAMPLES + 5);
	assert_int_equal(f->sum.conflicts[0].user_count, LIC_PREVIEW_SAMPLES);
	assert_string_equal(f->sum.conflicts[0].users[0].upn, "somebody@contoso.example");
	assert_null(f->sum.conflicts[0].users[0].display_name);
	assert_int_equal(f->sum.conflicts[1].count, 2);
	assert_true(f->sum.is_shown[0]);
	assert_true(f->sum.is_shown[1]);
	assert_int_equal(f->sum.untold, 0);
}

static void test_service_preview_sum__tells_apart_only_so_many_conflicts(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < LIC_PREVIEW_CONFLICTS_MAX + 3; i++) {
		const char *code = lic_arena_printf(f->arena, "Code%d", i);
		struct lic_preview_reason reason = {code, "Why.", LIC_INDEX_NONE, NULL, 0};

		assert_non_null(code);
		assert_int_equal(conflict(f, &reason), i < LIC_PREVIEW_CONFLICTS_MAX);
	}
	assert_int_equal(f->sum.conflict_count, LIC_PREVIEW_CONFLICTS_MAX);
	assert_int_equal(f->sum.untold, 3);
	assert_string_equal(f->sum.conflicts[100].reason.code, "Code100");
	assert_int_equal(f->sum.conflicts[100].count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_service_preview_sum__counts_seats_and_plans_as_it_goes_d08, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_service_preview_sum__groups_conflicts_with_samples, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_service_preview_sum__tells_apart_only_so_many_conflicts, set_up,
			tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
