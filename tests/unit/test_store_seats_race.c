/*
 * Two processes with sixteen threads each race for three seats, every thread in a transaction of
 * its own that has seen room. Exactly three win, because sql/queries/seats/take.sql cannot pass the
 * capacity; with its last condition cut off more win, so that the race proves something.
 *
 * The tenant's lock, which keeps writers of one organisation apart, is left out on purpose.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "store/db.h"
#include "store/lic_sql.h"
#include "store_place.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES 2
#define THREADS 16
#define SEATS 3
#define ROUNDS 25
#define TENANT 1
#define SKU 7
#define ARENA_BYTES ((size_t)1024 * 1024)
#define BEGIN_TRIES 50
#define SQL_BYTES 2048

/* What both processes see. */
struct course {
	pthread_barrier_t gate; /* where all wait for the last */
	atomic_int winners;     /* who took a seat in this round */
	atomic_int failures;    /* steps that went wrong in any round */
	atomic_int most;        /* most winners of a round */
	atomic_int fewest;      /* fewest */
};

struct racer;

/* One way to take a seat. */
struct discipline {
	/* Opens the racer's connection. */
	bool (*open)(struct racer *racer);
	/* Runs one transaction. Returns whether it took a seat; calls meet() once. */
	bool (*take)(struct racer *racer);
	/* Gives back what was taken. */
	bool (*give_all)(struct racer *racer, int count);
	/* Closes the connection. */
	void (*close)(struct racer *racer);
};

/* One thread. */
struct racer {
	const struct discipline *how; /* what it does */
	const struct place *place;    /* where */
	const char *sql;         /* statement that takes a seat, for those who bring their own */
	struct course *course;   /* shared */
	struct lic_db *db;       /* its connection through the store */
	struct lic_arena *arena; /* for rows */
	PGconn *pg;              /* its connection without the store */
	bool is_referee;         /* ends the rounds */
};

/* Waits until every thread has come here. */
static void meet(struct racer *racer)
{
	(void)pthread_barrier_wait(&racer->course->gate);
}

static bool open_store(struct racer *racer)
{
	struct lic_err err = {0};

	racer->arena = lic_arena_new(ARENA_BYTES);
	return racer->arena != NULL &&
		lic_ok(lic_db_open(racer->place->url, LIC_DB_WRITE, &err, &racer->db));
}

static void close_store(struct racer *racer)
{
	lic_db_close(racer->db);
	lic_arena_free(racer->arena);
}

/* SQLite lets one writer in at a time and gives up on the others after a while. */
static bool begin_store(struct racer *racer, struct lic_err *err)
{
	for (int i = 0; i < BEGIN_TRIES; i++) {
		lic_rc rc = lic_db_begin(racer->db, LIC_TX_WRITE, err);

		if (rc.code != LIC_E_BUSY) {
			return lic_ok(rc);
		}
	}
	return false;
}

static bool see_room(struct racer *racer)
{
	struct lic_q_seats_load_in in = {.tenant_id = TENANT, .sku_id = SKU};
	struct lic_q_seats_load_row row = {0};
	bool is_there = false;

	return lic_ok(lic_q_seats_load(racer->db, racer->arena, &in, &row, &is_there)) &&
		is_there && row.consumed < row.enabled + row.warning - row.self_service;
}

static bool take_store(struct racer *racer)
{
	struct lic_q_seats_take_in one = {.amount = 1, .tenant_id = TENANT, .sku_id = SKU};
	struct lic_err err = {0};
	int64_t changed = 0;
	bool has_room = false;
	bool is_done = false;

	/* Where writers take turns nobody can wait for the others inside. */
	if (!racer->place->is_postgres) {
		meet(racer);
	}
	is_done = begin_store(racer, &err);
	has_room = is_done && see_room(racer);
	if (racer->place->is_postgres) {
		meet(racer);
	}
	if (has_room) {
		is_done = lic_ok(lic_q_seats_take(racer->db, &one, &changed));
	}
	if (is_done) {
		is_done = lic_ok(lic_db_commit(racer->db));
	}
	if (!is_done) {
		lic_db_rollback(racer->db);
		atomic_fetch_add(&racer->course->failures, 1);
	}
	lic_arena_reset(racer->arena);
	return is_done && changed == 1;
}

static bool give_store(struct racer *racer, int count)
{
	struct lic_q_seats_give_in give = {.amount = count, .tenant_id = TENANT, .sku_id = SKU};
	struct lic_err err = {0};
	int64_t changed = 0;

	return begin_store(racer, &err) && lic_ok(lic_q_seats_give(racer->db, &give, &changed)) &&
		changed == 1 && lic_ok(lic_db_commit(racer->db));
}

static bool open_plain(struct racer *racer)
{
	racer->pg = PQconnectdb(racer->place->url);
	return PQstatus(racer->pg) == CONNECTION_OK;
}

static void close_plain(struct racer *racer)
{
	PQfinish(racer->pg);
}

/* Runs SQL without the store; returns the number of rows that it found or changed, or -1. */
static int run_plain(struct racer *racer, const char *sql)
{
	PGresult *result = PQexec(racer->pg, sql);
	ExecStatusType status = PQresultStatus(result);
	int count = -1;

	if (status == PGRES_TUPLES_OK) {
		count = PQntuples(result);
	} else if (status == PGRES_COMMAND_OK) {
		count = (int)strtol(PQcmdTuples(result), NULL, 10);
	}
	PQclear(result);
	return count;
}

static bool take_plain(struct racer *racer)
{
	int taken = 0;
	bool has_room = run_plain(racer, "BEGIN ISOLATION LEVEL READ COMMITTED") == 0 &&
		run_plain(racer,
			"SELECT 1 FROM seat_pool WHERE tenant_id = 1 AND sku_id = 7 AND consumed < enabled") ==
			1;

	meet(racer);
	if (has_room) {
		taken = run_plain(racer, racer->sql);
	}
	if (!has_room || taken < 0 || run_plain(racer, "COMMIT") != 0) {
		atomic_fetch_add(&racer->course->failures, 1);
	}
	return taken == 1;
}

static bool give_plain(struct racer *racer, int count)
{
	(void)count;
	return run_plain(racer, "UPDATE seat_pool SET consumed = 0") == 1;
}

static const struct discipline through_store = {open_store, take_store, give_store, close_store};
static const struct discipline without_store = {open_plain, take_plain, give_plain, close_plain};

/* After a round, while the others wait. */
static void judge(struct racer *racer)
{
	struct course *course = racer->course;
	int winners = atomic_exchange(&course->winners, 0);

	if (winners > atomic_load(&course->most)) {
		atomic_store(&course->most, winners);
	}
	if (winners < atomic_load(&course->fewest)) {
		atomic_store(&course->fewest, winners);
	}
	if (!racer->how->give_all(racer, winners)) {
		atomic_fetch_add(&course->failures, 1);
	}
}

/* Whoever fails still meets the others, so that none of them waits for ever. */
static void *race(void *argument)
{
	struct racer *racer = argument;

	if (!racer->how->open(racer)) {
		(void)fprintf(stderr, "a racer cannot open its connection\n");
		_exit(EXIT_FAILURE);
	}
	for (int round = 0; round < ROUNDS; round++) {
		meet(racer);
		if (racer->how->take(racer)) {
			atomic_fetch_add(&racer->course->winners, 1);
		}
		meet(racer);
		if (racer->is_referee) {
			judge(racer);
		}
	}
	racer->how->close(racer);
	return NULL;
}

/* One of the processes: races with all its threads and ends. */
static void run_process(struct racer model, bool has_referee)
{
	struct racer racers[THREADS];
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++) {
		racers[i] = model;
		racers[i].is_referee = has_referee && i == 0;
		if (pthread_create(&threads[i], NULL, race, &racers[i]) != 0) {
			_exit(EXIT_FAILURE);
		}
	}
	for (int i = 0; i < THREADS; i++) {
		(void)pthread_join(threads[i], NULL);
	}
	_exit(EXIT_SUCCESS);
}

static struct course *make_course(void)
{
	struct course *course = mmap(NULL, sizeof(*course), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_barrierattr_t attributes;

	assert_true(course != MAP_FAILED);
	(void)pthread_barrierattr_init(&attributes);
	(void)pthread_barrierattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	assert_int_equal(pthread_barrier_init(&course->gate, &attributes, PROCESSES * THREADS), 0);
	atomic_init(&course->winners, 0);
	atomic_init(&course->failures, 0);
	atomic_init(&course->most, 0);
	atomic_init(&course->fewest, PROCESSES * THREADS);
	return course;
}

/* Makes a product with three seats. */
static void make_pool(const struct place *place)
{
	struct lic_q_tenant_insert_in tenant = {.id = TENANT,
		.display_name = "T",
		.country = "NL",
		.variant = "worldwide",
		.created_ms = 1};
	struct lic_q_catalog_sku_insert_in sku = {.tenant_id = TENANT,
		.id = SKU,
		.part_number = "P",
		.display_name = "P",
		.vendor = "V"};
	struct lic_q_seats_ensure_in pool = {.tenant_id = TENANT, .sku_id = SKU};
	struct lic_q_seats_adjust_in seats = {.tenant_id = TENANT, .sku_id = SKU, .enabled = SEATS};
	struct lic_db *db = NULL;
	struct lic_err err = {0};

	assert_int_equal(lic_db_open(place->url, LIC_DB_CREATE, &err, &db).code, LIC_OK);
	assert_int_equal(lic_db_begin(db, LIC_TX_WRITE, &err).code, LIC_OK);
	assert_int_equal(lic_q_tenant_insert(db, &tenant, NULL).code, LIC_OK);
	assert_int_equal(lic_q_catalog_sku_insert(db, &sku, NULL).code, LIC_OK);
	assert_int_equal(lic_q_seats_ensure(db, &pool, NULL).code, LIC_OK);
	assert_int_equal(lic_q_seats_adjust(db, &seats, NULL).code, LIC_OK);
	assert_int_equal(lic_db_commit(db).code, LIC_OK);
	lic_db_close(db);
}

/* Has two processes race; what came of it is in `ret_fewest` and `ret_most` winners of a round. */
static void run_race(struct racer model, int *ret_fewest, int *ret_most)
{
	pid_t processes[PROCESSES];
	struct course *course = make_course();
	int failures = 0;

	make_pool(model.place);
	model.course = course;
	for (int i = 0; i < PROCESSES; i++) {
		processes[i] = fork();
		assert_int_not_equal(processes[i], -1);
		if (processes[i] == 0) {
			run_process(model, i == 0);
		}
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status = 0;

		assert_int_equal(waitpid(processes[i], &status, 0), processes[i]);
		assert_int_equal(status, 0);
	}
	failures = atomic_load(&course->failures);
	*ret_fewest = atomic_load(&course->fewest);
	*ret_most = atomic_load(&course->most);
	(void)munmap(course, sizeof(*course));
	assert_int_equal(failures, 0);
}

/* Writes `text` to `sql` with every `from` replaced by `to`. */
static void substitute(char sql[SQL_BYTES], const char *from, const char *to)
{
	char copy[SQL_BYTES];
	const char *rest = copy;
	size_t used = 0;

	memcpy(copy, sql, SQL_BYTES);
	for (;;) {
		const char *at = strstr(rest, from);
		int len = at == NULL ? (int)strlen(rest) : (int)(at - rest);
		int written = snprintf(sql + used, SQL_BYTES - used, "%.*s%s", len, rest,
			at == NULL ? "" : to);

		assert_in_range(written, 0, SQL_BYTES - used - 1);
		used += (size_t)written;
		if (at == NULL) {
			return;
		}
		rest = at + strlen(from);
	}
}

/* Reads the statement that takes a seat, with its parameters filled in. */
static void read_take(char sql[SQL_BYTES])
{
	FILE *file = fopen(LIC_SOURCE_ROOT "/sql/queries/seats/take.sql", "r");
	char line[SQL_BYTES];
	size_t used = 0;

	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		if (strncmp(line, "--", 2) != 0) {
			int written = snprintf(sql + used, SQL_BYTES - used, "%s", line);

			assert_in_range(written, 1, SQL_BYTES - used - 1);
			used += (size_t)written;
		}
	}
	(void)fclose(file);
	substitute(sql, ":amount", "1");
	substitute(sql, ":tenant_id", "1");
	substitute(sql, ":sku_id", "7");
	assert_null(strchr(sql, ':'));
}

/* Cuts the last condition off, which must be the one about the capacity. */
static void cut_condition(char *sql)
{
	char *last = strstr(sql, "AND ");

	if (last == NULL) {
		fail_msg("no condition in: %s", sql);
		return;
	}
	for (char *at = last; at != NULL; at = strstr(at + 1, "AND ")) {
		last = at;
	}
	assert_non_null(strstr(last, "<= enabled"));
	*last = '\0';
	assert_null(strstr(sql, "<="));
}

static void test_store_seats_race__R_06_exactly_as_many_win_as_there_are_seats(void **state)
{
	int fewest = 0;
	int most = 0;

	run_race((struct racer){.how = &through_store, .place = *state}, &fewest, &most);
	assert_int_equal(fewest, SEATS);
	assert_int_equal(most, SEATS);
}

static void test_store_seats_race__more_win_without_the_condition(void **state)
{
	const struct place *place = *state;
	char sql[SQL_BYTES] = "";
	int fewest = 0;
	int most = 0;

	read_take(sql);
	cut_condition(sql);
	run_race((struct racer){.how = &without_store, .place = place, .sql = sql}, &fewest, &most);
	assert_true(fewest > SEATS);
}

/* The same race with the whole statement: it is the condition that makes the difference. */
static void test_store_seats_race__not_with_it(void **state)
{
	const struct place *place = *state;
	char sql[SQL_BYTES] = "";
	int fewest = 0;
	int most = 0;

	read_take(sql);
	run_race((struct racer){.how = &without_store, .place = place, .sql = sql}, &fewest, &most);
	assert_int_equal(fewest, SEATS);
	assert_int_equal(most, SEATS);
}

int main(void)
{
#define CASE(name_)                                                                                \
	cmocka_unit_test_setup_teardown(test_store_seats_race__##name_, place_make, place_remove)
#define TEST(name_)                                                                                \
	{                                                                                          \
		.test = CASE(name_)                                                                \
	}
#define ONLY_POSTGRES(name_)                                                                       \
	{                                                                                          \
		.test = CASE(name_), .not_on_sqlite = true                                         \
	}
	const struct place_test tests[] = {
		TEST(R_06_exactly_as_many_win_as_there_are_seats),
		/* SQLite lets one writer in at a time: nobody can pass another there. */
		ONLY_POSTGRES(more_win_without_the_condition),
		ONLY_POSTGRES(not_with_it),
	};
#undef ONLY_POSTGRES
#undef TEST
#undef CASE

	return place_run(tests, LIC_COUNT(tests));
}
