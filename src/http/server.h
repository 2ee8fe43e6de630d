/*
 * The HTTP server: listener, limits, strict framing, TLS, deferred replies, drain. It knows no user
 * and no licence, and it is the only layer that names the HTTP library (libmicrohttpd), so that a
 * stricter library can take its place.
 *
 * Worker threads each run an event loop of their own on a shared port. A handler runs on a worker's
 * thread; it either fills the response before returning, or defers: then it hands the exchange to
 * another thread, which fills what it must and calls lic_http_complete(); the worker then calls the
 * handler's `finish` to encode, and sends, unless that defers once more.
 *
 * Framing (RFC 9112). Refused with LIC_HTTP_BAD_FRAMING and closed: Content-Length twice, malformed
 * or beside Transfer-Encoding; Transfer-Encoding twice, other than "chunked", or in HTTP/1.0; Host
 * twice, missing in HTTP/1.1, empty, no host, or other than the authority of an absolute target;
 * versions other than 1.0 and 1.1; more or other than one blank between the parts of the request
 * line; targets with blanks, control characters or '#', or in neither origin nor absolute form;
 * methods and header names that are no tokens, a blank before the colon, folded lines; control
 * characters, NUL and bare CR in values; lines of the head that end in a bare LF.
 *
 * What the library answers itself, always with one response and a close, but in its own words:
 * lines without a colon, versions other than 1.x, malformed chunks (400, 505), heads over the limit
 * (414, 431). A malformed Content-Length, and cookies that it has no memory to take apart, it would
 * answer with two heads: there a bare 400 is sent instead, and over TLS the connection is closed
 * without.
 *
 * What the library hides and nothing here can refuse: the line ends inside a chunked body and its
 * trailer, chunk extensions, empty lines before a request line, and a NUL right before a bare LF.
 * And a client that closes its sending side while its request is with another thread gets no
 * answer: the library takes it for one that has left.
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
#define LIC_HTTP_WORKERS_MAX 64
#define LIC_HTTP_REPLY_BYTES_MAX ((size_t)64 * 1024 * 1024)

struct lic_http_exchange;
struct lic_http_server;
struct lic_http_worker;

/*
 * Makes the next piece of a response body that is sent while it is made: appends it to ex->reply,
 * which is empty, and tells in `*ret_more` whether another follows; a piece before the last must
 * not be empty. Called on the worker's thread, as handlers are, whenever the client has taken what
 * there was: for one that does not read nothing is made. `app` is the application's state. A
 * failure breaks the connection off in the midst of the response, so that the client sees that it
 * is not whole; who returns it has logged why.
 */
typedef lic_rc lic_http_pull(void *app, struct lic_http_exchange *ex, bool *ret_more);

/* One response header. */
struct lic_http_header {
	const char *name; /* as sent; none of Connection, Content-Length, Date, Transfer-Encoding */
	const char *value; /* as sent; not empty, no control characters: others become a 500 */
};

/*
 * One request and its response. The server fills the request part; header names, query and path are
 * raw as they came (percent-encoded), because decoding first would let an encoded slash change the
 * route.
 *
 * For `refuse` the request part may be incomplete: then the method is "", the path "/" and the
 * origin that of the listening address.
 */
struct lic_http_exchange {
	/* request: read-only for handlers */
	const char *method; /* "GET", "POST" … as sent */
	const char *path;   /* raw path, starts with '/', no query */
	const char *query;  /* raw text behind '?', or "" */
	const char *remote; /* address of the peer as text */
	/* Address of the client as text: the peer's or, when that is a trusted proxy, the last one
	 * in X-Forwarded-For that is none. What a client claims about itself does not count. */
	const char *client_address;
	/* Scheme, host and port under which the client sees us, for example
	 * "http://127.0.0.1:8080"; forwarded headers count only when the peer is a trusted
	 * proxy. */
	const char *origin;
	const char *body;        /* body bytes; "" when there is none; a NUL follows them */
	size_t body_len;         /* length of body in bytes */
	struct lic_arena *arena; /* lives until the response is sent; handlers allocate here */
	void *worker;            /* what worker_start made for this thread */
	bool is_http11; /* HTTP/1.1, not 1.0: sees whether a body of unknown length is whole */
	/* For an exchange that the application makes itself, of a request that came within another:
	 * the headers of that request. NULL for what came over a connection. The server knows
	 * nothing of such an exchange: it is neither completed nor sent. */
	const struct lic_http_header *given;
	size_t given_count; /* number of given headers */

	/* response: filled by the handler */
	unsigned status; /* HTTP status, 200 to 599; anything else is answered with 500 */
	/* Response body, or its first piece, initialised with a ceiling of
	 * LIC_HTTP_REPLY_BYTES_MAX. The server owns it after the handler; one whose status is a
	 * failure is answered with 500. */
	struct lic_buf reply;
	/* Response headers beside those that frame the response. */
	struct lic_http_header headers[LIC_HTTP_HEADERS_MAX];
	size_t header_count; /* number of headers; more than fit are answered with 500 */
	/* Makes the rest of the body, behind what is in `reply`; or NULL: `reply` is all of it. The
	 * length is then not told beforehand, so only a client with is_http11 may be answered so.
	 */
	lic_http_pull *pull;
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
	bool to_file; /* keep a body over 1 MiB in an unlinked temporary file, mapped when complete
		       */
};

/* Why the server itself refuses a request before any handler sees it. All close the connection. */
enum lic_http_refusal {
	LIC_HTTP_BAD_FRAMING,    /* 400: see the list above */
	LIC_HTTP_BODY_TOO_LARGE, /* 413 */
	LIC_HTTP_TOO_BUSY,       /* 503 with Retry-After: no memory for the request */
	LIC_HTTP_NO_SPACE,       /* 507: no room for the body's temporary file */
	LIC_HTTP_BAD_EXPECT,     /* 417: an Expect other than 100-continue */
	LIC_HTTP_NOT_SECURE      /* 403: plain HTTP from another machine that is no trusted proxy */
};

/*
 * The application behind the server: one table, no globals; every function is set. Each gets `app`
 * first and runs on a worker's thread.
 */
struct lic_http_app {
	/* The application's own state; borrowed. */
	void *app;
	/* Called once on each worker thread before it serves; `*ret_worker` is kept for that
	 * thread. A failure, explained in `err`, fails lic_http_server_new(). */
	lic_rc (*worker_start)(void *app, struct lic_err *err, void **ret_worker);
	/* Called once on each worker thread after it has served its last request. */
	void (*worker_stop)(void *app, void *worker);
	/* Called once in each pass of a worker's loop that calls `handle` or `finish`, before the
	 * first of them: room for one read snapshot per pass. A pass takes up what is ready when it
	 * begins, yet may run long under load: what another worker has committed and answered in
	 * between is not in its snapshot, unless the application looks. */
	void (*pass_begin)(void *app, void *worker);
	/* Called at the end of a pass for which pass_begin was called. */
	void (*pass_end)(void *app, void *worker);
	/* Called when the head of a request with a body is there: what body it may carry. */
	struct lic_http_plan (*plan)(void *app, const struct lic_http_exchange *ex);
	/* Called when the request is complete. */
	enum lic_http_next (*handle)(void *app, struct lic_http_exchange *ex);
	/* Called on the worker after lic_http_complete(): encodes the response, or defers as
	 * `handle` does, to be called again. */
	enum lic_http_next (*finish)(void *app, struct lic_http_exchange *ex);
	/* Fills the response for a request that the server refuses by itself, in the application's
	 * error format. */
	void (*refuse)(void *app, struct lic_http_exchange *ex, enum lic_http_refusal why);
	/* Called once for each exchange of which `plan`, `handle` or `refuse` has seen anything,
	 * when it is over (sent, or the client left): release what `user` holds. */
	void (*done)(void *app, struct lic_http_exchange *ex);
};

/* Workers that a thread has still to wake, see lic_http_complete_later(). Empty when zeroed. */
struct lic_http_wakes {
	struct lic_http_worker *workers[LIC_HTTP_WORKERS_MAX]; /* each once */
	unsigned count;                                        /* number of workers */
};

/* How to listen. */
struct lic_http_settings {
	/* IPv4 or IPv6 literal or "localhost"; off loopback only with TLS or a trusted proxy. */
	const char *address;
	/* TCP port; 0 lets the system choose. */
	uint16_t port;
	/* Worker threads, 1 to LIC_HTTP_WORKERS_MAX. */
	unsigned workers;
	/* Open connections over all workers, 1 to 60,000; one more is told 503 (over TLS: closed).
	 * The limit of open files (RLIMIT_NOFILE) should be well above it. */
	unsigned connection_limit;
	/* Seconds without traffic before a connection is closed, 1 to 3,600. */
	unsigned idle_timeout_s;
	/* Seconds from connecting, or from the request line on a connection in use, to the complete
	 * request, 1 to 3,600. A request line that trickles in on a connection in use has the idle
	 * time on top. Cut off to the second, without a response. */
	unsigned request_timeout_s;
	/* Bytes of request line and headers that are taken, up to about 100 headers, 1,024 to
	 * 65,536; a connection costs this and 8 KiB. */
	size_t header_limit;
	/* PEM file with the chain, the server's own certificate first, or NULL for plain HTTP. TLS
	 * is 1.2 and 1.3. */
	const char *tls_certificate;
	/* PEM file with the private key, or NULL. */
	const char *tls_key;
	/* Addresses and ranges (ADDRESS/BITS), separated by commas, whose X-Forwarded-Proto,
	 * X-Forwarded-Host (of each the last element, which that proxy added) and X-Forwarded-For
	 * are believed, or NULL. */
	const char *trusted_proxy;
	/* Folder for large bodies. */
	const char *temp_dir;
};

/*
 * Binds and starts the workers. `settings` is copied, `app` is borrowed until
 * lic_http_server_free(). `*ret_server` is new; free it with lic_http_server_free(). Errors, with a
 * message in `err`: LIC_E_UNAVAILABLE when the address cannot be bound (port in use, no right, no
 * such address) or a worker cannot start; LIC_E_INVALID for settings out of range, plain HTTP off
 * loopback, or an unusable certificate or key; LIC_E_NOMEM; what worker_start fails with.
 *
 * Large bodies are written to files: a process under RLIMIT_FSIZE must ignore SIGXFSZ.
 */
LIC_MUST_USE lic_rc lic_http_server_new(const struct lic_http_settings *settings,
	const struct lic_http_app *app, struct lic_err *err, struct lic_http_server **ret_server);

/*
 * Reads the files of certificate and key of `server` again and puts them in use for connections to
 * come; open ones go on with what they have. Does nothing without TLS. One thread at a time, and
 * the one that calls lic_http_server_is_stale(). Errors, with a message in `err` that says what to
 * mend, and what was in use stays so: LIC_E_INVALID for files that cannot be used; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_http_server_renew(struct lic_http_server *server, struct lic_err *err);

/*
 * Tells whether the files of certificate and key of `server` have changed since they were read
 * last, successfully or not, and are at rest: the same as in the call before. Meant to be called
 * every few seconds.
 */
bool lic_http_server_is_stale(struct lic_http_server *server);

/*
 * Stops accepting on `server`, lets requests that have arrived be answered (deferred ones included)
 * for at most `grace_ms` milliseconds, with "Connection: close", then cuts off the others and ends
 * the workers. Deferred exchanges are waited for without limit: their threads must complete them
 * for this to return. Blocks. Call it once, and not from a worker's thread.
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
 * Any thread, even before the handler that handed it over has returned. After the call the caller
 * must not touch `ex`.
 */
void lic_http_complete(struct lic_http_exchange *ex);

/*
 * Gives `ex` back as lic_http_complete() does, but its worker is woken only by lic_http_wake(), so
 * that many exchanges that are completed together wake it once. The worker is noted in `wakes`,
 * which belongs to the calling thread; it does not end before that call.
 */
void lic_http_complete_later(struct lic_http_exchange *ex, struct lic_http_wakes *wakes);

/*
 * Wakes the workers noted in `wakes` and empties it.
 */
void lic_http_wake(struct lic_http_wakes *wakes);

/*
 * Finds the request header `name` (any case) of `ex`.
 * Returns its value without blanks around it, borrowed until the exchange ends, or NULL. Of
 * repeated headers the first.
 */
const char *lic_http_request_header(const struct lic_http_exchange *ex, const char *name);

/*
 * Adds the response header `name`: `value` to `ex`; both must live as long as the exchange. More
 * than LIC_HTTP_HEADERS_MAX are a bug: the extra one is dropped and the response becomes a 500.
 */
void lic_http_add_header(struct lic_http_exchange *ex, const char *name, const char *value);

#endif
