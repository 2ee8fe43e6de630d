/*
 * License requests, for whoever decides them: the list, one, and deciding.
 */
#include "api/desk/petition_int.h"

#include "api/body_int.h"
#include "api/encode.h"
#include "api/options_int.h"
#include "base/text.h"

/* What the steps hand on. */
struct state {
	struct lic_catalog_hold hold;        /* first, for lic_desk__release_catalog() */
	unsigned top;                        /* most requests on a page */
	int64_t before;                      /* key that the page begins below */
	bool is_open;                        /* those that wait for a decision */
	struct lic_petition_page page;       /* what was found */
	struct lic_petition petition;        /* the one that was found */
	struct lic_petition_order order;     /* how to decide */
	struct lic_wait wait;                /* how to wait; the order may point to it */
	struct lic_petition_outcome outcome; /* what came of it */
};

void lic_desk__write_product(struct lic_json *json, const struct lic_catalog *catalog, uint32_t sku)
{
	if (sku == LIC_INDEX_NONE) {
		lic_json_null(json);
		return;
	}
	lic_json_object(json);
	lic_json_kguid(json, "skuId", &catalog->skus[sku].id);
	lic_json_kstring(json, "skuPartNumber", catalog->skus[sku].part_number);
	lic_json_kstring(json, "displayName", catalog->skus[sku].display_name);
	lic_json_end(json);
}

static void write_who_members(struct lic_json *json, const struct lic_petition_who *who)
{
	lic_json_kguid(json, "id", &who->guid);
	lic_json_kstring(json, "userPrincipalName", who->upn);
	lic_json_kstring(json, "displayName", who->display_name);
}

/* The group by which a licence came; null when there is none, or it is gone. */
static void write_group(struct lic_json *json, const struct lic_petition_person *person)
{
	lic_json_key(json, "group");
	if (!person->has_group || person->group_name == NULL) {
		lic_json_null(json);
		return;
	}
	lic_json_object(json);
	lic_json_kguid(json, "id", &person->group_guid);
	lic_json_kstring(json, "displayName", person->group_name);
	lic_json_end(json);
}

static void write_person(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_petition_person *person)
{
	lic_json_object(json);
	write_who_members(json, &person->who);
	lic_json_kbool(json, "isDeleted", person->is_deleted);
	lic_json_kstring(json, "state", lic_petition_state_name(person->state));
	lic_json_key(json, "sku");
	lic_desk__write_product(json, catalog,
		person->sku_id.is_set ? lic_catalog_sku_by_key(catalog, person->sku_id.value)
				      : LIC_INDEX_NONE);
	write_group(json, person);
	lic_json_kstring(json, "message", person->message);
	lic_desk__write_time(json, "decidedDateTime", person->decided_ms);
	lic_json_kstring(json, "decidedBy", person->decided_by);
	lic_json_end(json);
}

void lic_desk__write_petition(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_petition *petition)
{
	lic_json_object(json);
	lic_json_kguid(json, "id", &petition->guid);
	lic_json_kstring(json, "state", petition->is_open ? "pending" : "completed");
	lic_json_key(json, "requestedBy");
	lic_json_object(json);
	write_who_members(json, &petition->requester);
	lic_json_end(json);
	lic_json_key(json, "sku");
	lic_desk__write_product(json, catalog, lic_catalog_sku_by_key(catalog, petition->sku_id));
	lic_json_kstring(json, "message", petition->message);
	lic_json_ktime(json, "createdDateTime", petition->created_ms);
	lic_desk__write_time(json, "closedDateTime", petition->closed_ms);
	lic_json_key(json, "people");
	lic_json_array(json);
	for (size_t i = 0; i < petition->people_count; i++) {
		write_person(json, catalog, &petition->people[i]);
	}
	lic_json_end(json);
	lic_json_end(json);
}

lic_rc lic_desk__write_petitions(struct lic_api_request *req, const struct lic_catalog *catalog,
	const struct lic_petition_page *page)
{
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < page->count; i++) {
		lic_desk__write_petition(&json, catalog, &page->list[i]);
	}
	lic_json_end(&json);
	if (page->has_more) {
		lic_api__next_link(req, &json, &page->list[page->count - 1].id, 1);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__texts(struct lic_api_request *req, const json_t *array, const char *target,
	const char *const **ret_list, size_t *ret_count)
{
	size_t count = json_array_size(array);
	const char **list = lic_arena_array(req->ctx.arena, count, sizeof(*list));

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		const json_t *item = json_array_get(array, i);

		if (!json_is_string(item)) {
			const char *where = lic_arena_printf(req->ctx.arena, "%s/%zu", target, i);

			return where == NULL ? LIC_RC(LIC_E_NOMEM)
					     : lic_api__wrong_type(req, where, "a string");
		}
		list[i] = json_string_value(item);
	}
	*ret_list = list;
	*ret_count = count;
	return LIC_OK_RC;
}

/* Which requests are wanted: $filter has no word for what stands with people. */
static lic_rc read_state(struct lic_api_request *req, bool *ret_is_open)
{
	const char *text = lic_api__option(req, "state");
	bool is_open = text == NULL || lic_text_equal_nocase(text, "pending");

	if (!is_open && !lic_text_equal_nocase(text, "completed")) {
		return lic_err_field(&req->err, req->ctx.arena, "state",
			"The query option state is '%.100s': it takes pending or completed.", text);
	}
	*ret_is_open = is_open;
	return LIC_OK_RC;
}

lic_rc lic_desk__petitions_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->before = INT64_MAX;
	LIC_TRY(lic_api__top(req, &state->top));
	LIC_TRY(read_state(req, &state->is_open));
	return lic_api__token(req, &state->before, 1);
}

lic_rc lic_desk__petitions_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_petition_list(&req->ctx, state->is_open, state->before, state->top,
		&state->page);
}

lic_rc lic_desk__petitions_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;

	return lic_desk__write_petitions(req, state->hold.catalog, &state->page);
}

lic_rc lic_desk__petition_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_petition_find(&req->ctx, req->keys[0], &state->petition);
}

lic_rc lic_desk__petition_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_desk__write_petition(&json, state->hold.catalog, &state->petition);
	return lic_json_finish(&json);
}

enum {
	MEMBER_APPROVE,
	MEMBER_REJECT,
	MEMBER_SKU,
	MEMBER_PLANS,
	MEMBER_GROUP,
	MEMBER_WAIT,
	MEMBER_PRIORITY,
	MEMBER_MESSAGE,
	MEMBER_MAX
};

static lic_rc read_plans(struct lic_api_request *req, const json_t *array,
	struct lic_petition_order *order)
{
	size_t count = json_array_size(array);
	struct lic_guid *plans = lic_arena_array(req->ctx.arena, count, sizeof(*plans));

	if (plans == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		const char *target = lic_arena_printf(req->ctx.arena, "disabledPlans/%zu", i);

		if (target == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(lic_api__guid(req, json_array_get(array, i), target, &plans[i]));
	}
	order->disabled_plans = plans;
	order->disabled_count = count;
	return LIC_OK_RC;
}

static lic_rc read_wait(struct lic_api_request *req, json_t *const *values, struct state *state)
{
	state->wait = (struct lic_wait){
		.has_rank = values[MEMBER_PRIORITY] != NULL,
		.rank = json_integer_value(values[MEMBER_PRIORITY]),
	};
	if (json_is_true(values[MEMBER_WAIT])) {
		state->order.wait = &state->wait;
	} else if (state->wait.has_rank) {
		return lic_err_field(&req->err, req->ctx.arena, "priority",
			"'priority' is for who waits: write \"wait\": true, too.");
	}
	return LIC_OK_RC;
}

lic_rc lic_desk__petition_decide_decode(struct lic_api_request *req)
{
	static const struct lic_member list[MEMBER_MAX] = {
		[MEMBER_APPROVE] = {"approve", LIC_MEMBER_ARRAY, false},
		[MEMBER_REJECT] = {"reject", LIC_MEMBER_ARRAY, false},
		[MEMBER_SKU] = {"sku", LIC_MEMBER_STRING_OR_NULL, false},
		[MEMBER_PLANS] = {"disabledPlans", LIC_MEMBER_ARRAY, false},
		[MEMBER_GROUP] = {"group", LIC_MEMBER_STRING_OR_NULL, false},
		[MEMBER_WAIT] = {"wait", LIC_MEMBER_BOOL, false},
		[MEMBER_PRIORITY] = {"priority", LIC_MEMBER_INT, false},
		[MEMBER_MESSAGE] = {"message", LIC_MEMBER_STRING_OR_NULL, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[MEMBER_MAX];

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	LIC_TRY(lic_desk__texts(req, values[MEMBER_APPROVE], "approve", &state->order.approve,
		&state->order.approve_count));
	LIC_TRY(lic_desk__texts(req, values[MEMBER_REJECT], "reject", &state->order.reject,
		&state->order.reject_count));
	LIC_TRY(read_plans(req, values[MEMBER_PLANS], &state->order));
	state->order.sku = json_string_value(values[MEMBER_SKU]);
	state->order.group = json_string_value(values[MEMBER_GROUP]);
	state->order.message = json_string_value(values[MEMBER_MESSAGE]);
	return read_wait(req, values, state);
}

lic_rc lic_desk__petition_decide_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_petition_decide(&req->ctx, state->hold.catalog, req->keys[0], &state->order,
		&state->outcome);
}

static bool is_allowed(const struct lic_petition_outcome *outcome)
{
	for (size_t i = 0; i < outcome->result_count; i++) {
		if (outcome->results[i].decision.violation_count > 0) {
			return false;
		}
	}
	return true;
}

lic_rc lic_desk__petition_decide_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	if (!req->ctx.is_rehearsal) {
		lic_desk__write_petition(&json, state->hold.catalog, &state->outcome.petition);
		return lic_json_finish(&json);
	}
	lic_json_object(&json);
	lic_json_kbool(&json, "validateOnly", true);
	lic_json_kbool(&json, "allowed", is_allowed(&state->outcome));
	lic_json_key(&json, "people");
	lic_json_array(&json);
	for (size_t i = 0; i < state->outcome.result_count; i++) {
		lic_json_object(&json);
		lic_encode_preview(&json, &state->outcome.results[i]);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

void lic_desk__release_petition(struct lic_api_request *req)
{
	struct state *state = req->state;

	if (state != NULL) {
		lic_petition_outcome_done(&state->outcome);
		lic_catalog_put(&state->hold);
	}
}
