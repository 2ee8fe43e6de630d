/*
 * POST /access/v1/search/subject, /resource and /action (AuthZEN 8): what there is that may.
 */
#include "api/access/access_int.h"

#include "api/options_int.h"

#include <string.h>

/* What a token carries. */
enum {
	TOKEN_AFTER, /* behind what the page begins */
	TOKEN_LIMIT, /* most results */
	TOKEN_VALUES
};

/* What the steps hand on. */
struct state {
	struct lic_access_request request; /* what is asked */
	bool is_known;                     /* subject type, action and resource type exist */
	bool is_plan;                      /* the resource is a service plan, no product */
	const char *binding;               /* what a token of this search is good for */
	int64_t after;                     /* behind what the page begins */
	unsigned limit;                    /* most results; 0: none */
	struct lic_catalog_hold hold;      /* of a search for subjects */
	struct lic_entitled_user user;     /* of the others; holds the catalogue */
	const struct lic_guid *ids;        /* what was found: subjects or resources */
	size_t count;                      /* number found */
	bool is_action;                    /* actions are searched for */
	const char *type;                  /* type of what is found */
	bool has_more;                     /* there may be more */
	int64_t next_after;                /* then: behind what the next page begins */
};

/* What may be used: a resource of this type is a plan, or a product. */
bool lic_access__resource_type(const char *type, bool *ret_is_plan)
{
	*ret_is_plan = strcmp(type, "servicePlan") == 0;
	return *ret_is_plan || strcmp(type, "sku") == 0 || strcmp(type, "product") == 0;
}

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

/* Reads where the page begins and how long it may be. A token is good for its own search only
 * (8.2): with another limit it is another's. */
static lic_rc read_page(struct lic_api_request *req, struct state *state)
{
	const struct lic_access_request *request = &state->request;
	int64_t values[TOKEN_VALUES] = {0, LIC_ACCESS_PAGE_DEFAULT};

	if (request->page_limit >= 0) {
		values[TOKEN_LIMIT] = request->page_limit < LIC_ENTITLED_PAGE_MAX
			? request->page_limit
			: LIC_ENTITLED_PAGE_MAX;
	}
	if (request->page_token != NULL && request->page_token[0] != '\0') {
		int64_t limit = values[TOKEN_LIMIT];

		if (state->is_action ||
			!lic_api__unseal(req, state->binding, request->page_token, values,
				TOKEN_VALUES) ||
			(request->page_limit >= 0 && values[TOKEN_LIMIT] != limit)) {
			return lic_access__refuse(req,
				"'page.token' is not the next_token of this search: send it with the same subject, action, resource and limit, or begin again without one.");
		}
	}
	state->after = values[TOKEN_AFTER];
	state->limit = (unsigned)values[TOKEN_LIMIT];
	return LIC_OK_RC;
}

/* Reads the request. `needs`: what the question must have. */
static lic_rc decode(struct lic_api_request *req, unsigned needs, struct state **ret_state)
{
	struct state *state = lic_arena_alloc(req->ctx.arena, sizeof(*state));
	const struct lic_access_question *question = NULL;

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_access__read(req, &state->request));
	question = &state->request.question;
	LIC_TRY(lic_access__refuse(req, lic_access__flaw(question, needs)));
	state->is_action = (needs & LIC_ACCESS_NEEDS_ACTION) == 0;
	state->is_known = strcmp(question->subject.type, "user") == 0 &&
		(state->is_action || strcmp(question->action.name, "use") == 0) &&
		lic_access__resource_type(question->resource.type, &state->is_plan);
	/* What is searched for has no id, or one that is ignored. */
	state->binding =
		lic_arena_printf(req->ctx.arena, "%s\n%s\n%s\n%s\n%s", question->subject.type,
			(needs & LIC_ACCESS_NEEDS_SUBJECT_ID) != 0 ? question->subject.id : "",
			or_empty(question->action.name), question->resource.type,
			(needs & LIC_ACCESS_NEEDS_RESOURCE_ID) != 0 ? question->resource.id : "");
	if (state->binding == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(read_page(req, state));
	req->state = state;
	*ret_state = state;
	return LIC_OK_RC;
}

lic_rc lic_access__subjects_decode(struct lic_api_request *req)
{
	struct state *state = NULL;

	LIC_TRY(decode(req,
		LIC_ACCESS_NEEDS_SUBJECT_TYPE | LIC_ACCESS_NEEDS_ACTION |
			LIC_ACCESS_NEEDS_RESOURCE_TYPE | LIC_ACCESS_NEEDS_RESOURCE_ID,
		&state));
	state->type = state->request.question.subject.type;
	return LIC_OK_RC;
}

lic_rc lic_access__resources_decode(struct lic_api_request *req)
{
	struct state *state = NULL;

	LIC_TRY(decode(req,
		LIC_ACCESS_NEEDS_SUBJECT_TYPE | LIC_ACCESS_NEEDS_SUBJECT_ID |
			LIC_ACCESS_NEEDS_ACTION | LIC_ACCESS_NEEDS_RESOURCE_TYPE,
		&state));
	state->type = state->request.question.resource.type;
	return LIC_OK_RC;
}

lic_rc lic_access__actions_decode(struct lic_api_request *req)
{
	struct state *state = NULL;

	return decode(req,
		LIC_ACCESS_NEEDS_SUBJECT_TYPE | LIC_ACCESS_NEEDS_SUBJECT_ID |
			LIC_ACCESS_NEEDS_RESOURCE_TYPE | LIC_ACCESS_NEEDS_RESOURCE_ID,
		&state);
}

lic_rc lic_access__subjects_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_entitled_page page = {0};
	struct lic_usable usable = {0};

	if (!state->is_known) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	if (lic_usable_find(state->hold.catalog, state->is_plan,
		    state->request.question.resource.id, &usable) != 1) {
		return LIC_OK_RC;
	}
	/* Where none is wanted, one tells whether there are any. */
	LIC_TRY(lic_entitled_users(&req->ctx, state->hold.catalog, &usable, state->after,
		state->limit == 0 ? 1 : state->limit, &page));
	state->has_more = page.has_more;
	state->next_after = page.next_after;
	state->ids = page.users;
	state->count = page.count;
	if (state->limit == 0) {
		state->has_more = page.count > 0 || page.has_more;
		state->next_after = state->after;
		state->count = 0;
	}
	return LIC_OK_RC;
}

/* Takes the page of `count` indices of the catalogue behind the key `state->after`. */
static lic_rc take_page(struct lic_api_request *req, const uint32_t *indices, size_t count)
{
	struct state *state = req->state;
	const struct lic_catalog *catalog = state->user.hold.catalog;
	struct lic_guid *ids = lic_arena_array(req->ctx.arena, count, sizeof(*ids));

	if (ids == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->ids = ids;
	state->next_after = state->after;
	for (size_t i = 0; i < count; i++) {
		uint32_t at = indices[i];
		int64_t key = state->is_plan ? catalog->plans[at].key : catalog->skus[at].key;

		if (key <= state->after) {
			continue;
		}
		if (state->count == state->limit) {
			state->has_more = true;
			return LIC_OK_RC;
		}
		ids[state->count++] = state->is_plan ? catalog->plans[at].id : catalog->skus[at].id;
		state->next_after = key;
	}
	return LIC_OK_RC;
}

lic_rc lic_access__resources_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	uint32_t *indices = NULL;
	size_t count = 0;

	if (!state->is_known) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_entitled_load(&req->ctx, state->request.question.subject.id, &state->user));
	if (!state->user.is_found) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_entitled_list(req->ctx.arena, &state->user, state->is_plan, &indices, &count));
	return take_page(req, indices, count);
}

lic_rc lic_access__actions_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_usable usable = {0};
	enum lic_path_error error = LIC_PATH_NONE;

	if (!state->is_known) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_entitled_load(&req->ctx, state->request.question.subject.id, &state->user));
	if (state->user.is_found &&
		lic_usable_find(state->user.hold.catalog, state->is_plan,
			state->request.question.resource.id, &usable) == 1 &&
		lic_entitled_to(&state->user, &usable, &error) == LIC_ENTITLED) {
		state->count = state->limit > 0 ? 1 : 0;
	}
	return LIC_OK_RC;
}

static void write_result(struct lic_json *json, const struct state *state, size_t i)
{
	lic_json_object(json);
	if (state->is_action) {
		lic_json_kstring(json, "name", "use");
	} else {
		lic_json_kstring(json, "type", state->type);
		lic_json_kguid(json, "id", &state->ids[i]);
	}
	lic_json_end(json);
}

lic_rc lic_access__search_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	int64_t values[TOKEN_VALUES] = {state->next_after, (int64_t)state->limit};
	const char *token =
		state->has_more ? lic_api__seal(req, state->binding, values, TOKEN_VALUES) : "";
	struct lic_json json;

	if (token == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_key(&json, "page");
	lic_json_object(&json);
	lic_json_kstring(&json, "next_token", token);
	lic_json_kint(&json, "count", (int64_t)state->count);
	lic_json_end(&json);
	lic_json_key(&json, "results");
	lic_json_array(&json);
	for (size_t i = 0; i < state->count; i++) {
		write_result(&json, state, i);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

void lic_access__release_search(struct lic_api_request *req)
{
	struct state *state = req->state;

	if (state != NULL) {
		lic_catalog_put(&state->hold);
		lic_catalog_put(&state->user.hold);
	}
}
