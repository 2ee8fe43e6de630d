/*
 * user restore: brings a deleted user back, named by its id or, when that is unmistakable, by its
 * user principal name.
 */
#include "base/guid.h"
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"

#include <inttypes.h>
#include <string.h>

#define BODY_BYTES_MAX ((size_t)4096)

/*
 * Tells whether a deleted user was called `upn`. Microsoft's Graph puts the id without its dashes
 * before the name of a deleted user.
 */
static bool is_called(const json_t *user, const char *upn)
{
	const char *name = lic_cli__text(user, "userPrincipalName");
	size_t len = name == NULL ? 0 : strlen(name);
	size_t id_len = strlen("00000000000000000000000000000000");

	return len > 0 &&
		(lic_text_equal_nocase(name, upn) ||
			(len > id_len && lic_text_equal_nocase(name + id_len, upn)));
}

/* Finds the one deleted user called `upn`. */
static lic_rc find_by_name(struct lic_cli *cli, const char *upn, const char **ret_id)
{
	LIC_AUTO(lic_cli__pages_done) struct lic_cli__pages pages = {0};
	const char *found = NULL;
	json_t *users = NULL;

	LIC_TRY(lic_cli__pages_begin(&pages,
		"/v1.0/directory/deletedItems/microsoft.graph.user?$select=id,userPrincipalName&$top=999"));
	do {
		LIC_TRY(lic_cli__pages_next(cli, &pages, &users));
		for (size_t i = 0; i < json_array_size(users); i++) {
			const json_t *user = json_array_get(users, i);
			if (!is_called(user, upn)) {
				continue;
			}
			if (found != NULL) {
				return lic_err_set(&cli->err, LIC_E_CONFLICT, "Request_BadRequest",
					"Several deleted users are called %s: use the id that \"licentia user list "
					"--deleted\" shows.",
					upn);
			}
			found = lic_arena_strdup(cli->arena, lic_cli__text(user, "id"));
		}
	} while (users != NULL);
	if (found == NULL) {
		return lic_err_set(&cli->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"No deleted user is called %s.", upn);
	}
	*ret_id = found;
	return LIC_OK_RC;
}

/* Brings the user back by our own call, which tells about licences, or by Graph's. */
static lic_rc restore(struct lic_cli *cli, const char *id, json_t **ret_root)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;
	const char *upn = lic_cli_get(cli, "upn");
	const char *path = NULL;
	bool is_licentia = false;

	LIC_TRY(lic_cli__ask_server(cli, &is_licentia));
	path = lic_arena_printf(cli->scratch,
		is_licentia ? "/api/v1/deletedUsers/%s/restore"
			    : "/v1.0/directory/deletedItems/%s/restore",
		id);
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	if (upn != NULL) {
		lic_json_kstring(&json, is_licentia ? "userPrincipalName" : "newUserPrincipalName",
			upn);
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return lic_cli__send(cli,
		&(struct lic_cli__call){.method = "POST", .path = path, .body = &body}, ret_root);
}

static void print_violations(struct lic_cli *cli, const json_t *violations)
{
	for (size_t i = 0; i < json_array_size(violations); i++) {
		const json_t *violation = json_array_get(violations, i);
		const char *remedy = lic_cli__text(violation, "remedy");

		lic_cli_print(cli, "  not restored: %s\n",
			lic_cli__clean(cli->scratch, lic_cli__text(violation, "message")));
		if (remedy != NULL) {
			lic_cli_print(cli, "    Remedy: %s\n",
				lic_cli__clean(cli->scratch, remedy));
		}
	}
}

static void print_words(struct lic_cli *cli, const json_t *root)
{
	const json_t *user = json_object_get(root, "user");

	user = user == NULL ? root : user; /* Graph answers with the user itself */
	lic_cli_print(cli, "%s %s.%s\n", lic_cli__is_dry_run(cli) ? "Would restore" : "Restored",
		lic_cli__clean(cli->scratch, lic_cli__text(user, "userPrincipalName")),
		lic_cli__is_dry_run(cli) ? " Nothing was changed." : "");
	if (json_object_get(root, "restoredLicenses") != NULL) {
		lic_cli_print(cli, "  licences restored: %" PRId64 "\n",
			lic_cli__int(root, "restoredLicenses"));
	}
	if (lic_cli__int(root, "waitingLicenses") > 0) {
		lic_cli_print(cli, "  licences that wait for a seat again: %" PRId64 "\n",
			lic_cli__int(root, "waitingLicenses"));
	}
	for (size_t i = 0; i < json_array_size(json_object_get(root, "notRestored")); i++) {
		const json_t *missing = json_array_get(json_object_get(root, "notRestored"), i);
		print_violations(cli, json_object_get(missing, "violations"));
	}
}

static lic_rc run_restore(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *id = cli->args[0];
	struct lic_guid guid;

	if (!lic_guid_parse(id, strlen(id), &guid)) {
		LIC_TRY(find_by_name(cli, id, &id));
	}
	LIC_TRY(restore(cli, id, &root));
	if (json_array_size(json_object_get(root, "notRestored")) > 0) {
		lic_cli_set_exit(cli, LIC_EXIT_REFUSED);
	}
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, root);
	}
	print_words(cli, root);
	return LIC_OK_RC;
}

static const struct lic_cli_option options[] = {
	{"upn", "UPN", "new user principal name, when the old one is taken", 0},
};

static const struct lic_cli_command rows[] = {
	{
		.name = "user restore",
		.arguments = "USER",
		.summary = "bring a deleted user back, with what still fits",
		.detail =
			"USER is the id that \"licentia user list --deleted\" shows, or the user name.\n"
			"Licences for which there is no seat any more are listed, exit status 1.",
		.examples = "licentia user restore anna@contoso.com\n"
			    "licentia user restore anna@contoso.com --upn anna2@contoso.com\n",
		.options = options,
		.option_count = LIC_COUNT(options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_restore,
	},
};

const struct lic_cli__table lic_cli__user_restore_table = {rows, LIC_COUNT(rows)};
