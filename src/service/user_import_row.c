/*
 * Headers and rows of a user CSV: see user_import_int.h.
 */
#include "service/user_import_int.h"

#include "base/text.h"
#include "service/subscriptions.h"

#include <string.h>

#define MICROSOFT_COLUMNS 15
#define MICROSOFT_ALIAS_MAX 50
#define LIST_MAX 64

/* Microsoft's columns in their order, with their limits (R-81, specification 4.7). */
static const struct lic_import_column microsoft_columns[MICROSOFT_COLUMNS] = {
	{LIC_COLUMN_PROPERTY, LIC_USER_PRINCIPAL_NAME, 79},
	{LIC_COLUMN_PROPERTY, LIC_USER_GIVEN_NAME, 64},
	{LIC_COLUMN_PROPERTY, LIC_USER_SURNAME, 64},
	{LIC_COLUMN_PROPERTY, LIC_USER_DISPLAY_NAME, 256},
	{LIC_COLUMN_PROPERTY, LIC_USER_JOB_TITLE, 64},
	{LIC_COLUMN_PROPERTY, LIC_USER_DEPARTMENT, 64},
	{LIC_COLUMN_PROPERTY, LIC_USER_OFFICE_LOCATION, 128},
	{LIC_COLUMN_PROPERTY, LIC_USER_BUSINESS_PHONE, 64},
	{LIC_COLUMN_PROPERTY, LIC_USER_MOBILE_PHONE, 64},
	{LIC_COLUMN_PROPERTY, LIC_USER_FAX_NUMBER, 64},
	{LIC_COLUMN_PROPERTY, LIC_USER_STREET_ADDRESS, 1023},
	{LIC_COLUMN_PROPERTY, LIC_USER_CITY, 128},
	{LIC_COLUMN_PROPERTY, LIC_USER_STATE, 128},
	{LIC_COLUMN_PROPERTY, LIC_USER_POSTAL_CODE, 40},
	{LIC_COLUMN_PROPERTY, LIC_USER_COUNTRY, 128},
};

/* Columns of our own form that are no text property. */
struct other_column {
	const char *name;                 /* header */
	enum lic_import_column_kind kind; /* what it holds */
};

static const struct other_column other_columns[] = {
	{"accountEnabled", LIC_COLUMN_ENABLED},
	{"licenses", LIC_COLUMN_LICENSES},
	{"disabledPlans", LIC_COLUMN_DISABLED_PLANS},
	{"reason", LIC_COLUMN_REASON},
};

static const char *column_name(const struct lic_import_column *column)
{
	for (size_t i = 0; i < LIC_COUNT(other_columns); i++) {
		if (other_columns[i].kind == column->kind) {
			return other_columns[i].name;
		}
	}
	return lic_user_properties[column->property].name;
}

static bool find_named(const char *header, struct lic_import_column *ret_column)
{
	enum lic_user_property property = lic_user_property_find(header);

	if (property != LIC_USER_PROPERTY_MAX_) {
		*ret_column = (struct lic_import_column){LIC_COLUMN_PROPERTY, property, 0};
		return true;
	}
	for (size_t i = 0; i < LIC_COUNT(other_columns); i++) {
		if (lic_text_equal_nocase(other_columns[i].name, header)) {
			*ret_column = (struct lic_import_column){other_columns[i].kind,
				LIC_USER_PROPERTY_MAX_, 0};
			return true;
		}
	}
	return false;
}

static lic_rc unknown_header(struct lic_err *err, const char *header, size_t column)
{
	const char *names[LIC_USER_PROPERTY_MAX_ + LIC_COUNT(other_columns)];
	size_t nearest = 0;

	for (size_t i = 0; i < LIC_USER_PROPERTY_MAX_; i++) {
		names[i] = lic_user_properties[i].name;
	}
	for (size_t i = 0; i < LIC_COUNT(other_columns); i++) {
		names[LIC_USER_PROPERTY_MAX_ + i] = other_columns[i].name;
	}
	nearest = lic_text_nearest(header, names, LIC_COUNT(names));
	if (nearest < LIC_COUNT(names)) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"Column %zu of the header is called '%.100s', which is not a property of a user. Did you mean '%s'?",
			column, header, names[nearest]);
	}
	return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
		"Column %zu of the header is called '%.100s', which is not a property of a user.",
		column, header);
}

/* Our own form: every header names a property, in any order, each once. */
static lic_rc read_named(const struct lic_csv_record *record, struct lic_err *err,
	struct lic_import_layout *layout)
{
	for (size_t i = 0; i < record->count; i++) {
		if (!find_named(record->fields[i], &layout->columns[i])) {
			return unknown_header(err, record->fields[i], i + 1);
		}
		for (size_t j = 0; j < i; j++) {
			if (layout->columns[j].kind == layout->columns[i].kind &&
				layout->columns[j].property == layout->columns[i].property) {
				return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
					"The header names '%s' twice: columns %zu and %zu.",
					record->fields[i], j + 1, i + 1);
			}
		}
	}
	layout->count = record->count;
	return LIC_OK_RC;
}

lic_rc lic_import__read_header(struct lic_arena *arena, const struct lic_csv_record *record,
	struct lic_err *err, struct lic_import_layout *ret_layout)
{
	struct lic_csv_record trimmed = *record;
	bool has_name = false;

	memset(ret_layout, 0, sizeof(*ret_layout));
	for (size_t i = 0; i < record->count; i++) {
		char *copy = lic_arena_strdup(arena, record->fields[i]);

		if (copy == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		trimmed.fields[i] = lic_text_trim(copy);
		has_name = has_name ||
			lic_user_property_find(trimmed.fields[i]) == LIC_USER_PRINCIPAL_NAME;
	}
	if (has_name) {
		return read_named(&trimmed, err, ret_layout);
	}
	if (record->count == MICROSOFT_COLUMNS ||
		(record->count == MICROSOFT_COLUMNS + 1 &&
			find_named(trimmed.fields[MICROSOFT_COLUMNS],
				&ret_layout->columns[MICROSOFT_COLUMNS]) &&
			ret_layout->columns[MICROSOFT_COLUMNS].kind == LIC_COLUMN_REASON)) {
		/* D-07: the order counts, the words may be in any language. */
		memcpy(ret_layout->columns, microsoft_columns, sizeof(microsoft_columns));
		ret_layout->count = record->count;
		return LIC_OK_RC;
	}
	return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
		"The header has %zu columns and none is called userPrincipalName: use Microsoft's %d columns, or name the columns userPrincipalName, displayName, usageLocation and so on.",
		record->count, MICROSOFT_COLUMNS);
}

static lic_rc check_length(struct lic_arena *arena, const struct lic_import_column *column,
	const char *value, struct lic_err *err)
{
	const char *domain = NULL;

	if (column->length_max == 0) {
		return LIC_OK_RC;
	}
	if (lic_text_length(value) > column->length_max) {
		return lic_err_field(err, arena, column_name(column),
			"%s has %zu characters: this column takes at most %zu", column_name(column),
			lic_text_length(value), column->length_max);
	}
	domain = column->property == LIC_USER_PRINCIPAL_NAME ? lic_user_upn_domain(value) : NULL;
	if (domain != NULL && domain - 1 - value > MICROSOFT_ALIAS_MAX) {
		return lic_err_field(err, arena, column_name(column),
			"userPrincipalName has %zu characters before the at sign: this column takes at most %d",
			(size_t)(domain - 1 - value), MICROSOFT_ALIAS_MAX);
	}
	return LIC_OK_RC;
}

static lic_rc read_enabled(struct lic_arena *arena, const char *value, struct lic_err *err,
	struct lic_user_patch *patch)
{
	bool is_true = lic_text_equal_nocase(value, "true");

	if (!is_true && !lic_text_equal_nocase(value, "false")) {
		return lic_err_field(err, arena, "accountEnabled", "'%.100s' is not true or false",
			value);
	}
	patch->has_account_enabled = true;
	patch->values.account_enabled = is_true;
	return LIC_OK_RC;
}

/* Splits `value` at semicolons into trimmed, non-empty parts. */
static lic_rc split(struct lic_arena *arena, const char *value, const char *field,
	struct lic_err *err, const char *parts[LIST_MAX], size_t *ret_count)
{
	char *rest = lic_arena_strdup(arena, value);

	*ret_count = 0;
	if (rest == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	while (rest != NULL) {
		char *end = strchr(rest, ';');
		char *part = rest;

		rest = NULL;
		if (end != NULL) {
			*end = '\0';
			rest = end + 1;
		}
		part = lic_text_trim(part);
		if (*part == '\0') {
			continue;
		}
		if (*ret_count == LIST_MAX) {
			return lic_err_field(err, arena, field, "%s lists more than %d names",
				field, LIST_MAX);
		}
		parts[(*ret_count)++] = part;
	}
	return LIC_OK_RC;
}

static lic_rc read_licenses(struct lic_arena *arena, const struct lic_catalog *catalog,
	const char *value, struct lic_err *err, struct lic_import_user *user)
{
	const char *parts[LIST_MAX];
	struct lic_license_add *adds = NULL;
	size_t count = 0;

	LIC_TRY(split(arena, value, "licenses", err, parts, &count));
	adds = lic_arena_array(arena, count, sizeof(*adds));
	if (adds == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t sku = 0;
		lic_rc rc = lic_sku_find(arena, catalog, parts[i], "licenses", err, &sku);

		if (rc.code == LIC_E_NOTFOUND || rc.code == LIC_E_CONFLICT) {
			return LIC_RC(LIC_E_INVALID);
		}
		LIC_TRY(rc);
		adds[i].sku_id = catalog->skus[sku].id;
	}
	user->request.adds = adds;
	user->request.add_count = count;
	return LIC_OK_RC;
}

/* Turns off the plan called `text` in every product of the row that contains it. */
static lic_rc disable_plan(struct lic_arena *arena, const struct lic_catalog *catalog,
	const char *text, struct lic_err *err, struct lic_license_add *adds, size_t add_count)
{
	bool found = false;

	for (size_t i = 0; i < add_count; i++) {
		const struct lic_sku *sku =
			&catalog->skus[lic_catalog_sku(catalog, &adds[i].sku_id)];

		for (size_t p = 0; p < sku->plan_count; p++) {
			const struct lic_plan *plan = &catalog->plans[sku->plans[p]];
			struct lic_guid *list = NULL;

			if (!lic_plan_is_called(plan, text)) {
				continue;
			}
			list = lic_arena_array(arena, adds[i].disabled_count + 1, sizeof(*list));
			if (list == NULL) {
				return LIC_RC(LIC_E_NOMEM);
			}
			for (size_t d = 0; d < adds[i].disabled_count; d++) {
				list[d] = adds[i].disabled_plans[d];
			}
			list[adds[i].disabled_count++] = plan->id;
			adds[i].disabled_plans = list;
			found = true;
			break;
		}
	}
	if (!found) {
		return lic_err_field(err, arena, "disabledPlans",
			"'%.100s' is not a service plan of the row's licenses", text);
	}
	return LIC_OK_RC;
}

static lic_rc read_disabled_plans(struct lic_arena *arena, const struct lic_catalog *catalog,
	const char *value, struct lic_err *err, struct lic_import_user *user)
{
	const char *parts[LIST_MAX];
	struct lic_license_add *adds = NULL;
	size_t count = 0;

	LIC_TRY(split(arena, value, "disabledPlans", err, parts, &count));
	adds = lic_arena_array(arena, user->request.add_count, sizeof(*adds));
	if (adds == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < user->request.add_count; i++) {
		adds[i] = user->request.adds[i];
	}
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(disable_plan(arena, catalog, parts[i], err, adds, user->request.add_count));
	}
	user->request.adds = adds;
	return LIC_OK_RC;
}

static lic_rc read_property(struct lic_arena *arena, const struct lic_import_column *column,
	const char *value, struct lic_err *err, struct lic_user_patch *patch)
{
	LIC_TRY(check_length(arena, column, value, err));
	patch->has_text[column->property] = true;
	patch->values.text[column->property] = value;
	return LIC_OK_RC;
}

/* Reads the fields of one kind: plans can only be turned off once the licences of the row are
 * known. */
static lic_rc read_fields(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_import_layout *layout, const char *const *values, struct lic_err *err,
	struct lic_import_user *user)
{
	for (size_t i = 0; i < layout->count; i++) {
		const struct lic_import_column *column = &layout->columns[i];

		user->has_licenses = user->has_licenses || column->kind == LIC_COLUMN_LICENSES;
		if (*values[i] == '\0') {
			continue;
		}
		switch (column->kind) {
		case LIC_COLUMN_PROPERTY:
			LIC_TRY(read_property(arena, column, values[i], err, &user->patch));
			break;
		case LIC_COLUMN_ENABLED:
			LIC_TRY(read_enabled(arena, values[i], err, &user->patch));
			break;
		case LIC_COLUMN_LICENSES:
			LIC_TRY(read_licenses(arena, catalog, values[i], err, user));
			break;
		case LIC_COLUMN_DISABLED_PLANS:
		case LIC_COLUMN_REASON:
			break;
		}
	}
	for (size_t i = 0; i < layout->count; i++) {
		if (layout->columns[i].kind == LIC_COLUMN_DISABLED_PLANS && *values[i] != '\0') {
			LIC_TRY(read_disabled_plans(arena, catalog, values[i], err, user));
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_import__read_row(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_import_layout *layout, const struct lic_csv_record *record,
	struct lic_err *err, struct lic_import_user *ret_user)
{
	const char **values = lic_arena_array(arena, layout->count, sizeof(*values));
	struct lic_import_user user = {0};

	if (record->count != layout->count) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"the row has %zu columns: the header has %zu", record->count,
			layout->count);
	}
	if (values == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < layout->count; i++) {
		char *copy = lic_arena_strdup(arena, record->fields[i]);

		if (copy == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		values[i] = lic_text_trim(copy); /* a blank field is a space between commas
						    (specification 4.7) */
	}
	LIC_TRY(read_fields(arena, catalog, layout, values, err, &user));
	*ret_user = user;
	return LIC_OK_RC;
}

size_t lic_import__find_column(const struct lic_import_layout *layout, const char *field)
{
	for (size_t i = 0; field != NULL && i < layout->count; i++) {
		if (lic_text_equal_nocase(column_name(&layout->columns[i]), field)) {
			return i;
		}
	}
	return layout->count;
}
