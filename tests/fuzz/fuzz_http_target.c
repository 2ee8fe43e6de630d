/*
 * Fuzz target: request target, Host and forwarded headers, one per line of the input.
 */
#include "http/head_int.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)1024 * 1024)
#define INPUT_BYTES_MAX ((size_t)64 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the first line of `*text` and moves `*text` behind it; NULL when nothing is left. */
static const char *take_line(char **text)
{
	char *line = *text;

	if (line != NULL) {
		char *end = strchr(line, '\n');

		*text = end != NULL ? end + 1 : NULL;
		if (end != NULL) {
			*end = '\0';
		}
	}
	return line;
}

static void run(struct lic_arena *arena, char *text)
{
	struct lic_http_head head = {.is_http11 = true};
	const struct lic_http_view view = {.is_proxy = true, .authority = "127.0.0.1:80"};
	struct lic_http_target target = {.path = NULL};
	const char *origin = NULL;
	const char *line = take_line(&text);

	head.fields[LIC_HTTP_FIELD_HOST] = take_line(&text);
	head.fields[LIC_HTTP_FIELD_FORWARDED_PROTO] = take_line(&text);
	head.fields[LIC_HTTP_FIELD_FORWARDED_HOST] = take_line(&text);
	if (!lic_ok(lic_http__target_split(arena, line, &target))) {
		return;
	}
	if (target.path[0] != '/' || strchr(target.path, '?') != NULL) {
		abort();
	}
	if (lic_ok(lic_http__origin(arena, &head, &target, &view, &origin)) &&
		strpbrk(strstr(origin, "://") + 3, "/ \t,@?#") != NULL) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	char *text = size <= INPUT_BYTES_MAX ? malloc(size + 1) : NULL;

	if (arena != NULL && text != NULL) {
		if (size > 0) {
			memcpy(text, data, size);
		}
		text[size] = '\0';
		run(arena, text);
	}
	free(text);
	return 0;
}
