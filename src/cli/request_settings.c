/*
 * request settings: who may ask for licences, and for which.
 */
#include "cli/cli_int.h"
#include "cli/http_int.h"
#include "cli/names_int.h"

#define PATH "/api/v1/licenseRequestSettings"
#define BODY_BYTES_MAX ((size_t)64 * 1024)

static const struct lic_cli_option options[] = {
	{"own-process", "YES|NO", "people ask elsewhere, not here", 0},
	{"message", "TEXT", "what they are told then; \"\" for nothing", 0},
	{"link", "URL", "where they ask then; \"\" for nowhere", 0},
	{"self-service", "SKU", "people buy this product themselves", LIC_CLI_REPEATS},
	{"no-self-service", NULL, "people buy no product themselves", 0},
};

static void write_text(struct lic_cli *cli, const char *option, struct lic_json *json)
{
	const char *text = lic_cli_get(cli, option);

	if (text != NULL) {
		lic_json_kstring(json, option, *text == '\0' ? NULL : text);
	}
}

static lic_rc write_products(struct lic_cli *cli, struct lic_json *json)
{
	const char *const *names = NULL;
	size_t count = 0;

	LIC_TRY(lic_cli_get_all(cli, "self-service", &names, &count));
	if (count > 0 && lic_cli_has(cli, "no-self-service")) {
		return lic_cli_usage(cli, "Choose one of --self-service and --no-self-service.");
	}
	if (count == 0 && !lic_cli_has(cli, "no-self-service")) {
		return LIC_OK_RC;
	}
	lic_json_key(json, "selfServiceProducts");
	lic_json_array(json);
	for (size_t i = 0; i < count; i++) {
		lic_json_string(json, names[i]);
	}
	lic_json_end(json);
	return LIC_OK_RC;
}

static lic_rc change(struct lic_cli *cli, json_t **ret_root)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;

	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_key(&json, "ownProcess");
	lic_json_object(&json);
	LIC_TRY(lic_cli__write_yes_no(cli, "own-process", "enabled", &json));
	write_text(cli, "message", &json);
	write_text(cli, "link", &json);
	lic_json_end(&json);
	LIC_TRY(write_products(cli, &json));
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return lic_cli__send(cli,
		&(struct lic_cli__call){.method = "PATCH", .path = PATH, .body = &body}, ret_root);
}

static bool has_changes(const struct lic_cli *cli)
{
	for (size_t i = 0; i < LIC_COUNT(options); i++) {
		if (lic_cli_has(cli, options[i].name)) {
			return true;
		}
	}
	return false;
}

static lic_rc run_settings(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const json_t *process = NULL;
	const char *products = NULL;

	LIC_TRY(has_changes(cli) ? change(cli, &root) : lic_cli__get(cli, PATH, &root));
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, root);
	}
	process = json_object_get(root, "ownProcess");
	products = lic_cli__join(cli, json_object_get(root, "selfServiceProducts"), "displayName",
		", ");
	lic_cli__print_field(cli, "Own process",
		json_is_true(json_object_get(process, "enabled")) ? "yes" : "no");
	lic_cli__print_field(cli, "Message", lic_cli__text(process, "message"));
	lic_cli__print_field(cli, "Link", lic_cli__text(process, "link"));
	lic_cli__print_field(cli, "Self-service", *products == '\0' ? "none" : products);
	if (has_changes(cli) && lic_cli__is_dry_run(cli)) {
		lic_cli_print(cli, "Nothing was changed.\n");
	}
	return LIC_OK_RC;
}

static const struct lic_cli_command rows[] = {
	{
		.name = "request settings",
		.arguments = "",
		.summary = "show or change who may ask, and for what",
		.noun_summary = LIC_CLI__REQUEST_SUMMARY,
		.detail =
			"Without options it shows what is chosen. With a process of your own nobody asks\n"
			"here: people are shown its message and link.",
		.examples =
			"licentia request settings\n"
			"licentia request settings --own-process yes \\\n"
			"  --message \"Ask the service desk\" --link https://desk.contoso.com\n",
		.options = options,
		.option_count = LIC_COUNT(options),
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_settings,
	},
};

const struct lic_cli__table lic_cli__request_settings_table = {rows, LIC_COUNT(rows)};
