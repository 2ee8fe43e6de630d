/*
 * What black-box tests cannot bring about on demand: a full write queue, large bodies from the
 * wrong people, and failures of ours, whose words must not reach a client. The HTTP server is left
 * out: three of its functions are stood in for here.
 */
#include "api/answer_int.h"
#include "api/dispatch_int.h"
#include "service/tenants.h"

#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)8 * 1024 * 1024)
#define NOW_MS INT64_C(1780000000000)
#define REPLY_BYTES ((size_t)1024 * 1024)

/* A request as the server would have it. First the exchange, so that an exchange is its request. */
struct call {
	struct lic_http_exchange ex; /* what the application sees */
	const char *authorization;   /* request header, or NULL */
	sem_t completed;             /* posted by lic_http_complete() */
};

const char *lic_http_request_header(const struct lic_http_exchange *ex, const char *name)
{
	const struct call *call = (const struct call *)(const void *)ex;

	return strcasecmp(name, "Authorization") == 0 ? call->authorization : NULL;
}

void lic_http_add_header(struct lic_http_exchange *ex, const char *name, const char *value)
{
	assert_true(ex->header_count < LIC_HTTP_HEADERS_MAX);
	ex->headers[ex->header_count++] = (struct lic_http_header){name, value};
}

void lic_http_complete(struct lic_http_exchange *ex)
{
	struct call *call = (struct call *)(void *)ex;

	(void)sem_post(&call->completed);
}

void lic_http_complete_later(struct lic_http_exchange *ex, struct lic_http_wakes *wakes)
{
	(void)wakes;
	lic_http_complete(ex);
}

void lic_http_wake(struct lic_http_wakes *wakes)
{
	(void)wakes;
}

/* An organisation in a file of its own, and the interface on it. */
struct fixture {
	char folder[64];                 /* where the file is */
	char url[160];                   /* its address */
	char bearer[128];                /* "Bearer …" of a global administrator */
	struct lic_catalog_cache *cache; /* of the interface */
	struct lic_writer *writer;       /* with room for one waiting job */
	struct lic_api *api;             /* under test */
	const struct lic_http_app *app;  /* its table */
	void *worker;                    /* one worker */
};

static void make_organisation(struct fixture *f)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	LIC_AUTO(lic_db_closep) struct lic_db *db = NULL;
	struct lic_err err = {0};
	struct lic_ctx ctx = {.arena = arena,
		.err = &err,
		.cache = f->cache,
		.now_ms = NOW_MS,
		.correlation = "test"};
	struct lic_token token;
	const char *text = NULL;

	assert_int_equal(lic_db_open(f->url, LIC_DB_CREATE, &err, &db).code, LIC_OK);
	ctx.db = db;
	ctx.caller.actor_name = "test";
	assert_int_equal(lic_db_begin(db, LIC_TX_WRITE, &err).code, LIC_OK);
	assert_int_equal(lic_tenant_init(&ctx, "Contoso", "contoso.example", "NL").code, LIC_OK);
	assert_int_equal(lic_token_create(&ctx, "test", LIC_ROLE_GLOBAL_ADMIN, LIC_TOKEN_DAYS_MAX,
				 &token, &text)
				 .code,
		LIC_OK);
	assert_int_equal(lic_db_commit(db).code, LIC_OK);
	(void)snprintf(f->bearer, sizeof(f->bearer), "Bearer %s", text);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct lic_writer_settings one = {.queue_limit = 1, .batch_max = LIC_WRITER_BATCH_MAX};
	struct lic_err err = {0};

	assert_non_null(f);
	(void)snprintf(f->folder, sizeof(f->folder), "/tmp/licentia-test-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	(void)snprintf(f->url, sizeof(f->url), "sqlite:%s/test.db", f->folder);
	f->cache = lic_catalog_cache_new(lic_api_catalog_forms);
	make_organisation(f);
	assert_int_equal(lic_writer_new(f->url, &one, &err, &f->writer).code, LIC_OK);
	struct lic_api_settings settings = {.db_url = f->url,
		.writer = f->writer,
		.cache = f->cache};

	assert_int_equal(lic_api_new(&settings, &err, &f->api).code, LIC_OK);
	f->app = lic_api_http_app(f->api);
	assert_int_equal(f->app->worker_start(f->app->app, &err, &f->worker).code, LIC_OK);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	static const char *const endings[] = {"", "-wal", "-shm"};
	struct fixture *f = *state;
	char name[192];

	f->app->worker_stop(f->app->app, f->worker);
	lic_writer_free(f->writer);
	lic_api_free(f->api);
	lic_catalog_cache_free(f->cache);
	for (size_t i = 0; i < LIC_COUNT(endings); i++) {
		(void)snprintf(name, sizeof(name), "%s/test.db%s", f->folder, endings[i]);
		(void)unlink(name);
	}
	assert_int_equal(rmdir(f->folder), 0);
	free(f);
	return 0;
}

static void make_call(const struct fixture *f, const char *method, const char *path,
	const char *body, struct call *call)
{
	*call = (struct call){
		.ex = {.method = method,
			.path = path,
			.query = "",
			.remote = "127.0.0.1",
			.origin = "http://127.0.0.1:1",
			.body = body,
			.body_len = strlen(body),
			.arena = lic_arena_new(ARENA_BYTES),
			.worker = f->worker},
		.authorization = f->bearer,
	};
	assert_int_equal(sem_init(&call->completed, 0, 0), 0);
	lic_buf_init(&call->ex.reply, REPLY_BYTES);
}

static void end_call(const struct fixture *f, struct call *call)
{
	f->app->done(f->app->app, &call->ex);
	lic_buf_done(&call->ex.reply);
	lic_arena_free(call->ex.arena);
	(void)sem_destroy(&call->completed);
}

static const char *header_of(const struct call *call, const char *name)
{
	for (size_t i = 0; i < call->ex.header_count; i++) {
		if (strcasecmp(call->ex.headers[i].name, name) == 0) {
			return call->ex.headers[i].value;
		}
	}
	return NULL;
}

static void assert_says(const struct call *call, unsigned status, const char *text)
{
	if (call->ex.status != status || strstr(call->ex.reply.data, text) == NULL) {
		print_error("%u: %s\n", call->ex.status, call->ex.reply.data);
	}
	assert_int_equal(call->ex.status, status);
	assert_non_null(strstr(call->ex.reply.data, text));
}

/* A job that keeps the writer until it is let go. */
struct plug {
	struct lic_write_job job; /* first, so that a job is its plug */
	sem_t running;            /* posted when the writer has it */
	sem_t go;                 /* posted to let it end */
	sem_t over;               /* posted when it has ended */
};

static lic_rc run_plug(struct lic_db *db, struct lic_write_job *job)
{
	struct plug *plug = (struct plug *)(void *)job;

	(void)db;
	(void)sem_post(&plug->running);
	(void)sem_wait(&plug->go);
	return LIC_OK_RC;
}

static void end_plug(struct lic_write_job *job, lic_rc rc)
{
	struct plug *plug = (struct plug *)(void *)job;

	(void)rc;
	(void)sem_post(&plug->over);
}

static void block_writer(const struct fixture *f, struct plug *plug, struct lic_err *err)
{
	*plug = (struct plug){.job = {.run = run_plug, .done = end_plug, .err = err}};
	assert_int_equal(sem_init(&plug->running, 0, 0), 0);
	assert_int_equal(sem_init(&plug->go, 0, 0), 0);
	assert_int_equal(sem_init(&plug->over, 0, 0), 0);
	assert_int_equal(lic_writer_submit(f->writer, &plug->job).code, LIC_OK);
	(void)sem_wait(&plug->running);
}

static void test_api_dispatch__a_full_queue_is_429_and_nothing_is_done(void **state)
{
	static const char body[] = "{\"name\":\"one\",\"role\":\"Global Reader\"}";
	struct fixture *f = *state;
	struct lic_err err = {0};
	struct plug plug;
	struct call waiting;
	struct call refused;

	block_writer(f, &plug, &err);
	make_call(f, "POST", "/api/v1/tokens", body, &waiting);
	make_call(f, "POST", "/api/v1/tokens", body, &refused);
	assert_int_equal(f->app->handle(f->app->app, &waiting.ex), LIC_HTTP_DEFER);
	assert_int_equal(f->app->handle(f->app->app, &refused.ex), LIC_HTTP_RESPOND);
	assert_says(&refused, 429,
		"{\"error\":{\"code\":\"TooManyRequests\",\"message\":\"Please retry again later.\"");
	assert_string_equal(header_of(&refused, "Retry-After"), "1");
	end_call(f, &refused);

	(void)sem_post(&plug.go);
	(void)sem_wait(&waiting.completed);
	(void)sem_wait(&plug.over);
	f->app->finish(f->app->app, &waiting.ex);
	assert_says(&waiting, 201, "\"name\":\"one\"");
	end_call(f, &waiting);
	f->app->pass_end(f->app->app, f->worker);

	make_call(f, "GET", "/api/v1/tokens", "", &waiting);
	assert_int_equal(f->app->handle(f->app->app, &waiting.ex), LIC_HTTP_RESPOND);
	assert_says(&waiting, 200, "\"one\"");
	assert_null(strstr(strstr(waiting.ex.reply.data, "\"one\"") + 1, "\"one\"")); /* once, not
											 twice */
	end_call(f, &waiting);
	f->app->pass_end(f->app->app, f->worker);
}

static void test_api_dispatch__a_large_body_is_taken_only_from_who_may_send_it(void **state)
{
	struct fixture *f = *state;
	struct lic_http_plan plan;
	struct call call;

	make_call(f, "POST", "/api/v1/users/import", "", &call);
	plan = f->app->plan(f->app->app, &call.ex);
	assert_true(plan.body_limit >= (size_t)1024 * 1024 * 1024 && plan.to_file);

	call.authorization = NULL;
	plan = f->app->plan(f->app->app, &call.ex);
	assert_true(plan.body_limit == 0 && !plan.to_file);
	f->app->refuse(f->app->app, &call.ex, LIC_HTTP_BODY_TOO_LARGE);
	assert_says(&call, 401, "InvalidAuthenticationToken");
	end_call(f, &call);

	make_call(f, "POST", "/v1.0/users", "", &call);
	assert_true(f->app->plan(f->app->app, &call.ex).body_limit == LIC_API_BODY_BYTES);
	f->app->refuse(f->app->app, &call.ex, LIC_HTTP_BODY_TOO_LARGE);
	assert_says(&call, 413, "at most 1048576 bytes");
	end_call(f, &call);
}

static void test_api_dispatch__every_refusal_of_the_server_has_the_envelope(void **state)
{
	static const unsigned statuses[] = {
		[LIC_HTTP_BAD_FRAMING] = 400,
		[LIC_HTTP_BODY_TOO_LARGE] = 404, /* the path is unknown: said before the size */
		[LIC_HTTP_TOO_BUSY] = 503,
		[LIC_HTTP_NO_SPACE] = 507,
		[LIC_HTTP_BAD_EXPECT] = 417,
	};
	struct fixture *f = *state;
	struct call call;

	for (size_t i = 0; i < LIC_COUNT(statuses); i++) {
		make_call(f, "GET", "/nothing", "", &call);
		f->app->refuse(f->app->app, &call.ex, (enum lic_http_refusal)i);
		assert_says(&call, statuses[i], "{\"error\":{\"code\":\"");
		assert_says(&call, statuses[i], "\"innerError\":{\"date\":\"");
		assert_non_null(header_of(&call, "request-id"));
		end_call(f, &call);
	}
}

/* A failure, and what a client may read of it. `message` may have %s for the file's name. */
struct failure_row {
	const char *public_code;
	const char *message;
	const char *shown_code;
	const char *shown;
	enum lic_code code;
	unsigned status;
};

static const struct failure_row failure_rows[] = {
	{NULL, "The disk that holds %s is full: nothing was changed. Free some space and try again.",
		"ServiceUnavailable",
		"The disk that holds the database is full: nothing was changed. Free some space and try again.",
		LIC_E_UNAVAILABLE, 503},
	{NULL, "%s cannot be written: check its owner and permissions.", "ServiceUnavailable",
		"The database cannot be written: check its owner and permissions.",
		LIC_E_UNAVAILABLE, 503},
	{NULL, "%s is locked: try again.", "ServiceUnavailable",
		"The database is locked: try again.", LIC_E_BUSY, 503},
	{NULL, "/somewhere/else is away", "ServiceUnavailable",
		"The database cannot be reached. The server's log says why.", LIC_E_UNAVAILABLE,
		503},
	{NULL, "%s is damaged: restore it from a backup.", "InternalServerError",
		"The server could not answer this request. Its log says why, under this request-id.",
		LIC_E_CORRUPT, 500},
	{NULL, "SQLite: no such table: secret", "InternalServerError",
		"The server could not answer this request. Its log says why, under this request-id.",
		LIC_E_BUG, 500},
	{NULL, "", "InternalServerError",
		"The server could not answer this request. Its log says why, under this request-id.",
		LIC_E_NOMEM, 500},
	{NULL, "The change contradicts what is stored in %s.", "InternalServerError",
		"The server could not answer this request. Its log says why, under this request-id.",
		LIC_E_CONFLICT, 500},
	{"Request_BadRequest", "User does not have a corresponding license.", "Request_BadRequest",
		"User does not have a corresponding license.", LIC_E_CONFLICT, 400},
	{NULL, "", "Request_BadRequest", "The request asks for more than is possible at once.",
		LIC_E_LIMIT, 400},
	{"Request_ResourceNotFound", "gone", "Request_ResourceNotFound", "gone", LIC_E_NOTFOUND,
		404},
	{"InvalidAuthenticationToken", "no", "InvalidAuthenticationToken", "no", LIC_E_DENIED, 401},
	{"Authorization_RequestDenied", "no", "Authorization_RequestDenied", "no", LIC_E_DENIED,
		403},
};

static void test_api_dispatch__our_failures_are_logged_and_not_told(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < LIC_COUNT(failure_rows); i++) {
		const struct failure_row *row = &failure_rows[i];
		const char *hole = strstr(row->message, "%s");
		struct lic_api_request *req = NULL;
		struct call call;
		char text[512];

		make_call(f, "GET", "/v1.0/users", "", &call);
		assert_int_equal(lic_api__start(f->api, &call.ex, &req).code, LIC_OK);
		req->rc = lic_err_set(&req->err, row->code, row->public_code, "%.*s%s%s",
			hole == NULL ? 0 : (int)(hole - row->message), row->message,
			hole == NULL ? "" : f->url + strlen("sqlite:"),
			hole == NULL ? row->message : hole + 2);
		lic_api__fail(req);
		(void)snprintf(text, sizeof(text),
			"{\"error\":{\"code\":\"%s\",\"message\":\"%s\",", row->shown_code,
			row->shown);
		assert_says(&call, row->status, text);
		assert_null(strstr(call.ex.reply.data, f->folder));
		end_call(f, &call);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_api_dispatch__a_full_queue_is_429_and_nothing_is_done, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_api_dispatch__a_large_body_is_taken_only_from_who_may_send_it, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_api_dispatch__every_refusal_of_the_server_has_the_envelope, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_api_dispatch__our_failures_are_logged_and_not_told, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
