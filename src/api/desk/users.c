/*
 * Creating a user together with licences, and restoring a deleted one with a report of what came
 * back.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"
#include "api/encode.h"
#include "service/licenses.h"
#include "service/users.h"

/* What is shown of a user: what Graph shows, and what licences depend on. */
#define FIELDS_SHOWN                                                                               \
	(LIC_FIELDS_DEFAULT | LIC_FIELD_BIT(LIC_USER_MAIL_NICKNAME) |                              \
		LIC_FIELD_BIT(LIC_USER_TYPE) | LIC_FIELD_BIT(LIC_USER_USAGE_LOCATION) |            \
		LIC_FIELD_BIT(LIC_USER_DEPARTMENT) | LIC_FIELD_BIT(LIC_FIELD_ACCOUNT_ENABLED) |    \
		LIC_FIELD_BIT(LIC_FIELD_CREATED) | LIC_FIELD_BIT(LIC_FIELD_ASSIGNED_LICENSES))

/* What the steps of both calls hand on. */
struct state {
	struct lic_api_user_body body;         /* what to create */
	const char *new_upn;                   /* name to restore under, or NULL */
	struct lic_user user;                  /* the user */
	const struct lic_decision *unlicensed; /* why it has no licences, or NULL */
	struct lic_restore_report report;      /* what came back */
	struct lic_license_view view;          /* its licences; holds the catalogue */
};

lic_rc lic_desk__user_create_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *object = NULL;

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body(req, &object));
	return lic_api__user_body(req, object, LIC_USER_BODY_DESK_CREATE, &state->body);
}

lic_rc lic_desk__user_create_hash(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_api__hash_password(req, &state->body);
}

lic_rc lic_desk__user_create_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	const struct lic_license_request request = {
		.adds = state->body.licenses,
		.add_count = state->body.license_count,
	};

	LIC_TRY(lic_user_create(&req->ctx, &state->body.patch, &request, &state->user,
		&state->unlicensed));
	return lic_license_view(&req->ctx, state->user.id, &state->view);
}

static void write_user(struct lic_json *json, const struct state *state)
{
	lic_json_key(json, "user");
	lic_json_object(json);
	lic_encode_user_members(json, &state->user, FIELDS_SHOWN, &state->view);
	lic_json_end(json);
}

static void write_violations(struct lic_json *json, const struct lic_decision *decision)
{
	lic_json_key(json, "violations");
	if (decision == NULL) {
		lic_json_array(json);
		lic_json_end(json);
	} else {
		lic_encode_violations(json, decision);
	}
}

lic_rc lic_desk__user_create_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const char *location = lic_arena_printf(req->ctx.arena, "%s/v1.0/users/%s", req->in->origin,
		lic_guid_format(&state->user.guid).text);
	struct lic_json json;

	if (location == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_api__answer(req, 201, &json);
	lic_http_add_header(req->ex, "Location", location);
	lic_json_object(&json);
	write_user(&json, state);
	lic_json_kbool(&json, "licensed",
		state->body.license_count > 0 && state->unlicensed == NULL);
	write_violations(&json, state->unlicensed);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__user_restore_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {{"userPrincipalName", LIC_MEMBER_STRING, false}};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)] = {NULL};

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (req->in->body_len == 0) {
		return LIC_OK_RC; /* the name stays what it was */
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->new_upn = json_string_value(values[0]);
	return LIC_OK_RC;
}

lic_rc lic_desk__user_restore_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_user_restore(&req->ctx, req->keys[0], state->new_upn, &state->user,
		&state->report));
	return lic_license_view(&req->ctx, state->user.id, &state->view);
}

lic_rc lic_desk__user_restore_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	write_user(&json, state);
	lic_json_kint(&json, "restoredLicenses", (int64_t)state->report.restored_count);
	lic_json_kint(&json, "waitingLicenses", (int64_t)state->report.waiting_count);
	lic_json_key(&json, "notRestored");
	lic_json_array(&json);
	for (size_t i = 0; i < state->report.not_restored_count; i++) {
		lic_json_object(&json);
		write_violations(&json, state->report.not_restored[i]);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

void lic_desk__release_user(struct lic_api_request *req)
{
	struct state *state = req->state;

	if (state != NULL) {
		lic_catalog_put(&state->view.hold);
	}
}
