/*
 * Lists of users: see lists.h.
 */
#include "service/list_int.h"

#include "odata/entities.h"
#include "service/user_int.h"
#include "store/search_keys.h"

#include <string.h>

struct lic_query lic_list__query(const struct lic_ctx *ctx, enum lic_query_set set,
	const struct lic_list_scope *scope, const struct lic_list_query *query)
{
	return (struct lic_query){
		.set = set,
		.scope = scope->scope,
		.tenant_id = ctx->caller.tenant_id,
		.scope_id = scope->id,
		.filter = query->filter,
		.search = query->search,
		.order = query->order,
		.is_any_order = query->is_any_order,
		.after = query->after,
		.limit = query->limit,
	};
}

lic_rc lic_list_page_key(struct lic_ctx *ctx, uint8_t ret_key[LIC_PAGE_KEY_BYTES])
{
	struct lic_q_tenant_page_key_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_tenant_page_key_row row;

	LIC_TRY(lic_q_tenant_page_key(ctx->db, ctx->arena, &in, &row));
	if (row.page_key.len != LIC_PAGE_KEY_BYTES) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	memcpy(ret_key, row.page_key.data, LIC_PAGE_KEY_BYTES);
	return LIC_OK_RC;
}

/* Tells whether `condition` asks about licences of users. */
static bool asks_for_licenses(const struct lic_odata_condition *condition)
{
	bool does = false;

	if (condition == NULL) {
		return false;
	}
	for (size_t i = 0; i < condition->part_count && !does; i++) {
		does = asks_for_licenses(condition->parts[i]);
	}
	return does ||
		(condition->kind == LIC_ODATA_TEST &&
			(condition->property->number == LIC_ODATA_USER_LICENSES ||
				condition->property->number == LIC_ODATA_USER_LICENSE_STATES));
}

lic_rc lic_list__require_users(struct lic_ctx *ctx, const struct lic_list_query *query)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_DIRECTORY));
	return asks_for_licenses(query->filter) ? lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES)
						: LIC_OK_RC;
}

/* The text that users are sorted by. */
static const char *sort_text(const struct lic_user *user, const struct lic_odata_property *property)
{
	enum lic_user_property which = lic_user_property_find(property->name);

	return which == LIC_USER_PROPERTY_MAX_ ? NULL : user->values.text[which];
}

/* The place of `user` in a list sorted by `order`, or by key. */
static lic_rc place_of(struct lic_ctx *ctx, const struct lic_odata_property *order,
	const struct lic_user *user, struct lic_query_place *ret_place)
{
	struct lic_query_place place = {.id = user->id};

	if (order != NULL) {
		LIC_TRY(lic_search_key(ctx->arena, sort_text(user, order), &place.text));
	}
	*ret_place = place;
	return LIC_OK_RC;
}

/* Starts what can be asked without a condition as the statement that is there for it. */
static lic_rc start(struct lic_ctx *ctx, const struct lic_list_scope *scope,
	const struct lic_list_query *query, struct lic_query_run *run)
{
	struct lic_query made = lic_list__query(ctx, LIC_QUERY_USERS, scope, query);
	struct lic_q_users_list_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.after = query->after == NULL ? 0 : query->after->id,
		.limit = (int64_t)query->limit + 1, /* one more tells whether there is more */
	};

	if (scope->scope == LIC_QUERY_ALL && query->filter == NULL && query->search == NULL &&
		query->order == NULL) {
		return lic_q_users_list_open(ctx->db, &in, &run->rows);
	}
	return lic_query_start(ctx->db, ctx->arena, ctx->err, &made, run);
}

static void close_run(struct lic_query_run *run)
{
	lic_rows_close(&run->rows);
}

lic_rc lic_list__users(struct lic_ctx *ctx, const struct lic_list_scope *scope,
	const struct lic_list_query *query, struct lic_user_matches *ret_matches)
{
	LIC_AUTO(close_run) struct lic_query_run run = {0};
	struct lic_q_users_list_row row;
	struct lic_user_matches page = {0};
	bool more = true;

	page.users = lic_arena_array(ctx->arena, query->limit, sizeof(*page.users));
	if (page.users == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(start(ctx, scope, query, &run));
	for (;;) {
		LIC_TRY(lic_q_users_list_next(&run.rows, &row, &more));
		if (!more) {
			LIC_TRY(lic_query_go_on(&run, page.count, &more));
			if (more) {
				continue;
			}
		}
		if (!more || page.count == query->limit) {
			break;
		}
		LIC_TRY(lic_user__from_list(ctx->arena, &row, &page.users[page.count]));
		page.count++;
	}
	page.has_more = more || run.is_cut;
	if (!more && run.is_cut) {
		page.next = run.next;
	} else if (page.count > 0) {
		LIC_TRY(place_of(ctx, run.order, &page.users[page.count - 1], &page.next));
	}
	*ret_matches = page;
	return LIC_OK_RC;
}

lic_rc lic_user_query(struct lic_ctx *ctx, const struct lic_list_query *query,
	struct lic_user_matches *ret_matches)
{
	static const struct lic_list_scope all = {LIC_QUERY_ALL, 0};

	LIC_TRY(lic_list__require_users(ctx, query));
	return lic_list__users(ctx, &all, query, ret_matches);
}

lic_rc lic_user_query_count(struct lic_ctx *ctx, const struct lic_list_query *query,
	int64_t *ret_count)
{
	static const struct lic_list_scope all = {LIC_QUERY_ALL, 0};
	struct lic_query made = lic_list__query(ctx, LIC_QUERY_USERS, &all, query);

	LIC_TRY(lic_list__require_users(ctx, query));
	return lic_query_count(ctx->db, ctx->arena, ctx->err, &made, ret_count);
}

lic_rc lic_user_matching(struct lic_ctx *ctx, const struct lic_odata_condition *condition,
	int64_t after, unsigned limit, struct lic_user_page *ret_page)
{
	struct lic_query_place place = {.id = after};
	struct lic_list_query query = {.filter = condition, .after = &place, .limit = limit};
	struct lic_user_matches matches = {0};

	LIC_TRY(lic_user_query(ctx, &query, &matches));
	*ret_page = (struct lic_user_page){
		.users = matches.users,
		.count = matches.count,
		.has_more = matches.has_more,
		.next_after = matches.next.id,
	};
	return LIC_OK_RC;
}
