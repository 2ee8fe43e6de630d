/*
 * HTTP Basic for clients, as a table. The base64 is written out, so that a mistake in writing and
 * reading it does not cancel out.
 */
#include "auth/basic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)64 * 1024)

/* A header's value, the code, and what it says. */
struct row {
	const char *value;
	enum lic_code code;
	const char *id;     /* or a part of the reason */
	const char *secret; /* NULL on failure */
};

static const struct row rows[] = {
	{"Basic YXBwOnMzY3JldA==", LIC_OK, "app", "s3cret"},   /* app:s3cret */
	{"basic   YXBwOnMzY3JldA==", LIC_OK, "app", "s3cret"}, /* app:s3cret */
	{"Basic YXBwOmE6Yjpj", LIC_OK, "app", "a:b:c"},        /* app:a:b:c */
	{"Basic YXBwOnMzY3JldCUyRHZhbHVlJTdFMQ==", LIC_OK, "app",
		"s3cret-value~1"},                                        /* app:s3cret%2Dvalue%7E1
									   */
	{"Basic MDRiMDc3OTUlMkQ4ZGRiOng=", LIC_OK, "04b07795-8ddb", "x"}, /* 04b07795%2D8ddb:x */
	{"Basic YSUzQWI6YyUzYWQ=", LIC_OK, "a:b", "c:d"},                 /* a%3Ab:c%3ad */
	{"Basic YXBwOmErYiUyQmM=", LIC_OK, "app", "a b+c"},               /* app:a+b%2Bc */
	{"Basic YXBwOg==", LIC_OK, "app", ""},                            /* app: */
	{"Basic YXBwOiUyNSUzMiUzNQ==", LIC_OK, "app", "%25"},             /* app:%25%32%35 */
	{"Basic YXBwOiVDMyVBOQ==", LIC_OK, "app", "\xc3\xa9"},            /* app:%C3%A9 */
	{"Bearer abc", LIC_E_NOTFOUND, "", NULL}, {"Basically abc", LIC_E_NOTFOUND, "", NULL},
	{"", LIC_E_NOTFOUND, "", NULL}, {"Basic", LIC_E_NOTFOUND, "", NULL}, /* no space, so not
										this scheme */
	{"Basic ", LIC_E_INVALID, "no colon", NULL},                         /* nothing */
	{"Basic YXBw", LIC_E_INVALID, "no colon", NULL},                     /* app */
	{"Basic OnNlY3JldA==", LIC_E_INVALID, "names no client", NULL},      /* :secret */
	{"Basic YXBwOnMl", LIC_E_INVALID, "form-encoded", NULL},             /* app:s% */
	{"Basic YXBwOnMlNA==", LIC_E_INVALID, "form-encoded", NULL},         /* app:s%4 */
	{"Basic YXBwOnMlNGc=", LIC_E_INVALID, "form-encoded", NULL},         /* app:s%4g */
	{"Basic YXBwJTpz", LIC_E_INVALID, "form-encoded", NULL}, /* app%:s, which must not look into
								    the secret */
	{"Basic YXBwOnMltLE=", LIC_E_INVALID, "form-encoded", NULL}, /* no ASCII behind the percent
									sign */
	{"Basic YXBwOnMlMDB4", LIC_E_INVALID, "form-encoded", NULL}, /* app:s%00x */
	{"Basic YXBwOnMAeA==", LIC_E_INVALID, "form-encoded", NULL}, /* a NUL as it is */
	{"Basic YXBwOv8=", LIC_E_INVALID, "form-encoded", NULL},     /* no UTF-8 */
	{"Basic YXBwOiVGRg==", LIC_E_INVALID, "form-encoded", NULL}, /* app:%FF */
	{"Basic YXBwOnNlY3I", LIC_E_INVALID, "base64", NULL},        /* without padding */
	{"Basic YXBw OnM=", LIC_E_INVALID, "base64", NULL},          /* a space inside */
	{"Basic YXBwOnM=,", LIC_E_INVALID, "base64", NULL},          /* more behind it */
	{"Basic YXBwO_M=", LIC_E_INVALID, "base64", NULL},           /* the other alphabet */
};

static void test_auth_basic__credentials_are_split_and_then_decoded(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		struct lic_err err = {0};
		const char *id = NULL;
		const char *secret = NULL;
		lic_rc rc = lic_basic_credentials(arena, rows[i].value, &err, &id, &secret);

		if (rc.code != rows[i].code) {
			fail_msg("%s: %s", rows[i].value, err.message);
		}
		if (rc.code == LIC_OK) {
			assert_string_equal(id, rows[i].id);
			assert_string_equal(secret, rows[i].secret);
		} else {
			assert_null(id);
			assert_null(secret);
			assert_non_null(strstr(err.message, rows[i].id));
		}
		lic_arena_free(arena);
	}
}

static void test_auth_basic__a_megabyte_is_refused_unread(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	static char value[1024 * 1024 + 1] = "Basic ";
	const char *id = NULL;
	const char *secret = NULL;

	(void)state;
	memset(value + 6, 'A', sizeof(value) - 7);
	assert_int_equal(lic_basic_credentials(arena, value, NULL, &id, &secret).code,
		LIC_E_INVALID);
	assert_int_equal(lic_arena_used(arena), 0);
	lic_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_basic__credentials_are_split_and_then_decoded),
		cmocka_unit_test(test_auth_basic__a_megabyte_is_refused_unread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
