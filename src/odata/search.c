/*
 * $search: see search.h.
 */
#include "odata/search.h"

#include "base/words.h"
#include "odata/odata_int.h"

#include <string.h>
#include <strings.h>

/* Undoes quotes and backslashes. NULL after a failure. */
static char *unquote(struct lic_odata_reader *reader, const struct lic_odata_token *token)
{
	bool is_quoted = *token->text == '"';
	char *text = lic_arena_alloc(reader->arena, token->len + 1);
	size_t len = 0;

	if (text == NULL) {
		reader->rc = LIC_RC(LIC_E_NOMEM);
		return NULL;
	}
	for (size_t i = is_quoted ? 1 : 0; i + (is_quoted ? 1 : 0) < token->len; i++) {
		i += is_quoted && token->text[i] == '\\' ? 1 : 0;
		text[len++] = token->text[i];
	}
	return text;
}

/* Every word of `text` begins one of the property's; or, where it was split by more than spaces,
 * what was split does as a whole. */
static struct lic_odata_condition *make_words(struct lic_odata_reader *reader,
	const struct lic_odata_property *property, const char *text)
{
	struct lic_odata_condition *all = NULL;
	struct lic_words words;
	lic_rc rc = lic_words_split(reader->arena, text, &words);

	if (!lic_ok(rc)) {
		reader->rc = rc;
		return NULL;
	}
	for (size_t i = 0; i < words.count; i++) {
		struct lic_odata_condition *one = lic_odata__condition_text(reader, property,
			LIC_ODATA_HAS_WORD, words.list[i]);

		all = i == 0 ? one : lic_odata__condition_join(reader, LIC_ODATA_AND, all, one);
	}
	return all;
}

/* "hello-wor" finds "Hello World", and "HelloWorld" as well: the parts, or the whole. */
static struct lic_odata_condition *make_chunk(struct lic_odata_reader *reader,
	const struct lic_odata_property *property, const char *text, size_t len)
{
	const char *chunk = lic_arena_copy(reader->arena, text, len);
	struct lic_odata_condition *parts = NULL;
	struct lic_words words;
	lic_rc rc =
		chunk == NULL ? LIC_RC(LIC_E_NOMEM) : lic_words_split(reader->arena, chunk, &words);

	if (!lic_ok(rc)) {
		reader->rc = rc;
		return NULL;
	}
	if (words.count < 3) { /* not split: with two parts the whole is a third */
		return make_words(reader, property, chunk);
	}
	for (size_t i = 0; i + 1 < words.count; i++) {
		struct lic_odata_condition *one = lic_odata__condition_text(reader, property,
			LIC_ODATA_HAS_WORD, words.list[i]);

		parts = i == 0 ? one : lic_odata__condition_join(reader, LIC_ODATA_AND, parts, one);
	}
	return lic_odata__condition_join(reader, LIC_ODATA_OR, parts,
		lic_odata__condition_text(reader, property, LIC_ODATA_HAS_WORD,
			words.list[words.count - 1]));
}

static struct lic_odata_condition *make_text(struct lic_odata_reader *reader,
	const struct lic_odata_property *property, char *text)
{
	struct lic_odata_condition *all = NULL;

	if (!property->has_words) {
		return lic_odata__condition_text(reader, property, LIC_ODATA_STARTS, text);
	}
	for (char *chunk = text; *chunk != '\0'; chunk += strspn(chunk, " ")) {
		size_t len = strcspn(chunk, " ");
		struct lic_odata_condition *one = make_chunk(reader, property, chunk, len);

		if (!lic_ok(reader->rc)) {
			return NULL;
		}
		if (one != NULL) { /* nothing but symbols has no words */
			all = all == NULL
				? one
				: lic_odata__condition_join(reader, LIC_ODATA_AND, all, one);
		}
		chunk += len;
	}
	return all;
}

/* Without a property: words of displayName, or the beginning of what is typed to find somebody. */
static struct lic_odata_condition *make_anywhere(struct lic_odata_search_reader *search, char *text)
{
	static const char *const names[] = {"displayName", "userPrincipalName", "mail"};
	struct lic_odata_condition *any = NULL;

	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		const struct lic_odata_property *property =
			lic_odata_property_find(search->entity, names[i], strlen(names[i]));
		struct lic_odata_condition *one =
			property == NULL ? NULL : make_text(&search->reader, property, text);

		if (one != NULL) {
			any = any == NULL ? one
					  : lic_odata__condition_join(&search->reader, LIC_ODATA_OR,
						    any, one);
		}
	}
	return any;
}

static struct lic_odata_condition *make_clause(struct lic_odata_search_reader *search,
	struct lic_odata_token token, char *text)
{
	char *colon = strchr(text, ':');
	struct lic_odata_token name = {text, 0, token.at + 1};
	const struct lic_odata_property *property = NULL;

	if (colon == NULL) {
		return make_anywhere(search, text);
	}
	name.len = (size_t)(colon - text);
	property = lic_odata_property_find(search->entity, text, name.len);
	if (property == NULL) {
		lic_rc_ignore(lic_odata__unknown(&search->reader, search->entity, &name));
		return NULL;
	}
	if ((property->plain & LIC_ASK_SEARCH) == 0) {
		lic_rc_ignore(lic_odata__refuse(&search->reader, &name,
			"%s cannot be searched; displayName and userPrincipalName can",
			property->name));
		return NULL;
	}
	return make_text(&search->reader, property, colon + 1);
}

/* Tells whether `token` is the bare `word`, in any case: in capitals AND and OR never come here. */
static bool is_word(const struct lic_odata_token *token, const char *word)
{
	return token->len == strlen(word) && strncasecmp(token->text, word, token->len) == 0;
}

struct lic_odata_condition *lic_odata__search_clause(struct lic_odata_search_reader *search,
	struct lic_odata_token token)
{
	struct lic_odata_reader *reader = &search->reader;
	struct lic_odata_condition *condition = NULL;
	char *text = NULL;

	if (!lic_ok(reader->rc)) {
		return NULL;
	}
	if (*token.text != '"' && memchr(token.text, ':', token.len) != NULL) {
		lic_rc_ignore(lic_odata__fail(reader, &token,
			"a property and its text stand in double quotes, as in \"displayName:ann\""));
		return NULL;
	}
	if (is_word(&token, "NOT")) {
		lic_rc_ignore(lic_odata__refuse(reader, &token,
			"clauses are joined by AND and OR; there is no NOT"));
		return NULL;
	}
	if (is_word(&token, "AND") || is_word(&token, "OR")) {
		lic_rc_ignore(lic_odata__fail(reader, &token,
			"AND and OR are written in capitals; a word that is looked for can stand in double quotes"));
		return NULL;
	}
	text = unquote(reader, &token);
	if (text != NULL && *text != '\0') {
		condition = make_clause(search, token, text);
	}
	if (condition == NULL && lic_ok(reader->rc)) {
		lic_rc_ignore(lic_odata__fail(reader, &token, "there is no word to look for"));
	}
	return condition;
}

lic_rc lic_odata_search_read(const char *text, const struct lic_odata_entity *entity,
	struct lic_arena *arena, struct lic_err *err,
	const struct lic_odata_condition **ret_condition)
{
	struct lic_odata_search_reader search = {.reader = {.option = "$search",
							 .start = text,
							 .at = text,
							 .arena = arena,
							 .err = err},
		.entity = entity};
	const struct lic_odata_condition *condition = NULL;

	LIC_TRY(lic_odata__check_size(&search.reader, LIC_ODATA_SEARCH_BYTES_MAX));
	condition = lic_odata__search_parse(&search);
	if (condition == NULL) {
		LIC_REQUIRE(!lic_ok(search.reader.rc));
		return search.reader.rc;
	}
	*ret_condition = condition;
	return LIC_OK_RC;
}
