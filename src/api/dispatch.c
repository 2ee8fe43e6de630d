/*
 * Requests on their way: see dispatch_int.h.
 */
#include "api/dispatch_int.h"

#include "api/answer_int.h"
#include "api/batch/batch_int.h"
#include "api/hand_over_int.h"
#include "api/prepare_int.h"
#include "service/changes.h"

#define IGNORED_BODY_BYTES ((size_t)64 * 1024)

/* Tells the caller by which operation of the ledger his request can be followed, and undone. */
static lic_rc name_operation(struct lic_api_request *req)
{
	struct lic_guid_text id;
	const char *text = NULL;

	if (!req->ctx.has_operation || req->ctx.is_rehearsal) {
		return LIC_OK_RC;
	}
	id = lic_guid_format(&req->ctx.operation);
	text = lic_arena_strdup(req->ctx.arena, id.text);
	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_http_add_header(req->ex, "Licentia-Operation", text);
	lic_http_add_header(req->ex, "Licentia-Undo",
		lic_operation_is_undone((enum lic_operation_kind)req->ctx.operation_kind, NULL)
			? "yes"
			: "no");
	return LIC_OK_RC;
}

lic_rc lic_api__encode(struct lic_api_request *req)
{
	LIC_TRY(name_operation(req));
	if (req->route->encode == NULL) {
		req->ex->status = 204;
		return LIC_OK_RC;
	}
	return req->route->encode(req);
}

void lic_api__respond(struct lic_api_request *req)
{
	if (lic_ok(req->rc)) {
		if (!req->is_answered) {
			req->rc = lic_api__encode(req);
		}
		if (lic_ok(req->rc) && req->ctx.refusal != NULL) {
			lic_api__record_refusal(req, req->ex->status);
		}
	}
	if (!lic_ok(req->rc)) {
		lic_api__fail(req);
	}
	if (req->ctx.is_rehearsal) {
		lic_http_add_header(req->ex, "Preference-Applied", "validate-only");
	}
	if (req->is_async && lic_ok(req->rc)) {
		lic_http_add_header(req->ex, "Preference-Applied", "respond-async");
	}
}

lic_rc lic_api__read(struct lic_api_request *req)
{
	struct lic_api_worker *worker = req->in->worker;

	LIC_TRY(lic_api__begin_reading(req->api, worker, &req->err));
	req->ctx.db = worker->db;
	req->has_run = true;
	req->run_rc = req->route->run(req);
	req->ctx.db = NULL;
	return req->run_rc;
}

lic_rc lic_api__pull(void *app, struct lic_http_exchange *ex, bool *ret_more)
{
	struct lic_api_request *req = ex->user;
	struct lic_api_worker *worker = ex->worker;
	lic_rc rc = lic_api__begin_reading(app, worker, &req->err);

	if (lic_ok(rc)) {
		req->ctx.db = worker->db;
		rc = req->route->pull(req, ret_more);
		req->ctx.db = NULL;
		lic_api__pause_reading(worker);
	}
	if (!lic_ok(rc)) {
		lic_api__log_broken(req, rc);
	}
	return rc;
}

/* How large the body of a call may be, in bytes. */
static size_t body_limit_of(const struct lic_route *route)
{
	return route->body_limit > 0 ? route->body_limit : IGNORED_BODY_BYTES;
}

/* What a batch may hold: what is answered in one piece and soon, and takes two steps at most. A
 * preview of its own kind (of a group) is worked out elsewhere. */
static lic_rc check_part(struct lic_api_request *req)
{
	const struct lic_route *route = req->route;

	if (req->part == NULL) {
		return LIC_OK_RC;
	}
	if (req->in->body_len > body_limit_of(route)) {
		req->error_status = 413;
		return lic_err_set(&req->err, LIC_E_LIMIT, "Request_BadRequest",
			"The body of this request is larger than the %zu bytes that the call takes.",
			body_limit_of(route));
	}
	if ((route->kind == LIC_ROUTE_READ || route->kind == LIC_ROUTE_WRITE) &&
		route->before == NULL && route->pull == NULL &&
		(route->flags & LIC_ROUTE_TO_FILE) == 0 &&
		!(req->ctx.is_rehearsal && route->preview != NULL)) {
		return LIC_OK_RC;
	}
	return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
		"This call cannot be part of a batch: send it alone.");
}

bool lic_api__is_change(struct lic_api_request *req)
{
	lic_rc rc = lic_api__resolve(req);

	req->err = (struct lic_err){0};
	req->error_status = 0;
	req->allow = NULL;
	return lic_ok(rc) && req->route->kind != LIC_ROUTE_READ;
}

lic_rc lic_api__get_ready(struct lic_api_request *req)
{
	LIC_TRY(lic_api__prepare(req));
	LIC_TRY(check_part(req));
	if (req->route->decode != NULL) {
		LIC_TRY(req->route->decode(req));
	}
	if (req->route->kind != LIC_ROUTE_READ && req->route->before != NULL) {
		LIC_TRY(lic_api__look_before(req));
	}
	return LIC_OK_RC;
}

/* Runs the request as far as the worker can; `*ret_deferred` when another thread has it. */
static lic_rc advance(struct lic_api_request *req, bool *ret_deferred)
{
	LIC_TRY(lic_api__get_ready(req));
	if (req->is_settled) {
		return LIC_OK_RC;
	}
	if (req->route->kind == LIC_ROUTE_READ) {
		return lic_api__read(req);
	}
	if (req->route->kind == LIC_ROUTE_BATCH) {
		LIC_TRY(lic_api__read(req));
		lic_batch__go_on(req, ret_deferred);
		return LIC_OK_RC;
	}
	/* From submission on another thread may have the request already: nothing of it may be
	 * touched. */
	if (req->route->kind == LIC_ROUTE_JOB) {
		LIC_TRY(lic_api__submit_to_jobs(req));
	} else if (req->ctx.is_rehearsal && req->route->preview != NULL) {
		lic_api__pause_reading(req->in->worker);
		LIC_TRY(lic_api__submit_preview(req));
	} else {
		lic_api__pause_reading(req->in->worker);
		LIC_TRY(req->is_slow ? lic_api__hand_over_slow(req) : lic_api__hand_over(req));
	}
	*ret_deferred = true;
	return LIC_OK_RC;
}

enum lic_http_next lic_api__handle(void *app, struct lic_http_exchange *ex)
{
	struct lic_api_request *req = NULL;
	bool is_deferred = false;
	lic_rc rc;

	if (!lic_ok(lic_api__start(app, ex, &req))) {
		ex->status = 500;
		return LIC_HTTP_RESPOND;
	}
	rc = advance(req, &is_deferred);
	if (is_deferred) {
		return LIC_HTTP_DEFER;
	}
	req->rc = rc;
	lic_api__pause_reading(ex->worker);
	lic_api__respond(req);
	return LIC_HTTP_RESPOND;
}

enum lic_http_next lic_api__finish(void *app, struct lic_http_exchange *ex)
{
	struct lic_api_request *req = ex->user;
	bool is_deferred = false;

	(void)app;
	if (req->route->kind == LIC_ROUTE_BATCH) {
		lic_batch__go_on(req, &is_deferred);
		if (is_deferred) {
			return LIC_HTTP_DEFER;
		}
		lic_api__pause_reading(ex->worker);
	}
	lic_api__respond(req);
	return LIC_HTTP_RESPOND;
}

void lic_api__done(void *app, struct lic_http_exchange *ex)
{
	struct lic_api_request *req = ex->user;

	(void)app;
	if (req == NULL) {
		return;
	}
	if (req->route != NULL && req->route->release != NULL &&
		(req->has_run || req->must_release)) {
		req->route->release(req);
	}
	json_decref(req->body);
	ex->user = NULL;
}

/*
 * A large body is taken in only from somebody who may send it: otherwise none is accepted, and
 * lic_api__refuse() finds out once more why.
 */
struct lic_http_plan lic_api__plan(void *app, const struct lic_http_exchange *ex)
{
	struct lic_http_plan plan = {.body_limit = IGNORED_BODY_BYTES};
	struct lic_api_request *req = NULL;
	bool is_large = false;

	if (!lic_ok(lic_api__look_at(app, ex, &req)) || !lic_ok(lic_api__resolve(req))) {
		return plan;
	}
	is_large = (req->route->flags & LIC_ROUTE_TO_FILE) != 0;
	if (req->route->body_limit > 0) {
		plan.body_limit = req->route->body_limit;
	}
	if (is_large) {
		/* Counted here and once more with the body: better than to be told after it. */
		plan.body_limit = lic_ok(lic_api__limit_address(req)) &&
				lic_ok(lic_api__authorise(req)) &&
				lic_ok(lic_api__limit_caller(req))
			? plan.body_limit
			: 0;
		plan.to_file = plan.body_limit > 0;
		lic_api__end_reading(ex->worker);
	}
	return plan;
}

/* What a refusal means over HTTP. */
struct refusal {
	unsigned status;         /* HTTP status */
	enum lic_code code;      /* for the log */
	const char *public_code; /* Graph's code */
	const char *message;     /* what to do about it */
};

static const struct refusal refusals[] = {
	[LIC_HTTP_BAD_FRAMING] = {400, LIC_E_INVALID, "Request_BadRequest",
		"The request is not valid HTTP/1.1: an address without blanks and without '#' (%20 and %23 stand for them), exactly one Host, and one way of telling the length of the body."},
	[LIC_HTTP_BODY_TOO_LARGE] = {413, LIC_E_LIMIT, "Request_BadRequest",
		"The request body is too large."},
	[LIC_HTTP_TOO_BUSY] = {503, LIC_E_BUSY, "ServiceUnavailable",
		"The server is busy. Please retry again later."},
	[LIC_HTTP_NO_SPACE] = {507, LIC_E_UNAVAILABLE, "InsufficientStorage",
		"The server has no room for a body of this size: free some space in its folder for temporary files."},
	[LIC_HTTP_BAD_EXPECT] = {417, LIC_E_INVALID, "Request_BadRequest",
		"The only expectation that is met is 100-continue."},
	[LIC_HTTP_NOT_SECURE] = {403, LIC_E_DENIED, "Authorization_RequestDenied",
		"Plain HTTP is answered to the trusted proxy alone: call its address, over HTTPS."},
};

/* Why a body is not taken: often because the call is not there, or not for this caller. Never
 * succeeds. */
static lic_rc explain_size(struct lic_api_request *req)
{
	lic_rc rc = lic_api__prepare(req);

	lic_api__end_reading(req->in->worker);
	LIC_TRY(rc);
	req->error_status = 413;
	return lic_err_set(&req->err, LIC_E_LIMIT, "Request_BadRequest",
		"The request body is too large: this call takes at most %zu bytes.",
		body_limit_of(req->route));
}

void lic_api__refuse(void *app, struct lic_http_exchange *ex, enum lic_http_refusal why)
{
	const struct refusal *refusal = &refusals[why];
	struct lic_api_request *req = NULL;

	ex->header_count = 0;
	if (!lic_ok(lic_api__start(app, ex, &req))) {
		ex->status = refusal->status;
		return;
	}
	if (why == LIC_HTTP_BODY_TOO_LARGE) {
		req->rc = explain_size(req);
	}
	if (lic_ok(req->rc)) {
		req->error_status = refusal->status;
		req->rc = lic_err_set(&req->err, refusal->code, refusal->public_code, "%s",
			refusal->message);
	}
	lic_api__fail(req);
}
