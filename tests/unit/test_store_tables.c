/*
 * Tables as data: the description that the generator makes, and the sum of a table's content.
 */
#include "store/db.h"
#include "store/lic_sql.h"
#include "store/statements.h"
#include "store/tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Two databases in a folder of their own, each with a writing transaction open. */
struct pair {
	char folder[64];    /* name of the folder */
	struct lic_db *a;   /* one */
	struct lic_db *b;   /* the other */
	struct lic_err err; /* where their failures are told */
};

static struct lic_db *make_db(struct pair *pair, const char *name)
{
	struct lic_db *db = NULL;
	char url[160];

	(void)snprintf(url, sizeof(url), "sqlite:%s/%s", pair->folder, name);
	assert_int_equal(lic_db_open(url, LIC_DB_CREATE, &pair->err, &db).code, LIC_OK);
	assert_int_equal(lic_db_begin(db, LIC_TX_WRITE, &pair->err).code, LIC_OK);
	return db;
}

static int make_pair(void **state)
{
	struct pair *pair = calloc(1, sizeof(*pair));

	assert_non_null(pair);
	(void)snprintf(pair->folder, sizeof(pair->folder), "/tmp/licentia-test-XXXXXX");
	assert_non_null(mkdtemp(pair->folder));
	pair->a = make_db(pair, "a");
	pair->b = make_db(pair, "b");
	*state = pair;
	return 0;
}

static int remove_pair(void **state)
{
	struct pair *pair = *state;

	lic_db_discard(pair->a);
	lic_db_discard(pair->b);
	assert_int_equal(rmdir(pair->folder), 0);
	free(pair);
	return 0;
}

static const struct lic_table *find_table(const char *name)
{
	for (size_t i = 0; i < lic_table_count; i++) {
		if (strcmp(lic_tables[i].name, name) == 0) {
			return &lic_tables[i];
		}
	}
	return NULL;
}

/* Finds a table that must be there. */
static const struct lic_table *need_table(const char *name)
{
	const struct lic_table *table = find_table(name);

	assert_non_null(table);
	return table == NULL ? &lic_tables[0] : table;
}

/* Adds a row to the table of counters, which refers to no other. */
static void add_counter(struct lic_db *db, int64_t tenant_id, const char *name, int64_t value)
{
	struct lic_value values[] = {lic_value_int(tenant_id), lic_value_text(name),
		lic_value_int(value)};

	assert_int_equal(lic_db_exec(db, need_table("counter")->insert_q, values, LIC_COUNT(values),
				 NULL)
				 .code,
		LIC_OK);
}

static struct lic_table_sum sum_of(struct lic_db *db, const char *table)
{
	struct lic_table_visitor nobody = {0};
	struct lic_table_sum sum = {0};

	assert_int_equal(lic_table_read(db, need_table(table), &nobody, &sum).code, LIC_OK);
	return sum;
}

static void test_store_tables__the_description_fits_its_statements(void **state)
{
	(void)state;
	assert_true(lic_table_count >= 19);
	for (size_t i = 0; i < lic_table_count; i++) {
		const struct lic_table *table = &lic_tables[i];
		const struct lic_statement *page = &lic_statements[table->page_q];
		const struct lic_statement *last = &lic_statements[table->last_q];
		const struct lic_statement *insert = &lic_statements[table->insert_q];

		assert_int_equal(strlen(table->types), table->column_count);
		assert_int_equal(page->columns, table->column_count);
		assert_int_equal(page->params, table->key_count + 1);
		assert_int_equal(last->columns, table->key_count);
		assert_int_equal(last->params, 0);
		assert_int_equal(insert->params, table->column_count);
		assert_true(table->key_count >= 1 && table->key_count <= LIC_TABLE_KEY_MAX);
		for (size_t k = 0; k < table->key_count; k++) {
			assert_non_null(strchr("itb", table->types[table->key[k]]));
		}
	}
}

static void test_store_tables__what_belongs_to_a_database_is_not_copied(void **state)
{
	(void)state;
	assert_non_null(find_table("app_user"));
	assert_null(find_table("schema_version"));
	assert_null(find_table("copy_mark"));
	assert_null(find_table("copy_sum"));
}

static void test_store_tables__the_order_of_writing_does_not_count(void **state)
{
	const struct pair *pair = *state;
	static const char *const names[] = {"b", "a", "Z", "\xc3\xa9", ""};
	struct lic_table_sum a;
	struct lic_table_sum b;

	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		size_t back = LIC_COUNT(names) - 1 - i;

		add_counter(pair->a, -1, names[i], (int64_t)i);
		add_counter(pair->b, -1, names[back], (int64_t)back);
	}
	a = sum_of(pair->a, "counter");
	b = sum_of(pair->b, "counter");
	assert_int_equal(a.rows, LIC_COUNT(names));
	assert_string_equal(a.table, "counter");
	assert_true(lic_table_sum_equal(&a, &b));
}

static void test_store_tables__one_bit_counts(void **state)
{
	const struct pair *pair = *state;
	struct lic_table_sum a;
	struct lic_table_sum b;

	add_counter(pair->a, 1, "user", 4);
	add_counter(pair->b, 1, "user", 5);
	a = sum_of(pair->a, "counter");
	b = sum_of(pair->b, "counter");
	assert_int_equal(a.rows, b.rows);
	assert_false(lic_table_sum_equal(&a, &b));
}

/* Adds a row to the ledger with these texts. */
static void add_operation(struct lic_db *db, const char *reason, const char *correlation,
	const char *target)
{
	static const char guid[16] = "0123456789abcde";
	const struct lic_table *table = need_table("operation");
	struct lic_value values[] = {
		lic_value_int(1),
		lic_value_int(2),
		lic_value_blob((struct lic_bytes){guid, sizeof(guid)}),
		lic_value_int(3),
		lic_value_int(4),
		lic_value_int(5),
		lic_value_text("somebody"),
		lic_value_text(reason),
		lic_value_text(correlation),
		lic_value_text(target),
		lic_value_int(0),
		lic_value_int(6),
		lic_value_int(0),
		lic_value_text(NULL),
		lic_value_int(1),
		lic_value_blob((struct lic_bytes){0}),
		lic_value_blob((struct lic_bytes){0}),
		lic_value_text(NULL),
		lic_value_text(NULL),
		lic_value_blob((struct lic_bytes){0}),
		lic_value_int(0),
		lic_value_blob((struct lic_bytes){0}),
		lic_value_opt_int((struct lic_opt_int){0}),
	};

	assert_string_equal(table->types, "iibiiitTttiiiTiBBTTBiBI");
	assert_int_equal(lic_db_exec(db, table->insert_q, values, LIC_COUNT(values), NULL).code,
		LIC_OK);
}

static void assert_differ(const struct pair *pair)
{
	struct lic_table_sum a = sum_of(pair->a, "operation");
	struct lic_table_sum b = sum_of(pair->b, "operation");

	assert_int_equal(a.rows, b.rows);
	assert_false(lic_table_sum_equal(&a, &b));
}

static void test_store_tables__null_is_not_empty(void **state)
{
	const struct pair *pair = *state;

	add_operation(pair->a, "", "c", "t");
	add_operation(pair->b, NULL, "c", "t");
	assert_differ(pair);
}

/* Bytes that move from one value to the next count, even when all of them in a row look alike. */
static void test_store_tables__values_keep_their_ends(void **state)
{
	const struct pair *pair = *state;

	add_operation(pair->a, NULL, "at", "b");
	add_operation(pair->b, NULL, "a", "tb");
	assert_differ(pair);
}

/* What a visitor has seen. */
struct seen {
	int64_t rows;  /* rows shown */
	int64_t told;  /* rows that progress told of */
	int64_t last;  /* value of the last one */
	int64_t limit; /* row at which it fails; 0: never */
};

static lic_rc see(void *data, const struct lic_value *values)
{
	struct seen *seen = data;

	seen->rows++;
	assert_int_equal(values[2].number, seen->last + 1); /* in order of the key, none twice */
	seen->last = values[2].number;
	return seen->rows == seen->limit ? LIC_RC(LIC_E_BUSY) : LIC_OK_RC;
}

static void count_rows(void *data, int64_t rows)
{
	struct seen *seen = data;

	seen->told += rows;
}

static void test_store_tables__reads_many_pages_in_order(void **state)
{
	const struct pair *pair = *state;
	struct seen seen = {0};
	struct lic_table_visitor visitor = {.row = see, .progress = count_rows, .data = &seen};
	struct lic_table_sum sum = {0};
	char name[16];

	for (int64_t i = 1; i <= 4000; i++) { /* whole pages: the end is found all the same */
		(void)snprintf(name, sizeof(name), "%05d", (int)i);
		add_counter(pair->a, 1, name, i);
	}
	assert_int_equal(lic_table_read(pair->a, need_table("counter"), &visitor, &sum).code,
		LIC_OK);
	assert_int_equal(seen.rows, 4000);
	assert_int_equal(seen.told, 4000);
	assert_int_equal(sum.rows, 4000);

	add_counter(pair->a, 2, "", 4001);
	seen = (struct seen){.limit = 4001};
	sum.rows = -1;
	assert_int_equal(lic_table_read(pair->a, need_table("counter"), &visitor, &sum).code,
		LIC_E_BUSY);
	assert_int_equal(seen.rows, 4001);
	assert_int_equal(sum.rows, -1);
}

static void test_store_tables__finds_the_last_key_and_what_is_behind_it(void **state)
{
	const struct pair *pair = *state;
	const struct lic_table *table = need_table("counter");
	struct lic_arena *arena = lic_arena_new(65536);
	const struct lic_value *key = NULL;
	struct lic_value row[3] = {lic_value_int(2), lic_value_text("user"), lic_value_int(0)};

	assert_int_equal(lic_table_last_key(pair->a, table, arena, &key).code, LIC_OK);
	assert_null(key);
	add_counter(pair->a, 2, "a", 1);
	add_counter(pair->a, 2, "Z", 2); /* bytes decide: "Z" is before "a" */
	add_counter(pair->a, -5, "z", 3);
	assert_int_equal(lic_table_last_key(pair->a, table, arena, &key).code, LIC_OK);
	assert_non_null(key);
	assert_int_equal(key[0].number, 2);
	assert_string_equal(key[1].data, "a");

	assert_true(lic_table_is_behind(table, row, key));
	row[1] = lic_value_text("a");
	assert_false(lic_table_is_behind(table, row, key));
	row[1] = lic_value_text("Zz");
	assert_false(lic_table_is_behind(table, row, key));
	row[1] = lic_value_text("aa");
	assert_true(lic_table_is_behind(table, row, key));
	row[1] = lic_value_text("\xc3\xa9");
	assert_true(lic_table_is_behind(table, row, key));
	row[0] = lic_value_int(-3);
	assert_false(lic_table_is_behind(table, row, key));
	row[0] = lic_value_int(3);
	row[1] = lic_value_text("");
	assert_true(lic_table_is_behind(table, row, key));
	lic_arena_free(arena);
}

static void test_store_tables__reads_and_removes_one_organisation(void **state)
{
	const struct pair *pair = *state;
	const struct lic_table *table = need_table("counter");
	struct lic_table_visitor visitor = {.tenant_id = 2};
	struct lic_table_sum sum = {0};
	struct lic_table_sum alone = {0};
	int64_t deleted = 0;
	char name[16];

	for (int64_t i = 1; i <= 4000; i++) { /* whole pages: what is behind them is not read */
		(void)snprintf(name, sizeof(name), "%05d", (int)i);
		add_counter(pair->a, 2, name, i);
		add_counter(pair->b, 2, name, i);
	}
	add_counter(pair->a, 1, "z", 1);
	add_counter(pair->a, 3, "a", 1);
	assert_int_equal(lic_table_read(pair->a, table, &visitor, &sum).code, LIC_OK);
	alone = sum_of(pair->b, "counter");
	assert_int_equal(sum.rows, 4000);
	assert_true(lic_table_sum_equal(&sum, &alone));

	assert_int_equal(lic_table_delete(pair->a, table, 2, 3000, &deleted).code, LIC_OK);
	assert_int_equal(deleted, 3000);
	assert_int_equal(lic_table_delete(pair->a, table, 2, 3000, &deleted).code, LIC_OK);
	assert_int_equal(deleted, 1000);
	assert_int_equal(lic_table_delete(pair->a, table, 2, 3000, &deleted).code, LIC_OK);
	assert_int_equal(deleted, 0);
	assert_int_equal(sum_of(pair->a, "counter").rows, 2);

	/* What belongs to the installation is no organisation's. */
	assert_int_equal(lic_table_read(pair->a, need_table("signing_key"), &visitor, &sum).code,
		LIC_OK);
	assert_int_equal(sum.rows, 0);
	assert_int_equal(lic_table_delete(pair->a, need_table("signing_key"), 2, 10, &deleted).code,
		LIC_OK);
	assert_int_equal(deleted, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_store_tables__the_description_fits_its_statements),
		cmocka_unit_test(test_store_tables__what_belongs_to_a_database_is_not_copied),
		cmocka_unit_test_setup_teardown(
			test_store_tables__the_order_of_writing_does_not_count, make_pair,
			remove_pair),
		cmocka_unit_test_setup_teardown(test_store_tables__one_bit_counts, make_pair,
			remove_pair),
		cmocka_unit_test_setup_teardown(test_store_tables__null_is_not_empty, make_pair,
			remove_pair),
		cmocka_unit_test_setup_teardown(test_store_tables__values_keep_their_ends,
			make_pair, remove_pair),
		cmocka_unit_test_setup_teardown(
			test_store_tables__reads_and_removes_one_organisation, make_pair,
			remove_pair),
		cmocka_unit_test_setup_teardown(test_store_tables__reads_many_pages_in_order,
			make_pair, remove_pair),
		cmocka_unit_test_setup_teardown(
			test_store_tables__finds_the_last_key_and_what_is_behind_it, make_pair,
			remove_pair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
