/*
 * Allotments in the world as it would be: see world_turn_int.h.
 */
#include "service/world_turn_int.h"

#include "core/allotment.h"
#include "store/lic_sql.h"

lic_rc lic_world__read_allotments(struct lic_world *world)
{
	struct lic_q_allotments_all_groups_in in = {world->ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_allotments_all_groups_row row;
	bool more = true;

	LIC_TRY(lic_q_allotments_all_groups_open(world->ctx->db, &in, &rows));
	for (;;) {
		void *list = world->allotted;

		LIC_TRY(lic_q_allotments_all_groups_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		LIC_TRY(lic_world__make_room(&list, world->allotted_count, &world->allotted_room,
			sizeof(*world->allotted)));
		world->allotted = list;
		world->allotted[world->allotted_count++] = (struct lic_allotted){
			.group = row.group_id,
			.sku = lic_catalog_sku_by_key(world->catalog, row.sku_id),
			.allotment = row.allotment_id,
			.free = row.seat_limit - row.consumed,
		};
	}
}

/* The first entry of the group with key `group`, or of the next one. */
static size_t first_of(const struct lic_world *world, int64_t group)
{
	size_t low = 0;
	size_t high = world->allotted_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (world->allotted[middle].group < group) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

const struct lic_allotted *lic_world__allotted(const struct lic_world *world, int64_t group,
	uint32_t sku)
{
	size_t first = first_of(world, group);
	size_t end = first;

	while (end < world->allotted_count && world->allotted[end].group == group) {
		end++;
	}
	return lic_allotted_find(world->allotted + first, end - first, group, sku);
}

/* Adds the allotment of a path or wish to the `count` of `list`, unless it is there. */
static void add(const struct lic_world *world, int64_t group, uint32_t sku,
	struct lic_allotted *list, size_t *count)
{
	const struct lic_allotted *found = lic_world__allotted(world, group, sku);

	if (found != NULL && lic_allotted_find(list, *count, group, sku) == NULL) {
		list[(*count)++] = *found;
	}
}

lic_rc lic_world__find_allotted(struct lic_world *world, struct lic_world__subject *subject)
{
	size_t room = subject->facts.path_count;
	struct lic_allotted *list = NULL;
	size_t count = 0;

	if (world->allotted_count == 0) {
		return LIC_OK_RC;
	}
	for (size_t i = 0; i < subject->membership_count; i++) {
		room += subject->memberships[i].license_count;
	}
	list = lic_arena_array(world->scratch, room, sizeof(*list));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < subject->membership_count; i++) {
		const struct lic_membership *in = &subject->memberships[i];

		for (size_t k = 0; k < in->license_count; k++) {
			add(world, in->group, in->licenses[k].sku, list, &count);
		}
	}
	for (size_t i = 0; i < subject->facts.path_count; i++) {
		add(world, subject->facts.paths[i].source, subject->facts.paths[i].sku, list,
			&count);
	}
	subject->facts.allotted = list;
	subject->facts.allotted_count = count;
	return LIC_OK_RC;
}

void lic_world__move_allotments(struct lic_world *world, const struct lic_decision *decision)
{
	for (size_t i = 0; i < decision->allotment_count; i++) {
		for (size_t k = 0; k < world->allotted_count; k++) {
			if (world->allotted[k].allotment == decision->allotments[i].allotment) {
				world->allotted[k].free -= decision->allotments[i].delta;
			}
		}
	}
}
