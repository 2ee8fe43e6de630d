/*
 * Secrets that the program makes: see secret.h.
 */
#include "auth/secret.h"

#include <sodium.h>
#include <string.h>

#define RANDOM_BYTES 32
#define RANDOM_TEXT_BYTES                                                                          \
	(sodium_base64_ENCODED_LEN(RANDOM_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING))
#define CODE_LETTERS "BCDFGHJKLMNPQRSTVWXZ"

_Static_assert(RANDOM_TEXT_BYTES == LIC_SECRET_RANDOM_CHARS + 1, "the header names the length");

lic_rc lic_secret_make(struct lic_arena *arena, const char *prefix, const char **ret_text)
{
	uint8_t secret[RANDOM_BYTES];
	char encoded[RANDOM_TEXT_BYTES];
	const char *text = NULL;

	randombytes_buf(secret, sizeof(secret));
	(void)sodium_bin2base64(encoded, sizeof(encoded), secret, sizeof(secret),
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	text = lic_arena_printf(arena, "%s%s", prefix, encoded);
	sodium_memzero(secret, sizeof(secret));
	sodium_memzero(encoded, sizeof(encoded));
	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_text = text;
	return LIC_OK_RC;
}

void lic_secret_hash(const char *text, uint8_t ret_hash[LIC_SECRET_HASH_BYTES])
{
	(void)crypto_generichash(ret_hash, LIC_SECRET_HASH_BYTES, (const unsigned char *)text,
		strlen(text), NULL, 0);
}

bool lic_secret_matches(const char *text, const uint8_t hash[LIC_SECRET_HASH_BYTES])
{
	uint8_t own[LIC_SECRET_HASH_BYTES];

	lic_secret_hash(text, own);
	return sodium_memcmp(own, hash, sizeof(own)) == 0;
}

bool lic_secret_equal(const char *a, const char *b)
{
	uint8_t hash[LIC_SECRET_HASH_BYTES];

	lic_secret_hash(b, hash); /* equal lengths, so that not even that shows */
	return lic_secret_matches(a, hash);
}

/* Nothing leaves the loops early; libsodium's comparison would look at each byte by itself. */
bool lic_secret_same(const void *a, const void *b, size_t len)
{
	const unsigned char *left = a;
	const unsigned char *right = b;
	uint64_t differs = 0;
	uint64_t x = 0;
	uint64_t y = 0;

	for (; len >= sizeof(x); left += sizeof(x), right += sizeof(x), len -= sizeof(x)) {
		memcpy(&x, left, sizeof(x));
		memcpy(&y, right, sizeof(y));
		differs |= x ^ y;
	}
	for (; len > 0; left++, right++, len--) {
		differs |= (uint64_t)(*left ^ *right);
	}
	return differs == 0;
}

void lic_user_code_make(char ret_code[LIC_USER_CODE_BYTES])
{
	for (size_t i = 0; i < LIC_USER_CODE_LENGTH; i++) {
		ret_code[i] = CODE_LETTERS[randombytes_uniform(sizeof(CODE_LETTERS) - 1)];
	}
	ret_code[LIC_USER_CODE_LENGTH] = '\0';
}

bool lic_user_code_read(const char *typed, char ret_code[LIC_USER_CODE_BYTES])
{
	char code[LIC_USER_CODE_BYTES] = {0};
	size_t len = 0;

	for (; *typed != '\0'; typed++) {
		char c = *typed >= 'a' && *typed <= 'z' ? (char)(*typed - 'a' + 'A') : *typed;

		if (c == ' ' || c == '-' || c == '\t') {
			continue;
		}
		if (len == LIC_USER_CODE_LENGTH || strchr(CODE_LETTERS, c) == NULL) {
			return false;
		}
		code[len++] = c;
	}
	if (len != LIC_USER_CODE_LENGTH) {
		return false;
	}
	memcpy(ret_code, code, sizeof(code));
	return true;
}
