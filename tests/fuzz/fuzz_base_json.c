/*
 * Drives the JSON writer: the input's first part, up to a NUL, is a sequence of calls (see play()),
 * the rest a text for them. Whatever the calls, the writer either says that they were wrong or has
 * written what jansson reads; and a text comes back as it was, or repaired where it was no UTF-8.
 */
#include "base/json.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define OUT_BYTES_MAX ((size_t)1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void play(struct lic_json *json, char call, const char *text)
{
	static const struct lic_guid guid = {{1, 2, 3}};

	switch (call) {
	case 'o':
		lic_json_object(json);
		break;
	case 'a':
		lic_json_array(json);
		break;
	case 'e':
		lic_json_end(json);
		break;
	case 'k':
		lic_json_key(json, text);
		break;
	case 's':
		lic_json_string(json, text);
		break;
	case 'i':
		lic_json_int(json, (int64_t)strlen(text) - 5);
		break;
	case 't':
		lic_json_time(json, (int64_t)strlen(text) * INT64_C(-86399000999));
		break;
	case 'g':
		lic_json_guid(json, &guid);
		break;
	case 'r':
		lic_json_raw(json, "[1]", 3);
		break;
	default:
		lic_json_null(json);
		break;
	}
}

/* Plays the calls into a buffer of a given ceiling; returns how the document ended. */
static enum lic_code write_document(const char *calls, const char *text, struct lic_buf *out)
{
	struct lic_json json;

	lic_json_init(&json, out);
	for (; *calls != '\0'; calls++) {
		play(&json, *calls, text);
	}
	return lic_json_finish(&json).code;
}

static void check_calls(const char *calls, const char *text, size_t limit)
{
	struct lic_buf out;
	enum lic_code code = LIC_OK;

	lic_buf_init(&out, limit);
	code = write_document(calls, text, &out);
	require(code == LIC_OK || code == LIC_E_BUG || code == LIC_E_LIMIT);
	require(out.len <= limit);
	if (code == LIC_OK) {
		json_t *root = json_loadb(out.data, out.len, JSON_DECODE_ANY, NULL);

		require(root != NULL && lic_text_is_utf8(out.data, out.len));
		json_decref(root);
	}
	lic_buf_done(&out);
}

static void check_text(const char *text)
{
	struct lic_buf out;
	json_t *root = NULL;

	lic_buf_init(&out, OUT_BYTES_MAX * 8);
	require(write_document("s", text, &out) == LIC_OK);
	root = json_loadb(out.data, out.len, JSON_DECODE_ANY, NULL);
	require(root != NULL);
	if (lic_text_is_utf8(text, strlen(text))) {
		require(strcmp(json_string_value(root), text) == 0);
	} else {
		require(strstr(json_string_value(root), "\xEF\xBF\xBD") != NULL);
	}
	json_decref(root);
	lic_buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *calls = malloc(size + 2);
	const char *text = NULL;

	if (calls == NULL) {
		return 0;
	}
	for (size_t i = 0; i < size; i++) {
		calls[i] = (char)data[i];
	}
	calls[size] = '\0';
	calls[size + 1] = '\0';
	text = calls + strlen(calls) + 1;
	check_text(text);
	check_calls(calls, text, OUT_BYTES_MAX);
	check_calls(calls, text, size);
	free(calls);
	return 0;
}
