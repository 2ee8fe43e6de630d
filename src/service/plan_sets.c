/*
 * Sets of disabled plans as they are stored: the keys of the plans in ascending order, four bytes
 * each, most significant first. Few different sets exist however many users there are, so each is
 * stored once and named by a number.
 */
#include "service/license_int.h"
#include "store/lic_sql.h"

#define KEY_BYTES 4

lic_rc lic_plan_set__decode(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_bytes *plans, uint64_t **ret_set)
{
	const uint8_t *bytes = plans->data;
	uint64_t *set = lic_planset_new(arena, catalog);

	if (set == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (plans->len % KEY_BYTES != 0) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	for (size_t i = 0; i < plans->len; i += KEY_BYTES) {
		int64_t key = ((int64_t)bytes[i] << 24) | ((int64_t)bytes[i + 1] << 16) |
			((int64_t)bytes[i + 2] << 8) | (int64_t)bytes[i + 3];
		uint32_t plan = lic_catalog_plan_by_key(catalog, key);

		if (plan == LIC_INDEX_NONE) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		lic_planset_add(set, plan);
	}
	*ret_set = set;
	return LIC_OK_RC;
}

/* Plans are in order of key in a catalogue, so that the index order is the key order. */
static lic_rc encode(struct lic_arena *arena, const struct lic_catalog *catalog,
	const uint64_t *set, struct lic_bytes *ret_plans)
{
	size_t count = lic_planset_common(set, set, catalog->words);
	uint8_t *bytes = NULL;
	size_t at = 0;

	if (count == 0) { /* almost always */
		*ret_plans = (struct lic_bytes){"", 0};
		return LIC_OK_RC;
	}
	bytes = lic_arena_alloc(arena, count * KEY_BYTES);
	if (bytes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (uint32_t plan = 0; plan < catalog->plan_count; plan++) {
		int64_t key = catalog->plans[plan].key;

		if (!lic_planset_has(set, plan)) {
			continue;
		}
		if (key > (int64_t)UINT32_MAX) {
			return LIC_RC(LIC_E_LIMIT);
		}
		for (unsigned shift = 32; shift > 0; shift -= 8) {
			bytes[at++] = (uint8_t)((uint64_t)key >> (shift - 8));
		}
	}
	*ret_plans = (struct lic_bytes){bytes, at};
	return LIC_OK_RC;
}

static lic_rc insert(struct lic_ctx *ctx, int64_t id, struct lic_bytes plans)
{
	struct lic_q_licenses_plan_set_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.id = id,
		.plans = plans,
	};

	return lic_q_licenses_plan_set_insert(ctx->db, &in, NULL);
}

lic_rc lic_plan_set__find(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const uint64_t *set, int64_t *ret_id)
{
	struct lic_q_licenses_plan_set_find_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_licenses_plan_set_find_row row;
	bool found = false;

	LIC_TRY(encode(ctx->arena, catalog, set, &in.plans));
	if (in.plans.len == 0) {
		*ret_id = LIC_PLAN_SET_NONE;
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_licenses_plan_set_find(ctx->db, ctx->arena, &in, &row, &found));
	if (found) {
		*ret_id = row.id;
		return LIC_OK_RC;
	}
	LIC_TRY(lic_ctx_take_numbers(ctx, "planSet", 1, ret_id));
	return insert(ctx, *ret_id, in.plans);
}

lic_rc lic_plan_set__init(struct lic_ctx *ctx)
{
	return insert(ctx, LIC_PLAN_SET_NONE, (struct lic_bytes){"", 0});
}
