/*
 * Usage locations: the codes, and what the decision makes of them (specification 2.3).
 */
#include "core/location.h"

#include "core_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_core_location__R_40_valid_codes(void **state)
{
	static const char *const valid[] = {"AD", "AF", "BQ", "BR", "CN", "CW", "DE", "DM", "DO",
		"GB", "GR", "GT", "KM", "KP", "MQ", "MR", "NL", "PM", "PN", "RU", "SS", "SV", "SX",
		"US", "VI", "VN", "ZA", "ZW", "XK"};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(valid); i++) {
		if (!lic_location_is_valid(valid[i])) {
			fail_msg("%s is a country", valid[i]);
		}
	}
}

/* Never assigned, withdrawn, reserved, or no code at all. */
static void test_core_location__R_40_invalid_codes(void **state)
{
	static const char *const invalid[] = {"", "N", "NLD", "nl", "Nl", "nL", "AA", "ZZ", "XX",
		"QM", "UK", "EU", "UN", "AN", "CS", "DD", "SU", "TP", "YU", "ZR", "EN", "JA", "  ",
		"D ", " A", "A ", "00", "N1", "528", "NL ", " NL", "AD AE", "\xC3\x89", "N\n"};

	(void)state;
	assert_false(lic_location_is_valid(NULL));
	for (size_t i = 0; i < LIC_COUNT(invalid); i++) {
		if (lic_location_is_valid(invalid[i])) {
			fail_msg("'%s' is no country", invalid[i]);
		}
	}
}

/* ISO 3166-1 has 249 assigned codes; Kosovo's is one more. */
static void test_core_location__R_40_there_are_250_codes(void **state)
{
	unsigned count = 0;

	(void)state;
	for (unsigned first = 1; first < 256; first++) {
		for (unsigned second = 1; second < 256; second++) {
			const char code[] = {(char)first, (char)second, '\0'};

			count += lic_location_is_valid(code) ? 1 : 0;
		}
	}
	assert_int_equal(count, 250);
}

static void test_core_location__R_43_lists_of_countries(void **state)
{
	static const struct {
		const char *code; /* country */
		const char *list; /* list */
		bool expected;    /* whether it is in it */
	} table[] = {
		{"CN", "CN", true},
		{"CN", "CN,RU", true},
		{"RU", "CN,RU", true},
		{"RU", "CN,IR,RU", true},
		{"IR", "CN,IR,RU", true},
		{"NL", "CN,IR,RU", false},
		{"NL", "", false},
		{"NI", "CN,IR", false}, /* across the comma it is none */
		{"N,", "CN,IR", false},
		{"CN", "C", false},
		{"", "CN", false},
		{"C", "CN", false},
		{"CNN", "CN", false},
		{"cn", "CN", false},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(table); i++) {
		if (lic_location_in_list(table[i].code, table[i].list) != table[i].expected) {
			fail_msg("'%s' in '%s'", table[i].code, table[i].list);
		}
	}
}

static void test_core_license__R_40_adding_needs_a_usage_location(void **state)
{
	static const struct core_case cases[] = {
		{.name = "none", .location = "", .add = "E1", .outcome = "NO_LOCATION"},
		{.name = "no country", .location = "ZZ", .add = "E1", .outcome = "NO_LOCATION"},
		{.name = "small letters", .location = "nl", .add = "E1", .outcome = "NO_LOCATION"},
		{.name = "told once for two",
			.location = "",
			.add = "E1 PHONE",
			.outcome = "NO_LOCATION"},
		{.name = "the removal beside it is not done either",
			.location = "",
			.has = "MBOX",
			.add = "E1",
			.remove = "MBOX",
			.outcome = "NO_LOCATION"},
		{.name = "a country",
			.location = "BE",
			.add = "E1",
			.outcome = "+E1",
			.seats = "+E1"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__R_41_removing_needs_none(void **state)
{
	static const struct core_case cases[] = {
		{.name = "none",
			.location = "",
			.has = "E1",
			.remove = "E1",
			.outcome = "-E1",
			.seats = "-E1"},
		{.name = "no country",
			.location = "ZZ",
			.has = "E1",
			.remove = "E1",
			.outcome = "-E1",
			.seats = "-E1"},
		{.name = "where a plan is prohibited",
			.location = "RU",
			.has = "PHONE",
			.remove = "PHONE",
			.outcome = "-PHONE",
			.seats = "-PHONE"},
		{.name = "nothing asked", .location = "", .has = "E1"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static void test_core_license__D_18_a_cleared_location_stops_the_next_assignment(void **state)
{
	static const struct core_case cases[] = {
		{.name = "existing paths stay",
			.location = "",
			.has = "E1",
			.plans = "MAIL1 SITE1 TEAMS SWAY WEB"},
		{.name = "another product",
			.location = "",
			.has = "E1",
			.add = "MBOX",
			.outcome = "NO_LOCATION"},
		{.name = "other plans",
			.location = "",
			.has = "E1",
			.add = "E1-WEB",
			.outcome = "NO_LOCATION"},
		{.name = "beside an inherited one",
			.location = "",
			.has = "E1@7",
			.add = "E1",
			.outcome = "NO_LOCATION"},
		{.name = "removing goes on",
			.location = "",
			.has = "E1 MBOX",
			.remove = "MBOX",
			.outcome = "-MBOX",
			.seats = "-MBOX"},
	};

	(void)state;
	core_check(cases, LIC_COUNT(cases));
}

static const struct core_case prohibited_cases[] = {
	{.name = "first of its list", .location = "CN", .add = "PHONE", .outcome = "LOCATION"},
	{.name = "second of its list", .location = "RU", .add = "PHONE", .outcome = "LOCATION"},
	{.name = "elsewhere",
		.location = "NL",
		.add = "PHONE",
		.outcome = "+PHONE",
		.seats = "+PHONE"},
	{.name = "one plan of many", .location = "CN", .add = "E5", .outcome = "LOCATION"},
	{.name = "two plans are told both",
		.location = "RU",
		.add = "E5",
		.outcome = "LOCATION LOCATION"},
	{.name = "two SKUs are told both",
		.location = "CN",
		.add = "E5 PHONE",
		.outcome = "LOCATION LOCATION"},
	{.name = "turned off",
		.location = "CN",
		.add = "E5-CALLS",
		.outcome = "+E5-CALLS",
		.seats = "+E5"},
	{.name = "one of two turned off",
		.location = "RU",
		.add = "E5-CALLS",
		.outcome = "LOCATION"},
	{.name = "both turned off",
		.location = "RU",
		.add = "E5-CALLS-MAPS",
		.outcome = "+E5-CALLS-MAPS",
		.seats = "+E5"},
	{.name = "a SKU without such a plan",
		.location = "RU",
		.add = "E3",
		.outcome = "+E3",
		.seats = "+E3"},
	{.name = "turning it on later",
		.location = "CN",
		.has = "E5-CALLS",
		.add = "E5",
		.outcome = "LOCATION"},
	{.name = "held, and the request names it",
		.location = "CN",
		.has = "E5",
		.add = "E5-WEB",
		.outcome = "LOCATION"},
	{.name = "held, and the request mends it",
		.location = "CN",
		.has = "E5",
		.add = "E5-CALLS",
		.outcome = "~E5-CALLS"},
};

static void test_core_license__R_43_a_prohibited_plan_blocks_the_sku(void **state)
{
	(void)state;
	core_check(prohibited_cases, LIC_COUNT(prohibited_cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_location__R_40_valid_codes),
		cmocka_unit_test(test_core_location__R_40_invalid_codes),
		cmocka_unit_test(test_core_location__R_40_there_are_250_codes),
		cmocka_unit_test(test_core_location__R_43_lists_of_countries),
		cmocka_unit_test(test_core_license__R_40_adding_needs_a_usage_location),
		cmocka_unit_test(test_core_license__R_41_removing_needs_none),
		cmocka_unit_test(
			test_core_license__D_18_a_cleared_location_stops_the_next_assignment),
		cmocka_unit_test(test_core_license__R_43_a_prohibited_plan_blocks_the_sku),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
