/*
 * Requests: the library's callbacks, and the way of one request through them.
 *
 * The library calls on_target with the request line, on_request once with the complete head, once
 * for each piece of body and once at the end, and on_over. A response goes out at the end, not with
 * the head, because the library closes the connection after an early one; refusals that close
 * anyway are the exception.
 */
#include "http/head_int.h"
#include "http/http_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define MS_PER_S INT64_C(1000)
#define FREE_REQUESTS_MAX 256U
#define ARENA_BYTES_MAX ((size_t)64 * 1024 * 1024)
/* A client that sends a little too much is read to the end, so that it is there to hear the answer.
 */
#define LINGER_BYTES ((uint64_t)1024 * 1024)

/* The exchange is the first member, so its address is the request's. */
static const struct lic_http_request *request_of(const struct lic_http_exchange *ex)
{
	const void *first = ex;

	return first;
}

static struct lic_http_conn *conn_of(struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info->socket_context;
}

/* Takes a request from the free list, or makes one; NULL when memory is out. */
static struct lic_http_request *take_request(struct lic_http_worker *worker)
{
	struct lic_http_request *request = worker->free;
	struct lic_arena *arena = NULL;

	if (request != NULL) {
		worker->free = request->next;
		worker->free_count--;
		arena = request->ex.arena;
	} else {
		request = calloc(1, sizeof(*request));
		arena = request != NULL ? lic_arena_new(ARENA_BYTES_MAX) : NULL;
		if (arena == NULL) {
			free(request);
			return NULL;
		}
	}
	*request = (struct lic_http_request){
		.worker = worker,
		.ex = {.method = "",
			.path = "/",
			.query = "",
			.origin = worker->server->origin,
			.body = "",
			.arena = arena,
			.worker = worker->app_worker},
	};
	lic_buf_init(&request->ex.reply, LIC_HTTP_REPLY_BYTES_MAX);
	return request;
}

static void give_back(struct lic_http_request *request)
{
	struct lic_http_worker *worker = request->worker;

	lic_http__body_done(&request->body);
	lic_buf_done(&request->ex.reply);
	if (worker->free_count >= FREE_REQUESTS_MAX) {
		lic_arena_free(request->ex.arena);
		free(request);
		return;
	}
	lic_arena_reset(request->ex.arena);
	request->next = worker->free;
	worker->free = request;
	worker->free_count++;
}

void lic_http__request_free_all(struct lic_http_worker *worker)
{
	while (worker->free != NULL) {
		struct lic_http_request *request = worker->free;

		worker->free = request->next;
		lic_arena_free(request->ex.arena);
		free(request);
	}
	worker->free_count = 0;
}

/*
 * Empties the query in the library's buffer. The library would make a record of each option, which
 * nobody reads; and when its memory runs out over that, it sends its refusal with two heads.
 */
static void hide_query(const char *target)
{
	char *query = NULL;

	target = strchr(target, '?');
	if (target != NULL) {
		memcpy(&query, &target, sizeof(query)); /* the buffer is writable, the callback's
							   type is not */
		query[1] = '\0';
	}
}

void *lic_http__on_target(void *cls, const char *target, struct MHD_Connection *mhd)
{
	struct lic_http_worker *worker = cls;
	struct lic_http_conn *conn = conn_of(mhd);
	struct lic_http_request *request = take_request(worker);
	int64_t deadline_ms =
		worker->now_ms + MS_PER_S * worker->server->settings.request_timeout_s;

	lic_http__conn_set_state(conn, LIC_HTTP_CONN_HEAD);
	conn->deadline_ms = deadline_ms < conn->deadline_ms ? deadline_ms : conn->deadline_ms;
	if (request == NULL) {
		return NULL;
	}
	request->conn = conn;
	request->ex.remote = conn->remote;
	request->ex.client_address = conn->remote;
	request->started_ms = request->worker->now_ms;
	request->raw_target = target;
	request->raw_target_len = strlen(target);
	request->target = lic_arena_strdup(request->ex.arena, target);
	hide_query(target);
	if (request->target == NULL) {
		give_back(request);
		return NULL;
	}
	return request;
}

void lic_http__on_over(void *cls, struct MHD_Connection *mhd, void **context,
	enum MHD_RequestTerminationCode why)
{
	struct lic_http_worker *worker = cls;
	const struct lic_http_server *server = worker->server;
	struct lic_http_request *request = *context;
	struct lic_http_conn *conn = conn_of(mhd);

	(void)why;
	*context = NULL;
	if (request != NULL) {
		if (request->ex.pull != NULL) {
			lic_http__log_stream(request);
		}
		if (request->is_seen) {
			server->app.done(server->app.app, &request->ex);
		}
		give_back(request);
	}
	lic_http__conn_set_state(conn, LIC_HTTP_CONN_WAITING);
	/* The idle time may pass before the first byte of the next request, which nothing here
	 * sees. */
	conn->deadline_ms = worker->now_ms +
		MS_PER_S *
			((int64_t)server->settings.idle_timeout_s +
				server->settings.request_timeout_s);
}

static void set_busy(struct lic_http_conn *conn)
{
	lic_http__conn_set_state(conn, LIC_HTTP_CONN_BUSY);
	conn->deadline_ms = LIC_HTTP_NO_DEADLINE;
}

static enum MHD_Result refuse(struct lic_http_request *request, struct MHD_Connection *mhd,
	enum lic_http_refusal why)
{
	const struct lic_http_app *app = &request->worker->server->app;

	set_busy(request->conn);
	request->is_seen = true;
	app->refuse(app->app, &request->ex, why);
	request->ex.close = true;
	return lic_http__respond(request, mhd);
}

static void discard(struct lic_http_request *request, enum lic_http_refusal why)
{
	lic_http__body_done(&request->body);
	request->phase = LIC_HTTP_PHASE_DISCARD;
	request->refusal = why;
}

/* Finds out who is behind the trusted proxy that sent the head. */
static lic_rc find_client(struct lic_http_request *request, const struct lic_http_head *head)
{
	const struct lic_http_server *server = request->worker->server;
	struct lic_http_address client = lic_http__client_behind(head->forwarded,
		head->forwarded_count, &request->conn->address, &server->proxies);
	char text[INET6_ADDRSTRLEN];

	lic_http__address_text(&client, text);
	request->ex.client_address = lic_arena_strdup(request->ex.arena, text);
	return request->ex.client_address != NULL ? LIC_OK_RC : LIC_RC(LIC_E_NOMEM);
}

/* Judges the head and fills what handlers read of it. */
static lic_rc read_head(struct lic_http_request *request, const struct lic_http_line *line,
	struct lic_http_head *ret_head)
{
	const struct lic_http_server *server = request->worker->server;
	struct lic_http_exchange *ex = &request->ex;
	const struct lic_http_view view = {.is_tls = server->settings.tls_certificate != NULL,
		.is_proxy = request->conn->is_proxy,
		.authority = server->authority};
	struct lic_http_target target = {0};

	LIC_TRY(lic_http__head_read(request->conn->mhd, line, ret_head));
	LIC_TRY(lic_http__target_split(ex->arena, request->target, &target));
	LIC_TRY(lic_http__origin(ex->arena, ret_head, &target, &view, &ex->origin));
	ex->method = line->method;
	ex->is_http11 = ret_head->is_http11;
	ex->path = target.path;
	ex->query = target.query;
	return request->conn->is_proxy && ret_head->forwarded_count > 0
		? find_client(request, ret_head)
		: LIC_OK_RC;
}

/* Asks how much body the request may carry, and refuses at once what announces far too much. */
static enum MHD_Result start_body(struct lic_http_request *request, struct MHD_Connection *mhd,
	const struct lic_http_head *head)
{
	const struct lic_http_server *server = request->worker->server;

	request->is_seen = true;

	struct lic_http_plan plan = server->app.plan(server->app.app, &request->ex);

	request->body_limit = plan.body_limit;
	lic_http__body_init(&request->body, plan.to_file ? server->settings.temp_dir : NULL);
	if (head->length <= plan.body_limit) {
		return MHD_YES;
	}
	if (head->fields[LIC_HTTP_FIELD_EXPECT] != NULL ||
		head->length - plan.body_limit > LINGER_BYTES) {
		return refuse(request, mhd, LIC_HTTP_BODY_TOO_LARGE);
	}
	discard(request, LIC_HTTP_BODY_TOO_LARGE);
	return MHD_YES;
}

static enum MHD_Result start_request(struct lic_http_request *request, struct MHD_Connection *mhd,
	const char *method, const char *version)
{
	const struct lic_http_line line = {.method = method,
		.target = request->raw_target,
		.target_len = request->raw_target_len,
		.version = version,
		.is_layout_known = request->worker->server->is_layout_known};
	struct lic_http_head head = {0};
	lic_rc rc = read_head(request, &line, &head);

	const char *expect = head.fields[LIC_HTTP_FIELD_EXPECT];

	if (!lic_ok(rc)) {
		return refuse(request, mhd,
			rc.code == LIC_E_NOMEM ? LIC_HTTP_TOO_BUSY : LIC_HTTP_BAD_FRAMING);
	}
	if (request->conn->is_stranger) {
		return refuse(request, mhd, LIC_HTTP_NOT_SECURE);
	}
	/* RFC 9110 10.1.1: an expectation of HTTP/1.0 is ignored */
	if (head.is_http11 && expect != NULL && strcasecmp(expect, "100-continue") != 0) {
		return refuse(request, mhd, LIC_HTTP_BAD_EXPECT);
	}
	lic_http__conn_set_state(request->conn, LIC_HTTP_CONN_BODY);
	request->phase = LIC_HTTP_PHASE_BODY;
	return head.has_body ? start_body(request, mhd, &head) : MHD_YES;
}

static enum lic_http_refusal body_refusal(lic_rc rc)
{
	return rc.code == LIC_E_UNAVAILABLE ? LIC_HTTP_NO_SPACE : LIC_HTTP_TOO_BUSY;
}

/* Takes a piece of body. MHD_NO closes the connection, on a client that does not stop sending. */
static enum MHD_Result take_body(struct lic_http_request *request, const char *data, size_t size)
{
	request->body_seen += size;
	if (request->phase == LIC_HTTP_PHASE_BODY) {
		if (request->body_seen > request->body_limit) {
			discard(request, LIC_HTTP_BODY_TOO_LARGE);
		} else {
			lic_rc rc = lic_http__body_add(&request->body, data, size);

			if (!lic_ok(rc)) {
				discard(request, body_refusal(rc));
			}
		}
	}
	return request->body_seen > request->body_limit &&
			request->body_seen - request->body_limit > LINGER_BYTES
		? MHD_NO
		: MHD_YES;
}

/* Runs the handler of a complete request. */
static enum MHD_Result run_handler(struct lic_http_request *request, struct MHD_Connection *mhd)
{
	struct lic_http_worker *worker = request->worker;
	const struct lic_http_app *app = &worker->server->app;

	if (request->phase == LIC_HTTP_PHASE_DISCARD) {
		return refuse(request, mhd, request->refusal);
	}
	request->ex.body_len = request->body.len;

	lic_rc rc = lic_http__body_finish(&request->body, &request->ex.body);

	if (!lic_ok(rc)) {
		return refuse(request, mhd, body_refusal(rc));
	}
	set_busy(request->conn);
	request->is_seen = true;
	lic_http__pass_begin(worker);
	if (app->handle(app->app, &request->ex) == LIC_HTTP_RESPOND) {
		return lic_http__respond(request, mhd);
	}
	/* From handle() on another thread may have completed the exchange already; that it did is
	 * learned in the loop. */
	request->phase = LIC_HTTP_PHASE_DEFERRED;
	request->conn->is_deferred = true;
	worker->deferred++;
	MHD_suspend_connection(mhd);
	return MHD_YES;
}

/* size: the library prescribes the eight parameters. */
enum MHD_Result lic_http__on_request(void *cls, struct MHD_Connection *mhd, const char *url,
	const char *method, const char *version, const char *data, size_t *size, void **context)
{
	const struct lic_http_worker *worker = cls;
	struct lic_http_request *request = *context;
	size_t len = *size;

	(void)url;
	if (request == NULL) { /* memory was out */
		return MHD_NO;
	}
	switch (request->phase) {
	case LIC_HTTP_PHASE_HEAD:
		return worker->is_cut ? MHD_NO : start_request(request, mhd, method, version);
	case LIC_HTTP_PHASE_BODY:
	case LIC_HTTP_PHASE_DISCARD:
		*size = 0;
		return len > 0 ? take_body(request, data, len) : run_handler(request, mhd);
	case LIC_HTTP_PHASE_FINISHED:
		return lic_http__respond(request, mhd);
	case LIC_HTTP_PHASE_DEFERRED:
	case LIC_HTTP_PHASE_ANSWERED:
		break;
	}
	return MHD_YES;
}

void lic_http__request_resume(struct lic_http_worker *worker)
{
	const struct lic_http_app *app = &worker->server->app;
	struct lic_http_request *newest = atomic_load(&worker->completed) == NULL
		? NULL
		: atomic_exchange(&worker->completed, NULL);
	struct lic_http_request *oldest = NULL;

	while (newest != NULL) { /* first come, first answered */
		struct lic_http_request *next = newest->next;

		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	while (oldest != NULL) {
		struct lic_http_request *request = oldest;

		oldest = request->next;
		lic_http__pass_begin(worker);
		if (app->finish(app->app, &request->ex) == LIC_HTTP_DEFER) {
			continue; /* with another thread once more */
		}
		request->phase = LIC_HTTP_PHASE_FINISHED;
		request->conn->is_deferred = false;
		worker->deferred--;
		MHD_resume_connection(request->conn->mhd);
	}
}

/* Answers in the library's place and closes, so that its answer with two heads finds no way out. */
static void answer_first(const struct lic_http_conn *conn)
{
	static const char answer[] =
		"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

	if (conn->worker->server->settings.tls_certificate == NULL) {
		(void)send(conn->fd, answer, sizeof(answer) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	}
	(void)shutdown(conn->fd, SHUT_RDWR);
}

/*
 * The library refuses some heads itself (a malformed Content-Length, too many cookies) after it has
 * read them and before it calls us, and the version of Debian 12 then sends two heads for one body,
 * which desynchronises a proxy. Its log is the only thing it calls in between. A connection whose
 * head is complete and which has not come to on_request yet can only be the one being refused.
 */
void lic_http__on_message(void *cls, const char *fmt, va_list args)
{
	struct lic_http_worker *worker = cls;

	if (worker->daemon == NULL) { /* it is just starting */
		(void)vsnprintf(worker->message, sizeof(worker->message), fmt, args);
		return;
	}
	for (const struct lic_http_conn *conn = worker->heads; conn != NULL; conn = conn->next) {
		if (MHD_get_connection_info(conn->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE) !=
			NULL) {
			answer_first(conn);
			return;
		}
	}
}

/* Gives `ex` back to `worker`, which the caller has counted itself in on. Returns whether the
 * worker must be woken; else whoever gave back the one before has woken it, or is about to. */
static bool give_to_worker(struct lic_http_exchange *ex, struct lic_http_worker *worker)
{
	void *first = ex; /* as in request_of() */
	struct lic_http_request *request = first;
	struct lic_http_request *newest = atomic_load(&worker->completed);

	do {
		request->next = newest;
	} while (!atomic_compare_exchange_weak(&worker->completed, &newest, request));
	return newest == NULL;
}

void lic_http_complete(struct lic_http_exchange *ex)
{
	struct lic_http_worker *worker = request_of(ex)->worker;

	/* Counted in before the push and out as the last touch, so that the worker outlives this
	 * call. */
	atomic_fetch_add(&worker->completing, 1);
	if (give_to_worker(ex, worker)) {
		lic_http__worker_wake(worker);
	}
	atomic_fetch_sub(&worker->completing, 1);
}

static bool is_noted(const struct lic_http_wakes *wakes, const struct lic_http_worker *worker)
{
	for (unsigned i = 0; i < wakes->count; i++) {
		if (wakes->workers[i] == worker) {
			return true;
		}
	}
	return false;
}

void lic_http_complete_later(struct lic_http_exchange *ex, struct lic_http_wakes *wakes)
{
	struct lic_http_worker *worker = request_of(ex)->worker;

	atomic_fetch_add(&worker->completing, 1);
	if (give_to_worker(ex, worker) && !is_noted(wakes, worker)) {
		wakes->workers[wakes->count++] = worker; /* counted in until it is woken */
		return;
	}
	atomic_fetch_sub(&worker->completing, 1);
}

void lic_http_wake(struct lic_http_wakes *wakes)
{
	for (unsigned i = 0; i < wakes->count; i++) {
		lic_http__worker_wake(wakes->workers[i]);
		atomic_fetch_sub(&wakes->workers[i]->completing, 1);
	}
	wakes->count = 0;
}

static const char *given_header(const struct lic_http_exchange *ex, const char *name)
{
	for (size_t i = 0; i < ex->given_count; i++) {
		if (strcasecmp(ex->given[i].name, name) == 0) {
			return ex->given[i].value;
		}
	}
	return NULL;
}

const char *lic_http_request_header(const struct lic_http_exchange *ex, const char *name)
{
	const struct lic_http_request *request = request_of(ex);
	const char *value = NULL;
	size_t len = 0;

	if (ex->given != NULL) {
		return given_header(ex, name);
	}
	if (MHD_lookup_connection_value_n(request->conn->mhd, MHD_HEADER_KIND, name, strlen(name),
		    &value, &len) != MHD_YES ||
		value == NULL) {
		return NULL;
	}

	size_t trimmed = len;

	while (trimmed > 0 && (value[trimmed - 1] == ' ' || value[trimmed - 1] == '\t')) {
		trimmed--;
	}
	return trimmed == len ? value : lic_arena_copy(ex->arena, value, trimmed);
}
