/*
 * A rehearsal of assignLicense for people: what a user would gain and lose, seats before and after,
 * each conflict with its remedy.
 *
 * The server rehearses each user alone. Seats that users listed earlier would take are counted
 * here, because the real run serves them in that order.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/users_int.h"

#include <inttypes.h>
#include <string.h>

#define LINE_WIDTH 80U
#define LABEL_WIDTH 14U

/* Finds the count of a product, or makes one. NULL when memory is out. */
static struct lic_cli__seat_count *count_of(struct lic_cli *cli,
	struct lic_cli__rehearsal *rehearsal, const char *sku_id)
{
	for (size_t i = 0; i < rehearsal->count; i++) {
		if (lic_text_equal_nocase(rehearsal->seats[i].sku_id, sku_id)) {
			return &rehearsal->seats[i];
		}
	}
	if (rehearsal->count == rehearsal->size) {
		size_t size = rehearsal->size * 2 + 8;
		struct lic_cli__seat_count *larger =
			lic_arena_array(cli->arena, size, sizeof(*larger));

		if (larger == NULL) {
			return NULL;
		}
		if (rehearsal->count > 0) {
			memcpy(larger, rehearsal->seats, rehearsal->count * sizeof(*larger));
		}
		rehearsal->seats = larger;
		rehearsal->size = size;
	}
	sku_id = lic_arena_strdup(cli->arena, sku_id);
	if (sku_id == NULL) {
		return NULL;
	}
	rehearsal->seats[rehearsal->count] = (struct lic_cli__seat_count){.sku_id = sku_id};
	return &rehearsal->seats[rehearsal->count++];
}

static const char *name_of(const json_t *object)
{
	const char *display = lic_cli__text(object, "displayName");
	const char *part = lic_cli__text(object, "skuPartNumber");

	return display != NULL ? display : part != NULL ? part : "";
}

/* Adds a violation to the preview: the seats are gone to the users before. With --wait the user
 * waits instead. */
static lic_rc add_shortage(struct lic_cli *cli, json_t *preview, const json_t *seat,
	const struct lic_cli__rehearsal *rehearsal, int64_t missing)
{
	json_t *violations = json_object_get(preview, "violations");
	const char *name = name_of(seat);
	const char *message = lic_arena_printf(cli->scratch,
		"The users listed before take the last seats of %s.", name);
	const char *remedy = lic_arena_printf(cli->scratch,
		"Buy at least %" PRId64 " more of %s, or free seats.", missing, name);

	if (rehearsal->may_wait) {
		return json_array_append_new(json_object_get(preview, "waiting"),
			       json_pack("{s:s}", "displayName", name)) == 0
			? LIC_OK_RC
			: LIC_RC(LIC_E_NOMEM);
	}
	if (message == NULL || remedy == NULL ||
		json_array_append_new(violations,
			json_pack("{s:s, s:s, s:n, s:s, s:[]}", "code", "CountViolation", "message",
				message, "target", "remedy", remedy, "refs")) != 0 ||
		json_object_set_new(preview, "allowed", json_false()) != 0) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return LIC_OK_RC;
}

/* Moves the seats of one side ("before", "after") of a preview by those taken earlier in this
 * rehearsal. */
static lic_rc shift_side(json_t *seat, const char *side, int64_t taken)
{
	json_t *numbers = json_object_get(seat, side);
	int64_t consumed = lic_cli__int(numbers, "consumed") + taken;
	int64_t available = lic_cli__int(numbers, "capacity") - consumed;

	if (json_object_set_new(numbers, "consumed", json_integer(consumed)) != 0 ||
		json_object_set_new(numbers, "available",
			json_integer(available < 0 ? 0 : available)) != 0) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return LIC_OK_RC;
}

/*
 * Takes earlier users into account in every seat of the preview, and counts this one's when it is
 * allowed after all. A product whose seats are short is told with how many are missing by now.
 */
static lic_rc count_seats(struct lic_cli *cli, json_t *preview,
	struct lic_cli__rehearsal *rehearsal)
{
	const json_t *seats = json_object_get(preview, "seats");
	bool was_allowed = json_is_true(json_object_get(preview, "allowed"));

	for (size_t i = 0; i < json_array_size(seats); i++) {
		json_t *seat = json_array_get(seats, i);
		const char *id = lic_cli__text(seat, "skuId");
		struct lic_cli__seat_count *count = count_of(cli, rehearsal, id == NULL ? "" : id);
		const json_t *before = json_object_get(seat, "before");
		int64_t wanted = lic_cli__int(json_object_get(seat, "after"), "consumed") -
			lic_cli__int(before, "consumed");
		int64_t free_seats = 0;

		if (count == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(shift_side(seat, "before", count->taken));
		LIC_TRY(shift_side(seat, "after", count->taken));
		free_seats = lic_cli__int(before, "available");
		count->wanted = was_allowed ? wanted : 0;
		if (was_allowed && wanted > free_seats) {
			count->missing += wanted - free_seats;
			count->wanted = rehearsal->may_wait ? 0 : count->wanted;
			LIC_TRY(add_shortage(cli, preview, seat, rehearsal, count->missing));
		}
	}
	for (size_t i = 0; i < json_array_size(seats); i++) {
		json_t *seat = json_array_get(seats, i);
		const char *id = lic_cli__text(seat, "skuId");
		struct lic_cli__seat_count *count = count_of(cli, rehearsal, id == NULL ? "" : id);

		if (count != NULL && json_is_true(json_object_get(preview, "allowed"))) {
			count->taken += count->wanted;
		}
	}
	return LIC_OK_RC;
}

static const char *plan_name(const json_t *plan)
{
	const char *display = lic_cli__text(plan, "displayName");
	const char *name = lic_cli__text(plan, "servicePlanName");

	return display != NULL ? display : name != NULL ? name : "";
}

/* Tells whether one of `plans` has the same name for people as `plan`: E1 and E3 both have a
 * "Common Data Service". */
static bool has_namesake(const json_t *plans, const json_t *plan)
{
	for (size_t i = 0; i < json_array_size(plans); i++) {
		const json_t *other = json_array_get(plans, i);
		if (strcmp(plan_name(other), plan_name(plan)) == 0) {
			return true;
		}
	}
	return false;
}

/* The names of `plans`, in lines that fit a terminal; those that `others` have too with their
 * technical name. */
static void add_plans(struct lic_cli *cli, struct lic_buf *lines, const char *label,
	const json_t *plans, const json_t *others)
{
	size_t column = LINE_WIDTH;

	for (size_t i = 0; i < json_array_size(plans); i++) {
		const json_t *plan = json_array_get(plans, i);
		const char *technical =
			has_namesake(others, plan) ? lic_cli__text(plan, "servicePlanName") : NULL;
		const char *name = lic_cli__clean(cli->scratch, plan_name(plan));
		const char *kept = technical == NULL
			? name
			: lic_arena_printf(cli->scratch, "%s (%s)", name,
				  lic_cli__clean(cli->scratch, technical));
		size_t len = kept == NULL ? 0 : lic_text_length(kept) + strlen(", ");

		if (column + len > LINE_WIDTH) {
			lic_buf_printf(lines, "%s    %-10s", i == 0 ? "" : ",\n",
				i == 0 ? label : "");
			column = LABEL_WIDTH + len;
		} else {
			lic_buf_puts(lines, ", ");
			column += len;
		}
		lic_buf_puts(lines, kept == NULL ? "" : kept);
	}
	lic_buf_puts(lines, json_array_size(plans) == 0 ? "" : "\n");
}

static void add_seats(struct lic_cli *cli, struct lic_buf *lines, const json_t *preview)
{
	bool is_allowed = json_is_true(json_object_get(preview, "allowed"));

	for (size_t i = 0; i < json_array_size(json_object_get(preview, "seats")); i++) {
		const json_t *seat = json_array_get(json_object_get(preview, "seats"), i);
		const json_t *before = json_object_get(seat, "before");
		const json_t *after = json_object_get(seat, "after");

		lic_buf_printf(lines, "    seats     %s: %" PRId64 " of %" PRId64 " used",
			lic_cli__clean(cli->scratch, name_of(seat)),
			lic_cli__int(before, "consumed"), lic_cli__int(before, "capacity"));
		if (is_allowed) {
			lic_buf_printf(lines, " before, %" PRId64 " after",
				lic_cli__int(after, "consumed"));
		}
		lic_buf_puts(lines, "\n");
	}
}

static void add_waits(struct lic_cli *cli, struct lic_buf *lines, const json_t *waits)
{
	for (size_t i = 0; i < json_array_size(waits); i++) {
		lic_buf_printf(lines, "    waits     for a seat of %s\n",
			lic_cli__clean(cli->scratch, name_of(json_array_get(waits, i))));
	}
}

/* Each conflict with what can be done: ranked where the server has tried it out, else in words. */
static lic_rc add_violations(struct lic_cli *cli, struct lic_buf *lines, const json_t *violations)
{
	for (size_t i = 0; i < json_array_size(violations); i++) {
		const json_t *violation = json_array_get(violations, i);
		const json_t *remedies = json_object_get(violation, "remedies");
		const char *remedy = lic_cli__text(violation, "remedy");

		lic_buf_printf(lines, "    conflict  %s: %s\n",
			lic_cli__clean(cli->scratch, lic_cli__text(violation, "code")),
			lic_cli__clean(cli->scratch, lic_cli__text(violation, "message")));
		if (json_array_size(remedies) > 0) {
			LIC_TRY(lic_cli__add_remedies(cli, lines, remedies));
		} else if (remedy != NULL) {
			lic_buf_printf(lines, "    remedy    %s\n",
				lic_cli__clean(cli->scratch, remedy));
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_cli__preview(struct lic_cli *cli, json_t *root, const char *done,
	struct lic_cli__rehearsal *rehearsal, struct lic_cli__outcome *ret_outcome)
{
	LIC_AUTO(lic_buf_done) struct lic_buf lines = {0};
	struct lic_cli__outcome outcome = {0};

	LIC_TRY(count_seats(cli, root, rehearsal));
	lic_buf_init(&lines, LIC_CLI__LINES_MAX);
	add_plans(cli, &lines, "gains", json_object_get(root, "gained"),
		json_object_get(root, "lost"));
	add_plans(cli, &lines, "loses", json_object_get(root, "lost"),
		json_object_get(root, "gained"));
	add_seats(cli, &lines, root);
	add_waits(cli, &lines, json_object_get(root, "waiting"));
	LIC_TRY(add_violations(cli, &lines, json_object_get(root, "violations")));
	LIC_TRY(lic_buf_status(&lines));

	outcome.is_refused = !json_is_true(json_object_get(root, "allowed"));
	outcome.done = outcome.is_refused ? "would be refused"
					  : lic_arena_printf(cli->scratch, "would be %s", done);
	outcome.lines = lic_arena_copy(cli->scratch, lines.data, lines.len);
	outcome.members = json_pack("{s:O}", "preview", root);
	if (outcome.done == NULL || outcome.lines == NULL || outcome.members == NULL) {
		json_decref(outcome.members);
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_outcome = outcome;
	return LIC_OK_RC;
}
