/*
 * Who may ask for licences, and for which: reading it, changing some.
 */
#include "api/desk/petition_int.h"

#include "api/body_int.h"

/* What the steps hand on. */
struct state {
	struct lic_catalog_hold hold;             /* first, for lic_desk__release_catalog() */
	struct lic_petition_policy_change change; /* what the body changes */
	struct lic_petition_policy policy;        /* what it is then */
};

lic_rc lic_desk__petition_policy_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_petition_policy(&req->ctx, &state->policy);
}

static lic_rc read_process(struct lic_api_request *req, json_t *object,
	struct lic_petition_policy_change *change)
{
	static const struct lic_member list[] = {
		{"enabled", LIC_MEMBER_BOOL, false},
		{"message", LIC_MEMBER_STRING_OR_NULL, false},
		{"link", LIC_MEMBER_STRING_OR_NULL, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	json_t *values[LIC_COUNT(list)];

	LIC_TRY(lic_api__members(req, object, "ownProcess/", &members, values));
	change->has_own_process =
		(struct lic_opt_int){values[0] != NULL, json_is_true(values[0]) ? 1 : 0};
	change->has_message = values[1] != NULL;
	change->message = json_string_value(values[1]);
	change->has_link = values[2] != NULL;
	change->link = json_string_value(values[2]);
	return LIC_OK_RC;
}

lic_rc lic_desk__petition_policy_set_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"ownProcess", LIC_MEMBER_OBJECT, false},
		{"selfServiceProducts", LIC_MEMBER_ARRAY, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)];

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	if (values[0] != NULL) {
		LIC_TRY(read_process(req, values[0], &state->change));
	}
	state->change.has_self_service = values[1] != NULL;
	return lic_desk__texts(req, values[1], "selfServiceProducts", &state->change.self_service,
		&state->change.self_service_count);
}

lic_rc lic_desk__petition_policy_set_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_petition_policy_update(&req->ctx, state->hold.catalog, &state->change,
		&state->policy);
}

lic_rc lic_desk__petition_policy_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const struct lic_petition_policy *policy = &state->policy;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_key(&json, "ownProcess");
	lic_json_object(&json);
	lic_json_kbool(&json, "enabled", policy->has_own_process);
	lic_json_kstring(&json, "message", policy->message);
	lic_json_kstring(&json, "link", policy->link);
	lic_json_end(&json);
	lic_json_key(&json, "selfServiceProducts");
	lic_json_array(&json);
	for (size_t i = 0; i < policy->self_service_count; i++) {
		lic_desk__write_product(&json, state->hold.catalog,
			lic_catalog_sku_by_key(state->hold.catalog, policy->self_service[i]));
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
