/*
 * Reading bulk jobs, and what they found: see bulk.h.
 */
#include "service/bulk.h"

#include "service/audit_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define FINDINGS_PAGE 500
#define CLEAN_FINDINGS 2000

/* The rows of both queries have the same columns, under different type names. */
#define JOB_FROM(row_)                                                                             \
	((struct lic_bulk_job){                                                                    \
		.id = (row_)->id,                                                                  \
		.guid = (row_)->guid,                                                              \
		.kind = (enum lic_bulk_kind)(row_)->kind,                                          \
		.target_id = (row_)->target_id,                                                    \
		.state = (enum lic_bulk_state)(row_)->state,                                       \
		.is_kept = (row_)->is_kept != 0,                                                   \
		.input_bytes = (row_)->input_bytes,                                                \
		.progress = {(row_)->position, (row_)->line, (row_)->done, (row_)->created,        \
			(row_)->licensed, (row_)->finding_count, (row_)->change_count,             \
			(row_)->operation_id.is_set ? (row_)->operation_id.value : 0},             \
		.total = (row_)->total,                                                            \
		.error_code = (enum lic_code)(row_)->error_code,                                   \
		.error_message = (row_)->error_message,                                            \
		.options = (row_)->options,                                                        \
		.caller = {.kind = (enum lic_actor_kind)(row_)->actor_kind,                        \
			.actor_id = (row_)->actor_id,                                              \
			.actor_name = (row_)->actor_name,                                          \
			.actor_guid = lic_audit__guid(&(row_)->actor_guid),                        \
			.app_guid = lic_audit__guid(&(row_)->app_guid),                            \
			.app_name = (row_)->app_name,                                              \
			.address = (row_)->address,                                                \
			.may = (lic_rights)(row_)->may},                                           \
		.reason = (row_)->reason,                                                          \
		.correlation = (row_)->correlation,                                                \
		.client_request_id = (row_)->client_request_id,                                    \
		.created_ms = (row_)->created_ms,                                                  \
		.finished_ms = (row_)->finished_ms,                                                \
		.wanted = (enum lic_bulk_wanted)(row_)->wanted,                                    \
	})

lic_rc lic_bulk_load(struct lic_ctx *ctx, int64_t id, struct lic_bulk_job *ret_job, bool *ret_found)
{
	struct lic_q_bulk_load_in in = {ctx->caller.tenant_id, id};
	struct lic_q_bulk_load_row row;

	LIC_TRY(lic_q_bulk_load(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		*ret_job = JOB_FROM(&row);
		ret_job->caller.tenant_id = ctx->caller.tenant_id;
	}
	return LIC_OK_RC;
}

/* Finds the number of a job by either of its names. */
static lic_rc find_id(struct lic_ctx *ctx, const char *text, int64_t *ret_id, bool *ret_found)
{
	struct lic_q_bulk_find_in by_guid = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_bulk_find_row guid_row;
	struct lic_q_bulk_find_client_in by_client = {ctx->caller.tenant_id, text};
	struct lic_q_bulk_find_client_row client_row;

	if (lic_guid_parse(text, strlen(text), &by_guid.guid)) {
		LIC_TRY(lic_q_bulk_find(ctx->db, ctx->arena, &by_guid, &guid_row, ret_found));
		if (*ret_found) {
			*ret_id = guid_row.id;
			return LIC_OK_RC;
		}
	}
	LIC_TRY(lic_q_bulk_find_client(ctx->db, ctx->arena, &by_client, &client_row, ret_found));
	*ret_id = *ret_found ? client_row.id : 0;
	return LIC_OK_RC;
}

lic_rc lic_bulk_find(struct lic_ctx *ctx, const char *text, struct lic_bulk_job *ret_job)
{
	int64_t id = 0;
	bool found = false;

	LIC_TRY(find_id(ctx, text, &id, &found));
	if (found) {
		LIC_TRY(lic_bulk_load(ctx, id, ret_job, &found));
	}
	return found ? LIC_OK_RC : LIC_RC(LIC_E_NOTFOUND);
}

/* Copies texts of a row that the next one will overwrite. */
static lic_rc keep_texts(struct lic_arena *arena, const char **const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (*texts[i] != NULL) {
			*texts[i] = lic_arena_strdup(arena, *texts[i]);
			if (*texts[i] == NULL) {
				return LIC_RC(LIC_E_NOMEM);
			}
		}
	}
	return LIC_OK_RC;
}

static lic_rc keep_job(struct lic_arena *arena, struct lic_bulk_job *job)
{
	const char **const texts[] = {&job->error_message, &job->options, &job->caller.actor_name,
		&job->caller.app_name, &job->caller.address, &job->reason, &job->correlation,
		&job->client_request_id};

	return keep_texts(arena, texts, LIC_COUNT(texts));
}

lic_rc lic_bulk_list(struct lic_ctx *ctx, enum lic_bulk_kind kind, int64_t before, unsigned limit,
	struct lic_bulk_page *ret_page)
{
	struct lic_q_bulk_list_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.kind = (int64_t)kind,
		.before = before,
		.limit = (int64_t)limit + 1, /* one more tells whether there is more */
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_bulk_list_row row;
	struct lic_bulk_job *list = lic_arena_array(ctx->arena, limit, sizeof(*list));
	size_t count = 0;
	bool more = true;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_bulk_list_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_bulk_list_next(&rows, &row, &more));
		if (!more || count == limit) {
			break;
		}
		list[count] = JOB_FROM(&row);
		LIC_TRY(keep_job(ctx->arena, &list[count]));
		count++;
	}
	*ret_page = (struct lic_bulk_page){list, count, more};
	return LIC_OK_RC;
}

lic_rc lic_bulk_add_finding(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	const struct lic_bulk_finding *finding)
{
	struct lic_q_bulk_finding_insert_in in = {
		.tenant_id = key->tenant_id,
		.job_id = key->id,
		.seq = finding->seq,
		.kind = (int64_t)finding->kind,
		.line = finding->line,
		.position = finding->column,
		.name = finding->name,
		.field = finding->field,
		.value = finding->value,
		.reason = finding->reason,
		.remedy = finding->remedy,
	};

	return lic_q_bulk_finding_insert(ctx->db, &in, NULL);
}

/* Reads the next page of findings into `list`, which has room for one. */
static lic_rc read_page(struct lic_ctx *ctx, const struct lic_q_bulk_findings_in *in,
	struct lic_bulk_finding *list, size_t *ret_count)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_bulk_findings_row row;
	size_t count = 0;
	bool more = true;

	LIC_TRY(lic_q_bulk_findings_open(ctx->db, in, &rows));
	while (count < FINDINGS_PAGE) {
		struct lic_bulk_finding *finding = &list[count];
		const char **const texts[] = {&finding->name, &finding->field, &finding->value,
			&finding->reason, &finding->remedy};

		LIC_TRY(lic_q_bulk_findings_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		*finding = (struct lic_bulk_finding){row.seq, (enum lic_bulk_finding_kind)row.kind,
			row.line, row.position, row.name, row.field, row.value, row.reason,
			row.remedy};
		LIC_TRY(keep_texts(ctx->arena, texts, LIC_COUNT(texts)));
		count++;
	}
	*ret_count = count;
	return LIC_OK_RC;
}

lic_rc lic_bulk_findings(struct lic_ctx *ctx, int64_t id, enum lic_bulk_finding_kind kind,
	struct lic_bulk_finding **ret_list, size_t *ret_count)
{
	struct lic_q_bulk_findings_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.job_id = id,
		.kind = (int64_t)kind,
		.limit = FINDINGS_PAGE,
	};
	struct lic_bulk_finding *list = NULL;
	size_t room = 0;
	size_t count = 0;
	size_t page = FINDINGS_PAGE;

	while (page == FINDINGS_PAGE) {
		if (room - count < FINDINGS_PAGE) {
			struct lic_bulk_finding *more = NULL;

			room = room * 2 + FINDINGS_PAGE;
			more = lic_arena_array(ctx->arena, room, sizeof(*more));
			if (more == NULL) {
				return LIC_RC(LIC_E_NOMEM);
			}
			if (list != NULL) {
				memcpy(more, list, count * sizeof(*more));
			}
			list = more;
		}
		LIC_TRY(read_page(ctx, &in, &list[count], &page));
		count += page;
		in.after = page > 0 ? list[count - 1].seq : in.after;
	}
	*ret_list = list;
	*ret_count = count;
	return LIC_OK_RC;
}

lic_rc lic_bulk_forget(struct lic_ctx *ctx, const struct lic_bulk_key *key, bool *ret_any)
{
	struct lic_q_bulk_finding_first_in first = {key->tenant_id, key->id};
	struct lic_q_bulk_finding_first_row row;
	bool found = false;

	LIC_TRY(lic_q_bulk_finding_first(ctx->db, ctx->arena, &first, &row, &found));
	if (found) {
		struct lic_q_bulk_finding_delete_in in = {key->tenant_id, key->id,
			row.seq + CLEAN_FINDINGS};

		LIC_TRY(lic_q_bulk_finding_delete(ctx->db, &in, NULL));
	}
	*ret_any = found;
	return LIC_OK_RC;
}
