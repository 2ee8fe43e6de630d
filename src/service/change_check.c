/*
 * The check of a change: every item as if it were its turn, on what the items before would leave.
 * Reading parts decide a page; writing parts write what must be known of it. See change_int.h.
 */
#include "service/change_int.h"
#include "service/license_int.h"
#include "store/lic_sql.h"

#include <string.h>

lic_rc lic_change__read_page(struct lic_change_run *run, struct lic_ctx *ctx, int64_t after)
{
	struct lic_q_changes_items_in in = {run->key.tenant_id, run->key.id, after,
		LIC_CHANGE_PAGE};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_changes_items_row row;
	struct lic_change__page *page = &run->page;
	bool more = true;

	lic_arena_reset(run->page_arena);
	page->count = 0;
	LIC_TRY(lic_q_changes_items_open(ctx->db, &in, &rows));
	while (page->count < LIC_CHANGE_PAGE) {
		struct lic_change__item *item = &page->items[page->count];

		LIC_TRY(lic_q_changes_items_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		*item = (struct lic_change__item){
			.seq = row.seq,
			.user_id = row.user_id,
			.name = lic_arena_strdup(run->page_arena, row.name),
			.request = lic_arena_strdup(run->page_arena, row.request),
			.state = (enum lic_item_state)row.state,
			.digest = row.digest,
			.group_id = row.group_id,
			.undo_first = row.undo_first,
			.undo_last = row.undo_last,
		};
		if (item->name == NULL || (row.request != NULL && item->request == NULL)) {
			return LIC_RC(LIC_E_NOMEM);
		}
		page->count++;
	}
	page->is_last = page->count < LIC_CHANGE_PAGE;
	return LIC_OK_RC;
}

/* Gives those of `count` `paths` that wait for a seat the one that the items before have freed for
 * them: where nobody is left waiting, everybody who waited has got one (D-08). */
static void seat_waiting(const struct lic_change__tally *tally, struct lic_path *paths,
	size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct lic_change__pool *pool = &tally->pools[paths[i].sku];

		if (lic_path_waits(&paths[i]) && pool->is_touched && pool->waiting == 0) {
			paths[i].state = LIC_PATH_ACTIVE;
			paths[i].error = LIC_PATH_NONE;
		}
	}
}

/* Decides what `ask` asks for, on pools as the items before would leave them. */
static lic_rc rehearse(struct lic_change_run *run, struct lic_ctx *ctx,
	const struct lic_change__ask *ask, struct lic_decision *ret_decision)
{
	const struct lic_catalog *catalog = run->tally.hold.catalog;
	struct lic_license_view view = {0};
	struct lic_facts facts;
	struct lic_sku_seats *seats = NULL;
	struct lic_path *paths = NULL;

	if (ask->is_group) {
		return lic_change__decide(ctx, catalog, ask, ret_decision);
	}
	LIC_TRY(lic_license__read_facts(ctx, catalog, &ask->user, &ask->asked.request, &view,
		&facts));
	seats = lic_arena_array(ctx->arena, facts.seat_count, sizeof(*seats));
	paths = lic_arena_array(ctx->arena, facts.path_count, sizeof(*paths));
	if (seats == NULL || paths == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (facts.seat_count > 0) {
		memcpy(seats, facts.seats, facts.seat_count * sizeof(*seats));
	}
	LIC_TRY(lic_change__tally_seats(ctx, &run->tally, seats, facts.seat_count));
	facts.seats = seats;
	if (facts.path_count > 0) {
		memcpy(paths, facts.paths, facts.path_count * sizeof(*paths));
	}
	seat_waiting(&run->tally, paths, facts.path_count);
	facts.paths = paths;
	return lic_license_decide(ctx->arena, &facts, &ask->asked.request, ret_decision);
}

/* Copies the texts of a verdict out of the arena of one user. */
static lic_rc keep_verdict(struct lic_arena *arena, struct lic_change__verdict *verdict)
{
	const char **const texts[] = {&verdict->code, &verdict->message, &verdict->remedy,
		&verdict->effect};

	return lic_arena_keep_texts(arena, texts, LIC_COUNT(texts));
}

/* What becomes of an item that is no longer as the preview showed. */
static void refuse_changed(struct lic_change_run *run, const struct lic_change__item *item,
	struct lic_change__verdict *verdict)
{
	if (run->order.users != LIC_USERS_PREVIEW || verdict->digest == item->digest) {
		return;
	}
	run->tally.facts_changed++;
	*verdict = (struct lic_change__verdict){
		.state = LIC_ITEM_REFUSED,
		.code = "factsChanged",
		.message = "This is not what the preview showed any more.",
		.remedy = "Make a new preview.",
		.digest = item->digest,
	};
}

/* Decides one item and counts it. */
static lic_rc rehearse_item(struct lic_change_run *run, struct lic_ctx *ctx,
	const struct lic_change__item *item, struct lic_change__verdict *verdict)
{
	const struct lic_catalog *catalog = run->tally.hold.catalog;
	struct lic_change__ask ask;
	struct lic_decision decision;
	bool is_asked = false;
	bool is_counted = false;

	LIC_TRY(lic_change__ask(run, ctx, catalog, item, &ask));
	is_asked = lic_change__is_asked(&ask);
	if (is_asked) {
		LIC_TRY(rehearse(run, ctx, &ask, &decision));
	}
	/* What a group gives is no seat yet. */
	is_counted = is_asked && !ask.is_group;
	if (is_counted) {
		LIC_TRY(lic_change__tally_add(&run->tally, item->name, &decision));
	}
	LIC_TRY(lic_change__judge(ctx->arena, catalog, &ask, is_asked ? &decision : NULL, verdict));
	if (verdict->state == LIC_ITEM_REFUSED && !is_counted) {
		LIC_TRY(lic_change__tally_refuse(&run->tally, item->name, verdict));
	}
	refuse_changed(run, item, verdict);
	return keep_verdict(run->page_arena, verdict);
}

/* A check has its sums in memory and begins anew where they are not, or the catalogue that they
 * refer to is no longer the one. */
static lic_rc begin(struct lic_change_run *run, struct lic_ctx *ctx)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_change__at *at = &run->kept;

	LIC_TRY(lic_catalog_get(ctx, &hold));
	if (run->tally.hold.catalog != NULL && !run->must_begin &&
		run->tally.hold.catalog->version == hold.catalog->version) {
		return LIC_OK_RC;
	}
	run->must_begin = true; /* until the sums are whole */
	LIC_TRY(lic_change__tally_begin(ctx, &run->tally));
	LIC_TRY(lic_change__tally_bad(ctx, &run->key, &run->tally));
	run->must_begin = false;
	at->place = 0;
	at->done = at->bad;
	at->changed = 0;
	at->unchanged = 0;
	at->refused = at->bad;
	return LIC_OK_RC;
}

lic_rc lic_change__rehearse(struct lic_change_run *run, struct lic_ctx *ctx)
{
	struct lic_ctx row_ctx = *ctx;

	LIC_TRY(begin(run, ctx));
	LIC_TRY(lic_change__read_page(run, ctx, run->kept.place));
	row_ctx.arena = run->row_arena;
	for (size_t i = 0; i < run->page.count; i++) {
		lic_rc rc;

		lic_arena_reset(run->row_arena);
		rc = rehearse_item(run, &row_ctx, &run->page.items[i], &run->page.verdicts[i]);
		if (!lic_ok(rc)) {
			run->must_begin = true; /* what was counted of the page counts no more */
			return rc;
		}
	}
	run->page.is_ready = true;
	return LIC_OK_RC;
}

lic_rc lic_change__write_item(struct lic_change__step *step, int64_t seq,
	const struct lic_change__verdict *verdict, int64_t first, int64_t last)
{
	struct lic_q_changes_item_write_in in = {
		.state = (int64_t)verdict->state,
		.code = verdict->code,
		.message = verdict->message,
		.remedy = verdict->remedy,
		.effect = verdict->effect,
		.digest = verdict->digest,
		.first_change = first,
		.last_change = last,
		.tenant_id = step->run->key.tenant_id,
		.job_id = step->run->key.id,
		.seq = seq,
	};

	return lic_q_changes_item_write(step->ctx->db, &in, NULL);
}

/* A preview keeps everything. Before a change only what stands against it is kept: otherwise the
 * item's turn is still to come. */
static lic_rc note_item(struct lic_change__step *step, const struct lic_change__item *item,
	const struct lic_change__verdict *verdict)
{
	static const struct lic_change__verdict waiting = {.state = LIC_ITEM_WAITING};
	struct lic_change__verdict after = *verdict;

	if (!step->run->order.is_preview && verdict->state != LIC_ITEM_REFUSED) {
		after = waiting;
		after.digest = item->digest;
		if (item->state == LIC_ITEM_WAITING) {
			return LIC_OK_RC;
		}
	}
	return lic_change__write_item(step, item->seq, &after, 0, 0);
}

static void count_item(struct lic_change__step *step, const struct lic_change__verdict *verdict)
{
	struct lic_change__at *at = &step->run->next;

	at->done++;
	if (verdict->state == LIC_ITEM_REFUSED) {
		at->refused++;
	} else if (step->run->order.is_preview) {
		at->changed += verdict->state == LIC_ITEM_CHANGED ? 1 : 0;
		at->unchanged += verdict->state == LIC_ITEM_UNCHANGED ? 1 : 0;
	}
}

static lic_rc fail(struct lic_change__step *step, const char *problem, const char *message)
{
	struct lic_change__at *at = &step->run->next;

	if (message == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	at->problem = problem;
	at->problem_message = message;
	step->is_over = true;
	return LIC_OK_RC;
}

/* What the check says at its end. */
static lic_rc conclude(struct lic_change__step *step)
{
	struct lic_change_run *run = step->run;
	struct lic_change__at *at = &run->next;

	LIC_TRY(lic_change__tally_write(run->arena, &run->tally, &at->summary));
	if (run->order.is_preview) {
		step->is_over = true;
		return LIC_OK_RC;
	}
	if (run->tally.facts_changed > 0) {
		return fail(step, "factsChanged",
			lic_arena_printf(run->arena,
				"For %lld of %lld users it is not as the preview showed any more: nothing was done. The results say for whom; make a new preview.",
				(long long)run->tally.facts_changed, (long long)at->total));
	}
	if (run->order.mode == LIC_CHANGE_ALL_OR_NOTHING && at->refused > 0) {
		return fail(step, "notAllPossible",
			lic_arena_printf(run->arena,
				"%lld of %lld users cannot be changed: nothing was done. The results say who, why, and what to do.",
				(long long)at->refused, (long long)at->total));
	}
	at->phase = LIC_PHASE_APPLY;
	at->place = 0;
	at->done = at->bad;
	at->refused = at->bad;
	return LIC_OK_RC;
}

lic_rc lic_change__note(struct lic_change__step *step)
{
	struct lic_change__page *page = &step->run->page;

	for (size_t i = 0; i < page->count; i++) {
		LIC_TRY(note_item(step, &page->items[i], &page->verdicts[i]));
		count_item(step, &page->verdicts[i]);
		step->run->next.place = page->items[i].seq;
	}
	return page->is_last ? conclude(step) : LIC_OK_RC;
}
