/*
 * HTTP Basic as OAuth 2.0 uses it: see basic.h.
 */
#include "auth/basic.h"

#include "base/base64.h"
#include "base/text.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#define SCHEME "Basic"
#define CODE "InvalidAuthenticationToken"

static lic_rc refuse(struct lic_err *err, const char *reason)
{
	return lic_err_set(err, LIC_E_INVALID, CODE, "The Authorization header %s.", reason);
}

/* Form-decodes `len` bytes in place and ends them with a NUL; false for a bad escape, NUL or what
 * is no UTF-8 then. */
static bool form_decode(char *text, size_t len)
{
	size_t to = 0;

	for (size_t from = 0; from < len; to++) {
		unsigned char byte = (unsigned char)text[from];

		if (byte == '%') {
			if (len - from < 3 ||
				sodium_hex2bin(&byte, 1, text + from + 1, 2, NULL, NULL, NULL) !=
					0) {
				return false;
			}
			from += 2;
		} else if (byte == '+') {
			byte = ' ';
		}
		text[to] = (char)byte;
		from++;
	}
	text[to] = '\0';
	return lic_text_is_utf8(text, to);
}

/* Finds the base64 behind the scheme; NULL when the scheme is another. */
static const char *skip_scheme(const char *value)
{
	size_t len = strlen(SCHEME);

	if (strncasecmp(value, SCHEME, len) != 0 || value[len] != ' ') {
		return NULL;
	}
	return value + len + strspn(value + len, " ");
}

lic_rc lic_basic_credentials(struct lic_arena *arena, const char *value, struct lic_err *err,
	const char **ret_id, const char **ret_secret)
{
	const char *encoded = skip_scheme(value);
	struct lic_bytes bytes = {0};
	char *id = NULL;
	char *colon = NULL;

	if (encoded == NULL) {
		return LIC_RC(LIC_E_NOTFOUND);
	}
	if (strnlen(encoded, LIC_BASIC_BYTES_MAX + 1) > LIC_BASIC_BYTES_MAX) {
		return refuse(err, "is too long");
	}

	lic_rc rc = lic_base64_decode(arena, LIC_BASE64_PLAIN, encoded, strlen(encoded), &bytes);

	if (rc.code == LIC_E_INVALID) {
		return refuse(err, "is not valid base64");
	}
	LIC_TRY(rc);
	id = lic_arena_copy(arena, bytes.data, bytes.len);
	if (id == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	colon = memchr(id, ':', bytes.len);
	if (colon == NULL) {
		return refuse(err, "has no colon between the client's id and its secret");
	}
	if (!form_decode(colon + 1, bytes.len - (size_t)(colon + 1 - id)) ||
		!form_decode(id, (size_t)(colon - id))) {
		return refuse(err, "is not form-encoded UTF-8");
	}
	if (*id == '\0') {
		return refuse(err, "names no client");
	}
	*ret_id = id;
	*ret_secret = colon + 1;
	return LIC_OK_RC;
}
