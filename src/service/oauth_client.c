/*
 * Who asks for tokens: organisation and application. See oauth_int.h.
 */
#include "auth/basic.h"
#include "auth/secret.h"
#include "service/applications.h"
#include "service/oauth_int.h"
#include "service/sign_in.h"
#include "store/lic_sql.h"

#include <string.h>
#include <strings.h>

static lic_rc unknown_tenant(struct lic_ctx *ctx, const char *tenant)
{
	return lic_oauth_fail(ctx, LIC_OAUTH_UNKNOWN_TENANT,
		"There is no organisation '%.100s' here: write its id or one of its domains.",
		tenant);
}

lic_rc lic_oauth__find_tenant(struct lic_ctx *ctx, const struct lic_oauth_request *request)
{
	bool found = false;

	if (lic_sign_in_is_open_tenant(request->tenant)) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_sign_in_use_tenant(ctx, request->tenant, &found));
	return found ? LIC_OK_RC : unknown_tenant(ctx, request->tenant);
}

static void use_tenant(struct lic_ctx *ctx, int64_t id, const struct lic_guid *guid)
{
	ctx->caller.tenant_id = id;
	ctx->caller.tenant_guid = *guid;
}

/* The one organisation in which the application is registered: with several nobody can tell which
 * is meant. */
static lic_rc use_only_tenant(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const struct lic_guid *app_guid)
{
	struct lic_q_oauth_client_tenants_in in = {*app_guid};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_oauth_client_tenants_row row;
	size_t count = 0;
	bool more = true;

	LIC_TRY(lic_q_oauth_client_tenants_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_oauth_client_tenants_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		use_tenant(ctx, row.tenant_id, &row.tenant_guid);
		count++;
	}
	if (count == 1) {
		return LIC_OK_RC;
	}
	use_tenant(ctx, 0, &(struct lic_guid){0});
	if (count == 0) {
		return lic_oauth_fail(ctx, LIC_OAUTH_UNKNOWN_CLIENT,
			"Application with identifier '%s' was not found in any organisation.",
			lic_guid_format(app_guid).text);
	}
	return lic_oauth_fail(ctx, LIC_OAUTH_UNKNOWN_TENANT,
		"The application is registered in several organisations: write the organisation's id or domain instead of '%s'.",
		request->tenant);
}

/* What is presented tells the organisation: it was issued there. */
static lic_rc use_presented(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const struct lic_guid *app_guid)
{
	const char *const texts[] = {request->code, request->refresh_token, request->device_code};
	uint8_t hash[LIC_SECRET_HASH_BYTES];
	struct lic_q_oauth_presented_tenant_in in = {.app_guid = *app_guid,
		.hash = {hash, sizeof(hash)}};
	struct lic_q_oauth_presented_tenant_row row;
	bool found = false;

	for (size_t i = 0; i < LIC_COUNT(texts) && !found; i++) {
		if (texts[i] == NULL) {
			continue;
		}
		lic_secret_hash(texts[i], hash);
		in.family = (struct lic_guid){0};
		(void)lic_oauth__family_of(texts[i], &in.family);
		LIC_TRY(lic_q_oauth_presented_tenant(ctx->db, ctx->arena, &in, &row, &found));
		if (found) {
			use_tenant(ctx, row.tenant_id, &row.tenant_guid);
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_oauth__guess_tenant(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const struct lic_guid *app_guid)
{
	const char *at = request->username == NULL ? NULL : strrchr(request->username, '@');
	bool found = false;

	if (at != NULL) {
		LIC_TRY(lic_sign_in_use_tenant(ctx, at + 1, &found));
		return found ? LIC_OK_RC : unknown_tenant(ctx, at + 1);
	}
	LIC_TRY(use_presented(ctx, request, app_guid));
	return ctx->caller.tenant_id != 0 ? LIC_OK_RC : use_only_tenant(ctx, request, app_guid);
}

static lic_rc load_client(struct lic_ctx *ctx, const struct lic_guid *app_guid,
	struct lic_oauth_client *client)
{
	struct lic_q_oauth_client_in in = {ctx->caller.tenant_id, *app_guid};
	struct lic_q_oauth_client_row row;
	bool found = false;

	LIC_TRY(lic_q_oauth_client(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return lic_oauth_fail(ctx, LIC_OAUTH_UNKNOWN_CLIENT,
			"Application with identifier '%s' was not found in the organisation '%s'.",
			lic_guid_format(app_guid).text,
			lic_guid_format(&ctx->caller.tenant_guid).text);
	}
	ctx->caller.actor_name = row.display_name;
	ctx->caller.app_name = row.display_name;
	ctx->caller.app_guid = *app_guid;
	ctx->caller.actor_guid = row.principal_guid;
	ctx->caller.kind = LIC_ACTOR_APP;
	if (row.is_enabled == 0) {
		return lic_oauth_fail(ctx, LIC_OAUTH_DISABLED_CLIENT,
			"The application '%.200s' is disabled.", row.display_name);
	}
	*client = (struct lic_oauth_client){
		.id = row.id,
		.app_guid = *app_guid,
		.principal_guid = row.principal_guid,
		.name = row.display_name,
		.is_public = row.is_public != 0,
		.has_public_part = row.has_public_part != 0,
	};
	return LIC_OK_RC;
}

static lic_rc check_secret(struct lic_ctx *ctx, const struct lic_oauth_client *client,
	const char *secret)
{
	struct lic_q_oauth_credentials_in in = {ctx->caller.tenant_id, client->id,
		LIC_CREDENTIAL_SECRET};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_oauth_credentials_row row;
	bool is_dated = false;
	bool more = true;

	LIC_TRY(lic_q_oauth_credentials_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_oauth_credentials_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		if (row.hash.len != LIC_SECRET_HASH_BYTES ||
			!lic_secret_matches(secret, row.hash.data)) {
			continue;
		}
		if (row.starts_ms <= ctx->now_ms && ctx->now_ms < row.expires_ms) {
			return LIC_OK_RC;
		}
		is_dated = true;
	}
	if (is_dated) {
		return lic_oauth_fail(ctx, LIC_OAUTH_EXPIRED_SECRET,
			"The provided client secret keys for app '%s' are expired or not good yet. Add a new one.",
			lic_guid_format(&client->app_guid).text);
	}
	return lic_oauth_fail(ctx, LIC_OAUTH_BAD_SECRET,
		"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '%s'.",
		lic_guid_format(&client->app_guid).text);
}

/* What the request proves the application by, brought into one form. */
struct proof {
	const char *client_id; /* or NULL */
	const char *secret;    /* or NULL */
};

/* Takes the id and the secret out of the Authorization header, if there is one that has them. RFC
 * 6749 2.3: one way of proving at a time. */
static lic_rc read_basic(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	struct proof *proof)
{
	const char *id = NULL;
	const char *secret = NULL;
	lic_rc rc;

	if (request->authorization == NULL) {
		return LIC_OK_RC;
	}
	rc = lic_basic_credentials(ctx->arena, request->authorization, ctx->err, &id, &secret);
	if (rc.code == LIC_E_NOTFOUND) {
		return LIC_OK_RC;
	}
	if (rc.code == LIC_E_INVALID) {
		return lic_oauth_fail(ctx, LIC_OAUTH_MALFORMED,
			"The Authorization header is not well-formed: 'Basic' and base64 of the form-encoded client id, a colon and the secret.");
	}
	LIC_TRY(rc);
	if (proof->secret != NULL || request->assertion != NULL) {
		return lic_oauth_fail(ctx, LIC_OAUTH_MALFORMED,
			"The request proves the application in two ways: send the Authorization header or parameters, not both.");
	}
	if (proof->client_id != NULL && strcasecmp(proof->client_id, id) != 0) {
		return lic_oauth_fail(ctx, LIC_OAUTH_MALFORMED,
			"The client_id in the body differs from the one in the Authorization header.");
	}
	*proof = (struct proof){id, secret};
	return LIC_OK_RC;
}

static lic_rc read_proof(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	struct proof *proof)
{
	*proof = (struct proof){request->client_id, request->client_secret};
	LIC_TRY(read_basic(ctx, request, proof));
	if (proof->secret != NULL && request->assertion != NULL) {
		return lic_oauth_fail(ctx, LIC_OAUTH_MALFORMED,
			"The request has both client_secret and client_assertion: send one of them.");
	}
	if (proof->client_id == NULL && request->assertion != NULL) {
		LIC_TRY(lic_oauth__assertion_client(ctx, request, &proof->client_id));
	}
	return proof->client_id != NULL
		? LIC_OK_RC
		: lic_oauth_fail(ctx, LIC_OAUTH_MISSING,
			  "The request body must contain the following parameter: 'client_id'.");
}

lic_rc lic_oauth__no_credential(struct lic_ctx *ctx)
{
	return lic_oauth_fail(ctx, LIC_OAUTH_NO_CREDENTIAL,
		"The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");
}

/* A page or a program keeps no secret, and gets along with the codes that were sent to it, and what
 * came of them: the grants themselves see to that. All else is the server's part, unless the
 * application as a whole keeps none. */
static bool may_be_unproved(const struct lic_oauth_client *client, const char *grant_type)
{
	if (strcmp(grant_type, "client_credentials") == 0) {
		return false;
	}
	return client->is_public ||
		(client->has_public_part &&
			(strcmp(grant_type, "authorization_code") == 0 ||
				strcmp(grant_type, "refresh_token") == 0));
}

static lic_rc check_proof(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const struct proof *proof, struct lic_oauth_client *client)
{
	if (request->assertion != NULL) {
		client->proof = LIC_OAUTH_PROOF_CERTIFICATE;
		return lic_oauth__check_assertion(ctx, request, client);
	}
	if (proof->secret != NULL && *proof->secret != '\0') {
		client->proof = LIC_OAUTH_PROOF_SECRET;
		return check_secret(ctx, client, proof->secret);
	}
	client->proof = LIC_OAUTH_PROOF_NONE;
	return may_be_unproved(client, request->grant_type) ? LIC_OK_RC
							    : lic_oauth__no_credential(ctx);
}

lic_rc lic_oauth__find_client(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	struct lic_oauth_client *ret_client)
{
	struct lic_oauth_client client = {0};
	struct lic_guid app_guid;
	struct proof proof;

	LIC_TRY(lic_oauth__find_tenant(ctx, request));
	LIC_TRY(read_proof(ctx, request, &proof));
	if (!lic_guid_parse(proof.client_id, strlen(proof.client_id), &app_guid)) {
		return lic_oauth_fail(ctx, LIC_OAUTH_UNKNOWN_CLIENT,
			"Application with identifier '%.100s' was not found: a client id is a GUID.",
			proof.client_id);
	}
	if (ctx->caller.tenant_id == 0) {
		LIC_TRY(lic_oauth__guess_tenant(ctx, request, &app_guid));
	}
	LIC_TRY(load_client(ctx, &app_guid, &client));
	LIC_TRY(check_proof(ctx, request, &proof, &client));
	*ret_client = client;
	return LIC_OK_RC;
}
