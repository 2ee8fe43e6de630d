/*
 * Products of the catalogue: all of them, or one with the rules that its service plans are under.
 */
#include "api/desk/desk_int.h"

#include "core/planset.h"
#include "service/subscriptions.h"

#include <string.h>

#define COUNTRY_LETTERS 2

/* What the steps of both calls hand on. */
struct state {
	struct lic_catalog_hold hold; /* first, for lic_desk__release_catalog() */
	bool has_filter;              /* only products that are owned, or only those that are not */
	bool wants_owned;             /* which of the two */
	bool *owned;  /* whether the organisation has a pool of seats, by index of SKU */
	uint32_t sku; /* the one product asked for */
};

lic_rc lic_desk__skus_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_desk__flag(req, "owned", &state->wants_owned, &state->has_filter);
}

/* A SKU is owned when something was bought of it, whatever has become of that since. */
static lic_rc read_owned(struct lic_api_request *req, struct state *state)
{
	const struct lic_catalog *catalog = state->hold.catalog;
	struct lic_sku_seats *seats = NULL;
	size_t count = 0;

	state->owned = lic_arena_array(req->ctx.arena, catalog->sku_count, sizeof(*state->owned));
	if (state->owned == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_seats_list(&req->ctx, catalog, &seats, &count));
	for (size_t i = 0; i < count; i++) {
		state->owned[seats[i].sku] = true;
	}
	return LIC_OK_RC;
}

lic_rc lic_desk__skus_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return read_owned(req, state);
}

/* Writes a list of countries, stored as "CN,RU". */
static void write_countries(struct lic_json *json, const char *list)
{
	lic_json_array(json);
	while (*list != '\0') {
		char code[COUNTRY_LETTERS + 1] = {0};
		size_t len = strcspn(list, ",");

		memcpy(code, list, len < COUNTRY_LETTERS ? len : COUNTRY_LETTERS);
		lic_json_string(json, code);
		list += len;
		list += *list == ',' ? 1 : 0;
	}
	lic_json_end(json);
}

static const char *applies_to(bool is_company)
{
	return is_company ? "Company" : "User";
}

static void write_plan(struct lic_json *json, const struct lic_plan *plan)
{
	lic_json_object(json);
	lic_json_kguid(json, "servicePlanId", &plan->id);
	lic_json_kstring(json, "servicePlanName", plan->name);
	lic_json_kstring(json, "displayName", plan->display_name);
	lic_json_kstring(json, "service", plan->service);
	lic_json_kstring(json, "appliesTo", applies_to(plan->is_company));
	lic_json_kbool(json, "autoAssigned", plan->is_auto);
	lic_json_key(json, "prohibitedCountries");
	write_countries(json, plan->prohibited);
	lic_json_end(json);
}

/* Writes the members of a product into the object that is open. */
static void write_sku_members(struct lic_json *json, const struct state *state, uint32_t index)
{
	const struct lic_catalog *catalog = state->hold.catalog;
	const struct lic_sku *sku = &catalog->skus[index];

	lic_json_kguid(json, "skuId", &sku->id);
	lic_json_kstring(json, "skuPartNumber", sku->part_number);
	lic_json_kstring(json, "displayName", sku->display_name);
	lic_json_kstring(json, "appliesTo", applies_to(sku->is_company));
	lic_json_kbool(json, "offered", sku->is_offered);
	lic_json_kbool(json, "owned", state->owned[index]);
	lic_json_key(json, "servicePlans");
	lic_json_array(json);
	for (size_t i = 0; i < sku->plan_count; i++) {
		write_plan(json, &catalog->plans[sku->plans[i]]);
	}
	lic_json_end(json);
}

lic_rc lic_desk__skus_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (uint32_t i = 0; i < state->hold.catalog->sku_count; i++) {
		if (state->has_filter && state->owned[i] != state->wants_owned) {
			continue;
		}
		lic_json_object(&json);
		write_sku_members(&json, state, i);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__sku_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	LIC_TRY(lic_desk__sku(req, state->hold.catalog, req->keys[0], &state->sku));
	return read_owned(req, state);
}

/* Tells whether `sku` has a plan of `set`. */
static bool has_plan_of(const struct lic_sku *sku, const uint64_t *set)
{
	for (size_t i = 0; i < sku->plan_count; i++) {
		if (lic_planset_has(set, sku->plans[i])) {
			return true;
		}
	}
	return false;
}

static void write_names(struct lic_json *json, const struct lic_catalog *catalog,
	const uint64_t *set)
{
	lic_json_array(json);
	for (uint32_t i = 0; i < catalog->plan_count; i++) {
		if (lic_planset_has(set, i)) {
			lic_json_string(json, catalog->plans[i].name);
		}
	}
	lic_json_end(json);
}

/* Writes the exclusion groups that have a plan of `sku`. */
static void write_excludes(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_sku *sku)
{
	lic_json_array(json);
	for (size_t i = 0; i < catalog->exclusion_count; i++) {
		const struct lic_exclusion *exclusion = &catalog->exclusions[i];

		if (has_plan_of(sku, exclusion->plans)) {
			lic_json_object(json);
			lic_json_kstring(json, "id", exclusion->id);
			lic_json_kstring(json, "service", exclusion->service);
			lic_json_key(json, "servicePlans");
			write_names(json, catalog, exclusion->plans);
			lic_json_end(json);
		}
	}
	lic_json_end(json);
}

/* Writes what the plans of `sku` need. */
static void write_needs(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_sku *sku)
{
	lic_json_array(json);
	for (size_t i = 0; i < catalog->dependency_count; i++) {
		const struct lic_dependency *dependency = &catalog->dependencies[i];

		if (lic_sku_has_plan(sku, dependency->plan)) {
			lic_json_object(json);
			lic_json_kstring(json, "servicePlanName",
				catalog->plans[dependency->plan].name);
			lic_json_key(json, "anyOf");
			write_names(json, catalog, dependency->any_of);
			lic_json_end(json);
		}
	}
	lic_json_end(json);
}

lic_rc lic_desk__sku_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const struct lic_catalog *catalog = state->hold.catalog;
	const struct lic_sku *sku = &catalog->skus[state->sku];
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	write_sku_members(&json, state, state->sku);
	lic_json_key(&json, "excludes");
	write_excludes(&json, catalog, sku);
	lic_json_key(&json, "needs");
	write_needs(&json, catalog, sku);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
