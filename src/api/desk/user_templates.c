/*
 * Templates for new users: listing one's own, making and removing them.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"
#include "service/user_templates.h"

#include <string.h>

#define CONTENTS "contents/"

/* What the steps of all calls hand on. */
struct state {
	struct lic_user_template *list;             /* all of the caller's own */
	size_t count;                               /* number of them */
	struct lic_user_template one;               /* what to show when it is one */
	const char *name;                           /* of the one to be made */
	struct lic_user_template_contents contents; /* what it says */
};

static void write_template(struct lic_json *json, const struct lic_user_template *one)
{
	lic_json_object(json);
	lic_json_kguid(json, "id", &one->guid);
	lic_json_kstring(json, "displayName", one->display_name);
	lic_json_key(json, "contents");
	lic_json_raw(json, one->contents, strlen(one->contents));
	lic_json_ktime(json, "createdDateTime", one->created_ms);
	lic_json_end(json);
}

lic_rc lic_desk__user_templates_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_user_template_list(&req->ctx, &state->list, &state->count);
}

lic_rc lic_desk__user_templates_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < state->count; i++) {
		write_template(&json, &state->list[i]);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__user_template_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_user_template_find(&req->ctx, req->keys[0], &state->one);
}

lic_rc lic_desk__user_template_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	write_template(&json, &state->one);
	return lic_json_finish(&json);
}

static lic_rc read_roles(struct lic_api_request *req, const json_t *array, bool *has_role)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *text = json_string_value(json_array_get(array, i));
		const char *target = lic_arena_printf(req->ctx.arena, CONTENTS "roles/%zu", i);
		enum lic_role role = LIC_ROLE_MAX_;

		if (target == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (text == NULL) {
			return lic_api__wrong_type(req, target, "a string");
		}
		if (!lic_desk__find_role(text, &role)) {
			return lic_err_field(&req->err, req->ctx.arena, target,
				"There is no role '%.100s': GET /api/v1/roles lists them.", text);
		}
		has_role[role] = true;
	}
	return LIC_OK_RC;
}

/* Graph has a list of at most one. */
static lic_rc read_phone(struct lic_api_request *req, const json_t *array, const char **ret_phone)
{
	const char *phone = json_string_value(json_array_get(array, 0));

	if (json_array_size(array) > 1 || (json_array_size(array) == 1 && phone == NULL)) {
		return lic_api__wrong_type(req, CONTENTS "profile/businessPhones",
			"an array of at most one string");
	}
	*ret_phone = phone;
	return LIC_OK_RC;
}

static lic_rc read_profile(struct lic_api_request *req, json_t *object, const char **profile)
{
	struct lic_member list[LIC_USER_PROPERTY_MAX_];
	struct lic_members members = {list, 0};
	enum lic_user_property properties[LIC_USER_PROPERTY_MAX_];
	json_t *values[LIC_USER_PROPERTY_MAX_] = {NULL};

	if (object == NULL) {
		return LIC_OK_RC;
	}
	for (int i = 0; i < LIC_USER_PROPERTY_MAX_; i++) {
		if (lic_user_template_has((enum lic_user_property)i)) {
			properties[members.count] = (enum lic_user_property)i;
			list[members.count++] = (struct lic_member){lic_user_properties[i].name,
				i == LIC_USER_BUSINESS_PHONE ? LIC_MEMBER_ARRAY : LIC_MEMBER_STRING,
				false};
		}
	}
	LIC_TRY(lic_api__members(req, object, CONTENTS "profile/", &members, values));
	for (size_t i = 0; i < members.count; i++) {
		if (properties[i] == LIC_USER_BUSINESS_PHONE) {
			LIC_TRY(read_phone(req, values[i], &profile[properties[i]]));
		} else {
			profile[properties[i]] = json_string_value(values[i]);
		}
	}
	return LIC_OK_RC;
}

static lic_rc read_password(struct lic_api_request *req, const json_t *value, bool *ret_is_typed)
{
	const char *text = value == NULL ? "generated" : json_string_value(value);

	if (strcmp(text, "generated") != 0 && strcmp(text, "typed") != 0) {
		return lic_err_field(&req->err, req->ctx.arena, CONTENTS "password",
			"password is '%.50s': it takes one of generated, typed. A template never has the password itself.",
			text);
	}
	*ret_is_typed = *text == 't';
	return LIC_OK_RC;
}

static lic_rc read_contents(struct lic_api_request *req, json_t *object,
	struct lic_user_template_contents *contents)
{
	static const struct lic_member list[] = {
		{"domain", LIC_MEMBER_STRING_OR_NULL, false},
		{"password", LIC_MEMBER_STRING, false},
		{"forceChangePasswordNextSignIn", LIC_MEMBER_BOOL, false},
		{"usageLocation", LIC_MEMBER_STRING_OR_NULL, false},
		{"assignedLicenses", LIC_MEMBER_ARRAY, false},
		{"roles", LIC_MEMBER_ARRAY, false},
		{"profile", LIC_MEMBER_OBJECT, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	json_t *values[LIC_COUNT(list)] = {NULL};

	LIC_TRY(lic_api__members(req, object, CONTENTS, &members, values));
	contents->domain = json_string_value(values[0]);
	LIC_TRY(read_password(req, values[1], &contents->is_password_typed));
	contents->must_change = !json_is_false(values[2]);
	contents->usage_location = json_string_value(values[3]);
	if (values[4] != NULL) {
		LIC_TRY(lic_api__adds(req, values[4], CONTENTS "assignedLicenses",
			&contents->licenses, &contents->license_count));
	}
	LIC_TRY(read_roles(req, values[5], contents->has_role));
	return read_profile(req, values[6], contents->profile);
}

lic_rc lic_desk__user_template_add_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"displayName", LIC_MEMBER_STRING, true},
		{"contents", LIC_MEMBER_OBJECT, true},
		{"id", LIC_MEMBER_READ_ONLY, false},
		{"createdDateTime", LIC_MEMBER_READ_ONLY, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)] = {NULL};

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->name = json_string_value(values[0]);
	return read_contents(req, values[1], &state->contents);
}

lic_rc lic_desk__user_template_add_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_user_template_create(&req->ctx, state->name, &state->contents, &state->one);
}

lic_rc lic_desk__user_template_add_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	LIC_TRY(lic_api__location(req, "/userTemplates/%s",
		lic_guid_format(&state->one.guid).text));
	lic_api__answer(req, 201, &json);
	write_template(&json, &state->one);
	return lic_json_finish(&json);
}

lic_rc lic_desk__user_template_delete_run(struct lic_api_request *req)
{
	return lic_user_template_delete(&req->ctx, req->keys[0]);
}
