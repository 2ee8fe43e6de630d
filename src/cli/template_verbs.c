/*
 * template list, show, add, delete: the caller's own templates for new users.
 */
#include "cli/cli_int.h"
#include "cli/files_int.h"
#include "cli/http_int.h"
#include "cli/named_int.h"
#include "cli/names_int.h"

#include <stdlib.h>
#include <string.h>

#define NOUN_SUMMARY "your templates for new users"
#define BODY_BYTES_MAX ((size_t)256 * 1024)

static const struct lic_cli__kind templates = {.path = "/api/v1/userTemplates", .noun = "template"};

static const struct lic_cli_column columns[] = {
	{"Name", "displayName", false, false},
	{"Location", "usageLocation", false, false},
	{"Licences", "licenses", false, false},
	{"Created", "createdDateTime", false, false},
	{"Id", "id", false, true},
};

/* The names of the products of `contents`, separated by commas; the id of one that is not owned. */
static const char *license_names(struct lic_cli *cli, const json_t *contents)
{
	const json_t *licenses = json_object_get(contents, "assignedLicenses");
	json_t *names = json_array();
	const char *joined = NULL;

	for (size_t i = 0; i < json_array_size(licenses); i++) {
		const char *id = lic_cli__text(json_array_get(licenses, i), "skuId");
		const struct lic_cli__sku *sku = lic_cli__sku_by_id(cli, id == NULL ? "" : id);

		(void)json_array_append_new(names,
			json_string(sku == NULL ? id : lic_cli__sku_name(sku)));
	}
	joined = lic_cli__join(cli, names, NULL, ", ");
	json_decref(names);
	return joined;
}

static lic_rc template_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *item)
{
	const json_t *contents = json_object_get(item, "contents");
	const char *cells[] = {
		lic_cli__text(item, "displayName"),
		lic_cli__text(contents, "usageLocation"),
		license_names(cli, contents),
		lic_cli__text(item, "createdDateTime"),
		lic_cli__text(item, "id"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, item);
}

static lic_rc run_list(struct lic_cli *cli)
{
	const struct lic_cli__listing listing = {.path = templates.path,
		.columns = columns,
		.column_count = LIC_COUNT(columns),
		.row = template_row};
	const struct lic_cli__sku *skus = NULL;
	size_t count = 0;

	LIC_TRY(lic_cli__skus_owned(cli, &skus, &count)); /* for their names */
	return lic_cli__list_pages(cli, &listing);
}

static void print_profile(struct lic_cli *cli, json_t *profile)
{
	const char *name = NULL;
	json_t *value = NULL;

	json_object_foreach(profile, name, value)
	{
		lic_cli__print_field(cli, name,
			json_is_array(value) ? lic_cli__join(cli, value, NULL, ", ")
					     : json_string_value(value));
	}
}

static void print_template(struct lic_cli *cli, const json_t *item)
{
	const json_t *contents = json_object_get(item, "contents");

	lic_cli_print(cli, "%s\n",
		lic_cli__clean(cli->scratch, lic_cli__text(item, "displayName")));
	lic_cli__print_field(cli, "Domain", lic_cli__text(contents, "domain"));
	lic_cli__print_field(cli, "Usage location", lic_cli__text(contents, "usageLocation"));
	lic_cli__print_field(cli, "Password", lic_cli__text(contents, "password"));
	lic_cli__print_field(cli, "To be changed",
		json_is_false(json_object_get(contents, "forceChangePasswordNextSignIn")) ? "no"
											  : "yes");
	lic_cli__print_field(cli, "Licences", license_names(cli, contents));
	lic_cli__print_field(cli, "Roles",
		lic_cli__join(cli, json_object_get(contents, "roles"), NULL, ", "));
	print_profile(cli, json_object_get(contents, "profile"));
	lic_cli__print_field(cli, "Created", lic_cli__text(item, "createdDateTime"));
	lic_cli__print_field(cli, "Id", lic_cli__text(item, "id"));
}

static lic_rc run_show(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *item = NULL;
	const struct lic_cli__sku *skus = NULL;
	size_t count = 0;

	LIC_TRY(lic_cli__named_find(cli, &templates, cli->args[0], &item));
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, item);
	}
	LIC_TRY(lic_cli__skus_owned(cli, &skus, &count)); /* for their names */
	print_template(cli, item);
	return LIC_OK_RC;
}

/* Writes the members of "contents" that options and properties say. */
static lic_rc write_contents(struct lic_cli *cli, struct lic_json *json)
{
	struct lic_cli__choice choice = {0};
	const char *const *roles = NULL;
	size_t role_count = 0;

	LIC_TRY(lic_cli__choice_read(cli, "sku", &choice));
	LIC_TRY(lic_cli_get_all(cli, "role", &roles, &role_count));
	if (lic_cli_has(cli, "domain")) {
		lic_json_kstring(json, "domain", lic_cli_get(cli, "domain"));
	}
	if (lic_cli_has(cli, "location")) {
		lic_json_kstring(json, "usageLocation", lic_cli_get(cli, "location"));
	}
	lic_json_kstring(json, "password",
		lic_cli_has(cli, "typed-password") ? "typed" : "generated");
	lic_json_kbool(json, "forceChangePasswordNextSignIn", !lic_cli_has(cli, "keep-password"));
	lic_json_key(json, "assignedLicenses");
	lic_cli__choice_write(json, &choice);
	lic_json_key(json, "roles");
	lic_json_array(json);
	for (size_t i = 0; i < role_count; i++) {
		lic_json_string(json, roles[i]);
	}
	lic_json_end(json);
	lic_json_key(json, "profile");
	lic_json_object(json);
	LIC_TRY(lic_cli__properties_write(cli, 1, NULL, json));
	lic_json_end(json);
	return LIC_OK_RC;
}

static lic_rc make_body(struct lic_cli *cli, struct lic_buf *body)
{
	struct lic_json json;

	lic_json_init(&json, body);
	lic_json_object(&json);
	lic_json_kstring(&json, "displayName", cli->args[0]);
	lic_json_key(&json, "contents");
	lic_json_object(&json);
	LIC_TRY(write_contents(cli, &json));
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

static const struct lic_cli_option add_options[] = {
	{"file", "FILE", "contents as JSON, as \"show --json\" has them", 0},
	{"domain", "DOMAIN", "what stands behind the at sign", 0},
	{"location", "CC", "usage location, such as NL", 0},
	{"sku", "SKU", "product to give", LIC_CLI_REPEATS},
	{"without", "PLAN", "leave this service plan off", LIC_CLI_REPEATS},
	{"role", "ROLE", "directory role to give, by name or id", LIC_CLI_REPEATS},
	{"typed-password", NULL, "the page asks for a password, and makes none", 0},
	{"keep-password", NULL, "it need not be changed at the first sign-in", 0},
};

/* The file says all that options and properties would. */
static lic_rc check_file_alone(struct lic_cli *cli)
{
	bool has_more = cli->arg_count > 1;

	for (size_t i = 1; i < LIC_COUNT(add_options); i++) {
		has_more = has_more || lic_cli_has(cli, add_options[i].name);
	}
	return has_more
		? lic_cli_usage(cli,
			  "With --file the file says all: leave other options and properties out.")
		: LIC_OK_RC;
}

/* Puts the contents in the file `path` under the name into the body. */
static lic_rc copy_body(struct lic_cli *cli, const char *path, struct lic_buf *body)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	LIC_AUTO(lic_json_freep) json_t *whole = NULL;
	json_error_t problem;
	json_t *contents = NULL;
	char *written = NULL;

	LIC_TRY(check_file_alone(cli));
	LIC_TRY(lic_cli__read_file(cli, path, BODY_BYTES_MAX, &text));
	contents = json_loadb(text.len == 0 ? "" : text.data, text.len, 0, &problem);
	if (contents == NULL) {
		return lic_cli_usage(cli, "%s is no JSON: line %d: %s.",
			lic_cli__clean(cli->arena, path), problem.line,
			lic_cli__clean(cli->arena, problem.text));
	}
	whole = json_pack("{s:s, s:o}", "displayName", cli->args[0], "contents", contents);
	written = whole == NULL ? NULL : json_dumps(whole, JSON_COMPACT);
	if (written == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_buf_puts(body, written);
	free(written);
	return lic_buf_status(body);
}

static lic_rc run_add(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	const char *path = lic_cli_get(cli, "file");

	lic_buf_init(&body, BODY_BYTES_MAX);
	LIC_TRY(path == NULL ? make_body(cli, &body) : copy_body(cli, path, &body));
	return lic_cli__named_add(cli, &templates, &body);
}

static lic_rc run_delete(struct lic_cli *cli)
{
	return lic_cli__named_delete(cli, &templates);
}

static const struct lic_cli_command rows[] = {
	{
		.name = "template list",
		.arguments = "",
		.summary = "list your templates for new users",
		.noun_summary = NOUN_SUMMARY,
		.detail = "Everybody, also the bearer of a token, has templates of his own.",
		.examples = "licentia template list\n",
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_list,
	},
	{
		.name = "template show",
		.arguments = "TEMPLATE",
		.summary = "show what a template gives new users",
		.noun_summary = NOUN_SUMMARY,
		.examples = "licentia template show Sales\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_show,
	},
	{
		.name = "template add",
		.arguments = "NAME [PROPERTY=VALUE...]",
		.summary = "make a template for new users",
		.noun_summary = NOUN_SUMMARY,
		.detail =
			"It says what new users have in common: properties of their profile, licences,\n"
			"roles. A template is not changed: delete it, and make another.",
		.examples = "licentia template add Sales --location NL --sku ENTERPRISEPACK \\\n"
			    "  department=Sales city=Utrecht\n"
			    "licentia template add Sales2 --file contents.json\n",
		.options = add_options,
		.option_count = LIC_COUNT(add_options),
		.min_arguments = 1,
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_add,
	},
	{
		.name = "template delete",
		.arguments = "TEMPLATE",
		.summary = "remove a template, not who was made with it",
		.noun_summary = NOUN_SUMMARY,
		.examples = "licentia template delete Sales\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_delete,
	},
};

const struct lic_cli__table lic_cli__template_table = {rows, LIC_COUNT(rows)};
