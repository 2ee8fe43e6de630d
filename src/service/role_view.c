/*
 * Reading directory roles: see roles.h.
 */
#include "service/roles.h"

#include "service/role_int.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#include <string.h>

/* Copies `guid`, a column of a row, when there is one. */
static void take_guid(const struct lic_bytes *guid, struct lic_guid *ret_guid)
{
	if (guid->data != NULL && guid->len == sizeof(ret_guid->bytes)) {
		memcpy(ret_guid->bytes, guid->data, guid->len);
	}
}

static lic_rc read_assignment(struct lic_arena *arena, const struct lic_q_roles_list_row *row,
	struct lic_role_assignment *ret_assignment)
{
	bool is_user = row->principal_kind == LIC_PRINCIPAL_USER;
	const char *name = is_user ? row->user_name : row->application_name;
	struct lic_role_assignment assignment = {
		.id = row->id,
		.guid = row->guid,
		.role = (enum lic_role)row->role,
		.scope = lic_arena_strdup(arena, row->scope),
		.created_ms = row->created_ms,
		.principal =
			{
				.kind = (enum lic_principal_kind)row->principal_kind,
				.id = row->principal_id,
				.display_name = lic_arena_strdup(arena, name == NULL ? "" : name),
				.upn = is_user ? lic_arena_strdup(arena, row->upn) : NULL,
			},
	};

	if (assignment.scope == NULL || assignment.principal.display_name == NULL ||
		(is_user && row->upn != NULL && assignment.principal.upn == NULL)) {
		return LIC_RC(LIC_E_NOMEM);
	}
	take_guid(is_user ? &row->user_guid : &row->application_guid, &assignment.principal.guid);
	take_guid(&row->app_guid, &assignment.principal.app_guid);
	*ret_assignment = assignment;
	return LIC_OK_RC;
}

static lic_rc read_page(struct lic_ctx *ctx, const struct lic_q_roles_list_in *in, bool is_whole,
	unsigned limit, struct lic_role_page *ret_page)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_roles_list_row row;
	struct lic_role_page page = {
		.list = lic_arena_array(ctx->arena, limit, sizeof(*page.list))};
	bool more = true;

	if (page.list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_roles_list_open(ctx->db, in, &rows));
	for (;;) {
		LIC_TRY(lic_q_roles_list_next(&rows, &row, &more));
		if (!more || page.count == limit) {
			break;
		}
		page.next_after = row.id;
		if (!is_whole || strcmp(row.scope, LIC_ROLE_SCOPE_ALL) == 0) {
			LIC_TRY(read_assignment(ctx->arena, &row, &page.list[page.count]));
			page.count++;
		}
	}
	page.has_more = more;
	*ret_page = page;
	return LIC_OK_RC;
}

lic_rc lic_role__list(struct lic_ctx *ctx, const struct lic_role_filter *filter, int64_t after,
	unsigned limit, struct lic_role_page *ret_page)
{
	struct lic_q_roles_list_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.after = after,
		.first_role = filter->has_role ? (int64_t)filter->role : 0,
		.last_role = filter->has_role ? (int64_t)filter->role : LIC_ROLE_MAX_ - 1,
		.first_kind = LIC_PRINCIPAL_USER,
		.last_kind = LIC_PRINCIPAL_APPLICATION,
		.first_principal = 0,
		.last_principal = INT64_MAX,
		.limit = (int64_t)limit + 1, /* one more tells whether there is more */
	};
	struct lic_principal principal;
	bool found = false;

	if (filter->has_principal) {
		LIC_TRY(lic_role__principal(ctx, &filter->principal, &principal, &found));
		if (!found) {
			*ret_page = (struct lic_role_page){0};
			return LIC_OK_RC;
		}
		in.first_kind = in.last_kind = (int64_t)principal.kind;
		in.first_principal = in.last_principal = principal.id;
	}
	return read_page(ctx, &in, filter->is_whole, limit, ret_page);
}

lic_rc lic_role_list(struct lic_ctx *ctx, const struct lic_role_filter *filter, int64_t after,
	unsigned limit, struct lic_role_page *ret_page)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_ROLES));
	return lic_role__list(ctx, filter, after, limit, ret_page);
}

lic_rc lic_role__load(struct lic_ctx *ctx, const char *key,
	struct lic_role_assignment *ret_assignment)
{
	static const struct lic_role_filter all = {0};
	struct lic_q_roles_find_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_roles_find_row row = {0};
	struct lic_role_page page = {0};
	bool found = false;

	if (lic_guid_parse(key, strlen(key), &in.guid)) {
		LIC_TRY(lic_q_roles_find(ctx->db, ctx->arena, &in, &row, &found));
	}
	if (found) {
		LIC_TRY(lic_role__list(ctx, &all, row.id - 1, 1, &page));
	}
	/* Behind a deleted user's comes the next one. */
	if (page.count == 0 || page.list[0].id != row.id) {
		return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"Resource '%.200s' does not exist or one of its queried reference-property objects are not present.",
			key);
	}
	*ret_assignment = page.list[0];
	return LIC_OK_RC;
}

lic_rc lic_role_find(struct lic_ctx *ctx, const char *key,
	struct lic_role_assignment *ret_assignment)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_ROLES));
	return lic_role__load(ctx, key, ret_assignment);
}

lic_rc lic_role_user(struct lic_ctx *ctx, const struct lic_principal *principal,
	struct lic_user *ret_user)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_ROLES));
	return lic_user__load(ctx, principal->id, ret_user);
}

lic_rc lic_role__count(struct lic_ctx *ctx, struct lic_role_counts *ret_counts)
{
	struct lic_q_roles_counts_in in = {ctx->caller.tenant_id};
	struct lic_q_roles_admins_in admins_in = {0, ctx->caller.tenant_id, LIC_ROLE_GLOBAL_ADMIN};
	struct lic_q_roles_admins_row admins;
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_roles_counts_row row;
	struct lic_role_counts counts = {0};
	bool more = true;

	LIC_TRY(lic_q_roles_admins(ctx->db, ctx->arena, &admins_in, &admins));
	counts.admins = admins.total;
	LIC_TRY(lic_q_roles_counts_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_roles_counts_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		if (row.role < 0 || row.role >= LIC_ROLE_MAX_) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		counts.count[row.role] = row.count;
	}
	*ret_counts = counts;
	return LIC_OK_RC;
}

lic_rc lic_role_count(struct lic_ctx *ctx, struct lic_role_counts *ret_counts)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_ROLES));
	return lic_role__count(ctx, ret_counts);
}

const char *lic_role_warning(struct lic_arena *arena, int64_t admins)
{
	if (admins < LIC_ROLE_ADMINS_MIN) {
		return lic_arena_printf(arena,
			"Global Administrators who can sign in: %lld. %d to %d are recommended, so that somebody can stand in for one who is away or locked out.",
			(long long)admins, LIC_ROLE_ADMINS_MIN, LIC_ROLE_ADMINS_MAX);
	}
	if (admins > LIC_ROLE_ADMINS_MAX) {
		return lic_arena_printf(arena,
			"Global Administrators who can sign in: %lld. %d to %d are recommended; a narrower role is enough for most work.",
			(long long)admins, LIC_ROLE_ADMINS_MIN, LIC_ROLE_ADMINS_MAX);
	}
	return NULL;
}
