/*
 * Who holds a product, page by page.
 */
#include "api/desk/desk_int.h"

#include "api/encode.h"
#include "api/options_int.h"
#include "service/licenses.h"
#include "service/subscriptions.h"

/* What the steps hand on. */
struct state {
	struct lic_catalog_hold hold; /* first, for lic_desk__release_catalog() */
	unsigned top;                 /* most paths on a page */
	int64_t after;                /* key of the last user shown */
	uint32_t sku;                 /* the product */
	bool is_usable;               /* a subscription of it is in use (D-09) */
	struct lic_holder_page page;  /* what was found */
};

lic_rc lic_desk__holders_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__top(req, &state->top));
	return lic_api__token(req, &state->after, 1);
}

static lic_rc read_usable(struct lic_api_request *req, struct state *state)
{
	struct lic_sku_seats *seats = NULL;
	size_t count = 0;

	LIC_TRY(lic_seats_list(&req->ctx, state->hold.catalog, &seats, &count));
	for (size_t i = 0; i < count; i++) {
		if (seats[i].sku == state->sku) {
			state->is_usable = seats[i].seats.enabled + seats[i].seats.warning > 0;
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_desk__holders_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	LIC_TRY(lic_desk__sku(req, state->hold.catalog, req->keys[0], &state->sku));
	LIC_TRY(read_usable(req, state));
	return lic_license_holders(&req->ctx, state->hold.catalog, state->sku, state->after,
		state->top, &state->page);
}

static void write_holder(struct lic_json *json, const struct state *state,
	const struct lic_holder *holder)
{
	const struct lic_path *path = &holder->path;

	lic_json_object(json);
	lic_json_kguid(json, "id", &holder->user_guid);
	lic_json_kstring(json, "userPrincipalName", holder->upn);
	lic_json_kstring(json, "displayName", holder->display_name);
	lic_json_key(json, "assignedByGroup");
	lic_encode_source(json, &state->page.sources, path->source);
	lic_json_key(json, "disabledPlans");
	lic_encode_plan_ids(json, state->hold.catalog, state->sku, path->disabled);
	lic_json_kstring(json, "state", lic_path_state_name(path->state, state->is_usable));
	lic_json_kstring(json, "error", lic_path_error_name(path->error));
	lic_json_ktime(json, "lastUpdatedDateTime", path->since_ms);
	lic_json_end(json);
}

lic_rc lic_desk__holders_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < state->page.count; i++) {
		write_holder(&json, state, &state->page.holders[i]);
	}
	lic_json_end(&json);
	if (state->page.has_more) {
		lic_api__next_link(req, &json, &state->page.next_after, 1);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}
