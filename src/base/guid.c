/*
 * GUIDs: see guid.h.
 */
#include "base/guid.h"

#include <sodium.h>
#include <string.h>

static const char digits[] = "0123456789abcdef";

/* Value of a hexadecimal digit, -1 for anything else. */
static int digit_value(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (c >= 'a' && c <= 'f') {
		return c - 'a' + 10;
	}
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Tells whether a dash stands before byte `index` in the text. */
static bool dash_before(size_t index)
{
	return index == 4 || index == 6 || index == 8 || index == 10;
}

bool lic_guid_parse(const char *text, size_t len, struct lic_guid *ret_guid)
{
	struct lic_guid guid;
	size_t at = 0;

	if (len != LIC_GUID_TEXT_LEN) {
		return false;
	}
	for (size_t i = 0; i < sizeof(guid.bytes); i++) {
		int high = 0;
		int low = 0;

		if (dash_before(i) && text[at++] != '-') {
			return false;
		}
		high = digit_value(text[at]);
		low = digit_value(text[at + 1]);
		if (high < 0 || low < 0) {
			return false;
		}
		guid.bytes[i] = (uint8_t)(high * 16 + low);
		at += 2;
	}
	*ret_guid = guid;
	return true;
}

struct lic_guid_text lic_guid_format(const struct lic_guid *guid)
{
	struct lic_guid_text text;
	size_t at = 0;

	for (size_t i = 0; i < sizeof(guid->bytes); i++) {
		if (dash_before(i)) {
			text.text[at++] = '-';
		}
		text.text[at++] = digits[guid->bytes[i] >> 4];
		text.text[at++] = digits[guid->bytes[i] & 15];
	}
	text.text[at] = '\0';
	return text;
}

struct lic_guid lic_guid_random(void)
{
	struct lic_guid guid;

	randombytes_buf(guid.bytes, sizeof(guid.bytes));
	guid.bytes[6] = (uint8_t)((guid.bytes[6] & 0x0fU) | 0x40U); /* version 4 */
	guid.bytes[8] = (uint8_t)((guid.bytes[8] & 0x3fU) | 0x80U); /* variant of RFC 9562 */
	return guid;
}

bool lic_guid_equal(const struct lic_guid *a, const struct lic_guid *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

int lic_guid_compare(const struct lic_guid *a, const struct lic_guid *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}
