/*
 * What is granted, by itself and in people's names: see oauth_int.h.
 */
#include "service/oauth_int.h"
#include "service/rights.h"
#include "service/settings.h"
#include "store/lic_sql.h"

#include <string.h>

/* Tells whether `resource`, as clients of the v1 endpoint name it, is Graph or this server. */
static bool is_graph(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const char *resource)
{
	size_t len = strlen(resource);
	struct lic_scopes scopes;
	const char *text = NULL;

	while (len > 0 && resource[len - 1] == '/') {
		len--;
	}
	if (len == 0 || len > LIC_SCOPE_BYTES_MAX || strchr(resource, ' ') != NULL) {
		return false;
	}
	text = lic_arena_printf(ctx->arena, "%.*s/.default", (int)len, resource);
	return text != NULL && lic_ok(lic_scopes_parse(text, request->origin, NULL, &scopes));
}

static lic_rc read_resource(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const char **ret_text)
{
	if (!is_graph(ctx, request, request->resource)) {
		return lic_oauth_fail(ctx, LIC_OAUTH_BAD_RESOURCE,
			"The resource principal named '%.200s' was not found: the API here is %s.",
			request->resource, LIC_OAUTH_AUDIENCE);
	}
	*ret_text = LIC_OAUTH_AUDIENCE "/.default openid profile offline_access";
	return LIC_OK_RC;
}

lic_rc lic_oauth__read_scope(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const char *stored, const char **ret_text, struct lic_scopes *ret_scopes)
{
	const char *text = request->scope;
	lic_rc rc;

	if (request->is_v1 && request->resource != NULL) {
		LIC_TRY(read_resource(ctx, request, &text));
	}
	if (text == NULL || *text == '\0') {
		text = stored;
	}
	if (text == NULL) {
		return lic_oauth_fail(ctx, LIC_OAUTH_MISSING,
			"The request body must contain the following parameter: '%s'.",
			request->is_v1 ? "resource" : "scope");
	}
	rc = lic_scopes_parse(text, request->origin, ctx->err, ret_scopes);
	if (rc.code == LIC_E_INVALID) {
		const char *reason = lic_arena_strdup(ctx->arena, ctx->err->message);

		return lic_oauth_fail(ctx, LIC_OAUTH_BAD_SCOPE,
			"The provided value for the input parameter 'scope' is not valid. %s",
			reason == NULL ? "" : reason);
	}
	LIC_TRY(rc);
	*ret_text = text;
	return LIC_OK_RC;
}

static lic_rc set_life(struct lic_ctx *ctx, struct lic_oauth_grant *grant)
{
	int64_t minutes = 0;

	LIC_TRY(lic_setting_get(ctx, LIC_SETTING_ACCESS_TOKEN_MINUTES, &minutes));
	grant->life_s = minutes * 60;
	return LIC_OK_RC;
}

static lic_rc read_roles(struct lic_ctx *ctx, struct lic_oauth_user *user)
{
	struct lic_q_roles_of_user_in in = {ctx->caller.tenant_id, user->id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_roles_of_user_row row;
	bool more = true;

	LIC_TRY(lic_q_roles_of_user_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_roles_of_user_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		user->roles |= 1U << row.role;
	}
}

static lic_rc load_user(struct lic_ctx *ctx, int64_t user_id, struct lic_oauth_user *ret_user)
{
	struct lic_q_oauth_user_in in = {ctx->caller.tenant_id, user_id};
	struct lic_q_oauth_user_row row;
	bool found = false;

	LIC_TRY(lic_q_oauth_user(ctx->db, ctx->arena, &in, &row, &found));
	if (!found || row.deleted_ms.is_set || row.account_enabled == 0) {
		return lic_oauth_fail(ctx, LIC_OAUTH_BAD_USER,
			"The user account is disabled or was deleted.");
	}
	*ret_user = (struct lic_oauth_user){
		.id = user_id,
		.guid = row.guid,
		.upn = row.upn,
		.name = row.display_name,
		.given_name = row.given_name,
		.surname = row.surname,
		.mail = row.mail,
	};
	return read_roles(ctx, ret_user);
}

/* What the application may do for the user: what it asks for must have been granted. */
static lic_rc grant_scopes(struct lic_ctx *ctx, const struct lic_scopes *scopes,
	struct lic_oauth_grant *grant)
{
	lic_permissions asked = scopes->permissions & ~LIC_PERMISSIONS_OIDC;
	lic_permissions granted = 0;
	bool found = false;

	LIC_TRY(lic_rights_granted(ctx, &grant->client.app_guid, true, grant->user.id, &granted,
		&found));
	granted &= ~LIC_PERMISSIONS_OIDC;
	if (!found || (asked & ~granted) != 0 || (scopes->is_default && granted == 0)) {
		return lic_oauth_fail(ctx, LIC_OAUTH_NO_CONSENT,
			"The user or administrator has not consented to use the application with ID '%s' named '%.200s'. Send an interactive authorization request for this user and resource.",
			lic_guid_format(&grant->client.app_guid).text, grant->client.name);
	}
	grant->permissions = scopes->is_default ? granted : asked;
	grant->oidc = scopes->permissions & LIC_PERMISSIONS_OIDC;
	return LIC_OK_RC;
}

lic_rc lic_oauth__grant_user(struct lic_ctx *ctx, int64_t user_id, const char *scope,
	const struct lic_scopes *scopes, struct lic_oauth_grant *grant)
{
	LIC_TRY(load_user(ctx, user_id, &grant->user));
	LIC_TRY(grant_scopes(ctx, scopes, grant));
	grant->scope = scope;
	return set_life(ctx, grant);
}

lic_rc lic_oauth__grant_app(struct lic_ctx *ctx, struct lic_oauth_grant *grant)
{
	bool found = false;

	LIC_TRY(lic_rights_granted(ctx, &grant->client.app_guid, false, 0, &grant->permissions,
		&found));
	return set_life(ctx, grant);
}
