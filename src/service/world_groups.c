/*
 * Groups in the world as it would be: see world_int.h.
 */
#include "service/world_int.h"

#include "service/license_int.h"
#include "store/lic_sql.h"

#include <stdlib.h>
#include <string.h>

#define TEMPLATE_ARENA_BYTES ((size_t)8 * 1024 * 1024)
/* A list of indices of groups that grows. */
struct walk {
	uint32_t *list; /* in the order in which they were met; owned */
	size_t count;   /* number of them */
	size_t room;    /* allocated */
};

static void walk_done(struct walk *walk)
{
	free(walk->list);
}

/* A context that makes everything in the arena of the world. */
static struct lic_ctx lasting(const struct lic_world *world)
{
	struct lic_ctx own = *world->ctx;

	own.arena = world->arena;
	return own;
}

static bool has_mailbox(const struct lic_world *world, const struct lic_group_license *license)
{
	const struct lic_sku *sku = &world->catalog->skus[license->sku];

	for (size_t i = 0; i < sku->plan_count; i++) {
		if (lic_plan_is_mailbox(&world->catalog->plans[sku->plans[i]])) {
			return true;
		}
	}
	return false;
}

void lic_world__set_licenses(struct lic_world *world, uint32_t group,
	const struct lic_group_license *list, size_t count)
{
	struct lic_world__group *entry = &world->groups[group];

	entry->licenses = list;
	entry->license_count = count;
	entry->has_mailbox = false;
	for (size_t i = 0; i < count; i++) {
		entry->has_mailbox = entry->has_mailbox || has_mailbox(world, &list[i]);
	}
}

/* What the group gives: read into an arena of its own, because little of that is kept. */
static lic_rc read_licenses(struct lic_world *world, uint32_t index)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *arena = lic_arena_new(TEMPLATE_ARENA_BYTES);
	struct lic_ctx own = *world->ctx;
	size_t bytes = world->catalog->words * sizeof(uint64_t);
	struct lic_group_template *read = NULL;
	struct lic_group_license *list = NULL;
	size_t count = 0;

	if (arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	own.arena = arena;
	LIC_TRY(lic_group_templates(&own, world->catalog, world->groups[index].id, &read, &count));
	list = lic_arena_array(world->arena, count, sizeof(*list));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		uint64_t *disabled = lic_planset_new(world->arena, world->catalog);

		if (disabled == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		memcpy(disabled, read[i].disabled, bytes);
		list[i] = (struct lic_group_license){read[i].sku, disabled};
	}
	lic_world__set_licenses(world, index, list, count);
	return LIC_OK_RC;
}

lic_rc lic_world__group(struct lic_world *world, int64_t id, uint32_t *ret_index)
{
	struct lic_ctx own = lasting(world);
	struct lic_group group = {0};
	struct lic_world__group *entry = NULL;
	uint32_t index = (uint32_t)world->group_count;
	void *list = world->groups;
	bool is_new = false;

	if (lic_keymap__find(&world->group_map, id, ret_index)) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_group__load(&own, id, &group));
	LIC_TRY(lic_world__make_room(&list, world->group_count, &world->group_room,
		sizeof(*world->groups)));
	world->groups = list;
	LIC_TRY(lic_keymap__add(&world->group_map, id, index, &is_new));
	entry = &world->groups[world->group_count++];
	*entry = (struct lic_world__group){
		.id = id,
		.name = group.text[LIC_GROUP_DISPLAY_NAME],
		.is_live = !group.deleted_ms.is_set,
		.may_return = lic_group__may_return(world->ctx, &group),
		.is_best_effort = group.is_best_effort,
		.includes_nested = group.includes_nested,
	};
	LIC_TRY(read_licenses(world, index));
	*ret_index = index;
	return LIC_OK_RC;
}

static int64_t edge_key(enum lic_member_kind kind, int64_t object)
{
	return object * 2 + (int64_t)kind;
}

struct lic_world__edge *lic_world__find_edge(const struct lic_world *world,
	enum lic_member_kind kind, int64_t object, int64_t group)
{
	uint32_t at = LIC_INDEX_NONE;

	if (!lic_keymap__find(&world->edge_map, edge_key(kind, object), &at)) {
		return NULL;
	}
	for (; at != LIC_INDEX_NONE; at = world->edges[at].next) {
		if (world->edges[at].group == group) {
			return &world->edges[at];
		}
	}
	return NULL;
}

/* Tells whether it is so in what is stored. */
static lic_rc is_stored(struct lic_world *world, const struct lic_world__edge *edge,
	bool *ret_member)
{
	struct lic_q_groups_direct_of_in in = {world->ctx->caller.tenant_id, (int64_t)edge->kind,
		edge->object};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_direct_of_row row;
	bool more = true;

	*ret_member = false;
	LIC_TRY(lic_q_groups_direct_of_open(world->ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_groups_direct_of_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		*ret_member = *ret_member || row.group_id == edge->group;
	}
}

lic_rc lic_world__set_member(struct lic_world *world, const struct lic_world__edge *edge,
	bool *ret_done)
{
	struct lic_world__edge *known =
		lic_world__find_edge(world, edge->kind, edge->object, edge->group);
	uint32_t first = LIC_INDEX_NONE;
	void *list = world->edges;
	bool is_member = false;
	bool is_new = false;

	if (known != NULL) {
		*ret_done = known->is_member != edge->is_member;
		known->is_member = edge->is_member;
		return LIC_OK_RC;
	}
	LIC_TRY(is_stored(world, edge, &is_member));
	*ret_done = is_member != edge->is_member;
	if (!*ret_done) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_world__make_room(&list, world->edge_count, &world->edge_room,
		sizeof(*world->edges)));
	world->edges = list;
	world->edges[world->edge_count] = *edge;
	world->edges[world->edge_count].next = LIC_INDEX_NONE;
	if (lic_keymap__find(&world->edge_map, edge_key(edge->kind, edge->object), &first)) {
		/* Behind the first, which the map names. */
		world->edges[world->edge_count].next = world->edges[first].next;
		world->edges[first].next = (uint32_t)world->edge_count;
	} else {
		LIC_TRY(lic_keymap__add(&world->edge_map, edge_key(edge->kind, edge->object),
			(uint32_t)world->edge_count, &is_new));
	}
	world->edge_count++;
	return LIC_OK_RC;
}

/* Adds the group with key `id` to `walk`, unless this walk has met it. */
static lic_rc meet(struct lic_world *world, int64_t id, struct walk *walk)
{
	uint32_t index = 0;
	void *list = walk->list;

	LIC_TRY(lic_world__group(world, id, &index));
	if (world->groups[index].visited == world->walk) {
		return LIC_OK_RC;
	}
	world->groups[index].visited = world->walk;
	LIC_TRY(lic_world__make_room(&list, walk->count, &walk->room, sizeof(*walk->list)));
	walk->list = list;
	walk->list[walk->count++] = index;
	return LIC_OK_RC;
}

/* A list of stored memberships of one object. */
struct stored {
	struct lic_world__member *list; /* group in user_id, since when; owned */
	size_t count;                   /* number of them */
	size_t room;                    /* allocated */
};

static void stored_done(struct stored *stored)
{
	free(stored->list);
}

/* Reads the groups that `object` would be in itself, and since when. */
static lic_rc read_direct(struct lic_world *world, enum lic_member_kind kind, int64_t object,
	struct stored *stored)
{
	struct lic_q_groups_direct_of_in in = {world->ctx->caller.tenant_id, (int64_t)kind, object};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_direct_of_row row;
	uint32_t at = LIC_INDEX_NONE;
	bool more = true;

	stored->count = 0;
	LIC_TRY(lic_q_groups_direct_of_open(world->ctx->db, &in, &rows));
	for (;;) {
		void *list = stored->list;

		LIC_TRY(lic_q_groups_direct_of_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		if (lic_world__find_edge(world, kind, object, row.group_id) != NULL) {
			continue; /* follows below, if it would be so */
		}
		LIC_TRY(lic_world__make_room(&list, stored->count, &stored->room,
			sizeof(*stored->list)));
		stored->list = list;
		stored->list[stored->count++] =
			(struct lic_world__member){row.added_ms, row.group_id};
	}
	if (!lic_keymap__find(&world->edge_map, edge_key(kind, object), &at)) {
		return LIC_OK_RC;
	}
	for (; at != LIC_INDEX_NONE; at = world->edges[at].next) {
		void *list = stored->list;

		if (world->edges[at].is_member) {
			LIC_TRY(lic_world__make_room(&list, stored->count, &stored->room,
				sizeof(*stored->list)));
			stored->list = list;
			stored->list[stored->count++] =
				(struct lic_world__member){world->ctx->now_ms,
					world->edges[at].group};
		}
	}
	return LIC_OK_RC;
}

/* Walks from the group with key `id` to all that it is in, at whatever depth; not on from deleted
 * ones, unless they may return and those count. */
static lic_rc walk_up(struct lic_world *world, int64_t id, bool with_returning, struct walk *walk)
{
	LIC_AUTO(stored_done) struct stored above = {0};

	world->walk++;
	LIC_TRY(meet(world, id, walk));
	for (size_t i = 0; i < walk->count; i++) {
		uint32_t index = walk->list[i];

		if (!world->groups[index].is_live &&
			!(with_returning && world->groups[index].may_return)) {
			continue;
		}
		LIC_TRY(read_direct(world, LIC_MEMBER_GROUP, world->groups[index].id, &above));
		for (size_t k = 0; k < above.count; k++) {
			LIC_TRY(meet(world, above.list[k].user_id, walk));
		}
	}
	return LIC_OK_RC;
}

/* Finds the licensed groups whose members the members of group `index` are. */
static lic_rc find_gives(struct lic_world *world, uint32_t index)
{
	LIC_AUTO(walk_done) struct walk walk = {0};
	uint32_t *gives = NULL;
	size_t count = 0;

	if (world->groups[index].has_gives) {
		return LIC_OK_RC;
	}
	LIC_TRY(walk_up(world, world->groups[index].id, false, &walk));
	gives = lic_arena_array(world->arena, walk.count, sizeof(*gives));
	if (gives == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < walk.count; i++) {
		const struct lic_world__group *group = &world->groups[walk.list[i]];

		if (group->is_live && group->license_count > 0 &&
			(i == 0 || group->includes_nested)) {
			gives[count++] = walk.list[i];
		}
	}
	world->groups[index].gives = gives;
	world->groups[index].give_count = count;
	world->groups[index].has_gives = true;
	return LIC_OK_RC;
}

lic_rc lic_world__is_above(struct lic_world *world, int64_t group_id, int64_t above_id,
	bool *ret_above)
{
	LIC_AUTO(walk_done) struct walk walk = {0};

	*ret_above = false;
	LIC_TRY(walk_up(world, group_id, true, &walk));
	for (size_t i = 0; i < walk.count; i++) {
		*ret_above = *ret_above || world->groups[walk.list[i]].id == above_id;
	}
	return LIC_OK_RC;
}

lic_rc lic_world__concerned(struct lic_world *world, int64_t group_id, int64_t **ret_list,
	size_t *ret_count)
{
	LIC_AUTO(walk_done) struct walk walk = {0};
	int64_t *list = NULL;
	size_t count = 0;

	LIC_TRY(walk_up(world, group_id, false, &walk));
	list = lic_arena_array(world->arena, walk.count, sizeof(*list));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < walk.count; i++) {
		const struct lic_world__group *group = &world->groups[walk.list[i]];

		if (group->is_live && (i == 0 || group->includes_nested)) {
			list[count++] = group->id;
		}
	}
	*ret_list = list;
	*ret_count = count;
	return LIC_OK_RC;
}

/* What somebody's groups give, while it is put together. */
struct gift {
	uint32_t group;   /* index of the group */
	int64_t since_ms; /* since when he is in it */
};

/* D-08, and then by key; stable because keys differ. */
static void sort_gifts(const struct lic_world *world, struct gift *list, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct gift gift = list[i];
		size_t at = i;

		while (at > 0 &&
			(gift.since_ms < list[at - 1].since_ms ||
				(gift.since_ms == list[at - 1].since_ms &&
					world->groups[gift.group].id <
						world->groups[list[at - 1].group].id))) {
			list[at] = list[at - 1];
			at--;
		}
		list[at] = gift;
	}
}

/* Collects the licensed groups of somebody who is in the groups `direct` himself. */
static lic_rc collect_gifts(struct lic_world *world, const struct stored *direct,
	struct gift **ret_list, size_t *ret_count)
{
	struct gift *list = NULL;
	size_t room = 0;
	size_t count = 0;

	for (size_t i = 0; i < direct->count; i++) {
		uint32_t index = 0;

		LIC_TRY(lic_world__group(world, direct->list[i].user_id, &index));
		LIC_TRY(find_gives(world, index));
		room += world->groups[index].give_count;
	}
	list = lic_arena_array(world->scratch, room, sizeof(*list));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < direct->count; i++) {
		uint32_t index = 0;

		LIC_TRY(lic_world__group(world, direct->list[i].user_id, &index));
		for (size_t k = 0; k < world->groups[index].give_count; k++) {
			uint32_t group = world->groups[index].gives[k];
			size_t at = 0;

			while (at < count && list[at].group != group) {
				at++;
			}
			if (at == count) {
				list[count++] = (struct gift){group, direct->list[i].added_ms};
			} else if (direct->list[i].added_ms < list[at].since_ms) {
				list[at].since_ms = direct->list[i].added_ms;
			}
		}
	}
	sort_gifts(world, list, count);
	*ret_list = list;
	*ret_count = count;
	return LIC_OK_RC;
}

lic_rc lic_world__memberships(struct lic_world *world, int64_t user_id,
	struct lic_membership **ret_list, int64_t **ret_since, size_t *ret_count, bool *ret_mailbox)
{
	LIC_AUTO(stored_done) struct stored direct = {0};
	struct gift *gifts = NULL;
	size_t count = 0;

	LIC_TRY(read_direct(world, LIC_MEMBER_USER, user_id, &direct));
	LIC_TRY(collect_gifts(world, &direct, &gifts, &count));
	struct lic_membership *list = lic_arena_array(world->scratch, count, sizeof(*list));
	int64_t *since = lic_arena_array(world->scratch, count, sizeof(*since));

	if (list == NULL || since == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_mailbox = false;
	for (size_t i = 0; i < count; i++) {
		const struct lic_world__group *group = &world->groups[gifts[i].group];

		list[i] = (struct lic_membership){
			.group = group->id,
			.is_best_effort = group->is_best_effort,
			.licenses = group->licenses,
			.license_count = group->license_count,
		};
		since[i] = gifts[i].since_ms;
		*ret_mailbox = *ret_mailbox || group->has_mailbox;
	}
	*ret_list = list;
	*ret_since = since;
	*ret_count = count;
	return LIC_OK_RC;
}

/* The live groups that would be in the group with key `group_id` themselves join `walk`. */
static lic_rc meet_inner(struct lic_world *world, int64_t group_id, struct walk *walk)
{
	struct lic_q_groups_inner_in in = {world->ctx->caller.tenant_id, group_id};
	LIC_AUTO(stored_done) struct stored inner = {0};

	{
		LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
		struct lic_q_groups_inner_row row;
		bool more = true;

		LIC_TRY(lic_q_groups_inner_open(world->ctx->db, &in, &rows));
		for (;;) {
			void *list = inner.list;

			LIC_TRY(lic_q_groups_inner_next(&rows, &row, &more));
			if (!more) {
				break;
			}
			LIC_TRY(lic_world__make_room(&list, inner.count, &inner.room,
				sizeof(*inner.list)));
			inner.list = list;
			inner.list[inner.count++] = (struct lic_world__member){0, row.member_id};
		}
	}
	for (size_t i = 0; i < inner.count; i++) {
		if (lic_world__find_edge(world, LIC_MEMBER_GROUP, inner.list[i].user_id,
			    group_id) == NULL) {
			LIC_TRY(meet(world, inner.list[i].user_id, walk));
		}
	}
	for (size_t i = 0; i < world->edge_count; i++) {
		const struct lic_world__edge *edge = &world->edges[i];

		if (edge->is_member && edge->kind == LIC_MEMBER_GROUP && edge->group == group_id) {
			LIC_TRY(meet(world, edge->object, walk));
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_world__below(struct lic_world *world, int64_t group_id, int64_t **ret_list,
	size_t *ret_count)
{
	LIC_AUTO(walk_done) struct walk below = {0};
	int64_t *list = NULL;
	size_t count = 0;

	world->walk++;
	LIC_TRY(meet(world, group_id, &below));
	for (size_t i = 0; i < below.count && world->groups[below.list[0]].includes_nested; i++) {
		if (i == 0 || world->groups[below.list[i]].is_live) {
			LIC_TRY(meet_inner(world, world->groups[below.list[i]].id, &below));
		}
	}
	list = lic_arena_array(world->arena, below.count, sizeof(*list));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < below.count; i++) {
		if (i == 0 || world->groups[below.list[i]].is_live) {
			list[count++] = world->groups[below.list[i]].id;
		}
	}
	*ret_list = list;
	*ret_count = count;
	return LIC_OK_RC;
}
