/*
 * Finding a service plan by what people type: GUID, servicePlanName or display name. See why.h.
 */
#include "service/why.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

#define LIST_BYTES_MAX ((size_t)4096)

/* How many plans bear what was typed, and the first of them. */
struct matches {
	size_t count;   /* number found */
	uint32_t first; /* index of the first */
};

static bool bears(const struct lic_plan *plan, const char *text, bool by_display)
{
	const char *name = by_display ? plan->display_name : plan->name;

	return name != NULL && lic_text_equal_nocase(name, text);
}

static struct matches find_matches(const struct lic_catalog *catalog, const char *text,
	bool by_display)
{
	struct matches found = {0, LIC_INDEX_NONE};

	for (uint32_t i = 0; i < catalog->plan_count; i++) {
		if (bears(&catalog->plans[i], text, by_display)) {
			found.first = found.count == 0 ? i : found.first;
			found.count++;
		}
	}
	return found;
}

/* Turns a field error into one of another kind. */
static lic_rc as_code(lic_rc rc, enum lic_code code)
{
	return rc.code == LIC_E_INVALID ? LIC_RC(code) : rc;
}

static lic_rc ambiguous(struct lic_arena *arena, const struct lic_catalog *catalog,
	const char *text, bool by_display, const char *target, struct lic_err *err)
{
	LIC_AUTO(lic_buf_done) struct lic_buf list = {0};

	lic_buf_init(&list, LIST_BYTES_MAX);
	for (uint32_t i = 0; i < catalog->plan_count; i++) {
		if (bears(&catalog->plans[i], text, by_display)) {
			lic_buf_printf(&list, "%s%s (%s)", list.len == 0 ? "" : "; ",
				lic_guid_format(&catalog->plans[i].id).text,
				catalog->plans[i].name);
		}
	}
	LIC_TRY(lic_buf_status(&list));
	return as_code(lic_err_field(err, arena, target,
			       "'%.200s' names several service plans: use the GUID of one of %s.",
			       text, list.data),
		LIC_E_CONFLICT);
}

static lic_rc unknown(struct lic_arena *arena, const struct lic_catalog *catalog, const char *text,
	const char *target, struct lic_err *err)
{
	size_t count = catalog->plan_count * 2;
	const char **names = lic_arena_array(arena, count, sizeof(*names));
	size_t nearest = 0;
	lic_rc rc;

	if (names == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < catalog->plan_count; i++) {
		names[2 * i] = catalog->plans[i].name;
		names[2 * i + 1] = catalog->plans[i].display_name;
	}
	nearest = lic_text_nearest(text, names, count);
	rc = nearest < count
		? lic_err_field(err, arena, target,
			  "'%.200s' is not a service plan of the catalogue. Did you mean '%s'?",
			  text, names[nearest])
		: lic_err_field(err, arena, target,
			  "'%.200s' is not a service plan of the catalogue: 'licentia catalog show SKU' lists those of a product.",
			  text);
	err->public_code = "Request_ResourceNotFound";
	return as_code(rc, LIC_E_NOTFOUND);
}

lic_rc lic_plan_find(struct lic_arena *arena, const struct lic_catalog *catalog, const char *text,
	const char *target, struct lic_err *err, uint32_t *ret_plan)
{
	struct lic_guid guid;

	if (text == NULL || text[0] == '\0') {
		return lic_err_field(err, arena, target,
			"Name a service plan with %s: its servicePlanId or servicePlanName.",
			target);
	}
	if (lic_guid_parse(text, strlen(text), &guid)) {
		uint32_t plan = lic_catalog_plan(catalog, &guid);

		if (plan == LIC_INDEX_NONE) {
			return unknown(arena, catalog, text, target, err);
		}
		*ret_plan = plan;
		return LIC_OK_RC;
	}
	for (int by_display = 0; by_display <= 1; by_display++) {
		struct matches found = find_matches(catalog, text, by_display == 1);

		if (found.count > 1) {
			return ambiguous(arena, catalog, text, by_display == 1, target, err);
		}
		if (found.count == 1) {
			*ret_plan = found.first;
			return LIC_OK_RC;
		}
	}
	return unknown(arena, catalog, text, target, err);
}
