/*
 * Claims: types, numbers that are dates and those that are not, and when a token is good.
 */
#include "auth/jwt.h"

#include "base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)1024 * 1024)
#define NOW_MS INT64_C(1800000000000)
#define MINUTE_MS 60000

/* Reads a payload as part of a token, which nobody signed; released with lic_jwt_done(). */
static struct lic_jwt read_claims(struct lic_arena *arena, const char *payload)
{
	struct lic_jwt jwt = {0};
	struct lic_err err = {0};
	char *token = lic_arena_printf(arena, "eyJhbGciOiJSUzI1NiJ9.%s.AAAA",
		lic_base64url_encode(arena, payload, strlen(payload)));

	if (!lic_ok(lic_jwt_parse(arena, token, &err, &jwt))) {
		fail_msg("%s: %s", payload, err.message);
	}
	return jwt;
}

/* A payload with a date called "exp", and its milliseconds; -1 when it is none. */
struct date_row {
	const char *payload;
	int64_t ms;
};

static const struct date_row date_rows[] = {
	{"{\"exp\":0}", 0},
	{"{\"exp\":1800000000}", NOW_MS},
	{"{\"exp\":1800000000.25}", NOW_MS + 250}, /* azure-cli */
	{"{\"exp\":1800000000.0009765625}", NOW_MS},
	{"{\"exp\":1.8e9}", NOW_MS},
	{"{\"exp\":-0.0}", 0},
	{"{\"exp\":253402300799}", INT64_C(253402300799000)},
	{"{\"exp\":253402300799.5}", INT64_C(253402300799500)},
	{"{\"exp\":253402300800}", -1},
	{"{\"exp\":253402300800.0}", -1},
	{"{\"exp\":9223372036854775807}", -1},
	{"{\"exp\":-9223372036854775808}", -1},
	{"{\"exp\":1e15}", -1},
	{"{\"exp\":1e308}", -1},
	{"{\"exp\":-1}", -1},
	{"{\"exp\":-0.5}", -1},
	{"{\"exp\":\"1800000000\"}", -1},
	{"{\"exp\":true}", -1},
	{"{\"exp\":null}", -1},
	{"{\"exp\":[1800000000]}", -1},
	{"{\"Exp\":1800000000}", -1},
	{"{}", -1},
};

static void test_auth_jwt_claims__dates_are_numbers_of_seconds(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(date_rows); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		LIC_AUTO(lic_jwt_done)
		struct lic_jwt jwt = read_claims(arena, date_rows[i].payload);
		struct lic_err err = {0};
		int64_t ms = -1;
		lic_rc rc = lic_jwt_time(&jwt, "exp", &err, &ms);

		if (ms != date_rows[i].ms ||
			rc.code != (date_rows[i].ms < 0 ? LIC_E_INVALID : LIC_OK)) {
			fail_msg("%s: %s", date_rows[i].payload, err.message);
		}
		assert_int_equal(lic_ok(rc), strstr(err.message, "'exp'") == NULL);
	}
}

/* A payload, the time that it is good for at most (0: any), and what is wrong with it; NULL: it is
 * good a minute more or less from NOW_MS. */
struct time_row {
	const char *payload;
	int64_t life_ms_max;
	const char *reason;
};

static const struct time_row time_rows[] = {
	{"{\"exp\":1800000001}", 0, NULL},
	{"{\"exp\":1800000000}", 0, NULL},
	{"{\"exp\":1799999941}", 0, NULL}, /* within the minute */
	{"{\"exp\":1799999940}", 0, "expired at 2027-01-15T07:59:00"},
	{"{\"exp\":1799999940.5}", 0, NULL},
	{"{\"exp\":0}", 0, "expired at 1970-01-01T00:00:00"},
	{"{\"exp\":253402300799}", 0, NULL},
	{"{\"exp\":253402300799}", 600000,
		"lives too long: it would expire at 9999-12-31T23:59:59"},
	{"{\"exp\":1800000660}", 600000, NULL}, /* ten minutes, and one */
	{"{\"exp\":1800000660.5}", 600000, "lives too long"},
	{"{}", 0, "no claim 'exp'"},
	{"{\"exp\":\"1800000001\"}", 0, "'exp'"},
	{"{\"exp\":1800000100,\"nbf\":1800000000,\"iat\":1799999999}", 0, NULL},
	{"{\"exp\":1800000100,\"nbf\":1800000060}", 0, NULL}, /* msal-node rounds up */
	{"{\"exp\":1800000100,\"nbf\":1800000061}", 0, "not valid before 2027-01-15T08:01:01"},
	{"{\"exp\":1800000100,\"nbf\":null}", 0, "'nbf'"},
	{"{\"exp\":1800000100,\"iat\":1800000060.0}", 0, NULL},
	{"{\"exp\":1800000100,\"iat\":1800000060.001}", 0, "issued at 2027-01-15T08:01:00"},
	{"{\"exp\":1800000100,\"iat\":\"now\"}", 0, "'iat'"},
};

static void test_auth_jwt_claims__times_are_checked_with_a_minute_to_spare(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(time_rows); i++) {
		const struct time_row *row = &time_rows[i];
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		LIC_AUTO(lic_jwt_done) struct lic_jwt jwt = read_claims(arena, row->payload);
		struct lic_err err = {0};
		lic_rc rc = lic_jwt_check_times(&jwt, NOW_MS, MINUTE_MS, row->life_ms_max, &err);

		if (lic_ok(rc) != (row->reason == NULL) ||
			(row->reason != NULL && strstr(err.message, row->reason) == NULL)) {
			fail_msg("%s: %s", row->payload, err.message);
		}
		if (row->reason != NULL) {
			/* What is no date is malformed; a date is good or not. */
			assert_int_equal(rc.code,
				strchr(row->reason, '\'') == NULL ? LIC_E_DENIED : LIC_E_INVALID);
		}
	}
}

static void test_auth_jwt_claims__strings_are_strings(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	LIC_AUTO(lic_jwt_done)
	struct lic_jwt jwt = read_claims(arena, "{\"iss\":\"\\u00e9\",\"sub\":7,\"jti\":null}");
	struct lic_err err = {0};
	const char *text = NULL;

	(void)state;
	assert_true(lic_ok(lic_jwt_string(&jwt, "iss", &err, &text)));
	assert_string_equal(text, "\xc3\xa9");
	assert_int_equal(lic_jwt_string(&jwt, "sub", &err, &text).code, LIC_E_INVALID);
	assert_int_equal(lic_jwt_string(&jwt, "jti", &err, &text).code, LIC_E_INVALID);
	assert_int_equal(lic_jwt_string(&jwt, "tid", &err, &text).code, LIC_E_INVALID);
	assert_string_equal(err.message, "The token is malformed: it has no claim 'tid'.");
}

/* A payload with "aud", and its texts, each followed by '|'; NULL when it has none. */
static const char *const string_rows[][2] = {
	{"{\"aud\":\"a\"}", "a|"},
	{"{\"aud\":\"\"}", "|"},
	{"{\"aud\":[]}", ""},
	{"{\"aud\":[\"a\"]}", "a|"},
	{"{\"aud\":[\"b\",\"a\"]}", "b|a|"},
	{"{\"aud\":[\"a\",7]}", NULL},
	{"{\"aud\":[[\"a\"]]}", NULL},
	{"{\"aud\":{\"a\":\"a\"}}", NULL},
	{"{\"aud\":7}", NULL},
	{"{\"aud\":null}", NULL},
	{"{}", NULL},
};

static void test_auth_jwt_claims__audiences_are_one_or_many(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(string_rows); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		LIC_AUTO(lic_jwt_done) struct lic_jwt jwt = read_claims(arena, string_rows[i][0]);
		struct lic_jwt_strings list = {.count = 0};
		const char *wanted = string_rows[i][1];
		char *found = lic_arena_strdup(arena, "");
		lic_rc rc = lic_jwt_strings(&jwt, "aud", NULL, &list);

		for (size_t j = 0; j < list.count; j++) {
			found = lic_arena_printf(arena, "%s%s|", found, list.items[j]);
		}
		if (lic_ok(rc) != (wanted != NULL) ||
			strcmp(found, wanted == NULL ? "" : wanted) != 0) {
			fail_msg("%s: %s", string_rows[i][0], found);
		}
		assert_int_equal(lic_jwt_has_audience(&jwt, "a"),
			wanted != NULL && strchr(wanted, 'a') != NULL);
		assert_false(lic_jwt_has_audience(&jwt, "A"));
	}
}

static void test_auth_jwt_claims__arrays_have_a_limit(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	char *payload = lic_arena_strdup(arena, "{\"aud\":[\"a\"");
	struct lic_jwt_strings list = {.count = 0};

	(void)state;
	for (size_t count = 2; count <= LIC_JWT_STRINGS_MAX + 1; count++) {
		struct lic_jwt jwt = {0};

		payload = lic_arena_printf(arena, "%s,\"a\"", payload);
		jwt = read_claims(arena, lic_arena_printf(arena, "%s]}", payload));
		assert_int_equal(lic_jwt_strings(&jwt, "aud", NULL, &list).code,
			count > LIC_JWT_STRINGS_MAX ? LIC_E_LIMIT : LIC_OK);
		assert_int_equal(lic_jwt_has_audience(&jwt, "a"), count <= LIC_JWT_STRINGS_MAX);
		lic_jwt_done(&jwt);
	}
	assert_int_equal(list.count, LIC_JWT_STRINGS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_jwt_claims__dates_are_numbers_of_seconds),
		cmocka_unit_test(test_auth_jwt_claims__times_are_checked_with_a_minute_to_spare),
		cmocka_unit_test(test_auth_jwt_claims__strings_are_strings),
		cmocka_unit_test(test_auth_jwt_claims__audiences_are_one_or_many),
		cmocka_unit_test(test_auth_jwt_claims__arrays_have_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
