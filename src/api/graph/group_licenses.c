/*
 * What groups give: assignLicense (A-02, G-10) and reprocessing (G-22), and what a rehearsal of
 * them answers (docs/api.md, "Rehearsing").
 */
#include "api/graph/group_int.h"

#include "api/body_int.h"
#include "service/group_preview.h"

/* Graph shows these of the group after a change, and clients poll the state (G-11). */
#define FIELDS_SHOWN (LIC_GROUP_FIELDS_DEFAULT | LIC_GROUP_FIELDS_EXTRA)

/* What the steps of both calls hand on. */
struct state {
	struct lic_catalog_hold hold;       /* first, for lic_graph__release_hold() */
	struct lic_license_request request; /* what is asked for */
	struct lic_group group;             /* the group */
	struct lic_group_extra extra;       /* what it gives now */
	struct lic_group_preview preview;   /* of a rehearsal; its hold is the one above */
};

lic_rc lic_graph__group_extra(struct lic_api_request *req, const struct lic_catalog *catalog,
	int64_t group_id, struct lic_group_extra *ret_extra)
{
	struct lic_group_extra extra = {.catalog = catalog};
	struct lic_group_template *licenses = NULL;

	LIC_TRY(lic_group_templates(&req->ctx, catalog, group_id, &licenses, &extra.license_count));
	LIC_TRY(lic_group_processing(&req->ctx, group_id, &extra.processing));
	extra.licenses = licenses;
	*ret_extra = extra;
	return LIC_OK_RC;
}

lic_rc lic_graph__group_assign_decode(struct lic_api_request *req)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	return state == NULL ? LIC_RC(LIC_E_NOMEM) : lic_api__license_request(req, &state->request);
}

/* A body is not looked at: clients send none, or an empty one. */
lic_rc lic_graph__group_reprocess_decode(struct lic_api_request *req)
{
	return lic_graph__new_state(req, sizeof(struct state)) == NULL ? LIC_RC(LIC_E_NOMEM)
								       : LIC_OK_RC;
}

static lic_rc read_extra(struct lic_api_request *req, struct state *state)
{
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	return lic_graph__group_extra(req, state->hold.catalog, state->group.id, &state->extra);
}

lic_rc lic_graph__group_assign_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_group_assign(&req->ctx, req->keys[0], &state->request, &state->group));
	return read_extra(req, state);
}

/* `request` is NULL for reprocessing. */
static lic_rc preview(struct lic_api_request *req, const struct lic_license_request *request)
{
	const struct lic_ending ending = {lic_api__is_ending, req->api};
	struct state *state = req->state;

	LIC_TRY(lic_group_preview_licenses(&req->ctx, req->keys[0], request, &ending,
		&state->preview));
	state->hold = state->preview.hold;
	return LIC_OK_RC;
}

lic_rc lic_graph__group_assign_preview(struct lic_api_request *req)
{
	const struct state *state = req->state;

	return preview(req, &state->request);
}

lic_rc lic_graph__group_reprocess_preview(struct lic_api_request *req)
{
	return preview(req, NULL);
}

lic_rc lic_graph__group_reprocess_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_group_reprocess(&req->ctx, req->keys[0], &state->group));
	return read_extra(req, state);
}

lic_rc lic_graph__group_assign_encode(struct lic_api_request *req)
{
	static const struct lic_graph_selection selection = {lic_group_field_names,
		LIC_GROUP_FIELD_MAX_, FIELDS_SHOWN, false};
	const struct state *state = req->state;
	struct lic_json json;

	if (req->ctx.is_rehearsal) {
		lic_api__answer(req, 200, &json);
		lic_json_object(&json);
		lic_encode_group_preview_members(&json, &state->preview);
		lic_json_end(&json);
		return lic_json_finish(&json);
	}
	lic_api__answer(req, 202, &json);
	LIC_TRY(lic_api__location(req, "/groups/%s", lic_guid_format(&state->group.guid).text));
	lic_json_object(&json);
	lic_graph__context(req, &json, "groups", &selection, "/$entity");
	lic_encode_group_members(&json, &state->group, selection.fields, &state->extra);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
