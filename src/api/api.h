/*
 * The HTTP interface: Microsoft Graph's licence and directory calls (graph/), our own (desk/),
 * AuthZEN (access/), as one application for the HTTP server.
 *
 * It turns requests into calls of use cases and their outcome into answers. It knows no rule about
 * licences and no SQL.
 *
 * Threading: one struct lic_api serves all workers. It does not change while the server runs, but
 * for a counter of commits (atomic). Each worker has a database connection of its own.
 */
#ifndef LIC_API_API_H
#define LIC_API_API_H

#include "base/err.h"
#include "base/rc.h"

struct lic_api;
struct lic_arena;
struct lic_audit;
struct lic_catalog;
struct lic_catalog_cache;
struct lic_http_app;
struct lic_jobs;
struct lic_writer;

/* What the interface works with. Everything is borrowed and must outlive it. */
struct lic_api_settings {
	const char *db_url;              /* the database; each worker opens it for reading */
	struct lic_writer *writer;       /* every change goes through it */
	struct lic_jobs *jobs;           /* bulk work goes to them */
	struct lic_audit *audit;         /* what is refused goes to it; NULL: nobody asks */
	struct lic_catalog_cache *cache; /* catalogues in memory, made with lic_api_catalog_forms();
					    shared with the writer's jobs */
	unsigned calls_per_s; /* of one token, lasting; a burst of ten seconds' worth may come at
				 once; 0: no limit */
	unsigned address_calls_per_s; /* of one address, tokens or not; likewise */
};

/*
 * Writes the parts of answers that are the same for every user, once for each catalogue, so that an
 * answer copies them: the maker for lic_catalog_cache_new() of the cache in lic_api_settings.
 * `*ret_forms` lives in `arena` beside `catalog`. Errors: LIC_E_NOMEM; LIC_E_LIMIT.
 */
LIC_MUST_USE lic_rc lic_api_catalog_forms(struct lic_arena *arena,
	const struct lic_catalog *catalog, const void **ret_forms);

/*
 * Makes the interface described by `settings`. `*ret_api` is new; free it with lic_api_free() when
 * the server has stopped and the jobs and the writer have ended. Errors, told in `err`:
 * LIC_E_NOMEM; LIC_E_BUG for a route table that contradicts itself.
 */
LIC_MUST_USE lic_rc lic_api_new(const struct lic_api_settings *settings, struct lic_err *err,
	struct lic_api **ret_api);

/*
 * Has the previews of `api` that are under way give up, so that nobody waits for them when the
 * server stops. Accepts NULL.
 */
void lic_api_end(struct lic_api *api);

/*
 * Frees `api`. Accepts NULL.
 */
void lic_api_free(struct lic_api *api);

/*
 * Returns the table for lic_http_server_new(), borrowed from `api`.
 */
const struct lic_http_app *lic_api_http_app(const struct lic_api *api);

#endif
