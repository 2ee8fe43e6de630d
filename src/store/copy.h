/*
 * Copying a whole installation from one database to another, of whatever engine: all tables that
 * tools/sql_tables.py describes, with a check of every table at the end.
 *
 * The source is read in one snapshot and not changed. The target is written in transactions of some
 * thousand rows and carries a mark until it is complete: lic_db_open() refuses to serve it. A copy
 * that was broken off goes on behind the last key of each table. At the end the engine looks at
 * what is there (lic_db_survey()), so that statements are planned for it.
 *
 * Threading: none of its own.
 */
#ifndef LIC_STORE_COPY_H
#define LIC_STORE_COPY_H

#include "base/arena.h"
#include "base/err.h"
#include "store/tables.h"

/* How far a copy is. */
struct lic_copy_progress {
	const char *table; /* what is being read; static */
	int64_t rows;      /* read so far, of all tables */
	bool is_check;     /* the target is being read, to compare */
};

/* A copy to be made. */
struct lic_copy_job {
	const char *from;  /* source: an address; for lic_backup_restore() the name of a file */
	const char *to;    /* target: an address; for lic_backup_make() the name of a file */
	bool start_over;   /* throw an unfinished copy at the target away */
	int64_t tenant_id; /* for lic_backup_make(): this organisation alone; 0: all */
	struct lic_arena *arena; /* results live here */
	struct lic_err *err;     /* what went wrong is told here */
	/* Called now and then; NULL: nobody asks. */
	void (*progress)(void *data, const struct lic_copy_progress *progress);
	void *data; /* for it */
};

/* A copy that was made. */
struct lic_copy_result {
	const struct lic_table_sum *tables; /* what was copied, equal on both sides; in the arena */
	size_t table_count;                 /* number of them */
	int64_t rows;                       /* of all tables */
	bool is_resumed;                    /* a copy that was broken off was completed */
};

/*
 * Copies the installation at `job->from` to `job->to`, which must be empty, not there yet, or an
 * unfinished copy of the same installation. After a failure the unfinished copy stays, so that the
 * same call goes on. `*ret_result` is what was copied. Errors, with what to do: LIC_E_CONFLICT when
 * the target holds something else, or when both sides differ at the end; as lic_db_open() and
 * lic_db_exec().
 */
LIC_MUST_USE lic_rc lic_copy_migrate(const struct lic_copy_job *job,
	struct lic_copy_result *ret_result);

#endif
