/*
 * Making a change, item by item: see change_int.h.
 */
#include "service/change_int.h"
#include "service/group_int.h"
#include "service/license_int.h"

#include <string.h>

lic_rc lic_change__decide(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_change__ask *ask, struct lic_decision *ret_decision)
{
	struct lic_license_view view = {0};
	struct lic_facts facts = {0};

	if (ask->is_group) {
		return lic_group__decide_template(ctx, catalog, ask->group.id, &ask->asked.request,
			&facts, ret_decision);
	}
	LIC_TRY(lic_license__read_facts(ctx, catalog, &ask->user, &ask->asked.request, &view,
		&facts));
	return lic_license_decide(ctx->arena, &facts, &ask->asked.request, ret_decision);
}

lic_rc lic_change__make(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_change__ask *ask, struct lic_operation *operation,
	struct lic_decision *ret_decision)
{
	struct lic_facts facts = {0};

	if (ask->is_group) {
		LIC_TRY(lic_group__decide_template(ctx, catalog, ask->group.id, &ask->asked.request,
			&facts, ret_decision));
	} else {
		LIC_TRY(lic_license_apply(ctx, catalog, &ask->user, &ask->asked.request, operation,
			ret_decision));
	}
	if (ret_decision->violation_count > 0) {
		return LIC_OK_RC;
	}
	if (ask->is_group) {
		LIC_TRY(lic_group__write(ctx, catalog, ask->group.id, ret_decision, operation));
	}
	return ask->join_count == 0
		? LIC_OK_RC
		: lic_group__change(ctx, NULL, ask->joins, ask->join_count, operation);
}

/* Where a preview is made true: tells whether `item` is as it showed, before anything is written.
 */
static lic_rc is_as_shown(struct lic_change__step *step, const struct lic_change__item *item,
	const struct lic_change__ask *ask, bool *ret_is)
{
	bool is_asked = lic_change__is_asked(ask);
	struct lic_change__verdict verdict;
	struct lic_decision decision;

	*ret_is = true;
	if (step->run->order.users != LIC_USERS_PREVIEW) {
		return LIC_OK_RC;
	}
	if (is_asked) {
		LIC_TRY(lic_change__decide(&step->row_ctx, step->catalog, ask, &decision));
	}
	LIC_TRY(lic_change__judge(step->row_ctx.arena, step->catalog, ask,
		is_asked ? &decision : NULL, &verdict));
	*ret_is = verdict.digest == item->digest;
	return LIC_OK_RC;
}

/* one user, whole or not at all. */
static lic_rc change_user(struct lic_change__step *step, const struct lic_change__item *item,
	struct lic_change__verdict *verdict)
{
	static const struct lic_change__verdict changed = {
		.state = LIC_ITEM_REFUSED,
		.code = "factsChanged",
		.message = "This is not what the preview showed any more.",
		.remedy = "Make a new preview.",
	};
	struct lic_change__ask ask;
	struct lic_decision decision;
	bool is_asked = false;
	bool is_shown = false;

	LIC_TRY(lic_change__ask(step->run, &step->row_ctx, step->catalog, item, &ask));
	LIC_TRY(is_as_shown(step, item, &ask, &is_shown));
	if (!is_shown) {
		*verdict = changed;
		verdict->digest = item->digest;
		return LIC_OK_RC;
	}
	is_asked = lic_change__is_asked(&ask);
	if (is_asked) {
		LIC_TRY(lic_change__make(&step->row_ctx, step->catalog, &ask, &step->operation,
			&decision));
	}
	return lic_change__judge(step->row_ctx.arena, step->catalog, &ask,
		is_asked ? &decision : NULL, verdict);
}

/* All or nothing was wanted, and the facts have changed since the check: what was done goes back.
 */
static lic_rc turn_back(struct lic_change__step *step, const struct lic_change__item *item,
	const struct lic_change__verdict *verdict)
{
	struct lic_change__at *at = &step->run->next;

	at->phase = LIC_PHASE_REVERT;
	at->problem = "notAllPossible";
	at->problem_message = lic_arena_printf(step->run->arena,
		"%.200s could not be changed any more (%s): what had been done was taken back.",
		item->name, verdict->message);
	return at->problem_message == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc apply_item(struct lic_change__step *step, const struct lic_change__item *item)
{
	struct lic_change__at *at = &step->run->next;
	int64_t before = step->operation.change_count;
	struct lic_change__verdict verdict;
	bool has_changes = false;

	lic_arena_reset(step->run->row_arena);
	LIC_TRY(change_user(step, item, &verdict));
	has_changes = step->operation.change_count > before;
	LIC_TRY(lic_change__write_item(step, item->seq, &verdict, has_changes ? before + 1 : 0,
		has_changes ? step->operation.change_count : 0));
	at->done++;
	at->place = item->seq;
	at->changed += verdict.state == LIC_ITEM_CHANGED ? 1 : 0;
	at->unchanged += verdict.state == LIC_ITEM_UNCHANGED ? 1 : 0;
	if (verdict.state != LIC_ITEM_REFUSED) {
		return LIC_OK_RC;
	}
	at->refused++;
	return step->run->order.mode == LIC_CHANGE_ALL_OR_NOTHING ? turn_back(step, item, &verdict)
								  : LIC_OK_RC;
}

lic_rc lic_change__apply(struct lic_change__step *step)
{
	struct lic_change__at *at = &step->run->next;
	const struct lic_change__page *page = &step->run->page;

	do {
		LIC_TRY(lic_change__read_page(step->run, step->ctx, at->place));
		for (size_t i = 0; i < page->count; i++) {
			LIC_TRY(apply_item(step, &page->items[i]));
			if (at->phase != LIC_PHASE_APPLY) {
				at->place = at->listed + 1;
				return LIC_OK_RC;
			}
			if (lic_bulk_is_over(step->turn)) {
				return LIC_OK_RC;
			}
		}
	} while (!page->is_last);
	step->is_over = true;
	return LIC_OK_RC;
}
