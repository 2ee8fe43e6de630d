/*
 * Allotments of seats as the verbs for administrators and those for owners show them.
 * Private to cli.
 *
 * Threading: one thread.
 */
#ifndef LIC_CLI_ALLOTMENTS_INT_H
#define LIC_CLI_ALLOTMENTS_INT_H

#include "cli/cli_int.h"
#include "cli/named_int.h"

/* What `licentia --help` says of the noun. */
#define LIC_CLI__ALLOTMENT_SUMMARY "share seats of a product out to groups, with owners"

extern const struct lic_cli__kind lic_cli__allotments;     /* all of them */
extern const struct lic_cli__kind lic_cli__allotments_own; /* those that the caller owns */

/*
 * Shows the allotments that the call `path` lists as a table on `cli`, with --top and --all.
 * Errors: as lic_cli__list_pages().
 */
LIC_MUST_USE lic_rc lic_cli__allotment_list(struct lic_cli *cli, const char *path);

/*
 * Prints `allotment`, an object of the server's, on `cli` behind `did` ("", "Created "), or as
 * JSON. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__allotment_print(struct lic_cli *cli, const char *did,
	const json_t *allotment);

#endif
