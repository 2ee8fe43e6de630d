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
#define LIC_TIME_MIN_MS INT64_C(-62167219200000) /* 0000-01-01T00:00:00Z */
#define LIC_TIME_MAX_MS INT64_C(253402300799999) /* 9999-12-31T23:59:59.999Z */

/*
 * Reads the system's clock. Only the edge calls it (request, command, job); everything below is
 * given the time.
 * Returns milliseconds UTC.
 */
int64_t lic_clock_now_ms(void);

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

#endif
