/*
 * The licences of a product go when nothing is left of it: see lapse_int.h.
 */
#include "service/lapse_int.h"

#include "service/inherit_int.h"
#include "service/license_int.h"
#include "service/licenses.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#define GROUPS_MAX 20
#define USERS_MAX 20

/* What is to go. */
struct lapse {
	struct lic_inherit *inherit; /* for settling; borrowed */
	uint32_t sku;                /* the product */
	int64_t sku_key;             /* its key */
};

/* Tells whether a subscription keeps the product meanwhile. */
static lic_rc is_kept(struct lic_ctx *ctx, const struct lapse *lapse, bool *ret_is_kept)
{
	struct lic_q_subscriptions_others_in in = {ctx->caller.tenant_id, lapse->sku_key};
	struct lic_q_subscriptions_others_row row;

	LIC_TRY(lic_q_subscriptions_others(ctx->db, ctx->arena, &in, &row));
	*ret_is_kept = row.count > 0;
	return LIC_OK_RC;
}

static lic_rc read_groups(struct lic_ctx *ctx, const struct lapse *lapse,
	struct lic_q_groups_of_sku_row *list, size_t *ret_count)
{
	struct lic_q_groups_of_sku_in in = {ctx->caller.tenant_id, lapse->sku_key, GROUPS_MAX};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	bool more = true;

	*ret_count = 0;
	LIC_TRY(lic_q_groups_of_sku_open(ctx->db, &in, &rows));
	while (*ret_count < GROUPS_MAX) {
		LIC_TRY(lic_q_groups_of_sku_next(&rows, &list[*ret_count], &more));
		if (!more) {
			break;
		}
		(*ret_count)++;
	}
	return LIC_OK_RC;
}

/* Takes the product out of what some groups give; `*ret_any` tells whether there were any. */
static lic_rc lapse_groups(struct lic_ctx *ctx, const struct lapse *lapse, bool *ret_any)
{
	struct lic_q_groups_of_sku_row list[GROUPS_MAX];
	size_t count = 0;

	LIC_TRY(read_groups(ctx, lapse, list, &count));
	for (size_t i = 0; i < count; i++) {
		struct lic_q_groups_license_delete_in gone = {ctx->caller.tenant_id,
			list[i].group_id, lapse->sku_key};
		struct lic_ledger_change change = {
			.kind = LIC_CHANGE_GROUP_LICENSE,
			.object_id = list[i].group_id,
			.sku_id = {true, lapse->sku_key},
			.plan_set_before = {true, list[i].plan_set_id},
		};

		LIC_TRY(lic_q_groups_license_delete(ctx->db, &gone, NULL));
		LIC_TRY(lic_ledger_change(ctx, lapse->inherit->operation, &change));
	}
	*ret_any = count > 0;
	return LIC_OK_RC;
}

static lic_rc read_users(struct lic_ctx *ctx, const struct lapse *lapse, int64_t after,
	int64_t *list, size_t *ret_count)
{
	struct lic_q_licenses_users_of_sku_in in = {ctx->caller.tenant_id, lapse->sku_key, after,
		USERS_MAX};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_licenses_users_of_sku_row row;
	bool more = true;

	*ret_count = 0;
	LIC_TRY(lic_q_licenses_users_of_sku_open(ctx->db, &in, &rows));
	while (*ret_count < USERS_MAX) {
		LIC_TRY(lic_q_licenses_users_of_sku_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		list[(*ret_count)++] = row.user_id;
	}
	return LIC_OK_RC;
}

static bool has_direct(const struct lic_path *paths, size_t count, uint32_t sku)
{
	for (size_t i = 0; i < count; i++) {
		if (paths[i].sku == sku && paths[i].source == LIC_SOURCE_DIRECT) {
			return true;
		}
	}
	return false;
}

/* What a user has of the product goes, but for what something else of his needs (R-29, G-13). */
static lic_rc lapse_user(struct lic_ctx *ctx, const struct lapse *lapse, int64_t user_id)
{
	const struct lic_guid *sku_id = &lapse->inherit->catalog->skus[lapse->sku].id;
	const struct lic_license_request request = {.removes = sku_id, .remove_count = 1};
	struct lic_decision decision = {0};
	struct lic_user user = {0};
	struct lic_path *paths = NULL;
	size_t count = 0;

	LIC_TRY(lic_user__load(ctx, user_id, &user));
	LIC_TRY(lic_license__read_paths(ctx, lapse->inherit->catalog, user_id, &paths, &count));
	if (has_direct(paths, count, lapse->sku)) {
		LIC_TRY(lic_license_apply(ctx, lapse->inherit->catalog, &user, &request,
			lapse->inherit->operation, &decision));
	}
	return lic_inherit__settle(ctx, lapse->inherit, &user, NULL);
}

static lic_rc lapse_users(struct lic_ctx *ctx, const struct lapse *lapse,
	struct lic_bulk_progress *progress, bool *ret_is_over)
{
	int64_t list[USERS_MAX];
	size_t count = 0;

	LIC_TRY(read_users(ctx, lapse, progress->position, list, &count));
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(lapse_user(ctx, lapse, list[i]));
		progress->position = list[i];
		progress->done++;
	}
	*ret_is_over = count < USERS_MAX;
	return LIC_OK_RC;
}

lic_rc lic_lapse__step(struct lic_ctx *ctx, struct lic_inherit *inherit, int64_t sku_key,
	struct lic_bulk_progress *progress, bool *ret_is_over)
{
	struct lapse lapse = {
		.inherit = inherit,
		.sku = lic_catalog_sku_by_key(inherit->catalog, sku_key),
		.sku_key = sku_key,
	};
	bool is_busy = false;

	if (lapse.sku == LIC_INDEX_NONE) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	LIC_TRY(is_kept(ctx, &lapse, ret_is_over));
	if (*ret_is_over) {
		return LIC_OK_RC; /* bought again: who has not lost it keeps it */
	}
	LIC_TRY(lapse_groups(ctx, &lapse, &is_busy));
	return is_busy ? LIC_OK_RC : lapse_users(ctx, &lapse, progress, ret_is_over);
}
