/*
 * Text: see text.h.
 */
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define DISTANCE_MAX 64

/*
 * Length of the UTF-8 character at `at`, 0 when it is not one. The second byte's range shuts out overlong forms,
 * surrogates and what lies above U+10FFFF (RFC 3629, section 4).
 */
static size_t character_length(const unsigned char *at, size_t left)
{
	size_t len = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
	unsigned char low = 0x80;
	unsigned char high = 0xBF;

	if (at[0] < 0x80) {
		return at[0] == 0 ? 0 : 1;
	}
	if (at[0] < 0xC2 || at[0] > 0xF4 || left < len) {
		return 0;
	}
	if (at[0] == 0xE0) {
		low = 0xA0;
	} else if (at[0] == 0xED) {
		high = 0x9F;
	} else if (at[0] == 0xF0) {
		low = 0x90;
	} else if (at[0] == 0xF4) {
		high = 0x8F;
	}
	if (at[1] < low || at[1] > high) {
		return 0;
	}
	for (size_t i = 2; i < len; i++) {
		if ((at[i] & 0xC0U) != 0x80U) {
			return 0;
		}
	}
	return len;
}

bool lic_text_is_utf8(const char *text, size_t len)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t at = 0;

	while (at < len) {
		size_t step = character_length(bytes + at, len - at);

		if (step == 0) {
			return false;
		}
		at += step;
	}
	return true;
}

size_t lic_text_length(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++) {
		count += ((unsigned char)*text & 0xC0U) != 0x80U ? 1 : 0;
	}
	return count;
}

static bool is_ascii(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text >= 0x80) {
			return false;
		}
	}
	return true;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

lic_rc lic_text_fold(struct lic_arena *arena, const char *text, const char **ret_key)
{
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t len = 0;
	char *key = NULL;

	if (is_ascii(text)) { /* most keys: no table needed */
		key = lic_arena_strdup(arena, text);
		for (char *at = key; at != NULL && *at != '\0'; at++) {
			*at = lower(*at);
		}
	} else {
		len = utf8proc_map((const utf8proc_uint8_t *)text, 0, &folded,
			UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
		if (len < 0) {
			return LIC_RC(len == UTF8PROC_ERROR_NOMEM ? LIC_E_NOMEM : LIC_E_INVALID);
		}
		key = lic_arena_copy(arena, (const char *)folded, (size_t)len);
		free(folded);
	}
	if (key == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_key = key;
	return LIC_OK_RC;
}

bool lic_text_equal_nocase(const char *a, const char *b)
{
	while (*a != '\0' && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return *a == *b;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

char *lic_text_trim(char *text)
{
	size_t len = 0;

	while (is_space(*text)) {
		text++;
	}
	len = strlen(text);
	while (len > 0 && is_space(text[len - 1])) {
		len--;
	}
	text[len] = '\0';
	return text;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Damerau-Levenshtein distance with neighbouring swaps, by rows: three of them are enough. */
size_t lic_text_distance(const char *a, const char *b)
{
	size_t len_a = least(strlen(a), DISTANCE_MAX);
	size_t len_b = least(strlen(b), DISTANCE_MAX);
	size_t rows[3][DISTANCE_MAX + 1];

	for (size_t j = 0; j <= len_b; j++) {
		rows[0][j] = j;
	}
	for (size_t i = 1; i <= len_a; i++) {
		const size_t *before = rows[(i + 1) % 3]; /* two rows up: (i - 2) mod 3 */
		const size_t *above = rows[(i - 1) % 3];
		size_t *row = rows[i % 3];

		row[0] = i;
		for (size_t j = 1; j <= len_b; j++) {
			bool same = lower(a[i - 1]) == lower(b[j - 1]);

			row[j] = least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + (same ? 0 : 1));
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
				row[j] = least(row[j], before[j - 2] + 1);
			}
		}
	}
	return rows[len_a % 3][len_b];
}

size_t lic_text_nearest(const char *typed, const char *const *candidates, size_t count)
{
	size_t limit = strlen(typed) / 3;
	size_t best = count;
	size_t best_distance = (limit < 1 ? 1 : limit) + 1;

	for (size_t i = 0; i < count; i++) {
		size_t distance = candidates[i] == NULL ? best_distance : lic_text_distance(typed, candidates[i]);

		if (distance < best_distance) {
			best_distance = distance;
			best = i;
		}
	}
	return best;
}

bool lic_text_to_int(const char *text, long long min, long long max, long long *ret_value)
{
	bool is_negative = *text == '-';
	const char *at = is_negative ? text + 1 : text;
	long long value = 0;

	if (*at == '\0') {
		return false;
	}
	for (; *at >= '0' && *at <= '9'; at++) {
		int digit = *at - '0';

		/* Counted downwards, because the smallest number has no positive counterpart. */
		if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, digit, &value)) {
			return false;
		}
	}
	if (*at != '\0' || (!is_negative && __builtin_sub_overflow(0, value, &value)) || value < min || value > max) {
		return false;
	}
	*ret_value = value;
	return true;
}
