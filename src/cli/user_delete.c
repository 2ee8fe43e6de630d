/*
 * user delete: users go to the deleted items, and with them, if wanted, seats that come free
 * (R-75).
 */
#include "cli/cli_int.h"
#include "cli/http_int.h"
#include "cli/users_int.h"

#include <inttypes.h>

#define BODY_BYTES_MAX ((size_t)64 * 1024)

/* Says which subscriptions have fewer seats now; the scratch arena has the lines. */
static lic_rc add_drops(struct lic_cli *cli, const json_t *subscriptions,
	struct lic_cli__outcome *outcome)
{
	const char *lines = "";

	for (size_t i = 0; i < json_array_size(subscriptions) && lines != NULL; i++) {
		const json_t *item = json_array_get(subscriptions, i);

		lines = lic_arena_printf(cli->scratch,
			"%s    seats     subscription %s: %" PRId64 " before, %" PRId64 " after\n",
			lines, lic_cli__clean(cli->scratch, lic_cli__text(item, "id")),
			lic_cli__int(item, "licensesBefore"), lic_cli__int(item, "licensesAfter"));
	}
	outcome->lines = lines;
	outcome->members = json_pack("{s:O}", "subscriptions", subscriptions);
	return lines == NULL || outcome->members == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* With seats to give up (`arg`, a body) by the call of ours, otherwise as Graph does it. */
static lic_rc delete_user(struct lic_cli *cli, const char *user, void *arg,
	struct lic_cli__outcome *ret_outcome)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const struct lic_buf *body = arg;
	struct lic_cli__call call = {.method = body == NULL ? "DELETE" : "POST", .body = body};
	struct lic_cli__outcome outcome = {0};
	const char *key = lic_cli__escape(cli, user);

	call.path = key == NULL ? NULL
		: body == NULL  ? lic_arena_printf(cli->scratch, "/v1.0/users/%s", key)
				: lic_arena_printf(cli->scratch, "/api/v1/users/%s/delete", key);
	if (call.path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__send(cli, &call, &root));
	outcome.done = lic_cli__is_dry_run(cli) ? "would be deleted" : "deleted";
	if (body != NULL) {
		LIC_TRY(add_drops(cli, json_object_get(root, "subscriptions"), &outcome));
	}
	*ret_outcome = outcome;
	return LIC_OK_RC;
}

static lic_rc run_delete(struct lic_cli *cli)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	const char *const *drops = NULL;
	size_t count = 0;
	struct lic_json json;

	LIC_TRY(lic_cli_get_all(cli, "drop-seat", &drops, &count));
	if (count == 0) {
		return lic_cli__for_users(cli, delete_user, NULL);
	}
	lic_buf_init(&body, BODY_BYTES_MAX);
	lic_json_init(&json, &body);
	lic_json_object(&json);
	lic_json_key(&json, "dropSeats");
	lic_json_array(&json);
	for (size_t i = 0; i < count; i++) {
		lic_json_string(&json, drops[i]);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return lic_cli__for_users(cli, delete_user, &body);
}

static const struct lic_cli_option options[] = {
	{"drop-seat", "SUBSCRIPTION", "give up the seat that comes free, by id", LIC_CLI_REPEATS},
};

static const struct lic_cli_command rows[] = {
	{
		.name = "user delete",
		.arguments = "USER...",
		.summary = "delete users; they can be restored for 30 days",
		.detail =
			"Their seats are free at once. With --drop-seat the subscription becomes smaller\n"
			"by one for each user, before anybody who waits is given the seat; a user whose\n"
			"seat cannot be given up is not deleted. \"subscription list\" has the ids.",
		.examples = "licentia user delete anna@contoso.com --reason \"left the company\"\n"
			    "licentia user delete anna@contoso.com \\\n"
			    "  --drop-seat 0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11\n",
		.options = options,
		.option_count = LIC_COUNT(options),
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE | LIC_CLI_NAMES_USERS,
		.section = LIC_CLI_USERS,
		.run = run_delete,
	},
};

const struct lic_cli__table lic_cli__user_delete_table = {rows, LIC_COUNT(rows)};
