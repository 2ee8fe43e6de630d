/*
 * The scope of an OAuth request: which delegated permissions an application asks for, in all the
 * forms in which clients write them.
 *
 * Threading: no state.
 */
#ifndef LIC_AUTH_SCOPES_H
#define LIC_AUTH_SCOPES_H

#include "auth/permissions.h"
#include "base/err.h"
#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>

#define LIC_SCOPE_BYTES_MAX 4096

/* What a scope asks for. */
struct lic_scopes {
	lic_permissions permissions; /* those that it names, OpenID Connect's included */
	bool is_default;             /* it has .default: all that the application is granted */
};

/*
 * Reads `text`, names separated by spaces. A name may have the address of the API before it:
 * Graph's own, with one or two slashes, or `origin` ("https://host:port"), with or without its
 * port, likewise. Errors, in `err`: LIC_E_INVALID for a name that is none, an API that is not here,
 * nothing at all, or more than LIC_SCOPE_BYTES_MAX bytes; `*ret_scopes` is set on success.
 */
LIC_MUST_USE lic_rc lic_scopes_parse(const char *text, const char *origin, struct lic_err *err,
	struct lic_scopes *ret_scopes);

/*
 * Returns the bytes of `origin` ("https://host:port") in front of its port: all of it without one.
 */
size_t lic_origin_without_port(const char *origin);

#endif
