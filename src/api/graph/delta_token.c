/*
 * Tokens of delta queries: see delta_token.h.
 *
 * The text has a line of numbers (whether the round is in its second part, from, to, places), one
 * with $select and one with ids.
 */
#include "api/graph/delta_token.h"

#include "base/text.h"

#include <inttypes.h>
#include <string.h>

#define NUMBERS (3 + LIC_DELTA_PLACES)

lic_rc lic_delta_token_write(struct lic_arena *arena, const struct lic_delta_token *token,
	const struct lic_place_context *context, const char **ret_text)
{
	const struct lic_delta_round *round = &token->round;
	struct lic_place place = {0};

	place.place.text = lic_arena_printf(arena,
		"%d %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
		"\n%s\n%s",
		round->is_late ? 1 : 0, round->from, round->to, round->place[0], round->place[1],
		round->place[2], round->place[3], token->select == NULL ? "" : token->select,
		token->ids == NULL ? "" : token->ids);
	if (place.place.text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_place_write(arena, &place, context, ret_text);
}

/* Takes the next piece of `*rest` up to `end`; NULL when there is no such end. */
static char *take(char **rest, char end)
{
	char *piece = *rest;
	char *at = strchr(piece, end);

	if (at == NULL) {
		return NULL;
	}
	*at = '\0';
	*rest = at + 1;
	return piece;
}

bool lic_delta_token_parse(char *text, struct lic_delta_token *ret_token)
{
	struct lic_delta_token token = {0};
	long long numbers[NUMBERS];
	char *rest = text;
	char *select = NULL;

	for (size_t i = 0; i < NUMBERS; i++) {
		char *piece = take(&rest, i + 1 < NUMBERS ? ' ' : '\n');

		if (piece == NULL || !lic_text_to_int(piece, INT64_MIN, INT64_MAX, &numbers[i])) {
			return false;
		}
	}
	select = take(&rest, '\n');
	if (select == NULL || (numbers[0] != 0 && numbers[0] != 1) ||
		numbers[1] < LIC_DELTA_FIRST || numbers[2] < 0) {
		return false;
	}
	token.round.is_late = numbers[0] == 1;
	token.round.from = numbers[1];
	token.round.to = numbers[2];
	for (size_t i = 0; i < LIC_DELTA_PLACES; i++) {
		if (numbers[3 + i] < 0) {
			return false;
		}
		token.round.place[i] = numbers[3 + i];
	}
	token.select = *select == '\0' ? NULL : select;
	token.ids = *rest == '\0' ? NULL : rest;
	*ret_token = token;
	return true;
}

lic_rc lic_delta_token_read(struct lic_arena *arena, const char *text,
	const struct lic_place_context *context, struct lic_delta_token *ret_token,
	bool *ret_is_ours)
{
	struct lic_place place = {0};
	char *copy = NULL;

	LIC_TRY(lic_place_read(arena, text, context, &place, ret_is_ours));
	*ret_is_ours = *ret_is_ours && place.place.text != NULL;
	if (!*ret_is_ours) {
		return LIC_OK_RC;
	}
	copy = lic_arena_strdup(arena, place.place.text);
	if (copy == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_is_ours = lic_delta_token_parse(copy, ret_token);
	return LIC_OK_RC;
}
