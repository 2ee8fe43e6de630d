/*
 * May this user use that? See entitlement.h.
 */
#include "service/entitlement.h"

#include "base/text.h"
#include "core/planset.h"
#include "store/lic_sql.h"

#include <string.h>

#define PATHS_FIRST 8
#define KEY_BYTES 4

/* The key at position `i` of a stored set: four bytes, most significant first. */
static int64_t key_at(const struct lic_bytes *off, size_t i)
{
	const uint8_t *bytes = (const uint8_t *)off->data + i * KEY_BYTES;

	return (int64_t)bytes[0] << 24 | (int64_t)bytes[1] << 16 | (int64_t)bytes[2] << 8 |
		(int64_t)bytes[3];
}

bool lic_entitled_is_off(const struct lic_bytes *off, int64_t key)
{
	size_t low = 0;
	size_t high = off->len / KEY_BYTES;

	while (low < high) { /* keys are stored in ascending order */
		size_t middle = low + (high - low) / 2;
		int64_t found = key_at(off, middle);

		if (found == key) {
			return true;
		}
		if (found > key) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return false;
}

static struct lic_entitled_path *add_path(struct lic_arena *arena, struct lic_entitled_user *user)
{
	if (user->count == user->room) {
		size_t room = user->room == 0 ? PATHS_FIRST : user->room * 2;
		struct lic_entitled_path *paths = lic_arena_array(arena, room, sizeof(*paths));

		if (paths == NULL) {
			return NULL;
		}
		if (user->count > 0) {
			memcpy(paths, user->paths, user->count * sizeof(*paths));
		}
		user->paths = paths;
		user->room = room;
	}
	return &user->paths[user->count++];
}

/* Takes what every row says of the user from the first one. */
static lic_rc take_user(struct lic_ctx *ctx, const struct lic_q_entitlement_by_guid_row *row,
	struct lic_entitled_user *user)
{
	if (user->is_found) {
		return LIC_OK_RC;
	}
	user->is_found = true;
	user->is_enabled = row->account_enabled != 0;
	user->guid = row->guid;
	return lic_catalog_get_version(ctx, row->catalog_version, &user->hold);
}

static lic_rc take_row(struct lic_ctx *ctx, const struct lic_q_entitlement_by_guid_row *row,
	struct lic_entitled_user *user)
{
	struct lic_entitled_path *path = NULL;

	LIC_TRY(take_user(ctx, row, user));
	if (!row->sku_id.is_set) { /* he holds nothing */
		return LIC_OK_RC;
	}
	path = add_path(ctx->arena, user);
	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	path->sku = lic_catalog_sku_by_key(user->hold.catalog, row->sku_id.value);
	if (path->sku == LIC_INDEX_NONE || row->plans.data == NULL ||
		row->plans.len % KEY_BYTES != 0) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	path->state = (enum lic_path_state)row->state.value;
	path->error = (enum lic_path_error)row->error.value;
	path->is_usable = row->usable_seats > 0;
	if (row->plans.len > 0) {
		path->off.data = lic_arena_copy(ctx->arena, row->plans.data, row->plans.len);
		path->off.len = row->plans.len;
		return path->off.data == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
	}
	return LIC_OK_RC;
}

static lic_rc load_by_guid(struct lic_ctx *ctx, const struct lic_guid *guid,
	struct lic_entitled_user *user)
{
	struct lic_q_entitlement_by_guid_in in = {ctx->caller.tenant_id, *guid};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_entitlement_by_guid_row row;
	bool more = true;

	LIC_TRY(lic_q_entitlement_by_guid_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_entitlement_by_guid_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		LIC_TRY(take_row(ctx, &row, user));
	}
}

/* The same columns, read by another key. */
static struct lic_q_entitlement_by_guid_row as_by_guid(
	const struct lic_q_entitlement_by_upn_row *row)
{
	return (struct lic_q_entitlement_by_guid_row){
		.user_id = row->user_id,
		.guid = row->guid,
		.account_enabled = row->account_enabled,
		.catalog_version = row->catalog_version,
		.sku_id = row->sku_id,
		.plans = row->plans,
		.state = row->state,
		.error = row->error,
		.usable_seats = row->usable_seats,
	};
}

static lic_rc load_by_upn(struct lic_ctx *ctx, const char *upn, struct lic_entitled_user *user)
{
	struct lic_q_entitlement_by_upn_in in = {.tenant_id = ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_entitlement_by_upn_row row;
	bool more = true;

	LIC_TRY(lic_text_fold(ctx->arena, upn, &in.upn_key));
	LIC_TRY(lic_q_entitlement_by_upn_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_entitlement_by_upn_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		struct lic_q_entitlement_by_guid_row same = as_by_guid(&row);

		LIC_TRY(take_row(ctx, &same, user));
	}
}

lic_rc lic_entitled_load(struct lic_ctx *ctx, const char *key, struct lic_entitled_user *ret_user)
{
	struct lic_entitled_user user = {0};
	struct lic_guid guid;
	lic_rc rc;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	rc = lic_guid_parse(key, strlen(key), &guid) ? load_by_guid(ctx, &guid, &user)
						     : load_by_upn(ctx, key, &user);
	if (!lic_ok(rc)) {
		lic_catalog_put(&user.hold);
		return rc;
	}
	*ret_user = user;
	return LIC_OK_RC;
}

size_t lic_usable_find(const struct lic_catalog *catalog, bool is_plan, const char *id,
	struct lic_usable *ret_usable)
{
	struct lic_guid guid;
	size_t count = 1;
	uint32_t index = LIC_INDEX_NONE;

	if (lic_guid_parse(id, strlen(id), &guid)) {
		index = is_plan ? lic_catalog_plan(catalog, &guid)
				: lic_catalog_sku(catalog, &guid);
	} else {
		index = is_plan ? lic_catalog_plan_named(catalog, id, &count)
				: lic_catalog_sku_named(catalog, id, &count);
	}
	if (index == LIC_INDEX_NONE) {
		return 0;
	}
	*ret_usable = (struct lic_usable){.is_plan = is_plan, .index = index};
	return count;
}

/* What one path to a product with it gives. */
static enum lic_entitlement judge(const struct lic_catalog *catalog,
	const struct lic_entitled_path *path, const struct lic_usable *usable)
{
	if (!lic_path_holds_seat(path->state)) {
		return LIC_ENTITLED_FAILED;
	}
	if (usable->is_plan && lic_entitled_is_off(&path->off, catalog->plans[usable->index].key)) {
		return LIC_ENTITLED_OFF;
	}
	return path->is_usable ? LIC_ENTITLED : LIC_ENTITLED_IDLE;
}

enum lic_entitlement lic_entitled_to(const struct lic_entitled_user *user,
	const struct lic_usable *usable, enum lic_path_error *ret_error)
{
	const struct lic_catalog *catalog = user->hold.catalog;
	enum lic_entitlement best = LIC_ENTITLED_NOTHING;

	if (!user->is_enabled) {
		return LIC_ENTITLED_BLOCKED;
	}
	for (size_t i = 0; i < user->count; i++) {
		const struct lic_entitled_path *path = &user->paths[i];
		enum lic_entitlement one;

		if (usable->is_plan ? !lic_sku_has_plan(&catalog->skus[path->sku], usable->index)
				    : path->sku != usable->index) {
			continue;
		}
		one = judge(catalog, path, usable);
		if (one < best) {
			best = one;
			*ret_error = path->error;
		}
	}
	return best;
}

/* Adds the plans that a path gives to a set. */
static void add_plans(const struct lic_catalog *catalog, const struct lic_entitled_path *path,
	uint64_t *set)
{
	const struct lic_sku *sku = &catalog->skus[path->sku];

	for (size_t i = 0; i < sku->plan_count; i++) {
		if (!lic_entitled_is_off(&path->off, catalog->plans[sku->plans[i]].key)) {
			lic_planset_add(set, sku->plans[i]);
		}
	}
}

lic_rc lic_entitled_list(struct lic_arena *arena, const struct lic_entitled_user *user,
	bool is_plans, uint32_t **ret_indices, size_t *ret_count)
{
	const struct lic_catalog *catalog = user->hold.catalog;
	uint64_t *set = lic_planset_new(arena, catalog);
	size_t most = is_plans ? catalog->plan_count : user->count;
	uint32_t *indices = lic_arena_array(arena, most, sizeof(*indices));
	size_t count = 0;

	if (set == NULL || indices == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; user->is_enabled && i < user->count; i++) {
		const struct lic_entitled_path *path = &user->paths[i];

		if (!lic_path_holds_seat(path->state) || !path->is_usable) {
			continue;
		}
		if (is_plans) {
			add_plans(catalog, path, set);
		} else if (count == 0 || indices[count - 1] != path->sku) {
			indices[count++] = path->sku; /* paths come in order of SKU */
		}
	}
	for (uint32_t plan = 0; is_plans && plan < catalog->plan_count; plan++) {
		if (lic_planset_has(set, plan)) {
			indices[count++] = plan;
		}
	}
	*ret_indices = indices;
	*ret_count = count;
	return LIC_OK_RC;
}
