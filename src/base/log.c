/*
 * The log: see log.h.
 */
#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES 2000

static atomic_int threshold = LIC_LOG_NOTICE;

void lic_log_set_level(enum lic_log_level level)
{
	atomic_store(&threshold, (int)level);
}

/* Tells how many of `len` bytes, as snprintf counts them, fit into `room`. */
static size_t fitting(int len, size_t room)
{
	if (len < 0) {
		return 0;
	}
	return (size_t)len < room ? (size_t)len : room - 1;
}

void lic_log(enum lic_log_level level, const char *event, const char *fmt, ...)
{
	static const char *const names[] = {"error", "warning", "notice", "info", "debug"};
	char line[LINE_BYTES];
	char now[LIC_TIME_TEXT_BYTES];
	size_t used = 0;
	va_list args;

	if ((int)level > atomic_load(&threshold)) {
		return;
	}
	lic_time_format(lic_clock_now_ms(), now);
	used = fitting(snprintf(line, sizeof(line) - 1, "time=%s level=%s event=%s ", now, names[level], event),
		sizeof(line) - 1);
	va_start(args, fmt);
	used += fitting(vsnprintf(line + used, sizeof(line) - 1 - used, fmt, args), sizeof(line) - 1 - used);
	va_end(args);
	for (size_t i = 0; i < used; i++) {
		if ((unsigned char)line[i] < ' ' || line[i] == 127) {
			line[i] = ' ';
		}
	}
	line[used++] = '\n';
	/* A log that cannot be written has nowhere to say so. */
	ssize_t written = write(STDERR_FILENO, line, used);

	(void)written;
}
