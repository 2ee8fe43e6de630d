/*
 * GET /api/v1/export/assignments, and /export/holders of one product: who has what, one row for
 * each path. See export_int.h.
 */
#include "api/desk/export_int.h"

#include "api/desk/desk_int.h"
#include "core/planset.h"
#include "service/assignments.h"
#include "service/catalogs.h"

#define PAGE_ROWS 200U /* some 60 KB, a millisecond of reading */
#define PAGE_BYTES_MAX ((size_t)64 * 1024 * 1024)

static const char *const columns[] = {"userId", "userPrincipalName", "displayName", "skuId",
	"skuPartNumber", "productName", "assignedByGroup", "groupName", "state", "error",
	"disabledPlans", "lastUpdatedDateTime", NULL};

/* What the steps hand on. */
struct state {
	struct lic_export export;             /* how rows look, and how far they are */
	const char *product;                  /* as asked for; NULL: all products */
	int64_t sku_key;                      /* key of the product, once it was found */
	struct lic_assignment_position after; /* the last path shown */
};

/* The names of the plans that are off on a path; `*ret_count` is their number. */
static const char **names_of_off(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_path *path, size_t *ret_count)
{
	const struct lic_sku *sku = &catalog->skus[path->sku];
	const char **names = lic_arena_array(arena, sku->plan_count, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; names != NULL && i < sku->plan_count; i++) {
		if (lic_planset_has(path->disabled, sku->plans[i])) {
			names[count++] = catalog->plans[sku->plans[i]].name;
		}
	}
	*ret_count = count;
	return names;
}

static lic_rc write_row(struct lic_export *export, const struct lic_catalog *catalog,
	const struct lic_sources *sources, const struct lic_assignment *one)
{
	const struct lic_sku *sku = &catalog->skus[one->path.sku];
	const struct lic_source *group = lic_sources_find(sources, one->path.source);
	size_t count = 0;
	const char **off = names_of_off(export->page, catalog, &one->path, &count);

	if (off == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_export__row(export);
	lic_export__guid(export, &one->user_guid);
	lic_export__text(export, one->upn);
	lic_export__text(export, one->display_name);
	lic_export__guid(export, &sku->id);
	lic_export__text(export, sku->part_number);
	lic_export__text(export, sku->display_name);
	lic_export__text(export, group == NULL ? NULL : lic_guid_format(&group->guid).text);
	lic_export__text(export, group == NULL ? NULL : group->name);
	lic_export__text(export, lic_path_state_name(one->path.state, one->is_usable));
	lic_export__text(export, lic_path_error_name(one->path.error));
	lic_export__list(export, export->page, off, count);
	lic_export__time(export, one->path.since_ms);
	return lic_export__row_end(export);
}

/* Finds the product by what was asked for, and later by its key: names may change meanwhile. */
static lic_rc find_sku(struct lic_api_request *req, const struct lic_catalog *catalog,
	uint32_t *ret_sku)
{
	struct state *state = req->state;

	*ret_sku = LIC_INDEX_NONE;
	if (state->product == NULL) {
		return LIC_OK_RC;
	}
	if (state->sku_key == 0) {
		LIC_TRY(lic_desk__sku(req, catalog, state->product, ret_sku));
		state->sku_key = catalog->skus[*ret_sku].key;
		return LIC_OK_RC;
	}
	*ret_sku = lic_catalog_sku_by_key(catalog, state->sku_key);
	return *ret_sku == LIC_INDEX_NONE ? LIC_RC(LIC_E_CORRUPT) : LIC_OK_RC;
}

static lic_rc write_page(struct lic_api_request *req, struct lic_ctx *ctx, bool *ret_more)
{
	struct state *state = req->state;
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_assignment_page page = {0};
	uint32_t sku = LIC_INDEX_NONE;

	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(find_sku(req, hold.catalog, &sku));
	LIC_TRY(lic_assignments(ctx, hold.catalog, sku, &state->after, PAGE_ROWS, &page));
	for (size_t i = 0; i < page.count; i++) {
		LIC_TRY(write_row(&state->export, hold.catalog, &page.sources, &page.list[i]));
	}
	state->after = page.last;
	*ret_more = page.has_more;
	return LIC_OK_RC;
}

static const struct lic_export_kind assignments = {"assignments", columns, PAGE_BYTES_MAX,
	write_page};
static const struct lic_export_kind holders = {"holders", columns, PAGE_BYTES_MAX, write_page};

lic_rc lic_desk__export_assignments_decode(struct lic_api_request *req)
{
	return lic_export__decode(req, &assignments, sizeof(struct state));
}

lic_rc lic_desk__export_holders_decode(struct lic_api_request *req)
{
	struct state *state = NULL;

	LIC_TRY(lic_export__decode(req, &holders, sizeof(*state)));
	state = req->state;
	state->product = lic_api__option(req, "sku");
	if (state->product == NULL || state->product[0] == '\0') {
		return lic_err_field(&req->err, req->ctx.arena, "sku",
			"Name a product with sku: its GUID, part number or display name.");
	}
	return LIC_OK_RC;
}
