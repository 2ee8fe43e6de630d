/*
 * Permission and numbers: see context.h.
 */
#include "service/context.h"

#include "store/lic_sql.h"

lic_rc lic_ctx_explain(struct lic_ctx *ctx, lic_rc rc, const char *target, const char *message,
	const char *remedy)
{
	struct lic_err_detail *detail = lic_arena_alloc(ctx->arena, sizeof(*detail));

	if (detail == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	detail->code = ctx->err->public_code;
	detail->target = target;
	detail->message =
		message != NULL ? message : lic_arena_strdup(ctx->arena, ctx->err->message);
	detail->remedy = remedy;
	ctx->err->details = detail;
	ctx->err->detail_count = 1;
	return detail->message == NULL ? LIC_RC(LIC_E_NOMEM) : rc;
}

lic_rc lic_ctx_deny(struct lic_ctx *ctx, const char *why, const char *remedy)
{
	lic_rc rc = lic_err_set(ctx->err, LIC_E_DENIED, "Authorization_RequestDenied",
		"Insufficient privileges to complete the operation.");

	return lic_ctx_explain(ctx, rc, NULL, why, remedy);
}

lic_rc lic_ctx_require(struct lic_ctx *ctx, enum lic_action action)
{
	if ((ctx->caller.may & LIC_RIGHT(action)) != 0) {
		return LIC_OK_RC;
	}
	return lic_ctx_deny(ctx,
		lic_arena_printf(ctx->arena, "%s does not allow this.",
			ctx->caller.means == NULL ? "What this caller was granted"
						  : ctx->caller.means),
		"Ask an administrator for a role or permission that allows it, or use a token that has one.");
}

lic_rc lic_ctx_require_person(struct lic_ctx *ctx)
{
	return ctx->caller.kind == LIC_ACTOR_USER
		? LIC_OK_RC
		: lic_err_set(ctx->err, LIC_E_INVALID, "Request_BadRequest",
			  "/me request is only valid with delegated authentication flow.");
}

lic_rc lic_ctx_require_own(struct lic_ctx *ctx)
{
	const struct lic_guid none = {{0}};

	return lic_guid_equal(&ctx->caller.app_guid, &none)
		? LIC_OK_RC
		: lic_ctx_require(ctx, LIC_ACTION_UPDATE_USER);
}

bool lic_ctx_is_self(const struct lic_ctx *ctx, const struct lic_guid *guid)
{
	return ctx->caller.kind == LIC_ACTOR_USER &&
		(ctx->caller.may & LIC_RIGHT(LIC_ACTION_READ_SELF)) != 0 &&
		lic_guid_equal(&ctx->caller.actor_guid, guid);
}

lic_rc lic_ctx_ask_numbers(struct lic_ctx *ctx, const char *name, int64_t amount,
	struct lic_rows *ret_rows)
{
	struct lic_q_counter_add_in add = {
		.amount = amount,
		.tenant_id = ctx->caller.tenant_id,
		.name = name,
	};
	struct lic_q_counter_show_in show = {.tenant_id = ctx->caller.tenant_id, .name = name};

	LIC_TRY(lic_q_counter_add(ctx->db, &add, NULL));
	return lic_q_counter_show_open(ctx->db, &show, ret_rows);
}

lic_rc lic_ctx_get_numbers(struct lic_ctx *ctx, const char *name, int64_t amount,
	struct lic_rows *rows, int64_t *ret_first)
{
	struct lic_q_counter_take_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.name = name,
		.amount = amount,
	};
	struct lic_q_counter_show_row shown;
	struct lic_q_counter_take_row taken;
	bool found = false;

	LIC_TRY(lic_q_counter_show_get(rows, ctx->arena, &shown, &found));
	lic_rows_close(rows); /* others take numbers in between */
	if (!found) {         /* the first of this name */
		LIC_TRY(lic_q_counter_take(ctx->db, ctx->arena, &in, &taken));
		shown.value = taken.value;
	}
	*ret_first = shown.value - amount + 1;
	return LIC_OK_RC;
}

lic_rc lic_ctx_take_numbers(struct lic_ctx *ctx, const char *name, int64_t amount,
	int64_t *ret_first)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};

	LIC_TRY(lic_ctx_ask_numbers(ctx, name, amount, &rows));
	return lic_ctx_get_numbers(ctx, name, amount, &rows, ret_first);
}
