/*
 * Forms of the OAuth endpoints: see oauth_int.h.
 */
#include "api/signin/form_int.h"
#include "api/signin/oauth_int.h"
#include "service/oauth_error.h"

#include <string.h>

/* A parameter, and where it goes. */
struct parameter {
	const char *name; /* as sent */
	size_t offset;    /* in struct lic_oauth_request */
};

static const struct parameter parameters[] = {
	{"grant_type", offsetof(struct lic_oauth_request, grant_type)},
	{"client_id", offsetof(struct lic_oauth_request, client_id)},
	{"client_secret", offsetof(struct lic_oauth_request, client_secret)},
	{"client_assertion_type", offsetof(struct lic_oauth_request, assertion_type)},
	{"client_assertion", offsetof(struct lic_oauth_request, assertion)},
	{"scope", offsetof(struct lic_oauth_request, scope)},
	{"resource", offsetof(struct lic_oauth_request, resource)},
	{"code", offsetof(struct lic_oauth_request, code)},
	{"redirect_uri", offsetof(struct lic_oauth_request, redirect_uri)},
	{"code_verifier", offsetof(struct lic_oauth_request, verifier)},
	{"refresh_token", offsetof(struct lic_oauth_request, refresh_token)},
	{"device_code", offsetof(struct lic_oauth_request, device_code)},
	{"username", offsetof(struct lic_oauth_request, username)},
	{"password", offsetof(struct lic_oauth_request, password)},
};

static lic_rc read_form(struct lic_api_request *req, struct lic_url_query *ret_form)
{
	lic_rc rc = lic_form__read(req, ret_form);

	if (lic_ok(rc) && req->in->body_len == 0) {
		return lic_oauth_fail(&req->ctx, LIC_OAUTH_MISSING,
			"The request body must contain the following parameter: 'grant_type'.");
	}
	if (rc.code == LIC_E_INVALID || rc.code == LIC_E_LIMIT) {
		const char *reason = lic_arena_strdup(req->ctx.arena, req->err.message);

		req->error_status = 0;
		return lic_oauth_fail(&req->ctx, LIC_OAUTH_MALFORMED, "%s",
			reason == NULL ? "" : reason);
	}
	return rc;
}

lic_rc lic_signin__read_request(struct lic_api_request *req, struct lic_oauth_request *ret_request)
{
	struct lic_url_query *form = lic_arena_alloc(req->ctx.arena, sizeof(*form));
	struct lic_oauth_request request = {
		.origin = req->in->origin,
		.tenant = req->keys[0],
		.path = req->in->path,
		.authorization = lic_api__header(req, "Authorization"),
	};

	if (form == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	req->ctx.caller.address = req->in->client_address;
	LIC_TRY(read_form(req, form));
	for (size_t i = 0; i < LIC_COUNT(parameters); i++) {
		const char *value = lic_url_query_get(form, parameters[i].name);

		/* RFC 6749 3.2: without a value it counts as left out. */
		if (value != NULL && *value != '\0') {
			memcpy((char *)&request + parameters[i].offset, &value, sizeof(value));
		}
	}
	*ret_request = request;
	return LIC_OK_RC;
}
