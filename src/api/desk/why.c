/*
 * Why a user has a service plan or lacks it.
 */
#include "api/desk/desk_int.h"

#include "api/encode.h"
#include "service/why.h"

/* What the steps hand on. */
struct state {
	struct lic_why why; /* the answer; holds the catalogue */
};

lic_rc lic_desk__why_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_why_explain(&req->ctx, req->keys[0], lic_api__option(req, "plan"), &state->why);
}

static void write_sku_members(struct lic_json *json, const struct lic_why *why, uint32_t sku)
{
	const struct lic_sku *entry = &why->view.hold.catalog->skus[sku];

	lic_json_kguid(json, "skuId", &entry->id);
	lic_json_kstring(json, "skuPartNumber", entry->part_number);
	lic_json_kstring(json, "displayName", entry->display_name);
}

static void write_path(struct lic_json *json, const struct lic_why *why,
	const struct lic_why_path *one)
{
	lic_json_object(json);
	write_sku_members(json, why, one->path->sku);
	lic_desk__write_group(json, "assignedByGroup", &why->view.sources, one->path->source);
	lic_json_kstring(json, "state", lic_path_state_name(one->path->state, one->is_usable));
	lic_json_kstring(json, "error", lic_path_error_name(one->path->error));
	lic_json_kbool(json, "planEnabled", one->is_on);
	lic_json_ktime(json, "lastUpdatedDateTime", one->path->since_ms);
	lic_json_key(json, "operation");
	if (one->has_operation) {
		lic_desk__write_operation(json, &one->operation);
	} else {
		lic_json_null(json);
	}
	lic_json_end(json);
}

static void write_subject(struct lic_json *json, const struct lic_why *why)
{
	static const char *const statuses[] = {
		[LIC_WHY_NOT_HELD] = NULL,
		[LIC_WHY_OFF] = "Disabled",
		[LIC_WHY_ON] = "Success",
	};
	const struct lic_plan *plan = &why->view.hold.catalog->plans[why->plan];

	lic_json_key(json, "user");
	lic_json_object(json);
	lic_json_kguid(json, "id", &why->user_guid);
	lic_json_kstring(json, "userPrincipalName", why->upn);
	lic_json_end(json);
	lic_json_key(json, "plan");
	lic_json_object(json);
	lic_json_kguid(json, "servicePlanId", &plan->id);
	lic_json_kstring(json, "servicePlanName", plan->name);
	lic_json_kstring(json, "displayName", plan->display_name);
	lic_json_end(json);
	lic_json_kbool(json, "hasService", why->status == LIC_WHY_ON);
	lic_json_kstring(json, "provisioningStatus", statuses[why->status]);
}

static void write_products(struct lic_json *json, const struct lic_why *why)
{
	lic_json_key(json, "products");
	if (!why->shows_products) {
		lic_json_null(json);
		return;
	}
	lic_json_array(json);
	for (size_t i = 0; i < why->product_count; i++) {
		lic_json_object(json);
		write_sku_members(json, why, why->products[i]);
		lic_json_end(json);
	}
	lic_json_end(json);
}

static void write_waits(struct lic_json *json, const struct lic_why *why)
{
	lic_json_key(json, "waiting");
	lic_json_array(json);
	for (size_t i = 0; i < why->wait_count; i++) {
		lic_json_object(json);
		write_sku_members(json, why, why->waits[i].sku);
		lic_desk__write_group(json, "group", &why->view.sources, why->waits[i].source);
		lic_json_kint(json, "priority", why->waits[i].rank);
		lic_json_ktime(json, "sinceDateTime", why->waits[i].since_ms);
		lic_json_kstring(json, "reason", why->waits[i].reason);
		lic_json_kstring(json, "fullAllotment", why->waits[i].full_allotment);
		lic_json_end(json);
	}
	lic_json_end(json);
}

lic_rc lic_desk__why_encode(struct lic_api_request *req)
{
	const struct lic_why *why = &((const struct state *)req->state)->why;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	write_subject(&json, why);
	lic_json_key(&json, "paths");
	lic_json_array(&json);
	for (size_t i = 0; i < why->path_count; i++) {
		write_path(&json, why, &why->paths[i]);
	}
	lic_json_end(&json);
	lic_json_kbool(&json, "operationsShown", why->shows_operations);
	write_products(&json, why);
	write_waits(&json, why);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

void lic_desk__release_why(struct lic_api_request *req)
{
	struct state *state = req->state;

	if (state != NULL) {
		lic_catalog_put(&state->why.view.hold);
	}
}
