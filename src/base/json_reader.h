/*
 * JSON in, without a tree: a text is walked once, the caller takes what it wants and passes over
 * the rest. For small bodies on hot paths, of which little is needed; all others are read with
 * lic_json_parse() (base/json.h).
 *
 * Everything is checked, also what is passed over: RFC 8259, UTF-8, no NUL in strings, nesting at
 * most LIC_JSON_DEPTH_MAX levels. Two things are the caller's: members that are there twice, and
 * the range of numbers.
 *
 * Like a buffer (base/buf.h) a reader remembers its first failure: from then on it finds nothing
 * more, and lic_json_reader_finish() says once what was wrong. So a walk reads straight:
 *
 *	lic_json_reader_init(&reader, text, len, arena);
 *	if (lic_json_reader_enter(&reader, LIC_JSON_OBJECT)) {
 *		while (lic_json_reader_member(&reader, &name)) {
 *			take or skip the value
 *		}
 *	}
 *	rc = lic_json_reader_finish(&reader, err);
 *
 * Threading: a reader belongs to one thread at a time; the text it reads must outlive it.
 */
#ifndef LIC_BASE_JSON_READER_H
#define LIC_BASE_JSON_READER_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Kinds of values. */
enum lic_json_kind {
	LIC_JSON_NOTHING, /* none: the text is wrong here, or was before */
	LIC_JSON_OBJECT,
	LIC_JSON_ARRAY,
	LIC_JSON_STRING,
	LIC_JSON_NUMBER,
	LIC_JSON_TRUE,
	LIC_JSON_FALSE,
	LIC_JSON_NULL
};

/* State of one walk. Members are private. */
struct lic_json_reader {
	const char *start;                     /* the text; borrowed */
	const char *at;                        /* next byte */
	const char *end;                       /* behind the last byte */
	struct lic_arena *arena;               /* where strings go; borrowed */
	const char *fault;                     /* what is wrong at `at`; NULL: nothing so far */
	enum lic_code failed;                  /* LIC_OK, LIC_E_INVALID or LIC_E_NOMEM */
	unsigned depth;                        /* open objects and arrays */
	bool is_array[LIC_JSON_DEPTH_MAX + 1]; /* kind of each open level, from 1 */
	bool is_first[LIC_JSON_DEPTH_MAX + 1]; /* no comma is due before the next item */
};

/*
 * Starts reading the `len` bytes at `text` in `reader`; strings are made in `arena`.
 */
void lic_json_reader_init(struct lic_json_reader *reader, const char *text, size_t len,
	struct lic_arena *arena);

/*
 * Tells what kind of value comes next in `reader`, which is at one. Reads nothing of it.
 */
enum lic_json_kind lic_json_reader_peek(struct lic_json_reader *reader);

/*
 * Opens the object or array that comes next in `reader`, whose `kind` was told by
 * lic_json_reader_peek().
 * Returns false after a failure, and for one nested too deep.
 */
bool lic_json_reader_enter(struct lic_json_reader *reader, enum lic_json_kind kind);

/*
 * Goes to the next member of the object open in `reader`, whose value must be read next.
 * Returns true and sets `*ret_name`, which lives in the arena; false when the object is over, which
 * closes it, and after a failure.
 */
bool lic_json_reader_member(struct lic_json_reader *reader, const char **ret_name);

/*
 * Goes to the next element of the array open in `reader`, which must be read next.
 * Returns true; false when the array is over, which closes it, and after a failure.
 */
bool lic_json_reader_element(struct lic_json_reader *reader);

/*
 * Reads the string that comes next in `reader`.
 * Returns it, NUL-terminated, in the arena; NULL after a failure.
 */
const char *lic_json_reader_string(struct lic_json_reader *reader);

/*
 * Reads the number that comes next in `reader` if it is written as a whole one between 0 and `max`
 * (1.0 and 1e2 are not). Returns true and sets `*ret_value`. Passes over any other number and
 * returns false, as after a failure.
 */
bool lic_json_reader_whole(struct lic_json_reader *reader, int64_t max, int64_t *ret_value);

/*
 * Passes over the value that comes next in `reader`, whatever it is.
 */
void lic_json_reader_skip(struct lic_json_reader *reader);

/*
 * Ends the walk of `reader`: nothing but blanks may follow. Errors: LIC_E_INVALID with line, column
 * and reason in `err` (public code "Request_BadRequest"); LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_json_reader_finish(struct lic_json_reader *reader, struct lic_err *err);

#endif
