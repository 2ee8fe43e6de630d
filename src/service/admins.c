/*
 * The way in: see admins.h.
 */
#include "service/admins.h"

#include "auth/roles.h"
#include "service/sign_in.h"
#include "service/tenants.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define DISPLAY_NAME "Administrator"

static lic_rc whole_name(struct lic_ctx *ctx, const char *name, const char **ret_upn)
{
	struct lic_tenant tenant = {0};

	if (strchr(name, '@') != NULL) {
		*ret_upn = name;
		return LIC_OK_RC;
	}
	LIC_TRY(lic_tenant_load(ctx, &tenant));
	LIC_REQUIRE(tenant.domain_count > 0);
	*ret_upn = lic_arena_printf(ctx->arena, "%s@%s", name, tenant.domains[0].name);
	return *ret_upn == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc record_role(struct lic_ctx *ctx, const struct lic_user *user)
{
	struct lic_operation operation = {0};
	struct lic_ledger_change change = {
		.kind = LIC_CHANGE_USER,
		.object_id = user->id,
		.detail = lic_arena_printf(ctx->arena,
			"{\"directoryRole\":{\"old\":null,\"new\":\"%s\"}}",
			lic_role_name(LIC_ROLE_GLOBAL_ADMIN)),
	};

	if (change.detail == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_user__begin(ctx, LIC_OP_USER_UPDATE, user, &operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	return lic_ledger_end(ctx, &operation);
}

/* Makes the user a Global Administrator if he is none. */
static lic_rc give_role(struct lic_ctx *ctx, const struct lic_user *user)
{
	struct lic_q_admin_has_role_in has = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = user->id,
		.role = LIC_ROLE_GLOBAL_ADMIN,
	};
	struct lic_q_admin_give_role_in give = {
		.tenant_id = ctx->caller.tenant_id,
		.guid = lic_guid_random(),
		.user_id = user->id,
		.role = LIC_ROLE_GLOBAL_ADMIN,
		.created_ms = ctx->now_ms,
	};
	struct lic_q_admin_has_role_row row;
	bool found = false;

	LIC_TRY(lic_q_admin_has_role(ctx->db, ctx->arena, &has, &row, &found));
	if (found) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_ctx_take_numbers(ctx, "roleAssignment", 1, &give.id));
	LIC_TRY(lic_q_admin_give_role(ctx->db, &give, NULL));
	return record_role(ctx, user);
}

/* From the machine itself there is always a way in: strangers' failures do not count there. */
static lic_rc trust_machine(struct lic_ctx *ctx, int64_t user_id)
{
	LIC_TRY(lic_sign_in_trust(ctx, user_id, "127.0.0.1"));
	return lic_sign_in_trust(ctx, user_id, "::1");
}

lic_rc lic_admin_create(struct lic_ctx *ctx, const char *name,
	const struct lic_admin_password *password, const char **ret_upn)
{
	struct lic_user_patch patch = {
		.password_hash = password->hash,
		.password_must_change = password->must_change,
	};
	struct lic_user user = {0};
	const char *upn = NULL;

	LIC_TRY(whole_name(ctx, name, &upn));
	patch.has_text[LIC_USER_PRINCIPAL_NAME] = true;
	patch.values.text[LIC_USER_PRINCIPAL_NAME] = upn;
	patch.has_text[LIC_USER_DISPLAY_NAME] = true;
	patch.values.text[LIC_USER_DISPLAY_NAME] = DISPLAY_NAME;
	LIC_TRY(lic_user_create(ctx, &patch, NULL, &user, NULL));
	LIC_TRY(give_role(ctx, &user));
	LIC_TRY(trust_machine(ctx, user.id));
	*ret_upn = upn;
	return LIC_OK_RC;
}

/* The Global Administrator of longest standing as GUID text; NULL when there is none. */
static lic_rc find_first(struct lic_ctx *ctx, const char **ret_key)
{
	struct lic_q_admin_first_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.role = LIC_ROLE_GLOBAL_ADMIN,
	};
	struct lic_q_admin_first_row row;
	bool found = false;

	*ret_key = NULL;
	LIC_TRY(lic_q_admin_first(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return LIC_OK_RC;
	}
	*ret_key = lic_arena_strdup(ctx->arena, lic_guid_format(&row.guid).text);
	return *ret_key == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_admin_reset(struct lic_ctx *ctx, const char *key,
	const struct lic_admin_password *password, const char **ret_upn)
{
	struct lic_user_patch patch = {
		.has_account_enabled = true,
		.values = {.account_enabled = true},
		.password_hash = password->hash,
		.password_must_change = password->must_change,
	};
	struct lic_user user = {0};

	if (key == NULL) {
		LIC_TRY(find_first(ctx, &key));
	}
	if (key == NULL) {
		return lic_admin_create(ctx, LIC_ADMIN_NAME_DEFAULT, password, ret_upn);
	}
	/* The new password ends sessions and forgets failures. */
	LIC_TRY(lic_user_update(ctx, key, &patch));
	LIC_TRY(lic_user_find(ctx, key, &user));
	LIC_TRY(give_role(ctx, &user));
	LIC_TRY(trust_machine(ctx, user.id));
	*ret_upn = user.values.text[LIC_USER_PRINCIPAL_NAME];
	return LIC_OK_RC;
}
