/*
 * Columns of a user CSV, how a row becomes a user, and what the halves of an import share: reading
 * (user_import.c), checking and applying. Private to service.
 */
#ifndef LIC_SERVICE_USER_IMPORT_INT_H
#define LIC_SERVICE_USER_IMPORT_INT_H

#include "core/catalog.h"
#include "service/bulk_csv.h"
#include "service/catalogs.h"
#include "service/ledger.h"
#include "service/user_import.h"
#include "service/users.h"

/* What a column holds. */
enum lic_import_column_kind {
	LIC_COLUMN_PROPERTY,       /* a property of the user */
	LIC_COLUMN_ENABLED,        /* accountEnabled */
	LIC_COLUMN_LICENSES,       /* products, separated by semicolons */
	LIC_COLUMN_DISABLED_PLANS, /* service plans to turn off, separated by semicolons */
	LIC_COLUMN_REASON          /* why the row was bad the last time: passed over (D-07) */
};

/* One column. */
struct lic_import_column {
	enum lic_import_column_kind kind; /* what it holds */
	enum lic_user_property property;  /* for LIC_COLUMN_PROPERTY */
	size_t length_max;                /* most characters; 0: what the property allows */
};

/* The columns of a file. */
struct lic_import_layout {
	struct lic_import_column columns[LIC_CSV_FIELDS_MAX]; /* in order */
	size_t count;                                         /* number of columns */
};

/*
 * Understands the header `record` in one of the two forms of D-07. Errors: LIC_E_INVALID with what
 * is wrong in `err`; LIC_E_NOMEM.
 * Texts are made in `arena`; `*ret_layout` is set on success.
 */
LIC_MUST_USE lic_rc lic_import__read_header(struct lic_arena *arena,
	const struct lic_csv_record *record, struct lic_err *err,
	struct lic_import_layout *ret_layout);

/* One row, understood. */
struct lic_import_user {
	struct lic_user_patch patch;        /* the user to create */
	struct lic_license_request request; /* licences; empty when the row says nothing */
	bool has_licenses;                  /* the file has a column for them */
};

/*
 * Turns the data `record` into `*ret_user`, in `arena`. Errors: LIC_E_INVALID with the field in
 * `err`; LIC_E_NOMEM.
 * `layout` has the file's columns; products and plans are looked up in `catalog`.
 */
LIC_MUST_USE lic_rc lic_import__read_row(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_import_layout *layout, const struct lic_csv_record *record,
	struct lic_err *err, struct lic_import_user *ret_user);

/*
 * Finds the column that holds what the error target `field` names.
 * Returns its index, or layout->count when no column does.
 */
size_t lic_import__find_column(const struct lic_import_layout *layout, const char *field);

/* Most rows of a file. */
#define LIC_IMPORT_ROWS_MAX 1000000

/* A set of keys that were seen, as hashes of 128 bits under a random key: nobody can make two names
 * collide, and memory does not depend on how long they are. */
struct lic_import_seen {
	unsigned char key[16]; /* of the hashes */
	struct lic_import_hash {
		uint64_t low;  /* first half; both 0: free */
		uint64_t high; /* second half */
	} * slots;             /* table, a power of two of slots; owned */
	size_t room;           /* slots */
	size_t count;          /* in use */
};

/* Findings that grow in the import's arena. */
struct lic_import_list {
	struct lic_bulk_finding *rows; /* the findings */
	size_t count;                  /* in use */
	size_t room;                   /* allocated */
};

/* The check, as far as it is. */
struct lic_import_check {
	struct lic_catalog_hold hold; /* the catalogue as it was at the start */
	struct lic_sku_seats *pools;  /* seats, counted down row by row; in the import's arena */
	size_t pool_count;            /* number of pools */
	struct lic_import_seen names; /* user principal names of good rows */
	struct lic_import_seen mails; /* their mail addresses */
	struct lic_import_list bad;   /* rows that cannot be used */
	struct lic_import_list unlicensed; /* users without their licences */
	size_t bad_count;                  /* also of those that are not listed */
	size_t row_count;                  /* rows so far */
	size_t created_count;              /* users so far */
	size_t licensed_count;             /* of those, with every licence asked for */
	int64_t position;                  /* byte behind the last row */
	int64_t line;                      /* line that begins there */
	bool is_begun;                     /* hold and pools are there */
	bool is_failed;                    /* it ended with an error */
};

/* Where applying is: the job's progress, and keys for users taken in advance. */
struct lic_import_cursor {
	struct lic_bulk_progress progress; /* as in the job's row */
	int64_t next_id;                   /* next key for a user */
	int64_t ids_left;                  /* keys left of the block */
};

/* An import at work. */
struct lic_user_import {
	struct lic_bulk_key key;           /* the job */
	const struct lic_bulk_job *job;    /* its row; borrowed */
	struct lic_arena *arena;           /* for everything that lives as long as the import */
	struct lic_arena *row_arena;       /* emptied after each row */
	struct lic_import_options options; /* for the whole file */
	struct lic_import_layout layout;   /* the file's columns */
	struct lic_bulk_csv source;        /* the file */
	bool is_open;                      /* its header has been read */
	struct lic_import_check check;     /* while it is checked */
	struct lic_import_cursor kept;     /* durable */
	struct lic_import_cursor next;     /* as the chunk under way leaves it */
};

/*
 * Reads as much of the file of `import` as a step from byte `position`, at the start of line
 * `line`, needs, the header first; 0 as the line stands for the first row. Errors: LIC_E_INVALID
 * for the header; as the store's.
 */
LIC_MUST_USE lic_rc lic_import__seek(struct lic_user_import *import, struct lic_ctx *ctx,
	int64_t position, int64_t line);

/*
 * Makes `csv` read where lic_import__seek(), with the same `position` and `line`, has made sure
 * that the file of `import` can be read.
 */
void lic_import__resume(const struct lic_user_import *import, int64_t position, int64_t line,
	struct lic_csv *csv);

/*
 * Turns `record` into `*ret_user` with what the file of `import` as a whole says (R-82, D-23), in
 * the arena of `row_ctx`. `catalog` is the organisation's. Errors: as lic_import__read_row().
 */
LIC_MUST_USE lic_rc lic_import__understand(const struct lic_user_import *import,
	struct lic_ctx *row_ctx, const struct lic_catalog *catalog,
	const struct lic_csv_record *record, struct lic_import_user *ret_user);

/*
 * Describes the bad `record` of `import`, about the user called `name` (or NULL) by the error in
 * row_ctx->err, in the arena of `row_ctx`, as `*ret_finding`.
 */
void lic_import__describe(const struct lic_user_import *import, struct lic_ctx *row_ctx,
	const struct lic_csv_record *record, const char *name,
	struct lic_bulk_finding *ret_finding);

/*
 * Describes why the user called `name` of `record` did not get its licences, `violation`, as
 * `*ret_finding`.
 */
void lic_import__describe_violation(const struct lic_csv_record *record, const char *name,
	const struct lic_violation *violation, struct lic_bulk_finding *ret_finding);

/*
 * Tells whether `rc`, with `err`, is about the row and not about the import: the words for it are
 * there.
 */
bool lic_import__is_row_error(lic_rc rc, const struct lic_err *err);

/*
 * Reads options written by lic_user_import_write_options() from `text` into `arena`. Errors:
 * LIC_E_CORRUPT; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_import__read_options(struct lic_arena *arena, const char *text,
	struct lic_import_options *ret_options);

/*
 * Adds `key` to `seen`. `*ret_is_new` tells whether it was not there. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_import__see(struct lic_import_seen *seen, const char *key,
	bool *ret_is_new);

/*
 * Tells whether `key` is in `seen`.
 */
bool lic_import__has_seen(const struct lic_import_seen *seen, const char *key);

/*
 * Frees what `seen` owns. Accepts a zeroed one.
 */
void lic_import__forget(struct lic_import_seen *seen);

#endif
