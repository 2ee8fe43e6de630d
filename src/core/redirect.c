/*
 * Redirect URIs: see redirect.h.
 */
#include "core/redirect.h"

#include "base/guid.h"
#include "base/rc.h"
#include "base/text.h"

#include <stddef.h>
#include <string.h>

#define PORT_MAX 65535
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define SCHEME_CHARS LOWER DIGITS "+.-"
#define HOST_CHARS LOWER DIGITS "-._"
#define HEX_DIGITS DIGITS "abcdefABCDEF"
/* RFC 3986, section 2, without "#" and "*", which get words of their own. */
#define URI_CHARS LOWER UPPER DIGITS "-._~:/?[]@!$&'()+,;=%"

static const char oob[] = "urn:ietf:wg:oauth:2.0:oob";

/* What is wrong with the characters, wherever they stand. */
static const char *check_characters(const char *uri)
{
	size_t len = strlen(uri);

	if (len == 0) {
		return "is empty";
	}
	if (len > LIC_REDIRECT_BYTES_MAX) {
		return "is longer than 2048 characters";
	}
	if (strchr(uri, '#') != NULL) {
		return "has a fragment: leave out everything from '#' on";
	}
	if (strchr(uri, '*') != NULL) {
		return "has a wildcard: register each address by itself";
	}
	if (strspn(uri, URI_CHARS) != len) {
		return "has a character that does not belong into an address: percent-encode it";
	}
	for (const char *at = strchr(uri, '%'); at != NULL; at = strchr(at + 1, '%')) {
		if (strspn(at + 1, HEX_DIGITS) < 2) {
			return "has a '%' without two hexadecimal digits behind it";
		}
	}
	return NULL;
}

/* Measures a dot as it may be written, at `text`: 0 when there is none. */
static size_t dot_length(const char *text)
{
	if (text[0] == '.') {
		return 1;
	}
	return text[0] == '%' && text[1] == '2' && (text[2] == 'e' || text[2] == 'E') ? 3 : 0;
}

/* Tells whether the path at `path`, which begins with a slash or is empty, has a segment "." or
 * "..": browsers would walk to another place. */
static bool has_dot_segment(const char *path)
{
	const char *end = path + strcspn(path, "?");

	for (const char *at = strchr(path, '/'); at != NULL && at < end; at = strchr(at + 1, '/')) {
		const char *dot = at + 1;
		size_t dots = 0;

		while (dots < 3 && dot_length(dot) > 0) {
			dot += dot_length(dot);
			dots++;
		}
		if (dots > 0 && dots < 3 && (*dot == '/' || dot >= end)) {
			return true;
		}
	}
	return false;
}

/* What is wrong with the port at `port`, behind its colon, `len` bytes. */
static const char *check_port(const char *port, size_t len)
{
	char text[8] = "";
	long long number = 0;

	if (len > 0 && len < sizeof(text)) {
		memcpy(text, port, len);
	}
	return lic_text_to_int(text, 1, PORT_MAX, &number)
		? NULL
		: "has a port that is no number from 1 to 65535";
}

/* Tells whether the `len` bytes at `host` mean this very machine, and nothing else. */
static bool is_loopback(const char *host, size_t len)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};

	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		if (strlen(names[i]) == len && memcmp(names[i], host, len) == 0) {
			return true;
		}
	}
	return false;
}

/* Measures the host at `authority`, which is `len` bytes long; 0 when it is none. */
static size_t host_length(const char *authority, size_t len)
{
	size_t host = 0;

	if (authority[0] == '[') {
		host = 1 + strspn(authority + 1, DIGITS "abcdef:.");
		return host > 2 && authority[host] == ']' ? host + 1 : 0;
	}
	host = strspn(authority, HOST_CHARS);
	if (host == 0 || host > len || authority[0] == '.' || authority[0] == '-') {
		return 0;
	}
	for (size_t i = 1; i < host; i++) {
		if (authority[i] == '.' && authority[i - 1] == '.') {
			return 0;
		}
	}
	return host;
}

/* What is wrong with an address of the web behind its "//". */
static const char *check_web(const char *authority, bool is_secure)
{
	size_t len = strcspn(authority, "/?");
	size_t host = 0;
	const char *problem = NULL;

	if (memchr(authority, '@', len) != NULL) {
		return "has a user name before its host: leave it out";
	}
	host = host_length(authority, len);
	if (host == 0 || (host != len && authority[host] != ':')) {
		return "has no host that can be one: write its name in small letters, other than ASCII as xn--…";
	}
	if (host != len) {
		problem = check_port(authority + host + 1, len - host - 1);
	}
	if (problem == NULL && !is_secure && !is_loopback(authority, host)) {
		problem =
			"sends codes over the network in clear text: use https, or http on localhost, 127.0.0.1 or [::1]";
	}
	if (problem == NULL && has_dot_segment(authority + len)) {
		problem = "has a segment '.' or '..' in its path: write the place itself";
	}
	return problem;
}

/* Tells whether the scheme, `len` bytes long, is one that programs have for themselves (RFC 8252,
 * section 7.1), and none that a browser acts on by itself, such as javascript. */
static bool is_scheme_of_program(const char *scheme, size_t len)
{
	static const char *const names[] = {"msauth", "ms-appx-web"};
	struct lic_guid guid;

	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		if (strlen(names[i]) == len && memcmp(names[i], scheme, len) == 0) {
			return true;
		}
	}
	if (len == 4 + LIC_GUID_TEXT_LEN && memcmp(scheme, "msal", 4) == 0) {
		return lic_guid_parse(scheme + 4, LIC_GUID_TEXT_LEN, &guid);
	}
	return memchr(scheme, '.', len) != NULL && scheme[len - 1] != '.';
}

/* What is wrong with an address of a program's own scheme, of `len` bytes. */
static const char *check_own(const char *uri, size_t len, enum lic_redirect_kind kind)
{
	if (kind != LIC_REDIRECT_PUBLIC_CLIENT) {
		return "has another scheme than https: only programs (publicClient) may have one of their own";
	}
	if (!is_scheme_of_program(uri, len)) {
		return "has a scheme that is no program's own: use one with a period in it such as "
		       "com.example.app, or msal and the client id";
	}
	if (uri[len + 1] == '\0') {
		return "ends behind its scheme";
	}
	return NULL;
}

const char *lic_redirect_problem(const char *uri, enum lic_redirect_kind kind)
{
	const char *problem = check_characters(uri);
	size_t scheme = 0;

	if (problem != NULL) {
		return problem;
	}
	if (kind == LIC_REDIRECT_PUBLIC_CLIENT && strcmp(uri, oob) == 0) {
		return NULL;
	}
	scheme = strspn(uri, SCHEME_CHARS);
	if (scheme == 0 || strchr(LOWER, uri[0]) == NULL || uri[scheme] != ':') {
		return "does not begin with a scheme in small letters, such as https:";
	}
	if (strncmp(uri, "https://", 8) == 0) {
		return check_web(uri + 8, true);
	}
	if (strncmp(uri, "http://", 7) == 0) {
		return check_web(uri + 7, false);
	}
	return check_own(uri, scheme, kind);
}

static const char *const kind_names[LIC_REDIRECT_KIND_MAX_] = {
	[LIC_REDIRECT_WEB] = "web",
	[LIC_REDIRECT_SPA] = "spa",
	[LIC_REDIRECT_PUBLIC_CLIENT] = "publicClient",
};

const char *lic_redirect_kind_name(enum lic_redirect_kind kind)
{
	return (size_t)kind < LIC_COUNT(kind_names) ? kind_names[kind] : "unknown";
}

bool lic_redirect_kind_parse(const char *name, enum lic_redirect_kind *ret_kind)
{
	for (size_t i = 0; i < LIC_COUNT(kind_names); i++) {
		if (lic_text_equal_nocase(kind_names[i], name)) {
			*ret_kind = (enum lic_redirect_kind)i;
			return true;
		}
	}
	return false;
}
