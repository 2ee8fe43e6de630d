/*
 * Importing users: see user_import.h. Here an import is made, and its file read: through a window
 * of a few pieces, always wide enough for the longest row.
 */
#include "service/user_import.h"

#include "base/text.h"
#include "service/user_import_int.h"

#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)128 * 1024 * 1024)
#define ROW_ARENA_BYTES ((size_t)8 * 1024 * 1024)
#define PIECE_ARENA_BYTES (LIC_BULK_PIECE_BYTES + (size_t)64 * 1024)
#define WINDOW_BYTES (2 * LIC_IMPORT_ROW_BYTES_MAX)
#define VALUE_MAX 100

static void view(const struct lic_user_import *import, const char **ret_text, size_t *ret_len)
{
	const struct lic_import_source *source = &import->source;

	*ret_text = source->text.data != NULL ? source->text.data : source->window.data;
	*ret_len = source->text.data != NULL ? source->text.len : source->window.len;
}

/* Tells whether the window reaches the end of the file. */
static bool is_at_end(const struct lic_import_source *source)
{
	return source->text.data != NULL ||
		source->window_at + (int64_t)source->window.len == source->size_bytes;
}

void lic_import__resume(const struct lic_user_import *import, int64_t position, int64_t line,
	struct lic_csv *csv)
{
	const char *text = NULL;
	size_t len = 0;
	size_t at = (size_t)(position - import->source.window_at);

	view(import, &text, &len);
	csv->separator = import->source.separator;
	lic_csv_resume(csv, text + at, len - at, (size_t)line);
}

bool lic_import__has_row(const struct lic_user_import *import, const struct lic_csv *csv)
{
	return is_at_end(&import->source) ||
		(size_t)(csv->end - csv->pos) >= LIC_IMPORT_ROW_BYTES_MAX;
}

int64_t lic_import__position(const struct lic_user_import *import, const struct lic_csv *csv)
{
	const char *text = NULL;
	size_t len = 0;

	view(import, &text, &len);
	return import->source.window_at + (csv->pos - text);
}

/* Makes the window begin with the piece that has byte `position`. */
static lic_rc move_window(struct lic_import_source *source, int64_t position)
{
	int64_t at = position - position % (int64_t)LIC_BULK_PIECE_BYTES;
	size_t keep = 0;

	if (at > source->window_at && at < source->window_at + (int64_t)source->window.len) {
		size_t skip = (size_t)(at - source->window_at);

		keep = source->window.len - skip;
		memmove(source->window.data, source->window.data + skip, keep);
	} else if (at == source->window_at) {
		keep = source->window.len;
	}
	source->window_at = at;
	source->window.len = keep;
	return lic_buf_status(&source->window);
}

static lic_rc read_piece(struct lic_user_import *import, const struct lic_ctx *ctx)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(PIECE_ARENA_BYTES);
	struct lic_import_source *source = &import->source;
	struct lic_ctx piece_ctx = *ctx;
	struct lic_bytes piece = {0};
	int64_t behind = source->window_at + (int64_t)source->window.len;

	if (arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	piece_ctx.arena = arena;
	LIC_TRY(lic_bulk_read_input(&piece_ctx, &import->key,
		behind / (int64_t)LIC_BULK_PIECE_BYTES, &piece));
	if (piece.len == 0 || piece.len > LIC_BULK_PIECE_BYTES ||
		behind + (int64_t)piece.len > source->size_bytes) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	lic_buf_add(&source->window, piece.data, piece.len);
	return lic_buf_status(&source->window);
}

/* Makes sure that the window has at least the longest row from `position` on, or the file's end. */
static lic_rc fill(struct lic_user_import *import, struct lic_ctx *ctx, int64_t position)
{
	struct lic_import_source *source = &import->source;

	if (source->text.data != NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(move_window(source, position));
	while (!is_at_end(source) &&
		source->window_at + (int64_t)source->window.len - position <
			(int64_t)(LIC_IMPORT_ROW_BYTES_MAX + LIC_BULK_PIECE_BYTES)) {
		LIC_TRY(read_piece(import, ctx));
	}
	return LIC_OK_RC;
}

static lic_rc read_header(struct lic_csv *csv, struct lic_arena *arena, struct lic_err *err,
	struct lic_import_layout *ret_layout)
{
	struct lic_csv_record header;
	bool more = false;

	LIC_TRY(lic_csv_next(csv, arena, err, &header, &more));
	if (!more) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"The file is empty: it needs a header and at least one row.");
	}
	return lic_import__read_header(arena, &header, err, ret_layout);
}

static lic_rc open_source(struct lic_user_import *import, struct lic_ctx *ctx)
{
	struct lic_import_source *source = &import->source;
	struct lic_csv csv;
	const char *text = NULL;
	size_t len = 0;

	LIC_TRY(fill(import, ctx, 0));
	view(import, &text, &len);
	source->separator = lic_csv_separator(text, len);
	lic_csv_init(&csv, text, len, source->separator);
	LIC_TRY(read_header(&csv, import->arena, ctx->err, &import->layout));
	source->rows_at = lic_import__position(import, &csv);
	source->rows_line = (int64_t)csv.line;
	source->is_open = true;
	return LIC_OK_RC;
}

lic_rc lic_import__seek(struct lic_user_import *import, struct lic_ctx *ctx, int64_t position,
	int64_t line, struct lic_csv *csv)
{
	if (!import->source.is_open) {
		LIC_TRY(open_source(import, ctx));
	}
	if (line == 0) {
		position = import->source.rows_at;
		line = import->source.rows_line;
	}
	LIC_TRY(fill(import, ctx, position));
	lic_import__resume(import, position, line, csv);
	return LIC_OK_RC;
}

lic_rc lic_import__next(struct lic_user_import *import, struct lic_csv *csv, struct lic_err *err,
	struct lic_csv_record *record, enum lic_import_read *ret_read)
{
	const char *start = csv->pos;
	size_t line = csv->line;
	bool more = false;
	lic_rc rc;

	lic_arena_reset(import->row_arena);
	memset(err, 0, sizeof(*err));
	rc = lic_csv_next(csv, import->row_arena, err, record, &more);
	if (rc.code == LIC_E_NOMEM) {
		return rc;
	}
	if ((size_t)(csv->pos - start) > LIC_IMPORT_ROW_BYTES_MAX ||
		(csv->pos == csv->end && !is_at_end(&import->source))) {
		return lic_err_set(err, LIC_E_LIMIT, "Request_BadRequest",
			"The row that begins in line %zu has more than %zu bytes: does a closing quote lack?",
			line, LIC_IMPORT_ROW_BYTES_MAX);
	}
	if (!lic_ok(rc)) {
		*ret_read = LIC_READ_BAD;
	} else {
		*ret_read = more ? LIC_READ_ROW : LIC_READ_END;
	}
	return LIC_OK_RC;
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
	struct lic_csv csv;

	if (layout == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_CREATE_USER));
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_ASSIGN_LICENSE));
	/* what is chosen for the whole file must be possible at all, so that it is told once
	 * and not for every row. */
	LIC_TRY(lic_user_check(LIC_USER_USAGE_LOCATION, options->usage_location, ctx->arena,
		ctx->err));
	lic_csv_init(&csv, text, len, lic_csv_separator(text, len));
	return read_header(&csv, ctx->arena, ctx->err, layout);
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
	import->source.text = text;
	import->source.size_bytes = job->input_bytes;
	import->kept.progress = job->progress;
	lic_buf_init(&import->source.window, WINDOW_BYTES);
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
	lic_buf_done(&import->source.window);
	lic_arena_free(import->row_arena);
	lic_arena_free(import->arena);
	free(import);
}
