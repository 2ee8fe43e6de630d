/*
 * Lists of users and groups that belong to one: see lists.h.
 */
#include "service/list_int.h"

/* The scope of a relation. Errors: LIC_E_BUG for one that is not direct. */
static lic_rc scope_of(const struct lic_object_query *which, struct lic_list_scope *ret_scope)
{
	enum lic_query_scope scope = LIC_QUERY_ALL;

	switch (which->relation) {
	case LIC_RELATION_MEMBERS:
		scope = LIC_QUERY_MEMBERS;
		break;
	case LIC_RELATION_OWNERS:
		scope = LIC_QUERY_OWNERS;
		break;
	case LIC_RELATION_MEMBER_OF:
		scope = which->from.kind == LIC_MEMBER_USER ? LIC_QUERY_MEMBER_OF_USER
							    : LIC_QUERY_MEMBER_OF_GROUP;
		break;
	case LIC_RELATION_OWNED:
		scope = LIC_QUERY_OWNED_BY_USER;
		break;
	case LIC_RELATION_TRANSITIVE_MEMBERS:
	case LIC_RELATION_ERRORED_MEMBERS:
	case LIC_RELATION_TRANSITIVE_MEMBER_OF:
	case LIC_RELATION_MANAGER:
	case LIC_RELATION_REPORTS:
	case LIC_RELATION_MAX_:
		return LIC_RC(LIC_E_BUG);
	}
	*ret_scope = (struct lic_list_scope){scope, which->from.id};
	return LIC_OK_RC;
}

/* Tells whether objects of `kind` are asked for, and can be there. */
static bool wants(const struct lic_object_query *which, enum lic_member_kind kind)
{
	bool can_be = which->relation == LIC_RELATION_MEMBERS ||
		(which->relation == LIC_RELATION_OWNERS) == (kind == LIC_MEMBER_USER);

	return can_be && which->kind_min <= kind && kind <= which->kind_max;
}

static bool has_conditions(const struct lic_list_query *query)
{
	return query->filter != NULL || query->search != NULL || query->order != NULL;
}

static lic_rc require(struct lic_ctx *ctx, const struct lic_object_list_query *query)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_GROUPS));
	return wants(&query->which, LIC_MEMBER_USER) && has_conditions(&query->of_users)
		? lic_list__require_users(ctx, &query->of_users)
		: LIC_OK_RC;
}

static lic_rc add_users(struct lic_ctx *ctx, const struct lic_list_scope *scope,
	const struct lic_object_list_query *query, struct lic_object_matches *page)
{
	struct lic_list_query part = query->of_users;
	struct lic_user_matches users = {0};

	part.after = query->after;
	part.limit = query->which.limit;
	LIC_TRY(lic_list__users(ctx, scope, &part, &users));
	for (size_t i = 0; i < users.count; i++) {
		page->objects[page->count++] =
			(struct lic_object){.kind = LIC_MEMBER_USER, .user = users.users[i]};
	}
	page->has_more = users.has_more;
	page->next_kind = LIC_MEMBER_USER;
	page->next = users.next;
	return LIC_OK_RC;
}

/* Groups fill what users have left. When nothing is left, one is looked for all the same: whether a
 * page follows must be known. */
static lic_rc add_groups(struct lic_ctx *ctx, const struct lic_list_scope *scope,
	const struct lic_object_list_query *query, struct lic_object_matches *page)
{
	struct lic_list_query part = query->of_groups;
	struct lic_group_matches groups = {0};
	unsigned room = query->which.limit - (unsigned)page->count;

	part.after = query->after_kind == LIC_MEMBER_GROUP ? query->after : NULL;
	part.limit = room == 0 ? 1 : room;
	LIC_TRY(lic_list__groups(ctx, scope, &part, &groups));
	if (room == 0) {
		page->has_more = groups.count > 0 || groups.has_more;
		return LIC_OK_RC;
	}
	for (size_t i = 0; i < groups.count; i++) {
		page->objects[page->count++] =
			(struct lic_object){.kind = LIC_MEMBER_GROUP, .group = groups.groups[i]};
	}
	page->has_more = groups.has_more;
	page->next_kind = LIC_MEMBER_GROUP;
	page->next = groups.next;
	return LIC_OK_RC;
}

lic_rc lic_object_query(struct lic_ctx *ctx, const struct lic_object_list_query *query,
	struct lic_object_matches *ret_matches)
{
	struct lic_object_matches page = {0};
	struct lic_list_scope scope;

	LIC_TRY(scope_of(&query->which, &scope));
	LIC_TRY(require(ctx, query));
	page.objects = lic_arena_array(ctx->arena, query->which.limit, sizeof(*page.objects));
	if (page.objects == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (wants(&query->which, LIC_MEMBER_USER) &&
		(query->after == NULL || query->after_kind == LIC_MEMBER_USER)) {
		LIC_TRY(add_users(ctx, &scope, query, &page));
	}
	if (wants(&query->which, LIC_MEMBER_GROUP) && !page.has_more) {
		LIC_TRY(add_groups(ctx, &scope, query, &page));
	}
	*ret_matches = page;
	return LIC_OK_RC;
}

lic_rc lic_object_query_count(struct lic_ctx *ctx, const struct lic_object_list_query *query,
	int64_t *ret_count)
{
	struct lic_list_scope scope;
	int64_t users = 0;
	int64_t groups = 0;

	LIC_TRY(scope_of(&query->which, &scope));
	LIC_TRY(require(ctx, query));
	if (wants(&query->which, LIC_MEMBER_USER)) {
		struct lic_query made =
			lic_list__query(ctx, LIC_QUERY_USERS, &scope, &query->of_users);

		LIC_TRY(lic_query_count(ctx->db, ctx->arena, ctx->err, &made, &users));
	}
	if (wants(&query->which, LIC_MEMBER_GROUP)) {
		struct lic_query made =
			lic_list__query(ctx, LIC_QUERY_GROUPS, &scope, &query->of_groups);

		LIC_TRY(lic_query_count(ctx->db, ctx->arena, ctx->err, &made, &groups));
	}
	*ret_count = users + groups;
	return LIC_OK_RC;
}
