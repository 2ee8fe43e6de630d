/*
 * Forms: see form_int.h.
 */
#include "api/signin/form_int.h"

#include <string.h>
#include <strings.h>

#define FORM_TYPE "application/x-www-form-urlencoded"

static bool is_form_type(const char *type)
{
	size_t len = strlen(FORM_TYPE);

	return type != NULL && strncasecmp(type, FORM_TYPE, len) == 0 &&
		strchr(" \t;", type[len]) != NULL; /* strchr also finds the NUL at the end */
}

lic_rc lic_form__read(struct lic_api_request *req, struct lic_url_query *ret_form)
{
	lic_rc rc;

	if (req->in->body_len == 0) {
		ret_form->count = 0;
		return LIC_OK_RC;
	}
	if (!is_form_type(lic_api__header(req, "Content-Type"))) {
		req->error_status = 415;
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"The request body must be a form: Content-Type " FORM_TYPE ".");
	}
	if (memchr(req->in->body, '\0', req->in->body_len) != NULL) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"The request body holds a NUL.");
	}
	rc = lic_url_query_parse(req->ctx.arena, req->in->body, &req->err, ret_form);
	if (rc.code == LIC_E_INVALID || rc.code == LIC_E_LIMIT) {
		const char *reason = lic_arena_strdup(req->ctx.arena, req->err.message);

		return lic_err_set(&req->err, rc.code, "Request_BadRequest",
			"The request body is no form that can be read: %s",
			reason == NULL ? "" : reason);
	}
	return rc;
}
