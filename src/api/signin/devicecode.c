/*
 * POST /{tenant}/oauth2/v2.0/devicecode: a program without a browser asks for codes by which
 * somebody can sign in elsewhere (client contract 1.10, RFC 8628 3.1).
 */
#include "api/signin/oauth_int.h"

/* What the steps hand on. */
struct state {
	struct lic_oauth_request request; /* as it came */
	struct lic_oauth_client client;   /* who asks */
	struct lic_oauth_device device;   /* the codes */
};

lic_rc lic_signin__devicecode_decode(struct lic_api_request *req)
{
	struct state *state = lic_arena_alloc(req->ctx.arena, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	req->state = state;
	LIC_TRY(lic_signin__read_request(req, &state->request));
	state->request.grant_type = "device_code"; /* what it is going to be */
	state->request.is_v1 = state->request.scope == NULL && state->request.resource != NULL;
	return LIC_OK_RC;
}

lic_rc lic_signin__devicecode_before(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_oauth_device_look(&req->ctx, &state->request, &state->client);
}

lic_rc lic_signin__devicecode_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_oauth_device_begin(&req->ctx, &state->request, &state->client, &state->device);
}

lic_rc lic_signin__devicecode_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const char *uri = lic_arena_printf(req->ctx.arena, "%s/%s/oauth2/deviceauth",
		req->in->origin, lic_guid_format(&req->ctx.caller.tenant_guid).text);
	struct lic_json json;

	if (uri == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_kstring(&json, "user_code", state->device.user_code);
	lic_json_kstring(&json, "device_code", state->device.device_code);
	lic_json_kstring(&json, "verification_uri", uri);
	lic_json_kint(&json, "expires_in", LIC_OAUTH_DEVICE_MS / 1000);
	lic_json_kint(&json, "interval", LIC_OAUTH_DEVICE_INTERVAL_S);
	lic_json_kstring(&json, "message",
		lic_arena_printf(req->ctx.arena,
			"To sign in, use a web browser to open the page %s and enter the code %s to authenticate.",
			uri, state->device.user_code));
	lic_json_end(&json);
	return lic_json_finish(&json);
}
