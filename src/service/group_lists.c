/*
 * Lists of groups: see lists.h.
 */
#include "service/group_int.h"
#include "service/list_int.h"
#include "store/lic_sql.h"
#include "store/search_keys.h"

/* The place of `group` in a list sorted by `order`, which is the name, or by key. */
static lic_rc place_of(struct lic_ctx *ctx, const struct lic_odata_property *order,
	const struct lic_group *group, struct lic_query_place *ret_place)
{
	struct lic_query_place place = {.id = group->id};

	if (order != NULL) {
		LIC_TRY(lic_search_key(ctx->arena, group->text[LIC_GROUP_DISPLAY_NAME],
			&place.text));
	}
	*ret_place = place;
	return LIC_OK_RC;
}

/* Starts what can be asked without a condition as the statement that is there for it. */
static lic_rc start(struct lic_ctx *ctx, const struct lic_list_scope *scope,
	const struct lic_list_query *query, struct lic_query_run *run)
{
	struct lic_query made = lic_list__query(ctx, LIC_QUERY_GROUPS, scope, query);
	struct lic_q_groups_list_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.after = query->after == NULL ? 0 : query->after->id,
		.limit = (int64_t)query->limit + 1,
	};

	if (scope->scope == LIC_QUERY_ALL && query->filter == NULL && query->search == NULL &&
		query->order == NULL) {
		return lic_q_groups_list_open(ctx->db, &in, &run->rows);
	}
	return lic_query_start(ctx->db, ctx->arena, ctx->err, &made, run);
}

static void close_run(struct lic_query_run *run)
{
	lic_rows_close(&run->rows);
}

lic_rc lic_list__groups(struct lic_ctx *ctx, const struct lic_list_scope *scope,
	const struct lic_list_query *query, struct lic_group_matches *ret_matches)
{
	LIC_AUTO(close_run) struct lic_query_run run = {0};
	struct lic_q_groups_list_row row;
	struct lic_group_matches page = {0};
	bool more = true;

	page.groups = lic_arena_array(ctx->arena, query->limit, sizeof(*page.groups));
	if (page.groups == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(start(ctx, scope, query, &run));
	for (;;) {
		LIC_TRY(lic_q_groups_list_next(&run.rows, &row, &more));
		if (!more) {
			LIC_TRY(lic_query_go_on(&run, page.count, &more));
			if (more) {
				continue;
			}
		}
		if (!more || page.count == query->limit) {
			break;
		}
		LIC_TRY(lic_group__from_list(ctx->arena, &row, &page.groups[page.count]));
		page.count++;
	}
	page.has_more = more || run.is_cut;
	if (!more && run.is_cut) {
		page.next = run.next;
	} else if (page.count > 0) {
		LIC_TRY(place_of(ctx, run.order, &page.groups[page.count - 1], &page.next));
	}
	*ret_matches = page;
	return LIC_OK_RC;
}

lic_rc lic_group_query(struct lic_ctx *ctx, const struct lic_list_query *query,
	struct lic_group_matches *ret_matches)
{
	static const struct lic_list_scope all = {LIC_QUERY_ALL, 0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_GROUPS));
	return lic_list__groups(ctx, &all, query, ret_matches);
}

lic_rc lic_group_query_count(struct lic_ctx *ctx, const struct lic_list_query *query,
	int64_t *ret_count)
{
	static const struct lic_list_scope all = {LIC_QUERY_ALL, 0};
	struct lic_query made = lic_list__query(ctx, LIC_QUERY_GROUPS, &all, query);

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_GROUPS));
	return lic_query_count(ctx->db, ctx->arena, ctx->err, &made, ret_count);
}
