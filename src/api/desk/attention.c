/*
 * What an administrator should look at, and what can be done where more is given than there is.
 */
#include "service/attention.h"

#include "api/desk/desk_int.h"
#include "api/encode.h"

/* What the steps hand on. */
struct state {
	struct lic_catalog_hold hold; /* first, for lic_desk__release_catalog() */
	struct lic_notice *list;      /* what was found */
	size_t count;                 /* number of notices */
	struct lic_conflict conflict; /* what can be done */
};

lic_rc lic_desk__attention_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_attention_list(&req->ctx, state->hold.catalog, &state->list, &state->count);
}

static void write_sku(struct lic_json *json, const struct lic_sku *sku)
{
	lic_json_kguid(json, "skuId", &sku->id);
	lic_json_kstring(json, "skuPartNumber", sku->part_number);
	lic_json_kstring(json, "displayName", sku->display_name);
}

static void write_notice(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_notice *notice)
{
	lic_json_object(json);
	lic_json_kstring(json, "kind", lic_notice_kind_name(notice->kind));
	write_sku(json, &catalog->skus[notice->sku]);
	lic_json_key(json, "subscriptionId");
	if (notice->subscription == NULL) {
		lic_json_null(json);
	} else {
		lic_json_guid(json, &notice->subscription->guid);
	}
	lic_desk__write_time(json, "dateTime", notice->at_ms);
	lic_json_kstring(json, "message", notice->message);
	lic_json_kstring(json, "remedy", notice->remedy);
	lic_json_end(json);
}

lic_rc lic_desk__attention_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < state->count; i++) {
		write_notice(&json, state->hold.catalog, &state->list[i]);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__conflict_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	uint32_t sku = 0;

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	LIC_TRY(lic_desk__sku(req, state->hold.catalog, req->keys[0], &sku));
	return lic_conflict_read(&req->ctx, state->hold.catalog, sku, &state->conflict);
}

static void write_remedy(struct lic_json *json, const char *kind, int64_t count,
	const struct lic_guid *subscription, const char *message)
{
	lic_json_object(json);
	lic_json_kstring(json, "kind", kind);
	lic_json_kint(json, "count", count);
	lic_json_key(json, "subscriptionId");
	if (subscription == NULL) {
		lic_json_null(json);
	} else {
		lic_json_guid(json, subscription);
	}
	lic_json_kstring(json, "message", message);
	lic_json_end(json);
}

/* buy, unassign, delete a user; and what brings seats back that are there. */
static void write_remedies(struct lic_json *json, const struct lic_conflict *conflict)
{
	int64_t excess = lic_seats_excess(&conflict->seats);

	lic_json_key(json, "remedies");
	lic_json_array(json);
	if (excess > 0) {
		for (size_t i = 0; i < conflict->renewable_count; i++) {
			write_remedy(json, "renew",
				lic_seats_shown(conflict->renewable[i].total_licenses),
				&conflict->renewable[i].guid,
				"Renew a subscription that is disabled: its licenses are back at once.");
		}
		if (conflict->seats.self_service > 0) {
			write_remedy(json, "takeOver", conflict->seats.self_service, NULL,
				"Take over what employees bought, by changing its purchase channel.");
		}
		write_remedy(json, "buy", excess, NULL, "Buy more licenses.");
		write_remedy(json, "unassign", excess, NULL,
			"Take licenses from users who no longer need them.");
		write_remedy(json, "deleteUser", excess, NULL,
			"Delete users who have left: their licenses are free at once.");
	}
	lic_json_end(json);
}

static void write_blocked(struct lic_json *json, const struct lic_conflict *conflict)
{
	lic_json_key(json, "couldBeFreed");
	lic_json_array(json);
	for (size_t i = 0; i < conflict->blocked_count; i++) {
		const struct lic_blocked *one = &conflict->blocked[i];

		lic_json_object(json);
		lic_json_kguid(json, "id", &one->guid);
		lic_json_kstring(json, "userPrincipalName", one->upn);
		lic_json_kstring(json, "displayName", one->display_name);
		lic_desk__write_group(json, "group", &conflict->sources, one->source);
		lic_json_kstring(json, "reason", "cannot sign in");
		lic_json_end(json);
	}
	lic_json_end(json);
}

lic_rc lic_desk__conflict_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const struct lic_conflict *conflict = &state->conflict;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	write_sku(&json, &state->hold.catalog->skus[conflict->sku]);
	lic_json_kint(&json, "capacity", lic_seats_shown(lic_seats_capacity(&conflict->seats)));
	lic_json_kint(&json, "consumedUnits", conflict->seats.consumed);
	lic_json_kint(&json, "excess", lic_seats_excess(&conflict->seats));
	lic_desk__write_time(&json, "clearByDateTime", conflict->clear_by_ms);
	write_remedies(&json, conflict);
	write_blocked(&json, conflict);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
