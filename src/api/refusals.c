/*
 * Which failed requests come into the audit log: see answer_int.h.
 *
 * Recorded are changes that were refused, whoever was not known or not allowed, and sign-ins that
 * say why they failed (ctx.refusal), also where their answer is a page and no failure. Not recorded
 * are rehearsals, what was only too much or too early, what failed on our side (the log has it),
 * and reading what is not there.
 */
#include "api/answer_int.h"

#include "api/prepare_int.h"
#include "service/audit.h"

#include <string.h>

#define REASON_BYTES_MAX ((size_t)64 * 1024)

/* Fills in what was tried of whom: as the use case says, else by the address. */
static void name_target(const struct lic_api_request *req, struct lic_attempt *attempt)
{
	bool is_membership = attempt->kind == LIC_OP_GROUP_MEMBERS && req->key_count > 1;

	attempt->target = req->ctx.refusal_of;
	attempt->with = is_membership ? &req->keys[1] : req->ctx.refusal_with;
	attempt->with_count = is_membership ? 1 : req->ctx.refusal_with_count;
	if (attempt->target != NULL || req->key_count == 0) {
		return;
	}
	/* The first key of an address about roles may be the role; one that is given says whom. */
	if (attempt->kind == LIC_OP_ROLE_TAKE) {
		attempt->target = req->keys[req->key_count - 1];
	} else if (attempt->kind != LIC_OP_ROLE_GIVE) {
		attempt->target = req->keys[0];
	}
}

/* Tells whether the failure with `status` is one to record, and fills in what was tried. */
static bool describe(const struct lic_api_request *req, unsigned status,
	struct lic_attempt *attempt)
{
	const struct lic_route *route = req->route;
	const char *code = req->err.public_code;
	bool is_unknown = code != NULL && strcmp(code, "InvalidAuthenticationToken") == 0;

	if (route == NULL || status >= 500 || status == 429) {
		return false;
	}
	if ((route->flags & LIC_ROUTE_OPEN) != 0) {
		attempt->kind = route->attempt == LIC_OP_INIT ? LIC_OP_SIGN_IN : route->attempt;
		attempt->is_counted = true;
		attempt->target = req->ctx.refusal_of;
		return req->ctx.refusal != NULL || status != 404;
	}
	attempt->kind = route->attempt == LIC_OP_INIT ? LIC_OP_REQUEST : route->attempt;
	name_target(req, attempt);
	if (is_unknown) {
		attempt->kind = LIC_OP_AUTHENTICATE;
		attempt->target = req->in->path;
		attempt->is_counted = true;
		return true;
	}
	if (route->kind == LIC_ROUTE_READ) {
		attempt->kind = LIC_OP_REQUEST;
		attempt->is_counted = true;
	}
	if (attempt->kind == LIC_OP_REQUEST) {
		attempt->target = req->in->path;
	}
	return route->kind != LIC_ROUTE_READ || status == 403;
}

/* The words of the failure, its details included: all that was wrong with a change. */
static const char *reason_of(const struct lic_api_request *req)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text;
	const char *reason = NULL;

	lic_buf_init(&text, REASON_BYTES_MAX);
	lic_buf_puts(&text, req->err.message);
	for (size_t i = 0; i < req->err.detail_count; i++) {
		const char *message = req->err.details[i].message;

		if (message != NULL && strcmp(message, req->err.message) != 0) {
			lic_buf_printf(&text, " %s", message);
		}
	}
	if (lic_ok(lic_buf_status(&text))) {
		reason = lic_arena_copy(req->ctx.arena, text.data, text.len);
	}
	return reason == NULL ? req->err.message : reason;
}

void lic_api__record_refusal(const struct lic_api_request *req, unsigned status)
{
	struct lic_attempt attempt = {0};
	struct lic_ctx ctx = req->ctx;

	/* Only somebody who is known can rehearse. */
	if (!describe(req, status, &attempt) ||
		(ctx.caller.actor_id != 0 && lic_api__prefers(req, "validate-only"))) {
		return;
	}
	attempt.reason = req->ctx.refusal != NULL ? req->ctx.refusal : reason_of(req);
	ctx.caller.address = req->in->client_address;
	if (ctx.caller.actor_name == NULL) {
		ctx.caller.kind = LIC_ACTOR_NOBODY;
	}
	lic_audit_refused(req->api->settings.audit, &ctx, &attempt);
}
