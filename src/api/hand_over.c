/*
 * Requests on other threads than their worker's: see hand_over_int.h.
 */
#include "api/hand_over_int.h"

#include "api/batch/batch_int.h"
#include "api/dispatch_int.h"
#include "api/once_int.h"

#include <stddef.h>

/* On the writer's thread, in the job's savepoint. */
static lic_rc run_job(struct lic_db *db, struct lic_write_job *job)
{
	struct lic_api_request *req = (struct lic_api_request *)(void *)job;

	req->ctx.db = db;
	req->has_run = true;
	req->run_rc = req->once == NULL ? req->route->run(req) : lic_api__run_once(req);
	req->ctx.db = NULL;
	return req->run_rc;
}

/*
 * On the writer's thread, after the commit. What jobs of a batch that was not committed have read
 * of the catalogue may never have been, nor what a rehearsal or a refused import has: versions
 * would be given out again for other content.
 */
static void end_job(struct lic_write_job *job, lic_rc rc)
{
	struct lic_api_request *req = (struct lic_api_request *)(void *)job;
	bool is_kept = lic_ok(rc) && !job->discard;
	bool is_commit_lost = !lic_ok(rc) && req->has_run && lic_ok(req->run_rc);

	if (is_commit_lost || (!is_kept && (req->route->flags & LIC_ROUTE_CATALOG) != 0)) {
		lic_catalog_cache_clear(req->api->settings.cache);
	}
	if (is_kept) {
		(void)atomic_fetch_add(&req->api->commits, 1);
	}
	if (is_kept && req->ctx.has_task) {
		lic_jobs_nudge(req->api->settings.jobs);
	}
	req->rc = rc;
	if (req->part != NULL) {
		lic_batch__came_back(req->part, &req->api->wakes);
		return;
	}
	lic_http_complete_later(req->ex, &req->api->wakes);
}

/* On the writer's thread, after end_job() of all that share a commit. */
static void wake_workers(void *data)
{
	struct lic_api *api = data;

	lic_http_wake(&api->wakes);
}

/* On the writer's thread, before run_job() is called once more. */
static void forget_run(struct lic_write_job *job)
{
	struct lic_api_request *req = (struct lic_api_request *)(void *)job;

	if (req->route->release != NULL) {
		req->route->release(req);
	}
	req->has_run = false;
	req->is_answered = false;
	req->error_status = 0;
	req->ex->header_count = req->header_count;
	req->ctx = req->ctx_before;
	lic_catalog_cache_clear(req->api->settings.cache);
}

void lic_api__complete(struct lic_api_request *req, lic_rc rc)
{
	(void)atomic_fetch_add(&req->api->commits, 1);
	req->rc = rc;
	lic_http_complete(req->ex);
}

static lic_rc too_many(struct lic_api_request *req)
{
	return lic_err_set(&req->err, LIC_E_BUSY, "TooManyRequests", "Please retry again later.");
}

/* Numbers of different kinds of callers are not the same client. */
static int64_t client_of(const struct lic_caller *caller)
{
	return caller->actor_id * LIC_ACTOR_MAX_ + (int64_t)caller->kind;
}

lic_rc lic_api__hand_over(struct lic_api_request *req)
{
	req->ctx_before = req->ctx;
	req->job = (struct lic_write_job){
		.run = run_job,
		.again = forget_run,
		.done = end_job,
		.told = wake_workers,
		.told_data = req->api,
		.err = &req->err,
		.tenant_id = req->ctx.caller.tenant_id,
		.client = client_of(&req->ctx.caller),
		.discard = req->ctx.is_rehearsal,
	};
	return lic_ok(lic_writer_submit(req->api->settings.writer, &req->job)) ? LIC_OK_RC
									       : too_many(req);
}

lic_rc lic_api__look_before(struct lic_api_request *req)
{
	struct lic_api_worker *worker = req->in->worker;

	LIC_TRY(lic_api__begin_reading(req->api, worker, &req->err));
	req->ctx.db = worker->db;
	lic_rc rc = req->route->before(req);

	req->ctx.db = NULL;
	return rc;
}

/* On a thread for slow work: does that step, and hands the request to the writer. */
static void run_slow(struct lic_slow_job *job)
{
	struct lic_api_request *req = (struct lic_api_request *)(void *)((char *)job -
		offsetof(struct lic_api_request, slow_job));
	lic_rc rc = req->route->slow(req);

	if (req->part != NULL) {
		req->rc = rc;
		lic_batch__came_back(req->part, NULL);
		return;
	}
	if (lic_ok(rc)) {
		rc = lic_api__hand_over(req);
	}
	if (!lic_ok(rc)) {
		req->rc = rc;
		lic_http_complete(req->ex);
	}
}

lic_rc lic_api__hand_over_slow(struct lic_api_request *req)
{
	req->slow_job = (struct lic_slow_job){.run = run_slow};
	return lic_ok(lic_slow_submit(req->api->slow, &req->slow_job)) ? LIC_OK_RC : too_many(req);
}

/* Does the route's preview on a connection of its own. */
static lic_rc preview_now(struct lic_api_request *req)
{
	struct lic_db *db = NULL;
	lic_rc rc;

	LIC_TRY(lic_db_open(req->api->settings.db_url, LIC_DB_READ, &req->err, &db));
	rc = lic_db_begin(db, LIC_TX_READ, &req->err);
	if (lic_ok(rc)) {
		req->ctx.db = db;
		req->has_run = true;
		rc = req->route->preview(req);
		req->run_rc = rc;
		req->ctx.db = NULL;
		lic_db_rollback(db); /* nothing was written: there is nothing to keep */
	}
	lic_db_close(db);
	return rc;
}

/* On a thread for previews. */
static void run_preview(struct lic_slow_job *job)
{
	struct lic_api_request *req = (struct lic_api_request *)(void *)((char *)job -
		offsetof(struct lic_api_request, slow_job));

	req->rc = preview_now(req);
	lic_http_complete(req->ex);
}

lic_rc lic_api__submit_preview(struct lic_api_request *req)
{
	req->slow_job = (struct lic_slow_job){.run = run_preview};
	return lic_ok(lic_slow_submit(req->api->previews, &req->slow_job)) ? LIC_OK_RC
									   : too_many(req);
}

lic_rc lic_api__submit_to_jobs(struct lic_api_request *req)
{
	LIC_TRY(lic_api__read(req));
	lic_api__pause_reading(req->in->worker);
	lic_rc rc = req->route->submit(req);

	if (rc.code == LIC_E_BUSY) {
		return too_many(req);
	}
	if (rc.code == LIC_E_UNAVAILABLE) {
		return lic_err_set(&req->err, LIC_E_UNAVAILABLE, "ServiceUnavailable",
			"The server is ending. Please retry again later.");
	}
	return rc;
}
