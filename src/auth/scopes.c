/*
 * Scopes: see scopes.h.
 */
#include "auth/scopes.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Names under which clients know Graph: its address, and its application id. */
static const char *const graph_names[] = {
	"https://graph.microsoft.com",
	"00000003-0000-0000-c000-000000000000",
};

/* How many of the `len` bytes at `name` are the address `prefix` (`prefix_len` bytes) and the
 * slashes behind it; 0 when it begins with something else. */
static size_t skip(const char *name, size_t len, const char *prefix, size_t prefix_len)
{
	size_t end = prefix_len;

	if (len <= prefix_len || strncasecmp(name, prefix, prefix_len) != 0 || name[end] != '/') {
		return 0;
	}
	while (end < len && end < prefix_len + 2 && name[end] == '/') {
		end++;
	}
	return end;
}

size_t lic_origin_without_port(const char *origin)
{
	const char *host = strstr(origin, "://");
	const char *colon = host == NULL ? NULL : strrchr(host + 3, ':');
	const char *bracket = host == NULL ? NULL : strrchr(host + 3, ']');

	return colon == NULL || colon < bracket ? strlen(origin) : (size_t)(colon - origin);
}

/* Finds the name of the permission within the `len` bytes at `name`: behind the API's address. */
static size_t skip_api(const char *name, size_t len, const char *origin)
{
	size_t end = 0;

	for (size_t i = 0; i < LIC_COUNT(graph_names) && end == 0; i++) {
		end = skip(name, len, graph_names[i], strlen(graph_names[i]));
	}
	if (end == 0) {
		end = skip(name, len, origin, strlen(origin));
	}
	return end != 0 ? end : skip(name, len, origin, lic_origin_without_port(origin));
}

static lic_rc read_name(const char *name, size_t len, const char *origin, struct lic_err *err,
	struct lic_scopes *scopes)
{
	static const char all[] = ".default";
	size_t start = skip_api(name, len, origin);
	enum lic_permission permission = LIC_PERMISSION_MAX_;

	if (len - start == sizeof(all) - 1 && strncasecmp(name + start, all, len - start) == 0) {
		scopes->is_default = true;
		return LIC_OK_RC;
	}
	if (!lic_permission_parse(name + start, len - start, &permission)) {
		return lic_err_set(err, LIC_E_INVALID, "invalid_scope",
			"The scope '%.*s' is not known here.", len > 100 ? 100 : (int)len, name);
	}
	scopes->permissions |= LIC_PERMISSION_BIT(permission);
	return LIC_OK_RC;
}

lic_rc lic_scopes_parse(const char *text, const char *origin, struct lic_err *err,
	struct lic_scopes *ret_scopes)
{
	struct lic_scopes scopes = {0};

	if (strlen(text) > LIC_SCOPE_BYTES_MAX) {
		return lic_err_set(err, LIC_E_INVALID, "invalid_scope",
			"The scope is longer than %d bytes.", LIC_SCOPE_BYTES_MAX);
	}
	while (*text != '\0') {
		size_t len = strcspn(text, " ");

		if (len > 0) {
			LIC_TRY(read_name(text, len, origin, err, &scopes));
		}
		text += len + strspn(text + len, " ");
	}
	if (scopes.permissions == 0 && !scopes.is_default) {
		return lic_err_set(err, LIC_E_INVALID, "invalid_scope",
			"The request names no scope.");
	}
	*ret_scopes = scopes;
	return LIC_OK_RC;
}
