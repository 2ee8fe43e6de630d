/*
 * The listening socket.
 *
 * Plain HTTP off loopback is refused unless a trusted proxy is named: tokens would travel readable.
 * SO_REUSEPORT is not used: with it a second server of the same user would share the port instead
 * of being told that it is taken.
 *
 * Threading: no state.
 */
#include "http/http_int.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REASON_BYTES 128

/* An address to bind. */
struct bind_address {
	struct sockaddr_storage addr; /* family, address and port */
	socklen_t len;                /* length of what is used of addr, in bytes */
	bool is_loopback;             /* reachable from this machine only */
};

static bool parse_v4(const char *text, uint16_t port, struct bind_address *ret_address)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};

	if (inet_pton(AF_INET, text, &v4.sin_addr) != 1) {
		return false;
	}
	memcpy(&ret_address->addr, &v4, sizeof(v4));
	ret_address->len = sizeof(v4);
	ret_address->is_loopback = (ntohl(v4.sin_addr.s_addr) >> 24) == 127;
	return true;
}

static bool parse_v6(const char *text, uint16_t port, struct bind_address *ret_address)
{
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};

	if (inet_pton(AF_INET6, text, &v6.sin6_addr) != 1) {
		return false;
	}
	memcpy(&ret_address->addr, &v6, sizeof(v6));
	ret_address->len = sizeof(v6);
	ret_address->is_loopback = IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
	return true;
}

static bool parse_address(const char *text, uint16_t port, struct bind_address *ret_address)
{
	if (strcmp(text, "localhost") == 0) {
		text = "127.0.0.1";
	}
	return parse_v4(text, port, ret_address) || parse_v6(text, port, ret_address);
}

static lic_rc explain_refusal(const struct lic_http_settings *settings, int reason,
	struct lic_err *err)
{
	char text[REASON_BYTES];

	switch (reason) {
	case EADDRINUSE:
		return lic_err_set(err, LIC_E_UNAVAILABLE, "Service_ServiceUnavailable",
			"port %u on %s is in use by another program: stop it or choose another port",
			(unsigned)settings->port, settings->address);
	case EACCES:
		return lic_err_set(err, LIC_E_UNAVAILABLE, "Service_ServiceUnavailable",
			"no right to listen on port %u: ports below 1024 need a privilege",
			(unsigned)settings->port);
	case EADDRNOTAVAIL:
		return lic_err_set(err, LIC_E_UNAVAILABLE, "Service_ServiceUnavailable",
			"the address %s does not belong to this machine", settings->address);
	default:
		if (strerror_r(reason, text, sizeof(text)) != 0) {
			text[0] = '\0';
		}
		return lic_err_set(err, LIC_E_UNAVAILABLE, "Service_ServiceUnavailable",
			"cannot listen on %s, port %u: %s", settings->address,
			(unsigned)settings->port, text);
	}
}

/* Binds and listens; returns 0, or the reason as an errno value. */
static int bind_and_listen(int fd, const struct bind_address *address)
{
	const int on = 1;

	/* Connections of an earlier run that are still closing must not keep the port. */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
		bind(fd, (const struct sockaddr *)&address->addr, address->len) != 0 ||
		listen(fd, SOMAXCONN) != 0) {
		return errno;
	}
	return 0;
}

static uint16_t bound_port(int fd)
{
	struct sockaddr_storage addr = {0};
	socklen_t len = sizeof(addr);
	struct sockaddr_in6 v6;
	struct sockaddr_in v4;

	if (getsockname(fd, (struct sockaddr *)&addr, &len) != 0) {
		return 0;
	}
	if (addr.ss_family == AF_INET6) {
		memcpy(&v6, &addr, sizeof(v6));
		return ntohs(v6.sin6_port);
	}
	memcpy(&v4, &addr, sizeof(v4));
	return ntohs(v4.sin_port);
}

lic_rc lic_http__listen(const struct lic_http_settings *settings, struct lic_err *err, int *ret_fd,
	uint16_t *ret_port)
{
	struct bind_address address = {0};

	if (!parse_address(settings->address, settings->port, &address)) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"'%s' is no IPv4 or IPv6 address", settings->address);
	}
	if (!address.is_loopback && settings->tls_certificate == NULL &&
		settings->trusted_proxy == NULL) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"%s can be reached from other machines, and without TLS passwords and tokens would "
			"travel readable: give a certificate and its key (--tls-cert, --tls-key; 'licentia "
			"certificate' makes a pair for trials), or name the proxy that does TLS "
			"(--trusted-proxy)",
			settings->address);
	}

	int fd = socket(address.addr.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0) {
		return explain_refusal(settings, errno, err);
	}

	int reason = bind_and_listen(fd, &address);

	if (reason != 0) {
		(void)close(fd);
		return explain_refusal(settings, reason, err);
	}
	*ret_port = bound_port(fd);
	*ret_fd = fd;
	return LIC_OK_RC;
}
