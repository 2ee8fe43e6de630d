/*
 * What can be proposed: changes of the request, of groups, of seats. See remedy_int.h.
 */
#include "core/remedy_int.h"

#include "core/license_int.h"
#include "core/planset.h"

#include <string.h>

/* Products that are each tried as the one that comes. */
#define PRODUCTS_MAX 4

/* The name of the group that paths with `source` come from. */
const char *lic_remedy__group_name(const struct lic_remedy__search *s, int64_t source)
{
	for (size_t i = 0; i < s->q->group_count; i++) {
		if (s->q->groups[i].source == source) {
			return s->q->groups[i].name;
		}
	}
	return "that gives it";
}

const char *lic_remedy__finish_text(const struct lic_remedy__search *s, struct lic_buf *text)
{
	const char *copy = NULL;

	if (lic_ok(lic_buf_status(text))) {
		copy = lic_arena_copy(s->arena, text->data, text->len);
	}
	lic_buf_done(text);
	return copy;
}

/* The plans of `set` that `giver` turns on; `*ret_any` tells whether there are any. */
static lic_rc given_of(const struct lic_remedy__search *s, const struct lic_remedy__giver *giver,
	const uint64_t *set, uint64_t **ret_given, bool *ret_any)
{
	uint64_t *given = lic_planset_new(s->arena, s->catalog);
	bool has_any = false;

	if (given == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t w = 0; w < s->catalog->words; w++) {
		given[w] =
			set[w] & ~giver->disabled[w] & s->catalog->skus[giver->sku].switchable[w];
		has_any = has_any || given[w] != 0;
	}
	*ret_given = given;
	*ret_any = has_any;
	return LIC_OK_RC;
}

/* Appends the names of the plans in `set`: "A, B and C". */
static void add_plan_names(const struct lic_remedy__search *s, struct lic_buf *text,
	const uint64_t *set)
{
	unsigned left = lic_planset_common(set, set, s->catalog->words);
	const char *between = "";

	for (uint32_t p = 0; p < s->catalog->plan_count; p++) {
		if (lic_planset_has(set, p)) {
			lic_buf_printf(text, "%s%s", between, s->catalog->plans[p].display_name);
			between = --left == 1 ? " and " : ", ";
		}
	}
}

/* Proposes the request of `draft`. */
lic_rc lic_remedy__try_draft(struct lic_remedy__search *s, enum lic_remedy_kind kind,
	const struct lic_remedy__draft *draft, const char *text)
{
	const struct lic_remedy__candidate candidate = {
		.kind = kind,
		.text = text,
		.request = lic_remedy__request(s, draft),
	};

	return candidate.request == NULL ? LIC_RC(LIC_E_NOMEM) : lic_remedy__try(s, &candidate);
}

/* The name of item `item` of the request; its id when the catalogue does not know it. */
static const char *item_name(const struct lic_remedy__search *s, size_t item)
{
	const struct lic_license_request *request = s->q->request;
	const struct lic_guid *id = item < request->add_count
		? &request->adds[item].sku_id
		: &request->removes[item - request->add_count];
	uint32_t sku = lic_catalog_sku(s->catalog, id);

	return sku == LIC_INDEX_NONE ? lic_arena_strdup(s->arena, lic_guid_format(id).text)
				     : lic_remedy__sku_name(s, sku);
}

/* Proposes the request without item `item`: its name between `before` and `behind` says so. */
lic_rc lic_remedy__drop_item(struct lic_remedy__search *s, size_t item, const char *before,
	const char *behind)
{
	const char *name = item_name(s, item);
	struct lic_remedy__draft draft;

	if (name == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_remedy__draft(s, &draft));
	lic_remedy__drop(&draft, item);
	return lic_remedy__try_draft(s, LIC_REMEDY_LEAVE_OUT, &draft,
		lic_arena_printf(s->arena, "%s%s%s", before, name, behind));
}

/* Proposes to leave item `item` out of the request; not when it asks for nothing else. */
lic_rc lic_remedy__leave_out(struct lic_remedy__search *s, size_t item)
{
	const struct lic_license_request *request = s->q->request;

	if (request->add_count + request->remove_count == 1) {
		return LIC_OK_RC;
	}
	return lic_remedy__drop_item(s, item, "Leave ",
		item < request->add_count ? " out of what is assigned."
					  : " out of what is removed.");
}

/* The facts with paths of `source` gone: all of them, or those to the SKU with index `sku`; or,
 * when `off` is set, with these plans off there. */
lic_rc lic_remedy__without_source(const struct lic_remedy__search *s, int64_t source, uint32_t sku,
	const uint64_t *off, const struct lic_facts **ret_facts)
{
	const struct lic_facts *now = s->q->facts;
	struct lic_facts *facts = lic_arena_alloc(s->arena, sizeof(*facts));
	struct lic_path *paths = lic_arena_array(s->arena, now->path_count, sizeof(*paths));

	if (facts == NULL || paths == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*facts = *now;
	facts->paths = paths;
	facts->path_count = 0;
	for (size_t i = 0; i < now->path_count; i++) {
		bool is_meant = now->paths[i].source == source &&
			(sku == LIC_INDEX_NONE || now->paths[i].sku == sku);
		uint64_t *disabled = NULL;

		if (is_meant && off == NULL) {
			continue;
		}
		paths[facts->path_count] = now->paths[i];
		if (is_meant) {
			disabled = lic_planset_new(s->arena, s->catalog);
			if (disabled == NULL) {
				return LIC_RC(LIC_E_NOMEM);
			}
			for (size_t w = 0; w < s->catalog->words; w++) {
				disabled[w] = now->paths[i].disabled[w] | off[w];
			}
			paths[facts->path_count].disabled = disabled;
		}
		facts->path_count++;
	}
	*ret_facts = facts;
	return LIC_OK_RC;
}

/* Proposes to turn the plans of `off` off in what a group gives, and to leave the group. */
static lic_rc try_group(struct lic_remedy__search *s, const struct lic_remedy__giver *giver,
	const uint64_t *off)
{
	const char *group = lic_remedy__group_name(s, giver->source);
	struct lic_remedy__candidate candidate = {.kind = LIC_REMEDY_GROUP_PLANS};
	struct lic_buf text;

	lic_buf_init(&text, LIC_REMEDY__TEXT_MAX);
	lic_buf_puts(&text, "Turn off ");
	add_plan_names(s, &text, off);
	lic_buf_printf(&text, " in %s of the group %s: that is for all its members.",
		lic_remedy__sku_name(s, giver->sku), group);
	candidate.text = lic_remedy__finish_text(s, &text);
	LIC_TRY(lic_remedy__without_source(s, giver->source, giver->sku, off, &candidate.facts));
	LIC_TRY(lic_remedy__try(s, &candidate));

	candidate.kind = LIC_REMEDY_LEAVE_GROUP;
	candidate.text = lic_arena_printf(s->arena,
		"Take the user out of the group %s: everything else that it gives goes, too.",
		group);
	LIC_TRY(lic_remedy__without_source(s, giver->source, LIC_INDEX_NONE, NULL,
		&candidate.facts));
	return lic_remedy__try(s, &candidate);
}

lic_rc lic_remedy__turn_off(struct lic_remedy__search *s, const uint64_t *off,
	const struct lic_remedy__giver *only)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_remedy__draft draft;
	size_t inherited = 0;
	size_t direct = 0;

	LIC_TRY(lic_remedy__draft(s, &draft));
	lic_buf_init(&text, LIC_REMEDY__TEXT_MAX);
	for (size_t i = 0; i < s->giver_count; i++) {
		const struct lic_remedy__giver *giver = &s->givers[i];
		uint64_t *given = NULL;
		bool has_any = false;

		LIC_TRY(given_of(s, giver, off, &given, &has_any));
		if (!has_any || (only != NULL && only != giver)) {
			continue;
		}
		if (giver->source != LIC_SOURCE_DIRECT) {
			inherited++;
			LIC_TRY(try_group(s, giver, given));
			continue;
		}
		lic_buf_puts(&text, direct++ == 0 ? "Turn off " : ", and ");
		add_plan_names(s, &text, given);
		lic_buf_printf(&text, " in %s", lic_remedy__sku_name(s, giver->sku));
		for (size_t w = 0; w < s->catalog->words; w++) {
			given[w] |= giver->disabled[w];
		}
		if (direct > LIC_REMEDY__MORE) {
			s->is_complete = false;
			return LIC_OK_RC;
		}
		LIC_TRY(lic_remedy__set_plans(s, &draft, giver, given));
	}
	lic_buf_puts(&text, ".");
	if (inherited > 0 || direct == 0) {
		return LIC_OK_RC; /* a group must be changed, too, or nothing */
	}
	LIC_TRY(lic_buf_status(&text));
	return lic_remedy__try_draft(s, LIC_REMEDY_TURN_OFF_PLANS, &draft,
		lic_arena_copy(s->arena, text.data, text.len));
}

/* Proposes to do without each product that turns one of `plans` on. */
lic_rc lic_remedy__without_products(struct lic_remedy__search *s, const uint64_t *plans)
{
	for (size_t i = 0; i < s->giver_count; i++) {
		const struct lic_remedy__giver *giver = &s->givers[i];
		struct lic_remedy__draft draft;
		uint64_t *given = NULL;
		bool has_any = false;

		LIC_TRY(given_of(s, giver, plans, &given, &has_any));
		if (!has_any || giver->source != LIC_SOURCE_DIRECT) {
			continue;
		}
		if (giver->add != LIC_ITEM_NONE) {
			LIC_TRY(lic_remedy__leave_out(s, giver->add));
			continue;
		}
		LIC_TRY(lic_remedy__draft(s, &draft));
		LIC_TRY(lic_remedy__remove(s, &draft, &s->catalog->skus[giver->sku].id));
		LIC_TRY(lic_remedy__try_draft(s, LIC_REMEDY_REMOVE_PRODUCT, &draft,
			lic_arena_printf(s->arena, "Remove %s from %s.",
				lic_remedy__sku_name(s, giver->sku), s->q->holder)));
	}
	return LIC_OK_RC;
}

/* Tells whether the user would get the SKU with index `sku`, or has it in whatever way. */
static bool is_involved(const struct lic_remedy__search *s, uint32_t sku)
{
	for (size_t i = 0; i < s->giver_count; i++) {
		if (s->givers[i].sku == sku) {
			return true;
		}
	}
	return lic_license__holds(s->q->facts->paths, s->q->facts->path_count, sku);
}

/* How many plans per user the SKU with index `sku` has: the fewer, the less comes beside. */
static unsigned size_of(const struct lic_remedy__search *s, uint32_t sku)
{
	const uint64_t *plans = s->catalog->skus[sku].switchable;

	return lic_planset_common(plans, plans, s->catalog->words);
}

/*
 * Finds the next owned product for users with a free seat that has one of `plans` (all: every one),
 * in order of size and index, behind the one with index `after` (LIC_INDEX_NONE: the first).
 * Returns its index, LIC_INDEX_NONE when there is no more.
 */
static uint32_t next_product(const struct lic_remedy__search *s, const uint64_t *plans, bool all,
	uint32_t after)
{
	uint32_t best = LIC_INDEX_NONE;

	for (size_t i = 0; i < s->q->facts->seat_count; i++) {
		const struct lic_sku_seats *pool = &s->q->facts->seats[i];
		unsigned has = lic_planset_common(s->catalog->skus[pool->sku].switchable, plans,
			s->catalog->words);
		uint64_t rank = ((uint64_t)size_of(s, pool->sku) << 32) | pool->sku;

		if (has == 0 ||
			(all && has != lic_planset_common(plans, plans, s->catalog->words)) ||
			s->catalog->skus[pool->sku].is_company ||
			lic_seats_available(&pool->seats) == 0 || is_involved(s, pool->sku)) {
			continue;
		}
		if ((after == LIC_INDEX_NONE ||
			    rank > (((uint64_t)size_of(s, after) << 32) | after)) &&
			(best == LIC_INDEX_NONE ||
				rank < (((uint64_t)size_of(s, best) << 32) | best))) {
			best = pool->sku;
		}
	}
	return best;
}

/* All plans of the SKU with index `sku` but those of `plans`; all: none. */
static lic_rc others_of(const struct lic_remedy__search *s, uint32_t sku, const uint64_t *plans,
	uint64_t **ret_set)
{
	uint64_t *set = lic_planset_new(s->arena, s->catalog);

	if (set == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_planset_add_except(set, s->catalog->skus[sku].switchable, plans, s->catalog->words);
	*ret_set = set;
	return LIC_OK_RC;
}

/* Proposes owned products that have a prerequisite, with nothing else of them on. */
lic_rc lic_remedy__add_products(struct lic_remedy__search *s, const uint64_t *any_of)
{
	uint32_t sku = next_product(s, any_of, false, LIC_INDEX_NONE);

	for (size_t tried = 0; sku != LIC_INDEX_NONE; tried++) {
		struct lic_remedy__draft draft;
		uint64_t *off = NULL;
		LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
		uint64_t *on = NULL;

		if (tried == PRODUCTS_MAX) {
			s->is_complete = false;
			return LIC_OK_RC;
		}
		LIC_TRY(others_of(s, sku, any_of, &off));
		LIC_TRY(others_of(s, sku, off, &on));
		LIC_TRY(lic_remedy__draft(s, &draft));
		LIC_TRY(lic_remedy__add(s, &draft, sku, off));
		lic_buf_init(&text, LIC_REMEDY__TEXT_MAX);
		lic_buf_printf(&text, "Assign %s, too, with ", lic_remedy__sku_name(s, sku));
		add_plan_names(s, &text, on);
		lic_buf_puts(&text,
			size_of(s, sku) > lic_planset_common(on, on, s->catalog->words) ? " alone."
											: ".");
		LIC_TRY(lic_buf_status(&text));
		LIC_TRY(lic_remedy__try_draft(s, LIC_REMEDY_ADD_PRODUCT, &draft,
			lic_arena_copy(s->arena, text.data, text.len)));
		sku = next_product(s, any_of, false, sku);
	}
	return LIC_OK_RC;
}

const struct lic_remedy__giver *lic_remedy__giver_of(const struct lic_remedy__search *s,
	size_t item)
{
	for (size_t i = 0; i < s->giver_count; i++) {
		if (s->givers[i].add == item) {
			return &s->givers[i];
		}
	}
	return NULL;
}

/* Proposes owned products with free seats that have every plan that item `item` would turn on. */
lic_rc lic_remedy__other_products(struct lic_remedy__search *s, size_t item)
{
	const struct lic_remedy__giver *giver = lic_remedy__giver_of(s, item);
	uint64_t *wanted = NULL;
	bool has_any = false;
	uint32_t sku = LIC_INDEX_NONE;

	if (giver == NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(given_of(s, giver, s->catalog->skus[giver->sku].switchable, &wanted, &has_any));
	if (!has_any) {
		return LIC_OK_RC;
	}
	sku = next_product(s, wanted, true, LIC_INDEX_NONE);
	for (size_t tried = 0; sku != LIC_INDEX_NONE; tried++) {
		struct lic_remedy__draft draft;
		uint64_t *off = NULL;

		if (tried == PRODUCTS_MAX) {
			s->is_complete = false;
			return LIC_OK_RC;
		}
		LIC_TRY(others_of(s, sku, wanted, &off));
		LIC_TRY(lic_remedy__draft(s, &draft));
		lic_remedy__drop(&draft, item);
		LIC_TRY(lic_remedy__add(s, &draft, sku, off));
		LIC_TRY(lic_remedy__try_draft(s, LIC_REMEDY_OTHER_PRODUCT, &draft,
			lic_arena_printf(s->arena,
				"Assign %s instead of %s, with the same services on.",
				lic_remedy__sku_name(s, sku),
				lic_remedy__sku_name(s, giver->sku))));
		sku = next_product(s, wanted, true, sku);
	}
	return LIC_OK_RC;
}

/* The facts with `count` more seats of the SKU with index `sku`. */
static lic_rc with_seats(const struct lic_remedy__search *s, uint32_t sku, int64_t count,
	const struct lic_facts **ret_facts)
{
	const struct lic_facts *now = s->q->facts;
	struct lic_facts *facts = lic_arena_alloc(s->arena, sizeof(*facts));
	struct lic_sku_seats *seats =
		lic_arena_array(s->arena, now->seat_count + 1, sizeof(*seats));
	size_t at = 0;

	if (facts == NULL || seats == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (now->seat_count > 0) {
		memcpy(seats, now->seats, now->seat_count * sizeof(*seats));
	}
	while (at < now->seat_count && seats[at].sku != sku) {
		at++;
	}
	seats[at].sku = sku;
	seats[at].seats.enabled += count;
	*facts = *now;
	facts->seats = seats;
	facts->seat_count = at == now->seat_count ? at + 1 : now->seat_count;
	*ret_facts = facts;
	return LIC_OK_RC;
}

/* Proposes to buy as many seats of the violation's SKU as are missing. */
lic_rc lic_remedy__buy(struct lic_remedy__search *s)
{
	uint32_t sku = s->violation->sku;
	const struct lic_seats *seats = lic_license__seats(s->q->facts, sku);
	int64_t count = seats == NULL ? 1 : lic_seats_excess(seats) + 1;
	struct lic_remedy__candidate candidate = {
		.kind = LIC_REMEDY_BUY_SEATS,
		.text = lic_arena_printf(s->arena, "Buy %lld more of %s.", (long long)count,
			lic_remedy__sku_name(s, sku)),
	};

	LIC_TRY(with_seats(s, sku, count, &candidate.facts));
	return lic_remedy__try(s, &candidate);
}

/* Proposes to wait: until then the user has what the rest of the request gives. */
lic_rc lic_remedy__wait(struct lic_remedy__search *s)
{
	uint32_t sku = s->violation->sku;
	const struct lic_seats *seats = lic_license__seats(s->q->facts, sku);
	struct lic_remedy__draft draft;
	struct lic_remedy__candidate candidate = {
		.kind = LIC_REMEDY_WAIT,
		.text = lic_arena_printf(s->arena,
			"Wait until a seat of %s comes free, or take one from a user who no longer needs it.",
			lic_remedy__sku_name(s, sku)),
	};

	if (seats == NULL || lic_seats_capacity(seats) == 0) {
		return LIC_OK_RC; /* none will */
	}
	LIC_TRY(lic_remedy__draft(s, &draft));
	lic_remedy__drop(&draft, s->violation->item);
	candidate.meanwhile = lic_remedy__request(s, &draft);
	if (candidate.meanwhile == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(with_seats(s, sku, lic_seats_excess(seats) + 1, &candidate.facts));
	return lic_remedy__try(s, &candidate);
}
