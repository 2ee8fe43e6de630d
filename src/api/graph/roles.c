/*
 * Directory roles under the three names that Graph has for them: directoryRole, its template, and
 * unifiedRoleDefinition (specification 5.3). All are built in, and all have Microsoft's template id
 * as their id.
 */
#include "api/graph/graph_int.h"

#include "base/text.h"

#include <string.h>

/* Properties of the three. */
enum {
	ROLE_ID,
	ROLE_DELETED,
	ROLE_DESCRIPTION,
	ROLE_NAME,
	ROLE_TEMPLATE_OF,
	ROLE_BUILT_IN,
	ROLE_ENABLED,
	ROLE_SCOPES,
	ROLE_TEMPLATE,
	ROLE_VERSION,
	ROLE_PERMISSIONS,
	ROLE_MAX
};

static const char *const names[ROLE_MAX] = {
	[ROLE_ID] = "id",
	[ROLE_DELETED] = "deletedDateTime",
	[ROLE_DESCRIPTION] = "description",
	[ROLE_NAME] = "displayName",
	[ROLE_TEMPLATE_OF] = "roleTemplateId",
	[ROLE_BUILT_IN] = "isBuiltIn",
	[ROLE_ENABLED] = "isEnabled",
	[ROLE_SCOPES] = "resourceScopes",
	[ROLE_TEMPLATE] = "templateId",
	[ROLE_VERSION] = "version",
	[ROLE_PERMISSIONS] = "rolePermissions",
};

#define FIELD(name_) LIC_FIELD_BIT(ROLE_##name_)
#define TEMPLATE_FIELDS (FIELD(ID) | FIELD(DELETED) | FIELD(DESCRIPTION) | FIELD(NAME))
#define DEFINITION_FIELDS                                                                          \
	(FIELD(ID) | FIELD(DESCRIPTION) | FIELD(NAME) | FIELD(BUILT_IN) | FIELD(ENABLED) |         \
		FIELD(SCOPES) | FIELD(TEMPLATE) | FIELD(VERSION) | FIELD(PERMISSIONS))

/* One of the three names. */
struct kind {
	const char *set;             /* for @odata.context */
	uint64_t fields;             /* its properties */
	const char *const *filtered; /* properties that $filter takes */
	size_t filtered_count;       /* number of them */
};

static const char *const role_filters[] = {"displayName", "roleTemplateId"};
static const char *const definition_filters[] = {"displayName", "templateId", "isBuiltIn"};

static const struct kind directory_roles = {"directoryRoles", TEMPLATE_FIELDS | FIELD(TEMPLATE_OF),
	role_filters, LIC_COUNT(role_filters)};
static const struct kind role_templates = {"directoryRoleTemplates", TEMPLATE_FIELDS, NULL, 0};
static const struct kind role_definitions = {"roleManagement/directory/roleDefinitions",
	DEFINITION_FIELDS, definition_filters, LIC_COUNT(definition_filters)};

/* What the steps hand on. */
struct state {
	const struct kind *kind;              /* under which name */
	struct lic_graph_selection selection; /* properties wanted */
	struct lic_graph_filter filter;       /* which roles */
	enum lic_role list[LIC_ROLE_MAX_];    /* roles found */
	size_t count;                         /* number of them */
	const char *names[ROLE_MAX];          /* properties that may be selected */
};

/*
 * What each action is called in a unifiedRoleDefinition; specification section 3 has those of a
 * License Administrator. Names of Microsoft's where there are any.
 */
static const char *const resource_actions[LIC_ACTION_MAX_][2] = {
	[LIC_ACTION_READ_DIRECTORY] = {"microsoft.directory/users/standard/read"},
	[LIC_ACTION_READ_LICENSES] = {"microsoft.directory/subscribedSkus/standard/read",
		"microsoft.directory/users/licenseDetails/read"},
	[LIC_ACTION_ASSIGN_LICENSE] = {"microsoft.directory/users/assignLicense",
		"microsoft.directory/users/reprocessLicenseAssignment"},
	[LIC_ACTION_SET_USAGE_LOCATION] = {"microsoft.directory/users/usageLocation/update"},
	[LIC_ACTION_CREATE_USER] = {"microsoft.directory/users/create"},
	[LIC_ACTION_UPDATE_USER] = {"microsoft.directory/users/basic/update",
		"microsoft.directory/users/password/update"},
	[LIC_ACTION_DELETE_USER] = {"microsoft.directory/users/delete",
		"microsoft.directory/users/restore"},
	[LIC_ACTION_MANAGE_SUBSCRIPTIONS] =
		{"microsoft.commerce.billing/allEntities/allProperties/allTasks"},
	[LIC_ACTION_MANAGE_CATALOG] = {"licentia/catalog/allProperties/allTasks"},
	[LIC_ACTION_READ_OPERATIONS] = {"microsoft.directory/auditLogs/allProperties/read"},
	[LIC_ACTION_MANAGE_TOKENS] = {"licentia/tokens/allProperties/allTasks"},
	[LIC_ACTION_READ_ROLES] = {"microsoft.directory/directoryRoles/standard/read",
		"microsoft.directory/roleAssignments/standard/read"},
	[LIC_ACTION_MANAGE_ROLES] = {"microsoft.directory/directoryRoles/allProperties/allTasks",
		"microsoft.directory/roleAssignments/allProperties/allTasks"},
	[LIC_ACTION_READ_APPLICATIONS] = {"microsoft.directory/applications/standard/read",
		"microsoft.directory/servicePrincipals/standard/read"},
	[LIC_ACTION_MANAGE_APPLICATIONS] =
		{"microsoft.directory/applications/allProperties/allTasks",
			"microsoft.directory/servicePrincipals/allProperties/allTasks"},
	[LIC_ACTION_MANAGE_SETTINGS] = {"microsoft.directory/organization/allProperties/allTasks"},
	[LIC_ACTION_READ_SELF] = {NULL},
	[LIC_ACTION_UPDATE_ADMIN] = {"microsoft.directory/users/allProperties/allTasks"},
	[LIC_ACTION_ASSIGN_GROUP_LICENSE] = {"microsoft.directory/groups/assignLicense",
		"microsoft.directory/groups/reprocessLicenseAssignment"},
	[LIC_ACTION_READ_GROUPS] = {"microsoft.directory/groups/standard/read"},
	[LIC_ACTION_MANAGE_GROUPS] = {"microsoft.directory/groups/allProperties/allTasks"},
	[LIC_ACTION_READ_SESSIONS] = {"microsoft.directory/signInReports/allProperties/read"},
	[LIC_ACTION_READ_ORGANIZATION] = {"microsoft.directory/organization/standard/read"},
	[LIC_ACTION_MANAGE_USER_VIEWS] = {"licentia/userViews/allProperties/allTasks"},
};

static lic_rc decode(struct lic_api_request *req, const struct kind *kind)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->kind = kind;
	for (size_t i = 0; i < ROLE_MAX; i++) {
		state->names[i] = (kind->fields & LIC_FIELD_BIT(i)) != 0 ? names[i] : NULL;
	}
	state->selection =
		(struct lic_graph_selection){state->names, ROLE_MAX, kind->fields, false};
	state->filter.names = kind->filtered;
	state->filter.count = kind->filtered_count;
	LIC_TRY(lic_graph__select(req, &state->selection));
	return lic_graph__filter(req, &state->filter);
}

lic_rc lic_graph__directory_roles_decode(struct lic_api_request *req)
{
	return decode(req, &directory_roles);
}

lic_rc lic_graph__role_templates_decode(struct lic_api_request *req)
{
	return decode(req, &role_templates);
}

lic_rc lic_graph__role_definitions_decode(struct lic_api_request *req)
{
	return decode(req, &role_definitions);
}

lic_rc lic_graph__role(struct lic_api_request *req, const char *key, enum lic_role *ret_role)
{
	for (size_t i = 0; i < LIC_ROLE_MAX_; i++) {
		if (lic_text_equal_nocase(lic_role_template_id((enum lic_role)i), key)) {
			*ret_role = (enum lic_role)i;
			return LIC_OK_RC;
		}
	}
	return lic_api__not_found(req, key);
}

/* Tells whether `role` has the values that $filter asks for; Graph compares in any case. */
static bool is_wanted(const struct state *state, enum lic_role role)
{
	const char *const values[] = {lic_role_name(role), lic_role_template_id(role), "true"};

	for (size_t i = 0; i < LIC_COUNT(values) && i < state->filter.count; i++) {
		const char *wanted = state->filter.values[i];

		if (wanted != NULL && !lic_text_equal_nocase(values[i], wanted)) {
			return false;
		}
	}
	return true;
}

lic_rc lic_graph__roles_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	for (size_t i = 0; i < LIC_ROLE_MAX_; i++) {
		if (is_wanted(state, (enum lic_role)i)) {
			state->list[state->count++] = (enum lic_role)i;
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_graph__role_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	state->count = 1;
	return lic_graph__role(req, req->keys[0], &state->list[0]);
}

/* The value of rolePermissions: one set of actions without a condition. */
static void write_permissions(struct lic_json *json, enum lic_role role)
{
	lic_json_array(json);
	lic_json_object(json);
	lic_json_key(json, "allowedResourceActions");
	lic_json_array(json);
	for (size_t i = 0; i < LIC_ACTION_MAX_; i++) {
		for (size_t j = 0; j < LIC_COUNT(resource_actions[i]); j++) {
			if (lic_role_may(role, (enum lic_action)i) &&
				resource_actions[i][j] != NULL) {
				lic_json_string(json, resource_actions[i][j]);
			}
		}
	}
	lic_json_end(json);
	lic_json_kstring(json, "condition", NULL);
	lic_json_end(json);
	lic_json_end(json);
}

static void write_field(struct lic_json *json, enum lic_role role, unsigned field)
{
	switch (field) {
	case ROLE_DELETED:
		lic_json_null(json);
		break;
	case ROLE_DESCRIPTION:
		lic_json_string(json, lic_role_description(role));
		break;
	case ROLE_NAME:
		lic_json_string(json, lic_role_name(role));
		break;
	case ROLE_BUILT_IN:
	case ROLE_ENABLED:
		lic_json_bool(json, true);
		break;
	case ROLE_SCOPES:
		lic_json_array(json);
		lic_json_string(json, LIC_ROLE_SCOPE_ALL);
		lic_json_end(json);
		break;
	case ROLE_VERSION:
		lic_json_string(json, "1");
		break;
	case ROLE_PERMISSIONS:
		write_permissions(json, role);
		break;
	default: /* the ids */
		lic_json_string(json, lic_role_template_id(role));
		break;
	}
}

static void write_members(struct lic_json *json, enum lic_role role, uint64_t fields)
{
	for (unsigned i = 0; i < ROLE_MAX; i++) {
		if ((fields & LIC_FIELD_BIT(i)) != 0) {
			lic_json_key(json, names[i]);
			write_field(json, role, i);
		}
	}
}

void lic_graph__write_role_definition(struct lic_json *json, enum lic_role role)
{
	lic_json_object(json);
	write_members(json, role, DEFINITION_FIELDS);
	lic_json_end(json);
}

lic_rc lic_graph__roles_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, state->kind->set, &state->selection, "");
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->count; i++) {
		lic_json_object(&json);
		write_members(&json, state->list[i], state->selection.fields);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__role_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, state->kind->set, &state->selection, "/$entity");
	write_members(&json, state->list[0], state->selection.fields);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
