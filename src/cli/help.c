/*
 * Help: of the program on one screen, of a noun, of a verb. All of it comes from the table of
 * commands.
 */
#include "cli/cli_int.h"

#include <ctype.h>
#include <string.h>

#define NAME_WIDTH 21
#define OPTION_WIDTH 22

static void print_row(struct lic_cli *cli, const struct lic_cli_command *command, int width)
{
	lic_cli_print(cli, "  %-*s %s\n", width, command->name, command->summary);
}

/* Tells whether `command` is a verb of `noun`, which is `len` bytes long. */
static bool is_verb_of(const struct lic_cli_command *command, const char *noun, size_t len)
{
	return strncmp(command->name, noun, len) == 0 && command->name[len] == ' ';
}

/* Prints the one line of a noun whose verbs are many, unless it is that of the row `before`. */
static void print_noun(struct lic_cli *cli, const struct lic_cli_command *before,
	const struct lic_cli_command *command)
{
	size_t len = strcspn(command->name, " ");

	if (before == NULL || !is_verb_of(before, command->name, len)) {
		lic_cli_print(cli, "  %.*s %-*s %s\n", (int)len, command->name,
			NAME_WIDTH - (int)len - 1, "VERB", command->noun_summary);
	}
}

void lic_cli__help_all(struct lic_cli *cli)
{
	enum lic_cli_section section = LIC_CLI_LICENSES;

	lic_cli_print(cli, "licentia %s, a licence desk. Usage: licentia VERB [OPTION...]\n",
		LIC_VERSION);
	for (size_t i = 0; i < cli->commands.count; i++) {
		if (cli->commands.items[i]->section != section) {
			section = cli->commands.items[i]->section;
			lic_cli_print(cli, "\n");
		}
		if (cli->commands.items[i]->noun_summary == NULL) {
			print_row(cli, cli->commands.items[i], NAME_WIDTH);
		} else {
			print_noun(cli, i == 0 ? NULL : cli->commands.items[i - 1],
				cli->commands.items[i]);
		}
	}
	lic_cli_print(cli,
		"\n\"licentia VERB --help\" shows options and examples; most verbs know --json.\n"
		"Server: LICENTIA_URL and LICENTIA_TOKEN, or ~/.config/licentia/profile.\n"
		"Exit status: 0 ok, 1 refused, 2 usage, 3 unreachable or denied, 4 internal.\n");
}

bool lic_cli__help_noun(struct lic_cli *cli, const char *noun)
{
	size_t len = strlen(noun);
	size_t width = NAME_WIDTH;
	bool is_known = false;

	for (size_t i = 0; i < cli->commands.count; i++) {
		const struct lic_cli_command *command = cli->commands.items[i];

		if (is_verb_of(command, noun, len) && strlen(command->name) >= width) {
			width = strlen(command->name) + 1;
		}
	}
	for (size_t i = 0; i < cli->commands.count; i++) {
		if (is_verb_of(cli->commands.items[i], noun, len)) {
			print_row(cli, cli->commands.items[i], (int)width);
			is_known = true;
		}
	}
	return is_known;
}

static void print_option(struct lic_cli *cli, const struct lic_cli_option *option)
{
	bool has_argument = option->argument != NULL;
	size_t len = strlen(option->name) + (has_argument ? strlen(option->argument) + 1 : 0);
	int width = len > OPTION_WIDTH ? 0 : (int)(OPTION_WIDTH - len);

	lic_cli_print(cli, "  --%s%s%s%*s %s%s%s\n", option->name, has_argument ? " " : "",
		has_argument ? option->argument : "", width, "", option->help,
		(option->flags & LIC_CLI_REQUIRED) != 0 ? "; required" : "",
		(option->flags & LIC_CLI_REPEATS) != 0 ? "; repeatable" : "");
}

static void print_examples(struct lic_cli *cli, const char *examples)
{
	lic_cli_print(cli, "\nExamples:\n");
	while (*examples != '\0') {
		size_t len = strcspn(examples, "\n");

		lic_cli_print(cli, "  %.*s\n", (int)len, examples);
		examples += len + (examples[len] == '\n' ? 1 : 0);
	}
}

void lic_cli__help_command(struct lic_cli *cli, const struct lic_cli_command *command)
{
	const struct lic_cli_option *option = NULL;

	lic_cli_print(cli, "Usage: licentia %s%s%s [OPTION...]\n\n%c%s.\n", command->name,
		command->arguments[0] == '\0' ? "" : " ", command->arguments,
		toupper(command->summary[0]), command->summary + 1);
	if (command->detail != NULL) {
		lic_cli_print(cli, "\n%s\n", command->detail);
	}
	lic_cli_print(cli, "\nOptions:\n");
	for (size_t i = 0; i < command->option_count; i++) {
		print_option(cli, &command->options[i]);
	}
	for (size_t i = 0; (option = lic_cli__common_option(command->flags, i)) != NULL; i++) {
		print_option(cli, option);
	}
	if (command->examples != NULL) {
		print_examples(cli, command->examples);
	}
	lic_cli_print(cli,
		"\nExit status: 0 ok, 1 refused by a rule or bad data, 2 wrong usage,\n"
		"3 server or database not reachable or not allowed, 4 internal.\n");
}
