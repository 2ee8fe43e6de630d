/*
 * Passwords of people: the rules as a table, hashes there and back.
 */
#include "auth/password.h"

#include "base/password.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)64 * 1024)
#define CHARS_200 CHARS_50 CHARS_50 CHARS_50 CHARS_50
#define CHARS_50 CHARS_10 CHARS_10 CHARS_10 CHARS_10 CHARS_10
#define CHARS_10 "0123456789"

/* A password, whose, and a part of the reason why it is refused; NULL when it will do. */
struct row {
	const char *password;
	const char *user_name;
	const char *reason;
};

static const struct row rows[] = {
	{"Abcdefg1", NULL, NULL}, {"Abcdef1", NULL, "8 to 256"}, {"", NULL, "8 to 256"},
	{"Ab1\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", NULL, "8 to 256"}, /* 7 characters, 11 bytes */
	{"Ab1\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", NULL, NULL},
	{CHARS_200 CHARS_50 "Abcdef", NULL, NULL}, {CHARS_200 CHARS_50 "Abcdefg", NULL, "8 to 256"},
	{"abcdefgh", NULL, "three of these"}, {"abcdefg1", NULL, "three of these"},
	{"ABCDEFG1", NULL, "three of these"}, {"Abcdefgh", NULL, "three of these"},
	{"12345678", NULL, "three of these"}, {"1234567!", NULL, "three of these"},
	{"abcdef!1", NULL, NULL}, {"ABCDEF!1", NULL, NULL}, {"Abcdefg!", NULL, NULL},
	{"Abcdefg h", NULL, NULL},             /* a space is another character */
	{"correct horse Battery", NULL, NULL}, /* the same */
	{"\xd0\x9f\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c\xd1\x8c\x31", NULL, NULL}, /* Cyrillic */
	{"\xe5\xaf\x86\xe7\xa0\x81\xe5\xaf\x86\xe7\xa0\x81"
	 "1!aa",
		NULL, NULL}, /* Chinese */
	{"Abcdefg1\n", NULL, "control"}, {"Abcdefg1\x7f", NULL, "control"},
	{"Abcdefg1\xff", NULL, "UTF-8"},
	{"Adele1@contoso.com", "adele1@contoso.com", "user's name"},
	{"ADELE1@contoso.com", "Adele1@Contoso.com", "user's name"},
	{"Adele-Vance1", "adele-vance1@contoso.com", "user's name"},
	{"Ad\xc3\x89le-Vance1", "ad\xc3\xa9le-vance1@contoso.com", "user's name"},
	{"Adele-Vance1", "adele-vance@contoso.com", NULL},
	{"Adele-Vance1", "adele-vance12@contoso.com", NULL}, {"Adele-Vance1", "", NULL},
	{"Adele-Vance1", "\xff", NULL}, /* no name that can be */
};

static void test_auth_password__rules_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < LIC_COUNT(rows); i++) {
		struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
		struct lic_err err = {0};
		lic_rc rc = lic_password_check(arena, "newPassword", rows[i].password,
			rows[i].user_name, &err);

		if (lic_ok(rc) != (rows[i].reason == NULL)) {
			fail_msg("row %zu: %s", i, err.message);
		}
		if (rows[i].reason != NULL) {
			assert_int_equal(rc.code, LIC_E_INVALID);
			assert_non_null(strstr(err.message, rows[i].reason));
			assert_string_equal(err.details[0].target, "newPassword");
		}
		lic_arena_free(arena);
	}
}

static void test_auth_password__made_up_ones_meet_the_rules(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	char password[LIC_PASSWORD_MADE_BYTES];

	(void)state;
	for (int i = 0; i < 100; i++) {
		lic_password_make(password);
		assert_true(lic_ok(lic_password_check(arena, NULL, password, "a@b", NULL)));
	}
	lic_arena_free(arena);
}

static void test_auth_password__only_the_right_one_fits_its_hash(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	const char *hash = NULL;
	const char *other = NULL;

	(void)state;
	assert_true(lic_ok(lic_password_hash(arena, "correct horse", NULL, &hash)));
	assert_true(lic_ok(lic_password_hash(arena, "correct horse", NULL, &other)));
	assert_string_not_equal(hash, other); /* salt */
	assert_memory_equal(hash, "$argon2id$v=19$m=65536,t=3,p=1$", 31);
	assert_true(lic_password_verify(hash, "correct horse"));
	assert_false(lic_password_verify(hash, "correct Horse"));
	assert_false(lic_password_verify(hash, "correct horse "));
	assert_false(lic_password_verify(hash, ""));
	assert_false(lic_password_needs_rehash(hash));
	lic_arena_free(arena);
}

/* A hash with the least that OWASP asks for. */
static void test_auth_password__old_parameters_are_checked_and_renewed(void **state)
{
	char hash[crypto_pwhash_STRBYTES];

	(void)state;
	assert_int_equal(crypto_pwhash_str(hash, "correct horse", strlen("correct horse"), 2,
				 (size_t)19 * 1024 * 1024),
		0);
	assert_true(lic_password_verify(hash, "correct horse"));
	assert_false(lic_password_verify(hash, "correct house"));
	assert_true(lic_password_needs_rehash(hash));
}

static void test_auth_password__what_is_no_hash_fits_nothing(void **state)
{
	static const char *const texts[] = {"", "$", "$argon2id$",
		"$argon2id$v=19$m=65536,t=3,p=1$", "correct horse",
		"$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
		"$argon2id$v=19$m=4294967295,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA", CHARS_200};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(texts); i++) {
		assert_false(lic_password_verify(texts[i], "correct horse"));
		assert_true(lic_password_needs_rehash(texts[i]));
	}
	assert_false(lic_password_verify(NULL, "correct horse"));
	assert_false(lic_password_verify_nobody("correct horse"));
	assert_false(lic_password_verify_nobody(""));
}

static void test_auth_password__length_is_asked_before_work_is_done(void **state)
{
	struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	struct lic_err err = {0};
	const char *hash = NULL;

	(void)state;
	assert_int_equal(lic_password_hash(arena, "Abcdef1", &err, &hash).code, LIC_E_INVALID);
	assert_string_equal(err.details[0].target, "passwordProfile/password");
	assert_int_equal(lic_password_hash(arena, CHARS_200 CHARS_50 "1234567", &err, &hash).code,
		LIC_E_INVALID);
	assert_null(hash);
	lic_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_password__rules_are_named),
		cmocka_unit_test(test_auth_password__made_up_ones_meet_the_rules),
		cmocka_unit_test(test_auth_password__only_the_right_one_fits_its_hash),
		cmocka_unit_test(test_auth_password__old_parameters_are_checked_and_renewed),
		cmocka_unit_test(test_auth_password__what_is_no_hash_fits_nothing),
		cmocka_unit_test(test_auth_password__length_is_asked_before_work_is_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
