/*
 * The log: one line per event, whatever the values hold.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Standard error, turned into a file for the time of a test. */
struct capture {
	FILE *file;       /* what is written goes here */
	int stderr_copy;  /* where standard error went before */
	char text[8192];  /* what was written */
	size_t text_size; /* its length in bytes */
};

static void start(struct capture *capture)
{
	capture->file = tmpfile();
	assert_non_null(capture->file);
	(void)fflush(stderr);
	capture->stderr_copy = dup(STDERR_FILENO);
	assert_true(capture->stderr_copy >= 0);
	assert_true(dup2(fileno(capture->file), STDERR_FILENO) >= 0);
}

static void finish(struct capture *capture)
{
	assert_true(dup2(capture->stderr_copy, STDERR_FILENO) >= 0);
	(void)close(capture->stderr_copy);
	rewind(capture->file);
	capture->text_size = fread(capture->text, 1, sizeof(capture->text) - 1, capture->file);
	capture->text[capture->text_size] = '\0';
	(void)fclose(capture->file);
}

static void test_base_log__writes_time_level_event_and_pairs(void **state)
{
	struct capture capture;
	char time_text[LIC_TIME_TEXT_BYTES] = "";
	char rest[256] = "";
	int64_t ms = 0;

	(void)state;
	start(&capture);
	lic_log(LIC_LOG_NOTICE, "listen", "address=%s port=%d", "127.0.0.1", 8080);
	finish(&capture);
	assert_int_equal(sscanf(capture.text, "time=%31s %255[^\n]", time_text, rest), 2);
	assert_true(lic_time_parse(time_text, &ms));
	assert_string_equal(rest, "level=notice event=listen address=127.0.0.1 port=8080");
	assert_int_equal(capture.text[capture.text_size - 1], '\n');
}

static void test_base_log__keeps_quiet_below_its_level(void **state)
{
	static const char *const names[] = {"error", "warning", "notice", "info", "debug"};

	(void)state;
	for (int level = LIC_LOG_ERROR; level <= LIC_LOG_DEBUG; level++) {
		struct capture capture;

		lic_log_set_level((enum lic_log_level)level);
		start(&capture);
		for (int grave = LIC_LOG_ERROR; grave <= LIC_LOG_DEBUG; grave++) {
			lic_log((enum lic_log_level)grave, "e", "n=%d", grave);
		}
		finish(&capture);
		for (int grave = LIC_LOG_ERROR; grave <= LIC_LOG_DEBUG; grave++) {
			char wanted[64];

			(void)snprintf(wanted, sizeof(wanted), "level=%s event=e n=%d\n",
				names[grave], grave);
			assert_int_equal(strstr(capture.text, wanted) != NULL, grave <= level);
		}
	}
	lic_log_set_level(LIC_LOG_NOTICE);
}

static void test_base_log__a_value_cannot_forge_a_line(void **state)
{
	struct capture capture;

	(void)state;
	start(&capture);
	lic_log(LIC_LOG_ERROR, "e", "path=%s",
		"/\r\ntime=2026 level=error \x1B[31m\t\x7F \xC2\x9B"
		"2J \x9B \xC3\xA9 \xE2\x82");
	finish(&capture);
	assert_ptr_equal(strchr(capture.text, '\n'), capture.text + capture.text_size - 1);
	assert_non_null(
		strstr(capture.text, "path=/  time=2026 level=error  [31m     2J ? \xC3\xA9 ??\n"));
}

static void test_base_log__cuts_long_lines_between_characters(void **state)
{
	char value[4000];

	(void)state;
	for (size_t shift = 0; shift < 4; shift++) {
		struct capture capture;

		memset(value, 'x', shift);
		for (size_t i = shift; i + 4 < sizeof(value); i += 4) {
			memcpy(value + i, "\xF0\x9F\x98\x80", 5);
		}
		start(&capture);
		lic_log(LIC_LOG_ERROR, "e", "v=%s", value);
		finish(&capture);
		assert_in_range(capture.text_size, 1997, 2000);
		assert_int_equal(capture.text[capture.text_size - 1], '\n');
		assert_true(lic_text_is_utf8(capture.text, capture.text_size));
		assert_null(strchr(capture.text, '?'));
	}
}

static void test_base_log__survives_an_event_that_fills_the_line(void **state)
{
	struct capture capture;
	char event[3000];

	(void)state;
	memset(event, 'e', sizeof(event));
	event[sizeof(event) - 1] = '\0';
	start(&capture);
	lic_log(LIC_LOG_ERROR, event, "n=%d", 1);
	finish(&capture);
	assert_int_equal(capture.text_size, 2000);
	assert_int_equal(capture.text[1999], '\n');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base_log__writes_time_level_event_and_pairs),
		cmocka_unit_test(test_base_log__keeps_quiet_below_its_level),
		cmocka_unit_test(test_base_log__a_value_cannot_forge_a_line),
		cmocka_unit_test(test_base_log__cuts_long_lines_between_characters),
		cmocka_unit_test(test_base_log__survives_an_event_that_fills_the_line),
	};

	return cmocka_run_group_tests_name("base/log", tests, NULL, NULL);
}
