/*
 * Names of activities: see activities.h.
 */
#include "service/activities.h"

#include <string.h>

#define DIRECTORY "Core Directory"
#define OURS "Licentia"

static const struct lic_activity unknown = {"Other", "Other", OURS, "Other", "Other"};

static const struct lic_activity activities[LIC_OP_KIND_MAX_] = {
	[LIC_OP_INIT] = {"Create company", "DirectoryManagement", DIRECTORY, "Add", "Directory"},
	[LIC_OP_CATALOG_IMPORT] = {"Import product catalog", "DirectoryManagement", OURS, "Update",
		"Other"},
	[LIC_OP_SUBSCRIPTION_ADD] = {"Add subscription", "DirectoryManagement", OURS, "Add",
		"Other"},
	[LIC_OP_SUBSCRIPTION_UPDATE] = {"Update subscription", "DirectoryManagement", OURS,
		"Update", "Other"},
	[LIC_OP_USER_CREATE] = {"Add user", "UserManagement", DIRECTORY, "Add", "User"},
	[LIC_OP_USER_UPDATE] = {"Update user", "UserManagement", DIRECTORY, "Update", "User"},
	[LIC_OP_USER_DELETE] = {"Delete user", "UserManagement", DIRECTORY, "Delete", "User"},
	[LIC_OP_USER_RESTORE] = {"Restore user", "UserManagement", DIRECTORY, "Update", "User"},
	[LIC_OP_USER_PURGE] = {"Hard Delete user", "UserManagement", DIRECTORY, "Delete", "User"},
	[LIC_OP_USER_IMPORT] = {"Bulk create users", "UserManagement", OURS, "Add", "Other"},
	[LIC_OP_LICENSE_CHANGE] = {"Change user license", "UserManagement", DIRECTORY, "Assign",
		"User"},
	[LIC_OP_TOKEN_CREATE] = {"Add access token", "ApplicationManagement", OURS, "Add", "Other"},
	[LIC_OP_TOKEN_REVOKE] = {"Revoke access token", "ApplicationManagement", OURS, "Delete",
		"Other"},
	[LIC_OP_APPLICATION_CREATE] = {"Add application", "ApplicationManagement", DIRECTORY, "Add",
		"Application"},
	[LIC_OP_APPLICATION_UPDATE] = {"Update application", "ApplicationManagement", DIRECTORY,
		"Update", "Application"},
	[LIC_OP_APPLICATION_DELETE] = {"Delete application", "ApplicationManagement", DIRECTORY,
		"Delete", "Application"},
	[LIC_OP_CREDENTIAL_ADD] = {"Update application – Certificates and secrets management ",
		"ApplicationManagement", DIRECTORY, "Update", "Application"},
	[LIC_OP_CREDENTIAL_REMOVE] = {"Update application – Certificates and secrets management ",
		"ApplicationManagement", DIRECTORY, "Update", "Application"},
	[LIC_OP_APPLICATION_GRANT] = {"Add app role assignment to service principal",
		"ApplicationManagement", DIRECTORY, "Assign", "ServicePrincipal"},
	[LIC_OP_APPLICATION_REVOKE] = {"Remove app role assignment from service principal",
		"ApplicationManagement", DIRECTORY, "Unassign", "ServicePrincipal"},
	[LIC_OP_PASSWORD_CHANGE] = {"Change user password", "UserManagement", DIRECTORY, "Update",
		"User"},
	[LIC_OP_SESSION_REVOKE] = {"Revoke sessions", "UserManagement", OURS, "Delete", "User"},
	[LIC_OP_CONSENT] = {"Consent to application", "ApplicationManagement", DIRECTORY, "Add",
		"ServicePrincipal"},
	[LIC_OP_DEVICE_APPROVE] = {"Approve device sign-in", "Authentication", OURS, "Other",
		"ServicePrincipal"},
	[LIC_OP_ROLE_GIVE] = {"Add member to role", "RoleManagement", DIRECTORY, "Assign", "User"},
	[LIC_OP_ROLE_TAKE] = {"Remove member from role", "RoleManagement", DIRECTORY, "Unassign",
		"User"},
	[LIC_OP_SETTING_UPDATE] = {"Update settings", "DirectoryManagement", OURS, "Update",
		"Directory"},
	[LIC_OP_KEY_ROTATE] = {"Rotate signing key", "DirectoryManagement", OURS, "Add", "Other"},
	[LIC_OP_GROUP_CREATE] = {"Add group", "GroupManagement", DIRECTORY, "Add", "Group"},
	[LIC_OP_GROUP_UPDATE] = {"Update group", "GroupManagement", DIRECTORY, "Update", "Group"},
	[LIC_OP_GROUP_DELETE] = {"Delete group", "GroupManagement", DIRECTORY, "Delete", "Group"},
	[LIC_OP_GROUP_RESTORE] = {"Restore Group", "GroupManagement", DIRECTORY, "Update", "Group"},
	[LIC_OP_GROUP_PURGE] = {"Hard Delete group", "GroupManagement", DIRECTORY, "Delete",
		"Group"},
	[LIC_OP_GROUP_MEMBERS] = {"Change group members", "GroupManagement", DIRECTORY, "Update",
		"Group"},
	[LIC_OP_GROUP_LICENSE] = {"Set group license", "GroupManagement", DIRECTORY, "Assign",
		"Group"},
	[LIC_OP_GROUP_REPROCESS] = {"Trigger group license calculation", "GroupManagement",
		DIRECTORY, "Update", "Group"},
	[LIC_OP_REQUEST] = {"Request", "Authorization", OURS, "Other", "Other"},
	[LIC_OP_AUTHENTICATE] = {"Authenticate", "Authentication", OURS, "Other", "Other"},
	[LIC_OP_SIGN_IN] = {"Sign in", "Authentication", OURS, "Other", "User"},
	[LIC_OP_AUDIT_DROPPED] = {"Drop audit entries", "Other", OURS, "Other", "Other"},
};

const struct lic_activity *lic_activity(enum lic_operation_kind kind)
{
	return (size_t)kind < LIC_COUNT(activities) && activities[kind].name != NULL
		? &activities[kind]
		: &unknown;
}

bool lic_activity_is_of_user(enum lic_operation_kind kind)
{
	return strcmp(lic_activity(kind)->target, "User") == 0;
}
