/*
 * Search keys: see search_keys.h.
 */
#include "store/search_keys.h"

#include "base/text.h"
#include "base/words.h"
#include "store/lic_sql.h"

#include <string.h>

lic_rc lic_search_key(struct lic_arena *arena, const char *text, const char **ret_key)
{
	if (text == NULL) {
		*ret_key = "";
		return LIC_OK_RC;
	}
	return lic_text_fold(arena, text, ret_key);
}

lic_rc lic_search_user_keys(struct lic_arena *arena, const struct lic_user_texts *texts,
	struct lic_user_texts *ret_keys, const char **ret_words)
{
	struct lic_user_texts keys = {0};
	const char *words = NULL;

	LIC_TRY(lic_search_key(arena, texts->name, &keys.name));
	LIC_TRY(lic_search_key(arena, texts->given, &keys.given));
	LIC_TRY(lic_search_key(arena, texts->surname, &keys.surname));
	LIC_TRY(lic_search_key(arena, texts->nickname, &keys.nickname));
	LIC_TRY(lic_search_key(arena, texts->type, &keys.type));
	LIC_TRY(lic_search_key(arena, texts->location, &keys.location));
	LIC_TRY(lic_search_key(arena, texts->job, &keys.job));
	LIC_TRY(lic_search_key(arena, texts->department, &keys.department));
	LIC_TRY(lic_search_key(arena, texts->city, &keys.city));
	LIC_TRY(lic_search_key(arena, texts->state, &keys.state));
	LIC_TRY(lic_search_key(arena, texts->country, &keys.country));
	LIC_TRY(lic_search_key(arena, texts->employee, &keys.employee));
	LIC_TRY(lic_words_line(arena, texts->name, &words));
	*ret_keys = keys;
	*ret_words = words;
	return LIC_OK_RC;
}

static bool has(const struct lic_words *words, const char *word)
{
	for (size_t i = 0; i < words->count; i++) {
		if (strcmp(words->list[i], word) == 0) {
			return true;
		}
	}
	return false;
}

/* The words of a line, each once. */
static lic_rc split_line(struct lic_arena *arena, const char *line, struct lic_words *ret_words)
{
	struct lic_words words = {.count = 0};

	for (line += strspn(line, " "); *line != '\0' && words.count < LIC_WORDS_MAX;
		line += strspn(line, " ")) {
		size_t len = strcspn(line, " ");
		const char *word = lic_arena_copy(arena, line, len);

		if (word == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (!has(&words, word)) {
			words.list[words.count++] = word;
		}
		line += len;
	}
	*ret_words = words;
	return LIC_OK_RC;
}

static lic_rc insert(struct lic_db *db, const struct lic_word_change *change, const char *word)
{
	if (change->owner == LIC_WORDS_OF_USER) {
		struct lic_q_search_user_token_insert_in in = {change->tenant_id, word, change->id};

		return lic_q_search_user_token_insert(db, &in, NULL);
	}
	struct lic_q_search_group_token_insert_in in = {change->tenant_id, (int64_t)change->owner,
		word, change->id};

	return lic_q_search_group_token_insert(db, &in, NULL);
}

static lic_rc delete (struct lic_db *db, const struct lic_word_change *change, const char *word)
{
	if (change->owner == LIC_WORDS_OF_USER) {
		struct lic_q_search_user_token_delete_in in = {change->tenant_id, word, change->id};

		return lic_q_search_user_token_delete(db, &in, NULL);
	}
	struct lic_q_search_group_token_delete_in in = {change->tenant_id, (int64_t)change->owner,
		word, change->id};

	return lic_q_search_group_token_delete(db, &in, NULL);
}

lic_rc lic_search_change_words(struct lic_db *db, struct lic_arena *arena,
	const struct lic_word_change *change)
{
	struct lic_words before;
	struct lic_words after;

	if (strcmp(change->before, change->after) == 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(split_line(arena, change->before, &before));
	LIC_TRY(split_line(arena, change->after, &after));
	for (size_t i = 0; i < before.count; i++) {
		if (!has(&after, before.list[i])) {
			LIC_TRY(delete (db, change, before.list[i]));
		}
	}
	for (size_t i = 0; i < after.count; i++) {
		if (!has(&before, after.list[i])) {
			LIC_TRY(insert(db, change, after.list[i]));
		}
	}
	return LIC_OK_RC;
}
