/*
 * The writer when the database ends its connection in the middle: the batch is run once more, each
 * job is told to forget what it did, and nothing is done twice or lost.
 */
#include "store/lic_sql.h"
#include "store/writer.h"
#include "store_place.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <stdlib.h>

#define JOBS 20
#define BREAKS_AT 7

/* What the jobs of one test share. */
struct shared {
	const struct place *place; /* where */
	pthread_mutex_t lock;      /* guards `left` */
	pthread_cond_t wake;       /* signalled when `left` is 0 */
	size_t left;               /* jobs that are not done */
	size_t breaks_left;        /* how often job BREAKS_AT ends the connection */
};

/* A job that takes a number. */
struct job {
	struct lic_write_job base; /* first, so that a job is its base */
	struct shared *shared;     /* the test's */
	struct lic_err err;        /* what went wrong */
	size_t number;             /* which job */
	size_t runs;               /* calls of run */
	size_t agains;             /* calls of again */
	int64_t taken;             /* the number that counts */
	enum lic_code outcome;     /* what done was told */
};

/* Ends every other connection to the database, as a server that is restarted does. */
static void end_connections(const struct place *place)
{
	PGconn *pg = PQconnectdb(place->url);
	PGresult *result = PQexec(pg,
		"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
		"WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'");

	assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
	assert_true(PQntuples(result) > 0);
	PQclear(result);
	PQfinish(pg);
}

static lic_rc run_job(struct lic_db *db, struct lic_write_job *base)
{
	struct job *job = (struct job *)base;
	struct lic_q_counter_take_in in = {.tenant_id = 1, .name = "test", .amount = 1};
	struct lic_q_counter_take_row row;
	struct lic_arena *arena = lic_arena_new(65536);
	lic_rc rc;

	job->runs++;
	if (job->number == BREAKS_AT && job->shared->breaks_left > 0) {
		job->shared->breaks_left--;
		end_connections(job->shared->place);
	}
	rc = lic_q_counter_take(db, arena, &in, &row);
	if (lic_ok(rc)) {
		job->taken = row.value;
	}
	lic_arena_free(arena);
	return rc;
}

static void run_again(struct lic_write_job *base)
{
	struct job *job = (struct job *)base;

	job->agains++;
	job->taken = 0;
}

static void job_done(struct lic_write_job *base, lic_rc rc)
{
	struct job *job = (struct job *)base;

	job->outcome = rc.code;
	(void)pthread_mutex_lock(&job->shared->lock);
	if (--job->shared->left == 0) {
		(void)pthread_cond_signal(&job->shared->wake);
	}
	(void)pthread_mutex_unlock(&job->shared->lock);
}

static void test_store_retry__a_lost_batch_is_run_once_more(void **state)
{
	struct shared shared = {.place = *state,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.wake = PTHREAD_COND_INITIALIZER,
		.left = JOBS,
		.breaks_left = 2};
	struct lic_writer_settings settings = {.queue_limit = 2 * JOBS, .batch_max = JOBS};
	struct job *jobs = calloc(JOBS, sizeof(*jobs));
	struct lic_writer *writer = NULL;
	struct lic_db *db = NULL;
	struct lic_err err = {0};

	assert_non_null(jobs);
	assert_int_equal(lic_db_open(shared.place->url, LIC_DB_CREATE, &err, &db).code, LIC_OK);
	lic_db_close(db);
	assert_int_equal(lic_writer_new(shared.place->url, &settings, &err, &writer).code, LIC_OK);
	for (size_t i = 0; i < JOBS; i++) {
		jobs[i] = (struct job){.shared = &shared, .number = i};
		jobs[i].base = (struct lic_write_job){.run = run_job,
			.again = run_again,
			.done = job_done,
			.err = &jobs[i].err,
			.tenant_id = 1};
		assert_int_equal(lic_writer_submit(writer, &jobs[i].base).code, LIC_OK);
	}
	(void)pthread_mutex_lock(&shared.lock);
	while (shared.left > 0) {
		(void)pthread_cond_wait(&shared.wake, &shared.lock);
	}
	(void)pthread_mutex_unlock(&shared.lock);
	lic_writer_free(writer);

	assert_int_equal(jobs[BREAKS_AT].runs, 3);
	for (size_t i = 0; i < JOBS; i++) {
		assert_int_equal(jobs[i].outcome, LIC_OK);
		assert_string_equal(jobs[i].err.message, "");
		assert_int_equal(jobs[i].taken, i + 1);
		assert_int_equal(jobs[i].agains, jobs[i].runs - 1);
	}
	free(jobs);
}

int main(void)
{
	const struct place_test tests[] = {
		{cmocka_unit_test_setup_teardown(test_store_retry__a_lost_batch_is_run_once_more,
			 place_make, place_remove),
			.not_on_sqlite = true},
	};

	return place_run(tests, LIC_COUNT(tests));
}
