/*
 * The table of calls in the shape of Microsoft Graph. docs/graph-compatibility.md describes each
 * row.
 */
#include "api/batch/batch_int.h"
#include "api/graph/group_int.h"

#define LIST_OPTIONS "$select $top $skiptoken"
#define QUERY_OPTIONS LIST_OPTIONS " $filter $search $orderby $count"

/* A list of users and groups that belong to one. */
#define OBJECTS(pattern_, options_, decode_, run_)                                                 \
	{                                                                                          \
		.method = "GET", .pattern = (pattern_), .action = LIC_ACTION_READ_GROUPS,          \
		.options = (options_), .decode = (decode_), .run = (run_),                         \
		.encode = lic_graph__objects_encode,                                               \
	}

/* The same of those that the person who calls belongs to. */
#define MY_OBJECTS(pattern_, options_, decode_)                                                    \
	{                                                                                          \
		.method = "GET", .pattern = (pattern_), .action = LIC_ACTION_READ_GROUPS,          \
		.flags = LIC_ROUTE_ME, .options = (options_), .decode = (decode_),                 \
		.run = lic_graph__of_user_run, .encode = lic_graph__objects_encode,                \
	}

/* The same with the casts that leave users or groups. */
#define OBJECTS_AND_CASTS(pattern_, options_, decode_, run_)                                       \
	OBJECTS(pattern_, options_, decode_, run_),                                                \
		OBJECTS(pattern_ "/microsoft.graph.user", options_, decode_, run_),                \
		OBJECTS(pattern_ "/graph.user", options_, decode_, run_),                          \
		OBJECTS(pattern_ "/microsoft.graph.group", options_, decode_, run_),               \
		OBJECTS(pattern_ "/graph.group", options_, decode_, run_)

/* How many there are, as a number alone. */
#define COUNT(pattern_, action_, decode_, run_, encode_)                                           \
	{                                                                                          \
		.method = "GET", .pattern = pattern_ "/$count", .action = (action_),               \
		.options = "$filter $search", .decode = (decode_), .run = (run_),                  \
		.encode = (encode_),                                                               \
	}

/* The same of objects that belong to one, and with the casts. */
#define COUNT_OBJECTS(pattern_, decode_, run_)                                                     \
	COUNT(pattern_, LIC_ACTION_READ_GROUPS, decode_, run_, lic_graph__objects_count_encode),   \
		COUNT(pattern_ "/microsoft.graph.user", LIC_ACTION_READ_GROUPS, decode_, run_,     \
			lic_graph__objects_count_encode),                                          \
		COUNT(pattern_ "/graph.user", LIC_ACTION_READ_GROUPS, decode_, run_,               \
			lic_graph__objects_count_encode),                                          \
		COUNT(pattern_ "/microsoft.graph.group", LIC_ACTION_READ_GROUPS, decode_, run_,    \
			lic_graph__objects_count_encode),                                          \
		COUNT(pattern_ "/graph.group", LIC_ACTION_READ_GROUPS, decode_, run_,              \
			lic_graph__objects_count_encode)

/* What changed of users or groups, under one of the names that clients have for it. */
#define DELTA(pattern_, action_, decode_)                                                          \
	{                                                                                          \
		.method = "GET", .pattern = (pattern_), .action = (action_),                       \
		.options = "$select $filter $deltatoken $skiptoken", .decode = (decode_),          \
		.run = lic_graph__delta_run, .encode = lic_graph__delta_encode,                    \
		.release = lic_graph__release_delta,                                               \
	}

/* The groups that something is in, as ids. */
#define GROUP_IDS(pattern_, decode_, run_)                                                         \
	{                                                                                          \
		.method = "POST", .pattern = (pattern_), .action = LIC_ACTION_READ_GROUPS,         \
		.flags = LIC_ROUTE_BOUND, .options = "", .body_limit = LIC_API_BODY_BYTES,         \
		.decode = (decode_), .run = (run_), .encode = lic_graph__group_ids_encode,         \
	}

/* All three calls for them. */
#define ALL_GROUP_IDS(pattern_, run_)                                                              \
	GROUP_IDS(pattern_ "/getMemberGroups", lic_graph__get_member_groups_decode, run_),         \
		GROUP_IDS(pattern_ "/getMemberObjects", lic_graph__get_member_groups_decode,       \
			run_),                                                                     \
		GROUP_IDS(pattern_ "/checkMemberGroups", lic_graph__check_member_groups_decode,    \
			run_)

/* A change of groups without a body, or with one that `decode_` reads; answers 204. */
#define GROUP_CHANGE(method_, pattern_, attempt_, limit_, decode_, run_)                           \
	{                                                                                          \
		.method = (method_), .pattern = (pattern_), .kind = LIC_ROUTE_WRITE,               \
		.attempt = (attempt_), .action = LIC_ACTION_MANAGE_GROUPS, .options = "",          \
		.body_limit = (limit_), .decode = (decode_), .run = (run_),                        \
	}

/* Adds somebody whom the body names; answers 204. */
#define REFERENCE_ADD(pattern_, attempt_, action_, decode_, run_)                                  \
	{                                                                                          \
		.method = "POST", .pattern = (pattern_), .kind = LIC_ROUTE_WRITE,                  \
		.attempt = (attempt_), .action = (action_), .flags = LIC_ROUTE_LATE,               \
		.options = "", .body_limit = LIC_API_BODY_BYTES, .decode = (decode_),              \
		.run = (run_),                                                                     \
	}

const struct lic_route lic_graph_routes[] = {
	{
		.method = "GET",
		.pattern = "",
		.action = LIC_ACTION_MAX_,
		.options = "",
		.run = lic_graph__root_run,
		.encode = lic_graph__root_encode,
	},
	{
		.method = "GET",
		.pattern = "$metadata",
		.action = LIC_ACTION_MAX_,
		.flags = LIC_ROUTE_OPEN,
		.options = "",
		.run = lic_graph__root_run,
		.encode = lic_graph__metadata_encode,
	},
	{
		.method = "POST",
		.pattern = "$batch",
		.kind = LIC_ROUTE_BATCH,
		.attempt = LIC_OP_REQUEST,
		.action = LIC_ACTION_MAX_, /* each request in it asks */
		.flags = LIC_ROUTE_TO_FILE,
		.options = "",
		.body_limit = LIC_BATCH_BODY_BYTES,
		.decode = lic_batch__decode,
		.run = lic_batch__run,
		.encode = lic_batch__encode,
		.release = lic_batch__release,
	},
	{
		.method = "GET",
		.pattern = "users",
		.action = LIC_ACTION_READ_DIRECTORY,
		.options = QUERY_OPTIONS " $expand",
		.decode = lic_graph__users_decode,
		.run = lic_graph__users_run,
		.encode = lic_graph__users_encode,
		.release = lic_graph__release_users,
	},
	COUNT("users", LIC_ACTION_READ_DIRECTORY, lic_graph__users_count_decode,
		lic_graph__users_count_run, lic_graph__users_count_encode),
	DELTA("users/delta", LIC_ACTION_READ_DIRECTORY, lic_graph__users_delta_decode),
	DELTA("users/microsoft.graph.delta", LIC_ACTION_READ_DIRECTORY,
		lic_graph__users_delta_decode),
	{
		.method = "POST",
		.pattern = "users",
		.kind = LIC_ROUTE_WRITE,
		.attempt = LIC_OP_USER_CREATE,
		.action = LIC_ACTION_CREATE_USER,
		.options = "",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_graph__user_create_decode,
		.slow = lic_graph__user_hash,
		.run = lic_graph__user_create_run,
		.encode = lic_graph__user_create_encode,
	},
	{
		.method = "GET",
		.pattern = "users/{id}",
		.action = LIC_ACTION_READ_DIRECTORY,
		.flags = LIC_ROUTE_SELF,
		.options = "$select $expand",
		.decode = lic_graph__user_decode,
		.run = lic_graph__user_run,
		.encode = lic_graph__user_encode,
		.release = lic_graph__release_users,
	},
	{
		.method = "PATCH",
		.pattern = "users/{id}",
		.kind = LIC_ROUTE_WRITE,
		.attempt = LIC_OP_USER_UPDATE,
		.action = LIC_ACTION_SET_USAGE_LOCATION, /* the least; other properties need more,
							    which decode asks */
		.options = "",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_graph__user_update_decode,
		.slow = lic_graph__user_hash,
		.run = lic_graph__user_update_run,
	},
	{
		.method = "DELETE",
		.pattern = "users/{id}",
		.kind = LIC_ROUTE_WRITE,
		.attempt = LIC_OP_USER_DELETE,
		.action = LIC_ACTION_DELETE_USER,
		.options = "",
		.run = lic_graph__user_delete_run,
	},
	{
		.method = "POST",
		.pattern = "users/{id}/assignLicense",
		.flags = LIC_ROUTE_BOUND,
		.kind = LIC_ROUTE_WRITE,
		.attempt = LIC_OP_LICENSE_CHANGE,
		.action = LIC_ACTION_ASSIGN_LICENSE,
		.options = "",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_graph__assign_decode,
		.run = lic_graph__assign_run,
		.encode = lic_graph__assign_encode,
		.release = lic_graph__release_assign,
	},
	{
		.method = "POST",
		.pattern = "users/{id}/reprocessLicenseAssignment",
		.flags = LIC_ROUTE_BOUND,
		.kind = LIC_ROUTE_WRITE,
		.attempt = LIC_OP_LICENSE_CHANGE,
		.action = LIC_ACTION_ASSIGN_LICENSE,
		.options = "",
		.decode = lic_graph__reprocess_decode,
		.run = lic_graph__reprocess_run,
		.encode = lic_graph__assign_encode,
		.release = lic_graph__release_assign,
	},
	{
		.method = "GET",
		.pattern = "users/{id}/licenseDetails",
		.action = LIC_ACTION_READ_LICENSES,
		.flags = LIC_ROUTE_SELF,
		.options = "$select",
		.decode = lic_graph__details_decode,
		.run = lic_graph__details_run,
		.encode = lic_graph__details_encode,
		.release = lic_graph__release_details,
	},
	{
		.method = "GET",
		.pattern = "users/{id}/licenseDetails/{detail}",
		.action = LIC_ACTION_READ_LICENSES,
		.flags = LIC_ROUTE_SELF,
		.options = "$select",
		.decode = lic_graph__details_decode,
		.run = lic_graph__detail_run,
		.encode = lic_graph__detail_encode,
		.release = lic_graph__release_details,
	},
	{
		.method = "GET",
		.pattern = "users/{id}/manager",
		.action = LIC_ACTION_READ_DIRECTORY,
		.options = "$select",
		.decode = lic_graph__manager_decode,
		.run = lic_graph__manager_run,
		.encode = lic_graph__manager_encode,
	},
	{
		.method = "GET",
		.pattern = "users/{id}/directReports",
		.action = LIC_ACTION_READ_DIRECTORY,
		.options = LIST_OPTIONS,
		.decode = lic_graph__direct_reports_decode,
		.run = lic_graph__of_user_run,
		.encode = lic_graph__objects_encode,
	},
	{
		.method = "PUT",
		.pattern = "users/{id}/manager/$ref",
		.kind = LIC_ROUTE_WRITE,
		.attempt = LIC_OP_USER_UPDATE,
		.action = LIC_ACTION_UPDATE_USER,
		.options = "",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_graph__manager_set_decode,
		.run = lic_graph__manager_set_run,
	},
	{
		.method = "DELETE",
		.pattern = "users/{id}/manager/$ref",
		.kind = LIC_ROUTE_WRITE,
		.attempt = LIC_OP_USER_UPDATE,
		.action = LIC_ACTION_UPDATE_USER,
		.options = "",
		.run = lic_graph__manager_clear_run,
	},
	{
		.method = "GET",
		.pattern = "me/manager",
		.action = LIC_ACTION_READ_DIRECTORY,
		.flags = LIC_ROUTE_ME,
		.options = "$select",
		.decode = lic_graph__manager_decode,
		.run = lic_graph__manager_run,
		.encode = lic_graph__manager_encode,
	},
	{
		.method = "GET",
		.pattern = "me/directReports",
		.action = LIC_ACTION_READ_DIRECTORY,
		.flags = LIC_ROUTE_ME,
		.options = LIST_OPTIONS,
		.decode = lic_graph__direct_reports_decode,
		.run = lic_graph__of_user_run,
		.encode = lic_graph__objects_encode,
	},
	{
		.method = "GET",
		.pattern = "subscribedSkus",
		.action = LIC_ACTION_READ_LICENSES,
		.options = "$select",
		.decode = lic_graph__skus_decode,
		.run = lic_graph__skus_run,
		.encode = lic_graph__skus_encode,
		.release = lic_graph__release_hold,
	},
	{
		.method = "GET",
		.pattern = "subscribedSkus/{id}",
		.action = LIC_ACTION_READ_LICENSES,
		.options = "$select",
		.decode = lic_graph__skus_decode,
		.run = lic_graph__sku_run,
		.encode = lic_graph__sku_encode,
		.release = lic_graph__release_hold,
	},
	{
		.method = "GET",
		.pattern = "directory/subscriptions",
		.action = LIC_ACTION_READ_LICENSES,
		.options = "$select",
		.decode = lic_graph__subscriptions_decode,
		.run = lic_graph__subscriptions_run,
		.encode = lic_graph__subscriptions_encode,
		.release = lic_graph__release_hold,
	},
	{
		.method = "GET",
		.pattern = "directory/subscriptions/{id}",
		.action = LIC_ACTION_READ_LICENSES,
		.options = "$select",
		.decode = lic_graph__subscriptions_decode,
		.run = lic_graph__subscription_run,
		.encode = lic_graph__subscription_encode,
		.release = lic_graph__release_hold,
	},
	{
		.method = "GET",
		.pattern = "directory/subscriptions(commerceSubscriptionId='{id}')",
		.action = LIC_ACTION_READ_LICENSES,
		.options = "$select",
		.decode = lic_graph__subscriptions_decode,
		.run = lic_graph__subscription_run,
		.encode = lic_graph__subscription_encode,
		.release = lic_graph__release_hold,
	},
	{
		.method = "GET",
		.pattern = "organization",
		.action = LIC_ACTION_READ_ORGANIZATION,
		.options = "$select",
		.decode = lic_graph__organizations_decode,
		.run = lic_graph__organizations_run,
		.encode = lic_graph__organizations_encode,
		.release = lic_graph__release_hold,
	},
	{
		.method = "GET",
		.pattern = "organization/{id}",
		.action = LIC_ACTION_READ_ORGANIZATION,
		.options = "$select",
		.decode = lic_graph__organizations_decode,
		.run = lic_graph__organization_run,
		.encode = lic_graph__organization_encode,
		.release = lic_graph__release_hold,
	},
	{
		.method = "GET",
		.pattern = "directory/deletedItems/microsoft.graph.user",
		.action = LIC_ACTION_READ_DIRECTORY,
		.options = LIST_OPTIONS,
		.decode = lic_graph__deleted_list_decode,
		.run = lic_graph__deleted_list_run,
		.encode = lic_graph__deleted_list_encode,
	},
	{
		.method = "GET",
		.pattern = "directory/deletedItems/graph.user",
		.action = LIC_ACTION_READ_DIRECTORY,
		.options = LIST_OPTIONS,
		.decode = lic_graph__deleted_list_decode,
		.run = lic_graph__deleted_list_run,
		.encode = lic_graph__deleted_list_encode,
	},
	{
		.method = "GET",
		.pattern = "directory/deletedItems/{id}",
		.action = LIC_ACTION_READ_DIRECTORY,
		.options = "$select",
		.decode = lic_graph__deleted_decode,
		.run = lic_graph__deleted_run,
		.encode = lic_graph__deleted_encode,
	},
	{
		.method = "POST",
		.pattern = "directory/deletedItems/{id}/restore",
		.flags = LIC_ROUTE_BOUND,
		.kind = LIC_ROUTE_WRITE,
		.attempt = LIC_OP_USER_RESTORE,
		.action = LIC_ACTION_MAX_, /* by what it is: the use case asks */
		.options = "",
		.decode = lic_graph__restore_decode,
		.run = lic_graph__restore_run,
		.encode = lic_graph__deleted_encode,
	},
	{
		.method = "DELETE",
		.pattern = "directory/deletedItems/{id}",
		.kind = LIC_ROUTE_WRITE,
		.attempt = LIC_OP_USER_PURGE,
		.action = LIC_ACTION_MAX_, /* by what it is: the use case asks */
		.options = "",
		.decode = lic_graph__restore_decode,
		.run = lic_graph__purge_run,
	},
	{
		.method = "POST",
		.pattern = "users/{id}/revokeSignInSessions",
		.flags = LIC_ROUTE_BOUND,
		.kind = LIC_ROUTE_WRITE,
		.action = LIC_ACTION_UPDATE_USER,
		.attempt = LIC_OP_SESSION_REVOKE,
		.options = "",
		.run = lic_graph__revoke_sessions_run,
		.encode = lic_graph__revoke_sessions_encode,
	},
	{
		.method = "POST",
		.pattern = "me/revokeSignInSessions",
		.flags = LIC_ROUTE_BOUND,
		.kind = LIC_ROUTE_WRITE,
		.action = LIC_ACTION_MAX_,
		.attempt = LIC_OP_SESSION_REVOKE,
		.options = "",
		.run = lic_graph__revoke_own_sessions_run,
		.encode = lic_graph__revoke_sessions_encode,
	},
	{
		.method = "GET",
		.pattern = "auditLogs/directoryAudits",
		.action = LIC_ACTION_READ_OPERATIONS,
		.options = LIST_OPTIONS " $filter $orderby",
		.decode = lic_graph__audits_decode,
		.run = lic_graph__audits_run,
		.encode = lic_graph__audits_encode,
		.release = lic_graph__release_hold,
	},
	{
		.method = "GET",
		.pattern = "auditLogs/directoryAudits/{id}",
		.action = LIC_ACTION_READ_OPERATIONS,
		.options = "$select",
		.decode = lic_graph__audit_decode,
		.run = lic_graph__audit_run,
		.encode = lic_graph__audit_encode,
		.release = lic_graph__release_hold,
	},
	{
		.method = "GET",
		.pattern = "me",
		.action = LIC_ACTION_READ_SELF,
		.flags = LIC_ROUTE_ME,
		.options = "$select $expand",
		.decode = lic_graph__user_decode,
		.run = lic_graph__user_run,
		.encode = lic_graph__user_encode,
		.release = lic_graph__release_users,
	},
	{
		.method = "GET",
		.pattern = "me/licenseDetails",
		.action = LIC_ACTION_READ_LICENSES,
		.flags = LIC_ROUTE_ME | LIC_ROUTE_SELF,
		.options = "$select",
		.decode = lic_graph__details_decode,
		.run = lic_graph__details_run,
		.encode = lic_graph__details_encode,
		.release = lic_graph__release_details,
	},
	{
		.method = "POST",
		.pattern = "me/assignLicense",
		.kind = LIC_ROUTE_WRITE,
		.action = LIC_ACTION_ASSIGN_LICENSE,
		.flags = LIC_ROUTE_ME | LIC_ROUTE_BOUND,
		.attempt = LIC_OP_LICENSE_CHANGE,
		.options = "",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_graph__assign_decode,
		.run = lic_graph__assign_run,
		.encode = lic_graph__assign_encode,
		.release = lic_graph__release_assign,
	},
	{
		.method = "GET",
		.pattern = "directoryRoles",
		.action = LIC_ACTION_READ_ROLES,
		.options = "$select $filter",
		.decode = lic_graph__directory_roles_decode,
		.run = lic_graph__roles_run,
		.encode = lic_graph__roles_encode,
	},
	{
		.method = "GET",
		.pattern = "directoryRoles/{id}",
		.action = LIC_ACTION_READ_ROLES,
		.options = "$select",
		.decode = lic_graph__directory_roles_decode,
		.run = lic_graph__role_run,
		.encode = lic_graph__role_encode,
	},
	{
		.method = "GET",
		.pattern = "directoryRoles(roleTemplateId='{id}')",
		.action = LIC_ACTION_READ_ROLES,
		.options = "$select",
		.decode = lic_graph__directory_roles_decode,
		.run = lic_graph__role_run,
		.encode = lic_graph__role_encode,
	},
	{
		.method = "GET",
		.pattern = "directoryRoles/{id}/members",
		.action = LIC_ACTION_READ_ROLES,
		.options = LIST_OPTIONS,
		.decode = lic_graph__role_members_decode,
		.run = lic_graph__role_members_run,
		.encode = lic_graph__role_members_encode,
	},
	REFERENCE_ADD("directoryRoles/{id}/members/$ref", LIC_OP_ROLE_GIVE, LIC_ACTION_MANAGE_ROLES,
		lic_graph__role_member_add_decode, lic_graph__role_member_add_run),
	{
		.method = "DELETE",
		.pattern = "directoryRoles/{id}/members/{member}/$ref",
		.kind = LIC_ROUTE_WRITE,
		.action = LIC_ACTION_MANAGE_ROLES,
		.attempt = LIC_OP_ROLE_TAKE,
		.options = "",
		.run = lic_graph__role_member_remove_run,
	},
	{
		.method = "GET",
		.pattern = "directoryRoles(roleTemplateId='{id}')/members",
		.action = LIC_ACTION_READ_ROLES,
		.options = LIST_OPTIONS,
		.decode = lic_graph__role_members_decode,
		.run = lic_graph__role_members_run,
		.encode = lic_graph__role_members_encode,
	},
	REFERENCE_ADD("directoryRoles(roleTemplateId='{id}')/members/$ref", LIC_OP_ROLE_GIVE,
		LIC_ACTION_MANAGE_ROLES, lic_graph__role_member_add_decode,
		lic_graph__role_member_add_run),
	{
		.method = "DELETE",
		.pattern = "directoryRoles(roleTemplateId='{id}')/members/{member}/$ref",
		.kind = LIC_ROUTE_WRITE,
		.action = LIC_ACTION_MANAGE_ROLES,
		.attempt = LIC_OP_ROLE_TAKE,
		.options = "",
		.run = lic_graph__role_member_remove_run,
	},
	{
		.method = "GET",
		.pattern = "directoryRoleTemplates",
		.action = LIC_ACTION_READ_ROLES,
		.options = "$select",
		.decode = lic_graph__role_templates_decode,
		.run = lic_graph__roles_run,
		.encode = lic_graph__roles_encode,
	},
	{
		.method = "GET",
		.pattern = "directoryRoleTemplates/{id}",
		.action = LIC_ACTION_READ_ROLES,
		.options = "$select",
		.decode = lic_graph__role_templates_decode,
		.run = lic_graph__role_run,
		.encode = lic_graph__role_encode,
	},
	{
		.method = "GET",
		.pattern = "roleManagement/directory/roleDefinitions",
		.action = LIC_ACTION_READ_ROLES,
		.options = "$select $filter",
		.decode = lic_graph__role_definitions_decode,
		.run = lic_graph__roles_run,
		.encode = lic_graph__roles_encode,
	},
	{
		.method = "GET",
		.pattern = "roleManagement/directory/roleDefinitions/{id}",
		.action = LIC_ACTION_READ_ROLES,
		.options = "$select",
		.decode = lic_graph__role_definitions_decode,
		.run = lic_graph__role_run,
		.encode = lic_graph__role_encode,
	},
	{
		.method = "GET",
		.pattern = "roleManagement/directory/roleAssignments",
		.action = LIC_ACTION_READ_ROLES,
		.options = LIST_OPTIONS " $filter $expand",
		.decode = lic_graph__assignments_decode,
		.run = lic_graph__assignments_run,
		.encode = lic_graph__assignments_encode,
	},
	{
		.method = "GET",
		.pattern = "roleManagement/directory/roleAssignments/{id}",
		.action = LIC_ACTION_READ_ROLES,
		.options = "$select $expand",
		.decode = lic_graph__assignment_decode,
		.run = lic_graph__assignment_run,
		.encode = lic_graph__assignment_encode,
	},
	{
		.method = "POST",
		.pattern = "roleManagement/directory/roleAssignments",
		.kind = LIC_ROUTE_WRITE,
		.action = LIC_ACTION_MANAGE_ROLES,
		.flags = LIC_ROUTE_LATE,
		.attempt = LIC_OP_ROLE_GIVE,
		.options = "",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_graph__assignment_add_decode,
		.run = lic_graph__assignment_add_run,
		.encode = lic_graph__assignment_add_encode,
	},
	{
		.method = "DELETE",
		.pattern = "roleManagement/directory/roleAssignments/{id}",
		.kind = LIC_ROUTE_WRITE,
		.action = LIC_ACTION_MANAGE_ROLES,
		.attempt = LIC_OP_ROLE_TAKE,
		.options = "",
		.run = lic_graph__assignment_remove_run,
	},
	{
		.method = "GET",
		.pattern = "directory/deletedItems/microsoft.graph.group",
		.action = LIC_ACTION_READ_GROUPS,
		.options = LIST_OPTIONS,
		.decode = lic_graph__deleted_groups_decode,
		.run = lic_graph__deleted_groups_run,
		.encode = lic_graph__deleted_groups_encode,
		.release = lic_graph__release_hold,
	},
	{
		.method = "GET",
		.pattern = "directory/deletedItems/graph.group",
		.action = LIC_ACTION_READ_GROUPS,
		.options = LIST_OPTIONS,
		.decode = lic_graph__deleted_groups_decode,
		.run = lic_graph__deleted_groups_run,
		.encode = lic_graph__deleted_groups_encode,
		.release = lic_graph__release_hold,
	},
	{
		.method = "GET",
		.pattern = "groups",
		.action = LIC_ACTION_READ_GROUPS,
		.options = QUERY_OPTIONS " $expand",
		.decode = lic_graph__groups_decode,
		.run = lic_graph__groups_run,
		.encode = lic_graph__groups_encode,
		.release = lic_graph__release_hold,
	},
	DELTA("groups/delta", LIC_ACTION_READ_GROUPS, lic_graph__groups_delta_decode),
	DELTA("groups/microsoft.graph.delta", LIC_ACTION_READ_GROUPS,
		lic_graph__groups_delta_decode),
	COUNT("groups", LIC_ACTION_READ_GROUPS, lic_graph__groups_count_decode,
		lic_graph__groups_count_run, lic_graph__groups_count_encode),
	{
		.method = "POST",
		.pattern = "groups",
		.kind = LIC_ROUTE_WRITE,
		.action = LIC_ACTION_MANAGE_GROUPS,
		.attempt = LIC_OP_GROUP_CREATE,
		.options = "",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_graph__group_create_decode,
		.run = lic_graph__group_create_run,
		.encode = lic_graph__group_create_encode,
	},
	{
		.method = "GET",
		.pattern = "groups/{id}",
		.action = LIC_ACTION_READ_GROUPS,
		.options = "$select $expand",
		.decode = lic_graph__group_decode,
		.run = lic_graph__group_run,
		.encode = lic_graph__group_encode,
		.release = lic_graph__release_hold,
	},
	GROUP_CHANGE("PATCH", "groups/{id}", LIC_OP_GROUP_UPDATE, LIC_API_BODY_BYTES,
		lic_graph__group_update_decode, lic_graph__group_update_run),
	GROUP_CHANGE("DELETE", "groups/{id}", LIC_OP_GROUP_DELETE, 0, NULL,
		lic_graph__group_delete_run),
	{
		.method = "POST",
		.pattern = "groups/{id}/renew",
		.kind = LIC_ROUTE_WRITE,
		.flags = LIC_ROUTE_BOUND,
		.attempt = LIC_OP_GROUP_UPDATE,
		.action = LIC_ACTION_MANAGE_GROUPS,
		.options = "",
		.run = lic_graph__group_renew_run,
	},
	REFERENCE_ADD("groups/{id}/members/$ref", LIC_OP_GROUP_MEMBERS, LIC_ACTION_MANAGE_GROUPS,
		lic_graph__member_add_decode, lic_graph__member_add_run),
	GROUP_CHANGE("DELETE", "groups/{id}/members/{member}/$ref", LIC_OP_GROUP_MEMBERS, 0, NULL,
		lic_graph__member_remove_run),
	REFERENCE_ADD("groups/{id}/owners/$ref", LIC_OP_GROUP_MEMBERS, LIC_ACTION_MANAGE_GROUPS,
		lic_graph__member_add_decode, lic_graph__owner_add_run),
	GROUP_CHANGE("DELETE", "groups/{id}/owners/{owner}/$ref", LIC_OP_GROUP_MEMBERS, 0, NULL,
		lic_graph__owner_remove_run),
	{
		.method = "POST",
		.pattern = "groups/{id}/assignLicense",
		.flags = LIC_ROUTE_BOUND,
		.kind = LIC_ROUTE_WRITE,
		.action = LIC_ACTION_ASSIGN_GROUP_LICENSE,
		.attempt = LIC_OP_GROUP_LICENSE,
		.options = "",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_graph__group_assign_decode,
		.preview = lic_graph__group_assign_preview,
		.run = lic_graph__group_assign_run,
		.encode = lic_graph__group_assign_encode,
		.release = lic_graph__release_hold,
	},
	{
		.method = "POST",
		.pattern = "groups/{id}/reprocessLicenseAssignment",
		.flags = LIC_ROUTE_BOUND,
		.kind = LIC_ROUTE_WRITE,
		.action = LIC_ACTION_ASSIGN_GROUP_LICENSE,
		.attempt = LIC_OP_GROUP_REPROCESS,
		.options = "",
		.decode = lic_graph__group_reprocess_decode,
		.preview = lic_graph__group_reprocess_preview,
		.run = lic_graph__group_reprocess_run,
		.encode = lic_graph__group_assign_encode,
		.release = lic_graph__release_hold,
	},
	OBJECTS_AND_CASTS("groups/{id}/members", QUERY_OPTIONS, lic_graph__members_decode,
		lic_graph__of_group_run),
	COUNT_OBJECTS("groups/{id}/members", lic_graph__members_count_decode,
		lic_graph__count_of_group_run),
	OBJECTS_AND_CASTS("groups/{id}/transitiveMembers", LIST_OPTIONS,
		lic_graph__transitive_members_decode, lic_graph__of_group_run),
	OBJECTS_AND_CASTS("groups/{id}/owners", QUERY_OPTIONS, lic_graph__owners_decode,
		lic_graph__of_group_run),
	COUNT_OBJECTS("groups/{id}/owners", lic_graph__owners_count_decode,
		lic_graph__count_of_group_run),
	OBJECTS("groups/{id}/membersWithLicenseErrors", LIST_OPTIONS,
		lic_graph__errored_members_decode, lic_graph__of_group_run),
	OBJECTS_AND_CASTS("groups/{id}/memberOf", QUERY_OPTIONS, lic_graph__member_of_decode,
		lic_graph__of_group_run),
	COUNT_OBJECTS("groups/{id}/memberOf", lic_graph__member_of_count_decode,
		lic_graph__count_of_group_run),
	OBJECTS_AND_CASTS("groups/{id}/transitiveMemberOf", LIST_OPTIONS,
		lic_graph__transitive_member_of_decode, lic_graph__of_group_run),
	OBJECTS_AND_CASTS("users/{id}/memberOf", QUERY_OPTIONS, lic_graph__member_of_decode,
		lic_graph__of_user_run),
	COUNT_OBJECTS("users/{id}/memberOf", lic_graph__member_of_count_decode,
		lic_graph__count_of_user_run),
	OBJECTS_AND_CASTS("users/{id}/transitiveMemberOf", LIST_OPTIONS,
		lic_graph__transitive_member_of_decode, lic_graph__of_user_run),
	MY_OBJECTS("me/memberOf", QUERY_OPTIONS, lic_graph__member_of_decode),
	MY_OBJECTS("me/transitiveMemberOf", LIST_OPTIONS, lic_graph__transitive_member_of_decode),
	ALL_GROUP_IDS("users/{id}", lic_graph__groups_of_user_run),
	ALL_GROUP_IDS("groups/{id}", lic_graph__groups_of_group_run),
	ALL_GROUP_IDS("directoryObjects/{id}", lic_graph__groups_of_object_run),
	{
		.method = "GET",
		.pattern = "directoryObjects/{id}",
		.action = LIC_ACTION_READ_DIRECTORY,
		.options = "$select",
		.decode = lic_graph__object_decode,
		.run = lic_graph__object_run,
		.encode = lic_graph__object_encode,
	},
	{
		.method = "POST",
		.pattern = "directoryObjects/getByIds",
		.flags = LIC_ROUTE_BOUND,
		.action = LIC_ACTION_READ_DIRECTORY,
		.options = "$select",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_graph__by_ids_decode,
		.run = lic_graph__by_ids_run,
		.encode = lic_graph__objects_encode,
	},
};

const size_t lic_graph_route_count = LIC_COUNT(lic_graph_routes);
