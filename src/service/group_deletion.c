/*
 * Deleting groups, restoring, renewing and purging them: see groups.h.
 */
#include "service/groups.h"

#include "service/group_int.h"
#include "service/users.h"
#include "store/lic_sql.h"

lic_rc lic_group__check_unlicensed(struct lic_ctx *ctx, const struct lic_group *group,
	const char *message)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_group_template *list = NULL;
	struct lic_err_detail *detail = NULL;
	size_t count = 0;

	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(lic_group_templates(ctx, hold.catalog, group->id, &list, &count));
	if (count == 0) {
		return LIC_OK_RC;
	}
	detail = lic_arena_alloc(ctx->arena, sizeof(*detail));
	if (detail == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	detail->code = "GroupHasLicenses";
	detail->target = "assignedLicenses";
	detail->message = lic_arena_printf(ctx->arena,
		"The group %s gives %zu product%s, first %s.", group->text[LIC_GROUP_DISPLAY_NAME],
		count, count == 1 ? "" : "s", hold.catalog->skus[list[0].sku].display_name);
	detail->remedy = "Remove the licenses from the group first.";
	lic_rc rc = lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest", "%s", message);

	ctx->err->details = detail;
	ctx->err->detail_count = 1;
	return rc;
}

static lic_rc set_deleted(struct lic_ctx *ctx, const struct lic_group *group,
	struct lic_opt_int deleted_ms, struct lic_operation *operation)
{
	struct lic_q_groups_set_deleted_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.id = group->id,
		.deleted_ms = deleted_ms,
	};
	struct lic_ledger_change change = {
		.kind = LIC_CHANGE_GROUP,
		.object_id = group->id,
		.detail = deleted_ms.is_set ? "{\"deleted\":{\"old\":false,\"new\":true}}"
					    : "{\"deleted\":{\"old\":true,\"new\":false}}",
		.is_whole = true,
	};

	LIC_TRY(lic_q_groups_set_deleted(ctx->db, &in, NULL));
	return lic_ledger_change(ctx, operation, &change);
}

lic_rc lic_group_delete(struct lic_ctx *ctx, const char *key)
{
	struct lic_group group = {0};
	struct lic_operation operation = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_GROUPS));
	LIC_TRY(lic_group__find(ctx, key, &group));
	LIC_TRY(lic_group__check_unlicensed(ctx, &group,
		"A group that licenses are assigned to cannot be deleted: remove its licenses first."));
	LIC_TRY(lic_group__begin(ctx, LIC_OP_GROUP_DELETE, &group, &operation));
	LIC_TRY(set_deleted(ctx, &group, (struct lic_opt_int){true, ctx->now_ms}, &operation));
	/* Those above lose who was in it. */
	LIC_TRY(lic_group__follow_members(ctx, group.id, &operation));
	return lic_ledger_end(ctx, &operation);
}

bool lic_group__may_return(const struct lic_ctx *ctx, const struct lic_group *group)
{
	return group->deleted_ms.is_set && group->is_unified &&
		ctx->now_ms - group->deleted_ms.value <= LIC_DELETED_KEPT_MS;
}

/* Finds a group that is in the deleted items. */
static lic_rc find_deleted(struct lic_ctx *ctx, const char *key, struct lic_group *ret_group)
{
	struct lic_group group = {0};

	LIC_TRY(lic_group__find_any(ctx, key, &group));
	if (!lic_group__may_return(ctx, &group)) {
		return lic_group__not_found(ctx, key);
	}
	*ret_group = group;
	return LIC_OK_RC;
}

lic_rc lic_group_find_deleted(struct lic_ctx *ctx, const char *key, struct lic_group *ret_group)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_GROUPS));
	return find_deleted(ctx, key, ret_group);
}

lic_rc lic_group_list_deleted(struct lic_ctx *ctx, int64_t after_ms, int64_t after_id,
	unsigned limit, struct lic_group_page *ret_page)
{
	struct lic_q_groups_deleted_list_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.since_ms = ctx->now_ms - LIC_DELETED_KEPT_MS,
		.after_ms = after_ms,
		.after_id = after_id,
		.limit = (int64_t)limit + 1,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_deleted_list_row row;
	struct lic_group_page page = {0};
	bool more = true;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_GROUPS));
	page.groups = lic_arena_array(ctx->arena, limit, sizeof(*page.groups));
	if (page.groups == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_groups_deleted_list_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_groups_deleted_list_next(&rows, &row, &more));
		if (!more || page.count == limit) {
			break;
		}
		LIC_TRY(lic_group__load(ctx, row.group_id, &page.groups[page.count]));
		page.next_after = row.group_id;
		page.next_after_ms = row.deleted_ms;
		page.count++;
	}
	page.has_more = more;
	*ret_page = page;
	return LIC_OK_RC;
}

lic_rc lic_group_restore(struct lic_ctx *ctx, const char *key, struct lic_group *ret_group)
{
	struct lic_group group = {0};
	struct lic_operation operation = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_GROUPS));
	LIC_TRY(find_deleted(ctx, key, &group));
	LIC_TRY(lic_group__begin(ctx, LIC_OP_GROUP_RESTORE, &group, &operation));
	LIC_TRY(set_deleted(ctx, &group, (struct lic_opt_int){0}, &operation));
	LIC_TRY(lic_group__follow_members(ctx, group.id, &operation));
	LIC_TRY(lic_ledger_end(ctx, &operation));
	group.deleted_ms = (struct lic_opt_int){0};
	*ret_group = group;
	return LIC_OK_RC;
}

/* Removes the row, or hides it for ever while somebody still has something of the group (G-21):
 * where that comes from must be told. */
static lic_rc remove_row(struct lic_ctx *ctx, int64_t id)
{
	int64_t tenant = ctx->caller.tenant_id;
	struct lic_q_groups_concerns_in concerns = {tenant, id};
	struct lic_q_groups_concerns_row concern;
	struct lic_q_groups_purge_in in = {tenant, id};
	struct lic_q_groups_set_deleted_in hide = {
		.tenant_id = tenant,
		.id = id,
		.deleted_ms = {true, 0},
	};

	LIC_TRY(lic_group__forget_words(ctx, id));
	LIC_TRY(lic_q_groups_concerns(ctx->db, ctx->arena, &concerns, &concern));
	return concern.found == 0 ? lic_q_groups_purge(ctx->db, &in, NULL)
				  : lic_q_groups_set_deleted(ctx->db, &hide, NULL);
}

lic_rc lic_group_purge(struct lic_ctx *ctx, const char *key)
{
	struct lic_group group = {0};
	struct lic_operation operation = {0};
	struct lic_q_groups_forget_nested_in nested = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_groups_forget_members_in members = {.tenant_id = ctx->caller.tenant_id};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_GROUP,
		.detail = "{\"purged\":{\"old\":false,\"new\":true}}",
		.is_whole = true};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_GROUPS));
	LIC_TRY(find_deleted(ctx, key, &group));
	LIC_TRY(lic_group__begin(ctx, LIC_OP_GROUP_PURGE, &group, &operation));
	change.object_id = group.id;
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	nested.group_id = group.id;
	members.group_id = group.id;
	LIC_TRY(lic_q_groups_forget_nested(ctx->db, &nested, NULL));
	LIC_TRY(lic_q_groups_forget_members(ctx->db, &members, NULL));
	LIC_TRY(remove_row(ctx, group.id));
	return lic_ledger_end(ctx, &operation);
}
