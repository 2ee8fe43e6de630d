/*
 * Reading JSON bodies: see body_int.h.
 */
#include "api/body_int.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

static const char *const expectations[] = {
	[LIC_MEMBER_STRING] = "a string",
	[LIC_MEMBER_STRING_OR_NULL] = "a string or null",
	[LIC_MEMBER_BOOL] = "true or false",
	[LIC_MEMBER_INT] = "a whole number",
	[LIC_MEMBER_INT_OR_NULL] = "a whole number or null",
	[LIC_MEMBER_OBJECT] = "an object",
	[LIC_MEMBER_ARRAY] = "an array",
	[LIC_MEMBER_ANY] = "anything",
	[LIC_MEMBER_READ_ONLY] = "nothing",
};

/* Tells whether the media type of `value` is `type`, whatever its parameters. */
static bool has_type(const char *value, const char *type)
{
	size_t len = strlen(type);

	return strncasecmp(value, type, len) == 0 && strchr(" ;", value[len]) != NULL;
}

lic_rc lic_api__check_json(struct lic_api_request *req)
{
	const char *type = lic_api__header(req, "Content-Type");
	const char *coding = lic_api__header(req, "Content-Encoding");

	if (coding != NULL && !lic_text_equal_nocase(coding, "identity")) {
		req->error_status = 415;
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"Compressed bodies are not taken: send it without Content-Encoding.");
	}
	if (type != NULL && !has_type(type, "application/json")) {
		req->error_status = 415;
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"The Content-Type '%.100s' is not supported here: send application/json.",
			type);
	}
	return LIC_OK_RC;
}

/* Bytes of the byte order mark that the body begins with: it may be passed over (RFC 8259, 8.1),
 * and PowerShell sends files as they are. */
static size_t mark_length(const struct lic_api_request *req)
{
	static const char mark[] = "\xEF\xBB\xBF";
	size_t len = sizeof(mark) - 1;

	return req->in->body_len >= len && memcmp(req->in->body, mark, len) == 0 ? len : 0;
}

lic_rc lic_api__body(struct lic_api_request *req, json_t **ret_object)
{
	size_t skipped = mark_length(req);

	LIC_REQUIRE(req->body == NULL);
	LIC_TRY(lic_api__check_json(req));
	if (req->in->body_len == skipped) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"The request has no body: this call needs a JSON object.");
	}
	LIC_TRY(lic_json_parse(req->in->body + skipped, req->in->body_len - skipped, &req->err,
		&req->body));
	if (!json_is_object(req->body)) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"The request body must be a JSON object.");
	}
	*ret_object = req->body;
	return LIC_OK_RC;
}

lic_rc lic_api__wrong_type(struct lic_api_request *req, const char *target, const char *expected)
{
	return lic_err_field(&req->err, req->ctx.arena, target,
		"The value of '%.200s' has the wrong type: expected %s.", target, expected);
}

static bool is_of_type(const json_t *value, enum lic_member_type type)
{
	switch (type) {
	case LIC_MEMBER_STRING:
		return json_is_string(value);
	case LIC_MEMBER_STRING_OR_NULL:
		return json_is_string(value) || json_is_null(value);
	case LIC_MEMBER_BOOL:
		return json_is_boolean(value);
	case LIC_MEMBER_INT:
		return json_is_integer(value);
	case LIC_MEMBER_INT_OR_NULL:
		return json_is_integer(value) || json_is_null(value);
	case LIC_MEMBER_OBJECT:
		return json_is_object(value);
	case LIC_MEMBER_ARRAY:
		return json_is_array(value);
	case LIC_MEMBER_ANY:
		return true;
	case LIC_MEMBER_READ_ONLY:
		break;
	}
	return false;
}

/* The nearest member that can be written, for "did you mean"; NULL when none is near. */
static const char *nearest_member(struct lic_arena *arena, const struct lic_members *members,
	const char *name)
{
	const char **names = lic_arena_array(arena, members->count, sizeof(*names));
	size_t nearest = 0;

	if (names == NULL) {
		return NULL;
	}
	for (size_t i = 0; i < members->count; i++) {
		names[i] = members->list[i].type == LIC_MEMBER_READ_ONLY ? NULL
									 : members->list[i].name;
	}
	nearest = lic_text_nearest(name, names, members->count);
	return nearest < members->count ? names[nearest] : NULL;
}

static lic_rc unknown_member(struct lic_api_request *req, const struct lic_members *members,
	const char *target, const char *name)
{
	const char *nearest = nearest_member(req->ctx.arena, members, name);

	if (nearest != NULL) {
		return lic_err_field(&req->err, req->ctx.arena, target,
			"'%.200s' is not a property that this call takes. Did you mean '%s'?",
			target, nearest);
	}
	return lic_err_field(&req->err, req->ctx.arena, target,
		"'%.200s' is not a property that this call takes.", target);
}

/* Takes one member of an object. `values` as in lic_api__members(). */
static lic_rc take_member(struct lic_api_request *req, const struct lic_members *members,
	const char *prefix, const char *name, json_t *value, json_t **values)
{
	const char *target = lic_arena_printf(req->ctx.arena, "%s%.100s", prefix, name);
	size_t i = 0;

	if (target == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	while (i < members->count && !lic_text_equal_nocase(members->list[i].name, name)) {
		i++;
	}
	if (i == members->count) {
		return unknown_member(req, members, target, name);
	}
	if (values[i] != NULL) {
		return lic_err_field(&req->err, req->ctx.arena, target, "'%s' is there twice.",
			target);
	}
	if (members->list[i].type == LIC_MEMBER_READ_ONLY) {
		return lic_err_field(&req->err, req->ctx.arena, target,
			"Property '%s' is read-only and cannot be set.", target);
	}
	if (!is_of_type(value, members->list[i].type)) {
		return lic_api__wrong_type(req, target, expectations[members->list[i].type]);
	}
	values[i] = value;
	return LIC_OK_RC;
}

/* Annotations say something about the message, not about the object (OData JSON 4.6), but for
 * "…@odata.bind", which is to change it. */
static bool is_passed_over(const char *name)
{
	const char *mark = strstr(name, "@odata.");

	return mark != NULL && !lic_text_equal_nocase(mark, "@odata.bind");
}

lic_rc lic_api__members(struct lic_api_request *req, json_t *object, const char *prefix,
	const struct lic_members *members, json_t **ret_values)
{
	const char *name = NULL;
	json_t *value = NULL;

	memset(ret_values, 0, members->count * sizeof(json_t *));
	json_object_foreach(object, name, value)
	{
		if (!is_passed_over(name)) {
			LIC_TRY(take_member(req, members, prefix, name, value, ret_values));
		}
	}
	for (size_t i = 0; i < members->count; i++) {
		if (members->list[i].is_required && ret_values[i] == NULL) {
			const char *target = lic_arena_printf(req->ctx.arena, "%s%s", prefix,
				members->list[i].name);

			return target == NULL
				? LIC_RC(LIC_E_NOMEM)
				: lic_err_field(&req->err, req->ctx.arena, target,
					  "A value is required for property '%s'.", target);
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_api__body_members(struct lic_api_request *req, const struct lic_members *members,
	json_t **ret_values)
{
	json_t *object = NULL;

	LIC_TRY(lic_api__body(req, &object));
	return lic_api__members(req, object, "", members, ret_values);
}

lic_rc lic_api__guid(struct lic_api_request *req, const json_t *value, const char *target,
	struct lic_guid *ret_guid)
{
	if (json_is_string(value) &&
		lic_guid_parse(json_string_value(value), json_string_length(value), ret_guid)) {
		return LIC_OK_RC;
	}
	/* Specification 5.1, "malformed GUID": scripts match the text. */
	return lic_err_field(&req->err, req->ctx.arena, target,
		"Cannot convert a primitive value to the expected type 'Edm.Guid'. See the inner exception for more details.");
}

/* Reads one element of addLicenses. */
static lic_rc read_add(struct lic_api_request *req, json_t *element, const char *target,
	struct lic_license_add *add)
{
	static const struct lic_member list[] = {
		{"skuId", LIC_MEMBER_STRING, true},
		{"disabledPlans", LIC_MEMBER_ARRAY, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	const char *prefix = lic_arena_printf(req->ctx.arena, "%s/", target);
	const char *sku_target = lic_arena_printf(req->ctx.arena, "%s/skuId", target);
	json_t *values[LIC_COUNT(list)];
	struct lic_guid *disabled = NULL;

	if (prefix == NULL || sku_target == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (!json_is_object(element)) {
		return lic_api__wrong_type(req, target, "an object");
	}
	LIC_TRY(lic_api__members(req, element, prefix, &members, values));
	LIC_TRY(lic_api__guid(req, values[0], sku_target, &add->sku_id));
	add->disabled_count = json_array_size(values[1]); /* 0 when it is absent, as clients leave
							     it out */
	disabled = lic_arena_array(req->ctx.arena, add->disabled_count, sizeof(*disabled));
	if (disabled == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < add->disabled_count; i++) {
		const char *plan_target =
			lic_arena_printf(req->ctx.arena, "%s/disabledPlans/%zu", target, i);

		if (plan_target == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(lic_api__guid(req, json_array_get(values[1], i), plan_target,
			&disabled[i]));
	}
	add->disabled_plans = disabled;
	return LIC_OK_RC;
}

lic_rc lic_api__adds(struct lic_api_request *req, json_t *array, const char *target,
	const struct lic_license_add **ret_adds, size_t *ret_count)
{
	size_t count = json_array_size(array);
	struct lic_license_add *adds = NULL;

	if (count > LIC_REQUEST_SKUS_MAX) {
		return lic_err_field(&req->err, req->ctx.arena, target,
			"At most %d licenses can be named in one request.", LIC_REQUEST_SKUS_MAX);
	}
	adds = lic_arena_array(req->ctx.arena, count, sizeof(*adds));
	if (adds == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		const char *element = lic_arena_printf(req->ctx.arena, "%s/%zu", target, i);

		if (element == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(read_add(req, json_array_get(array, i), element, &adds[i]));
	}
	*ret_adds = adds;
	*ret_count = count;
	return LIC_OK_RC;
}
