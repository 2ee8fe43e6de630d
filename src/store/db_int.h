/*
 * Statements that are made at run time, for query.c alone: everything else is in sql/queries. And
 * how long a statement may take, for tests. Private to store.
 *
 * A connection keeps the last of them prepared, by their text: the same shape of query with other
 * values is not parsed and planned again.
 *
 * Threading: as db.h says of connections.
 */
#ifndef LIC_STORE_DB_INT_H
#define LIC_STORE_DB_INT_H

#include "store/db.h"

/*
 * Starts the reading statement `text` (copied) with `count` `params` on `db`; read its rows with
 * lic_rows_next() and close `*ret_rows`. The same text always has parameters of the same types.
 * Errors: as lic_db_query(); LIC_E_BUG when the same statement, or as many as are kept, are open;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_db__query_made(struct lic_db *db, const char *text,
	const struct lic_value *params, size_t count, struct lic_rows *ret_rows);

/*
 * Ends statements on `db`, which has no transaction open, that take longer than `max_ms` from now
 * on, as those are ended that take two minutes: with LIC_E_BUSY. Errors: as lic_db_begin(), told in
 * `err`.
 */
LIC_MUST_USE lic_rc lic_db__limit(struct lic_db *db, int64_t max_ms, struct lic_err *err);

#endif
