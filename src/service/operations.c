/*
 * Reading the ledger: see operations.h.
 */
#include "service/operations.h"

#include "base/text.h"
#include "service/audit_int.h"
#include "service/license_int.h"
#include "store/lic_sql.h"

#include <string.h>

static struct lic_undone undone_from(const struct lic_bytes *guid, struct lic_opt_int kind)
{
	return (struct lic_undone){
		.is_set = kind.is_set,
		.guid = lic_audit__guid(guid),
		.kind = (enum lic_operation_kind)kind.value,
	};
}

/* The rows of both queries have the same columns, under different type names. */
#define OPERATION_FROM(row_)                                                                       \
	((struct lic_operation_view){                                                              \
		.id = (row_)->id,                                                                  \
		.guid = (row_)->guid,                                                              \
		.kind = (enum lic_operation_kind)(row_)->kind,                                     \
		.actor_kind = (enum lic_actor_kind)(row_)->actor_kind,                             \
		.actor_name = (row_)->actor_name,                                                  \
		.reason = (row_)->reason,                                                          \
		.correlation = (row_)->correlation,                                                \
		.target = (row_)->target,                                                          \
		.change_count = (row_)->change_count,                                              \
		.created_ms = (row_)->created_ms,                                                  \
		.undoes = undone_from(&(row_)->undoes_guid, (row_)->undoes_kind),                  \
		.has_undo = (row_)->undone_guid.data != NULL,                                      \
		.undo = lic_audit__guid(&(row_)->undone_guid),                                     \
	})

/* Copies the texts of a row that the next one will overwrite. */
static lic_rc keep_texts(struct lic_arena *arena, struct lic_operation_view *view)
{
	const char **texts[] = {&view->actor_name, &view->reason, &view->correlation,
		&view->target};

	return lic_arena_keep_texts(arena, texts, LIC_COUNT(texts));
}

lic_rc lic_operation_list(struct lic_ctx *ctx, int64_t before, unsigned limit,
	struct lic_operation_view **ret_list, size_t *ret_count, bool *ret_more)
{
	struct lic_q_ledger_list_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.before = before,
		.limit = (int64_t)limit + 1,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_ledger_list_row row;
	struct lic_operation_view *list = lic_arena_array(ctx->arena, limit, sizeof(*list));
	size_t count = 0;
	bool more = true;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_OPERATIONS));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_ledger_list_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_ledger_list_next(&rows, &row, &more));
		if (!more || count == limit) {
			break;
		}
		list[count] = OPERATION_FROM(&row);
		LIC_TRY(keep_texts(ctx->arena, &list[count]));
		count++;
	}
	*ret_list = list;
	*ret_count = count;
	*ret_more = more;
	return LIC_OK_RC;
}

static lic_rc find_by_guid(struct lic_ctx *ctx, const struct lic_guid *guid,
	struct lic_operation_view *ret_operation, bool *ret_found)
{
	struct lic_q_ledger_find_in in = {ctx->caller.tenant_id, *guid};
	struct lic_q_ledger_find_row row;

	LIC_TRY(lic_q_ledger_find(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		*ret_operation = OPERATION_FROM(&row);
	}
	return LIC_OK_RC;
}

static lic_rc find_by_number(struct lic_ctx *ctx, long long number,
	struct lic_operation_view *ret_operation, bool *ret_found)
{
	struct lic_q_ledger_find_number_in in = {ctx->caller.tenant_id, number};
	struct lic_q_ledger_find_number_row row;

	LIC_TRY(lic_q_ledger_find_number(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		*ret_operation = OPERATION_FROM(&row);
	}
	return LIC_OK_RC;
}

lic_rc lic_operation_find(struct lic_ctx *ctx, const char *key,
	struct lic_operation_view *ret_operation)
{
	struct lic_guid guid;
	long long number = 0;
	bool found = false;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_OPERATIONS));
	if (lic_guid_parse(key, strlen(key), &guid)) {
		LIC_TRY(find_by_guid(ctx, &guid, ret_operation, &found));
	} else if (lic_text_to_int(key, 1, INT64_MAX, &number)) {
		LIC_TRY(find_by_number(ctx, number, ret_operation, &found));
	}
	return found ? LIC_OK_RC
		     : lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			       "Operation '%.200s' does not exist.", key);
}

/* Reads a stored plan set by number, if there is one. */
static lic_rc read_plan_set(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_opt_int id, bool *ret_has, const uint64_t **ret_set)
{
	struct lic_q_licenses_plan_set_load_in in = {.tenant_id = ctx->caller.tenant_id,
		.id = id.value};
	struct lic_q_licenses_plan_set_load_row row;
	uint64_t *set = NULL;

	*ret_has = id.is_set;
	*ret_set = NULL;
	if (!id.is_set) {
		return LIC_OK_RC;
	}
	bool found = false;

	LIC_TRY(lic_q_licenses_plan_set_load(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	LIC_TRY(lic_plan_set__decode(ctx->arena, catalog, &row.plans, &set));
	*ret_set = set;
	return LIC_OK_RC;
}

/* Takes a GUID that may be missing; tells whether it is there. */
static bool take_guid(const struct lic_bytes *bytes, struct lic_guid *guid)
{
	bool is_there = bytes->data != NULL && bytes->len == sizeof(guid->bytes);

	if (is_there) {
		memcpy(guid->bytes, bytes->data, bytes->len);
	}
	return is_there;
}

/* Reads a group that a change names: `name` with the bytes of its GUID, if there is one. */
static lic_rc read_group(struct lic_arena *arena, const struct lic_bytes *bytes, const char *name,
	struct lic_change_group *group)
{
	group->is_set = take_guid(bytes, &group->guid);
	group->name = lic_arena_strdup(arena, name);
	return name != NULL && group->name == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* The groups of a change: of a membership the one that is joined stands as its source. */
static lic_rc read_groups(struct lic_arena *arena, const struct lic_q_ledger_changes_row *row,
	struct lic_change_view *change)
{
	switch (change->kind) {
	case LIC_CHANGE_MEMBER_GROUP:
		LIC_TRY(read_group(arena, &row->group_guid, row->group_name,
			&change->member_group));
		return read_group(arena, &row->source_guid, row->source_name, &change->group);
	case LIC_CHANGE_MEMBER:
		return read_group(arena, &row->source_guid, row->source_name, &change->group);
	case LIC_CHANGE_PATH:
	case LIC_CHANGE_WISH:
		change->has_source = take_guid(&row->source_guid, &change->source_guid);
		return LIC_OK_RC;
	case LIC_CHANGE_GROUP:
	case LIC_CHANGE_GROUP_LICENSE:
		return read_group(arena, &row->group_guid, row->group_name, &change->group);
	case LIC_CHANGE_USER:
	case LIC_CHANGE_SUBSCRIPTION:
	case LIC_CHANGE_CATALOG:
	case LIC_CHANGE_TOKEN:
	case LIC_CHANGE_TENANT:
	case LIC_CHANGE_APPLICATION:
	case LIC_CHANGE_SESSION:
	case LIC_CHANGE_ROLE:
	case LIC_CHANGE_SIGNING_KEY:
	case LIC_CHANGE_USER_VIEW:
	case LIC_CHANGE_USER_TEMPLATE:
	case LIC_CHANGE_PETITION:
	case LIC_CHANGE_ALLOTMENT:
		break;
	}
	return LIC_OK_RC;
}

/* Whom a change is about; without an id of its own that is the target of the operation, or whoever
 * the change `before` it (NULL: none) is about. */
static void take_subject(const struct lic_q_ledger_changes_row *row,
	const struct lic_change_view *before, struct lic_change_view *change)
{
	change->object_kind = lic_change_object(change->kind);
	change->object_id = row->object_id;
	change->has_subject = take_guid(&row->subject_guid, &change->subject_guid);
	if (!change->has_subject && before != NULL && before->has_subject &&
		before->object_kind == change->object_kind &&
		before->object_id == change->object_id) {
		change->has_subject = true;
		change->subject_guid = before->subject_guid;
	}
}

/* Reads a change, which comes behind `before` (NULL: it is the first on its page). */
static lic_rc read_change(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_q_ledger_changes_row *row, const struct lic_change_view *before,
	struct lic_change_view *change)
{
	change->seq = row->seq;
	change->kind = (enum lic_change_kind)row->kind;
	change->sku = row->sku_id.is_set ? lic_catalog_sku_by_key(catalog, row->sku_id.value)
					 : LIC_INDEX_NONE;
	change->state_before = row->state_before;
	change->state_after = row->state_after;
	take_subject(row, before, change);
	change->has_user = take_guid(&row->user_guid, &change->user_guid);
	LIC_TRY(read_groups(ctx->arena, row, change));
	change->user_upn = lic_arena_strdup(ctx->arena, row->user_upn);
	change->detail = lic_arena_strdup(ctx->arena, row->detail);
	if ((row->user_upn != NULL && change->user_upn == NULL) ||
		(row->detail != NULL && change->detail == NULL)) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(read_plan_set(ctx, catalog, row->plan_set_before, &change->has_before,
		&change->before));
	return read_plan_set(ctx, catalog, row->plan_set_after, &change->has_after, &change->after);
}

lic_rc lic_operation_changes(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_operation_view *operation, int64_t after, unsigned limit,
	struct lic_change_page *ret_page)
{
	struct lic_q_ledger_changes_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.operation_id = operation->id,
		.after = after,
		.limit = (int64_t)limit,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_ledger_changes_row row;
	struct lic_change_view *list = lic_arena_array(ctx->arena, limit, sizeof(*list));
	size_t count = 0;
	bool more = true;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_OPERATIONS));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_ledger_changes_open(ctx->db, &in, &rows));
	while (count < limit) {
		LIC_TRY(lic_q_ledger_changes_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		LIC_TRY(read_change(ctx, catalog, &row, count == 0 ? NULL : &list[count - 1],
			&list[count]));
		count++;
	}
	*ret_page = (struct lic_change_page){list, count};
	return LIC_OK_RC;
}
