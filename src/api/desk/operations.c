/*
 * Reading the ledger: operations, and what each of them changed.
 */
#include "api/desk/desk_int.h"

#include "api/encode.h"
#include "api/options_int.h"
#include "service/changes.h"
#include "service/operations.h"

#include <string.h>

/* What the steps of all calls hand on. */
struct state {
	struct lic_catalog_hold hold;    /* first, for lic_desk__release_catalog() */
	unsigned top;                    /* most rows on a page */
	int64_t position;                /* number of the last row shown */
	struct lic_operation_view *list; /* operations found */
	struct lic_operation_view one;   /* the one asked for */
	size_t count;                    /* number of operations found */
	struct lic_change_page changes;  /* its changes */
	bool has_more;                   /* another page follows */
};

/* Makes the state and reads the options of a list that begins behind `start`. */
static lic_rc read_page(struct lic_api_request *req, int64_t start)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->position = start;
	LIC_TRY(lic_api__top(req, &state->top));
	return lic_api__token(req, &state->position, 1);
}

lic_rc lic_desk__operations_decode(struct lic_api_request *req)
{
	return read_page(req, INT64_MAX);
}

lic_rc lic_desk__operations_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_operation_list(&req->ctx, state->position, state->top, &state->list,
		&state->count, &state->has_more);
}

static const char *actor_kind_name(enum lic_actor_kind kind)
{
	static const char *const names[LIC_ACTOR_MAX_] = {
		[LIC_ACTOR_LOCAL] = "local",
		[LIC_ACTOR_TOKEN] = "token",
		[LIC_ACTOR_USER] = "user",
		[LIC_ACTOR_APP] = "application",
		[LIC_ACTOR_SYSTEM] = "system",
	};

	return (size_t)kind < LIC_COUNT(names) ? names[kind] : "local";
}

void lic_desk__write_operation(struct lic_json *json, const struct lic_operation_view *operation)
{
	const char *instead = NULL;

	lic_json_object(json);
	lic_json_kguid(json, "id", &operation->guid);
	lic_json_kint(json, "number", operation->id);
	lic_json_kstring(json, "kind", lic_operation_kind_name(operation->kind));
	lic_json_kstring(json, "target", operation->target);
	lic_json_key(json, "actor");
	lic_json_object(json);
	lic_json_kstring(json, "kind", actor_kind_name(operation->actor_kind));
	lic_json_kstring(json, "name", operation->actor_name);
	lic_json_end(json);
	lic_json_kstring(json, "reason", operation->reason);
	lic_json_kstring(json, "correlationId", operation->correlation);
	lic_json_kint(json, "changeCount", operation->change_count);
	lic_json_ktime(json, "createdDateTime", operation->created_ms);
	lic_desk__write_id(json, "undoes", operation->undoes.is_set, &operation->undoes.guid);
	lic_desk__write_id(json, "undoneBy", operation->has_undo, &operation->undo);
	lic_json_kbool(json, "undoable",
		lic_operation_is_undone(operation->undoes.is_set ? operation->undoes.kind
								 : operation->kind,
			&instead));
	lic_json_kstring(json, "undoInstead", instead);
	lic_json_end(json);
}

lic_rc lic_desk__operations_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < state->count; i++) {
		lic_desk__write_operation(&json, &state->list[i]);
	}
	lic_json_end(&json);
	if (state->has_more && state->count > 0) {
		lic_api__next_link(req, &json, &state->list[state->count - 1].id, 1);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__operation_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	return lic_operation_find(&req->ctx, req->keys[0], &state->one);
}

lic_rc lic_desk__operation_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_desk__write_operation(&json, &state->one);
	return lic_json_finish(&json);
}

lic_rc lic_desk__changes_decode(struct lic_api_request *req)
{
	return read_page(req, 0);
}

lic_rc lic_desk__changes_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	LIC_TRY(lic_operation_find(&req->ctx, req->keys[0], &state->one));
	LIC_TRY(lic_operation_changes(&req->ctx, state->hold.catalog, &state->one, state->position,
		state->top, &state->changes));
	/* Changes are numbered from 1 without gaps. */
	state->has_more = state->changes.count > 0 &&
		state->changes.changes[state->changes.count - 1].seq < state->one.change_count;
	return LIC_OK_RC;
}

static const char *change_kind_name(enum lic_change_kind kind)
{
	switch (kind) {
	case LIC_CHANGE_USER:
		return "user";
	case LIC_CHANGE_PATH:
		return "licensePath";
	case LIC_CHANGE_SUBSCRIPTION:
		return "subscription";
	case LIC_CHANGE_CATALOG:
		return "catalog";
	case LIC_CHANGE_TOKEN:
		return "token";
	case LIC_CHANGE_SIGNING_KEY:
		return "signingKey";
	case LIC_CHANGE_USER_VIEW:
		return "userView";
	case LIC_CHANGE_USER_TEMPLATE:
		return "userTemplate";
	case LIC_CHANGE_SESSION:
		return "session";
	case LIC_CHANGE_TENANT:
		return "organization";
	case LIC_CHANGE_APPLICATION:
		return "application";
	case LIC_CHANGE_ROLE:
		return "role";
	case LIC_CHANGE_GROUP:
		return "group";
	case LIC_CHANGE_MEMBER:
	case LIC_CHANGE_MEMBER_GROUP:
		return "membership";
	case LIC_CHANGE_GROUP_LICENSE:
		return "groupLicense";
	case LIC_CHANGE_WISH:
		return "waiting";
	case LIC_CHANGE_PETITION:
		return "licenseRequest";
	case LIC_CHANGE_ALLOTMENT:
		return "allotment";
	}
	return "unknown";
}

/* Writes a path as it was or is: the plans that are off, and its state; null where there was none.
 */
static void write_side(struct lic_json *json, const struct lic_catalog *catalog, uint32_t sku,
	const uint64_t *disabled, struct lic_opt_int path_state)
{
	if (disabled == NULL || sku == LIC_INDEX_NONE) {
		lic_json_null(json);
		return;
	}
	lic_json_object(json);
	lic_json_key(json, "disabledPlans");
	lic_encode_plan_names(json, catalog, sku, disabled);
	lic_json_kstring(json, "state",
		path_state.is_set ? lic_path_state_name((enum lic_path_state)path_state.value, true)
				  : NULL);
	lic_json_end(json);
}

static void write_change_user(struct lic_json *json, const struct lic_change_view *change)
{
	lic_json_key(json, "user");
	if (!change->has_user) {
		lic_json_null(json);
		return;
	}
	lic_json_object(json);
	lic_json_kguid(json, "id", &change->user_guid);
	lic_json_kstring(json, "userPrincipalName", change->user_upn);
	lic_json_end(json);
}

static void write_change_group(struct lic_json *json, const char *key,
	const struct lic_change_group *group)
{
	lic_json_key(json, key);
	if (!group->is_set) {
		lic_json_null(json);
		return;
	}
	lic_json_object(json);
	lic_json_kguid(json, "id", &group->guid);
	lic_json_kstring(json, "displayName", group->name);
	lic_json_end(json);
}

static void write_change_sku(struct lic_json *json, const struct lic_catalog *catalog, uint32_t sku)
{
	lic_json_key(json, "skuId");
	if (sku == LIC_INDEX_NONE) {
		lic_json_null(json);
		lic_json_kstring(json, "skuPartNumber", NULL);
		return;
	}
	lic_json_guid(json, &catalog->skus[sku].id);
	lic_json_kstring(json, "skuPartNumber", catalog->skus[sku].part_number);
}

static void write_change(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_change_view *change)
{
	lic_json_object(json);
	lic_json_kint(json, "seq", change->seq);
	lic_json_kstring(json, "kind", change_kind_name(change->kind));
	write_change_user(json, change);
	write_change_group(json, "group", &change->group);
	write_change_group(json, "memberGroup", &change->member_group);
	write_change_sku(json, catalog, change->sku);
	lic_json_key(json, "assignedByGroup");
	if (change->has_source) {
		lic_json_guid(json, &change->source_guid);
	} else {
		lic_json_null(json);
	}
	lic_json_key(json, "before");
	write_side(json, catalog, change->sku, change->before, change->state_before);
	lic_json_key(json, "after");
	write_side(json, catalog, change->sku, change->after, change->state_after);
	lic_json_key(json, "properties");
	if (change->detail == NULL) {
		lic_json_null(json);
	} else {
		lic_json_raw(json, change->detail, strlen(change->detail));
	}
	lic_json_end(json);
}

lic_rc lic_desk__changes_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < state->changes.count; i++) {
		write_change(&json, state->hold.catalog, &state->changes.changes[i]);
	}
	lic_json_end(&json);
	if (state->has_more) {
		lic_api__next_link(req, &json,
			&state->changes.changes[state->changes.count - 1].seq, 1);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}
