/*
 * Fuzz target: ranges of trusted proxies on the first line of the input, lines of X-Forwarded-For
 * on the others.
 */
#include "http/address_int.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)1024 * 1024)
#define INPUT_BYTES_MAX ((size_t)64 * 1024)
#define LINES_MAX ((size_t)8)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Cuts the text at line ends; returns the number of lines. */
static size_t cut_lines(char *text, const char *lines[LINES_MAX])
{
	size_t count = 0;

	while (text != NULL && count < LINES_MAX) {
		char *end = strchr(text, '\n');

		lines[count] = text;
		count++;
		if (end != NULL) {
			*end = '\0';
			end++;
		}
		text = end;
	}
	return count;
}

static void run(struct lic_arena *arena, char *text)
{
	const char *lines[LINES_MAX] = {NULL};
	size_t count = cut_lines(text, lines);
	struct lic_http_address peer = {0};
	struct lic_http_address client;
	struct lic_http_address again;
	struct lic_http_ranges trusted = {0};
	char written[INET6_ADDRSTRLEN];

	if (!lic_ok(lic_http__ranges_parse(arena, lines[0], NULL, &trusted)) ||
		!lic_http__address_parse("192.0.2.1", &peer)) {
		return;
	}
	client = lic_http__client_behind(lines + 1, count - 1, &peer, &trusted);
	lic_http__address_text(&client, written);
	/* What is written is an address, and the same one. */
	if (strcmp(written, "unknown") != 0 &&
		(!lic_http__address_parse(written, &again) ||
			memcmp(&client, &again, sizeof(client)) != 0)) {
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
