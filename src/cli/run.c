/*
 * From argv to an exit status: finds the command, reads its options, runs it, and tells how it
 * went.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A million users from a file are some 60 MB; the rest is room for products. */
#define ARENA_BYTES ((size_t)512 * 1024 * 1024)
/* A page of 999 rows, or what is said about one user. */
#define SCRATCH_BYTES ((size_t)64 * 1024 * 1024)

struct lic_arena *lic_cli_arena(struct lic_cli *cli)
{
	return cli->arena;
}

struct lic_err *lic_cli_err(struct lic_cli *cli)
{
	return &cli->err;
}

lic_rc lic_cli_usage(struct lic_cli *cli, const char *fmt, ...)
{
	char message[LIC_ERR_MESSAGE_BYTES];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	cli->is_usage_error = true;
	return lic_err_set(&cli->err, LIC_E_INVALID, "usage", "%s", message);
}

lic_rc lic_cli_typed(struct lic_cli *cli, lic_rc rc)
{
	cli->is_usage_error = cli->is_usage_error || rc.code == LIC_E_INVALID;
	return rc;
}

const char *lic_cli_many(int64_t count)
{
	return count == 1 ? "" : "s";
}

void lic_cli_set_exit(struct lic_cli *cli, enum lic_cli_exit status)
{
	if (status > cli->exit_status) {
		cli->exit_status = status;
	}
}

/* The exit status of a failure; docs/cli.md promises these numbers. */
enum lic_cli_exit lic_cli__exit_of(const struct lic_cli *cli, lic_rc rc)
{
	if (cli->is_usage_error) {
		return LIC_EXIT_USAGE;
	}
	switch (rc.code) {
	case LIC_OK:
		return cli->exit_status;
	case LIC_E_NOTFOUND:
		/* Without a public code it is the storage layer that misses something: the
		 * database.
		 */
		return cli->err.public_code == NULL ? LIC_EXIT_UNREACHABLE : LIC_EXIT_REFUSED;
	case LIC_E_INVALID:
	case LIC_E_CONFLICT:
	case LIC_E_LIMIT:
		return LIC_EXIT_REFUSED;
	case LIC_E_DENIED:
	case LIC_E_UNAVAILABLE:
	case LIC_E_BUSY:
		return LIC_EXIT_UNREACHABLE;
	case LIC_E_NOMEM:
	case LIC_E_CORRUPT:
	case LIC_E_BUG:
		break;
	}
	return LIC_EXIT_INTERNAL;
}

/* "licentia help VERB" is "licentia VERB --help"; people try both. */
static lic_rc show_help(struct lic_cli *cli, int argc, char **argv)
{
	int words = 0;

	if (argc == 0) {
		lic_cli__help_all(cli);
		return LIC_OK_RC;
	}
	if (argc == 1 && lic_cli__help_noun(cli, argv[0])) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_cli__find_command(cli, argc, argv, &words));
	lic_cli__help_command(cli, cli->command);
	return LIC_OK_RC;
}

static lic_rc check_words(struct lic_cli *cli, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (!lic_text_is_utf8(argv[i], strlen(argv[i]))) {
			return lic_cli_usage(cli, "Word %d of the command line is not valid UTF-8.",
				i + 1);
		}
	}
	return LIC_OK_RC;
}

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* Runs the words behind the program's name. */
static lic_rc run(struct lic_cli *cli, int argc, char **argv)
{
	int words = 0;

	LIC_TRY(check_words(cli, argc, argv));
	if (argc == 0) {
		lic_cli__help_all(cli);
		return LIC_OK_RC;
	}
	if (is_help(argv[0]) || strcmp(argv[0], "help") == 0) {
		return show_help(cli, argc - 1, argv + 1);
	}
	if (argc == 2 && is_help(argv[1]) && lic_cli__help_noun(cli, argv[0])) {
		return LIC_OK_RC;
	}
	if (strcmp(argv[0], "--version") == 0) {
		lic_cli_print(cli, "licentia %s\n", LIC_VERSION);
		return LIC_OK_RC;
	}
	LIC_TRY(lic_cli__find_command(cli, argc, argv, &words));
	LIC_TRY(lic_cli__parse(cli, argc - words, argv + words));
	if (lic_cli_has(cli, "help")) {
		lic_cli__help_command(cli, cli->command);
		return LIC_OK_RC;
	}
	return cli->command->run(cli);
}

static int fail_early(void)
{
	(void)fputs("licentia: out of memory\n", stderr);
	return LIC_EXIT_INTERNAL;
}

/* Full disks and closed pipes show only when the last of the output is written. */
static enum lic_cli_exit close_output(enum lic_cli_exit status)
{
	bool is_lost = ferror(stdout) != 0;

	if (fflush(stdout) != 0 || is_lost) {
		(void)fputs("licentia: standard output could not be written\n", stderr);
		return LIC_EXIT_INTERNAL;
	}
	return status;
}

int lic_cli_main(int argc, char **argv, const struct lic_cli_command *local, size_t local_count)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(ARENA_BYTES);
	LIC_AUTO(lic_arena_freep) struct lic_arena *scratch = lic_arena_new(SCRATCH_BYTES);
	LIC_AUTO(lic_arena_freep) struct lic_arena *rows = lic_arena_new(SCRATCH_BYTES);
	struct lic_cli cli = {.arena = arena, .scratch = scratch, .rows = rows, .is_licentia = -1};
	enum lic_cli_exit status = LIC_EXIT_OK;
	lic_rc rc;

	if (arena == NULL || scratch == NULL || rows == NULL ||
		!lic_ok(lic_cli__gather(arena, local, local_count, &cli.commands))) {
		return fail_early();
	}
	rc = run(&cli, argc > 0 ? argc - 1 : 0, argv + 1);
	if (!lic_ok(rc)) {
		if (cli.err.message[0] == '\0') {
			lic_rc_ignore(
				lic_err_set(&cli.err, rc.code, NULL, "%s", lic_code_name(rc.code)));
		}
		lic_cli__print_error(&cli);
	}
	lic_cli__skus_free(&cli);
	lic_cli__http_free(cli.http);
	status = close_output(lic_cli__exit_of(&cli, rc));
	return (int)status;
}
