/*
 * Conditions as SQL: see query_int.h. The same text for both engines: what SQLite and PostgreSQL
 * read alike.
 */
#include "base/text.h"
#include "store/query_int.h"

#include <string.h>

#define TEXT_BYTES_MAX ((size_t)256 * 1024)

/* Behind every text that begins with what stands before it: the last character there is. */
#define LAST_CHARACTER "\xF4\x8F\xBF\xBF"

/* The state of a licence p as it is shown, folded (adr/0003, core/license.h). */
#define STATE_OF_PATH                                                                              \
	"(CASE WHEN p.state = 2 THEN 'error'"                                                      \
	" WHEN coalesce((SELECT q.enabled + q.warning FROM seat_pool q"                            \
	" WHERE q.tenant_id = $1 AND q.sku_id = p.sku_id), 0) = 0 THEN 'disabled'"                 \
	" WHEN p.state = 1 THEN 'activewitherror' ELSE 'active' END)"

void lic_query__begin(struct lic_statement_text *ret_out, struct lic_arena *arena,
	const struct lic_query_table *table, int64_t tenant_id)
{
	lic_buf_init(&ret_out->text, TEXT_BYTES_MAX);
	ret_out->params[0] = lic_value_int(tenant_id);
	ret_out->count = 1;
	ret_out->arena = arena;
	ret_out->table = table;
	ret_out->way = NULL;
	ret_out->rc = LIC_OK_RC;
}

static void put(struct lic_statement_text *out, const char *text)
{
	lic_buf_puts(&out->text, text);
}

static void fail(struct lic_statement_text *out, enum lic_code code)
{
	if (lic_ok(out->rc)) {
		out->rc = LIC_RC(code);
	}
}

void lic_query__bind(struct lic_statement_text *out, struct lic_value value)
{
	if (out->count == LIC_QUERY_PARAMS_MAX) {
		fail(out, LIC_E_LIMIT);
		return;
	}
	out->params[out->count++] = value;
	lic_buf_printf(&out->text, "$%zu", out->count);
}

/* Binds text made of `before`, `middle` and `after`. */
static void bind_text(struct lic_statement_text *out, const char *before, const char *middle,
	const char *after)
{
	const char *text = lic_arena_printf(out->arena, "%s%s%s", before, middle, after);

	if (text == NULL) {
		fail(out, LIC_E_NOMEM);
		return;
	}
	lic_query__bind(out, lic_value_text(text));
}

/* Folds `text`; "" after a failure. */
static const char *fold(struct lic_statement_text *out, const char *text)
{
	const char *key = "";
	lic_rc rc = lic_text_fold(out->arena, text, &key);

	if (!lic_ok(rc)) {
		fail(out, rc.code);
	}
	return key;
}

/* Takes the meaning from the characters that LIKE knows. */
static const char *escape(struct lic_statement_text *out, const char *text)
{
	char *escaped = lic_arena_alloc(out->arena, strlen(text) * 2 + 1);
	size_t len = 0;

	if (escaped == NULL) {
		fail(out, LIC_E_NOMEM);
		return "";
	}
	for (; *text != '\0'; text++) {
		if (strchr("%_~", *text) != NULL) {
			escaped[len++] = '~';
		}
		escaped[len++] = *text;
	}
	return escaped;
}

/* What stands between the parts of `condition`. */
static const char *joiner(const struct lic_odata_condition *condition)
{
	return condition->kind == LIC_ODATA_OR ? " OR " : " AND ";
}

static const struct lic_column *column_of(const struct lic_query_table *table,
	const struct lic_odata_condition *condition)
{
	return &table->columns[condition->property->number];
}

static void bind_value(struct lic_statement_text *out, const struct lic_odata_condition *condition,
	const struct lic_odata_value *value)
{
	switch (condition->property->type) {
	case LIC_ODATA_TEXT:
		lic_query__bind(out, lic_value_text(value->is_null ? "" : fold(out, value->text)));
		break;
	case LIC_ODATA_GUID:
		lic_query__bind(out, lic_value_guid(&value->guid));
		break;
	case LIC_ODATA_FLAG:
	case LIC_ODATA_TIME:
		lic_query__bind(out, lic_value_int(value->number));
		break;
	case LIC_ODATA_COLLECTION:
		fail(out, LIC_E_BUG);
		break;
	}
}

/* "= $2" or "IN ($2, $3)". */
static void put_values(struct lic_statement_text *out, const struct lic_odata_condition *condition)
{
	bool is_one = condition->value_count == 1;

	put(out, is_one ? " = " : " IN (");
	for (size_t i = 0; i < condition->value_count; i++) {
		put(out, i == 0 ? "" : ", ");
		bind_value(out, condition, &condition->values[i]);
	}
	put(out, is_one ? "" : ")");
}

/* The test of `expression`. A text that is not there is empty: it is no smaller or greater than
 * another, and begins with nothing. */
static void put_test(struct lic_statement_text *out, const struct lic_odata_condition *condition,
	const char *expression)
{
	static const char *const compare[] = {
		[LIC_ODATA_GREATER] = " > ",
		[LIC_ODATA_AT_LEAST] = " >= ",
		[LIC_ODATA_LESS] = " < ",
		[LIC_ODATA_AT_MOST] = " <= ",
	};
	bool is_text = condition->property->type == LIC_ODATA_TEXT;
	const char *text = condition->value_count == 0 || condition->values[0].text == NULL
		? ""
		: condition->values[0].text;

	put(out, expression);
	switch (condition->test) {
	case LIC_ODATA_EQUALS:
		put_values(out, condition);
		break;
	case LIC_ODATA_GREATER:
	case LIC_ODATA_AT_LEAST:
	case LIC_ODATA_LESS:
	case LIC_ODATA_AT_MOST:
		put(out, compare[condition->test]);
		bind_value(out, condition, &condition->values[0]);
		if (is_text) {
			lic_buf_printf(&out->text, " AND %s <> ''", expression);
		}
		break;
	case LIC_ODATA_STARTS:
		text = fold(out, text);
		put(out, *text == '\0' ? " > " : " >= ");
		lic_query__bind(out, lic_value_text(text));
		lic_buf_printf(&out->text, " AND %s < ", expression);
		bind_text(out, text, LAST_CHARACTER, "");
		break;
	case LIC_ODATA_ENDS:
		put(out, " LIKE ");
		bind_text(out, "%", escape(out, fold(out, text)), "");
		lic_buf_printf(&out->text, " ESCAPE '~' AND %s <> ''", expression);
		break;
	case LIC_ODATA_HAS_WORD:
		put(out, " LIKE ");
		bind_text(out, "% ", escape(out, text), "%");
		put(out, " ESCAPE '~'");
		break;
	case LIC_ODATA_HAS_ELEMENT:
		fail(out, LIC_E_BUG);
		break;
	}
}

/*
 * How a column is written in a condition on u. Columns must not tempt the engine to another index
 * than the one that was chosen: SQLite keeps no statistics here, and would take it, and sort.
 */
static void write_expression(const struct lic_statement_text *out,
	const struct lic_odata_condition *condition, const struct lic_column *column,
	struct lic_buf *expression)
{
	bool is_free = condition == out->way;

	switch (column->kind) {
	case LIC_COLUMN_KEY:
		lic_buf_printf(expression, is_free ? "u.%s" : "(u.%s || '')",
			condition->test == LIC_ODATA_HAS_WORD ? column->words->column
							      : column->name);
		break;
	case LIC_COLUMN_MAYBE:
		lic_buf_printf(expression, is_free ? "u.%s" : "coalesce(u.%s, '')", column->name);
		break;
	case LIC_COLUMN_TEXT:
		lic_buf_printf(expression, "lower(coalesce(u.%s, ''))", column->name);
		break;
	case LIC_COLUMN_PROXIES:
		lic_buf_printf(expression, "('smtp:' || lower(coalesce(u.%s, '')))", column->name);
		break;
	case LIC_COLUMN_NUMBER:
		lic_buf_printf(expression, is_free ? "u.%s" : "(u.%s + 0)", column->name);
		break;
	case LIC_COLUMN_GUID:
	case LIC_COLUMN_LICENSES:
	case LIC_COLUMN_STATES:
	case LIC_COLUMN_TYPES:
	case LIC_COLUMN_ERRORS:
		lic_buf_printf(expression, "u.%s", column->name);
		break;
	}
}

static bool is_about_state(const struct lic_odata_condition *element)
{
	return element->property->number == LIC_ODATA_MEMBER_STATE;
}

/* Elements of a collection that are rows: SKUs and states. Only eq and in are asked of them. */
static void put_elements(struct lic_statement_text *out,
	const struct lic_odata_condition *condition)
{
	if (condition->kind == LIC_ODATA_TEST && is_about_state(condition)) {
		put(out, STATE_OF_PATH);
		put_values(out, condition);
		return;
	}
	if (condition->kind == LIC_ODATA_TEST) {
		bool is_one = condition->value_count == 1;

		/* One product is looked up once for the whole statement; 0 is none. */
		put(out, is_one ? "p.sku_id = coalesce(" : "p.sku_id IN ");
		put(out, "(SELECT s.id FROM sku s WHERE s.tenant_id = $1 AND s.guid");
		put_values(out, condition);
		put(out, is_one ? "), 0)" : ")");
		return;
	}
	put(out, condition->kind == LIC_ODATA_NOT ? "NOT (" : "(");
	for (size_t i = 0; i < condition->part_count; i++) {
		put(out, i == 0 ? "" : joiner(condition));
		put_elements(out, condition->parts[i]);
	}
	put(out, ")");
}

/* Of licences those that meet `holds`. Not EXISTS: PostgreSQL would read every licence of the
 * organisation to join it. */
static void put_licenses(struct lic_statement_text *out,
	const struct lic_odata_condition *condition, const char *holds)
{
	lic_buf_printf(&out->text,
		"(SELECT p.sku_id FROM %s p WHERE %s AND p.tenant_id = $1 AND p.%s = u.id",
		out->table->license_table, holds, out->table->license_id);
	if (condition->element != NULL) {
		put(out, " AND ");
		put_elements(out, condition->element);
	}
	put(out, " LIMIT 1) IS NOT NULL");
}

static void put_errors(struct lic_statement_text *out, const struct lic_odata_condition *condition)
{
	const struct lic_odata_value *value = &condition->values[0];

	lic_buf_printf(&out->text, "(SELECT e.user_id FROM %s AND %s = u.id LIMIT 1) IS %s",
		out->table->errors, out->table->error_id,
		value->is_null || value->number == 0 ? "NULL" : "NOT NULL");
}

/* Tells whether the one text `element` meets `condition`. */
static bool meets(struct lic_statement_text *out, const struct lic_odata_condition *condition,
	const char *element)
{
	bool is_all = true;
	bool is_any = false;

	for (size_t i = 0; i < condition->part_count; i++) {
		bool is_met = meets(out, condition->parts[i], element);

		is_all = is_all && is_met;
		is_any = is_any || is_met;
	}
	for (size_t i = 0; i < condition->value_count; i++) {
		const char *text = fold(out, condition->values[i].text);

		is_any = is_any ||
			(condition->test == LIC_ODATA_STARTS
					? strncmp(element, text, strlen(text)) == 0
					: strcmp(element, text) == 0);
	}
	if (condition->kind == LIC_ODATA_AND) {
		return is_all;
	}
	return condition->kind == LIC_ODATA_NOT ? !is_all : is_any;
}

/* The elements of a collection that is made of one column, if it has any. */
static void put_element_of(struct lic_statement_text *out,
	const struct lic_odata_condition *condition, const char *expression)
{
	put(out, condition->kind == LIC_ODATA_NOT ? "NOT (" : "(");
	if (condition->kind == LIC_ODATA_TEST) {
		put_test(out, condition, expression);
	}
	for (size_t i = 0; i < condition->part_count; i++) {
		put(out, i == 0 ? "" : joiner(condition));
		put_element_of(out, condition->parts[i], expression);
	}
	put(out, ")");
}

static void put_simple(struct lic_statement_text *out, const struct lic_odata_condition *condition,
	const struct lic_column *column)
{
	LIC_AUTO(lic_buf_done) struct lic_buf expression = {0};

	lic_buf_init(&expression, TEXT_BYTES_MAX);
	write_expression(out, condition, column, &expression);
	if (!lic_ok(lic_buf_status(&expression))) {
		fail(out, LIC_E_NOMEM);
		return;
	}
	if (column->kind == LIC_COLUMN_PROXIES) {
		put(out, "u.mail IS NOT NULL");
		if (condition->element != NULL) {
			put(out, " AND ");
			put_element_of(out, condition->element, expression.data);
		}
		return;
	}
	put_test(out, condition, expression.data);
}

static void put_column(struct lic_statement_text *out, const struct lic_odata_condition *condition)
{
	const struct lic_column *column = column_of(out->table, condition);

	switch (column->kind) {
	case LIC_COLUMN_LICENSES:
		put_licenses(out, condition, out->table->license_holds);
		break;
	case LIC_COLUMN_STATES:
		put_licenses(out, condition, "p.sku_id > 0");
		break;
	case LIC_COLUMN_ERRORS:
		put_errors(out, condition);
		break;
	case LIC_COLUMN_TYPES:
		put(out,
			condition->element == NULL || meets(out, condition->element, "unified")
				? "u.is_unified = 1"
				: "u.is_unified < 0");
		break;
	case LIC_COLUMN_KEY:
	case LIC_COLUMN_MAYBE:
	case LIC_COLUMN_TEXT:
	case LIC_COLUMN_NUMBER:
	case LIC_COLUMN_GUID:
	case LIC_COLUMN_PROXIES:
		put_simple(out, condition, column);
		break;
	}
}

/* Recursion as deep as the condition, which odata/ has limited. */
void lic_query__condition(struct lic_statement_text *out,
	const struct lic_odata_condition *condition)
{
	put(out, condition->kind == LIC_ODATA_NOT ? "NOT (" : "(");
	if (condition->kind == LIC_ODATA_TEST) {
		put_column(out, condition);
	}
	for (size_t i = 0; i < condition->part_count; i++) {
		put(out, i == 0 ? "" : joiner(condition));
		lic_query__condition(out, condition->parts[i]);
	}
	put(out, ")");
}

void lic_query__guard(struct lic_statement_text *out, const struct lic_odata_condition *condition)
{
	const char *guard = column_of(out->table, condition)->guard;

	if (guard != NULL) {
		lic_buf_printf(&out->text, " AND u.%s", guard);
	}
}

/* Tells whether no value is the one that the index leaves out. */
static bool is_indexed_value(const struct lic_odata_condition *condition,
	const struct lic_column *column)
{
	for (size_t i = 0; i < condition->value_count; i++) {
		const struct lic_odata_value *value = &condition->values[i];
		bool is_rest = condition->property->type == LIC_ODATA_FLAG
			? value->number == (*column->rest == '1' ? 1 : 0)
			: value->text != NULL && lic_text_equal_nocase(value->text, column->rest);

		if (is_rest || value->is_null) {
			return false;
		}
	}
	return true;
}

static bool is_null_asked(const struct lic_odata_condition *condition)
{
	return condition->value_count == 1 && condition->values[0].is_null;
}

/* Tells whether only licences in error meet `element`: those have an index. */
static bool is_of_errors(const struct lic_odata_condition *element)
{
	bool is_all = true;
	bool is_any = false;

	for (size_t i = 0; i < element->part_count; i++) {
		bool is_one = is_of_errors(element->parts[i]);

		is_all = is_all && is_one;
		is_any = is_any || is_one;
	}
	for (size_t i = 0; i < element->value_count && is_about_state(element); i++) {
		const char *text = element->values[i].text;

		is_all = is_all &&
			(lic_text_equal_nocase(text, "Error") ||
				lic_text_equal_nocase(text, "ActiveWithError"));
	}
	switch (element->kind) {
	case LIC_ODATA_TEST:
		return is_about_state(element) && is_all;
	case LIC_ODATA_AND:
		return is_any;
	case LIC_ODATA_OR:
		return is_all;
	case LIC_ODATA_NOT:
		break;
	}
	return false;
}

/* Tells whether an index finds what meets one test. */
static bool can_narrow_test(const struct lic_column *column,
	const struct lic_odata_condition *condition)
{
	if (condition->test == LIC_ODATA_HAS_WORD) {
		return column->words != NULL;
	}
	if (condition->test == LIC_ODATA_ENDS || column->index == LIC_INDEX_OF_NONE) {
		return false;
	}
	switch (column->kind) {
	case LIC_COLUMN_LICENSES:
		return condition->element != NULL && condition->element->kind == LIC_ODATA_TEST;
	case LIC_COLUMN_STATES:
		return condition->element != NULL && is_of_errors(condition->element);
	case LIC_COLUMN_ERRORS:
		return !condition->values[0].is_null && condition->values[0].number != 0;
	case LIC_COLUMN_KEY:
	case LIC_COLUMN_MAYBE:
	case LIC_COLUMN_NUMBER:
		return column->index == LIC_INDEX_OF_SOME
			? condition->test == LIC_ODATA_EQUALS && is_indexed_value(condition, column)
			: column->guard == NULL || !is_null_asked(condition);
	case LIC_COLUMN_GUID:
	case LIC_COLUMN_TEXT:
	case LIC_COLUMN_TYPES:
	case LIC_COLUMN_PROXIES:
		break;
	}
	return true;
}

bool lic_query__can_narrow(const struct lic_query_table *table,
	const struct lic_odata_condition *condition, bool *ret_is_unique)
{
	bool is_all = true;
	bool is_any = false;
	bool is_unique = false;

	switch (condition->kind) {
	case LIC_ODATA_TEST:
		*ret_is_unique = column_of(table, condition)->index == LIC_INDEX_OF_UNIQUE &&
			condition->test == LIC_ODATA_EQUALS;
		return can_narrow_test(column_of(table, condition), condition);
	case LIC_ODATA_NOT:
		return false;
	case LIC_ODATA_AND:
	case LIC_ODATA_OR:
		break;
	}
	*ret_is_unique = condition->kind == LIC_ODATA_OR;
	for (size_t i = 0; i < condition->part_count; i++) {
		bool can = lic_query__can_narrow(table, condition->parts[i], &is_unique);

		is_all = is_all && can;
		is_any = is_any || can;
		*ret_is_unique = condition->kind == LIC_ODATA_OR
			? *ret_is_unique && is_unique
			: *ret_is_unique || (can && is_unique);
	}
	return condition->kind == LIC_ODATA_AND ? is_any : is_all;
}

/* The table, and what its index is restricted to, behind FROM. */
static void put_narrow_from(struct lic_statement_text *out, const struct lic_column *column)
{
	lic_buf_printf(&out->text, "%s WHERE tenant_id = $1 AND deleted_ms IS NULL AND ",
		out->table->name);
	if (column->guard != NULL) {
		lic_buf_printf(&out->text, "%s AND ", column->guard);
	}
}

/*
 * The keys of rows with one of the values. A range of one value makes SQLite, which keeps no
 * statistics here, take the index instead of walking through every row of the organisation. Of a
 * range between columns PostgreSQL expects a ninth of all rows, and would walk through them too: it
 * takes the double negation for the equality that it is, and SQLite does not see through it.
 */
static void narrow_equals(struct lic_statement_text *out,
	const struct lic_odata_condition *condition, const struct lic_column *column)
{
	if (condition->value_count == 1) {
		put(out, "SELECT id AS found FROM ");
		put_narrow_from(out, column);
		lic_buf_printf(&out->text, "%s BETWEEN ", column->name);
		bind_value(out, condition, &condition->values[0]);
		lic_buf_printf(&out->text, " AND $%zu", out->count);
		return;
	}
	put(out, "SELECT id AS found FROM (VALUES ");
	for (size_t i = 0; i < condition->value_count; i++) {
		put(out, i == 0 ? "(" : "), (");
		bind_value(out, condition, &condition->values[i]);
	}
	put(out, ")) v CROSS JOIN ");
	put_narrow_from(out, column);
	lic_buf_printf(&out->text, "%s BETWEEN v.column1 AND v.column1 AND NOT %s <> v.column1",
		column->name, column->name);
}

/* The keys of whatever has a licence of the SKUs. Whether it holds a seat is looked at afterwards:
 * few do not, and the index need not be left for it. */
static void narrow_licenses(struct lic_statement_text *out,
	const struct lic_odata_condition *condition)
{
	lic_buf_printf(&out->text,
		"SELECT p.%s AS found FROM sku s CROSS JOIN %s p WHERE s.tenant_id = $1 AND s.guid",
		out->table->license_id, out->table->license_table);
	put_values(out, condition->element);
	put(out, " AND p.tenant_id = $1 AND p.sku_id BETWEEN s.id AND s.id");
}

void lic_query__words_from(struct lic_statement_text *out,
	const struct lic_odata_condition *condition)
{
	lic_buf_printf(&out->text,
		"FROM %s AND token >= ", column_of(out->table, condition)->words->from);
	lic_query__bind(out, lic_value_text(condition->values[0].text));
	put(out, " AND token < ");
	bind_text(out, condition->values[0].text, LAST_CHARACTER, "");
}

/* The keys that one test finds. */
static void narrow_test(struct lic_statement_text *out, const struct lic_odata_condition *condition)
{
	const struct lic_column *column = column_of(out->table, condition);

	if (condition->test == LIC_ODATA_HAS_WORD) {
		lic_buf_printf(&out->text, "SELECT %s AS found ",
			column->words->rows.key + strlen("m."));
		lic_query__words_from(out, condition);
		return;
	}
	switch (column->kind) {
	case LIC_COLUMN_LICENSES:
		narrow_licenses(out, condition);
		return;
	case LIC_COLUMN_STATES: /* which of them is looked at afterwards */
	case LIC_COLUMN_ERRORS:
		lic_buf_printf(&out->text, "SELECT %s AS found FROM %s", out->table->error_id,
			out->table->errors);
		return;
	case LIC_COLUMN_GUID:
		lic_buf_printf(&out->text, "SELECT id AS found FROM %s WHERE tenant_id = $1 AND %s",
			out->table->name, column->name);
		put_values(out, condition);
		return;
	case LIC_COLUMN_KEY:
	case LIC_COLUMN_MAYBE:
	case LIC_COLUMN_TEXT:
	case LIC_COLUMN_NUMBER:
	case LIC_COLUMN_TYPES:
	case LIC_COLUMN_PROXIES:
		break;
	}
	if (condition->test == LIC_ODATA_EQUALS) {
		narrow_equals(out, condition, column);
		return;
	}
	put(out, "SELECT id AS found FROM ");
	put_narrow_from(out, column);
	put_test(out, condition, column->name);
}

/* The part of a conjunction that finds the fewest, as far as that is known without counting. */
static const struct lic_odata_condition *best_part(const struct lic_query_table *table,
	const struct lic_odata_condition *condition)
{
	const struct lic_odata_condition *best = NULL;
	bool is_unique = false;

	for (size_t i = 0; i < condition->part_count; i++) {
		if (lic_query__can_narrow(table, condition->parts[i], &is_unique) &&
			(best == NULL || is_unique)) {
			best = condition->parts[i];
		}
	}
	return best;
}

void lic_query__narrow(struct lic_statement_text *out, const struct lic_odata_condition *condition)
{
	const struct lic_odata_condition *best = NULL;

	if (condition->kind == LIC_ODATA_TEST) {
		narrow_test(out, condition);
		return;
	}
	if (condition->kind == LIC_ODATA_AND) {
		best = best_part(out->table, condition);
		if (best == NULL) {
			fail(out, LIC_E_BUG);
			return;
		}
		lic_query__narrow(out, best);
		return;
	}
	for (size_t i = 0; i < condition->part_count; i++) {
		put(out, i == 0 ? "" : " UNION ALL ");
		lic_query__narrow(out, condition->parts[i]);
	}
}

bool lic_query__is_exact(const struct lic_query_table *table,
	const struct lic_odata_condition *condition)
{
	enum lic_column_kind kind = LIC_COLUMN_GUID;
	bool is_unique = false;

	if (condition->kind != LIC_ODATA_TEST || condition->test == LIC_ODATA_HAS_WORD ||
		!lic_query__can_narrow(table, condition, &is_unique)) {
		return false;
	}
	kind = column_of(table, condition)->kind;
	if (kind == LIC_COLUMN_LICENSES) {
		return table->deleted_hold_none;
	}
	return condition->value_count == 1 &&
		(kind == LIC_COLUMN_KEY || kind == LIC_COLUMN_MAYBE || kind == LIC_COLUMN_NUMBER);
}

void lic_query__exactly(struct lic_statement_text *out, const struct lic_odata_condition *condition)
{
	if (column_of(out->table, condition)->kind != LIC_COLUMN_LICENSES) {
		lic_query__narrow(out, condition);
		return;
	}
	/* Plus nothing: as in lic_query__lead(). */
	put(out, "SELECT DISTINCT found + 0 FROM (");
	lic_query__narrow(out, condition);
	lic_buf_printf(&out->text, " AND %s) n", out->table->license_holds);
}

void lic_query__lead(struct lic_statement_text *out, const struct lic_odata_condition *condition,
	int max)
{
	/* Plus nothing: SQLite would take rows in the order of another index to see which are the
	 * same, and walk through all of them for it. */
	put(out, "(SELECT DISTINCT found + 0 AS found FROM (");
	if (max != 0) {
		put(out, "SELECT found FROM (");
	}
	lic_query__narrow(out, condition);
	if (max != 0) {
		lic_buf_printf(&out->text, ") o LIMIT %d", max);
	}
	put(out, ") n) d");
}

/* What is said of more values than a statement takes. */
static lic_rc too_many(struct lic_err *err)
{
	static const struct lic_err_detail detail = {
		.code = "Request_BadRequest",
		.message =
			"Each value counts once for every place where it is looked for: a product twice.",
		.target = "$filter",
		.remedy = "Ask in several requests, each with fewer values.",
	};
	lic_rc rc = lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
		"The query has too many values: at most %d can be looked for at once, and a product counts twice.",
		LIC_QUERY_PARAMS_MAX);

	if (err != NULL) {
		err->details = &detail;
		err->detail_count = 1;
	}
	return rc;
}

lic_rc lic_query__status(const struct lic_statement_text *out, struct lic_err *err)
{
	if (out->rc.code == LIC_E_LIMIT) {
		return too_many(err);
	}
	LIC_TRY(out->rc);
	return lic_buf_status(&out->text);
}
