/*
 * What owners do with their allotments: they need no role for it.
 */
#include "api/desk/allotment_int.h"

#include "api/body_int.h"

lic_rc lic_desk__my_allotments_run(struct lic_api_request *req)
{
	struct lic_desk_allotments *state = req->state;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_allotment_list_own(&req->ctx, &state->place, state->top, &state->page);
}

lic_rc lic_desk__my_allotment_people_run(struct lic_api_request *req)
{
	struct lic_desk_allotments *state = req->state;

	return lic_allotment_people_own(&req->ctx, req->keys[0], state->after, state->top,
		&state->people);
}

lic_rc lic_desk__my_allotment_add_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"userPrincipalName", LIC_MEMBER_STRING, false},
		{"id", LIC_MEMBER_STRING, false},
		{"groupId", LIC_MEMBER_STRING, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct lic_desk_allotments *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)];

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	if ((values[0] == NULL) == (values[1] == NULL)) {
		return lic_err_field(&req->err, req->ctx.arena, "userPrincipalName",
			"Name the person by userPrincipalName or by id, one of the two.");
	}
	state->user = json_string_value(values[0] != NULL ? values[0] : values[1]);
	state->group = json_string_value(values[2]);
	return LIC_OK_RC;
}

lic_rc lic_desk__my_allotment_add_run(struct lic_api_request *req)
{
	struct lic_desk_allotments *state = req->state;

	return lic_allotment_add_person(&req->ctx, req->keys[0], state->user, state->group,
		&state->person);
}

lic_rc lic_desk__my_allotment_add_encode(struct lic_api_request *req)
{
	const struct lic_desk_allotments *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 201, &json);
	lic_desk__write_allotment_person(&json, &state->person);
	return lic_json_finish(&json);
}

lic_rc lic_desk__my_allotment_remove_run(struct lic_api_request *req)
{
	return lic_allotment_remove_person(&req->ctx, req->keys[0], req->keys[1]);
}
