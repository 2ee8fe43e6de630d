/*
 * The line for a seat of a product, first in line first (D-08), and places in it.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"
#include "api/options_int.h"
#include "service/waiting.h"

/* What the steps hand on. */
struct state {
	struct lic_catalog_hold hold; /* first, for lic_desk__release_catalog() */
	unsigned top;                 /* most places on a page */
	struct lic_line_place after;  /* the last place of the page before */
	struct lic_wait wait;         /* what to change of places */
	struct lic_line_page page;    /* what was found */
};

lic_rc lic_desk__waiting_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	int64_t after[4] = {INT64_MIN, INT64_MIN, 0, 0};

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__top(req, &state->top));
	LIC_TRY(lic_api__token(req, after, LIC_COUNT(after)));
	state->after = (struct lic_line_place){after[0], after[1], after[2], after[3]};
	return LIC_OK_RC;
}

lic_rc lic_desk__waiting_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	uint32_t sku = 0;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	LIC_TRY(lic_desk__sku(req, state->hold.catalog, req->keys[0], &sku));
	return lic_waiting_list(&req->ctx, state->hold.catalog, sku, &state->after, state->top,
		&state->page);
}

lic_rc lic_desk__waiting_of_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	uint32_t sku = 0;

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	LIC_TRY(lic_desk__sku(req, state->hold.catalog, req->keys[0], &sku));
	return lic_waiting_of(&req->ctx, state->hold.catalog, sku, req->keys[1], &state->page);
}

lic_rc lic_desk__waiting_set_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"priority", LIC_MEMBER_INT, false},
		{"reason", LIC_MEMBER_STRING_OR_NULL, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)];

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->wait = (struct lic_wait){
		.has_rank = values[0] != NULL,
		.rank = json_integer_value(values[0]),
		.has_reason = values[1] != NULL,
		.reason = json_string_value(values[1]),
	};
	if (!state->wait.has_rank && !state->wait.has_reason) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"Nothing to change: name priority, reason, or both.");
	}
	return LIC_OK_RC;
}

lic_rc lic_desk__waiting_set_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	uint32_t sku = 0;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	LIC_TRY(lic_desk__sku(req, state->hold.catalog, req->keys[0], &sku));
	return lic_waiting_update(&req->ctx, state->hold.catalog, sku, req->keys[1], &state->wait,
		&state->page);
}

lic_rc lic_desk__waiting_withdraw_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	uint32_t sku = 0;

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	LIC_TRY(lic_desk__sku(req, state->hold.catalog, req->keys[0], &sku));
	return lic_waiting_withdraw(&req->ctx, state->hold.catalog, sku, req->keys[1]);
}

static void write_waiting(struct lic_json *json, const struct state *state,
	const struct lic_waiting *one)
{
	lic_json_object(json);
	lic_json_kguid(json, "id", &one->user_guid);
	lic_json_kstring(json, "userPrincipalName", one->upn);
	lic_json_kstring(json, "displayName", one->display_name);
	lic_desk__write_group(json, "group", &state->page.sources, one->place.source_id);
	lic_json_kint(json, "priority", one->place.rank);
	lic_json_ktime(json, "sinceDateTime", one->place.since_ms);
	lic_json_kstring(json, "reason", one->reason);
	lic_json_kstring(json, "fullAllotment", one->full_allotment);
	if (one->position > 0) {
		lic_json_kint(json, "position", one->position);
	}
	lic_json_end(json);
}

lic_rc lic_desk__waiting_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < state->page.count; i++) {
		write_waiting(&json, state, &state->page.list[i]);
	}
	lic_json_end(&json);
	if (state->page.has_more) {
		const struct lic_line_place *last = &state->page.list[state->page.count - 1].place;
		const int64_t next[] = {last->rank, last->since_ms, last->user_id, last->source_id};

		lic_api__next_link(req, &json, next, LIC_COUNT(next));
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}
