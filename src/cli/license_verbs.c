/*
 * assign, remove, replace, swap: each user's change is one assignLicense call, so that nobody is
 * left half changed (D-10), and each works against Microsoft's Graph too.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/http_int.h"
#include "cli/names_int.h"
#include "cli/users_int.h"

#include <inttypes.h>
#include <string.h>

#define BODY_BYTES_MAX ((size_t)4 * 1024 * 1024)
#define PRIORITY_MAX 100

/* One of these verbs at work. */
struct license_work {
	struct lic_cli__choice choice;       /* products to give or take, plans to leave off */
	const struct lic_cli__sku *from;     /* swap: the product to take */
	const struct lic_cli__sku *to;       /* swap: the product to give */
	const char *done;                    /* "assigned Office 365 E3" */
	bool is_remove_all;                  /* remove --all */
	struct lic_cli__rehearsal rehearsal; /* seats counted by --dry-run */
	bool waits;                          /* --wait: the call is ours, not Graph's */
	long long priority;                  /* --priority, if it was given */
};

/* --wait: tells which products the user waits for, and what was given beside them. */
static lic_rc tell_waits(struct lic_cli *cli, json_t *root, const struct license_work *work,
	struct lic_cli__outcome *outcome)
{
	json_t *waits = json_object_get(root, "waiting");
	size_t count = json_array_size(waits);
	const char *names = lic_cli__join(cli, waits, "displayName", ", ");

	outcome->members = json_pack("{s:O}", "waiting", waits);
	if (outcome->members == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (count == work->choice.sku_count) {
		outcome->done = lic_arena_printf(cli->scratch, "waits for a seat of %s", names);
	} else if (count > 0) {
		outcome->lines =
			lic_arena_printf(cli->scratch, "    Waits for a seat of %s.\n", names);
	}
	return outcome->done == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Asks for the change in `body`, or rehearses it. */
static lic_rc send_change(struct lic_cli *cli, const char *user, const struct lic_buf *body,
	struct license_work *work, struct lic_cli__outcome *ret_outcome)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	const char *key = lic_cli__escape(cli, user);
	const char *path = key == NULL ? NULL
				       : lic_arena_printf(cli->scratch,
						 work->waits ? "/api/v1/users/%s/assignLicense"
							     : "/v1.0/users/%s/assignLicense",
						 key);

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__send(cli,
		&(struct lic_cli__call){.method = "POST", .path = path, .body = body}, &root));
	if (lic_cli__is_dry_run(cli)) {
		return lic_cli__preview(cli, root, work->done, &work->rehearsal, ret_outcome);
	}
	ret_outcome->done = work->done;
	return work->waits ? tell_waits(cli, root, work, ret_outcome) : LIC_OK_RC;
}

static void begin_body(struct lic_json *json, struct lic_buf *body)
{
	lic_buf_init(body, BODY_BYTES_MAX);
	lic_json_init(json, body);
	lic_json_object(json);
	lic_json_key(json, "addLicenses");
}

static void write_wait(struct lic_cli *cli, struct lic_json *json, const struct license_work *work)
{
	lic_json_kbool(json, "wait", true);
	if (lic_cli_has(cli, "priority")) {
		lic_json_kint(json, "priority", work->priority);
	}
	if (lic_cli_has(cli, "wait-reason")) {
		lic_json_kstring(json, "waitReason", lic_cli_get(cli, "wait-reason"));
	}
}

/* R-65, D-13: adds; a product held already gets the chosen plans. */
static lic_rc assign_user(struct lic_cli *cli, const char *user, void *arg,
	struct lic_cli__outcome *ret_outcome)
{
	struct license_work *work = arg;
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;

	begin_body(&json, &body);
	lic_cli__choice_write(&json, &work->choice);
	lic_json_key(&json, "removeLicenses");
	lic_json_array(&json);
	lic_json_end(&json);
	if (work->waits) {
		write_wait(cli, &json, work);
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return send_change(cli, user, &body, work, ret_outcome);
}

/* An empty list of additions, and the beginning of the removals. */
static void begin_removals(struct lic_json *json, struct lic_buf *body)
{
	begin_body(json, body);
	lic_json_array(json);
	lic_json_end(json);
	lic_json_key(json, "removeLicenses");
	lic_json_array(json);
}

/* Puts the note that inherited licences stay before the lines of an outcome. */
static lic_rc add_note(struct lic_cli *cli, struct lic_cli__outcome *outcome)
{
	outcome->lines =
		lic_arena_printf(cli->scratch, "    Licences that come from groups stay.\n%s",
			outcome->lines == NULL ? "" : outcome->lines);
	return outcome->lines == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Removes every direct licence of `holding`. */
static lic_rc remove_direct(struct lic_cli *cli, const char *user,
	const struct lic_cli__holding *holding, struct license_work *work,
	struct lic_cli__outcome *ret_outcome)
{
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;

	begin_removals(&json, &body);
	for (size_t i = 0; i < json_array_size(holding->direct); i++) {
		const json_t *state = json_array_get(holding->direct, i);
		lic_json_string(&json, lic_cli__text(state, "skuId"));
	}
	lic_json_end(&json);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return send_change(cli, user, &body, work, ret_outcome);
}

/* remove --all: R-67. */
static lic_rc remove_all(struct lic_cli *cli, const char *user, struct license_work *work,
	struct lic_cli__outcome *ret_outcome)
{
	LIC_AUTO(lic_cli__holding_done) struct lic_cli__holding holding = {0};

	LIC_TRY(lic_cli__holding_read(cli, user, &holding));
	if (json_array_size(holding.direct) == 0) {
		ret_outcome->done = "nothing to remove";
	} else {
		LIC_TRY(remove_direct(cli, user, &holding, work, ret_outcome));
	}
	return json_array_size(holding.inherited) == 0 ? LIC_OK_RC : add_note(cli, ret_outcome);
}

static lic_rc remove_user(struct lic_cli *cli, const char *user, void *arg,
	struct lic_cli__outcome *ret_outcome)
{
	struct license_work *work = arg;
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;

	if (work->is_remove_all) {
		return remove_all(cli, user, work, ret_outcome);
	}
	begin_removals(&json, &body);
	for (size_t i = 0; i < work->choice.sku_count; i++) {
		lic_json_string(&json, work->choice.skus[i]->id);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return send_change(cli, user, &body, work, ret_outcome);
}

static bool is_chosen(const struct lic_cli__choice *choice, const char *sku_id)
{
	for (size_t i = 0; i < choice->sku_count; i++) {
		if (lic_text_equal_nocase(choice->skus[i]->id, sku_id)) {
			return true;
		}
	}
	return false;
}

/*
 * D-14: every direct assignment goes and the chosen set comes, decided on the end state:
 * nobody is unlicensed in between.
 */
static lic_rc replace_user(struct lic_cli *cli, const char *user, void *arg,
	struct lic_cli__outcome *ret_outcome)
{
	struct license_work *work = arg;
	LIC_AUTO(lic_cli__holding_done) struct lic_cli__holding holding = {0};
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;

	LIC_TRY(lic_cli__holding_read(cli, user, &holding));
	begin_body(&json, &body);
	lic_cli__choice_write(&json, &work->choice);
	lic_json_key(&json, "removeLicenses");
	lic_json_array(&json);
	for (size_t i = 0; i < json_array_size(holding.direct); i++) {
		const json_t *state = json_array_get(holding.direct, i);
		const char *id = lic_cli__text(state, "skuId");

		if (id != NULL && !is_chosen(&work->choice, id)) {
			lic_json_string(&json, id);
		}
	}
	lic_json_end(&json);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	return send_change(cli, user, &body, work, ret_outcome);
}

static bool is_disabled(const json_t *state, const char *plan_id)
{
	for (size_t i = 0; i < json_array_size(json_object_get(state, "disabledPlans")); i++) {
		const json_t *disabled = json_array_get(json_object_get(state, "disabledPlans"), i);
		if (json_is_string(disabled) &&
			lic_text_equal_nocase(json_string_value(disabled), plan_id)) {
			return true;
		}
	}
	return false;
}

/*
 * Whether a plan of the new product is to be off. D-14: a plan that both products have keeps the
 * user's choice. Who holds the new product already keeps every plan that either of the two gives,
 * and the choices for plans that only the new one has.
 */
static bool is_off_after_swap(const struct license_work *work, const json_t *old_state,
	const json_t *new_state, const char *plan_id)
{
	bool is_in_both = lic_cli__plan_by_id(work->from, plan_id) != NULL;
	bool was_off = is_in_both && is_disabled(old_state, plan_id);

	if (new_state == NULL) {
		return was_off;
	}
	return is_disabled(new_state, plan_id) && (was_off || !is_in_both);
}

static void write_swap(struct lic_json *json, const struct license_work *work,
	const json_t *old_state, const json_t *new_state)
{
	lic_json_array(json);
	lic_json_object(json);
	lic_json_kstring(json, "skuId", work->to->id);
	lic_json_key(json, "disabledPlans");
	lic_json_array(json);
	for (size_t i = 0; i < work->to->plan_count; i++) {
		const char *plan_id = work->to->plans[i].id;

		if (is_off_after_swap(work, old_state, new_state, plan_id)) {
			lic_json_string(json, plan_id);
		}
	}
	lic_json_end(json);
	lic_json_end(json);
	lic_json_end(json);
	lic_json_key(json, "removeLicenses");
	lic_json_array(json);
	lic_json_string(json, work->from->id);
	lic_json_end(json);
	lic_json_end(json);
}

/* D-14: A for B in one call; nothing else is touched. */
static lic_rc swap_user(struct lic_cli *cli, const char *user, void *arg,
	struct lic_cli__outcome *ret_outcome)
{
	struct license_work *work = arg;
	LIC_AUTO(lic_cli__holding_done) struct lic_cli__holding holding = {0};
	LIC_AUTO(lic_buf_done) struct lic_buf body = {0};
	struct lic_json json;
	const json_t *old_state = NULL;

	LIC_TRY(lic_cli__holding_read(cli, user, &holding));
	old_state = lic_cli__state_of(holding.direct, work->from->id);
	if (old_state == NULL) {
		return lic_err_set(&cli->err, LIC_E_CONFLICT, "Request_BadRequest",
			"The user %s %s%s.",
			lic_cli__state_of(holding.inherited, work->from->id) == NULL
				? "does not have"
				: "has",
			lic_cli__sku_name(work->from),
			lic_cli__state_of(holding.inherited, work->from->id) == NULL
				? ""
				: " from a group: change the group or the membership");
	}
	begin_body(&json, &body);
	write_swap(&json, work, old_state, lic_cli__state_of(holding.direct, work->to->id));
	LIC_TRY(lic_json_finish(&json));
	return send_change(cli, user, &body, work, ret_outcome);
}

/* Tells how many seats a rehearsal found missing, by product. */
static void note_missing(struct lic_cli *cli, const struct license_work *work)
{
	for (size_t i = 0; i < work->rehearsal.count; i++) {
		const struct lic_cli__seat_count *count = &work->rehearsal.seats[i];
		const struct lic_cli__sku *sku = lic_cli__sku_by_id(cli, count->sku_id);

		if (count->missing > 0) {
			lic_cli_note(cli, "%s: %" PRId64 " more seat%s needed for all of them.",
				lic_cli__clean(cli->arena,
					sku == NULL ? count->sku_id : lic_cli__sku_name(sku)),
				count->missing, count->missing == 1 ? " is" : "s are");
		}
	}
}

/* Reads --sku and --without and runs `visit` for every user; `verb` names what is done to the
 * products. */
static lic_rc run_choice(struct lic_cli *cli, const char *verb, lic_cli__user_function *visit,
	struct license_work work)
{
	if (!lic_cli_has(cli, "sku")) {
		return lic_cli_usage(cli, "Name a product with --sku.");
	}
	LIC_TRY(lic_cli__choice_read(cli, "sku", &work.choice));
	work.done = lic_arena_printf(cli->arena, "%s %s", verb,
		lic_cli__choice_name(cli, &work.choice));
	if (work.done == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__for_users(cli, visit, &work));
	note_missing(cli, &work);
	return LIC_OK_RC;
}

static lic_rc run_assign(struct lic_cli *cli)
{
	struct license_work work = {
		.waits = lic_cli_has(cli, "wait"),
		.rehearsal = {.may_wait = lic_cli_has(cli, "wait")},
	};

	if (!work.waits && (lic_cli_has(cli, "priority") || lic_cli_has(cli, "wait-reason"))) {
		return lic_cli_usage(cli, "--priority and --wait-reason are for --wait.");
	}
	LIC_TRY(lic_cli_get_int(cli, "priority", -PRIORITY_MAX, PRIORITY_MAX, &work.priority));
	return run_choice(cli, "assigned", assign_user, work);
}

static lic_rc run_replace(struct lic_cli *cli)
{
	return run_choice(cli, "given only", replace_user, (struct license_work){0});
}

static lic_rc run_remove(struct lic_cli *cli)
{
	struct license_work work = {.is_remove_all = true, .done = "freed of all direct licences"};

	if (!lic_cli_has(cli, "all")) {
		return run_choice(cli, "freed of", remove_user, (struct license_work){0});
	}
	if (lic_cli_has(cli, "sku")) {
		return lic_cli_usage(cli, "Choose one of --sku and --all.");
	}
	return lic_cli__for_users(cli, remove_user, &work);
}

static lic_rc run_swap(struct lic_cli *cli)
{
	struct license_work work = {0};

	LIC_TRY(lic_cli__sku_find(cli, lic_cli_get(cli, "from"), &work.from));
	LIC_TRY(lic_cli__sku_find(cli, lic_cli_get(cli, "to"), &work.to));
	if (lic_text_equal_nocase(work.from->id, work.to->id)) {
		return lic_cli_usage(cli, "--from and --to name the same product.");
	}
	work.done = lic_arena_printf(cli->arena, "moved from %s to %s",
		lic_cli__sku_name(work.from), lic_cli__sku_name(work.to));
	if (work.done == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_cli__for_users(cli, swap_user, &work));
	note_missing(cli, &work);
	return LIC_OK_RC;
}

static const struct lic_cli_option choice_options[] = {
	{"sku", "SKU", "product by part number, GUID or name", LIC_CLI_REPEATS},
	{"without", "PLAN", "leave this service plan off", LIC_CLI_REPEATS},
};

static const struct lic_cli_option assign_options[] = {
	{"sku", "SKU", "product by part number, GUID or name", LIC_CLI_REPEATS},
	{"without", "PLAN", "leave this service plan off", LIC_CLI_REPEATS},
	{"wait", NULL, "wait in line for a seat when none is free", 0},
	{"priority", "N", "place in line, -100 to 100: smaller comes first", 0},
	{"wait-reason", "TEXT", "why the user waits, for who reads the line", 0},
};

static const struct lic_cli_option remove_options[] = {
	{"sku", "SKU", "product by part number, GUID or name", LIC_CLI_REPEATS},
	{"all", NULL, "every licence that the user holds directly", 0},
};

static const struct lic_cli_option swap_options[] = {
	{"from", "SKU", "product to take", LIC_CLI_REQUIRED},
	{"to", "SKU", "product to give instead", LIC_CLI_REQUIRED},
};

#define LICENSE_FLAGS (LIC_CLI_JSON | LIC_CLI_CHANGES | LIC_CLI_REMOTE | LIC_CLI_NAMES_USERS)

static const struct lic_cli_command rows[] = {
	{
		.name = "assign",
		.arguments = "USER...",
		.summary = "give licences, beside what users have",
		.detail =
			"A product that a user has already gets the plans chosen here. Each user is\n"
			"done on its own; one refusal does not stop the others. With --wait, who lacks\n"
			"nothing but a seat stands in line and gets the next one (see waiting list).",
		.examples =
			"licentia assign anna@contoso.com --sku \"Office 365 E3\" --without Sway\n"
			"licentia assign --users team.txt --sku ENTERPRISEPACK --dry-run\n"
			"licentia assign ben@contoso.com --sku VISIOCLIENT --wait --priority -5\n",
		.options = assign_options,
		.option_count = LIC_COUNT(assign_options),
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = LICENSE_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_assign,
	},
	{
		.name = "remove",
		.arguments = "USER...",
		.summary = "take licences back",
		.detail = "Licences that come from a group cannot be taken from the user.",
		.examples = "licentia remove anna@contoso.com --sku VISIOCLIENT\n"
			    "licentia remove --users leavers.txt --all --reason \"ticket 4711\"\n",
		.options = remove_options,
		.option_count = LIC_COUNT(remove_options),
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = LICENSE_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_remove,
	},
	{
		.name = "replace",
		.arguments = "USER...",
		.summary = "give these licences instead of all others",
		.detail =
			"Every direct licence of the user goes and the chosen ones come, in one step:\n"
			"nobody is without a licence in between, and a refusal changes nothing.",
		.examples = "licentia replace anna@contoso.com --sku \"Office 365 E5\" --dry-run\n",
		.options = choice_options,
		.option_count = LIC_COUNT(choice_options),
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = LICENSE_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_replace,
	},
	{
		.name = "swap",
		.arguments = "USER...",
		.summary = "exchange one product for another, touch no other",
		.detail =
			"Plans that both products have stay on or off as they were. One step for each\n"
			"user; who does not have the first product is refused.",
		.examples =
			"licentia swap --users all.txt --from ENTERPRISEPACK --to ENTERPRISEPREMIUM\n",
		.options = swap_options,
		.option_count = LIC_COUNT(swap_options),
		.max_arguments = LIC_CLI_ANY_COUNT,
		.flags = LICENSE_FLAGS,
		.section = LIC_CLI_LICENSES,
		.run = run_swap,
	},
};

const struct lic_cli__table lic_cli__license_table = {rows, LIC_COUNT(rows)};
