/*
 * Who bears an access token: see access.h.
 */
#include "service/access.h"

#include "auth/jwt.h"
#include "auth/permissions.h"
#include "auth/secret.h"
#include "service/oauth.h"
#include "service/rights.h"
#include "service/tenants.h"
#include "store/lic_sql.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SKEW_MS ((int64_t)60 * 1000)

/* What a token says, once it is known to be signed. */
struct claims {
	int64_t tenant_id;           /* organisation */
	struct lic_guid tenant_guid; /* its id */
	struct lic_guid app_guid;    /* client id of the application */
	struct lic_guid user_guid;   /* in whose name */
	bool is_app;                 /* in nobody's */
	lic_permissions scopes;      /* what it may do in his name */
	int64_t starts_ms;           /* from when it is good */
	int64_t expires_ms;          /* until when */
};

/* A token that was found to be signed. */
struct remembered {
	char *text;           /* the token, owned; NULL: none */
	size_t len;           /* bytes of it */
	uint64_t generation;  /* of the keys that it was checked with */
	struct claims claims; /* what it says */
};

struct lic_access_memory {
	struct remembered tokens[LIC_ACCESS_REMEMBERED]; /* each at place_of() it */
};

struct lic_access_memory *lic_access_memory_new(void)
{
	return calloc(1, sizeof(struct lic_access_memory));
}

static void forget(struct remembered *token)
{
	if (token->text != NULL) {
		sodium_memzero(token->text, token->len);
		free(token->text);
	}
	*token = (struct remembered){.text = NULL};
}

void lic_access_memory_free(struct lic_access_memory *memory)
{
	if (memory == NULL) {
		return;
	}
	for (size_t i = 0; i < LIC_ACCESS_REMEMBERED; i++) {
		forget(&memory->tokens[i]);
	}
	free(memory);
}

/* By some bytes of the signature (but for the last, which has bits that are always 0): nobody can
 * choose those of a token that is signed, and others are never remembered. */
static struct remembered *place_of(struct lic_access_memory *memory, const char *text, size_t len)
{
	uint32_t bytes = 0;

	if (len > sizeof(bytes)) {
		memcpy(&bytes, text + len - sizeof(bytes) - 1, sizeof(bytes));
	}
	/* Knuth's multiplicative hash: base64url fills the bytes unevenly. */
	return &memory->tokens[(bytes * UINT32_C(2654435769) >> 16) % LIC_ACCESS_REMEMBERED];
}

/* Every refusal says the same: nobody learns what was wrong with a token. The log may. */
static lic_rc refuse(struct lic_ctx *ctx, const char *reason)
{
	if (ctx->refusal == NULL) {
		ctx->refusal = lic_arena_strdup(ctx->arena, reason);
	}
	return lic_err_set(ctx->err, LIC_E_DENIED, "InvalidAuthenticationToken",
		"Access token is empty, malformed, expired or revoked.");
}

/* LIC_AUTO helper. */
static void done(struct lic_jwt *jwt)
{
	lic_jwt_done(jwt);
}

/* Graph's address, or ours with or without the port; each with or without a slash at the end. An id
 * token is for an application, by its id, and so never passes. */
static bool is_for_us(const char *audience, const char *origin)
{
	size_t len = strlen(audience);

	if (len > 0 && audience[len - 1] == '/') {
		len--;
	}
	return (len == strlen(LIC_OAUTH_AUDIENCE) &&
		       memcmp(audience, LIC_OAUTH_AUDIENCE, len) == 0) ||
		(len == strlen(origin) && memcmp(audience, origin, len) == 0) ||
		(len == lic_origin_without_port(origin) && memcmp(audience, origin, len) == 0);
}

static lic_rc read_guid(struct lic_ctx *ctx, const struct lic_jwt *jwt, const char *name,
	struct lic_guid *ret_guid)
{
	const char *text = NULL;

	LIC_TRY(lic_jwt_string(jwt, name, ctx->err, &text));
	return lic_guid_parse(text, strlen(text), ret_guid)
		? LIC_OK_RC
		: lic_err_set(ctx->err, LIC_E_INVALID, NULL, "The claim %s is no GUID.", name);
}

/* The scopes of `scp`, those that there are. */
static lic_permissions parse_scopes(const char *text)
{
	lic_permissions permissions = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		enum lic_permission permission;

		if (lic_permission_parse(text, len, &permission)) {
			permissions |= LIC_PERMISSION_BIT(permission);
		}
		text += len + strspn(text + len, " ");
	}
	return permissions;
}

static lic_rc read_bearer(struct lic_ctx *ctx, const struct lic_jwt *jwt, struct claims *claims)
{
	const char *type = NULL;
	const char *scopes = NULL;

	LIC_TRY(read_guid(ctx, jwt, "tid", &claims->tenant_guid));
	LIC_TRY(read_guid(ctx, jwt, "appid", &claims->app_guid));
	LIC_TRY(read_guid(ctx, jwt, "oid", &claims->user_guid));
	LIC_TRY(lic_jwt_string(jwt, "idtyp", ctx->err, &type));
	claims->is_app = strcmp(type, "app") == 0;
	if (!claims->is_app) {
		LIC_TRY(lic_jwt_string(jwt, "scp", ctx->err, &scopes));
		claims->scopes = parse_scopes(scopes);
	}
	return LIC_OK_RC;
}

static lic_rc read_claims(struct lic_ctx *ctx, const struct lic_jwt *jwt, const char *origin,
	struct claims *claims)
{
	const char *audience = NULL;

	LIC_TRY(lic_jwt_check_times(jwt, ctx->now_ms, SKEW_MS, 0, ctx->err));
	LIC_TRY(lic_jwt_time(jwt, "nbf", ctx->err, &claims->starts_ms));
	LIC_TRY(lic_jwt_time(jwt, "exp", ctx->err, &claims->expires_ms));
	LIC_TRY(lic_jwt_string(jwt, "aud", ctx->err, &audience));
	if (!is_for_us(audience, origin)) {
		return lic_err_set(ctx->err, LIC_E_DENIED, NULL,
			"The token is not meant for this API, but for '%.100s'.", audience);
	}
	return read_bearer(ctx, jwt, claims);
}

static lic_rc find_tenant(struct lic_ctx *ctx, struct claims *claims)
{
	struct lic_q_oauth_tenant_by_guid_in in = {claims->tenant_guid};
	struct lic_q_oauth_tenant_by_guid_row row;
	bool found = false;

	LIC_TRY(lic_q_oauth_tenant_by_guid(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return lic_err_set(ctx->err, LIC_E_DENIED, NULL,
			"The token names an organisation that is not here.");
	}
	claims->tenant_id = row.id;
	return LIC_OK_RC;
}

/* Checks a token that is new to this worker; `*ret_generation` is of the keys that it was checked
 * with. */
static lic_rc check(struct lic_ctx *ctx, const struct lic_access *access, const char *text,
	struct claims *ret_claims, uint64_t *ret_generation)
{
	LIC_AUTO(lic_key_set_put) struct lic_key_set *keys = NULL;
	LIC_AUTO(done) struct lic_jwt jwt = {0};
	const struct lic_key *key = NULL;
	struct claims claims = {0};

	LIC_TRY(lic_jwt_parse(ctx->arena, text, ctx->err, &jwt));
	if (jwt.kid == NULL) {
		return lic_err_set(ctx->err, LIC_E_INVALID, NULL, "The token names no key.");
	}
	LIC_TRY(lic_keyring_hold(ctx, access->ring, jwt.kid, &keys));
	key = lic_key_set_find(keys, jwt.kid, ctx->now_ms);
	if (key == NULL) {
		return lic_err_set(ctx->err, LIC_E_DENIED, NULL,
			"The token is signed by a key that is not this installation's.");
	}
	LIC_TRY(lic_jwt_verify(&jwt, lic_signing_key_public(key->key), LIC_JWT_ALLOW_RS256,
		ctx->err));
	LIC_TRY(read_claims(ctx, &jwt, access->origin, &claims));
	LIC_TRY(find_tenant(ctx, &claims));
	*ret_claims = claims;
	*ret_generation = keys->generation;
	return LIC_OK_RC;
}

/* Tells whether the keys are still those that the token was checked with. */
static lic_rc is_current(struct lic_ctx *ctx, const struct lic_access *access,
	const struct remembered *token, bool *ret_current)
{
	LIC_AUTO(lic_key_set_put) struct lic_key_set *keys = NULL;

	LIC_TRY(lic_keyring_hold(ctx, access->ring, NULL, &keys));
	*ret_current = keys->generation == token->generation;
	return LIC_OK_RC;
}

/* Finds a token in the memory; `*ret_found` only when it is still good. */
static lic_rc recall(struct lic_ctx *ctx, const struct lic_access *access, const char *text,
	size_t len, bool *ret_found, struct claims *ret_claims)
{
	const struct remembered *token = place_of(access->memory, text, len);

	*ret_found = false;
	if (token->text == NULL || token->len != len || !lic_secret_same(token->text, text, len) ||
		token->claims.expires_ms + SKEW_MS <= ctx->now_ms ||
		token->claims.starts_ms - SKEW_MS > ctx->now_ms) {
		return LIC_OK_RC;
	}
	*ret_claims = token->claims;
	return is_current(ctx, access, token, ret_found);
}

/* When memory is out the token is checked anew the next time. */
static void remember(struct lic_access_memory *memory, const char *text, size_t len,
	const struct claims *claims, uint64_t generation)
{
	struct remembered *token = place_of(memory, text, len);
	char *copy = malloc(len);

	if (copy == NULL) {
		return;
	}
	memcpy(copy, text, len);
	forget(token);
	token->text = copy;
	token->len = len;
	token->generation = generation;
	token->claims = *claims;
}

static lic_rc know(struct lic_ctx *ctx, const struct lic_access *access, const char *text,
	size_t len, struct claims *claims)
{
	uint64_t generation = 0;
	bool found = false;

	LIC_TRY(recall(ctx, access, text, len, &found, claims));
	if (found) {
		return LIC_OK_RC;
	}
	LIC_TRY(check(ctx, access, text, claims, &generation));
	remember(access->memory, text, len, claims, generation);
	return LIC_OK_RC;
}

static lic_rc use(struct lic_ctx *ctx, const struct claims *claims)
{
	ctx->caller.tenant_id = claims->tenant_id;
	ctx->caller.tenant_guid = claims->tenant_guid;
	return claims->is_app ? lic_rights_use_application(ctx, &claims->app_guid)
			      : lic_rights_use_user_of(ctx, &claims->user_guid, &claims->app_guid,
					claims->scopes);
}

static lic_rc authenticate_jwt(struct lic_ctx *ctx, const struct lic_access *access,
	const char *text, size_t len)
{
	struct claims claims = {0};
	lic_rc rc = know(ctx, access, text, len, &claims);

	if (lic_ok(rc)) {
		rc = use(ctx, &claims);
	}
	if (rc.code == LIC_E_INVALID || rc.code == LIC_E_DENIED || rc.code == LIC_E_LIMIT) {
		return refuse(ctx, ctx->err->message);
	}
	return rc;
}

lic_rc lic_access_authenticate(struct lic_ctx *ctx, const struct lic_access *access,
	const char *text)
{
	size_t len = strlen(text);

	if (strncmp(text, LIC_TOKEN_PREFIX, strlen(LIC_TOKEN_PREFIX)) == 0 ||
		strchr(text, '.') == NULL) {
		return lic_token_authenticate(ctx, text);
	}
	if (len > LIC_JWT_BYTES_MAX) {
		return refuse(ctx, "The token is too large.");
	}
	return authenticate_jwt(ctx, access, text, len);
}
