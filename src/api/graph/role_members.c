/*
 * Who has a directory role: listing, adding and removing members (specification 5.3). Members are
 * those with the role for the whole organisation.
 */
#include "api/graph/graph_int.h"

#include "api/body_int.h"
#include "api/options_int.h"

#include <string.h>
#include <strings.h>

#define REFERENCE "@odata.id"

/* What the steps hand on. */
struct state {
	struct lic_graph_selection selection; /* properties wanted */
	unsigned top;                         /* most members on a page */
	int64_t after;                        /* key of the last assignment on the page before */
	struct lic_role_page page;            /* assignments found */
	struct lic_graph_member *members;     /* whom they are of */
	struct lic_role_gift gift;            /* what to give */
	const char *principal_key;            /* to whom, as text; NULL: not read */
	struct lic_role_assignment given;     /* what was given */
};

lic_rc lic_graph__role_members_decode(struct lic_api_request *req)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->selection = (struct lic_graph_selection){lic_user_field_names,
		LIC_FIELD_ASSIGNED_LICENSES, LIC_FIELDS_DEFAULT, false};
	LIC_TRY(lic_graph__select(req, &state->selection));
	LIC_TRY(lic_api__top(req, &state->top));
	return lic_api__token(req, &state->after, 1);
}

lic_rc lic_graph__member(struct lic_api_request *req, const struct lic_principal *principal,
	struct lic_graph_member *ret_member)
{
	struct lic_graph_member member = {.principal = principal};

	if (principal->kind == LIC_PRINCIPAL_USER) {
		LIC_TRY(lic_role_user(&req->ctx, principal, &member.user));
	}
	*ret_member = member;
	return LIC_OK_RC;
}

void lic_graph__write_member(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_graph_member *member, uint64_t fields)
{
	const struct lic_principal *principal = member->principal;

	lic_json_object(json);
	if (principal->kind == LIC_PRINCIPAL_USER) {
		lic_graph__typed_user_members(req, json, &member->user, fields);
	} else {
		if (req->has_metadata) {
			lic_json_kstring(json, "@odata.type", "#microsoft.graph.servicePrincipal");
		}
		lic_json_kguid(json, "id", &principal->guid);
		lic_json_kguid(json, "appId", &principal->app_guid);
		lic_json_kstring(json, "displayName", principal->display_name);
	}
	lic_json_end(json);
}

lic_rc lic_graph__role_members_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_role_filter filter = {.has_role = true, .is_whole = true};

	LIC_TRY(lic_graph__role(req, req->keys[0], &filter.role));
	LIC_TRY(lic_role_list(&req->ctx, &filter, state->after, state->top, &state->page));
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

lic_rc lic_graph__role_members_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "directoryObjects", &state->selection, "");
	if (state->page.has_more) {
		lic_api__next_link(req, &json, &state->page.next_after, 1);
	}
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->page.count; i++) {
		lic_graph__write_member(req, &json, &state->members[i], state->selection.fields);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

static lic_rc read_gift(struct lic_api_request *req)
{
	static const struct lic_members nothing = {NULL, 0};
	struct state *state = lic_graph__new_state(req, sizeof(*state));
	json_t *object = NULL;
	json_t *values[1];

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body(req, &object));
	LIC_TRY(lic_api__members(req, object, "", &nothing, values));
	state->gift.scope = LIC_ROLE_SCOPE_ALL;
	LIC_TRY(lic_api__reference(req, json_object_get(object, REFERENCE), REFERENCE,
		&state->principal_key));
	return lic_guid_parse(state->principal_key, strlen(state->principal_key),
		       &state->gift.principal)
		? LIC_OK_RC
		: lic_err_field(&req->err, req->ctx.arena, REFERENCE,
			  REFERENCE
			  " is '%.200s': it takes the id of a user or a service principal behind .../directoryObjects/.",
			  state->principal_key);
}

lic_rc lic_graph__role_member_add_decode(struct lic_api_request *req)
{
	lic_rc rc = read_gift(req);
	const struct state *state = req->state;

	LIC_TRY(lic_role_may_give(&req->ctx, state == NULL ? NULL : state->principal_key));
	return rc;
}

lic_rc lic_graph__role_member_add_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	const char *remedy = NULL;
	lic_rc rc;

	LIC_TRY(lic_graph__role(req, req->keys[0], &state->gift.role));
	rc = lic_role_give(&req->ctx, &state->gift, &state->given);
	if (rc.code != LIC_E_CONFLICT) {
		return rc;
	}
	remedy = req->err.detail_count == 1 ? req->err.details[0].remedy : NULL;
	rc = lic_err_set(&req->err, LIC_E_CONFLICT, "Request_BadRequest",
		"One or more added object references already exist for the following modified properties: 'members'.");
	return lic_ctx_explain(&req->ctx, rc, NULL, NULL, remedy);
}

lic_rc lic_graph__role_member_remove_run(struct lic_api_request *req)
{
	enum lic_role role = LIC_ROLE_MAX_;

	LIC_TRY(lic_graph__role(req, req->keys[0], &role));
	return lic_role_take_from(&req->ctx, role, req->keys[1]);
}
