/*
 * view list, show, add, delete: custom views of the users (U-31).
 */
#include "cli/cli_int.h"
#include "cli/http_int.h"
#include "cli/named_int.h"
#include "cli/names_int.h"

#define NOUN_SUMMARY "custom views of the users"
#define BODY_BYTES_MAX ((size_t)64 * 1024)

const struct lic_cli__kind lic_cli__views = {.path = "/api/v1/userViews", .noun = "view"};

static const struct lic_cli_column columns[] = {
	{"Name", "displayName", false, false},
	{"Filter", "filter", false, false},
	{"Id", "id", false, true},
};

static lic_rc view_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *view)
{
	const char *cells[] = {
		lic_cli__text(view, "displayName"),
		lic_cli__text(view, "filter"),
		lic_cli__text(view, "id"),
	};

	(void)cli;
	(void)listing;
	return lic_cli_list_row(list, cells, view);
}

static lic_rc run_list(struct lic_cli *cli)
{
	const struct lic_cli__listing listing = {.path = lic_cli__views.path,
		.columns = columns,
		.column_count = LIC_COUNT(columns),
		.row = view_row};

	return lic_cli__list_pages(cli, &listing);
}

/* A condition: the option that sets it, and its member. */
struct condition {
	const char *option; /* name of the option */
	const char *label;  /* for people */
	const char *member; /* of the view's conditions */
};

/* Conditions that are texts, those that are flags, and the one on signing in. */
static const struct condition texts[] = {{"domain", "Domain", "domain"},
	{"location", "Usage location", "usageLocation"}, {"department", "Department", "department"},
	{"job-title", "Job title", "jobTitle"}, {"city", "City", "city"},
	{"state", "State", "state"}, {"country", "Country", "country"}};
static const struct condition flags[] = {{"errors", "A licence in error", "hasErrors"},
	{"unlicensed", "Without a licence", "isUnlicensed"}};

static void print_view(struct lic_cli *cli, const json_t *view)
{
	const json_t *conditions = json_object_get(view, "conditions");
	const json_t *enabled = json_object_get(conditions, "accountEnabled");
	const char *sku_id = lic_cli__text(conditions, "skuId");
	const struct lic_cli__sku *sku = sku_id == NULL ? NULL : lic_cli__sku_by_id(cli, sku_id);

	lic_cli_print(cli, "%s\n",
		lic_cli__clean(cli->scratch, lic_cli__text(view, "displayName")));
	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		lic_cli__print_field(cli, texts[i].label,
			lic_cli__text(conditions, texts[i].member));
	}
	if (enabled != NULL) {
		lic_cli__print_field(cli, "Sign-in", json_is_true(enabled) ? "allowed" : "blocked");
	}
	lic_cli__print_field(cli, "Product", sku == NULL ? sku_id : lic_cli__sku_name(sku));
	for (size_t i = 0; i < LIC_COUNT(flags); i++) {
		if (json_is_true(json_object_get(conditions, flags[i].member))) {
			lic_cli__print_field(cli, flags[i].label, "yes");
		}
	}
	lic_cli__print_field(cli, "Filter", lic_cli__text(view, "filter"));
	lic_cli__print_field(cli, "Created", lic_cli__text(view, "createdDateTime"));
	lic_cli__print_field(cli, "Id", lic_cli__text(view, "id"));
}

static lic_rc run_show(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *view = NULL;
	const struct lic_cli__sku *skus = NULL;
	size_t count = 0;

	LIC_TRY(lic_cli__named_find(cli, &lic_cli__views, cli->args[0], &view));
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, view);
	}
	LIC_TRY(lic_cli__skus_owned(cli, &skus, &count)); /* for their names */
	print_view(cli, view);
	return LIC_OK_RC;
}

/* Writes what the options say as members of the open object of `json`. */
static lic_rc write_conditions(struct lic_cli *cli, struct lic_json *json)
{
	const char *product = lic_cli_get(cli, "sku");
	const struct lic_cli__sku *sku = NULL;

	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		if (lic_cli_has(cli, texts[i].option)) {
			lic_json_kstring(json, texts[i].member, lic_cli_get(cli, texts[i].option));
		}
	}
	for (size_t i = 0; i < LIC_COUNT(flags); i++) {
		if (lic_cli_has(cli, flags[i].option)) {
			lic_json_kbool(json, flags[i].member, true);
		}
	}
	if (product != NULL) {
		LIC_TRY(lic_cli__sku_find(cli, product, &sku));
		lic_json_kstring(json, "skuId", sku->id);
	}
	return lic_cli__write_yes_no(cli, "enabled", "accountEnabled", json);
}

static lic_rc run_add(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;

	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_kstring(&json, "displayName", cli->args[0]);
	lic_json_key(&json, "conditions");
	lic_json_object(&json);
	LIC_TRY(write_conditions(cli, &json));
	lic_json_end(&json);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return lic_cli__named_add(cli, &lic_cli__views, &body);
}

static lic_rc run_delete(struct lic_cli *cli)
{
	return lic_cli__named_delete(cli, &lic_cli__views);
}

static const struct lic_cli_option add_options[] = {
	{"domain", "DOMAIN", "user names behind this at sign", 0},
	{"location", "CC", "usage location, such as NL", 0},
	{"department", "TEXT", "the whole department, in any case", 0},
	{"job-title", "TEXT", "the whole job title", 0},
	{"city", "TEXT", "the whole city", 0},
	{"state", "TEXT", "the whole state", 0},
	{"country", "TEXT", "the whole country", 0},
	{"enabled", "YES|NO", "who may sign in, or may not", 0},
	{"sku", "SKU", "who has a licence of this product", 0},
	{"errors", NULL, "who has a licence in error", 0},
	{"unlicensed", NULL, "who has no licence", 0},
};

static const struct lic_cli_command rows[] = {
	{
		.name = "view list",
		.arguments = "",
		.summary = "list custom views of the users",
		.noun_summary = NOUN_SUMMARY,
		.detail = "All administrators share them.",
		.examples = "licentia view list\n",
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_list,
	},
	{
		.name = "view show",
		.arguments = "VIEW",
		.summary = "show whom a view finds",
		.noun_summary = NOUN_SUMMARY,
		.examples = "licentia view show \"Sales in NL\"\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_show,
	},
	{
		.name = "view add",
		.arguments = "NAME",
		.summary = "make a custom view; all conditions must hold",
		.noun_summary = NOUN_SUMMARY,
		.detail = "\"user list --view NAME\" lists its users.",
		.examples = "licentia view add \"Sales in NL\" --department Sales --location NL\n",
		.options = add_options,
		.option_count = LIC_COUNT(add_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_add,
	},
	{
		.name = "view delete",
		.arguments = "VIEW",
		.summary = "remove a custom view, not its users",
		.noun_summary = NOUN_SUMMARY,
		.examples = "licentia view delete \"Sales in NL\"\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_delete,
	},
};

const struct lic_cli__table lic_cli__view_table = {rows, LIC_COUNT(rows)};
