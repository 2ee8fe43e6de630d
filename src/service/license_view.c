/*
 * Reading licences: the paths of a user, and pools. See licenses.h.
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
			.has_line = row.has_line != 0,
			.is_allotted = row.is_allotted != 0,
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
		/* Whoever holds a seat need not know. */
		.has_line = !lic_path_holds_seat((enum lic_path_state)row->state),
		.is_allotted = !lic_path_holds_seat((enum lic_path_state)row->state),
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

/* Reads the rows of a user found by GUID, if there are any. */
static lic_rc fetch_by_guid(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_rows *rows, int64_t *ret_user_id, struct path_list *list)
{
	struct lic_q_licenses_paths_by_guid_row row;
	bool more = true;

	for (;;) {
		LIC_TRY(lic_q_licenses_paths_by_guid_next(rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		struct lic_q_licenses_paths_row path = {
			.sku_id = row.sku_id,
			.source_id = row.source_id,
			.plan_set_id = row.plan_set_id,
			.plans = row.plans,
			.state = row.state,
			.error = row.error,
			.since_ms = row.since_ms,
		};

		LIC_TRY(take_path(ctx, catalog, &path, list));
		*ret_user_id = row.user_id;
	}
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
	lic_rows_close(&rows);
	*ret_view = (struct lic_license_view){.paths = paths, .path_count = count, .hold = hold};
	hold = (struct lic_catalog_hold){0}; /* handed over to the view */
	return LIC_OK_RC;
}

/* Everybody may see his own licences. */
static lic_rc require_sight(struct lic_ctx *ctx, int64_t user_id)
{
	bool is_self =
		ctx->caller.actor_id == user_id && lic_ctx_is_self(ctx, &ctx->caller.actor_guid);

	return is_self ? LIC_OK_RC : lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES);
}

/* Finds the user with `key` and reads its paths one after the other. */
static lic_rc find_and_view(struct lic_ctx *ctx, const char *key, struct lic_user_key *ret_user,
	struct lic_license_view *ret_view)
{
	LIC_TRY(lic_user_find_key(ctx, key, LIC_ACTION_READ_LICENSES, ret_user));
	return lic_license__view_paths(ctx, ret_user->id, ret_view);
}

/* Reads the paths of the user with `guid`; finds none also for one that is not there. */
static lic_rc view_by_guid(struct lic_ctx *ctx, const struct lic_guid *guid,
	struct lic_user_key *ret_user, struct lic_license_view *ret_view)
{
	struct lic_q_licenses_paths_by_guid_in in = {.tenant_id = ctx->caller.tenant_id,
		.guid = *guid};
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct path_list list = {0};
	struct lic_license_view view = {0};
	int64_t user_id = 0;

	LIC_TRY(lic_q_licenses_paths_by_guid_open(ctx->db, &in, &rows));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(fetch_by_guid(ctx, hold.catalog, &rows, &user_id, &list));
	lic_rows_close(&rows);
	view.paths = list.items;
	view.path_count = list.count;
	LIC_TRY(read_sources(ctx, &view));
	view.hold = hold;
	hold = (struct lic_catalog_hold){0}; /* handed over to the view */
	*ret_user = (struct lic_user_key){.id = user_id, .guid = *guid};
	*ret_view = view;
	return LIC_OK_RC;
}

lic_rc lic_license_view_of(struct lic_ctx *ctx, const char *key, struct lic_user_key *ret_user,
	struct lic_license_view *ret_view)
{
	struct lic_guid guid;

	if (lic_guid_parse(key, strlen(key), &guid)) {
		struct lic_license_view view = {0};
		struct lic_user_key user;

		if (!lic_ctx_is_self(ctx, &guid)) {
			LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
		}
		LIC_TRY(view_by_guid(ctx, &guid, &user, &view));
		if (view.path_count > 0) {
			*ret_user = user;
			*ret_view = view;
			return LIC_OK_RC;
		}
		lic_catalog_put(&view.hold);
	}
	return find_and_view(ctx, key, ret_user, ret_view);
}

lic_rc lic_license_view(struct lic_ctx *ctx, int64_t user_id, struct lic_license_view *ret_view)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_license_view view = {0};

	LIC_TRY(require_sight(ctx, user_id));
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
