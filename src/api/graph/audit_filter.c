/*
 * $filter and $orderby of the audit log: see audit_filter.h. A parser by recursive descent over one
 * text; it never goes back.
 */
#include "api/graph/audit_filter.h"

#include "api/graph/quoted.h"
#include "base/clock.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define PATH_CHARS LETTERS "0123456789_/"
#define PATH_MAX_BYTES 64
#define TIME_CHARS "0123456789-:.TZtz+"

/* How a property is compared. */
enum kind {
	KIND_TEXT,  /* eq, startswith */
	KIND_EXACT, /* eq */
	KIND_TIME   /* eq, ge, le */
};

/* A property that can be asked for. */
struct property {
	const char *path;                 /* as it is written */
	enum lic_audit_property property; /* what it is */
	enum kind kind;                   /* how it is compared */
};

static const struct property properties[] = {
	{"activityDateTime", LIC_AUDIT_TIME, KIND_TIME},
	{"activityDisplayName", LIC_AUDIT_ACTIVITY, KIND_TEXT},
	{"category", LIC_AUDIT_CATEGORY, KIND_EXACT},
	{"correlationId", LIC_AUDIT_CORRELATION, KIND_EXACT},
	{"id", LIC_AUDIT_ID, KIND_EXACT},
	{"initiatedBy/app/appId", LIC_AUDIT_APP_ID, KIND_EXACT},
	{"initiatedBy/app/displayName", LIC_AUDIT_APP_NAME, KIND_TEXT},
	{"initiatedBy/user/displayName", LIC_AUDIT_USER_NAME, KIND_TEXT},
	{"initiatedBy/user/id", LIC_AUDIT_USER_ID, KIND_EXACT},
	{"initiatedBy/user/userPrincipalName", LIC_AUDIT_USER_UPN, KIND_TEXT},
	{"loggedByService", LIC_AUDIT_SERVICE, KIND_EXACT},
	{"result", LIC_AUDIT_RESULT, KIND_EXACT},
};

static const struct property target_properties[] = {
	{"displayName", LIC_AUDIT_TARGET_NAME, KIND_TEXT},
	{"id", LIC_AUDIT_TARGET_ID, KIND_EXACT},
};

/* Properties that are known at one place. */
struct scope {
	const struct property *list; /* the properties */
	size_t count;                /* number of them */
	const char *variable;        /* what stands before each, with a slash behind it, or NULL */
	size_t variable_len;         /* bytes of it, without the slash */
};

/* A text being parsed. */
struct parser {
	const char *text;              /* all of it */
	const char *at;                /* what comes next */
	struct lic_arena *arena;       /* for values */
	struct lic_err *err;           /* what is wrong */
	struct lic_audit_query *query; /* what was read so far */
};

static lic_rc fail(const struct parser *parser, const char *at, const char *expected)
{
	return lic_err_field(parser->err, parser->arena, "$filter",
		"Syntax error at position %zu of $filter: %s.", (size_t)(at - parser->text) + 1,
		expected);
}

static void skip_spaces(struct parser *parser)
{
	parser->at += strspn(parser->at, " ");
}

/* Takes `word`, if it comes next, in any case; a word of letters must end there. */
static bool take(struct parser *parser, const char *word)
{
	size_t len = strlen(word);

	if (strncasecmp(parser->at, word, len) != 0) {
		return false;
	}
	if (strchr(LETTERS, word[len - 1]) != NULL && parser->at[len] != '\0' &&
		strchr(PATH_CHARS, parser->at[len]) != NULL) {
		return false;
	}
	parser->at += len;
	return true;
}

static lic_rc expect(struct parser *parser, const char *word, const char *expected)
{
	skip_spaces(parser);
	return take(parser, word) ? LIC_OK_RC : fail(parser, parser->at, expected);
}

/* Finds what is written at `at`, `len` bytes, among the properties of `scope`. */
static const struct property *find(const struct scope *scope, const char *at, size_t len)
{
	if (scope->variable != NULL) {
		if (len <= scope->variable_len || at[scope->variable_len] != '/' ||
			strncmp(at, scope->variable, scope->variable_len) != 0) {
			return NULL;
		}
		at += scope->variable_len + 1;
		len -= scope->variable_len + 1;
	}
	for (size_t i = 0; i < scope->count; i++) {
		if (strlen(scope->list[i].path) == len &&
			strncasecmp(scope->list[i].path, at, len) == 0) {
			return &scope->list[i];
		}
	}
	return NULL;
}

static lic_rc read_property(struct parser *parser, const struct scope *scope,
	const struct property **ret_property)
{
	size_t len = 0;

	skip_spaces(parser);
	len = strspn(parser->at, PATH_CHARS);
	*ret_property = find(scope, parser->at, len);
	if (*ret_property == NULL && scope->variable != NULL) {
		return fail(parser, parser->at,
			"within targetResources/any() only id and displayName of its variable can be asked for, as in t/id");
	}
	if (*ret_property == NULL) {
		return lic_err_field(parser->err, parser->arena, "$filter",
			"Position %zu of $filter: '%.*s' is no property that can be asked for. Possible: activityDateTime, activityDisplayName, category, correlationId, id, initiatedBy/app/appId, initiatedBy/app/displayName, initiatedBy/user/displayName, initiatedBy/user/id, initiatedBy/user/userPrincipalName, loggedByService, result, targetResources/any(t:t/id), targetResources/any(t:t/displayName).",
			(size_t)(parser->at - parser->text) + 1,
			(int)(len > PATH_MAX_BYTES ? PATH_MAX_BYTES : len), parser->at);
	}
	parser->at += len;
	return LIC_OK_RC;
}

/* A text in quotes; a quote within is doubled. */
static lic_rc read_text(struct parser *parser, const char **ret_text)
{
	skip_spaces(parser);
	if (*parser->at != '\'') {
		return fail(parser, parser->at, "expected a text in single quotes");
	}
	LIC_TRY(lic_graph__quoted(parser->arena, &parser->at, ret_text));
	return *ret_text != NULL ? LIC_OK_RC
				 : fail(parser, parser->at, "the text that begins here has no end");
}

/* A time as OData writes it: without quotes. */
static lic_rc read_time(struct parser *parser, int64_t *ret_ms)
{
	const char *start = NULL;
	const char *text = NULL;
	size_t len = 0;

	skip_spaces(parser);
	start = parser->at;
	len = strspn(start, TIME_CHARS);
	text = lic_arena_copy(parser->arena, start, len);
	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (!lic_time_parse(text, ret_ms)) {
		return fail(parser, start,
			"expected a time without quotes, such as 2026-01-31T08:00:00Z");
	}
	parser->at += len;
	return LIC_OK_RC;
}

static lic_rc add(struct parser *parser, const char *at, const struct lic_audit_term *term)
{
	struct lic_audit_query *query = parser->query;

	if (query->term_count == LIC_AUDIT_TERMS_MAX) {
		return fail(parser, at, "at most 16 conditions can be joined");
	}
	query->terms[query->term_count++] = *term;
	return LIC_OK_RC;
}

/* "startswith(property,'text')", whose first word was taken. */
static lic_rc read_starts(struct parser *parser, const struct scope *scope)
{
	const struct property *property = NULL;
	struct lic_audit_term term = {.operator= LIC_AUDIT_STARTS };
	const char *start = NULL;

	LIC_TRY(expect(parser, "(", "expected '(' behind startswith"));
	skip_spaces(parser);
	start = parser->at;
	LIC_TRY(read_property(parser, scope, &property));
	if (property->kind != KIND_TEXT) {
		return fail(parser, start, "startswith is for names only");
	}
	LIC_TRY(expect(parser, ",", "expected ',' and a text"));
	LIC_TRY(read_text(parser, &term.text));
	LIC_TRY(expect(parser, ")", "expected ')'"));
	term.property = property->property;
	return add(parser, start, &term);
}

/* The operator between a property of `kind` and its value. */
static lic_rc read_operator(struct parser *parser, enum kind kind,
	enum lic_audit_operator *ret_operator)
{
	const char *start = NULL;

	skip_spaces(parser);
	start = parser->at;
	if (take(parser, "eq")) {
		*ret_operator = LIC_AUDIT_EQUALS;
	} else if (kind == KIND_TIME && take(parser, "ge")) {
		*ret_operator = LIC_AUDIT_FROM;
	} else if (kind == KIND_TIME && take(parser, "le")) {
		*ret_operator = LIC_AUDIT_TO;
	} else {
		return fail(parser, start,
			kind == KIND_TIME ? "expected eq, ge or le"
					  : "expected eq; names also take startswith()");
	}
	return LIC_OK_RC;
}

/* "property eq value", or startswith(). */
static lic_rc read_comparison(struct parser *parser, const struct scope *scope)
{
	const struct property *property = NULL;
	struct lic_audit_term term = {.text = ""};
	const char *start = NULL;

	skip_spaces(parser);
	start = parser->at;
	if (take(parser, "startswith")) {
		return read_starts(parser, scope);
	}
	LIC_TRY(read_property(parser, scope, &property));
	LIC_TRY(read_operator(parser, property->kind, &term.operator));
	term.property = property->property;
	if (property->kind == KIND_TIME) {
		LIC_TRY(read_time(parser, &term.ms));
	} else {
		LIC_TRY(read_text(parser, &term.text));
	}
	return add(parser, start, &term);
}

/* "targetResources/any(t:t/id eq '…')", whose path was taken. */
static lic_rc read_any(struct parser *parser)
{
	struct scope scope = {.list = target_properties, .count = LIC_COUNT(target_properties)};

	LIC_TRY(expect(parser, "(", "expected '(' behind any"));
	skip_spaces(parser);
	scope.variable = parser->at;
	scope.variable_len = strspn(parser->at, LETTERS);
	if (scope.variable_len == 0) {
		return fail(parser, parser->at,
			"expected the name of a variable, as in any(t:t/id)");
	}
	parser->at += scope.variable_len;
	LIC_TRY(expect(parser, ":", "expected ':' behind the variable"));
	LIC_TRY(read_comparison(parser, &scope));
	return expect(parser, ")", "expected ')'");
}

/* Takes as many of `parenthesis` as come next, at most `max`; returns how many. */
static size_t take_parentheses(struct parser *parser, const char *parenthesis, size_t max)
{
	size_t count = 0;

	skip_spaces(parser);
	while (count < max && take(parser, parenthesis)) {
		count++;
		skip_spaces(parser);
	}
	return count;
}

/* Conditions are joined by "and" alone, so that it does not matter which of them parentheses hold
 * together. */
static lic_rc read_filter(struct parser *parser)
{
	static const struct scope scope = {.list = properties, .count = LIC_COUNT(properties)};
	size_t depth = 0;

	for (;;) {
		depth += take_parentheses(parser, "(", SIZE_MAX);
		LIC_TRY(take(parser, "targetResources/any") ? read_any(parser)
							    : read_comparison(parser, &scope));
		depth -= take_parentheses(parser, ")", depth);
		if (*parser->at == '\0' && depth == 0) {
			return LIC_OK_RC;
		}
		if (!take(parser, "and")) {
			return fail(parser, parser->at,
				depth > 0 ? "expected 'and' or ')'" : "expected 'and' or the end");
		}
	}
}

lic_rc lic_graph__audit_filter(const char *text, struct lic_arena *arena, struct lic_err *err,
	struct lic_audit_query *query)
{
	struct lic_audit_query result = *query;
	struct parser parser = {.text = text,
		.at = text,
		.arena = arena,
		.err = err,
		.query = &result};

	LIC_TRY(read_filter(&parser));
	*query = result;
	return LIC_OK_RC;
}

lic_rc lic_graph__audit_order(const char *text, struct lic_arena *arena, struct lic_err *err,
	bool *ret_is_oldest_first)
{
	struct parser parser = {.text = text, .at = text};
	bool is_oldest_first = true;
	bool is_known = false;

	skip_spaces(&parser);
	is_known = take(&parser, "activityDateTime");
	skip_spaces(&parser);
	if (take(&parser, "desc")) {
		is_oldest_first = false;
	} else {
		(void)take(&parser, "asc");
	}
	skip_spaces(&parser);
	if (!is_known || *parser.at != '\0') {
		return lic_err_field(err, arena, "$orderby",
			"Invalid value '%.100s' for the query option $orderby: write activityDateTime, with asc or desc behind it.",
			text);
	}
	*ret_is_oldest_first = is_oldest_first;
	return LIC_OK_RC;
}
