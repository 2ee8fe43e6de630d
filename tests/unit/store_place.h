/*
 * A place for a database on each engine, for tests that open one: a file in a folder of its own, or
 * a fresh database on the PostgreSQL cluster that LICENTIA_TEST_POSTGRES leads to
 * (tools/pg_cluster.py).
 *
 * Threading: a place belongs to one test; its address may be used by any thread.
 */
#ifndef LIC_TESTS_STORE_PLACE_H
#define LIC_TESTS_STORE_PLACE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* cmocka wants these before it. */
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#define PLACE_NAME_BYTES 64
#define PLACE_PATH_BYTES 128
#define PLACE_URL_BYTES 512

/* Where a database may be made; nothing is there yet. */
struct place {
	bool is_postgres;              /* engine */
	char folder[PLACE_NAME_BYTES]; /* a folder for files of the test */
	char path[PLACE_PATH_BYTES];   /* name of the database file, on SQLite */
	char name[PLACE_NAME_BYTES];   /* name of the database, on PostgreSQL */
	char url[PLACE_URL_BYTES];     /* its address */
};

/*
 * Set-up of a test: makes a place on the engine that place_run() chose, and puts it into `*state`.
 * Returns 0; what goes wrong fails the test.
 */
int place_make(void **state);

/*
 * Tear-down of a test: removes the place in `*state` with everything in it. Connections to it must
 * be closed. Returns 0.
 */
int place_remove(void **state);

/*
 * Makes a place on PostgreSQL or SQLite in `place`, for set-ups that have a state of their own.
 */
void place_init(struct place *place, bool is_postgres);

/*
 * Removes what place_init() made in `place`.
 */
void place_done(struct place *place);

/*
 * Tells a set-up that has a state of its own for which engine it is called: `*state` before
 * the set-up changes it.
 */
bool place_is_postgres(void **state);

/* A test, and where it makes no sense. */
struct place_test {
	struct CMUnitTest test; /* with set-up and tear-down */
	bool not_on_sqlite;     /* leave SQLite out */
	bool not_on_postgres;   /* leave PostgreSQL out */
};

/*
 * Runs `count` `tests` on SQLite, and then on PostgreSQL; without LICENTIA_TEST_POSTGRES the latter
 * are skipped. Their set-ups learn the engine from `*state`. Returns the number of tests that
 * failed.
 */
int place_run(const struct place_test *tests, size_t count);

#endif
