/*
 * Changes of many users: asking for one, watching it, and showing what came of it. Private to cli.
 *
 * Threading: one thread.
 */
#ifndef LIC_CLI_CHANGES_INT_H
#define LIC_CLI_CHANGES_INT_H

#include "cli/cli_int.h"

/*
 * Waits until the change in `started` (borrowed), an answer of the server of `cli`, is over, unless
 * --no-wait, showing on a terminal how far it is; then prints what came of it, and sets the exit
 * status. Errors: as lic_cli__get(); LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__change_follow(struct lic_cli *cli, const json_t *started);

/*
 * Prints what came of `change`, as the server of `cli` shows it, in words. Errors: as
 * lic_cli__get(); LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__change_print(struct lic_cli *cli, const json_t *change);

/*
 * Makes the path of the change `id` of `cli`, with `rest` ("/results") behind it.
 * Returns text in the scratch arena, or NULL when memory is out.
 */
const char *lic_cli__change_path(struct lic_cli *cli, const char *id, const char *rest);

/*
 * Names who a result `item` of a change is about: the user, or the group.
 * Returns text that is borrowed from `item`, or NULL.
 */
const char *lic_cli__change_about(const json_t *item);

#endif
