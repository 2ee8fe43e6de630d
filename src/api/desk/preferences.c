/*
 * What the caller chose for himself in the admin centre: reading it, changing some.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"
#include "service/preferences.h"

/* What the steps hand on. */
struct state {
	struct lic_preference_change changes[LIC_PREFERENCE_MAX_]; /* what the body chooses */
	size_t change_count;                                       /* number of them */
	const char *chosen[LIC_PREFERENCE_MAX_];                   /* what is chosen then */
};

lic_rc lic_desk__preferences_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_preference_list(&req->ctx, state->chosen);
}

lic_rc lic_desk__preferences_update_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	struct lic_member list[LIC_PREFERENCE_MAX_];
	const struct lic_members members = {list, LIC_PREFERENCE_MAX_};
	json_t *values[LIC_PREFERENCE_MAX_];

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (int i = 0; i < LIC_PREFERENCE_MAX_; i++) {
		list[i] = (struct lic_member){lic_preference_kind((enum lic_preference)i)->name,
			LIC_MEMBER_STRING_OR_NULL, false};
	}
	if (req->ctx.caller.kind == LIC_ACTOR_USER) {
		LIC_TRY(lic_ctx_require_own(&req->ctx)); /* before the body is looked at */
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	for (int i = 0; i < LIC_PREFERENCE_MAX_; i++) {
		if (values[i] != NULL) {
			state->changes[state->change_count++] =
				(struct lic_preference_change){(enum lic_preference)i,
					json_string_value(values[i])};
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_desk__preferences_update_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_preference_update(&req->ctx, state->changes, state->change_count, state->chosen);
}

void lic_desk__write_preferences(struct lic_json *json, const char *const *chosen)
{
	lic_json_object(json);
	for (int i = 0; i < LIC_PREFERENCE_MAX_; i++) {
		lic_json_kstring(json, lic_preference_kind((enum lic_preference)i)->name,
			chosen[i]);
	}
	lic_json_end(json);
}

lic_rc lic_desk__preferences_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_desk__write_preferences(&json, state->chosen);
	return lic_json_finish(&json);
}
