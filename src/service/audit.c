/*
 * Writing the audit log: see audit.h.
 */
#include "service/audit.h"

#include "base/text.h"
#include "service/activities.h"
#include "service/audit_int.h"
#include "service/role_int.h"
#include "store/lic_sql.h"

#include <string.h>

struct lic_bytes lic_audit__id(const struct lic_guid *guid)
{
	static const struct lic_guid none = {0};

	struct lic_bytes bytes = {0};

	if (!lic_guid_equal(guid, &none)) {
		bytes = (struct lic_bytes){guid->bytes, sizeof(guid->bytes)};
	}
	return bytes;
}

struct lic_guid lic_audit__guid(const struct lic_bytes *bytes)
{
	struct lic_guid guid = {0};

	if (bytes->data != NULL && bytes->len == sizeof(guid.bytes)) {
		memcpy(guid.bytes, bytes->data, sizeof(guid.bytes));
	}
	return guid;
}

/* An object that an attempt was about, as far as it can be found. */
struct found {
	struct lic_target target; /* name is what was given when it is not found */
	int64_t id;               /* its key; 0: not found */
};

/* A user by GUID or user principal name. */
static lic_rc find_user(struct lic_ctx *ctx, const char *key, struct found *found)
{
	struct lic_q_audit_user_by_guid_in by_guid = {ctx->caller.tenant_id, found->target.guid};
	struct lic_q_audit_user_by_guid_row guid_row;
	struct lic_q_audit_user_by_upn_in by_upn = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_audit_user_by_upn_row upn_row;
	bool is_there = false;

	if (lic_audit__id(&found->target.guid).data != NULL) {
		LIC_TRY(lic_q_audit_user_by_guid(ctx->db, ctx->arena, &by_guid, &guid_row,
			&is_there));
		if (is_there) {
			found->target.name = guid_row.upn;
			found->id = guid_row.id;
		}
		return LIC_OK_RC;
	}
	LIC_TRY(lic_text_fold(ctx->arena, key, &by_upn.upn_key));
	LIC_TRY(lic_q_audit_user_by_upn(ctx->db, ctx->arena, &by_upn, &upn_row, &is_there));
	if (is_there) {
		*found = (struct found){{LIC_TARGET_USER, upn_row.guid, upn_row.upn}, upn_row.id};
	}
	return LIC_OK_RC;
}

/* A group by GUID, also a deleted one. */
static lic_rc find_group(struct lic_ctx *ctx, struct found *found)
{
	struct lic_q_groups_by_guid_in in = {ctx->caller.tenant_id, found->target.guid};
	struct lic_q_groups_by_guid_row row;
	bool is_there = false;

	LIC_TRY(lic_q_groups_by_guid(ctx->db, ctx->arena, &in, &row, &is_there));
	if (is_there) {
		*found = (struct found){{LIC_TARGET_GROUP, row.guid, row.display_name}, row.id};
	}
	return LIC_OK_RC;
}

/* An application by its own id or its client id; `kind` tells as what. */
static lic_rc find_application(struct lic_ctx *ctx, enum lic_target_kind kind, struct found *found)
{
	struct lic_q_applications_find_in in = {ctx->caller.tenant_id, found->target.guid};
	struct lic_q_applications_find_row row;
	bool is_there = false;

	LIC_TRY(lic_q_applications_find(ctx->db, ctx->arena, &in, &row, &is_there));
	if (is_there) {
		*found = (struct found){{kind,
						kind == LIC_TARGET_PRINCIPAL ? row.principal_guid
									     : row.guid,
						row.display_name},
			row.id};
	}
	return LIC_OK_RC;
}

/* Who has or was to have a role, by his id or by that of the assignment. */
static lic_rc find_principal(struct lic_ctx *ctx, const char *key, struct found *found)
{
	struct lic_role_assignment assignment = {0};
	struct lic_principal *principal = &assignment.principal;
	bool is_there = false;

	LIC_TRY(lic_role__principal(ctx, &found->target.guid, principal, &is_there));
	if (!is_there) {
		lic_rc rc = lic_role__load(ctx, key, &assignment);

		if (rc.code == LIC_E_NOTFOUND) {
			return LIC_OK_RC;
		}
		LIC_TRY(rc);
	}
	*found = (struct found){lic_role__target(principal), principal->id};
	return LIC_OK_RC;
}

static lic_rc find_target(struct lic_ctx *ctx, const struct lic_attempt *attempt,
	struct found *ret_found)
{
	const char *key = attempt->target;
	bool is_role = attempt->kind == LIC_OP_ROLE_GIVE || attempt->kind == LIC_OP_ROLE_TAKE;
	struct found found = {.target = {.kind = lic_activity(attempt->kind)->target, .name = ""}};

	*ret_found = found;
	if (key == NULL || !lic_text_is_utf8(key, strlen(key))) {
		return LIC_OK_RC;
	}
	found.target.name = key;
	(void)lic_guid_parse(key, strlen(key), &found.target.guid);
	switch (found.target.kind) {
	case LIC_TARGET_USER:
		LIC_TRY(is_role ? find_principal(ctx, key, &found) : find_user(ctx, key, &found));
		break;
	case LIC_TARGET_GROUP:
		LIC_TRY(find_group(ctx, &found));
		break;
	case LIC_TARGET_APPLICATION:
	case LIC_TARGET_PRINCIPAL:
		LIC_TRY(find_application(ctx, found.target.kind, &found));
		break;
	case LIC_TARGET_OTHER:
	case LIC_TARGET_DIRECTORY:
	case LIC_TARGET_KIND_MAX_:
		break;
	}
	*ret_found = found;
	return LIC_OK_RC;
}

/* Writes that the user or group `key` was to join or leave `group`, so that it is found by his id;
 * what is unknown only stands in the reason. */
static lic_rc write_member(struct lic_ctx *ctx, const struct found *group, const char *key,
	struct lic_operation *operation)
{
	struct found member = {.target = {.kind = LIC_TARGET_USER}};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_MEMBER,
		.source_id = {group->id != 0, group->id}};

	if (!lic_text_is_utf8(key, strlen(key))) {
		return LIC_OK_RC;
	}
	(void)lic_guid_parse(key, strlen(key), &member.target.guid);
	LIC_TRY(find_user(ctx, key, &member));
	if (member.id == 0) {
		LIC_TRY(find_group(ctx, &member));
		change.kind = LIC_CHANGE_MEMBER_GROUP;
	}
	change.object_id = member.id;
	return member.id == 0 ? LIC_OK_RC : lic_ledger_change(ctx, operation, &change);
}

lic_rc lic_audit_write(struct lic_ctx *ctx, const struct lic_attempt *attempt, int64_t repeats)
{
	const struct lic_caller *caller = &ctx->caller;
	struct found found;
	struct lic_operation operation = {0};
	struct lic_q_audit_insert_in in = {
		.tenant_id = caller->tenant_id,
		.kind = (int64_t)attempt->kind,
		.actor_kind =
			(int64_t)(caller->actor_name == NULL ? LIC_ACTOR_NOBODY : caller->kind),
		.actor_id = caller->actor_id,
		.actor_name = caller->actor_name == NULL ? "" : caller->actor_name,
		.reason = ctx->reason,
		.correlation = ctx->correlation == NULL ? "" : ctx->correlation,
		.created_ms = ctx->now_ms,
		.actor_guid = lic_audit__id(&caller->actor_guid),
		.app_guid = lic_audit__id(&caller->app_guid),
		.app_name = caller->app_name,
		.address = caller->address,
		.result_reason = attempt->reason,
		.repeats = repeats,
	};

	LIC_TRY(find_target(ctx, attempt, &found));
	LIC_TRY(lic_ledger_begin(ctx, attempt->kind, &found.target, &operation));
	for (size_t i = 0; i < attempt->with_count && i < LIC_AUDIT_WITH_MAX; i++) {
		LIC_TRY(write_member(ctx, &found, attempt->with[i], &operation));
	}
	in.id = operation.id;
	in.guid = operation.guid;
	in.target = found.target.name;
	in.target_kind = (int64_t)found.target.kind;
	in.target_guid = lic_audit__id(&found.target.guid);
	in.change_count = operation.change_count;
	return lic_q_audit_insert(ctx->db, &in, NULL);
}
