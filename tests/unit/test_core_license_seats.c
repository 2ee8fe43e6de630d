/*
 * The decision about seats (specification 2.1, R-59, R-60) and the names of what a path can be.
 */
#include "core_check.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_core_license__R_01_one_seat_for_each_sku_however_many_paths(void **state)
{
	static const struct core_case cases[] = {
		{.name = "the first path takes it", .add = "E1", .outcome = "+E1", .seats = "+E1"},
		{.name = "the second does not", .has = "E1@7", .add = "E1", .outcome = "+E1"},
		{.name = "nor the third", .has = "E1@7 E1@8", .add = "E1", .outcome = "+E1"},
		{.name = "one of three goes",
			.has = "E1 E1@7 E1@8",
			.remove = "E1",
			.outcome = "-E1"},
		{.name = "the last one gives it back",
			.has = "E1",
			.remove = "E1",
			.outcome = "-E1",
			.seats = "-E1"},
		{.name = "a seat for each SKU",
			.add = "E1 MBOX",
			.outcome = "+E1 +MBOX",
			.seats = "+E1 +MBOX"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_02_a_path_in_error_holds_no_seat(void **state)
{
	static const struct core_case cases[] = {
		{.name = "in error: none to give back",
			.has = "E1!",
			.remove = "E1",
			.outcome = "-E1"},
		{.name = "active with error: one to give back",
			.has = "E1~",
			.remove = "E1",
			.outcome = "-E1",
			.seats = "-E1"},
		{.name = "in error: needs one",
			.pools = "E1=full",
			.has = "E1!",
			.add = "E1",
			.outcome = "COUNT"},
		{.name = "active with error: needs none",
			.pools = "E1=full",
			.has = "E1~",
			.add = "E1-WEB",
			.outcome = "~E1-WEB"},
	};

	(void)state;
	assert_true(lic_path_holds_seat(LIC_PATH_ACTIVE));
	assert_true(lic_path_holds_seat(LIC_PATH_ACTIVE_WITH_ERROR));
	assert_false(lic_path_holds_seat(LIC_PATH_ERROR));
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_06_only_a_new_seat_must_be_free(void **state)
{
	static const struct core_case cases[] = {
		{.name = "one is free",
			.pools = "E1=last",
			.add = "E1",
			.outcome = "+E1",
			.seats = "+E1"},
		{.name = "none is free", .pools = "E1=full", .add = "E1", .outcome = "COUNT"},
		{.name = "of two SKUs one is full",
			.pools = "E1=full",
			.add = "MBOX E1",
			.outcome = "COUNT"},
		{.name = "both are",
			.pools = "E1=full MBOX=full",
			.add = "MBOX E1",
			.outcome = "COUNT COUNT"},
		{.name = "plans of a seat that is held",
			.pools = "E1=full",
			.has = "E1",
			.add = "E1-WEB",
			.outcome = "~E1-WEB"},
		{.name = "removing needs none",
			.pools = "E1=full",
			.has = "E1",
			.remove = "E1",
			.outcome = "-E1",
			.seats = "-E1"},
		{.name = "what others lack is no matter",
			.pools = "E3=full",
			.add = "E1",
			.outcome = "+E1",
			.seats = "+E1"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

/* size: a table. */
static void test_core_license__D_08_a_request_waits_for_a_missing_seat(void **state)
{
	static const struct core_case cases[] = {
		{.name = "a seat is free: no waiting",
			.waits = true,
			.add = "E1",
			.outcome = "+E1",
			.seats = "+E1"},
		{.name = "none is: no seat, no plan",
			.waits = true,
			.pools = "E1=full",
			.add = "E1",
			.outcome = "+E1!",
			.plans = ""},
		{.name = "R-12 nor in licence conflict",
			.waits = true,
			.pools = "E1=short",
			.add = "E1-WEB",
			.outcome = "+E1-WEB!",
			.plans = ""},
		{.name = "what can be given is",
			.waits = true,
			.pools = "E1=full",
			.add = "CONF-AUDIO E1",
			.outcome = "+CONF-AUDIO +E1!",
			.seats = "+CONF",
			.plans = ""},
		{.name = "who waits goes on waiting",
			.waits = true,
			.pools = "E1=full",
			.has = "E1!",
			.add = "E1",
			.outcome = ""},
		{.name = "for other plans, too",
			.waits = true,
			.pools = "E1=full",
			.has = "E1!",
			.add = "E1-WEB",
			.outcome = "~E1-WEB!"},
		{.name = "until there is a seat",
			.waits = true,
			.has = "E1!",
			.add = "E1",
			.outcome = "~E1",
			.seats = "+E1"},
		{.name = "R-01 a group gives the seat",
			.waits = true,
			.pools = "E1=full",
			.has = "E1@7",
			.add = "E1",
			.outcome = "+E1"},
		{.name = "R-29 what goes meanwhile may not be needed",
			.waits = true,
			.pools = "E3=full",
			.has = "MBOX VIVA",
			.remove = "MBOX",
			.add = "E3-SITE2-WEB",
			.outcome = "COUNT DEPENDENCY"},
		{.name = "R-24 with the seat it must fit",
			.waits = true,
			.pools = "E3=full",
			.has = "E1",
			.add = "E3",
			.outcome = "COUNT EXCLUSION"},
		{.name = "R-30 a swap leaves the old and waits for the new",
			.waits = true,
			.pools = "E3=full",
			.has = "E1",
			.remove = "E1",
			.add = "E3",
			.outcome = "-E1 +E3!",
			.seats = "-E1",
			.plans = ""},
		{.name = "R-59 without a usable subscription there is nothing to wait for",
			.waits = true,
			.pools = "E1=suspended",
			.add = "E1",
			.outcome = "COUNT"},
		{.name = "nor for one of two",
			.waits = true,
			.pools = "E1=suspended MBOX=full",
			.add = "E1 MBOX",
			.outcome = "COUNT COUNT"},
		{.name = "R-40 nor without a location",
			.waits = true,
			.location = "",
			.pools = "E1=full",
			.add = "E1",
			.outcome = "NO_LOCATION COUNT"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

/* Of each addition it can be said whether and how it waits. */
static void test_core_license__D_08_some_of_a_request_may_wait(void **state)
{
	static const struct lic_wait first = {.has_rank = true, .rank = 5};
	static const struct lic_wait second = {.has_rank = true, .rank = -5};
	static const struct core_case both = {.pools = "E1=full MBOX=full", .add = "E1 MBOX"};
	static const struct core_case one = {.pools = "E1=full", .add = "MBOX E1"};
	const struct lic_wait *waits[] = {NULL, &second};
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	const struct lic_catalog *catalog = core_catalog(arena);
	struct core_setup setup = core_prepare(arena, catalog, &both);
	struct lic_decision decision;

	(void)state;
	setup.request.waits = waits;
	assert_true(lic_ok(lic_license_decide(arena, &setup.facts, &setup.request, &decision)));
	assert_int_equal(decision.violation_count, 2); /* the first may not wait */
	assert_int_equal(decision.wait_count, 0);

	waits[0] = &first;
	assert_true(lic_ok(lic_license_decide(arena, &setup.facts, &setup.request, &decision)));
	assert_int_equal(decision.violation_count, 0);
	assert_int_equal(decision.wait_count, 2);
	assert_ptr_equal(decision.wait_terms[0], &first);
	assert_ptr_equal(decision.wait_terms[1], &second);

	setup = core_prepare(arena, catalog, &one);
	setup.request.waits = waits;
	assert_true(lic_ok(lic_license_decide(arena, &setup.facts, &setup.request, &decision)));
	assert_int_equal(decision.violation_count, 0);
	assert_int_equal(decision.wait_count, 1);
	assert_ptr_equal(decision.wait_terms[0], &second);

	setup.request.waits = NULL;
	setup.request.wait = &first;
	assert_true(lic_ok(lic_license_decide(arena, &setup.facts, &setup.request, &decision)));
	assert_int_equal(decision.wait_count, 1);
	assert_null(decision.wait_terms[0]);
	lic_arena_free(arena);
}

static void test_core_license__D_19_who_waited_before_goes_on_waiting(void **state)
{
	static const struct core_case cases[] = {
		{.name = "who waited before goes on waiting",
			.waits = true,
			.is_old = true,
			.pools = "E1=suspended",
			.has = "E1!",
			.add = "E1",
			.outcome = ""},
		{.name = "D-19 also after a restore",
			.waits = true,
			.is_old = true,
			.pools = "E1=suspended",
			.add = "E1",
			.outcome = "+E1!",
			.plans = ""},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__D_03_seats_in_grace_are_assignable(void **state)
{
	static const struct core_case cases[] = {
		{.name = "only grace",
			.pools = "E1=grace",
			.add = "E1",
			.outcome = "+E1",
			.seats = "+E1"},
		{.name = "the free one is in grace",
			.pools = "E1=halfgrace",
			.add = "E1",
			.outcome = "+E1",
			.seats = "+E1"},
		{.name = "all of grace taken",
			.pools = "E1=gracefull",
			.add = "E1",
			.outcome = "COUNT"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_12_in_licence_conflict_no_seat_is_given(void **state)
{
	static const struct core_case cases[] = {
		{.name = "a new one", .pools = "E1=short", .add = "E1", .outcome = "COUNT"},
		{.name = "who holds one keeps it (R-10)",
			.pools = "E1=short",
			.has = "E1",
			.add = "E1-WEB",
			.outcome = "~E1-WEB"},
		{.name = "by a second path",
			.pools = "E1=short",
			.has = "E1@7",
			.add = "E1",
			.outcome = "+E1"},
		{.name = "giving back is a remedy",
			.pools = "E1=short",
			.has = "E1",
			.remove = "E1",
			.outcome = "-E1",
			.seats = "-E1"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_59_without_a_usable_subscription_nothing_is_assigned(void **state)
{
	static const struct core_case cases[] = {
		{.name = "suspended", .pools = "E1=suspended", .add = "E1", .outcome = "COUNT"},
		{.name = "locked out", .pools = "E1=locked", .add = "E1", .outcome = "COUNT"},
		{.name = "some of each", .pools = "E1=dead", .add = "E1", .outcome = "COUNT"},
		{.name = "what is there stays",
			.pools = "E1=suspended",
			.has = "E1",
			.add = "MBOX",
			.outcome = "+MBOX",
			.seats = "+MBOX"},
		{.name = "its plans may change",
			.pools = "E1=suspended",
			.has = "E1",
			.add = "E1-WEB",
			.outcome = "~E1-WEB"},
		{.name = "it may go",
			.pools = "E1=suspended",
			.has = "E1",
			.remove = "E1",
			.outcome = "-E1",
			.seats = "-E1"},
		{.name = "not beside an inherited one",
			.pools = "E1=suspended",
			.has = "E1@7",
			.add = "E1",
			.outcome = "COUNT"},
		{.name = "not beside one whose subscriptions are deleted",
			.pools = "E1=deleted",
			.has = "E1@7",
			.add = "E1",
			.outcome = "COUNT"},
		{.name = "nor without a pool",
			.pools = "E1=none",
			.has = "E1@7",
			.add = "E1",
			.outcome = "COUNT"},
		{.name = "one that was wanted stays wanted",
			.pools = "E1=locked",
			.has = "E1! E1@7",
			.add = "E1",
			.outcome = "COUNT"},
		{.name = "in grace it is usable",
			.pools = "E1=gracefull",
			.has = "E1@7",
			.add = "E1",
			.outcome = "+E1"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_60_seats_that_employees_bought_are_not_ours_to_give(void **state)
{
	static const struct core_case cases[] = {
		{.name = "all are theirs",
			.pools = "E1=employees",
			.add = "E1",
			.outcome = "SELF_SERVICE"},
		{.name = "one is not",
			.pools = "E1=mixed",
			.add = "E1",
			.outcome = "+E1",
			.seats = "+E1"},
		{.name = "that one is taken",
			.pools = "E1=mixedfull",
			.add = "E1",
			.outcome = "COUNT"},
		{.name = "plans of a seat that is held",
			.pools = "E1=employees",
			.has = "E1",
			.add = "E1-WEB",
			.outcome = "~E1-WEB"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__D_06_names_of_errors(void **state)
{
	static const struct {
		enum lic_path_error error; /* the error */
		const char *name;          /* its name in Graph */
	} table[] = {
		{LIC_PATH_NONE, "None"},
		{LIC_PATH_COUNT, "CountViolation"},
		{LIC_PATH_MUTUALLY_EXCLUSIVE, "MutuallyExclusiveViolation"},
		{LIC_PATH_DEPENDENCY, "DependencyViolation"},
		{LIC_PATH_LOCATION, "ProhibitedInUsageLocationViolation"},
		{LIC_PATH_UNIQUENESS, "UniquenessViolation"},
		{LIC_PATH_OTHER, "Other"},
		{LIC_PATH_ERROR_MAX_, "Other"},
	};

	(void)state;
	assert_int_equal(LIC_COUNT(table), LIC_PATH_ERROR_MAX_ + 1);
	for (size_t i = 0; i < LIC_COUNT(table); i++) {
		assert_string_equal(lic_path_error_name(table[i].error), table[i].name);
	}
}

static void test_core_license__D_09_disabled_while_no_subscription_is_usable(void **state)
{
	static const struct {
		enum lic_path_state state; /* the state */
		const char *usable;        /* its name while a subscription is usable */
		const char *unusable;      /* its name while none is */
	} table[] = {
		{LIC_PATH_ACTIVE, "Active", "Disabled"},
		{LIC_PATH_ACTIVE_WITH_ERROR, "ActiveWithError", "Disabled"},
		{LIC_PATH_ERROR, "Error", "Error"},
	};

	(void)state;
	assert_int_equal(LIC_COUNT(table), LIC_PATH_STATE_MAX_);
	for (size_t i = 0; i < LIC_COUNT(table); i++) {
		assert_string_equal(lic_path_state_name(table[i].state, true), table[i].usable);
		assert_string_equal(lic_path_state_name(table[i].state, false), table[i].unusable);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_license__R_01_one_seat_for_each_sku_however_many_paths),
		cmocka_unit_test(test_core_license__R_02_a_path_in_error_holds_no_seat),
		cmocka_unit_test(test_core_license__R_06_only_a_new_seat_must_be_free),
		cmocka_unit_test(test_core_license__D_08_a_request_waits_for_a_missing_seat),
		cmocka_unit_test(test_core_license__D_08_some_of_a_request_may_wait),
		cmocka_unit_test(test_core_license__D_19_who_waited_before_goes_on_waiting),
		cmocka_unit_test(test_core_license__D_03_seats_in_grace_are_assignable),
		cmocka_unit_test(test_core_license__R_12_in_licence_conflict_no_seat_is_given),
		cmocka_unit_test(
			test_core_license__R_59_without_a_usable_subscription_nothing_is_assigned),
		cmocka_unit_test(
			test_core_license__R_60_seats_that_employees_bought_are_not_ours_to_give),
		cmocka_unit_test(test_core_license__D_06_names_of_errors),
		cmocka_unit_test(test_core_license__D_09_disabled_while_no_subscription_is_usable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
