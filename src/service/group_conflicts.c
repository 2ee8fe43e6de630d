/*
 * Who is left without in a preview of groups, and what can be done about it: see
 * group_preview_int.h.
 */
#include "service/group_preview_int.h"

#include "core/location.h"
#include "core/planset.h"

#include <string.h>

/* What somebody does not get, or has otherwise than the group gives it. */
struct blame {
	const struct lic_world__person *person;  /* who */
	const struct lic_membership *membership; /* the group, as it gives; NULL: he has left it */
	const struct lic_group_license *license; /* the product; NULL: it is given no more */
	const struct lic_path *path;             /* how it is */
};

/* Plans that the group turns on in the product, in `set`. */
static void add_wanted(const struct lic_world *world, const struct lic_group_license *license,
	uint64_t *set)
{
	lic_planset_add_except(set, world->catalog->skus[license->sku].switchable,
		license->disabled, world->catalog->words);
}

/* the plans of a group of which another would be on, too. */
static void add_clashes(const struct lic_world *world, const uint64_t *wanted, const uint64_t *with,
	uint64_t *plans)
{
	for (size_t i = 0; i < world->catalog->exclusion_count; i++) {
		const uint64_t *group = world->catalog->exclusions[i].plans;

		if (lic_planset_common(wanted, group, world->catalog->words) == 0 ||
			lic_planset_common(with, group, world->catalog->words) < 2) {
			continue;
		}
		for (size_t w = 0; w < world->catalog->words; w++) {
			plans[w] |= with[w] & group[w];
		}
	}
}

/* the plans that would lack what they need. */
static void add_dependents(const struct lic_world *world, const uint64_t *wanted,
	const uint64_t *with, uint64_t *plans)
{
	for (size_t i = 0; i < world->catalog->dependency_count; i++) {
		const struct lic_dependency *dependency = &world->catalog->dependencies[i];

		if (lic_planset_has(wanted, dependency->plan) &&
			lic_license_lacks(world->catalog, dependency, with)) {
			lic_planset_add(plans, dependency->plan);
		}
	}
}

/* the plans that are not allowed where he is. */
static void add_prohibited(const struct lic_world *world, const uint64_t *wanted,
	const char *location, uint64_t *plans)
{
	for (uint32_t p = 0; p < world->catalog->plan_count; p++) {
		if (lic_planset_has(wanted, p) &&
			lic_location_in_list(location, world->catalog->plans[p].prohibited)) {
			lic_planset_add(plans, p);
		}
	}
}

/* The plans that it is about, in the arena `arena`; `*ret_plans` is NULL when it is about none. */
static lic_rc find_plans(const struct lic_world *world, struct lic_arena *arena,
	const struct blame *blame, const uint64_t **ret_plans)
{
	uint64_t *wanted = lic_planset_new(arena, world->catalog);
	uint64_t *with = lic_planset_new(arena, world->catalog);
	uint64_t *plans = lic_planset_new(arena, world->catalog);

	if (wanted == NULL || with == NULL || plans == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_plans = NULL;
	if (blame->license == NULL) {
		return LIC_OK_RC;
	}
	add_wanted(world, blame->license, wanted);
	memcpy(with, blame->person->plans, world->catalog->words * sizeof(*with));
	for (size_t i = 0; i < blame->membership->license_count; i++) {
		add_wanted(world, &blame->membership->licenses[i], with);
	}
	if (blame->path->error == LIC_PATH_MUTUALLY_EXCLUSIVE) {
		add_clashes(world, wanted, with, plans);
	} else if (blame->path->error == LIC_PATH_DEPENDENCY) {
		add_dependents(world, wanted, with, plans);
	} else if (blame->path->error == LIC_PATH_LOCATION) {
		add_prohibited(world, wanted, blame->person->location, plans);
	}
	if (lic_planset_common(plans, plans, world->catalog->words) > 0) {
		*ret_plans = plans;
	}
	return LIC_OK_RC;
}

static void find_license(struct blame *blame)
{
	const struct lic_world__person *person = blame->person;

	for (size_t i = 0; i < person->membership_count; i++) {
		const struct lic_membership *membership = &person->memberships[i];

		if (membership->group != blame->path->source) {
			continue;
		}
		blame->membership = membership;
		for (size_t k = 0; k < membership->license_count; k++) {
			if (membership->licenses[k].sku == blame->path->sku) {
				blame->license = &membership->licenses[k];
			}
		}
	}
}

static lic_rc note(struct lic_world *world, struct lic_preview__conflicts *conflicts,
	const struct blame *blame)
{
	const struct lic_user *user = blame->person->user;
	const struct lic_preview_user shown = {
		.id = user->guid,
		.upn = user->values.text[LIC_USER_PRINCIPAL_NAME],
		.display_name = user->values.text[LIC_USER_DISPLAY_NAME],
	};
	struct lic_preview_reason reason = {
		.code = lic_path_error_name(blame->path->error),
		.sku = blame->path->sku,
	};
	const struct lic_allotted *allotted =
		lic_world__allotted(world, blame->path->source, blame->path->sku);
	struct lic_preview_conflict *added = NULL;
	struct lic_preview__first *first = NULL;

	if (blame->path->error == LIC_PATH_COUNT && allotted != NULL && allotted->free <= 0) {
		reason.allotment = allotted->allotment;
	}
	reason.message = lic_path_error_words(blame->path->error, reason.allotment != 0)->cause;
	LIC_TRY(find_plans(world, world->scratch, blame, &reason.plans));
	LIC_TRY(lic_preview_sum_conflict(world->sum, &reason, &shown, &added));
	if (added == NULL) {
		return LIC_OK_RC;
	}
	first = &conflicts->first[added - world->sum->conflicts];
	first->user_id = user->id;
	first->error = blame->path->error;
	first->location = lic_arena_strdup(world->arena, blame->person->location);
	if (first->location == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_world__group(world, blame->path->source, &first->group);
}

lic_rc lic_preview__look(struct lic_world *world, const struct lic_world__person *person,
	void *data)
{
	struct lic_preview__conflicts *conflicts = data;

	for (size_t i = 0; i < person->path_count; i++) {
		struct blame blame = {.person = person, .path = &person->paths[i]};
		bool is_meant = false;

		for (size_t g = 0; g < conflicts->group_count; g++) {
			is_meant = is_meant || conflicts->groups[g] == blame.path->source;
		}
		if (is_meant && blame.path->error != LIC_PATH_NONE) {
			find_license(&blame);
			LIC_TRY(note(world, conflicts, &blame));
		}
	}
	return LIC_OK_RC;
}
