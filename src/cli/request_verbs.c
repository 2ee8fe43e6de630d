/*
 * request list, show, approve, reject: what people ask for, and deciding it.
 */
#include "cli/cli_int.h"
#include "cli/groups_int.h"
#include "cli/http_int.h"
#include "cli/names_int.h"
#include "cli/users_int.h"

#include <string.h>

#define PATH "/api/v1/licenseRequests"
#define BODY_BYTES_MAX ((size_t)64 * 1024)
#define PRIORITY_MAX 100

static const struct lic_cli_column columns[] = {
	{"Asked", "createdDateTime", false, false},
	{"By", "requestedBy", false, false},
	{"Product", "product", false, false},
	{"For", "people", false, false},
	{"State", "state", false, false},
	{"Id", "id", false, false},
};

static lic_rc request_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *request)
{
	const char *cells[] = {
		lic_cli__text(request, "createdDateTime"),
		lic_cli__text(json_object_get(request, "requestedBy"), "userPrincipalName"),
		lic_cli__text(json_object_get(request, "sku"), "displayName"),
		lic_cli__join(cli, json_object_get(request, "people"), "userPrincipalName", " "),
		lic_cli__text(request, "state"),
		lic_cli__text(request, "id"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, request);
}

static lic_rc run_list(struct lic_cli *cli)
{
	const struct lic_cli__listing listing = {
		.path = lic_cli_has(cli, "completed") ? PATH "?state=completed" : PATH,
		.columns = columns,
		.column_count = LIC_COUNT(columns),
		.row = request_row,
		.has_top = true,
	};

	return lic_cli__list_pages(cli, &listing);
}

/* The path of the request that the first argument names, with `end` behind it. */
static lic_rc path_of(struct lic_cli *cli, const char *end, const char **ret_path)
{
	const char *key = lic_cli__escape(cli, cli->args[0]);

	*ret_path = key == NULL ? NULL : lic_arena_printf(cli->arena, PATH "/%s%s", key, end);
	return *ret_path == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Somebody whom a request is for: what became of it, by whom, and what was said. */
static void print_person(struct lic_cli *cli, const json_t *person)
{
	const char *product = lic_cli__text(json_object_get(person, "sku"), "displayName");
	const char *group = lic_cli__text(json_object_get(person, "group"), "displayName");
	const char *by = lic_cli__text(person, "decidedBy");
	const char *message = lic_cli__text(person, "message");

	lic_cli_print(cli, "  %s  %s%s%s%s%s",
		lic_cli__clean(cli->scratch, lic_cli__text(person, "userPrincipalName")),
		lic_cli__clean(cli->scratch, lic_cli__text(person, "state")),
		product == NULL ? "" : ": ", lic_cli__clean(cli->scratch, product),
		group == NULL ? "" : " by group ", lic_cli__clean(cli->scratch, group));
	lic_cli_print(cli, "%s%s\n", by == NULL ? "" : ", by ", lic_cli__clean(cli->scratch, by));
	if (message != NULL) {
		lic_cli_print(cli, "    %s\n", lic_cli__clean(cli->scratch, message));
	}
}

static lic_rc print_request(struct lic_cli *cli, const json_t *request)
{
	const json_t *people = json_object_get(request, "people");

	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, request);
	}
	lic_cli_print(cli, "%s\n",
		lic_cli__clean(cli->scratch,
			lic_cli__text(json_object_get(request, "sku"), "displayName")));
	lic_cli__print_field(cli, "Asked by",
		lic_cli__text(json_object_get(request, "requestedBy"), "userPrincipalName"));
	lic_cli__print_field(cli, "Asked", lic_cli__text(request, "createdDateTime"));
	lic_cli__print_field(cli, "Why", lic_cli__text(request, "message"));
	lic_cli__print_field(cli, "State", lic_cli__text(request, "state"));
	lic_cli__print_field(cli, "Id", lic_cli__text(request, "id"));
	lic_cli_print(cli, "For\n");
	for (size_t i = 0; i < json_array_size(people); i++) {
		print_person(cli, json_array_get(people, i));
	}
	return LIC_OK_RC;
}

static lic_rc run_show(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *path = NULL;

	LIC_TRY(path_of(cli, "", &path));
	LIC_TRY(lic_cli__get(cli, path, &root));
	return print_request(cli, root);
}

/* Writes whom the decision `member` is about: those named with --user, or all who are pending in
 * `request`. */
static lic_rc write_people(struct lic_cli *cli, const json_t *request, const char *member,
	struct lic_json *json)
{
	const json_t *people = json_object_get(request, "people");
	const char *const *named = NULL;
	size_t count = 0;

	LIC_TRY(lic_cli_get_all(cli, "user", &named, &count));
	lic_json_key(json, member);
	lic_json_array(json);
	for (size_t i = 0; i < count; i++) {
		lic_json_string(json, named[i]);
	}
	for (size_t i = 0; count == 0 && i < json_array_size(people); i++) {
		const json_t *person = json_array_get(people, i);
		const char *state = lic_cli__text(person, "state");

		if (state != NULL && strcmp(state, "pending") == 0) {
			lic_json_string(json, lic_cli__text(person, "id"));
		}
	}
	lic_json_end(json);
	return LIC_OK_RC;
}

/* Writes which product of `request`, or in its place, is given, and what of it is off. */
static lic_rc write_product(struct lic_cli *cli, const json_t *request, struct lic_json *json)
{
	const char *asked = lic_cli__text(json_object_get(request, "sku"), "skuId");
	const char *text = lic_cli_has(cli, "sku") ? lic_cli_get(cli, "sku") : asked;
	const char *const *without = NULL;
	const struct lic_cli__sku *sku = NULL;
	size_t count = 0;

	LIC_TRY(lic_cli_get_all(cli, "without", &without, &count));
	if (text == NULL || (count == 0 && !lic_cli_has(cli, "sku"))) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_cli__sku_find(cli, text, &sku));
	lic_json_kstring(json, "sku", sku->id);
	lic_json_key(json, "disabledPlans");
	lic_json_array(json);
	for (size_t i = 0; i < count; i++) {
		const struct lic_cli__plan *plan = NULL;

		LIC_TRY(lic_cli__plan_find(cli, &sku, 1, without[i], &plan));
		lic_json_string(json, plan->id);
	}
	lic_json_end(json);
	return LIC_OK_RC;
}

/* Writes how the product is given: by a group, or waiting. */
static lic_rc write_manner(struct lic_cli *cli, struct lic_json *json)
{
	struct lic_cli__group group = {0};
	long long priority = 0;

	if (lic_cli_has(cli, "group")) {
		LIC_TRY(lic_cli__group_find(cli, lic_cli_get(cli, "group"), &group));
		lic_json_kstring(json, "group", group.id);
	}
	LIC_TRY(lic_cli_get_int(cli, "priority", -PRIORITY_MAX, PRIORITY_MAX, &priority));
	if (lic_cli_has(cli, "priority") && !lic_cli_has(cli, "wait")) {
		return lic_cli_usage(cli, "--priority is for who waits: add --wait.");
	}
	if (lic_cli_has(cli, "wait")) {
		lic_json_kbool(json, "wait", true);
	}
	if (lic_cli_has(cli, "priority")) {
		lic_json_kint(json, "priority", priority);
	}
	return LIC_OK_RC;
}

/* Tells of a rehearsed approval for each person, as the server has worked it out for all. */
static lic_rc print_previews(struct lic_cli *cli, const json_t *root)
{
	const json_t *people = json_object_get(root, "people");

	if (!json_is_true(json_object_get(root, "allowed"))) {
		lic_cli_set_exit(cli, LIC_EXIT_REFUSED);
	}
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, root);
	}
	for (size_t i = 0; i < json_array_size(people); i++) {
		json_t *preview = json_array_get(people, i);
		struct lic_cli__rehearsal counted = {0}; /* the server counts those before */
		struct lic_cli__outcome outcome = {0};

		LIC_TRY(lic_cli__preview(cli, preview, "approved", &counted, &outcome));
		lic_cli_print(cli, "%s  %s\n%s",
			lic_cli__clean(cli->scratch,
				lic_cli__text(json_object_get(preview, "user"),
					"userPrincipalName")),
			outcome.done, outcome.lines);
		json_decref(outcome.members);
	}
	lic_cli_print(cli, "Nothing was changed.\n");
	return LIC_OK_RC;
}

/* Sends the decision `member` ("approve") about `request`. */
static lic_rc decide(struct lic_cli *cli, const json_t *request, const char *member)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	const char *path = NULL;
	struct lic_json json;

	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	LIC_TRY(write_people(cli, request, member, &json));
	if (lic_cli_takes(cli, "sku")) {
		LIC_TRY(write_product(cli, request, &json));
		LIC_TRY(write_manner(cli, &json));
	}
	if (lic_cli_has(cli, "message")) {
		lic_json_kstring(&json, "message", lic_cli_get(cli, "message"));
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	LIC_TRY(path_of(cli, "/decide", &path));
	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = "POST", .path = path, .body = &body}, &root));
	return lic_cli__is_dry_run(cli) ? print_previews(cli, root) : print_request(cli, root);
}

static lic_rc read_and_decide(struct lic_cli *cli, const char *member)
{
	LIC_AUTO(lic_json_freep) json_t *request = NULL;
	const char *path = NULL;

	LIC_TRY(path_of(cli, "", &path));
	LIC_TRY(lic_cli__get(cli, path, &request));
	return decide(cli, request, member);
}

static lic_rc run_approve(struct lic_cli *cli)
{
	return read_and_decide(cli, "approve");
}

static lic_rc run_reject(struct lic_cli *cli)
{
	return read_and_decide(cli, "reject");
}

static const struct lic_cli_option list_options[] = {
	{"completed", NULL, "those that nobody waits for any more", 0},
	{"top", "N", "show the first N (default 100)", 0},
	{"all", NULL, "show all", 0},
};

static const struct lic_cli_option approve_options[] = {
	{"user", "USER", "only this person; else all pending", LIC_CLI_REPEATS},
	{"sku", "SKU", "give this product in place of the one asked for", 0},
	{"without", "PLAN", "leave this service plan off", LIC_CLI_REPEATS},
	{"group", "GROUP", "let them join this group, which gives the product", 0},
	{"wait", NULL, "who finds no seat waits for one", 0},
	{"priority", "N", "place in line, -100 to 100: smaller comes first", 0},
	{"message", "TEXT", "for the people", 0},
};

static const struct lic_cli_option reject_options[] = {
	{"user", "USER", "only this person; else all pending", LIC_CLI_REPEATS},
	{"message", "TEXT", "why, for the people", 0},
};

static const struct lic_cli_command rows[] = {
	{
		.name = "request list",
		.arguments = "",
		.summary = "list what people ask for, the latest first",
		.noun_summary = LIC_CLI__REQUEST_SUMMARY,
		.examples = "licentia request list\n",
		.options = list_options,
		.option_count = LIC_COUNT(list_options),
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_list,
	},
	{
		.name = "request show",
		.arguments = "REQUEST",
		.summary = "show a request, and what became of it",
		.noun_summary = LIC_CLI__REQUEST_SUMMARY,
		.examples = "licentia request show 0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_show,
	},
	{
		.name = "request approve",
		.arguments = "REQUEST",
		.summary = "give what was asked for, all or nothing",
		.noun_summary = LIC_CLI__REQUEST_SUMMARY,
		.examples = "licentia request approve 0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11 \\\n"
			    "  --without SWAY --message \"Have fun\"\n",
		.options = approve_options,
		.option_count = LIC_COUNT(approve_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_approve,
	},
	{
		.name = "request reject",
		.arguments = "REQUEST",
		.summary = "turn a request down, and say why",
		.noun_summary = LIC_CLI__REQUEST_SUMMARY,
		.examples = "licentia request reject 0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11 \\\n"
			    "  --message \"You have Visio Plan 1\"\n",
		.options = reject_options,
		.option_count = LIC_COUNT(reject_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_LICENSES,
		.run = run_reject,
	},
};

const struct lic_cli__table lic_cli__request_table = {rows, LIC_COUNT(rows)};
