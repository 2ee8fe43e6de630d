/*
 * Every assignment of the organisation: see assignments.h.
 */
#include "service/assignments.h"

#include "service/license_int.h"
#include "store/lic_sql.h"

/* One page being read. */
struct reading {
	struct lic_ctx *ctx;               /* whose */
	const struct lic_catalog *catalog; /* indices refer to it */
	size_t limit;                      /* most paths */
	struct lic_assignment_page page;   /* what was read */
};

static lic_rc take(struct reading *reading, const struct lic_q_assignments_all_row *row)
{
	struct lic_ctx *ctx = reading->ctx;
	struct lic_assignment *one = &reading->page.list[reading->page.count];
	uint64_t *disabled = NULL;

	LIC_TRY(lic_plan_set__decode(ctx->arena, reading->catalog, &row->plans, &disabled));
	one->user_guid = row->guid;
	one->upn = lic_arena_strdup(ctx->arena, row->upn);
	one->display_name = lic_arena_strdup(ctx->arena, row->display_name);
	if (one->upn == NULL || one->display_name == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	one->path = (struct lic_path){
		.sku = lic_catalog_sku_by_key(reading->catalog, row->sku_id),
		.source = row->source_id,
		.disabled = disabled,
		.state = (enum lic_path_state)row->state,
		.error = (enum lic_path_error)row->error,
		.since_ms = row->since_ms,
	};
	one->is_usable = row->usable_seats > 0;
	if (one->path.sku == LIC_INDEX_NONE) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	reading->page.count++;
	reading->page.has_more = reading->page.count == reading->limit;
	reading->page.last =
		(struct lic_assignment_position){row->user_id, row->sku_id, row->source_id};
	return LIC_OK_RC;
}

static lic_rc read_all(struct reading *reading, const struct lic_assignment_position *after)
{
	struct lic_q_assignments_all_in in = {
		.tenant_id = reading->ctx->caller.tenant_id,
		.after_user = after->user,
		.after_sku = after->sku,
		.after_source = after->source,
		.limit = (int64_t)reading->limit,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_assignments_all_row row;
	bool more = true;

	LIC_TRY(lic_q_assignments_all_open(reading->ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_assignments_all_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		LIC_TRY(take(reading, &row));
	}
}

/* The same columns, read by SKU. */
static struct lic_q_assignments_all_row as_all(const struct lic_q_assignments_of_sku_row *row)
{
	return (struct lic_q_assignments_all_row){
		.user_id = row->user_id,
		.sku_id = row->sku_id,
		.source_id = row->source_id,
		.guid = row->guid,
		.upn = row->upn,
		.display_name = row->display_name,
		.plans = row->plans,
		.state = row->state,
		.error = row->error,
		.since_ms = row->since_ms,
		.usable_seats = row->usable_seats,
	};
}

static lic_rc read_of_sku(struct reading *reading, uint32_t sku,
	const struct lic_assignment_position *after)
{
	struct lic_q_assignments_of_sku_in in = {
		.tenant_id = reading->ctx->caller.tenant_id,
		.sku_id = reading->catalog->skus[sku].key,
		.after_user = after->user,
		.after_source = after->source,
		.limit = (int64_t)reading->limit,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_assignments_of_sku_row row;
	bool more = true;

	LIC_TRY(lic_q_assignments_of_sku_open(reading->ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_assignments_of_sku_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		struct lic_q_assignments_all_row same = as_all(&row);

		LIC_TRY(take(reading, &same));
	}
}

lic_rc lic_assignments(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	const struct lic_assignment_position *after, unsigned limit,
	struct lic_assignment_page *ret_page)
{
	struct reading reading = {.ctx = ctx, .catalog = catalog, .limit = limit};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	LIC_REQUIRE(limit >= 1 && limit <= LIC_ASSIGNMENTS_PAGE_MAX);
	reading.page.list = lic_arena_array(ctx->arena, limit, sizeof(*reading.page.list));
	if (reading.page.list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(sku == LIC_INDEX_NONE ? read_all(&reading, after)
				      : read_of_sku(&reading, sku, after));
	for (size_t i = 0; i < reading.page.count; i++) {
		LIC_TRY(lic_sources_add(ctx, reading.page.list[i].path.source,
			&reading.page.sources));
	}
	*ret_page = reading.page;
	return LIC_OK_RC;
}
