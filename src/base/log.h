/*
 * The log: one line per event on standard error, as key=value pairs that people and machines read
 * (logfmt).
 *
 * Only the edge logs (request handler, command, job runner, start-up); layers below return errors.
 * Never a secret, never a body, never SQL text with values.
 *
 * Threading: any thread; a line is written with one write call.
 */
#ifndef LIC_BASE_LOG_H
#define LIC_BASE_LOG_H

#include "base/rc.h"

/* How grave an event is, in the words of syslog. */
enum lic_log_level {
	LIC_LOG_ERROR,
	LIC_LOG_WARNING,
	LIC_LOG_NOTICE,
	LIC_LOG_INFO,
	LIC_LOG_DEBUG
};

/*
 * Sets the least grave `level` that is still written; the default is LIC_LOG_NOTICE. Call before
 * threads start.
 */
void lic_log_set_level(enum lic_log_level level);

/*
 * Writes one line at `level`: time, level, `event` (a fixed word such as "listen"), and what `fmt`
 * formats, which must be key=value pairs. Control characters become spaces and bytes that are no
 * UTF-8 question marks, so that values from outside cannot forge a line or speak to a terminal.
 * Lines over 2,000 bytes, with their line end, are cut.
 */
void lic_log(enum lic_log_level level, const char *event, const char *fmt, ...) LIC_PRINTF(3, 4);

#endif
