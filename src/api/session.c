/*
 * Calls with a session's cookie: see session_int.h.
 */
#include "api/session_int.h"

#include "api/signin/browser_int.h"
#include "auth/secret.h"
#include "service/sessions.h"

#include <stdlib.h>
#include <string.h>

/* "This session was used", on its way to the writer. */
struct touch {
	struct lic_write_job job; /* first, so that a job is its touch */
	struct lic_err err;       /* where failures are told; nobody reads them */
	int64_t session_id;       /* which one */
	int64_t now_ms;           /* when */
};

static lic_rc run_touch(struct lic_db *db, struct lic_write_job *job)
{
	struct touch *touch = (struct touch *)(void *)job;
	struct lic_ctx ctx = {
		.db = db,
		.err = &touch->err,
		.now_ms = touch->now_ms,
		.caller = {.tenant_id = job->tenant_id},
	};

	return lic_session_touch(&ctx, touch->session_id);
}

static void end_touch(struct lic_write_job *job, lic_rc rc)
{
	lic_rc_ignore(rc); /* the next call tries again */
	free(job);
}

/* Writes down that the session was used. Nobody waits for it, and nothing is lost if it fails. */
static void touch_session(struct lic_api_request *req, const struct lic_session *session)
{
	struct touch *touch = NULL;

	if (req->ctx.now_ms - session->seen_ms < LIC_SESSION_TOUCH_MS) {
		return;
	}
	touch = calloc(1, sizeof(*touch));
	if (touch == NULL) {
		return;
	}
	touch->session_id = session->id;
	touch->now_ms = req->ctx.now_ms;
	touch->job = (struct lic_write_job){
		.run = run_touch,
		.done = end_touch,
		.err = &touch->err,
		.tenant_id = req->ctx.caller.tenant_id,
		.client = req->ctx.caller.actor_id * LIC_ACTOR_MAX_ + LIC_ACTOR_USER,
	};
	if (!lic_ok(lic_writer_submit(req->api->settings.writer, &touch->job))) {
		free(touch);
	}
}

static bool is_safe(const char *method)
{
	return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

static lic_rc check_csrf(struct lic_api_request *req, const char *secret)
{
	const char *repeated = lic_api__header(req, "X-CSRF-Token");
	char expected[LIC_SESSION_CSRF_BYTES];

	if (is_safe(req->in->method)) {
		return LIC_OK_RC;
	}
	lic_session_csrf(secret, expected);
	if (repeated != NULL && lic_secret_equal(expected, repeated) && lic_browser__is_ours(req)) {
		return LIC_OK_RC;
	}
	return lic_err_set(&req->err, LIC_E_DENIED, "Authorization_RequestDenied",
		"A change that is asked for with a session's cookie must come from a page of this server, with the header X-CSRF-Token: GET /api/v1/me/session tells its value.");
}

lic_rc lic_api__use_session(struct lic_api_request *req, bool *ret_is_used)
{
	const char *secret = NULL;
	struct lic_session session = {0};

	*ret_is_used = false;
	if (lic_api__header(req, "Authorization") != NULL) {
		return LIC_OK_RC;
	}
	secret = lic_browser__session(req);
	if (secret == NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_session_authenticate(&req->ctx, secret, &session));
	LIC_TRY(check_csrf(req, secret));
	touch_session(req, &session);
	*ret_is_used = true;
	return LIC_OK_RC;
}
