/*
 * Reading purchases and pools: see subscriptions.h.
 */
#include "service/license_int.h"
#include "service/subscription_int.h"
#include "store/lic_sql.h"

#include <string.h>

/* The rows of all queries have the same columns in the same order, under different type names. */
#define SUBSCRIPTION_FROM(row_)                                                                    \
	((struct lic_subscription){                                                                \
		.id = (row_)->id,                                                                  \
		.guid = (row_)->guid,                                                              \
		.commerce_id = (row_)->commerce_id,                                                \
		.sku_key = (row_)->sku_id,                                                         \
		.total_licenses = (row_)->total_licenses,                                          \
		.status = (enum lic_sub_status)(row_)->status,                                     \
		.channel = (enum lic_channel)(row_)->channel,                                      \
		.is_trial = (row_)->is_trial != 0,                                                 \
		.is_recurring = (row_)->is_recurring != 0,                                         \
		.starts_ms = (row_)->starts_ms,                                                    \
		.ends_ms = (row_)->ends_ms,                                                        \
		.next_lifecycle_ms = (row_)->next_lifecycle_ms,                                    \
		.price_per_seat = (row_)->price_per_seat,                                          \
		.created_ms = (row_)->created_ms,                                                  \
		.offer = (enum lic_offer)(row_)->offer,                                            \
		.term_months = (row_)->term_months,                                                \
		.since_ms = (row_)->since_ms,                                                      \
		.add_on_of = (row_)->add_on_of,                                                    \
		.parent_guid = guid_from(&(row_)->parent_guid),                                    \
		.renewal_licenses = (row_)->renewal_licenses,                                      \
		.shrunk_ms = (row_)->shrunk_ms,                                                    \
	})

static struct lic_guid guid_from(const struct lic_bytes *bytes)
{
	struct lic_guid guid = {0};

	if (bytes->len == sizeof(guid.bytes)) {
		memcpy(guid.bytes, bytes->data, sizeof(guid.bytes));
	}
	return guid;
}

/* A list that grows in the arena. */
struct list {
	struct lic_subscription *items; /* the purchases */
	size_t count;                   /* number of them */
	size_t room;                    /* allocated */
};

/* Adds `one`, whose text is borrowed from a row, to the list. */
static lic_rc add(struct lic_arena *arena, struct list *list, const struct lic_subscription *one)
{
	if (list->count == list->room) {
		size_t room = list->room * 2 + 16;
		struct lic_subscription *items = lic_arena_array(arena, room, sizeof(*items));

		if (items == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (list->count > 0) {
			memcpy(items, list->items, list->count * sizeof(*items));
		}
		list->items = items;
		list->room = room;
	}
	list->items[list->count] = *one;
	if (one->price_per_seat != NULL) {
		list->items[list->count].price_per_seat =
			lic_arena_strdup(arena, one->price_per_seat);
		if (list->items[list->count].price_per_seat == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	list->count++;
	return LIC_OK_RC;
}

static lic_rc list_all(struct lic_ctx *ctx, struct list *list)
{
	struct lic_q_subscriptions_list_in in = {.tenant_id = ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_subscriptions_list_row row;
	bool more = true;

	LIC_TRY(lic_q_subscriptions_list_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_subscriptions_list_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		LIC_TRY(add(ctx->arena, list, &SUBSCRIPTION_FROM(&row)));
	}
}

static lic_rc list_add_ons(struct lic_ctx *ctx, int64_t of, struct list *list)
{
	struct lic_q_subscriptions_add_ons_in in = {ctx->caller.tenant_id, of};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_subscriptions_add_ons_row row;
	bool more = true;

	LIC_TRY(lic_q_subscriptions_add_ons_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_subscriptions_add_ons_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		LIC_TRY(add(ctx->arena, list, &SUBSCRIPTION_FROM(&row)));
	}
}

lic_rc lic_subscription__load(struct lic_ctx *ctx, int64_t id,
	struct lic_subscription *ret_subscription, bool *ret_found)
{
	struct lic_q_subscriptions_load_in in = {ctx->caller.tenant_id, id};
	struct lic_q_subscriptions_load_row row;

	LIC_TRY(lic_q_subscriptions_load(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		*ret_subscription = SUBSCRIPTION_FROM(&row);
	}
	return LIC_OK_RC;
}

lic_rc lic_subscription__family(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_subscription *first, struct lic_subscription_family *ret_family)
{
	struct lic_subscription_family family = {.catalog = catalog};
	struct list list = {0};

	LIC_TRY(add(ctx->arena, &list, first));
	LIC_TRY(list_add_ons(ctx, first->id, &list));
	family.members = lic_arena_array(ctx->arena, list.count, sizeof(*family.members));
	if (family.members == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < list.count; i++) {
		if (lic_catalog_sku_by_key(catalog, list.items[i].sku_key) == LIC_INDEX_NONE) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		family.members[i] = (struct lic_subscription_change){list.items[i], list.items[i]};
	}
	family.count = list.count;
	*ret_family = family;
	return LIC_OK_RC;
}

lic_rc lic_subscription_find(struct lic_ctx *ctx, const char *key,
	struct lic_subscription *ret_subscription)
{
	struct lic_q_subscriptions_find_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_subscriptions_find_row row;
	bool found = false;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	if (lic_guid_parse(key, strlen(key), &in.guid)) {
		LIC_TRY(lic_q_subscriptions_find(ctx->db, ctx->arena, &in, &row, &found));
	}
	if (!found) {
		return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"Resource '%.200s' does not exist or one of its queried reference-property objects are not present.",
			key);
	}
	*ret_subscription = SUBSCRIPTION_FROM(&row);
	return LIC_OK_RC;
}

lic_rc lic_subscription_list(struct lic_ctx *ctx, struct lic_subscription **ret_list,
	size_t *ret_count)
{
	struct list list = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	LIC_TRY(list_all(ctx, &list));
	*ret_list = list.items;
	*ret_count = list.count;
	return LIC_OK_RC;
}

lic_rc lic_seats__list(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_sku_seats **ret_list, size_t *ret_count)
{
	struct lic_q_seats_list_in in = {.tenant_id = ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_seats_list_row row;
	struct lic_sku_seats *list = lic_arena_array(ctx->arena, catalog->sku_count, sizeof(*list));
	size_t count = 0;
	bool more = true;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_seats_list_open(ctx->db, &in, &rows));
	for (;;) {
		uint32_t sku = 0;

		LIC_TRY(lic_q_seats_list_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		sku = lic_catalog_sku_by_key(catalog, row.sku_id);
		if (sku == LIC_INDEX_NONE || count == catalog->sku_count) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		list[count].sku = sku;
		list[count].seats = (struct lic_seats){
			.enabled = row.enabled,
			.warning = row.warning,
			.suspended = row.suspended,
			.locked_out = row.locked_out,
			.self_service = row.self_service,
			.consumed = row.consumed,
		};
		count++;
	}
	*ret_list = list;
	*ret_count = count;
	return LIC_OK_RC;
}

lic_rc lic_seats_list(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_sku_seats **ret_list, size_t *ret_count)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	return lic_seats__list(ctx, catalog, ret_list, ret_count);
}

lic_rc lic_owned_list(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_owned *ret_owned)
{
	struct lic_owned owned = {0};
	struct list list = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_ORGANIZATION));
	LIC_TRY(lic_seats__list(ctx, catalog, &owned.pools, &owned.pool_count));
	LIC_TRY(list_all(ctx, &list));
	owned.subscriptions = list.items;
	owned.subscription_count = list.count;
	*ret_owned = owned;
	return LIC_OK_RC;
}
