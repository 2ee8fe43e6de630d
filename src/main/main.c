/*
 * Licentia: the composition root. The verbs that need the database are added to those that speak
 * HTTP, and the command line is run.
 */
#include "main/local.h"

#include <sodium.h>
#include <stdio.h>

#define DB_OPTION                                                                                  \
	{                                                                                          \
		"db", "URL", "sqlite:FILE or postgresql://… (or LICENTIA_DB)", 0                   \
	}

static const struct lic_cli_option init_options[] = {
	DB_OPTION,
	{"name", "NAME", "name of the organisation", LIC_CLI_REQUIRED},
	{"domain", "DOMAIN", "its verified domain, contoso.example", LIC_CLI_REQUIRED},
	{"country", "CC", "its country, two letters", LIC_CLI_REQUIRED},
};

static const struct lic_cli_option serve_options[] = {
	DB_OPTION,
	{"listen", "ADDRESS:PORT", "where to listen; default 127.0.0.1:8365", 0},
	{"tls-cert", "FILE", "certificate chain, PEM", 0},
	{"tls-key", "FILE", "private key, PEM", 0},
	{"trusted-proxy", "ADDRESS", "believe X-Forwarded-* from this address", 0},
	{"workers", "N", "worker threads; default 2", 0},
	{"commit-batch", "N", "most changes in one commit; default 256", 0},
	{"verbose", NULL, "log every request", 0},
};

static const struct lic_cli_option demo_options[] = {
	{"db", "URL", "database; default sqlite:licentia-demo.db", 0},
	{"listen", "ADDRESS:PORT", "where to listen; default 127.0.0.1:8365", 0},
	{"users", "N", "people to make up; default 1000", 0},
};

static const struct lic_cli_option doctor_options[] = {
	DB_OPTION,
};

static const struct lic_cli_option token_options[] = {
	DB_OPTION,
	{"name", "NAME", "what the token is for", LIC_CLI_REQUIRED},
	{"role", "ROLE", "what it may do, see above", LIC_CLI_REQUIRED},
	{"days", "N", "how long it is good; default 90", 0},
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

static const struct lic_cli_command commands[] = {
	{
		.name = "init",
		.arguments = "",
		.summary = "make a database, an organisation and a first token",
		.detail = "The built-in catalogue is imported. The token has the role Global\n"
			  "Administrator, is good for 90 days and is shown this once.\n",
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
			"with TLS, or behind a trusted proxy.\n",
		.examples = "licentia serve --db sqlite:licentia.db --listen 127.0.0.1:8365\n",
		.options = serve_options,
		.option_count = LIC_COUNT(serve_options),
		.section = LIC_CLI_SERVER,
		.run = lic_verb_serve,
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
		.name = "token create",
		.arguments = "",
		.summary = "make an access token, shown once",
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
};

int main(int argc, char **argv)
{
	if (sodium_init() < 0) {
		(void)fputs("licentia: the system has no source of randomness\n", stderr);
		return LIC_EXIT_INTERNAL;
	}
	lic_db_tune();
	return lic_cli_main(argc, argv, commands, LIC_COUNT(commands));
}
