/*
 * Fuzz target: $search, and the words of names. Beside not crashing, what is accepted asks for
 * something, and the words of a name are folded: split again they are the same.
 */
#include "base/text.h"
#include "base/words.h"
#include "odata/entities.h"
#include "odata/search.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)16 * 1024 * 1024)
#define INPUT_BYTES_MAX ((size_t)4 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_words(struct lic_arena *arena, const char *text)
{
	struct lic_words words;
	const char *line = NULL;
	lic_rc rc = lic_words_split(arena, text, &words);

	if (lic_ok(rc) != lic_text_is_utf8(text, strlen(text)) && rc.code != LIC_E_NOMEM) {
		abort();
	}
	if (!lic_ok(rc)) {
		return;
	}
	for (size_t i = 0; i < words.count; i++) {
		const char *again = NULL;

		if (*words.list[i] == '\0' ||
			!lic_ok(lic_text_fold(arena, words.list[i], &again)) ||
			strcmp(again, words.list[i]) != 0) {
			abort();
		}
	}
	if (!lic_ok(lic_words_line(arena, text, &line)) || (*line == '\0') != (words.count == 0)) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const struct lic_odata_condition *condition = NULL;
	struct lic_err err = {0};
	char *text = NULL;
	lic_rc rc;

	if (arena == NULL || size > INPUT_BYTES_MAX) {
		return 0;
	}
	text = malloc(size + 1);
	if (text == NULL) {
		return 0;
	}
	if (size > 0) {
		memcpy(text, data, size);
	}
	text[size] = '\0';
	rc = lic_odata_search_read(text, &lic_odata_users, arena, &err, &condition);
	if (lic_ok(rc) != (condition != NULL) ||
		(rc.code == LIC_E_INVALID && err.detail_count != 1)) {
		abort();
	}
	check_words(arena, text);
	free(text);
	return 0;
}
