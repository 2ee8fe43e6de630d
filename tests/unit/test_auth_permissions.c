/*
 * Graph's permissions, written a second time from specification 5.2 and 5.3: which of them suffice
 * for each action, and that no other does.
 */
#include "auth/permissions.h"
#include "base/rc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* One action and the permissions that suffice for it. */
struct row {
	enum lic_action action;  /* what */
	const char *permissions; /* names, with spaces between them */
};

/* and so on: rows of the table in 5.2, where it has one for the action. */
static const struct row table[] = {
	/* */
	{LIC_ACTION_READ_DIRECTORY,
		"User.Read.All User.ReadBasic.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All User.DeleteRestore.All"},
	/* */
	{LIC_ACTION_READ_LICENSES,
		"LicenseAssignment.Read.All LicenseAssignment.ReadWrite.All Organization.Read.All Organization.ReadWrite.All User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Subscription.ReadWrite.All Catalog.ReadWrite.All"},
	/* */
	{LIC_ACTION_ASSIGN_LICENSE,
		"LicenseAssignment.ReadWrite.All User.ReadWrite.All Directory.ReadWrite.All"},
	/* */
	{LIC_ACTION_ASSIGN_GROUP_LICENSE,
		"LicenseAssignment.ReadWrite.All Group.ReadWrite.All Directory.ReadWrite.All"},
	/* */
	{LIC_ACTION_SET_USAGE_LOCATION,
		"LicenseAssignment.ReadWrite.All User.ReadWrite.All Directory.ReadWrite.All"},
	/* 5.3 */
	{LIC_ACTION_CREATE_USER, "User.ReadWrite.All Directory.ReadWrite.All"},
	{LIC_ACTION_UPDATE_USER, "User.ReadWrite.All Directory.ReadWrite.All"},
	{LIC_ACTION_DELETE_USER,
		"User.ReadWrite.All Directory.ReadWrite.All User.DeleteRestore.All"},
	{LIC_ACTION_UPDATE_ADMIN,
		"User.ReadWrite.All Directory.ReadWrite.All User.DeleteRestore.All"},
	{LIC_ACTION_READ_ORGANIZATION,
		"User.Read Organization.Read.All Organization.ReadWrite.All Directory.Read.All Directory.ReadWrite.All"},
	{LIC_ACTION_MANAGE_SETTINGS, "Organization.ReadWrite.All"},
	{LIC_ACTION_READ_ROLES,
		"RoleManagement.Read.Directory RoleManagement.ReadWrite.Directory Directory.Read.All Directory.ReadWrite.All"},
	{LIC_ACTION_MANAGE_ROLES, "RoleManagement.ReadWrite.Directory"},
	{LIC_ACTION_READ_OPERATIONS, "AuditLog.Read.All"},
	{LIC_ACTION_READ_SESSIONS, "AuditLog.Read.All"},
	{LIC_ACTION_READ_APPLICATIONS,
		"Application.Read.All Application.ReadWrite.All Directory.Read.All Directory.ReadWrite.All"},
	{LIC_ACTION_MANAGE_APPLICATIONS, "Application.ReadWrite.All"},
	/* */
	{LIC_ACTION_READ_GROUPS,
		"Group.Read.All Group.ReadWrite.All GroupMember.Read.All GroupMember.ReadWrite.All Directory.Read.All Directory.ReadWrite.All"},
	{LIC_ACTION_MANAGE_GROUPS,
		"Group.ReadWrite.All GroupMember.ReadWrite.All Directory.ReadWrite.All"},
	/* A-06, "User.Read (me)", and whoever may read everybody. */
	{LIC_ACTION_READ_SELF,
		"User.Read User.Read.All User.ReadBasic.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All User.DeleteRestore.All"},
	/* Graph has no call for these. */
	{LIC_ACTION_MANAGE_USER_VIEWS, "User.ReadWrite.All Directory.ReadWrite.All"},
	{LIC_ACTION_MANAGE_SUBSCRIPTIONS, "Subscription.ReadWrite.All"},
	{LIC_ACTION_MANAGE_CATALOG, "Catalog.ReadWrite.All"},
	{LIC_ACTION_MANAGE_TOKENS, ""},
	{LIC_ACTION_REQUEST_LICENSE,
		"LicenseAssignment.ReadWrite.All User.ReadWrite.All Directory.ReadWrite.All"},
	{LIC_ACTION_DECIDE_REQUESTS,
		"LicenseAssignment.ReadWrite.All User.ReadWrite.All Directory.ReadWrite.All"},
	{LIC_ACTION_MANAGE_ALLOTMENTS, "LicenseAssignment.ReadWrite.All Directory.ReadWrite.All"},
	{LIC_ACTION_RUN_ALLOTMENTS, "LicenseAssignment.ReadWrite.All Directory.ReadWrite.All"},
};

/* Tells whether `name` is one of the `names`. */
static bool is_listed(const char *names, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = strstr(names, name); at != NULL; at = strstr(at + 1, name)) {
		if ((at == names || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0')) {
			return true;
		}
	}
	return false;
}

static void test_auth_permissions__5_2_each_suffices_for_what_it_is_for(void **state)
{
	(void)state;
	assert_int_equal(LIC_COUNT(table), LIC_ACTION_MAX_);
	for (size_t i = 0; i < LIC_COUNT(table); i++) {
		for (int p = 0; p < LIC_PERMISSION_MAX_; p++) {
			const char *name = lic_permission_name((enum lic_permission)p);
			bool suffices = (lic_permissions_rights(LIC_PERMISSION_BIT(p)) &
						LIC_RIGHT(table[i].action)) != 0;

			if (suffices != is_listed(table[i].permissions, name)) {
				fail_msg("%s, action %d", name, (int)table[i].action);
			}
		}
	}
}

static void test_auth_permissions__several_add_up(void **state)
{
	lic_permissions all = 0;
	lic_rights may = 0;

	(void)state;
	for (int p = 0; p < LIC_PERMISSION_MAX_; p++) {
		all |= LIC_PERMISSION_BIT(p);
		may |= lic_permissions_rights(LIC_PERMISSION_BIT(p));
		assert_int_equal(lic_permissions_rights(all), may);
	}
	assert_int_equal(lic_permissions_rights(0), 0);
	assert_int_equal(lic_permissions_rights(LIC_PERMISSIONS_OIDC), 0);
	assert_int_equal(may, LIC_RIGHTS_ALL & ~LIC_RIGHT(LIC_ACTION_MANAGE_TOKENS));
}

static void test_auth_permissions__names_are_read_back_in_any_case(void **state)
{
	enum lic_permission permission = LIC_PERMISSION_MAX_;

	(void)state;
	for (int p = 0; p < LIC_PERMISSION_MAX_; p++) {
		const char *name = lic_permission_name((enum lic_permission)p);

		assert_true(lic_permission_parse(name, strlen(name), &permission));
		assert_int_equal(permission, p);
	}
	assert_true(lic_permission_parse("user.READ all", 9, &permission));
	assert_int_equal(permission, LIC_PERMISSION_USER_READ);
	assert_false(lic_permission_parse("User.Rea", 8, &permission));
	assert_false(lic_permission_parse("", 0, &permission));
	assert_false(lic_permission_parse("Mail.Send", 9, &permission));
	assert_int_equal(permission, LIC_PERMISSION_USER_READ);
	assert_string_equal(lic_permission_name(LIC_PERMISSION_MAX_), "unknown");
}

/* There is no person whose profile or own data an application could read in its own name. */
static void test_auth_permissions__which_are_delegated_only(void **state)
{
	static const char delegated[] = "openid profile email offline_access User.Read";

	(void)state;
	for (int p = 0; p < LIC_PERMISSION_MAX_; p++) {
		assert_int_equal(lic_permission_is_app_role((enum lic_permission)p),
			!is_listed(delegated, lic_permission_name((enum lic_permission)p)));
	}
	assert_false(lic_permission_is_app_role(LIC_PERMISSION_MAX_));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_permissions__5_2_each_suffices_for_what_it_is_for),
		cmocka_unit_test(test_auth_permissions__several_add_up),
		cmocka_unit_test(test_auth_permissions__names_are_read_back_in_any_case),
		cmocka_unit_test(test_auth_permissions__which_are_delegated_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
