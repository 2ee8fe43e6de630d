/*
 * The HTTP server: listener, limits, strict framing, TLS, deferred replies, drain. It knows no user
 * and no licence, and it is the only layer that names the HTTP library, so that a stricter library
 * can take its place.
 *
 * Worker threads each run an event loop of their own on a shared port. A handler runs on a worker's
 * thread; it either fills the response before returning, or defers: then it hands the exchange to
 * another thread, which fills what it must and calls lic_http_complete(); the worker then calls the
 * handler's `finish` to encode, and sends.
 *
 * Threading: an exchange belongs to the worker until the handler returns LIC_HTTP_DEFER, to whoever
 * it was handed to until lic_http_complete(), and to the worker again afterwards.
 */
#ifndef LIC_HTTP_SERVER_H
#define LIC_HTTP_SERVER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_HTTP_HEADERS_MAX 24
#define LIC_HTTP_REPLY_BYTES_MAX ((size_t)64 * 1024 * 1024)

struct lic_http_server;

/* One response header. */
struct lic_http_header {
	const char *name;  /* as sent */
	const char *value; /* without line breaks: the server refuses others with LIC_E_BUG */
};

/*
 * One request and its response. The server fills the request part; header names, query and path are
 * raw as they came (percent-encoded), because decoding first would let an encoded slash change the
 * route.
 */
struct lic_http_exchange {
	/* request: read-only for handlers */
	const char *method; /* "GET", "POST" … as sent */
	const char *path;   /* raw path, starts with '/', no query */
	const char *query;  /* raw text behind '?', or "" */
	const char *remote; /* address of the peer as text */
	const char *origin; /* scheme, host and port under which the client sees us, for example
			       "http://127.0.0.1:8080"; forwarded headers count only when the peer
			       is the trusted proxy */
	const char *body;   /* body bytes; "" when there is none; NUL-terminated for convenience */
	size_t body_len;    /* length of body in bytes */
	struct lic_arena *arena; /* lives until the response is sent; handlers allocate here */
	void *worker;            /* what worker_start made for this thread */

	/* response: filled by the handler */
	unsigned status; /* HTTP status, 100 to 599; 0 means the handler forgot: answered with 500
			  */
	struct lic_buf reply; /* response body; the server owns it after the handler */
	struct lic_http_header headers[LIC_HTTP_HEADERS_MAX]; /* response headers beside Date,
								 Content-Length, Connection */
	size_t header_count;                                  /* number of headers */
	bool close; /* send "Connection: close" and close after the response */
	void *user; /* free for handlers: carries state from handler to finish */
};

/* What a handler says on return. */
enum lic_http_next {
	LIC_HTTP_RESPOND, /* the response is filled: send it */
	LIC_HTTP_DEFER    /* another thread has the exchange and will call lic_http_complete() */
};

/* What a request may carry, told by the router before the body is read. */
struct lic_http_plan {
	size_t body_limit; /* bytes of body accepted; more is answered with 413 by `refuse` */
	bool to_file; /* keep a body over 1 MiB in an unlinked temporary file, mapped into memory
			 when complete */
};

/* Why the server itself refuses a request before any handler sees it. */
enum lic_http_refusal {
	LIC_HTTP_BAD_FRAMING,    /* 400: two lengths, length with chunked, two hosts, no host, bad
				    header bytes; connection closed */
	LIC_HTTP_BODY_TOO_LARGE, /* 413: connection closed */
	LIC_HTTP_TOO_BUSY, /* 503 with Retry-After: over the connection or memory limit, or draining
			    */
	LIC_HTTP_NO_SPACE, /* 507: no room for the body's temporary file */
	LIC_HTTP_BAD_EXPECT /* 417: an Expect other than 100-continue */
};

/* The application behind the server: one table, no globals. Every function gets `app` first. */
struct lic_http_app {
	void *app; /* the application's own state; borrowed */
	/* Called once on each worker thread before it serves; `*ret_worker` is kept for that
	 * thread. */
	lic_rc (*worker_start)(void *app, struct lic_err *err, void **ret_worker);
	/* Called once on each worker thread after it has served its last request. */
	void (*worker_stop)(void *app, void *worker);
	/* Called before and after each pass of a worker's loop that has work: room for one read
	 * snapshot per pass. */
	void (*pass_begin)(void *app, void *worker);
	void (*pass_end)(void *app, void *worker);
	/* Called when the head of a request is there: what body it may carry. */
	struct lic_http_plan (*plan)(void *app, const struct lic_http_exchange *ex);
	/* Called when the request is complete. */
	enum lic_http_next (*handle)(void *app, struct lic_http_exchange *ex);
	/* Called on the worker after lic_http_complete(): encodes the response. */
	void (*finish)(void *app, struct lic_http_exchange *ex);
	/* Fills the response for a request that the server refuses by itself, in the application's
	 * error format. */
	void (*refuse)(void *app, struct lic_http_exchange *ex, enum lic_http_refusal why);
	/* Called once an exchange is over (sent, or the client left): release what `user` holds.
	 * Runs on the worker. */
	void (*done)(void *app, struct lic_http_exchange *ex);
};

/* How to listen. */
struct lic_http_settings {
	const char *address; /* IPv4 or IPv6 literal or "localhost"; off loopback only with TLS or a
				trusted proxy */
	uint16_t port;       /* TCP port; 0 lets the system choose */
	unsigned workers;    /* worker threads, 1 to 64 */
	unsigned connection_limit;   /* open connections over all workers, 1 to 60,000 */
	unsigned idle_timeout_s;     /* seconds without traffic before a connection is closed, 1 to
					3,600 */
	unsigned request_timeout_s;  /* seconds from first byte to complete request, 1 to 3,600 */
	size_t header_limit;         /* bytes of request line and headers, 1,024 to 65,536 */
	const char *tls_certificate; /* PEM file with the chain, or NULL for plain HTTP */
	const char *tls_key;         /* PEM file with the private key, or NULL */
	const char *trusted_proxy;   /* address whose X-Forwarded-* headers are believed, or NULL */
	const char *temp_dir;        /* directory for large bodies */
};

/*
 * Binds and starts the workers. `settings` is copied, `app` is borrowed until
 * lic_http_server_free().
 * `*ret_server` is new; free it with lic_http_server_free(). Errors, with a message in `err`:
 * LIC_E_UNAVAILABLE when the address cannot be bound (port in use, no right, no such address) or a
 * worker cannot start; LIC_E_INVALID for settings out of range, plain HTTP off loopback, or an
 * unusable certificate or key; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_http_server_new(const struct lic_http_settings *settings,
	const struct lic_http_app *app, struct lic_err *err, struct lic_http_server **ret_server);

/*
 * Stops accepting on `server`, lets requests that have arrived be answered (deferred ones included)
 * for at most `grace_ms` milliseconds, then ends the workers. Deferred exchanges must be completed
 * by their threads for this to return. Blocks.
 */
void lic_http_server_stop(struct lic_http_server *server, unsigned grace_ms);

/*
 * Frees a stopped `server`. Accepts NULL.
 */
void lic_http_server_free(struct lic_http_server *server);

/*
 * Tells the port that `server` listens on, useful after port 0.
 */
uint16_t lic_http_server_port(const struct lic_http_server *server);

/*
 * Gives a deferred exchange `ex` back to its worker, which calls `finish` and sends the response.
 * Any thread. After the call the caller must not touch `ex`.
 */
void lic_http_complete(struct lic_http_exchange *ex);

/*
 * Finds the request header `name` (any case) of `ex`.
 * Returns its value, borrowed until the exchange ends, or NULL. Of repeated headers the first.
 */
const char *lic_http_request_header(const struct lic_http_exchange *ex, const char *name);

/*
 * Adds the response header `name`: `value` to `ex`; both must live as long as the exchange. More
 * than LIC_HTTP_HEADERS_MAX are a bug: the extra one is dropped and the response becomes a 500.
 */
void lic_http_add_header(struct lic_http_exchange *ex, const char *name, const char *value);

#endif
