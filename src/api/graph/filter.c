/*
 * $filter where a list takes conditions of one shape only: properties that have values, all of them
 * at once (OData 4.01 URL conventions 5.1.1.1, eq and and).
 */
#include "api/graph/graph_int.h"
#include "api/graph/quoted.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define NAMES_BYTES_MAX ((size_t)1024)

static lic_rc refuse(struct lic_api_request *req, const struct lic_graph_filter *filter,
	const char *at)
{
	LIC_AUTO(lic_buf_done) struct lic_buf names;
	lic_rc rc;

	lic_buf_init(&names, NAMES_BYTES_MAX);
	for (size_t i = 0; i < filter->count; i++) {
		lic_buf_printf(&names, "%s%s", i == 0 ? "" : ", ", filter->names[i]);
	}
	LIC_TRY(lic_buf_status(&names));
	rc = lic_err_field(&req->err, req->ctx.arena, "$filter",
		"Invalid filter clause at '%.100s'. Possible here: NAME eq VALUE, several of them with and; NAME is one of %s, each at most once; VALUE is 'text', true, false or a GUID.",
		at, names.data);
	req->err.public_code = "Request_UnsupportedQuery";
	return rc;
}

/* Passes over `word` and the space around it at `*at`; tells whether it is there. */
static bool skip_word(const char **at, const char *word)
{
	size_t len = strlen(word);
	const char *text = *at + strspn(*at, " ");

	if (strncasecmp(text, word, len) != 0 || (text[len] != ' ' && text[len] != '\0')) {
		return false;
	}
	*at = text + len + strspn(text + len, " ");
	return true;
}

/* Reads the value at `*at` and passes over it; `*ret_value` is NULL when there is none. */
static lic_rc read_value(struct lic_arena *arena, const char **at, const char **ret_value)
{
	struct lic_guid guid;
	size_t len = strcspn(*at, " ");
	bool is_known = false;

	if (**at == '\'') {
		return lic_graph__quoted(arena, at, ret_value);
	}
	is_known = (len == 4 && strncmp(*at, "true", len) == 0) ||
		(len == 5 && strncmp(*at, "false", len) == 0) || lic_guid_parse(*at, len, &guid);
	*ret_value = is_known ? lic_arena_copy(arena, *at, len) : NULL;
	if (is_known && *ret_value == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*at += len;
	return LIC_OK_RC;
}

/* Finds the name at `*at` and passes over it; filter->count when it is none of the names. */
static size_t read_name(const struct lic_graph_filter *filter, const char **at)
{
	for (size_t i = 0; i < filter->count; i++) {
		if (skip_word(at, filter->names[i])) {
			return i;
		}
	}
	return filter->count;
}

lic_rc lic_graph__filter(struct lic_api_request *req, struct lic_graph_filter *filter)
{
	const char *at = lic_api__option(req, "$filter");

	while (at != NULL) {
		const char *start = at;
		size_t name = read_name(filter, &at);

		if (name == filter->count || filter->values[name] != NULL ||
			!skip_word(&at, "eq")) {
			return refuse(req, filter, start);
		}
		LIC_TRY(read_value(req->ctx.arena, &at, &filter->values[name]));
		if (filter->values[name] == NULL) {
			return refuse(req, filter, start);
		}
		if (at[strspn(at, " ")] == '\0') {
			return LIC_OK_RC;
		}
		if (*at != ' ' || !skip_word(&at, "and")) {
			return refuse(req, filter, at);
		}
	}
	return LIC_OK_RC;
}
