/*
 * POST /{tenant}/oauth2/v2.0/token and, with `resource` instead of `scope`, /{tenant}/oauth2/token
 * (client contract 1.4 to 1.9).
 */
#include "api/signin/oauth_int.h"

#include <inttypes.h>
#include <stdio.h>

/* What the steps hand on. */
struct state {
	struct lic_oauth_request request; /* as it came */
	struct lic_oauth_grant grant;     /* what comes of it */
};

static lic_rc decode(struct lic_api_request *req, bool is_v1)
{
	struct state *state = lic_arena_alloc(req->ctx.arena, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	req->state = state;
	LIC_TRY(lic_signin__read_request(req, &state->request));
	state->request.is_v1 = is_v1;
	return LIC_OK_RC;
}

lic_rc lic_signin__token_decode(struct lic_api_request *req)
{
	return decode(req, false);
}

lic_rc lic_signin__token_v1_decode(struct lic_api_request *req)
{
	return decode(req, true);
}

lic_rc lic_signin__token_before(struct lic_api_request *req)
{
	struct state *state = req->state;

	req->must_release = true;
	LIC_TRY(lic_oauth_look(&req->ctx, req->api->keys, &state->request, &state->grant));
	req->is_settled = state->grant.next == LIC_OAUTH_ISSUE;
	req->is_slow = state->grant.next == LIC_OAUTH_CHECK;
	return LIC_OK_RC;
}

lic_rc lic_signin__token_slow(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_oauth_check(&req->ctx, &state->grant);
}

lic_rc lic_signin__token_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_oauth_redeem(&req->ctx, req->api->keys, &state->request, &state->grant);
}

/* v1 writes numbers as text. */
static void write_number(const struct state *state, struct lic_json *json, const char *name,
	int64_t number)
{
	char text[24];

	if (!state->request.is_v1) {
		lic_json_kint(json, name, number);
		return;
	}
	(void)snprintf(text, sizeof(text), "%" PRId64, number);
	lic_json_kstring(json, name, text);
}

static void write_lives(const struct state *state, const struct lic_oauth_tokens *tokens,
	struct lic_json *json)
{
	int64_t issued_s = tokens->issued_ms / 1000;

	write_number(state, json, "expires_in", tokens->life_s);
	write_number(state, json, "ext_expires_in", tokens->life_s);
	if (state->request.is_v1) {
		write_number(state, json, "expires_on", issued_s + tokens->life_s);
		write_number(state, json, "not_before", issued_s);
		lic_json_kstring(json, "resource",
			state->request.resource == NULL ? LIC_OAUTH_AUDIENCE
							: state->request.resource);
	}
}

static void write_optional(struct lic_json *json, const char *name, const char *text)
{
	if (text != NULL) {
		lic_json_kstring(json, name, text);
	}
}

lic_rc lic_signin__token_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_oauth_tokens tokens = {0};
	struct lic_json json;

	if (state->grant.new_key != NULL) {
		lic_keyring_forget(req->api->keys);
	}
	if (state->grant.is_refused) {
		return LIC_RC(LIC_E_DENIED); /* redeem has said why */
	}
	LIC_TRY(lic_oauth_issue(&req->ctx, &state->request, &state->grant, &tokens));
	lic_http_add_header(req->ex, "Pragma", "no-cache");
	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_kstring(&json, "token_type", "Bearer");
	write_optional(&json, "scope", tokens.scope);
	write_lives(state, &tokens, &json);
	lic_json_kstring(&json, "access_token", tokens.access_token);
	write_optional(&json, "refresh_token", tokens.refresh_token);
	write_optional(&json, "id_token", tokens.id_token);
	write_optional(&json, "client_info", tokens.client_info);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

void lic_signin__token_release(struct lic_api_request *req)
{
	struct state *state = req->state;

	if (state != NULL) {
		lic_oauth_done(&state->grant);
	}
}
