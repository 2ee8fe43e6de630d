/*
 * Building and searching a catalogue: see catalog.h.
 */
#include "core/catalog.h"

#include "base/text.h"
#include "core/planset.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What one build works with. */
struct builder {
	struct lic_arena *arena;             /* receives everything */
	const struct lic_catalog_rows *rows; /* input */
	struct lic_catalog *catalog;         /* output, being filled */
	struct lic_plan *plans;              /* catalog->plans, writable */
	struct lic_sku *skus;                /* catalog->skus, writable */
};

static lic_rc copy_text(struct lic_arena *arena, const char **text)
{
	*text = lic_arena_strdup(arena, *text == NULL ? "" : *text);
	return *text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc copy_plans(struct builder *b)
{
	size_t count = b->rows->plan_count;

	b->plans = lic_arena_array(b->arena, count, sizeof(*b->plans));
	if (b->plans == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		struct lic_plan *plan = &b->plans[i];

		*plan = b->rows->plans[i];
		LIC_TRY(copy_text(b->arena, &plan->name));
		LIC_TRY(copy_text(b->arena, &plan->display_name));
		LIC_TRY(copy_text(b->arena, &plan->service));
		LIC_TRY(copy_text(b->arena, &plan->prohibited));
	}
	b->catalog->plans = b->plans;
	b->catalog->plan_count = count;
	b->catalog->words = count / 64 + 1;
	return LIC_OK_RC;
}

static lic_rc copy_skus(struct builder *b)
{
	size_t count = b->rows->sku_count;

	b->skus = lic_arena_array(b->arena, count, sizeof(*b->skus));
	if (b->skus == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		struct lic_sku *sku = &b->skus[i];

		*sku = b->rows->skus[i];
		LIC_TRY(copy_text(b->arena, &sku->part_number));
		LIC_TRY(copy_text(b->arena, &sku->display_name));
		sku->plans = NULL;
		sku->plan_count = 0;
	}
	b->catalog->skus = b->skus;
	b->catalog->sku_count = count;
	return LIC_OK_RC;
}

static lic_rc resolve_link(const struct builder *b, const struct lic_catalog_link *link,
	uint32_t *ret_sku, uint32_t *ret_plan)
{
	*ret_sku = lic_catalog_sku_by_key(b->catalog, link->owner);
	*ret_plan = lic_catalog_plan_by_key(b->catalog, link->plan);
	return *ret_sku == LIC_INDEX_NONE || *ret_plan == LIC_INDEX_NONE ? LIC_RC(LIC_E_CORRUPT)
									 : LIC_OK_RC;
}

/* Gives every SKU its list of plans: counts first, so that each list is allocated once at its size.
 */
static lic_rc link_sku_plans(struct builder *b)
{
	uint32_t sku = 0;
	uint32_t plan = 0;
	uint32_t **lists = lic_arena_array(b->arena, b->rows->sku_count, sizeof(*lists));
	size_t *counts = lic_arena_array(b->arena, b->rows->sku_count, sizeof(*counts));

	if (lists == NULL || counts == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < b->rows->sku_plan_count; i++) {
		LIC_TRY(resolve_link(b, &b->rows->sku_plans[i], &sku, &plan));
		counts[sku]++;
	}
	for (size_t i = 0; i < b->rows->sku_count; i++) {
		lists[i] = lic_arena_array(b->arena, counts[i], sizeof(*lists[i]));
		if (lists[i] == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		b->skus[i].plans = lists[i];
	}
	for (size_t i = 0; i < b->rows->sku_plan_count; i++) {
		LIC_TRY(resolve_link(b, &b->rows->sku_plans[i], &sku, &plan));
		lists[sku][b->skus[sku].plan_count++] = plan;
	}
	return LIC_OK_RC;
}

/* company-level plans have no switch per user, so they are not in the set that users' plans
 * come from. */
static lic_rc fill_switchable(struct builder *b)
{
	for (size_t i = 0; i < b->catalog->sku_count; i++) {
		uint64_t *set = lic_planset_new(b->arena, b->catalog);

		if (set == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		for (size_t p = 0; p < b->skus[i].plan_count; p++) {
			uint32_t plan = b->skus[i].plans[p];

			if (!b->plans[plan].is_company) {
				lic_planset_add(set, plan);
			}
		}
		b->skus[i].switchable = set;
	}
	return LIC_OK_RC;
}

static lic_rc build_exclusions(struct builder *b)
{
	size_t count = b->rows->exclusion_count;
	struct lic_exclusion *groups = lic_arena_array(b->arena, count, sizeof(*groups));
	uint64_t **sets = lic_arena_array(b->arena, count, sizeof(*sets));

	if (groups == NULL || sets == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		groups[i] = b->rows->exclusions[i];
		LIC_TRY(copy_text(b->arena, &groups[i].id));
		LIC_TRY(copy_text(b->arena, &groups[i].service));
		sets[i] = lic_planset_new(b->arena, b->catalog);
		if (sets[i] == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		groups[i].plans = sets[i];
	}
	for (size_t i = 0; i < b->rows->exclusion_plan_count; i++) {
		const struct lic_catalog_link *link = &b->rows->exclusion_plans[i];
		uint32_t plan = lic_catalog_plan_by_key(b->catalog, link->plan);

		if (plan == LIC_INDEX_NONE || link->owner < 0 || (size_t)link->owner >= count) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		lic_planset_add(sets[link->owner], plan);
	}
	b->catalog->exclusions = groups;
	b->catalog->exclusion_count = count;
	return LIC_OK_RC;
}

/* Turns prerequisite rows into one dependency per dependent plan. */
static lic_rc build_dependencies(struct builder *b)
{
	size_t rows = b->rows->prerequisite_count;
	struct lic_dependency *list = lic_arena_array(b->arena, rows, sizeof(*list));
	uint64_t **set_of_plan =
		lic_arena_array(b->arena, b->catalog->plan_count, sizeof(*set_of_plan));
	size_t count = 0;

	if (list == NULL || set_of_plan == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < rows; i++) {
		const struct lic_catalog_link *link = &b->rows->prerequisites[i];
		uint32_t plan = lic_catalog_plan_by_key(b->catalog, link->owner);
		uint32_t needed = lic_catalog_plan_by_key(b->catalog, link->plan);

		if (plan == LIC_INDEX_NONE || needed == LIC_INDEX_NONE) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		if (set_of_plan[plan] == NULL) {
			set_of_plan[plan] = lic_planset_new(b->arena, b->catalog);
			if (set_of_plan[plan] == NULL) {
				return LIC_RC(LIC_E_NOMEM);
			}
			list[count].plan = plan;
			list[count].any_of = set_of_plan[plan];
			count++;
		}
		lic_planset_add(set_of_plan[plan], needed);
	}
	b->catalog->dependencies = list;
	b->catalog->dependency_count = count;
	return LIC_OK_RC;
}

/* One entry while sorting: qsort has no context argument, so the id travels with the index. */
struct id_index {
	struct lic_guid id; /* sort key */
	uint32_t index;     /* what it leads to */
};

static int compare_id_index(const void *a, const void *b)
{
	return lic_guid_compare(&((const struct id_index *)a)->id,
		&((const struct id_index *)b)->id);
}

static lic_rc sorted_indices(struct lic_arena *arena, struct id_index *entries, size_t count,
	const uint32_t **ret_indices)
{
	uint32_t *indices = lic_arena_array(arena, count, sizeof(*indices));

	if (indices == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	qsort(entries, count, sizeof(*entries), compare_id_index);
	for (size_t i = 0; i < count; i++) {
		indices[i] = entries[i].index;
	}
	*ret_indices = indices;
	return LIC_OK_RC;
}

static lic_rc build_id_indices(struct builder *b)
{
	size_t most = b->catalog->plan_count + b->catalog->sku_count;
	struct id_index *entries = lic_arena_array(b->arena, most, sizeof(*entries));

	if (entries == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < b->catalog->plan_count; i++) {
		entries[i] = (struct id_index){b->plans[i].id, (uint32_t)i};
	}
	LIC_TRY(sorted_indices(b->arena, entries, b->catalog->plan_count,
		&b->catalog->plans_by_id));
	for (size_t i = 0; i < b->catalog->sku_count; i++) {
		entries[i] = (struct id_index){b->skus[i].id, (uint32_t)i};
	}
	return sorted_indices(b->arena, entries, b->catalog->sku_count, &b->catalog->skus_by_id);
}

/* One entry while sorting by name. */
struct name_index {
	const char *name; /* sort key, in any case */
	uint32_t index;   /* what it leads to, and the order among equals */
};

static int compare_name_index(const void *a, const void *b)
{
	const struct name_index *left = a;
	const struct name_index *right = b;
	int order = strcasecmp(left->name, right->name);

	if (order != 0) {
		return order;
	}
	return left->index < right->index ? -1 : left->index > right->index;
}

static lic_rc sorted_names(struct lic_arena *arena, struct name_index *entries, size_t count,
	const uint32_t **ret_indices)
{
	uint32_t *indices = lic_arena_array(arena, count, sizeof(*indices));

	if (indices == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	qsort(entries, count, sizeof(*entries), compare_name_index);
	for (size_t i = 0; i < count; i++) {
		indices[i] = entries[i].index;
	}
	*ret_indices = indices;
	return LIC_OK_RC;
}

static lic_rc build_name_indices(struct builder *b)
{
	size_t most = b->catalog->plan_count + b->catalog->sku_count;
	struct name_index *entries = lic_arena_array(b->arena, most, sizeof(*entries));

	if (entries == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < b->catalog->plan_count; i++) {
		entries[i] = (struct name_index){b->plans[i].name, (uint32_t)i};
	}
	LIC_TRY(sorted_names(b->arena, entries, b->catalog->plan_count,
		&b->catalog->plans_by_name));
	for (size_t i = 0; i < b->catalog->sku_count; i++) {
		entries[i] = (struct name_index){b->skus[i].part_number, (uint32_t)i};
	}
	return sorted_names(b->arena, entries, b->catalog->sku_count, &b->catalog->skus_by_name);
}

lic_rc lic_catalog_build(struct lic_arena *arena, const struct lic_catalog_rows *rows,
	const struct lic_catalog **ret_catalog)
{
	struct builder b = {.arena = arena, .rows = rows};

	if (rows->plan_count > LIC_CATALOG_PLANS_MAX || rows->sku_count > LIC_CATALOG_SKUS_MAX) {
		return LIC_RC(LIC_E_LIMIT);
	}
	b.catalog = lic_arena_alloc(arena, sizeof(*b.catalog));
	if (b.catalog == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	b.catalog->version = rows->version;
	LIC_TRY(copy_plans(&b));
	LIC_TRY(copy_skus(&b));
	LIC_TRY(link_sku_plans(&b));
	LIC_TRY(fill_switchable(&b));
	LIC_TRY(build_exclusions(&b));
	LIC_TRY(build_dependencies(&b));
	LIC_TRY(build_id_indices(&b));
	LIC_TRY(build_name_indices(&b));
	*ret_catalog = b.catalog;
	return LIC_OK_RC;
}

uint32_t lic_catalog_sku(const struct lic_catalog *catalog, const struct lic_guid *id)
{
	size_t low = 0;
	size_t high = catalog->sku_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint32_t index = catalog->skus_by_id[middle];
		int order = lic_guid_compare(id, &catalog->skus[index].id);

		if (order == 0) {
			return index;
		}
		if (order < 0) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return LIC_INDEX_NONE;
}

uint32_t lic_catalog_plan(const struct lic_catalog *catalog, const struct lic_guid *id)
{
	size_t low = 0;
	size_t high = catalog->plan_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint32_t index = catalog->plans_by_id[middle];
		int order = lic_guid_compare(id, &catalog->plans[index].id);

		if (order == 0) {
			return index;
		}
		if (order < 0) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return LIC_INDEX_NONE;
}

static const char *plan_name(const struct lic_catalog *catalog, uint32_t index)
{
	return catalog->plans[index].name;
}

static const char *sku_name(const struct lic_catalog *catalog, uint32_t index)
{
	return catalog->skus[index].part_number;
}

/* Finds the first of the `count` indices in `by_name` whose name is not before `name`, and how many
 * bear it. */
static uint32_t find_named(const struct lic_catalog *catalog, const uint32_t *by_name, size_t count,
	const char *(*name_of)(const struct lic_catalog *, uint32_t), const char *name,
	size_t *ret_count)
{
	size_t low = 0;
	size_t high = count;
	size_t found = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcasecmp(name_of(catalog, by_name[middle]), name) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	while (low + found < count &&
		strcasecmp(name_of(catalog, by_name[low + found]), name) == 0) {
		found++;
	}
	*ret_count = found;
	return found > 0 ? by_name[low] : LIC_INDEX_NONE;
}

uint32_t lic_catalog_plan_named(const struct lic_catalog *catalog, const char *name,
	size_t *ret_count)
{
	return find_named(catalog, catalog->plans_by_name, catalog->plan_count, plan_name, name,
		ret_count);
}

uint32_t lic_catalog_sku_named(const struct lic_catalog *catalog, const char *name,
	size_t *ret_count)
{
	return find_named(catalog, catalog->skus_by_name, catalog->sku_count, sku_name, name,
		ret_count);
}

uint32_t lic_catalog_sku_by_key(const struct lic_catalog *catalog, int64_t key)
{
	size_t low = 0;
	size_t high = catalog->sku_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (catalog->skus[middle].key == key) {
			return (uint32_t)middle;
		}
		if (catalog->skus[middle].key > key) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return LIC_INDEX_NONE;
}

uint32_t lic_catalog_plan_by_key(const struct lic_catalog *catalog, int64_t key)
{
	size_t low = 0;
	size_t high = catalog->plan_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (catalog->plans[middle].key == key) {
			return (uint32_t)middle;
		}
		if (catalog->plans[middle].key > key) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return LIC_INDEX_NONE;
}

bool lic_plan_is_mailbox(const struct lic_plan *plan)
{
	return strcmp(plan->service, "exchange") == 0;
}

bool lic_sku_has_plan(const struct lic_sku *sku, uint32_t plan)
{
	for (size_t i = 0; i < sku->plan_count; i++) {
		if (sku->plans[i] == plan) {
			return true;
		}
	}
	return false;
}

bool lic_plan_is_called(const struct lic_plan *plan, const char *text)
{
	struct lic_guid guid;

	if (lic_guid_parse(text, strlen(text), &guid)) {
		return lic_guid_equal(&plan->id, &guid);
	}
	return lic_text_equal_nocase(plan->name, text) ||
		(plan->display_name != NULL && lic_text_equal_nocase(plan->display_name, text));
}

uint64_t *lic_planset_new(struct lic_arena *arena, const struct lic_catalog *catalog)
{
	return lic_arena_array(arena, catalog->words, sizeof(uint64_t));
}
