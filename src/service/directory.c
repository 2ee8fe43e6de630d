/*
 * Directory objects: see directory.h.
 */
#include "service/directory.h"

#include "service/group_int.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define COUNTED_AT_ONCE 10000 /* keys that are held while objects are counted */

/* The keys of a page, and one more when another follows. */
struct keys {
	struct lic_object_key *list; /* in the order of the page */
	size_t count;                /* number of keys */
};

struct lic_object_key lic_object_key(const struct lic_object *object)
{
	return (struct lic_object_key){
		.kind = object->kind,
		.id = object->kind == LIC_MEMBER_USER ? object->user.id : object->group.id,
	};
}

lic_rc lic_object_find(struct lic_ctx *ctx, const char *key, struct lic_object *ret_object)
{
	struct lic_object object = {0};
	struct lic_user_key user = {0};
	struct lic_guid guid;
	bool found = false;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_DIRECTORY));
	if (!lic_guid_parse(key, strlen(key), &guid)) {
		return lic_group__not_found(ctx, key);
	}
	LIC_TRY(lic_user__find_key(ctx, key, &user, &found));
	if (found) {
		object.kind = LIC_MEMBER_USER;
		LIC_TRY(lic_user__load(ctx, user.id, &object.user));
	} else {
		object.kind = LIC_MEMBER_GROUP;
		LIC_TRY(lic_group__find(ctx, key, &object.group));
	}
	*ret_object = object;
	return LIC_OK_RC;
}

static lic_rc read_members(struct lic_ctx *ctx, const struct lic_object_query *query,
	struct keys *keys)
{
	struct lic_q_groups_members_in in = {ctx->caller.tenant_id, query->from.id,
		(int64_t)query->kind_min, (int64_t)query->kind_max, (int64_t)query->after.kind,
		query->after.id, (int64_t)query->limit + 1};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_members_row row;
	bool more = true;

	LIC_TRY(lic_q_groups_members_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_groups_members_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		keys->list[keys->count++] =
			(struct lic_object_key){(enum lic_member_kind)row.member_kind,
				row.member_id};
	}
}

static lic_rc read_transitive_members(struct lic_ctx *ctx, const struct lic_object_query *query,
	struct keys *keys)
{
	struct lic_q_groups_transitive_members_in in = {ctx->caller.tenant_id, query->from.id,
		(int64_t)query->kind_min, (int64_t)query->kind_max, (int64_t)query->after.kind,
		query->after.id, (int64_t)query->limit + 1};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_transitive_members_row row;
	bool more = true;

	LIC_TRY(lic_q_groups_transitive_members_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_groups_transitive_members_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		keys->list[keys->count++] =
			(struct lic_object_key){(enum lic_member_kind)row.member_kind,
				row.member_id};
	}
}

static lic_rc read_owners(struct lic_ctx *ctx, const struct lic_object_query *query,
	struct keys *keys)
{
	struct lic_q_groups_owners_in in = {ctx->caller.tenant_id, query->from.id, query->after.id,
		(int64_t)query->limit + 1};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_owners_row row;
	bool more = true;

	LIC_TRY(lic_q_groups_owners_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_groups_owners_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		keys->list[keys->count++] = (struct lic_object_key){LIC_MEMBER_USER, row.user_id};
	}
}

static lic_rc read_errored_members(struct lic_ctx *ctx, const struct lic_object_query *query,
	struct keys *keys)
{
	struct lic_q_groups_errored_members_in in = {ctx->caller.tenant_id, query->from.id,
		query->after.id, (int64_t)query->limit + 1};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_errored_members_row row;
	bool more = true;

	LIC_TRY(lic_q_groups_errored_members_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_groups_errored_members_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		keys->list[keys->count++] = (struct lic_object_key){LIC_MEMBER_USER, row.user_id};
	}
}

static lic_rc read_member_of(struct lic_ctx *ctx, const struct lic_object_query *query,
	struct keys *keys)
{
	struct lic_q_groups_member_of_in in = {ctx->caller.tenant_id, (int64_t)query->from.kind,
		query->from.id, query->after.id, (int64_t)query->limit + 1};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_member_of_row row;
	bool more = true;

	LIC_TRY(lic_q_groups_member_of_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_groups_member_of_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		keys->list[keys->count++] = (struct lic_object_key){LIC_MEMBER_GROUP, row.group_id};
	}
}

static lic_rc read_transitive_member_of(struct lic_ctx *ctx, const struct lic_object_query *query,
	struct keys *keys)
{
	struct lic_q_groups_transitive_member_of_in in = {ctx->caller.tenant_id,
		(int64_t)query->from.kind, query->from.id, query->after.id,
		(int64_t)query->limit + 1};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_transitive_member_of_row row;
	bool more = true;

	LIC_TRY(lic_q_groups_transitive_member_of_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_groups_transitive_member_of_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		keys->list[keys->count++] = (struct lic_object_key){LIC_MEMBER_GROUP, row.group_id};
	}
}

static lic_rc read_manager(struct lic_ctx *ctx, const struct lic_object_query *query,
	struct keys *keys)
{
	struct lic_q_users_manager_in in = {ctx->caller.tenant_id, query->from.id};
	struct lic_q_users_manager_row row;
	bool found = false;

	LIC_TRY(lic_q_users_manager(ctx->db, ctx->arena, &in, &row, &found));
	if (found && row.manager_id > query->after.id) {
		keys->list[keys->count++] =
			(struct lic_object_key){LIC_MEMBER_USER, row.manager_id};
	}
	return LIC_OK_RC;
}

static lic_rc read_reports(struct lic_ctx *ctx, const struct lic_object_query *query,
	struct keys *keys)
{
	struct lic_q_users_reports_in in = {ctx->caller.tenant_id, query->from.id, query->after.id,
		(int64_t)query->limit + 1};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_users_reports_row row;
	bool more = true;

	LIC_TRY(lic_q_users_reports_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_users_reports_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		keys->list[keys->count++] = (struct lic_object_key){LIC_MEMBER_USER, row.user_id};
	}
}

enum lic_action lic_relation_action(enum lic_relation relation)
{
	return relation == LIC_RELATION_MANAGER || relation == LIC_RELATION_REPORTS
		? LIC_ACTION_READ_DIRECTORY
		: LIC_ACTION_READ_GROUPS;
}

/* The kinds that a relation leads to. */
static bool leads_to(enum lic_relation relation, enum lic_member_kind kind)
{
	switch (relation) {
	case LIC_RELATION_OWNERS:
	case LIC_RELATION_ERRORED_MEMBERS:
	case LIC_RELATION_MANAGER:
	case LIC_RELATION_REPORTS:
		return kind == LIC_MEMBER_USER;
	case LIC_RELATION_MEMBER_OF:
	case LIC_RELATION_TRANSITIVE_MEMBER_OF:
	case LIC_RELATION_OWNED:
		return kind == LIC_MEMBER_GROUP;
	case LIC_RELATION_MEMBERS:
	case LIC_RELATION_TRANSITIVE_MEMBERS:
	case LIC_RELATION_MAX_:
		break;
	}
	return true;
}

static lic_rc load(struct lic_ctx *ctx, const struct lic_object_key *key, struct lic_object *object)
{
	object->kind = key->kind;
	return key->kind == LIC_MEMBER_USER ? lic_user__load(ctx, key->id, &object->user)
					    : lic_group__load(ctx, key->id, &object->group);
}

/* Reads at most query->limit keys, and one more when others follow, into `*ret_keys`, in the arena.
 */
static lic_rc read_keys(struct lic_ctx *ctx, const struct lic_object_query *query,
	struct keys *ret_keys)
{
	/* What lic_object_query() alone lists is the last. */
	static lic_rc (*const readers[LIC_RELATION_OWNED])(struct lic_ctx *,
		const struct lic_object_query *, struct keys *) = {
		[LIC_RELATION_MEMBERS] = read_members,
		[LIC_RELATION_TRANSITIVE_MEMBERS] = read_transitive_members,
		[LIC_RELATION_OWNERS] = read_owners,
		[LIC_RELATION_ERRORED_MEMBERS] = read_errored_members,
		[LIC_RELATION_MEMBER_OF] = read_member_of,
		[LIC_RELATION_TRANSITIVE_MEMBER_OF] = read_transitive_member_of,
		[LIC_RELATION_MANAGER] = read_manager,
		[LIC_RELATION_REPORTS] = read_reports,
	};
	struct keys keys = {
		.list = lic_arena_array(ctx->arena, (size_t)query->limit + 1, sizeof(*keys.list))};

	LIC_REQUIRE((size_t)query->relation < LIC_COUNT(readers));
	LIC_TRY(lic_ctx_require(ctx, lic_relation_action(query->relation)));
	if (keys.list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (leads_to(query->relation, query->kind_min) ||
		leads_to(query->relation, query->kind_max)) {
		LIC_TRY(readers[query->relation](ctx, query, &keys));
	}
	*ret_keys = keys;
	return LIC_OK_RC;
}

lic_rc lic_object_list(struct lic_ctx *ctx, const struct lic_object_query *query,
	struct lic_object_page *ret_page)
{
	struct keys keys = {0};
	struct lic_object_page page = {0};

	LIC_TRY(read_keys(ctx, query, &keys));
	page.has_more = keys.count > query->limit;
	page.count = page.has_more ? query->limit : keys.count;
	page.objects = lic_arena_array(ctx->arena, page.count, sizeof(*page.objects));
	if (page.objects == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < page.count; i++) {
		LIC_TRY(load(ctx, &keys.list[i], &page.objects[i]));
	}
	if (page.count > 0) {
		page.next = keys.list[page.count - 1];
	}
	*ret_page = page;
	return LIC_OK_RC;
}

lic_rc lic_object_count(struct lic_ctx *ctx, const struct lic_object_query *query,
	int64_t *ret_count)
{
	struct lic_object_query part = *query;
	struct keys keys = {.count = COUNTED_AT_ONCE};
	int64_t count = 0;

	part.after = (struct lic_object_key){0};
	part.limit = COUNTED_AT_ONCE - 1; /* one more is read, and counted, too */
	while (keys.count == COUNTED_AT_ONCE) {
		LIC_TRY(read_keys(ctx, &part, &keys));
		count += (int64_t)keys.count;
		part.after = keys.count == 0 ? part.after : keys.list[keys.count - 1];
	}
	*ret_count = count;
	return LIC_OK_RC;
}
