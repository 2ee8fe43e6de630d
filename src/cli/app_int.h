/*
 * What the verbs of applications share. Private to cli.
 *
 * Threading: one thread.
 */
#ifndef LIC_CLI_APP_INT_H
#define LIC_CLI_APP_INT_H

#include "cli/cli_int.h"

#define LIC_CLI__APP_SUMMARY "register applications, their secrets and permissions"

/*
 * Makes the path of the application that the first argument of `cli` names, and behind it what is
 * formatted from `fmt` ("" or "/secrets"). Returns it in the command's arena, or NULL when memory
 * is out.
 */
const char *lic_cli__app_path(struct lic_cli *cli, const char *fmt, ...) LIC_PRINTF(2, 3);

/*
 * Prints `application` with all that belongs to it on standard output of `cli`. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__app_print(struct lic_cli *cli, const json_t *application);

/*
 * Calls DELETE for `path` and tells on standard output of `cli` that `what` is gone, or would be.
 * Errors: as lic_cli__send(); LIC_E_NOMEM, also for a NULL path.
 */
LIC_MUST_USE lic_rc lic_cli__app_remove(struct lic_cli *cli, const char *path, const char *what);

#endif
