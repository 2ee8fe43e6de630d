/*
 * Purchases: listing, recording and changing them. Graph shows them and has no call to make one.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"
#include "api/encode.h"
#include "base/text.h"
#include "service/attention.h"
#include "service/life_cycle.h"
#include "service/settings.h"
#include "service/subscriptions.h"

#include <string.h>

#define NAMES_BYTES_MAX ((size_t)512)

/* What the steps of all calls hand on. */
struct state {
	struct lic_catalog_hold hold;            /* first, for lic_desk__release_catalog() */
	struct lic_subscription_input input;     /* what to buy */
	struct lic_subscription_patch patch;     /* what to change */
	struct lic_subscription *list;           /* what to show, in the arena */
	size_t count;                            /* number of purchases */
	struct lic_product_key *keys;            /* product keys that were used, in the arena */
	size_t key_count;                        /* number of them */
	struct lic_subscription one;             /* what to show when it is one */
	struct lic_subscription_renewal renewal; /* how to renew */
	int64_t warn_days;                       /* an end so near is worth a warning */
};

/* Members of both bodies, by number. */
enum member {
	MEMBER_SKU,
	MEMBER_TOTAL,
	MEMBER_STATUS,
	MEMBER_CHANNEL,
	MEMBER_RECURRING,
	MEMBER_START,
	MEMBER_END,
	MEMBER_PRICE,
	MEMBER_OFFER,
	MEMBER_TERM,
	MEMBER_RENEWAL,
	MEMBER_ADD_ON_OF,
	MEMBER_UNLIMITED,
	MEMBER_KEY,
	MEMBER_WRITABLE_MAX_,
	MEMBER_MAX_ = MEMBER_WRITABLE_MAX_ + 14 /* those that only we write */
};

/* Offers that can be chosen: the one by the channel is what null means. */
#define OFFER_FIRST 1

#define READ_ONLY_MEMBERS                                                                          \
	{"id", LIC_MEMBER_READ_ONLY, false},                                                       \
		{"commerceSubscriptionId", LIC_MEMBER_READ_ONLY, false},                           \
		{"createdDateTime", LIC_MEMBER_READ_ONLY, false},                                  \
		{"isTrial", LIC_MEMBER_READ_ONLY, false},                                          \
		{"nextLifecycleDateTime", LIC_MEMBER_READ_ONLY, false},                            \
		{"skuPartNumber", LIC_MEMBER_READ_ONLY, false},                                    \
		{"serviceStatus", LIC_MEMBER_READ_ONLY, false},                                    \
		{"statusSinceDateTime", LIC_MEMBER_READ_ONLY, false},                              \
		{"graceDays", LIC_MEMBER_READ_ONLY, false},                                        \
		{"disabledDays", LIC_MEMBER_READ_ONLY, false},                                     \
		{"licensesLapseDateTime", LIC_MEMBER_READ_ONLY, false},                            \
		{"warning", LIC_MEMBER_READ_ONLY, false},                                          \
		{"productKeys", LIC_MEMBER_READ_ONLY, false},                                      \
	{                                                                                          \
		"displayName", LIC_MEMBER_READ_ONLY, false                                         \
	}

static const struct lic_member add_members[MEMBER_MAX_] = {
	[MEMBER_SKU] = {"sku", LIC_MEMBER_STRING, true},
	[MEMBER_TOTAL] = {"totalLicenses", LIC_MEMBER_INT, false},
	[MEMBER_STATUS] = {"status", LIC_MEMBER_STRING, false},
	[MEMBER_CHANNEL] = {"purchaseChannel", LIC_MEMBER_STRING, false},
	[MEMBER_RECURRING] = {"recurringBilling", LIC_MEMBER_BOOL, false},
	[MEMBER_START] = {"startDate", LIC_MEMBER_STRING_OR_NULL, false},
	[MEMBER_END] = {"endDate", LIC_MEMBER_STRING_OR_NULL, false},
	[MEMBER_PRICE] = {"pricePerSeat", LIC_MEMBER_STRING_OR_NULL, false},
	[MEMBER_OFFER] = {"offer", LIC_MEMBER_STRING_OR_NULL, false},
	[MEMBER_TERM] = {"term", LIC_MEMBER_STRING, false},
	[MEMBER_RENEWAL] = {"licensesAtRenewal", LIC_MEMBER_READ_ONLY, false},
	[MEMBER_ADD_ON_OF] = {"addOnOf", LIC_MEMBER_STRING_OR_NULL, false},
	[MEMBER_UNLIMITED] = {"unlimited", LIC_MEMBER_BOOL, false},
	[MEMBER_KEY] = {"productKey", LIC_MEMBER_STRING, false},
	READ_ONLY_MEMBERS,
};

static const struct lic_member set_members[MEMBER_MAX_] = {
	[MEMBER_SKU] = {"sku", LIC_MEMBER_READ_ONLY, false},
	[MEMBER_TOTAL] = {"totalLicenses", LIC_MEMBER_INT, false},
	[MEMBER_STATUS] = {"status", LIC_MEMBER_STRING, false},
	[MEMBER_CHANNEL] = {"purchaseChannel", LIC_MEMBER_STRING, false},
	[MEMBER_RECURRING] = {"recurringBilling", LIC_MEMBER_BOOL, false},
	[MEMBER_START] = {"startDate", LIC_MEMBER_READ_ONLY, false},
	[MEMBER_END] = {"endDate", LIC_MEMBER_STRING_OR_NULL, false},
	[MEMBER_PRICE] = {"pricePerSeat", LIC_MEMBER_READ_ONLY, false},
	[MEMBER_OFFER] = {"offer", LIC_MEMBER_STRING_OR_NULL, false},
	[MEMBER_TERM] = {"term", LIC_MEMBER_STRING, false},
	[MEMBER_RENEWAL] = {"licensesAtRenewal", LIC_MEMBER_INT_OR_NULL, false},
	[MEMBER_ADD_ON_OF] = {"addOnOf", LIC_MEMBER_READ_ONLY, false},
	[MEMBER_UNLIMITED] = {"unlimited", LIC_MEMBER_BOOL, false},
	[MEMBER_KEY] = {"productKey", LIC_MEMBER_STRING, false},
	READ_ONLY_MEMBERS,
};

static const char *status_name(size_t i)
{
	return lic_sub_status_name((enum lic_sub_status)i);
}

static const char *channel_name(size_t i)
{
	return lic_channel_name((enum lic_channel)i);
}

/* Refuses `text` at `target`, saying which `count` names there are and which was probably meant. */
static lic_rc refuse_name(struct lic_api_request *req, const char *target, const char *text,
	const char *(*name)(size_t), size_t count)
{
	LIC_AUTO(lic_buf_done) struct lic_buf names;
	const char *candidates[LIC_CHANNEL_MAX_ + LIC_SUB_STATUS_MAX_];
	size_t nearest = 0;

	lic_buf_init(&names, NAMES_BYTES_MAX);
	for (size_t i = 0; i < count; i++) {
		candidates[i] = name(i);
		lic_buf_printf(&names, "%s%s", i == 0 ? "" : ", ", candidates[i]);
	}
	LIC_TRY(lic_buf_status(&names));
	nearest = lic_text_nearest(text, candidates, count);
	if (nearest < count) {
		return lic_err_field(&req->err, req->ctx.arena, target,
			"%s is '%.100s': it takes one of %s. Did you mean '%s'?", target, text,
			names.data, candidates[nearest]);
	}
	return lic_err_field(&req->err, req->ctx.arena, target,
		"%s is '%.100s': it takes one of %s.", target, text, names.data);
}

static lic_rc read_status(struct lic_api_request *req, const json_t *value,
	enum lic_sub_status *ret_status)
{
	if (value == NULL || lic_sub_status_parse(json_string_value(value), ret_status)) {
		return LIC_OK_RC;
	}
	return refuse_name(req, "status", json_string_value(value), status_name,
		LIC_SUB_STATUS_MAX_);
}

static lic_rc read_channel(struct lic_api_request *req, const json_t *value,
	enum lic_channel *ret_channel)
{
	if (value == NULL || lic_channel_parse(json_string_value(value), ret_channel)) {
		return LIC_OK_RC;
	}
	return refuse_name(req, "purchaseChannel", json_string_value(value), channel_name,
		LIC_CHANNEL_MAX_);
}

static const char *offer_name(size_t i)
{
	return lic_offer_name((enum lic_offer)(i + OFFER_FIRST));
}

/* null is what the channel usually is. */
static lic_rc read_offer(struct lic_api_request *req, const json_t *value,
	enum lic_offer *ret_offer)
{
	if (value == NULL || json_is_null(value)) {
		return LIC_OK_RC;
	}
	if (lic_offer_parse(json_string_value(value), ret_offer) &&
		*ret_offer != LIC_OFFER_BY_CHANNEL) {
		return LIC_OK_RC;
	}
	return refuse_name(req, "offer", json_string_value(value), offer_name,
		LIC_OFFER_MAX_ - OFFER_FIRST);
}

static lic_rc read_term(struct lic_api_request *req, const json_t *value, int64_t *ret_months)
{
	int months = 0;

	if (value == NULL) {
		return LIC_OK_RC;
	}
	if (!lic_term_parse(json_string_value(value), &months)) {
		return lic_err_field(&req->err, req->ctx.arena, "term",
			"term is '%.100s': write a number of months or years up to ten years, such as P1M, P1Y, P3Y.",
			json_string_value(value));
	}
	*ret_months = months;
	return LIC_OK_RC;
}

/* Reads totalLicenses and unlimited as one number; `*ret_total` is not set when neither says any.
 */
static lic_rc read_total(struct lic_api_request *req, json_t *const *values,
	struct lic_opt_int *ret_total)
{
	const json_t *total = values[MEMBER_TOTAL];
	const json_t *unlimited = values[MEMBER_UNLIMITED];
	bool is_unlimited = json_is_true(unlimited);

	if (total != NULL ? is_unlimited : unlimited != NULL && !is_unlimited) {
		return lic_err_field(&req->err, req->ctx.arena, "totalLicenses",
			"Say either how many licenses there are, totalLicenses, or \"unlimited\": true.");
	}
	if (total != NULL && json_integer_value(total) > LIC_SEATS_MAX) {
		return lic_err_field(&req->err, req->ctx.arena, "totalLicenses",
			"totalLicenses is %lld: a subscription has 1 to %d licenses; one without a limit is \"unlimited\": true.",
			(long long)json_integer_value(total), LIC_SEATS_MAX);
	}
	ret_total->is_set = total != NULL || is_unlimited;
	ret_total->value = is_unlimited ? LIC_SEATS_UNLIMITED : json_integer_value(total);
	return LIC_OK_RC;
}

/* what belongs to another subscription has this from there. */
static lic_rc refuse_own_dates(struct lic_api_request *req, json_t *const *values)
{
	static const enum member list[] = {MEMBER_STATUS, MEMBER_CHANNEL, MEMBER_RECURRING,
		MEMBER_START, MEMBER_END, MEMBER_OFFER, MEMBER_TERM};

	for (size_t i = 0; i < LIC_COUNT(list); i++) {
		if (values[list[i]] != NULL) {
			const char *name = add_members[list[i]].name;

			return lic_err_field(&req->err, req->ctx.arena, name,
				"%s does not go with addOnOf: an add-on has it from the subscription that it belongs to.",
				name);
		}
	}
	return LIC_OK_RC;
}

/* Parses the body by `list` into `values`, and makes the state. */
static lic_rc read_body(struct lic_api_request *req, const struct lic_member *list,
	json_t *values[MEMBER_MAX_])
{
	const struct lic_members members = {list, MEMBER_MAX_};
	json_t *object = NULL;

	if (lic_desk__new_state(req, sizeof(struct state)) == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body(req, &object));
	return lic_api__members(req, object, "", &members, values);
}

lic_rc lic_desk__subscription_add_decode(struct lic_api_request *req)
{
	json_t *values[MEMBER_MAX_] = {NULL};
	struct lic_subscription_input *input = NULL;
	struct lic_opt_int total = {0};

	LIC_TRY(read_body(req, add_members, values));
	LIC_TRY(read_total(req, values, &total));
	if (!total.is_set) {
		return lic_err_field(&req->err, req->ctx.arena, "totalLicenses",
			"totalLicenses is missing: say how many licenses were bought, or \"unlimited\": true.");
	}
	input = &((struct state *)req->state)->input;
	*input = (struct lic_subscription_input){
		.sku = json_string_value(values[MEMBER_SKU]),
		.total_licenses = total.value,
		.status = LIC_SUB_ENABLED,
		.channel = LIC_CHANNEL_DIRECT,
		.is_recurring = json_is_true(values[MEMBER_RECURRING]),
		.price_per_seat = json_string_value(values[MEMBER_PRICE]), /* NULL for null */
		.product_key = json_string_value(values[MEMBER_KEY]),
	};
	LIC_TRY(read_status(req, values[MEMBER_STATUS], &input->status));
	LIC_TRY(read_channel(req, values[MEMBER_CHANNEL], &input->channel));
	LIC_TRY(read_offer(req, values[MEMBER_OFFER], &input->offer));
	LIC_TRY(read_term(req, values[MEMBER_TERM], &input->term_months));
	input->add_on_of = json_string_value(values[MEMBER_ADD_ON_OF]);
	if (input->add_on_of != NULL) {
		LIC_TRY(refuse_own_dates(req, values));
	}
	LIC_TRY(lic_desk__date(req, values[MEMBER_START], "startDate", &input->starts_ms));
	return lic_desk__date(req, values[MEMBER_END], "endDate", &input->ends_ms);
}

/* What is shown around a purchase. */
static lic_rc read_around(struct lic_api_request *req, struct state *state)
{
	LIC_TRY(lic_setting_get(&req->ctx, LIC_SETTING_SUBSCRIPTION_WARNING_DAYS,
		&state->warn_days));
	LIC_TRY(lic_product_key_list(&req->ctx, &state->keys, &state->key_count));
	return lic_catalog_get(&req->ctx, &state->hold);
}

lic_rc lic_desk__subscription_add_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	lic_rc rc = lic_subscription_add(&req->ctx, &state->input, &state->one);

	if (rc.code == LIC_E_NOTFOUND) {
		/* What is not there is a product that the body names, not the address. */
		return LIC_RC(LIC_E_INVALID);
	}
	LIC_TRY(rc);
	return read_around(req, state);
}

lic_rc lic_desk__subscription_set_decode(struct lic_api_request *req)
{
	json_t *values[MEMBER_MAX_] = {NULL};
	struct lic_subscription_patch *patch = NULL;
	enum lic_sub_status status = LIC_SUB_ENABLED;
	enum lic_channel channel = LIC_CHANNEL_DIRECT;
	enum lic_offer offer = LIC_OFFER_BY_CHANNEL;
	struct lic_opt_int total = {0};
	int64_t term_months = 0;
	bool has_any = false;

	LIC_TRY(read_body(req, set_members, values));
	for (size_t i = 0; i < MEMBER_WRITABLE_MAX_; i++) {
		has_any = has_any || values[i] != NULL;
	}
	if (!has_any) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"The body changes nothing: it takes totalLicenses, unlimited, status, purchaseChannel, recurringBilling, "
			"endDate, offer, term, licensesAtRenewal and productKey.");
	}
	LIC_TRY(read_total(req, values, &total));
	LIC_TRY(read_status(req, values[MEMBER_STATUS], &status));
	LIC_TRY(read_channel(req, values[MEMBER_CHANNEL], &channel));
	LIC_TRY(read_offer(req, values[MEMBER_OFFER], &offer));
	LIC_TRY(read_term(req, values[MEMBER_TERM], &term_months));
	patch = &((struct state *)req->state)->patch;
	*patch = (struct lic_subscription_patch){
		.total_licenses = total,
		.status = {values[MEMBER_STATUS] != NULL, (int64_t)status},
		.channel = {values[MEMBER_CHANNEL] != NULL, (int64_t)channel},
		.is_recurring = {values[MEMBER_RECURRING] != NULL,
			json_is_true(values[MEMBER_RECURRING]) ? 1 : 0},
		.has_ends = values[MEMBER_END] != NULL,
		.offer = {values[MEMBER_OFFER] != NULL, (int64_t)offer},
		.term_months = {values[MEMBER_TERM] != NULL, term_months},
		.product_key = json_string_value(values[MEMBER_KEY]),
		.has_renewal_licenses = values[MEMBER_RENEWAL] != NULL,
		.renewal_licenses = {json_is_integer(values[MEMBER_RENEWAL]),
			json_integer_value(values[MEMBER_RENEWAL])},
	};
	return lic_desk__date(req, values[MEMBER_END], "endDate", &patch->ends_ms);
}

lic_rc lic_desk__subscription_set_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_subscription_update(&req->ctx, req->keys[0], &state->patch, &state->one));
	return read_around(req, state);
}

lic_rc lic_desk__subscription_renew_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"endDate", LIC_MEMBER_STRING, false},
		{"totalLicenses", LIC_MEMBER_INT, false},
		{"recurringBilling", LIC_MEMBER_BOOL, false},
		{"productKey", LIC_MEMBER_STRING, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)] = {NULL};

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (req->in->body_len == 0) {
		return LIC_OK_RC; /* everything as before */
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->renewal.total_licenses =
		(struct lic_opt_int){values[1] != NULL, json_integer_value(values[1])};
	state->renewal.is_recurring =
		(struct lic_opt_int){values[2] != NULL, json_is_true(values[2]) ? 1 : 0};
	state->renewal.product_key = json_string_value(values[3]);
	return lic_desk__date(req, values[0], "endDate", &state->renewal.ends_ms);
}

lic_rc lic_desk__subscription_renew_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_subscription_renew(&req->ctx, req->keys[0], &state->renewal, &state->one));
	return read_around(req, state);
}

/* A body may be there, with nothing in it. */
lic_rc lic_desk__subscription_cancel_decode(struct lic_api_request *req)
{
	static const struct lic_members members = {NULL, 0};
	json_t *values[1] = {NULL};
	json_t *object = NULL;

	if (lic_desk__new_state(req, sizeof(struct state)) == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (req->in->body_len == 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_api__body(req, &object));
	return lic_api__members(req, object, "", &members, values);
}

lic_rc lic_desk__subscription_cancel_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_subscription_cancel(&req->ctx, req->keys[0], &state->one));
	return read_around(req, state);
}

lic_rc lic_desk__subscription_delete_run(struct lic_api_request *req)
{
	return lic_subscription_delete(&req->ctx, req->keys[0]);
}

lic_rc lic_desk__subscriptions_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_subscription_list(&req->ctx, &state->list, &state->count));
	return read_around(req, state);
}

lic_rc lic_desk__subscription_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_subscription_find(&req->ctx, req->keys[0], &state->one));
	return read_around(req, state);
}

/* How long the states last, and what becomes of it. */
static void write_life_cycle(struct lic_json *json, const struct lic_subscription *s)
{
	enum lic_offer offer =
		s->offer == LIC_OFFER_BY_CHANNEL ? lic_offer_of_channel(s->channel) : s->offer;
	const struct lic_lifecycle_days *days = lic_lifecycle_days(offer, (int)s->term_months);
	char term[LIC_TERM_TEXT_BYTES];

	lic_term_format((int)s->term_months, term);
	lic_json_kstring(json, "offer", lic_offer_name(offer));
	lic_json_kstring(json, "term", term);
	if (days->serves_in_grace) {
		lic_json_kint(json, "graceDays", days->grace);
		lic_json_kint(json, "disabledDays", days->disabled);
	} else {
		lic_json_kint(json, "graceDays", 0);
		lic_json_kint(json, "disabledDays", days->grace + days->disabled);
	}
	lic_json_ktime(json, "statusSinceDateTime",
		s->since_ms.is_set ? s->since_ms.value : s->created_ms);
	lic_desk__write_time(json, "licensesLapseDateTime",
		s->status == LIC_SUB_DELETED ? s->next_lifecycle_ms : (struct lic_opt_int){0});
	lic_json_key(json, "licensesAtRenewal");
	if (s->renewal_licenses.is_set) {
		lic_json_int(json, s->renewal_licenses.value);
	} else {
		lic_json_null(json);
	}
	lic_json_key(json, "addOnOf");
	if (s->add_on_of.is_set) {
		lic_json_guid(json, &s->parent_guid);
	} else {
		lic_json_null(json);
	}
}

/* What an administrator should look at about it (L-08), or null. */
static lic_rc write_warning(struct lic_api_request *req, struct lic_json *json,
	const struct lic_subscription *subscription)
{
	const struct state *state = req->state;
	struct lic_notice notice;
	bool found = false;

	LIC_TRY(lic_notice_of(&req->ctx, state->hold.catalog, subscription, state->warn_days,
		&notice, &found));
	lic_json_key(json, "warning");
	if (!found) {
		lic_json_null(json);
		return LIC_OK_RC;
	}
	lic_json_object(json);
	lic_json_kstring(json, "kind", lic_notice_kind_name(notice.kind));
	lic_json_kstring(json, "message", notice.message);
	lic_json_kstring(json, "remedy", notice.remedy);
	lic_desk__write_time(json, "dateTime", notice.at_ms);
	lic_json_end(json);
	return LIC_OK_RC;
}

/* The product keys by which it was bought (U-54), as far as they may be shown. */
static void write_keys(const struct state *state, struct lic_json *json,
	const struct lic_subscription *subscription)
{
	lic_json_key(json, "productKeys");
	lic_json_array(json);
	for (size_t i = 0; i < state->key_count; i++) {
		const struct lic_product_key *key = &state->keys[i];

		if (key->subscription_id != subscription->id) {
			continue;
		}
		lic_json_object(json);
		lic_json_kstring(json, "ending", key->ending);
		lic_json_key(json, "totalLicenses");
		if (key->total_licenses == LIC_SEATS_UNLIMITED) {
			lic_json_null(json);
		} else {
			lic_json_int(json, key->total_licenses);
		}
		lic_json_ktime(json, "usedDateTime", key->used_ms);
		lic_json_end(json);
	}
	lic_json_end(json);
}

/* Writes a purchase: Graph's members, and ours. */
static lic_rc write_subscription(struct lic_api_request *req, struct lic_json *json,
	const struct lic_subscription *subscription)
{
	const struct lic_catalog_hold *hold = &((const struct state *)req->state)->hold;
	const struct lic_catalog *catalog = hold->catalog;
	uint32_t sku = lic_catalog_sku_by_key(catalog, subscription->sku_key);

	lic_json_object(json);
	lic_encode_subscription_members(json, hold, subscription, LIC_SUBSCRIPTION_ALL);
	lic_json_kstring(json, "displayName",
		sku == LIC_INDEX_NONE ? NULL : catalog->skus[sku].display_name);
	lic_json_kbool(json, "unlimited", subscription->total_licenses == LIC_SEATS_UNLIMITED);
	lic_json_kstring(json, "purchaseChannel", lic_channel_name(subscription->channel));
	lic_json_kbool(json, "recurringBilling", subscription->is_recurring);
	lic_json_ktime(json, "startDate", subscription->starts_ms);
	lic_desk__write_time(json, "endDate", subscription->ends_ms);
	lic_json_kstring(json, "pricePerSeat", subscription->price_per_seat);
	write_life_cycle(json, subscription);
	write_keys(req->state, json, subscription);
	LIC_TRY(write_warning(req, json, subscription));
	lic_json_end(json);
	return LIC_OK_RC;
}

lic_rc lic_desk__subscriptions_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < state->count; i++) {
		LIC_TRY(write_subscription(req, &json, &state->list[i]));
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

/* Answers with the one purchase. */
static lic_rc answer_one(struct lic_api_request *req, unsigned status)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, status, &json);
	LIC_TRY(write_subscription(req, &json, &state->one));
	return lic_json_finish(&json);
}

lic_rc lic_desk__subscription_encode(struct lic_api_request *req)
{
	return answer_one(req, 200);
}

lic_rc lic_desk__subscription_add_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;

	LIC_TRY(lic_api__location(req, "/subscriptions/%s",
		lic_guid_format(&state->one.guid).text));
	return answer_one(req, 201);
}
