/*
 * Imports as they stand in the database, whichever process works on them, and their reports.
 */
#include "api/desk/desk_int.h"

#include "api/encode.h"
#include "api/options_int.h"

/* What the steps of a question about one import hand on. */
struct import_state {
	struct lic_bulk_job job;         /* the import */
	struct lic_import_report report; /* what it did */
	bool is_over;                    /* the report is there */
};

static void write_rows(struct lic_json *json, const char *key, const struct lic_bulk_finding *rows,
	size_t count)
{
	lic_json_key(json, key);
	lic_json_array(json);
	for (size_t i = 0; i < count; i++) {
		const struct lic_bulk_finding *row = &rows[i];

		lic_json_object(json);
		lic_json_kint(json, "line", row->line);
		lic_json_key(json, "column");
		if (row->column == 0) {
			lic_json_null(json);
		} else {
			lic_json_int(json, row->column);
		}
		lic_json_kstring(json, "userPrincipalName", row->name);
		lic_json_kstring(json, "field", row->field);
		lic_json_kstring(json, "value", row->value);
		lic_json_kstring(json, "reason", row->reason);
		lic_json_kstring(json, "remedy", row->remedy);
		lic_json_end(json);
	}
	lic_json_end(json);
}

void lic_desk__write_report(struct lic_json *json, const struct lic_import_report *report)
{
	lic_json_object(json);
	lic_json_kint(json, "rows", (int64_t)report->row_count);
	lic_json_kint(json, "created", (int64_t)report->created_count);
	lic_json_kint(json, "licensed", (int64_t)report->licensed_count);
	lic_json_kbool(json, "imported", report->is_imported);
	write_rows(json, "bad", report->bad, report->bad_count);
	write_rows(json, "unlicensed", report->unlicensed, report->unlicensed_count);
	lic_json_end(json);
}

static const char *state_name(const struct lic_bulk_job *job)
{
	switch (job->state) {
	case LIC_BULK_RECEIVING:
		return "receiving";
	case LIC_BULK_CHECKING:
		return "checking";
	case LIC_BULK_APPLYING:
		return "importing";
	case LIC_BULK_CLEANING:
	case LIC_BULK_DONE:
		break;
	}
	return job->error_code == LIC_OK ? "finished" : "failed";
}

static void write_error(struct lic_json *json, const struct lic_bulk_job *job)
{
	bool is_clients = job->error_code == LIC_E_INVALID || job->error_code == LIC_E_LIMIT;

	lic_json_key(json, "error");
	if (job->error_code == LIC_OK) {
		lic_json_null(json);
		return;
	}
	lic_json_object(json);
	lic_json_kstring(json, "code", is_clients ? "Request_BadRequest" : "InternalServerError");
	lic_json_kstring(json, "message",
		job->error_message != NULL
			? job->error_message
			: "The server could not go on with the import. Its log says why, under the id of the import.");
	lic_json_end(json);
}

void lic_desk__write_trouble(struct lic_api_request *req, struct lic_json *json,
	const struct lic_bulk_job *job)
{
	struct lic_jobs_trouble trouble;

	lic_json_key(json, "trouble");
	if (!lic_jobs_trouble(req->api->settings.jobs, req->ctx.caller.tenant_id, job->id,
		    &trouble)) {
		lic_json_null(json);
		return;
	}
	lic_json_object(json);
	lic_json_kstring(json, "message", trouble.message);
	lic_json_ktime(json, "sinceDateTime", trouble.since_ms);
	lic_json_ktime(json, "nextTryDateTime", trouble.next_ms);
	lic_json_end(json);
}

void lic_desk__write_import(struct lic_api_request *req, struct lic_json *json,
	const struct lic_bulk_job *job, const struct lic_import_report *report)
{
	lic_json_object(json);
	lic_json_kguid(json, "id", &job->guid);
	lic_json_kstring(json, "clientRequestId", job->client_request_id);
	lic_json_kstring(json, "state", state_name(job));
	lic_json_kint(json, "done", job->progress.done);
	lic_json_kint(json, "total", job->total);
	lic_json_ktime(json, "createdDateTime", job->created_ms);
	lic_desk__write_time(json, "finishedDateTime", job->finished_ms);
	write_error(json, job);
	lic_desk__write_trouble(req, json, job);
	lic_json_key(json, "report");
	if (report == NULL) {
		lic_json_null(json);
	} else {
		lic_desk__write_report(json, report);
	}
	lic_json_end(json);
}

lic_rc lic_desk__import_run(struct lic_api_request *req)
{
	struct import_state *state = lic_desk__new_state(req, sizeof(*state));
	lic_rc rc;

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	rc = lic_bulk_find(&req->ctx, req->keys[0], &state->job);
	if (rc.code == LIC_E_NOTFOUND) {
		return lic_err_set(&req->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"There is no import with the id or the client-request-id '%.200s'.",
			req->keys[0]);
	}
	LIC_TRY(rc);
	state->is_over = state->job.state >= LIC_BULK_CLEANING;
	return state->is_over ? lic_user_import_report(&req->ctx, &state->job, &state->report)
			      : LIC_OK_RC;
}

lic_rc lic_desk__import_encode(struct lic_api_request *req)
{
	const struct import_state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_desk__write_import(req, &json, &state->job, state->is_over ? &state->report : NULL);
	return lic_json_finish(&json);
}

/* What the steps of the list hand on. */
struct list_state {
	unsigned top;              /* most imports on a page */
	int64_t position;          /* number of the last one shown */
	struct lic_bulk_page page; /* imports found */
};

lic_rc lic_desk__imports_decode(struct lic_api_request *req)
{
	struct list_state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->position = INT64_MAX;
	LIC_TRY(lic_api__top(req, &state->top));
	return lic_api__token(req, &state->position, 1);
}

lic_rc lic_desk__imports_run(struct lic_api_request *req)
{
	struct list_state *state = req->state;

	return lic_bulk_list(&req->ctx, LIC_BULK_USER_IMPORT, state->position, state->top,
		&state->page);
}

lic_rc lic_desk__imports_encode(struct lic_api_request *req)
{
	const struct list_state *state = req->state;
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < state->page.count; i++) {
		lic_desk__write_import(req, &json, &state->page.jobs[i], NULL);
	}
	lic_json_end(&json);
	if (state->page.has_more && state->page.count > 0) {
		lic_api__next_link(req, &json, &state->page.jobs[state->page.count - 1].id, 1);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}
