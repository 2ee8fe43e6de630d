/*
 * Base64: see base64.h. libsodium does the work and refuses spare bits.
 */
#include "base/base64.h"

#include <sodium.h>

#define BLANKS " \t\r\n"

char *lic_base64url_encode(struct lic_arena *arena, const void *bytes, size_t len)
{
	size_t size = 0;
	char *text = NULL;

	if (len > SIZE_MAX / 2) {
		return NULL;
	}
	size = sodium_base64_encoded_len(len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	text = lic_arena_alloc(arena, size);
	if (text != NULL) {
		(void)sodium_bin2base64(text, size, bytes, len,
			sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	}
	return text;
}

/* Names the variant of libsodium that reads a text. */
static int variant_of(enum lic_base64 kind, const char *text, size_t len)
{
	switch (kind) {
	case LIC_BASE64_URL:
		break;
	case LIC_BASE64_THUMB:
		return len > 0 && text[len - 1] == '=' ? sodium_base64_VARIANT_URLSAFE
						       : sodium_base64_VARIANT_URLSAFE_NO_PADDING;
	case LIC_BASE64_LINES:
	case LIC_BASE64_PLAIN:
		return sodium_base64_VARIANT_ORIGINAL;
	}
	return sodium_base64_VARIANT_URLSAFE_NO_PADDING;
}

/* Tells whether a text has characters only that libsodium judges rightly: its arithmetic takes some
 * bytes above 127 for letters, and NUL for one of the characters to ignore. */
static bool is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\0' || (unsigned char)text[i] > 127) {
			return false;
		}
	}
	return true;
}

bool lic_base64_read(enum lic_base64 kind, const char *text, size_t len, void *ret_bytes,
	size_t room, size_t *ret_len)
{
	size_t count = 0;

	if (!is_plain(text, len) ||
		sodium_base642bin(ret_bytes, room, text, len,
			kind == LIC_BASE64_LINES ? BLANKS : NULL, &count, NULL,
			variant_of(kind, text, len)) != 0) {
		return false;
	}
	*ret_len = count;
	return true;
}

lic_rc lic_base64_decode(struct lic_arena *arena, enum lic_base64 kind, const char *text,
	size_t len, struct lic_bytes *ret_bytes)
{
	size_t room = len / 4 * 3 + 3;
	unsigned char *bytes = lic_arena_alloc(arena, room + 1);
	size_t count = 0;

	if (bytes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (!lic_base64_read(kind, text, len, bytes, room, &count)) {
		return LIC_RC(LIC_E_INVALID);
	}
	bytes[count] = '\0';
	*ret_bytes = (struct lic_bytes){bytes, count};
	return LIC_OK_RC;
}
