/*
 * Client assertions (RFC 7523): see oauth_int.h. What clients send is in the client contract 1.5.
 */
#include "auth/jwt.h"
#include "service/applications.h"
#include "service/oauth_int.h"
#include "store/lic_sql.h"

#include <string.h>
#include <strings.h>

#define ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

/* LIC_AUTO helper. */
static void done(struct lic_jwt *jwt)
{
	lic_jwt_done(jwt);
}

/* Refuses it, for the reason in ctx->err, which the token's reader has set. */
static lic_rc refuse(struct lic_ctx *ctx, lic_rc rc)
{
	const char *reason = NULL;

	if (rc.code != LIC_E_INVALID && rc.code != LIC_E_DENIED && rc.code != LIC_E_LIMIT) {
		return rc;
	}
	reason = lic_arena_strdup(ctx->arena, ctx->err->message);
	return lic_oauth_fail(ctx, LIC_OAUTH_BAD_ASSERTION,
		"The certificate with identifier used to sign the client assertion is not registered on application, or the assertion is not good: %s",
		reason == NULL ? "" : reason);
}

static lic_rc fail(struct lic_ctx *ctx, const char *reason)
{
	return refuse(ctx, lic_err_set(ctx->err, LIC_E_DENIED, NULL, "%s", reason));
}

static lic_rc parse(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	struct lic_jwt *ret_jwt)
{
	if (request->assertion_type == NULL ||
		strcmp(request->assertion_type, ASSERTION_TYPE) != 0) {
		return lic_oauth_fail(ctx, LIC_OAUTH_MALFORMED,
			"The parameter client_assertion_type must be '%s'.", ASSERTION_TYPE);
	}
	return refuse(ctx, lic_jwt_parse(ctx->arena, request->assertion, ctx->err, ret_jwt));
}

lic_rc lic_oauth__assertion_client(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const char **ret_id)
{
	LIC_AUTO(done) struct lic_jwt jwt = {0};
	const char *subject = NULL;

	LIC_TRY(parse(ctx, request, &jwt));
	LIC_TRY(refuse(ctx, lic_jwt_string(&jwt, "sub", ctx->err, &subject)));
	subject = lic_arena_strdup(ctx->arena, subject);
	if (subject == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_id = subject;
	return LIC_OK_RC;
}

/* Tells whether a certificate is the one that the assertion names, or may be when it names none. */
static bool is_named(const struct lic_jwt *jwt, const struct lic_q_oauth_credentials_row *row)
{
	if (jwt->x5t_s256.len > 0) {
		return row->thumbprint_sha256.len == jwt->x5t_s256.len &&
			memcmp(row->thumbprint_sha256.data, jwt->x5t_s256.data,
				jwt->x5t_s256.len) == 0;
	}
	if (jwt->x5t.len > 0) {
		return row->thumbprint_sha1.len == jwt->x5t.len &&
			memcmp(row->thumbprint_sha1.data, jwt->x5t.data, jwt->x5t.len) == 0;
	}
	return true;
}

/* Checks the signature with one certificate; `*ret_good` when it is by that. */
static lic_rc try_key(struct lic_ctx *ctx, const struct lic_jwt *jwt, struct lic_bytes der,
	bool *ret_good)
{
	LIC_AUTO(lic_public_key_freep) struct lic_public_key *key = NULL;
	lic_rc rc;

	LIC_TRY(lic_public_key_load(der, ctx->err, &key));
	rc = lic_jwt_verify(jwt, key, LIC_JWT_ALLOW_ANY, ctx->err);
	*ret_good = lic_ok(rc);
	return rc.code == LIC_E_DENIED ? LIC_OK_RC : rc;
}

static lic_rc check_signature(struct lic_ctx *ctx, const struct lic_jwt *jwt,
	const struct lic_oauth_client *client)
{
	struct lic_q_oauth_credentials_in in = {ctx->caller.tenant_id, client->id,
		LIC_CREDENTIAL_CERTIFICATE};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_oauth_credentials_row row;
	const char *reason = "no registered certificate is the one that it names.";
	bool is_good = false;
	bool more = true;

	LIC_TRY(lic_q_oauth_credentials_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_oauth_credentials_next(&rows, &row, &more));
		if (!more) {
			return fail(ctx, reason);
		}
		if (!is_named(jwt, &row)) {
			continue;
		}
		reason = "the signature is by no registered certificate.";
		if (ctx->now_ms < row.starts_ms || ctx->now_ms >= row.expires_ms) {
			reason = "the certificate has expired or is not good yet.";
			continue;
		}
		LIC_TRY(try_key(ctx, jwt, row.public_key, &is_good));
		if (is_good) {
			return LIC_OK_RC;
		}
	}
}

/* Tells whether it is meant for us: the token endpoint as the client sees it, or the issuer. */
static bool is_for_us(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const struct lic_jwt *jwt)
{
	struct lic_guid_text tid = lic_guid_format(&ctx->caller.tenant_guid);
	const char *const forms[] = {
		lic_arena_printf(ctx->arena, "%s%s", request->origin, request->path),
		lic_arena_printf(ctx->arena, "%s/%s/v2.0", request->origin, tid.text),
		lic_arena_printf(ctx->arena, "%s/%s/v2.0", request->origin, request->tenant),
		lic_arena_printf(ctx->arena, "%s/%s/oauth2/v2.0/token", request->origin, tid.text),
		lic_arena_printf(ctx->arena, "%s/%s/oauth2/token", request->origin, tid.text),
		lic_arena_printf(ctx->arena, "%s/%s/", request->origin, tid.text),
	};

	for (size_t i = 0; i < LIC_COUNT(forms); i++) {
		if (forms[i] != NULL && lic_jwt_has_audience(jwt, forms[i])) {
			return true;
		}
	}
	return false;
}

static lic_rc check_claims(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const struct lic_oauth_client *client, const struct lic_jwt *jwt)
{
	struct lic_guid_text id = lic_guid_format(&client->app_guid);
	const char *issuer = NULL;
	const char *subject = NULL;

	LIC_TRY(refuse(ctx, lic_jwt_string(jwt, "iss", ctx->err, &issuer)));
	LIC_TRY(refuse(ctx, lic_jwt_string(jwt, "sub", ctx->err, &subject)));
	if (strcasecmp(issuer, id.text) != 0 || strcasecmp(subject, id.text) != 0) {
		return fail(ctx, "iss and sub must be the client id.");
	}
	if (!is_for_us(ctx, request, jwt)) {
		return fail(ctx, "aud must be the address of the token endpoint or the issuer.");
	}
	return refuse(ctx,
		lic_jwt_check_times(jwt, ctx->now_ms, LIC_OAUTH_SKEW_MS,
			LIC_OAUTH_ASSERTION_LIFE_MS, ctx->err));
}

lic_rc lic_oauth__check_assertion(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const struct lic_oauth_client *client)
{
	LIC_AUTO(done) struct lic_jwt jwt = {0};

	LIC_TRY(parse(ctx, request, &jwt));
	LIC_TRY(check_claims(ctx, request, client, &jwt));
	return check_signature(ctx, &jwt, client);
}
