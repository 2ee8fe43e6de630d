/*
 * Groups with what Graph has no word for: settings of ours (D-16, D-17), and names beside ids.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"
#include "api/encode.h"
#include "service/groups.h"

/* What the steps of both calls hand on. */
struct state {
	struct lic_catalog_hold hold; /* first, for lic_desk__release_catalog() */
	struct lic_group_patch patch; /* what to change */
	struct lic_group group;       /* the group */
	struct lic_group_extra extra; /* what it gives */
	int64_t error_count;          /* members with a licence that is not healthy */
};

static lic_rc read_group(struct lic_api_request *req, struct state *state)
{
	struct lic_group_template *licenses = NULL;

	LIC_TRY(lic_group_find(&req->ctx, req->keys[0], &state->group));
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	LIC_TRY(lic_group_templates(&req->ctx, state->hold.catalog, state->group.id, &licenses,
		&state->extra.license_count));
	state->extra.catalog = state->hold.catalog;
	state->extra.licenses = licenses;
	LIC_TRY(lic_group_processing(&req->ctx, state->group.id, &state->extra.processing));
	return lic_group_error_count(&req->ctx, state->group.id, &state->error_count);
}

lic_rc lic_desk__group_run(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	return state == NULL ? LIC_RC(LIC_E_NOMEM) : read_group(req, state);
}

lic_rc lic_desk__group_set_decode(struct lic_api_request *req)
{
	static const struct lic_member list[] = {
		{"bestEffort", LIC_MEMBER_BOOL, false},
		{"includeNested", LIC_MEMBER_BOOL, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	struct state *state = lic_desk__new_state(req, sizeof(*state));
	json_t *values[LIC_COUNT(list)];

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__body_members(req, &members, values));
	state->patch.is_best_effort =
		(struct lic_opt_int){values[0] != NULL, json_is_true(values[0]) ? 1 : 0};
	state->patch.includes_nested =
		(struct lic_opt_int){values[1] != NULL, json_is_true(values[1]) ? 1 : 0};
	return LIC_OK_RC;
}

lic_rc lic_desk__group_set_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_group_update(&req->ctx, req->keys[0], &state->patch, NULL, 0));
	return read_group(req, state);
}

static void write_licenses(struct lic_json *json, const struct lic_group_extra *extra)
{
	lic_json_key(json, "licenses");
	lic_json_array(json);
	for (size_t i = 0; i < extra->license_count; i++) {
		const struct lic_group_template *license = &extra->licenses[i];
		const struct lic_sku *sku = &extra->catalog->skus[license->sku];

		lic_json_object(json);
		lic_json_kguid(json, "skuId", &sku->id);
		lic_json_kstring(json, "skuPartNumber", sku->part_number);
		lic_json_kstring(json, "displayName", sku->display_name);
		lic_json_key(json, "disabledPlans");
		lic_encode_plan_names(json, extra->catalog, license->sku, license->disabled);
		lic_json_end(json);
	}
	lic_json_end(json);
}

lic_rc lic_desk__group_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const struct lic_group *group = &state->group;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_json_kguid(&json, "id", &group->guid);
	lic_json_kstring(&json, "displayName", group->text[LIC_GROUP_DISPLAY_NAME]);
	lic_json_kstring(&json, "mail", group->mail);
	lic_json_kbool(&json, "securityEnabled", group->security_enabled);
	lic_json_kbool(&json, "bestEffort", group->is_best_effort);
	lic_json_kbool(&json, "includeNested", group->includes_nested);
	write_licenses(&json, &state->extra);
	lic_json_kstring(&json, "licenseProcessingState", lic_group_processing_name(&state->extra));
	lic_json_kint(&json, "membersWithLicenseErrors", state->error_count);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
