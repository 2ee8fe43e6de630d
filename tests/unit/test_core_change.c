/*
 * What a change of many users' licences asks for of one of them (D-13, D-14, R-52 to to
 *
 */
#include "core_fixture.h"

#include "base/buf.h"
#include "core/change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)4 * 1024 * 1024)
#define TEXT_BYTES ((size_t)4096)
#define PAIRS_MAX 4

/* One case: what a user has, what is to be done, and what is asked for then. */
struct change_case {
	const char *name;                 /* what it shows */
	enum lic_change_action action;    /* what is done */
	const char *has;                  /* paths, as in core_fixture.h */
	const char *add;                  /* adds, as there */
	const char *remove;               /* removes */
	const char *pairs[2 * PAIRS_MAX]; /* swap: plans by name, two for each pair */
	const char *enables[PAIRS_MAX];   /* setPlans: plans by name */
	const char *asked;                /* "+E3-WEB -E1"; "not held"; "same" */
};

static void print_request(const struct lic_catalog *catalog,
	const struct lic_license_request *request, struct lic_buf *text)
{
	for (size_t i = 0; i < request->add_count; i++) {
		const struct lic_license_add *add = &request->adds[i];

		lic_buf_printf(text, "%s+%s", text->len == 0 ? "" : " ",
			catalog->skus[lic_catalog_sku(catalog, &add->sku_id)].part_number);
		for (size_t p = 0; p < add->disabled_count; p++) {
			lic_buf_printf(text, "-%s",
				catalog->plans[lic_catalog_plan(catalog, &add->disabled_plans[p])]
					.name);
		}
	}
	for (size_t i = 0; i < request->remove_count; i++) {
		lic_buf_printf(text, "%s-%s", text->len == 0 ? "" : " ",
			catalog->skus[lic_catalog_sku(catalog, &request->removes[i])].part_number);
	}
}

/* Lays the plans of `c` out in `change`. */
static void add_plans(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct change_case *c, struct lic_change *change)
{
	struct lic_plan_pair *pairs = lic_arena_array(arena, PAIRS_MAX, sizeof(*pairs));
	struct lic_guid *enables = lic_arena_array(arena, PAIRS_MAX, sizeof(*enables));

	for (size_t i = 0; i < PAIRS_MAX; i++) {
		if (c->pairs[2 * i] != NULL) {
			pairs[change->pair_count++] = (struct lic_plan_pair){
				catalog->plans[core_plan(catalog, c->pairs[2 * i])].id,
				catalog->plans[core_plan(catalog, c->pairs[2 * i + 1])].id};
		}
		if (c->enables[i] != NULL) {
			enables[change->enable_count++] =
				catalog->plans[core_plan(catalog, c->enables[i])].id;
		}
	}
	change->pairs = pairs;
	change->enables = enables;
}

static void check_case(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct change_case *c)
{
	static const char *const outcomes[] = {
		[LIC_CHANGE_NOT_HELD] = "not held",
		[LIC_CHANGE_SAME] = "same",
	};
	const struct core_setup setup = core_prepare(arena, catalog,
		&(struct core_case){.has = c->has, .add = c->add, .remove = c->remove});
	struct lic_change change = {
		.action = c->action,
		.adds = setup.request.adds,
		.add_count = setup.request.add_count,
		.removes = setup.request.removes,
		.remove_count = setup.request.remove_count,
	};
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_change_asked asked;

	add_plans(arena, catalog, c, &change);
	assert_true(lic_ok(lic_change_request(arena, catalog, &change, setup.facts.paths,
		setup.facts.path_count, &asked)));
	lic_buf_init(&text, TEXT_BYTES);
	if (asked.outcome == LIC_CHANGE_ASKED) {
		print_request(catalog, &asked.request, &text);
	} else {
		lic_buf_puts(&text, outcomes[asked.outcome]);
		assert_int_equal(asked.request.add_count + asked.request.remove_count, 0);
	}
	if (strcmp(text.data, c->asked) != 0) {
		fail_msg("%s: asked for '%s', not '%s'", c->name, text.data, c->asked);
	}
}

static void check(const struct change_case *cases, size_t count)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const struct lic_catalog *catalog = core_catalog(arena);

	for (size_t i = 0; i < count; i++) {
		check_case(arena, catalog, &cases[i]);
	}
	lic_arena_free(arena);
}

static void test_core_change__D_13_add_names_the_chosen_plans_whatever_is_held(void **state)
{
	static const struct change_case cases[] = {
		{.name = "nothing is held", .add = "E1-WEB", .asked = "+E1-WEB"},
		{.name = "held with other plans",
			.has = "E1-SWAY",
			.add = "E1-WEB",
			.asked = "+E1-WEB"},
		{.name = "held as asked", .has = "E1-WEB", .add = "E1-WEB", .asked = "+E1-WEB"},
		{.name = "held from a group (D-11)", .has = "E1@7", .add = "E1", .asked = "+E1"},
		{.name = "several", .add = "E1 VIVA-INSIGHT", .asked = "+E1 +VIVA-INSIGHT"},
		{.name = "one comes, one goes",
			.has = "E1 F3",
			.add = "E3",
			.remove = "E1 MBOX",
			.asked = "+E3 -E1"},
	};

	(void)state;
	check(cases, LIC_COUNT(cases));
}

static void test_core_change__R_54_R_55_remove_passes_over_what_is_not_held(void **state)
{
	static const struct change_case cases[] = {
		{.name = "held",
			.action = LIC_CHANGE_REMOVE,
			.has = "E1",
			.remove = "E1",
			.asked = "-E1"},
		{.name = "not held",
			.action = LIC_CHANGE_REMOVE,
			.has = "E3",
			.remove = "E1",
			.asked = "not held"},
		{.name = "one of two",
			.action = LIC_CHANGE_REMOVE,
			.has = "E3",
			.remove = "E1 E3",
			.asked = "-E3"},
		{.name = "inherited: the decision refuses it",
			.action = LIC_CHANGE_REMOVE,
			.has = "E1@7",
			.remove = "E1",
			.asked = "-E1"},
		{.name = "wanted, not given",
			.action = LIC_CHANGE_REMOVE,
			.has = "E1!",
			.remove = "E1",
			.asked = "-E1"},
	};

	(void)state;
	check(cases, LIC_COUNT(cases));
}

static void test_core_change__D_14_R_66_R_67_replace_leaves_the_chosen_set_alone(void **state)
{
	static const struct change_case cases[] = {
		{.name = "two go, one comes",
			.action = LIC_CHANGE_REPLACE,
			.has = "E1 VIVA",
			.add = "E3-WEB",
			.asked = "+E3-WEB -E1 -VIVA"},
		{.name = "what is chosen and held does not go",
			.action = LIC_CHANGE_REPLACE,
			.has = "E3 VIVA",
			.add = "E3",
			.asked = "+E3 -VIVA"},
		{.name = "inherited ones stay (R-54)",
			.action = LIC_CHANGE_REPLACE,
			.has = "E1@7 F3",
			.add = "E3",
			.asked = "+E3 -F3"},
		{.name = "by nothing: all direct ones go",
			.action = LIC_CHANGE_REPLACE,
			.has = "E1 VIVA E5@7",
			.asked = "-E1 -VIVA"},
		{.name = "by nothing, where nothing is",
			.action = LIC_CHANGE_REPLACE,
			.has = "E5@7",
			.asked = "not held"},
	};

	(void)state;
	check(cases, LIC_COUNT(cases));
}

/* size: a table. */
static void test_core_change__D_14_swap_carries_plans_over_and_touches_nothing_else(void **state)
{
	static const struct change_case cases[] = {
		{.name = "a plan of both stays off",
			.action = LIC_CHANGE_SWAP,
			.has = "E1-TEAMS VIVA",
			.add = "E3",
			.remove = "E1",
			.asked = "+E3-TEAMS -E1"},
		{.name = "names that differ",
			.action = LIC_CHANGE_SWAP,
			.has = "E1-MAIL1-WEB",
			.add = "E3",
			.remove = "E1",
			.pairs = {"MAIL1", "MAIL2", "SITE1", "SITE2"},
			.asked = "+E3-MAIL2-WEB -E1"},
		{.name = "off only when all that stands for it was off",
			.action = LIC_CHANGE_SWAP,
			.has = "E1-MAIL1",
			.add = "E3",
			.remove = "E1",
			.pairs = {"MAIL1", "MAIL2", "SITE1", "MAIL2"},
			.asked = "+E3 -E1"},
		{.name = "more to turn off",
			.action = LIC_CHANGE_SWAP,
			.has = "E1-SWAY",
			.add = "E5-CALLS",
			.remove = "E1",
			.asked = "+E5-SWAY-CALLS -E1"},
		{.name = "who does not have it is passed over",
			.action = LIC_CHANGE_SWAP,
			.has = "VIVA",
			.add = "E3",
			.remove = "E1",
			.asked = "not held"},
		{.name = "from a group alone: the decision refuses it",
			.action = LIC_CHANGE_SWAP,
			.has = "E1@7",
			.add = "E3",
			.remove = "E1",
			.asked = "-E1"},
		{.name = "who has the other already keeps it as it is",
			.action = LIC_CHANGE_SWAP,
			.has = "E1-TEAMS E3-WEB",
			.add = "E3",
			.remove = "E1",
			.asked = "-E1"},
		{.name = "who waits for what goes does not have it",
			.action = LIC_CHANGE_SWAP,
			.has = "E1!",
			.add = "E3",
			.remove = "E1",
			.asked = "not held"},
		{.name = "nor does who has it from a group beside that",
			.action = LIC_CHANGE_SWAP,
			.has = "E1! E1@7",
			.add = "E3",
			.remove = "E1",
			.asked = "not held"},
		{.name = "who waits for what comes is to have it",
			.action = LIC_CHANGE_SWAP,
			.has = "E1-TEAMS E3!",
			.add = "E3",
			.remove = "E1",
			.asked = "+E3-TEAMS -E1"},
		{.name = "a change that failed takes nothing away",
			.action = LIC_CHANGE_SWAP,
			.has = "E1~",
			.add = "E3",
			.remove = "E1",
			.asked = "+E3 -E1"},
	};

	(void)state;
	check(cases, LIC_COUNT(cases));
}

static void test_core_change__set_plans_changes_only_the_plans_named(void **state)
{
	static const struct change_case cases[] = {
		{.name = "one off, one on",
			.action = LIC_CHANGE_SET_PLANS,
			.has = "E1-SWAY-MAIL1",
			.add = "E1-WEB",
			.enables = {"SWAY"},
			.asked = "+E1-MAIL1-WEB"},
		{.name = "as it is",
			.action = LIC_CHANGE_SET_PLANS,
			.has = "E1-WEB",
			.add = "E1-WEB",
			.enables = {"SWAY"},
			.asked = "same"},
		{.name = "not held",
			.action = LIC_CHANGE_SET_PLANS,
			.has = "E3",
			.add = "E1-WEB",
			.asked = "not held"},
		{.name = "from a group alone",
			.action = LIC_CHANGE_SET_PLANS,
			.has = "E1@7",
			.add = "E1-WEB",
			.asked = "not held"},
		{.name = "wanted, not given",
			.action = LIC_CHANGE_SET_PLANS,
			.has = "E1!",
			.add = "E1-WEB",
			.asked = "not held"},
	};

	(void)state;
	check(cases, LIC_COUNT(cases));
}

static void test_core_change__actions_have_the_names_of_the_api(void **state)
{
	enum lic_change_action action = LIC_CHANGE_ACTION_MAX_;

	(void)state;
	for (int i = 0; i < LIC_CHANGE_ACTION_MAX_; i++) {
		assert_true(
			lic_change_action_parse(lic_change_action_name((enum lic_change_action)i),
				&action));
		assert_int_equal(action, i);
	}
	assert_false(lic_change_action_parse("redo", &action));
	assert_int_equal(action, LIC_CHANGE_UNDO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_core_change__D_13_add_names_the_chosen_plans_whatever_is_held),
		cmocka_unit_test(test_core_change__R_54_R_55_remove_passes_over_what_is_not_held),
		cmocka_unit_test(
			test_core_change__D_14_R_66_R_67_replace_leaves_the_chosen_set_alone),
		cmocka_unit_test(
			test_core_change__D_14_swap_carries_plans_over_and_touches_nothing_else),
		cmocka_unit_test(test_core_change__set_plans_changes_only_the_plans_named),
		cmocka_unit_test(test_core_change__actions_have_the_names_of_the_api),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
