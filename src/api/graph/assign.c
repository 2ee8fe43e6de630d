/*
 * Changing a user's licences: assignLicense and reprocessLicenseAssignment
 * and what a rehearsal of them answers (docs/api.md, "Rehearsing").
 */
#include "api/graph/graph_int.h"

#include "api/body_int.h"
#include "api/encode.h"
#include "service/licenses.h"

/* Graph shows these of the user after a change; clients look for the licences (clients.md 3.2). */
#define FIELDS_SHOWN                                                                               \
	(LIC_FIELDS_DEFAULT | LIC_FIELD_BIT(LIC_FIELD_ACCOUNT_ENABLED) |                           \
		LIC_FIELD_BIT(LIC_FIELD_ASSIGNED_LICENSES) |                                       \
		LIC_FIELD_BIT(LIC_FIELD_ASSIGNED_PLANS))

/* What the steps of both calls hand on. */
struct state {
	struct lic_license_request request; /* what is asked for */
	struct lic_assign_result result;    /* what came of it; its `before` holds the catalogue */
};

lic_rc lic_graph__assign_decode(struct lic_api_request *req)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	return state == NULL ? LIC_RC(LIC_E_NOMEM) : lic_api__license_request(req, &state->request);
}

lic_rc lic_graph__assign_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_license_assign(&req->ctx, req->keys[0], &state->request, &state->result);
}

/* A body is not looked at: clients send none, or an empty one. */
lic_rc lic_graph__reprocess_decode(struct lic_api_request *req)
{
	return lic_graph__new_state(req, sizeof(struct state)) == NULL ? LIC_RC(LIC_E_NOMEM)
								       : LIC_OK_RC;
}

lic_rc lic_graph__reprocess_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_license_reprocess(&req->ctx, req->keys[0], &state->result);
}

void lic_graph__release_assign(struct lic_api_request *req)
{
	struct state *state = req->state;

	if (state != NULL) {
		lic_catalog_put(&state->result.before.hold);
	}
}

lic_rc lic_graph__assign_encode(struct lic_api_request *req)
{
	static const struct lic_graph_selection selection = {lic_user_field_names, LIC_FIELD_MAX_,
		FIELDS_SHOWN, false};
	const struct state *state = req->state;
	const struct lic_license_view after = lic_encode_view_after(&state->result);
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	if (req->ctx.is_rehearsal) {
		lic_encode_preview(&json, &state->result);
	} else {
		lic_graph__context(req, &json, "users", &selection, "/$entity");
		lic_encode_user_members(&json, &state->result.user, selection.fields, &after);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}
