/*
 * Users from a CSV file, in both forms of D-07: Microsoft's 15 columns in their order with headers
 * in any language, or columns named by their headers (userPrincipalName, displayName,
 * usageLocation, licenses …)..
 *
 * An import is a bulk job (service/bulk.h). First every row is checked as if it were created, in
 * reading transactions of some rows each: against the directory, the rows before it in the file,
 * and the seats that are left by them. Then the users are created in chunks, each a transaction of
 * its own, which check again: what has changed in between is seen. Rows are handled one by one in
 * an arena that is emptied after each, and the file is read through a window, so that memory does
 * not grow with it.
 *
 * Threading: an import belongs to one thread at a time; each function runs in the caller's
 * transaction.
 */
#ifndef LIC_SERVICE_USER_IMPORT_H
#define LIC_SERVICE_USER_IMPORT_H

#include "core/license.h"
#include "service/bulk.h"
#include "service/context.h"

/* What applies to the whole file, beside what its rows say. */
struct lic_import_options {
	const char *usage_location; /* for rows without one, or NULL (D-23: never guessed) */
	bool account_enabled;       /* sign-in allowed */
	bool skip_bad;              /* import the good rows although others are bad */
	const struct lic_license_request *licenses; /* for rows without a licenses column, or NULL
						     */
};

/* What an import did, or would do. */
struct lic_import_report {
	size_t row_count;                   /* rows in the file */
	size_t created_count;               /* users created */
	size_t licensed_count;              /* of those, users who got every licence asked for */
	bool is_imported;                   /* users were created, or would be */
	const struct lic_bulk_finding *bad; /* rows not imported, in order */
	size_t bad_count;                   /* number of them */
	const struct lic_bulk_finding *unlicensed; /* users without their licences */
	size_t unlicensed_count;                   /* number of them */
};

/* An import at work. */
struct lic_user_import;

/*
 * Checks what can be told of an import without looking at its rows: that the caller may do it, that
 * what is chosen for the whole file in `options` is possible, and that the `len` bytes of CSV at
 * `text` have a header that can be understood. Errors: LIC_E_INVALID; LIC_E_DENIED; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_user_import_look(struct lic_ctx *ctx, const char *text, size_t len,
	const struct lic_import_options *options);

/*
 * Writes `options` as JSON, to be kept with the job. `*ret_text` lives in `arena`. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_user_import_write_options(struct lic_arena *arena,
	const struct lic_import_options *options, const char **ret_text);

/*
 * Makes an import for the job with `key`, whose row is `job` (borrowed). Its input is the `len`
 * bytes at `text` (borrowed), or what was stored of it when `text` is NULL. `*ret_import` is new;
 * free it with lic_user_import_free(). Errors: LIC_E_CORRUPT when the job's options are not ours;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_user_import_new(const struct lic_bulk_key *key,
	const struct lic_bulk_job *job, struct lic_bytes text, struct lic_user_import **ret_import);

/*
 * Frees `import` and puts back what it holds. Accepts NULL.
 */
void lic_user_import_free(struct lic_user_import *import);

/*
 * Checks up to `rows` more rows of `import`. `*ret_is_over` tells whether that was the end of the
 * file. Errors: LIC_E_INVALID with the words for the client in ctx->err for a header that cannot be
 * understood, a file without rows, or, at its end, bad rows when they are not to be skipped;
 * LIC_E_LIMIT likewise for more than 1,000,000 rows, for too many bad ones and for a row over 1
 * MiB; as the store's.
 */
LIC_MUST_USE lic_rc lic_user_import_check(struct lic_user_import *import, struct lic_ctx *ctx,
	size_t rows, bool *ret_is_over);

/*
 * Tells how many rows of `import` have been checked.
 */
size_t lic_user_import_checked(const struct lic_user_import *import);

/*
 * Tells how many rows the file of `import` has, estimated from what has been checked of it.
 */
size_t lic_user_import_total(const struct lic_user_import *import);

/*
 * Gives what the check found, as if the import had been made: `is_imported` is false when it
 * failed.
 * `*ret_report` is borrowed from `import`.
 */
void lic_user_import_findings(const struct lic_user_import *import,
	struct lic_import_report *ret_report);

/*
 * Reads as much input as the next chunk of `import` needs. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_user_import_load(struct lic_user_import *import, struct lic_ctx *ctx);

/*
 * Creates the users of the next rows, at least one of them and as many as `turn` allows, and writes
 * the progress of the job. Nothing is kept of it in `import`
 * before lic_user_import_keep(): it may be called again. `*ret_is_over` tells whether the file has
 * ended. Errors: LIC_E_CONFLICT when another process was in the way: undo and try again;
 * LIC_E_LIMIT for a row over 1 MiB; as the store's.
 */
LIC_MUST_USE lic_rc lic_user_import_apply(struct lic_user_import *import, struct lic_ctx *ctx,
	const struct lic_bulk_turn *turn, bool *ret_is_over);

/*
 * Makes `import` go on behind what lic_user_import_apply() did last: its transaction is durable.
 */
void lic_user_import_keep(struct lic_user_import *import);

/*
 * Tells how far `import` is, as its job has it. The pointer is borrowed from `import`.
 */
const struct lic_bulk_progress *lic_user_import_progress(const struct lic_user_import *import);

/*
 * Reads the report of `job`, which is over, from the database. `*ret_report` lives in the arena.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_user_import_report(struct lic_ctx *ctx, const struct lic_bulk_job *job,
	struct lic_import_report *ret_report);

/*
 * Copies `report` with everything that belongs to it into `arena`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_user_import_copy_report(struct lic_arena *arena,
	const struct lic_import_report *report, struct lic_import_report *ret_report);

#endif
