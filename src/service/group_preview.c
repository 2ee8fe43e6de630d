/*
 * Previews of groups: see group_preview.h.
 */
#include "service/group_preview_int.h"

#include "core/location.h"
#include "service/license_int.h"
#include "store/lic_sql.h"

#include <string.h>

/* What a preview is made of, while it is made. */
struct making {
	struct lic_group_preview preview;        /* the outcome */
	struct lic_world world;                  /* as it would be */
	struct lic_preview__conflicts conflicts; /* who is left without */
};

static void making_done(struct making *making)
{
	lic_world__done(&making->world);
	lic_catalog_put(&making->preview.hold);
}

/* Holds the catalogue and makes an empty sum. */
static lic_rc begin(struct lic_ctx *ctx, struct making *making)
{
	struct lic_sku_seats *pools = NULL;
	size_t count = 0;

	making->preview.is_exact = true;
	LIC_TRY(lic_catalog_get(ctx, &making->preview.hold));
	LIC_TRY(lic_seats__list(ctx, making->preview.hold.catalog, &pools, &count));
	return lic_preview_sum_init(ctx->arena, making->preview.hold.catalog, pools, count,
		&making->preview.sum);
}

static lic_rc begin_world(struct lic_ctx *ctx, const struct lic_ending *ending,
	struct making *making)
{
	LIC_TRY(lic_world__init(ctx, making->preview.hold.catalog, &making->preview.sum,
		&making->world));
	making->world.look = lic_preview__look;
	making->world.look_data = &making->conflicts;
	if (ending != NULL) {
		making->world.is_ending = ending->ask;
		making->world.is_ending_data = ending->data;
	}
	return LIC_OK_RC;
}

/* Decides for everybody, and hands the outcome over. */
static lic_rc finish(struct making *making, const struct lic_license_request *request,
	struct lic_group_preview *ret_preview)
{
	LIC_TRY(lic_world__decide(&making->world, &making->preview.members));
	LIC_TRY(lic_preview__find_remedies(&making->world, &making->conflicts, request));
	making->preview.is_allowed = true;
	making->preview.is_exact = making->world.is_exact;
	*ret_preview = making->preview;
	making->preview.hold = (struct lic_catalog_hold){0};
	return LIC_OK_RC;
}

/* A place where no plan of the catalogue is prohibited, or else any: a template is nowhere. */
static const char *anywhere(struct lic_arena *arena, const struct lic_catalog *catalog)
{
	char *code = lic_arena_strdup(arena, "AA");

	for (int i = 0; code != NULL && i < 26 * 26; i++) {
		bool is_good = true;

		code[0] = (char)('A' + i / 26);
		code[1] = (char)('A' + i % 26);
		is_good = lic_location_is_valid(code);
		for (size_t p = 0; p < catalog->plan_count && is_good; p++) {
			is_good = !lic_location_in_list(code, catalog->plans[p].prohibited);
		}
		if (is_good) {
			return code;
		}
	}
	return "NL";
}

/* Seats are taken by members, not by the template. */
static lic_rc forget_seats(struct lic_ctx *ctx, struct lic_remedies *remedies)
{
	struct lic_remedy *list = lic_arena_array(ctx->arena, remedies->count, sizeof(*list));

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < remedies->count; i++) {
		list[i] = remedies->list[i];
		list[i].seat_count = 0;
	}
	remedies->list = list;
	return LIC_OK_RC;
}

/* What can be done about a template that contradicts itself: as if it were somebody's own licences,
 * of someone with seats enough. */
static lic_rc remedy_template(struct lic_ctx *ctx, const struct lic_facts *facts,
	const struct lic_license_request *request, struct making *making)
{
	struct lic_facts plenty = *facts;
	struct lic_sku_seats *pools = NULL;
	struct lic_remedies *lists = NULL;
	struct lic_remedy_question question = {
		.facts = &plenty,
		.request = request,
		.decision = &making->preview.decision,
		.holder = "the group",
	};

	LIC_TRY(lic_seats__list(ctx, facts->catalog, &pools, &plenty.seat_count));
	for (size_t i = 0; i < plenty.seat_count; i++) {
		if (lic_seats_capacity(&pools[i].seats) > 0) {
			pools[i].seats.consumed = 0;
		}
	}
	plenty.seats = pools;
	plenty.usage_location = anywhere(ctx->arena, facts->catalog);
	if (plenty.usage_location == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_remedies_find(ctx->arena, &question, &lists));
	for (size_t i = 0; i < making->preview.decision.violation_count; i++) {
		LIC_TRY(forget_seats(ctx, &lists[i]));
	}
	making->preview.remedies = lists;
	return LIC_OK_RC;
}

/* What the group would give, in order of SKU. */
static lic_rc licenses_after(struct making *making, const struct lic_facts *facts,
	const struct lic_decision *decision, struct lic_group_license **ret_list, size_t *ret_count)
{
	size_t room = facts->path_count + decision->path_count;
	struct lic_group_license *list = lic_arena_array(making->world.arena, room, sizeof(*list));
	size_t count = 0;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < facts->path_count; i++) {
		list[count++] =
			(struct lic_group_license){facts->paths[i].sku, facts->paths[i].disabled};
	}
	for (size_t i = 0; i < decision->path_count; i++) {
		const struct lic_path_change *change = &decision->paths[i];
		size_t at = 0;

		while (at < count && list[at].sku < change->sku) {
			at++;
		}
		if (at < count && list[at].sku == change->sku) {
			memmove(&list[at], &list[at + 1], (count - at - 1) * sizeof(*list));
			count--;
		}
		if (change->after != NULL) {
			memmove(&list[at + 1], &list[at], (count - at) * sizeof(*list));
			list[at] = (struct lic_group_license){change->sku, change->after};
			count++;
		}
	}
	*ret_list = list;
	*ret_count = count;
	return LIC_OK_RC;
}

/* Everybody whom a changed template concerns. */
static lic_rc preview_template(const struct lic_group *group, const struct lic_facts *facts,
	const struct lic_license_request *request, struct making *making)
{
	struct lic_group_license *list = NULL;
	int64_t *about = lic_arena_alloc(making->world.arena, sizeof(*about));
	uint32_t index = 0;
	size_t count = 0;

	if (about == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*about = group->id;
	making->conflicts.groups = about;
	making->conflicts.group_count = 1;
	LIC_TRY(licenses_after(making, facts, &making->preview.decision, &list, &count));
	LIC_TRY(lic_world__group(&making->world, group->id, &index));
	lic_world__set_licenses(&making->world, index, list, count);
	for (size_t i = 0; i < request->add_count; i++) {
		lic_preview_sum_show(&making->preview.sum,
			lic_catalog_sku(facts->catalog, &request->adds[i].sku_id));
	}
	return lic_world__add_group(&making->world, group->id);
}

lic_rc lic_group_preview_licenses(struct lic_ctx *ctx, const char *key,
	const struct lic_license_request *request, const struct lic_ending *ending,
	struct lic_group_preview *ret_preview)
{
	const struct lic_license_request nothing = {0};
	const struct lic_license_request *wanted = request == NULL ? &nothing : request;
	LIC_AUTO(making_done) struct making making = {0};
	struct lic_facts facts = {0};
	struct lic_group group = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_ASSIGN_GROUP_LICENSE));
	LIC_TRY(lic_group__find(ctx, key, &group));
	if (request != NULL) {
		LIC_TRY(lic_group__check_kind(ctx, &group));
	}
	LIC_TRY(begin(ctx, &making));
	LIC_TRY(lic_group__decide_template(ctx, making.preview.hold.catalog, group.id, wanted,
		&facts, &making.preview.decision));
	if (request == NULL) { /* what the group gives already is not judged anew */
		making.preview.decision = (struct lic_decision){0};
	}
	if (making.preview.decision.violation_count > 0) {
		LIC_TRY(remedy_template(ctx, &facts, wanted, &making));
		*ret_preview = making.preview;
		making.preview.hold = (struct lic_catalog_hold){0};
		return LIC_OK_RC;
	}
	LIC_TRY(begin_world(ctx, ending, &making));
	making.world.is_still = request != NULL && making.preview.decision.path_count == 0;
	LIC_TRY(preview_template(&group, &facts, wanted, &making));
	return finish(&making, wanted, ret_preview);
}

/* The changes as edges of the world, each set as the one before has left it. */
static lic_rc set_members(struct lic_ctx *ctx, struct lic_group_change *changes, size_t count,
	struct lic_world *world, struct lic_world__edge *edges)
{
	for (size_t i = 0; i < count; i++) {
		struct lic_group group = {0};
		bool is_cycle = false;

		if (i > 0 && strcmp(changes[i].group, changes[i - 1].group) == 0) {
			edges[i].group = edges[i - 1].group;
		} else {
			LIC_TRY(lic_group__find(ctx, changes[i].group, &group));
			edges[i].group = group.id;
		}
		edges[i].is_member = !changes[i].is_removal;
		LIC_TRY(lic_group__resolve(ctx, &changes[i], &edges[i].kind, &edges[i].object));
		if (edges[i].kind == LIC_MEMBER_GROUP && edges[i].is_member) {
			LIC_TRY(lic_world__is_above(world, edges[i].group, edges[i].object,
				&is_cycle));
		}
		if (is_cycle) {
			return lic_group__refuse_cycle(ctx, edges[i].object, &changes[i]);
		}
		LIC_TRY(lic_world__set_member(world, &edges[i], &changes[i].is_done));
	}
	return LIC_OK_RC;
}

/* Adds the groups that a change of group `id` concerns to those that conflicts are told of. */
static lic_rc add_concerned(struct making *making, int64_t id)
{
	struct lic_preview__conflicts *conflicts = &making->conflicts;
	int64_t *more = NULL;
	int64_t *list = NULL;
	size_t count = 0;
	size_t total = conflicts->group_count;

	LIC_TRY(lic_world__concerned(&making->world, id, &more, &count));
	list = lic_arena_array(making->world.arena, total + count, sizeof(*list));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (total > 0) {
		memcpy(list, conflicts->groups, total * sizeof(*list));
	}
	for (size_t i = 0; i < count; i++) {
		bool is_known = false;

		for (size_t k = 0; k < total; k++) {
			is_known = is_known || list[k] == more[i];
		}
		if (!is_known) {
			list[total++] = more[i];
		}
	}
	conflicts->groups = list;
	conflicts->group_count = total;
	return LIC_OK_RC;
}

/* Adds whoever is in the group with key `id` or in one above it, once for each group. */
static lic_rc add_members_of(struct making *making, int64_t id, struct lic_keymap *known)
{
	int64_t *above = NULL;
	size_t count = 0;
	bool is_new = false;

	LIC_TRY(lic_keymap__add(known, id, 0, &is_new));
	if (!is_new) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_world__concerned(&making->world, id, &above, &count));
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(lic_world__add_group(&making->world, above[i]));
	}
	return LIC_OK_RC;
}

/* Whom it concerns: people who join or leave themselves, at once when they are few; and whoever is
 * in a group that does, or in one that so many people join or leave. */
static lic_rc add_people(struct making *making, const struct lic_group_change *changes,
	const struct lic_world__edge *edges, size_t count)
{
	LIC_AUTO(lic_keymap__done) struct lic_keymap told = {0};
	LIC_AUTO(lic_keymap__done) struct lic_keymap gone_through = {0};
	int64_t *people = lic_arena_array(making->world.arena, count, sizeof(*people));
	bool is_much = count > LIC_MEMBERS_AT_ONCE;
	size_t people_count = 0;

	if (people == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		bool is_new = false;

		if (!changes[i].is_done) {
			continue;
		}
		LIC_TRY(lic_keymap__add(&told, edges[i].group, 0, &is_new));
		if (is_new) {
			LIC_TRY(add_concerned(making, edges[i].group));
		}
		if (edges[i].kind == LIC_MEMBER_USER && !is_much) {
			people[people_count++] = edges[i].object;
		}
	}
	LIC_TRY(lic_world__add_people(&making->world, people, people_count));
	for (size_t i = 0; i < count; i++) {
		if (changes[i].is_done && (edges[i].kind == LIC_MEMBER_GROUP || is_much)) {
			LIC_TRY(add_members_of(making, edges[i].group, &gone_through));
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_group_preview_members(struct lic_ctx *ctx, struct lic_group_change *changes,
	size_t count, const struct lic_ending *ending, struct lic_group_preview *ret_preview)
{
	LIC_AUTO(making_done) struct making making = {0};
	struct lic_world__edge *edges = NULL;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_GROUPS));
	LIC_TRY(begin(ctx, &making));
	LIC_TRY(begin_world(ctx, ending, &making));
	edges = lic_arena_array(making.world.arena, count, sizeof(*edges));
	if (edges == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(set_members(ctx, changes, count, &making.world, edges));
	LIC_TRY(add_people(&making, changes, edges, count));
	return finish(&making, NULL, ret_preview);
}
