/*
 * Licentia: the composition root. The verbs that need the database are added to those that speak
 * HTTP, and the command line is run.
 */
#include "main/local.h"

#include "base/clock.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#define DB_OPTION                                                                                  \
	{                                                                                          \
		"db", "URL", "sqlite:FILE or postgresql://… (or LICENTIA_DB)", 0                   \
	}

#define TENANT_OPTION                                                                              \
	{                                                                                          \
		"tenant", "ID", "organisation, by id or domain; default: the only one", 0          \
	}

static const struct lic_cli_option init_options[] = {
	DB_OPTION,
	{"name", "NAME", "name of the organisation", LIC_CLI_REQUIRED},
	{"domain", "DOMAIN", "its verified domain, contoso.example", LIC_CLI_REQUIRED},
	{"country", "CC", "its country, two letters", LIC_CLI_REQUIRED},
	{"admin", "NAME", "user name of the first administrator; default admin", 0},
	{"no-admin", NULL, "make no administrator, only the token", 0},
};

static const struct lic_cli_option serve_options[] = {
	DB_OPTION,
	{"listen", "ADDRESS:PORT", "where to listen; default 127.0.0.1:8365", 0},
	{"tls-cert", "FILE", "certificate chain, PEM", 0},
	{"tls-key", "FILE", "private key, PEM", 0},
	{"trusted-proxy", "ADDRESS", "believe X-Forwarded-* from it or a range", LIC_CLI_REPEATS},
	{"rate-limit", "N", "calls a second of one token; default 2000, 0: any", 0},
	{"rate-limit-address", "N", "calls a second of one address; default 4000, 0: any", 0},
	{"workers", "N", "worker threads; default 2", 0},
	{"commit-batch", "N", "most changes in one commit; default 256", 0},
	{"verbose", NULL, "log every request", 0},
};

static const struct lic_cli_option certificate_options[] = {
	{"out", "DIR", "folder; default licentia-certificates", 0},
	{"host", "NAME", "its names; else localhost, 127.0.0.1, ::1", LIC_CLI_REPEATS},
	{"days", "N", "how long it is good, to 825; default 365", 0},
	{"replace", NULL, "put it in the place of an older one", 0},
};

static const struct lic_cli_option demo_options[] = {
	{"db", "URL", "database; default sqlite:licentia-demo.db", 0},
	{"listen", "ADDRESS:PORT", "where to listen; default 127.0.0.1:8365", 0},
	{"users", "N", "people to make up; default 1000", 0},
	TENANT_OPTION,
};

static const struct lic_cli_option doctor_options[] = {
	DB_OPTION,
};

static const struct lic_cli_option tenant_list_options[] = {
	DB_OPTION,
};

static const struct lic_cli_option tenant_export_options[] = {
	DB_OPTION,
	TENANT_OPTION,
};

static const struct lic_cli_option tenant_delete_options[] = {
	DB_OPTION,
	TENANT_OPTION,
	{"yes-delete", "NAME", "the organisation's name, to be sure", LIC_CLI_REQUIRED},
};

static const struct lic_cli_option token_options[] = {
	DB_OPTION,
	TENANT_OPTION,
	{"name", "NAME", "what the token is for", LIC_CLI_REQUIRED},
	{"role", "ROLE", "what it may do, see above", LIC_CLI_REQUIRED},
	{"days", "N", "how long it is good; default 90", 0},
};

static const struct lic_cli_option admin_options[] = {
	DB_OPTION,
	TENANT_OPTION,
	{"user", "USER", "whom; default: the administrator of longest standing", 0},
};

static const struct lic_cli_option migrate_options[] = {
	{"from", "URL", "sqlite:FILE or postgresql://HOST/NAME", LIC_CLI_REQUIRED},
	{"to", "URL", "sqlite:FILE or postgresql://HOST/NAME", LIC_CLI_REQUIRED},
	{"start-over", NULL, "throw an unfinished copy at the target away", 0},
};

static const struct lic_cli_option backup_options[] = {
	DB_OPTION,
};

static const struct lic_cli_option restore_options[] = {
	DB_OPTION,
	{"start-over", NULL, "throw an unfinished copy at the target away", 0},
};

static const struct lic_cli_option upgrade_options[] = {
	DB_OPTION,
	{"dry-run", NULL, "list what would be run, change nothing", 0},
};

static const struct lic_cli_option key_options[] = {
	DB_OPTION,
	TENANT_OPTION,
	{"at-once", NULL, "end all tokens: a key has become known", 0},
};

static const struct lic_cli_command commands[] = {
	{
		.name = "init",
		.arguments = "",
		.summary = "make an organisation and its first administrator",
		.detail =
			"The built-in catalogue is imported. A token and the password of the first\n"
			"administrator are shown this once; the token has the role Global\n"
			"Administrator and is good for 90 days, the password must be changed at the\n"
			"first sign-in. Keep that account for emergencies.\n",
		.examples = "licentia init --db sqlite:licentia.db --name Contoso \\\n"
			    "    --domain contoso.example --country NL\n",
		.options = init_options,
		.option_count = LIC_COUNT(init_options),
		.flags = LIC_CLI_JSON,
		.section = LIC_CLI_SERVER,
		.run = lic_verb_init,
	},
	{
		.name = "serve",
		.arguments = "",
		.summary = "serve a database over HTTP",
		.detail =
			"Prints 'ready URL' when it accepts requests. SIGTERM ends it after the\n"
			"requests that have arrived are answered. Beyond this machine it serves only\n"
			"with TLS, or behind a trusted proxy. A new certificate is taken up when its\n"
			"files change, or on SIGHUP; 'licentia certificate' makes one for trials.\n"
			"Ten seconds' worth of calls may come at once; more are answered with 429.\n",
		.examples = "licentia serve --db sqlite:licentia.db --listen 127.0.0.1:8365\n",
		.options = serve_options,
		.option_count = LIC_COUNT(serve_options),
		.section = LIC_CLI_SERVER,
		.run = lic_verb_serve,
	},
	{
		.name = "certificate",
		.arguments = "",
		.summary = "make a local authority and a certificate for trials",
		.detail =
			"Most OAuth clients refuse plain HTTP even on this machine. Makes ca.crt, ca.key,\n"
			"server.crt and server.key; an authority that is there is used again, and a\n"
			"certificate that is there is replaced only when you say so. For everything but\n"
			"trials use a certificate from an authority that clients trust already.\n",
		.examples = "licentia certificate\n"
			    "licentia certificate --host desk.example --host 192.0.2.7 --replace\n",
		.options = certificate_options,
		.option_count = LIC_COUNT(certificate_options),
		.flags = LIC_CLI_JSON,
		.section = LIC_CLI_SERVER,
		.run = lic_verb_certificate,
	},
	{
		.name = "demo",
		.arguments = "",
		.summary = "serve a made-up organisation to look around in",
		.examples = "licentia demo\nlicentia demo --users 20000 --db sqlite:big-demo.db\n",
		.options = demo_options,
		.option_count = LIC_COUNT(demo_options),
		.section = LIC_CLI_SERVER,
		.run = lic_verb_demo,
	},
	{
		.name = "doctor",
		.arguments = "",
		.summary = "check a database and every invariant",
		.detail =
			"Reads only; a running server is not disturbed. Exit status 1 when something\n"
			"is broken.\n",
		.examples = "licentia doctor --db sqlite:licentia.db\n",
		.options = doctor_options,
		.option_count = LIC_COUNT(doctor_options),
		.flags = LIC_CLI_JSON | LIC_CLI_CSV,
		.section = LIC_CLI_SERVER,
		.run = lic_verb_doctor,
	},
	{
		.name = "backup",
		.arguments = "FILE",
		.summary = "back a database up while servers run",
		.detail =
			"FILE is made, mode 0600; it is complete when it is there. It holds everything,\n"
			"also hashes of passwords and tokens: keep it as safe as the database.\n",
		.examples = "licentia backup nightly.licentia --db sqlite:licentia.db\n",
		.options = backup_options,
		.option_count = LIC_COUNT(backup_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON,
		.section = LIC_CLI_SERVER,
		.run = lic_verb_backup,
	},
	{
		.name = "restore",
		.arguments = "FILE",
		.summary = "make a database from a backup",
		.detail =
			"The database must not be there yet, or be empty; it may be of another kind than\n"
			"the one that was backed up. FILE is checked first: nothing is restored from one\n"
			"that is truncated or altered.\n",
		.examples = "licentia restore nightly.licentia --db sqlite:restored.db\n",
		.options = restore_options,
		.option_count = LIC_COUNT(restore_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON,
		.section = LIC_CLI_SERVER,
		.run = lic_verb_restore,
	},
	{
		.name = "migrate",
		.arguments = "",
		.summary = "copy everything to another database",
		.detail =
			"The source is read in one snapshot and left as it is; stop its servers first,\n"
			"so that no later change is missed. The target must not be there yet, or be\n"
			"empty. At the end the content of every table is compared. A copy that was broken\n"
			"off goes on when the same command is given again.\n",
		.examples = "licentia migrate --from sqlite:licentia.db \\\n"
			    "    --to postgresql://licentia@db.example/licentia\n",
		.options = migrate_options,
		.option_count = LIC_COUNT(migrate_options),
		.flags = LIC_CLI_JSON,
		.section = LIC_CLI_SERVER,
		.run = lic_verb_migrate,
	},
	{
		.name = "upgrade",
		.arguments = "",
		.summary = "bring a database to the schema of this program",
		.detail =
			"First back the database up with the program that it was used with, and stop its\n"
			"servers. All of the upgrade is done or, after a failure, nothing. There is no\n"
			"way back.\n",
		.examples = "licentia upgrade --db sqlite:licentia.db --dry-run\n",
		.options = upgrade_options,
		.option_count = LIC_COUNT(upgrade_options),
		.flags = LIC_CLI_JSON,
		.section = LIC_CLI_SERVER,
		.run = lic_verb_upgrade,
	},
	{
		.name = "tenant add",
		.arguments = "",
		.summary = "make one more organisation in a database",
		.noun_summary = "add, list, export and delete organisations",
		.detail =
			"Servers need not be stopped. As with 'licentia init' the built-in catalogue is\n"
			"imported, and a token and the password of the first administrator are shown\n"
			"this once. A domain belongs to one organisation.\n",
		.examples = "licentia tenant add --db sqlite:licentia.db --name Fabrikam \\\n"
			    "    --domain fabrikam.example --country BE\n",
		.options = init_options,
		.option_count = LIC_COUNT(init_options),
		.flags = LIC_CLI_JSON,
		.section = LIC_CLI_SERVER,
		.run = lic_verb_tenant_add,
	},
	{
		.name = "tenant list",
		.arguments = "",
		.summary = "list the organisations of a database",
		.noun_summary = "add, list, export and delete organisations",
		.examples = "licentia tenant list --db sqlite:licentia.db\n",
		.options = tenant_list_options,
		.option_count = LIC_COUNT(tenant_list_options),
		.flags = LIC_CLI_JSON | LIC_CLI_CSV,
		.section = LIC_CLI_SERVER,
		.run = lic_verb_tenant_list,
	},
	{
		.name = "tenant export",
		.arguments = "FILE",
		.summary = "write one organisation to a backup file",
		.noun_summary = "add, list, export and delete organisations",
		.detail =
			"'licentia restore' makes a database of FILE that holds this organisation alone.\n"
			"FILE has hashes of passwords and tokens: keep it as safe as the database. Keys\n"
			"that sign tokens belong to the installation and are not in it.\n",
		.examples = "licentia tenant export fabrikam.licentia --db sqlite:licentia.db \\\n"
			    "    --tenant fabrikam.example\n",
		.options = tenant_export_options,
		.option_count = LIC_COUNT(tenant_export_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON,
		.section = LIC_CLI_SERVER,
		.run = lic_verb_tenant_export,
	},
	{
		.name = "tenant delete",
		.arguments = "",
		.summary = "delete an organisation with all that it has",
		.noun_summary = "add, list, export and delete organisations",
		.detail =
			"For good: export it first. From the first moment nobody gets in any more; its\n"
			"rows go piece by piece while others are served. Run it again when it was broken\n"
			"off.\n",
		.examples = "licentia tenant delete --db sqlite:licentia.db \\\n"
			    "    --tenant fabrikam.example --yes-delete Fabrikam\n",
		.options = tenant_delete_options,
		.option_count = LIC_COUNT(tenant_delete_options),
		.section = LIC_CLI_SERVER,
		.run = lic_verb_tenant_delete,
	},
	{
		.name = "token create",
		.arguments = "",
		.summary = "make an access token, shown once",
		.noun_summary = "make, list and revoke access tokens",
		.detail = "Works on the database itself. Roles: global-administrator,\n"
			  "billing-administrator, license-administrator, user-administrator,\n"
			  "global-reader, groups-administrator, helpdesk-administrator.\n",
		.examples =
			"licentia token create --db sqlite:licentia.db --name backup-script \\\n"
			"    --role global-reader\n",
		.options = token_options,
		.option_count = LIC_COUNT(token_options),
		.flags = LIC_CLI_JSON,
		.section = LIC_CLI_ACCESS,
		.run = lic_verb_token_create,
	},
	{
		.name = "key rotate",
		.arguments = "",
		.summary = "make a new key for signing tokens",
		.detail =
			"Works on the database itself. All its organisations share the keys; --tenant\n"
			"says in whose ledger it is written. Keys change by themselves every 90 days, so\n"
			"this is for one that may have become known. The new one is published now and\n"
			"signs from tomorrow, when everybody knows it.\n",
		.examples = "licentia key rotate --at-once --db sqlite:licentia.db\n",
		.options = key_options,
		.option_count = LIC_COUNT(key_options),
		.flags = LIC_CLI_JSON,
		.section = LIC_CLI_ACCESS,
		.run = lic_verb_key_rotate,
	},
	{
		.name = "admin reset",
		.arguments = "",
		.summary = "let an administrator in again",
		.detail =
			"Works on the database itself, for when nobody can sign in. The user gets a\n"
			"new password, shown this once, is no longer blocked, and becomes Global\n"
			"Administrator if he is none; failed sign-ins are forgotten. Without any\n"
			"administrator one called admin is made.\n",
		.examples = "licentia admin reset --db sqlite:licentia.db\n",
		.options = admin_options,
		.option_count = LIC_COUNT(admin_options),
		.flags = LIC_CLI_JSON,
		.section = LIC_CLI_ACCESS,
		.run = lic_verb_admin_reset,
	},
};

/* L-11: follows the test clock if there is one. A clock that is asked for and is not there is an
 * error: nobody should take today's dates for tomorrow's. */
static bool follow_test_clock(void)
{
	const char *path = getenv(LIC_TEST_CLOCK);

	if (path == NULL || *path == '\0' || lic_clock_follow(path)) {
		return true;
	}
	(void)fprintf(stderr,
		"licentia: " LIC_TEST_CLOCK
		" is '%.200s': that must be a file with a span of time, such as P30D, by which the clock is moved. "
		"It is for tests; unset the variable to use the system's clock.\n",
		path);
	return false;
}

int main(int argc, char **argv)
{
	if (sodium_init() < 0) {
		(void)fputs("licentia: the system has no source of randomness\n", stderr);
		return LIC_EXIT_INTERNAL;
	}
	if (!follow_test_clock()) {
		return LIC_EXIT_USAGE;
	}
	lic_db_tune();
	return lic_cli_main(argc, argv, commands, LIC_COUNT(commands));
}
