/*
 * group member list, add, remove; group license add, remove.
 */
#include "base/guid.h"
#include "cli/cli_int.h"
#include "cli/groups_int.h"
#include "cli/http_int.h"
#include "cli/names_int.h"
#include "cli/users_int.h"

#include <string.h>

#define BODY_BYTES_MAX ((size_t)256 * 1024)
#define MEMBERS_BYTES_MAX ((size_t)8 * 1024 * 1024)
#define REFERENCE_ROOT "https://graph.microsoft.com/v1.0/directoryObjects/"

static const struct lic_cli_column member_columns[] = {
	{"Member", "displayName", false, false},
	{"User", "userPrincipalName", false, false},
	{"Id", "id", false, false},
};

static lic_rc member_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *member)
{
	const char *cells[] = {
		lic_cli__text(member, "displayName"),
		lic_cli__text(member, "userPrincipalName"),
		lic_cli__text(member, "id"),
	};

	(void)cli;
	(void)listing;
	return lic_cli_list_row(list, cells, member);
}

static lic_rc run_member_list(struct lic_cli *cli)
{
	struct lic_cli__listing listing = {
		.columns = member_columns,
		.column_count = LIC_COUNT(member_columns),
		.row = member_row,
		.has_top = true,
	};
	struct lic_cli__group group = {0};

	LIC_TRY(lic_cli__group_find(cli, cli->args[0], &group));
	listing.path = lic_arena_printf(cli->arena,
		"/v1.0/groups/%s/%s?$select=id,displayName,userPrincipalName", group.id,
		lic_cli_has(cli, "owners") ? "owners" : "members");
	return listing.path == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli__list_pages(cli, &listing);
}

/* Members coming or going. */
struct work {
	struct lic_cli__group group;   /* the group */
	const char *list;              /* "members" or "owners" */
	struct lic_cli__group *groups; /* the groups that come or go, or NULL: users do */
	size_t next;                   /* the one of them that is next */
	json_t *rehearsed; /* ids that may come or go, with --dry-run; NULL otherwise; owned */
};

/* Notes that the object `id` may come or go. */
static lic_rc note_rehearsed(const struct work *work, const char *id)
{
	return work->rehearsed == NULL ||
			json_array_append_new(work->rehearsed, json_string(id)) == 0
		? LIC_OK_RC
		: LIC_RC(LIC_E_NOMEM);
}

/* The id of a member, asked for unless it is one already, which may also be a group's. */
static lic_rc find_id(struct lic_cli *cli, struct work *work, const char *user, const char **ret_id)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *key = lic_cli__escape(cli, user);
	const char *path = key == NULL
		? NULL
		: lic_arena_printf(cli->scratch, "/v1.0/users/%s?$select=id", key);
	struct lic_guid guid;
	const char *id = NULL;

	if (work->groups != NULL) {
		*ret_id = work->groups[work->next++].id;
		return LIC_OK_RC;
	}
	if (lic_guid_parse(user, strlen(user), &guid)) {
		*ret_id = user;
		return LIC_OK_RC;
	}
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__get(cli, path, &root));
	id = lic_cli__text(root, "id");
	*ret_id = id == NULL ? NULL : lic_arena_strdup(cli->scratch, id);
	return *ret_id == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc add_member(struct lic_cli *cli, const char *user, void *arg,
	struct lic_cli__outcome *ret_outcome)
{
	struct work *work = arg;
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	const char *path = lic_cli__group_path(cli, "/v1.0", &work->group,
		strcmp(work->list, "owners") == 0 ? "/owners/$ref" : "/members/$ref");
	const char *id = NULL;
	const char *address = NULL;
	struct lic_json json;

	LIC_TRY(find_id(cli, work, user, &id));
	address = lic_arena_printf(cli->scratch, REFERENCE_ROOT "%s", id);
	if (path == NULL || address == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_kstring(&json, "@odata.id", address);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = "POST", .path = path, .body = &body}, NULL));
	ret_outcome->done = lic_cli__is_dry_run(cli) ? "would be added" : "added";
	return note_rehearsed(work, id);
}

static lic_rc remove_member(struct lic_cli *cli, const char *user, void *arg,
	struct lic_cli__outcome *ret_outcome)
{
	struct work *work = arg;
	const char *path = NULL;
	const char *id = NULL;

	LIC_TRY(find_id(cli, work, user, &id));
	path = lic_arena_printf(cli->scratch, "/v1.0/groups/%s/%s/%s/$ref", work->group.id,
		work->list, id);
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__send(cli, &(struct lic_cli__call){.method = "DELETE", .path = path},
		NULL));
	ret_outcome->done = lic_cli__is_dry_run(cli) ? "would be removed" : "removed";
	return note_rehearsed(work, id);
}

/* What it comes to when all of them come, or go: seats, services, conflicts. */
static lic_rc preview_members(struct lic_cli *cli, const struct work *work, const char *member)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *path = lic_cli__group_path(cli, "/api/v1", &work->group, "/members");
	struct lic_json json;

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_buf_init(&body, MEMBERS_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_key(&json, member);
	lic_json_array(&json);
	for (size_t i = 0; i < json_array_size(work->rehearsed); i++) {
		lic_json_string(&json, json_string_value(json_array_get(work->rehearsed, i)));
	}
	lic_json_end(&json);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = "POST", .path = path, .body = &body}, &root));
	return lic_cli__group_preview_print(cli, root);
}

/* The groups of --group come or go. All are found before the first does. */
static lic_rc run_groups(struct lic_cli *cli, struct work *work, lic_cli__user_function *visit)
{
	const char *const *names = NULL;
	size_t count = 0;

	if (cli->arg_count > 1 || lic_cli_has(cli, "users") || lic_cli_has(cli, "owner")) {
		return lic_cli_usage(cli, "--group goes neither with users nor with --owner.");
	}
	LIC_TRY(lic_cli_get_all(cli, "group", &names, &count));
	work->groups = lic_arena_array(cli->arena, count, sizeof(*work->groups));
	if (work->groups == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(lic_cli__group_find(cli, names[i], &work->groups[i]));
	}
	return lic_cli__for_groups(cli, names, count, visit, work);
}

/* The first argument is the group, the others are users; or --group names groups. */
static lic_rc run_members(struct lic_cli *cli, lic_cli__user_function *visit, const char *member)
{
	LIC_AUTO(lic_json_freep) json_t *rehearsed = NULL;
	struct work work = {.list = lic_cli_has(cli, "owner") ? "owners" : "members"};

	LIC_TRY(lic_cli__group_find(cli, cli->args[0], &work.group));
	if (lic_cli__is_dry_run(cli) && strcmp(work.list, "members") == 0) {
		rehearsed = json_array();
		work.rehearsed = rehearsed;
	}
	if (lic_cli_has(cli, "group")) {
		LIC_TRY(run_groups(cli, &work, visit));
	} else {
		cli->args++;
		cli->arg_count--;
		LIC_TRY(lic_cli__for_users(cli, visit, &work));
	}
	if (json_array_size(rehearsed) == 0 || lic_cli_is_json(cli)) {
		return LIC_OK_RC;
	}
	return preview_members(cli, &work, member);
}

static lic_rc run_member_add(struct lic_cli *cli)
{
	return run_members(cli, add_member, "add");
}

static lic_rc run_member_remove(struct lic_cli *cli)
{
	return run_members(cli, remove_member, "remove");
}

/* Sends assignLicense, and tells what came of it: `done`, or with --dry-run what it comes to. */
static lic_rc send_licenses(struct lic_cli *cli, const struct lic_cli__group *group,
	const struct lic_buf *body, const char *done)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *path = lic_cli__group_path(cli, "/v1.0", group, "/assignLicense");

	if (path == NULL || done == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = "POST", .path = path, .body = body}, &root));
	return lic_cli__is_dry_run(cli) ? lic_cli__group_preview(cli, group, done, root)
					: lic_cli__group_done(cli, group, done);
}

/* Asks for the products of --sku, and with --instead-of for taking others in the same step (G-40).
 */
static lic_rc run_license_add(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_cli__choice choice = {0};
	const struct lic_cli__sku *from = NULL;
	const char *instead = lic_cli_get(cli, "instead-of");
	struct lic_cli__group group = {0};
	struct lic_json json;

	LIC_TRY(lic_cli__choice_read(cli, "sku", &choice));
	if (instead != NULL) {
		LIC_TRY(lic_cli__sku_find(cli, instead, &from));
	}
	LIC_TRY(lic_cli__group_find(cli, cli->args[0], &group));
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_key(&json, "addLicenses");
	lic_cli__choice_write(&json, &choice);
	lic_json_key(&json, "removeLicenses");
	lic_json_array(&json);
	if (from != NULL) {
		lic_json_string(&json, from->id);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return send_licenses(cli, &group, &body,
		lic_arena_printf(cli->arena, "given %s", lic_cli__choice_name(cli, &choice)));
}

static lic_rc run_license_remove(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_cli__choice choice = {0};
	struct lic_cli__group group = {0};
	struct lic_json json;

	LIC_TRY(lic_cli__choice_read(cli, "sku", &choice));
	LIC_TRY(lic_cli__group_find(cli, cli->args[0], &group));
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_key(&json, "addLicenses");
	lic_json_array(&json);
	lic_json_end(&json);
	lic_json_key(&json, "removeLicenses");
	lic_json_array(&json);
	for (size_t i = 0; i < choice.sku_count; i++) {
		lic_json_string(&json, choice.skus[i]->id);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return send_licenses(cli, &group, &body,
		lic_arena_printf(cli->arena, "freed of %s", lic_cli__choice_name(cli, &choice)));
}

static const struct lic_cli_option list_options[] = {
	{"top", "N", "show the first N (default 100)", 0},
	{"all", NULL, "show all", 0},
	{"owners", NULL, "show the owners instead", 0},
};

static const struct lic_cli_option member_options[] = {
	{"owner", NULL, "as owners, not members", 0},
	{"group", "GROUP", "this group, in place of users", LIC_CLI_REPEATS},
};

static const struct lic_cli_option license_options[] = {
	{"sku", "SKU", "product, by any name", LIC_CLI_REPEATS | LIC_CLI_REQUIRED},
	{"without", "PLAN", "leave this service plan off", LIC_CLI_REPEATS},
	{"instead-of", "SKU", "take this product in the same step", 0},
};

static const struct lic_cli_option take_options[] = {
	{"sku", "SKU", "product, by any name", LIC_CLI_REPEATS | LIC_CLI_REQUIRED},
};

#define CHANGE_FLAGS (LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE)

static const struct lic_cli_command rows[] = {
	{
		.name = "group member list",
		.arguments = "GROUP",
		.noun_summary = LIC_CLI__GROUP_SUMMARY,
		.summary = "list who is in a group",
		.examples = "licentia group member list Sales --all --csv > sales.csv\n",
		.options = list_options,
		.option_count = LIC_COUNT(list_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_member_list,
	},
	{
		.name = "group member add",
		.arguments = "GROUP [USER...]",
		.noun_summary = LIC_CLI__GROUP_SUMMARY,
		.summary = "put users into a group; they get what it gives",
		.detail = "Each user is done on its own. --group puts groups into it instead.",
		.examples = "licentia group member add Sales anna@contoso.com ben@contoso.com\n"
			    "licentia group member add Sales --users joiners.txt\n"
			    "licentia group member add Staff --group Sales\n",
		.options = member_options,
		.option_count = LIC_COUNT(member_options),
		.min_arguments = 1,
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = CHANGE_FLAGS | LIC_CLI_NAMES_USERS,
		.section = LIC_CLI_USERS,
		.run = run_member_add,
	},
	{
		.name = "group member remove",
		.arguments = "GROUP [USER...]",
		.noun_summary = LIC_CLI__GROUP_SUMMARY,
		.summary = "take users out of a group, and what it gave them",
		.examples = "licentia group member remove Sales anna@contoso.com\n",
		.options = member_options,
		.option_count = LIC_COUNT(member_options),
		.min_arguments = 1,
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = CHANGE_FLAGS | LIC_CLI_NAMES_USERS,
		.section = LIC_CLI_USERS,
		.run = run_member_remove,
	},
	{
		.name = "group license add",
		.arguments = "GROUP",
		.noun_summary = LIC_CLI__GROUP_SUMMARY,
		.summary = "have a group give products to its members",
		.detail = "A task applies it; \"licentia group show\" tells how far it is, and\n"
			  "\"licentia group errors\" who could not be given what.",
		.examples =
			"licentia group license add Sales --sku \"Office 365 E3\" --without Sway\n"
			"licentia group license add Sales --sku SPE_E5 --instead-of SPE_E3\n",
		.options = license_options,
		.option_count = LIC_COUNT(license_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = CHANGE_FLAGS,
		.section = LIC_CLI_USERS,
		.run = run_license_add,
	},
	{
		.name = "group license remove",
		.arguments = "GROUP",
		.noun_summary = LIC_CLI__GROUP_SUMMARY,
		.summary = "have a group give products no more",
		.examples = "licentia group license remove Sales --sku VISIOCLIENT\n",
		.options = take_options,
		.option_count = LIC_COUNT(take_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = CHANGE_FLAGS,
		.section = LIC_CLI_USERS,
		.run = run_license_remove,
	},
};

const struct lic_cli__table lic_cli__group_member_table = {rows, LIC_COUNT(rows)};
