/*
 * Registering, changing and removing applications: see applications.h.
 */
#include "service/application_int.h"

#include "base/text.h"
#include "service/user_templates.h"
#include "store/lic_sql.h"

#include <string.h>

lic_rc lic_application__check_name(struct lic_ctx *ctx, const char *target, const char *name,
	size_t max)
{
	if (*name == '\0' || lic_text_length(name) > max) {
		return lic_err_field(ctx->err, ctx->arena, target,
			"%s must have 1 to %zu characters.", target, max);
	}
	for (const char *at = name; *at != '\0'; at++) {
		if ((*at >= '\0' && *at < ' ') || *at == '\x7f') {
			return lic_err_field(ctx->err, ctx->arena, target,
				"%s has a control character, such as a line end: leave it out.",
				target);
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_application__check_rights(struct lic_ctx *ctx, lic_rights rights, const char *what)
{
	struct lic_err_detail *detail = NULL;

	if ((rights & ~ctx->caller.may) == 0) {
		return LIC_OK_RC;
	}
	detail = lic_arena_alloc(ctx->arena, sizeof(*detail));
	if (detail == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	detail->code = "Authorization_RequestDenied";
	detail->message = lic_arena_printf(ctx->arena,
		"%s allows more than you may do yourself. %s does not allow that much.", what,
		ctx->caller.means == NULL ? "What this caller was granted" : ctx->caller.means);
	detail->remedy = "Ask a Global Administrator to do it.";
	lic_rc rc = lic_err_set(ctx->err, LIC_E_DENIED, "Authorization_RequestDenied",
		"Insufficient privileges to complete the operation.");

	ctx->err->details = detail;
	ctx->err->detail_count = 1;
	return rc;
}

/* What the directory roles of an application allow. */
static lic_rc rights_of_roles(struct lic_ctx *ctx, int64_t id, lic_rights *ret_rights)
{
	struct lic_q_access_application_roles_in in = {ctx->caller.tenant_id, id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_access_application_roles_row row;
	lic_rights rights = 0;
	bool more = true;

	LIC_TRY(lic_q_access_application_roles_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_access_application_roles_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		rights |= lic_role_rights((enum lic_role)row.role);
	}
	*ret_rights = rights;
	return LIC_OK_RC;
}

lic_rc lic_application__check_reach(struct lic_ctx *ctx, const struct lic_application *application)
{
	lic_permissions permissions = 0;
	lic_rights rights = 0;

	for (size_t i = 0; i < application->grant_count; i++) {
		permissions |= LIC_PERMISSION_BIT(application->grants[i].permission);
	}
	LIC_TRY(rights_of_roles(ctx, application->id, &rights));
	return lic_application__check_rights(ctx, rights | lic_permissions_rights(permissions),
		"What this application was granted");
}

/* Tells whether two of the addresses at `redirects` are the same, of whatever kind, and which. */
static bool has_twice(const struct lic_redirect *redirects, size_t count, size_t *ret_which)
{
	for (size_t i = 1; i < count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (strcmp(redirects[i].uri, redirects[j].uri) == 0) {
				*ret_which = i;
				return true;
			}
		}
	}
	return false;
}

static lic_rc check_redirects(struct lic_ctx *ctx, const struct lic_application_patch *patch)
{
	size_t which = 0;

	if (patch->redirect_count > LIC_APPLICATION_REDIRECTS_MAX) {
		return lic_err_field(ctx->err, ctx->arena, "redirectUris",
			"redirectUris has %zu elements: an application has at most %d.",
			patch->redirect_count, LIC_APPLICATION_REDIRECTS_MAX);
	}
	for (size_t i = 0; i < patch->redirect_count; i++) {
		const struct lic_redirect *redirect = &patch->redirects[i];
		const char *problem = lic_redirect_problem(redirect->uri, redirect->kind);
		const char *target = lic_arena_printf(ctx->arena, "redirectUris/%zu/uri", i);

		if (problem != NULL && target != NULL) {
			return lic_err_field(ctx->err, ctx->arena, target,
				"The redirect URI '%.200s' %s.", redirect->uri, problem);
		}
	}
	if (has_twice(patch->redirects, patch->redirect_count, &which)) {
		return lic_err_field(ctx->err, ctx->arena,
			lic_arena_printf(ctx->arena, "redirectUris/%zu/uri", which),
			"The redirect URI '%.200s' is given twice: it has one kind.",
			patch->redirects[which].uri);
	}
	return LIC_OK_RC;
}

static lic_rc check_patch(struct lic_ctx *ctx, const struct lic_application_patch *patch)
{
	if (patch->display_name != NULL) {
		LIC_TRY(lic_application__check_name(ctx, "displayName", patch->display_name,
			LIC_APPLICATION_NAME_MAX));
	}
	return check_redirects(ctx, patch);
}

static void apply_patch(struct lic_application *application,
	const struct lic_application_patch *patch)
{
	if (patch->display_name != NULL) {
		application->display_name = patch->display_name;
	}
	if (patch->is_public.is_set) {
		application->is_public = patch->is_public.value != 0;
	}
	if (patch->is_enabled.is_set) {
		application->is_enabled = patch->is_enabled.value != 0;
	}
}

/* Writes the list of addresses in place of the one that is there. */
static lic_rc write_redirects(struct lic_ctx *ctx, int64_t application_id,
	const struct lic_application_patch *patch)
{
	struct lic_q_applications_redirects_clear_in clear = {ctx->caller.tenant_id,
		application_id};

	LIC_TRY(lic_q_applications_redirects_clear(ctx->db, &clear, NULL));
	for (size_t i = 0; i < patch->redirect_count; i++) {
		struct lic_q_applications_redirect_insert_in in = {
			.tenant_id = ctx->caller.tenant_id,
			.application_id = application_id,
			.uri = patch->redirects[i].uri,
			.kind = (int64_t)patch->redirects[i].kind,
		};

		LIC_TRY(lic_q_applications_redirect_insert(ctx->db, &in, NULL));
	}
	return LIC_OK_RC;
}

static const char *flag_text(bool flag)
{
	return flag ? "true" : "false";
}

/* Writes what differs between `before` (NULL: there was none) and `after` (NULL: there is none) to
 * the ledger; nothing when that is nothing. */
static lic_rc record(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_application *before, const struct lic_application *after)
{
	const struct lic_application *sides[2] = {before, after};
	const char *texts[2][5] = {{NULL}, {NULL}};

	for (size_t i = 0; i < LIC_COUNT(sides); i++) {
		const struct lic_application *side = sides[i];

		if (side != NULL) {
			texts[i][0] =
				lic_arena_strdup(ctx->arena, lic_guid_format(&side->app_guid).text);
			texts[i][1] = side->display_name;
			texts[i][2] = flag_text(side->is_public);
			texts[i][3] = flag_text(side->is_enabled);
			LIC_TRY(lic_application__redirects_json(ctx, side->redirects,
				side->redirect_count, &texts[i][4]));
		}
	}
	const struct lic_difference differences[] = {
		{"appId", texts[0][0], texts[1][0], false},
		{"displayName", texts[0][1], texts[1][1], false},
		{"isPublicClient", texts[0][2], texts[1][2], true},
		{"accountEnabled", texts[0][3], texts[1][3], true},
		{"redirectUris", texts[0][4], texts[1][4], true},
	};
	bool has_any = false;

	for (size_t i = 0; i < LIC_COUNT(differences); i++) {
		has_any = has_any || before == NULL || after == NULL ||
			strcmp(texts[0][i], texts[1][i]) != 0;
	}
	return has_any ? lic_application__record(ctx, kind, after == NULL ? before : after,
				 differences, LIC_COUNT(differences))
		       : LIC_OK_RC;
}

/* Checks that nothing is found under the client id that somebody wishes for. */
static lic_rc check_app_guid(struct lic_ctx *ctx, const struct lic_guid *app_guid)
{
	struct lic_application other = {0};
	bool found = false;

	if (lic_guid_equal(app_guid, &lic_application_graph()->app_guid)) {
		return lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
			"The appId %s is that of Microsoft Graph, which is here already.",
			lic_guid_format(app_guid).text);
	}
	LIC_TRY(lic_application__look(ctx, app_guid, &other, &found));
	if (!found) {
		return LIC_OK_RC;
	}
	return lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		"The appId %s is taken by the application '%.200s': change that one, or remove it first.",
		lic_guid_format(app_guid).text, other.display_name);
}

static lic_rc insert(struct lic_ctx *ctx, const struct lic_application *application)
{
	struct lic_q_applications_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.id = application->id,
		.guid = application->guid,
		.app_guid = application->app_guid,
		.principal_guid = application->principal_guid,
		.display_name = application->display_name,
		.is_public = application->is_public ? 1 : 0,
		.is_enabled = application->is_enabled ? 1 : 0,
		.created_ms = application->created_ms,
	};

	return lic_q_applications_insert(ctx->db, &in, NULL);
}

lic_rc lic_application_create(struct lic_ctx *ctx, const struct lic_guid *app_guid,
	const struct lic_application_patch *patch, struct lic_application *ret_application)
{
	struct lic_application application = {
		.guid = lic_guid_random(),
		.app_guid = app_guid == NULL ? lic_guid_random() : *app_guid,
		.principal_guid = lic_guid_random(),
		.is_enabled = true,
		.created_ms = ctx->now_ms,
	};
	const char *key = NULL;

	LIC_REQUIRE(patch->display_name != NULL);
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_APPLICATIONS));
	LIC_TRY(check_patch(ctx, patch));
	LIC_TRY(check_app_guid(ctx, &application.app_guid));
	apply_patch(&application, patch);
	LIC_TRY(lic_ctx_take_numbers(ctx, "application", 1, &application.id));
	LIC_TRY(insert(ctx, &application));
	LIC_TRY(write_redirects(ctx, application.id, patch));
	key = lic_arena_strdup(ctx->arena, lic_guid_format(&application.guid).text);
	if (key == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_application__open(ctx, key, &application));
	LIC_TRY(record(ctx, LIC_OP_APPLICATION_CREATE, NULL, &application));
	*ret_application = application;
	return LIC_OK_RC;
}

/* Tells whether `patch` opens a way to act as the application: an address that gets its codes, no
 * need to prove itself, being let in again. */
static bool opens_a_way(const struct lic_application *before,
	const struct lic_application_patch *patch)
{
	return (patch->has_redirects && patch->redirect_count > 0) ||
		(!before->is_public && patch->is_public.is_set && patch->is_public.value != 0) ||
		(!before->is_enabled && patch->is_enabled.is_set && patch->is_enabled.value != 0);
}

lic_rc lic_application_update(struct lic_ctx *ctx, const char *key,
	const struct lic_application_patch *patch, struct lic_application *ret_application)
{
	struct lic_q_applications_update_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_application before = {0};
	struct lic_application after = {0};

	LIC_TRY(lic_application__open(ctx, key, &before));
	LIC_TRY(check_patch(ctx, patch));
	if (opens_a_way(&before, patch)) {
		LIC_TRY(lic_application__check_reach(ctx, &before));
	}
	after = before;
	apply_patch(&after, patch);
	in.id = after.id;
	in.display_name = after.display_name;
	in.is_public = after.is_public ? 1 : 0;
	in.is_enabled = after.is_enabled ? 1 : 0;
	LIC_TRY(lic_q_applications_update(ctx->db, &in, NULL));
	if (patch->has_redirects) {
		LIC_TRY(write_redirects(ctx, after.id, patch));
		LIC_TRY(lic_application__open(ctx, key, &after));
	}
	LIC_TRY(record(ctx, LIC_OP_APPLICATION_UPDATE, &before, &after));
	*ret_application = after;
	return LIC_OK_RC;
}

lic_rc lic_application_delete(struct lic_ctx *ctx, const char *key)
{
	struct lic_q_applications_delete_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_applications_roles_delete_in roles = {.tenant_id = ctx->caller.tenant_id};
	struct lic_application application = {0};

	LIC_TRY(lic_application__open(ctx, key, &application));
	in.id = application.id;
	roles.application_id = application.id;
	LIC_TRY(lic_q_applications_roles_delete(ctx->db, &roles, NULL));
	LIC_TRY(lic_user_template_forget(ctx, LIC_ACTOR_APP, application.id));
	LIC_TRY(lic_q_applications_delete(ctx->db, &in, NULL));
	return record(ctx, LIC_OP_APPLICATION_DELETE, &application, NULL);
}
