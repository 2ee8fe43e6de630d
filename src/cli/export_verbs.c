/*
 * export users, holders, assignments: all of it, into a file or through a pipe.
 */
#include "cli/cli_int.h"
#include "cli/download_int.h"
#include "cli/http_int.h"

#include <inttypes.h>
#include <string.h>

#define PATH_BYTES_MAX ((size_t)8 * 1024)
#define NOUN_SUMMARY "users, holders or assignments as CSV or NDJSON"

/* Adds an option of the call to `path`; the first after a question mark. */
static lic_rc add_option(struct lic_cli *cli, struct lic_buf *path, const char *name,
	const char *value)
{
	const char *escaped = lic_cli__escape(cli, value);

	if (escaped == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_buf_printf(path, "%s%s=%s", strchr(path->data, '?') == NULL ? "?" : "&", name, escaped);
	return lic_buf_status(path);
}

/* Options that go along as they are: the server checks them. */
static lic_rc add_options(struct lic_cli *cli, struct lic_buf *path)
{
	static const char *const names[] = {"sku", "separator"};
	static const char *const flags[] = {"bom", "safe"};
	const char *format = lic_cli_get(cli, "format");

	LIC_TRY(add_option(cli, path, "format", format == NULL ? "csv" : format));
	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		if (lic_cli_takes(cli, names[i]) && lic_cli_has(cli, names[i])) {
			LIC_TRY(add_option(cli, path, names[i], lic_cli_get(cli, names[i])));
		}
	}
	for (size_t i = 0; i < LIC_COUNT(flags); i++) {
		if (lic_cli_has(cli, flags[i])) {
			LIC_TRY(add_option(cli, path, flags[i], "true"));
		}
	}
	return LIC_OK_RC;
}

static lic_rc run_export(struct lic_cli *cli, const char *what)
{
	LIC_AUTO(lic_buf_done) struct lic_buf path = {0};
	const char *file = lic_cli_get(cli, "out");
	int64_t bytes = 0;

	lic_buf_init(&path, PATH_BYTES_MAX);
	lic_buf_printf(&path, "/api/v1/export/%s", what);
	LIC_TRY(lic_buf_status(&path));
	LIC_TRY(add_options(cli, &path));
	LIC_TRY(lic_cli__download(cli, path.data, file, &bytes));
	if (file != NULL) {
		lic_cli_note(cli, "Wrote %s, %" PRId64 " bytes.", lic_cli__clean(cli->arena, file),
			bytes);
	}
	return LIC_OK_RC;
}

static lic_rc run_users(struct lic_cli *cli)
{
	return run_export(cli, "users");
}

static lic_rc run_holders(struct lic_cli *cli)
{
	return run_export(cli, "holders");
}

static lic_rc run_assignments(struct lic_cli *cli)
{
	return run_export(cli, "assignments");
}

/* The product is for holders alone. */
static const struct lic_cli_option holder_options[] = {
	{"sku", "SKU", "the product: part number, name or id", LIC_CLI_REQUIRED},
	{"format", "FORMAT", "csv (the default) or ndjson: one JSON object a line", 0},
	{"separator", "CHAR", "of CSV: ',' (the default), ';' or tab", 0},
	{"bom", NULL, "of CSV: begin with a byte order mark, for Excel", 0},
	{"safe", NULL, "of CSV: an apostrophe before what could be a formula", 0},
	{"out", "FILE", "write this new file, whole or not at all", 0},
};

#define OPTION_COUNT (LIC_COUNT(holder_options) - 1)
#define DETAIL                                                                                     \
	"It is read page by page: what comes and goes meanwhile may be in it or not.\n"            \
	"docs/api.md tells what the columns are.\n"

static const struct lic_cli_command rows[] = {
	{
		.name = "export users",
		.arguments = "",
		.summary = "every user, as CSV or NDJSON",
		.noun_summary = NOUN_SUMMARY,
		.detail = DETAIL,
		.examples = "licentia export users --out users.csv\n"
			    "licentia export users --separator ';' --bom --safe --out users.csv\n",
		.options = &holder_options[1],
		.option_count = OPTION_COUNT,
		.flags = LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_users,
	},
	{
		.name = "export holders",
		.arguments = "",
		.summary = "who holds a product, as CSV or NDJSON",
		.noun_summary = NOUN_SUMMARY,
		.detail = DETAIL,
		.examples = "licentia export holders --sku ENTERPRISEPACK --out holders.csv\n",
		.options = holder_options,
		.option_count = LIC_COUNT(holder_options),
		.flags = LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_holders,
	},
	{
		.name = "export assignments",
		.arguments = "",
		.summary = "who has what from where, as CSV or NDJSON",
		.noun_summary = NOUN_SUMMARY,
		.detail = DETAIL,
		.examples = "licentia export assignments --format ndjson | jq .skuPartNumber\n",
		.options = &holder_options[1],
		.option_count = OPTION_COUNT,
		.flags = LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_assignments,
	},
};

const struct lic_cli__table lic_cli__export_table = {rows, LIC_COUNT(rows)};
