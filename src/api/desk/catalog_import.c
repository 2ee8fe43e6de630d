/*
 * Importing a catalogue: the file is the body, and its own content tells what format it has.
 */
#include "api/desk/desk_int.h"

#include "service/catalogs.h"

/* What the steps hand on. */
struct state {
	const char *exclusion_source;     /* which table of an exclusion file (D-12), or NULL */
	struct lic_catalog_report report; /* what the import did */
};

lic_rc lic_desk__catalog_import_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_desk__check_media(req, "application/json, text/csv"));
	if (req->in->body_len == 0) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"The body is empty: send the catalogue file as the body.");
	}
	state->exclusion_source = lic_api__option(req, "exclusionSource");
	return LIC_OK_RC;
}

lic_rc lic_desk__catalog_import_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_catalog_import(&req->ctx, req->in->body, req->in->body_len,
		state->exclusion_source, &state->report);
}

static void write_change(struct lic_json *json, const struct lic_catalog_item *item)
{
	lic_json_object(json);
	lic_json_kstring(json, "kind", item->kind);
	lic_json_kstring(json, "change", item->change);
	lic_json_kstring(json, "id", item->id);
	lic_json_kstring(json, "name", item->name);
	lic_json_kstring(json, "detail", item->detail);
	lic_json_end(json);
}

static void write_items(struct lic_json *json, const char *name,
	const struct lic_catalog_item *items, size_t count)
{
	lic_json_key(json, name);
	lic_json_array(json);
	for (size_t i = 0; i < count; i++) {
		write_change(json, &items[i]);
	}
	lic_json_end(json);
}

lic_rc lic_desk__catalog_import_encode(struct lic_api_request *req)
{
	const struct lic_catalog_report *report = &((const struct state *)req->state)->report;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_kstring(&json, "format", report->format);
	lic_json_kstring(&json, "vendor", report->vendor);
	lic_json_kint(&json, "skus", (int64_t)report->skus_total);
	lic_json_kint(&json, "servicePlans", (int64_t)report->plans_total);
	lic_json_kint(&json, "exclusions", (int64_t)report->exclusions_total);
	lic_json_kint(&json, "dependencies", (int64_t)report->dependencies_total);
	write_items(&json, "changes", report->items, report->item_count);
	write_items(&json, "skipped", report->skipped, report->skipped_count);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
