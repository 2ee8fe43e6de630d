/*
 * The organisation's verified domains, all or one: for reading. `licentia tenant` makes them.
 */
#include "api/graph/graph_int.h"

#include "base/text.h"
#include "service/settings.h"
#include "service/sign_in.h"
#include "service/tenants.h"

#include <string.h>

#define NEVER_DAYS 2147483647 /* Graph's number for passwords that are good for ever */

enum {
	DOMAIN_ID,
	DOMAIN_AUTHENTICATION,
	DOMAIN_AVAILABILITY,
	DOMAIN_ADMIN_MANAGED,
	DOMAIN_DEFAULT,
	DOMAIN_INITIAL,
	DOMAIN_ROOT,
	DOMAIN_VERIFIED,
	DOMAIN_NOTIFICATION,
	DOMAIN_VALIDITY,
	DOMAIN_STATE,
	DOMAIN_SERVICES,
	DOMAIN_MAX
};

static const char *const names[DOMAIN_MAX] = {
	[DOMAIN_ID] = "id",
	[DOMAIN_AUTHENTICATION] = "authenticationType",
	[DOMAIN_AVAILABILITY] = "availabilityStatus",
	[DOMAIN_ADMIN_MANAGED] = "isAdminManaged",
	[DOMAIN_DEFAULT] = "isDefault",
	[DOMAIN_INITIAL] = "isInitial",
	[DOMAIN_ROOT] = "isRoot",
	[DOMAIN_VERIFIED] = "isVerified",
	[DOMAIN_NOTIFICATION] = "passwordNotificationWindowInDays",
	[DOMAIN_VALIDITY] = "passwordValidityPeriodInDays",
	[DOMAIN_STATE] = "state",
	[DOMAIN_SERVICES] = "supportedServices",
};

/* What the steps of both calls hand on. */
struct state {
	struct lic_graph_selection selection; /* properties wanted */
	struct lic_tenant tenant;             /* whose domains */
	int64_t validity_days;                /* how long passwords are good; 0: for ever */
	size_t index;                         /* which domain, when one is asked for */
};

lic_rc lic_graph__domains_decode(struct lic_api_request *req)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->selection = (struct lic_graph_selection){names, DOMAIN_MAX,
		LIC_FIELD_BIT(DOMAIN_MAX) - 1, false};
	return lic_graph__select(req, &state->selection);
}

lic_rc lic_graph__domains_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_tenant_load(&req->ctx, &state->tenant));
	return lic_setting_get(&req->ctx, LIC_SETTING_PASSWORD_VALIDITY_DAYS,
		&state->validity_days);
}

lic_rc lic_graph__domain_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_graph__domains_run(req));
	while (state->index < state->tenant.domain_count) {
		if (lic_text_equal_nocase(req->keys[0], state->tenant.domains[state->index].name)) {
			return LIC_OK_RC;
		}
		state->index++;
	}
	return lic_api__not_found(req, req->keys[0]);
}

/* A root is below none of the organisation's other domains. */
static bool is_root(const struct lic_tenant *tenant, size_t index)
{
	const char *name = tenant->domains[index].name;

	for (const char *dot = strchr(name, '.'); dot != NULL; dot = strchr(dot + 1, '.')) {
		for (size_t i = 0; i < tenant->domain_count; i++) {
			if (lic_text_equal_nocase(dot + 1, tenant->domains[i].name)) {
				return false;
			}
		}
	}
	return true;
}

static void write_field(struct lic_json *json, const struct state *state, size_t index,
	unsigned field)
{
	switch (field) {
	case DOMAIN_ID:
		lic_json_string(json, state->tenant.domains[index].name);
		break;
	case DOMAIN_AUTHENTICATION:
		lic_json_string(json, "Managed");
		break;
	case DOMAIN_ADMIN_MANAGED:
	case DOMAIN_VERIFIED:
		lic_json_bool(json, true);
		break;
	case DOMAIN_DEFAULT:
		lic_json_bool(json, state->tenant.domains[index].is_default);
		break;
	case DOMAIN_INITIAL:
		lic_json_bool(json, index == 0); /* as /organization has it */
		break;
	case DOMAIN_ROOT:
		lic_json_bool(json, is_root(&state->tenant, index));
		break;
	case DOMAIN_NOTIFICATION:
		lic_json_int(json, LIC_SIGN_IN_WARN_DAYS);
		break;
	case DOMAIN_VALIDITY:
		lic_json_int(json, state->validity_days == 0 ? NEVER_DAYS : state->validity_days);
		break;
	case DOMAIN_SERVICES:
		lic_json_array(json);
		lic_json_end(json);
		break;
	default: /* availabilityStatus and state: nothing is under way */
		lic_json_null(json);
		break;
	}
}

static void write_members(struct lic_json *json, const struct state *state, size_t index)
{
	for (unsigned i = 0; i < DOMAIN_MAX; i++) {
		if ((state->selection.fields & LIC_FIELD_BIT(i)) != 0) {
			lic_json_key(json, names[i]);
			write_field(json, state, index, i);
		}
	}
}

lic_rc lic_graph__domains_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "domains", &state->selection, "");
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->tenant.domain_count; i++) {
		lic_json_object(&json);
		write_members(&json, state, i);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_graph__domain_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	lic_json_object(&json);
	lic_graph__context(req, &json, "domains", &state->selection, "/$entity");
	write_members(&json, state, state->index);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
