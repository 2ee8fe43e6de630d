/*
 * The grant authorization_code (RFC 6749 4.1, RFC 7636): see oauth_int.h. Codes are written by the
 * pages of sign-in (authorizations.h).
 */
#include "auth/pkce.h"
#include "auth/secret.h"
#include "service/authorizations.h"
#include "service/oauth_int.h"
#include "store/lic_sql.h"

#include <string.h>

static lic_rc bad_code(struct lic_ctx *ctx, const char *reason)
{
	return lic_oauth_fail(ctx, LIC_OAUTH_BAD_CODE,
		"The provided authorization code or refresh token is not valid: %s Sign in again for a new one.",
		reason);
}

/* RFC 7636 4.6, and against taking PKCE away (RFC 9700 2.1.1): a verifier without a challenge means
 * that somebody has removed it from the first request. */
static lic_rc check_verifier(struct lic_ctx *ctx, const struct lic_oauth_client *client,
	const char *challenge, const char *verifier)
{
	if (challenge != NULL) {
		return verifier != NULL && lic_pkce_matches(challenge, verifier)
			? LIC_OK_RC
			: lic_oauth_fail(ctx, LIC_OAUTH_BAD_VERIFIER,
				  "The Code_Verifier does not match the code_challenge supplied in the authorization request.");
	}
	if (verifier != NULL) {
		return lic_oauth_fail(ctx, LIC_OAUTH_BAD_VERIFIER,
			"The request has a code_verifier, but the authorization request had no code_challenge.");
	}
	return client->proof != LIC_OAUTH_PROOF_NONE
		? LIC_OK_RC
		: lic_oauth_fail(ctx, LIC_OAUTH_BAD_VERIFIER,
			  "An application that proves itself by no secret needs PKCE: send code_challenge with the authorization request.");
}

/* A code that comes again has been stolen, or its answer was lost: what it gave is revoked either
 * way (RFC 6749 4.1.2). */
static lic_rc revoke_replayed(struct lic_ctx *ctx, const struct lic_guid *family,
	struct lic_oauth_grant *grant)
{
	LIC_TRY(lic_oauth__revoke_family(ctx, family, grant->client.id, NULL));
	grant->is_refused = true;
	lic_rc_ignore(bad_code(ctx, "it was used already, so what it gave is revoked.")); /* the
											     refusal
											     is kept
											   */
	return LIC_OK_RC;
}

/* An application that proves itself by nothing must be one that cannot, or that cannot at this
 * address: a page or a program. */
static lic_rc check_public(struct lic_ctx *ctx, const char *redirect_uri,
	const struct lic_oauth_client *client)
{
	struct lic_client asked = {0};
	bool found = false;

	if (client->proof != LIC_OAUTH_PROOF_NONE) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_client_find(ctx, &client->app_guid, redirect_uri, &found, &asked));
	return found && asked.is_public ? LIC_OK_RC : lic_oauth__no_credential(ctx);
}

static lic_rc check(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const struct lic_q_oauth_code_row *row, const struct lic_oauth_client *client)
{
	if (row->application_id != client->id) {
		return bad_code(ctx, "it was issued to another application.");
	}
	if (row->expires_ms <= ctx->now_ms) {
		return bad_code(ctx, "it has expired.");
	}
	if (request->redirect_uri == NULL ||
		strcmp(request->redirect_uri, row->redirect_uri) != 0) {
		return lic_oauth_fail(ctx, LIC_OAUTH_BAD_REDIRECT,
			"The redirect_uri in the request is not the one of the authorization request.");
	}
	LIC_TRY(check_public(ctx, row->redirect_uri, client));
	return check_verifier(ctx, client, row->challenge, request->verifier);
}

static lic_rc use(struct lic_ctx *ctx, const uint8_t hash[LIC_SECRET_HASH_BYTES])
{
	struct lic_q_oauth_code_use_in in = {ctx->now_ms, ctx->caller.tenant_id,
		{hash, LIC_SECRET_HASH_BYTES}};
	int64_t changed = 0;

	LIC_TRY(lic_q_oauth_code_use(ctx->db, &in, &changed));
	return changed == 1 ? LIC_OK_RC : bad_code(ctx, "it was used at the same time.");
}

lic_rc lic_oauth__redeem_code(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	struct lic_oauth_grant *grant)
{
	uint8_t hash[LIC_SECRET_HASH_BYTES];
	struct lic_q_oauth_code_in in = {ctx->caller.tenant_id, {hash, sizeof(hash)}};
	struct lic_q_oauth_code_row row;
	struct lic_oauth_family family = lic_oauth__new_family(ctx, &grant->client);
	struct lic_scopes scopes = {0};
	const char *scope = NULL;
	bool found = false;

	lic_secret_hash(request->code, hash);
	LIC_TRY(lic_q_oauth_code(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return bad_code(ctx, "it is unknown or was revoked.");
	}
	if (row.used_ms.is_set && row.application_id == grant->client.id) {
		return revoke_replayed(ctx, &row.family, grant);
	}
	LIC_TRY(check(ctx, request, &row, &grant->client));
	/* What was consented to counts, not what is asked for now. */
	struct lic_oauth_request stored = {.origin = request->origin, .scope = row.scope};

	LIC_TRY(lic_oauth__read_scope(ctx, &stored, NULL, &scope, &scopes));
	LIC_TRY(lic_oauth__grant_user(ctx, row.user_id, scope, &scopes, grant));
	LIC_TRY(use(ctx, hash));
	grant->nonce = row.nonce;
	grant->auth_ms = row.auth_ms;
	family.guid = row.family;
	family.scope = row.scope;
	family.auth_ms = row.auth_ms;
	return lic_oauth__give_refresh(ctx, &family, grant);
}
