/*
 * Comparing redirect URIs: see redirect_match.h.
 */
#include "core/redirect_match.h"

#include "base/rc.h"

#include <stddef.h>
#include <string.h>

#define PORT_DIGITS_MAX 5

/* What stands behind the host and port of `uri`, if it begins with the host `name`; else NULL. */
static const char *behind_host(const char *uri, const char *name)
{
	size_t len = strlen(name);
	size_t digits = 0;

	if (strncmp(uri, name, len) != 0) {
		return NULL;
	}
	uri += len;
	if (*uri == ':') {
		digits = strspn(uri + 1, "0123456789");
		if (digits == 0 || digits > PORT_DIGITS_MAX) {
			return NULL;
		}
		uri += 1 + digits;
	}
	if (*uri == '\0') {
		return "/";
	}
	return *uri == '/' || *uri == '?' ? uri : NULL;
}

bool lic_redirect_matches(const char *registered, const char *uri)
{
	static const char *const names[] = {"http://localhost", "http://127.0.0.1", "http://[::1]"};

	if (strcmp(registered, uri) == 0) {
		return true;
	}
	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		const char *a = behind_host(registered, names[i]);
		const char *b = behind_host(uri, names[i]);

		if (a != NULL && b != NULL && strcmp(a, b) == 0) {
			return true;
		}
	}
	return false;
}
