/*
 * Groups and their properties: see groups.h.
 */
#include "service/groups.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "service/group_int.h"
#include "service/users.h"
#include "store/lic_sql.h"

#include <string.h>

#define DETAIL_BYTES_MAX ((size_t)64 * 1024)

/* What is known about a text property. */
struct property {
	const char *name;  /* Graph's name */
	size_t length_max; /* most characters */
};

static const struct property properties[LIC_GROUP_PROPERTY_MAX_] = {
	[LIC_GROUP_DISPLAY_NAME] = {"displayName", 256},
	[LIC_GROUP_DESCRIPTION] = {"description", 1024},
	[LIC_GROUP_MAIL_NICKNAME] = {"mailNickname", 64},
	[LIC_GROUP_VISIBILITY] = {"visibility", 16},
};

/* Makes a group of a row of any of the statements that load one. */
#define GROUP_FROM(row_)                                                                           \
	((struct lic_group){                                                                       \
		.id = (row_)->id,                                                                  \
		.guid = (row_)->guid,                                                              \
		.text = {[LIC_GROUP_DISPLAY_NAME] = (row_)->display_name,                          \
			[LIC_GROUP_DESCRIPTION] = (row_)->description,                             \
			[LIC_GROUP_MAIL_NICKNAME] = (row_)->mail_nickname,                         \
			[LIC_GROUP_VISIBILITY] = (row_)->visibility},                              \
		.mail = (row_)->mail,                                                              \
		.mail_enabled = (row_)->mail_enabled != 0,                                         \
		.security_enabled = (row_)->security_enabled != 0,                                 \
		.is_unified = (row_)->is_unified != 0,                                             \
		.is_best_effort = (row_)->is_best_effort != 0,                                     \
		.includes_nested = (row_)->includes_nested != 0,                                   \
		.created_ms = (row_)->created_ms,                                                  \
		.renewed_ms = (row_)->renewed_ms,                                                  \
		.deleted_ms = (row_)->deleted_ms,                                                  \
	})

static void apply_patch(const struct lic_group_patch *patch, struct lic_group *group)
{
	for (size_t i = 0; i < LIC_GROUP_PROPERTY_MAX_; i++) {
		if (patch->has_text[i]) {
			group->text[i] = patch->text[i];
		}
	}
	if (patch->mail_enabled.is_set) {
		group->mail_enabled = patch->mail_enabled.value != 0;
	}
	if (patch->security_enabled.is_set) {
		group->security_enabled = patch->security_enabled.value != 0;
	}
	if (patch->is_best_effort.is_set) {
		group->is_best_effort = patch->is_best_effort.value != 0;
	}
	if (patch->includes_nested.is_set) {
		group->includes_nested = patch->includes_nested.value != 0;
	}
}

static lic_rc check_texts(struct lic_ctx *ctx, const struct lic_group *group)
{
	for (size_t i = 0; i < LIC_GROUP_PROPERTY_MAX_; i++) {
		const char *text = group->text[i];

		if (text == NULL) {
			continue;
		}
		if (*text == '\0' || !lic_text_is_utf8(text, strlen(text)) ||
			lic_text_length(text) > properties[i].length_max) {
			return lic_err_field(ctx->err, ctx->arena, properties[i].name,
				"%s must have 1 to %zu characters.", properties[i].name,
				properties[i].length_max);
		}
	}
	if (group->text[LIC_GROUP_DISPLAY_NAME] == NULL ||
		group->text[LIC_GROUP_MAIL_NICKNAME] == NULL) {
		const char *name = group->text[LIC_GROUP_DISPLAY_NAME] == NULL
			? properties[LIC_GROUP_DISPLAY_NAME].name
			: properties[LIC_GROUP_MAIL_NICKNAME].name;

		return lic_err_field(ctx->err, ctx->arena, name, "A group cannot be without %s.",
			name);
	}
	return LIC_OK_RC;
}

/* Specification 5.3: what a mail nickname may not have. */
static lic_rc check_nickname(struct lic_ctx *ctx, const struct lic_group *group)
{
	const char *nickname = group->text[LIC_GROUP_MAIL_NICKNAME];

	for (const char *c = nickname; *c != '\0'; c++) {
		if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 127 ||
			strchr("@()\\[]\";:<>,", *c) != NULL) {
			return lic_err_field(ctx->err, ctx->arena, "mailNickname",
				"mailNickname may have visible ASCII characters but none of @ ( ) \\ [ ] \" ; : < > , and no space.");
		}
	}
	return LIC_OK_RC;
}

static lic_rc check(struct lic_ctx *ctx, const struct lic_group *group)
{
	static const char *const visibilities[] = {"Public", "Private", "HiddenMembership"};
	const char *visibility = group->text[LIC_GROUP_VISIBILITY];
	bool is_known = visibility == NULL;

	LIC_TRY(check_texts(ctx, group));
	LIC_TRY(check_nickname(ctx, group));
	for (size_t i = 0; i < LIC_COUNT(visibilities); i++) {
		is_known = is_known || strcmp(visibility, visibilities[i]) == 0;
	}
	if (!is_known) {
		return lic_err_field(ctx->err, ctx->arena, "visibility",
			"'%.50s' is no visibility: write Public, Private or HiddenMembership.",
			visibility);
	}
	if (group->is_unified && !group->mail_enabled) {
		return lic_err_field(ctx->err, ctx->arena, "mailEnabled",
			"A Microsoft 365 group is mail-enabled: set mailEnabled to true.");
	}
	if (!group->is_unified && !group->security_enabled) {
		return lic_err_field(ctx->err, ctx->arena, "securityEnabled",
			"A group is a security group (securityEnabled true) or a Microsoft 365 group (groupTypes Unified): distribution lists are not kept here.");
	}
	return LIC_OK_RC;
}

/* The address of a mail-enabled group. */
static lic_rc make_mail(struct lic_ctx *ctx, struct lic_group *group)
{
	struct lic_q_tenant_default_domain_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_tenant_default_domain_row row;
	bool found = false;

	group->mail = NULL;
	if (!group->mail_enabled) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_tenant_default_domain(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	group->mail = lic_arena_printf(ctx->arena, "%s@%s", group->text[LIC_GROUP_MAIL_NICKNAME],
		row.name);
	return group->mail == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static void write_flag(struct lic_json *json, const char *name, const bool *old, bool new)
{
	if (old != NULL && *old == new) {
		return;
	}
	lic_json_key(json, name);
	lic_json_object(json);
	if (old == NULL) {
		lic_json_key(json, "old");
		lic_json_null(json);
	} else {
		lic_json_kbool(json, "old", *old);
	}
	lic_json_kbool(json, "new", new);
	lic_json_end(json);
}

static bool is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Writes what differs from `before` (NULL: everything) for the ledger; NULL when nothing does. */
static lic_rc describe(struct lic_ctx *ctx, const struct lic_group *before,
	const struct lic_group *after, const char **ret_detail)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;

	lic_buf_init(&text, DETAIL_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	for (size_t i = 0; i < LIC_GROUP_PROPERTY_MAX_; i++) {
		const char *old = before == NULL ? NULL : before->text[i];

		if (!is_same(old, after->text[i])) {
			lic_json_key(&json, properties[i].name);
			lic_json_object(&json);
			lic_json_kstring(&json, "old", old);
			lic_json_kstring(&json, "new", after->text[i]);
			lic_json_end(&json);
		}
	}
	write_flag(&json, "mailEnabled", before == NULL ? NULL : &before->mail_enabled,
		after->mail_enabled);
	write_flag(&json, "securityEnabled", before == NULL ? NULL : &before->security_enabled,
		after->security_enabled);
	write_flag(&json, "bestEffort", before == NULL ? NULL : &before->is_best_effort,
		after->is_best_effort);
	write_flag(&json, "includeNested", before == NULL ? NULL : &before->includes_nested,
		after->includes_nested);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	*ret_detail = text.len <= 2 ? NULL : lic_arena_copy(ctx->arena, text.data, text.len);
	return text.len > 2 && *ret_detail == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_group__begin(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_group *group, struct lic_operation *ret_operation)
{
	struct lic_target target = {LIC_TARGET_GROUP, group->guid,
		group->text[LIC_GROUP_DISPLAY_NAME]};

	return lic_ledger_begin(ctx, kind, &target, ret_operation);
}

static lic_rc insert(struct lic_ctx *ctx, const struct lic_group *group)
{
	static const struct lic_group_words none = {"", ""};
	struct lic_group_words words;
	struct lic_q_groups_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.id = group->id,
		.guid = group->guid,
		.display_name = group->text[LIC_GROUP_DISPLAY_NAME],
		.description = group->text[LIC_GROUP_DESCRIPTION],
		.mail_nickname = group->text[LIC_GROUP_MAIL_NICKNAME],
		.mail = group->mail,
		.visibility = group->text[LIC_GROUP_VISIBILITY],
		.mail_enabled = group->mail_enabled ? 1 : 0,
		.security_enabled = group->security_enabled ? 1 : 0,
		.is_unified = group->is_unified ? 1 : 0,
		.is_best_effort = group->is_best_effort ? 1 : 0,
		.includes_nested = group->includes_nested ? 1 : 0,
		.created_ms = group->created_ms,
	};

	LIC_TRY(lic_text_fold(ctx->arena, in.display_name, &in.name_key));
	LIC_TRY(lic_group__make_words(ctx, group, &words, &in.description_key));
	in.words = words.name;
	in.description_words = words.description;
	LIC_TRY(lic_q_groups_insert(ctx->db, &in, NULL));
	return lic_group__change_words(ctx, group->id, &none, &words);
}

static lic_rc write(struct lic_ctx *ctx, const struct lic_group *group)
{
	struct lic_group_words before;
	struct lic_group_words words;
	struct lic_q_groups_update_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.id = group->id,
		.display_name = group->text[LIC_GROUP_DISPLAY_NAME],
		.description = group->text[LIC_GROUP_DESCRIPTION],
		.mail_nickname = group->text[LIC_GROUP_MAIL_NICKNAME],
		.mail = group->mail,
		.visibility = group->text[LIC_GROUP_VISIBILITY],
		.mail_enabled = group->mail_enabled ? 1 : 0,
		.security_enabled = group->security_enabled ? 1 : 0,
		.is_best_effort = group->is_best_effort ? 1 : 0,
		.includes_nested = group->includes_nested ? 1 : 0,
		.renewed_ms = group->renewed_ms,
	};

	LIC_TRY(lic_text_fold(ctx->arena, in.display_name, &in.name_key));
	LIC_TRY(lic_group__make_words(ctx, group, &words, &in.description_key));
	in.words = words.name;
	in.description_words = words.description;
	LIC_TRY(lic_group__read_words(ctx, group->id, &before));
	LIC_TRY(lic_q_groups_update(ctx->db, &in, NULL));
	return lic_group__change_words(ctx, group->id, &before, &words);
}

lic_rc lic_group_create(struct lic_ctx *ctx, const struct lic_group_patch *patch,
	struct lic_group_change *changes, size_t count, struct lic_group *ret_group)
{
	struct lic_group group = {.guid = lic_guid_random(),
		.created_ms = ctx->now_ms,
		.renewed_ms = ctx->now_ms,
		.is_unified = patch->is_unified.is_set && patch->is_unified.value != 0};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_GROUP, .is_whole = true};
	struct lic_operation operation = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_GROUPS));
	apply_patch(patch, &group);
	LIC_TRY(check(ctx, &group));
	LIC_TRY(make_mail(ctx, &group));
	LIC_TRY(lic_ctx_take_numbers(ctx, "group", 1, &group.id));
	LIC_TRY(insert(ctx, &group));
	change.object_id = group.id;
	LIC_TRY(describe(ctx, NULL, &group, &change.detail));
	LIC_TRY(lic_group__begin(ctx, LIC_OP_GROUP_CREATE, &group, &operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	LIC_TRY(lic_group__change(ctx, &group, changes, count, &operation));
	LIC_TRY(lic_ledger_end(ctx, &operation));
	*ret_group = group;
	return LIC_OK_RC;
}

lic_rc lic_group__not_found(struct lic_ctx *ctx, const char *key)
{
	return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"Resource '%.200s' does not exist or one of its queried reference-property objects are not present.",
		key);
}

lic_rc lic_group__find_any(struct lic_ctx *ctx, const char *key, struct lic_group *ret_group)
{
	struct lic_q_groups_by_guid_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_groups_by_guid_row row;
	bool found = false;

	if (lic_guid_parse(key, strlen(key), &in.guid)) {
		LIC_TRY(lic_q_groups_by_guid(ctx->db, ctx->arena, &in, &row, &found));
	}
	if (!found) {
		return lic_group__not_found(ctx, key);
	}
	*ret_group = GROUP_FROM(&row);
	return LIC_OK_RC;
}

lic_rc lic_group__find(struct lic_ctx *ctx, const char *key, struct lic_group *ret_group)
{
	struct lic_group group = {0};

	LIC_TRY(lic_group__find_any(ctx, key, &group));
	if (group.deleted_ms.is_set) {
		return lic_group__not_found(ctx, key);
	}
	*ret_group = group;
	return LIC_OK_RC;
}

lic_rc lic_group_find(struct lic_ctx *ctx, const char *key, struct lic_group *ret_group)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_GROUPS));
	return lic_group__find(ctx, key, ret_group);
}

lic_rc lic_group__load(struct lic_ctx *ctx, int64_t id, struct lic_group *ret_group)
{
	struct lic_q_groups_load_in in = {.tenant_id = ctx->caller.tenant_id, .id = id};
	struct lic_q_groups_load_row row;
	bool found = false;

	LIC_TRY(lic_q_groups_load(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return LIC_RC(LIC_E_NOTFOUND);
	}
	*ret_group = GROUP_FROM(&row);
	return LIC_OK_RC;
}

/* Copies the texts of a row that the next one will overwrite. */
static lic_rc keep_texts(struct lic_arena *arena, struct lic_group *group)
{
	const char **const mail = &group->mail;

	for (size_t i = 0; i <= LIC_GROUP_PROPERTY_MAX_; i++) {
		const char **text = i < LIC_GROUP_PROPERTY_MAX_ ? &group->text[i] : mail;

		if (*text != NULL) {
			*text = lic_arena_strdup(arena, *text);
			if (*text == NULL) {
				return LIC_RC(LIC_E_NOMEM);
			}
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_group__from_list(struct lic_arena *arena, const struct lic_q_groups_list_row *row,
	struct lic_group *ret_group)
{
	*ret_group = GROUP_FROM(row);
	return keep_texts(arena, ret_group);
}

/* Writes what is new of a group, if anything is. */
static lic_rc update(struct lic_ctx *ctx, const struct lic_group *before, struct lic_group *after,
	struct lic_operation *operation)
{
	struct lic_ledger_change change = {.kind = LIC_CHANGE_GROUP, .object_id = after->id};

	LIC_TRY(check(ctx, after));
	LIC_TRY(make_mail(ctx, after));
	LIC_TRY(describe(ctx, before, after, &change.detail));
	if (change.detail == NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(write(ctx, after));
	return lic_ledger_change(ctx, operation, &change);
}

lic_rc lic_group_update(struct lic_ctx *ctx, const char *key, const struct lic_group_patch *patch,
	struct lic_group_change *changes, size_t count)
{
	struct lic_group before = {0};
	struct lic_group after = {0};
	struct lic_operation operation = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_GROUPS));
	LIC_TRY(lic_group__find(ctx, key, &before));
	if (patch->is_unified.is_set && (patch->is_unified.value != 0) != before.is_unified) {
		return lic_err_field(ctx->err, ctx->arena, "groupTypes",
			"What a group is cannot be changed: make a new one.");
	}
	after = before;
	apply_patch(patch, &after);
	if (before.security_enabled && !after.security_enabled) {
		LIC_TRY(lic_group__check_unlicensed(ctx, &before,
			"securityEnabled cannot be set to false while the group gives licenses (G-01)."));
	}
	LIC_TRY(lic_group__begin(ctx, LIC_OP_GROUP_UPDATE, &after, &operation));
	LIC_TRY(update(ctx, &before, &after, &operation));
	LIC_TRY(lic_group__change(ctx, &after, changes, count, &operation));
	if (after.is_best_effort != before.is_best_effort ||
		after.includes_nested != before.includes_nested) {
		LIC_TRY(lic_group__apply_later(ctx, after.id, &operation));
	}
	return operation.change_count == 0 ? LIC_OK_RC : lic_ledger_end(ctx, &operation);
}

lic_rc lic_group_renew(struct lic_ctx *ctx, const char *key)
{
	struct lic_ledger_change change = {.kind = LIC_CHANGE_GROUP,
		.detail = "{\"renewed\":{\"old\":false,\"new\":true}}"};
	struct lic_operation operation = {0};
	struct lic_group group = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_GROUPS));
	LIC_TRY(lic_group__find(ctx, key, &group));
	group.renewed_ms = ctx->now_ms;
	change.object_id = group.id;
	LIC_TRY(lic_group__begin(ctx, LIC_OP_GROUP_UPDATE, &group, &operation));
	LIC_TRY(write(ctx, &group));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	return lic_ledger_end(ctx, &operation);
}
