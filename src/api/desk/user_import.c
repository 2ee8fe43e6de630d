/*
 * Users from a CSV file that is the body, in both forms of D-07, and how far a running import is.
 */
#include "api/desk/desk_int.h"

#include "base/text.h"
#include "service/catalogs.h"
#include "service/user_import.h"

#include <string.h>

#define OPTION_GUIDS_MAX 500

/* A list of GUIDs from a query option. */
struct guid_list {
	struct lic_guid *ids; /* in the arena */
	size_t count;         /* number of them */
};

/* What the steps of an import hand on. */
struct state {
	struct lic_import_options options;    /* for the whole file */
	struct guid_list skus;                /* products for rows that do not say */
	struct guid_list plans;               /* their plans that are off */
	struct lic_license_request request;   /* both, as a request */
	struct lic_import_progress *progress; /* in the table of running imports; NULL when that is
						 full */
	struct lic_import_report report;      /* what the import did */
};

/* What the steps of a question about a running import hand on, in rows. */
struct progress_state {
	size_t done;  /* handled */
	size_t total; /* estimated */
};

/* Reads the option `name`: GUIDs with commas between them. */
static lic_rc read_guids(struct lic_api_request *req, const char *name, struct guid_list *ret_list)
{
	const char *text = lic_api__option(req, name);
	struct guid_list list = {0};

	if (text == NULL) {
		return LIC_OK_RC;
	}
	list.ids = lic_arena_array(req->ctx.arena, OPTION_GUIDS_MAX, sizeof(*list.ids));
	if (list.ids == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (;;) {
		size_t len = strcspn(text, ",");

		if (list.count == OPTION_GUIDS_MAX) {
			return lic_err_field(&req->err, req->ctx.arena, name,
				"The query option %s has more than %d GUIDs.", name,
				OPTION_GUIDS_MAX);
		}
		if (!lic_guid_parse(text, len, &list.ids[list.count])) {
			return lic_err_field(&req->err, req->ctx.arena, name,
				"The query option %s has '%.*s': it takes GUIDs with commas between them.",
				name, (int)(len < 100 ? len : 100), text);
		}
		list.count++;
		if (text[len] == '\0') {
			break;
		}
		text += len + 1;
	}
	*ret_list = list;
	return LIC_OK_RC;
}

lic_rc lic_desk__user_import_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_desk__check_media(req, "text/csv"));
	state->options.account_enabled = true;
	state->options.usage_location = lic_api__option(req, "usageLocation");
	LIC_TRY(lic_desk__flag(req, "accountEnabled", &state->options.account_enabled, NULL));
	LIC_TRY(lic_desk__flag(req, "skipBad", &state->options.skip_bad, NULL));
	LIC_TRY(read_guids(req, "licenses", &state->skus));
	LIC_TRY(read_guids(req, "disabledPlans", &state->plans));
	if (state->plans.count > 0 && state->skus.count == 0) {
		return lic_err_field(&req->err, req->ctx.arena, "disabledPlans",
			"The query option disabledPlans needs licenses: it says which of their plans are off.");
	}
	return LIC_OK_RC;
}

void lic_desk__release_import(struct lic_api_request *req)
{
	struct state *state = req->state;

	if (state != NULL && state->progress != NULL) {
		lic_desk__import_end(req->api->desk, state->progress);
	}
}

/* Turns off in `add` those of the plans asked for that its product has, and marks them in `used`.
 */
static lic_rc disable_plans(struct lic_api_request *req, const struct lic_catalog *catalog,
	const struct lic_sku *sku, struct lic_license_add *add, bool *used)
{
	const struct guid_list *plans = &((const struct state *)req->state)->plans;
	struct lic_guid *disabled =
		lic_arena_array(req->ctx.arena, plans->count, sizeof(*disabled));

	if (disabled == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < plans->count; i++) {
		uint32_t plan = lic_catalog_plan(catalog, &plans->ids[i]);

		if (plan != LIC_INDEX_NONE && lic_sku_has_plan(sku, plan)) {
			disabled[add->disabled_count++] = plans->ids[i];
			used[i] = true;
		}
	}
	add->disabled_plans = disabled;
	return LIC_OK_RC;
}

/* Makes the request for rows that do not say from the options: a plan is turned off in every
 * product that has it. */
static lic_rc build_request(struct lic_api_request *req, const struct lic_catalog *catalog)
{
	struct state *state = req->state;
	struct lic_license_add *adds =
		lic_arena_array(req->ctx.arena, state->skus.count, sizeof(*adds));
	bool *used = lic_arena_array(req->ctx.arena, state->plans.count, sizeof(*used));

	if (adds == NULL || used == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < state->skus.count; i++) {
		uint32_t sku = lic_catalog_sku(catalog, &state->skus.ids[i]);

		if (sku == LIC_INDEX_NONE) {
			return lic_err_field(&req->err, req->ctx.arena, "licenses",
				"License %s does not correspond to a valid company License.",
				lic_guid_format(&state->skus.ids[i]).text);
		}
		adds[i].sku_id = state->skus.ids[i];
		LIC_TRY(disable_plans(req, catalog, &catalog->skus[sku], &adds[i], used));
	}
	for (size_t i = 0; i < state->plans.count; i++) {
		if (!used[i]) {
			return lic_err_field(&req->err, req->ctx.arena, "disabledPlans",
				"Service plan %s is in none of the products that the option licenses names.",
				lic_guid_format(&state->plans.ids[i]).text);
		}
	}
	state->request = (struct lic_license_request){.adds = adds, .add_count = state->skus.count};
	state->options.licenses = &state->request;
	return LIC_OK_RC;
}

static lic_rc read_request(struct lic_api_request *req)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};

	LIC_TRY(lic_catalog_get(&req->ctx, &hold));
	return build_request(req, hold.catalog);
}

static void write_rows(struct lic_json *json, const char *key, const struct lic_import_row *rows,
	size_t count)
{
	lic_json_key(json, key);
	lic_json_array(json);
	for (size_t i = 0; i < count; i++) {
		const struct lic_import_row *row = &rows[i];

		lic_json_object(json);
		lic_json_kint(json, "line", (int64_t)row->line);
		lic_json_key(json, "column");
		if (row->column == 0) {
			lic_json_null(json);
		} else {
			lic_json_int(json, (int64_t)row->column);
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

/* Writes the report. Where nothing was imported nobody was created, whatever was counted on the
 * way. */
static void write_report(struct lic_json *json, const struct lic_import_report *report,
	bool is_imported)
{
	lic_json_object(json);
	lic_json_kint(json, "rows", (int64_t)report->row_count);
	lic_json_kint(json, "created", is_imported ? (int64_t)report->created_count : 0);
	lic_json_kint(json, "licensed", is_imported ? (int64_t)report->licensed_count : 0);
	lic_json_kbool(json, "imported", is_imported);
	write_rows(json, "bad", report->bad, report->bad_count);
	write_rows(json, "unlicensed", report->unlicensed, report->unlicensed_count);
	lic_json_end(json);
}

/* Puts the report beside the error of a file with bad rows. */
static void add_report(const struct lic_api_request *req, struct lic_json *json)
{
	lic_json_key(json, "report");
	write_report(json, &((const struct state *)req->state)->report, false);
}

lic_rc lic_desk__user_import_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	lic_rc rc;

	if (state->skus.count > 0) {
		LIC_TRY(read_request(req));
	}
	state->progress = lic_desk__import_begin(req->api->desk, req->ctx.caller.tenant_id,
		req->client_request_id);
	rc = lic_user_import(&req->ctx, req->in->body, req->in->body_len, &state->options,
		state->progress, &state->report);
	if (rc.code == LIC_E_INVALID && state->report.bad_count > 0) {
		req->add_to_error = add_report;
	}
	return rc;
}

lic_rc lic_desk__user_import_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	write_report(&json, &state->report, true);
	return lic_json_finish(&json);
}

lic_rc lic_desk__import_progress_run(struct lic_api_request *req)
{
	struct progress_state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (!lic_desk__import_find(req->api->desk, req->ctx.caller.tenant_id, req->keys[0],
		    &state->done, &state->total)) {
		return lic_err_set(&req->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"No import with the client-request-id '%.200s' is running.", req->keys[0]);
	}
	return LIC_OK_RC;
}

lic_rc lic_desk__import_progress_encode(struct lic_api_request *req)
{
	const struct progress_state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_kint(&json, "done", (int64_t)state->done);
	lic_json_kint(&json, "total", (int64_t)state->total);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
