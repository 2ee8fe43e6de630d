/*
 * Custom views: see user_views.h.
 */
#include "service/user_view_int.h"

#include "base/text.h"
#include "service/difference.h"
#include "service/ledger.h"
#include "store/lic_sql.h"

#include <string.h>

static lic_rc read_row(struct lic_ctx *ctx, const struct lic_q_user_views_list_row *row,
	struct lic_user_view *view)
{
	view->id = row->id;
	view->guid = row->guid;
	view->created_ms = row->created_ms;
	view->display_name = lic_arena_strdup(ctx->arena, row->display_name);
	if (view->display_name == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_user_view__load(ctx, row->conditions, &view->conditions));
	return lic_user_view__filter(ctx, &view->conditions, &view->filter);
}

/* Reads all views; asks no permission. */
static lic_rc read_all(struct lic_ctx *ctx, struct lic_user_view **ret_views, size_t *ret_count)
{
	struct lic_q_user_views_list_in in = {ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_user_views_list_row row;
	struct lic_user_view *views =
		lic_arena_array(ctx->arena, LIC_USER_VIEWS_MAX, sizeof(*views));
	size_t count = 0;
	bool more = true;

	if (views == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_user_views_list_open(ctx->db, &in, &rows));
	while (count < LIC_USER_VIEWS_MAX) {
		LIC_TRY(lic_q_user_views_list_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		LIC_TRY(read_row(ctx, &row, &views[count++]));
	}
	*ret_views = views;
	*ret_count = count;
	return LIC_OK_RC;
}

lic_rc lic_user_view_list(struct lic_ctx *ctx, struct lic_user_view **ret_views, size_t *ret_count)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_DIRECTORY));
	return read_all(ctx, ret_views, ret_count);
}

/* Finds the view with `key` among `count` `views`. */
static lic_rc pick(struct lic_ctx *ctx, const struct lic_user_view *views, size_t count,
	const char *key, struct lic_user_view *ret_view)
{
	struct lic_guid guid;

	if (lic_guid_parse(key, strlen(key), &guid)) {
		for (size_t i = 0; i < count; i++) {
			if (lic_guid_equal(&views[i].guid, &guid)) {
				*ret_view = views[i];
				return LIC_OK_RC;
			}
		}
	}
	return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"The view '%.200s' does not exist.", key);
}

lic_rc lic_user_view_find(struct lic_ctx *ctx, const char *key, struct lic_user_view *ret_view)
{
	struct lic_user_view *views = NULL;
	size_t count = 0;

	LIC_TRY(lic_user_view_list(ctx, &views, &count));
	return pick(ctx, views, count, key, ret_view);
}

static lic_rc check_name(struct lic_ctx *ctx, const char *name)
{
	if (*name == '\0' || !lic_text_is_utf8(name, strlen(name)) ||
		lic_text_length(name) > LIC_USER_VIEW_NAME_MAX) {
		return lic_err_field(ctx->err, ctx->arena, "displayName",
			"The name of a view must have 1 to %d characters.", LIC_USER_VIEW_NAME_MAX);
	}
	return LIC_OK_RC;
}

/* Checks that no other of `count` `views` has the name of `view`, folded into `*ret_key`. */
static lic_rc check_name_free(struct lic_ctx *ctx, const struct lic_user_view *views, size_t count,
	const struct lic_user_view *view, const char **ret_key)
{
	const char *key = NULL;

	LIC_TRY(lic_text_fold(ctx->arena, view->display_name, &key));
	for (size_t i = 0; i < count; i++) {
		const char *other = NULL;

		LIC_TRY(lic_text_fold(ctx->arena, views[i].display_name, &other));
		if (views[i].id != view->id && strcmp(key, other) == 0) {
			lic_rc rc = lic_err_field(ctx->err, ctx->arena, "displayName",
				"There is a view '%s' already: choose another name, or change that one.",
				views[i].display_name);

			return rc.code == LIC_E_INVALID ? LIC_RC(LIC_E_CONFLICT) : rc;
		}
	}
	*ret_key = key;
	return LIC_OK_RC;
}

/* Lays `patch` over `view`, and checks what comes of it. */
static lic_rc apply(struct lic_ctx *ctx, const struct lic_user_view_patch *patch,
	struct lic_user_view *view)
{
	if (patch->display_name != NULL) {
		LIC_TRY(check_name(ctx, patch->display_name));
		view->display_name = patch->display_name;
	}
	if (patch->conditions != NULL) {
		LIC_TRY(lic_user_view__check(ctx, patch->conditions));
		view->conditions = *patch->conditions;
	}
	return lic_user_view__filter(ctx, &view->conditions, &view->filter);
}

/* Writes what differs between `before` (NULL: there was none) and `after` (NULL: there is none) of
 * `view` to the ledger; nothing when that is nothing. */
static lic_rc record(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_user_view *view, const struct lic_user_view *before,
	const struct lic_user_view *after)
{
	struct lic_target target = {LIC_TARGET_OTHER, view->guid, view->display_name};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_USER_VIEW, .object_id = view->id};
	struct lic_operation operation = {0};
	struct lic_difference differences[] = {{.name = "displayName"},
		{.name = "conditions", .is_json = true}};

	if (before != NULL) {
		differences[0].before = before->display_name;
		LIC_TRY(lic_user_view__store(ctx, &before->conditions, &differences[1].before));
	}
	if (after != NULL) {
		differences[0].after = after->display_name;
		LIC_TRY(lic_user_view__store(ctx, &after->conditions, &differences[1].after));
	}
	if (before != NULL && after != NULL &&
		strcmp(differences[0].before, differences[0].after) == 0 &&
		strcmp(differences[1].before, differences[1].after) == 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_differences_write(ctx->arena, differences, LIC_COUNT(differences),
		&change.detail));
	LIC_TRY(lic_ledger_begin(ctx, kind, &target, &operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	return lic_ledger_end(ctx, &operation);
}

lic_rc lic_user_view_create(struct lic_ctx *ctx, const struct lic_user_view_patch *patch,
	struct lic_user_view *ret_view)
{
	struct lic_user_view view = {.guid = lic_guid_random(), .created_ms = ctx->now_ms};
	struct lic_q_user_views_insert_in in = {.tenant_id = ctx->caller.tenant_id,
		.guid = view.guid,
		.created_ms = view.created_ms};
	struct lic_user_view *views = NULL;
	size_t count = 0;

	LIC_REQUIRE(patch->display_name != NULL && patch->conditions != NULL);
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_USER_VIEWS));
	LIC_TRY(apply(ctx, patch, &view));
	LIC_TRY(read_all(ctx, &views, &count));
	LIC_TRY(check_name_free(ctx, views, count, &view, &in.name_key));
	if (count == LIC_USER_VIEWS_MAX) {
		return lic_err_set(ctx->err, LIC_E_LIMIT, "Request_BadRequest",
			"The organisation has %d custom views already: delete one first.",
			LIC_USER_VIEWS_MAX);
	}
	in.display_name = view.display_name;
	LIC_TRY(lic_user_view__store(ctx, &view.conditions, &in.conditions));
	LIC_TRY(lic_ctx_take_numbers(ctx, "user_view", 1, &view.id));
	in.id = view.id;
	LIC_TRY(lic_q_user_views_insert(ctx->db, &in, NULL));
	LIC_TRY(record(ctx, LIC_OP_USER_VIEW_CREATE, &view, NULL, &view));
	*ret_view = view;
	return LIC_OK_RC;
}

lic_rc lic_user_view_update(struct lic_ctx *ctx, const char *key,
	const struct lic_user_view_patch *patch, struct lic_user_view *ret_view)
{
	struct lic_q_user_views_update_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_user_view *views = NULL;
	struct lic_user_view before = {0};
	struct lic_user_view after = {0};
	size_t count = 0;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_USER_VIEWS));
	LIC_TRY(read_all(ctx, &views, &count));
	LIC_TRY(pick(ctx, views, count, key, &before));
	after = before;
	LIC_TRY(apply(ctx, patch, &after));
	LIC_TRY(check_name_free(ctx, views, count, &after, &in.name_key));
	in.id = after.id;
	in.display_name = after.display_name;
	LIC_TRY(lic_user_view__store(ctx, &after.conditions, &in.conditions));
	LIC_TRY(lic_q_user_views_update(ctx->db, &in, NULL));
	LIC_TRY(record(ctx, LIC_OP_USER_VIEW_UPDATE, &after, &before, &after));
	*ret_view = after;
	return LIC_OK_RC;
}

lic_rc lic_user_view_delete(struct lic_ctx *ctx, const char *key)
{
	struct lic_q_user_views_delete_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_user_view *views = NULL;
	struct lic_user_view view = {0};
	size_t count = 0;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_USER_VIEWS));
	LIC_TRY(read_all(ctx, &views, &count));
	LIC_TRY(pick(ctx, views, count, key, &view));
	in.id = view.id;
	LIC_TRY(lic_q_user_views_delete(ctx->db, &in, NULL));
	return record(ctx, LIC_OP_USER_VIEW_DELETE, &view, &view, NULL);
}
