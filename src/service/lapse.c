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
	int64_t sku_key;             /* key of the product */
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

static lic_rc read_groups(struct lic_ctx *ctx, struct lic_q_groups_lapsed_row *list,
	size_t *ret_count)
{
	struct lic_q_groups_lapsed_in in = {ctx->caller.tenant_id, GROUPS_MAX};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	bool more = true;

	*ret_count = 0;
	LIC_TRY(lic_q_groups_lapsed_open(ctx->db, &in, &rows));
	while (*ret_count < GROUPS_MAX) {
		LIC_TRY(lic_q_groups_lapsed_next(&rows, &list[*ret_count], &more));
		if (!more) {
			break;
		}
		(*ret_count)++;
	}
	return LIC_OK_RC;
}

/*
 * Takes products of which nothing is left out of what some groups give; `*ret_any` tells whether
 * there were any. Not this product alone: what somebody inherits of an add-on would hold what it
 * rests on.
 */
static lic_rc lapse_groups(struct lic_ctx *ctx, const struct lapse *lapse, bool *ret_any)
{
	struct lic_q_groups_lapsed_row list[GROUPS_MAX];
	size_t count = 0;

	LIC_TRY(read_groups(ctx, list, &count));
	for (size_t i = 0; i < count; i++) {
		struct lic_q_groups_license_delete_in gone = {ctx->caller.tenant_id,
			list[i].group_id, list[i].sku_id};
		struct lic_ledger_change change = {
			.kind = LIC_CHANGE_GROUP_LICENSE,
			.object_id = list[i].group_id,
			.sku_id = {true, list[i].sku_id},
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

/* Reads which products the user has directly of which nothing is left, into the arena. */
static lic_rc read_direct(struct lic_ctx *ctx, const struct lapse *lapse, int64_t user_id,
	struct lic_guid **ret_list, size_t *ret_count)
{
	const struct lic_catalog *catalog = lapse->inherit->catalog;
	struct lic_q_licenses_lapsed_in in = {ctx->caller.tenant_id, user_id, LIC_REQUEST_SKUS_MAX};
	struct lic_guid *list = lic_arena_array(ctx->arena, LIC_REQUEST_SKUS_MAX, sizeof(*list));
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_licenses_lapsed_row row;
	size_t count = 0;
	bool more = true;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_licenses_lapsed_open(ctx->db, &in, &rows));
	while (count < LIC_REQUEST_SKUS_MAX) {
		uint32_t sku = 0;

		LIC_TRY(lic_q_licenses_lapsed_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		sku = lic_catalog_sku_by_key(catalog, row.sku_id);
		if (sku == LIC_INDEX_NONE) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		list[count++] = catalog->skus[sku].id;
	}
	*ret_list = list;
	*ret_count = count;
	return LIC_OK_RC;
}

/* Takes `count` products away from a user in one request; `*ret_gone` tells whether that could be:
 * nothing that stays needs them. */
static lic_rc take_away(struct lic_ctx *ctx, const struct lapse *lapse, const struct lic_user *user,
	const struct lic_guid *skus, size_t count, bool *ret_gone)
{
	const struct lic_license_request request = {.removes = skus, .remove_count = count};
	struct lic_decision decision = {0};

	LIC_TRY(lic_license_apply(ctx, lapse->inherit->catalog, user, &request,
		lapse->inherit->operation, &decision));
	*ret_gone = decision.violation_count == 0;
	return LIC_OK_RC;
}

/* Takes those of `count` products away from a user that nothing needs, until no more can go. */
static lic_rc take_singly(struct lic_ctx *ctx, const struct lapse *lapse,
	const struct lic_user *user, struct lic_guid *list, size_t count)
{
	size_t i = 0;

	while (i < count) {
		bool is_gone = false;

		LIC_TRY(take_away(ctx, lapse, user, &list[i], 1, &is_gone));
		if (is_gone) {
			list[i] = list[--count];
		}
		i = is_gone ? 0 : i + 1; /* another may have been needed by that one alone */
	}
	return LIC_OK_RC;
}

/* What a user has directly of all products of which nothing is left goes in one request: an add-on
 * together with what it rests on. Where that cannot be, what can goes. */
static lic_rc lapse_direct(struct lic_ctx *ctx, const struct lapse *lapse,
	const struct lic_user *user)
{
	struct lic_guid *list = NULL;
	size_t count = 0;
	bool is_gone = true;

	LIC_TRY(read_direct(ctx, lapse, user->id, &list, &count));
	if (count > 0) {
		LIC_TRY(take_away(ctx, lapse, user, list, count, &is_gone));
	}
	return is_gone ? LIC_OK_RC : take_singly(ctx, lapse, user, list, count);
}

/* What a user has of products of which nothing is left goes, but for what something else of his
 * needs (R-29, G-13). */
static lic_rc lapse_user(struct lic_ctx *ctx, const struct lapse *lapse, int64_t user_id)
{
	struct lic_user user = {0};

	LIC_TRY(lic_user__load(ctx, user_id, &user));
	LIC_TRY(lic_inherit__settle(ctx, lapse->inherit, &user, NULL));
	return lapse_direct(ctx, lapse, &user);
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
	struct lapse lapse = {inherit, sku_key};
	bool is_busy = false;

	LIC_TRY(is_kept(ctx, &lapse, ret_is_over));
	if (*ret_is_over) {
		return LIC_OK_RC; /* bought again: who has not lost it keeps it */
	}
	LIC_TRY(lapse_groups(ctx, &lapse, &is_busy));
	return is_busy ? LIC_OK_RC : lapse_users(ctx, &lapse, progress, ret_is_over);
}
