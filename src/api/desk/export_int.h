/*
 * Exports: all of something as CSV or NDJSON, sent while it is read, in constant memory. Private to
 * api/desk.
 *
 * Each piece is a page of rows, read in a transaction of its own that ends before the piece is
 * sent: a client that is slow, or reads no more, holds no snapshot and no worker, only its buffer
 * and its connection, which the idle time ends. So an export is no single snapshot: rows that come,
 * go or change meanwhile may be in it or not, and what is there all the time is in it once.
 *
 * Threading: as api_int.h says of steps.
 */
#ifndef LIC_API_EXPORT_INT_H
#define LIC_API_EXPORT_INT_H

#include "api/api_int.h"
#include "base/csv_writer.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rows on their way into text. Cells are written in the order of the columns. */
struct lic_export {
	const char *const *columns; /* names, NULL at the end; static */
	bool is_csv;                /* CSV, else NDJSON */
	bool has_bom;               /* a byte order mark comes first */
	struct lic_csv_writer csv;  /* how CSV is written */
	struct lic_json json;       /* the object of the present row */
	struct lic_buf *out;        /* where text goes; borrowed */
	size_t column;              /* column of the next cell */
};

/*
 * Reads what `req` asks for: format (or the header Accept), separator, bom and safe, into
 * `*ret_export`, whose columns are `columns`. Errors, in req->err: LIC_E_INVALID for a bad value,
 * with status 406 when Accept has nothing that there is, and for HTTP/1.0.
 */
LIC_MUST_USE lic_rc lic_export__options(struct lic_api_request *req, const char *const *columns,
	struct lic_export *ret_export);

/*
 * Starts the text of `export` in `out`: byte order mark and names, for CSV.
 */
void lic_export__begin(struct lic_export *export, struct lic_buf *out);

/*
 * Starts a row of `export`.
 */
void lic_export__row(struct lic_export *export);

/*
 * Writes the next cell of `export`: `text`, or nothing when it is NULL.
 */
void lic_export__text(struct lic_export *export, const char *text);

/*
 * Writes the next cell of `export`: `value`.
 */
void lic_export__bool(struct lic_export *export, bool value);

/*
 * Writes the next cell of `export`: the id `guid`.
 */
void lic_export__guid(struct lic_export *export, const struct lic_guid *guid);

/*
 * Writes the next cell of `export`: the time `ms` (milliseconds UTC), to the second.
 */
void lic_export__time(struct lic_export *export, int64_t ms);

/*
 * Writes the next cell of `export`: `count` `texts`, an array or, in CSV, separated by semicolons.
 * Texts are made in `arena`.
 */
void lic_export__list(struct lic_export *export, struct lic_arena *arena, const char *const *texts,
	size_t count);

/*
 * Ends a row of `export`. Errors: LIC_E_BUG when cells are missing; LIC_E_NOMEM; LIC_E_LIMIT.
 */
LIC_MUST_USE lic_rc lic_export__row_end(struct lic_export *export);

/*
 * Starts the answer of `req`, whose first piece is in req->ex->reply already: the headers that suit
 * `export`, and a name for the file that begins with `name`. More pieces follow when `has_more`.
 * Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_export__answer(struct lic_api_request *req, const struct lic_export *export,
	const char *name, bool has_more);

#endif
