/*
 * PKCE: RFC 7636's example, and verifiers and challenges that are none.
 */
#include "auth/pkce.h"

#include "base/rc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* RFC 7636, appendix B. */
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
#define CHARS_40 "abcdefghijklmnopqrstuvwxyz0123456789-._~"

/* A text and whether it can be what is asked for. */
struct row {
	const char *text;
	bool is_good;
};

static const struct row verifiers[] = {
	{VERIFIER, true},
	{CHARS_40 "ABC", true},
	{CHARS_40 "AB", false}, /* 42 characters */
	{CHARS_40 CHARS_40 CHARS_40 "12345678", true},
	{CHARS_40 CHARS_40 CHARS_40 "123456789", false}, /* 129 */
	{"", false},
	{CHARS_40 "AB+", false},
	{CHARS_40 "AB/", false},
	{CHARS_40 "AB=", false},
	{CHARS_40 "AB ", false},
	{CHARS_40 "AB%", false},
	{CHARS_40 "AB\xc3\xa9", false},
};

static const struct row challenges[] = {
	{CHALLENGE, true},
	{"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN", false}, /* a spare bit is set */
	{"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c", false},
	{CHALLENGE "A", false},
	{CHALLENGE "=", false},
	{"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", false},
	{"", false},
};

static void test_auth_pkce__S256_fits_the_example_of_rfc_7636(void **state)
{
	(void)state;
	assert_true(lic_pkce_matches(CHALLENGE, VERIFIER));
	assert_false(lic_pkce_matches(CHALLENGE, CHARS_40 "ABC"));
	assert_false(lic_pkce_matches(CHALLENGE, CHALLENGE));
	assert_false(lic_pkce_matches(VERIFIER, VERIFIER)); /* that would be "plain" */
	assert_false(lic_pkce_matches(CHALLENGE, ""));
	assert_false(lic_pkce_matches("", VERIFIER));
	assert_false(lic_pkce_matches("", ""));
}

static void test_auth_pkce__verifiers_have_their_syntax(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(verifiers); i++) {
		if (lic_pkce_is_verifier(verifiers[i].text) != verifiers[i].is_good) {
			fail_msg("%s", verifiers[i].text);
		}
	}
}

static void test_auth_pkce__challenges_have_theirs(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(challenges); i++) {
		if (lic_pkce_is_challenge(challenges[i].text) != challenges[i].is_good) {
			fail_msg("%s", challenges[i].text);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_pkce__S256_fits_the_example_of_rfc_7636),
		cmocka_unit_test(test_auth_pkce__verifiers_have_their_syntax),
		cmocka_unit_test(test_auth_pkce__challenges_have_theirs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
