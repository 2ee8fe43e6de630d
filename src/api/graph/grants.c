/*
 * What applications were granted: appRoleAssignments, which they have by themselves, and
 * oauth2PermissionGrants, which they have in people's names. For reading: consent is given on our
 * own pages and by calls of our own. Whatever is granted is a permission of Microsoft Graph.
 */
#include "api/graph/grant_int.h"

#include "api/options_int.h"
#include "auth/permission_ids.h"
#include "base/base64.h"
#include "base/text.h"
#include "service/consents.h"
#include "service/users.h"

#include <string.h>

enum {
	ROLE_ID,
	ROLE_DELETED,
	ROLE_ROLE,
	ROLE_CREATED,
	ROLE_PRINCIPAL_NAME,
	ROLE_PRINCIPAL,
	ROLE_PRINCIPAL_TYPE,
	ROLE_RESOURCE_NAME,
	ROLE_RESOURCE,
	ROLE_MAX
};

static const char *const role_names[ROLE_MAX] = {
	[ROLE_ID] = "id",
	[ROLE_DELETED] = "deletedDateTime",
	[ROLE_ROLE] = "appRoleId",
	[ROLE_CREATED] = "createdDateTime",
	[ROLE_PRINCIPAL_NAME] = "principalDisplayName",
	[ROLE_PRINCIPAL] = "principalId",
	[ROLE_PRINCIPAL_TYPE] = "principalType",
	[ROLE_RESOURCE_NAME] = "resourceDisplayName",
	[ROLE_RESOURCE] = "resourceId",
};

enum {
	GRANT_ID,
	GRANT_CLIENT,
	GRANT_TYPE,
	GRANT_PRINCIPAL,
	GRANT_RESOURCE,
	GRANT_SCOPE,
	GRANT_MAX
};

static const char *const grant_names[GRANT_MAX] = {
	[GRANT_ID] = "id",
	[GRANT_CLIENT] = "clientId",
	[GRANT_TYPE] = "consentType",
	[GRANT_PRINCIPAL] = "principalId",
	[GRANT_RESOURCE] = "resourceId",
	[GRANT_SCOPE] = "scope",
};

/* What $filter takes. */
enum {
	FILTER_CLIENT,
	FILTER_TYPE,
	FILTER_PRINCIPAL,
	FILTER_RESOURCE,
	FILTER_MAX
};

static const char *const filter_names[FILTER_MAX] = {
	[FILTER_CLIENT] = "clientId",
	[FILTER_TYPE] = "consentType",
	[FILTER_PRINCIPAL] = "principalId",
	[FILTER_RESOURCE] = "resourceId",
};

static const char for_all[] = "AllPrincipals";
static const char of_somebody[] = "Principal";

/* What the steps hand on. */
struct state {
	struct lic_graph_selection selection; /* properties wanted */
	struct lic_graph_filter filter;       /* which are wanted */
	struct lic_consent_query query;       /* the same for the use case */
	struct lic_guid client;               /* what query.client points to */
	struct lic_guid user;                 /* what query.user points to */
	bool is_none;                         /* nothing can be what was asked for */
	struct lic_consent_page page;         /* what was found */
	const char **ids;                     /* the id of each line */
	const char **scopes;                  /* and the names of its permissions */
};

static lic_rc begin(struct lic_api_request *req, bool is_delegated)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->selection = is_delegated ? (struct lic_graph_selection){grant_names, GRANT_MAX,
						  LIC_FIELD_BIT(GRANT_MAX) - 1, false}
					: (struct lic_graph_selection){role_names, ROLE_MAX,
						  LIC_FIELD_BIT(ROLE_MAX) - 1, false};
	state->query.is_delegated = is_delegated;
	state->query.limit = 1;
	return lic_graph__select(req, &state->selection);
}

static lic_rc begin_list(struct lic_api_request *req, bool is_delegated)
{
	struct state *state = NULL;
	int64_t after[2] = {0};

	LIC_TRY(begin(req, is_delegated));
	state = req->state;
	LIC_TRY(lic_api__top(req, &state->query.limit));
	LIC_TRY(lic_api__token(req, after, LIC_COUNT(after)));
	state->query.after = (struct lic_consent_place){after[0], after[1]};
	return LIC_OK_RC;
}

lic_rc lic_graph__role_grants_decode(struct lic_api_request *req)
{
	return begin_list(req, false);
}

lic_rc lic_graph__scope_grants_decode(struct lic_api_request *req)
{
	return begin_list(req, true);
}

/* Turns the value of $filter with number `field` into an id to look for; what is no id, nothing
 * has. */
static void use_id(struct state *state, unsigned field, struct lic_guid *guid,
	const struct lic_guid **ret_asked)
{
	const char *value = state->filter.values[field];

	if (value == NULL) {
		return;
	}
	if (lic_guid_parse(value, strlen(value), guid)) {
		*ret_asked = guid;
	} else {
		state->is_none = true;
	}
}

lic_rc lic_graph__all_scope_grants_decode(struct lic_api_request *req)
{
	struct state *state = NULL;
	const struct lic_guid *resource = NULL;
	struct lic_guid guid;
	const char *type = NULL;

	LIC_TRY(begin_list(req, true));
	state = req->state;
	state->filter = (struct lic_graph_filter){.names = filter_names, .count = FILTER_MAX};
	LIC_TRY(lic_graph__filter(req, &state->filter));
	use_id(state, FILTER_CLIENT, &state->client, &state->query.client);
	use_id(state, FILTER_PRINCIPAL, &state->user, &state->query.user);
	use_id(state, FILTER_RESOURCE, &guid, &resource);
	if (resource != NULL &&
		!lic_guid_equal(resource, &lic_application_graph()->principal_guid)) {
		state->is_none = true;
	}
	type = state->filter.values[FILTER_TYPE];
	if (type != NULL && lic_text_equal_nocase(type, for_all)) {
		state->query.of = LIC_CONSENT_FOR_ALL;
	} else if (type != NULL && lic_text_equal_nocase(type, of_somebody)) {
		state->query.of = LIC_CONSENT_OF_SOMEBODY;
	} else if (type != NULL) {
		state->is_none = true;
	}
	return LIC_OK_RC;
}

lic_rc lic_graph__scope_grant_decode(struct lic_api_request *req)
{
	return begin(req, true);
}

/* The only permission in `permissions`. */
static enum lic_permission only_of(lic_permissions permissions)
{
	int permission = 0;

	while (permission < LIC_PERMISSION_MAX_ - 1 &&
		(permissions & LIC_PERMISSION_BIT(permission)) == 0) {
		permission++;
	}
	return (enum lic_permission)permission;
}

/* The id of what an application was granted itself is the client's and the app role's; of what it
 * was in people's names the client's and the person's, who is nobody when it is for everybody. */
static const char *make_id(struct lic_arena *arena, const struct lic_consent *line,
	bool is_delegated)
{
	struct lic_guid parts[2] = {line->client_guid, line->user_guid};
	const char *role = lic_permission_id(only_of(line->permissions), false);

	if (!is_delegated && role != NULL) {
		(void)lic_guid_parse(role, strlen(role), &parts[1]);
	}
	return lic_base64url_encode(arena, parts, sizeof(parts));
}

static lic_rc run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_arena *arena = req->ctx.arena;

	if (state->is_none) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_consent_list(&req->ctx, &state->query, &state->page));
	state->ids = lic_arena_array(arena, state->page.count, sizeof(*state->ids));
	state->scopes = lic_arena_array(arena, state->page.count, sizeof(*state->scopes));
	if (state->ids == NULL || state->scopes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < state->page.count; i++) {
		const struct lic_consent *line = &state->page.list[i];

		state->ids[i] = make_id(arena, line, state->query.is_delegated);
		state->scopes[i] = lic_permissions_names(arena, line->permissions);
		if (state->ids[i] == NULL || state->scopes[i] == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_graph__scope_grants_run(struct lic_api_request *req)
{
	return run(req);
}

/* Finds the service principal that the path begins with. */
static lic_rc find_principal(struct lic_api_request *req, struct lic_application *ret_application)
{
	return lic_application_find_by(&req->ctx,
		strstr(req->route->pattern, "(appId=") != NULL ? LIC_APPLICATION_BY_PRINCIPAL_APP_ID
							       : LIC_APPLICATION_BY_PRINCIPAL,
		req->keys[0], ret_application);
}

lic_rc lic_graph__grants_of_principal_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_application application;

	LIC_TRY(find_principal(req, &application));
	state->client = application.principal_guid;
	state->query.client = &state->client;
	return run(req);
}

/* Permissions of Graph are all that is ever granted. */
lic_rc lic_graph__grants_of_resource_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_application application;

	LIC_TRY(find_principal(req, &application));
	state->is_none = application.id != lic_application_graph()->id;
	return run(req);
}

lic_rc lic_graph__grants_of_user_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_user_key user;

	LIC_TRY(lic_user_find_key(&req->ctx, req->keys[0], LIC_ACTION_READ_APPLICATIONS, &user));
	state->user = user.guid;
	state->query.user = &state->user;
	return run(req);
}

/* Its id says whose it is: see make_id(). */
lic_rc lic_graph__scope_grant_run(struct lic_api_request *req)
{
	static const struct lic_guid nobody = {{0}};
	struct state *state = req->state;
	struct lic_guid parts[2];
	size_t len = 0;

	if (!lic_base64_read(LIC_BASE64_URL, req->keys[0], strlen(req->keys[0]), parts,
		    sizeof(parts), &len) ||
		len != sizeof(parts)) {
		return lic_api__not_found(req, req->keys[0]);
	}
	state->client = parts[0];
	state->user = parts[1];
	state->query.client = &state->client;
	if (lic_guid_equal(&state->user, &nobody)) {
		state->query.of = LIC_CONSENT_FOR_ALL;
	} else {
		state->query.user = &state->user;
	}
	LIC_TRY(run(req));
	return state->page.count == 1 ? LIC_OK_RC : lic_api__not_found(req, req->keys[0]);
}

static void write_role_field(struct lic_json *json, const struct state *state, size_t index,
	unsigned field)
{
	const struct lic_consent *line = &state->page.list[index];

	switch (field) {
	case ROLE_ID:
		lic_json_string(json, state->ids[index]);
		break;
	case ROLE_ROLE:
		lic_json_string(json, lic_permission_id(only_of(line->permissions), false));
		break;
	case ROLE_CREATED:
		lic_json_time(json, line->granted_ms);
		break;
	case ROLE_PRINCIPAL_NAME:
		lic_json_string(json, line->client_name);
		break;
	case ROLE_PRINCIPAL:
		lic_json_guid(json, &line->client_guid);
		break;
	case ROLE_PRINCIPAL_TYPE:
		lic_json_string(json, "ServicePrincipal");
		break;
	case ROLE_RESOURCE_NAME:
		lic_json_string(json, lic_application_graph()->display_name);
		break;
	case ROLE_RESOURCE:
		lic_json_guid(json, &lic_application_graph()->principal_guid);
		break;
	default: /* deletedDateTime */
		lic_json_null(json);
		break;
	}
}

static void write_grant_field(struct lic_json *json, const struct state *state, size_t index,
	unsigned field)
{
	const struct lic_consent *line = &state->page.list[index];

	switch (field) {
	case GRANT_ID:
		lic_json_string(json, state->ids[index]);
		break;
	case GRANT_CLIENT:
		lic_json_guid(json, &line->client_guid);
		break;
	case GRANT_TYPE:
		lic_json_string(json, line->user_id == 0 ? for_all : of_somebody);
		break;
	case GRANT_RESOURCE:
		lic_json_guid(json, &lic_application_graph()->principal_guid);
		break;
	case GRANT_SCOPE:
		lic_json_string(json, state->scopes[index]);
		break;
	default: /* principalId */
		if (line->user_id == 0) {
			lic_json_null(json);
		} else {
			lic_json_guid(json, &line->user_guid);
		}
		break;
	}
}

static void write_members(struct lic_json *json, const struct state *state, size_t index)
{
	for (unsigned i = 0; i < state->selection.count; i++) {
		if ((state->selection.fields & LIC_FIELD_BIT(i)) == 0) {
			continue;
		}
		lic_json_key(json, state->selection.names[i]);
		if (state->query.is_delegated) {
			write_grant_field(json, state, index, i);
		} else {
			write_role_field(json, state, index, i);
		}
	}
}

lic_rc lic_graph__grants_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const int64_t next[] = {state->page.next.application_id, state->page.next.line};
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json,
		state->query.is_delegated ? "oauth2PermissionGrants" : "appRoleAssignments",
		&state->selection, "");
	if (state->page.has_more) {
		lic_api__next_link(req, &json, next, LIC_COUNT(next));
	}
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->page.count; i++) {
		lic_json_object(&json);
		write_members(&json, state, i);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__scope_grant_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "oauth2PermissionGrants", &state->selection, "/$entity");
	write_members(&json, state, 0);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
