/*
 * Seat arithmetic (specification 2.1, 8): pools, what is free, what is too much, and the names.
 */
#include "core/seats.h"

#include "base/rc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_core_seats__R_03_R_04_subscriptions_are_pooled_by_status(void **state)
{
	struct lic_seats pool = {.consumed = 4};

	(void)state;
	lic_seats_add(&pool, LIC_SUB_ENABLED, LIC_CHANNEL_DIRECT, 5);
	lic_seats_add(&pool, LIC_SUB_ENABLED, LIC_CHANNEL_RESELLER, 8);
	assert_int_equal(pool.enabled, 13); /* the example of R-03 */
	lic_seats_add(&pool, LIC_SUB_WARNING, LIC_CHANNEL_PREPAID, 3);
	lic_seats_add(&pool, LIC_SUB_SUSPENDED, LIC_CHANNEL_VOLUME, 20);
	lic_seats_add(&pool, LIC_SUB_LOCKED_OUT, LIC_CHANNEL_TRIAL, 30);
	lic_seats_add(&pool, LIC_SUB_DELETED, LIC_CHANNEL_DIRECT, 40);
	assert_int_equal(pool.enabled, 13);
	assert_int_equal(pool.warning, 3);
	assert_int_equal(pool.suspended, 20);
	assert_int_equal(pool.locked_out, 30);
	assert_int_equal(pool.self_service, 0);
	assert_int_equal(pool.consumed, 4);
	assert_int_equal(lic_seats_capacity(&pool), 16);

	lic_seats_add(&pool, LIC_SUB_ENABLED, LIC_CHANNEL_DIRECT, -5);
	assert_int_equal(pool.enabled, 8);
	assert_int_equal(lic_seats_capacity(&pool), 11);
}

static void test_core_seats__R_60_self_service_seats_count_while_they_are_usable(void **state)
{
	static const struct {
		enum lic_sub_status status; /* of the subscription */
		enum lic_channel channel;   /* where it was bought */
		int64_t self_service;       /* what of 6 seats is the employees' */
		int64_t capacity;           /* what an administrator may give */
	} table[] = {
		{LIC_SUB_ENABLED, LIC_CHANNEL_SELF_SERVICE, 6, 0},
		{LIC_SUB_WARNING, LIC_CHANNEL_SELF_SERVICE, 6, 0},
		{LIC_SUB_SUSPENDED, LIC_CHANNEL_SELF_SERVICE, 0, 0},
		{LIC_SUB_LOCKED_OUT, LIC_CHANNEL_SELF_SERVICE, 0, 0},
		{LIC_SUB_DELETED, LIC_CHANNEL_SELF_SERVICE, 0, 0},
		{LIC_SUB_ENABLED, LIC_CHANNEL_TRIAL, 0, 6},
		{LIC_SUB_WARNING, LIC_CHANNEL_DIRECT, 0, 6},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(table); i++) {
		struct lic_seats pool = {0};

		lic_seats_add(&pool, table[i].status, table[i].channel, 6);
		assert_int_equal(pool.self_service, table[i].self_service);
		assert_int_equal(lic_seats_capacity(&pool), table[i].capacity);
		lic_seats_add(&pool, table[i].status, table[i].channel, -6);
		assert_int_equal(pool.self_service, 0);
		assert_int_equal(lic_seats_capacity(&pool), 0);
	}
}

static void test_core_seats__D_03_R_05_R_10_capacity_free_and_excess(void **state)
{
	static const struct {
		struct lic_seats pool; /* the pool */
		int64_t capacity;      /* D-03: enabled + warning, less what employees bought */
		int64_t available;     /* never negative */
		int64_t excess;        /* seats taken beyond the capacity */
	} table[] = {
		{{0}, 0, 0, 0},
		{{.enabled = 5}, 5, 5, 0},
		{{.enabled = 5, .consumed = 4}, 5, 1, 0},
		{{.enabled = 5, .consumed = 5}, 5, 0, 0},
		{{.enabled = 5, .consumed = 6}, 5, 0, 1},
		{{.enabled = 5, .warning = 8, .consumed = 4}, 13, 9, 0},
		{{.warning = 8, .consumed = 8}, 8, 0, 0},
		{{.enabled = 5, .suspended = 9, .locked_out = 9, .consumed = 7}, 5, 0, 2},
		{{.suspended = 9, .consumed = 7}, 0, 0, 7},
		{{.enabled = 6, .self_service = 2, .consumed = 1}, 4, 3, 0},
		{{.enabled = 6, .self_service = 2, .consumed = 5}, 4, 0, 1},
		{{.enabled = LIC_SEATS_MAX, .warning = LIC_SEATS_MAX, .consumed = 1},
			INT64_C(200000000), INT64_C(199999999), 0},
		{{.enabled = INT64_C(5000000000)}, INT64_C(5000000000), INT64_C(5000000000), 0},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(table); i++) {
		assert_int_equal(lic_seats_capacity(&table[i].pool), table[i].capacity);
		assert_int_equal(lic_seats_available(&table[i].pool), table[i].available);
		assert_int_equal(lic_seats_excess(&table[i].pool), table[i].excess);
	}
}

static void test_core_seats__R_07_capability_status(void **state)
{
	static const struct {
		struct lic_seats pool;          /* the pool */
		enum lic_sub_status capability; /* what is shown */
	} table[] = {
		{{.enabled = 1}, LIC_SUB_ENABLED},
		{{.enabled = 1, .warning = 9, .suspended = 9, .locked_out = 9}, LIC_SUB_ENABLED},
		{{.warning = 1}, LIC_SUB_WARNING},
		{{.warning = 1, .suspended = 9}, LIC_SUB_WARNING},
		{{.locked_out = 1}, LIC_SUB_LOCKED_OUT},
		{{.locked_out = 1, .suspended = 9}, LIC_SUB_LOCKED_OUT},
		{{.suspended = 1}, LIC_SUB_SUSPENDED},
		{{.consumed = 3}, LIC_SUB_DELETED},
		{{0}, LIC_SUB_DELETED},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(table); i++) {
		assert_int_equal(lic_seats_capability(&table[i].pool), table[i].capability);
	}
}

static void test_core_seats__names_of_statuses(void **state)
{
	static const char *const names[] = {"Enabled", "Warning", "Suspended", "Deleted",
		"LockedOut"};
	enum lic_sub_status status = LIC_SUB_STATUS_MAX_;

	(void)state;
	assert_int_equal(LIC_COUNT(names), LIC_SUB_STATUS_MAX_);
	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		assert_string_equal(lic_sub_status_name((enum lic_sub_status)i), names[i]);
		assert_true(lic_sub_status_parse(names[i], &status));
		assert_int_equal(status, i);
	}
	assert_true(lic_sub_status_parse("lockedOUT", &status));
	assert_int_equal(status, LIC_SUB_LOCKED_OUT);
	assert_false(lic_sub_status_parse("Expired", &status));
	assert_false(lic_sub_status_parse("", &status));
	assert_false(lic_sub_status_parse("Enable", &status));
	assert_int_equal(status, LIC_SUB_LOCKED_OUT);
	assert_string_equal(lic_sub_status_name(LIC_SUB_STATUS_MAX_), "unknown");
}

static void test_core_seats__names_of_channels(void **state)
{
	static const char *const names[] = {"Direct", "Prepaid", "Reseller", "Volume",
		"SelfService", "Trial"};
	enum lic_channel channel = LIC_CHANNEL_MAX_;

	(void)state;
	assert_int_equal(LIC_COUNT(names), LIC_CHANNEL_MAX_);
	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		assert_string_equal(lic_channel_name((enum lic_channel)i), names[i]);
		assert_true(lic_channel_parse(names[i], &channel));
		assert_int_equal(channel, i);
	}
	assert_true(lic_channel_parse("selfservice", &channel));
	assert_int_equal(channel, LIC_CHANNEL_SELF_SERVICE);
	assert_false(lic_channel_parse("Self Service", &channel));
	assert_int_equal(channel, LIC_CHANNEL_SELF_SERVICE);
	assert_string_equal(lic_channel_name(LIC_CHANNEL_MAX_), "unknown");
}

static void test_core_seats__R_02_R_05_an_unlimited_product_is_counted(void **state)
{
	struct lic_seats pool = {.consumed = 7};

	(void)state;
	lic_seats_add(&pool, LIC_SUB_ENABLED, LIC_CHANNEL_DIRECT, 5);
	assert_int_equal(lic_seats_excess(&pool), 2);
	assert_false(lic_seats_is_unlimited(&pool));
	assert_int_equal(lic_seats_shown_available(&pool), 0);
	lic_seats_add(&pool, LIC_SUB_WARNING, LIC_CHANNEL_DIRECT, LIC_SEATS_UNLIMITED);
	assert_true(lic_seats_is_unlimited(&pool));
	assert_int_equal(lic_seats_excess(&pool), 0);
	assert_true(lic_seats_available(&pool) > LIC_SEATS_MAX);
	assert_int_equal(lic_seats_shown(pool.enabled), 5);
	assert_int_equal(lic_seats_shown(pool.warning), LIC_SEATS_SHOWN);
	assert_int_equal(lic_seats_shown(lic_seats_capacity(&pool)), LIC_SEATS_SHOWN);
	assert_int_equal(lic_seats_shown_available(&pool), LIC_SEATS_SHOWN - 7);
	pool.consumed = LIC_SEATS_MAX; /* more than is shown */
	assert_int_equal(lic_seats_shown_available(&pool), 0);
	assert_true(lic_seats_available(&pool) > 0);
	/* What employees took without a limit is not an administrator's to give. */
	lic_seats_add(&pool, LIC_SUB_ENABLED, LIC_CHANNEL_SELF_SERVICE, LIC_SEATS_UNLIMITED);
	lic_seats_add(&pool, LIC_SUB_WARNING, LIC_CHANNEL_DIRECT, -LIC_SEATS_UNLIMITED);
	assert_false(lic_seats_is_unlimited(&pool));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_seats__R_02_R_05_an_unlimited_product_is_counted),
		cmocka_unit_test(test_core_seats__R_03_R_04_subscriptions_are_pooled_by_status),
		cmocka_unit_test(
			test_core_seats__R_60_self_service_seats_count_while_they_are_usable),
		cmocka_unit_test(test_core_seats__D_03_R_05_R_10_capacity_free_and_excess),
		cmocka_unit_test(test_core_seats__R_07_capability_status),
		cmocka_unit_test(test_core_seats__names_of_statuses),
		cmocka_unit_test(test_core_seats__names_of_channels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
