/*
 * Taking back what a change has done because all or nothing was wanted: see change_int.h.
 */
#include "service/change_int.h"
#include "store/lic_sql.h"

#define PAGE_ROWS 50

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
			{run->next.operation_id, row.first_change, row.last_change, row.user_id,
				row.group_id}};
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

/* Takes `part` back; `*ret_detail` says why that is not possible, or has no code. */
static lic_rc take_back(struct lic_change__step *step, const struct lic_change__part *part,
	struct lic_err_detail *ret_detail)
{
	static const struct lic_err_detail gone = {
		.code = "userGone",
		.message = "Not taken back: the user was deleted meanwhile.",
		.remedy = "Restore the user, and look at his licences.",
	};
	static const struct lic_err_detail group_gone = {
		.code = "groupGone",
		.message = "Not taken back: the group was deleted meanwhile.",
		.remedy = "Restore the group, and look at what it gives.",
	};
	struct lic_change__ask ask;
	struct lic_decision decision = {0};

	LIC_TRY(lic_change__ask_back(&step->row_ctx, step->catalog, part, &ask));
	if (!ask.is_there) {
		*ret_detail = ask.is_group ? group_gone : gone;
		return LIC_OK_RC;
	}
	*ret_detail = ask.refusal;
	if (!lic_change__is_asked(&ask)) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_change__make(&step->row_ctx, step->catalog, &ask, &step->operation, &decision));
	if (decision.violation_count > 0) {
		*ret_detail = decision.violations[0].detail;
	}
	return LIC_OK_RC;
}

static lic_rc revert_item(struct lic_change__step *step, const struct changed *item)
{
	struct lic_err_detail detail = {0};

	LIC_TRY(take_back(step, &item->part, &detail));
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
