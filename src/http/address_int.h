/*
 * Addresses of peers, ranges of trusted proxies, and the client behind them.
 *
 * Threading: no state.
 */
#ifndef LIC_HTTP_ADDRESS_INT_H
#define LIC_HTTP_ADDRESS_INT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/rc.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

/* An address. IPv4 has one form only, the mapped one (::ffff:a.b.c.d), so that it does not matter
 * through which kind of socket a peer came. */
struct lic_http_address {
	struct in6_addr in6; /* network byte order; all zero: unknown */
};

/* A range of addresses. */
struct lic_http_range {
	struct lic_http_address base; /* one address of it */
	unsigned bits;                /* leading bits that count, 0 to 128 */
};

/* Ranges that are trusted alike. */
struct lic_http_ranges {
	const struct lic_http_range *items; /* borrowed */
	size_t count;                       /* number of items */
};

/*
 * Reads the IPv4 or IPv6 literal `text`. Returns true and sets `*ret_address`; false, leaving it
 * alone, when it is none.
 */
bool lic_http__address_parse(const char *text, struct lic_http_address *ret_address);

/*
 * Reads the socket address `addr`. Returns its address; an unknown one for a family other than IPv4
 * and IPv6.
 */
struct lic_http_address lic_http__address_of(const struct sockaddr *addr);

/*
 * Writes `address` to `ret_text`: IPv4 as a.b.c.d, IPv6 as RFC 5952 has it, "unknown" for an
 * unknown one.
 */
void lic_http__address_text(const struct lic_http_address *address,
	char ret_text[INET6_ADDRSTRLEN]);

/*
 * Tells whether `address` is reachable from this machine only.
 */
bool lic_http__address_is_loopback(const struct lic_http_address *address);

/*
 * Tells whether `address` lies in one of `ranges`.
 */
bool lic_http__address_is_in(const struct lic_http_address *address,
	const struct lic_http_ranges *ranges);

/*
 * Reads the ranges in `text`: ADDRESS or ADDRESS/BITS, separated by commas, blanks around them
 * ignored; at most 64. `*ret_ranges` lives in `arena`. Errors, with a message in `err`:
 * LIC_E_INVALID naming the one that is no range, or that holds every address; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_http__ranges_parse(struct lic_arena *arena, const char *text,
	struct lic_err *err, struct lic_http_ranges *ret_ranges);

/*
 * Finds the client behind trusted proxies: of the addresses in the `count` values of
 * X-Forwarded-For at `lines`, in the order in which they came, the last one that is not in
 * `trusted`. What stands before it came from outside and proves nothing. An element that is no
 * address ends the search: then it is the last address before. `peer` is who sent the request and
 * is trusted. Ports behind addresses are ignored.
 * Returns the address.
 */
struct lic_http_address lic_http__client_behind(const char *const *lines, size_t count,
	const struct lic_http_address *peer, const struct lic_http_ranges *trusted);

#endif
