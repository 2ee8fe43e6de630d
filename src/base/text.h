/*
 * Text: UTF-8 checking, folding for comparison keys, and "did you mean".
 *
 * Comparison of names, addresses and user names is case-insensitive in the directory. Keys are
 * folded once, when written, and compared as bytes by both database engines, so that no engine's
 * collation has a say.
 *
 * Threading: no state.
 */
#ifndef LIC_BASE_TEXT_H
#define LIC_BASE_TEXT_H

#include "base/arena.h"
#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Tells whether the `len` bytes at `text` are valid UTF-8 (RFC 3629: no overlong forms, no
 * surrogates) without NUL.
 */
bool lic_text_is_utf8(const char *text, size_t len);

/*
 * Counts the characters (code points) of the valid UTF-8 `text`.
 */
size_t lic_text_length(const char *text);

/*
 * Folds `text` (valid UTF-8) for comparing: NFKC with case folding, so that "É", "é" and "E" +
 * U+0301 agree (Unicode Standard, section 3.13, without removing what is invisible). Diacritics
 * stay: "é" and "e" differ. Folding a key again changes nothing. `*ret_key` is new text in `arena`.
 * Errors: LIC_E_NOMEM; LIC_E_INVALID for invalid UTF-8.
 */
LIC_MUST_USE lic_rc lic_text_fold(struct lic_arena *arena, const char *text, const char **ret_key);

/*
 * Tells whether ASCII texts `a` and `b` are equal without regard to case. For keywords and property
 * names, not for names of people.
 */
bool lic_text_equal_nocase(const char *a, const char *b);

/*
 * Removes ASCII white space at both ends of `text`, in place.
 * Returns a pointer into `text`.
 */
char *lic_text_trim(char *text);

/*
 * Measures how many single-byte edits (insert, delete, replace, swap of neighbours) turn
 * ASCII-folded `a` into `b`. Texts longer than 64 bytes are compared by their first 64.
 * Returns the distance.
 */
size_t lic_text_distance(const char *a, const char *b);

/*
 * Finds the candidate nearest to what was typed, for "did you mean". `typed` is the input,
 * `candidates` holds `count` texts (NULL entries are skipped).
 * Returns the index of the best candidate, the first of equals, when it is near enough to be
 * helpful (distance at most a third of the typed length, at least 1), otherwise `count`, and so for
 * an empty input.
 */
size_t lic_text_nearest(const char *typed, const char *const *candidates, size_t count);

/*
 * Parses `text` as a decimal integer between `min` and `max`, both included: digits, before them a
 * minus sign for a negative one, and nothing around it.
 * Returns true and sets `*ret_value`; false, leaving it alone, otherwise.
 */
bool lic_text_to_int(const char *text, long long min, long long max, long long *ret_value);

#endif
