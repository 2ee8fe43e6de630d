/*
 * Who manages whom: see managers.h.
 */
#include "service/managers.h"

#include "service/role_int.h"
#include "service/user_int.h"

/* Graph's words for somebody without a manager. */
static lic_rc no_manager(struct lic_ctx *ctx)
{
	return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"Resource 'manager' does not exist or one of its queried reference-property objects are not present.");
}

/* Reads who manages the user `user_id`; `*ret_found` tells whether anybody does. */
static lic_rc read_manager(struct lic_ctx *ctx, int64_t user_id, struct lic_user *ret_manager,
	bool *ret_found)
{
	struct lic_q_users_manager_in in = {ctx->caller.tenant_id, user_id};
	struct lic_q_users_manager_row row;

	LIC_TRY(lic_q_users_manager(ctx->db, ctx->arena, &in, &row, ret_found));
	return *ret_found ? lic_user__load(ctx, row.manager_id, ret_manager) : LIC_OK_RC;
}

lic_rc lic_manager_find(struct lic_ctx *ctx, const char *key, struct lic_user *ret_manager)
{
	struct lic_user user = {0};
	bool found = false;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_DIRECTORY));
	LIC_TRY(lic_user__find(ctx, key, &user));
	LIC_TRY(read_manager(ctx, user.id, ret_manager, &found));
	return found ? LIC_OK_RC : no_manager(ctx);
}

/* Finds the user with `key` for a change, and his manager. */
static lic_rc open_user(struct lic_ctx *ctx, const char *key, struct lic_user *ret_user,
	struct lic_user *ret_manager, bool *ret_found)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_UPDATE_USER));
	LIC_TRY(lic_user__find(ctx, key, ret_user));
	LIC_TRY(lic_role__require_over(ctx, ret_user->id));
	return read_manager(ctx, ret_user->id, ret_manager, ret_found);
}

/* The id of a manager as JSON; NULL is none. */
static const char *id_of(struct lic_ctx *ctx, const struct lic_user *manager)
{
	return manager == NULL
		? "null"
		: lic_arena_printf(ctx->arena, "\"%s\"", lic_guid_format(&manager->guid).text);
}

/* Writes the change of the manager of `user` to the ledger; NULL is none. */
static lic_rc record(struct lic_ctx *ctx, const struct lic_user *user,
	const struct lic_user *before, const struct lic_user *after)
{
	const char *old_id = id_of(ctx, before);
	const char *new_id = id_of(ctx, after);
	struct lic_ledger_change change = {.kind = LIC_CHANGE_USER, .object_id = user->id};
	struct lic_operation operation = {0};

	if (old_id == NULL || new_id == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	change.detail = lic_arena_printf(ctx->arena, "{\"manager\":{\"old\":%s,\"new\":%s}}",
		old_id, new_id);
	if (change.detail == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_user__begin(ctx, LIC_OP_USER_UPDATE, user, &operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	return lic_ledger_end(ctx, &operation);
}

lic_rc lic_manager_set(struct lic_ctx *ctx, const char *key, const char *manager_key)
{
	struct lic_q_users_manager_put_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_user user = {0};
	struct lic_user before = {0};
	struct lic_user after = {0};
	bool found = false;

	LIC_TRY(open_user(ctx, key, &user, &before, &found));
	LIC_TRY(lic_user__find(ctx, manager_key, &after));
	if (after.id == user.id) {
		return lic_err_field(ctx->err, ctx->arena, "@odata.id",
			"A user cannot be the manager of himself.");
	}
	if (found && before.id == after.id) {
		return LIC_OK_RC;
	}
	in.user_id = user.id;
	in.manager_id = after.id;
	LIC_TRY(lic_q_users_manager_put(ctx->db, &in, NULL));
	return record(ctx, &user, found ? &before : NULL, &after);
}

lic_rc lic_manager_clear(struct lic_ctx *ctx, const char *key)
{
	struct lic_q_users_manager_delete_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_user user = {0};
	struct lic_user before = {0};
	bool found = false;

	LIC_TRY(open_user(ctx, key, &user, &before, &found));
	if (!found) {
		return no_manager(ctx);
	}
	in.user_id = user.id;
	LIC_TRY(lic_q_users_manager_delete(ctx->db, &in, NULL));
	return record(ctx, &user, &before, NULL);
}
