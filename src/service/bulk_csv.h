/*
 * The CSV file that is the input of a bulk job: whole in memory, or read through a window of a few
 * stored pieces that is always wide enough for the longest row. Private to service.
 *
 * Threading: a file belongs to one thread at a time; what reads stored pieces runs in the caller's
 * transaction.
 */
#ifndef LIC_SERVICE_BULK_CSV_H
#define LIC_SERVICE_BULK_CSV_H

#include "base/buf.h"
#include "base/csv.h"
#include "service/bulk.h"

/* Bytes of one row. The window is read on when it holds fewer. */
#define LIC_BULK_ROW_BYTES_MAX ((size_t)1024 * 1024)

/* The file. Its members are read by others, and set here. */
struct lic_bulk_csv {
	struct lic_bytes text; /* all of it, borrowed; or NULL */
	struct lic_buf window; /* pieces in memory, one after the other; unused for a text */
	int64_t window_at;     /* byte of the file at which the window begins */
	int64_t size_bytes;    /* of the file */
	char separator;        /* of its columns */
	int64_t rows_at;       /* byte at which the rows begin */
	int64_t rows_line;     /* line that begins there */
};

/* What is left of a read. */
enum lic_bulk_read {
	LIC_READ_ROW, /* a record */
	LIC_READ_BAD, /* something that is no CSV: err says why */
	LIC_READ_END  /* nothing: the file has ended */
};

/*
 * Makes `file` the input of a job: the bytes of `text` (borrowed), or the `size_bytes` bytes that
 * are stored when text.data is NULL. Empty it with lic_bulk_csv_done().
 */
void lic_bulk_csv_init(struct lic_bulk_csv *file, struct lic_bytes text, int64_t size_bytes);

/*
 * Frees what `file` owns. Accepts a zeroed one.
 */
void lic_bulk_csv_done(struct lic_bulk_csv *file);

/*
 * Reads the first record of the CSV `text` of `len` bytes into `*ret_header`, whose texts live in
 * `arena`. Errors: LIC_E_INVALID for an empty file, and as lic_csv_next(), in `err`; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_bulk_csv_header(const char *text, size_t len, struct lic_arena *arena,
	struct lic_err *err, struct lic_csv_record *ret_header);

/*
 * Opens `file`, the input of the job with `key`: finds its separator and where its rows begin, and
 * reads its header into `*ret_header`, whose texts live in `arena`. Errors: as
 * lic_bulk_csv_header(), in ctx->err; as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_csv_open(struct lic_bulk_csv *file, struct lic_ctx *ctx,
	const struct lic_bulk_key *key, struct lic_arena *arena, struct lic_csv_record *ret_header);

/*
 * Reads as much of the open `file`, the input of the job with `key`, as a step from byte `position`
 * needs. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_bulk_csv_fill(struct lic_bulk_csv *file, struct lic_ctx *ctx,
	const struct lic_bulk_key *key, int64_t position);

/*
 * Makes `csv` read at byte `position`, line `line`, of what lic_bulk_csv_fill() has read of `file`.
 */
void lic_bulk_csv_resume(const struct lic_bulk_csv *file, int64_t position, int64_t line,
	struct lic_csv *csv);

/*
 * Tells whether `csv` can read on without more of `file`.
 */
bool lic_bulk_csv_has_row(const struct lic_bulk_csv *file, const struct lic_csv *csv);

/*
 * Tells the byte of `file` at which `csv` is.
 */
int64_t lic_bulk_csv_position(const struct lic_bulk_csv *file, const struct lic_csv *csv);

/*
 * Empties `row_arena` and `err` and reads the next record of `csv`, which reads in `file`, into
 * `record`. `*ret_read` tells what came. Errors: LIC_E_LIMIT in `err` for a row over
 * LIC_BULK_ROW_BYTES_MAX; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_bulk_csv_next(const struct lic_bulk_csv *file, struct lic_csv *csv,
	struct lic_arena *row_arena, struct lic_err *err, struct lic_csv_record *record,
	enum lic_bulk_read *ret_read);

#endif
