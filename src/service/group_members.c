/*
 * Who belongs to a group: see groups.h.
 */
#include "service/groups.h"

#include "service/group_int.h"
#include "service/inherit_int.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#include <stdlib.h>
#include <string.h>

/* A change of membership, with keys. */
struct resolved {
	int64_t group_id;          /* the group */
	enum lic_member_kind kind; /* what joins or leaves */
	int64_t object_id;         /* its key */
	bool is_done;              /* something was written */
};

/* A set of keys that grows in an arena. */
struct keys {
	int64_t *list; /* each once */
	size_t count;  /* number of keys */
};

static void add_key(struct keys *keys, int64_t key)
{
	for (size_t i = 0; i < keys->count; i++) {
		if (keys->list[i] == key) {
			return;
		}
	}
	keys->list[keys->count++] = key;
}

/* Finds the live group with the GUID text `key`; `*ret_found` tells whether there is one. */
static lic_rc find_group(struct lic_ctx *ctx, const char *key, int64_t *ret_id, bool *ret_found)
{
	struct lic_q_groups_by_guid_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_groups_by_guid_row row = {0};
	bool found = false;

	if (lic_guid_parse(key, strlen(key), &in.guid)) {
		LIC_TRY(lic_q_groups_by_guid(ctx->db, ctx->arena, &in, &row, &found));
	}
	*ret_found = found && !row.deleted_ms.is_set;
	if (*ret_found) {
		*ret_id = row.id;
	}
	return LIC_OK_RC;
}

lic_rc lic_group__resolve(struct lic_ctx *ctx, const struct lic_group_change *change,
	enum lic_member_kind *ret_kind, int64_t *ret_id)
{
	struct lic_user_key user = {0};
	bool found = false;

	LIC_TRY(lic_user__find_key(ctx, change->object, &user, &found));
	if (found) {
		*ret_kind = LIC_MEMBER_USER;
		*ret_id = user.id;
		return LIC_OK_RC;
	}
	LIC_TRY(find_group(ctx, change->object, ret_id, &found));
	if (!found) {
		return lic_group__not_found(ctx, change->object);
	}
	*ret_kind = LIC_MEMBER_GROUP;
	return LIC_OK_RC;
}

lic_rc lic_group__refuse_cycle(struct lic_ctx *ctx, int64_t group_id,
	const struct lic_group_change *change)
{
	struct lic_q_groups_name_in in = {ctx->caller.tenant_id, group_id};
	struct lic_q_groups_name_row row;
	bool found = false;

	LIC_TRY(lic_q_groups_name(ctx->db, ctx->arena, &in, &row, &found));
	return lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		"Group '%.200s' (%.100s) cannot become a member: it would contain itself.",
		found ? row.display_name : "", change->object);
}

lic_rc lic_group__is_above(struct lic_ctx *ctx, int64_t group_id, int64_t above_id, bool *ret_above)
{
	struct lic_q_groups_is_above_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.group_id = group_id,
		.above_id = above_id,
		.kept_since_ms = ctx->now_ms - LIC_DELETED_KEPT_MS,
	};
	struct lic_q_groups_is_above_row row = {0};

	LIC_TRY(lic_q_groups_is_above(ctx->db, ctx->arena, &in, &row));
	*ret_above = row.found > 0;
	return LIC_OK_RC;
}

/* D-17: a group that would come to be above itself. */
static lic_rc check_cycle(struct lic_ctx *ctx, const struct lic_group_change *change,
	const struct resolved *resolved)
{
	bool is_above = resolved->group_id == resolved->object_id;

	if (!is_above) {
		LIC_TRY(lic_group__is_above(ctx, resolved->group_id, resolved->object_id,
			&is_above));
	}
	return is_above ? lic_group__refuse_cycle(ctx, resolved->object_id, change) : LIC_OK_RC;
}

static lic_rc already_there(struct lic_ctx *ctx, const struct lic_group_change *change)
{
	lic_rc rc = lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		"One or more added object references already exist for the following modified properties: '%s'.",
		change->is_owner ? "owners" : "members");

	return lic_ctx_explain(ctx, rc, NULL, NULL,
		change->is_owner ? "Nothing is to be done: this is an owner of the group already."
				 : "Nothing is to be done: this is a member of the group already.");
}

static lic_rc not_there(struct lic_ctx *ctx, const struct lic_group_change *change)
{
	lic_rc rc = lic_group__not_found(ctx, change->object);

	return lic_ctx_explain(ctx, rc, NULL, NULL,
		change->is_owner
			? "This is no owner of the group: 'licentia group member list --owners' shows who is."
			: "This is no member of the group itself: 'licentia group member list' shows who is; who is in a group within it leaves that one.");
}

static lic_rc write_owner(struct lic_ctx *ctx, const struct lic_group_change *change,
	const struct resolved *resolved, int64_t *ret_changed)
{
	struct lic_q_groups_owner_delete_in gone = {ctx->caller.tenant_id, resolved->group_id,
		resolved->object_id};
	struct lic_q_groups_owner_insert_in in = {ctx->caller.tenant_id, resolved->group_id,
		resolved->object_id, ctx->now_ms};

	if (resolved->kind != LIC_MEMBER_USER) {
		return lic_err_set(ctx->err, LIC_E_INVALID, "Request_BadRequest",
			"'%.100s' is a group: the owners of a group are users.", change->object);
	}
	return change->is_removal ? lic_q_groups_owner_delete(ctx->db, &gone, ret_changed)
				  : lic_q_groups_owner_insert(ctx->db, &in, ret_changed);
}

static lic_rc write_member(struct lic_ctx *ctx, const struct lic_group_change *change,
	const struct resolved *resolved, int64_t *ret_changed)
{
	struct lic_q_groups_member_delete_in gone = {ctx->caller.tenant_id, resolved->group_id,
		(int64_t)resolved->kind, resolved->object_id};
	struct lic_q_groups_member_insert_in in = {ctx->caller.tenant_id, resolved->group_id,
		(int64_t)resolved->kind, resolved->object_id, ctx->now_ms};

	if (change->is_removal) {
		return lic_q_groups_member_delete(ctx->db, &gone, ret_changed);
	}
	if (resolved->kind == LIC_MEMBER_GROUP) {
		LIC_TRY(check_cycle(ctx, change, resolved));
	}
	return lic_q_groups_member_insert(ctx->db, &in, ret_changed);
}

static lic_rc record(struct lic_ctx *ctx, const struct lic_group_change *change,
	const struct resolved *resolved, struct lic_operation *operation)
{
	const struct lic_ledger_change entry = {
		.kind = resolved->kind == LIC_MEMBER_GROUP ? LIC_CHANGE_MEMBER_GROUP
							   : LIC_CHANGE_MEMBER,
		.object_id = resolved->object_id,
		.source_id = {true, resolved->group_id},
		.detail = lic_arena_printf(ctx->arena, "{\"%s\":{\"old\":%s,\"new\":%s}}",
			change->is_owner ? "owner" : "member",
			change->is_removal ? "true" : "false",
			change->is_removal ? "false" : "true"),
	};

	return entry.detail == NULL ? LIC_RC(LIC_E_NOMEM)
				    : lic_ledger_change(ctx, operation, &entry);
}

static lic_rc make_change(struct lic_ctx *ctx, const struct lic_group_change *change,
	struct resolved *resolved, struct lic_operation *operation)
{
	int64_t changed = 0;

	LIC_TRY(lic_group__resolve(ctx, change, &resolved->kind, &resolved->object_id));
	LIC_TRY(change->is_owner ? write_owner(ctx, change, resolved, &changed)
				 : write_member(ctx, change, resolved, &changed));
	resolved->is_done = changed == 1;
	if (resolved->is_done) {
		return record(ctx, change, resolved, operation);
	}
	if (change->may_be_so) {
		return LIC_OK_RC;
	}
	return change->is_removal ? not_there(ctx, change) : already_there(ctx, change);
}

lic_rc lic_group__apply_later(struct lic_ctx *ctx, int64_t group_id,
	const struct lic_operation *operation)
{
	struct lic_q_groups_concerns_in in = {ctx->caller.tenant_id, group_id};
	struct lic_q_groups_concerns_row concern;

	LIC_TRY(lic_q_groups_concerns(ctx->db, ctx->arena, &in, &concern));
	return concern.found == 0 ? LIC_OK_RC
				  : lic_task_enqueue(ctx, LIC_BULK_GROUP, group_id, operation);
}

/* Lists the groups above the one with key `group_id` that license nested members. */
static lic_rc read_above(struct lic_ctx *ctx, int64_t group_id, struct keys *groups)
{
	struct lic_q_groups_above_in in = {ctx->caller.tenant_id, group_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_above_row row;
	bool more = true;

	LIC_TRY(lic_q_groups_above_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_groups_above_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		if (groups->count == LIC_GROUPS_PAGE_MAX) {
			return lic_err_set(ctx->err, LIC_E_LIMIT, "Request_BadRequest",
				"More than %d groups above this one license nested members.",
				LIC_GROUPS_PAGE_MAX);
		}
		groups->list[groups->count++] = row.id;
	}
}

lic_rc lic_group__follow_members(struct lic_ctx *ctx, int64_t group_id,
	const struct lic_operation *operation)
{
	struct keys above = {
		.list = lic_arena_array(ctx->arena, LIC_GROUPS_PAGE_MAX, sizeof(*above.list))};

	if (above.list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_group__apply_later(ctx, group_id, operation));
	LIC_TRY(read_above(ctx, group_id, &above));
	for (size_t i = 0; i < above.count; i++) {
		LIC_TRY(lic_group__apply_later(ctx, above.list[i], operation));
	}
	return LIC_OK_RC;
}

static int compare_keys(const void *a, const void *b)
{
	const int64_t *left = a;
	const int64_t *right = b;

	return *left < *right ? -1 : *left > *right;
}

/* Brings the licences of everybody concerned in line: at once for few, by tasks for many. In both
 * cases seats go to who is first by key, since all have joined at the same time (D-08). */
static lic_rc follow_up(struct lic_ctx *ctx, const struct keys *users, const struct keys *groups,
	struct lic_operation *operation)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_inherit inherit = {.operation = operation};

	for (size_t i = 0; i < groups->count; i++) {
		LIC_TRY(lic_group__follow_members(ctx, groups->list[i], operation));
	}
	if (users->count == 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_catalog_get(ctx, &hold));
	inherit.catalog = hold.catalog;
	qsort(users->list, users->count, sizeof(*users->list), compare_keys);
	for (size_t i = 0; i < users->count; i++) {
		LIC_TRY(lic_inherit__settle_key(ctx, &inherit, users->list[i]));
	}
	return LIC_OK_RC;
}

/* Each group whose members changed, for an operation on several: it is found by all of them. */
static lic_rc record_groups(struct lic_ctx *ctx, const struct keys *groups,
	struct lic_operation *operation)
{
	for (size_t i = 0; i < groups->count; i++) {
		struct lic_ledger_change change = {
			.kind = LIC_CHANGE_GROUP,
			.object_id = groups->list[i],
		};

		LIC_TRY(lic_ledger_change(ctx, operation, &change));
	}
	return LIC_OK_RC;
}

static size_t count_members(const struct lic_group_change *changes, size_t count)
{
	size_t members = 0;

	for (size_t i = 0; i < count; i++) {
		members += changes[i].is_owner ? 0 : 1;
	}
	return members;
}

/* Changes being made. */
struct round {
	const struct lic_group *group;   /* the group of all of them, or NULL */
	struct lic_operation *operation; /* what they belong to */
	bool is_much;                    /* too many members to bring in line at once */
	struct keys users;               /* who is to be brought in line at once */
	struct keys groups;              /* whose members are to be, by tasks */
	struct keys touched;             /* whose members or owners changed */
};

static lic_rc begin_round(struct lic_ctx *ctx, const struct lic_group_change *changes, size_t count,
	struct round *round)
{
	struct keys *const sets[] = {&round->users, &round->groups, &round->touched};

	round->is_much = count_members(changes, count) > LIC_MEMBERS_AT_ONCE;
	for (size_t i = 0; i < LIC_COUNT(sets); i++) {
		sets[i]->list = lic_arena_array(ctx->arena, count, sizeof(*sets[i]->list));
		if (sets[i]->list == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	return LIC_OK_RC;
}

static lic_rc change_one(struct lic_ctx *ctx, struct round *round, struct lic_group_change *change)
{
	struct resolved resolved = {.group_id = round->group == NULL ? 0 : round->group->id};
	bool found = true;

	if (round->group == NULL) {
		LIC_TRY(find_group(ctx, change->group, &resolved.group_id, &found));
	}
	if (!found) {
		return lic_group__not_found(ctx, change->group);
	}
	LIC_TRY(make_change(ctx, change, &resolved, round->operation));
	change->is_done = resolved.is_done;
	if (!resolved.is_done) {
		return LIC_OK_RC;
	}
	add_key(&round->touched, resolved.group_id);
	if (change->is_owner) {
		return LIC_OK_RC;
	}
	if (resolved.kind == LIC_MEMBER_GROUP || round->is_much) {
		add_key(&round->groups, resolved.group_id);
	} else {
		add_key(&round->users, resolved.object_id);
	}
	return LIC_OK_RC;
}

/* Has the audit log say whom the `count` `changes` meant, when they are refused. */
static lic_rc name_refused(struct lic_ctx *ctx, const struct lic_group_change *changes,
	size_t count)
{
	const char **objects = lic_arena_array(ctx->arena, count, sizeof(*objects));

	if (objects == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		objects[i] = changes[i].object;
	}
	ctx->refusal_of = count > 0 ? changes[0].group : NULL;
	ctx->refusal_with = objects;
	ctx->refusal_with_count = count;
	return LIC_OK_RC;
}

/* Says which of several changes was wrong, where the request says where they are. */
static lic_rc explain(struct lic_ctx *ctx, const struct lic_group_change *change, lic_rc rc)
{
	const char *message = NULL;

	LIC_TRY(name_refused(ctx, change, 1));
	if (change->where == NULL || ctx->err->public_code == NULL) {
		return rc;
	}
	message = lic_arena_printf(ctx->arena,
		"%s: '%.200s' cannot %s group '%.200s'. Nothing was changed.", change->where,
		change->object, change->is_removal ? "leave" : "join", change->group);
	return message == NULL ? LIC_RC(LIC_E_NOMEM)
			       : lic_ctx_explain(ctx, rc, change->where, message, NULL);
}

lic_rc lic_group__change(struct lic_ctx *ctx, const struct lic_group *group,
	struct lic_group_change *changes, size_t count, struct lic_operation *operation)
{
	struct round round = {.group = group, .operation = operation};

	LIC_TRY(begin_round(ctx, changes, count, &round));
	for (size_t i = 0; i < count; i++) {
		lic_rc rc = change_one(ctx, &round, &changes[i]);

		if (!lic_ok(rc)) {
			return explain(ctx, &changes[i], rc);
		}
	}
	if (operation->target.kind != LIC_TARGET_GROUP) {
		LIC_TRY(record_groups(ctx, &round.touched, operation));
	}
	return follow_up(ctx, &round.users, &round.groups, operation);
}

/* Begins the operation: about the group, when it is one. */
static lic_rc begin(struct lic_ctx *ctx, const struct lic_group_change *changes, size_t count,
	struct lic_operation *ret_operation)
{
	static const struct lic_target several = {.name = "several groups"};
	struct lic_group group = {0};

	for (size_t i = 1; i < count; i++) {
		if (strcmp(changes[i].group, changes[0].group) != 0) {
			return lic_ledger_begin(ctx, LIC_OP_GROUP_MEMBERS, &several, ret_operation);
		}
	}
	LIC_TRY(lic_group__find(ctx, changes[0].group, &group));
	return lic_group__begin(ctx, LIC_OP_GROUP_MEMBERS, &group, ret_operation);
}

lic_rc lic_group_may_change_members(struct lic_ctx *ctx, const struct lic_group_change *changes,
	size_t count)
{
	LIC_TRY(name_refused(ctx, changes, count));
	return lic_ctx_require(ctx, LIC_ACTION_MANAGE_GROUPS);
}

lic_rc lic_group_change_members(struct lic_ctx *ctx, struct lic_group_change *changes, size_t count)
{
	struct lic_operation operation = {0};

	LIC_TRY(lic_group_may_change_members(ctx, changes, count));
	if (count == 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(begin(ctx, changes, count, &operation));
	LIC_TRY(lic_group__change(ctx, NULL, changes, count, &operation));
	return operation.change_count == 0 ? LIC_OK_RC : lic_ledger_end(ctx, &operation);
}
