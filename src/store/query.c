/*
 * Pages and counts of what a query asks for: see query.h.
 */
#include "store/query.h"

#include "store/db_int.h"
#include "store/query_int.h"
#include "store/statements.h"

#include <string.h>

#define PROBE_MAX 10000
#define PROBES_A_ROW 300 /* of a page: a short one is found sooner along the order */
#define WALK_MAX 50000
#define PARTS_MAX 64 /* conditions that are looked at for the one that leads */
#define PROBES_MAX 6 /* of which so many are counted */
#define COLUMNS_BYTES_MAX 2048

/* Who belongs to what: the rows that a scope has, their key and what they belong to. */
struct scope {
	const char *from;  /* table, as m, with what narrows it */
	const char *key;   /* column of m that is the key of u */
	const char *owner; /* column of m that is the scope's id */
};

static const struct scope scopes[LIC_QUERY_SET_MAX_][LIC_QUERY_SCOPE_MAX_] = {
	[LIC_QUERY_USERS] =
		{
			[LIC_QUERY_MEMBERS] =
				{"group_member m CROSS JOIN app_user u WHERE m.member_kind = 0",
					"m.member_id", "m.group_id"},
			[LIC_QUERY_OWNERS] =
				{"group_owner m CROSS JOIN app_user u WHERE m.added_ms >= 0",
					"m.user_id", "m.group_id"},
		},
	[LIC_QUERY_GROUPS] =
		{
			[LIC_QUERY_MEMBERS] =
				{"group_member m CROSS JOIN user_group u WHERE m.member_kind = 1",
					"m.member_id", "m.group_id"},
			[LIC_QUERY_MEMBER_OF_USER] =
				{"group_member m CROSS JOIN user_group u WHERE m.member_kind = 0",
					"m.group_id", "m.member_id"},
			[LIC_QUERY_MEMBER_OF_GROUP] =
				{"group_member m CROSS JOIN user_group u WHERE m.member_kind = 1",
					"m.group_id", "m.member_id"},
			[LIC_QUERY_OWNED_BY_USER] =
				{"group_owner m CROSS JOIN user_group u WHERE m.added_ms >= 0",
					"m.group_id", "m.user_id"},
		},
};

/* A query being planned. */
struct plan {
	struct lic_db *db;                                  /* connection */
	struct lic_arena *arena;                            /* memory */
	struct lic_err *err;                                /* what goes wrong */
	const struct lic_query *query;                      /* what is asked for */
	const struct lic_query_table *table;                /* of what */
	const struct lic_odata_condition *parts[PARTS_MAX]; /* all of them must hold */
	size_t part_count;                                  /* number of them */
	const struct lic_odata_condition *lead;             /* whose rows are looked at; NULL: the
							       order leads, or the scope does */
	struct lic_query_place end;                         /* last row of the way; id 0: no end */
};

static void add_parts(struct plan *plan, const struct lic_odata_condition *condition)
{
	if (condition == NULL) {
		return;
	}
	if (condition->kind == LIC_ODATA_AND &&
		plan->part_count + condition->part_count < PARTS_MAX) {
		for (size_t i = 0; i < condition->part_count; i++) {
			plan->parts[plan->part_count++] = condition->parts[i];
		}
		return;
	}
	plan->parts[plan->part_count++] = condition;
}

static struct plan begin(struct lic_db *db, struct lic_arena *arena, struct lic_err *err,
	const struct lic_query *query)
{
	struct plan plan = {.db = db,
		.arena = arena,
		.err = err,
		.query = query,
		.table = &lic_query_tables[query->set]};

	add_parts(&plan, query->filter);
	add_parts(&plan, query->search);
	return plan;
}

/* Begins a statement. It is large, and lives on the stack: what it binds must stay, not itself. */
static void begin_text(const struct plan *plan, struct lic_statement_text *out)
{
	lic_query__begin(out, plan->arena, plan->table, plan->query->tenant_id);
}

/* Starts the statement in `out`, whose text is not needed any more then. */
static lic_rc start(const struct plan *plan, struct lic_statement_text *out,
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

/* Reads the one number, if any, that the statement in `out` gives. */
static lic_rc read_number(const struct plan *plan, struct lic_statement_text *out,
	int64_t *ret_number)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_value value;
	bool more = false;

	*ret_number = 0;
	LIC_TRY(start(plan, out, &rows));
	LIC_TRY(lic_rows_next(&rows, &value, 1, &more));
	return more ? lic_value_get_int(&value, ret_number) : LIC_OK_RC;
}

/* Counts what `condition` finds, up to one more than `max`. */
static lic_rc probe(const struct plan *plan, const struct lic_odata_condition *condition,
	int64_t max, int64_t *ret_count)
{
	struct lic_statement_text out;

	begin_text(plan, &out);
	lic_buf_puts(&out.text, "SELECT count(*) FROM (SELECT found FROM (");
	lic_query__narrow(&out, condition);
	lic_buf_puts(&out.text, ") n LIMIT ");
	lic_query__bind(&out, lic_value_int(max + 1));
	lic_buf_puts(&out.text, ") o");
	return read_number(plan, &out, ret_count);
}

/* Tells up to how many rows of a condition are counted. A page of `limit` rows that a condition
 * with m of n users meets reads m rows by the condition, and limit * n / m by the order. */
static int64_t probe_max(const struct plan *plan, bool is_page)
{
	if (plan->query->probe_max != 0) {
		return plan->query->probe_max;
	}
	return is_page && plan->query->limit < PROBE_MAX / PROBES_A_ROW
		? (int64_t)plan->query->limit * PROBES_A_ROW
		: PROBE_MAX;
}

/* Finds the condition that leads: one that finds few rows at once, or the fewest of those that were
 * counted; unless it `is_page`, which goes along the order then, also when these are many. */
static lic_rc choose_lead(struct plan *plan, bool is_page)
{
	int64_t max = probe_max(plan, is_page);
	int64_t best = is_page ? max + 1 : max + 2;
	unsigned probes = 0;
	bool is_unique = false;

	for (size_t i = 0; i < plan->part_count; i++) {
		if (lic_query__can_narrow(plan->table, plan->parts[i], &is_unique) && is_unique) {
			plan->lead = plan->parts[i];
			return LIC_OK_RC;
		}
	}
	for (size_t i = 0; i < plan->part_count && probes < PROBES_MAX; i++) {
		int64_t count = 0;

		if (!lic_query__can_narrow(plan->table, plan->parts[i], &is_unique)) {
			continue;
		}
		probes++;
		LIC_TRY(probe(plan, plan->parts[i], max, &count));
		if (count < best) {
			best = count;
			plan->lead = plan->parts[i];
		}
	}
	return LIC_OK_RC;
}

/* What rows are sorted by: a column, and the key; only the key when it is NULL. */
static const char *order_column(const struct plan *plan)
{
	const struct lic_odata_order *order = plan->query->order;

	return order == NULL || order->property == NULL
		? NULL
		: plan->table->columns[order->property->number].name;
}

static bool is_descending(const struct plan *plan)
{
	return plan->query->order != NULL && plan->query->order->is_descending;
}

/* The key of u, as the table that leads has it. */
static const char *key_column(const struct plan *plan)
{
	return plan->query->scope == LIC_QUERY_ALL
		? "u.id"
		: scopes[plan->query->set][plan->query->scope].key;
}

/* " AND (u.name_key, u.id) > ($2, $3)". */
static void put_bound(const struct plan *plan, struct lic_statement_text *out,
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

static void put_order(const struct plan *plan, struct lic_statement_text *out)
{
	const char *column = order_column(plan);
	const char *direction = is_descending(plan) ? " DESC" : "";

	lic_buf_puts(&out->text, " ORDER BY ");
	if (column != NULL) {
		lic_buf_printf(&out->text, "u.%s%s, ", column, direction);
	}
	lic_buf_printf(&out->text, "%s%s LIMIT ", key_column(plan), direction);
}

/* FROM and WHERE: the rows u that are looked at. CROSS JOIN makes SQLite begin with what leads. */
static void put_rows(const struct plan *plan, struct lic_statement_text *out)
{
	const struct lic_query *query = plan->query;
	const struct scope *scope = &scopes[query->set][query->scope];

	lic_buf_puts(&out->text, " FROM ");
	if (query->scope != LIC_QUERY_ALL) {
		lic_buf_printf(&out->text, "%s AND m.tenant_id = $1 AND %s = ", scope->from,
			scope->owner);
		lic_query__bind(out, lic_value_int(query->scope_id));
		lic_buf_printf(&out->text, " AND u.tenant_id = $1 AND u.id = %s", scope->key);
	} else if (plan->lead != NULL) {
		lic_query__lead(out, plan->lead);
		lic_buf_printf(&out->text,
			" CROSS JOIN %s u WHERE u.tenant_id = $1 AND u.id = d.found",
			plan->table->name);
	} else {
		lic_buf_printf(&out->text, "%s u WHERE u.tenant_id = $1", plan->table->name);
	}
	lic_buf_puts(&out->text, " AND u.deleted_ms IS NULL");
}

static void put_conditions(const struct plan *plan, struct lic_statement_text *out)
{
	/* What leads need not be looked at again, except licences: see query_text.c. */
	bool is_whole = plan->lead != NULL && plan->lead->kind == LIC_ODATA_TEST &&
		plan->lead->property->type != LIC_ODATA_COLLECTION;

	for (size_t i = 0; i < plan->part_count; i++) {
		if (!is_whole || plan->parts[i] != plan->lead) {
			lic_buf_puts(&out->text, " AND ");
			lic_query__condition(out, plan->parts[i]);
		}
	}
}

/* The columns of a page are those of the statement that lists all. */
static void put_columns(const struct plan *plan, struct lic_statement_text *out)
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

/* Where the order leads along an index with a column: the row `max` rows further, which ends the
 * way. Without one there is no end. */
static lic_rc find_end_by_column(struct plan *plan, unsigned max)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_statement_text out;
	struct lic_value values[2];
	struct lic_query_place end = {0};
	bool more = false;

	begin_text(plan, &out);
	lic_buf_printf(&out.text, "SELECT u.%s, u.id", order_column(plan));
	put_rows(plan, &out);
	if (plan->query->after != NULL) {
		put_bound(plan, &out, plan->query->after, is_descending(plan) ? "<" : ">");
	}
	put_order(plan, &out);
	lic_buf_puts(&out.text, "1 OFFSET ");
	lic_query__bind(&out, lic_value_int((int64_t)max - 1));
	LIC_TRY(start(plan, &out, &rows));
	LIC_TRY(lic_rows_next(&rows, values, LIC_COUNT(values), &more));
	if (more) {
		LIC_TRY(lic_value_get_text(&values[0], plan->arena, false, &end.text));
		LIC_TRY(lic_value_get_int(&values[1], &end.id));
		plan->end = end;
	}
	return LIC_OK_RC;
}

/* Keys are numbers with few gaps: the way ends so many further, unless nothing is behind it. A gap
 * is passed at once. */
static lic_rc find_end_by_key(struct plan *plan, unsigned max)
{
	struct lic_statement_text out;
	struct lic_query_place from = {
		.id = (plan->query->after == NULL ? 0 : plan->query->after->id) + max};
	int64_t behind = 0;

	begin_text(plan, &out);
	lic_buf_puts(&out.text, "SELECT u.id");
	put_rows(plan, &out);
	put_bound(plan, &out, &from, ">");
	put_order(plan, &out);
	lic_buf_puts(&out.text, "1");
	LIC_TRY(read_number(plan, &out, &behind));
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

/* Tells how many rows a page may walk along: the fewer the more each of them needs. */
static unsigned walk_max(const struct plan *plan)
{
	unsigned max = plan->query->walk_max == 0 ? WALK_MAX : plan->query->walk_max;
	unsigned tests = 0;

	for (size_t i = 0; i < plan->part_count; i++) {
		tests += count_tests(plan->parts[i]);
	}
	return tests == 0 ? max : (max + tests - 1) / tests;
}

/* Only what is looked at row by row has an end. Keys that descend are not limited: nobody asks for
 * them. */
static lic_rc find_end(struct plan *plan)
{
	if (plan->lead != NULL || plan->part_count == 0 || plan->query->scope != LIC_QUERY_ALL) {
		return LIC_OK_RC;
	}
	if (order_column(plan) == NULL) {
		return is_descending(plan) ? LIC_OK_RC : find_end_by_key(plan, walk_max(plan));
	}
	return find_end_by_column(plan, walk_max(plan));
}

lic_rc lic_query_start(struct lic_db *db, struct lic_arena *arena, struct lic_err *err,
	const struct lic_query *query, struct lic_query_run *ret_run)
{
	struct plan plan = begin(db, arena, err, query);
	struct lic_statement_text out;

	begin_text(&plan, &out);
	if (query->scope == LIC_QUERY_ALL) {
		LIC_TRY(choose_lead(&plan, true));
	}
	LIC_TRY(find_end(&plan));
	out.is_by_key = plan.lead == NULL && order_column(&plan) == NULL;
	lic_buf_puts(&out.text, "SELECT");
	put_columns(&plan, &out);
	put_rows(&plan, &out);
	put_conditions(&plan, &out);
	if (query->after != NULL) {
		put_bound(&plan, &out, query->after, is_descending(&plan) ? "<" : ">");
	}
	if (plan.end.id != 0) {
		put_bound(&plan, &out, &plan.end, is_descending(&plan) ? ">=" : "<=");
	}
	put_order(&plan, &out);
	lic_query__bind(&out, lic_value_int((int64_t)query->limit + 1));
	LIC_TRY(start(&plan, &out, &ret_run->rows));
	ret_run->is_cut = plan.end.id != 0;
	ret_run->next = plan.end;
	return LIC_OK_RC;
}

/* Counts by the index alone. */
static lic_rc count_exactly(const struct plan *plan, int64_t *ret_count)
{
	struct lic_statement_text out;

	begin_text(plan, &out);
	lic_buf_puts(&out.text, "SELECT count(*) FROM (");
	lic_query__narrow(&out, plan->parts[0]);
	lic_buf_puts(&out.text, ") n");
	return read_number(plan, &out, ret_count);
}

lic_rc lic_query_count(struct lic_db *db, struct lic_arena *arena, struct lic_err *err,
	const struct lic_query *query, int64_t *ret_count)
{
	struct plan plan = begin(db, arena, err, query);
	struct lic_statement_text out;

	if (query->scope == LIC_QUERY_ALL && plan.part_count == 1 &&
		lic_query__is_exact(plan.table, plan.parts[0])) {
		return count_exactly(&plan, ret_count);
	}
	begin_text(&plan, &out);
	if (query->scope == LIC_QUERY_ALL) {
		LIC_TRY(choose_lead(&plan, false));
	}
	lic_buf_puts(&out.text, "SELECT count(*)");
	put_rows(&plan, &out);
	put_conditions(&plan, &out);
	if (plan.part_count == 0 && query->scope == LIC_QUERY_ALL) {
		/* Everybody has a name, and its index is smaller than the table. */
		lic_buf_puts(&out.text, " AND u.name_key > ''");
	}
	return read_number(&plan, &out, ret_count);
}
