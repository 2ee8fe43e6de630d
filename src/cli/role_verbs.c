/*
 * role list, show, give, take: directory roles over Graph's calls; what a role allows and what
 * speaks against how roles are given (RO-1) is told by a Licentia only.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"
#include "cli/users_int.h"

#include <string.h>

#define NOUN_SUMMARY "list, give and take directory roles"
#define BODY_BYTES_MAX ((size_t)4096)
#define ROLES_MAX 512
#define DEFINITIONS "/v1.0/roleManagement/directory/roleDefinitions"
#define ASSIGNMENTS "/v1.0/roleManagement/directory/roleAssignments"

/* The role that a verb works with. */
struct role_work {
	const char *id;   /* of its definition; in the command's arena */
	const char *name; /* for people; in the command's arena */
};

static const struct lic_cli_column list_columns[] = {
	{"Role", "name", false, false},
	{"Members", "memberCount", true, false},
	{"What it may do", "description", false, false},
	{"Id", "id", false, true},
};

static lic_rc list_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *role)
{
	const char *cells[] = {
		lic_cli__text(role, "name"),
		lic_cli__number(cli, lic_cli__int(role, "memberCount")),
		lic_cli__text(role, "description"),
		lic_cli__text(role, "id"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, role);
}

/* Tells what speaks against how roles are given. */
static lic_rc note_warnings(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *roles = NULL;
	const json_t *warnings = NULL;
	bool is_licentia = false;

	LIC_TRY(lic_cli__ask_server(cli, &is_licentia));
	if (!is_licentia) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_cli__get(cli, "/api/v1/roles", &roles));
	warnings = json_object_get(roles, "warnings");
	for (size_t i = 0; i < json_array_size(warnings); i++) {
		lic_cli_note(cli, "Note: %s",
			lic_cli__clean(cli->arena,
				lic_cli__text(json_array_get(warnings, i), "message")));
	}
	return LIC_OK_RC;
}

static lic_rc run_list(struct lic_cli *cli)
{
	static const struct lic_cli__listing listing = {.path = "/api/v1/roles",
		.columns = list_columns,
		.column_count = LIC_COUNT(list_columns),
		.row = list_row};

	LIC_TRY(lic_cli__list_pages(cli, &listing));
	return note_warnings(cli);
}

static const struct lic_cli_column member_columns[] = {
	{"Member", "userPrincipalName", false, false},
	{"Name", "displayName", false, false},
	{"Id", "id", false, false},
};

static lic_rc member_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *member)
{
	const char *app_id = lic_cli__text(member, "appId");
	const char *cells[] = {
		app_id == NULL ? lic_cli__text(member, "userPrincipalName")
			       : lic_arena_printf(cli->scratch, "application %s", app_id),
		lic_cli__text(member, "displayName"),
		lic_cli__text(member, "id"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, member);
}

static lic_rc run_show(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *role = NULL;
	struct lic_cli__listing members = {.columns = member_columns,
		.column_count = LIC_COUNT(member_columns),
		.row = member_row};
	const char *key = lic_cli__escape(cli, cli->args[0]);
	const char *path =
		key == NULL ? NULL : lic_arena_printf(cli->arena, "/api/v1/roles/%s", key);

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__get(cli, path, &role));
	members.path = lic_arena_printf(cli->arena,
		"/v1.0/directoryRoles/%s/members?$select=id,displayName,userPrincipalName&$top=999",
		lic_cli__text(role, "id"));
	if (members.path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (lic_cli_is_json(cli)) {
		return lic_cli__print_with_list(cli, role, "members", members.path);
	}
	if (!lic_cli_has(cli, "csv")) {
		lic_cli_print(cli, "%s\n",
			lic_cli__clean(cli->scratch, lic_cli__text(role, "displayName")));
		lic_cli__print_field(cli, "Id", lic_cli__text(role, "id"));
		lic_cli__print_field(cli, "What", lic_cli__text(role, "description"));
		lic_cli__print_field(cli, "Allows",
			lic_cli__join(cli, json_object_get(role, "actions"), NULL, ", "));
		lic_cli_print(cli, "\n");
	}
	return lic_cli__list_pages(cli, &members);
}

/* Compares a role's name with what was typed; a dash stands for a space. */
static bool is_named(const char *name, const char *typed)
{
	size_t len = strlen(typed);
	char text[128];

	if (len >= sizeof(text)) {
		return false;
	}
	for (size_t i = 0; i <= len; i++) {
		text[i] = typed[i] == '-' ? ' ' : typed[i];
	}
	return lic_text_equal_nocase(name, text);
}

/* No role is called `typed`; says which one was probably meant. */
static lic_rc unknown_role(struct lic_cli *cli, const json_t *definitions, const char *typed)
{
	const char *names[ROLES_MAX];
	size_t count = 0;
	size_t nearest = 0;

	for (size_t i = 0; i < json_array_size(definitions) && count < ROLES_MAX; i++) {
		names[count] = lic_cli__text(json_array_get(definitions, i), "displayName");
		count += names[count] == NULL ? 0 : 1;
	}
	nearest = lic_text_nearest(typed, names, count);
	if (nearest < count) {
		return lic_cli_usage(cli, "There is no role \"%s\". Did you mean \"%s\"?",
			lic_cli__clean(cli->arena, typed),
			lic_cli__clean(cli->arena, names[nearest]));
	}
	return lic_cli_usage(cli,
		"There is no role \"%s\": \"licentia role list\" shows all of them.",
		lic_cli__clean(cli->arena, typed));
}

/* Finds the role that the first argument names, and leaves the others. */
static lic_rc take_role(struct lic_cli *cli, struct role_work *work)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *typed = cli->args[0];
	const json_t *definitions = NULL;

	LIC_TRY(lic_cli__get(cli, DEFINITIONS, &root));
	definitions = json_object_get(root, "value");
	for (size_t i = 0; i < json_array_size(definitions); i++) {
		const json_t *definition = json_array_get(definitions, i);
		const char *id = lic_cli__text(definition, "id");
		const char *name = lic_cli__text(definition, "displayName");

		if (id != NULL && name != NULL &&
			(is_named(name, typed) || lic_text_equal_nocase(id, typed))) {
			work->id = lic_arena_strdup(cli->arena, id);
			work->name = lic_arena_strdup(cli->arena, name);
			cli->args++;
			cli->arg_count--;
			return work->id == NULL || work->name == NULL ? LIC_RC(LIC_E_NOMEM)
								      : LIC_OK_RC;
		}
	}
	return unknown_role(cli, definitions, typed);
}

/* The id of `user`: as typed when it is one, which may be an application's; otherwise asked for. */
static lic_rc id_of(struct lic_cli *cli, const char *user, const char **ret_id)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	struct lic_guid guid;
	const char *path = NULL;
	const char *key = lic_cli__escape(cli, user);

	if (lic_guid_parse(user, strlen(user), &guid)) {
		*ret_id = user;
		return LIC_OK_RC;
	}
	path = key == NULL ? NULL
			   : lic_arena_printf(cli->scratch, "/v1.0/users/%s?$select=id", key);
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__get(cli, path, &root));
	*ret_id = lic_arena_strdup(cli->scratch, lic_cli__text(root, "id"));
	return *ret_id == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static const char *outcome_of(struct lic_cli *cli, const struct role_work *work, const char *done,
	const char *rehearsed)
{
	return lic_arena_printf(cli->scratch, "%s %s", lic_cli__is_dry_run(cli) ? rehearsed : done,
		work->name);
}

static lic_rc give_user(struct lic_cli *cli, const char *user, void *arg,
	struct lic_cli__outcome *ret_outcome)
{
	const struct role_work *work = arg;
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;
	const char *id = NULL;

	LIC_TRY(id_of(cli, user, &id));
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_kstring(&json, "roleDefinitionId", work->id);
	lic_json_kstring(&json, "principalId", id);
	lic_json_kstring(&json, "directoryScopeId", "/");
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = "POST", .path = ASSIGNMENTS, .body = &body},
		NULL));
	ret_outcome->done = outcome_of(cli, work, "is now", "would become");
	return LIC_OK_RC;
}

/* Takes the assignments in the list `root` that are for the whole organisation. */
static lic_rc take_all(struct lic_cli *cli, const json_t *root, size_t *ret_count)
{
	const json_t *list = json_object_get(root, "value");

	*ret_count = 0;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *assignment = json_array_get(list, i);
		const char *id = lic_cli__text(assignment, "id");
		const char *scope = lic_cli__text(assignment, "directoryScopeId");
		const char *key = id == NULL ? NULL : lic_cli__escape(cli, id);
		const char *path =
			key == NULL ? NULL : lic_arena_printf(cli->scratch, ASSIGNMENTS "/%s", key);

		if (path == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (scope != NULL && strcmp(scope, "/") == 0) {
			LIC_TRY(lic_cli__send(cli,
				&(struct lic_cli__call){.method = "DELETE", .path = path}, NULL));
			(*ret_count)++;
		}
	}
	return LIC_OK_RC;
}

static lic_rc take_user(struct lic_cli *cli, const char *user, void *arg,
	struct lic_cli__outcome *ret_outcome)
{
	const struct role_work *work = arg;
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *id = NULL;
	const char *path = NULL;
	size_t count = 0;

	LIC_TRY(id_of(cli, user, &id));
	path = lic_arena_printf(cli->scratch,
		ASSIGNMENTS
		"?$filter=principalId%%20eq%%20'%s'%%20and%%20roleDefinitionId%%20eq%%20'%s'",
		id, work->id);
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__get(cli, path, &root));
	LIC_TRY(take_all(cli, root, &count));
	if (count == 0) {
		return lic_err_set(&cli->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"The user is not %s.", work->name);
	}
	ret_outcome->done = outcome_of(cli, work, "is no longer", "would no longer be");
	return LIC_OK_RC;
}

static lic_rc run_change(struct lic_cli *cli, lic_cli__user_function *visit)
{
	struct role_work work = {0};

	LIC_TRY(take_role(cli, &work));
	LIC_TRY(lic_cli__for_users(cli, visit, &work));
	return is_named(work.name, "global-administrator") && !lic_cli__is_dry_run(cli)
		? note_warnings(cli)
		: LIC_OK_RC;
}

static lic_rc run_give(struct lic_cli *cli)
{
	return run_change(cli, give_user);
}

static lic_rc run_take(struct lic_cli *cli)
{
	return run_change(cli, take_user);
}

static const struct lic_cli_command rows[] = {
	{
		.name = "role list",
		.arguments = "",
		.summary = "list roles, and how many people have each",
		.noun_summary = NOUN_SUMMARY,
		.examples = "licentia role list\n",
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_list,
	},
	{
		.name = "role show",
		.arguments = "ROLE",
		.summary = "show what a role allows and who has it",
		.noun_summary = NOUN_SUMMARY,
		.examples = "licentia role show license-administrator\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_show,
	},
	{
		.name = "role give",
		.arguments = "ROLE USER...",
		.summary = "give a role; it counts from the next request",
		.noun_summary = NOUN_SUMMARY,
		.detail =
			"ROLE is its name, with spaces or dashes, or its id. The id of a service\n"
			"principal in the place of USER gives it to an application.",
		.examples = "licentia role give license-administrator anna@contoso.com\n",
		.min_arguments = 1,
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE | LIC_CLI_NAMES_USERS,
		.section = LIC_CLI_ACCESS,
		.run = run_give,
	},
	{
		.name = "role take",
		.arguments = "ROLE USER...",
		.summary = "take a role away; it counts from the next request",
		.noun_summary = NOUN_SUMMARY,
		.examples = "licentia role take \"License Administrator\" anna@contoso.com\n",
		.min_arguments = 1,
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE | LIC_CLI_NAMES_USERS,
		.section = LIC_CLI_ACCESS,
		.run = run_take,
	},
};

const struct lic_cli__table lic_cli__role_table = {rows, LIC_COUNT(rows)};
