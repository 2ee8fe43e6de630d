/*
 * Sessions of the pages: the caller's own, and those of others. A session's secret is in no answer;
 * what a page must repeat to change something is in one, that to its own session.
 */
#include "api/desk/desk_int.h"

#include "api/signin/browser_int.h"
#include "service/preferences.h"
#include "service/sessions.h"
#include "service/settings.h"
#include "service/sign_in.h"

/* What the steps of all calls hand on. */
struct state {
	struct lic_session *list;                /* sessions found */
	size_t count;                            /* number of them */
	struct lic_session one;                  /* the session that calls */
	char csrf[LIC_SESSION_CSRF_BYTES];       /* what its forms and calls repeat */
	const char *variant;                     /* of the organisation's admin centre */
	const char *chosen[LIC_PREFERENCE_MAX_]; /* what the person chose; NULL: nothing */
	struct lic_opt_int password_ends_ms;     /* of the person; not set: not soon */
};

static void write_session_members(struct lic_json *json, const struct lic_session *session)
{
	lic_json_kguid(json, "id", &session->guid);
	lic_json_kstring(json, "ipAddress", session->address);
	lic_json_kstring(json, "userAgent", session->agent);
	lic_json_ktime(json, "createdDateTime", session->created_ms);
	lic_json_ktime(json, "lastSeenDateTime", session->seen_ms);
	lic_json_ktime(json, "expiresDateTime", session->expires_ms);
}

static lic_rc list(struct lic_api_request *req, const char *key)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_session_list(&req->ctx, key, &state->list, &state->count);
}

lic_rc lic_desk__my_sessions_run(struct lic_api_request *req)
{
	return list(req, NULL);
}

lic_rc lic_desk__sessions_run(struct lic_api_request *req)
{
	return list(req, req->keys[0]);
}

lic_rc lic_desk__sessions_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < state->count; i++) {
		lic_json_object(&json);
		write_session_members(&json, &state->list[i]);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

static lic_rc read_variant(struct lic_api_request *req, const char **ret_variant)
{
	int64_t value = 0;

	LIC_TRY(lic_setting_get(&req->ctx, LIC_SETTING_ADMIN_CENTRE_VARIANT, &value));
	*ret_variant = lic_setting_kind(LIC_SETTING_ADMIN_CENTRE_VARIANT)->choices[value];
	return LIC_OK_RC;
}

/* when the person's password becomes too old, if that is near. */
static lic_rc read_password_end(struct lic_api_request *req, struct lic_opt_int *ret_ends_ms)
{
	struct lic_opt_int ends_ms;

	LIC_TRY(lic_sign_in_password_ends(&req->ctx, req->ctx.caller.actor_id, &ends_ms));
	ends_ms.is_set = ends_ms.is_set &&
		ends_ms.value <= req->ctx.now_ms + LIC_SIGN_IN_WARN_DAYS * LIC_MS_PER_DAY;
	*ret_ends_ms = ends_ms;
	return LIC_OK_RC;
}

lic_rc lic_desk__my_session_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	const char *secret = lic_browser__session(req);

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (secret == NULL || lic_api__header(req, "Authorization") != NULL) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"This call is for pages: it tells about the session whose cookie comes with it.");
	}
	LIC_TRY(lic_session_authenticate(&req->ctx, secret, &state->one));
	lic_session_csrf(secret, state->csrf);
	LIC_TRY(read_variant(req, &state->variant));
	LIC_TRY(read_password_end(req, &state->password_ends_ms));
	return lic_preference_list(&req->ctx, state->chosen);
}

lic_rc lic_desk__my_session_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	write_session_members(&json, &state->one);
	lic_json_kguid(&json, "userId", &req->ctx.caller.actor_guid);
	lic_json_kstring(&json, "userPrincipalName", req->ctx.caller.actor_name);
	lic_json_kguid(&json, "tenantId", &req->ctx.caller.tenant_guid);
	lic_json_key(&json, "actions");
	lic_json_array(&json);
	for (int i = 0; i < LIC_ACTION_MAX_; i++) {
		if ((req->ctx.caller.may & LIC_RIGHT(i)) != 0) {
			lic_json_string(&json, lic_desk__action_name((enum lic_action)i));
		}
	}
	lic_json_end(&json);
	lic_json_kstring(&json, "csrfToken", state->csrf);
	lic_json_kstring(&json, "variant", state->variant);
	lic_json_kstring(&json, "experience",
		lic_preference_experience(state->chosen[LIC_PREFERENCE_EXPERIENCE],
			state->variant));
	lic_json_key(&json, "preferences");
	lic_desk__write_preferences(&json, state->chosen);
	lic_desk__write_time(&json, "passwordExpiresDateTime", state->password_ends_ms);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__my_session_revoke_run(struct lic_api_request *req)
{
	return lic_session_revoke(&req->ctx, req->keys[0]);
}

lic_rc lic_desk__sessions_revoke_run(struct lic_api_request *req)
{
	return lic_session_revoke_all(&req->ctx, req->keys[0]);
}
