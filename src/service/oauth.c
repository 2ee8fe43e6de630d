/*
 * A request for tokens on its way: see oauth.h.
 */
#include "service/oauth.h"

#include "service/auto_claim.h"
#include "service/oauth_int.h"
#include "service/settings.h"

#include <string.h>

/* A grant, and what a request for it must carry. */
struct grant_kind {
	const char *name;      /* grant_type */
	const char *parameter; /* what it must have, or NULL */
	size_t offset;         /* of that in struct lic_oauth_request */
	lic_rc (*redeem)(struct lic_ctx *ctx, const struct lic_oauth_request *request,
		struct lic_oauth_grant *grant); /* on the writer; NULL: another way */
};

#define DEVICE_CODE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

static lic_rc redeem_app(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	struct lic_oauth_grant *grant)
{
	(void)request;
	return lic_oauth__grant_app(ctx, grant);
}

/* The outcome of a sign-in with a password; a refusal must be kept, since it is counted. */
static lic_rc finish_sign_in(struct lic_ctx *ctx, enum lic_sign_in_outcome outcome,
	struct lic_oauth_grant *grant)
{
	if (outcome == LIC_SIGN_IN_MUST_CHANGE) {
		return lic_oauth_fail(ctx, LIC_OAUTH_MUST_CHANGE,
			"The password is expired: the user must sign in on the page and change it.");
	}
	if (outcome == LIC_SIGN_IN_OK) {
		return LIC_OK_RC;
	}
	const char *reason = ctx->refusal; /* the true one, for the audit log */

	grant->is_refused = true;
	lic_rc_ignore(lic_oauth_fail(ctx, LIC_OAUTH_BAD_PASSWORD,
		"Error validating credentials due to invalid username or password.")); /* kept */
	ctx->refusal = reason;
	ctx->caller.actor_name = grant->sign_in.user_name;
	return LIC_OK_RC;
}

static lic_rc redeem_password(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	struct lic_oauth_grant *grant)
{
	struct lic_oauth_family family = lic_oauth__new_family(ctx, &grant->client);
	enum lic_sign_in_outcome outcome = LIC_SIGN_IN_REFUSED;
	struct lic_scopes scopes = {0};

	LIC_TRY(lic_sign_in_record(ctx, &grant->sign_in, &outcome));
	LIC_TRY(finish_sign_in(ctx, outcome, grant));
	if (grant->is_refused) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_oauth__read_scope(ctx, request, NULL, &family.scope, &scopes));
	LIC_TRY(lic_oauth__grant_user(ctx, grant->sign_in.user_id, family.scope, &scopes, grant));
	return lic_oauth__give_refresh(ctx, &family, grant);
}

static const struct grant_kind kinds[] = {
	{"client_credentials", NULL, 0, redeem_app},
	{"authorization_code", "code", offsetof(struct lic_oauth_request, code),
		lic_oauth__redeem_code},
	{"refresh_token", "refresh_token", offsetof(struct lic_oauth_request, refresh_token),
		lic_oauth__redeem_refresh},
	{"device_code", "device_code", offsetof(struct lic_oauth_request, device_code),
		lic_oauth__redeem_device},
	{DEVICE_CODE_GRANT, "device_code", offsetof(struct lic_oauth_request, device_code),
		lic_oauth__redeem_device},
	{"password", "username", offsetof(struct lic_oauth_request, username), redeem_password},
};

static lic_rc find_kind(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const struct grant_kind **ret_kind)
{
	if (request->grant_type == NULL) {
		return lic_oauth_fail(ctx, LIC_OAUTH_MISSING,
			"The request body must contain the following parameter: 'grant_type'.");
	}
	for (size_t i = 0; i < LIC_COUNT(kinds); i++) {
		if (strcmp(kinds[i].name, request->grant_type) != 0) {
			continue;
		}
		*ret_kind = &kinds[i];
		if (kinds[i].parameter == NULL ||
			*(const char *const *)(const void *)((const char *)request +
				kinds[i].offset) != NULL) {
			return LIC_OK_RC;
		}
		return lic_oauth_fail(ctx, LIC_OAUTH_MISSING,
			"The request body must contain the following parameter: '%s'.",
			kinds[i].parameter);
	}
	return lic_oauth_fail(ctx, LIC_OAUTH_UNSUPPORTED_GRANT,
		"The app requested an unsupported grant type '%.100s'.", request->grant_type);
}

/* An application by itself asks for all that it was granted, and for nothing else. */
static lic_rc look_app(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	struct lic_oauth_grant *grant)
{
	struct lic_scopes scopes = {0};
	const char *scope = NULL;

	LIC_TRY(lic_oauth__read_scope(ctx, request, NULL, &scope, &scopes));
	if (!request->is_v1 && (!scopes.is_default || scopes.permissions != 0)) {
		return lic_oauth_fail(ctx, LIC_OAUTH_BAD_SCOPE,
			"The provided value for scope %.300s is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).",
			scope);
	}
	LIC_TRY(lic_oauth__grant_app(ctx, grant));
	grant->next = LIC_OAUTH_ISSUE;
	return LIC_OK_RC;
}

static lic_rc look_password(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	struct lic_oauth_grant *grant)
{
	struct lic_scopes scopes = {0};
	const char *scope = NULL;
	int64_t is_on = 0;

	LIC_TRY(lic_setting_get(ctx, LIC_SETTING_PASSWORD_GRANT, &is_on));
	if (is_on == 0) {
		return lic_oauth_fail(ctx, LIC_OAUTH_UNSUPPORTED_GRANT,
			"The grant type 'password' is turned off in this organisation (setting passwordGrant).");
	}
	if (request->password == NULL) {
		return lic_oauth_fail(ctx, LIC_OAUTH_MISSING,
			"The request body must contain the following parameter: 'password'.");
	}
	LIC_TRY(lic_oauth__read_scope(ctx, request, NULL, &scope, &scopes));
	grant->sign_in.user_name = request->username;
	grant->sign_in.password = request->password;
	grant->next = LIC_OAUTH_CHECK;
	return lic_sign_in_find(ctx, NULL, &grant->sign_in);
}

/* What can be said without writing. */
static lic_rc look(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const struct grant_kind *kind, struct lic_oauth_grant *grant)
{
	grant->next = LIC_OAUTH_REDEEM;
	if (kind->redeem == redeem_app) {
		return look_app(ctx, request, grant);
	}
	if (kind->redeem == redeem_password) {
		return look_password(ctx, request, grant);
	}
	if (kind->redeem == lic_oauth__redeem_device) {
		return lic_oauth__look_device(ctx, request, &grant->client);
	}
	return LIC_OK_RC;
}

lic_rc lic_oauth_look(struct lic_ctx *ctx, struct lic_keyring *ring,
	const struct lic_oauth_request *request, struct lic_oauth_grant *ret_grant)
{
	const struct grant_kind *kind = &kinds[0]; /* find_kind() sets it */

	LIC_TRY(find_kind(ctx, request, &kind));
	LIC_TRY(lic_oauth__find_client(ctx, request, &ret_grant->client));
	LIC_TRY(look(ctx, request, kind, ret_grant));
	LIC_TRY(lic_keyring_hold(ctx, ring, NULL, &ret_grant->keys));
	if (lic_key_set_is_due(ret_grant->keys, ctx->now_ms)) {
		lic_key_set_put(&ret_grant->keys);
		ret_grant->next = LIC_OAUTH_CHECK;
	}
	return LIC_OK_RC;
}

lic_rc lic_oauth_check(struct lic_ctx *ctx, struct lic_oauth_grant *grant)
{
	if (grant->sign_in.user_name != NULL) {
		LIC_TRY(lic_sign_in_check(ctx, &grant->sign_in));
	}
	return grant->keys != NULL ? LIC_OK_RC
				   : lic_signing_key_generate(ctx->err, &grant->new_key);
}

/* Stores the key that was made, and takes what signs now, which may be another's. When this runs
 * once more, because a transaction was lost, the key is gone and another has to be made here. */
static lic_rc settle_keys(struct lic_ctx *ctx, struct lic_keyring *ring,
	struct lic_oauth_grant *grant)
{
	if (grant->keys != NULL) {
		return LIC_OK_RC;
	}
	if (grant->new_key == NULL) {
		LIC_TRY(lic_signing_key_generate(ctx->err, &grant->new_key));
	}
	LIC_TRY(lic_signing_keys_add(ctx, ring, grant->new_key));
	return lic_keyring_read(ctx, ring, &grant->keys);
}

lic_rc lic_oauth_redeem(struct lic_ctx *ctx, struct lic_keyring *ring,
	const struct lic_oauth_request *request, struct lic_oauth_grant *grant)
{
	const struct grant_kind *kind = &kinds[0]; /* find_kind() sets it */

	LIC_TRY(find_kind(ctx, request, &kind));
	grant->is_refused = false;
	LIC_TRY(settle_keys(ctx, ring, grant));
	LIC_TRY(kind->redeem(ctx, request, grant));
	/* a person signs in here, unless he has before. */
	return grant->is_refused || grant->user.id == 0 || kind->redeem == lic_oauth__redeem_refresh
		? LIC_OK_RC
		: lic_auto_claim_sign_in(ctx, grant->user.id, grant->client.id);
}

void lic_oauth_done(struct lic_oauth_grant *grant)
{
	lic_key_set_put(&grant->keys);
	lic_signing_key_freep(&grant->new_key);
}
