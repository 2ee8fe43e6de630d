/*
 * Time: the calendar day by day, and which texts name a moment.
 */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array_) (sizeof(array_) / sizeof((array_)[0]))

static void test_base_clock__formats(void **state)
{
	static const struct {
		int64_t ms;       /* milliseconds since 1970 */
		const char *text; /* what they look like */
	} cases[] = {
		{0, "1970-01-01T00:00:00Z"},
		{1, "1970-01-01T00:00:00.001Z"},
		{-1, "1969-12-31T23:59:59.999Z"},
		{-1000, "1969-12-31T23:59:59Z"},
		{999, "1970-01-01T00:00:00.999Z"},
		{INT64_C(86399999), "1970-01-01T23:59:59.999Z"},
		{INT64_C(951782400000), "2000-02-29T00:00:00Z"},
		{INT64_C(951868800000), "2000-03-01T00:00:00Z"},
		{INT64_C(1000000000123), "2001-09-09T01:46:40.123Z"},
		{INT64_C(1709164800000), "2024-02-29T00:00:00Z"},
		{INT64_C(1769846400000), "2026-01-31T08:00:00Z"},
		{INT64_C(2147483648000), "2038-01-19T03:14:08Z"},
		{INT64_C(4107542400000), "2100-03-01T00:00:00Z"}, /* 2100 is no leap year */
		{INT64_C(-2203891200000), "1900-03-01T00:00:00Z"},
		{INT64_C(-62162121600000), "0000-02-29T00:00:00Z"},
		{LIC_TIME_MIN_MS, "0000-01-01T00:00:00Z"},
		{LIC_TIME_MAX_MS, "9999-12-31T23:59:59.999Z"},
		{LIC_TIME_MIN_MS - 1, "0000-01-01T00:00:00Z"},
		{LIC_TIME_MAX_MS + 1, "9999-12-31T23:59:59.999Z"},
		{INT64_MIN, "0000-01-01T00:00:00Z"},
		{INT64_MAX, "9999-12-31T23:59:59.999Z"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[LIC_TIME_TEXT_BYTES];

		lic_time_format(cases[i].ms, text);
		assert_string_equal(text, cases[i].text);
	}
}

/* Steps to the next day, by the rule as it is taught at school. */
static void step(int *year, int *month, int *day)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int length = lengths[*month - 1];

	if (*month == 2 && *year % 4 == 0 && (*year % 100 != 0 || *year % 400 == 0)) {
		length = 29;
	}
	*day += 1;
	if (*day > length) {
		*day = 1;
		*month += 1;
	}
	if (*month > 12) {
		*month = 1;
		*year += 1;
	}
}

/* The calendar repeats after 400 years: a whole cycle at the start, around today and at the end. */
static bool is_checked(int year)
{
	return year <= 400 || (year >= 1800 && year <= 2200) || year >= 9600;
}

static void test_base_clock__every_day_round_trips(void **state)
{
	int year = 0;
	int month = 1;
	int day = 1;
	int64_t ms = LIC_TIME_MIN_MS;

	(void)state;
	for (; year < 10000; ms += LIC_MS_PER_DAY) {
		if (is_checked(year)) {
			char expected[64];
			char text[LIC_TIME_TEXT_BYTES];
			int64_t back = 0;

			(void)snprintf(expected, sizeof(expected), "%04d-%02d-%02dT00:00:00Z", year,
				month, day);
			lic_time_format(ms, text);
			if (strcmp(text, expected) != 0 || !lic_time_parse(text, &back) ||
				back != ms) {
				fail_msg("%s became %s", expected, text);
			}
		}
		step(&year, &month, &day);
	}
	assert_int_equal(ms, LIC_TIME_MAX_MS + 1);
}

static void test_base_clock__every_millisecond_of_a_day_round_trips(void **state)
{
	(void)state;
	for (int64_t ms = 0; ms < LIC_MS_PER_DAY; ms += 499) { /* a prime meets all seconds */
		char text[LIC_TIME_TEXT_BYTES];
		int64_t back = -1;

		lic_time_format(ms, text);
		if (!lic_time_parse(text, &back) || back != ms) {
			fail_msg("%s was not read back", text);
		}
	}
}

static void test_base_clock__parses(void **state)
{
	static const struct {
		const char *text; /* what is parsed */
		int64_t ms;       /* what it means */
	} cases[] = {
		{"2026-01-31", INT64_C(1769817600000)},
		{"2026-01-31T08:00:00Z", INT64_C(1769846400000)},
		{"2026-01-31t08:00:00z", INT64_C(1769846400000)}, /* RFC 3339, 5.6 allows both cases
								   */
		{"2026-01-31T08:00:00.5Z", INT64_C(1769846400500)},
		{"2026-01-31T08:00:00.50Z", INT64_C(1769846400500)},
		{"2026-01-31T08:00:00.123Z", INT64_C(1769846400123)},
		{"2026-01-31T08:00:00.1239999Z", INT64_C(1769846400123)}, /* Graph's seven digits */
		{"2026-01-31T08:00:00.00000000000000000000001Z", INT64_C(1769846400000)},
		{"2026-01-31T10:00:00+02:00", INT64_C(1769846400000)},
		{"2026-01-31T04:30:00-03:30", INT64_C(1769846400000)},
		{"2026-01-31T08:00:00+00:00", INT64_C(1769846400000)},
		{"2026-01-31T08:00:00-00:00", INT64_C(1769846400000)},
		{"2026-02-01T07:59:00+23:59", INT64_C(1769846400000)},
		{"2026-01-30T08:01:00-23:59", INT64_C(1769846400000)},
		{"2026-01-31T10:00:00.25+02:00", INT64_C(1769846400250)},
		{"1969-12-31T23:59:59.999Z", -1},
		{"2024-02-29", INT64_C(1709164800000)},
		{"2000-02-29", INT64_C(951782400000)},
		{"0000-01-01", LIC_TIME_MIN_MS},
		{"0000-01-01T02:00:00+02:00", LIC_TIME_MIN_MS},
		{"9999-12-31T23:59:59.999Z", LIC_TIME_MAX_MS},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t ms = 0;

		if (!lic_time_parse(cases[i].text, &ms) || ms != cases[i].ms) {
			fail_msg("\"%s\" is read as %lld", cases[i].text, (long long)ms);
		}
	}
}

static void test_base_clock__refuses_what_is_no_moment(void **state)
{
	static const char *const texts[] = {/* dates that do not exist */
		"2025-02-29", "2023-02-29", "1900-02-29", "2100-02-29", "2026-02-30", "2026-04-31",
		"2026-06-31", "2026-09-31", "2026-11-31", "2026-01-32", "2026-01-00", "2026-00-10",
		"2026-13-01",
		/* times that do not exist */
		"2026-01-31T24:00:00Z", "2026-01-31T08:60:00Z", "2026-01-31T08:00:60Z",
		"2016-12-31T23:59:60Z", "2026-01-31T08:00:00+24:00", "2026-01-31T08:00:00+02:60",
		/* outside the years that have four digits */
		"0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "10000-01-01",
		"-001-01-01",
		/* other forms */
		"", "2", "2026", "2026-01", "2026-01-3", "2026-1-31", "26-01-31", "2026/01/31",
		"20260131", "2026-01-31 08:00:00Z", "2026-01-31T", "2026-01-31T08:00Z",
		"2026-01-31T08:00:00", "2026-01-31T08:00:00.", "2026-01-31T08:00:00.Z",
		"2026-01-31T08:00:00,5Z", "2026-01-31T08:00:00.5", "2026-01-31T8:00:00Z",
		"2026-01-31T08:00:00+2:00", "2026-01-31T08:00:00+0200", "2026-01-31T08:00:00+02",
		"2026-01-31T08:00:00+02:0", "2026-01-31T08:00:00ZZ", "2026-01-31Z",
		"2026-01-31T08:00:00Z ", " 2026-01-31", "2026-01-31 ", "+026-01-31",
		"2026-01-31T+8:00:00Z",
		("2026-01-31T08:00:00\xE2\x88\x92"
		 "02:00"), /* a minus sign, but not the one of ASCII */
		"31-01-2026", "now"};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		int64_t ms = 4711;

		if (lic_time_parse(texts[i], &ms)) {
			fail_msg("\"%s\" is taken for a moment", texts[i]);
		}
		assert_int_equal(ms, 4711);
	}
}

static void test_base_clock__clocks_tell_plausible_times(void **state)
{
	int64_t start = lic_clock_monotonic_ms();

	(void)state;
	assert_true(lic_clock_now_ms() > INT64_C(1735689600000)); /* 2025: before this test was
								     written */
	assert_true(lic_clock_now_ms() < LIC_TIME_MAX_MS);
	assert_true(lic_clock_monotonic_ms() >= start);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base_clock__formats),
		cmocka_unit_test(test_base_clock__every_day_round_trips),
		cmocka_unit_test(test_base_clock__every_millisecond_of_a_day_round_trips),
		cmocka_unit_test(test_base_clock__parses),
		cmocka_unit_test(test_base_clock__refuses_what_is_no_moment),
		cmocka_unit_test(test_base_clock__clocks_tell_plausible_times),
	};

	return cmocka_run_group_tests_name("base/clock", tests, NULL, NULL);
}
