/*
 * Groups from inside: tasks step by step, several tasks of one operation, and the line for seats.
 */
#include "catalog_fixture.h"

#include "service/directory.h"
#include "service/groups.h"
#include "service/license_int.h"
#include "service/subscriptions.h"
#include "service/tasks.h"
#include "service/users.h"
#include "service/waiting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define START "10000000-0000-0000-0000-000000000001"
#define STEPS_MAX 100
#define JOBS_MAX 8

static void good(struct fixture *f, lic_rc rc)
{
	if (!lic_ok(rc)) {
		print_error("%s\n", f->err.message);
	}
	assert_int_equal(rc.code, LIC_OK);
}

/* Gives the organisation a domain, products, and `seats` seats of Start. */
static void prepare(struct fixture *f, int64_t seats)
{
	struct lic_q_tenant_domain_insert_in domain = {
		.tenant_id = 1,
		.name_key = "noordzee.example",
		.name = "noordzee.example",
		.is_default = 1,
	};
	struct lic_subscription_input input = {
		.sku = "START",
		.total_licenses = seats,
		.status = LIC_SUB_ENABLED,
	};
	struct lic_subscription subscription = {0};

	good(f, lic_plan_set__init(&f->ctx));
	good(f, lic_q_tenant_domain_insert(f->db, &domain, NULL));
	import_text(f, small_catalog);
	good(f, lic_subscription_add(&f->ctx, &input, &subscription));
}

static struct lic_user add_user(struct fixture *f, int number)
{
	struct lic_user_patch patch = {0};
	struct lic_user user = {0};

	patch.has_text[LIC_USER_PRINCIPAL_NAME] = true;
	patch.values.text[LIC_USER_PRINCIPAL_NAME] =
		lic_arena_printf(f->arena, "user%d@noordzee.example", number);
	patch.has_text[LIC_USER_DISPLAY_NAME] = true;
	patch.values.text[LIC_USER_DISPLAY_NAME] = "User";
	good(f, lic_user_create(&f->ctx, &patch, NULL, &user, NULL));
	return user;
}

static struct lic_group add_group(struct fixture *f, bool includes_nested)
{
	struct lic_group_patch patch = {
		.mail_enabled = {true, 0},
		.security_enabled = {true, 1},
		.includes_nested = {true, includes_nested ? 1 : 0},
	};
	struct lic_group group = {0};

	patch.has_text[LIC_GROUP_DISPLAY_NAME] = true;
	patch.text[LIC_GROUP_DISPLAY_NAME] = "Group";
	patch.has_text[LIC_GROUP_MAIL_NICKNAME] = true;
	patch.text[LIC_GROUP_MAIL_NICKNAME] = "group";
	good(f, lic_group_create(&f->ctx, &patch, NULL, 0, &group));
	return group;
}

static const char *key_of(struct fixture *f, const struct lic_guid *guid)
{
	const char *key = lic_arena_strdup(f->arena, lic_guid_format(guid).text);

	assert_non_null(key);
	return key;
}

static void join(struct fixture *f, const struct lic_group *group, const struct lic_guid *object)
{
	struct lic_group_change change = {
		.group = key_of(f, &group->guid),
		.object = key_of(f, object),
	};

	f->ctx.now_ms++; /* D-08: in this order */
	good(f, lic_group_change_members(&f->ctx, &change, 1));
	assert_true(change.is_done);
}

static void license(struct fixture *f, const struct lic_group *group, bool is_removal)
{
	struct lic_license_add add = {0};
	struct lic_license_request request = {0};
	struct lic_group after = {0};

	assert_true(lic_guid_parse(START, strlen(START), &add.sku_id));
	if (is_removal) {
		request.removes = &add.sku_id;
		request.remove_count = 1;
	} else {
		request.adds = &add;
		request.add_count = 1;
	}
	good(f, lic_group_assign(&f->ctx, key_of(f, &group->guid), &request, &after));
}

/* Does every open task to its end, a step of each in turn. Returns how many tasks there were. */
static size_t run_tasks(struct fixture *f)
{
	const struct lic_guid owner = lic_guid_random();
	struct lic_bulk_key keys[JOBS_MAX];
	size_t count = 0;
	size_t first_count = 0;

	for (int step = 0; step < STEPS_MAX; step++) {
		good(f, lic_bulk_open(&f->ctx, &owner, JOBS_MAX, keys, &count));
		first_count = step == 0 ? count : first_count;
		if (count == 0) {
			return first_count;
		}
		for (size_t i = 0; i < count; i++) {
			struct lic_bulk_progress progress = {0};
			bool is_ours = false;
			bool is_over = false;

			keys[i].owner = owner;
			good(f, lic_bulk_claim(&f->ctx, &keys[i], &is_ours));
			assert_true(is_ours);
			good(f, lic_task_step(&f->ctx, &keys[i], 0, &progress, &is_over));
		}
	}
	fail_msg("the tasks never end");
	return 0;
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
	license(f, &group, false);
	good(f, lic_group_processing(&f->ctx, group.id, &task));
	assert_int_equal(task, LIC_TASK_QUEUED);
	assert_int_equal(run_tasks(f), 1);
	good(f, lic_group_processing(&f->ctx, group.id, &task));
	assert_int_equal(task, LIC_TASK_NONE);
	for (size_t i = 0; i < LIC_COUNT(users); i++) {
		assert_int_equal(state_of(f, &users[i]), LIC_PATH_ACTIVE);
	}
	license(f, &group, true);
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
	int64_t written = 0;

	prepare(f, 100);
	outer = add_group(f, true);
	inner = add_group(f, true);
	license(f, &outer, false);
	license(f, &inner, false);
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
	(void)count_operations(f, &written);
	/* Two memberships of two groups; the new member has both paths, each other one gets the
	 * outer group's. */
	assert_int_equal(written, 2 + 2 + 2 + 25);
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
	license(f, &group, false);
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
	good(f, lic_user_delete(&f->ctx, key_of(f, &users[3].guid)));
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
	};
#undef TEST

	return place_run(tests, LIC_COUNT(tests));
}
