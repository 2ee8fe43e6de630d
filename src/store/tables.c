/*
 * Reading and summing up tables by their description: see tables.h.
 */
#include "store/tables.h"

#include "store/lic_sql.h"

#include <sodium.h>
#include <string.h>

#define PAGE_ROWS 2000
/* The last key of each page; a hundred million rows make fifty thousand pages. */
#define KEYS_BYTES ((size_t)64 * 1024 * 1024)
#define NUMBER_BYTES 8

static void hash_number(crypto_generichash_state *state, uint64_t number)
{
	uint8_t bytes[NUMBER_BYTES];

	for (size_t i = 0; i < NUMBER_BYTES; i++) {
		bytes[i] = (uint8_t)(number >> (8 * i));
	}
	(void)crypto_generichash_update(state, bytes, sizeof(bytes));
}

/* A value counts with its kind and its length, so that no two rows look alike. */
static void hash_value(crypto_generichash_state *state, const struct lic_value *value)
{
	static const uint8_t kinds[] = {
		[LIC_SQL_NULL] = 'n',
		[LIC_SQL_INT] = 'i',
		[LIC_SQL_TEXT] = 't',
		[LIC_SQL_BLOB] = 'b',
	};

	(void)crypto_generichash_update(state, &kinds[value->type], 1);
	if (value->type == LIC_SQL_INT) {
		hash_number(state, (uint64_t)value->number);
	} else if (value->type != LIC_SQL_NULL) {
		hash_number(state, value->len);
		(void)crypto_generichash_update(state, (const unsigned char *)value->data,
			value->len);
	}
}

static bool is_of_kind(const struct lic_value *value, char letter)
{
	switch (value->type) {
	case LIC_SQL_NULL:
		return letter == 'I' || letter == 'T' || letter == 'B';
	case LIC_SQL_INT:
		return letter == 'i' || letter == 'I';
	case LIC_SQL_TEXT:
		return letter == 't' || letter == 'T';
	case LIC_SQL_BLOB:
		return letter == 'b' || letter == 'B';
	}
	return false;
}

static lic_rc copy_value(struct lic_arena *arena, const struct lic_value *value,
	struct lic_value *ret_copy)
{
	*ret_copy = *value;
	if (value->type == LIC_SQL_TEXT || value->type == LIC_SQL_BLOB) {
		ret_copy->data = lic_arena_copy(arena, value->data, value->len);
	}
	return ret_copy->data == NULL && value->data != NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* A table that is being read. */
struct reading {
	struct lic_db *db;                                /* where */
	const struct lic_table *table;                    /* what */
	const struct lic_table_visitor *visitor;          /* who looks */
	struct lic_arena *arena;                          /* keeps keys */
	struct lic_value position[LIC_TABLE_KEY_MAX + 1]; /* last key of the page before, and the
							     size of a page */
	int64_t rows;                                     /* read so far */
	crypto_generichash_state hash;                    /* of what was read so far */
};

/* The key before every other: its first column is an integer. */
static lic_rc set_start(struct reading *reading)
{
	const struct lic_table *table = reading->table;

	for (size_t i = 0; i < table->key_count; i++) {
		switch (table->types[table->key[i]]) {
		case 'i':
			reading->position[i] = lic_value_int(INT64_MIN);
			break;
		case 't':
			reading->position[i] = lic_value_text("");
			break;
		case 'b':
			reading->position[i] = lic_value_blob((struct lic_bytes){"", 0});
			break;
		default: /* keys are never NULL: the generator would have to be wrong */
			return LIC_RC(LIC_E_BUG);
		}
	}
	/* Every key begins with the organisation, and no text or number stands before the least. */
	if (reading->visitor->tenant_id != 0) {
		reading->position[0] =
			lic_value_int(reading->visitor->tenant_id - (table->key_count > 1 ? 0 : 1));
	}
	reading->position[table->key_count] = lic_value_int(PAGE_ROWS);
	return LIC_OK_RC;
}

/* Tells whether a row is one that is asked for; behind those of an organisation come others'. */
static bool is_wanted(const struct reading *reading, const struct lic_value *values)
{
	return reading->visitor->tenant_id == 0 ||
		values[reading->table->key[0]].number == reading->visitor->tenant_id;
}

static lic_rc take_row(struct reading *reading, const struct lic_value *values)
{
	const struct lic_table *table = reading->table;

	for (size_t i = 0; i < table->column_count; i++) {
		if (!is_of_kind(&values[i], table->types[i])) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		hash_value(&reading->hash, &values[i]);
	}
	reading->rows++;
	return reading->visitor->row == NULL
		? LIC_OK_RC
		: reading->visitor->row(reading->visitor->data, values);
}

/* Reads one page; `*ret_rows` is how many rows it had. The position moves to its last row when the
 * page is full. */
static lic_rc read_page(struct reading *reading, int64_t *ret_rows)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	const struct lic_table *table = reading->table;
	struct lic_value values[LIC_TABLE_COLUMNS_MAX];
	struct lic_value next[LIC_TABLE_KEY_MAX + 1];
	int64_t count = 0;
	bool is_row = true;

	memcpy(next, reading->position, sizeof(next));
	LIC_TRY(lic_db_query(reading->db, table->page_q, reading->position, table->key_count + 1,
		&rows));
	for (;;) {
		LIC_TRY(lic_rows_next(&rows, values, table->column_count, &is_row));
		if (!is_row) {
			break;
		}
		if (!is_wanted(reading, values)) {
			break;
		}
		LIC_TRY(take_row(reading, values));
		count++;
		for (size_t i = 0; count == PAGE_ROWS && i < table->key_count; i++) {
			LIC_TRY(copy_value(reading->arena, &values[table->key[i]], &next[i]));
		}
	}
	memcpy(reading->position, next, sizeof(next));
	*ret_rows = count;
	return LIC_OK_RC;
}

/* Tells whether a table has anything of what is asked for. */
static bool is_part(const struct lic_table *table, const struct lic_table_visitor *visitor)
{
	return visitor->tenant_id == 0 || table->delete_q != LIC_Q_MAX_ ||
		strcmp(table->name, "tenant") == 0;
}

lic_rc lic_table_read(struct lic_db *db, const struct lic_table *table,
	const struct lic_table_visitor *visitor, struct lic_table_sum *ret_sum)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(KEYS_BYTES);
	struct reading reading = {.db = db, .table = table, .visitor = visitor, .arena = arena};
	int64_t count = PAGE_ROWS;

	if (arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(set_start(&reading));
	(void)crypto_generichash_init(&reading.hash, NULL, 0, LIC_TABLE_HASH_BYTES);
	while (count == PAGE_ROWS && is_part(table, visitor)) {
		LIC_TRY(read_page(&reading, &count));
		if (visitor->progress != NULL) {
			visitor->progress(visitor->data, count);
		}
	}
	ret_sum->table = table->name;
	ret_sum->rows = reading.rows;
	(void)crypto_generichash_final(&reading.hash, ret_sum->hash, LIC_TABLE_HASH_BYTES);
	return LIC_OK_RC;
}

lic_rc lic_table_delete(struct lic_db *db, const struct lic_table *table, int64_t tenant_id,
	int64_t limit, int64_t *ret_deleted)
{
	const struct lic_value params[] = {lic_value_int(tenant_id), lic_value_int(limit)};

	if (table->delete_q == LIC_Q_MAX_) {
		*ret_deleted = 0;
		return LIC_OK_RC;
	}
	return lic_db_exec(db, table->delete_q, params, LIC_COUNT(params), ret_deleted);
}

lic_rc lic_table_last_key(struct lic_db *db, const struct lic_table *table, struct lic_arena *arena,
	const struct lic_value **ret_key)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_value values[LIC_TABLE_KEY_MAX];
	struct lic_value *key = lic_arena_array(arena, table->key_count, sizeof(*key));
	bool is_row = false;

	if (key == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_db_query(db, table->last_q, NULL, 0, &rows));
	LIC_TRY(lic_rows_next(&rows, values, table->key_count, &is_row));
	for (size_t i = 0; is_row && i < table->key_count; i++) {
		LIC_TRY(copy_value(arena, &values[i], &key[i]));
	}
	*ret_key = is_row ? key : NULL;
	return LIC_OK_RC;
}

/* Orders bytes as both engines do: byte by byte, a beginning before what it begins. */
static int compare_bytes(const struct lic_value *a, const struct lic_value *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int order = len == 0 ? 0 : memcmp(a->data, b->data, len);

	return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

bool lic_table_is_behind(const struct lic_table *table, const struct lic_value *values,
	const struct lic_value *key)
{
	for (size_t i = 0; i < table->key_count; i++) {
		const struct lic_value *value = &values[table->key[i]];
		int order = value->type == LIC_SQL_INT
			? (value->number > key[i].number) - (value->number < key[i].number)
			: compare_bytes(value, &key[i]);

		if (order != 0) {
			return order > 0;
		}
	}
	return false;
}

bool lic_table_sum_equal(const struct lic_table_sum *a, const struct lic_table_sum *b)
{
	return a->rows == b->rows && memcmp(a->hash, b->hash, sizeof(a->hash)) == 0;
}
