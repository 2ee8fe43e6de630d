/*
 * Passwords of people: see password.h.
 */
#include "auth/password.h"

#include "base/text.h"

#include <sodium.h>
#include <string.h>
#include <utf8proc.h>

#define FIELD "passwordProfile/password"
#define LENGTH_MESSAGE "The password must have %d to %d characters."
#define CLASSES_WANTED 3

/* Kinds of characters, as bits. */
#define CLASS_SMALL 1U
#define CLASS_CAPITAL 2U
#define CLASS_DIGIT 4U
#define CLASS_OTHER 8U

/* A hash with the parameters of now that no password is known to make. */
static const char hash_of_nobody[crypto_pwhash_STRBYTES] =
	"$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

_Static_assert(LIC_PASSWORD_MEMORY_BYTES == (size_t)65536 * 1024 && LIC_PASSWORD_PASSES == 3,
	"hash_of_nobody names the parameters");

/* Takes the next character of valid UTF-8 at `*text`; 0 at its end. */
static utf8proc_int32_t next_char(const char **text)
{
	utf8proc_int32_t c = 0;
	utf8proc_ssize_t len = 0;

	if (**text != '\0') {
		len = utf8proc_iterate((const utf8proc_uint8_t *)*text, -1, &c);
		*text += len;
	}
	return c;
}

/* Names the class of a character; 0 for a control character. */
static unsigned class_of(utf8proc_int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);

	if (category == UTF8PROC_CATEGORY_CC) {
		return 0;
	}
	if (category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT) {
		return CLASS_CAPITAL;
	}
	if (category >= UTF8PROC_CATEGORY_LL && category <= UTF8PROC_CATEGORY_LO) {
		return CLASS_SMALL;
	}
	return category == UTF8PROC_CATEGORY_ND ? CLASS_DIGIT : CLASS_OTHER;
}

static bool has_good_length(const char *password)
{
	size_t length = lic_text_length(password);

	return length >= LIC_PASSWORD_CHARS_MIN && length <= LIC_PASSWORD_CHARS_MAX;
}

/* Compares with the name without regard to case, character by character: nothing of the password is
 * copied. With `stop` the name ends at its first '@'. */
static bool is_name(const char *password, const char *name, bool stop)
{
	utf8proc_int32_t a = 0;
	utf8proc_int32_t b = 0;

	do {
		a = utf8proc_tolower(next_char(&password));
		b = utf8proc_tolower(next_char(&name));
		b = stop && b == '@' ? 0 : b;
	} while (a == b && a != 0);
	return a == b;
}

lic_rc lic_password_check(struct lic_arena *arena, const char *target, const char *password,
	const char *user_name, struct lic_err *err)
{
	unsigned classes = 0;

	if (!lic_text_is_utf8(password, strlen(password))) {
		return lic_err_field(err, arena, target, "The password is not valid UTF-8.");
	}
	if (!has_good_length(password)) {
		return lic_err_field(err, arena, target, LENGTH_MESSAGE, LIC_PASSWORD_CHARS_MIN,
			LIC_PASSWORD_CHARS_MAX);
	}
	for (const char *at = password; *at != '\0';) {
		unsigned class = class_of(next_char(&at));

		if (class == 0) {
			return lic_err_field(err, arena, target,
				"The password must not contain control characters.");
		}
		classes |= class;
	}
	if (__builtin_popcount(classes) < CLASSES_WANTED) {
		return lic_err_field(err, arena, target,
			"The password must contain three of these: small letters, capital letters, digits, other characters.");
	}
	if (user_name != NULL && lic_text_is_utf8(user_name, strlen(user_name)) &&
		(is_name(password, user_name, false) || is_name(password, user_name, true))) {
		return lic_err_field(err, arena, target,
			"The password must not be the user's name.");
	}
	return LIC_OK_RC;
}

lic_rc lic_password_hash(struct lic_arena *arena, const char *password, struct lic_err *err,
	const char **ret_hash)
{
	char hash[crypto_pwhash_STRBYTES];
	const char *text = NULL;

	if (!has_good_length(password)) {
		return lic_err_field(err, arena, FIELD, LENGTH_MESSAGE, LIC_PASSWORD_CHARS_MIN,
			LIC_PASSWORD_CHARS_MAX);
	}
	if (crypto_pwhash_str(hash, password, strlen(password), LIC_PASSWORD_PASSES,
		    LIC_PASSWORD_MEMORY_BYTES) != 0) {
		return LIC_RC(LIC_E_NOMEM);
	}
	text = lic_arena_strdup(arena, hash);
	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_hash = text;
	return LIC_OK_RC;
}

/* Copies a text that can be a hash to where libsodium may read it: it asks for that many bytes. */
static bool copy_hash(const char *hash, char ret_copy[crypto_pwhash_STRBYTES])
{
	size_t len = strnlen(hash, crypto_pwhash_STRBYTES);

	if (len == crypto_pwhash_STRBYTES) {
		return false;
	}
	memset(ret_copy, 0, crypto_pwhash_STRBYTES);
	memcpy(ret_copy, hash, len);
	return true;
}

bool lic_password_verify(const char *hash, const char *password)
{
	char copy[crypto_pwhash_STRBYTES];

	if (hash == NULL || !copy_hash(hash, copy)) {
		return lic_password_verify_nobody(password);
	}
	return has_good_length(password) &&
		crypto_pwhash_str_verify(copy, password, strlen(password)) == 0;
}

bool lic_password_verify_nobody(const char *password)
{
	if (has_good_length(password)) {
		/* It does not fit; what counts is the time. */
		(void)!crypto_pwhash_str_verify(hash_of_nobody, password, strlen(password));
	}
	return false;
}

bool lic_password_needs_rehash(const char *hash)
{
	char copy[crypto_pwhash_STRBYTES];

	return !copy_hash(hash, copy) ||
		crypto_pwhash_str_needs_rehash(copy, LIC_PASSWORD_PASSES,
			LIC_PASSWORD_MEMORY_BYTES) != 0;
}
