/*
 * Token buckets, with the time handed in.
 */
#include "auth/rate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct lic_rate_key ann = {{1, 7}};
static const struct lic_rate_key bob = {{1, 8}};

static struct lic_rate *new_rate(unsigned per_s, unsigned burst_s)
{
	struct lic_rate *rate = NULL;

	assert_true(lic_ok(lic_rate_new(per_s, burst_s, &rate)));
	return rate;
}

/* Counts how many of `count` calls at `now_ms` are taken. */
static unsigned count_taken(struct lic_rate *rate, const struct lic_rate_key *key, unsigned count,
	int64_t now_ms)
{
	unsigned taken = 0;

	for (unsigned i = 0; i < count; i++) {
		taken += lic_rate_take(rate, key, now_ms) == 0;
	}
	return taken;
}

static void test_auth_rate__takes_what_the_bucket_holds(void **state)
{
	static const struct {
		unsigned per_s;
		unsigned burst_s;
		int64_t wait_ms; /* after the bucket was emptied */
		unsigned taken;  /* then */
	} rows[] = {
		{1, 1, 0, 0},
		{1, 1, 999, 0},
		{1, 1, 1000, 1},
		{1, 1, 60000, 1},
		{1, 10, 3500, 3},
		{1, 10, 100000, 10},
		{100, 10, 10, 1},
		{100, 10, 5000, 500},
		{2000, 10, 1, 2},
		{2000, 10, 20000, 20000},
		{LIC_RATE_PER_S_MAX, 1, 1, 1000},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		struct lic_rate *rate = new_rate(rows[i].per_s, rows[i].burst_s);
		unsigned holds = rows[i].per_s * rows[i].burst_s;
		int64_t start_ms = 5000;

		assert_int_equal(count_taken(rate, &ann, holds + 5, start_ms), holds);
		assert_int_equal(count_taken(rate, &ann, holds + 5, start_ms + rows[i].wait_ms),
			rows[i].taken);
		lic_rate_free(rate);
	}
}

static void test_auth_rate__tells_when_to_come_back(void **state)
{
	struct lic_rate *rate = new_rate(1, 3);

	(void)state;
	assert_int_equal(count_taken(rate, &ann, 3, 0), 3);
	assert_int_equal(lic_rate_take(rate, &ann, 0), 1);
	assert_int_equal(lic_rate_take(rate, &ann, 999), 1);
	assert_int_equal(lic_rate_take(rate, &ann, 1000), 0);
	lic_rate_free(rate);
	rate = new_rate(100, 1);
	assert_int_equal(count_taken(rate, &ann, 100, 0), 100);
	assert_int_equal(lic_rate_take(rate, &ann, 5), 1); /* never 0 seconds for a refusal */
	lic_rate_free(rate);
}

static void test_auth_rate__keeps_callers_apart(void **state)
{
	struct lic_rate *rate = new_rate(1, 1);
	struct lic_rate_key other_tenant = {{2, 7}};

	(void)state;
	assert_int_equal(lic_rate_take(rate, &ann, 0), 0);
	assert_int_equal(lic_rate_take(rate, &bob, 0), 0);
	assert_int_equal(lic_rate_take(rate, &other_tenant, 0), 0);
	assert_int_equal(lic_rate_take(rate, &ann, 0), 1);
	assert_int_equal(lic_rate_take(rate, &bob, 0), 1);
	assert_int_equal(lic_rate_take(rate, &other_tenant, 0), 1);
	lic_rate_free(rate);
}

/* A clock that goes back, or a call that overtakes another on the way to the mutex. */
static void test_auth_rate__survives_time_that_goes_back(void **state)
{
	struct lic_rate *rate = new_rate(1, 2);

	(void)state;
	assert_int_equal(lic_rate_take(rate, &ann, 10000), 0);
	assert_int_equal(lic_rate_take(rate, &ann, 9999), 1);
	assert_int_equal(lic_rate_take(rate, &ann, 10000), 0);
	assert_int_equal(lic_rate_take(rate, &ann, 0), 11);
	assert_int_equal(lic_rate_take(rate, &ann, -1000000), LIC_RATE_RETRY_S_MAX);
	lic_rate_free(rate);
}

/* Far more keys than there are places: a limited caller stays limited, as its bucket is the least
 * full one of its set. */
static void test_auth_rate__strangers_do_not_push_a_limited_caller_out(void **state)
{
	struct lic_rate *rate = new_rate(1, 10);
	struct lic_rate_key stranger = {{9, 0}};

	(void)state;
	assert_int_equal(count_taken(rate, &ann, 20, 1000), 10);
	for (stranger.parts[1] = 0; stranger.parts[1] < 200000; stranger.parts[1]++) {
		assert_int_equal(lic_rate_take(rate, &stranger, 1000), 0);
	}
	assert_int_equal(count_taken(rate, &ann, 20, 1000), 0);
	lic_rate_free(rate);
}

static void test_auth_rate__refuses_settings_out_of_range(void **state)
{
	static const unsigned rows[][2] = {{0, 1}, {LIC_RATE_PER_S_MAX + 1, 1}, {1, 0}, {1, 61}};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		struct lic_rate *rate = NULL;

		assert_int_equal(lic_rate_new(rows[i][0], rows[i][1], &rate).code, LIC_E_INVALID);
		assert_null(rate);
	}
	assert_int_equal(lic_rate_take(NULL, &ann, 0), 0); /* no limit */
	lic_rate_free(NULL);
}

static void test_auth_rate__addresses(void **state)
{
	static const struct {
		const char *a;
		const char *b;
		int is_same;
	} rows[] = {
		{"203.0.113.9", "203.0.113.9", 1},
		{"203.0.113.9", "203.0.113.8", 0},
		{"2001:db8:1:2::1", "2001:db8:1:2:ffff::9", 1},
		{"2001:db8:1:2::1", "2001:db8:1:3::1", 0},
		{"0.0.0.1", "::1", 0},
		{"0.0.0.0", "::", 0},
		{"unknown", "also unknown", 1},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		struct lic_rate_key a = lic_rate_key_of_address(rows[i].a);
		struct lic_rate_key b = lic_rate_key_of_address(rows[i].b);

		assert_int_equal(memcmp(&a, &b, sizeof(a)) == 0, rows[i].is_same);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_rate__takes_what_the_bucket_holds),
		cmocka_unit_test(test_auth_rate__tells_when_to_come_back),
		cmocka_unit_test(test_auth_rate__keeps_callers_apart),
		cmocka_unit_test(test_auth_rate__survives_time_that_goes_back),
		cmocka_unit_test(test_auth_rate__strangers_do_not_push_a_limited_caller_out),
		cmocka_unit_test(test_auth_rate__refuses_settings_out_of_range),
		cmocka_unit_test(test_auth_rate__addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
