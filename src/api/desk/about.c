/*
 * What the interface says about itself: its routes, its health, and its description as OpenAPI.
 */
#include "api/desk/desk_int.h"

#include "api/openapi.h"
#include "service/tenants.h"

/* Names of actions for people and for tests that go through them, by enum lic_action. */
static const char *const action_names[LIC_ACTION_MAX_] = {
	[LIC_ACTION_READ_DIRECTORY] = "readDirectory",
	[LIC_ACTION_READ_LICENSES] = "readLicenses",
	[LIC_ACTION_ASSIGN_LICENSE] = "assignLicense",
	[LIC_ACTION_SET_USAGE_LOCATION] = "setUsageLocation",
	[LIC_ACTION_CREATE_USER] = "createUser",
	[LIC_ACTION_UPDATE_USER] = "updateUser",
	[LIC_ACTION_DELETE_USER] = "deleteUser",
	[LIC_ACTION_MANAGE_SUBSCRIPTIONS] = "manageSubscriptions",
	[LIC_ACTION_MANAGE_CATALOG] = "manageCatalog",
	[LIC_ACTION_READ_OPERATIONS] = "readOperations",
	[LIC_ACTION_MANAGE_TOKENS] = "manageTokens",
	[LIC_ACTION_READ_ROLES] = "readRoles",
	[LIC_ACTION_MANAGE_ROLES] = "manageRoles",
	[LIC_ACTION_READ_APPLICATIONS] = "readApplications",
	[LIC_ACTION_MANAGE_APPLICATIONS] = "manageApplications",
	[LIC_ACTION_MANAGE_SETTINGS] = "manageSettings",
	[LIC_ACTION_READ_SELF] = "readSelf",
	[LIC_ACTION_UPDATE_ADMIN] = "updateAdmin",
	[LIC_ACTION_ASSIGN_GROUP_LICENSE] = "assignGroupLicense",
	[LIC_ACTION_READ_GROUPS] = "readGroups",
	[LIC_ACTION_MANAGE_GROUPS] = "manageGroups",
	[LIC_ACTION_READ_SESSIONS] = "readSessions",
	[LIC_ACTION_READ_ORGANIZATION] = "readOrganization",
	[LIC_ACTION_MANAGE_USER_VIEWS] = "manageUserViews",
	[LIC_ACTION_REQUEST_LICENSE] = "requestLicense",
	[LIC_ACTION_DECIDE_REQUESTS] = "decideRequests",
	[LIC_ACTION_MANAGE_ALLOTMENTS] = "manageAllotments",
	[LIC_ACTION_RUN_ALLOTMENTS] = "runAllotments",
};

const char *lic_desk__action_name(enum lic_action action)
{
	return (size_t)action < LIC_COUNT(action_names) ? action_names[action] : NULL;
}

lic_rc lic_desk__do_nothing(struct lic_api_request *req)
{
	(void)req;
	return LIC_OK_RC;
}

/* Writes the routes of one family, whose paths begin with `root`. */
static lic_rc write_routes(struct lic_api_request *req, struct lic_json *json, const char *root,
	const struct lic_route *routes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct lic_route *route = &routes[i];
		bool is_root = route->pattern[0] == '\0' && root[0] != '\0';
		const char *path = lic_arena_printf(req->ctx.arena, "%s%s%s", root,
			is_root ? "" : "/", route->pattern);
		bool has_action =
			route->action != LIC_ACTION_MAX_ && (route->flags & LIC_ROUTE_OPEN) == 0;

		if (path == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		lic_json_object(json);
		lic_json_kstring(json, "method", route->method);
		lic_json_kstring(json, "path", path);
		lic_json_kstring(json, "action",
			has_action ? lic_desk__action_name(route->action) : NULL);
		lic_json_kbool(json, "self", (route->flags & LIC_ROUTE_SELF) != 0);
		lic_json_end(json);
	}
	return LIC_OK_RC;
}

lic_rc lic_desk__root_encode(struct lic_api_request *req)
{
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_kstring(&json, "name", "licentia");
	lic_json_kstring(&json, "version", LIC_VERSION);
	lic_json_key(&json, "routes");
	lic_json_array(&json);
	LIC_TRY(write_routes(req, &json, "/v1.0", lic_graph_routes, lic_graph_route_count));
	LIC_TRY(write_routes(req, &json, "/api/v1", lic_desk_routes, lic_desk_route_count));
	lic_json_end(&json);
	lic_json_key(&json, "authzen");
	lic_json_array(&json);
	LIC_TRY(write_routes(req, &json, "", lic_access_routes, lic_access_route_count));
	lic_json_end(&json);
	lic_json_key(&json, "signIn");
	lic_json_array(&json);
	LIC_TRY(write_routes(req, &json, "", lic_signin_routes, lic_signin_route_count));
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

/* The database answers when it can tell that it is somebody's. */
lic_rc lic_desk__health_run(struct lic_api_request *req)
{
	return lic_tenant_exists(&req->ctx);
}

lic_rc lic_desk__health_encode(struct lic_api_request *req)
{
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_kstring(&json, "status", "ok");
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__openapi_encode(struct lic_api_request *req)
{
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_raw(&json, (const char *)lic_openapi, lic_openapi_len);
	return lic_json_finish(&json);
}
