/*
 * What the readers of catalogue tables share: columns by name, cells with their places, rows one by
 * one. Private to the readers of catalogues.
 *
 * Threading: none of its own.
 */
#ifndef LIC_SERVICE_CATALOG_CSV_INT_H
#define LIC_SERVICE_CATALOG_CSV_INT_H

#include "base/csv.h"
#include "service/catalog_int.h"

/* The columns that mean something, of all forms. */
enum lic_table_column {
	LIC_COLUMN_PRODUCT_NAME,
	LIC_COLUMN_PART_NUMBER,
	LIC_COLUMN_PRODUCT_ID,
	LIC_COLUMN_PLAN_NAME,
	LIC_COLUMN_PLAN_ID,
	LIC_COLUMN_PLAN_TITLE,
	LIC_COLUMN_SOURCE,
	LIC_COLUMN_SERVICE,
	LIC_COLUMN_GROUP,
	LIC_COLUMN_DEPENDENT_NAME,
	LIC_COLUMN_DEPENDENT_ID,
	LIC_COLUMN_NEEDED_NAME,
	LIC_COLUMN_NEEDED_ID,
	LIC_COLUMN_RELATION,
	LIC_COLUMN_MAX_
};

/* One reading of a table. */
struct lic_table {
	struct lic_arena *arena;               /* for what is kept */
	struct lic_arena *row_arena;           /* for one row */
	struct lic_catalog_mistakes *mistakes; /* what is wrong */
	struct lic_catalog_file *file;         /* what is being filled */
	const char *exclusion_source;          /* see lic_catalog_import() */
	struct lic_csv csv;                    /* the text */
	struct lic_csv_record record;          /* the row at hand */
	size_t at[LIC_COLUMN_MAX_]; /* where each column is, SIZE_MAX for one that is not there */
	size_t width;               /* columns of the first line */
};

/*
 * Names `column` as the first line of a table does.
 * Returns static text.
 */
const char *lic_table__column_name(enum lic_table_column column);

/*
 * Reads the first line of `table`: which columns there are. Mistakes go to the table's list.
 * Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_table__header(struct lic_table *table);

/*
 * Tells whether `table` has `column`.
 */
bool lic_table__has(const struct lic_table *table, enum lic_table_column column);

/*
 * Reads the next row of `table` that is one; rows that cannot be read become mistakes, empty ones
 * are passed over.
 * `*ret_more` is false at the end. What the last row's cells held is gone. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_table__next(struct lic_table *table, bool *ret_more);

/*
 * Tells where `column` of the row at hand of `table` stands: "line 17, column 3".
 * Returns it in the arena of the row, or NULL when memory is out.
 */
const char *lic_table__place(const struct lic_table *table, enum lic_table_column column);

/*
 * Reads `column` of the row at hand of `table` as a name; one that cannot be becomes a mistake.
 * Returns it without the white space around it, in the arena of the row; NULL for a mistake or a
 * column that is not there.
 */
const char *lic_table__name(struct lic_table *table, enum lic_table_column column);

/*
 * Reads `column` of the row at hand of `table` as a GUID into `*ret_guid`.
 * Returns true; false, with a mistake told, when it is none.
 */
bool lic_table__guid(struct lic_table *table, enum lic_table_column column,
	struct lic_guid *ret_guid);

/*
 * Reads the rest of `table` as Microsoft's list of products. Errors: LIC_E_NOMEM; LIC_E_CORRUPT.
 */
LIC_MUST_USE lic_rc lic_table__products(struct lic_table *table);

/*
 * Reads the rest of `table` as a table of exclusions, of the source that was chosen or the latest
 * (D-12). Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_table__exclusions(struct lic_table *table);

/*
 * Reads the rest of `table` as a table of dependencies. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_table__dependencies(struct lic_table *table);

#endif
