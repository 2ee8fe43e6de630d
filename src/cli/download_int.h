/*
 * An answer that is kept as it comes, however long it is: to a file, or standard output. Private to
 * cli.
 *
 * Threading: one thread.
 */
#ifndef LIC_CLI_DOWNLOAD_INT_H
#define LIC_CLI_DOWNLOAD_INT_H

#include "cli/cli_int.h"
#include <stdint.h>

/*
 * Asks the server of `cli` for `path` and writes what it sends to the new file `file` (mode 0600),
 * which appears whole or not at all, or to standard output when `file` is NULL. `*ret_bytes` is how
 * much that was. Waits and tries again when the server asks for it, before anything was written.
 * Errors: LIC_E_INVALID, a usage error, when the file exists or cannot be made; LIC_E_UNAVAILABLE
 * when the answer breaks off or the file cannot be written; as lic_cli__get().
 */
LIC_MUST_USE lic_rc lic_cli__download(struct lic_cli *cli, const char *path, const char *file,
	int64_t *ret_bytes);

#endif
