/*
 * Names of activities: see activities.h.
 */
#include "service/activities.h"

#define DIRECTORY "Core Directory"
#define OURS "Licentia"

static const struct lic_activity unknown = {"Other", "Other", OURS, "Other", LIC_TARGET_OTHER};

static const struct lic_activity activities[LIC_OP_KIND_MAX_] = {
	[LIC_OP_INIT] = {"Create company", "DirectoryManagement", DIRECTORY, "Add",
		LIC_TARGET_DIRECTORY},
	[LIC_OP_CATALOG_IMPORT] = {"Import product catalog", "DirectoryManagement", OURS, "Update",
		LIC_TARGET_OTHER},
	[LIC_OP_SUBSCRIPTION_ADD] = {"Add subscription", "DirectoryManagement", OURS, "Add",
		LIC_TARGET_OTHER},
	[LIC_OP_SUBSCRIPTION_UPDATE] = {"Update subscription", "DirectoryManagement", OURS,
		"Update", LIC_TARGET_OTHER},
	[LIC_OP_USER_CREATE] = {"Add user", "UserManagement", DIRECTORY, "Add", LIC_TARGET_USER},
	[LIC_OP_USER_UPDATE] = {"Update user", "UserManagement", DIRECTORY, "Update",
		LIC_TARGET_USER},
	[LIC_OP_USER_DELETE] = {"Delete user", "UserManagement", DIRECTORY, "Delete",
		LIC_TARGET_USER},
	[LIC_OP_USER_RESTORE] = {"Restore user", "UserManagement", DIRECTORY, "Update",
		LIC_TARGET_USER},
	[LIC_OP_USER_PURGE] = {"Hard Delete user", "UserManagement", DIRECTORY, "Delete",
		LIC_TARGET_USER},
	[LIC_OP_USER_IMPORT] = {"Bulk create users", "UserManagement", OURS, "Add",
		LIC_TARGET_OTHER},
	[LIC_OP_LICENSE_CHANGE] = {"Change user license", "UserManagement", DIRECTORY, "Assign",
		LIC_TARGET_USER},
	[LIC_OP_TOKEN_CREATE] = {"Add access token", "ApplicationManagement", OURS, "Add",
		LIC_TARGET_OTHER},
	[LIC_OP_TOKEN_REVOKE] = {"Revoke access token", "ApplicationManagement", OURS, "Delete",
		LIC_TARGET_OTHER},
	[LIC_OP_APPLICATION_CREATE] = {"Add application", "ApplicationManagement", DIRECTORY, "Add",
		LIC_TARGET_APPLICATION},
	[LIC_OP_APPLICATION_UPDATE] = {"Update application", "ApplicationManagement", DIRECTORY,
		"Update", LIC_TARGET_APPLICATION},
	[LIC_OP_APPLICATION_DELETE] = {"Delete application", "ApplicationManagement", DIRECTORY,
		"Delete", LIC_TARGET_APPLICATION},
	[LIC_OP_CREDENTIAL_ADD] = {"Update application – Certificates and secrets management ",
		"ApplicationManagement", DIRECTORY, "Update", LIC_TARGET_APPLICATION},
	[LIC_OP_CREDENTIAL_REMOVE] = {"Update application – Certificates and secrets management ",
		"ApplicationManagement", DIRECTORY, "Update", LIC_TARGET_APPLICATION},
	[LIC_OP_APPLICATION_GRANT] = {"Add app role assignment to service principal",
		"ApplicationManagement", DIRECTORY, "Assign", LIC_TARGET_PRINCIPAL},
	[LIC_OP_APPLICATION_REVOKE] = {"Remove app role assignment from service principal",
		"ApplicationManagement", DIRECTORY, "Unassign", LIC_TARGET_PRINCIPAL},
	[LIC_OP_PASSWORD_CHANGE] = {"Change user password", "UserManagement", DIRECTORY, "Update",
		LIC_TARGET_USER},
	[LIC_OP_SESSION_REVOKE] = {"Revoke sessions", "UserManagement", OURS, "Delete",
		LIC_TARGET_USER},
	[LIC_OP_CONSENT] = {"Consent to application", "ApplicationManagement", DIRECTORY, "Add",
		LIC_TARGET_PRINCIPAL},
	[LIC_OP_DEVICE_APPROVE] = {"Approve device sign-in", "Authentication", OURS, "Other",
		LIC_TARGET_PRINCIPAL},
	[LIC_OP_ROLE_GIVE] = {"Add member to role", "RoleManagement", DIRECTORY, "Assign",
		LIC_TARGET_USER},
	[LIC_OP_ROLE_TAKE] = {"Remove member from role", "RoleManagement", DIRECTORY, "Unassign",
		LIC_TARGET_USER},
	[LIC_OP_SETTING_UPDATE] = {"Update settings", "DirectoryManagement", OURS, "Update",
		LIC_TARGET_DIRECTORY},
	[LIC_OP_KEY_ROTATE] = {"Rotate signing key", "DirectoryManagement", OURS, "Add",
		LIC_TARGET_OTHER},
	[LIC_OP_GROUP_CREATE] = {"Add group", "GroupManagement", DIRECTORY, "Add",
		LIC_TARGET_GROUP},
	[LIC_OP_GROUP_UPDATE] = {"Update group", "GroupManagement", DIRECTORY, "Update",
		LIC_TARGET_GROUP},
	[LIC_OP_GROUP_DELETE] = {"Delete group", "GroupManagement", DIRECTORY, "Delete",
		LIC_TARGET_GROUP},
	[LIC_OP_GROUP_RESTORE] = {"Restore Group", "GroupManagement", DIRECTORY, "Update",
		LIC_TARGET_GROUP},
	[LIC_OP_GROUP_PURGE] = {"Hard Delete group", "GroupManagement", DIRECTORY, "Delete",
		LIC_TARGET_GROUP},
	[LIC_OP_GROUP_MEMBERS] = {"Change group members", "GroupManagement", DIRECTORY, "Update",
		LIC_TARGET_GROUP},
	[LIC_OP_GROUP_LICENSE] = {"Set group license", "GroupManagement", DIRECTORY, "Assign",
		LIC_TARGET_GROUP},
	[LIC_OP_GROUP_REPROCESS] = {"Trigger group license calculation", "GroupManagement",
		DIRECTORY, "Update", LIC_TARGET_GROUP},
	[LIC_OP_GROUP_APPLIED] = {"Finish applying group based license to users", "GroupManagement",
		DIRECTORY, "Other", LIC_TARGET_GROUP},
	[LIC_OP_SUBSCRIPTION_RENEW] = {"Renew subscription", "DirectoryManagement", OURS, "Update",
		LIC_TARGET_OTHER},
	[LIC_OP_SUBSCRIPTION_CANCEL] = {"Cancel subscription", "DirectoryManagement", OURS,
		"Update", LIC_TARGET_OTHER},
	[LIC_OP_SUBSCRIPTION_DELETE] = {"Delete subscription", "DirectoryManagement", OURS,
		"Delete", LIC_TARGET_OTHER},
	[LIC_OP_SUBSCRIPTION_TURN] = {"Change subscription status", "DirectoryManagement", OURS,
		"Update", LIC_TARGET_OTHER},
	[LIC_OP_LICENSES_LAPSE] = {"Remove licenses of deleted subscription", "DirectoryManagement",
		OURS, "Unassign", LIC_TARGET_OTHER},
	[LIC_OP_BULK_CHANGE] = {"Bulk change user licenses", "UserManagement", OURS, "Assign",
		LIC_TARGET_OTHER},
	[LIC_OP_WAITING_UPDATE] = {"Change place in line for license", "UserManagement", OURS,
		"Update", LIC_TARGET_USER},
	[LIC_OP_PETITION] = {"Request license", "UserManagement", OURS, "Add", LIC_TARGET_USER},
	[LIC_OP_PETITION_WITHDRAW] = {"Withdraw license request", "UserManagement", OURS, "Delete",
		LIC_TARGET_USER},
	[LIC_OP_PETITION_DECIDE] = {"Decide license request", "UserManagement", OURS, "Assign",
		LIC_TARGET_USER},
	[LIC_OP_PETITION_POLICY] = {"Update license request settings", "DirectoryManagement", OURS,
		"Update", LIC_TARGET_DIRECTORY},
	[LIC_OP_UNDO] = {"Undo operation", "UserManagement", OURS, "Update", LIC_TARGET_OTHER},
	[LIC_OP_REQUEST] = {"Request", "Authorization", OURS, "Other", LIC_TARGET_OTHER},
	[LIC_OP_AUTHENTICATE] = {"Authenticate", "Authentication", OURS, "Other", LIC_TARGET_OTHER},
	[LIC_OP_SIGN_IN] = {"Sign in", "Authentication", OURS, "Other", LIC_TARGET_USER},
	[LIC_OP_AUDIT_DROPPED] = {"Drop audit entries", "Other", OURS, "Other", LIC_TARGET_OTHER},
};

const struct lic_activity *lic_activity(enum lic_operation_kind kind)
{
	return (size_t)kind < LIC_COUNT(activities) && activities[kind].name != NULL
		? &activities[kind]
		: &unknown;
}

const char *lic_target_kind_name(enum lic_target_kind kind)
{
	static const char *const names[LIC_TARGET_KIND_MAX_] = {
		[LIC_TARGET_OTHER] = "Other",
		[LIC_TARGET_USER] = "User",
		[LIC_TARGET_GROUP] = "Group",
		[LIC_TARGET_APPLICATION] = "Application",
		[LIC_TARGET_PRINCIPAL] = "ServicePrincipal",
		[LIC_TARGET_DIRECTORY] = "Directory",
	};

	return names[(size_t)kind < LIC_COUNT(names) ? kind : LIC_TARGET_OTHER];
}
