/*
 * Users from a CSV file, in both forms of D-07: Microsoft's 15 columns in their order with headers
 * in any language, or columns named by their headers (userPrincipalName, displayName,
 * usageLocation, licenses …)..
 *
 * Threading: none of its own; runs in the caller's transaction. Progress may be read from other
 * threads.
 */
#ifndef LIC_SERVICE_USER_IMPORT_H
#define LIC_SERVICE_USER_IMPORT_H

#include "core/license.h"
#include "service/context.h"

#include <stdatomic.h>

/* What applies to the whole file, beside what its rows say. */
struct lic_import_options {
	const char *usage_location; /* for rows without one, or NULL (D-23: never guessed) */
	bool account_enabled;       /* sign-in allowed */
	bool skip_bad;              /* import the good rows although others are bad */
	const struct lic_license_request *licenses; /* for rows without a licenses column, or NULL
						     */
};

/* One row that was not imported, or was imported without its licences. */
struct lic_import_row {
	size_t line;      /* line in the file, from 1 */
	size_t column;    /* character in the line, from 1; 0 when it is about the row as a whole */
	const char *name; /* user principal name as far as it could be read, or NULL */
	const char *field;  /* property or header it is about, or NULL */
	const char *value;  /* what stood there, cut to 100 characters, or NULL */
	const char *reason; /* what is wrong */
	const char *remedy; /* what to do, or NULL */
};

/* What an import did, or would do. */
struct lic_import_report {
	size_t row_count;                 /* rows in the file */
	size_t created_count;             /* users created */
	size_t licensed_count;            /* of those, users who got every licence asked for */
	const struct lic_import_row *bad; /* rows not imported, in order */
	size_t bad_count;                 /* number of them */
	const struct lic_import_row *unlicensed; /* users created without their licences */
	size_t unlicensed_count;                 /* number of them */
};

/* Progress of a running import, for whoever shows it. */
struct lic_import_progress {
	atomic_size_t done;  /* rows handled */
	atomic_size_t total; /* bytes of the file divided by the bytes per row so far: an estimate
				of the number of rows */
};

/*
 * Creates the users in the `len` bytes of CSV at `text`. Unless options->skip_bad, one bad row
 * means that nothing is imported and LIC_E_INVALID, with `*ret_report` set all the same, so that
 * every bad row can be shown. `progress` may be NULL. One operation in the ledger. Errors:
 * LIC_E_INVALID for bad rows or an unreadable header; LIC_E_LIMIT for more than 1,000,000 rows;
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_user_import(struct lic_ctx *ctx, const char *text, size_t len,
	const struct lic_import_options *options, struct lic_import_progress *progress,
	struct lic_import_report *ret_report);

#endif
