/*
 * What a change of licences did, or would do (docs/api.md, "Rehearsing"): see encode.h.
 */
#include "api/encode.h"

struct lic_license_view lic_encode_view_after(const struct lic_assign_result *result)
{
	struct lic_license_view view = result->after;

	view.hold.catalog = result->before.hold.catalog;
	return view;
}

/* The pools that would change. */
static void write_seats(struct lic_json *json, const struct lic_assign_result *result)
{
	lic_json_key(json, "seats");
	lic_json_array(json);
	for (size_t i = 0; i < result->decision.seat_count; i++) {
		const struct lic_seat_change *change = &result->decision.seats[i];

		lic_json_object(json);
		lic_encode_pool_change_members(json,
			&result->before.hold.catalog->skus[change->sku], &change->before,
			change->delta);
		lic_json_end(json);
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
	lic_json_key(json, "gained");
	lic_encode_plans(json, catalog, decision->plans_after, decision->plans_before);
	lic_json_key(json, "lost");
	lic_encode_plans(json, catalog, decision->plans_before, decision->plans_after);
	lic_json_key(json, "licensesBefore");
	lic_encode_assigned_licenses(json, &result->before);
	lic_json_key(json, "licensesAfter");
	lic_encode_assigned_licenses(json, &after);
	lic_encode_waits(json, result);
	lic_json_key(json, "violations");
	lic_encode_remedied_violations(json, catalog, decision, result->remedies);
}
