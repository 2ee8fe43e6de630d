/*
 * Purchases in Graph's shape, companySubscription (A-07; specification 1.3).
 */
#include "api/graph/graph_int.h"

#include "service/subscriptions.h"

/* What the steps of both calls hand on. */
struct state {
	struct lic_catalog_hold hold;         /* first, for lic_graph__release_hold() */
	struct lic_graph_selection selection; /* properties wanted */
	struct lic_subscription *list;        /* the purchases; for one, that one */
	size_t count;                         /* number of purchases */
};

lic_rc lic_graph__subscriptions_decode(struct lic_api_request *req)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->selection = (struct lic_graph_selection){lic_subscription_field_names,
		LIC_SUBSCRIPTION_FIELD_MAX_, LIC_SUBSCRIPTION_ALL, false};
	return lic_graph__select(req, &state->selection);
}

lic_rc lic_graph__subscriptions_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_subscription_list(&req->ctx, &state->list, &state->count);
}

lic_rc lic_graph__subscription_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	state->list = lic_arena_alloc(req->ctx.arena, sizeof(*state->list));
	if (state->list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_subscription_find(&req->ctx, req->keys[0], state->list);
}

lic_rc lic_graph__subscriptions_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "directory/subscriptions", &state->selection, "");
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->count; i++) {
		lic_json_object(&json);
		lic_encode_subscription_members(&json, &state->hold, &state->list[i],
			state->selection.fields);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__subscription_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "directory/subscriptions", &state->selection, "/$entity");
	lic_encode_subscription_members(&json, &state->hold, state->list, state->selection.fields);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
