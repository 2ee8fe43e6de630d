/*
 * What became of claims: see auto_claim.h.
 */
#include "service/auto_claim.h"

#include "base/clock.h"
#include "store/lic_sql.h"

#include <string.h>

#define PRODUCTS_FIRST 16 /* room for so many products at first; more are rare */

const int lic_auto_claim_days[LIC_AUTO_CLAIM_WINDOWS] = {1, 7, 30, 90};

/* When the window of so many days begins. */
static int64_t begin_of(const struct lic_ctx *ctx, int days)
{
	return ctx->now_ms - days * LIC_MS_PER_DAY;
}

/* Copies `text` (NULL stays NULL) into the arena. */
static lic_rc copy(struct lic_ctx *ctx, const char *text, const char **ret_text)
{
	*ret_text = lic_arena_strdup(ctx->arena, text);
	return text != NULL && *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc take_claim(struct lic_ctx *ctx, const struct lic_q_auto_claim_list_row *row,
	struct lic_auto_claim *claim)
{
	*claim = (struct lic_auto_claim){
		.id = row->id,
		.at_ms = row->at_ms,
		.is_given = row->outcome == LIC_AUTO_CLAIM_CLAIMED,
		.sku_id = row->sku_id,
		.user_guid = row->user_guid,
		.is_user_deleted = row->user_deleted_ms.is_set,
		.has_application = row->application_name != NULL,
	};
	if (claim->has_application) {
		memcpy(claim->application_guid.bytes, row->application_guid.data,
			sizeof(claim->application_guid.bytes));
	}
	LIC_TRY(copy(ctx, row->reasons, &claim->reasons));
	LIC_TRY(copy(ctx, row->user_upn, &claim->user_upn));
	LIC_TRY(copy(ctx, row->user_name, &claim->user_name));
	return copy(ctx, row->application_name, &claim->application_name);
}

lic_rc lic_auto_claim_list(struct lic_ctx *ctx, const struct lic_auto_claim_query *query,
	struct lic_auto_claim_page *ret_page)
{
	struct lic_q_auto_claim_list_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.from_ms = begin_of(ctx, query->days),
		.before_ms = query->before_ms,
		.before_id = query->before_id,
		.limit = (int64_t)query->limit + 1, /* one more tells whether there is more */
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_auto_claim_list_row row;
	struct lic_auto_claim_page page = {0};
	bool more = true;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	page.list = lic_arena_array(ctx->arena, query->limit, sizeof(*page.list));
	if (page.list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_auto_claim_list_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_auto_claim_list_next(&rows, &row, &more));
		if (!more || page.count == query->limit) {
			break;
		}
		LIC_TRY(take_claim(ctx, &row, &page.list[page.count]));
		page.count++;
	}
	page.has_more = more;
	*ret_page = page;
	return LIC_OK_RC;
}

/* Puts the attempts in vain, if there were any, behind the products. */
static void put_last(struct lic_auto_claim_count *list, size_t count)
{
	for (size_t i = 0; i + 1 < count; i++) {
		if (!list[i].sku_id.is_set) {
			struct lic_auto_claim_count none = list[i];

			list[i] = list[count - 1];
			list[count - 1] = none;
		}
	}
}

/* Adds `one` to the `count` in `*list`, which has room for `*room`. */
static lic_rc add_count(struct lic_ctx *ctx, const struct lic_auto_claim_count *one,
	struct lic_auto_claim_count **list, size_t count, size_t *room)
{
	if (count == *room) {
		const size_t wanted = count == 0 ? PRODUCTS_FIRST : 2 * count;
		struct lic_auto_claim_count *larger =
			lic_arena_array(ctx->arena, wanted, sizeof(*larger));

		if (larger == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (count > 0) {
			memcpy(larger, *list, count * sizeof(*larger));
		}
		*list = larger;
		*room = wanted;
	}
	(*list)[count] = *one;
	return LIC_OK_RC;
}

lic_rc lic_auto_claim_counts(struct lic_ctx *ctx, struct lic_auto_claim_count **ret_list,
	size_t *ret_count)
{
	struct lic_q_auto_claim_counts_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.from_ms = begin_of(ctx, lic_auto_claim_days[3]),
		.third_ms = begin_of(ctx, lic_auto_claim_days[2]),
		.second_ms = begin_of(ctx, lic_auto_claim_days[1]),
		.first_ms = begin_of(ctx, lic_auto_claim_days[0]),
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_auto_claim_counts_row row;
	struct lic_auto_claim_count *list = NULL;
	size_t count = 0;
	size_t room = 0;
	bool more = true;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	LIC_TRY(lic_q_auto_claim_counts_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_auto_claim_counts_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		const struct lic_auto_claim_count one = {row.sku_id,
			{row.in_first, row.in_second, row.in_third, row.in_all}};

		LIC_TRY(add_count(ctx, &one, &list, count, &room));
		count++;
	}
	put_last(list, count);
	*ret_list = list;
	*ret_count = count;
	return LIC_OK_RC;
}
