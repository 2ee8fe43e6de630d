/*
 * Creating, changing and deleting users (specification 5.3, A-12).
 */
#include "api/graph/graph_int.h"

#include "api/body_int.h"
#include "service/users.h"

/* What the steps of creating and changing hand on. */
struct state {
	struct lic_api_user_body body; /* what the body says */
	struct lic_user user;          /* the new user */
};

static lic_rc decode(struct lic_api_request *req, enum lic_user_body_kind kind)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));
	json_t *object = NULL;

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body(req, &object));
	return lic_api__user_body(req, object, kind, &state->body);
}

lic_rc lic_graph__user_hash(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_api__hash_password(req, &state->body);
}

lic_rc lic_graph__user_create_decode(struct lic_api_request *req)
{
	return decode(req, LIC_USER_BODY_CREATE);
}

lic_rc lic_graph__user_create_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_user_create(&req->ctx, &state->body.patch, NULL, &state->user, NULL);
}

lic_rc lic_graph__user_create_encode(struct lic_api_request *req)
{
	static const struct lic_graph_selection selection = {lic_user_field_names, LIC_FIELD_MAX_,
		LIC_FIELDS_DEFAULT, false};
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 201, &json);
	LIC_TRY(lic_api__location(req, "/users/%s", lic_guid_format(&state->user.guid).text));
	lic_json_object(&json);
	lic_graph__context(req, &json, "users", &selection, "/$entity");
	lic_encode_user_members(&json, &state->user, selection.fields, NULL);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__user_update_decode(struct lic_api_request *req)
{
	return decode(req, LIC_USER_BODY_UPDATE);
}

lic_rc lic_graph__user_update_run(struct lic_api_request *req)
{
	const struct state *state = req->state;

	return lic_user_update(&req->ctx, req->keys[0], &state->body.patch);
}

lic_rc lic_graph__user_delete_run(struct lic_api_request *req)
{
	return lic_user_delete(&req->ctx, req->keys[0], NULL, 0);
}
