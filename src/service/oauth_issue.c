/*
 * What is in the tokens (client contract 1.6 and 1.7), and signing them: see oauth.h.
 */
#include "auth/jwt.h"
#include "base/base64.h"
#include "base/json.h"
#include "service/oauth.h"

#include <sodium.h>
#include <string.h>

#define PAYLOAD_BYTES_MAX ((size_t)8 * 1024)
#define UTI_BYTES 16

/* A token being written. */
struct writing {
	struct lic_ctx *ctx;                     /* for memory and the time */
	const struct lic_oauth_request *request; /* for which */
	const struct lic_oauth_grant *grant;     /* what is granted */
	const struct lic_key *key;               /* what signs */
	struct lic_json json;                    /* the claims */
};

static void write_times(struct writing *w)
{
	int64_t now_s = w->ctx->now_ms / 1000;

	lic_json_kint(&w->json, "iat", now_s);
	lic_json_kint(&w->json, "nbf", now_s);
	lic_json_kint(&w->json, "exp", now_s + w->grant->life_s);
}

/* The issuer is under the origin that the client sees, as discovery there says. */
static void write_issuer(struct writing *w)
{
	lic_json_kstring(&w->json, "iss",
		lic_arena_printf(w->ctx->arena, "%s/%s%s", w->request->origin,
			lic_guid_format(&w->ctx->caller.tenant_guid).text,
			w->request->is_v1 ? "/" : "/v2.0"));
	lic_json_kguid(&w->json, "tid", &w->ctx->caller.tenant_guid);
	lic_json_kstring(&w->json, "ver", w->request->is_v1 ? "1.0" : "2.0");
}

static void write_unique(struct writing *w)
{
	uint8_t bytes[UTI_BYTES];

	randombytes_buf(bytes, sizeof(bytes));
	lic_json_kstring(&w->json, "uti",
		lic_base64url_encode(w->ctx->arena, bytes, sizeof(bytes)));
}

/* offline_access is no right: the refresh token is there or not. */
static lic_permissions shown(const struct lic_oauth_grant *grant)
{
	return (grant->permissions | grant->oidc) &
		~LIC_PERMISSION_BIT(LIC_PERMISSION_OFFLINE_ACCESS);
}

static void write_app(struct writing *w)
{
	const struct lic_oauth_grant *grant = w->grant;

	lic_json_kguid(&w->json, "oid", &grant->client.principal_guid);
	lic_json_kguid(&w->json, "sub", &grant->client.principal_guid);
	lic_json_kstring(&w->json, "idtyp", "app");
	lic_json_key(&w->json, "roles");
	lic_json_array(&w->json);
	for (int i = 0; i < LIC_PERMISSION_MAX_; i++) {
		if ((grant->permissions & LIC_PERMISSION_BIT(i)) != 0) {
			lic_json_string(&w->json, lic_permission_name((enum lic_permission)i));
		}
	}
	lic_json_end(&w->json);
}

static void write_names(struct writing *w)
{
	const struct lic_oauth_user *user = &w->grant->user;

	lic_json_kstring(&w->json, "name", user->name);
	lic_json_kstring(&w->json, "preferred_username", user->upn);
	lic_json_kstring(&w->json, "upn", user->upn);
}

static void write_user(struct writing *w)
{
	const struct lic_oauth_user *user = &w->grant->user;

	lic_json_kguid(&w->json, "oid", &user->guid);
	lic_json_kguid(&w->json, "sub", &user->guid);
	lic_json_kstring(&w->json, "idtyp", "user");
	lic_json_kstring(&w->json, "scp", lic_permissions_names(w->ctx->arena, shown(w->grant)));
	write_names(w);
	lic_json_kstring(&w->json, "unique_name", user->upn);
	lic_json_key(&w->json, "wids");
	lic_json_array(&w->json);
	for (int i = 0; i < LIC_ROLE_MAX_; i++) {
		if ((user->roles & 1U << i) != 0) {
			lic_json_string(&w->json, lic_role_template_id((enum lic_role)i));
		}
	}
	lic_json_end(&w->json);
}

/* Comes with every call, so it says nothing twice: not appid once more as azp (client contract
 * 1.7). */
static void write_access(struct writing *w)
{
	const struct lic_oauth_client *client = &w->grant->client;
	const char *proof = client->proof == LIC_OAUTH_PROOF_CERTIFICATE ? "2"
		: client->proof == LIC_OAUTH_PROOF_SECRET                ? "1"
									 : "0";

	lic_json_kstring(&w->json, "aud", LIC_OAUTH_AUDIENCE);
	write_issuer(w);
	write_times(w);
	lic_json_kguid(&w->json, "appid", &client->app_guid);
	lic_json_kstring(&w->json, "appidacr", proof);
	lic_json_kstring(&w->json, "app_displayname", client->name);
	if (w->grant->user.id == 0) {
		write_app(w);
	} else {
		write_user(w);
	}
	write_unique(w);
}

static void write_id(struct writing *w)
{
	const struct lic_oauth_user *user = &w->grant->user;

	lic_json_kguid(&w->json, "aud", &w->grant->client.app_guid);
	write_issuer(w);
	write_times(w);
	lic_json_kguid(&w->json, "oid", &user->guid);
	lic_json_kguid(&w->json, "sub", &user->guid);
	write_names(w);
	if (user->given_name != NULL) {
		lic_json_kstring(&w->json, "given_name", user->given_name);
	}
	if (user->surname != NULL) {
		lic_json_kstring(&w->json, "family_name", user->surname);
	}
	if (user->mail != NULL &&
		(w->grant->oidc & LIC_PERMISSION_BIT(LIC_PERMISSION_EMAIL)) != 0) {
		lic_json_kstring(&w->json, "email", user->mail);
	}
	if (w->grant->auth_ms.is_set) {
		lic_json_kint(&w->json, "auth_time", w->grant->auth_ms.value / 1000);
	}
	if (w->grant->nonce != NULL) {
		lic_json_kstring(&w->json, "nonce", w->grant->nonce);
	}
	write_unique(w);
}

static lic_rc sign(struct writing *w, void (*write)(struct writing *w), const char **ret_text)
{
	LIC_AUTO(lic_buf_done) struct lic_buf payload = {0};

	lic_buf_init(&payload, PAYLOAD_BYTES_MAX);
	lic_json_init(&w->json, &payload);
	lic_json_object(&w->json);
	write(w);
	lic_json_end(&w->json);
	LIC_TRY(lic_json_finish(&w->json));
	return lic_jwt_sign(w->key->key, payload.data, w->ctx->arena, ret_text);
}

/* Tells whether `text`, separated by spaces, has the word `name`. */
static bool has_word(const char *text, const char *name)
{
	size_t len = strlen(name);

	while (*text != '\0') {
		size_t word = strcspn(text, " ");

		if (word == len && memcmp(text, name, len) == 0) {
			return true;
		}
		text += word + strspn(text + word, " ");
	}
	return false;
}

/* What was asked for, literally, since clients look their tokens up by it, and what was granted. */
static const char *answer_scope(struct lic_arena *arena, const struct lic_oauth_grant *grant)
{
	const char *text = grant->scope;

	for (int i = 0; i < LIC_PERMISSION_MAX_ && text != NULL; i++) {
		const char *name = lic_permission_name((enum lic_permission)i);

		if (((grant->permissions | grant->oidc) & LIC_PERMISSION_BIT(i)) != 0 &&
			!has_word(text, name)) {
			text = lic_arena_printf(arena, "%s %s", text, name);
		}
	}
	return text;
}

/* {"uid":…,"utid":…}: by what MSAL tells accounts apart. */
static const char *client_info(struct lic_ctx *ctx, const struct lic_oauth_user *user)
{
	struct lic_guid_text uid = lic_guid_format(&user->guid);
	struct lic_guid_text utid = lic_guid_format(&ctx->caller.tenant_guid);
	const char *text = lic_arena_printf(ctx->arena, "{\"uid\":\"%s\",\"utid\":\"%s\"}",
		uid.text, utid.text);

	return text == NULL ? NULL : lic_base64url_encode(ctx->arena, text, strlen(text));
}

lic_rc lic_oauth_issue(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const struct lic_oauth_grant *grant, struct lic_oauth_tokens *ret_tokens)
{
	struct writing w = {.ctx = ctx, .request = request, .grant = grant};
	struct lic_oauth_tokens tokens = {
		.refresh_token = grant->refresh_token,
		.issued_ms = ctx->now_ms,
		.life_s = grant->life_s,
	};

	w.key = lic_key_set_signer(grant->keys, ctx->now_ms);
	LIC_REQUIRE(w.key != NULL);
	LIC_TRY(sign(&w, write_access, &tokens.access_token));
	if (grant->user.id != 0) {
		tokens.scope = answer_scope(ctx->arena, grant);
		tokens.client_info = client_info(ctx, &grant->user);
		if (tokens.scope == NULL || tokens.client_info == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	if ((grant->oidc & LIC_PERMISSION_BIT(LIC_PERMISSION_OPENID)) != 0) {
		LIC_TRY(sign(&w, write_id, &tokens.id_token));
	}
	*ret_tokens = tokens;
	return LIC_OK_RC;
}
