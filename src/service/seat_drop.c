/*
 * Purchases that get smaller with the deletion of a user: see seat_drop.h.
 */
#include "service/seat_drop.h"

#include "service/subscriptions.h"

#define YEAR_MONTHS 12

/* Tells whether the deletion gave back a seat of the SKU with key `sku_key`. */
static bool is_freed(const struct lic_catalog *catalog, const struct lic_decision *freed,
	int64_t sku_key)
{
	for (size_t i = 0; i < freed->seat_count; i++) {
		if (freed->seats[i].delta < 0 &&
			catalog->skus[freed->seats[i].sku].key == sku_key) {
			return true;
		}
	}
	return false;
}

/* Tells whether one of the first `count` drops is of the same product: one seat is given up once.
 */
static bool is_again(const struct lic_seat_drop *drops, size_t count, int64_t sku_key)
{
	for (size_t i = 0; i < count; i++) {
		if (drops[i].sku_key == sku_key) {
			return true;
		}
	}
	return false;
}

/* Refuses to make a purchase smaller, and says what can be done instead. */
static lic_rc refuse(struct lic_ctx *ctx, const char *message, const char *remedy)
{
	struct lic_err_detail *detail = lic_arena_alloc(ctx->arena, sizeof(*detail));

	if (detail == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*detail = (struct lic_err_detail){.code = "seatNotDropped",
		.target = "dropSeats",
		.message = message,
		.remedy = remedy};
	lic_rc rc = lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest", "%s", message);

	ctx->err->details = detail;
	ctx->err->detail_count = 1;
	return rc;
}

/* what was bought by a partner or in volume, or for a year that goes on, does not get smaller
 * for one person; nor does what was bought by product key (U-54). */
static lic_rc check(struct lic_ctx *ctx, const struct lic_subscription *s)
{
	if (s->channel == LIC_CHANNEL_RESELLER || s->channel == LIC_CHANNEL_VOLUME) {
		return refuse(ctx,
			"Seats bought from a partner or in volume are not given up here.",
			"Delete the user alone, and ask the seller for fewer licenses.");
	}
	if (s->channel == LIC_CHANNEL_PREPAID) {
		return refuse(ctx, "Seats bought by product key are not given up one by one.",
			"Delete the user alone, and renew the subscription with a key for fewer licenses.");
	}
	if (s->term_months >= YEAR_MONTHS && s->ends_ms.is_set && s->ends_ms.value > ctx->now_ms) {
		return refuse(ctx,
			"The subscription is bought for a year or more, which goes on: no seat is given up before its end.",
			"Delete the user alone, and have fewer licenses at the renewal.");
	}
	if (s->total_licenses == LIC_SEATS_UNLIMITED) {
		return refuse(ctx, "The subscription has no number of licenses.",
			"Delete the user alone.");
	}
	return LIC_OK_RC;
}

lic_rc lic_seats__drop(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_decision *freed, struct lic_seat_drop *drops, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct lic_subscription_patch patch = {.total_licenses = {.is_set = true}};
		struct lic_subscription before = {0};
		struct lic_subscription after = {0};

		LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_SUBSCRIPTIONS));
		LIC_TRY(lic_subscription_find(ctx, drops[i].key, &before));
		if (!is_freed(catalog, freed, before.sku_key) ||
			is_again(drops, i, before.sku_key)) {
			return lic_err_field(ctx->err, ctx->arena, "dropSeats",
				"The deletion frees no other seat of the product of subscription %s.",
				lic_guid_format(&before.guid).text);
		}
		LIC_TRY(check(ctx, &before));
		patch.total_licenses.value = before.total_licenses - 1;
		LIC_TRY(lic_subscription_update(ctx, drops[i].key, &patch, &after));
		drops[i].guid = before.guid;
		drops[i].sku_key = before.sku_key;
		drops[i].before = before.total_licenses;
		drops[i].after = after.total_licenses;
	}
	return LIC_OK_RC;
}
