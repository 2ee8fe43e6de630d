/*
 * Serving: wires the writer, the interface and the HTTP server together, and ends them in order
 * when a signal comes.
 */
#include "main/local.h"

#include "api/api.h"
#include "base/log.h"
#include "base/text.h"
#include "http/server.h"
#include "jobs/jobs.h"
#include "service/audit.h"
#include "service/catalogs.h"
#include "store/writer.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define QUEUE_LIMIT 4096
#define CONNECTION_LIMIT 10000
#define IDLE_TIMEOUT_S 60
#define REQUEST_TIMEOUT_S 60
#define HEADER_LIMIT ((size_t)16 * 1024)
#define GRACE_MS 10000
#define ADDRESS_BYTES 64
#define RATE_LIMIT_MAX 1000000
/* How often the files of certificate and key are looked at. A change counts once it was seen twice.
 */
#define LOOK_S 2

/* Everything that runs while serving, in the order in which it is started. */
struct serving {
	struct lic_catalog_cache *cache; /* catalogues in memory */
	struct lic_writer *writer;       /* makes every change */
	struct lic_audit *audit;         /* records what is refused */
	struct lic_jobs *jobs;           /* goes on with bulk work */
	struct lic_api *api;             /* answers requests */
	struct lic_http_server *server;  /* speaks HTTP */
};

/* Splits "ADDRESS:PORT"; an IPv6 address stands in brackets. */
static lic_rc split_listen(const char *listen, char address[ADDRESS_BYTES], uint16_t *ret_port,
	struct lic_err *err)
{
	const char *colon = strrchr(listen, ':');
	size_t len = colon == NULL ? 0 : (size_t)(colon - listen);
	long long port = 0;

	if (len > 1 && listen[0] == '[' && listen[len - 1] == ']') {
		listen++;
		len -= 2;
	}
	if (len == 0 || len >= ADDRESS_BYTES || !lic_text_to_int(colon + 1, 0, 65535, &port)) {
		return lic_err_set(err, LIC_E_INVALID, NULL,
			"'%.200s' is not an address to listen on: write ADDRESS:PORT, for example 127.0.0.1:8365",
			listen);
	}
	memcpy(address, listen, len);
	address[len] = '\0';
	*ret_port = (uint16_t)port;
	return LIC_OK_RC;
}

static lic_rc start(const struct lic_serve_settings *settings, struct lic_err *err,
	struct serving *serving)
{
	char address[ADDRESS_BYTES];
	const char *temp_dir = getenv("TMPDIR");
	struct lic_http_settings http = {
		.address = address,
		.workers = (unsigned)settings->workers,
		.connection_limit = CONNECTION_LIMIT,
		.idle_timeout_s = IDLE_TIMEOUT_S,
		.request_timeout_s = REQUEST_TIMEOUT_S,
		.header_limit = HEADER_LIMIT,
		.tls_certificate = settings->tls_certificate,
		.tls_key = settings->tls_key,
		.trusted_proxy = settings->trusted_proxy,
		.temp_dir = temp_dir == NULL || *temp_dir == '\0' ? "/tmp" : temp_dir,
	};

	LIC_TRY(split_listen(settings->listen, address, &http.port, err));
	serving->cache = lic_catalog_cache_new(lic_api_catalog_forms);
	if (serving->cache == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	struct lic_writer_settings writer = {.queue_limit = QUEUE_LIMIT,
		.batch_max = (unsigned)settings->commit_batch};

	LIC_TRY(lic_writer_new(settings->url, &writer, err, &serving->writer));
	LIC_TRY(lic_audit_new(serving->writer, &serving->audit));
	struct lic_jobs_settings jobs = {
		.db_url = settings->url,
		.writer = serving->writer,
		.cache = serving->cache,
		.audit = serving->audit,
	};

	LIC_TRY(lic_jobs_new(&jobs, err, &serving->jobs));
	struct lic_api_settings api = {
		.db_url = settings->url,
		.writer = serving->writer,
		.jobs = serving->jobs,
		.audit = serving->audit,
		.cache = serving->cache,
		.calls_per_s = (unsigned)settings->rate_limit,
		.address_calls_per_s = (unsigned)settings->rate_limit_address,
	};

	LIC_TRY(lic_api_new(&api, err, &serving->api));
	return lic_http_server_new(&http, lic_api_http_app(serving->api), err, &serving->server);
}

/* Ends what was started: bulk work is given back and who waits for it is told so, previews give up,
 * no new requests, then the writes that were accepted, then the rest. */
static void stop(struct serving *serving)
{
	lic_jobs_stop(serving->jobs);
	lic_api_end(serving->api);
	if (serving->server != NULL) {
		lic_http_server_stop(serving->server, GRACE_MS);
		lic_http_server_free(serving->server);
	}
	lic_audit_stop(serving->audit);
	lic_writer_free(serving->writer);
	lic_audit_free(serving->audit);
	lic_jobs_free(serving->jobs);
	lic_api_free(serving->api);
	lic_catalog_cache_free(serving->cache);
}

/* Signals are taken by sigtimedwait() on this thread alone; threads started later inherit the mask.
 */
static void block_signals(sigset_t *ret_set)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	(void)sigemptyset(ret_set);
	(void)sigaddset(ret_set, SIGTERM);
	(void)sigaddset(ret_set, SIGINT);
	(void)sigaddset(ret_set, SIGHUP);
	(void)pthread_sigmask(SIG_BLOCK, ret_set, NULL);
	(void)sigaction(SIGPIPE, &ignore, NULL);
	(void)sigaction(SIGXFSZ, &ignore, NULL); /* a file size limit is an error to report, not to
						    die of */
}

static bool has_terminal(void)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	if (fd >= 0) {
		(void)close(fd);
	}
	return fd >= 0;
}

/*
 * Tells whether closing the terminal shall end the server: it has one, and was not started with
 * nohup. SIGHUP means that, or, from an operator, that the certificate is to be read again.
 */
static bool hangs_on_terminal(void)
{
	struct sigaction action;

	return sigaction(SIGHUP, NULL, &action) == 0 && action.sa_handler != SIG_IGN &&
		has_terminal();
}

/* Reads certificate and key again; what cannot be used is told, and the old ones stay. */
static void renew(struct lic_http_server *server, struct lic_err *err)
{
	if (!lic_ok(lic_http_server_renew(server, err))) {
		lic_log(LIC_LOG_ERROR, "tls", "reason=\"%s\" advice=\"%s\"", err->message,
			"the certificate of before stays in use; the files are read again when they change, or on SIGHUP");
	}
}

/*
 * Waits for the signal that ends the server; meanwhile certificate and key are renewed.
 * `is_on_terminal`: see hangs_on_terminal().
 */
static void wait_for_end(struct lic_http_server *server, const sigset_t *signals,
	bool is_on_terminal, struct lic_err *err)
{
	const struct timespec look = {.tv_sec = LOOK_S};

	for (;;) {
		int received = sigtimedwait(signals, NULL, &look);

		if (received == SIGHUP && !(is_on_terminal && !has_terminal())) {
			lic_log(LIC_LOG_NOTICE, "signal", "signal=SIGHUP");
			renew(server, err);
		} else if (received > 0) {
			return;
		} else if (lic_http_server_is_stale(server)) {
			renew(server, err);
		}
	}
}

static void announce(struct lic_cli *cli, const struct lic_serve_settings *settings,
	const struct serving *serving)
{
	const char *scheme = settings->tls_certificate == NULL ? "http" : "https";
	const char *colon = strrchr(settings->listen, ':');

	lic_cli_print(cli, "ready %s://%.*s:%u\n", scheme, (int)(colon - settings->listen),
		settings->listen, (unsigned)lic_http_server_port(serving->server));
	lic_cli_flush(cli);
}

lic_rc lic_serve(struct lic_cli *cli, const struct lic_serve_settings *settings)
{
	bool is_on_terminal = hangs_on_terminal(); /* before anybody hears that it can be closed */
	struct serving serving = {0};
	sigset_t signals;
	lic_rc rc;

	block_signals(&signals);
	if (getenv(LIC_TEST_CLOCK) != NULL) {
		lic_log(LIC_LOG_WARNING, "clock", "file=\"%s\" advice=\"%s\"",
			getenv(LIC_TEST_CLOCK),
			"a test clock decides what time it is: not for an organisation that is real");
	}
	rc = start(settings, lic_cli_err(cli), &serving);
	if (lic_ok(rc)) {
		announce(cli, settings, &serving);
		wait_for_end(serving.server, &signals, is_on_terminal, lic_cli_err(cli));
		/* A second signal ends the program at once, for whoever will not wait. */
		(void)sigdelset(&signals, SIGHUP);
		(void)pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
	}
	stop(&serving);
	return lic_cli_typed(cli, rc);
}

/* Makes one list of what was given with --trusted-proxy, once or several times. */
static lic_rc join_proxies(struct lic_cli *cli, const char **ret_list)
{
	const char *const *values = NULL;
	const char *list = NULL;
	size_t count = 0;

	LIC_TRY(lic_cli_get_all(cli, "trusted-proxy", &values, &count));
	for (size_t i = 0; i < count; i++) {
		list = list == NULL
			? values[i]
			: lic_arena_printf(lic_cli_arena(cli), "%s,%s", list, values[i]);
		if (list == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	*ret_list = list;
	return LIC_OK_RC;
}

lic_rc lic_verb_serve(struct lic_cli *cli)
{
	struct lic_serve_settings settings = {
		.url = lic_local_url(cli),
		.listen = lic_cli_get(cli, "listen"),
		.tls_certificate = lic_cli_get(cli, "tls-cert"),
		.tls_key = lic_cli_get(cli, "tls-key"),
		.workers = 2,
		.commit_batch = LIC_WRITER_BATCH_MAX,
		.rate_limit = LIC_SERVE_RATE_LIMIT,
		.rate_limit_address = LIC_SERVE_RATE_LIMIT_ADDRESS,
	};

	if (settings.url == NULL) {
		return lic_cli_usage(cli,
			"--db is missing: write --db sqlite:FILE or --db postgresql://…, or set LICENTIA_DB");
	}
	if ((settings.tls_certificate == NULL) != (settings.tls_key == NULL)) {
		return lic_cli_usage(cli, "--tls-cert and --tls-key go together");
	}
	if (settings.listen == NULL) {
		settings.listen = "127.0.0.1:8365";
	}
	LIC_TRY(lic_cli_get_int(cli, "workers", 1, 64, &settings.workers));
	LIC_TRY(lic_cli_get_int(cli, "commit-batch", 1, LIC_WRITER_BATCH_MAX,
		&settings.commit_batch));
	LIC_TRY(lic_cli_get_int(cli, "rate-limit", 0, RATE_LIMIT_MAX, &settings.rate_limit));
	LIC_TRY(lic_cli_get_int(cli, "rate-limit-address", 0, RATE_LIMIT_MAX,
		&settings.rate_limit_address));
	LIC_TRY(join_proxies(cli, &settings.trusted_proxy));
	if (lic_cli_has(cli, "verbose")) {
		lic_log_set_level(LIC_LOG_INFO);
	}
	return lic_serve(cli, &settings);
}
