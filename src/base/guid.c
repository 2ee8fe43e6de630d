/*
 * GUIDs: see guid.h.
 */
#include "base/guid.h"

#include <sodium.h>
#include <string.h>

#define TIME_BYTES 6U /* of a GUID of version 7, at its beginning */
#define GUID_BYTES ((size_t)16)
#define STOCK_BYTES (64 * GUID_BYTES) /* what the system is asked for at a time */

/* Random bytes of this thread that no GUID has had yet: at the beginning. */
static _Thread_local uint8_t stock[STOCK_BYTES];
static _Thread_local size_t stock_left; /* how many */

/* Where the two digits of each byte stand in the text. */
static const unsigned char positions[16] = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32,
	34};

/* Value of a hexadecimal digit; 16 for anything else. */
static unsigned digit_value(char digit)
{
	if (digit >= '0' && digit <= '9') {
		return (unsigned)(digit - '0');
	}
	if (digit >= 'a' && digit <= 'f') {
		return (unsigned)(digit - 'a' + 10);
	}
	if (digit >= 'A' && digit <= 'F') {
		return (unsigned)(digit - 'A' + 10);
	}
	return 16;
}

bool lic_guid_parse(const char *text, size_t len, struct lic_guid *ret_guid)
{
	struct lic_guid guid = {{0}};

	if (len != LIC_GUID_TEXT_LEN || text[8] != '-' || text[13] != '-' || text[18] != '-' ||
		text[23] != '-') {
		return false;
	}
	for (size_t i = 0; i < sizeof(guid.bytes); i++) {
		unsigned high = digit_value(text[positions[i]]);
		unsigned low = digit_value(text[positions[i] + 1]);

		if (high > 15 || low > 15) {
			return false;
		}
		guid.bytes[i] = (uint8_t)(high * 16 + low);
	}
	*ret_guid = guid;
	return true;
}

/* Writes `count` bytes as digits and a character behind them; returns where to go on. */
static char *put_group(char *to, const uint8_t *bytes, size_t count, char behind)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < count; i++) {
		*to++ = digits[bytes[i] >> 4];
		*to++ = digits[bytes[i] & 15];
	}
	*to++ = behind;
	return to;
}

struct lic_guid_text lic_guid_format(const struct lic_guid *guid)
{
	struct lic_guid_text text = {""};
	char *to = text.text;

	to = put_group(to, guid->bytes, 4, '-');
	to = put_group(to, guid->bytes + 4, 2, '-');
	to = put_group(to, guid->bytes + 6, 2, '-');
	to = put_group(to, guid->bytes + 8, 2, '-');
	(void)put_group(to, guid->bytes + 10, 6, '\0');
	return text;
}

/* Takes the bytes of one GUID. The system is asked for many at a time: every request takes some,
 * and a call of the system costs more than all the rest. GUIDs are no secrets, so they may lie
 * here. */
static void take_random(uint8_t bytes[GUID_BYTES])
{
	if (stock_left == 0) {
		randombytes_buf(stock, sizeof(stock));
		stock_left = sizeof(stock);
	}
	stock_left -= GUID_BYTES;
	memcpy(bytes, stock + stock_left, GUID_BYTES);
}

/* Makes a GUID of `version`, otherwise random. */
static struct lic_guid make_random(unsigned version)
{
	struct lic_guid guid;

	/* Does its work once and is cheap after that; without it two threads could race to open the
	 * generator. */
	if (sodium_init() < 0) {
		sodium_misuse(); /* aborts: a GUID that is not random would be worse */
	}
	take_random(guid.bytes);
	guid.bytes[6] = (uint8_t)((guid.bytes[6] & 0x0fU) | version << 4);
	guid.bytes[8] = (uint8_t)((guid.bytes[8] & 0x3fU) | 0x80U); /* variant 10 (RFC 9562,
								       section 4.1) */
	return guid;
}

struct lic_guid lic_guid_random(void)
{
	return make_random(4);
}

struct lic_guid lic_guid_ordered(int64_t now_ms)
{
	struct lic_guid guid = make_random(7);

	for (unsigned i = 0; i < TIME_BYTES; i++) {
		guid.bytes[i] = (uint8_t)((uint64_t)now_ms >> 8 * (TIME_BYTES - 1 - i));
	}
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
