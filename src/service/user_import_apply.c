/*
 * Applying an import, chunk by chunk, and its report. See user_import.h.
 */
#include "service/user_import_int.h"

#include "service/licenses.h"
#include "service/user_int.h"

#include <string.h>

#define ID_BLOCK 500

/* One chunk on its way. */
struct chunk {
	struct lic_user_import *import;    /* whose it is */
	struct lic_ctx *ctx;               /* the step */
	struct lic_ctx row_ctx;            /* the same with an arena for one row and an error of its
					      own */
	struct lic_err row_err;            /* what is wrong with the row */
	const struct lic_catalog *catalog; /* as this transaction sees it */
	struct lic_operation operation;    /* the ledger's entry */
	struct lic_csv csv;                /* where it reads */
};

static lic_rc next_user_id(struct chunk *chunk, int64_t *ret_id)
{
	struct lic_import_cursor *next = &chunk->import->next;

	if (next->ids_left == 0) {
		LIC_TRY(lic_ctx_take_numbers(chunk->ctx, "user", ID_BLOCK, &next->next_id));
		next->ids_left = ID_BLOCK;
	}
	next->ids_left--;
	*ret_id = next->next_id++;
	return LIC_OK_RC;
}

static lic_rc keep(struct chunk *chunk, struct lic_bulk_finding *finding)
{
	finding->seq = ++chunk->import->next.progress.findings;
	return lic_bulk_add_finding(chunk->ctx, &chunk->import->key, finding);
}

/* without a free seat the user stays, unlicensed, and is listed. */
static lic_rc give_licenses(struct chunk *chunk, const struct lic_csv_record *record,
	const struct lic_user *user, const struct lic_license_request *request)
{
	struct lic_decision decision;
	struct lic_bulk_finding finding;
	lic_rc rc;

	if (request->add_count == 0) {
		return LIC_OK_RC;
	}
	rc = lic_license_apply(&chunk->row_ctx, chunk->catalog, user, request, &chunk->operation,
		&decision);
	if (!lic_ok(rc)) {
		/* Another process took the seat after the decision. The user is half written: the
		 * chunk is undone as a whole and decides anew, and this is no error of the row. */
		chunk->row_err.public_code = NULL;
		return rc.code == LIC_E_INVALID ? LIC_RC(LIC_E_BUG) : rc;
	}
	if (decision.violation_count == 0) {
		chunk->import->next.progress.licensed++;
		return LIC_OK_RC;
	}
	lic_import__describe_violation(record, user->values.text[LIC_USER_PRINCIPAL_NAME],
		&decision.violations[0], &finding);
	return keep(chunk, &finding);
}

static lic_rc import_user(struct chunk *chunk, const struct lic_csv_record *record,
	const char **ret_name)
{
	struct lic_import_user row = {0};
	struct lic_user user = {0};
	int64_t id = 0;

	LIC_TRY(lic_import__understand(chunk->import, &chunk->row_ctx, chunk->catalog, record,
		&row));
	*ret_name = row.patch.values.text[LIC_USER_PRINCIPAL_NAME];
	LIC_TRY(next_user_id(chunk, &id));
	LIC_TRY(lic_user__create(&chunk->row_ctx, &row.patch, id, &chunk->operation, &user));
	chunk->import->next.progress.created++;
	return give_licenses(chunk, record, &user, &row.request);
}

/* A row that became bad since it was checked, or was bad then, is kept as a finding. */
static lic_rc import_record(struct chunk *chunk, const struct lic_csv_record *record)
{
	struct lic_bulk_finding finding;
	const char *name = NULL;
	lic_rc rc = import_user(chunk, record, &name);

	if (lic_ok(rc) || !lic_import__is_row_error(rc, &chunk->row_err)) {
		return rc;
	}
	lic_import__describe(chunk->import, &chunk->row_ctx, record, name, &finding);
	return keep(chunk, &finding);
}

static lic_rc import_next(struct chunk *chunk, enum lic_bulk_read *ret_read)
{
	struct lic_user_import *import = chunk->import;
	struct lic_csv_record record;
	struct lic_bulk_finding finding = {.kind = LIC_BULK_BAD};

	LIC_TRY(lic_bulk_csv_next(&import->source, &chunk->csv, import->row_arena, &chunk->row_err,
		&record, ret_read));
	if (*ret_read == LIC_READ_END) {
		return LIC_OK_RC;
	}
	import->next.progress.done++;
	if (*ret_read == LIC_READ_ROW) {
		return import_record(chunk, &record);
	}
	finding.line = (int64_t)record.line;
	finding.reason = chunk->row_err.message;
	return keep(chunk, &finding);
}

static lic_rc import_rows(struct chunk *chunk, const struct lic_bulk_turn *turn, bool *ret_is_over)
{
	struct lic_bulk_progress *progress = &chunk->import->next.progress;
	enum lic_bulk_read read = LIC_READ_ROW;

	for (size_t i = 0;
		i < turn->rows && lic_bulk_csv_has_row(&chunk->import->source, &chunk->csv); i++) {
		if (i > 0 && lic_bulk_is_over(turn)) {
			break;
		}
		LIC_TRY(import_next(chunk, &read));
		if (read == LIC_READ_END) {
			*ret_is_over = true;
			break;
		}
	}
	progress->position = lic_bulk_csv_position(&chunk->import->source, &chunk->csv);
	progress->line = (int64_t)chunk->csv.line;
	return LIC_OK_RC;
}

/* The operation is in the ledger from the first chunk on: every change leads back to it. */
static lic_rc begin_operation(struct chunk *chunk)
{
	static const struct lic_target target = {.name = "users"};
	const struct lic_bulk_progress *progress = &chunk->import->kept.progress;

	if (progress->operation_id == 0) {
		return lic_ledger_begin(chunk->ctx, LIC_OP_USER_IMPORT, &target, &chunk->operation);
	}
	chunk->operation = (struct lic_operation){.id = progress->operation_id,
		.change_count = progress->changes,
		.kind = LIC_OP_USER_IMPORT,
		.target = target};
	return LIC_OK_RC;
}

static lic_rc end_operation(struct chunk *chunk)
{
	struct lic_bulk_progress *progress = &chunk->import->next.progress;
	bool is_new = progress->operation_id == 0;

	progress->operation_id = chunk->operation.id;
	progress->changes = chunk->operation.change_count;
	return is_new ? lic_ledger_end(chunk->ctx, &chunk->operation)
		      : lic_ledger_more(chunk->ctx, &chunk->operation);
}

lic_rc lic_user_import_load(struct lic_user_import *import, struct lic_ctx *ctx)
{
	const struct lic_bulk_progress *progress = &import->kept.progress;

	return lic_import__seek(import, ctx, progress->position, progress->line);
}

/* Begins a chunk behind what is kept. */
static lic_rc begin(struct chunk *chunk, struct lic_catalog_hold *hold)
{
	struct lic_user_import *import = chunk->import;
	const struct lic_bulk_progress *progress = &import->kept.progress;

	import->next = import->kept;
	chunk->row_ctx = *chunk->ctx;
	chunk->row_ctx.arena = import->row_arena;
	chunk->row_ctx.err = &chunk->row_err;
	lic_import__resume(import, progress->position, progress->line, &chunk->csv);
	LIC_TRY(lic_catalog_get(chunk->ctx, hold));
	chunk->catalog = hold->catalog;
	return begin_operation(chunk);
}

lic_rc lic_user_import_apply(struct lic_user_import *import, struct lic_ctx *ctx,
	const struct lic_bulk_turn *turn, bool *ret_is_over)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct chunk *chunk = lic_arena_alloc(ctx->arena, sizeof(*chunk));
	lic_rc rc;

	*ret_is_over = false;
	if (chunk == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	chunk->import = import;
	chunk->ctx = ctx;
	LIC_TRY(begin(chunk, &hold));
	lic_db_set_err(ctx->db, &chunk->row_err);
	rc = import_rows(chunk, turn, ret_is_over);
	lic_db_set_err(ctx->db, ctx->err);
	if (!lic_ok(rc)) {
		return chunk->row_err.message[0] == '\0'
			? rc
			: lic_err_set(ctx->err, rc.code, chunk->row_err.public_code, "%s",
				  chunk->row_err.message);
	}
	LIC_TRY(end_operation(chunk));
	return lic_bulk_advance(ctx, &import->key, &import->next.progress);
}

void lic_user_import_keep(struct lic_user_import *import)
{
	import->kept = import->next;
}

const struct lic_bulk_progress *lic_user_import_progress(const struct lic_user_import *import)
{
	return &import->kept.progress;
}

lic_rc lic_user_import_report(struct lic_ctx *ctx, const struct lic_bulk_job *job,
	struct lic_import_report *ret_report)
{
	struct lic_import_report report = {
		.row_count = (size_t)job->total,
		.created_count = (size_t)job->progress.created,
		.licensed_count = (size_t)job->progress.licensed,
		.is_imported = job->error_code == LIC_OK || job->progress.created > 0,
	};
	struct lic_bulk_finding *bad = NULL;
	struct lic_bulk_finding *unlicensed = NULL;

	LIC_TRY(lic_bulk_findings(ctx, job->id, LIC_BULK_BAD, &bad, &report.bad_count));
	LIC_TRY(lic_bulk_findings(ctx, job->id, LIC_BULK_UNLICENSED, &unlicensed,
		&report.unlicensed_count));
	report.bad = bad;
	report.unlicensed = unlicensed;
	*ret_report = report;
	return LIC_OK_RC;
}
