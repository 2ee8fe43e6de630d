/*
 * user import: users from a CSV file (D-07, R-80 to R-82). The file is sent as it lies on disk; the
 * server reads it.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/files_int.h"
#include "cli/http_int.h"
#include "cli/names_int.h"

#include <inttypes.h>
#include <string.h>

#define ROWS_SHOWN_MAX 100

/* An import at work. */
struct import {
	FILE *file;                    /* what is imported; owned */
	int64_t size_bytes;            /* its size */
	struct lic_cli__bad_file bad;  /* where bad rows go */
	struct lic_cli__choice choice; /* licences for rows that do not say */
};

static void close_import(struct import *import)
{
	if (import->file != NULL) {
		(void)fclose(import->file);
	}
	lic_cli__bad_file_close(&import->bad, false);
}

/* Adds a list of ids, "name=a,b", to a query. */
static void begin_option(struct lic_buf *query, const char *name)
{
	lic_buf_printf(query, "%c%s=", strchr(query->data, '?') == NULL ? '?' : '&', name);
}

/* The call with what applies to the whole file. */
static lic_rc make_path(struct lic_cli *cli, const struct import *import, const char **ret_path)
{
	LIC_AUTO(lic_buf_done) struct lic_buf query = {0};
	const char *location = lic_cli_get(cli, "location");
	const char *escaped = location == NULL ? "" : lic_cli__escape(cli, location);

	lic_buf_init(&query, (size_t)64 * 1024);
	lic_buf_puts(&query, "/api/v1/users/import");
	if (location != NULL && escaped != NULL) {
		begin_option(&query, "usageLocation");
		lic_buf_puts(&query, escaped);
	}
	if (lic_cli_has(cli, "blocked")) {
		begin_option(&query, "accountEnabled");
		lic_buf_puts(&query, "false");
	}
	if (lic_cli_has(cli, "skip-bad")) {
		begin_option(&query, "skipBad");
		lic_buf_puts(&query, "true");
	}
	for (size_t i = 0; i < import->choice.sku_count; i++) {
		if (i == 0) {
			begin_option(&query, "licenses");
		}
		lic_buf_printf(&query, "%s%s", i == 0 ? "" : ",", import->choice.skus[i]->id);
	}
	for (size_t i = 0; i < import->choice.without_count; i++) {
		if (i == 0) {
			begin_option(&query, "disabledPlans");
		}
		lic_buf_printf(&query, "%s%s", i == 0 ? "" : ",", import->choice.without[i]->id);
	}
	LIC_TRY(lic_buf_status(&query));
	*ret_path = lic_arena_copy(cli->arena, query.data, query.len);
	return *ret_path == NULL || escaped == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* One row of the report: "line 7, column 12 (usageLocation): reason - remedy". */
static void print_row(struct lic_cli *cli, const json_t *row)
{
	int64_t column = lic_cli__int(row, "column");
	const char *reason = lic_cli__text(row, "reason");
	const char *field = lic_cli__text(row, "field");
	const char *name = lic_cli__text(row, "userPrincipalName");
	const char *value = lic_cli__text(row, "value");
	const char *remedy = lic_cli__text(row, "remedy");

	/* What is no CSV says itself where. */
	if (reason != NULL && strncmp(reason, "Line ", strlen("Line ")) == 0) {
		lic_cli_print(cli, "%s\n", lic_cli__clean(cli->rows, reason));
		return;
	}
	lic_cli_print(cli, "line %" PRId64, lic_cli__int(row, "line"));
	if (column > 0) {
		lic_cli_print(cli, ", column %" PRId64, column);
	}
	if (field != NULL) {
		lic_cli_print(cli, " (%s)", lic_cli__clean(cli->rows, field));
	}
	if (name != NULL) {
		lic_cli_print(cli, " of %s", lic_cli__clean(cli->rows, name));
	}
	if (value != NULL && value[0] != '\0') {
		lic_cli_print(cli, ", \"%s\"", lic_cli__clean(cli->rows, value));
	}
	lic_cli_print(cli, ": %s%s%s\n", lic_cli__clean(cli->rows, reason),
		remedy == NULL ? "" : " Remedy: ", lic_cli__clean(cli->rows, remedy));
}

static void print_rows(struct lic_cli *cli, const char *title, const json_t *rows)
{
	size_t count = json_array_size(rows);

	if (count > 0) {
		lic_cli_print(cli, "%s\n", title);
	}
	for (size_t i = 0; i < count && i < ROWS_SHOWN_MAX; i++) {
		lic_cli_print(cli, "  ");
		print_row(cli, json_array_get(rows, i));
		lic_arena_reset(cli->rows);
	}
	if (count > ROWS_SHOWN_MAX) {
		lic_cli_print(cli, "  and %zu more; --json lists all\n", count - ROWS_SHOWN_MAX);
	}
}

static void print_report(struct lic_cli *cli, const json_t *report)
{
	bool is_imported = json_is_true(json_object_get(report, "imported"));
	size_t bad_count = json_array_size(json_object_get(report, "bad"));
	int64_t row_count = lic_cli__int(report, "rows");
	int64_t created = lic_cli__int(report, "created");

	print_rows(cli, "Bad rows:", json_object_get(report, "bad"));
	print_rows(cli, "Created without their licences:", json_object_get(report, "unlicensed"));
	lic_cli_print(cli,
		"%" PRId64 " row%s: %" PRId64 " user%s created, %" PRId64
		" of them licensed, %zu row%s bad.%s\n",
		row_count, lic_cli_many(row_count), created, lic_cli_many(created),
		lic_cli__int(report, "licensed"), bad_count, lic_cli_many((int64_t)bad_count),
		lic_cli__is_dry_run(cli) || !is_imported ? " Nothing was imported." : "");
}

/* Shows the report, and saves the bad rows. `report` is NULL when the answer had none. */
static lic_rc finish(struct lic_cli *cli, struct import *import, const json_t *report)
{
	const json_t *bad = json_object_get(report, "bad");

	if (json_array_size(bad) > 0 ||
		json_array_size(json_object_get(report, "unlicensed")) > 0) {
		lic_cli_set_exit(cli, LIC_EXIT_REFUSED);
	}
	if (lic_cli_is_json(cli)) {
		cli->has_printed_document = true;
		LIC_TRY(lic_cli_print_tree(cli, report));
	} else {
		print_report(cli, report);
	}
	if (import->bad.file != NULL && json_array_size(bad) > 0) {
		LIC_TRY(lic_cli__bad_file_write(cli, &import->bad, import->file, bad));
		lic_cli_note(cli, "The bad rows are in %s: correct them and import that file.",
			lic_cli__clean(cli->scratch, import->bad.path));
		lic_cli__bad_file_close(&import->bad, true);
	}
	return LIC_OK_RC;
}

static lic_rc send_import(struct lic_cli *cli, struct import *import)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	struct lic_cli__upload upload = {.content_type = "text/csv",
		.file = import->file,
		.size_bytes = import->size_bytes,
		.progress_of = "users"};
	const json_t *report = NULL;
	lic_rc rc;

	LIC_TRY(make_path(cli, import, &upload.path));
	rc = lic_cli__upload(cli, &upload, &root);
	report = lic_ok(rc) ? root : json_object_get(root, "report");
	if (report == NULL) {
		return rc;
	}
	LIC_TRY(finish(cli, import, report));
	return rc;
}

static lic_rc import_file(struct lic_cli *cli, struct import *import)
{
	const char *bad_path = lic_cli_get(cli, "skip-bad");

	LIC_TRY(lic_cli__open_file(cli, cli->args[0], &import->file, &import->size_bytes));
	LIC_TRY(lic_cli__choice_read(cli, "sku", &import->choice));
	if (bad_path != NULL && !lic_cli__is_dry_run(cli)) {
		LIC_TRY(lic_cli__bad_file_open(cli, bad_path, &import->bad));
	}
	return send_import(cli, import);
}

static lic_rc run_import(struct lic_cli *cli)
{
	struct import import = {0};
	lic_rc rc = import_file(cli, &import);

	close_import(&import);
	return rc;
}

static const struct lic_cli_option options[] = {
	{"location", "CC", "usage location for rows without one", 0},
	{"sku", "SKU", "product for rows that name none", LIC_CLI_REPEATS},
	{"without", "PLAN", "leave this service plan off", LIC_CLI_REPEATS},
	{"blocked", NULL, "without the right to sign in", 0},
	{"skip-bad", "BADFILE", "import the good rows, save the bad ones there", 0},
};

static const struct lic_cli_command rows[] = {
	{
		.name = "user import",
		.arguments = "FILE",
		.summary = "create users from a CSV file",
		.detail =
			"FILE has Microsoft's 15 columns, or columns named after properties (such as\n"
			"userPrincipalName, displayName, usageLocation, licenses). When a row is bad\n"
			"nothing is imported, unless --skip-bad: then BADFILE, a new file, gets the bad\n"
			"rows with the reason in an added last column, to be corrected and imported.",
		.examples =
			"licentia user import new.csv --location NL --sku ENTERPRISEPACK --dry-run\n"
			"licentia user import new.csv --skip-bad bad.csv\n",
		.options = options,
		.option_count = LIC_COUNT(options),
		.min_arguments = 1,
		.max_arguments = 1,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE,
		.section = LIC_CLI_USERS,
		.run = run_import,
	},
};

const struct lic_cli__table lic_cli__user_import_table = {rows, LIC_COUNT(rows)};
