/*
 * Users from a CSV file that is the body, in both forms of D-07.
 */
#include "api/desk/desk_int.h"

#include "base/text.h"
#include "service/catalogs.h"

#include <string.h>

#define OPTION_GUIDS_MAX 500

/* A list of GUIDs from a query option. */
struct guid_list {
	struct lic_guid *ids; /* in the arena */
	size_t count;         /* number of them */
};

/* What the steps of an import hand on. */
struct state {
	struct lic_jobs_order order;        /* first, so that an order is its state */
	struct lic_api_request *req;        /* whose it is */
	struct lic_import_options options;  /* for the whole file */
	struct guid_list skus;              /* products for rows that do not say */
	struct guid_list plans;             /* their plans that are off */
	struct lic_license_request request; /* both, as a request */
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

lic_rc lic_desk__user_import_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	if (state->skus.count > 0) {
		LIC_TRY(read_request(req));
	}
	return lic_user_import_look(&req->ctx, req->in->body, req->in->body_len, &state->options);
}

/* Puts the report beside the error of a file with bad rows. */
static void add_report(const struct lic_api_request *req, struct lic_json *json)
{
	lic_json_key(json, "report");
	lic_desk__write_report(json, &((const struct state *)req->state)->order.report);
}

/* On the thread of the jobs: the import is over, or as far as anybody waits for it. */
static void end_import(struct lic_jobs_order *order, lic_rc rc)
{
	struct state *state = (struct state *)(void *)order;

	if (rc.code == LIC_E_INVALID && order->report.bad_count > 0) {
		state->req->add_to_error = add_report;
	}
	lic_api__complete(state->req, rc);
}

lic_rc lic_desk__user_import_submit(struct lic_api_request *req)
{
	struct state *state = req->state;

	state->req = req;
	state->order = (struct lic_jobs_order){
		.kind = LIC_BULK_USER_IMPORT,
		.ctx = &req->ctx,
		.client_request_id = req->client_request_id,
		.text = {req->in->body, req->in->body_len},
		.options = &state->options,
		.once = req->once,
		.is_async = req->is_async,
		.done = end_import,
	};
	return lic_jobs_submit(req->api->settings.jobs, &state->order);
}

lic_rc lic_desk__user_import_encode(struct lic_api_request *req)
{
	const struct lic_jobs_order *order = &((const struct state *)req->state)->order;
	struct lic_json json;

	if (req->is_async) {
		lic_api__answer(req, 202, &json);
		LIC_TRY(lic_api__location(req, "/imports/%s",
			lic_guid_format(&order->job.guid).text));
		lic_desk__write_import(req, &json, &order->job, NULL);
	} else {
		lic_api__answer(req, 200, &json);
		lic_desk__write_report(&json, &order->report);
	}
	return lic_json_finish(&json);
}
