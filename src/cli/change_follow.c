/*
 * Watching a change of many users, and what came of it in words: see changes_int.h.
 */
#include "cli/changes_int.h"
#include "cli/http_int.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define REFUSED_SHOWN_MAX 20
#define PAUSE_MIN_MS 20
#define PAUSE_MAX_MS 500
#define BAR_WIDTH 30

const char *lic_cli__change_path(struct lic_cli *cli, const char *id, const char *rest)
{
	const char *key = lic_cli__escape(cli, id);

	return key == NULL ? NULL
			   : lic_arena_printf(cli->scratch, "/api/v1/changes/%s%s", key, rest);
}

const char *lic_cli__change_about(const json_t *item)
{
	const char *user = lic_cli__text(item, "userPrincipalName");

	return user != NULL ? user : lic_cli__text(json_object_get(item, "group"), "displayName");
}

static bool is_undo(const json_t *change)
{
	const char *action = lic_cli__text(change, "action");

	return action != NULL && strcmp(action, "undo") == 0;
}

static bool has_state(const json_t *change, const char *state)
{
	const char *text = lic_cli__text(change, "state");

	return text != NULL && strcmp(text, state) == 0;
}

static bool is_over(const json_t *change)
{
	return has_state(change, "finished") || has_state(change, "failed") ||
		has_state(change, "cancelled");
}

/* One line that is written over itself. */
static void draw(struct lic_cli *cli, const json_t *change)
{
	int64_t done = lic_cli__int(change, "done");
	int64_t total = lic_cli__int(change, "total");
	const char *trouble = lic_cli__text(json_object_get(change, "trouble"), "message");
	double part = total <= 0 ? 0.0 : (double)done / (double)total;
	char bar[BAR_WIDTH + 1];
	size_t filled = (size_t)((part > 1.0 ? 1.0 : part) * BAR_WIDTH);

	memset(bar, '-', BAR_WIDTH);
	memset(bar, '#', filled);
	bar[BAR_WIDTH] = '\0';
	(void)fprintf(stderr, "\r[%s] %s: %" PRId64 " of %" PRId64 " users%s%s\033[K", bar,
		lic_cli__clean(cli->scratch, lic_cli__text(change, "state")), done, total,
		trouble == NULL ? "" : ". It waits: ",
		trouble == NULL ? "" : lic_cli__clean(cli->scratch, trouble));
	(void)fflush(stderr);
}

/* Asks until the change with `id` is over or pauses; `*ret_change` is a new tree. */
static lic_rc wait_for(struct lic_cli *cli, const char *id, json_t **ret_change)
{
	bool is_watched = isatty(STDERR_FILENO) != 0 && !lic_cli_is_json(cli);
	long pause_ms = PAUSE_MIN_MS;

	for (;;) {
		LIC_AUTO(lic_json_freep) json_t *change = NULL;
		const char *path = NULL;

		lic_arena_reset(cli->scratch);
		path = lic_cli__change_path(cli, id, "");
		if (path == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(lic_cli__get(cli, path, &change));
		if (is_over(change) || has_state(change, "paused")) {
			(void)fputs(is_watched ? "\r\033[K" : "", stderr);
			*ret_change = LIC_TAKE(change);
			return LIC_OK_RC;
		}
		if (is_watched) {
			draw(cli, change);
		}
		(void)nanosleep(&(struct timespec){.tv_nsec = pause_ms * 1000000L}, NULL);
		pause_ms = pause_ms * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS : pause_ms * 2;
	}
}

static void print_seats(struct lic_cli *cli, const json_t *summary)
{
	const json_t *seats = json_object_get(summary, "seats");

	for (size_t i = 0; i < json_array_size(seats); i++) {
		const json_t *pool = json_array_get(seats, i);
		int64_t replaced = lic_cli__int(pool, "plansReplaced");
		int64_t before = lic_cli__int(pool, "consumedBefore");

		lic_cli_print(cli,
			"%s: %" PRId64 " seat%s taken, then %" PRId64 "; %" PRId64 " free",
			lic_cli__clean(cli->scratch, lic_cli__text(pool, "displayName")), before,
			lic_cli_many(before), lic_cli__int(pool, "consumedAfter"),
			lic_cli__int(pool, "availableAfter"));
		if (replaced > 0) {
			lic_cli_print(cli, "; other plans for %" PRId64 " who have it", replaced);
		}
		lic_cli_print(cli, "\n");
	}
}

static void print_plans(struct lic_cli *cli, const json_t *summary)
{
	const json_t *plans = json_object_get(summary, "servicePlans");

	for (size_t i = 0; i < json_array_size(plans); i++) {
		const json_t *plan = json_array_get(plans, i);

		lic_cli_print(cli, "  %s: %" PRId64 " get it, %" PRId64 " lose it\n",
			lic_cli__clean(cli->scratch, lic_cli__text(plan, "displayName")),
			lic_cli__int(plan, "gain"), lic_cli__int(plan, "lose"));
		lic_arena_reset(cli->scratch);
	}
}

static void print_conflicts(struct lic_cli *cli, const json_t *summary)
{
	const json_t *conflicts = json_object_get(summary, "conflicts");

	for (size_t i = 0; i < json_array_size(conflicts); i++) {
		const json_t *conflict = json_array_get(conflicts, i);
		const json_t *users = json_object_get(conflict, "users");
		int64_t count = lic_cli__int(conflict, "count");
		const char *remedy = lic_cli__text(conflict, "remedy");

		lic_cli_print(cli, "%" PRId64 " refused: %s\n", count,
			lic_cli__clean(cli->scratch, lic_cli__text(conflict, "message")));
		if (remedy != NULL) {
			lic_cli_print(cli, "    Remedy: %s\n",
				lic_cli__clean(cli->scratch, remedy));
		}
		lic_cli_print(cli, "    %s%s\n",
			lic_cli__clean(cli->scratch, lic_cli__join(cli, users, NULL, ", ")),
			count > (int64_t)json_array_size(users) ? ", ..." : "");
		lic_arena_reset(cli->scratch);
	}
}

static void print_refused(struct lic_cli *cli, const json_t *item)
{
	const char *remedy = lic_cli__text(item, "remedy");
	int64_t line = lic_cli__int(item, "line");

	if (line > 0) {
		lic_cli_print(cli, "line %" PRId64 ", ", line);
	}
	lic_cli_print(cli, "%s: %s\n", lic_cli__clean(cli->scratch, lic_cli__change_about(item)),
		lic_cli__clean(cli->scratch, lic_cli__text(item, "message")));
	if (remedy != NULL) {
		lic_cli_print(cli, "    Remedy: %s\n", lic_cli__clean(cli->scratch, remedy));
	}
	lic_arena_reset(cli->scratch);
}

/* Shows who was refused, and why; of many the first. */
static lic_rc show_refused(struct lic_cli *cli, const char *id, int64_t count)
{
	LIC_AUTO(lic_json_freep) json_t *page = NULL;
	const json_t *items = NULL;
	const char *path = lic_cli__change_path(cli, id,
		"/results?state=refused&$top=20"); /* REFUSED_SHOWN_MAX
						    */

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__get(cli, path, &page));
	items = json_object_get(page, "value");
	for (size_t i = 0; i < json_array_size(items); i++) {
		print_refused(cli, json_array_get(items, i));
	}
	if (count > REFUSED_SHOWN_MAX) {
		lic_cli_print(cli, "and %" PRId64 " more: licentia change results %s --all\n",
			count - REFUSED_SHOWN_MAX, lic_cli__clean(cli->arena, id));
	}
	return LIC_OK_RC;
}

/* "3000 users: 2990 changed, 5 unchanged, 5 refused" and, where there are some, the others. What is
 * undone can be about groups, too. */
static void print_counts(struct lic_cli *cli, const json_t *change)
{
	static const char *const rare[] = {"reverted", "skipped"};
	const json_t *counts = json_object_get(change, "counts");
	int64_t total = lic_cli__int(change, "total");

	lic_cli_print(cli,
		"%" PRId64 " %s%s: %" PRId64 " %s, %" PRId64 " unchanged, %" PRId64 " refused",
		total, is_undo(change) ? "item" : "user", total == 1 ? "" : "s",
		lic_cli__int(counts, "changed"),
		json_is_true(json_object_get(change, "preview")) ? "would be changed" : "changed",
		lic_cli__int(counts, "unchanged"), lic_cli__int(counts, "refused"));
	for (size_t i = 0; i < LIC_COUNT(rare); i++) {
		if (lic_cli__int(counts, rare[i]) > 0) {
			lic_cli_print(cli, ", %" PRId64 " %s", lic_cli__int(counts, rare[i]),
				rare[i]);
		}
	}
	lic_cli_print(cli, "\n");
}

lic_rc lic_cli__change_print(struct lic_cli *cli, const json_t *change)
{
	const json_t *summary = json_object_get(change, "summary");
	const json_t *error = json_object_get(change, "error");
	int64_t refused = lic_cli__int(json_object_get(change, "counts"), "refused");
	bool is_preview = json_is_true(json_object_get(change, "preview"));
	const char *id = lic_arena_strdup(cli->arena, lic_cli__text(change, "id"));

	if (id == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (is_preview) {
		print_seats(cli, summary);
		print_plans(cli, summary);
		print_conflicts(cli, summary);
	} else if (refused > 0 && is_over(change)) {
		LIC_TRY(show_refused(cli, id, refused));
	}
	print_counts(cli, change);
	if (json_is_object(error)) {
		lic_cli_print(cli, "Failed: %s\n",
			lic_cli__clean(cli->scratch, lic_cli__text(error, "message")));
	}
	if (has_state(change, "cancelled")) {
		lic_cli_print(cli, "It was cancelled.\n");
	}
	if (is_preview && has_state(change, "finished") && is_undo(change)) {
		lic_cli_print(cli,
			"Nothing was changed. To do exactly this: licentia operation undo %s --apply %s\n",
			lic_cli__clean(cli->scratch, lic_cli__text(change, "undoes")), id);
	} else if (is_preview && has_state(change, "finished")) {
		lic_cli_print(cli,
			"Nothing was changed. To do exactly this: licentia license bulk apply %s\n",
			id);
	} else if (!is_over(change)) {
		lic_cli_print(cli, "The change is %s: licentia change show %s\n",
			lic_cli__clean(cli->scratch, lic_cli__text(change, "state")), id);
	}
	return LIC_OK_RC;
}

static void set_exit(struct lic_cli *cli, const json_t *change)
{
	const json_t *error = json_object_get(change, "error");
	const char *code = lic_cli__text(error, "code");

	if (code != NULL && strcmp(code, "InternalServerError") == 0) {
		lic_cli_set_exit(cli, LIC_EXIT_INTERNAL);
	} else if (code != NULL || has_state(change, "cancelled") ||
		lic_cli__int(json_object_get(change, "counts"), "refused") > 0) {
		lic_cli_set_exit(cli, LIC_EXIT_REFUSED);
	}
}

lic_rc lic_cli__change_follow(struct lic_cli *cli, const json_t *started)
{
	LIC_AUTO(lic_json_freep) json_t *waited = NULL;
	const char *id = lic_arena_strdup(cli->arena, lic_cli__text(started, "id"));
	const json_t *change = started;

	if (id == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (!lic_cli_takes(cli, "no-wait") || !lic_cli_has(cli, "no-wait")) {
		LIC_TRY(wait_for(cli, id, &waited));
		change = waited;
	}
	set_exit(cli, change);
	if (lic_cli_is_json(cli)) {
		cli->has_printed_document = true;
		return lic_cli_print_tree(cli, change);
	}
	return lic_cli__change_print(cli, change);
}
