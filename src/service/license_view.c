/*
 * Reading licences: the paths of a user, pools, the holders of a SKU. See licenses.h.
 */
#include "service/license_int.h"
#include "service/licenses.h"
#include "store/lic_sql.h"

#include <string.h>

#define PATHS_FIRST 8

/* A list of paths that grows in an arena. */
struct path_list {
	struct lic_path *items; /* the paths */
	size_t count;           /* in use */
	size_t room;            /* allocated */
};

static struct lic_path *add_path(struct lic_arena *arena, struct path_list *list)
{
	if (list->count == list->room) {
		size_t room = list->room == 0 ? PATHS_FIRST : list->room * 2;
		struct lic_path *items = lic_arena_array(arena, room, sizeof(*items));

		if (items == NULL) {
			return NULL;
		}
		if (list->count > 0) {
			memcpy(items, list->items, list->count * sizeof(*items));
		}
		list->items = items;
		list->room = room;
	}
	return &list->items[list->count++];
}

static lic_rc open_paths(struct lic_ctx *ctx, int64_t user_id, struct lic_rows *ret_rows)
{
	struct lic_q_licenses_paths_in in = {.tenant_id = ctx->caller.tenant_id,
		.user_id = user_id};

	return lic_q_licenses_paths_open(ctx->db, &in, ret_rows);
}

static lic_rc fetch_paths(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_rows *rows, struct lic_path **ret_paths, size_t *ret_count)
{
	struct lic_q_licenses_paths_row row;
	struct path_list list = {0};
	bool more = true;

	for (;;) {
		struct lic_path *path = NULL;
		uint64_t *disabled = NULL;

		LIC_TRY(lic_q_licenses_paths_next(rows, &row, &more));
		if (!more) {
			break;
		}
		path = add_path(ctx->arena, &list);
		if (path == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(lic_plan_set__decode(ctx->arena, catalog, &row.plans, &disabled));
		path->sku = lic_catalog_sku_by_key(catalog, row.sku_id);
		if (path->sku == LIC_INDEX_NONE) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		path->source = row.source_id;
		path->disabled = disabled;
		path->state = (enum lic_path_state)row.state;
		path->error = (enum lic_path_error)row.error;
		path->since_ms = row.since_ms;
	}
	*ret_paths = list.items;
	*ret_count = list.count;
	return LIC_OK_RC;
}

lic_rc lic_license__read_paths(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t user_id, struct lic_path **ret_paths, size_t *ret_count)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};

	LIC_TRY(open_paths(ctx, user_id, &rows));
	return fetch_paths(ctx, catalog, &rows, ret_paths, ret_count);
}

lic_rc lic_seats__read(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	struct lic_seats *ret_seats, bool *ret_found)
{
	struct lic_q_seats_load_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = catalog->skus[sku].key,
	};
	struct lic_q_seats_load_row row;

	LIC_TRY(lic_q_seats_load(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		*ret_seats = (struct lic_seats){
			.enabled = row.enabled,
			.warning = row.warning,
			.suspended = row.suspended,
			.locked_out = row.locked_out,
			.self_service = row.self_service,
			.consumed = row.consumed,
		};
	}
	return LIC_OK_RC;
}

lic_rc lic_license__read_pools(struct lic_ctx *ctx, struct lic_license_view *view)
{
	struct lic_sku_seats *list = lic_arena_array(ctx->arena, view->path_count, sizeof(*list));
	size_t count = 0;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < view->path_count; i++) {
		bool found = false;

		/* Paths come in order of SKU: a second path to the same one follows the first. */
		if (i > 0 && view->paths[i].sku == view->paths[i - 1].sku) {
			continue;
		}
		list[count].sku = view->paths[i].sku;
		LIC_TRY(lic_seats__read(ctx, view->hold.catalog, list[count].sku,
			&list[count].seats, &found));
		count += found ? 1 : 0;
	}
	view->seats = list;
	view->seat_count = count;
	return LIC_OK_RC;
}

lic_rc lic_license__view_paths(struct lic_ctx *ctx, int64_t user_id,
	struct lic_license_view *ret_view)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_path *paths = NULL;
	size_t count = 0;

	LIC_TRY(open_paths(ctx, user_id, &rows)); /* comes along with the catalogue's version */
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(fetch_paths(ctx, hold.catalog, &rows, &paths, &count));
	*ret_view = (struct lic_license_view){.paths = paths, .path_count = count, .hold = hold};
	hold = (struct lic_catalog_hold){0}; /* handed over to the view */
	return LIC_OK_RC;
}

lic_rc lic_license_view_paths(struct lic_ctx *ctx, int64_t user_id,
	struct lic_license_view *ret_view)
{
	bool is_self =
		ctx->caller.actor_id == user_id && lic_ctx_is_self(ctx, &ctx->caller.actor_guid);

	if (!is_self) {
		LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	}
	return lic_license__view_paths(ctx, user_id, ret_view);
}

lic_rc lic_license_view(struct lic_ctx *ctx, int64_t user_id, struct lic_license_view *ret_view)
{
	struct lic_license_view view = {0};
	lic_rc rc;

	LIC_TRY(lic_license_view_paths(ctx, user_id, &view));
	rc = lic_license__read_pools(ctx, &view);
	if (!lic_ok(rc)) {
		lic_catalog_put(&view.hold);
		return rc;
	}
	*ret_view = view;
	return LIC_OK_RC;
}

static lic_rc read_holder(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	const struct lic_q_licenses_holders_row *row, struct lic_holder *holder)
{
	uint64_t *disabled = NULL;

	LIC_TRY(lic_plan_set__decode(ctx->arena, catalog, &row->plans, &disabled));
	holder->user_guid = row->guid;
	holder->upn = lic_arena_strdup(ctx->arena, row->upn);
	holder->display_name = lic_arena_strdup(ctx->arena, row->display_name);
	if (holder->upn == NULL || holder->display_name == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	holder->path = (struct lic_path){
		.sku = sku,
		.source = row->source_id,
		.disabled = disabled,
		.state = (enum lic_path_state)row->state,
		.error = (enum lic_path_error)row->error,
		.since_ms = row->since_ms,
	};
	return LIC_OK_RC;
}

/*
 * A page ends between users: where the row behind the limit belongs to the last user on it, that
 * user moves to the next page whole, unless it is the only one.
 */
static void end_page(struct lic_holder_page *page, const int64_t *user_ids, int64_t next_user)
{
	size_t keep = page->count;

	while (keep > 0 && user_ids[keep - 1] == next_user) {
		keep--;
	}
	page->count = keep > 0 ? keep : page->count;
	page->next_after = user_ids[page->count - 1];
}

lic_rc lic_license_holders(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	int64_t after, unsigned limit, struct lic_holder_page *ret_page)
{
	struct lic_q_licenses_holders_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = catalog->skus[sku].key,
		.after = after,
		.limit = (int64_t)limit + 1,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_licenses_holders_row row;
	struct lic_holder_page page = {0};
	int64_t *user_ids = lic_arena_array(ctx->arena, limit, sizeof(*user_ids));
	bool more = true;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	page.holders = lic_arena_array(ctx->arena, limit, sizeof(*page.holders));
	if (page.holders == NULL || user_ids == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_licenses_holders_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_licenses_holders_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		if (page.count == limit) {
			page.has_more = true;
			end_page(&page, user_ids, row.user_id);
			break;
		}
		LIC_TRY(read_holder(ctx, catalog, sku, &row, &page.holders[page.count]));
		user_ids[page.count++] = row.user_id;
	}
	*ret_page = page;
	return LIC_OK_RC;
}
