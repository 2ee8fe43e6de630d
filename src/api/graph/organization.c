/*
 * The organisation (specification 1.1, 5.3). Its plans are those of company scope, which
 * nobody has to be given.
 */
#include "api/graph/graph_int.h"

#include "service/subscriptions.h"
#include "service/tenants.h"

#include <string.h>

enum {
	ORG_ID,
	ORG_NAME,
	ORG_COUNTRY,
	ORG_CREATED,
	ORG_DOMAINS,
	ORG_ASSIGNED,
	ORG_PROVISIONED,
	ORG_MAX
};

static const char *const names[ORG_MAX] = {
	[ORG_ID] = "id",
	[ORG_NAME] = "displayName",
	[ORG_COUNTRY] = "countryLetterCode",
	[ORG_CREATED] = "createdDateTime",
	[ORG_DOMAINS] = "verifiedDomains",
	[ORG_ASSIGNED] = "assignedPlans",
	[ORG_PROVISIONED] = "provisionedPlans",
};

/* What the steps of both calls hand on. */
struct state {
	struct lic_catalog_hold hold;         /* first, for lic_graph__release_hold() */
	struct lic_graph_selection selection; /* properties wanted */
	struct lic_tenant tenant;             /* the organisation */
	struct lic_owned owned;               /* what it owns; its purchases tell when plans came */
};

lic_rc lic_graph__organizations_decode(struct lic_api_request *req)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->selection =
		(struct lic_graph_selection){names, ORG_MAX, LIC_FIELD_BIT(ORG_MAX) - 1, false};
	return lic_graph__select(req, &state->selection);
}

lic_rc lic_graph__organizations_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_tenant_load(&req->ctx, &state->tenant));
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_owned_list(&req->ctx, state->hold.catalog, &state->owned);
}

lic_rc lic_graph__organization_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_guid id;

	LIC_TRY(lic_graph__organizations_run(req));
	if (!lic_guid_parse(req->keys[0], strlen(req->keys[0]), &id) ||
		!lic_guid_equal(&id, &state->tenant.guid)) {
		return lic_api__not_found(req, req->keys[0]);
	}
	return LIC_OK_RC;
}

static void write_domains(struct lic_json *json, const struct lic_tenant *tenant)
{
	lic_json_array(json);
	for (size_t i = 0; i < tenant->domain_count; i++) {
		lic_json_object(json);
		lic_json_kstring(json, "name", tenant->domains[i].name);
		lic_json_kstring(json, "type", "Managed");
		lic_json_kbool(json, "isDefault", tenant->domains[i].is_default);
		lic_json_kbool(json, "isInitial", i == 0); /* the default one comes first, and was
							      there first */
		lic_json_end(json);
	}
	lic_json_end(json);
}

/* When the first purchase of `sku` was recorded: since then its company plans are there. */
static int64_t since(const struct state *state, const struct lic_sku *sku)
{
	int64_t first = state->tenant.created_ms;
	bool is_found = false;

	for (size_t i = 0; i < state->owned.subscription_count; i++) {
		const struct lic_subscription *s = &state->owned.subscriptions[i];

		if (s->sku_key == sku->key && (!is_found || s->created_ms < first)) {
			first = s->created_ms;
			is_found = true;
		}
	}
	return first;
}

static void write_plan(struct lic_json *json, const struct lic_plan *plan,
	const struct lic_seats *seats, int64_t assigned_ms, bool is_provisioned)
{
	lic_json_object(json);
	if (!is_provisioned) {
		lic_json_ktime(json, "assignedDateTime", assigned_ms);
	}
	lic_json_kstring(json, "capabilityStatus",
		lic_sub_status_name(lic_seats_capability(seats)));
	if (is_provisioned) {
		lic_json_kstring(json, "provisioningStatus", "Success");
	}
	lic_json_kstring(json, "service", plan->service);
	if (!is_provisioned) {
		lic_json_kguid(json, "servicePlanId", &plan->id);
	}
	lic_json_end(json);
}

/* Each product lists its own: one that two products bring appears with the state of either. */
static void write_plans(struct lic_json *json, const struct state *state, bool is_provisioned)
{
	const struct lic_catalog *catalog = state->hold.catalog;

	lic_json_array(json);
	for (size_t i = 0; i < state->owned.pool_count; i++) {
		const struct lic_sku *sku = &catalog->skus[state->owned.pools[i].sku];

		for (size_t p = 0; p < sku->plan_count; p++) {
			const struct lic_plan *plan = &catalog->plans[sku->plans[p]];

			if (plan->is_company) {
				write_plan(json, plan, &state->owned.pools[i].seats,
					since(state, sku), is_provisioned);
			}
		}
	}
	lic_json_end(json);
}

static void write_field(struct lic_json *json, const struct state *state, unsigned field)
{
	switch (field) {
	case ORG_ID:
		lic_json_guid(json, &state->tenant.guid);
		break;
	case ORG_NAME:
		lic_json_string(json, state->tenant.display_name);
		break;
	case ORG_COUNTRY:
		lic_json_string(json, state->tenant.country);
		break;
	case ORG_CREATED:
		lic_json_time(json, state->tenant.created_ms);
		break;
	case ORG_DOMAINS:
		write_domains(json, &state->tenant);
		break;
	default:
		write_plans(json, state, field == ORG_PROVISIONED);
		break;
	}
}

static void write_members(struct lic_json *json, const struct state *state)
{
	for (unsigned i = 0; i < ORG_MAX; i++) {
		if ((state->selection.fields & LIC_FIELD_BIT(i)) != 0) {
			lic_json_key(json, names[i]);
			write_field(json, state, i);
		}
	}
}

lic_rc lic_graph__organizations_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "organization", &state->selection, "");
	lic_json_key(&json, "value");
	lic_json_array(&json);
	lic_json_object(&json);
	write_members(&json, state);
	lic_json_end(&json);
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__organization_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "organization", &state->selection, "/$entity");
	write_members(&json, state);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
