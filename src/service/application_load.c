/*
 * Reading applications and what belongs to them: see applications.h.
 */
#include "service/application_int.h"

#include "store/lic_sql.h"

#include <string.h>

/* The columns of an application, from a row of whatever statement reads them. */
#define APPLICATION_FROM(row_)                                                                     \
	((struct lic_application){                                                                 \
		.id = (row_)->id,                                                                  \
		.guid = (row_)->guid,                                                              \
		.app_guid = (row_)->app_guid,                                                      \
		.principal_guid = (row_)->principal_guid,                                          \
		.display_name = (row_)->display_name,                                              \
		.is_public = (row_)->is_public != 0,                                               \
		.is_enabled = (row_)->is_enabled != 0,                                             \
		.created_ms = (row_)->created_ms,                                                  \
	})

/* Makes room for one more element of `size` bytes behind the `count` at `items`. Returns the array,
 * old or new, or NULL when memory is out. */
static void *grow(struct lic_arena *arena, void *items, size_t count, size_t size)
{
	void *larger = items;

	if (count == 0 || (count >= 4 && (count & (count - 1)) == 0)) {
		larger = lic_arena_array(arena, count < 4 ? 4 : count * 2, size);
		if (larger != NULL && count > 0) {
			memcpy(larger, items, count * size);
		}
	}
	return larger;
}

static lic_rc load_redirects(struct lic_ctx *ctx, struct lic_application *application)
{
	struct lic_q_applications_redirects_in in = {ctx->caller.tenant_id, application->id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_applications_redirects_row row;
	bool more = true;

	LIC_TRY(lic_q_applications_redirects_open(ctx->db, &in, &rows));
	for (size_t *count = &application->redirect_count;; (*count)++) {
		LIC_TRY(lic_q_applications_redirects_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		application->redirects = grow(ctx->arena, application->redirects, *count,
			sizeof(*application->redirects));
		row.uri = lic_arena_strdup(ctx->arena, row.uri);
		if (application->redirects == NULL || row.uri == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		application->redirects[*count] =
			(struct lic_redirect){row.uri, (enum lic_redirect_kind)row.kind};
	}
}

/* Copies `*bytes` into the arena. */
static lic_rc keep_bytes(struct lic_ctx *ctx, struct lic_bytes *bytes)
{
	if (bytes->data != NULL) {
		bytes->data = lic_arena_copy(ctx->arena, bytes->data, bytes->len);
		if (bytes->data == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	return LIC_OK_RC;
}

static lic_rc keep_credential(struct lic_ctx *ctx,
	const struct lic_q_applications_credentials_row *row, struct lic_credential *ret_credential)
{
	struct lic_credential credential = {
		.guid = row->guid,
		.kind = (enum lic_credential_kind)row->kind,
		.name = lic_arena_strdup(ctx->arena, row->display_name),
		.sha1 = row->thumbprint_sha1,
		.sha256 = row->thumbprint_sha256,
		.starts_ms = row->starts_ms,
		.expires_ms = row->expires_ms,
	};

	if (row->hint != NULL) {
		credential.hint = lic_arena_strdup(ctx->arena, row->hint);
	}
	if (credential.name == NULL || (row->hint != NULL && credential.hint == NULL)) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(keep_bytes(ctx, &credential.sha1));
	LIC_TRY(keep_bytes(ctx, &credential.sha256));
	*ret_credential = credential;
	return LIC_OK_RC;
}

static lic_rc load_credentials(struct lic_ctx *ctx, struct lic_application *application)
{
	struct lic_q_applications_credentials_in in = {ctx->caller.tenant_id, application->id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_applications_credentials_row row;
	bool more = true;

	LIC_TRY(lic_q_applications_credentials_open(ctx->db, &in, &rows));
	for (size_t *count = &application->credential_count;; (*count)++) {
		LIC_TRY(lic_q_applications_credentials_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		application->credentials = grow(ctx->arena, application->credentials, *count,
			sizeof(*application->credentials));
		if (application->credentials == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(keep_credential(ctx, &row, &application->credentials[*count]));
	}
}

static lic_rc keep_grant(struct lic_ctx *ctx, const struct lic_q_applications_grants_row *row,
	struct lic_grant *ret_grant)
{
	struct lic_grant grant = {
		.is_delegated = row->kind != 0,
		.permission = (enum lic_permission)row->permission,
		.granted_ms = row->granted_ms,
		.user_id = row->user_id,
	};

	if (row->user_guid.len == sizeof(grant.user_guid.bytes)) {
		memcpy(grant.user_guid.bytes, row->user_guid.data, row->user_guid.len);
	}
	if (row->user_upn != NULL) {
		grant.user_upn = lic_arena_strdup(ctx->arena, row->user_upn);
		if (grant.user_upn == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	*ret_grant = grant;
	return LIC_OK_RC;
}

static lic_rc load_grants(struct lic_ctx *ctx, struct lic_application *application)
{
	struct lic_q_applications_grants_in in = {ctx->caller.tenant_id, application->id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_applications_grants_row row;
	bool more = true;

	LIC_TRY(lic_q_applications_grants_open(ctx->db, &in, &rows));
	for (size_t *count = &application->grant_count;; (*count)++) {
		LIC_TRY(lic_q_applications_grants_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		application->grants =
			grow(ctx->arena, application->grants, *count, sizeof(*application->grants));
		if (application->grants == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(keep_grant(ctx, &row, &application->grants[*count]));
	}
}

lic_rc lic_application__look(struct lic_ctx *ctx, const struct lic_guid *guid,
	struct lic_application *ret_application, bool *ret_found)
{
	struct lic_q_applications_find_in in = {ctx->caller.tenant_id, *guid};
	struct lic_q_applications_find_row row;

	LIC_TRY(lic_q_applications_find(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		*ret_application = APPLICATION_FROM(&row);
	}
	return LIC_OK_RC;
}

static lic_rc not_found(struct lic_ctx *ctx, const char *key)
{
	return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"Resource '%.200s' does not exist or one of its queried reference-property objects are not present.",
		key);
}

lic_rc lic_application_load(struct lic_ctx *ctx, struct lic_application *application)
{
	LIC_TRY(load_redirects(ctx, application));
	LIC_TRY(load_credentials(ctx, application));
	return load_grants(ctx, application);
}

/* Reads an application and what belongs to it; asks no permission. */
static lic_rc load(struct lic_ctx *ctx, const char *key, struct lic_application *ret_application)
{
	struct lic_application application = {0};
	struct lic_guid guid;
	bool found = false;

	if (lic_guid_parse(key, strlen(key), &guid)) {
		LIC_TRY(lic_application__look(ctx, &guid, &application, &found));
	}
	if (!found) {
		return not_found(ctx, key);
	}
	LIC_TRY(lic_application_load(ctx, &application));
	*ret_application = application;
	return LIC_OK_RC;
}

static lic_rc look_for_principal(struct lic_ctx *ctx, const struct lic_guid *guid,
	struct lic_application *ret_application, bool *ret_found)
{
	struct lic_q_applications_find_principal_in in = {ctx->caller.tenant_id, *guid};
	struct lic_q_applications_find_principal_row row;

	LIC_TRY(lic_q_applications_find_principal(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		*ret_application = APPLICATION_FROM(&row);
	}
	return LIC_OK_RC;
}

/* Tells whether `guid`, the id that `by` says, is that of Microsoft Graph's service principal. */
static bool is_graph(enum lic_application_id by, const struct lic_guid *guid)
{
	const struct lic_application *graph = lic_application_graph();

	return (by == LIC_APPLICATION_BY_PRINCIPAL &&
		       lic_guid_equal(guid, &graph->principal_guid)) ||
		(by == LIC_APPLICATION_BY_PRINCIPAL_APP_ID &&
			lic_guid_equal(guid, &graph->app_guid));
}

lic_rc lic_application_find_by(struct lic_ctx *ctx, enum lic_application_id by, const char *key,
	struct lic_application *ret_application)
{
	struct lic_application application = {0};
	struct lic_guid guid;
	bool found = false;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_APPLICATIONS));
	if (!lic_guid_parse(key, strlen(key), &guid)) {
		return not_found(ctx, key);
	}
	if (is_graph(by, &guid)) {
		*ret_application = *lic_application_graph();
		return LIC_OK_RC;
	}
	if (by == LIC_APPLICATION_BY_PRINCIPAL) {
		LIC_TRY(look_for_principal(ctx, &guid, &application, &found));
	} else {
		LIC_TRY(lic_application__look(ctx, &guid, &application, &found));
		found = found &&
			lic_guid_equal(&guid,
				by == LIC_APPLICATION_BY_ID ? &application.guid
							    : &application.app_guid);
	}
	if (!found) {
		return not_found(ctx, key);
	}
	*ret_application = application;
	return LIC_OK_RC;
}

lic_rc lic_application_find(struct lic_ctx *ctx, const char *key,
	struct lic_application *ret_application)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_APPLICATIONS));
	return load(ctx, key, ret_application);
}

lic_rc lic_application__open(struct lic_ctx *ctx, const char *key,
	struct lic_application *ret_application)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_APPLICATIONS));
	return load(ctx, key, ret_application);
}

lic_rc lic_application_list(struct lic_ctx *ctx, int64_t after, unsigned limit,
	struct lic_application_page *ret_page)
{
	struct lic_q_applications_list_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.after = after,
		.limit = (int64_t)limit + 1, /* one more tells whether there is more */
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_applications_list_row row;
	struct lic_application_page page = {0};
	bool more = true;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_APPLICATIONS));
	page.list = lic_arena_array(ctx->arena, limit, sizeof(*page.list));
	if (page.list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_applications_list_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_applications_list_next(&rows, &row, &more));
		page.has_more = more && page.count == limit;
		if (!more || page.has_more) {
			break;
		}
		row.display_name = lic_arena_strdup(ctx->arena, row.display_name);
		if (row.display_name == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		page.list[page.count++] = APPLICATION_FROM(&row);
	}
	*ret_page = page;
	return LIC_OK_RC;
}
