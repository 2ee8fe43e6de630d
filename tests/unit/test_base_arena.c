/*
 * The arena: its limit, its alignment, its second life, and what it does when memory is out. The
 * file under test is included, so that its malloc can be made to fail.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool memory_is_out;

static void *scarce_malloc(size_t size)
{
	return memory_is_out ? NULL : malloc(size);
}

static void *scarce_calloc(size_t count, size_t size)
{
	return memory_is_out ? NULL : calloc(count, size);
}

#define malloc scarce_malloc
#define calloc scarce_calloc
#include "base/arena.c" /* NOLINT(bugprone-suspicious-include) */
#undef malloc
#undef calloc

/* An arena that is there for sure, in a way that compilers see as well. */
static struct lic_arena *make_arena(size_t limit)
{
	struct lic_arena *arena = lic_arena_new(limit);

	if (arena == NULL) {
		abort();
	}
	return arena;
}

static int set_up(void **state)
{
	*state = lic_arena_new((size_t)64 * 1024);
	return *state == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
	memory_is_out = false;
	lic_arena_free(*state);
	return 0;
}

static void test_base_arena__hands_out_zeroed_memory_for_any_type(void **state)
{
	static const size_t sizes[] = {1, 2, 3, 7, 8, 15, 16, 17, 100, 1000, 5000, 20000};

	for (size_t i = 0; i < LIC_COUNT(sizes); i++) {
		unsigned char *memory = lic_arena_alloc(*state, sizes[i]);

		assert_non_null(memory);
		assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
		for (size_t j = 0; j < sizes[i]; j++) {
			assert_int_equal(memory[j], 0);
		}
		memset(memory, 0xA5, sizes[i]); /* what comes next must be zero all the same */
	}
}

static void test_base_arena__keeps_allocations_apart(void **state)
{
	char *texts[200];

	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		texts[i] = lic_arena_printf(*state, "text number %zu", i);
		assert_non_null(texts[i]);
	}
	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		char expected[32];

		(void)snprintf(expected, sizeof(expected), "text number %zu", i);
		assert_string_equal(texts[i], expected);
	}
}

static void test_base_arena__refuses_what_passes_its_limit(void **state)
{
	struct lic_arena *arena = *state;

	assert_non_null(lic_arena_alloc(arena, (size_t)48 * 1024));
	assert_null(lic_arena_alloc(arena, (size_t)16 * 1024 + 1));
	assert_int_equal(lic_arena_used(arena), 48 * 1024);
	assert_non_null(lic_arena_alloc(arena, (size_t)16 * 1024)); /* to the last byte */
	assert_null(lic_arena_alloc(arena, 1));
	assert_non_null(lic_arena_alloc(arena, 0));
}

static void test_base_arena__counts_small_allocations_rounded_up(void **state)
{
	assert_non_null(lic_arena_alloc(*state, 1));
	assert_int_equal(lic_arena_used(*state), _Alignof(max_align_t));
	assert_non_null(lic_arena_alloc(*state, _Alignof(max_align_t)));
	assert_int_equal(lic_arena_used(*state), 2 * _Alignof(max_align_t));
}

static void test_base_arena__refuses_sizes_that_overflow(void **state)
{
	volatile size_t huge = SIZE_MAX; /* hides the size from a compiler that would warn */

	assert_null(lic_arena_alloc(*state, huge));
	assert_null(lic_arena_alloc(*state, huge - _Alignof(max_align_t)));
	assert_null(lic_arena_array(*state, huge / 2, 3));
	assert_null(lic_arena_array(*state, 3, huge / 2));
	assert_null(lic_arena_array(*state, huge / 2 + 1, 2)); /* the product would be 0 */
	assert_null(lic_arena_array(*state, 16, huge / 16 + 2));
	assert_null(lic_arena_copy(*state, "", huge));
	assert_int_equal(lic_arena_used(*state), 0);
}

static void test_base_arena__survives_overflow_without_a_limit(void **state)
{
	struct lic_arena *arena = make_arena(SIZE_MAX);
	volatile size_t huge = SIZE_MAX;

	(void)state;
	assert_non_null(arena);
	assert_null(lic_arena_alloc(arena, huge - _Alignof(max_align_t) - 1));
	assert_int_equal(lic_arena_used(arena), 0);
	lic_arena_free(arena);
}

static void test_base_arena__array_multiplies(void **state)
{
	uint64_t *numbers = lic_arena_array(*state, 100, sizeof(*numbers));

	assert_non_null(numbers);
	numbers[99] = UINT64_MAX;
	assert_int_equal(lic_arena_used(*state), 100 * sizeof(*numbers));
	assert_non_null(lic_arena_array(*state, 0, sizeof(*numbers)));
	assert_non_null(lic_arena_array(*state, 5, 0));
}

static void test_base_arena__reset_gives_back_the_whole_limit(void **state)
{
	struct lic_arena *arena = *state;

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 16; i++) {
			unsigned char *memory = lic_arena_alloc(arena, 4096);

			assert_non_null(memory);
			assert_int_equal(memory[4095], 0);
			memset(memory, 0xFF, 4096);
		}
		assert_null(lic_arena_alloc(arena, 1));
		lic_arena_reset(arena);
		assert_int_equal(lic_arena_used(arena), 0);
	}
	lic_arena_reset(arena); /* of an empty one */
}

/* Passwords and tokens are among what requests keep. With LIC_ARENA_PASSTHROUGH nothing of it is
 * left to look at. */
static void test_base_arena__reset_overwrites_what_was_kept(void **state)
{
#ifdef LIC_ARENA_PASSTHROUGH
	(void)state;
	skip();
#else
	struct lic_arena *arena = *state;
	const char zeros[100] = {0};
	const char *secret = lic_arena_printf(arena, "%099d", 7);

	assert_non_null(secret);
	lic_arena_reset(arena);
	assert_memory_equal(secret, zeros, sizeof(zeros)); /* the first chunk stays */
#endif
}

static void test_base_arena__copies_text(void **state)
{
	const char source[] = "caf\xC3\xA9\0hidden";
	char *copy = lic_arena_copy(*state, source, sizeof(source) - 1);

	assert_memory_equal(copy, source, sizeof(source)); /* with the NUL it adds */
	assert_ptr_not_equal(copy, source);
	assert_string_equal(lic_arena_copy(*state, NULL, 0), "");
	assert_string_equal(lic_arena_strdup(*state, "text"), "text");
	assert_null(lic_arena_strdup(*state, NULL));
	assert_string_equal(lic_arena_printf(*state, "%s has %d", "E5", 42), "E5 has 42");
	assert_string_equal(lic_arena_printf(*state, "%s", ""), "");
}

static void test_base_arena__text_that_does_not_fit_is_null(void **state)
{
	struct lic_arena *arena = make_arena(32);

	(void)state;
	assert_non_null(arena);
	assert_null(lic_arena_printf(arena, "%s", "this text has more than thirty-two bytes"));
	assert_null(lic_arena_strdup(arena, "this text has more than thirty-two bytes"));
	assert_int_equal(lic_arena_used(arena), 0);
	assert_non_null(lic_arena_strdup(arena, "this one has room for its NUL.."));
	lic_arena_free(arena);
}

static void test_base_arena__yields_null_when_memory_is_out(void **state)
{
	struct lic_arena *arena = *state;

	memory_is_out = true;
	assert_null(lic_arena_new(100));
	assert_null(lic_arena_alloc(arena, 100));
	assert_null(lic_arena_strdup(arena, "text"));
	assert_null(lic_arena_printf(arena, "%d", 1));
	assert_int_equal(lic_arena_used(arena), 0);

	memory_is_out = false; /* a failure is not for ever */
	assert_non_null(lic_arena_alloc(arena, 100));
}

static void test_base_arena__keeps_texts(void **state)
{
	struct lic_arena *arena = make_arena(1024);
	struct lic_arena *small = make_arena(32);
	char first[] = "first";
	const char *a = first;
	const char *b = NULL;
	const char *c = "a text that is longer than what there is room for";
	const char **const texts[] = {&a, &b};
	const char **const long_texts[] = {&c};

	(void)state;
	assert_true(lic_ok(lic_arena_keep_texts(arena, texts, LIC_COUNT(texts))));
	first[0] = 'X';
	assert_string_equal(a, "first");
	assert_null(b);
	assert_int_equal(lic_arena_keep_texts(small, long_texts, 1).code, LIC_E_NOMEM);
	lic_arena_free(small);
	lic_arena_free(arena);
}

static void test_base_arena__free_accepts_nothing(void **state)
{
	struct lic_arena *arena = NULL;

	(void)state;
	lic_arena_free(NULL);
	lic_arena_freep(&arena);
	arena = make_arena(1);
	lic_arena_freep(&arena);
	assert_null(arena);
}

#define TEST(name_) cmocka_unit_test_setup_teardown(test_base_arena__##name_, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(hands_out_zeroed_memory_for_any_type),
		TEST(keeps_allocations_apart),
		TEST(refuses_what_passes_its_limit),
		TEST(counts_small_allocations_rounded_up),
		TEST(refuses_sizes_that_overflow),
		TEST(survives_overflow_without_a_limit),
		TEST(array_multiplies),
		TEST(reset_gives_back_the_whole_limit),
		TEST(reset_overwrites_what_was_kept),
		TEST(copies_text),
		TEST(text_that_does_not_fit_is_null),
		TEST(yields_null_when_memory_is_out),
		TEST(keeps_texts),
		TEST(free_accepts_nothing),
	};

	return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
