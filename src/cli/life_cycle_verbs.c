/*
 * subscription show, renew, cancel, delete; status; sku conflict: the life cycle of what was
 * bought, and what to look at.
 */
#include "cli/subscriptions_int.h"

#include "base/text.h"

#include <string.h>

#define SEATS_MAX 2147483647LL
#define BODY_BYTES_MAX ((size_t)4096)

/* The path of the subscription that the first argument names, with `end` behind it, in `*ret_path`.
 */
static lic_rc path_of(struct lic_cli *cli, const char *end, const char **ret_path)
{
	const char *key = lic_cli__escape(cli, cli->args[0]);

	*ret_path = key == NULL
		? NULL
		: lic_arena_printf(cli->arena, "/api/v1/subscriptions/%s%s", key, end);
	return *ret_path == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* A member of a subscription for people. */
struct field {
	const char *label;  /* before the value */
	const char *member; /* text */
};

static void print_number(struct lic_cli *cli, const char *label, const json_t *object,
	const char *member)
{
	if (json_is_integer(json_object_get(object, member))) {
		lic_cli__print_field(cli, label,
			lic_cli__number(cli, lic_cli__int(object, member)));
	}
}

/* Product keys that were used, each with its number and its day (U-54). */
static void print_keys(struct lic_cli *cli, const json_t *s)
{
	const json_t *key = NULL;
	size_t i = 0;

	json_array_foreach(json_object_get(s, "productKeys"), i, key)
	{
		const json_t *total = json_object_get(key, "totalLicenses");
		const char *seats = json_is_integer(total)
			? lic_arena_printf(cli->scratch, "%lld seats",
				  (long long)json_integer_value(total))
			: "unlimited";

		lic_cli__print_field(cli, "Product key",
			lic_arena_printf(cli->scratch, "ends in %s, %s since %s",
				lic_cli__text(key, "ending"), seats,
				lic_cli__text(key, "usedDateTime")));
	}
}

static void print_subscription(struct lic_cli *cli, const json_t *s)
{
	static const struct field fields[] = {{"Status", "status"},
		{"Since", "statusSinceDateTime"}, {"Next change", "nextLifecycleDateTime"},
		{"Licences go", "licensesLapseDateTime"}, {"Start", "startDate"},
		{"End", "endDate"}, {"Term", "term"}, {"Offer", "offer"},
		{"Channel", "purchaseChannel"}, {"Price", "pricePerSeat"}, {"Add-on of", "addOnOf"},
		{"Id", "id"}, {"Commerce id", "commerceSubscriptionId"}};
	const json_t *warning = json_object_get(s, "warning");

	lic_cli_print(cli, "%s\n", lic_cli__clean(cli->scratch, lic_cli__text(s, "displayName")));
	lic_cli__print_field(cli, "Seats", lic_cli__subscription_seats(cli, s));
	print_number(cli, "At renewal", s, "licensesAtRenewal");
	for (size_t i = 0; i < LIC_COUNT(fields); i++) {
		if (lic_cli__text(s, fields[i].member) != NULL) {
			lic_cli__print_field(cli, fields[i].label,
				lic_cli__text(s, fields[i].member));
		}
	}
	lic_cli__print_field(cli, "Recurring",
		json_is_true(json_object_get(s, "recurringBilling")) ? "yes" : "no");
	print_number(cli, "Days expired", s, "graceDays");
	print_number(cli, "Days disabled", s, "disabledDays");
	print_keys(cli, s);
	if (json_is_object(warning)) {
		lic_cli_print(cli, "%s\n%s\n",
			lic_cli__clean(cli->scratch, lic_cli__text(warning, "message")),
			lic_cli__clean(cli->scratch, lic_cli__text(warning, "remedy")));
	}
}

static lic_rc run_show(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *path = NULL;

	LIC_TRY(path_of(cli, "", &path));
	LIC_TRY(lic_cli__get(cli, path, &root));
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, root);
	}
	print_subscription(cli, root);
	return LIC_OK_RC;
}

static lic_rc run_renew(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *path = NULL;
	struct lic_json json;
	long long seats = 0;

	LIC_TRY(path_of(cli, "/renew", &path));
	LIC_TRY(lic_cli_get_int(cli, "seats", 1, SEATS_MAX, &seats));
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	if (lic_cli_has(cli, "end")) {
		lic_json_kstring(&json, "endDate", lic_cli_get(cli, "end"));
	}
	if (lic_cli_has(cli, "seats")) {
		lic_json_kint(&json, "totalLicenses", seats);
	}
	if (lic_cli_has(cli, "product-key")) {
		lic_json_kstring(&json, "productKey", lic_cli_get(cli, "product-key"));
	}
	LIC_TRY(lic_cli__write_yes_no(cli, "recurring", "recurringBilling", &json));
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = "POST", .path = path, .body = &body}, &root));
	return lic_cli__subscription_changed(cli, "Renewed.", root);
}

static lic_rc run_cancel(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *path = NULL;
	const char *status = NULL;

	LIC_TRY(path_of(cli, "/cancel", &path));
	LIC_TRY(lic_cli__send(cli, &(struct lic_cli__call){.method = "POST", .path = path}, &root));
	status = lic_cli__text(root, "status");
	return lic_cli__subscription_changed(cli,
		status != NULL && strcmp(status, "Suspended") == 0
			? "Cancelled: nobody can use it from now on."
			: "Cancelled: it does not renew any more and ends with its term.",
		root);
}

static lic_rc run_delete(struct lic_cli *cli)
{
	const char *path = NULL;

	LIC_TRY(path_of(cli, "", &path));
	LIC_TRY(lic_cli__send(cli, &(struct lic_cli__call){.method = "DELETE", .path = path},
		NULL));
	lic_cli_print(cli, "%sDeleted.\n", lic_cli__is_dry_run(cli) ? "Would be: " : "");
	return LIC_OK_RC;
}

static const struct lic_cli_column notice_columns[] = {
	{"Product", "displayName", false, false},
	{"What", "message", false, false},
	{"What to do", "remedy", false, false},
	{"By", "dateTime", false, false},
	{"Subscription", "subscriptionId", false, true},
};

static lic_rc notice_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *notice)
{
	const char *date = lic_cli__text(notice, "dateTime");
	const char *cells[] = {
		lic_cli__text(notice, "displayName"),
		lic_cli__text(notice, "message"),
		lic_cli__text(notice, "remedy"),
		date == NULL ? NULL : lic_arena_copy(cli->scratch, date, strcspn(date, "T")),
		lic_cli__text(notice, "subscriptionId"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, notice);
}

/* For people a sentence a line: a table of sentences is hard to read. */
static lic_rc run_status(struct lic_cli *cli)
{
	static const struct lic_cli__listing listing = {.path = "/api/v1/attention",
		.columns = notice_columns,
		.column_count = LIC_COUNT(notice_columns),
		.row = notice_row};
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const json_t *items = NULL;

	if (lic_cli_is_json(cli) || lic_cli_has(cli, "csv")) {
		return lic_cli__list_pages(cli, &listing);
	}
	LIC_TRY(lic_cli__get(cli, listing.path, &root));
	items = json_object_get(root, "value");
	for (size_t i = 0; i < json_array_size(items); i++) {
		const json_t *notice = json_array_get(items, i);
		const char *id = lic_cli__text(notice, "subscriptionId");

		lic_cli_print(cli, "%s\n  %s%s%s\n",
			lic_cli__clean(cli->scratch, lic_cli__text(notice, "message")),
			lic_cli__clean(cli->scratch, lic_cli__text(notice, "remedy")),
			id == NULL ? "" : " Id: ", id == NULL ? "" : id);
	}
	if (json_array_size(items) == 0) {
		lic_cli_print(cli, "All is well: no end is near, and nothing is short.\n");
	}
	return LIC_OK_RC;
}

static void print_conflict(struct lic_cli *cli, const json_t *conflict)
{
	const json_t *remedies = json_object_get(conflict, "remedies");
	const json_t *people = json_object_get(conflict, "couldBeFreed");

	lic_cli_print(cli, "%s\n",
		lic_cli__clean(cli->scratch, lic_cli__text(conflict, "displayName")));
	print_number(cli, "Seats", conflict, "capacity");
	print_number(cli, "Used", conflict, "consumedUnits");
	print_number(cli, "Too many", conflict, "excess");
	if (lic_cli__text(conflict, "clearByDateTime") != NULL) {
		lic_cli__print_field(cli, "Clear by", lic_cli__text(conflict, "clearByDateTime"));
	}
	for (size_t i = 0; i < json_array_size(remedies); i++) {
		const json_t *remedy = json_array_get(remedies, i);
		const char *id = lic_cli__text(remedy, "subscriptionId");

		lic_cli_print(cli, "%s %s%s%s\n",
			lic_cli__number(cli, lic_cli__int(remedy, "count")),
			lic_cli__text(remedy, "message"),
			id == NULL ? "" : " Id: ", id == NULL ? "" : id);
	}
	if (json_array_size(people) > 0) {
		lic_cli_print(cli, "People who cannot sign in and hold a seat:\n");
	}
	for (size_t i = 0; i < json_array_size(people); i++) {
		const json_t *one = json_array_get(people, i);
		const char *group = lic_cli__text(json_object_get(one, "group"), "displayName");

		lic_cli_print(cli, "  %s%s%s\n",
			lic_cli__clean(cli->scratch, lic_cli__text(one, "userPrincipalName")),
			group == NULL ? "" : " from group ",
			group == NULL ? "" : lic_cli__clean(cli->scratch, group));
	}
}

static lic_rc run_conflict(struct lic_cli *cli)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *key = lic_cli__escape(cli, cli->args[0]);
	const char *path =
		key == NULL ? NULL : lic_arena_printf(cli->arena, "/api/v1/skus/%s/conflict", key);

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__get(cli, path, &root));
	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, root);
	}
	print_conflict(cli, root);
	return LIC_OK_RC;
}

static const struct lic_cli_option renew_options[] = {
	{"end", "DATE", "end of the new term (default: whole terms more)", 0},
	{"seats", "N", "seats from now on (default: as before)", 0},
	{"recurring", "yes|no", "renews by itself", 0},
	{"product-key", "KEY", "by which it is renewed (Prepaid)", 0},
};

static const struct lic_cli_command rows[] = {
	{
		.name = "subscription show",
		.arguments = "ID",
		.summary = "show one purchase, its dates and what comes next",
		.noun_summary = LIC_CLI_SUBSCRIPTIONS_SUMMARY,
		.examples = "licentia subscription show 0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_REMOTE,
		.section = LIC_CLI_PRODUCTS,
		.run = run_show,
	},
	{
		.name = "subscription renew",
		.arguments = "ID",
		.summary = "begin a new term, also after the end",
		.noun_summary = LIC_CLI_SUBSCRIPTIONS_SUMMARY,
		.detail =
			"An expired or disabled subscription works again at once. Fewer seats than are\n"
			"assigned are no error: see licentia status for what is too much then.",
		.examples =
			"licentia subscription renew 0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11 --seats 20\n",
		.options = renew_options,
		.option_count = LIC_COUNT(renew_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_PRODUCTS,
		.run = run_renew,
	},
	{
		.name = "subscription cancel",
		.arguments = "ID",
		.summary = "stop a purchase, at once or with its term",
		.noun_summary = LIC_CLI_SUBSCRIPTIONS_SUMMARY,
		.detail =
			"At once: terms of a month, and within 7 days after a term began. Nobody can use\n"
			"it then; renewing brings it back. Otherwise it stops renewing.",
		.examples = "licentia subscription cancel 0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_PRODUCTS,
		.run = run_cancel,
	},
	{
		.name = "subscription delete",
		.arguments = "ID",
		.summary = "give a purchase up for good",
		.noun_summary = LIC_CLI_SUBSCRIPTIONS_SUMMARY,
		.detail =
			"It cannot come back. Licences stay as entries; if it was the last of its\n"
			"product they go after 90 days. --dry-run tries whether it can be done.",
		.examples = "licentia subscription delete 0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_PRODUCTS,
		.run = run_delete,
	},
	{
		.name = "sku conflict",
		.arguments = "SKU",
		.summary = "what can be done where too much was given",
		.examples = "licentia sku conflict \"Office 365 E3\"\n",
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_REMOTE,
		.section = LIC_CLI_PRODUCTS,
		.run = run_conflict,
	},
	{
		.name = "status",
		.arguments = "",
		.summary = "what to look at: ends, expired, too few seats",
		.examples = "licentia status\n",
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_PRODUCTS,
		.run = run_status,
	},
};

const struct lic_cli__table lic_cli__life_cycle_table = {rows, LIC_COUNT(rows)};
