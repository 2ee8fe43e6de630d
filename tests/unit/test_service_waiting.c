/*
 * The line for seats from inside: more people than one transaction serves, and who is first.
 */
#include "service_fixture.h"

#include "service/inherit_int.h"
#include "service/subscription_int.h"

#define X "20000000-0000-0000-0000-000000000001"
#define Y "20000000-0000-0000-0000-000000000002"
#define Z "20000000-0000-0000-0000-000000000003"

/* Three products of a plan each; Z needs Y or X. */
static const char line_catalog[] =
	"{\"format\": \"licentia-catalog/1\", \"vendor\": \"Noordzee\", \"description\": \"for tests\",\n"
	" \"servicePlans\": [\n"
	"  {\"servicePlanId\": \"00000000-0000-0000-0000-000000000001\", \"servicePlanName\": \"PX\","
	" \"displayName\": \"Plan X\", \"service\": \"x\"},\n"
	"  {\"servicePlanId\": \"00000000-0000-0000-0000-000000000002\", \"servicePlanName\": \"PY\","
	" \"displayName\": \"Plan Y\", \"service\": \"y\"},\n"
	"  {\"servicePlanId\": \"00000000-0000-0000-0000-000000000003\", \"servicePlanName\": \"PZ\","
	" \"displayName\": \"Plan Z\", \"service\": \"z\"}\n"
	" ],\n"
	" \"skus\": [\n"
	"  {\"skuId\": \"" X
	"\", \"skuPartNumber\": \"X\", \"displayName\": \"X\", \"servicePlans\": [\"PX\"]},\n"
	"  {\"skuId\": \"" Y
	"\", \"skuPartNumber\": \"Y\", \"displayName\": \"Y\", \"servicePlans\": [\"PY\"]},\n"
	"  {\"skuId\": \"" Z
	"\", \"skuPartNumber\": \"Z\", \"displayName\": \"Z\", \"servicePlans\": [\"PZ\"]}\n"
	" ],\n"
	" \"exclusions\": [],\n"
	" \"dependencies\": [{\"servicePlan\": \"PZ\", \"anyOf\": [\"PY\", \"PX\"]}]}\n";

/* Tells whether `user` has a path to a product that holds a seat. */
static bool has(struct fixture *f, const struct lic_user *user, const char *sku)
{
	struct lic_license_view view = {0};
	uint32_t index = LIC_INDEX_NONE;
	struct lic_guid id;
	bool holds = false;

	assert_true(lic_guid_parse(sku, strlen(sku), &id));
	good(f, lic_license_view(&f->ctx, user->id, &view));
	index = lic_catalog_sku(view.hold.catalog, &id);
	for (size_t i = 0; i < view.path_count; i++) {
		holds = holds ||
			(view.paths[i].sku == index && lic_path_holds_seat(view.paths[i].state));
	}
	lic_catalog_put(&view.hold);
	return holds;
}

static size_t count_holders(struct fixture *f, const struct lic_user *users, size_t count,
	const char *sku)
{
	size_t holders = 0;

	for (size_t i = 0; i < count; i++) {
		holders += has(f, &users[i], sku) ? 1 : 0;
	}
	return holders;
}

/* Adds `count` people numbered from `first` who are in `group`. */
static void add_members(struct fixture *f, const struct lic_group *group, int first,
	struct lic_user *users, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		users[i] = add_user(f, first + (int)i);
		join(f, group, &users[i].guid);
	}
}

/* Adds free seats without a word to who waits, and enters the task that tells them. */
static void serve_later(struct fixture *f, const char *sku, int64_t seats)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	const struct lic_seats more = {.enabled = seats};
	struct lic_operation operation = {0};
	int64_t key = find_sku(hold_catalog(f, &hold), sku)->key;

	good(f, lic_subscription__adjust_pool(&f->ctx, key, &more));
	good(f,
		lic_ledger_begin(&f->ctx, LIC_OP_SUBSCRIPTION_UPDATE,
			&(struct lic_target){.name = "more"}, &operation));
	good(f, lic_task_enqueue(&f->ctx, LIC_BULK_SERVE, key, &operation));
	good(f, lic_ledger_end(&f->ctx, &operation));
}

/*
 * Whoever gets X gives a seat of Y back, which X's plan made superfluous. The last one that a step
 * of the task about X serves uses up what it may do: the seat of Y needs a task of its own.
 */
static void test_service_waiting__D_08_a_task_about_a_line_enters_one_about_another(void **state)
{
	enum {
		PAIRS = LIC_SERVED_MAX / 2
	};
	struct fixture *f = *state;
	struct lic_group gives_x;
	struct lic_group gives_y;
	struct lic_group gives_y_too;
	struct lic_user plain;
	struct lic_user users[PAIRS];
	struct lic_user waiting[PAIRS];

	prepare_catalog(f, line_catalog);
	(void)buy_seats(f, "X", 1);
	(void)buy_seats(f, "Y", PAIRS);
	(void)buy_seats(f, "Z", PAIRS);
	plain = add_user(f, 0);
	assign(f, &plain, X, NULL);
	gives_x = add_group(f, false);
	gives_y = add_group(f, false);
	gives_y_too = add_group(f, false);
	license(f, &gives_x, X, false);
	license(f, &gives_y, Y, false);
	license(f, &gives_y_too, Y, false);
	(void)run_tasks(f);
	plain = add_user(f, 1);
	join(f, &gives_x, &plain.guid);
	add_members(f, &gives_y, 100, users, PAIRS);
	for (size_t i = 0; i < PAIRS; i++) {
		assign(f, &users[i], Z, NULL);
		join(f, &gives_x, &users[i].guid);
		leave(f, &gives_y, &users[i].guid);
		assert_true(has(f, &users[i], Y)); /* G-13: Z needs it */
	}
	add_members(f, &gives_y_too, 200, waiting, PAIRS);
	assert_int_equal(count_holders(f, waiting, PAIRS, Y), 0);
	serve_later(f, X, PAIRS + 1);
	(void)run_tasks(f);
	assert_true(has(f, &plain, X));
	assert_int_equal(count_holders(f, users, PAIRS, X), PAIRS);
	assert_int_equal(count_holders(f, users, PAIRS, Y), 0);
	assert_int_equal(count_holders(f, waiting, PAIRS, Y), PAIRS);
}

/* Does the open tasks of one kind to their end, and no others. */
static void run_tasks_of(struct fixture *f, enum lic_bulk_kind kind)
{
	const struct lic_guid owner = lic_guid_random();
	const struct lic_bulk_turn at_once = {0};
	struct lic_bulk_key keys[JOBS_MAX];
	size_t count = 0;
	bool is_over = false;

	good(f, lic_bulk_open(&f->ctx, &owner, JOBS_MAX, keys, &count));
	for (size_t i = 0; i < count; i++) {
		struct lic_bulk_progress progress = {0};
		struct lic_bulk_job job = {0};

		good(f, lic_bulk_load(&f->ctx, keys[i].id, &job, &is_over));
		is_over = job.kind != kind;
		keys[i].owner = owner;
		while (!is_over) {
			bool is_ours = false;

			good(f, lic_bulk_claim(&f->ctx, &keys[i], &is_ours));
			assert_true(is_ours);
			good(f, lic_task_step(&f->ctx, &keys[i], &at_once, &progress, &is_over));
		}
		good(f, lic_bulk_release(&f->ctx, &keys[i]));
	}
}

/* More people wait than one transaction serves: until the task has given the others their seats,
 * nobody behind them gets one, and somebody who would stand before them does. */
static void test_service_waiting__D_08_free_seats_are_for_who_waits(void **state)
{
	enum {
		WAITING = LIC_SERVED_MAX + 10,
		LATE = 30
	};
	struct fixture *f = *state;
	struct lic_group waits;
	struct lic_group was_before;
	struct lic_group comes_later;
	struct lic_user people[WAITING];
	struct lic_user late[LATE];
	struct lic_user holder;
	struct lic_user early;
	struct lic_user stranger;

	prepare_catalog(f, line_catalog);
	(void)buy_seats(f, "X", 1);
	holder = add_user(f, 0);
	assign(f, &holder, X, NULL);
	waits = add_group(f, false);
	was_before = add_group(f, false);
	comes_later = add_group(f, false);
	license(f, &waits, X, false);
	add_members(f, &was_before, 1, &early, 1);
	add_members(f, &waits, 100, people, WAITING);
	add_members(f, &comes_later, 200, late, LATE);
	stranger = add_user(f, 300);
	(void)run_tasks(f);
	(void)buy_seats(f, "X", WAITING);
	assert_int_equal(count_holders(f, people, WAITING, X), LIC_SERVED_MAX);
	assert_int_equal(try_assign(f, &stranger, X, NULL, NULL).code, LIC_E_CONFLICT);
	license(f, &comes_later, X, false);
	run_tasks_of(f, LIC_BULK_GROUP);
	assert_int_equal(count_holders(f, late, LATE, X), 0);
	license(f, &was_before, X, false);
	run_tasks_of(f, LIC_BULK_GROUP);
	assert_true(has(f, &early, X));
	(void)run_tasks(f);
	assert_int_equal(count_holders(f, people, WAITING, X), WAITING - 1);
	assert_false(has(f, &people[WAITING - 1], X));
	(void)buy_seats(f, "X", 2);
	assert_true(has(f, &people[WAITING - 1], X));
	assert_true(has(f, &late[0], X));
	assert_int_equal(count_holders(f, late, LATE, X), 1);
}

int main(void)
{
#define TEST(name_)                                                                                \
	{                                                                                          \
		.test = cmocka_unit_test_setup_teardown(test_service_waiting__##name_, set_up,     \
			tear_down)                                                                 \
	}
	const struct place_test tests[] = {
		TEST(D_08_a_task_about_a_line_enters_one_about_another),
		TEST(D_08_free_seats_are_for_who_waits),
	};
#undef TEST

	return place_run(tests, LIC_COUNT(tests));
}
