/*
 * What the organisation owns of each product: subscribedSkus (A-04, A-05; specification 1.4).
 */
#include "api/graph/graph_int.h"

#include "service/subscriptions.h"
#include "service/tenants.h"

#include <string.h>

enum {
	SKU_ID,
	SKU_ACCOUNT_ID,
	SKU_ACCOUNT_NAME,
	SKU_APPLIES_TO,
	SKU_CAPABILITY,
	SKU_CONSUMED,
	SKU_PREPAID,
	SKU_PLANS,
	SKU_SKU_ID,
	SKU_PART_NUMBER,
	SKU_SUBSCRIPTIONS,
	SKU_MAX
};

static const char *const names[SKU_MAX] = {
	[SKU_ID] = "id",
	[SKU_ACCOUNT_ID] = "accountId",
	[SKU_ACCOUNT_NAME] = "accountName",
	[SKU_APPLIES_TO] = "appliesTo",
	[SKU_CAPABILITY] = "capabilityStatus",
	[SKU_CONSUMED] = "consumedUnits",
	[SKU_PREPAID] = "prepaidUnits",
	[SKU_PLANS] = "servicePlans",
	[SKU_SKU_ID] = "skuId",
	[SKU_PART_NUMBER] = "skuPartNumber",
	[SKU_SUBSCRIPTIONS] = "subscriptionIds",
};

/* What the steps of both calls hand on. */
struct state {
	struct lic_catalog_hold hold;           /* first, for lic_graph__release_hold() */
	struct lic_graph_selection selection;   /* properties wanted */
	struct lic_tenant tenant;               /* the account */
	struct lic_sku_seats *pools;            /* what is owned */
	size_t pool_count;                      /* number of pools */
	struct lic_subscription *subscriptions; /* every purchase */
	size_t subscription_count;              /* number of purchases */
	size_t wanted;                          /* for one: which pool */
};

lic_rc lic_graph__skus_decode(struct lic_api_request *req)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->selection =
		(struct lic_graph_selection){names, SKU_MAX, LIC_FIELD_BIT(SKU_MAX) - 1, false};
	return lic_graph__select(req, &state->selection);
}

lic_rc lic_graph__skus_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_tenant_load(&req->ctx, &state->tenant));
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	LIC_TRY(lic_seats_list(&req->ctx, state->hold.catalog, &state->pools, &state->pool_count));
	return lic_subscription_list(&req->ctx, &state->subscriptions, &state->subscription_count);
}

/* Reads "{tenant}_{sku}", the id of a subscribedSku. */
static bool read_id(const char *key, struct lic_guid *tenant, struct lic_guid *sku)
{
	return strlen(key) == 2 * LIC_GUID_TEXT_LEN + 1 && key[LIC_GUID_TEXT_LEN] == '_' &&
		lic_guid_parse(key, LIC_GUID_TEXT_LEN, tenant) &&
		lic_guid_parse(key + LIC_GUID_TEXT_LEN + 1, LIC_GUID_TEXT_LEN, sku);
}

lic_rc lic_graph__sku_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_guid tenant = {0};
	struct lic_guid sku = {0};

	LIC_TRY(lic_graph__skus_run(req));
	if (!read_id(req->keys[0], &tenant, &sku) ||
		!lic_guid_equal(&tenant, &state->tenant.guid)) {
		return lic_api__not_found(req, req->keys[0]);
	}
	for (size_t i = 0; i < state->pool_count; i++) {
		if (lic_guid_equal(&state->hold.catalog->skus[state->pools[i].sku].id, &sku)) {
			state->wanted = i;
			return LIC_OK_RC;
		}
	}
	return lic_api__not_found(req, req->keys[0]);
}

static void write_id(struct lic_json *json, const struct state *state, const struct lic_sku *sku)
{
	char text[2 * LIC_GUID_TEXT_LEN + 2];

	memcpy(text, lic_guid_format(&state->tenant.guid).text, LIC_GUID_TEXT_LEN);
	text[LIC_GUID_TEXT_LEN] = '_';
	memcpy(text + LIC_GUID_TEXT_LEN + 1, lic_guid_format(&sku->id).text, LIC_GUID_TEXT_LEN + 1);
	lic_json_string(json, text);
}

/* seats by the status of their purchases. */
static void write_prepaid(struct lic_json *json, const struct lic_seats *seats)
{
	lic_json_object(json);
	lic_json_kint(json, "enabled", lic_seats_shown(seats->enabled));
	lic_json_kint(json, "suspended", lic_seats_shown(seats->suspended));
	lic_json_kint(json, "warning", lic_seats_shown(seats->warning));
	lic_json_kint(json, "lockedOut", lic_seats_shown(seats->locked_out));
	lic_json_end(json);
}

static void write_subscriptions(struct lic_json *json, const struct state *state,
	const struct lic_sku *sku)
{
	lic_json_array(json);
	for (size_t i = 0; i < state->subscription_count; i++) {
		if (state->subscriptions[i].sku_key == sku->key) {
			lic_json_guid(json, &state->subscriptions[i].guid);
		}
	}
	lic_json_end(json);
}

static void write_field(struct lic_json *json, const struct state *state,
	const struct lic_sku_seats *pool, unsigned field)
{
	const struct lic_sku *sku = &state->hold.catalog->skus[pool->sku];

	switch (field) {
	case SKU_ID:
		write_id(json, state, sku);
		break;
	case SKU_ACCOUNT_ID:
		lic_json_guid(json, &state->tenant.guid);
		break;
	case SKU_ACCOUNT_NAME:
		lic_json_string(json, state->tenant.display_name);
		break;
	case SKU_APPLIES_TO:
		lic_json_string(json, sku->is_company ? "Company" : "User");
		break;
	case SKU_CAPABILITY:
		lic_json_string(json, lic_sub_status_name(lic_seats_capability(&pool->seats)));
		break;
	case SKU_CONSUMED:
		lic_json_int(json, pool->seats.consumed);
		break;
	case SKU_PREPAID:
		write_prepaid(json, &pool->seats);
		break;
	case SKU_PLANS:
		lic_encode_service_plans(json, &state->hold, pool->sku);
		break;
	case SKU_SKU_ID:
		lic_json_guid(json, &sku->id);
		break;
	case SKU_PART_NUMBER:
		lic_json_string(json, sku->part_number);
		break;
	default:
		write_subscriptions(json, state, sku);
		break;
	}
}

static void write_members(struct lic_json *json, const struct state *state,
	const struct lic_sku_seats *pool)
{
	for (unsigned i = 0; i < SKU_MAX; i++) {
		if ((state->selection.fields & LIC_FIELD_BIT(i)) != 0) {
			lic_json_key(json, names[i]);
			write_field(json, state, pool, i);
		}
	}
}

lic_rc lic_graph__skus_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "subscribedSkus", &state->selection, "");
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->pool_count; i++) {
		lic_json_object(&json);
		write_members(&json, state, &state->pools[i]);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__sku_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "subscribedSkus", &state->selection, "/$entity");
	write_members(&json, state, &state->pools[state->wanted]);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
