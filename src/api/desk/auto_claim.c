/*
 * The auto-claim policy, and what became of claims.
 */
#include "api/desk/petition_int.h"

#include "api/body_int.h"
#include "api/encode.h"
#include "api/options_int.h"
#include "base/text.h"
#include "service/auto_claim.h"

#include <string.h>

/* What the steps of all calls hand on. */
struct state {
	struct lic_catalog_hold hold;        /* first, for lic_desk__release_catalog() */
	struct lic_auto_claim_change change; /* what the body changes */
	struct lic_auto_claim_policy policy; /* what it is then */
	struct lic_auto_claim_query query;   /* which claims are asked for */
	struct lic_auto_claim_page page;     /* what was found */
	struct lic_auto_claim_count *counts; /* the report */
	size_t count_count;                  /* number of its lines */
};

/* Makes the state of `req`, with the catalogue. */
static lic_rc begin(struct lic_api_request *req, struct state **ret_state)
{
	struct state *state =
		req->state != NULL ? req->state : lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_state = state;
	return lic_catalog_get(&req->ctx, &state->hold);
}

lic_rc lic_desk__auto_claim_run(struct lic_api_request *req)
{
	struct state *state = NULL;

	LIC_TRY(begin(req, &state));
	return lic_auto_claim_policy(&req->ctx, state->hold.catalog, &state->policy);
}

lic_rc lic_desk__auto_claim_set_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"displayName", LIC_MEMBER_STRING, false},
		{"enabled", LIC_MEMBER_BOOL, false},
		{"application", LIC_MEMBER_STRING, false},
		{"products", LIC_MEMBER_ARRAY, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)];

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->change.display_name = json_string_value(values[0]);
	state->change.is_on =
		(struct lic_opt_int){values[1] != NULL, json_is_true(values[1]) ? 1 : 0};
	state->change.application = json_string_value(values[2]);
	state->change.has_products = values[3] != NULL;
	return lic_api__adds(req, values[3], "products", &state->change.products,
		&state->change.product_count);
}

lic_rc lic_desk__auto_claim_set_run(struct lic_api_request *req)
{
	struct state *state = NULL;

	LIC_TRY(begin(req, &state));
	return lic_auto_claim_update(&req->ctx, state->hold.catalog, &state->change,
		&state->policy);
}

lic_rc lic_desk__auto_claim_delete_run(struct lic_api_request *req)
{
	struct state *state = NULL;

	LIC_TRY(begin(req, &state));
	return lic_auto_claim_delete(&req->ctx, state->hold.catalog);
}

/* The application with its ids; null where it is gone. */
static void write_application(struct lic_json *json, const struct lic_auto_claim_policy *policy)
{
	lic_json_key(json, "application");
	if (!policy->has_application) {
		lic_json_null(json);
		return;
	}
	lic_json_object(json);
	lic_json_kguid(json, "id", &policy->application_guid);
	lic_json_kguid(json, "appId", &policy->application_app_guid);
	lic_json_kstring(json, "displayName", policy->application_name);
	lic_json_end(json);
}

static void write_policy_product(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_auto_claim_product *product)
{
	const struct lic_sku *sku = &catalog->skus[product->sku];

	lic_json_object(json);
	lic_json_kguid(json, "skuId", &sku->id);
	lic_json_kstring(json, "skuPartNumber", sku->part_number);
	lic_json_kstring(json, "displayName", sku->display_name);
	lic_json_key(json, "disabledPlans");
	lic_encode_plan_ids(json, catalog, product->sku, product->disabled);
	lic_json_kint(json, "available", lic_seats_shown_available(&product->seats));
	lic_json_end(json);
}

/* The policy; where there is none, id and name are null, and no product is there. */
lic_rc lic_desk__auto_claim_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const struct lic_auto_claim_policy *policy = &state->policy;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_desk__write_id(&json, "id", policy->exists, &policy->guid);
	lic_json_kstring(&json, "displayName", policy->display_name);
	lic_json_kbool(&json, "enabled", policy->is_on);
	write_application(&json, policy);
	lic_json_key(&json, "products");
	lic_json_array(&json);
	for (size_t i = 0; i < policy->product_count; i++) {
		write_policy_product(&json, state->hold.catalog, &policy->products[i]);
	}
	lic_json_end(&json);
	lic_desk__write_time(&json, "createdDateTime",
		(struct lic_opt_int){policy->exists, policy->created_ms});
	lic_json_end(&json);
	return lic_json_finish(&json);
}

/* Of how many days the claims are wanted. */
static lic_rc read_days(struct lic_api_request *req, int *ret_days)
{
	const char *text = lic_api__option(req, "days");
	long long days = LIC_AUTO_CLAIM_DAYS_DEFAULT;
	bool is_number = text == NULL || lic_text_to_int(text, 1, INT16_MAX, &days);

	for (size_t i = 0; i < LIC_AUTO_CLAIM_WINDOWS && is_number; i++) {
		if (days == lic_auto_claim_days[i]) {
			*ret_days = lic_auto_claim_days[i];
			return LIC_OK_RC;
		}
	}
	return lic_err_field(&req->err, req->ctx.arena, "days",
		"The query option days is '%.100s': it takes 1, 7, 30 or 90.", text);
}

lic_rc lic_desk__auto_claims_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	int64_t place[] = {INT64_MAX, INT64_MAX};

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__top(req, &state->query.limit));
	LIC_TRY(read_days(req, &state->query.days));
	LIC_TRY(lic_api__token(req, place, LIC_COUNT(place)));
	state->query.before_ms = place[0];
	state->query.before_id = place[1];
	return LIC_OK_RC;
}

lic_rc lic_desk__auto_claims_run(struct lic_api_request *req)
{
	struct state *state = NULL;

	LIC_TRY(begin(req, &state));
	return lic_auto_claim_list(&req->ctx, &state->query, &state->page);
}

static void write_claim(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_auto_claim *claim)
{
	lic_json_object(json);
	lic_json_ktime(json, "claimedDateTime", claim->at_ms);
	lic_json_kstring(json, "outcome", claim->is_given ? "claimed" : "failed");
	lic_json_key(json, "user");
	lic_json_object(json);
	lic_json_kguid(json, "id", &claim->user_guid);
	lic_json_kstring(json, "userPrincipalName", claim->user_upn);
	lic_json_kstring(json, "displayName", claim->user_name);
	lic_json_kbool(json, "isDeleted", claim->is_user_deleted);
	lic_json_end(json);
	lic_json_key(json, "application");
	if (claim->has_application) {
		lic_json_object(json);
		lic_json_kguid(json, "id", &claim->application_guid);
		lic_json_kstring(json, "displayName", claim->application_name);
		lic_json_end(json);
	} else {
		lic_json_null(json);
	}
	lic_json_key(json, "sku");
	lic_desk__write_product(json, catalog,
		claim->sku_id.is_set ? lic_catalog_sku_by_key(catalog, claim->sku_id.value)
				     : LIC_INDEX_NONE);
	lic_json_key(json, "reasons");
	if (claim->reasons == NULL) {
		lic_json_array(json);
		lic_json_end(json);
	} else {
		lic_json_raw(json, claim->reasons, strlen(claim->reasons));
	}
	lic_json_end(json);
}

lic_rc lic_desk__auto_claims_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const struct lic_auto_claim_page *page = &state->page;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < page->count; i++) {
		write_claim(&json, state->hold.catalog, &page->list[i]);
	}
	lic_json_end(&json);
	if (page->has_more) {
		const struct lic_auto_claim *last = &page->list[page->count - 1];
		const int64_t place[] = {last->at_ms, last->id};

		lic_api__next_link(req, &json, place, LIC_COUNT(place));
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__auto_claim_report_run(struct lic_api_request *req)
{
	struct state *state = NULL;

	LIC_TRY(begin(req, &state));
	return lic_auto_claim_counts(&req->ctx, &state->counts, &state->count_count);
}

lic_rc lic_desk__auto_claim_report_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < state->count_count; i++) {
		const struct lic_auto_claim_count *line = &state->counts[i];

		lic_json_object(&json);
		lic_json_kstring(&json, "outcome", line->sku_id.is_set ? "claimed" : "failed");
		lic_json_key(&json, "sku");
		lic_desk__write_product(&json, state->hold.catalog,
			line->sku_id.is_set
				? lic_catalog_sku_by_key(state->hold.catalog, line->sku_id.value)
				: LIC_INDEX_NONE);
		lic_json_key(&json, "windows");
		lic_json_array(&json);
		for (size_t k = 0; k < LIC_AUTO_CLAIM_WINDOWS; k++) {
			lic_json_object(&json);
			lic_json_kint(&json, "days", lic_auto_claim_days[k]);
			lic_json_kint(&json, "count", line->counts[k]);
			lic_json_end(&json);
		}
		lic_json_end(&json);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
