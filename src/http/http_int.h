/*
 * What the files of the HTTP layer share: server, worker, connection, request.
 *
 *	server.c    settings, start, stop
 *	listen.c    the listening socket
 *	address.c   addresses, trusted proxies, the client behind them
 *	tls.c       certificate and key: loaded, renewed, given to connections
 *	worker.c    the loop of one thread, and its end
 *	accept.c    connections: taken, shared out, closed
 *	request.c   the way of a request through the library's callbacks
 *	head.c      strict reading of a request's head
 *	target.c    request target and origin
 *	body.c      a request's body
 *	response.c  checking and sending responses, whole or piece by piece
 *
 * Threading: a worker, its connections and its requests belong to the worker's thread. What other
 * threads touch is atomic and says so.
 */
#ifndef LIC_HTTP_INT_H
#define LIC_HTTP_INT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/rc.h"
#include "http/address_int.h"
#include "http/body_int.h"
#include "http/server.h"
#include "http/tls_int.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_HTTP_NO_DEADLINE INT64_MAX
#define LIC_HTTP_ACCEPT_PAUSE_MS INT64_C(1000)
#define LIC_HTTP_LIBRARY_MESSAGE_BYTES 256

/* How far a connection has got with its present request. Decides what a deadline or a stop may do
 * to it. */
enum lic_http_conn_state {
	LIC_HTTP_CONN_WAITING, /* no request line since it opened, or since its last response */
	LIC_HTTP_CONN_HEAD,    /* a request line, the head not complete */
	LIC_HTTP_CONN_BODY,    /* a complete head, the body not complete */
	LIC_HTTP_CONN_BUSY     /* a complete request: being handled or answered */
};

/* One open connection. */
struct lic_http_conn {
	struct lic_http_conn *prev;     /* in the worker's list of its state; NULL at the head */
	struct lic_http_conn *next;     /* in the worker's list of its state; NULL at the tail */
	struct lic_http_worker *worker; /* whose it is */
	struct MHD_Connection *mhd;     /* the library's object; NULL until it is made */
	int fd;                         /* the socket; the library closes it */
	enum lic_http_conn_state state; /* see there */
	bool is_deferred;               /* its request is with another thread */
	bool is_leaving; /* the peer has ceased to send; in the worker's list of those */
	struct lic_http_conn *leaving; /* next in that list */
	bool is_proxy;                 /* the peer is a trusted proxy */
	bool is_stranger; /* plain HTTP from another machine that is no trusted proxy */
	struct lic_http_address address;    /* of the peer */
	struct lic_http_identity *identity; /* its certificate and key; held; NULL without TLS */
	int64_t deadline_ms;                /* monotonic; when the request must be complete */
	char remote[INET6_ADDRSTRLEN];      /* address of the peer as text */
};

/* What the library will call for next. */
enum lic_http_phase {
	LIC_HTTP_PHASE_HEAD,     /* the request line came */
	LIC_HTTP_PHASE_BODY,     /* the body is being taken */
	LIC_HTTP_PHASE_DISCARD,  /* the body is read and dropped; then the request is refused */
	LIC_HTTP_PHASE_DEFERRED, /* another thread has the exchange, the connection is suspended */
	LIC_HTTP_PHASE_FINISHED, /* the response is filled: send it on the next call */
	LIC_HTTP_PHASE_ANSWERED  /* the response is with the library */
};

/* One request. Reused through the worker's list of free ones. */
struct lic_http_request {
	struct lic_http_exchange ex;    /* what the application sees; first, see request_of() */
	struct lic_http_request *next;  /* next free or completed one */
	struct lic_http_conn *conn;     /* where it came from */
	struct lic_http_worker *worker; /* whose it is */
	enum lic_http_phase phase;      /* see there; the worker's alone even while deferred */
	enum lic_http_refusal refusal;  /* why, in LIC_HTTP_PHASE_DISCARD */
	bool is_seen;                   /* the application has seen it and is owed a `done` */
	size_t body_limit;              /* bytes of body accepted */
	uint64_t body_seen;             /* bytes of body that came */
	int64_t started_ms;             /* monotonic time when its first line had come */
	struct lic_http_body body;      /* the body so far */
	size_t taken;  /* bytes of the present piece of a streamed response that the library has */
	bool is_last;  /* no piece of it follows */
	bool is_whole; /* all of it is with the library */
	uint64_t sent_bytes;    /* bytes of it that the library has taken */
	const char *raw_target; /* the target in the library's buffer: to compare, not to read */
	size_t raw_target_len;  /* length of the target in bytes */
	const char *target;     /* copy of the target as it came, in the arena */
};

/* A connection on its way from the worker that accepted it to the one that will serve it. */
struct lic_http_incoming {
	struct lic_http_incoming *next; /* next in the receiver's list */
	int fd;                         /* the socket; owned */
	socklen_t addr_len;             /* length of addr in bytes */
	struct sockaddr_storage addr;   /* address of the peer */
};

/* One worker: a thread, its daemon and its connections. */
struct lic_http_worker {
	struct lic_http_server *server; /* whose it is */
	struct MHD_Daemon *daemon;      /* the library's object, driven by this thread alone */
	pthread_t thread;               /* valid once is_started */
	bool is_started;                /* the thread runs, or ran: to be joined */
	int poll_fd;      /* epoll: listening socket, wake_fd, the library's epoll, ends of peers */
	int wake_fd;      /* eventfd that any thread writes to wake this one */
	void *app_worker; /* what worker_start made */
	sem_t ready;      /* posted once worker_start has returned */
	lic_rc start_rc;  /* its result, valid after ready */
	struct lic_err *start_err; /* where it explains a failure; borrowed until ready */

	struct lic_http_conn *heads;   /* connections in LIC_HTTP_CONN_HEAD */
	struct lic_http_conn *others;  /* all other connections */
	struct lic_http_conn *leaving; /* connections whose end the library must still be told */
	struct lic_http_conn *adding;  /* being handed to the library right now, or NULL */
	struct lic_http_request *free; /* requests for reuse */
	unsigned free_count;           /* how many */
	unsigned deferred; /* requests with another thread, or back from it and not yet resumed */
	int64_t now_ms;    /* monotonic time at the start of this pass */
	int64_t sweep_ms;  /* when deadlines are looked at next */
	int64_t accept_ms; /* not to accept before this time */
	bool in_pass;      /* pass_begin was called in this pass */
	bool is_accepting; /* the listening socket is in poll_fd */
	bool is_draining;  /* stop was asked for: no new connections, each response closes */
	bool is_cut;       /* the grace is over: no new requests either */
	char message[LIC_HTTP_LIBRARY_MESSAGE_BYTES]; /* why the library does not start */

	_Atomic(struct lic_http_request *) completed; /* newest first; pushed by any thread */
	_Atomic(struct lic_http_incoming *) incoming; /* newest first; pushed by other workers */
	atomic_uint completing;  /* threads inside lic_http_complete() for this worker */
	atomic_uint connections; /* connections given to it, those on their way included */
};

/* The server. */
struct lic_http_server {
	struct lic_arena *arena;           /* holds the copies of settings */
	struct lic_http_settings settings; /* copied, strings too */
	struct lic_http_app app;           /* copied table; the state behind it is borrowed */
	struct lic_http_tls tls;           /* certificate and key; unused without TLS */
	struct lic_http_ranges proxies;    /* trusted; in the arena */
	const char *authority;             /* "host:port" of the listening address */
	const char *origin;                /* scheme and authority */
	bool is_layout_known;              /* the library is one whose buffer head.c can read */
	int listen_fd; /* the listening socket; closed by the last worker that stops accepting */
	uint16_t port; /* its port */
	struct lic_http_worker *workers; /* settings.workers of them, or NULL */
	unsigned running;        /* how many were started; written before is_open or is_stopping */
	atomic_uint connections; /* open connections over all workers */
	atomic_uint silent;      /* workers that have stopped accepting */
	atomic_bool is_open;     /* all workers run: accept */
	atomic_bool is_stopping; /* stop was asked for */
	int64_t grace_end_ms;    /* monotonic; written before is_stopping */
};

/*
 * Opens the listening socket for `settings`. Sets `*ret_fd` (to be closed by the caller) and
 * `*ret_port`, the port in use. Errors, with a message in `err`: LIC_E_INVALID for an address that
 * is no literal or off loopback without TLS or trusted proxy; LIC_E_UNAVAILABLE when the system
 * refuses.
 */
LIC_MUST_USE lic_rc lic_http__listen(const struct lic_http_settings *settings, struct lic_err *err,
	int *ret_fd, uint16_t *ret_port);

/*
 * Makes the daemon, the epoll and the eventfd of `worker`, whose server is set. Errors, with a
 * message in `err`: LIC_E_UNAVAILABLE when the system refuses. What was made is released by
 * lic_http__worker_done() either way.
 */
LIC_MUST_USE lic_rc lic_http__worker_init(struct lic_http_worker *worker, struct lic_err *err);

/*
 * Starts the thread of `worker` and waits until its worker_start has returned. Errors, with a
 * message in `err`: what worker_start failed with; LIC_E_UNAVAILABLE when the system gives no
 * thread.
 */
LIC_MUST_USE lic_rc lic_http__worker_start(struct lic_http_worker *worker, struct lic_err *err);

/*
 * Waits for the end of the thread of `worker`, if it was started.
 */
void lic_http__worker_join(struct lic_http_worker *worker);

/*
 * Releases what lic_http__worker_init() made of `worker`. All workers must have been joined: a last
 * one may still be waking the others.
 */
void lic_http__worker_done(struct lic_http_worker *worker);

/*
 * Wakes `worker` from its wait for events. Any thread.
 */
void lic_http__worker_wake(struct lic_http_worker *worker);

/*
 * Calls the application's pass_begin on `worker`, unless this pass has done so. Call before a
 * handler.
 */
void lic_http__pass_begin(struct lic_http_worker *worker);

/*
 * Puts the listening socket into the set that `worker` waits for. When the system refuses,
 * accept_ms is set to try again later.
 */
void lic_http__accept_start(struct lic_http_worker *worker);

/*
 * Takes the listening socket out of the set that `worker` waits for, if it is in.
 */
void lic_http__accept_stop(struct lic_http_worker *worker);

/*
 * Accepts waiting connections on `worker`, at most `count` of them, and gives each to the worker
 * that has fewest (to `worker` itself while draining).
 */
void lic_http__accept(struct lic_http_worker *worker, unsigned count);

/*
 * Takes over the connections that other workers accepted for `worker`.
 */
void lic_http__accept_incoming(struct lic_http_worker *worker);

/*
 * Sets the state of `conn` to `state` and moves it to the list of that state.
 */
void lic_http__conn_set_state(struct lic_http_conn *conn, enum lic_http_conn_state state);

/*
 * Frees `conn`, which its worker has in a list, and counts it out.
 */
void lic_http__conn_free(struct lic_http_conn *conn);

/*
 * Ends connections of `worker` whose deadline has passed.
 */
void lic_http__conn_sweep(struct lic_http_worker *worker);

/*
 * Ends the connections of `worker` that wait for a request of which nothing has arrived.
 */
void lic_http__conn_hush(struct lic_http_worker *worker);

/*
 * Notes that the peer of `conn` has ceased to send.
 */
void lic_http__conn_leave(struct lic_http_conn *conn);

/*
 * Makes the library look again at the connections of `worker` whose peers have ceased to send, once
 * it has read what they sent before. Call after each run of the library.
 */
void lic_http__conn_nudge(struct lic_http_worker *worker);

/*
 * Ends all connections of `worker` except those whose request is with another thread.
 */
void lic_http__conn_cut(struct lic_http_worker *worker);

/*
 * Sends the response that `request` holds on its connection `mhd`; one that must not be sent
 * becomes a 500. Returns MHD_NO when the library does not take it: the connection is then to be
 * closed.
 */
enum MHD_Result lic_http__respond(struct lic_http_request *request, struct MHD_Connection *mhd);

/*
 * Logs `request`, whose streamed response is over: whole, or broken off.
 */
void lic_http__log_stream(const struct lic_http_request *request);

/*
 * Gives the requests that other threads have completed on `worker` to `finish`, and their
 * connections back to the library, which will send on its next run.
 */
void lic_http__request_resume(struct lic_http_worker *worker);

/*
 * Frees the requests that `worker` keeps for reuse.
 */
void lic_http__request_free_all(struct lic_http_worker *worker);

/*
 * Callback of the library: a connection of the worker `cls` opened or closed (`event`). `mhd` and
 * `socket_context` are its.
 */
void lic_http__on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
	enum MHD_ConnectionNotificationCode event);

/*
 * Callback of the library: the request line is there, with `target` as it came, on `mhd` of the
 * worker `cls`. Returns the request, borrowed by the library until lic_http__on_over(), or NULL
 * when memory is out.
 */
void *lic_http__on_target(void *cls, const char *target, struct MHD_Connection *mhd);

/*
 * Callback of the library (MHD_AccessHandlerCallback): head, body and end of a request on `mhd` of
 * the worker `cls`. `url` is decoded, hence not used; `method` and `version` are as they came;
 * `*size` bytes of body are at `data`;
 * `*context` is the request.
 * Returns MHD_NO to close the connection without a response.
 */
enum MHD_Result lic_http__on_request(void *cls, struct MHD_Connection *mhd, const char *url,
	const char *method, const char *version, const char *data, size_t *size, void **context);

/*
 * Callback of the library: the request `*context` on `mhd` of the worker `cls` is over, for the
 * reason `why`.
 */
void lic_http__on_over(void *cls, struct MHD_Connection *mhd, void **context,
	enum MHD_RequestTerminationCode why);

/*
 * Callback of the library: a message, formatted from `fmt` and `args`, to the worker `cls`. It is
 * also the only sign of a refusal that the library would send with two heads; the connection is
 * closed before it can.
 */
void lic_http__on_message(void *cls, const char *fmt, va_list args) LIC_PRINTF(2, 0);

#endif
