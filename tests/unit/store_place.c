/*
 * Places for databases: see store_place.h.
 */
#include "store_place.h"

#include "base/buf.h"
#include "base/guid.h"
#include "base/rc.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SQL_BYTES 160
#define TEST_NAME_BYTES 160
#define ADMIN_URL "LICENTIA_TEST_POSTGRES"

/* What `*state` points at before a set-up: its address tells the engine. */
static const char on_postgres[] = "postgresql";

/* Runs one statement as the administrator of the cluster. */
static void administrate(const char *sql)
{
	PGconn *pg = PQconnectdb(getenv(ADMIN_URL));
	PGresult *result = PQexec(pg, sql);
	bool is_done = PQresultStatus(result) == PGRES_COMMAND_OK;

	if (!is_done) {
		print_error("%s: %s\n", sql, PQerrorMessage(pg));
	}
	PQclear(result);
	PQfinish(pg);
	assert_true(is_done);
}

/* Writes the address of database `name`: the administrator's with another path. */
static void set_url(struct place *place)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	const char *admin = getenv(ADMIN_URL);
	const char *host = NULL;
	const char *path = NULL;

	assert_non_null(admin);
	host = strstr(admin, "://");
	assert_non_null(host);
	path = strchr(host + strlen("://"), '/');
	assert_non_null(path);
	lic_buf_init(&text, sizeof(place->url) - 1);
	lic_buf_printf(&text, "%.*s/%s%s", (int)(path - admin), admin, place->name,
		path + strcspn(path, "?"));
	assert_int_equal(lic_buf_status(&text).code, LIC_OK);
	memcpy(place->url, text.data, text.len);
	place->url[text.len] = '\0';
}

void place_init(struct place *place, bool is_postgres)
{
	char sql[SQL_BYTES];
	struct lic_guid guid = lic_guid_random();

	*place = (struct place){.is_postgres = is_postgres};
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/licentia-test-XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	(void)snprintf(place->path, sizeof(place->path), "%s/test.db", place->folder);
	(void)snprintf(place->url, sizeof(place->url), "sqlite:%s", place->path);
	if (is_postgres) {
		(void)snprintf(place->name, sizeof(place->name), "licentia-%s",
			lic_guid_format(&guid).text);
		set_url(place);
		(void)snprintf(sql, sizeof(sql), "CREATE DATABASE \"%s\"", place->name);
		administrate(sql);
	}
}

void place_done(struct place *place)
{
	static const char *const endings[] = {"", "-wal", "-shm"};
	char text[SQL_BYTES];

	if (place->is_postgres) {
		(void)snprintf(text, sizeof(text), "DROP DATABASE \"%s\" WITH (FORCE)",
			place->name);
		administrate(text);
	}
	for (size_t i = 0; i < LIC_COUNT(endings); i++) {
		(void)snprintf(text, sizeof(text), "%s%s", place->path, endings[i]);
		(void)unlink(text);
	}
	assert_int_equal(rmdir(place->folder), 0);
}

int place_make(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	assert_non_null(place);
	place_init(place, place_is_postgres(state));
	*state = place;
	return 0;
}

int place_remove(void **state)
{
	struct place *place = *state;

	place_done(place);
	free(place);
	return 0;
}

bool place_is_postgres(void **state)
{
	return *state == on_postgres;
}

static void skip_it(void **state)
{
	(void)state;
	print_message("%s is not set: see tools/pg_cluster.py\n", ADMIN_URL);
	skip();
}

/* Makes the case of `test` for PostgreSQL, called `name`. */
static struct CMUnitTest on_server(const struct CMUnitTest *test, const char *name)
{
	struct CMUnitTest other = *test;

	if (getenv(ADMIN_URL) == NULL) {
		return (struct CMUnitTest){.name = name, .test_func = skip_it};
	}
	other.name = name;
	other.initial_state = (void *)(uintptr_t)on_postgres;
	return other;
}

int place_run(const struct place_test *tests, size_t count)
{
	struct CMUnitTest *cases = calloc(2 * count, sizeof(*cases));
	char(*names)[TEST_NAME_BYTES] = calloc(count, sizeof(*names));
	size_t used = 0;
	int failed = 0;

	if (cases == NULL || names == NULL) {
		abort();
	}
	for (size_t i = 0; i < count; i++) {
		if (!tests[i].not_on_sqlite) {
			cases[used++] = tests[i].test;
		}
	}
	for (size_t i = 0; i < count; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "%s__on_postgresql", tests[i].test.name);
		if (!tests[i].not_on_postgres) {
			cases[used++] = on_server(&tests[i].test, names[i]);
		}
	}
	failed = _cmocka_run_group_tests("engines", cases, used, NULL, NULL);
	free(names);
	free(cases);
	return failed;
}
