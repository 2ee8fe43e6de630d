/*
 * The words of a name: see words.h.
 */
#include "base/words.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

#define LINE_BYTES_MAX ((size_t)64 * 1024)

/* Kinds of characters. */
enum sort {
	SORT_SPACE,
	SORT_SYMBOL,
	SORT_SMALL, /* letters that are not capitals, and marks on them */
	SORT_CAPITAL,
	SORT_DIGIT
};

static enum sort sort_of(utf8proc_int32_t c)
{
	if (c == ' ' || (c >= '\t' && c <= '\r')) {
		return SORT_SPACE;
	}
	int category = utf8proc_get_property(c)->category;

	switch (category) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LT:
		return SORT_CAPITAL;
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
		return SORT_SMALL;
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return SORT_DIGIT;
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return SORT_SPACE;
	default:
		return SORT_SYMBOL;
	}
}

/* Tells whether a word ends between two characters of these kinds. */
static bool is_border(enum sort before, enum sort after)
{
	if (before == SORT_SYMBOL || after == SORT_SYMBOL) {
		return true;
	}
	return (before == SORT_SMALL && after == SORT_CAPITAL) ||
		((before == SORT_DIGIT) != (after == SORT_DIGIT));
}

/* Adds the word of `len` bytes at `text`, unless it is there. */
static lic_rc add(struct lic_arena *arena, const char *text, size_t len, struct lic_words *words)
{
	const char *raw = lic_arena_copy(arena, text, len);
	const char *word = NULL;

	if (raw == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (len == 0 || words->count == LIC_WORDS_MAX) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_text_fold(arena, raw, &word));
	for (size_t i = 0; i < words->count; i++) {
		if (strcmp(words->list[i], word) == 0) {
			return LIC_OK_RC;
		}
	}
	words->list[words->count++] = word;
	return LIC_OK_RC;
}

/* What stands between two spaces, on its way. */
struct chunk {
	const char *word;  /* where the present word starts */
	char *joined;      /* all of it without symbols */
	size_t joined_len; /* bytes of it */
	enum sort before;  /* kind of the last character */
	size_t words;      /* words ended so far */
};

/* Ends the present word of `chunk` at `end`. */
static lic_rc end_word(struct lic_arena *arena, struct chunk *chunk, const char *end,
	struct lic_words *words)
{
	size_t len = (size_t)(end - chunk->word);

	if (chunk->before != SORT_SPACE && chunk->before != SORT_SYMBOL && len > 0) {
		LIC_TRY(add(arena, chunk->word, len, words));
		memcpy(chunk->joined + chunk->joined_len, chunk->word, len);
		chunk->joined_len += len;
		chunk->words++;
	}
	chunk->word = end;
	return LIC_OK_RC;
}

/* Ends `chunk`, all of whose words have ended. */
static lic_rc end_chunk(struct lic_arena *arena, struct chunk *chunk, struct lic_words *words)
{
	if (chunk->words > 1) {
		LIC_TRY(add(arena, chunk->joined, chunk->joined_len, words));
	}
	chunk->joined_len = 0;
	chunk->words = 0;
	return LIC_OK_RC;
}

lic_rc lic_words_split(struct lic_arena *arena, const char *text, struct lic_words *ret_words)
{
	struct lic_words words = {.count = 0};
	const char *at = text == NULL ? "" : text;
	const char *end = at + strlen(at);
	struct chunk chunk = {
		.word = at,
		.joined = lic_arena_alloc(arena, (size_t)(end - at) + 1),
		.before = SORT_SPACE,
	};

	if (chunk.joined == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	while (at < end) {
		utf8proc_int32_t c = 0;
		utf8proc_ssize_t len = utf8proc_iterate((const utf8proc_uint8_t *)at, end - at, &c);
		enum sort now = SORT_SPACE;

		if (len <= 0) {
			return LIC_RC(LIC_E_INVALID);
		}
		now = sort_of(c);
		if (now == SORT_SPACE || is_border(chunk.before, now)) {
			LIC_TRY(end_word(arena, &chunk, at, &words));
		} else if (chunk.before == SORT_SPACE) {
			chunk.word = at;
		}
		if (now == SORT_SPACE) {
			LIC_TRY(end_chunk(arena, &chunk, &words));
		}
		chunk.before = now;
		at += len;
	}
	LIC_TRY(end_word(arena, &chunk, end, &words));
	LIC_TRY(end_chunk(arena, &chunk, &words));
	*ret_words = words;
	return LIC_OK_RC;
}

lic_rc lic_words_line(struct lic_arena *arena, const char *text, const char **ret_line)
{
	LIC_AUTO(lic_buf_done) struct lic_buf line = {0};
	struct lic_words words;

	LIC_TRY(lic_words_split(arena, text, &words));
	lic_buf_init(&line, LINE_BYTES_MAX);
	for (size_t i = 0; i < words.count; i++) {
		lic_buf_puts(&line, " ");
		lic_buf_puts(&line, words.list[i]);
	}
	LIC_TRY(lic_buf_status(&line));
	*ret_line = lic_arena_copy(arena, line.len == 0 ? "" : line.data, line.len);
	return *ret_line == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}
