/*
 * Deciding what people ask for: see petitions.h. Whoever is approved gets the licence by the same
 * use cases as by hand, in the transaction of the decision.
 */
#include "service/petition_int.h"

#include "base/text.h"
#include "core/planset.h"
#include "service/group_int.h"
#include "service/license_int.h"
#include "service/subscriptions.h"
#include "service/user_int.h"
#include "service/wish_int.h"
#include "store/lic_sql.h"

#include <string.h>

/* A decision at work. */
struct round {
	const struct lic_catalog *catalog;      /* the organisation's */
	const struct lic_petition_order *order; /* what to do */
	struct lic_petition *petition;          /* what about */
	struct lic_petition_person **approved;  /* its people who are approved */
	uint32_t sku;                           /* the product, in the catalogue */
	struct lic_group group;               /* the group that they join, with an order that names
						 one */
	struct lic_operation operation;       /* takes what becomes of each */
	struct lic_petition_outcome *outcome; /* what came of it */
};

void lic_petition_outcome_done(struct lic_petition_outcome *outcome)
{
	for (size_t i = 0; i < outcome->result_count; i++) {
		lic_catalog_put(&outcome->results[i].before.hold);
	}
	outcome->result_count = 0;
}

/* Finds the person of the petition whom `key` names, an id or a user principal name. */
static struct lic_petition_person *find_person(const struct lic_petition *petition, const char *key)
{
	struct lic_guid guid;
	bool is_guid = lic_guid_parse(key, strlen(key), &guid);

	for (size_t i = 0; i < petition->people_count; i++) {
		struct lic_petition_person *person = &petition->people[i];

		if (is_guid ? lic_guid_equal(&person->who.guid, &guid)
			    : lic_text_equal_nocase(person->who.upn, key)) {
			return person;
		}
	}
	return NULL;
}

/* Puts the people of a list into `state`; `target` is its name. */
static lic_rc mark(struct lic_ctx *ctx, const struct lic_petition *petition,
	const char *const *list, size_t count, enum lic_petition_state state)
{
	const char *target = state == LIC_PETITION_APPROVED ? "approve" : "reject";
	lic_rc rc;

	for (size_t i = 0; i < count; i++) {
		struct lic_petition_person *person = find_person(petition, list[i]);

		if (person == NULL) {
			return lic_err_field(ctx->err, ctx->arena, target,
				"The request is not for '%.200s'.", list[i]);
		}
		if (person->decided_ms.is_set) {
			rc = lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
				"What was asked for %.200s is decided already: %s.",
				person->who.upn, lic_petition_state_name(person->state));
			return lic_ctx_explain(ctx, rc, target, NULL, "Leave this person out.");
		}
		if (person->state != LIC_PETITION_PENDING) {
			return lic_err_field(ctx->err, ctx->arena, target,
				"%.200s is named more than once.", person->who.upn);
		}
		person->state = state;
	}
	return LIC_OK_RC;
}

/* Checks what an order says that contradicts itself. */
static lic_rc check_order(struct lic_ctx *ctx, const struct lic_petition_order *order)
{
	LIC_TRY(lic_petition__check_text(ctx, "message", order->message, LIC_PETITION_MESSAGE_MAX));
	if (order->approve_count + order->reject_count == 0) {
		return lic_err_field(ctx->err, ctx->arena, "approve",
			"Nobody is decided about: name people in approve, reject, or both.");
	}
	if (order->group != NULL && order->disabled_count > 0) {
		return lic_err_field(ctx->err, ctx->arena, "disabledPlans",
			"disabledPlans is for licenses that are given directly: the group says which services its members have.");
	}
	if (order->group != NULL && order->wait != NULL) {
		return lic_err_field(ctx->err, ctx->arena, "wait",
			"wait is for licenses that are given directly: members of a group wait for a seat by themselves.");
	}
	return order->wait == NULL ? LIC_OK_RC : lic_wish__check(ctx, order->wait);
}

/* the group that they join gives the product. */
static lic_rc find_group(struct lic_ctx *ctx, struct round *round)
{
	struct lic_group_template *list = NULL;
	size_t count = 0;
	lic_rc rc;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_GROUPS));
	LIC_TRY(lic_group__find(ctx, round->order->group, &round->group));
	LIC_TRY(lic_group_templates(ctx, round->catalog, round->group.id, &list, &count));
	for (size_t i = 0; i < count; i++) {
		if (list[i].sku == round->sku) {
			return LIC_OK_RC;
		}
	}
	rc = lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		"The group %.200s does not give %.200s.", round->group.text[LIC_GROUP_DISPLAY_NAME],
		round->catalog->skus[round->sku].display_name);
	return lic_ctx_explain(ctx, rc, "group", NULL,
		"Choose a group that gives the product, or give the license directly.");
}

/* Reads the order: whom it is about, which product, by which group. */
static lic_rc prepare(struct lic_ctx *ctx, struct round *round)
{
	const struct lic_petition_order *order = round->order;
	struct lic_petition *petition = round->petition;
	size_t count = 0;

	LIC_TRY(check_order(ctx, order));
	LIC_TRY(mark(ctx, petition, order->approve, order->approve_count, LIC_PETITION_APPROVED));
	LIC_TRY(mark(ctx, petition, order->reject, order->reject_count, LIC_PETITION_REJECTED));
	round->sku = lic_catalog_sku_by_key(round->catalog, petition->sku_id);
	if (round->sku == LIC_INDEX_NONE) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	if (order->sku != NULL) {
		LIC_TRY(lic_sku_find(ctx->arena, round->catalog, order->sku, "sku", ctx->err,
			&round->sku));
	}
	if (order->group != NULL) {
		LIC_TRY(find_group(ctx, round));
	}
	round->approved = lic_arena_array(ctx->arena, order->approve_count,
		sizeof(struct lic_petition_person *));
	if (round->approved == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < order->approve_count; i++) {
		round->approved[count++] = find_person(petition, order->approve[i]);
	}
	return LIC_OK_RC;
}

/* Says of a refused licence whose it is. */
static lic_rc name_person(struct lic_ctx *ctx, const struct lic_petition_person *person, lic_rc rc)
{
	const struct lic_err_detail *details = ctx->err->details;
	const size_t count = ctx->err->detail_count;
	const char *message = NULL;

	if (ctx->err->public_code == NULL) {
		return rc;
	}
	message = lic_arena_strdup(ctx->arena, ctx->err->message);
	if (message == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	rc = lic_err_set(ctx->err, rc.code, ctx->err->public_code, "%.200s: %s", person->who.upn,
		message);
	ctx->err->details = details;
	ctx->err->detail_count = count;
	return rc;
}

/* Gives each the product, within the operation. */
static lic_rc give_directly(struct lic_ctx *ctx, struct round *round)
{
	const struct lic_petition_order *order = round->order;
	const struct lic_license_add add = {round->catalog->skus[round->sku].id,
		order->disabled_plans, order->disabled_count};
	const struct lic_license_request request = {.adds = &add,
		.add_count = 1,
		.wait = order->wait};

	for (size_t i = 0; i < order->approve_count; i++) {
		const char *key = lic_arena_printf(ctx->arena, "%s",
			lic_guid_format(&round->approved[i]->who.guid).text);
		lic_rc rc = key == NULL ? LIC_RC(LIC_E_NOMEM)
					: lic_license__assign(ctx, key, &request, &round->operation,
						  &round->outcome->results[i]);

		if (!lic_ok(rc)) {
			return name_person(ctx, round->approved[i], rc);
		}
		round->outcome->result_count++;
	}
	return LIC_OK_RC;
}

/* Reads the licences of each as they are, into `before` or `after` of its result. */
static lic_rc view_all(struct lic_ctx *ctx, struct round *round, bool is_after)
{
	struct lic_petition_outcome *outcome = round->outcome;

	for (size_t i = 0; i < round->order->approve_count; i++) {
		struct lic_assign_result *result = &outcome->results[i];
		struct lic_license_view view = {0};

		LIC_TRY(lic_license_view(ctx, round->approved[i]->who.id, &view));
		if (!is_after) {
			result->before = view;
			outcome->result_count++;
			LIC_TRY(lic_user__load(ctx, round->approved[i]->who.id, &result->user));
			continue;
		}
		lic_catalog_put(&view.hold); /* that of `before` serves both */
		view.hold = (struct lic_catalog_hold){0};
		result->after = view;
	}
	return LIC_OK_RC;
}

/* Sets `*ret_plans` to what `view` comes to. */
static lic_rc effective(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_license_view *view, const uint64_t **ret_plans)
{
	uint64_t *plans = lic_arena_array(ctx->arena, catalog->words, sizeof(*plans));

	if (plans == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_license_effective(catalog, view->paths, view->path_count, plans);
	*ret_plans = plans;
	return LIC_OK_RC;
}

/* The path to the product with index `sku` by the source `source` in `view`; NULL when there is
 * none. With `source` 0 or less: any that holds a seat. */
static const struct lic_path *find_path(const struct lic_license_view *view, uint32_t sku,
	int64_t source)
{
	for (size_t i = 0; i < view->path_count; i++) {
		const struct lic_path *path = &view->paths[i];

		if (path->sku == sku &&
			(source > 0 ? path->source == source : lic_path_holds_seat(path->state))) {
			return path;
		}
	}
	return NULL;
}

/* Says of somebody who has joined what a preview shows: the services, and the seat that he took, of
 * which `pool` keeps count, or waits for. */
static lic_rc describe(struct lic_ctx *ctx, const struct round *round, struct lic_seats *pool,
	struct lic_assign_result *result)
{
	const struct lic_path *path = find_path(&result->after, round->sku, round->group.id);
	struct lic_seat_change *change = lic_arena_alloc(ctx->arena, sizeof(*change));
	uint32_t *wait = lic_arena_alloc(ctx->arena, sizeof(*wait));

	if (change == NULL || wait == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(effective(ctx, round->catalog, &result->before, &result->decision.plans_before));
	LIC_TRY(effective(ctx, round->catalog, &result->after, &result->decision.plans_after));
	if (find_path(&result->before, round->sku, 0) == NULL &&
		find_path(&result->after, round->sku, 0) != NULL) {
		*change = (struct lic_seat_change){round->sku, 1, *pool};
		result->decision.seats = change;
		result->decision.seat_count = 1;
		pool->consumed++;
	}
	if (path != NULL && path->state == LIC_PATH_ERROR && path->error == LIC_PATH_COUNT) {
		*wait = round->sku;
		result->decision.waits = wait;
		result->decision.wait_count = 1;
	}
	return LIC_OK_RC;
}

/* Puts each into the group, with an operation of its own, which can be undone as such. */
static lic_rc join_group(struct lic_ctx *ctx, const struct round *round)
{
	const size_t count = round->order->approve_count;
	struct lic_group_change *changes = lic_arena_array(ctx->arena, count, sizeof(*changes));

	if (changes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		changes[i] = (struct lic_group_change){
			.group = round->order->group,
			.object = lic_arena_printf(ctx->arena, "%s",
				lic_guid_format(&round->approved[i]->who.guid).text),
			.may_be_so = true,
		};
		if (changes[i].object == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	return lic_group_change_members(ctx, changes, count);
}

/* Gives each the product by the group. */
static lic_rc give_by_group(struct lic_ctx *ctx, struct round *round)
{
	struct lic_seats pool = {0};
	bool found = false;

	LIC_TRY(lic_seats__read(ctx, round->catalog, round->sku, &pool, &found));
	LIC_TRY(view_all(ctx, round, false));
	LIC_TRY(join_group(ctx, round));
	LIC_TRY(view_all(ctx, round, true));
	for (size_t i = 0; i < round->order->approve_count; i++) {
		LIC_TRY(describe(ctx, round, &pool, &round->outcome->results[i]));
	}
	return LIC_OK_RC;
}

/* Writes what became of everybody whom the order names. */
static lic_rc settle(struct lic_ctx *ctx, struct round *round)
{
	struct lic_petition *petition = round->petition;

	for (size_t i = 0; i < petition->people_count; i++) {
		struct lic_petition_person *person = &petition->people[i];

		if (person->state == LIC_PETITION_PENDING || person->decided_ms.is_set) {
			continue;
		}
		person->message = round->order->message != NULL && round->order->message[0] != '\0'
			? round->order->message
			: NULL;
		if (person->state == LIC_PETITION_APPROVED) {
			person->sku_id =
				(struct lic_opt_int){true, round->catalog->skus[round->sku].key};
			person->has_group = round->order->group != NULL;
		}
		LIC_TRY(lic_petition__settle(ctx, petition, person, round->group.id,
			&round->operation));
	}
	return lic_petition__close(ctx, petition);
}

static lic_rc decide(struct lic_ctx *ctx, struct round *round, const char *key)
{
	const struct lic_petition *petition = round->petition;
	const struct lic_target target = {LIC_TARGET_USER, petition->requester.guid,
		petition->requester.upn};

	LIC_TRY(prepare(ctx, round));
	round->outcome->results = lic_arena_array(ctx->arena, round->order->approve_count,
		sizeof(*round->outcome->results));
	if (round->outcome->results == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_ledger_begin(ctx, LIC_OP_PETITION_DECIDE, &target, &round->operation));
	LIC_TRY(settle(ctx, round));
	if (round->order->group == NULL) {
		LIC_TRY(give_directly(ctx, round));
	}
	LIC_TRY(lic_ledger_end(ctx, &round->operation));
	if (round->order->group != NULL) {
		LIC_TRY(give_by_group(ctx, round));
	}
	return lic_petition__find(ctx, key, &round->outcome->petition);
}

lic_rc lic_petition_decide(struct lic_ctx *ctx, const struct lic_catalog *catalog, const char *key,
	const struct lic_petition_order *order, struct lic_petition_outcome *ret_outcome)
{
	struct lic_petition_outcome outcome = {0};
	struct lic_petition petition = {0};
	struct round round = {.catalog = catalog,
		.order = order,
		.petition = &petition,
		.outcome = &outcome};
	lic_rc rc;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_DECIDE_REQUESTS));
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_ASSIGN_LICENSE));
	LIC_TRY(lic_petition__find(ctx, key, &petition));
	rc = decide(ctx, &round, key);
	if (!lic_ok(rc)) {
		lic_petition_outcome_done(&outcome);
		return rc;
	}
	*ret_outcome = outcome;
	return LIC_OK_RC;
}
