/*
 * Reading the holders of a SKU. See licenses.h.
 */
#include "service/license_int.h"
#include "service/licenses.h"
#include "store/lic_sql.h"

static lic_rc read_holder(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	const struct lic_q_licenses_holders_row *row, struct lic_holder *holder)
{
	uint64_t *disabled = NULL;

	LIC_TRY(lic_plan_set__decode(ctx->arena, catalog, &row->plans, &disabled));
	holder->user_guid = row->guid;
	holder->upn = lic_arena_strdup(ctx->arena, row->upn);
	holder->display_name = lic_arena_strdup(ctx->arena, row->display_name);
	if (holder->upn == NULL || holder->display_name == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	holder->path = (struct lic_path){
		.sku = sku,
		.source = row->source_id,
		.disabled = disabled,
		.state = (enum lic_path_state)row->state,
		.error = (enum lic_path_error)row->error,
		.since_ms = row->since_ms,
	};
	return LIC_OK_RC;
}

/*
 * A page ends between users: where the row behind the limit belongs to the last user on it, that
 * user moves to the next page whole, unless it is the only one.
 */
static void end_page(struct lic_holder_page *page, const int64_t *user_ids, int64_t next_user)
{
	size_t keep = page->count;

	while (keep > 0 && user_ids[keep - 1] == next_user) {
		keep--;
	}
	page->count = keep > 0 ? keep : page->count;
	page->next_after = user_ids[page->count - 1];
}

lic_rc lic_license_holders(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	int64_t after, unsigned limit, struct lic_holder_page *ret_page)
{
	struct lic_q_licenses_holders_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = catalog->skus[sku].key,
		.after = after,
		.limit = (int64_t)limit + 1,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_licenses_holders_row row;
	struct lic_holder_page page = {0};
	int64_t *user_ids = lic_arena_array(ctx->arena, limit, sizeof(*user_ids));
	bool more = true;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	page.holders = lic_arena_array(ctx->arena, limit, sizeof(*page.holders));
	if (page.holders == NULL || user_ids == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_licenses_holders_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_licenses_holders_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		if (page.count == limit) {
			page.has_more = true;
			end_page(&page, user_ids, row.user_id);
			break;
		}
		LIC_TRY(read_holder(ctx, catalog, sku, &row, &page.holders[page.count]));
		LIC_TRY(lic_sources_add(ctx, row.source_id, &page.sources));
		user_ids[page.count++] = row.user_id;
	}
	*ret_page = page;
	return LIC_OK_RC;
}
