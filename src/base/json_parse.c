/*
 * JSON in: see json.h. jansson parses; what it does not limit is looked at before it builds
 * anything.
 *
 * jansson loses a byte of a long token in silence when memory runs out while it reads it, and takes
 * the rest for the token. So its allocations are watched, and what it made of a text while one
 * failed is thrown away.
 *
 * Threading: the watch notes failures for each thread apart; it is set up once.
 */
#include "base/json.h"

#include <pthread.h>
#include <stdlib.h>

#define TOO_DEEP "nested more than 32 levels deep"
_Static_assert(LIC_JSON_DEPTH_MAX == 32, "TOO_DEEP names the limit");

static pthread_once_t watch_once = PTHREAD_ONCE_INIT;
static _Thread_local bool memory_ran_out; /* an allocation of jansson's failed on this thread */

static void *watched_malloc(size_t size)
{
	void *memory = malloc(size);

	if (memory == NULL) {
		memory_ran_out = true;
	}
	return memory;
}

static void watch_memory(void)
{
	json_set_alloc_funcs(watched_malloc, free);
}

/* A byte of the text that is refused before the parser sees it. */
struct fault {
	const char *reason; /* what is wrong with it; NULL: there is none */
	size_t line;        /* its line, from 1 */
	size_t column;      /* its character in the line, from 1 */
};

/*
 * Looks for what jansson lets pass: a bracket outside strings that nests deeper than
 * LIC_JSON_DEPTH_MAX, and a NUL, which it overlooks behind a number. Up to the first error of
 * syntax this counts brackets as the parser would; that error it finds itself.
 */
static struct fault find_fault(const char *text, size_t len)
{
	struct fault fault = {.line = 1};
	unsigned depth = 0;
	bool in_string = false;
	bool is_escaped = false;

	for (size_t i = 0; i < len && fault.reason == NULL; i++) {
		char c = text[i];

		fault.column += ((unsigned char)c & 0xC0U) != 0x80U ? 1 : 0;
		if (c == '\0') {
			fault.reason = "a NUL character stands here";
		} else if (in_string) {
			in_string = is_escaped || c != '"';
			is_escaped = !is_escaped && c == '\\';
		} else if (c == '{' || c == '[') {
			depth++;
			fault.reason = depth > LIC_JSON_DEPTH_MAX ? TOO_DEEP : NULL;
		} else if (c == '}' || c == ']') {
			depth -= depth > 0 ? 1 : 0;
		} else if (c == '"') {
			in_string = true;
		} else if (c == '\n') {
			fault.line++;
			fault.column = 0;
		}
	}
	return fault;
}

lic_rc lic_json_parse(const char *text, size_t len, struct lic_err *err, json_t **ret_root)
{
	struct fault fault = find_fault(text, len);
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	json_error_t error = {0};

	if (len == 0) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest", "The JSON is empty.");
	}
	if (fault.reason != NULL) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"The JSON is not valid: line %zu, column %zu: %s.", fault.line,
			fault.column, fault.reason);
	}
	LIC_REQUIRE(pthread_once(&watch_once, watch_memory) == 0);
	memory_ran_out = false;
	/* jansson refuses trailing text, invalid UTF-8 and \u0000 unless told otherwise. */
	root = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (memory_ran_out) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (root == NULL) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"The JSON is not valid: line %d, column %d: %s.", error.line, error.column,
			json_error_code(&error) == json_error_null_character
				? "\\u0000 is not allowed in a text"
				: error.text);
	}
	*ret_root = LIC_TAKE(root);
	return LIC_OK_RC;
}

void lic_json_freep(json_t **root)
{
	json_decref(*root);
	*root = NULL;
}
