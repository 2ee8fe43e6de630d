/*
 * What an engine must do for store/db.c. Private to store: one implementation a file (sqlite.c).
 *
 * A driver reports what went wrong in the `err` it is given, in words for an operator, and maps the
 * engine's codes to lic_code; db.c decides what a transaction is allowed to do.
 */
#ifndef LIC_STORE_DRIVER_H
#define LIC_STORE_DRIVER_H

#include "store/db.h"

/* A connection's engine side, defined by each driver. */
struct lic_conn;

/* One engine. Every function may block on the engine; none is called from two threads for one
 * connection. */
struct lic_driver {
	const char *scheme; /* start of its URLs, for example "sqlite:" */
	/* Opens what follows the scheme. With LIC_DB_CREATE the database must not exist. */
	lic_rc (*open)(const char *target, enum lic_db_mode mode, struct lic_err *err,
		struct lic_conn **ret_conn);
	/* Closes; with LIC_DB_CREATE and `discard` it also removes what open made. */
	void (*close)(struct lic_conn *conn, bool discard);
	/* Runs fixed SQL without parameters or rows: transaction control and migrations. */
	lic_rc (*run)(struct lic_conn *conn, const char *sql, struct lic_err *err);
	/* Tells the schema version: 0 for a database without our tables, -1 for somebody else's
	 * database. */
	lic_rc (*schema_version)(struct lic_conn *conn, struct lic_err *err, int *ret_version);
	/* Prepares statement `q` if that has not been done. */
	lic_rc (*prepare)(struct lic_conn *conn, unsigned q, struct lic_err *err);
	/* Starts statement `q`; `ret_cursor` is reset by reset(). */
	lic_rc (*start)(struct lic_conn *conn, unsigned q, const struct lic_value *params,
		struct lic_err *err, struct lic_cursor **ret_cursor);
	/* Steps to the next row. */
	lic_rc (*step)(struct lic_conn *conn, struct lic_cursor *cursor, struct lic_err *err,
		bool *ret_row);
	/* Reads column `index` of the current row. */
	struct lic_value (*column)(struct lic_cursor *cursor, size_t index);
	/* Tells how many rows the last finished statement changed. */
	int64_t (*changed)(struct lic_conn *conn);
	/* Ends a started statement. */
	void (*reset)(struct lic_cursor *cursor);
	/* Tells whether the engine has a transaction open. */
	bool (*in_transaction)(struct lic_conn *conn);
	/* SQL that begins a writing transaction. */
	const char *begin_write;
	/* SQL that begins a reading one. */
	const char *begin_read;
	/* Moves committed changes into place (see lic_db_checkpoint). */
	lic_rc (*checkpoint)(struct lic_conn *conn, struct lic_err *err);
	/* Examines the database for damage (see lic_db_check). */
	lic_rc (*check)(struct lic_conn *conn, struct lic_arena *arena, struct lic_err *err,
		const char **ret_report);
};

/* SQLite (sqlite.c). */
extern const struct lic_driver lic_driver_sqlite;

#endif
