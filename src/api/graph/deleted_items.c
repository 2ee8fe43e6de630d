/*
 * Deleted users and groups: listing, restoring and purging them (specification 5.3; R-72, D-19).
 */
#include "api/graph/group_int.h"

#include "api/options_int.h"
#include "service/users.h"

#include <string.h>

/* Without $select the date of the deletion is shown beside what Graph shows of a user: it decides
 * how long is left. */
#define FIELDS_SHOWN (LIC_FIELDS_DEFAULT | LIC_FIELD_BIT(LIC_FIELD_DELETED))
#define SELECTION_START                                                                            \
	{                                                                                          \
		lic_user_field_names, LIC_FIELD_ASSIGNED_LICENSES, FIELDS_SHOWN, false             \
	}

/* What the steps hand on. */
struct state {
	struct lic_graph_selection selection; /* properties wanted; a deleted user has no licences
						 to select */
	unsigned top;                         /* most users on a page */
	int64_t after[2]; /* time of deletion, and key, of the last user on the page before */
	struct lic_user_page page;        /* for the list */
	bool is_group;                    /* for one: it is a group */
	struct lic_user user;             /* for one */
	struct lic_group group;           /* for one that is a group */
	uint64_t group_fields;            /* the properties wanted of it */
	struct lic_restore_report report; /* what a restore could not give back; Graph's answer has
					     no place for it */
};

static struct state *new_state(struct lic_api_request *req)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state != NULL) {
		state->selection = (struct lic_graph_selection)SELECTION_START;
		state->group_fields = LIC_GROUP_FIELDS_DEFAULT;
	}
	return state;
}

lic_rc lic_graph__deleted_list_decode(struct lic_api_request *req)
{
	struct state *state = new_state(req);

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_graph__select(req, &state->selection));
	LIC_TRY(lic_api__top(req, &state->top));
	return lic_api__token(req, state->after, LIC_COUNT(state->after));
}

lic_rc lic_graph__deleted_list_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_user_list_deleted(&req->ctx, state->after[0], state->after[1], state->top,
		&state->page);
}

lic_rc lic_graph__deleted_list_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const int64_t next[] = {state->page.next_after_ms, state->page.next_after};
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "directory/deletedItems/microsoft.graph.user",
		&state->selection, "");
	if (state->page.has_more) {
		lic_api__next_link(req, &json, next, LIC_COUNT(next));
	}
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->page.count; i++) {
		lic_json_object(&json);
		lic_graph__typed_user_members(req, &json, &state->page.users[i],
			state->selection.fields);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

/* Users and groups have properties of the same name; only those can be selected of either. */
static void select_group_fields(struct state *state)
{
	if (!state->selection.is_chosen) {
		return;
	}
	state->group_fields = 0;
	for (size_t i = 0; i < state->selection.count; i++) {
		for (size_t k = 0; k < LIC_GROUP_FIELD_MAX_; k++) {
			if ((state->selection.fields & LIC_FIELD_BIT(i)) != 0 &&
				strcmp(lic_user_field_names[i], lic_group_field_names[k]) == 0) {
				state->group_fields |= LIC_FIELD_BIT(k);
			}
		}
	}
}

lic_rc lic_graph__deleted_decode(struct lic_api_request *req)
{
	struct state *state = new_state(req);

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_graph__select(req, &state->selection));
	select_group_fields(state);
	return LIC_OK_RC;
}

/* Finds out whether the id is a deleted group's that the caller may see; a user's otherwise, or
 * nothing's, which the calls for users then say. */
static lic_rc look_for_group(struct lic_api_request *req, struct state *state)
{
	lic_rc rc = lic_group_find_deleted(&req->ctx, req->keys[0], &state->group);

	state->is_group = lic_ok(rc);
	if (rc.code == LIC_E_NOTFOUND || rc.code == LIC_E_DENIED) {
		req->err = (struct lic_err){0};
		return LIC_OK_RC;
	}
	return rc;
}

lic_rc lic_graph__deleted_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(look_for_group(req, state));
	return state->is_group ? LIC_OK_RC
			       : lic_user_find_deleted(&req->ctx, req->keys[0], &state->user);
}

lic_rc lic_graph__deleted_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "directoryObjects", &state->selection, "/$entity");
	if (state->is_group) {
		if (req->has_metadata) {
			lic_json_kstring(&json, "@odata.type", LIC_GRAPH_GROUP_TYPE);
		}
		lic_encode_group_members(&json, &state->group, state->group_fields, NULL);
	} else {
		lic_graph__typed_user_members(req, &json, &state->user, state->selection.fields);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}

/* The body is not looked at: clients send none, an empty one or an empty object, of any type
 * (clients.md 2). */
lic_rc lic_graph__restore_decode(struct lic_api_request *req)
{
	return new_state(req) == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_graph__restore_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(look_for_group(req, state));
	return state->is_group
		? lic_group_restore(&req->ctx, req->keys[0], &state->group)
		: lic_user_restore(&req->ctx, req->keys[0], NULL, &state->user, &state->report);
}

lic_rc lic_graph__purge_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(look_for_group(req, state));
	return state->is_group ? lic_group_purge(&req->ctx, req->keys[0])
			       : lic_user_purge(&req->ctx, req->keys[0]);
}
