/*
 * app add, list, show, update, remove: application registrations.
 */
#include "base/guid.h"
#include "base/text.h"
#include "cli/app_int.h"
#include "cli/http_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define BODY_BYTES_MAX ((size_t)1024 * 1024)
#define PATH_BYTES_MAX 4096
#define APPLICATIONS "/api/v1/applications"
#define EXAMPLE_ID "04b07795-8ddb-461a-bbee-02f9e1bf7b46"

/* An option that adds an address, and the kind of it. */
struct redirect_option {
	const char *option; /* its name */
	const char *kind;   /* in the words of the API */
};

static const struct redirect_option redirect_options[] = {
	{"web", "web"},
	{"spa", "spa"},
	{"native", "publicClient"},
};

static const struct lic_cli_column list_columns[] = {
	{"Name", "displayName", false, false},
	{"Client id", "appId", false, false},
	{"Public", "isPublicClient", false, false},
	{"Sign-in", "accountEnabled", false, false},
	{"Registered", "createdDateTime", false, false},
	{"Id", "id", false, false},
};

const char *lic_cli__app_path(struct lic_cli *cli, const char *fmt, ...)
{
	char rest[PATH_BYTES_MAX];
	const char *key = lic_cli__escape(cli, cli->args[0]);
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(rest, sizeof(rest), fmt, args);
	va_end(args);
	return key == NULL ? NULL : lic_arena_printf(cli->arena, APPLICATIONS "/%s%s", key, rest);
}

static lic_rc list_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *application)
{
	const char *cells[] = {
		lic_cli__text(application, "displayName"),
		lic_cli__text(application, "appId"),
		json_is_true(json_object_get(application, "isPublicClient")) ? "yes" : "no",
		json_is_true(json_object_get(application, "accountEnabled")) ? "allowed"
									     : "blocked",
		lic_cli__text(application, "createdDateTime"),
		lic_cli__text(application, "id"),
	};

	(void)cli;
	(void)listing;
	return lic_cli_list_row(list, cells, application);
}

static lic_rc run_list(struct lic_cli *cli)
{
	static const struct lic_cli__listing listing = {.path = APPLICATIONS,
		.columns = list_columns,
		.column_count = LIC_COUNT(list_columns),
		.row = list_row,
		.has_top = true};

	return lic_cli__list_pages(cli, &listing);
}

static void print_redirects(struct lic_cli *cli, const json_t *redirects)
{
	for (size_t i = 0; i < json_array_size(redirects); i++) {
		const json_t *redirect = json_array_get(redirects, i);

		lic_cli_print(cli, "  %s: %s\n",
			lic_cli__clean(cli->scratch, lic_cli__text(redirect, "kind")),
			lic_cli__clean(cli->scratch, lic_cli__text(redirect, "uri")));
	}
}

static void print_credentials(struct lic_cli *cli, const char *kind, const char *mark,
	const json_t *credentials)
{
	for (size_t i = 0; i < json_array_size(credentials); i++) {
		const json_t *credential = json_array_get(credentials, i);
		bool is_over = json_is_true(json_object_get(credential, "expired"));

		lic_cli_print(cli, "  %s %s: %s, %s, %s %s\n", kind,
			lic_cli__clean(cli->scratch, lic_cli__text(credential, "keyId")),
			lic_cli__clean(cli->scratch, lic_cli__text(credential, "displayName")),
			lic_cli__clean(cli->scratch, lic_cli__text(credential, mark)),
			is_over ? "EXPIRED" : "until",
			lic_cli__clean(cli->scratch, lic_cli__text(credential, "endDateTime")));
	}
}

static void print_grants(struct lic_cli *cli, const json_t *grants)
{
	for (size_t i = 0; i < json_array_size(grants); i++) {
		const json_t *grant = json_array_get(grants, i);
		const char *user =
			lic_cli__text(json_object_get(grant, "user"), "userPrincipalName");
		bool is_own =
			strcmp("application",
				lic_cli__clean(cli->scratch, lic_cli__text(grant, "type"))) == 0;

		lic_cli_print(cli, "  %s: %s%s\n",
			lic_cli__clean(cli->scratch, lic_cli__text(grant, "permission")),
			is_own                 ? "by itself"
				: user == NULL ? "in the name of everybody"
					       : "in the name of ",
			is_own || user == NULL ? "" : lic_cli__clean(cli->scratch, user));
	}
}

lic_rc lic_cli__app_print(struct lic_cli *cli, const json_t *application)
{
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, application);
	}
	lic_cli_print(cli, "%s\n",
		lic_cli__clean(cli->scratch, lic_cli__text(application, "displayName")));
	lic_cli__print_field(cli, "Client id", lic_cli__text(application, "appId"));
	lic_cli__print_field(cli, "Id", lic_cli__text(application, "id"));
	lic_cli__print_field(cli, "Principal", lic_cli__text(application, "servicePrincipalId"));
	lic_cli__print_field(cli, "Public",
		json_is_true(json_object_get(application, "isPublicClient")) ? "yes" : "no");
	lic_cli__print_field(cli, "Sign-in",
		json_is_true(json_object_get(application, "accountEnabled")) ? "allowed"
									     : "blocked");
	print_redirects(cli, json_object_get(application, "redirectUris"));
	print_credentials(cli, "secret", "hint", json_object_get(application, "secrets"));
	print_credentials(cli, "certificate", "thumbprint",
		json_object_get(application, "certificates"));
	print_grants(cli, json_object_get(application, "grants"));
	return LIC_OK_RC;
}

static lic_rc run_show(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *application = NULL;
	const char *path = lic_cli__app_path(cli, "%s", "");

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__get(cli, path, &application));
	return lic_cli__app_print(cli, application);
}

/* Writes the addresses that the options name, if any. */
static lic_rc write_redirects(struct lic_cli *cli, bool is_none, struct lic_json *json)
{
	const char *const *values[LIC_COUNT(redirect_options)] = {NULL};
	size_t counts[LIC_COUNT(redirect_options)] = {0};
	size_t total = 0;

	for (size_t i = 0; i < LIC_COUNT(redirect_options); i++) {
		LIC_TRY(lic_cli_get_all(cli, redirect_options[i].option, &values[i], &counts[i]));
		total += counts[i];
	}
	if (is_none && total > 0) {
		return lic_cli_usage(cli,
			"--no-redirects stands alone: name addresses without it.");
	}
	if (total == 0 && !is_none) {
		return LIC_OK_RC;
	}
	lic_json_key(json, "redirectUris");
	lic_json_array(json);
	for (size_t i = 0; i < LIC_COUNT(redirect_options); i++) {
		for (size_t j = 0; j < counts[i]; j++) {
			lic_json_object(json);
			lic_json_kstring(json, "uri", values[i][j]);
			lic_json_kstring(json, "kind", redirect_options[i].kind);
			lic_json_end(json);
		}
	}
	lic_json_end(json);
	return LIC_OK_RC;
}

/* Sends the body to `path` and prints the application as it is then. */
static lic_rc send_body(struct lic_cli *cli, const char *method, const char *path,
	const struct lic_buf *body)
{
	LIC_AUTO(lic_json_freep) json_t *application = NULL;

	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = method, .path = path, .body = body},
		&application));
	if (!lic_cli_is_json(cli)) {
		lic_cli_print(cli, "%s: ",
			lic_cli__is_dry_run(cli)
				? "Would be"
				: (strcmp(method, "POST") == 0 ? "Registered" : "Changed"));
	}
	return lic_cli__app_print(cli, application);
}

static lic_rc run_add(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	const char *client_id = lic_cli_get(cli, "client-id");
	struct lic_guid guid;
	struct lic_json json;

	if (client_id != NULL && !lic_guid_parse(client_id, strlen(client_id), &guid)) {
		return lic_cli_usage(cli, "--client-id is a GUID, such as %s.", EXAMPLE_ID);
	}
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_kstring(&json, "displayName", cli->args[0]);
	lic_json_kbool(&json, "isPublicClient", lic_cli_has(cli, "public"));
	if (client_id != NULL) {
		lic_json_kstring(&json, "appId", client_id);
	}
	LIC_TRY(write_redirects(cli, false, &json));
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return send_body(cli, "POST", APPLICATIONS, &body);
}

static lic_rc run_update(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	const char *path = lic_cli__app_path(cli, "%s", "");
	struct lic_json json;

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	if (lic_cli_has(cli, "name")) {
		lic_json_kstring(&json, "displayName", lic_cli_get(cli, "name"));
	}
	LIC_TRY(lic_cli__write_yes_no(cli, "public", "isPublicClient", &json));
	LIC_TRY(lic_cli__write_yes_no(cli, "enabled", "accountEnabled", &json));
	LIC_TRY(write_redirects(cli, lic_cli_has(cli, "no-redirects"), &json));
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	if (strcmp(body.data, "{}") == 0) {
		return lic_cli_usage(cli,
			"Say what to change: --name, --public, --enabled, --web, --spa, --native or --no-redirects.");
	}
	return send_body(cli, "PATCH", path, &body);
}

lic_rc lic_cli__app_remove(struct lic_cli *cli, const char *path, const char *what)
{
	bool is_dry_run = lic_cli__is_dry_run(cli);

	if (path == NULL || what == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__send(cli, &(struct lic_cli__call){.method = "DELETE", .path = path},
		NULL));
	if (lic_cli_is_json(cli)) {
		LIC_AUTO(lic_json_freep)
		json_t *root = json_pack("{s:s, s:b, s:b}", "id", cli->args[0], "removed",
			!is_dry_run, "dryRun", is_dry_run);

		return root == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli_print_tree(cli, root);
	}
	lic_cli_print(cli, "%s %s.%s\n", is_dry_run ? "Would remove" : "Removed",
		lic_cli__clean(cli->scratch, what), is_dry_run ? " Nothing was changed." : "");
	return LIC_OK_RC;
}

static lic_rc run_remove(struct lic_cli *cli)
{
	return lic_cli__app_remove(cli, lic_cli__app_path(cli, "%s", ""), cli->args[0]);
}

#define REDIRECT_OPTIONS                                                                           \
	{"web", "URI", "address of a web server", LIC_CLI_REPEATS},                                \
		{"spa", "URI", "address of a page that signs in by itself", LIC_CLI_REPEATS},      \
	{                                                                                          \
		"native", "URI", "address of a program", LIC_CLI_REPEATS                           \
	}

static const struct lic_cli_option add_options[] = {
	{"public", NULL, "it cannot keep a secret: a program or page", 0},
	{"client-id", "GUID", "this one, such as a well-known program's", 0},
	REDIRECT_OPTIONS,
};

static const struct lic_cli_option update_options[] = {
	{"name", "NAME", "the new name", 0},
	{"public", "yes|no", "whether it may do without a secret", 0},
	{"enabled", "yes|no", "whether it may sign in", 0},
	REDIRECT_OPTIONS,
	{"no-redirects", NULL, "take all addresses away", 0},
};

static const struct lic_cli_option list_options[] = {
	{"top", "N", "show the first N (default 100)", 0},
	{"all", NULL, "show all", 0},
};

static const struct lic_cli_command rows[] = {
	{
		.name = "app add",
		.arguments = "NAME",
		.summary = "register an application",
		.noun_summary = LIC_CLI__APP_SUMMARY,
		.examples =
			"licentia app add \"Nightly import\"\n"
			"licentia app add \"Azure CLI\" --public \\\n"
			"  --client-id 04b07795-8ddb-461a-bbee-02f9e1bf7b46 --native http://localhost\n",
		.options = add_options,
		.option_count = LIC_COUNT(add_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_add,
	},
	{
		.name = "app list",
		.arguments = "",
		.summary = "list applications",
		.noun_summary = LIC_CLI__APP_SUMMARY,
		.examples = "licentia app list\n",
		.options = list_options,
		.option_count = LIC_COUNT(list_options),
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_list,
	},
	{
		.name = "app show",
		.arguments = "ID",
		.summary = "show one with addresses, secrets and permissions",
		.noun_summary = LIC_CLI__APP_SUMMARY,
		.detail = "ID is the application's id or its client id, here and in all verbs.",
		.examples = "licentia app show 04b07795-8ddb-461a-bbee-02f9e1bf7b46\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_show,
	},
	{
		.name = "app update",
		.arguments = "ID",
		.summary = "change name, addresses, whether it may sign in",
		.noun_summary = LIC_CLI__APP_SUMMARY,
		.detail = "Addresses that are named take the place of all that were there.",
		.examples =
			"licentia app update 04b07795-8ddb-461a-bbee-02f9e1bf7b46 --enabled no\n",
		.options = update_options,
		.option_count = LIC_COUNT(update_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_update,
	},
	{
		.name = "app remove",
		.arguments = "ID",
		.summary = "remove an application and all it was given",
		.noun_summary = LIC_CLI__APP_SUMMARY,
		.examples = "licentia app remove 04b07795-8ddb-461a-bbee-02f9e1bf7b46\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_remove,
	},
};

const struct lic_cli__table lic_cli__app_table = {rows, LIC_COUNT(rows)};
