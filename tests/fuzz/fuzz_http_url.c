/*
 * Fuzz target: paths and queries. Beside not crashing, what was decoded must encode to something
 * that decodes to the same.
 */
#include "http/url.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)1024 * 1024)
#define INPUT_BYTES_MAX ((size_t)64 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_round_trip(struct lic_arena *arena, const char *segment)
{
	struct lic_url_path again = {.count = 0};
	struct lic_buf out;

	lic_buf_init(&out, 4 * INPUT_BYTES_MAX);
	lic_buf_puts(&out, "/");
	lic_url_encode(&out, segment);
	if (!lic_ok(lic_buf_status(&out)) ||
		!lic_ok(lic_url_split(arena, out.data, NULL, &again)) || again.count != 1 ||
		strcmp(again.segments[0], segment) != 0) {
		abort();
	}
	lic_buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_url_path path = {.count = 0};
	struct lic_url_query query = {.count = 0};
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
	if (lic_ok(lic_url_split(arena, text, NULL, &path)) && path.count > 0) {
		check_round_trip(arena, path.segments[0]);
	}
	if (lic_ok(lic_url_query_parse(arena, text, NULL, &query)) && query.count > 0 &&
		lic_url_query_get(&query, query.options[0].name) != query.options[0].value) {
		abort();
	}
	free(text);
	return 0;
}
