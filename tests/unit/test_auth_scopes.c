/*
 * Scopes in the forms in which clients write them.
 */
#include "auth/scopes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ORIGIN "https://licentia.example:8443"
#define READ LIC_PERMISSION_BIT(LIC_PERMISSION_USER_READ)
#define OPENID LIC_PERMISSION_BIT(LIC_PERMISSION_OPENID)
#define PROFILE LIC_PERMISSION_BIT(LIC_PERMISSION_PROFILE)
#define OFFLINE LIC_PERMISSION_BIT(LIC_PERMISSION_OFFLINE_ACCESS)

/* A row: the text, what it asks for; `is_bad` when it cannot be read. */
struct row {
	const char *text;
	lic_permissions permissions;
	bool is_default;
	bool is_bad;
};

static const struct row rows[] = {
	{"User.Read", READ, false, false},
	{"user.read  OPENID", READ | OPENID, false, false},
	{" User.Read ", READ, false, false},
	{"https://graph.microsoft.com/User.Read", READ, false, false},
	{"https://graph.microsoft.com//User.Read", READ, false, false},
	{"https://graph.microsoft.com/.default", 0, true, false},
	{"https://graph.microsoft.com//.default", 0, true, false},
	{".default", 0, true, false},
	{"https://graph.microsoft.com/.default openid profile offline_access",
		OPENID | PROFILE | OFFLINE, true, false},
	{ORIGIN "/.default", 0, true, false},
	{ORIGIN "//.default", 0, true, false},
	{"https://licentia.example/.default", 0, true, false},
	{"00000003-0000-0000-c000-000000000000/.default", 0, true, false},
	{"", 0, false, true},
	{"   ", 0, false, true},
	{"User.Read Mail.Read", 0, false, true},
	{"https://graph.microsoft.com///.default", 0, false, true},
	{"https://graph.microsoft.com.evil.example/.default", 0, false, true},
	{"https://management.core.windows.net//.default", 0, false, true},
	{"https://licentia.example:1/.default", 0, false, true},
	{"http://licentia.example/.default", 0, false, true},
	{"https://graph.microsoft.com/", 0, false, true},
	{"https://graph.microsoft.com", 0, false, true},
	{"User.Read\tUser.Read", 0, false, true},
};

static void test_auth_scopes__reads(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		struct lic_scopes scopes = {0};
		struct lic_err err = {0};
		lic_rc rc = lic_scopes_parse(rows[i].text, ORIGIN, &err, &scopes);

		if (lic_ok(rc) == rows[i].is_bad || scopes.permissions != rows[i].permissions ||
			scopes.is_default != rows[i].is_default) {
			fail_msg("'%s': %s", rows[i].text, err.message);
		}
	}
}

static void test_auth_scopes__an_origin_of_numbers(void **state)
{
	struct lic_scopes scopes = {0};
	struct lic_err err = {0};

	(void)state;
	assert_true(lic_ok(lic_scopes_parse("http://[::1]:80/.default http://[::1]/User.Read",
		"http://[::1]:80", &err, &scopes)));
	assert_true(
		lic_ok(lic_scopes_parse("http://[::1]/User.Read", "http://[::1]", &err, &scopes)));
	assert_false(lic_ok(lic_scopes_parse("http://[/User.Read", "http://[::1]", &err, &scopes)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_scopes__reads),
		cmocka_unit_test(test_auth_scopes__an_origin_of_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
