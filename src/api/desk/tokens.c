/*
 * Access tokens: making, listing and revoking them. A token's secret is in one answer, the one that
 * made it.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"
#include "base/text.h"
#include "service/tenants.h"

#define NAMES_BYTES_MAX ((size_t)1024)

/* What the steps of all calls hand on. */
struct state {
	const char *name;       /* of the new token */
	enum lic_role role;     /* of the new token */
	int64_t days;           /* for how long it is good */
	const char *secret;     /* the new token itself */
	struct lic_token token; /* the new token as stored */
	struct lic_token *list; /* every token */
	size_t count;           /* number of tokens */
};

lic_rc lic_desk__tokens_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_token_list(&req->ctx, &state->list, &state->count);
}

/* Writes what may be known of a token into the object that is open. */
static void write_token_members(struct lic_json *json, const struct lic_token *token)
{
	lic_json_kguid(json, "id", &token->guid);
	lic_json_kstring(json, "name", token->name);
	lic_json_kstring(json, "role", lic_role_name(token->role));
	lic_json_ktime(json, "createdDateTime", token->created_ms);
	lic_json_ktime(json, "expiresDateTime", token->expires_ms);
	lic_desk__write_time(json, "revokedDateTime", token->revoked_ms);
}

lic_rc lic_desk__tokens_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < state->count; i++) {
		lic_json_object(&json);
		write_token_members(&json, &state->list[i]);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

static lic_rc refuse_role(struct lic_api_request *req, const char *text)
{
	LIC_AUTO(lic_buf_done) struct lic_buf names;
	const char *candidates[LIC_ROLE_MAX_];
	size_t nearest = 0;

	lic_buf_init(&names, NAMES_BYTES_MAX);
	for (size_t i = 0; i < LIC_ROLE_MAX_; i++) {
		candidates[i] = lic_role_name((enum lic_role)i);
		lic_buf_printf(&names, "%s%s", i == 0 ? "" : ", ", candidates[i]);
	}
	LIC_TRY(lic_buf_status(&names));
	nearest = lic_text_nearest(text, candidates, LIC_ROLE_MAX_);
	if (nearest < LIC_ROLE_MAX_) {
		return lic_err_field(&req->err, req->ctx.arena, "role",
			"role is '%.100s': it takes one of %s. Did you mean '%s'?", text,
			names.data, candidates[nearest]);
	}
	return lic_err_field(&req->err, req->ctx.arena, "role",
		"role is '%.100s': it takes one of %s.", text, names.data);
}

lic_rc lic_desk__token_create_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"name", LIC_MEMBER_STRING, true},
		{"role", LIC_MEMBER_STRING, true},
		{"days", LIC_MEMBER_INT, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)] = {NULL};

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->name = json_string_value(values[0]);
	if (!lic_role_parse(json_string_value(values[1]), &state->role)) {
		return refuse_role(req, json_string_value(values[1]));
	}
	state->days = values[2] == NULL ? LIC_TOKEN_DAYS_DEFAULT : json_integer_value(values[2]);
	if (state->days < 1 || state->days > LIC_TOKEN_DAYS_MAX) {
		return lic_err_field(&req->err, req->ctx.arena, "days",
			"days is %lld: a token is good for 1 to %d days.", (long long)state->days,
			LIC_TOKEN_DAYS_MAX);
	}
	return LIC_OK_RC;
}

lic_rc lic_desk__token_create_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_token_create(&req->ctx, state->name, state->role, state->days, &state->token,
		&state->secret);
}

lic_rc lic_desk__token_create_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 201, &json);
	lic_json_object(&json);
	write_token_members(&json, &state->token);
	/* After a rehearsal there is no such token. */
	lic_json_kstring(&json, "token", req->ctx.is_rehearsal ? NULL : state->secret);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__token_revoke_run(struct lic_api_request *req)
{
	return lic_token_revoke(&req->ctx, req->keys[0]);
}
