/*
 * A tenant's catalogue out of the database, as rows and as the catalogue in memory.
 */
#include "service/catalog_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define GROW_FIRST ((size_t)64)

void *lic_catalog__grow(struct lic_arena *arena, void *array, size_t count, size_t size)
{
	void *bigger = NULL;

	if (count == 0) {
		return lic_arena_array(arena, GROW_FIRST, size);
	}
	if (count < GROW_FIRST || (count & (count - 1)) != 0) {
		return array;
	}
	bigger = count > SIZE_MAX / 2 ? NULL : lic_arena_array(arena, count * 2, size);
	if (bigger != NULL) {
		memcpy(bigger, array, count * size);
	}
	return bigger;
}

static lic_rc keep(struct lic_arena *arena, const char *text, const char **ret_text)
{
	*ret_text = lic_arena_strdup(arena, text);
	return *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Adds a vendor to a list; neighbours mostly have the same one, so they share the text. */
static lic_rc add_vendor(struct lic_arena *arena, const char ***vendors, size_t count,
	const char *vendor)
{
	const char **list = lic_catalog__grow(arena, *vendors, count, sizeof(*list));

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*vendors = list;
	if (count > 0 && strcmp(list[count - 1], vendor) == 0) {
		list[count] = list[count - 1];
		return LIC_OK_RC;
	}
	return keep(arena, vendor, &list[count]);
}

static lic_rc read_plans(struct lic_ctx *ctx, struct lic_arena *arena,
	struct lic_catalog_source *source)
{
	struct lic_q_catalog_plans_in in = {.tenant_id = ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_catalog_plans_row row;
	struct lic_plan *plans = NULL;
	const char **vendors = NULL;
	size_t count = 0;
	bool more = true;

	LIC_TRY(lic_q_catalog_plans_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_catalog_plans_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		plans = lic_catalog__grow(arena, plans, count, sizeof(*plans));
		if (plans == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		plans[count] = (struct lic_plan){
			.key = row.id,
			.id = row.guid,
			.is_company = row.is_company != 0,
			.is_auto = row.is_auto != 0,
		};
		LIC_TRY(keep(arena, row.name, &plans[count].name));
		LIC_TRY(keep(arena, row.display_name, &plans[count].display_name));
		LIC_TRY(keep(arena, row.service, &plans[count].service));
		LIC_TRY(keep(arena, row.prohibited, &plans[count].prohibited));
		LIC_TRY(add_vendor(arena, &vendors, count, row.vendor));
		count++;
	}
	source->rows.plans = plans;
	source->rows.plan_count = count;
	source->plan_vendors = vendors;
	return LIC_OK_RC;
}

static lic_rc read_skus(struct lic_ctx *ctx, struct lic_arena *arena,
	struct lic_catalog_source *source)
{
	struct lic_q_catalog_skus_in in = {.tenant_id = ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_catalog_skus_row row;
	struct lic_sku *skus = NULL;
	const char **vendors = NULL;
	size_t count = 0;
	bool more = true;

	LIC_TRY(lic_q_catalog_skus_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_catalog_skus_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		skus = lic_catalog__grow(arena, skus, count, sizeof(*skus));
		if (skus == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		skus[count] = (struct lic_sku){
			.key = row.id,
			.id = row.guid,
			.is_company = row.is_company != 0,
			.is_offered = row.is_offered != 0,
		};
		LIC_TRY(keep(arena, row.part_number, &skus[count].part_number));
		LIC_TRY(keep(arena, row.display_name, &skus[count].display_name));
		LIC_TRY(add_vendor(arena, &vendors, count, row.vendor));
		count++;
	}
	source->rows.skus = skus;
	source->rows.sku_count = count;
	source->sku_vendors = vendors;
	return LIC_OK_RC;
}

static lic_rc add_link(struct lic_arena *arena, struct lic_catalog_link **links, size_t *count,
	struct lic_catalog_link link)
{
	struct lic_catalog_link *list = lic_catalog__grow(arena, *links, *count, sizeof(*list));

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*links = list;
	list[(*count)++] = link;
	return LIC_OK_RC;
}

static lic_rc read_sku_plans(struct lic_ctx *ctx, struct lic_arena *arena,
	struct lic_catalog_source *source)
{
	struct lic_q_catalog_sku_plans_in in = {.tenant_id = ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_catalog_sku_plans_row row;
	struct lic_catalog_link *links = NULL;
	bool more = true;

	LIC_TRY(lic_q_catalog_sku_plans_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_catalog_sku_plans_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		LIC_TRY(add_link(arena, &links, &source->rows.sku_plan_count,
			(struct lic_catalog_link){.owner = row.sku_id, .plan = row.plan_id}));
	}
	source->rows.sku_plans = links;
	return LIC_OK_RC;
}

static lic_rc read_groups(struct lic_ctx *ctx, struct lic_arena *arena,
	struct lic_catalog_source *source)
{
	struct lic_q_catalog_exclusions_in in = {.tenant_id = ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_catalog_exclusions_row row;
	struct lic_exclusion *groups = NULL;
	int64_t *keys = NULL;
	const char **vendors = NULL;
	size_t count = 0;
	bool more = true;

	LIC_TRY(lic_q_catalog_exclusions_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_catalog_exclusions_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		groups = lic_catalog__grow(arena, groups, count, sizeof(*groups));
		keys = lic_catalog__grow(arena, keys, count, sizeof(*keys));
		if (groups == NULL || keys == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		keys[count] = row.id;
		LIC_TRY(keep(arena, row.name, &groups[count].id));
		LIC_TRY(keep(arena, row.service, &groups[count].service));
		LIC_TRY(add_vendor(arena, &vendors, count, row.vendor));
		count++;
	}
	source->rows.exclusions = groups;
	source->rows.exclusion_count = count;
	source->group_keys = keys;
	source->group_vendors = vendors;
	return LIC_OK_RC;
}

/* Both lists are in order of the group's key, so that one walk finds every group's position. */
static lic_rc read_group_plans(struct lic_ctx *ctx, struct lic_arena *arena,
	struct lic_catalog_source *source)
{
	struct lic_q_catalog_exclusion_plans_in in = {.tenant_id = ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_catalog_exclusion_plans_row row;
	struct lic_catalog_link *links = NULL;
	size_t position = 0;
	bool more = true;

	LIC_TRY(lic_q_catalog_exclusion_plans_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_catalog_exclusion_plans_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		while (position < source->rows.exclusion_count &&
			source->group_keys[position] < row.exclusion_id) {
			position++;
		}
		if (position == source->rows.exclusion_count ||
			source->group_keys[position] != row.exclusion_id) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		LIC_TRY(add_link(arena, &links, &source->rows.exclusion_plan_count,
			(struct lic_catalog_link){.owner = (int64_t)position,
				.plan = row.plan_id}));
	}
	source->rows.exclusion_plans = links;
	return LIC_OK_RC;
}

static lic_rc read_prerequisites(struct lic_ctx *ctx, struct lic_arena *arena,
	struct lic_catalog_source *source)
{
	struct lic_q_catalog_prerequisites_in in = {.tenant_id = ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_catalog_prerequisites_row row;
	struct lic_catalog_link *links = NULL;
	bool more = true;

	LIC_TRY(lic_q_catalog_prerequisites_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_catalog_prerequisites_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		LIC_TRY(add_link(arena, &links, &source->rows.prerequisite_count,
			(struct lic_catalog_link){.owner = row.plan_id,
				.plan = row.needs_plan_id}));
	}
	source->rows.prerequisites = links;
	return LIC_OK_RC;
}

lic_rc lic_catalog_ask(struct lic_ctx *ctx, struct lic_rows *ret_rows)
{
	struct lic_q_catalog_version_in in = {.tenant_id = ctx->caller.tenant_id};

	return lic_q_catalog_version_open(ctx->db, &in, ret_rows);
}

lic_rc lic_catalog__version_asked(struct lic_ctx *ctx, struct lic_rows *rows, int64_t *ret_version)
{
	struct lic_q_catalog_version_row row;
	bool found = false;

	LIC_TRY(lic_q_catalog_version_get(rows, ctx->arena, &row, &found));
	if (!found) {
		return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"The organisation does not exist any more.");
	}
	*ret_version = row.catalog_version;
	return LIC_OK_RC;
}

lic_rc lic_catalog__version(struct lic_ctx *ctx, int64_t *ret_version)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};

	LIC_TRY(lic_catalog_ask(ctx, &rows));
	return lic_catalog__version_asked(ctx, &rows, ret_version);
}

lic_rc lic_catalog__read(struct lic_ctx *ctx, struct lic_arena *arena, int64_t version,
	struct lic_catalog_source *ret_source)
{
	struct lic_catalog_source source = {.rows = {.version = version}};

	LIC_TRY(read_plans(ctx, arena, &source));
	LIC_TRY(read_skus(ctx, arena, &source));
	LIC_TRY(read_sku_plans(ctx, arena, &source));
	LIC_TRY(read_groups(ctx, arena, &source));
	LIC_TRY(read_group_plans(ctx, arena, &source));
	LIC_TRY(read_prerequisites(ctx, arena, &source));
	*ret_source = source;
	return LIC_OK_RC;
}

lic_rc lic_catalog__load(struct lic_ctx *ctx, struct lic_arena *arena, int64_t version,
	const struct lic_catalog **ret_catalog)
{
	LIC_AUTO(lic_arena_freep)
	struct lic_arena *scratch = lic_arena_new(LIC_CATALOG_SCRATCH_BYTES);
	struct lic_catalog_source source;

	if (scratch == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_catalog__read(ctx, scratch, version, &source));
	return lic_catalog_build(arena, &source.rows, ret_catalog);
}
