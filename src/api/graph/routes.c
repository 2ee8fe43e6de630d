/*
 * The table of calls in the shape of Microsoft Graph. docs/graph-compatibility.md describes each
 * row.
 */
#include "api/graph/group_int.h"

#define LIST_OPTIONS "$select $top $skiptoken"

/* A list of users and groups that belong to one. */
#define OBJECTS(pattern_, decode_, run_)                                                           \
	{                                                                                          \
		.method = "GET", .pattern = (pattern_), .action = LIC_ACTION_READ_GROUPS,          \
		.options = LIST_OPTIONS, .decode = (decode_), .run = (run_),                       \
		.encode = lic_graph__objects_encode,                                               \
	}

/* The same with the casts that leave users or groups. */
#define OBJECTS_AND_CASTS(pattern_, decode_, run_)                                                 \
	OBJECTS(pattern_, decode_, run_),                                                          \
		OBJECTS(pattern_ "/microsoft.graph.user", decode_, run_),                          \
		OBJECTS(pattern_ "/graph.user", decode_, run_),                                    \
		OBJECTS(pattern_ "/microsoft.graph.group", decode_, run_),                         \
		OBJECTS(pattern_ "/graph.group", decode_, run_)

/* The groups that something is in, as ids. */
#define GROUP_IDS(pattern_, decode_, run_)                                                         \
	{                                                                                          \
		.method = "POST", .pattern = (pattern_), .action = LIC_ACTION_READ_GROUPS,         \
		.options = "", .body_limit = LIC_API_BODY_BYTES, .decode = (decode_),              \
		.run = (run_), .encode = lic_graph__group_ids_encode,                              \
	}

/* All three calls for them. */
#define ALL_GROUP_IDS(pattern_, run_)                                                              \
	GROUP_IDS(pattern_ "/getMemberGroups", lic_graph__get_member_groups_decode, run_),         \
		GROUP_IDS(pattern_ "/getMemberObjects", lic_graph__get_member_groups_decode,       \
			run_),                                                                     \
		GROUP_IDS(pattern_ "/checkMemberGroups", lic_graph__check_member_groups_decode,    \
			run_)

/* A change of groups without a body, or with one that `decode_` reads; answers 204. */
#define GROUP_CHANGE(method_, pattern_, limit_, decode_, run_)                                     \
	{                                                                                          \
		.method = (method_), .pattern = (pattern_), .kind = LIC_ROUTE_WRITE,               \
		.action = LIC_ACTION_MANAGE_GROUPS, .options = "", .body_limit = (limit_),         \
		.decode = (decode_), .run = (run_),                                                \
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
		.pattern = "users",
		.action = LIC_ACTION_READ_DIRECTORY,
		.options = LIST_OPTIONS,
		.decode = lic_graph__users_decode,
		.run = lic_graph__users_run,
		.encode = lic_graph__users_encode,
		.release = lic_graph__release_users,
	},
	{
		.method = "POST",
		.pattern = "users",
		.kind = LIC_ROUTE_WRITE,
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
		.options = "$select",
		.decode = lic_graph__user_decode,
		.run = lic_graph__user_run,
		.encode = lic_graph__user_encode,
		.release = lic_graph__release_users,
	},
	{
		.method = "PATCH",
		.pattern = "users/{id}",
		.kind = LIC_ROUTE_WRITE,
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
		.action = LIC_ACTION_DELETE_USER,
		.options = "",
		.run = lic_graph__user_delete_run,
	},
	{
		.method = "POST",
		.pattern = "users/{id}/assignLicense",
		.kind = LIC_ROUTE_WRITE,
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
		.kind = LIC_ROUTE_WRITE,
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
		.options = "$select",
		.decode = lic_graph__details_decode,
		.run = lic_graph__detail_run,
		.encode = lic_graph__detail_encode,
		.release = lic_graph__release_details,
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
		.action = LIC_ACTION_READ_DIRECTORY,
		.options = "$select",
		.decode = lic_graph__organizations_decode,
		.run = lic_graph__organizations_run,
		.encode = lic_graph__organizations_encode,
		.release = lic_graph__release_hold,
	},
	{
		.method = "GET",
		.pattern = "organization/{id}",
		.action = LIC_ACTION_READ_DIRECTORY,
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
		.kind = LIC_ROUTE_WRITE,
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
		.action = LIC_ACTION_MAX_, /* by what it is: the use case asks */
		.options = "",
		.decode = lic_graph__restore_decode,
		.run = lic_graph__purge_run,
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
		.options = LIST_OPTIONS " $filter",
		.decode = lic_graph__groups_decode,
		.run = lic_graph__groups_run,
		.encode = lic_graph__groups_encode,
		.release = lic_graph__release_hold,
	},
	{
		.method = "POST",
		.pattern = "groups",
		.kind = LIC_ROUTE_WRITE,
		.action = LIC_ACTION_MANAGE_GROUPS,
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
		.options = "$select",
		.decode = lic_graph__group_decode,
		.run = lic_graph__group_run,
		.encode = lic_graph__group_encode,
		.release = lic_graph__release_hold,
	},
	GROUP_CHANGE("PATCH", "groups/{id}", LIC_API_BODY_BYTES, lic_graph__group_update_decode,
		lic_graph__group_update_run),
	GROUP_CHANGE("DELETE", "groups/{id}", 0, NULL, lic_graph__group_delete_run),
	GROUP_CHANGE("POST", "groups/{id}/renew", 0, NULL, lic_graph__group_renew_run),
	GROUP_CHANGE("POST", "groups/{id}/members/$ref", LIC_API_BODY_BYTES,
		lic_graph__member_add_decode, lic_graph__member_add_run),
	GROUP_CHANGE("DELETE", "groups/{id}/members/{member}/$ref", 0, NULL,
		lic_graph__member_remove_run),
	GROUP_CHANGE("POST", "groups/{id}/owners/$ref", LIC_API_BODY_BYTES,
		lic_graph__member_add_decode, lic_graph__owner_add_run),
	GROUP_CHANGE("DELETE", "groups/{id}/owners/{owner}/$ref", 0, NULL,
		lic_graph__owner_remove_run),
	{
		.method = "POST",
		.pattern = "groups/{id}/assignLicense",
		.kind = LIC_ROUTE_WRITE,
		.action = LIC_ACTION_ASSIGN_GROUP_LICENSE,
		.options = "",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_graph__group_assign_decode,
		.run = lic_graph__group_assign_run,
		.encode = lic_graph__group_assign_encode,
		.release = lic_graph__release_hold,
	},
	{
		.method = "POST",
		.pattern = "groups/{id}/reprocessLicenseAssignment",
		.kind = LIC_ROUTE_WRITE,
		.action = LIC_ACTION_ASSIGN_GROUP_LICENSE,
		.options = "",
		.decode = lic_graph__group_reprocess_decode,
		.run = lic_graph__group_reprocess_run,
		.encode = lic_graph__group_assign_encode,
		.release = lic_graph__release_hold,
	},
	OBJECTS_AND_CASTS("groups/{id}/members", lic_graph__members_decode,
		lic_graph__of_group_run),
	OBJECTS_AND_CASTS("groups/{id}/transitiveMembers", lic_graph__transitive_members_decode,
		lic_graph__of_group_run),
	OBJECTS_AND_CASTS("groups/{id}/owners", lic_graph__owners_decode, lic_graph__of_group_run),
	OBJECTS("groups/{id}/membersWithLicenseErrors", lic_graph__errored_members_decode,
		lic_graph__of_group_run),
	OBJECTS_AND_CASTS("groups/{id}/memberOf", lic_graph__member_of_decode,
		lic_graph__of_group_run),
	OBJECTS_AND_CASTS("groups/{id}/transitiveMemberOf", lic_graph__transitive_member_of_decode,
		lic_graph__of_group_run),
	OBJECTS_AND_CASTS("users/{id}/memberOf", lic_graph__member_of_decode,
		lic_graph__of_user_run),
	OBJECTS_AND_CASTS("users/{id}/transitiveMemberOf", lic_graph__transitive_member_of_decode,
		lic_graph__of_user_run),
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
		.action = LIC_ACTION_READ_DIRECTORY,
		.options = "$select",
		.body_limit = LIC_API_BODY_BYTES,
		.decode = lic_graph__by_ids_decode,
		.run = lic_graph__by_ids_run,
		.encode = lic_graph__objects_encode,
	},
};

const size_t lic_graph_route_count = LIC_COUNT(lic_graph_routes);
