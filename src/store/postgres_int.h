/*
 * What the files of the PostgreSQL driver share: the connection, its pipeline and its failures.
 * Private to store.
 *
 * Statements are sent in libpq's pipeline mode: sending does not wait, and results are collected in
 * order when somebody needs one. What has no result to look at (inserts, savepoints) so costs no
 * round trip of its own.
 */
#ifndef LIC_STORE_POSTGRES_INT_H
#define LIC_STORE_POSTGRES_INT_H

#include "store/driver.h"
#include "store/lic_sql.h"

#include <libpq-fe.h>

#define LIC_PG_PENDING_MAX 256
#define LIC_PG_NAME_BYTES 256
#define LIC_PG_XID_BYTES 24
#define LIC_PG_REPLAN_FIRST 256
#define LIC_PG_REPLAN_MS 30000

/* The lock that every connection to an installation holds, shared; whoever changes its schema must
 * have it alone. The second number stands for the schema that the tables are in. */
#define LIC_PG_OPEN_LOCK                                                                           \
	"1279869780, (SELECT (oid::int8 % 2147483647)::int4 FROM pg_namespace WHERE nspname = current_schema())"

/* Cursors of SQL that is no named statement. */
#define LIC_PG_SPARE LIC_Q_MAX_      /* what is asked and read at once */
#define LIC_PG_LOCK (LIC_Q_MAX_ + 1) /* the tenant's lock: tells the id of the transaction */
/* Those made at run time follow: LIC_MADE_FIRST. */

/* What a pending command was. */
enum lic_pg_kind {
	LIC_PG_PREPARE, /* a statement being prepared */
	LIC_PG_CONTROL, /* transaction control, which fails only when the connection does */
	LIC_PG_COMMAND, /* a statement whose result nobody waits for yet */
	LIC_PG_QUERY,   /* a statement whose cursor waits for its rows */
	LIC_PG_SYNC     /* the end of a pipeline */
};

/* The rows of a started statement. */
struct lic_pg_cursor {
	PGresult *result; /* owned; NULL until it has come */
	int row;          /* current row; -1 before the first */
	unsigned q;       /* which statement */
	bool is_open;     /* between start and reset */
};

/* A command whose result has not been collected. */
struct lic_pg_pending {
	enum lic_pg_kind kind;        /* what it was */
	unsigned q;                   /* the statement, for LIC_PG_PREPARE, _COMMAND and _QUERY */
	struct lic_pg_cursor *cursor; /* where its rows go; NULL when nobody wants them */
};

/* A connection. */
struct lic_conn {
	PGconn *pg;                   /* the library's handle; NULL while there is none */
	char *url;                    /* address, owned; may hold a password */
	enum lic_db_mode mode;        /* what it was opened for */
	char name[LIC_PG_NAME_BYTES]; /* for messages, without password */
	bool is_broken;               /* connection lost: connect again before the next begin */
	bool is_failed;               /* a statement failed: only undoing is possible */
	bool in_tx;                   /* between begin and its end */
	bool may_retry;               /* see lic_db_may_retry() */
	bool has_made;                /* opened with LIC_DB_CREATE, and its tables were committed */
	struct lic_err failure;       /* the failure that is_failed is about */
	enum lic_code failure_code;   /* its code */
	char xid[LIC_PG_XID_BYTES];   /* id of the writing transaction once it is known, or "" */
	int64_t changed;              /* rows changed by the last command that was collected */
	uint64_t sent;                /* statements sent on this connection */
	uint64_t replan_at;           /* forget the plans when so many have been sent */
	int64_t replan_ms;            /* or at this time, on the monotonic clock */
	int64_t next_try_ms;          /* do not connect before this, on the monotonic clock */
	int64_t delay_ms;             /* pause after the last failure to connect */
	size_t first;                 /* index of the first pending command */
	size_t count;                 /* number of pending commands */
	struct lic_pg_pending pending[LIC_PG_PENDING_MAX]; /* a ring, in the order of sending */
	bool is_prepared[LIC_STATEMENTS_MAX];              /* by statement */
	struct lic_pg_cursor cursors[LIC_STATEMENTS_MAX];  /* by statement; among them LIC_PG_SPARE
							      and LIC_PG_LOCK */
	const struct lic_statement *made[LIC_MADE_MAX];    /* by slot; borrowed */
	uint64_t made_names[LIC_MADE_MAX];                 /* what the server knows them by */
	uint64_t names;                                    /* such names given so far */
};

/*
 * Finds statement `q` of `conn`, of sql/queries or made at run time. Returns it, borrowed.
 */
const struct lic_statement *lic_pg__statement(const struct lic_conn *conn, unsigned q);

/*
 * Connects `conn` (url and mode are set), checks server and encoding, and sets the session up.
 * Errors: LIC_E_INVALID for an address that cannot be read; LIC_E_NOTFOUND for a database that does
 * not exist; LIC_E_CONFLICT for a server that is too old or another encoding; LIC_E_UNAVAILABLE
 * otherwise. On failure `conn` stays without connection.
 */
LIC_MUST_USE lic_rc lic_pg__connect(struct lic_conn *conn, struct lic_err *err);

/*
 * Makes sure that `conn`, which has no transaction open, is connected: connects again when it was
 * lost, at most once in a while. Errors: as lic_pg__connect().
 */
LIC_MUST_USE lic_rc lic_pg__revive(struct lic_conn *conn, struct lic_err *err);

/*
 * Notes in `conn` the failure that `result` of statement `q` tells about (LIC_Q_MAX_: none); a NULL
 * result means that the connection is lost. Only the first failure of a transaction is kept.
 */
void lic_pg__note(struct lic_conn *conn, const PGresult *result, unsigned q);

/*
 * Tells the noted failure of `conn` in `err`. Returns its code.
 */
LIC_MUST_USE lic_rc lic_pg__fail(const struct lic_conn *conn, struct lic_err *err);

#endif
