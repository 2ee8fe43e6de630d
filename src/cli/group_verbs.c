/*
 * group list, show, add, update, remove, reprocess, errors.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/groups_int.h"
#include "cli/http_int.h"
#include "cli/names_int.h"

#include <string.h>

#define BODY_BYTES_MAX ((size_t)64 * 1024)
#define NICKNAME_MAX 64

static const struct lic_cli_column list_columns[] = {
	{"Group", "displayName", false, false},
	{"Kind", "kind", false, false},
	{"Gives", "licenses", false, false},
	{"Applied", "licenseProcessingState", false, false},
	{"Id", "id", false, false},
};

static const struct lic_cli_column error_columns[] = {
	{"User", "userPrincipalName", false, false},
	{"Product", "skuPartNumber", false, false},
	{"State", "state", false, false},
	{"Cause", "cause", false, false},
	{"Remedy", "remedy", false, false},
};

/* The part numbers of what a group gives; the id of a product that is not owned. */
static const char *license_names(struct lic_cli *cli, const json_t *group)
{
	const json_t *licenses = json_object_get(group, "assignedLicenses");
	json_t *names = json_array();
	const char *joined = NULL;

	for (size_t i = 0; i < json_array_size(licenses); i++) {
		const char *id = lic_cli__text(json_array_get(licenses, i), "skuId");
		const struct lic_cli__sku *sku = lic_cli__sku_by_id(cli, id == NULL ? "" : id);

		(void)json_array_append_new(names, json_string(sku == NULL ? id : sku->part));
	}
	joined = lic_cli__join(cli, names, NULL, " ");
	json_decref(names);
	return joined;
}

static const char *kind_of(const json_t *group)
{
	if (json_array_size(json_object_get(group, "groupTypes")) > 0) {
		return "Microsoft 365";
	}
	return json_is_true(json_object_get(group, "mailEnabled")) ? "mail-enabled" : "security";
}

/* How far a group's licences are applied, for people; NULL when it gives none. */
static const char *processing_of(const json_t *group)
{
	const char *state =
		lic_cli__text(json_object_get(group, "licenseProcessingState"), "state");

	if (state == NULL) {
		return NULL;
	}
	return strcmp(state, "ProcessingComplete") == 0 ? "yes" : "in progress";
}

static lic_rc list_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *group)
{
	const char *cells[] = {
		lic_cli__text(group, "displayName"),
		kind_of(group),
		license_names(cli, group),
		processing_of(group),
		lic_cli__text(group, "id"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, group);
}

#define SHOWN                                                                                      \
	"$select=id,displayName,description,mail,mailNickname,groupTypes,mailEnabled,"             \
	"securityEnabled,visibility,createdDateTime,assignedLicenses,licenseProcessingState"

static lic_rc run_list(struct lic_cli *cli)
{
	static const struct lic_cli__listing all = {
		.path = "/v1.0/groups?" SHOWN,
		.columns = list_columns,
		.column_count = LIC_COUNT(list_columns),
		.row = list_row,
		.has_top = true,
	};
	static const struct lic_cli__listing errored = {
		.path = "/v1.0/groups?$filter=hasMembersWithLicenseErrors%20eq%20true&" SHOWN,
		.columns = list_columns,
		.column_count = LIC_COUNT(list_columns),
		.row = list_row,
		.has_top = true,
	};
	const struct lic_cli__sku *skus = NULL;
	size_t count = 0;

	LIC_TRY(lic_cli__skus_owned(cli, &skus, &count)); /* for their names */
	return lic_cli__list_pages(cli, lic_cli_has(cli, "errors") ? &errored : &all);
}

static void print_licenses(struct lic_cli *cli, const json_t *group)
{
	const json_t *licenses = json_object_get(group, "assignedLicenses");

	lic_cli_print(cli, "%s\n", json_array_size(licenses) == 0 ? "Gives nothing" : "Gives");
	for (size_t i = 0; i < json_array_size(licenses); i++) {
		const json_t *license = json_array_get(licenses, i);
		const json_t *off = json_object_get(license, "disabledPlans");
		const char *id = lic_cli__text(license, "skuId");
		const struct lic_cli__sku *sku = lic_cli__sku_by_id(cli, id == NULL ? "" : id);
		json_t *names = json_array();

		for (size_t k = 0; k < json_array_size(off); k++) {
			const char *plan_id = json_string_value(json_array_get(off, k));
			const struct lic_cli__plan *plan = sku == NULL || plan_id == NULL
				? NULL
				: lic_cli__plan_by_id(sku, plan_id);

			(void)json_array_append_new(names,
				json_string(plan == NULL ? plan_id : plan->name));
		}
		lic_cli_print(cli, "  %s\n",
			lic_cli__clean(cli->scratch, sku == NULL ? id : lic_cli__sku_name(sku)));
		lic_cli__print_field(cli, "  plans off", lic_cli__join(cli, names, NULL, ", "));
		json_decref(names);
	}
}

/* What our own call adds to Graph's: settings, and how many members have errors. */
static lic_rc add_settings(struct lic_cli *cli, const struct lic_cli__group *found, json_t *group)
{
	LIC_AUTO(lic_json_freep) json_t *settings = NULL;
	static const char *const names[] = {"bestEffort", "includeNested",
		"membersWithLicenseErrors"};
	bool is_licentia = false;
	const char *path = NULL;

	LIC_TRY(lic_cli__ask_server(cli, &is_licentia));
	if (!is_licentia) {
		return LIC_OK_RC;
	}
	path = lic_cli__group_path(cli, "/api/v1", found, "");
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__get(cli, path, &settings));
	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		if (json_object_set(group, names[i], json_object_get(settings, names[i])) != 0) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	return LIC_OK_RC;
}

static void print_group(struct lic_cli *cli, const json_t *group)
{
	lic_cli_print(cli, "%s\n",
		lic_cli__clean(cli->scratch, lic_cli__text(group, "displayName")));
	lic_cli__print_field(cli, "Id", lic_cli__text(group, "id"));
	lic_cli__print_field(cli, "Kind", kind_of(group));
	lic_cli__print_field(cli, "Description", lic_cli__text(group, "description"));
	lic_cli__print_field(cli, "Mail", lic_cli__text(group, "mail"));
	lic_cli__print_field(cli, "Visibility", lic_cli__text(group, "visibility"));
	lic_cli__print_field(cli, "Created", lic_cli__text(group, "createdDateTime"));
	print_licenses(cli, group);
	lic_cli__print_field(cli, "Applied", processing_of(group));
	if (json_object_get(group, "bestEffort") != NULL) {
		lic_cli__print_field(cli, "What fails",
			json_is_true(json_object_get(group, "bestEffort"))
				? "alone: the other products are given"
				: "keeps the other products of the group, too");
		lic_cli__print_field(cli, "Groups in it",
			json_is_true(json_object_get(group, "includeNested")) ? "are licensed"
									      : "get nothing");
		lic_cli__print_field(cli, "With errors",
			lic_cli__number(cli, lic_cli__int(group, "membersWithLicenseErrors")));
	}
}

static lic_rc run_show(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const struct lic_cli__sku *skus = NULL;
	struct lic_cli__group group = {0};
	const char *path = NULL;
	size_t count = 0;

	LIC_TRY(lic_cli__group_find(cli, cli->args[0], &group));
	path = lic_cli__group_path(cli, "/v1.0", &group, "?" SHOWN);
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__get(cli, path, &root));
	LIC_TRY(add_settings(cli, &group, root));
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, root);
	}
	LIC_TRY(lic_cli__skus_owned(cli, &skus, &count)); /* for their names */
	print_group(cli, root);
	return LIC_OK_RC;
}

/* A nickname of the letters and digits of a name; "group" when there are none. */
static const char *make_nickname(struct lic_cli *cli, const char *name)
{
	char text[NICKNAME_MAX + 1];
	size_t len = 0;

	for (; *name != '\0' && len < NICKNAME_MAX; name++) {
		bool is_letter = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z');

		if (is_letter || (*name >= '0' && *name <= '9')) {
			text[len++] = *name;
		}
	}
	return len == 0 ? "group" : lic_arena_copy(cli->arena, text, len);
}

static void write_option(struct lic_cli *cli, struct lic_json *json, const char *option,
	const char *property)
{
	const char *value = lic_cli_get(cli, option);

	if (value != NULL) {
		lic_json_kstring(json, property, value[0] == '\0' ? NULL : value);
	}
}

static lic_rc run_add(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *nickname = lic_cli_get(cli, "nickname");
	bool is_unified = lic_cli_has(cli, "microsoft-365");
	struct lic_json json;

	nickname = nickname == NULL ? make_nickname(cli, cli->args[0]) : nickname;
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_kstring(&json, "displayName", cli->args[0]);
	lic_json_kstring(&json, "mailNickname", nickname);
	lic_json_kbool(&json, "mailEnabled", is_unified || lic_cli_has(cli, "mail"));
	lic_json_kbool(&json, "securityEnabled", true);
	lic_json_key(&json, "groupTypes");
	lic_json_array(&json);
	if (is_unified) {
		lic_json_string(&json, "Unified");
	}
	lic_json_end(&json);
	write_option(cli, &json, "description", "description");
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = "POST", .path = "/v1.0/groups", .body = &body},
		&root));
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, root);
	}
	lic_cli_print(cli, "%s %s (%s).%s\n", lic_cli__is_dry_run(cli) ? "Would create" : "Created",
		lic_cli__clean(cli->scratch, cli->args[0]),
		lic_cli__clean(cli->scratch, lic_cli__text(root, "id")),
		lic_cli__is_dry_run(cli) ? " Nothing was changed." : "");
	return LIC_OK_RC;
}

static lic_rc patch(struct lic_cli *cli, const char *root, const struct lic_cli__group *group,
	const struct lic_buf *body)
{
	const char *path = lic_cli__group_path(cli, root, group, "");

	return path == NULL
		? LIC_RC(LIC_E_NOMEM)
		: lic_cli__send(cli,
			  &(struct lic_cli__call){.method = "PATCH", .path = path, .body = body},
			  NULL);
}

/* Settings of ours have a call of their own. */
static lic_rc update_settings(struct lic_cli *cli, const struct lic_cli__group *group)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;

	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	LIC_TRY(lic_cli__write_yes_no(cli, "best-effort", "bestEffort", &json));
	LIC_TRY(lic_cli__write_yes_no(cli, "include-nested", "includeNested", &json));
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return patch(cli, "/api/v1", group, &body);
}

static lic_rc update_properties(struct lic_cli *cli, const struct lic_cli__group *group)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;

	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	write_option(cli, &json, "name", "displayName");
	write_option(cli, &json, "nickname", "mailNickname");
	write_option(cli, &json, "description", "description");
	write_option(cli, &json, "visibility", "visibility");
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return patch(cli, "/v1.0", group, &body);
}

static lic_rc run_update(struct lic_cli *cli)
{
	bool has_settings = lic_cli_has(cli, "best-effort") || lic_cli_has(cli, "include-nested");
	bool has_properties = lic_cli_has(cli, "name") || lic_cli_has(cli, "nickname") ||
		lic_cli_has(cli, "description") || lic_cli_has(cli, "visibility");
	struct lic_cli__group group = {0};

	if (!has_settings && !has_properties) {
		return lic_cli_usage(cli, "Say what to change, for example --name NAME.");
	}
	LIC_TRY(lic_cli__group_find(cli, cli->args[0], &group));
	if (has_properties) {
		LIC_TRY(update_properties(cli, &group));
	}
	if (has_settings) {
		LIC_TRY(update_settings(cli, &group));
	}
	return lic_cli__group_done(cli, &group, "changed");
}

static lic_rc run_remove(struct lic_cli *cli)
{
	struct lic_cli__group group = {0};
	const char *path = NULL;

	LIC_TRY(lic_cli__group_find(cli, cli->args[0], &group));
	path = lic_cli__group_path(cli, "/v1.0", &group, "");
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__send(cli, &(struct lic_cli__call){.method = "DELETE", .path = path},
		NULL));
	return lic_cli__group_done(cli, &group, "deleted");
}

static lic_rc run_reprocess(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	struct lic_cli__group group = {0};
	const char *path = NULL;

	LIC_TRY(lic_cli__group_find(cli, cli->args[0], &group));
	path = lic_cli__group_path(cli, "/v1.0", &group, "/reprocessLicenseAssignment");
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__send(cli, &(struct lic_cli__call){.method = "POST", .path = path}, &root));
	return lic_cli__is_dry_run(cli)
		? lic_cli__group_preview(cli, &group, "decided again for every member", root)
		: lic_cli__group_done(cli, &group, "decided again for every member");
}

/* One row for each licence that is not healthy. */
static lic_rc error_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *member)
{
	const json_t *licenses = json_object_get(member, "licenses");

	(void)cli;
	(void)listing;
	for (size_t i = 0; i < json_array_size(licenses); i++) {
		const json_t *license = json_array_get(licenses, i);
		const char *cells[] = {
			lic_cli__text(member, "userPrincipalName"),
			lic_cli__text(license, "skuPartNumber"),
			lic_cli__text(license, "state"),
			lic_cli__text(license, "cause"),
			lic_cli__text(license, "remedy"),
		};

		if (cells[3] != NULL) {
			LIC_TRY(lic_cli_list_row(list, cells, NULL));
		}
	}
	return LIC_OK_RC;
}

static lic_rc run_errors(struct lic_cli *cli)
{
	struct lic_cli__listing listing = {
		.columns = error_columns,
		.column_count = LIC_COUNT(error_columns),
		.row = error_row,
		.has_top = true,
	};
	struct lic_cli__group group = {0};

	LIC_TRY(lic_cli__group_find(cli, cli->args[0], &group));
	listing.path =
		lic_arena_printf(cli->arena, "/api/v1/groups/%s/members?errors=true", group.id);
	return listing.path == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli__list_pages(cli, &listing);
}

static const struct lic_cli_option list_options[] = {
	{"top", "N", "show the first N (default 100)", 0},
	{"all", NULL, "show all", 0},
	{"errors", NULL, "only groups with members in error", 0},
};

static const struct lic_cli_option add_options[] = {
	{"nickname", "NAME", "mail nickname; made of the name otherwise", 0},
	{"description", "TEXT", "what it is for", 0},
	{"mail", NULL, "mail-enabled", 0},
	{"microsoft-365", NULL, "a Microsoft 365 group", 0},
};

static const struct lic_cli_option update_options[] = {
	{"name", "NAME", "new display name", 0},
	{"nickname", "NAME", "new mail nickname", 0},
	{"description", "TEXT", "new description; \"\" for none", 0},
	{"visibility", "WORD", "Public, Private or HiddenMembership", 0},
	{"best-effort", "yes|no", "give the products that work", 0},
	{"include-nested", "yes|no", "license members of members, too", 0},
};

static const struct lic_cli_option error_options[] = {
	{"top", "N", "show the first N members (default 100)", 0},
	{"all", NULL, "show all", 0},
};

#define CHANGE_FLAGS (LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE)

static const struct lic_cli_command rows[] = {
	{
		.name = "group list",
		.arguments = "",
		.noun_summary = LIC_CLI__GROUP_SUMMARY,
		.summary = "list groups and what they give",
		.examples = "licentia group list --errors\n",
		.options = list_options,
		.option_count = LIC_COUNT(list_options),
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_list,
	},
	{
		.name = "group show",
		.arguments = "GROUP",
		.noun_summary = LIC_CLI__GROUP_SUMMARY,
		.summary = "show a group, what it gives and how far that is",
		.detail = "A group is named by its id or display name.",
		.examples = "licentia group show Sales\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_show,
	},
	{
		.name = "group add",
		.arguments = "NAME",
		.noun_summary = LIC_CLI__GROUP_SUMMARY,
		.summary = "make a group",
		.examples = "licentia group add Sales --description \"Who sells\"\n",
		.options = add_options,
		.option_count = LIC_COUNT(add_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = CHANGE_FLAGS,
		.section = LIC_CLI_USERS,
		.run = run_add,
	},
	{
		.name = "group update",
		.arguments = "GROUP",
		.noun_summary = LIC_CLI__GROUP_SUMMARY,
		.summary = "change a group",
		.detail =
			"Normally a member gets all products of a group or none; with best effort\n"
			"what fails stands alone.",
		.examples = "licentia group update Sales --best-effort yes\n",
		.options = update_options,
		.option_count = LIC_COUNT(update_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = CHANGE_FLAGS,
		.section = LIC_CLI_USERS,
		.run = run_update,
	},
	{
		.name = "group remove",
		.arguments = "GROUP",
		.noun_summary = LIC_CLI__GROUP_SUMMARY,
		.summary = "delete a group that gives no licences",
		.detail =
			"Take its licences first. A Microsoft 365 group can be restored for 30 days.",
		.examples = "licentia group remove Sales --reason \"team dissolved\"\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = CHANGE_FLAGS,
		.section = LIC_CLI_USERS,
		.run = run_remove,
	},
	{
		.name = "group reprocess",
		.arguments = "GROUP",
		.noun_summary = LIC_CLI__GROUP_SUMMARY,
		.summary = "decide again what every member gets",
		.detail =
			"Not needed for healing: whatever is possible is given at once. It is here\n"
			"because Microsoft's administrators look for it.",
		.examples = "licentia group reprocess Sales\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = CHANGE_FLAGS,
		.section = LIC_CLI_USERS,
		.run = run_reprocess,
	},
	{
		.name = "group errors",
		.arguments = "GROUP",
		.noun_summary = LIC_CLI__GROUP_SUMMARY,
		.summary = "list who lacks something, why, and what mends it",
		.examples = "licentia group errors Sales\n",
		.options = error_options,
		.option_count = LIC_COUNT(error_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_errors,
	},
};

const struct lic_cli__table lic_cli__group_table = {rows, LIC_COUNT(rows)};
