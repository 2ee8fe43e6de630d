/*
 * What the pages of sign-in say, in every language they speak. Private to api/signin.
 *
 * Threading: no state.
 */
#ifndef LIC_API_SIGNIN_WORDS_INT_H
#define LIC_API_SIGNIN_WORDS_INT_H

#include "auth/permissions.h"

#include <stdbool.h>

/* Languages. */
enum lic_language {
	LIC_LANGUAGE_EN,
	LIC_LANGUAGE_NL,
	LIC_LANGUAGE_MAX_
};

/* Texts. */
enum lic_word {
	LIC_WORD_SIGN_IN,
	LIC_WORD_CONTINUE_TO,
	LIC_WORD_USER_NAME,
	LIC_WORD_USER_NAME_HINT,
	LIC_WORD_PASSWORD,
	LIC_WORD_SIGN_IN_FAILED,
	LIC_WORD_CHANGE_PASSWORD,
	LIC_WORD_MUST_CHANGE,
	LIC_WORD_EXPIRED,
	LIC_WORD_OLD_PASSWORD,
	LIC_WORD_NEW_PASSWORD,
	LIC_WORD_REPEAT_PASSWORD,
	LIC_WORD_PASSWORD_RULES,
	LIC_WORD_PASSWORD_BAD,
	LIC_WORD_PASSWORD_SAME,
	LIC_WORD_PASSWORDS_DIFFER,
	LIC_WORD_CHANGE_FAILED,
	LIC_WORD_SIGNED_IN,
	LIC_WORD_SIGNED_IN_AS,
	LIC_WORD_SIGN_OUT,
	LIC_WORD_SIGNED_OUT,
	LIC_WORD_SIGNED_OUT_TEXT,
	LIC_WORD_SIGN_IN_AGAIN,
	LIC_WORD_OTHER_ACCOUNT,
	LIC_WORD_CONSENT,
	LIC_WORD_CONSENT_ASKS,
	LIC_WORD_CONSENT_TRUST,
	LIC_WORD_CONSENT_EVERYBODY,
	LIC_WORD_CONSENT_ADMIN,
	LIC_WORD_ACCEPT,
	LIC_WORD_REFUSE,
	LIC_WORD_BACK,
	LIC_WORD_DEVICE,
	LIC_WORD_DEVICE_ENTER,
	LIC_WORD_DEVICE_CODE,
	LIC_WORD_DEVICE_UNKNOWN,
	LIC_WORD_DEVICE_ASKS,
	LIC_WORD_DEVICE_FROM,
	LIC_WORD_DEVICE_MAY,
	LIC_WORD_DEVICE_WARNING,
	LIC_WORD_DEVICE_ADMIN,
	LIC_WORD_DEVICE_APPROVED,
	LIC_WORD_DEVICE_REFUSED,
	LIC_WORD_CONTINUE,
	LIC_WORD_NEXT,
	LIC_WORD_ERROR,
	LIC_WORD_ERROR_REQUEST,
	LIC_WORD_ERROR_FORM,
	LIC_WORD_ERROR_SERVER,
	LIC_WORD_ERROR_BUSY,
	LIC_WORD_REQUEST_ID,
	LIC_WORD_DETAILS,
	LIC_WORD_LANGUAGE,
	LIC_WORD_MAX_
};

/*
 * Says `word` in `language`. Returns static text.
 */
const char *lic_word(enum lic_language language, enum lic_word word);

/*
 * Says in `language`, in a few words, what an application with the delegated `permission` may do.
 * Returns static text.
 */
const char *lic_word_permission(enum lic_language language, enum lic_permission permission);

/*
 * Tells the tag of `language` ("en") and what it is called in itself ("English"). `*ret_name` is
 * static text. Returns static text.
 */
const char *lic_language_tag(enum lic_language language, const char **ret_name);

/*
 * Finds the language with the tag `tag` ("nl", "nl-BE"). `*ret_language` is set, and true returned,
 * when there is one.
 */
bool lic_language_parse(const char *tag, enum lic_language *ret_language);

/*
 * Chooses a language: the first in `wish` (ui_locales: tags separated by spaces, best first; or
 * NULL) that there is, else the most wanted of `accept` (an Accept-Language header, or NULL), else
 * English. Returns it.
 */
enum lic_language lic_language_choose(const char *wish, const char *accept);

#endif
