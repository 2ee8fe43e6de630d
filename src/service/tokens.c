/*
 * Access tokens: see tenants.h. A token is "lic_" and 32 random bytes; only its hash is stored
 * (auth/secret.h).
 */
#include "service/tenants.h"

#include "auth/secret.h"
#include "base/clock.h"
#include "base/text.h"
#include "service/ledger.h"
#include "service/rights.h"
#include "store/lic_sql.h"

#include <string.h>

#define TOKEN_NAME_MAX 64
#define TOKEN_TEXT_MAX 100
#define TOKENS_MAX 1000

static lic_rc check_token(struct lic_ctx *ctx, const char *name, enum lic_role role, int64_t days)
{
	if (*name == '\0' || !lic_text_is_utf8(name, strlen(name)) ||
		lic_text_length(name) > TOKEN_NAME_MAX) {
		return lic_err_field(ctx->err, ctx->arena, "name",
			"The name of a token must have 1 to %d characters.", TOKEN_NAME_MAX);
	}
	if (days < 1 || days > LIC_TOKEN_DAYS_MAX) {
		return lic_err_field(ctx->err, ctx->arena, "days",
			"A token is good for 1 to %d days.", LIC_TOKEN_DAYS_MAX);
	}
	/* Nobody hands out more than they have. */
	for (int action = 0; action < LIC_ACTION_MAX_; action++) {
		if (lic_role_may(role, (enum lic_action)action)) {
			LIC_TRY(lic_ctx_require(ctx, (enum lic_action)action));
		}
	}
	return LIC_OK_RC;
}

static lic_rc record(struct lic_ctx *ctx, enum lic_operation_kind kind, const char *name,
	int64_t token_id, const struct lic_guid *guid)
{
	struct lic_operation operation = {0};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_TOKEN, .object_id = token_id};

	LIC_TRY(lic_ledger_begin(ctx, kind, &(struct lic_target){LIC_TARGET_OTHER, *guid, name},
		&operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	return lic_ledger_end(ctx, &operation);
}

lic_rc lic_token_create(struct lic_ctx *ctx, const char *name, enum lic_role role, int64_t days,
	struct lic_token *ret_token, const char **ret_text)
{
	uint8_t hash[LIC_SECRET_HASH_BYTES];
	struct lic_token token = {
		.guid = lic_guid_random(),
		.name = name,
		.role = role,
		.created_ms = ctx->now_ms,
	};
	struct lic_q_tokens_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.guid = token.guid,
		.name = name,
		.role = (int64_t)role,
		.hash = {hash, sizeof(hash)},
		.created_ms = token.created_ms,
	};
	const char *text = NULL;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_TOKENS));
	LIC_TRY(check_token(ctx, name, role, days));
	token.expires_ms = ctx->now_ms + days * LIC_MS_PER_DAY;
	in.expires_ms = token.expires_ms;
	LIC_TRY(lic_secret_make(ctx->arena, LIC_TOKEN_PREFIX, &text));
	lic_secret_hash(text, hash);
	LIC_TRY(lic_ctx_take_numbers(ctx, "token", 1, &in.id));
	LIC_TRY(lic_q_tokens_insert(ctx->db, &in, NULL));
	LIC_TRY(record(ctx, LIC_OP_TOKEN_CREATE, name, in.id, &token.guid));
	*ret_token = token;
	*ret_text = text;
	return LIC_OK_RC;
}

lic_rc lic_token_list(struct lic_ctx *ctx, struct lic_token **ret_list, size_t *ret_count)
{
	struct lic_q_tokens_list_in in = {.tenant_id = ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_tokens_list_row row;
	struct lic_token *list = lic_arena_array(ctx->arena, TOKENS_MAX, sizeof(*list));
	size_t count = 0;
	bool more = true;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_TOKENS));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_tokens_list_open(ctx->db, &in, &rows));
	while (count < TOKENS_MAX) {
		LIC_TRY(lic_q_tokens_list_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		list[count] = (struct lic_token){
			.guid = row.guid,
			.name = lic_arena_strdup(ctx->arena, row.name),
			.role = (enum lic_role)row.role,
			.created_ms = row.created_ms,
			.expires_ms = row.expires_ms,
			.revoked_ms = row.revoked_ms,
		};
		if (list[count].name == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		count++;
	}
	*ret_list = list;
	*ret_count = count;
	return LIC_OK_RC;
}

lic_rc lic_token_revoke(struct lic_ctx *ctx, const char *key)
{
	struct lic_q_tokens_revoke_in in = {.tenant_id = ctx->caller.tenant_id,
		.revoked_ms = ctx->now_ms};
	int64_t changed = 0;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_TOKENS));
	if (lic_guid_parse(key, strlen(key), &in.guid)) {
		LIC_TRY(lic_q_tokens_revoke(ctx->db, &in, &changed));
	}
	if (changed == 0) {
		return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"Token '%.200s' does not exist or is revoked already.", key);
	}
	return record(ctx, LIC_OP_TOKEN_REVOKE, key, 0, &in.guid);
}

/* Every refusal says the same: nobody but the audit log learns whether a token was unknown, expired
 * or revoked. */
static lic_rc refuse(struct lic_ctx *ctx, const char *why)
{
	ctx->refusal = why;
	return lic_err_set(ctx->err, LIC_E_DENIED, "InvalidAuthenticationToken",
		"Access token is empty, malformed, expired or revoked.");
}

lic_rc lic_token_authenticate(struct lic_ctx *ctx, const char *text)
{
	uint8_t hash[LIC_SECRET_HASH_BYTES];
	struct lic_q_tokens_find_in in = {.hash = {hash, sizeof(hash)}};
	struct lic_q_tokens_find_row row;
	bool found = false;

	if (strncmp(text, LIC_TOKEN_PREFIX, strlen(LIC_TOKEN_PREFIX)) != 0 ||
		strlen(text) > TOKEN_TEXT_MAX) {
		return refuse(ctx,
			*text == '\0' ? "No access token was sent."
				      : "The access token is none of this installation.");
	}
	lic_secret_hash(text, hash);
	LIC_TRY(lic_q_tokens_find(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return refuse(ctx, "The access token is unknown.");
	}
	ctx->caller = (struct lic_caller){
		.tenant_id = row.tenant_id,
		.tenant_guid = row.tenant_guid,
		.kind = LIC_ACTOR_TOKEN,
		.actor_id = row.id,
		.actor_name = row.name,
		.actor_guid = row.guid,
	};
	if (row.revoked_ms.is_set) {
		return refuse(ctx, "The access token is revoked.");
	}
	if (row.expires_ms <= ctx->now_ms) {
		return refuse(ctx, "The access token has expired.");
	}
	ctx->caller.means =
		lic_arena_printf(ctx->arena, "The role %s", lic_role_name((enum lic_role)row.role));
	return lic_rights_of_role(ctx, (enum lic_role)row.role, &ctx->caller.may);
}
