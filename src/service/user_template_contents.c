/*
 * What templates say: checking and storing. See user_template_int.h.
 */
#include "service/user_template_int.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "service/catalogs.h"
#include "service/user_int.h"

#include <string.h>

#define STORED_BYTES_MAX ((size_t)1024 * 1024)

/* most of the profile; not what is one person's. */
static const bool is_kept[LIC_USER_PROPERTY_MAX_] = {
	[LIC_USER_JOB_TITLE] = true,
	[LIC_USER_DEPARTMENT] = true,
	[LIC_USER_OFFICE_LOCATION] = true,
	[LIC_USER_BUSINESS_PHONE] = true,
	[LIC_USER_FAX_NUMBER] = true,
	[LIC_USER_STREET_ADDRESS] = true,
	[LIC_USER_CITY] = true,
	[LIC_USER_STATE] = true,
	[LIC_USER_POSTAL_CODE] = true,
	[LIC_USER_COUNTRY] = true,
	[LIC_USER_COMPANY_NAME] = true,
	[LIC_USER_PREFERRED_LANGUAGE] = true,
};

bool lic_user_template_has(enum lic_user_property property)
{
	return is_kept[property];
}

static lic_rc check_license(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_license_add *license)
{
	uint32_t sku = lic_catalog_sku(catalog, &license->sku_id);

	if (sku == LIC_INDEX_NONE) {
		return lic_err_field(ctx->err, ctx->arena, "contents/assignedLicenses",
			"There is no product %s in the catalogue.",
			lic_guid_format(&license->sku_id).text);
	}
	for (size_t i = 0; i < license->disabled_count; i++) {
		uint32_t plan = lic_catalog_plan(catalog, &license->disabled_plans[i]);

		if (plan == LIC_INDEX_NONE || !lic_sku_has_plan(&catalog->skus[sku], plan)) {
			return lic_err_field(ctx->err, ctx->arena, "contents/assignedLicenses",
				"%s has no service plan %s.", catalog->skus[sku].display_name,
				lic_guid_format(&license->disabled_plans[i]).text);
		}
	}
	return LIC_OK_RC;
}

static lic_rc check_licenses(struct lic_ctx *ctx, const struct lic_user_template_contents *contents)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};

	if (contents->license_count > LIC_USER_TEMPLATE_LICENSES_MAX) {
		return lic_err_field(ctx->err, ctx->arena, "contents/assignedLicenses",
			"A template has at most %d licences.", LIC_USER_TEMPLATE_LICENSES_MAX);
	}
	LIC_TRY(lic_catalog_get(ctx, &hold));
	for (size_t i = 0; i < contents->license_count; i++) {
		LIC_TRY(check_license(ctx, hold.catalog, &contents->licenses[i]));
	}
	return LIC_OK_RC;
}

lic_rc lic_user_template__check(struct lic_ctx *ctx,
	const struct lic_user_template_contents *contents)
{
	for (size_t i = 0; i < LIC_USER_PROPERTY_MAX_; i++) {
		LIC_REQUIRE(contents->profile[i] == NULL || is_kept[i]);
		if (contents->profile[i] != NULL) {
			LIC_TRY(lic_user_check((enum lic_user_property)i, contents->profile[i],
				ctx->arena, ctx->err));
		}
	}
	LIC_TRY(lic_user_check(LIC_USER_USAGE_LOCATION, contents->usage_location, ctx->arena,
		ctx->err));
	if (contents->domain != NULL) {
		LIC_TRY(lic_user__check_domain(ctx, contents->domain, "contents/domain"));
	}
	return check_licenses(ctx, contents);
}

static void write_licenses(struct lic_json *json, const struct lic_user_template_contents *contents)
{
	lic_json_key(json, "assignedLicenses");
	lic_json_array(json);
	for (size_t i = 0; i < contents->license_count; i++) {
		const struct lic_license_add *license = &contents->licenses[i];

		lic_json_object(json);
		lic_json_kguid(json, "skuId", &license->sku_id);
		lic_json_key(json, "disabledPlans");
		lic_json_array(json);
		for (size_t j = 0; j < license->disabled_count; j++) {
			lic_json_guid(json, &license->disabled_plans[j]);
		}
		lic_json_end(json);
		lic_json_end(json);
	}
	lic_json_end(json);
}

/* The profile as Graph writes it: businessPhones is a list. */
static void write_profile(struct lic_json *json, const struct lic_user_template_contents *contents)
{
	lic_json_key(json, "profile");
	lic_json_object(json);
	for (size_t i = 0; i < LIC_USER_PROPERTY_MAX_; i++) {
		if (contents->profile[i] != NULL && i == LIC_USER_BUSINESS_PHONE) {
			lic_json_key(json, lic_user_properties[i].name);
			lic_json_array(json);
			lic_json_string(json, contents->profile[i]);
			lic_json_end(json);
		} else if (contents->profile[i] != NULL) {
			lic_json_kstring(json, lic_user_properties[i].name, contents->profile[i]);
		}
	}
	lic_json_end(json);
}

lic_rc lic_user_template__store(struct lic_ctx *ctx,
	const struct lic_user_template_contents *contents, const char **ret_text)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;
	const char *copy = NULL;

	lic_buf_init(&text, STORED_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	lic_json_kstring(&json, "domain", contents->domain);
	lic_json_kstring(&json, "password", contents->is_password_typed ? "typed" : "generated");
	lic_json_kbool(&json, "forceChangePasswordNextSignIn", contents->must_change);
	lic_json_kstring(&json, "usageLocation", contents->usage_location);
	write_licenses(&json, contents);
	lic_json_key(&json, "roles");
	lic_json_array(&json);
	for (int i = 0; i < LIC_ROLE_MAX_; i++) {
		if (contents->has_role[i]) {
			lic_json_string(&json, lic_role_template_id((enum lic_role)i));
		}
	}
	lic_json_end(&json);
	write_profile(&json, contents);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	copy = lic_arena_copy(ctx->arena, text.data, text.len);
	if (copy == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_text = copy;
	return LIC_OK_RC;
}
