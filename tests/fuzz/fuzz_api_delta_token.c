/*
 * Fuzz target: tokens of delta queries. The input as it is, is never taken for one of ours; what
 * its inside can be read as is written and read again as it was.
 */
#include "api/graph/delta_token.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)1024 * 1024)
#define INPUT_BYTES_MAX ((size_t)4 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[LIC_PAGE_KEY_BYTES] = {1, 2, 3};

static void demand(int holds)
{
	if (!holds) {
		abort();
	}
}

static int is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void round_trip(struct lic_arena *arena, const struct lic_delta_token *token)
{
	const char *const texts[] = {"delta", "users", "a"};
	const char *const others[] = {"delta", "users", "b"};
	struct lic_place_context context = {key, texts, LIC_COUNT(texts)};
	struct lic_place_context other = {key, others, LIC_COUNT(others)};
	struct lic_delta_token again;
	const char *text = NULL;
	bool is_ours = false;

	demand(lic_ok(lic_delta_token_write(arena, token, &context, &text)));
	demand(lic_ok(lic_delta_token_read(arena, text, &other, &again, &is_ours)) && !is_ours);
	demand(lic_ok(lic_delta_token_read(arena, text, &context, &again, &is_ours)) && is_ours);
	demand(again.round.is_late == token->round.is_late);
	demand(again.round.from == token->round.from && again.round.to == token->round.to);
	demand(memcmp(again.round.place, token->round.place, sizeof(again.round.place)) == 0);
	demand(is_same(again.select, token->select) && is_same(again.ids, token->ids));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	static const char *const texts[] = {"delta", "users", "a"};
	struct lic_place_context context = {key, texts, LIC_COUNT(texts)};
	struct lic_delta_token token;
	bool is_ours = false;
	char *text = NULL;

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
	demand(lic_ok(lic_delta_token_read(arena, text, &context, &token, &is_ours)) && !is_ours);
	if (lic_delta_token_parse(text, &token)) {
		round_trip(arena, &token);
	}
	free(text);
	return 0;
}
