/*
 * Reading changes of many users, and telling them to pause, go on or end: see changes.h.
 */
#include "service/change_int.h"

#include "service/audit_int.h"
#include "store/lic_sql.h"

#include <stdlib.h>
#include <string.h>

#define FORGOTTEN_AT_ONCE 1000

/* The rows of both queries have the same columns, under different type names. */
#define STATE_FROM(row_, job_)                                                                     \
	((struct lic_change_state){                                                                \
		.job = *(job_),                                                                    \
		.action = (enum lic_change_action)(row_)->action,                                  \
		.mode = (enum lic_change_mode)(row_)->mode,                                        \
		.is_preview = (row_)->is_preview != 0,                                             \
		.total = (job_)->total,                                                            \
		.changed = (row_)->changed,                                                        \
		.unchanged = (row_)->unchanged,                                                    \
		.refused = (row_)->refused,                                                        \
		.reverted = (row_)->reverted,                                                      \
		.problem = (row_)->problem,                                                        \
		.summary = (row_)->summary,                                                        \
	})

static const char *phase_name(const struct lic_bulk_job *job, int64_t phase, const char *problem)
{
	static const char *const names[] = {"collecting", "checking", "applying", "reverting"};

	if (job->state >= LIC_BULK_CLEANING) {
		if (job->error_code != LIC_OK) {
			return "failed";
		}
		return problem == NULL ? "finished" : "cancelled";
	}
	if (job->wanted == LIC_BULK_PAUSE) {
		return "paused";
	}
	return (uint64_t)phase < LIC_COUNT(names) ? names[phase] : names[0];
}

/* What does not stand in the row: how far it is, and ids of what it belongs to. */
static lic_rc complete(struct lic_ctx *ctx, struct lic_change_state *state, int64_t phase,
	int64_t preview_job_id, int64_t undoes_id)
{
	struct lic_q_ledger_guid_in op_in = {ctx->caller.tenant_id,
		state->job.progress.operation_id};
	struct lic_q_ledger_guid_in undoes_in = {ctx->caller.tenant_id, undoes_id};
	struct lic_q_ledger_guid_row op;
	struct lic_bulk_job preview;

	state->phase = phase_name(&state->job, phase, state->problem);
	state->is_over = state->job.state >= LIC_BULK_CLEANING;
	if (state->is_over) {
		state->skipped = state->total - state->changed - state->unchanged - state->refused -
			state->reverted;
	}
	if (op_in.id != 0) {
		LIC_TRY(lic_q_ledger_guid(ctx->db, ctx->arena, &op_in, &op, &state->has_operation));
		state->operation = state->has_operation ? op.guid : state->operation;
	}
	if (preview_job_id != 0) {
		LIC_TRY(lic_bulk_load(ctx, preview_job_id, &preview, &state->has_preview));
		state->preview = state->has_preview ? preview.guid : state->preview;
	}
	if (undoes_id != 0) {
		LIC_TRY(lic_q_ledger_guid(ctx->db, ctx->arena, &undoes_in, &op,
			&state->has_undoes));
		state->undoes = state->has_undoes ? op.guid : state->undoes;
	}
	return LIC_OK_RC;
}

static lic_rc not_found(struct lic_ctx *ctx, const char *key)
{
	return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"There is no change with the id '%.200s'.", key);
}

lic_rc lic_change_find(struct lic_ctx *ctx, const char *key, struct lic_change_state *ret_state)
{
	struct lic_q_bulk_find_in find = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_changes_load_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_bulk_find_row id;
	struct lic_q_changes_load_row row;
	struct lic_bulk_job job;
	struct lic_change_state state;
	bool found = false;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	if (!lic_guid_parse(key, strlen(key), &find.guid)) {
		return not_found(ctx, key);
	}
	LIC_TRY(lic_q_bulk_find(ctx->db, ctx->arena, &find, &id, &found));
	if (found) {
		LIC_TRY(lic_bulk_load(ctx, id.id, &job, &found));
	}
	if (found) {
		in.job_id = id.id;
		LIC_TRY(lic_q_changes_load(ctx->db, ctx->arena, &in, &row, &found));
	}
	if (!found) {
		return not_found(ctx, key);
	}
	state = STATE_FROM(&row, &job);
	LIC_TRY(complete(ctx, &state, row.phase, row.preview_job_id, row.undoes_id));
	*ret_state = state;
	return LIC_OK_RC;
}

/* A row of the list, to be completed when the list is read. */
struct listed {
	int64_t phase;          /* as in its row */
	int64_t preview_job_id; /* likewise */
	int64_t undoes_id;      /* likewise */
};

static lic_rc keep_texts(struct lic_arena *arena, struct lic_change_state *state)
{
	const char **const texts[] = {&state->problem, &state->summary};

	return lic_arena_keep_texts(arena, texts, LIC_COUNT(texts));
}

/* Reads the rows that belong to the jobs of `page`, in the same order. */
static lic_rc read_list(struct lic_ctx *ctx, int64_t before, const struct lic_bulk_page *page,
	struct lic_change_state *items, struct listed *listed)
{
	struct lic_q_changes_list_in in = {ctx->caller.tenant_id, before, (int64_t)page->count};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_changes_list_row row = {0};
	bool more = true;

	LIC_TRY(lic_q_changes_list_open(ctx->db, &in, &rows));
	for (size_t i = 0; i < page->count; i++) {
		LIC_TRY(lic_q_changes_list_next(&rows, &row, &more));
		if (!more || row.job_id != page->jobs[i].id) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		items[i] = STATE_FROM(&row, &page->jobs[i]);
		listed[i] = (struct listed){row.phase, row.preview_job_id, row.undoes_id};
		LIC_TRY(keep_texts(ctx->arena, &items[i]));
	}
	return LIC_OK_RC;
}

lic_rc lic_change_list(struct lic_ctx *ctx, int64_t before, unsigned limit,
	struct lic_change_list *ret_list)
{
	struct lic_change_state *items = lic_arena_array(ctx->arena, limit, sizeof(*items));
	struct listed *listed = lic_arena_array(ctx->arena, limit, sizeof(*listed));
	struct lic_bulk_page page;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	if (items == NULL || listed == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_bulk_list(ctx, LIC_BULK_CHANGE, before, limit, &page));
	LIC_TRY(read_list(ctx, before, &page, items, listed));
	for (size_t i = 0; i < page.count; i++) {
		LIC_TRY(complete(ctx, &items[i], listed[i].phase, listed[i].preview_job_id,
			listed[i].undoes_id));
	}
	*ret_list = (struct lic_change_list){items, page.count, page.has_more};
	return LIC_OK_RC;
}

static lic_rc refuse_want(struct lic_ctx *ctx, const struct lic_change_state *state)
{
	return lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		state->is_over ? "The change is %s already." : "The change is %s, and to end.",
		state->phase);
}

lic_rc lic_change_want(struct lic_ctx *ctx, const char *key, enum lic_bulk_wanted wanted,
	struct lic_change_state *ret_state)
{
	struct lic_q_changes_want_in in = {.wanted = (int64_t)wanted,
		.tenant_id = ctx->caller.tenant_id,
		.kind = (int64_t)LIC_BULK_CHANGE};
	struct lic_change_order order = {0};
	struct lic_change_state state = {0};
	int64_t changed = 0;

	LIC_TRY(lic_change_may_any(ctx));
	LIC_TRY(lic_change_find(ctx, key, &state));
	LIC_TRY(lic_change__read_order(ctx->arena, state.job.options, &order));
	LIC_TRY(lic_ctx_require(ctx, lic_change__action(&order)));
	if (state.job.wanted == wanted && !state.is_over) {
		*ret_state = state;
		return LIC_OK_RC;
	}
	in.id = state.job.id;
	LIC_TRY(lic_q_changes_want(ctx->db, &in, &changed));
	if (changed == 0) {
		return refuse_want(ctx, &state);
	}
	ctx->has_task = wanted != LIC_BULK_PAUSE;
	return lic_change_find(ctx, key, ret_state);
}

/* Understands "+12 ~7 -3". */
static lic_rc read_effects(struct lic_arena *arena, const struct lic_catalog *catalog,
	const char *text, struct lic_change_item *item)
{
	size_t room = 1;

	if (text == NULL) {
		return LIC_OK_RC;
	}
	for (const char *at = text; *at != '\0'; at++) {
		room += *at == ' ' ? 1 : 0;
	}
	item->effects = lic_arena_array(arena, room, sizeof(*item->effects));
	if (item->effects == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	while (*text != '\0' && item->effect_count < room) {
		char *end = NULL;
		long long key = strtoll(text + 1, &end, 10);

		item->effects[item->effect_count++] =
			(struct lic_item_effect){lic_catalog_sku_by_key(catalog, key), *text};
		text = *end == ' ' ? end + 1 : end;
	}
	return LIC_OK_RC;
}

/* The rows of the queries have the same columns, under different type names. */
#define ITEM_FROM(row_)                                                                            \
	((struct lic_change_item){                                                                 \
		.seq = (row_)->seq,                                                                \
		.line = (row_)->line,                                                              \
		.has_user = (row_)->user_guid.data != NULL,                                        \
		.user = lic_audit__guid(&(row_)->user_guid),                                       \
		.has_group = (row_)->group_guid.data != NULL,                                      \
		.group = lic_audit__guid(&(row_)->group_guid),                                     \
		.name = (row_)->name,                                                              \
		.state = (enum lic_item_state)(row_)->state,                                       \
		.code = (row_)->code,                                                              \
		.message = (row_)->message,                                                        \
		.remedy = (row_)->remedy,                                                          \
	})

static lic_rc keep_item(struct lic_arena *arena, const struct lic_catalog *catalog,
	const char *effect, struct lic_change_item *item)
{
	const char **const texts[] = {&item->name, &item->code, &item->message, &item->remedy};

	LIC_TRY(lic_arena_keep_texts(arena, texts, LIC_COUNT(texts)));
	return read_effects(arena, catalog, effect, item);
}

/* A page on its way, with room for one more, which tells whether there is more. */
struct page {
	struct lic_ctx *ctx;                /* the request */
	const struct lic_catalog *catalog;  /* that indices refer to */
	int64_t job_id;                     /* number of the change */
	const struct lic_item_query *query; /* which of its users */
	struct lic_change_item *items;      /* the items */
	size_t count;                       /* number of them */
};

static lic_rc read_any(struct page *page)
{
	bool is_one = page->query->state != LIC_ITEM_STATE_MAX_;
	struct lic_q_changes_results_in in = {
		.tenant_id = page->ctx->caller.tenant_id,
		.job_id = page->job_id,
		.after = page->query->after,
		.state_min = is_one ? (int64_t)page->query->state : 0,
		.state_max = (int64_t)page->query->state,
		.limit = (int64_t)page->query->limit + 1,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_changes_results_row row;
	bool more = true;

	LIC_TRY(lic_q_changes_results_open(page->ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_changes_results_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		page->items[page->count] = ITEM_FROM(&row);
		LIC_TRY(keep_item(page->ctx->arena, page->catalog, row.effect,
			&page->items[page->count]));
		page->count++;
	}
}

static lic_rc read_exceptions(struct page *page)
{
	struct lic_q_changes_results_of_exception_in in = {
		.tenant_id = page->ctx->caller.tenant_id,
		.job_id = page->job_id,
		.state = (int64_t)page->query->state,
		.after = page->query->after,
		.limit = (int64_t)page->query->limit + 1,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_changes_results_of_exception_row row;
	bool more = true;

	LIC_TRY(lic_q_changes_results_of_exception_open(page->ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_changes_results_of_exception_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		page->items[page->count] = ITEM_FROM(&row);
		LIC_TRY(keep_item(page->ctx->arena, page->catalog, row.effect,
			&page->items[page->count]));
		page->count++;
	}
}

lic_rc lic_change_results(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_change_state *change, const struct lic_item_query *query,
	struct lic_change_items *ret_items)
{
	struct page page = {
		.ctx = ctx,
		.catalog = catalog,
		.job_id = change->job.id,
		.query = query,
		.items = lic_arena_array(ctx->arena, (size_t)query->limit + 1, sizeof(*page.items)),
	};
	bool is_exception =
		query->state >= LIC_ITEM_UNCHANGED && query->state < LIC_ITEM_STATE_MAX_;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	if (page.items == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(is_exception ? read_exceptions(&page) : read_any(&page));
	*ret_items = (struct lic_change_items){
		.items = page.items,
		.count = page.count > query->limit ? query->limit : page.count,
		.has_more = page.count > query->limit,
	};
	return LIC_OK_RC;
}

lic_rc lic_change_forget(struct lic_ctx *ctx, const struct lic_bulk_key *key, bool *ret_any)
{
	struct lic_q_changes_item_first_in first = {key->tenant_id, key->id};
	struct lic_q_changes_delete_in remove = {key->tenant_id, key->id};
	struct lic_q_changes_item_first_row row;
	bool found = false;

	LIC_TRY(lic_q_changes_item_first(ctx->db, ctx->arena, &first, &row, &found));
	if (found) {
		struct lic_q_changes_item_delete_in in = {key->tenant_id, key->id,
			row.seq + FORGOTTEN_AT_ONCE};

		LIC_TRY(lic_q_changes_item_delete(ctx->db, &in, NULL));
	} else {
		LIC_TRY(lic_q_changes_delete(ctx->db, &remove, NULL));
	}
	*ret_any = found;
	return LIC_OK_RC;
}
