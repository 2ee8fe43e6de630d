/*
 * Groups from inside: tasks step by step, several tasks of one operation, and the line for seats.
 */
#include "service_fixture.h"

#include "service/waiting.h"

/* Gives the organisation products, and `seats` seats of Start. */
static void prepare(struct fixture *f, int64_t seats)
{
	prepare_catalog(f, small_catalog);
	(void)buy_seats(f, "START", seats);
}

/* The state of the one path of `user`; LIC_PATH_STATE_MAX_ when there is none. */
static enum lic_path_state state_of(struct fixture *f, const struct lic_user *user)
{
	struct lic_license_view view = {0};
	enum lic_path_state state = LIC_PATH_STATE_MAX_;

	good(f, lic_license_view(&f->ctx, user->id, &view));
	lic_catalog_put(&view.hold); /* paths live in the arena */
	assert_true(view.path_count <= 1);
	if (view.path_count == 1) {
		state = view.paths[0].state;
		assert_non_null(lic_sources_find(&view.sources, view.paths[0].source));
	}
	return state;
}

/* A task goes through members a page at a time, and through those who have left. */
static void test_service_groups__G11_a_task_reaches_everybody(void **state)
{
	struct fixture *f = *state;
	struct lic_group group;
	struct lic_user users[45];
	enum lic_task_state task = LIC_TASK_NONE;

	prepare(f, 100);
	group = add_group(f, false);
	for (size_t i = 0; i < LIC_COUNT(users); i++) {
		users[i] = add_user(f, (int)i);
		join(f, &group, &users[i].guid);
	}
	license(f, &group, START, false);
	good(f, lic_group_processing(&f->ctx, group.id, &task));
	assert_int_equal(task, LIC_TASK_QUEUED);
	assert_int_equal(run_tasks(f), 1);
	good(f, lic_group_processing(&f->ctx, group.id, &task));
	assert_int_equal(task, LIC_TASK_NONE);
	for (size_t i = 0; i < LIC_COUNT(users); i++) {
		assert_int_equal(state_of(f, &users[i]), LIC_PATH_ACTIVE);
	}
	license(f, &group, START, true);
	assert_int_equal(run_tasks(f), 1);
	for (size_t i = 0; i < LIC_COUNT(users); i++) {
		assert_int_equal(state_of(f, &users[i]), LIC_PATH_STATE_MAX_);
	}
}

/* A licence that goes, in a group within a licensed one: two tasks go on with one operation. */
static void test_service_groups__tasks_of_one_operation_number_changes_together(void **state)
{
	struct fixture *f = *state;
	struct lic_group outer;
	struct lic_group inner;
	struct lic_group_change joins[2];

	prepare(f, 100);
	outer = add_group(f, true);
	inner = add_group(f, true);
	license(f, &outer, START, false);
	license(f, &inner, START, false);
	(void)run_tasks(f);
	for (int i = 0; i < 25; i++) {
		struct lic_user user = add_user(f, i);

		join(f, &inner, &user.guid);
	}
	joins[0] = (struct lic_group_change){.group = key_of(f, &outer.guid),
		.object = key_of(f, &inner.guid)};
	joins[1] = (struct lic_group_change){.group = key_of(f, &inner.guid),
		.object = "user99@noordzee.example"};
	(void)add_user(f, 99);
	good(f, lic_group_change_members(&f->ctx, joins, 2));
	assert_true(run_tasks(f) >= 1);
	/* Two memberships of two groups; the new member has both paths, each other one gets the
	 * outer group's. */
	assert_int_equal(count_changes(f, LIC_OP_GROUP_MEMBERS), 2 + 2 + 2 + 25);
}

static void test_service_groups__D08_the_line_is_served_in_order(void **state)
{
	struct fixture *f = *state;
	struct lic_group group;
	struct lic_user users[4];
	struct lic_catalog_hold hold = {0};
	struct lic_line_place start = {.rank = INT64_MIN};
	struct lic_line_page line = {0};

	prepare(f, 1);
	group = add_group(f, false);
	for (size_t i = 0; i < LIC_COUNT(users); i++) {
		users[i] = add_user(f, (int)i);
	}
	license(f, &group, START, false);
	(void)run_tasks(f);
	for (size_t i = LIC_COUNT(users); i > 0; i--) {
		join(f, &group, &users[i - 1].guid);
	}
	assert_int_equal(state_of(f, &users[3]), LIC_PATH_ACTIVE);
	assert_int_equal(state_of(f, &users[0]), LIC_PATH_ERROR);
	(void)hold_catalog(f, &hold);
	good(f,
		lic_waiting_list(&f->ctx, hold.catalog,
			lic_catalog_sku_by_key(hold.catalog, find_sku(hold.catalog, START)->key),
			&start, 10, &line));
	assert_int_equal(line.count, 3);
	assert_string_equal(line.list[0].upn, "user2@noordzee.example");
	assert_string_equal(line.list[2].upn, "user0@noordzee.example");
	lic_catalog_put(&hold);
	good(f, lic_user_delete(&f->ctx, key_of(f, &users[3].guid), NULL, 0));
	assert_int_equal(state_of(f, &users[2]), LIC_PATH_ACTIVE);
	assert_int_equal(state_of(f, &users[1]), LIC_PATH_ERROR);
}

static void test_service_groups__D17_refuses_circles(void **state)
{
	struct fixture *f = *state;
	struct lic_group groups[3];
	struct lic_group_change change = {0};

	prepare(f, 1);
	for (size_t i = 0; i < LIC_COUNT(groups); i++) {
		groups[i] = add_group(f, false);
	}
	join(f, &groups[0], &groups[1].guid);
	join(f, &groups[1], &groups[2].guid);
	for (size_t i = 0; i < LIC_COUNT(groups); i++) {
		change = (struct lic_group_change){.group = key_of(f, &groups[2].guid),
			.object = key_of(f, &groups[i].guid)};
		assert_int_equal(lic_group_change_members(&f->ctx, &change, 1).code,
			LIC_E_CONFLICT);
	}
}

static void reprocess(struct fixture *f, const struct lic_user *user)
{
	struct lic_assign_result result = {0};

	good(f, lic_license_reprocess(&f->ctx, key_of(f, &user->guid), &result));
	lic_catalog_put(&result.before.hold);
}

/* What a catalogue allows from now on is given to whoever is reprocessed. */
static void test_service_groups__A_03_G_22_reprocessing_decides_what_groups_give(void **state)
{
	struct fixture *f = *state;
	struct lic_group group;
	struct lic_user user;
	int64_t change_count = 0;
	size_t operations = 0;

	prepare_catalog(f, edit(f, small_catalog, "\"CN\"", "\"NL\""));
	(void)buy_seats(f, "STUDIO", 1);
	group = add_group(f, false);
	license(f, &group, STUDIO, false);
	user = add_user(f, 1);
	join(f, &group, &user.guid);
	(void)run_tasks(f);
	assert_int_equal(state_of(f, &user), LIC_PATH_ERROR);
	import_text(f, small_catalog);
	operations = count_operations(f, &change_count);
	f->ctx.is_rehearsal = true;
	good(f, lic_db_savepoint(f->db));
	reprocess(f, &user);
	good(f, lic_db_undo(f->db));
	f->ctx.is_rehearsal = false;
	assert_int_equal(state_of(f, &user), LIC_PATH_ERROR);
	reprocess(f, &user);
	assert_int_equal(state_of(f, &user), LIC_PATH_ACTIVE);
	assert_int_equal(count_operations(f, &change_count), operations + 1);
	assert_int_equal(change_count, 1);
	reprocess(f, &user); /* nothing is left to do */
	assert_int_equal(count_operations(f, &change_count), operations + 1);
}

int main(void)
{
#define TEST(name_)                                                                                \
	{                                                                                          \
		.test = cmocka_unit_test_setup_teardown(test_service_groups__##name_, set_up,      \
			tear_down)                                                                 \
	}
	const struct place_test tests[] = {
		TEST(G11_a_task_reaches_everybody),
		TEST(tasks_of_one_operation_number_changes_together),
		TEST(D08_the_line_is_served_in_order),
		TEST(D17_refuses_circles),
		TEST(A_03_G_22_reprocessing_decides_what_groups_give),
	};
#undef TEST

	return place_run(tests, LIC_COUNT(tests));
}
