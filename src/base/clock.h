/*
 * Time: milliseconds UTC since 1970, always passed in from one place, so that every rule about dates can be tested
 * (rule L-11).
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

/*
 * Reads the system's clock. Only the edge calls it (request, command, job); everything below is given the time.
 * Returns milliseconds UTC.
 */
int64_t lic_clock_now_ms(void);

/*
 * Reads the monotonic clock, for measuring spans, never for dates.
 * Returns milliseconds since an arbitrary start.
 */
int64_t lic_clock_monotonic_ms(void);

/*
 * Writes `ms` (years 0 to 9999) as ISO 8601 in UTC: "2026-01-31T08:00:00Z"; with ".123" before the Z when milliseconds
 * are not zero. `ret_text` has LIC_TIME_TEXT_BYTES bytes.
 */
void lic_time_format(int64_t ms, char ret_text[LIC_TIME_TEXT_BYTES]);

/*
 * Parses ISO 8601 `text`: a date ("2026-01-31", midnight UTC) or a date and time with seconds, an optional fraction, and
 * "Z" or an offset "+02:00" (RFC 3339).
 * Returns true and sets `*ret_ms`; false, leaving it alone, for anything else or a date that does not exist.
 */
bool lic_time_parse(const char *text, int64_t *ret_ms);

#endif
