/*
 * A connection to the database: transactions and prepared statements, the same for every engine.
 *
 * Statements live in sql/queries and are reached through the typed functions that tools/gen_sql.py
 * makes from them (store/lic_sql.h); nothing outside this layer builds SQL or knows an engine.
 *
 * Threading: a connection belongs to one thread at a time, and so do its statements. Nothing is
 * shared between connections.
 */
#ifndef LIC_STORE_DB_H
#define LIC_STORE_DB_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/guid.h"
#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lic_db;
struct lic_cursor;
struct lic_made;

/* What opening may do. */
enum lic_db_mode {
	LIC_DB_CREATE,  /* make the database; it must not exist yet */
	LIC_DB_WRITE,   /* read and write an existing one */
	LIC_DB_READ,    /* read an existing one */
	LIC_DB_COPY,    /* like LIC_DB_WRITE, even when it is an unfinished copy */
	LIC_DB_UPGRADE, /* like LIC_DB_WRITE, even when its schema is older or it is an unfinished
			   copy: only for lic_db_schema() and lic_db_upgrade() */
	LIC_DB_BACKUP /* like LIC_DB_CREATE, an SQLite file that is of no use until it is closed */
};

/* What a transaction is for. */
enum lic_tx_mode {
	LIC_TX_READ, /* a consistent snapshot */
	LIC_TX_WRITE /* begins as a writer, so that it never has to become one */
};

/*
 * Tunes the engines' libraries for the whole process. Call it once in main(), before a database is
 * opened; without it all works, a little slower.
 */
void lic_db_tune(void);

/* An integer that may be missing. */
struct lic_opt_int {
	bool is_set;   /* false means SQL NULL */
	int64_t value; /* the number when set */
};

/* Kinds of values that a statement takes and gives. */
enum lic_sql_type {
	LIC_SQL_NULL,
	LIC_SQL_INT,
	LIC_SQL_TEXT,
	LIC_SQL_BLOB
};

/* One value on its way in or out. */
struct lic_value {
	enum lic_sql_type type; /* which member counts */
	int64_t number;         /* for LIC_SQL_INT */
	const char *data;       /* for text (NUL-terminated) and blobs; borrowed */
	size_t len;             /* bytes at data, without the NUL */
};

/* A running query. Zero-initialise; close with lic_rows_close(), which accepts a closed or zeroed
 * one. */
struct lic_rows {
	struct lic_db *db;         /* connection; NULL when closed */
	struct lic_cursor *cursor; /* the engine's own */
	struct lic_made *made;     /* the statement, when it was made at run time; otherwise NULL */
};

/*
 * Opens a connection. `url` is "sqlite:FILE", or "postgresql://…" as PostgreSQL's own programs take
 * it. With LIC_DB_CREATE the schema is made; otherwise its version is checked.
 * `*ret_db` is new; close it with lic_db_close(). Errors, with what to do in `err`: LIC_E_INVALID
 * for a URL of another kind; LIC_E_NOTFOUND when there is no database; LIC_E_CONFLICT when it
 * exists already (LIC_DB_CREATE), was made by a newer or older version, or is an unfinished copy;
 * LIC_E_CORRUPT when the
 * file is not a database of ours; LIC_E_UNAVAILABLE; LIC_E_NOMEM.
 * `mode` says what opening may do.
 */
LIC_MUST_USE lic_rc lic_db_open(const char *url, enum lic_db_mode mode, struct lic_err *err,
	struct lic_db **ret_db);

/*
 * Closes `db`; an open transaction is rolled back. Accepts NULL.
 */
void lic_db_close(struct lic_db *db);

/*
 * Closes `db`, which was opened with LIC_DB_CREATE or LIC_DB_BACKUP, and removes what that made: a
 * database whose first content could not be written. With LIC_DB_COPY it removes the unfinished
 * copy that was found there. Accepts NULL.
 */
void lic_db_discard(struct lic_db *db);

/*
 * LIC_AUTO helper: closes the connection that `db` points to, if any.
 */
void lic_db_closep(struct lic_db **db);

/*
 * Tells the schema version of `db`, which has no transaction open, in `*ret_version`, from 1.
 * Errors: as lic_db_begin(), told in `err`.
 */
LIC_MUST_USE lic_rc lic_db_schema(struct lic_db *db, struct lic_err *err, int *ret_version);

/*
 * Finds the name of the migration that makes schema `version`, from 1.
 * Returns static text, or NULL when this program knows no such version.
 */
const char *lic_db_migration_name(int version);

/*
 * Runs the migrations that `db`, which has no transaction open, does not have yet: all of them or,
 * after a failure, none; nothing when there are none. Errors, told in `err`: LIC_E_CONFLICT while a
 * server, or anybody else, has the database open; as lic_db_exec().
 */
LIC_MUST_USE lic_rc lic_db_upgrade(struct lic_db *db, struct lic_err *err);

/*
 * Prepares every statement on `db`, so that a broken one is found before it is needed. Errors: as
 * the engine's, with the statement's name in `err`.
 */
LIC_MUST_USE lic_rc lic_db_prepare_all(struct lic_db *db, struct lic_err *err);

/*
 * Begins a transaction of `mode` on `db`. Failures of statements are told in `err` until
 * lic_db_set_err() names another or the transaction ends; it must outlive that. Errors: LIC_E_BUSY
 * when another process keeps the write lock too long; LIC_E_UNAVAILABLE; LIC_E_BUG when one is
 * open.
 */
LIC_MUST_USE lic_rc lic_db_begin(struct lic_db *db, enum lic_tx_mode mode, struct lic_err *err);

/*
 * Has all that follows in this transaction wait until it is the only one that writes for
 * `tenant_id`, in whatever process; it stays so until its end. What was read before may be stale:
 * call it first. The waiting is done by the next call that needs a result, or by lic_db_settle();
 * an engine with one writer has nothing to wait for.
 * `db` has a writing transaction open. Errors: LIC_E_BUSY when another keeps it too long, told here
 * or by a later call; as lic_db_exec().
 */
LIC_MUST_USE lic_rc lic_db_lock(struct lic_db *db, int64_t tenant_id);

/*
 * Says that the statements that follow in this transaction go through whole tables, `is_whole`, or
 * no longer: an engine whose statistics do not know yet what was just loaded would otherwise look
 * up row by row what is cheaper read at once. `db` has a transaction open. Errors: as
 * lic_db_exec().
 */
LIC_MUST_USE lic_rc lic_db_expect_whole_tables(struct lic_db *db, bool is_whole);

/*
 * Has the engine look at what is in its tables now, as far as its plans depend on that: after many
 * rows were loaded, before anybody asks for them. An engine without statistics has nothing to do.
 * `db` has a writing transaction open. Errors: as lic_db_exec().
 */
LIC_MUST_USE lic_rc lic_db_survey(struct lic_db *db);

/*
 * As lic_db_survey(), but only of the tables that have more than doubled since the engine last
 * looked, as far as it has counted what other connections wrote: for whoever is loading rows, now
 * and then. A reading transaction of `db` will do; it has to be committed. Errors: as
 * lic_db_exec().
 */
LIC_MUST_USE lic_rc lic_db_survey_grown(struct lic_db *db);

/*
 * Makes failures on `db` be told in `err` from now on: a writer serves several requests in one
 * transaction.
 */
void lic_db_set_err(struct lic_db *db, struct lic_err *err);

/*
 * Commits: when it returns LIC_OK the change is durable. On failure everything since lic_db_begin()
 * on `db` is undone. Errors: LIC_E_UNAVAILABLE when the disk is full or fails; LIC_E_BUSY.
 */
LIC_MUST_USE lic_rc lic_db_commit(struct lic_db *db);

/*
 * Undoes everything since lic_db_begin() on `db`; without a transaction it does nothing.
 */
void lic_db_rollback(struct lic_db *db);

/*
 * Tells whether a transaction is open on `db`. An engine may end one by itself when its disk fails.
 */
bool lic_db_in_transaction(const struct lic_db *db);

/*
 * Tells whether the last failure on `db` came from others' transactions or from a lost connection,
 * so that nothing was changed and the same transaction, run again, may well succeed.
 */
bool lic_db_may_retry(const struct lic_db *db);

/*
 * Waits for every statement on `db` that is on its way. Errors: as lic_db_exec(), when one of them
 * failed or one before did: then the transaction can only be undone.
 */
LIC_MUST_USE lic_rc lic_db_settle(struct lic_db *db);

/*
 * Counts the statements that write which were started on `db` since it was opened: what has written
 * nothing needs no undoing.
 */
uint64_t lic_db_writes(const struct lic_db *db);

/*
 * Tells whether other processes may write to the database of `db` at the same time: then a snapshot
 * is stale as soon as somebody may have been told of a later change.
 */
bool lic_db_is_shared(const struct lic_db *db);

/*
 * Sets a savepoint inside the transaction of `db`: one request's share of a common commit. They do
 * not nest.
 * Errors: as lic_db_exec().
 */
LIC_MUST_USE lic_rc lic_db_savepoint(struct lic_db *db);

/*
 * Keeps what was done on `db` since lic_db_savepoint().
 * Errors: as lic_db_exec().
 */
LIC_MUST_USE lic_rc lic_db_release(struct lic_db *db);

/*
 * Undoes what was done on `db` since lic_db_savepoint(), and forgets the savepoint.
 * Errors: as lic_db_exec().
 */
LIC_MUST_USE lic_rc lic_db_undo(struct lic_db *db);

/*
 * Moves what has been committed on `db` from the log into the database file, as far as readers
 * allow. Does nothing on engines that do this themselves.
 * Errors: LIC_E_UNAVAILABLE when the disk fails or is full.
 */
LIC_MUST_USE lic_rc lic_db_checkpoint(struct lic_db *db);

/*
 * Asks the engine to examine `db` for damage. `*ret_report` is "ok" or what it found, in `arena`;
 * NULL when the engine leaves that to tools of its own.
 * Errors: LIC_E_UNAVAILABLE; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_db_check(struct lic_db *db, struct lic_arena *arena,
	const char **ret_report);

/* What generated code calls. */

/*
 * Runs statement number `q` (enum lic_q) with `count` `params` on `db`. `*ret_changed` is the
 * number of rows changed. When the pointer is NULL the statement may still be on its way on return,
 * and its failure is told by a later call, at the latest by the one that ends the savepoint or the
 * transaction: pass a pointer where a failure must be told here. After a failure the transaction,
 * or its savepoint, can only be undone. Errors: LIC_E_CONFLICT when a constraint forbids it;
 * LIC_E_BUSY; LIC_E_UNAVAILABLE; LIC_E_CORRUPT; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_db_exec(struct lic_db *db, unsigned q, const struct lic_value *params,
	size_t count, int64_t *ret_changed);

/*
 * Starts statement number `q` with `count` `params` on `db`; read its rows with lic_rows_next() and
 * close `*ret_rows`. Several may be started before the first is read, which saves waiting. Errors
 * as lic_db_exec(); LIC_E_BUG when the same statement is still open.
 */
LIC_MUST_USE lic_rc lic_db_query(struct lic_db *db, unsigned q, const struct lic_value *params,
	size_t count, struct lic_rows *ret_rows);

/*
 * Reads the next row of `rows` into `count` `values`, borrowed until the next call. `*ret_more` is
 * false at the end. Errors as lic_db_exec().
 */
LIC_MUST_USE lic_rc lic_rows_next(struct lic_rows *rows, struct lic_value *values, size_t count,
	bool *ret_more);

/*
 * Ends the query `rows`. Usable with LIC_AUTO. Accepts one that is closed.
 */
void lic_rows_close(struct lic_rows *rows);

/*
 * Makes values for parameters: an integer `number`.
 */
struct lic_value lic_value_int(int64_t number);

/*
 * Makes a value of `number`, NULL when it is not set.
 */
struct lic_value lic_value_opt_int(struct lic_opt_int number);

/*
 * Makes a value of `text` (borrowed), NULL when it is NULL.
 */
struct lic_value lic_value_text(const char *text);

/*
 * Makes a value of `bytes` (borrowed), NULL when their data is NULL.
 */
struct lic_value lic_value_blob(struct lic_bytes bytes);

/*
 * Makes a value of the 16 bytes of `guid` (borrowed).
 */
struct lic_value lic_value_guid(const struct lic_guid *guid);

/*
 * Reads `value` as an integer into `*ret_number`. Errors: LIC_E_CORRUPT when it is something else.
 */
LIC_MUST_USE lic_rc lic_value_get_int(const struct lic_value *value, int64_t *ret_number);

/*
 * Reads `value` as an integer or NULL into `*ret_number`. Errors: LIC_E_CORRUPT when it is
 * something else.
 */
LIC_MUST_USE lic_rc lic_value_get_opt_int(const struct lic_value *value,
	struct lic_opt_int *ret_number);

/*
 * Reads `value` as text into `*ret_text`: a copy in `arena`, or borrowed from the row when `arena`
 * is NULL. NULL is accepted when `is_nullable`. Errors: LIC_E_CORRUPT when it is something else;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_value_get_text(const struct lic_value *value, struct lic_arena *arena,
	bool is_nullable, const char **ret_text);

/*
 * Reads `value` as bytes into `*ret_bytes`, like lic_value_get_text(): copied into `arena` unless
 * that is NULL, SQL NULL only when `is_nullable`.
 */
LIC_MUST_USE lic_rc lic_value_get_blob(const struct lic_value *value, struct lic_arena *arena,
	bool is_nullable, struct lic_bytes *ret_bytes);

/*
 * Reads `value` as a GUID of 16 bytes into `*ret_guid`. Errors: LIC_E_CORRUPT when it is something
 * else.
 */
LIC_MUST_USE lic_rc lic_value_get_guid(const struct lic_value *value, struct lic_guid *ret_guid);

#endif
