/*
 * Text: every way to be or not to be UTF-8, folding, distances, numbers.
 */
#include "base/text.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define CODE_POINTS 0x110000U

/* Writes a code point as UTF-8 would, also one that must not be written; returns the length. */
static size_t encode(uint32_t point, char *to)
{
	if (point < 0x80) {
		to[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		to[0] = (char)(0xC0U | (point >> 6));
		to[1] = (char)(0x80U | (point & 0x3FU));
		return 2;
	}
	if (point < 0x10000) {
		to[0] = (char)(0xE0U | (point >> 12));
		to[1] = (char)(0x80U | ((point >> 6) & 0x3FU));
		to[2] = (char)(0x80U | (point & 0x3FU));
		return 3;
	}
	to[0] = (char)(0xF0U | (point >> 18));
	to[1] = (char)(0x80U | ((point >> 12) & 0x3FU));
	to[2] = (char)(0x80U | ((point >> 6) & 0x3FU));
	to[3] = (char)(0x80U | (point & 0x3FU));
	return 4;
}

static bool is_surrogate(uint32_t point)
{
	return point >= 0xD800 && point <= 0xDFFF;
}

static void test_base_text__is_utf8_accepts_every_character(void **state)
{
	(void)state;
	for (uint32_t point = 1; point < CODE_POINTS; point++) {
		char text[4];
		size_t len = encode(point, text);

		if (lic_text_is_utf8(text, len) == is_surrogate(point)) {
			fail_msg("U+%04X is wrongly judged", (unsigned)point);
		}
		for (size_t cut = 1; cut < len; cut++) { /* its beginning is no character */
			assert_false(lic_text_is_utf8(text, cut));
		}
	}
}

/* Tells by decoding, as RFC 3629 describes it, whether exactly the first `len` bytes form a
 * character. */
static bool decodes(const unsigned char *bytes, size_t len)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	static const unsigned marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
	static const unsigned masks[] = {0, 0, 0xE0, 0xF0, 0xF8};
	uint32_t point = bytes[0] & ~masks[len] & 0xFFU;

	if ((bytes[0] & masks[len]) != marks[len]) {
		return false;
	}
	for (size_t i = 1; i < len; i++) {
		if ((bytes[i] & 0xC0U) != 0x80) {
			return false;
		}
		point = (point << 6) | (bytes[i] & 0x3FU);
	}
	return point >= smallest[len] && point < CODE_POINTS && !is_surrogate(point);
}

static void check_sequence(const unsigned char *bytes, size_t len)
{
	if (lic_text_is_utf8((const char *)bytes, len) != decodes(bytes, len)) {
		fail_msg("%02X %02X %02X %02X (%zu) is wrongly judged", bytes[0], bytes[1],
			len > 2 ? bytes[2] : 0U, len > 3 ? bytes[3] : 0U, len);
	}
}

static void test_base_text__is_utf8_judges_every_lead_and_second_byte(void **state)
{
	static const unsigned char tails[] = {0x00, 0x01, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF,
		0xC0, 0xFF};

	(void)state;
	for (unsigned lead = 0x80; lead < 256; lead++) {
		for (unsigned second = 0; second < 256; second++) {
			unsigned char bytes[4] = {(unsigned char)lead, (unsigned char)second, 0, 0};

			check_sequence(bytes, 2);
			for (size_t i = 0; i < sizeof(tails); i++) {
				bytes[2] = tails[i];
				if (lead >= 0xE0) {
					check_sequence(bytes, 3);
				}
				for (size_t j = 0; j < sizeof(tails) && lead >= 0xF0; j++) {
					bytes[3] = tails[j];
					check_sequence(bytes, 4);
				}
			}
		}
	}
}

static void test_base_text__is_utf8_finds_bad_bytes_anywhere(void **state)
{
	static const char *const bad[] = {
		"\x80", "\xBF",                         /* a continuation alone */
		"\xC0\x80", "\xC0\xAF", "\xC1\xBF",     /* overlong */
		"\xE0\x80\x80", "\xE0\x9F\xBF",         /* overlong */
		"\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", /* overlong */
		"\xED\xA0\x80", "\xED\xBF\xBF",         /* surrogates */
		"\xED\xA0\xBD\xED\xB8\x80",             /* a pair of them (CESU-8) */
		"\xF4\x90\x80\x80", "\xF5\x80\x80\x80", /* above U+10FFFF */
		"\xF8\x88\x80\x80\x80", "\xFE", "\xFF", /* never valid */
		"\xC3", "\xE2\x82", "\xF0\x9F\x98",     /* cut off */
		"\xC3(", "\xE2(\xAC", "\xE2\x82(",      /* broken in the middle */
		"caf\xE9"                               /* Latin-1 */
	};
	char text[40];

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(bad); i++) {
		size_t len = strlen(bad[i]);

		for (size_t at = 0; at + len <= 32; at++) {
			memset(text, 'a', sizeof(text));
			assert_true(lic_text_is_utf8(text, 32));
			memcpy(text + at, bad[i], len);
			assert_false(lic_text_is_utf8(text, 32));
			assert_false(lic_text_is_utf8(text, at + len));
			assert_true(lic_text_is_utf8(text, at));
		}
	}
}

static void test_base_text__is_utf8_refuses_nul(void **state)
{
	char text[24];

	(void)state;
	for (size_t at = 0; at < sizeof(text); at++) {
		memset(text, 'a', sizeof(text));
		text[at] = '\0';
		assert_false(lic_text_is_utf8(text, sizeof(text)));
		text[at] = '\x01';
		assert_true(lic_text_is_utf8(text, sizeof(text)));
	}
	assert_true(lic_text_is_utf8("", 0));
	assert_true(lic_text_is_utf8(NULL, 0));
}

static void test_base_text__length_counts_characters(void **state)
{
	(void)state;
	assert_int_equal(lic_text_length(""), 0);
	assert_int_equal(lic_text_length("abc"), 3);
	assert_int_equal(lic_text_length("Zo\xC3\xAB"), 3);
	assert_int_equal(lic_text_length("\xE2\x82\xAC\xF0\x9F\x98\x80"), 2);
	assert_int_equal(lic_text_length("e\xCC\x81"), 2); /* e and a combining accent */
}

static void test_base_text__fold(void **state)
{
	static const struct {
		const char *text; /* what is folded */
		const char *key;  /* its key, NULL when it is no UTF-8 */
	} cases[] = {
		{"", ""},
		{"Alice@Contoso.COM", "alice@contoso.com"},
		{"\x01 ~\x7F", "\x01 ~\x7F"},
		{"\xC3\x89", "\xC3\xA9"},  /* É */
		{"E\xCC\x81", "\xC3\xA9"}, /* E and U+0301 */
		{"\xC3\xA9", "\xC3\xA9"},  /* é stays apart from ... */
		{"e", "e"},                /* ... e */
		{"Stra\xC3\x9F"
		 "e",
			"strasse"}, /* ß */
		{"STRASSE", "strasse"},
		{"\xE1\xBA\x9E", "ss"}, /* capital ß */
		{"\xEF\xAC\x81"
		 "n",
			"fin"},                     /* the ligature fi */
		{"\xEF\xBC\xA1\xEF\xBC\x91", "a1"}, /* full-width A1 */
		{"\xE2\x84\xAB", "\xC3\xA5"},       /* the Angstrom sign is å */
		{"\xE2\x84\xAA", "k"},              /* the Kelvin sign */
		{"\xC4\xB0", "i\xCC\x87"},          /* İ keeps its dot */
		{"\xCE\xA3\xCF\x83\xCF\x82", "\xCF\x83\xCF\x83\xCF\x83"}, /* three sigmas */
		{"\xC7\x86 \xC7\x85 \xC7\x84", "d\xC5\xBE d\xC5\xBE d\xC5\xBE"},
		{"\xD0\x98\xD0\x92\xD0\x90\xD0\x9D",
			"\xD0\xB8\xD0\xB2\xD0\xB0\xD0\xBD"},              /* Cyrillic
									   */
		{"\xE5\xB1\xB1\xE7\x94\xB0", "\xE5\xB1\xB1\xE7\x94\xB0"}, /* no case */
		{"\xF0\x90\x90\x80", "\xF0\x90\x90\xA8"}, /* Deseret, outside the BMP */
		{"caf\xE9", NULL},
		{"\xED\xA0\x80", NULL},
		{"\xC0\x80", NULL},
		{"\xF4\x90\x80\x80", NULL},
		{"abc\xE2\x82", NULL},
	};
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(65536);

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		const char *key = NULL;
		lic_rc rc = lic_text_fold(arena, cases[i].text, &key);

		if (cases[i].key == NULL) {
			assert_int_equal(rc.code, LIC_E_INVALID);
			assert_null(key);
		} else {
			assert_int_equal(rc.code, LIC_OK);
			assert_string_equal(key, cases[i].key);
		}
	}
}

static void test_base_text__folding_a_key_changes_nothing(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(65536);

	(void)state;
	for (uint32_t point = 1; point < 0xE1000; point++) {
		char text[16] = "a";
		const char *once = NULL;
		const char *twice = NULL;
		size_t len = 0;

		if (is_surrogate(point) || (point >= 0x34000 && point < 0xE0000)) {
			continue; /* nothing is assigned between the planes of ideographs and tags
				   */
		}
		len = 1 + encode(point, text + 1);
		memcpy(text + len, "\xCC\x81", 3); /* an accent that may join it */
		assert_int_equal(lic_text_fold(arena, text, &once).code, LIC_OK);
		assert_int_equal(lic_text_fold(arena, once, &twice).code, LIC_OK);
		if (strcmp(once, twice) != 0) {
			fail_msg("U+%04X folds to %s, then to %s", (unsigned)point, once, twice);
		}
		lic_arena_reset(arena);
	}
}

static void test_base_text__equivalent_texts_fold_to_one_key(void **state)
{
	/* Pairs that Unicode calls canonically equivalent. */
	static const char *const pairs[][2] = {
		{"a\xCC\x81\xCC\xA3", "a\xCC\xA3\xCC\x81"}, /* accents in either order */
		{"\xCE\xB1\xCC\x81\xCD\x85", "\xCE\xB1\xCD\x85\xCC\x81"}, /* with iota subscript */
		{"\xE1\xBE\xB4", "\xCE\xB1\xCD\x85\xCC\x81"},
		{"\xEA\xB0\x81", "\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8"}, /* Hangul */
	};
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(65536);

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(pairs); i++) {
		const char *a = NULL;
		const char *b = NULL;

		assert_int_equal(lic_text_fold(arena, pairs[i][0], &a).code, LIC_OK);
		assert_int_equal(lic_text_fold(arena, pairs[i][1], &b).code, LIC_OK);
		assert_string_equal(a, b);
	}
}

static void test_base_text__fold_tells_when_the_arena_is_full(void **state)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(16);
	const char *key = "untouched";

	(void)state;
	assert_int_equal(lic_text_fold(arena, "A text of more than sixteen bytes", &key).code,
		LIC_E_NOMEM);
	assert_int_equal(
		lic_text_fold(arena, "\xC3\x89 text of more than sixteen bytes", &key).code,
		LIC_E_NOMEM);
	assert_string_equal(key, "untouched");
}

static void test_base_text__equal_nocase(void **state)
{
	(void)state;
	assert_true(lic_text_equal_nocase("", ""));
	assert_true(lic_text_equal_nocase("usageLocation", "USAGElocation"));
	assert_false(lic_text_equal_nocase("usage", "usageLocation"));
	assert_false(lic_text_equal_nocase("usageLocation", "usage"));
	assert_false(lic_text_equal_nocase("a", "b"));
	assert_false(lic_text_equal_nocase("", "b"));
	assert_false(lic_text_equal_nocase("@", "`")); /* 32 apart, but no letters */
	assert_false(lic_text_equal_nocase("[", "{"));
	assert_false(lic_text_equal_nocase("\xC3\x89", "\xC3\xA9")); /* ASCII only */
	assert_true(lic_text_equal_nocase("\xC3\xA9Z", "\xC3\xA9z"));
}

static void test_base_text__trim(void **state)
{
	static const char *const cases[][2] = {
		{"", ""}, {" ", ""}, {" \t\r\n\v\f ", ""}, {"a", "a"}, {" a", "a"}, {"a ", "a"},
		{"\t a b \n", "a b"},
		{"\xC2\xA0"
		 "a",
			"\xC2\xA0"
			"a"}, /* not ASCII: stays */
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		char text[32];

		memcpy(text, cases[i][0], strlen(cases[i][0]) + 1);
		assert_string_equal(lic_text_trim(text), cases[i][1]);
	}
}

static void test_base_text__distance(void **state)
{
	static const struct {
		const char *a;   /* one text */
		const char *b;   /* the other */
		size_t distance; /* edits between them */
	} cases[] = {
		{"", "", 0}, {"abc", "abc", 0}, {"abc", "ABC", 0}, {"", "abc", 3},
		{"abc", "ab", 1},                     /* delete */
		{"abc", "abcd", 1},                   /* insert */
		{"abc", "axc", 1},                    /* replace */
		{"abc", "acb", 1},                    /* swap */
		{"ab", "ba", 1}, {"abcd", "badc", 2}, /* two swaps */
		{"ca", "abc", 3},                     /* a swapped pair is not edited again */
		{"kitten", "sitting", 3}, {"SPE_E3", "spe_e5", 1},
		{"ENTERPRISEPACK", "ENTERPRISEPREMIUM", 6}, {"a", "\xC3\xA9", 2}, /* bytes count */
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		assert_int_equal(lic_text_distance(cases[i].a, cases[i].b), cases[i].distance);
		assert_int_equal(lic_text_distance(cases[i].b, cases[i].a), cases[i].distance);
	}
}

static void test_base_text__distance_looks_at_64_bytes(void **state)
{
	char a[200];
	char b[200];

	(void)state;
	memset(a, 'a', sizeof(a));
	memset(b, 'a', sizeof(b));
	a[199] = '\0';
	b[64] = '\0';
	assert_int_equal(lic_text_distance(a, b), 0);
	b[63] = 'b';
	assert_int_equal(lic_text_distance(a, b), 1);
	memset(b, 'b', 64);
	assert_int_equal(lic_text_distance(a, b), 64);
	assert_int_equal(lic_text_distance(a, ""), 64);
}

static void test_base_text__nearest(void **state)
{
	static const char *const skus[] = {"SPE_E5", "SPE_E3", "ENTERPRISEPACK", NULL,
		"ENTERPRISEPREMIUM", "EMS", "VISIOCLIENT", "O365_BUSINESS_PREMIUM", "POWER_BI_PRO",
		"Microsoft_365_Copilot"};
	static const struct {
		const char *typed; /* input */
		size_t expected;   /* index, or LIC_COUNT(skus) for none */
	} cases[] = {
		{"SPE_E4", 0}, /* as near to E5 as to E3: the first */
		{"SPE_E3", 1},
		{"spe_e3", 1},
		{"SPEE3", 1},
		{"SEP_E3", 1},
		{"ENTERPRISPACK", 2},
		{"ENTREPRISEPACK", 2},
		{"ENTERPRISEPREMUIM", 4},
		{"EMZ", 5},
		{"EM", 5}, /* one edit is fine however short the input */
		{"XM", LIC_COUNT(skus)},
		{"VISIO_CLIENT", 6},
		{"POWERBIPRO", 8},
		{"microsoft 365 copilot", 9},
		{"", LIC_COUNT(skus)},
		{"XYZ", LIC_COUNT(skus)},
		{"WINDOWS", LIC_COUNT(skus)},
		{"ENTERPRISE", LIC_COUNT(skus)}, /* four letters are more than a third of ten */
		{"00000000-0000-0000-0000-000000000000", LIC_COUNT(skus)},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		size_t found = lic_text_nearest(cases[i].typed, skus, LIC_COUNT(skus));

		if (found != cases[i].expected) {
			fail_msg("\"%s\" finds %zu", cases[i].typed, found);
		}
	}
	assert_int_equal(lic_text_nearest("EMS", skus, 0), 0);
	assert_int_equal(lic_text_nearest("EMS", NULL, 0), 0);
}

static void test_base_text__to_int(void **state)
{
	static const struct {
		const char *text; /* what is parsed */
		long long min;    /* smallest accepted */
		long long max;    /* greatest accepted */
		bool is_number;   /* whether it is accepted */
		long long value;  /* as what */
	} cases[] = {
		{"0", 0, 10, true, 0},
		{"10", 0, 10, true, 10},
		{"007", 0, 10, true, 7},
		{"-5", -5, 10, true, -5},
		{"-0", -5, 10, true, 0},
		{"11", 0, 10, false, 0},
		{"-1", 0, 10, false, 0},
		{"-6", -5, 10, false, 0},
		{"", LLONG_MIN, LLONG_MAX, false, 0},
		{"-", LLONG_MIN, LLONG_MAX, false, 0},
		{"+1", LLONG_MIN, LLONG_MAX, false, 0},
		{"--1", LLONG_MIN, LLONG_MAX, false, 0},
		{" 1", LLONG_MIN, LLONG_MAX, false, 0},
		{"1 ", LLONG_MIN, LLONG_MAX, false, 0},
		{"1.0", LLONG_MIN, LLONG_MAX, false, 0},
		{"1e3", LLONG_MIN, LLONG_MAX, false, 0},
		{"0x10", LLONG_MIN, LLONG_MAX, false, 0},
		{"1,000", LLONG_MIN, LLONG_MAX, false, 0},
		{"\xD9\xA1", LLONG_MIN, LLONG_MAX, false, 0}, /* an Arabic digit */
		{"9223372036854775807", LLONG_MIN, LLONG_MAX, true, LLONG_MAX},
		{"-9223372036854775808", LLONG_MIN, LLONG_MAX, true, LLONG_MIN},
		{"9223372036854775808", LLONG_MIN, LLONG_MAX, false, 0},
		{"-9223372036854775809", LLONG_MIN, LLONG_MAX, false, 0},
		{"99999999999999999999999999", LLONG_MIN, LLONG_MAX, false, 0},
		{"00000000000000000000000000000001", 0, 10, true, 1},
	};

	(void)state;
	for (size_t i = 0; i < LIC_COUNT(cases); i++) {
		long long value = 4711;
		bool is_number = lic_text_to_int(cases[i].text, cases[i].min, cases[i].max, &value);

		if (is_number != cases[i].is_number ||
			value != (is_number ? cases[i].value : 4711)) {
			fail_msg("\"%s\" is read as %lld", cases[i].text, value);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base_text__is_utf8_accepts_every_character),
		cmocka_unit_test(test_base_text__is_utf8_judges_every_lead_and_second_byte),
		cmocka_unit_test(test_base_text__is_utf8_finds_bad_bytes_anywhere),
		cmocka_unit_test(test_base_text__is_utf8_refuses_nul),
		cmocka_unit_test(test_base_text__length_counts_characters),
		cmocka_unit_test(test_base_text__fold),
		cmocka_unit_test(test_base_text__folding_a_key_changes_nothing),
		cmocka_unit_test(test_base_text__equivalent_texts_fold_to_one_key),
		cmocka_unit_test(test_base_text__fold_tells_when_the_arena_is_full),
		cmocka_unit_test(test_base_text__equal_nocase),
		cmocka_unit_test(test_base_text__trim),
		cmocka_unit_test(test_base_text__distance),
		cmocka_unit_test(test_base_text__distance_looks_at_64_bytes),
		cmocka_unit_test(test_base_text__nearest),
		cmocka_unit_test(test_base_text__to_int),
	};

	return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
