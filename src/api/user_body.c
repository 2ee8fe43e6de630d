/*
 * Users in JSON bodies: see body_int.h.
 */
#include "api/body_int.h"

#include "auth/password.h"
#include "core/user.h"

/* Members beside the texts of enum lic_user_property, which come first under their own numbers. */
enum {
	MEMBER_ENABLED = LIC_USER_PROPERTY_MAX_,
	MEMBER_PASSWORD,
	MEMBER_LICENSES,
	MEMBER_ID,
	MEMBER_CREATED,
	MEMBER_DELETED,
	MEMBER_ASSIGNED_PLANS,
	MEMBER_PROVISIONED_PLANS,
	MEMBER_LICENSE_STATES,
	MEMBER_MAX
};

/* What a body of `kind` may have. Names of texts come from the one table of properties. */
static void describe(enum lic_user_body_kind kind, struct lic_member list[MEMBER_MAX])
{
	bool is_create = kind != LIC_USER_BODY_UPDATE;
	bool is_graph_create = kind == LIC_USER_BODY_CREATE;

	for (size_t i = 0; i < LIC_USER_PROPERTY_MAX_; i++) {
		list[i] = (struct lic_member){lic_user_properties[i].name,
			LIC_MEMBER_STRING_OR_NULL, false};
	}
	list[LIC_USER_BUSINESS_PHONE].type = LIC_MEMBER_ARRAY;
	list[LIC_USER_PRINCIPAL_NAME].is_required = is_create;
	list[LIC_USER_DISPLAY_NAME].is_required = is_create;
	list[LIC_USER_MAIL_NICKNAME].is_required = is_graph_create;
	list[LIC_USER_MAIL_NICKNAME].type =
		is_graph_create ? LIC_MEMBER_STRING : LIC_MEMBER_STRING_OR_NULL;
	list[MEMBER_ENABLED] =
		(struct lic_member){"accountEnabled", LIC_MEMBER_BOOL, is_graph_create};
	list[MEMBER_PASSWORD] =
		(struct lic_member){"passwordProfile", LIC_MEMBER_OBJECT, is_graph_create};
	list[MEMBER_LICENSES] = (struct lic_member){"assignedLicenses",
		kind == LIC_USER_BODY_DESK_CREATE ? LIC_MEMBER_ARRAY : LIC_MEMBER_READ_ONLY, false};
	list[MEMBER_ID] = (struct lic_member){"id", LIC_MEMBER_READ_ONLY, false};
	list[MEMBER_CREATED] = (struct lic_member){"createdDateTime", LIC_MEMBER_READ_ONLY, false};
	list[MEMBER_DELETED] = (struct lic_member){"deletedDateTime", LIC_MEMBER_READ_ONLY, false};
	list[MEMBER_ASSIGNED_PLANS] =
		(struct lic_member){"assignedPlans", LIC_MEMBER_READ_ONLY, false};
	list[MEMBER_PROVISIONED_PLANS] =
		(struct lic_member){"provisionedPlans", LIC_MEMBER_READ_ONLY, false};
	list[MEMBER_LICENSE_STATES] =
		(struct lic_member){"licenseAssignmentStates", LIC_MEMBER_READ_ONLY, false};
}

/* Graph has a list here of which it takes one element; an empty one clears. */
static lic_rc read_phones(struct lic_api_request *req, const json_t *array, const char **ret_text)
{
	const json_t *phone = json_array_get(array, 0);

	if (json_array_size(array) > 1 || (phone != NULL && !json_is_string(phone))) {
		return lic_api__wrong_type(req, "businessPhones", "an array of at most one string");
	}
	*ret_text = json_string_value(phone);
	return LIC_OK_RC;
}

static lic_rc read_texts(struct lic_api_request *req, json_t *const values[MEMBER_MAX],
	struct lic_user_patch *patch)
{
	for (size_t i = 0; i < LIC_USER_PROPERTY_MAX_; i++) {
		const char **text = &patch->values.text[i];

		if (values[i] == NULL) {
			continue;
		}
		patch->has_text[i] = true;
		if (i == LIC_USER_BUSINESS_PHONE) {
			LIC_TRY(read_phones(req, values[i], text));
		} else {
			*text = json_string_value(values[i]); /* NULL for null, which clears */
		}
		LIC_TRY(lic_user_check((enum lic_user_property)i, *text, req->ctx.arena,
			&req->err));
	}
	return LIC_OK_RC;
}

/* A new password has to be changed at the next sign-in unless the body says otherwise, as Graph has
 * it. */
static lic_rc read_password(struct lic_api_request *req, json_t *profile,
	struct lic_api_user_body *body)
{
	static const struct lic_member list[] = {
		{"password", LIC_MEMBER_STRING, true},
		{"forceChangePasswordNextSignIn", LIC_MEMBER_BOOL, false},
		{"forceChangePasswordNextSignInWithMfa", LIC_MEMBER_BOOL, false},
	};
	static const struct lic_members members = {list, LIC_COUNT(list)};
	json_t *values[LIC_COUNT(list)];

	LIC_TRY(lic_api__members(req, profile, "passwordProfile/", &members, values));
	body->patch.password_must_change =
		values[1] == NULL || json_is_true(values[1]) || json_is_true(values[2]);
	body->password = json_string_value(values[0]);
	req->is_slow = true;
	return LIC_OK_RC;
}

lic_rc lic_api__hash_password(struct lic_api_request *req, struct lic_api_user_body *body)
{
	return lic_password_hash(req->ctx.arena, body->password, &req->err,
		&body->patch.password_hash);
}

/* Somebody who may set the usage location and nothing else learns so before a password is looked
 * at. */
/* cppcheck-suppress constParameter ; elements of type json_t * do not become const json_t * by
 * themselves */
static lic_rc check_rights(struct lic_api_request *req, json_t *const values[MEMBER_MAX])
{
	for (size_t i = 0; i < MEMBER_MAX; i++) {
		if (values[i] != NULL && i != LIC_USER_USAGE_LOCATION) {
			return lic_ctx_require(&req->ctx, LIC_ACTION_UPDATE_USER);
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_api__user_body(struct lic_api_request *req, json_t *object, enum lic_user_body_kind kind,
	struct lic_api_user_body *ret_body)
{
	struct lic_member list[MEMBER_MAX];
	const struct lic_members members = {list, MEMBER_MAX};
	json_t *values[MEMBER_MAX];
	struct lic_api_user_body body = {0};

	describe(kind, list);
	LIC_TRY(lic_api__members(req, object, "", &members, values));
	if (kind == LIC_USER_BODY_UPDATE) {
		LIC_TRY(check_rights(req, values));
	}
	LIC_TRY(read_texts(req, values, &body.patch));
	if (values[MEMBER_ENABLED] != NULL) {
		body.patch.has_account_enabled = true;
		body.patch.values.account_enabled = json_is_true(values[MEMBER_ENABLED]);
	}
	if (values[MEMBER_LICENSES] != NULL) {
		body.has_licenses = true;
		LIC_TRY(lic_api__adds(req, values[MEMBER_LICENSES], "assignedLicenses",
			&body.licenses, &body.license_count));
	}
	if (values[MEMBER_PASSWORD] != NULL) {
		LIC_TRY(read_password(req, values[MEMBER_PASSWORD], &body));
	}
	*ret_body = body;
	return LIC_OK_RC;
}
