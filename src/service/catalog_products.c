/*
 * Writing what a file says about service plans and products: see catalog_int.h. A plan is gone when
 * no product that is offered has it any more, a product when the file does not have it; both stay
 * in the database.
 */
#include "core/planset.h"
#include "service/catalog_int.h"
#include "store/lic_sql.h"

#include <string.h>

/* What is being worked on, beside the import. */
struct products {
	struct lic_catalog_import *import; /* the import */
	uint64_t *offered_before;          /* plans that were in an offered product of the vendor */
	uint64_t *offered_now;             /* plans that are, of those that were known before */
	struct lic_catalog_member *members; /* plans of one product at a time */
};

static bool is_ours(const struct lic_catalog_import *import, const char *vendor)
{
	return strcmp(vendor, import->file->vendor) == 0;
}

static lic_rc start(struct products *p, struct lic_catalog_import *import)
{
	const struct lic_catalog *old = import->old;

	*p = (struct products){
		.import = import,
		.offered_before = lic_planset_new(import->scratch, old),
		.offered_now = lic_planset_new(import->scratch, old),
		.members = lic_arena_array(import->scratch, import->file->plan_count,
			sizeof(*p->members)),
	};
	if (p->offered_before == NULL || p->offered_now == NULL || p->members == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < old->sku_count; i++) {
		const struct lic_sku *sku = &old->skus[i];

		if (!sku->is_offered || !is_ours(import, import->source.sku_vendors[i])) {
			continue;
		}
		for (size_t k = 0; k < sku->plan_count; k++) {
			lic_planset_add(p->offered_before, sku->plans[k]);
		}
	}
	for (size_t i = 0; i < import->file->sku_count; i++) {
		const struct lic_sku *sku = &import->file->skus[i];

		for (size_t k = 0; k < sku->plan_count; k++) {
			if (import->plan_old[sku->plans[k]] != LIC_INDEX_NONE) {
				lic_planset_add(p->offered_now, import->plan_old[sku->plans[k]]);
			}
		}
	}
	return LIC_OK_RC;
}

/* -- Service plans
 * -------------------------------------------------------------------------------------------------
 */

static lic_rc insert_plan(struct lic_catalog_import *import, size_t index)
{
	const struct lic_plan *plan = &import->file->plans[index];
	struct lic_q_catalog_plan_insert_in in = {
		.tenant_id = import->ctx->caller.tenant_id,
		.id = import->plan_keys[index],
		.guid = plan->id,
		.name = plan->name,
		.display_name = plan->display_name,
		.service = plan->service,
		.vendor = import->file->vendor,
		.prohibited = plan->prohibited,
		.is_company = plan->is_company ? 1 : 0,
		.is_auto = plan->is_auto ? 1 : 0,
	};

	return lic_q_catalog_plan_insert(import->ctx->db, &in, NULL);
}

static lic_rc update_plan(const struct lic_catalog_import *import, const struct lic_plan *plan)
{
	struct lic_q_catalog_plan_update_in in = {
		.name = plan->name,
		.display_name = plan->display_name,
		.service = plan->service,
		.prohibited = plan->prohibited,
		.is_company = plan->is_company ? 1 : 0,
		.is_auto = plan->is_auto ? 1 : 0,
		.tenant_id = import->ctx->caller.tenant_id,
		.id = plan->key,
	};

	return lic_q_catalog_plan_update(import->ctx->db, &in, NULL);
}

/* Tells how the names of a plan or a product differ; false when they do not. */
static bool tell_names(struct lic_buf *detail, const char *old_display, const char *display,
	const char *old_name, const char *name)
{
	bool differs = false;

	if (strcmp(old_display, display) != 0) {
		lic_catalog__tell(detail, "was '%s'", old_display);
		differs = true;
	}
	if (strcmp(old_name, name) != 0) {
		lic_catalog__tell(detail, "%s was %s", name, old_name);
		differs = true;
	}
	return differs;
}

static const char *or_none(const char *countries)
{
	return *countries == '\0' ? "none" : countries;
}

/* Tells how what a plan is differs; false when it does not. */
static bool tell_attributes(struct lic_buf *detail, const struct lic_plan *old,
	const struct lic_plan *plan)
{
	size_t before = detail->len;

	if (strcmp(old->service, plan->service) != 0) {
		lic_catalog__tell(detail, "service %s was %s", plan->service, old->service);
	}
	if (old->is_company != plan->is_company) {
		lic_catalog__tell(detail,
			plan->is_company ? "now for the whole organisation" : "now for each user");
	}
	if (old->is_auto != plan->is_auto) {
		lic_catalog__tell(detail,
			plan->is_auto ? "now assigned by itself" : "no longer assigned by itself");
	}
	if (strcmp(old->prohibited, plan->prohibited) != 0) {
		lic_catalog__tell(detail, "prohibited countries %s were %s",
			or_none(plan->prohibited), or_none(old->prohibited));
	}
	return detail->len > before;
}

/* What offered products have a plan or lack it now; NULL when that is as it was. */
static const char *tell_offer(const struct products *p, uint32_t old, struct lic_buf *detail)
{
	bool before = lic_planset_has(p->offered_before, old);
	bool now = lic_planset_has(p->offered_now, old);

	if (before == now) {
		return NULL;
	}
	lic_catalog__tell(detail,
		now ? "a product that is offered has it"
		    : "no product that is offered has it any more");
	return now ? "offeredAgain" : "gone";
}

static lic_rc note_plan(struct products *p, const struct lic_plan *plan, const char *change,
	const struct lic_buf *detail)
{
	struct lic_catalog_item item = {.kind = "servicePlan",
		.change = change,
		.name = plan->display_name};
	struct lic_guid_text id = lic_guid_format(&plan->id);

	item.id = id.text;
	if (detail != NULL) {
		LIC_TRY(lic_catalog__told(detail, &item.detail));
	}
	return lic_catalog__note(p->import, plan->key, &item);
}

/* What the file says about a known plan; a source without attributes leaves those that are there.
 */
static lic_rc apply_known_plan(struct products *p, const struct lic_plan *plan, uint32_t old_index)
{
	LIC_AUTO(lic_buf_done) struct lic_buf detail = {0};
	const struct lic_plan *old = &p->import->old->plans[old_index];
	struct lic_plan merged = *old;
	const char *change = NULL;
	bool is_renamed = false;
	bool is_changed = false;

	lic_buf_init(&detail, LIC_CATALOG_DETAIL_BYTES);
	if (p->import->file->has_attributes) {
		merged = *plan;
		merged.key = old->key;
	}
	merged.name = plan->name;
	merged.display_name = plan->display_name;
	is_renamed =
		tell_names(&detail, old->display_name, merged.display_name, old->name, merged.name);
	is_changed = tell_attributes(&detail, old, &merged);
	change = tell_offer(p, old_index, &detail);
	if (is_renamed || is_changed) {
		LIC_TRY(update_plan(p->import, &merged));
		change = change != NULL ? change : is_renamed ? "renamed" : "changed";
	}
	return change == NULL ? LIC_OK_RC : note_plan(p, &merged, change, &detail);
}

static lic_rc apply_plan(struct products *p, size_t index)
{
	struct lic_plan plan = p->import->file->plans[index];
	uint32_t old = p->import->plan_old[index];

	if (old != LIC_INDEX_NONE) {
		return apply_known_plan(p, &plan, old);
	}
	LIC_TRY(insert_plan(p->import, index));
	plan.key = p->import->plan_keys[index];
	return note_plan(p, &plan, "new", NULL);
}

/* Plans that the file does not have stay as they are; that the last offered product with one is
 * gone is worth a line. */
static lic_rc note_missing_plans(struct products *p)
{
	const struct lic_catalog_import *import = p->import;

	for (uint32_t i = 0; i < import->old->plan_count; i++) {
		LIC_AUTO(lic_buf_done) struct lic_buf detail = {0};
		const struct lic_plan *plan = &import->old->plans[i];
		const char *change = NULL;

		if (!is_ours(import, import->source.plan_vendors[i]) ||
			lic_catalog__map_get(&import->file_plans, plan->id.bytes,
				sizeof(plan->id.bytes)) != LIC_INDEX_NONE) {
			continue;
		}
		lic_buf_init(&detail, LIC_CATALOG_DETAIL_BYTES);
		change = tell_offer(p, i, &detail);
		if (change != NULL) {
			LIC_TRY(note_plan(p, plan, change, &detail));
		}
	}
	return LIC_OK_RC;
}

/* -- Products
 * ------------------------------------------------------------------------------------------------------
 */

static void list_members(struct products *p, const struct lic_sku *sku)
{
	const struct lic_catalog_import *import = p->import;

	for (size_t i = 0; i < sku->plan_count; i++) {
		p->members[i] = (struct lic_catalog_member){
			.key = import->plan_keys[sku->plans[i]],
			.old = import->plan_old[sku->plans[i]],
			.name = import->file->plans[sku->plans[i]].name,
		};
	}
}

static lic_rc write_sku_plans(struct products *p, int64_t sku_key, size_t count)
{
	struct lic_ctx *ctx = p->import->ctx;
	struct lic_q_catalog_sku_plan_clear_in clear = {.tenant_id = ctx->caller.tenant_id,
		.sku_id = sku_key};

	LIC_TRY(lic_q_catalog_sku_plan_clear(ctx->db, &clear, NULL));
	for (size_t i = 0; i < count; i++) {
		struct lic_q_catalog_sku_plan_insert_in in = {
			.tenant_id = ctx->caller.tenant_id,
			.sku_id = sku_key,
			.position = (int64_t)i,
			.plan_id = p->members[i].key,
		};

		LIC_TRY(lic_q_catalog_sku_plan_insert(ctx->db, &in, NULL));
	}
	return LIC_OK_RC;
}

static lic_rc insert_sku(struct lic_catalog_import *import, const struct lic_sku *sku)
{
	struct lic_q_catalog_sku_insert_in in = {
		.tenant_id = import->ctx->caller.tenant_id,
		.id = sku->key,
		.guid = sku->id,
		.part_number = sku->part_number,
		.display_name = sku->display_name,
		.vendor = import->file->vendor,
		.is_company = sku->is_company ? 1 : 0,
	};

	return lic_q_catalog_sku_insert(import->ctx->db, &in, NULL);
}

static lic_rc update_sku(const struct lic_catalog_import *import, const struct lic_sku *sku)
{
	struct lic_q_catalog_sku_update_in in = {
		.part_number = sku->part_number,
		.display_name = sku->display_name,
		.is_company = sku->is_company ? 1 : 0,
		.is_offered = sku->is_offered ? 1 : 0,
		.tenant_id = import->ctx->caller.tenant_id,
		.id = sku->key,
	};

	return lic_q_catalog_sku_update(import->ctx->db, &in, NULL);
}

static lic_rc note_sku(struct products *p, const struct lic_sku *sku, const char *change,
	const struct lic_buf *detail)
{
	struct lic_catalog_item item = {.kind = "sku", .change = change, .name = sku->display_name};
	struct lic_guid_text id = lic_guid_format(&sku->id);

	item.id = id.text;
	if (detail != NULL) {
		LIC_TRY(lic_catalog__told(detail, &item.detail));
	}
	return lic_catalog__note(p->import, sku->key, &item);
}

static lic_rc apply_new_sku(struct products *p, const struct lic_sku *sku)
{
	struct lic_sku added = *sku;

	LIC_TRY(lic_ctx_take_numbers(p->import->ctx, "sku", 1, &added.key));
	LIC_TRY(insert_sku(p->import, &added));
	list_members(p, sku);
	LIC_TRY(write_sku_plans(p, added.key, sku->plan_count));
	return note_sku(p, &added, "new", NULL);
}

static lic_rc plans_of(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_sku *sku, uint64_t **ret_set)
{
	uint64_t *set = lic_planset_new(arena, catalog);

	if (set == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < sku->plan_count; i++) {
		lic_planset_add(set, sku->plans[i]);
	}
	*ret_set = set;
	return LIC_OK_RC;
}

/* What the file says about a known product; its list of plans is written again only when the plans
 * differ. */
static lic_rc apply_known_sku(struct products *p, const struct lic_sku *sku,
	const struct lic_sku *old)
{
	LIC_AUTO(lic_buf_done) struct lic_buf detail = {0};
	struct lic_catalog_import *import = p->import;
	struct lic_sku merged = *sku;
	uint64_t *before = NULL;
	bool is_renamed = false;
	bool has_other_plans = false;

	lic_buf_init(&detail, LIC_CATALOG_DETAIL_BYTES);
	merged.key = old->key;
	merged.is_offered = true;
	merged.is_company = import->file->has_attributes ? sku->is_company : old->is_company;
	is_renamed = tell_names(&detail, old->display_name, sku->display_name, old->part_number,
		sku->part_number);
	if (old->is_company != merged.is_company) {
		lic_catalog__tell(&detail,
			merged.is_company ? "now for the whole organisation"
					  : "now assignable to users");
	}
	if (is_renamed || old->is_company != merged.is_company || !old->is_offered) {
		LIC_TRY(update_sku(import, &merged));
	}
	list_members(p, sku);
	LIC_TRY(plans_of(import->scratch, import->old, old, &before));
	LIC_TRY(lic_catalog__compare_plans(import, p->members, sku->plan_count, before, &detail,
		&has_other_plans));
	if (has_other_plans) {
		LIC_TRY(write_sku_plans(p, old->key, sku->plan_count));
	}
	if (!old->is_offered) {
		return note_sku(p, &merged, "offeredAgain", &detail);
	}
	return detail.len == 0 ? LIC_OK_RC
			       : note_sku(p, &merged, is_renamed ? "renamed" : "changed", &detail);
}

/* Products of the vendor that the file does not have are no longer offered; licences of them stay.
 */
static lic_rc apply_gone_skus(struct products *p, const bool *is_in_file)
{
	const struct lic_catalog *old = p->import->old;

	for (size_t i = 0; i < old->sku_count; i++) {
		struct lic_sku sku = old->skus[i];

		if (is_in_file[i] || !sku.is_offered ||
			!is_ours(p->import, p->import->source.sku_vendors[i])) {
			continue;
		}
		sku.is_offered = false;
		LIC_TRY(update_sku(p->import, &sku));
		LIC_TRY(note_sku(p, &sku, "gone", NULL));
	}
	return LIC_OK_RC;
}

static lic_rc apply_skus(struct products *p)
{
	const struct lic_catalog_file *file = p->import->file;
	const struct lic_catalog *old = p->import->old;
	bool *is_in_file = lic_arena_array(p->import->scratch, old->sku_count, sizeof(*is_in_file));

	if (is_in_file == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < file->sku_count; i++) {
		uint32_t known = lic_catalog_sku(old, &file->skus[i].id);

		if (known == LIC_INDEX_NONE) {
			LIC_TRY(apply_new_sku(p, &file->skus[i]));
		} else {
			is_in_file[known] = true;
			LIC_TRY(apply_known_sku(p, &file->skus[i], &old->skus[known]));
		}
	}
	return apply_gone_skus(p, is_in_file);
}

lic_rc lic_catalog__apply_products(struct lic_catalog_import *import)
{
	struct products p;

	LIC_TRY(start(&p, import));
	for (size_t i = 0; i < import->file->plan_count; i++) {
		LIC_TRY(apply_plan(&p, i));
	}
	LIC_TRY(note_missing_plans(&p));
	return apply_skus(&p);
}
