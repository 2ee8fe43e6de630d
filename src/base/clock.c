/*
 * Time: see clock.h. Dates by arithmetic on days in the proleptic Gregorian calendar, so that
 * neither a time zone nor a locale of the process has a say, and fast: each user in a list has
 * dates.
 */
#include "base/clock.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#define MS_PER_S 1000
#define S_PER_DAY 86400
#define DAYS_PER_ERA 146097 /* 400 years, after which the calendar repeats */
#define DAYS_TO_1970 719468 /* from 0000-03-01, where an era begins */

/* A calendar date. */
struct date {
	int year;  /* 0 to 9999 */
	int month; /* 1 to 12 */
	int day;   /* 1 to 31 */
};

/* A unit of a span of time. */
struct unit {
	char letter; /* that stands for it */
	int64_t ms;  /* how long it is */
};

/* A date and time of day as text says it. */
struct moment {
	struct date date;   /* the calendar date */
	int hour;           /* 0 to 23 */
	int minute;         /* 0 to 59 */
	int second;         /* 0 to 59 */
	int ms;             /* 0 to 999 */
	int offset_minutes; /* east of UTC */
};

static int64_t read_clock(clockid_t id)
{
	struct timespec now = {0};

	(void)clock_gettime(id, &now); /* cannot fail for the two clocks that POSIX requires */
	return (int64_t)now.tv_sec * MS_PER_S + now.tv_nsec / 1000000;
}

#define CLOCK_TEXT_BYTES 64
#define DURATION_MAX_MS (LIC_TIME_MAX_MS - LIC_TIME_MIN_MS)

/* The test clock: its file, set before there are threads, NULL when there is none; and by how much
 * it moved the system's when it was last read. */
static const char *clock_path;
static _Atomic int64_t clock_offset_ms;

/* Reads by how much the test clock moves the system's. */
static bool read_offset(const char *path, int64_t *ret_ms)
{
	char text[CLOCK_TEXT_BYTES];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = 0;

	if (fd < 0) {
		return false;
	}
	len = read(fd, text, sizeof(text) - 1);
	(void)close(fd);
	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == ' ')) {
		len--;
	}
	if (len <= 0) {
		return false;
	}
	text[len] = '\0';
	return lic_duration_parse(text, ret_ms);
}

bool lic_clock_follow(const char *path)
{
	int64_t offset_ms = 0;

	if (!read_offset(path, &offset_ms)) {
		return false;
	}
	atomic_store(&clock_offset_ms, offset_ms);
	clock_path = path;
	return true;
}

int64_t lic_clock_now_ms(void)
{
	int64_t offset_ms = 0;

	if (clock_path == NULL) {
		return read_clock(CLOCK_REALTIME);
	}
	if (read_offset(clock_path, &offset_ms)) {
		atomic_store(&clock_offset_ms, offset_ms);
	}
	return read_clock(CLOCK_REALTIME) + atomic_load(&clock_offset_ms);
}

int64_t lic_clock_monotonic_ms(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void lic_clock_pause(int64_t ms)
{
	struct timespec time = {.tv_sec = (time_t)(ms / 1000),
		.tv_nsec = (long)(ms % 1000 * 1000000)};

	(void)nanosleep(&time, NULL);
}

/*
 * Counts days since 1970. A year is taken to begin in March, so that the leap day is its last
 * (https://howardhinnant.github.io/date_algorithms.html#days_from_civil).
 */
static int64_t days_from_date(struct date date)
{
	int year = date.month > 2 ? date.year : date.year - 1;
	int era = year < 0 ? -1 : year / 400;
	int year_of_era = year - era * 400;
	int month_from_march = date.month > 2 ? date.month - 3 : date.month + 9;
	int day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
}

/* The same backwards (https://howardhinnant.github.io/date_algorithms.html#civil_from_days). */
static struct date date_from_days(int days)
{
	int shifted = days + DAYS_TO_1970;
	int era = shifted < 0 ? -1 : shifted / DAYS_PER_ERA;
	int day_of_era = shifted - era * DAYS_PER_ERA;
	int year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int month_from_march = (5 * day_of_year + 2) / 153;
	struct date date = {
		.year = year_of_era + era * 400 + (month_from_march >= 10 ? 1 : 0),
		.month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9,
		.day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
	};

	return date;
}

/* Writes `value` (0 to 99) with two digits and a character behind them; returns where to go on. */
static char *put_two(char *at, int value, char behind)
{
	at[0] = (char)('0' + value / 10);
	at[1] = (char)('0' + value % 10);
	at[2] = behind;
	return at + 3;
}

void lic_time_format(int64_t ms, char ret_text[LIC_TIME_TEXT_BYTES])
{
	int64_t shown = ms < LIC_TIME_MIN_MS ? LIC_TIME_MIN_MS
		: ms > LIC_TIME_MAX_MS       ? LIC_TIME_MAX_MS
					     : ms;
	int64_t since_min = shown - LIC_TIME_MIN_MS; /* not negative, so that division rounds down
						      */
	int days = (int)(since_min / LIC_MS_PER_DAY);
	int ms_of_day = (int)(since_min % LIC_MS_PER_DAY);
	int second = ms_of_day / MS_PER_S;
	int fraction = ms_of_day % MS_PER_S;
	struct date date = date_from_days(days + (int)(LIC_TIME_MIN_MS / LIC_MS_PER_DAY));
	char *at = ret_text;

	*at++ = (char)('0' + date.year / 1000);
	*at++ = (char)('0' + date.year / 100 % 10);
	at = put_two(at, date.year % 100, '-');
	at = put_two(at, date.month, '-');
	at = put_two(at, date.day, 'T');
	at = put_two(at, second / 3600, ':');
	at = put_two(at, second / 60 % 60, ':');
	at = put_two(at, second % 60, fraction == 0 ? 'Z' : '.');
	if (fraction != 0) {
		*at++ = (char)('0' + fraction / 100);
		at = put_two(at, fraction % 100, 'Z');
	}
	*at = '\0';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Reads `count` digits as a number from `min` to `max`, and moves `*at` behind them. */
static bool read_digits(const char **at, int count, int min, int max, int *ret_value)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		if (!is_digit((*at)[i])) {
			return false;
		}
		value = value * 10 + ((*at)[i] - '0');
	}
	if (value < min || value > max) {
		return false;
	}
	*at += count;
	*ret_value = value;
	return true;
}

/* Moves `*at` behind a character, if it is there. */
static bool skip(const char **at, char c)
{
	if (**at != c) {
		return false;
	}
	(*at)++;
	return true;
}

static int days_in_month(const struct date *date)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool is_leap = (date->year % 4 == 0 && date->year % 100 != 0) || date->year % 400 == 0;

	return days[date->month - 1] + (date->month == 2 && is_leap ? 1 : 0);
}

static bool read_date(const char **at, struct date *ret_date)
{
	struct date date = {0};

	if (!read_digits(at, 4, 0, 9999, &date.year) || !skip(at, '-') ||
		!read_digits(at, 2, 1, 12, &date.month) || !skip(at, '-') ||
		!read_digits(at, 2, 1, days_in_month(&date), &date.day)) {
		return false;
	}
	*ret_date = date;
	return true;
}

/* Reads ".123456", of which three digits count; nothing there is a fraction of zero. */
static bool read_fraction(const char **at, int *ret_ms)
{
	int ms = 0;
	int weight = 100;

	if (skip(at, '.')) {
		if (!is_digit(**at)) {
			return false;
		}
		for (; is_digit(**at); (*at)++) {
			ms += weight * (**at - '0');
			weight /= 10;
		}
	}
	*ret_ms = ms;
	return true;
}

/* Reads "Z" or an offset such as "-03:30". */
static bool read_zone(const char **at, int *ret_offset_minutes)
{
	int sign = **at == '-' ? -1 : 1;
	int hours = 0;
	int minutes = 0;

	if (skip(at, 'Z') || skip(at, 'z')) {
		*ret_offset_minutes = 0;
		return true;
	}
	if (!(skip(at, '+') || skip(at, '-')) || !read_digits(at, 2, 0, 23, &hours) ||
		!skip(at, ':') || !read_digits(at, 2, 0, 59, &minutes)) {
		return false;
	}
	*ret_offset_minutes = sign * (hours * 60 + minutes);
	return true;
}

static bool read_time_of_day(const char **at, struct moment *moment)
{
	return read_digits(at, 2, 0, 23, &moment->hour) && skip(at, ':') &&
		read_digits(at, 2, 0, 59, &moment->minute) && skip(at, ':') &&
		read_digits(at, 2, 0, 59, &moment->second) && read_fraction(at, &moment->ms) &&
		read_zone(at, &moment->offset_minutes);
}

bool lic_time_parse(const char *text, int64_t *ret_ms)
{
	struct moment moment = {0};
	const char *at = text;
	int64_t seconds = 0;
	int64_t ms = 0;

	if (!read_date(&at, &moment.date)) {
		return false;
	}
	if ((skip(&at, 'T') || skip(&at, 't')) && !read_time_of_day(&at, &moment)) {
		return false;
	}
	seconds = days_from_date(moment.date) * S_PER_DAY + (int64_t)moment.hour * 3600 +
		(int64_t)(moment.minute - moment.offset_minutes) * 60 + moment.second;
	ms = seconds * MS_PER_S + moment.ms;
	if (*at != '\0' || ms < LIC_TIME_MIN_MS || ms > LIC_TIME_MAX_MS) {
		return false;
	}
	*ret_ms = ms;
	return true;
}

int64_t lic_time_add_months(int64_t ms, int months, int64_t anchor_ms)
{
	int64_t since_min = ms - LIC_TIME_MIN_MS;
	int64_t anchor_days = (anchor_ms - LIC_TIME_MIN_MS) / LIC_MS_PER_DAY;
	int min_days = (int)(LIC_TIME_MIN_MS / LIC_MS_PER_DAY);
	struct date date = date_from_days((int)(since_min / LIC_MS_PER_DAY) + min_days);
	int anchor_day = date_from_days((int)anchor_days + min_days).day;
	int month = date.year * LIC_MONTHS_PER_YEAR + date.month - 1 + months;

	if (date.day == days_in_month(&date) && anchor_day > date.day) {
		date.day = anchor_day;
	}
	date.year = month < 0 ? 0 : month / LIC_MONTHS_PER_YEAR;
	date.month = month < 0 ? 1 : month % LIC_MONTHS_PER_YEAR + 1;
	if (date.day > days_in_month(&date)) {
		date.day = days_in_month(&date);
	}
	return days_from_date(date) * LIC_MS_PER_DAY + since_min % LIC_MS_PER_DAY;
}

/* Reads parts such as "2H30M" as milliseconds: numbers, each with a unit that comes behind that of
 * the one before; there must be one. */
static bool read_parts(const char **at, const struct unit *units, size_t count, int64_t *ret_ms)
{
	bool has_any = false;
	int64_t ms = 0;

	for (size_t i = 0; is_digit(**at);) {
		int64_t number = 0;

		for (; is_digit(**at) && number <= DURATION_MAX_MS; (*at)++) {
			number = number * 10 + (**at - '0');
		}
		while (i < count && units[i].letter != **at) {
			i++;
		}
		if (i == count || number > DURATION_MAX_MS / units[i].ms) {
			return false;
		}
		ms += number * units[i++].ms;
		has_any = true;
		(*at)++;
	}
	*ret_ms = ms;
	return has_any;
}

bool lic_duration_parse(const char *text, int64_t *ret_ms)
{
	static const struct unit days[] = {{'D', LIC_MS_PER_DAY}};
	static const struct unit times[] = {{'H', 3600000}, {'M', 60000}, {'S', MS_PER_S}};
	const char *at = text;
	bool is_negative = *at == '-';
	int64_t days_ms = 0;
	int64_t times_ms = 0;
	bool has_days = false;

	at += *at == '-' || *at == '+' ? 1 : 0;
	if (!skip(&at, 'P')) {
		return false;
	}
	has_days = is_digit(*at);
	if ((has_days && !read_parts(&at, days, 1, &days_ms)) ||
		(skip(&at, 'T') ? !read_parts(&at, times, 3, &times_ms) : !has_days)) {
		return false;
	}
	if (*at != '\0' || days_ms + times_ms > DURATION_MAX_MS) {
		return false;
	}
	*ret_ms = is_negative ? -(days_ms + times_ms) : days_ms + times_ms;
	return true;
}
