/*
 * The line at the end of a backup file. Private to store.
 */
#ifndef LIC_STORE_BACKUP_INT_H
#define LIC_STORE_BACKUP_INT_H

#include "base/err.h"

/*
 * Appends the line with the sum of the file to the closed database file at `path`, and has it
 * written to disk. Errors: LIC_E_UNAVAILABLE, with the reason in `err`.
 */
LIC_MUST_USE lic_rc lic_backup__seal(const char *path, struct lic_err *err);

/*
 * Checks that the file at `path` is a backup in which no byte has changed since it was sealed.
 * Errors, with what to do in `err`: LIC_E_NOTFOUND; LIC_E_CONFLICT when it is not;
 * LIC_E_UNAVAILABLE when it cannot be read.
 */
LIC_MUST_USE lic_rc lic_backup__check(const char *path, struct lic_err *err);

/*
 * Gives the file at `path` the name `name`, for good. Errors: LIC_E_UNAVAILABLE, with the reason in
 * `err`.
 */
LIC_MUST_USE lic_rc lic_backup__rename(const char *path, const char *name, struct lic_err *err);

#endif
