/*
 * Backups: a copy of a whole installation in one file.
 *
 * A backup file is a Licentia database of SQLite, whatever engine it was made from: it can be
 * looked at with `licentia doctor`. It holds the sum of every table, and behind the database a line
 * with the sum of the file, so that a changed or missing byte is found before anything is read from
 * it.
 *
 * Threading: none of its own.
 */
#ifndef LIC_STORE_BACKUP_H
#define LIC_STORE_BACKUP_H

#include "store/copy.h"

/*
 * Backs the installation at `job->from` up into the file `job->to`, mode 0600, while servers run.
 * The file has its name only when it is complete and on disk; after a failure nothing stays.
 * `*ret_result` is what was copied. Errors, with what to do: LIC_E_CONFLICT when the file exists;
 * LIC_E_UNAVAILABLE when it cannot be written; as lic_copy_migrate().
 */
LIC_MUST_USE lic_rc lic_backup_make(const struct lic_copy_job *job,
	struct lic_copy_result *ret_result);

/*
 * Restores the backup file `job->from` to the database at `job->to`, which must be empty, not there
 * yet, or an unfinished restore of the same installation; after a failure nothing stays there.
 * `*ret_result` is what was copied. Errors, with what to do: LIC_E_CONFLICT for a file that is no
 * backup, or is truncated or altered; as lic_copy_migrate().
 */
LIC_MUST_USE lic_rc lic_backup_restore(const struct lic_copy_job *job,
	struct lic_copy_result *ret_result);

#endif
