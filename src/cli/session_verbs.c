/*
 * session list, session revoke; user password: who is signed in to the pages, and letting people in
 * and out.
 */
#include "base/password.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"

#include <sodium.h>

#define BODY_BYTES_MAX ((size_t)4096)

static const struct lic_cli_column session_columns[] = {
	{"Started", "createdDateTime", false, false},
	{"Last used", "lastSeenDateTime", false, false},
	{"Ends", "expiresDateTime", false, false},
	{"Address", "ipAddress", false, false},
	{"Browser", "userAgent", false, false},
	{"Id", "id", false, false},
};

static lic_rc session_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *session)
{
	const char *cells[LIC_COUNT(session_columns)];

	(void)cli;
	(void)listing;
	for (size_t i = 0; i < LIC_COUNT(cells); i++) {
		cells[i] = lic_cli__text(session, session_columns[i].key);
	}
	return lic_cli_list_row(list, cells, session);
}

/* The path of the user's sessions, or of the user himself, in the arena. */
static lic_rc path_of(struct lic_cli *cli, const char *fmt_start, const char *end,
	const char **ret_path)
{
	const char *key = lic_cli__escape(cli, cli->args[0]);

	*ret_path = key == NULL
		? NULL
		: lic_arena_printf(cli->arena, "%s/users/%s%s", fmt_start, key, end);
	return *ret_path == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc run_list(struct lic_cli *cli)
{
	struct lic_cli__listing listing = {.columns = session_columns,
		.column_count = LIC_COUNT(session_columns),
		.row = session_row};

	LIC_TRY(path_of(cli, "/api/v1", "/sessions", &listing.path));
	return lic_cli__list_pages(cli, &listing);
}

static lic_rc run_revoke(struct lic_cli *cli)
{
	const char *path = NULL;
	bool is_dry_run = lic_cli__is_dry_run(cli);

	LIC_TRY(path_of(cli, "/api/v1", "/sessions", &path));
	LIC_TRY(lic_cli__send(cli, &(struct lic_cli__call){.method = "DELETE", .path = path},
		NULL));
	if (lic_cli_is_json(cli)) {
		LIC_AUTO(lic_json_freep)
		json_t *root = json_pack("{s:s, s:b, s:b}", "user", cli->args[0], "revoked",
			!is_dry_run, "dryRun", is_dry_run);

		return root == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli_print_tree(cli, root);
	}
	lic_cli_print(cli, "%s %s everywhere.%s\n", is_dry_run ? "Would sign out" : "Signed out",
		lic_cli__clean(cli->scratch, cli->args[0]),
		is_dry_run ? " Nothing was changed." : "");
	return LIC_OK_RC;
}

/* Sends the new password, and wipes what was sent. */
static lic_rc send_password(struct lic_cli *cli, const char *password)
{
	struct lic_buf body;
	struct lic_json json;
	const char *path = NULL;
	lic_rc rc = path_of(cli, "/v1.0", "", &path);

	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_key(&json, "passwordProfile");
	lic_json_object(&json);
	lic_json_kstring(&json, "password", password);
	lic_json_kbool(&json, "forceChangePasswordNextSignIn", true);
	lic_json_end(&json);
	lic_json_end(&json);
	if (lic_ok(rc)) {
		rc = lic_json_finish(&json);
	}
	if (lic_ok(rc)) {
		rc = lic_cli__send(cli,
			&(struct lic_cli__call){.method = "PATCH", .path = path, .body = &body},
			NULL);
	}
	if (body.data != NULL) {
		sodium_memzero(body.data, body.len);
	}
	lic_buf_done(&body);
	return rc;
}

static lic_rc print_password(struct lic_cli *cli, const char *password)
{
	bool is_dry_run = lic_cli__is_dry_run(cli);

	if (lic_cli_is_json(cli)) {
		LIC_AUTO(lic_json_freep)
		json_t *root = json_pack("{s:s, s:s?, s:b}", "user", cli->args[0], "password",
			is_dry_run ? NULL : password, "dryRun", is_dry_run);

		return root == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli_print_tree(cli, root);
	}
	if (is_dry_run) {
		lic_cli_print(cli, "%s would get a new password. Nothing was changed.\n",
			lic_cli__clean(cli->scratch, cli->args[0]));
		return LIC_OK_RC;
	}
	lic_cli_print(cli,
		"%s is signed out everywhere and must change this password at the next sign-in.\nPassword, shown this once: %s\n",
		lic_cli__clean(cli->scratch, cli->args[0]), password);
	return LIC_OK_RC;
}

static lic_rc run_password(struct lic_cli *cli)
{
	char password[LIC_PASSWORD_MADE_BYTES];
	lic_rc rc;

	lic_password_make(password);
	rc = send_password(cli, password);
	if (lic_ok(rc)) {
		rc = print_password(cli, password);
	}
	sodium_memzero(password, sizeof(password));
	return rc;
}

static const struct lic_cli_command rows[] = {
	{
		.name = "user password",
		.arguments = "USER",
		.summary = "give a user a new password, shown once",
		.detail =
			"The user is signed out everywhere, and must change it at the next sign-in.\n",
		.examples = "licentia user password anna@contoso.com\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_password,
	},
	{
		.name = "session list",
		.arguments = "USER",
		.summary = "list where a user is signed in",
		.noun_summary = "list and end sign-ins to the pages",
		.examples = "licentia session list anna@contoso.com\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_list,
	},
	{
		.name = "session revoke",
		.arguments = "USER",
		.summary = "sign a user out everywhere, at once",
		.noun_summary = "list and end sign-ins to the pages",
		.detail =
			"Sessions of the pages end, and applications need the user to sign in again.\n"
			"An access token that an application has is good until it expires.\n",
		.examples = "licentia session revoke anna@contoso.com\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_revoke,
	},
};

const struct lic_cli__table lic_cli__session_table = {rows, LIC_COUNT(rows)};
