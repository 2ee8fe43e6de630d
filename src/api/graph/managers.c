/*
 * The manager of a user (specification 5.3; client contract, section 2). Those whom somebody
 * manages are a list of directory.c.
 */
#include "api/graph/graph_int.h"

#include "api/body_int.h"
#include "service/managers.h"

/* What the steps of these calls hand on. */
struct state {
	struct lic_graph_selection selection; /* properties wanted */
	struct lic_user manager;              /* who was found */
	const char *key;                      /* who is to be the manager */
};

static struct state *new_state(struct lic_api_request *req)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state != NULL) {
		state->selection = (struct lic_graph_selection){lic_user_field_names,
			LIC_FIELD_ASSIGNED_LICENSES, LIC_FIELDS_DEFAULT, false};
	}
	return state;
}

lic_rc lic_graph__manager_decode(struct lic_api_request *req)
{
	struct state *state = new_state(req);

	return state == NULL ? LIC_RC(LIC_E_NOMEM) : lic_graph__select(req, &state->selection);
}

lic_rc lic_graph__manager_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_manager_find(&req->ctx, req->keys[0], &state->manager);
}

lic_rc lic_graph__manager_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "directoryObjects", &state->selection, "/$entity");
	lic_graph__typed_user_members(req, &json, &state->manager, state->selection.fields);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__manager_set_decode(struct lic_api_request *req)
{
	static const struct lic_members none = {NULL, 0}; /* beside the annotation */
	struct state *state = new_state(req);
	json_t *values[1];
	json_t *object = NULL;

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body(req, &object));
	LIC_TRY(lic_api__members(req, object, "", &none, values));
	return lic_api__reference(req, json_object_get(object, "@odata.id"), "@odata.id",
		&state->key);
}

lic_rc lic_graph__manager_set_run(struct lic_api_request *req)
{
	const struct state *state = req->state;

	return lic_manager_set(&req->ctx, req->keys[0], state->key);
}

lic_rc lic_graph__manager_clear_run(struct lic_api_request *req)
{
	return lic_manager_clear(&req->ctx, req->keys[0]);
}
