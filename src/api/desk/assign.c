/*
 * Changing a user's licences as Graph's assignLicense does, and waiting for seats that are missing.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"
#include "api/encode.h"
#include "service/licenses.h"

/* What is shown of the user. */
#define FIELDS_SHOWN                                                                               \
	(LIC_FIELDS_DEFAULT | LIC_FIELD_BIT(LIC_USER_USAGE_LOCATION) |                             \
		LIC_FIELD_BIT(LIC_FIELD_ASSIGNED_LICENSES) |                                       \
		LIC_FIELD_BIT(LIC_FIELD_LICENSE_STATES))

/* What the steps hand on. */
struct state {
	struct lic_license_request request; /* what is asked for */
	struct lic_wait wait;               /* how to wait; the request may point to it */
	struct lic_assign_result result;    /* what came of it; its `before` holds the catalogue */
};

lic_rc lic_desk__assign_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	return state == NULL ? LIC_RC(LIC_E_NOMEM)
			     : lic_api__license_wait_request(req, &state->wait, &state->request);
}

lic_rc lic_desk__assign_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_license_assign(&req->ctx, req->keys[0], &state->request, &state->result);
}

lic_rc lic_desk__assign_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const struct lic_license_view after = lic_encode_view_after(&state->result);
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	if (req->ctx.is_rehearsal) {
		lic_encode_preview(&json, &state->result);
	} else {
		lic_json_key(&json, "user");
		lic_json_object(&json);
		lic_encode_user_members(&json, &state->result.user, FIELDS_SHOWN, &after);
		lic_json_end(&json);
		lic_encode_waits(&json, &state->result);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}

void lic_desk__release_assign(struct lic_api_request *req)
{
	struct state *state = req->state;

	if (state != NULL) {
		lic_catalog_put(&state->result.before.hold);
	}
}
