/*
 * JSON forms of previews, of one person and of many: see encode.h, docs/api.md "Rehearsing".
 */
#include "api/encode.h"
#include "core/planset.h"
#include "core/seats.h"

static void write_pool(struct lic_json *json, const char *key, const struct lic_seats *seats)
{
	lic_json_key(json, key);
	lic_json_object(json);
	lic_json_kint(json, "consumed", seats->consumed);
	lic_json_kint(json, "capacity", lic_seats_shown(lic_seats_capacity(seats)));
	lic_json_kint(json, "available", lic_seats_shown_available(seats));
	lic_json_end(json);
}

/* What names a product. */
static void write_sku_members(struct lic_json *json, const struct lic_sku *sku)
{
	lic_json_kguid(json, "skuId", &sku->id);
	lic_json_kstring(json, "skuPartNumber", sku->part_number);
	lic_json_kstring(json, "displayName", sku->display_name);
}

void lic_encode_pool_change_members(struct lic_json *json, const struct lic_sku *sku,
	const struct lic_seats *before, int64_t change)
{
	struct lic_seats after = *before;

	after.consumed += change;
	write_sku_members(json, sku);
	write_pool(json, "before", before);
	write_pool(json, "after", &after);
}

void lic_encode_plans(struct lic_json *json, const struct lic_catalog *catalog, const uint64_t *set,
	const uint64_t *except)
{
	lic_json_array(json);
	for (uint32_t i = 0; set != NULL && i < catalog->plan_count; i++) {
		if (lic_planset_has(set, i) && (except == NULL || !lic_planset_has(except, i))) {
			lic_json_object(json);
			lic_json_kguid(json, "servicePlanId", &catalog->plans[i].id);
			lic_json_kstring(json, "servicePlanName", catalog->plans[i].name);
			lic_json_kstring(json, "displayName", catalog->plans[i].display_name);
			lic_json_end(json);
		}
	}
	lic_json_end(json);
}

static void write_guids(struct lic_json *json, const char *key, const struct lic_guid *list,
	size_t count)
{
	lic_json_key(json, key);
	lic_json_array(json);
	for (size_t i = 0; i < count; i++) {
		lic_json_guid(json, &list[i]);
	}
	lic_json_end(json);
}

/* A changed request, as assignLicense takes it; null for a remedy that lies outside. */
static void write_request(struct lic_json *json, const struct lic_license_request *request)
{
	lic_json_key(json, "request");
	if (request == NULL) {
		lic_json_null(json);
		return;
	}
	lic_json_object(json);
	lic_json_key(json, "addLicenses");
	lic_json_array(json);
	for (size_t i = 0; i < request->add_count; i++) {
		const struct lic_license_add *add = &request->adds[i];

		lic_json_object(json);
		lic_json_kguid(json, "skuId", &add->sku_id);
		write_guids(json, "disabledPlans", add->disabled_plans, add->disabled_count);
		lic_json_end(json);
	}
	lic_json_end(json);
	write_guids(json, "removeLicenses", request->removes, request->remove_count);
	lic_json_end(json);
}

static void write_remedy(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_remedy *remedy, size_t rank)
{
	lic_json_object(json);
	lic_json_kint(json, "rank", (int64_t)rank);
	lic_json_kstring(json, "kind", lic_remedy_kind_name(remedy->kind));
	lic_json_kstring(json, "text", remedy->text);
	lic_json_kstring(json, "solves", remedy->solves_all ? "all" : "this");
	lic_json_key(json, "seats");
	lic_json_array(json);
	for (size_t i = 0; i < remedy->seat_count; i++) {
		const struct lic_sku *sku = &catalog->skus[remedy->seats[i].sku];

		lic_json_object(json);
		write_sku_members(json, sku);
		lic_json_kint(json, "change", remedy->seats[i].change);
		lic_json_end(json);
	}
	lic_json_end(json);
	lic_json_key(json, "gained");
	lic_encode_plans(json, catalog, remedy->gained, NULL);
	lic_json_key(json, "lost");
	lic_encode_plans(json, catalog, remedy->lost, NULL);
	write_request(json, remedy->request);
	lic_json_end(json);
}

void lic_encode_remedies(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_remedy *list, size_t count)
{
	lic_json_array(json);
	for (size_t i = 0; i < count; i++) {
		write_remedy(json, catalog, &list[i], i + 1);
	}
	lic_json_end(json);
}

/* The pools that would change, and those that a conflict is about. */
static void write_seats(struct lic_json *json, const struct lic_preview_sum *sum)
{
	lic_json_key(json, "seats");
	lic_json_array(json);
	for (size_t i = 0; i < sum->pool_count; i++) {
		const struct lic_preview_count *count = &sum->licenses[i];
		struct lic_seats before = sum->pools[i].seats;
		int64_t change = before.consumed - sum->consumed_before[i];

		if (count->gained == 0 && count->lost == 0 && !sum->is_shown[i]) {
			continue;
		}
		before.consumed = sum->consumed_before[i];
		lic_json_object(json);
		lic_encode_pool_change_members(json, &sum->catalog->skus[sum->pools[i].sku],
			&before, change);
		lic_json_kint(json, "gained", count->gained);
		lic_json_kint(json, "lost", count->lost);
		lic_json_end(json);
	}
	lic_json_end(json);
}

static void write_services(struct lic_json *json, const struct lic_preview_sum *sum)
{
	lic_json_key(json, "services");
	lic_json_array(json);
	for (size_t i = 0; i < sum->catalog->plan_count; i++) {
		const struct lic_plan *plan = &sum->catalog->plans[i];
		const struct lic_preview_count *count = &sum->plans[i];

		if (count->gained == 0 && count->lost == 0) {
			continue;
		}
		lic_json_object(json);
		lic_json_kguid(json, "servicePlanId", &plan->id);
		lic_json_kstring(json, "servicePlanName", plan->name);
		lic_json_kstring(json, "displayName", plan->display_name);
		lic_json_kint(json, "gained", count->gained);
		lic_json_kint(json, "lost", count->lost);
		lic_json_end(json);
	}
	lic_json_end(json);
}

static void write_conflict(struct lic_json *json, const struct lic_preview_sum *sum,
	const struct lic_preview_conflict *conflict)
{
	const struct lic_preview_reason *reason = &conflict->reason;

	lic_json_object(json);
	lic_json_kstring(json, "code", reason->code);
	lic_json_kstring(json, "message", reason->message);
	lic_json_key(json, "sku");
	if (reason->sku == LIC_INDEX_NONE) {
		lic_json_null(json);
	} else {
		lic_json_object(json);
		write_sku_members(json, &sum->catalog->skus[reason->sku]);
		lic_json_end(json);
	}
	lic_json_key(json, "servicePlans");
	lic_encode_plans(json, sum->catalog, reason->plans, NULL);
	lic_json_kint(json, "count", conflict->count);
	lic_json_key(json, "users");
	lic_json_array(json);
	for (size_t i = 0; i < conflict->user_count; i++) {
		lic_json_object(json);
		lic_json_kguid(json, "id", &conflict->users[i].id);
		lic_json_kstring(json, "userPrincipalName", conflict->users[i].upn);
		lic_json_kstring(json, "displayName", conflict->users[i].display_name);
		lic_json_end(json);
	}
	lic_json_end(json);
	lic_json_key(json, "remedies");
	lic_encode_remedies(json, sum->catalog, conflict->remedies, conflict->remedy_count);
	lic_json_end(json);
}

void lic_encode_preview_members(struct lic_json *json, const struct lic_preview_sum *sum)
{
	write_seats(json, sum);
	write_services(json, sum);
	lic_json_key(json, "conflicts");
	lic_json_array(json);
	for (size_t i = 0; i < sum->conflict_count; i++) {
		write_conflict(json, sum, &sum->conflicts[i]);
	}
	lic_json_end(json);
	lic_json_kint(json, "unlistedConflicts", sum->untold);
}

void lic_encode_group_preview_members(struct lic_json *json,
	const struct lic_group_preview *preview)
{
	lic_json_kbool(json, "validateOnly", true);
	lic_json_kbool(json, "allowed", preview->is_allowed);
	lic_json_kint(json, "members", preview->members);
	lic_encode_preview_members(json, &preview->sum);
	lic_json_kbool(json, "complete", preview->is_exact && preview->sum.untold == 0);
	lic_json_key(json, "violations");
	lic_encode_remedied_violations(json, preview->sum.catalog, &preview->decision,
		preview->remedies);
}
