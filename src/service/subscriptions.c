/*
 * Subscriptions, recording and changing them: see subscriptions.h.
 */
#include "service/subscriptions.h"

#include "base/text.h"
#include "service/catalogs.h"
#include "service/license_int.h"
#include "service/subscription_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define PRICE_MAX 64

static lic_rc check_total(struct lic_ctx *ctx, const char *field, int64_t total, int64_t min)
{
	if (total >= min && total <= LIC_SEATS_MAX) {
		return LIC_OK_RC;
	}
	return lic_err_field(ctx->err, ctx->arena, field,
		"%s is %lld: a subscription has %lld to %d licenses.", field, (long long)total,
		(long long)min, LIC_SEATS_MAX);
}

/* What must hold of a subscription as it is to become. */
static lic_rc check(struct lic_ctx *ctx, const struct lic_subscription *s)
{
	if (s->add_on_of.is_set) {
		return LIC_OK_RC; /* it was checked where it comes from */
	}
	if (s->ends_ms.is_set && s->ends_ms.value <= s->starts_ms) {
		return lic_err_field(ctx->err, ctx->arena, "endDate",
			"endDate lies before startDate: the term must end after it begins.");
	}
	if (s->is_recurring && lic_subscription__offer(s) == LIC_OFFER_TRIAL) {
		return lic_err_field(ctx->err, ctx->arena, "recurringBilling",
			"A trial does not renew by itself: change its purchaseChannel when it is bought.");
	}
	return LIC_OK_RC;
}

/* A state that is given must be one that lasts, of how it was bought: the next turn would end it.
 */
static lic_rc check_lasts(struct lic_ctx *ctx, const struct lic_subscription *s)
{
	enum lic_offer offer = lic_subscription__offer(s);

	if (lic_lifecycle_lasts(offer, (int)s->term_months, s->status)) {
		return LIC_OK_RC;
	}
	return lic_err_field(ctx->err, ctx->arena, "status",
		"A subscription of the offer %s is never %s: that state lasts no day. Choose another status or offer.",
		lic_offer_name(offer), lic_sub_status_name(s->status));
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
		.offer = (int64_t)s->offer,
		.term_months = s->term_months,
		.since_ms = s->since_ms,
		.add_on_of = s->add_on_of,
	};

	return lic_q_subscriptions_insert(ctx->db, &in, NULL);
}

static lic_rc check_input(struct lic_ctx *ctx, const struct lic_subscription_input *input)
{
	if (input->total_licenses != LIC_SEATS_UNLIMITED) {
		LIC_TRY(check_total(ctx, "totalLicenses", input->total_licenses, 1));
	}
	if (input->price_per_seat != NULL && lic_text_length(input->price_per_seat) > PRICE_MAX) {
		return lic_err_field(ctx->err, ctx->arena, "pricePerSeat",
			"pricePerSeat is longer than %d characters: write something like \"32.00 EUR\".",
			PRICE_MAX);
	}
	return LIC_OK_RC;
}

/* has `s` belong to the subscription with GUID or commerce id `key`. */
static lic_rc add_to(struct lic_ctx *ctx, const struct lic_catalog *catalog, const char *key,
	struct lic_subscription *s)
{
	struct lic_subscription_family family = {0};
	struct lic_subscription parent = {0};

	lic_rc rc = lic_subscription_find(ctx, key, &parent);

	if (rc.code == LIC_E_NOTFOUND) {
		return lic_err_field(ctx->err, ctx->arena, "addOnOf",
			"addOnOf is '%.200s': there is no such subscription.", key);
	}
	LIC_TRY(rc);
	if (parent.add_on_of.is_set || parent.status == LIC_SUB_DELETED) {
		return lic_err_field(ctx->err, ctx->arena, "addOnOf",
			"addOnOf is '%.200s', which is %s: an add-on lives inside a subscription that is there.",
			key, parent.add_on_of.is_set ? "an add-on itself" : "deleted");
	}
	LIC_TRY(lic_subscription__family(ctx, catalog, &parent, &family));
	if (family.count > LIC_ADD_ONS_MAX) {
		return lic_err_field(ctx->err, ctx->arena, "addOnOf",
			"The subscription has %d add-ons, and cannot have more.", LIC_ADD_ONS_MAX);
	}
	s->add_on_of = (struct lic_opt_int){true, parent.id};
	s->parent_guid = parent.guid;
	s->starts_ms = ctx->now_ms;
	family.members = lic_arena_array(ctx->arena, 2, sizeof(*family.members));
	if (family.members == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	family.members[0].after = parent;
	family.members[1].after = *s;
	family.count = 2;
	lic_subscription__follow(&family);
	*s = family.members[1].after;
	return LIC_OK_RC;
}

/* The subscription that is asked for, without its product. */
static struct lic_subscription from_input(const struct lic_ctx *ctx,
	const struct lic_subscription_input *input)
{
	return (struct lic_subscription){
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
		.offer = input->offer,
		.term_months = input->term_months == 0 ? LIC_TERM_MONTHS_USUAL : input->term_months,
		.since_ms = {true, ctx->now_ms},
	};
}

/* Computes the date of the next change (L-10) from what is set otherwise. */
static void set_next(struct lic_subscription *s, int64_t now_ms)
{
	struct lic_lifecycle facts = lic_subscription__facts(s, now_ms);

	facts.is_lapsed = false;
	lic_subscription__set(s, &facts);
}

lic_rc lic_subscription_add(struct lic_ctx *ctx, const struct lic_subscription_input *input,
	struct lic_subscription *ret_subscription)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_subscription_change member = {.after = from_input(ctx, input)};
	struct lic_subscription_family family = {.members = &member, .count = 1};
	struct lic_subscription *s = &member.after;
	struct lic_subscription_key product_key = {0};
	uint32_t sku = 0;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_SUBSCRIPTIONS));
	LIC_TRY(check_input(ctx, input));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	family.catalog = hold.catalog;
	LIC_TRY(lic_sku_find(ctx->arena, hold.catalog, input->sku, "sku", ctx->err, &sku));
	s->sku_key = hold.catalog->skus[sku].key;
	set_next(s, ctx->now_ms);
	if (input->add_on_of != NULL) {
		LIC_TRY(add_to(ctx, hold.catalog, input->add_on_of, s));
	} else {
		LIC_TRY(check(ctx, s));
		LIC_TRY(check_lasts(ctx, s));
	}
	LIC_TRY(lic_subscription__take_key(ctx, input->product_key, NULL, s, &product_key));
	LIC_TRY(lic_ctx_take_numbers(ctx, "subscription", 1, &s->id));
	LIC_TRY(insert(ctx, s));
	LIC_TRY(lic_subscription__write(ctx, LIC_OP_SUBSCRIPTION_ADD, &family));
	LIC_TRY(lic_subscription__keep_key(ctx, &product_key, s));
	*ret_subscription = *s;
	return LIC_OK_RC;
}

static void apply_patch(const struct lic_subscription_patch *patch, int64_t now_ms,
	struct lic_subscription *s)
{
	if (patch->total_licenses.is_set) {
		s->total_licenses = patch->total_licenses.value;
	}
	if (patch->status.is_set && patch->status.value != (int64_t)s->status) {
		s->status = (enum lic_sub_status)patch->status.value;
		s->since_ms = (struct lic_opt_int){true, now_ms};
	}
	if (patch->channel.is_set) {
		s->channel = (enum lic_channel)patch->channel.value;
		s->is_trial = s->channel == LIC_CHANNEL_TRIAL;
	}
	if (patch->is_recurring.is_set) {
		s->is_recurring = patch->is_recurring.value != 0;
	}
	if (patch->has_ends) {
		s->ends_ms = patch->ends_ms;
		/* An end that is over already counts from when it is known (L-01). */
		if (s->ends_ms.is_set && s->ends_ms.value < now_ms &&
			s->status == LIC_SUB_ENABLED) {
			s->since_ms = (struct lic_opt_int){true, now_ms};
		}
	}
	if (patch->offer.is_set) {
		s->offer = (enum lic_offer)patch->offer.value;
	}
	if (patch->term_months.is_set) {
		s->term_months = patch->term_months.value;
	}
	if (patch->has_renewal_licenses) {
		s->renewal_licenses = patch->renewal_licenses;
	}
	if (s->status != LIC_SUB_DELETED) {
		set_next(s, now_ms);
	}
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

/* Only an explicit reduction is held to R-09; seats that go with a status leave a licence conflict
 * (R-10). */
static lic_rc check_seats(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_subscription_change *change)
{
	const struct lic_subscription *before = &change->before;
	const struct lic_subscription *after = &change->after;
	struct lic_seats difference = {0};

	if (after->total_licenses != LIC_SEATS_UNLIMITED) {
		LIC_TRY(check_total(ctx, "totalLicenses", after->total_licenses, 0));
	}
	if (after->renewal_licenses.is_set) {
		LIC_TRY(check_total(ctx, "licensesAtRenewal", after->renewal_licenses.value, 1));
	}
	lic_seats_add(&difference, before->status, before->channel, -before->total_licenses);
	lic_seats_add(&difference, after->status, after->channel, after->total_licenses);
	if (after->total_licenses >= before->total_licenses ||
		lic_seats_capacity(&difference) >= 0) {
		return LIC_OK_RC;
	}
	return check_reduction(ctx, catalog, lic_catalog_sku_by_key(catalog, before->sku_key),
		-lic_seats_capacity(&difference));
}

/* Which states may be left for which (section 8). */
static lic_rc check_states(struct lic_ctx *ctx, const struct lic_subscription *before,
	const struct lic_subscription_patch *patch, const struct lic_subscription *after)
{
	bool is_over = after->ends_ms.is_set && after->ends_ms.value <= ctx->now_ms;

	if (before->status == LIC_SUB_DELETED && after->status != LIC_SUB_DELETED) {
		return lic_err_field(ctx->err, ctx->arena, "status",
			"A deleted subscription cannot come back (L-05): buy a new one.");
	}
	if (before->status != after->status && after->status == LIC_SUB_ENABLED && is_over) {
		return lic_err_field(ctx->err, ctx->arena, "status",
			"The term of the subscription is over: renew it, which begins a new one.");
	}
	if (before->status != after->status) {
		LIC_TRY(check_lasts(ctx, after));
	}
	if (patch->has_ends && patch->ends_ms.is_set && patch->ends_ms.value > ctx->now_ms &&
		(after->status == LIC_SUB_WARNING || after->status == LIC_SUB_SUSPENDED) &&
		before->status == after->status) {
		return lic_err_field(ctx->err, ctx->arena, "endDate",
			"The subscription is %s, and another endDate does not change that: renew it with this endDate.",
			lic_sub_status_name(after->status));
	}
	return LIC_OK_RC;
}

/* what lives inside another subscription has its own number, and all else from there. */
static lic_rc check_add_on(struct lic_ctx *ctx, const struct lic_subscription *s,
	const struct lic_subscription_patch *patch)
{
	if (!s->add_on_of.is_set ||
		!(patch->status.is_set || patch->channel.is_set || patch->is_recurring.is_set ||
			patch->has_ends || patch->offer.is_set || patch->term_months.is_set)) {
		return LIC_OK_RC;
	}
	return lic_err_field(ctx->err, ctx->arena, "addOnOf",
		"This is an add-on, which has state, dates and channel of the subscription %s (R-100): change that one. "
		"Only totalLicenses and licensesAtRenewal are its own.",
		lic_guid_format(&s->parent_guid).text);
}

/* U-54: what is paid beforehand gets fewer licences by the key that it is renewed by alone. */
static lic_rc check_fewer(struct lic_ctx *ctx, const struct lic_subscription *before,
	const struct lic_subscription *after)
{
	if (after->channel != LIC_CHANNEL_PREPAID || after->add_on_of.is_set) {
		return LIC_OK_RC;
	}
	if (after->total_licenses < before->total_licenses) {
		return lic_err_field(ctx->err, ctx->arena, "totalLicenses",
			"Licenses that were bought by product key become fewer by the key that they are renewed by: renew the "
			"subscription with productKey and totalLicenses.");
	}
	if (after->renewal_licenses.is_set && !before->renewal_licenses.is_set) {
		return lic_err_field(ctx->err, ctx->arena, "licensesAtRenewal",
			"Licenses that were bought by product key get another number by the key that they are renewed by: renew the "
			"subscription then, with productKey and totalLicenses.");
	}
	return LIC_OK_RC;
}

lic_rc lic_subscription_update(struct lic_ctx *ctx, const char *key,
	const struct lic_subscription_patch *patch, struct lic_subscription *ret_subscription)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_subscription_family family = {0};
	struct lic_subscription before = {0};
	struct lic_subscription *after = NULL;
	struct lic_subscription_key product_key = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_SUBSCRIPTIONS));
	LIC_TRY(lic_subscription_find(ctx, key, &before));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(check_add_on(ctx, &before, patch));
	LIC_TRY(lic_subscription__family(ctx, hold.catalog, &before, &family));
	after = &family.members[0].after;
	apply_patch(patch, ctx->now_ms, after);
	LIC_TRY(check(ctx, after));
	LIC_TRY(check_states(ctx, &before, patch, after));
	LIC_TRY(check_fewer(ctx, &before, after));
	LIC_TRY(lic_subscription__take_key(ctx, patch->product_key, &before, after, &product_key));
	LIC_TRY(check_seats(ctx, hold.catalog, &family.members[0]));
	lic_subscription__follow(&family);
	LIC_TRY(lic_subscription__write(ctx, LIC_OP_SUBSCRIPTION_UPDATE, &family));
	LIC_TRY(lic_subscription__keep_key(ctx, &product_key, after));
	*ret_subscription = *after;
	return LIC_OK_RC;
}
