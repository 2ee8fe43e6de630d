/*
 * Catalogues in memory: which are kept, for how long, and by how many threads.
 */
#include "catalog_fixture.h"

#include <pthread.h>
#include <stdatomic.h>

#define READERS 4
#define ROUNDS 40
#define KEPT 64 /* entries that the cache keeps */

/* A catalogue whose products tell which round it is from. */
static const char *catalog_of_round(struct fixture *f, int round)
{
	const char *text = edit(f, small_catalog, "\"Start\"",
		lic_arena_printf(f->arena, "\"round %d\"", round));

	return edit(f, text, "\"Studio\"", lic_arena_printf(f->arena, "\"round %d\"", round));
}

static void test_service_catalogs_cache__shares_one_catalogue(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold first = {0};
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold second = {0};

	import_text(f, small_catalog);
	(void)hold_catalog(f, &first);
	(void)hold_catalog(f, &second);
	assert_ptr_equal(first.catalog, second.catalog);
	lic_catalog_put(&first);
	assert_null(first.catalog);
	lic_catalog_put(&first); /* empty now */
	assert_string_equal(
		find_sku(second.catalog, "10000000-0000-0000-0000-000000000001")->part_number,
		"START");
	(void)hold_catalog(f, &first);
	assert_ptr_equal(first.catalog, second.catalog);
}

static void test_service_catalogs_cache__follows_the_version(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold old = {0};
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold now = {0};

	import_text(f, catalog_of_round(f, 1));
	(void)hold_catalog(f, &old);
	import_text(f, catalog_of_round(f, 2)); /* in the same millisecond */
	(void)hold_catalog(f, &now);
	assert_int_equal(old.catalog->version, NOW_MS);
	assert_int_equal(now.catalog->version, NOW_MS + 1);
	assert_string_equal(old.catalog->skus[0].display_name, "round 1");
	assert_string_equal(now.catalog->skus[0].display_name, "round 2");
	f->ctx.now_ms += 5000;
	import_text(f, catalog_of_round(f, 3));
	lic_catalog_put(&now);
	assert_int_equal(hold_catalog(f, &now)->version, NOW_MS + 5000);
}

/* What was read in a transaction that is undone must not be found by the next that has the same
 * version. */
static void test_service_catalogs_cache__forgets_when_cleared(void **state)
{
	struct fixture *f = *state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold undone = {0};
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold now = {0};
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold again = {0};

	assert_int_equal(lic_db_savepoint(f->db).code, LIC_OK);
	import_text(f, catalog_of_round(f, 1));
	(void)hold_catalog(f, &undone);
	assert_int_equal(lic_db_undo(f->db).code, LIC_OK);
	lic_catalog_cache_clear(f->cache);
	import_text(f, catalog_of_round(f, 2));
	(void)hold_catalog(f, &now);
	assert_int_equal(now.catalog->version, undone.catalog->version);
	assert_string_equal(now.catalog->skus[0].display_name, "round 2");
	assert_string_equal(undone.catalog->skus[0].display_name, "round 1"); /* held, so it is
										 still there */
	lic_catalog_put(&undone);
	(void)hold_catalog(f, &again);
	assert_ptr_equal(again.catalog, now.catalog);
}

static const struct lic_catalog *hold_tenant(struct fixture *f, int64_t tenant_id,
	struct lic_catalog_hold *hold)
{
	f->ctx.caller.tenant_id = tenant_id;
	return hold_catalog(f, hold);
}

/* With more organisations than places, those that are held stay, and of the others those asked for
 * last. */
static void test_service_catalogs_cache__keeps_what_is_held_and_lately_used(void **state)
{
	struct fixture *f = *state;
	struct lic_catalog_hold holds[KEPT + 2] = {{0}};
	const struct lic_catalog *seen[KEPT + 2] = {NULL};
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold again = {0};

	for (int64_t tenant = 3; tenant <= KEPT + 2; tenant++) {
		add_tenant(f, tenant);
	}
	for (size_t i = 0; i < KEPT; i++) {
		seen[i] = hold_tenant(f, (int64_t)i + 1, &holds[i]);
	}
	for (size_t i = 1; i < KEPT; i++) {
		lic_catalog_put(&holds[i]); /* tenant 1 stays held */
	}
	assert_ptr_equal(hold_tenant(f, 2, &again), seen[1]); /* tenant 2 is asked for again */
	lic_catalog_put(&again);
	seen[KEPT] = hold_tenant(f, KEPT + 1, &holds[KEPT]); /* in place of tenant 3, the oldest
								that nobody holds */
	assert_ptr_equal(hold_tenant(f, 1, &again), seen[0]);
	lic_catalog_put(&again);
	assert_ptr_equal(hold_tenant(f, 2, &again), seen[1]);
	lic_catalog_put(&again);
	assert_ptr_equal(hold_tenant(f, 4, &again), seen[3]);
	lic_catalog_put(&again);
	assert_ptr_equal(hold_tenant(f, KEPT + 1, &again), seen[KEPT]);
	lic_catalog_put(&again);
	lic_catalog_put(&holds[0]);
	lic_catalog_put(&holds[KEPT]);
}

/* When every place is held, one more is lent all the same, and is gone when it is put back. */
static void test_service_catalogs_cache__lends_more_than_it_keeps(void **state)
{
	struct fixture *f = *state;
	struct lic_catalog_hold holds[KEPT + 1] = {{0}};

	for (int64_t tenant = 3; tenant <= KEPT + 1; tenant++) {
		add_tenant(f, tenant);
	}
	for (size_t i = 0; i <= KEPT; i++) {
		assert_non_null(hold_tenant(f, (int64_t)i + 1, &holds[i]));
	}
	for (size_t i = 0; i <= KEPT; i++) {
		assert_int_equal(holds[i].catalog->version, 0);
		lic_catalog_put(&holds[i]);
	}
}

/* A thread that reads the catalogue over and over, on a connection of its own. */
struct reader {
	const char *url;      /* address of the database */
	struct lic_ctx ctx;   /* whose catalogue */
	atomic_bool *is_over; /* no more rounds */
	atomic_int *failures; /* what went wrong */
	unsigned reads;       /* how often it read */
};

static bool is_consistent(const struct lic_catalog *catalog)
{
	return catalog->sku_count == 2 && catalog->skus[0].plan_count == 2 &&
		strcmp(catalog->skus[0].display_name, catalog->skus[1].display_name) == 0;
}

static bool read_once(struct reader *reader, struct lic_db *db, struct lic_arena *arena,
	int64_t *last)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_err err = {0};
	struct lic_ctx ctx = reader->ctx;
	bool is_good = false;

	ctx.db = db;
	ctx.arena = arena;
	ctx.err = &err;
	if (!lic_ok(lic_db_begin(db, LIC_TX_READ, &err))) {
		return false;
	}
	is_good = lic_ok(lic_catalog_get(&ctx, &hold)) && is_consistent(hold.catalog) &&
		hold.catalog->version >= *last;
	lic_db_rollback(db);
	if (is_good) {
		reader->reads++;
		*last = hold.catalog->version;
	}
	return is_good;
}

static void *read_over_and_over(void *argument)
{
	struct reader *reader = argument;
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_err err = {0};
	struct lic_db *db = NULL;
	int64_t last = 0;

	if (arena == NULL || !lic_ok(lic_db_open(reader->url, LIC_DB_READ, &err, &db))) {
		atomic_fetch_add(reader->failures, 1);
	}
	while (db != NULL && !(atomic_load(reader->is_over) && reader->reads > 0)) {
		if (!read_once(reader, db, arena, &last)) {
			atomic_fetch_add(reader->failures, 1);
			break;
		}
		lic_arena_reset(arena);
	}
	lic_db_close(db);
	lic_arena_free(arena);
	return NULL;
}

static void commit_round(struct fixture *f, int round)
{
	f->ctx.now_ms++;
	import_text(f, catalog_of_round(f, round));
	assert_int_equal(lic_db_commit(f->db).code, LIC_OK);
	assert_int_equal(lic_db_begin(f->db, LIC_TX_WRITE, &f->err).code, LIC_OK);
	if (round % 8 == 0) {
		lic_catalog_cache_clear(f->cache);
	}
}

/* Readers see whole catalogues of rising versions while another thread imports and clears. */
static void test_service_catalogs_cache__serves_threads(void **state)
{
	struct fixture *f = *state;
	atomic_bool is_over = false;
	atomic_int failures = 0;
	struct reader readers[READERS];
	pthread_t threads[READERS];

	commit_round(f, 0);
	for (size_t i = 0; i < READERS; i++) {
		readers[i] = (struct reader){.url = f->place.url,
			.ctx = f->ctx,
			.is_over = &is_over,
			.failures = &failures};
		assert_int_equal(pthread_create(&threads[i], NULL, read_over_and_over, &readers[i]),
			0);
	}
	for (int round = 1; round <= ROUNDS; round++) {
		commit_round(f, round);
	}
	atomic_store(&is_over, true);
	for (size_t i = 0; i < READERS; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_true(readers[i].reads > 0);
	}
	assert_int_equal(atomic_load(&failures), 0);
}

int main(void)
{
#define TEST(name_)                                                                                \
	{                                                                                          \
		.test = cmocka_unit_test_setup_teardown(test_service_catalogs_cache__##name_,      \
			set_up, tear_down)                                                         \
	}
	const struct place_test tests[] = {
		TEST(shares_one_catalogue),
		TEST(follows_the_version),
		TEST(forgets_when_cleared),
		TEST(keeps_what_is_held_and_lately_used),
		TEST(lends_more_than_it_keeps),
		TEST(serves_threads),
	};
#undef TEST

	return place_run(tests, LIC_COUNT(tests));
}
