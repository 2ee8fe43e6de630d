/*
 * Users and groups in one list: members, owners, what something is a member of, and directory
 * objects by their ids (specification 5.3, A-08). Each says which of the two it is.
 */
#include "api/graph/group_int.h"

#include "api/body_int.h"
#include "api/graph/list_int.h"
#include "api/options_int.h"
#include "base/text.h"
#include "odata/entities.h"
#include "odata/search.h"

#include <string.h>

#define IDS_MAX 1000 /* Graph's limit of getByIds */

/* What the steps of these calls hand on. */
struct state {
	struct lic_graph_object_selection selection; /* properties wanted */
	struct lic_object_query query;               /* which objects */
	const char **ids;                            /* for getByIds: which objects */
	size_t id_count;                             /* number of ids */
	bool wants[2];                      /* for getByIds: kinds, by enum lic_member_kind */
	struct lic_object_page page;        /* what was found */
	struct lic_graph_list list;         /* what else is asked of direct relations */
	bool is_listed;                     /* whether that can be asked of this one */
	struct lic_object_list_query asked; /* the same for the use case */
	struct lic_query_place next;        /* where its next page begins */
	enum lic_member_kind next_kind;     /* of what kind the row before is */
};

/* Makes the state and reads $select. */
static lic_rc begin(struct lic_api_request *req, struct state **ret_state)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_graph__object_select(req, &state->selection));
	*ret_state = state;
	return LIC_OK_RC;
}

/* The cast that the path ends with, if it does, leaves one kind of objects. */
static void read_cast(const struct lic_api_request *req, struct lic_object_query *query)
{
	const char *pattern = req->route->pattern;

	query->kind_min =
		strstr(pattern, "graph.group") != NULL ? LIC_MEMBER_GROUP : LIC_MEMBER_USER;
	query->kind_max =
		strstr(pattern, "graph.user") != NULL ? LIC_MEMBER_USER : LIC_MEMBER_GROUP;
}

static lic_rc decode(struct lic_api_request *req, enum lic_relation relation)
{
	struct state *state = NULL;
	int64_t after[2] = {0};

	LIC_TRY(begin(req, &state));
	LIC_TRY(lic_api__top(req, &state->query.limit));
	LIC_TRY(lic_api__token(req, after, LIC_COUNT(after)));
	state->query.relation = relation;
	state->query.after =
		(struct lic_object_key){after[0] == 0 ? LIC_MEMBER_USER : LIC_MEMBER_GROUP,
			after[1]};
	read_cast(req, &state->query);
	return LIC_OK_RC;
}

/* Reads $filter, $search and $orderby once more for one kind of objects: they were found right for
 * what the list is of, and so are for each of its kinds. */
static lic_rc read_for(struct lic_api_request *req, const struct lic_odata_entity *entity,
	struct lic_graph_list *ret_list, struct lic_list_query *ret_query)
{
	LIC_TRY(lic_graph__list_decode(req, entity, ret_list));
	*ret_query = lic_graph__list_query(ret_list);
	return LIC_OK_RC;
}

/* What can be asked of a list: of one kind of objects all that this kind has, otherwise what both
 * have. */
static const struct lic_odata_entity *entity_of(const struct lic_object_query *query)
{
	if (query->kind_min == LIC_MEMBER_GROUP || query->relation == LIC_RELATION_MEMBER_OF ||
		query->relation == LIC_RELATION_OWNED) {
		return &lic_odata_groups;
	}
	return query->kind_max == LIC_MEMBER_USER || query->relation == LIC_RELATION_OWNERS
		? &lic_odata_users
		: &lic_odata_objects;
}

/* Direct relations take $filter and the like. */
static lic_rc decode_list(struct lic_api_request *req, enum lic_relation relation)
{
	struct state *state = NULL;
	struct lic_graph_list *kinds = lic_arena_array(req->ctx.arena, 2, sizeof(*kinds));
	const struct lic_odata_entity *entity = NULL;

	if (kinds == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(begin(req, &state));
	state->query.relation = relation;
	state->is_listed = true;
	read_cast(req, &state->query);
	entity = entity_of(&state->query);
	LIC_TRY(lic_graph__list_decode(req, entity, &state->list));
	state->query.limit = state->list.top;
	if (entity != &lic_odata_groups) {
		LIC_TRY(read_for(req, &lic_odata_users, &kinds[0], &state->asked.of_users));
	}
	if (entity != &lic_odata_users) {
		LIC_TRY(read_for(req, &lic_odata_groups, &kinds[1], &state->asked.of_groups));
	}
	return LIC_OK_RC;
}

lic_rc lic_graph__members_decode(struct lic_api_request *req)
{
	return decode_list(req, LIC_RELATION_MEMBERS);
}

lic_rc lic_graph__transitive_members_decode(struct lic_api_request *req)
{
	return decode(req, LIC_RELATION_TRANSITIVE_MEMBERS);
}

lic_rc lic_graph__owners_decode(struct lic_api_request *req)
{
	return decode_list(req, LIC_RELATION_OWNERS);
}

lic_rc lic_graph__errored_members_decode(struct lic_api_request *req)
{
	return decode(req, LIC_RELATION_ERRORED_MEMBERS);
}

lic_rc lic_graph__member_of_decode(struct lic_api_request *req)
{
	return decode_list(req, LIC_RELATION_MEMBER_OF);
}

lic_rc lic_graph__owned_decode(struct lic_api_request *req)
{
	return decode_list(req, LIC_RELATION_OWNED);
}

lic_rc lic_graph__transitive_member_of_decode(struct lic_api_request *req)
{
	return decode(req, LIC_RELATION_TRANSITIVE_MEMBER_OF);
}

lic_rc lic_graph__direct_reports_decode(struct lic_api_request *req)
{
	return decode(req, LIC_RELATION_REPORTS);
}

/* Finds what the path begins with: a group, or a user. */
static lic_rc find_origin(struct lic_api_request *req, enum lic_member_kind kind)
{
	struct state *state = req->state;
	struct lic_group group = {0};
	struct lic_user_key user = {0};

	if (kind == LIC_MEMBER_GROUP) {
		LIC_TRY(lic_group_find(&req->ctx, req->keys[0], &group));
	} else {
		LIC_TRY(lic_user_find_key(&req->ctx, req->keys[0],
			lic_relation_action(state->query.relation), &user));
	}
	state->query.from =
		(struct lic_object_key){kind, kind == LIC_MEMBER_GROUP ? group.id : user.id};
	state->asked.which = state->query;
	return LIC_OK_RC;
}

static lic_rc run(struct lic_api_request *req, enum lic_member_kind kind)
{
	struct state *state = req->state;
	struct lic_object_matches matches = {0};

	LIC_TRY(find_origin(req, kind));
	if (!state->is_listed) {
		return lic_object_list(&req->ctx, &state->query, &state->page);
	}
	LIC_TRY(lic_graph__list_open(req, &state->list));
	state->asked.after = state->list.has_after ? &state->list.after : NULL;
	state->asked.after_kind = state->list.after_kind;
	if (lic_graph__list_counts(&state->list)) {
		LIC_TRY(lic_object_query_count(&req->ctx, &state->asked, &state->list.total));
	}
	LIC_TRY(lic_object_query(&req->ctx, &state->asked, &matches));
	state->page.objects = matches.objects;
	state->page.count = matches.count;
	state->page.has_more = matches.has_more;
	state->next = matches.next;
	state->next_kind = matches.next_kind;
	return LIC_OK_RC;
}

lic_rc lic_graph__of_group_run(struct lic_api_request *req)
{
	return run(req, LIC_MEMBER_GROUP);
}

lic_rc lic_graph__of_user_run(struct lic_api_request *req)
{
	return run(req, LIC_MEMBER_USER);
}

static lic_rc decode_count(struct lic_api_request *req, enum lic_relation relation)
{
	const struct state *state = NULL;

	LIC_TRY(decode_list(req, relation));
	state = req->state;
	return lic_graph__count_check(req, &state->list);
}

lic_rc lic_graph__members_count_decode(struct lic_api_request *req)
{
	return decode_count(req, LIC_RELATION_MEMBERS);
}

lic_rc lic_graph__owners_count_decode(struct lic_api_request *req)
{
	return decode_count(req, LIC_RELATION_OWNERS);
}

lic_rc lic_graph__member_of_count_decode(struct lic_api_request *req)
{
	return decode_count(req, LIC_RELATION_MEMBER_OF);
}

lic_rc lic_graph__owned_count_decode(struct lic_api_request *req)
{
	return decode_count(req, LIC_RELATION_OWNED);
}

/* Relations that take no conditions: all of them are counted. */
static lic_rc decode_count_all(struct lic_api_request *req, enum lic_relation relation)
{
	struct state *state = NULL;

	LIC_TRY(begin(req, &state));
	state->query.relation = relation;
	read_cast(req, &state->query);
	LIC_TRY(lic_graph__list_decode(req, &lic_odata_objects, &state->list));
	return lic_graph__count_check(req, &state->list);
}

lic_rc lic_graph__transitive_members_count_decode(struct lic_api_request *req)
{
	return decode_count_all(req, LIC_RELATION_TRANSITIVE_MEMBERS);
}

lic_rc lic_graph__transitive_member_of_count_decode(struct lic_api_request *req)
{
	return decode_count_all(req, LIC_RELATION_TRANSITIVE_MEMBER_OF);
}

lic_rc lic_graph__direct_reports_count_decode(struct lic_api_request *req)
{
	return decode_count_all(req, LIC_RELATION_REPORTS);
}

static lic_rc count_related(struct lic_api_request *req, enum lic_member_kind kind)
{
	struct state *state = req->state;

	LIC_TRY(find_origin(req, kind));
	return state->is_listed
		? lic_object_query_count(&req->ctx, &state->asked, &state->list.total)
		: lic_object_count(&req->ctx, &state->query, &state->list.total);
}

lic_rc lic_graph__count_of_group_run(struct lic_api_request *req)
{
	return count_related(req, LIC_MEMBER_GROUP);
}

lic_rc lic_graph__count_of_user_run(struct lic_api_request *req)
{
	return count_related(req, LIC_MEMBER_USER);
}

lic_rc lic_graph__objects_count_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;

	return lic_graph__count_answer(req, state->list.total);
}

lic_rc lic_graph__object_decode(struct lic_api_request *req)
{
	struct state *state = NULL;

	LIC_TRY(begin(req, &state));
	read_cast(req, &state->query);
	return LIC_OK_RC;
}

/* What the path casts to another kind than it is, is not there. */
lic_rc lic_graph__object_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	enum lic_member_kind kind;

	state->page.objects = lic_arena_alloc(req->ctx.arena, sizeof(*state->page.objects));
	if (state->page.objects == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->page.count = 1;
	LIC_TRY(lic_object_find(&req->ctx, req->keys[0], state->page.objects));
	kind = state->page.objects->kind;
	return state->query.kind_min <= kind && kind <= state->query.kind_max
		? LIC_OK_RC
		: lic_api__not_found(req, req->keys[0]);
}

/* Other types than these two are never found. */
static void read_types(const json_t *types, struct state *state)
{
	bool is_any = json_array_size(types) == 0;

	state->wants[LIC_MEMBER_USER] = is_any;
	state->wants[LIC_MEMBER_GROUP] = is_any;
	for (size_t i = 0; i < json_array_size(types); i++) {
		const char *type = json_string_value(json_array_get(types, i));
		bool is_base = type != NULL && lic_text_equal_nocase(type, "directoryObject");

		if (type != NULL && (is_base || lic_text_equal_nocase(type, "user"))) {
			state->wants[LIC_MEMBER_USER] = true;
		}
		if (type != NULL && (is_base || lic_text_equal_nocase(type, "group"))) {
			state->wants[LIC_MEMBER_GROUP] = true;
		}
	}
}

lic_rc lic_graph__by_ids_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"ids", LIC_MEMBER_ARRAY, true},
		{"types", LIC_MEMBER_ARRAY, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = NULL;
	json_t *values[LIC_COUNT(list)];

	LIC_TRY(begin(req, &state));
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->id_count = json_array_size(values[0]);
	if (state->id_count > IDS_MAX) {
		return lic_err_field(&req->err, req->ctx.arena, "ids",
			"At most %d ids can be named in one request.", IDS_MAX);
	}
	state->ids = lic_arena_array(req->ctx.arena, state->id_count, sizeof(*state->ids));
	if (state->ids == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < state->id_count; i++) {
		struct lic_guid guid;

		LIC_TRY(lic_api__guid(req, json_array_get(values[0], i), "ids", &guid));
		state->ids[i] = json_string_value(json_array_get(values[0], i));
	}
	read_types(values[1], state);
	return LIC_OK_RC;
}

/* Ids of nothing are passed over, as Graph does. */
lic_rc lic_graph__by_ids_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	state->page.objects =
		lic_arena_array(req->ctx.arena, state->id_count, sizeof(*state->page.objects));
	if (state->page.objects == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < state->id_count; i++) {
		struct lic_object *object = &state->page.objects[state->page.count];
		lic_rc rc = lic_object_find(&req->ctx, state->ids[i], object);

		if (lic_ok(rc)) {
			state->page.count += state->wants[object->kind] ? 1 : 0;
		} else if (rc.code != LIC_E_NOTFOUND) {
			return rc;
		}
	}
	return LIC_OK_RC;
}

/* Of what the caller may not read, only the id is told, as Graph does of members. */
static uint64_t fields_for(const struct lic_api_request *req, enum lic_action action,
	uint64_t wanted, unsigned id_field)
{
	return (req->ctx.caller.may & LIC_RIGHT(action)) != 0 ? wanted : LIC_FIELD_BIT(id_field);
}

void lic_graph__write_object(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_object *object, const struct lic_graph_object_fields *fields)
{
	if (object->kind == LIC_MEMBER_USER) {
		lic_graph__typed_user_members(req, json, &object->user,
			fields_for(req, LIC_ACTION_READ_DIRECTORY, fields->of_user, LIC_FIELD_ID));
		return;
	}
	if (req->has_metadata) {
		lic_json_kstring(json, "@odata.type", LIC_GRAPH_GROUP_TYPE);
	}
	lic_encode_group_members(json, &object->group,
		fields_for(req, LIC_ACTION_READ_GROUPS, fields->of_group, LIC_GROUP_FIELD_ID),
		NULL);
}

/* The set that a list is of: the kind that the path casts to. */
static const char *set_of(const struct state *state)
{
	if (state->query.kind_min == LIC_MEMBER_GROUP) {
		return "groups";
	}
	return state->query.relation != LIC_RELATION_ERRORED_MEMBERS &&
			state->query.kind_max == LIC_MEMBER_GROUP
		? "directoryObjects"
		: "users";
}

lic_rc lic_graph__objects_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const int64_t next[] = {(int64_t)state->page.next.kind, state->page.next.id};
	struct lic_graph_next place = {state->page.has_more, state->next_kind, &state->next};
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, state->ids == NULL ? set_of(state) : "directoryObjects",
		&state->selection.chosen, "");
	if (state->is_listed) {
		lic_graph__list_head(req, &json, &state->list, &place);
	} else if (state->page.has_more) {
		lic_api__next_link(req, &json, next, LIC_COUNT(next));
	}
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->page.count; i++) {
		lic_json_object(&json);
		lic_graph__write_object(req, &json, &state->page.objects[i],
			&state->selection.fields);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__object_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "directoryObjects", &state->selection.chosen, "/$entity");
	lic_graph__write_object(req, &json, &state->page.objects[0], &state->selection.fields);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
