/*
 * Users: see users.h. Reading, creating and changing; deletion is in user_deletion.c.
 */
#include "service/users.h"

#include "base/json.h"
#include "base/text.h"
#include "service/catalogs.h"
#include "service/inherit_int.h"
#include "service/licenses.h"
#include "service/role_int.h"
#include "service/sessions.h"
#include "service/sign_in.h"
#include "service/user_int.h"

#include <string.h>

#define DETAIL_BYTES_MAX ((size_t)64 * 1024)

static lic_rc no_such_user(struct lic_ctx *ctx, const char *key)
{
	return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"Resource '%.200s' does not exist or one of its queried reference-property objects are not present.",
		key);
}

lic_rc lic_user__load(struct lic_ctx *ctx, int64_t id, struct lic_user *ret_user)
{
	struct lic_q_users_load_in in = {.tenant_id = ctx->caller.tenant_id, .id = id};
	struct lic_q_users_load_row row;
	bool found = false;

	LIC_TRY(lic_q_users_load(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return LIC_RC(LIC_E_NOTFOUND);
	}
	lic_user__from_load(&row, ret_user);
	return LIC_OK_RC;
}

static lic_rc load_by_guid(struct lic_ctx *ctx, const struct lic_guid *guid,
	struct lic_user *ret_user, bool *ret_found)
{
	struct lic_q_users_by_guid_in in = {.tenant_id = ctx->caller.tenant_id, .guid = *guid};
	struct lic_q_users_by_guid_row row;
	bool found = false;

	LIC_TRY(lic_q_users_by_guid(ctx->db, ctx->arena, &in, &row, &found));
	*ret_found = found && !row.deleted_ms.is_set;
	if (*ret_found) {
		lic_user__from_guid(&row, ret_user);
	}
	return LIC_OK_RC;
}

static lic_rc load_by_upn(struct lic_ctx *ctx, const char *upn, struct lic_user *ret_user,
	bool *ret_found)
{
	struct lic_q_users_by_upn_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_users_by_upn_row row;

	*ret_found = false;
	if (!lic_text_is_utf8(upn, strlen(upn))) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_text_fold(ctx->arena, upn, &in.upn_key));
	LIC_TRY(lic_q_users_by_upn(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		lic_user__from_upn(&row, ret_user);
	}
	return LIC_OK_RC;
}

lic_rc lic_user__find(struct lic_ctx *ctx, const char *key, struct lic_user *ret_user)
{
	struct lic_guid guid;
	bool found = false;

	if (lic_guid_parse(key, strlen(key), &guid)) {
		LIC_TRY(load_by_guid(ctx, &guid, ret_user, &found));
	} else {
		LIC_TRY(load_by_upn(ctx, key, ret_user, &found));
	}
	return found ? LIC_OK_RC : no_such_user(ctx, key);
}

/* Everybody may see himself (specification section 3). Who may not see others does not learn either
 * whether they exist. */
static lic_rc require_sight(struct lic_ctx *ctx, enum lic_action action, lic_rc found,
	const struct lic_guid *guid)
{
	if (lic_ok(found) && lic_ctx_is_self(ctx, guid)) {
		return LIC_OK_RC;
	}
	if (lic_ok(found) || found.code == LIC_E_NOTFOUND) {
		LIC_TRY(lic_ctx_require(ctx, action));
	}
	return found;
}

lic_rc lic_user_find(struct lic_ctx *ctx, const char *key, struct lic_user *ret_user)
{
	struct lic_user user = {0};
	lic_rc found = lic_user__find(ctx, key, &user);

	LIC_TRY(require_sight(ctx, LIC_ACTION_READ_DIRECTORY, found, &user.guid));
	*ret_user = user;
	return LIC_OK_RC;
}

static lic_rc find_key_by_guid(struct lic_ctx *ctx, const struct lic_guid *guid,
	struct lic_user_key *ret_user, bool *ret_found)
{
	struct lic_q_users_id_by_guid_in in = {.tenant_id = ctx->caller.tenant_id, .guid = *guid};
	struct lic_q_users_id_by_guid_row row;
	bool found = false;

	LIC_TRY(lic_q_users_id_by_guid(ctx->db, ctx->arena, &in, &row, &found));
	*ret_found = found && !row.deleted_ms.is_set;
	if (*ret_found) {
		*ret_user = (struct lic_user_key){.id = row.id, .guid = *guid};
	}
	return LIC_OK_RC;
}

static lic_rc find_key_by_upn(struct lic_ctx *ctx, const char *upn, struct lic_user_key *ret_user,
	bool *ret_found)
{
	struct lic_q_users_id_by_upn_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_users_id_by_upn_row row;

	*ret_found = false;
	if (!lic_text_is_utf8(upn, strlen(upn))) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_text_fold(ctx->arena, upn, &in.upn_key));
	LIC_TRY(lic_q_users_id_by_upn(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		*ret_user = (struct lic_user_key){.id = row.id, .guid = row.guid};
	}
	return LIC_OK_RC;
}

lic_rc lic_user__find_key(struct lic_ctx *ctx, const char *key, struct lic_user_key *ret_user,
	bool *ret_found)
{
	struct lic_guid guid;

	return lic_guid_parse(key, strlen(key), &guid)
		? find_key_by_guid(ctx, &guid, ret_user, ret_found)
		: find_key_by_upn(ctx, key, ret_user, ret_found);
}

static lic_rc find_key(struct lic_ctx *ctx, const char *key, struct lic_user_key *ret_user)
{
	bool found = false;

	LIC_TRY(lic_user__find_key(ctx, key, ret_user, &found));
	return found ? LIC_OK_RC : no_such_user(ctx, key);
}

lic_rc lic_user_find_key(struct lic_ctx *ctx, const char *key, enum lic_action action,
	struct lic_user_key *ret_user)
{
	struct lic_user_key user = {0};
	lic_rc found = find_key(ctx, key, &user);

	LIC_TRY(require_sight(ctx, action, found, &user.guid));
	*ret_user = user;
	return LIC_OK_RC;
}

static lic_rc has_domain(struct lic_ctx *ctx, const char *domain, bool *ret_found)
{
	struct lic_q_tenant_domain_exists_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_tenant_domain_exists_row row;

	LIC_TRY(lic_text_fold(ctx->arena, domain, &in.name_key));
	return lic_q_tenant_domain_exists(ctx->db, ctx->arena, &in, &row, ret_found);
}

lic_rc lic_user__check_domain(struct lic_ctx *ctx, const char *domain, const char *target)
{
	bool found = false;

	LIC_TRY(has_domain(ctx, domain, &found));
	return found
		? LIC_OK_RC
		: lic_err_field(ctx->err, ctx->arena, target,
			  "'%.100s' is no verified domain of the organisation: GET /v1.0/organization lists them.",
			  domain);
}

static lic_rc check_upn(struct lic_ctx *ctx, const char *upn)
{
	const char *domain = lic_user_upn_domain(upn);
	bool found = false;

	LIC_TRY(has_domain(ctx, domain, &found));
	if (found) {
		return LIC_OK_RC;
	}
	return lic_err_field(ctx->err, ctx->arena, "userPrincipalName",
		"The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization. ('%s' is not one of them.)",
		domain);
}

lic_rc lic_user__check(struct lic_ctx *ctx, const struct lic_user *user)
{
	for (size_t i = 0; i < LIC_USER_PROPERTY_MAX_; i++) {
		LIC_TRY(lic_user_check((enum lic_user_property)i, user->values.text[i], ctx->arena,
			ctx->err));
	}
	return check_upn(ctx, user->values.text[LIC_USER_PRINCIPAL_NAME]);
}

lic_rc lic_user__name_taken(struct lic_ctx *ctx)
{
	LIC_TRY(lic_err_field(ctx->err, ctx->arena, "userPrincipalName",
			"Another object with the same value for property userPrincipalName already exists.")
					.code == LIC_E_INVALID
			? LIC_OK_RC
			: LIC_RC(LIC_E_NOMEM));
	return LIC_RC(LIC_E_CONFLICT);
}

lic_rc lic_user__check_name_free(struct lic_ctx *ctx, const struct lic_user *user)
{
	int64_t id = 0;
	bool found = false;
	struct lic_q_users_id_by_upn_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_users_id_by_upn_row row;

	LIC_TRY(lic_text_fold(ctx->arena, user->values.text[LIC_USER_PRINCIPAL_NAME], &in.upn_key));
	LIC_TRY(lic_q_users_id_by_upn(ctx->db, ctx->arena, &in, &row, &found));
	id = found ? row.id : user->id;
	return id == user->id ? LIC_OK_RC : lic_user__name_taken(ctx);
}

/* Lays `patch` over `user`. */
static void apply_patch(const struct lic_user_patch *patch, struct lic_user *user)
{
	for (size_t i = 0; i < LIC_USER_PROPERTY_MAX_; i++) {
		if (patch->has_text[i]) {
			user->values.text[i] = patch->values.text[i];
		}
	}
	if (patch->has_account_enabled) {
		user->values.account_enabled = patch->values.account_enabled;
	}
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Writes the properties that differ as JSON for the ledger; `*ret_detail` is NULL when none does.
 */
static lic_rc describe_changes(struct lic_arena *arena, const struct lic_user *before,
	const struct lic_user *after, const char **ret_detail)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;
	bool any = false;

	lic_buf_init(&text, DETAIL_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	for (size_t i = 0; i < LIC_USER_PROPERTY_MAX_; i++) {
		const char *old_text = before == NULL ? NULL : before->values.text[i];

		if (!same_text(old_text, after->values.text[i])) {
			any = true;
			lic_json_key(&json, lic_user_properties[i].name);
			lic_json_object(&json);
			lic_json_kstring(&json, "old", old_text);
			lic_json_kstring(&json, "new", after->values.text[i]);
			lic_json_end(&json);
		}
	}
	if (before != NULL && before->values.account_enabled != after->values.account_enabled) {
		any = true;
		lic_json_key(&json, "accountEnabled");
		lic_json_object(&json);
		lic_json_kbool(&json, "old", before->values.account_enabled);
		lic_json_kbool(&json, "new", after->values.account_enabled);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	*ret_detail = any ? lic_arena_copy(arena, text.data, text.len) : NULL;
	return any && *ret_detail == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc set_password(struct lic_ctx *ctx, int64_t user_id, const struct lic_user_patch *patch)
{
	struct lic_q_users_set_password_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = user_id,
		.hash = patch->password_hash,
		.must_change = patch->password_must_change ? 1 : 0,
		.set_ms = ctx->now_ms,
	};

	return patch->password_hash == NULL ? LIC_OK_RC
					    : lic_q_users_set_password(ctx->db, &in, NULL);
}

/* Graph wants a mail nickname; where none is given it is the part of the name before the at sign,
 * if that is one. */
static lic_rc default_nickname(struct lic_ctx *ctx, struct lic_user *user)
{
	const char *upn = user->values.text[LIC_USER_PRINCIPAL_NAME];
	const char *domain = upn == NULL ? NULL : lic_user_upn_domain(upn);
	const char *nickname = NULL;
	struct lic_err ignored = {0};

	if (user->values.text[LIC_USER_MAIL_NICKNAME] != NULL || domain == NULL) {
		return LIC_OK_RC;
	}
	nickname = lic_arena_copy(ctx->arena, upn, (size_t)(domain - 1 - upn));
	if (nickname == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (lic_ok(lic_user_check(LIC_USER_MAIL_NICKNAME, nickname, ctx->arena, &ignored))) {
		user->values.text[LIC_USER_MAIL_NICKNAME] = nickname;
	}
	return LIC_OK_RC;
}

lic_rc lic_user__prepare(struct lic_ctx *ctx, const struct lic_user_patch *patch, int64_t id,
	struct lic_user *ret_user)
{
	struct lic_user user = {.id = id,
		.guid = lic_guid_ordered(ctx->now_ms),
		.created_ms = ctx->now_ms};

	user.values.account_enabled = true;
	user.values.text[LIC_USER_TYPE] = "Member";
	apply_patch(patch, &user);
	LIC_TRY(default_nickname(ctx, &user));
	LIC_TRY(lic_user__check(ctx, &user));
	LIC_TRY(lic_user__check_name_free(ctx, &user));
	*ret_user = user;
	return LIC_OK_RC;
}

lic_rc lic_user__begin(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_user *user, struct lic_operation *ret_operation)
{
	struct lic_target target = {LIC_TARGET_USER, user->guid,
		user->values.text[LIC_USER_PRINCIPAL_NAME]};

	return lic_ledger_begin(ctx, kind, &target, ret_operation);
}

/* Writes the new user `user`, which was prepared of `patch`. */
static lic_rc write_new(struct lic_ctx *ctx, const struct lic_user_patch *patch,
	const struct lic_user *user, struct lic_operation *operation)
{
	struct lic_ledger_change change = {.kind = LIC_CHANGE_USER,
		.object_id = user->id,
		.is_whole = true};

	LIC_TRY(lic_user__insert(ctx, user));
	LIC_TRY(set_password(ctx, user->id, patch));
	LIC_TRY(describe_changes(ctx->arena, NULL, user, &change.detail));
	return lic_ledger_change(ctx, operation, &change);
}

lic_rc lic_user__create(struct lic_ctx *ctx, const struct lic_user_patch *patch, int64_t id,
	struct lic_operation *operation, struct lic_user *ret_user)
{
	struct lic_user user = {0};

	LIC_TRY(lic_user__prepare(ctx, patch, id, &user));
	LIC_TRY(write_new(ctx, patch, &user, operation));
	*ret_user = user;
	return LIC_OK_RC;
}

/* a user whose licences cannot be given is created all the same. */
static lic_rc give_licenses(struct lic_ctx *ctx, const struct lic_user *user,
	const struct lic_license_request *licenses, struct lic_operation *operation,
	const struct lic_decision **ret_unlicensed)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_decision *decision = lic_arena_alloc(ctx->arena, sizeof(*decision));

	if (decision == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(lic_license_apply(ctx, hold.catalog, user, licenses, operation, decision));
	if (ret_unlicensed != NULL) {
		*ret_unlicensed = decision->violation_count > 0 ? decision : NULL;
	}
	return LIC_OK_RC;
}

lic_rc lic_user_create(struct lic_ctx *ctx, const struct lic_user_patch *patch,
	const struct lic_license_request *licenses, struct lic_user *ret_user,
	const struct lic_decision **ret_unlicensed)
{
	struct lic_operation operation = {0};
	int64_t id = 0;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_CREATE_USER));
	if (ret_unlicensed != NULL) {
		*ret_unlicensed = NULL;
	}
	LIC_TRY(lic_ctx_take_numbers(ctx, "user", 1, &id));
	LIC_TRY(lic_user__prepare(ctx, patch, id, ret_user));
	LIC_TRY(lic_user__begin(ctx, LIC_OP_USER_CREATE, ret_user, &operation));
	LIC_TRY(write_new(ctx, patch, ret_user, &operation));
	if (licenses != NULL && licenses->add_count > 0) {
		LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_ASSIGN_LICENSE));
		LIC_TRY(give_licenses(ctx, ret_user, licenses, &operation, ret_unlicensed));
	}
	return lic_ledger_end(ctx, &operation);
}

/* The usage location alone may be set by roles that may change nothing else of a user
 * (specification section 3). Tells whether `patch` touches anything else. */
static bool is_more_than_location(const struct lic_user_patch *patch)
{
	bool other = patch->has_account_enabled || patch->password_hash != NULL;

	for (size_t i = 0; i < LIC_USER_PROPERTY_MAX_; i++) {
		other = other || (patch->has_text[i] && i != LIC_USER_USAGE_LOCATION);
	}
	return other;
}

/* RO-5 for what `patch` does to the user, and that somebody stays who can manage everything. */
static lic_rc protect(struct lic_ctx *ctx, const struct lic_user *user,
	const struct lic_user_patch *patch)
{
	if (is_more_than_location(patch)) {
		LIC_TRY(lic_role__require_over(ctx, user->id));
	}
	return patch->has_account_enabled && !patch->values.account_enabled
		? lic_role__require_another(ctx, user->id)
		: LIC_OK_RC;
}

static bool has_changed(const struct lic_user *before, const struct lic_user *after,
	enum lic_user_property property)
{
	const char *old = before->values.text[property];
	const char *new = after->values.text[property];

	return old == NULL || new == NULL ? old != new : strcmp(old, new) != 0;
}

/* what groups could not give for the location or the mail address is tried again, for the
 * address also to whoever shared it. */
static lic_rc settle_groups(struct lic_ctx *ctx, const struct lic_user *before,
	const struct lic_user *after, struct lic_operation *operation)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_inherit inherit = {.operation = operation};

	if (!has_changed(before, after, LIC_USER_USAGE_LOCATION) &&
		!has_changed(before, after, LIC_USER_MAIL)) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_catalog_get(ctx, &hold));
	inherit.catalog = hold.catalog;
	LIC_TRY(lic_inherit__settle(ctx, &inherit, after, NULL));
	return has_changed(before, after, LIC_USER_MAIL)
		? lic_inherit__free_mail(ctx, &inherit, before->id,
			  before->values.text[LIC_USER_MAIL])
		: LIC_OK_RC;
}

lic_rc lic_user_update(struct lic_ctx *ctx, const char *key, const struct lic_user_patch *patch)
{
	struct lic_user before = {0};
	struct lic_user after = {0};
	struct lic_operation operation = {0};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_USER};

	LIC_TRY(lic_ctx_require(ctx,
		is_more_than_location(patch) ? LIC_ACTION_UPDATE_USER
					     : LIC_ACTION_SET_USAGE_LOCATION));
	LIC_TRY(lic_user__find(ctx, key, &before));
	LIC_TRY(protect(ctx, &before, patch));
	after = before;
	apply_patch(patch, &after);
	LIC_TRY(lic_user__check(ctx, &after));
	LIC_TRY(lic_user__check_name_free(ctx, &after));
	LIC_TRY(describe_changes(ctx->arena, &before, &after, &change.detail));
	if (change.detail == NULL && patch->password_hash == NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_user__write(ctx, &after));
	LIC_TRY(set_password(ctx, after.id, patch));
	if (patch->password_hash != NULL) {
		LIC_TRY(lic_sign_in_forgive(ctx, after.id));
	}
	if (patch->password_hash != NULL ||
		(before.values.account_enabled && !after.values.account_enabled)) {
		LIC_TRY(lic_session_end_all(ctx, after.id));
	}
	change.object_id = after.id;
	LIC_TRY(lic_user__begin(ctx, LIC_OP_USER_UPDATE, &after, &operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	LIC_TRY(settle_groups(ctx, &before, &after, &operation));
	return lic_ledger_end(ctx, &operation);
}
