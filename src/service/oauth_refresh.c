/*
 * Refresh tokens: the grant refresh_token (RFC 6749 6), rotation, and finding out who uses a stolen
 * one (RFC 9700 4.14). See oauth_int.h.
 *
 * Each is exchanged once. One that comes again within LIC_OAUTH_REUSE_GRACE_MS gives another, since
 * programs do ask twice at the same time; later the whole family goes, and with it what the thief
 * or the owner has.
 */
#include "auth/secret.h"
#include "service/oauth_int.h"
#include "service/settings.h"
#include "store/lic_sql.h"

#include <string.h>

static lic_rc sweep(struct lic_ctx *ctx)
{
	struct lic_q_oauth_refresh_sweep_in in = {ctx->caller.tenant_id, ctx->now_ms};

	return lic_q_oauth_refresh_sweep(ctx->db, &in, NULL);
}

lic_rc lic_oauth__revoke_family(struct lic_ctx *ctx, const struct lic_guid *family,
	int64_t application_id, int64_t *ret_count)
{
	struct lic_q_oauth_family_revoke_in in = {ctx->caller.tenant_id, *family, application_id};

	return lic_q_oauth_family_revoke(ctx->db, &in, ret_count);
}

bool lic_oauth__family_of(const char *refresh_token, struct lic_guid *ret_family)
{
	return strlen(refresh_token) > LIC_GUID_TEXT_LEN &&
		refresh_token[LIC_GUID_TEXT_LEN] == '.' &&
		lic_guid_parse(refresh_token, LIC_GUID_TEXT_LEN, ret_family);
}

struct lic_oauth_family lic_oauth__new_family(const struct lic_ctx *ctx,
	const struct lic_oauth_client *client)
{
	return (struct lic_oauth_family){
		.guid = lic_guid_random(),
		.started_ms = ctx->now_ms,
		.needs_proof = client->proof != LIC_OAUTH_PROOF_NONE,
	};
}

lic_rc lic_oauth__give_refresh(struct lic_ctx *ctx, const struct lic_oauth_family *family,
	struct lic_oauth_grant *grant)
{
	uint8_t hash[LIC_SECRET_HASH_BYTES];
	struct lic_q_oauth_refresh_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.hash = {hash, sizeof(hash)},
		.family = family->guid,
		.application_id = grant->client.id,
		.user_id = grant->user.id,
		.scope = family->scope,
		.started_ms = family->started_ms,
		.auth_ms = family->auth_ms,
		.needs_proof = family->needs_proof ? 1 : 0,
		.created_ms = ctx->now_ms,
	};
	const char *prefix = NULL;
	const char *text = NULL;
	int64_t days = 0;

	if ((grant->oidc & LIC_PERMISSION_BIT(LIC_PERMISSION_OFFLINE_ACCESS)) == 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_setting_get(ctx, LIC_SETTING_REFRESH_TOKEN_DAYS, &days));
	in.expires_ms = ctx->now_ms + days * LIC_MS_PER_DAY;
	if (in.expires_ms > family->started_ms + LIC_OAUTH_FAMILY_MS) {
		in.expires_ms = family->started_ms + LIC_OAUTH_FAMILY_MS;
	}
	prefix = lic_arena_printf(ctx->arena, "%s.", lic_guid_format(&family->guid).text);
	if (prefix == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_secret_make(ctx->arena, prefix, &text));
	lic_secret_hash(text, hash);
	LIC_TRY(lic_q_oauth_refresh_insert(ctx->db, &in, NULL));
	LIC_TRY(sweep(ctx));
	grant->refresh_token = text;
	return LIC_OK_RC;
}

static lic_rc bad_token(struct lic_ctx *ctx, const char *reason)
{
	return lic_oauth_fail(ctx, LIC_OAUTH_BAD_REFRESH,
		"The refresh token is not valid: %s Sign in again.", reason);
}

/* Marks the token as used the first time; later times within the grace leave it as it is. */
static lic_rc use(struct lic_ctx *ctx, const uint8_t hash[LIC_SECRET_HASH_BYTES],
	const struct lic_q_oauth_refresh_row *row)
{
	struct lic_q_oauth_refresh_use_in in = {
		.used_ms = ctx->now_ms,
		.expires_ms = ctx->now_ms + LIC_OAUTH_USED_KEPT_MS,
		.tenant_id = ctx->caller.tenant_id,
		.hash = {hash, LIC_SECRET_HASH_BYTES},
	};

	if (row->used_ms.is_set) {
		return LIC_OK_RC;
	}
	if (in.expires_ms > row->expires_ms) {
		in.expires_ms = row->expires_ms;
	}
	return lic_q_oauth_refresh_use(ctx->db, &in, NULL);
}

/* Revokes the sign-in `family`, of which a token came that was exchanged before; there may be
 * nothing left of it. */
static lic_rc revoke_replayed(struct lic_ctx *ctx, const struct lic_guid *family,
	struct lic_oauth_grant *grant)
{
	int64_t count = 0;

	LIC_TRY(lic_oauth__revoke_family(ctx, family, grant->client.id, &count));
	if (count == 0) {
		return bad_token(ctx,
			"it is unknown, was revoked, or belongs to another application.");
	}
	grant->is_refused = true;
	lic_rc_ignore(bad_token(ctx,
		"it was exchanged before, so all of this sign-in is revoked.")); /* kept */
	return LIC_OK_RC;
}

/* Finds the token: `*ret_is_old` when it is not there, or was exchanged longer ago than the grace.
 */
static lic_rc find(struct lic_ctx *ctx, const char *text, uint8_t hash[LIC_SECRET_HASH_BYTES],
	const struct lic_oauth_client *client, struct lic_q_oauth_refresh_row *row,
	bool *ret_is_old)
{
	struct lic_q_oauth_refresh_in in = {ctx->caller.tenant_id, {hash, LIC_SECRET_HASH_BYTES}};
	bool found = false;

	lic_secret_hash(text, hash);
	LIC_TRY(lic_q_oauth_refresh(ctx->db, ctx->arena, &in, row, &found));
	if (!found || row->application_id != client->id) {
		*ret_is_old = true;
		row->family = (struct lic_guid){0};
		(void)lic_oauth__family_of(text, &row->family);
		return LIC_OK_RC;
	}
	*ret_is_old =
		row->used_ms.is_set && row->used_ms.value + LIC_OAUTH_REUSE_GRACE_MS < ctx->now_ms;
	if (*ret_is_old) {
		return LIC_OK_RC;
	}
	if (row->needs_proof != 0 && client->proof == LIC_OAUTH_PROOF_NONE) {
		return lic_oauth__no_credential(ctx);
	}
	if (row->expires_ms > ctx->now_ms) {
		return LIC_OK_RC;
	}
	return lic_oauth_fail(ctx, LIC_OAUTH_EXPIRED_REFRESH,
		"The refresh token has expired due to inactivity. Sign in again.");
}

lic_rc lic_oauth__redeem_refresh(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	struct lic_oauth_grant *grant)
{
	uint8_t hash[LIC_SECRET_HASH_BYTES];
	struct lic_q_oauth_refresh_row row;
	struct lic_scopes scopes = {0};
	const char *scope = NULL;
	bool is_old = false;

	LIC_TRY(find(ctx, request->refresh_token, hash, &grant->client, &row, &is_old));
	if (is_old) {
		return revoke_replayed(ctx, &row.family, grant);
	}
	LIC_TRY(lic_oauth__read_scope(ctx, request, row.scope, &scope, &scopes));
	/* Whoever could come back can come back. */
	scopes.permissions |= LIC_PERMISSION_BIT(LIC_PERMISSION_OFFLINE_ACCESS);
	LIC_TRY(lic_oauth__grant_user(ctx, row.user_id, scope, &scopes, grant));
	LIC_TRY(use(ctx, hash, &row));
	grant->auth_ms = row.auth_ms;
	struct lic_oauth_family family = {
		.guid = row.family,
		.started_ms = row.started_ms,
		.scope = row.scope,
		.auth_ms = row.auth_ms,
		.needs_proof = row.needs_proof != 0,
	};

	return lic_oauth__give_refresh(ctx, &family, grant);
}
