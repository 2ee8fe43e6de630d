/*
 * Deleting a user, together with giving up seats that come free by it.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"
#include "service/users.h"

#define DROPS_MAX 100

/* What the steps hand on. */
struct state {
	struct lic_seat_drop *drops; /* purchases that get smaller */
	size_t count;                /* number of them */
};

static lic_rc read_drops(struct lic_api_request *req, const json_t *list, struct state *state)
{
	size_t count = json_array_size(list);

	if (count > DROPS_MAX) {
		return lic_err_field(&req->err, req->ctx.arena, "dropSeats",
			"At most %d can be named.", DROPS_MAX);
	}
	state->drops = lic_arena_array(req->ctx.arena, count, sizeof(*state->drops));
	if (state->drops == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		state->drops[i].key = json_string_value(json_array_get(list, i));
		if (state->drops[i].key == NULL) {
			return lic_err_field(&req->err, req->ctx.arena, "dropSeats",
				"The value of '%.200s' has the wrong type: expected %s.",
				"dropSeats", "the ids of subscriptions");
		}
	}
	state->count = count;
	return LIC_OK_RC;
}

lic_rc lic_desk__user_delete_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {{"dropSeats", LIC_MEMBER_ARRAY, false}};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)] = {NULL};

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (req->in->body_len == 0) {
		return LIC_OK_RC; /* no seat is given up */
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	return values[0] == NULL ? LIC_OK_RC : read_drops(req, values[0], state);
}

lic_rc lic_desk__user_delete_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_user_delete(&req->ctx, req->keys[0], state->drops, state->count);
}

lic_rc lic_desk__user_delete_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_key(&json, "subscriptions");
	lic_json_array(&json);
	for (size_t i = 0; i < state->count; i++) {
		const struct lic_seat_drop *drop = &state->drops[i];

		lic_json_object(&json);
		lic_json_kguid(&json, "id", &drop->guid);
		lic_json_kint(&json, "licensesBefore", drop->before);
		lic_json_kint(&json, "licensesAfter", drop->after);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
