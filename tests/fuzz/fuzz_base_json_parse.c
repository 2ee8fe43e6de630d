/*
 * Feeds any bytes to the JSON reader. What it takes must be a tree within the limits that, written
 * and read again, stays the same; what it refuses must come with a reason and leave no tree.
 */
#include "base/json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

static bool has_nul(const json_t *string)
{
	return memchr(json_string_value(string), '\0', json_string_length(string)) != NULL;
}

/* Checks the limits that a tree must keep; does not change it. */
static void check_tree(json_t *value, unsigned depth)
{
	unsigned inside = depth + (json_is_object(value) || json_is_array(value) ? 1 : 0);

	require(!json_is_string(value) || !has_nul(value));
	require(inside <= LIC_JSON_DEPTH_MAX);
	for (size_t i = 0; i < json_array_size(value); i++) {
		check_tree(json_array_get(value, i), inside);
	}
	for (void *at = json_object_iter(value); at != NULL;
		at = json_object_iter_next(value, at)) {
		check_tree(json_object_iter_value(at), inside);
	}
}

/* Writes a tree and reads it again. */
static void check_round_trip(const json_t *root)
{
	LIC_AUTO(lic_json_freep) json_t *again = NULL;
	struct lic_err err = {0};
	char *text = json_dumps(root, JSON_COMPACT | JSON_ENCODE_ANY);

	require(text != NULL);
	require(lic_ok(lic_json_parse(text, strlen(text), &err, &again)));
	require(json_equal(root, again) != 0);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	struct lic_err err = {0};
	lic_rc rc = lic_json_parse((const char *)data, size, &err, &root);

	if (lic_ok(rc)) {
		require(root != NULL && memchr(data, '\0', size) == NULL);
		check_tree(root, 0);
		check_round_trip(root);
	} else {
		require(rc.code == LIC_E_INVALID && root == NULL);
		require(err.message[0] != '\0' && err.public_code != NULL);
	}
	return 0;
}
