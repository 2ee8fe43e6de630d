/*
 * Conditions on users: see user_filter.h.
 */
#include "core/user_filter.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define NAME_BYTES 64

/* Where the reading is. */
struct reader {
	struct lic_arena *arena; /* for texts */
	struct lic_err *err;     /* what is wrong */
	const char *target;      /* field for messages */
	const char *at;          /* next byte */
};

static lic_rc refuse(const struct reader *reader, const char *at)
{
	lic_rc rc = lic_err_field(reader->err, reader->arena, reader->target,
		"Invalid filter clause at '%.100s'. Possible here: NAME eq VALUE, NAME ne VALUE, startsWith(NAME,'text'), several of them with and; NAME is a property of a user; VALUE is 'text', null, true or false.",
		at);

	reader->err->public_code = "Request_UnsupportedQuery";
	return rc;
}

static void skip_space(struct reader *reader)
{
	reader->at += strspn(reader->at, " ");
}

/* Passes over the sign `c` and the space around it; tells whether it is there. */
static bool skip_sign(struct reader *reader, char c)
{
	skip_space(reader);
	if (*reader->at != c) {
		return false;
	}
	reader->at++;
	skip_space(reader);
	return true;
}

/* Reads the word at the reader, "" when there is none or it is too long. */
static void read_word(struct reader *reader, char word[NAME_BYTES])
{
	size_t len = 0;

	skip_space(reader);
	while (isalnum((unsigned char)reader->at[len])) {
		len++;
	}
	if (len >= NAME_BYTES) {
		len = 0;
	}
	memcpy(word, reader->at, len);
	word[len] = '\0';
	reader->at += len;
}

static lic_rc read_name(struct reader *reader, enum lic_user_property *ret_property)
{
	const char *start = reader->at;
	char name[NAME_BYTES];

	read_word(reader, name);
	*ret_property = lic_user_property_find(name);
	if (*ret_property == LIC_USER_PROPERTY_MAX_ &&
		!lic_text_equal_nocase(name, "accountEnabled")) {
		return refuse(reader, start);
	}
	return LIC_OK_RC;
}

/* Reads quoted text, where two quotes stand for one. */
static lic_rc read_quoted(struct reader *reader, const char **ret_text)
{
	const char *start = reader->at;
	char *text = lic_arena_alloc(reader->arena, strlen(start) + 1);
	size_t len = 0;

	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (*reader->at != '\'') {
		return refuse(reader, start);
	}
	for (reader->at++; *reader->at != '\0'; reader->at++) {
		if (*reader->at == '\'' && *++reader->at != '\'') {
			text[len] = '\0';
			*ret_text = text;
			return LIC_OK_RC;
		}
		text[len++] = *reader->at;
	}
	return refuse(reader, start);
}

static lic_rc read_value(struct reader *reader, struct lic_user_condition *condition)
{
	bool is_switch = condition->property == LIC_USER_PROPERTY_MAX_;
	const char *start = reader->at;
	char word[NAME_BYTES];

	if (*start == '\'' && !is_switch) {
		return read_quoted(reader, &condition->text);
	}
	read_word(reader, word);
	condition->is_true = strcmp(word, "true") == 0;
	if (is_switch ? condition->is_true || strcmp(word, "false") == 0
		      : strcmp(word, "null") == 0) {
		return LIC_OK_RC;
	}
	return refuse(reader, start);
}

static lic_rc read_start(struct reader *reader, struct lic_user_condition *condition)
{
	const char *start = reader->at;

	condition->test = LIC_USER_STARTS_WITH;
	LIC_TRY(read_name(reader, &condition->property));
	if (condition->property == LIC_USER_PROPERTY_MAX_ || !skip_sign(reader, ',')) {
		return refuse(reader, start);
	}
	LIC_TRY(read_quoted(reader, &condition->text));
	return skip_sign(reader, ')') ? LIC_OK_RC : refuse(reader, start);
}

static lic_rc read_condition(struct reader *reader, struct lic_user_condition *condition)
{
	const char *start = reader->at;
	char word[NAME_BYTES];

	read_word(reader, word);
	if (lic_text_equal_nocase(word, "startsWith") && skip_sign(reader, '(')) {
		return read_start(reader, condition);
	}
	reader->at = start;
	LIC_TRY(read_name(reader, &condition->property));
	read_word(reader, word);
	if (strcasecmp(word, "eq") != 0 && strcasecmp(word, "ne") != 0) {
		return refuse(reader, start);
	}
	condition->test = strcasecmp(word, "eq") == 0 ? LIC_USER_IS : LIC_USER_IS_NOT;
	skip_space(reader);
	return read_value(reader, condition);
}

lic_rc lic_user_filter_parse(struct lic_arena *arena, const char *text, const char *target,
	struct lic_err *err, struct lic_user_filter *ret_filter)
{
	struct reader reader = {arena, err, target, text};
	struct lic_user_filter filter = {0};
	char word[NAME_BYTES] = "and";

	while (strcasecmp(word, "and") == 0) {
		if (filter.count == LIC_USER_FILTER_MAX) {
			return lic_err_field(err, arena, target,
				"A filter takes at most %d conditions.", LIC_USER_FILTER_MAX);
		}
		LIC_TRY(read_condition(&reader, &filter.conditions[filter.count]));
		filter.count++;
		read_word(&reader, word);
	}
	skip_space(&reader);
	if (word[0] != '\0' || *reader.at != '\0') {
		return refuse(&reader, word[0] != '\0' ? word : reader.at);
	}
	*ret_filter = filter;
	return LIC_OK_RC;
}

static bool meets(const struct lic_user_condition *condition, const struct lic_user_values *values)
{
	const char *text = NULL;
	bool is_equal = false;

	if (condition->property == LIC_USER_PROPERTY_MAX_) {
		is_equal = values->account_enabled == condition->is_true;
		return is_equal == (condition->test == LIC_USER_IS);
	}
	text = values->text[condition->property];
	if (text == NULL || condition->text == NULL) {
		is_equal = text == condition->text;
	} else if (condition->test == LIC_USER_STARTS_WITH) {
		return strncasecmp(text, condition->text, strlen(condition->text)) == 0;
	} else {
		is_equal = lic_text_equal_nocase(text, condition->text);
	}
	return condition->test == LIC_USER_IS ? is_equal
					      : condition->test == LIC_USER_IS_NOT && !is_equal;
}

bool lic_user_filter_matches(const struct lic_user_filter *filter,
	const struct lic_user_values *values)
{
	for (size_t i = 0; i < filter->count; i++) {
		if (!meets(&filter->conditions[i], values)) {
			return false;
		}
	}
	return true;
}
