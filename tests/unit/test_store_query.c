/*
 * Lists by conditions on a real database of each engine: whatever leads, and wherever a page is
 * cut, the rows are the same (store/query.h).
 */
#include "base/buf.h"
#include "odata/entities.h"
#include "odata/filter.h"
#include "odata/search.h"
#include "store/db_int.h"
#include "store/lic_sql.h"
#include "store/query.h"
#include "store/query_int.h"
#include "store/search_keys.h"

#include "store_place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define USERS 120
#define GAP_FROM 60 /* keys jump here */
#define GAP 1000
#define ARENA_BYTES ((size_t)512 * 1024 * 1024)

/* A database with users. */
struct world {
	struct place *place;     /* where it is */
	struct lic_db *db;       /* open, in a reading transaction */
	struct lic_arena *arena; /* for everything */
	struct lic_err err;      /* what goes wrong */
};

static void check(struct world *world, lic_rc rc)
{
	if (!lic_ok(rc)) {
		fail_msg("%s: %s", lic_code_name(rc.code), world->err.message);
	}
}

static int64_t key_of(int i)
{
	return i < GAP_FROM ? i + 1 : i + 1 + GAP;
}

/* User number `i`: five departments, seven first letters, one in ten deleted, some guests, and some
 * whose account is blocked. */
static void add_user(struct world *world, int i)
{
	struct lic_arena *arena = world->arena;
	struct lic_user_texts texts = {
		.name = lic_arena_printf(arena, "%c name %d", 'a' + i % 7, i),
		.department = lic_arena_printf(arena, "dep %d", i % 5),
		.city = lic_arena_printf(arena, "city %d", i % 3),
		.type = i % 8 == 3 ? "Guest" : "Member",
	};
	struct lic_user_texts keys;
	struct lic_word_change words = {1, LIC_WORDS_OF_USER, key_of(i), "", ""};
	struct lic_q_users_set_deleted_in gone = {.tenant_id = 1,
		.id = key_of(i),
		.deleted_ms = {true, 5}};

	check(world, lic_search_user_keys(arena, &texts, &keys, &words.after));
	struct lic_q_users_insert_in in = {.tenant_id = 1,
		.id = key_of(i),
		.guid = lic_guid_random(),
		.upn = lic_arena_printf(arena, "u%d@x", i),
		.upn_key = lic_arena_printf(arena, "u%d@x", i),
		.display_name = texts.name,
		.department = texts.department,
		.city = texts.city,
		.user_type = texts.type,
		.account_enabled = i % 12 != 5,
		.name_key = keys.name,
		.given_key = "",
		.surname_key = "",
		.nickname_key = "",
		.type_key = keys.type,
		.location_key = "",
		.job_key = "",
		.department_key = keys.department,
		.city_key = keys.city,
		.state_key = "",
		.country_key = "",
		.employee_key = "",
		.words = words.after};

	check(world, lic_q_users_insert(world->db, &in, NULL));
	check(world, lic_search_change_words(world->db, arena, &words));
	if (i % 10 == 9) {
		check(world, lic_q_users_set_deleted(world->db, &gone, NULL));
	}
}

static int set_up(void **state)
{
	static struct world world;
	struct lic_q_tenant_insert_in tenant = {.id = 1,
		.guid = lic_guid_random(),
		.display_name = "x",
		.country = "NL",
		.variant = "worldwide",
		.page_key = {"key", 3}};

	(void)place_make(state);
	world = (struct world){.place = *state, .arena = lic_arena_new(ARENA_BYTES)};
	check(&world, lic_db_open(world.place->url, LIC_DB_CREATE, &world.err, &world.db));
	check(&world, lic_db_begin(world.db, LIC_TX_WRITE, &world.err));
	check(&world, lic_q_tenant_insert(world.db, &tenant, NULL));
	for (int i = 0; i < USERS; i++) {
		add_user(&world, i);
	}
	check(&world, lic_db_commit(world.db));
	check(&world, lic_db_begin(world.db, LIC_TX_READ, &world.err));
	*state = &world;
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;

	*state = world->place;
	lic_db_close(world->db);
	lic_arena_free(world->arena);
	return place_remove(state);
}

static const struct lic_odata_condition *read_filter(struct world *world, const char *text)
{
	struct lic_odata_filter filter = {0};

	check(world,
		lic_odata_filter_read(text, &lic_odata_users, world->arena, &world->err, &filter));
	return filter.condition;
}

/* Rows of a list, by key. */
struct found {
	int64_t keys[USERS]; /* in order */
	size_t count;        /* number of rows */
	size_t pages;        /* pages that they came on */
};

/* The place of `row` in the order of `run`. */
static struct lic_query_place place_of(struct world *world, const struct lic_query_run *run,
	const struct lic_q_users_list_row *row)
{
	struct lic_query_place place = {.id = row->id};

	if (run->order != NULL) {
		check(world,
			lic_search_key(world->arena,
				run->order->number == LIC_ODATA_USER_DEPARTMENT ? row->department
					: run->order->number == LIC_ODATA_USER_UPN
					? row->upn
					: row->display_name,
				&place.text));
	}
	return place;
}

/* Reads a page; `*place` becomes where the next one begins. Tells whether there is one. */
static bool read_page(struct world *world, struct lic_query *query, struct lic_query_place *place,
	struct found *found)
{
	struct lic_query_run run = {0};
	struct lic_q_users_list_row row;
	unsigned count = 0;
	bool more = true;

	check(world, lic_query_start(world->db, world->arena, &world->err, query, &run));
	for (;;) {
		check(world, lic_q_users_list_next(&run.rows, &row, &more));
		if (!more) {
			check(world, lic_query_go_on(&run, count, &more));
			if (more) {
				continue;
			}
		}
		if (!more || count == query->limit) {
			break;
		}
		assert_true(found->count < USERS);
		found->keys[found->count++] = row.id;
		*place = place_of(world, &run, &row);
		count++;
	}
	lic_rows_close(&run.rows);
	found->pages++;
	if (!more && run.is_cut) {
		*place = run.next;
	}
	return more || run.is_cut;
}

/* Reads all pages of `query`. */
static struct found walk(struct world *world, struct lic_query query)
{
	struct lic_query_place place = {0};
	struct found found = {.count = 0};
	int64_t total = 0;

	query.after = NULL;
	while (read_page(world, &query, &place, &found)) {
		query.after = &place;
		assert_true(found.pages < (size_t)10 * USERS);
	}
	check(world, lic_query_count(world->db, world->arena, &world->err, &query, &total));
	assert_int_equal(total, found.count);
	return found;
}

static const char *const filters[] = {"department eq 'dep 1'",
	"department eq 'DEP 1' and city eq 'city 2'", "city eq 'city 1'", "city ne 'city 1'",
	"startsWith(displayName,'b')", "displayName ge 'c' and displayName lt 'e'",
	"department in ('dep 1','dep 4')",
	"department eq 'dep 1' or startsWith(displayName,'c name 1')",
	"department eq 'dep 1' or city eq 'city 2'", "not(department eq 'dep 1')",
	"department eq 'nothing'", "city eq 'nothing'", "accountEnabled eq false",
	"userPrincipalName eq 'u7@x'", "userPrincipalName in ('u7@x','u9@x','u70@x')",
	"userType eq 'Member'", "userType eq 'Guest'", "userType eq 'Guest' and city eq 'city 1'",
	"department eq null", "displayName gt 'c'", "mail le 'm'",
	"displayName gt 'c name 2' and city ne 'city 1'", "displayName ge 'c name 2'",
	"displayName le 'c name 2'", "displayName lt 'c name 2'", "startsWith(displayName,'')",
	"startsWith(displayName,'b') and department eq 'dep 1'",
	"department eq 'dep 1' and accountEnabled eq false", "department ge 'dep 1'",
	"department gt 'dep 1' and department le 'dep 3'", "startsWith(department,'dep')",
	"startsWith(userPrincipalName,'u1')",
	"startsWith(userPrincipalName,'u1') and startsWith(displayName,'b')",
	"displayName eq 'c name 2'", "endsWith(userPrincipalName,'1@x')"};

/* Sorted by key, ascending: what every way must find. */
static void assert_same(const struct found *a, const struct found *b, bool is_reversed)
{
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		assert_int_equal(a->keys[i], b->keys[is_reversed ? a->count - 1 - i : i]);
	}
}

/* Reads all pages of `query` in every way: as few as 1 and as many as all rows counted, walked and
 * shown at a time. The rows come in the order of `usual`. */
static void assert_every_way(struct world *world, struct lic_query query, const struct found *usual)
{
	static const unsigned limits[] = {1, 7, USERS};
	static const unsigned most[] = {1, 10, 1000};

	for (size_t k = 0; k < 27; k++) {
		query.limit = limits[k % 3];
		query.probe_max = most[k / 3 % 3];
		query.walk_max = most[k / 9];
		query.first_piece = most[(k + k / 3) % 3];
		struct found found = walk(world, query);

		assert_same(usual, &found, false);
	}
}

/* Where the index of a condition leads, where the order does, and wherever a page is cut. */
static void test_store_query__every_way_finds_the_same(void **state)
{
	struct world *world = *state;
	const struct lic_odata_property *name =
		lic_odata_property_find(&lic_odata_users, "displayName", strlen("displayName"));
	const struct lic_odata_order up = {name, false};
	const struct lic_odata_order down = {name, true};
	const struct lic_odata_order *const orders[] = {NULL, &up, &down};

	for (size_t i = 0; i < LIC_COUNT(filters); i++) {
		struct lic_query query = {.set = LIC_QUERY_USERS,
			.tenant_id = 1,
			.filter = read_filter(world, filters[i]),
			.limit = USERS};
		struct found usual[LIC_COUNT(orders)];

		for (size_t o = 0; o < LIC_COUNT(orders); o++) {
			query.order = orders[o];
			usual[o] = walk(world, query);
			assert_every_way(world, query, &usual[o]);
		}
		assert_same(&usual[1], &usual[2], true);
		assert_int_equal(usual[0].count, usual[1].count);
	}
}

static int compare_keys(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;

	return left < right ? -1 : left > right;
}

/* Where no order is asked for, the conditions have one of their own, which no page departs from. */
static void test_store_query__any_order_is_one_and_the_same(void **state)
{
	struct world *world = *state;

	for (size_t i = 0; i < LIC_COUNT(filters); i++) {
		struct lic_query query = {.set = LIC_QUERY_USERS,
			.tenant_id = 1,
			.filter = read_filter(world, filters[i]),
			.limit = USERS};
		struct found by_key = walk(world, query);

		query.is_any_order = true;
		struct found usual = walk(world, query);

		assert_every_way(world, query, &usual);
		qsort(usual.keys, usual.count, sizeof(usual.keys[0]), compare_keys);
		assert_same(&by_key, &usual, false);
	}
}

/* Which property's order it is. A place without a text, of before there was such an order, goes on
 * by key. */
static void test_store_query__a_range_has_its_own_order(void **state)
{
	static const struct {
		const char *filter; /* what is asked for */
		const char *order;  /* the property's name, or NULL */
	} cases[] = {
		{"startsWith(displayName,'b')", "displayName"},
		{"displayName ge 'b' and city eq 'city 1'", "displayName"},
		{"startsWith(userPrincipalName,'u') and startsWith(displayName,'b')",
			"userPrincipalName"},
		{"department gt 'dep 1'", "department"},
		{"department eq 'dep 1'", NULL},
		{"department eq 'dep 1' and startsWith(displayName,'b')", NULL},
		{"startsWith(displayName,'b') or startsWith(displayName,'c')", NULL},
		{"not startsWith(displayName,'b')", NULL},
		{"displayName in ('b','c')", NULL},
		{"startsWith(city,'c')", NULL},
		{"startsWith(mail,'c')", NULL},
	};
	struct world *world = *state;

	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		struct lic_query_place old = {NULL, 1};
		struct lic_query query = {.set = LIC_QUERY_USERS,
			.tenant_id = 1,
			.filter = read_filter(world, cases[i].filter),
			.is_any_order = true,
			.limit = USERS};

		for (int k = 0; k < 2; k++) {
			struct lic_query_run run = {0};
			const char *order = k == 0 ? cases[i].order : NULL;

			check(world,
				lic_query_start(world->db, world->arena, &world->err, &query,
					&run));
			lic_rows_close(&run.rows);
			assert_string_equal(run.order == NULL ? "" : run.order->name,
				order == NULL ? "" : order);
			query.after = &old;
		}
	}
}

/* The way is cut where nothing is found for long: pages stay short, and come to an end. */
static void test_store_query__a_page_goes_only_so_far(void **state)
{
	struct world *world = *state;
	struct lic_query query = {.set = LIC_QUERY_USERS,
		.tenant_id = 1,
		.filter = read_filter(world, "city eq 'nothing'"),
		.limit = 10,
		.walk_max = 20};
	struct found found = walk(world, query);

	assert_int_equal(found.count, 0);
	assert_in_range(found.pages, 4, 8); /* 120 users; the gap is passed at once */
	query.filter = read_filter(world, "city eq 'nothing' or not (city ne 'void')");
	found = walk(world, query);
	assert_in_range(found.pages, 9, 16); /* two tests a row: half as far */
	query.walk_max = 0;
	assert_int_equal(walk(world, query).pages, 1);
}

/* More shapes than are kept, again and again, and two of a kind at once. */
static void test_store_query__statements_are_kept_and_forgotten(void **state)
{
	struct world *world = *state;

	for (int round = 0; round < 3; round++) {
		for (int i = 1; i <= 90; i++) {
			LIC_AUTO(lic_buf_done) struct lic_buf text = {0};

			lic_buf_init(&text, 65536);
			lic_buf_puts(&text, "userPrincipalName in ('u0@x'");
			for (int k = 1; k < i; k++) {
				lic_buf_printf(&text, ",'u%d@x'", k);
			}
			lic_buf_puts(&text, ")");
			struct lic_query query = {.set = LIC_QUERY_USERS,
				.tenant_id = 1,
				.filter = read_filter(world, text.data),
				.limit = USERS};

			assert_int_equal(walk(world, query).count, i - i / 10);
		}
	}
	struct lic_query query = {.set = LIC_QUERY_USERS,
		.tenant_id = 1,
		.filter = read_filter(world, "city eq 'city 1'"),
		.limit = 5};
	struct lic_query_run first = {0};
	struct lic_query_run second = {0};

	check(world, lic_query_start(world->db, world->arena, &world->err, &query, &first));
	assert_int_equal(
		lic_query_start(world->db, world->arena, &world->err, &query, &second).code,
		LIC_E_BUG);
	lic_rows_close(&first.rows);
}

static void test_store_query__O_08_words(void **state)
{
	struct world *world = *state;
	static const struct {
		const char *search; /* what is looked for */
		size_t most;        /* more are found than so many */
	} cases[] = {
		{"\"displayName:name b\" OR \"displayName:7\"", 20},
		{"\"displayName:b\"", 10},       /* one word begins so */
		{"\"displayName:name\"", 100},   /* and everybody has it */
		{"\"displayName:1\"", 20},       /* several do */
		{"\"displayName:name b\"", 10},  /* two of one */
		{"\"displayName:name b 1\"", 2}, /* and one of several */
		{"\"displayName:b\" AND \"displayName:b\"", 10},
	};
	const struct lic_odata_property *name =
		lic_odata_property_find(&lic_odata_users, "displayName", strlen("displayName"));
	const struct lic_odata_order up = {name, false};

	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		struct lic_query query = {.set = LIC_QUERY_USERS, .tenant_id = 1, .limit = USERS};

		check(world,
			lic_odata_search_read(cases[i].search, &lic_odata_users, world->arena,
				&world->err, &query.search));
		struct found usual = walk(world, query);

		assert_true(usual.count > cases[i].most);
		assert_every_way(world, query, &usual);
		query.order = &up;
		struct found by_name = walk(world, query);

		assert_every_way(world, query, &by_name);
		qsort(by_name.keys, by_name.count, sizeof(by_name.keys[0]), compare_keys);
		assert_same(&usual, &by_name, false);
		query.search = NULL;
	}
}

static void test_store_query__too_many_values_are_refused(void **state)
{
	struct world *world = *state;
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_query_run run = {0};

	lic_buf_init(&text, 65536);
	for (int i = 0; i < 350; i++) {
		lic_buf_printf(&text, "%sstartsWith(city,'%d')", i == 0 ? "" : " or ", i);
	}
	struct lic_query query = {.set = LIC_QUERY_USERS,
		.tenant_id = 1,
		.filter = read_filter(world, text.data),
		.limit = USERS};

	assert_int_equal(lic_query_start(world->db, world->arena, &world->err, &query, &run).code,
		LIC_E_INVALID);
	assert_non_null(strstr(world->err.message, "too many values"));
	assert_non_null(world->err.public_code);
}

static void test_store_query__another_organisation_has_none(void **state)
{
	struct world *world = *state;

	for (size_t i = 0; i < LIC_COUNT(filters); i++) {
		struct lic_query query = {.set = LIC_QUERY_USERS,
			.tenant_id = 2,
			.filter = read_filter(world, filters[i]),
			.limit = USERS};

		assert_int_equal(walk(world, query).count, 0);
	}
}

/* What finds rows by a condition takes an index for it: SQLite, which keeps no statistics here,
 * would otherwise walk through the organisation. */
static void test_store_query__what_leads_is_found_by_an_index(void **state)
{
	static const char *const narrow[] = {"department eq 'x'", "department in ('x','y')",
		"department eq null", "startsWith(surname,'x')", "displayName ge 'x'",
		"displayName lt 'x'", "givenName gt 'x' and city eq 'y'", "jobTitle eq 'x'",
		"usageLocation in ('NL','BE')", "mail eq 'x@y'", "mail in ('x@y','z@y')",
		"startsWith(mail,'x')", "userPrincipalName eq 'x'",
		"userPrincipalName in ('x','y')", "employeeId eq '1'", "accountEnabled eq false",
		"userType eq 'Guest'", "id in (05e9a617-0261-4cee-bb44-138d3ef5d965)",
		"assignedLicenses/any(l:l/skuId eq 05e9a617-0261-4cee-bb44-138d3ef5d965)",
		"licenseAssignmentStates/any(s:s/state eq 'Error')",
		"licenseAssignmentStates/any(s:s/state in ('Error','ActiveWithError'))",
		"department eq 'x' or surname eq 'y'"};
	struct world *world = *state;

	for (size_t i = 0; i < LIC_COUNT(narrow); i++) {
		LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
		struct lic_statement_text out;
		struct lic_value values[4];
		const struct lic_odata_condition *condition = read_filter(world, narrow[i]);
		bool is_unique = false;
		bool more = true;

		assert_true(lic_query__can_narrow(&lic_query_tables[LIC_QUERY_USERS], condition,
			&is_unique));
		lic_query__begin(&out, world->arena, &lic_query_tables[LIC_QUERY_USERS], 1);
		lic_buf_puts(&out.text,
			"EXPLAIN QUERY PLAN SELECT $1 UNION ALL SELECT d.found FROM ");
		lic_query__lead(&out, condition, LIC_QUERY_LEAD_MAX);
		check(world, lic_query__status(&out, &world->err));
		check(world,
			lic_db__query_made(world->db, out.text.data, out.params, out.count, &rows));
		lic_buf_done(&out.text);
		for (;;) {
			check(world, lic_rows_next(&rows, values, LIC_COUNT(values), &more));
			if (!more) {
				break;
			}
			if (strstr(values[3].data, "(tenant_id=?)") != NULL ||
				(strstr(values[3].data, "SCAN") != NULL &&
					strstr(values[3].data, "CONSTANT ROW") == NULL &&
					strcmp(values[3].data, "SCAN v") != 0 &&
					strcmp(values[3].data, "SCAN d") != 0 &&
					strcmp(values[3].data, "SCAN n") != 0)) {
				fail_msg("%s: %s", narrow[i], values[3].data);
			}
		}
	}
}

#define TEST(name_)                                                                                \
	{                                                                                          \
		cmocka_unit_test_setup_teardown(name_, set_up, tear_down), false, false            \
	}

int main(void)
{
	static const struct place_test tests[] = {
		TEST(test_store_query__every_way_finds_the_same),
		TEST(test_store_query__any_order_is_one_and_the_same),
		TEST(test_store_query__a_range_has_its_own_order),
		TEST(test_store_query__a_page_goes_only_so_far),
		TEST(test_store_query__statements_are_kept_and_forgotten),
		TEST(test_store_query__O_08_words),
		TEST(test_store_query__too_many_values_are_refused),
		TEST(test_store_query__another_organisation_has_none),
		{cmocka_unit_test_setup_teardown(test_store_query__what_leads_is_found_by_an_index,
			 set_up, tear_down),
			false, true},
	};

	return place_run(tests, LIC_COUNT(tests));
}
