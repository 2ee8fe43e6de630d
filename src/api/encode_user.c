/*
 * JSON forms of users and of what they hold: see encode.h.
 */
#include "api/encode.h"

#include "core/planset.h"

#include <string.h>

#define PLAN_WORDS_MAX (LIC_CATALOG_PLANS_MAX / 64)

const char *const lic_user_field_names[LIC_FIELD_MAX_] = {
	[LIC_USER_PRINCIPAL_NAME] = "userPrincipalName",
	[LIC_USER_DISPLAY_NAME] = "displayName",
	[LIC_USER_GIVEN_NAME] = "givenName",
	[LIC_USER_SURNAME] = "surname",
	[LIC_USER_MAIL] = "mail",
	[LIC_USER_MAIL_NICKNAME] = "mailNickname",
	[LIC_USER_TYPE] = "userType",
	[LIC_USER_USAGE_LOCATION] = "usageLocation",
	[LIC_USER_JOB_TITLE] = "jobTitle",
	[LIC_USER_DEPARTMENT] = "department",
	[LIC_USER_OFFICE_LOCATION] = "officeLocation",
	[LIC_USER_BUSINESS_PHONE] = "businessPhones",
	[LIC_USER_MOBILE_PHONE] = "mobilePhone",
	[LIC_USER_FAX_NUMBER] = "faxNumber",
	[LIC_USER_STREET_ADDRESS] = "streetAddress",
	[LIC_USER_CITY] = "city",
	[LIC_USER_STATE] = "state",
	[LIC_USER_POSTAL_CODE] = "postalCode",
	[LIC_USER_COUNTRY] = "country",
	[LIC_USER_COMPANY_NAME] = "companyName",
	[LIC_USER_EMPLOYEE_ID] = "employeeId",
	[LIC_USER_PREFERRED_LANGUAGE] = "preferredLanguage",
	[LIC_FIELD_ID] = "id",
	[LIC_FIELD_ACCOUNT_ENABLED] = "accountEnabled",
	[LIC_FIELD_CREATED] = "createdDateTime",
	[LIC_FIELD_DELETED] = "deletedDateTime",
	[LIC_FIELD_ASSIGNED_LICENSES] = "assignedLicenses",
	[LIC_FIELD_ASSIGNED_PLANS] = "assignedPlans",
	[LIC_FIELD_PROVISIONED_PLANS] = "provisionedPlans",
	[LIC_FIELD_LICENSE_STATES] = "licenseAssignmentStates",
	[LIC_FIELD_SYNCED] = "onPremisesSyncEnabled",
};

static const struct lic_seats *find_seats(const struct lic_license_view *view, uint32_t sku)
{
	for (size_t i = 0; i < view->seat_count; i++) {
		if (view->seats[i].sku == sku) {
			return &view->seats[i].seats;
		}
	}
	return NULL;
}

bool lic_held_next(const struct lic_license_view *view, size_t *at, struct lic_held_sku *ret_held)
{
	while (*at < view->path_count) {
		const struct lic_path *first = &view->paths[*at];
		struct lic_held_sku held = {.sku = first->sku, .paths = first};
		bool is_held = false;

		/* Paths come in order of SKU. */
		for (; *at < view->path_count && view->paths[*at].sku == held.sku; (*at)++) {
			const struct lic_path *path = &view->paths[*at];

			held.count++;
			if (lic_path_holds_seat(path->state) &&
				(!is_held || path->since_ms < held.since_ms)) {
				held.since_ms = path->since_ms;
				is_held = true;
			}
		}
		if (is_held) {
			held.seats = find_seats(view, held.sku);
			*ret_held = held;
			return true;
		}
	}
	return false;
}

bool lic_held_is_off(const struct lic_held_sku *held, uint32_t plan)
{
	for (size_t i = 0; i < held->count; i++) {
		if (lic_path_holds_seat(held->paths[i].state) &&
			!lic_planset_has(held->paths[i].disabled, plan)) {
			return false;
		}
	}
	return true;
}

void lic_encode_source(struct lic_json *json, const struct lic_sources *sources, int64_t source)
{
	const struct lic_source *group = lic_sources_find(sources, source);

	if (group == NULL) {
		lic_json_null(json);
	} else {
		lic_json_guid(json, &group->guid);
	}
}

void lic_encode_assigned_licenses(struct lic_json *json, const struct lic_license_view *view)
{
	const struct lic_catalog *catalog = view->hold.catalog;
	struct lic_held_sku held;
	size_t at = 0;

	lic_json_array(json);
	while (lic_held_next(view, &at, &held)) {
		const struct lic_sku *sku = &catalog->skus[held.sku];

		lic_json_object(json);
		lic_json_kguid(json, "skuId", &sku->id);
		lic_json_key(json, "disabledPlans");
		lic_json_array(json);
		for (size_t i = 0; i < sku->plan_count; i++) {
			if (lic_held_is_off(&held, sku->plans[i])) {
				lic_json_guid(json, &catalog->plans[sku->plans[i]].id);
			}
		}
		lic_json_end(json);
		lic_json_end(json);
	}
	lic_json_end(json);
}

/* a plan's capabilityStatus follows the pool of the SKU that brings it. */
static enum lic_sub_status capability(const struct lic_held_sku *held)
{
	return held->seats == NULL ? LIC_SUB_DELETED : lic_seats_capability(held->seats);
}

/* Which of two forms a plan is written in. */
enum plan_form {
	ASSIGNED_PLAN,
	PROVISIONED_PLAN
};

static void encode_plan(struct lic_json *json, const struct lic_plan *plan,
	const struct lic_held_sku *held, enum plan_form form)
{
	lic_json_object(json);
	if (form == ASSIGNED_PLAN) {
		lic_json_ktime(json, "assignedDateTime", held->since_ms);
	}
	lic_json_kstring(json, "capabilityStatus", lic_sub_status_name(capability(held)));
	if (form == PROVISIONED_PLAN) {
		lic_json_kstring(json, "provisioningStatus", "Success");
	}
	lic_json_kstring(json, "service", plan->service);
	if (form == ASSIGNED_PLAN) {
		lic_json_kguid(json, "servicePlanId", &plan->id);
	}
	lic_json_end(json);
}

/* Writes the user-level plans that are on in `held` and not in `seen` yet. */
static void encode_new_plans(struct lic_json *json, const struct lic_catalog *catalog,
	const struct lic_held_sku *held, uint64_t *seen, enum plan_form form)
{
	const struct lic_sku *sku = &catalog->skus[held->sku];

	for (size_t i = 0; i < sku->plan_count; i++) {
		uint32_t plan = sku->plans[i];

		if (!lic_planset_has(seen, plan) && lic_planset_has(sku->switchable, plan) &&
			!lic_held_is_off(held, plan)) {
			lic_planset_add(seen, plan);
			encode_plan(json, &catalog->plans[plan], held, form);
		}
	}
}

/* a plan that several SKUs bring appears once, with the best status among them. */
static void encode_plans(struct lic_json *json, const struct lic_license_view *view,
	enum plan_form form)
{
	static const enum lic_sub_status best_first[] = {LIC_SUB_ENABLED, LIC_SUB_WARNING,
		LIC_SUB_SUSPENDED, LIC_SUB_LOCKED_OUT, LIC_SUB_DELETED};
	uint64_t seen[PLAN_WORDS_MAX] = {0};
	struct lic_held_sku held;

	lic_json_array(json);
	for (size_t i = 0; i < LIC_COUNT(best_first); i++) {
		size_t at = 0;

		while (lic_held_next(view, &at, &held)) {
			if (capability(&held) == best_first[i]) {
				encode_new_plans(json, view->hold.catalog, &held, seen, form);
			}
		}
	}
	lic_json_end(json);
}

/* Specification 1.6: one element per path, also those that hold no seat; D-06, D-09 for state and
 * error. */
static void encode_states(struct lic_json *json, const struct lic_license_view *view)
{
	const struct lic_catalog *catalog = view->hold.catalog;

	lic_json_array(json);
	for (size_t i = 0; i < view->path_count; i++) {
		const struct lic_path *path = &view->paths[i];
		const struct lic_seats *seats = find_seats(view, path->sku);
		bool is_usable = seats != NULL && seats->enabled + seats->warning > 0;

		lic_json_object(json);
		lic_json_kguid(json, "skuId", &catalog->skus[path->sku].id);
		lic_json_key(json, "assignedByGroup");
		lic_encode_source(json, &view->sources, path->source);
		lic_json_key(json, "disabledPlans");
		lic_encode_plan_ids(json, catalog, path->sku, path->disabled);
		lic_json_kstring(json, "state", lic_path_state_name(path->state, is_usable));
		lic_json_kstring(json, "error", lic_path_error_name(path->error));
		lic_json_ktime(json, "lastUpdatedDateTime", path->since_ms);
		lic_json_end(json);
	}
	lic_json_end(json);
}

static void encode_text(struct lic_json *json, const struct lic_user *user,
	enum lic_user_property property)
{
	const char *text = user->values.text[property];

	if (property != LIC_USER_BUSINESS_PHONE) {
		lic_json_string(json, text);
		return;
	}
	lic_json_array(json); /* a list in Graph, never null */
	if (text != NULL) {
		lic_json_string(json, text);
	}
	lic_json_end(json);
}

static void encode_field(struct lic_json *json, const struct lic_user *user,
	enum lic_user_field field, const struct lic_license_view *view)
{
	switch (field) {
	case LIC_FIELD_ID:
		lic_json_guid(json, &user->guid);
		break;
	case LIC_FIELD_ACCOUNT_ENABLED:
		lic_json_bool(json, user->values.account_enabled);
		break;
	case LIC_FIELD_CREATED:
		lic_json_time(json, user->created_ms);
		break;
	case LIC_FIELD_DELETED:
		if (user->deleted_ms.is_set) {
			lic_json_time(json, user->deleted_ms.value);
		} else {
			lic_json_null(json);
		}
		break;
	case LIC_FIELD_ASSIGNED_LICENSES:
		lic_encode_assigned_licenses(json, view);
		break;
	case LIC_FIELD_ASSIGNED_PLANS:
		encode_plans(json, view, ASSIGNED_PLAN);
		break;
	case LIC_FIELD_PROVISIONED_PLANS:
		encode_plans(json, view, PROVISIONED_PLAN);
		break;
	case LIC_FIELD_LICENSE_STATES:
		encode_states(json, view);
		break;
	case LIC_FIELD_SYNCED:
		lic_json_null(json);
		break;
	case LIC_FIELD_MAX_:
		break;
	}
}

void lic_encode_user_members(struct lic_json *json, const struct lic_user *user, uint64_t fields,
	const struct lic_license_view *view)
{
	for (int i = 0; i < LIC_FIELD_MAX_; i++) {
		if ((fields & LIC_FIELD_BIT(i)) == 0) {
			continue;
		}
		lic_json_key(json, lic_user_field_names[i]);
		if (i < LIC_USER_PROPERTY_MAX_) {
			encode_text(json, user, (enum lic_user_property)i);
		} else {
			encode_field(json, user, (enum lic_user_field)i, view);
		}
	}
}
