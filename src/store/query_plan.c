/*
 * Plans of queries: see query_plan.h.
 */
#include "store/query_plan.h"

#include "base/text.h"
#include "store/db_int.h"

#include <string.h>

#define PROBE_MAX 10000
#define PROBES_A_ROW 300 /* of a page: a short one is found sooner along the order */
#define PROBES_MAX 6     /* conditions that are counted */
#define FIRST_PROBES_A_ROW 10
#define FIRST_PROBE_MIN 300
#define FIRST_PIECE_MAX 1000
#define FIRST_PIECE_MIN 100
#define ROWS_A_ROW 10 /* of a page: what the first piece of a way has */

/* The first key that is not empty. */
#define FIRST_KEY "\x01"

/* Behind every key that begins with what stands before it. */
#define LAST_CHARACTER "\xF4\x8F\xBF\xBF"

static void add_parts(struct lic_query_plan *plan, const struct lic_odata_condition *condition)
{
	if (condition == NULL) {
		return;
	}
	if (condition->kind == LIC_ODATA_AND &&
		plan->part_count + condition->part_count < LIC_QUERY_PARTS_MAX) {
		for (size_t i = 0; i < condition->part_count; i++) {
			plan->parts[plan->part_count++] = condition->parts[i];
		}
		return;
	}
	plan->parts[plan->part_count++] = condition;
}

static const struct lic_column *column_of(const struct lic_query_plan *plan,
	const struct lic_odata_condition *part)
{
	return &plan->table->columns[part->property->number];
}

static bool is_one_value(const struct lic_odata_condition *test)
{
	return test->test == LIC_ODATA_EQUALS && test->value_count == 1;
}

/* Tells whether `part` is about one product. */
static bool is_one_product(const struct lic_query_plan *plan,
	const struct lic_odata_condition *part)
{
	return column_of(plan, part)->kind == LIC_COLUMN_LICENSES && part->element != NULL &&
		part->element->kind == LIC_ODATA_TEST && is_one_value(part->element);
}

/* Tells whether `part` compares a column that has an index with one value. */
static bool is_one_key(const struct lic_query_plan *plan, const struct lic_odata_condition *part)
{
	enum lic_column_kind kind = column_of(plan, part)->kind;

	return is_one_value(part) && (kind == LIC_COLUMN_KEY || kind == LIC_COLUMN_NUMBER);
}

/* Tells whether an index can have what `part` finds in the order of keys. */
static bool can_be_by_key(const struct lic_query_plan *plan, const struct lic_odata_condition *part)
{
	bool is_unique = false;

	return part->kind == LIC_ODATA_TEST &&
		lic_query__can_narrow(plan->table, part, &is_unique) &&
		(is_one_key(plan, part) || is_one_product(plan, part) ||
			part->test == LIC_ODATA_HAS_WORD);
}

/* Tells whether what `part` finds stands together in the index of its property, which rows can be
 * sorted by. */
static bool is_range(const struct lic_query_plan *plan, const struct lic_odata_condition *part)
{
	return part->kind == LIC_ODATA_TEST && part->property->is_sortable &&
		column_of(plan, part)->kind == LIC_COLUMN_KEY && part->test != LIC_ODATA_ENDS &&
		part->test != LIC_ODATA_HAS_WORD &&
		(part->test != LIC_ODATA_EQUALS || part->value_count == 1);
}

/*
 * Where no order is asked for: that of keys, but for a range of a property that nothing beside
 * finds in the order of keys. It depends on nothing but the conditions, so that every page has the
 * same.
 */
static const struct lic_odata_property *own_order(const struct lic_query_plan *plan)
{
	const struct lic_query *query = &plan->query;
	const struct lic_odata_property *order = NULL;

	if (!query->is_any_order || query->scope != LIC_QUERY_ALL ||
		(query->after != NULL && query->after->text == NULL)) {
		return NULL;
	}
	for (size_t i = 0; i < plan->part_count; i++) {
		if (can_be_by_key(plan, plan->parts[i])) {
			return NULL;
		}
		if (order == NULL && is_range(plan, plan->parts[i])) {
			order = plan->parts[i]->property;
		}
	}
	return order;
}

/* Rows of the first piece of a way for a page of `limit` rows. */
static unsigned first_piece(unsigned limit)
{
	unsigned rows = limit < FIRST_PIECE_MAX ? limit * ROWS_A_ROW : FIRST_PIECE_MAX;

	rows = rows < FIRST_PIECE_MIN ? FIRST_PIECE_MIN : rows;
	return rows > FIRST_PIECE_MAX ? FIRST_PIECE_MAX : rows;
}

void lic_query__plan(struct lic_query_plan *ret_plan, struct lic_db *db, struct lic_arena *arena,
	struct lic_err *err, const struct lic_query *query)
{
	*ret_plan = (struct lic_query_plan){.db = db,
		.arena = arena,
		.err = err,
		.query = *query,
		.table = &lic_query_tables[query->set],
		.piece = query->first_piece == 0 ? first_piece(query->limit) : query->first_piece};
	add_parts(ret_plan, query->filter);
	add_parts(ret_plan, query->search);
	if (query->order != NULL) {
		ret_plan->order = query->order->property;
		ret_plan->is_descending = query->order->is_descending;
	} else {
		ret_plan->order = own_order(ret_plan);
	}
}

static void begin_text(const struct lic_query_plan *plan, struct lic_statement_text *out)
{
	lic_query__begin(out, plan->arena, plan->table, plan->query.tenant_id);
}

lic_rc lic_query__run(const struct lic_query_plan *plan, struct lic_statement_text *out,
	struct lic_rows *ret_rows)
{
	lic_rc rc = lic_query__status(out, plan->err);

	if (lic_ok(rc)) {
		rc = lic_db__query_made(plan->db, out->text.data, out->params, out->count,
			ret_rows);
	}
	lic_buf_done(&out->text);
	return rc;
}

lic_rc lic_query__read_number(const struct lic_query_plan *plan, struct lic_statement_text *out,
	int64_t *ret_number)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_value value;
	bool more = false;

	*ret_number = 0;
	LIC_TRY(lic_query__run(plan, out, &rows));
	LIC_TRY(lic_rows_next(&rows, &value, 1, &more));
	return more ? lic_value_get_int(&value, ret_number) : LIC_OK_RC;
}

/* Counts what `condition` finds, up to one more than `max`. */
static lic_rc probe(const struct lic_query_plan *plan, const struct lic_odata_condition *condition,
	int64_t max, int64_t *ret_count)
{
	struct lic_statement_text out;

	begin_text(plan, &out);
	lic_buf_puts(&out.text, "SELECT count(*) FROM (SELECT found FROM (");
	lic_query__narrow(&out, condition);
	lic_buf_puts(&out.text, ") n LIMIT ");
	lic_query__bind(&out, lic_value_int(max + 1));
	lic_buf_puts(&out.text, ") o");
	return lic_query__read_number(plan, &out, ret_count);
}

/* Tells up to how many rows of a condition are counted. A page of `limit` rows that a condition
 * with m of n users meets reads m rows by the condition, and limit * n / m by the order. */
static int64_t probe_max(const struct lic_query_plan *plan, bool is_page)
{
	if (plan->query.probe_max != 0) {
		return plan->query.probe_max;
	}
	return is_page && plan->query.limit < PROBE_MAX / PROBES_A_ROW
		? (int64_t)plan->query.limit * PROBES_A_ROW
		: PROBE_MAX;
}

/* The range of keys of the column that rows are sorted by in which all that meets `part` is. */
static lic_rc find_range(const struct lic_query_plan *plan, const struct lic_odata_condition *part,
	struct lic_query_way *ret_way)
{
	struct lic_query_way way = {.part = part};
	const struct lic_odata_value *value = &part->values[0];
	const char *key = "";

	if (!value->is_null) {
		LIC_TRY(lic_text_fold(plan->arena, value->text, &key));
	}
	switch (part->test) {
	case LIC_ODATA_EQUALS:
		way.low = key;
		way.high = key;
		break;
	case LIC_ODATA_STARTS:
		way.low = *key == '\0' ? FIRST_KEY : key;
		way.high = lic_arena_printf(plan->arena, "%s" LAST_CHARACTER, key);
		if (way.high == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		break;
	case LIC_ODATA_GREATER:
	case LIC_ODATA_AT_LEAST:
		way.low = *key == '\0' ? FIRST_KEY : key;
		break;
	case LIC_ODATA_LESS:
	case LIC_ODATA_AT_MOST:
		way.low = FIRST_KEY;
		way.high = key;
		break;
	case LIC_ODATA_ENDS:
	case LIC_ODATA_HAS_WORD:
	case LIC_ODATA_HAS_ELEMENT:
		return LIC_RC(LIC_E_BUG);
	}
	*ret_way = way;
	return LIC_OK_RC;
}

/* The rows of the word that `part` finds, when it is only one: those of several do not come in the
 * order of keys. */
static lic_rc find_word(const struct lic_query_plan *plan, const struct lic_odata_condition *part,
	struct lic_query_way *ret_way)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_statement_text out;
	struct lic_value values[2];
	struct lic_query_way way = {.part = part, .rows = &column_of(plan, part)->words->rows};
	const char *first = NULL;
	const char *last = NULL;
	bool more = false;

	begin_text(plan, &out);
	lic_buf_puts(&out.text, "SELECT (SELECT token ");
	lic_query__words_from(&out, part);
	lic_buf_puts(&out.text, " ORDER BY token LIMIT 1), (SELECT token ");
	lic_query__words_from(&out, part);
	lic_buf_puts(&out.text, " ORDER BY token DESC LIMIT 1)");
	LIC_TRY(lic_query__run(plan, &out, &rows));
	LIC_TRY(lic_rows_next(&rows, values, LIC_COUNT(values), &more));
	if (!more) {
		return LIC_RC(LIC_E_BUG);
	}
	LIC_TRY(lic_value_get_text(&values[0], plan->arena, true, &first));
	LIC_TRY(lic_value_get_text(&values[1], plan->arena, true, &last));
	if (first != NULL && last != NULL && strcmp(first, last) == 0) {
		way.rows_of = lic_value_text(first);
		*ret_way = way;
	}
	return LIC_OK_RC;
}

static lic_rc find_product(const struct lic_query_plan *plan,
	const struct lic_odata_condition *part, struct lic_query_way *ret_way)
{
	struct lic_query_way way = {.part = part, .rows = &plan->table->licenses};
	struct lic_statement_text out;
	int64_t sku = 0;

	begin_text(plan, &out);
	lic_buf_puts(&out.text, "SELECT s.id FROM sku s WHERE s.tenant_id = $1 AND s.guid = ");
	lic_query__bind(&out, lic_value_guid(&part->element->values[0].guid));
	LIC_TRY(lic_query__read_number(plan, &out, &sku));
	way.rows_of = lic_value_int(sku); /* 0, which is none, when there is no such product */
	*ret_way = way;
	return LIC_OK_RC;
}

/* Finds the index that has what `part` finds in the order of the list; without one `*ret_way` has
 * no part. */
static lic_rc find_way(const struct lic_query_plan *plan, const struct lic_odata_condition *part,
	struct lic_query_way *ret_way)
{
	*ret_way = (struct lic_query_way){.part = NULL};
	if (plan->order != NULL) {
		return is_range(plan, part) && part->property == plan->order
			? find_range(plan, part, ret_way)
			: LIC_OK_RC;
	}
	if (!can_be_by_key(plan, part)) {
		return LIC_OK_RC;
	}
	if (part->test == LIC_ODATA_HAS_WORD) {
		return find_word(plan, part, ret_way);
	}
	if (is_one_product(plan, part)) {
		return find_product(plan, part, ret_way);
	}
	ret_way->part = part;
	return LIC_OK_RC;
}

bool lic_query__is_whole_way(const struct lic_query_plan *plan)
{
	const struct lic_odata_condition *part = plan->way.part;

	/* A licence may be one that does not count; a range may have one key too many. */
	return part != NULL && part->property->type != LIC_ODATA_COLLECTION &&
		part->test != LIC_ODATA_GREATER && part->test != LIC_ODATA_LESS;
}

/* Takes the first way there is. */
static lic_rc choose_way(struct lic_query_plan *plan)
{
	for (size_t i = 0; i < plan->part_count; i++) {
		LIC_TRY(find_way(plan, plan->parts[i], &plan->way));
		if (plan->way.part != NULL) {
			break;
		}
	}
	return LIC_OK_RC;
}

/* Finds the condition of which the fewest rows were counted, `*ret_count` of them, up to one more
 * than `max`: that is the number when there is no such condition. */
static lic_rc find_fewest(const struct lic_query_plan *plan, int64_t max,
	const struct lic_odata_condition **ret_fewest, int64_t *ret_count)
{
	const struct lic_odata_condition *fewest = NULL;
	int64_t least = max + 1;
	unsigned probes = 0;
	bool is_unique = false;

	for (size_t i = 0; i < plan->part_count && probes < PROBES_MAX; i++) {
		int64_t count = 0;

		if (!lic_query__can_narrow(plan->table, plan->parts[i], &is_unique)) {
			continue;
		}
		LIC_TRY(probe(plan, plan->parts[i], max, &count));
		if (probes == 0 || count < least) {
			least = count;
			fewest = plan->parts[i];
		}
		probes++;
	}
	*ret_fewest = fewest;
	*ret_count = least;
	return LIC_OK_RC;
}

/* Finds the conditions that an index answers: `*ret_only` is the last, `*ret_unique` one that finds
 * few rows at once, or NULL. Returns their number. */
static size_t count_narrow(const struct lic_query_plan *plan,
	const struct lic_odata_condition **ret_only, const struct lic_odata_condition **ret_unique)
{
	size_t count = 0;
	bool is_unique = false;

	*ret_only = NULL;
	*ret_unique = NULL;
	for (size_t i = 0; i < plan->part_count && *ret_unique == NULL; i++) {
		if (lic_query__can_narrow(plan->table, plan->parts[i], &is_unique)) {
			*ret_only = plan->parts[i];
			count++;
			*ret_unique = is_unique ? *ret_only : NULL;
		}
	}
	return count;
}

/* The fewest lead, if they are at most `max`, along an index that has them in the order of the
 * list, or sorted. When all are more the way leads: along such an index of one condition, or that
 * of the order itself. */
static lic_rc choose_by_count(struct lic_query_plan *plan, int64_t max)
{
	const struct lic_odata_condition *fewest = NULL;
	int64_t count = 0;

	LIC_TRY(find_fewest(plan, max, &fewest, &count));
	if (count > max) {
		return choose_way(plan);
	}
	LIC_REQUIRE(fewest != NULL);
	plan->is_sure = true;
	LIC_TRY(find_way(plan, fewest, &plan->way));
	plan->lead = plan->way.part == NULL ? fewest : NULL;
	plan->is_counted = max < LIC_QUERY_LEAD_MAX;
	return LIC_OK_RC;
}

/* Tells how many rows are counted before anything is looked at. */
static int64_t first_probe(const struct lic_query_plan *plan)
{
	int64_t first = (int64_t)plan->query.limit * FIRST_PROBES_A_ROW;
	int64_t most = probe_max(plan, true);

	first = first < FIRST_PROBE_MIN ? FIRST_PROBE_MIN : first;
	return first < most ? first : most;
}

lic_rc lic_query__choose(struct lic_query_plan *plan, bool is_page)
{
	const struct lic_odata_condition *only = NULL;
	size_t count = count_narrow(plan, &only, &plan->lead);

	plan->is_sure = true;
	if (plan->lead != NULL || count == 0) {
		return LIC_OK_RC;
	}
	if (!is_page) {
		int64_t counted = 0;

		return find_fewest(plan, probe_max(plan, false), &plan->lead, &counted);
	}
	if (count == 1) {
		LIC_TRY(find_way(plan, only, &plan->way));
		if (plan->way.part != NULL) {
			return LIC_OK_RC;
		}
	}
	plan->is_sure = false;
	return choose_by_count(plan, first_probe(plan));
}

lic_rc lic_query__choose_again(struct lic_query_plan *plan)
{
	LIC_TRY(choose_by_count(plan, probe_max(plan, true)));
	plan->is_sure = true;
	return LIC_OK_RC;
}
