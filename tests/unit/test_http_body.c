/*
 * Bodies in memory and in a temporary file.
 */
#include "http/body_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PIECE_BYTES 10007

/* Adds `len` bytes of a pattern in pieces, completes the body and compares. */
static void check_round_trip(struct lic_http_body *body, size_t len)
{
	char *bytes = malloc(len + 1);
	const char *data = NULL;

	assert_non_null(bytes);
	for (size_t i = 0; i < len; i++) {
		bytes[i] = (char)(i * 31 + i / 251);
	}
	for (size_t at = 0; at < len; at += PIECE_BYTES) {
		size_t piece = len - at < PIECE_BYTES ? len - at : PIECE_BYTES;

		assert_true(lic_ok(lic_http__body_add(body, bytes + at, piece)));
	}
	assert_int_equal(body->len, len);
	assert_true(lic_ok(lic_http__body_finish(body, &data)));
	assert_memory_equal(data, bytes, len);
	assert_int_equal(data[len], '\0');
	free(bytes);
}

static void test_http_body__large_ones_go_to_a_file_where_allowed(void **state)
{
	static const struct {
		size_t len;
		const char *temp_dir;
		bool is_file;
	} rows[] = {
		{1, "/tmp", false},
		{LIC_HTTP_BODY_MEMORY_BYTES, "/tmp", false},
		{LIC_HTTP_BODY_MEMORY_BYTES + 1, "/tmp", true},
		{LIC_HTTP_BODY_MEMORY_BYTES + 4096, "/tmp", true},
		{3 * LIC_HTTP_BODY_MEMORY_BYTES + 5, "/tmp", true},
		{3 * LIC_HTTP_BODY_MEMORY_BYTES + 5, NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		struct lic_http_body body;

		lic_http__body_init(&body, rows[i].temp_dir);
		check_round_trip(&body, rows[i].len);
		assert_int_equal(body.has_file, rows[i].is_file);
		assert_int_equal(body.data == NULL, rows[i].is_file);
		lic_http__body_done(&body);
		assert_int_equal(body.len, 0);
	}
}

static void test_http_body__an_empty_one_is_an_empty_text(void **state)
{
	struct lic_http_body body;
	const char *data = NULL;

	(void)state;
	lic_http__body_init(&body, NULL);
	assert_true(lic_ok(lic_http__body_finish(&body, &data)));
	assert_string_equal(data, "");
	lic_http__body_done(&body);
}

static void test_http_body__a_folder_that_is_none_is_told(void **state)
{
	struct lic_http_body body;
	char *bytes = calloc(1, LIC_HTTP_BODY_MEMORY_BYTES);

	(void)state;
	assert_non_null(bytes);
	lic_http__body_init(&body, "/nonexistent");
	assert_true(lic_ok(lic_http__body_add(&body, bytes, LIC_HTTP_BODY_MEMORY_BYTES)));

	lic_rc rc = lic_http__body_add(&body, bytes, 1);

	assert_int_equal(rc.code, LIC_E_UNAVAILABLE);
	lic_http__body_done(&body);
	free(bytes);
}

static void test_http_body__done_accepts_a_zeroed_one_twice(void **state)
{
	struct lic_http_body body = {0};

	(void)state;
	lic_http__body_done(&body);
	lic_http__body_done(&body);
	assert_false(body.has_file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_http_body__large_ones_go_to_a_file_where_allowed),
		cmocka_unit_test(test_http_body__an_empty_one_is_an_empty_text),
		cmocka_unit_test(test_http_body__a_folder_that_is_none_is_told),
		cmocka_unit_test(test_http_body__done_accepts_a_zeroed_one_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
