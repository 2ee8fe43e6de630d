/*
 * Importing users: see user_import.h. Here an import is made and put to work on its file.
 */
#include "service/user_import.h"

#include "base/text.h"
#include "service/user_import_int.h"

#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)128 * 1024 * 1024)
#define ROW_ARENA_BYTES ((size_t)8 * 1024 * 1024)
#define VALUE_MAX 100

lic_rc lic_import__seek(struct lic_user_import *import, struct lic_ctx *ctx, int64_t position,
	int64_t line)
{
	struct lic_bulk_csv *source = &import->source;
	struct lic_csv_record header;

	if (!import->is_open) {
		LIC_TRY(lic_bulk_csv_open(source, ctx, &import->key, import->arena, &header));
		LIC_TRY(lic_import__read_header(import->arena, &header, ctx->err, &import->layout));
		import->is_open = true;
	}
	return lic_bulk_csv_fill(source, ctx, &import->key, line == 0 ? source->rows_at : position);
}

void lic_import__resume(const struct lic_user_import *import, int64_t position, int64_t line,
	struct lic_csv *csv)
{
	const struct lic_bulk_csv *source = &import->source;

	lic_bulk_csv_resume(source, line == 0 ? source->rows_at : position,
		line == 0 ? source->rows_line : line, csv);
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

lic_rc lic_import__understand(const struct lic_user_import *import, struct lic_ctx *row_ctx,
	const struct lic_catalog *catalog, const struct lic_csv_record *record,
	struct lic_import_user *ret_user)
{
	LIC_TRY(lic_import__read_row(row_ctx->arena, catalog, &import->layout, record, row_ctx->err,
		ret_user));
	apply_options(&import->options, ret_user);
	return LIC_OK_RC;
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

void lic_import__describe(const struct lic_user_import *import, struct lic_ctx *row_ctx,
	const struct lic_csv_record *record, const char *name, struct lic_bulk_finding *ret_finding)
{
	const struct lic_err *err = row_ctx->err;
	struct lic_bulk_finding finding = {.kind = LIC_BULK_BAD,
		.line = (int64_t)record->line,
		.name = name,
		.reason = err->message};
	size_t column = import->layout.count;

	if (err->detail_count > 0) {
		finding.field = err->details[0].target;
		finding.remedy = err->details[0].remedy;
		column = lic_import__find_column(&import->layout, finding.field);
	}
	if (column < record->count) {
		finding.column = (int64_t)record->columns[column];
		finding.value = shorten(row_ctx->arena, record->fields[column]);
	}
	*ret_finding = finding;
}

void lic_import__describe_violation(const struct lic_csv_record *record, const char *name,
	const struct lic_violation *violation, struct lic_bulk_finding *ret_finding)
{
	*ret_finding = (struct lic_bulk_finding){.kind = LIC_BULK_UNLICENSED,
		.line = (int64_t)record->line,
		.name = name,
		.field = "licenses",
		.reason = violation->detail.message,
		.remedy = violation->detail.remedy};
}

bool lic_import__is_row_error(lic_rc rc, const struct lic_err *err)
{
	return rc.code == LIC_E_INVALID || (rc.code == LIC_E_CONFLICT && err->public_code != NULL);
}

lic_rc lic_user_import_look(struct lic_ctx *ctx, const char *text, size_t len,
	const struct lic_import_options *options)
{
	struct lic_import_layout *layout = lic_arena_alloc(ctx->arena, sizeof(*layout));
	struct lic_csv_record header;

	if (layout == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_CREATE_USER));
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_ASSIGN_LICENSE));
	/* what is chosen for the whole file must be possible at all, so that it is told once
	 * and not for every row. */
	LIC_TRY(lic_user_check(LIC_USER_USAGE_LOCATION, options->usage_location, ctx->arena,
		ctx->err));
	LIC_TRY(lic_bulk_csv_header(text, len, ctx->arena, ctx->err, &header));
	return lic_import__read_header(ctx->arena, &header, ctx->err, layout);
}

static lic_rc build(struct lic_user_import *import)
{
	import->arena = lic_arena_new(ARENA_BYTES);
	import->row_arena = lic_arena_new(ROW_ARENA_BYTES);
	if (import->arena == NULL || import->row_arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_import__read_options(import->arena, import->job->options, &import->options);
}

lic_rc lic_user_import_new(const struct lic_bulk_key *key, const struct lic_bulk_job *job,
	struct lic_bytes text, struct lic_user_import **ret_import)
{
	struct lic_user_import *import = calloc(1, sizeof(*import));
	lic_rc rc;

	if (import == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	import->key = *key;
	import->job = job;
	lic_bulk_csv_init(&import->source, text, job->input_bytes);
	import->kept.progress = job->progress;
	rc = build(import);
	if (!lic_ok(rc)) {
		lic_user_import_free(import);
		return rc;
	}
	*ret_import = import;
	return LIC_OK_RC;
}

void lic_user_import_free(struct lic_user_import *import)
{
	if (import == NULL) {
		return;
	}
	lic_catalog_put(&import->check.hold);
	lic_import__forget(&import->check.names);
	lic_import__forget(&import->check.mails);
	lic_bulk_csv_done(&import->source);
	lic_arena_free(import->row_arena);
	lic_arena_free(import->arena);
	free(import);
}
