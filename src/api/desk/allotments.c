/*
 * Allotments: listing, making, changing and deleting them, and who is in them.
 */
#include "api/desk/allotment_int.h"

#include "api/body_int.h"
#include "api/desk/petition_int.h"
#include "api/options_int.h"
#include "service/subscriptions.h"

lic_rc lic_desk__allotments_decode(struct lic_api_request *req)
{
	struct lic_desk_allotments *state = lic_desk__new_state(req, sizeof(*state));
	int64_t place[] = {0, 0};

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__top(req, &state->top));
	LIC_TRY(lic_api__token(req, place, LIC_COUNT(place)));
	state->place = (struct lic_allotment_place){place[0], place[1]};
	return LIC_OK_RC;
}

lic_rc lic_desk__allotments_run(struct lic_api_request *req)
{
	struct lic_desk_allotments *state = req->state;
	const char *text = lic_api__option(req, "sku");
	int64_t sku_id = 0;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	if (text != NULL) {
		uint32_t sku = 0;

		LIC_TRY(lic_sku_find(req->ctx.arena, state->hold.catalog, text, "sku", &req->err,
			&sku));
		sku_id = state->hold.catalog->skus[sku].key;
	}
	return lic_allotment_list(&req->ctx, sku_id, &state->place, state->top, &state->page);
}

static void write_groups(struct lic_json *json, const struct lic_allotment *allotment)
{
	lic_json_key(json, "groups");
	lic_json_array(json);
	for (size_t i = 0; i < allotment->group_count; i++) {
		const struct lic_allotment_group *group = &allotment->groups[i];

		lic_json_object(json);
		lic_json_kguid(json, "id", &group->guid);
		lic_json_kstring(json, "displayName", group->display_name);
		lic_json_kbool(json, "givesProduct", group->gives_product);
		lic_json_kbool(json, "ownersMayUse", group->owners_may_use);
		lic_json_end(json);
	}
	lic_json_end(json);
}

static void write_who_members(struct lic_json *json, const struct lic_allotment_who *who)
{
	lic_json_kguid(json, "id", &who->guid);
	lic_json_kstring(json, "displayName", who->display_name);
	lic_json_kstring(json, "userPrincipalName", who->upn);
}

static void write_product_members(struct lic_json *json, const struct lic_catalog *catalog,
	int64_t sku_id)
{
	const uint32_t sku = lic_catalog_sku_by_key(catalog, sku_id);
	const bool is_known = sku != LIC_INDEX_NONE;

	lic_desk__write_id(json, "skuId", is_known, is_known ? &catalog->skus[sku].id : NULL);
	lic_json_kstring(json, "skuPartNumber", is_known ? catalog->skus[sku].part_number : NULL);
	lic_json_kstring(json, "productName", is_known ? catalog->skus[sku].display_name : NULL);
}

static void write_allotment(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_allotment *allotment)
{
	const int64_t left = allotment->limit - allotment->consumed;

	lic_json_object(json);
	lic_json_kguid(json, "id", &allotment->guid);
	lic_json_kstring(json, "displayName", allotment->display_name);
	write_product_members(json, catalog, allotment->sku_id);
	lic_json_kint(json, "limit", allotment->limit);
	lic_json_kint(json, "consumed", allotment->consumed);
	lic_json_kint(json, "available", left > 0 ? left : 0);
	lic_json_kint(json, "waiting", allotment->waiting);
	write_groups(json, allotment);
	lic_json_key(json, "owners");
	lic_json_array(json);
	for (size_t i = 0; i < allotment->owner_count; i++) {
		lic_json_object(json);
		write_who_members(json, &allotment->owners[i]);
		lic_json_end(json);
	}
	lic_json_end(json);
	lic_json_ktime(json, "createdDateTime", allotment->created_ms);
	lic_json_end(json);
}

lic_rc lic_desk__allotments_encode(struct lic_api_request *req)
{
	const struct lic_desk_allotments *state = req->state;
	const struct lic_allotment_page *page = &state->page;
	const int64_t place[] = {page->next.number, page->next.id};
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < page->count; i++) {
		write_allotment(&json, state->hold.catalog, &page->list[i]);
	}
	lic_json_end(&json);
	if (page->has_more) {
		lic_api__next_link(req, &json, place, LIC_COUNT(place));
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__allotment_run(struct lic_api_request *req)
{
	struct lic_desk_allotments *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_allotment_find(&req->ctx, req->keys[0], &state->one);
}

static lic_rc write_one(struct lic_api_request *req, unsigned status)
{
	const struct lic_desk_allotments *state = req->state;
	struct lic_json json;

	lic_api__answer(req, status, &json);
	write_allotment(&json, state->hold.catalog, &state->one);
	return lic_json_finish(&json);
}

lic_rc lic_desk__allotment_encode(struct lic_api_request *req)
{
	return write_one(req, 200);
}

/* The members of a body, by number. */
enum member {
	NAME,
	SKU,
	LIMIT,
	GROUPS,
	OWNERS,
	MEMBERS_WRITABLE
};

/* Parses the body into a new state: of a new allotment (`is_new`), or what to change of one. */
static lic_rc read_body(struct lic_api_request *req, bool is_new)
{
	const struct lic_member list[] = {
		[NAME] = {"displayName", LIC_MEMBER_STRING, is_new},
		[SKU] = {"skuId", is_new ? LIC_MEMBER_STRING : LIC_MEMBER_ANY, is_new},
		[LIMIT] = {"limit", LIC_MEMBER_INT, is_new},
		[GROUPS] = {"groups", LIC_MEMBER_ARRAY, false},
		[OWNERS] = {"owners", LIC_MEMBER_ARRAY, false},
		[MEMBERS_WRITABLE] = {"id", LIC_MEMBER_READ_ONLY, false},
		{"skuPartNumber", LIC_MEMBER_READ_ONLY, false},
		{"productName", LIC_MEMBER_READ_ONLY, false},
		{"consumed", LIC_MEMBER_READ_ONLY, false},
		{"available", LIC_MEMBER_READ_ONLY, false},
		{"waiting", LIC_MEMBER_READ_ONLY, false},
		{"createdDateTime", LIC_MEMBER_READ_ONLY, false},
	};
	const struct lic_members members = {list, LIC_COUNT(list)};
	struct lic_desk_allotments *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)] = {NULL};
	struct lic_allotment_patch *change = NULL;

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	if (!is_new && values[SKU] != NULL) {
		return lic_err_field(&req->err, req->ctx.arena, "skuId",
			"The product of an allotment cannot be changed: make another allotment for that product.");
	}
	change = &state->change;
	change->display_name = json_string_value(values[NAME]);
	change->sku = json_string_value(values[SKU]);
	change->limit = (struct lic_opt_int){values[LIMIT] != NULL,
		(int64_t)json_integer_value(values[LIMIT])};
	change->has_groups = values[GROUPS] != NULL;
	change->has_owners = values[OWNERS] != NULL;
	LIC_TRY(lic_desk__texts(req, values[GROUPS], "groups", &change->groups,
		&change->group_count));
	return lic_desk__texts(req, values[OWNERS], "owners", &change->owners,
		&change->owner_count);
}

lic_rc lic_desk__allotment_add_decode(struct lic_api_request *req)
{
	return read_body(req, true);
}

lic_rc lic_desk__allotment_add_run(struct lic_api_request *req)
{
	struct lic_desk_allotments *state = req->state;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_allotment_create(&req->ctx, state->hold.catalog, &state->change, &state->one);
}

lic_rc lic_desk__allotment_add_encode(struct lic_api_request *req)
{
	return write_one(req, 201);
}

lic_rc lic_desk__allotment_set_decode(struct lic_api_request *req)
{
	return read_body(req, false);
}

lic_rc lic_desk__allotment_set_run(struct lic_api_request *req)
{
	struct lic_desk_allotments *state = req->state;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_allotment_update(&req->ctx, state->hold.catalog, req->keys[0], &state->change,
		&state->one);
}

lic_rc lic_desk__allotment_delete_run(struct lic_api_request *req)
{
	struct lic_desk_allotments *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_allotment_delete(&req->ctx, state->hold.catalog, req->keys[0]);
}

lic_rc lic_desk__allotment_people_decode(struct lic_api_request *req)
{
	struct lic_desk_allotments *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__top(req, &state->top));
	return lic_api__token(req, &state->after, 1);
}

lic_rc lic_desk__allotment_people_run(struct lic_api_request *req)
{
	struct lic_desk_allotments *state = req->state;

	return lic_allotment_people(&req->ctx, req->keys[0], state->after, state->top,
		&state->people);
}

void lic_desk__write_allotment_person(struct lic_json *json,
	const struct lic_allotment_person *person)
{
	lic_json_object(json);
	write_who_members(json, &person->who);
	lic_json_key(json, "groups");
	lic_json_array(json);
	for (size_t i = 0; i < person->group_count; i++) {
		lic_json_object(json);
		lic_json_kguid(json, "id", &person->groups[i].guid);
		lic_json_kstring(json, "displayName", person->groups[i].display_name);
		lic_json_end(json);
	}
	lic_json_end(json);
	lic_json_kstring(json, "state", lic_allotment_state_name(person->state));
	lic_json_kstring(json, "error",
		person->error == LIC_PATH_NONE ? NULL : lic_path_error_name(person->error));
	lic_json_kstring(json, "message", person->message);
	lic_json_kstring(json, "remedy", person->remedy);
	lic_json_end(json);
}

lic_rc lic_desk__allotment_people_encode(struct lic_api_request *req)
{
	const struct lic_desk_allotments *state = req->state;
	const struct lic_allotment_people *people = &state->people;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < people->count; i++) {
		lic_desk__write_allotment_person(&json, &people->list[i]);
	}
	lic_json_end(&json);
	if (people->has_more) {
		lic_api__next_link(req, &json, &people->next_after, 1);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}
