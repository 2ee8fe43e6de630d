/*
 * The checker: from the tree of $filter to a typed condition. Every name is looked up, every value
 * read for the type of its property, and every use compared with what the property's row allows.
 */
#include "odata/check_int.h"
#include "odata/filter.h"

#include <string.h>
#include <strings.h>

/* Where names are looked up. */
struct scope {
	struct lic_odata_reader *reader;        /* the text */
	const struct lic_odata_entity *entity;  /* whose properties */
	const struct lic_odata_token *variable; /* within any(): what stands before each property;
						   NULL outside */
	bool is_negated;                        /* within not() */
	size_t depth;                           /* conditions around it */
	size_t *value_count;                    /* values read so far */
	const char **advanced;                  /* see struct lic_odata_filter */
};

typedef struct lic_odata_condition *(
	*maker)(struct scope *scope, const struct lic_odata_node *node);

static struct lic_odata_condition *make(const struct scope *scope,
	const struct lic_odata_node *node);

/* Takes a failure that `reader` knows for a condition that is not there. */
#define NO_CONDITION(call_)                                                                        \
	__extension__({                                                                            \
		lic_rc_ignore(call_);                                                              \
		(struct lic_odata_condition *)NULL;                                                \
	})

static struct lic_odata_condition *new_condition(const struct scope *scope,
	enum lic_odata_kind kind)
{
	struct lic_odata_condition *condition =
		lic_arena_alloc(scope->reader->arena, sizeof(*condition));

	if (condition == NULL) {
		scope->reader->rc = LIC_RC(LIC_E_NOMEM);
		return NULL;
	}
	condition->kind = kind;
	return condition;
}

static bool is_same(const struct lic_odata_token *token, const char *word)
{
	return token->len == strlen(word) && strncasecmp(token->text, word, token->len) == 0;
}

/* Tells whether the path `token` begins with the variable of `scope`; `*ret_rest` is what follows
 * it. */
static bool strip_variable(const struct scope *scope, const struct lic_odata_token *token,
	struct lic_odata_token *ret_rest)
{
	size_t len = scope->variable->len;

	if (token->len < len || strncmp(token->text, scope->variable->text, len) != 0) {
		return false;
	}
	*ret_rest = *token;
	if (token->len > len) {
		if (token->text[len] != '/') {
			return false;
		}
		len++;
	}
	ret_rest->text += len;
	ret_rest->len -= len;
	ret_rest->at += len;
	return true;
}

/* Finds the property that `node`, a path, names; NULL after a failure. */
static const struct lic_odata_property *find(const struct scope *scope,
	const struct lic_odata_node *node)
{
	struct lic_odata_token token = node->token;
	const struct lic_odata_property *property = NULL;

	if (scope->variable != NULL && !strip_variable(scope, &node->token, &token)) {
		lic_rc_ignore(lic_odata__fail(scope->reader, &node->token,
			"within any() a property stands behind its variable, as in %.*s/skuId",
			(int)scope->variable->len, scope->variable->text));
		return NULL;
	}
	property = lic_odata_property_find(scope->entity, token.text, token.len);
	if (property == NULL) {
		lic_rc_ignore(lic_odata__unknown(scope->reader, scope->entity, &token));
	}
	return property;
}

/* How `ask` is written, for messages. */
static const char *word_of(unsigned ask)
{
	static const struct {
		unsigned ask;
		const char *word;
	} words[] = {
		{LIC_ASK_EQ, "eq"},
		{LIC_ASK_NE, "ne"},
		{LIC_ASK_NOT, "not()"},
		{LIC_ASK_RANGE, "gt, ge, lt and le"},
		{LIC_ASK_IN, "in"},
		{LIC_ASK_STARTS, "startsWith()"},
		{LIC_ASK_ENDS, "endsWith()"},
		{LIC_ASK_NULL, "null"},
		{LIC_ASK_ANY, "any()"},
		{LIC_ASK_COUNT, "$count"},
	};

	for (size_t i = 0; i < LIC_COUNT(words); i++) {
		if (words[i].ask == ask) {
			return words[i].word;
		}
	}
	return "contains()";
}

/* Checks that `property` may be asked for `ask` (0: contains()) at `token`. */
static lic_rc allow(const struct scope *scope, const struct lic_odata_property *property,
	unsigned ask, const struct lic_odata_token *token)
{
	const char *name = *property->name == '\0' ? "an element" : property->name;

	if ((property->plain & ask) != 0) {
		return LIC_OK_RC;
	}
	if ((property->advanced & ask) != 0) {
		*scope->advanced = word_of(ask);
		return LIC_OK_RC;
	}
	if (property->plain == 0 && property->advanced == 0) {
		return lic_odata__refuse(scope->reader, token, "%s cannot be filtered by: %s", name,
			property->why_not);
	}
	if (property->why_not == NULL || ask == LIC_ASK_NULL) {
		return lic_odata__refuse(scope->reader, token, "%s does not take %s", name,
			word_of(ask));
	}
	return lic_odata__refuse(scope->reader, token, "%s does not take %s: %s", name,
		word_of(ask), property->why_not);
}

/* What every test of `property` is checked for besides its operator. */
static lic_rc allow_all(const struct scope *scope, const struct lic_odata_property *property,
	unsigned ask, const struct lic_odata_token *token)
{
	LIC_TRY(allow(scope, property, ask, token));
	return scope->is_negated && scope->variable == NULL
		? allow(scope, property, LIC_ASK_NOT, token)
		: LIC_OK_RC;
}

/* Makes the condition that `property` meets `test` with the values at `node` and behind it. */
static struct lic_odata_condition *new_test(const struct scope *scope,
	const struct lic_odata_property *property, enum lic_odata_test test,
	const struct lic_odata_node *node)
{
	struct lic_odata_condition *condition = new_condition(scope, LIC_ODATA_TEST);
	struct lic_odata_value *values = NULL;
	size_t count = 0;

	for (const struct lic_odata_node *one = node; one != NULL; one = one->sibling) {
		count++;
	}
	*scope->value_count += count;
	if (*scope->value_count > LIC_ODATA_VALUES_MAX) {
		return NO_CONDITION(lic_odata__fail(scope->reader, &node->token,
			"it has more than %d values", LIC_ODATA_VALUES_MAX));
	}
	values = lic_arena_array(scope->reader->arena, count, sizeof(*values));
	if (condition == NULL || values == NULL) {
		scope->reader->rc = LIC_RC(LIC_E_NOMEM);
		return NULL;
	}
	condition->property = property;
	condition->test = test;
	condition->values = values;
	condition->value_count = count;
	for (size_t i = 0; i < count; i++, node = node->sibling) {
		if (!lic_ok(lic_odata__value(scope->reader, property, node, &values[i]))) {
			return NULL;
		}
	}
	return condition;
}

static struct lic_odata_condition *negate(const struct scope *scope,
	struct lic_odata_condition *condition)
{
	struct lic_odata_condition *negated = new_condition(scope, LIC_ODATA_NOT);

	if (condition == NULL || negated == NULL) {
		return NULL;
	}
	negated->parts =
		lic_arena_array(scope->reader->arena, 1, sizeof(struct lic_odata_condition *));
	if (negated->parts == NULL) {
		scope->reader->rc = LIC_RC(LIC_E_NOMEM);
		return NULL;
	}
	negated->parts[0] = condition;
	negated->part_count = 1;
	return negated;
}

/* O-03: "assignedLicenses/$count eq 0", and what says the same. */
static struct lic_odata_condition *make_count(struct scope *scope,
	const struct lic_odata_node *node)
{
	const struct lic_odata_node *path = node->first->first;
	const struct lic_odata_node *number = node->last;
	const struct lic_odata_property *property = find(scope, path);
	struct lic_odata_condition *condition = NULL;
	bool is_zero = number->kind == LIC_NODE_NUMBER && is_same(&number->token, "0");
	bool is_one = number->kind == LIC_NODE_NUMBER && is_same(&number->token, "1");
	bool is_some = (is_zero && (node->op == LIC_OP_NE || node->op == LIC_OP_GT)) ||
		(is_one && node->op == LIC_OP_GE);
	bool is_none = (is_zero && (node->op == LIC_OP_EQ || node->op == LIC_OP_LE)) ||
		(is_one && node->op == LIC_OP_LT);

	if (property == NULL) {
		return NULL;
	}
	if (!lic_ok(allow_all(scope, property, LIC_ASK_COUNT, &node->first->token))) {
		return NULL;
	}
	if (!is_some && !is_none) {
		return NO_CONDITION(lic_odata__refuse(scope->reader, &node->first->token,
			"%s/$count can be compared by eq 0 and ne 0 only", property->name));
	}
	condition = new_condition(scope, LIC_ODATA_TEST);
	if (condition == NULL) {
		return NULL;
	}
	condition->property = property;
	condition->test = LIC_ODATA_HAS_ELEMENT;
	return is_some ? condition : negate(scope, condition);
}

/* A function of texts. */
struct function {
	const char *name;         /* as OData writes it, in small letters */
	unsigned ask;             /* what it asks; 0: what nothing answers */
	enum lic_odata_test test; /* what it tests */
};

/* Finds the function that `node` names; NULL after a failure. */
static const struct function *find_function(const struct scope *scope,
	const struct lic_odata_node *node)
{
	static const struct function functions[] = {
		{"startswith", LIC_ASK_STARTS, LIC_ODATA_STARTS},
		{"endswith", LIC_ASK_ENDS, LIC_ODATA_ENDS},
		{"contains", 0, LIC_ODATA_STARTS},
	};

	for (size_t i = 0; i < LIC_COUNT(functions); i++) {
		if (is_same(&node->token, functions[i].name)) {
			return &functions[i];
		}
	}
	lic_rc_ignore(lic_odata__fail(scope->reader, &node->token,
		"there is no function '%.*s' here: possible are startsWith and endsWith",
		(int)(node->token.len < 40 ? node->token.len : 40), node->token.text));
	return NULL;
}

/* startsWith(), endsWith(), and contains(), which is never answered. */
static struct lic_odata_condition *make_call(struct scope *scope, const struct lic_odata_node *node)
{
	const struct function *function = find_function(scope, node);
	const struct lic_odata_node *path = node->first;
	const struct lic_odata_property *property = NULL;

	if (function == NULL) {
		return NULL;
	}
	if (path == NULL || path->kind != LIC_NODE_PATH || path->sibling == NULL ||
		path->sibling != node->last) {
		return NO_CONDITION(lic_odata__fail(scope->reader, &node->token,
			"%s takes a property and a text", function->name));
	}
	property = find(scope, path);
	if (property == NULL) {
		return NULL;
	}
	if (property->type != LIC_ODATA_TEXT && (property->plain != 0 || property->advanced != 0)) {
		return NO_CONDITION(lic_odata__fail(scope->reader, &path->token,
			"%s is for texts, which %s is not", function->name, property->name));
	}
	if (!lic_ok(allow_all(scope, property, function->ask, &node->token))) {
		return NULL;
	}
	if (node->last->kind != LIC_NODE_TEXT) {
		return NO_CONDITION(lic_odata__fail(scope->reader, &node->last->token,
			"%s takes a property and a text in single quotes", function->name));
	}
	return new_test(scope, property, function->test, node->last);
}

/* "startsWith(…) eq true". */
static struct lic_odata_condition *make_call_compared(struct scope *scope,
	const struct lic_odata_node *node)
{
	bool is_true = node->last->kind == LIC_NODE_TRUE;
	bool is_equal = node->op == LIC_OP_EQ;
	struct lic_odata_condition *condition = NULL;

	if (find_function(scope, node->first) == NULL) {
		return NULL;
	}
	if ((!is_true && node->last->kind != LIC_NODE_FALSE) ||
		(!is_equal && node->op != LIC_OP_NE)) {
		return NO_CONDITION(lic_odata__fail(scope->reader, &node->token,
			"a function is a condition by itself, or stands before eq true or eq false"));
	}
	scope->is_negated = scope->is_negated || is_true != is_equal;
	condition = make_call(scope, node->first);
	return is_true == is_equal ? condition : negate(scope, condition);
}

/* The operator for a value that stands before its property. */
static enum lic_odata_op turned(enum lic_odata_op op)
{
	static const enum lic_odata_op around[] = {
		[LIC_OP_EQ] = LIC_OP_EQ,
		[LIC_OP_NE] = LIC_OP_NE,
		[LIC_OP_GT] = LIC_OP_LT,
		[LIC_OP_GE] = LIC_OP_LE,
		[LIC_OP_LT] = LIC_OP_GT,
		[LIC_OP_LE] = LIC_OP_GE,
	};

	return around[op];
}

static struct lic_odata_condition *compare(struct scope *scope, enum lic_odata_op op,
	const struct lic_odata_node *path, const struct lic_odata_node *value)
{
	static const struct {
		unsigned ask;
		enum lic_odata_test test;
	} ops[] = {
		[LIC_OP_EQ] = {LIC_ASK_EQ, LIC_ODATA_EQUALS},
		[LIC_OP_NE] = {LIC_ASK_NE, LIC_ODATA_EQUALS},
		[LIC_OP_GT] = {LIC_ASK_RANGE, LIC_ODATA_GREATER},
		[LIC_OP_GE] = {LIC_ASK_RANGE, LIC_ODATA_AT_LEAST},
		[LIC_OP_LT] = {LIC_ASK_RANGE, LIC_ODATA_LESS},
		[LIC_OP_LE] = {LIC_ASK_RANGE, LIC_ODATA_AT_MOST},
	};
	const struct lic_odata_property *property = find(scope, path);
	struct lic_odata_condition *condition = NULL;

	if (property == NULL) {
		return NULL;
	}
	if (property->type == LIC_ODATA_COLLECTION && (property->plain | property->advanced) != 0) {
		return NO_CONDITION(lic_odata__fail(scope->reader, &path->token,
			"%s is a collection: ask about its elements with any()", property->name));
	}
	if (!lic_ok(allow_all(scope, property, ops[op].ask, &path->token)) ||
		(value->kind == LIC_NODE_NULL &&
			!lic_ok(allow(scope, property, LIC_ASK_NULL, &value->token)))) {
		return NULL;
	}
	if (value->kind == LIC_NODE_NULL && op != LIC_OP_EQ && op != LIC_OP_NE) {
		return NO_CONDITION(lic_odata__fail(scope->reader, &value->token,
			"null is compared with eq and ne only"));
	}
	/* One value: what follows it in its parent is not part of it. */
	struct lic_odata_node one = *value;

	one.sibling = NULL;
	condition = new_test(scope, property, ops[op].test, &one);
	return op == LIC_OP_NE ? negate(scope, condition) : condition;
}

static struct lic_odata_condition *make_compare(struct scope *scope,
	const struct lic_odata_node *node)
{
	const struct lic_odata_node *left = node->first;
	const struct lic_odata_node *right = node->last;

	if (left->kind == LIC_NODE_COUNT) {
		return make_count(scope, node);
	}
	if (left->kind == LIC_NODE_CALL) {
		return make_call_compared(scope, node);
	}
	if (left->kind == LIC_NODE_PATH && right->kind == LIC_NODE_PATH) {
		return NO_CONDITION(lic_odata__fail(scope->reader, &right->token,
			"a property is compared with a value; texts stand in single quotes"));
	}
	if (left->kind == LIC_NODE_PATH && right->kind != LIC_NODE_CALL &&
		right->kind != LIC_NODE_COUNT) {
		return compare(scope, node->op, left, right);
	}
	if (right->kind == LIC_NODE_PATH) {
		return compare(scope, turned(node->op), right, left);
	}
	return NO_CONDITION(lic_odata__fail(scope->reader, &left->token,
		"a comparison needs a property on one side and a value on the other"));
}

static struct lic_odata_condition *make_in(struct scope *scope, const struct lic_odata_node *node)
{
	const struct lic_odata_node *path = node->first;
	const struct lic_odata_property *property = NULL;

	if (path->kind != LIC_NODE_PATH) {
		return NO_CONDITION(lic_odata__fail(scope->reader, &path->token,
			"a property stands before in"));
	}
	property = find(scope, path);
	if (property == NULL || !lic_ok(allow_all(scope, property, LIC_ASK_IN, &path->token))) {
		return NULL;
	}
	for (const struct lic_odata_node *value = path->sibling; value != NULL;
		value = value->sibling) {
		if (value->kind == LIC_NODE_PATH || value->kind == LIC_NODE_NULL) {
			return NO_CONDITION(lic_odata__fail(scope->reader, &value->token,
				"in takes values, not properties and not null"));
		}
	}
	return new_test(scope, property, LIC_ODATA_EQUALS, path->sibling);
}

/* O-01, O-02. */
static struct lic_odata_condition *make_any(struct scope *scope, const struct lic_odata_node *node)
{
	const struct lic_odata_node *path = node->first;
	const struct lic_odata_property *property = find(scope, path);
	struct lic_odata_condition *condition = NULL;
	struct lic_odata_entity element = {0};
	struct scope inner = *scope;

	if (property == NULL) {
		return NULL;
	}
	if (node->kind == LIC_NODE_ALL) {
		return NO_CONDITION(lic_odata__refuse(scope->reader, &node->token,
			"all() is not answered: write not(%s/any(x:not(…)))", property->name));
	}
	if (property->type != LIC_ODATA_COLLECTION) {
		return NO_CONDITION(lic_odata__fail(scope->reader, &path->token,
			"any() is for collections, which %s is not", property->name));
	}
	if (!lic_ok(allow_all(scope, property, LIC_ASK_ANY, &path->token))) {
		return NULL;
	}
	condition = new_condition(scope, LIC_ODATA_TEST);
	if (condition == NULL) {
		return NULL;
	}
	condition->property = property;
	condition->test = LIC_ODATA_HAS_ELEMENT;
	if (node->last == path) {
		return condition;
	}
	element = (struct lic_odata_entity){property->name, property->members,
		property->member_count};
	inner.entity = &element;
	inner.variable = &node->token;
	condition->element = make(&inner, node->last);
	return condition->element == NULL ? NULL : condition;
}

static struct lic_odata_condition *make_not(struct scope *scope, const struct lic_odata_node *node)
{
	scope->is_negated = !scope->is_negated;
	return negate(scope, make(scope, node->first));
}

static struct lic_odata_condition *make_joined(struct scope *scope,
	const struct lic_odata_node *node)
{
	struct lic_odata_condition *condition =
		new_condition(scope, node->kind == LIC_NODE_AND ? LIC_ODATA_AND : LIC_ODATA_OR);
	size_t count = 0;

	for (const struct lic_odata_node *child = node->first; child != NULL;
		child = child->sibling) {
		count++;
	}
	if (condition == NULL) {
		return NULL;
	}
	condition->parts =
		lic_arena_array(scope->reader->arena, count, sizeof(struct lic_odata_condition *));
	if (condition->parts == NULL) {
		scope->reader->rc = LIC_RC(LIC_E_NOMEM);
		return NULL;
	}
	for (const struct lic_odata_node *child = node->first; child != NULL;
		child = child->sibling) {
		struct lic_odata_condition *part = make(scope, child);

		if (part == NULL) {
			return NULL;
		}
		condition->parts[condition->part_count++] = part;
	}
	return condition;
}

static struct lic_odata_condition *make_nothing(struct scope *scope,
	const struct lic_odata_node *node)
{
	return NO_CONDITION(lic_odata__fail(scope->reader, &node->token,
		"'%.*s' alone is no condition: compare it, as in displayName eq 'Ann'",
		(int)(node->token.len < 40 ? node->token.len : 40), node->token.text));
}

/* Recursion here follows the tree, whose depth the grammar has limited; not() and any() can stack a
 * little higher than parentheses, so that is counted once more. */
static struct lic_odata_condition *make(const struct scope *scope,
	const struct lic_odata_node *node)
{
	static const maker makers[] = {
		[LIC_NODE_AND] = make_joined,
		[LIC_NODE_OR] = make_joined,
		[LIC_NODE_NOT] = make_not,
		[LIC_NODE_COMPARE] = make_compare,
		[LIC_NODE_IN] = make_in,
		[LIC_NODE_CALL] = make_call,
		[LIC_NODE_ANY] = make_any,
		[LIC_NODE_ALL] = make_any,
	};
	struct scope own = *scope;

	if (++own.depth > LIC_ODATA_DEPTH_MAX) {
		return NO_CONDITION(lic_odata__fail(scope->reader, &node->token,
			"conditions are nested deeper than %d", LIC_ODATA_DEPTH_MAX));
	}
	if ((size_t)node->kind >= LIC_COUNT(makers)) {
		return make_nothing(&own, node);
	}
	return makers[node->kind](&own, node);
}

lic_rc lic_odata_filter_read(const char *text, const struct lic_odata_entity *entity,
	struct lic_arena *arena, struct lic_err *err, struct lic_odata_filter *ret_filter)
{
	struct lic_odata_reader reader = {.option = "$filter",
		.start = text,
		.at = text,
		.arena = arena,
		.err = err};
	struct lic_odata_filter filter = {0};
	size_t value_count = 0;
	struct scope scope = {.reader = &reader,
		.entity = entity,
		.value_count = &value_count,
		.advanced = &filter.advanced};
	struct lic_odata_node *root = NULL;

	LIC_TRY(lic_odata__check_size(&reader, LIC_ODATA_FILTER_BYTES_MAX));
	root = lic_odata__filter_parse(&reader);
	if (root != NULL) {
		filter.condition = make(&scope, root);
	}
	if (filter.condition == NULL) {
		LIC_REQUIRE(!lic_ok(reader.rc));
		return reader.rc;
	}
	*ret_filter = filter;
	return LIC_OK_RC;
}
