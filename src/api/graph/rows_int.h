/*
 * Rows of the table of Graph's calls that come several times (routes.c). Private to api/graph.
 */
#ifndef LIC_API_GRAPH_ROWS_INT_H
#define LIC_API_GRAPH_ROWS_INT_H

#include "api/graph/grant_int.h"
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
#define MY_OBJECTS_AND_CASTS(pattern_, options_, decode_)                                          \
	MY_OBJECTS(pattern_, options_, decode_),                                                   \
		MY_OBJECTS(pattern_ "/microsoft.graph.user", options_, decode_),                   \
		MY_OBJECTS(pattern_ "/graph.user", options_, decode_),                             \
		MY_OBJECTS(pattern_ "/microsoft.graph.group", options_, decode_),                  \
		MY_OBJECTS(pattern_ "/graph.group", options_, decode_)

/* The same with the casts that leave users or groups. */
#define OBJECTS_AND_CASTS(pattern_, options_, decode_, run_)                                       \
	OBJECTS(pattern_, options_, decode_, run_),                                                \
		OBJECTS(pattern_ "/microsoft.graph.user", options_, decode_, run_),                \
		OBJECTS(pattern_ "/graph.user", options_, decode_, run_),                          \
		OBJECTS(pattern_ "/microsoft.graph.group", options_, decode_, run_),               \
		OBJECTS(pattern_ "/graph.group", options_, decode_, run_)

/* Whom a user manages, or the person who calls; all of them are users. */
#define REPORTS(pattern_, flags_)                                                                  \
	{                                                                                          \
		.method = "GET", .pattern = (pattern_), .action = LIC_ACTION_READ_DIRECTORY,       \
		.flags = (flags_), .options = LIST_OPTIONS,                                        \
		.decode = lic_graph__direct_reports_decode, .run = lic_graph__of_user_run,         \
		.encode = lic_graph__objects_encode,                                               \
	}
#define COUNT_REPORTS(pattern_, flags_)                                                            \
	COUNT_ALL(pattern_, LIC_ACTION_READ_DIRECTORY, flags_,                                     \
		lic_graph__direct_reports_count_decode, lic_graph__count_of_user_run)
#define ALL_REPORTS(pattern_, flags_)                                                              \
	REPORTS(pattern_, flags_), REPORTS(pattern_ "/microsoft.graph.user", flags_),              \
		REPORTS(pattern_ "/graph.user", flags_), COUNT_REPORTS(pattern_, flags_),          \
		COUNT_REPORTS(pattern_ "/microsoft.graph.user", flags_),                           \
		COUNT_REPORTS(pattern_ "/graph.user", flags_)

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

/* How many there are of those that take no conditions. */
#define COUNT_ALL(pattern_, action_, flags_, decode_, run_)                                        \
	{                                                                                          \
		.method = "GET", .pattern = pattern_ "/$count", .action = (action_),               \
		.flags = (flags_), .options = "", .decode = (decode_), .run = (run_),              \
		.encode = lic_graph__objects_count_encode,                                         \
	}
#define COUNT_ALL_OBJECTS(pattern_, flags_, decode_, run_)                                         \
	COUNT_ALL(pattern_, LIC_ACTION_READ_GROUPS, flags_, decode_, run_),                        \
		COUNT_ALL(pattern_ "/microsoft.graph.user", LIC_ACTION_READ_GROUPS, flags_,        \
			decode_, run_),                                                            \
		COUNT_ALL(pattern_ "/graph.user", LIC_ACTION_READ_GROUPS, flags_, decode_, run_),  \
		COUNT_ALL(pattern_ "/microsoft.graph.group", LIC_ACTION_READ_GROUPS, flags_,       \
			decode_, run_),                                                            \
		COUNT_ALL(pattern_ "/graph.group", LIC_ACTION_READ_GROUPS, flags_, decode_, run_)

/* Those of the person who calls, with conditions. */
#define COUNT_MINE(pattern_, decode_)                                                              \
	{                                                                                          \
		.method = "GET", .pattern = pattern_ "/$count", .action = LIC_ACTION_READ_GROUPS,  \
		.flags = LIC_ROUTE_ME, .options = "$filter $search", .decode = (decode_),          \
		.run = lic_graph__count_of_user_run, .encode = lic_graph__objects_count_encode,    \
	}
#define COUNT_MY_OBJECTS(pattern_, decode_)                                                        \
	COUNT_MINE(pattern_, decode_), COUNT_MINE(pattern_ "/microsoft.graph.user", decode_),      \
		COUNT_MINE(pattern_ "/graph.user", decode_),                                       \
		COUNT_MINE(pattern_ "/microsoft.graph.group", decode_),                            \
		COUNT_MINE(pattern_ "/graph.group", decode_)

/* A user or group by its id, as itself or as what the path says that it is. */
#define OBJECT(pattern_)                                                                           \
	{                                                                                          \
		.method = "GET", .pattern = (pattern_), .action = LIC_ACTION_READ_DIRECTORY,       \
		.options = "$select", .decode = lic_graph__object_decode,                          \
		.run = lic_graph__object_run, .encode = lic_graph__object_encode,                  \
	}

/* Changing one's own password, which the present one lets anybody do. */
#define CHANGE_PASSWORD(pattern_, flags_)                                                          \
	{                                                                                          \
		.method = "POST", .pattern = (pattern_), .kind = LIC_ROUTE_WRITE,                  \
		.action = LIC_ACTION_READ_SELF, .attempt = LIC_OP_PASSWORD_CHANGE,                 \
		.flags = LIC_ROUTE_BOUND | (flags_), .options = "",                                \
		.body_limit = LIC_API_BODY_BYTES, .decode = lic_graph__password_decode,            \
		.before = lic_graph__password_before, .slow = lic_graph__password_slow,            \
		.run = lic_graph__password_run, .encode = lic_graph__password_encode,              \
	}

/* Applications, or service principals: all, how many, and one by either of its ids. */
#define APPLICATION(pattern_)                                                                      \
	{                                                                                          \
		.method = "GET", .pattern = (pattern_), .action = LIC_ACTION_READ_APPLICATIONS,    \
		.options = "$select", .decode = lic_graph__application_decode,                     \
		.run = lic_graph__application_run, .encode = lic_graph__application_encode,        \
	}
#define APPLICATIONS(pattern_)                                                                     \
	{                                                                                          \
		.method = "GET",                                                                   \
		.pattern = (pattern_),                                                             \
		.action = LIC_ACTION_READ_APPLICATIONS,                                            \
		.options = LIST_OPTIONS " $filter $count",                                         \
		.decode = lic_graph__applications_decode,                                          \
		.run = lic_graph__applications_run,                                                \
		.encode = lic_graph__applications_encode,                                          \
	},                                                                                         \
		{                                                                                  \
			.method = "GET",                                                           \
			.pattern = pattern_ "/$count",                                             \
			.action = LIC_ACTION_READ_APPLICATIONS,                                    \
			.options = "$filter",                                                      \
			.decode = lic_graph__applications_count_decode,                            \
			.run = lic_graph__applications_count_run,                                  \
			.encode = lic_graph__applications_count_encode,                            \
		},                                                                                 \
		APPLICATION(pattern_ "/{id}"), APPLICATION(pattern_ "(appId='{id}')")

/* What is granted to, of, or by something, page by page. */
#define GRANTS(pattern_, flags_, options_, decode_, run_)                                          \
	{                                                                                          \
		.method = "GET", .pattern = (pattern_), .action = LIC_ACTION_READ_APPLICATIONS,    \
		.flags = (flags_), .options = (options_), .decode = (decode_), .run = (run_),      \
		.encode = lic_graph__grants_encode,                                                \
	}
#define ALL_GRANTS(pattern_)                                                                       \
	GRANTS(pattern_ "/appRoleAssignments", 0, LIST_OPTIONS, lic_graph__role_grants_decode,     \
		lic_graph__grants_of_principal_run),                                               \
		GRANTS(pattern_ "/appRoleAssignedTo", 0, LIST_OPTIONS,                             \
			lic_graph__role_grants_decode, lic_graph__grants_of_resource_run),         \
		GRANTS(pattern_ "/oauth2PermissionGrants", 0, LIST_OPTIONS,                        \
			lic_graph__scope_grants_decode, lic_graph__grants_of_principal_run)

/* What changed of users or groups, under one of the names that clients have for it. */
#define DELTA(pattern_, action_, decode_)                                                          \
	{                                                                                          \
		.method = "GET", .pattern = (pattern_), .action = (action_),                       \
		.options = "$select $filter $deltatoken $skiptoken", .decode = (decode_),          \
		.run = lic_graph__delta_run, .encode = lic_graph__delta_encode,                    \
		.release = lic_graph__release_delta,                                               \
	}

/* The groups that something is in, as ids. */
#define GROUP_IDS(pattern_, flags_, decode_, run_)                                                 \
	{                                                                                          \
		.method = "POST", .pattern = (pattern_), .action = LIC_ACTION_READ_GROUPS,         \
		.flags = LIC_ROUTE_BOUND | (flags_), .options = "",                                \
		.body_limit = LIC_API_BODY_BYTES, .decode = (decode_), .run = (run_),              \
		.encode = lic_graph__group_ids_encode,                                             \
	}

/* All four calls for them. */
#define ALL_GROUP_IDS(pattern_, flags_, run_)                                                      \
	GROUP_IDS(pattern_ "/getMemberGroups", flags_, lic_graph__get_member_groups_decode, run_), \
		GROUP_IDS(pattern_ "/getMemberObjects", flags_,                                    \
			lic_graph__get_member_groups_decode, run_),                                \
		GROUP_IDS(pattern_ "/checkMemberGroups", flags_,                                   \
			lic_graph__check_member_groups_decode, run_),                              \
		GROUP_IDS(pattern_ "/checkMemberObjects", flags_,                                  \
			lic_graph__check_member_objects_decode, run_)

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

#endif
