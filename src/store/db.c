/*
 * Connections, transactions and values for every engine: see db.h.
 */
#include "store/db.h"

#include "store/db_int.h"
#include "store/driver.h"
#include "store/lic_sql.h"
#include "store/statements.h"
#include "store/upgrade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lic_db {
	const struct lic_driver *driver; /* engine */
	struct lic_conn *conn;           /* its side of the connection */
	struct lic_err *err;        /* where failures are told during a transaction; borrowed */
	uint64_t writes;            /* statements that write, started so far */
	bool in_tx;                 /* between begin and its end */
	bool is_created;            /* made by this connection and not yet complete */
	struct lic_made_cache made; /* statements made at run time */
};

static const struct lic_driver *const drivers[] = {&lic_driver_sqlite, &lic_driver_postgres};

static const struct lic_driver *find_driver(const char *url)
{
	for (size_t i = 0; i < LIC_COUNT(drivers); i++) {
		for (const char *const *scheme = drivers[i]->schemes; *scheme != NULL; scheme++) {
			if (strncmp(url, *scheme, strlen(*scheme)) == 0) {
				return drivers[i];
			}
		}
	}
	return NULL;
}

static lic_rc record_version(struct lic_db *db, int version, struct lic_err *err)
{
	char sql[96];

	(void)snprintf(sql, sizeof(sql), "INSERT INTO schema_version (version) VALUES (%d)",
		version);
	return db->driver->run(db->conn, sql, err);
}

static lic_rc run_migration(struct lic_db *db, const struct lic_migration *migration,
	struct lic_err *err)
{
	for (const char *const *text = migration->statements[db->driver->engine]; *text != NULL;
		text++) {
		LIC_TRY(db->driver->run(db->conn, *text, err));
	}
	return LIC_OK_RC;
}

/* Makes the whole schema in one transaction, so that a database is complete or not there. */
static lic_rc create_schema(struct lic_db *db, struct lic_err *err)
{
	LIC_TRY(db->driver->begin(db->conn, LIC_TX_WRITE, err));
	for (size_t i = 0; i < lic_migration_count; i++) {
		LIC_TRY(run_migration(db, &lic_migrations[i], err));
		LIC_TRY(record_version(db, lic_migrations[i].version, err));
	}
	return db->driver->commit(db->conn, err);
}

static lic_rc check_schema(struct lic_db *db, enum lic_db_mode mode, struct lic_err *err)
{
	const char *name = db->driver->name(db->conn);
	int version = 0;
	int wanted = lic_migrations[lic_migration_count - 1].version;

	LIC_TRY(db->driver->schema_version(db->conn, err, &version));
	if (version <= 0) {
		return lic_err_set(err, version == 0 ? LIC_E_NOTFOUND : LIC_E_CORRUPT, NULL,
			"%s is not a Licentia database: check the address, or make one with 'licentia init'",
			name);
	}
	if (version > wanted) {
		return lic_err_set(err, LIC_E_CONFLICT, NULL,
			"%s was written by a newer Licentia (schema %d, this program knows %d): update the program",
			name, version, wanted);
	}
	if (version < wanted && mode != LIC_DB_UPGRADE) {
		return lic_err_set(err, LIC_E_CONFLICT, NULL,
			"%s has schema %d and this program needs %d: stop its servers and run 'licentia upgrade'",
			name, version, wanted);
	}
	return LIC_OK_RC;
}

/* The unfinished target of a copy must not be taken for an installation. */
static lic_rc check_complete(struct lic_db *db, struct lic_err *err)
{
	struct lic_q_copy_mark_find_row mark;
	bool is_marked = false;

	LIC_TRY(lic_db_begin(db, LIC_TX_READ, err));
	LIC_TRY(lic_q_copy_mark_find(db, NULL, NULL, &mark, &is_marked));
	lic_db_rollback(db);
	if (is_marked) {
		return lic_err_set(err, LIC_E_CONFLICT, NULL,
			"%s holds an unfinished copy: run the same 'licentia migrate' or 'licentia restore' again, or start over with --start-over",
			db->driver->name(db->conn));
	}
	return LIC_OK_RC;
}

/* Opens `db`, whose driver is set, and makes or checks the schema. */
static lic_rc open_with_schema(struct lic_db *db, const char *url, enum lic_db_mode mode,
	struct lic_err *err)
{
	LIC_TRY(db->driver->open(url, mode, err, &db->conn));
	if (mode != LIC_DB_CREATE && mode != LIC_DB_BACKUP) {
		LIC_TRY(check_schema(db, mode, err));
		return mode == LIC_DB_READ || mode == LIC_DB_WRITE ? check_complete(db, err)
								   : LIC_OK_RC;
	}
	db->is_created = true;
	LIC_TRY(create_schema(db, err));
	db->is_created = false;
	return LIC_OK_RC;
}

lic_rc lic_db_open(const char *url, enum lic_db_mode mode, struct lic_err *err,
	struct lic_db **ret_db)
{
	const struct lic_driver *driver = find_driver(url);
	struct lic_db *db = NULL;
	lic_rc rc;

	if (driver == NULL) {
		return lic_err_set(err, LIC_E_INVALID, NULL,
			"'%s' is not a database address: write sqlite:FILE, for example sqlite:licentia.db, or postgresql://USER@HOST/DATABASE",
			url);
	}
	db = calloc(1, sizeof(*db));
	if (db == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	db->driver = driver;
	rc = open_with_schema(db, url, mode, err);
	if (!lic_ok(rc)) {
		lic_db_close(db);
		return rc;
	}
	*ret_db = db;
	return LIC_OK_RC;
}

void lic_db_close(struct lic_db *db)
{
	if (db == NULL) {
		return;
	}
	if (db->conn != NULL) {
		lic_db_rollback(db);
		db->driver->close(db->conn, db->is_created);
	}
	lic_made_done(&db->made);
	free(db);
}

void lic_db_discard(struct lic_db *db)
{
	if (db != NULL) {
		db->is_created = true;
		lic_db_close(db);
	}
}

void lic_db_closep(struct lic_db **db)
{
	lic_db_close(*db);
	*db = NULL;
}

lic_rc lic_db_schema(struct lic_db *db, struct lic_err *err, int *ret_version)
{
	LIC_REQUIRE(!db->in_tx);
	return db->driver->schema_version(db->conn, err, ret_version);
}

const char *lic_db_migration_name(int version)
{
	return version >= 1 && (size_t)version <= lic_migration_count
		? lic_migrations[version - 1].name
		: NULL;
}

lic_rc lic_db_upgrade(struct lic_db *db, struct lic_err *err)
{
	int version = 0;

	LIC_TRY(lic_db_schema(db, err, &version));
	if ((size_t)version == lic_migration_count) {
		return LIC_OK_RC;
	}
	LIC_TRY(db->driver->begin_alone(db->conn, err));
	db->in_tx = true;
	db->err = err;
	for (size_t i = (size_t)version; i < lic_migration_count; i++) {
		LIC_TRY(record_version(db, lic_migrations[i].version, err));
		LIC_TRY(run_migration(db, &lic_migrations[i], err));
		LIC_TRY(lic_upgrade_fill(db, lic_migrations[i].name));
	}
	return lic_db_commit(db);
}

lic_rc lic_db_prepare_all(struct lic_db *db, struct lic_err *err)
{
	for (unsigned q = 0; q < lic_statement_count; q++) {
		LIC_TRY(db->driver->prepare(db->conn, q, err));
	}
	return LIC_OK_RC;
}

lic_rc lic_db_begin(struct lic_db *db, enum lic_tx_mode mode, struct lic_err *err)
{
	LIC_REQUIRE(!db->in_tx);
	LIC_TRY(db->driver->begin(db->conn, mode, err));
	db->in_tx = true;
	db->err = err;
	return LIC_OK_RC;
}

lic_rc lic_db_lock(struct lic_db *db, int64_t tenant_id)
{
	LIC_REQUIRE(db->in_tx);
	return db->driver->lock(db->conn, tenant_id, db->err);
}

lic_rc lic_db_expect_whole_tables(struct lic_db *db, bool is_whole)
{
	LIC_REQUIRE(db->in_tx);
	return db->driver->expect_whole_tables(db->conn, is_whole, db->err);
}

lic_rc lic_db_survey(struct lic_db *db)
{
	LIC_REQUIRE(db->in_tx);
	return db->driver->survey(db->conn, false, db->err);
}

lic_rc lic_db_survey_grown(struct lic_db *db)
{
	LIC_REQUIRE(db->in_tx);
	return db->driver->survey(db->conn, true, db->err);
}

void lic_db_set_err(struct lic_db *db, struct lic_err *err)
{
	db->err = err;
}

lic_rc lic_db_commit(struct lic_db *db)
{
	lic_rc rc;

	LIC_REQUIRE(db->in_tx);
	rc = db->driver->commit(db->conn, db->err);
	if (!lic_ok(rc)) {
		lic_db_rollback(db);
	}
	db->in_tx = false;
	db->err = NULL;
	return rc;
}

void lic_db_rollback(struct lic_db *db)
{
	if (db->in_tx) {
		db->driver->rollback(db->conn);
	}
	db->in_tx = false;
	db->err = NULL;
}

bool lic_db_in_transaction(const struct lic_db *db)
{
	return db->in_tx && db->driver->in_transaction(db->conn);
}

bool lic_db_may_retry(const struct lic_db *db)
{
	return db->driver->may_retry(db->conn);
}

lic_rc lic_db_settle(struct lic_db *db)
{
	return db->driver->settle(db->conn, db->err);
}

uint64_t lic_db_writes(const struct lic_db *db)
{
	return db->writes;
}

bool lic_db_is_shared(const struct lic_db *db)
{
	return db->driver->is_shared;
}

lic_rc lic_db_savepoint(struct lic_db *db)
{
	return db->driver->run_later(db->conn, "SAVEPOINT request", db->err);
}

lic_rc lic_db_release(struct lic_db *db)
{
	return db->driver->run_later(db->conn, "RELEASE SAVEPOINT request", db->err);
}

lic_rc lic_db_undo(struct lic_db *db)
{
	LIC_TRY(db->driver->run(db->conn, "ROLLBACK TO SAVEPOINT request", db->err));
	return lic_db_release(db);
}

lic_rc lic_db_checkpoint(struct lic_db *db)
{
	return db->driver->checkpoint(db->conn, db->err);
}

lic_rc lic_db_check(struct lic_db *db, struct lic_arena *arena, const char **ret_report)
{
	return db->driver->check(db->conn, arena, db->err, ret_report);
}

lic_rc lic_db_exec(struct lic_db *db, unsigned q, const struct lic_value *params, size_t count,
	int64_t *ret_changed)
{
	LIC_REQUIRE(db->in_tx && count == lic_statements[q].params);
	db->writes++;
	return db->driver->exec(db->conn, q, params, db->err, ret_changed);
}

lic_rc lic_db_query(struct lic_db *db, unsigned q, const struct lic_value *params, size_t count,
	struct lic_rows *ret_rows)
{
	LIC_REQUIRE(db->in_tx && count == lic_statements[q].params);
	db->writes += lic_statements[q].writes ? 1 : 0;
	LIC_TRY(db->driver->start(db->conn, q, params, db->err, &ret_rows->cursor));
	ret_rows->db = db;
	return LIC_OK_RC;
}

lic_rc lic_db__query_made(struct lic_db *db, const char *text, const struct lic_value *params,
	size_t count, struct lic_rows *ret_rows)
{
	unsigned slot = 0;
	bool is_new = false;
	lic_rc rc;

	LIC_REQUIRE(db->in_tx);
	LIC_TRY(lic_made_find(&db->made, text, params, count, &slot, &is_new));
	if (is_new) {
		db->driver->make(db->conn, slot, &db->made.list[slot].statement);
	}
	rc = db->driver->start(db->conn, LIC_MADE_FIRST + slot, params, db->err, &ret_rows->cursor);
	if (!lic_ok(rc)) {
		db->made.list[slot].is_open = false;
		return rc;
	}
	ret_rows->db = db;
	ret_rows->made = &db->made.list[slot];
	return LIC_OK_RC;
}

lic_rc lic_db__limit(struct lic_db *db, int64_t max_ms, struct lic_err *err)
{
	LIC_REQUIRE(!db->in_tx);
	return db->driver->limit(db->conn, max_ms, err);
}

lic_rc lic_rows_next(struct lic_rows *rows, struct lic_value *values, size_t count, bool *ret_more)
{
	const struct lic_driver *driver = NULL;

	LIC_REQUIRE(rows->db != NULL);
	driver = rows->db->driver;
	LIC_TRY(driver->step(rows->db->conn, rows->cursor, rows->db->err, ret_more));
	for (size_t i = 0; *ret_more && i < count; i++) {
		values[i] = driver->column(rows->cursor, i);
	}
	return LIC_OK_RC;
}

void lic_rows_close(struct lic_rows *rows)
{
	if (rows->db != NULL) {
		rows->db->driver->reset(rows->db->conn, rows->cursor);
		if (rows->made != NULL) {
			rows->made->is_open = false;
		}
		*rows = (struct lic_rows){0};
	}
}
