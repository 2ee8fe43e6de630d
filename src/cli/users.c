/*
 * The driver of verbs that take several users: each is done on its own, its outcome printed
 * at once, a summary at the end.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/files_int.h"
#include "cli/http_int.h"
#include "cli/users_int.h"

#include <string.h>

#define USERS_FILE_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define NAME_WIDTH_MAX 40

/* The users, or groups, to work on, and how it went. */
struct run {
	const char *noun;     /* "user" or "group" */
	const char **users;   /* as typed, in order */
	size_t count;         /* number of users */
	size_t size;          /* room */
	size_t width;         /* characters of the longest name, up to NAME_WIDTH_MAX */
	size_t done_count;    /* users done */
	size_t refused_count; /* users refused or failed */
};

static lic_rc add_user(struct lic_cli *cli, struct run *run, const char *user)
{
	size_t len = lic_text_length(user);

	if (run->count == run->size) {
		size_t size = run->size == 0 ? 64 : run->size * 2;
		const char **larger = lic_arena_array(cli->arena, size, sizeof(*larger));

		if (larger == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (run->count > 0) {
			memcpy(larger, run->users, run->count * sizeof(*larger));
		}
		run->users = larger;
		run->size = size;
	}
	run->users[run->count++] = user;
	if (len > NAME_WIDTH_MAX) {
		len = NAME_WIDTH_MAX;
	}
	if (len > run->width) {
		run->width = len;
	}
	return LIC_OK_RC;
}

/* Adds the users in `text`, one per line; empty lines and a byte order mark are nothing. */
static lic_rc add_lines(struct lic_cli *cli, struct run *run, const char *text, size_t len)
{
	static const char mark[] = "\xEF\xBB\xBF";
	size_t at = len >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;

	if (!lic_text_is_utf8(text, len)) {
		return lic_cli_usage(cli, "The list of users is not valid UTF-8.");
	}
	while (at < len) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t line_len = end == NULL ? len - at : (size_t)(end - (text + at));
		char *line = lic_arena_copy(cli->arena, text + at, line_len);

		if (line == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		line = lic_text_trim(line);
		if (line[0] != '\0') {
			LIC_TRY(add_user(cli, run, line));
		}
		at += line_len + 1;
	}
	return LIC_OK_RC;
}

static lic_rc gather_users(struct lic_cli *cli, struct run *run)
{
	const char *path =
		(cli->command->flags & LIC_CLI_NAMES_USERS) == 0 ? NULL : lic_cli_get(cli, "users");

	for (size_t i = 0; i < cli->arg_count; i++) {
		if (cli->args[i][0] == '\0') {
			return lic_cli_usage(cli, "The name of a user is empty.");
		}
		LIC_TRY(add_user(cli, run, cli->args[i]));
	}
	if (path != NULL) {
		LIC_AUTO(lic_buf_done) struct lic_buf text = {0};

		LIC_TRY(lic_cli__read_file(cli, path, USERS_FILE_BYTES_MAX, &text));
		LIC_TRY(add_lines(cli, run, text.len == 0 ? "" : text.data, text.len));
	}
	if (run->count == 0) {
		return lic_cli_usage(cli,
			"Name at least one user, or give a list with --users FILE.");
	}
	return LIC_OK_RC;
}

lic_rc lic_cli__users_named(struct lic_cli *cli, const char *const **ret_users, size_t *ret_count)
{
	struct run run = {0};

	LIC_TRY(gather_users(cli, &run));
	*ret_users = run.users;
	*ret_count = run.count;
	return LIC_OK_RC;
}

/* Tells whether a failure with one user stands in the way of every other one. */
static bool ends_all(const struct lic_cli *cli, lic_rc rc)
{
	switch (rc.code) {
	case LIC_OK:
	case LIC_E_INVALID:
	case LIC_E_NOTFOUND:
	case LIC_E_CONFLICT:
	case LIC_E_LIMIT:
	case LIC_E_CORRUPT:
		return cli->is_usage_error;
	case LIC_E_DENIED:
		return lic_cli__status(cli) != 403; /* a role may allow one user and not another */
	case LIC_E_BUG:
		return lic_cli__status(cli) < 500; /* the server failed with this one */
	case LIC_E_NOMEM:
	case LIC_E_BUSY:
	case LIC_E_UNAVAILABLE:
		break;
	}
	return true;
}

static const char *outcome_word(lic_rc rc, const struct lic_cli__outcome *outcome)
{
	if (lic_ok(rc)) {
		return outcome->is_refused ? "refused" : "done";
	}
	return rc.code == LIC_E_DENIED ? "denied" : rc.code == LIC_E_BUG ? "failed" : "refused";
}

static void print_remedies(struct lic_cli *cli)
{
	for (size_t i = 0; i < cli->err.detail_count; i++) {
		const struct lic_err_detail *detail = &cli->err.details[i];

		if (lic_cli__adds_to_message(&cli->err, detail)) {
			lic_cli_print(cli, "    %s\n",
				lic_cli__clean(cli->scratch, detail->message));
		}
		if (detail->remedy != NULL) {
			lic_cli_print(cli, "    Remedy: %s\n",
				lic_cli__clean(cli->scratch, detail->remedy));
		}
	}
}

static void print_words(struct lic_cli *cli, const struct run *run, const char *user, lic_rc rc,
	const struct lic_cli__outcome *outcome)
{
	bool is_good = lic_ok(rc) && !outcome->is_refused;
	const char *style = lic_cli__style(is_good ? LIC_STYLE_GOOD : LIC_STYLE_BAD);
	const char *end = style[0] == '\0' ? "" : lic_cli__style(LIC_STYLE_PLAIN);

	lic_cli__print_padded(cli, user, run->width);
	if (lic_ok(rc)) {
		lic_cli_print(cli, "  %s%s%s\n", style, lic_cli__clean(cli->scratch, outcome->done),
			end);
	} else {
		lic_cli_print(cli, "  %s%s%s: %s\n", style, outcome_word(rc, outcome), end,
			lic_cli__clean(cli->scratch, cli->err.message));
		print_remedies(cli);
	}
	if (outcome->lines != NULL) {
		lic_cli_print(cli, "%s", outcome->lines);
	}
	lic_cli_flush(cli); /* a long run is watched */
}

static lic_rc print_member(struct lic_cli *cli, const struct run *run, const char *user, lic_rc rc,
	struct lic_cli__outcome *outcome)
{
	LIC_AUTO(lic_json_freep) json_t *result = json_object();

	if (json_object_set_new(result, run->noun, json_string(user)) != 0 ||
		json_object_set_new(result, "outcome", json_string(outcome_word(rc, outcome))) !=
			0) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (outcome->members != NULL && json_object_update_missing(result, outcome->members) != 0) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (!lic_ok(rc) && json_object_set_new(result, "error", lic_cli__error_tree(cli)) != 0) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_cli_print(cli, "%s\n  ", run->done_count + run->refused_count == 0 ? "" : ",");
	if (json_dumpf(result, stdout, 0) != 0 && ferror(stdout) == 0) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return LIC_OK_RC;
}

static void count_outcome(struct lic_cli *cli, struct run *run, lic_rc rc,
	const struct lic_cli__outcome *outcome)
{
	if (lic_ok(rc) && !outcome->is_refused) {
		run->done_count++;
		return;
	}
	run->refused_count++;
	lic_cli_set_exit(cli, lic_ok(rc) ? LIC_EXIT_REFUSED : lic_cli__exit_of(cli, rc));
}

/* Does one user. Fails only with what ends all work. */
static lic_rc do_user(struct lic_cli *cli, struct run *run, const char *user,
	lic_cli__user_function *visit, void *arg)
{
	struct lic_cli__outcome outcome = {0};
	lic_rc rc;
	lic_rc print_rc = LIC_OK_RC;

	lic_arena_reset(cli->scratch);
	cli->err = (struct lic_err){0};
	rc = visit(cli, user, arg, &outcome);
	if (ends_all(cli, rc)) {
		json_decref(outcome.members);
		return rc;
	}
	if (lic_cli_is_json(cli)) {
		print_rc = print_member(cli, run, user, rc, &outcome);
	} else {
		print_words(cli, run, user, rc, &outcome);
	}
	json_decref(outcome.members);
	count_outcome(cli, run, rc, &outcome);
	return print_rc;
}

/* Ends the JSON document; `rc` is what ended all work, if anything did. */
static void print_summary_json(struct lic_cli *cli, const struct run *run, lic_rc rc)
{
	LIC_AUTO(lic_json_freep) json_t *error = lic_ok(rc) ? NULL : lic_cli__error_tree(cli);

	lic_cli_print(cli,
		"%s],\n \"summary\": {\"%ss\": %zu, \"done\": %zu, \"refused\": %zu, \"notAttempted\": %zu}, "
		"\"dryRun\": %s",
		run->done_count + run->refused_count == 0 ? "" : "\n", run->noun, run->count,
		run->done_count, run->refused_count,
		run->count - run->done_count - run->refused_count,
		lic_cli__is_dry_run(cli) ? "true" : "false");
	if (error != NULL) {
		lic_cli_print(cli, ",\n \"error\": ");
		(void)json_dumpf(error, stdout, 0); /* the same stands on standard error */
	}
	lic_cli_print(cli, "}\n");
}

static void print_summary(struct lic_cli *cli, const struct run *run)
{
	size_t left = run->count - run->done_count - run->refused_count;
	bool is_dry_run = lic_cli__is_dry_run(cli);

	lic_cli_print(cli, "%zu %s%s: %zu %s, %zu refused", run->count, run->noun,
		lic_cli_many((int64_t)run->count), run->done_count,
		is_dry_run ? "would be done" : "done", run->refused_count);
	if (left > 0) {
		lic_cli_print(cli, ", %zu not attempted", left);
	}
	lic_cli_print(cli, "%s\n", is_dry_run ? ". Nothing was changed." : "");
}

/* Does all that `run` names, and prints how it went. */
static lic_rc do_all(struct lic_cli *cli, struct run *run, lic_cli__user_function *visit, void *arg)
{
	lic_rc rc = LIC_OK_RC;

	if (lic_cli_is_json(cli)) {
		cli->has_printed_document = true;
		lic_cli_print(cli, "{\"results\": [");
	}
	for (size_t i = 0; i < run->count && lic_ok(rc); i++) {
		rc = do_user(cli, run, run->users[i], visit, arg);
	}
	if (lic_cli_is_json(cli)) {
		print_summary_json(cli, run, rc);
	} else {
		print_summary(cli, run);
	}
	return rc;
}

lic_rc lic_cli__for_users(struct lic_cli *cli, lic_cli__user_function *visit, void *arg)
{
	struct run run = {.noun = "user"};

	LIC_TRY(gather_users(cli, &run));
	return do_all(cli, &run, visit, arg);
}

lic_rc lic_cli__for_groups(struct lic_cli *cli, const char *const *names, size_t count,
	lic_cli__user_function *visit, void *arg)
{
	struct run run = {.noun = "group"};

	for (size_t i = 0; i < count; i++) {
		LIC_TRY(add_user(cli, &run, names[i]));
	}
	return do_all(cli, &run, visit, arg);
}
