/*
 * Changing a user's licences: assignLicense and reprocessLicenseAssignment
 * and what a rehearsal of them answers (docs/api.md, "Rehearsing").
 */
#include "api/graph/graph_int.h"

#include "api/body_int.h"
#include "core/planset.h"
#include "core/seats.h"
#include "service/licenses.h"

/* Graph shows these of the user after a change; clients look for the licences (clients.md 3.2). */
#define FIELDS_SHOWN                                                                               \
	(LIC_FIELDS_DEFAULT | LIC_FIELD_BIT(LIC_FIELD_ACCOUNT_ENABLED) |                           \
		LIC_FIELD_BIT(LIC_FIELD_ASSIGNED_LICENSES) |                                       \
		LIC_FIELD_BIT(LIC_FIELD_ASSIGNED_PLANS))

/* What the steps of both calls hand on. */
struct state {
	struct lic_license_request request; /* what is asked for */
	struct lic_assign_result result;    /* what came of it; its `before` holds the catalogue */
};

lic_rc lic_graph__assign_decode(struct lic_api_request *req)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	return state == NULL ? LIC_RC(LIC_E_NOMEM) : lic_api__license_request(req, &state->request);
}

lic_rc lic_graph__assign_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_license_assign(&req->ctx, req->keys[0], &state->request, &state->result);
}

/* A body is not looked at: clients send none, or an empty one. */
lic_rc lic_graph__reprocess_decode(struct lic_api_request *req)
{
	return lic_graph__new_state(req, sizeof(struct state)) == NULL ? LIC_RC(LIC_E_NOMEM)
								       : LIC_OK_RC;
}

lic_rc lic_graph__reprocess_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	return lic_license_reprocess(&req->ctx, req->keys[0], &state->result);
}

void lic_graph__release_assign(struct lic_api_request *req)
{
	struct state *state = req->state;

	if (state != NULL) {
		lic_catalog_put(&state->result.before.hold);
	}
}

/* The view after the change, with the catalogue that the one before it holds. */
static struct lic_license_view view_after(const struct lic_assign_result *result)
{
	struct lic_license_view view = result->after;

	view.hold.catalog = result->before.hold.catalog;
	return view;
}

/* The pools that would change. */
static void write_seats(struct lic_json *json, const struct lic_assign_result *result)
{
	lic_json_key(json, "seats");
	lic_json_array(json);
	for (size_t i = 0; i < result->decision.seat_count; i++) {
		const struct lic_seat_change *change = &result->decision.seats[i];

		lic_json_object(json);
		lic_encode_pool_change_members(json,
			&result->before.hold.catalog->skus[change->sku], &change->before,
			change->delta);
		lic_json_end(json);
	}
	lic_json_end(json);
}

static void write_preview(struct lic_json *json, const struct lic_assign_result *result)
{
	const struct lic_decision *decision = &result->decision;
	const struct lic_catalog *catalog = result->before.hold.catalog;
	const struct lic_license_view after = view_after(result);

	lic_json_kbool(json, "validateOnly", true);
	lic_json_kbool(json, "allowed", decision->violation_count == 0);
	lic_json_key(json, "user");
	lic_json_object(json);
	lic_json_kguid(json, "id", &result->user.guid);
	lic_json_kstring(json, "userPrincipalName",
		result->user.values.text[LIC_USER_PRINCIPAL_NAME]);
	lic_json_kstring(json, "displayName", result->user.values.text[LIC_USER_DISPLAY_NAME]);
	lic_json_end(json);
	write_seats(json, result);
	lic_json_key(json, "gained");
	lic_encode_plans(json, catalog, decision->plans_after, decision->plans_before);
	lic_json_key(json, "lost");
	lic_encode_plans(json, catalog, decision->plans_before, decision->plans_after);
	lic_json_key(json, "licensesBefore");
	lic_encode_assigned_licenses(json, &result->before);
	lic_json_key(json, "licensesAfter");
	lic_encode_assigned_licenses(json, &after);
	lic_json_key(json, "violations");
	lic_encode_remedied_violations(json, catalog, decision, result->remedies);
}

lic_rc lic_graph__assign_encode(struct lic_api_request *req)
{
	static const struct lic_graph_selection selection = {lic_user_field_names, LIC_FIELD_MAX_,
		FIELDS_SHOWN, false};
	const struct state *state = req->state;
	const struct lic_license_view after = view_after(&state->result);
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	if (req->ctx.is_rehearsal) {
		write_preview(&json, &state->result);
	} else {
		lic_graph__context(req, &json, "users", &selection, "/$entity");
		lic_encode_user_members(&json, &state->result.user, selection.fields, &after);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}
