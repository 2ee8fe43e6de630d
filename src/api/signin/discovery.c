/*
 * What clients read before they sign in (client contract 1.3):
 *   GET /{tenant}/v2.0/.well-known/openid-configuration   OpenID Connect Discovery
 *   GET /{tenant}/.well-known/openid-configuration        the same for v1
 *   GET /common/discovery/instance                        which names this cloud has
 * Complete or not at all: clients keep it for a day.
 */
#include "api/signin/oauth_int.h"
#include "service/oauth_error.h"
#include "service/sign_in.h"

#include <string.h>

/* Names by which clients know Microsoft's own cloud, when a proxy leads them here. */
static const char *const cloud_names[] = {
	"login.microsoftonline.com",
	"login.windows.net",
	"login.microsoft.com",
	"sts.windows.net",
};

const char *lic_signin__tenant_segment(struct lic_api_request *req)
{
	return req->ctx.caller.tenant_id == 0
		? req->keys[0]
		: lic_arena_strdup(req->ctx.arena,
			  lic_guid_format(&req->ctx.caller.tenant_guid).text);
}

lic_rc lic_signin__discovery_run(struct lic_api_request *req)
{
	bool found = false;

	if (lic_sign_in_is_open_tenant(req->keys[0])) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_sign_in_use_tenant(&req->ctx, req->keys[0], &found));
	return found
		? LIC_OK_RC
		: lic_oauth_fail(&req->ctx, LIC_OAUTH_UNKNOWN_TENANT,
			  "Tenant '%.100s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
			  req->keys[0]);
}

/* A document being written. */
struct writing {
	struct lic_api_request *req; /* whose answer */
	struct lic_json json;        /* the document */
	const char *tenant;          /* segment for addresses */
};

static void write_address(struct writing *w, const char *name, const char *path)
{
	lic_json_kstring(&w->json, name,
		lic_arena_printf(w->req->ctx.arena, "%s/%s%s", w->req->in->origin, w->tenant,
			path));
}

/* Writes a member that is a list of words, separated by spaces in `words`. */
static void write_words(struct writing *w, const char *name, const char *words)
{
	lic_json_key(&w->json, name);
	lic_json_array(&w->json);
	while (*words != '\0') {
		size_t len = strcspn(words, " ");

		lic_json_string(&w->json, lic_arena_copy(w->req->ctx.arena, words, len));
		words += len + strspn(words + len, " ");
	}
	lic_json_end(&w->json);
}

static void write_common(struct writing *w)
{
	write_words(w, "response_types_supported", "code");
	write_words(w, "response_modes_supported", "query fragment form_post");
	write_words(w, "grant_types_supported",
		"authorization_code refresh_token client_credentials urn:ietf:params:oauth:grant-type:device_code");
	write_words(w, "subject_types_supported", "public");
	write_words(w, "id_token_signing_alg_values_supported", "RS256");
	write_words(w, "token_endpoint_auth_methods_supported",
		"client_secret_post client_secret_basic private_key_jwt");
	write_words(w, "token_endpoint_auth_signing_alg_values_supported", "RS256 PS256");
	write_words(w, "code_challenge_methods_supported", "S256");
	write_words(w, "scopes_supported", "openid profile email offline_access");
	write_words(w, "claims_supported",
		"sub iss aud exp iat nbf auth_time oid tid nonce name preferred_username upn given_name family_name email ver uti");
	lic_json_kbool(&w->json, "request_uri_parameter_supported", false);
	lic_json_kstring(&w->json, "cloud_instance_name", "microsoftonline.com");
	lic_json_kstring(&w->json, "msgraph_host", "graph.microsoft.com");
}

/* Which addresses differ between the versions. */
static lic_rc encode(struct lic_api_request *req, bool is_v1)
{
	struct writing w = {.req = req, .tenant = lic_signin__tenant_segment(req)};

	if (w.tenant == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_api__answer(req, 200, &w.json);
	lic_json_object(&w.json);
	lic_json_kstring(&w.json, "issuer",
		lic_arena_printf(req->ctx.arena, "%s/%s%s", req->in->origin,
			req->ctx.caller.tenant_id == 0 ? "{tenantid}" : w.tenant,
			is_v1 ? "/" : "/v2.0"));
	write_address(&w, "authorization_endpoint",
		is_v1 ? "/oauth2/authorize" : "/oauth2/v2.0/authorize");
	write_address(&w, "token_endpoint", is_v1 ? "/oauth2/token" : "/oauth2/v2.0/token");
	write_address(&w, "device_authorization_endpoint", "/oauth2/v2.0/devicecode");
	write_address(&w, "end_session_endpoint", is_v1 ? "/oauth2/logout" : "/oauth2/v2.0/logout");
	write_address(&w, "jwks_uri", is_v1 ? "/discovery/keys" : "/discovery/v2.0/keys");
	write_common(&w);
	lic_json_end(&w.json);
	return lic_json_finish(&w.json);
}

lic_rc lic_signin__discovery_encode(struct lic_api_request *req)
{
	return encode(req, false);
}

lic_rc lic_signin__discovery_v1_encode(struct lic_api_request *req)
{
	return encode(req, true);
}

lic_rc lic_signin__instance_run(struct lic_api_request *req)
{
	(void)req; /* what is answered follows from the request alone */
	return LIC_OK_RC;
}

/* The tenant segment of the address that was asked about; "common" when it has none. */
static const char *asked_tenant(struct lic_api_request *req)
{
	const char *address = lic_api__option(req, "authorization_endpoint");
	const char *host = address == NULL ? NULL : strstr(address, "://");
	const char *path = host == NULL ? NULL : strchr(host + 3, '/');
	size_t len = path == NULL
		? 0
		: strspn(path + 1,
			  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
	const char *tenant = len == 0 ? NULL : lic_arena_copy(req->ctx.arena, path + 1, len);

	return tenant == NULL ? "common" : tenant;
}

static bool is_cloud(const char *host)
{
	for (size_t i = 0; i < LIC_COUNT(cloud_names); i++) {
		if (strcmp(cloud_names[i], host) == 0) {
			return true;
		}
	}
	return false;
}

/* One cloud, which has one name, or Microsoft's. */
static void write_names(struct lic_json *json, const char *host)
{
	lic_json_key(json, "metadata");
	lic_json_array(json);
	lic_json_object(json);
	lic_json_kstring(json, "preferred_network", host);
	lic_json_kstring(json, "preferred_cache", host);
	lic_json_key(json, "aliases");
	lic_json_array(json);
	if (!is_cloud(host)) {
		lic_json_string(json, host);
	} else {
		for (size_t i = 0; i < LIC_COUNT(cloud_names); i++) {
			lic_json_string(json, cloud_names[i]);
		}
	}
	lic_json_end(json);
	lic_json_end(json);
	lic_json_end(json);
}

lic_rc lic_signin__instance_encode(struct lic_api_request *req)
{
	const char *host = strstr(req->in->origin, "://");
	struct lic_json json;

	LIC_REQUIRE(host != NULL);
	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_kstring(&json, "tenant_discovery_endpoint",
		lic_arena_printf(req->ctx.arena, "%s/%s/v2.0/.well-known/openid-configuration",
			req->in->origin, asked_tenant(req)));
	lic_json_kstring(&json, "api-version", "1.1");
	write_names(&json, host + 3);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
