/*
 * Custom views of the users: listing, making, changing and removing them.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"
#include "service/user_views.h"

/* What the steps of all calls hand on. */
struct state {
	struct lic_user_view *views;           /* all of them */
	size_t count;                          /* number of them */
	struct lic_user_view one;              /* what to show when it is one */
	struct lic_user_view_patch patch;      /* what to set */
	struct lic_view_conditions conditions; /* what its conditions point to */
};

/* Members of "conditions" behind the texts, by number. */
enum condition {
	CONDITION_ENABLED = LIC_VIEW_TEXT_MAX_,
	CONDITION_SKU,
	CONDITION_ERRORS,
	CONDITION_UNLICENSED,
	CONDITION_MAX_
};

static void write_view(struct lic_json *json, const struct lic_user_view *view)
{
	lic_json_object(json);
	lic_json_kguid(json, "id", &view->guid);
	lic_json_kstring(json, "displayName", view->display_name);
	lic_json_key(json, "conditions");
	lic_view_conditions_write(json, &view->conditions);
	lic_json_kstring(json, "filter", view->filter);
	lic_json_ktime(json, "createdDateTime", view->created_ms);
	lic_json_end(json);
}

lic_rc lic_desk__user_views_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_user_view_list(&req->ctx, &state->views, &state->count);
}

lic_rc lic_desk__user_views_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < state->count; i++) {
		write_view(&json, &state->views[i]);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__user_view_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_user_view_find(&req->ctx, req->keys[0], &state->one);
}

lic_rc lic_desk__user_view_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	write_view(&json, &state->one);
	return lic_json_finish(&json);
}

/* A condition that only makes sense when it is true. */
static lic_rc read_flag(struct lic_api_request *req, const json_t *value, const char *target,
	bool *ret_flag)
{
	if (json_is_false(value)) {
		return lic_err_field(&req->err, req->ctx.arena, target, "%s is true, or left out.",
			target);
	}
	*ret_flag = value != NULL;
	return LIC_OK_RC;
}

static lic_rc read_conditions(struct lic_api_request *req, json_t *object, struct state *state)
{
	struct lic_member list[CONDITION_MAX_] = {
		[CONDITION_ENABLED] = {"accountEnabled", LIC_MEMBER_BOOL, false},
		[CONDITION_SKU] = {"skuId", LIC_MEMBER_STRING, false},
		[CONDITION_ERRORS] = {"hasErrors", LIC_MEMBER_BOOL, false},
		[CONDITION_UNLICENSED] = {"isUnlicensed", LIC_MEMBER_BOOL, false},
	};
	const struct lic_members members = {list, CONDITION_MAX_};
	struct lic_view_conditions *conditions = &state->conditions;
	json_t *values[CONDITION_MAX_] = {NULL};

	for (int i = 0; i < LIC_VIEW_TEXT_MAX_; i++) {
		list[i] = (struct lic_member){lic_view_text_name((enum lic_view_text)i),
			LIC_MEMBER_STRING, false};
	}
	LIC_TRY(lic_api__members(req, object, "conditions/", &members, values));
	for (int i = 0; i < LIC_VIEW_TEXT_MAX_; i++) {
		conditions->texts[i] = json_string_value(values[i]);
	}
	conditions->account_enabled = (struct lic_opt_int){values[CONDITION_ENABLED] != NULL,
		json_is_true(values[CONDITION_ENABLED])};
	conditions->has_sku = values[CONDITION_SKU] != NULL;
	if (conditions->has_sku) {
		LIC_TRY(lic_api__guid(req, values[CONDITION_SKU], "conditions/skuId",
			&conditions->sku));
	}
	LIC_TRY(read_flag(req, values[CONDITION_ERRORS], "conditions/hasErrors",
		&conditions->has_errors));
	LIC_TRY(read_flag(req, values[CONDITION_UNLICENSED], "conditions/isUnlicensed",
		&conditions->is_unlicensed));
	state->patch.conditions = conditions;
	return LIC_OK_RC;
}

/* Parses the body into a new state; everything `is_required` or not. */
static lic_rc read_body(struct lic_api_request *req, bool is_required)
{
	const struct lic_member list[] = {
		{"displayName", LIC_MEMBER_STRING, is_required},
		{"conditions", LIC_MEMBER_OBJECT, is_required},
		{"id", LIC_MEMBER_READ_ONLY, false},
		{"filter", LIC_MEMBER_READ_ONLY, false},
		{"createdDateTime", LIC_MEMBER_READ_ONLY, false},
	};
	const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)] = {NULL};

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->patch.display_name = json_string_value(values[0]);
	return values[1] == NULL ? LIC_OK_RC : read_conditions(req, values[1], state);
}

lic_rc lic_desk__user_view_add_decode(struct lic_api_request *req)
{
	return read_body(req, true);
}

lic_rc lic_desk__user_view_add_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_user_view_create(&req->ctx, &state->patch, &state->one);
}

lic_rc lic_desk__user_view_add_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	LIC_TRY(lic_api__location(req, "/userViews/%s", lic_guid_format(&state->one.guid).text));
	lic_api__answer(req, 201, &json);
	write_view(&json, &state->one);
	return lic_json_finish(&json);
}

lic_rc lic_desk__user_view_set_decode(struct lic_api_request *req)
{
	const struct lic_user_view_patch *patch = NULL;

	LIC_TRY(read_body(req, false));
	patch = &((const struct state *)req->state)->patch;
	if (patch->display_name == NULL && patch->conditions == NULL) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"The body changes nothing: it takes displayName and conditions.");
	}
	return LIC_OK_RC;
}

lic_rc lic_desk__user_view_set_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_user_view_update(&req->ctx, req->keys[0], &state->patch, &state->one);
}

lic_rc lic_desk__user_view_delete_run(struct lic_api_request *req)
{
	return lic_user_view_delete(&req->ctx, req->keys[0]);
}
