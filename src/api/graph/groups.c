/*
 * Groups, all or one, and deleted ones (specification 1.7, 5.3, A-09, A-10).
 */
#include "api/graph/group_int.h"

#include "api/options_int.h"

#include <string.h>

#define ERRORED_FILTER "hasMembersWithLicenseErrors eq true"

/* What the steps of these calls hand on. */
struct state {
	struct lic_catalog_hold hold;         /* first, for lic_graph__release_hold() */
	struct lic_graph_selection selection; /* properties wanted */
	unsigned top;                         /* most groups on a page */
	bool is_errored;                      /* only groups with members in error */
	int64_t after[2];                     /* the last group of the page before */
	struct lic_group_page page;           /* the groups; for one group, that one */
	struct lic_group_extra *extras;       /* what they give, if wanted */
};

/* The one filter that is there: spaces count as one. */
static bool is_errored_filter(const char *text)
{
	const char *wanted = ERRORED_FILTER;

	text = text + strspn(text, " ");
	while (*wanted != '\0') {
		if (*wanted == ' ') {
			if (*text != ' ') {
				return false;
			}
			text += strspn(text, " ");
		} else if (*text++ != *wanted) {
			return false;
		}
		wanted++;
	}
	return text[strspn(text, " ")] == '\0';
}

static lic_rc read_filter(struct lic_api_request *req, bool *ret_is_errored)
{
	const char *filter = lic_api__option(req, "$filter");
	lic_rc rc;

	if (filter == NULL) {
		return LIC_OK_RC;
	}
	*ret_is_errored = is_errored_filter(filter);
	if (*ret_is_errored) {
		return LIC_OK_RC;
	}
	rc = lic_err_field(&req->err, req->ctx.arena, "$filter",
		"The filter '%.200s' is not one that can be answered yet. Possible: %s.", filter,
		ERRORED_FILTER);
	req->err.public_code = "Request_UnsupportedQuery";
	return rc;
}

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

	return state == NULL ? LIC_RC(LIC_E_NOMEM) : lic_graph__select(req, &state->selection);
}

lic_rc lic_graph__groups_decode(struct lic_api_request *req)
{
	struct state *state = new_state(req);

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_graph__select(req, &state->selection));
	LIC_TRY(lic_api__top(req, &state->top));
	LIC_TRY(read_filter(req, &state->is_errored));
	return lic_api__token(req, state->after, 1);
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

/* What groups give is read only when somebody asks for it. */
static lic_rc read_extras(struct lic_api_request *req, struct state *state)
{
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

	LIC_TRY(state->is_errored
			? lic_group_list_errored(&req->ctx, state->after[0], state->top,
				  &state->page)
			: lic_group_list(&req->ctx, state->after[0], state->top, &state->page));
	return read_extras(req, state);
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

static void write_members(struct lic_json *json, const struct state *state, size_t index)
{
	lic_encode_group_members(json, &state->page.groups[index], state->selection.fields,
		state->extras == NULL ? NULL : &state->extras[index]);
}

/* Writes a page; `next` with `next_count` values leads to the next one. Deleted
 * ones, with two values, say what they are. */
static lic_rc encode_page(struct lic_api_request *req, const char *set, const int64_t *next,
	size_t next_count)
{
	const struct state *state = req->state;
	bool is_typed = next_count > 1 && req->has_metadata;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, set, &state->selection, "");
	if (state->page.has_more) {
		lic_api__next_link(req, &json, next, next_count);
	}
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->page.count; i++) {
		lic_json_object(&json);
		if (is_typed) {
			lic_json_kstring(&json, "@odata.type", LIC_GRAPH_GROUP_TYPE);
		}
		write_members(&json, state, i);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__groups_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;

	return encode_page(req, "groups", &state->page.next_after, 1);
}

lic_rc lic_graph__deleted_groups_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const int64_t next[] = {state->page.next_after_ms, state->page.next_after};

	return encode_page(req, "directory/deletedItems/microsoft.graph.group", next,
		LIC_COUNT(next));
}

lic_rc lic_graph__group_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "groups", &state->selection, "/$entity");
	write_members(&json, state, 0);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
