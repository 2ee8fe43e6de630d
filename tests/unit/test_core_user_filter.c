/*
 * Which users a filter takes.
 */
#include "core/user_filter.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)1024 * 1024)
#define TEXT_BYTES ((size_t)4096)

/* A filter, and whether it takes Anna of Sales, who may sign in; -1: it is refused. */
static const struct {
	const char *filter; /* what is asked */
	int takes;          /* 1, 0 or -1 */
} filters[] = {
	{"department eq 'Sales'", 1},
	{"Department EQ 'sales'", 1},
	{"department eq 'Legal'", 0},
	{"department ne 'Legal'", 1},
	{"usageLocation eq null", 1},
	{"usageLocation ne null", 0},
	{"usageLocation ne 'NL'", 1},
	{"startsWith(displayName,'an')", 1},
	{"startswith( displayName , 'b' )", 0},
	{"startsWith(jobTitle,'a')", 0},
	{"accountEnabled eq true", 1},
	{"accountEnabled ne true", 0},
	{"displayName eq 'Anna O''Neil' and department eq 'Sales'", 1},
	{"displayName eq 'Anna O''Neil' and department eq 'Legal'", 0},
	{"", -1},
	{"colour eq 'red'", -1},
	{"department", -1},
	{"department gt 'A'", -1},
	{"department eq Sales", -1},
	{"department eq 'Sales", -1},
	{"department eq true", -1},
	{"accountEnabled eq 'true'", -1},
	{"accountEnabled eq maybe", -1},
	{"department eq 'Sales' or department eq 'Legal'", -1},
	{"department eq 'Sales' and", -1},
	{"department eq 'Sales')", -1},
	{"startsWith(accountEnabled,'t')", -1},
	{"startsWith(department,'S'", -1},
};

static void test_core_user_filter__D_20_takes_what_it_says_and_refuses_the_rest(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_user_values anna = {.account_enabled = true};

	(void)state;
	anna.text[LIC_USER_DISPLAY_NAME] = "Anna O'Neil";
	anna.text[LIC_USER_DEPARTMENT] = "Sales";
	for (size_t i = 0; i < LIC_COUNT(filters); i++) {
		struct lic_user_filter filter;
		struct lic_err err = {0};
		lic_rc rc =
			lic_user_filter_parse(arena, filters[i].filter, "filter", &err, &filter);
		int takes = -1;

		if (lic_ok(rc)) {
			takes = lic_user_filter_matches(&filter, &anna) ? 1 : 0;
		} else {
			assert_int_equal(rc.code, LIC_E_INVALID);
			assert_string_equal(err.details[0].target, "filter");
		}
		if (takes != filters[i].takes) {
			fail_msg("%s: %d", filters[i].filter, takes);
		}
	}
	lic_arena_free(arena);
}

static void test_core_user_filter__takes_so_many_conditions_and_no_more(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_user_filter filter;
	struct lic_err err = {0};

	(void)state;
	lic_buf_init(&text, TEXT_BYTES);
	for (size_t i = 0; i < LIC_USER_FILTER_MAX; i++) {
		lic_buf_printf(&text, "%scity ne 'X%zu'", i == 0 ? "" : " and ", i);
	}
	assert_true(lic_ok(lic_user_filter_parse(arena, text.data, "filter", &err, &filter)));
	assert_int_equal(filter.count, LIC_USER_FILTER_MAX);
	lic_buf_puts(&text, " and city ne 'Y'");
	assert_int_equal(lic_user_filter_parse(arena, text.data, "filter", &err, &filter).code,
		LIC_E_INVALID);
	lic_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_core_user_filter__D_20_takes_what_it_says_and_refuses_the_rest),
		cmocka_unit_test(test_core_user_filter__takes_so_many_conditions_and_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
