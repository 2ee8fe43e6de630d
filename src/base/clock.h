/*
 * Time: milliseconds UTC since 1970, always passed in from one place, so that every rule about
 * dates can be tested (rule L-11).
 *
 * Threading: no state.
 */
#ifndef LIC_BASE_CLOCK_H
#define LIC_BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_TIME_TEXT_BYTES 32
#define LIC_MS_PER_DAY INT64_C(86400000)
#define LIC_MONTHS_PER_YEAR 12
#define LIC_TIME_MIN_MS INT64_C(-62167219200000) /* 0000-01-01T00:00:00Z */
#define LIC_TIME_MAX_MS INT64_C(253402300799999) /* 9999-12-31T23:59:59.999Z */

/*
 * Reads the clock: the system's, moved by what lic_clock_follow() was told. Only the edge calls it
 * (request, command, job); everything below is given the time.
 * Returns milliseconds UTC.
 */
int64_t lic_clock_now_ms(void);

/*
 * Has lic_clock_now_ms() follow a test clock from now on: the file at `path` (borrowed for as long
 * as the process lives) holds by how much the system's clock is moved, as lic_duration_parse()
 * reads it. It is read again at every look at the clock; while it cannot be read, what it said last
 * counts. For tests alone. Call it once, before any thread is started.
 * Returns false, and follows nothing, when the file cannot be read or says no duration.
 */
bool lic_clock_follow(const char *path);

/*
 * Reads the monotonic clock, for measuring spans, never for dates.
 * Returns milliseconds since an arbitrary start.
 */
int64_t lic_clock_monotonic_ms(void);

/*
 * Waits for `ms` milliseconds (0 or more), or until a signal comes. Blocks the calling thread.
 */
void lic_clock_pause(int64_t ms);

/*
 * Writes `ms` as ISO 8601 in UTC: "2026-01-31T08:00:00Z"; with ".123" before the Z when
 * milliseconds are not zero. A time outside LIC_TIME_MIN_MS to LIC_TIME_MAX_MS, which four digits
 * of year cannot show, is written as the nearer of the two. `ret_text` has LIC_TIME_TEXT_BYTES
 * bytes.
 */
void lic_time_format(int64_t ms, char ret_text[LIC_TIME_TEXT_BYTES]);

/*
 * Parses ISO 8601 `text`: a date ("2026-01-31", midnight UTC) or a date and time with seconds, an
 * optional fraction, and "Z" or an offset "+02:00" (RFC 3339, section 5.6). Digits of the fraction
 * behind the third are dropped. A leap second has no number of its own in milliseconds since 1970,
 * so second 60 is refused.
 * Returns true and sets `*ret_ms`, between LIC_TIME_MIN_MS and LIC_TIME_MAX_MS; false, leaving it
 * alone, for anything else or a date that does not exist.
 */
bool lic_time_parse(const char *text, int64_t *ret_ms);

/*
 * Adds `months` (-1200 to 1200) of the calendar to `ms`. The day of the month stays; a month that
 * is too short takes its last day, and where `ms` is the last of its month for that reason the day
 * is again that of `anchor_ms` (31 January, 28 February, 31 March). A month past LIC_TIME_MAX_MS
 * gives a time past it; one before the year 0 gives January of that. Returns milliseconds UTC.
 */
int64_t lic_time_add_months(int64_t ms, int months, int64_t anchor_ms);

/*
 * Parses `text` as a span of time in days and less, in ISO 8601: an optional sign, then "P30D",
 * "PT36H", "P1DT2H30M15S". At most about 10,000 years.
 * Returns true and sets `*ret_ms`; false, leaving it alone, for anything else.
 */
bool lic_duration_parse(const char *text, int64_t *ret_ms);

#endif
