/*
 * sku list, show, holders: what the organisation owns, by Graph's subscribedSkus, and who holds it.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"
#include "cli/names_int.h"

#include <string.h>

#define UNLIMITED_SEATS 1000000

static const struct lic_cli_column list_columns[] = {
	{"Product", "displayName", false, false},
	{"Part number", "skuPartNumber", false, false},
	{"Status", "capabilityStatus", false, false},
	{"Seats", "seats", true, false},
	{"Used", "consumedUnits", true, false},
	{"Free", "free", true, false},
	{"Id", "skuId", false, true},
};

static const struct lic_cli_column plan_columns[] = {
	{"Service plan", "displayName", false, false},
	{"Name", "servicePlanName", false, false},
	{"For", "appliesTo", false, false},
	{"Id", "servicePlanId", false, true},
};

/* Seats that can be used: those of running subscriptions and those in grace (R-04, D-03). */
static int64_t capacity_of(const json_t *subscribed)
{
	const json_t *units = json_object_get(subscribed, "prepaidUnits");

	return lic_cli__int(units, "enabled") + lic_cli__int(units, "warning");
}

/* What Graph shows for products of which there are as many as anybody wants; ours, too. */
static bool is_unlimited(const json_t *subscribed)
{
	const json_t *units = json_object_get(subscribed, "prepaidUnits");

	return lic_cli__int(units, "enabled") == UNLIMITED_SEATS ||
		lic_cli__int(units, "warning") == UNLIMITED_SEATS;
}

static int64_t free_of(const json_t *subscribed)
{
	int64_t left = capacity_of(subscribed) - lic_cli__int(subscribed, "consumedUnits");

	return left > 0 ? left : 0;
}

/* `count` seats of a product for people. */
static const char *seats_text(struct lic_cli *cli, const json_t *subscribed, int64_t count)
{
	return is_unlimited(subscribed) ? "unlimited" : lic_cli__number(cli, count);
}

/* Graph's subscribedSku with the name for people, when it is known; a new tree. */
static json_t *with_name(const struct lic_cli__sku *sku)
{
	json_t *copy = json_copy(sku->subscribed);

	if (sku->display != NULL &&
		json_object_set_new(copy, "displayName", json_string(sku->display)) != 0) {
		json_decref(copy);
		return NULL;
	}
	return copy;
}

/* How many more seats are taken than there are. */
static int64_t excess_of(const json_t *subscribed)
{
	int64_t excess = lic_cli__int(subscribed, "consumedUnits") - capacity_of(subscribed);

	return excess > 0 && !is_unlimited(subscribed) ? excess : 0;
}

/* says which products have more given than there is; nothing when there are none. */
static void note_conflicts(struct lic_cli *cli, const struct lic_cli__sku *skus, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int64_t excess = excess_of(skus[i].subscribed);

		if (excess > 0) {
			lic_cli_note(cli,
				"License conflict: %lld of %s too many. One or more users need a valid license: "
				"licentia sku conflict \"%s\" says what can be done.",
				(long long)excess,
				lic_cli__clean(cli->scratch, lic_cli__sku_name(&skus[i])),
				skus[i].part);
		}
	}
}

static lic_rc run_list(struct lic_cli *cli)
{
	const struct lic_cli__sku *skus = NULL;
	struct lic_cli_list *list = NULL;
	size_t count = 0;

	LIC_TRY(lic_cli__skus_owned(cli, &skus, &count));
	LIC_TRY(lic_cli_list_begin(cli, list_columns, LIC_COUNT(list_columns), &list));
	for (size_t i = 0; i < count; i++) {
		LIC_AUTO(lic_json_freep) json_t *subscribed = with_name(&skus[i]);
		const char *cells[] = {
			lic_cli__sku_name(&skus[i]),
			skus[i].part,
			lic_cli__text(subscribed, "capabilityStatus"),
			seats_text(cli, subscribed, capacity_of(subscribed)),
			lic_cli__number(cli, lic_cli__int(subscribed, "consumedUnits")),
			seats_text(cli, subscribed, free_of(subscribed)),
			skus[i].id,
		};

		if (subscribed == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(lic_cli_list_row(list, cells, subscribed));
	}
	lic_cli_list_end(list);
	note_conflicts(cli, skus, count);
	return LIC_OK_RC;
}

static lic_rc print_plans(struct lic_cli *cli, const struct lic_cli__sku *sku)
{
	const json_t *plans = json_object_get(sku->subscribed, "servicePlans");
	struct lic_cli_list *list = NULL;

	LIC_TRY(lic_cli_list_begin(cli, plan_columns, LIC_COUNT(plan_columns), &list));
	for (size_t i = 0; i < sku->plan_count; i++) {
		const struct lic_cli__plan *plan = &sku->plans[i];
		const json_t *raw = json_array_get(plans, i);
		const char *cells[] = {plan->display == NULL ? plan->name : plan->display,
			plan->name, lic_cli__text(raw, "appliesTo"), plan->id};

		LIC_TRY(lic_cli_list_row(list, cells, raw));
	}
	lic_cli_list_end(list);
	return LIC_OK_RC;
}

/* Finds an owned product; one that is not owned has no seats to show. */
static lic_rc find_owned(struct lic_cli *cli, const struct lic_cli__sku **ret_sku)
{
	LIC_TRY(lic_cli__sku_find(cli, cli->args[0], ret_sku));
	if ((*ret_sku)->subscribed == NULL) {
		return lic_err_set(&cli->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"The organisation does not own %s.", lic_cli__sku_name(*ret_sku));
	}
	return LIC_OK_RC;
}

static lic_rc run_show(struct lic_cli *cli)
{
	const struct lic_cli__sku *sku = NULL;
	const json_t *units = NULL;
	static const char *const buckets[] = {"enabled", "warning", "suspended", "lockedOut"};

	LIC_TRY(find_owned(cli, &sku));
	if (lic_cli_is_json(cli)) {
		LIC_AUTO(lic_json_freep) json_t *tree = with_name(sku);

		return tree == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli_print_tree(cli, tree);
	}
	if (lic_cli_has(cli, "csv")) {
		return print_plans(cli, sku);
	}
	lic_cli_print(cli, "%s\n", lic_cli__clean(cli->scratch, lic_cli__sku_name(sku)));
	lic_cli__print_field(cli, "Part number", sku->part);
	lic_cli__print_field(cli, "Id", sku->id);
	lic_cli__print_field(cli, "Status", lic_cli__text(sku->subscribed, "capabilityStatus"));
	lic_cli__print_field(cli, "Used",
		lic_cli__number(cli, lic_cli__int(sku->subscribed, "consumedUnits")));
	lic_cli__print_field(cli, "Free",
		seats_text(cli, sku->subscribed, free_of(sku->subscribed)));
	units = json_object_get(sku->subscribed, "prepaidUnits");
	for (size_t i = 0; i < LIC_COUNT(buckets); i++) {
		const char *label = lic_arena_printf(cli->scratch, "Seats %s", buckets[i]);

		if (label != NULL && (i == 0 || lic_cli__int(units, buckets[i]) != 0)) {
			int64_t seats = lic_cli__int(units, buckets[i]);

			lic_cli__print_field(cli, label,
				seats == UNLIMITED_SEATS ? "unlimited"
							 : lic_cli__number(cli, seats));
		}
	}
	lic_cli__print_field(cli, "Subscriptions",
		lic_cli__join(cli, json_object_get(sku->subscribed, "subscriptionIds"), NULL,
			", "));
	lic_cli_print(cli, "\n");
	return print_plans(cli, sku);
}

static const struct lic_cli_column holder_columns[] = {
	{"User", "userPrincipalName", false, false},
	{"Name", "displayName", false, false},
	{"Assigned", "assignedByGroup", false, false},
	{"State", "state", false, false},
	{"Error", "error", false, false},
	{"Plans off", "disabledPlans", false, false},
	{"Id", "id", false, true},
};

/* The names of the plans whose ids are in the array `ids`. */
static const char *plan_names(struct lic_cli *cli, const struct lic_cli__sku *sku,
	const json_t *ids)
{
	json_t *names = json_array();
	const char *joined = NULL;

	for (size_t i = 0; i < json_array_size(ids); i++) {
		const json_t *id = json_array_get(ids, i);
		const struct lic_cli__plan *plan =
			json_is_string(id) ? lic_cli__plan_by_id(sku, json_string_value(id)) : NULL;

		(void)json_array_append_new(names,
			plan == NULL ? json_incref(json_array_get(ids, i))
				     : json_string(plan->name));
	}
	joined = lic_cli__join(cli, names, NULL, " ");
	json_decref(names);
	return joined;
}

/* A path by which `user` holds the product. */
static lic_rc holder_path(struct lic_cli *cli, const struct lic_cli__sku *sku,
	struct lic_cli_list *list, const json_t *user, const json_t *path)
{
	const char *group = lic_cli__text(path, "assignedByGroup");
	const char *error = lic_cli__text(path, "error");
	const char *cells[] = {
		lic_cli__text(user, "userPrincipalName"),
		lic_cli__text(user, "displayName"),
		group == NULL ? "directly" : group,
		lic_cli__text(path, "state"),
		error != NULL && strcmp(error, "None") == 0 ? "" : error,
		plan_names(cli, sku, json_object_get(path, "disabledPlans")),
		lic_cli__text(user, "id"),
	};

	return lic_cli_list_row(list, cells, user);
}

/* A row of our own call: user and path in one object. */
static lic_rc holder_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *holder)
{
	return holder_path(cli, listing->data, list, holder, holder);
}

/* Rows of a user as Graph shows it: one for each path to the product. */
static lic_rc graph_holder_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *user)
{
	const struct lic_cli__sku *sku = listing->data;

	if (lic_cli_is_json(cli)) {
		return holder_path(cli, sku, list, user, NULL);
	}
	for (size_t i = 0; i < json_array_size(json_object_get(user, "licenseAssignmentStates"));
		i++) {
		const json_t *state =
			json_array_get(json_object_get(user, "licenseAssignmentStates"), i);
		const char *id = lic_cli__text(state, "skuId");

		if (id != NULL && lic_text_equal_nocase(id, sku->id)) {
			LIC_TRY(holder_path(cli, sku, list, user, state));
		}
	}
	return LIC_OK_RC;
}

static lic_rc run_holders(struct lic_cli *cli)
{
	const struct lic_cli__sku *sku = NULL;
	struct lic_cli__listing listing = {.columns = holder_columns,
		.column_count = LIC_COUNT(holder_columns),
		.has_top = true};
	bool is_licentia = false;

	LIC_TRY(find_owned(cli, &sku));
	LIC_TRY(lic_cli__ask_server(cli, &is_licentia));
	listing.data = sku;
	listing.row = is_licentia ? holder_row : graph_holder_row;
	listing.path = lic_arena_printf(cli->arena,
		is_licentia ? "/api/v1/skus/%s/holders"
			    : "/v1.0/users?$filter=assignedLicenses/any(s:s/skuId%%20eq%%20%s)"
			      "&$select=id,userPrincipalName,displayName,licenseAssignmentStates",
		sku->id);
	return listing.path == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli__list_pages(cli, &listing);
}

static const struct lic_cli_option holder_options[] = {
	{"top", "N", "show the first N (default 100)", 0},
	{"all", NULL, "show all", 0},
};

static const struct lic_cli_command rows[] = {
	{
		.name = "sku list",
		.arguments = "",
		.summary = "list the products you own, seats used and free",
		.detail = "Seats in grace count as seats: they can be given.",
		.examples = "licentia sku list\nlicentia sku list --json\n",
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_PRODUCTS,
		.run = run_list,
	},
	{
		.name = "sku show",
		.arguments = "SKU",
		.summary = "show one of them with its service plans",
		.examples = "licentia sku show \"Office 365 E3\"\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_PRODUCTS,
		.run = run_show,
	},
	{
		.name = "sku holders",
		.arguments = "SKU",
		.summary = "list who holds one of them",
		.examples = "licentia sku holders ENTERPRISEPACK --all --csv > e3.csv\n",
		.options = holder_options,
		.option_count = LIC_COUNT(holder_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_PRODUCTS,
		.run = run_holders,
	},
};

const struct lic_cli__table lic_cli__sku_table = {rows, LIC_COUNT(rows)};
