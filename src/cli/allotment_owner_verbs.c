/*
 * allotment mine, add, remove: what the owners of allotments do, who need no role.
 */
#include "base/guid.h"
#include "base/text.h"
#include "cli/allotments_int.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"

#include <string.h>

#define BODY_BYTES_MAX ((size_t)64 * 1024)

static lic_rc run_mine(struct lic_cli *cli)
{
	return lic_cli__allotment_list(cli, lic_cli__allotments_own.path);
}

/* Finds the group of `allotment` that `text` names, by id or name: an owner may not look through
 * all groups. */
static lic_rc find_group(struct lic_cli *cli, const json_t *allotment, const char *text,
	const char **ret_id)
{
	const json_t *groups = json_object_get(allotment, "groups");
	const char *names = lic_cli__join(cli, groups, "displayName", ", ");
	const char *key = NULL;
	const char *found = NULL;

	LIC_TRY(lic_text_fold(cli->scratch, text, &key));
	for (size_t i = 0; i < json_array_size(groups); i++) {
		const json_t *group = json_array_get(groups, i);
		const char *id = lic_cli__text(group, "id");
		const char *name = lic_cli__text(group, "displayName");
		const char *folded = NULL;

		LIC_TRY(lic_text_fold(cli->scratch, name == NULL ? "" : name, &folded));
		if (id == NULL || (strcmp(folded, key) != 0 && !lic_text_equal_nocase(id, text))) {
			continue;
		}
		if (found != NULL) {
			return lic_cli_usage(cli,
				"\"%s\" is the name of several groups of the allotment. "
				"Use the id of one: \"licentia allotment mine --json\" shows it.",
				lic_cli__clean(cli->arena, text));
		}
		found = id;
	}
	if (found == NULL) {
		return lic_cli_usage(cli, "The allotment has no group \"%s\". Its groups: %s.",
			lic_cli__clean(cli->arena, text),
			names[0] == '\0' ? "none" : lic_cli__clean(cli->arena, names));
	}
	*ret_id = found;
	return LIC_OK_RC;
}

/* Writes whom to add, and to which group. */
static lic_rc make_body(struct lic_cli *cli, const json_t *allotment, struct lic_buf *body)
{
	const char *user = cli->args[1];
	const char *group_id = NULL;
	struct lic_guid guid;
	struct lic_json json;

	if (lic_cli_has(cli, "group")) {
		LIC_TRY(find_group(cli, allotment, lic_cli_get(cli, "group"), &group_id));
	}
	lic_json_init(&json, body);
	lic_json_object(&json);
	lic_json_kstring(&json,
		lic_guid_parse(user, strlen(user), &guid) ? "id" : "userPrincipalName", user);
	if (group_id != NULL) {
		lic_json_kstring(&json, "groupId", group_id);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}

/* Tells who was added, and whether he has a seat now. */
static lic_rc print_added(struct lic_cli *cli, const json_t *allotment, const json_t *person)
{
	const char *name = lic_cli__text(person, "userPrincipalName");
	const char *message = lic_cli__text(person, "message");
	const char *remedy = lic_cli__text(person, "remedy");

	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, person);
	}
	lic_cli_print(cli, "%s  %s to %s: %s%s\n",
		lic_cli__clean(cli->scratch, name == NULL ? cli->args[1] : name),
		lic_cli__is_dry_run(cli) ? "would be added" : "added",
		lic_cli__clean(cli->scratch, lic_cli__text(allotment, "displayName")),
		lic_cli__clean(cli->scratch, lic_cli__text(person, "state")),
		lic_cli__is_dry_run(cli) ? ". Nothing was changed." : "");
	if (message != NULL) {
		lic_cli_print(cli, "    %s\n", lic_cli__clean(cli->scratch, message));
	}
	if (remedy != NULL) {
		lic_cli_print(cli, "    Remedy: %s\n", lic_cli__clean(cli->scratch, remedy));
	}
	return LIC_OK_RC;
}

static lic_rc run_add(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	LIC_AUTO(lic_json_freep) json_t *allotment = NULL;
	LIC_AUTO(lic_json_freep) json_t *person = NULL;
	const char *path = NULL;

	LIC_TRY(lic_cli__named_find(cli, &lic_cli__allotments_own, cli->args[0], &allotment));
	lic_buf_init(&body, BODY_BYTES_MAX);
	LIC_TRY(make_body(cli, allotment, &body));
	path = lic_arena_printf(cli->arena, "%s/%s/people", lic_cli__allotments_own.path,
		lic_cli__text(allotment, "id"));
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = "POST", .path = path, .body = &body}, &person));
	return print_added(cli, allotment, person);
}

static lic_rc print_removed(struct lic_cli *cli, const json_t *allotment)
{
	const bool is_dry_run = lic_cli__is_dry_run(cli);

	if (lic_cli_is_json(cli)) {
		LIC_AUTO(lic_json_freep)
		json_t *root = json_pack("{s:s, s:b, s:b}", "user", cli->args[1], "removed",
			!is_dry_run, "dryRun", is_dry_run);

		return root == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli_print_tree(cli, root);
	}
	lic_cli_print(cli, "%s  %s from %s%s\n", lic_cli__clean(cli->scratch, cli->args[1]),
		is_dry_run ? "would be removed" : "removed",
		lic_cli__clean(cli->scratch, lic_cli__text(allotment, "displayName")),
		is_dry_run ? ". Nothing was changed." : "");
	return LIC_OK_RC;
}

static lic_rc run_remove(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *allotment = NULL;
	const char *user = NULL;
	const char *path = NULL;

	LIC_TRY(lic_cli__named_find(cli, &lic_cli__allotments_own, cli->args[0], &allotment));
	user = lic_cli__escape(cli, cli->args[1]);
	path = user == NULL
		? NULL
		: lic_arena_printf(cli->arena, "%s/%s/people/%s", lic_cli__allotments_own.path,
			  lic_cli__text(allotment, "id"), user);
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__send(cli, &(struct lic_cli__call){.method = "DELETE", .path = path},
		NULL));
	return print_removed(cli, allotment);
}

static const struct lic_cli_option mine_options[] = {
	{"top", "N", "show the first N (default 100)", 0},
	{"all", NULL, "show all", 0},
};

static const struct lic_cli_option add_options[] = {
	{"group", "GROUP", "into this group of the allotment's", 0},
};

#define CHANGE_FLAGS (LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE)

static const struct lic_cli_command rows[] = {
	{
		.name = "allotment mine",
		.arguments = "",
		.summary = "list the allotments that you own",
		.noun_summary = LIC_CLI__ALLOTMENT_SUMMARY,
		.detail = "An owner needs no role: the token is that of his sign-in.",
		.examples = "licentia allotment mine\n",
		.options = mine_options,
		.option_count = LIC_COUNT(mine_options),
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_mine,
	},
	{
		.name = "allotment add",
		.arguments = "ALLOTMENT USER",
		.summary = "give somebody a seat of an allotment you own",
		.noun_summary = LIC_CLI__ALLOTMENT_SUMMARY,
		.detail =
			"He joins a group of the allotment, and waits when no seat is free. --group\n"
			"says which, where there are several.",
		.examples = "licentia allotment add \"School North\" ben@contoso.com\n",
		.options = add_options,
		.option_count = LIC_COUNT(add_options),
		.min_arguments = 2,
		.max_arguments = 2,
		.flags = CHANGE_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_add,
	},
	{
		.name = "allotment remove",
		.arguments = "ALLOTMENT USER",
		.summary = "take somebody out of an allotment you own",
		.noun_summary = LIC_CLI__ALLOTMENT_SUMMARY,
		.detail = "He leaves all its groups, and loses what he had by them.",
		.examples = "licentia allotment remove \"School North\" ben@contoso.com\n",
		.min_arguments = 2,
		.max_arguments = 2,
		.flags = CHANGE_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_remove,
	},
};

const struct lic_cli__table lic_cli__allotment_owner_table = {rows, LIC_COUNT(rows)};
