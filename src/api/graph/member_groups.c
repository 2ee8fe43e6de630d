/*
 * The groups that a user or group is in at whatever depth, as ids: getMemberGroups,
 * getMemberObjects, checkMemberGroups and checkMemberObjects. The objects that something is a
 * member of are its groups: directory roles are told by calls of their own.
 */
#include "api/graph/group_int.h"

#include "api/body_int.h"

#include <string.h>

#define CHECKED_MAX 20   /* Graph's limit of checkMemberGroups and checkMemberObjects */
#define GROUPS_MAX 11000 /* Graph's limit of what getMemberGroups answers */

/* What the steps of these calls hand on. */
struct state {
	bool is_security_only;  /* only groups that count for access */
	bool is_check;          /* only groups that are in ids */
	struct lic_guid *ids;   /* what to look for */
	size_t id_count;        /* number of them */
	struct lic_guid *found; /* the groups */
	size_t found_count;     /* number of them */
};

lic_rc lic_graph__get_member_groups_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {{"securityEnabledOnly", LIC_MEMBER_BOOL, true}};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_graph__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)];

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->is_security_only = json_is_true(values[0]);
	return LIC_OK_RC;
}

/* Reads which groups to look for from the member `name` of the body. */
static lic_rc decode_check(struct lic_api_request *req, const char *name)
{
	const struct lic_member list[] = {{name, LIC_MEMBER_ARRAY, true}};
	const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_graph__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)];

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->is_check = true;
	state->id_count = json_array_size(values[0]);
	if (state->id_count > CHECKED_MAX) {
		return lic_err_field(&req->err, req->ctx.arena, name,
			"At most %d groups can be checked in one request.", CHECKED_MAX);
	}
	state->ids = lic_arena_array(req->ctx.arena, state->id_count, sizeof(*state->ids));
	if (state->ids == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < state->id_count; i++) {
		LIC_TRY(lic_api__guid(req, json_array_get(values[0], i), name, &state->ids[i]));
	}
	return LIC_OK_RC;
}

lic_rc lic_graph__check_member_groups_decode(struct lic_api_request *req)
{
	return decode_check(req, "groupIds");
}

lic_rc lic_graph__check_member_objects_decode(struct lic_api_request *req)
{
	return decode_check(req, "ids");
}

static bool is_wanted(const struct state *state, const struct lic_group *group)
{
	for (size_t i = 0; i < state->id_count; i++) {
		if (lic_guid_equal(&state->ids[i], &group->guid)) {
			return true;
		}
	}
	return !state->is_check && (!state->is_security_only || group->security_enabled);
}

static lic_rc find_groups(struct lic_api_request *req, struct lic_object_key from)
{
	struct state *state = req->state;
	struct lic_object_query query = {
		.relation = LIC_RELATION_TRANSITIVE_MEMBER_OF,
		.from = from,
		.kind_min = LIC_MEMBER_GROUP,
		.kind_max = LIC_MEMBER_GROUP,
		.limit = LIC_OBJECTS_PAGE_MAX,
	};
	struct lic_object_page page = {.has_more = true};

	state->found = lic_arena_array(req->ctx.arena, GROUPS_MAX, sizeof(*state->found));
	if (state->found == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	while (page.has_more) {
		LIC_TRY(lic_object_list(&req->ctx, &query, &page));
		for (size_t i = 0; i < page.count; i++) {
			const struct lic_group *group = &page.objects[i].group;

			if (!is_wanted(state, group)) {
				continue;
			}
			if (state->found_count == GROUPS_MAX) {
				return lic_err_set(&req->err, LIC_E_LIMIT,
					"Directory_ResultSizeLimitExceeded",
					"It is in more than %d groups: read transitiveMemberOf, which comes by pages.",
					GROUPS_MAX);
			}
			state->found[state->found_count++] = group->guid;
		}
		query.after = page.next;
	}
	return LIC_OK_RC;
}

lic_rc lic_graph__groups_of_user_run(struct lic_api_request *req)
{
	struct lic_user_key user = {0};

	LIC_TRY(lic_user_find_key(&req->ctx, req->keys[0], LIC_ACTION_READ_GROUPS, &user));
	return find_groups(req, (struct lic_object_key){LIC_MEMBER_USER, user.id});
}

lic_rc lic_graph__groups_of_group_run(struct lic_api_request *req)
{
	struct lic_group group = {0};

	LIC_TRY(lic_group_find(&req->ctx, req->keys[0], &group));
	return find_groups(req, (struct lic_object_key){LIC_MEMBER_GROUP, group.id});
}

lic_rc lic_graph__groups_of_object_run(struct lic_api_request *req)
{
	struct lic_object object = {0};

	LIC_TRY(lic_object_find(&req->ctx, req->keys[0], &object));
	return find_groups(req, lic_object_key(&object));
}

lic_rc lic_graph__group_ids_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_api__context(req, &json, "Collection(Edm.String)");
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->found_count; i++) {
		lic_json_guid(&json, &state->found[i]);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
