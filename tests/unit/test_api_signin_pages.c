/*
 * What the pages of sign-in are made of: escaping, texts in every language, choice of a language,
 * where they may lead.
 */
#include "api/signin/browser_int.h"
#include "api/signin/page_int.h"
#include "api/signin/words_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_api_signin_pages__escape_leaves_no_markup(void **state)
{
	static const struct {
		const char *text;
		const char *html;
	} rows[] = {
		{"", ""},
		{"plain", "plain"},
		{"<script>", "&lt;script&gt;"},
		{"a&b", "a&amp;b"},
		{"&amp;", "&amp;amp;"},
		{"\"'\"", "&quot;&#39;&quot;"},
		{"Zo\xc3\xab <b>", "Zo\xc3\xab &lt;b&gt;"},
		{"<", "&lt;"},
		{"a<", "a&lt;"},
		{"<a", "&lt;a"},
		{"\" onfocus=\"x", "&quot; onfocus=&quot;x"},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		struct lic_buf out;

		lic_buf_init(&out, 1000);
		lic_page__escape(&out, rows[i].text);
		assert_int_equal(lic_buf_status(&out).code, LIC_OK);
		assert_string_equal(out.data == NULL ? "" : out.data, rows[i].html);
		lic_buf_done(&out);
	}
}

static void test_api_signin_pages__every_language_says_everything(void **state)
{
	(void)state;
	for (int language = 0; language < LIC_LANGUAGE_MAX_; language++) {
		for (int word = 0; word < LIC_WORD_MAX_; word++) {
			const char *text =
				lic_word((enum lic_language)language, (enum lic_word)word);

			if (text == NULL || *text == '\0') {
				fail_msg("language %d lacks word %d", language, word);
			}
		}
		for (int i = 0; i < LIC_PERMISSION_MAX_; i++) {
			const char *text = lic_word_permission((enum lic_language)language,
				(enum lic_permission)i);

			if (text == NULL || *text == '\0') {
				fail_msg("language %d lacks permission %d", language, i);
			}
		}
	}
}

static void test_api_signin_pages__the_language_that_is_wanted_most(void **state)
{
	static const struct {
		const char *wish;
		const char *accept;
		enum lic_language language;
	} rows[] = {
		{NULL, NULL, LIC_LANGUAGE_EN},
		{"", "", LIC_LANGUAGE_EN},
		{"nl", "en", LIC_LANGUAGE_NL},
		{"fr nl-BE en", NULL, LIC_LANGUAGE_NL},
		{"fr", "nl", LIC_LANGUAGE_NL},
		{NULL, "NL-nl", LIC_LANGUAGE_NL},
		{NULL, "nlx", LIC_LANGUAGE_EN},
		{NULL, "en;q=0.5,nl;q=0.6", LIC_LANGUAGE_NL},
		{NULL, "en;q=0.5,nl;q=0.45", LIC_LANGUAGE_EN},
		{NULL, "nl;q=0,en;q=0.001", LIC_LANGUAGE_EN},
		{NULL, "nl;q=1.0,en", LIC_LANGUAGE_NL},
		{NULL, "de, nl;q=0.1", LIC_LANGUAGE_NL},
		{NULL, ";;,,=q nl", LIC_LANGUAGE_EN},
		{NULL, "nl;q=99999999999999999999999", LIC_LANGUAGE_NL},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		assert_int_equal(lic_language_choose(rows[i].wish, rows[i].accept),
			rows[i].language);
	}
}

static void test_api_signin_pages__next_is_a_path_of_ours(void **state)
{
	static const char *const good[] = {"/", "/devicelogin", "/a/b?c=d%20e&f=%2F%2Fx",
		"/common/oauth2/v2.0/authorize?client_id=x"};
	static const char *const bad[] = {"", "x", "//evil.example", "/\\evil.example",
		"https://evil.example", "/a b", "/a\r\nb", "/a\tb", "/a#b", "/a\"b", "/a<b",
		"/\xc3\xab", "/a\\b", " /a"};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(good); i++) {
		assert_true(lic_browser__is_local(good[i]));
	}
	for (size_t i = 0; i < LIC_COUNT(bad); i++) {
		assert_false(lic_browser__is_local(bad[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_api_signin_pages__escape_leaves_no_markup),
		cmocka_unit_test(test_api_signin_pages__every_language_says_everything),
		cmocka_unit_test(test_api_signin_pages__the_language_that_is_wanted_most),
		cmocka_unit_test(test_api_signin_pages__next_is_a_path_of_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
