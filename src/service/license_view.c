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

/* A list of pools that grows likewise. */
struct pool_list {
	struct lic_sku_seats *items; /* the pools */
	size_t count;                /* in use */
	size_t room;                 /* allocated */
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

/* Adds the path in `row` to `list`. */
static lic_rc take_path(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_q_licenses_paths_row *row, struct path_list *list)
{
	struct lic_path *path = add_path(ctx->arena, list);
	uint64_t *disabled = NULL;

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_plan_set__decode(ctx->arena, catalog, &row->plans, &disabled));
	path->sku = lic_catalog_sku_by_key(catalog, row->sku_id);
	if (path->sku == LIC_INDEX_NONE) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	path->source = row->source_id;
	path->disabled = disabled;
	path->state = (enum lic_path_state)row->state;
	path->error = (enum lic_path_error)row->error;
	path->since_ms = row->since_ms;
	return LIC_OK_RC;
}

static lic_rc fetch_paths(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_rows *rows, struct lic_path **ret_paths, size_t *ret_count)
{
	struct lic_q_licenses_paths_row row;
	struct path_list list = {0};
	bool more = true;

	for (;;) {
		LIC_TRY(lic_q_licenses_paths_next(rows, &row, &more));
		if (!more) {
			break;
		}
		LIC_TRY(take_path(ctx, catalog, &row, &list));
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

lic_rc lic_seats__ask(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	struct lic_rows *ret_rows)
{
	struct lic_q_seats_load_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = catalog->skus[sku].key,
	};

	return lic_q_seats_load_open(ctx->db, &in, ret_rows);
}

lic_rc lic_seats__get(struct lic_ctx *ctx, struct lic_rows *rows, struct lic_seats *ret_seats,
	bool *ret_found)
{
	struct lic_q_seats_load_row row;

	LIC_TRY(lic_q_seats_load_get(rows, ctx->arena, &row, ret_found));
	lic_rows_close(rows); /* other pools may follow */
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

lic_rc lic_seats__read(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	struct lic_seats *ret_seats, bool *ret_found)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};

	LIC_TRY(lic_seats__ask(ctx, catalog, sku, &rows));
	return lic_seats__get(ctx, &rows, ret_seats, ret_found);
}

lic_rc lic_license__ask_view(struct lic_ctx *ctx, int64_t user_id, struct lic_rows *ret_rows)
{
	struct lic_q_licenses_paths_pools_in in = {.tenant_id = ctx->caller.tenant_id,
		.user_id = user_id};

	return lic_q_licenses_paths_pools_open(ctx->db, &in, ret_rows);
}

/* The path of a row that has its pool, too. */
static struct lic_q_licenses_paths_row path_of(const struct lic_q_licenses_paths_pools_row *row)
{
	return (struct lic_q_licenses_paths_row){
		.sku_id = row->sku_id,
		.source_id = row->source_id,
		.plan_set_id = row->plan_set_id,
		.plans = row->plans,
		.state = row->state,
		.error = row->error,
		.since_ms = row->since_ms,
	};
}

static struct lic_seats pool_of(const struct lic_q_licenses_paths_pools_row *row)
{
	return (struct lic_seats){
		.enabled = row->enabled.value,
		.warning = row->warning,
		.suspended = row->suspended,
		.locked_out = row->locked_out,
		.self_service = row->self_service,
		.consumed = row->consumed,
	};
}

/* Adds the pool of `row` to `list`; paths come in order of SKU: a second path to the same one
 * follows the first. */
static lic_rc take_pool(struct lic_arena *arena, uint32_t sku,
	const struct lic_q_licenses_paths_pools_row *row, struct pool_list *list)
{
	if (!row->enabled.is_set || (list->count > 0 && list->items[list->count - 1].sku == sku)) {
		return LIC_OK_RC;
	}
	if (list->count == list->room) {
		size_t room = list->room == 0 ? PATHS_FIRST : list->room * 2;
		struct lic_sku_seats *items = lic_arena_array(arena, room, sizeof(*items));

		if (items == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (list->count > 0) {
			memcpy(items, list->items, list->count * sizeof(*items));
		}
		list->items = items;
		list->room = room;
	}
	list->items[list->count++] = (struct lic_sku_seats){.sku = sku, .seats = pool_of(row)};
	return LIC_OK_RC;
}

lic_rc lic_license__get_view(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_rows *rows, struct lic_license_view *ret_view)
{
	struct lic_q_licenses_paths_pools_row row;
	struct path_list paths = {0};
	struct pool_list pools = {0};
	bool more = true;

	for (;;) {
		LIC_TRY(lic_q_licenses_paths_pools_next(rows, &row, &more));
		if (!more) {
			break;
		}
		struct lic_q_licenses_paths_row path = path_of(&row);

		LIC_TRY(take_path(ctx, catalog, &path, &paths));
		LIC_TRY(take_pool(ctx->arena, paths.items[paths.count - 1].sku, &row, &pools));
	}
	*ret_view = (struct lic_license_view){
		.paths = paths.items,
		.path_count = paths.count,
		.seats = pools.items,
		.seat_count = pools.count,
	};
	return LIC_OK_RC;
}

lic_rc lic_sources_add(struct lic_ctx *ctx, int64_t source, struct lic_sources *sources)
{
	struct lic_q_groups_name_in in = {ctx->caller.tenant_id, source};
	struct lic_q_groups_name_row row;
	bool found = false;

	if (source == LIC_SOURCE_DIRECT || lic_sources_find(sources, source) != NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_groups_name(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	if (sources->count == sources->room) {
		size_t room = sources->room == 0 ? PATHS_FIRST : sources->room * 2;
		struct lic_source *list = lic_arena_array(ctx->arena, room, sizeof(*list));

		if (list == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (sources->count > 0) {
			memcpy(list, sources->list, sources->count * sizeof(*list));
		}
		sources->list = list;
		sources->room = room;
	}
	sources->list[sources->count++] = (struct lic_source){source, row.guid, row.display_name};
	return LIC_OK_RC;
}

const struct lic_source *lic_sources_find(const struct lic_sources *sources, int64_t source)
{
	for (size_t i = 0; i < sources->count; i++) {
		if (sources->list[i].id == source) {
			return &sources->list[i];
		}
	}
	return NULL;
}

/* Reads which groups the paths of `view` come from. */
static lic_rc read_sources(struct lic_ctx *ctx, struct lic_license_view *view)
{
	for (size_t i = 0; i < view->path_count; i++) {
		LIC_TRY(lic_sources_add(ctx, view->paths[i].source, &view->sources));
	}
	return LIC_OK_RC;
}

lic_rc lic_license_view_paths(struct lic_ctx *ctx, int64_t user_id,
	struct lic_license_view *ret_view)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_path *paths = NULL;
	size_t count = 0;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_DIRECTORY));
	LIC_TRY(open_paths(ctx, user_id, &rows)); /* comes along with the catalogue's version */
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(fetch_paths(ctx, hold.catalog, &rows, &paths, &count));
	lic_rows_close(&rows);
	*ret_view = (struct lic_license_view){.paths = paths, .path_count = count, .hold = hold};
	hold = (struct lic_catalog_hold){0}; /* handed over to the view */
	return LIC_OK_RC;
}

lic_rc lic_license_view(struct lic_ctx *ctx, int64_t user_id, struct lic_license_view *ret_view)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_license_view view = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_DIRECTORY));
	LIC_TRY(lic_license__ask_view(ctx, user_id, &rows)); /* comes along with the version */
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(lic_license__get_view(ctx, hold.catalog, &rows, &view));
	lic_rows_close(&rows);
	LIC_TRY(read_sources(ctx, &view));
	view.hold = hold;
	hold = (struct lic_catalog_hold){0}; /* handed over to the view */
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
		LIC_TRY(lic_sources_add(ctx, row.source_id, &page.sources));
		user_ids[page.count++] = row.user_id;
	}
	*ret_page = page;
	return LIC_OK_RC;
}
