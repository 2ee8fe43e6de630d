/*
 * A small server over http/server.h for the black-box tests of that layer. Arguments are name=value
 *(see `options`); it prints "ready PORT", obeys lines on standard input ("release" completes what
 * /hold keeps), and on SIGTERM stops and prints its counts.
 *
 *	/echo          the request: its body, or a description when it has none
 *	/defer         the same, completed by another thread
 *	/hold          the same, completed after "release"
 *	/block         the same, but the worker itself waits for "release"
 *	/sum           length and FNV-1a hash of the body, which may be large
 *	/huge?N        N bytes
 *	/stream?N      N pieces of 4,096 bytes, each made when the one before has been taken; the
 *		       header X-Http11 tells whether the client may be answered so
 *	/stream/broken?N  the same, but what follows the last of them fails
 *	/worker        the number of the worker that runs it
 *	/close         closes the connection after the response
 *	/bad/NAME      a response that the server must not send (see `bad_routes`)
 *
 * Threading: as http/server.h asks; the lists are behind one mutex, the counts are atomic.
 */
#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "http/server.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define LINE_BYTES 256
#define SMALL_BODY_BYTES ((size_t)64 * 1024)

/* An exchange that waits for a thread. */
struct waiting {
	struct waiting *next;         /* next in the list */
	struct lic_http_exchange *ex; /* not to be touched once completed */
};

/* What the arguments say. */
struct options {
	struct lic_http_settings http; /* for the server */
	long long grace_ms;            /* for stopping */
	long long body_limit;          /* bytes that /sum takes */
	long long fsize;               /* RLIMIT_FSIZE in bytes, or -1 */
	long long nofile;              /* RLIMIT_NOFILE, or -1 */
};

/* The whole program's state. */
struct echo {
	struct options options;   /* see there */
	pthread_mutex_t mutex;    /* guards what follows up to changed */
	struct waiting *deferred; /* to be completed at once */
	struct waiting *held;     /* to be completed after "release" */
	bool is_over;             /* the completing thread shall end */
	unsigned releases;        /* how often "release" came */
	pthread_cond_t released;  /* releases changed */
	pthread_cond_t changed;   /* deferred or is_over changed */
	atomic_uint handled;      /* calls of handle */
	atomic_uint finished;     /* calls of finish */
	atomic_uint seen;         /* exchanges of which a `done` is due */
	atomic_uint done;         /* calls of done */
	atomic_uint pulls;        /* pieces that were asked for */
	atomic_uint begins;       /* calls of pass_begin */
	atomic_uint ends;         /* calls of pass_end */
	atomic_uint started;      /* calls of worker_start */
	atomic_uint stopped;      /* calls of worker_stop */
};

static void die(const char *what)
{
	(void)fprintf(stderr, "http_echo: %s\n", what);
	exit(2);
}

static void push(struct waiting **list, struct lic_http_exchange *ex)
{
	struct waiting *waiting = malloc(sizeof(*waiting));

	if (waiting == NULL) {
		die("out of memory");
		return;
	}
	*waiting = (struct waiting){*list, ex};
	*list = waiting;
}

/* Completes exchanges. `user` shows that another thread had them. */
static void complete_all(struct waiting *list)
{
	static char deferred[] = "deferred";

	while (list != NULL) {
		struct waiting *next = list->next;

		list->ex->user = deferred;
		lic_http_complete(list->ex);
		free(list);
		list = next;
	}
}

static void *run_completer(void *arg)
{
	struct echo *echo = arg;

	for (bool is_over = false; !is_over;) {
		(void)pthread_mutex_lock(&echo->mutex);
		while (echo->deferred == NULL && !echo->is_over) {
			(void)pthread_cond_wait(&echo->changed, &echo->mutex);
		}
		struct waiting *all = LIC_TAKE(echo->deferred);

		is_over = echo->is_over;
		(void)pthread_mutex_unlock(&echo->mutex);
		complete_all(all);
	}
	return NULL;
}

static void release_held(struct echo *echo)
{
	(void)pthread_mutex_lock(&echo->mutex);
	struct waiting *all = LIC_TAKE(echo->held);

	echo->releases++;
	(void)pthread_cond_broadcast(&echo->released);
	(void)pthread_mutex_unlock(&echo->mutex);
	complete_all(all);
}

static void *run_commands(void *arg)
{
	char line[LINE_BYTES];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (strcmp(line, "release\n") == 0) {
			release_held(arg);
		}
	}
	return NULL;
}

static void describe(struct lic_http_exchange *ex)
{
	const char *test = lic_http_request_header(ex, "x-test");

	ex->status = 200;
	lic_http_add_header(ex, "Content-Type", "text/plain");
	if (ex->body_len > 0) {
		lic_buf_add(&ex->reply, ex->body, ex->body_len);
		return;
	}
	lic_buf_printf(&ex->reply,
		"method=%s\npath=%s\nquery=%s\nremote=%s\nclient=%s\norigin=%s\nx-test=%s\nuser=%s\n",
		ex->method, ex->path, ex->query, ex->remote, ex->client_address, ex->origin,
		test != NULL ? test : "(none)",
		ex->user != NULL ? (const char *)ex->user : "(none)");
}

static enum lic_http_next do_echo(struct echo *echo, struct lic_http_exchange *ex)
{
	(void)echo;
	describe(ex);
	return LIC_HTTP_RESPOND;
}

static enum lic_http_next do_defer(struct echo *echo, struct lic_http_exchange *ex)
{
	(void)pthread_mutex_lock(&echo->mutex);
	push(&echo->deferred, ex);
	(void)pthread_cond_signal(&echo->changed);
	(void)pthread_mutex_unlock(&echo->mutex);
	return LIC_HTTP_DEFER;
}

static enum lic_http_next do_hold(struct echo *echo, struct lic_http_exchange *ex)
{
	(void)pthread_mutex_lock(&echo->mutex);
	push(&echo->held, ex);
	(void)pthread_mutex_unlock(&echo->mutex);
	printf("held\n");
	(void)fflush(stdout);
	return LIC_HTTP_DEFER;
}

static enum lic_http_next do_block(struct echo *echo, struct lic_http_exchange *ex)
{
	(void)pthread_mutex_lock(&echo->mutex);
	printf("held\n");
	(void)fflush(stdout);
	for (unsigned before = echo->releases; before == echo->releases;) {
		(void)pthread_cond_wait(&echo->released, &echo->mutex);
	}
	(void)pthread_mutex_unlock(&echo->mutex);
	return do_echo(echo, ex);
}

static enum lic_http_next do_sum(struct echo *echo, struct lic_http_exchange *ex)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	(void)echo;
	/* The terminating NUL is part of the promise, so it is read, too. */
	for (size_t i = 0; i < ex->body_len + (ex->body[ex->body_len] == '\0' ? 0 : 1); i++) {
		hash = (hash ^ (unsigned char)ex->body[i]) * UINT64_C(1099511628211);
	}
	ex->status = 200;
	lic_buf_printf(&ex->reply, "%zu %016" PRIx64 "\n", ex->body_len, hash);
	return LIC_HTTP_RESPOND;
}

static enum lic_http_next do_huge(struct echo *echo, struct lic_http_exchange *ex)
{
	char block[1024];
	long long left = 0;

	(void)echo;
	memset(block, 'x', sizeof(block));
	ex->status = lic_text_to_int(ex->query, 0, 1LL << 30, &left) ? 200 : 400;
	while (left > 0) {
		size_t len = left < (long long)sizeof(block) ? (size_t)left : sizeof(block);

		lic_buf_add(&ex->reply, block, len);
		left -= (long long)len;
	}
	return LIC_HTTP_RESPOND;
}

#define PIECE_BYTES 4096

/* A response that is made while it is sent. */
struct stream {
	long long left; /* pieces to come */
	bool fails;     /* behind them */
};

static lic_rc next_piece(void *app, struct lic_http_exchange *ex, bool *ret_more)
{
	struct echo *echo = app;
	struct stream *stream = ex->user;
	char piece[PIECE_BYTES];

	atomic_fetch_add(&echo->pulls, 1);
	if (stream->left == 0) {
		return LIC_RC(LIC_E_UNAVAILABLE);
	}
	stream->left--;
	memset(piece, 'a' + (int)(stream->left % 26), sizeof(piece));
	lic_buf_add(&ex->reply, piece, sizeof(piece));
	*ret_more = stream->left > 0 || stream->fails;
	return LIC_OK_RC;
}

static enum lic_http_next stream(struct lic_http_exchange *ex, bool fails)
{
	struct stream *stream = lic_arena_alloc(ex->arena, sizeof(*stream));

	if (stream == NULL || !lic_text_to_int(ex->query, 1, 1LL << 40, &stream->left)) {
		ex->status = 400;
		return LIC_HTTP_RESPOND;
	}
	stream->fails = fails;
	ex->user = stream;
	ex->status = 200;
	ex->pull = next_piece;
	lic_http_add_header(ex, "X-Http11", ex->is_http11 ? "yes" : "no");
	return LIC_HTTP_RESPOND;
}

static enum lic_http_next do_stream(struct echo *echo, struct lic_http_exchange *ex)
{
	(void)echo;
	return stream(ex, false);
}

static enum lic_http_next do_stream_broken(struct echo *echo, struct lic_http_exchange *ex)
{
	(void)echo;
	return stream(ex, true);
}

static enum lic_http_next do_worker(struct echo *echo, struct lic_http_exchange *ex)
{
	const unsigned *number = ex->worker;

	(void)echo;
	ex->status = 200;
	lic_buf_printf(&ex->reply, "%u\n", *number);
	return LIC_HTTP_RESPOND;
}

static enum lic_http_next do_close(struct echo *echo, struct lic_http_exchange *ex)
{
	ex->close = true;
	return do_echo(echo, ex);
}

static enum lic_http_next do_split(struct echo *echo, struct lic_http_exchange *ex)
{
	lic_http_add_header(ex, "X-Injected", "a\r\nX-Evil: b");
	return do_echo(echo, ex);
}

static enum lic_http_next do_length(struct echo *echo, struct lic_http_exchange *ex)
{
	lic_http_add_header(ex, "Content-Length", "1");
	return do_echo(echo, ex);
}

static enum lic_http_next do_forget(struct echo *echo, struct lic_http_exchange *ex)
{
	(void)echo;
	lic_buf_puts(&ex->reply, "no status");
	return LIC_HTTP_RESPOND;
}

static enum lic_http_next do_many(struct echo *echo, struct lic_http_exchange *ex)
{
	for (unsigned i = 0; i < LIC_HTTP_HEADERS_MAX; i++) {
		lic_http_add_header(ex, "X-Many", "1");
	}
	return do_echo(echo, ex);
}

static enum lic_http_next do_overflow(struct echo *echo, struct lic_http_exchange *ex)
{
	lic_buf_done(&ex->reply);
	lic_buf_init(&ex->reply, 4);
	return do_echo(echo, ex);
}

static const struct {
	const char *path;
	enum lic_http_next (*run)(struct echo *echo, struct lic_http_exchange *ex);
} routes[] = {
	{"/echo", do_echo},
	{"/defer", do_defer},
	{"/hold", do_hold},
	{"/block", do_block},
	{"/sum", do_sum},
	{"/huge", do_huge},
	{"/stream", do_stream},
	{"/stream/broken", do_stream_broken},
	{"/worker", do_worker},
	{"/close", do_close},
	{"/bad/split", do_split},
	{"/bad/length", do_length},
	{"/bad/status", do_forget},
	{"/bad/many", do_many},
	{"/bad/overflow", do_overflow},
};

/* Counts an exchange once, however many calls it gets. */
static void see(struct echo *echo, const struct lic_http_exchange *ex)
{
	(void)ex;
	atomic_fetch_add(&echo->seen, 1);
}

static lic_rc start_worker(void *app, struct lic_err *err, void **ret_worker)
{
	struct echo *echo = app;
	unsigned *number = malloc(sizeof(*number));

	if (number == NULL) {
		return lic_err_set(err, LIC_E_NOMEM, NULL, "out of memory");
	}
	*number = atomic_fetch_add(&echo->started, 1);
	*ret_worker = number;
	return LIC_OK_RC;
}

static void stop_worker(void *app, void *worker)
{
	struct echo *echo = app;

	free(worker);
	atomic_fetch_add(&echo->stopped, 1);
}

static void begin_pass(void *app, void *worker)
{
	struct echo *echo = app;

	(void)worker;
	atomic_fetch_add(&echo->begins, 1);
}

static void end_pass(void *app, void *worker)
{
	struct echo *echo = app;

	(void)worker;
	atomic_fetch_add(&echo->ends, 1);
}

static struct lic_http_plan plan(void *app, const struct lic_http_exchange *ex)
{
	const struct echo *echo = app;

	if (strcmp(ex->path, "/sum") == 0) {
		return (struct lic_http_plan){(size_t)echo->options.body_limit, true};
	}
	return (struct lic_http_plan){SMALL_BODY_BYTES, false};
}

static enum lic_http_next handle(void *app, struct lic_http_exchange *ex)
{
	struct echo *echo = app;

	atomic_fetch_add(&echo->handled, 1);
	see(echo, ex);
	for (size_t i = 0; i < LIC_COUNT(routes); i++) {
		if (strcmp(routes[i].path, ex->path) == 0) {
			return routes[i].run(echo, ex);
		}
	}
	(void)do_echo(echo, ex);
	ex->status = 404;
	return LIC_HTTP_RESPOND;
}

static enum lic_http_next finish(void *app, struct lic_http_exchange *ex)
{
	struct echo *echo = app;

	atomic_fetch_add(&echo->finished, 1);
	describe(ex);
	return LIC_HTTP_RESPOND;
}

static void refuse(void *app, struct lic_http_exchange *ex, enum lic_http_refusal why)
{
	static const struct {
		unsigned status;
		const char *name;
	} refusals[] = {
		[LIC_HTTP_BAD_FRAMING] = {400, "bad framing"},
		[LIC_HTTP_BODY_TOO_LARGE] = {413, "body too large"},
		[LIC_HTTP_TOO_BUSY] = {503, "too busy"},
		[LIC_HTTP_NO_SPACE] = {507, "no space"},
		[LIC_HTTP_BAD_EXPECT] = {417, "bad expect"},
		[LIC_HTTP_NOT_SECURE] = {403, "not secure"},
	};

	see(app, ex);
	ex->status = refusals[why].status;
	lic_buf_printf(&ex->reply, "refused: %s\n", refusals[why].name);
}

static void done(void *app, struct lic_http_exchange *ex)
{
	struct echo *echo = app;

	(void)ex;
	atomic_fetch_add(&echo->done, 1);
}

/* Reads name=value into the options; returns false for a name that is none. */
static bool read_text(struct options *options, const char *name, const char *value)
{
	const struct {
		const char *name;
		const char **text;
	} texts[] = {
		{"address", &options->http.address},
		{"cert", &options->http.tls_certificate},
		{"key", &options->http.tls_key},
		{"proxy", &options->http.trusted_proxy},
		{"temp", &options->http.temp_dir},
	};

	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		if (strcmp(texts[i].name, name) == 0) {
			*texts[i].text = value;
			return true;
		}
	}
	return false;
}

static bool read_number(struct options *options, const char *name, long long value)
{
	struct lic_http_settings *http = &options->http;

	if (strcmp(name, "port") == 0) {
		http->port = (uint16_t)value;
	} else if (strcmp(name, "workers") == 0) {
		http->workers = (unsigned)value;
	} else if (strcmp(name, "connections") == 0) {
		http->connection_limit = (unsigned)value;
	} else if (strcmp(name, "idle") == 0) {
		http->idle_timeout_s = (unsigned)value;
	} else if (strcmp(name, "request") == 0) {
		http->request_timeout_s = (unsigned)value;
	} else if (strcmp(name, "headers") == 0) {
		http->header_limit = (size_t)value;
	} else if (strcmp(name, "grace") == 0) {
		options->grace_ms = value;
	} else if (strcmp(name, "body") == 0) {
		options->body_limit = value;
	} else if (strcmp(name, "fsize") == 0) {
		options->fsize = value;
	} else if (strcmp(name, "nofile") == 0) {
		options->nofile = value;
	} else {
		return false;
	}
	return true;
}

static void read_arguments(struct options *options, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const char *equals = strchr(argv[i], '=');
		char name[LINE_BYTES] = "";
		long long number = 0;

		if (equals == NULL || (size_t)(equals - argv[i]) >= sizeof(name)) {
			die("arguments are name=value");
		}
		memcpy(name, argv[i], (size_t)(equals - argv[i]));
		if (!read_text(options, name, equals + 1) &&
			!(lic_text_to_int(equals + 1, 0, 1LL << 40, &number) &&
				read_number(options, name, number))) {
			die("bad argument");
		}
	}
}

static void set_limit(int what, long long value)
{
	const struct rlimit limit = {(rlim_t)value, (rlim_t)value};

	if (value >= 0 && setrlimit(what, &limit) != 0) {
		die("setrlimit failed");
	}
}

static pthread_t start_thread(void *(*run)(void *arg), struct echo *echo)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, run, echo) != 0) {
		die("no threads");
	}
	return thread;
}

/* Serves until SIGTERM. Returns the exit status. */
static int serve(struct echo *echo, const sigset_t *signals)
{
	const struct lic_http_app app = {.app = echo,
		.worker_start = start_worker,
		.worker_stop = stop_worker,
		.pass_begin = begin_pass,
		.pass_end = end_pass,
		.plan = plan,
		.handle = handle,
		.finish = finish,
		.refuse = refuse,
		.done = done};
	struct lic_http_server *server = NULL;
	struct lic_err err = {0};
	int signal_number = 0;
	lic_rc rc = lic_http_server_new(&echo->options.http, &app, &err, &server);

	if (!lic_ok(rc)) {
		printf("failed %s: %s\n", lic_code_name(rc.code), err.message);
		return 1;
	}
	printf("ready %u\n", (unsigned)lic_http_server_port(server));
	(void)fflush(stdout);
	(void)sigwait(signals, &signal_number);
	printf("stopping\n");
	(void)fflush(stdout);
	lic_http_server_stop(server, (unsigned)echo->options.grace_ms);
	lic_http_server_free(server);
	printf("stopped handled=%u finished=%u seen=%u done=%u pulls=%u begins=%u ends=%u started=%u stopped=%u\n",
		echo->handled, echo->finished, echo->seen, echo->done, echo->pulls, echo->begins,
		echo->ends, echo->started, echo->stopped);
	return 0;
}

int main(int argc, char **argv)
{
	struct echo echo = {.options = {.http = {.address = "127.0.0.1",
						.workers = 2,
						.connection_limit = 2000,
						.idle_timeout_s = 60,
						.request_timeout_s = 30,
						.header_limit = 16384,
						.temp_dir = "/tmp"},
				    .grace_ms = 10000,
				    .body_limit = 64LL * 1024 * 1024,
				    .fsize = -1,
				    .nofile = -1},
		.mutex = PTHREAD_MUTEX_INITIALIZER,
		.released = PTHREAD_COND_INITIALIZER,
		.changed = PTHREAD_COND_INITIALIZER};
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigset_t signals;
	pthread_t completer;
	pthread_t commands;

	read_arguments(&echo.options, argc, argv);
	(void)sigaction(SIGXFSZ, &ignore, NULL);
	set_limit(RLIMIT_FSIZE, echo.options.fsize);
	set_limit(RLIMIT_NOFILE, echo.options.nofile);
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
	completer = start_thread(run_completer, &echo);
	commands = start_thread(run_commands, &echo);

	int status = serve(&echo, &signals);

	(void)pthread_mutex_lock(&echo.mutex);
	echo.is_over = true;
	(void)pthread_cond_signal(&echo.changed);
	(void)pthread_mutex_unlock(&echo.mutex);
	(void)pthread_join(completer, NULL);
	(void)pthread_detach(commands); /* it may wait for a line that never comes */
	(void)fflush(stdout);
	return status;
}
