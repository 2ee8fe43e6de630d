/*
 * Changes of many users: asking for one, by JSON or by a CSV file that says something of each user,
 * and reading, pausing, resuming and cancelling them.
 */
#include "api/desk/change_int.h"

#include "api/encode.h"
#include "api/options_int.h"

#include <string.h>
#include <strings.h>

#define JSON_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define STATUS_TOO_LARGE 413

/* What the steps of asking hand on. */
struct create_state {
	struct lic_jobs_order order;    /* first, so that an order is its state */
	struct lic_api_request *req;    /* whose it is */
	struct lic_change_order change; /* what is asked for */
	struct lic_buf ids;             /* users named in JSON, as a file; released at the end */
	bool is_file;                   /* the body is a CSV file */
};

static bool is_csv(const struct lic_api_request *req)
{
	static const char type[] = "text/csv";
	const char *given = lic_api__header(req, "Content-Type");

	return given != NULL && strncasecmp(given, type, sizeof(type) - 1) == 0 &&
		strchr("; \t", given[sizeof(type) - 1]) != NULL;
}

/* What a file as a whole says stands in the query. */
static lic_rc read_options(struct lic_api_request *req, struct lic_change_order *change)
{
	const char *action = lic_api__option(req, "action");

	change->users = LIC_USERS_ROWS;
	if (action != NULL) {
		LIC_TRY(lic_desk__change_action(req, action, &change->change.action));
	}
	if (change->change.action > LIC_CHANGE_REPLACE) {
		return lic_err_field(&req->err, req->ctx.arena, "action",
			"A file can say what to add, remove or replace. For %s send JSON.",
			lic_change_action_name(change->change.action));
	}
	LIC_TRY(lic_desk__change_mode(req, lic_api__option(req, "mode"), &change->mode));
	return lic_desk__flag(req, "preview", &change->is_preview, NULL);
}

static lic_rc refuse_options(struct lic_api_request *req)
{
	if (req->query.count > 0) {
		const char *name = req->query.options[0].name;

		return lic_err_field(&req->err, req->ctx.arena, name,
			"The query option '%.100s' is for files in text/csv: in JSON it is a member of the body.",
			name);
	}
	if (req->in->body_len > JSON_BYTES_MAX) {
		req->error_status = STATUS_TOO_LARGE;
		return lic_err_set(&req->err, LIC_E_LIMIT, "Request_BadRequest",
			"The body is larger than 64 MiB: send a file in text/csv.");
	}
	return LIC_OK_RC;
}

lic_rc lic_desk__change_create_decode(struct lic_api_request *req)
{
	struct create_state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->is_file = is_csv(req);
	if (state->is_file) {
		LIC_TRY(lic_desk__check_media(req, "text/csv"));
		LIC_TRY(read_options(req, &state->change));
	} else {
		LIC_TRY(lic_desk__check_media(req, "application/json, text/csv"));
		LIC_TRY(refuse_options(req));
		req->must_release = true;
		LIC_TRY(lic_desk__change_body(req, &state->change, &state->ids));
	}
	state->change.is_preview = state->change.is_preview || req->ctx.is_rehearsal;
	return LIC_OK_RC;
}

lic_rc lic_desk__undo_decode(struct lic_api_request *req)
{
	struct create_state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_change_may_any(&req->ctx));
	LIC_TRY(lic_desk__undo_body(req, &state->change));
	state->change.is_preview = state->change.is_preview || req->ctx.is_rehearsal;
	return LIC_OK_RC;
}

void lic_desk__release_change(struct lic_api_request *req)
{
	struct create_state *state = req->state;

	if (state != NULL) {
		lic_buf_done(&state->ids);
	}
}

/* The file that names the users, if they are named. */
static struct lic_bytes input(const struct create_state *state)
{
	const struct lic_http_exchange *in = state->req->in;

	if (state->is_file) {
		return (struct lic_bytes){in->body, in->body_len};
	}
	return state->change.users == LIC_USERS_LISTED
		? (struct lic_bytes){state->ids.data, state->ids.len}
		: (struct lic_bytes){0};
}

lic_rc lic_desk__change_create_run(struct lic_api_request *req)
{
	struct create_state *state = req->state;
	bool is_rehearsal = req->ctx.is_rehearsal;
	struct lic_bytes text;

	state->req = req;
	text = input(state);
	LIC_TRY(lic_change_look(&req->ctx, &state->change, text.data, text.len));
	if (is_rehearsal && state->change.users == LIC_USERS_PREVIEW) {
		return lic_err_field(&req->err, req->ctx.arena, "preview",
			"That is a preview already: ask without Prefer: validate-only to make it true.");
	}
	return LIC_OK_RC;
}

/* On the thread of the jobs: the change is accepted, or nobody goes on with it. */
static void end_create(struct lic_jobs_order *order, lic_rc rc)
{
	lic_api__complete(((struct create_state *)(void *)order)->req, rc);
}

lic_rc lic_desk__change_create_submit(struct lic_api_request *req)
{
	struct create_state *state = req->state;

	state->order = (struct lic_jobs_order){
		.kind = LIC_BULK_CHANGE,
		.ctx = &req->ctx,
		.client_request_id = req->client_request_id,
		.text = input(state),
		.change = &state->change,
		.once = req->once,
		.is_async = true,
		.done = end_create,
	};
	return lic_jobs_submit(req->api->settings.jobs, &state->order);
}

static const char *mode_name(enum lic_change_mode mode)
{
	return mode == LIC_CHANGE_ALL_OR_NOTHING ? "allOrNothing" : "bestEffort";
}

static void write_error(struct lic_json *json, const struct lic_change_state *change)
{
	const struct lic_bulk_job *job = &change->job;

	lic_json_key(json, "error");
	if (!change->is_over || job->error_code == LIC_OK) {
		lic_json_null(json);
		return;
	}
	lic_json_object(json);
	lic_json_kstring(json, "code",
		change->problem == NULL ? "InternalServerError" : change->problem);
	lic_json_kstring(json, "message",
		job->error_message != NULL
			? job->error_message
			: "The server could not go on with the change. Its log says why, under the id of the change.");
	lic_json_end(json);
}

static void write_counts(struct lic_json *json, const struct lic_change_state *change)
{
	lic_json_key(json, "counts");
	lic_json_object(json);
	lic_json_kint(json, "changed", change->changed);
	lic_json_kint(json, "unchanged", change->unchanged);
	lic_json_kint(json, "refused", change->refused);
	lic_json_kint(json, "reverted", change->reverted);
	lic_json_kint(json, "skipped", change->skipped);
	lic_json_end(json);
}

void lic_desk__write_change(struct lic_api_request *req, struct lic_json *json,
	const struct lic_change_state *change)
{
	const struct lic_bulk_job *job = &change->job;

	lic_json_object(json);
	lic_json_kguid(json, "id", &job->guid);
	lic_json_kstring(json, "clientRequestId", job->client_request_id);
	lic_json_kstring(json, "action", lic_change_action_name(change->action));
	lic_json_kstring(json, "mode", mode_name(change->mode));
	lic_json_kbool(json, "preview", change->is_preview);
	lic_json_kstring(json, "state", change->phase);
	lic_json_kint(json, "done", job->progress.done);
	lic_json_kint(json, "total", change->total);
	write_counts(json, change);
	lic_json_key(json, "summary");
	if (change->summary == NULL) {
		lic_json_null(json);
	} else {
		lic_json_raw(json, change->summary, strlen(change->summary));
	}
	lic_desk__write_id(json, "operation", change->has_operation, &change->operation);
	lic_desk__write_id(json, "appliesPreview", change->has_preview, &change->preview);
	lic_desk__write_id(json, "undoes", change->has_undoes, &change->undoes);
	lic_json_kstring(json, "actor", job->caller.actor_name);
	lic_json_kstring(json, "reason", job->reason);
	lic_json_ktime(json, "createdDateTime", job->created_ms);
	lic_desk__write_time(json, "finishedDateTime", job->finished_ms);
	write_error(json, change);
	lic_desk__write_trouble(req, json, job);
	lic_json_end(json);
}

lic_rc lic_desk__change_create_encode(struct lic_api_request *req)
{
	const struct create_state *state = req->state;
	const struct lic_change_state change = {
		.job = state->order.job,
		.action = state->change.change.action,
		.mode = state->change.mode,
		.is_preview = state->change.is_preview,
		.phase = "collecting",
		.has_undoes = state->change.undoes.is_set,
		.undoes = state->change.undoes.guid,
	};
	struct lic_json json;

	lic_api__answer(req, 202, &json);
	LIC_TRY(lic_api__location(req, "/changes/%s", lic_guid_format(&change.job.guid).text));
	lic_desk__write_change(req, &json, &change);
	return lic_json_finish(&json);
}

lic_rc lic_desk__change_run(struct lic_api_request *req)
{
	struct lic_change_state *state = lic_desk__new_state(req, sizeof(*state));

	return state == NULL ? LIC_RC(LIC_E_NOMEM)
			     : lic_change_find(&req->ctx, req->keys[0], state);
}

lic_rc lic_desk__change_encode(struct lic_api_request *req)
{
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_desk__write_change(req, &json, req->state);
	return lic_json_finish(&json);
}

static lic_rc want(struct lic_api_request *req, enum lic_bulk_wanted wanted)
{
	struct lic_change_state *state = lic_desk__new_state(req, sizeof(*state));

	return state == NULL ? LIC_RC(LIC_E_NOMEM)
			     : lic_change_want(&req->ctx, req->keys[0], wanted, state);
}

lic_rc lic_desk__change_pause_run(struct lic_api_request *req)
{
	return want(req, LIC_BULK_PAUSE);
}

lic_rc lic_desk__change_resume_run(struct lic_api_request *req)
{
	return want(req, LIC_BULK_GO_ON);
}

lic_rc lic_desk__change_cancel_run(struct lic_api_request *req)
{
	return want(req, LIC_BULK_END);
}

/* What the steps of the list hand on. */
struct list_state {
	unsigned top;                /* most changes on a page */
	int64_t position;            /* number of the last one shown */
	struct lic_change_list list; /* changes found */
};

lic_rc lic_desk__changes_of_many_decode(struct lic_api_request *req)
{
	struct list_state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->position = INT64_MAX;
	LIC_TRY(lic_api__top(req, &state->top));
	return lic_api__token(req, &state->position, 1);
}

lic_rc lic_desk__changes_of_many_run(struct lic_api_request *req)
{
	struct list_state *state = req->state;

	return lic_change_list(&req->ctx, state->position, state->top, &state->list);
}

lic_rc lic_desk__changes_of_many_encode(struct lic_api_request *req)
{
	const struct list_state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < state->list.count; i++) {
		lic_desk__write_change(req, &json, &state->list.items[i]);
	}
	lic_json_end(&json);
	if (state->list.has_more && state->list.count > 0) {
		lic_api__next_link(req, &json, &state->list.items[state->list.count - 1].job.id, 1);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}
