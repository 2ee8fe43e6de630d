/*
 * Time: see clock.h. Calendar dates by arithmetic on days (proleptic Gregorian calendar), without the C library's
 * locale and time zone.
 */
#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define MS_PER_S INT64_C(1000)
#define S_PER_DAY INT64_C(86400)
#define DAYS_PER_ERA INT64_C(146097)
#define DAYS_TO_1970 INT64_C(719468) /* from 0000-03-01, where eras begin */

static int64_t read_clock(clockid_t id)
{
	struct timespec now = {0};

	(void)clock_gettime(id, &now);
	return (int64_t)now.tv_sec * MS_PER_S + now.tv_nsec / 1000000;
}

int64_t lic_clock_now_ms(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t lic_clock_monotonic_ms(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

/* A calendar date. */
struct date {
	int64_t year; /* for example 2026 */
	int64_t month; /* 1 to 12 */
	int64_t day;   /* 1 to 31 */
};

/*
 * Days since 1970 to a date and back, counting years from March so that the leap day is the last of a year
 * (Howard Hinnant, "chrono-compatible low-level date algorithms").
 */
static int64_t days_from_date(struct date date)
{
	int64_t year = date.month <= 2 ? date.year - 1 : date.year;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t year_of_era = year - era * 400;
	int64_t month = date.month > 2 ? date.month - 3 : date.month + 9;
	int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;

	return era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
	       DAYS_TO_1970;
}

static struct date date_from_days(int64_t days)
{
	int64_t shifted = days + DAYS_TO_1970;
	int64_t era = (shifted >= 0 ? shifted : shifted - DAYS_PER_ERA + 1) / DAYS_PER_ERA;
	int64_t day_of_era = shifted - era * DAYS_PER_ERA;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (DAYS_PER_ERA - 1)) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153;
	struct date date = {
		.year = year_of_era + era * 400 + (month >= 10 ? 1 : 0),
		.month = month < 10 ? month + 3 : month - 9,
		.day = day_of_year - (153 * month + 2) / 5 + 1,
	};

	return date;
}

/* Writes `value` with `width` digits at `at`; returns what follows. */
static char *put_digits(char *at, int64_t value, unsigned width)
{
	for (unsigned i = width; i > 0; i--) {
		at[i - 1] = (char)('0' + value % 10);
		value /= 10;
	}
	return at + width;
}

void lic_time_format(int64_t ms, char ret_text[LIC_TIME_TEXT_BYTES])
{
	int64_t rest_ms = ((ms % MS_PER_S) + MS_PER_S) % MS_PER_S;
	int64_t seconds = (ms - rest_ms) / MS_PER_S;
	int64_t rest_s = ((seconds % S_PER_DAY) + S_PER_DAY) % S_PER_DAY;
	struct date date = date_from_days((seconds - rest_s) / S_PER_DAY);
	char *at = put_digits(ret_text, date.year, 4);

	*at++ = '-';
	at = put_digits(at, date.month, 2);
	*at++ = '-';
	at = put_digits(at, date.day, 2);
	*at++ = 'T';
	at = put_digits(at, rest_s / 3600, 2);
	*at++ = ':';
	at = put_digits(at, rest_s / 60 % 60, 2);
	*at++ = ':';
	at = put_digits(at, rest_s % 60, 2);
	if (rest_ms != 0) {
		*at++ = '.';
		at = put_digits(at, rest_ms, 3);
	}
	*at++ = 'Z';
	*at = '\0';
}

/* Reads exactly `width` digits at `*at` and moves it on. */
static bool take_digits(const char **at, unsigned width, int64_t *ret_value)
{
	int64_t value = 0;

	for (unsigned i = 0; i < width; i++) {
		char c = (*at)[i];

		if (c < '0' || c > '9') {
			return false;
		}
		value = value * 10 + (c - '0');
	}
	*at += width;
	*ret_value = value;
	return true;
}

static bool take_char(const char **at, char c)
{
	if (**at != c) {
		return false;
	}
	(*at)++;
	return true;
}

static int64_t days_in_month(int64_t year, int64_t month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

static bool take_date(const char **at, int64_t *ret_days)
{
	struct date date;

	if (!take_digits(at, 4, &date.year) || !take_char(at, '-') || !take_digits(at, 2, &date.month) ||
		!take_char(at, '-') || !take_digits(at, 2, &date.day)) {
		return false;
	}
	if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > days_in_month(date.year, date.month)) {
		return false;
	}
	*ret_days = days_from_date(date);
	return true;
}

/* Reads ".123456": any number of digits, of which three count. */
static bool take_fraction(const char **at, int64_t *ret_ms)
{
	int64_t scale = 100;
	int64_t ms = 0;

	*ret_ms = 0;
	if (!take_char(at, '.')) {
		return true;
	}
	if (**at < '0' || **at > '9') {
		return false;
	}
	for (; **at >= '0' && **at <= '9'; (*at)++) {
		ms += (**at - '0') * scale;
		scale /= 10;
	}
	*ret_ms = ms;
	return true;
}

/* Reads "Z" or an offset from UTC, in minutes. */
static bool take_zone(const char **at, int64_t *ret_minutes)
{
	bool is_west = **at == '-';
	int64_t hours = 0;
	int64_t minutes = 0;

	if (**at == 'Z' || **at == 'z') {
		(*at)++;
		*ret_minutes = 0;
		return true;
	}
	if (**at != '+' && **at != '-') {
		return false;
	}
	(*at)++;
	if (!take_digits(at, 2, &hours) || !take_char(at, ':') || !take_digits(at, 2, &minutes) || hours > 23 ||
		minutes > 59) {
		return false;
	}
	*ret_minutes = (hours * 60 + minutes) * (is_west ? -1 : 1);
	return true;
}

bool lic_time_parse(const char *text, int64_t *ret_ms)
{
	const char *at = text;
	int64_t days = 0;
	int64_t hour = 0;
	int64_t minute = 0;
	int64_t second = 0;
	int64_t ms = 0;
	int64_t offset = 0;

	if (!take_date(&at, &days)) {
		return false;
	}
	if (*at != '\0') {
		if ((*at != 'T' && *at != 't') || (at++, !take_digits(&at, 2, &hour)) || !take_char(&at, ':') ||
			!take_digits(&at, 2, &minute) || !take_char(&at, ':') || !take_digits(&at, 2, &second) ||
			!take_fraction(&at, &ms) || !take_zone(&at, &offset)) {
			return false;
		}
	}
	if (*at != '\0' || hour > 23 || minute > 59 || second > 59) {
		return false;
	}
	*ret_ms = ((days * S_PER_DAY + hour * 3600 + (minute - offset) * 60 + second) * MS_PER_S) + ms;
	return true;
}
