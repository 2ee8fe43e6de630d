/*
 * Things of which there are few, found by name: custom views, templates, allotments. Private to
 * cli.
 *
 * Threading: one thread.
 */
#ifndef LIC_CLI_NAMED_INT_H
#define LIC_CLI_NAMED_INT_H

#include "cli/cli_int.h"
#include "cli/http_int.h"

/* A kind of such things. */
struct lic_cli__kind {
	const char *path; /* of the call that lists them all */
	const char *noun; /* what one is called: "view" */
	bool is_own;      /* a list of what the caller owns: no call shows one by its id */
};

/*
 * Finds the thing of `kind` that `text` names on the server of `cli`: by id, or by displayName in
 * any case. `*ret_item` is a new tree, to be released with json_decref(). Errors: LIC_E_INVALID, a
 * usage error, when none has the name or several have it (listed); as lic_cli__get().
 */
LIC_MUST_USE lic_rc lic_cli__named_find(struct lic_cli *cli, const struct lic_cli__kind *kind,
	const char *text, json_t **ret_item);

/*
 * Makes a thing of `kind` of the object in `body` on the server of `cli`, and tells that in words
 * or JSON. Errors: as lic_cli__send().
 */
LIC_MUST_USE lic_rc lic_cli__named_add(struct lic_cli *cli, const struct lic_cli__kind *kind,
	const struct lic_buf *body);

/*
 * Deletes the thing of `kind` that the first argument of `cli` names, and tells that in words or
 * JSON. Errors: as lic_cli__named_find() and lic_cli__send().
 */
LIC_MUST_USE lic_rc lic_cli__named_delete(struct lic_cli *cli, const struct lic_cli__kind *kind);

/* Custom views of the users (view_verbs.c). */
extern const struct lic_cli__kind lic_cli__views;

#endif
