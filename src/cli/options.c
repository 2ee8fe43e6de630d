/*
 * Options of a command line, read by the command's row: --name value, --name=value, flags, repeated
 * options, and -- for the end of options. Options and arguments may be mixed.
 */
#include "base/text.h"
#include "cli/cli_int.h"

#include <assert.h>
#include <string.h>

/* A common option, and the flag of the commands that take it (0: every command). */
struct common_option {
	unsigned flag;                /* of enum lic_cli_command_flag */
	struct lic_cli_option option; /* the option */
};

static const struct common_option common_options[] = {
	{LIC_CLI_NAMES_USERS,
		{"users", "FILE", "more users, one per line; - is standard input", 0}},
	{LIC_CLI_CHANGES, {"dry-run", NULL, "show what would happen, change nothing", 0}},
	{LIC_CLI_CHANGES, {"reason", "TEXT", "why, for the ledger", 0}},
	{LIC_CLI_JSON, {"json", NULL, "print one JSON document", 0}},
	{LIC_CLI_CSV, {"csv", NULL, "print CSV (RFC 4180) with a header", 0}},
	{LIC_CLI_REMOTE, {"profile", "NAME", "use this profile for address and token", 0}},
	{LIC_CLI_REMOTE,
		{"ca-file", "FILE", "trust the certificate authorities in this PEM file", 0}},
	{0, {"help", NULL, "show this help", 0}},
};

const struct lic_cli_option *lic_cli__common_option(unsigned flags, size_t index)
{
	for (size_t i = 0; i < LIC_COUNT(common_options); i++) {
		if (common_options[i].flag == 0 || (flags & common_options[i].flag) != 0) {
			if (index == 0) {
				return &common_options[i].option;
			}
			index--;
		}
	}
	return NULL;
}

/* Option number `index` of a command, its own before the common ones; NULL behind the last one. */
static const struct lic_cli_option *option_at(const struct lic_cli_command *command, size_t index)
{
	if (index < command->option_count) {
		return &command->options[index];
	}
	return lic_cli__common_option(command->flags, index - command->option_count);
}

static const struct lic_cli_option *find_option(const struct lic_cli_command *command,
	const char *name, size_t len)
{
	const struct lic_cli_option *option = NULL;

	for (size_t i = 0; (option = option_at(command, i)) != NULL; i++) {
		if (strlen(option->name) == len && memcmp(option->name, name, len) == 0) {
			return option;
		}
	}
	return NULL;
}

static lic_rc unknown_option(struct lic_cli *cli, const char *word, size_t len)
{
	const char *names[64] = {0};
	const struct lic_cli_option *option = NULL;
	const char *typed = lic_arena_copy(cli->arena, word, len);
	size_t count = 0;
	size_t nearest = 0;

	if (typed == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (; count < LIC_COUNT(names) && (option = option_at(cli->command, count)) != NULL;
		count++) {
		names[count] = option->name;
	}
	nearest = lic_text_nearest(typed + strspn(typed, "-"), names, count);
	typed = lic_cli__clean(cli->arena, typed);
	if (nearest < count) {
		return lic_cli_usage(cli, "\"%s\" has no option \"%s\". Did you mean \"--%s\"?",
			cli->command->name, typed, names[nearest]);
	}
	return lic_cli_usage(cli, "\"%s\" has no option \"%s\".", cli->command->name, typed);
}

static bool was_given(const struct lic_cli *cli, const struct lic_cli_option *option)
{
	for (size_t i = 0; i < cli->given_count; i++) {
		if (cli->given[i].option == option) {
			return true;
		}
	}
	return false;
}

/* Reads the option at argv[0], and its value. `*ret_used` is the number of words it took. */
static lic_rc parse_option(struct lic_cli *cli, int argc, char **argv, int *ret_used)
{
	const char *word = argv[0];
	size_t len = strcspn(word, "=");
	const char *inline_value = word[len] == '=' ? word + len + 1 : NULL;
	const struct lic_cli_option *option = NULL;
	const char *value = "";
	int used = 1;

	if (strcmp(word, "-h") == 0) {
		option = find_option(cli->command, "help", strlen("help"));
	} else if (len > 2 && word[1] == '-') {
		option = find_option(cli->command, word + 2, len - 2);
	}
	if (option == NULL) {
		return unknown_option(cli, word, len);
	}
	if (option->argument == NULL && inline_value != NULL) {
		return lic_cli_usage(cli, "The option --%s takes no value.", option->name);
	}
	if (option->argument != NULL) {
		if (inline_value == NULL && argc < 2) {
			return lic_cli_usage(cli, "The option --%s needs a value: --%s %s.",
				option->name, option->name, option->argument);
		}
		used = inline_value == NULL ? 2 : 1;
		value = inline_value == NULL ? argv[1] : inline_value;
	}
	if ((option->flags & LIC_CLI_REPEATS) == 0 && option->argument != NULL &&
		was_given(cli, option)) {
		return lic_cli_usage(cli, "The option --%s is given twice.", option->name);
	}
	cli->given[cli->given_count++] = (struct lic_cli__given){option, value};
	*ret_used = used;
	return LIC_OK_RC;
}

static lic_rc check_given(struct lic_cli *cli)
{
	const struct lic_cli_command *command = cli->command;

	for (size_t i = 0; i < command->option_count; i++) {
		const struct lic_cli_option *option = &command->options[i];

		if ((option->flags & LIC_CLI_REQUIRED) != 0 && !was_given(cli, option)) {
			return lic_cli_usage(cli, "\"%s\" needs the option --%s %s.", command->name,
				option->name, option->argument == NULL ? "" : option->argument);
		}
	}
	if (cli->arg_count < command->min_arguments) {
		return lic_cli_usage(cli, "\"%s\" needs %s.", command->name, command->arguments);
	}
	if (cli->arg_count > command->max_arguments) {
		return lic_cli_usage(cli, "\"%s\" cannot use \"%s\": it takes %s.", command->name,
			lic_cli__clean(cli->arena, cli->args[command->max_arguments]),
			command->max_arguments == 0 ? "no arguments" : command->arguments);
	}
	if ((command->flags & LIC_CLI_CSV) != 0 && lic_cli_has(cli, "csv") &&
		lic_cli_is_json(cli)) {
		return lic_cli_usage(cli, "Choose one of --json and --csv.");
	}
	return LIC_OK_RC;
}

lic_rc lic_cli__parse(struct lic_cli *cli, int argc, char **argv)
{
	bool is_behind_options = false;

	cli->given = lic_arena_array(cli->arena, (size_t)argc, sizeof(*cli->given));
	cli->args = lic_arena_array(cli->arena, (size_t)argc, sizeof(*cli->args));
	if (cli->given == NULL || cli->args == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (int i = 0; i < argc;) {
		int used = 1;

		if (!is_behind_options && strcmp(argv[i], "--") == 0) {
			is_behind_options = true;
		} else if (!is_behind_options && argv[i][0] == '-' && argv[i][1] != '\0') {
			LIC_TRY(parse_option(cli, argc - i, argv + i, &used));
		} else {
			cli->args[cli->arg_count++] = argv[i];
		}
		i += used;
	}
	return lic_cli_has(cli, "help") ? LIC_OK_RC : check_given(cli);
}

const char *lic_cli_get(const struct lic_cli *cli, const char *name)
{
	const struct lic_cli_option *option = find_option(cli->command, name, strlen(name));
	const char *value = NULL;

	assert(option != NULL); /* a command that asks for an option must have it in its row */
	for (size_t i = 0; i < cli->given_count; i++) {
		value = cli->given[i].option == option ? cli->given[i].value : value;
	}
	return value;
}

bool lic_cli_takes(const struct lic_cli *cli, const char *name)
{
	return find_option(cli->command, name, strlen(name)) != NULL;
}

bool lic_cli_has(const struct lic_cli *cli, const char *name)
{
	return lic_cli_get(cli, name) != NULL;
}

lic_rc lic_cli_get_all(struct lic_cli *cli, const char *name, const char *const **ret_values,
	size_t *ret_count)
{
	const struct lic_cli_option *option = find_option(cli->command, name, strlen(name));
	const char **values = lic_arena_array(cli->arena, cli->given_count, sizeof(*values));
	size_t count = 0;

	if (values == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < cli->given_count; i++) {
		if (cli->given[i].option == option) {
			values[count++] = cli->given[i].value;
		}
	}
	*ret_values = values;
	*ret_count = count;
	return LIC_OK_RC;
}

lic_rc lic_cli_get_int(struct lic_cli *cli, const char *name, long long min, long long max,
	long long *ret_value)
{
	const char *text = lic_cli_get(cli, name);

	if (text != NULL && !lic_text_to_int(text, min, max, ret_value)) {
		return lic_cli_usage(cli,
			"--%s needs a whole number from %lld to %lld, not \"%s\".", name, min, max,
			lic_cli__clean(cli->arena, text));
	}
	return LIC_OK_RC;
}

size_t lic_cli_arg_count(const struct lic_cli *cli)
{
	return cli->arg_count;
}

const char *lic_cli_arg(const struct lic_cli *cli, size_t index)
{
	return index < cli->arg_count ? cli->args[index] : NULL;
}

bool lic_cli_is_json(const struct lic_cli *cli)
{
	return cli->command != NULL && (cli->command->flags & LIC_CLI_JSON) != 0 &&
		lic_cli_has(cli, "json");
}

bool lic_cli__is_dry_run(const struct lic_cli *cli)
{
	return (cli->command->flags & LIC_CLI_CHANGES) != 0 && lic_cli_has(cli, "dry-run");
}

lic_rc lic_cli__write_yes_no(struct lic_cli *cli, const char *option, const char *member,
	struct lic_json *json)
{
	const char *value = lic_cli_get(cli, option);
	bool is_yes = value != NULL && lic_text_equal_nocase(value, "yes");

	if (value == NULL) {
		return LIC_OK_RC;
	}
	if (!is_yes && !lic_text_equal_nocase(value, "no")) {
		return lic_cli_usage(cli, "--%s is yes or no, not \"%s\".", option,
			lic_cli__clean(cli->arena, value));
	}
	lic_json_kbool(json, member, is_yes);
	return LIC_OK_RC;
}
