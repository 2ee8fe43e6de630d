/*
 * Taking back: what asks for the opposite of what the ledger has of a user, and the phase of a
 * change that does it because all or nothing was wanted. See change_int.h.
 */
#include "service/change_int.h"
#include "service/license_int.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#define PAGE_ROWS 50

/* What an operation did to one product of a user directly. */
struct did {
	uint32_t sku;             /* index of the product */
	struct lic_opt_int first; /* plan set before; not set: there was no path */
	struct lic_opt_int last;  /* plan set after; not set: it went */
};

/* Notes one change in `list`, where each product stands once. */
static lic_rc note(const struct lic_catalog *catalog,
	const struct lic_q_changes_before_of_user_row *row, struct did *list, size_t *count)
{
	uint32_t sku = lic_catalog_sku_by_key(catalog, row->sku_id);

	for (size_t i = 0; i < *count; i++) {
		if (list[i].sku == sku) {
			list[i].last = row->plan_set_after;
			return LIC_OK_RC;
		}
	}
	if (sku == LIC_INDEX_NONE) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	if (*count == LIC_REQUEST_SKUS_MAX) {
		return LIC_RC(LIC_E_LIMIT);
	}
	list[(*count)++] = (struct did){sku, row->plan_set_before, row->plan_set_after};
	return LIC_OK_RC;
}

static lic_rc read_part(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_change__part *part, struct did *list, size_t *count)
{
	struct lic_q_changes_before_of_user_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.operation_id = part->operation_id,
		.first = part->first,
		.last = part->last,
		.user_id = part->user_id,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_changes_before_of_user_row row;
	bool more = true;

	LIC_TRY(lic_q_changes_before_of_user_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_changes_before_of_user_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		LIC_TRY(note(catalog, &row, list, count));
	}
}

/* Loads a stored set of plans; NULL for none. */
static lic_rc load_set(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_opt_int id, uint64_t **ret_set)
{
	struct lic_q_licenses_plan_set_load_in in = {ctx->caller.tenant_id, id.value};
	struct lic_q_licenses_plan_set_load_row row;
	bool found = false;

	*ret_set = NULL;
	if (!id.is_set) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_licenses_plan_set_load(ctx->db, ctx->arena, &in, &row, &found));
	return found ? lic_plan_set__decode(ctx->arena, catalog, &row.plans, ret_set)
		     : LIC_RC(LIC_E_CORRUPT);
}

/* Tells whether the user, with `count` `paths`, has of `did->sku` directly what `after` says. */
static bool is_as_left(const struct lic_catalog *catalog, const struct did *did,
	const uint64_t *after, const struct lic_path *paths, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (paths[i].sku == did->sku && paths[i].source == LIC_SOURCE_DIRECT) {
			return after != NULL &&
				lic_planset_equal(paths[i].disabled, after, catalog->words);
		}
	}
	return after == NULL;
}

/* A request in the making. */
struct asking {
	struct lic_arena *arena;           /* for the request */
	const struct lic_catalog *catalog; /* that indices refer to */
	struct lic_license_add *adds;      /* what is given */
	size_t add_count;                  /* number of it */
	struct lic_guid *removes;          /* what is taken */
	size_t remove_count;               /* number of it */
};

/* Asks for `sku` with the plans of `before` off, or, where that is NULL, for its removal. */
static lic_rc ask_back(struct asking *asking, uint32_t sku, const uint64_t *before)
{
	const struct lic_catalog *catalog = asking->catalog;
	const struct lic_sku *product = &catalog->skus[sku];
	struct lic_license_add *add = NULL;
	struct lic_guid *disabled = NULL;

	if (before == NULL) {
		asking->removes[asking->remove_count++] = product->id;
		return LIC_OK_RC;
	}
	disabled = lic_arena_array(asking->arena, product->plan_count, sizeof(*disabled));
	if (disabled == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	add = &asking->adds[asking->add_count++];
	*add = (struct lic_license_add){.sku_id = product->id, .disabled_plans = disabled};
	for (size_t p = 0; p < product->plan_count; p++) {
		if (lic_planset_has(before, product->plans[p])) {
			disabled[add->disabled_count++] = catalog->plans[product->plans[p]].id;
		}
	}
	return LIC_OK_RC;
}

/* Asks for what takes the `count` entries of `list` back, unless one was changed since. */
static lic_rc ask_all_back(struct lic_ctx *ctx, const struct did *list, size_t count,
	int64_t user_id, struct asking *asking, uint32_t *ret_changed_sku)
{
	struct lic_path *paths = NULL;
	size_t path_count = 0;

	LIC_TRY(lic_license__read_paths(ctx, asking->catalog, user_id, &paths, &path_count));
	*ret_changed_sku = LIC_INDEX_NONE;
	for (size_t i = 0; i < count; i++) {
		uint64_t *before = NULL;
		uint64_t *after = NULL;

		LIC_TRY(load_set(ctx, asking->catalog, list[i].first, &before));
		LIC_TRY(load_set(ctx, asking->catalog, list[i].last, &after));
		if (!is_as_left(asking->catalog, &list[i], after, paths, path_count)) {
			*ret_changed_sku = list[i].sku;
			return LIC_OK_RC;
		}
		if (before != NULL || after != NULL) {
			LIC_TRY(ask_back(asking, list[i].sku, before));
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_change__back(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_change__part *part, struct lic_change__back *ret_back)
{
	struct lic_change__back back = {.changed_sku = LIC_INDEX_NONE};
	struct did *list = lic_arena_array(ctx->arena, LIC_REQUEST_SKUS_MAX, sizeof(*list));
	struct asking asking = {.arena = ctx->arena, .catalog = catalog};
	size_t count = 0;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(read_part(ctx, catalog, part, list, &count));
	asking.adds = lic_arena_array(ctx->arena, count, sizeof(*asking.adds));
	asking.removes = lic_arena_array(ctx->arena, count, sizeof(*asking.removes));
	if (asking.adds == NULL || asking.removes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(ask_all_back(ctx, list, count, part->user_id, &asking, &back.changed_sku));
	if (back.changed_sku == LIC_INDEX_NONE) {
		back.request = (struct lic_license_request){
			.adds = asking.adds,
			.add_count = asking.add_count,
			.removes = asking.removes,
			.remove_count = asking.remove_count,
		};
	}
	*ret_back = back;
	return LIC_OK_RC;
}

/* An item that was changed. */
struct changed {
	int64_t seq;                  /* position */
	struct lic_change__part part; /* what was done */
};

static lic_rc read_changed(const struct lic_change__step *step, struct changed *page,
	size_t *ret_count)
{
	const struct lic_change_run *run = step->run;
	struct lic_q_changes_items_changed_in in = {run->key.tenant_id, run->key.id,
		run->next.place, PAGE_ROWS};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_changes_items_changed_row row;
	size_t count = 0;
	bool more = true;

	LIC_TRY(lic_q_changes_items_changed_open(step->ctx->db, &in, &rows));
	while (count < PAGE_ROWS) {
		LIC_TRY(lic_q_changes_items_changed_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		page[count++] = (struct changed){row.seq,
			{run->next.operation_id, row.first_change, row.last_change, row.user_id}};
	}
	*ret_count = count;
	return LIC_OK_RC;
}

/* Writes that an item was taken back, or why not. */
static lic_rc write_back(const struct lic_change__step *step, int64_t seq,
	enum lic_item_state state, const struct lic_err_detail *detail)
{
	struct lic_q_changes_item_back_in in = {
		.state = (int64_t)state,
		.code = detail->code,
		.message = detail->message,
		.remedy = detail->remedy,
		.tenant_id = step->run->key.tenant_id,
		.job_id = step->run->key.id,
		.seq = seq,
	};

	return lic_q_changes_item_back(step->ctx->db, &in, NULL);
}

/* Asks for what takes the part of `user` back; `*ret_detail` says why that is not possible, or has
 * no code. */
static lic_rc take_back(struct lic_change__step *step, const struct lic_user *user,
	const struct lic_change__part *part, struct lic_err_detail *ret_detail)
{
	struct lic_change__back back;
	struct lic_decision decision;

	LIC_TRY(lic_change__back(&step->row_ctx, step->catalog, part, &back));
	if (back.changed_sku != LIC_INDEX_NONE) {
		*ret_detail = (struct lic_err_detail){
			.code = "changedSince",
			.message = lic_arena_printf(step->row_ctx.arena,
				"Not taken back: %s was changed once more meanwhile.",
				step->catalog->skus[back.changed_sku].display_name),
			.remedy = "Look at the licences of the user.",
		};
		return ret_detail->message == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
	}
	LIC_TRY(lic_license_apply(&step->row_ctx, step->catalog, user, &back.request,
		&step->operation, &decision));
	if (decision.violation_count > 0) {
		*ret_detail = decision.violations[0].detail;
	}
	return LIC_OK_RC;
}

static lic_rc revert_item(struct lic_change__step *step, const struct changed *item)
{
	static const struct lic_err_detail gone = {
		.code = "userGone",
		.message = "Not taken back: the user was deleted meanwhile.",
		.remedy = "Restore the user, and look at his licences.",
	};
	struct lic_err_detail detail = {0};
	struct lic_user user;
	lic_rc rc = lic_user__load(&step->row_ctx, item->part.user_id, &user);

	if (!lic_ok(rc) && rc.code != LIC_E_NOTFOUND) {
		return rc;
	}
	if (!lic_ok(rc) || user.deleted_ms.is_set) {
		return write_back(step, item->seq, LIC_ITEM_CHANGED, &gone);
	}
	LIC_TRY(take_back(step, &user, &item->part, &detail));
	if (detail.code != NULL) {
		return write_back(step, item->seq, LIC_ITEM_CHANGED, &detail);
	}
	step->run->next.changed--;
	step->run->next.reverted++;
	return write_back(step, item->seq, LIC_ITEM_REVERTED, &detail);
}

lic_rc lic_change__revert(struct lic_change__step *step)
{
	struct lic_change__at *at = &step->run->next;
	struct changed page[PAGE_ROWS];
	size_t count = 0;

	do {
		LIC_TRY(read_changed(step, page, &count));
		for (size_t i = 0; i < count; i++) {
			lic_arena_reset(step->run->row_arena);
			LIC_TRY(revert_item(step, &page[i]));
			at->place = page[i].seq;
			if (lic_bulk_is_over(step->turn)) {
				return LIC_OK_RC;
			}
		}
	} while (count == PAGE_ROWS);
	step->is_over = true;
	return LIC_OK_RC;
}
