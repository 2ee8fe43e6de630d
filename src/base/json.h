/*
 * JSON out: a streaming writer, 24 times faster than building a tree (docs/performance.md), that
 * cannot emit invalid JSON text or invalid UTF-8. JSON in: jansson, behind a reader with the limits
 * that every body gets.
 *
 * The writer places commas and checks nesting itself: keys and values alternate in an object, and a
 * wrong order or more than LIC_JSON_DEPTH_MAX levels is recorded as LIC_E_BUG instead of producing
 * broken output: nothing more is written. Each byte of a string that is no UTF-8 becomes U+FFFD.
 *
 * Threading: a writer belongs to one thread at a time.
 */
#ifndef LIC_BASE_JSON_H
#define LIC_BASE_JSON_H

#include "base/buf.h"
#include "base/err.h"
#include "base/guid.h"
#include "base/rc.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define LIC_JSON_DEPTH_MAX 32

/* State of one document being written. Members are private. */
struct lic_json {
	struct lic_buf *out;                    /* where text goes; borrowed */
	unsigned depth;                         /* open objects and arrays */
	bool is_array[LIC_JSON_DEPTH_MAX + 1];  /* kind of each open level, from 1 */
	bool has_items[LIC_JSON_DEPTH_MAX + 1]; /* whether a comma is due; at 0 whether the document
						   has begun */
	bool after_key;                         /* a key waits for its value */
	bool broken;                            /* the calls did not form a document */
};

/*
 * Starts a document in `json` that is appended to `out`, which must outlive it.
 */
void lic_json_init(struct lic_json *json, struct lic_buf *out);

/*
 * Opens an object, as an element or as the value of the last key of `json`.
 */
void lic_json_object(struct lic_json *json);

/*
 * Opens an array, as an element or as the value of the last key of `json`.
 */
void lic_json_array(struct lic_json *json);

/*
 * Closes the innermost open object or array of `json`.
 */
void lic_json_end(struct lic_json *json);

/*
 * Writes a member name; the next call on `json` writes its value. `key` is escaped like any string.
 */
void lic_json_key(struct lic_json *json, const char *key);

/*
 * Writes the NUL-terminated `text` as a string, or null when it is NULL, into `json`.
 */
void lic_json_string(struct lic_json *json, const char *text);

/*
 * Writes `value` as a number into `json`.
 */
void lic_json_int(struct lic_json *json, int64_t value);

/*
 * Writes `value` as true or false into `json`.
 */
void lic_json_bool(struct lic_json *json, bool value);

/*
 * Writes null into `json`.
 */
void lic_json_null(struct lic_json *json);

/*
 * Writes `guid` in its canonical lower-case form into `json`.
 */
void lic_json_guid(struct lic_json *json, const struct lic_guid *guid);

/*
 * Writes a point in time (`ms`, milliseconds UTC since 1970, range of lic_time_format()) as an ISO
 * 8601 string with whole seconds, as Graph does, into `json`; the fraction is cut off.
 */
void lic_json_time(struct lic_json *json, int64_t ms);

/*
 * Writes `len` bytes (1 or more) of `text`, which must be one complete JSON value made by this
 * writer, unchanged into `json`.
 */
void lic_json_raw(struct lic_json *json, const char *text, size_t len);

/*
 * Shorthand: key `key`, then the string `text` (NULL: null), into `json`.
 */
void lic_json_kstring(struct lic_json *json, const char *key, const char *text);

/*
 * Shorthand: key `key`, then the number `value`, into `json`.
 */
void lic_json_kint(struct lic_json *json, const char *key, int64_t value);

/*
 * Shorthand: key `key`, then `value` as true or false, into `json`.
 */
void lic_json_kbool(struct lic_json *json, const char *key, bool value);

/*
 * Shorthand: key `key`, then `guid`, into `json`.
 */
void lic_json_kguid(struct lic_json *json, const char *key, const struct lic_guid *guid);

/*
 * Shorthand: key `key`, then the time `ms` (milliseconds UTC), into `json`.
 */
void lic_json_ktime(struct lic_json *json, const char *key, int64_t ms);

/*
 * Tells whether `json` is complete and sound: LIC_E_BUG when calls were out of order, nothing was
 * written or levels are still open, otherwise the buffer's status.
 */
LIC_MUST_USE lic_rc lic_json_finish(const struct lic_json *json);

/*
 * Parses the `len` bytes at `text` as one JSON document (RFC 8259: UTF-8, no duplicate member, no
 * trailing text, nesting at most LIC_JSON_DEPTH_MAX levels, no NUL in strings). The root may be any
 * value, not only an object. On success `*ret_root` is a new tree, to be released with
 * json_decref(). Errors: LIC_E_INVALID with line, column and reason in `err` (public code
 * "Request_BadRequest"); LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_json_parse(const char *text, size_t len, struct lic_err *err,
	json_t **ret_root);

/*
 * LIC_AUTO helper: releases the tree that `root` points to, if any.
 */
void lic_json_freep(json_t **root);

#endif
