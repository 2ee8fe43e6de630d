/*
 * The operation itself (specification 2.4): what a request may say, what it changes, in which order
 * its faults are told, and that it does all or nothing.
 */
#include "core_check.h"

#include "core/planset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_core_license__R_50_either_list_may_be_empty(void **state)
{
	static const struct core_case cases[] = {
		{.name = "nothing asked", .has = "E1", .plans = "MAIL1 SITE1 TEAMS SWAY WEB"},
		{.name = "nothing asked of nobody", .plans = ""},
		{.name = "only additions", .add = "E1", .outcome = "+E1", .seats = "+E1"},
		{.name = "only removals",
			.has = "E1",
			.remove = "E1",
			.outcome = "-E1",
			.seats = "-E1",
			.plans = ""},
		{.name = "both",
			.has = "MBOX",
			.add = "E3",
			.remove = "MBOX",
			.outcome = "-MBOX +E3",
			.seats = "-MBOX +E3"},
		{.name = "several of each",
			.has = "MBOX PHONE",
			.add = "F3 VIVA E3-SITE2",
			.remove = "PHONE MBOX",
			.outcome = "-MBOX -PHONE +F3 +VIVA +E3-SITE2",
			.seats = "-MBOX -PHONE +F3 +VIVA +E3"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

/* All or nothing: what could have been done alone is not done beside what cannot. The runner sees
 * to it that an outcome with a violation is refused as a whole; here the parts are shown to be
 * legal. */
static void test_core_license__R_51_one_fault_refuses_the_whole(void **state)
{
	static const struct core_case cases[] = {
		{.name = "the part alone", .add = "MBOX", .outcome = "+MBOX", .seats = "+MBOX"},
		{.name = "beside one without a seat",
			.pools = "PHONE=full",
			.add = "MBOX PHONE",
			.outcome = "COUNT"},
		{.name = "a removal alone",
			.has = "MBOX",
			.remove = "MBOX",
			.outcome = "-MBOX",
			.seats = "-MBOX"},
		{.name = "a removal beside an addition without a seat",
			.pools = "PHONE=full",
			.has = "MBOX",
			.add = "PHONE",
			.remove = "MBOX",
			.outcome = "COUNT"},
		{.name = "an addition beside a removal of nothing",
			.add = "MBOX",
			.remove = "PHONE",
			.outcome = "NOT_HELD"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_52_adding_again_replaces_the_disabled_plans(void **state)
{
	static const struct core_case cases[] = {
		{.name = "the same", .has = "E1", .add = "E1"},
		{.name = "the same with plans off", .has = "E1-WEB-TEAMS", .add = "E1-TEAMS-WEB"},
		{.name = "a plan named twice is off once", .has = "E1-WEB", .add = "E1-WEB-WEB"},
		{.name = "one more off",
			.has = "E1-WEB",
			.add = "E1-WEB-TEAMS",
			.outcome = "~E1-TEAMS-WEB",
			.plans = "MAIL1 SITE1 SWAY"},
		{.name = "replaced, not merged",
			.has = "E1-WEB",
			.add = "E1-TEAMS",
			.outcome = "~E1-TEAMS",
			.plans = "MAIL1 SITE1 SWAY WEB"},
		{.name = "all on again",
			.has = "E1-WEB-TEAMS",
			.add = "E1",
			.outcome = "~E1",
			.plans = "MAIL1 SITE1 TEAMS SWAY WEB"},
		{.name = "one changes, one stays",
			.has = "E1 MBOX",
			.add = "E1-WEB MBOX",
			.outcome = "~E1-WEB"},
		{.name = "the same with a full pool", .pools = "E1=full", .has = "E1", .add = "E1"},
		{.name = "the same in licence conflict",
			.pools = "E1=short",
			.has = "E1",
			.add = "E1"},
		{.name = "every plan off",
			.has = "F3",
			.add = "F3-SITE0-TEAMS",
			.outcome = "~F3-SITE0-TEAMS",
			.plans = ""},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

/* 7.8: a path whose last change failed is healthy again once a change succeeds. */
static void test_core_license__R_52_adding_heals_a_path_with_an_error(void **state)
{
	static const struct core_case cases[] = {
		{.name = "given, last change failed: same plans",
			.has = "E1~",
			.add = "E1",
			.outcome = "~E1"},
		{.name = "given, last change failed: full pool",
			.pools = "E1=full",
			.has = "E1~",
			.add = "E1",
			.outcome = "~E1"},
		{.name = "wanted, not given: takes its seat now",
			.has = "E1!",
			.add = "E1",
			.outcome = "~E1",
			.seats = "+E1",
			.plans = "MAIL1 SITE1 TEAMS SWAY WEB"},
		{.name = "wanted, not given: the last seat",
			.pools = "E1=last",
			.has = "E1!",
			.add = "E1",
			.outcome = "~E1",
			.seats = "+E1"},
		{.name = "wanted, not given: still no seat",
			.pools = "E1=full",
			.has = "E1!",
			.add = "E1",
			.outcome = "COUNT"},
		{.name = "wanted, not given: still in conflict",
			.has = "E1! E3",
			.add = "E1",
			.outcome = "EXCLUSION"},
		{.name = "wanted, not given: held by a group meanwhile",
			.pools = "E1=full",
			.has = "E1! E1@7",
			.add = "E1",
			.outcome = "~E1"},
		{.name = "wanted, not given: may be given up",
			.has = "E1!",
			.remove = "E1",
			.outcome = "-E1"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

/* State and error count each by itself: a healthy path is one with neither. */
static void test_core_license__R_52_only_a_healthy_path_is_left_alone(void **state)
{
	static const struct {
		enum lic_path_state state; /* of the path */
		enum lic_path_error error; /* of the path */
		size_t changes;            /* path changes */
		size_t seats;              /* seat changes */
	} table[] = {
		{LIC_PATH_ACTIVE, LIC_PATH_NONE, 0, 0},
		{LIC_PATH_ACTIVE, LIC_PATH_OTHER, 1, 0},
		{LIC_PATH_ACTIVE_WITH_ERROR, LIC_PATH_NONE, 1, 0},
		{LIC_PATH_ERROR, LIC_PATH_NONE, 1, 1},
	};
	static const struct core_case c = {.has = "E1-WEB", .add = "E1-WEB"};
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	struct core_setup setup = core_prepare(arena, core_catalog(arena), &c);
	struct lic_path path = setup.facts.paths[0];

	(void)state;
	setup.facts.paths = &path;
	for (size_t i = 0; i < LIC_COUNT(table); i++) {
		struct lic_decision d = {0};

		path.state = table[i].state;
		path.error = table[i].error;
		assert_int_equal(lic_license_decide(arena, &setup.facts, &setup.request, &d).code,
			LIC_OK);
		assert_int_equal(d.violation_count, 0);
		assert_int_equal(d.path_count, table[i].changes);
		assert_int_equal(d.seat_count, table[i].seats);
	}
	lic_arena_free(arena);
}

static void test_core_license__R_53_D_11_direct_beside_inherited(void **state)
{
	static const struct core_case cases[] = {
		{.name = "a second path, no second seat",
			.has = "E1@7",
			.add = "E1",
			.outcome = "+E1"},
		{.name = "no seat needed (G-17)",
			.pools = "E1=full",
			.has = "E1@7",
			.add = "E1",
			.outcome = "+E1"},
		{.name = "plans are the union",
			.has = "E1@7-WEB-MAIL1",
			.add = "E1-SITE1-TEAMS-WEB",
			.outcome = "+E1-SITE1-TEAMS-WEB",
			.plans = "MAIL1 SITE1 TEAMS SWAY"},
		{.name = "the inherited path keeps its plans",
			.has = "E1@7",
			.add = "E1-TEAMS",
			.outcome = "+E1-TEAMS",
			.plans = "MAIL1 SITE1 TEAMS SWAY WEB"},
		{.name = "a path that a group wants and cannot give needs a seat",
			.has = "E1@7!",
			.add = "E1",
			.outcome = "+E1",
			.seats = "+E1"},
		{.name = "and has none",
			.pools = "E1=full",
			.has = "E1@7!",
			.add = "E1",
			.outcome = "COUNT"},
		{.name = "other direct plans beside it",
			.has = "E1 E1@7-MAIL1",
			.add = "E1-WEB",
			.outcome = "~E1-WEB",
			.plans = "MAIL1 SITE1 TEAMS SWAY WEB"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_54_only_the_direct_path_goes(void **state)
{
	static const struct core_case cases[] = {
		{.name = "inherited only", .has = "E1@7", .remove = "E1", .outcome = "INHERITED"},
		{.name = "inherited from two",
			.has = "E1@7 E1@8",
			.remove = "E1",
			.outcome = "INHERITED"},
		{.name = "inherited, not given",
			.has = "E1@7!",
			.remove = "E1",
			.outcome = "INHERITED"},
		{.name = "both ways: the seat stays",
			.has = "E1 E1@7-WEB",
			.remove = "E1",
			.outcome = "-E1",
			.plans = "MAIL1 SITE1 TEAMS SWAY"},
		{.name = "both ways, inherited listed first",
			.has = "E1@7-WEB E1",
			.remove = "E1",
			.outcome = "-E1",
			.plans = "MAIL1 SITE1 TEAMS SWAY"},
		{.name = "the inherited one is not given: the seat goes",
			.has = "E1 E1@7!",
			.remove = "E1",
			.outcome = "-E1",
			.seats = "-E1",
			.plans = ""},
		{.name = "the direct one is not given: no seat to give back",
			.has = "E1! E1@7",
			.remove = "E1",
			.outcome = "-E1",
			.plans = "MAIL1 SITE1 TEAMS SWAY WEB"},
		{.name = "of another SKU the inherited one stays",
			.has = "E1 MBOX@7",
			.remove = "E1",
			.outcome = "-E1",
			.seats = "-E1",
			.plans = "MAIL1"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_55_nothing_to_remove(void **state)
{
	static const struct core_case cases[] = {
		{.name = "no licence at all", .remove = "E1", .outcome = "NOT_HELD"},
		{.name = "another licence", .has = "E3", .remove = "E1", .outcome = "NOT_HELD"},
		{.name = "each of two",
			.has = "E3",
			.remove = "E1 F3",
			.outcome = "NOT_HELD NOT_HELD"},
		{.name = "one of two", .has = "E3", .remove = "E3 F3", .outcome = "NOT_HELD"},
		{.name = "a SKU that is not for users", .remove = "ORG", .outcome = "NOT_HELD"},
		{.name = "held", .has = "E1~", .remove = "E1", .outcome = "-E1", .seats = "-E1"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_56_a_sku_must_be_the_tenants(void **state)
{
	static const struct core_case cases[] = {
		{.name = "never bought, to add", .add = "GONE", .outcome = "NOT_OWNED"},
		{.name = "never bought, to remove", .remove = "GONE", .outcome = "NOT_OWNED"},
		{.name = "nowhere, to add", .add = "?", .outcome = "NOT_OWNED"},
		{.name = "nowhere, to remove", .remove = "?", .outcome = "NOT_OWNED"},
		{.name = "nowhere, with plans off", .add = "?-WEB-?", .outcome = "NOT_OWNED"},
		{.name = "every subscription deleted, to add",
			.pools = "E1=deleted",
			.add = "E1",
			.outcome = "NOT_OWNED"},
		{.name = "every subscription deleted, to remove",
			.pools = "E1=deleted",
			.remove = "E1",
			.outcome = "NOT_OWNED"},
		{.name = "suspended is owned",
			.pools = "E1=suspended",
			.add = "E1",
			.outcome = "COUNT"},
		{.name = "locked is owned", .pools = "E1=locked", .add = "E1", .outcome = "COUNT"},
		{.name = "in grace is owned",
			.pools = "E1=grace",
			.add = "E1",
			.outcome = "+E1",
			.seats = "+E1"},
		{.name = "no longer owned but held: may be removed",
			.pools = "E1=none",
			.has = "E1",
			.remove = "E1",
			.outcome = "-E1",
			.seats = "-E1"},
		{.name = "no longer owned but held: plans may change",
			.pools = "E1=none",
			.has = "E1",
			.add = "E1-WEB",
			.outcome = "~E1-WEB"},
		{.name = "no longer owned, wanted but not given",
			.pools = "E1=none",
			.has = "E1!",
			.add = "E1",
			.outcome = "NOT_OWNED"},
		{.name = "no longer owned and inherited: it is the group's",
			.pools = "E1=none",
			.has = "E1@7",
			.remove = "E1",
			.outcome = "INHERITED"},
		{.name = "bought",
			.pools = "GONE=last",
			.add = "GONE",
			.outcome = "+GONE",
			.seats = "+GONE",
			.plans = "TEAMS"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

/* A request that contradicts itself is not looked into any further. */
static void test_core_license__R_57_a_sku_is_named_once(void **state)
{
	static const struct core_case cases[] = {
		{.name = "twice to add", .add = "E1 E1", .outcome = "REQUEST", .plans = ""},
		{.name = "twice to add, other plans",
			.add = "E1-WEB E1-TEAMS",
			.outcome = "REQUEST",
			.plans = ""},
		{.name = "twice to remove",
			.has = "E1",
			.remove = "E1 E1",
			.outcome = "REQUEST",
			.plans = "MAIL1 SITE1 TEAMS SWAY WEB"},
		{.name = "in both lists",
			.has = "E1",
			.add = "E1",
			.remove = "E1",
			.outcome = "REQUEST",
			.plans = "MAIL1 SITE1 TEAMS SWAY WEB"},
		{.name = "three times: two too many",
			.add = "E1 E3 E1 E1",
			.outcome = "REQUEST REQUEST"},
		{.name = "two SKUs twice",
			.add = "E1 E3",
			.remove = "E3 E1",
			.outcome = "REQUEST REQUEST"},
		{.name = "nowhere, twice", .add = "? ?", .outcome = "REQUEST"},
		{.name = "what else is wrong is not told",
			.location = "",
			.pools = "E3=full",
			.has = "E1 CONF",
			.add = "E3-? GONE",
			.remove = "E3 E1",
			.outcome = "REQUEST",
			.plans = "MAIL1 SITE1 TEAMS SWAY WEB AUDIO"},
		{.name = "each once",
			.has = "MBOX",
			.add = "F3 E3-SITE2",
			.remove = "MBOX",
			.outcome = "-MBOX +F3 +E3-SITE2",
			.seats = "-MBOX +F3 +E3"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__a_company_sku_is_not_for_users(void **state)
{
	static const struct core_case cases[] = {
		{.name = "alone", .add = "ORG", .outcome = "COMPANY", .plans = ""},
		{.name = "beside one that is", .add = "E1 ORG", .outcome = "COMPANY"},
		{.name = "not owned comes first",
			.pools = "ORG=none",
			.add = "ORG",
			.outcome = "NOT_OWNED"},
		{.name = "its plans and seats are no matter then",
			.pools = "ORG=full",
			.add = "ORG-WEB",
			.outcome = "COMPANY"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static const struct core_case order_cases[] = {
	{.name = "owned before company", .add = "ORG GONE", .outcome = "NOT_OWNED COMPANY"},
	{.name = "owned before company, removals too",
		.add = "ORG",
		.remove = "?",
		.outcome = "NOT_OWNED COMPANY"},
	{.name = "company before plan", .add = "E1-? ORG", .outcome = "COMPANY PLAN"},
	{.name = "owned before plan", .add = "E1-CALLS GONE", .outcome = "NOT_OWNED PLAN"},
	{.name = "plan before what cannot be removed",
		.has = "E3@7",
		.add = "MBOX-?",
		.remove = "E3 F3",
		.outcome = "PLAN NOT_HELD INHERITED"},
	{.name = "plan before location",
		.location = "",
		.add = "E1-?",
		.outcome = "PLAN NO_LOCATION"},
	{.name = "location missing before seats",
		.location = "",
		.pools = "E1=full",
		.add = "E1",
		.outcome = "NO_LOCATION COUNT"},
	{.name = "location allowed before seats",
		.location = "CN",
		.pools = "PHONE=full E1=full",
		.add = "E1 PHONE",
		.outcome = "LOCATION COUNT COUNT"},
	{.name = "a missing location leaves nothing to allow",
		.location = "",
		.add = "PHONE",
		.outcome = "NO_LOCATION"},
	{.name = "seats before exclusion",
		.pools = "E1=full",
		.add = "F3 E1",
		.outcome = "COUNT EXCLUSION"},
	{.name = "seats of both kinds before exclusion",
		.pools = "F3=employees E1=full",
		.add = "F3 E1",
		.outcome = "COUNT SELF_SERVICE EXCLUSION"},
	{.name = "exclusion before dependency",
		.add = "VIVA F3 E1-MAIL1",
		.outcome = "EXCLUSION DEPENDENCY"},
	{.name = "dependency before uniqueness",
		.holder = "Berta",
		.add = "MBOX CONF",
		.outcome = "DEPENDENCY UNIQUENESS"},
	{.name = "everything that one request can break, worst order",
		.location = "RU",
		.holder = "Berta",
		.pools = "PHONE=employees MBOX=full",
		.has = "F3@7",
		.add = "CONF VIVA MBOX-? PHONE E3 E5-INSIGHT-TEAMS ORG GONE",
		.remove = "F3 SAFE ?",
		.outcome = "NOT_OWNED NOT_OWNED COMPANY PLAN NOT_HELD INHERITED LOCATION "
			   "LOCATION LOCATION COUNT SELF_SERVICE EXCLUSION UNIQUENESS"},
	{.name = "the same with no location and nobody to call",
		.location = "",
		.holder = "Berta",
		.pools = "PHONE=employees MBOX=full",
		.add = "MBOX PHONE SAFE CONF E1-TEAMS F3-TEAMS ORG ?",
		.remove = "E5",
		.outcome = "NOT_OWNED COMPANY NOT_HELD NO_LOCATION COUNT SELF_SERVICE "
			   "EXCLUSION DEPENDENCY UNIQUENESS"},
};

/* The checks by rule, not by product: whatever stands first in the request, the list has the order
 * of R-58, and every fault is in it. */
static void test_core_license__R_58_order_of_checks(void **state)
{
	(void)state;
	core_check(order_cases, LIC_COUNT(order_cases));
}

/* Within a rule the order is that of the request: the message of the first is the message of the
 * answer. */
static void test_core_license__R_58_order_within_a_rule(void **state)
{
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	const struct core_case c = {.pools = "E1=full VIVA=full MBOX=full",
		.add = "VIVA MBOX-?-CALLS E1 GONE",
		.remove = "?"};
	static const char *const targets[] = {"addLicenses/3/skuId", "removeLicenses/0",
		"addLicenses/1/disabledPlans/0", "addLicenses/1/disabledPlans/1",
		"addLicenses/0/skuId", "addLicenses/1/skuId", "addLicenses/2/skuId"};
	struct lic_decision d = core_decide(arena, core_catalog(arena), &c);

	(void)state;
	assert_int_equal(d.violation_count, LIC_COUNT(targets));
	for (size_t i = 0; i < LIC_COUNT(targets); i++) {
		assert_string_equal(d.violations[i].detail.target, targets[i]);
	}
	lic_arena_free(arena);
}

static void test_core_license__R_58_a_mailbox_needs_an_address_of_its_own(void **state)
{
	static const struct core_case cases[] = {
		{.name = "taken", .holder = "Berta", .add = "E1", .outcome = "UNIQUENESS"},
		{.name = "free", .add = "E1", .outcome = "+E1", .seats = "+E1"},
		{.name = "the mailbox off",
			.holder = "Berta",
			.add = "E1-MAIL1",
			.outcome = "+E1-MAIL1",
			.seats = "+E1"},
		{.name = "no mailbox in it; BASE is company-level",
			.holder = "Berta",
			.has = "E3-MAIL2-SITE2-WEB",
			.add = "F3",
			.outcome = "+F3",
			.seats = "+F3"},
		{.name = "it was on before",
			.holder = "Berta",
			.has = "MBOX",
			.add = "E1",
			.outcome = "+E1",
			.seats = "+E1"},
		{.name = "another one comes on",
			.holder = "Berta",
			.has = "MBOX",
			.add = "E3",
			.outcome = "UNIQUENESS"},
		{.name = "it goes",
			.holder = "Berta",
			.has = "E1",
			.remove = "E1",
			.outcome = "-E1",
			.seats = "-E1"},
		{.name = "told once for two",
			.holder = "Berta",
			.add = "MBOX E3",
			.outcome = "UNIQUENESS"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

/* the caller is told all that will be written: what was, what will be. */
static void test_core_license__R_61_a_change_is_told_with_its_before(void **state)
{
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	const struct lic_catalog *catalog = core_catalog(arena);
	const struct core_case c = {.pools = "F3=last MBOX=short",
		.has = "E1-WEB~ MBOX CONF!",
		.add = "E1-SWAY F3-SITE0",
		.remove = "MBOX CONF"};
	struct lic_decision d = core_decide(arena, catalog, &c);

	(void)state;
	assert_int_equal(d.violation_count, 0);
	assert_int_equal(d.path_count, 4);
	assert_int_equal(d.paths[0].sku, core_sku(catalog, "MBOX"));
	assert_non_null(d.paths[0].before);
	assert_null(d.paths[0].after);
	assert_int_equal(d.paths[0].state_before, LIC_PATH_ACTIVE);
	assert_int_equal(d.paths[0].error_before, LIC_PATH_NONE);
	assert_int_equal(d.paths[1].sku, core_sku(catalog, "CONF"));
	assert_int_equal(d.paths[1].state_before, LIC_PATH_ERROR);
	assert_int_equal(d.paths[1].error_before, LIC_PATH_COUNT);
	assert_int_equal(d.paths[2].sku, core_sku(catalog, "E1"));
	assert_true(lic_planset_has(d.paths[2].before, core_plan(catalog, "WEB")));
	assert_false(lic_planset_has(d.paths[2].before, core_plan(catalog, "SWAY")));
	assert_true(lic_planset_has(d.paths[2].after, core_plan(catalog, "SWAY")));
	assert_false(lic_planset_has(d.paths[2].after, core_plan(catalog, "WEB")));
	assert_int_equal(d.paths[2].state_before, LIC_PATH_ACTIVE_WITH_ERROR);
	assert_int_equal(d.paths[2].error_before, LIC_PATH_DEPENDENCY);
	assert_int_equal(d.paths[3].sku, core_sku(catalog, "F3"));
	assert_null(d.paths[3].before);

	assert_int_equal(d.seat_count, 2);
	assert_int_equal(d.seats[0].sku, core_sku(catalog, "MBOX"));
	assert_int_equal(d.seats[0].before.enabled, 2);
	assert_int_equal(d.seats[0].before.consumed, 5);
	assert_int_equal(d.seats[1].sku, core_sku(catalog, "F3"));
	assert_int_equal(d.seats[1].before.consumed, 2);

	assert_true(lic_planset_has(d.plans_before, core_plan(catalog, "SWAY")));
	assert_false(lic_planset_has(d.plans_before, core_plan(catalog, "AUDIO")));
	assert_false(lic_planset_has(d.plans_after, core_plan(catalog, "SWAY")));
	lic_arena_free(arena);
}

/* For a preview the end state is there although the request is refused. */
static void test_core_license__a_refused_request_still_shows_its_end_state(void **state)
{
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	const struct lic_catalog *catalog = core_catalog(arena);
	const struct core_case c = {.pools = "F3=full",
		.has = "MBOX",
		.add = "F3 GONE",
		.remove = "MBOX"};
	struct lic_decision d = core_decide(arena, catalog, &c);

	(void)state;
	assert_int_equal(d.violation_count, 2);
	assert_int_equal(d.path_count, 2);
	assert_int_equal(d.seat_count, 2);
	assert_true(lic_planset_has(d.plans_after, core_plan(catalog, "SITE0")));
	assert_false(lic_planset_has(d.plans_after, core_plan(catalog, "MAIL1")));
	assert_true(lic_planset_has(d.plans_before, core_plan(catalog, "MAIL1")));
	lic_arena_free(arena);
}

static void test_core_license__a_request_has_a_limit(void **state)
{
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	const struct lic_facts facts = {.catalog = core_catalog(arena), .usage_location = "NL"};
	struct lic_license_add adds[LIC_REQUEST_SKUS_MAX] = {0};
	struct lic_guid removes[LIC_REQUEST_SKUS_MAX] = {0};
	static const struct {
		size_t adds;        /* SKUs to add */
		size_t removes;     /* SKUs to remove */
		enum lic_code code; /* what comes of it */
	} table[] = {
		{LIC_REQUEST_SKUS_MAX, 0, LIC_OK},
		{0, LIC_REQUEST_SKUS_MAX, LIC_OK},
		{LIC_REQUEST_SKUS_MAX / 2, LIC_REQUEST_SKUS_MAX / 2, LIC_OK},
		{LIC_REQUEST_SKUS_MAX, 1, LIC_E_LIMIT},
		{1, LIC_REQUEST_SKUS_MAX, LIC_E_LIMIT},
		{LIC_REQUEST_SKUS_MAX + 1, 0, LIC_E_LIMIT},
		{0, LIC_REQUEST_SKUS_MAX + 1, LIC_E_LIMIT},
		{SIZE_MAX, 2, LIC_E_LIMIT},
		{2, SIZE_MAX, LIC_E_LIMIT},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(table); i++) {
		const struct lic_license_request request = {adds, table[i].adds, removes,
			table[i].removes, NULL, NULL};
		struct lic_decision d = {.path_count = 77};

		assert_int_equal(lic_license_decide(arena, &facts, &request, &d).code,
			table[i].code);
		assert_int_equal(d.path_count, table[i].code == LIC_OK ? 0 : 77);
	}
	lic_arena_free(arena);
}

/* Decides `c` with every limit of memory from nothing to enough. */
static void check_every_limit(const struct lic_catalog *catalog, const struct core_case *c)
{
	struct lic_arena *input = lic_arena_new(CORE_ARENA_BYTES);
	struct core_setup setup = core_prepare(input, catalog, c);
	struct lic_arena *plenty = lic_arena_new(CORE_ARENA_BYTES);
	struct lic_decision expected = {0};
	size_t needed = 0;

	assert_int_equal(lic_license_decide(plenty, &setup.facts, &setup.request, &expected).code,
		LIC_OK);
	needed = lic_arena_used(plenty);
	assert_true(needed > 0 && needed < CORE_ARENA_BYTES);
	for (size_t limit = 0; limit <= needed; limit += limit < needed - 64 ? 8 : 1) {
		struct lic_arena *arena = lic_arena_new(limit);
		struct lic_decision d = {.path_count = 77};
		lic_rc rc = lic_license_decide(arena, &setup.facts, &setup.request, &d);

		assert_int_equal(rc.code, limit < needed ? LIC_E_NOMEM : LIC_OK);
		assert_int_equal(d.path_count, limit < needed ? 77 : expected.path_count);
		assert_int_equal(d.violation_count, limit < needed ? 0 : expected.violation_count);
		lic_arena_free(arena);
	}
	lic_arena_free(plenty);
	lic_arena_free(input);
}

static void test_core_license__out_of_memory_at_every_allocation(void **state)
{
	static const struct core_case cases[] = {
		{.name = "nothing asked"},
		{.name = "granted",
			.has = "E1 MBOX E5@7!",
			.add = "E3-WEB F3-SITE0",
			.remove = "E1 MBOX"},
		{.name = "every kind of fault, first half",
			.location = "RU",
			.holder = "Berta",
			.pools = "PHONE=employees MBOX=full",
			.has = "F3@7",
			.add = "CONF MBOX-? PHONE E3 E5-INSIGHT-TEAMS ORG GONE",
			.remove = "F3 SAFE ?"},
		{.name = "every kind of fault, second half",
			.location = "",
			.pools = "PHONE=suspended",
			.add = "CONF VIVA PHONE"},
		{.name = "three plans that exclude each other", .add = "F3 E1 E3"},
		{.name = "a prerequisite that goes", .has = "MBOX VIVA", .remove = "MBOX"},
		{.name = "form", .add = "E1 E1", .remove = "E3 ? E1 ?"},
	};
	struct lic_arena *arena = lic_arena_new(CORE_ARENA_BYTES);
	const struct lic_catalog *catalog = core_catalog(arena);

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		check_every_limit(catalog, &cases[i]);
	}
	lic_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_license__R_50_either_list_may_be_empty),
		cmocka_unit_test(test_core_license__R_51_one_fault_refuses_the_whole),
		cmocka_unit_test(test_core_license__R_52_adding_again_replaces_the_disabled_plans),
		cmocka_unit_test(test_core_license__R_52_adding_heals_a_path_with_an_error),
		cmocka_unit_test(test_core_license__R_52_only_a_healthy_path_is_left_alone),
		cmocka_unit_test(test_core_license__R_53_D_11_direct_beside_inherited),
		cmocka_unit_test(test_core_license__R_54_only_the_direct_path_goes),
		cmocka_unit_test(test_core_license__R_55_nothing_to_remove),
		cmocka_unit_test(test_core_license__R_56_a_sku_must_be_the_tenants),
		cmocka_unit_test(test_core_license__R_57_a_sku_is_named_once),
		cmocka_unit_test(test_core_license__a_company_sku_is_not_for_users),
		cmocka_unit_test(test_core_license__R_58_order_of_checks),
		cmocka_unit_test(test_core_license__R_58_order_within_a_rule),
		cmocka_unit_test(test_core_license__R_58_a_mailbox_needs_an_address_of_its_own),
		cmocka_unit_test(test_core_license__R_61_a_change_is_told_with_its_before),
		cmocka_unit_test(test_core_license__a_refused_request_still_shows_its_end_state),
		cmocka_unit_test(test_core_license__a_request_has_a_limit),
		cmocka_unit_test(test_core_license__out_of_memory_at_every_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
