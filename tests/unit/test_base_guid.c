/*
 * GUIDs: which texts are one, and that writing and reading agree.
 */
#include "base/guid.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_base_guid__parses_only_the_canonical_form(void **state)
{
	static const struct {
		const char *text;     /* what is parsed */
		const char *expected; /* its canonical form, NULL when it is refused */
	} cases[] = {
		{"06ebc4ee-1bb5-47dd-8120-11324bc54e06", "06ebc4ee-1bb5-47dd-8120-11324bc54e06"},
		{"06EBC4EE-1BB5-47DD-8120-11324BC54E06", "06ebc4ee-1bb5-47dd-8120-11324bc54e06"},
		{"06ebC4EE-1bb5-47Dd-8120-11324bC54e06", "06ebc4ee-1bb5-47dd-8120-11324bc54e06"},
		{"00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000"},
		{"ffffffff-ffff-ffff-ffff-ffffffffffff", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
		{"", NULL},
		{"06ebc4ee-1bb5-47dd-8120-11324bc54e0", NULL},   /* one digit short */
		{"06ebc4ee-1bb5-47dd-8120-11324bc54e066", NULL}, /* one too many */
		{"06ebc4ee1bb547dd812011324bc54e06", NULL},      /* no dashes */
		{"{06ebc4ee-1bb5-47dd-8120-11324bc54e06}", NULL},
		{" 06ebc4ee-1bb5-47dd-8120-11324bc54e0", NULL},
		{"06ebc4ee-1bb5-47dd-8120-11324bc54e0 ", NULL},
		{"06ebc4ee-1bb5-47dd-8120_11324bc54e06", NULL},
		{"06ebc4ee-1bb5-47dd-812011-324bc54e06", NULL}, /* a dash in the wrong place */
		{"06ebc4ee-1bb5-47dd-8120-11324bc54e0g", NULL},
		{"06ebc4ee-1bb5-47dd-8120-11324bc54e0G", NULL},
		{"06ebc4ee-1bb5-47dd-8120-11324bc54e0@", NULL}, /* the byte before 'A' */
		{"06ebc4ee-1bb5-47dd-8120-11324bc54e0`", NULL}, /* the byte before 'a' */
		{"/6ebc4ee-1bb5-47dd-8120-11324bc54e06", NULL}, /* the byte before '0' */
		{":6ebc4ee-1bb5-47dd-8120-11324bc54e06", NULL}, /* the byte after '9' */
		{"-6ebc4ee-1bb5-47dd-8120-11324bc54e06", NULL},
		{"\xC3\xA9"
		 "bc4ee-1bb5-47dd-8120-11324bc54e06x",
			NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lic_guid untouched;
		struct lic_guid guid;

		memset(&untouched, 0x5A, sizeof(untouched));
		guid = untouched;
		if (lic_guid_parse(cases[i].text, strlen(cases[i].text), &guid) !=
			(cases[i].expected != NULL)) {
			fail_msg("\"%s\" is wrongly judged", cases[i].text);
		}
		if (cases[i].expected != NULL) {
			assert_string_equal(lic_guid_format(&guid).text, cases[i].expected);
		} else {
			assert_true(lic_guid_equal(&guid, &untouched));
		}
	}
}

static void test_base_guid__reads_no_further_than_the_length(void **state)
{
	struct lic_guid guid;

	(void)state;
	assert_true(lic_guid_parse("06ebc4ee-1bb5-47dd-8120-11324bc54e06tail", 36, &guid));
	assert_false(lic_guid_parse("06ebc4ee-1bb5-47dd-8120-11324bc54e06", 35, &guid));
	assert_false(lic_guid_parse("06ebc4ee-1bb5-47dd-8120-11324bc54e0\0", 36, &guid));
}

static void test_base_guid__bytes_stand_in_the_order_of_the_text(void **state)
{
	struct lic_guid guid;

	(void)state;
	assert_true(lic_guid_parse("00112233-4455-6677-8899-aabbccddeeff", 36, &guid));
	for (unsigned i = 0; i < 16; i++) {
		assert_int_equal(guid.bytes[i], i * 17);
	}
}

static void test_base_guid__every_byte_survives_in_every_place(void **state)
{
	(void)state;
	for (unsigned place = 0; place < 16; place++) {
		for (unsigned value = 0; value < 256; value++) {
			struct lic_guid guid = {{0}};
			struct lic_guid back;
			struct lic_guid_text text;

			guid.bytes[place] = (uint8_t)value;
			text = lic_guid_format(&guid);
			assert_int_equal(strlen(text.text), LIC_GUID_TEXT_LEN);
			assert_true(lic_guid_parse(text.text, LIC_GUID_TEXT_LEN, &back));
			assert_memory_equal(&back, &guid, sizeof(guid));
		}
	}
}

static void test_base_guid__orders_by_bytes(void **state)
{
	static const char *const ordered[] = {"00000000-0000-0000-0000-000000000000",
		"00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0100-000000000000",
		"7fffffff-ffff-ffff-ffff-ffffffffffff", "80000000-0000-0000-0000-000000000000",
		"ffffffff-ffff-ffff-ffff-ffffffffffff"};

	(void)state;
	for (size_t i = 0; i < sizeof(ordered) / sizeof(ordered[0]); i++) {
		for (size_t j = 0; j < sizeof(ordered) / sizeof(ordered[0]); j++) {
			struct lic_guid a;
			struct lic_guid b;
			int order = 0;

			assert_true(lic_guid_parse(ordered[i], LIC_GUID_TEXT_LEN, &a));
			assert_true(lic_guid_parse(ordered[j], LIC_GUID_TEXT_LEN, &b));
			order = lic_guid_compare(&a, &b);
			assert_int_equal(order < 0, i < j);
			assert_int_equal(order > 0, i > j);
			assert_int_equal(lic_guid_equal(&a, &b), i == j);
		}
	}
}

static void test_base_guid__random_ones_are_of_version_4_and_differ(void **state)
{
	struct lic_guid guids[100];

	(void)state;
	for (size_t i = 0; i < sizeof(guids) / sizeof(guids[0]); i++) {
		guids[i] = lic_guid_random();
		assert_int_equal(lic_guid_format(&guids[i]).text[14], '4');
		assert_int_equal(guids[i].bytes[8] & 0xC0U, 0x80);
		for (size_t j = 0; j < i; j++) {
			assert_false(lic_guid_equal(&guids[i], &guids[j]));
		}
	}
}

static void test_base_guid__ordered_ones_begin_with_their_time_and_differ(void **state)
{
	struct lic_guid guids[100];

	(void)state;
	for (size_t i = 0; i < sizeof(guids) / sizeof(guids[0]); i++) {
		guids[i] = lic_guid_ordered(INT64_C(0x0123456789ab));
		assert_memory_equal(lic_guid_format(&guids[i]).text, "01234567-89ab-7", 15);
		assert_int_equal(guids[i].bytes[8] & 0xC0U, 0x80);
		for (size_t j = 0; j < i; j++) {
			assert_false(lic_guid_equal(&guids[i], &guids[j]));
		}
	}
	guids[0] = lic_guid_ordered(INT64_C(0x0123456789ac));
	for (size_t i = 1; i < sizeof(guids) / sizeof(guids[0]); i++) {
		assert_true(lic_guid_compare(&guids[i], &guids[0]) < 0);
	}
}

static void *make_guids(void *arg)
{
	struct lic_guid *guids = arg;

	for (size_t i = 0; i < 100; i++) {
		guids[i] = lic_guid_random();
	}
	return NULL;
}

static void test_base_guid__random_ones_come_from_any_thread(void **state)
{
	static struct lic_guid guids[4][100];
	const struct lic_guid *all = guids[0];
	pthread_t threads[4];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(pthread_create(&threads[i], NULL, make_guids, guids[i]), 0);
	}
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	}
	for (size_t i = 0; i < 400; i++) {
		for (size_t j = 0; j < i; j++) {
			assert_false(lic_guid_equal(&all[i], &all[j]));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* The threads come first, so that they race for the generator's first use. */
		cmocka_unit_test(test_base_guid__random_ones_come_from_any_thread),
		cmocka_unit_test(test_base_guid__parses_only_the_canonical_form),
		cmocka_unit_test(test_base_guid__reads_no_further_than_the_length),
		cmocka_unit_test(test_base_guid__bytes_stand_in_the_order_of_the_text),
		cmocka_unit_test(test_base_guid__every_byte_survives_in_every_place),
		cmocka_unit_test(test_base_guid__orders_by_bytes),
		cmocka_unit_test(test_base_guid__random_ones_are_of_version_4_and_differ),
		cmocka_unit_test(test_base_guid__ordered_ones_begin_with_their_time_and_differ),
	};

	return cmocka_run_group_tests_name("base/guid", tests, NULL, NULL);
}
