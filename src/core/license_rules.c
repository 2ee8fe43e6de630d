/*
 * The rules of the decision, in the order of R-58, with the words for each broken one. Messages are
 * Graph's own where Graph has one (specification 5.1), because scripts match their text; names
 * stand in `refs` and in the remedy.
 */
#include "core/license_int.h"

#include "base/buf.h"
#include "core/location.h"
#include "core/planset.h"

#include <string.h>

#define TEXT_BYTES_MAX ((size_t)32 * 1024)
#define REFS_MAX 64

static const char *const violation_codes[LIC_VIOLATION_KIND_MAX_] = {
	[LIC_VIOLATION_REQUEST] = "InvalidRequest",
	[LIC_VIOLATION_NOT_OWNED] = "LicenseNotOwned",
	[LIC_VIOLATION_COMPANY] = "LicenseNotForUsers",
	[LIC_VIOLATION_PLAN] = "ServicePlanNotInLicense",
	[LIC_VIOLATION_NOT_HELD] = "LicenseNotAssigned",
	[LIC_VIOLATION_INHERITED] = "LicenseInherited",
	[LIC_VIOLATION_NO_LOCATION] = "UsageLocationMissing",
	[LIC_VIOLATION_LOCATION] = "ProhibitedInUsageLocationViolation",
	[LIC_VIOLATION_COUNT] = "CountViolation",
	[LIC_VIOLATION_SELF_SERVICE] = "SelfServicePurchase",
	[LIC_VIOLATION_EXCLUSION] = "MutuallyExclusiveViolation",
	[LIC_VIOLATION_DEPENDENCY] = "DependencyViolation",
	[LIC_VIOLATION_UNIQUENESS] = "UniquenessViolation",
};

/* Records a violation of `kind`; texts must be static or in the arena, NULL where memory ran out.
 */
static lic_rc violate(struct lic_decider *d, enum lic_violation_kind kind, const char *target,
	const char *message, const char *remedy)
{
	struct lic_violation *violation = NULL;

	if (target == NULL || message == NULL || remedy == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (d->violation_count == d->violation_room) {
		size_t room = d->violation_room * 2 + 4;
		struct lic_violation *more = lic_arena_array(d->arena, room, sizeof(*more));

		if (more == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (d->violation_count > 0) {
			memcpy(more, d->violations, d->violation_count * sizeof(*more));
		}
		d->violations = more;
		d->violation_room = room;
	}
	violation = &d->violations[d->violation_count++];
	violation->kind = kind;
	violation->detail.code = violation_codes[kind];
	violation->detail.target = target;
	violation->detail.message = message;
	violation->detail.remedy = remedy;
	violation->item = LIC_ITEM_NONE;
	violation->sku = LIC_INDEX_NONE;
	return LIC_OK_RC;
}

/* Notes of the latest violation that it is about item `item` of the request. */
static void note_item(struct lic_decider *d, size_t item)
{
	const struct lic_license_request *r = d->request;
	struct lic_violation *violation = &d->violations[d->violation_count - 1];

	violation->item = item;
	violation->sku = lic_catalog_sku(d->facts->catalog,
		item < r->add_count ? &r->adds[item].sku_id : &r->removes[item - r->add_count]);
}

/* Notes of the latest violation the rule and the set of plans that it is about. */
static void note_plans(struct lic_decider *d, size_t rule, const uint64_t *plans)
{
	struct lic_violation *violation = &d->violations[d->violation_count - 1];

	violation->rule = rule;
	violation->plans = plans;
}

/* Notes of the latest violation that it is about `plan` alone, by `rule`. */
static lic_rc note_plan(struct lic_decider *d, size_t rule, uint32_t plan)
{
	uint64_t *plans = lic_planset_new(d->arena, d->facts->catalog);

	if (plans == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_planset_add(plans, plan);
	note_plans(d, rule, plans);
	return LIC_OK_RC;
}

/* Adds what the latest violation is about. References past REFS_MAX are left out: the message still
 * names all. */
static lic_rc refer(struct lic_decider *d, const char *kind, const struct lic_guid *id,
	const char *name)
{
	struct lic_err_detail *detail = &d->violations[d->violation_count - 1].detail;
	struct lic_err_ref *refs = NULL;
	struct lic_guid_text text = lic_guid_format(id);

	if (detail->ref_count == REFS_MAX) {
		return LIC_OK_RC;
	}
	refs = lic_arena_array(d->arena, detail->ref_count + 1, sizeof(*refs));
	if (refs == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (detail->ref_count > 0) {
		memcpy(refs, detail->refs, detail->ref_count * sizeof(*refs));
	}
	refs[detail->ref_count].kind = kind;
	refs[detail->ref_count].id = lic_arena_strdup(d->arena, text.text);
	refs[detail->ref_count].name = name;
	if (refs[detail->ref_count].id == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	detail->refs = refs;
	detail->ref_count++;
	return LIC_OK_RC;
}

static lic_rc refer_sku(struct lic_decider *d, uint32_t sku)
{
	const struct lic_sku *entry = &d->facts->catalog->skus[sku];

	return refer(d, "sku", &entry->id, entry->display_name);
}

static lic_rc refer_plan(struct lic_decider *d, uint32_t plan)
{
	const struct lic_plan *entry = &d->facts->catalog->plans[plan];

	return refer(d, "servicePlan", &entry->id, entry->display_name);
}

/* Refers to a product by the id that the request has, which may be unknown here. */
static lic_rc refer_sku_id(struct lic_decider *d, const struct lic_guid *id)
{
	uint32_t sku = lic_catalog_sku(d->facts->catalog, id);

	return sku == LIC_INDEX_NONE ? refer(d, "sku", id, NULL) : refer_sku(d, sku);
}

/* Copies a finished text into the arena; NULL when it could not be built, which violate() turns
 * into an error. */
static const char *finish_text(struct lic_decider *d, struct lic_buf *text)
{
	const char *copy = NULL;

	if (lic_ok(lic_buf_status(text))) {
		copy = lic_arena_copy(d->arena, text->data, text->len);
	}
	lic_buf_done(text);
	return copy;
}

static const char *add_target(struct lic_decider *d, size_t index, const char *member)
{
	return lic_arena_printf(d->arena, "addLicenses/%zu/%s", index, member);
}

static const char *remove_target(struct lic_decider *d, size_t index)
{
	return lic_arena_printf(d->arena, "removeLicenses/%zu", index);
}

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
				LIC_TRY(violate(d, LIC_VIOLATION_REQUEST,
					i < r->add_count ? add_target(d, i, "skuId")
							 : remove_target(d, i - r->add_count),
					lic_arena_printf(d->arena,
						"License %s is named more than once.",
						lic_guid_format(id).text),
					"Name each license once, either in addLicenses or in removeLicenses."));
				note_item(d, i);
				LIC_TRY(refer_sku_id(d, id));
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

	LIC_TRY(violate(d, LIC_VIOLATION_NOT_OWNED, target,
		lic_arena_printf(d->arena,
			"License %s does not correspond to a valid company License.",
			lic_guid_format(id).text),
		lic_arena_printf(d->arena,
			"Choose one of the organisation's subscribedSkus, or buy a subscription of %s first.",
			sku == LIC_INDEX_NONE ? "this product"
					      : d->facts->catalog->skus[sku].display_name)));
	note_item(d, item);
	return refer_sku_id(d, id);
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
		LIC_TRY(violate(d, LIC_VIOLATION_PLAN,
			lic_arena_printf(d->arena, "addLicenses/%zu/disabledPlans/%zu", index, i),
			lic_arena_printf(d->arena, "Service plan %s is not part of the license %s.",
				lic_guid_format(&add->disabled_plans[i]).text, sku->display_name),
			lic_arena_printf(d->arena,
				"Take it out of disabledPlans, or name a plan that %s contains.",
				sku->display_name)));
		note_item(d, index);
		note_plans(d, i, NULL);
		LIC_TRY(refer(d, "servicePlan", &add->disabled_plans[i],
			plan == LIC_INDEX_NONE ? NULL : catalog->plans[plan].display_name));
		LIC_TRY(refer_sku(d, sku_index));
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
		return not_owned(d, add_target(d, index, "skuId"), id, index);
	}
	if (d->facts->catalog->skus[sku].is_company) {
		LIC_TRY(violate(d, LIC_VIOLATION_COMPANY, add_target(d, index, "skuId"),
			lic_arena_printf(d->arena, "License %s cannot be assigned to a user.",
				d->facts->catalog->skus[sku].display_name),
			lic_arena_printf(d->arena,
				"%s works for the whole organisation; nobody has to be given it.",
				d->facts->catalog->skus[sku].display_name)));
		note_item(d, index);
		return refer_sku(d, sku);
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
		LIC_TRY(violate(d, LIC_VIOLATION_INHERITED, remove_target(d, index),
			"User license is inherited from a group membership and it cannot be removed directly from the user.",
			lic_arena_printf(d->arena,
				"Remove the user from the group that gives %s, or %s from the group.",
				d->facts->catalog->skus[sku].display_name,
				d->facts->catalog->skus[sku].display_name)));
		note_item(d, d->request->add_count + index);
		return refer_sku(d, sku);
	}
	if (sku == LIC_INDEX_NONE || !is_owned(d, sku)) {
		return not_owned(d, remove_target(d, index), id, d->request->add_count + index);
	}
	LIC_TRY(violate(d, LIC_VIOLATION_NOT_HELD, remove_target(d, index),
		"User does not have a corresponding license.",
		lic_arena_printf(d->arena,
			"Leave %s out of the request: there is nothing to remove.",
			d->facts->catalog->skus[sku].display_name)));
	note_item(d, d->request->add_count + index);
	return refer_sku(d, sku);
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
		LIC_TRY(violate(d, LIC_VIOLATION_LOCATION, add_target(d, index, "skuId"),
			lic_arena_printf(d->arena,
				"License assignment failed because service plan %s is not allowed in usage location %s.",
				lic_guid_format(&plan->id).text, d->facts->usage_location),
			lic_arena_printf(d->arena,
				"Turn off %s in %s, or correct the user's usage location.",
				plan->display_name, sku->display_name)));
		note_item(d, index);
		LIC_TRY(note_plan(d, 0, sku->plans[i]));
		LIC_TRY(refer_plan(d, sku->plans[i]));
		LIC_TRY(refer_sku(d, d->add_skus[index]));
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
		return violate(d, LIC_VIOLATION_NO_LOCATION, "usageLocation",
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

static lic_rc seat_violation(struct lic_decider *d, size_t index, const struct lic_seats *seats)
{
	uint32_t sku_index = d->add_skus[index];
	const struct lic_sku *sku = &d->facts->catalog->skus[sku_index];
	const char *remedy = NULL;

	if (lic_seats_capacity(seats) == 0 && seats->self_service > 0) {
		LIC_TRY(violate(d, LIC_VIOLATION_SELF_SERVICE, add_target(d, index, "skuId"),
			lic_arena_printf(d->arena,
				"Licenses of %s were bought by employees and cannot be assigned by an administrator.",
				sku->display_name),
			"Take over the purchase by changing the subscription's purchase channel, or buy a subscription."));
		note_item(d, index);
		return refer_sku(d, sku_index);
	}
	if (seats->enabled + seats->warning == 0) {
		remedy = lic_arena_printf(d->arena,
			"No subscription of %s can be used: reactivate one, or buy another.",
			sku->display_name);
	} else if (seats->reserved > 0) {
		remedy = lic_arena_printf(d->arena,
			"The seats of %s that are free go to those who wait for one: buy more, or have the user wait, too.",
			sku->display_name);
	} else {
		remedy = lic_arena_printf(d->arena,
			"Buy at least %lld more of %s, or take one from a user who no longer needs it.",
			(long long)lic_seats_excess(seats) + 1, sku->display_name);
	}
	LIC_TRY(violate(d, LIC_VIOLATION_COUNT, add_target(d, index, "skuId"),
		lic_arena_printf(d->arena,
			"Subscription with SKU %s does not have any available licenses.",
			lic_guid_format(&sku->id).text),
		remedy));
	note_item(d, index);
	return refer_sku(d, sku_index);
}

/* Tells whether the user has a seat of the SKU with index `sku` by a direct path. */
static bool holds_directly(const struct lic_facts *facts, uint32_t sku)
{
	for (size_t i = 0; i < facts->path_count; i++) {
		const struct lic_path *path = &facts->paths[i];

		if (path->sku == sku && path->source == LIC_SOURCE_DIRECT &&
			lic_path_holds_seat(path->state)) {
			return true;
		}
	}
	return false;
}

/* On which terms addition `i` may stand in the line for a seat; NULL: it may not. */
static const struct lic_wait *wait_of(const struct lic_decider *d, size_t i)
{
	const struct lic_license_request *request = d->request;

	return request->waits != NULL && request->waits[i] != NULL ? request->waits[i]
								   : request->wait;
}

/*
 * only a seat that the user does not hold yet must be free; R-12: in conflict none is. R-59:
 * while no subscription of the SKU can be used it is not assigned, also not beside an inherited
 * license, which would take no seat; the plans of a direct one may still change.
 */
static lic_rc check_seats(struct lic_decider *d)
{
	static const struct lic_seats none = {0};
	const struct lic_facts *facts = d->facts;

	for (size_t i = 0; i < d->request->add_count; i++) {
		uint32_t sku = d->add_skus[i];
		const struct lic_seats *seats = lic_license__seats(facts, sku);
		const struct lic_wait *wait = wait_of(d, i);

		if (sku == LIC_INDEX_NONE || d->add_waits[i] || holds_directly(facts, sku)) {
			continue;
		}
		if (seats == NULL) {
			seats = &none;
		}
		if (lic_license__holds(facts->paths, facts->path_count, sku)
				? seats->enabled + seats->warning == 0
				: lic_seats_available(seats) == 0) {
			LIC_TRY(seat_violation(d, i, seats));
			d->add_waits[i] =
				wait != NULL && (lic_seats_capacity(seats) > 0 || wait->is_old);
			d->wait_count += d->add_waits[i] ? 1 : 0;
		}
	}
	return LIC_OK_RC;
}

/* Tells whether path `index` of the end state turns `plan` on. */
static bool gives(const struct lic_decider *d, size_t index, uint32_t plan)
{
	const struct lic_path *path = &d->after[index];

	return lic_path_holds_seat(path->state) && !lic_planset_has(path->disabled, plan) &&
		lic_planset_has(d->facts->catalog->skus[path->sku].switchable, plan);
}

/*
 * Finds the next SKU, by the paths of the end state from `*at` on, that turns `plan` on, and moves
 * `*at` behind it. A SKU that several paths lead to comes once.
 * Returns its index, LIC_INDEX_NONE when no more does.
 */
static uint32_t next_giving(const struct lic_decider *d, uint32_t plan, size_t *at)
{
	while (*at < d->after_count) {
		size_t i = (*at)++;
		bool is_repeated = false;

		for (size_t j = 0; j < i; j++) {
			is_repeated = is_repeated ||
				(d->after[j].sku == d->after[i].sku && gives(d, j, plan));
		}
		if (gives(d, i, plan) && !is_repeated) {
			return d->after[i].sku;
		}
	}
	return LIC_INDEX_NONE;
}

/* Appends "plan in SKU", or "plan in SKU and SKU", by their names: where `plan` would have to be
 * turned off. */
static void add_places(const struct lic_decider *d, struct lic_buf *text, uint32_t plan)
{
	const struct lic_catalog *catalog = d->facts->catalog;
	size_t at = 0;
	const char *between = " in ";

	lic_buf_puts(text, catalog->plans[plan].display_name);
	for (uint32_t sku = next_giving(d, plan, &at); sku != LIC_INDEX_NONE;
		sku = next_giving(d, plan, &at)) {
		lic_buf_printf(text, "%s%s", between, catalog->skus[sku].display_name);
		between = " and ";
	}
}

/* Refers to `plan` and to every SKU that turns it on. */
static lic_rc refer_places(struct lic_decider *d, uint32_t plan)
{
	size_t at = 0;

	LIC_TRY(refer_plan(d, plan));
	for (uint32_t sku = next_giving(d, plan, &at); sku != LIC_INDEX_NONE;
		sku = next_giving(d, plan, &at)) {
		LIC_TRY(refer_sku(d, sku));
	}
	return LIC_OK_RC;
}

/* Appends `separator` unless `text` is empty, then the id of `plan`. */
static void add_plan_id(const struct lic_decider *d, struct lic_buf *text, uint32_t plan)
{
	if (text->len > 0) {
		lic_buf_puts(text, ", ");
	}
	lic_buf_puts(text, lic_guid_format(&d->facts->catalog->plans[plan].id).text);
}

static lic_rc exclusion_violation(struct lic_decider *d, size_t rule)
{
	const struct lic_catalog *catalog = d->facts->catalog;
	const struct lic_exclusion *group = &catalog->exclusions[rule];
	uint64_t *clash = lic_planset_new(d->arena, catalog);
	bool is_pair = lic_planset_common(d->plans_after, group->plans, catalog->words) == 2;
	struct lic_buf ids;
	struct lic_buf remedy;
	const char *id_list = NULL;

	if (clash == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_buf_init(&ids, TEXT_BYTES_MAX);
	lic_buf_init(&remedy, TEXT_BYTES_MAX);
	for (uint32_t plan = 0; plan < catalog->plan_count; plan++) {
		if (lic_planset_has(group->plans, plan) && lic_planset_has(d->plans_after, plan)) {
			lic_planset_add(clash, plan);
			add_plan_id(d, &ids, plan);
			if (remedy.len == 0) {
				lic_buf_puts(&remedy,
					is_pair ? "Turn off " : "Turn off all but one of ");
			} else {
				lic_buf_puts(&remedy, is_pair ? " or " : ", ");
			}
			add_places(d, &remedy, plan);
		}
	}
	lic_buf_puts(&remedy,
		is_pair ? ", or remove one of these products."
			: ", or remove products until one is left.");
	id_list = finish_text(d, &ids);
	LIC_TRY(violate(d, LIC_VIOLATION_EXCLUSION, "addLicenses",
		id_list == NULL
			? NULL
			: lic_arena_printf(d->arena,
				  "License assignment failed because service plans %s are mutually exclusive.",
				  id_list),
		finish_text(d, &remedy)));
	note_plans(d, rule, clash);
	for (uint32_t plan = 0; plan < catalog->plan_count; plan++) {
		if (lic_planset_has(clash, plan)) {
			LIC_TRY(refer_places(d, plan));
		}
	}
	return LIC_OK_RC;
}

/* R-24 on the end state; a conflict that was there before and gains no plan is not this request's
 * doing. */
static lic_rc check_exclusions(struct lic_decider *d)
{
	const struct lic_catalog *catalog = d->facts->catalog;

	for (size_t i = 0; i < catalog->exclusion_count; i++) {
		const uint64_t *group = catalog->exclusions[i].plans;
		bool gains = false;

		if (lic_planset_common(d->plans_after, group, catalog->words) <= 1) {
			continue;
		}
		for (size_t w = 0; w < catalog->words; w++) {
			gains = gains || (d->plans_after[w] & ~d->plans_before[w] & group[w]) != 0;
		}
		if (gains) {
			LIC_TRY(exclusion_violation(d, i));
		}
	}
	return LIC_OK_RC;
}

/* What of the request took the prerequisite away: the product to be removed that gave it, otherwise
 * what is added or has plans turned off. */
static const char *dependency_target(struct lic_decider *d, const struct lic_dependency *dependency)
{
	const struct lic_catalog *catalog = d->facts->catalog;

	for (size_t i = 0; i < d->facts->path_count; i++) {
		const struct lic_path *path = &d->facts->paths[i];
		const uint64_t *switchable = catalog->skus[path->sku].switchable;
		bool gave = false;
		size_t index = lic_license__removal(d, path);

		for (size_t w = 0; w < catalog->words; w++) {
			gave = gave ||
				(switchable[w] & ~path->disabled[w] & dependency->any_of[w]) != 0;
		}
		if (gave && lic_path_holds_seat(path->state) && index < d->request->remove_count) {
			return remove_target(d, index);
		}
	}
	return "addLicenses";
}

static lic_rc dependency_violation(struct lic_decider *d, size_t rule)
{
	const struct lic_catalog *catalog = d->facts->catalog;
	const struct lic_dependency *dependency = &catalog->dependencies[rule];
	struct lic_buf ids;
	struct lic_buf remedy;
	const char *id_list = NULL;
	const char *remedy_text = NULL;

	lic_buf_init(&ids, TEXT_BYTES_MAX);
	lic_buf_init(&remedy, TEXT_BYTES_MAX);
	lic_buf_puts(&remedy, "Keep or assign a product that contains ");
	for (uint32_t p = 0; p < catalog->plan_count; p++) {
		if (lic_planset_has(dependency->any_of, p)) {
			lic_buf_puts(&remedy, ids.len == 0 ? "" : " or ");
			lic_buf_puts(&remedy, catalog->plans[p].display_name);
			add_plan_id(d, &ids, p);
		}
	}
	lic_buf_puts(&remedy, ", or turn off ");
	add_places(d, &remedy, dependency->plan);
	lic_buf_puts(&remedy, ".");
	id_list = finish_text(d, &ids);
	remedy_text = finish_text(d, &remedy);
	if (id_list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(violate(d, LIC_VIOLATION_DEPENDENCY, dependency_target(d, dependency),
		lic_arena_printf(d->arena,
			"License assignment failed because service plan %s depends on the service plan(s) %s",
			lic_guid_format(&catalog->plans[dependency->plan].id).text, id_list),
		remedy_text));
	LIC_TRY(note_plan(d, rule, dependency->plan));
	LIC_TRY(refer_places(d, dependency->plan));
	for (uint32_t p = 0; p < catalog->plan_count; p++) {
		if (lic_planset_has(dependency->any_of, p)) {
			LIC_TRY(refer_plan(d, p));
		}
	}
	return LIC_OK_RC;
}

bool lic_license_lacks(const struct lic_catalog *catalog, const struct lic_dependency *dependency,
	const uint64_t *plans)
{
	if (!lic_planset_has(plans, dependency->plan) ||
		lic_planset_common(plans, dependency->any_of, catalog->words) > 0) {
		return false;
	}
	for (uint32_t p = 0; p < catalog->plan_count; p++) {
		if (catalog->plans[p].is_company && lic_planset_has(dependency->any_of, p)) {
			return false;
		}
	}
	return true;
}

/* on the end state; what was lacking before is not this request's doing. */
static lic_rc check_dependencies(struct lic_decider *d)
{
	const struct lic_catalog *catalog = d->facts->catalog;

	for (size_t i = 0; i < catalog->dependency_count; i++) {
		const struct lic_dependency *dependency = &catalog->dependencies[i];

		if (lic_license_lacks(catalog, dependency, d->plans_after) &&
			!lic_license_lacks(catalog, dependency, d->plans_before)) {
			LIC_TRY(dependency_violation(d, i));
		}
	}
	return LIC_OK_RC;
}

bool lic_license_may_bring_mailbox(const struct lic_catalog *catalog,
	const struct lic_license_request *request)
{
	for (size_t i = 0; i < request->add_count; i++) {
		uint32_t sku = lic_catalog_sku(catalog, &request->adds[i].sku_id);

		for (size_t p = 0; sku != LIC_INDEX_NONE && p < catalog->skus[sku].plan_count;
			p++) {
			if (lic_plan_is_mailbox(&catalog->plans[catalog->skus[sku].plans[p]])) {
				return true;
			}
		}
	}
	return false;
}

/* A mailbox that comes on needs an address of its own (R-58, last check; G-19 UniquenessViolation).
 */
static lic_rc check_uniqueness(struct lic_decider *d)
{
	const struct lic_catalog *catalog = d->facts->catalog;

	if (d->facts->mail_holder == NULL) {
		return LIC_OK_RC;
	}
	for (uint32_t p = 0; p < catalog->plan_count; p++) {
		if (!lic_planset_has(d->plans_after, p) || lic_planset_has(d->plans_before, p) ||
			!lic_plan_is_mailbox(&catalog->plans[p])) {
			continue;
		}
		LIC_TRY(violate(d, LIC_VIOLATION_UNIQUENESS, "mail",
			"Another object with the same value for property proxyAddresses already exists.",
			lic_arena_printf(d->arena,
				"%s also has the address %s: give one of the two another mail address.",
				d->facts->mail_holder, d->facts->mail)));
		LIC_TRY(note_plan(d, 0, p));
		return refer_plan(d, p);
	}
	return LIC_OK_RC;
}

lic_rc lic_license__check_end_state(struct lic_decider *d)
{
	LIC_TRY(check_seats(d));
	LIC_TRY(check_exclusions(d));
	LIC_TRY(check_dependencies(d));
	return check_uniqueness(d);
}
