/*
 * Passwords that the program makes up.
 */
#include "base/password.h"

#include "base/rc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TRIES 500

static void test_base_password__has_every_class_and_nothing_alike(void **state)
{
	static const char *const wanted[] = {"abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ",
		"23456789", "-_.!%+="};
	char before[LIC_PASSWORD_MADE_BYTES] = "";
	char password[LIC_PASSWORD_MADE_BYTES];

	(void)state;
	for (int i = 0; i < TRIES; i++) {
		lic_password_make(password);
		assert_int_equal(strlen(password), LIC_PASSWORD_MADE_CHARS);
		assert_string_not_equal(password, before);
		assert_null(strpbrk(password, "lo01IO "));
		for (size_t j = 0; j < LIC_COUNT(wanted); j++) {
			assert_non_null(strpbrk(password, wanted[j]));
		}
		memcpy(before, password, sizeof(before));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base_password__has_every_class_and_nothing_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
