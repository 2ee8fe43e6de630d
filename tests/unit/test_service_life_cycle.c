/*
 * The life cycle as it is stored, from inside: each turn once, what an older version recorded, and
 * the licences of a product of which nothing is left.
 */
#include "service_fixture.h"

#include "base/clock.h"
#include "service/doctor_int.h"
#include "service/life_cycle.h"
#include "service/subscription_int.h"

#define OTHER "10000000-0000-0000-0000-000000000003"
#define MAIL "00000000-0000-0000-0000-00000000000a"
#define DAY LIC_MS_PER_DAY

/* Buys 10 seats of `sku` for a term that ends in ten days. */
static struct lic_subscription buy(struct fixture *f, const char *sku)
{
	struct lic_subscription_input input = {
		.sku = sku,
		.total_licenses = 10,
		.status = LIC_SUB_ENABLED,
		.starts_ms = {true, f->ctx.now_ms - DAY},
		.ends_ms = {true, f->ctx.now_ms + 10 * DAY},
	};
	struct lic_subscription subscription = {0};

	good(f, lic_subscription_add(&f->ctx, &input, &subscription));
	return subscription;
}

static struct lic_subscription load(struct fixture *f, const struct lic_subscription *like)
{
	struct lic_subscription s = {0};
	bool found = false;

	good(f, lic_subscription__load(&f->ctx, like->id, &s, &found));
	assert_true(found);
	return s;
}

static bool turn(struct fixture *f, const struct lic_subscription *s)
{
	bool has_more = false;

	good(f, lic_subscription_turn(&f->ctx, s->id, &has_more));
	return has_more;
}

/* How many operations there are. */
static size_t operations(struct fixture *f)
{
	int64_t ignored = 0;

	return count_operations(f, &ignored);
}

/* Demands that the doctor finds nothing wrong with dates. */
static void assert_dates(struct fixture *f, bool is_sound)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	LIC_AUTO(lic_buf_done) struct lic_buf wrong = {0};
	LIC_AUTO(lic_buf_done) struct lic_buf late = {0};

	lic_buf_init(&wrong, 4096);
	lic_buf_init(&late, 4096);
	good(f, lic_catalog_get(&f->ctx, &hold));
	good(f, lic_doctor__life_cycle(&f->ctx, hold.catalog, &wrong, &late));
	assert_int_equal(wrong.len == 0, is_sound);
}

/* L-10: of two that find it due one turns it; each call takes one step. */
static void test_service_life_cycle__L_10_each_turn_happens_once(void **state)
{
	struct fixture *f = *state;
	struct lic_subscription s;
	struct lic_due due[4];
	size_t count = 0;
	size_t before = 0;

	prepare_catalog(f, small_catalog);
	s = buy(f, "START");
	assert_false(turn(f, &s)); /* nothing is due */
	f->ctx.now_ms += 45 * DAY;
	good(f,
		lic_subscription_due(&f->ctx, &(struct lic_due){.at_ms = INT64_MIN}, LIC_COUNT(due),
			due, &count));
	assert_int_equal(count, 1);
	assert_int_equal(due[0].id, s.id);
	before = operations(f);
	assert_true(turn(f, &s)); /* expired, and 35 days later there is more */
	assert_int_equal(load(f, &s).status, LIC_SUB_WARNING);
	assert_false(turn(f, &s));
	assert_int_equal(load(f, &s).status, LIC_SUB_SUSPENDED);
	assert_int_equal(operations(f), before + 2);
	assert_false(turn(f, &s)); /* another process comes later */
	assert_int_equal(operations(f), before + 2);
	good(f,
		lic_subscription_due(&f->ctx, &(struct lic_due){.at_ms = INT64_MIN}, LIC_COUNT(due),
			due, &count));
	assert_int_equal(count, 0);
	assert_dates(f, true);
}

/* L-11: the clock goes back behind what has happened. */
static void test_service_life_cycle__L_11_nothing_comes_back(void **state)
{
	struct fixture *f = *state;
	struct lic_subscription s;

	prepare_catalog(f, small_catalog);
	s = buy(f, "START");
	f->ctx.now_ms += 41 * DAY;
	assert_true(turn(f, &s));
	f->ctx.now_ms -= 100 * DAY;
	assert_false(turn(f, &s));
	assert_int_equal(load(f, &s).status, LIC_SUB_WARNING);
	assert_dates(f, true);
}

/* What an older version recorded is looked at first, and its days count from then. */
static void test_service_life_cycle__an_update_deletes_nothing(void **state)
{
	static const enum lic_sub_status status[] = {LIC_SUB_ENABLED, LIC_SUB_WARNING,
		LIC_SUB_SUSPENDED};
	struct fixture *f = *state;
	size_t before = 0;

	prepare_catalog(f, small_catalog);
	for (size_t i = 0; i < LIC_COUNT(status); i++) {
		struct lic_subscription s = buy(f, "START");

		s.status = status[i];
		s.ends_ms = (struct lic_opt_int){true, f->ctx.now_ms - 5000 * DAY};
		s.since_ms.is_set = false;
		s.next_lifecycle_ms = (struct lic_opt_int){true, 0};
		good(f, lic_subscription__store(&f->ctx, &s));
		assert_dates(f, true);
		before = operations(f);
		(void)turn(f, &s);
		assert_int_equal(operations(f), before);
		s = load(f, &s);
		assert_int_equal(s.status, status[i]);
		assert_int_equal(s.since_ms.value, f->ctx.now_ms);
		if (status[i] == LIC_SUB_ENABLED) {
			assert_false(turn(f, &s)); /* its end is over: L-01, from now on */
			assert_int_equal(load(f, &s).status, LIC_SUB_WARNING);
		}
	}
}

static void test_service_life_cycle__the_doctor_finds_a_date_that_is_wrong(void **state)
{
	struct fixture *f = *state;
	struct lic_subscription s;

	prepare_catalog(f, small_catalog);
	s = buy(f, "START");
	assert_dates(f, true);
	s.next_lifecycle_ms.value += DAY;
	good(f, lic_subscription__store(&f->ctx, &s));
	assert_dates(f, false);
	/* A turn that comes too late finds nothing due, and puts the date right. */
	s.next_lifecycle_ms.value = f->ctx.now_ms - 1;
	good(f, lic_subscription__store(&f->ctx, &s));
	assert_false(turn(f, &s));
	assert_dates(f, true);
	assert_int_equal(load(f, &s).status, LIC_SUB_ENABLED);
}

/* START gives a plan that STUDIO needs. */
static const char *dependent_catalog(struct fixture *f)
{
	return edit(f, small_catalog, "\"appliesTo\": \"Company\", \"autoAssigned\": true",
		"\"appliesTo\": \"User\"");
}

/* START gives a plan that STUDIO and OTHER need; nothing excludes anything. */
static const char *add_on_catalog(struct fixture *f)
{
	const char *text = edit(f, dependent_catalog(f),
		"{\"id\": \"mail\", \"service\": \"Noordzee Mail\", \"servicePlans\": [\"MAIL\","
		" \"00000000-0000-0000-0000-00000000000B\"]}",
		"");

	return edit(f, text, "\"servicePlans\": [\"MAIL_PRO\"]}",
		"\"servicePlans\": [\"MAIL_PRO\"]},"
		" {\"skuId\": \"" OTHER
		"\", \"skuPartNumber\": \"OTHER\", \"displayName\": \"Other\","
		" \"servicePlans\": [\"MAIL_PRO\"]}");
}

static void delete_and_wait(struct fixture *f, const struct lic_subscription *s)
{
	good(f, lic_subscription_delete(&f->ctx, lic_guid_format(&s->guid).text));
	f->ctx.now_ms += LIC_LAPSE_DAYS * DAY;
	assert_false(turn(f, s));
	assert_dates(f, true);
}

/* L-06: 180 days after the service ended the licences go; R-29, G-13: but for what something else
 * needs. */
static void test_service_life_cycle__L_06_R_29_licences_go_but_for_what_is_needed(void **state)
{
	struct fixture *f = *state;
	struct lic_subscription s;
	struct lic_user users[45];

	prepare_catalog(f, dependent_catalog(f));
	s = buy_seats(f, "START", 100);
	(void)buy(f, "STUDIO");
	for (size_t i = 0; i < LIC_COUNT(users); i++) {
		users[i] = add_user(f, (int)i);
		assign(f, &users[i], START, MAIL);
	}
	assign(f, &users[30], STUDIO, NULL);
	delete_and_wait(f, &s);
	(void)run_tasks(f);
	for (size_t i = 0; i < LIC_COUNT(users); i++) {
		assert_int_equal(count_paths(f, &users[i]), i == 30 ? 2 : 0);
	}
}

/* L-06, R-100: an add-on goes with what it rests on, directly or from a group; what a product that
 * is still there rests on stays, and does not hold the others. */
static void test_service_life_cycle__L_06_R_100_an_add_on_goes_with_its_base(void **state)
{
	struct fixture *f = *state;
	struct lic_subscription base;
	struct lic_subscription add_on;
	struct lic_user both;
	struct lic_user member;
	struct lic_user keeper;
	struct lic_group group;

	prepare_catalog(f, add_on_catalog(f));
	base = buy_seats(f, "START", 10);
	(void)buy_seats(f, "OTHER", 10);
	good(f,
		lic_subscription_add(&f->ctx,
			&(struct lic_subscription_input){.sku = "STUDIO",
				.total_licenses = 10,
				.status = LIC_SUB_ENABLED,
				.add_on_of = key_of(f, &base.guid)},
			&add_on));
	both = add_user(f, 1);
	member = add_user(f, 2);
	keeper = add_user(f, 3);
	assign(f, &both, START, NULL);
	assign(f, &member, START, NULL);
	assign(f, &keeper, START, NULL);
	assign(f, &both, STUDIO, NULL);
	assign(f, &keeper, STUDIO, NULL);
	assign(f, &keeper, OTHER, NULL);
	group = add_group(f, false);
	license(f, &group, START, false); /* G-10: the group itself must give what STUDIO needs */
	license(f, &group, STUDIO, false);
	join(f, &group, &member.guid);
	(void)run_tasks(f);
	assert_int_equal(count_paths(f, &member), 3);
	delete_and_wait(f, &base);
	assert_int_equal(run_tasks(f), 2);
	assert_int_equal(count_paths(f, &both), 0);
	assert_int_equal(count_paths(f, &member), 0);
	assert_int_equal(count_paths(f, &keeper), 2);
}

/* L-07: a subscription that is bought meanwhile keeps what has not gone. */
static void test_service_life_cycle__L_07_bought_again_in_time(void **state)
{
	struct fixture *f = *state;
	struct lic_subscription s;
	struct lic_user user;

	prepare_catalog(f, small_catalog);
	s = buy(f, "START");
	user = add_user(f, 1);
	assign(f, &user, START, NULL);
	delete_and_wait(f, &s);
	(void)buy(f, "START");
	(void)run_tasks(f);
	assert_int_equal(count_paths(f, &user), 1);
	/* The next one to be deleted has the licences go after its own time. */
	f->ctx.now_ms += DAY;
	s = load(f, &(struct lic_subscription){.id = 2});
	delete_and_wait(f, &s);
	(void)run_tasks(f);
	assert_int_equal(count_paths(f, &user), 0);
}

/* L-11: a job whose process has gone, and a clock that was put back: the lease is no hindrance. */
static void test_service_life_cycle__L_11_a_lease_of_the_future_is_none(void **state)
{
	struct fixture *f = *state;
	const struct lic_guid dead = lic_guid_random();
	const struct lic_guid alive = lic_guid_random();
	struct lic_subscription s;
	struct lic_user user;
	struct lic_bulk_key key = {0};
	size_t count = 0;
	bool is_ours = false;

	prepare_catalog(f, small_catalog);
	s = buy(f, "START");
	user = add_user(f, 1);
	assign(f, &user, START, NULL);
	delete_and_wait(f, &s);
	good(f, lic_bulk_open(&f->ctx, &dead, 1, &key, &count));
	assert_int_equal(count, 1);
	good(f, lic_bulk_claim(&f->ctx, &key, &is_ours));
	assert_true(is_ours);
	f->ctx.now_ms -= LIC_BULK_LEASE_MS / 2; /* within what clocks may differ by */
	good(f, lic_bulk_open(&f->ctx, &alive, 1, &key, &count));
	assert_int_equal(count, 0);
	f->ctx.now_ms -= DAY;
	good(f, lic_bulk_open(&f->ctx, &alive, 1, &key, &count));
	assert_int_equal(count, 1);
	(void)run_tasks(f);
	assert_int_equal(count_paths(f, &user), 0);
}

int main(void)
{
#define TEST(name_)                                                                                \
	{                                                                                          \
		.test = cmocka_unit_test_setup_teardown(test_service_life_cycle__##name_, set_up,  \
			tear_down)                                                                 \
	}
	const struct place_test tests[] = {
		TEST(L_10_each_turn_happens_once),
		TEST(L_11_nothing_comes_back),
		TEST(an_update_deletes_nothing),
		TEST(the_doctor_finds_a_date_that_is_wrong),
		TEST(L_06_R_29_licences_go_but_for_what_is_needed),
		TEST(L_06_R_100_an_add_on_goes_with_its_base),
		TEST(L_07_bought_again_in_time),
		TEST(L_11_a_lease_of_the_future_is_none),
	};
#undef TEST

	return place_run(tests, LIC_COUNT(tests));
}
