/*
 * Who belongs to groups, many at once, and what each has of them.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"
#include "api/encode.h"
#include "api/options_int.h"
#include "service/group_preview.h"
#include "service/groups.h"
#include "service/subscriptions.h"

#include <string.h>

#define CHANGES_MAX 100000
#define GROUPS_MAX 1000

/* What the steps of reading members hand on. */
struct state {
	struct lic_catalog_hold hold;  /* first, for lic_desk__release_catalog() */
	struct lic_member_query query; /* which members */
	struct lic_group group;        /* whose */
	struct lic_sku_seats *pools;   /* what the organisation owns (D-09) */
	size_t pool_count;             /* number of pools */
	struct lic_member_page page;   /* what was found */
};

/* What the steps of changing who belongs to groups hand on. */
struct change_state {
	struct lic_catalog_hold hold;     /* first, for lic_desk__release_catalog() */
	struct lic_group_change *changes; /* in the arena */
	size_t count;                     /* number of them */
	struct lic_group_preview preview; /* of a rehearsal; its hold is the one above */
};

lic_rc lic_desk__group_members_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	int64_t after[2] = {0};

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__top(req, &state->query.limit));
	LIC_TRY(lic_desk__flag(req, "errors", &state->query.is_errored, NULL));
	LIC_TRY(lic_api__token(req, after, LIC_COUNT(after)));
	state->query.after_ms = after[0];
	state->query.after_id = after[1];
	return LIC_OK_RC;
}

lic_rc lic_desk__group_members_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_group_find(&req->ctx, req->keys[0], &state->group));
	state->query.group = &state->group;
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	LIC_TRY(lic_seats_list(&req->ctx, state->hold.catalog, &state->pools, &state->pool_count));
	return lic_group_members_view(&req->ctx, state->hold.catalog, &state->query, &state->page);
}

/* D-09: a subscription of the product is in use. */
static bool is_usable(const struct state *state, uint32_t sku)
{
	for (size_t i = 0; i < state->pool_count; i++) {
		if (state->pools[i].sku == sku) {
			return state->pools[i].seats.enabled + state->pools[i].seats.warning > 0;
		}
	}
	return false;
}

static void write_state(struct lic_json *json, const struct state *state,
	const struct lic_member_state *one)
{
	const struct lic_sku *sku = &state->hold.catalog->skus[one->sku];
	const struct lic_path_words *words = lic_path_error_words(one->error, one->is_allotted);

	lic_json_object(json);
	lic_json_kguid(json, "skuId", &sku->id);
	lic_json_kstring(json, "skuPartNumber", sku->part_number);
	lic_json_kstring(json, "displayName", sku->display_name);
	lic_json_kstring(json, "state",
		lic_path_state_name(one->state, is_usable(state, one->sku)));
	lic_json_kstring(json, "error", lic_path_error_name(one->error));
	lic_json_kstring(json, "cause", words->cause);
	lic_json_kstring(json, "remedy", words->remedy);
	lic_json_ktime(json, "lastUpdatedDateTime", one->since_ms);
	lic_json_end(json);
}

static void write_member(struct lic_json *json, const struct state *state,
	const struct lic_member_view *member)
{
	lic_json_object(json);
	lic_json_kguid(json, "id", &member->user.guid);
	lic_json_kstring(json, "userPrincipalName",
		member->user.values.text[LIC_USER_PRINCIPAL_NAME]);
	lic_json_kstring(json, "displayName", member->user.values.text[LIC_USER_DISPLAY_NAME]);
	lic_desk__write_time(json, "addedDateTime", member->added_ms);
	lic_json_key(json, "licenses");
	lic_json_array(json);
	for (size_t i = 0; i < member->state_count; i++) {
		write_state(json, state, &member->states[i]);
	}
	lic_json_end(json);
	lic_json_end(json);
}

lic_rc lic_desk__group_members_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const int64_t next[] = {state->page.next_after_ms, state->page.next_after};
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < state->page.count; i++) {
		write_member(&json, state, &state->page.members[i]);
	}
	lic_json_end(&json);
	if (state->page.has_more) {
		lic_api__next_link(req, &json, next, LIC_COUNT(next));
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}

/* Reads the list `name` at `prefix` of who joins or leaves `group`. Who is in or out already is no
 * mistake: what counts is the end state. */
static lic_rc read_list(struct lic_api_request *req, const char *group, const json_t *array,
	const char *prefix, const char *name, struct change_state *state)
{
	struct lic_arena *arena = req->ctx.arena;
	bool is_removal = strcmp(name, "remove") == 0;

	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *item = json_array_get(array, i);

		const char *where = lic_arena_printf(arena, "%s%s/%zu", prefix, name, i);

		if (where == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		if (!json_is_string(item)) {
			return lic_api__wrong_type(req, where, "an id or a user principal name");
		}
		state->changes[state->count++] = (struct lic_group_change){
			.group = group,
			.object = json_string_value(item),
			.is_removal = is_removal,
			.may_be_so = true,
			.where = where,
		};
	}
	return LIC_OK_RC;
}

static lic_rc make_room(struct lic_api_request *req, size_t count, struct change_state *state)
{
	if (count == 0 || count > CHANGES_MAX) {
		return lic_err_field(&req->err, req->ctx.arena, "add",
			"Name 1 to %d members to add or remove in one request.", CHANGES_MAX);
	}
	state->changes = lic_arena_array(req->ctx.arena, count, sizeof(*state->changes));
	return state->changes == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Asked only when the body was read, so that the audit log knows who was meant. */
static lic_rc require_right(struct lic_api_request *req)
{
	const struct change_state *state = req->state;

	return state == NULL
		? LIC_OK_RC
		: lic_group_may_change_members(&req->ctx, state->changes, state->count);
}

static lic_rc read_members(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"add", LIC_MEMBER_ARRAY, false},
		{"remove", LIC_MEMBER_ARRAY, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct change_state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)];

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	LIC_TRY(make_room(req, json_array_size(values[0]) + json_array_size(values[1]), state));
	LIC_TRY(read_list(req, req->keys[0], values[1], "", "remove", state));
	return read_list(req, req->keys[0], values[0], "", "add", state);
}

lic_rc lic_desk__members_change_decode(struct lic_api_request *req)
{
	lic_rc rc = read_members(req);

	LIC_TRY(require_right(req));
	return rc;
}

/* How many changes the elements of memberships ask for. */
static size_t count_changes(const json_t *array)
{
	size_t count = 0;

	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *item = json_array_get(array, i);

		count += json_array_size(json_object_get(item, "add"));
		count += json_array_size(json_object_get(item, "remove"));
	}
	return count;
}

static lic_rc read_membership(struct lic_api_request *req, json_t *item, size_t index,
	struct change_state *state)
{
	static const struct lic_member list[] = {
		{"group", LIC_MEMBER_STRING, true},
		{"add", LIC_MEMBER_ARRAY, false},
		{"remove", LIC_MEMBER_ARRAY, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	const char *prefix = lic_arena_printf(req->ctx.arena, "changes/%zu/", index);
	json_t *values[LIC_COUNT(list)];

	if (prefix == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (!json_is_object(item)) {
		return lic_api__wrong_type(req, "changes", "an array of objects");
	}
	LIC_TRY(lic_api__members(req, item, prefix, &members, values));
	/* Names in another case were not counted. */
	if (json_array_size(values[1]) != json_array_size(json_object_get(item, "add")) ||
		json_array_size(values[2]) != json_array_size(json_object_get(item, "remove"))) {
		return lic_err_field(&req->err, req->ctx.arena, prefix,
			"The members of %s are called group, add and remove.", prefix);
	}
	LIC_TRY(read_list(req, json_string_value(values[0]), values[2], prefix, "remove", state));
	return read_list(req, json_string_value(values[0]), values[1], prefix, "add", state);
}

static lic_rc read_memberships(struct lic_api_request *req)
{
	static const struct lic_member list[] = {{"changes", LIC_MEMBER_ARRAY, true}};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct change_state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)];

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	if (json_array_size(values[0]) > GROUPS_MAX) {
		return lic_err_field(&req->err, req->ctx.arena, "changes",
			"At most %d groups can be changed in one request.", GROUPS_MAX);
	}
	LIC_TRY(make_room(req, count_changes(values[0]), state));
	for (size_t i = 0; i < json_array_size(values[0]); i++) {
		LIC_TRY(read_membership(req, json_array_get(values[0], i), i, state));
	}
	return LIC_OK_RC;
}

lic_rc lic_desk__memberships_decode(struct lic_api_request *req)
{
	lic_rc rc = read_memberships(req);

	LIC_TRY(require_right(req));
	return rc;
}

lic_rc lic_desk__members_change_run(struct lic_api_request *req)
{
	struct change_state *state = req->state;

	return lic_group_change_members(&req->ctx, state->changes, state->count);
}

lic_rc lic_desk__members_change_preview(struct lic_api_request *req)
{
	const struct lic_ending ending = {lic_api__is_ending, req->api};
	struct change_state *state = req->state;

	LIC_TRY(lic_group_preview_members(&req->ctx, state->changes, state->count, &ending,
		&state->preview));
	state->hold = state->preview.hold;
	return LIC_OK_RC;
}

lic_rc lic_desk__members_change_encode(struct lic_api_request *req)
{
	const struct change_state *state = req->state;
	int64_t added = 0;
	int64_t removed = 0;
	struct lic_json json;

	for (size_t i = 0; i < state->count; i++) {
		added += state->changes[i].is_done && !state->changes[i].is_removal ? 1 : 0;
		removed += state->changes[i].is_done && state->changes[i].is_removal ? 1 : 0;
	}
	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_kint(&json, "added", added);
	lic_json_kint(&json, "removed", removed);
	lic_json_kint(&json, "unchanged", (int64_t)state->count - added - removed);
	if (req->ctx.is_rehearsal) {
		lic_encode_group_preview_members(&json, &state->preview);
	} else {
		lic_json_kbool(&json, "licensesFollow", req->ctx.has_task);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}
