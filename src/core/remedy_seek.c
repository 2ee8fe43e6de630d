/*
 * What might help against which violation: see remedy_int.h. Everything here is only proposed;
 * lic_remedy__try() finds out whether it helps.
 */
#include "core/remedy_int.h"

#include "core/license_int.h"
#include "core/location.h"
#include "core/planset.h"

#include <string.h>

/* Plans of one clash that are each tried as the one that stays. */
#define KEPT_MAX 8

/* Proposes to leave the violation's item out, even if nothing is left to ask for: it is nothing
 * that could be done. */
static lic_rc do_without(struct lic_remedy__search *s)
{
	return lic_remedy__drop_item(s, s->violation->item, "Leave ", " out of the request.");
}

/* The plans of all violations of the same kind as that of `s`. */
static lic_rc plans_of_kind(const struct lic_remedy__search *s, uint64_t **ret_plans)
{
	const struct lic_decision *decision = s->q->decision;
	uint64_t *all = lic_planset_new(s->arena, s->catalog);

	if (all == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < decision->violation_count; i++) {
		const struct lic_violation *other = &decision->violations[i];

		for (size_t w = 0; other->kind == s->violation->kind && w < s->catalog->words;
			w++) {
			all[w] |= other->plans[w];
		}
	}
	*ret_plans = all;
	return LIC_OK_RC;
}

/* Proposes to keep each of the plans that clash, and to turn the others off. */
static lic_rc keep_one(struct lic_remedy__search *s, const uint64_t *clash)
{
	size_t kept = 0;

	for (uint32_t p = 0; p < s->catalog->plan_count; p++) {
		uint64_t *off = NULL;

		if (!lic_planset_has(clash, p)) {
			continue;
		}
		if (kept++ == KEPT_MAX) {
			s->is_complete = false;
			return LIC_OK_RC;
		}
		off = lic_planset_new(s->arena, s->catalog);
		if (off == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		memcpy(off, clash, s->catalog->words * sizeof(*off));
		off[p / 64] &= ~(UINT64_C(1) << (p % 64));
		LIC_TRY(lic_remedy__turn_off(s, off, NULL));
	}
	return LIC_OK_RC;
}

/* one of the plans stays; or one of the products has nothing on that clashes with anything;
 * or it goes. */
static lic_rc seek_exclusion(struct lic_remedy__search *s)
{
	uint64_t *all = NULL;

	LIC_TRY(keep_one(s, s->violation->plans));
	LIC_TRY(plans_of_kind(s, &all));
	for (size_t i = 0; i < s->giver_count; i++) {
		LIC_TRY(lic_remedy__turn_off(s, all, &s->givers[i]));
	}
	return lic_remedy__without_products(s, s->violation->plans);
}

/* Proposes each plan of `any_of` that `giver` has, but turns off. */
static lic_rc turn_on_in(struct lic_remedy__search *s, const struct lic_remedy__giver *giver,
	const uint64_t *any_of)
{
	const struct lic_sku *sku = &s->catalog->skus[giver->sku];

	for (size_t i = 0; i < sku->plan_count; i++) {
		uint32_t p = sku->plans[i];
		struct lic_remedy__draft draft;
		uint64_t *disabled = NULL;

		if (!lic_planset_has(any_of, p) || !lic_planset_has(giver->disabled, p)) {
			continue;
		}
		disabled = lic_planset_new(s->arena, s->catalog);
		if (disabled == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		memcpy(disabled, giver->disabled, s->catalog->words * sizeof(*disabled));
		disabled[p / 64] &= ~(UINT64_C(1) << (p % 64));
		LIC_TRY(lic_remedy__draft(s, &draft));
		LIC_TRY(lic_remedy__set_plans(s, &draft, giver, disabled));
		LIC_TRY(lic_remedy__try_draft(s, LIC_REMEDY_TURN_ON_PLANS, &draft,
			lic_arena_printf(s->arena, "Turn on %s in %s.",
				s->catalog->plans[p].display_name, sku->display_name)));
	}
	return LIC_OK_RC;
}

/* */
static lic_rc seek_dependency(struct lic_remedy__search *s)
{
	const struct lic_facts *facts = s->q->facts;
	const struct lic_license_request *request = s->q->request;
	const uint64_t *any_of = s->catalog->dependencies[s->violation->rule].any_of;

	for (size_t i = 0; i < s->giver_count; i++) {
		if (s->givers[i].source == LIC_SOURCE_DIRECT) {
			LIC_TRY(turn_on_in(s, &s->givers[i], any_of));
		}
	}
	for (size_t i = 0; i < request->remove_count; i++) {
		uint32_t sku = lic_catalog_sku(s->catalog, &request->removes[i]);

		if (sku != LIC_INDEX_NONE &&
			lic_license__holds(facts->paths, facts->path_count, sku) &&
			lic_planset_common(any_of, s->catalog->skus[sku].switchable,
				s->catalog->words) > 0) {
			LIC_TRY(lic_remedy__leave_out(s, request->add_count + i));
		}
	}
	LIC_TRY(lic_remedy__turn_off(s, s->violation->plans, NULL));
	LIC_TRY(lic_remedy__without_products(s, s->violation->plans));
	return lic_remedy__add_products(s, any_of);
}

/* */
static lic_rc seek_count(struct lic_remedy__search *s)
{
	LIC_TRY(lic_remedy__buy(s));
	LIC_TRY(lic_remedy__other_products(s, s->violation->item));
	LIC_TRY(lic_remedy__wait(s));
	return lic_remedy__leave_out(s, s->violation->item);
}

/* Tells whether a plan that the request turns on is prohibited in `code`. */
static bool is_prohibited(const struct lic_remedy__search *s, const char *code)
{
	for (size_t i = 0; i < s->giver_count; i++) {
		const struct lic_sku *sku = &s->catalog->skus[s->givers[i].sku];

		for (size_t p = 0; p < sku->plan_count && s->givers[i].add != LIC_ITEM_NONE; p++) {
			if (!lic_planset_has(s->givers[i].disabled, sku->plans[p]) &&
				lic_location_in_list(code,
					s->catalog->plans[sku->plans[p]].prohibited)) {
				return true;
			}
		}
	}
	return false;
}

/* Proposes another usage location, tried with some place where everything is allowed. D-23: which
 * one it is to be is never guessed. */
static lic_rc set_location(struct lic_remedy__search *s, const char *text)
{
	struct lic_facts *facts = lic_arena_alloc(s->arena, sizeof(*facts));
	char *code = lic_arena_strdup(s->arena, "AA");
	struct lic_remedy__candidate candidate = {
		.kind = LIC_REMEDY_SET_LOCATION,
		.text = text,
		.facts = facts,
	};

	if (facts == NULL || code == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	while (!lic_location_is_valid(code) || is_prohibited(s, code)) {
		if (code[1]++ == 'Z') {
			code[1] = 'A';
			if (code[0]++ == 'Z') {
				return LIC_OK_RC; /* prohibited everywhere */
			}
		}
	}
	*facts = *s->q->facts;
	facts->usage_location = code;
	return lic_remedy__try(s, &candidate);
}

/* */
static lic_rc seek_no_location(struct lic_remedy__search *s)
{
	return set_location(s, s->violation->detail.remedy);
}

/* the plan alone, and with it all others that are not allowed there. */
static lic_rc seek_location(struct lic_remedy__search *s)
{
	const struct lic_remedy__giver *giver = lic_remedy__giver_of(s, s->violation->item);
	uint64_t *all = NULL;

	LIC_TRY(plans_of_kind(s, &all));
	LIC_TRY(lic_remedy__turn_off(s, all, giver));
	LIC_TRY(lic_remedy__turn_off(s, s->violation->plans, giver));
	LIC_TRY(set_location(s,
		lic_arena_printf(s->arena, "Correct the usage location, if the user is not in %s.",
			s->q->facts->usage_location)));
	return lic_remedy__leave_out(s, s->violation->item);
}

/* Another user has the mail address: without a mailbox that comes on it does not matter. */
static lic_rc seek_uniqueness(struct lic_remedy__search *s)
{
	const struct lic_decision *decision = s->q->decision;
	struct lic_facts *facts = lic_arena_alloc(s->arena, sizeof(*facts));
	uint64_t *mailboxes = lic_planset_new(s->arena, s->catalog);
	const struct lic_remedy__candidate candidate = {
		.kind = LIC_REMEDY_CORRECT,
		.text = s->violation->detail.remedy,
		.facts = facts,
	};

	if (facts == NULL || mailboxes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*facts = *s->q->facts;
	facts->mail_holder = NULL;
	LIC_TRY(lic_remedy__try(s, &candidate));
	for (uint32_t p = 0; p < s->catalog->plan_count; p++) {
		if (lic_planset_has(decision->plans_after, p) &&
			!lic_planset_has(decision->plans_before, p) &&
			lic_plan_is_mailbox(&s->catalog->plans[p])) {
			lic_planset_add(mailboxes, p);
		}
	}
	LIC_TRY(lic_remedy__turn_off(s, mailboxes, NULL));
	return lic_remedy__without_products(s, mailboxes);
}

/* the later mention goes. */
static lic_rc seek_request(struct lic_remedy__search *s)
{
	return lic_remedy__drop_item(s, s->violation->item, "Name ",
		" once: leave the later mention out.");
}

/* */
static lic_rc seek_not_owned(struct lic_remedy__search *s)
{
	bool is_known = s->violation->sku != LIC_INDEX_NONE;

	if (is_known && s->violation->item < s->q->request->add_count &&
		!s->catalog->skus[s->violation->sku].is_company) {
		LIC_TRY(lic_remedy__buy(s));
		LIC_TRY(lic_remedy__other_products(s, s->violation->item));
	}
	return do_without(s);
}

/* the plan goes out of disabledPlans, and with it all that are not in the product. */
static lic_rc seek_plan(struct lic_remedy__search *s)
{
	const struct lic_violation *violation = s->violation;
	const struct lic_license_add *add = &s->q->request->adds[violation->item];
	struct lic_guid *some = lic_arena_array(s->arena, add->disabled_count, sizeof(*some));
	struct lic_guid *good = lic_arena_array(s->arena, add->disabled_count, sizeof(*good));
	struct lic_remedy__draft draft;
	size_t some_count = 0;
	size_t good_count = 0;

	if (some == NULL || good == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < add->disabled_count; i++) {
		uint32_t plan = lic_catalog_plan(s->catalog, &add->disabled_plans[i]);

		if (!lic_guid_equal(&add->disabled_plans[i],
			    &add->disabled_plans[violation->rule])) {
			some[some_count++] = add->disabled_plans[i];
		}
		if (plan != LIC_INDEX_NONE &&
			lic_sku_has_plan(&s->catalog->skus[violation->sku], plan)) {
			good[good_count++] = add->disabled_plans[i];
		}
	}
	LIC_TRY(lic_remedy__draft(s, &draft));
	draft.adds[violation->item].disabled_plans = some;
	draft.adds[violation->item].disabled_count = some_count;
	LIC_TRY(lic_remedy__try_draft(s, LIC_REMEDY_CORRECT, &draft, violation->detail.remedy));
	if (some_count == good_count) {
		return LIC_OK_RC; /* the same */
	}
	LIC_TRY(lic_remedy__draft(s, &draft));
	draft.adds[violation->item].disabled_plans = good;
	draft.adds[violation->item].disabled_count = good_count;
	return lic_remedy__try_draft(s, LIC_REMEDY_CORRECT, &draft,
		lic_arena_printf(s->arena,
			"Take everything out of disabledPlans that %s does not contain.",
			lic_remedy__sku_name(s, violation->sku)));
}

/* The facts without any inherited path to the SKU with index `sku`, or, when `is_left`, without
 * anything of the groups that give it. */
static lic_rc without_groups(const struct lic_remedy__search *s, uint32_t sku, bool is_left,
	const struct lic_facts **ret_facts)
{
	const struct lic_facts *now = s->q->facts;
	struct lic_remedy__search step = *s;
	struct lic_remedy_question question = *s->q;

	step.q = &question;
	for (size_t i = 0; i < now->path_count; i++) {
		if (now->paths[i].sku == sku) {
			LIC_TRY(lic_remedy__without_source(&step, now->paths[i].source,
				is_left ? LIC_INDEX_NONE : sku, NULL, &question.facts));
		}
	}
	*ret_facts = question.facts;
	return LIC_OK_RC;
}

/* Names the groups that give the SKU with index `sku`: "A and B"; `*ret_many`
 * tells whether there are several. NULL when memory is out. */
static const char *name_groups(const struct lic_remedy__search *s, uint32_t sku, bool *ret_many)
{
	const struct lic_facts *now = s->q->facts;
	struct lic_buf names;
	size_t count = 0;

	lic_buf_init(&names, LIC_REMEDY__TEXT_MAX);
	for (size_t i = 0; i < now->path_count; i++) {
		if (now->paths[i].sku == sku) {
			lic_buf_printf(&names, "%s%s", count++ == 0 ? "" : " and ",
				lic_remedy__group_name(s, now->paths[i].source));
		}
	}
	*ret_many = count > 1;
	return lic_remedy__finish_text(s, &names);
}

/* the groups are where it can be changed. The removal is not needed then. */
static lic_rc seek_inherited(struct lic_remedy__search *s)
{
	uint32_t sku = s->violation->sku;
	bool is_many = false;
	const char *names = name_groups(s, sku, &is_many);
	struct lic_remedy__draft draft;
	struct lic_remedy__candidate candidate = {.kind = LIC_REMEDY_GROUP_PLANS};

	LIC_TRY(lic_remedy__draft(s, &draft));
	lic_remedy__drop(&draft, s->violation->item);
	candidate.request = lic_remedy__request(s, &draft);
	if (names == NULL || candidate.request == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	candidate.text = lic_arena_printf(s->arena,
		is_many ? "Take %s out of what the groups %s give: that is for all their members."
			: "Take %s out of what the group %s gives: that is for all its members.",
		lic_remedy__sku_name(s, sku), names);
	LIC_TRY(without_groups(s, sku, false, &candidate.facts));
	LIC_TRY(lic_remedy__try(s, &candidate));
	candidate.kind = LIC_REMEDY_LEAVE_GROUP;
	candidate.text = lic_arena_printf(s->arena,
		is_many ? "Take the user out of the groups %s: everything else that they give goes, too."
			: "Take the user out of the group %s: everything else that it gives goes, too.",
		names);
	LIC_TRY(without_groups(s, sku, true, &candidate.facts));
	LIC_TRY(lic_remedy__try(s, &candidate));
	return do_without(s);
}

lic_rc lic_remedy__seek(struct lic_remedy__search *s)
{
	static lic_rc (*const seekers[LIC_VIOLATION_KIND_MAX_])(struct lic_remedy__search *) = {
		[LIC_VIOLATION_REQUEST] = seek_request,
		[LIC_VIOLATION_NOT_OWNED] = seek_not_owned,
		[LIC_VIOLATION_COMPANY] = do_without,
		[LIC_VIOLATION_PLAN] = seek_plan,
		[LIC_VIOLATION_NOT_HELD] = do_without,
		[LIC_VIOLATION_INHERITED] = seek_inherited,
		[LIC_VIOLATION_NO_LOCATION] = seek_no_location,
		[LIC_VIOLATION_LOCATION] = seek_location,
		[LIC_VIOLATION_COUNT] = seek_count,
		[LIC_VIOLATION_SELF_SERVICE] = seek_count,
		[LIC_VIOLATION_EXCLUSION] = seek_exclusion,
		[LIC_VIOLATION_DEPENDENCY] = seek_dependency,
		[LIC_VIOLATION_UNIQUENESS] = seek_uniqueness,
	};

	return seekers[s->violation->kind](s);
}
