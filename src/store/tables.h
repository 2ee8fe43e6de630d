/*
 * Tables as data: what an installation consists of, without knowing any table. tools/sql_tables.py
 * makes the description from sql/migrations.
 *
 * The content of a table has one hash whatever engine holds it: BLAKE2b over a canonical form of
 * its values, row by row in the order of its key. Texts count and compare as bytes.
 *
 * Threading: no state; a connection belongs to one thread, as everywhere.
 */
#ifndef LIC_STORE_TABLES_H
#define LIC_STORE_TABLES_H

#include "base/arena.h"
#include "store/db.h"

#include <stdint.h>

#define LIC_TABLE_COLUMNS_MAX 64
#define LIC_TABLE_KEY_MAX 8
#define LIC_TABLE_HASH_BYTES 32

/* One table. */
struct lic_table {
	const char *name;               /* as in the migrations */
	const char *types;              /* a letter a column: i integer, t text, b blob; a capital
					   where NULL is possible */
	size_t column_count;            /* number of columns */
	uint8_t key[LIC_TABLE_KEY_MAX]; /* columns of its key, by number; the first is an integer */
	size_t key_count;               /* number of them */
	unsigned page_q;                /* statement that reads the rows behind a key */
	unsigned last_q;                /* statement that finds the last key */
	unsigned insert_q;              /* statement that inserts a row */
	unsigned delete_q; /* statement that removes rows of an organisation; LIC_Q_MAX_
			      for a table of the installation */
};

extern const struct lic_table lic_tables[]; /* each behind those that it refers to */
extern const size_t lic_table_count;        /* number of tables */

/* What a table holds. */
struct lic_table_sum {
	const char *table;                  /* its name; static */
	int64_t rows;                       /* number of rows */
	uint8_t hash[LIC_TABLE_HASH_BYTES]; /* of the values of all rows */
};

/* Who looks at rows that are read. */
struct lic_table_visitor {
	/* Called for each row with all its columns, borrowed until it returns. A failure ends the
	 * reading. NULL: nobody looks. */
	lic_rc (*row)(void *data, const struct lic_value *values);
	/* Called now and then with the number of rows read since the last time. NULL: nobody
	 * asks. */
	void (*progress)(void *data, int64_t rows);
	void *data; /* for both */
	/* Reads what belongs to this organisation alone: its own rows, and of the installation's
	 * tables only its row of `tenant`. 0: everything. */
	int64_t tenant_id;
};

/*
 * Reads all rows of `table` on `db`, which has a transaction open, in the order of the key, page by
 * page, and shows them to `visitor`. `*ret_sum` is what was read. Errors: LIC_E_CORRUPT for a value
 * of a wrong kind; as lic_db_query() and the visitor.
 */
LIC_MUST_USE lic_rc lic_table_read(struct lic_db *db, const struct lic_table *table,
	const struct lic_table_visitor *visitor, struct lic_table_sum *ret_sum);

/*
 * Removes at most `limit` rows of the organisation `tenant_id` from `table` on `db`, which has a
 * writing transaction open; tables that refer to it must have been emptied before. `*ret_deleted`
 * is how many: 0 when none was left, and for a table of the installation. Errors: as lic_db_exec().
 */
LIC_MUST_USE lic_rc lic_table_delete(struct lic_db *db, const struct lic_table *table,
	int64_t tenant_id, int64_t limit, int64_t *ret_deleted);

/*
 * Finds the last key of `table` on `db`, which has a transaction open: one value for each column of
 * the key, copied into `arena`. `*ret_key` is NULL for an empty table. Errors: LIC_E_NOMEM; as
 * lic_db_query().
 */
LIC_MUST_USE lic_rc lic_table_last_key(struct lic_db *db, const struct lic_table *table,
	struct lic_arena *arena, const struct lic_value **ret_key);

/*
 * Tells whether the row `values` of `table` comes behind `key` (one value for each column of the
 * key). Numbers compare as numbers, texts and blobs as bytes: as both engines order them.
 */
bool lic_table_is_behind(const struct lic_table *table, const struct lic_value *values,
	const struct lic_value *key);

/*
 * Tells whether `a` and `b`, sums of the same table, are equal.
 */
bool lic_table_sum_equal(const struct lic_table_sum *a, const struct lic_table_sum *b);

#endif
