/*
 * What to look at: see attention.h.
 */
#include "service/attention.h"

#include "base/buf.h"
#include "base/clock.h"
#include "service/license_int.h"
#include "service/settings.h"
#include "service/subscription_int.h"
#include "store/lic_sql.h"

#include <stdlib.h>
#include <string.h>

#define DATE_CHARS 10
#define SENTENCE_BYTES_MAX ((size_t)4096)

/* The words for a notice about a purchase. "%s" is the product, then the date. */
struct words {
	const char *message; /* what is so, until when */
	const char *no_date; /* what is so, where there is no date */
	const char *remedy;  /* what to do */
};

static const struct words words[LIC_NOTICE_MAX_] = {
	[LIC_NOTICE_ENDS] = {"The subscription of %s ends on %s and does not renew by itself.",
		NULL, "Renew it, or switch recurring billing on, if it is still needed."},
	[LIC_NOTICE_EXPIRED] =
		{"The subscription of %s is expired. People keep working, and licenses can be given, until %s.",
			NULL, "Renew it: everything goes on as before."},
	[LIC_NOTICE_DISABLED] =
		{"The subscription of %s is disabled: nobody can use it. It can be brought back until %s.",
			NULL, "Renew it, and everything is as before, or delete it."},
	[LIC_NOTICE_LOCKED_OUT] = {NULL,
		"The subscription of %s is locked out: nobody can use it, and nothing is deleted.",
		"Ask the seller why; set its status to Enabled when it is open again."},
	[LIC_NOTICE_DELETED] =
		{"The subscription of %s is deleted. Who has a license keeps the entry until %s; then it goes.",
			NULL,
			"Buy another subscription of the product before that, or take the licenses away."},
};

const char *lic_notice_kind_name(enum lic_notice_kind kind)
{
	static const char *const names[LIC_NOTICE_MAX_] = {
		[LIC_NOTICE_ENDS] = "subscriptionEnds",
		[LIC_NOTICE_EXPIRED] = "subscriptionExpired",
		[LIC_NOTICE_DISABLED] = "subscriptionDisabled",
		[LIC_NOTICE_LOCKED_OUT] = "subscriptionLockedOut",
		[LIC_NOTICE_DELETED] = "subscriptionDeleted",
		[LIC_NOTICE_CONFLICT] = "licenseConflict",
	};

	return (size_t)kind < LIC_COUNT(names) ? names[kind] : "unknown";
}

/* Whether there is something to say of `s`, and what kind it is. */
static bool kind_of(const struct lic_subscription *s, int64_t now_ms, int64_t warn_days,
	enum lic_notice_kind *ret_kind)
{
	bool is_near = s->ends_ms.is_set && s->ends_ms.value <= now_ms + warn_days * LIC_MS_PER_DAY;

	switch (s->status) {
	case LIC_SUB_ENABLED:
		*ret_kind = LIC_NOTICE_ENDS;
		return is_near && !s->is_recurring;
	case LIC_SUB_WARNING:
		*ret_kind = LIC_NOTICE_EXPIRED;
		return true;
	case LIC_SUB_SUSPENDED:
		*ret_kind = LIC_NOTICE_DISABLED;
		return true;
	case LIC_SUB_LOCKED_OUT:
		*ret_kind = LIC_NOTICE_LOCKED_OUT;
		return true;
	case LIC_SUB_DELETED:
		*ret_kind = LIC_NOTICE_DELETED;
		return s->next_lifecycle_ms.is_set;
	case LIC_SUB_STATUS_MAX_:
		break;
	}
	return false;
}

/* Puts product and date into a sentence that has "%s" for each, in this order. */
static const char *fill(struct lic_arena *arena, const char *sentence, const char *product,
	struct lic_opt_int at_ms)
{
	const char *values[2] = {product, NULL};
	char date[LIC_TIME_TEXT_BYTES];
	struct lic_buf text;
	const char *copy = NULL;

	lic_time_format(at_ms.value, date);
	date[DATE_CHARS] = '\0';
	values[1] = date;
	lic_buf_init(&text, SENTENCE_BYTES_MAX);
	for (size_t i = 0; i < LIC_COUNT(values); i++) {
		const char *gap = strstr(sentence, "%s");

		if (gap == NULL) {
			break;
		}
		lic_buf_printf(&text, "%.*s%s", (int)(gap - sentence), sentence, values[i]);
		sentence = gap + 2;
	}
	lic_buf_puts(&text, sentence);
	if (lic_ok(lic_buf_status(&text))) {
		copy = lic_arena_copy(arena, text.data, text.len);
	}
	lic_buf_done(&text);
	return copy;
}

lic_rc lic_notice_of(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_subscription *s, int64_t warn_days, struct lic_notice *ret_notice,
	bool *ret_found)
{
	struct lic_notice notice = {
		.sku = lic_catalog_sku_by_key(catalog, s->sku_key),
		.subscription = s,
		.at_ms = s->next_lifecycle_ms,
	};

	*ret_found = false;
	if (notice.sku == LIC_INDEX_NONE) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	if (s->add_on_of.is_set || !kind_of(s, ctx->now_ms, warn_days, &notice.kind)) {
		return LIC_OK_RC;
	}
	notice.remedy = words[notice.kind].remedy;
	notice.message = fill(ctx->arena,
		words[notice.kind].message == NULL ? words[notice.kind].no_date
						   : words[notice.kind].message,
		catalog->skus[notice.sku].display_name, notice.at_ms);
	if (notice.message == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_notice = notice;
	*ret_found = true;
	return LIC_OK_RC;
}

/* by when what a smaller renewal left too much of the SKU with key `sku_key` is to go. */
static struct lic_opt_int clear_by(const struct lic_subscription *list, size_t count,
	int64_t sku_key)
{
	struct lic_opt_int latest = {0};

	for (size_t i = 0; i < count; i++) {
		if (list[i].sku_key == sku_key && list[i].shrunk_ms.is_set &&
			(list[i].status == LIC_SUB_ENABLED || list[i].status == LIC_SUB_WARNING)) {
			int64_t ms = list[i].shrunk_ms.value + LIC_CLEAR_DAYS * LIC_MS_PER_DAY;

			latest.value = latest.is_set && latest.value > ms ? latest.value : ms;
			latest.is_set = true;
		}
	}
	return latest;
}

static lic_rc add_conflict(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_owned *owned, const struct lic_sku_seats *pool, struct lic_notice *notice)
{
	const struct lic_sku *sku = &catalog->skus[pool->sku];
	long long excess = lic_seats_excess(&pool->seats);

	*notice = (struct lic_notice){
		.kind = LIC_NOTICE_CONFLICT,
		.sku = pool->sku,
		.excess = excess,
		.at_ms = clear_by(owned->subscriptions, owned->subscription_count, sku->key),
		.message = lic_arena_printf(ctx->arena,
			"%lld %s of %s too many: %lld assigned, %lld there. One or more users need a valid license.",
			excess, excess == 1 ? "license" : "licenses", sku->display_name,
			(long long)pool->seats.consumed,
			(long long)lic_seats_capacity(&pool->seats)),
		.remedy = lic_arena_printf(ctx->arena,
			"Buy %lld more, take %lld from users who no longer need them, or delete users.",
			excess, excess),
	};
	return notice->message == NULL || notice->remedy == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* The order of notices: by date, what has none at the end. */
static int compare(const void *left, const void *right)
{
	const struct lic_notice *a = left;
	const struct lic_notice *b = right;

	if (a->at_ms.is_set != b->at_ms.is_set) {
		return a->at_ms.is_set ? -1 : 1;
	}
	if (a->at_ms.is_set && a->at_ms.value != b->at_ms.value) {
		return a->at_ms.value < b->at_ms.value ? -1 : 1;
	}
	return a->sku == b->sku ? 0 : a->sku < b->sku ? -1 : 1;
}

lic_rc lic_attention_list(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	struct lic_notice **ret_list, size_t *ret_count)
{
	struct lic_owned owned = {0};
	struct lic_notice *list = NULL;
	int64_t warn_days = 0;
	size_t count = 0;
	bool found = false;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	LIC_TRY(lic_setting_get(ctx, LIC_SETTING_SUBSCRIPTION_WARNING_DAYS, &warn_days));
	LIC_TRY(lic_subscription_list(ctx, &owned.subscriptions, &owned.subscription_count));
	LIC_TRY(lic_seats_list(ctx, catalog, &owned.pools, &owned.pool_count));
	list = lic_arena_array(ctx->arena, owned.subscription_count + owned.pool_count,
		sizeof(*list));
	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < owned.subscription_count; i++) {
		LIC_TRY(lic_notice_of(ctx, catalog, &owned.subscriptions[i], warn_days,
			&list[count], &found));
		count += found ? 1 : 0;
	}
	for (size_t i = 0; i < owned.pool_count; i++) {
		if (lic_seats_excess(&owned.pools[i].seats) > 0) {
			LIC_TRY(add_conflict(ctx, catalog, &owned, &owned.pools[i],
				&list[count++]));
		}
	}
	if (count > 0) {
		qsort(list, count, sizeof(*list), compare);
	}
	*ret_list = list;
	*ret_count = count;
	return LIC_OK_RC;
}

static lic_rc read_blocked(struct lic_ctx *ctx, int64_t sku_key, struct lic_conflict *conflict)
{
	struct lic_q_licenses_blocked_holders_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = sku_key,
		.limit = LIC_BLOCKED_MAX,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_licenses_blocked_holders_row row;
	bool more = true;

	LIC_TRY(lic_q_licenses_blocked_holders_open(ctx->db, &in, &rows));
	while (conflict->blocked_count < LIC_BLOCKED_MAX) {
		struct lic_blocked *one = &conflict->blocked[conflict->blocked_count];

		LIC_TRY(lic_q_licenses_blocked_holders_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		*one = (struct lic_blocked){
			.guid = row.guid,
			.upn = lic_arena_strdup(ctx->arena, row.upn),
			.display_name = lic_arena_strdup(ctx->arena, row.display_name),
			.source = row.source_id,
		};
		if (one->upn == NULL || one->display_name == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(lic_sources_add(ctx, row.source_id, &conflict->sources));
		conflict->blocked_count++;
	}
	return LIC_OK_RC;
}

lic_rc lic_conflict_read(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	struct lic_conflict *ret_conflict)
{
	int64_t sku_key = catalog->skus[sku].key;
	struct lic_conflict conflict = {.sku = sku};
	struct lic_subscription *list = NULL;
	size_t count = 0;
	bool found = false;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	LIC_TRY(lic_seats__read(ctx, catalog, sku, &conflict.seats, &found));
	LIC_TRY(lic_subscription_list(ctx, &list, &count));
	conflict.renewable = lic_arena_array(ctx->arena, count, sizeof(*conflict.renewable));
	conflict.blocked = lic_arena_array(ctx->arena, LIC_BLOCKED_MAX, sizeof(*conflict.blocked));
	if (conflict.renewable == NULL || conflict.blocked == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		if (list[i].sku_key == sku_key && !list[i].add_on_of.is_set &&
			list[i].status == LIC_SUB_SUSPENDED) {
			conflict.renewable[conflict.renewable_count++] = list[i];
		}
	}
	if (lic_seats_excess(&conflict.seats) > 0) {
		conflict.clear_by_ms = clear_by(list, count, sku_key);
		LIC_TRY(read_blocked(ctx, sku_key, &conflict));
	}
	*ret_conflict = conflict;
	return LIC_OK_RC;
}
