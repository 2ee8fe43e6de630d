/*
 * Groups in JSON bodies: see body_int.h.
 */
#include "api/body_int.h"
#include "api/routes_int.h"

#include "base/text.h"

#include <string.h>

#define BINDS_MAX 20 /* Graph's limit for each property */
#define BIND_MEMBERS "members@odata.bind"
#define BIND_OWNERS "owners@odata.bind"

enum {
	MEMBER_DISPLAY_NAME,
	MEMBER_DESCRIPTION,
	MEMBER_NICKNAME,
	MEMBER_VISIBILITY,
	MEMBER_MAIL_ENABLED,
	MEMBER_SECURITY_ENABLED,
	MEMBER_TYPES,
	MEMBER_BEHAVIOR,
	MEMBER_PROVISIONING,
	MEMBER_CREATION,
	MEMBER_ASSIGNABLE,
	MEMBER_LICENSES,
	MEMBER_ID,
	MEMBER_CREATED,
	MEMBER_DELETED,
	MEMBER_RENEWED,
	MEMBER_MAIL,
	MEMBER_PROCESSING,
	MEMBER_BIND_MEMBERS,
	MEMBER_BIND_OWNERS,
	MEMBER_MAX
};

static const struct lic_member members_known[MEMBER_MAX] = {
	[MEMBER_DISPLAY_NAME] = {"displayName", LIC_MEMBER_STRING, false},
	[MEMBER_DESCRIPTION] = {"description", LIC_MEMBER_STRING_OR_NULL, false},
	[MEMBER_NICKNAME] = {"mailNickname", LIC_MEMBER_STRING, false},
	[MEMBER_VISIBILITY] = {"visibility", LIC_MEMBER_STRING_OR_NULL, false},
	[MEMBER_MAIL_ENABLED] = {"mailEnabled", LIC_MEMBER_BOOL, false},
	[MEMBER_SECURITY_ENABLED] = {"securityEnabled", LIC_MEMBER_BOOL, false},
	[MEMBER_TYPES] = {"groupTypes", LIC_MEMBER_ARRAY, false},
	/* Sent by clients; they change nothing here. */
	[MEMBER_BEHAVIOR] = {"resourceBehaviorOptions", LIC_MEMBER_ARRAY, false},
	[MEMBER_PROVISIONING] = {"resourceProvisioningOptions", LIC_MEMBER_ARRAY, false},
	[MEMBER_CREATION] = {"creationOptions", LIC_MEMBER_ARRAY, false},
	[MEMBER_ASSIGNABLE] = {"isAssignableToRole", LIC_MEMBER_BOOL, false},
	[MEMBER_LICENSES] = {"assignedLicenses", LIC_MEMBER_READ_ONLY, false},
	[MEMBER_ID] = {"id", LIC_MEMBER_READ_ONLY, false},
	[MEMBER_CREATED] = {"createdDateTime", LIC_MEMBER_READ_ONLY, false},
	[MEMBER_DELETED] = {"deletedDateTime", LIC_MEMBER_READ_ONLY, false},
	[MEMBER_RENEWED] = {"renewedDateTime", LIC_MEMBER_READ_ONLY, false},
	[MEMBER_MAIL] = {"mail", LIC_MEMBER_READ_ONLY, false},
	[MEMBER_PROCESSING] = {"licenseProcessingState", LIC_MEMBER_READ_ONLY, false},
	[MEMBER_BIND_MEMBERS] = {BIND_MEMBERS, LIC_MEMBER_ARRAY, false},
	[MEMBER_BIND_OWNERS] = {BIND_OWNERS, LIC_MEMBER_ARRAY, false},
};

/* Which member is which text. */
static const unsigned texts[LIC_GROUP_PROPERTY_MAX_] = {
	[LIC_GROUP_DISPLAY_NAME] = MEMBER_DISPLAY_NAME,
	[LIC_GROUP_DESCRIPTION] = MEMBER_DESCRIPTION,
	[LIC_GROUP_MAIL_NICKNAME] = MEMBER_NICKNAME,
	[LIC_GROUP_VISIBILITY] = MEMBER_VISIBILITY,
};

/* Unified makes a Microsoft 365 group; dynamic ones are not kept. */
static lic_rc read_types(struct lic_api_request *req, const json_t *array,
	struct lic_group_patch *patch)
{
	patch->is_unified = (struct lic_opt_int){true, 0};
	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *type = json_string_value(json_array_get(array, i));

		if (type == NULL || !lic_text_equal_nocase(type, "Unified")) {
			return lic_err_field(&req->err, req->ctx.arena, "groupTypes",
				"'%.50s' is no type of group that is kept here: write [\"Unified\"] for a Microsoft 365 group, [] for a security group.",
				type == NULL ? "?" : type);
		}
		patch->is_unified.value = 1;
	}
	return LIC_OK_RC;
}

static struct lic_opt_int flag_of(const json_t *value)
{
	return (struct lic_opt_int){value != NULL, json_is_true(value) ? 1 : 0};
}

/* Tells whether `set` is a collection that has users, groups or service principals. */
static bool is_collection(const char *set)
{
	static const char *const sets[] = {"directoryObjects", "users", "groups",
		"servicePrincipals"};

	for (size_t i = 0; i < LIC_COUNT(sets); i++) {
		if (lic_text_equal_nocase(set, sets[i])) {
			return true;
		}
	}
	return false;
}

/* The last two segments of the address `text`, as they stand there, with slashes before them. NULL
 * when memory runs out. */
static const char *tail_of(struct lic_arena *arena, const char *text)
{
	size_t len = strcspn(text, "?");
	size_t start = 0;
	unsigned slashes = 0;

	while (len > 0 && text[len - 1] == '/') {
		len--;
	}
	start = len;
	while (start > 0 && slashes < 2) {
		start--;
		slashes += text[start] == '/' ? 1 : 0;
	}
	start += slashes == 2 && text[start + 1] == '/' ? 1 : 0;
	return lic_arena_copy(arena, text + start, len - start);
}

lic_rc lic_api__reference(struct lic_api_request *req, const json_t *value, const char *target,
	const char **ret_key)
{
	const char *text = json_string_value(value);
	const char *tail = NULL;
	const char *set = "";
	const char *key = "";
	struct lic_url_path path;

	if (value == NULL) {
		return lic_err_field(&req->err, req->ctx.arena, target,
			"A value is required for property '%s'.", target);
	}
	if (text == NULL) {
		return lic_api__wrong_type(req, target, "a string");
	}
	tail = tail_of(req->ctx.arena, text);
	if (tail == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (*tail == '/') {
		LIC_TRY(lic_url_split(req->ctx.arena, tail, &req->err, &path));
		LIC_TRY(lic_route__object(req->ctx.arena, &path, &set, &key));
	}
	if (*key == '\0' || !is_collection(set)) {
		return lic_err_field(&req->err, req->ctx.arena, target,
			"%s is '%.200s': it takes the address of a directory object, for example %s/directoryObjects/{id}.",
			target, text, req->root);
	}
	*ret_key = key;
	return LIC_OK_RC;
}

/* Reads one property that binds: an array of addresses. */
static lic_rc read_binds(struct lic_api_request *req, const char *name, const json_t *array,
	bool is_owner, struct lic_api_group_body *body)
{
	size_t count = json_array_size(array);

	if (count > BINDS_MAX) {
		return lic_err_field(&req->err, req->ctx.arena, name,
			"%s takes at most %d addresses in one request.", name, BINDS_MAX);
	}
	for (size_t i = 0; i < count; i++) {
		struct lic_group_change *change = &body->changes[body->change_count];
		const char *target = lic_arena_printf(req->ctx.arena, "%s/%zu", name, i);

		if (target == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(lic_api__reference(req, json_array_get(array, i), target, &change->object));
		change->is_owner = is_owner;
		body->change_count++;
	}
	return LIC_OK_RC;
}

static lic_rc read_all_binds(struct lic_api_request *req, json_t *const *values,
	struct lic_api_group_body *body)
{
	body->changes =
		lic_arena_array(req->ctx.arena, 2 * (size_t)BINDS_MAX, sizeof(*body->changes));
	if (body->changes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (values[MEMBER_BIND_MEMBERS] != NULL) {
		LIC_TRY(read_binds(req, BIND_MEMBERS, values[MEMBER_BIND_MEMBERS], false, body));
	}
	if (values[MEMBER_BIND_OWNERS] != NULL) {
		LIC_TRY(read_binds(req, BIND_OWNERS, values[MEMBER_BIND_OWNERS], true, body));
	}
	return LIC_OK_RC;
}

lic_rc lic_api__group_body(struct lic_api_request *req, json_t *object, bool is_create,
	struct lic_api_group_body *ret_body)
{
	struct lic_member list[MEMBER_MAX];
	const struct lic_members members = {list, MEMBER_MAX};
	struct lic_api_group_body body = {0};
	json_t *values[MEMBER_MAX];

	memcpy(list, members_known, sizeof(list));
	list[MEMBER_DISPLAY_NAME].is_required = is_create;
	list[MEMBER_NICKNAME].is_required = is_create;
	list[MEMBER_MAIL_ENABLED].is_required = is_create;
	list[MEMBER_SECURITY_ENABLED].is_required = is_create;
	LIC_TRY(lic_api__members(req, object, "", &members, values));
	LIC_TRY(read_all_binds(req, values, &body));
	for (size_t i = 0; i < LIC_GROUP_PROPERTY_MAX_; i++) {
		body.patch.has_text[i] = values[texts[i]] != NULL;
		body.patch.text[i] = json_string_value(values[texts[i]]); /* null clears */
	}
	body.patch.mail_enabled = flag_of(values[MEMBER_MAIL_ENABLED]);
	body.patch.security_enabled = flag_of(values[MEMBER_SECURITY_ENABLED]);
	if (values[MEMBER_TYPES] != NULL) {
		LIC_TRY(read_types(req, values[MEMBER_TYPES], &body.patch));
	}
	if (json_is_true(values[MEMBER_ASSIGNABLE])) {
		return lic_err_field(&req->err, req->ctx.arena, "isAssignableToRole",
			"Groups that roles are assigned to are not kept here: leave isAssignableToRole out.");
	}
	*ret_body = body;
	return LIC_OK_RC;
}
