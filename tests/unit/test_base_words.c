/*
 * The words of names (O-08).
 */
#include "base/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)1024 * 1024)

static void test_base_words__O_08_where_names_are_split(void **state)
{
	static const struct {
		const char *text;
		const char *line;
	} names[] = {
		{NULL, ""},
		{"", ""},
		{"  ", ""},
		{"Ann", " ann"},
		{"Ann Bee", " ann bee"},
		{" Ann  Bee ", " ann bee"},
		{"ann ANN", " ann"},
		{"HelloWorld", " hello world helloworld"},
		{"HELLOworld", " helloworld"},
		{"HelloWORld", " hello world helloworld"},
		{"hello.world", " hello world helloworld"},
		{"hello-world", " hello world helloworld"},
		{"hello123world", " hello 123 world hello123world"},
		{"R&D", " r d rd"},
		{"- & -", ""},
		{"(Ann)", " ann"},
		{"O'Neil, Ann", " o neil oneil ann"},
		{"\xC3\x89lodie M\xC3\xBCller", " \xC3\xA9lodie m\xC3\xBCller"},
		{"\xE6\x97\xA5\xE6\x9C\xAC", " \xE6\x97\xA5\xE6\x9C\xAC"},
		{"a\xC2\xA0"
		 "b",
			" a b"},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		const char *line = NULL;

		assert_true(lic_ok(lic_words_line(arena, names[i].text, &line)));
		assert_string_equal(line, names[i].line);
	}
}

static void test_base_words__there_is_a_limit(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_words words;
	char text[LIC_WORDS_MAX * 6 + 1] = "";

	(void)state;
	for (size_t i = 0; i < (size_t)LIC_WORDS_MAX * 2; i++) {
		text[3 * i] = (char)('a' + i % 26);
		text[3 * i + 1] = (char)('a' + i / 26);
		text[3 * i + 2] = ' ';
	}
	assert_true(lic_ok(lic_words_split(arena, text, &words)));
	assert_int_equal(words.count, LIC_WORDS_MAX);
}

static void test_base_words__bad_text_is_refused(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_words words;

	(void)state;
	assert_int_equal(lic_words_split(arena, "a\xFF", &words).code, LIC_E_INVALID);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base_words__O_08_where_names_are_split),
		cmocka_unit_test(test_base_words__there_is_a_limit),
		cmocka_unit_test(test_base_words__bad_text_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
