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
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static void test_base_clock__durations(void **state)
{
	static const struct {
		const char *text; /* a span of time */
		int64_t ms;       /* how long */
	} good[] = {
		{"P30D", 30 * LIC_MS_PER_DAY},
		{"+P1D", LIC_MS_PER_DAY},
		{"-P400D", -400 * LIC_MS_PER_DAY},
		{"PT0S", 0},
		{"PT36H", 36 * INT64_C(3600000)},
		{"P1DT2H3M4S", LIC_MS_PER_DAY + INT64_C(7384000)},
		{"-PT90M", -INT64_C(5400000)},
	};
	static const char *const bad[] = {"", "P", "PT", "30D", "P1M", "P1Y", "P1W", "PD", "P1",
		"P1D2H", "P1DT", "PT1S1H", "P1D ", "P-1D", "--P1D", "P1DP1D", "PT1D", "P1.5D",
		"P99999999999999999999D", "P9999999D", "PTT1S", "P1DT1ST"};

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		int64_t ms = 4711;

		assert_true(lic_duration_parse(good[i].text, &ms));
		assert_int_equal(ms, good[i].ms);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		int64_t ms = 4711;

		if (lic_duration_parse(bad[i], &ms)) {
			fail_msg("\"%s\" is taken for a span of time", bad[i]);
		}
		assert_int_equal(ms, 4711);
	}
}

static void test_base_clock__months_of_the_calendar(void **state)
{
	static const struct {
		const char *from;   /* a moment */
		int months;         /* later by so many */
		const char *anchor; /* whose day counts at the end of a month */
		const char *to;     /* the outcome */
	} table[] = {
		{"2026-01-15T08:30:00Z", 1, "2026-01-15", "2026-02-15T08:30:00Z"},
		{"2026-01-31", 1, "2026-01-31", "2026-02-28"},
		{"2024-01-31", 1, "2024-01-31", "2024-02-29"},
		{"2026-02-28", 1, "2026-01-31", "2026-03-31"},
		{"2026-02-28", 1, "2026-01-28", "2026-03-28"},
		{"2026-04-30", 1, "2026-01-30", "2026-05-30"},
		{"2026-12-01", 1, "2026-12-01", "2027-01-01"},
		{"2026-06-01", 36, "2025-06-01", "2029-06-01"},
		{"2024-02-29", 12, "2024-02-29", "2025-02-28"},
		{"2027-02-28", 12, "2024-02-29", "2028-02-29"},
		{"1969-11-30", 3, "1969-11-30", "1970-02-28"},
		{"2026-03-31", -1, "2026-01-31", "2026-02-28"},
		{"2026-02-28", -1, "2025-12-31", "2026-01-31"},
		{"2026-01-15", -13, "2026-01-15", "2024-12-15"},
		{"0000-03-01", -12, "0000-03-01", "0000-01-01"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		int64_t from = 0;
		int64_t anchor = 0;
		int64_t to = 0;

		assert_true(lic_time_parse(table[i].from, &from));
		assert_true(lic_time_parse(table[i].anchor, &anchor));
		assert_true(lic_time_parse(table[i].to, &to));
		assert_int_equal(lic_time_add_months(from, table[i].months, anchor), to);
	}
	assert_true(lic_time_add_months(LIC_TIME_MAX_MS, 1, LIC_TIME_MAX_MS) > LIC_TIME_MAX_MS);
}

/* L-11: last, because from then on the clock of this program is moved. */
static void test_base_clock__L_11_follows_a_test_clock(void **state)
{
	static char path[] = "/tmp/licentia-clock-XXXXXX";
	int fd = mkstemp(path);
	int64_t real = lic_clock_now_ms();

	(void)state;
	assert_true(fd >= 0);
	assert_false(lic_clock_follow("/nonexistent/clock"));
	assert_false(lic_clock_follow(path)); /* empty */
	assert_true(lic_clock_now_ms() - real < LIC_MS_PER_DAY);
	assert_int_equal(write(fd, "P30D\n", 5), 5);
	assert_true(lic_clock_follow(path));
	assert_true(lic_clock_now_ms() >= real + 30 * LIC_MS_PER_DAY);
	assert_int_equal(pwrite(fd, "-P30", 4, 0), 4);
	assert_int_equal(ftruncate(fd, 4), 0); /* half written: what it said last counts */
	assert_true(lic_clock_now_ms() >= real + 30 * LIC_MS_PER_DAY);
	assert_int_equal(pwrite(fd, "D", 1, 4), 1);
	assert_true(lic_clock_now_ms() < real);
	assert_int_equal(unlink(path), 0);
	assert_true(lic_clock_now_ms() < real);
	assert_int_equal(close(fd), 0);
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
		cmocka_unit_test(test_base_clock__durations),
		cmocka_unit_test(test_base_clock__months_of_the_calendar),
		cmocka_unit_test(test_base_clock__L_11_follows_a_test_clock),
	};

	return cmocka_run_group_tests_name("base/clock", tests, NULL, NULL);
}
