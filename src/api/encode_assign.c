/*
 * What a change of licences did, or would do (docs/api.md, "Rehearsing"): see encode.h.
 */
#include "api/encode.h"

#include "core/planset.h"
#include "core/seats.h"

struct lic_license_view lic_encode_view_after(const struct lic_assign_result *result)
{
	struct lic_license_view view = result->after;

	view.hold.catalog = result->before.hold.catalog;
	return view;
}

static void write_pool(struct lic_json *json, const char *key, const struct lic_seats *seats)
{
	lic_json_key(json, key);
	lic_json_object(json);
	lic_json_kint(json, "consumed", seats->consumed);
	lic_json_kint(json, "capacity", lic_seats_shown(lic_seats_capacity(seats)));
	lic_json_kint(json, "available", lic_seats_shown_available(seats));
	lic_json_end(json);
}

/* The pools that would change. */
static void write_seats(struct lic_json *json, const struct lic_assign_result *result)
{
	lic_json_key(json, "seats");
	lic_json_array(json);
	for (size_t i = 0; i < result->decision.seat_count; i++) {
		const struct lic_seat_change *change = &result->decision.seats[i];
		const struct lic_sku *sku = &result->before.hold.catalog->skus[change->sku];
		struct lic_seats after = change->before;

		after.consumed += change->delta;
		lic_json_object(json);
		lic_json_kguid(json, "skuId", &sku->id);
		lic_json_kstring(json, "skuPartNumber", sku->part_number);
		lic_json_kstring(json, "displayName", sku->display_name);
		write_pool(json, "before", &change->before);
		write_pool(json, "after", &after);
		lic_json_end(json);
	}
	lic_json_end(json);
}

/* The plans in `set` that are not in `except`. */
static void write_plans(struct lic_json *json, const char *key, const struct lic_catalog *catalog,
	const uint64_t *set, const uint64_t *except)
{
	lic_json_key(json, key);
	lic_json_array(json);
	for (uint32_t i = 0; i < catalog->plan_count; i++) {
		if (lic_planset_has(set, i) && !lic_planset_has(except, i)) {
			lic_json_object(json);
			lic_json_kguid(json, "servicePlanId", &catalog->plans[i].id);
			lic_json_kstring(json, "servicePlanName", catalog->plans[i].name);
			lic_json_kstring(json, "displayName", catalog->plans[i].display_name);
			lic_json_end(json);
		}
	}
	lic_json_end(json);
}

void lic_encode_waits(struct lic_json *json, const struct lic_assign_result *result)
{
	lic_json_key(json, "waiting");
	lic_json_array(json);
	for (size_t i = 0; i < result->decision.wait_count; i++) {
		const struct lic_sku *sku =
			&result->before.hold.catalog->skus[result->decision.waits[i]];

		lic_json_object(json);
		lic_json_kguid(json, "skuId", &sku->id);
		lic_json_kstring(json, "skuPartNumber", sku->part_number);
		lic_json_kstring(json, "displayName", sku->display_name);
		lic_json_end(json);
	}
	lic_json_end(json);
}

void lic_encode_preview(struct lic_json *json, const struct lic_assign_result *result)
{
	const struct lic_decision *decision = &result->decision;
	const struct lic_catalog *catalog = result->before.hold.catalog;
	const struct lic_license_view after = lic_encode_view_after(result);

	lic_json_kbool(json, "validateOnly", true);
	lic_json_kbool(json, "allowed", decision->violation_count == 0);
	lic_json_key(json, "user");
	lic_json_object(json);
	lic_json_kguid(json, "id", &result->user.guid);
	lic_json_kstring(json, "userPrincipalName",
		result->user.values.text[LIC_USER_PRINCIPAL_NAME]);
	lic_json_kstring(json, "displayName", result->user.values.text[LIC_USER_DISPLAY_NAME]);
	lic_json_end(json);
	write_seats(json, result);
	write_plans(json, "gained", catalog, decision->plans_after, decision->plans_before);
	write_plans(json, "lost", catalog, decision->plans_before, decision->plans_after);
	lic_json_key(json, "licensesBefore");
	lic_encode_assigned_licenses(json, &result->before);
	lic_json_key(json, "licensesAfter");
	lic_encode_assigned_licenses(json, &after);
	lic_encode_waits(json, result);
	lic_json_key(json, "violations");
	lic_encode_violations(json, decision);
}
