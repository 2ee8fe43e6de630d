/*
 * $filter: what is read of it, and what is said about what cannot be (specification section 6, O-01
 * to O-03, O-10, D-20).
 */
#include "base/buf.h"
#include "odata/entities.h"
#include "odata/filter.h"

#include "odata_print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GUID_A "05e9a617-0261-4cee-bb44-138d3ef5d965"
#define GUID_B "06ebc4ee-1bb5-47dd-8120-11324bc54e06"
#define ARENA_BYTES ((size_t)8 * 1024 * 1024)

/* A filter and what comes of it. */
struct sample {
	const char *filter;
	const char *expected; /* the condition, or a part of the message */
};

static const struct sample good[] = {
	{"displayName eq 'Ann'", "displayName=Ann"},
	{"  displayName   eq\t'Ann'  ", "displayName=Ann"},
	{"DISPLAYNAME EQ 'Ann'", "displayName=Ann"},
	{"'Ann' eq displayName", "displayName=Ann"},
	{"'a' lt displayName", "displayName>a"},
	{"'a' le displayName", "displayName>=a"},
	{"'a' gt displayName", "displayName<a"},
	{"'a' ge displayName", "displayName<=a"},
	{"displayName eq ''", "displayName="},
	{"displayName eq 'O''Neil'", "displayName=O'Neil"},
	{"displayName eq ''''''", "displayName=''"},
	{"displayName eq 'a and b or (c'", "displayName=a and b or (c"},
	{"displayName eq '\xC3\xA9t\xC3\xA9'", "displayName=\xC3\xA9t\xC3\xA9"},
	{"displayName ne 'Ann'", "(not displayName=Ann)"},
	{"displayName gt 'a'", "displayName>a"},
	{"displayName ge 'a'", "displayName>=a"},
	{"displayName lt 'a'", "displayName<a"},
	{"displayName le 'a'", "displayName<=a"},
	{"mail eq null", "mail=null"},
	{"null eq mail", "mail=null"},
	{"mail ne null", "(not mail=null)"},
	{"accountEnabled eq true", "accountEnabled=1"},
	{"accountEnabled eq FALSE", "accountEnabled=0"},
	{"accountEnabled ne true", "(not accountEnabled=1)"},
	{"accountEnabled in (true, false)", "accountEnabled=1|0"},
	{"id eq '" GUID_A "'", "id=" GUID_A},
	{"id eq " GUID_A, "id=" GUID_A},
	{"id eq '05E9A617-0261-4CEE-BB44-138D3EF5D965'", "id=" GUID_A},
	{"id in ('" GUID_A "','" GUID_B "')", "id=" GUID_A "|" GUID_B},
	{"createdDateTime ge 2026-01-31T08:00:00Z", "createdDateTime>=1769846400000"},
	{"createdDateTime ge 2026-01-31T08:00Z", "createdDateTime>=1769846400000"},
	{"createdDateTime ge 2026-01-31", "createdDateTime>=1769817600000"},
	{"createdDateTime le 2026-01-31T09:00:00.000+01:00", "createdDateTime<=1769846400000"},
	{"displayName in ('a','b', 'c')", "displayName=a|b|c"},
	{"userPrincipalName in ('a@b')", "userPrincipalName=a@b"},
	{"startsWith(displayName,'A')", "displayName^A"},
	{"startswith( displayName , 'A' )", "displayName^A"},
	{"STARTSWITH(DisplayName,'A')", "displayName^A"},
	{"startswith(displayName,'A') eq true", "displayName^A"},
	{"startswith(displayName,'A') ne false", "displayName^A"},
	{"startswith(displayName,'A') eq false", "(not displayName^A)"},
	{"startswith(displayName,'A') ne true", "(not displayName^A)"},
	{"endsWith(mail,'@contoso.example')", "mail$@contoso.example"},
	{"a eq 'x' or displayName eq 'y'", NULL},
	{"displayName eq 'a' or mail eq 'b' and surname eq 'c'",
		"(or displayName=a (and mail=b surname=c))"},
	{"displayName eq 'a' and mail eq 'b' or surname eq 'c'",
		"(or (and displayName=a mail=b) surname=c)"},
	{"(displayName eq 'a' or mail eq 'b') and surname eq 'c'",
		"(and (or displayName=a mail=b) surname=c)"},
	{"displayName eq 'a' and (mail eq 'b' and surname eq 'c')",
		"(and displayName=a (and mail=b surname=c))"},
	{"displayName eq 'a' AND mail eq 'b' And surname eq 'c'",
		"(and displayName=a mail=b surname=c)"},
	{"((displayName eq 'a'))", "displayName=a"},
	{"not displayName eq 'a'", "(not displayName=a)"},
	{"not(displayName eq 'a')", "(not displayName=a)"},
	{"NOT startsWith(displayName,'a')", "(not displayName^a)"},
	{"not not displayName eq 'a'", "(not (not displayName=a))"},
	{"not displayName eq 'a' and mail eq 'b'", "(and (not displayName=a) mail=b)"},
	{"assignedLicenses/any(s:s/skuId eq " GUID_A ")", "assignedLicenses[skuId=" GUID_A "]"},
	{"assignedLicenses/any(x: x/skuId eq '" GUID_A "')", "assignedLicenses[skuId=" GUID_A "]"},
	{"ASSIGNEDLICENSES/ANY(X:X/SKUID EQ " GUID_A ")", "assignedLicenses[skuId=" GUID_A "]"},
	{"assignedLicenses/any(s:s/skuId in (" GUID_A "," GUID_B "))",
		"assignedLicenses[skuId=" GUID_A "|" GUID_B "]"},
	{"assignedLicenses/any(s:s/skuId eq " GUID_A " or s/skuId eq " GUID_B ")",
		"assignedLicenses[(or skuId=" GUID_A " skuId=" GUID_B ")]"},
	{"not(assignedLicenses/any(s:s/skuId eq " GUID_A "))",
		"(not assignedLicenses[skuId=" GUID_A "])"},
	{"assignedLicenses/any()", "assignedLicenses[]"},
	{"assignedLicenses/$count eq 0", "(not assignedLicenses[])"},
	{"assignedLicenses/$count ne 0", "assignedLicenses[]"},
	{"assignedLicenses/$count gt 0", "assignedLicenses[]"},
	{"assignedLicenses/$count ge 1", "assignedLicenses[]"},
	{"assignedLicenses/$COUNT lt 1", "(not assignedLicenses[])"},
	{"assignedLicenses/any(eq:eq/skuId eq " GUID_A ")", NULL},
};

static const struct sample bad[] = {
	{"", "it ends where something is missing, at position 1"},
	{"   ", "position 4"},
	{"foo bar", "'bar' was not expected, at position 5"},
	{"displayName", "'displayName' alone is no condition"},
	{"true", "'true' alone is no condition"},
	{"displayName eq", "it ends where something is missing, at position 15"},
	{"displayName eq 'Ann",
		"has no end: texts stand in single quotes, a quote in them is doubled, at position 16"},
	{"displayName eq 'O'Neil'", "'Neil' was not expected, at position 19"},
	{"displayName eq \"Ann\"", "not in double ones, at position 16"},
	{"displayName = 'Ann'", "'=' was not expected, at position 13"},
	{"displayName eq Ann", "texts stand in single quotes, at position 16"},
	{"displayName eq 'a' and", "at position 23"},
	{"displayName eq 'a' xor mail eq 'b'", "'xor' was not expected, at position 20"},
	{"(displayName eq 'a'", "it ends where something is missing, at position 20"},
	{"displayName eq 'a')", "')' was not expected, at position 19"},
	{"()", "')' was not expected, at position 2"},
	{"displayName eq 'a' 'b'", "at position 20"},
	{"displayName in ()", "')' was not expected, at position 17"},
	{"displayName in ('a',)", "')' was not expected, at position 21"},
	{"displayName in 'a'", "at position 16"},
	{"displayName in (mail)", "in takes values"},
	{"displayName in ('a', null)", "in takes values"},
	{"'a' in (displayName)", "a property stands before in"},
	{"jobTitel eq 'x'",
		"Could not find a property named 'jobTitel' on type 'microsoft.graph.user' (did you mean 'jobTitle'?), at position 1"},
	{"mail eq 'x' and zzzzzzzz eq 'x'",
		"named 'zzzzzzzz' on type 'microsoft.graph.user', at position 17"},
	{"displayName/foo eq 'x'", "named 'displayName/foo'"},
	{"displayName eq 1",
		"displayName is compared with a text in single quotes, at position 16"},
	{"displayName eq true", "displayName is compared with a text in single quotes"},
	{"displayName eq " GUID_A, "displayName is compared with a text in single quotes"},
	{"displayName eq 2026-01-31", "displayName is compared with a text in single quotes"},
	{"displayName eq mail",
		"a property is compared with a value; texts stand in single quotes, at position 16"},
	{"'a' eq 'b'", "a comparison needs a property on one side"},
	{"accountEnabled eq 'true'",
		"accountEnabled is compared with true or false, without quotes, at position 19"},
	{"accountEnabled eq 1", "accountEnabled is compared with true or false"},
	{"accountEnabled gt true", "accountEnabled does not take gt, ge, lt and le"},
	{"accountEnabled eq null", "accountEnabled does not take null"},
	{"displayName gt null", "null is compared with eq and ne only"},
	{"id eq 'x'", "Cannot convert a primitive value to the expected type 'Edm.Guid'"},
	{"id eq 5", "id is compared with a GUID"},
	{"id gt '" GUID_A "'", "id does not take gt"},
	{"startswith(id,'0')", "startswith is for texts, which id is not"},
	{"createdDateTime ge '2026-01-31'",
		"createdDateTime is compared with a time without quotes"},
	{"createdDateTime ge 2026-02-30T00:00:00Z", "there is no such time, at position 20"},
	{"createdDateTime ge 2026-02-28T25:00Z", "there is no such time"},
	{"contains(displayName,'a')", "directory objects have no contains()"},
	{"contains(displayName,'a') eq true", "directory objects have no contains()"},
	{"endsWith(displayName,'a')", "displayName does not take endsWith()"},
	{"length(displayName) eq 3", "there is no function 'length' here"},
	{"startsWith(displayName)", "startswith takes a property and a text"},
	{"startsWith(displayName,'a','b')", "startswith takes a property and a text"},
	{"startsWith('a',displayName)", "startswith takes a property and a text"},
	{"startsWith(displayName,5)", "a text in single quotes, at position 24"},
	{"startsWith(displayName,'a') eq 1", "stands before eq true or eq false"},
	{"startsWith(displayName,'a') gt true", "stands before eq true or eq false"},
	{"companyName eq 'x'", "The request uses a filter property that is not indexed"},
	{"deletedDateTime ge 2026-01-31", "it can be shown ($select)"},
	{"assignedPlans/any(p:p/servicePlanId eq " GUID_A ")",
		"ask about the products that bring a plan"},
	{"assignedLicenses eq 'x'",
		"assignedLicenses is a collection: ask about its elements with any()"},
	{"assignedLicenses/all(s:s/skuId eq " GUID_A ")", "all() is not answered"},
	{"displayName/any(s:s eq 'a')", "any() is for collections, which displayName is not"},
	{"assignedLicenses/any(s:skuId eq " GUID_A ")",
		"stands behind its variable, as in s/skuId, at position 24"},
	{"assignedLicenses/any(s:s/skuid2 eq " GUID_A ")",
		"(did you mean 'skuId'?), at position 26"},
	{"assignedLicenses/any(s:s/skuId ne " GUID_A ")", "skuId does not take ne"},
	{"assignedLicenses/any(s:s/disabledPlans/any())", "disabledPlans cannot be filtered by"},
	{"assignedLicenses/any(s:s/skuId eq 5)", "skuId is compared with a GUID"},
	{"assignedLicenses/any(s/skuId eq " GUID_A ")", "'/' was not expected, at position 23"},
	{"assignedLicenses/any(s:)", "')' was not expected"},
	{"assignedLicenses/$count eq 2", "can be compared by eq 0 and ne 0 only"},
	{"assignedLicenses/$count eq 'x'", "can be compared by eq 0 and ne 0 only"},
	{"mail/$count eq 0", "mail does not take $count"},
	{"displayName eq 'a' \x01", "was not expected, at position 20"},
	{"\xC3\x28", "it is not valid UTF-8"},
};

/* Reads `filter`; the outcome as text, the condition or the message, in `arena`. */
static const char *outcome(struct lic_arena *arena, const char *filter, lic_rc *ret_rc)
{
	LIC_AUTO(lic_buf_done) struct lic_buf out = {0};
	struct lic_odata_filter result = {0};
	struct lic_err err = {0};

	*ret_rc = lic_odata_filter_read(filter, &lic_odata_users, arena, &err, &result);
	if (!lic_ok(*ret_rc)) {
		assert_null(result.condition);
		assert_non_null(err.public_code);
		assert_int_equal(err.detail_count, 1);
		assert_string_equal(err.details[0].target, "$filter");
		return lic_arena_strdup(arena, err.message);
	}
	lic_buf_init(&out, ARENA_BYTES);
	odata_print(&out, result.condition);
	assert_true(lic_ok(lic_buf_status(&out)));
	return lic_arena_strdup(arena, out.data);
}

static void test_odata_filter__what_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(good); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		lic_rc rc;
		const char *text = outcome(arena, good[i].filter, &rc);

		if (good[i].expected == NULL) { /* a keyword as a name, and an unknown name */
			assert_int_equal(rc.code, LIC_E_INVALID);
		} else if (!lic_ok(rc) || strcmp(text, good[i].expected) != 0) {
			fail_msg("%s: %s", good[i].filter, text);
		}
	}
}

static void test_odata_filter__D_20_what_is_refused_and_why(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(bad); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		lic_rc rc;
		const char *text = outcome(arena, bad[i].filter, &rc);

		assert_int_equal(rc.code, LIC_E_INVALID);
		if (strstr(text, bad[i].expected) == NULL) {
			fail_msg("%s: %s", bad[i].filter, text);
		}
	}
}

/* Writes `open` `count` times, `middle`, and `close` as often. */
static void nest(struct lic_buf *out, const char *open, const char *middle, const char *close,
	size_t count)
{
	lic_buf_clear(out);
	for (size_t i = 0; i < count; i++) {
		lic_buf_puts(out, open);
	}
	lic_buf_puts(out, middle);
	for (size_t i = 0; i < count; i++) {
		lic_buf_puts(out, close);
	}
}

static void check_refused(const char *filter, const char *expected)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	lic_rc rc;
	const char *text = outcome(arena, filter, &rc);

	assert_int_equal(rc.code, LIC_E_INVALID);
	if (strstr(text, expected) == NULL) {
		fail_msg("%.60s…: %s", filter, text);
	}
}

static void check_read(const char *filter)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	lic_rc rc;
	const char *text = outcome(arena, filter, &rc);

	if (!lic_ok(rc)) {
		fail_msg("%.60s…: %s", filter, text);
	}
}

static void test_odata_filter__depth_is_limited(void **state)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};

	(void)state;
	lic_buf_init(&text, ARENA_BYTES);
	nest(&text, "(", "mail eq 'a'", ")", 20);
	check_read(text.data);
	nest(&text, "(", "mail eq 'a'", ")", 21);
	check_refused(text.data, "nested deeper than 20, at position 21");
	nest(&text, "(", "mail eq 'a'", ")", 1000);
	check_refused(text.data, "nested deeper than 20");
	nest(&text, "(surname eq 'a' and (mail eq 'b' or not(", "mail eq 'a'", ")))", 6);
	check_read(text.data);
	nest(&text, "not ", "mail eq 'a'", "", 10);
	check_read(text.data);
	nest(&text, "not ", "mail eq 'a'", "", 150);
	check_refused(text.data, "nested deeper than 20");
	nest(&text, "not ", "mail eq 'a'", "", 1000);
	check_refused(text.data, "nested deeper than 20");
	nest(&text, "not(", "mail eq 'a'", ")", 1000);
	check_refused(text.data, "nested deeper than 20");
	nest(&text, "assignedLicenses/any(a:", "a eq 'a'", ")", 600);
	check_refused(text.data, "nested deeper than 20");
}

static void test_odata_filter__size_is_limited(void **state)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};

	(void)state;
	lic_buf_init(&text, ARENA_BYTES);
	nest(&text, "mail eq 'a' or ", "mail eq 'a'", "", 400);
	check_read(text.data);
	nest(&text, "mail eq 'a' or ", "mail eq 'a'", "", 501);
	check_refused(text.data, "it has more than 500 values");
	nest(&text, "mail ne '' or ", "mail ne ''", "", 700);
	check_refused(text.data, "it has more than 2000 names, values and operators");
	nest(&text, "mail in (", "'a'", ",'a'", 1);
	nest(&text, "x", "", "", (size_t)1024 * 1024);
	check_refused(text.data, "it has 1048576 bytes, and at most 16384 are possible");
}

/* D-21: what Graph answers only as an advanced query is told, so that strictGraph can refuse it. */
static void test_odata_filter__D_21_advanced_queries_are_known(void **state)
{
	static const char *const plain[] = {"displayName eq 'a'", "startsWith(mail,'a')",
		"accountEnabled eq true and userType eq 'Member'", "displayName in ('a')",
		("assignedLicenses/any(s:s/skuId eq " GUID_A ")"), "createdDateTime ge 2026-01-01"};
	static const char *const advanced[] = {"displayName ne 'a'", "not(displayName eq 'a')",
		"endsWith(mail,'a')", "mail eq null", "assignedLicenses/$count eq 0",
		("not(assignedLicenses/any(s:s/skuId eq " GUID_A "))"),
		"startsWith(mail,'a') eq false"};
	struct lic_odata_filter filter;
	struct lic_err err = {0};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(plain) + LIC_COUNT(advanced); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		bool is_plain = i < LIC_COUNT(plain);
		const char *text = is_plain ? plain[i] : advanced[i - LIC_COUNT(plain)];

		assert_true(lic_ok(
			lic_odata_filter_read(text, &lic_odata_users, arena, &err, &filter)));
		if (is_plain != (filter.advanced == NULL)) {
			fail_msg("%s", text);
		}
	}
}

static void test_odata_filter__groups(void **state)
{
	static const char *const texts[] = {"groupTypes/any(c:c eq 'Unified')",
		"groupTypes/any(c:c+eq+'Unified')",
		"securityEnabled eq true and mailEnabled eq false",
		"hasMembersWithLicenseErrors eq true", "not(groupTypes/any(t:t eq 'Unified'))",
		"proxyAddresses/any(p:startsWith(p,'SMTP:x'))"};
	struct lic_odata_filter filter;
	struct lic_err err = {0};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		lic_rc rc =
			lic_odata_filter_read(texts[i], &lic_odata_groups, arena, &err, &filter);

		/* A plus sign is a space in a query, and never comes here. */
		assert_int_equal(lic_ok(rc), strchr(texts[i], '+') == NULL);
	}
}

/* Memory that ends anywhere is told, and nothing else goes wrong. */
static void test_odata_filter__without_memory(void **state)
{
	static const char text[] =
		"(displayName eq 'a''b' or not(mail in ('a','b'))) and assignedLicenses/any(s:s/skuId eq " GUID_A
		")";
	struct lic_odata_filter filter;
	struct lic_err err = {0};
	bool is_enough = false;

	(void)state;
	for (size_t bytes = 16; !is_enough; bytes += 16) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(bytes);
		lic_rc rc = lic_odata_filter_read(text, &lic_odata_users, arena, &err, &filter);

		is_enough = lic_ok(rc);
		assert_true(is_enough || rc.code == LIC_E_NOMEM);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_odata_filter__what_is_read),
		cmocka_unit_test(test_odata_filter__D_20_what_is_refused_and_why),
		cmocka_unit_test(test_odata_filter__depth_is_limited),
		cmocka_unit_test(test_odata_filter__size_is_limited),
		cmocka_unit_test(test_odata_filter__D_21_advanced_queries_are_known),
		cmocka_unit_test(test_odata_filter__groups),
		cmocka_unit_test(test_odata_filter__without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
