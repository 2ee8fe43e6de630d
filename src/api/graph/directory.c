/*
 * Users and groups in one list: members, owners, what something is a member of, and directory
 * objects by their ids (specification 5.3, A-08). Each says which of the two it is.
 */
#include "api/graph/group_int.h"

#include "api/body_int.h"
#include "api/options_int.h"
#include "base/text.h"

#include <string.h>

#define IDS_MAX 1000 /* Graph's limit of getByIds */
#define NAMES_MAX (LIC_FIELD_MAX_ + LIC_GROUP_FIELD_MAX_)

/* What the steps of these calls hand on. */
struct state {
	const char *names[NAMES_MAX];         /* properties of both, each once */
	struct lic_graph_selection selection; /* properties wanted, as bits of names */
	uint64_t user_fields;                 /* those of them that users have */
	uint64_t group_fields;                /* those of them that groups have */
	struct lic_object_query query;        /* which objects */
	const char **ids;                     /* for getByIds: which objects */
	size_t id_count;                      /* number of ids */
	bool wants[2];                        /* for getByIds: kinds, by enum lic_member_kind */
	struct lic_object_page page;          /* what was found */
};

/* Licences are shown by calls of their own. */
static bool is_shown(const char *name)
{
	return strcmp(name, "assignedLicenses") != 0 && strcmp(name, "assignedPlans") != 0 &&
		strcmp(name, "provisionedPlans") != 0 &&
		strcmp(name, "licenseAssignmentStates") != 0 &&
		strcmp(name, "licenseProcessingState") != 0;
}

/* Lists the names that can be selected: those of users, then those that only groups have. */
static size_t list_names(const char **names)
{
	size_t count = 0;

	for (size_t i = 0; i < LIC_FIELD_MAX_; i++) {
		if (is_shown(lic_user_field_names[i])) {
			names[count++] = lic_user_field_names[i];
		}
	}
	size_t user_count = count;

	for (size_t i = 0; i < LIC_GROUP_FIELD_MAX_; i++) {
		bool is_new = is_shown(lic_group_field_names[i]);

		for (size_t k = 0; k < user_count && is_new; k++) {
			is_new = strcmp(names[k], lic_group_field_names[i]) != 0;
		}
		if (is_new) {
			names[count++] = lic_group_field_names[i];
		}
	}
	return count;
}

/* Which of `count` `fields` the selection names. */
static uint64_t chosen(const struct state *state, const char *const *fields, size_t count)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < state->selection.count; i++) {
		for (size_t k = 0; k < count; k++) {
			if ((state->selection.fields & LIC_FIELD_BIT(i)) != 0 &&
				strcmp(state->names[i], fields[k]) == 0) {
				bits |= LIC_FIELD_BIT(k);
			}
		}
	}
	return bits;
}

/* Makes the state and reads $select. */
static lic_rc begin(struct lic_api_request *req, struct state **ret_state)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->selection.names = state->names;
	state->selection.count = list_names(state->names);
	LIC_TRY(lic_graph__select(req, &state->selection));
	state->user_fields = LIC_FIELDS_DEFAULT;
	state->group_fields = LIC_GROUP_FIELDS_DEFAULT;
	if (state->selection.is_chosen) {
		state->user_fields = chosen(state, lic_user_field_names, LIC_FIELD_MAX_);
		state->group_fields = chosen(state, lic_group_field_names, LIC_GROUP_FIELD_MAX_);
	}
	*ret_state = state;
	return LIC_OK_RC;
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text);
	size_t end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/* The cast that the path ends with, if it does, leaves one kind of objects. */
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
	state->query.kind_min =
		ends_with(req->route->pattern, "graph.group") ? LIC_MEMBER_GROUP : LIC_MEMBER_USER;
	state->query.kind_max =
		ends_with(req->route->pattern, "graph.user") ? LIC_MEMBER_USER : LIC_MEMBER_GROUP;
	return LIC_OK_RC;
}

lic_rc lic_graph__members_decode(struct lic_api_request *req)
{
	return decode(req, LIC_RELATION_MEMBERS);
}

lic_rc lic_graph__transitive_members_decode(struct lic_api_request *req)
{
	return decode(req, LIC_RELATION_TRANSITIVE_MEMBERS);
}

lic_rc lic_graph__owners_decode(struct lic_api_request *req)
{
	return decode(req, LIC_RELATION_OWNERS);
}

lic_rc lic_graph__errored_members_decode(struct lic_api_request *req)
{
	return decode(req, LIC_RELATION_ERRORED_MEMBERS);
}

lic_rc lic_graph__member_of_decode(struct lic_api_request *req)
{
	return decode(req, LIC_RELATION_MEMBER_OF);
}

lic_rc lic_graph__transitive_member_of_decode(struct lic_api_request *req)
{
	return decode(req, LIC_RELATION_TRANSITIVE_MEMBER_OF);
}

lic_rc lic_graph__of_group_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_group group = {0};

	LIC_TRY(lic_group_find(&req->ctx, req->keys[0], &group));
	state->query.from = (struct lic_object_key){LIC_MEMBER_GROUP, group.id};
	return lic_object_list(&req->ctx, &state->query, &state->page);
}

lic_rc lic_graph__of_user_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_user_key user = {0};

	LIC_TRY(lic_user_find_key(&req->ctx, req->keys[0], LIC_ACTION_READ_GROUPS, &user));
	state->query.from = (struct lic_object_key){LIC_MEMBER_USER, user.id};
	return lic_object_list(&req->ctx, &state->query, &state->page);
}

lic_rc lic_graph__object_decode(struct lic_api_request *req)
{
	struct state *state = NULL;

	return begin(req, &state);
}

lic_rc lic_graph__object_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	state->page.objects = lic_arena_alloc(req->ctx.arena, sizeof(*state->page.objects));
	if (state->page.objects == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->page.count = 1;
	return lic_object_find(&req->ctx, req->keys[0], state->page.objects);
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
	json_t *object = NULL;

	LIC_TRY(begin(req, &state));
	LIC_TRY(lic_api__body(req, &object));
	LIC_TRY(lic_api__members(req, object, "", &members, values));
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

static void write_object(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_object *object)
{
	const struct state *state = req->state;

	if (object->kind == LIC_MEMBER_USER) {
		lic_graph__typed_user_members(req, json, &object->user,
			fields_for(req, LIC_ACTION_READ_DIRECTORY, state->user_fields,
				LIC_FIELD_ID));
		return;
	}
	if (req->has_metadata) {
		lic_json_kstring(json, "@odata.type", LIC_GRAPH_GROUP_TYPE);
	}
	lic_encode_group_members(json, &object->group,
		fields_for(req, LIC_ACTION_READ_GROUPS, state->group_fields, LIC_GROUP_FIELD_ID),
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
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, state->ids == NULL ? set_of(state) : "directoryObjects",
		&state->selection, "");
	if (state->page.has_more) {
		lic_api__next_link(req, &json, next, LIC_COUNT(next));
	}
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->page.count; i++) {
		lic_json_object(&json);
		write_object(req, &json, &state->page.objects[i]);
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
	lic_graph__context(req, &json, "directoryObjects", &state->selection, "/$entity");
	write_object(req, &json, &state->page.objects[0]);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
