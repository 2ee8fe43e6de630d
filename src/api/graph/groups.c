/*
 * Groups, all or one, and deleted ones (specification 1.7, 5.3, A-09, A-10).
 */
#include "api/graph/group_int.h"

#include "api/graph/expand_int.h"
#include "api/graph/list_int.h"
#include "api/options_int.h"
#include "odata/entities.h"

/* What the steps of these calls hand on. */
struct state {
	struct lic_catalog_hold hold;         /* first, for lic_graph__release_hold() */
	struct lic_graph_selection selection; /* properties wanted */
	struct lic_graph_list list;           /* what is asked of all live ones */
	struct lic_graph_expand expand;       /* what is shown with each */
	unsigned top;                         /* most deleted groups on a page */
	int64_t after[2];                     /* the last deleted group of the page before */
	struct lic_group_page page;           /* the groups; for one group, that one */
	struct lic_query_place next;          /* where the next page of live ones begins */
	struct lic_group_extra *extras;       /* what they give, if wanted */
};

static struct state *new_state(struct lic_api_request *req)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state != NULL) {
		state->selection = (struct lic_graph_selection)LIC_GRAPH_GROUP_SELECTION;
	}
	return state;
}

lic_rc lic_graph__group_decode(struct lic_api_request *req)
{
	struct state *state = new_state(req);

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_graph__select(req, &state->selection));
	return lic_graph__expand_decode(req, LIC_MEMBER_GROUP, &state->expand);
}

lic_rc lic_graph__groups_decode(struct lic_api_request *req)
{
	struct state *state = new_state(req);

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_graph__select(req, &state->selection));
	LIC_TRY(lic_graph__expand_decode(req, LIC_MEMBER_GROUP, &state->expand));
	return lic_graph__list_decode(req, &lic_odata_groups, &state->list);
}

lic_rc lic_graph__deleted_groups_decode(struct lic_api_request *req)
{
	struct state *state = new_state(req);

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_graph__select(req, &state->selection));
	LIC_TRY(lic_api__top(req, &state->top));
	return lic_api__token(req, state->after, LIC_COUNT(state->after));
}

static lic_rc read_expanded(struct lic_api_request *req, struct state *state)
{
	LIC_TRY(lic_graph__expand_begin(req, &state->expand, state->page.count));
	for (size_t i = 0; i < state->page.count; i++) {
		LIC_TRY(lic_graph__expand_run(req, &state->expand, i, state->page.groups[i].id));
	}
	return LIC_OK_RC;
}

/* What groups give, and what is expanded, is read only when somebody asks for it. */
static lic_rc read_extras(struct lic_api_request *req, struct state *state)
{
	LIC_TRY(read_expanded(req, state));
	if ((state->selection.fields & LIC_GROUP_FIELDS_EXTRA) == 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	state->extras = lic_arena_array(req->ctx.arena, state->page.count, sizeof(*state->extras));
	if (state->extras == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < state->page.count; i++) {
		LIC_TRY(lic_graph__group_extra(req, state->hold.catalog, state->page.groups[i].id,
			&state->extras[i]));
	}
	return LIC_OK_RC;
}

lic_rc lic_graph__groups_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_group_matches matches = {0};
	struct lic_list_query query;

	LIC_TRY(lic_graph__list_open(req, &state->list));
	query = lic_graph__list_query(&state->list);
	if (lic_graph__list_counts(&state->list)) {
		LIC_TRY(lic_group_query_count(&req->ctx, &query, &state->list.total));
	}
	LIC_TRY(lic_group_query(&req->ctx, &query, &matches));
	state->page.groups = matches.groups;
	state->page.count = matches.count;
	state->page.has_more = matches.has_more;
	state->next = matches.next;
	return read_extras(req, state);
}

lic_rc lic_graph__groups_count_decode(struct lic_api_request *req)
{
	struct state *state = new_state(req);

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_graph__list_decode(req, &lic_odata_groups, &state->list));
	return lic_graph__count_check(req, &state->list);
}

lic_rc lic_graph__groups_count_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_list_query query = lic_graph__list_query(&state->list);

	return lic_group_query_count(&req->ctx, &query, &state->list.total);
}

lic_rc lic_graph__groups_count_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;

	return lic_graph__count_answer(req, state->list.total);
}

lic_rc lic_graph__deleted_groups_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_group_list_deleted(&req->ctx, state->after[0], state->after[1], state->top,
		&state->page));
	return read_extras(req, state);
}

lic_rc lic_graph__group_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	state->page.groups = lic_arena_alloc(req->ctx.arena, sizeof(*state->page.groups));
	if (state->page.groups == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_group_find(&req->ctx, req->keys[0], state->page.groups));
	state->page.count = 1;
	return read_extras(req, state);
}

static void write_members(const struct lic_api_request *req, struct lic_json *json, size_t index)
{
	const struct state *state = req->state;

	lic_encode_group_members(json, &state->page.groups[index], state->selection.fields,
		state->extras == NULL ? NULL : &state->extras[index]);
	lic_graph__expand_write(req, json, &state->expand, index);
}

/* Begins a page of `set`. */
static void begin_page(struct lic_api_request *req, struct lic_json *json, const char *set)
{
	const struct state *state = req->state;

	lic_api__answer(req, 200, json);
	lic_json_object(json);
	lic_graph__context(req, json, set, &state->selection, "");
}

/* Ends it with the groups; deleted ones say what they are. */
static lic_rc end_page(const struct lic_api_request *req, struct lic_json *json, bool is_typed)
{
	const struct state *state = req->state;

	lic_json_key(json, "value");
	lic_json_array(json);
	for (size_t i = 0; i < state->page.count; i++) {
		lic_json_object(json);
		if (is_typed) {
			lic_json_kstring(json, "@odata.type", LIC_GRAPH_GROUP_TYPE);
		}
		write_members(req, json, i);
		lic_json_end(json);
	}
	lic_json_end(json);
	lic_json_end(json);
	return lic_json_finish(json);
}

lic_rc lic_graph__groups_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_graph_next next = {state->page.has_more, LIC_MEMBER_GROUP, &state->next};
	struct lic_json json;

	begin_page(req, &json, "groups");
	lic_graph__list_head(req, &json, &state->list, &next);
	return end_page(req, &json, false);
}

lic_rc lic_graph__deleted_groups_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const int64_t next[] = {state->page.next_after_ms, state->page.next_after};
	struct lic_json json;

	begin_page(req, &json, "directory/deletedItems/microsoft.graph.group");
	if (state->page.has_more) {
		lic_api__next_link(req, &json, next, LIC_COUNT(next));
	}
	return end_page(req, &json, req->has_metadata);
}

lic_rc lic_graph__group_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "groups", &state->selection, "/$entity");
	write_members(req, &json, 0);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
