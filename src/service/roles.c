/*
 * Directory roles: see roles.h. Reading is in role_view.c.
 */
#include "service/roles.h"

#include "base/json.h"
#include "service/ledger.h"
#include "service/role_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define DETAIL_BYTES_MAX ((size_t)4096)

static lic_rc no_such_object(struct lic_ctx *ctx, const char *key)
{
	return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"Resource '%.200s' does not exist or one of its queried reference-property objects are not present.",
		key);
}

/* What the roles of the user with key `user_id` allow, whatever the request came through. */
static lic_rc rights_of_user(struct lic_ctx *ctx, int64_t user_id, lic_rights *ret_may,
	bool *ret_is_protected)
{
	struct lic_q_roles_of_user_in in = {ctx->caller.tenant_id, user_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_roles_of_user_row row;
	lic_rights may = 0;
	bool is_protected = false;
	bool more = true;

	LIC_TRY(lic_q_roles_of_user_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_roles_of_user_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		may |= lic_role_rights((enum lic_role)row.role);
		is_protected = is_protected || lic_role_is_protected((enum lic_role)row.role);
	}
	*ret_may = may;
	*ret_is_protected = is_protected;
	return LIC_OK_RC;
}

/*
 * Nobody gives or takes more rights than they have. A person's roles count, not the scopes of the
 * application that he uses: those allow the management of roles as such.
 */
static lic_rc require_rights_of(struct lic_ctx *ctx, enum lic_role role)
{
	lic_rights has = ctx->caller.may;
	bool is_protected = false;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_ROLES));
	if (ctx->caller.kind == LIC_ACTOR_USER) {
		LIC_TRY(rights_of_user(ctx, ctx->caller.actor_id, &has, &is_protected));
	}
	if ((lic_role_rights(role) & ~has) == 0) {
		return LIC_OK_RC;
	}
	return lic_ctx_deny(ctx,
		lic_arena_printf(ctx->arena,
			"The role %s allows more than this caller may do: nobody gives or takes more rights than they have.",
			lic_role_name(role)),
		"Ask a Global Administrator.");
}

lic_rc lic_role__require_over(struct lic_ctx *ctx, int64_t user_id)
{
	lic_rights may = 0;
	bool is_protected = false;

	if ((ctx->caller.may & LIC_RIGHT(LIC_ACTION_UPDATE_ADMIN)) != 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(rights_of_user(ctx, user_id, &may, &is_protected));
	if (!is_protected) {
		return LIC_OK_RC;
	}
	return lic_ctx_deny(ctx,
		"This user is an administrator, whom only a Global Administrator may change, delete, restore or give a new password.",
		"Ask a Global Administrator.");
}

lic_rc lic_role__require_another(struct lic_ctx *ctx, int64_t user_id)
{
	struct lic_q_roles_admins_in in = {user_id, ctx->caller.tenant_id, LIC_ROLE_GLOBAL_ADMIN};
	struct lic_q_roles_admins_row row;

	LIC_TRY(lic_q_roles_admins(ctx->db, ctx->arena, &in, &row));
	if (row.is_one == 0 || row.total > 1) {
		return LIC_OK_RC;
	}
	return lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		"This is the last Global Administrator who can sign in: give the role to somebody else first.");
}

lic_rc lic_role__forget(struct lic_ctx *ctx, enum lic_principal_kind kind, int64_t id)
{
	struct lic_q_roles_forget_in in = {ctx->caller.tenant_id, (int64_t)kind, id};

	return lic_q_roles_forget(ctx->db, &in, NULL);
}

/* Writes {"role": {old, new}, "principalId": …, "scope": …}, in the direction of the change. */
static lic_rc describe(struct lic_ctx *ctx, const struct lic_role_assignment *assignment,
	bool is_given, const char **ret_detail)
{
	const char *const members[][2] = {
		{"role", lic_role_name(assignment->role)},
		{"principalId",
			lic_arena_strdup(ctx->arena,
				lic_guid_format(&assignment->principal.guid).text)},
		{"directoryScopeId", assignment->scope},
	};
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;

	lic_buf_init(&text, DETAIL_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	for (size_t i = 0; i < LIC_COUNT(members); i++) {
		lic_json_key(&json, members[i][0]);
		lic_json_object(&json);
		lic_json_kstring(&json, "old", is_given ? NULL : members[i][1]);
		lic_json_kstring(&json, "new", is_given ? members[i][1] : NULL);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	*ret_detail = lic_arena_copy(ctx->arena, text.data, text.len);
	return *ret_detail == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

struct lic_target lic_role__target(const struct lic_principal *principal)
{
	bool is_user = principal->kind == LIC_PRINCIPAL_USER;

	return (struct lic_target){is_user ? LIC_TARGET_USER : LIC_TARGET_PRINCIPAL,
		principal->guid, is_user ? principal->upn : principal->display_name};
}

static lic_rc record(struct lic_ctx *ctx, const struct lic_role_assignment *assignment,
	bool is_given)
{
	struct lic_target target = lic_role__target(&assignment->principal);
	struct lic_operation operation = {0};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_ROLE, .object_id = assignment->id};

	LIC_TRY(describe(ctx, assignment, is_given, &change.detail));
	LIC_TRY(lic_ledger_begin(ctx, is_given ? LIC_OP_ROLE_GIVE : LIC_OP_ROLE_TAKE, &target,
		&operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	return lic_ledger_end(ctx, &operation);
}

static lic_rc find_user(struct lic_ctx *ctx, const struct lic_guid *guid,
	struct lic_principal *principal, bool *ret_found)
{
	struct lic_q_users_by_guid_in in = {ctx->caller.tenant_id, *guid};
	struct lic_q_users_by_guid_row row;

	LIC_TRY(lic_q_users_by_guid(ctx->db, ctx->arena, &in, &row, ret_found));
	*ret_found = *ret_found && !row.deleted_ms.is_set;
	if (*ret_found) {
		*principal = (struct lic_principal){
			.kind = LIC_PRINCIPAL_USER,
			.id = row.id,
			.guid = *guid,
			.display_name = row.display_name,
			.upn = row.upn,
		};
	}
	return LIC_OK_RC;
}

lic_rc lic_role__principal(struct lic_ctx *ctx, const struct lic_guid *guid,
	struct lic_principal *ret_principal, bool *ret_found)
{
	struct lic_q_roles_application_in in = {ctx->caller.tenant_id, *guid};
	struct lic_q_roles_application_row row;
	bool found = false;

	LIC_TRY(find_user(ctx, guid, ret_principal, &found));
	if (!found) {
		LIC_TRY(lic_q_roles_application(ctx->db, ctx->arena, &in, &row, &found));
		if (found) {
			*ret_principal = (struct lic_principal){
				.kind = LIC_PRINCIPAL_APPLICATION,
				.id = row.id,
				.guid = *guid,
				.display_name = row.display_name,
				.app_guid = row.app_guid,
			};
		}
	}
	*ret_found = found;
	return LIC_OK_RC;
}

/* Brings `scope` into the form in which it is stored: the id of its object in lower case. */
static lic_rc check_scope(struct lic_ctx *ctx, const char *scope, const char **ret_scope)
{
	struct lic_principal object;
	struct lic_guid guid;
	bool found = false;

	if (strcmp(scope, LIC_ROLE_SCOPE_ALL) == 0) {
		*ret_scope = LIC_ROLE_SCOPE_ALL;
		return LIC_OK_RC;
	}
	if (scope[0] != '/' || !lic_guid_parse(scope + 1, strlen(scope + 1), &guid)) {
		return lic_err_field(ctx->err, ctx->arena, "directoryScopeId",
			"directoryScopeId is '%.100s': it takes \"/\" for the whole organisation, or \"/\" and the id of a user or a service principal.",
			scope);
	}
	LIC_TRY(lic_role__principal(ctx, &guid, &object, &found));
	if (!found) {
		return no_such_object(ctx, scope + 1);
	}
	*ret_scope = lic_arena_printf(ctx->arena, "/%s", lic_guid_format(&guid).text);
	return *ret_scope == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc insert(struct lic_ctx *ctx, struct lic_role_assignment *assignment)
{
	struct lic_q_roles_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.guid = assignment->guid,
		.principal_kind = (int64_t)assignment->principal.kind,
		.principal_id = assignment->principal.id,
		.role = (int64_t)assignment->role,
		.scope = assignment->scope,
		.created_ms = assignment->created_ms,
	};
	int64_t changed = 0;

	LIC_TRY(lic_ctx_take_numbers(ctx, "roleAssignment", 1, &in.id));
	assignment->id = in.id;
	LIC_TRY(lic_q_roles_insert(ctx->db, &in, &changed));
	if (changed == 0) {
		lic_rc rc = lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
			"A conflicting object with one or more of the specified property values is present in the directory.");

		return lic_ctx_explain(ctx, rc, NULL, NULL,
			lic_arena_printf(ctx->arena,
				"Nothing is to be done: %s has the role %s already.",
				assignment->principal.upn != NULL
					? assignment->principal.upn
					: assignment->principal.display_name,
				lic_role_name(assignment->role)));
	}
	return LIC_OK_RC;
}

lic_rc lic_role_may_give(struct lic_ctx *ctx, const char *principal)
{
	ctx->refusal_of = principal;
	return lic_ctx_require(ctx, LIC_ACTION_MANAGE_ROLES);
}

lic_rc lic_role_give(struct lic_ctx *ctx, const struct lic_role_gift *gift,
	struct lic_role_assignment *ret_assignment)
{
	struct lic_role_assignment assignment = {
		.guid = lic_guid_random(),
		.role = gift->role,
		.created_ms = ctx->now_ms,
	};
	bool found = false;

	LIC_TRY(require_rights_of(ctx, gift->role));
	LIC_TRY(lic_role__principal(ctx, &gift->principal, &assignment.principal, &found));
	if (!found) {
		return no_such_object(ctx, lic_guid_format(&gift->principal).text);
	}
	LIC_TRY(check_scope(ctx, gift->scope, &assignment.scope));
	LIC_TRY(insert(ctx, &assignment));
	LIC_TRY(record(ctx, &assignment, true));
	*ret_assignment = assignment;
	return LIC_OK_RC;
}

static lic_rc take(struct lic_ctx *ctx, const struct lic_role_assignment *assignment)
{
	struct lic_q_roles_delete_in in = {ctx->caller.tenant_id, assignment->id};

	LIC_TRY(require_rights_of(ctx, assignment->role));
	if (assignment->role == LIC_ROLE_GLOBAL_ADMIN &&
		assignment->principal.kind == LIC_PRINCIPAL_USER &&
		strcmp(assignment->scope, LIC_ROLE_SCOPE_ALL) == 0) {
		LIC_TRY(lic_role__require_another(ctx, assignment->principal.id));
	}
	LIC_TRY(lic_q_roles_delete(ctx->db, &in, NULL));
	return record(ctx, assignment, false);
}

lic_rc lic_role_take(struct lic_ctx *ctx, const char *key)
{
	struct lic_role_assignment assignment;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_ROLES));
	LIC_TRY(lic_role__load(ctx, key, &assignment));
	ctx->refusal_of =
		lic_arena_strdup(ctx->arena, lic_guid_format(&assignment.principal.guid).text);
	return take(ctx, &assignment);
}

lic_rc lic_role_take_from(struct lic_ctx *ctx, enum lic_role role, const char *principal)
{
	struct lic_role_filter filter = {.has_role = true,
		.role = role,
		.has_principal = true,
		.is_whole = true};
	struct lic_role_page page = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_ROLES));
	if (!lic_guid_parse(principal, strlen(principal), &filter.principal)) {
		return no_such_object(ctx, principal);
	}
	LIC_TRY(lic_role__list(ctx, &filter, 0, 1, &page));
	if (page.count == 0) {
		return no_such_object(ctx, principal);
	}
	return take(ctx, &page.list[0]);
}
