/*
 * Importing users: see user_import.h. Rows are handled one by one in an arena that is emptied after
 * each, so that memory does not grow with the file; what is kept is the list of rows that failed.
 */
#include "service/user_import.h"

#include "base/text.h"
#include "service/catalogs.h"
#include "service/licenses.h"
#include "service/user_import_int.h"
#include "service/user_int.h"

#include <string.h>

#define ROWS_MAX 1000000
#define LISTED_MAX 50000
#define ROW_ARENA_BYTES ((size_t)4 * 1024 * 1024)
#define ID_BLOCK 500
#define VALUE_MAX 100

/* A list of rows that grows in the request's arena. */
struct row_list {
	struct lic_import_row *rows; /* the rows */
	size_t count;                /* in use */
	size_t room;                 /* allocated */
};

/* One import on its way. */
struct import {
	struct lic_ctx *ctx;    /* the request */
	struct lic_ctx row_ctx; /* the same with an arena for one row and an error of its own */
	struct lic_err row_err; /* what is wrong with the row */
	const struct lic_catalog *catalog;        /* the organisation's */
	const struct lic_import_options *options; /* for the whole file */
	struct lic_import_layout layout;          /* the file's columns */
	struct lic_operation operation;           /* the ledger's entry */
	struct row_list bad;                      /* rows not imported */
	struct row_list unlicensed;               /* users without their licences */
	struct lic_import_report report;          /* counts */
	int64_t next_id;                          /* next key for a user */
	int64_t ids_left;                         /* keys left of the block */
};

static lic_rc add_row(struct import *import, struct row_list *list,
	const struct lic_import_row *row)
{
	struct lic_arena *arena = import->ctx->arena;
	struct lic_import_row *kept = NULL;

	if (list->count == LISTED_MAX) {
		return lic_err_set(import->ctx->err, LIC_E_LIMIT, "Request_BadRequest",
			"More than %d rows are wrong: correct what they have in common and import the file again.",
			LISTED_MAX);
	}
	if (list->count == list->room) {
		size_t room = list->room * 2 + 16;
		struct lic_import_row *rows = lic_arena_array(arena, room, sizeof(*rows));

		if (rows == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (list->count > 0) {
			memcpy(rows, list->rows, list->count * sizeof(*rows));
		}
		list->rows = rows;
		list->room = room;
	}
	kept = &list->rows[list->count++];
	*kept = *row;
	kept->name = lic_arena_strdup(arena, row->name);
	kept->field = lic_arena_strdup(arena, row->field);
	kept->value = lic_arena_strdup(arena, row->value);
	kept->reason = lic_arena_strdup(arena, row->reason);
	kept->remedy = lic_arena_strdup(arena, row->remedy);
	return kept->reason == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Cuts a value for showing, between characters. */
static const char *shorten(struct lic_arena *arena, const char *value)
{
	size_t len = strlen(value);

	if (len > VALUE_MAX) {
		len = VALUE_MAX;
		while (len > 0 && ((unsigned char)value[len] & 0xC0U) == 0x80U) {
			len--;
		}
	}
	return lic_arena_copy(arena, value, len);
}

/* Lists a row with the error that was found in it. `name` may be NULL. */
static lic_rc note_bad(struct import *import, const struct lic_csv_record *record, const char *name)
{
	const struct lic_err *err = &import->row_err;
	struct lic_import_row row = {.line = record->line, .name = name, .reason = err->message};
	size_t column = import->layout.count;

	if (err->detail_count > 0) {
		row.field = err->details[0].target;
		row.remedy = err->details[0].remedy;
		column = lic_import__find_column(&import->layout, row.field);
	}
	if (column < record->count) {
		row.column = record->columns[column];
		row.value = shorten(import->row_ctx.arena, record->fields[column]);
	}
	return add_row(import, &import->bad, &row);
}

static lic_rc next_user_id(struct import *import, int64_t *ret_id)
{
	if (import->ids_left == 0) {
		LIC_TRY(lic_ctx_take_numbers(import->ctx, "user", ID_BLOCK, &import->next_id));
		import->ids_left = ID_BLOCK;
	}
	import->ids_left--;
	*ret_id = import->next_id++;
	return LIC_OK_RC;
}

/* without a free seat the user stays, unlicensed, and is listed. */
static lic_rc give_licenses(struct import *import, const struct lic_csv_record *record,
	const struct lic_user *user, const struct lic_license_request *request)
{
	struct lic_decision decision;
	struct lic_import_row row = {.line = record->line,
		.name = user->values.text[LIC_USER_PRINCIPAL_NAME]};

	LIC_TRY(lic_license_apply(&import->row_ctx, import->catalog, user, request,
		&import->operation, &decision));
	if (decision.violation_count == 0) {
		import->report.licensed_count += request->add_count > 0 ? 1 : 0;
		return LIC_OK_RC;
	}
	row.field = "licenses";
	row.reason = decision.violations[0].detail.message;
	row.remedy = decision.violations[0].detail.remedy;
	return add_row(import, &import->unlicensed, &row);
}

/* What the file as a whole says stands in where the row says nothing (R-82, D-23). */
static void apply_options(const struct lic_import_options *options, struct lic_import_user *user)
{
	if (options->usage_location != NULL && !user->patch.has_text[LIC_USER_USAGE_LOCATION]) {
		user->patch.has_text[LIC_USER_USAGE_LOCATION] = true;
		user->patch.values.text[LIC_USER_USAGE_LOCATION] = options->usage_location;
	}
	if (!user->patch.has_account_enabled) {
		user->patch.has_account_enabled = true;
		user->patch.values.account_enabled = options->account_enabled;
	}
	if (!user->has_licenses && options->licenses != NULL) {
		user->request = *options->licenses;
	}
}

static lic_rc import_user(struct import *import, const struct lic_csv_record *record,
	const char **ret_name)
{
	struct lic_import_user row = {0};
	struct lic_user user = {0};
	int64_t id = 0;

	LIC_TRY(lic_import__read_row(import->row_ctx.arena, import->catalog, &import->layout,
		record, &import->row_err, &row));
	apply_options(import->options, &row);
	*ret_name = row.patch.values.text[LIC_USER_PRINCIPAL_NAME];
	LIC_TRY(next_user_id(import, &id));
	LIC_TRY(lic_user__create(&import->row_ctx, &row.patch, id, &import->operation, &user));
	import->report.created_count++;
	return give_licenses(import, record, &user, &row.request);
}

static bool is_row_error(lic_rc rc)
{
	return rc.code == LIC_E_INVALID || rc.code == LIC_E_CONFLICT;
}

/* Handles one record; a bad one is listed and is no failure of the import yet. */
static lic_rc import_record(struct import *import, const struct lic_csv_record *record)
{
	const char *name = NULL;
	lic_rc rc = import_user(import, record, &name);

	if (lic_ok(rc)) {
		return rc;
	}
	if (!is_row_error(rc)) {
		if (import->row_err.message[0] != '\0') {
			return lic_err_set(import->ctx->err, rc.code, import->row_err.public_code,
				"%s", import->row_err.message);
		}
		return rc;
	}
	return note_bad(import, record, name);
}

static void show_progress(struct import *import, struct lic_import_progress *progress,
	const struct lic_csv *csv, const char *text, size_t len)
{
	size_t seen = (size_t)(csv->pos - text);

	if (progress != NULL && seen > 0) {
		size_t rows = import->report.row_count;

		atomic_store(&progress->done, rows);
		atomic_store(&progress->total, (size_t)((double)rows * (double)len / (double)seen));
	}
}

/* Reads the next record into the row's arena, listing records that are not CSV. */
static lic_rc next_record(struct import *import, struct lic_csv *csv, struct lic_csv_record *record,
	bool *ret_more)
{
	for (;;) {
		size_t line = csv->line;
		lic_rc rc;

		lic_arena_reset(import->row_ctx.arena);
		memset(&import->row_err, 0, sizeof(import->row_err));
		rc = lic_csv_next(csv, import->row_ctx.arena, &import->row_err, record, ret_more);
		if (rc.code != LIC_E_INVALID && rc.code != LIC_E_LIMIT) {
			return rc;
		}
		import->report.row_count++;
		LIC_TRY(add_row(import, &import->bad,
			&(struct lic_import_row){.line = line, .reason = import->row_err.message}));
	}
}

static lic_rc import_rows(struct import *import, struct lic_csv *csv, const char *text, size_t len,
	struct lic_import_progress *progress)
{
	struct lic_csv_record record;
	bool more = true;

	for (;;) {
		LIC_TRY(next_record(import, csv, &record, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		if (++import->report.row_count > ROWS_MAX) {
			return lic_err_set(import->ctx->err, LIC_E_LIMIT, "Request_BadRequest",
				"The file has more than %d rows: split it.", ROWS_MAX);
		}
		LIC_TRY(import_record(import, &record));
		show_progress(import, progress, csv, text, len);
	}
}

static lic_rc read_header(struct import *import, struct lic_csv *csv)
{
	struct lic_csv_record header;
	bool more = false;

	LIC_TRY(lic_csv_next(csv, import->ctx->arena, import->ctx->err, &header, &more));
	if (!more) {
		return lic_err_set(import->ctx->err, LIC_E_INVALID, "Request_BadRequest",
			"The file is empty: it needs a header and at least one row.");
	}
	return lic_import__read_header(import->ctx->arena, &header, import->ctx->err,
		&import->layout);
}

static lic_rc run(struct import *import, const char *text, size_t len,
	struct lic_import_progress *progress)
{
	struct lic_csv csv;
	struct lic_ctx *ctx = import->ctx;

	lic_csv_init(&csv, text, len, lic_csv_separator(text, len));
	LIC_TRY(read_header(import, &csv));
	LIC_TRY(lic_ledger_begin(ctx, LIC_OP_USER_IMPORT, "users", &import->operation));
	lic_db_set_err(ctx->db, &import->row_err);
	lic_rc rc = import_rows(import, &csv, text, len, progress);

	lic_db_set_err(ctx->db, ctx->err);
	LIC_TRY(rc);
	if (import->report.row_count == 0) {
		return lic_err_set(ctx->err, LIC_E_INVALID, "Request_BadRequest",
			"The file has a header and no rows: nothing was imported.");
	}
	if (import->bad.count > 0 && !import->options->skip_bad) {
		return lic_err_set(ctx->err, LIC_E_INVALID, "Request_BadRequest",
			"%zu of %zu rows are wrong: nothing was imported. Correct them, or import the good ones only.",
			import->bad.count, import->report.row_count);
	}
	return lic_ledger_end(ctx, &import->operation);
}

/* what is chosen for the whole file must be possible at all, so that it is told once and not
 * for every row. */
static lic_rc check_options(struct lic_ctx *ctx, const struct lic_import_options *options)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_CREATE_USER));
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_ASSIGN_LICENSE));
	return lic_user_check(LIC_USER_USAGE_LOCATION, options->usage_location, ctx->arena,
		ctx->err);
}

lic_rc lic_user_import(struct lic_ctx *ctx, const char *text, size_t len,
	const struct lic_import_options *options, struct lic_import_progress *progress,
	struct lic_import_report *ret_report)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	LIC_AUTO(lic_arena_freep) struct lic_arena *row_arena = NULL;
	struct import *import = lic_arena_alloc(ctx->arena, sizeof(*import));
	lic_rc rc;

	LIC_TRY(check_options(ctx, options));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	row_arena = lic_arena_new(ROW_ARENA_BYTES);
	if (import == NULL || row_arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	import->ctx = ctx;
	import->row_ctx = *ctx;
	import->row_ctx.arena = row_arena;
	import->row_ctx.err = &import->row_err;
	import->catalog = hold.catalog;
	import->options = options;
	rc = run(import, text, len, progress);
	import->report.bad = import->bad.rows;
	import->report.bad_count = import->bad.count;
	import->report.unlicensed = import->unlicensed.rows;
	import->report.unlicensed_count = import->unlicensed.count;
	*ret_report = import->report;
	return rc;
}
