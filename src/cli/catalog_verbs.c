/*
 * catalog import, list, show: the products that exist, owned or not.
 */
#include "cli/cli_int.h"
#include "cli/files_int.h"
#include "cli/http_int.h"

#include <inttypes.h>
#include <string.h>

/* What the server takes at most. */
#define CATALOG_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define CHANGES_SHOWN_MAX 200

static const struct lic_cli_column list_columns[] = {
	{"Product", "displayName", false, false},
	{"Part number", "skuPartNumber", false, false},
	{"For", "appliesTo", false, false},
	{"Offered", "offered", false, false},
	{"Owned", "owned", false, false},
	{"Plans", "servicePlans", true, false},
	{"Id", "skuId", false, true},
};

static const struct lic_cli_column change_columns[] = {
	{"Change", "change", false, false},
	{"What", "kind", false, false},
	{"Name", "name", false, false},
	{"Detail", "detail", false, false},
	{"Id", "id", false, true},
};

static const char *yes_or_no(const json_t *object, const char *name)
{
	return json_is_true(json_object_get(object, name)) ? "yes" : "no";
}

static lic_rc list_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *sku)
{
	const char *cells[] = {
		lic_cli__text(sku, "displayName"),
		lic_cli__text(sku, "skuPartNumber"),
		lic_cli__text(sku, "appliesTo"),
		yes_or_no(sku, "offered"),
		yes_or_no(sku, "owned"),
		lic_cli__number(cli,
			(int64_t)json_array_size(json_object_get(sku, "servicePlans"))),
		lic_cli__text(sku, "skuId"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, sku);
}

static lic_rc run_list(struct lic_cli *cli)
{
	const struct lic_cli__listing listing = {
		.path = lic_cli_has(cli, "owned") ? "/api/v1/catalog/skus?owned=true"
						  : "/api/v1/catalog/skus",
		.columns = list_columns,
		.column_count = LIC_COUNT(list_columns),
		.row = list_row,
	};

	return lic_cli__list_pages(cli, &listing);
}

static void print_plan(struct lic_cli *cli, const json_t *plan)
{
	const char *display = lic_cli__text(plan, "displayName");
	const char *name = lic_cli__text(plan, "servicePlanName");
	const char *applies_to = lic_cli__text(plan, "appliesTo");
	bool is_company = applies_to != NULL && strcmp(applies_to, "Company") == 0;

	lic_cli_print(cli, "  %s (%s)%s%s\n",
		lic_cli__clean(cli->scratch, display == NULL ? name : display),
		lic_cli__clean(cli->scratch, name), is_company ? ", for the whole company" : "",
		json_is_true(json_object_get(plan, "autoAssigned")) ? ", comes by itself" : "");
	lic_cli__print_field(cli, "  not allowed in",
		lic_cli__join(cli, json_object_get(plan, "prohibitedCountries"), NULL, " "));
}

static void print_rules(struct lic_cli *cli, const json_t *sku)
{
	for (size_t i = 0; i < json_array_size(json_object_get(sku, "excludes")); i++) {
		const json_t *rule = json_array_get(json_object_get(sku, "excludes"), i);
		lic_cli_print(cli, "%s  %s: at most one of %s\n", i == 0 ? "Conflicts\n" : "",
			lic_cli__clean(cli->scratch, lic_cli__text(rule, "service")),
			lic_cli__clean(cli->scratch,
				lic_cli__join(cli, json_object_get(rule, "servicePlans"), NULL,
					", ")));
	}
	for (size_t i = 0; i < json_array_size(json_object_get(sku, "needs")); i++) {
		const json_t *rule = json_array_get(json_object_get(sku, "needs"), i);
		lic_cli_print(cli, "%s  %s needs one of %s\n", i == 0 ? "Dependencies\n" : "",
			lic_cli__clean(cli->scratch, lic_cli__text(rule, "servicePlanName")),
			lic_cli__clean(cli->scratch,
				lic_cli__join(cli, json_object_get(rule, "anyOf"), NULL, ", ")));
	}
}

static lic_rc run_show(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *sku = NULL;
	const char *key = lic_cli__escape(cli, cli->args[0]);
	const char *path =
		key == NULL ? NULL : lic_arena_printf(cli->scratch, "/api/v1/catalog/skus/%s", key);

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__get(cli, path, &sku));
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, sku);
	}
	lic_cli_print(cli, "%s\n", lic_cli__clean(cli->scratch, lic_cli__text(sku, "displayName")));
	lic_cli__print_field(cli, "Part number", lic_cli__text(sku, "skuPartNumber"));
	lic_cli__print_field(cli, "Id", lic_cli__text(sku, "skuId"));
	lic_cli__print_field(cli, "For", lic_cli__text(sku, "appliesTo"));
	lic_cli__print_field(cli, "Offered", yes_or_no(sku, "offered"));
	lic_cli__print_field(cli, "Owned", yes_or_no(sku, "owned"));
	lic_cli_print(cli, "Service plans\n");
	for (size_t i = 0; i < json_array_size(json_object_get(sku, "servicePlans")); i++) {
		const json_t *plan = json_array_get(json_object_get(sku, "servicePlans"), i);
		print_plan(cli, plan);
	}
	print_rules(cli, sku);
	return LIC_OK_RC;
}

static lic_rc print_changes(struct lic_cli *cli, const json_t *changes)
{
	struct lic_cli_list *list = NULL;

	LIC_TRY(lic_cli_list_begin(cli, change_columns, LIC_COUNT(change_columns), &list));
	for (size_t i = 0; i < json_array_size(changes); i++) {
		const json_t *change = json_array_get(changes, i);
		const char *cells[] = {
			lic_cli__text(change, "change"),
			lic_cli__text(change, "kind"),
			lic_cli__text(change, "name"),
			lic_cli__text(change, "detail"),
			lic_cli__text(change, "id"),
		};

		if (i == CHANGES_SHOWN_MAX) {
			break;
		}
		LIC_TRY(lic_cli_list_row(list, cells, change));
	}
	lic_cli_list_end(list);
	if (json_array_size(changes) > CHANGES_SHOWN_MAX) {
		size_t left = json_array_size(changes) - CHANGES_SHOWN_MAX;

		lic_cli_note(cli, "%zu more change%s: --json shows all.", left,
			lic_cli_many((int64_t)left));
	}
	return LIC_OK_RC;
}

static lic_rc print_report(struct lic_cli *cli, const json_t *report)
{
	const json_t *changes = json_object_get(report, "changes");
	const json_t *skipped = json_object_get(report, "skipped");
	const char *vendor = lic_cli__text(report, "vendor");
	int64_t products = lic_cli__int(report, "skus");
	int64_t plans = lic_cli__int(report, "servicePlans");
	int64_t exclusions = lic_cli__int(report, "exclusions");
	int64_t dependencies = lic_cli__int(report, "dependencies");

	lic_cli_print(cli,
		"%s%s%s: %" PRId64 " product%s, %" PRId64 " service plan%s, %" PRId64
		" exclusion%s, %" PRId64 " dependenc%s.\n",
		lic_cli__clean(cli->scratch, lic_cli__text(report, "format")),
		vendor == NULL ? "" : ", ", lic_cli__clean(cli->scratch, vendor), products,
		lic_cli_many(products), plans, lic_cli_many(plans), exclusions,
		lic_cli_many(exclusions), dependencies, dependencies == 1 ? "y" : "ies");
	lic_cli_print(cli, "%zu change%s%s\n", json_array_size(changes),
		lic_cli_many((int64_t)json_array_size(changes)),
		lic_cli__is_dry_run(cli) ? " would be made. Nothing was changed." : ".");
	if (json_array_size(skipped) > 0) {
		lic_cli_print(cli,
			"%zu row%s about service plans that are not in the catalogue: left out; --json lists them.\n",
			json_array_size(skipped), lic_cli_many((int64_t)json_array_size(skipped)));
	}
	return json_array_size(changes) == 0 ? LIC_OK_RC : print_changes(cli, changes);
}

/* A file in the project's own format is JSON; Microsoft's is CSV. */
static const char *type_of(const struct lic_buf *text)
{
	const char *at = text->data;

	at += text->len >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	at += strspn(at, " \t\r\n");
	return *at == '{' || *at == '[' ? "application/json" : "text/csv";
}

static lic_rc run_import(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	LIC_AUTO(lic_json_freep) json_t *report = NULL;
	const char *source = lic_cli_get(cli, "exclusion-source");
	const char *escaped = source == NULL ? "" : lic_cli__escape(cli, source);
	struct lic_cli__call call = {.method = "POST", .body = &text};

	LIC_TRY(lic_cli__read_file(cli, cli->args[0], CATALOG_BYTES_MAX, &text));
	if (text.len == 0) {
		return lic_cli_usage(cli, "%s is empty.", lic_cli__clean(cli->arena, cli->args[0]));
	}
	call.content_type = type_of(&text);
	call.path = escaped == NULL ? NULL
				    : lic_arena_printf(cli->scratch, "/api/v1/catalog/import%s%s",
					      source == NULL ? "" : "?exclusionSource=", escaped);
	if (call.path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__send(cli, &call, &report));
	return lic_cli_is_json(cli) ? lic_cli_print_tree(cli, report) : print_report(cli, report);
}

static const struct lic_cli_option import_options[] = {
	{"exclusion-source", "NAME", "which exclusion table of the file, such as 2025", 0},
};

static const struct lic_cli_option list_options[] = {
	{"owned", NULL, "only products that the organisation owns", 0},
};

#define NOUN_SUMMARY "import, list and show the products that exist"

static const struct lic_cli_command rows[] = {
	{
		.name = "catalog import",
		.arguments = "FILE",
		.summary = "import or update products from a file",
		.noun_summary = NOUN_SUMMARY,
		.detail =
			"FILE is a catalogue in Licentia's own format, Microsoft's CSV of products and\n"
			"plans, or a CSV of exclusions or dependencies; - is standard input. What has\n"
			"vanished is marked as no longer offered, never deleted.",
		.examples =
			"licentia catalog import service-plans.csv --dry-run\n"
			"licentia catalog import mutual-exclusion.csv --exclusion-source 2025\n",
		.options = import_options,
		.option_count = LIC_COUNT(import_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_PRODUCTS,
		.run = run_import,
	},
	{
		.name = "catalog list",
		.arguments = "",
		.summary = "list the products that exist",
		.noun_summary = NOUN_SUMMARY,
		.examples = "licentia catalog list --csv\n",
		.options = list_options,
		.option_count = LIC_COUNT(list_options),
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_PRODUCTS,
		.run = run_list,
	},
	{
		.name = "catalog show",
		.arguments = "SKU",
		.summary = "show a product, its plans, conflicts and needs",
		.noun_summary = NOUN_SUMMARY,
		.examples = "licentia catalog show \"Visio Plan 2\"\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_REMOTE,
		.section = LIC_CLI_PRODUCTS,
		.run = run_show,
	},
};

const struct lic_cli__table lic_cli__catalog_table = {rows, LIC_COUNT(rows)};
