/*
 * why: which path gives a user a service, or blocks it, and who did that.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"

#include <inttypes.h>
#include <string.h>

static const struct lic_cli_column columns[] = {
	{"Product", "displayName", false, false},
	{"Assigned", "assignedByGroup", false, false},
	{"Service", "planEnabled", false, false},
	{"State", "state", false, false},
	{"Error", "error", false, false},
	{"Since", "lastUpdatedDateTime", false, false},
	{"By", "actor", false, false},
	{"Operation", "operation", false, false},
	{"Reason", "reason", false, false},
};

/* Tells whether the server refused because of what the plan is called. */
static bool is_about_plan(const struct lic_cli *cli)
{
	const struct lic_err *err = &cli->err;

	return err->detail_count > 0 && err->details[0].target != NULL &&
		strcmp(err->details[0].target, "plan") == 0;
}

/* Asks the server. A plan that does not exist is the command line's mistake, as with other verbs.
 */
static lic_rc ask(struct lic_cli *cli, json_t **ret_root)
{
	const char *user = lic_cli__escape(cli, cli->args[0]);
	const char *plan = lic_cli__escape(cli, cli->args[1]);
	const char *path = user == NULL || plan == NULL
		? NULL
		: lic_arena_printf(cli->scratch, "/api/v1/users/%s/why?plan=%s", user, plan);
	lic_rc rc;

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	rc = lic_cli__get(cli, path, ret_root);
	cli->is_usage_error = !lic_ok(rc) && is_about_plan(cli);
	return rc;
}

static const char *product_name(const json_t *item)
{
	const char *name = lic_cli__text(item, "displayName");

	return name == NULL || name[0] == '\0' ? lic_cli__text(item, "skuPartNumber") : name;
}

static lic_rc path_row(struct lic_cli *cli, struct lic_cli_list *list, const json_t *path,
	bool shows_operations)
{
	const json_t *operation = json_object_get(path, "operation");
	const char *group = lic_cli__text(json_object_get(path, "assignedByGroup"), "displayName");
	const char *error = lic_cli__text(path, "error");
	const char *gone = shows_operations ? "no longer in the ledger" : NULL;
	const char *actor = lic_cli__text(json_object_get(operation, "actor"), "name");
	const char *cells[] = {
		product_name(path),
		group == NULL ? "directly" : lic_arena_printf(cli->scratch, "by group %s", group),
		json_is_true(json_object_get(path, "planEnabled")) ? "on" : "off",
		lic_cli__text(path, "state"),
		error != NULL && strcmp(error, "None") == 0 ? "" : error,
		lic_cli__text(path, "lastUpdatedDateTime"),
		actor == NULL ? gone : actor,
		json_is_object(operation)
			? lic_arena_printf(cli->scratch, "%s %s", lic_cli__text(operation, "kind"),
				  lic_cli__text(operation, "id"))
			: NULL,
		lic_cli__text(operation, "reason"),
	};

	return lic_cli_list_row(list, cells, path);
}

static lic_rc print_paths(struct lic_cli *cli, const json_t *root)
{
	const json_t *paths = json_object_get(root, "paths");
	bool shows_operations = json_is_true(json_object_get(root, "operationsShown"));
	struct lic_cli_list *list = NULL;

	LIC_TRY(lic_cli_list_begin(cli, columns, LIC_COUNT(columns), &list));
	for (size_t i = 0; i < json_array_size(paths); i++) {
		LIC_TRY(path_row(cli, list, json_array_get(paths, i), shows_operations));
	}
	lic_cli_list_end(list);
	return LIC_OK_RC;
}

/* What would give the service to somebody who has no path to it. */
static void print_products(struct lic_cli *cli, const json_t *root)
{
	const json_t *products = json_object_get(root, "products");

	lic_cli_print(cli, "No product with it is assigned, directly or by a group.\n");
	if (json_array_size(products) > 0) {
		lic_cli_print(cli, "Would give it: %s\n",
			lic_cli__clean(cli->scratch,
				lic_cli__join(cli, products, "displayName", ", ")));
	} else if (json_is_array(products)) {
		lic_cli_print(cli, "The organisation owns no product with it.\n");
	}
}

static void print_waits(struct lic_cli *cli, const json_t *root)
{
	const json_t *waits = json_object_get(root, "waiting");

	for (size_t i = 0; i < json_array_size(waits); i++) {
		const json_t *wait = json_array_get(waits, i);
		const char *group = lic_cli__text(json_object_get(wait, "group"), "displayName");
		const char *reason = lic_cli__text(wait, "reason");
		const char *full = lic_cli__text(wait, "fullAllotment");

		lic_cli_print(cli, "Waits for a seat of %s%s%s since %s",
			lic_cli__clean(cli->scratch, product_name(wait)),
			group == NULL ? "" : " by group ", lic_cli__clean(cli->scratch, group),
			lic_cli__clean(cli->scratch, lic_cli__text(wait, "sinceDateTime")));
		if (full != NULL) {
			lic_cli_print(cli, ", while the allotment %s has no room",
				lic_cli__clean(cli->scratch, full));
		}
		if (lic_cli__int(wait, "priority") != 0) {
			lic_cli_print(cli, " with priority %" PRId64,
				lic_cli__int(wait, "priority"));
		}
		if (reason != NULL) {
			lic_cli_print(cli, ": %s", lic_cli__clean(cli->scratch, reason));
		}
		lic_cli_print(cli, reason == NULL ? ".\n" : "\n");
	}
}

static lic_rc run_why(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const json_t *plan = NULL;

	LIC_TRY(ask(cli, &root));
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, root);
	}
	plan = json_object_get(root, "plan");
	if (!lic_cli_has(cli, "csv")) {
		lic_cli_print(cli, "%s %s %s (%s).\n",
			lic_cli__clean(cli->scratch,
				lic_cli__text(json_object_get(root, "user"), "userPrincipalName")),
			json_is_true(json_object_get(root, "hasService")) ? "has" : "does not have",
			lic_cli__clean(cli->scratch, lic_cli__text(plan, "displayName")),
			lic_cli__clean(cli->scratch, lic_cli__text(plan, "servicePlanName")));
	}
	if (json_array_size(json_object_get(root, "paths")) > 0 || lic_cli_has(cli, "csv")) {
		LIC_TRY(print_paths(cli, root));
	} else {
		print_products(cli, root);
	}
	if (!lic_cli_has(cli, "csv")) {
		print_waits(cli, root);
	}
	return LIC_OK_RC;
}

static const struct lic_cli_command rows[] = {
	{
		.name = "why",
		.arguments = "USER PLAN",
		.summary = "tell why a user has a service or lacks it",
		.detail =
			"Every product of the user that contains the service plan, whether directly or\n"
			"by a group, whether the service is on there, and who changed that last. One\n"
			"that is on is enough. Without any: which products would give it.",
		.examples = "licentia why anna@contoso.com EXCHANGE_S_ENTERPRISE\n"
			    "licentia why anna@contoso.com Sway --json\n",
		.min_arguments = 2,
		.max_arguments = 2,
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_why,
	},
};

const struct lic_cli__table lic_cli__why_table = {rows, LIC_COUNT(rows)};
