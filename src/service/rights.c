/*
 * Rights: see rights.h.
 */
#include "service/rights.h"

#include "service/settings.h"
#include "store/lic_sql.h"

/* A set of directory roles: bit n is enum lic_role n. */
typedef unsigned role_set;

/* An application and what it was granted. */
struct application {
	int64_t id;                  /* key; 0 when it calls in a user's name */
	struct lic_guid principal;   /* its service principal; likewise all zero */
	const char *name;            /* display name, in the arena */
	bool is_usable;              /* there is one, and it is enabled */
	lic_permissions permissions; /* granted */
	role_set roles;              /* its service principal's; likewise none */
};

static lic_rc refuse(struct lic_ctx *ctx)
{
	return lic_err_set(ctx->err, LIC_E_DENIED, "InvalidAuthenticationToken",
		"The account or the application that the token stands for does not exist any more, or is blocked.");
}

lic_rc lic_rights_of_role(struct lic_ctx *ctx, enum lic_role role, lic_rights *ret_may)
{
	int64_t may_assign = 1;

	if (role == LIC_ROLE_BILLING_ADMIN) {
		LIC_TRY(lic_setting_get(ctx, LIC_SETTING_BILLING_ADMIN_MAY_ASSIGN, &may_assign));
	}
	*ret_may = lic_role_rights(role) &
		(may_assign != 0 ? LIC_RIGHTS_ALL : ~LIC_RIGHT(LIC_ACTION_ASSIGN_LICENSE));
	return LIC_OK_RC;
}

static lic_rc rights_of(struct lic_ctx *ctx, role_set roles, lic_rights *ret_may)
{
	lic_rights may = 0;

	for (int role = 0; role < LIC_ROLE_MAX_; role++) {
		lic_rights own = 0;

		if ((roles & 1U << role) != 0) {
			LIC_TRY(lic_rights_of_role(ctx, (enum lic_role)role, &own));
		}
		may |= own;
	}
	*ret_may = may;
	return LIC_OK_RC;
}

/* Names the roles for whoever is refused. */
static const char *describe(struct lic_ctx *ctx, role_set roles)
{
	const char *text = NULL;

	for (int role = 0; role < LIC_ROLE_MAX_; role++) {
		if ((roles & 1U << role) != 0) {
			text = lic_arena_printf(ctx->arena, "%s%s",
				text == NULL ? "The role "
					     : lic_arena_printf(ctx->arena, "%s and ", text),
				lic_role_name((enum lic_role)role));
		}
	}
	return text == NULL ? "Having no role" : text;
}

static lic_rc read_user(struct lic_ctx *ctx, const struct lic_guid *guid, role_set *ret_roles)
{
	struct lic_q_access_user_in in = {ctx->caller.tenant_id, *guid};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_access_user_row row;
	bool is_known = false;
	bool more = true;
	role_set roles = 0;

	LIC_TRY(lic_q_access_user_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_access_user_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		if (row.deleted_ms.is_set || row.account_enabled == 0) {
			return refuse(ctx);
		}
		if (!is_known) {
			ctx->caller.actor_id = row.id;
			ctx->caller.actor_name = lic_arena_strdup(ctx->arena, row.upn);
			is_known = true;
		}
		roles |= row.role.is_set ? 1U << row.role.value : 0;
	}
	*ret_roles = roles;
	return is_known ? LIC_OK_RC : refuse(ctx);
}

static lic_rc use_user(struct lic_ctx *ctx, const struct lic_guid *guid)
{
	role_set roles = 0;

	LIC_TRY(read_user(ctx, guid, &roles));
	ctx->caller.kind = LIC_ACTOR_USER;
	ctx->caller.actor_guid = *guid;
	ctx->caller.means = describe(ctx, roles);
	LIC_TRY(rights_of(ctx, roles, &ctx->caller.may));
	ctx->caller.may |= lic_role_rights_of_everybody();
	return ctx->caller.actor_name == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Drops what a failed attempt has left. */
static void forget(struct lic_ctx *ctx)
{
	ctx->caller = (struct lic_caller){
		.tenant_id = ctx->caller.tenant_id,
		.tenant_guid = ctx->caller.tenant_guid,
		.address = ctx->caller.address,
	};
}

lic_rc lic_rights_use_user(struct lic_ctx *ctx, const struct lic_guid *guid)
{
	lic_rc rc = use_user(ctx, guid);

	if (!lic_ok(rc)) {
		forget(ctx);
	}
	return rc;
}

static lic_rc load_own(struct lic_ctx *ctx, const struct lic_guid *app_guid,
	struct application *ret_application)
{
	struct lic_q_access_application_in in = {.tenant_id = ctx->caller.tenant_id,
		.app_guid = *app_guid};
	struct lic_q_access_application_row row = {0};
	bool found = false;

	LIC_TRY(lic_q_access_application(ctx->db, ctx->arena, &in, &row, &found));
	*ret_application = (struct application){
		.id = row.id,
		.principal = row.principal_guid,
		.name = row.display_name,
		.is_usable = found && row.is_enabled != 0,
		.permissions = row.is_enabled != 0 ? (lic_permissions)row.permissions : 0,
		.roles = (role_set)row.roles,
	};
	return LIC_OK_RC;
}

static lic_rc load_delegated(struct lic_ctx *ctx, const struct lic_guid *app_guid, int64_t user_id,
	struct application *ret_application)
{
	struct lic_q_access_application_of_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.app_guid = *app_guid,
		.user_id = user_id,
	};
	struct lic_q_access_application_of_row row = {0};
	bool found = false;

	LIC_TRY(lic_q_access_application_of(ctx->db, ctx->arena, &in, &row, &found));
	*ret_application = (struct application){
		.name = row.display_name,
		.is_usable = found && row.is_enabled != 0,
		.permissions = row.is_enabled != 0
			? (lic_permissions)row.for_all | (lic_permissions)row.for_user
			: 0,
	};
	return LIC_OK_RC;
}

static lic_rc use_user_of(struct lic_ctx *ctx, const struct lic_guid *guid,
	const struct lic_guid *app_guid, lic_permissions scopes)
{
	struct application application = {0};

	LIC_TRY(use_user(ctx, guid));
	LIC_TRY(load_delegated(ctx, app_guid, ctx->caller.actor_id, &application));
	if (!application.is_usable) {
		return refuse(ctx);
	}
	ctx->caller.app_guid = *app_guid;
	ctx->caller.app_name = application.name;
	ctx->caller.may &= lic_permissions_rights(scopes & application.permissions);
	ctx->caller.means = lic_arena_printf(ctx->arena,
		"%s, through the application %s with the scopes that it was granted,",
		ctx->caller.means, application.name);
	return LIC_OK_RC;
}

lic_rc lic_rights_use_user_of(struct lic_ctx *ctx, const struct lic_guid *guid,
	const struct lic_guid *app_guid, lic_permissions scopes)
{
	lic_rc rc = use_user_of(ctx, guid, app_guid, scopes);

	if (!lic_ok(rc)) {
		forget(ctx);
	}
	return rc;
}

lic_rc lic_rights_use_application(struct lic_ctx *ctx, const struct lic_guid *app_guid)
{
	struct application application = {0};
	lic_rights may = 0;

	LIC_TRY(load_own(ctx, app_guid, &application));
	if (!application.is_usable) {
		return refuse(ctx);
	}
	LIC_TRY(rights_of(ctx, application.roles, &may));
	ctx->caller.kind = LIC_ACTOR_APP;
	ctx->caller.actor_id = application.id;
	ctx->caller.actor_guid = application.principal;
	ctx->caller.actor_name = application.name;
	ctx->caller.app_guid = *app_guid;
	ctx->caller.app_name = application.name;
	/* As at Microsoft, a permission by itself does not reach administrators: that takes a role.
	 */
	ctx->caller.may = may |
		(lic_permissions_rights(application.permissions) &
			~LIC_RIGHT(LIC_ACTION_UPDATE_ADMIN));
	ctx->caller.means = lic_arena_printf(ctx->arena, "What the application %s was granted",
		application.name);
	return LIC_OK_RC;
}

lic_rc lic_rights_granted(struct lic_ctx *ctx, const struct lic_guid *app_guid, bool is_delegated,
	int64_t user_id, lic_permissions *ret_permissions, bool *ret_found)
{
	struct application application = {0};

	LIC_TRY(is_delegated ? load_delegated(ctx, app_guid, user_id, &application)
			     : load_own(ctx, app_guid, &application));
	*ret_permissions = application.permissions;
	*ret_found = application.is_usable;
	return LIC_OK_RC;
}
