/*
 * Product keys as people write them (U-54).
 */
#include "core/product_key.h"

#include "core_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_core_product_key__U_54_keys(void **state)
{
	static const struct {
		const char *text;
		const char *key;
	} rows[] = {
		{"ABCDE-FGHIJ-KLMNO-PQRST-UV123", "ABCDEFGHIJKLMNOPQRSTUV123"},
		{"abcdefghijklmnopqrstuv123", "ABCDEFGHIJKLMNOPQRSTUV123"},
		{" a-b-c-d-e f g h i j KLMNO--PQRST  UV123- ", "ABCDEFGHIJKLMNOPQRSTUV123"},
		{"0000000000000000000000000", "0000000000000000000000000"},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		char key[LIC_PRODUCT_KEY_BYTES];

		if (!lic_product_key_read(rows[i].text, key)) {
			fail_msg("'%s' is a key", rows[i].text);
		}
		assert_string_equal(key, rows[i].key);
		assert_string_equal(lic_product_key_ending(key), rows[i].key + 20);
	}
}

static void test_core_product_key__U_54_what_is_no_key(void **state)
{
	static const char *const rows[] = {"", "-", "ABCDE", "ABCDE-FGHIJ-KLMNO-PQRST-UV12",
		"ABCDE-FGHIJ-KLMNO-PQRST-UV1234", "ABCDE_FGHIJ_KLMNO_PQRST_UV123",
		"ABCDE-FGHIJ-KLMNO-PQRST-UV12\xC3\x89", "ABCDE-FGHIJ-KLMNO-PQRST-UV12.",
		"ABCDE-FGHIJ-KLMNO-PQRST-UV123\n"};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		char key[LIC_PRODUCT_KEY_BYTES];

		if (lic_product_key_read(rows[i], key)) {
			fail_msg("'%s' is no key", rows[i]);
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_product_key__U_54_keys),
		cmocka_unit_test(test_core_product_key__U_54_what_is_no_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
