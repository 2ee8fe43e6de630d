/*
 * The running command, its table row and options, and the helpers that every verb prints with.
 * Private to cli.
 *
 * Threading: one thread.
 */
#ifndef LIC_CLI_CLI_INT_H
#define LIC_CLI_CLI_INT_H

#include "cli/command.h"
#include <stdint.h>

/* Every command that the program has, in the order of the help. */
struct lic_cli__commands {
	const struct lic_cli_command **items; /* in the arena */
	size_t count;                         /* number of them */
};

/* One option as given. */
struct lic_cli__given {
	const struct lic_cli_option *option; /* the row it matched */
	const char *value; /* its value, "" when it takes none; borrowed from the command line */
};

struct lic_cli__http;
struct lic_cli__skus;

/* The running command. */
struct lic_cli {
	struct lic_cli__commands commands;     /* all of them */
	const struct lic_cli_command *command; /* the one that runs, NULL before it is known */
	struct lic_cli__given *given;          /* options, in order */
	size_t given_count;                    /* number of them */
	const char **args;                     /* positional arguments */
	size_t arg_count;                      /* number of them */
	struct lic_arena *arena;               /* lives as long as the command */
	struct lic_arena *scratch;             /* emptied for each user and each page */
	struct lic_arena *rows;                /* the page of the one open list */
	struct lic_err err;                    /* words of a failure */
	bool is_usage_error;                   /* the failure is the command line's */
	bool has_printed_document;             /* a JSON document has begun on standard output */
	enum lic_cli_exit exit_status;         /* gravest status so far */
	struct lic_cli__http *http;            /* connection, made at the first call; NULL before */
	struct lic_cli__skus *skus;            /* products, read at the first use; NULL before */
	int is_licentia; /* the server has /api/v1: 1 yes, 0 no, -1 not asked yet */
};

/*
 * Tells whether option `name` of `cli` is --dry-run and was given.
 */
bool lic_cli__is_dry_run(const struct lic_cli *cli);

/*
 * Frees what lic_cli__skus_owned() keeps in `cli`.
 */
void lic_cli__skus_free(struct lic_cli *cli);

/*
 * Tells the exit status that the failure `rc` of `cli` leads to.
 */
enum lic_cli_exit lic_cli__exit_of(const struct lic_cli *cli, lic_rc rc);

/*
 * Gathers the commands of this layer and the `local_count` rows at `local` into `ret_commands`, in
 * `arena`, in the order of the help: by section, and verbs of one noun together. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__gather(struct lic_arena *arena, const struct lic_cli_command *local,
	size_t local_count, struct lic_cli__commands *ret_commands);

/*
 * Finds the command that the words at `argv` (`argc` of them, without the program's name) begin
 * with, as command of `cli`.
 * `*ret_words` tells how many words its name took. Errors: LIC_E_INVALID, a usage error, with what
 * was probably meant.
 */
LIC_MUST_USE lic_rc lic_cli__find_command(struct lic_cli *cli, int argc, char **argv,
	int *ret_words);

/*
 * Sorts the `argc` words at `argv`, those behind the command's name, into options and positional
 * arguments of `cli`, and checks them by the command's row. With --help nothing is required.
 * Errors: LIC_E_INVALID, a usage error; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli__parse(struct lic_cli *cli, int argc, char **argv);

/*
 * Finds the common option at `index` (0, 1, ...) that a command with `flags` takes.
 * Returns it, static, or NULL behind the last one.
 */
const struct lic_cli_option *lic_cli__common_option(unsigned flags, size_t index);

/*
 * Prints the help of the whole program of `cli`.
 */
void lic_cli__help_all(struct lic_cli *cli);

/*
 * Prints the help of `command` of `cli`.
 */
void lic_cli__help_command(struct lic_cli *cli, const struct lic_cli_command *command);

/*
 * Prints the verbs of `noun` ("user") of `cli`.
 * Returns whether there are any.
 */
bool lic_cli__help_noun(struct lic_cli *cli, const char *noun);

/* How a word is shown on a terminal. */
enum lic_cli__style {
	LIC_STYLE_PLAIN,
	LIC_STYLE_GOOD,
	LIC_STYLE_BAD,
	LIC_STYLE_STRONG
};

/*
 * Tells the control sequence that begins `style` on standard output: "" when that is no terminal,
 * or NO_COLOR is set (https://no-color.org). LIC_STYLE_PLAIN ends a style. Returns static text.
 */
const char *lic_cli__style(enum lic_cli__style style);

/*
 * Copies `text` (NULL: "") for a terminal: control characters, which could command it, become
 * spaces. Returns text in `arena`; "" when memory is out.
 */
const char *lic_cli__clean(struct lic_arena *arena, const char *text);

/*
 * Prints `text` on standard output of `cli`, cleaned, padded with spaces to `width` characters.
 */
void lic_cli__print_padded(struct lic_cli *cli, const char *text, size_t width);

/*
 * Prints `label` and `value`, indented and aligned, on standard output of `cli` when `value` is
 * neither NULL nor empty.
 */
void lic_cli__print_field(struct lic_cli *cli, const char *label, const char *value);

/*
 * Prints cli->err on standard error (and as a JSON document on standard output with --json):
 * message, details, remedies.
 */
void lic_cli__print_error(struct lic_cli *cli);

/*
 * Writes the option `option` of `cli`, which is yes or no in any case, as the member `member` of
 * `json`; nothing when it was not given. Errors: LIC_E_INVALID, a usage error, for another value.
 */
LIC_MUST_USE lic_rc lic_cli__write_yes_no(struct lic_cli *cli, const char *option,
	const char *member, struct lic_json *json);

/*
 * Tells whether the message of `detail` says something that the message of `err` does not.
 */
bool lic_cli__adds_to_message(const struct lic_err *err, const struct lic_err_detail *detail);

/*
 * Makes a new tree {"code","message","details"} of `cli`'s failure, to be released with
 * json_decref(); NULL when memory is out.
 */
json_t *lic_cli__error_tree(const struct lic_cli *cli);

/*
 * Finds member `name` of the object `root` (NULL and other kinds allowed) when it is a string.
 * Returns it, borrowed from `root`, or NULL.
 */
const char *lic_cli__text(const json_t *root, const char *name);

/*
 * Finds member `name` of the object `root` when it is a whole number.
 * Returns it, or 0.
 */
int64_t lic_cli__int(const json_t *root, const char *name);

/*
 * Writes `number` as decimal text into the scratch arena of `cli`.
 * Returns the text in that arena; "" when memory is out.
 */
const char *lic_cli__number(struct lic_cli *cli, int64_t number);

/*
 * Joins the member `name` of each object in the array `items` (or, with `name` NULL, its strings)
 * with `glue`. Returns text in the scratch arena of `cli`, "" for an empty array or when memory is
 * out.
 */
const char *lic_cli__join(struct lic_cli *cli, const json_t *items, const char *name,
	const char *glue);

/* What `licentia --help` says of requests. */
#define LIC_CLI__REQUEST_SUMMARY "decide which licences people get who ask for them"

/* Some rows. */
struct lic_cli__table {
	const struct lic_cli_command *rows; /* static */
	size_t count;                       /* number of rows */
};

extern const struct lic_cli__table lic_cli__license_table;    /* assign, remove, replace, swap */
extern const struct lic_cli__table lic_cli__bulk_table;       /* license bulk verbs */
extern const struct lic_cli__table lic_cli__change_table;     /* change verbs */
extern const struct lic_cli__table lic_cli__why_table;        /* why */
extern const struct lic_cli__table lic_cli__waiting_table;    /* waiting list, set, withdraw */
extern const struct lic_cli__table lic_cli__auto_claim_table; /* auto-claim verbs */
extern const struct lic_cli__table lic_cli__allotment_table;  /* allotment list, show, create … */
extern const struct lic_cli__table lic_cli__allotment_owner_table; /* allotment mine, add, remove */
extern const struct lic_cli__table lic_cli__request_table; /* request list, show, approve … */
extern const struct lic_cli__table lic_cli__request_settings_table; /* request settings */
extern const struct lic_cli__table lic_cli__user_table;             /* user list, show, set */
extern const struct lic_cli__table lic_cli__user_delete_table;      /* user delete */
extern const struct lic_cli__table lic_cli__view_table;             /* view verbs */
extern const struct lic_cli__table lic_cli__template_table;         /* template verbs */
extern const struct lic_cli__table lic_cli__user_add_table;         /* user add */
extern const struct lic_cli__table lic_cli__user_import_table;      /* user import */
extern const struct lic_cli__table lic_cli__user_restore_table;     /* user restore */
extern const struct lic_cli__table lic_cli__group_table;            /* group list, show, add … */
extern const struct lic_cli__table lic_cli__group_member_table;     /* group member and license */
extern const struct lic_cli__table lic_cli__sku_table;              /* sku list, show, holders */
extern const struct lic_cli__table lic_cli__catalog_table;          /* catalog import, list, show */
extern const struct lic_cli__table lic_cli__subscription_table; /* subscription add, list, set */
extern const struct lic_cli__table lic_cli__life_cycle_table;   /* subscription show, renew, cancel,
								   delete; status; sku conflict */
extern const struct lic_cli__table lic_cli__access_table;       /* token and operation verbs */
extern const struct lic_cli__table lic_cli__undo_table;         /* operation undo */
extern const struct lic_cli__table lic_cli__app_table;          /* app verbs */
extern const struct lic_cli__table lic_cli__app_credential_table; /* app secret, certificate, grant
								   */
extern const struct lic_cli__table lic_cli__session_table;        /* session verbs, user password */
extern const struct lic_cli__table lic_cli__audit_table;          /* audit list */
extern const struct lic_cli__table lic_cli__export_table;         /* export users, holders … */
extern const struct lic_cli__table lic_cli__role_table;           /* role list, show, give, take */
extern const struct lic_cli__table lic_cli__setting_table;        /* setting list, set */

#endif
