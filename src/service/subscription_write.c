/*
 * Writing purchases: see subscription_int.h.
 */
#include "service/subscription_int.h"

#include "base/clock.h"
#include "base/json.h"
#include "service/delta_int.h"
#include "service/inherit_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define DETAIL_BYTES_MAX ((size_t)4096)

enum lic_offer lic_subscription__offer(const struct lic_subscription *subscription)
{
	return subscription->offer == LIC_OFFER_BY_CHANNEL
		? lic_offer_of_channel(subscription->channel)
		: subscription->offer;
}

struct lic_lifecycle lic_subscription__facts(const struct lic_subscription *subscription,
	int64_t now_ms)
{
	return (struct lic_lifecycle){
		.status = subscription->status,
		.offer = lic_subscription__offer(subscription),
		.is_recurring = subscription->is_recurring,
		.term_months = (int)subscription->term_months,
		.starts_ms = subscription->starts_ms,
		.has_end = subscription->ends_ms.is_set,
		.ends_ms = subscription->ends_ms.value,
		.since_ms = subscription->since_ms.is_set ? subscription->since_ms.value : now_ms,
		.is_lapsed = subscription->status == LIC_SUB_DELETED &&
			!subscription->next_lifecycle_ms.is_set,
	};
}

void lic_subscription__set(struct lic_subscription *subscription, const struct lic_lifecycle *facts)
{
	struct lic_lifecycle_step step = {.at_ms = 0};

	subscription->status = facts->status;
	subscription->ends_ms = (struct lic_opt_int){facts->has_end, facts->ends_ms};
	subscription->since_ms = (struct lic_opt_int){true, facts->since_ms};
	subscription->next_lifecycle_ms.is_set = lic_lifecycle_next(facts, &step);
	subscription->next_lifecycle_ms.value = step.at_ms;
}

void lic_subscription__follow(struct lic_subscription_family *family)
{
	const struct lic_subscription *first = &family->members[0].after;

	for (size_t i = 1; i < family->count; i++) {
		struct lic_subscription *s = &family->members[i].after;

		s->status = first->status;
		s->channel = first->channel;
		s->is_trial = first->is_trial;
		s->is_recurring = first->is_recurring;
		s->ends_ms = first->ends_ms;
		s->since_ms = first->since_ms;
		s->next_lifecycle_ms = first->next_lifecycle_ms;
		s->offer = first->offer;
		s->term_months = first->term_months;
	}
}

lic_rc lic_subscription__adjust_pool(struct lic_ctx *ctx, int64_t sku_key,
	const struct lic_seats *seats)
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

lic_rc lic_subscription__store(struct lic_ctx *ctx, const struct lic_subscription *s)
{
	struct lic_q_subscriptions_update_in in = {
		.total_licenses = s->total_licenses,
		.status = (int64_t)s->status,
		.channel = (int64_t)s->channel,
		.is_trial = s->is_trial ? 1 : 0,
		.is_recurring = s->is_recurring ? 1 : 0,
		.ends_ms = s->ends_ms,
		.next_lifecycle_ms = s->next_lifecycle_ms,
		.offer = (int64_t)s->offer,
		.term_months = s->term_months,
		.since_ms = s->since_ms,
		.renewal_licenses = s->renewal_licenses,
		.shrunk_ms = s->shrunk_ms,
		.tenant_id = ctx->caller.tenant_id,
		.id = s->id,
	};

	return lic_q_subscriptions_update(ctx->db, &in, NULL);
}

/* A property of a subscription as the ledger shows it: text, or a number. */
struct property {
	const char *name;          /* in the API's words */
	const char *text;          /* its value, NULL for none */
	struct lic_opt_int number; /* its value where it is a number */
	bool is_number;            /* which of the two */
};

/* What is worth a word in the ledger. */
enum {
	PROPERTY_TOTAL,
	PROPERTY_UNLIMITED,
	PROPERTY_STATUS,
	PROPERTY_CHANNEL,
	PROPERTY_RECURRING,
	PROPERTY_END,
	PROPERTY_OFFER,
	PROPERTY_TERM,
	PROPERTY_RENEWAL,
	PROPERTY_KEY,
	PROPERTY_MAX_
};

/* The texts of properties that are no constants. */
struct texts {
	char end[LIC_TIME_TEXT_BYTES];  /* end of the term */
	char term[LIC_TERM_TEXT_BYTES]; /* length of a term */
};

static void describe(const struct lic_subscription *s, struct texts *texts,
	struct property list[PROPERTY_MAX_])
{
	bool is_unlimited = s->total_licenses == LIC_SEATS_UNLIMITED;

	lic_time_format(s->ends_ms.value, texts->end);
	lic_term_format((int)s->term_months, texts->term);
	list[PROPERTY_TOTAL] =
		(struct property){"totalLicenses", NULL, {!is_unlimited, s->total_licenses}, true};
	list[PROPERTY_UNLIMITED] =
		(struct property){.name = "unlimited", .text = is_unlimited ? "true" : NULL};
	list[PROPERTY_STATUS] =
		(struct property){.name = "status", .text = lic_sub_status_name(s->status)};
	list[PROPERTY_CHANNEL] =
		(struct property){.name = "purchaseChannel", .text = lic_channel_name(s->channel)};
	list[PROPERTY_RECURRING] = (struct property){.name = "recurringBilling",
		.text = s->is_recurring ? "true" : "false"};
	list[PROPERTY_END] =
		(struct property){.name = "endDate", .text = s->ends_ms.is_set ? texts->end : NULL};
	list[PROPERTY_OFFER] = (struct property){.name = "offer",
		.text = lic_offer_name(lic_subscription__offer(s))};
	list[PROPERTY_TERM] = (struct property){.name = "term", .text = texts->term};
	list[PROPERTY_RENEWAL] =
		(struct property){"licensesAtRenewal", NULL, s->renewal_licenses, true};
	list[PROPERTY_KEY] = (struct property){.name = "productKey", .text = s->key_ending};
}

static bool is_same(const struct property *a, const struct property *b)
{
	if (a->is_number) {
		return a->number.is_set == b->number.is_set &&
			(!a->number.is_set || a->number.value == b->number.value);
	}
	return (a->text == NULL) == (b->text == NULL) &&
		(a->text == NULL || strcmp(a->text, b->text) == 0);
}

static void write_value(struct lic_json *json, const char *key, const struct property *property)
{
	if (property->is_number && property->number.is_set) {
		lic_json_kint(json, key, property->number.value);
	} else {
		lic_json_kstring(json, key, property->text);
	}
}

/* Writes what differs from `before` as the detail of a change, everything that is set when that is
 * NULL; `*ret_any` tells whether anything does. */
static lic_rc write_detail(struct lic_buf *text, const struct lic_subscription *before,
	const struct lic_subscription *after, bool *ret_any)
{
	struct texts texts[2];
	struct property old_list[PROPERTY_MAX_] = {{0}};
	struct property new_list[PROPERTY_MAX_];
	struct lic_json json;

	describe(after, &texts[1], new_list);
	if (before != NULL) {
		describe(before, &texts[0], old_list);
	}
	*ret_any = false;
	lic_json_init(&json, text);
	lic_json_object(&json);
	for (int i = 0; i < PROPERTY_MAX_; i++) {
		old_list[i].is_number = new_list[i].is_number;
		if (is_same(&old_list[i], &new_list[i])) {
			continue;
		}
		*ret_any = true;
		lic_json_key(&json, new_list[i].name);
		lic_json_object(&json);
		write_value(&json, "old", &old_list[i]);
		write_value(&json, "new", &new_list[i]);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}

/* Writes one member: its row, its pool, its change. `*ret_gained` tells whether there are more
 * seats to give. */
static lic_rc write_member(struct lic_ctx *ctx, const struct lic_subscription_change *member,
	struct lic_operation *operation, bool *ret_gained)
{
	const struct lic_subscription *before = &member->before;
	const struct lic_subscription *after = &member->after;
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_seats difference = {0};
	bool is_new = before->id == 0;
	bool any = false;
	struct lic_ledger_change change = {
		.kind = LIC_CHANGE_SUBSCRIPTION,
		.object_id = after->id,
		.sku_id = {true, after->sku_key},
	};

	if (!is_new) {
		lic_seats_add(&difference, before->status, before->channel,
			-before->total_licenses);
		LIC_TRY(lic_subscription__store(ctx, after));
	}
	lic_seats_add(&difference, after->status, after->channel, after->total_licenses);
	LIC_TRY(lic_subscription__adjust_pool(ctx, after->sku_key, &difference));
	*ret_gained = lic_seats_capacity(&difference) > 0;
	lic_buf_init(&text, DETAIL_BYTES_MAX);
	LIC_TRY(write_detail(&text, is_new ? NULL : before, after, &any));
	change.detail = text.data;
	return any ? lic_ledger_change(ctx, operation, &change) : LIC_OK_RC;
}

static lic_rc read_capability(struct lic_ctx *ctx, int64_t sku_key,
	enum lic_sub_status *ret_capability)
{
	struct lic_q_seats_load_in in = {ctx->caller.tenant_id, sku_key};
	struct lic_q_seats_load_row row = {0};
	bool found = false;

	LIC_TRY(lic_q_seats_load(ctx->db, ctx->arena, &in, &row, &found));
	*ret_capability = lic_seats_capability(&(struct lic_seats){
		.enabled = row.enabled,
		.warning = row.warning,
		.suspended = row.suspended,
		.locked_out = row.locked_out,
	});
	return LIC_OK_RC;
}

/* Does write_member(), and notes when the holders of the product have something else by it
 * (docs/adr/0003: that is nowhere written). */
static lic_rc write_and_note(struct lic_ctx *ctx, const struct lic_subscription_change *member,
	struct lic_operation *operation, bool *ret_gained)
{
	int64_t sku_key = member->after.sku_key;
	enum lic_sub_status before = LIC_SUB_DELETED;
	enum lic_sub_status after = LIC_SUB_DELETED;

	LIC_TRY(read_capability(ctx, sku_key, &before));
	LIC_TRY(write_member(ctx, member, operation, ret_gained));
	LIC_TRY(read_capability(ctx, sku_key, &after));
	return before == after ? LIC_OK_RC : lic_delta__note_sku(ctx, operation, sku_key);
}

lic_rc lic_subscription__write(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_subscription_family *family)
{
	const struct lic_subscription *first = &family->members[0].after;
	uint32_t sku = lic_catalog_sku_by_key(family->catalog, first->sku_key);
	struct lic_operation operation = {0};
	struct lic_inherit inherit = {.catalog = family->catalog, .operation = &operation};

	LIC_TRY(lic_ledger_begin(ctx, kind,
		&(struct lic_target){LIC_TARGET_OTHER, first->guid,
			family->catalog->skus[sku].display_name},
		&operation));
	for (size_t i = 0; i < family->count; i++) {
		bool has_gained = false;

		LIC_TRY(write_and_note(ctx, &family->members[i], &operation, &has_gained));
		if (has_gained) {
			/* Seats that came are given to those who wait for one (D-08). */
			sku = lic_catalog_sku_by_key(family->catalog,
				family->members[i].after.sku_key);
			LIC_TRY(lic_inherit__serve(ctx, &inherit, sku));
		}
	}
	return lic_ledger_end(ctx, &operation);
}
