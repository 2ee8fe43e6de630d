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

lic_rc lic_desk__settings_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_setting_list(&req->ctx, state->values);
}

lic_rc lic_desk__settings_update_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	struct lic_member list[LIC_SETTING_MAX_];
	const struct lic_members members = {list, LIC_SETTING_MAX_};
	json_t *values[LIC_SETTING_MAX_];
	json_t *object = NULL;

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (int i = 0; i < LIC_SETTING_MAX_; i++) {
		const struct lic_setting_kind *kind = lic_setting_kind((enum lic_setting)i);

		list[i] = (struct lic_member){kind->name,
			kind->is_flag ? LIC_MEMBER_BOOL : LIC_MEMBER_INT, false};
	}
	LIC_TRY(lic_api__body(req, &object));
	LIC_TRY(lic_api__members(req, object, "", &members, values));
	for (int i = 0; i < LIC_SETTING_MAX_; i++) {
		if (values[i] != NULL) {
			state->changes[state->change_count++] = (struct lic_setting_change){
				(enum lic_setting)i,
				json_is_boolean(values[i]) ? json_is_true(values[i])
							   : json_integer_value(values[i]),
			};
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_desk__settings_update_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_setting_update(&req->ctx, state->changes, state->change_count, state->values);
}

static void write_value(struct lic_json *json, const char *key, const struct lic_setting_kind *kind,
	int64_t value)
{
	if (kind->is_flag) {
		lic_json_kbool(json, key, value != 0);
	} else {
		lic_json_kint(json, key, value);
	}
}

lic_rc lic_desk__settings_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (int i = 0; i < LIC_SETTING_MAX_; i++) {
		const struct lic_setting_kind *kind = lic_setting_kind((enum lic_setting)i);

		lic_json_object(&json);
		lic_json_kstring(&json, "name", kind->name);
		write_value(&json, "value", kind, state->values[i]);
		write_value(&json, "default", kind, kind->fallback);
		if (!kind->is_flag) {
			lic_json_kint(&json, "minimum", kind->min);
			lic_json_kint(&json, "maximum", kind->max);
		}
		lic_json_kstring(&json, "description", kind->description);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
