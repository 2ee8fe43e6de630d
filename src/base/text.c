/*
 * Text: see text.h.
 */
#include "base/text.h"

#include "base/text_int.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define DISTANCE_BYTES ((size_t)64) /* of each text, that lic_text_distance() compares */

/*
 * Tells whether the eight bytes of a word are ASCII and none is NUL. Bytes that are ASCII leave
 * their highest bit clear; subtracting sets it in those that are 0.
 */
static bool is_ascii_word(uint64_t word)
{
	return ((word | (word - LIC_TEXT__ONES)) & LIC_TEXT__HIGHS) == 0;
}

bool lic_text_is_utf8(const char *text, size_t len)
{
	size_t at = 0;

	while (at < len) {
		size_t step = LIC_TEXT__WORD_BYTES;

		if (len - at < step || !is_ascii_word(lic_text__word(text + at))) {
			step = text[at] == '\0' ? 0 : lic_text__char_bytes(text + at, len - at);
		}
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

static char to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_ascii(const char *text)
{
	while (*text != '\0' && (unsigned char)*text < 0x80) {
		text++;
	}
	return *text == '\0';
}

static void free_text(utf8proc_uint8_t **text)
{
	free(*text);
}

/* Maps `text` by the options of utf8proc; `*ret_text` is new, to be freed. */
static lic_rc map(const utf8proc_uint8_t *text, int options, utf8proc_uint8_t **ret_text)
{
	utf8proc_uint8_t *mapped = NULL;
	utf8proc_ssize_t len = utf8proc_map(text, 0, &mapped,
		(utf8proc_option_t)(UTF8PROC_NULLTERM | UTF8PROC_STABLE | options));

	if (len == UTF8PROC_ERROR_NOMEM || len == UTF8PROC_ERROR_OVERFLOW) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (len < 0) {
		return LIC_RC(LIC_E_INVALID);
	}
	*ret_text = mapped;
	return LIC_OK_RC;
}

/*
 * Folds what is not ASCII. Decomposing first matters for a few Greek letters: U+0345 folds to a
 * letter of its own, and must have found its place among the other marks before it does (Unicode
 * Standard, section 3.13, D147).
 */
static lic_rc fold_unicode(struct lic_arena *arena, const char *text, char **ret_key)
{
	LIC_AUTO(free_text) utf8proc_uint8_t *decomposed = NULL;
	LIC_AUTO(free_text) utf8proc_uint8_t *folded = NULL;

	LIC_TRY(map((const utf8proc_uint8_t *)text, UTF8PROC_DECOMPOSE, &decomposed));
	LIC_TRY(map(decomposed, UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &folded));
	*ret_key = lic_arena_strdup(arena, (const char *)folded);
	return LIC_OK_RC;
}

lic_rc lic_text_fold(struct lic_arena *arena, const char *text, const char **ret_key)
{
	char *key = NULL;

	if (is_ascii(text)) { /* most keys: lower case is all that folding does */
		key = lic_arena_strdup(arena, text);
		for (char *at = key; at != NULL && *at != '\0'; at++) {
			*at = to_lower(*at);
		}
	} else {
		LIC_TRY(fold_unicode(arena, text, &key));
	}
	if (key == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_key = key;
	return LIC_OK_RC;
}

bool lic_text_equal_nocase(const char *a, const char *b)
{
	while (*a != '\0' && to_lower(*a) == to_lower(*b)) {
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

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Optimal string alignment: the classic table of distances between all beginnings of both texts, of
 * which three rows are kept, because a swap of neighbours looks two rows up.
 */
size_t lic_text_distance(const char *a, const char *b)
{
	size_t len_a = strnlen(a, DISTANCE_BYTES);
	size_t len_b = strnlen(b, DISTANCE_BYTES);
	size_t rows[3][DISTANCE_BYTES + 1] = {{0}};

	for (size_t j = 0; j <= len_b; j++) {
		rows[0][j] = j;
	}
	for (size_t i = 1; i <= len_a; i++) {
		const size_t *two_up = rows[(i + 1) % 3];
		const size_t *up = rows[(i - 1) % 3];
		size_t *row = rows[i % 3];
		char from = to_lower(a[i - 1]);

		row[0] = i;
		for (size_t j = 1; j <= len_b; j++) {
			char to = to_lower(b[j - 1]);
			size_t replaced = up[j - 1] + (from == to ? 0 : 1);

			row[j] = min_size(replaced, min_size(up[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && from == to_lower(b[j - 2]) &&
				to_lower(a[i - 2]) == to) {
				row[j] = min_size(row[j], two_up[j - 2] + 1);
			}
		}
	}
	return rows[len_a % 3][len_b];
}

size_t lic_text_nearest(const char *typed, const char *const *candidates, size_t count)
{
	size_t len = strnlen(typed, DISTANCE_BYTES);
	size_t beaten = len < 3 ? 2 : len / 3 + 1; /* a helpful distance is less than this */
	size_t best = count;

	for (size_t i = 0; i < count && len > 0; i++) {
		size_t distance =
			candidates[i] == NULL ? beaten : lic_text_distance(typed, candidates[i]);

		if (distance < beaten) {
			beaten = distance;
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
	for (; *at != '\0'; at++) {
		/* Counted downwards, because the smallest number has no positive counterpart. */
		if (*at < '0' || *at > '9' || __builtin_mul_overflow(value, 10, &value) ||
			__builtin_sub_overflow(value, *at - '0', &value)) {
			return false;
		}
	}
	if (!is_negative && __builtin_sub_overflow(0, value, &value)) {
		return false;
	}
	if (value < min || value > max) {
		return false;
	}
	*ret_value = value;
	return true;
}
