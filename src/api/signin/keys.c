/*
 * GET /{tenant}/discovery/v2.0/keys and /{tenant}/discovery/keys: the keys by which anybody can
 * check our tokens (RFC 7517). The first request to find one due has it made, so that the list is
 * never empty.
 */
#include "api/signin/oauth_int.h"

/* What the steps hand on. */
struct state {
	struct lic_key_set *keys;    /* held */
	struct lic_signing_key *new; /* made for this request; owned */
};

lic_rc lic_signin__keys_decode(struct lic_api_request *req)
{
	req->state = lic_arena_alloc(req->ctx.arena, sizeof(struct state));
	return req->state == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_signin__keys_before(struct lic_api_request *req)
{
	struct state *state = req->state;

	req->must_release = true;
	LIC_TRY(lic_signin__discovery_run(req));
	LIC_TRY(lic_keyring_hold(&req->ctx, req->api->keys, NULL, &state->keys));
	req->is_settled = !lic_key_set_is_due(state->keys, req->ctx.now_ms);
	req->is_slow = !req->is_settled;
	return LIC_OK_RC;
}

lic_rc lic_signin__keys_slow(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_signing_key_generate(&req->err, &state->new);
}

lic_rc lic_signin__keys_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	if (state->new == NULL) { /* a transaction was lost, and the key with it */
		LIC_TRY(lic_signing_key_generate(&req->err, &state->new));
	}
	LIC_TRY(lic_signing_keys_add(&req->ctx, req->api->keys, state->new));
	lic_key_set_put(&state->keys);
	return lic_keyring_read(&req->ctx, req->api->keys, &state->keys);
}

lic_rc lic_signin__keys_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	if (state->new != NULL) {
		lic_keyring_forget(req->api->keys);
	}
	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_key(&json, "keys");
	lic_json_array(&json);
	for (size_t i = 0; i < state->keys->count; i++) {
		const struct lic_jwk *jwk =
			lic_public_key_jwk(lic_signing_key_public(state->keys->keys[i].key));

		lic_json_object(&json);
		lic_json_kstring(&json, "kty", "RSA");
		lic_json_kstring(&json, "use", "sig");
		lic_json_kstring(&json, "alg", "RS256");
		lic_json_kstring(&json, "kid", jwk->kid);
		lic_json_kstring(&json, "n", jwk->n);
		lic_json_kstring(&json, "e", jwk->e);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

void lic_signin__keys_release(struct lic_api_request *req)
{
	struct state *state = req->state;

	if (state != NULL) {
		lic_key_set_put(&state->keys);
		lic_signing_key_freep(&state->new);
	}
}
