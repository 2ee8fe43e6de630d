/*
 * Templates for new users: see user_templates.h.
 */
#include "service/user_template_int.h"

#include "base/text.h"
#include "service/difference.h"
#include "service/ledger.h"
#include "store/lic_sql.h"

#include <string.h>

static lic_rc read_row(struct lic_arena *arena, const struct lic_q_user_templates_list_row *row,
	struct lic_user_template *one)
{
	*one = (struct lic_user_template){
		.id = row->id,
		.guid = row->guid,
		.display_name = lic_arena_strdup(arena, row->display_name),
		.contents = lic_arena_strdup(arena, row->contents),
		.created_ms = row->created_ms,
	};
	return one->display_name == NULL || one->contents == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_user_template_list(struct lic_ctx *ctx, struct lic_user_template **ret_templates,
	size_t *ret_count)
{
	struct lic_q_user_templates_list_in in = {ctx->caller.tenant_id, (int64_t)ctx->caller.kind,
		ctx->caller.actor_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_user_templates_list_row row;
	struct lic_user_template *templates =
		lic_arena_array(ctx->arena, LIC_USER_TEMPLATES_MAX, sizeof(*templates));
	size_t count = 0;
	bool more = true;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_CREATE_USER));
	if (templates == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_user_templates_list_open(ctx->db, &in, &rows));
	while (count < LIC_USER_TEMPLATES_MAX) {
		LIC_TRY(lic_q_user_templates_list_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		LIC_TRY(read_row(ctx->arena, &row, &templates[count++]));
	}
	*ret_templates = templates;
	*ret_count = count;
	return LIC_OK_RC;
}

lic_rc lic_user_template_find(struct lic_ctx *ctx, const char *key,
	struct lic_user_template *ret_template)
{
	struct lic_user_template *templates = NULL;
	struct lic_guid guid;
	size_t count = 0;

	LIC_TRY(lic_user_template_list(ctx, &templates, &count));
	if (lic_guid_parse(key, strlen(key), &guid)) {
		for (size_t i = 0; i < count; i++) {
			if (lic_guid_equal(&templates[i].guid, &guid)) {
				*ret_template = templates[i];
				return LIC_OK_RC;
			}
		}
	}
	return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"You have no template '%.200s'.", key);
}

/* Checks `name`, and that none of `count` `templates` has it; folded it is `*ret_key`. */
static lic_rc check_name(struct lic_ctx *ctx, const char *name,
	const struct lic_user_template *templates, size_t count, const char **ret_key)
{
	if (*name == '\0' || !lic_text_is_utf8(name, strlen(name)) ||
		lic_text_length(name) > LIC_USER_TEMPLATE_NAME_MAX) {
		return lic_err_field(ctx->err, ctx->arena, "displayName",
			"The name of a template must have 1 to %d characters.",
			LIC_USER_TEMPLATE_NAME_MAX);
	}
	LIC_TRY(lic_text_fold(ctx->arena, name, ret_key));
	for (size_t i = 0; i < count; i++) {
		const char *other = NULL;

		LIC_TRY(lic_text_fold(ctx->arena, templates[i].display_name, &other));
		if (strcmp(*ret_key, other) == 0) {
			lic_rc rc = lic_err_field(ctx->err, ctx->arena, "displayName",
				"You have a template '%s' already: choose another name, or delete that one.",
				templates[i].display_name);

			return rc.code == LIC_E_INVALID ? LIC_RC(LIC_E_CONFLICT) : rc;
		}
	}
	return LIC_OK_RC;
}

/* Writes to the ledger that `one` came, or (`is_gone`) went. */
static lic_rc record(struct lic_ctx *ctx, const struct lic_user_template *one, bool is_gone)
{
	struct lic_target target = {LIC_TARGET_OTHER, one->guid, one->display_name};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_USER_TEMPLATE, .object_id = one->id};
	struct lic_operation operation = {0};
	const struct lic_difference differences[] = {
		{"displayName", is_gone ? one->display_name : NULL,
			is_gone ? NULL : one->display_name, false},
		{"contents", is_gone ? one->contents : NULL, is_gone ? NULL : one->contents, true},
	};

	LIC_TRY(lic_differences_write(ctx->arena, differences, LIC_COUNT(differences),
		&change.detail));
	LIC_TRY(lic_ledger_begin(ctx,
		is_gone ? LIC_OP_USER_TEMPLATE_DELETE : LIC_OP_USER_TEMPLATE_CREATE, &target,
		&operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	return lic_ledger_end(ctx, &operation);
}

lic_rc lic_user_template_create(struct lic_ctx *ctx, const char *name,
	const struct lic_user_template_contents *contents, struct lic_user_template *ret_template)
{
	struct lic_user_template one = {.guid = lic_guid_random(),
		.display_name = name,
		.created_ms = ctx->now_ms};
	struct lic_q_user_templates_insert_in in = {.tenant_id = ctx->caller.tenant_id,
		.guid = one.guid,
		.owner_kind = (int64_t)ctx->caller.kind,
		.owner_id = ctx->caller.actor_id,
		.display_name = name,
		.created_ms = one.created_ms};
	struct lic_user_template *templates = NULL;
	size_t count = 0;

	LIC_TRY(lic_user_template_list(ctx, &templates, &count));
	LIC_TRY(check_name(ctx, name, templates, count, &in.name_key));
	LIC_TRY(lic_user_template__check(ctx, contents));
	if (count == LIC_USER_TEMPLATES_MAX) {
		return lic_err_set(ctx->err, LIC_E_LIMIT, "Request_BadRequest",
			"You have %d templates already: delete one first.", LIC_USER_TEMPLATES_MAX);
	}
	LIC_TRY(lic_user_template__store(ctx, contents, &one.contents));
	LIC_TRY(lic_ctx_take_numbers(ctx, "user_template", 1, &one.id));
	in.id = one.id;
	in.contents = one.contents;
	LIC_TRY(lic_q_user_templates_insert(ctx->db, &in, NULL));
	LIC_TRY(record(ctx, &one, false));
	*ret_template = one;
	return LIC_OK_RC;
}

lic_rc lic_user_template_delete(struct lic_ctx *ctx, const char *key)
{
	struct lic_q_user_templates_delete_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_user_template one = {0};

	LIC_TRY(lic_user_template_find(ctx, key, &one));
	in.id = one.id;
	LIC_TRY(lic_q_user_templates_delete(ctx->db, &in, NULL));
	return record(ctx, &one, true);
}

lic_rc lic_user_template_forget(struct lic_ctx *ctx, enum lic_actor_kind kind, int64_t id)
{
	struct lic_q_user_templates_forget_in in = {ctx->caller.tenant_id, (int64_t)kind, id};

	return lic_q_user_templates_forget(ctx->db, &in, NULL);
}
