/*
 * The growing buffer: its ceiling, and that a failure is told at the end. The file under test is
 * included, so that its realloc can be made to fail.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool memory_is_out;

static void *scarce_realloc(void *memory, size_t size)
{
	return memory_is_out ? NULL : realloc(memory, size);
}

#define realloc scarce_realloc
#include "base/buf.c" /* NOLINT(bugprone-suspicious-include) */
#undef realloc

static int set_up(void **state)
{
	struct lic_buf *buf = calloc(1, sizeof(*buf));

	if (buf == NULL) {
		return -1;
	}
	lic_buf_init(buf, 1000);
	*state = buf;
	return 0;
}

static int tear_down(void **state)
{
	memory_is_out = false;
	lic_buf_done(*state);
	free(*state);
	return 0;
}

static void test_base_buf__is_empty_at_first(void **state)
{
	struct lic_buf *buf = *state;

	assert_null(buf->data);
	assert_int_equal(buf->len, 0);
	assert_int_equal(lic_buf_status(buf).code, LIC_OK);
	lic_buf_add(buf, NULL, 0);
	lic_buf_puts(buf, "");
	lic_buf_printf(buf, "%s", "");
	assert_null(buf->data);
	assert_null(lic_buf_take(buf));
}

static void test_base_buf__appends_and_ends_with_nul(void **state)
{
	struct lic_buf *buf = *state;

	lic_buf_puts(buf, "one ");
	lic_buf_add(buf, "two and", 3);
	lic_buf_printf(buf, " %d%c", 3, '!');
	assert_string_equal(buf->data, "one two 3!");
	assert_int_equal(buf->len, 10);
	lic_buf_add(buf, "a\0b", 3);
	assert_memory_equal(buf->data, "one two 3!a\0b", 14);
	assert_int_equal(lic_buf_status(buf).code, LIC_OK);
}

static void test_base_buf__grows_and_keeps_what_it_holds(void **state)
{
	struct lic_buf buf;

	(void)state;
	lic_buf_init(&buf, SIZE_MAX);
	for (unsigned i = 0; i < 100000; i++) {
		lic_buf_printf(&buf, "%c", 'a' + (int)(i % 26));
	}
	assert_int_equal(buf.len, 100000);
	for (unsigned i = 0; i < 100000; i++) {
		assert_int_equal(buf.data[i], 'a' + (int)(i % 26));
	}
	assert_true(buf.size <= (size_t)2 * 131072);
	lic_buf_done(&buf);
}

static void test_base_buf__holds_exactly_its_limit(void **state)
{
	struct lic_buf *buf = *state;

	for (int i = 0; i < 1000; i++) {
		lic_buf_add(buf, "x", 1);
	}
	assert_int_equal(lic_buf_status(buf).code, LIC_OK);
	assert_int_equal(buf->len, 1000);
	assert_int_equal(buf->size, 1001); /* no more memory than the ceiling calls for */
	lic_buf_add(buf, "x", 1);
	assert_int_equal(lic_buf_status(buf).code, LIC_E_LIMIT);
	assert_int_equal(buf->len, 1000);
}

static void test_base_buf__ignores_what_follows_a_failure(void **state)
{
	struct lic_buf *buf = *state;
	char big[1001];

	memset(big, 'x', sizeof(big));
	lic_buf_puts(buf, "kept");
	lic_buf_add(buf, big, sizeof(big)); /* does not fit: nothing of it is taken */
	lic_buf_puts(buf, "ignored");
	lic_buf_printf(buf, "%s", "ignored");
	assert_null(lic_buf_reserve(buf, 1));
	assert_string_equal(buf->data, "kept");
	assert_int_equal(lic_buf_status(buf).code, LIC_E_LIMIT);

	lic_buf_clear(buf); /* forgets it */
	assert_int_equal(lic_buf_status(buf).code, LIC_OK);
	assert_string_equal(buf->data, "");
	lic_buf_puts(buf, "again");
	assert_string_equal(buf->data, "again");
}

static void test_base_buf__a_limit_of_zero_takes_nothing(void **state)
{
	struct lic_buf buf = {0};

	(void)state;
	lic_buf_clear(&buf);
	lic_buf_puts(&buf, "");
	assert_int_equal(lic_buf_status(&buf).code, LIC_OK);
	lic_buf_puts(&buf, "x");
	assert_int_equal(lic_buf_status(&buf).code, LIC_E_LIMIT);
	assert_null(buf.data);
	lic_buf_done(&buf);
}

static void test_base_buf__sizes_that_overflow_are_refused(void **state)
{
	struct lic_buf buf;
	volatile size_t huge = SIZE_MAX;

	(void)state;
	lic_buf_init(&buf, SIZE_MAX);
	lic_buf_puts(&buf, "ten bytes.");
	assert_null(lic_buf_reserve(&buf, huge));
	assert_int_equal(lic_buf_status(&buf).code, LIC_E_LIMIT);
	lic_buf_clear(&buf);
	lic_buf_puts(&buf, "ten bytes.");
	assert_null(lic_buf_reserve(&buf, huge - 10)); /* no room for the NUL */
	assert_int_equal(lic_buf_status(&buf).code, LIC_E_NOMEM);
	assert_string_equal(buf.data, "ten bytes.");
	lic_buf_done(&buf);
}

static void test_base_buf__keeps_its_text_when_memory_is_out(void **state)
{
	struct lic_buf *buf = *state;

	lic_buf_puts(buf, "kept");
	memory_is_out = true;
	for (int i = 0; i < 500; i++) {
		lic_buf_puts(buf, "x");
	}
	assert_int_equal(lic_buf_status(buf).code, LIC_E_NOMEM);
	assert_memory_equal(buf->data, "kept", 4);
	assert_int_equal(buf->data[buf->len], '\0');

	memory_is_out = false;
	lic_buf_puts(buf, "still ignored, even though there is memory again");
	assert_null(strstr(buf->data, "still"));
	lic_buf_clear(buf);
	lic_buf_printf(buf, "%0500d", 1);
	assert_int_equal(lic_buf_status(buf).code, LIC_OK);
	assert_int_equal(buf->len, 500);
}

static void test_base_buf__an_empty_one_survives_memory_being_out(void **state)
{
	struct lic_buf *buf = *state;

	memory_is_out = true;
	lic_buf_puts(buf, "text");
	assert_int_equal(lic_buf_status(buf).code, LIC_E_NOMEM);
	assert_null(buf->data);
	lic_buf_clear(buf);
	assert_int_equal(lic_buf_status(buf).code, LIC_OK);
}

static void test_base_buf__text_written_in_place_counts_when_committed(void **state)
{
	struct lic_buf *buf = *state;
	char *to = lic_buf_reserve(buf, 500);

	assert_non_null(to);
	assert_int_equal(buf->len, 0);
	memset(to, 'y', 500);
	lic_buf_commit(buf, 3);
	assert_string_equal(buf->data, "yyy");
	assert_ptr_equal(lic_buf_reserve(buf, 1), buf->data + 3);
	assert_null(lic_buf_reserve(buf, 998));
	assert_int_equal(lic_buf_status(buf).code, LIC_E_LIMIT);
}

static void test_base_buf__take_hands_over_and_starts_afresh(void **state)
{
	struct lic_buf *buf = *state;
	char *text = NULL;

	lic_buf_puts(buf, "mine");
	text = lic_buf_take(buf);
	assert_string_equal(text, "mine");
	assert_null(buf->data);
	assert_int_equal(buf->limit, 1000);
	lic_buf_puts(buf, "next");
	assert_string_equal(text, "mine");
	assert_string_equal(buf->data, "next");
	free(text);

	lic_buf_clear(buf); /* a text of no bytes, but a text */
	text = lic_buf_take(buf);
	assert_string_equal(text, "");
	free(text);
}

static void test_base_buf__done_leaves_it_usable(void **state)
{
	struct lic_buf *buf = *state;

	lic_buf_puts(buf, "text");
	lic_buf_done(buf);
	lic_buf_done(buf);
	assert_null(buf->data);
	lic_buf_puts(buf, "text");
	assert_string_equal(buf->data, "text");
}

#define TEST(name_) cmocka_unit_test_setup_teardown(test_base_buf__##name_, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(is_empty_at_first),
		TEST(appends_and_ends_with_nul),
		TEST(grows_and_keeps_what_it_holds),
		TEST(holds_exactly_its_limit),
		TEST(ignores_what_follows_a_failure),
		TEST(a_limit_of_zero_takes_nothing),
		TEST(sizes_that_overflow_are_refused),
		TEST(keeps_its_text_when_memory_is_out),
		TEST(an_empty_one_survives_memory_being_out),
		TEST(text_written_in_place_counts_when_committed),
		TEST(take_hands_over_and_starts_afresh),
		TEST(done_leaves_it_usable),
	};

	return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
