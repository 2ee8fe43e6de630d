/*
 * auto-claim show, set, on, off, remove, report, list: licences that people get by themselves when
 * they first sign in to an application.
 */
#include "cli/cli_int.h"
#include "cli/http_int.h"
#include "cli/names_int.h"

#define BODY_BYTES_MAX ((size_t)1024 * 1024)
#define PATH "/api/v1/autoClaimPolicy"
#define WINDOWS 4

/* Prints one product of the policy with its place in the order. */
static void print_product(struct lic_cli *cli, const json_t *product, size_t index)
{
	const size_t off = json_array_size(json_object_get(product, "disabledPlans"));

	lic_cli_print(cli, "  %s %s, %s free%s\n", index == 0 ? "Primary:" : "Backup: ",
		lic_cli__clean(cli->scratch, lic_cli__text(product, "displayName")),
		lic_cli__number(cli, lic_cli__int(product, "available")),
		off == 0 ? ""
			 : lic_arena_printf(cli->scratch, ", %zu service%s off", off,
				   off == 1 ? "" : "s"));
}

static lic_rc print_policy(struct lic_cli *cli, const json_t *policy)
{
	const json_t *products = json_object_get(policy, "products");
	const json_t *application = json_object_get(policy, "application");

	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, policy);
	}
	if (lic_cli__text(policy, "id") == NULL) {
		lic_cli_print(cli, "There is no auto-claim policy.\n");
		return LIC_OK_RC;
	}
	lic_cli_print(cli, "%s\n",
		lic_cli__clean(cli->scratch, lic_cli__text(policy, "displayName")));
	lic_cli__print_field(cli, "State",
		json_is_true(json_object_get(policy, "enabled")) ? "on" : "off");
	lic_cli__print_field(cli, "Application",
		json_is_null(application) ? "deleted: nobody claims until another is chosen"
					  : lic_cli__text(application, "displayName"));
	for (size_t i = 0; i < json_array_size(products); i++) {
		print_product(cli, json_array_get(products, i), i);
	}
	return LIC_OK_RC;
}

static lic_rc run_show(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *policy = NULL;

	LIC_TRY(lic_cli__get(cli, PATH, &policy));
	return print_policy(cli, policy);
}

/* Sends the change in `body` and prints the policy as it is then. */
static lic_rc send_body(struct lic_cli *cli, const struct lic_buf *body)
{
	LIC_AUTO(lic_json_freep) json_t *policy = NULL;

	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = "PATCH", .path = PATH, .body = body}, &policy));
	if (!lic_cli_is_json(cli) && lic_cli__is_dry_run(cli)) {
		lic_cli_print(cli, "Would be: ");
	}
	return print_policy(cli, policy);
}

static lic_rc run_set(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_cli__choice choice = {0};
	struct lic_json json;

	if (!lic_cli_has(cli, "name") && !lic_cli_has(cli, "app") && !lic_cli_has(cli, "sku") &&
		!lic_cli_has(cli, "enabled")) {
		return lic_cli_usage(cli, "Say what to change: --name, --app, --sku or --enabled.");
	}
	LIC_TRY(lic_cli__choice_read(cli, "sku", &choice));
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	if (lic_cli_has(cli, "name")) {
		lic_json_kstring(&json, "displayName", lic_cli_get(cli, "name"));
	}
	if (lic_cli_has(cli, "app")) {
		lic_json_kstring(&json, "application", lic_cli_get(cli, "app"));
	}
	if (choice.sku_count > 0) {
		lic_json_key(&json, "products");
		lic_cli__choice_write(&json, &choice);
	}
	LIC_TRY(lic_cli__write_yes_no(cli, "enabled", "enabled", &json));
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return send_body(cli, &body);
}

/* Turns the policy on or off. */
static lic_rc turn(struct lic_cli *cli, bool is_on)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;

	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_kbool(&json, "enabled", is_on);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return send_body(cli, &body);
}

static lic_rc run_on(struct lic_cli *cli)
{
	return turn(cli, true);
}

static lic_rc run_off(struct lic_cli *cli)
{
	return turn(cli, false);
}

static lic_rc run_remove(struct lic_cli *cli)
{
	LIC_TRY(lic_cli__send(cli, &(struct lic_cli__call){.method = "DELETE", .path = PATH},
		NULL));
	lic_cli_print(cli, "%s the auto-claim policy. Licences that were claimed stay.\n",
		lic_cli__is_dry_run(cli) ? "Would remove" : "Removed");
	return LIC_OK_RC;
}

static const struct lic_cli_column report_columns[] = {
	{"Product", "product", false, false},
	{"1 day", "days1", true, false},
	{"7 days", "days7", true, false},
	{"30 days", "days30", true, false},
	{"90 days", "days90", true, false},
};

static lic_rc report_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *line)
{
	const json_t *windows = json_object_get(line, "windows");
	const char *product = lic_cli__text(json_object_get(line, "sku"), "displayName");
	const char *cells[1 + WINDOWS] = {product == NULL ? "No licence could be given" : product};

	(void)listing;
	for (size_t i = 0; i < WINDOWS; i++) {
		cells[1 + i] =
			lic_cli__number(cli, lic_cli__int(json_array_get(windows, i), "count"));
	}
	return lic_cli_list_row(list, cells, line);
}

static lic_rc run_report(struct lic_cli *cli)
{
	static const struct lic_cli__listing listing = {.path = PATH "/report",
		.columns = report_columns,
		.column_count = LIC_COUNT(report_columns),
		.row = report_row};

	return lic_cli__list_pages(cli, &listing);
}

static const struct lic_cli_column claim_columns[] = {
	{"When", "claimedDateTime", false, false},
	{"User", "userPrincipalName", false, false},
	{"Application", "application", false, false},
	{"Outcome", "outcome", false, false},
	{"Product", "product", false, false},
	{"Why", "reasons", false, false},
};

static lic_rc claim_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *claim)
{
	const char *cells[] = {
		lic_cli__text(claim, "claimedDateTime"),
		lic_cli__text(json_object_get(claim, "user"), "userPrincipalName"),
		lic_cli__text(json_object_get(claim, "application"), "displayName"),
		lic_cli__text(claim, "outcome"),
		lic_cli__text(json_object_get(claim, "sku"), "displayName"),
		lic_cli__join(cli, json_object_get(claim, "reasons"), "message", " "),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, claim);
}

static lic_rc run_list(struct lic_cli *cli)
{
	struct lic_cli__listing listing = {
		.columns = claim_columns,
		.column_count = LIC_COUNT(claim_columns),
		.has_top = true,
		.row = claim_row,
	};
	long long days = 30;

	LIC_TRY(lic_cli_get_int(cli, "days", 1, 90, &days));
	listing.path = lic_arena_printf(cli->arena, PATH "/claims?days=%lld", days);
	return listing.path == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli__list_pages(cli, &listing);
}

static const struct lic_cli_option set_options[] = {
	{"name", "NAME", "what the policy is called", 0},
	{"app", "ID", "application, by id or client id", 0},
	{"sku", "SKU", "product: the primary one, then backups", LIC_CLI_REPEATS},
	{"without", "PLAN", "service plan to leave off", LIC_CLI_REPEATS},
	{"enabled", "yes|no", "whether people claim by it", 0},
};

static const struct lic_cli_option list_options[] = {
	{"days", "N", "of the last 1, 7, 30 (default) or 90 days", 0},
	{"top", "N", "show the first N (default 100)", 0},
	{"all", NULL, "show all", 0},
};

#define NOUN_SUMMARY "licences that people get by signing in to an app"

static const struct lic_cli_command rows[] = {
	{
		.name = "auto-claim show",
		.arguments = "",
		.summary = "show the auto-claim policy",
		.noun_summary = NOUN_SUMMARY,
		.detail =
			"Who signs in to the policy's application for the first time, and has none of\n"
			"its products, is given the first of them that he can have.",
		.examples = "licentia auto-claim show\n",
		.flags = LIC_CLI_JSON | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_show,
	},
	{
		.name = "auto-claim set",
		.arguments = "",
		.summary = "make the auto-claim policy, or change some of it",
		.noun_summary = NOUN_SUMMARY,
		.detail =
			"There is one policy: a primary product and up to four backups, for one\n"
			"application. A new one needs --name, --app and --sku, and is off unless told\n"
			"otherwise. --sku names all products anew. No licence is given or taken by it.",
		.examples = "licentia auto-claim set --name \"Visio for all\" \\\n"
			    "  --app 04b07795-8ddb-461a-bbee-02f9e1bf7b46 \\\n"
			    "  --sku VISIOCLIENT --sku VISIOONLINE_PLAN1 --enabled yes\n",
		.options = set_options,
		.option_count = LIC_COUNT(set_options),
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_set,
	},
	{
		.name = "auto-claim on",
		.arguments = "",
		.summary = "let people claim by the policy",
		.noun_summary = NOUN_SUMMARY,
		.examples = "licentia auto-claim on\n",
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_on,
	},
	{
		.name = "auto-claim off",
		.arguments = "",
		.summary = "let nobody claim; licences stay",
		.noun_summary = NOUN_SUMMARY,
		.examples = "licentia auto-claim off\n",
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_off,
	},
	{
		.name = "auto-claim remove",
		.arguments = "",
		.summary = "remove the policy; licences stay",
		.noun_summary = NOUN_SUMMARY,
		.detail =
			"Who has claimed is still known: a new policy for the same application gives\n"
			"nobody a second licence.",
		.examples = "licentia auto-claim remove\n",
		.flags = LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_remove,
	},
	{
		.name = "auto-claim report",
		.arguments = "",
		.summary = "count claims by product, of 1 to 90 days",
		.noun_summary = NOUN_SUMMARY,
		.examples = "licentia auto-claim report\n",
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_report,
	},
	{
		.name = "auto-claim list",
		.arguments = "",
		.summary = "list claims, with why some came to nothing",
		.noun_summary = NOUN_SUMMARY,
		.detail =
			"The latest first. Who could be given nothing tries again at each sign-in: the\n"
			"last attempt is shown.",
		.examples = "licentia auto-claim list --days 7\n",
		.options = list_options,
		.option_count = LIC_COUNT(list_options),
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_list,
	},
};

const struct lic_cli__table lic_cli__auto_claim_table = {rows, LIC_COUNT(rows)};
