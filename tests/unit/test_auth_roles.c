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
	const char *may;        /* "Y" or "n" by role: GA BA LA UA GR GrA HA */
};

static const struct row matrix[] = {
	{LIC_ACTION_READ_DIRECTORY, "YYYYYYY"},
	{LIC_ACTION_READ_LICENSES, "YYYYYYY"},
	{LIC_ACTION_ASSIGN_LICENSE, "YYYYnnn"}, /* D-01: billing administrators may; D-02: groups
						   administrators not */
	{LIC_ACTION_SET_USAGE_LOCATION, "YnYYnnn"},
	{LIC_ACTION_CREATE_USER, "YnnYnnn"}, /* footnote 4: a licence administrator creates nobody
					      */
	{LIC_ACTION_UPDATE_USER, "YnnYnnn"},
	{LIC_ACTION_DELETE_USER, "YnnYnnn"},
	{LIC_ACTION_MANAGE_SUBSCRIPTIONS, "YYnnnnn"},
	{LIC_ACTION_MANAGE_CATALOG, "Ynnnnnn"},
	{LIC_ACTION_READ_OPERATIONS, "YnnnYnn"},
	{LIC_ACTION_MANAGE_TOKENS, "Ynnnnnn"},
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_roles__D_01_D_02_matrix),
		cmocka_unit_test(test_auth_roles__names_are_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
