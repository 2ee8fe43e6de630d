/*
 * Finding routes: see routes_int.h.
 */
#include "api/routes_int.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define NAMESPACE "microsoft.graph."
#define TABLE_BYTES_MAX ((size_t)256 * 1024)

/* Segments of a path or pattern, keys in parentheses taken out into segments of their own. */
struct segments {
	const char *text[LIC_URL_SEGMENTS_MAX]; /* in patterns NULL stands for a key */
	size_t count;                           /* number of segments */
};

/* A row, taken apart. */
struct entry {
	const struct lic_route *route; /* the row */
	struct segments segments;      /* its pattern */
	unsigned literals; /* which segments are literal, the first in the highest place */
};

struct lic_route_table {
	struct lic_arena *arena; /* holds the entries and their texts; owned */
	struct entry *entries;   /* one per row */
	size_t count;            /* number of rows */
	bool has_parentheses;    /* keys may stand in parentheses */
};

static lic_rc add_segment(struct segments *list, const char *text)
{
	if (list->count == LIC_URL_SEGMENTS_MAX) {
		return LIC_RC(LIC_E_LIMIT);
	}
	list->text[list->count++] = text;
	return LIC_OK_RC;
}

/* Length of the identifier at the start of `text`: what may stand before a parenthesis or an equals
 * sign. */
static size_t name_length(const char *text)
{
	size_t len = 0;

	while (isalnum((unsigned char)text[len]) || text[len] == '.' || text[len] == '_' ||
		text[len] == '$') {
		len++;
	}
	return len;
}

/*
 * Reads the key in the `len` bytes at `text`: a string in OData's quotes, where two quotes inside
 * stand for one, or a bare GUID. `*ret_key` is NULL when it is neither.
 */
static lic_rc read_key(struct lic_arena *arena, const char *text, size_t len, const char **ret_key)
{
	struct lic_guid guid;
	char *copy = NULL;
	size_t out = 0;

	*ret_key = NULL;
	if (lic_guid_parse(text, len, &guid)) {
		*ret_key = lic_arena_copy(arena, text, len);
		return *ret_key == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
	}
	if (len < 2 || text[0] != '\'' || text[len - 1] != '\'') {
		return LIC_OK_RC;
	}
	copy = lic_arena_alloc(arena, len);
	if (copy == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 1; i + 1 < len; i++) {
		if (text[i] == '\'') {
			i++;
			if (i + 1 >= len || text[i] != '\'') {
				return LIC_OK_RC;
			}
		}
		copy[out++] = text[i];
	}
	*ret_key = copy;
	return LIC_OK_RC;
}

/* Adds the name in front of a parenthesis, and the name of an alternate key,
 * "(commerceSubscriptionId)", if there is one. */
static lic_rc add_names(struct lic_arena *arena, const char *text, size_t name_len,
	size_t alternate_len, struct segments *list)
{
	const char *name = lic_arena_copy(arena, text, name_len);
	const char *alternate = NULL;

	if (name == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(add_segment(list, name));
	if (alternate_len == 0) {
		return LIC_OK_RC;
	}
	alternate = lic_arena_printf(arena, "(%.*s)", (int)alternate_len, text + name_len + 1);
	if (alternate == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	/* "id" is the key that goes without saying. */
	return lic_text_equal_nocase(alternate, "(id)") ? LIC_OK_RC : add_segment(list, alternate);
}

/*
 * Takes "name('key')" apart into "name" and "key", and "name(other='key')" into "name", "(other)"
 * and "key"; "name()" is "name" (OData 4.01 URL conventions 4.3). Anything else stays one segment:
 * a key may contain parentheses itself.
 */
static lic_rc add_expanded(struct lic_arena *arena, const char *text, struct segments *list)
{
	size_t name_len = name_length(text);
	size_t len = strlen(text);
	const char *inside = text + name_len + 1;
	const char *key = NULL;
	size_t alternate_len = 0;

	if (name_len == 0 || text[name_len] != '(' || text[len - 1] != ')') {
		return add_segment(list, text);
	}
	alternate_len = name_length(inside);
	if (inside[alternate_len] == '=') {
		inside += alternate_len + 1;
	} else {
		alternate_len = 0;
	}
	LIC_TRY(read_key(arena, inside, (size_t)(text + len - 1 - inside), &key));
	if (key == NULL && inside[0] != ')') {
		return add_segment(list, text);
	}
	LIC_TRY(add_names(arena, text, name_len, alternate_len, list));
	return key == NULL ? LIC_OK_RC : add_segment(list, key);
}

static bool is_key(const char *segment)
{
	return segment[0] == '{';
}

/* Takes the pattern of `entry` apart. */
static lic_rc compile(struct lic_route_table *table, struct entry *entry)
{
	char *rest = lic_arena_strdup(table->arena, entry->route->pattern);
	char *segment = NULL;
	size_t keys = 0;

	if (rest == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	while (*rest != '\0') {
		segment = rest;
		rest += strcspn(rest, "/");
		if (*rest == '/') {
			*rest++ = '\0';
		}
		if (table->has_parentheses) {
			LIC_TRY(add_expanded(table->arena, segment, &entry->segments));
		} else {
			LIC_TRY(add_segment(&entry->segments, segment));
		}
	}
	for (size_t i = 0; i < entry->segments.count; i++) {
		if (is_key(entry->segments.text[i])) {
			entry->segments.text[i] = NULL;
			keys++;
		} else {
			entry->literals |= 1U << (LIC_URL_SEGMENTS_MAX - i);
		}
	}
	return keys > LIC_API_KEYS_MAX ? LIC_RC(LIC_E_BUG) : LIC_OK_RC;
}

/* Tells whether two rows would fit the same requests. */
static bool is_same(const struct entry *a, const struct entry *b)
{
	if (a->literals != b->literals || a->segments.count != b->segments.count ||
		strcmp(a->route->method, b->route->method) != 0) {
		return false;
	}
	for (size_t i = 0; i < a->segments.count; i++) {
		if (a->segments.text[i] != NULL &&
			!lic_text_equal_nocase(a->segments.text[i], b->segments.text[i])) {
			return false;
		}
	}
	return true;
}

static lic_rc compile_all(struct lic_route_table *table, const struct lic_route *rows, size_t count,
	struct lic_err *err)
{
	table->entries = lic_arena_array(table->arena, count, sizeof(*table->entries));
	if (table->entries == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		table->entries[i].route = &rows[i];
		LIC_TRY(compile(table, &table->entries[i]));
		for (size_t j = 0; j < i; j++) {
			if (is_same(&table->entries[i], &table->entries[j])) {
				return lic_err_set(err, LIC_E_BUG, NULL,
					"the route %s %s is there twice", rows[i].method,
					rows[i].pattern);
			}
		}
	}
	table->count = count;
	return LIC_OK_RC;
}

lic_rc lic_route_table__new(const struct lic_route *rows, size_t count, bool has_parentheses,
	struct lic_err *err, const struct lic_route_table **ret_table)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(TABLE_BYTES_MAX);
	struct lic_route_table *table = NULL;

	if (arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	table = lic_arena_alloc(arena, sizeof(*table));
	if (table == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	table->arena = arena;
	table->has_parentheses = has_parentheses;
	LIC_TRY(compile_all(table, rows, count, err));
	*ret_table = table;
	arena = NULL; /* handed over: the table lives in its own arena */
	return LIC_OK_RC;
}

void lic_route_table__free(const struct lic_route_table *table)
{
	if (table != NULL) {
		lic_arena_free(table->arena);
	}
}

/* Tells whether the literal segment `i` of `entry` is `text`. */
static bool is_literal(const struct entry *entry, size_t i, const char *text)
{
	const char *wanted = entry->segments.text[i];
	bool is_bound = (entry->route->flags & LIC_ROUTE_BOUND) != 0 &&
		i + 1 == entry->segments.count &&
		strncasecmp(text, NAMESPACE, sizeof(NAMESPACE) - 1) == 0;

	return lic_text_equal_nocase(wanted, is_bound ? text + sizeof(NAMESPACE) - 1 : text);
}

/* Counts the segments of `path` that `entry` accepts from the start, as far as its pattern goes. */
static size_t fitting(const struct entry *entry, const struct segments *path)
{
	size_t i = 0;

	while (i < entry->segments.count && i < path->count) {
		if (entry->segments.text[i] != NULL && !is_literal(entry, i, path->text[i])) {
			break;
		}
		i++;
	}
	return i;
}

static bool fits(const struct entry *entry, const struct segments *path)
{
	return entry->segments.count == path->count && fitting(entry, path) == path->count;
}

static void take_keys(const struct entry *entry, const struct segments *path,
	struct lic_route_match *match)
{
	for (size_t i = 0; i < path->count; i++) {
		if (entry->segments.text[i] == NULL) {
			match->keys[match->key_count++] = path->text[i];
		}
	}
}

/* Nothing fits the path: how far does one lead? */
static const char *first_unknown(const struct lic_route_table *table, const struct segments *path)
{
	size_t farthest = 0;

	for (size_t i = 0; i < table->count; i++) {
		size_t reached = fitting(&table->entries[i], path);

		farthest = reached > farthest ? reached : farthest;
	}
	if (path->count == 0) {
		return "";
	}
	return path->text[farthest < path->count ? farthest : path->count - 1];
}

static lic_rc expand(bool has_parentheses, struct lic_arena *arena, const struct lic_url_path *path,
	size_t skip, struct segments *ret_list)
{
	ret_list->count = 0;
	for (size_t i = skip; i < path->count; i++) {
		if (has_parentheses) {
			LIC_TRY(add_expanded(arena, path->segments[i], ret_list));
		} else {
			LIC_TRY(add_segment(ret_list, path->segments[i]));
		}
	}
	return LIC_OK_RC;
}

/* Appends a method to the value of Allow; GET brings HEAD along. */
static const char *add_allowed(struct lic_arena *arena, const char *allow, const char *method)
{
	const char *name = strcmp(method, "GET") == 0 ? "GET, HEAD" : method;

	return allow == NULL ? name : lic_arena_printf(arena, "%s, %s", allow, name);
}

lic_rc lic_route_table__find(const struct lic_route_table *table, struct lic_arena *arena,
	const char *method, const struct lic_url_path *path, size_t skip,
	struct lic_route_match *ret_match)
{
	const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
	struct lic_route_match match = {0};
	struct segments list;
	unsigned best = 0;
	bool is_known = false;

	LIC_TRY(expand(table->has_parentheses, arena, path, skip, &list));
	for (size_t i = 0; i < table->count; i++) {
		if (fits(&table->entries[i], &list)) {
			is_known = true;
			best = table->entries[i].literals > best ? table->entries[i].literals
								 : best;
		}
	}
	for (size_t i = 0; is_known && match.route == NULL && i < table->count; i++) {
		const struct entry *entry = &table->entries[i];

		if (entry->literals != best || !fits(entry, &list)) {
			continue;
		}
		if (strcmp(entry->route->method, wanted) == 0) {
			match.route = entry->route;
			take_keys(entry, &list, &match);
		} else {
			match.allow = add_allowed(arena, match.allow, entry->route->method);
			if (match.allow == NULL) {
				return LIC_RC(LIC_E_NOMEM);
			}
		}
	}
	match.unknown = is_known ? NULL : first_unknown(table, &list);
	*ret_match = match;
	return LIC_OK_RC;
}

lic_rc lic_route__object(struct lic_arena *arena, const struct lic_url_path *path,
	const char **ret_set, const char **ret_key)
{
	struct segments list;

	LIC_TRY(expand(true, arena, path, 0, &list));
	*ret_set = list.count < 2 ? "" : list.text[list.count - 2];
	*ret_key = list.count < 2 ? "" : list.text[list.count - 1];
	return LIC_OK_RC;
}
