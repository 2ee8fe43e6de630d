/*
 * Settings of the organisation: reading all, changing some.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"
#include "service/settings.h"

/* What the steps hand on. */
struct state {
	struct lic_setting_change changes[LIC_SETTING_MAX_]; /* what the body chooses */
	size_t change_count;                                 /* number of them */
	int64_t values[LIC_SETTING_MAX_];                    /* what each setting is then */
};

/* What a member holds, by the type of its setting. */
static const enum lic_member_type member_types[] = {
	[LIC_SETTING_NUMBER] = LIC_MEMBER_INT,
	[LIC_SETTING_FLAG] = LIC_MEMBER_BOOL,
	[LIC_SETTING_CHOICE] = LIC_MEMBER_STRING,
};

lic_rc lic_desk__settings_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_setting_list(&req->ctx, state->values);
}

/* "worldwide, germany", for whoever chose something else; NULL without memory. */
static const char *choices_of(struct lic_api_request *req, const struct lic_setting_kind *kind)
{
	const char *list = kind->choices[kind->min];

	for (int64_t i = kind->min + 1; list != NULL && i <= kind->max; i++) {
		list = lic_arena_printf(req->ctx.arena, "%s, %s", list, kind->choices[i]);
	}
	return list;
}

static lic_rc read_value(struct lic_api_request *req, const json_t *value,
	const struct lic_setting_kind *kind, int64_t *ret_value)
{
	const char *choices = NULL;

	if (kind->type != LIC_SETTING_CHOICE) {
		*ret_value =
			json_is_boolean(value) ? json_is_true(value) : json_integer_value(value);
		return LIC_OK_RC;
	}
	if (lic_setting_choice(kind, json_string_value(value), ret_value)) {
		return LIC_OK_RC;
	}
	choices = choices_of(req, kind);
	return choices == NULL ? LIC_RC(LIC_E_NOMEM)
			       : lic_err_field(&req->err, req->ctx.arena, kind->name,
					 "%s is '%.50s': it takes one of %s.", kind->name,
					 json_string_value(value), choices);
}

lic_rc lic_desk__settings_update_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	struct lic_member list[LIC_SETTING_MAX_];
	const struct lic_members members = {list, LIC_SETTING_MAX_};
	json_t *values[LIC_SETTING_MAX_];

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (int i = 0; i < LIC_SETTING_MAX_; i++) {
		const struct lic_setting_kind *kind = lic_setting_kind((enum lic_setting)i);

		list[i] = (struct lic_member){kind->name, member_types[kind->type], false};
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	for (int i = 0; i < LIC_SETTING_MAX_; i++) {
		struct lic_setting_change *change = &state->changes[state->change_count];

		if (values[i] != NULL) {
			change->setting = (enum lic_setting)i;
			LIC_TRY(read_value(req, values[i], lic_setting_kind(change->setting),
				&change->value));
			state->change_count++;
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_desk__settings_update_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_setting_update(&req->ctx, state->changes, state->change_count, state->values);
}

static void write_range(struct lic_json *json, const struct lic_setting_kind *kind)
{
	switch (kind->type) {
	case LIC_SETTING_FLAG:
		break;
	case LIC_SETTING_NUMBER:
		lic_json_kint(json, "minimum", kind->min);
		lic_json_kint(json, "maximum", kind->max);
		break;
	case LIC_SETTING_CHOICE:
		lic_json_key(json, "choices");
		lic_json_array(json);
		for (int64_t i = kind->min; i <= kind->max; i++) {
			lic_json_string(json, kind->choices[i]);
		}
		lic_json_end(json);
		break;
	}
}

lic_rc lic_desk__settings_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (int i = 0; i < LIC_SETTING_MAX_; i++) {
		const struct lic_setting_kind *kind = lic_setting_kind((enum lic_setting)i);

		lic_json_object(&json);
		lic_json_kstring(&json, "name", kind->name);
		lic_setting_write(&json, "value", kind, state->values[i]);
		lic_setting_write(&json, "default", kind, kind->fallback);
		write_range(&json, kind);
		lic_json_kstring(&json, "description", kind->description);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
