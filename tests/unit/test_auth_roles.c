/*
 * The matrix of roles and actions, written a second time from specification section 3 so that the
 * two must agree.
 */
#include "auth/roles.h"
#include "base/rc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* One row: the action, and for each role in the order of enum lic_role whether it may. */
struct row {
	enum lic_action action; /* what */
	const char *may;        /* "Y" or "n" by role: GA BA LA UA GR GrA HA SSA PA RR MR DR GI */
};

static const struct row matrix[] = {
	{LIC_ACTION_READ_DIRECTORY, "YYYYYYYYYYYYY"},
	{LIC_ACTION_READ_LICENSES, "YYYYYYYYYYYnn"},
	/* D-01: billing administrators may; D-02: groups administrators not. */
	{LIC_ACTION_ASSIGN_LICENSE, "YYYYnnnnnnnnn"},
	{LIC_ACTION_SET_USAGE_LOCATION, "YnYYnnnnnnnnn"},
	/* Footnote 4: a licence administrator creates nobody. */
	{LIC_ACTION_CREATE_USER, "YnnYnnnnnnnnn"},
	{LIC_ACTION_UPDATE_USER, "YnnYnnnnnnnnn"},
	{LIC_ACTION_DELETE_USER, "YnnYnnnnnnnnn"},
	{LIC_ACTION_MANAGE_SUBSCRIPTIONS, "YYnnnnnnnnnnn"},
	{LIC_ACTION_MANAGE_CATALOG, "Ynnnnnnnnnnnn"},
	{LIC_ACTION_READ_OPERATIONS, "YnnnYnnnnnnnn"},
	{LIC_ACTION_MANAGE_TOKENS, "Ynnnnnnnnnnnn"},
	{LIC_ACTION_READ_ROLES, "YYYYYYYYYYYYn"},
	{LIC_ACTION_MANAGE_ROLES, "Ynnnnnnnnnnnn"},
	{LIC_ACTION_READ_APPLICATIONS, "YnnnYnnnnnnnn"},
	{LIC_ACTION_MANAGE_APPLICATIONS, "Ynnnnnnnnnnnn"},
	{LIC_ACTION_MANAGE_SETTINGS, "Ynnnnnnnnnnnn"},
	{LIC_ACTION_READ_SELF, "YYYYYYYYYYYYY"},
	/* RO-5: a user administrator may not touch administrators. */
	{LIC_ACTION_UPDATE_ADMIN, "Ynnnnnnnnnnnn"},
	/* D-02: groups administrators may. */
	{LIC_ACTION_ASSIGN_GROUP_LICENSE, "YnYYnYnnnnnnn"},
	{LIC_ACTION_READ_GROUPS, "YYYYYYYYYYYYn"},
	{LIC_ACTION_MANAGE_GROUPS, "YnnYnYnnnnnnn"},
	{LIC_ACTION_READ_SESSIONS, "YnnnYnnnnnnnn"},
	{LIC_ACTION_READ_ORGANIZATION, "YYYYYYYYYYYYY"},
	/* "custom user views" */
	{LIC_ACTION_MANAGE_USER_VIEWS, "YnnYnnnnnnnnn"},
	{LIC_ACTION_REQUEST_LICENSE, "YYYYYYYYYYYYY"},
	/* As in 2024. */
	{LIC_ACTION_DECIDE_REQUESTS, "YnYYnnnnnnnnn"},
	/* "start allotments", R-103 */
	{LIC_ACTION_MANAGE_ALLOTMENTS, "YnYnnnnnnnnnn"},
	{LIC_ACTION_RUN_ALLOTMENTS, "YYYYYYYYYYYYY"},
};

static void test_auth_roles__D_01_D_02_matrix(void **state)
{
	(void)state;
	assert_int_equal(LIC_COUNT(matrix), LIC_ACTION_MAX_);
	for (size_t i = 0; i < LIC_COUNT(matrix); i++) {
		assert_int_equal(strlen(matrix[i].may), LIC_ROLE_MAX_);
		for (int role = 0; role < LIC_ROLE_MAX_; role++) {
			if (lic_role_may((enum lic_role)role, matrix[i].action) !=
				(matrix[i].may[role] == 'Y')) {
				fail_msg("%s, action %d", lic_role_name((enum lic_role)role),
					(int)matrix[i].action);
			}
		}
	}
}

static void test_auth_roles__names_are_read_back(void **state)
{
	enum lic_role role = LIC_ROLE_GLOBAL_ADMIN;

	(void)state;
	for (int i = 0; i < LIC_ROLE_MAX_; i++) {
		assert_true(lic_role_parse(lic_role_name((enum lic_role)i), &role));
		assert_int_equal(role, i);
	}
	assert_true(lic_role_parse("license-administrator", &role));
	assert_int_equal(role, LIC_ROLE_LICENSE_ADMIN);
	assert_true(lic_role_parse("GLOBAL READER", &role));
	assert_int_equal(role, LIC_ROLE_GLOBAL_READER);
	assert_false(lic_role_parse("License", &role));
	assert_false(lic_role_parse("License Administrators", &role));
	assert_false(lic_role_parse("", &role));
	assert_int_equal(role, LIC_ROLE_GLOBAL_READER);
}

static void test_auth_roles__RO_5_light_roles(void **state)
{
	static const bool is_light[LIC_ROLE_MAX_] = {
		[LIC_ROLE_DIRECTORY_READER] = true,
		[LIC_ROLE_GUEST_INVITER] = true,
		[LIC_ROLE_HELPDESK_ADMIN] = true,
		[LIC_ROLE_MESSAGE_CENTER_READER] = true,
		[LIC_ROLE_REPORTS_READER] = true,
	};

	(void)state;
	for (int role = 0; role < LIC_ROLE_MAX_; role++) {
		assert_int_equal(lic_role_is_protected((enum lic_role)role), !is_light[role]);
	}
	assert_false(lic_role_is_protected(LIC_ROLE_MAX_));
	assert_int_equal(lic_role_rights(LIC_ROLE_MAX_), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_roles__D_01_D_02_matrix),
		cmocka_unit_test(test_auth_roles__RO_5_light_roles),
		cmocka_unit_test(test_auth_roles__names_are_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
