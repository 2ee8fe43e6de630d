/*
 * Failures told to people: replacing, cutting, and details in the arena.
 */
#include "base/err.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_base_err__set_fills_and_returns_the_code(void **state)
{
	struct lic_err err = {0};
	lic_rc rc = lic_err_set(&err, LIC_E_NOTFOUND, "Request_ResourceNotFound", "No %s '%d'.",
		"user", 7);

	(void)state;
	assert_int_equal(rc.code, LIC_E_NOTFOUND);
	assert_string_equal(err.public_code, "Request_ResourceNotFound");
	assert_string_equal(err.message, "No user '7'.");
	assert_null(err.details);
	assert_int_equal(err.detail_count, 0);
	assert_int_equal(lic_err_set(NULL, LIC_E_BUSY, "x", "%s", "y").code, LIC_E_BUSY);
}

static void test_base_err__field_names_its_target(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(4096);
	struct lic_err err = {0};
	char target[] = "addLicenses/0/skuId";
	lic_rc rc = lic_err_field(&err, arena, target, "'%s' is no GUID.", "E5");

	(void)state;
	target[0] = '?'; /* it was copied */
	assert_int_equal(rc.code, LIC_E_INVALID);
	assert_string_equal(err.public_code, "Request_BadRequest");
	assert_string_equal(err.message, "'E5' is no GUID.");
	assert_int_equal(err.detail_count, 1);
	assert_string_equal(err.details[0].target, "addLicenses/0/skuId");
	assert_string_equal(err.details[0].message, "'E5' is no GUID.");
	assert_non_null(err.details[0].code);

	assert_int_equal(lic_err_field(&err, arena, NULL, "%s", "whole body").code, LIC_E_INVALID);
	assert_null(err.details[0].target);
	assert_int_equal(lic_err_field(NULL, arena, "x", "%s", "y").code, LIC_E_INVALID);
}

static void test_base_err__a_new_failure_drops_old_details(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(4096);
	struct lic_err err = {0};

	(void)state;
	assert_int_equal(lic_err_field(&err, arena, "a", "%s", "first").code, LIC_E_INVALID);
	assert_int_equal(lic_err_set(&err, LIC_E_BUG, NULL, "%s", "second").code, LIC_E_BUG);
	assert_null(err.public_code);
	assert_null(err.details);
	assert_int_equal(err.detail_count, 0);
	assert_string_equal(err.message, "second");
}

static void test_base_err__an_exhausted_arena_leaves_the_message(void **state)
{
	static const size_t limits[] = {1, 64, 80, 96, 112};
	struct lic_err err = {0};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(limits); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(limits[i]);
		lic_rc rc =
			lic_err_field(&err, arena, "a target of some length, so that it matters",
				"%s", "and a message that is as long as the target is, or longer");

		assert_int_equal(rc.code, LIC_E_NOMEM);
		assert_memory_equal(err.message, "and a message", 13);
		assert_int_equal(err.detail_count, 0);
		assert_null(err.details);
	}
}

static void test_base_err__a_target_that_does_not_fit_is_not_left_out(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(96);
	struct lic_err err = {0};
	lic_rc rc = lic_err_field(&err, arena, "a target of more bytes than are left", "%s", "no");

	(void)state;
	assert_int_equal(rc.code, LIC_E_NOMEM);
	assert_int_equal(err.detail_count, 0);
}

static void test_base_err__cuts_between_characters(void **state)
{
	static const char *const characters[] = {"x", "\xC3\xA9", "\xE2\x82\xAC",
		"\xF0\x9F\x98\x80"};
	struct lic_err err = {0};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(characters); i++) {
		size_t size = strlen(characters[i]);

		/* Begin each character at each distance from the end of the message. */
		for (size_t ahead = LIC_ERR_MESSAGE_BYTES - 8; ahead < LIC_ERR_MESSAGE_BYTES + 2;
			ahead++) {
			char text[LIC_ERR_MESSAGE_BYTES + 16];
			size_t expected = ahead + size;

			memset(text, 'a', ahead);
			(void)snprintf(text + ahead, sizeof(text) - ahead, "%s", characters[i]);
			if (expected > LIC_ERR_MESSAGE_BYTES - 1) {
				expected = ahead < LIC_ERR_MESSAGE_BYTES - 1
					? ahead
					: LIC_ERR_MESSAGE_BYTES - 1;
			}
			assert_int_equal(lic_err_set(&err, LIC_E_LIMIT, NULL, "%s", text).code,
				LIC_E_LIMIT);
			assert_int_equal(strlen(err.message), expected);
			assert_true(lic_text_is_utf8(err.message, expected));
		}
	}
}

static void test_base_err__cutting_does_not_eat_what_is_no_utf8(void **state)
{
	char text[LIC_ERR_MESSAGE_BYTES * 2];
	struct lic_err err = {0};

	(void)state;
	memset(text, 0x80, sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(lic_err_set(&err, LIC_E_LIMIT, NULL, "%s", text).code, LIC_E_LIMIT);
	assert_int_equal(strlen(err.message), LIC_ERR_MESSAGE_BYTES - 1);
}

static void test_base_err__every_code_has_a_name(void **state)
{
	(void)state;
	for (int i = LIC_OK; i <= LIC_E_BUG; i++) {
		assert_string_not_equal(lic_code_name((enum lic_code)i), "unknown");
		for (int j = LIC_OK; j < i; j++) {
			assert_string_not_equal(lic_code_name((enum lic_code)i),
				lic_code_name((enum lic_code)j));
		}
	}
	assert_string_equal(lic_code_name(LIC_E_CONFLICT), "conflict");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base_err__set_fills_and_returns_the_code),
		cmocka_unit_test(test_base_err__field_names_its_target),
		cmocka_unit_test(test_base_err__a_new_failure_drops_old_details),
		cmocka_unit_test(test_base_err__an_exhausted_arena_leaves_the_message),
		cmocka_unit_test(test_base_err__a_target_that_does_not_fit_is_not_left_out),
		cmocka_unit_test(test_base_err__cuts_between_characters),
		cmocka_unit_test(test_base_err__cutting_does_not_eat_what_is_no_utf8),
		cmocka_unit_test(test_base_err__every_code_has_a_name),
	};

	return cmocka_run_group_tests_name("base/err", tests, NULL, NULL);
}
