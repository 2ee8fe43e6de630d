/*
 * Making, changing and deleting groups, and who belongs to them (specification 5.3).
 */
#include "api/graph/group_int.h"

#include "api/body_int.h"

/* What the steps of these calls hand on. */
struct state {
	struct lic_api_group_body body; /* what the body says */
	struct lic_group group;         /* the new group */
	const char *object;             /* who joins */
};

static lic_rc decode(struct lic_api_request *req, bool is_create)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));
	json_t *object = NULL;

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body(req, &object));
	return lic_api__group_body(req, object, is_create, &state->body);
}

lic_rc lic_graph__group_create_decode(struct lic_api_request *req)
{
	return decode(req, true);
}

lic_rc lic_graph__group_create_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_group_create(&req->ctx, &state->body.patch, state->body.changes,
		state->body.change_count, &state->group);
}

lic_rc lic_graph__group_create_encode(struct lic_api_request *req)
{
	static const struct lic_graph_selection selection = LIC_GRAPH_GROUP_SELECTION;
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 201, &json);
	LIC_TRY(lic_api__location(req, "/groups/%s", lic_guid_format(&state->group.guid).text));
	lic_json_object(&json);
	lic_graph__context(req, &json, "groups", &selection, "/$entity");
	lic_encode_group_members(&json, &state->group, selection.fields, NULL);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__group_update_decode(struct lic_api_request *req)
{
	return decode(req, false);
}

lic_rc lic_graph__group_update_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_group_update(&req->ctx, req->keys[0], &state->body.patch, state->body.changes,
		state->body.change_count);
}

lic_rc lic_graph__group_delete_run(struct lic_api_request *req)
{
	return lic_group_delete(&req->ctx, req->keys[0]);
}

lic_rc lic_graph__group_renew_run(struct lic_api_request *req)
{
	return lic_group_renew(&req->ctx, req->keys[0]);
}

static lic_rc read_object(struct lic_api_request *req)
{
	static const struct lic_members none = {NULL, 0}; /* beside the annotation */
	struct state *state = lic_graph__new_state(req, sizeof(*state));
	json_t *values[1];
	json_t *object = NULL;

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body(req, &object));
	LIC_TRY(lic_api__members(req, object, "", &none, values));
	return lic_api__reference(req, json_object_get(object, "@odata.id"), "@odata.id",
		&state->object);
}

lic_rc lic_graph__member_add_decode(struct lic_api_request *req)
{
	lic_rc rc = read_object(req);
	const struct state *state = req->state;
	struct lic_group_change one = {.group = req->keys[0],
		.object = state == NULL ? NULL : state->object};

	LIC_TRY(lic_group_may_change_members(&req->ctx, &one, one.object == NULL ? 0 : 1));
	return rc;
}

static lic_rc change(struct lic_api_request *req, const char *object, bool is_owner,
	bool is_removal)
{
	struct lic_group_change one = {
		.group = req->keys[0],
		.object = object,
		.is_owner = is_owner,
		.is_removal = is_removal,
	};

	return lic_group_change_members(&req->ctx, &one, 1);
}

lic_rc lic_graph__member_add_run(struct lic_api_request *req)
{
	const struct state *state = req->state;

	return change(req, state->object, false, false);
}

lic_rc lic_graph__owner_add_run(struct lic_api_request *req)
{
	const struct state *state = req->state;

	return change(req, state->object, true, false);
}

lic_rc lic_graph__member_remove_run(struct lic_api_request *req)
{
	return change(req, req->keys[1], false, true);
}

lic_rc lic_graph__owner_remove_run(struct lic_api_request *req)
{
	return change(req, req->keys[1], true, true);
}
