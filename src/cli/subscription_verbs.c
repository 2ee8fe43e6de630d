/*
 * subscription add, list, show, set, renew, cancel, delete: what was bought, and its life cycle.
 * Records quantities and dates; charges nobody (D-24). status: what to look at.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"
#include "cli/subscriptions_int.h"

#include <string.h>

#define SEATS_MAX 2147483647LL
#define BODY_BYTES_MAX ((size_t)64 * 1024)

static const struct lic_cli_column columns[] = {
	{"Product", "displayName", false, false},
	{"Seats", "totalLicenses", true, false},
	{"Status", "status", false, false},
	{"Channel", "purchaseChannel", false, false},
	{"Recurring", "recurringBilling", false, false},
	{"Start", "startDate", false, false},
	{"End", "endDate", false, false},
	{"Next change", "nextLifecycleDateTime", false, false},
	{"Price", "pricePerSeat", true, false},
	{"Id", "id", false, false},
};

/* An option whose value is sent as it is. */
struct text_option {
	const char *option; /* its name */
	const char *member; /* of the body */
};

/* The day of a time, for people. */
static const char *day_of(struct lic_cli *cli, const json_t *object, const char *name)
{
	const char *text = lic_cli__text(object, name);

	return text == NULL ? NULL : lic_arena_copy(cli->scratch, text, strcspn(text, "T"));
}

const char *lic_cli__subscription_seats(struct lic_cli *cli, const json_t *subscription)
{
	return json_is_true(json_object_get(subscription, "unlimited"))
		? "unlimited"
		: lic_cli__number(cli, lic_cli__int(subscription, "totalLicenses"));
}

static lic_rc row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *subscription)
{
	const char *display = lic_cli__text(subscription, "displayName");
	const char *cells[] = {
		display == NULL ? lic_cli__text(subscription, "skuPartNumber") : display,
		lic_cli__subscription_seats(cli, subscription),
		lic_cli__text(subscription, "status"),
		lic_cli__text(subscription, "purchaseChannel"),
		json_is_true(json_object_get(subscription, "recurringBilling")) ? "yes" : "no",
		day_of(cli, subscription, "startDate"),
		day_of(cli, subscription, "endDate"),
		day_of(cli, subscription, "nextLifecycleDateTime"),
		lic_cli__text(subscription, "pricePerSeat"),
		lic_cli__text(subscription, "id"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, subscription);
}

/* How many rows of a list have something to look at. */
struct tally {
	size_t *count; /* of them */
};

static lic_rc tallied_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *subscription)
{
	const struct tally *tally = listing->data;

	if (json_is_object(json_object_get(subscription, "warning"))) {
		(*tally->count)++;
	}
	return row(cli, listing, list, subscription);
}

static lic_rc run_list(struct lic_cli *cli)
{
	size_t count = 0;
	const struct tally tally = {&count};
	const struct lic_cli__listing listing = {.path = "/api/v1/subscriptions",
		.columns = columns,
		.column_count = LIC_COUNT(columns),
		.row = tallied_row,
		.data = &tally};

	LIC_TRY(lic_cli__list_pages(cli, &listing));
	if (count > 0 && !lic_cli_is_json(cli) && !lic_cli_has(cli, "csv")) { /* L-08 */
		lic_cli_note(cli, "%zu of them should be looked at: licentia status says why.",
			count);
	}
	return LIC_OK_RC;
}

/* Writes --seats: a number, or unlimited. */
static lic_rc write_seats(struct lic_cli *cli, struct lic_json *json)
{
	long long seats = 0;

	if (!lic_cli_has(cli, "seats")) {
		return LIC_OK_RC;
	}
	if (strcmp(lic_cli_get(cli, "seats"), "unlimited") == 0) {
		lic_json_kbool(json, "unlimited", true);
		return LIC_OK_RC;
	}
	LIC_TRY(lic_cli_get_int(cli, "seats", 0, SEATS_MAX, &seats));
	lic_json_kint(json, "totalLicenses", seats);
	return LIC_OK_RC;
}

/* Writes the options that buying and changing share. */
static lic_rc write_options(struct lic_cli *cli, struct lic_json *json)
{
	static const struct text_option texts[] = {{"status", "status"},
		{"channel", "purchaseChannel"}, {"end", "endDate"}, {"offer", "offer"},
		{"term", "term"}, {"product-key", "productKey"}};
	LIC_TRY(write_seats(cli, json));
	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		const char *value = lic_cli_get(cli, texts[i].option);

		if (value != NULL) { /* "--end none" takes the end away */
			lic_json_kstring(json, texts[i].member,
				strcmp(texts[i].option, "end") == 0 && strcmp(value, "none") == 0
					? NULL
					: value);
		}
	}
	return lic_cli__write_yes_no(cli, "recurring", "recurringBilling", json);
}

/* Writes --seats-at-renewal: a number, or none for as many as now. */
static lic_rc write_renewal(struct lic_cli *cli, struct lic_json *json)
{
	const char *value = lic_cli_get(cli, "seats-at-renewal");
	long long seats = 0;

	if (value == NULL) {
		return LIC_OK_RC;
	}
	if (strcmp(value, "none") == 0) {
		lic_json_kstring(json, "licensesAtRenewal", NULL);
		return LIC_OK_RC;
	}
	LIC_TRY(lic_cli_get_int(cli, "seats-at-renewal", 1, SEATS_MAX, &seats));
	lic_json_kint(json, "licensesAtRenewal", seats);
	return LIC_OK_RC;
}

lic_rc lic_cli__subscription_changed(struct lic_cli *cli, const char *done,
	const json_t *subscription)
{
	struct lic_cli_list *list = NULL;

	if (lic_cli_is_json(cli)) {
		return lic_cli_print_tree(cli, subscription);
	}
	lic_cli_print(cli, "%s%s\n", lic_cli__is_dry_run(cli) ? "Would be: " : "", done);
	LIC_TRY(lic_cli_list_begin(cli, columns, LIC_COUNT(columns), &list));
	LIC_TRY(row(cli, NULL, list, subscription));
	lic_cli_list_end(list);
	return LIC_OK_RC;
}

/* Sends `call`. Where the answer says that an option has no such value, the command line is wrong;
 * seats are not among them, which a rule may be against. */
static lic_rc send_typed(struct lic_cli *cli, const struct lic_cli__call *call, json_t **ret_root)
{
	static const char *const members[] = {"sku", "status", "purchaseChannel", "startDate",
		"endDate", "productKey"};
	lic_rc rc = lic_cli__send(cli, call, ret_root);
	const char *target = cli->err.detail_count == 1 ? cli->err.details[0].target : NULL;

	for (size_t i = 0; !lic_ok(rc) && target != NULL && i < LIC_COUNT(members); i++) {
		cli->is_usage_error = cli->is_usage_error || strcmp(target, members[i]) == 0;
	}
	return rc;
}

static lic_rc run_add(struct lic_cli *cli)
{
	static const struct text_option texts[] = {{"sku", "sku"}, {"start", "startDate"},
		{"price", "pricePerSeat"}, {"add-on-of", "addOnOf"}};
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	struct lic_json json;

	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		if (lic_cli_has(cli, texts[i].option)) {
			lic_json_kstring(&json, texts[i].member, lic_cli_get(cli, texts[i].option));
		}
	}
	LIC_TRY(write_options(cli, &json));
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	LIC_TRY(send_typed(cli,
		&(struct lic_cli__call){.method = "POST",
			.path = "/api/v1/subscriptions",
			.body = &body},
		&root));
	return lic_cli__subscription_changed(cli, "Recorded.", root);
}

static lic_rc run_set(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *key = lic_cli__escape(cli, cli->args[0]);
	const char *path = key == NULL
		? NULL
		: lic_arena_printf(cli->scratch, "/api/v1/subscriptions/%s", key);
	struct lic_json json;

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	LIC_TRY(write_options(cli, &json));
	LIC_TRY(write_renewal(cli, &json));
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	if (strcmp(body.data, "{}") == 0) {
		return lic_cli_usage(cli,
			"Say what to change: --seats, --status, --channel, --end, --recurring, --offer, --term, --seats-at-renewal or --product-key.");
	}
	LIC_TRY(send_typed(cli,
		&(struct lic_cli__call){.method = "PATCH", .path = path, .body = &body}, &root));
	return lic_cli__subscription_changed(cli, "Changed.", root);
}

#define STATUS_HELP "Enabled, Warning, Suspended, LockedOut or Deleted"
#define CHANNEL_HELP "Direct, Prepaid, Reseller, Volume, SelfService, Trial"
#define OFFER_HELP "how it was bought, see above (default by the channel)"
#define TERM_HELP "length of a term, such as P1M or P1Y"
#define OFFERS                                                                                     \
	"An offer says how long a subscription is Expired and Disabled after its term:\n"          \
	"Standard 30 and 90 days, Volume 90 and 30, Enterprise 30 and 90 (for more than a\n"       \
	"year 90 and 90), VolumeEnterprise 0 and 150, OpenValue 30 and 90, Partner 0 and\n"        \
	"90, Trial 30 and 0."

static const struct lic_cli_option add_options[] = {
	{"sku", "SKU", "product", LIC_CLI_REQUIRED},
	{"seats", "N", "number of seats, or unlimited", LIC_CLI_REQUIRED},
	{"status", "STATUS", STATUS_HELP, 0},
	{"channel", "CHANNEL", CHANNEL_HELP, 0},
	{"start", "DATE", "first day, such as 2026-01-31 (default today)", 0},
	{"end", "DATE", "end of the term", 0},
	{"recurring", "yes|no", "renews by itself", 0},
	{"price", "TEXT", "price of a seat, such as \"32.00 EUR\"", 0},
	{"offer", "OFFER", OFFER_HELP, 0},
	{"term", "TERM", TERM_HELP " (default P1Y)", 0},
	{"add-on-of", "ID", "lives in this subscription, as an add-on", 0},
	{"product-key", "KEY", "what was paid beforehand with (Prepaid)", 0},
};

static const struct lic_cli_option set_options[] = {
	{"seats", "N", "the new total, or unlimited", 0},
	{"status", "STATUS", STATUS_HELP, 0},
	{"channel", "CHANNEL", CHANNEL_HELP, 0},
	{"end", "DATE", "end of the term; none takes it away", 0},
	{"recurring", "yes|no", "renews by itself", 0},
	{"offer", "OFFER", OFFER_HELP, 0},
	{"term", "TERM", TERM_HELP, 0},
	{"seats-at-renewal", "N", "seats from the next term on; none: as now", 0},
	{"product-key", "KEY", "by which more was paid beforehand", 0},
};

static const struct lic_cli_command rows[] = {
	{
		.name = "subscription add",
		.arguments = "",
		.summary = "record a purchase of seats",
		.noun_summary = LIC_CLI_SUBSCRIPTIONS_SUMMARY,
		.detail = OFFERS,
		.examples =
			"licentia subscription add --sku ENTERPRISEPACK --seats 25 --end 2027-01-31\n",
		.options = add_options,
		.option_count = LIC_COUNT(add_options),
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_PRODUCTS,
		.run = run_add,
	},
	{
		.name = "subscription list",
		.arguments = "",
		.summary = "list purchases",
		.noun_summary = LIC_CLI_SUBSCRIPTIONS_SUMMARY,
		.examples = "licentia subscription list\n",
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_PRODUCTS,
		.run = run_list,
	},
	{
		.name = "subscription set",
		.arguments = "ID",
		.summary = "change seats, status, end of a purchase",
		.noun_summary = LIC_CLI_SUBSCRIPTIONS_SUMMARY,
		.detail =
			"Seats cannot go below what is assigned: take licences back first, or have them\n"
			"be fewer at the next renewal. A self-service purchase is taken over by\n"
			"--channel Direct.\n" OFFERS,
		.examples =
			"licentia subscription set 0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11 --seats 30\n",
		.options = set_options,
		.option_count = LIC_COUNT(set_options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_PRODUCTS,
		.run = run_set,
	},
};

const struct lic_cli__table lic_cli__subscription_table = {rows, LIC_COUNT(rows)};
