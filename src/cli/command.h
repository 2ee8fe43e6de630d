/*
 * Commands: one table of them, parsed options, output in three forms, and stable exit codes.
 *
 * A command is a row of a table; `licentia --help`, `licentia VERB --help`, option checking and
 * "did you mean" all read that row. The verbs that speak HTTP live in this layer. The local ones
 * (init, serve, demo, doctor, token create) are handed in by src/main as further rows, because this
 * layer knows no database and no server.
 *
 * A command reports failure as every function does: a lic_rc, with the words in lic_cli_err().
 * lic_cli_main() prints the words and turns the code into the exit status. A command that did what
 * it could, though a rule refused a part of it, returns LIC_OK and has called lic_cli_set_exit().
 *
 * Threading: one thread. A command may start threads of its own, but only the first one calls what
 * is declared here.
 */
#ifndef LIC_CLI_COMMAND_H
#define LIC_CLI_COMMAND_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/rc.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* Exit status of every verb; scripts rely on these numbers (docs/cli.md). */
enum lic_cli_exit {
	LIC_EXIT_OK = 0,          /* done */
	LIC_EXIT_REFUSED = 1,     /* a rule or bad data stood against it, wholly or for a part */
	LIC_EXIT_USAGE = 2,       /* the command line is wrong; nothing was sent */
	LIC_EXIT_UNREACHABLE = 3, /* the server or database is not there, cannot be reached, or does
				     not let us */
	LIC_EXIT_INTERNAL = 4     /* a fault of the program or of the server */
};

/* Where a command stands in `licentia --help`. */
enum lic_cli_section {
	LIC_CLI_LICENSES, /* give, change and take back */
	LIC_CLI_USERS,    /* people and groups */
	LIC_CLI_PRODUCTS, /* products and purchases */
	LIC_CLI_ACCESS,   /* tokens and the ledger */
	LIC_CLI_SERVER,   /* local verbs */
	LIC_CLI_SECTION_MAX_
};

/* What an option may do; combined with |. */
enum lic_cli_option_flag {
	LIC_CLI_REQUIRED = 1, /* usage error when absent */
	LIC_CLI_REPEATS = 2   /* may be given several times */
};

/* One option of a command. */
struct lic_cli_option {
	const char *name;     /* without the dashes: "seats" */
	const char *argument; /* name of its value in the help: "N"; NULL: it takes none */
	const char *help;     /* half a line: "number of seats" */
	unsigned flags;       /* of enum lic_cli_option_flag */
};

/* Which common options a command takes, and what it needs; combined with |. Every command takes
 * --help. */
enum lic_cli_command_flag {
	LIC_CLI_JSON = 1,        /* --json */
	LIC_CLI_CSV = 2,         /* --csv, for commands that list */
	LIC_CLI_CHANGES = 4,     /* --dry-run and --reason */
	LIC_CLI_REMOTE = 8,      /* --profile and --ca-file: it speaks HTTP */
	LIC_CLI_NAMES_USERS = 16 /* --users FILE: its arguments are users */
};

#define LIC_CLI_ANY_COUNT UINT_MAX

struct lic_cli;

/* What a command does. Its result: see the head of this file. */
typedef lic_rc lic_cli_function(struct lic_cli *cli);

/* One command. All texts are static, in ASCII, lines of at most 80 characters. */
struct lic_cli_command {
	const char *name;         /* one to three words: "assign", "subscription add" */
	const char *arguments;    /* as the usage line shows them: "USER... "; "" for none */
	const char *summary;      /* for `licentia --help`: at most 52 characters, no full stop */
	const char *noun_summary; /* the same for its noun, in every row of the noun: `licentia
				     --help` has one line for all of them then; or NULL */
	const char *detail;       /* paragraphs for `licentia VERB --help`, or NULL */
	const char *examples;     /* lines for it, each with its line end, or NULL */
	const struct lic_cli_option *options; /* its own options, or NULL */
	size_t option_count;                  /* number of them */
	unsigned min_arguments;               /* fewest positional arguments */
	unsigned max_arguments;               /* most of them, or LIC_CLI_ANY_COUNT */
	unsigned flags;                       /* of enum lic_cli_command_flag */
	enum lic_cli_section section;         /* where the help lists it */
	lic_cli_function *run;                /* what it does */
};

/*
 * Runs the command line `argc`, `argv` (as main() gets them) with the commands of this layer and
 * the `local_count` rows at `local`. Prints results on standard output, messages on standard error.
 * Returns the exit status, one of enum lic_cli_exit.
 */
int lic_cli_main(int argc, char **argv, const struct lic_cli_command *local, size_t local_count);

/*
 * Tells the arena of the running command of `cli`; it lives until the command ends.
 * Returns it, borrowed from `cli`.
 */
struct lic_arena *lic_cli_arena(struct lic_cli *cli);

/*
 * Tells where the running command of `cli` puts the words of a failure.
 * Returns it, borrowed from `cli`.
 */
struct lic_err *lic_cli_err(struct lic_cli *cli);

/*
 * Tells whether option `name` of `cli` was given. The command must declare it, or take it by a
 * flag.
 */
bool lic_cli_has(const struct lic_cli *cli, const char *name);

/*
 * Finds the value of option `name` of `cli`: the last one given, "" for an option without argument,
 * NULL when absent. Returns it, borrowed from the command line.
 */
const char *lic_cli_get(const struct lic_cli *cli, const char *name);

/*
 * Finds every value of the repeatable option `name` of `cli`, in order. `*ret_values` is an array
 * in the command's arena. Returns their number in `*ret_count`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli_get_all(struct lic_cli *cli, const char *name,
	const char *const **ret_values, size_t *ret_count);

/*
 * Reads option `name` of `cli` as a whole number from `min` to `max` into `*ret_value`, which is
 * left alone when the option is absent. Errors: LIC_E_INVALID, a usage error, when it is no such
 * number.
 */
LIC_MUST_USE lic_rc lic_cli_get_int(struct lic_cli *cli, const char *name, long long min,
	long long max, long long *ret_value);

/*
 * Counts the positional arguments of `cli`.
 */
size_t lic_cli_arg_count(const struct lic_cli *cli);

/*
 * Finds positional argument `index` of `cli`, from 0.
 * Returns it, borrowed from the command line, or NULL behind the last one.
 */
const char *lic_cli_arg(const struct lic_cli *cli, size_t index);

/*
 * Tells whether the command of `cli` has the option `name` in its row.
 */
bool lic_cli_takes(const struct lic_cli *cli, const char *name);

/*
 * Returns what stands behind a noun for `count` things: "" for one, else "s". Static text.
 */
const char *lic_cli_many(int64_t count);

/*
 * Tells whether `cli` was asked for one JSON document on standard output.
 */
bool lic_cli_is_json(const struct lic_cli *cli);

/*
 * Records in `cli` that the command line is wrong, with a message from `fmt`, so that the program
 * ends with status 2 and points to the help of the command. Returns LIC_E_INVALID: `return
 * lic_cli_usage(...)`; this function itself cannot fail.
 */
LIC_MUST_USE lic_rc lic_cli_usage(struct lic_cli *cli, const char *fmt, ...) LIC_PRINTF(2, 3);

/*
 * Tells, of the outcome `rc` of a step of `cli` that takes what was typed, that LIC_E_INVALID means
 * a wrong command line, as lic_cli_usage() does. Returns `rc`.
 */
LIC_MUST_USE lic_rc lic_cli_typed(struct lic_cli *cli, lic_rc rc);

/*
 * Sets the exit status that `cli` ends with when the command returns LIC_OK. The gravest of several
 * wins.
 */
void lic_cli_set_exit(struct lic_cli *cli, enum lic_cli_exit status);

/*
 * Prints text formatted from `fmt` on standard output of `cli`. Nothing is added; a failure to
 * write is told at the end.
 */
void lic_cli_print(struct lic_cli *cli, const char *fmt, ...) LIC_PRINTF(2, 3);

/*
 * Prints a line of news formatted from `fmt` on standard error of `cli`: what a person wants to
 * know and a script does not.
 */
void lic_cli_note(struct lic_cli *cli, const char *fmt, ...) LIC_PRINTF(2, 3);

/*
 * Prints the finished document of `json` that was written to `text`, and a line end, on standard
 * output of `cli`. Errors: as lic_json_finish().
 */
LIC_MUST_USE lic_rc lic_cli_print_json(struct lic_cli *cli, const struct lic_json *json,
	const struct lic_buf *text);

/*
 * Prints the tree `root` (borrowed) as an indented JSON document on standard output of `cli`.
 * Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli_print_tree(struct lic_cli *cli, const json_t *root);

/*
 * Writes out what `cli` has printed so far. For a line that somebody waits for, such as "ready".
 */
void lic_cli_flush(struct lic_cli *cli);

/* One column of a list. */
struct lic_cli_column {
	const char *title;    /* head of the column in the table */
	const char *key;      /* head of the column in CSV; member name in JSON */
	bool is_number;       /* aligned to the right */
	bool is_for_machines; /* in CSV and JSON only: ids and the like */
};

struct lic_cli_list;

/*
 * Begins a list of `count` `columns` (static) on standard output of `cli`: an aligned table, CSV
 * (RFC 4180) with --csv, or
 * {"value":[...]} with --json. Rows appear by pages, so that a long list needs no memory for all of
 * it. `*ret_list` is new in the command's arena; end it with lic_cli_list_end(). One list
 * is open at a time. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_cli_list_begin(struct lic_cli *cli, const struct lic_cli_column *columns,
	size_t count, struct lic_cli_list **ret_list);

/*
 * Adds a row to `list`: `cells` has one text for each column (NULL: empty), copied. `item`
 * (borrowed, may be NULL) is what JSON shows for it; without one, an object of the cells. Errors:
 * LIC_E_NOMEM; LIC_E_LIMIT for a page that is too large.
 */
LIC_MUST_USE lic_rc lic_cli_list_row(struct lic_cli_list *list, const char *const *cells,
	const json_t *item);

/*
 * Prints the rows that `list` has gathered; call it behind each page of a long list. The first page
 * fixes the widths.
 */
void lic_cli_list_flush(struct lic_cli_list *list);

/*
 * Prints what remains of `list` and ends the document.
 */
void lic_cli_list_end(struct lic_cli_list *list);

#endif
