/*
 * Building and searching a catalogue, and sets of plans.
 */
#include "core/catalog.h"

#include "core/planset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)16 * 1024 * 1024)

/* Ids in another order than keys, and keys that are no indices. */
static const struct lic_plan small_plans[] = {
	{.key = 11, .id = {{0x70}}, .name = "A", .display_name = "Plan A", .service = "exchange"},
	{.key = 12, .id = {{0x10}}, .name = "B", .display_name = "Plan B", .prohibited = "CN,RU"},
	{.key = 40, .id = {{0x90}}, .name = "C", .is_company = true},
	{.key = 99, .id = {{0x50}}, .name = "D", .is_auto = true},
};
static const struct lic_sku small_skus[] = {
	{.key = 5, .id = {{0x33}}, .part_number = "ONE", .display_name = "Product One"},
	{.key = 6, .id = {{0x22}}, .part_number = "TWO", .is_offered = true},
	{.key = 8, .id = {{0x11}}, .part_number = "TWO", .is_company = true},
};
static const struct lic_catalog_link small_sku_plans[] = {{6, 99}, {5, 11}, {6, 40}, {5, 12},
	{6, 11}};
static const struct lic_exclusion small_exclusions[] = {{.id = "first", .service = "First"},
	{.id = "empty", .service = "Empty"}};
static const struct lic_catalog_link small_exclusion_plans[] = {{0, 11}, {0, 99}};
static const struct lic_catalog_link small_prerequisites[] = {{12, 11}, {99, 40}, {12, 99}};
static const struct lic_catalog_rows small_rows = {
	.version = 42,
	.plans = small_plans,
	.plan_count = LIC_COUNT(small_plans),
	.skus = small_skus,
	.sku_count = LIC_COUNT(small_skus),
	.sku_plans = small_sku_plans,
	.sku_plan_count = LIC_COUNT(small_sku_plans),
	.exclusions = small_exclusions,
	.exclusion_count = LIC_COUNT(small_exclusions),
	.exclusion_plans = small_exclusion_plans,
	.exclusion_plan_count = LIC_COUNT(small_exclusion_plans),
	.prerequisites = small_prerequisites,
	.prerequisite_count = LIC_COUNT(small_prerequisites),
};

static const struct lic_catalog *build(struct lic_arena *arena, const struct lic_catalog_rows *rows)
{
	const struct lic_catalog *catalog = NULL;

	assert_int_equal(lic_catalog_build(arena, rows, &catalog).code, LIC_OK);
	assert_non_null(catalog);
	return catalog;
}

static void test_core_catalog__keeps_what_the_rows_say(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const struct lic_catalog *catalog = build(arena, &small_rows);

	(void)state;
	assert_int_equal(catalog->version, 42);
	assert_int_equal(catalog->plan_count, 4);
	assert_int_equal(catalog->sku_count, 3);
	assert_int_equal(catalog->words, 1);
	assert_string_equal(catalog->plans[0].name, "A");
	assert_string_equal(catalog->plans[0].display_name, "Plan A");
	assert_string_equal(catalog->plans[0].service, "exchange");
	assert_string_equal(catalog->plans[0].prohibited, "");
	assert_string_equal(catalog->plans[1].prohibited, "CN,RU");
	assert_string_equal(catalog->plans[2].display_name, "");
	assert_true(catalog->plans[2].is_company);
	assert_false(catalog->plans[0].is_company);
	assert_true(catalog->plans[3].is_auto);
	assert_int_equal(catalog->plans[3].key, 99);
	assert_string_equal(catalog->skus[0].part_number, "ONE");
	assert_string_equal(catalog->skus[0].display_name, "Product One");
	assert_false(catalog->skus[0].is_offered);
	assert_true(catalog->skus[1].is_offered);
	assert_true(catalog->skus[2].is_company);
	lic_arena_free(arena);
}

/* A changed catalogue is a new one: this one does not hang on the rows. */
static void test_core_catalog__owns_its_texts(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	char name[] = "EXCHANGE";
	char group[] = "sharepoint";
	struct lic_plan plan = {.key = 1,
		.name = name,
		.display_name = name,
		.service = name,
		.prohibited = name};
	struct lic_sku sku = {.key = 1, .part_number = name, .display_name = name};
	struct lic_exclusion exclusion = {.id = group, .service = group};
	const struct lic_catalog_rows rows = {.plans = &plan,
		.plan_count = 1,
		.skus = &sku,
		.sku_count = 1,
		.exclusions = &exclusion,
		.exclusion_count = 1};
	const struct lic_catalog *catalog = build(arena, &rows);

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	memset(group, 'x', sizeof(group) - 1);
	plan.key = 2;
	sku.key = 2;
	assert_string_equal(catalog->plans[0].name, "EXCHANGE");
	assert_string_equal(catalog->plans[0].display_name, "EXCHANGE");
	assert_string_equal(catalog->plans[0].service, "EXCHANGE");
	assert_string_equal(catalog->plans[0].prohibited, "EXCHANGE");
	assert_string_equal(catalog->skus[0].part_number, "EXCHANGE");
	assert_string_equal(catalog->skus[0].display_name, "EXCHANGE");
	assert_string_equal(catalog->exclusions[0].id, "sharepoint");
	assert_string_equal(catalog->exclusions[0].service, "sharepoint");
	assert_int_equal(catalog->plans[0].key, 1);
	assert_int_equal(catalog->skus[0].key, 1);
	lic_arena_free(arena);
}

static void test_core_catalog__gives_each_sku_its_plans(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const struct lic_catalog *catalog = build(arena, &small_rows);

	(void)state;
	assert_int_equal(catalog->skus[0].plan_count, 2);
	assert_int_equal(catalog->skus[0].plans[0], 0);
	assert_int_equal(catalog->skus[0].plans[1], 1);
	assert_int_equal(catalog->skus[1].plan_count, 3);
	assert_int_equal(catalog->skus[1].plans[0], 3);
	assert_int_equal(catalog->skus[1].plans[1], 2);
	assert_int_equal(catalog->skus[1].plans[2], 0);
	assert_int_equal(catalog->skus[2].plan_count, 0);
	assert_true(lic_sku_has_plan(&catalog->skus[0], 1));
	assert_false(lic_sku_has_plan(&catalog->skus[0], 3));
	assert_true(lic_sku_has_plan(&catalog->skus[1], 2));
	assert_false(lic_sku_has_plan(&catalog->skus[2], 0));
	assert_false(lic_sku_has_plan(&catalog->skus[0], LIC_INDEX_NONE));
	lic_arena_free(arena);
}

static void test_core_catalog__R_31_company_level_plans_have_no_switch(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const struct lic_catalog *catalog = build(arena, &small_rows);

	(void)state;
	assert_int_equal(catalog->skus[0].switchable[0], 0x3); /* A, B */
	assert_int_equal(catalog->skus[1].switchable[0], 0x9); /* A, D; not C */
	assert_int_equal(catalog->skus[2].switchable[0], 0);
	lic_arena_free(arena);
}

static void test_core_catalog__R_24_R_28_exclusions_and_dependencies(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const struct lic_catalog *catalog = build(arena, &small_rows);

	(void)state;
	assert_int_equal(catalog->exclusion_count, 2);
	assert_string_equal(catalog->exclusions[0].id, "first");
	assert_string_equal(catalog->exclusions[1].service, "Empty");
	assert_int_equal(catalog->exclusions[0].plans[0], 0x9); /* A, D */
	assert_int_equal(catalog->exclusions[1].plans[0], 0);
	assert_int_equal(catalog->dependency_count, 2); /* one for each dependent plan */
	assert_int_equal(catalog->dependencies[0].plan, 1);
	assert_int_equal(catalog->dependencies[0].any_of[0], 0x9); /* B needs A or D */
	assert_int_equal(catalog->dependencies[1].plan, 3);
	assert_int_equal(catalog->dependencies[1].any_of[0], 0x4); /* D needs C */
	lic_arena_free(arena);
}

static void test_core_catalog__finds_by_id_and_by_key(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const struct lic_catalog *catalog = build(arena, &small_rows);
	static const uint8_t absent[] = {0x00, 0x12, 0x2F, 0x34, 0x71, 0xFF};
	static const int64_t absent_keys[] = {INT64_MIN, -1, 0, 7, 13, 100, INT64_MAX};

	(void)state;
	for (uint32_t i = 0; i < LIC_COUNT(small_plans); i++) {
		assert_int_equal(lic_catalog_plan(catalog, &small_plans[i].id), i);
		assert_int_equal(lic_catalog_plan_by_key(catalog, small_plans[i].key), i);
		assert_int_equal(lic_catalog_sku(catalog, &small_plans[i].id), LIC_INDEX_NONE);
	}
	for (uint32_t i = 0; i < LIC_COUNT(small_skus); i++) {
		assert_int_equal(lic_catalog_sku(catalog, &small_skus[i].id), i);
		assert_int_equal(lic_catalog_sku_by_key(catalog, small_skus[i].key), i);
		assert_int_equal(lic_catalog_plan(catalog, &small_skus[i].id), LIC_INDEX_NONE);
	}
	for (size_t i = 0; i < LIC_COUNT(absent); i++) {
		const struct lic_guid id = {{absent[i], 1}};

		assert_int_equal(lic_catalog_sku(catalog, &id), LIC_INDEX_NONE);
		assert_int_equal(lic_catalog_plan(catalog, &id), LIC_INDEX_NONE);
	}
	for (size_t i = 0; i < LIC_COUNT(absent_keys); i++) {
		assert_int_equal(lic_catalog_sku_by_key(catalog, absent_keys[i]), LIC_INDEX_NONE);
		assert_int_equal(lic_catalog_plan_by_key(catalog, absent_keys[i]), LIC_INDEX_NONE);
	}
	lic_arena_free(arena);
}

static void test_core_catalog__finds_each_of_many(void **state)
{
	enum {
		MANY = 1000
	};
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_plan *plans = lic_arena_array(arena, MANY, sizeof(*plans));
	struct lic_sku *skus = lic_arena_array(arena, MANY, sizeof(*skus));
	const struct lic_catalog_rows rows = {.plans = plans,
		.plan_count = MANY,
		.skus = skus,
		.sku_count = MANY};
	const struct lic_catalog *catalog = NULL;

	(void)state;
	for (unsigned i = 0; i < MANY; i++) {
		unsigned mixed = i * 40503U % 65536U; /* odd: every i has its own */

		plans[i].key = (int64_t)i * 2;
		plans[i].id = (struct lic_guid){{(uint8_t)(mixed >> 8), (uint8_t)mixed}};
		skus[i].key = (int64_t)i * 2 + 1;
		skus[i].id = (struct lic_guid){{0, [14] = (uint8_t)mixed, (uint8_t)(mixed >> 8)}};
	}
	catalog = build(arena, &rows);
	assert_int_equal(catalog->words, 16);
	for (uint32_t i = 0; i < MANY; i++) {
		assert_int_equal(lic_catalog_plan(catalog, &plans[i].id), i);
		assert_int_equal(lic_catalog_sku(catalog, &skus[i].id), i);
		assert_int_equal(lic_catalog_plan_by_key(catalog, (int64_t)i * 2), i);
		assert_int_equal(lic_catalog_plan_by_key(catalog, (int64_t)i * 2 + 1),
			LIC_INDEX_NONE);
		assert_int_equal(lic_catalog_sku_by_key(catalog, (int64_t)i * 2 + 1), i);
	}
	lic_arena_free(arena);
}

static void test_core_catalog__may_be_empty(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const struct lic_catalog_rows rows = {.version = 1};
	const struct lic_catalog *catalog = build(arena, &rows);
	const struct lic_guid id = {{1}};
	uint64_t *set = lic_planset_new(arena, catalog);

	(void)state;
	assert_int_equal(catalog->plan_count, 0);
	assert_int_equal(catalog->words, 1);
	assert_int_equal(lic_catalog_sku(catalog, &id), LIC_INDEX_NONE);
	assert_int_equal(lic_catalog_plan(catalog, &id), LIC_INDEX_NONE);
	assert_int_equal(lic_catalog_sku_by_key(catalog, 0), LIC_INDEX_NONE);
	assert_int_equal(lic_catalog_plan_by_key(catalog, 0), LIC_INDEX_NONE);
	assert_int_equal(set[0], 0);
	lic_arena_free(arena);
}

/* Rows that contradict each other come from a damaged database. */
static void test_core_catalog__refuses_links_to_nothing(void **state)
{
	static const struct {
		struct lic_catalog_link sku_plan;  /* used when its owner is not 0 */
		struct lic_catalog_link exclusion; /* used when its plan is not 0 */
		struct lic_catalog_link need;      /* used when its owner is not 0 */
	} table[] = {
		{.sku_plan = {7, 11}},
		{.sku_plan = {5, 13}},
		{.sku_plan = {11, 5}},
		{.exclusion = {0, 13}},
		{.exclusion = {2, 11}},
		{.exclusion = {-1, 11}},
		{.exclusion = {INT64_MAX, 11}},
		{.need = {13, 11}},
		{.need = {11, 13}},
	};
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(table); i++) {
		struct lic_catalog_rows rows = small_rows;
		const struct lic_catalog *catalog = NULL;

		if (table[i].sku_plan.owner != 0) {
			rows.sku_plans = &table[i].sku_plan;
			rows.sku_plan_count = 1;
		}
		if (table[i].exclusion.plan != 0) {
			rows.exclusion_plans = &table[i].exclusion;
			rows.exclusion_plan_count = 1;
		}
		if (table[i].need.owner != 0) {
			rows.prerequisites = &table[i].need;
			rows.prerequisite_count = 1;
		}
		assert_int_equal(lic_catalog_build(arena, &rows, &catalog).code, LIC_E_CORRUPT);
		assert_null(catalog);
	}
	lic_arena_free(arena);
}

static void test_core_catalog__has_a_limit(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_plan *plans = lic_arena_array(arena, LIC_CATALOG_PLANS_MAX + 1, sizeof(*plans));
	struct lic_sku *skus = lic_arena_array(arena, LIC_CATALOG_SKUS_MAX + 1, sizeof(*skus));
	struct lic_catalog_rows rows = {.plans = plans, .skus = skus};
	const struct lic_catalog *catalog = NULL;

	(void)state;
	assert_non_null(plans);
	assert_non_null(skus);
	for (size_t i = 0; i <= LIC_CATALOG_PLANS_MAX; i++) {
		plans[i].key = (int64_t)i;
	}
	rows.plan_count = LIC_CATALOG_PLANS_MAX + 1;
	assert_int_equal(lic_catalog_build(arena, &rows, &catalog).code, LIC_E_LIMIT);
	rows.plan_count = 0;
	rows.sku_count = LIC_CATALOG_SKUS_MAX + 1;
	assert_int_equal(lic_catalog_build(arena, &rows, &catalog).code, LIC_E_LIMIT);
	assert_null(catalog);
	rows.plan_count = LIC_CATALOG_PLANS_MAX;
	rows.sku_count = 1;
	assert_int_equal(lic_catalog_build(arena, &rows, &catalog).code, LIC_OK);
	assert_int_equal(catalog->words, LIC_CATALOG_PLANS_MAX / 64 + 1);
	assert_int_equal(lic_catalog_plan_by_key(catalog, LIC_CATALOG_PLANS_MAX - 1),
		LIC_CATALOG_PLANS_MAX - 1);
	lic_arena_free(arena);
}

static void test_core_catalog__out_of_memory_at_every_allocation(void **state)
{
	struct lic_arena *plenty = lic_arena_new(ARENA_BYTES);
	size_t needed = 0;

	(void)state;
	(void)build(plenty, &small_rows);
	needed = lic_arena_used(plenty);
	lic_arena_free(plenty);
	for (size_t limit = 0; limit <= needed; limit++) {
		struct lic_arena *arena = lic_arena_new(limit);
		const struct lic_catalog *catalog = NULL;
		lic_rc rc = lic_catalog_build(arena, &small_rows, &catalog);

		assert_int_equal(rc.code, limit < needed ? LIC_E_NOMEM : LIC_OK);
		assert_true((catalog == NULL) == (limit < needed));
		lic_arena_free(arena);
	}
}

static void test_core_planset__holds_each_plan_by_itself(void **state)
{
	enum {
		WORDS = 3
	};
	static const uint32_t edges[] = {0, 1, 63, 64, 127, 128, 191};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(edges); i++) {
		uint64_t set[WORDS] = {0};

		lic_planset_add(set, edges[i]);
		for (uint32_t plan = 0; plan < (uint32_t)WORDS * 64; plan++) {
			assert_int_equal(lic_planset_has(set, plan), plan == edges[i]);
		}
		lic_planset_add(set, edges[i]);
		assert_int_equal(lic_planset_common(set, set, WORDS), 1);
	}
}

static void test_core_planset__operations(void **state)
{
	const uint64_t all[] = {0xFF, UINT64_MAX};
	const uint64_t except[] = {0x0F, UINT64_C(1) << 63};
	uint64_t set[] = {UINT64_C(1) << 40, 0};
	const uint64_t expected[] = {(UINT64_C(1) << 40) | 0xF0, UINT64_MAX >> 1};

	(void)state;
	lic_planset_add_except(set, all, except, 2);
	assert_int_equal(set[0], expected[0]);
	assert_int_equal(set[1], expected[1]);
	assert_true(lic_planset_equal(set, expected, 2));
	assert_false(lic_planset_equal(set, all, 2));
	assert_int_equal(lic_planset_common(set, all, 2), 4 + 63);
	assert_int_equal(lic_planset_common(set, all, 1), 4);
	assert_int_equal(lic_planset_common(set, except, 2), 0);
	set[1] = 0;
	assert_false(lic_planset_equal(set, expected, 2));
	assert_true(lic_planset_equal(set, expected, 1));
}

static void test_core_catalog__finds_names_in_any_case_and_tells_how_many(void **state)
{
	static const struct lic_plan plans[] = {
		{.key = 1, .id = {{1}}, .name = "SWAY"},
		{.key = 2, .id = {{2}}, .name = "exchange"},
		{.key = 3, .id = {{3}}, .name = "Exchange"},
		{.key = 4, .id = {{4}}, .name = "A"},
	};
	const struct lic_catalog_rows rows = {.plans = plans,
		.plan_count = LIC_COUNT(plans),
		.skus = small_skus,
		.sku_count = LIC_COUNT(small_skus)};
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const struct lic_catalog *catalog = build(arena, &rows);
	size_t count = 9;

	(void)state;
	assert_int_equal(lic_catalog_plan_named(catalog, "sway", &count), 0);
	assert_int_equal(count, 1);
	assert_int_equal(lic_catalog_plan_named(catalog, "EXCHANGE", &count), 1);
	assert_int_equal(count, 2);
	assert_int_equal(lic_catalog_plan_named(catalog, "a", &count), 3);
	assert_int_equal(lic_catalog_plan_named(catalog, "", &count), LIC_INDEX_NONE);
	assert_int_equal(count, 0);
	assert_int_equal(lic_catalog_plan_named(catalog, "zebra", &count), LIC_INDEX_NONE);
	assert_int_equal(lic_catalog_sku_named(catalog, "two", &count), 1);
	assert_int_equal(count, 2);
	assert_int_equal(lic_catalog_sku_named(catalog, "one", &count), 0);
	assert_int_equal(lic_catalog_sku_named(catalog, "three", &count), LIC_INDEX_NONE);
	lic_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_catalog__keeps_what_the_rows_say),
		cmocka_unit_test(test_core_catalog__owns_its_texts),
		cmocka_unit_test(test_core_catalog__gives_each_sku_its_plans),
		cmocka_unit_test(test_core_catalog__R_31_company_level_plans_have_no_switch),
		cmocka_unit_test(test_core_catalog__R_24_R_28_exclusions_and_dependencies),
		cmocka_unit_test(test_core_catalog__finds_by_id_and_by_key),
		cmocka_unit_test(test_core_catalog__finds_each_of_many),
		cmocka_unit_test(test_core_catalog__may_be_empty),
		cmocka_unit_test(test_core_catalog__refuses_links_to_nothing),
		cmocka_unit_test(test_core_catalog__has_a_limit),
		cmocka_unit_test(test_core_catalog__out_of_memory_at_every_allocation),
		cmocka_unit_test(test_core_planset__holds_each_plan_by_itself),
		cmocka_unit_test(test_core_planset__operations),
		cmocka_unit_test(test_core_catalog__finds_names_in_any_case_and_tells_how_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
