/*
 * Subscriptions: see subscriptions.h.
 */
#include "service/subscriptions.h"

#include "base/json.h"
#include "base/text.h"
#include "service/catalogs.h"
#include "service/inherit_int.h"
#include "service/ledger.h"
#include "service/license_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define PRICE_MAX 64
#define DETAIL_BYTES_MAX ((size_t)4096)

/* The rows of both queries have the same columns in the same order, under different type names. */
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
	})

/* Adds `seats` to the pool of a SKU: seats of one subscription by its status, or the difference of
 * two. */
static lic_rc adjust_pool(struct lic_ctx *ctx, int64_t sku_key, const struct lic_seats *seats)
{
	struct lic_q_seats_ensure_in pool = {.tenant_id = ctx->caller.tenant_id, .sku_id = sku_key};
	struct lic_q_seats_adjust_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = sku_key,
		.enabled = seats->enabled,
		.warning = seats->warning,
		.suspended = seats->suspended,
		.locked_out = seats->locked_out,
		.self_service = seats->self_service,
	};

	LIC_TRY(lic_q_seats_ensure(ctx->db, &pool, NULL));
	return lic_q_seats_adjust(ctx->db, &in, NULL);
}

static lic_rc check_total(struct lic_ctx *ctx, int64_t total, int64_t min)
{
	if (total >= min && total <= LIC_SEATS_MAX) {
		return LIC_OK_RC;
	}
	return lic_err_field(ctx->err, ctx->arena, "totalLicenses",
		"totalLicenses is %lld: a subscription has %lld to %d licenses.", (long long)total,
		(long long)min, LIC_SEATS_MAX);
}

static lic_rc check_dates(struct lic_ctx *ctx, int64_t starts_ms, struct lic_opt_int ends_ms)
{
	if (!ends_ms.is_set || ends_ms.value > starts_ms) {
		return LIC_OK_RC;
	}
	return lic_err_field(ctx->err, ctx->arena, "endDate",
		"endDate lies before startDate: the term must end after it begins.");
}

/* The next automatic change is the end of a term that does not renew by itself (L-02, L-10). */
static struct lic_opt_int next_lifecycle(const struct lic_subscription *subscription)
{
	return subscription->status == LIC_SUB_ENABLED && !subscription->is_recurring
		? subscription->ends_ms
		: (struct lic_opt_int){0};
}

static lic_rc insert(struct lic_ctx *ctx, const struct lic_subscription *s)
{
	struct lic_q_subscriptions_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.id = s->id,
		.guid = s->guid,
		.commerce_id = s->commerce_id,
		.sku_id = s->sku_key,
		.total_licenses = s->total_licenses,
		.status = (int64_t)s->status,
		.channel = (int64_t)s->channel,
		.is_trial = s->is_trial ? 1 : 0,
		.is_recurring = s->is_recurring ? 1 : 0,
		.starts_ms = s->starts_ms,
		.ends_ms = s->ends_ms,
		.next_lifecycle_ms = s->next_lifecycle_ms,
		.price_per_seat = s->price_per_seat,
		.created_ms = s->created_ms,
	};

	return lic_q_subscriptions_insert(ctx->db, &in, NULL);
}

static void write_member(struct lic_json *json, const char *name, const char *before,
	const char *after)
{
	if (before == NULL || strcmp(before, after) != 0) {
		lic_json_key(json, name);
		lic_json_object(json);
		lic_json_kstring(json, "old", before);
		lic_json_kstring(json, "new", after);
		lic_json_end(json);
	}
}

/* Writes the ledger's one change of a purchase: what differs from `before`, everything when that is
 * NULL. */
static lic_rc record(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	enum lic_operation_kind kind, const struct lic_subscription *before,
	const struct lic_subscription *after)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;
	struct lic_operation operation = {0};
	struct lic_inherit inherit = {.catalog = catalog, .operation = &operation};
	uint32_t sku = lic_catalog_sku_by_key(catalog, after->sku_key);
	struct lic_ledger_change change = {
		.kind = LIC_CHANGE_SUBSCRIPTION,
		.object_id = after->id,
		.sku_id = {true, after->sku_key},
	};

	lic_buf_init(&text, DETAIL_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	if (before == NULL || before->total_licenses != after->total_licenses) {
		lic_json_key(&json, "totalLicenses");
		lic_json_object(&json);
		if (before == NULL) {
			lic_json_kstring(&json, "old", NULL);
		} else {
			lic_json_kint(&json, "old", before->total_licenses);
		}
		lic_json_kint(&json, "new", after->total_licenses);
		lic_json_end(&json);
	}
	write_member(&json, "status", before == NULL ? NULL : lic_sub_status_name(before->status),
		lic_sub_status_name(after->status));
	write_member(&json, "purchaseChannel",
		before == NULL ? NULL : lic_channel_name(before->channel),
		lic_channel_name(after->channel));
	write_member(&json, "recurringBilling",
		before == NULL                 ? NULL
			: before->is_recurring ? "true"
					       : "false",
		after->is_recurring ? "true" : "false");
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	change.detail = text.data;
	LIC_TRY(lic_ledger_begin(ctx, kind, catalog->skus[sku].display_name, &operation));
	operation.target_guid = after->guid;
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	/* Seats that came are given to those who wait for one (D-08). */
	LIC_TRY(lic_inherit__serve(ctx, &inherit, sku));
	return lic_ledger_end(ctx, &operation);
}

static lic_rc check_input(struct lic_ctx *ctx, const struct lic_subscription_input *input)
{
	LIC_TRY(check_total(ctx, input->total_licenses, 1));
	if (input->price_per_seat != NULL && lic_text_length(input->price_per_seat) > PRICE_MAX) {
		return lic_err_field(ctx->err, ctx->arena, "pricePerSeat",
			"pricePerSeat is longer than %d characters: write something like \"32.00 EUR\".",
			PRICE_MAX);
	}
	return LIC_OK_RC;
}

lic_rc lic_subscription_add(struct lic_ctx *ctx, const struct lic_subscription_input *input,
	struct lic_subscription *ret_subscription)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_seats seats = {0};
	struct lic_subscription s = {
		.guid = lic_guid_random(),
		.commerce_id = lic_guid_random(),
		.total_licenses = input->total_licenses,
		.status = input->status,
		.channel = input->channel,
		.is_trial = input->channel == LIC_CHANNEL_TRIAL,
		.is_recurring = input->is_recurring,
		.starts_ms = input->starts_ms.is_set ? input->starts_ms.value : ctx->now_ms,
		.ends_ms = input->ends_ms,
		.price_per_seat = input->price_per_seat,
		.created_ms = ctx->now_ms,
	};
	uint32_t sku = 0;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_SUBSCRIPTIONS));
	LIC_TRY(check_input(ctx, input));
	LIC_TRY(check_dates(ctx, s.starts_ms, s.ends_ms));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(lic_sku_find(ctx->arena, hold.catalog, input->sku, "sku", ctx->err, &sku));
	s.sku_key = hold.catalog->skus[sku].key;
	s.next_lifecycle_ms = next_lifecycle(&s);
	LIC_TRY(lic_ctx_take_numbers(ctx, "subscription", 1, &s.id));
	LIC_TRY(insert(ctx, &s));
	lic_seats_add(&seats, s.status, s.channel, s.total_licenses);
	LIC_TRY(adjust_pool(ctx, s.sku_key, &seats));
	LIC_TRY(record(ctx, hold.catalog, LIC_OP_SUBSCRIPTION_ADD, NULL, &s));
	*ret_subscription = s;
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

static void apply_patch(const struct lic_subscription_patch *patch, struct lic_subscription *s)
{
	if (patch->total_licenses.is_set) {
		s->total_licenses = patch->total_licenses.value;
	}
	if (patch->status.is_set) {
		s->status = (enum lic_sub_status)patch->status.value;
	}
	if (patch->channel.is_set) {
		s->channel = (enum lic_channel)patch->channel.value;
	}
	if (patch->is_recurring.is_set) {
		s->is_recurring = patch->is_recurring.value != 0;
	}
	if (patch->has_ends) {
		s->ends_ms = patch->ends_ms;
	}
	s->next_lifecycle_ms = next_lifecycle(s);
}

/* an explicit reduction may not go below what is assigned; the pool counts, not the one
 * purchase. */
static lic_rc check_reduction(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	int64_t less)
{
	struct lic_seats seats = {0};
	struct lic_err_detail *detail = NULL;
	int64_t excess = 0;
	bool found = false;

	LIC_TRY(lic_seats__read(ctx, catalog, sku, &seats, &found));
	excess = seats.consumed - (lic_seats_capacity(&seats) - less);
	if (excess <= 0) {
		return LIC_OK_RC;
	}
	detail = lic_arena_alloc(ctx->arena, sizeof(*detail));
	if (detail == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	detail->code = "CountViolation";
	detail->target = "totalLicenses";
	detail->message = lic_arena_printf(ctx->arena,
		"%lld licenses of %s are assigned and only %lld would be left.",
		(long long)seats.consumed, catalog->skus[sku].display_name,
		(long long)(lic_seats_capacity(&seats) - less));
	detail->remedy = lic_arena_printf(ctx->arena, "Unassign %lld first, or keep more licenses.",
		(long long)excess);
	lic_rc rc = lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest", "%s",
		detail->message == NULL ? "" : detail->message);

	ctx->err->details = detail;
	ctx->err->detail_count = 1;
	return rc;
}

static lic_rc write_update(struct lic_ctx *ctx, const struct lic_subscription *s)
{
	struct lic_q_subscriptions_update_in in = {
		.total_licenses = s->total_licenses,
		.status = (int64_t)s->status,
		.channel = (int64_t)s->channel,
		.is_recurring = s->is_recurring ? 1 : 0,
		.ends_ms = s->ends_ms,
		.next_lifecycle_ms = s->next_lifecycle_ms,
		.price_per_seat = s->price_per_seat,
		.tenant_id = ctx->caller.tenant_id,
		.id = s->id,
	};

	return lic_q_subscriptions_update(ctx->db, &in, NULL);
}

static lic_rc update_checked(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_subscription *before, const struct lic_subscription *after)
{
	struct lic_seats difference = {0};
	uint32_t sku = lic_catalog_sku_by_key(catalog, before->sku_key);

	if (sku == LIC_INDEX_NONE) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	LIC_TRY(check_total(ctx, after->total_licenses, 0));
	LIC_TRY(check_dates(ctx, after->starts_ms, after->ends_ms));
	if (before->status == LIC_SUB_DELETED && after->status != LIC_SUB_DELETED) {
		return lic_err_field(ctx->err, ctx->arena, "status",
			"A deleted subscription cannot come back (L-05): buy a new one.");
	}
	lic_seats_add(&difference, before->status, before->channel, -before->total_licenses);
	lic_seats_add(&difference, after->status, after->channel, after->total_licenses);
	/* Only an explicit reduction is held to R-09; seats that go with a status leave a licence
	 * conflict. */
	if (after->total_licenses < before->total_licenses && lic_seats_capacity(&difference) < 0) {
		LIC_TRY(check_reduction(ctx, catalog, sku, -lic_seats_capacity(&difference)));
	}
	LIC_TRY(write_update(ctx, after));
	LIC_TRY(adjust_pool(ctx, after->sku_key, &difference));
	return record(ctx, catalog, LIC_OP_SUBSCRIPTION_UPDATE, before, after);
}

lic_rc lic_subscription_update(struct lic_ctx *ctx, const char *key,
	const struct lic_subscription_patch *patch, struct lic_subscription *ret_subscription)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_subscription before = {0};
	struct lic_subscription after = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_SUBSCRIPTIONS));
	LIC_TRY(lic_subscription_find(ctx, key, &before));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	after = before;
	apply_patch(patch, &after);
	LIC_TRY(update_checked(ctx, hold.catalog, &before, &after));
	*ret_subscription = after;
	return LIC_OK_RC;
}

static lic_rc list_subscriptions(struct lic_ctx *ctx, struct lic_subscription **ret_list,
	size_t *ret_count)
{
	struct lic_q_subscriptions_list_in in = {.tenant_id = ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_subscriptions_list_row row;
	struct lic_subscription *list = NULL;
	size_t count = 0;
	size_t room = 0;
	bool more = true;

	LIC_TRY(lic_q_subscriptions_list_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_subscriptions_list_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		if (count == room) {
			struct lic_subscription *items =
				lic_arena_array(ctx->arena, room * 2 + 16, sizeof(*items));

			if (items == NULL) {
				return LIC_RC(LIC_E_NOMEM);
			}
			if (count > 0) {
				memcpy(items, list, count * sizeof(*items));
			}
			list = items;
			room = room * 2 + 16;
		}
		list[count] = SUBSCRIPTION_FROM(&row);
		list[count].price_per_seat = lic_arena_strdup(ctx->arena, row.price_per_seat);
		if (row.price_per_seat != NULL && list[count].price_per_seat == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		count++;
	}
	*ret_list = list;
	*ret_count = count;
	return LIC_OK_RC;
}

lic_rc lic_subscription_list(struct lic_ctx *ctx, struct lic_subscription **ret_list,
	size_t *ret_count)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	return list_subscriptions(ctx, ret_list, ret_count);
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

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_ORGANIZATION));
	LIC_TRY(lic_seats__list(ctx, catalog, &owned.pools, &owned.pool_count));
	LIC_TRY(list_subscriptions(ctx, &owned.subscriptions, &owned.subscription_count));
	*ret_owned = owned;
	return LIC_OK_RC;
}
