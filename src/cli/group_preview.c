/*
 * A rehearsal of a change of groups for people: seats, services, who is left without and what can
 * be done about it.
 */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/groups_int.h"
#include "cli/users_int.h"

#include <inttypes.h>
#include <string.h>

#define LINE_WIDTH 80U
#define LABEL_WIDTH 14U

/* People who are named for one conflict; more are counted. */
#define NAMED_MAX 3

static const char *name_of(struct lic_cli *cli, const json_t *object, const char *technical)
{
	const char *name = lic_cli__text(object, "displayName");

	return lic_cli__clean(cli->scratch, name != NULL ? name : lic_cli__text(object, technical));
}

static const char *people(int64_t count)
{
	return count == 1 ? "person" : "people";
}

static void add_seats(struct lic_cli *cli, struct lic_buf *lines, const json_t *seats)
{
	for (size_t i = 0; i < json_array_size(seats); i++) {
		const json_t *seat = json_array_get(seats, i);
		const json_t *before = json_object_get(seat, "before");
		int64_t gained = lic_cli__int(seat, "gained");
		int64_t lost = lic_cli__int(seat, "lost");

		lic_buf_printf(lines,
			"    seats     %s: %" PRId64 " of %" PRId64 " used before, %" PRId64
			" after",
			name_of(cli, seat, "skuPartNumber"), lic_cli__int(before, "consumed"),
			lic_cli__int(before, "capacity"),
			lic_cli__int(json_object_get(seat, "after"), "consumed"));
		if (gained > 0) {
			lic_buf_printf(lines, "; %" PRId64 " %s it", gained,
				gained == 1 ? "gets" : "get");
		}
		if (lost > 0) {
			lic_buf_printf(lines, "; %" PRId64 " %s it", lost,
				lost == 1 ? "loses" : "lose");
		}
		lic_buf_puts(lines, "\n");
	}
}

/* Tells whether a service before number `index` has the same count of `member`. */
static bool is_told(const json_t *services, size_t index, const char *member)
{
	int64_t count = lic_cli__int(json_array_get(services, index), member);

	for (size_t i = 0; i < index; i++) {
		if (lic_cli__int(json_array_get(services, i), member) == count) {
			return true;
		}
	}
	return false;
}

/* The services that so many people gain or lose, in lines that fit a terminal. */
static void add_names(struct lic_cli *cli, struct lic_buf *lines, const json_t *services,
	const char *member, int64_t count)
{
	const char *head = lic_arena_printf(cli->scratch, "%" PRId64 " %s: ", count, people(count));
	size_t column = LABEL_WIDTH + (head == NULL ? 0 : strlen(head));
	const char *between = "";

	lic_buf_puts(lines, head == NULL ? "" : head);
	for (size_t i = 0; i < json_array_size(services); i++) {
		const json_t *service = json_array_get(services, i);
		const char *name = name_of(cli, service, "servicePlanName");
		size_t len = lic_text_length(name) + strlen(", ");

		if (lic_cli__int(service, member) != count) {
			continue;
		}
		if (*between != '\0' && column + len > LINE_WIDTH) {
			lic_buf_printf(lines, ",\n%*s", (int)LABEL_WIDTH, "");
			column = LABEL_WIDTH;
			between = "";
		}
		lic_buf_printf(lines, "%s%s", between, name);
		between = ", ";
		column += len;
	}
	lic_buf_puts(lines, "\n");
}

/* What is gained, or lost, by how many: services that go together stand together. */
static void add_services(struct lic_cli *cli, struct lic_buf *lines, const json_t *services,
	const char *label, const char *member)
{
	for (size_t i = 0; i < json_array_size(services); i++) {
		int64_t count = lic_cli__int(json_array_get(services, i), member);

		if (count > 0 && !is_told(services, i, member)) {
			lic_buf_printf(lines, "    %-10s", label);
			add_names(cli, lines, services, member, count);
		}
	}
}

static void add_people(struct lic_cli *cli, struct lic_buf *lines, const json_t *conflict)
{
	const json_t *users = json_object_get(conflict, "users");
	int64_t unnamed = lic_cli__int(conflict, "count");

	lic_buf_printf(lines, "%*s", (int)LABEL_WIDTH, "");
	for (size_t i = 0; i < json_array_size(users) && i < NAMED_MAX; i++) {
		lic_buf_printf(lines, "%s%s", i == 0 ? "" : ", ",
			lic_cli__clean(cli->scratch,
				lic_cli__text(json_array_get(users, i), "userPrincipalName")));
		unnamed--;
	}
	if (unnamed > 0) {
		lic_buf_printf(lines, " and %" PRId64 " more", unnamed);
	}
	lic_buf_puts(lines, "\n");
}

static lic_rc add_conflicts(struct lic_cli *cli, struct lic_buf *lines, const json_t *conflicts)
{
	for (size_t i = 0; i < json_array_size(conflicts); i++) {
		const json_t *conflict = json_array_get(conflicts, i);
		const json_t *plans = json_object_get(conflict, "servicePlans");
		int64_t count = lic_cli__int(conflict, "count");

		lic_buf_printf(lines, "    conflict  %" PRId64 " %s without %s: %s", count,
			people(count),
			name_of(cli, json_object_get(conflict, "sku"), "skuPartNumber"),
			lic_cli__clean(cli->scratch, lic_cli__text(conflict, "message")));
		if (json_array_size(plans) > 0) {
			lic_buf_printf(lines, " (%s)",
				lic_cli__join(cli, plans, "displayName", ", "));
		}
		lic_buf_puts(lines, "\n");
		add_people(cli, lines, conflict);
		LIC_TRY(lic_cli__add_remedies(cli, lines, json_object_get(conflict, "remedies")));
	}
	return LIC_OK_RC;
}

static lic_rc add_violations(struct lic_cli *cli, struct lic_buf *lines, const json_t *violations)
{
	for (size_t i = 0; i < json_array_size(violations); i++) {
		const json_t *violation = json_array_get(violations, i);

		lic_buf_printf(lines, "    conflict  %s: %s\n",
			lic_cli__clean(cli->scratch, lic_cli__text(violation, "code")),
			lic_cli__clean(cli->scratch, lic_cli__text(violation, "message")));
		LIC_TRY(lic_cli__add_remedies(cli, lines, json_object_get(violation, "remedies")));
	}
	return LIC_OK_RC;
}

lic_rc lic_cli__group_preview_print(struct lic_cli *cli, const json_t *preview)
{
	LIC_AUTO(lic_buf_done) struct lic_buf lines = {0};
	const json_t *services = json_object_get(preview, "services");

	lic_buf_init(&lines, LIC_CLI__LINES_MAX);
	lic_buf_printf(&lines, "    people    %" PRId64 "\n", lic_cli__int(preview, "members"));
	add_seats(cli, &lines, json_object_get(preview, "seats"));
	add_services(cli, &lines, services, "gains", "gained");
	add_services(cli, &lines, services, "loses", "lost");
	LIC_TRY(add_conflicts(cli, &lines, json_object_get(preview, "conflicts")));
	LIC_TRY(add_violations(cli, &lines, json_object_get(preview, "violations")));
	if (!json_is_true(json_object_get(preview, "complete"))) {
		lic_buf_puts(&lines,
			"    note      There are too many conflicts to go through them all.\n");
	}
	LIC_TRY(lic_buf_status(&lines));
	lic_cli_print(cli, "%.*s", (int)lines.len, lines.data);
	return LIC_OK_RC;
}

lic_rc lic_cli__group_preview(struct lic_cli *cli, const struct lic_cli__group *group,
	const char *done, json_t *preview)
{
	bool is_allowed = json_is_true(json_object_get(preview, "allowed"));

	if (done == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (!is_allowed) {
		lic_cli_set_exit(cli, LIC_EXIT_REFUSED);
	}
	if (lic_cli_is_json(cli)) {
		LIC_AUTO(lic_json_freep)
		json_t *root = json_pack("{s:s, s:s, s:b, s:O}", "id", group->id, "outcome",
			is_allowed ? done : "refused", "dryRun", true, "preview", preview);

		return root == NULL ? LIC_RC(LIC_E_NOMEM) : lic_cli_print_tree(cli, root);
	}
	lic_cli_print(cli, "%s  would be %s. Nothing was changed.\n", group->name,
		is_allowed ? done : "refused");
	return lic_cli__group_preview_print(cli, preview);
}
