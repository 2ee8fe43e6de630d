/*
 * JSON forms of service plans: see encode.h. What is said of a plan is the same for every user but
 * for one word, so both texts are written once, when a catalogue comes into memory, and copied into
 * answers (docs/performance.md).
 */
#include "api/api.h"
#include "api/encode.h"

#define FORM_BYTES_MAX ((size_t)1024 * 1024)

/* One text, a complete JSON value. */
struct form {
	const char *text; /* in the catalogue's arena */
	size_t len;       /* bytes */
};

/* Graph's servicePlanInfo of one plan; an array of these, by index of plan, is hold.extra. */
struct plan_forms {
	struct form on;  /* provisioningStatus "Success" */
	struct form off; /* provisioningStatus "Disabled" */
};

static lic_rc make_form(struct lic_arena *arena, struct lic_buf *scratch,
	const struct lic_plan *plan, const char *status, struct form *ret_form)
{
	struct lic_json json;

	lic_buf_clear(scratch);
	lic_json_init(&json, scratch);
	lic_json_object(&json);
	lic_json_kguid(&json, "servicePlanId", &plan->id);
	lic_json_kstring(&json, "servicePlanName", plan->name);
	lic_json_kstring(&json, "provisioningStatus", status);
	lic_json_kstring(&json, "appliesTo", plan->is_company ? "Company" : "User");
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	const char *text = lic_arena_copy(arena, scratch->data, scratch->len);

	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_form = (struct form){text, scratch->len};
	return LIC_OK_RC;
}

lic_rc lic_api_catalog_forms(struct lic_arena *arena, const struct lic_catalog *catalog,
	const void **ret_forms)
{
	LIC_AUTO(lic_buf_done) struct lic_buf scratch = {0};
	struct plan_forms *forms = lic_arena_array(arena, catalog->plan_count, sizeof(*forms));

	lic_buf_init(&scratch, FORM_BYTES_MAX);
	if (forms == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < catalog->plan_count; i++) {
		const struct lic_plan *plan = &catalog->plans[i];

		LIC_TRY(make_form(arena, &scratch, plan, "Success", &forms[i].on));
		LIC_TRY(make_form(arena, &scratch, plan, "Disabled", &forms[i].off));
	}
	*ret_forms = forms;
	return LIC_OK_RC;
}

void lic_encode_service_plans(struct lic_json *json, const struct lic_catalog_hold *hold,
	uint32_t sku)
{
	const struct lic_sku *entry = &hold->catalog->skus[sku];
	const struct plan_forms *forms = hold->extra;

	lic_json_array(json);
	for (size_t i = 0; i < entry->plan_count; i++) {
		const struct form *form = &forms[entry->plans[i]].on;

		lic_json_raw(json, form->text, form->len);
	}
	lic_json_end(json);
}

void lic_encode_held_plans(struct lic_json *json, const struct lic_catalog_hold *hold,
	const struct lic_held_sku *held)
{
	const struct lic_sku *entry = &hold->catalog->skus[held->sku];
	const struct plan_forms *forms = hold->extra;

	lic_json_array(json);
	for (size_t i = 0; i < entry->plan_count; i++) {
		const struct plan_forms *both = &forms[entry->plans[i]];
		const struct form *form =
			lic_held_is_off(held, entry->plans[i]) ? &both->off : &both->on;

		lic_json_raw(json, form->text, form->len);
	}
	lic_json_end(json);
}
