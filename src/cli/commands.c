/*
 * The table of all commands: those of this layer and the local ones of src/main, in the order of
 * the help.
 */
#include "base/text.h"
#include "cli/cli_int.h"

#include <string.h>

/* How many characters the first word of a command's name has. */
static size_t noun_length(const char *name)
{
	return strcspn(name, " ");
}

static bool same_noun(const char *a, const char *b)
{
	size_t len = noun_length(a);

	return a[len] == ' ' && len == noun_length(b) && memcmp(a, b, len) == 0;
}

/* Puts a row behind the last one of its noun, or else at the end of its section. */
static void insert_row(struct lic_cli__commands *commands, const struct lic_cli_command *row)
{
	size_t at = commands->count;

	while (at > 0 && commands->items[at - 1]->section > row->section) {
		at--;
	}
	for (size_t i = 0; i < commands->count; i++) {
		if (same_noun(commands->items[i]->name, row->name)) {
			at = i + 1;
		}
	}
	memmove(commands->items + at + 1, commands->items + at,
		(commands->count - at) * sizeof(void *));
	commands->items[at] = row;
	commands->count++;
}

lic_rc lic_cli__gather(struct lic_arena *arena, const struct lic_cli_command *local,
	size_t local_count, struct lic_cli__commands *ret_commands)
{
	const struct lic_cli__table local_table = {local, local_count};
	const struct lic_cli__table *const tables[] = {&lic_cli__license_table,
		&lic_cli__bulk_table, &lic_cli__change_table, &lic_cli__why_table,
		&lic_cli__waiting_table, &lic_cli__auto_claim_table, &lic_cli__allotment_table,
		&lic_cli__allotment_owner_table, &lic_cli__request_table,
		&lic_cli__request_settings_table, &lic_cli__user_add_table,
		&lic_cli__user_import_table, &lic_cli__user_table, &lic_cli__user_delete_table,
		&lic_cli__user_restore_table, &lic_cli__view_table, &lic_cli__template_table,
		&lic_cli__group_table, &lic_cli__group_member_table, &lic_cli__sku_table,
		&lic_cli__subscription_table, &lic_cli__life_cycle_table, &lic_cli__catalog_table,
		&lic_cli__access_table, &lic_cli__undo_table, &lic_cli__audit_table,
		&lic_cli__app_table, &lic_cli__app_credential_table, &lic_cli__session_table,
		&lic_cli__role_table, &lic_cli__setting_table, &lic_cli__export_table,
		&local_table};
	struct lic_cli__commands commands = {0};
	size_t total = 0;

	for (size_t i = 0; i < LIC_COUNT(tables); i++) {
		total += tables[i]->count;
	}
	commands.items = lic_arena_array(arena, total, sizeof(void *));
	if (commands.items == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < LIC_COUNT(tables); i++) {
		for (size_t j = 0; j < tables[i]->count; j++) {
			insert_row(&commands, &tables[i]->rows[j]);
		}
	}
	*ret_commands = commands;
	return LIC_OK_RC;
}

/* Tells how many of the words at `argv` spell `name`: 0 when they do not. */
static int match_words(const char *name, int argc, char **argv)
{
	for (int words = 0; words < argc; words++) {
		size_t len = noun_length(name);

		if (strlen(argv[words]) != len || memcmp(argv[words], name, len) != 0) {
			return 0;
		}
		if (name[len] == '\0') {
			return words + 1;
		}
		name += len + 1;
	}
	return 0;
}

/* The verbs of a noun, "add, import, list"; NULL when it has none. */
static const char *verbs_of(struct lic_cli *cli, const char *noun)
{
	struct lic_buf text;
	const char *verbs = NULL;

	lic_buf_init(&text, LIC_ERR_MESSAGE_BYTES);
	for (size_t i = 0; i < cli->commands.count; i++) {
		const char *name = cli->commands.items[i]->name;
		size_t len = noun_length(name);

		if (name[len] == ' ' && strlen(noun) == len && memcmp(name, noun, len) == 0) {
			lic_buf_printf(&text, "%s%s", text.len == 0 ? "" : ", ", name + len + 1);
		}
	}
	verbs = text.len == 0 ? NULL : lic_arena_strdup(cli->arena, text.data);
	lic_buf_done(&text);
	return verbs;
}

static lic_rc unknown_command(struct lic_cli *cli, int argc, char **argv)
{
	const char **names = lic_arena_array(cli->arena, cli->commands.count * 2, sizeof(*names));
	const char *verbs = verbs_of(cli, argv[0]);
	const char *typed = argc < 2 || argv[1][0] == '-'
		? argv[0]
		: lic_arena_printf(cli->arena, "%s %s", argv[0], argv[1]);
	size_t count = cli->commands.count;
	size_t nearest = 0;

	if (names == NULL || typed == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		names[i] = cli->commands.items[i]->name;
	}
	nearest = lic_text_nearest(typed, names, count);
	if (verbs != NULL && nearest == count) {
		return lic_cli_usage(cli, "Say what to do with \"%s\": %s.", argv[0], verbs);
	}
	/* "asign anna@contoso.com": the second word is no part of the name. */
	nearest = nearest == count ? lic_text_nearest(argv[0], names, count) : nearest;
	if (nearest < count) {
		return lic_cli_usage(cli, "There is no command \"%s\". Did you mean \"%s\"?",
			lic_cli__clean(cli->arena, typed), names[nearest]);
	}
	return lic_cli_usage(cli, "There is no command \"%s\".",
		lic_cli__clean(cli->arena, argv[0]));
}

lic_rc lic_cli__find_command(struct lic_cli *cli, int argc, char **argv, int *ret_words)
{
	for (size_t i = 0; i < cli->commands.count; i++) {
		int words = match_words(cli->commands.items[i]->name, argc, argv);

		if (words > 0) {
			cli->command = cli->commands.items[i];
			*ret_words = words;
			return LIC_OK_RC;
		}
	}
	return unknown_command(cli, argc, argv);
}
