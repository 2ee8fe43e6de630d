/*
 * token list, token revoke; operation list, operation show: who may come in, and what was done.
 */
#include "cli/cli_int.h"
#include "cli/http_int.h"

#include <stdlib.h>
#include <string.h>

static const struct lic_cli_column token_columns[] = {
	{"Name", "name", false, false},
	{"Role", "role", false, false},
	{"Created", "createdDateTime", false, false},
	{"Expires", "expiresDateTime", false, false},
	{"Revoked", "revokedDateTime", false, false},
	{"Id", "id", false, false},
};

static lic_rc token_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *token)
{
	const char *cells[LIC_COUNT(token_columns)];

	(void)cli;
	(void)listing;
	for (size_t i = 0; i < LIC_COUNT(cells); i++) {
		cells[i] = lic_cli__text(token, token_columns[i].key);
	}
	return lic_cli_list_row(list, cells, token);
}

static lic_rc run_tokens(struct lic_cli *cli)
{
	static const struct lic_cli__listing listing = {.path = "/api/v1/tokens",
		.columns = token_columns,
		.column_count = LIC_COUNT(token_columns),
		.row = token_row};

	return lic_cli__list_pages(cli, &listing);
}

static lic_rc run_revoke(struct lic_cli *cli)
{
	const char *key = lic_cli__escape(cli, cli->args[0]);
	const char *path =
		key == NULL ? NULL : lic_arena_printf(cli->scratch, "/api/v1/tokens/%s", key);
	bool is_dry_run = lic_cli__is_dry_run(cli);

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__send(cli, &(struct lic_cli__call){.method = "DELETE", .path = path},
		NULL));
	if (lic_cli_is_json(cli)) {
		LIC_AUTO(lic_json_freep)
		json_t *root = json_pack("{s:s, s:b, s:b}", "id", cli->args[0], "revoked",
			!is_dry_run, "dryRun", is_dry_run);

		return root == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli_print_tree(cli, root);
	}
	lic_cli_print(cli, "%s %s.%s\n", is_dry_run ? "Would revoke" : "Revoked",
		lic_cli__clean(cli->scratch, cli->args[0]),
		is_dry_run ? " Nothing was changed." : "");
	return LIC_OK_RC;
}

static const struct lic_cli_column operation_columns[] = {
	{"No.", "number", true, false},
	{"Time", "createdDateTime", false, false},
	{"Kind", "kind", false, false},
	{"Target", "target", false, false},
	{"By", "actor", false, false},
	{"Changes", "changeCount", true, false},
	{"Id", "id", false, false},
	{"Reason", "reason", false, false},
};

static lic_rc operation_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *operation)
{
	const char *cells[] = {
		lic_cli__number(cli, lic_cli__int(operation, "number")),
		lic_cli__text(operation, "createdDateTime"),
		lic_cli__text(operation, "kind"),
		lic_cli__text(operation, "target"),
		lic_cli__text(json_object_get(operation, "actor"), "name"),
		lic_cli__number(cli, lic_cli__int(operation, "changeCount")),
		lic_cli__text(operation, "id"),
		lic_cli__text(operation, "reason"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, operation);
}

static lic_rc run_operations(struct lic_cli *cli)
{
	static const struct lic_cli__listing listing = {.path = "/api/v1/operations",
		.columns = operation_columns,
		.column_count = LIC_COUNT(operation_columns),
		.row = operation_row,
		.has_top = true};

	return lic_cli__list_pages(cli, &listing);
}

static const struct lic_cli_column change_columns[] = {
	{"Seq", "seq", true, false},
	{"Kind", "kind", false, false},
	{"About", "about", false, false},
	{"Group", "group", false, false},
	{"Product", "skuPartNumber", false, false},
	{"Before", "before", false, false},
	{"After", "after", false, false},
	{"Properties", "properties", false, false},
};

/* One side of a change: state and plans that are off. */
static const char *side_of(struct lic_cli *cli, const json_t *change, const char *name)
{
	const json_t *side = json_object_get(change, name);
	const json_t *plans = json_object_get(side, "disabledPlans");
	const char *state = lic_cli__text(side, "state");

	if (!json_is_object(side)) {
		return "-";
	}
	return lic_arena_printf(cli->scratch, "%s%s%s", state == NULL ? "" : state,
		json_array_size(plans) == 0 ? "" : " without ",
		lic_cli__join(cli, plans, NULL, " "));
}

/* The properties of a change in short, "usageLocation: null -> "NL"". */
static const char *properties_of(struct lic_cli *cli, const json_t *change)
{
	struct lic_buf text;
	const char *name = NULL;
	const char *kept = NULL;
	const json_t *value = NULL;
	void *iterator = NULL;
	json_t *properties = json_object_get(change, "properties");

	lic_buf_init(&text, (size_t)64 * 1024);
	for (iterator = json_object_iter(properties); iterator != NULL;
		iterator = json_object_iter_next(properties, iterator)) {
		char *old_text = NULL;
		char *new_text = NULL;

		name = json_object_iter_key(iterator);
		value = json_object_iter_value(iterator);
		old_text = json_dumps(json_object_get(value, "old"), JSON_ENCODE_ANY);
		new_text = json_dumps(json_object_get(value, "new"), JSON_ENCODE_ANY);
		lic_buf_printf(&text, "%s%s: %s -> %s", text.len == 0 ? "" : ", ", name,
			old_text == NULL ? "" : old_text, new_text == NULL ? "" : new_text);
		free(old_text);
		free(new_text);
	}
	kept = lic_arena_copy(cli->scratch, text.data, text.len);
	lic_buf_done(&text);
	return kept;
}

/* The user or group that a change is about; of a membership who joins or leaves. */
static const char *about(const json_t *change)
{
	const char *name = lic_cli__text(json_object_get(change, "user"), "userPrincipalName");

	if (name == NULL) {
		name = lic_cli__text(json_object_get(change, "memberGroup"), "displayName");
	}
	return name != NULL ? name : lic_cli__text(json_object_get(change, "group"), "displayName");
}

/* The group that somebody joins or leaves. */
static const char *joined_group(const json_t *change)
{
	const char *kind = lic_cli__text(change, "kind");

	return kind != NULL && strcmp(kind, "membership") == 0
		? lic_cli__text(json_object_get(change, "group"), "displayName")
		: NULL;
}

static lic_rc change_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *change)
{
	const char *cells[] = {
		lic_cli__number(cli, lic_cli__int(change, "seq")),
		lic_cli__text(change, "kind"),
		about(change),
		joined_group(change),
		lic_cli__text(change, "skuPartNumber"),
		side_of(cli, change, "before"),
		side_of(cli, change, "after"),
		properties_of(cli, change),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, change);
}

static void print_operation(struct lic_cli *cli, const json_t *operation)
{
	lic_cli_print(cli, "Operation %s\n",
		lic_cli__number(cli, lic_cli__int(operation, "number")));
	lic_cli__print_field(cli, "Id", lic_cli__text(operation, "id"));
	lic_cli__print_field(cli, "Time", lic_cli__text(operation, "createdDateTime"));
	lic_cli__print_field(cli, "Kind", lic_cli__text(operation, "kind"));
	lic_cli__print_field(cli, "Target", lic_cli__text(operation, "target"));
	lic_cli__print_field(cli, "By", lic_cli__text(json_object_get(operation, "actor"), "name"));
	lic_cli__print_field(cli, "Reason", lic_cli__text(operation, "reason"));
	lic_cli__print_field(cli, "Request", lic_cli__text(operation, "correlationId"));
	lic_cli__print_field(cli, "Undoes", lic_cli__text(operation, "undoes"));
	lic_cli__print_field(cli, "Undone by", lic_cli__text(operation, "undoneBy"));
	lic_cli_print(cli, "\n");
}

static lic_rc run_operation(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *operation = NULL;
	struct lic_cli__listing changes = {.columns = change_columns,
		.column_count = LIC_COUNT(change_columns),
		.row = change_row};
	const char *key = lic_cli__escape(cli, cli->args[0]);
	const char *path =
		key == NULL ? NULL : lic_arena_printf(cli->arena, "/api/v1/operations/%s", key);

	changes.path =
		path == NULL ? NULL : lic_arena_printf(cli->arena, "%s/changes?$top=999", path);
	if (changes.path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__get(cli, path, &operation));
	if (lic_cli_is_json(cli)) {
		return lic_cli__print_with_list(cli, operation, "changes", changes.path);
	}
	if (!lic_cli_has(cli, "csv")) {
		print_operation(cli, operation);
	}
	return lic_cli__list_pages(cli, &changes);
}

static const struct lic_cli_option operation_options[] = {
	{"top", "N", "show the newest N (default 100)", 0},
	{"all", NULL, "show all", 0},
};

static const struct lic_cli_command rows[] = {
	{
		.name = "token list",
		.arguments = "",
		.summary = "list access tokens, without their secrets",
		.noun_summary = "make, list and revoke access tokens",
		.examples = "licentia token list\n",
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_tokens,
	},
	{
		.name = "token revoke",
		.arguments = "ID",
		.summary = "revoke an access token, at once",
		.noun_summary = "make, list and revoke access tokens",
		.examples = "licentia token revoke 0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_revoke,
	},
	{
		.name = "operation list",
		.arguments = "",
		.summary = "list what was done, newest first",
		.noun_summary = "list, show and undo what was done",
		.examples = "licentia operation list --top 10\n",
		.options = operation_options,
		.option_count = LIC_COUNT(operation_options),
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_operations,
	},
	{
		.name = "operation show",
		.arguments = "ID",
		.summary = "show what one of them changed",
		.noun_summary = "list, show and undo what was done",
		.detail = "ID is its id or its number.\n",
		.examples = "licentia operation show 19\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_operation,
	},
};

const struct lic_cli__table lic_cli__access_table = {rows, LIC_COUNT(rows)};
