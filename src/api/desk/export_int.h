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

/* What is exported. */
struct lic_export_kind {
	const char *name;           /* the file's begins with it */
	const char *const *columns; /* names, NULL at the end */
	size_t page_bytes_max;      /* room for the rows of a page */

	/* Reads the page that comes next with `ctx`, whose arena lives as long as the page does,
	 * writes its rows, and tells with `*ret_more` whether another may follow. */
	lic_rc (*write_page)(struct lic_api_request *req, struct lic_ctx *ctx, bool *ret_more);
};

/* Rows on their way into text. Cells are written in the order of the columns. Stands first in what
 * the steps of an export hand on: what comes after decode is the same for all (desk_int.h). */
struct lic_export {
	const struct lic_export_kind *kind; /* what it is; static */
	struct lic_arena *page;             /* for the rows of a page; owned from the run on */
	bool has_more;                      /* another page may follow */
	bool is_csv;                        /* CSV, else NDJSON */
	bool has_bom;                       /* a byte order mark comes first */
	struct lic_csv_writer csv;          /* how CSV is written */
	struct lic_json json;               /* the object of the present row */
	struct lic_buf *out;                /* where text goes; borrowed */
	size_t column;                      /* column of the next cell */
};

/*
 * Makes the state of `req`, `size` bytes that begin with a struct lic_export, and reads into it
 * what is asked for: format (or the header Accept), separator, bom and safe. What is exported is
 * `kind`. Errors, in req->err: LIC_E_INVALID for a bad value, with status 406 when Accept has
 * nothing that there is, and for HTTP/1.0; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_export__decode(struct lic_api_request *req,
	const struct lic_export_kind *kind, size_t size);

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

#endif
