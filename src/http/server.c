/*
 * Start and stop: settings checked and copied, socket opened, workers started and joined.
 */
#include "base/clock.h"
#include "http/http_int.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SERVER_ARENA_BYTES ((size_t)1024 * 1024)

/* A number among the settings, with its range. */
struct range {
	const char *name;         /* for the message */
	unsigned long long value; /* as given */
	unsigned long long min;   /* smallest allowed */
	unsigned long long max;   /* largest allowed */
};

static lic_rc check_ranges(const struct lic_http_settings *settings, struct lic_err *err)
{
	const struct range ranges[] = {
		{"number of workers", settings->workers, 1, LIC_HTTP_WORKERS_MAX},
		{"connection limit", settings->connection_limit, 1, 60000},
		{"idle timeout in seconds", settings->idle_timeout_s, 1, 3600},
		{"request timeout in seconds", settings->request_timeout_s, 1, 3600},
		{"header limit in bytes", settings->header_limit, 1024, 65536},
	};

	for (size_t i = 0; i < LIC_COUNT(ranges); i++) {
		if (ranges[i].value < ranges[i].min || ranges[i].value > ranges[i].max) {
			return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
				"the %s must be between %llu and %llu, not %llu", ranges[i].name,
				ranges[i].min, ranges[i].max, ranges[i].value);
		}
	}
	if ((settings->tls_certificate == NULL) != (settings->tls_key == NULL)) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"TLS needs both a certificate and its key");
	}
	return LIC_OK_RC;
}

/* Copies an optional text of the settings. */
static lic_rc copy_text(struct lic_arena *arena, const char **text)
{
	if (*text != NULL) {
		*text = lic_arena_strdup(arena, *text);
		if (*text == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	return LIC_OK_RC;
}

static lic_rc copy_settings(struct lic_http_server *server,
	const struct lic_http_settings *settings, struct lic_err *err)
{
	struct lic_http_settings *copy = &server->settings;
	char proxy[INET6_ADDRSTRLEN] = "";

	*copy = *settings;
	if (copy->trusted_proxy != NULL) {
		if (!lic_http__address_normalise(copy->trusted_proxy, proxy)) {
			return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
				"the trusted proxy '%s' is no IPv4 or IPv6 address",
				copy->trusted_proxy);
		}
		copy->trusted_proxy = proxy;
	}
	LIC_TRY(copy_text(server->arena, &copy->trusted_proxy));
	LIC_TRY(copy_text(server->arena, &copy->address));
	LIC_TRY(copy_text(server->arena, &copy->tls_certificate));
	LIC_TRY(copy_text(server->arena, &copy->tls_key));
	LIC_TRY(copy_text(server->arena, &copy->temp_dir));
	return LIC_OK_RC;
}

/* The library versions whose way to parse in place head.c knows. */
static bool is_layout_known(void)
{
	return strcmp(MHD_get_version(), "0.9.75") == 0 || strcmp(MHD_get_version(), "0.9.76") == 0;
}

static lic_rc name_authority(struct lic_http_server *server)
{
	const char *address = server->settings.address;
	const char *scheme = server->settings.tls_certificate != NULL ? "https" : "http";
	bool is_v6 = strchr(address, ':') != NULL;

	server->authority = lic_arena_printf(server->arena, is_v6 ? "[%s]:%u" : "%s:%u", address,
		(unsigned)server->port);
	if (server->authority == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	server->origin = lic_arena_printf(server->arena, "%s://%s", scheme, server->authority);
	return server->origin != NULL ? LIC_OK_RC : LIC_RC(LIC_E_NOMEM);
}

static lic_rc init_workers(struct lic_http_server *server, struct lic_err *err)
{
	LIC_AUTO(lic_http__pem_freep) char *certificate = NULL;
	LIC_AUTO(lic_http__pem_freep) char *key = NULL;
	unsigned count = server->settings.workers;

	if (server->settings.tls_certificate != NULL) {
		LIC_TRY(lic_http__pem_read(server->settings.tls_certificate, "certificate", err,
			&certificate));
		LIC_TRY(lic_http__pem_read(server->settings.tls_key, "key", err, &key));
	}
	server->workers = calloc(count, sizeof(*server->workers));
	if (server->workers == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (unsigned i = 0; i < count; i++) {
		server->workers[i].server = server;
		/* Fails only for a value out of range. */
		(void)sem_init(&server->workers[i].ready, 0, 0);
		server->workers[i].poll_fd = -1;
		server->workers[i].wake_fd = -1;
	}
	for (unsigned i = 0; i < count; i++) {
		LIC_TRY(lic_http__worker_init(&server->workers[i], certificate, key, err));
	}
	return LIC_OK_RC;
}

/* Starts all workers; they accept only when the last one has started. */
static lic_rc start_workers(struct lic_http_server *server, struct lic_err *err)
{
	for (unsigned i = 0; i < server->settings.workers; i++) {
		lic_rc rc = lic_http__worker_start(&server->workers[i], err);

		if (!lic_ok(rc)) {
			/* The one that failed has ended: waiting for it does no harm. */
			lic_http__worker_join(&server->workers[i]);
			return rc;
		}
		server->running++;
	}
	atomic_store(&server->is_open, true);
	for (unsigned i = 0; i < server->settings.workers; i++) {
		lic_http__worker_wake(&server->workers[i]);
	}
	return LIC_OK_RC;
}

/* Makes a server without settings, socket or workers; NULL when memory is out. */
static struct lic_http_server *make_server(const struct lic_http_app *app)
{
	struct lic_http_server *server = calloc(1, sizeof(*server));
	struct lic_arena *arena = lic_arena_new(SERVER_ARENA_BYTES);

	if (server == NULL || arena == NULL) {
		free(server);
		lic_arena_free(arena);
		return NULL;
	}
	server->arena = arena;
	server->app = *app;
	server->listen_fd = -1;
	server->is_layout_known = is_layout_known();
	return server;
}

static lic_rc start_server(struct lic_http_server *server, const struct lic_http_settings *settings,
	struct lic_err *err)
{
	LIC_TRY(copy_settings(server, settings, err));
	LIC_TRY(lic_http__listen(&server->settings, err, &server->listen_fd, &server->port));
	LIC_TRY(name_authority(server));
	LIC_TRY(init_workers(server, err));
	return start_workers(server, err);
}

lic_rc lic_http_server_new(const struct lic_http_settings *settings, const struct lic_http_app *app,
	struct lic_err *err, struct lic_http_server **ret_server)
{
	LIC_TRY(check_ranges(settings, err));

	struct lic_http_server *server = make_server(app);

	if (server == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}

	lic_rc rc = start_server(server, settings, err);

	if (lic_ok(rc)) {
		*ret_server = server;
	} else {
		lic_http_server_stop(server, 0);
		lic_http_server_free(server);
	}
	return rc;
}

void lic_http_server_stop(struct lic_http_server *server, unsigned grace_ms)
{
	server->grace_end_ms = lic_clock_monotonic_ms() + grace_ms;
	atomic_store(&server->is_stopping, true);
	for (unsigned i = 0; i < server->running; i++) {
		lic_http__worker_wake(&server->workers[i]);
	}
	for (unsigned i = 0; i < server->running; i++) {
		lic_http__worker_join(&server->workers[i]);
	}
	if (server->running == 0 && server->listen_fd >= 0) {
		(void)close(server->listen_fd); /* else the last worker to cease accepting did */
	}
	server->running = 0;
	server->listen_fd = -1;
}

void lic_http_server_free(struct lic_http_server *server)
{
	if (server == NULL) {
		return;
	}
	for (unsigned i = 0; server->workers != NULL && i < server->settings.workers; i++) {
		lic_http__worker_done(&server->workers[i]);
	}
	free(server->workers);
	lic_arena_free(server->arena);
	free(server);
}

uint16_t lic_http_server_port(const struct lic_http_server *server)
{
	return server->port;
}
