/*
 * The interface as a whole: what it is made of, worker threads and their reading transactions. See
 * api.h.
 */
#include "api/api_int.h"

#include "api/dispatch_int.h"
#include "api/routes_int.h"
#include "auth/rate.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Graph counts over ten seconds, too (throttling limits of identity and access). */
#define RATE_BURST_S 10

/* Previews of many people at once, each with a connection to the database while it runs. */
#define PREVIEW_THREADS 2

static lic_rc start_worker(void *app, struct lic_err *err, void **ret_worker)
{
	struct lic_api *api = app;
	struct lic_api_worker *worker = calloc(1, sizeof(*worker));
	lic_rc rc;

	if (worker == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	worker->tokens = lic_access_memory_new();
	rc = worker->tokens == NULL
		? LIC_RC(LIC_E_NOMEM)
		: lic_db_open(api->settings.db_url, LIC_DB_READ, err, &worker->db);
	if (!lic_ok(rc)) {
		lic_access_memory_free(worker->tokens);
		free(worker);
		return rc;
	}
	*ret_worker = worker;
	return LIC_OK_RC;
}

static void stop_worker(void *app, void *worker_data)
{
	struct lic_api_worker *worker = worker_data;

	(void)app;
	if (worker != NULL) {
		lic_db_close(worker->db);
		lic_access_memory_free(worker->tokens);
		free(worker);
	}
}

/* Nothing is begun before a request needs it: many passes only send. */
static void begin_pass(void *app, void *worker)
{
	(void)app;
	(void)worker;
}

static void end_pass(void *app, void *worker)
{
	(void)app;
	lic_api__end_reading(worker);
}

lic_rc lic_api__begin_reading(struct lic_api *api, struct lic_api_worker *worker,
	struct lic_err *err)
{
	uint_fast64_t commits = atomic_load(&api->commits);

	/* Whoever was told that a change is made sees it in the next answer, whichever worker gives
	 * that. */
	if (worker->is_reading &&
		(worker->commits != commits || !lic_db_in_transaction(worker->db))) {
		lic_api__end_reading(worker);
	}
	if (worker->is_reading) {
		lic_db_set_err(worker->db, err);
		return LIC_OK_RC;
	}
	LIC_TRY(lic_db_begin(worker->db, LIC_TX_READ, err));
	worker->is_reading = true;
	worker->commits = commits;
	return LIC_OK_RC;
}

void lic_api__pause_reading(struct lic_api_worker *worker)
{
	/* Elsewhere somebody may be told of a change before this pass ends. */
	if (worker->is_reading && lic_db_is_shared(worker->db)) {
		lic_api__end_reading(worker);
	}
	if (worker->is_reading) {
		lic_db_set_err(worker->db, &worker->err);
	}
}

void lic_api__end_reading(struct lic_api_worker *worker)
{
	if (worker->is_reading) {
		lic_db_rollback(worker->db); /* nothing was written: there is nothing to keep */
		worker->is_reading = false;
	}
}

/* The part of a database address that names the file: behind the scheme. */
static const char *file_of(const char *url)
{
	const char *colon = strchr(url, ':');

	return colon == NULL ? url : colon + 1;
}

/* Half of the processors hash passwords at most: the others answer. */
static unsigned slow_threads(void)
{
	long count = sysconf(_SC_NPROCESSORS_ONLN) / 2;

	if (count < 1) {
		return 1;
	}
	return count > LIC_SLOW_THREADS_MAX ? LIC_SLOW_THREADS_MAX : (unsigned)count;
}

static lic_rc make_limit(unsigned per_s, struct lic_rate **ret_rate)
{
	return per_s == 0 ? LIC_OK_RC : lic_rate_new(per_s, RATE_BURST_S, ret_rate);
}

static lic_rc build(struct lic_api *api, struct lic_err *err)
{
	LIC_TRY(make_limit(api->settings.calls_per_s, &api->callers));
	LIC_TRY(make_limit(api->settings.address_calls_per_s, &api->addresses));
	LIC_TRY(lic_route_table__new(lic_graph_routes, lic_graph_route_count, true, err,
		&api->graph));
	LIC_TRY(lic_route_table__new(lic_desk_routes, lic_desk_route_count, false, err,
		&api->desk_routes));
	LIC_TRY(lic_route_table__new(lic_signin_routes, lic_signin_route_count, false, err,
		&api->signin));
	LIC_TRY(lic_route_table__new(lic_access_routes, lic_access_route_count, false, err,
		&api->access));
	api->keys = lic_keyring_new();
	if (api->keys == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_slow_new(PREVIEW_THREADS, err, &api->previews));
	return lic_slow_new(slow_threads(), err, &api->slow);
}

lic_rc lic_api_new(const struct lic_api_settings *settings, struct lic_err *err,
	struct lic_api **ret_api)
{
	struct lic_api *api = calloc(1, sizeof(*api));
	lic_rc rc;

	if (api == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	api->settings = *settings;
	api->db_file = file_of(settings->db_url);
	atomic_init(&api->commits, 0);
	atomic_init(&api->is_ending, false);
	api->app = (struct lic_http_app){
		.app = api,
		.worker_start = start_worker,
		.worker_stop = stop_worker,
		.pass_begin = begin_pass,
		.pass_end = end_pass,
		.plan = lic_api__plan,
		.handle = lic_api__handle,
		.finish = lic_api__finish,
		.refuse = lic_api__refuse,
		.done = lic_api__done,
	};
	rc = build(api, err);
	if (!lic_ok(rc)) {
		lic_api_free(api);
		return rc;
	}
	*ret_api = api;
	return LIC_OK_RC;
}

void lic_api_end(struct lic_api *api)
{
	if (api != NULL) {
		atomic_store(&api->is_ending, true);
	}
}

bool lic_api__is_ending(void *data)
{
	return atomic_load(&((struct lic_api *)data)->is_ending);
}

void lic_api_free(struct lic_api *api)
{
	if (api != NULL) {
		lic_slow_free(api->previews);
		lic_slow_free(api->slow);
		lic_keyring_free(api->keys);
		lic_route_table__free(api->access);
		lic_route_table__free(api->signin);
		lic_route_table__free(api->desk_routes);
		lic_route_table__free(api->graph);
		lic_rate_free(api->addresses);
		lic_rate_free(api->callers);
		free(api);
	}
}

const struct lic_http_app *lic_api_http_app(const struct lic_api *api)
{
	return &api->app;
}
