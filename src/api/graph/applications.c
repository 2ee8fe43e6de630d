/*
 * Applications and their service principals, all or one: for reading. They are registered and
 * changed by calls of our own (api/desk).
 */
#include "api/graph/application_int.h"
#include "api/graph/list_int.h"

#include "odata/entities.h"

#include <string.h>

/* One of the two names for what is one here. */
struct kind {
	const char *set;                       /* for @odata.context */
	const struct lic_odata_entity *entity; /* what can be asked */
	uint64_t fields;                       /* its properties */
	enum lic_application_id id;            /* what its id is */
	enum lic_application_id app_id;        /* and what its client id */
};

static const struct kind applications = {"applications", &lic_odata_applications,
	LIC_APPLICATION_FIELDS, LIC_APPLICATION_BY_ID, LIC_APPLICATION_BY_APP_ID};
static const struct kind principals = {"servicePrincipals", &lic_odata_service_principals,
	LIC_PRINCIPAL_FIELDS, LIC_APPLICATION_BY_PRINCIPAL, LIC_APPLICATION_BY_PRINCIPAL_APP_ID};

/* What the steps of all calls hand on. */
struct state {
	const struct kind *kind;                       /* which of the two */
	const char *names[LIC_APPLICATION_FIELD_MAX_]; /* properties that it has */
	struct lic_graph_selection selection;          /* properties wanted */
	struct lic_graph_list list;                    /* what is asked of all */
	struct lic_application_page page;              /* those found; or the one */
	struct lic_query_place next;                   /* where the next page begins */
};

static const struct kind *kind_of(const struct lic_api_request *req)
{
	return strncmp(req->route->pattern, applications.set, strlen(applications.set)) == 0
		? &applications
		: &principals;
}

lic_rc lic_graph__application_decode(struct lic_api_request *req)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->kind = kind_of(req);
	for (size_t i = 0; i < LIC_APPLICATION_FIELD_MAX_; i++) {
		state->names[i] = (state->kind->fields & LIC_FIELD_BIT(i)) != 0
			? lic_graph_application_field_names[i]
			: NULL;
	}
	state->selection = (struct lic_graph_selection){state->names, LIC_APPLICATION_FIELD_MAX_,
		state->kind->fields, false};
	return lic_graph__select(req, &state->selection);
}

lic_rc lic_graph__applications_decode(struct lic_api_request *req)
{
	struct state *state = NULL;

	LIC_TRY(lic_graph__application_decode(req));
	state = req->state;
	return lic_graph__list_decode(req, state->kind->entity, &state->list);
}

lic_rc lic_graph__applications_count_decode(struct lic_api_request *req)
{
	const struct state *state = NULL;

	LIC_TRY(lic_graph__applications_decode(req));
	state = req->state;
	return lic_graph__count_check(req, &state->list);
}

/* Reads what belongs to those found, as far as it is shown. */
static lic_rc load(struct lic_api_request *req, struct state *state)
{
	if ((state->selection.fields & LIC_APPLICATION_FIELDS_LOADED) == 0) {
		return LIC_OK_RC;
	}
	for (size_t i = 0; i < state->page.count; i++) {
		LIC_TRY(lic_application_load(&req->ctx, &state->page.list[i]));
	}
	return LIC_OK_RC;
}

static struct lic_application_query query_of(const struct state *state)
{
	return (struct lic_application_query){
		.filter = state->list.filter.condition,
		.is_principal = state->kind == &principals,
		.after = state->list.has_after ? state->list.after.id : 0,
		.limit = state->list.top,
	};
}

lic_rc lic_graph__applications_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_application_query query;

	LIC_TRY(lic_graph__list_open(req, &state->list));
	query = query_of(state);
	if (lic_graph__list_counts(&state->list)) {
		LIC_TRY(lic_application_query_count(&req->ctx, &query, &state->list.total));
	}
	LIC_TRY(lic_application_query(&req->ctx, &query, &state->page));
	if (state->page.count > 0) {
		state->next.id = state->page.list[state->page.count - 1].id;
	}
	return load(req, state);
}

lic_rc lic_graph__applications_count_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_application_query query = query_of(state);

	return lic_application_query_count(&req->ctx, &query, &state->list.total);
}

lic_rc lic_graph__application_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	bool is_app_id = strstr(req->route->pattern, "(appId=") != NULL;

	state->page.list = lic_arena_alloc(req->ctx.arena, sizeof(*state->page.list));
	if (state->page.list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_application_find_by(&req->ctx,
		is_app_id ? state->kind->app_id : state->kind->id, req->keys[0], state->page.list));
	state->page.count = 1;
	return load(req, state);
}

static void write_one(const struct lic_api_request *req, struct lic_json *json, size_t index)
{
	const struct state *state = req->state;
	struct lic_graph_application_view view = {state->kind == &principals,
		state->selection.fields, &req->ctx.caller.tenant_guid};

	lic_graph__write_application(json, &state->page.list[index], &view);
}

lic_rc lic_graph__applications_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_graph_next next = {state->page.has_more, LIC_MEMBER_USER, &state->next};
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, state->kind->set, &state->selection, "");
	lic_graph__list_head(req, &json, &state->list, &next);
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->page.count; i++) {
		lic_json_object(&json);
		write_one(req, &json, i);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__applications_count_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;

	return lic_graph__count_answer(req, state->list.total);
}

lic_rc lic_graph__application_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, state->kind->set, &state->selection, "/$entity");
	write_one(req, &json, 0);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
