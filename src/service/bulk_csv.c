/*
 * CSV files as input of bulk jobs: see bulk_csv.h.
 */
#include "service/bulk_csv.h"

#include <string.h>

#define PIECE_ARENA_BYTES (LIC_BULK_PIECE_BYTES + (size_t)64 * 1024)
#define WINDOW_BYTES (2 * LIC_BULK_ROW_BYTES_MAX)

void lic_bulk_csv_init(struct lic_bulk_csv *file, struct lic_bytes text, int64_t size_bytes)
{
	*file = (struct lic_bulk_csv){.text = text, .size_bytes = size_bytes};
	lic_buf_init(&file->window, WINDOW_BYTES);
}

void lic_bulk_csv_done(struct lic_bulk_csv *file)
{
	lic_buf_done(&file->window);
}

static void view(const struct lic_bulk_csv *file, const char **ret_text, size_t *ret_len)
{
	*ret_text = file->text.data != NULL ? file->text.data : file->window.data;
	*ret_len = file->text.data != NULL ? file->text.len : file->window.len;
}

/* Tells whether the window reaches the end of the file. */
static bool is_at_end(const struct lic_bulk_csv *file)
{
	return file->text.data != NULL ||
		file->window_at + (int64_t)file->window.len == file->size_bytes;
}

void lic_bulk_csv_resume(const struct lic_bulk_csv *file, int64_t position, int64_t line,
	struct lic_csv *csv)
{
	const char *text = NULL;
	size_t len = 0;
	size_t at = (size_t)(position - file->window_at);

	view(file, &text, &len);
	csv->separator = file->separator;
	lic_csv_resume(csv, text + at, len - at, (size_t)line);
}

bool lic_bulk_csv_has_row(const struct lic_bulk_csv *file, const struct lic_csv *csv)
{
	return is_at_end(file) || (size_t)(csv->end - csv->pos) >= LIC_BULK_ROW_BYTES_MAX;
}

int64_t lic_bulk_csv_position(const struct lic_bulk_csv *file, const struct lic_csv *csv)
{
	const char *text = NULL;
	size_t len = 0;

	view(file, &text, &len);
	return file->window_at + (csv->pos - text);
}

/* Makes the window begin with the piece that has byte `position`. */
static lic_rc move_window(struct lic_bulk_csv *file, int64_t position)
{
	int64_t at = position - position % (int64_t)LIC_BULK_PIECE_BYTES;
	size_t keep = 0;

	if (at > file->window_at && at < file->window_at + (int64_t)file->window.len) {
		size_t skip = (size_t)(at - file->window_at);

		keep = file->window.len - skip;
		memmove(file->window.data, file->window.data + skip, keep);
	} else if (at == file->window_at) {
		keep = file->window.len;
	}
	file->window_at = at;
	file->window.len = keep;
	return lic_buf_status(&file->window);
}

static lic_rc read_piece(struct lic_bulk_csv *file, const struct lic_ctx *ctx,
	const struct lic_bulk_key *key)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(PIECE_ARENA_BYTES);
	struct lic_ctx piece_ctx = *ctx;
	struct lic_bytes piece = {0};
	int64_t behind = file->window_at + (int64_t)file->window.len;

	if (arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	piece_ctx.arena = arena;
	LIC_TRY(lic_bulk_read_input(&piece_ctx, key, behind / (int64_t)LIC_BULK_PIECE_BYTES,
		&piece));
	if (piece.len == 0 || piece.len > LIC_BULK_PIECE_BYTES ||
		behind + (int64_t)piece.len > file->size_bytes) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	lic_buf_add(&file->window, piece.data, piece.len);
	return lic_buf_status(&file->window);
}

lic_rc lic_bulk_csv_fill(struct lic_bulk_csv *file, struct lic_ctx *ctx,
	const struct lic_bulk_key *key, int64_t position)
{
	if (file->text.data != NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(move_window(file, position));
	while (!is_at_end(file) &&
		file->window_at + (int64_t)file->window.len - position <
			(int64_t)(LIC_BULK_ROW_BYTES_MAX + LIC_BULK_PIECE_BYTES)) {
		LIC_TRY(read_piece(file, ctx, key));
	}
	return LIC_OK_RC;
}

/* Reads the first record of `csv`. */
static lic_rc read_header(struct lic_csv *csv, struct lic_arena *arena, struct lic_err *err,
	struct lic_csv_record *ret_header)
{
	bool more = false;

	LIC_TRY(lic_csv_next(csv, arena, err, ret_header, &more));
	return more ? LIC_OK_RC
		    : lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			      "The file is empty: it needs a header and at least one row.");
}

lic_rc lic_bulk_csv_header(const char *text, size_t len, struct lic_arena *arena,
	struct lic_err *err, struct lic_csv_record *ret_header)
{
	struct lic_csv csv;

	lic_csv_init(&csv, text, len, lic_csv_separator(text, len));
	return read_header(&csv, arena, err, ret_header);
}

lic_rc lic_bulk_csv_open(struct lic_bulk_csv *file, struct lic_ctx *ctx,
	const struct lic_bulk_key *key, struct lic_arena *arena, struct lic_csv_record *ret_header)
{
	struct lic_csv csv;
	const char *text = NULL;
	size_t len = 0;

	LIC_TRY(lic_bulk_csv_fill(file, ctx, key, 0));
	view(file, &text, &len);
	file->separator = lic_csv_separator(text, len);
	lic_csv_init(&csv, text, len, file->separator);
	LIC_TRY(read_header(&csv, arena, ctx->err, ret_header));
	file->rows_at = lic_bulk_csv_position(file, &csv);
	file->rows_line = (int64_t)csv.line;
	return LIC_OK_RC;
}

lic_rc lic_bulk_csv_next(const struct lic_bulk_csv *file, struct lic_csv *csv,
	struct lic_arena *row_arena, struct lic_err *err, struct lic_csv_record *record,
	enum lic_bulk_read *ret_read)
{
	const char *start = csv->pos;
	size_t line = csv->line;
	bool more = false;
	lic_rc rc;

	lic_arena_reset(row_arena);
	memset(err, 0, sizeof(*err));
	rc = lic_csv_next(csv, row_arena, err, record, &more);
	if (rc.code == LIC_E_NOMEM) {
		return rc;
	}
	if ((size_t)(csv->pos - start) > LIC_BULK_ROW_BYTES_MAX ||
		(csv->pos == csv->end && !is_at_end(file))) {
		return lic_err_set(err, LIC_E_LIMIT, "Request_BadRequest",
			"The row that begins in line %zu has more than %zu bytes: does a closing quote lack?",
			line, LIC_BULK_ROW_BYTES_MAX);
	}
	if (!lic_ok(rc)) {
		*ret_read = LIC_READ_BAD;
	} else {
		*ret_read = more ? LIC_READ_ROW : LIC_READ_END;
	}
	return LIC_OK_RC;
}
