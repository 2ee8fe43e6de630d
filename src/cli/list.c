/*
 * Lists in three forms: an aligned table for people, CSV (RFC 4180), JSON. A table keeps its rows
 * by pages and the first page fixes the widths, so that a list of a million users flows.
 */
#include "base/text.h"
#include "cli/cli_int.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS_MAX 16
#define PAGE_ROWS_MAX 1000
/* A longer cell is not worth pushing all the others to the right. */
#define WIDTH_MAX 60

enum list_form {
	LIST_TABLE,
	LIST_CSV,
	LIST_JSON
};

struct lic_cli_list {
	struct lic_cli *cli;                  /* the command; borrowed */
	const struct lic_cli_column *columns; /* static */
	size_t count;                         /* number of columns */
	enum list_form form;                  /* how it is shown */
	size_t widths[COLUMNS_MAX];           /* characters of each column */
	const char **cells; /* rows of the page; the texts live in the arena for rows */
	size_t row_count;   /* rows in the page */
	bool has_begun;     /* the head has been printed */
	bool has_items;     /* a row has been printed */
};

lic_rc lic_cli_list_begin(struct lic_cli *cli, const struct lic_cli_column *columns, size_t count,
	struct lic_cli_list **ret_list)
{
	struct lic_cli_list *list = lic_arena_alloc(cli->arena, sizeof(*list));
	bool is_csv = (cli->command->flags & LIC_CLI_CSV) != 0 && lic_cli_has(cli, "csv");

	LIC_REQUIRE(count <= COLUMNS_MAX);
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*list = (struct lic_cli_list){.cli = cli, .columns = columns, .count = count};
	list->form = lic_cli_is_json(cli) ? LIST_JSON : is_csv ? LIST_CSV : LIST_TABLE;
	list->cells = lic_arena_array(cli->arena, count * PAGE_ROWS_MAX, sizeof(*list->cells));
	if (list->cells == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_arena_reset(cli->rows);
	*ret_list = list;
	return LIC_OK_RC;
}

/* One field of RFC 4180: in quotes when it must be. */
static void print_csv_field(struct lic_cli *cli, const char *text)
{
	if (strpbrk(text, ",\"\r\n") == NULL) {
		lic_cli_print(cli, "%s", text);
		return;
	}
	lic_cli_print(cli, "\"");
	for (size_t len = strcspn(text, "\""); text[len] != '\0'; len = strcspn(text, "\"")) {
		lic_cli_print(cli, "%.*s\"\"", (int)len, text);
		text += len + 1;
	}
	lic_cli_print(cli, "%s\"", text);
}

static void begin_document(struct lic_cli_list *list)
{
	struct lic_cli *cli = list->cli;

	if (list->has_begun) {
		return;
	}
	list->has_begun = true;
	if (list->form == LIST_JSON) {
		cli->has_printed_document = true;
		lic_cli_print(cli, "{\"value\": [");
	}
	for (size_t i = 0; list->form == LIST_CSV && i < list->count; i++) {
		lic_cli_print(cli, "%s", i == 0 ? "" : ",");
		print_csv_field(cli, list->columns[i].key);
	}
	if (list->form == LIST_CSV) {
		lic_cli_print(cli, "\r\n");
	}
}

static lic_rc print_json_row(struct lic_cli_list *list, const char *const *cells,
	const json_t *item)
{
	LIC_AUTO(lic_json_freep) json_t *made = NULL;

	if (item == NULL) {
		made = json_object();
		for (size_t i = 0; i < list->count; i++) {
			if (json_object_set_new(made, list->columns[i].key,
				    cells[i] == NULL ? json_null() : json_string(cells[i])) != 0) {
				return LIC_RC(LIC_E_NOMEM);
			}
		}
		item = made;
	}
	lic_cli_print(list->cli, "%s\n  ", list->has_items ? "," : "");
	if (json_dumpf(item, stdout, 0) != 0 && ferror(stdout) == 0) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return LIC_OK_RC;
}

static lic_rc keep_row(struct lic_cli_list *list, const char *const *cells)
{
	const char **row = NULL;

	if (list->row_count == PAGE_ROWS_MAX) {
		lic_cli_list_flush(list);
	}
	row = list->cells + list->row_count * list->count;
	for (size_t i = 0; i < list->count; i++) {
		row[i] = lic_cli__clean(list->cli->rows, cells[i]);
	}
	list->row_count++;
	return LIC_OK_RC;
}

lic_rc lic_cli_list_row(struct lic_cli_list *list, const char *const *cells, const json_t *item)
{
	if (list->form == LIST_TABLE) {
		return keep_row(list, cells);
	}
	begin_document(list);
	if (list->form == LIST_JSON) {
		LIC_TRY(print_json_row(list, cells, item));
	}
	for (size_t i = 0; list->form == LIST_CSV && i < list->count; i++) {
		lic_cli_print(list->cli, "%s", i == 0 ? "" : ",");
		print_csv_field(list->cli, cells[i] == NULL ? "" : cells[i]);
	}
	if (list->form == LIST_CSV) {
		lic_cli_print(list->cli, "\r\n");
	}
	list->has_items = true;
	return LIC_OK_RC;
}

static void measure_columns(struct lic_cli_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		list->widths[i] = lic_text_length(list->columns[i].title);
	}
	for (size_t at = 0; at < list->row_count * list->count; at++) {
		size_t len = lic_text_length(list->cells[at]);
		size_t *width = &list->widths[at % list->count];

		if (len > WIDTH_MAX) {
			len = WIDTH_MAX;
		}
		if (len > *width) {
			*width = len;
		}
	}
}

/* Prints one line of the table: no column for machines, no spaces at its end. */
static void print_table_line(struct lic_cli_list *list, const char *const *cells)
{
	size_t gap = 0;

	for (size_t i = 0; i < list->count; i++) {
		size_t len = lic_text_length(cells[i]);
		size_t pad = len < list->widths[i] ? list->widths[i] - len : 0;

		if (list->columns[i].is_for_machines) {
			continue;
		}
		if (list->columns[i].is_number) {
			gap += pad;
			pad = 0;
		}
		if (len > 0) {
			lic_cli_print(list->cli, "%*s%s", (int)gap, "", cells[i]);
			gap = 0;
		}
		gap += pad + 2;
	}
	lic_cli_print(list->cli, "\n");
}

static void print_table_head(struct lic_cli_list *list)
{
	const char *titles[COLUMNS_MAX];
	const char *style = lic_cli__style(LIC_STYLE_STRONG);

	for (size_t i = 0; i < list->count; i++) {
		titles[i] = list->columns[i].title;
	}
	lic_cli_print(list->cli, "%s", style);
	print_table_line(list, titles);
	lic_cli_print(list->cli, "%s", style[0] == '\0' ? "" : lic_cli__style(LIC_STYLE_PLAIN));
}

void lic_cli_list_flush(struct lic_cli_list *list)
{
	if (list->form != LIST_TABLE) {
		return;
	}
	if (!list->has_begun) {
		list->has_begun = true;
		measure_columns(list);
		print_table_head(list);
	}
	for (size_t i = 0; i < list->row_count; i++) {
		print_table_line(list, list->cells + i * list->count);
	}
	list->row_count = 0;
	lic_arena_reset(list->cli->rows);
}

void lic_cli_list_end(struct lic_cli_list *list)
{
	if (list->form == LIST_TABLE) {
		lic_cli_list_flush(list);
		return;
	}
	begin_document(list);
	if (list->form == LIST_JSON) {
		lic_cli_print(list->cli, "%s]}\n", list->has_items ? "\n" : "");
	}
}
