/*
 * Users, all or one (specification 5.3, A-11).
 */
#include "api/graph/list_int.h"

#include "api/graph/expand_int.h"
#include "api/graph/graph_int.h"
#include "odata/entities.h"
#include "service/licenses.h"
#include "service/users.h"

#define SELECTION_START                                                                            \
	{                                                                                          \
		lic_user_field_names, LIC_FIELD_MAX_, LIC_FIELDS_DEFAULT, false                    \
	}

/* What the steps of both calls hand on. */
struct state {
	struct lic_graph_selection selection; /* properties wanted */
	struct lic_graph_list list;           /* what is asked of all */
	struct lic_graph_expand expand;       /* what is shown with each */
	struct lic_user_matches page;         /* the users; for one user, that one */
	struct lic_license_view *views; /* their licences, if wanted; each holds the catalogue */
	size_t view_count;              /* how many have been read */
};

static struct state *new_state(struct lic_api_request *req)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state != NULL) {
		state->selection = (struct lic_graph_selection)SELECTION_START;
	}
	return state;
}

lic_rc lic_graph__users_decode(struct lic_api_request *req)
{
	struct state *state = new_state(req);

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_graph__select(req, &state->selection));
	LIC_TRY(lic_graph__expand_decode(req, LIC_MEMBER_USER, &state->expand));
	return lic_graph__list_decode(req, &lic_odata_users, &state->list);
}

lic_rc lic_graph__user_decode(struct lic_api_request *req)
{
	struct state *state = new_state(req);

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_graph__select(req, &state->selection));
	return lic_graph__expand_decode(req, LIC_MEMBER_USER, &state->expand);
}

static lic_rc read_expanded(struct lic_api_request *req, struct state *state)
{
	LIC_TRY(lic_graph__expand_begin(req, &state->expand, state->page.count));
	for (size_t i = 0; i < state->page.count; i++) {
		LIC_TRY(lic_graph__expand_run(req, &state->expand, i, state->page.users[i].id));
	}
	return LIC_OK_RC;
}

/* Licences are read only when somebody asks for a property that comes from them; what is expanded
 * likewise. */
static lic_rc read_more(struct lic_api_request *req, struct state *state)
{
	LIC_TRY(read_expanded(req, state));
	if ((state->selection.fields & LIC_FIELDS_OF_LICENSES) == 0) {
		return LIC_OK_RC;
	}
	state->views = lic_arena_array(req->ctx.arena, state->page.count, sizeof(*state->views));
	if (state->views == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	while (state->view_count < state->page.count) {
		LIC_TRY(lic_license_view(&req->ctx, state->page.users[state->view_count].id,
			&state->views[state->view_count]));
		state->view_count++;
	}
	return LIC_OK_RC;
}

lic_rc lic_graph__users_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_list_query query;

	LIC_TRY(lic_graph__list_open(req, &state->list));
	query = lic_graph__list_query(&state->list);
	if (lic_graph__list_counts(&state->list)) {
		LIC_TRY(lic_user_query_count(&req->ctx, &query, &state->list.total));
	}
	LIC_TRY(lic_user_query(&req->ctx, &query, &state->page));
	return read_more(req, state);
}

lic_rc lic_graph__users_count_decode(struct lic_api_request *req)
{
	struct state *state = new_state(req);

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_graph__list_decode(req, &lic_odata_users, &state->list));
	return lic_graph__count_check(req, &state->list);
}

lic_rc lic_graph__users_count_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_list_query query = lic_graph__list_query(&state->list);

	return lic_user_query_count(&req->ctx, &query, &state->list.total);
}

lic_rc lic_graph__users_count_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;

	return lic_graph__count_answer(req, state->list.total);
}

lic_rc lic_graph__user_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	state->page.users = lic_arena_alloc(req->ctx.arena, sizeof(*state->page.users));
	if (state->page.users == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_user_find(&req->ctx, req->keys[0], state->page.users));
	state->page.count = 1;
	return read_more(req, state);
}

void lic_graph__release_users(struct lic_api_request *req)
{
	struct state *state = req->state;

	for (size_t i = 0; state != NULL && i < state->view_count; i++) {
		lic_catalog_put(&state->views[i].hold);
	}
}

static void write_members(const struct lic_api_request *req, struct lic_json *json, size_t index)
{
	const struct state *state = req->state;

	lic_encode_user_members(json, &state->page.users[index], state->selection.fields,
		state->views == NULL ? NULL : &state->views[index]);
	lic_graph__expand_write(req, json, &state->expand, index);
}

lic_rc lic_graph__users_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_graph_next next = {state->page.has_more, LIC_MEMBER_USER, &state->page.next};
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "users", &state->selection, "");
	lic_graph__list_head(req, &json, &state->list, &next);
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->page.count; i++) {
		lic_json_object(&json);
		write_members(req, &json, i);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__user_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "users", &state->selection, "/$entity");
	write_members(req, &json, 0);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
