/*
 * Remedies for people: numbered, the best first, each with what it costs.
 */
#include "cli/cli_int.h"
#include "cli/users_int.h"

#include <inttypes.h>
#include <string.h>

/* Services that are named for one remedy; more are counted. */
#define NAMED_MAX 6

static const char *name_of(struct lic_cli *cli, const json_t *object, const char *technical)
{
	const char *name = lic_cli__text(object, "displayName");

	return lic_cli__clean(cli->scratch, name != NULL ? name : lic_cli__text(object, technical));
}

static void add_services(struct lic_cli *cli, struct lic_buf *text, const char *label,
	const json_t *services)
{
	size_t count = json_array_size(services);

	if (count == 0) {
		return;
	}
	lic_buf_printf(text, "%s%s", text->len == 0 ? "" : "; ", label);
	for (size_t i = 0; i < count && i < NAMED_MAX; i++) {
		lic_buf_printf(text, "%s%s", i == 0 ? "" : ", ",
			name_of(cli, json_array_get(services, i), "servicePlanName"));
	}
	if (count > NAMED_MAX) {
		lic_buf_printf(text, " and %zu more", count - NAMED_MAX);
	}
}

static void add_seats(struct lic_cli *cli, struct lic_buf *text, const json_t *seats)
{
	for (size_t i = 0; i < json_array_size(seats); i++) {
		const json_t *seat = json_array_get(seats, i);

		lic_buf_printf(text, "%s%s %+" PRId64, i == 0 ? "seats: " : ", ",
			name_of(cli, seat, "skuPartNumber"), lic_cli__int(seat, "change"));
	}
}

lic_rc lic_cli__add_remedies(struct lic_cli *cli, struct lic_buf *lines, const json_t *remedies)
{
	for (size_t i = 0; i < json_array_size(remedies); i++) {
		const json_t *remedy = json_array_get(remedies, i);
		const char *solves = lic_cli__text(remedy, "solves");
		LIC_AUTO(lic_buf_done) struct lic_buf effect = {0};

		lic_buf_init(&effect, LIC_CLI__LINES_MAX);
		add_seats(cli, &effect, json_object_get(remedy, "seats"));
		add_services(cli, &effect, "without: ", json_object_get(remedy, "lost"));
		add_services(cli, &effect, "also: ", json_object_get(remedy, "gained"));
		if (solves != NULL && strcmp(solves, "this") == 0) {
			lic_buf_printf(&effect, "%sother conflicts remain",
				effect.len == 0 ? "" : "; ");
		}
		LIC_TRY(lic_buf_status(&effect));
		lic_buf_printf(lines, "    %-10s%zu. %s\n", i == 0 ? "remedies" : "", i + 1,
			lic_cli__clean(cli->scratch, lic_cli__text(remedy, "text")));
		if (effect.len > 0) {
			lic_buf_printf(lines, "    %-10s   (%.*s)\n", "", (int)effect.len,
				effect.data);
		}
	}
	return lic_buf_status(lines);
}
