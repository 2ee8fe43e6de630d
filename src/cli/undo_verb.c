/*
 * operation undo: what an operation did is taken back, by a change that is followed like others.
 */
#include "base/json.h"
#include "cli/changes_int.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"

#define BODY_BYTES_MAX ((size_t)4096)

/* Writes what is asked for: how, or which preview is to be made true. */
static lic_rc write_body(struct lic_cli *cli, struct lic_buf *body)
{
	struct lic_json json;

	if (lic_cli_has(cli, "apply") && lic_cli_has(cli, "all-or-nothing")) {
		return lic_cli_usage(cli,
			"The preview says already whether it is all or nothing: leave out --all-or-nothing.");
	}
	lic_buf_init(body, BODY_BYTES_MAX);
	lic_json_init(&json, body);
	lic_json_object(&json);
	if (lic_cli_has(cli, "apply")) {
		lic_json_kstring(&json, "preview", lic_cli_get(cli, "apply"));
	} else {
		lic_json_kstring(&json, "mode",
			lic_cli_has(cli, "all-or-nothing") ? "allOrNothing" : "bestEffort");
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}

static lic_rc run_undo(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *change = NULL;
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	const char *key = lic_cli__escape(cli, cli->args[0]);
	struct lic_cli__call call = {.method = "POST", .body = &body};

	LIC_TRY(write_body(cli, &body));
	call.path = key == NULL ? NULL
				: lic_arena_printf(cli->scratch, "/api/v1/operations/%s/undo", key);
	if (call.path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__send(cli, &call, &change));
	return lic_cli__change_follow(cli, change);
}

static const struct lic_cli_option options[] = {
	{"apply", "PREVIEW", "do exactly what this preview showed", 0},
	{"all-or-nothing", NULL, "do nothing if it is not possible for all", 0},
	{"no-wait", NULL, "do not wait until it is over", 0},
};

static const struct lic_cli_command rows[] = {
	{
		.name = "operation undo",
		.arguments = "ID",
		.noun_summary = "list, show and undo what was done",
		.summary = "take back what one of them did",
		.detail =
			"ID is its id or its number. Direct licences, places in the line for a seat,\n"
			"memberships and what groups give become what they were before, for those who\n"
			"have still what the operation left them. An undo can be undone, too. With\n"
			"--dry-run seats, plans, conflicts and each user are shown instead.",
		.examples = "licentia operation undo 19 --dry-run\n"
			    "licentia operation undo 19 --reason 'wrong group'\n",
		.options = options,
		.option_count = LIC_COUNT(options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_undo,
	},
};

const struct lic_cli__table lic_cli__undo_table = {rows, LIC_COUNT(rows)};
