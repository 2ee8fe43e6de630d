/*
 * The loop of one worker.
 *
 * It drives the library itself, over the library's epoll descriptor, because the library's own loop
 * stalls when exactly a multiple of 128 sockets are ready (docs/performance.md). MHD_run() polls
 * without waiting, so that cannot happen here.
 *
 * Deferred requests. The handler hands an exchange to another thread; only when it has returned
 * does the worker suspend the connection. The other thread may complete the exchange before that:
 * completing only pushes it on a list and writes the eventfd. The list is emptied by the worker
 * alone, in its loop, hence always after the suspension, and the library is called by one thread
 * only.
 */
#include "base/clock.h"
#include "base/log.h"
#include "http/http_int.h"

#include <errno.h>
#include <gnutls/abstract.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define EVENTS_MAX 64
#define ACCEPT_MAX 64U
#define BACKLOG_MAX 4096U /* what SOMAXCONN lets wait */
#define TICK_MS INT64_C(1000)
/* The library keeps the head, a record per header (56 bytes) and the response's head in one pool of
 * fixed size: this is for about 100 headers and 2 KiB of response head beside a request head of the
 * full size. */
#define POOL_EXTRA_BYTES ((size_t)8192)

void lic_http__worker_wake(struct lic_http_worker *worker)
{
	const uint64_t one = 1;
	ssize_t written = 0;

	do {
		written = write(worker->wake_fd, &one, sizeof(one));
	} while (written < 0 && errno == EINTR);
	/* EAGAIN: the counter is full, so a wake-up is pending anyway */
}

void lic_http__pass_begin(struct lic_http_worker *worker)
{
	if (!worker->in_pass) {
		worker->in_pass = true;
		worker->server->app.pass_begin(worker->server->app.app, worker->app_worker);
	}
}

static void end_pass(struct lic_http_worker *worker)
{
	if (worker->in_pass) {
		worker->in_pass = false;
		worker->server->app.pass_end(worker->server->app.app, worker->app_worker);
	}
}

/* The path is routed as it came; decoding it in place would only cost time. */
static size_t keep_escapes(void *cls, struct MHD_Connection *mhd, char *text)
{
	(void)cls;
	(void)mhd;
	return strlen(text);
}

/*
 * Has no certificate to offer: every session gets its own in lic_http__on_connection().
 * size: the library prescribes the eight parameters.
 */
static int find_no_certificate(gnutls_session_t session, const gnutls_datum_t *authorities,
	int authority_count, const gnutls_pk_algorithm_t *algorithms, int algorithm_count,
	gnutls_pcert_st **certificates, unsigned *certificate_count, gnutls_privkey_t *key)
{
	(void)session;
	(void)authorities;
	(void)authority_count;
	(void)algorithms;
	(void)algorithm_count;
	(void)certificates;
	(void)certificate_count;
	(void)key;
	return -1;
}

static struct MHD_Daemon *start_daemon(struct lic_http_worker *worker)
{
	const struct lic_http_settings *settings = &worker->server->settings;
	gnutls_certificate_retrieve_function2 *find = find_no_certificate;
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET |
		MHD_USE_ERROR_LOG;
	struct MHD_OptionItem tls[] = {{MHD_OPTION_END, 0, NULL}, {MHD_OPTION_END, 0, NULL},
		{MHD_OPTION_END, 0, NULL}};
	char priorities[] = LIC_HTTP_TLS_PRIORITIES;

	if (settings->tls_certificate != NULL) {
		flags |= MHD_USE_TLS;
		tls[0] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, priorities};
		tls[1] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_CERT_CALLBACK, 0, NULL};
		memcpy(&tls[1].ptr_value, &find, sizeof(find)); /* ISO C knows no such cast */
	}
	return MHD_start_daemon(flags, 0, NULL, NULL, lic_http__on_request, worker,
		MHD_OPTION_EXTERNAL_LOGGER, lic_http__on_message, worker,
		MHD_OPTION_NOTIFY_CONNECTION, lic_http__on_connection, worker,
		MHD_OPTION_NOTIFY_COMPLETED, lic_http__on_over, worker, MHD_OPTION_URI_LOG_CALLBACK,
		lic_http__on_target, worker, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
#if MHD_VERSION >= 0x00097701
		MHD_OPTION_CLIENT_DISCIPLINE_LVL, 1,
#endif
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->header_limit + POOL_EXTRA_BYTES,
		MHD_OPTION_CONNECTION_LIMIT, settings->connection_limit + 1,
		MHD_OPTION_CONNECTION_TIMEOUT, settings->idle_timeout_s, MHD_OPTION_ARRAY, tls,
		MHD_OPTION_END);
}

/* Watches a descriptor; its event is told from those of connections by the pointer. */
static bool watch(int poll_fd, int fd, void *mark)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = mark};

	return epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

lic_rc lic_http__worker_init(struct lic_http_worker *worker, struct lic_err *err)
{
	worker->poll_fd = epoll_create1(EPOLL_CLOEXEC);
	worker->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (worker->poll_fd < 0 || worker->wake_fd < 0) {
		return lic_err_set(err, LIC_E_UNAVAILABLE, "Service_ServiceUnavailable",
			"the system gives no more descriptors: raise the limit of open files");
	}
	worker->daemon = start_daemon(worker);

	const union MHD_DaemonInfo *info = worker->daemon != NULL
		? MHD_get_daemon_info(worker->daemon, MHD_DAEMON_INFO_EPOLL_FD)
		: NULL;

	if (info == NULL || !watch(worker->poll_fd, worker->wake_fd, &worker->wake_fd) ||
		!watch(worker->poll_fd, info->epoll_fd, worker->daemon)) {
		return lic_err_set(err, LIC_E_UNAVAILABLE, "Service_ServiceUnavailable",
			"the HTTP library does not start: %s", worker->message);
	}
	return LIC_OK_RC;
}

/* Works out how long to wait for events: -1 for ever. */
static int wait_ms(const struct lic_http_worker *worker)
{
	MHD_UNSIGNED_LONG_LONG library_ms = 0;
	int64_t ms = INT64_MAX;

	if (worker->heads != NULL || worker->others != NULL || !worker->is_accepting ||
		worker->is_draining) {
		ms = TICK_MS;
	}
	if (MHD_get_timeout(worker->daemon, &library_ms) == MHD_YES && library_ms < (uint64_t)ms) {
		ms = (int64_t)library_ms;
	}
	if (worker->is_draining && !worker->is_cut) {
		int64_t left_ms = worker->server->grace_end_ms - worker->now_ms;

		ms = left_ms < ms ? left_ms : ms;
	}
	if (ms == INT64_MAX) {
		return -1;
	}
	return ms < 0 ? 0 : (int)ms;
}

/* Must come before the lists are emptied: what is pushed later then wakes again. */
static void clear_wake(struct lic_http_worker *worker)
{
	uint64_t count = 0;

	if (read(worker->wake_fd, &count, sizeof(count)) < 0) {
		return; /* EAGAIN: nobody wrote */
	}
}

/* Waits for events; returns whether the listening socket has one. */
static bool wait_for_events(struct lic_http_worker *worker)
{
	struct epoll_event events[EVENTS_MAX];
	int count = epoll_wait(worker->poll_fd, events, EVENTS_MAX, wait_ms(worker));
	bool has_connection = false;

	for (int i = 0; i < count; i++) {
		void *mark = events[i].data.ptr;

		if (mark == &worker->wake_fd) {
			clear_wake(worker);
		} else if (mark == &worker->server->listen_fd) {
			has_connection = true;
		} else if (mark != worker->daemon) {
			/* Still valid: connections are freed by the library alone, which has not
			 * run since. */
			lic_http__conn_leave(mark);
		}
	}
	return has_connection;
}

/* Ceases to accept; the last worker to do so closes the listening socket. */
static void start_draining(struct lic_http_worker *worker)
{
	struct lic_http_server *server = worker->server;

	worker->is_draining = true;
	lic_http__accept_stop(worker);
	lic_http__accept(worker, BACKLOG_MAX);
	if (atomic_fetch_add(&server->silent, 1) + 1 == server->running) {
		(void)close(server->listen_fd);
		for (unsigned i = 0; i < server->running; i++) {
			lic_http__worker_wake(&server->workers[i]);
		}
	}
}

/* Follows a stop through its steps. */
static void follow_stop(struct lic_http_worker *worker)
{
	if (!worker->is_draining) {
		start_draining(worker);
	}
	lic_http__conn_hush(worker);
	if (!worker->is_cut && worker->now_ms >= worker->server->grace_end_ms) {
		worker->is_cut = true;
		lic_http__conn_cut(worker);
	}
}

static void run_pass(struct lic_http_worker *worker, bool has_connection)
{
	worker->now_ms = lic_clock_monotonic_ms();
	if (has_connection && worker->is_accepting) {
		lic_http__accept(worker, ACCEPT_MAX);
	}
	lic_http__accept_incoming(worker);
	if (atomic_load(&worker->server->is_stopping)) {
		follow_stop(worker);
	} else if (!worker->is_accepting && worker->now_ms >= worker->accept_ms &&
		atomic_load(&worker->server->is_open)) {
		lic_http__accept_start(worker);
	}
	lic_http__request_resume(worker);
	if (MHD_run(worker->daemon) != MHD_YES) {
		lic_log(LIC_LOG_ERROR, "http", "reason=\"the library cannot wait for events\"");
		abort();
	}
	end_pass(worker);
	lic_http__conn_nudge(worker);
	if (worker->now_ms >= worker->sweep_ms) {
		lic_http__conn_sweep(worker);
	}
}

/*
 * Tells whether a stopping worker has nothing left to do. All workers must have ceased to accept,
 * else one could still pass a connection on.
 */
static bool is_over(struct lic_http_worker *worker)
{
	struct lic_http_server *server = worker->server;

	return worker->is_draining && atomic_load(&server->silent) == server->running &&
		worker->deferred == 0 && (worker->is_cut || atomic_load(&worker->connections) == 0);
}

static void *run_worker(void *arg)
{
	struct lic_http_worker *worker = arg;
	const struct lic_http_app *app = &worker->server->app;
	lic_rc rc = app->worker_start(app->app, worker->start_err, &worker->app_worker);

	worker->start_rc = rc;
	worker->start_err = NULL;
	(void)sem_post(&worker->ready);
	if (!lic_ok(rc)) {
		return NULL;
	}
	worker->now_ms = lic_clock_monotonic_ms();
	while (!is_over(worker)) {
		bool has_connection = wait_for_events(worker);

		run_pass(worker, has_connection);
	}
	while (atomic_load(&worker->completing) > 0) {
		(void)sched_yield(); /* a thread is on its way out of lic_http_complete() */
	}
	lic_http__accept_incoming(worker);
	/* Nothing is suspended here: with a suspended connection this call would end the process.
	 */
	MHD_stop_daemon(LIC_TAKE(worker->daemon));
	app->worker_stop(app->app, worker->app_worker);
	return NULL;
}

lic_rc lic_http__worker_start(struct lic_http_worker *worker, struct lic_err *err)
{
	sigset_t all;
	sigset_t before;

	/* Signals are the main thread's business. */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	worker->start_err = err;
	worker->is_started = pthread_create(&worker->thread, NULL, run_worker, worker) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!worker->is_started) {
		return lic_err_set(err, LIC_E_UNAVAILABLE, "Service_ServiceUnavailable",
			"the system gives no more threads");
	}
	while (sem_wait(&worker->ready) != 0) {
	}
	return worker->start_rc;
}

void lic_http__worker_join(struct lic_http_worker *worker)
{
	if (worker->is_started) {
		(void)pthread_join(worker->thread, NULL);
		worker->is_started = false;
	}
}

void lic_http__worker_done(struct lic_http_worker *worker)
{
	if (worker->daemon != NULL) {
		MHD_stop_daemon(LIC_TAKE(worker->daemon));
	}
	lic_http__request_free_all(worker);
	if (worker->poll_fd >= 0) {
		(void)close(worker->poll_fd);
	}
	if (worker->wake_fd >= 0) {
		(void)close(worker->wake_fd);
	}
	(void)sem_destroy(&worker->ready);
}
