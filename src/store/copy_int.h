/*
 * The steps of a copy, shared by migrating, backing up and restoring. Private to store.
 */
#ifndef LIC_STORE_COPY_INT_H
#define LIC_STORE_COPY_INT_H

#include "store/copy.h"

/* A copy under way. Zero-initialise with the job; release with lic_copy__done(). */
struct lic_copy {
	const struct lic_copy_job *job; /* what is to be done; borrowed */
	struct lic_db *source;          /* owned; a snapshot is open until all is read */
	struct lic_db *target;          /* owned */
	struct lic_guid source_guid; /* tells installations apart: that of the first organisation */
	struct lic_table_sum *sums;  /* what the source holds, by table; in the job's arena */
	struct lic_copy_progress progress; /* how far it is */
	int64_t rows;                      /* of the source */
	unsigned chunk_rows;               /* rows in the open transaction of the target */
	bool is_writing;                   /* the target has a transaction open */
	bool is_resumed;                   /* the target was begun before */
};

/*
 * Closes what `copy` has open; what was written to the target stays.
 */
void lic_copy__done(struct lic_copy *copy);

/*
 * Opens the database at `url` as the source of `copy` and begins its snapshot. Errors:
 * LIC_E_CONFLICT when it holds no organisation; as lic_db_open().
 */
LIC_MUST_USE lic_rc lic_copy__open_source(struct lic_copy *copy, const char *url);

/*
 * Opens the database at `url` as the target of `copy`, made when it is not there, and marks it as
 * unfinished. Errors: LIC_E_CONFLICT when it holds something else; as lic_db_open().
 */
LIC_MUST_USE lic_rc lic_copy__open_target(struct lic_copy *copy, const char *url);

/*
 * Marks the target of `copy`, which is empty, as unfinished. Errors: as lic_db_exec().
 */
LIC_MUST_USE lic_rc lic_copy__mark(struct lic_copy *copy);

/*
 * Reads all tables of the source of `copy`, writes what the target does not have yet, ends the
 * snapshot, and leaves the sums in `copy`. Errors: as lic_table_read() and lic_db_exec().
 */
LIC_MUST_USE lic_rc lic_copy__write(struct lic_copy *copy);

/*
 * Reads the target of `copy` back and compares. Errors: LIC_E_CONFLICT, naming the tables that
 * differ.
 */
LIC_MUST_USE lic_rc lic_copy__compare(struct lic_copy *copy);

/*
 * Removes the mark from the target of `copy`; with `keeps_sums` the sums are written into it.
 * Errors: as lic_db_exec().
 */
LIC_MUST_USE lic_rc lic_copy__finish(struct lic_copy *copy, bool keeps_sums);

/*
 * Tells what `copy` did in `*ret_result`.
 */
void lic_copy__tell(const struct lic_copy *copy, struct lic_copy_result *ret_result);

#endif
