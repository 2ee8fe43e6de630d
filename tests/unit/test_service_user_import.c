/*
 * Parts of an import that need no database: names that were seen, and options that outlive the
 * request.
 */
#include "service/user_import_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NAMES 5000

static void assert_ok(lic_rc rc)
{
	assert_int_equal(rc.code, LIC_OK);
}

static const char *name_of(int number, char text[32])
{
	(void)snprintf(text, 32, "user%d@contoso.example", number);
	return text;
}

static void test_service_user_import__sees_each_name_once(void **state)
{
	struct lic_import_seen seen = {0};
	char text[32];
	bool is_new = false;

	(void)state;
	assert_false(lic_import__has_seen(&seen, "anybody"));
	for (int i = 0; i < NAMES; i++) {
		assert_ok(lic_import__see(&seen, name_of(i, text), &is_new));
		assert_true(is_new);
	}
	for (int i = 0; i < NAMES; i++) {
		assert_true(lic_import__has_seen(&seen, name_of(i, text)));
		assert_ok(lic_import__see(&seen, text, &is_new));
		assert_false(is_new);
		assert_false(lic_import__has_seen(&seen, name_of(NAMES + i, text)));
	}
	assert_int_equal(seen.count, NAMES);
	assert_ok(lic_import__see(&seen, "", &is_new));
	assert_true(is_new);
	lic_import__forget(&seen);
	assert_false(lic_import__has_seen(&seen, name_of(0, text)));
	lic_import__forget(&seen); /* empty now */
}

static void test_service_user_import__options_come_back_as_they_were(void **state)
{
	struct lic_arena *arena = lic_arena_new((size_t)1024 * 1024);
	struct lic_guid plans[2] = {lic_guid_random(), lic_guid_random()};
	struct lic_license_add adds[2] = {{lic_guid_random(), plans, 2},
		{lic_guid_random(), NULL, 0}};
	struct lic_license_request request = {.adds = adds, .add_count = 2};
	struct lic_import_options options = {"NL", true, true, &request};
	struct lic_import_options back = {0};
	const char *text = NULL;

	(void)state;
	assert_ok(lic_user_import_write_options(arena, &options, &text));
	assert_ok(lic_import__read_options(arena, text, &back));
	assert_string_equal(back.usage_location, "NL");
	assert_true(back.account_enabled && back.skip_bad);
	assert_int_equal(back.licenses->add_count, 2);
	assert_true(lic_guid_equal(&back.licenses->adds[1].sku_id, &adds[1].sku_id));
	assert_int_equal(back.licenses->adds[1].disabled_count, 0);
	assert_int_equal(back.licenses->adds[0].disabled_count, 2);
	assert_true(lic_guid_equal(&back.licenses->adds[0].disabled_plans[1], &plans[1]));

	options = (struct lic_import_options){0};
	assert_ok(lic_user_import_write_options(arena, &options, &text));
	assert_ok(lic_import__read_options(arena, text, &back));
	assert_null(back.usage_location);
	assert_null(back.licenses);
	assert_false(back.account_enabled || back.skip_bad);
	lic_arena_free(arena);
}

static void test_service_user_import__options_that_are_none_are_told(void **state)
{
	static const char *const bad[] = {"", "{", "{\"licenses\":[{\"skuId\":\"x\"}]}",
		"{\"licenses\":[{}]}"};
	struct lic_arena *arena = lic_arena_new((size_t)1024 * 1024);
	struct lic_import_options options = {0};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(bad); i++) {
		assert_int_equal(lic_import__read_options(arena, bad[i], &options).code,
			LIC_E_CORRUPT);
	}
	lic_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_service_user_import__sees_each_name_once),
		cmocka_unit_test(test_service_user_import__options_come_back_as_they_were),
		cmocka_unit_test(test_service_user_import__options_that_are_none_are_told),
	};

	return cmocka_run_group_tests_name("service/user_import", tests, NULL, NULL);
}
