/*
 * Connections: accepting them, sharing them out, and ending them.
 *
 * The library gets no listening socket: accepting here keeps one exact count over all workers, lets
 * a stop simply cease accepting, and spares the library's quiescing. Whichever worker the system
 * wakes accepts; the connection goes to the worker that has fewest, because connections live long
 * and a burst would otherwise all stay with one thread.
 *
 * A connection is ended from outside by shutting its socket down, which the library notices like a
 * peer that left. It does not notice a peer that leaves right behind its last bytes: it takes a
 * short read for the end of what is there, and its edge-triggered epoll does not tell again. So
 * each socket is also in our own set, for its end only, and a nudge makes the library look once
 * more.
 *
 * _GNU_SOURCE is for accept4(), which sets both flags before another thread can fork.
 */
#define _GNU_SOURCE

#include "base/log.h"
#include "http/http_int.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MS_PER_S INT64_C(1000)
#define SWEEP_MS INT64_C(1000)
#define UNREAD_BYTES 4096

void lic_http__accept_start(struct lic_http_worker *worker)
{
	/* Exclusive: one new connection wakes one worker. */
	struct epoll_event event = {.events = EPOLLIN | EPOLLEXCLUSIVE,
		.data.ptr = &worker->server->listen_fd};

	worker->is_accepting =
		epoll_ctl(worker->poll_fd, EPOLL_CTL_ADD, worker->server->listen_fd, &event) == 0;
	if (!worker->is_accepting) {
		worker->accept_ms = worker->now_ms + LIC_HTTP_ACCEPT_PAUSE_MS;
	}
}

void lic_http__accept_stop(struct lic_http_worker *worker)
{
	if (worker->is_accepting) {
		(void)epoll_ctl(worker->poll_fd, EPOLL_CTL_DEL, worker->server->listen_fd, NULL);
		worker->is_accepting = false;
	}
}

static void link_conn(struct lic_http_conn *conn)
{
	struct lic_http_worker *worker = conn->worker;
	struct lic_http_conn **list =
		conn->state == LIC_HTTP_CONN_HEAD ? &worker->heads : &worker->others;

	conn->prev = NULL;
	conn->next = *list;
	if (conn->next != NULL) {
		conn->next->prev = conn;
	}
	*list = conn;
}

static void unlink_conn(struct lic_http_conn *conn)
{
	struct lic_http_worker *worker = conn->worker;

	if (conn->next != NULL) {
		conn->next->prev = conn->prev;
	}
	if (conn->prev != NULL) {
		conn->prev->next = conn->next;
	} else if (conn->state == LIC_HTTP_CONN_HEAD) {
		worker->heads = conn->next;
	} else {
		worker->others = conn->next;
	}
}

void lic_http__conn_set_state(struct lic_http_conn *conn, enum lic_http_conn_state state)
{
	if ((conn->state == LIC_HTTP_CONN_HEAD) != (state == LIC_HTTP_CONN_HEAD)) {
		unlink_conn(conn);
		conn->state = state;
		link_conn(conn);
	} else {
		conn->state = state;
	}
}

static void count_out(struct lic_http_worker *worker)
{
	atomic_fetch_sub(&worker->server->connections, 1);
	atomic_fetch_sub(&worker->connections, 1);
}

static void unlink_leaving(struct lic_http_conn *conn)
{
	struct lic_http_conn **link = &conn->worker->leaving;

	while (*link != NULL && *link != conn) {
		link = &(*link)->leaving;
	}
	if (*link == conn) {
		*link = conn->leaving;
	}
}

void lic_http__conn_free(struct lic_http_conn *conn)
{
	if (conn->is_leaving) {
		unlink_leaving(conn);
	}
	unlink_conn(conn);
	count_out(conn->worker);
	lic_http__identity_drop(conn->identity);
	free(conn);
}

/* Gives a new connection the certificate of the moment, if it is one with TLS. */
static void equip(struct lic_http_conn *conn)
{
	struct lic_http_tls *tls = &conn->worker->server->tls;
	const union MHD_ConnectionInfo *info = tls->certificate_path == NULL
		? NULL
		: MHD_get_connection_info(conn->mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION);

	if (info != NULL) {
		conn->identity = lic_http__tls_equip(tls, info->tls_session);
	}
}

void lic_http__on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
	enum MHD_ConnectionNotificationCode event)
{
	struct lic_http_worker *worker = cls;

	if (event == MHD_CONNECTION_NOTIFY_STARTED) {
		struct lic_http_conn *conn = LIC_TAKE(worker->adding);

		conn->mhd = mhd;
		link_conn(conn);
		equip(conn);
		*socket_context = conn;
	} else if (*socket_context != NULL) {
		lic_http__conn_free(*socket_context);
		*socket_context = NULL;
	}
}

/* Hands a socket, which is already counted, to the library. */
static void add_connection(struct lic_http_worker *worker, int fd, const struct sockaddr *addr,
	socklen_t addr_len)
{
	const struct lic_http_settings *settings = &worker->server->settings;
	struct lic_http_conn *conn = calloc(1, sizeof(*conn));

	if (conn == NULL) {
		(void)close(fd);
		count_out(worker);
		return;
	}
	conn->worker = worker;
	conn->fd = fd;
	conn->deadline_ms = worker->now_ms + MS_PER_S * settings->request_timeout_s;
	conn->address = lic_http__address_of(addr);
	lic_http__address_text(&conn->address, conn->remote);
	conn->is_proxy = lic_http__address_is_in(&conn->address, &worker->server->proxies);
	conn->is_stranger = settings->tls_certificate == NULL && !conn->is_proxy &&
		!lic_http__address_is_loopback(&conn->address);

	/* Should this fail, the end of the peer is noticed later, by a deadline. */
	struct epoll_event event = {.events = EPOLLRDHUP | EPOLLONESHOT, .data.ptr = conn};

	(void)epoll_ctl(worker->poll_fd, EPOLL_CTL_ADD, fd, &event);
	worker->adding = conn;
	(void)MHD_add_connection(worker->daemon, fd, addr, addr_len);
	if (worker->adding != NULL) { /* refused before it was announced; the library has closed the
					 socket */
		worker->adding = NULL;
		free(conn);
		count_out(worker);
	}
}

/* Sends an answer that needs no request, as far as the socket takes it at once, and closes. */
static void turn_away(const struct lic_http_server *server, int fd)
{
	static const char answer[] = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n"
				     "Content-Length: 0\r\nConnection: close\r\n\r\n";
	char unread[UNREAD_BYTES];

	if (server->settings.tls_certificate == NULL) {
		(void)send(fd, answer, sizeof(answer) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
		(void)shutdown(fd, SHUT_WR);
		/* Closing with unread bytes resets the connection, which may overtake the answer.
		 */
		(void)recv(fd, unread, sizeof(unread), MSG_DONTWAIT);
	}
	(void)close(fd);
}

static struct lic_http_worker *find_least_loaded(struct lic_http_worker *self)
{
	struct lic_http_server *server = self->server;
	struct lic_http_worker *best = self;
	unsigned fewest = atomic_load(&self->connections);

	for (unsigned i = 0; i < server->running; i++) {
		unsigned count = atomic_load(&server->workers[i].connections);

		if (count < fewest) {
			fewest = count;
			best = &server->workers[i];
		}
	}
	return best;
}

/* Passes a socket, which is already counted, to another worker. */
static void pass_on(struct lic_http_worker *receiver, int fd, const struct sockaddr_storage *addr,
	socklen_t addr_len)
{
	struct lic_http_incoming *incoming = malloc(sizeof(*incoming));

	if (incoming == NULL) {
		(void)close(fd);
		count_out(receiver);
		return;
	}
	incoming->fd = fd;
	incoming->addr = *addr;
	incoming->addr_len = addr_len;
	incoming->next = atomic_load(&receiver->incoming);
	while (!atomic_compare_exchange_weak(&receiver->incoming, &incoming->next, incoming)) {
	}
	lic_http__worker_wake(receiver);
}

static void place(struct lic_http_worker *worker, int fd, const struct sockaddr_storage *addr,
	socklen_t addr_len)
{
	struct lic_http_server *server = worker->server;
	struct lic_http_worker *receiver = worker->is_draining ? worker : find_least_loaded(worker);

	if (atomic_fetch_add(&server->connections, 1) >= server->settings.connection_limit) {
		atomic_fetch_sub(&server->connections, 1);
		turn_away(server, fd);
		return;
	}
	atomic_fetch_add(&receiver->connections, 1);
	if (receiver == worker) {
		add_connection(worker, fd, (const struct sockaddr *)addr, addr_len);
	} else {
		pass_on(receiver, fd, addr, addr_len);
	}
}

/* Tells whether accepting may go on after a failure with `reason`. */
static bool can_go_on(struct lic_http_worker *worker, int reason)
{
	if (reason == EMFILE || reason == ENFILE || reason == ENOBUFS || reason == ENOMEM) {
		/* The socket stays readable, so waiting for it would spin. */
		lic_http__accept_stop(worker);
		worker->accept_ms = worker->now_ms + LIC_HTTP_ACCEPT_PAUSE_MS;
		lic_log(LIC_LOG_WARNING, "accept",
			"errno=%d advice=\"raise the limit of open files\"", reason);
		return false;
	}
	/* Anything else but "no more" is about one connection that has gone already (accept(2)). */
	return reason != EAGAIN && reason != EBADF && reason != EINVAL;
}

void lic_http__accept(struct lic_http_worker *worker, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct sockaddr_storage addr = {0};
		socklen_t addr_len = sizeof(addr);
		int fd = accept4(worker->server->listen_fd, (struct sockaddr *)&addr, &addr_len,
			SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd >= 0) {
			place(worker, fd, &addr, addr_len);
		} else if (!can_go_on(worker, errno)) {
			return;
		}
	}
}

void lic_http__accept_incoming(struct lic_http_worker *worker)
{
	struct lic_http_incoming *incoming = atomic_load(&worker->incoming) == NULL
		? NULL
		: atomic_exchange(&worker->incoming, NULL);

	while (incoming != NULL) {
		struct lic_http_incoming *next = incoming->next;

		add_connection(worker, incoming->fd, (const struct sockaddr *)&incoming->addr,
			incoming->addr_len);
		free(incoming);
		incoming = next;
	}
}

static void end_overdue(struct lic_http_conn *conn, int64_t now_ms)
{
	for (; conn != NULL; conn = conn->next) {
		if (conn->deadline_ms <= now_ms) {
			conn->deadline_ms = LIC_HTTP_NO_DEADLINE;
			(void)shutdown(conn->fd, SHUT_RDWR);
		}
	}
}

void lic_http__conn_sweep(struct lic_http_worker *worker)
{
	end_overdue(worker->heads, worker->now_ms);
	end_overdue(worker->others, worker->now_ms);
	worker->sweep_ms = worker->now_ms + SWEEP_MS;
}

static bool has_unread(int fd)
{
	char byte = 0;

	return recv(fd, &byte, sizeof(byte), MSG_PEEK | MSG_DONTWAIT) > 0;
}

void lic_http__conn_hush(struct lic_http_worker *worker)
{
	for (struct lic_http_conn *conn = worker->others; conn != NULL; conn = conn->next) {
		/* Both directions, although the peer does not send: after a shutdown of both the
		 * library drops what comes in between, after one of reading alone it would still
		 * run that, and not answer. */
		if (conn->state == LIC_HTTP_CONN_WAITING && !has_unread(conn->fd)) {
			(void)shutdown(conn->fd, SHUT_RDWR);
		}
	}
}

void lic_http__conn_leave(struct lic_http_conn *conn)
{
	if (!conn->is_leaving) {
		conn->is_leaving = true;
		conn->leaving = conn->worker->leaving;
		conn->worker->leaving = conn;
	}
}

void lic_http__conn_nudge(struct lic_http_worker *worker)
{
	struct lic_http_conn **link = &worker->leaving;

	while (*link != NULL) {
		struct lic_http_conn *conn = *link;

		/* Whatever makes the library read the rest comes with another pass. */
		if (conn->is_deferred || has_unread(conn->fd)) {
			link = &conn->leaving;
		} else {
			*link = conn->leaving;
			/* It has no effect on the socket any more, but wakes its waiters. */
			(void)shutdown(conn->fd, SHUT_RD);
		}
	}
}

static void cut(struct lic_http_conn *conn)
{
	for (; conn != NULL; conn = conn->next) {
		if (!conn->is_deferred) {
			(void)shutdown(conn->fd, SHUT_RDWR);
		}
	}
}

void lic_http__conn_cut(struct lic_http_worker *worker)
{
	cut(worker->heads);
	cut(worker->others);
}
