/*
 * The words of a name, as $search finds them (specification O-08; Microsoft Graph, "Use the $search
 * query parameter", tokenization).
 *
 * Threading: no state.
 */
#ifndef LIC_BASE_WORDS_H
#define LIC_BASE_WORDS_H

#include "base/arena.h"
#include "base/rc.h"

#include <stddef.h>

#define LIC_WORDS_MAX 64

/* The words of a text. */
struct lic_words {
	const char *list[LIC_WORDS_MAX]; /* folded (lic_text_fold()), each once, in the arena */
	size_t count;                    /* number of words */
};

/*
 * Splits `text` (valid UTF-8; NULL: nothing) into its words, folded: at spaces; within what stands
 * between spaces also at symbols, where a capital follows a small letter, and between letters and
 * digits. What was split so counts as one word, too, without its symbols: "Hello-World2" has hello,
 * world, 2 and helloworld2. Those beyond LIC_WORDS_MAX are left out. `*ret_words` lives in `arena`.
 * Errors: LIC_E_NOMEM; LIC_E_INVALID for invalid UTF-8.
 */
LIC_MUST_USE lic_rc lic_words_split(struct lic_arena *arena, const char *text,
	struct lic_words *ret_words);

/*
 * Writes the words of `text` side by side, each with a space before it, into `*ret_line`, in
 * `arena`: what a pattern can look through. Errors: as lic_words_split().
 */
LIC_MUST_USE lic_rc lic_words_line(struct lic_arena *arena, const char *text,
	const char **ret_line);

#endif
