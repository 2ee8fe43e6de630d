/*
 * The rules of R-58 that a request can break by itself, up to the usage location, with the words
 * for each.
 */
#include "core/license_violation_int.h"

#include "core/location.h"
#include "core/planset.h"

/* a SKU may be named once in all. */
static lic_rc check_form(struct lic_decider *d)
{
	const struct lic_license_request *r = d->request;
	size_t total = r->add_count + r->remove_count;

	for (size_t i = 1; i < total; i++) {
		const struct lic_guid *id =
			i < r->add_count ? &r->adds[i].sku_id : &r->removes[i - r->add_count];

		for (size_t j = 0; j < i; j++) {
			const struct lic_guid *other = j < r->add_count
				? &r->adds[j].sku_id
				: &r->removes[j - r->add_count];

			if (lic_guid_equal(id, other)) {
				LIC_TRY(lic_violation__add(d, LIC_VIOLATION_REQUEST,
					i < r->add_count
						? lic_violation__add_target(d, i, "skuId")
						: lic_violation__remove_target(d, i - r->add_count),
					lic_arena_printf(d->arena,
						"License %s is named more than once.",
						lic_guid_format(id).text),
					"Name each license once, either in addLicenses or in removeLicenses."));
				lic_violation__item(d, i);
				LIC_TRY(lic_violation__refer_sku_id(d, id));
				break;
			}
		}
	}
	return LIC_OK_RC;
}

static lic_rc not_owned(struct lic_decider *d, const char *target, const struct lic_guid *id,
	size_t item)
{
	uint32_t sku = lic_catalog_sku(d->facts->catalog, id);

	LIC_TRY(lic_violation__add(d, LIC_VIOLATION_NOT_OWNED, target,
		lic_arena_printf(d->arena,
			"License %s does not correspond to a valid company License.",
			lic_guid_format(id).text),
		lic_arena_printf(d->arena,
			"Choose one of the organisation's subscribedSkus, or buy a subscription of %s first.",
			sku == LIC_INDEX_NONE ? "this product"
					      : d->facts->catalog->skus[sku].display_name)));
	lic_violation__item(d, item);
	return lic_violation__refer_sku_id(d, id);
}

/* the tenant has, or had and the user still holds, a subscription of the SKU. */
static bool is_owned(const struct lic_decider *d, uint32_t sku)
{
	const struct lic_seats *seats = lic_license__seats(d->facts, sku);

	if (lic_license__holds(d->facts->paths, d->facts->path_count, sku)) {
		return true;
	}
	return seats != NULL &&
		seats->enabled + seats->warning + seats->suspended + seats->locked_out > 0;
}

/* every disabled plan belongs to the SKU. Company-level plans have no switch: they
 * stay on. */
static lic_rc collect_disabled(struct lic_decider *d, size_t index, uint32_t sku_index)
{
	const struct lic_license_add *add = &d->request->adds[index];
	const struct lic_catalog *catalog = d->facts->catalog;
	const struct lic_sku *sku = &catalog->skus[sku_index];
	uint64_t *disabled = lic_planset_new(d->arena, catalog);

	if (disabled == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < add->disabled_count; i++) {
		uint32_t plan = lic_catalog_plan(catalog, &add->disabled_plans[i]);

		if (plan != LIC_INDEX_NONE && lic_sku_has_plan(sku, plan)) {
			if (!catalog->plans[plan].is_company) {
				lic_planset_add(disabled, plan);
			}
			continue;
		}
		LIC_TRY(lic_violation__add(d, LIC_VIOLATION_PLAN,
			lic_arena_printf(d->arena, "addLicenses/%zu/disabledPlans/%zu", index, i),
			lic_arena_printf(d->arena, "Service plan %s is not part of the license %s.",
				lic_guid_format(&add->disabled_plans[i]).text, sku->display_name),
			lic_arena_printf(d->arena,
				"Take it out of disabledPlans, or name a plan that %s contains.",
				sku->display_name)));
		lic_violation__item(d, index);
		lic_violation__plans(d, i, NULL);
		LIC_TRY(lic_violation__refer(d, "servicePlan", &add->disabled_plans[i],
			plan == LIC_INDEX_NONE ? NULL : catalog->plans[plan].display_name));
		LIC_TRY(lic_violation__refer_sku(d, sku_index));
	}
	d->add_disabled[index] = disabled;
	return LIC_OK_RC;
}

static lic_rc check_add(struct lic_decider *d, size_t index)
{
	const struct lic_guid *id = &d->request->adds[index].sku_id;
	uint32_t sku = lic_catalog_sku(d->facts->catalog, id);

	d->add_skus[index] = LIC_INDEX_NONE;
	if (sku == LIC_INDEX_NONE || !is_owned(d, sku)) {
		return not_owned(d, lic_violation__add_target(d, index, "skuId"), id, index);
	}
	if (d->facts->catalog->skus[sku].is_company) {
		LIC_TRY(lic_violation__add(d, LIC_VIOLATION_COMPANY,
			lic_violation__add_target(d, index, "skuId"),
			lic_arena_printf(d->arena, "License %s cannot be assigned to a user.",
				d->facts->catalog->skus[sku].display_name),
			lic_arena_printf(d->arena,
				"%s works for the whole organisation; nobody has to be given it.",
				d->facts->catalog->skus[sku].display_name)));
		lic_violation__item(d, index);
		return lic_violation__refer_sku(d, sku);
	}
	LIC_TRY(collect_disabled(d, index, sku));
	d->add_skus[index] = sku;
	return LIC_OK_RC;
}

/* for one SKU to remove. */
static lic_rc check_remove(struct lic_decider *d, size_t index)
{
	const struct lic_guid *id = &d->request->removes[index];
	uint32_t sku = lic_catalog_sku(d->facts->catalog, id);
	bool is_inherited = false;

	for (size_t i = 0; sku != LIC_INDEX_NONE && i < d->facts->path_count; i++) {
		const struct lic_path *path = &d->facts->paths[i];

		if (path->sku == sku && path->source == LIC_SOURCE_DIRECT) {
			return LIC_OK_RC;
		}
		is_inherited = is_inherited || path->sku == sku;
	}
	if (is_inherited) {
		LIC_TRY(lic_violation__add(d, LIC_VIOLATION_INHERITED,
			lic_violation__remove_target(d, index),
			"User license is inherited from a group membership and it cannot be removed directly from the user.",
			lic_arena_printf(d->arena,
				"Remove the user from the group that gives %s, or %s from the group.",
				d->facts->catalog->skus[sku].display_name,
				d->facts->catalog->skus[sku].display_name)));
		lic_violation__item(d, d->request->add_count + index);
		return lic_violation__refer_sku(d, sku);
	}
	if (sku == LIC_INDEX_NONE || !is_owned(d, sku)) {
		return not_owned(d, lic_violation__remove_target(d, index), id,
			d->request->add_count + index);
	}
	LIC_TRY(lic_violation__add(d, LIC_VIOLATION_NOT_HELD,
		lic_violation__remove_target(d, index),
		"User does not have a corresponding license.",
		lic_arena_printf(d->arena,
			"Leave %s out of the request: there is nothing to remove.",
			d->facts->catalog->skus[sku].display_name)));
	lic_violation__item(d, d->request->add_count + index);
	return lic_violation__refer_sku(d, sku);
}

/* a plan that is on and prohibited in the user's location blocks the SKU. */
static lic_rc check_prohibited(struct lic_decider *d, size_t index)
{
	const struct lic_catalog *catalog = d->facts->catalog;
	const struct lic_sku *sku = &catalog->skus[d->add_skus[index]];

	for (size_t i = 0; i < sku->plan_count; i++) {
		const struct lic_plan *plan = &catalog->plans[sku->plans[i]];

		if (plan->is_company || lic_planset_has(d->add_disabled[index], sku->plans[i]) ||
			!lic_location_in_list(d->facts->usage_location, plan->prohibited)) {
			continue;
		}
		LIC_TRY(lic_violation__add(d, LIC_VIOLATION_LOCATION,
			lic_violation__add_target(d, index, "skuId"),
			lic_arena_printf(d->arena,
				"License assignment failed because service plan %s is not allowed in usage location %s.",
				lic_guid_format(&plan->id).text, d->facts->usage_location),
			lic_arena_printf(d->arena,
				"Turn off %s in %s, or correct the user's usage location.",
				plan->display_name, sku->display_name)));
		lic_violation__item(d, index);
		LIC_TRY(lic_violation__plan(d, 0, sku->plans[i]));
		LIC_TRY(lic_violation__refer_plan(d, sku->plans[i]));
		LIC_TRY(lic_violation__refer_sku(d, d->add_skus[index]));
	}
	return LIC_OK_RC;
}

/* adding needs a valid usage location, removing does not. */
static lic_rc check_location(struct lic_decider *d)
{
	if (d->request->add_count == 0) {
		return LIC_OK_RC;
	}
	if (!lic_location_is_valid(d->facts->usage_location)) {
		return lic_violation__add(d, LIC_VIOLATION_NO_LOCATION, "usageLocation",
			"License assignment cannot be done for user with invalid usage location.",
			"Set the user's usageLocation to a two-letter country code such as NL, then assign again.");
	}
	for (size_t i = 0; i < d->request->add_count; i++) {
		if (d->add_skus[i] != LIC_INDEX_NONE) {
			LIC_TRY(check_prohibited(d, i));
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_license__check_request(struct lic_decider *d)
{
	static const struct lic_license_request nothing = {0};
	size_t count = d->request->add_count;

	d->add_skus = lic_arena_array(d->arena, count, sizeof(*d->add_skus));
	d->add_disabled = lic_arena_array(d->arena, count, sizeof(*d->add_disabled));
	d->add_waits = lic_arena_array(d->arena, count, sizeof(*d->add_waits));
	if (d->add_skus == NULL || d->add_disabled == NULL || d->add_waits == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(check_form(d));
	if (d->violation_count > 0) {
		/* A request that contradicts itself has no end state to speak of, so that no later
		 * check has a say. */
		d->request = &nothing;
		return LIC_OK_RC;
	}
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(check_add(d, i));
	}
	for (size_t i = 0; i < d->request->remove_count; i++) {
		LIC_TRY(check_remove(d, i));
	}
	return check_location(d);
}
