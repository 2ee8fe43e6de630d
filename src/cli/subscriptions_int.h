/*
 * What the verbs about subscriptions share. Private to cli.
 *
 * Threading: one thread.
 */
#ifndef LIC_CLI_SUBSCRIPTIONS_INT_H
#define LIC_CLI_SUBSCRIPTIONS_INT_H

#include "base/json.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"

#define LIC_CLI_SUBSCRIPTIONS_SUMMARY "record, list, change, renew and cancel purchases"

/*
 * Shows `subscription` after a change: in `cli`'s form, with what was `done` ("Changed.") before
 * it. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__subscription_changed(struct lic_cli *cli, const char *done,
	const json_t *subscription);

/*
 * Returns the seats of `subscription` for people, a number or "unlimited", borrowed from the
 * scratch memory of `cli`.
 */
const char *lic_cli__subscription_seats(struct lic_cli *cli, const json_t *subscription);

#endif
