/*
 * Columns of a user CSV and how a row becomes a user. Private to service.
 */
#ifndef LIC_SERVICE_USER_IMPORT_INT_H
#define LIC_SERVICE_USER_IMPORT_INT_H

#include "base/csv.h"
#include "core/catalog.h"
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

#endif
