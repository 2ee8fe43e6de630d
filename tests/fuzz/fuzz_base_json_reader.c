/*
 * Feeds any bytes to the JSON reader without a tree, beside the one with a tree (jansson): what
 * that takes, this takes, and reads the same strings; what that refuses, this refuses, but for
 * members that are there twice and numbers out of range, which are the caller's here.
 */
#include "base/json_reader.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ARENA_BYTES ((size_t)64 * 1024 * 1024)

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

/* Walks a value and counts the bytes of its strings and names. recursion: LIC_JSON_DEPTH_MAX. */
static size_t walk(struct lic_json_reader *reader)
{
	enum lic_json_kind kind = lic_json_reader_peek(reader);
	const char *text = NULL;
	size_t bytes = 0;

	if (kind == LIC_JSON_STRING) {
		text = lic_json_reader_string(reader);
		return text == NULL ? 0 : strlen(text);
	}
	if (kind != LIC_JSON_OBJECT && kind != LIC_JSON_ARRAY) {
		lic_json_reader_skip(reader);
		return 0;
	}
	if (!lic_json_reader_enter(reader, kind)) {
		return 0;
	}
	while (kind == LIC_JSON_ARRAY ? lic_json_reader_element(reader)
				      : lic_json_reader_member(reader, &text)) {
		bytes += (kind == LIC_JSON_OBJECT ? strlen(text) : 0) + walk(reader);
	}
	return bytes;
}

/* The same of a tree. recursion: LIC_JSON_DEPTH_MAX. */
static size_t count(json_t *value)
{
	size_t bytes = json_is_string(value) ? json_string_length(value) : 0;

	for (size_t i = 0; i < json_array_size(value); i++) {
		bytes += count(json_array_get(value, i));
	}
	for (void *at = json_object_iter(value); at != NULL;
		at = json_object_iter_next(value, at)) {
		bytes += strlen(json_object_iter_key(at)) + count(json_object_iter_value(at));
	}
	return bytes;
}

/* Tells whether jansson refuses for what is none of the reader's. */
static bool is_callers(const char *message)
{
	return strstr(message, "duplicate object key") != NULL ||
		strstr(message, "too big") != NULL || strstr(message, "overflow") != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *text = (const char *)data;
	struct lic_json_reader walked;
	struct lic_json_reader skipped;
	struct lic_err err = {0};
	struct lic_err expected = {0};
	size_t bytes = 0;
	bool is_taken = false;

	require(arena != NULL);
	lic_json_reader_init(&walked, text, size, arena);
	bytes = walk(&walked);
	is_taken = lic_ok(lic_json_reader_finish(&walked, &err));
	require(is_taken == (err.message[0] == '\0'));
	lic_json_reader_init(&skipped, text, size, arena);
	lic_json_reader_skip(&skipped);
	require(lic_ok(lic_json_reader_finish(&skipped, &err)) == is_taken);
	if (lic_ok(lic_json_parse(text, size, &expected, &root))) {
		require(is_taken && count(root) == bytes);
	} else {
		require(!is_taken || is_callers(expected.message));
	}
	return 0;
}
