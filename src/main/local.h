/*
 * What the local verbs share: a use case run on the database itself, without a server.
 *
 * Threading: one thread.
 */
#ifndef LIC_MAIN_LOCAL_H
#define LIC_MAIN_LOCAL_H

#include "cli/command.h"
#include "service/context.h"
#include "service/tenants.h"
#include "store/db.h"

/* A use case of a local verb: everything in `ctx` is ready; `data` is the verb's own. */
typedef lic_rc lic_local_work(struct lic_ctx *ctx, void *data);

/* What to open and how. */
struct lic_local {
	const char *url;       /* database */
	enum lic_db_mode mode; /* LIC_DB_CREATE for a new one */
	enum lic_tx_mode tx;   /* reading or writing */
	bool is_installation;  /* for the installation: no organisation is chosen or locked */
	lic_local_work *work;  /* the use case */
	void *data;            /* for it */
};

/*
 * Opens the database, runs `local->work` in one transaction as somebody at this machine, for the
 * organisation that --tenant names or the only one, and commits; a new database whose first
 * transaction fails is removed again. Texts of the result live in the arena of `cli`. Errors: as
 * lic_db_open() and the work.
 */
LIC_MUST_USE lic_rc lic_local_run(struct lic_cli *cli, const struct lic_local *local);

/*
 * Finds the organisation that --tenant of `cli` names, or the only one, in the transaction of
 * `ctx`. Texts of `*ret_tenant` live in the arena of `ctx`. Errors: LIC_E_INVALID, a usage error,
 * when there are several and none was named; as lic_tenant_choose().
 */
LIC_MUST_USE lic_rc lic_local_choose(struct lic_cli *cli, struct lic_ctx *ctx,
	struct lic_tenant_line *ret_tenant);

/*
 * Finds the database that `cli` names with --db, or in LICENTIA_DB.
 * Returns it, or NULL when neither is given.
 * Returns text borrowed from the command line or the environment.
 */
const char *lic_local_url(const struct lic_cli *cli);

/*
 * Finds the database like lic_local_url(), for a verb that cannot do without. `*ret_url` is
 * borrowed from the command line of `cli` or the environment. Errors: LIC_E_INVALID, a usage error,
 * when none is given.
 */
LIC_MUST_USE lic_rc lic_local_need_url(struct lic_cli *cli, const char **ret_url);

/*
 * Makes the database address `url` fit to be shown: a password in it becomes "***".
 * Returns it, in the arena of `cli`, or borrowed where nothing had to be hidden.
 */
const char *lic_local_shown(struct lic_cli *cli, const char *url);

/* The environment variable that names a test clock (base/clock.h, L-11). */
#define LIC_TEST_CLOCK "LICENTIA_TEST_CLOCK"

/* Calls a second of one token and of one address, unless the command line says otherwise. Microsoft
 * lets an application make 2,000 a second; several may sit behind one address. */
#define LIC_SERVE_RATE_LIMIT 2000
#define LIC_SERVE_RATE_LIMIT_ADDRESS 4000

/* How a server is started. */
struct lic_serve_settings {
	const char *url;              /* database */
	const char *listen;           /* ADDRESS:PORT */
	const char *tls_certificate;  /* PEM file, or NULL */
	const char *tls_key;          /* PEM file, or NULL */
	const char *trusted_proxy;    /* addresses and ranges, separated by commas, or NULL */
	long long workers;            /* worker threads */
	long long commit_batch;       /* most changes in one commit */
	long long rate_limit;         /* calls a second of one token; 0: no limit */
	long long rate_limit_address; /* calls a second of one address; 0: no limit */
};

/*
 * Serves the database until SIGTERM or SIGINT, printing "ready URL" when it accepts requests;
 * requests that have arrived are answered before it returns. Errors: LIC_E_INVALID for a bad
 * address; as lic_http_server_new() and lic_db_open().
 * `cli` is where it prints; `settings` says what and where.
 */
LIC_MUST_USE lic_rc lic_serve(struct lic_cli *cli, const struct lic_serve_settings *settings);

/*
 * The verbs: each reads its options from `cli`. Errors: as their use cases.
 */
LIC_MUST_USE lic_rc lic_verb_init(struct lic_cli *cli);

/*
 * `licentia serve`, with options from `cli`. Errors: as lic_serve().
 */
LIC_MUST_USE lic_rc lic_verb_serve(struct lic_cli *cli);

/*
 * `licentia demo`, with options from `cli`. Errors: as lic_serve().
 */
LIC_MUST_USE lic_rc lic_verb_demo(struct lic_cli *cli);

/*
 * `licentia certificate`, with options from `cli`. Errors: LIC_E_CONFLICT for files that are there
 * already; LIC_E_INVALID for files that cannot be read or written; as lic_x509_issue().
 */
LIC_MUST_USE lic_rc lic_verb_certificate(struct lic_cli *cli);

/*
 * `licentia doctor`, with options from `cli`. Errors: as lic_doctor_run().
 */
LIC_MUST_USE lic_rc lic_verb_doctor(struct lic_cli *cli);

/*
 * `licentia token create`, with options from `cli`. Errors: as lic_token_create().
 */
LIC_MUST_USE lic_rc lic_verb_token_create(struct lic_cli *cli);

/*
 * `licentia admin reset`, with options from `cli`. Errors: as lic_admin_reset().
 */
LIC_MUST_USE lic_rc lic_verb_admin_reset(struct lic_cli *cli);

/*
 * `licentia migrate`, with options from `cli`. Errors: as lic_copy_migrate().
 */
LIC_MUST_USE lic_rc lic_verb_migrate(struct lic_cli *cli);

/*
 * `licentia backup`, with options from `cli`. Errors: as lic_backup_make().
 */
LIC_MUST_USE lic_rc lic_verb_backup(struct lic_cli *cli);

/*
 * `licentia restore`, with options from `cli`. Errors: as lic_backup_restore().
 */
LIC_MUST_USE lic_rc lic_verb_restore(struct lic_cli *cli);

/*
 * `licentia upgrade`, with options from `cli`. Errors: as lic_db_open() and lic_db_upgrade().
 */
LIC_MUST_USE lic_rc lic_verb_upgrade(struct lic_cli *cli);

/*
 * `licentia key rotate`, with options from `cli`. Errors: as lic_signing_keys_rotate().
 */
LIC_MUST_USE lic_rc lic_verb_key_rotate(struct lic_cli *cli);

/*
 * `licentia tenant add`, with options from `cli`. Errors: as lic_tenant_init().
 */
LIC_MUST_USE lic_rc lic_verb_tenant_add(struct lic_cli *cli);

/*
 * `licentia tenant list`, with options from `cli`. Errors: as lic_tenant_list().
 */
LIC_MUST_USE lic_rc lic_verb_tenant_list(struct lic_cli *cli);

/*
 * `licentia tenant export`, with options from `cli`. Errors: as lic_backup_make().
 */
LIC_MUST_USE lic_rc lic_verb_tenant_export(struct lic_cli *cli);

/*
 * `licentia tenant delete`, with options from `cli`. Errors: as lic_tenant_delete_step().
 */
LIC_MUST_USE lic_rc lic_verb_tenant_delete(struct lic_cli *cli);

#endif
