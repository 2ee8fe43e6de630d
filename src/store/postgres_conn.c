/*
 * Connecting to PostgreSQL, and what its failures mean: see postgres_int.h.
 */
#include "base/clock.h"
#include "store/postgres_int.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERVER_VERSION_MIN 150000
#define LOCK_NOT_AVAILABLE "55P03"
#define DELAY_FIRST_MS 50
#define DELAY_MAX_MS 2000
#define REASON_BYTES 300

/* A number that a macro stands for, as text. */
#define IN_TEXT(number_) AS_TEXT(number_)
#define AS_TEXT(number_) #number_

/*
 * Says that the database is open; while its schema changes this waits. A statement that waits for a
 * lock longer, or runs longer, is ended by the server. A transaction
 * whose process hangs is ended too, so that it cannot keep a tenant locked. Our statements are
 * short and ours are the plans (adr/0009): compiling one, or starting processes for it, takes
 * longer than what it saves, because the server expects to read more than the LIMIT lets it.
 */
static const char session[] =
	"SET lock_timeout = '20s'; SELECT pg_advisory_lock_shared(" LIC_PG_OPEN_LOCK
	"); SET statement_timeout = '" IN_TEXT(
		LIC_STATEMENT_MAX_S) "s';"
				     "SET idle_in_transaction_session_timeout = '30s';"
				     "SET client_min_messages = error; SET standard_conforming_strings = on;"
				     "SET default_transaction_isolation = 'read committed'; SET synchronous_commit = on;"
				     "SET jit = off; SET max_parallel_workers_per_gather = 0";

/* What an operator can do about an SQLSTATE, by its first characters. */
struct meaning {
	const char *state;   /* start of the code (PostgreSQL documentation, appendix A) */
	enum lic_code code;  /* ours */
	bool may_retry;      /* another run may succeed */
	const char *message; /* what is wrong; with the remedy when `remedy` is NULL: then clients
				may read it */
	const char *remedy;  /* for operators, who read the server's own words before it; or NULL */
};

static const struct meaning meanings[] = {
	{"53100", LIC_E_UNAVAILABLE, false,
		"The disk of the database server is full: nothing was changed. Free some space there and try again.",
		NULL},
	{"53300", LIC_E_UNAVAILABLE, false,
		"The database server has no connection left: raise its max_connections, or give this program fewer --workers.",
		NULL},
	{"53", LIC_E_UNAVAILABLE, false,
		"The database server is short of resources: nothing was changed. Try again later.",
		NULL},
	{"40P01", LIC_E_BUSY, true, "The database is busy: please retry again later.", NULL},
	{"40001", LIC_E_BUSY, true, "The database is busy: please retry again later.", NULL},
	{"55P03", LIC_E_BUSY, false,
		"Another program keeps the database locked: nothing was changed. Try again, or end that program.",
		NULL},
	{"57014", LIC_E_BUSY, false, LIC_TOOK_TOO_LONG, NULL},
	{"25006", LIC_E_UNAVAILABLE, false,
		"The database accepts no changes: it is read-only, as a standby server is. Connect to the primary server.",
		NULL},
	{"42501", LIC_E_UNAVAILABLE, false, "the database role lacks a right",
		"let it own the tables, or GRANT what is missing; to make tables it needs CREATE on the schema"},
	{"42P07", LIC_E_CONFLICT, false, "the schema holds such a table already",
		"use a database, or a schema, of its own"},
	{"23", LIC_E_CONFLICT, false, "the change contradicts what is stored",
		"nothing was changed"},
	{"54", LIC_E_LIMIT, false, "A value is too large to be stored in the database.", NULL},
	{"58", LIC_E_UNAVAILABLE, false,
		"The disk of the database server failed: nothing was changed. Check that server.",
		NULL},
	{"XX00", LIC_E_CORRUPT, false, "the database is damaged", "restore it from a backup"},
};

/* The server ends the connection with these; the message is as for a lost one. */
static bool is_goodbye(const char *state)
{
	return strncmp(state, "57P", 3) == 0 || strncmp(state, "08", 2) == 0 ||
		strcmp(state, "25P03") == 0 || strcmp(state, "25P02") == 0;
}

static const struct meaning *find_meaning(const char *state)
{
	for (size_t i = 0; i < LIC_COUNT(meanings); i++) {
		if (strncmp(state, meanings[i].state, strlen(meanings[i].state)) == 0) {
			return &meanings[i];
		}
	}
	return NULL;
}

/* Copies the first line of the library's message without what only repeats where it came from. */
static void copy_reason(const char *message, char reason[REASON_BYTES])
{
	size_t len = message == NULL ? 0 : strcspn(message, "\n");

	if (len >= REASON_BYTES) {
		len = REASON_BYTES - 1;
	}
	if (len > 0) {
		memcpy(reason, message, len);
	}
	reason[len] = '\0';
}

static void keep(struct lic_conn *conn, lic_rc rc, bool may_retry)
{
	conn->failure_code = rc.code;
	conn->may_retry = may_retry;
	conn->is_failed = true;
}

static void note_lost(struct lic_conn *conn)
{
	conn->is_broken = true;
	keep(conn,
		lic_err_set(&conn->failure, LIC_E_UNAVAILABLE, "ServiceUnavailable",
			"The connection to the database was lost: nothing was changed. Please retry again later."),
		true);
}

void lic_pg__note(struct lic_conn *conn, const PGresult *result, unsigned q)
{
	const char *state = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const struct meaning *meaning = NULL;
	char reason[REASON_BYTES];

	if (conn->is_failed && !conn->is_broken && PQstatus(conn->pg) == CONNECTION_BAD) {
		conn->is_broken = true;
	}
	if (conn->is_failed) {
		return;
	}
	if (state == NULL || is_goodbye(state) || PQstatus(conn->pg) == CONNECTION_BAD) {
		note_lost(conn);
		return;
	}
	meaning = find_meaning(state);
	copy_reason(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY), reason);
	if (meaning == NULL) {
		keep(conn,
			lic_err_set(&conn->failure, LIC_E_BUG, NULL, "PostgreSQL: %s%s%s (%s)",
				q != LIC_Q_MAX_ ? lic_pg__statement(conn, q)->name : "",
				q != LIC_Q_MAX_ ? ": " : "", reason, state),
			false);
		return;
	}
	if (meaning->remedy != NULL) {
		keep(conn,
			lic_err_set(&conn->failure, meaning->code, NULL, "%s: %s (%s): %s",
				conn->name, meaning->message, reason, meaning->remedy),
			meaning->may_retry);
		return;
	}
	keep(conn,
		lic_err_set(&conn->failure, meaning->code,
			meaning->code == LIC_E_LIMIT ? "Request_BadRequest" : "ServiceUnavailable",
			"%s", meaning->message),
		meaning->may_retry);
}

lic_rc lic_pg__fail(const struct lic_conn *conn, struct lic_err *err)
{
	return lic_err_set(err, conn->failure_code, conn->failure.public_code, "%s",
		conn->failure.message);
}

static void ignore_notice(void *arg, const PGresult *result)
{
	(void)arg;
	(void)result;
}

/* Names the database for messages, as far as the library understands the address. */
static void set_name(struct lic_conn *conn)
{
	PQconninfoOption *options = PQconninfoParse(conn->url, NULL);
	const char *dbname = NULL;
	const char *host = NULL;

	for (const PQconninfoOption *o = options; o != NULL && o->keyword != NULL; o++) {
		if (strcmp(o->keyword, "dbname") == 0) {
			dbname = o->val;
		}
		if (strcmp(o->keyword, "host") == 0) {
			host = o->val;
		}
	}
	if (conn->pg != NULL && PQstatus(conn->pg) == CONNECTION_OK) {
		dbname = PQdb(conn->pg);
		host = PQhost(conn->pg);
	}
	(void)snprintf(conn->name, sizeof(conn->name), "the PostgreSQL database '%.100s'%s%.100s",
		dbname == NULL ? "" : dbname, host == NULL ? "" : " on ", host == NULL ? "" : host);
	PQconninfoFree(options);
}

/* The reasons that have a remedy of their own; libpq tells no code for a refused connection. */
static lic_rc explain_refusal(struct lic_conn *conn, struct lic_err *err)
{
	const char *message = PQerrorMessage(conn->pg);
	const char *fatal = strstr(message, "FATAL:");
	char reason[REASON_BYTES];

	copy_reason(fatal == NULL ? message : fatal + strlen("FATAL:"), reason);
	if (strstr(reason, "does not exist") != NULL && strstr(reason, "database") != NULL) {
		return lic_err_set(err, LIC_E_NOTFOUND, NULL,
			"%s does not exist: check the address, or make it with 'createdb --encoding=UTF8 --template=template0 NAME'",
			conn->name);
	}
	if (strstr(reason, "too many") != NULL || strstr(reason, "connection slots") != NULL) {
		return lic_err_set(err, LIC_E_UNAVAILABLE, NULL,
			"%s has no connection left (%s): raise its limit of connections, or give this program fewer --workers",
			conn->name, reason + strspn(reason, " "));
	}
	if (strstr(reason, "could not") != NULL && fatal != NULL) {
		return lic_err_set(err, LIC_E_UNAVAILABLE, NULL,
			"%s is in trouble (%s): look into the log of that server, and at its disk",
			conn->name, reason + strspn(reason, " "));
	}
	if (strstr(reason, "assword") != NULL || strstr(reason, "authentication") != NULL ||
		strstr(reason, "role") != NULL || strstr(reason, "pg_hba") != NULL) {
		return lic_err_set(err, LIC_E_UNAVAILABLE, NULL,
			"%s does not let us in (%s): check user and password of the address, or of the file that PGPASSFILE names, and the server's pg_hba.conf",
			conn->name, reason + strspn(reason, " "));
	}
	return lic_err_set(err, LIC_E_UNAVAILABLE, NULL,
		"%s cannot be reached (%s): is the server running, and is the address right?",
		conn->name, reason + strspn(reason, " "));
}

static lic_rc check_server(struct lic_conn *conn, struct lic_err *err)
{
	const char *encoding = PQparameterStatus(conn->pg, "server_encoding");
	int version = PQserverVersion(conn->pg);

	if (version < SERVER_VERSION_MIN) {
		return lic_err_set(err, LIC_E_CONFLICT, NULL,
			"%s is on PostgreSQL %d.%d; Licentia needs 15 or newer: upgrade that server",
			conn->name, version / 10000, version % 10000);
	}
	if (encoding == NULL || strcmp(encoding, "UTF8") != 0) {
		return lic_err_set(err, LIC_E_CONFLICT, NULL,
			"%s has the encoding %s; Licentia needs UTF8: make a database with 'createdb --encoding=UTF8 --template=template0 NAME'",
			conn->name, encoding == NULL ? "unknown" : encoding);
	}
	return LIC_OK_RC;
}

static lic_rc set_up(struct lic_conn *conn, struct lic_err *err)
{
	PGresult *result = NULL;
	const char *state = NULL;
	bool is_set = false;
	bool is_locked = false;

	LIC_TRY(check_server(conn, err));
	result = PQexec(conn->pg, session);
	is_set = PQresultStatus(result) == PGRES_COMMAND_OK;
	state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	is_locked = state != NULL && strcmp(state, LOCK_NOT_AVAILABLE) == 0;
	PQclear(result);
	if (is_locked) {
		return lic_err_set(err, LIC_E_UNAVAILABLE, NULL,
			"the schema of %s is being changed by 'licentia upgrade': try again when that has ended",
			conn->name);
	}
	if (!is_set || PQenterPipelineMode(conn->pg) != 1) {
		return explain_refusal(conn, err);
	}
	return LIC_OK_RC;
}

static void disconnect(struct lic_conn *conn)
{
	PQfinish(conn->pg);
	conn->pg = NULL;
	conn->is_broken = true;
}

lic_rc lic_pg__connect(struct lic_conn *conn, struct lic_err *err)
{
	/* What comes before dbname can be overridden by the address, what comes behind cannot. */
	static const char *const keys[] = {"connect_timeout", "keepalives_idle",
		"keepalives_interval", "tcp_user_timeout", "application_name", "dbname",
		"client_encoding", NULL};
	const char *const values[] = {"5", "30", "10", "30000", "licentia", conn->url, "UTF8",
		NULL};
	char *wrong = NULL;
	PQconninfoOption *options = PQconninfoParse(conn->url, &wrong);
	lic_rc rc;

	if (options == NULL) {
		char reason[REASON_BYTES];

		copy_reason(wrong, reason);
		PQfreemem(wrong);
		return lic_err_set(err, LIC_E_INVALID, NULL,
			"the address of the database cannot be read (%s): write postgresql://USER@HOST:PORT/DATABASE",
			reason);
	}
	PQconninfoFree(options);
	disconnect(conn);
	conn->pg = PQconnectdbParams(keys, values, 1);
	if (conn->pg == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	(void)PQsetNoticeReceiver(conn->pg, ignore_notice, NULL);
	set_name(conn);
	rc = PQstatus(conn->pg) == CONNECTION_OK ? set_up(conn, err) : explain_refusal(conn, err);
	if (!lic_ok(rc)) {
		disconnect(conn);
		return rc;
	}
	conn->is_broken = false;
	conn->sent = 0;
	conn->replan_at = LIC_PG_REPLAN_FIRST;
	conn->replan_ms = lic_clock_monotonic_ms() + LIC_PG_REPLAN_MS;
	conn->first = 0;
	conn->count = 0;
	memset(conn->is_prepared, 0, sizeof(conn->is_prepared));
	return LIC_OK_RC;
}

/* What arrives on an idle connection is its end. */
static bool has_ended(struct lic_conn *conn)
{
	struct pollfd poll_fd = {.fd = PQsocket(conn->pg), .events = POLLIN};

	if (poll(&poll_fd, 1, 0) <= 0) {
		return false;
	}
	return PQconsumeInput(conn->pg) == 0 || PQstatus(conn->pg) == CONNECTION_BAD;
}

lic_rc lic_pg__revive(struct lic_conn *conn, struct lic_err *err)
{
	int64_t now_ms = 0;
	lic_rc rc;

	if (!conn->is_broken && !has_ended(conn)) {
		return LIC_OK_RC;
	}
	conn->is_broken = true;
	now_ms = lic_clock_monotonic_ms();
	if (now_ms < conn->next_try_ms) {
		return lic_err_set(err, LIC_E_UNAVAILABLE, NULL,
			"%s cannot be reached: the next attempt to connect follows shortly",
			conn->name);
	}
	rc = lic_pg__connect(conn, err);
	if (lic_ok(rc)) {
		conn->delay_ms = 0;
		return rc;
	}
	/* Back off, so that nobody waits for a server that is away longer than its time-out. */
	conn->delay_ms = conn->delay_ms == 0 ? DELAY_FIRST_MS : conn->delay_ms * 2;
	if (conn->delay_ms > DELAY_MAX_MS) {
		conn->delay_ms = DELAY_MAX_MS;
	}
	conn->next_try_ms = lic_clock_monotonic_ms() + conn->delay_ms;
	return rc;
}
