/*
 * Importing a catalogue file: it is read and checked as a whole, compared with what is stored, and
 * what differs is written, with a line in the ledger for each thing. See catalogs.h and
 * docs/catalog-format.md, "Importing again".
 */
#include "base/json.h"
#include "core/planset.h"
#include "service/catalog_int.h"
#include "service/catalog_microsoft.h"
#include "store/lic_sql.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FILE_ARENA_BYTES ((size_t)512 * 1024 * 1024)
#define TOLD_BYTES 4096
#define NAMES_TOLD 12

/* -- Telling what changed
 * ------------------------------------------------------------------------------------------ */

void lic_catalog__tell(struct lic_buf *detail, const char *fmt, ...)
{
	char text[TOLD_BYTES];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	lic_buf_puts(detail, detail->len == 0 ? "" : "; ");
	lic_buf_puts(detail, text);
}

lic_rc lic_catalog__told(const struct lic_buf *detail, const char **ret_text)
{
	LIC_TRY(lic_buf_status(detail));
	*ret_text = detail->len == 0 ? NULL : detail->data;
	return LIC_OK_RC;
}

/* Adds a name to a list of names that stops at a length that people read: "plans added: A, B and 3
 * more". */
static void tell_name(struct lic_buf *detail, const char *title, const char *name, size_t number)
{
	if (number == 0) {
		lic_catalog__tell(detail, "%s: %s", title, name);
	} else if (number < NAMES_TOLD) {
		lic_buf_puts(detail, ", ");
		lic_buf_puts(detail, name);
	}
}

static void tell_rest(struct lic_buf *detail, size_t count)
{
	if (count > NAMES_TOLD) {
		lic_buf_printf(detail, " and %zu more", count - NAMES_TOLD);
	}
}

lic_rc lic_catalog__compare_plans(const struct lic_catalog_import *import,
	const struct lic_catalog_member *members, size_t count, const uint64_t *before,
	struct lic_buf *detail, bool *ret_differs)
{
	uint64_t *now = lic_planset_new(import->scratch, import->old);
	size_t added = 0;
	size_t removed = 0;

	if (now == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		if (members[i].old != LIC_INDEX_NONE) {
			lic_planset_add(now, members[i].old);
		}
		if (members[i].old == LIC_INDEX_NONE || before == NULL ||
			!lic_planset_has(before, members[i].old)) {
			tell_name(detail, "plans added", members[i].name, added++);
		}
	}
	tell_rest(detail, added);
	for (uint32_t plan = 0; before != NULL && plan < import->old->plan_count; plan++) {
		if (lic_planset_has(before, plan) && !lic_planset_has(now, plan)) {
			tell_name(detail, "plans removed", import->old->plans[plan].name,
				removed++);
		}
	}
	tell_rest(detail, removed);
	*ret_differs = added + removed > 0;
	return LIC_OK_RC;
}

/* Copies the texts that are not static. */
static lic_rc add_item(struct lic_arena *arena, struct lic_catalog_items *items,
	const struct lic_catalog_item *item)
{
	struct lic_catalog_item *list =
		lic_catalog__grow(arena, items->list, items->count, sizeof(*list));
	struct lic_catalog_item copy = *item;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	items->list = list;
	copy.id = lic_arena_strdup(arena, item->id);
	copy.name = lic_arena_strdup(arena, item->name);
	copy.detail = lic_arena_strdup(arena, item->detail);
	if (copy.id == NULL || copy.name == NULL || (item->detail != NULL && copy.detail == NULL)) {
		return LIC_RC(LIC_E_NOMEM);
	}
	list[items->count++] = copy;
	return LIC_OK_RC;
}

lic_rc lic_catalog__note_skipped(struct lic_catalog_import *import,
	const struct lic_catalog_item *item)
{
	return add_item(import->ctx->arena, &import->skipped, item);
}

/* Writes a change into the ledger; the operation begins with the first, so that an import without
 * one leaves no trace. */
static lic_rc write_change(struct lic_catalog_import *import, int64_t object_id,
	const struct lic_catalog_item *item)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_CATALOG, .object_id = object_id};
	struct lic_json json;

	lic_buf_init(&text, 2 * LIC_CATALOG_DETAIL_BYTES); /* escapes double a text at most */
	lic_json_init(&json, &text);
	lic_json_object(&json);
	lic_json_kstring(&json, "kind", item->kind);
	lic_json_kstring(&json, "change", item->change);
	lic_json_kstring(&json, "id", item->id);
	lic_json_kstring(&json, "name", item->name);
	lic_json_kstring(&json, "detail", item->detail);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	change.detail = text.data;
	if (import->changed.count == 0) {
		LIC_TRY(lic_ledger_begin(import->ctx, LIC_OP_CATALOG_IMPORT,
			&(struct lic_target){.name = import->file->vendor}, &import->operation));
	}
	return lic_ledger_change(import->ctx, &import->operation, &change);
}

lic_rc lic_catalog__note(struct lic_catalog_import *import, int64_t object_id,
	const struct lic_catalog_item *item)
{
	LIC_TRY(write_change(import, object_id, item));
	return add_item(import->ctx->arena, &import->changed, item);
}

/* -- Comparing with what is stored
 * --------------------------------------------------------------------------------- */

static bool is_same_vendor(const struct lic_catalog_import *import, const char *vendor)
{
	return strcmp(vendor, import->file->vendor) == 0;
}

/* Says where in the file the GUID of a plan or a product stands. */
static const char *place_of(struct lic_arena *arena, const char *const *places, const char *list,
	const char *member, size_t index)
{
	return places != NULL ? places[index]
			      : lic_arena_printf(arena, "%s/%zu/%s", list, index, member);
}

static lic_rc find_known_plans(struct lic_catalog_import *import,
	struct lic_catalog_mistakes *mistakes)
{
	const struct lic_catalog_file *file = import->file;

	for (size_t i = 0; i < file->plan_count; i++) {
		const struct lic_guid *id = &file->plans[i].id;
		uint32_t old = lic_catalog_plan(import->old, id);

		import->plan_old[i] = old;
		if (old != LIC_INDEX_NONE &&
			!is_same_vendor(import, import->source.plan_vendors[old])) {
			lic_catalog__mistake(mistakes,
				place_of(import->scratch, file->plan_places, "servicePlans",
					"servicePlanId", i),
				lic_guid_format(id).text,
				"is a service plan in the catalogue of %s already",
				import->source.plan_vendors[old]);
		}
		LIC_TRY(lic_catalog__map_set(&import->file_plans, id->bytes, sizeof(id->bytes),
			(uint32_t)i));
	}
	return LIC_OK_RC;
}

static void check_known_skus(const struct lic_catalog_import *import,
	struct lic_catalog_mistakes *mistakes)
{
	const struct lic_catalog_file *file = import->file;

	for (size_t i = 0; i < file->sku_count; i++) {
		uint32_t old = lic_catalog_sku(import->old, &file->skus[i].id);

		if (old != LIC_INDEX_NONE &&
			!is_same_vendor(import, import->source.sku_vendors[old])) {
			lic_catalog__mistake(mistakes,
				place_of(import->scratch, file->sku_places, "skus", "skuId", i),
				lic_guid_format(&file->skus[i].id).text,
				"is a product in the catalogue of %s already",
				import->source.sku_vendors[old]);
		}
	}
}

/* Nothing is ever deleted, so that what is new adds to what is there. */
static lic_rc check_size(struct lic_catalog_import *import, size_t new_plans)
{
	const struct lic_catalog_file *file = import->file;
	size_t plans = import->old->plan_count + new_plans;
	size_t skus = import->old->sku_count;

	for (size_t i = 0; i < file->sku_count; i++) {
		skus += lic_catalog_sku(import->old, &file->skus[i].id) == LIC_INDEX_NONE ? 1 : 0;
	}
	if (plans > LIC_CATALOG_PLANS_MAX || skus > LIC_CATALOG_SKUS_MAX) {
		return lic_err_set(import->ctx->err, LIC_E_LIMIT, "Request_BadRequest",
			"Nothing was imported: the catalogue of all vendors would have %zu service plans and %zu products; at most "
			"%d and %d can be kept.",
			plans, skus, LIC_CATALOG_PLANS_MAX, LIC_CATALOG_SKUS_MAX);
	}
	return LIC_OK_RC;
}

/* Gives each plan of the file its key: the one it has, or a new one. */
static lic_rc number_plans(struct lic_catalog_import *import)
{
	size_t count = import->file->plan_count;
	size_t new_plans = 0;
	int64_t next = 0;

	for (size_t i = 0; i < count; i++) {
		new_plans += import->plan_old[i] == LIC_INDEX_NONE ? 1 : 0;
	}
	LIC_TRY(check_size(import, new_plans));
	if (new_plans > 0) {
		LIC_TRY(lic_ctx_take_numbers(import->ctx, "plan", (int64_t)new_plans, &next));
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t old = import->plan_old[i];

		import->plan_keys[i] = old == LIC_INDEX_NONE ? next++ : import->old->plans[old].key;
	}
	return LIC_OK_RC;
}

/* Reads what is stored and finds in it what the file names. What contradicts it are mistakes of the
 * file. */
static lic_rc compare(struct lic_catalog_import *import, int64_t version)
{
	struct lic_catalog_mistakes mistakes = {.arena = import->ctx->arena};
	size_t count = import->file->plan_count;

	LIC_TRY(lic_catalog__read(import->ctx, import->scratch, version, &import->source));
	LIC_TRY(lic_catalog_build(import->scratch, &import->source.rows, &import->old));
	lic_catalog__map_init(&import->file_plans, import->scratch);
	import->plan_old = lic_arena_array(import->scratch, count, sizeof(*import->plan_old));
	import->plan_keys = lic_arena_array(import->scratch, count, sizeof(*import->plan_keys));
	if (import->plan_old == NULL || import->plan_keys == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(find_known_plans(import, &mistakes));
	check_known_skus(import, &mistakes);
	LIC_TRY(lic_catalog__verdict(&mistakes, import->ctx->err));
	return number_plans(import);
}

/* -- Writing
 * -------------------------------------------------------------------------------------------------------
 */

static lic_rc apply(struct lic_catalog_import *import)
{
	if (import->file->has_products) {
		LIC_TRY(lic_catalog__apply_products(import));
	}
	if (import->file->has_exclusions) {
		LIC_TRY(lic_catalog__apply_exclusions(import));
	}
	if (import->file->has_dependencies) {
		LIC_TRY(lic_catalog__apply_dependencies(import));
	}
	return LIC_OK_RC;
}

/*
 * Ends an import that changed something: closes the ledger's operation and raises the version, by
 * which every process learns of it. The time is part of it so that a version that was undone is not
 * likely to be used again.
 */
static lic_rc finish(struct lic_catalog_import *import, int64_t version)
{
	LIC_AUTO(lic_arena_freep)
	struct lic_arena *arena = lic_arena_new(LIC_CATALOG_SCRATCH_BYTES);
	struct lic_ctx *ctx = import->ctx;
	struct lic_q_tenant_set_catalog_version_in in = {
		.catalog_version = version + 1 > ctx->now_ms ? version + 1 : ctx->now_ms,
		.tenant_id = ctx->caller.tenant_id,
	};
	const struct lic_catalog *catalog = NULL;

	LIC_TRY(lic_ledger_end(ctx, &import->operation));
	LIC_TRY(lic_q_tenant_set_catalog_version(ctx->db, &in, NULL));
	if (arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	/* A catalogue that cannot be read back must not be committed. */
	return lic_catalog__load(ctx, arena, in.catalog_version, &catalog);
}

/* Plans are written before the products that have them, but people look for products first. */
static lic_rc sort_items(const struct lic_catalog_import *import,
	const struct lic_catalog_item **ret_items)
{
	static const char *const kinds[] = {"sku", "servicePlan", "exclusion", "dependency"};
	const struct lic_catalog_items *changed = &import->changed;
	struct lic_catalog_item *items =
		lic_arena_array(import->ctx->arena, changed->count, sizeof(*items));
	size_t count = 0;

	if (items == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t kind = 0; kind < LIC_COUNT(kinds); kind++) {
		for (size_t i = 0; i < changed->count; i++) {
			if (strcmp(changed->list[i].kind, kinds[kind]) == 0) {
				items[count++] = changed->list[i];
			}
		}
	}
	*ret_items = items;
	return LIC_OK_RC;
}

static lic_rc write_report(const struct lic_catalog_import *import,
	struct lic_catalog_report *ret_report)
{
	const struct lic_catalog_file *file = import->file;
	struct lic_catalog_report report = {
		.format = file->format,
		.vendor = lic_arena_strdup(import->ctx->arena, file->vendor),
		.skus_total = file->sku_count,
		.plans_total = file->plan_count,
		.exclusions_total = file->exclusion_count,
		.dependencies_total = file->dependency_count,
		.item_count = import->changed.count,
		.skipped = import->skipped.list,
		.skipped_count = import->skipped.count,
	};

	if (report.vendor == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(sort_items(import, &report.items));
	*ret_report = report;
	return LIC_OK_RC;
}

lic_rc lic_catalog_import(struct lic_ctx *ctx, const char *text, size_t len,
	const char *exclusion_source, struct lic_catalog_report *ret_report)
{
	LIC_AUTO(lic_arena_freep) struct lic_arena *scratch = NULL;
	struct lic_catalog_file file;
	struct lic_catalog_import import = {.ctx = ctx, .file = &file};
	int64_t version = 0;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_CATALOG));
	scratch = lic_arena_new(FILE_ARENA_BYTES);
	if (scratch == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	import.scratch = scratch;
	LIC_TRY(lic_catalog__parse(ctx, scratch, (struct lic_bytes){text, len}, exclusion_source,
		&file));
	LIC_TRY(lic_catalog__version(ctx, &version));
	LIC_TRY(compare(&import, version));
	LIC_TRY(apply(&import));
	if (import.changed.count > 0) {
		LIC_TRY(finish(&import, version));
	}
	return write_report(&import, ret_report);
}

lic_rc lic_catalog_import_builtin(struct lic_ctx *ctx, struct lic_catalog_report *ret_report)
{
	return lic_catalog_import(ctx, (const char *)lic_catalog_microsoft_json,
		lic_catalog_microsoft_json_len, NULL, ret_report);
}
