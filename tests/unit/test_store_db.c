/*
 * The store on a real database of each engine: opening, transactions, the write queue.
 */
#include "store/db_int.h"
#include "store/driver.h"
#include "store/lic_sql.h"
#include "store/writer.h"

#include "store_place.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct lic_db *open_db(const struct place *place, enum lic_db_mode mode)
{
	struct lic_db *db = NULL;
	struct lic_err err = {0};
	lic_rc rc = lic_db_open(place->url, mode, &err, &db);

	if (!lic_ok(rc)) {
		print_error("%s\n", err.message);
	}
	assert_int_equal(rc.code, LIC_OK);
	return db;
}

/* Takes one number of counter "test" in the open transaction. */
static int64_t take(struct lic_db *db, struct lic_arena *arena)
{
	struct lic_q_counter_take_in in = {.tenant_id = 1, .name = "test", .amount = 1};
	struct lic_q_counter_take_row row;

	assert_int_equal(lic_q_counter_take(db, arena, &in, &row).code, LIC_OK);
	return row.value;
}

static void test_store_db__every_statement_fits_the_schema(void **state)
{
	struct lic_db *db = open_db(*state, LIC_DB_CREATE);
	struct lic_err err = {0};

	assert_int_equal(lic_db_prepare_all(db, &err).code, LIC_OK);
	assert_string_equal(err.message, "");
	lic_db_close(db);
}

/* Starts a statement on `db` that looks at `count` rows before it has one. */
static void start_counting(struct lic_db *db, int64_t count, struct lic_rows *ret_rows)
{
	struct lic_value value = lic_value_int(count);

	assert_int_equal(
		lic_db__query_made(db,
			"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)"
			" SELECT count(*) FROM n",
			&value, 1, ret_rows)
			.code,
		LIC_OK);
}

static void test_store_db__ends_a_statement_that_takes_too_long(void **state)
{
	struct lic_db *db = open_db(*state, LIC_DB_CREATE);
	struct lic_err err = {0};
	struct lic_rows rows = {0};
	struct lic_value value;
	bool more = false;

	assert_int_equal(lic_db__limit(db, 20, &err).code, LIC_OK);
	assert_int_equal(lic_db_begin(db, LIC_TX_READ, &err).code, LIC_OK);
	start_counting(db, 1000000000, &rows);
	assert_int_equal(lic_rows_next(&rows, &value, 1, &more).code, LIC_E_BUSY);
	assert_string_equal(err.message, LIC_TOOK_TOO_LONG);
	assert_string_equal(err.public_code, "ServiceUnavailable");
	lic_rows_close(&rows);
	lic_db_rollback(db);

	/* Nothing of it is left, and what takes its time for another reason is not ended. */
	assert_int_equal(lic_db__limit(db, 600000, &err).code, LIC_OK);
	assert_int_equal(lic_db_begin(db, LIC_TX_READ, &err).code, LIC_OK);
	start_counting(db, 300000, &rows);
	assert_int_equal(lic_rows_next(&rows, &value, 1, &more).code, LIC_OK);
	assert_true(more && value.number == 300000);
	lic_rows_close(&rows);
	lic_db_rollback(db);
	lic_db_close(db);
}

/* Opening at `url` fails with `code` and a word of the remedy. */
static void assert_not_opened(const char *url, enum lic_db_mode mode, enum lic_code code,
	const char *word)
{
	struct lic_err err = {0};
	struct lic_db *db = NULL;

	assert_int_equal(lic_db_open(url, mode, &err, &db).code, code);
	if (strstr(err.message, word) == NULL) {
		print_error("%s: no '%s' in: %s\n", url, word, err.message);
	}
	assert_non_null(strstr(err.message, word));
	assert_null(db);
}

static void test_store_db__says_what_to_do_when_it_cannot_open(void **state)
{
	const struct place *place = *state;

	assert_not_opened("mysql://x", LIC_DB_WRITE, LIC_E_INVALID, "sqlite:FILE");
	assert_not_opened("sqlite:/nonexistent/x.db", LIC_DB_CREATE, LIC_E_UNAVAILABLE, "folder");
	assert_not_opened("sqlite:", LIC_DB_CREATE, LIC_E_INVALID, "sqlite:FILE");
	assert_not_opened("postgresql://127.0.0.1:1/x", LIC_DB_WRITE, LIC_E_UNAVAILABLE,
		"is the server running");
	assert_not_opened("postgres://127.0.0.1:1/x?nonsense=1", LIC_DB_WRITE, LIC_E_INVALID,
		"nonsense");
	assert_not_opened(place->url, LIC_DB_WRITE, LIC_E_NOTFOUND, "licentia init");
	lic_db_close(open_db(place, LIC_DB_CREATE));
	assert_not_opened(place->url, LIC_DB_CREATE, LIC_E_CONFLICT, "already");
}

static void test_store_db__refuses_a_file_of_another_kind(void **state)
{
	const struct place *place = *state;
	char text_url[200];
	char text_path[160];
	FILE *text = NULL;

	(void)snprintf(text_path, sizeof(text_path), "%s/text", place->folder);
	(void)snprintf(text_url, sizeof(text_url), "sqlite:%s", text_path);
	text = fopen(text_path, "w");
	assert_non_null(text);
	for (int i = 0; i < 1000; i++) {
		(void)fputs("not a database at all\n", text);
	}
	(void)fclose(text);
	assert_not_opened(text_url, LIC_DB_WRITE, LIC_E_CORRUPT, "not a Licentia database");
	(void)unlink(text_path);
}

static void test_store_db__a_failed_creation_leaves_nothing(void **state)
{
	const struct place *place = *state;

	lic_db_discard(open_db(place, LIC_DB_CREATE));
	assert_int_not_equal(access(place->path, F_OK), 0);
	assert_not_opened(place->url, LIC_DB_READ, LIC_E_NOTFOUND, "licentia init");
	lic_db_close(open_db(place, LIC_DB_CREATE)); /* nothing is in the way of the next one */
}

static void test_store_db__a_savepoint_is_undone_alone(void **state)
{
	struct lic_db *db = open_db(*state, LIC_DB_CREATE);
	struct lic_arena *arena = lic_arena_new(65536);
	struct lic_err err = {0};

	assert_int_equal(lic_db_begin(db, LIC_TX_WRITE, &err).code, LIC_OK);
	assert_int_equal(take(db, arena), 1);
	assert_int_equal(lic_db_savepoint(db).code, LIC_OK);
	assert_int_equal(take(db, arena), 2);
	assert_int_equal(lic_db_undo(db).code, LIC_OK);
	assert_int_equal(take(db, arena), 2);
	assert_int_equal(lic_db_commit(db).code, LIC_OK);

	assert_int_equal(lic_db_begin(db, LIC_TX_WRITE, &err).code, LIC_OK);
	assert_int_equal(take(db, arena), 3);
	lic_db_rollback(db);
	assert_int_equal(lic_db_begin(db, LIC_TX_WRITE, &err).code, LIC_OK);
	assert_int_equal(take(db, arena), 3);
	lic_arena_free(arena);
	lic_db_close(db);
}

static void test_store_db__a_reader_cannot_write(void **state)
{
	const struct place *place = *state;
	struct lic_db *reader = NULL;
	struct lic_err err = {0};
	struct lic_q_counter_take_in in = {.tenant_id = 1, .name = "test", .amount = 1};
	struct lic_q_counter_take_row row;
	struct lic_arena *arena = lic_arena_new(65536);

	lic_db_close(open_db(place, LIC_DB_CREATE));
	reader = open_db(place, LIC_DB_READ);
	assert_int_equal(lic_db_begin(reader, LIC_TX_READ, &err).code, LIC_OK);
	assert_int_equal(lic_q_counter_take(reader, arena, &in, &row).code, LIC_E_UNAVAILABLE);
	lic_db_close(reader);
	lic_arena_free(arena);
}

static void test_store_seats__R_06_take_cannot_pass_the_capacity(void **state)
{
	struct lic_db *db = open_db(*state, LIC_DB_CREATE);
	struct lic_err err = {0};
	struct lic_q_tenant_insert_in tenant = {.id = 1,
		.display_name = "T",
		.country = "NL",
		.variant = "worldwide",
		.created_ms = 1};
	struct lic_q_seats_adjust_in pool = {.tenant_id = 1,
		.sku_id = 7,
		.enabled = 2,
		.warning = 2,
		.self_service = 1};
	struct lic_q_seats_ensure_in empty = {.tenant_id = 1, .sku_id = 7};
	struct lic_q_seats_take_in one = {.amount = 1, .tenant_id = 1, .sku_id = 7};
	struct lic_q_seats_give_in give = {.amount = 1, .tenant_id = 1, .sku_id = 7};
	int64_t changed = 0;

	assert_int_equal(lic_db_begin(db, LIC_TX_WRITE, &err).code, LIC_OK);
	assert_int_equal(lic_q_tenant_insert(db, &tenant, NULL).code, LIC_OK);
	/* a pool needs its product: the foreign key refuses an orphan */
	assert_int_equal(lic_q_seats_ensure(db, &empty, &changed).code, LIC_E_CONFLICT);
	lic_db_rollback(db);

	assert_int_equal(lic_db_begin(db, LIC_TX_WRITE, &err).code, LIC_OK);
	assert_int_equal(lic_q_tenant_insert(db, &tenant, NULL).code, LIC_OK);
	struct lic_q_catalog_sku_insert_in sku = {.tenant_id = 1,
		.id = 7,
		.part_number = "P",
		.display_name = "P",
		.vendor = "V"};

	assert_int_equal(lic_q_catalog_sku_insert(db, &sku, NULL).code, LIC_OK);
	assert_int_equal(lic_q_seats_ensure(db, &empty, NULL).code, LIC_OK);
	assert_int_equal(lic_q_seats_adjust(db, &pool, NULL).code, LIC_OK);
	for (int i = 0; i < 3; i++) { /* 2 enabled + 2 in grace - 1 bought by an employee (D-03,
					 */
		assert_int_equal(lic_q_seats_take(db, &one, &changed).code, LIC_OK);
		assert_int_equal(changed, 1);
	}
	assert_int_equal(lic_q_seats_take(db, &one, &changed).code, LIC_OK);
	assert_int_equal(changed, 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(lic_q_seats_give(db, &give, &changed).code, LIC_OK);
		assert_int_equal(changed, 1);
	}
	assert_int_equal(lic_q_seats_give(db, &give, &changed).code, LIC_OK);
	assert_int_equal(changed, 0);
	lic_db_close(db);
}

/* A job that takes a number, or fails after having taken one. */
struct job {
	struct lic_write_job base; /* first, so that a job is its base */
	struct lic_err err;        /* what went wrong */
	int64_t number;            /* what was taken */
	pthread_mutex_t *lock;     /* guards left */
	pthread_cond_t *wake;      /* signalled when left is 0 */
	size_t *left;              /* jobs not done yet */
	size_t *untold;            /* jobs done since their told was called */
	enum lic_code outcome;     /* what done was told */
	bool fails;                /* fail after taking */
};

static lic_rc run_job(struct lic_db *db, struct lic_write_job *base)
{
	struct job *job = (struct job *)base;
	struct lic_arena *arena = lic_arena_new(65536);

	job->number = take(db, arena);
	lic_arena_free(arena);
	return job->fails ? LIC_RC(LIC_E_CONFLICT) : LIC_OK_RC;
}

static void job_done(struct lic_write_job *base, lic_rc rc)
{
	struct job *job = (struct job *)base;

	(void)pthread_mutex_lock(job->lock);
	job->outcome = rc.code;
	if (job->untold != NULL) {
		++*job->untold;
	}
	if (--*job->left == 0) {
		(void)pthread_cond_signal(job->wake);
	}
	(void)pthread_mutex_unlock(job->lock);
}

/* What is called after the jobs of a batch. */
static void batch_told(void *data)
{
	size_t *untold = data;

	*untold = 0;
}

static void test_store_writer__runs_jobs_in_order_each_undone_alone(void **state)
{
	const struct place *place = *state;
	enum {
		COUNT = 600
	};
	struct job *jobs = calloc(COUNT, sizeof(*jobs));
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
	struct lic_writer *writer = NULL;
	struct lic_err err = {0};
	size_t left = COUNT;
	size_t untold = 0; /* the writer's own until it has ended */
	int64_t expected = 0;

	assert_non_null(jobs);
	lic_db_close(open_db(place, LIC_DB_CREATE));
	assert_int_equal(lic_writer_new(place->url,
				 &(struct lic_writer_settings){.queue_limit = 2 * COUNT,
					 .batch_max = LIC_WRITER_BATCH_MAX},
				 &err, &writer)
				 .code,
		LIC_OK);
	for (size_t i = 0; i < COUNT; i++) {
		jobs[i] = (struct job){.fails = i % 7 == 3,
			.lock = &lock,
			.wake = &wake,
			.left = &left,
			.untold = &untold};
		jobs[i].base = (struct lic_write_job){.run = run_job,
			.done = job_done,
			.told = batch_told,
			.told_data = &untold,
			.err = &jobs[i].err,
			.discard = i % 5 == 2};
		assert_int_equal(lic_writer_submit(writer, &jobs[i].base).code, LIC_OK);
	}
	(void)pthread_mutex_lock(&lock);
	while (left > 0) {
		(void)pthread_cond_wait(&wake, &lock);
	}
	(void)pthread_mutex_unlock(&lock);
	for (size_t i = 0; i < COUNT; i++) {
		assert_int_equal(jobs[i].number, expected + 1);
		assert_int_equal(jobs[i].outcome, jobs[i].fails ? LIC_E_CONFLICT : LIC_OK);
		expected += jobs[i].fails || jobs[i].base.discard ? 0 : 1;
	}
	lic_writer_free(writer);
	assert_int_equal(untold, 0); /* nobody was done and not told of afterwards */
	free(jobs);
}

static void test_store_writer__refuses_when_the_queue_is_full_and_finishes_on_free(void **state)
{
	const struct place *place = *state;
	enum {
		COUNT = 5
	};
	struct job jobs[COUNT];
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
	struct lic_writer *writer = NULL;
	struct lic_db *blocker = NULL;
	struct lic_err err = {0};
	size_t left = COUNT;
	size_t accepted = 0;

	blocker = open_db(place, LIC_DB_CREATE);
	assert_int_equal(lic_writer_new(place->url,
				 &(struct lic_writer_settings){.queue_limit = 2,
					 .batch_max = LIC_WRITER_BATCH_MAX},
				 &err, &writer)
				 .code,
		LIC_OK);
	/* While another connection holds the write lock, at most one batch is in hand and two jobs
	 * wait. */
	assert_int_equal(lic_db_begin(blocker, LIC_TX_WRITE, &err).code, LIC_OK);
	assert_int_equal(lic_db_lock(blocker, 1).code, LIC_OK);
	assert_int_equal(lic_db_settle(blocker).code, LIC_OK);
	for (size_t i = 0; i < COUNT; i++) {
		jobs[i] = (struct job){.lock = &lock, .wake = &wake, .left = &left};
		jobs[i].base = (struct lic_write_job){.run = run_job,
			.tenant_id = 1,
			.done = job_done,
			.err = &jobs[i].err};
		lic_rc rc = lic_writer_submit(writer, &jobs[i].base);

		assert_true(rc.code == LIC_OK || rc.code == LIC_E_BUSY);
		accepted += rc.code == LIC_OK ? 1 : 0;
	}
	assert_true(accepted >= 2 && accepted < COUNT);
	lic_db_rollback(blocker);
	lic_writer_free(writer);
	assert_int_equal(left, COUNT - accepted);
	lic_db_close(blocker);
}

int main(void)
{
#define CASE(name_) cmocka_unit_test_setup_teardown(test_store_##name_, place_make, place_remove)
#define TEST(name_)                                                                                \
	{                                                                                          \
		.test = CASE(name_)                                                                \
	}
#define ONLY_SQLITE(name_)                                                                         \
	{                                                                                          \
		.test = CASE(name_), .not_on_postgres = true                                       \
	}
	const struct place_test tests[] = {
		TEST(db__every_statement_fits_the_schema),
		TEST(db__says_what_to_do_when_it_cannot_open),
		ONLY_SQLITE(db__refuses_a_file_of_another_kind),
		TEST(db__a_failed_creation_leaves_nothing),
		TEST(db__a_savepoint_is_undone_alone),
		TEST(db__a_reader_cannot_write),
		TEST(db__ends_a_statement_that_takes_too_long),
		TEST(seats__R_06_take_cannot_pass_the_capacity),
		TEST(writer__runs_jobs_in_order_each_undone_alone),
		TEST(writer__refuses_when_the_queue_is_full_and_finishes_on_free),
	};
#undef ONLY_SQLITE
#undef TEST
#undef CASE

	return place_run(tests, LIC_COUNT(tests));
}
