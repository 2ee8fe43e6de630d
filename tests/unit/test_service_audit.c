/*
 * The background path of the audit log under floods: what is written stays small, and what is not
 * written is counted, so that the sum is always right. And: every kind of operation has a name.
 */
#include "service/activities.h"
#include "service/audit.h"
#include "service/audit_view.h"
#include "service/catalogs.h"
#include "service/tenants.h"
#include "store/writer.h"
#include "store_place.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)64 * 1024 * 1024)
#define NOW_MS INT64_C(1780000000000)
#define FLOOD 3000
#define THREADS 4

/* An organisation, a writer, and a trail. */
struct fixture {
	struct place place;              /* where */
	struct lic_catalog_cache *cache; /* for reading the log */
	struct lic_writer *writer;       /* of the trail */
	struct lic_audit *audit;         /* under test */
};

static void assert_ok(lic_rc rc)
{
	assert_int_equal(rc.code, LIC_OK);
}

static int set_up(void **state)
{
	bool is_postgres = place_is_postgres(state);
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	LIC_AUTO(lic_db_closep) struct lic_db *db = NULL;
	struct fixture *f = calloc(1, sizeof(*f));
	struct lic_writer_settings settings = {.queue_limit = 64, .batch_max = 16};
	struct lic_err err = {0};
	struct lic_ctx ctx = {.arena = arena, .err = &err, .now_ms = NOW_MS, .correlation = "test"};

	assert_non_null(f);
	place_init(&f->place, is_postgres);
	f->cache = lic_catalog_cache_new(NULL);
	assert_ok(lic_db_open(f->place.url, LIC_DB_CREATE, &err, &db));
	ctx.db = db;
	ctx.cache = f->cache;
	ctx.caller.actor_name = "test";
	assert_ok(lic_db_begin(db, LIC_TX_WRITE, &err));
	assert_ok(lic_tenant_init(&ctx, "Contoso", "contoso.example", "NL"));
	assert_ok(lic_db_commit(db));
	assert_ok(lic_writer_new(f->place.url, &settings, &err, &f->writer));
	assert_ok(lic_audit_new(f->writer, &f->audit));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	lic_catalog_cache_free(f->cache);
	place_done(&f->place);
	free(f);
	return 0;
}

/* What the log has of failures at the end. */
struct sums {
	int64_t entries;       /* rows */
	int64_t times;         /* repeats of all of them */
	int64_t dropped;       /* of those, only counted */
	const char *last_name; /* actor of the newest; in the arena */
};

/* Ends the trail and the writer, and reads the log. */
static struct sums finish(struct fixture *f, struct lic_arena *arena)
{
	LIC_AUTO(lic_db_closep) struct lic_db *db = NULL;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_err err = {0};
	struct sums sums = {0};
	struct lic_ctx ctx = {.arena = arena,
		.err = &err,
		.cache = f->cache,
		.now_ms = NOW_MS,
		.caller = {.tenant_id = 1, .may = LIC_RIGHTS_ALL}};
	struct lic_audit_query query = {.limit = 999,
		.terms = {{LIC_AUDIT_RESULT, LIC_AUDIT_EQUALS, "failure", 0}},
		.term_count = 1};
	struct lic_audit_page page = {0};

	lic_audit_stop(f->audit);
	lic_writer_free(f->writer);
	lic_audit_free(f->audit);
	assert_ok(lic_db_open(f->place.url, LIC_DB_READ, &err, &db));
	ctx.db = db;
	assert_ok(lic_db_begin(db, LIC_TX_READ, &err));
	assert_ok(lic_catalog_get(&ctx, &hold));
	assert_ok(lic_audit_list(&ctx, hold.catalog, &query, &page));
	assert_false(page.has_more);
	for (size_t i = 0; i < page.count; i++) {
		const struct lic_audit_entry *entry = &page.entries[i];

		sums.entries++;
		sums.times += entry->repeats;
		sums.dropped += entry->operation.kind == LIC_OP_AUDIT_DROPPED ? entry->repeats : 0;
		sums.last_name = entry->operation.actor_name;
	}
	return sums;
}

/* Somebody is turned away at the address number `number`. */
static void refuse(struct fixture *f, int number, int64_t tenant_id, bool is_counted)
{
	char address[32];
	struct lic_attempt attempt = {.kind = LIC_OP_AUTHENTICATE,
		.target = "/v1.0/users",
		.reason = "The access token is unknown.",
		.is_counted = is_counted};
	struct lic_ctx ctx = {.now_ms = NOW_MS,
		.correlation = "test",
		.caller = {.tenant_id = tenant_id, .kind = LIC_ACTOR_NOBODY, .address = address}};

	(void)snprintf(address, sizeof(address), "192.0.2.%d", number);
	lic_audit_refused(f->audit, &ctx, &attempt);
	memset(address, 'x', sizeof(address)); /* what was told is copied */
}

static void test_service_audit__counts_repeats_from_one_place(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct fixture *f = *state;
	struct sums sums;

	for (int i = 0; i < FLOOD; i++) {
		refuse(f, 1, 1, true);
	}
	sums = finish(f, arena);
	assert_int_equal(sums.entries, 2);
	assert_int_equal(sums.times, FLOOD);
	assert_string_equal(sums.last_name, "");
}

static void test_service_audit__a_flood_from_everywhere_stays_small(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct fixture *f = *state;
	struct sums sums;

	for (int i = 0; i < FLOOD; i++) {
		refuse(f, i, 0, true);
	}
	lic_audit_tick(f->audit, INT64_MAX);
	sums = finish(f, arena);
	assert_in_range(sums.entries, 1, 70);
	assert_int_equal(sums.times, FLOOD);
	assert_in_range(sums.dropped, FLOOD - 64, FLOOD);
}

static void *flood(void *data)
{
	for (int i = 0; i < FLOOD; i++) {
		refuse(data, 1, 1, false);
	}
	return NULL;
}

static void test_service_audit__counts_what_no_one_has_time_to_write(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct fixture *f = *state;
	pthread_t threads[THREADS];
	struct sums sums;

	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_create(&threads[i], NULL, flood, f), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		(void)pthread_join(threads[i], NULL);
	}
	sums = finish(f, arena);
	assert_int_equal(sums.times, THREADS * FLOOD);
	assert_true(sums.dropped > 0);
}

static void test_service_audit__every_kind_has_a_name(void **state)
{
	const char *unknown = lic_activity(LIC_OP_KIND_MAX_)->name;

	(void)state;
	for (int kind = 0; kind < LIC_OP_KIND_MAX_; kind++) {
		const char *name = lic_operation_kind_name((enum lic_operation_kind)kind);
		const struct lic_activity *activity = lic_activity((enum lic_operation_kind)kind);

		if (strcmp(name, "unknown") != 0 && strcmp(activity->name, unknown) == 0) {
			fail_msg("operations of kind %s have no name in service/activities.c",
				name);
		}
		if (strcmp(name, "unknown") == 0 && strcmp(activity->name, unknown) != 0) {
			fail_msg("the kind of the activity %s has no name in service/ledger.c",
				activity->name);
		}
	}
}

int main(void)
{
	const struct place_test tests[] = {
		{cmocka_unit_test(test_service_audit__every_kind_has_a_name), false, true},
		{cmocka_unit_test_setup_teardown(test_service_audit__counts_repeats_from_one_place,
			 set_up, tear_down),
			false, false},
		{cmocka_unit_test_setup_teardown(
			 test_service_audit__a_flood_from_everywhere_stays_small, set_up,
			 tear_down),
			false, false},
		{cmocka_unit_test_setup_teardown(
			 test_service_audit__counts_what_no_one_has_time_to_write, set_up,
			 tear_down),
			false, false},
	};

	return place_run(tests, LIC_COUNT(tests));
}
