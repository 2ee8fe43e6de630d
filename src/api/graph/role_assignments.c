/*
 * Assignments of directory roles (specification 5.3): roleManagement/directory/roleAssignments.
 */
#include "api/graph/graph_int.h"

#include "api/body_int.h"
#include "api/options_int.h"
#include "base/text.h"

#include <string.h>

#define SET "roleManagement/directory/roleAssignments"

enum {
	ASSIGNMENT_ID,
	ASSIGNMENT_PRINCIPAL,
	ASSIGNMENT_SCOPE,
	ASSIGNMENT_ROLE,
	ASSIGNMENT_MAX
};

static const char *const names[ASSIGNMENT_MAX] = {
	[ASSIGNMENT_ID] = "id",
	[ASSIGNMENT_PRINCIPAL] = "principalId",
	[ASSIGNMENT_SCOPE] = "directoryScopeId",
	[ASSIGNMENT_ROLE] = "roleDefinitionId",
};

/* What $filter takes. */
enum {
	FILTER_PRINCIPAL,
	FILTER_ROLE,
	FILTER_MAX
};

static const char *const filter_names[FILTER_MAX] = {
	[FILTER_PRINCIPAL] = "principalId",
	[FILTER_ROLE] = "roleDefinitionId",
};

/* What the steps hand on. */
struct state {
	struct lic_graph_selection selection; /* properties wanted */
	bool has_principal;                   /* $expand=principal */
	bool has_role;                        /* $expand=roleDefinition */
	unsigned top;                         /* most assignments on a page */
	int64_t after;                        /* key of the last one on the page before */
	struct lic_graph_filter filter;       /* which are wanted */
	struct lic_role_page page;            /* assignments found; for one: that one */
	struct lic_graph_member *members;     /* whom they are of, for $expand=principal */
	const char *role_key;                 /* of the new one, as sent */
	const char *principal_key;            /* of the new one, as sent */
	struct lic_role_gift gift;            /* the new one */
};

/* Reads $expand: names of navigation properties, separated by commas. */
static lic_rc read_expand(struct lic_api_request *req, struct state *state)
{
	const char *option = lic_api__option(req, "$expand");
	char *rest = option == NULL ? NULL : lic_arena_strdup(req->ctx.arena, option);

	if (option != NULL && rest == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	while (rest != NULL) {
		char *comma = strchr(rest, ',');
		const char *name = NULL;

		if (comma != NULL) {
			*comma = '\0';
		}
		name = lic_text_trim(rest);
		if (lic_text_equal_nocase(name, "principal")) {
			state->has_principal = true;
		} else if (lic_text_equal_nocase(name, "roleDefinition")) {
			state->has_role = true;
		} else {
			return lic_err_field(&req->err, req->ctx.arena, "$expand",
				"Could not find a property named '%.100s' to expand. Possible: principal, roleDefinition.",
				name);
		}
		rest = comma == NULL ? NULL : comma + 1;
	}
	return LIC_OK_RC;
}

static struct state *new_state(struct lic_api_request *req)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state != NULL) {
		state->selection = (struct lic_graph_selection){names, ASSIGNMENT_MAX,
			LIC_FIELD_BIT(ASSIGNMENT_MAX) - 1, false};
		state->filter.names = filter_names;
		state->filter.count = FILTER_MAX;
	}
	return state;
}

lic_rc lic_graph__assignment_decode(struct lic_api_request *req)
{
	struct state *state = new_state(req);

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_graph__select(req, &state->selection));
	return read_expand(req, state);
}

lic_rc lic_graph__assignments_decode(struct lic_api_request *req)
{
	struct state *state = NULL;

	LIC_TRY(lic_graph__assignment_decode(req));
	state = req->state;
	LIC_TRY(lic_graph__filter(req, &state->filter));
	LIC_TRY(lic_api__top(req, &state->top));
	return lic_api__token(req, &state->after, 1);
}

/* Reads whom the assignments found are of, if that is wanted. */
static lic_rc read_members(struct lic_api_request *req, struct state *state)
{
	if (!state->has_principal) {
		return LIC_OK_RC;
	}
	state->members =
		lic_arena_array(req->ctx.arena, state->page.count, sizeof(*state->members));
	if (state->members == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < state->page.count; i++) {
		LIC_TRY(lic_graph__member(req, &state->page.list[i].principal, &state->members[i]));
	}
	return LIC_OK_RC;
}

/* Turns $filter into a request; `*ret_any` is false when nothing can have such values. */
static void make_filter(const struct state *state, struct lic_role_filter *filter, bool *ret_any)
{
	const char *principal = state->filter.values[FILTER_PRINCIPAL];
	const char *role = state->filter.values[FILTER_ROLE];

	*ret_any = true;
	if (principal != NULL) {
		filter->has_principal = true;
		*ret_any = lic_guid_parse(principal, strlen(principal), &filter->principal);
	}
	if (role != NULL) {
		filter->has_role = true;
		filter->role = 0;
		while (filter->role < LIC_ROLE_MAX_ &&
			!lic_text_equal_nocase(lic_role_template_id(filter->role), role)) {
			filter->role++;
		}
		*ret_any = *ret_any && filter->role < LIC_ROLE_MAX_;
	}
}

lic_rc lic_graph__assignments_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_role_filter filter = {0};
	bool is_any = false;

	make_filter(state, &filter, &is_any);
	if (!is_any) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_role_list(&req->ctx, &filter, state->after, state->top, &state->page));
	return read_members(req, state);
}

lic_rc lic_graph__assignment_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	state->page.list = lic_arena_alloc(req->ctx.arena, sizeof(*state->page.list));
	if (state->page.list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_role_find(&req->ctx, req->keys[0], state->page.list));
	state->page.count = 1;
	return read_members(req, state);
}

static void write_field(struct lic_json *json, const struct lic_role_assignment *assignment,
	unsigned field)
{
	switch (field) {
	case ASSIGNMENT_ID:
		lic_json_guid(json, &assignment->guid);
		break;
	case ASSIGNMENT_PRINCIPAL:
		lic_json_guid(json, &assignment->principal.guid);
		break;
	case ASSIGNMENT_SCOPE:
		lic_json_string(json, assignment->scope);
		break;
	default:
		lic_json_string(json, lic_role_template_id(assignment->role));
		break;
	}
}

static void write_members(const struct lic_api_request *req, struct lic_json *json,
	const struct state *state, size_t index)
{
	for (unsigned i = 0; i < ASSIGNMENT_MAX; i++) {
		if ((state->selection.fields & LIC_FIELD_BIT(i)) != 0) {
			lic_json_key(json, names[i]);
			write_field(json, &state->page.list[index], i);
		}
	}
	if (state->has_principal) {
		lic_json_key(json, "principal");
		lic_graph__write_member(req, json, &state->members[index], LIC_FIELDS_DEFAULT);
	}
	if (state->has_role) {
		lic_json_key(json, "roleDefinition");
		lic_graph__write_role_definition(json, state->page.list[index].role);
	}
}

lic_rc lic_graph__assignments_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, SET, &state->selection, "");
	if (state->page.has_more) {
		lic_api__next_link(req, &json, &state->page.next_after, 1);
	}
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->page.count; i++) {
		lic_json_object(&json);
		write_members(req, &json, state, i);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

static lic_rc encode_one(struct lic_api_request *req, unsigned status)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, status, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, SET, &state->selection, "/$entity");
	write_members(req, &json, state, 0);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__assignment_encode(struct lic_api_request *req)
{
	return encode_one(req, 200);
}

static lic_rc read_gift(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"roleDefinitionId", LIC_MEMBER_STRING, true},
		{"principalId", LIC_MEMBER_STRING, true},
		{"directoryScopeId", LIC_MEMBER_STRING, true},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = new_state(req);
	json_t *values[LIC_COUNT(list)];

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->role_key = json_string_value(values[0]);
	state->principal_key = json_string_value(values[1]);
	state->gift.scope = json_string_value(values[2]);
	return LIC_OK_RC;
}

lic_rc lic_graph__assignment_add_decode(struct lic_api_request *req)
{
	lic_rc rc = read_gift(req);
	const struct state *state = req->state;

	LIC_TRY(lic_role_may_give(&req->ctx, state == NULL ? NULL : state->principal_key));
	return rc;
}

lic_rc lic_graph__assignment_add_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_graph__role(req, state->role_key, &state->gift.role));
	if (!lic_guid_parse(state->principal_key, strlen(state->principal_key),
		    &state->gift.principal)) {
		return lic_api__not_found(req, state->principal_key);
	}
	state->page.list = lic_arena_alloc(req->ctx.arena, sizeof(*state->page.list));
	if (state->page.list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->page.count = 1;
	return lic_role_give(&req->ctx, &state->gift, state->page.list);
}

lic_rc lic_graph__assignment_add_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;

	LIC_TRY(lic_api__location(req, "/" SET "/%s",
		lic_guid_format(&state->page.list[0].guid).text));
	return encode_one(req, 201);
}

lic_rc lic_graph__assignment_remove_run(struct lic_api_request *req)
{
	return lic_role_take(&req->ctx, req->keys[0]);
}
