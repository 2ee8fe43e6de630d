/*
 * change list, show, results, pause, resume, cancel: changes of many users that run or have run.
 */
#include "base/text.h"
#include "cli/changes_int.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"

#include <string.h>

#define NOUN_SUMMARY "watch, pause and cancel changes of many users"

static const struct lic_cli_column list_columns[] = {
	{"Time", "createdDateTime", false, false},
	{"Action", "action", false, false},
	{"State", "state", false, false},
	{"Preview", "preview", false, false},
	{"Users", "total", true, false},
	{"Changed", "changed", true, false},
	{"Refused", "refused", true, false},
	{"By", "actor", false, false},
	{"Id", "id", false, false},
	{"Reason", "reason", false, false},
};

static lic_rc list_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *change)
{
	const json_t *counts = json_object_get(change, "counts");
	const char *cells[] = {
		lic_cli__text(change, "createdDateTime"),
		lic_cli__text(change, "action"),
		lic_cli__text(change, "state"),
		json_is_true(json_object_get(change, "preview")) ? "yes" : "",
		lic_cli__number(cli, lic_cli__int(change, "total")),
		lic_cli__number(cli, lic_cli__int(counts, "changed")),
		lic_cli__number(cli, lic_cli__int(counts, "refused")),
		lic_cli__text(change, "actor"),
		lic_cli__text(change, "id"),
		lic_cli__text(change, "reason"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, change);
}

static lic_rc run_list(struct lic_cli *cli)
{
	static const struct lic_cli__listing listing = {.path = "/api/v1/changes",
		.columns = list_columns,
		.column_count = LIC_COUNT(list_columns),
		.row = list_row,
		.has_top = true};

	return lic_cli__list_pages(cli, &listing);
}

static void print_head(struct lic_cli *cli, const json_t *change)
{
	lic_cli_print(cli, "Change %s\n",
		lic_cli__clean(cli->scratch, lic_cli__text(change, "id")));
	lic_cli__print_field(cli, "Time", lic_cli__text(change, "createdDateTime"));
	lic_cli__print_field(cli, "Action", lic_cli__text(change, "action"));
	lic_cli__print_field(cli, "Mode", lic_cli__text(change, "mode"));
	lic_cli__print_field(cli, "State", lic_cli__text(change, "state"));
	lic_cli__print_field(cli, "By", lic_cli__text(change, "actor"));
	lic_cli__print_field(cli, "Reason", lic_cli__text(change, "reason"));
	lic_cli__print_field(cli, "Operation", lic_cli__text(change, "operation"));
	lic_cli__print_field(cli, "Undoes", lic_cli__text(change, "undoes"));
	lic_cli_print(cli, "\n");
}

static lic_rc run_show(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *change = NULL;
	const char *path = lic_cli__change_path(cli, cli->args[0], "");

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__get(cli, path, &change));
	if (lic_cli_has(cli, "wait")) {
		return lic_cli__change_follow(cli, change);
	}
	if (lic_cli_is_json(cli)) {
		cli->has_printed_document = true;
		return lic_cli_print_tree(cli, change);
	}
	print_head(cli, change);
	return lic_cli__change_print(cli, change);
}

static const struct lic_cli_column result_columns[] = {
	{"Line", "line", true, false},
	{"User", "userPrincipalName", false, false},
	{"State", "state", false, false},
	{"What", "effects", false, false},
	{"Why", "message", false, false},
	{"Remedy", "remedy", false, false},
	{"Code", "code", false, true},
	{"Id", "id", false, true},
};

/* "added ENTERPRISEPACK, removed STANDARDPACK". */
static const char *effects_of(struct lic_cli *cli, const json_t *item)
{
	const json_t *effects = json_object_get(item, "effects");
	const char *text = "";

	for (size_t i = 0; text != NULL && i < json_array_size(effects); i++) {
		const json_t *effect = json_array_get(effects, i);

		text = lic_arena_printf(cli->scratch, "%s%s%s %s", text, i == 0 ? "" : ", ",
			lic_cli__text(effect, "effect"), lic_cli__text(effect, "skuPartNumber"));
	}
	return text;
}

static lic_rc result_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *item)
{
	int64_t line = lic_cli__int(item, "line");
	const char *cells[] = {
		line == 0 ? NULL : lic_cli__number(cli, line),
		lic_cli__change_about(item),
		lic_cli__text(item, "state"),
		effects_of(cli, item),
		lic_cli__text(item, "message"),
		lic_cli__text(item, "remedy"),
		lic_cli__text(item, "code"),
		lic_cli__text(item, "id"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, item);
}

static lic_rc run_results(struct lic_cli *cli)
{
	const char *state = lic_cli_get(cli, "state");
	const char *escaped = state == NULL ? "" : lic_cli__escape(cli, state);
	const char *rest = escaped == NULL ? NULL
					   : lic_arena_printf(cli->scratch, "/results%s%s",
						     state == NULL ? "" : "?state=", escaped);
	const char *path = rest == NULL ? NULL : lic_cli__change_path(cli, cli->args[0], rest);
	struct lic_cli__listing listing = {.columns = result_columns,
		.column_count = LIC_COUNT(result_columns),
		.row = result_row,
		.has_top = true};

	listing.path = lic_arena_strdup(cli->arena, path); /* the scratch arena is emptied */
	return listing.path == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli__list_pages(cli, &listing);
}

/* Tells the server what is wanted of a change: the last word of the verb. */
static lic_rc run_want(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *change = NULL;
	const char *verb = strrchr(cli->command->name, ' ') + 1;
	const char *rest = lic_arena_printf(cli->scratch, "/%s", verb);
	const char *path = rest == NULL ? NULL : lic_cli__change_path(cli, cli->args[0], rest);

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__send(cli, &(struct lic_cli__call){.method = "POST", .path = path},
		&change));
	if (lic_cli_is_json(cli)) {
		cli->has_printed_document = true;
		return lic_cli_print_tree(cli, change);
	}
	print_head(cli, change);
	if (lic_cli__is_dry_run(cli)) {
		lic_cli_print(cli, "Nothing was changed.\n");
	}
	return LIC_OK_RC;
}

static const struct lic_cli_option list_options[] = {
	{"top", "N", "show so many; 100 unless told otherwise", 0},
	{"all", NULL, "show all", 0},
};

static const struct lic_cli_option show_options[] = {
	{"wait", NULL, "wait until it is over", 0},
};

static const struct lic_cli_option result_options[] = {
	{"state", "STATE", "only those: changed, refused, skipped ...", 0},
	{"top", "N", "show so many; 100 unless told otherwise", 0},
	{"all", NULL, "show all", 0},
};

#define WANT_FLAGS (LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE)

static const struct lic_cli_command rows[] = {
	{
		.name = "change list",
		.arguments = "",
		.noun_summary = NOUN_SUMMARY,
		.summary = "list changes of many users, the newest first",
		.detail = "Those that run or pause, and those of the last 30 days; previews, too.",
		.examples = "licentia change list --top 10\n",
		.options = list_options,
		.option_count = LIC_COUNT(list_options),
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_list,
	},
	{
		.name = "change show",
		.arguments = "ID",
		.noun_summary = NOUN_SUMMARY,
		.summary = "show how far a change is and what came of it",
		.examples = "licentia change show 0197a2f0-0000-7000-8000-000000000001 --wait\n",
		.options = show_options,
		.option_count = LIC_COUNT(show_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_show,
	},
	{
		.name = "change results",
		.arguments = "ID",
		.noun_summary = NOUN_SUMMARY,
		.summary = "list what became of each user of a change",
		.examples =
			"licentia change results 0197a2f0-0000-7000-8000-000000000001 --csv --all\n",
		.options = result_options,
		.option_count = LIC_COUNT(result_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_results,
	},
	{
		.name = "change pause",
		.arguments = "ID",
		.noun_summary = NOUN_SUMMARY,
		.summary = "have a change pause",
		.examples = "licentia change pause 0197a2f0-0000-7000-8000-000000000001\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = WANT_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_want,
	},
	{
		.name = "change resume",
		.arguments = "ID",
		.noun_summary = NOUN_SUMMARY,
		.summary = "have a change that pauses go on",
		.examples = "licentia change resume 0197a2f0-0000-7000-8000-000000000001\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = WANT_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_want,
	},
	{
		.name = "change cancel",
		.arguments = "ID",
		.noun_summary = NOUN_SUMMARY,
		.summary = "end a change where it is",
		.detail =
			"What was done stays done and the others are skipped. Of a change that is all\n"
			"or nothing what was done is taken back first.",
		.examples = "licentia change cancel 0197a2f0-0000-7000-8000-000000000001\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = WANT_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_want,
	},
};

const struct lic_cli__table lic_cli__change_table = {rows, LIC_COUNT(rows)};
