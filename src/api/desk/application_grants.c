/*
 * What applications are granted: Graph's permissions, their own or in the name of people.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"
#include "base/text.h"

#include <string.h>

/* What the steps of both calls hand on. */
struct state {
	bool is_delegated;                  /* in a person's name */
	lic_permissions permissions;        /* to grant */
	enum lic_permission permission;     /* to take back */
	struct lic_application application; /* afterwards */
};

static lic_rc read_type(struct lic_api_request *req, const char *text, bool *ret_is_delegated)
{
	bool is_delegated = lic_text_equal_nocase(text, "delegated");

	if (!is_delegated && !lic_text_equal_nocase(text, "application")) {
		return lic_err_field(&req->err, req->ctx.arena, "type",
			"type is '%.100s': it takes application (the application's own) or delegated (in the name of people).",
			text);
	}
	*ret_is_delegated = is_delegated;
	return LIC_OK_RC;
}

static lic_rc read_permission(struct lic_api_request *req, const char *text, const char *target,
	enum lic_permission *ret_permission)
{
	const char *names[LIC_PERMISSION_MAX_];
	size_t nearest = 0;

	if (lic_permission_parse(text, strlen(text), ret_permission)) {
		return LIC_OK_RC;
	}
	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		names[i] = lic_permission_name((enum lic_permission)i);
	}
	nearest = lic_text_nearest(text, names, LIC_COUNT(names));
	if (nearest < LIC_COUNT(names)) {
		return lic_err_field(&req->err, req->ctx.arena, target,
			"There is no permission '%.100s'. Did you mean '%s'?", text,
			names[nearest]);
	}
	return lic_err_field(&req->err, req->ctx.arena, target,
		"There is no permission '%.100s': give one by Graph's name, such as User.Read.All.",
		text);
}

static lic_rc read_permissions(struct lic_api_request *req, const json_t *array,
	lic_permissions *ret_permissions)
{
	lic_permissions permissions = 0;

	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *text = json_string_value(json_array_get(array, i));
		const char *target = lic_arena_printf(req->ctx.arena, "permissions/%zu", i);
		enum lic_permission permission = LIC_PERMISSION_OPENID;

		if (target == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (text == NULL) {
			return lic_api__wrong_type(req, target, "a string");
		}
		LIC_TRY(read_permission(req, text, target, &permission));
		permissions |= LIC_PERMISSION_BIT(permission);
	}
	if (permissions == 0) {
		return lic_err_field(&req->err, req->ctx.arena, "permissions",
			"permissions is empty: name at least one, such as User.Read.All.");
	}
	*ret_permissions = permissions;
	return LIC_OK_RC;
}

lic_rc lic_desk__grant_add_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"type", LIC_MEMBER_STRING, true},
		{"permissions", LIC_MEMBER_ARRAY, true},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)] = {NULL};

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	LIC_TRY(read_type(req, json_string_value(values[0]), &state->is_delegated));
	return read_permissions(req, values[1], &state->permissions);
}

lic_rc lic_desk__grant_add_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_application_grant(&req->ctx, req->keys[0], state->is_delegated,
		state->permissions, &state->application);
}

lic_rc lic_desk__grant_add_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_desk__write_application(&json, &state->application, req->ctx.now_ms);
	return lic_json_finish(&json);
}

lic_rc lic_desk__grant_remove_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(read_type(req, req->keys[1], &state->is_delegated));
	return read_permission(req, req->keys[2], "permission", &state->permission);
}

lic_rc lic_desk__grant_remove_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	const char *user = lic_api__option(req, "user");

	return lic_application_revoke(&req->ctx, req->keys[0], state->is_delegated,
		state->permission, user);
}
