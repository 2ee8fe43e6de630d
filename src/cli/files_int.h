/*
 * Properties given as words, files that are read, and the file of rows that were not imported.
 * Private to cli.
 *
 * Threading: one thread.
 */
#ifndef LIC_CLI_FILES_INT_H
#define LIC_CLI_FILES_INT_H

#include "cli/cli_int.h"
#include <stdio.h>

/*
 * Writes the arguments of `cli` from number `first` on, each "property=value", as members of the
 * open object of `json`. The properties in `taken` (NULL-terminated, or NULL) are written already.
 * Errors: LIC_E_INVALID, a usage error, for an unknown or repeated property or a value of the wrong
 * kind.
 */
LIC_MUST_USE lic_rc lic_cli__properties_write(struct lic_cli *cli, size_t first,
	const char *const *taken, struct lic_json *json);

/*
 * Says that the file `path` cannot be used because of `error` (an errno), a usage error of `cli`.
 * Returns LIC_E_INVALID; it cannot fail otherwise.
 */
LIC_MUST_USE lic_rc lic_cli__file_problem(struct lic_cli *cli, const char *path, int error);

/*
 * Reads the file `path` ("-": standard input) of at most `limit_bytes` bytes into `text`. Errors:
 * LIC_E_INVALID, a usage error of `cli`, when it cannot be read or is larger; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__read_file(struct lic_cli *cli, const char *path, size_t limit_bytes,
	struct lic_buf *text);

/*
 * Opens the regular file `path` to be sent as it lies on disk, as large as the server takes: 1 GiB.
 * `*ret_file` is to be closed by the caller; `*ret_size_bytes` is its size. Errors: LIC_E_INVALID,
 * a usage error of `cli`, when it cannot be read, is no regular file or larger.
 */
LIC_MUST_USE lic_rc lic_cli__open_file(struct lic_cli *cli, const char *path, FILE **ret_file,
	int64_t *ret_size_bytes);

/* A file of rows that were not imported (D-07). */
struct lic_cli__bad_file {
	const char *path; /* as named */
	FILE *file;       /* open for writing, new; NULL: none asked for */
};

/*
 * Makes the new file `path` with mode 0600 in `ret_file`. Errors: LIC_E_INVALID, a usage error of
 * `cli`, when it exists or cannot be made.
 */
LIC_MUST_USE lic_rc lic_cli__bad_file_open(struct lic_cli *cli, const char *path,
	struct lic_cli__bad_file *ret_file);

/*
 * Writes the header and the rows of the CSV file `source` that the array `bad` of a report names,
 * each with the reason in an added last column, into `file`. Errors, in the words of `cli`:
 * LIC_E_UNAVAILABLE when the source cannot be read again or the file not be written; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__bad_file_write(struct lic_cli *cli, struct lic_cli__bad_file *file,
	FILE *source, const json_t *bad);

/*
 * Closes `file`; takes it away again when `keep` is false.
 */
void lic_cli__bad_file_close(struct lic_cli__bad_file *file, bool keep);

#endif
