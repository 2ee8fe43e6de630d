/*
 * Finding the users of a change and writing them down: by key, some hundred a statement. See
 * change_int.h.
 */
#include "service/change_int.h"
#include "service/lists.h"
#include "store/lic_sql.h"

/* Finds the next users; `*ret_is_over` tells whether nobody is left. */
typedef lic_rc collector(struct lic_change__step *step, bool *ret_is_over);

/* Counts `count` items that were added behind the last one, of which `numbers` were given out. */
static void count_items(struct lic_change__at *at, int64_t count, int64_t numbers)
{
	at->listed += numbers;
	at->total += count;
}

/* Goes on behind the last of the `count` users that were just added. */
static lic_rc go_behind_last(struct lic_change__step *step, int64_t count, bool *ret_is_over)
{
	struct lic_change_run *run = step->run;
	struct lic_q_changes_item_last_in in = {run->key.tenant_id, run->key.id};
	struct lic_q_changes_item_last_row row;
	bool found = false;

	*ret_is_over = count < LIC_CHANGE_PAGE;
	count_items(&run->next, count, count);
	if (*ret_is_over) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_changes_item_last(step->ctx->db, step->row_ctx.arena, &in, &row, &found));
	if (!found || row.seq != run->next.listed) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	run->next.place = row.user_id;
	return LIC_OK_RC;
}

static lic_rc collect_all(struct lic_change__step *step, bool *ret_is_over)
{
	const struct lic_change_run *run = step->run;
	struct lic_q_changes_item_all_in in = {
		.tenant_id = run->key.tenant_id,
		.job_id = run->key.id,
		.base = run->next.listed,
		.after = run->next.place,
		.limit = LIC_CHANGE_PAGE,
	};
	int64_t count = 0;

	LIC_TRY(lic_q_changes_item_all(step->ctx->db, &in, &count));
	return go_behind_last(step, count, ret_is_over);
}

static lic_rc collect_holders(struct lic_change__step *step, bool *ret_is_over)
{
	const struct lic_change_run *run = step->run;
	uint32_t sku = lic_catalog_sku(step->catalog, &run->order.holders_of);
	struct lic_q_changes_item_holders_in in = {
		.job_id = run->key.id,
		.base = run->next.listed,
		.tenant_id = run->key.tenant_id,
		.after = run->next.place,
		.limit = LIC_CHANGE_PAGE,
	};
	int64_t count = 0;

	*ret_is_over = true;
	if (sku == LIC_INDEX_NONE) {
		return LIC_OK_RC;
	}
	in.sku_id = step->catalog->skus[sku].key;
	LIC_TRY(lic_q_changes_item_holders(step->ctx->db, &in, &count));
	return go_behind_last(step, count, ret_is_over);
}

/* The next page of users who meet the filter; it may have none although others follow. */
static lic_rc collect_filter(struct lic_change__step *step, bool *ret_is_over)
{
	struct lic_change_run *run = step->run;
	struct lic_user_page page;

	LIC_TRY(lic_user_matching(&step->row_ctx, run->filter, run->next.place, LIC_CHANGE_PAGE,
		&page));
	for (size_t i = 0; i < page.count; i++) {
		struct lic_q_changes_item_insert_in item = {
			.tenant_id = run->key.tenant_id,
			.job_id = run->key.id,
			.seq = run->next.listed + 1,
			.user_id = page.users[i].id,
			.name = page.users[i].values.text[LIC_USER_PRINCIPAL_NAME],
		};

		LIC_TRY(lic_q_changes_item_insert(step->ctx->db, &item, NULL));
		count_items(&run->next, 1, 1);
	}
	run->next.place = page.next_after;
	*ret_is_over = !page.has_more;
	return LIC_OK_RC;
}

/* Goes on to the next of the groups whose members are wanted: the group itself and, if those count,
 * the groups in it, by key. */
static lic_rc next_group(struct lic_change__step *step, bool *ret_is_over)
{
	struct lic_change__at *at = &step->run->next;
	const struct lic_change_order *order = &step->run->order;
	struct lic_q_changes_next_group_in in = {step->run->key.tenant_id, order->group_id,
		at->place_group};
	struct lic_q_changes_next_group_row row = {0};

	if (order->is_transitive) {
		LIC_TRY(lic_q_changes_next_group(step->ctx->db, step->row_ctx.arena, &in, &row));
	} else {
		row.id = (struct lic_opt_int){at->place_group == 0, order->group_id};
	}
	at->place = 0;
	at->place_group = row.id.is_set ? row.id.value : at->place_group;
	*ret_is_over = !row.id.is_set;
	return LIC_OK_RC;
}

static lic_rc collect_group(struct lic_change__step *step, bool *ret_is_over)
{
	struct lic_change__at *at = &step->run->next;
	struct lic_q_changes_item_members_in in = {
		.tenant_id = step->run->key.tenant_id,
		.job_id = step->run->key.id,
		.base = at->listed,
		.group_id = at->place_group,
		.after = at->place,
		.limit = LIC_CHANGE_PAGE,
	};
	struct lic_q_changes_members_end_in end_in = {in.tenant_id, in.group_id, in.after,
		in.limit};
	struct lic_q_changes_members_end_row end;
	int64_t count = 0;

	*ret_is_over = false;
	if (at->place_group == 0) {
		return next_group(step, ret_is_over);
	}
	LIC_TRY(lic_q_changes_members_end(step->ctx->db, step->row_ctx.arena, &end_in, &end));
	if (end.count > 0) {
		LIC_TRY(lic_q_changes_item_members(step->ctx->db, &in, &count));
		/* Who is in it already leaves gaps in the numbers. */
		count_items(at, count, end.count);
		at->place = end.last.value;
	}
	return end.count < LIC_CHANGE_PAGE ? next_group(step, ret_is_over) : LIC_OK_RC;
}

/* The users of a preview, with what it decided about them. */
static lic_rc collect_preview(struct lic_change__step *step, bool *ret_is_over)
{
	struct lic_change_run *run = step->run;
	struct lic_q_changes_item_copy_in in = {
		.job_id = run->key.id,
		.tenant_id = run->key.tenant_id,
		.preview_job_id = run->order.preview_id,
		.after = run->next.place,
		.limit = LIC_CHANGE_PAGE,
	};
	struct lic_q_changes_item_last_in last_in = {run->key.tenant_id, run->key.id};
	struct lic_q_changes_load_in load_in = {run->key.tenant_id, run->order.preview_id};
	struct lic_q_changes_item_last_row last;
	struct lic_q_changes_load_row preview;
	int64_t count = 0;
	bool found = false;

	LIC_TRY(lic_q_changes_item_copy(step->ctx->db, &in, &count));
	LIC_TRY(lic_q_changes_item_last(step->ctx->db, step->row_ctx.arena, &last_in, &last,
		&found));
	if (found) {
		run->next.place = last.seq;
		run->next.listed = last.seq;
	}
	run->next.total += count;
	*ret_is_over = count < LIC_CHANGE_PAGE;
	if (*ret_is_over) {
		LIC_TRY(lic_q_changes_load(step->ctx->db, step->row_ctx.arena, &load_in, &preview,
			&found));
		run->next.bad = found ? preview.bad : 0;
	}
	return LIC_OK_RC;
}

/* Everybody is written down: what is next. */
static void end_collecting(struct lic_change__step *step)
{
	const struct lic_change_order *order = &step->run->order;
	struct lic_change__at *at = &step->run->next;
	bool must_check = order->is_preview || order->mode == LIC_CHANGE_ALL_OR_NOTHING ||
		order->users == LIC_USERS_PREVIEW;

	at->phase = must_check ? LIC_PHASE_CHECK : LIC_PHASE_APPLY;
	at->place = 0;
	at->place_group = 0;
	at->done = at->bad;
}

lic_rc lic_change__collect(struct lic_change__step *step)
{
	static collector *const collectors[] = {
		[LIC_USERS_LISTED] = lic_change__collect_rows,
		[LIC_USERS_ROWS] = lic_change__collect_rows,
		[LIC_USERS_FILTER] = collect_filter,
		[LIC_USERS_GROUP] = collect_group,
		[LIC_USERS_HOLDERS] = collect_holders,
		[LIC_USERS_ALL] = collect_all,
		[LIC_USERS_PREVIEW] = collect_preview,
		[LIC_USERS_OPERATION] = lic_change__collect_operation,
	};
	bool is_over = false;

	do {
		lic_arena_reset(step->run->row_arena);
		LIC_TRY(collectors[step->run->order.users](step, &is_over));
	} while (!is_over && !step->must_read && !lic_bulk_is_over(step->turn));
	step->run->next.refused = step->run->next.bad;
	if (is_over) {
		end_collecting(step);
	}
	return LIC_OK_RC;
}
