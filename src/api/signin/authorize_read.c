/*
 * Reading and checking an application's request to sign somebody in: see authorize_int.h.
 */
#include "api/signin/authorize_int.h"

#include "auth/pkce.h"
#include "base/text.h"
#include "service/sign_in.h"

#include <inttypes.h>
#include <string.h>

#define NONCE_BYTES_MAX 1024
#define STATE_BYTES_MAX 4096
#define MS_PER_S 1000
#define MAX_AGE_S_MAX (10LL * 365 * 24 * 3600)
#define OIDC_SCOPES "openid profile offline_access"

static const char *const param_names[LIC_AUTHORIZE_PARAM_MAX_] = {
	[LIC_AUTHORIZE_CLIENT_ID] = "client_id",
	[LIC_AUTHORIZE_REDIRECT_URI] = "redirect_uri",
	[LIC_AUTHORIZE_RESPONSE_TYPE] = "response_type",
	[LIC_AUTHORIZE_RESPONSE_MODE] = "response_mode",
	[LIC_AUTHORIZE_SCOPE] = "scope",
	[LIC_AUTHORIZE_RESOURCE] = "resource",
	[LIC_AUTHORIZE_STATE] = "state",
	[LIC_AUTHORIZE_NONCE] = "nonce",
	[LIC_AUTHORIZE_PROMPT] = "prompt",
	[LIC_AUTHORIZE_LOGIN_HINT] = "login_hint",
	[LIC_AUTHORIZE_MAX_AGE] = "max_age",
	[LIC_AUTHORIZE_CHALLENGE] = "code_challenge",
	[LIC_AUTHORIZE_CHALLENGE_METHOD] = "code_challenge_method",
	[LIC_AUTHORIZE_UI_LOCALES] = "ui_locales",
	[LIC_AUTHORIZE_SIGNED_IN_AFTER] = "signed_in_after",
	[LIC_AUTHORIZE_REQUEST] = "request",
	[LIC_AUTHORIZE_REQUEST_URI] = "request_uri",
};

/* The tenant segment and version of the path that `segments` are; false when they are another. */
static bool read_path(const struct lic_url_path *path, struct lic_authorize *authorize)
{
	bool is_v2 = path->count == 4 && lic_text_equal_nocase(path->segments[2], "v2.0");

	if ((path->count != 3 && !is_v2) || !lic_text_equal_nocase(path->segments[1], "oauth2") ||
		!lic_text_equal_nocase(path->segments[path->count - 1], "authorize")) {
		return false;
	}
	authorize->tenant = path->segments[0];
	authorize->is_v1 = !is_v2;
	return true;
}

bool lic_authorize__is_address(const char *path)
{
	size_t len = strcspn(path, "?");
	static const char end[] = "/authorize";

	return path[0] == '/' && len > sizeof(end) - 1 &&
		strncmp(path + len - (sizeof(end) - 1), end, sizeof(end) - 1) == 0;
}

static void read_values(const struct lic_url_query *query, struct lic_authorize *authorize)
{
	for (size_t i = 0; i < LIC_AUTHORIZE_PARAM_MAX_; i++) {
		const char *value = lic_url_query_get(query, param_names[i]);

		/* RFC 6749 3.1: a parameter without a value counts as left out. */
		authorize->values[i] = value == NULL || *value == '\0' ? NULL : value;
	}
}

lic_rc lic_authorize__from_request(struct lic_api_request *req, const struct lic_browser *browser,
	struct lic_authorize *ret_authorize)
{
	struct lic_authorize authorize = {0};

	if (!read_path(&req->path, &authorize)) {
		return LIC_RC(LIC_E_BUG);
	}
	read_values(browser->form.count > 0 ? &browser->form : &req->query, &authorize);
	*ret_authorize = authorize;
	return LIC_OK_RC;
}

lic_rc lic_authorize__from_address(struct lic_api_request *req, const char *path,
	struct lic_authorize *ret_authorize)
{
	size_t len = strcspn(path, "?");
	const char *only_path = lic_arena_copy(req->ctx.arena, path, len);
	struct lic_authorize authorize = {0};
	struct lic_url_path split;
	struct lic_url_query query = {.count = 0};

	if (only_path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_url_split(req->ctx.arena, only_path, &req->err, &split));
	if (!read_path(&split, &authorize)) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"'next' is no request to sign somebody in.");
	}
	if (path[len] == '?') {
		LIC_TRY(lic_url_query_parse(req->ctx.arena, path + len + 1, &req->err, &query));
	}
	read_values(&query, &authorize);
	*ret_authorize = authorize;
	return LIC_OK_RC;
}

/* Tells whether `word` is one of the values of `prompt`. */
static bool prompts(const struct lic_authorize *authorize, const char *word)
{
	const char *text = authorize->values[LIC_AUTHORIZE_PROMPT];
	size_t word_len = strlen(word);

	while (text != NULL && *text != '\0') {
		size_t len = strcspn(text, " ");

		if (len == word_len && memcmp(text, word, len) == 0) {
			return true;
		}
		text += len + strspn(text + len, " ");
	}
	return false;
}

/* Tells whether a session is not enough that was begun before the application asked. */
static bool wants_new_session(const struct lic_authorize *authorize)
{
	return prompts(authorize, "login") || prompts(authorize, "select_account") ||
		authorize->values[LIC_AUTHORIZE_MAX_AGE] != NULL;
}

/* The parameter `param` for whoever comes back from signing in, which somebody who has a session
 * cannot leave out by going there at once; NULL: none. */
static const char *after_login(struct lic_api_request *req, const struct lic_authorize *authorize,
	enum lic_authorize_param param)
{
	const char *value = authorize->values[param];

	if (param == LIC_AUTHORIZE_PROMPT) {
		return prompts(authorize, "consent") ? "consent" : NULL;
	}
	if (param == LIC_AUTHORIZE_SIGNED_IN_AFTER && wants_new_session(authorize)) {
		return lic_arena_printf(req->ctx.arena, "%" PRId64, req->ctx.now_ms);
	}
	return param == LIC_AUTHORIZE_LOGIN_HINT || param == LIC_AUTHORIZE_MAX_AGE ? NULL : value;
}

static const char *after_consent(const struct lic_authorize *authorize,
	enum lic_authorize_param param)
{
	return param == LIC_AUTHORIZE_PROMPT || param == LIC_AUTHORIZE_LOGIN_HINT
		? NULL
		: authorize->values[param];
}

const char *lic_authorize__address(struct lic_api_request *req,
	const struct lic_authorize *authorize, bool has_consented)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text;
	bool is_first = true;

	lic_buf_init(&text, (size_t)4 * LIC_FORM_BYTES);
	lic_buf_puts(&text, "/");
	lic_url_encode(&text, authorize->tenant);
	lic_buf_puts(&text, authorize->is_v1 ? "/oauth2/authorize" : "/oauth2/v2.0/authorize");
	for (size_t i = 0; i < LIC_AUTHORIZE_PARAM_MAX_; i++) {
		enum lic_authorize_param param = (enum lic_authorize_param)i;
		const char *value = has_consented ? after_consent(authorize, param)
						  : after_login(req, authorize, param);

		if (value == NULL) {
			continue;
		}
		lic_buf_printf(&text, "%s%s=", is_first ? "?" : "&", param_names[i]);
		lic_url_encode(&text, value);
		is_first = false;
	}
	return lic_ok(lic_buf_status(&text)) ? lic_arena_strdup(req->ctx.arena, text.data) : NULL;
}

lic_rc lic_authorize__find_client(struct lic_api_request *req, struct lic_authorize *authorize,
	bool *ret_found)
{
	const char *id = authorize->values[LIC_AUTHORIZE_CLIENT_ID];
	struct lic_guid guid;
	bool known = false;

	*ret_found = false;
	LIC_TRY(lic_sign_in_use_tenant(&req->ctx, authorize->tenant, &known));
	if (id == NULL || !lic_guid_parse(id, strlen(id), &guid) ||
		(!known && !lic_sign_in_is_open_tenant(authorize->tenant))) {
		return LIC_OK_RC;
	}
	return lic_client_find(&req->ctx, &guid, authorize->values[LIC_AUTHORIZE_REDIRECT_URI],
		ret_found, &authorize->client);
}

static void forget_caller(struct lic_api_request *req)
{
	req->ctx.caller = (struct lic_caller){.address = req->in->client_address};
}

/* The person whose session the browser has, if he belongs to the organisation that is meant. */
static lic_rc find_person(struct lic_api_request *req, const struct lic_browser *browser,
	struct lic_authorize *authorize)
{
	struct lic_caller organisation;
	bool known = false;
	bool found = false;

	forget_caller(req);
	LIC_TRY(lic_sign_in_use_tenant(&req->ctx, authorize->tenant, &known));
	organisation = req->ctx.caller;
	LIC_TRY(lic_session_find(&req->ctx, browser->session, &authorize->session, &found));
	authorize->has_session =
		found && (!known || organisation.tenant_id == req->ctx.caller.tenant_id);
	if (!authorize->has_session) {
		req->ctx.caller = organisation;
	}
	return LIC_OK_RC;
}

/* Of these failures only the person hears: nobody can know where they would be sent. */
static lic_rc settle_client(struct lic_api_request *req, struct lic_authorize *authorize)
{
	bool found = false;

	LIC_TRY(lic_authorize__find_client(req, authorize, &found));
	if (!found && authorize->has_session && lic_sign_in_is_open_tenant(authorize->tenant)) {
		authorize->has_session = false; /* somebody of another organisation is needed */
		forget_caller(req);
		LIC_TRY(lic_authorize__find_client(req, authorize, &found));
	}
	if (!found) {
		return lic_err_set(&req->err, LIC_E_INVALID, "unauthorized_client",
			"AADSTS700016: There is no application with the client_id '%.100s' in the organisation '%.100s'.",
			authorize->values[LIC_AUTHORIZE_CLIENT_ID] == NULL
				? ""
				: authorize->values[LIC_AUTHORIZE_CLIENT_ID],
			authorize->tenant);
	}
	if (!authorize->client.has_redirect) {
		return lic_err_set(&req->err, LIC_E_INVALID, "invalid_request",
			"AADSTS50011: The redirect_uri '%.300s' is not registered for the application %s.",
			authorize->values[LIC_AUTHORIZE_REDIRECT_URI] == NULL
				? ""
				: authorize->values[LIC_AUTHORIZE_REDIRECT_URI],
			authorize->client.name);
	}
	return LIC_OK_RC;
}

static void fail(struct lic_authorize *authorize, const char *error, const char *description)
{
	if (authorize->error == NULL) {
		authorize->error = error;
		authorize->description = description;
	}
}

static void check_mode(struct lic_authorize *authorize)
{
	const char *mode = authorize->values[LIC_AUTHORIZE_RESPONSE_MODE];

	if (mode == NULL || strcmp(mode, "query") == 0) {
		authorize->mode = LIC_RESPONSE_QUERY;
	} else if (strcmp(mode, "fragment") == 0) {
		authorize->mode = LIC_RESPONSE_FRAGMENT;
	} else if (strcmp(mode, "form_post") == 0) {
		authorize->mode = LIC_RESPONSE_FORM;
	} else {
		fail(authorize, "invalid_request",
			"AADSTS70007: response_mode takes query, fragment or form_post.");
	}
}

static void check_type(struct lic_authorize *authorize)
{
	const char *type = authorize->values[LIC_AUTHORIZE_RESPONSE_TYPE];

	if (type == NULL) {
		fail(authorize, "invalid_request", "AADSTS900144: response_type is missing.");
	} else if (strcmp(type, "code") != 0) {
		fail(authorize, "unsupported_response_type",
			"AADSTS70005: The only response_type is code.");
	}
	if (authorize->values[LIC_AUTHORIZE_REQUEST] != NULL) {
		fail(authorize, "request_not_supported", "The parameter request is not taken.");
	}
	if (authorize->values[LIC_AUTHORIZE_REQUEST_URI] != NULL) {
		fail(authorize, "request_uri_not_supported",
			"The parameter request_uri is not taken.");
	}
}

/* RFC 7636, RFC 9700 2.1.1: a client that keeps no secret proves by S256 that the code is its own.
 * What was begun with a challenge cannot be ended without (the code remembers it). */
static void check_challenge(struct lic_authorize *authorize)
{
	const char *challenge = authorize->values[LIC_AUTHORIZE_CHALLENGE];
	const char *method = authorize->values[LIC_AUTHORIZE_CHALLENGE_METHOD];

	if (challenge == NULL && method == NULL) {
		if (authorize->client.is_public) {
			fail(authorize, "invalid_request",
				"AADSTS9002325: A public client needs Proof Key for Code Exchange: send code_challenge and code_challenge_method=S256.");
		}
		return;
	}
	if (method == NULL || strcmp(method, "S256") != 0) {
		fail(authorize, "invalid_request",
			"AADSTS501481: The only code_challenge_method is S256.");
	} else if (challenge == NULL || !lic_pkce_is_challenge(challenge)) {
		fail(authorize, "invalid_request",
			"AADSTS501481: code_challenge must be the SHA-256 of the verifier, base64url without padding.");
	}
}

/* The older path names an API and means all that was granted there. */
static lic_rc check_scope(struct lic_api_request *req, struct lic_authorize *authorize)
{
	const char *resource = authorize->values[LIC_AUTHORIZE_RESOURCE];
	lic_rc rc;

	authorize->scope = authorize->values[LIC_AUTHORIZE_SCOPE];
	if (authorize->is_v1 && resource != NULL) {
		size_t len = strlen(resource);

		authorize->scope = lic_arena_printf(req->ctx.arena, "%s%s.default " OIDC_SCOPES,
			resource, len > 0 && resource[len - 1] == '/' ? "" : "/");
		if (authorize->scope == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	if (authorize->scope == NULL) {
		fail(authorize, "invalid_request", "AADSTS900144: scope is missing.");
		return LIC_OK_RC;
	}
	rc = lic_scopes_parse(authorize->scope, req->in->origin, &req->err, &authorize->scopes);
	if (rc.code == LIC_E_INVALID) {
		fail(authorize, "invalid_scope",
			lic_arena_printf(req->ctx.arena, "AADSTS70011: %s", req->err.message));
		req->err.message[0] = '\0';
		return LIC_OK_RC;
	}
	return rc;
}

static lic_rc check_lengths(struct lic_api_request *req, struct lic_authorize *authorize)
{
	const char *nonce = authorize->values[LIC_AUTHORIZE_NONCE];
	const char *state = authorize->values[LIC_AUTHORIZE_STATE];

	if (nonce != NULL && strlen(nonce) > NONCE_BYTES_MAX) {
		fail(authorize, "invalid_request", "AADSTS90015: The parameter nonce is too long.");
	}
	if (state != NULL && strlen(state) > STATE_BYTES_MAX) {
		authorize->values[LIC_AUTHORIZE_STATE] = NULL;
		fail(authorize, "invalid_request",
			lic_arena_printf(req->ctx.arena,
				"AADSTS90015: The parameter state is too long: at most %d bytes.",
				STATE_BYTES_MAX));
	}
	/* The pages for signing in and for consent carry it within addresses of their own. */
	const char *next = lic_authorize__address(req, authorize, false);

	if (next == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (strlen(next) > LIC_NEXT_BYTES_MAX) {
		fail(authorize, "invalid_request",
			lic_arena_printf(req->ctx.arena,
				"AADSTS90015: The request is too long: its address takes %zu bytes, percent-encoded, of at most %zu. Shorten state, scope or nonce.",
				strlen(next), LIC_NEXT_BYTES_MAX));
	}
	return LIC_OK_RC;
}

/* The number in `param`, up to `max`; -1 when it is not there, or none. */
static long long read_number(struct lic_authorize *authorize, enum lic_authorize_param param,
	long long max, const char *description)
{
	const char *text = authorize->values[param];
	long long number = -1;

	if (text != NULL && !lic_text_to_int(text, 0, max, &number)) {
		fail(authorize, "invalid_request", description);
	}
	return number;
}

/* Tells whether the session is too old for what the application asks (OpenID Connect Core 3.1.2.1):
 * no age at all is what prompt=login asks, too. */
static bool is_too_old(const struct lic_api_request *req, struct lic_authorize *authorize)
{
	int64_t began_ms = authorize->session.created_ms;
	long long age_s = read_number(authorize, LIC_AUTHORIZE_MAX_AGE, MAX_AGE_S_MAX,
		"AADSTS90014: max_age is a number of seconds, from 0 to 315360000.");
	long long after_ms = read_number(authorize, LIC_AUTHORIZE_SIGNED_IN_AFTER, INT64_MAX,
		"AADSTS90014: signed_in_after is a number of milliseconds.");

	return age_s == 0 || (age_s > 0 && req->ctx.now_ms - began_ms > age_s * MS_PER_S) ||
		began_ms < after_ms;
}

/* What the application wants of the person: somebody else, somebody anew, or no question at all. */
static void check_prompt(const struct lic_api_request *req, struct lic_authorize *authorize)
{
	const char *hint = authorize->values[LIC_AUTHORIZE_LOGIN_HINT];
	bool is_none = prompts(authorize, "none");
	bool is_old = is_too_old(req, authorize);

	if (is_none && strcmp(authorize->values[LIC_AUTHORIZE_PROMPT], "none") != 0) {
		fail(authorize, "invalid_request", "prompt=none stands alone.");
	}
	if (authorize->has_session &&
		(is_old || prompts(authorize, "login") || prompts(authorize, "select_account") ||
			(hint != NULL &&
				!lic_text_equal_nocase(hint, req->ctx.caller.actor_name)))) {
		authorize->has_session = false;
	}
	if (is_none && !authorize->has_session) {
		fail(authorize, "login_required",
			"AADSTS50058: Nobody is signed in, and prompt=none forbids to ask.");
	}
}

static lic_rc check_consent(struct lic_api_request *req, struct lic_authorize *authorize)
{
	if (authorize->error != NULL || !authorize->has_session) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_consent_missing(&req->ctx, &authorize->client, &authorize->scopes,
		&authorize->missing));
	if (prompts(authorize, "consent")) {
		authorize->missing |= authorize->scopes.permissions & ~LIC_PERMISSIONS_OIDC;
	}
	if (authorize->missing != 0 && prompts(authorize, "none")) {
		fail(authorize, "consent_required",
			"AADSTS65001: The person or an administrator has not consented to what the application asks for.");
	}
	return LIC_OK_RC;
}

lic_rc lic_authorize__check(struct lic_api_request *req, const struct lic_browser *browser,
	struct lic_authorize *authorize)
{
	LIC_TRY(find_person(req, browser, authorize));
	LIC_TRY(settle_client(req, authorize));
	check_mode(authorize);
	check_type(authorize);
	check_challenge(authorize);
	LIC_TRY(check_lengths(req, authorize));
	LIC_TRY(check_scope(req, authorize));
	/* What the application hears at its own address belongs into the audit log, too; that
	 * somebody would have to sign in or agree first is no refusal. */
	req->ctx.refusal = authorize->error == NULL ? NULL : authorize->description;
	check_prompt(req, authorize);
	return check_consent(req, authorize);
}
