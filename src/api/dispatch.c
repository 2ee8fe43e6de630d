/*
 * Requests on their way: see dispatch_int.h.
 *
 * The order is fixed, and each step tells the caller no more than it may know: calls of its
 * address, route, token, role, calls of its token, query options, body.
 */
#include "api/dispatch_int.h"

#include "api/answer_int.h"
#include "api/batch/batch_int.h"
#include "api/once_int.h"
#include "api/options_int.h"
#include "api/routes_int.h"
#include "api/session_int.h"
#include "base/text.h"
#include "service/access.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define IGNORED_BODY_BYTES ((size_t)64 * 1024)
#define REASON_MAX 500

/* Tells whether `item` is one of the comma-separated items of the header `value`, in any case. */
static bool has_item(const char *value, const char *item)
{
	size_t len = strlen(item);

	while (value != NULL && *value != '\0') {
		value += strspn(value, " \t,");
		if (strncasecmp(value, item, len) == 0 && strchr(" \t,;", value[len]) != NULL) {
			return true; /* strchr also finds the NUL at the end */
		}
		value += strcspn(value, ",");
	}
	return false;
}

bool lic_api__prefers(const struct lic_api_request *req, const char *preference)
{
	return has_item(lic_api__header(req, "Prefer"), preference);
}

/* odata.metadata=none in Accept or $format leaves out what starts with @odata but for links and
 * counts. */
static bool wants_metadata(const char *wish)
{
	return wish == NULL || strstr(wish, "odata.metadata=none") == NULL;
}

/* Tells whether a path is one of AuthZEN's. */
static bool is_access(const struct lic_url_path *path)
{
	return path->count >= 1 &&
		(lic_text_equal_nocase(path->segments[0], "access") ||
			lic_text_equal_nocase(path->segments[0], ".well-known"));
}

/* Which family a path belongs to, and how many segments that takes. */
static const struct lic_route_table *find_family(struct lic_api_request *req, size_t *ret_skip)
{
	const struct lic_url_path *path = &req->path;
	const char *root = NULL;
	const struct lic_route_table *table = NULL;

	*ret_skip = 1;
	if (path->count >= 1 && lic_text_equal_nocase(path->segments[0], "v1.0")) {
		root = "v1.0";
		table = req->api->graph;
	} else if (path->count >= 1 && lic_text_equal_nocase(path->segments[0], "beta")) {
		root = "beta";
		table = req->api->graph;
	} else if (path->count >= 2 && lic_text_equal_nocase(path->segments[0], "api") &&
		lic_text_equal_nocase(path->segments[1], "v1")) {
		*ret_skip = 2;
		root = "api/v1";
		table = req->api->desk_routes;
	} else {
		*ret_skip = 0;
		table = is_access(path) ? req->api->access : req->api->signin;
	}
	req->is_graph = table == req->api->graph;
	if (root != NULL) {
		root = lic_arena_printf(req->ctx.arena, "%s/%s", req->in->origin, root);
		req->root = root == NULL ? "" : root;
	}
	return table;
}

static lic_rc no_route(struct lic_api_request *req, const struct lic_route_table *table,
	const struct lic_route_match *match)
{
	if (match->allow != NULL) {
		req->error_status = 405;
		req->allow = match->allow;
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"Specified HTTP method is not allowed for the request target. This one takes %s.",
			match->allow);
	}
	if (table == req->api->signin) {
		return lic_err_set(&req->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"There is nothing under this path: calls in the shape of Microsoft Graph start with /v1.0, our own with /api/v1.");
	}
	return lic_err_set(&req->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"Resource not found for the segment '%.200s'.", match->unknown);
}

/* Specification 5.1: the number of things in a list is no key. Where it is told there is a route.
 */
static lic_rc check_count(struct lic_api_request *req, const struct lic_route *route)
{
	size_t count = req->path.count;

	if (req->is_graph && count > 0 && strcmp(req->path.segments[count - 1], "$count") == 0 &&
		(route == NULL || strstr(route->pattern, "$count") == NULL)) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"$count is not currently supported.");
	}
	return LIC_OK_RC;
}

/* Finds the route, if there is one. */
static lic_rc find_route(struct lic_api_request *req, const struct lic_route_table **ret_table,
	struct lic_route_match *match)
{
	size_t skip = 0;

	LIC_TRY(lic_url_split(req->ctx.arena, req->in->path, &req->err, &req->path));
	*ret_table = find_family(req, &skip);
	LIC_TRY(lic_route_table__find(*ret_table, req->ctx.arena, req->in->method, &req->path, skip,
		match));
	return check_count(req, match->route);
}

static lic_rc resolve(struct lic_api_request *req)
{
	struct lic_route_match match = {.unknown = ""};
	const struct lic_route_table *table = NULL;

	LIC_TRY(find_route(req, &table, &match));
	if (match.route == NULL) {
		return no_route(req, table, &match);
	}
	req->route = match.route;
	req->key_count = match.key_count;
	memcpy(req->keys, match.keys, sizeof(req->keys));
	return LIC_OK_RC;
}

/* Counts the call for its address. Who calls too often is told so in the shape of the route, where
 * there is one, and learns nothing else of it. */
static lic_rc limit_address(struct lic_api_request *req)
{
	struct lic_route_match match = {.unknown = ""};
	const struct lic_route_table *table = NULL;
	lic_rc rc = lic_api__limit_address(req);

	if (lic_ok(rc)) {
		return rc;
	}

	struct lic_err err = req->err;

	if (lic_ok(find_route(req, &table, &match))) {
		req->route = match.route;
	}
	req->err = err;
	return rc;
}

/* The token of "Authorization: Bearer TOKEN", the scheme in any case (RFC 9110 11.1); "" when there
 * is none. */
static const char *bearer_token(const struct lic_api_request *req)
{
	static const char scheme[] = "Bearer ";
	const char *value = lic_api__header(req, "Authorization");

	if (value == NULL || strncasecmp(value, scheme, sizeof(scheme) - 1) != 0) {
		return "";
	}
	value += sizeof(scheme) - 1;
	return value + strspn(value, " ");
}

/* Puts the person who calls in the place of a key. */
static lic_rc insert_self(struct lic_api_request *req)
{
	const struct lic_caller *caller = &req->ctx.caller;

	if (caller->kind != LIC_ACTOR_USER) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"/me request is only valid with delegated authentication flow.");
	}
	memmove(&req->keys[1], &req->keys[0], sizeof(req->keys) - sizeof(req->keys[0]));
	req->keys[0] = lic_arena_strdup(req->ctx.arena, lic_guid_format(&caller->actor_guid).text);
	req->key_count++;
	return req->keys[0] == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Asks whether the caller may, as far as can be told before the request is looked at. */
static lic_rc check_caller(struct lic_api_request *req)
{
	const struct lic_route *route = req->route;

	if ((route->flags & LIC_ROUTE_ME) != 0) {
		LIC_TRY(insert_self(req));
	}
	if (route->action == LIC_ACTION_MAX_ || (route->flags & LIC_ROUTE_LATE) != 0 ||
		((route->flags & LIC_ROUTE_SELF) != 0 &&
			lic_ctx_is_self(&req->ctx, &req->ctx.caller.actor_guid))) {
		return LIC_OK_RC;
	}
	return lic_ctx_require(&req->ctx, route->action);
}

/* D-22: asked anew for every request, so that a revoked token or a changed role counts at once. */
static lic_rc authorise(struct lic_api_request *req)
{
	struct lic_api_worker *worker = req->in->worker;

	if ((req->route->flags & LIC_ROUTE_OPEN) != 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_api__begin_reading(req->api, worker, &req->err));
	req->ctx.db = worker->db;
	bool is_session = false;
	lic_rc rc = lic_api__use_session(req, &is_session);

	if (lic_ok(rc) && !is_session) {
		struct lic_access access = {
			.ring = req->api->keys,
			.memory = worker->tokens,
			.origin = req->in->origin,
		};

		rc = lic_access_authenticate(&req->ctx, &access, bearer_token(req));
	}
	req->ctx.db = NULL;
	LIC_TRY(rc);
	req->ctx.caller.address = req->in->client_address;
	return check_caller(req);
}

static lic_rc read_reason(struct lic_api_request *req)
{
	const char *reason = lic_api__header(req, "Licentia-Reason");

	if (reason == NULL || req->route->kind == LIC_ROUTE_READ) {
		return LIC_OK_RC;
	}
	if (!lic_text_is_utf8(reason, strlen(reason)) || lic_text_length(reason) > REASON_MAX) {
		return lic_err_field(&req->err, req->ctx.arena, "Licentia-Reason",
			"The header Licentia-Reason must be UTF-8 of at most %d characters.",
			REASON_MAX);
	}
	req->ctx.reason = reason;
	return LIC_OK_RC;
}

/* Everything before the body: route, caller, options. */
static lic_rc prepare(struct lic_api_request *req)
{
	req->has_metadata = wants_metadata(lic_api__header(req, "Accept"));
	LIC_TRY(limit_address(req));
	LIC_TRY(resolve(req));
	LIC_TRY(lic_url_query_parse(req->ctx.arena, req->in->query, &req->err, &req->query));
	req->has_metadata = req->has_metadata && wants_metadata(lic_api__option(req, "$format"));
	LIC_TRY(authorise(req));
	LIC_TRY(lic_api__limit_caller(req));
	LIC_TRY(lic_api__check_options(req));
	/* Who is not known yet rehearses nothing: a rehearsed sign-in would not be counted. */
	if (req->route->kind != LIC_ROUTE_READ && (req->route->flags & LIC_ROUTE_OPEN) == 0) {
		req->ctx.is_rehearsal = lic_api__prefers(req, "validate-only");
	}
	/* A rehearsal is nothing to come back for. */
	req->is_async = req->route->kind == LIC_ROUTE_JOB && !req->ctx.is_rehearsal &&
		lic_api__prefers(req, "respond-async");
	LIC_TRY(lic_api__read_once(req));
	return read_reason(req);
}

/* Tells the caller by which operation of the ledger his request can be followed, and undone. */
static lic_rc name_operation(struct lic_api_request *req)
{
	struct lic_guid_text id;
	const char *text = NULL;

	if (!req->ctx.has_operation || req->ctx.is_rehearsal) {
		return LIC_OK_RC;
	}
	id = lic_guid_format(&req->ctx.operation);
	text = lic_arena_strdup(req->ctx.arena, id.text);
	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_http_add_header(req->ex, "Licentia-Operation", text);
	return LIC_OK_RC;
}

lic_rc lic_api__encode(struct lic_api_request *req)
{
	LIC_TRY(name_operation(req));
	if (req->route->encode == NULL) {
		req->ex->status = 204;
		return LIC_OK_RC;
	}
	return req->route->encode(req);
}

void lic_api__respond(struct lic_api_request *req)
{
	if (lic_ok(req->rc)) {
		if (!req->is_answered) {
			req->rc = lic_api__encode(req);
		}
		if (lic_ok(req->rc) && req->ctx.refusal != NULL) {
			lic_api__record_refusal(req, req->ex->status);
		}
	}
	if (!lic_ok(req->rc)) {
		lic_api__fail(req);
	}
	if (req->ctx.is_rehearsal) {
		lic_http_add_header(req->ex, "Preference-Applied", "validate-only");
	}
	if (req->is_async && lic_ok(req->rc)) {
		lic_http_add_header(req->ex, "Preference-Applied", "respond-async");
	}
}

lic_rc lic_api__read(struct lic_api_request *req)
{
	struct lic_api_worker *worker = req->in->worker;

	LIC_TRY(lic_api__begin_reading(req->api, worker, &req->err));
	req->ctx.db = worker->db;
	req->has_run = true;
	req->run_rc = req->route->run(req);
	req->ctx.db = NULL;
	return req->run_rc;
}

lic_rc lic_api__pull(void *app, struct lic_http_exchange *ex, bool *ret_more)
{
	struct lic_api_request *req = ex->user;
	struct lic_api_worker *worker = ex->worker;
	lic_rc rc = lic_api__begin_reading(app, worker, &req->err);

	if (lic_ok(rc)) {
		req->ctx.db = worker->db;
		rc = req->route->pull(req, ret_more);
		req->ctx.db = NULL;
		lic_api__pause_reading(worker);
	}
	if (!lic_ok(rc)) {
		lic_api__log_broken(req, rc);
	}
	return rc;
}

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

/* Has the route look at the database before anything is handed over. */
static lic_rc look_before(struct lic_api_request *req)
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

static lic_rc submit_preview(struct lic_api_request *req)
{
	req->slow_job = (struct lic_slow_job){.run = run_preview};
	return lic_ok(lic_slow_submit(req->api->previews, &req->slow_job)) ? LIC_OK_RC
									   : too_many(req);
}

/* Looks at the request and hands it to the jobs. */
static lic_rc submit_to_jobs(struct lic_api_request *req)
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

/* How large the body of a call may be, in bytes. */
static size_t body_limit_of(const struct lic_route *route)
{
	return route->body_limit > 0 ? route->body_limit : IGNORED_BODY_BYTES;
}

/* What a batch may hold: what is answered in one piece and soon, and takes two steps at most. A
 * preview of its own kind (of a group) is worked out elsewhere. */
static lic_rc check_part(struct lic_api_request *req)
{
	const struct lic_route *route = req->route;

	if (req->part == NULL) {
		return LIC_OK_RC;
	}
	if (req->in->body_len > body_limit_of(route)) {
		req->error_status = 413;
		return lic_err_set(&req->err, LIC_E_LIMIT, "Request_BadRequest",
			"The body of this request is larger than the %zu bytes that the call takes.",
			body_limit_of(route));
	}
	if ((route->kind == LIC_ROUTE_READ || route->kind == LIC_ROUTE_WRITE) &&
		route->before == NULL && route->pull == NULL &&
		(route->flags & LIC_ROUTE_TO_FILE) == 0 &&
		!(req->ctx.is_rehearsal && route->preview != NULL)) {
		return LIC_OK_RC;
	}
	return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
		"This call cannot be part of a batch: send it alone.");
}

bool lic_api__is_change(struct lic_api_request *req)
{
	lic_rc rc = resolve(req);

	req->err = (struct lic_err){0};
	req->error_status = 0;
	req->allow = NULL;
	return lic_ok(rc) && req->route->kind != LIC_ROUTE_READ;
}

lic_rc lic_api__get_ready(struct lic_api_request *req)
{
	LIC_TRY(prepare(req));
	LIC_TRY(check_part(req));
	if (req->route->decode != NULL) {
		LIC_TRY(req->route->decode(req));
	}
	if (req->route->kind != LIC_ROUTE_READ && req->route->before != NULL) {
		LIC_TRY(look_before(req));
	}
	return LIC_OK_RC;
}

/* Runs the request as far as the worker can; `*ret_deferred` when another thread has it. */
static lic_rc advance(struct lic_api_request *req, bool *ret_deferred)
{
	LIC_TRY(lic_api__get_ready(req));
	if (req->is_settled) {
		return LIC_OK_RC;
	}
	if (req->route->kind == LIC_ROUTE_READ) {
		return lic_api__read(req);
	}
	if (req->route->kind == LIC_ROUTE_BATCH) {
		LIC_TRY(lic_api__read(req));
		lic_batch__go_on(req, ret_deferred);
		return LIC_OK_RC;
	}
	/* From submission on another thread may have the request already: nothing of it may be
	 * touched. */
	if (req->route->kind == LIC_ROUTE_JOB) {
		LIC_TRY(submit_to_jobs(req));
	} else if (req->ctx.is_rehearsal && req->route->preview != NULL) {
		lic_api__pause_reading(req->in->worker);
		LIC_TRY(submit_preview(req));
	} else {
		lic_api__pause_reading(req->in->worker);
		LIC_TRY(req->is_slow ? lic_api__hand_over_slow(req) : lic_api__hand_over(req));
	}
	*ret_deferred = true;
	return LIC_OK_RC;
}

enum lic_http_next lic_api__handle(void *app, struct lic_http_exchange *ex)
{
	struct lic_api_request *req = NULL;
	bool is_deferred = false;
	lic_rc rc;

	if (!lic_ok(lic_api__start(app, ex, &req))) {
		ex->status = 500;
		return LIC_HTTP_RESPOND;
	}
	rc = advance(req, &is_deferred);
	if (is_deferred) {
		return LIC_HTTP_DEFER;
	}
	req->rc = rc;
	lic_api__pause_reading(ex->worker);
	lic_api__respond(req);
	return LIC_HTTP_RESPOND;
}

enum lic_http_next lic_api__finish(void *app, struct lic_http_exchange *ex)
{
	struct lic_api_request *req = ex->user;
	bool is_deferred = false;

	(void)app;
	if (req->route->kind == LIC_ROUTE_BATCH) {
		lic_batch__go_on(req, &is_deferred);
		if (is_deferred) {
			return LIC_HTTP_DEFER;
		}
		lic_api__pause_reading(ex->worker);
	}
	lic_api__respond(req);
	return LIC_HTTP_RESPOND;
}

void lic_api__done(void *app, struct lic_http_exchange *ex)
{
	struct lic_api_request *req = ex->user;

	(void)app;
	if (req == NULL) {
		return;
	}
	if (req->route != NULL && req->route->release != NULL &&
		(req->has_run || req->must_release)) {
		req->route->release(req);
	}
	json_decref(req->body);
	ex->user = NULL;
}

/*
 * A large body is taken in only from somebody who may send it: otherwise none is accepted, and
 * lic_api__refuse() finds out once more why.
 */
struct lic_http_plan lic_api__plan(void *app, const struct lic_http_exchange *ex)
{
	struct lic_http_plan plan = {.body_limit = IGNORED_BODY_BYTES};
	struct lic_api_request *req = NULL;
	bool is_large = false;

	if (!lic_ok(lic_api__look_at(app, ex, &req)) || !lic_ok(resolve(req))) {
		return plan;
	}
	is_large = (req->route->flags & LIC_ROUTE_TO_FILE) != 0;
	if (req->route->body_limit > 0) {
		plan.body_limit = req->route->body_limit;
	}
	if (is_large) {
		/* Counted here and once more with the body: better than to be told after it. */
		plan.body_limit = lic_ok(lic_api__limit_address(req)) && lic_ok(authorise(req)) &&
				lic_ok(lic_api__limit_caller(req))
			? plan.body_limit
			: 0;
		plan.to_file = plan.body_limit > 0;
		lic_api__end_reading(ex->worker);
	}
	return plan;
}

/* What a refusal means over HTTP. */
struct refusal {
	unsigned status;         /* HTTP status */
	enum lic_code code;      /* for the log */
	const char *public_code; /* Graph's code */
	const char *message;     /* what to do about it */
};

static const struct refusal refusals[] = {
	[LIC_HTTP_BAD_FRAMING] = {400, LIC_E_INVALID, "Request_BadRequest",
		"The request is not valid HTTP/1.1: exactly one Host, and one way of telling the length of the body."},
	[LIC_HTTP_BODY_TOO_LARGE] = {413, LIC_E_LIMIT, "Request_BadRequest",
		"The request body is too large."},
	[LIC_HTTP_TOO_BUSY] = {503, LIC_E_BUSY, "ServiceUnavailable",
		"The server is busy. Please retry again later."},
	[LIC_HTTP_NO_SPACE] = {507, LIC_E_UNAVAILABLE, "InsufficientStorage",
		"The server has no room for a body of this size: free some space in its folder for temporary files."},
	[LIC_HTTP_BAD_EXPECT] = {417, LIC_E_INVALID, "Request_BadRequest",
		"The only expectation that is met is 100-continue."},
	[LIC_HTTP_NOT_SECURE] = {403, LIC_E_DENIED, "Authorization_RequestDenied",
		"Plain HTTP is answered to the trusted proxy alone: call its address, over HTTPS."},
};

/* Why a body is not taken: often because the call is not there, or not for this caller. Never
 * succeeds. */
static lic_rc explain_size(struct lic_api_request *req)
{
	lic_rc rc = prepare(req);

	lic_api__end_reading(req->in->worker);
	LIC_TRY(rc);
	req->error_status = 413;
	return lic_err_set(&req->err, LIC_E_LIMIT, "Request_BadRequest",
		"The request body is too large: this call takes at most %zu bytes.",
		body_limit_of(req->route));
}

void lic_api__refuse(void *app, struct lic_http_exchange *ex, enum lic_http_refusal why)
{
	const struct refusal *refusal = &refusals[why];
	struct lic_api_request *req = NULL;

	ex->header_count = 0;
	if (!lic_ok(lic_api__start(app, ex, &req))) {
		ex->status = refusal->status;
		return;
	}
	if (why == LIC_HTTP_BODY_TOO_LARGE) {
		req->rc = explain_size(req);
	}
	if (lic_ok(req->rc)) {
		req->error_status = refusal->status;
		req->rc = lic_err_set(&req->err, refusal->code, refusal->public_code, "%s",
			refusal->message);
	}
	lic_api__fail(req);
}
