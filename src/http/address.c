/*
 * Addresses of peers and of the clients behind them: see address_int.h.
 */
#include "http/address_int.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <string.h>

#define RANGES_MAX ((size_t)64)
#define V4_OFFSET ((size_t)12) /* where a mapped IPv4 address begins */
#define V4_BITS 32U
#define V6_BITS 128U
/* Longest text of one element: an address in brackets with a port, a range with its bits. */
#define ELEMENT_BYTES ((size_t)INET6_ADDRSTRLEN + 8)
/* More proxies in a row than anybody has. Whoever sends more shall not make us work for it. */
#define HOPS_MAX 32U

/* A piece of text. */
struct piece {
	const char *text; /* borrowed, not terminated */
	size_t len;       /* bytes */
};

static struct lic_http_address map_v4(const struct in_addr *v4)
{
	struct lic_http_address address = {0};

	address.in6.s6_addr[V4_OFFSET - 2] = 0xff;
	address.in6.s6_addr[V4_OFFSET - 1] = 0xff;
	memcpy(address.in6.s6_addr + V4_OFFSET, v4, sizeof(*v4));
	return address;
}

bool lic_http__address_parse(const char *text, struct lic_http_address *ret_address)
{
	struct lic_http_address v6;
	struct in_addr v4;

	if (inet_pton(AF_INET, text, &v4) == 1) {
		*ret_address = map_v4(&v4);
		return true;
	}
	if (inet_pton(AF_INET6, text, &v6.in6) == 1) {
		*ret_address = v6;
		return true;
	}
	return false;
}

struct lic_http_address lic_http__address_of(const struct sockaddr *addr)
{
	struct lic_http_address address = {0};
	struct sockaddr_in6 v6;
	struct sockaddr_in v4;

	if (addr->sa_family == AF_INET) {
		memcpy(&v4, addr, sizeof(v4));
		address = map_v4(&v4.sin_addr);
	} else if (addr->sa_family == AF_INET6) {
		memcpy(&v6, addr, sizeof(v6));
		address.in6 = v6.sin6_addr;
	}
	return address;
}

static bool is_v4(const struct lic_http_address *address)
{
	return IN6_IS_ADDR_V4MAPPED(&address->in6);
}

void lic_http__address_text(const struct lic_http_address *address, char ret_text[INET6_ADDRSTRLEN])
{
	static const char unknown[] = "unknown";
	const char *text = NULL;

	if (is_v4(address)) {
		text = inet_ntop(AF_INET, address->in6.s6_addr + V4_OFFSET, ret_text,
			INET6_ADDRSTRLEN);
	} else if (!IN6_IS_ADDR_UNSPECIFIED(&address->in6)) {
		text = inet_ntop(AF_INET6, &address->in6, ret_text, INET6_ADDRSTRLEN);
	}
	if (text == NULL) {
		memcpy(ret_text, unknown, sizeof(unknown));
	}
}

bool lic_http__address_is_loopback(const struct lic_http_address *address)
{
	return is_v4(address) ? address->in6.s6_addr[V4_OFFSET] == 127
			      : IN6_IS_ADDR_LOOPBACK(&address->in6);
}

static bool is_in(const struct lic_http_address *address, const struct lic_http_range *range)
{
	const unsigned char *a = address->in6.s6_addr;
	const unsigned char *b = range->base.in6.s6_addr;
	size_t whole = range->bits / 8;
	unsigned rest = range->bits % 8;

	return memcmp(a, b, whole) == 0 &&
		(rest == 0 || (unsigned)(a[whole] ^ b[whole]) >> (8 - rest) == 0);
}

bool lic_http__address_is_in(const struct lic_http_address *address,
	const struct lic_http_ranges *ranges)
{
	for (size_t i = 0; i < ranges->count; i++) {
		if (is_in(address, &ranges->items[i])) {
			return true;
		}
	}
	return false;
}

static struct piece trim(struct piece piece)
{
	while (piece.len > 0 && (piece.text[0] == ' ' || piece.text[0] == '\t')) {
		piece.text++;
		piece.len--;
	}
	while (piece.len > 0 &&
		(piece.text[piece.len - 1] == ' ' || piece.text[piece.len - 1] == '\t')) {
		piece.len--;
	}
	return piece;
}

/* Copies a piece, so that it ends in a NUL. Returns whether it fits. */
static bool copy_piece(struct piece piece, char ret_text[ELEMENT_BYTES])
{
	if (piece.len >= ELEMENT_BYTES) {
		return false;
	}
	memcpy(ret_text, piece.text, piece.len);
	ret_text[piece.len] = '\0';
	return true;
}

static bool parse_range(struct piece piece, struct lic_http_range *ret_range)
{
	char text[ELEMENT_BYTES];
	struct lic_http_range range = {.bits = V6_BITS};
	long long bits = 0;

	if (!copy_piece(piece, text)) {
		return false;
	}

	char *slash = strchr(text, '/');

	if (slash != NULL) {
		*slash = '\0';
	}
	if (strcmp(text, "localhost") == 0 && slash == NULL) {
		memcpy(text, "127.0.0.1", sizeof("127.0.0.1"));
	}
	if (!lic_http__address_parse(text, &range.base)) {
		return false;
	}
	if (slash != NULL) {
		/* "0.0.0.0/0" would believe everybody: nobody means that. */
		bool is_short = strchr(text, ':') == NULL;

		if (!lic_text_to_int(slash + 1, 1, is_short ? V4_BITS : V6_BITS, &bits)) {
			return false;
		}
		range.bits = (unsigned)bits + (is_short ? V6_BITS - V4_BITS : 0);
	}
	*ret_range = range;
	return true;
}

lic_rc lic_http__ranges_parse(struct lic_arena *arena, const char *text, struct lic_err *err,
	struct lic_http_ranges *ret_ranges)
{
	struct lic_http_range *items = lic_arena_array(arena, RANGES_MAX, sizeof(*items));
	size_t count = 0;

	if (items == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (bool is_last = false; !is_last; count++) {
		size_t len = strcspn(text, ",");

		if (count == RANGES_MAX) {
			return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
				"there are more than %zu trusted proxies: name ranges of addresses, as in 10.1.0.0/16",
				RANGES_MAX);
		}
		if (!parse_range(trim((struct piece){text, len}), &items[count])) {
			return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
				"the trusted proxy '%.*s' is no IPv4 or IPv6 address, nor a range such as 10.1.0.0/16 or fd00::/8",
				(int)(len < ELEMENT_BYTES ? len : ELEMENT_BYTES), text);
		}
		is_last = text[len] == '\0';
		text += is_last ? len : len + 1;
	}
	*ret_ranges = (struct lic_http_ranges){items, count};
	return LIC_OK_RC;
}

static bool is_port(const char *text)
{
	return *text != '\0' && strspn(text, "0123456789") == strlen(text);
}

/* Reads "1.2.3.4", "1.2.3.4:5", "::1", "[::1]" or "[::1]:5". */
static bool parse_hop(struct piece piece, struct lic_http_address *ret_address)
{
	char text[ELEMENT_BYTES];
	char *start = text;
	char *end = NULL;

	if (!copy_piece(piece, text)) {
		return false;
	}
	if (text[0] == '[') {
		end = strchr(text, ']');
		if (end == NULL || (end[1] != '\0' && (end[1] != ':' || !is_port(end + 2)))) {
			return false;
		}
		start++;
		*end = '\0';
	} else if (strchr(text, '.') != NULL) {
		end = strchr(text, ':');
		if (end != NULL && is_port(end + 1)) {
			*end = '\0';
		}
	}
	return lic_http__address_parse(start, ret_address);
}

struct lic_http_address lic_http__client_behind(const char *const *lines, size_t count,
	const struct lic_http_address *peer, const struct lic_http_ranges *trusted)
{
	struct lic_http_address client = *peer;
	unsigned hops = 0;

	while (count-- > 0) {
		const char *line = lines[count];
		size_t end = strlen(line);

		for (bool is_first = false; !is_first; hops++) {
			size_t start = end;

			while (start > 0 && line[start - 1] != ',') {
				start--;
			}
			if (hops == HOPS_MAX ||
				!parse_hop(trim((struct piece){line + start, end - start}),
					&client) ||
				!lic_http__address_is_in(&client, trusted)) {
				return client;
			}
			is_first = start == 0;
			end = is_first ? 0 : start - 1;
		}
	}
	return client;
}
