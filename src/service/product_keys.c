/*
 * Licences that were bought by product key (U-54): see subscriptions.h and subscription_int.h.
 */
#include "base/clock.h"
#include "core/product_key.h"
#include "service/subscription_int.h"
#include "store/lic_sql.h"

#define KEYS_FIRST 16

static lic_rc refuse_used(struct lic_ctx *ctx, const char *ending,
	const struct lic_q_product_keys_find_row *row)
{
	char used[LIC_TIME_TEXT_BYTES];

	lic_time_format(row->used_ms, used);
	return lic_err_field(ctx->err, ctx->arena, "productKey",
		"The product key that ends in %s was used on %s for the subscription %s: a key is good once.",
		ending, used, lic_guid_format(&row->guid).text);
}

/* Reads the key, which nobody may have used before, into `key` and its ending into `after`. */
static lic_rc read_key(struct lic_ctx *ctx, const char *text, struct lic_subscription *after,
	struct lic_subscription_key *key)
{
	struct lic_q_product_keys_find_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.hash = {key->hash, sizeof(key->hash)},
	};
	struct lic_q_product_keys_find_row row;
	char plain[LIC_PRODUCT_KEY_BYTES];
	bool found = false;

	if (after->channel != LIC_CHANNEL_PREPAID) {
		return lic_err_field(ctx->err, ctx->arena, "productKey",
			"productKey goes with the purchaseChannel Prepaid, and this subscription is %s.",
			lic_channel_name(after->channel));
	}
	if (!lic_product_key_read(text, plain)) {
		return lic_err_field(ctx->err, ctx->arena, "productKey",
			"productKey is none: it has %d letters and digits, with or without hyphens, such as "
			"AAAAA-BBBBB-CCCCC-DDDDD-EEEEE.",
			LIC_PRODUCT_KEY_CHARS);
	}
	after->key_ending = lic_arena_strdup(ctx->arena, lic_product_key_ending(plain));
	if (after->key_ending == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_secret_hash(plain, key->hash);
	LIC_TRY(lic_q_product_keys_find(ctx->db, ctx->arena, &in, &row, &found));
	if (found) {
		return refuse_used(ctx, after->key_ending, &row);
	}
	key->is_given = true;
	return LIC_OK_RC;
}

lic_rc lic_subscription__take_key(struct lic_ctx *ctx, const char *text,
	const struct lic_subscription *before, struct lic_subscription *after,
	struct lic_subscription_key *ret_key)
{
	*ret_key = (struct lic_subscription_key){.is_given = false};
	if (text != NULL) {
		return read_key(ctx, text, after, ret_key);
	}
	if (after->channel != LIC_CHANNEL_PREPAID || after->add_on_of.is_set) {
		return LIC_OK_RC; /* an add-on is bought with what it belongs to */
	}
	if (before == NULL) {
		return lic_err_field(ctx->err, ctx->arena, "productKey",
			"productKey is missing: what is paid beforehand is recorded with its product key. Choose another purchaseChannel "
			"for what has none.");
	}
	if (after->total_licenses != before->total_licenses) {
		return lic_err_field(ctx->err, ctx->arena, "productKey",
			"productKey is missing: licenses that were bought by product key become more, or fewer, by another key.");
	}
	return LIC_OK_RC;
}

lic_rc lic_subscription__keep_key(struct lic_ctx *ctx, const struct lic_subscription_key *key,
	const struct lic_subscription *after)
{
	struct lic_q_product_keys_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.hash = {key->hash, sizeof(key->hash)},
		.subscription_id = after->id,
		.ending = after->key_ending,
		.total_licenses = after->total_licenses,
		.used_ms = ctx->now_ms,
	};

	return key->is_given ? lic_q_product_keys_insert(ctx->db, &in, NULL) : LIC_OK_RC;
}

/* A list that grows in the arena. */
struct list {
	struct lic_product_key *items; /* the keys */
	size_t count;                  /* number of them */
	size_t room;                   /* allocated */
};

static lic_rc add(struct lic_arena *arena, struct list *list,
	const struct lic_q_product_keys_list_row *row)
{
	struct lic_product_key *items = list->items;

	if (list->count == list->room) {
		list->room = list->room == 0 ? KEYS_FIRST : list->room * 2;
		items = lic_arena_array(arena, list->room, sizeof(*items));
		if (items == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		for (size_t i = 0; i < list->count; i++) {
			items[i] = list->items[i];
		}
		list->items = items;
	}
	items[list->count] = (struct lic_product_key){
		.subscription_id = row->subscription_id,
		.ending = lic_arena_strdup(arena, row->ending),
		.total_licenses = row->total_licenses,
		.used_ms = row->used_ms,
	};
	return items[list->count++].ending == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_product_key_list(struct lic_ctx *ctx, struct lic_product_key **ret_list,
	size_t *ret_count)
{
	struct lic_q_product_keys_list_in in = {.tenant_id = ctx->caller.tenant_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_product_keys_list_row row;
	struct list list = {0};
	bool more = true;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	LIC_TRY(lic_q_product_keys_list_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_product_keys_list_next(&rows, &row, &more));
		if (!more) {
			*ret_list = list.items;
			*ret_count = list.count;
			return LIC_OK_RC;
		}
		LIC_TRY(add(ctx->arena, &list, &row));
	}
}
