/*
 * Noting changes for delta queries: see delta_int.h.
 */
#include "service/delta_int.h"

#include "base/json_reader.h"
#include "store/lic_sql.h"

#include <string.h>

#define WHOLE "" /* the aspect of what came, went or came back */

lic_rc lic_delta__stamp(struct lic_ctx *ctx, struct lic_operation *operation, int64_t *ret_stamp)
{
	if (operation->stamp == 0) {
		LIC_TRY(lic_ledger_take_number(ctx, &operation->stamp));
	}
	*ret_stamp = operation->stamp;
	return LIC_OK_RC;
}

static lic_rc note(struct lic_ctx *ctx, struct lic_operation *operation, enum lic_delta_kind kind,
	int64_t object_id, const char *aspect)
{
	struct lic_q_delta_object_put_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.kind = (int64_t)kind,
		.object_id = object_id,
		.aspect = aspect,
		.is_whole = *aspect == '\0' ? 1 : 0,
	};

	LIC_TRY(lic_delta__stamp(ctx, operation, &in.stamp));
	return lic_q_delta_object_put(ctx->db, &in, NULL);
}

/* Notes each property that `detail` names. */
static lic_rc note_properties(struct lic_ctx *ctx, struct lic_operation *operation,
	enum lic_delta_kind kind, int64_t object_id, const char *detail)
{
	struct lic_json_reader reader;
	const char *name = NULL;

	if (detail == NULL) {
		return LIC_OK_RC; /* nothing that is shown */
	}
	lic_json_reader_init(&reader, detail, strlen(detail), ctx->arena);
	if (lic_json_reader_enter(&reader, LIC_JSON_OBJECT)) {
		while (lic_json_reader_member(&reader, &name)) {
			LIC_TRY(note(ctx, operation, kind, object_id, name));
			lic_json_reader_skip(&reader);
		}
	}
	return lic_json_reader_finish(&reader, ctx->err);
}

/* What comes or goes as a whole is, or is no longer, shown as a member of its groups; a group that
 * comes back has all its members again. */
static lic_rc note_whole(struct lic_ctx *ctx, struct lic_operation *operation,
	enum lic_delta_kind kind, int64_t object_id)
{
	struct lic_q_delta_member_of_put_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.member_kind = kind == LIC_DELTA_USER ? 0 : 1,
		.member_id = object_id,
	};
	struct lic_q_delta_members_put_in members = {
		.tenant_id = ctx->caller.tenant_id,
		.group_id = object_id,
	};

	LIC_TRY(note(ctx, operation, kind, object_id, WHOLE));
	LIC_TRY(lic_delta__stamp(ctx, operation, &in.stamp));
	if (operation->kind == LIC_OP_GROUP_RESTORE) {
		members.stamp = in.stamp;
		LIC_TRY(lic_q_delta_members_put(ctx->db, &members, NULL));
	}
	return lic_q_delta_member_of_put(ctx->db, &in, NULL);
}

static lic_rc note_object(struct lic_ctx *ctx, struct lic_operation *operation,
	enum lic_delta_kind kind, const struct lic_ledger_change *change)
{
	return change->is_whole
		? note_whole(ctx, operation, kind, change->object_id)
		: note_properties(ctx, operation, kind, change->object_id, change->detail);
}

/* Several paths of a user change together: noted once. */
static lic_rc note_path(struct lic_ctx *ctx, struct lic_operation *operation, int64_t user_id)
{
	if (operation->noted_id == user_id) {
		return LIC_OK_RC;
	}
	LIC_TRY(note(ctx, operation, LIC_DELTA_USER, user_id, LIC_DELTA_LICENSES));
	operation->noted_id = user_id;
	return LIC_OK_RC;
}

/* Owners are not shown. */
static lic_rc note_member(struct lic_ctx *ctx, struct lic_operation *operation,
	const struct lic_ledger_change *change)
{
	static const char owner[] = "{\"owner\"";
	struct lic_q_delta_member_put_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.group_id = change->source_id.value,
		.member_kind = change->kind == LIC_CHANGE_MEMBER_GROUP ? 1 : 0,
		.member_id = change->object_id,
	};

	if (change->detail != NULL && strncmp(change->detail, owner, sizeof(owner) - 1) == 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_delta__stamp(ctx, operation, &in.stamp));
	return lic_q_delta_member_put(ctx->db, &in, NULL);
}

lic_rc lic_delta__note(struct lic_ctx *ctx, struct lic_operation *operation,
	const struct lic_ledger_change *change)
{
	switch (change->kind) {
	case LIC_CHANGE_USER:
		return note_object(ctx, operation, LIC_DELTA_USER, change);
	case LIC_CHANGE_PATH:
		return note_path(ctx, operation, change->object_id);
	case LIC_CHANGE_GROUP:
		return note_object(ctx, operation, LIC_DELTA_GROUP, change);
	case LIC_CHANGE_GROUP_LICENSE:
		return note(ctx, operation, LIC_DELTA_GROUP, change->object_id, LIC_DELTA_LICENSES);
	case LIC_CHANGE_MEMBER:
	case LIC_CHANGE_MEMBER_GROUP:
		return note_member(ctx, operation, change);
	case LIC_CHANGE_SUBSCRIPTION:
	case LIC_CHANGE_CATALOG:
	case LIC_CHANGE_TOKEN:
	case LIC_CHANGE_TENANT:
	case LIC_CHANGE_APPLICATION:
	case LIC_CHANGE_SESSION:
	case LIC_CHANGE_ROLE:
	case LIC_CHANGE_SIGNING_KEY:
	case LIC_CHANGE_WISH:
	case LIC_CHANGE_USER_VIEW:
	case LIC_CHANGE_USER_TEMPLATE:
	case LIC_CHANGE_PETITION:
	case LIC_CHANGE_ALLOTMENT:
		break;
	}
	return LIC_OK_RC;
}

lic_rc lic_delta__note_sku(struct lic_ctx *ctx, struct lic_operation *operation, int64_t sku_key)
{
	return note(ctx, operation, LIC_DELTA_SKU, sku_key, WHOLE);
}

lic_rc lic_delta__forget(struct lic_ctx *ctx, int64_t to, int64_t limit, bool *ret_is_over)
{
	struct lic_q_delta_floor_put_in bottom = {ctx->caller.tenant_id, to};
	struct lic_q_delta_forget_members_in members = {ctx->caller.tenant_id, to, limit};
	struct lic_q_delta_forget_objects_in objects = {ctx->caller.tenant_id, 0, to, limit};
	int64_t deleted = 0;

	LIC_TRY(lic_q_delta_floor_put(ctx->db, &bottom, NULL));
	LIC_TRY(lic_q_delta_forget_members(ctx->db, &members, &deleted));
	*ret_is_over = deleted < limit;
	for (int kind = 0; kind < LIC_DELTA_KIND_MAX_; kind++) {
		objects.kind = kind;
		LIC_TRY(lic_q_delta_forget_objects(ctx->db, &objects, &deleted));
		*ret_is_over = *ret_is_over && deleted < limit;
	}
	return LIC_OK_RC;
}
