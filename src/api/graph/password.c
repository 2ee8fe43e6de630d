/*
 * POST /me/changePassword and /users/{id}/changePassword: changing one's own password, which takes
 * the present one. The attempt counts as one to sign in: the same pauses after failures, the same
 * rules, and all sessions and refresh tokens end with it.
 *
 * Whatever is wrong is told only after the attempt is recorded, in encode: a step that failed
 * before would undo the count, and tell a right password during a pause.
 */
#include "api/graph/graph_int.h"

#include "api/body_int.h"
#include "base/text.h"
#include "service/sign_in.h"

#include <string.h>

/* What the steps hand on. */
struct state {
	struct lic_sign_in attempt;       /* to sign in as the caller, with a new password */
	enum lic_sign_in_outcome outcome; /* what came of it */
	struct lic_err problem; /* what is wrong with the new password; no message: nothing */
};

/* Tells in `*ret_is` whether the path names the person who calls. */
static lic_rc is_caller(struct lic_api_request *req, bool *ret_is)
{
	const struct lic_caller *caller = &req->ctx.caller;
	const char *key = req->keys[0];
	const char *named = NULL;
	const char *own = NULL;
	struct lic_guid guid;

	*ret_is = false;
	if (caller->kind != LIC_ACTOR_USER || !lic_text_is_utf8(key, strlen(key))) {
		return LIC_OK_RC;
	}
	if (lic_guid_parse(key, strlen(key), &guid)) {
		*ret_is = lic_guid_equal(&guid, &caller->actor_guid);
		return LIC_OK_RC;
	}
	LIC_TRY(lic_text_fold(req->ctx.arena, key, &named));
	LIC_TRY(lic_text_fold(req->ctx.arena, caller->actor_name, &own));
	*ret_is = strcmp(named, own) == 0;
	return LIC_OK_RC;
}

/* Of a rehearsal, and of a request that is undone when it fails because it has a key, no failure
 * would be counted. */
static lic_rc check_counts(struct lic_api_request *req)
{
	if (!req->ctx.is_rehearsal && req->once == NULL) {
		return LIC_OK_RC;
	}
	return lic_err_field(&req->err, req->ctx.arena,
		req->once == NULL ? "Prefer" : "Idempotency-Key",
		"A change of one's own password cannot be rehearsed and takes no Idempotency-Key: every attempt counts.");
}

lic_rc lic_graph__password_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"currentPassword", LIC_MEMBER_STRING, true},
		{"newPassword", LIC_MEMBER_STRING, true},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_graph__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)] = {NULL};
	bool is_own = false;

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(check_counts(req));
	LIC_TRY(lic_api__body_members(req, &members, values));
	LIC_TRY(is_caller(req, &is_own));
	if (!is_own) {
		return lic_ctx_deny(&req->ctx,
			"Only the person himself can change a password with the present one.",
			"An administrator sets a new one: PATCH /users/{id} with passwordProfile.");
	}
	state->attempt = (struct lic_sign_in){
		.is_caller = true,
		.user_name = req->ctx.caller.actor_name,
		.password = json_string_value(values[0]),
		.new_password = json_string_value(values[1]),
	};
	req->is_slow = true;
	return LIC_OK_RC;
}

lic_rc lic_graph__password_before(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_sign_in_find(&req->ctx, NULL, &state->attempt);
}

lic_rc lic_graph__password_slow(struct lic_api_request *req)
{
	struct state *state = req->state;
	lic_rc rc = lic_sign_in_check(&req->ctx, &state->attempt);

	if (rc.code != LIC_E_INVALID) {
		return rc;
	}
	state->problem = req->err;
	state->attempt.new_password = NULL;
	return LIC_OK_RC;
}

lic_rc lic_graph__password_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_sign_in_record(&req->ctx, &state->attempt, &state->outcome);
}

lic_rc lic_graph__password_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;

	if (state->outcome == LIC_SIGN_IN_REFUSED) {
		return lic_err_field(&req->err, req->ctx.arena, "currentPassword",
			"The current password is wrong, or there were too many attempts of late: wait a while.");
	}
	if (state->attempt.new_password == NULL) {
		req->err = state->problem;
		return LIC_RC(LIC_E_INVALID);
	}
	req->ex->status = 204;
	return LIC_OK_RC;
}
