/*
 * What the caller has, what he may ask for, and what he has asked for.
 */
#include "api/desk/petition_int.h"

#include "api/body_int.h"
#include "api/encode.h"
#include "api/options_int.h"
#include "core/planset.h"

/* What the steps of all calls hand on. */
struct state {
	struct lic_catalog_hold hold;    /* first, for lic_desk__release_catalog() */
	unsigned top;                    /* most requests on a page */
	int64_t before;                  /* key that the page begins below */
	struct lic_petition_page page;   /* requests that were found */
	struct lic_petition_wish wish;   /* what is asked for */
	struct lic_petition petition;    /* the request that came of it */
	struct lic_petition_offer offer; /* what may be asked for */
	struct lic_license_view view;    /* his licences */
	uint64_t *plans;                 /* room for a set of plans */
};

lic_rc lic_desk__my_petitions_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->before = INT64_MAX;
	LIC_TRY(lic_api__top(req, &state->top));
	return lic_api__token(req, &state->before, 1);
}

lic_rc lic_desk__my_petitions_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_petition_list_own(&req->ctx, state->before, state->top, &state->page);
}

lic_rc lic_desk__my_petitions_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;

	return lic_desk__write_petitions(req, state->hold.catalog, &state->page);
}

lic_rc lic_desk__my_petition_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"sku", LIC_MEMBER_STRING, true},
		{"people", LIC_MEMBER_ARRAY, false},
		{"message", LIC_MEMBER_STRING_OR_NULL, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)];

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->wish.sku = json_string_value(values[0]);
	state->wish.message = json_string_value(values[2]);
	return lic_desk__texts(req, values[1], "people", &state->wish.people,
		&state->wish.people_count);
}

lic_rc lic_desk__my_petition_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_petition_make(&req->ctx, state->hold.catalog, &state->wish, &state->petition);
}

lic_rc lic_desk__my_petition_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 201, &json);
	lic_desk__write_petition(&json, state->hold.catalog, &state->petition);
	return lic_json_finish(&json);
}

lic_rc lic_desk__my_petition_withdraw_run(struct lic_api_request *req)
{
	return lic_petition_withdraw(&req->ctx, req->keys[0]);
}

lic_rc lic_desk__my_offer_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_petition_offer(&req->ctx, state->hold.catalog, &state->offer);
}

lic_rc lic_desk__my_offer_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const struct lic_petition_policy *policy = &state->offer.policy;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_key(&json, "ownProcess");
	if (policy->has_own_process) {
		lic_json_object(&json);
		lic_json_kstring(&json, "message", policy->message);
		lic_json_kstring(&json, "link", policy->link);
		lic_json_end(&json);
	} else {
		lic_json_null(&json);
	}
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->offer.sku_count; i++) {
		lic_desk__write_product(&json, state->hold.catalog, state->offer.skus[i]);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__my_licenses_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_ctx_require_person(&req->ctx));
	LIC_TRY(lic_license_view(&req->ctx, req->ctx.caller.actor_id, &state->view));
	state->hold = state->view.hold;
	state->plans =
		lic_arena_array(req->ctx.arena, state->hold.catalog->words, sizeof(*state->plans));
	return state->plans == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Whether the pool of the product with index `sku` can be used (D-09). */
static bool is_usable(const struct lic_license_view *view, uint32_t sku)
{
	for (size_t i = 0; i < view->seat_count; i++) {
		if (view->seats[i].sku == sku) {
			enum lic_sub_status status = lic_seats_capability(&view->seats[i].seats);

			return status == LIC_SUB_ENABLED || status == LIC_SUB_WARNING;
		}
	}
	return false;
}

/* The services of a product, and which of them `plans` has. */
static void write_services(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_sku *sku, const uint64_t *plans)
{
	lic_json_key(json, "servicePlans");
	lic_json_array(json);
	for (size_t i = 0; i < sku->plan_count; i++) {
		const struct lic_plan *plan = &catalog->plans[sku->plans[i]];

		if (plan->is_company) {
			continue;
		}
		lic_json_object(json);
		lic_json_kguid(json, "servicePlanId", &plan->id);
		lic_json_kstring(json, "servicePlanName", plan->name);
		lic_json_kstring(json, "displayName", plan->display_name);
		lic_json_kbool(json, "enabled", lic_planset_has(plans, sku->plans[i]));
		lic_json_end(json);
	}
	lic_json_end(json);
}

/* The product of `count` paths, all to the same one: it is held when one of them holds a seat. */
static void write_license(struct lic_json *json, const struct state *state,
	const struct lic_path *paths, size_t count)
{
	const struct lic_catalog *catalog = state->hold.catalog;
	const struct lic_sku *sku = &catalog->skus[paths[0].sku];
	const struct lic_path *best = &paths[0];

	for (size_t i = 0; i < catalog->words; i++) {
		state->plans[i] = 0;
	}
	lic_license_effective(catalog, paths, count, state->plans);
	for (size_t i = 1; i < count; i++) {
		if (paths[i].state < best->state) { /* the healthiest comes first */
			best = &paths[i];
		}
	}
	lic_json_object(json);
	lic_json_kguid(json, "skuId", &sku->id);
	lic_json_kstring(json, "skuPartNumber", sku->part_number);
	lic_json_kstring(json, "displayName", sku->display_name);
	lic_json_kstring(json, "state",
		lic_path_state_name(best->state, is_usable(&state->view, paths[0].sku)));
	lic_json_kbool(json, "waiting",
		!lic_path_holds_seat(best->state) && best->error == LIC_PATH_COUNT);
	write_services(json, catalog, sku, state->plans);
	lic_json_end(json);
}

lic_rc lic_desk__my_licenses_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const struct lic_license_view *view = &state->view;
	struct lic_json json;
	size_t next = 0;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < view->path_count; i = next) {
		next = i + 1;
		while (next < view->path_count && view->paths[next].sku == view->paths[i].sku) {
			next++;
		}
		write_license(&json, state, &view->paths[i], next - i);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
