/*
 * Verbs that take several users: each is done on its own. And what a user holds, and
 * rehearsals. Private to cli.
 *
 * Threading: one thread.
 */
#ifndef LIC_CLI_USERS_INT_H
#define LIC_CLI_USERS_INT_H

#include "base/buf.h"
#include "cli/cli_int.h"

/* What became of one user. */
struct lic_cli__outcome {
	const char *done;  /* what was done, "assigned Office 365 E3"; in the scratch arena */
	const char *lines; /* more lines for people, each with its line end, or NULL; in the scratch
			      arena */
	json_t *members;   /* more members for JSON, or NULL; owned by the driver */
	bool is_refused;   /* a rehearsal that would be refused; its lines say why */
};

/*
 * Does the work for one user, `user` as typed, with `arg` from the verb. The scratch arena is empty
 * at the start and stays until the outcome has been printed. A failure is told in cli->err; the
 * driver goes on with the next user unless nothing can work.
 */
typedef lic_rc lic_cli__user_function(struct lic_cli *cli, const char *user, void *arg,
	struct lic_cli__outcome *ret_outcome);

/*
 * Calls `visit` with `arg` for each user that the positional arguments and --users of `cli` name,
 * one after the other, each on its own, and prints a line for each and a summary. Sets the
 * exit status. Errors: LIC_E_INVALID, a usage error, for no users or an unreadable file; what ends
 * all work (no server, no valid token, no memory), after the summary.
 */
LIC_MUST_USE lic_rc lic_cli__for_users(struct lic_cli *cli, lic_cli__user_function *visit,
	void *arg);

/*
 * Gathers the users that the positional arguments and --users of `cli` name. `*ret_users` has
 * `*ret_count` of them, as typed, in the command's arena. Errors: LIC_E_INVALID, a usage error, for
 * no users or an unreadable file; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__users_named(struct lic_cli *cli, const char *const **ret_users,
	size_t *ret_count);

/*
 * Does with `visit`, `arg` and `cli` what lic_cli__for_users() does, for the `count` groups called
 * `names`, those of --group, in place of users. Errors: what ends all work.
 */
LIC_MUST_USE lic_rc lic_cli__for_groups(struct lic_cli *cli, const char *const *names, size_t count,
	lic_cli__user_function *visit, void *arg);

/* What a user holds directly. */
struct lic_cli__holding {
	json_t *user;      /* the user as Graph shows it; owned */
	json_t *direct;    /* array of direct licenseAssignmentStates; owned */
	json_t *inherited; /* array of those through groups; owned */
};

/*
 * Reads what `user` holds, from the server of `cli`, into `ret_holding`, to be freed with
 * lic_cli__holding_done(). Errors: as lic_cli__get().
 */
LIC_MUST_USE lic_rc lic_cli__holding_read(struct lic_cli *cli, const char *user,
	struct lic_cli__holding *ret_holding);

/*
 * LIC_AUTO helper: frees what `holding` owns.
 */
void lic_cli__holding_done(struct lic_cli__holding *holding);

/*
 * Finds the state of SKU `sku_id` (any case) in the array `states`.
 * Returns it, borrowed from `states`, or NULL.
 */
json_t *lic_cli__state_of(const json_t *states, const char *sku_id);

#define LIC_CLI__LINES_MAX ((size_t)1024 * 1024)

/*
 * Appends the array `remedies` of a preview to `lines`, numbered, each with its effect: seats,
 * services, whether other conflicts remain. Cleaned texts go into the scratch arena of `cli`.
 * Errors: LIC_E_LIMIT, LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__add_remedies(struct lic_cli *cli, struct lic_buf *lines,
	const json_t *remedies);

/* Seats that a rehearsal of several users has counted so far: the server rehearses each user alone.
 */
struct lic_cli__seat_count {
	const char *sku_id; /* GUID; in the command's arena */
	int64_t taken;      /* seats taken so far, negative when given back */
	int64_t wanted;     /* seats that the present user would take */
	int64_t missing;    /* seats to buy for those who were left without */
};

/* A rehearsal of several users. */
struct lic_cli__rehearsal {
	struct lic_cli__seat_count *seats; /* in the command's arena */
	size_t count;                      /* number of them */
	size_t size;                       /* room */
	bool may_wait;                     /* who gets no seat waits for one */
};

/*
 * Turns the server's preview of one user (`root`) into `ret_outcome` of `cli`, with the seats that
 * `rehearsal` has counted before taken into account: users are served in the order in which they
 * are listed. `done` is what it would be called if done. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__preview(struct lic_cli *cli, json_t *root, const char *done,
	struct lic_cli__rehearsal *rehearsal, struct lic_cli__outcome *ret_outcome);

#endif
