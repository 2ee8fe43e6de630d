/*
 * license bulk add, remove, replace, swap, set-plans, apply: the licences of many users in one
 * change that the server makes, while `assign` and its like ask for one user after the other.
 */
#include "base/text.h"
#include "cli/changes_int.h"
#include "cli/cli_int.h"
#include "cli/files_int.h"
#include "cli/groups_int.h"
#include "cli/http_int.h"
#include "cli/names_int.h"
#include "cli/users_int.h"

#include <string.h>

#define BODY_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define NOUN_SUMMARY "change licences of many users at once, previewed"

/* Writes what an action takes beside the users. */
typedef lic_rc writer(struct lic_cli *cli, struct lic_json *json);

/* Ways to say whose licences are meant, beside naming them. */
static const char *const sources[] = {"filter", "group", "holders-of", "everybody", "file"};

/* Makes sure that it is said in one way whose licences are meant. */
static lic_rc check_users(struct lic_cli *cli)
{
	size_t given = cli->arg_count > 0 || lic_cli_has(cli, "users") ? 1 : 0;

	for (size_t i = 0; i < LIC_COUNT(sources); i++) {
		given += lic_cli_takes(cli, sources[i]) && lic_cli_has(cli, sources[i]) ? 1 : 0;
	}
	if (given != 1) {
		return lic_cli_usage(cli,
			"Say in one way whose licences are meant: users, --users, --filter, --group, --holders-of, --everybody or --file.");
	}
	if (lic_cli_has(cli, "nested") && !lic_cli_has(cli, "group")) {
		return lic_cli_usage(cli, "--nested goes with --group.");
	}
	return LIC_OK_RC;
}

static lic_rc write_named(struct lic_cli *cli, struct lic_json *json)
{
	const char *const *users = NULL;
	size_t count = 0;

	LIC_TRY(lic_cli__users_named(cli, &users, &count));
	lic_json_key(json, "ids");
	lic_json_array(json);
	for (size_t i = 0; i < count; i++) {
		lic_json_string(json, users[i]);
	}
	lic_json_end(json);
	return LIC_OK_RC;
}

static lic_rc write_group(struct lic_cli *cli, struct lic_json *json)
{
	struct lic_cli__group group;

	LIC_TRY(lic_cli__group_find(cli, lic_cli_get(cli, "group"), &group));
	lic_json_kstring(json, "group", group.id);
	lic_json_kbool(json, "transitive", lic_cli_has(cli, "nested"));
	return LIC_OK_RC;
}

static lic_rc write_users(struct lic_cli *cli, struct lic_json *json)
{
	const struct lic_cli__sku *sku = NULL;

	lic_json_key(json, "users");
	lic_json_object(json);
	if (lic_cli_has(cli, "filter")) {
		lic_json_kstring(json, "filter", lic_cli_get(cli, "filter"));
	} else if (lic_cli_has(cli, "group")) {
		LIC_TRY(write_group(cli, json));
	} else if (lic_cli_has(cli, "holders-of")) {
		LIC_TRY(lic_cli__sku_find(cli, lic_cli_get(cli, "holders-of"), &sku));
		lic_json_kstring(json, "holdersOf", sku->id);
	} else if (lic_cli_has(cli, "everybody")) {
		lic_json_kbool(json, "all", true);
	} else {
		LIC_TRY(write_named(cli, json));
	}
	lic_json_end(json);
	return LIC_OK_RC;
}

static const char *mode_of(const struct lic_cli *cli)
{
	return lic_cli_has(cli, "all-or-nothing") ? "allOrNothing" : "bestEffort";
}

/* Asks for the change in `body` and follows it. */
static lic_rc send_body(struct lic_cli *cli, const struct lic_buf *body)
{
	LIC_AUTO(lic_json_freep) json_t *change = NULL;

	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = "POST", .path = "/api/v1/changes", .body = body},
		&change));
	return lic_cli__change_follow(cli, change);
}

/* Asks for `action`, as the API calls it, with what `write` adds. */
static lic_rc run_json(struct lic_cli *cli, const char *action, writer *write)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;

	LIC_TRY(check_users(cli));
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_kstring(&json, "action", action);
	lic_json_kstring(&json, "mode", mode_of(cli));
	LIC_TRY(write(cli, &json));
	LIC_TRY(write_users(cli, &json));
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return send_body(cli, &body);
}

/* Sends a file that says what is asked for of each user; `action` is for rows that do not say. */
static lic_rc run_file(struct lic_cli *cli, const char *action)
{
	LIC_AUTO(lic_json_freep) json_t *change = NULL;
	struct lic_cli__upload upload = {.content_type = "text/csv"};
	lic_rc rc;

	LIC_TRY(check_users(cli));
	if (lic_cli_has(cli, "sku") ||
		(lic_cli_takes(cli, "without") && lic_cli_has(cli, "without"))) {
		return lic_cli_usage(cli,
			"The file says which products and plans: leave out --sku and --without.");
	}
	upload.path = lic_arena_printf(cli->arena, "/api/v1/changes?action=%s&mode=%s", action,
		mode_of(cli));
	if (upload.path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__open_file(cli, lic_cli_get(cli, "file"), &upload.file,
		&upload.size_bytes));
	rc = lic_cli__upload(cli, &upload, &change);
	(void)fclose(upload.file);
	return lic_ok(rc) ? lic_cli__change_follow(cli, change) : rc;
}

/* --sku and --without, as addLicenses. */
static lic_rc write_adds(struct lic_cli *cli, struct lic_json *json)
{
	struct lic_cli__choice choice;

	LIC_TRY(lic_cli__choice_read(cli, "sku", &choice));
	lic_json_key(json, "addLicenses");
	lic_cli__choice_write(json, &choice);
	return LIC_OK_RC;
}

static lic_rc write_removes(struct lic_cli *cli, struct lic_json *json)
{
	const char *const *names = NULL;
	size_t count = 0;

	LIC_TRY(lic_cli_get_all(cli, "sku", &names, &count));
	lic_json_key(json, "removeLicenses");
	lic_json_array(json);
	for (size_t i = 0; i < count; i++) {
		const struct lic_cli__sku *sku = NULL;

		LIC_TRY(lic_cli__sku_find(cli, names[i], &sku));
		lic_json_string(json, sku->id);
	}
	lic_json_end(json);
	return LIC_OK_RC;
}

/* Writes the plans of `sku` that the option `option` names as the member `key`. */
static lic_rc write_plans(struct lic_cli *cli, struct lic_json *json, const char *key,
	const char *option, const struct lic_cli__sku *sku)
{
	const char *const *names = NULL;
	size_t count = 0;

	LIC_TRY(lic_cli_get_all(cli, option, &names, &count));
	lic_json_key(json, key);
	lic_json_array(json);
	for (size_t i = 0; i < count; i++) {
		const struct lic_cli__plan *plan = NULL;

		LIC_TRY(lic_cli__plan_find(cli, &sku, 1, names[i], &plan));
		lic_json_string(json, plan->id);
	}
	lic_json_end(json);
	return LIC_OK_RC;
}

/* One --map FROM=TO: a plan of one product that stands for one of the other. */
static lic_rc write_pair(struct lic_cli *cli, struct lic_json *json, const char *text,
	const struct lic_cli__sku *from, const struct lic_cli__sku *to)
{
	const struct lic_cli__plan *goes = NULL;
	const struct lic_cli__plan *comes = NULL;
	char *left = lic_arena_strdup(cli->arena, text);
	char *equals = left == NULL ? NULL : strchr(left, '=');

	if (left == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (equals == NULL) {
		return lic_cli_usage(cli,
			"--map takes a plan of the one product, =, and one of the other.");
	}
	*equals = '\0';
	LIC_TRY(lic_cli__plan_find(cli, &from, 1, lic_text_trim(left), &goes));
	LIC_TRY(lic_cli__plan_find(cli, &to, 1, lic_text_trim(equals + 1), &comes));
	lic_json_object(json);
	lic_json_kstring(json, "from", goes->id);
	lic_json_kstring(json, "to", comes->id);
	lic_json_end(json);
	return LIC_OK_RC;
}

static lic_rc write_swap(struct lic_cli *cli, struct lic_json *json)
{
	const struct lic_cli__sku *from = NULL;
	const struct lic_cli__sku *to = NULL;
	const char *const *pairs = NULL;
	size_t count = 0;

	LIC_TRY(lic_cli__sku_find(cli, lic_cli_get(cli, "from"), &from));
	LIC_TRY(lic_cli__sku_find(cli, lic_cli_get(cli, "to"), &to));
	LIC_TRY(lic_cli_get_all(cli, "map", &pairs, &count));
	lic_json_kstring(json, "from", from->id);
	lic_json_kstring(json, "to", to->id);
	lic_json_key(json, "planMap");
	lic_json_array(json);
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(write_pair(cli, json, pairs[i], from, to));
	}
	lic_json_end(json);
	return write_plans(cli, json, "disabledPlans", "without", to);
}

static lic_rc write_set_plans(struct lic_cli *cli, struct lic_json *json)
{
	const struct lic_cli__sku *sku = NULL;

	if (!lic_cli_has(cli, "on") && !lic_cli_has(cli, "off")) {
		return lic_cli_usage(cli, "Name a plan with --on or --off.");
	}
	LIC_TRY(lic_cli__sku_find(cli, lic_cli_get(cli, "sku"), &sku));
	lic_json_kstring(json, "skuId", sku->id);
	LIC_TRY(write_plans(cli, json, "enablePlans", "on", sku));
	return write_plans(cli, json, "disablePlans", "off", sku);
}

static lic_rc need_sku(struct lic_cli *cli)
{
	return lic_cli_has(cli, "sku") ? LIC_OK_RC
				       : lic_cli_usage(cli, "Name a product with --sku.");
}

static lic_rc run_add(struct lic_cli *cli)
{
	if (lic_cli_has(cli, "file")) {
		return run_file(cli, "add");
	}
	LIC_TRY(need_sku(cli));
	return run_json(cli, "add", write_adds);
}

static lic_rc run_remove(struct lic_cli *cli)
{
	if (lic_cli_has(cli, "file")) {
		return run_file(cli, "remove");
	}
	LIC_TRY(need_sku(cli));
	return run_json(cli, "remove", write_removes);
}

/* Taking everything is nothing to be asked for by leaving something out. */
static lic_rc run_replace(struct lic_cli *cli)
{
	if (lic_cli_has(cli, "file")) {
		return run_file(cli, "replace");
	}
	if (lic_cli_has(cli, "sku") == lic_cli_has(cli, "by-nothing")) {
		return lic_cli_usage(cli, "Name products with --sku, or say --by-nothing.");
	}
	return run_json(cli, "replace", write_adds);
}

static lic_rc run_swap(struct lic_cli *cli)
{
	return run_json(cli, "swap", write_swap);
}

static lic_rc run_set_plans(struct lic_cli *cli)
{
	return run_json(cli, "setPlans", write_set_plans);
}

static lic_rc run_apply(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;

	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_kstring(&json, "preview", cli->args[0]);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return send_body(cli, &body);
}

#define USERS_OPTIONS                                                                              \
	{"filter", "EXPR", "users who meet it: department eq 'Sales'", 0},                         \
		{"group", "GROUP", "members of this group", 0},                                    \
		{"nested", NULL, "with --group: members of members, too", 0},                      \
		{"holders-of", "SKU", "who has a seat of this product", 0},                        \
	{                                                                                          \
		"everybody", NULL, "all users", 0                                                  \
	}

#define HOW_OPTIONS                                                                                \
	{"all-or-nothing", NULL, "do nothing if it is not possible for all", 0},                   \
	{                                                                                          \
		"no-wait", NULL, "do not wait until it is over", 0                                 \
	}

static const struct lic_cli_option add_options[] = {
	{"sku", "SKU", "product by part number, GUID or name", LIC_CLI_REPEATS},
	{"without", "PLAN", "leave this service plan off", LIC_CLI_REPEATS},
	USERS_OPTIONS,
	{"file", "FILE", "CSV with the columns user, sku, disabledPlans", 0},
	HOW_OPTIONS,
};

static const struct lic_cli_option remove_options[] = {
	{"sku", "SKU", "product by part number, GUID or name", LIC_CLI_REPEATS},
	USERS_OPTIONS,
	{"file", "FILE", "CSV with the columns user and sku", 0},
	HOW_OPTIONS,
};

static const struct lic_cli_option replace_options[] = {
	{"sku", "SKU", "product by part number, GUID or name", LIC_CLI_REPEATS},
	{"without", "PLAN", "leave this service plan off", LIC_CLI_REPEATS},
	{"by-nothing", NULL, "take every direct licence", 0},
	USERS_OPTIONS,
	{"file", "FILE", "CSV with the columns user, sku, disabledPlans", 0},
	HOW_OPTIONS,
};

static const struct lic_cli_option swap_options[] = {
	{"from", "SKU", "product to take", LIC_CLI_REQUIRED},
	{"to", "SKU", "product to give instead", LIC_CLI_REQUIRED},
	{"map", "PLAN=PLAN", "an old plan and the new one for it", LIC_CLI_REPEATS},
	{"without", "PLAN", "leave this plan of the new product off", LIC_CLI_REPEATS},
	USERS_OPTIONS,
	HOW_OPTIONS,
};

static const struct lic_cli_option set_options[] = {
	{"sku", "SKU", "product by part number, GUID or name", LIC_CLI_REQUIRED},
	{"on", "PLAN", "turn this service plan on", LIC_CLI_REPEATS},
	{"off", "PLAN", "turn this service plan off", LIC_CLI_REPEATS},
	USERS_OPTIONS,
	HOW_OPTIONS,
};

static const struct lic_cli_option apply_options[] = {
	{"no-wait", NULL, "do not wait until it is over", 0},
};

#define BULK_FLAGS (LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE | LIC_CLI_NAMES_USERS)

static const struct lic_cli_command rows[] = {
	{
		.name = "license bulk add",
		.arguments = "[USER...]",
		.noun_summary = NOUN_SUMMARY,
		.summary = "give licences to many users",
		.detail =
			"The server makes the change, in short steps, and goes on when this program is\n"
			"ended. A product that a user has already gets the plans chosen here. With\n"
			"--dry-run seats, plans, conflicts and each user are shown instead.",
		.examples =
			"licentia license bulk add --group Sales --sku ENTERPRISEPACK --dry-run\n"
			"licentia license bulk add --file wanted.csv --all-or-nothing\n",
		.options = add_options,
		.option_count = LIC_COUNT(add_options),
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = BULK_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_add,
	},
	{
		.name = "license bulk remove",
		.arguments = "[USER...]",
		.noun_summary = NOUN_SUMMARY,
		.summary = "take licences of many users back",
		.detail =
			"Who does not have the product is left alone; what comes from a group cannot\n"
			"be taken from a user.",
		.examples =
			"licentia license bulk remove --sku VISIOCLIENT --everybody --dry-run\n",
		.options = remove_options,
		.option_count = LIC_COUNT(remove_options),
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = BULK_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_remove,
	},
	{
		.name = "license bulk replace",
		.arguments = "[USER...]",
		.noun_summary = NOUN_SUMMARY,
		.summary = "give many users these licences instead of others",
		.detail =
			"Every direct licence goes and the chosen ones come, in one step for each user.",
		.examples =
			"licentia license bulk replace --group Interns --sku STANDARDPACK --dry-run\n",
		.options = replace_options,
		.option_count = LIC_COUNT(replace_options),
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = BULK_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_replace,
	},
	{
		.name = "license bulk swap",
		.arguments = "[USER...]",
		.noun_summary = NOUN_SUMMARY,
		.summary = "exchange one product for another",
		.detail =
			"Plans that both products have stay on or off as they were; --map says which\n"
			"stand for each other where names differ. Other products are not touched.",
		.examples =
			"licentia license bulk swap --everybody --from STANDARDPACK --to SPE_E3\n",
		.options = swap_options,
		.option_count = LIC_COUNT(swap_options),
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = BULK_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_swap,
	},
	{
		.name = "license bulk set-plans",
		.arguments = "[USER...]",
		.noun_summary = NOUN_SUMMARY,
		.summary = "turn service plans on or off",
		.detail = "For who holds the product directly; others are left alone.",
		.examples =
			"licentia license bulk set-plans --everybody --sku ENTERPRISEPACK --off Sway\n",
		.options = set_options,
		.option_count = LIC_COUNT(set_options),
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = BULK_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_set_plans,
	},
	{
		.name = "license bulk apply",
		.arguments = "ID",
		.noun_summary = NOUN_SUMMARY,
		.summary = "make exactly what a preview showed",
		.detail = "If anything else would come of it by now, nothing is done.",
		.examples = "licentia license bulk apply 0197a2f0-0000-7000-8000-000000000001\n",
		.options = apply_options,
		.option_count = LIC_COUNT(apply_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_apply,
	},
};

const struct lic_cli__table lic_cli__bulk_table = {rows, LIC_COUNT(rows)};
