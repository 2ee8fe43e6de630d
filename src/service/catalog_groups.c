/*
 * Writing what a file says about exclusions and dependencies: see catalog_int.h. A file that has
 * them has all of its vendor's; plans that the vendor's catalogue does not have are passed over and
 * told, so that a table for many products serves a catalogue of few.
 */
#include "core/planset.h"
#include "service/catalog_int.h"
#include "store/lic_sql.h"

#include <string.h>

/* What is being worked on, beside the import. */
struct groups {
	struct lic_catalog_import *import;  /* the import */
	const char *kind;                   /* "exclusion" or "dependency" */
	struct lic_catalog_member *members; /* known plans of one group at a time; grows */
	size_t member_count;                /* number of them */
};

static bool is_ours(const struct lic_catalog_import *import, const char *vendor)
{
	return strcmp(vendor, import->file->vendor) == 0;
}

/* Finds a plan among those of the vendor, stored before or just now. */
static bool find_plan(const struct lic_catalog_import *import, const struct lic_guid *id,
	struct lic_catalog_member *ret_member)
{
	uint32_t old = lic_catalog_plan(import->old, id);
	uint32_t index = LIC_INDEX_NONE;

	if (old != LIC_INDEX_NONE) {
		*ret_member = (struct lic_catalog_member){
			.key = import->old->plans[old].key,
			.old = old,
			.name = import->old->plans[old].name,
		};
		return is_ours(import, import->source.plan_vendors[old]);
	}
	index = lic_catalog__map_get(&import->file_plans, id->bytes, sizeof(id->bytes));
	if (index == LIC_INDEX_NONE) {
		return false;
	}
	*ret_member = (struct lic_catalog_member){
		.key = import->plan_keys[index],
		.old = LIC_INDEX_NONE,
		.name = import->file->plans[index].name,
	};
	return true;
}

static lic_rc note_skipped(const struct groups *g, const struct lic_guid *id, const char *name,
	const char *where)
{
	struct lic_guid_text text = lic_guid_format(id);
	struct lic_catalog_item item = {
		.kind = g->kind,
		.change = "skipped",
		.id = text.text,
		.name = name,
		.detail = lic_arena_printf(g->import->scratch,
			"%s: the catalogue of %s has no such service plan", where,
			g->import->file->vendor),
	};

	return lic_catalog__note_skipped(g->import, &item);
}

/* Lists the plans of a group that the catalogue has. */
static lic_rc list_members(struct groups *g, const struct lic_catalog_group *group)
{
	g->member_count = 0;
	g->members = lic_arena_array(g->import->scratch, group->plan_count, sizeof(*g->members));
	if (g->members == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < group->plan_count; i++) {
		const struct lic_catalog_ref *ref = &group->plans[i];

		if (find_plan(g->import, &ref->id, &g->members[g->member_count])) {
			g->member_count++;
		} else {
			LIC_TRY(note_skipped(g, &ref->id, ref->name, group->name));
		}
	}
	return LIC_OK_RC;
}

static lic_rc note(const struct groups *g, int64_t object_id, const struct lic_catalog_item *texts,
	const struct lic_buf *detail)
{
	struct lic_catalog_item item = *texts;

	item.kind = g->kind;
	LIC_TRY(lic_catalog__told(detail, &item.detail));
	return lic_catalog__note(g->import, object_id, &item);
}

/* -- Exclusions
 * ----------------------------------------------------------------------------------------------------
 */

static lic_rc write_exclusion_plans(struct groups *g, int64_t key)
{
	struct lic_ctx *ctx = g->import->ctx;
	struct lic_q_catalog_exclusion_plan_clear_in clear = {
		.tenant_id = ctx->caller.tenant_id,
		.exclusion_id = key,
	};

	LIC_TRY(lic_q_catalog_exclusion_plan_clear(ctx->db, &clear, NULL));
	for (size_t i = 0; i < g->member_count; i++) {
		struct lic_q_catalog_exclusion_plan_insert_in in = {
			.tenant_id = ctx->caller.tenant_id,
			.exclusion_id = key,
			.plan_id = g->members[i].key,
		};

		LIC_TRY(lic_q_catalog_exclusion_plan_insert(ctx->db, &in, NULL));
	}
	return LIC_OK_RC;
}

static lic_rc add_exclusion(struct groups *g, const struct lic_catalog_group *group)
{
	LIC_AUTO(lic_buf_done) struct lic_buf detail = {0};
	struct lic_ctx *ctx = g->import->ctx;
	struct lic_q_catalog_exclusion_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.vendor = g->import->file->vendor,
		.name = group->name,
		.service = group->service,
	};
	bool differs = false;

	lic_buf_init(&detail, LIC_CATALOG_DETAIL_BYTES);
	LIC_TRY(lic_ctx_take_numbers(ctx, "exclusion", 1, &in.id));
	LIC_TRY(lic_q_catalog_exclusion_insert(ctx->db, &in, NULL));
	LIC_TRY(write_exclusion_plans(g, in.id));
	LIC_TRY(lic_catalog__compare_plans(g->import, g->members, g->member_count, NULL, &detail,
		&differs));
	return note(g, in.id,
		&(struct lic_catalog_item){.change = "new",
			.id = group->name,
			.name = group->service},
		&detail);
}

static lic_rc change_exclusion(struct groups *g, const struct lic_catalog_group *group,
	size_t old_index)
{
	LIC_AUTO(lic_buf_done) struct lic_buf detail = {0};
	struct lic_ctx *ctx = g->import->ctx;
	const struct lic_exclusion *old = &g->import->old->exclusions[old_index];
	int64_t key = g->import->source.group_keys[old_index];
	bool differs = false;

	lic_buf_init(&detail, LIC_CATALOG_DETAIL_BYTES);
	if (strcmp(old->service, group->service) != 0) {
		struct lic_q_catalog_exclusion_update_in in = {
			.service = group->service,
			.tenant_id = ctx->caller.tenant_id,
			.id = key,
		};

		LIC_TRY(lic_q_catalog_exclusion_update(ctx->db, &in, NULL));
		lic_catalog__tell(&detail, "service was %s", old->service);
	}
	LIC_TRY(lic_catalog__compare_plans(g->import, g->members, g->member_count, old->plans,
		&detail, &differs));
	if (differs) {
		LIC_TRY(write_exclusion_plans(g, key));
	}
	if (detail.len == 0) {
		return LIC_OK_RC;
	}
	return note(g, key,
		&(struct lic_catalog_item){.change = "changed",
			.id = group->name,
			.name = group->service},
		&detail);
}

static lic_rc remove_exclusion(struct groups *g, size_t old_index)
{
	struct lic_ctx *ctx = g->import->ctx;
	const struct lic_exclusion *old = &g->import->old->exclusions[old_index];
	int64_t key = g->import->source.group_keys[old_index];
	struct lic_q_catalog_exclusion_plan_clear_in clear = {
		.tenant_id = ctx->caller.tenant_id,
		.exclusion_id = key,
	};
	struct lic_q_catalog_exclusion_delete_in in = {.tenant_id = ctx->caller.tenant_id,
		.id = key};
	const struct lic_buf no_detail = {0};

	LIC_TRY(lic_q_catalog_exclusion_plan_clear(ctx->db, &clear, NULL));
	LIC_TRY(lic_q_catalog_exclusion_delete(ctx->db, &in, NULL));
	return note(g, key,
		&(struct lic_catalog_item){.change = "gone", .id = old->id, .name = old->service},
		&no_detail);
}

/* Finds the stored group of the vendor with a name; the number of groups when there is none. */
static size_t find_exclusion(const struct lic_catalog_import *import, const char *name)
{
	size_t at = 0;

	while (at < import->old->exclusion_count &&
		(!is_ours(import, import->source.group_vendors[at]) ||
			strcmp(import->old->exclusions[at].id, name) != 0)) {
		at++;
	}
	return at;
}

lic_rc lic_catalog__apply_exclusions(struct lic_catalog_import *import)
{
	struct groups g = {.import = import, .kind = "exclusion"};
	size_t old_count = import->old->exclusion_count;
	bool *is_kept = lic_arena_array(import->scratch, old_count, sizeof(*is_kept));

	if (is_kept == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < import->file->exclusion_count; i++) {
		const struct lic_catalog_group *group = &import->file->exclusions[i];
		size_t old = find_exclusion(import, group->name);

		LIC_TRY(list_members(&g, group));
		if (g.member_count < 2) {
			continue; /* one plan alone excludes nothing */
		}
		if (old < old_count) {
			is_kept[old] = true;
			LIC_TRY(change_exclusion(&g, group, old));
		} else {
			LIC_TRY(add_exclusion(&g, group));
		}
	}
	for (size_t i = 0; i < old_count; i++) {
		if (!is_kept[i] && is_ours(import, import->source.group_vendors[i])) {
			LIC_TRY(remove_exclusion(&g, i));
		}
	}
	return LIC_OK_RC;
}

/* -- Dependencies
 * --------------------------------------------------------------------------------------------------
 */

static lic_rc write_prerequisites(struct groups *g, int64_t plan_key)
{
	struct lic_ctx *ctx = g->import->ctx;
	struct lic_q_catalog_prerequisite_clear_in clear = {
		.tenant_id = ctx->caller.tenant_id,
		.plan_id = plan_key,
	};

	LIC_TRY(lic_q_catalog_prerequisite_clear(ctx->db, &clear, NULL));
	for (size_t i = 0; i < g->member_count; i++) {
		struct lic_q_catalog_prerequisite_insert_in in = {
			.tenant_id = ctx->caller.tenant_id,
			.plan_id = plan_key,
			.needs_plan_id = g->members[i].key,
		};

		LIC_TRY(lic_q_catalog_prerequisite_insert(ctx->db, &in, NULL));
	}
	return LIC_OK_RC;
}

/* Writes what one plan needs, when that differs from `before` (NULL: it needed nothing). */
static lic_rc set_dependency(struct groups *g, const struct lic_guid *id,
	const struct lic_catalog_member *plan, const uint64_t *before)
{
	LIC_AUTO(lic_buf_done) struct lic_buf detail = {0};
	struct lic_guid_text text = lic_guid_format(id);
	const char *change = before == NULL ? "new" : g->member_count == 0 ? "gone" : "changed";
	bool differs = false;

	lic_buf_init(&detail, LIC_CATALOG_DETAIL_BYTES);
	LIC_TRY(lic_catalog__compare_plans(g->import, g->members, g->member_count, before, &detail,
		&differs));
	if (!differs) {
		return LIC_OK_RC;
	}
	LIC_TRY(write_prerequisites(g, plan->key));
	return note(g, plan->key,
		&(struct lic_catalog_item){.change = change, .id = text.text, .name = plan->name},
		&detail);
}

/* Finds what a plan of the old catalogue needed there; the number of dependencies when it needed
 * nothing. */
static size_t find_dependency(const struct lic_catalog *old, uint32_t plan)
{
	size_t at = 0;

	while (at < old->dependency_count && old->dependencies[at].plan != plan) {
		at++;
	}
	return at;
}

static lic_rc apply_dependency(struct groups *g, const struct lic_catalog_group *group,
	bool *is_kept)
{
	const struct lic_catalog *old = g->import->old;
	struct lic_catalog_member plan;
	size_t known = 0;

	if (!find_plan(g->import, &group->id, &plan)) {
		return note_skipped(g, &group->id, group->name, "the plan that needs another");
	}
	LIC_TRY(list_members(g, group));
	if (g->member_count == 0) {
		return LIC_OK_RC; /* nobody could meet it: what was told as passed over cannot be
				     asked for */
	}
	known = plan.old == LIC_INDEX_NONE ? old->dependency_count : find_dependency(old, plan.old);
	if (known < old->dependency_count) {
		is_kept[known] = true;
	}
	return set_dependency(g, &group->id, &plan,
		known < old->dependency_count ? old->dependencies[known].any_of : NULL);
}

/* A dependency belongs to the vendor of the plan that needs. */
static lic_rc remove_dependency(struct groups *g, const struct lic_dependency *dependency)
{
	const struct lic_plan *old = &g->import->old->plans[dependency->plan];
	struct lic_catalog_member plan = {.key = old->key,
		.old = dependency->plan,
		.name = old->name};

	if (!is_ours(g->import, g->import->source.plan_vendors[dependency->plan])) {
		return LIC_OK_RC;
	}
	g->member_count = 0;
	return set_dependency(g, &old->id, &plan, dependency->any_of);
}

lic_rc lic_catalog__apply_dependencies(struct lic_catalog_import *import)
{
	struct groups g = {.import = import, .kind = "dependency"};
	const struct lic_catalog *old = import->old;
	bool *is_kept = lic_arena_array(import->scratch, old->dependency_count, sizeof(*is_kept));

	if (is_kept == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < import->file->dependency_count; i++) {
		LIC_TRY(apply_dependency(&g, &import->file->dependencies[i], is_kept));
	}
	for (size_t i = 0; i < old->dependency_count; i++) {
		if (!is_kept[i]) {
			LIC_TRY(remove_dependency(&g, &old->dependencies[i]));
		}
	}
	return LIC_OK_RC;
}
