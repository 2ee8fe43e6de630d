/*
 * Groups by name. Private to cli.
 *
 * Threading: one thread.
 */
#ifndef LIC_CLI_GROUPS_INT_H
#define LIC_CLI_GROUPS_INT_H

#include "cli/cli_int.h"

/* What `licentia --help` says of the noun. */
#define LIC_CLI__GROUP_SUMMARY "list, make and change groups, members and licenses"

/* A group as named on the command line. */
struct lic_cli__group {
	const char *id;   /* GUID; in the command's arena */
	const char *name; /* as typed, cleaned for a terminal; in the command's arena */
};

/*
 * Reads the name of the group with GUID text `id` from the server of `cli` into `*ret_name`, in the
 * command's arena; NULL when there is no such group or it must not be seen. Errors: as
 * lic_cli__get().
 */
LIC_MUST_USE lic_rc lic_cli__group_name(struct lic_cli *cli, const char *id, const char **ret_name);

/*
 * Finds the group that `text` names on the server of `cli`: GUID, or display name in any case.
 * Errors: LIC_E_INVALID, a usage error, when it names none or several; as lic_cli__get().
 * `*ret_group` is set on success.
 */
LIC_MUST_USE lic_rc lic_cli__group_find(struct lic_cli *cli, const char *text,
	struct lic_cli__group *ret_group);

/*
 * Makes the path of `group` of `cli` under `root` ("/v1.0"), with `rest` behind it.
 * Returns text in the scratch arena, or NULL when memory is out.
 */
const char *lic_cli__group_path(struct lic_cli *cli, const char *root,
	const struct lic_cli__group *group, const char *rest);

/*
 * Tells in words or JSON what `cli` has done, or with --dry-run would have done, to `group`:
 * `done`, "deleted". Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__group_done(struct lic_cli *cli, const struct lic_cli__group *group,
	const char *done);

/*
 * Prints `preview`, the server's, of a change of groups on `cli`: seats, services, conflicts with
 * remedies. Errors: LIC_E_NOMEM; LIC_E_LIMIT.
 */
LIC_MUST_USE lic_rc lic_cli__group_preview_print(struct lic_cli *cli, const json_t *preview);

/*
 * Tells in words or JSON what `preview`, the server's, says of a change that with --dry-run would
 * have been made to `group`: `done`, "given Office 365 E3". Sets the exit status of `cli`. Errors:
 * LIC_E_NOMEM; LIC_E_LIMIT.
 */
LIC_MUST_USE lic_rc lic_cli__group_preview(struct lic_cli *cli, const struct lic_cli__group *group,
	const char *done, json_t *preview);

#endif
