/*
 * audit list: what was done, and what was refused or failed.
 */
#include "cli/cli_int.h"
#include "cli/http_int.h"

#include "base/clock.h"
#include "base/guid.h"

#include <string.h>

#define FILTER_BYTES_MAX ((size_t)8 * 1024)

static const struct lic_cli_column columns[] = {
	{"Time", "activityDateTime", false, false},
	{"Activity", "activityDisplayName", false, false},
	{"Target", "target", false, false},
	{"By", "initiatedBy", false, false},
	{"From", "ipAddress", false, false},
	{"Result", "result", false, false},
	{"Why", "resultReason", false, false},
	{"Id", "id", false, true},
};

/* Who did it: a person, else a program. */
static const char *initiator(const json_t *entry)
{
	const json_t *by = json_object_get(entry, "initiatedBy");
	const json_t *user = json_object_get(by, "user");
	const char *name = lic_cli__text(user, "userPrincipalName");

	if (name == NULL) {
		name = lic_cli__text(user, "displayName");
	}
	return name != NULL ? name : lic_cli__text(json_object_get(by, "app"), "displayName");
}

/* The value of a key of additionalDetails, or NULL. */
static const char *detail(const json_t *entry, const char *key)
{
	const json_t *details = json_object_get(entry, "additionalDetails");

	for (size_t i = 0; i < json_array_size(details); i++) {
		const json_t *pair = json_array_get(details, i);
		const char *name = lic_cli__text(pair, "key");

		if (name != NULL && strcmp(name, key) == 0) {
			return lic_cli__text(pair, "value");
		}
	}
	return NULL;
}

/* What it was about; of several, how many more there are. */
static const char *target(struct lic_cli *cli, const json_t *entry)
{
	const json_t *targets = json_object_get(entry, "targetResources");
	const char *name = lic_cli__text(json_array_get(targets, 0), "displayName");
	size_t count = json_array_size(targets);

	return count <= 1 || name == NULL
		? name
		: lic_arena_printf(cli->scratch, "%s and %zu more", name, count - 1);
}

/* A time as other lists show it; JSON has the milliseconds. */
static const char *to_the_second(struct lic_cli *cli, const char *time)
{
	const char *dot = time == NULL ? NULL : strchr(time, '.');

	return dot == NULL ? time
			   : lic_arena_printf(cli->scratch, "%.*sZ", (int)(dot - time), time);
}

static lic_rc entry_row(struct lic_cli *cli, const struct lic_cli__listing *listing,
	struct lic_cli_list *list, const json_t *entry)
{
	const char *repeats = detail(entry, "Repeats");
	const char *result = lic_cli__text(entry, "result");
	const char *cells[] = {
		to_the_second(cli, lic_cli__text(entry, "activityDateTime")),
		lic_cli__text(entry, "activityDisplayName"),
		target(cli, entry),
		initiator(entry),
		detail(entry, "IpAddress"),
		repeats == NULL ? result
				: lic_arena_printf(cli->scratch, "%s %s times", result, repeats),
		lic_cli__text(entry, "resultReason"),
		lic_cli__text(entry, "id"),
	};

	(void)listing;
	return lic_cli_list_row(list, cells, entry);
}

/* Adds a condition: `start`, the text `value` in quotes, and `end`. */
static void add_text(struct lic_buf *filter, const char *start, const char *value, const char *end)
{
	lic_buf_printf(filter, "%s%s'", filter->len == 0 ? "" : " and ", start);
	for (; *value != '\0'; value++) {
		lic_buf_add(filter, value, 1);
		if (*value == '\'') {
			lic_buf_add(filter, value, 1);
		}
	}
	lic_buf_printf(filter, "'%s", end);
}

/* A user is found by id: also what was done before he got his name. One that is gone has his name
 * only. */
static lic_rc add_user(struct lic_cli *cli, const char *user, struct lic_buf *filter)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *escaped = lic_cli__escape(cli, user);
	const char *path = NULL;
	const char *id = user;
	struct lic_guid guid;
	lic_rc rc = LIC_OK_RC;

	if (!lic_guid_parse(user, strlen(user), &guid)) {
		path = escaped == NULL
			? NULL
			: lic_arena_printf(cli->scratch, "/v1.0/users/%s?$select=id", escaped);
		if (path == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		rc = lic_cli__get(cli, path, &root);
		id = lic_ok(rc) ? lic_cli__text(root, "id") : NULL;
	}
	if (id != NULL) {
		add_text(filter, "targetResources/any(t:t/id eq ", id, ")");
		return LIC_OK_RC;
	}
	if (rc.code != LIC_E_NOTFOUND) {
		return rc;
	}
	add_text(filter, "targetResources/any(t:t/displayName eq ", user, ")");
	return LIC_OK_RC;
}

static lic_rc make_filter(struct lic_cli *cli, struct lic_buf *filter)
{
	const char *user = lic_cli_get(cli, "user");
	const char *since = lic_cli_get(cli, "since");
	char time[LIC_TIME_TEXT_BYTES];
	int64_t since_ms = 0;

	if (since != NULL) {
		if (!lic_time_parse(since, &since_ms)) {
			return lic_cli_usage(cli,
				"--since needs a date or a time, such as 2026-01-31 or 2026-01-31T08:00:00Z, not \"%s\".",
				lic_cli__clean(cli->arena, since));
		}
		lic_time_format(since_ms, time);
		lic_buf_printf(filter, "activityDateTime ge %s", time);
	}
	if (lic_cli_has(cli, "failures")) {
		add_text(filter, "result eq ", "failure", "");
	}
	return user == NULL ? LIC_OK_RC : add_user(cli, user, filter);
}

static lic_rc run_audits(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf filter = {0};
	struct lic_cli__listing listing = {.path = "/v1.0/auditLogs/directoryAudits",
		.columns = columns,
		.column_count = LIC_COUNT(columns),
		.row = entry_row,
		.has_top = true};

	lic_buf_init(&filter, FILTER_BYTES_MAX);
	LIC_TRY(make_filter(cli, &filter));
	LIC_TRY(lic_buf_status(&filter));
	if (filter.len > 0) {
		const char *escaped = lic_cli__escape(cli, filter.data);

		listing.path = escaped == NULL
			? NULL
			: lic_arena_printf(cli->arena, "%s?$filter=%s", listing.path, escaped);
		if (listing.path == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	return lic_cli__list_pages(cli, &listing);
}

static const struct lic_cli_option options[] = {
	{"user", "USER", "only what was done to this user, or tried", 0},
	{"since", "TIME", "only from this date or time on", 0},
	{"failures", NULL, "only what was refused or failed", 0},
	{"top", "N", "show the newest N (default 100)", 0},
	{"all", NULL, "show all", 0},
};

static const struct lic_cli_command rows[] = {
	{
		.name = "audit list",
		.arguments = "",
		.summary = "list what was done and what was refused, newest first",
		.detail = "'operation show' tells all that one of them changed.\n",
		.examples = "licentia audit list --failures --since 2026-01-31\n"
			    "licentia audit list --user anna@contoso.example --all\n",
		.options = options,
		.option_count = LIC_COUNT(options),
		.flags = LIC_CLI_JSON | LIC_CLI_CSV | LIC_CLI_REMOTE,
		.section = LIC_CLI_ACCESS,
		.run = run_audits,
	},
};

const struct lic_cli__table lic_cli__audit_table = {rows, LIC_COUNT(rows)};
