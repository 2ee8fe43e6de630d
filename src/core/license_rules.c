/*
 * The rules of R-58 from the seats on, which what the user would have then can break, with the
 * words for each.
 */
#include "core/license_violation_int.h"

#include "core/planset.h"

#define TEXT_BYTES_MAX ((size_t)32 * 1024)

static lic_rc seat_violation(struct lic_decider *d, size_t index, const struct lic_seats *seats)
{
	uint32_t sku_index = d->add_skus[index];
	const struct lic_sku *sku = &d->facts->catalog->skus[sku_index];
	const char *remedy = NULL;

	if (lic_seats_capacity(seats) == 0 && seats->self_service > 0) {
		LIC_TRY(lic_violation__add(d, LIC_VIOLATION_SELF_SERVICE,
			lic_violation__add_target(d, index, "skuId"),
			lic_arena_printf(d->arena,
				"Licenses of %s were bought by employees and cannot be assigned by an administrator.",
				sku->display_name),
			"Take over the purchase by changing the subscription's purchase channel, or buy a subscription."));
		lic_violation__item(d, index);
		return lic_violation__refer_sku(d, sku_index);
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
	LIC_TRY(lic_violation__add(d, LIC_VIOLATION_COUNT,
		lic_violation__add_target(d, index, "skuId"),
		lic_arena_printf(d->arena,
			"Subscription with SKU %s does not have any available licenses.",
			lic_guid_format(&sku->id).text),
		remedy));
	lic_violation__item(d, index);
	return lic_violation__refer_sku(d, sku_index);
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

	LIC_TRY(lic_violation__refer_plan(d, plan));
	for (uint32_t sku = next_giving(d, plan, &at); sku != LIC_INDEX_NONE;
		sku = next_giving(d, plan, &at)) {
		LIC_TRY(lic_violation__refer_sku(d, sku));
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
	id_list = lic_violation__text(d, &ids);
	LIC_TRY(lic_violation__add(d, LIC_VIOLATION_EXCLUSION, "addLicenses",
		id_list == NULL
			? NULL
			: lic_arena_printf(d->arena,
				  "License assignment failed because service plans %s are mutually exclusive.",
				  id_list),
		lic_violation__text(d, &remedy)));
	lic_violation__plans(d, rule, clash);
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
			return lic_violation__remove_target(d, index);
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
	id_list = lic_violation__text(d, &ids);
	remedy_text = lic_violation__text(d, &remedy);
	if (id_list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_violation__add(d, LIC_VIOLATION_DEPENDENCY, dependency_target(d, dependency),
		lic_arena_printf(d->arena,
			"License assignment failed because service plan %s depends on the service plan(s) %s",
			lic_guid_format(&catalog->plans[dependency->plan].id).text, id_list),
		remedy_text));
	LIC_TRY(lic_violation__plan(d, rule, dependency->plan));
	LIC_TRY(refer_places(d, dependency->plan));
	for (uint32_t p = 0; p < catalog->plan_count; p++) {
		if (lic_planset_has(dependency->any_of, p)) {
			LIC_TRY(lic_violation__refer_plan(d, p));
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
		LIC_TRY(lic_violation__add(d, LIC_VIOLATION_UNIQUENESS, "mail",
			"Another object with the same value for property proxyAddresses already exists.",
			lic_arena_printf(d->arena,
				"%s also has the address %s: give one of the two another mail address.",
				d->facts->mail_holder, d->facts->mail)));
		LIC_TRY(lic_violation__plan(d, 0, p));
		return lic_violation__refer_plan(d, p);
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
