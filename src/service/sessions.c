/*
 * Sessions: see sessions.h.
 */
#include "service/sessions.h"

#include "auth/secret.h"
#include "base/clock.h"
#include "base/text.h"
#include "service/ledger.h"
#include "service/rights.h"
#include "service/role_int.h"
#include "service/settings.h"
#include "service/user_int.h"
#include "service/users.h"
#include "store/lic_sql.h"

#include <sodium.h>
#include <string.h>

#define AGENT_BYTES_MAX 300
#define CSRF_PURPOSE "licentia form"
#define MS_PER_MINUTE ((int64_t)60 * 1000)
#define MS_PER_HOUR (60 * MS_PER_MINUTE)

/* Every refusal says the same. */
static lic_rc refuse(struct lic_ctx *ctx)
{
	return lic_err_set(ctx->err, LIC_E_DENIED, "InvalidAuthenticationToken",
		"The session is over. Sign in again.");
}

/* What a browser calls itself, cut to what is worth keeping; "" when it is no text. */
static const char *clean_agent(struct lic_arena *arena, const char *agent)
{
	size_t len = agent == NULL ? 0 : strlen(agent);

	if (len > AGENT_BYTES_MAX) {
		len = AGENT_BYTES_MAX;
	}
	while (len > 0 && !lic_text_is_utf8(agent, len)) {
		len--; /* the cut may be within a character */
	}
	return lic_arena_copy(arena, agent, len);
}

/* Makes room for one more session of the caller. */
static lic_rc sweep(struct lic_ctx *ctx)
{
	struct lic_q_session_sweep_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = ctx->caller.actor_id,
		.before_ms = ctx->now_ms - LIC_MS_PER_DAY,
	};

	struct lic_q_session_trim_in trim = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = ctx->caller.actor_id,
		.keep = LIC_SESSIONS_MAX - 1, /* room for the new one */
	};

	LIC_TRY(lic_q_session_sweep(ctx->db, &in, NULL));
	return lic_q_session_trim(ctx->db, &trim, NULL);
}

lic_rc lic_session_create(struct lic_ctx *ctx, const char *agent, const char **ret_secret)
{
	uint8_t hash[LIC_SECRET_HASH_BYTES];
	struct lic_q_session_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.guid = lic_guid_random(),
		.hash = {hash, sizeof(hash)},
		.user_id = ctx->caller.actor_id,
		.address = ctx->caller.address == NULL ? "" : ctx->caller.address,
		.agent = clean_agent(ctx->arena, agent),
		.created_ms = ctx->now_ms,
	};
	const char *secret = NULL;
	int64_t hours = 0;

	LIC_REQUIRE(ctx->caller.kind == LIC_ACTOR_USER);
	if (in.agent == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_setting_get(ctx, LIC_SETTING_SESSION_HOURS, &hours));
	in.expires_ms = ctx->now_ms + hours * MS_PER_HOUR;
	LIC_TRY(sweep(ctx));
	LIC_TRY(lic_secret_make(ctx->arena, "", &secret));
	lic_secret_hash(secret, hash);
	LIC_TRY(lic_ctx_take_numbers(ctx, "session", 1, &in.id));
	LIC_TRY(lic_q_session_insert(ctx->db, &in, NULL));
	*ret_secret = secret;
	return LIC_OK_RC;
}

static lic_rc find(struct lic_ctx *ctx, const char *secret, struct lic_q_session_find_row *ret_row,
	bool *ret_found)
{
	uint8_t hash[LIC_SECRET_HASH_BYTES];
	struct lic_q_session_find_in in = {.hash = {hash, sizeof(hash)}};

	*ret_found = false;
	if (strlen(secret) != LIC_SECRET_RANDOM_CHARS) {
		return LIC_OK_RC;
	}
	lic_secret_hash(secret, hash);
	return lic_q_session_find(ctx->db, ctx->arena, &in, ret_row, ret_found);
}

/* A setting that became shorter counts for sessions that are there. */
static lic_rc is_over(struct lic_ctx *ctx, const struct lic_q_session_find_row *row, bool *ret_over)
{
	int64_t hours = 0;
	int64_t minutes = 0;

	LIC_TRY(lic_setting_get(ctx, LIC_SETTING_SESSION_HOURS, &hours));
	LIC_TRY(lic_setting_get(ctx, LIC_SETTING_SESSION_IDLE_MINUTES, &minutes));
	*ret_over = row->revoked_ms.is_set || row->expires_ms <= ctx->now_ms ||
		row->created_ms + hours * MS_PER_HOUR <= ctx->now_ms ||
		row->seen_ms + minutes * MS_PER_MINUTE <= ctx->now_ms;
	return LIC_OK_RC;
}

lic_rc lic_session_authenticate(struct lic_ctx *ctx, const char *secret,
	struct lic_session *ret_session)
{
	struct lic_q_session_find_row row;
	const char *address = ctx->caller.address;
	bool found = false;
	bool over = true;

	LIC_TRY(find(ctx, secret, &row, &found));
	if (!found) {
		return refuse(ctx);
	}
	ctx->caller = (struct lic_caller){
		.tenant_id = row.tenant_id,
		.tenant_guid = row.tenant_guid,
		.address = address,
	};
	LIC_TRY(is_over(ctx, &row, &over));
	if (over) {
		return refuse(ctx);
	}
	LIC_TRY(lic_rights_use_user(ctx, &row.user_guid));
	*ret_session = (struct lic_session){
		.id = row.id,
		.guid = row.guid,
		.address = row.address,
		.agent = row.agent,
		.created_ms = row.created_ms,
		.seen_ms = row.seen_ms,
		.expires_ms = row.expires_ms,
	};
	return LIC_OK_RC;
}

lic_rc lic_session_find(struct lic_ctx *ctx, const char *secret, struct lic_session *ret_session,
	bool *ret_found)
{
	struct lic_caller caller = ctx->caller;
	struct lic_err err = *ctx->err;
	lic_rc rc;

	*ret_found = false;
	if (secret == NULL) {
		return LIC_OK_RC;
	}
	rc = lic_session_authenticate(ctx, secret, ret_session);
	if (rc.code == LIC_E_DENIED) {
		ctx->caller = caller;
		*ctx->err = err;
		return LIC_OK_RC;
	}
	*ret_found = lic_ok(rc);
	return rc;
}

/* Not from the hash that is stored: who reads the database must not be able to make it. */
void lic_session_csrf(const char *secret, char ret_token[LIC_SESSION_CSRF_BYTES])
{
	crypto_generichash_state state;
	uint8_t hash[LIC_SECRET_HASH_BYTES];

	(void)crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	(void)crypto_generichash_update(&state, (const unsigned char *)CSRF_PURPOSE,
		sizeof(CSRF_PURPOSE));
	(void)crypto_generichash_update(&state, (const unsigned char *)secret, strlen(secret));
	(void)crypto_generichash_final(&state, hash, sizeof(hash));
	(void)sodium_bin2base64(ret_token, LIC_SESSION_CSRF_BYTES, hash, sizeof(hash),
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(&state, sizeof(state));
}

lic_rc lic_session_touch(struct lic_ctx *ctx, int64_t id)
{
	struct lic_q_session_touch_in in = {ctx->now_ms, ctx->caller.tenant_id, id};

	return lic_q_session_touch(ctx->db, &in, NULL);
}

/* Tells the ledger that sessions of a user ended: one, or all (NULL). */
static lic_rc record(struct lic_ctx *ctx, const struct lic_user_key *user, const char *upn,
	const char *session)
{
	struct lic_operation operation = {0};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_SESSION, .object_id = user->id};

	change.detail = session == NULL
		? "{\"sessions\":{\"old\":\"all\",\"new\":null}}"
		: lic_arena_printf(ctx->arena, "{\"session\":{\"old\":\"%s\",\"new\":null}}",
			  session);
	if (change.detail == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_ledger_begin(ctx, LIC_OP_SESSION_REVOKE,
		&(struct lic_target){LIC_TARGET_USER, user->guid, upn}, &operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	return lic_ledger_end(ctx, &operation);
}

static lic_rc revoke_one(struct lic_ctx *ctx, int64_t user_id, const struct lic_guid *guid,
	int64_t *ret_changed)
{
	struct lic_q_session_revoke_in in = {
		.revoked_ms = ctx->now_ms,
		.tenant_id = ctx->caller.tenant_id,
		.user_id = user_id,
		.guid = *guid,
	};

	return lic_q_session_revoke(ctx->db, &in, ret_changed);
}

lic_rc lic_session_sign_out(struct lic_ctx *ctx, const char *secret)
{
	struct lic_session session = {0};
	int64_t changed = 0;
	bool found = false;

	LIC_TRY(lic_session_find(ctx, secret, &session, &found));
	return found ? revoke_one(ctx, ctx->caller.actor_id, &session.guid, &changed) : LIC_OK_RC;
}

/* The user that `key` names, or the caller; `*ret_name` (if not NULL) is his user principal name.
 */
static lic_rc find_user(struct lic_ctx *ctx, const char *key, struct lic_user_key *ret_user,
	const char **ret_name)
{
	if (key != NULL) {
		struct lic_user user = {0};

		LIC_TRY(lic_user__find(ctx, key, &user)); /* who may see sessions may see whose */
		*ret_user = (struct lic_user_key){user.id, user.guid};
		if (ret_name != NULL) {
			*ret_name = user.values.text[LIC_USER_PRINCIPAL_NAME];
		}
		return LIC_OK_RC;
	}
	LIC_TRY(lic_ctx_require_person(ctx));
	*ret_user = (struct lic_user_key){ctx->caller.actor_id, ctx->caller.actor_guid};
	if (ret_name != NULL) {
		*ret_name = ctx->caller.actor_name;
	}
	return LIC_OK_RC;
}

static lic_rc list_rows(struct lic_ctx *ctx, int64_t user_id, struct lic_session *list,
	size_t *ret_count)
{
	struct lic_q_session_list_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = user_id,
		.now_ms = ctx->now_ms,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_session_list_row row;
	int64_t minutes = 0;
	bool more = true;

	*ret_count = 0;
	LIC_TRY(lic_setting_get(ctx, LIC_SETTING_SESSION_IDLE_MINUTES, &minutes));
	in.idle_since_ms = ctx->now_ms - minutes * MS_PER_MINUTE;
	LIC_TRY(lic_q_session_list_open(ctx->db, &in, &rows));
	while (*ret_count < LIC_SESSIONS_MAX) {
		struct lic_session *session = &list[*ret_count];

		LIC_TRY(lic_q_session_list_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		*session = (struct lic_session){
			.id = row.id,
			.guid = row.guid,
			.address = lic_arena_strdup(ctx->arena, row.address),
			.agent = lic_arena_strdup(ctx->arena, row.agent),
			.created_ms = row.created_ms,
			.seen_ms = row.seen_ms,
			.expires_ms = row.expires_ms,
		};
		if (session->address == NULL || session->agent == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		(*ret_count)++;
	}
	return LIC_OK_RC;
}

lic_rc lic_session_list(struct lic_ctx *ctx, const char *key, struct lic_session **ret_list,
	size_t *ret_count)
{
	struct lic_session *list = lic_arena_array(ctx->arena, LIC_SESSIONS_MAX, sizeof(*list));
	struct lic_user_key user = {0};
	size_t count = 0;

	if (key != NULL) {
		LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_SESSIONS));
	}
	LIC_TRY(find_user(ctx, key, &user, NULL));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(list_rows(ctx, user.id, list, &count));
	*ret_list = list;
	*ret_count = count;
	return LIC_OK_RC;
}

lic_rc lic_session_revoke(struct lic_ctx *ctx, const char *session)
{
	struct lic_user_key user = {0};
	struct lic_guid guid;
	int64_t changed = 0;

	LIC_TRY(find_user(ctx, NULL, &user, NULL));
	LIC_TRY(lic_ctx_require_own(ctx));
	if (lic_guid_parse(session, strlen(session), &guid)) {
		LIC_TRY(revoke_one(ctx, user.id, &guid, &changed));
	}
	if (changed == 0) {
		return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"Session '%.200s' does not exist or is over already.", session);
	}
	return record(ctx, &user, ctx->caller.actor_name, lic_guid_format(&guid).text);
}

lic_rc lic_session_revoke_all(struct lic_ctx *ctx, const char *key)
{
	struct lic_user_key user = {0};
	const char *target = NULL;

	if (key != NULL) {
		LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_UPDATE_USER));
	}
	LIC_TRY(find_user(ctx, key, &user, &target));
	LIC_TRY(key == NULL ? lic_ctx_require_own(ctx) : lic_role__require_over(ctx, user.id));
	LIC_TRY(lic_session_end_all(ctx, user.id));
	return record(ctx, &user, target, NULL);
}

lic_rc lic_session_end_all(struct lic_ctx *ctx, int64_t user_id)
{
	struct lic_q_session_revoke_all_in sessions = {
		.revoked_ms = ctx->now_ms,
		.tenant_id = ctx->caller.tenant_id,
		.user_id = user_id,
	};
	struct lic_q_session_forget_refresh_in refresh = {ctx->caller.tenant_id, user_id};
	struct lic_q_session_forget_codes_in codes = {ctx->caller.tenant_id, user_id};
	struct lic_q_session_forget_devices_in devices = {ctx->caller.tenant_id, user_id};

	LIC_TRY(lic_q_session_revoke_all(ctx->db, &sessions, NULL));
	LIC_TRY(lic_q_session_forget_refresh(ctx->db, &refresh, NULL));
	LIC_TRY(lic_q_session_forget_codes(ctx->db, &codes, NULL));
	return lic_q_session_forget_devices(ctx->db, &devices, NULL);
}
