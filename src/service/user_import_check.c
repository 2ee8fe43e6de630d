/*
 * The check of an import: every row as if it were created, on what the directory says and what the
 * rows before it would have changed. See user_import.h.
 */
#include "service/user_import_int.h"

#include "base/text.h"
#include "service/license_int.h"
#include "service/subscriptions.h"
#include "service/user_int.h"

#include <string.h>

#define LISTED_MAX 50000

/* Copies the texts of a finding into `arena`. */
static lic_rc keep_finding(struct lic_arena *arena, struct lic_bulk_finding *finding)
{
	const char **const texts[] = {&finding->name, &finding->field, &finding->value,
		&finding->reason, &finding->remedy};

	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		if (*texts[i] != NULL) {
			*texts[i] = lic_arena_strdup(arena, *texts[i]);
			if (*texts[i] == NULL) {
				return LIC_RC(LIC_E_NOMEM);
			}
		}
	}
	return LIC_OK_RC;
}

static lic_rc add_finding(struct lic_user_import *import, struct lic_import_list *list,
	const struct lic_bulk_finding *finding)
{
	if (list->count == list->room) {
		size_t room = list->room * 2 + 16;
		struct lic_bulk_finding *rows = lic_arena_array(import->arena, room, sizeof(*rows));

		if (rows == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (list->count > 0) {
			memcpy(rows, list->rows, list->count * sizeof(*rows));
		}
		list->rows = rows;
		list->room = room;
	}
	list->rows[list->count] = *finding;
	LIC_TRY(keep_finding(import->arena, &list->rows[list->count]));
	list->count++;
	return LIC_OK_RC;
}

static lic_rc note(struct lic_user_import *import, struct lic_ctx *ctx,
	const struct lic_bulk_finding *finding)
{
	struct lic_import_check *check = &import->check;
	struct lic_import_list *list =
		finding->kind == LIC_BULK_BAD ? &check->bad : &check->unlicensed;

	check->bad_count += finding->kind == LIC_BULK_BAD ? 1 : 0;
	if (list->count == LISTED_MAX) {
		return lic_err_set(ctx->err, LIC_E_LIMIT, "Request_BadRequest",
			"More than %d rows are wrong: correct what they have in common and import the file again.",
			LISTED_MAX);
	}
	return add_finding(import, list, finding);
}

static lic_rc begin(struct lic_user_import *import, const struct lic_ctx *ctx)
{
	struct lic_import_check *check = &import->check;
	struct lic_ctx own = *ctx;

	if (check->is_begun) {
		return LIC_OK_RC;
	}
	own.arena = import->arena;
	if (check->hold.catalog == NULL) {
		LIC_TRY(lic_catalog_get(&own, &check->hold));
	}
	LIC_TRY(lic_seats_list(&own, check->hold.catalog, &check->pools, &check->pool_count));
	check->is_begun = true;
	return LIC_OK_RC;
}

/* Tells who else has the mail address: a user of the directory, or one of the file's before it. */
static lic_rc read_mail_holder(struct lic_user_import *import, struct lic_ctx *row_ctx,
	const char *mail_key, struct lic_facts *facts)
{
	struct lic_q_users_mail_holder_in in = {.tenant_id = row_ctx->caller.tenant_id,
		.mail_key = mail_key};
	struct lic_q_users_mail_holder_row row;
	bool found = false;

	if (mail_key == NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_users_mail_holder(row_ctx->db, row_ctx->arena, &in, &row, &found));
	if (found) {
		facts->mail_holder = row.display_name;
	} else if (lic_import__has_seen(&import->check.mails, mail_key)) {
		facts->mail_holder = "another row of the file";
	}
	return LIC_OK_RC;
}

/* Takes the seats of a decision from the pools in memory. */
static void take_seats(struct lic_import_check *check, const struct lic_decision *decision)
{
	for (size_t i = 0; i < decision->seat_count; i++) {
		for (size_t p = 0; p < check->pool_count; p++) {
			if (check->pools[p].sku == decision->seats[i].sku) {
				check->pools[p].seats.consumed += decision->seats[i].delta;
			}
		}
	}
}

/* without a free seat the user stays, unlicensed, and is listed. */
static lic_rc check_licenses(struct lic_user_import *import, struct lic_ctx *row_ctx,
	const struct lic_csv_record *record, const struct lic_user *user,
	const struct lic_license_request *request, const char *mail_key)
{
	struct lic_import_check *check = &import->check;
	struct lic_facts facts = {
		.catalog = check->hold.catalog,
		.usage_location = user->values.text[LIC_USER_USAGE_LOCATION],
		.mail = user->values.text[LIC_USER_MAIL],
		.seats = check->pools,
		.seat_count = check->pool_count,
	};
	struct lic_decision decision;
	struct lic_bulk_finding finding;

	if (request->add_count == 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(read_mail_holder(import, row_ctx, mail_key, &facts));
	LIC_TRY(lic_license_decide(row_ctx->arena, &facts, request, &decision));
	if (decision.violation_count == 0) {
		take_seats(check, &decision);
		check->licensed_count++;
		return LIC_OK_RC;
	}
	lic_import__describe_violation(record, user->values.text[LIC_USER_PRINCIPAL_NAME],
		&decision.violations[0], &finding);
	return note(import, row_ctx, &finding);
}

static lic_rc check_user(struct lic_user_import *import, struct lic_ctx *row_ctx,
	const struct lic_csv_record *record, const char **ret_name)
{
	struct lic_import_check *check = &import->check;
	struct lic_import_user row = {0};
	struct lic_user user = {0};
	const char *name_key = NULL;
	const char *mail_key = NULL;
	bool is_new = false;

	LIC_TRY(lic_import__understand(import, row_ctx, check->hold.catalog, record, &row));
	*ret_name = row.patch.values.text[LIC_USER_PRINCIPAL_NAME];
	LIC_TRY(lic_user__prepare(row_ctx, &row.patch, 0, &user));
	LIC_TRY(lic_user__keys(row_ctx->arena, &user, &name_key, &mail_key));
	LIC_TRY(lic_import__see(&check->names, name_key, &is_new));
	if (!is_new) {
		return lic_user__name_taken(row_ctx);
	}
	check->created_count++;
	LIC_TRY(check_licenses(import, row_ctx, record, &user, &row.request, mail_key));
	return mail_key == NULL ? LIC_OK_RC : lic_import__see(&check->mails, mail_key, &is_new);
}

/* Handles one record; a bad one is listed and is no failure of the import yet. */
static lic_rc check_record(struct lic_user_import *import, struct lic_ctx *row_ctx,
	const struct lic_csv_record *record)
{
	struct lic_bulk_finding finding;
	const char *name = NULL;
	lic_rc rc = check_user(import, row_ctx, record, &name);

	if (lic_ok(rc) || !lic_import__is_row_error(rc, row_ctx->err)) {
		return rc;
	}
	lic_import__describe(import, row_ctx, record, name, &finding);
	return note(import, row_ctx, &finding);
}

/* What the check says at the end of the file. */
static lic_rc conclude(const struct lic_user_import *import, struct lic_err *err)
{
	const struct lic_import_check *check = &import->check;

	if (check->row_count == 0) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"The file has a header and no rows: nothing was imported.");
	}
	if (check->bad_count > 0 && !import->options.skip_bad) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"%zu of %zu row%s %s wrong: nothing was imported. Correct %s, or import the good ones only.",
			check->bad_count, check->row_count, check->row_count == 1 ? "" : "s",
			check->bad_count == 1 ? "is" : "are",
			check->bad_count == 1 ? "it" : "them");
	}
	return LIC_OK_RC;
}

/* Checks the next record; `*ret_read` tells what came. */
static lic_rc check_next(struct lic_user_import *import, struct lic_ctx *row_ctx,
	struct lic_csv *csv, enum lic_bulk_read *ret_read)
{
	struct lic_import_check *check = &import->check;
	struct lic_csv_record record;

	LIC_TRY(lic_bulk_csv_next(&import->source, csv, import->row_arena, row_ctx->err, &record,
		ret_read));
	if (*ret_read == LIC_READ_END) {
		return LIC_OK_RC;
	}
	if (++check->row_count > LIC_IMPORT_ROWS_MAX) {
		return lic_err_set(row_ctx->err, LIC_E_LIMIT, "Request_BadRequest",
			"The file has more than %d rows: split it.", LIC_IMPORT_ROWS_MAX);
	}
	if (*ret_read == LIC_READ_BAD) {
		struct lic_bulk_finding finding = {.kind = LIC_BULK_BAD,
			.line = (int64_t)record.line,
			.reason = row_ctx->err->message};

		return note(import, row_ctx, &finding);
	}
	return check_record(import, row_ctx, &record);
}

static lic_rc check_rows(struct lic_user_import *import, struct lic_ctx *row_ctx,
	struct lic_csv *csv, size_t rows, bool *ret_is_over)
{
	struct lic_import_check *check = &import->check;
	enum lic_bulk_read read = LIC_READ_ROW;

	for (size_t i = 0; i < rows && lic_bulk_csv_has_row(&import->source, csv); i++) {
		LIC_TRY(check_next(import, row_ctx, csv, &read));
		check->position = lic_bulk_csv_position(&import->source, csv);
		check->line = (int64_t)csv->line;
		if (read == LIC_READ_END) {
			*ret_is_over = true;
			break;
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_user_import_check(struct lic_user_import *import, struct lic_ctx *ctx, size_t rows,
	bool *ret_is_over)
{
	struct lic_import_check *check = &import->check;
	struct lic_ctx row_ctx = *ctx;
	struct lic_err row_err = {0};
	struct lic_csv csv;
	lic_rc rc;

	*ret_is_over = false;
	LIC_TRY(begin(import, ctx));
	LIC_TRY(lic_import__seek(import, ctx, check->position, check->line));
	lic_import__resume(import, check->position, check->line, &csv);
	row_ctx.arena = import->row_arena;
	row_ctx.err = &row_err;
	lic_db_set_err(ctx->db, &row_err);
	rc = check_rows(import, &row_ctx, &csv, rows, ret_is_over);
	lic_db_set_err(ctx->db, ctx->err);
	if (!lic_ok(rc)) {
		/* Details of the row's error lie in an arena that goes. */
		return row_err.message[0] == '\0'
			? rc
			: lic_err_set(ctx->err, rc.code, row_err.public_code, "%s",
				  row_err.message);
	}
	if (*ret_is_over) {
		rc = conclude(import, ctx->err);
		check->is_failed = !lic_ok(rc);
	}
	return rc;
}

size_t lic_user_import_checked(const struct lic_user_import *import)
{
	return import->check.row_count;
}

size_t lic_user_import_total(const struct lic_user_import *import)
{
	const struct lic_import_check *check = &import->check;

	if (check->position <= 0 || check->position == import->source.size_bytes) {
		return check->row_count;
	}
	return (size_t)((double)check->row_count * (double)import->source.size_bytes /
		(double)check->position);
}

void lic_user_import_findings(const struct lic_user_import *import,
	struct lic_import_report *ret_report)
{
	const struct lic_import_check *check = &import->check;

	*ret_report = (struct lic_import_report){
		.row_count = check->row_count,
		.created_count = check->is_failed ? 0 : check->created_count,
		.licensed_count = check->is_failed ? 0 : check->licensed_count,
		.is_imported = !check->is_failed,
		.bad = check->bad.rows,
		.bad_count = check->bad.count,
		.unlicensed = check->unlicensed.rows,
		.unlicensed_count = check->unlicensed.count,
	};
}

static lic_rc copy_findings(struct lic_arena *arena, const struct lic_bulk_finding *rows,
	size_t count, const struct lic_bulk_finding **ret_rows)
{
	struct lic_bulk_finding *copy = lic_arena_array(arena, count, sizeof(*copy));

	if (copy == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		copy[i] = rows[i];
		LIC_TRY(keep_finding(arena, &copy[i]));
	}
	*ret_rows = copy;
	return LIC_OK_RC;
}

lic_rc lic_user_import_copy_report(struct lic_arena *arena, const struct lic_import_report *report,
	struct lic_import_report *ret_report)
{
	struct lic_import_report copy = *report;

	LIC_TRY(copy_findings(arena, report->bad, report->bad_count, &copy.bad));
	LIC_TRY(copy_findings(arena, report->unlicensed, report->unlicensed_count,
		&copy.unlicensed));
	*ret_report = copy;
	return LIC_OK_RC;
}
