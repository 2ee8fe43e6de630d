/*
 * What an engine must do for store/db.c. Private to store: one implementation an engine (sqlite.c,
 * postgres.c).
 *
 * A driver reports what went wrong in the `err` it is given, in words for an operator, and maps the
 * engine's codes to lic_code; db.c decides what a transaction is allowed to do. Failures that a
 * client may read as they are carry a public code; others name hosts or files, and are shown to
 * whoever runs the server only.
 */
#ifndef LIC_STORE_DRIVER_H
#define LIC_STORE_DRIVER_H

#include "store/db.h"
#include "store/lic_sql.h"
#include "store/made.h"
#include "store/statements.h"

/* Statements made at run time have numbers from here on, a slot each; between them and those of
 * sql/queries a driver may have some of its own. */
#define LIC_MADE_FIRST ((unsigned)LIC_Q_MAX_ + 2)
#define LIC_STATEMENTS_MAX (LIC_MADE_FIRST + LIC_MADE_MAX)

/* How long a statement may take that reads; on PostgreSQL one that writes, too. */
#define LIC_STATEMENT_MAX_S 120

/* What is told then, with LIC_E_BUSY; clients may read it. */
#define LIC_TOOK_TOO_LONG                                                                          \
	"The database took too long and the statement was ended: nothing was changed. Ask for less, with a narrower $filter or without $count, or try again later."

/* A connection's engine side, defined by each driver. */
struct lic_conn;

/* One engine. Every function may block on the engine; none is called from two threads for one
 * connection. */
struct lic_driver {
	enum lic_engine engine;     /* which migrations it runs */
	const char *const *schemes; /* how its addresses start, for example "sqlite:"; ended by NULL
				     */
	bool is_shared;             /* other processes may write at the same time */
	/* Opens the database at `url`. */
	lic_rc (*open)(const char *url, enum lic_db_mode mode, struct lic_err *err,
		struct lic_conn **ret_conn);
	/* Closes; with `discard` it also removes what LIC_DB_CREATE made. */
	void (*close)(struct lic_conn *conn, bool discard);
	/* Names the database in messages, without passwords; borrowed from the connection. */
	const char *(*name)(struct lic_conn *conn);
	/* Begins a transaction; connects again when the connection was lost before. */
	lic_rc (*begin)(struct lic_conn *conn, enum lic_tx_mode mode, struct lic_err *err);
	/* Begins a writing transaction while nobody else has the database open, and nobody will
	 * until it ends; fails with LIC_E_CONFLICT otherwise. */
	lic_rc (*begin_alone)(struct lic_conn *conn, struct lic_err *err);
	/* Commits; when it fails nothing was changed, unless the message says that this is unknown.
	 */
	lic_rc (*commit)(struct lic_conn *conn, struct lic_err *err);
	/* Undoes the open transaction. What cannot be undone by asking, the engine undoes when the
	 * connection ends. */
	void (*rollback)(struct lic_conn *conn);
	/* Waits until no other transaction that holds this lock of the tenant is open. */
	lic_rc (*lock)(struct lic_conn *conn, int64_t tenant_id, struct lic_err *err);
	/* Has statements of this transaction planned for whole tables, or no longer. */
	lic_rc (*expect_whole_tables)(struct lic_conn *conn, bool is_whole, struct lic_err *err);
	/* Looks at what is in the tables, as far as plans depend on it (see lic_db_survey), or only
	 * where it has become so much that the last look is worth nothing. */
	lic_rc (*survey)(struct lic_conn *conn, bool only_grown, struct lic_err *err);
	/* Runs fixed SQL without parameters or rows: savepoints and migrations. */
	lic_rc (*run)(struct lic_conn *conn, const char *sql, struct lic_err *err);
	/* Like run, but what was begun before is finished and told first, and the statement itself,
	 * which cannot fail, may still be on its way. */
	lic_rc (*run_later)(struct lic_conn *conn, const char *sql, struct lic_err *err);
	/* Waits for everything that is on its way; fails when any of it did. */
	lic_rc (*settle)(struct lic_conn *conn, struct lic_err *err);
	/* Tells the schema version: 0 for a database without our tables, -1 for somebody else's
	 * database. */
	lic_rc (*schema_version)(struct lic_conn *conn, struct lic_err *err, int *ret_version);
	/* Prepares statement `q` if that has not been done. */
	lic_rc (*prepare)(struct lic_conn *conn, unsigned q, struct lic_err *err);
	/* Makes `statement` (borrowed until the next time, or until the connection is closed) what
	 * number LIC_MADE_FIRST + `slot` stands for from now on. No such statement is open. */
	void (*make)(struct lic_conn *conn, unsigned slot, const struct lic_statement *statement);
	/* Runs statement `q`, which has no rows. Without `ret_changed` it may still be on its way:
	 * a failure is then told by a later call. */
	lic_rc (*exec)(struct lic_conn *conn, unsigned q, const struct lic_value *params,
		struct lic_err *err, int64_t *ret_changed);
	/* Has statements that take longer than `max_ms` from now on ended with LIC_TOOK_TOO_LONG,
	 * instead of LIC_STATEMENT_MAX_S. No transaction is open. */
	lic_rc (*limit)(struct lic_conn *conn, int64_t max_ms, struct lic_err *err);
	/* Starts statement `q`; `ret_cursor` is reset by reset(). */
	lic_rc (*start)(struct lic_conn *conn, unsigned q, const struct lic_value *params,
		struct lic_err *err, struct lic_cursor **ret_cursor);
	/* Steps to the next row. */
	lic_rc (*step)(struct lic_conn *conn, struct lic_cursor *cursor, struct lic_err *err,
		bool *ret_row);
	/* Reads column `index` of the current row. */
	struct lic_value (*column)(struct lic_cursor *cursor, size_t index);
	/* Ends a started statement. */
	void (*reset)(struct lic_conn *conn, struct lic_cursor *cursor);
	/* Tells whether the engine has a transaction open. */
	bool (*in_transaction)(struct lic_conn *conn);
	/* Tells whether the last failure comes from others' transactions or a lost connection, so
	 * that the same transaction may well succeed when it is run again. */
	bool (*may_retry)(struct lic_conn *conn);
	/* Moves committed changes into place (see lic_db_checkpoint). */
	lic_rc (*checkpoint)(struct lic_conn *conn, struct lic_err *err);
	/* Examines the database for damage (see lic_db_check). */
	lic_rc (*check)(struct lic_conn *conn, struct lic_arena *arena, struct lic_err *err,
		const char **ret_report);
};

/* SQLite (sqlite.c). */
extern const struct lic_driver lic_driver_sqlite;

/* PostgreSQL (postgres.c). */
extern const struct lic_driver lic_driver_postgres;

#endif
