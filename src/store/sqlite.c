/*
 * The SQLite driver: see driver.h. WAL with synchronous=FULL, so that a commit that returned
 * survives a crash; foreign keys on; the schema is trusted for nothing that SQL in a tampered file
 * could abuse.
 *
 * mmap stays off: a failing disk would become a signal (docs/performance.md).
 */
#include "store/driver.h"

#include "base/clock.h"
#include "store/lic_sql.h"
#include "store/statements.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCHEME "sqlite:"
#define BUSY_TIMEOUT_MS 5000
#define LOG_PAGES_MAX "16000"       /* 64 MB */
#define CLOCK_STEPS 100000          /* of a statement between looks at the clock: a few ms */
#define WRITER_CACHE_KB "16000"     /* a writer's cache survives its commits, a reader's does not */
#define APPLICATION_ID "1279869780" /* "LICT" */

/* What begins and ends transactions and savepoints: many times a second, so kept prepared. */
static const char *const controls[] = {"BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK",
	"SAVEPOINT request", "RELEASE SAVEPOINT request"};

struct lic_conn {
	sqlite3 *sqlite;                                /* the library's handle */
	char *path;                                     /* file name, owned */
	sqlite3_stmt *statements[LIC_STATEMENTS_MAX];   /* prepared on first use */
	const struct lic_statement *made[LIC_MADE_MAX]; /* by slot; borrowed */
	sqlite3_stmt *controls[LIC_COUNT(controls)];    /* prepared on first use */
	int64_t max_ms;   /* a statement that reads may take so long */
	int64_t until_ms; /* the one that runs, by the monotonic clock; 0: not looked at yet */
	bool is_limited;  /* the one that runs is limited */
	bool is_alone;    /* has left WAL mode */
};

/* Statement `q`, of sql/queries or made at run time. */
static const struct lic_statement *text_of(const struct lic_conn *conn, unsigned q)
{
	return q < LIC_MADE_FIRST ? &lic_statements[q] : conn->made[q - LIC_MADE_FIRST];
}

/* A cursor is the prepared statement itself. */
static sqlite3_stmt *statement_of(struct lic_cursor *cursor)
{
	return (sqlite3_stmt *)(void *)cursor;
}

/* What an operator can do about an SQLite code. */
struct failure {
	int sqlite_code;    /* primary result code */
	enum lic_code code; /* ours */
	const char *before; /* words before the file name */
	const char *after;  /* words behind it: what is wrong, and the remedy */
};

static const struct failure failures[] = {
	{SQLITE_FULL, LIC_E_UNAVAILABLE, "The disk that holds ",
		" is full: nothing was changed. Free some space and try again."},
	{SQLITE_READONLY, LIC_E_UNAVAILABLE, "",
		" cannot be written: check its owner and permissions, and those of its folder."},
	{SQLITE_PERM, LIC_E_UNAVAILABLE, "",
		" may not be opened: check its owner and permissions."},
	{SQLITE_AUTH, LIC_E_UNAVAILABLE, "",
		" may not be opened: check its owner and permissions."},
	{SQLITE_CANTOPEN, LIC_E_UNAVAILABLE, "",
		" cannot be opened: check that its folder exists and may be written."},
	{SQLITE_BUSY, LIC_E_BUSY, "",
		" is locked by another program: try again, or end that program."},
	{SQLITE_LOCKED, LIC_E_BUSY, "", " is locked: try again."},
	{SQLITE_PROTOCOL, LIC_E_BUSY, "",
		" is locked by a program that stands still: let it go on, or end it."},
	{SQLITE_IOERR, LIC_E_UNAVAILABLE, "The disk that holds ",
		" failed: nothing was changed. Check the disk."},
	{SQLITE_CORRUPT, LIC_E_CORRUPT, "", " is damaged: restore it from a backup."},
	{SQLITE_NOTADB, LIC_E_CORRUPT, "",
		" is not a Licentia database: check the address, or make one with 'licentia init'."},
	{SQLITE_NOMEM, LIC_E_NOMEM, "There is not enough memory to work with ", "."},
	{SQLITE_CONSTRAINT, LIC_E_CONFLICT, "The change contradicts what is stored in ", "."},
	{SQLITE_TOOBIG, LIC_E_LIMIT, "A value is too large to be stored in ", "."},
};

void lic_db_tune(void)
{
	/* Statistics that nobody reads, at the price of a lock for each allocation. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static lic_rc fail(struct lic_conn *conn, int sqlite_code, struct lic_err *err)
{
	if ((sqlite_code & 0xff) == SQLITE_INTERRUPT) {
		return lic_err_set(err, LIC_E_BUSY, "ServiceUnavailable", "%s", LIC_TOOK_TOO_LONG);
	}
	for (size_t i = 0; i < LIC_COUNT(failures); i++) {
		if (failures[i].sqlite_code == (sqlite_code & 0xff)) {
			return lic_err_set(err, failures[i].code, NULL, "%s%s%s",
				failures[i].before, conn->path, failures[i].after);
		}
	}
	return lic_err_set(err, LIC_E_BUG, NULL, "SQLite: %s",
		conn->sqlite == NULL ? sqlite3_errstr(sqlite_code) : sqlite3_errmsg(conn->sqlite));
}

/* Runs the control statement number `i`. */
static int run_control(struct lic_conn *conn, size_t i)
{
	int code = conn->controls[i] != NULL
		? SQLITE_OK
		: sqlite3_prepare_v3(conn->sqlite, controls[i], -1, SQLITE_PREPARE_PERSISTENT,
			  &conn->controls[i], NULL);

	if (code != SQLITE_OK) {
		return code;
	}
	(void)sqlite3_step(conn->controls[i]);
	return sqlite3_reset(conn->controls[i]); /* says how the step ended */
}

static int run_text(struct lic_conn *conn, const char *sql)
{
	for (size_t i = 0; i < LIC_COUNT(controls); i++) {
		if (strcmp(sql, controls[i]) == 0) {
			return run_control(conn, i);
		}
	}
	return sqlite3_exec(conn->sqlite, sql, NULL, NULL, NULL);
}

static lic_rc run(struct lic_conn *conn, const char *sql, struct lic_err *err)
{
	int code = run_text(conn, sql);

	return code == SQLITE_OK ? LIC_OK_RC : fail(conn, code, err);
}

/* Called by the library now and then: ends the statement that runs when it returns other than 0.
 * The clock of a statement starts at its first look, so that short ones need none. */
static int is_too_long(void *arg)
{
	struct lic_conn *conn = arg;
	int64_t now_ms = 0;

	if (!conn->is_limited) {
		return 0;
	}
	now_ms = lic_clock_monotonic_ms();
	if (conn->until_ms == 0) {
		conn->until_ms = now_ms + conn->max_ms;
	}
	return now_ms > conn->until_ms;
}

static void close_conn(struct lic_conn *conn, bool discard)
{
	char *name = NULL;

	for (size_t q = 0; q < LIC_COUNT(conn->statements); q++) {
		(void)sqlite3_finalize(conn->statements[q]);
	}
	for (size_t i = 0; i < LIC_COUNT(controls); i++) {
		(void)sqlite3_finalize(conn->controls[i]);
		conn->controls[i] = NULL;
	}
	if (conn->is_alone) {
		/* The next one that writes does so, should it fail. */
		lic_rc_ignore(run(conn, "PRAGMA journal_mode=WAL", NULL));
	}
	(void)sqlite3_close(conn->sqlite);
	if (discard) {
		static const char *const endings[] = {"", "-wal", "-shm", "-journal"};

		for (size_t i = 0; i < LIC_COUNT(endings); i++) {
			name = sqlite3_mprintf("%s%s", conn->path, endings[i]);
			if (name != NULL) {
				(void)unlink(name);
				sqlite3_free(name);
			}
		}
	}
	free(conn->path);
	free(conn);
}

static bool is_new(enum lic_db_mode mode)
{
	return mode == LIC_DB_CREATE || mode == LIC_DB_BACKUP;
}

static lic_rc configure(struct lic_conn *conn, enum lic_db_mode mode, struct lic_err *err)
{
	(void)sqlite3_busy_timeout(conn->sqlite, BUSY_TIMEOUT_MS);
	(void)sqlite3_extended_result_codes(conn->sqlite, 1);
	(void)sqlite3_db_config(conn->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	conn->max_ms = LIC_STATEMENT_MAX_S * (int64_t)1000;
	sqlite3_progress_handler(conn->sqlite, CLOCK_STEPS, is_too_long, conn);
	LIC_TRY(run(conn,
		"PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL;"
		"PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0",
		err));
	if (is_new(mode)) {
		LIC_TRY(run(conn, "PRAGMA page_size=4096; PRAGMA application_id=" APPLICATION_ID,
			err));
	}
	if (mode == LIC_DB_READ) {
		return run(conn, "PRAGMA query_only=ON", err);
	}
	if (mode == LIC_DB_BACKUP) {
		/* One file; whoever made it has it written to disk when it is complete. */
		return run(conn, "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF", err);
	}
	/* A commit moves the log into the file only when nothing else has done so for long. */
	return run(conn,
		"PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=" LOG_PAGES_MAX
		"; PRAGMA cache_size=-" WRITER_CACHE_KB,
		err);
}

static lic_rc check_file(const char *path, enum lic_db_mode mode, struct lic_err *err)
{
	bool exists = access(path, F_OK) == 0;

	if (*path == '\0' || *path == ':') {
		return lic_err_set(err, LIC_E_INVALID, NULL,
			"'sqlite:%s' names no file: write sqlite:FILE", path);
	}
	if (is_new(mode) && exists) {
		return lic_err_set(err, LIC_E_CONFLICT, NULL,
			"%s exists already: choose another name, or remove it first if it is not needed",
			path);
	}
	if (!is_new(mode) && !exists) {
		return lic_err_set(err, LIC_E_NOTFOUND, NULL,
			"%s does not exist: check the name, or make it with 'licentia init --db sqlite:%s'",
			path, path);
	}
	return LIC_OK_RC;
}

static lic_rc open_conn(const char *url, enum lic_db_mode mode, struct lic_err *err,
	struct lic_conn **ret_conn)
{
	const char *target = url + strlen(SCHEME);
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
	struct lic_conn *conn = NULL;
	lic_rc rc;
	int code = 0;

	LIC_TRY(check_file(target, mode, err));
	conn = calloc(1, sizeof(*conn));
	if (conn == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	conn->path = strdup(target);
	if (conn->path == NULL) {
		free(conn);
		return LIC_RC(LIC_E_NOMEM);
	}
	if (is_new(mode)) {
		flags |= SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE;
	}
	code = sqlite3_open_v2(target, &conn->sqlite, flags, NULL);
	rc = code == SQLITE_OK ? configure(conn, mode, err) : fail(conn, code, err);
	if (!lic_ok(rc)) {
		close_conn(conn, is_new(mode) && code == SQLITE_OK);
		return rc;
	}
	*ret_conn = conn;
	return LIC_OK_RC;
}

static lic_rc schema_version(struct lic_conn *conn, struct lic_err *err, int *ret_version)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(conn->sqlite,
		"SELECT count(*), (SELECT count(*) FROM sqlite_schema) FROM sqlite_schema WHERE name = 'schema_version'",
		-1, &statement, NULL);
	bool is_ours = false;
	bool is_empty = false;

	if (code == SQLITE_OK) {
		code = sqlite3_step(statement);
		is_ours = code == SQLITE_ROW && sqlite3_column_int(statement, 0) == 1;
		is_empty = code == SQLITE_ROW && sqlite3_column_int(statement, 1) == 0;
	}
	(void)sqlite3_finalize(statement);
	if (code != SQLITE_ROW) {
		return fail(conn, code, err);
	}
	if (!is_ours) {
		*ret_version = is_empty ? 0 : -1;
		return LIC_OK_RC;
	}
	code = sqlite3_prepare_v2(conn->sqlite, "SELECT max(version) FROM schema_version", -1,
		&statement, NULL);
	if (code == SQLITE_OK) {
		code = sqlite3_step(statement);
		*ret_version = sqlite3_column_int(statement, 0);
	}
	(void)sqlite3_finalize(statement);
	return code == SQLITE_ROW ? LIC_OK_RC : fail(conn, code, err);
}

/* SQLite takes "$2" for a name, and numbers names as they appear, as those of sql/queries do; where
 * they may appear in another order they are written "?2". */
static int prepare_made(struct lic_conn *conn, unsigned q)
{
	char *text = strdup(text_of(conn, q)->text);
	int code = SQLITE_NOMEM;

	for (char *at = text; at != NULL && *at != '\0'; at++) {
		*at = *at == '$' ? '?' : *at;
	}
	if (text != NULL) {
		code = sqlite3_prepare_v3(conn->sqlite, text, -1, SQLITE_PREPARE_PERSISTENT,
			&conn->statements[q], NULL);
	}
	free(text);
	return code;
}

static lic_rc prepare(struct lic_conn *conn, unsigned q, struct lic_err *err)
{
	int code = SQLITE_OK;

	if (conn->statements[q] != NULL) {
		return LIC_OK_RC;
	}
	code = q >= LIC_MADE_FIRST ? prepare_made(conn, q)
				   : sqlite3_prepare_v3(conn->sqlite, text_of(conn, q)->text, -1,
					     SQLITE_PREPARE_PERSISTENT, &conn->statements[q], NULL);
	if (code == SQLITE_OK) {
		return LIC_OK_RC;
	}
	if ((code & 0xff) == SQLITE_ERROR) {
		return lic_err_set(err, LIC_E_BUG, NULL, "statement %s: %s", text_of(conn, q)->name,
			sqlite3_errmsg(conn->sqlite));
	}
	return fail(conn, code, err);
}

static void make(struct lic_conn *conn, unsigned slot, const struct lic_statement *statement)
{
	(void)sqlite3_finalize(conn->statements[LIC_MADE_FIRST + slot]);
	conn->statements[LIC_MADE_FIRST + slot] = NULL;
	conn->made[slot] = statement;
}

/* Texts and blobs are bound without a copy: callers keep them until the statement is reset. */
static int bind(sqlite3_stmt *statement, int index, const struct lic_value *value)
{
	switch (value->type) {
	case LIC_SQL_INT:
		return sqlite3_bind_int64(statement, index, value->number);
	case LIC_SQL_TEXT:
		return sqlite3_bind_text64(statement, index, value->data, value->len, SQLITE_STATIC,
			SQLITE_UTF8);
	case LIC_SQL_BLOB:
		return sqlite3_bind_blob64(statement, index, value->data, value->len,
			SQLITE_STATIC);
	case LIC_SQL_NULL:
		break;
	}
	return sqlite3_bind_null(statement, index);
}

static lic_rc start(struct lic_conn *conn, unsigned q, const struct lic_value *params,
	struct lic_err *err, struct lic_cursor **ret_cursor)
{
	sqlite3_stmt *statement = NULL;

	LIC_TRY(prepare(conn, q, err));
	statement = conn->statements[q];
	LIC_REQUIRE(sqlite3_stmt_busy(statement) == 0);
	for (size_t i = 0; i < text_of(conn, q)->params; i++) {
		int code = bind(statement, (int)i + 1, &params[i]);

		if (code != SQLITE_OK) {
			return fail(conn, code, err);
		}
	}
	*ret_cursor = (struct lic_cursor *)(void *)statement;
	return LIC_OK_RC;
}

/*
 * The time until the next row is what is limited, so that nobody pays for his own work between
 * rows: counting and sorting are done before the first. A statement that writes is not ended,
 * because SQLite may end the transaction with it.
 */
static lic_rc step(struct lic_conn *conn, struct lic_cursor *cursor, struct lic_err *err,
	bool *ret_row)
{
	int code = SQLITE_OK;

	conn->until_ms = 0;
	conn->is_limited = sqlite3_stmt_readonly(statement_of(cursor)) != 0;
	code = sqlite3_step(statement_of(cursor));
	conn->is_limited = false;
	if (code == SQLITE_ROW || code == SQLITE_DONE) {
		*ret_row = code == SQLITE_ROW;
		return LIC_OK_RC;
	}
	return fail(conn, code, err);
}

static struct lic_value column(struct lic_cursor *cursor, size_t index)
{
	sqlite3_stmt *statement = statement_of(cursor);
	struct lic_value value = {.type = LIC_SQL_NULL};
	int i = (int)index;

	switch (sqlite3_column_type(statement, i)) {
	case SQLITE_INTEGER:
		value.type = LIC_SQL_INT;
		value.number = sqlite3_column_int64(statement, i);
		break;
	case SQLITE_TEXT:
		value.type = LIC_SQL_TEXT;
		value.data = (const char *)sqlite3_column_text(statement, i);
		value.len = (size_t)sqlite3_column_bytes(statement, i);
		break;
	case SQLITE_BLOB:
		value.type = LIC_SQL_BLOB;
		value.data = sqlite3_column_blob(statement, i);
		value.len = (size_t)sqlite3_column_bytes(statement, i);
		if (value.data == NULL) {
			value.data = ""; /* an empty blob, which the library gives as NULL */
		}
		break;
	default:
		break;
	}
	return value;
}

/* Bound texts belong to the caller: forget them, so that no statement points at freed memory. */
static void reset(struct lic_conn *conn, struct lic_cursor *cursor)
{
	(void)conn;
	(void)sqlite3_reset(statement_of(cursor));
	(void)sqlite3_clear_bindings(statement_of(cursor));
}

static lic_rc exec(struct lic_conn *conn, unsigned q, const struct lic_value *params,
	struct lic_err *err, int64_t *ret_changed)
{
	struct lic_cursor *cursor = NULL;
	bool is_row = false;
	lic_rc rc;

	LIC_TRY(start(conn, q, params, err, &cursor));
	rc = step(conn, cursor, err, &is_row);
	if (lic_ok(rc) && ret_changed != NULL) {
		*ret_changed = sqlite3_changes(conn->sqlite);
	}
	reset(conn, cursor);
	return rc;
}

static lic_rc limit(struct lic_conn *conn, int64_t max_ms, struct lic_err *err)
{
	(void)err;
	conn->max_ms = max_ms;
	return LIC_OK_RC;
}

static bool in_transaction(struct lic_conn *conn)
{
	return sqlite3_get_autocommit(conn->sqlite) == 0;
}

static const char *name_of(struct lic_conn *conn)
{
	return conn->path;
}

/* A writer begins as one, so that it never has to become one. */
static lic_rc begin(struct lic_conn *conn, enum lic_tx_mode mode, struct lic_err *err)
{
	return run(conn, mode == LIC_TX_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", err);
}

/*
 * Whoever has the file open in WAL mode holds a shared lock on it, so that leaving that mode fails.
 * The exclusive lock stays until the connection is closed.
 */
static lic_rc begin_alone(struct lic_conn *conn, struct lic_err *err)
{
	lic_rc rc = run(conn, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=DELETE", err);

	if (rc.code == LIC_E_BUSY) {
		return lic_err_set(err, LIC_E_CONFLICT, NULL,
			"%s is in use: stop its servers, and whatever else has it open, then try again",
			conn->path);
	}
	LIC_TRY(rc);
	conn->is_alone = true;
	return begin(conn, LIC_TX_WRITE, err);
}

static lic_rc commit(struct lic_conn *conn, struct lic_err *err)
{
	return run(conn, "COMMIT", err);
}

static void rollback(struct lic_conn *conn)
{
	if (in_transaction(conn)) {
		/* When even this fails the engine undoes the transaction on closing or recovery. */
		lic_rc_ignore(run(conn, "ROLLBACK", NULL));
	}
}

/* Only one connection writes at a time: a writing transaction holds every lock already. */
static lic_rc lock(struct lic_conn *conn, int64_t tenant_id, struct lic_err *err)
{
	(void)conn;
	(void)tenant_id;
	(void)err;
	return LIC_OK_RC;
}

/* Plans of SQLite follow from the statement and its indexes alone. */
static lic_rc expect_whole_tables(struct lic_conn *conn, bool is_whole, struct lic_err *err)
{
	(void)conn;
	(void)is_whole;
	(void)err;
	return LIC_OK_RC;
}

/* There are no statistics: see adr/0009. */
static lic_rc survey(struct lic_conn *conn, bool only_grown, struct lic_err *err)
{
	(void)conn;
	(void)only_grown;
	(void)err;
	return LIC_OK_RC;
}

/* Nothing is ever on its way. */
static lic_rc settle(struct lic_conn *conn, struct lic_err *err)
{
	(void)conn;
	(void)err;
	return LIC_OK_RC;
}

/* The busy timeout has waited already. */
static bool may_retry(struct lic_conn *conn)
{
	(void)conn;
	return false;
}

static lic_rc checkpoint(struct lic_conn *conn, struct lic_err *err)
{
	int code = sqlite3_wal_checkpoint_v2(conn->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL,
		NULL);

	return code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY ? LIC_OK_RC
								 : fail(conn, code, err);
}

static lic_rc check(struct lic_conn *conn, struct lic_arena *arena, struct lic_err *err,
	const char **ret_report)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(conn->sqlite, "PRAGMA integrity_check(10)", -1, &statement,
		NULL);
	const char *report = NULL;

	if (code == SQLITE_OK) {
		code = sqlite3_step(statement);
	}
	if (code == SQLITE_ROW) {
		report = lic_arena_strdup(arena, (const char *)sqlite3_column_text(statement, 0));
	}
	(void)sqlite3_finalize(statement);
	if (code != SQLITE_ROW) {
		return fail(conn, code, err);
	}
	if (report == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_report = report;
	return LIC_OK_RC;
}

static const char *const schemes[] = {SCHEME, NULL};

const struct lic_driver lic_driver_sqlite = {
	.engine = LIC_ENGINE_SQLITE,
	.schemes = schemes,
	.open = open_conn,
	.close = close_conn,
	.name = name_of,
	.begin = begin,
	.begin_alone = begin_alone,
	.commit = commit,
	.rollback = rollback,
	.lock = lock,
	.expect_whole_tables = expect_whole_tables,
	.survey = survey,
	.run = run,
	.run_later = run,
	.settle = settle,
	.schema_version = schema_version,
	.prepare = prepare,
	.make = make,
	.limit = limit,
	.exec = exec,
	.start = start,
	.step = step,
	.column = column,
	.reset = reset,
	.in_transaction = in_transaction,
	.may_retry = may_retry,
	.checkpoint = checkpoint,
	.check = check,
};
