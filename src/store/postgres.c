/*
 * The PostgreSQL driver: see driver.h and postgres_int.h.
 *
 * Writers run READ COMMITTED behind the tenant's lock (an advisory lock of the transaction): what
 * they read after it is as new as can be and nobody else changes it. Readers run REPEATABLE READ on
 * one snapshot. The commit of a writer whose connection breaks at that moment is looked up by its
 * transaction id, not guessed.
 */
#include "base/clock.h"
#include "store/postgres_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARAMS_MAX 640 /* more than LIC_QUERY_PARAMS_MAX */
#define INT_BYTES 8
#define OID_INT8 20
#define OID_INT4 23
#define OID_TEXT 25
#define OID_BYTEA 17
#define OID_NAME 19
#define STATEMENT_NAME_BYTES 32
#define LOCK_CLASS INT64_C(0x4C49430000000000) /* "LIC": keeps other programs' locks apart */
#define RESOLVE_MS 15000
#define RESOLVE_PAUSE_MS 100

static void drop_pending(struct lic_conn *conn)
{
	conn->first = 0;
	conn->count = 0;
}

/* Collects the result of the first pending command. */
static void collect_first(struct lic_conn *conn)
{
	struct lic_pg_pending pending = conn->pending[conn->first];
	PGresult *result = PQgetResult(conn->pg);
	ExecStatusType status = PQresultStatus(result);
	bool is_good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
		status == PGRES_PIPELINE_SYNC;

	conn->first = (conn->first + 1) % LIC_PG_PENDING_MAX;
	conn->count--;
	if (pending.kind == LIC_PG_PREPARE) {
		conn->is_prepared[pending.q] = is_good;
	}
	if (!is_good && status != PGRES_PIPELINE_ABORTED) {
		lic_pg__note(conn, result, pending.q);
	}
	if (is_good && pending.kind == LIC_PG_COMMAND) {
		conn->changed = strtoll(PQcmdTuples(result), NULL, 10);
	}
	if (is_good && pending.cursor != NULL) {
		pending.cursor->result = LIC_TAKE(result);
	}
	PQclear(result);
	if (pending.kind != LIC_PG_SYNC && !conn->is_broken) {
		/* The NULL that ends a command's results. */
		result = PQgetResult(conn->pg);
		if (result != NULL) {
			lic_pg__note(conn, NULL, pending.q);
			PQclear(result);
		}
	}
	if (conn->is_broken) {
		drop_pending(conn);
	}
}

/* Has the server send the results of everything before, and sends what is still here. */
static void flush(struct lic_conn *conn)
{
	if (PQsendFlushRequest(conn->pg) != 1 || PQflush(conn->pg) != 0) {
		lic_pg__note(conn, NULL, LIC_Q_MAX_);
		drop_pending(conn);
	}
}

/* Collects everything that is pending. */
static lic_rc wait_all(struct lic_conn *conn, struct lic_err *err)
{
	if (conn->count > 0 && !conn->is_broken) {
		flush(conn);
	}
	while (conn->count > 0) {
		collect_first(conn);
	}
	return conn->is_failed ? lic_pg__fail(conn, err) : LIC_OK_RC;
}

/* Collects until the rows of `cursor` are there. */
static lic_rc wait_for(struct lic_conn *conn, const struct lic_pg_cursor *cursor,
	struct lic_err *err)
{
	if (cursor->result == NULL && conn->count > 0 && !conn->is_broken) {
		flush(conn);
	}
	while (cursor->result == NULL && conn->count > 0 && !conn->is_failed) {
		collect_first(conn);
	}
	if (conn->is_failed) {
		return lic_pg__fail(conn, err);
	}
	LIC_REQUIRE(cursor->result != NULL);
	return LIC_OK_RC;
}

static void push(struct lic_conn *conn, enum lic_pg_kind kind, unsigned q,
	struct lic_pg_cursor *cursor)
{
	conn->pending[(conn->first + conn->count) % LIC_PG_PENDING_MAX] =
		(struct lic_pg_pending){.kind = kind, .q = q, .cursor = cursor};
	conn->count++;
}

/* Makes sure that a command can be sent: nothing failed, and there is room for `commands`. */
static lic_rc make_ready(struct lic_conn *conn, size_t commands, struct lic_err *err)
{
	if (conn->is_failed) {
		return lic_pg__fail(conn, err);
	}
	return conn->count + commands > LIC_PG_PENDING_MAX ? wait_all(conn, err) : LIC_OK_RC;
}

static lic_rc sent(struct lic_conn *conn, int is_sent, struct lic_err *err)
{
	if (is_sent == 1) {
		return LIC_OK_RC;
	}
	lic_pg__note(conn, NULL, LIC_Q_MAX_);
	drop_pending(conn);
	return lic_pg__fail(conn, err);
}

static lic_rc send_sql(struct lic_conn *conn, const char *sql, enum lic_pg_kind kind,
	struct lic_pg_cursor *cursor, struct lic_err *err)
{
	LIC_TRY(make_ready(conn, 1, err));
	LIC_TRY(sent(conn, PQsendQueryParams(conn->pg, sql, 0, NULL, NULL, NULL, NULL, 1), err));
	push(conn, kind, LIC_Q_MAX_, cursor);
	return LIC_OK_RC;
}

/* Ends the pipeline and collects everything that is pending. */
static void synchronise(struct lic_conn *conn)
{
	if (PQpipelineSync(conn->pg) != 1) {
		conn->is_broken = true;
		drop_pending(conn);
		return;
	}
	push(conn, LIC_PG_SYNC, LIC_Q_MAX_, NULL);
	while (conn->count > 0) {
		collect_first(conn);
	}
}

/* After a failure the server skips everything up to the next synchronisation. */
static void recover(struct lic_conn *conn)
{
	if (conn->is_failed && !conn->is_broken) {
		synchronise(conn);
		conn->is_failed = conn->is_broken;
	}
}

static lic_rc run(struct lic_conn *conn, const char *sql, struct lic_err *err)
{
	recover(conn);
	LIC_TRY(send_sql(conn, sql, LIC_PG_COMMAND, NULL, err));
	return wait_all(conn, err);
}

static lic_rc limit(struct lic_conn *conn, int64_t max_ms, struct lic_err *err)
{
	char sql[64];

	(void)snprintf(sql, sizeof(sql), "SET statement_timeout = %lld", (long long)max_ms);
	return run(conn, sql, err);
}

static lic_rc run_later(struct lic_conn *conn, const char *sql, struct lic_err *err)
{
	for (size_t i = 0; i < conn->count; i++) {
		if (conn->pending[(conn->first + i) % LIC_PG_PENDING_MAX].kind != LIC_PG_CONTROL) {
			LIC_TRY(wait_all(conn, err));
			break;
		}
	}
	return send_sql(conn, sql, LIC_PG_CONTROL, NULL, err);
}

/* Empties one of the cursors of SQL that is no named statement. */
static struct lic_pg_cursor *empty_cursor(struct lic_conn *conn, unsigned number)
{
	struct lic_pg_cursor *cursor = &conn->cursors[number];

	PQclear(cursor->result);
	cursor->result = NULL;
	return cursor;
}

/* The text in the one row of `cursor`; NULL for SQL NULL or no row. */
static const char *text_of(const struct lic_pg_cursor *cursor)
{
	return PQntuples(cursor->result) == 1 && PQgetisnull(cursor->result, 0, 0) == 0
		? PQgetvalue(cursor->result, 0, 0)
		: NULL;
}

static lic_rc begin(struct lic_conn *conn, enum lic_tx_mode mode, struct lic_err *err)
{
	while (conn->count > 0) { /* the end of the transaction before */
		collect_first(conn);
	}
	conn->is_failed = false;
	conn->may_retry = false;
	lic_rc rc = lic_pg__revive(conn, err);

	if (!lic_ok(rc)) {
		conn->may_retry = rc.code == LIC_E_UNAVAILABLE;
		return rc;
	}
	conn->xid[0] = '\0';
	(void)empty_cursor(conn, LIC_PG_LOCK);
	LIC_TRY(send_sql(conn,
		mode == LIC_TX_WRITE ? "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
				     : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
		LIC_PG_CONTROL, NULL, err));
	conn->in_tx = true;
	return LIC_OK_RC;
}

/* Runs fixed SQL that gives one text, which is borrowed until the next one; NULL stands for SQL
 * NULL or no row. */
static lic_rc ask(struct lic_conn *conn, const char *sql, struct lic_err *err,
	const char **ret_text)
{
	struct lic_pg_cursor *cursor = empty_cursor(conn, LIC_PG_SPARE);

	LIC_TRY(send_sql(conn, sql, LIC_PG_QUERY, cursor, err));
	LIC_TRY(wait_for(conn, cursor, err));
	*ret_text = text_of(cursor);
	return LIC_OK_RC;
}

/*
 * Asks on a new connection what became of the transaction; "" while that is open. A server that
 * crashed before it had written anything of the transaction does not remember its id, and gives it
 * out again: asked for the status of an id that it has not given out yet it would fail.
 */
static lic_rc ask_outcome(struct lic_conn *conn, const char *xid, const char **ret_outcome)
{
	char sql[160];
	const char *outcome = NULL;
	lic_rc rc;

	*ret_outcome = "";
	LIC_TRY(lic_pg__connect(conn, NULL));
	conn->is_failed = false;
	(void)snprintf(sql, sizeof(sql),
		"SELECT CASE WHEN '%s'::xid8 >= pg_current_xact_id() THEN 'aborted' ELSE pg_xact_status('%s'::xid8) END",
		xid, xid);
	rc = ask(conn, sql, NULL, &outcome);
	/* A status that the server no longer knows stays unknown. */
	*ret_outcome = lic_ok(rc) && outcome != NULL ? outcome : "";
	synchronise(conn);
	return rc;
}

/*
 * The connection broke while the commit was under way: the server knows whether it was made. Waits
 * for a server that comes back in time.
 */
static lic_rc resolve(struct lic_conn *conn, struct lic_err *err)
{
	int64_t end_ms = lic_clock_monotonic_ms() + RESOLVE_MS;
	char xid[LIC_PG_XID_BYTES];
	const char *outcome = "";

	memcpy(xid, conn->xid, sizeof(xid));
	while (xid[0] != '\0' && lic_clock_monotonic_ms() < end_ms) {
		if (lic_ok(ask_outcome(conn, xid, &outcome)) && strcmp(outcome, "committed") == 0) {
			conn->is_failed = false;
			return LIC_OK_RC;
		}
		if (strcmp(outcome, "aborted") == 0) {
			conn->may_retry = true;
			return lic_err_set(err, LIC_E_UNAVAILABLE, "ServiceUnavailable",
				"The connection to the database was lost: nothing was changed. Please retry again later.");
		}
		lic_clock_pause(RESOLVE_PAUSE_MS);
	}
	conn->may_retry = false;
	return lic_err_set(err, LIC_E_UNAVAILABLE, "ServiceUnavailable",
		"The connection to the database was lost while the change was being made: look whether it was made before you ask for it again.");
}

/* Ends the transaction and its pipeline with `sql`. */
static lic_rc end_with(struct lic_conn *conn, const char *sql, struct lic_err *err)
{
	LIC_TRY(make_ready(conn, 2, err));
	LIC_TRY(send_sql(conn, sql, LIC_PG_CONTROL, NULL, err));
	LIC_TRY(sent(conn, PQpipelineSync(conn->pg), err));
	push(conn, LIC_PG_SYNC, LIC_Q_MAX_, NULL);
	return LIC_OK_RC;
}

/* Keeps the transaction's id, if lock() has asked for it and it has come. */
static void keep_xid(struct lic_conn *conn)
{
	const struct lic_pg_cursor *cursor = &conn->cursors[LIC_PG_LOCK];
	const char *xid = cursor->result == NULL ? NULL : text_of(cursor);

	if (xid != NULL) {
		(void)snprintf(conn->xid, sizeof(conn->xid), "%s", xid);
	}
}

static lic_rc commit(struct lic_conn *conn, struct lic_err *err)
{
	lic_rc rc;

	/* Whatever fails before the commit itself is sent has changed nothing. */
	LIC_TRY(wait_all(conn, err));
	keep_xid(conn);
	rc = end_with(conn, "COMMIT", err);
	if (lic_ok(rc)) {
		rc = wait_all(conn, err);
	}
	conn->in_tx = false;
	if (conn->is_broken) {
		rc = resolve(conn, err);
	}
	conn->has_made |= lic_ok(rc) && conn->mode == LIC_DB_CREATE;
	return rc;
}

/* The end is sent and not waited for: begin() collects it. */
static void rollback(struct lic_conn *conn)
{
	if (!conn->in_tx) {
		return;
	}
	conn->in_tx = false;
	recover(conn);
	if (!conn->is_broken && lic_ok(end_with(conn, "ROLLBACK", NULL))) {
		(void)PQflush(conn->pg);
	}
}

/* Every other connection holds the same lock, shared; that of this one is no hindrance. */
static lic_rc begin_alone(struct lic_conn *conn, struct lic_err *err)
{
	const char *text = NULL;

	LIC_TRY(begin(conn, LIC_TX_WRITE, err));
	LIC_TRY(ask(conn, "SELECT pg_try_advisory_xact_lock(" LIC_PG_OPEN_LOCK ")::text", err,
		&text));
	if (text != NULL && strcmp(text, "true") == 0) {
		return LIC_OK_RC;
	}
	rollback(conn);
	return lic_err_set(err, LIC_E_CONFLICT, NULL,
		"%s is in use: stop its servers, and whatever else has it open, then try again",
		conn->name);
}

/* The transaction id is asked for on the way, so that commit() can ask what became of it. Nobody
 * waits here: what follows is run behind the lock. */
static lic_rc lock(struct lic_conn *conn, int64_t tenant_id, struct lic_err *err)
{
	struct lic_pg_cursor *cursor = empty_cursor(conn, LIC_PG_LOCK);
	char sql[128];

	(void)snprintf(sql, sizeof(sql),
		"SELECT pg_current_xact_id()::text FROM pg_advisory_xact_lock(%lld)",
		(long long)(LOCK_CLASS | tenant_id));
	return send_sql(conn, sql, LIC_PG_QUERY, cursor, err);
}

/* Without statistics PostgreSQL takes every table for small, and loops over them nested. */
static lic_rc expect_whole_tables(struct lic_conn *conn, bool is_whole, struct lic_err *err)
{
	return run(conn,
		is_whole ? "SET LOCAL enable_nestloop = off" : "SET LOCAL enable_nestloop = on",
		err);
}

/* The server does it by itself, but only when its autovacuum comes by. Tables of others are passed
 * over. */
static lic_rc survey(struct lic_conn *conn, bool only_grown, struct lic_err *err)
{
	/* Where nobody has looked yet, reltuples is -1. */
	static const char grown[] =
		"DO $$ DECLARE t regclass; BEGIN"
		" FOR t IN SELECT s.relid FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid"
		" WHERE s.schemaname = current_schema() AND s.n_mod_since_analyze > 500"
		" AND s.n_mod_since_analyze > c.reltuples"
		" LOOP EXECUTE format('ANALYZE %s', t); END LOOP; END $$";

	return run(conn, only_grown ? grown : "ANALYZE", err);
}

const struct lic_statement *lic_pg__statement(const struct lic_conn *conn, unsigned q)
{
	return q < LIC_MADE_FIRST ? &lic_statements[q] : conn->made[q - LIC_MADE_FIRST];
}

/* What the server knows statement `q` by. */
static void write_name(const struct lic_conn *conn, unsigned q, char name[STATEMENT_NAME_BYTES])
{
	if (q < LIC_MADE_FIRST) {
		(void)snprintf(name, STATEMENT_NAME_BYTES, "q%u", q);
	} else {
		(void)snprintf(name, STATEMENT_NAME_BYTES, "m%llu",
			(unsigned long long)conn->made_names[q - LIC_MADE_FIRST]);
	}
}

/*
 * A new name each time: whether the server has forgotten the one before is not known when what was
 * sent meanwhile failed. It is asked to.
 */
static void make(struct lic_conn *conn, unsigned slot, const struct lic_statement *statement)
{
	char name[STATEMENT_NAME_BYTES];
	char sql[STATEMENT_NAME_BYTES + sizeof("DEALLOCATE ")];

	/* What is on its way may tell of the statement before; failures are told by the next call.
	 */
	lic_rc_ignore(wait_all(conn, NULL));
	if (conn->is_prepared[LIC_MADE_FIRST + slot] && !conn->is_failed && !conn->is_broken) {
		write_name(conn, LIC_MADE_FIRST + slot, name);
		(void)snprintf(sql, sizeof(sql), "DEALLOCATE %s", name);
		/* When it cannot be sent the connection is lost, which the next call finds. */
		lic_rc_ignore(send_sql(conn, sql, LIC_PG_CONTROL, NULL, NULL));
	}
	conn->is_prepared[LIC_MADE_FIRST + slot] = false;
	conn->made[slot] = statement;
	conn->made_names[slot] = ++conn->names;
}

static lic_rc prepare_later(struct lic_conn *conn, unsigned q, struct lic_err *err)
{
	const struct lic_statement *statement = lic_pg__statement(conn, q);
	char name[STATEMENT_NAME_BYTES];
	Oid types[PARAMS_MAX];

	LIC_TRY(make_ready(conn, 2, err));
	if (conn->is_prepared[q]) {
		return LIC_OK_RC;
	}
	LIC_REQUIRE(statement->params <= PARAMS_MAX);
	for (size_t i = 0; i < statement->params; i++) {
		types[i] = statement->types[i] == 'i' ? OID_INT8
			: statement->types[i] == 't'  ? OID_TEXT
						      : OID_BYTEA;
	}
	write_name(conn, q, name);
	LIC_TRY(sent(conn,
		PQsendPrepare(conn->pg, name, statement->text, (int)statement->params, types),
		err));
	push(conn, LIC_PG_PREPARE, q, NULL);
	conn->is_prepared[q] = true; /* unless its result says otherwise */
	return LIC_OK_RC;
}

static lic_rc prepare(struct lic_conn *conn, unsigned q, struct lic_err *err)
{
	LIC_TRY(prepare_later(conn, q, err));
	return wait_all(conn, err);
}

static void to_network(int64_t number, uint8_t bytes[INT_BYTES])
{
	for (int i = 0; i < INT_BYTES; i++) {
		bytes[i] = (uint8_t)((uint64_t)number >> (8 * (INT_BYTES - 1 - i)));
	}
}

static int64_t from_network(const char *data, int len)
{
	uint64_t number = 0;

	for (int i = 0; i < len; i++) {
		number = (number << 8) | (uint8_t)data[i];
	}
	return len == 4 ? (int32_t)(uint32_t)number : (int64_t)number;
}

/*
 * The server plans a statement once, for the tables as they are then. In an empty table every index
 * looks as good as another; when it has grown the wrong one means reading all of it. So plans are
 * forgotten while this connection is young, and now and then later: others fill tables, too.
 */
static lic_rc renew_plans(struct lic_conn *conn, struct lic_err *err)
{
	int64_t now_ms = 0;

	if (++conn->sent < conn->replan_at && conn->sent % LIC_PG_REPLAN_FIRST != 0) {
		return LIC_OK_RC;
	}
	now_ms = lic_clock_monotonic_ms();
	if (conn->sent < conn->replan_at && now_ms < conn->replan_ms) {
		return LIC_OK_RC;
	}
	conn->replan_at = conn->sent * 2;
	conn->replan_ms = now_ms + LIC_PG_REPLAN_MS;
	return send_sql(conn, "DISCARD PLANS", LIC_PG_CONTROL, NULL, err);
}

static lic_rc send_statement(struct lic_conn *conn, unsigned q, const struct lic_value *params,
	struct lic_pg_cursor *cursor, struct lic_err *err)
{
	static const uint8_t nothing[1] = {0};
	const char *values[PARAMS_MAX];
	int lengths[PARAMS_MAX];
	int formats[PARAMS_MAX];
	uint8_t numbers[PARAMS_MAX][INT_BYTES];
	char name[STATEMENT_NAME_BYTES];
	size_t count = lic_pg__statement(conn, q)->params;

	LIC_REQUIRE(count <= PARAMS_MAX);
	LIC_TRY(renew_plans(conn, err));
	LIC_TRY(prepare_later(conn, q, err));
	for (size_t i = 0; i < count; i++) {
		formats[i] = 1;
		lengths[i] = (int)params[i].len;
		values[i] = params[i].type == LIC_SQL_NULL ? NULL : params[i].data;
		if (params[i].type == LIC_SQL_INT) {
			to_network(params[i].number, numbers[i]);
			values[i] = (const char *)numbers[i];
			lengths[i] = INT_BYTES;
		} else if (values[i] == NULL && params[i].type != LIC_SQL_NULL) {
			values[i] = (const char *)nothing;
		}
	}
	write_name(conn, q, name);
	LIC_TRY(sent(conn,
		PQsendQueryPrepared(conn->pg, name, (int)count, values, lengths, formats, 1), err));
	push(conn, cursor == NULL ? LIC_PG_COMMAND : LIC_PG_QUERY, q, cursor);
	return LIC_OK_RC;
}

static lic_rc exec(struct lic_conn *conn, unsigned q, const struct lic_value *params,
	struct lic_err *err, int64_t *ret_changed)
{
	LIC_TRY(send_statement(conn, q, params, NULL, err));
	if (ret_changed != NULL) {
		LIC_TRY(wait_all(conn, err));
		*ret_changed = conn->changed;
	}
	return LIC_OK_RC;
}

static lic_rc start(struct lic_conn *conn, unsigned q, const struct lic_value *params,
	struct lic_err *err, struct lic_cursor **ret_cursor)
{
	struct lic_pg_cursor *cursor = &conn->cursors[q];

	LIC_REQUIRE(!cursor->is_open);
	cursor->q = q;
	cursor->row = -1;
	LIC_TRY(send_statement(conn, q, params, cursor, err));
	cursor->is_open = true;
	*ret_cursor = (struct lic_cursor *)(void *)cursor;
	return LIC_OK_RC;
}

static lic_rc step(struct lic_conn *conn, struct lic_cursor *opaque, struct lic_err *err,
	bool *ret_row)
{
	struct lic_pg_cursor *cursor = (struct lic_pg_cursor *)(void *)opaque;

	LIC_TRY(wait_for(conn, cursor, err));
	cursor->row++;
	*ret_row = cursor->row < PQntuples(cursor->result);
	return LIC_OK_RC;
}

static struct lic_value column(struct lic_cursor *opaque, size_t index)
{
	const struct lic_pg_cursor *cursor = (const struct lic_pg_cursor *)(const void *)opaque;
	struct lic_value value = {.type = LIC_SQL_NULL};
	int i = (int)index;

	if (PQgetisnull(cursor->result, cursor->row, i) != 0) {
		return value;
	}
	value.data = PQgetvalue(cursor->result, cursor->row, i);
	value.len = (size_t)PQgetlength(cursor->result, cursor->row, i);
	switch (PQftype(cursor->result, i)) {
	case OID_INT8:
	case OID_INT4:
		value.type = LIC_SQL_INT;
		value.number = from_network(value.data, (int)value.len);
		break;
	case OID_TEXT:
	case OID_NAME:
		value.type = LIC_SQL_TEXT;
		break;
	case OID_BYTEA:
		value.type = LIC_SQL_BLOB;
		break;
	default: /* stays NULL: whoever reads it finds the type wrong */
		break;
	}
	return value;
}

static void reset(struct lic_conn *conn, struct lic_cursor *opaque)
{
	struct lic_pg_cursor *cursor = (struct lic_pg_cursor *)(void *)opaque;

	/* Rows that have not come yet are thrown away when they do. */
	for (size_t i = 0; cursor->result == NULL && i < conn->count; i++) {
		struct lic_pg_pending *pending =
			&conn->pending[(conn->first + i) % LIC_PG_PENDING_MAX];

		if (pending->cursor == cursor) {
			pending->cursor = NULL;
		}
	}
	PQclear(cursor->result);
	cursor->result = NULL;
	cursor->is_open = false;
}

static lic_rc schema_version(struct lic_conn *conn, struct lic_err *err, int *ret_version)
{
	const char *text = NULL;

	LIC_TRY(begin(conn, LIC_TX_READ, err));
	/* Other programs have tables of that name, too. */
	LIC_TRY(ask(conn,
		"SELECT count(*)::text FROM pg_attribute WHERE attrelid = to_regclass('schema_version') "
		"AND attname = 'version' AND atttypid = 'int8'::regtype",
		err, &text));
	*ret_version = 0;
	if (text != NULL && *text == '1') {
		LIC_TRY(ask(conn, "SELECT max(version)::text FROM schema_version", err, &text));
		*ret_version = text == NULL ? -1 : (int)strtol(text, NULL, 10);
	}
	rollback(conn);
	return LIC_OK_RC;
}

/* An installation that is there is not overwritten. */
static lic_rc check_unused(struct lic_conn *conn, struct lic_err *err)
{
	int version = 0;

	LIC_TRY(schema_version(conn, err, &version));
	if (version != 0) {
		return lic_err_set(err, LIC_E_CONFLICT, NULL,
			"%s holds a Licentia database already: use another database, or drop this one first if it is not needed",
			conn->name);
	}
	return LIC_OK_RC;
}

static void close_conn(struct lic_conn *conn, bool discard)
{
	/* Tables that it did not make are somebody else's: they were in its way, or another init
	 * was faster. Only an unfinished copy is opened to be thrown away. */
	if (discard && (conn->has_made || conn->mode == LIC_DB_COPY) && !conn->is_broken) {
		rollback(conn);
		/* A table that cannot be dropped now is told by the next init. */
		if (lic_ok(begin(conn, LIC_TX_WRITE, NULL)) &&
			lic_ok(run(conn, lic_drop_tables, NULL))) {
			lic_rc_ignore(commit(conn, NULL));
		}
	}
	for (size_t i = 0; i < LIC_COUNT(conn->cursors); i++) {
		PQclear(conn->cursors[i].result);
	}
	PQfinish(conn->pg);
	if (conn->url != NULL) {
		memset(conn->url, 0, strlen(conn->url)); /* it may hold a password */
	}
	free(conn->url);
	free(conn);
}

static lic_rc open_conn(const char *url, enum lic_db_mode mode, struct lic_err *err,
	struct lic_conn **ret_conn)
{
	struct lic_conn *conn = calloc(1, sizeof(*conn));
	lic_rc rc;

	if (conn == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	conn->url = strdup(url);
	conn->mode = mode;
	rc = conn->url == NULL ? LIC_RC(LIC_E_NOMEM) : lic_pg__connect(conn, err);
	if (lic_ok(rc) && mode == LIC_DB_CREATE) {
		rc = check_unused(conn, err);
	}
	if (!lic_ok(rc)) {
		close_conn(conn, false);
		return rc;
	}
	*ret_conn = conn;
	return LIC_OK_RC;
}

static const char *name_of(struct lic_conn *conn)
{
	return conn->name;
}

static bool in_transaction(struct lic_conn *conn)
{
	return conn->in_tx && !conn->is_broken;
}

static bool may_retry(struct lic_conn *conn)
{
	return conn->may_retry;
}

/* The server does it by itself. */
static lic_rc checkpoint(struct lic_conn *conn, struct lic_err *err)
{
	(void)conn;
	(void)err;
	return LIC_OK_RC;
}

/* The server's own tools (pg_amcheck, data checksums) look at its files. */
static lic_rc check(struct lic_conn *conn, struct lic_arena *arena, struct lic_err *err,
	const char **ret_report)
{
	(void)conn;
	(void)arena;
	(void)err;
	*ret_report = NULL;
	return LIC_OK_RC;
}

static const char *const schemes[] = {"postgresql://", "postgres://", NULL};

const struct lic_driver lic_driver_postgres = {
	.engine = LIC_ENGINE_POSTGRES,
	.schemes = schemes,
	.is_shared = true,
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
	.run_later = run_later,
	.settle = wait_all,
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
