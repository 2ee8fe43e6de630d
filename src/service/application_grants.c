/*
 * What applications are granted: see applications.h.
 */
#include "service/application_int.h"

#include "service/users.h"
#include "store/lic_sql.h"

lic_permissions lic_application__granted(const struct lic_application *application,
	bool is_delegated, int64_t user_id)
{
	lic_permissions permissions = 0;

	for (size_t i = 0; i < application->grant_count; i++) {
		const struct lic_grant *grant = &application->grants[i];

		if (grant->is_delegated == is_delegated && grant->user_id == user_id) {
			permissions |= LIC_PERMISSION_BIT(grant->permission);
		}
	}
	return permissions;
}

/* Writes what was granted before and after; `upn` is whose consent it is, or NULL. */
static lic_rc record(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_application *application, bool is_delegated, const char *upn,
	const lic_permissions sides[2])
{
	struct lic_difference differences[] = {
		{.name = is_delegated ? "delegatedPermissions" : "applicationPermissions",
			.is_json = true},
		{.name = "consentOf", .before = upn},
	};

	LIC_TRY(lic_application__permissions_json(ctx, sides[0], &differences[0].before));
	LIC_TRY(lic_application__permissions_json(ctx, sides[1], &differences[0].after));
	return lic_application__record(ctx, kind, application, differences, LIC_COUNT(differences));
}

/* Checks that `permission` can be granted, by this caller. */
static lic_rc check_permission(struct lic_ctx *ctx, bool is_delegated,
	enum lic_permission permission)
{
	const char *name = lic_permission_name(permission);
	const char *what = lic_arena_printf(ctx->arena, "The permission %s", name);

	if (!is_delegated && !lic_permission_is_app_role(permission)) {
		return lic_err_field(ctx->err, ctx->arena, "permissions",
			"%s exists only in a person's name: grant it as a delegated permission.",
			name);
	}
	return what == NULL ? LIC_RC(LIC_E_NOMEM)
			    : lic_application__check_rights(ctx,
				      lic_permissions_rights(LIC_PERMISSION_BIT(permission)), what);
}

lic_rc lic_application_grant(struct lic_ctx *ctx, const char *key, bool is_delegated,
	lic_permissions permissions, struct lic_application *ret_application)
{
	struct lic_q_applications_grant_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.kind = is_delegated ? 1 : 0,
		.granted_ms = ctx->now_ms,
	};
	struct lic_application before = {0};
	struct lic_application after = {0};
	lic_permissions sides[2] = {0};

	LIC_TRY(lic_application__open(ctx, key, &before));
	in.application_id = before.id;
	for (int i = 0; i < LIC_PERMISSION_MAX_; i++) {
		if ((permissions & LIC_PERMISSION_BIT(i)) != 0) {
			LIC_TRY(check_permission(ctx, is_delegated, (enum lic_permission)i));
			in.permission = i;
			LIC_TRY(lic_q_applications_grant_insert(ctx->db, &in, NULL));
		}
	}
	LIC_TRY(lic_application__open(ctx, key, &after));
	sides[0] = lic_application__granted(&before, is_delegated, 0);
	sides[1] = lic_application__granted(&after, is_delegated, 0);
	if (sides[0] != sides[1]) {
		LIC_TRY(record(ctx, LIC_OP_APPLICATION_GRANT, &after, is_delegated, NULL, sides));
	}
	*ret_application = after;
	return LIC_OK_RC;
}

lic_rc lic_application_revoke(struct lic_ctx *ctx, const char *key, bool is_delegated,
	enum lic_permission permission, const char *user_key)
{
	struct lic_q_applications_grant_delete_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.kind = is_delegated ? 1 : 0,
		.permission = (int64_t)permission,
	};
	struct lic_application application = {0};
	struct lic_user user = {0};
	const char *upn = NULL;
	lic_permissions sides[2] = {0};

	LIC_TRY(lic_application__open(ctx, key, &application));
	if (user_key != NULL) {
		LIC_TRY(lic_user_find(ctx, user_key, &user));
		upn = user.values.text[LIC_USER_PRINCIPAL_NAME];
	}
	in.application_id = application.id;
	in.user_id = user.id;
	sides[0] = lic_application__granted(&application, is_delegated, user.id);
	sides[1] = sides[0] & ~LIC_PERMISSION_BIT(permission);
	if (sides[0] == sides[1]) {
		return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"%s was not granted to the application%s%.200s as %s permission.",
			lic_permission_name(permission), upn == NULL ? "" : " by ",
			upn == NULL ? "" : upn, is_delegated ? "a delegated" : "an application");
	}
	LIC_TRY(lic_q_applications_grant_delete(ctx->db, &in, NULL));
	return record(ctx, LIC_OP_APPLICATION_REVOKE, &application, is_delegated, upn, sides);
}
