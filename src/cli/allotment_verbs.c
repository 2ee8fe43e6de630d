/*
 * allotment list, show, create, update, delete, people: seats of a product that some groups may
 * take together. What owners do: allotment_owner_verbs.c.
 */
#include "cli/allotments_int.h"
#include "cli/cli_int.h"
#include "cli/groups_int.h"
#include "cli/http_int.h"
#include "cli/names_int.h"

#define BODY_BYTES_MAX ((size_t)256 * 1024)
#define SEATS_MAX 2147483647LL

static lic_rc run_list(struct lic_cli *cli)
{
	const struct lic_cli__sku *sku = NULL;
	const char *path = lic_cli__allotments.path;

	if (lic_cli_has(cli, "sku")) {
		LIC_TRY(lic_cli__sku_find(cli, lic_cli_get(cli, "sku"), &sku));
		path = lic_arena_printf(cli->arena, "%s?sku=%s", path, sku->id);
	}
	return path == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli__allotment_list(cli, path);
}

static lic_rc run_show(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *allotment = NULL;

	LIC_TRY(lic_cli__named_find(cli, &lic_cli__allotments, cli->args[0], &allotment));
	return lic_cli__allotment_print(cli, "", allotment);
}

/* Writes the limit and the name of --name, when they were given. */
static lic_rc write_simple(struct lic_cli *cli, struct lic_json *json)
{
	long long limit = 0;

	LIC_TRY(lic_cli_get_int(cli, "limit", 0, SEATS_MAX, &limit));
	if (lic_cli_has(cli, "limit")) {
		lic_json_kint(json, "limit", limit);
	}
	if (lic_cli_takes(cli, "name") && lic_cli_has(cli, "name")) {
		lic_json_kstring(json, "displayName", lic_cli_get(cli, "name"));
	}
	return LIC_OK_RC;
}

/* Writes the values of `option` as the whole list `member`; "" alone empties it. Groups are looked
 * up by name, owners the server knows. */
static lic_rc write_list(struct lic_cli *cli, const char *option, const char *member,
	bool is_of_groups, struct lic_json *json)
{
	const char *const *names = NULL;
	size_t count = 0;

	LIC_TRY(lic_cli_get_all(cli, option, &names, &count));
	if (count == 0) {
		return LIC_OK_RC;
	}
	lic_json_key(json, member);
	lic_json_array(json);
	for (size_t i = 0; i < count && (count > 1 || names[0][0] != '\0'); i++) {
		struct lic_cli__group group = {.id = names[i]};

		if (is_of_groups) {
			LIC_TRY(lic_cli__group_find(cli, names[i], &group));
		}
		lic_json_string(json, group.id);
	}
	lic_json_end(json);
	return LIC_OK_RC;
}

/* Makes the body: of a new allotment with `name` of the product `sku_id`, or, both NULL, of a
 * change. */
static lic_rc make_body(struct lic_cli *cli, const char *name, const char *sku_id,
	struct lic_buf *body)
{
	struct lic_json json;

	lic_json_init(&json, body);
	lic_json_object(&json);
	if (name != NULL) {
		lic_json_kstring(&json, "displayName", name);
		lic_json_kstring(&json, "skuId", sku_id);
	}
	LIC_TRY(write_simple(cli, &json));
	LIC_TRY(write_list(cli, "group", "groups", true, &json));
	LIC_TRY(write_list(cli, "owner", "owners", false, &json));
	lic_json_end(&json);
	return lic_json_finish(&json);
}

/* Makes `call` and prints the allotment as it is then, behind what was done to it. */
static lic_rc send_body(struct lic_cli *cli, const struct lic_cli__call *call, const char *did,
	const char *would)
{
	LIC_AUTO(lic_json_freep) json_t *allotment = NULL;

	LIC_TRY(lic_cli__send(cli, call, &allotment));
	return lic_cli__allotment_print(cli, lic_cli__is_dry_run(cli) ? would : did, allotment);
}

static lic_rc run_create(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	const struct lic_cli__sku *sku = NULL;

	LIC_TRY(lic_cli__sku_find(cli, lic_cli_get(cli, "sku"), &sku));
	lic_buf_init(&body, BODY_BYTES_MAX);
	LIC_TRY(make_body(cli, cli->args[0], sku->id, &body));
	return send_body(cli,
		&(struct lic_cli__call){.method = "POST",
			.path = lic_cli__allotments.path,
			.body = &body},
		"Created ", "Would create ");
}

/* Makes the path of the allotment of `kind` that the first argument names, with `rest` behind it.
 */
static lic_rc path_of(struct lic_cli *cli, const struct lic_cli__kind *kind, const char *rest,
	const char **ret_path)
{
	LIC_AUTO(lic_json_freep) json_t *allotment = NULL;

	LIC_TRY(lic_cli__named_find(cli, kind, cli->args[0], &allotment));
	*ret_path = lic_arena_printf(cli->arena, "%s/%s%s", kind->path,
		lic_cli__text(allotment, "id"), rest);
	return *ret_path == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc run_update(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	const char *path = NULL;

	if (!lic_cli_has(cli, "name") && !lic_cli_has(cli, "limit") && !lic_cli_has(cli, "group") &&
		!lic_cli_has(cli, "owner")) {
		return lic_cli_usage(cli,
			"Say what to change: --name, --limit, --group or --owner.");
	}
	LIC_TRY(path_of(cli, &lic_cli__allotments, "", &path));
	lic_buf_init(&body, BODY_BYTES_MAX);
	LIC_TRY(make_body(cli, NULL, NULL, &body));
	return send_body(cli,
		&(struct lic_cli__call){.method = "PATCH", .path = path, .body = &body}, "Changed ",
		"Would change ");
}

static lic_rc run_delete(struct lic_cli *cli)
{
	return lic_cli__named_delete(cli, &lic_cli__allotments);
}

static const struct lic_cli_column people_columns[] = {
	{"User", "userPrincipalName", false, false},
	{"Name", "displayName", false, true},
	{"Groups", "groups", false, false},
	{"State", "state", false, false},
	{"Why", "message", false, false},
	{"Remedy", "remedy", false, false},
	{"Id", "id", false, true},
};

static lic_rc person_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *person)
{
	const char *cells[] = {
		lic_cli__text(person, "userPrincipalName"),
		lic_cli__text(person, "displayName"),
		lic_cli__join(cli, json_object_get(person, "groups"), "displayName", ", "),
		lic_cli__text(person, "state"),
		lic_cli__text(person, "message"),
		lic_cli__text(person, "remedy"),
		lic_cli__text(person, "id"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, person);
}

static lic_rc run_people(struct lic_cli *cli)
{
	struct lic_cli__listing listing = {
		.columns = people_columns,
		.column_count = LIC_COUNT(people_columns),
		.row = person_row,
		.has_top = true,
	};

	LIC_TRY(path_of(cli,
		lic_cli_has(cli, "mine") ? &lic_cli__allotments_own : &lic_cli__allotments,
		"/people", &listing.path));
	return lic_cli__list_pages(cli, &listing);
}

static const struct lic_cli_option list_options[] = {
	{"sku", "SKU", "only those of this product", 0},
	{"top", "N", "show the first N (default 100)", 0},
	{"all", NULL, "show all", 0},
};

static const struct lic_cli_option create_options[] = {
	{"sku", "SKU", "the product, by any name", LIC_CLI_REQUIRED},
	{"limit", "N", "seats that the groups may take together", LIC_CLI_REQUIRED},
	{"group", "GROUP", "group that takes them", LIC_CLI_REPEATS},
	{"owner", "USER", "who may add and remove people", LIC_CLI_REPEATS},
};

static const struct lic_cli_option update_options[] = {
	{"name", "NAME", "new name", 0},
	{"limit", "N", "seats that the groups may take together", 0},
	{"group", "GROUP", "the groups from now on; \"\" for none", LIC_CLI_REPEATS},
	{"owner", "USER", "the owners from now on; \"\" for none", LIC_CLI_REPEATS},
};

static const struct lic_cli_option people_options[] = {
	{"mine", NULL, "of an allotment that you own; needs no role", 0},
	{"top", "N", "show the first N (default 100)", 0},
	{"all", NULL, "show all", 0},
};

#define CHANGE_FLAGS (LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE)

static const struct lic_cli_command rows[] = {
	{
		.name = "allotment list",
		.arguments = "",
		.summary = "list allotments, seats taken and free",
		.noun_summary = LIC_CLI__ALLOTMENT_SUMMARY,
		.examples = "licentia allotment list --sku STANDARDWOFFPACK_FACULTY\n",
		.options = list_options,
		.option_count = LIC_COUNT(list_options),
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_list,
	},
	{
		.name = "allotment show",
		.arguments = "ALLOTMENT",
		.summary = "show an allotment, its groups and owners",
		.noun_summary = LIC_CLI__ALLOTMENT_SUMMARY,
		.detail = "An allotment is named by its id or name.",
		.examples = "licentia allotment show \"School North\"\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_show,
	},
	{
		.name = "allotment create",
		.arguments = "NAME",
		.summary = "limit the seats that groups may take",
		.noun_summary = LIC_CLI__ALLOTMENT_SUMMARY,
		.detail =
			"The members of the groups together take at most so many seats by them. Who\n"
			"finds no room waits; who has a seat keeps it. Have each group give the product\n"
			"with \"licentia group license add\", before or after.",
		.examples = "licentia allotment create \"School North\" --sku \"Visio Plan 2\" \\\n"
			    "  --limit 50 --group \"North teachers\" --owner anna@contoso.com\n",
		.options = create_options,
		.option_count = LIC_COUNT(create_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = CHANGE_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_create,
	},
	{
		.name = "allotment update",
		.arguments = "ALLOTMENT",
		.summary = "change its name, limit, groups or owners",
		.noun_summary = LIC_CLI__ALLOTMENT_SUMMARY,
		.detail =
			"--group names all groups anew, --owner all owners: who is left out is out.\n"
			"Nobody loses a seat by a lower limit; nobody new gets one until there is room.",
		.examples =
			"licentia allotment update \"School North\" --limit 60\n"
			"licentia allotment update \"School North\" --owner anna@contoso.com \\\n"
			"  --owner ben@contoso.com\n",
		.options = update_options,
		.option_count = LIC_COUNT(update_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = CHANGE_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_update,
	},
	{
		.name = "allotment delete",
		.arguments = "ALLOTMENT",
		.summary = "limit its groups no more; licences stay",
		.noun_summary = LIC_CLI__ALLOTMENT_SUMMARY,
		.detail = "Who waited for room gets a free seat of the product, if there is one.",
		.examples =
			"licentia allotment delete \"School North\" --reason \"school closed\"\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = CHANGE_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_delete,
	},
	{
		.name = "allotment people",
		.arguments = "ALLOTMENT",
		.summary = "list who has a seat by it, and who waits",
		.noun_summary = LIC_CLI__ALLOTMENT_SUMMARY,
		.examples = "licentia allotment people \"School North\" --all --csv > north.csv\n"
			    "licentia allotment people \"School North\" --mine\n",
		.options = people_options,
		.option_count = LIC_COUNT(people_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_people,
	},
};

const struct lic_cli__table lic_cli__allotment_table = {rows, LIC_COUNT(rows)};
