/*
 * Pages and counts of what a query asks for: see query.h.
 */
#include "store/query.h"

#include "store/query_plan.h"
#include "store/statements.h"

#include <string.h>

#define WALK_MAX 50000
#define PIECES_GROW 4 /* times: each piece of a way is so much longer than the one before */
#define FEW 10 /* one in so many of a page: with fewer found so far, the way is chosen again */
#define COLUMNS_BYTES_MAX 2048

/* Who belongs to what. */
static const struct lic_query_rows scopes[LIC_QUERY_SET_MAX_][LIC_QUERY_SCOPE_MAX_] = {
	[LIC_QUERY_USERS] =
		{
			[LIC_QUERY_MEMBERS] = {"group_member", "m.member_id", "m.group_id",
				"m.member_kind = 0", NULL},
			[LIC_QUERY_OWNERS] = {"group_owner", "m.user_id", "m.group_id", NULL, NULL},
		},
	[LIC_QUERY_GROUPS] =
		{
			[LIC_QUERY_MEMBERS] = {"group_member", "m.member_id", "m.group_id",
				"m.member_kind = 1", NULL},
			[LIC_QUERY_MEMBER_OF_USER] = {"group_member", "m.group_id", "m.member_id",
				"m.member_kind = 0", NULL},
			[LIC_QUERY_MEMBER_OF_GROUP] = {"group_member", "m.group_id", "m.member_id",
				"m.member_kind = 1", NULL},
			[LIC_QUERY_OWNED_BY_USER] = {"group_owner", "m.group_id", "m.user_id", NULL,
				NULL},
		},
};

/* Begins a statement. It is large, and lives on the stack: what it binds must stay, not itself. */
static void begin_text(const struct lic_query_plan *plan, struct lic_statement_text *out)
{
	lic_query__begin(out, plan->arena, plan->table, plan->query.tenant_id);
}

/* The column that rows are sorted by, before the key; NULL: only the key. */
static const char *order_column(const struct lic_query_plan *plan)
{
	return plan->order == NULL ? NULL : plan->table->columns[plan->order->number].name;
}

/* The table that leads to rows u: that of the scope or of the way, or NULL. */
static const struct lic_query_rows *rows_of(const struct lic_query_plan *plan)
{
	return plan->query.scope == LIC_QUERY_ALL ? plan->way.rows
						  : &scopes[plan->query.set][plan->query.scope];
}

/* The key of u, as the table that leads has it. */
static const char *key_column(const struct lic_query_plan *plan)
{
	const struct lic_query_rows *rows = rows_of(plan);

	return rows == NULL ? "u.id" : rows->key;
}

/* " AND (u.name_key, u.id) > ($2, $3)". */
static void put_bound(const struct lic_query_plan *plan, struct lic_statement_text *out,
	const struct lic_query_place *place, const char *compare)
{
	const char *column = order_column(plan);

	if (column == NULL) {
		lic_buf_printf(&out->text, " AND %s %s ", key_column(plan), compare);
		lic_query__bind(out, lic_value_int(place->id));
		return;
	}
	lic_buf_printf(&out->text, " AND (u.%s, %s) %s (", column, key_column(plan), compare);
	lic_query__bind(out, lic_value_text(place->text == NULL ? "" : place->text));
	lic_buf_puts(&out->text, ", ");
	lic_query__bind(out, lic_value_int(place->id));
	lic_buf_puts(&out->text, ")");
}

/* " AND u.name_key >= $2", unless `key` is NULL. */
static void put_limit(const struct lic_query_plan *plan, struct lic_statement_text *out,
	const char *key, const char *compare)
{
	if (key != NULL) {
		lic_buf_printf(&out->text, " AND u.%s %s ", order_column(plan), compare);
		lic_query__bind(out, lic_value_text(key));
	}
}

/* Tells whether the keys that the lead finds are sorted before rows are looked at. */
static bool is_set_of_keys(const struct lic_query_plan *plan)
{
	return plan->lead != NULL && plan->order == NULL;
}

/* Where rows begin and where they end: one bound for each, because an index takes no more. A place
 * is within the range of the way. */
static void put_bounds(const struct lic_query_plan *plan, struct lic_statement_text *out)
{
	bool is_descending = plan->is_descending;

	if (is_set_of_keys(plan)) {
		return; /* which begins where the page does */
	}
	if (plan->query.after != NULL) {
		put_bound(plan, out, plan->query.after, is_descending ? "<" : ">");
	} else {
		put_limit(plan, out, is_descending ? plan->way.high : plan->way.low,
			is_descending ? "<=" : ">=");
	}
	if (plan->end.id != 0) {
		put_bound(plan, out, &plan->end, is_descending ? ">=" : "<=");
	} else {
		put_limit(plan, out, is_descending ? plan->way.low : plan->way.high,
			is_descending ? ">=" : "<=");
	}
}

static void put_order(const struct lic_query_plan *plan, struct lic_statement_text *out)
{
	const char *column = order_column(plan);
	const char *direction = plan->is_descending ? " DESC" : "";

	lic_buf_puts(&out->text, " ORDER BY ");
	if (column != NULL) {
		lic_buf_printf(&out->text, "u.%s%s, ", column, direction);
	}
	lic_buf_printf(&out->text, "%s%s LIMIT ", key_column(plan), direction);
}

/* Tells whether the way is an index of the set, for one value. */
static bool is_key_way(const struct lic_query_plan *plan)
{
	return plan->way.part != NULL && plan->way.rows == NULL && plan->order == NULL;
}

/* What leads from another table, as conditions on m. */
static void put_owner(const struct lic_query_plan *plan, struct lic_statement_text *out,
	const struct lic_query_rows *rows)
{
	lic_buf_printf(&out->text, " WHERE m.tenant_id = $1 AND %s = ", rows->owner);
	lic_query__bind(out,
		plan->query.scope == LIC_QUERY_ALL ? plan->way.rows_of
						   : lic_value_int(plan->query.scope_id));
	if (rows->narrow != NULL) {
		lic_buf_printf(&out->text, " AND %s", rows->narrow);
	}
}

/* " AND u.id IN (SELECT …)": the keys that the lead finds, from where the page begins on. SQLite
 * goes through such a set in its order, and no further than until the page is full. */
static void put_keys(const struct lic_query_plan *plan, struct lic_statement_text *out)
{
	lic_buf_puts(&out->text, " AND u.id IN (SELECT found + 0 FROM (");
	lic_query__narrow(out, plan->lead);
	lic_buf_puts(&out->text, ") n");
	if (plan->query.after != NULL) {
		lic_buf_puts(&out->text,
			plan->is_descending ? " WHERE found < " : " WHERE found > ");
		lic_query__bind(out, lic_value_int(plan->query.after->id));
	}
	if (plan->is_counted) {
		lic_buf_printf(&out->text, " LIMIT %d", LIC_QUERY_LEAD_MAX);
	}
	lic_buf_puts(&out->text, ")");
}

/* FROM and WHERE: the rows u that are looked at. CROSS JOIN makes SQLite begin with what leads. */
static void put_rows(const struct lic_query_plan *plan, struct lic_statement_text *out)
{
	const char *table = plan->table->name;
	const struct lic_query_rows *rows = rows_of(plan);

	if (rows != NULL) {
		lic_buf_printf(&out->text, " FROM %s m CROSS JOIN %s u", rows->table, table);
		put_owner(plan, out, rows);
		if (rows->once != NULL) {
			lic_buf_printf(&out->text, " AND %s", rows->once);
		}
		lic_buf_printf(&out->text, " AND u.tenant_id = $1 AND u.id = %s", rows->key);
	} else if (is_set_of_keys(plan)) {
		lic_buf_printf(&out->text, " FROM %s u WHERE u.tenant_id = $1", table);
		put_keys(plan, out);
	} else if (plan->lead != NULL) {
		lic_buf_puts(&out->text, " FROM ");
		lic_query__lead(out, plan->lead, plan->is_counted ? LIC_QUERY_LEAD_MAX : 0);
		lic_buf_printf(&out->text,
			" CROSS JOIN %s u WHERE u.tenant_id = $1 AND u.id = d.found", table);
	} else {
		lic_buf_printf(&out->text, " FROM %s u WHERE u.tenant_id = $1", table);
	}
	lic_buf_puts(&out->text, " AND u.deleted_ms IS NULL");
	if (is_key_way(plan)) {
		out->way = plan->way.part;
		lic_buf_puts(&out->text, " AND ");
		lic_query__condition(out, plan->way.part);
		lic_query__guard(out, plan->way.part);
	}
}

/* The rows of the way, whoever they lead to. */
static void put_way(const struct lic_query_plan *plan, struct lic_statement_text *out)
{
	const struct lic_query_rows *rows = rows_of(plan);

	if (rows == NULL) {
		put_rows(plan, out);
		return;
	}
	lic_buf_printf(&out->text, " FROM %s m", rows->table);
	put_owner(plan, out, rows);
}

/* Tells whether `part` need not be looked at, because what leads finds nothing else. Licences are
 * looked at again: see query_text.c. */
static bool is_met(const struct lic_query_plan *plan, const struct lic_odata_condition *part)
{
	if (part == plan->way.part) {
		return lic_query__is_whole_way(plan);
	}
	return plan->lead != NULL && part == plan->lead && part->kind == LIC_ODATA_TEST &&
		part->property->type != LIC_ODATA_COLLECTION;
}

static void put_conditions(const struct lic_query_plan *plan, struct lic_statement_text *out)
{
	for (size_t i = 0; i < plan->part_count; i++) {
		if (!is_met(plan, plan->parts[i])) {
			lic_buf_puts(&out->text, " AND ");
			lic_query__condition(out, plan->parts[i]);
		}
	}
}

/* The columns of a page are those of the statement that lists all, of u. */
static void put_columns(const struct lic_query_plan *plan, struct lic_statement_text *out)
{
	const char *text = lic_statements[plan->table->list_q].text + strlen("SELECT");
	const char *end = strstr(text, "FROM ");
	char columns[COLUMNS_BYTES_MAX];
	size_t len = end == NULL ? sizeof(columns) : (size_t)(end - text);

	if (len >= sizeof(columns)) {
		out->rc = LIC_RC(LIC_E_BUG);
		return;
	}
	memcpy(columns, text, len);
	columns[len] = '\0';
	lic_buf_puts(&out->text, columns);
}

/* The row `max` rows further along the way, which ends this piece of it. Without one there is no
 * end. */
static lic_rc find_end_by_row(struct lic_query_plan *plan, unsigned max)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_statement_text out;
	struct lic_value values[2];
	struct lic_query_place end = {0};
	const char *column = order_column(plan);
	bool more = false;

	begin_text(plan, &out);
	lic_buf_printf(&out.text, "SELECT %s", key_column(plan));
	if (column != NULL) {
		lic_buf_printf(&out.text, ", u.%s", column);
	}
	put_way(plan, &out);
	put_bounds(plan, &out);
	put_order(plan, &out);
	lic_buf_puts(&out.text, "1 OFFSET ");
	lic_query__bind(&out, lic_value_int((int64_t)max - 1));
	LIC_TRY(lic_query__run(plan, &out, &rows));
	LIC_TRY(lic_rows_next(&rows, values, column == NULL ? 1 : 2, &more));
	if (more) {
		LIC_TRY(lic_value_get_int(&values[0], &end.id));
		if (column != NULL) {
			LIC_TRY(lic_value_get_text(&values[1], plan->arena, false, &end.text));
		}
		plan->end = end;
	}
	return LIC_OK_RC;
}

/* Keys are numbers with few gaps: the way ends so many further, unless nothing is behind it. A gap
 * is passed at once. */
static lic_rc find_end_by_key(struct lic_query_plan *plan, unsigned max)
{
	struct lic_statement_text out;
	struct lic_query_place from = {
		.id = (plan->query.after == NULL ? 0 : plan->query.after->id) + max};
	int64_t behind = 0;

	begin_text(plan, &out);
	lic_buf_puts(&out.text, "SELECT u.id");
	put_rows(plan, &out);
	put_bound(plan, &out, &from, ">");
	put_order(plan, &out);
	lic_buf_puts(&out.text, "1");
	LIC_TRY(lic_query__read_number(plan, &out, &behind));
	if (behind != 0) {
		plan->end.id = behind - 1;
	}
	return LIC_OK_RC;
}

/* Counts the tests that a row on the way may need. */
static unsigned count_tests(const struct lic_odata_condition *condition)
{
	unsigned count = 0;

	if (condition->kind == LIC_ODATA_TEST) {
		return 1;
	}
	for (size_t i = 0; i < condition->part_count; i++) {
		count += count_tests(condition->parts[i]);
	}
	return count;
}

/* Tells how many rows a page may walk along: the fewer the more each of them needs. 0: as many as
 * there are, because none is looked at in vain. */
static unsigned walk_max(const struct lic_query_plan *plan)
{
	unsigned max = plan->query.walk_max == 0 ? WALK_MAX : plan->query.walk_max;
	unsigned tests = 0;

	for (size_t i = 0; i < plan->part_count; i++) {
		tests += is_met(plan, plan->parts[i]) ? 0 : count_tests(plan->parts[i]);
	}
	return tests == 0 ? 0 : (max + tests - 1) / tests;
}

/* Tells whether a page may walk further. */
static bool can_walk(const struct lic_query_plan *plan)
{
	unsigned max = walk_max(plan);

	return plan->lead != NULL || max == 0 || plan->walked < max;
}

/* Finds the end of the next piece. Only what is looked at row by row has one. Keys that descend are
 * not limited: nobody asks for them. */
static lic_rc find_end(struct lic_query_plan *plan)
{
	unsigned max = walk_max(plan);
	unsigned left = max - plan->walked; /* of a page that goes on something is: see can_walk()
					     */
	unsigned piece = plan->piece < left ? plan->piece : left;

	plan->end = (struct lic_query_place){0};
	if (max == 0 || plan->lead != NULL || plan->query.scope != LIC_QUERY_ALL) {
		return LIC_OK_RC;
	}
	if (plan->order == NULL && plan->way.part == NULL) {
		/* Along keys the end is found at once, however far it is. */
		piece = plan->is_sure ? left : piece;
		plan->walked += piece;
		plan->piece *= PIECES_GROW;
		return plan->is_descending ? LIC_OK_RC : find_end_by_key(plan, piece);
	}
	plan->walked += piece;
	plan->piece *= PIECES_GROW;
	return find_end_by_row(plan, piece);
}

/* Starts the next piece of a page, at most `limit` rows. */
static lic_rc start_piece(struct lic_query_plan *plan, int64_t limit, struct lic_query_run *run)
{
	struct lic_statement_text out;

	LIC_TRY(find_end(plan));
	begin_text(plan, &out);
	lic_buf_puts(&out.text, "SELECT");
	put_columns(plan, &out);
	put_rows(plan, &out);
	put_conditions(plan, &out);
	put_bounds(plan, &out);
	put_order(plan, &out);
	lic_query__bind(&out, lic_value_int(limit));
	LIC_TRY(lic_query__run(plan, &out, &run->rows));
	run->is_cut = plan->end.id != 0;
	run->next = plan->end;
	return LIC_OK_RC;
}

lic_rc lic_query_start(struct lic_db *db, struct lic_arena *arena, struct lic_err *err,
	const struct lic_query *query, struct lic_query_run *ret_run)
{
	struct lic_query_plan *plan = lic_arena_alloc(arena, sizeof(*plan));
	struct lic_query_run run = {.plan = plan};

	if (plan == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_query__plan(plan, db, arena, err, query);
	if (query->scope == LIC_QUERY_ALL) {
		LIC_TRY(lic_query__choose(plan, true));
	}
	LIC_TRY(start_piece(plan, (int64_t)query->limit + 1, &run));
	run.order = plan->order;
	*ret_run = run;
	return LIC_OK_RC;
}

lic_rc lic_query_go_on(struct lic_query_run *run, size_t count, bool *ret_more)
{
	struct lic_query_plan *plan = run->plan;

	*ret_more = run->is_cut && count < plan->query.limit;
	if (!*ret_more) {
		return LIC_OK_RC;
	}
	lic_rows_close(&run->rows);
	plan->from = run->next;
	plan->query.after = &plan->from;
	if (!plan->is_sure && count * FEW < plan->query.limit) {
		LIC_TRY(lic_query__choose_again(plan));
	}
	*ret_more = can_walk(plan);
	return *ret_more ? start_piece(plan, (int64_t)plan->query.limit + 1 - (int64_t)count, run)
			 : LIC_OK_RC;
}

/* Counts by what finds them alone. */
static lic_rc count_exactly(const struct lic_query_plan *plan, int64_t *ret_count)
{
	struct lic_statement_text out;

	begin_text(plan, &out);
	lic_buf_puts(&out.text, "SELECT count(*) FROM (");
	lic_query__exactly(&out, plan->parts[0]);
	lic_buf_puts(&out.text, ") n");
	return lic_query__read_number(plan, &out, ret_count);
}

lic_rc lic_query_count(struct lic_db *db, struct lic_arena *arena, struct lic_err *err,
	const struct lic_query *query, int64_t *ret_count)
{
	struct lic_query_plan plan;
	struct lic_statement_text out;

	lic_query__plan(&plan, db, arena, err, query);
	plan.query.after = NULL;
	if (query->scope == LIC_QUERY_ALL && plan.part_count == 1 &&
		lic_query__is_exact(plan.table, plan.parts[0])) {
		return count_exactly(&plan, ret_count);
	}
	begin_text(&plan, &out);
	if (query->scope == LIC_QUERY_ALL) {
		LIC_TRY(lic_query__choose(&plan, false));
	}
	lic_buf_puts(&out.text, "SELECT count(*)");
	put_rows(&plan, &out);
	put_conditions(&plan, &out);
	if (plan.part_count == 0 && query->scope == LIC_QUERY_ALL) {
		lic_buf_printf(&out.text, " AND %s", plan.table->everybody);
	}
	return lic_query__read_number(&plan, &out, ret_count);
}
