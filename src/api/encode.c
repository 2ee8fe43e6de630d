/*
 * JSON forms of failures and purchases: see encode.h. Users and their licences are in
 * encode_user.c, service plans in encode_plans.c.
 */
#include "api/encode.h"

#include "core/planset.h"

const char *const lic_subscription_field_names[LIC_SUBSCRIPTION_FIELD_MAX_] = {
	[LIC_SUBSCRIPTION_ID] = "id",
	[LIC_SUBSCRIPTION_COMMERCE_ID] = "commerceSubscriptionId",
	[LIC_SUBSCRIPTION_CREATED] = "createdDateTime",
	[LIC_SUBSCRIPTION_IS_TRIAL] = "isTrial",
	[LIC_SUBSCRIPTION_NEXT_LIFECYCLE] = "nextLifecycleDateTime",
	[LIC_SUBSCRIPTION_SKU_ID] = "skuId",
	[LIC_SUBSCRIPTION_PART_NUMBER] = "skuPartNumber",
	[LIC_SUBSCRIPTION_STATUS] = "status",
	[LIC_SUBSCRIPTION_TOTAL] = "totalLicenses",
	[LIC_SUBSCRIPTION_SERVICE_STATUS] = "serviceStatus",
};

static void encode_detail_members(struct lic_json *json, const struct lic_err_detail *detail)
{
	lic_json_kstring(json, "code", detail->code);
	lic_json_kstring(json, "message", detail->message);
	lic_json_kstring(json, "target", detail->target);
	lic_json_kstring(json, "remedy", detail->remedy);
	lic_err_write_refs(json, detail);
}

static void encode_detail(struct lic_json *json, const struct lic_err_detail *detail)
{
	lic_json_object(json);
	encode_detail_members(json, detail);
	lic_json_end(json);
}

void lic_encode_details(struct lic_json *json, const struct lic_err_detail *details, size_t count)
{
	lic_json_array(json);
	for (size_t i = 0; i < count; i++) {
		encode_detail(json, &details[i]);
	}
	lic_json_end(json);
}

void lic_encode_violations(struct lic_json *json, const struct lic_decision *decision)
{
	lic_json_array(json);
	for (size_t i = 0; i < decision->violation_count; i++) {
		encode_detail(json, &decision->violations[i].detail);
	}
	lic_json_end(json);
}

void lic_encode_remedied_violations(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_decision *decision, const struct lic_remedies *remedies)
{
	lic_json_array(json);
	for (size_t i = 0; i < decision->violation_count; i++) {
		lic_json_object(json);
		encode_detail_members(json, &decision->violations[i].detail);
		lic_json_key(json, "remedies");
		lic_encode_remedies(json, catalog, remedies[i].list, remedies[i].count);
		lic_json_end(json);
	}
	lic_json_end(json);
}

void lic_encode_plan_ids(struct lic_json *json, const struct lic_catalog *catalog, uint32_t sku,
	const uint64_t *set)
{
	const struct lic_sku *entry = &catalog->skus[sku];

	lic_json_array(json);
	for (size_t i = 0; i < entry->plan_count; i++) {
		if (lic_planset_has(set, entry->plans[i])) {
			lic_json_guid(json, &catalog->plans[entry->plans[i]].id);
		}
	}
	lic_json_end(json);
}

void lic_encode_plan_names(struct lic_json *json, const struct lic_catalog *catalog, uint32_t sku,
	const uint64_t *set)
{
	const struct lic_sku *entry = &catalog->skus[sku];

	lic_json_array(json);
	for (size_t i = 0; i < entry->plan_count; i++) {
		if (lic_planset_has(set, entry->plans[i])) {
			lic_json_string(json, catalog->plans[entry->plans[i]].name);
		}
	}
	lic_json_end(json);
}

static void encode_subscription_field(struct lic_json *json, const struct lic_catalog_hold *hold,
	const struct lic_subscription *s, enum lic_subscription_field field)
{
	const struct lic_catalog *catalog = hold->catalog;
	uint32_t sku = lic_catalog_sku_by_key(catalog, s->sku_key);

	switch (field) {
	case LIC_SUBSCRIPTION_ID:
		lic_json_guid(json, &s->guid);
		break;
	case LIC_SUBSCRIPTION_COMMERCE_ID:
		lic_json_guid(json, &s->commerce_id);
		break;
	case LIC_SUBSCRIPTION_CREATED:
		lic_json_time(json, s->created_ms);
		break;
	case LIC_SUBSCRIPTION_IS_TRIAL:
		lic_json_bool(json, s->is_trial);
		break;
	case LIC_SUBSCRIPTION_NEXT_LIFECYCLE:
		/* What comes after Deleted is no state (L-10). */
		if (s->next_lifecycle_ms.is_set && s->status != LIC_SUB_DELETED) {
			lic_json_time(json, s->next_lifecycle_ms.value);
		} else {
			lic_json_null(json);
		}
		break;
	case LIC_SUBSCRIPTION_SKU_ID:
		lic_json_guid(json, &catalog->skus[sku].id);
		break;
	case LIC_SUBSCRIPTION_PART_NUMBER:
		lic_json_string(json, catalog->skus[sku].part_number);
		break;
	case LIC_SUBSCRIPTION_STATUS:
		lic_json_string(json, lic_sub_status_name(s->status));
		break;
	case LIC_SUBSCRIPTION_TOTAL:
		lic_json_int(json, lic_seats_shown(s->total_licenses));
		break;
	case LIC_SUBSCRIPTION_SERVICE_STATUS:
		lic_encode_service_plans(json, hold, sku);
		break;
	case LIC_SUBSCRIPTION_FIELD_MAX_:
		break;
	}
}

void lic_encode_subscription_members(struct lic_json *json, const struct lic_catalog_hold *hold,
	const struct lic_subscription *subscription, uint64_t fields)
{
	for (int i = 0; i < LIC_SUBSCRIPTION_FIELD_MAX_; i++) {
		if ((fields & LIC_FIELD_BIT(i)) != 0) {
			lic_json_key(json, lic_subscription_field_names[i]);
			encode_subscription_field(json, hold, subscription,
				(enum lic_subscription_field)i);
		}
	}
}
