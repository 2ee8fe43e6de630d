/*
 * Reading catalogue tables as CSV: which of the three it is, its columns and its cells. What the
 * rows mean is in catalog_csv_products.c and catalog_csv_groups.c.
 */
#include "service/catalog_csv_int.h"

#include "base/text.h"

#include <string.h>

#define ROW_ARENA_BYTES ((size_t)64 * 1024 * 1024)

const char *lic_table__column_name(enum lic_table_column column)
{
	static const char *const names[LIC_COLUMN_MAX_] = {
		[LIC_COLUMN_PRODUCT_NAME] = "Product_Display_Name",
		[LIC_COLUMN_PART_NUMBER] = "String_Id",
		[LIC_COLUMN_PRODUCT_ID] = "GUID",
		[LIC_COLUMN_PLAN_NAME] = "Service_Plan_Name",
		[LIC_COLUMN_PLAN_ID] = "Service_Plan_Id",
		[LIC_COLUMN_PLAN_TITLE] = "Service_Plans_Included_Friendly_Names",
		[LIC_COLUMN_SOURCE] = "Source",
		[LIC_COLUMN_SERVICE] = "Service",
		[LIC_COLUMN_GROUP] = "Exclusion_Group",
		[LIC_COLUMN_DEPENDENT_NAME] = "Dependent_Plan_Name",
		[LIC_COLUMN_DEPENDENT_ID] = "Dependent_Plan_Id",
		[LIC_COLUMN_NEEDED_NAME] = "Prerequisite_Plan_Name",
		[LIC_COLUMN_NEEDED_ID] = "Prerequisite_Plan_Id",
		[LIC_COLUMN_RELATION] = "Relation",
	};

	return names[column];
}

/* Length of the white space that begins or ends at `at`: ASCII, or the no-break space that web
 * pages leave behind. */
static size_t space_at(const char *at)
{
	if (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n') {
		return 1;
	}
	return at[0] == '\xC2' && at[1] == '\xA0' ? 2 : 0;
}

/* Gives a cell without the white space around it, which is never meant. */
static const char *trimmed(struct lic_arena *arena, const char *text)
{
	size_t len = 0;

	while (space_at(text) > 0) {
		text += space_at(text);
	}
	len = strlen(text);
	for (;;) {
		if (len >= 1 && space_at(text + len - 1) == 1) {
			len--;
		} else if (len >= 2 && space_at(text + len - 2) == 2) {
			len -= 2;
		} else {
			break;
		}
	}
	return text[len] == '\0' ? text : lic_arena_copy(arena, text, len);
}

/* Tells whether a header is the name of a column: without regard to case, a space as good as an
 * underscore. */
static bool is_header(const char *header, const char *name)
{
	size_t len = strlen(name);

	if (strlen(header) != len) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		char letters[2][2] = {{header[i] == ' ' ? '_' : header[i], '\0'}, {name[i], '\0'}};

		if (!lic_text_equal_nocase(letters[0], letters[1])) {
			return false;
		}
	}
	return true;
}

bool lic_table__has(const struct lic_table *table, enum lic_table_column column)
{
	return table->at[column] != SIZE_MAX;
}

const char *lic_table__place(const struct lic_table *table, enum lic_table_column column)
{
	return lic_arena_printf(table->row_arena, "line %zu, column %zu", table->record.line,
		table->record.columns[table->at[column]]);
}

/* Turns what the CSV reader says, "Line 3, column 5: reason.", into a mistake. */
static void note_unreadable(struct lic_table *table, struct lic_err *err)
{
	char *colon = strstr(err->message, ": ");
	char *reason = colon == NULL ? err->message : colon + 2;
	size_t len = strlen(reason);

	if (colon != NULL) {
		*colon = '\0';
		err->message[0] = 'l';
	}
	if (len > 0 && reason[len - 1] == '.') {
		reason[len - 1] = '\0';
	}
	lic_catalog__mistake(table->mistakes, colon == NULL ? NULL : err->message, NULL, "%s",
		reason);
}

/* Reads one record, good or bad. */
static lic_rc read_record(struct lic_table *table, bool *ret_is_good, bool *ret_more)
{
	struct lic_err err = {0};
	lic_rc rc;

	lic_arena_reset(table->row_arena);
	rc = lic_csv_next(&table->csv, table->row_arena, &err, &table->record, ret_more);
	*ret_is_good = lic_ok(rc);
	if (rc.code != LIC_E_INVALID && rc.code != LIC_E_LIMIT) {
		return rc;
	}
	note_unreadable(table, &err);
	*ret_more = true;
	return LIC_OK_RC;
}

static bool is_blank(const struct lic_csv_record *record)
{
	for (size_t i = 0; i < record->count; i++) {
		if (record->fields[i][strspn(record->fields[i], " \t\r\n")] != '\0') {
			return false;
		}
	}
	return true;
}

lic_rc lic_table__next(struct lic_table *table, bool *ret_more)
{
	bool is_good = false;

	for (;;) {
		LIC_TRY(read_record(table, &is_good, ret_more));
		if (!*ret_more) {
			return LIC_OK_RC;
		}
		if (!is_good || is_blank(&table->record)) {
			continue;
		}
		if (table->record.count == table->width) {
			return LIC_OK_RC;
		}
		lic_catalog__mistake(table->mistakes,
			lic_arena_printf(table->row_arena, "line %zu", table->record.line), NULL,
			"has %zu fields and the first line %zu: is a field with commas or line breaks not in quotes?",
			table->record.count, table->width);
	}
}

lic_rc lic_table__header(struct lic_table *table)
{
	bool is_good = false;
	bool more = false;

	for (size_t i = 0; i < LIC_COLUMN_MAX_; i++) {
		table->at[i] = SIZE_MAX;
	}
	LIC_TRY(read_record(table, &is_good, &more));
	if (!is_good || !more) {
		return LIC_OK_RC;
	}
	table->width = table->record.count;
	for (size_t i = 0; i < table->record.count; i++) {
		const char *header = trimmed(table->row_arena, table->record.fields[i]);
		size_t column = 0;

		if (header == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		while (column < LIC_COLUMN_MAX_ &&
			!is_header(header, lic_table__column_name((enum lic_table_column)column))) {
			column++;
		}
		if (column == LIC_COLUMN_MAX_) {
			continue; /* columns that mean nothing here are welcome */
		}
		if (table->at[column] != SIZE_MAX) {
			lic_catalog__mistake(table->mistakes,
				lic_arena_printf(table->row_arena, "line 1, column %zu",
					table->record.columns[i]),
				header, "names a column a second time");
		}
		table->at[column] = i;
	}
	return LIC_OK_RC;
}

/* Gives a cell of the row at hand, trimmed; NULL for a column that is not there or when memory is
 * out. */
static const char *cell(struct lic_table *table, enum lic_table_column column)
{
	const char *text = NULL;

	if (!lic_table__has(table, column)) {
		return NULL;
	}
	text = trimmed(table->row_arena, table->record.fields[table->at[column]]);
	table->mistakes->is_out_of_memory |= text == NULL;
	return text;
}

const char *lic_table__name(struct lic_table *table, enum lic_table_column column)
{
	const char *text = cell(table, column);
	const char *fault = text == NULL ? NULL : lic_catalog__text_fault(text);

	if (fault == NULL) {
		return text;
	}
	if (*text == '\0') {
		lic_catalog__mistake(table->mistakes, lic_table__place(table, column), NULL,
			"%s %s", lic_table__column_name(column), fault);
	} else {
		lic_catalog__mistake(table->mistakes, lic_table__place(table, column), text, "%s",
			fault);
	}
	return NULL;
}

bool lic_table__guid(struct lic_table *table, enum lic_table_column column,
	struct lic_guid *ret_guid)
{
	const char *text = cell(table, column);

	if (text == NULL) {
		return false;
	}
	if (*text == '\0') {
		lic_catalog__mistake(table->mistakes, lic_table__place(table, column), NULL,
			"%s must not be empty", lic_table__column_name(column));
		return false;
	}
	if (!lic_guid_parse(text, strlen(text), ret_guid)) {
		lic_catalog__mistake(table->mistakes, lic_table__place(table, column), text,
			"is not a GUID");
		return false;
	}
	return true;
}

/* A form of table. */
struct form {
	const char *format;                 /* its name */
	lic_rc (*read)(struct lic_table *); /* reads its rows */
	size_t required_count;              /* how many of `columns` must be there: the first */
	size_t column_count;                /* how many columns it has */
	enum lic_table_column columns[6];   /* its columns */
};

static const struct form forms[] = {
	{LIC_CATALOG_FORMAT_PRODUCTS, lic_table__products, 6, 6,
		{LIC_COLUMN_PRODUCT_NAME, LIC_COLUMN_PART_NUMBER, LIC_COLUMN_PRODUCT_ID,
			LIC_COLUMN_PLAN_NAME, LIC_COLUMN_PLAN_ID, LIC_COLUMN_PLAN_TITLE}},
	{LIC_CATALOG_FORMAT_EXCLUSIONS, lic_table__exclusions, 2, 5,
		{LIC_COLUMN_GROUP, LIC_COLUMN_PLAN_ID, LIC_COLUMN_PLAN_NAME, LIC_COLUMN_SERVICE,
			LIC_COLUMN_SOURCE}},
	{LIC_CATALOG_FORMAT_DEPENDENCIES, lic_table__dependencies, 2, 6,
		{LIC_COLUMN_DEPENDENT_ID, LIC_COLUMN_NEEDED_ID, LIC_COLUMN_DEPENDENT_NAME,
			LIC_COLUMN_NEEDED_NAME, LIC_COLUMN_RELATION, LIC_COLUMN_SOURCE}},
};

/* Finds the form of which most columns are there, so that what is missing of it can be told; NULL
 * when none is. */
static const struct form *find_form(const struct lic_table *table)
{
	const struct form *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < LIC_COUNT(forms); i++) {
		size_t count = 0;

		for (size_t c = 0; c < forms[i].column_count; c++) {
			count += lic_table__has(table, forms[i].columns[c]) ? 1 : 0;
		}
		if (count > most) {
			most = count;
			best = &forms[i];
		}
	}
	return best;
}

static lic_rc read_rows(struct lic_table *table, const struct form *form)
{
	for (size_t i = 0; i < form->required_count; i++) {
		if (!lic_table__has(table, form->columns[i])) {
			lic_catalog__mistake(table->mistakes, "line 1",
				lic_table__column_name(form->columns[i]),
				"is missing among the columns");
		}
	}
	if (table->mistakes->count > 0) {
		return LIC_OK_RC; /* without its columns no row can be read */
	}
	table->file->format = form->format;
	table->file->vendor = LIC_CATALOG_VENDOR_MICROSOFT;
	return form->read(table);
}

lic_rc lic_catalog__parse_csv(struct lic_arena *arena, struct lic_bytes text,
	const char *exclusion_source, struct lic_catalog_mistakes *mistakes,
	struct lic_catalog_file *file)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *row_arena = lic_arena_new(ROW_ARENA_BYTES);
	struct lic_table *table = lic_arena_alloc(arena, sizeof(*table));
	const struct form *form = NULL;
	size_t before = mistakes->count;

	if (row_arena == NULL || table == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	table->arena = arena;
	table->row_arena = row_arena;
	table->mistakes = mistakes;
	table->file = file;
	table->exclusion_source = exclusion_source;
	lic_csv_init(&table->csv, text.data, text.len, lic_csv_separator(text.data, text.len));
	LIC_TRY(lic_table__header(table));
	form = find_form(table);
	if (form != NULL) {
		return read_rows(table, form);
	}
	if (mistakes->count == before) {
		lic_catalog__mistake(mistakes, "line 1", NULL,
			"this is no catalogue: neither JSON of the format " LIC_CATALOG_FORMAT_OWN
			" nor a CSV with the columns of Microsoft's product list (%s, %s, …), of an exclusion table "
			"(%s, %s) or of a dependency table (%s, %s)",
			lic_table__column_name(LIC_COLUMN_PRODUCT_NAME),
			lic_table__column_name(LIC_COLUMN_PRODUCT_ID),
			lic_table__column_name(LIC_COLUMN_GROUP),
			lic_table__column_name(LIC_COLUMN_PLAN_ID),
			lic_table__column_name(LIC_COLUMN_DEPENDENT_ID),
			lic_table__column_name(LIC_COLUMN_NEEDED_ID));
	}
	return LIC_OK_RC;
}
