/*
 * Devices without a browser: the grant device_code (RFC 8628). See oauth.h and oauth_int.h. People
 * approve them on a page (authorizations.h).
 */
#include "auth/secret.h"
#include "service/oauth_int.h"
#include "store/lic_sql.h"

#define STATE_WAITING 0
#define STATE_APPROVED 1
#define STATE_REFUSED 2
#define CODE_ATTEMPTS 5 /* two equal codes among 2^34 are rare; five times they are not */

lic_rc lic_oauth_device_look(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	struct lic_oauth_client *ret_client)
{
	struct lic_scopes scopes = {0};
	const char *scope = NULL;

	LIC_TRY(lic_oauth__find_client(ctx, request, ret_client));
	return lic_oauth__read_scope(ctx, request, NULL, &scope, &scopes);
}

static lic_rc sweep(struct lic_ctx *ctx)
{
	struct lic_q_oauth_device_sweep_in in = {ctx->caller.tenant_id,
		ctx->now_ms - LIC_OAUTH_DEVICE_MS};

	return lic_q_oauth_device_sweep(ctx->db, &in, NULL);
}

lic_rc lic_oauth_device_begin(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const struct lic_oauth_client *client, struct lic_oauth_device *ret_device)
{
	uint8_t hash[LIC_SECRET_HASH_BYTES];
	char user_code[LIC_USER_CODE_BYTES];
	struct lic_q_oauth_device_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.hash = {hash, sizeof(hash)},
		.user_code = user_code,
		.application_id = client->id,
		.address = ctx->caller.address == NULL ? "" : ctx->caller.address,
		.created_ms = ctx->now_ms,
		.expires_ms = ctx->now_ms + LIC_OAUTH_DEVICE_MS,
	};
	struct lic_oauth_device device = {0};
	struct lic_scopes scopes = {0};
	int64_t changed = 0;

	LIC_TRY(lic_oauth__read_scope(ctx, request, NULL, &in.scope, &scopes));
	LIC_TRY(sweep(ctx));
	LIC_TRY(lic_secret_make(ctx->arena, "", &device.device_code));
	lic_secret_hash(device.device_code, hash);
	for (int i = 0; i < CODE_ATTEMPTS && changed == 0; i++) {
		lic_user_code_make(user_code);
		LIC_TRY(lic_q_oauth_device_insert(ctx->db, &in, &changed));
	}
	LIC_REQUIRE(changed == 1);
	device.user_code = lic_arena_strdup(ctx->arena, user_code);
	if (device.user_code == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_device = device;
	return LIC_OK_RC;
}

static lic_rc load(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	uint8_t hash[LIC_SECRET_HASH_BYTES], const struct lic_oauth_client *client,
	struct lic_q_oauth_device_row *row)
{
	struct lic_q_oauth_device_in in = {ctx->caller.tenant_id, {hash, LIC_SECRET_HASH_BYTES}};
	bool found = false;

	lic_secret_hash(request->device_code, hash);
	LIC_TRY(lic_q_oauth_device(ctx->db, ctx->arena, &in, row, &found));
	if (found && row->application_id == client->id && row->expires_ms > ctx->now_ms) {
		if (row->state == STATE_APPROVED) {
			return LIC_OK_RC;
		}
		if (row->state == STATE_REFUSED) {
			return lic_oauth_fail(ctx, LIC_OAUTH_DECLINED,
				"The user has refused to sign in on this device.");
		}
		if (row->state == STATE_WAITING) {
			return lic_oauth_fail(ctx, LIC_OAUTH_PENDING,
				"OAuth 2.0 device flow error. Authorization is pending. Continue polling.");
		}
	}
	return lic_oauth_fail(ctx, LIC_OAUTH_EXPIRED_DEVICE,
		"The provided value for the input parameter 'device_code' is not valid: it is unknown, was used, or has expired.");
}

lic_rc lic_oauth__look_device(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const struct lic_oauth_client *client)
{
	uint8_t hash[LIC_SECRET_HASH_BYTES];
	struct lic_q_oauth_device_row row;

	return load(ctx, request, hash, client, &row);
}

lic_rc lic_oauth__redeem_device(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	struct lic_oauth_grant *grant)
{
	uint8_t hash[LIC_SECRET_HASH_BYTES];
	struct lic_q_oauth_device_redeem_in in = {ctx->caller.tenant_id, {hash, sizeof(hash)}};
	struct lic_oauth_family family = lic_oauth__new_family(ctx, &grant->client);
	struct lic_q_oauth_device_row row;
	struct lic_scopes scopes = {0};
	const char *scope = NULL;
	int64_t changed = 0;

	LIC_TRY(load(ctx, request, hash, &grant->client, &row));
	struct lic_oauth_request stored = {.origin = request->origin, .scope = row.scope};

	LIC_TRY(lic_oauth__read_scope(ctx, &stored, NULL, &scope, &scopes));
	LIC_TRY(lic_oauth__grant_user(ctx, row.user_id.value, scope, &scopes, grant));
	LIC_TRY(lic_q_oauth_device_redeem(ctx->db, &in, &changed));
	LIC_REQUIRE(changed == 1); /* the row was read in this transaction */
	family.scope = row.scope;
	return lic_oauth__give_refresh(ctx, &family, grant);
}
