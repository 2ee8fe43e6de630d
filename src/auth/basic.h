/*
 * HTTP Basic as OAuth 2.0 uses it for clients (RFC 6749, section 2.3.1): both halves are
 * form-encoded before they are joined.
 *
 * Threading: no state.
 */
#ifndef LIC_AUTH_BASIC_H
#define LIC_AUTH_BASIC_H

#include "base/arena.h"
#include "base/err.h"
#include "base/rc.h"

#include <stddef.h>

#define LIC_BASIC_BYTES_MAX ((size_t)4 * 1024)

/*
 * Reads the value of an Authorization header, "Basic " in any case and base64 of
 * "client_id:secret": splits it at the first colon and form-decodes both halves ('+' is a space,
 * %XX a byte; openid-client escapes even '-', '_', '.' and '~'). The results are UTF-8 in `arena`;
 * the secret may be empty, the id may not. Errors: LIC_E_NOTFOUND, without a message, when `value`
 * has another scheme; LIC_E_INVALID, with the reason in `err`, when it is longer than
 * LIC_BASIC_BYTES_MAX or malformed; LIC_E_NOMEM. On success `*ret_id` and `*ret_secret` are set.
 */
LIC_MUST_USE lic_rc lic_basic_credentials(struct lic_arena *arena, const char *value,
	struct lic_err *err, const char **ret_id, const char **ret_secret);

#endif
