/*
 * What applications were granted, line by line: see consents.h.
 */
#include "service/consents.h"

#include "store/lic_sql.h"

#include <string.h>

#define LOOKED_AT_ONCE 999 /* applications read in one go */

/* The number of a line within its application: by permission, or by person. */
static int64_t line_of(const struct lic_consent_query *query,
	const struct lic_q_applications_grants_row *row)
{
	return (query->is_delegated ? row->user_id : row->permission) + 1;
}

static bool is_asked(const struct lic_consent_query *query,
	const struct lic_q_applications_grants_row *row)
{
	if ((row->kind != 0) != query->is_delegated ||
		(query->of == LIC_CONSENT_FOR_ALL && row->user_id != 0) ||
		(query->of == LIC_CONSENT_OF_SOMEBODY && row->user_id == 0)) {
		return false;
	}
	return query->user == NULL ||
		(row->user_guid.len == sizeof(query->user->bytes) &&
			memcmp(row->user_guid.data, query->user->bytes, row->user_guid.len) == 0);
}

static struct lic_consent make_line(const struct lic_application *application,
	const struct lic_q_applications_grants_row *row)
{
	struct lic_consent line = {
		.application_id = application->id,
		.client_guid = application->principal_guid,
		.client_name = application->display_name,
		.granted_ms = row->granted_ms,
		.user_id = row->user_id,
	};

	if (row->user_guid.len == sizeof(line.user_guid.bytes)) {
		memcpy(line.user_guid.bytes, row->user_guid.data, row->user_guid.len);
	}
	return line;
}

/* Adds the lines of `application`; rows of one line come one behind the other. */
static lic_rc add_lines(struct lic_ctx *ctx, const struct lic_consent_query *query,
	const struct lic_application *application, struct lic_consent_page *page)
{
	struct lic_q_applications_grants_in in = {ctx->caller.tenant_id, application->id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_applications_grants_row row;
	bool more = true;

	LIC_TRY(lic_q_applications_grants_open(ctx->db, &in, &rows));
	for (;;) {
		struct lic_consent_place place = {application->id, 0};

		LIC_TRY(lic_q_applications_grants_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		place.line = line_of(query, &row);
		if (!is_asked(query, &row) ||
			(query->after.application_id == application->id &&
				place.line <= query->after.line)) {
			continue;
		}
		if (page->count == 0 || page->next.application_id != place.application_id ||
			page->next.line != place.line) {
			page->has_more = page->count == query->limit;
			if (page->has_more) {
				return LIC_OK_RC;
			}
			page->list[page->count++] = make_line(application, &row);
			page->next = place;
		}
		struct lic_consent *line = &page->list[page->count - 1];

		line->permissions |= LIC_PERMISSION_BIT((enum lic_permission)row.permission);
		line->granted_ms =
			row.granted_ms < line->granted_ms ? row.granted_ms : line->granted_ms;
	}
}

lic_rc lic_consent_list(struct lic_ctx *ctx, const struct lic_consent_query *query,
	struct lic_consent_page *ret_page)
{
	struct lic_application_page part = {.has_more = true};
	struct lic_consent_page page = {
		.list = lic_arena_array(ctx->arena, query->limit, sizeof(*page.list))};
	/* The application that the page before ended in may have more. */
	int64_t after = query->after.application_id == 0 ? 0 : query->after.application_id - 1;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_APPLICATIONS));
	if (page.list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	while (part.has_more && !page.has_more) {
		LIC_TRY(lic_application_list(ctx, after, LOOKED_AT_ONCE, &part));
		for (size_t i = 0; i < part.count && !page.has_more; i++) {
			after = part.list[i].id;
			if (query->client == NULL ||
				lic_guid_equal(query->client, &part.list[i].principal_guid)) {
				LIC_TRY(add_lines(ctx, query, &part.list[i], &page));
			}
		}
	}
	*ret_page = page;
	return LIC_OK_RC;
}
