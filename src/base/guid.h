/*
 * GUIDs: 16 bytes in network order, compared as bytes, written in the canonical lower-case form
 * (RFC 9562).
 *
 * Threading: no state.
 */
#ifndef LIC_BASE_GUID_H
#define LIC_BASE_GUID_H

#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_GUID_TEXT_LEN 36

/* One GUID. */
struct lic_guid {
	uint8_t bytes[16]; /* in the order in which the text shows them */
};

/* A GUID as text, for printf and logs. */
struct lic_guid_text {
	char text[LIC_GUID_TEXT_LEN + 1]; /* lower case, NUL-terminated */
};

/*
 * Parses the `len` bytes at `text`: 8-4-4-4-12 hexadecimal digits in any case, nothing around them.
 * Returns true and sets `*ret_guid`; false, leaving it alone, when the text has another form. Any
 * version and variant is accepted, because SKU ids in the field need only the form.
 */
bool lic_guid_parse(const char *text, size_t len, struct lic_guid *ret_guid);

/*
 * Writes `guid` as canonical text.
 * Returns the text by value.
 */
struct lic_guid_text lic_guid_format(const struct lic_guid *guid);

/*
 * Makes a random (version 4) GUID from the operating system's generator, from any thread. Cannot
 * fail: libsodium aborts when the system has no randomness.
 * Returns it by value.
 */
struct lic_guid lic_guid_random(void);

/*
 * Makes a GUID of version 7 (RFC 9562, section 5.7): `now_ms`, milliseconds UTC from 1970 to 10889,
 * and 74 random bits. Those made one after the other stand side by side in an index, which is
 * cheaper to write than to look for a place anywhere. From any thread; cannot fail, as
 * lic_guid_random(). Not for what must not be guessed or must not tell when it was made. Returns it
 * by value.
 */
struct lic_guid lic_guid_ordered(int64_t now_ms);

/*
 * Tells whether `a` and `b` are the same GUID.
 */
bool lic_guid_equal(const struct lic_guid *a, const struct lic_guid *b);

/*
 * Orders `a` before `b` by bytes: negative, zero or positive like memcmp.
 */
int lic_guid_compare(const struct lic_guid *a, const struct lic_guid *b);

#endif
