/*
 * Allotments: see allotment.h.
 */
#include "core/allotment.h"

const struct lic_allotted *lic_allotted_find(const struct lic_allotted *list, size_t count,
	int64_t group, uint32_t sku)
{
	for (size_t i = 0; i < count; i++) {
		if (list[i].group == group && list[i].sku == sku) {
			return &list[i];
		}
	}
	return NULL;
}

/* Tells whether one of `count` paths takes a seat by `allotment`. */
static bool is_counted(const struct lic_facts *facts, const struct lic_path *paths, size_t count,
	int64_t allotment)
{
	for (size_t i = 0; i < count; i++) {
		const struct lic_allotted *by = lic_allotted_find(facts->allotted,
			facts->allotted_count, paths[i].source, paths[i].sku);

		if (by != NULL && by->allotment == allotment &&
			lic_path_holds_seat(paths[i].state)) {
			return true;
		}
	}
	return false;
}

bool lic_allotment_is_full(const struct lic_facts *facts, int64_t group, uint32_t sku)
{
	const struct lic_allotted *by =
		lic_allotted_find(facts->allotted, facts->allotted_count, group, sku);

	return by != NULL && by->free <= 0 &&
		!is_counted(facts, facts->paths, facts->path_count, by->allotment);
}

/* Tells whether an entry before index `at` of the facts is about the same allotment. */
static bool is_seen(const struct lic_facts *facts, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (facts->allotted[i].allotment == facts->allotted[at].allotment) {
			return true;
		}
	}
	return false;
}

lic_rc lic_allotment_list_changes(struct lic_arena *arena, const struct lic_facts *facts,
	const struct lic_path *after, size_t count, struct lic_decision *decision)
{
	struct lic_allotment_change *list = NULL;
	size_t changes = 0;

	if (facts->allotted_count == 0) {
		return LIC_OK_RC;
	}
	list = lic_arena_array(arena, facts->allotted_count, sizeof(*list));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < facts->allotted_count; i++) {
		const struct lic_allotted *by = &facts->allotted[i];
		bool was = is_counted(facts, facts->paths, facts->path_count, by->allotment);
		bool is = is_counted(facts, after, count, by->allotment);

		if (was != is && !is_seen(facts, i)) {
			list[changes++] =
				(struct lic_allotment_change){by->allotment, by->sku, is ? 1 : -1};
		}
	}
	decision->allotments = list;
	decision->allotment_count = changes;
	return LIC_OK_RC;
}
