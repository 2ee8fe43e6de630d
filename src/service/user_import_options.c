/*
 * The options of an import as JSON, for the job that outlives the request: see user_import.h.
 */
#include "service/user_import_int.h"

#include "base/json.h"

#include <string.h>

#define OPTIONS_BYTES_MAX ((size_t)64 * 1024 * 1024)

static void write_add(struct lic_json *json, const struct lic_license_add *add)
{
	lic_json_object(json);
	lic_json_kguid(json, "skuId", &add->sku_id);
	lic_json_key(json, "disabledPlans");
	lic_json_array(json);
	for (size_t i = 0; i < add->disabled_count; i++) {
		lic_json_guid(json, &add->disabled_plans[i]);
	}
	lic_json_end(json);
	lic_json_end(json);
}

lic_rc lic_user_import_write_options(struct lic_arena *arena,
	const struct lic_import_options *options, const char **ret_text)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;

	lic_buf_init(&text, OPTIONS_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	lic_json_kstring(&json, "usageLocation", options->usage_location);
	lic_json_kbool(&json, "accountEnabled", options->account_enabled);
	lic_json_kbool(&json, "skipBad", options->skip_bad);
	if (options->licenses != NULL) {
		lic_json_key(&json, "licenses");
		lic_json_array(&json);
		for (size_t i = 0; i < options->licenses->add_count; i++) {
			write_add(&json, &options->licenses->adds[i]);
		}
		lic_json_end(&json);
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	*ret_text = lic_arena_copy(arena, text.data, text.len);
	return *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static bool read_guid(const json_t *value, struct lic_guid *ret_guid)
{
	const char *text = json_string_value(value);

	return text != NULL && lic_guid_parse(text, strlen(text), ret_guid);
}

static lic_rc read_add(struct lic_arena *arena, const json_t *value,
	struct lic_license_add *ret_add)
{
	const json_t *plans = json_object_get(value, "disabledPlans");
	size_t count = json_array_size(plans);
	struct lic_guid *ids = lic_arena_array(arena, count, sizeof(*ids));

	if (ids == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		if (!read_guid(json_array_get(plans, i), &ids[i])) {
			return LIC_RC(LIC_E_CORRUPT);
		}
	}
	if (!read_guid(json_object_get(value, "skuId"), &ret_add->sku_id)) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	ret_add->disabled_plans = ids;
	ret_add->disabled_count = count;
	return LIC_OK_RC;
}

static lic_rc read_request(struct lic_arena *arena, const json_t *list,
	const struct lic_license_request **ret_request)
{
	size_t count = json_array_size(list);
	struct lic_license_request *request = lic_arena_alloc(arena, sizeof(*request));
	struct lic_license_add *adds = lic_arena_array(arena, count, sizeof(*adds));

	if (request == NULL || adds == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		LIC_TRY(read_add(arena, json_array_get(list, i), &adds[i]));
	}
	request->adds = adds;
	request->add_count = count;
	*ret_request = request;
	return LIC_OK_RC;
}

lic_rc lic_import__read_options(struct lic_arena *arena, const char *text,
	struct lic_import_options *ret_options)
{
	LIC_AUTO(lic_json_freep) json_t *root = NULL;
	struct lic_import_options options = {0};
	const char *location = NULL;
	lic_rc rc = lic_json_parse(text, strlen(text), NULL, &root);

	if (!lic_ok(rc)) {
		return LIC_RC(rc.code == LIC_E_NOMEM ? LIC_E_NOMEM : LIC_E_CORRUPT);
	}
	options.account_enabled = json_is_true(json_object_get(root, "accountEnabled"));
	options.skip_bad = json_is_true(json_object_get(root, "skipBad"));
	location = json_string_value(json_object_get(root, "usageLocation"));
	if (location != NULL) {
		options.usage_location = lic_arena_strdup(arena, location);
		if (options.usage_location == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	if (json_object_get(root, "licenses") != NULL) {
		LIC_TRY(read_request(arena, json_object_get(root, "licenses"), &options.licenses));
	}
	*ret_options = options;
	return LIC_OK_RC;
}
