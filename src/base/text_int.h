/*
 * Looking at UTF-8 bytes: what err.c, text.c, json.c, csv.c and log.c share. Inline, because most
 * of it stands on hot paths.
 *
 * Threading: no state.
 */
#ifndef LIC_BASE_TEXT_INT_H
#define LIC_BASE_TEXT_INT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LIC_TEXT__WORD_BYTES sizeof(uint64_t)
#define LIC_TEXT__ONES UINT64_C(0x0101010101010101)  /* 1 in each byte; times n: n in each */
#define LIC_TEXT__HIGHS UINT64_C(0x8080808080808080) /* the highest bit of each byte */

/*
 * Loads the eight bytes at `at` as one number, to look at all of them at once. The order of bytes
 * does not matter for the questions asked.
 * Returns the number.
 */
static inline uint64_t lic_text__word(const char *at)
{
	uint64_t word = 0;

	memcpy(&word, at, sizeof(word));
	return word;
}

/*
 * Measures the UTF-8 character (RFC 3629, section 4) that begins `at`, of which at most `left`
 * bytes (1 or more) may be read. The second byte's range shuts out overlong forms, surrogates and
 * what lies above U+10FFFF.
 * Returns its length in bytes, 1 for NUL too; 0 when no character begins there.
 */
static inline size_t lic_text__char_bytes(const char *at, size_t left)
{
	const unsigned char *bytes = (const unsigned char *)at;
	unsigned char lead = bytes[0];
	unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
	unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
	size_t len = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

	if (lead < 0x80) {
		return 1;
	}
	if (lead < 0xC2 || lead > 0xF4 || left < len || bytes[1] < low || bytes[1] > high) {
		return 0;
	}
	for (size_t i = 2; i < len; i++) {
		if ((bytes[i] & 0xC0U) != 0x80U) {
			return 0;
		}
	}
	return len;
}

/*
 * Tells how many of the `len` bytes at `text`, which was cut there, are left without a UTF-8
 * character of which the cut took a part.
 */
static inline size_t lic_text__whole(const char *text, size_t len)
{
	size_t lead = len;

	/* At most two bytes that continue a character stand behind the lead byte of a part. */
	while (lead > 0 && len - lead < 2 && ((unsigned char)text[lead - 1] & 0xC0U) == 0x80U) {
		lead--;
	}
	if (lead > 0 && (unsigned char)text[lead - 1] >= 0xC0 &&
		lic_text__char_bytes(text + lead - 1, len - lead + 1) == 0) {
		return lead - 1;
	}
	return len;
}

#endif
