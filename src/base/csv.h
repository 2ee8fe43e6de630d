/*
 * CSV in, by RFC 4180, from memory, one record at a time: quoted fields with doubled quotes and
 * line breaks inside, LF or CRLF, with or without a final line break, with or without a UTF-8 byte
 * order mark.
 *
 * Nothing is guessed: a stray quote, text after a closing quote, an unclosed quote, a carriage
 * return that is no part of a line break, invalid UTF-8 or NUL is an error that names line and
 * column. The separator is a comma, or a semicolon or tab when the caller found one with
 * lic_csv_separator(), because spreadsheet programs in many countries write semicolons.
 *
 * Threading: a reader belongs to one thread at a time; the text it reads must outlive it.
 */
#ifndef LIC_BASE_CSV_H
#define LIC_BASE_CSV_H

#include "base/arena.h"
#include "base/err.h"
#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>

#define LIC_CSV_FIELDS_MAX 256
#define LIC_CSV_FIELD_BYTES_MAX ((size_t)64 * 1024)

/* One record. Texts live in the arena given to lic_csv_next(). */
struct lic_csv_record {
	const char *fields[LIC_CSV_FIELDS_MAX]; /* NUL-terminated UTF-8 */
	size_t columns[LIC_CSV_FIELDS_MAX]; /* where each begins: character in its line, from 1 */
	size_t count;                       /* number of fields */
	size_t line;                        /* line on which the record begins, from 1 */
	const char *raw; /* its own bytes, without its line end; borrowed from the text */
	size_t raw_len;  /* length of raw in bytes */
};

/* State of one reading. Members are private. */
struct lic_csv {
	const char *pos; /* next byte; borrowed */
	const char *end; /* behind the last byte */
	size_t line;     /* line of pos, from 1 */
	char separator;  /* ',' ';' or tab */
};

/*
 * Starts reading the `len` bytes at `text` in `csv`, skipping a byte order mark. `separator` is
 * ',', ';' or '\t'.
 */
void lic_csv_init(struct lic_csv *csv, const char *text, size_t len, char separator);

/*
 * Goes on reading in `csv` at `text`, which is `len` bytes of the same text further on: `line` is
 * the line that begins there, from 1. For texts that do not lie in memory as a whole.
 */
void lic_csv_resume(struct lic_csv *csv, const char *text, size_t len, size_t line);

/*
 * Finds the separator of the `len` bytes at `text` by its first record: the one of comma, semicolon
 * and tab that occurs most often outside quotes, in this order when two are equal; a comma when
 * there is none.
 * Returns it.
 */
char lic_csv_separator(const char *text, size_t len);

/*
 * Reads the next record of `csv` into `record`, copying texts to `arena`; lines that are empty are
 * skipped. Sets `*ret_more` to true when a record was read, false at the end.
 *
 * Errors: LIC_E_INVALID with line, column and reason in `err` (public code "Request_BadRequest");
 * LIC_E_LIMIT for too many fields or one of over LIC_CSV_FIELD_BYTES_MAX bytes, likewise. `record`
 * then has no fields, but line and raw of what was passed over, and reading can go on, so that a
 * caller may list every bad row: behind a record that ends where it should, otherwise on the line
 * after the one on which its bad field begins, because a quote that is missing there says nothing
 * about the rows that follow. LIC_E_NOMEM leaves the reader where it was.
 */
LIC_MUST_USE lic_rc lic_csv_next(struct lic_csv *csv, struct lic_arena *arena, struct lic_err *err,
	struct lic_csv_record *record, bool *ret_more);

#endif
