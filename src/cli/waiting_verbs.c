/*
 * waiting list, set, withdraw: the line for a seat of a product, first in line first.
 */
#include "cli/cli_int.h"
#include "cli/http_int.h"
#include "cli/names_int.h"

#define BODY_BYTES_MAX ((size_t)64 * 1024)
#define PRIORITY_MAX 100

static const struct lic_cli_column columns[] = {
	{"User", "userPrincipalName", false, false},
	{"Name", "displayName", false, true},
	{"Wanted", "group", false, false},
	{"Priority", "priority", true, false},
	{"Since", "sinceDateTime", false, false},
	{"Reason", "reason", false, false},
};

static lic_rc place_row(struct lic_cli *cli, struct lic_cli_list *list, const json_t *place)
{
	const char *group = lic_cli__text(json_object_get(place, "group"), "displayName");
	const char *full = lic_cli__text(place, "fullAllotment");
	const char *cells[] = {
		lic_cli__text(place, "userPrincipalName"),
		lic_cli__text(place, "displayName"),
		group == NULL ? "directly" : lic_arena_printf(cli->scratch, "by group %s", group),
		lic_cli__number(cli, lic_cli__int(place, "priority")),
		lic_cli__text(place, "sinceDateTime"),
		full == NULL ? lic_cli__text(place, "reason")
			     : lic_arena_printf(cli->scratch, "%s is full", full),
	};

	return lic_cli_list_row(list, cells, place);
}

static lic_rc listed_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *place)
{
	(void)listing;
	return place_row(cli, list, place);
}

static lic_rc run_list(struct lic_cli *cli)
{
	const struct lic_cli__sku *sku = NULL;
	struct lic_cli__listing listing = {
		.columns = columns,
		.column_count = LIC_COUNT(columns),
		.has_top = true,
		.row = listed_row,
	};

	LIC_TRY(lic_cli__sku_find(cli, cli->args[0], &sku));
	listing.path = lic_arena_printf(cli->arena, "/api/v1/skus/%s/waiting", sku->id);
	return listing.path == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli__list_pages(cli, &listing);
}

/* Where the place of the user in the first argument, in the line for the product in the second, is
 * found. */
static lic_rc place_path(struct lic_cli *cli, const char **ret_path)
{
	const struct lic_cli__sku *sku = NULL;
	const char *user = NULL;

	LIC_TRY(lic_cli__sku_find(cli, cli->args[1], &sku));
	user = lic_cli__escape(cli, cli->args[0]);
	*ret_path = user == NULL
		? NULL
		: lic_arena_printf(cli->arena, "/api/v1/skus/%s/waiting/%s", sku->id, user);
	return *ret_path == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc print_places(struct lic_cli *cli, const json_t *places)
{
	struct lic_cli_list *list = NULL;

	LIC_TRY(lic_cli_list_begin(cli, columns, LIC_COUNT(columns), &list));
	for (size_t i = 0; i < json_array_size(places); i++) {
		LIC_TRY(place_row(cli, list, json_array_get(places, i)));
	}
	lic_cli_list_end(list);
	return LIC_OK_RC;
}

static lic_rc run_set(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;
	const char *path = NULL;
	long long priority = 0;

	if (!lic_cli_has(cli, "priority") && !lic_cli_has(cli, "wait-reason")) {
		return lic_cli_usage(cli, "Say what to change: --priority or --wait-reason.");
	}
	LIC_TRY(lic_cli_get_int(cli, "priority", -PRIORITY_MAX, PRIORITY_MAX, &priority));
	LIC_TRY(place_path(cli, &path));
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	if (lic_cli_has(cli, "priority")) {
		lic_json_kint(&json, "priority", priority);
	}
	if (lic_cli_has(cli, "wait-reason")) {
		lic_json_kstring(&json, "reason", lic_cli_get(cli, "wait-reason"));
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = "PATCH", .path = path, .body = &body}, &root));
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, root);
	}
	return print_places(cli, json_object_get(root, "value"));
}

static lic_rc run_withdraw(struct lic_cli *cli)
{
	const char *path = NULL;

	LIC_TRY(place_path(cli, &path));
	LIC_TRY(lic_cli__send(cli, &(struct lic_cli__call){.method = "DELETE", .path = path},
		NULL));
	lic_cli_print(cli, "%s %s for %s.\n", lic_cli__clean(cli->scratch, cli->args[0]),
		lic_cli__is_dry_run(cli) ? "would no longer wait" : "no longer waits",
		lic_cli__clean(cli->scratch, cli->args[1]));
	return LIC_OK_RC;
}

static const struct lic_cli_option list_options[] = {
	{"top", "N", "show the first N (default 100)", 0},
	{"all", NULL, "show all", 0},
};

static const struct lic_cli_option set_options[] = {
	{"priority", "N", "place in line, -100 to 100: smaller comes first", 0},
	{"wait-reason", "TEXT", "why the user waits; \"\" for no reason", 0},
};

#define NOUN_SUMMARY "who waits for a seat of a product"

static const struct lic_cli_command rows[] = {
	{
		.name = "waiting list",
		.arguments = "SKU",
		.summary = "list who waits for a seat, first in line first",
		.noun_summary = NOUN_SUMMARY,
		.detail =
			"By priority, then by time. A seat that is bought or comes free is given to the\n"
			"first in line at once.",
		.examples = "licentia waiting list VISIOCLIENT\n",
		.options = list_options,
		.option_count = LIC_COUNT(list_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_list,
	},
	{
		.name = "waiting set",
		.arguments = "USER SKU",
		.summary = "change priority and reason of who waits",
		.noun_summary = NOUN_SUMMARY,
		.detail =
			"Who waits directly and by groups has several places in the line for a product:\n"
			"all of them are changed.",
		.examples = "licentia waiting set anna@contoso.com VISIOCLIENT --priority -10\n",
		.options = set_options,
		.option_count = LIC_COUNT(set_options),
		.min_arguments = 2,
		.max_arguments = 2,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_set,
	},
	{
		.name = "waiting withdraw",
		.arguments = "USER SKU",
		.summary = "no longer let a user wait",
		.noun_summary = NOUN_SUMMARY,
		.detail =
			"Takes back what was assigned with --wait. Who waits as a member of a group has\n"
			"to leave the group.",
		.examples = "licentia waiting withdraw anna@contoso.com VISIOCLIENT\n",
		.min_arguments = 2,
		.max_arguments = 2,
		.flags = LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_withdraw,
	},
};

const struct lic_cli__table lic_cli__waiting_table = {rows, LIC_COUNT(rows)};
