/*
 * user list, show, set.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/files_int.h"
#include "cli/groups_int.h"
#include "cli/http_int.h"
#include "cli/named_int.h"
#include "cli/names_int.h"
#include "cli/users_int.h"

#include <string.h>

#define BODY_BYTES_MAX ((size_t)256 * 1024)
#define GROUP_NAME "groupDisplayName" /* what name_groups() adds to a state */

static const struct lic_cli_column list_columns[] = {
	{"User", "userPrincipalName", false, false},
	{"Name", "displayName", false, false},
	{"Location", "usageLocation", false, false},
	{"Sign-in", "accountEnabled", false, false},
	{"Licences", "licenses", false, false},
	{"Id", "id", false, true},
};

static const struct lic_cli_column deleted_columns[] = {
	{"Id", "id", false, false},
	{"User", "userPrincipalName", false, false},
	{"Name", "displayName", false, false},
	{"Deleted", "deletedDateTime", false, false},
};

/* The part numbers of a user's licences; the id of a product that is no longer owned. */
static const char *license_names(struct lic_cli *cli, const json_t *user)
{
	json_t *names = json_array();
	const char *joined = NULL;

	for (size_t i = 0; i < json_array_size(json_object_get(user, "assignedLicenses")); i++) {
		const json_t *license =
			json_array_get(json_object_get(user, "assignedLicenses"), i);
		const char *id = lic_cli__text(license, "skuId");
		const struct lic_cli__sku *sku = lic_cli__sku_by_id(cli, id == NULL ? "" : id);

		(void)json_array_append_new(names, json_string(sku == NULL ? id : sku->part));
	}
	joined = lic_cli__join(cli, names, NULL, " ");
	json_decref(names);
	return joined;
}

static lic_rc list_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *user)
{
	const char *cells[] = {
		lic_cli__text(user, "userPrincipalName"),
		lic_cli__text(user, "displayName"),
		lic_cli__text(user, "usageLocation"),
		json_is_false(json_object_get(user, "accountEnabled")) ? "blocked" : "allowed",
		license_names(cli, user),
		lic_cli__text(user, "id"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, user);
}

static lic_rc deleted_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *user)
{
	const char *cells[] = {
		lic_cli__text(user, "id"),
		lic_cli__text(user, "userPrincipalName"),
		lic_cli__text(user, "displayName"),
		lic_cli__text(user, "deletedDateTime"),
	};

	(void)cli;
	(void)listing;
	return lic_cli_list_row(list, cells, user);
}

static const struct lic_cli__listing live_users = {
	.path = "/v1.0/users"
		"?$select=id,userPrincipalName,displayName,usageLocation,accountEnabled,assignedLicenses",
	.columns = list_columns,
	.column_count = LIC_COUNT(list_columns),
	.row = list_row,
	.has_top = true,
};

static const struct lic_cli__listing deleted_users = {
	.path = "/v1.0/directory/deletedItems/microsoft.graph.user"
		"?$select=id,userPrincipalName,displayName,deletedDateTime",
	.columns = deleted_columns,
	.column_count = LIC_COUNT(deleted_columns),
	.row = deleted_row,
	.has_top = true,
};

/* Narrows `listing` to the users of the view that --view names. */
static lic_rc use_view(struct lic_cli *cli, struct lic_cli__listing *listing)
{
	LIC_AUTO(lic_json_freep) json_t *view = NULL;
	const char *filter = NULL;

	LIC_TRY(lic_cli__named_find(cli, &lic_cli__views, lic_cli_get(cli, "view"), &view));
	filter = lic_cli__text(view, "filter");
	if (filter == NULL) {
		return lic_err_set(&cli->err, LIC_E_BUG, NULL,
			"The server sent a view without a filter.");
	}
	filter = lic_cli__escape(cli, filter);
	listing->path = filter == NULL
		? NULL
		: lic_arena_printf(cli->arena, "%s&$filter=%s", listing->path, filter);
	return listing->path == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc run_list(struct lic_cli *cli)
{
	struct lic_cli__listing listing = live_users;
	const struct lic_cli__sku *skus = NULL;
	size_t count = 0;

	if (lic_cli_has(cli, "deleted") && lic_cli_has(cli, "view")) {
		return lic_cli_usage(cli,
			"A view has no deleted users: choose one of --view and --deleted.");
	}
	if (lic_cli_has(cli, "deleted")) {
		return lic_cli__list_pages(cli, &deleted_users);
	}
	if (lic_cli_has(cli, "view")) {
		LIC_TRY(use_view(cli, &listing));
	}
	LIC_TRY(lic_cli__skus_owned(cli, &skus, &count)); /* for their names */
	return lic_cli__list_pages(cli, &listing);
}

/* A property as it is shown. */
struct shown_property {
	const char *label;    /* for people */
	const char *property; /* Graph's name */
};

/* What user show prints, in this order. */
static const struct shown_property shown[] = {
	{"Name", "displayName"},
	{"Id", "id"},
	{"Usage location", "usageLocation"},
	{"Type", "userType"},
	{"Given name", "givenName"},
	{"Surname", "surname"},
	{"Mail", "mail"},
	{"Job title", "jobTitle"},
	{"Department", "department"},
	{"Company", "companyName"},
	{"Employee id", "employeeId"},
	{"Office", "officeLocation"},
	{"Mobile phone", "mobilePhone"},
	{"Fax", "faxNumber"},
	{"Street", "streetAddress"},
	{"Postal code", "postalCode"},
	{"City", "city"},
	{"State", "state"},
	{"Country", "country"},
	{"Language", "preferredLanguage"},
	{"Created", "createdDateTime"},
};

/* The names of the plans of `detail` (a licenseDetails) that are off. */
static const char *plans_off(struct lic_cli *cli, const json_t *detail)
{
	json_t *names = json_array();
	const char *joined = NULL;

	for (size_t i = 0; i < json_array_size(json_object_get(detail, "servicePlans")); i++) {
		const json_t *plan = json_array_get(json_object_get(detail, "servicePlans"), i);
		const char *status = lic_cli__text(plan, "provisioningStatus");

		if (status != NULL && strcmp(status, "Disabled") == 0) {
			(void)json_array_append_new(names,
				json_string(lic_cli__text(plan, "servicePlanName")));
		}
	}
	joined = lic_cli__join(cli, names, NULL, ", ");
	json_decref(names);
	return joined;
}

/* One licence: its product, what is off, and by which paths it comes. */
static void print_license(struct lic_cli *cli, const json_t *user, const json_t *detail)
{
	const char *id = lic_cli__text(detail, "skuId");
	const struct lic_cli__sku *sku = lic_cli__sku_by_id(cli, id == NULL ? "" : id);

	lic_cli_print(cli, "  %s (%s)\n",
		lic_cli__clean(cli->scratch, sku == NULL ? id : lic_cli__sku_name(sku)),
		lic_cli__clean(cli->scratch, lic_cli__text(detail, "skuPartNumber")));
	lic_cli__print_field(cli, "  plans off", plans_off(cli, detail));
	for (size_t i = 0; i < json_array_size(json_object_get(user, "licenseAssignmentStates"));
		i++) {
		const json_t *state =
			json_array_get(json_object_get(user, "licenseAssignmentStates"), i);
		const char *state_sku = lic_cli__text(state, "skuId");
		const char *group = lic_cli__text(state, "assignedByGroup");
		const char *name = lic_cli__text(state, GROUP_NAME);
		const char *error = lic_cli__text(state, "error");
		bool is_wrong = error != NULL && strcmp(error, "None") != 0;

		if (state_sku == NULL || id == NULL || !lic_text_equal_nocase(state_sku, id)) {
			continue;
		}
		lic_cli__print_field(cli, "  assigned",
			lic_arena_printf(cli->scratch, "%s%s, %s%s%s",
				group == NULL ? "directly" : "by group ",
				group == NULL          ? ""
					: name == NULL ? group
						       : name,
				lic_cli__text(state, "state"), is_wrong ? ": " : "",
				is_wrong ? error : ""));
	}
}

static void print_user(struct lic_cli *cli, const json_t *user)
{
	lic_cli_print(cli, "%s\n",
		lic_cli__clean(cli->scratch, lic_cli__text(user, "userPrincipalName")));
	for (size_t i = 0; i < LIC_COUNT(shown); i++) {
		lic_cli__print_field(cli, shown[i].label, lic_cli__text(user, shown[i].property));
	}
	lic_cli__print_field(cli, "Business phone",
		lic_cli__join(cli, json_object_get(user, "businessPhones"), NULL, ", "));
	lic_cli__print_field(cli, "Sign-in",
		json_is_false(json_object_get(user, "accountEnabled")) ? "blocked" : "allowed");
	lic_cli_print(cli, "%s\n",
		json_array_size(json_object_get(user, "licenseDetails")) == 0 ? "No licences"
									      : "Licences");
	for (size_t i = 0; i < json_array_size(json_object_get(user, "licenseDetails")); i++) {
		const json_t *detail = json_array_get(json_object_get(user, "licenseDetails"), i);
		print_license(cli, user, detail);
	}
}

/* The path of a user, with `rest` behind it; NULL when memory is out. */
static const char *user_path(struct lic_cli *cli, const char *user, const char *rest)
{
	const char *key = lic_cli__escape(cli, user);

	return key == NULL ? NULL : lic_arena_printf(cli->scratch, "/v1.0/users/%s%s", key, rest);
}

/* The name that the group `id` has in one of the first `count` states, or NULL. */
static const char *known_name(const json_t *states, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++) {
		const json_t *state = json_array_get(states, i);
		const char *other = lic_cli__text(state, "assignedByGroup");

		if (other != NULL && strcmp(other, id) == 0) {
			return lic_cli__text(state, GROUP_NAME);
		}
	}
	return NULL;
}

/* Writes the names of the groups that licences come from into their states. */
static lic_rc name_groups(struct lic_cli *cli, const json_t *user)
{
	const json_t *states = json_object_get(user, "licenseAssignmentStates");

	for (size_t i = 0; i < json_array_size(states); i++) {
		json_t *state = json_array_get(states, i);
		const char *id = lic_cli__text(state, "assignedByGroup");
		const char *name = id == NULL ? NULL : known_name(states, i, id);

		if (id != NULL && name == NULL) {
			LIC_TRY(lic_cli__group_name(cli, id, &name));
		}
		if (name != NULL &&
			json_object_set_new(state, GROUP_NAME, json_string(name)) != 0) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	return LIC_OK_RC;
}

static lic_rc run_show(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *user = NULL;
	LIC_AUTO(lic_json_freep) json_t *details = NULL;
	const struct lic_cli__sku *skus = NULL;
	size_t count = 0;
	const char *path = user_path(cli, cli->args[0],
		"?$select=id,userPrincipalName,displayName,givenName,surname,mail,mailNickname,userType,"
		"accountEnabled,usageLocation,jobTitle,department,companyName,employeeId,officeLocation,"
		"businessPhones,mobilePhone,faxNumber,streetAddress,city,state,postalCode,country,"
		"preferredLanguage,createdDateTime,assignedLicenses,licenseAssignmentStates");
	const char *details_path = user_path(cli, cli->args[0], "/licenseDetails");

	if (path == NULL || details_path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__get(cli, path, &user));
	LIC_TRY(lic_cli__get(cli, details_path, &details));
	if (json_object_set(user, "licenseDetails", json_object_get(details, "value")) != 0) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, user);
	}
	LIC_TRY(lic_cli__skus_owned(cli, &skus, &count)); /* for their names */
	LIC_TRY(name_groups(cli, user));
	print_user(cli, user);
	return LIC_OK_RC;
}

static lic_rc set_user(struct lic_cli *cli, const char *user, void *arg,
	struct lic_cli__outcome *ret_outcome)
{
	const struct lic_buf *body = arg;
	const char *path = user_path(cli, user, "");

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = "PATCH", .path = path, .body = body}, NULL));
	ret_outcome->done = lic_cli__is_dry_run(cli) ? "would be changed" : "changed";
	return LIC_OK_RC;
}

/* The first argument is the user, the others are properties. */
static lic_rc run_set(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;

	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	LIC_TRY(lic_cli__properties_write(cli, 1, NULL, &json));
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	cli->arg_count = 1;
	return lic_cli__for_users(cli, set_user, &body);
}

static const struct lic_cli_option list_options[] = {
	{"top", "N", "show the first N (default 100)", 0},
	{"all", NULL, "show all", 0},
	{"deleted", NULL, "show the deleted users, who can be restored", 0},
	{"view", "VIEW", "show the users of a custom view", 0},
};

static const struct lic_cli_command rows[] = {
	{
		.name = "user list",
		.arguments = "",
		.summary = "list users and their licences",
		.examples =
			"licentia user list --top 20\nlicentia user list --all --csv > users.csv\n"
			"licentia user list --view \"Sales in NL\"\n",
		.options = list_options,
		.option_count = LIC_COUNT(list_options),
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_list,
	},
	{
		.name = "user show",
		.arguments = "USER",
		.summary = "show a user, licences and where they come from",
		.examples = "licentia user show anna@contoso.com\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_show,
	},
	{
		.name = "user set",
		.arguments = "USER PROPERTY=VALUE...",
		.summary = "change properties of a user",
		.detail = "Properties have Graph's names, in any case; PROPERTY= clears one.",
		.examples =
			"licentia user set anna@contoso.com usageLocation=NL department=Sales\n"
			"licentia user set anna@contoso.com accountEnabled=false mobilePhone=\n",
		.min_arguments = 2,
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_set,
	},
};

const struct lic_cli__table lic_cli__user_table = {rows, LIC_COUNT(rows)};
