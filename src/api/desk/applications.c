/*
 * Application registrations: listing, registering, changing and removing them. Their secrets,
 * certificates and grants have calls of their own.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"
#include "api/options_int.h"

#define REDIRECTS "redirectUris"

/* What the steps of all calls hand on. */
struct state {
	unsigned top;                       /* most rows on a page */
	int64_t position;                   /* key of the last row shown */
	struct lic_application_page page;   /* what was found */
	bool has_app_guid;                  /* a client id is wished for */
	struct lic_guid app_guid;           /* which one */
	struct lic_application_patch patch; /* what to set */
	struct lic_application one;         /* what to show when it is one */
};

lic_rc lic_desk__applications_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__top(req, &state->top));
	return lic_api__token(req, &state->position, 1);
}

lic_rc lic_desk__applications_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_application_list(&req->ctx, state->position, state->top, &state->page);
}

/* Writes the properties of an application into the object that is open. */
static void write_members(struct lic_json *json, const struct lic_application *application)
{
	lic_json_kguid(json, "id", &application->guid);
	lic_json_kguid(json, "appId", &application->app_guid);
	lic_json_kguid(json, "servicePrincipalId", &application->principal_guid);
	lic_json_kstring(json, "displayName", application->display_name);
	lic_json_kbool(json, "isPublicClient", application->is_public);
	lic_json_kbool(json, "accountEnabled", application->is_enabled);
	lic_json_ktime(json, "createdDateTime", application->created_ms);
}

lic_rc lic_desk__applications_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const struct lic_application_page *page = &state->page;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < page->count; i++) {
		lic_json_object(&json);
		write_members(&json, &page->list[i]);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	if (page->has_more) {
		lic_api__next_link(req, &json, &page->list[page->count - 1].id, 1);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}

static void write_credentials(struct lic_json *json, const char *name,
	const struct lic_application *application, enum lic_credential_kind kind, int64_t now_ms)
{
	lic_json_key(json, name);
	lic_json_array(json);
	for (size_t i = 0; i < application->credential_count; i++) {
		if (application->credentials[i].kind == kind) {
			lic_json_object(json);
			lic_desk__write_credential_members(json, &application->credentials[i],
				now_ms);
			lic_json_end(json);
		}
	}
	lic_json_end(json);
}

static void write_grant(struct lic_json *json, const struct lic_grant *grant)
{
	lic_json_object(json);
	lic_json_kstring(json, "type", grant->is_delegated ? "delegated" : "application");
	lic_json_kstring(json, "permission", lic_permission_name(grant->permission));
	lic_json_key(json, "user");
	if (grant->user_id == 0) {
		lic_json_null(json);
	} else {
		lic_json_object(json);
		lic_json_kguid(json, "id", &grant->user_guid);
		lic_json_kstring(json, "userPrincipalName", grant->user_upn);
		lic_json_end(json);
	}
	lic_json_ktime(json, "grantedDateTime", grant->granted_ms);
	lic_json_end(json);
}

void lic_desk__write_application(struct lic_json *json, const struct lic_application *application,
	int64_t now_ms)
{
	lic_json_object(json);
	write_members(json, application);
	lic_json_key(json, REDIRECTS);
	lic_json_array(json);
	for (size_t i = 0; i < application->redirect_count; i++) {
		lic_json_object(json);
		lic_json_kstring(json, "uri", application->redirects[i].uri);
		lic_json_kstring(json, "kind",
			lic_redirect_kind_name(application->redirects[i].kind));
		lic_json_end(json);
	}
	lic_json_end(json);
	write_credentials(json, "secrets", application, LIC_CREDENTIAL_SECRET, now_ms);
	write_credentials(json, "certificates", application, LIC_CREDENTIAL_CERTIFICATE, now_ms);
	lic_json_key(json, "grants");
	lic_json_array(json);
	for (size_t i = 0; i < application->grant_count; i++) {
		write_grant(json, &application->grants[i]);
	}
	lic_json_end(json);
	lic_json_end(json);
}

/* Members of both bodies, by number. */
enum member {
	MEMBER_NAME,
	MEMBER_PUBLIC,
	MEMBER_ENABLED,
	MEMBER_REDIRECTS,
	MEMBER_APP_ID,
	MEMBER_MAX_ = MEMBER_APP_ID + 7 /* behind them those that only we write */
};

#define COMMON_MEMBERS                                                                             \
	[MEMBER_PUBLIC] = {"isPublicClient", LIC_MEMBER_BOOL, false},                              \
	[MEMBER_ENABLED] = {"accountEnabled", LIC_MEMBER_BOOL, false},                             \
	[MEMBER_REDIRECTS] = {REDIRECTS, LIC_MEMBER_ARRAY, false},                                 \
	[MEMBER_APP_ID + 1] = {"id", LIC_MEMBER_READ_ONLY, false},                                 \
	[MEMBER_APP_ID + 2] = {"servicePrincipalId", LIC_MEMBER_READ_ONLY, false},                 \
	[MEMBER_APP_ID + 3] = {"createdDateTime", LIC_MEMBER_READ_ONLY, false},                    \
	[MEMBER_APP_ID + 4] = {"secrets", LIC_MEMBER_READ_ONLY, false},                            \
	[MEMBER_APP_ID + 5] = {"certificates", LIC_MEMBER_READ_ONLY, false},                       \
	[MEMBER_APP_ID + 6] = {"grants", LIC_MEMBER_READ_ONLY, false}

static const struct lic_member add_members[MEMBER_MAX_] = {
	[MEMBER_NAME] = {"displayName", LIC_MEMBER_STRING, true},
	[MEMBER_APP_ID] = {"appId", LIC_MEMBER_STRING, false},
	COMMON_MEMBERS,
};

static const struct lic_member set_members[MEMBER_MAX_] = {
	[MEMBER_NAME] = {"displayName", LIC_MEMBER_STRING, false},
	[MEMBER_APP_ID] = {"appId", LIC_MEMBER_READ_ONLY, false},
	COMMON_MEMBERS,
};

/* Reads one element of redirectUris, the one at `index`. */
static lic_rc read_redirect(struct lic_api_request *req, json_t *item, size_t index,
	struct lic_redirect *ret_redirect)
{
	static const struct lic_member list[] = {
		{"uri", LIC_MEMBER_STRING, true},
		{"kind", LIC_MEMBER_STRING, true},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	json_t *values[LIC_COUNT(list)] = {NULL};
	const char *prefix = lic_arena_printf(req->ctx.arena, REDIRECTS "/%zu/", index);
	struct lic_redirect redirect = {0};

	if (prefix == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (!json_is_object(item)) {
		return lic_api__wrong_type(req,
			lic_arena_printf(req->ctx.arena, REDIRECTS "/%zu", index), "an object");
	}
	LIC_TRY(lic_api__members(req, item, prefix, &members, values));
	redirect.uri = json_string_value(values[0]);
	if (!lic_redirect_kind_parse(json_string_value(values[1]), &redirect.kind)) {
		return lic_err_field(&req->err, req->ctx.arena,
			lic_arena_printf(req->ctx.arena, "%skind", prefix),
			"kind is '%.100s': it takes one of web, spa, publicClient.",
			json_string_value(values[1]));
	}
	*ret_redirect = redirect;
	return LIC_OK_RC;
}

static lic_rc read_redirects(struct lic_api_request *req, json_t *array,
	struct lic_application_patch *patch)
{
	size_t count = json_array_size(array);
	struct lic_redirect *redirects = NULL;

	if (array == NULL) {
		return LIC_OK_RC;
	}
	redirects = lic_arena_array(req->ctx.arena, count + 1, sizeof(*redirects));
	if (redirects == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(read_redirect(req, json_array_get(array, i), i, &redirects[i]));
	}
	patch->has_redirects = true;
	patch->redirects = redirects;
	patch->redirect_count = count;
	return LIC_OK_RC;
}

/* Parses the body by `list` into a new state. */
static lic_rc read_body(struct lic_api_request *req, const struct lic_member *list)
{
	const struct lic_members members = {list, MEMBER_MAX_};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[MEMBER_MAX_] = {NULL};

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->patch = (struct lic_application_patch){
		.display_name = json_string_value(values[MEMBER_NAME]),
		.is_public = {values[MEMBER_PUBLIC] != NULL, json_is_true(values[MEMBER_PUBLIC])},
		.is_enabled = {values[MEMBER_ENABLED] != NULL,
			json_is_true(values[MEMBER_ENABLED])},
	};
	state->has_app_guid = values[MEMBER_APP_ID] != NULL;
	if (state->has_app_guid) {
		LIC_TRY(lic_api__guid(req, values[MEMBER_APP_ID], "appId", &state->app_guid));
	}
	return read_redirects(req, values[MEMBER_REDIRECTS], &state->patch);
}

lic_rc lic_desk__application_add_decode(struct lic_api_request *req)
{
	return read_body(req, add_members);
}

lic_rc lic_desk__application_add_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_application_create(&req->ctx, state->has_app_guid ? &state->app_guid : NULL,
		&state->patch, &state->one);
}

lic_rc lic_desk__application_set_decode(struct lic_api_request *req)
{
	const struct lic_application_patch *patch = NULL;

	LIC_TRY(read_body(req, set_members));
	patch = &((struct state *)req->state)->patch;
	if (patch->display_name == NULL && !patch->is_public.is_set && !patch->is_enabled.is_set &&
		!patch->has_redirects) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"The body changes nothing: it takes displayName, isPublicClient, accountEnabled and "
			"redirectUris.");
	}
	return LIC_OK_RC;
}

lic_rc lic_desk__application_set_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_application_update(&req->ctx, req->keys[0], &state->patch, &state->one);
}

lic_rc lic_desk__application_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_application_find(&req->ctx, req->keys[0], &state->one);
}

lic_rc lic_desk__application_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_desk__write_application(&json, &state->one, req->ctx.now_ms);
	return lic_json_finish(&json);
}

lic_rc lic_desk__application_add_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	LIC_TRY(lic_api__location(req, "/applications/%s", lic_guid_format(&state->one.guid).text));
	lic_api__answer(req, 201, &json);
	lic_desk__write_application(&json, &state->one, req->ctx.now_ms);
	return lic_json_finish(&json);
}

lic_rc lic_desk__application_delete_run(struct lic_api_request *req)
{
	return lic_application_delete(&req->ctx, req->keys[0]);
}
