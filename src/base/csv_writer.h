/*
 * CSV out, by RFC 4180: fields in quotes where they must be, records that end in CRLF.
 *
 * Values that a spreadsheet program would take for a formula (OWASP, "CSV Injection": those that
 * begin with = + - @, a tab or a carriage return) are data like any other and stay as they are,
 * because programs read CSV too; with `is_safe` they get an apostrophe in front.
 *
 * Threading: a writer belongs to one thread at a time.
 */
#ifndef LIC_BASE_CSV_WRITER_H
#define LIC_BASE_CSV_WRITER_H

#include "base/buf.h"

#include <stdbool.h>

/* How to write, and where one is in a record. */
struct lic_csv_writer {
	char separator;  /* ',' ';' or tab */
	bool is_safe;    /* formulas are made harmless */
	bool has_fields; /* the present record has some; false at first */
};

/*
 * Appends the field `text` (NULL: an empty one) to `out`, with a separator before it when one is
 * due in `writer`. A failure is remembered in `out`.
 */
void lic_csv_write(struct lic_csv_writer *writer, struct lic_buf *out, const char *text);

/*
 * Ends the record in `writer` and `out`.
 */
void lic_csv_write_end(struct lic_csv_writer *writer, struct lic_buf *out);

#endif
