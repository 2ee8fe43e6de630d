/*
 * Failures of the OAuth endpoints: see oauth_error.h.
 */
#include "service/oauth_error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct lic_oauth_meaning meanings[LIC_OAUTH_FAILURE_MAX_] = {
	[LIC_OAUTH_MALFORMED] = {"9002325", "invalid_request", NULL, 400,
		"The request is not well-formed."},
	[LIC_OAUTH_MISSING] = {"900144", "invalid_request", NULL, 400, "A parameter is missing."},
	[LIC_OAUTH_UNKNOWN_TENANT] = {"90002", "invalid_request", NULL, 400,
		"There is no such organisation."},
	[LIC_OAUTH_UNKNOWN_CLIENT] = {"700016", "unauthorized_client", NULL, 400,
		"No application with this client id is registered in the organisation."},
	[LIC_OAUTH_DISABLED_CLIENT] = {"7000112", "unauthorized_client", NULL, 400,
		"The application is disabled."},
	[LIC_OAUTH_NO_CREDENTIAL] = {"7000218", "invalid_client", NULL, 401,
		"The application must prove itself by a secret or an assertion."},
	[LIC_OAUTH_BAD_SECRET] = {"7000215", "invalid_client", NULL, 401,
		"The client secret is wrong."},
	[LIC_OAUTH_EXPIRED_SECRET] = {"7000222", "invalid_client", NULL, 401,
		"The client secret is not good at this time."},
	[LIC_OAUTH_BAD_ASSERTION] = {"700027", "invalid_client", NULL, 401,
		"The client assertion proves nothing."},
	[LIC_OAUTH_UNSUPPORTED_GRANT] = {"70003", "unsupported_grant_type", NULL, 400,
		"This grant is not offered."},
	[LIC_OAUTH_BAD_SCOPE] = {"70011", "invalid_scope", NULL, 400, "The scope is not valid."},
	[LIC_OAUTH_BAD_RESOURCE] = {"500011", "invalid_resource", NULL, 400,
		"The API that is asked for is not here."},
	[LIC_OAUTH_BAD_CODE] = {"70008", "invalid_grant", NULL, 400,
		"The authorisation code is unknown, used or expired."},
	[LIC_OAUTH_BAD_REDIRECT] = {"500112", "invalid_grant", NULL, 400,
		"The redirect URI is another than the code was sent to."},
	[LIC_OAUTH_BAD_VERIFIER] = {"501481", "invalid_grant", NULL, 400,
		"The code verifier does not match the code challenge."},
	[LIC_OAUTH_BAD_REFRESH] = {"70000", "invalid_grant", "bad_token", 400,
		"The refresh token is unknown or revoked."},
	[LIC_OAUTH_EXPIRED_REFRESH] = {"700082", "invalid_grant", "bad_token", 400,
		"The refresh token has expired."},
	[LIC_OAUTH_BAD_PASSWORD] = {"50126", "invalid_grant", NULL, 400,
		"The user name or password is wrong."},
	[LIC_OAUTH_MUST_CHANGE] = {"50055", "invalid_grant", "user_password_expired", 400,
		"The password must be changed on the page for signing in."},
	[LIC_OAUTH_BAD_USER] = {"50057", "invalid_grant", NULL, 400,
		"The user may not sign in any more."},
	[LIC_OAUTH_NO_CONSENT] = {"65001", "invalid_grant", "consent_required", 400,
		"The application was not granted what it asks for."},
	[LIC_OAUTH_PENDING] = {"70016", "authorization_pending", NULL, 400,
		"Nobody has approved the device yet."},
	[LIC_OAUTH_DECLINED] = {"65004", "access_denied", NULL, 400, "The device was refused."},
	[LIC_OAUTH_EXPIRED_DEVICE] = {"70020", "expired_token", NULL, 400,
		"The device code is unknown, used or expired."},
};

lic_rc lic_oauth_fail(struct lic_ctx *ctx, enum lic_oauth_failure failure, const char *fmt, ...)
{
	char text[LIC_ERR_MESSAGE_BYTES];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	/* A device that polls is no refusal. */
	ctx->refusal = failure == LIC_OAUTH_PENDING ? NULL : lic_arena_strdup(ctx->arena, text);
	return lic_err_set(ctx->err, LIC_E_DENIED, meanings[failure].number, "%s", text);
}

const struct lic_oauth_meaning *lic_oauth_meaning(const char *number)
{
	for (size_t i = 0; number != NULL && i < LIC_COUNT(meanings); i++) {
		if (strcmp(meanings[i].number, number) == 0) {
			return &meanings[i];
		}
	}
	return NULL;
}
