/*
 * What several of our own calls need: see desk_int.h.
 */
#include "api/desk/desk_int.h"

#include "api/body_int.h"
#include "base/clock.h"
#include "base/text.h"
#include "service/subscriptions.h"

#include <string.h>
#include <strings.h>

#define STATUS_UNSUPPORTED_MEDIA 415

void lic_desk__release_catalog(struct lic_api_request *req)
{
	if (req->state != NULL) {
		lic_catalog_put(req->state);
	}
}

void *lic_desk__new_state(struct lic_api_request *req, size_t size)
{
	req->state = lic_arena_alloc(req->ctx.arena, size);
	return req->state;
}

lic_rc lic_desk__sku(struct lic_api_request *req, const struct lic_catalog *catalog,
	const char *text, uint32_t *ret_sku)
{
	lic_rc rc = lic_sku_find(req->ctx.arena, catalog, text, "sku", &req->err, ret_sku);

	if (rc.code == LIC_E_NOTFOUND) {
		req->err.public_code = "Request_ResourceNotFound";
	}
	return rc;
}

lic_rc lic_desk__date(struct lic_api_request *req, const json_t *value, const char *target,
	struct lic_opt_int *ret_ms)
{
	struct lic_opt_int ms = {0};

	if (value != NULL && !json_is_null(value)) {
		ms.is_set = true;
		if (!lic_time_parse(json_string_value(value), &ms.value)) {
			return lic_err_field(&req->err, req->ctx.arena, target,
				"%s is '%.100s': write a date such as 2026-01-31, or a date and time such as "
				"2026-01-31T08:00:00Z.",
				target, json_string_value(value));
		}
	}
	*ret_ms = ms;
	return LIC_OK_RC;
}

lic_rc lic_desk__flag(struct lic_api_request *req, const char *name, bool *ret_flag,
	bool *ret_given)
{
	const char *text = lic_api__option(req, name);
	bool is_true = text != NULL && lic_text_equal_nocase(text, "true");

	if (text != NULL && !is_true && !lic_text_equal_nocase(text, "false")) {
		return lic_err_field(&req->err, req->ctx.arena, name,
			"The query option %s is '%.100s': it takes true or false.", name, text);
	}
	if (text != NULL) {
		*ret_flag = is_true;
	}
	if (ret_given != NULL) {
		*ret_given = text != NULL;
	}
	return LIC_OK_RC;
}

/* Tells whether the `len` bytes at `type` are one of `types`, in any case. */
static bool is_one_of(const char *type, size_t len, const char *types)
{
	while (*types != '\0') {
		size_t item = strcspn(types, ",");

		if (item == len && strncasecmp(types, type, len) == 0) {
			return true;
		}
		types += item;
		types += strspn(types, ", ");
	}
	return false;
}

lic_rc lic_desk__check_media(struct lic_api_request *req, const char *types)
{
	const char *type = lic_api__header(req, "Content-Type");
	const char *coding = lic_api__header(req, "Content-Encoding");
	size_t len = 0;

	if (coding != NULL && !lic_text_equal_nocase(coding, "identity")) {
		req->error_status = STATUS_UNSUPPORTED_MEDIA;
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"Compressed bodies are not taken: send it without Content-Encoding.");
	}
	if (type == NULL) {
		return LIC_OK_RC;
	}
	type += strspn(type, " \t");
	len = strcspn(type, "; \t");
	if (is_one_of(type, len, types)) {
		return LIC_OK_RC;
	}
	req->error_status = STATUS_UNSUPPORTED_MEDIA;
	return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
		"The Content-Type '%.100s' is not supported here: send %s.", type, types);
}

void lic_desk__write_time(struct lic_json *json, const char *key, struct lic_opt_int ms)
{
	lic_json_key(json, key);
	if (ms.is_set) {
		lic_json_time(json, ms.value);
	} else {
		lic_json_null(json);
	}
}

void lic_desk__write_group(struct lic_json *json, const char *key,
	const struct lic_sources *sources, int64_t id)
{
	const struct lic_source *group = lic_sources_find(sources, id);

	lic_json_key(json, key);
	if (group == NULL) {
		lic_json_null(json);
		return;
	}
	lic_json_object(json);
	lic_json_kguid(json, "id", &group->guid);
	lic_json_kstring(json, "displayName", group->name);
	lic_json_end(json);
}

void lic_desk__write_id(struct lic_json *json, const char *key, bool is_set,
	const struct lic_guid *guid)
{
	if (is_set) {
		lic_json_kguid(json, key, guid);
	} else {
		lic_json_kstring(json, key, NULL);
	}
}
