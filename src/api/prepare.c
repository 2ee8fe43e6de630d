/*
 * What comes before a request's body: see prepare_int.h.
 */
#include "api/prepare_int.h"

#include "api/dispatch_int.h"
#include "api/once_int.h"
#include "api/options_int.h"
#include "api/routes_int.h"
#include "api/session_int.h"
#include "base/text.h"
#include "service/access.h"

#include <string.h>
#include <strings.h>

#define REASON_MAX 500

/* Tells whether `item` is one of the comma-separated items of the header `value`, in any case. */
static bool has_item(const char *value, const char *item)
{
	size_t len = strlen(item);

	while (value != NULL && *value != '\0') {
		value += strspn(value, " \t,");
		if (strncasecmp(value, item, len) == 0 && strchr(" \t,;", value[len]) != NULL) {
			return true; /* strchr also finds the NUL at the end */
		}
		value += strcspn(value, ",");
	}
	return false;
}

bool lic_api__prefers(const struct lic_api_request *req, const char *preference)
{
	return has_item(lic_api__header(req, "Prefer"), preference);
}

/* odata.metadata=none in Accept or $format leaves out what starts with @odata but for links and
 * counts. */
static bool wants_metadata(const char *wish)
{
	return wish == NULL || strstr(wish, "odata.metadata=none") == NULL;
}

/* Tells whether a path is one of AuthZEN's. */
static bool is_access(const struct lic_url_path *path)
{
	return path->count >= 1 &&
		(lic_text_equal_nocase(path->segments[0], "access") ||
			lic_text_equal_nocase(path->segments[0], ".well-known"));
}

/* Which family a path belongs to, and how many segments that takes. */
static const struct lic_route_table *find_family(struct lic_api_request *req, size_t *ret_skip)
{
	const struct lic_url_path *path = &req->path;
	const char *root = NULL;
	const struct lic_route_table *table = NULL;

	*ret_skip = 1;
	if (path->count >= 1 && lic_text_equal_nocase(path->segments[0], "v1.0")) {
		root = "v1.0";
		table = req->api->graph;
	} else if (path->count >= 1 && lic_text_equal_nocase(path->segments[0], "beta")) {
		root = "beta";
		table = req->api->graph;
	} else if (path->count >= 2 && lic_text_equal_nocase(path->segments[0], "api") &&
		lic_text_equal_nocase(path->segments[1], "v1")) {
		*ret_skip = 2;
		root = "api/v1";
		table = req->api->desk_routes;
	} else {
		*ret_skip = 0;
		table = is_access(path) ? req->api->access : req->api->signin;
	}
	req->is_graph = table == req->api->graph;
	if (root != NULL) {
		root = lic_arena_printf(req->ctx.arena, "%s/%s", req->in->origin, root);
		req->root = root == NULL ? "" : root;
	}
	return table;
}

static lic_rc no_route(struct lic_api_request *req, const struct lic_route_table *table,
	const struct lic_route_match *match)
{
	if (match->allow != NULL) {
		req->error_status = 405;
		req->allow = match->allow;
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"Specified HTTP method is not allowed for the request target. This one takes %s.",
			match->allow);
	}
	if (table == req->api->signin) {
		return lic_err_set(&req->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"There is nothing under this path: calls in the shape of Microsoft Graph start with /v1.0, our own with /api/v1.");
	}
	return lic_err_set(&req->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"Resource not found for the segment '%.200s'.", match->unknown);
}

/* Specification 5.1: the number of things in a list is no key. Where it is told there is a route.
 */
static lic_rc check_count(struct lic_api_request *req, const struct lic_route *route)
{
	size_t count = req->path.count;

	if (req->is_graph && count > 0 && strcmp(req->path.segments[count - 1], "$count") == 0 &&
		(route == NULL || strstr(route->pattern, "$count") == NULL)) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"$count is not currently supported.");
	}
	return LIC_OK_RC;
}

/* Finds the route, if there is one. */
static lic_rc find_route(struct lic_api_request *req, const struct lic_route_table **ret_table,
	struct lic_route_match *match)
{
	size_t skip = 0;

	LIC_TRY(lic_url_split(req->ctx.arena, req->in->path, &req->err, &req->path));
	*ret_table = find_family(req, &skip);
	LIC_TRY(lic_route_table__find(*ret_table, req->ctx.arena, req->in->method, &req->path, skip,
		match));
	return check_count(req, match->route);
}

lic_rc lic_api__resolve(struct lic_api_request *req)
{
	struct lic_route_match match = {.unknown = ""};
	const struct lic_route_table *table = NULL;

	LIC_TRY(find_route(req, &table, &match));
	if (match.route == NULL) {
		return no_route(req, table, &match);
	}
	req->route = match.route;
	req->key_count = match.key_count;
	memcpy(req->keys, match.keys, sizeof(req->keys));
	return LIC_OK_RC;
}

/* Counts the call for its address. Who calls too often is told so in the shape of the route, where
 * there is one, and learns nothing else of it. */
static lic_rc limit_address(struct lic_api_request *req)
{
	struct lic_route_match match = {.unknown = ""};
	const struct lic_route_table *table = NULL;
	lic_rc rc = lic_api__limit_address(req);

	if (lic_ok(rc)) {
		return rc;
	}

	struct lic_err err = req->err;

	if (lic_ok(find_route(req, &table, &match))) {
		req->route = match.route;
	}
	req->err = err;
	return rc;
}

/* The token of "Authorization: Bearer TOKEN", the scheme in any case (RFC 9110 11.1); "" when there
 * is none. */
static const char *bearer_token(const struct lic_api_request *req)
{
	static const char scheme[] = "Bearer ";
	const char *value = lic_api__header(req, "Authorization");

	if (value == NULL || strncasecmp(value, scheme, sizeof(scheme) - 1) != 0) {
		return "";
	}
	value += sizeof(scheme) - 1;
	return value + strspn(value, " ");
}

/* Puts the person who calls in the place of a key. */
static lic_rc insert_self(struct lic_api_request *req)
{
	const struct lic_caller *caller = &req->ctx.caller;

	if (caller->kind != LIC_ACTOR_USER) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"/me request is only valid with delegated authentication flow.");
	}
	memmove(&req->keys[1], &req->keys[0], sizeof(req->keys) - sizeof(req->keys[0]));
	req->keys[0] = lic_arena_strdup(req->ctx.arena, lic_guid_format(&caller->actor_guid).text);
	req->key_count++;
	return req->keys[0] == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Asks whether the caller may, as far as can be told before the request is looked at. */
static lic_rc check_caller(struct lic_api_request *req)
{
	const struct lic_route *route = req->route;

	if ((route->flags & LIC_ROUTE_ME) != 0) {
		LIC_TRY(insert_self(req));
	}
	if (route->action == LIC_ACTION_MAX_ || (route->flags & LIC_ROUTE_LATE) != 0 ||
		((route->flags & LIC_ROUTE_SELF) != 0 &&
			lic_ctx_is_self(&req->ctx, &req->ctx.caller.actor_guid))) {
		return LIC_OK_RC;
	}
	return lic_ctx_require(&req->ctx, route->action);
}

lic_rc lic_api__authorise(struct lic_api_request *req)
{
	struct lic_api_worker *worker = req->in->worker;

	if ((req->route->flags & LIC_ROUTE_OPEN) != 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_api__begin_reading(req->api, worker, &req->err));
	req->ctx.db = worker->db;
	bool is_session = false;
	lic_rc rc = lic_api__use_session(req, &is_session);

	if (lic_ok(rc) && !is_session) {
		struct lic_access access = {
			.ring = req->api->keys,
			.memory = worker->tokens,
			.origin = req->in->origin,
		};

		rc = lic_access_authenticate(&req->ctx, &access, bearer_token(req));
	}
	req->ctx.db = NULL;
	LIC_TRY(rc);
	req->ctx.caller.address = req->in->client_address;
	return check_caller(req);
}

static lic_rc read_reason(struct lic_api_request *req)
{
	const char *reason = lic_api__header(req, "Licentia-Reason");

	if (reason == NULL || req->route->kind == LIC_ROUTE_READ) {
		return LIC_OK_RC;
	}
	if (!lic_text_is_utf8(reason, strlen(reason)) || lic_text_length(reason) > REASON_MAX) {
		return lic_err_field(&req->err, req->ctx.arena, "Licentia-Reason",
			"The header Licentia-Reason must be UTF-8 of at most %d characters.",
			REASON_MAX);
	}
	req->ctx.reason = reason;
	return LIC_OK_RC;
}

lic_rc lic_api__prepare(struct lic_api_request *req)
{
	req->has_metadata = wants_metadata(lic_api__header(req, "Accept"));
	LIC_TRY(limit_address(req));
	LIC_TRY(lic_api__resolve(req));
	LIC_TRY(lic_url_query_parse(req->ctx.arena, req->in->query, &req->err, &req->query));
	req->has_metadata = req->has_metadata && wants_metadata(lic_api__option(req, "$format"));
	LIC_TRY(lic_api__authorise(req));
	LIC_TRY(lic_api__limit_caller(req));
	LIC_TRY(lic_api__check_options(req));
	/* Who is not known yet rehearses nothing: a rehearsed sign-in would not be counted. */
	if (req->route->kind != LIC_ROUTE_READ && (req->route->flags & LIC_ROUTE_OPEN) == 0) {
		req->ctx.is_rehearsal = lic_api__prefers(req, "validate-only");
	}
	/* A rehearsal is nothing to come back for. */
	req->is_async = req->route->kind == LIC_ROUTE_JOB && !req->ctx.is_rehearsal &&
		lic_api__prefers(req, "respond-async");
	LIC_TRY(lic_api__read_once(req));
	return read_reason(req);
}
