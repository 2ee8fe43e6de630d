/*
 * JSON in: see json.h. jansson parses; what it does not limit is looked at before it builds
 * anything.
 */
#include "base/json.h"

/* Where brackets stand that open too deep a level. */
struct place {
	bool found;    /* whether there is such a bracket */
	size_t line;   /* its line, from 1 */
	size_t column; /* its character in the line, from 1 */
};

/*
 * Looks for a bracket that nests deeper than LIC_JSON_DEPTH_MAX, by counting those outside strings.
 * Up to the first error of syntax it counts what the parser would; the parser finds that error
 * itself.
 */
static struct place find_too_deep(const char *text, size_t len)
{
	struct place place = {.line = 1};
	unsigned depth = 0;
	bool in_string = false;
	bool is_escaped = false;

	for (size_t i = 0; i < len && !place.found; i++) {
		char c = text[i];

		place.column += ((unsigned char)c & 0xC0U) != 0x80U ? 1 : 0;
		if (in_string) {
			in_string = is_escaped || c != '"';
			is_escaped = !is_escaped && c == '\\';
		} else if (c == '{' || c == '[') {
			depth++;
			place.found = depth > LIC_JSON_DEPTH_MAX;
		} else if (c == '}' || c == ']') {
			depth -= depth > 0 ? 1 : 0;
		} else if (c == '"') {
			in_string = true;
		} else if (c == '\n') {
			place.line++;
			place.column = 0;
		}
	}
	return place;
}

/* Tells a person what the parser did not like. */
static lic_rc explain(const json_error_t *error, struct lic_err *err)
{
	/* Running out of memory has a code of its own in some places of jansson, and no text at all
	 * in others. */
	if (json_error_code(error) == json_error_out_of_memory || error->text[0] == '\0') {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
		"The JSON is not valid: line %d, column %d: %s.", error->line, error->column,
		error->text);
}

lic_rc lic_json_parse(const char *text, size_t len, struct lic_err *err, json_t **ret_root)
{
	struct place too_deep = find_too_deep(text, len);
	json_error_t error = {0};
	json_t *root = NULL;

	if (len == 0) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest", "The JSON is empty.");
	}
	if (too_deep.found) {
		return lic_err_set(err, LIC_E_INVALID, "Request_BadRequest",
			"The JSON is not valid: line %zu, column %zu: nested more than %d levels deep.",
			too_deep.line, too_deep.column, LIC_JSON_DEPTH_MAX);
	}
	/* jansson refuses trailing text, invalid UTF-8 and \u0000 unless told otherwise. */
	root = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (root == NULL) {
		return explain(&error, err);
	}
	*ret_root = root;
	return LIC_OK_RC;
}

void lic_json_freep(json_t **root)
{
	json_decref(*root);
	*root = NULL;
}
