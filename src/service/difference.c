/*
 * Differences: see difference.h.
 */
#include "service/difference.h"

#include "base/buf.h"
#include "base/json.h"

#include <string.h>

/* 256 addresses of an application, before and after. */
#define DETAIL_BYTES_MAX ((size_t)4 * 1024 * 1024)

static void write_value(struct lic_json *json, const char *key, const char *value, bool is_json)
{
	if (value == NULL || !is_json) {
		lic_json_kstring(json, key, value);
		return;
	}
	lic_json_key(json, key);
	lic_json_raw(json, value, strlen(value));
}

static bool differs(const struct lic_difference *difference)
{
	if (difference->before == NULL || difference->after == NULL) {
		return difference->before != difference->after;
	}
	return strcmp(difference->before, difference->after) != 0;
}

lic_rc lic_differences_write(struct lic_arena *arena, const struct lic_difference *differences,
	size_t count, const char **ret_detail)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;
	const char *detail = NULL;

	lic_buf_init(&text, DETAIL_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	for (size_t i = 0; i < count; i++) {
		const struct lic_difference *difference = &differences[i];

		if (differs(difference)) {
			lic_json_key(&json, difference->name);
			lic_json_object(&json);
			write_value(&json, "old", difference->before, difference->is_json);
			write_value(&json, "new", difference->after, difference->is_json);
			lic_json_end(&json);
		}
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	detail = lic_arena_copy(arena, text.data, text.len);
	if (detail == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_detail = detail;
	return LIC_OK_RC;
}
