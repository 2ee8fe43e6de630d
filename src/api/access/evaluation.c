/*
 * POST /access/v1/evaluation and /access/v1/evaluations (AuthZEN 6 and 7).
 */
#include "api/access/access_int.h"

#include <string.h>

#define NEEDS                                                                                      \
	(LIC_ACCESS_NEEDS_SUBJECT_TYPE | LIC_ACCESS_NEEDS_SUBJECT_ID | LIC_ACCESS_NEEDS_ACTION |   \
		LIC_ACCESS_NEEDS_RESOURCE_TYPE | LIC_ACCESS_NEEDS_RESOURCE_ID)

/* What the steps hand on. */
struct state {
	struct lic_access_request request; /* what is asked */
	struct lic_entitled_user user; /* whom the last question was about; holds the catalogue */
	const char *user_id;           /* as it was asked for; NULL: nobody yet */
	struct lic_access_decision *decisions; /* the answers */
	size_t count;                          /* number of answers */
};

static lic_rc read_request(struct lic_api_request *req, struct state **ret_state)
{
	struct state *state = lic_arena_alloc(req->ctx.arena, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_access__read(req, &state->request));
	req->state = state;
	*ret_state = state;
	return LIC_OK_RC;
}

lic_rc lic_access__evaluation_decode(struct lic_api_request *req)
{
	struct state *state = NULL;

	LIC_TRY(read_request(req, &state));
	state->request.count = 0; /* a list is for the other endpoint: a member like any unknown */
	return lic_access__refuse(req, lic_access__flaw(&state->request.question, NEEDS));
}

lic_rc lic_access__evaluations_decode(struct lic_api_request *req)
{
	struct state *state = NULL;

	LIC_TRY(read_request(req, &state));
	if (state->request.count > 0) {
		return LIC_OK_RC;
	}
	/* 7.1: without a list it is the single evaluation */
	return lic_access__refuse(req, lic_access__flaw(&state->request.question, NEEDS));
}

/* Loads the user of a question, unless it is the one of the question before. */
static lic_rc load_user(struct lic_api_request *req, const char *id)
{
	struct state *state = req->state;

	if (state->user_id != NULL && strcmp(state->user_id, id) == 0) {
		return LIC_OK_RC;
	}
	state->user_id = NULL;
	lic_catalog_put(&state->user.hold);
	LIC_TRY(lic_entitled_load(&req->ctx, id, &state->user));
	state->user_id = id;
	return LIC_OK_RC;
}

static enum lic_access_reason reason_of(enum lic_entitlement entitlement, bool is_plan)
{
	switch (entitlement) {
	case LIC_ENTITLED:
		return LIC_ACCESS_GRANTED;
	case LIC_ENTITLED_IDLE:
		return LIC_ACCESS_SUSPENDED;
	case LIC_ENTITLED_OFF:
		return LIC_ACCESS_OFF;
	case LIC_ENTITLED_FAILED:
		return LIC_ACCESS_FAILED;
	case LIC_ENTITLED_BLOCKED:
		return LIC_ACCESS_BLOCKED;
	case LIC_ENTITLED_NOTHING:
		break;
	}
	return is_plan ? LIC_ACCESS_NO_PLAN : LIC_ACCESS_NO_PRODUCT;
}

/* Decides about the user who is loaded. */
static enum lic_access_reason judge(const struct lic_entitled_user *user, bool is_plan,
	const char *resource, enum lic_path_error *error)
{
	struct lic_usable usable = {0};
	size_t count = 0;

	if (!user->is_found) {
		return LIC_ACCESS_SUBJECT;
	}
	count = lic_usable_find(user->hold.catalog, is_plan, resource, &usable);
	if (count != 1) {
		return count == 0 ? LIC_ACCESS_RESOURCE : LIC_ACCESS_AMBIGUOUS;
	}
	return reason_of(lic_entitled_to(user, &usable, error), is_plan);
}

/* Decides one question. */
static lic_rc decide(struct lic_api_request *req, const struct lic_access_question *question,
	struct lic_access_decision *decision)
{
	struct state *state = req->state;
	bool is_plan = false;

	decision->flaw = lic_access__flaw(question, NEEDS);
	if (decision->flaw != NULL) {
		decision->reason = LIC_ACCESS_INCOMPLETE;
	} else if (strcmp(question->subject.type, "user") != 0) {
		decision->reason = LIC_ACCESS_SUBJECT_TYPE;
	} else if (strcmp(question->action.name, "use") != 0) {
		decision->reason = LIC_ACCESS_ACTION;
	} else if (!lic_access__resource_type(question->resource.type, &is_plan)) {
		decision->reason = LIC_ACCESS_RESOURCE_TYPE;
	} else {
		LIC_TRY(load_user(req, question->subject.id));
		decision->reason =
			judge(&state->user, is_plan, question->resource.id, &decision->error);
	}
	return LIC_OK_RC;
}

/* 7.1.1: what a question does not have comes whole from the defaults. */
static struct lic_access_question complete(const struct lic_access_question *question,
	const struct lic_access_question *defaults)
{
	struct lic_access_question whole = *question;

	if (!whole.subject.is_given) {
		whole.subject = defaults->subject;
	}
	if (!whole.action.is_given) {
		whole.action = defaults->action;
	}
	if (!whole.resource.is_given) {
		whole.resource = defaults->resource;
	}
	return whole;
}

/* Tells whether the list is over with `decision` (7.1.2.1). */
static bool is_over(enum lic_access_semantic semantic, const struct lic_access_decision *decision)
{
	bool is_granted = decision->reason == LIC_ACCESS_GRANTED;

	return (semantic == LIC_ACCESS_FIRST_DENIAL && !is_granted) ||
		(semantic == LIC_ACCESS_FIRST_PERMISSION && is_granted);
}

lic_rc lic_access__evaluation_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	const struct lic_access_request *request = &state->request;
	size_t most = request->count == 0 ? 1 : request->count;

	state->decisions = lic_arena_array(req->ctx.arena, most, sizeof(*state->decisions));
	if (state->decisions == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (request->count == 0) {
		state->count = 1;
		return decide(req, &request->question, &state->decisions[0]);
	}
	for (size_t i = 0; i < request->count; i++) {
		struct lic_access_question whole = complete(&request->list[i], &request->question);

		LIC_TRY(decide(req, &whole, &state->decisions[i]));
		state->count++;
		if (is_over(request->semantic, &state->decisions[i])) {
			break;
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_access__evaluation_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	if (state->request.count == 0) {
		lic_access__write_decision(&json, &state->decisions[0]);
		return lic_json_finish(&json);
	}
	lic_json_object(&json);
	lic_json_key(&json, "evaluations");
	lic_json_array(&json);
	for (size_t i = 0; i < state->count; i++) {
		lic_access__write_decision(&json, &state->decisions[i]);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

void lic_access__release_evaluation(struct lic_api_request *req)
{
	struct state *state = req->state;

	if (state != NULL) {
		state->user_id = NULL;
		lic_catalog_put(&state->user.hold);
	}
}
