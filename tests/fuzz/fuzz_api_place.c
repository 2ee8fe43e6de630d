/*
 * Fuzz target: $skiptoken. The input as it is, is never taken for one of ours; as a place that was
 * written it is read again as it was, and not in another context.
 */
#include "api/graph/place.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)1024 * 1024)
#define INPUT_BYTES_MAX ((size_t)8 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[LIC_PAGE_KEY_BYTES] = {1, 2, 3};

static void demand(int holds)
{
	if (!holds) {
		abort();
	}
}

/* Writes the input as the text of a place, and reads that. */
static void round_trip(struct lic_arena *arena, const char *text, size_t size)
{
	const char *const texts[] = {"users", NULL, text};
	const char *const others[] = {"users", "", text};
	struct lic_place_context context = {key, texts, LIC_COUNT(texts)};
	struct lic_place_context other = {key, others, LIC_COUNT(others)};
	struct lic_place place = {{size % 2 == 0 ? text : NULL, (int64_t)(size * 77)},
		size % 3 == 0 ? LIC_MEMBER_GROUP : LIC_MEMBER_USER};
	struct lic_place again;
	const char *token = NULL;
	bool is_ours = false;

	demand(lic_ok(lic_place_write(arena, &place, &context, &token)));
	demand(lic_ok(lic_place_read(arena, token, &context, &again, &is_ours)));
	demand(is_ours && again.kind == place.kind && again.place.id == place.place.id);
	demand((again.place.text == NULL) == (place.place.text == NULL));
	demand(again.place.text == NULL || strcmp(again.place.text, text) == 0);
	demand(lic_ok(lic_place_read(arena, token, &other, &again, &is_ours)) && !is_ours);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	static const char *const texts[] = {"users"};
	struct lic_place_context context = {key, texts, LIC_COUNT(texts)};
	struct lic_place place;
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
	demand(lic_ok(lic_place_read(arena, text, &context, &place, &is_ours)) && !is_ours);
	round_trip(arena, text, strlen(text));
	free(text);
	return 0;
}
