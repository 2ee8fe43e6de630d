/*
 * How long failures make somebody wait, and what forms repeat of a session.
 */
#include "service/sessions.h"
#include "service/sign_in.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_service_sign_in__pauses_grow_and_end(void **state)
{
	static const struct {
		int64_t failures;
		int64_t pause_s;
	} rows[] = {{0, 0}, {4, 0}, {5, 2}, {6, 4}, {7, 8}, {8, 16}, {13, 512}, {14, 900},
		{15, 900}, {1000000, 900}, {INT64_MAX, 900}};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		assert_int_equal(lic_sign_in_pause_ms(rows[i].failures), rows[i].pause_s * 1000);
	}
}

static void test_service_sign_in__a_token_for_each_secret(void **state)
{
	char a[LIC_SESSION_CSRF_BYTES];
	char b[LIC_SESSION_CSRF_BYTES];
	char again[LIC_SESSION_CSRF_BYTES];

	(void)state;
	lic_session_csrf("AAAA", a);
	lic_session_csrf("AAAB", b);
	lic_session_csrf("AAAA", again);
	assert_int_equal(strlen(a), LIC_SESSION_CSRF_BYTES - 1);
	assert_string_equal(a, again);
	assert_string_not_equal(a, b);
}

static void test_service_sign_in__open_tenants(void **state)
{
	(void)state;
	assert_true(lic_sign_in_is_open_tenant("Common"));
	assert_true(lic_sign_in_is_open_tenant("organizations"));
	assert_true(lic_sign_in_is_open_tenant("CONSUMERS"));
	assert_false(lic_sign_in_is_open_tenant("contoso.example"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_service_sign_in__pauses_grow_and_end),
		cmocka_unit_test(test_service_sign_in__a_token_for_each_secret),
		cmocka_unit_test(test_service_sign_in__open_tenants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
