/*
 * Finding routes, as tables: what a method and a path lead to, and what they are told otherwise.
 */
#include "api/routes_int.h"
#include "http/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)64 * 1024)
#define TEXT_BYTES 512

static const struct lic_route rows[] = {
	{.method = "GET", .pattern = ""},
	{.method = "GET", .pattern = "items/{id}"},
	{.method = "DELETE", .pattern = "items/{id}"},
	{.method = "GET", .pattern = "items/special.kind"},
	{.method = "GET", .pattern = "items"},
	{.method = "POST", .pattern = "items"},
	{.method = "POST", .pattern = "items/{id}/move", .flags = LIC_ROUTE_BOUND},
	{.method = "GET", .pattern = "items/{id}/parts/{part}"},
	{.method = "GET", .pattern = "items(otherId='{id}')"},
};

/* A request, and "pattern|key|key|", "allow GET, HEAD" or "unknown segment". */
struct row {
	const char *method;
	const char *path;
	const char *wanted;
};

static const struct row find_rows[] = {
	{"GET", "/", "|"},
	{"GET", "/items", "items|"},
	{"HEAD", "/items", "items|"},
	{"GET", "/ITEMS/", "items|"},
	{"POST", "/items", "items|"},
	{"GET", "/items/7", "items/{id}|7|"},
	{"GET", "/items/a%2Fb", "items/{id}|a/b|"},
	{"GET", "/items/special.kind", "items/special.kind|"},
	{"GET", "/items/SPECIAL.kind", "items/special.kind|"},
	{"DELETE", "/items/special.kind", "allow GET, HEAD"},
	{"DELETE", "/items/7", "items/{id}|7|"},
	{"PATCH", "/items/7", "allow GET, HEAD, DELETE"},
	{"PUT", "/items", "allow GET, HEAD, POST"},
	{"get", "/items", "allow GET, HEAD, POST"},
	{"POST", "/items/7/MOVE", "items/{id}/move|7|"},
	{"GET", "/items/7/move", "allow POST"},
	/* operations with their namespace, OData 4.01 URL conventions 4.5.1 */
	{"POST", "/items/7/microsoft.graph.move", "items/{id}/move|7|"},
	{"POST", "/items('7')/Microsoft.Graph.Move()", "items/{id}/move|7|"},
	{"POST", "/items/7/graph.move", "unknown graph.move"},
	{"GET", "/microsoft.graph.items", "unknown microsoft.graph.items"},
	{"GET", "/items/7/microsoft.graph.parts/8", "unknown microsoft.graph.parts"},
	{"GET", "/items/7/parts/8", "items/{id}/parts/{part}|7|8|"},
	{"GET", "/nothing", "unknown nothing"},
	{"GET", "/items/7/nothing", "unknown nothing"},
	{"GET", "/items/7/move/far", "unknown far"},
	{"GET", "/items/7/parts", "unknown parts"},
	{"GET", "/items%2F7", "unknown items/7"},
	/* keys in parentheses, OData 4.01 URL conventions 4.3 */
	{"GET", "/items('7')", "items/{id}|7|"},
	{"GET", "/items(%277%27)", "items/{id}|7|"},
	{"GET", "/items('it''s')", "items/{id}|it's|"},
	{"GET", "/items('a)b')/parts('c')", "items/{id}/parts/{part}|a)b|c|"},
	{"GET", "/items(11111111-2222-4333-8444-555555555555)",
		"items/{id}|11111111-2222-4333-8444-555555555555|"},
	{"GET", "/items(id='7')", "items/{id}|7|"},
	{"GET", "/items(otherId='7')", "items(otherId='{id}')|7|"},
	{"GET", "/items(OTHERID='7')", "items(otherId='{id}')|7|"},
	{"GET", "/items()", "items|"},
	{"GET", "/items('special.kind')", "items/special.kind|"},
	{"GET", "/items('7", "unknown items('7"},
	{"GET", "/items('7'')", "unknown items('7'')"},
	{"GET", "/items(7)", "unknown items(7)"},
	{"GET", "/items(another='7')", "unknown 7"},
	{"GET", "/items('7')x", "unknown items('7')x"},
	{"GET", "/items/(7)", "items/{id}|(7)|"},
	{"GET", "/items/Plan (new)", "unknown "}, /* a blank is not in paths either */
	{"GET", "/items/Plan%20(new)", "items/{id}|Plan (new)|"},
	/* any key is a key: the braces of a pattern mean nothing in a path */
	{"GET", "/items/{id}", "items/{id}|{id}|"},
	{"GET", "/items/%7Bid%7D", "items/{id}|{id}|"},
};

static const struct lic_route_table *compile(bool has_parentheses)
{
	const struct lic_route_table *table = NULL;
	struct lic_err err = {0};

	assert_int_equal(
		lic_route_table__new(rows, LIC_COUNT(rows), has_parentheses, &err, &table).code,
		LIC_OK);
	return table;
}

static void describe(const struct lic_route_match *match, char text[TEXT_BYTES])
{
	size_t at = 0;

	if (match->route == NULL && match->allow != NULL) {
		(void)snprintf(text, TEXT_BYTES, "allow %s", match->allow);
		return;
	}
	if (match->route == NULL) {
		(void)snprintf(text, TEXT_BYTES, "unknown %s", match->unknown);
		return;
	}
	at = (size_t)snprintf(text, TEXT_BYTES, "%s|", match->route->pattern);
	for (size_t i = 0; i < match->key_count; i++) {
		at += (size_t)snprintf(text + at, TEXT_BYTES - at, "%s|", match->keys[i]);
	}
}

/* Paths that url.h refuses count as unknown, with nothing to name. */
static void find(const struct lic_route_table *table, const struct row *row, char text[TEXT_BYTES])
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_url_path path;
	struct lic_route_match match;
	struct lic_err err = {0};

	if (!lic_ok(lic_url_split(arena, row->path, &err, &path))) {
		(void)snprintf(text, TEXT_BYTES, "unknown ");
		return;
	}
	assert_int_equal(lic_route_table__find(table, arena, row->method, &path, 0, &match).code,
		LIC_OK);
	if (match.route != NULL) {
		const char *wanted = strcmp(row->method, "HEAD") == 0 ? "GET" : row->method;

		assert_string_equal(match.route->method, wanted);
	}
	describe(&match, text);
}

static void test_api_routes__finds_the_row_or_says_what_is_wrong(void **state)
{
	const struct lic_route_table *table = compile(true);
	char text[TEXT_BYTES];
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(find_rows); i++) {
		find(table, &find_rows[i], text);
		if (strcmp(text, find_rows[i].wanted) != 0) {
			print_error("%s %s: got \"%s\", wanted \"%s\"\n", find_rows[i].method,
				find_rows[i].path, text, find_rows[i].wanted);
			wrong++;
		}
	}
	lic_route_table__free(table);
	assert_int_equal(wrong, 0);
}

static void test_api_routes__leaves_parentheses_alone_outside_graph(void **state)
{
	const struct lic_route_table *table = compile(false);
	const struct row row = {"GET", "/items('7')", "unknown items('7')"};
	char text[TEXT_BYTES];

	(void)state;
	find(table, &row, text);
	assert_string_equal(text, row.wanted);
	lic_route_table__free(table);
}

static void test_api_routes__refuses_a_row_that_can_never_be_reached(void **state)
{
	static const struct lic_route twice[] = {
		{.method = "GET", .pattern = "items/{id}"},
		{.method = "GET", .pattern = "Items/{key}"},
	};
	const struct lic_route_table *table = NULL;
	struct lic_err err = {0};

	(void)state;
	assert_int_equal(lic_route_table__new(twice, LIC_COUNT(twice), true, &err, &table).code,
		LIC_E_BUG);
	assert_null(table);
	assert_non_null(strstr(err.message, "Items/{key}"));
}

static void test_api_routes__refuses_more_segments_than_a_path_has(void **state)
{
	const struct lic_route_table *table = compile(true);
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_url_path path;
	struct lic_route_match match;
	struct lic_err err = {0};

	(void)state;
	assert_int_equal(lic_url_split(arena,
				 "/a('1')/a('2')/a('3')/a('4')/a('5')/a('6')/a('7')/a('8')/a('9')",
				 &err, &path)
				 .code,
		LIC_OK);
	assert_int_equal(lic_route_table__find(table, arena, "GET", &path, 0, &match).code,
		LIC_E_LIMIT);
	lic_route_table__free(table);
}

/* What is refused comes into the audit log under the name of what was tried. */
static void test_api_routes__every_change_says_what_it_tries(void **state)
{
	const struct lic_route *const tables[] = {lic_graph_routes, lic_desk_routes};
	const size_t counts[] = {lic_graph_route_count, lic_desk_route_count};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(tables); i++) {
		for (size_t j = 0; j < counts[i]; j++) {
			const struct lic_route *route = &tables[i][j];

			if (route->kind != LIC_ROUTE_READ && route->attempt == LIC_OP_INIT) {
				fail_msg("%s %s has no attempt in its row", route->method,
					route->pattern);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_api_routes__every_change_says_what_it_tries),
		cmocka_unit_test(test_api_routes__finds_the_row_or_says_what_is_wrong),
		cmocka_unit_test(test_api_routes__leaves_parentheses_alone_outside_graph),
		cmocka_unit_test(test_api_routes__refuses_a_row_that_can_never_be_reached),
		cmocka_unit_test(test_api_routes__refuses_more_segments_than_a_path_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
