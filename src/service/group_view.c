/*
 * What members have of a group: see groups.h.
 */
#include "service/directory.h"
#include "service/group_int.h"
#include "service/license_int.h"
#include "service/licenses.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#include <string.h>

/* What is wrong with a path, for people. */
static const struct lic_path_words words[LIC_PATH_ERROR_MAX_] = {
	[LIC_PATH_COUNT] = {"No seat of the product is free.",
		"Buy seats, or take the product from somebody: a seat that comes free goes to whoever is first in line."},
	[LIC_PATH_MUTUALLY_EXCLUSIVE] = {"A service plan of the product excludes one that the user has.",
		"Turn one of the two plans off, in the group or where the other comes from, or take the other product away."},
	[LIC_PATH_DEPENDENCY] = {"A service plan needs another that the user would not have.",
		"Give the user the plan that is needed, or turn off the plan that needs it."},
	[LIC_PATH_LOCATION] = {"The product is not available in the user's usage location.",
		"Correct the usage location, or turn off the service plans that are not offered there."},
	[LIC_PATH_UNIQUENESS] = {"Another user has the same mail address.",
		"Change the mail address of one of the two."},
	[LIC_PATH_OTHER] = {"Another product of the group cannot be given, and the group gives all or none.",
		"Mend what is wrong with the other product, or let the group give what works (bestEffort)."},
};

const struct lic_path_words *lic_path_error_words(enum lic_path_error error, bool is_allotted)
{
	static const struct lic_path_words full = {
		"The allotment that the group is in has no room left.",
		"Take somebody out of the groups of the allotment, or have its limit raised: room that comes free goes to whoever is first in line."};

	return is_allotted ? &full : &words[error];
}

static lic_rc read_states(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t group_id,
	struct lic_member_view *member)
{
	struct lic_q_groups_paths_of_member_in in = {ctx->caller.tenant_id, member->user.id,
		group_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_paths_of_member_row row;
	struct lic_member_state *list =
		lic_arena_array(ctx->arena, LIC_MEMBER_STATES_MAX, sizeof(*list));
	size_t count = 0;
	bool more = true;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_groups_paths_of_member_open(ctx->db, &in, &rows));
	while (count < LIC_MEMBER_STATES_MAX) {
		LIC_TRY(lic_q_groups_paths_of_member_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		list[count] = (struct lic_member_state){
			.sku = lic_catalog_sku_by_key(catalog, row.sku_id),
			.state = (enum lic_path_state)row.state,
			.error = (enum lic_path_error)row.error,
			.is_allotted = row.error == LIC_PATH_COUNT && row.is_full != 0,
			.since_ms = row.since_ms,
		};
		if (list[count++].sku == LIC_INDEX_NONE) {
			return LIC_RC(LIC_E_CORRUPT);
		}
	}
	member->states = list;
	member->state_count = count;
	return LIC_OK_RC;
}

/* A page of members on its way. */
struct filling {
	struct lic_ctx *ctx;                  /* the request */
	const struct lic_catalog *catalog;    /* the organisation's */
	const struct lic_member_query *query; /* what is wanted */
	struct lic_member_page *page;         /* what was found */
	unsigned seen;                        /* members read, deleted ones too */
};

/* Adds a member, who joined at `added_ms`; tells whether the page was full before. */
static lic_rc add_member(struct filling *f, int64_t user_id, struct lic_opt_int added_ms,
	bool *ret_full)
{
	struct lic_member_page *page = f->page;
	struct lic_member_view *member = &page->members[page->count];

	*ret_full = f->seen == f->query->limit;
	if (*ret_full) {
		page->has_more = true;
		return LIC_OK_RC;
	}
	LIC_TRY(lic_user__load(f->ctx, user_id, &member->user));
	page->next_after_ms = added_ms.value;
	page->next_after = user_id;
	f->seen++;
	if (member->user.deleted_ms.is_set) {
		return LIC_OK_RC; /* back when he is restored */
	}
	member->added_ms = added_ms;
	LIC_TRY(read_states(f->ctx, f->catalog, f->query->group->id, member));
	page->count++;
	return LIC_OK_RC;
}

static lic_rc fill_direct(struct filling *f)
{
	struct lic_q_groups_members_in_order_in in = {f->ctx->caller.tenant_id, f->query->group->id,
		f->query->after_ms, f->query->after_id, (int64_t)f->query->limit + 1};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_members_in_order_row row;
	bool is_full = false;
	bool more = true;

	LIC_TRY(lic_q_groups_members_in_order_open(f->ctx->db, &in, &rows));
	while (!is_full) {
		LIC_TRY(lic_q_groups_members_in_order_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		LIC_TRY(add_member(f, row.user_id, (struct lic_opt_int){true, row.added_ms},
			&is_full));
	}
	return LIC_OK_RC;
}

static lic_rc fill_nested(struct filling *f)
{
	struct lic_q_groups_nested_members_in_order_in in = {
		.tenant_id = f->ctx->caller.tenant_id,
		.group_id = f->query->group->id,
		.after_ms = f->query->after_ms,
		.after_id = f->query->after_id,
		.limit = (int64_t)f->query->limit + 1,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_nested_members_in_order_row row;
	bool is_full = false;
	bool more = true;

	LIC_TRY(lic_q_groups_nested_members_in_order_open(f->ctx->db, &in, &rows));
	while (!is_full) {
		LIC_TRY(lic_q_groups_nested_members_in_order_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		LIC_TRY(add_member(f, row.user_id, (struct lic_opt_int){true, row.added_ms},
			&is_full));
	}
	return LIC_OK_RC;
}

/* Also those who have left the group and still have something of it (G-13). */
static lic_rc fill_errored(struct filling *f)
{
	struct lic_q_groups_errored_members_in in = {f->ctx->caller.tenant_id, f->query->group->id,
		f->query->after_id, (int64_t)f->query->limit + 1};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_errored_members_row row;
	bool is_full = false;
	bool more = true;

	LIC_TRY(lic_q_groups_errored_members_open(f->ctx->db, &in, &rows));
	while (!is_full) {
		LIC_TRY(lic_q_groups_errored_members_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		LIC_TRY(add_member(f, row.user_id, (struct lic_opt_int){0}, &is_full));
	}
	return LIC_OK_RC;
}

lic_rc lic_group_members_view(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_member_query *query, struct lic_member_page *ret_page)
{
	struct lic_member_page page = {0};
	struct filling filling = {ctx, catalog, query, &page, 0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_GROUPS));
	page.members = lic_arena_array(ctx->arena, (size_t)query->limit + 1, sizeof(*page.members));
	if (page.members == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (query->is_errored) {
		LIC_TRY(fill_errored(&filling));
	} else {
		LIC_TRY(query->group->includes_nested ? fill_nested(&filling)
						      : fill_direct(&filling));
	}
	*ret_page = page;
	return LIC_OK_RC;
}

lic_rc lic_group_error_count(struct lic_ctx *ctx, int64_t group_id, int64_t *ret_count)
{
	struct lic_q_groups_license_errors_in in = {ctx->caller.tenant_id, group_id};
	struct lic_q_groups_license_errors_row row;

	LIC_TRY(lic_q_groups_license_errors(ctx->db, ctx->arena, &in, &row));
	*ret_count = row.count;
	return LIC_OK_RC;
}
