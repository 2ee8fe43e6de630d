/*
 * Letting an application act for a person: see authorizations.h.
 */
#include "service/authorizations.h"

#include "auth/secret.h"
#include "core/redirect.h"
#include "core/redirect_match.h"
#include "service/ledger.h"
#include "service/rights.h"
#include "service/settings.h"
#include "service/sign_in.h"
#include "store/lic_sql.h"

#include <string.h>

#define CODE_PLACE "#code" /* where failures to type a device's code are counted */
#define CODES_KEPT_MS ((int64_t)24 * 60 * 60 * 1000)

/* What is registered of an address. A page or a program cannot keep a secret, whatever the
 * application's other parts can. */
static lic_rc check_redirect(struct lic_ctx *ctx, int64_t tenant_id, const char *uri,
	struct lic_client *client)
{
	struct lic_q_consent_redirects_in in = {tenant_id, client->id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_consent_redirects_row row;
	bool more = true;

	LIC_TRY(lic_q_consent_redirects_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_consent_redirects_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		if (lic_redirect_matches(row.uri, uri)) {
			client->has_redirect = true;
			client->is_public = client->is_public || row.kind != LIC_REDIRECT_WEB;
		}
	}
}

static lic_rc find_in(struct lic_ctx *ctx, int64_t tenant_id, const struct lic_guid *app_guid,
	const char *redirect_uri, bool *ret_found, struct lic_client *ret_client)
{
	struct lic_q_consent_client_in in = {tenant_id, *app_guid};
	struct lic_q_consent_client_row row;
	struct lic_client client = {.app_guid = *app_guid};
	bool found = false;

	LIC_TRY(lic_q_consent_client(ctx->db, ctx->arena, &in, &row, &found));
	*ret_found = found && row.is_enabled != 0;
	if (!*ret_found) {
		return LIC_OK_RC;
	}
	client.id = row.id;
	client.principal_guid = row.principal_guid;
	client.name = row.display_name;
	client.is_public = row.is_public != 0;
	if (redirect_uri != NULL) {
		LIC_TRY(check_redirect(ctx, tenant_id, redirect_uri, &client));
	}
	*ret_client = client;
	return LIC_OK_RC;
}

/* Looks through all organisations that have registered the client id: the first with the address
 * counts, else the first. */
static lic_rc find_anywhere(struct lic_ctx *ctx, const struct lic_guid *app_guid,
	const char *redirect_uri, bool *ret_found, struct lic_client *ret_client)
{
	struct lic_q_consent_client_tenant_next_in in = {.app_guid = *app_guid};
	struct lic_q_consent_client_tenant_next_row row;
	bool more = true;

	for (;;) {
		struct lic_client client = {0};
		bool found = false;

		LIC_TRY(lic_q_consent_client_tenant_next(ctx->db, ctx->arena, &in, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		LIC_TRY(find_in(ctx, row.tenant_id, app_guid, redirect_uri, &found, &client));
		if (found && (!*ret_found || client.has_redirect)) {
			*ret_found = true;
			*ret_client = client;
		}
		if (found && client.has_redirect) {
			return LIC_OK_RC;
		}
		in.after = row.tenant_id;
	}
}

lic_rc lic_client_find(struct lic_ctx *ctx, const struct lic_guid *app_guid,
	const char *redirect_uri, bool *ret_found, struct lic_client *ret_client)
{
	*ret_found = false;
	return ctx->caller.tenant_id != 0
		? find_in(ctx, ctx->caller.tenant_id, app_guid, redirect_uri, ret_found, ret_client)
		: find_anywhere(ctx, app_guid, redirect_uri, ret_found, ret_client);
}

lic_rc lic_consent_missing(struct lic_ctx *ctx, const struct lic_client *client,
	const struct lic_scopes *scopes, lic_permissions *ret_missing)
{
	lic_permissions granted = 0;
	bool found = false;

	LIC_TRY(lic_rights_granted(ctx, &client->app_guid, true, ctx->caller.actor_id, &granted,
		&found));
	*ret_missing = scopes->permissions & ~LIC_PERMISSIONS_OIDC & ~granted;
	return LIC_OK_RC;
}

lic_rc lic_consent_may(struct lic_ctx *ctx, bool *ret_self, bool *ret_everybody)
{
	int64_t by_users = 0;

	LIC_TRY(lic_setting_get(ctx, LIC_SETTING_USER_CONSENT, &by_users));
	*ret_everybody = (ctx->caller.may & LIC_RIGHT(LIC_ACTION_MANAGE_APPLICATIONS)) != 0;
	*ret_self = *ret_everybody || by_users != 0;
	return LIC_OK_RC;
}

/* Records what the caller has allowed `client`. */
static lic_rc record(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_client *client, const char *detail)
{
	struct lic_target target = {LIC_TARGET_PRINCIPAL, client->principal_guid, client->name};
	struct lic_operation operation = {0};
	struct lic_ledger_change change = {
		.kind = LIC_CHANGE_USER,
		.object_id = ctx->caller.actor_id,
		.detail = detail,
	};

	if (detail == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_ledger_begin(ctx, kind, &target, &operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	return lic_ledger_end(ctx, &operation);
}

lic_rc lic_consent_give(struct lic_ctx *ctx, const struct lic_client *client,
	lic_permissions permissions, bool for_everybody)
{
	struct lic_q_consent_grant_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.application_id = client->id,
		.user_id = for_everybody ? 0 : ctx->caller.actor_id,
		.granted_ms = ctx->now_ms,
	};
	bool self = false;
	bool everybody = false;

	LIC_TRY(lic_consent_may(ctx, &self, &everybody));
	if (for_everybody || !self) {
		LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_APPLICATIONS));
	}
	for (in.permission = 0; in.permission < LIC_PERMISSION_MAX_; in.permission++) {
		if ((permissions & LIC_PERMISSION_BIT(in.permission)) != 0) {
			LIC_TRY(lic_q_consent_grant(ctx->db, &in, NULL));
		}
	}
	return record(ctx, LIC_OP_CONSENT, client,
		lic_arena_printf(ctx->arena, "{\"%s\":{\"old\":null,\"new\":\"%s\"}}",
			for_everybody ? "consentForEverybody" : "consent",
			lic_permissions_names(ctx->arena, permissions)));
}

static lic_rc sweep_codes(struct lic_ctx *ctx)
{
	struct lic_q_consent_codes_sweep_in in = {ctx->caller.tenant_id,
		ctx->now_ms - CODES_KEPT_MS};

	return lic_q_consent_codes_sweep(ctx->db, &in, NULL);
}

lic_rc lic_code_issue(struct lic_ctx *ctx, const struct lic_client *client,
	const struct lic_code_input *input, const char **ret_code)
{
	uint8_t hash[LIC_SECRET_HASH_BYTES];
	struct lic_q_consent_code_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.hash = {hash, sizeof(hash)},
		.family = lic_guid_random(),
		.application_id = client->id,
		.user_id = ctx->caller.actor_id,
		.redirect_uri = input->redirect_uri,
		.scope = input->scope,
		.nonce = input->nonce,
		.challenge = input->challenge,
		.auth_ms = input->auth_ms,
		.created_ms = ctx->now_ms,
		.expires_ms = ctx->now_ms + LIC_AUTHORIZATION_CODE_MS,
	};
	const char *code = NULL;

	LIC_REQUIRE(ctx->caller.kind == LIC_ACTOR_USER);
	LIC_TRY(sweep_codes(ctx));
	LIC_TRY(lic_secret_make(ctx->arena, "", &code));
	lic_secret_hash(code, hash);
	LIC_TRY(lic_q_consent_code_insert(ctx->db, &in, NULL));
	*ret_code = code;
	return LIC_OK_RC;
}

lic_rc lic_device_find(struct lic_ctx *ctx, const char *typed, bool *ret_found,
	struct lic_device *ret_device)
{
	char code[LIC_USER_CODE_BYTES] = "";
	struct lic_q_consent_device_in in = {ctx->caller.tenant_id, code, ctx->now_ms};
	struct lic_q_consent_device_row row;
	int64_t failures = 0;
	int64_t last_ms = 0;

	*ret_found = false;
	LIC_TRY(lic_sign_in_failures(ctx, ctx->caller.actor_id, CODE_PLACE, &failures, &last_ms));
	if (ctx->now_ms < last_ms + lic_sign_in_pause_ms(failures)) {
		return LIC_OK_RC;
	}
	if (lic_user_code_read(typed, code)) {
		LIC_TRY(lic_q_consent_device(ctx->db, ctx->arena, &in, &row, ret_found));
		*ret_found = *ret_found && row.is_enabled != 0;
	}
	if (!*ret_found) {
		return lic_sign_in_count(ctx, ctx->caller.actor_id, CODE_PLACE, failures + 1);
	}
	*ret_device = (struct lic_device){
		.client = {.id = row.application_id,
			.app_guid = row.app_guid,
			.principal_guid = row.principal_guid,
			.name = row.display_name},
		.scope = row.scope,
		.address = row.address,
		.user_code = lic_arena_strdup(ctx->arena, code),
	};
	return ret_device->user_code == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_device_decide(struct lic_ctx *ctx, const struct lic_device *device, bool approve,
	bool *ret_done)
{
	struct lic_q_consent_device_decide_in in = {
		.state = approve ? 1 : 2,
		.user_id = ctx->caller.actor_id,
		.tenant_id = ctx->caller.tenant_id,
		.user_code = device->user_code,
		.now_ms = ctx->now_ms,
	};
	int64_t changed = 0;

	LIC_REQUIRE(ctx->caller.kind == LIC_ACTOR_USER);
	LIC_TRY(lic_q_consent_device_decide(ctx->db, &in, &changed));
	*ret_done = changed == 1;
	if (!*ret_done || !approve) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_sign_in_count(ctx, ctx->caller.actor_id, CODE_PLACE, 0));
	return record(ctx, LIC_OP_DEVICE_APPROVE, &device->client,
		"{\"deviceSignIn\":{\"old\":false,\"new\":true}}");
}
