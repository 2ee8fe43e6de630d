/*
 * setting list, set: what the organisation has chosen.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"

#include <limits.h>
#include <string.h>

#define NOUN_SUMMARY "list and change settings of the organisation"
#define BODY_BYTES_MAX ((size_t)16 * 1024)
#define PATH "/api/v1/settings"

static const struct lic_cli_column columns[] = {
	{"Setting", "name", false, false},
	{"Value", "value", true, false},
	{"Default", "default", true, false},
	{"What it is", "description", false, false},
};

/* A value for people: true, false, a number or the name of a choice. */
static const char *value_of(struct lic_cli *cli, const json_t *setting, const char *name)
{
	const json_t *value = json_object_get(setting, name);

	if (json_is_boolean(value)) {
		return json_is_true(value) ? "true" : "false";
	}
	return json_is_string(value) ? json_string_value(value)
				     : lic_cli__number(cli, json_integer_value(value));
}

static lic_rc setting_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *setting)
{
	const char *cells[] = {
		lic_cli__text(setting, "name"),
		value_of(cli, setting, "value"),
		value_of(cli, setting, "default"),
		lic_cli__text(setting, "description"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, setting);
}

static lic_rc run_list(struct lic_cli *cli)
{
	static const struct lic_cli__listing listing = {.path = PATH,
		.columns = columns,
		.column_count = LIC_COUNT(columns),
		.row = setting_row};

	return lic_cli__list_pages(cli, &listing);
}

/* Writes what the argument `text`, "NAME=VALUE", says. What is no flag and no number is sent as it
 * is: the server says what the setting takes. */
static lic_rc write_setting(struct lic_cli *cli, struct lic_json *json, const char *text)
{
	const char *value = strchr(text, '=');
	const char *name =
		value == NULL ? NULL : lic_arena_copy(cli->arena, text, (size_t)(value - text));
	long long number = 0;

	if (value == NULL || value == text) {
		return lic_cli_usage(cli, "Write settings as NAME=VALUE, not \"%s\".",
			lic_cli__clean(cli->arena, text));
	}
	if (name == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	value++;
	if (lic_text_equal_nocase(value, "true") || lic_text_equal_nocase(value, "false")) {
		lic_json_kbool(json, name, lic_text_equal_nocase(value, "true"));
	} else if (lic_text_to_int(value, LLONG_MIN, LLONG_MAX, &number)) {
		lic_json_kint(json, name, number);
	} else {
		lic_json_kstring(json, name, value);
	}
	return LIC_OK_RC;
}

/* Says what the settings named in the arguments are in the answer `root`. */
static void print_changed(struct lic_cli *cli, const json_t *root)
{
	const json_t *list = json_object_get(root, "value");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *setting = json_array_get(list, i);
		const char *name = lic_cli__text(setting, "name");
		size_t len = name == NULL ? 0 : strlen(name);

		for (size_t j = 0; name != NULL && j < cli->arg_count; j++) {
			const char *typed = cli->args[j];
			const char *typed_name =
				lic_arena_copy(cli->arena, typed, strcspn(typed, "="));

			if (strcspn(typed, "=") == len && typed_name != NULL &&
				lic_text_equal_nocase(typed_name, name)) {
				lic_cli_print(cli, "%s %s %s.\n", name,
					lic_cli__is_dry_run(cli) ? "would be" : "is now",
					value_of(cli, setting, "value"));
			}
		}
	}
}

static lic_rc run_set(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;

	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	for (size_t i = 0; i < cli->arg_count; i++) {
		LIC_TRY(write_setting(cli, &json, cli->args[i]));
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = "PATCH", .path = PATH, .body = &body}, &root));
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, root);
	}
	print_changed(cli, root);
	return LIC_OK_RC;
}

static const struct lic_cli_command rows[] = {
	{
		.name = "setting list",
		.arguments = "",
		.summary = "list the organisation's settings",
		.noun_summary = NOUN_SUMMARY,
		.examples = "licentia setting list\n",
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_list,
	},
	{
		.name = "setting set",
		.arguments = "NAME=VALUE...",
		.summary = "change settings; they count from the next request",
		.noun_summary = NOUN_SUMMARY,
		.examples = "licentia setting set billingAdminMayAssign=false sessionHours=8\n",
		.min_arguments = 1,
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_set,
	},
};

const struct lic_cli__table lic_cli__setting_table = {rows, LIC_COUNT(rows)};
