/*
 * The log: see log.h.
 */
#include "base/log.h"

#include "base/clock.h"
#include "base/text_int.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES ((size_t)2000)

static atomic_int threshold = LIC_LOG_NOTICE;

void lic_log_set_level(enum lic_log_level level)
{
	atomic_store_explicit(&threshold, (int)level, memory_order_relaxed);
}

/*
 * Makes the `len` bytes at `text` safe to show on a terminal and to read line by line: a byte of a
 * control character (U+0000 to U+001F, U+007F to U+009F) becomes a space, one that is no UTF-8 a
 * question mark.
 */
static void clean(char *text, size_t len)
{
	size_t at = 0;

	while (at < len) {
		size_t step = lic_text__char_bytes(text + at, len - at);
		unsigned char lead = (unsigned char)text[at];

		if (step == 0) {
			text[at] = '?';
			step = 1;
		} else if (lead < 0x20 || lead == 0x7F) {
			text[at] = ' ';
		} else if (lead == 0xC2 && (unsigned char)text[at + 1] < 0xA0) {
			memset(text + at, ' ', 2);
		}
		at += step;
	}
}

void lic_log(enum lic_log_level level, const char *event, const char *fmt, ...)
{
	static const char *const names[] = {"error", "warning", "notice", "info", "debug"};
	char line[LINE_BYTES];
	char now[LIC_TIME_TEXT_BYTES];
	size_t used = 0;
	int len = 0;
	va_list args;

	if ((int)level > atomic_load_explicit(&threshold, memory_order_relaxed)) {
		return;
	}
	lic_time_format(lic_clock_now_ms(), now);
	len = snprintf(line, sizeof(line), "time=%s level=%s event=%s ", now, names[level], event);
	used = len < 0 ? 0 : (size_t)len;
	if (used < sizeof(line)) {
		va_start(args, fmt);
		len = vsnprintf(line + used, sizeof(line) - used, fmt, args);
		va_end(args);
		used += len < 0 ? 0 : (size_t)len;
	}
	if (used >= sizeof(line)) {
		used = lic_text__whole(line, sizeof(line) - 1);
	}
	clean(line, used);
	line[used] = '\n';

	/* One call, so that lines of several threads do not mix. A log that cannot be written has
	 * nowhere to say so. */
	ssize_t written = write(STDERR_FILENO, line, used + 1);

	(void)written;
}
