/*
 * The decision about service plans (specification 2.2): which are on, which exclude each other,
 * which need another, and that only the end state counts.
 */
#include "core_check.h"

#include "core/planset.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_core_license__R_20_every_user_level_plan_is_on_unless_disabled(void **state)
{
	static const struct core_case cases[] = {
		{.name = "all",
			.add = "E1",
			.outcome = "+E1",
			.seats = "+E1",
			.plans = "MAIL1 SITE1 TEAMS SWAY WEB"},
		{.name = "all but two",
			.add = "E1-TEAMS-MAIL1",
			.outcome = "+E1-MAIL1-TEAMS",
			.seats = "+E1",
			.plans = "SITE1 SWAY WEB"},
		{.name = "none",
			.add = "F3-TEAMS-SITE0",
			.outcome = "+F3-SITE0-TEAMS",
			.seats = "+F3",
			.plans = ""},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_21_disabled_plans_belong_to_the_sku(void **state)
{
	static const struct core_case cases[] = {
		{.name = "a plan of another SKU", .add = "E1-CALLS", .outcome = "PLAN"},
		{.name = "its sibling", .add = "E1-MAIL2", .outcome = "PLAN"},
		{.name = "a plan that is nowhere", .add = "E1-?", .outcome = "PLAN"},
		{.name = "two of three", .add = "E1-?-WEB-CALLS", .outcome = "PLAN PLAN"},
		{.name = "in two SKUs", .add = "MBOX-WEB VIVA-WEB", .outcome = "PLAN PLAN"},
		{.name = "its own", .add = "E1-WEB", .outcome = "+E1-WEB", .seats = "+E1"},
		{.name = "in a SKU that is not for users nobody asks",
			.add = "ORG-?",
			.outcome = "COMPANY"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_22_plans_are_the_union_over_paths_with_a_seat(void **state)
{
	static const struct core_case cases[] = {
		{.name = "two SKUs", .has = "MBOX F3", .plans = "MAIL1 SITE0 TEAMS"},
		{.name = "off in one path, on in another",
			.has = "E1-WEB-TEAMS E1@7-WEB-MAIL1",
			.plans = "MAIL1 SITE1 TEAMS SWAY"},
		{.name = "off in all three",
			.has = "E1-WEB E1@7-WEB E1@8-WEB-SWAY",
			.plans = "MAIL1 SITE1 TEAMS SWAY"},
		{.name = "a path with an error that holds a seat counts",
			.has = "MBOX~",
			.plans = "MAIL1"},
		{.name = "a path that is not given does not",
			.has = "MBOX! F3@7! VIVA",
			.plans = "INSIGHT"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_22_effective_adds_up_what_paths_give(void **state)
{
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	const struct lic_catalog *catalog = core_catalog(arena);
	const struct core_case c = {.has = "E1-WEB F3@7! E3@8-TEAMS~"};
	const struct core_setup setup = core_prepare(arena, catalog, &c);
	static const char *const on[] = {"MAIL1", "SITE1", "TEAMS", "SWAY", "MAIL2", "SITE2",
		"WEB"};
	uint64_t *set = lic_planset_new(arena, catalog);

	(void)state;
	lic_license_effective(catalog, setup.facts.paths, setup.facts.path_count, set);
	for (size_t i = 0; i < LIC_COUNT(on); i++) {
		assert_true(lic_planset_has(set, core_plan(catalog, on[i])));
	}
	assert_int_equal(lic_planset_common(set, set, catalog->words), LIC_COUNT(on));

	uint64_t *empty = lic_planset_new(arena, catalog);

	lic_license_effective(catalog, NULL, 0, empty);
	assert_int_equal(lic_planset_common(empty, empty, catalog->words), 0);
	lic_arena_free(arena);
}

static void test_core_license__R_23_one_plan_of_two_skus_is_no_conflict(void **state)
{
	static const struct core_case cases[] = {
		{.name = "MAIL1 of two",
			.has = "MBOX",
			.add = "E1",
			.outcome = "+E1",
			.seats = "+E1"},
		{.name = "SITE2, in an exclusion group, of two",
			.has = "E3",
			.add = "E5",
			.outcome = "+E5",
			.seats = "+E5"},
		{.name = "in one request",
			.add = "E3 E5",
			.outcome = "+E3 +E5",
			.seats = "+E3 +E5"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_24_plans_of_a_group_exclude_each_other(void **state)
{
	static const struct core_case cases[] = {
		{.name = "with one that is held", .has = "E1", .add = "E3", .outcome = "EXCLUSION"},
		{.name = "the other way round", .has = "E3", .add = "E1", .outcome = "EXCLUSION"},
		{.name = "with one that is inherited",
			.has = "E1@7",
			.add = "E3",
			.outcome = "EXCLUSION"},
		{.name = "within a request", .add = "E1 E3", .outcome = "EXCLUSION"},
		{.name = "three at once are one violation",
			.add = "F3 E1 E3",
			.outcome = "EXCLUSION"},
		{.name = "turning one on",
			.has = "E1 E3-SITE2-WEB",
			.add = "E3-WEB",
			.outcome = "EXCLUSION"},
		{.name = "off in the new one",
			.has = "E1",
			.add = "E3-SITE2",
			.outcome = "+E3-SITE2",
			.seats = "+E3",
			.plans = "MAIL1 MAIL2 SITE1 TEAMS SWAY WEB"},
		{.name = "off in the old one",
			.has = "E1-SITE1",
			.add = "E3",
			.outcome = "+E3",
			.seats = "+E3"},
		{.name = "off in the old one by the same request",
			.has = "E1",
			.add = "E3 E1-SITE1",
			.outcome = "~E1-SITE1 +E3",
			.seats = "+E3"},
		{.name = "off directly but on by a group",
			.has = "E1-SITE1 E1@7",
			.add = "E3",
			.outcome = "EXCLUSION"},
		{.name = "wanted but not given",
			.has = "E1!",
			.add = "E3",
			.outcome = "+E3",
			.seats = "+E3"},
		{.name = "given with an error", .has = "E1~", .add = "E3", .outcome = "EXCLUSION"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__D_12_E1_and_E3_exclude_each_other_on_sharepoint_only(void **state)
{
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	const struct lic_catalog *catalog = core_catalog(arena);
	const struct core_case c = {.add = "E1 E3"};
	struct lic_decision d = core_decide(arena, catalog, &c);

	(void)state;
	assert_int_equal(d.violation_count, 1);
	assert_int_equal(d.violations[0].detail.ref_count, 4);
	assert_string_equal(d.violations[0].detail.refs[0].name, "SharePoint (Plan 1)");
	assert_string_equal(d.violations[0].detail.refs[2].name, "SharePoint (Plan 2)");
	lic_arena_free(arena);
}

/* the decision never turns anything off by itself. */
static void test_core_license__R_27_a_conflict_is_the_administrators_to_solve(void **state)
{
	static const struct core_case cases[] = {
		{.name = "refused, and the end state has both",
			.has = "E1",
			.add = "E3",
			.outcome = "EXCLUSION",
			.plans = "MAIL1 MAIL2 SITE1 SITE2 TEAMS SWAY WEB"},
		{.name = "solved by the administrator",
			.has = "E1",
			.add = "E3",
			.remove = "E1",
			.outcome = "-E1 +E3",
			.seats = "-E1 +E3",
			.plans = "MAIL2 SITE2 TEAMS SWAY WEB"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_28_a_plan_needs_one_of_its_prerequisites(void **state)
{
	static const struct core_case cases[] = {
		{.name = "none", .add = "VIVA", .outcome = "DEPENDENCY"},
		{.name = "the first",
			.has = "MBOX",
			.add = "VIVA",
			.outcome = "+VIVA",
			.seats = "+VIVA"},
		{.name = "the second",
			.has = "E3",
			.add = "VIVA",
			.outcome = "+VIVA",
			.seats = "+VIVA"},
		{.name = "from a group",
			.has = "MBOX@7",
			.add = "VIVA",
			.outcome = "+VIVA",
			.seats = "+VIVA"},
		{.name = "from a group that could not give it",
			.has = "MBOX@7!",
			.add = "VIVA",
			.outcome = "DEPENDENCY"},
		{.name = "in the same request",
			.add = "VIVA MBOX",
			.outcome = "+VIVA +MBOX",
			.seats = "+VIVA +MBOX"},
		{.name = "within the product", .add = "E5", .outcome = "+E5", .seats = "+E5"},
		{.name = "within the product, but off", .add = "E5-MAIL2", .outcome = "DEPENDENCY"},
		{.name = "off with what needs it",
			.add = "E5-MAIL2-INSIGHT",
			.outcome = "+E5-MAIL2-INSIGHT",
			.seats = "+E5"},
		{.name = "held, but off",
			.has = "MBOX-MAIL1",
			.add = "VIVA",
			.outcome = "DEPENDENCY"},
		{.name = "two at once", .add = "VIVA CONF", .outcome = "DEPENDENCY DEPENDENCY"},
		{.name = "the dependent one off",
			.add = "VIVA-INSIGHT",
			.outcome = "+VIVA-INSIGHT",
			.seats = "+VIVA",
			.plans = ""},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_29_a_prerequisite_in_use_stays(void **state)
{
	static const struct core_case cases[] = {
		{.name = "removing it",
			.has = "MBOX VIVA",
			.remove = "MBOX",
			.outcome = "DEPENDENCY"},
		{.name = "turning it off",
			.has = "MBOX VIVA",
			.add = "MBOX-MAIL1",
			.outcome = "DEPENDENCY"},
		{.name = "within one product",
			.has = "E1",
			.add = "E1-SITE1",
			.outcome = "DEPENDENCY"},
		{.name = "another SKU still gives it",
			.has = "MBOX E1 VIVA",
			.remove = "MBOX",
			.outcome = "-MBOX",
			.seats = "-MBOX"},
		{.name = "another plan still serves",
			.has = "MBOX E3 VIVA",
			.remove = "MBOX",
			.outcome = "-MBOX",
			.seats = "-MBOX"},
		{.name = "the group still gives it",
			.has = "MBOX MBOX@7 VIVA",
			.remove = "MBOX",
			.outcome = "-MBOX"},
		{.name = "the group gives it with that plan off",
			.has = "MBOX MBOX@7-MAIL1 VIVA",
			.remove = "MBOX",
			.outcome = "DEPENDENCY"},
		{.name = "an inherited plan needs it",
			.has = "MBOX VIVA@7",
			.remove = "MBOX",
			.outcome = "DEPENDENCY"},
		{.name = "what needs it is not given",
			.has = "MBOX VIVA!",
			.remove = "MBOX",
			.outcome = "-MBOX",
			.seats = "-MBOX"},
		{.name = "both go",
			.has = "MBOX VIVA",
			.remove = "MBOX VIVA",
			.outcome = "-MBOX -VIVA",
			.seats = "-MBOX -VIVA"},
		{.name = "what needs it is turned off",
			.has = "E5",
			.add = "E5-MAIL2-INSIGHT",
			.outcome = "~E5-MAIL2-INSIGHT"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_30_swap_in_one_call_is_legal(void **state)
{
	static const struct core_case cases[] = {
		{.name = "together they are not", .has = "E1", .add = "E3", .outcome = "EXCLUSION"},
		{.name = "one for the other",
			.has = "E1",
			.add = "E3",
			.remove = "E1",
			.outcome = "-E1 +E3",
			.seats = "-E1 +E3",
			.plans = "MAIL2 SITE2 TEAMS SWAY WEB"},
		{.name = "with plan choices",
			.has = "E1-WEB",
			.add = "E3-WEB",
			.remove = "E1",
			.outcome = "-E1 +E3-WEB",
			.seats = "-E1 +E3"},
		{.name = "the prerequisite changes hands",
			.has = "MBOX VIVA",
			.add = "E3",
			.remove = "MBOX",
			.outcome = "-MBOX +E3",
			.seats = "-MBOX +E3"},
		{.name = "the prerequisite does not come back",
			.has = "MBOX VIVA",
			.add = "F3",
			.remove = "MBOX",
			.outcome = "DEPENDENCY"},
		{.name = "the new one needs a seat of its own",
			.pools = "E3=full",
			.has = "E1",
			.add = "E3",
			.remove = "E1",
			.outcome = "COUNT"},
		{.name = "the old one's is no help to itself",
			.pools = "E1=full E3=last",
			.has = "E1",
			.add = "E3",
			.remove = "E1",
			.outcome = "-E1 +E3",
			.seats = "-E1 +E3"},
		{.name = "the inherited one stays in the way",
			.has = "E1 E1@7",
			.add = "E3",
			.remove = "E1",
			.outcome = "EXCLUSION"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_31_company_level_plans_are_not_the_users(void **state)
{
	static const struct core_case cases[] = {
		{.name = "never among the user's plans",
			.has = "E1",
			.add = "MBOX",
			.outcome = "+MBOX",
			.seats = "+MBOX",
			.plans = "MAIL1 SITE1 TEAMS SWAY WEB"},
		{.name = "cannot be turned off: it stays on",
			.add = "E1-BASE",
			.outcome = "+E1",
			.seats = "+E1"},
		{.name = "turning it off is no change", .has = "E1", .add = "E1-BASE"},
		{.name = "beside one that can",
			.has = "E1",
			.add = "E1-BASE-WEB",
			.outcome = "~E1-WEB"},
		{.name = "excludes nothing: BASE beside CALLS",
			.add = "MBOX PHONE",
			.outcome = "+MBOX +PHONE",
			.seats = "+MBOX +PHONE"},
		{.name = "a prerequisite that the organisation has",
			.add = "SAFE",
			.outcome = "+SAFE",
			.seats = "+SAFE",
			.plans = "VAULT"},
		{.name = "goes without harm",
			.has = "SAFE MBOX",
			.remove = "MBOX",
			.outcome = "-MBOX",
			.seats = "-MBOX"},
		{.name = "prohibited, but not the user's",
			.location = "CN",
			.add = "MBOX",
			.outcome = "+MBOX",
			.seats = "+MBOX"},
		{.name = "no mailbox, although of that service",
			.holder = "Berta",
			.add = "MBOX-MAIL1",
			.outcome = "+MBOX-MAIL1",
			.seats = "+MBOX"},
		{.name = "a user-level plan is",
			.has = "MBOX",
			.add = "MBOX-MAIL1",
			.outcome = "~MBOX-MAIL1",
			.plans = ""},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_32_an_auto_assigned_plan_comes_with_the_licence(void **state)
{
	static const struct core_case cases[] = {
		{.name = "without being named",
			.add = "E1-MAIL1-SITE1-TEAMS-WEB",
			.outcome = "+E1-MAIL1-SITE1-TEAMS-WEB",
			.seats = "+E1",
			.plans = "SWAY"},
		{.name = "not without the licence",
			.add = "F3",
			.outcome = "+F3",
			.seats = "+F3",
			.plans = "SITE0 TEAMS"},
		{.name = "goes with it",
			.has = "E1",
			.remove = "E1",
			.outcome = "-E1",
			.seats = "-E1",
			.plans = ""},
		{.name = "may be turned off by name",
			.add = "E1-SWAY",
			.outcome = "+E1-SWAY",
			.seats = "+E1",
			.plans = "MAIL1 SITE1 TEAMS WEB"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

/* a path stores what is off, so a plan that its product gains is on. */
static void test_core_license__R_33_a_new_plan_of_a_product_is_on(void **state)
{
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	const struct lic_plan plans[] = {{.key = 1, .id = {{1}}}, {.key = 2, .id = {{2}}},
		{.key = 3, .id = {{3}}}};
	const struct lic_sku sku = {.key = 1, .id = {{9}}};
	const struct lic_catalog_link links[] = {{1, 1}, {1, 2}, {1, 3}};
	uint64_t off[] = {2}; /* the plan with index 1 */
	const struct lic_path path = {.disabled = off};

	(void)state;
	for (size_t count = 2; count <= 3; count++) {
		const struct lic_catalog_rows rows = {.plans = plans,
			.plan_count = 3,
			.skus = &sku,
			.sku_count = 1,
			.sku_plans = links,
			.sku_plan_count = count};
		const struct lic_catalog *catalog = NULL;
		uint64_t set[] = {0};

		assert_int_equal(lic_catalog_build(arena, &rows, &catalog).code, LIC_OK);
		lic_license_effective(catalog, &path, 1, set);
		assert_int_equal(set[0], count == 2 ? 1 : 5);
	}
	lic_arena_free(arena);
}

static const struct core_case old_conflict_cases[] = {
	{.name = "exclusion: something else is added",
		.has = "E1 E3",
		.add = "PHONE",
		.outcome = "+PHONE",
		.seats = "+PHONE"},
	{.name = "exclusion: something else goes",
		.has = "E1 E3 PHONE",
		.remove = "PHONE",
		.outcome = "-PHONE",
		.seats = "-PHONE"},
	{.name = "exclusion: nothing is asked", .has = "E1 E3"},
	{.name = "exclusion: another plan of it is turned off",
		.has = "E1 E3",
		.add = "E3-TEAMS",
		.outcome = "~E3-TEAMS"},
	{.name = "exclusion: it is solved",
		.has = "E1 E3",
		.remove = "E1",
		.outcome = "-E1",
		.seats = "-E1"},
	{.name = "exclusion: of three two stay",
		.has = "E1 E3 F3",
		.remove = "E1",
		.outcome = "-E1",
		.seats = "-E1"},
	{.name = "exclusion: the same plan from one more SKU",
		.has = "E1 E3",
		.add = "E5",
		.outcome = "+E5",
		.seats = "+E5"},
	{.name = "exclusion: a third plan makes it worse",
		.has = "E1 E3",
		.add = "F3",
		.outcome = "EXCLUSION"},
	{.name = "exclusion: another in place of one is a new one",
		.has = "E1 E3",
		.add = "F3",
		.remove = "E1",
		.outcome = "EXCLUSION"},
	{.name = "dependency: something else is added",
		.has = "VIVA",
		.add = "PHONE",
		.outcome = "+PHONE",
		.seats = "+PHONE"},
	{.name = "dependency: something else goes",
		.has = "VIVA PHONE",
		.remove = "PHONE",
		.outcome = "-PHONE",
		.seats = "-PHONE"},
	{.name = "dependency: it is solved by removing",
		.has = "VIVA",
		.remove = "VIVA",
		.outcome = "-VIVA",
		.seats = "-VIVA"},
	{.name = "dependency: it is solved by adding",
		.has = "VIVA",
		.add = "MBOX",
		.outcome = "+MBOX",
		.seats = "+MBOX"},
	{.name = "dependency: another one is the request's",
		.has = "VIVA F3 CONF",
		.remove = "F3",
		.outcome = "DEPENDENCY"},
	{.name = "uniqueness: the mailbox is there already",
		.holder = "Berta",
		.has = "E1",
		.add = "PHONE",
		.outcome = "+PHONE",
		.seats = "+PHONE"},
	{.name = "seats: others are too many",
		.pools = "E1=short",
		.has = "E1",
		.add = "PHONE",
		.outcome = "+PHONE",
		.seats = "+PHONE"},
	{.name = "location: what is held is prohibited meanwhile",
		.location = "RU",
		.has = "PHONE",
		.add = "E1",
		.outcome = "+E1",
		.seats = "+E1"},
};

/* A request is refused for conflicts that it makes, not for those it finds. */
static void test_core_license__a_conflict_that_was_there_is_not_the_requests_fault(void **state)
{
	(void)state;
	core_check(old_conflict_cases, LIC_COUNT(old_conflict_cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_core_license__R_20_every_user_level_plan_is_on_unless_disabled),
		cmocka_unit_test(test_core_license__R_21_disabled_plans_belong_to_the_sku),
		cmocka_unit_test(
			test_core_license__R_22_plans_are_the_union_over_paths_with_a_seat),
		cmocka_unit_test(test_core_license__R_22_effective_adds_up_what_paths_give),
		cmocka_unit_test(test_core_license__R_23_one_plan_of_two_skus_is_no_conflict),
		cmocka_unit_test(test_core_license__R_24_plans_of_a_group_exclude_each_other),
		cmocka_unit_test(
			test_core_license__D_12_E1_and_E3_exclude_each_other_on_sharepoint_only),
		cmocka_unit_test(test_core_license__R_27_a_conflict_is_the_administrators_to_solve),
		cmocka_unit_test(test_core_license__R_28_a_plan_needs_one_of_its_prerequisites),
		cmocka_unit_test(test_core_license__R_29_a_prerequisite_in_use_stays),
		cmocka_unit_test(test_core_license__R_30_swap_in_one_call_is_legal),
		cmocka_unit_test(test_core_license__R_31_company_level_plans_are_not_the_users),
		cmocka_unit_test(
			test_core_license__R_32_an_auto_assigned_plan_comes_with_the_licence),
		cmocka_unit_test(test_core_license__R_33_a_new_plan_of_a_product_is_on),
		cmocka_unit_test(
			test_core_license__a_conflict_that_was_there_is_not_the_requests_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
