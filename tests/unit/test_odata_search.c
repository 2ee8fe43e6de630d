/*
 * $search and $orderby: what is read of them, and what is said about what cannot be (O-08, D-20).
 */
#include "base/buf.h"
#include "odata/entities.h"
#include "odata/order.h"
#include "odata/search.h"

#include "odata_print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)4 * 1024 * 1024)
#define ANYWHERE "(or displayName~ann userPrincipalName^ann mail^ann)"

/* A text and what comes of it. */
struct sample {
	const char *text;
	const char *expected; /* the condition, or a part of the message */
};

static const struct sample good[] = {
	{"\"displayName:Ann\"", "displayName~ann"},
	{"\"DisplayName:Ann\"", "displayName~ann"},
	{"\"displayName: Ann \"", "displayName~ann"},
	{"\"displayName:Ann Bee\"", "(and displayName~ann displayName~bee)"},
	{"\"displayName:hello-wor\"",
		"(or (and displayName~hello displayName~wor) displayName~hellowor)"},
	{"\"displayName:HelloWor\"",
		"(or (and displayName~hello displayName~wor) displayName~hellowor)"},
	{"\"displayName:O'Neil\"", "(or (and displayName~o displayName~neil) displayName~oneil)"},
	{"\"displayName:a \\\"b\\\" \\\\c\"", "(and displayName~a displayName~b displayName~c)"},
	{"\"mail:Ann@\"", "mail^Ann@"},
	{"\"mail:a:b\"", "mail^a:b"},
	{"\"displayName:a\" AND \"mail:b\"", "(and displayName~a mail^b)"},
	{"\"displayName:a\" \"mail:b\"", "(and displayName~a mail^b)"},
	{"\"displayName:a\" OR \"mail:b\"", "(or displayName~a mail^b)"},
	{"\"displayName:a\" OR \"mail:b\" AND \"mail:c\"",
		"(or displayName~a (and mail^b mail^c))"},
	{"(\"displayName:a\" OR \"mail:b\") AND \"mail:c\"",
		"(and (or displayName~a mail^b) mail^c)"},
	{"\"ann\"", ANYWHERE},
	{"ann", ANYWHERE},
	{"ann OR \"mail:b\"", "(or displayName~ann userPrincipalName^ann mail^ann mail^b)"},
	{"\"a or b\"",
		"(or (and displayName~a displayName~or displayName~b) userPrincipalName^a or b mail^a or b)"},
	{"\"displayName:\xC3\x89T\xC3\x89\"", "displayName~\xC3\xA9t\xC3\xA9"},
};

static const struct sample bad[] = {
	{"", "it ends where something is missing, at position 1"},
	{"displayName:ann", "stand in double quotes, as in \"displayName:ann\", at position 1"},
	{"\"displayName:ann",
		"the clause that begins here has no closing double quote, at position 1"},
	{"\"displayName:\"", "there is no word to look for, at position 1"},
	{"\"displayName:-\"", "there is no word to look for"},
	{"\"displayNam:ann\"", "(did you mean 'displayName'?), at position 2"},
	{"\"zzzz:ann\"", "Could not find a property named 'zzzz'"},
	{"\"city:ann\"", "city cannot be searched"},
	{"\"companyName:ann\"", "companyName cannot be searched"},
	{"\"displayName:a\" AND", "it ends where something is missing, at position 20"},
	{"AND \"displayName:a\"", "'AND' was not expected, at position 1"},
	{"NOT \"displayName:a\"", "there is no NOT"},
	{"(\"displayName:a\"", "it ends where something is missing"},
	{"\"displayName:a\")", "')' was not expected, at position 16"},
};

static const char *outcome(struct lic_arena *arena, const char *text, lic_rc *ret_rc)
{
	LIC_AUTO(lic_buf_done) struct lic_buf out = {0};
	const struct lic_odata_condition *condition = NULL;
	struct lic_err err = {0};

	*ret_rc = lic_odata_search_read(text, &lic_odata_users, arena, &err, &condition);
	if (!lic_ok(*ret_rc)) {
		assert_null(condition);
		assert_string_equal(err.details[0].target, "$search");
		return lic_arena_strdup(arena, err.message);
	}
	lic_buf_init(&out, ARENA_BYTES);
	odata_print(&out, condition);
	assert_true(lic_ok(lic_buf_status(&out)));
	return lic_arena_strdup(arena, out.data);
}

static void test_odata_search__O_08_what_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(good); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		lic_rc rc;
		const char *text = outcome(arena, good[i].text, &rc);

		if (!lic_ok(rc) || strcmp(text, good[i].expected) != 0) {
			fail_msg("%s: %s", good[i].text, text);
		}
	}
}

static void test_odata_search__D_20_what_is_refused_and_why(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(bad); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		lic_rc rc;
		const char *text = outcome(arena, bad[i].text, &rc);

		assert_int_equal(rc.code, LIC_E_INVALID);
		if (strstr(text, bad[i].expected) == NULL) {
			fail_msg("%s: %s", bad[i].text, text);
		}
	}
}

static void test_odata_search__depth_and_size_are_limited(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	char text[4096];
	lic_rc rc;

	(void)state;
	memset(text, '(', 1000);
	text[1000] = '\0';
	assert_non_null(strstr(outcome(arena, text, &rc), "nested deeper than 20, at position 21"));
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_non_null(strstr(outcome(arena, text, &rc), "it has 4095 bytes"));
}

static void test_odata_order__what_is_read(void **state)
{
	static const struct {
		const char *text;
		const char *name;
		bool is_descending;
	} orders[] = {
		{"displayName", "displayName", false},
		{"displayname asc", "displayName", false},
		{" displayName  DESC ", "displayName", true},
		{"userPrincipalName desc", "userPrincipalName", true},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(orders); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		struct lic_odata_order order = {0};
		struct lic_err err = {0};

		assert_true(lic_ok(lic_odata_order_read(orders[i].text, &lic_odata_users, arena,
			&err, &order)));
		assert_string_equal(order.property->name, orders[i].name);
		assert_int_equal(order.is_descending, orders[i].is_descending);
	}
}

static void test_odata_order__D_20_what_is_refused_and_why(void **state)
{
	static const struct sample orders[] = {
		{"", "it ends where something is missing"},
		{"displayNam", "(did you mean 'displayName'?), at position 1"},
		{"displayName up", "asc or desc stands behind a property, at position 13"},
		{"displayName desc desc", "'desc' was not expected"},
		{"displayName,surname", "objects are sorted by one property"},
		{"city", "objects cannot be sorted by city"},
		{"'displayName'", "was not expected, at position 1"},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(orders); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		struct lic_odata_order order = {0};
		struct lic_err err = {0};
		lic_rc rc =
			lic_odata_order_read(orders[i].text, &lic_odata_users, arena, &err, &order);

		assert_int_equal(rc.code, LIC_E_INVALID);
		assert_null(order.property);
		if (strstr(err.message, orders[i].expected) == NULL) {
			fail_msg("%s: %s", orders[i].text, err.message);
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_odata_search__O_08_what_is_read),
		cmocka_unit_test(test_odata_search__D_20_what_is_refused_and_why),
		cmocka_unit_test(test_odata_search__depth_and_size_are_limited),
		cmocka_unit_test(test_odata_order__what_is_read),
		cmocka_unit_test(test_odata_order__D_20_what_is_refused_and_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
