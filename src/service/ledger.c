/*
 * Writing the ledger: see ledger.h.
 */
#include "service/ledger.h"

#include "service/audit_int.h"
#include "service/delta_int.h"
#include "store/lic_sql.h"

#define COUNTER "operation"

lic_rc lic_ledger_take_number(struct lic_ctx *ctx, int64_t *ret_number)
{
	return lic_ctx_take_numbers(ctx, COUNTER, 1, ret_number);
}

lic_rc lic_ledger_ask(struct lic_ctx *ctx, struct lic_rows *ret_rows)
{
	return lic_ctx_ask_numbers(ctx, COUNTER, 1, ret_rows);
}

struct lic_operation lic_ledger_operation(const struct lic_ctx *ctx, int64_t id,
	enum lic_operation_kind kind, const struct lic_target *target)
{
	return (struct lic_operation){
		.id = id,
		.guid = lic_guid_ordered(ctx->now_ms),
		.kind = kind,
		.target = *target,
	};
}

lic_rc lic_ledger_begin_asked(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_target *target, struct lic_rows *rows, struct lic_operation *ret_operation)
{
	int64_t id = 0;

	LIC_TRY(lic_ctx_get_numbers(ctx, COUNTER, 1, rows, &id));
	*ret_operation = lic_ledger_operation(ctx, id, kind, target);
	ret_operation->stamp = id;
	return LIC_OK_RC;
}

lic_rc lic_ledger_begin(struct lic_ctx *ctx, enum lic_operation_kind kind,
	const struct lic_target *target, struct lic_operation *ret_operation)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};

	LIC_TRY(lic_ledger_ask(ctx, &rows));
	return lic_ledger_begin_asked(ctx, kind, target, &rows, ret_operation);
}

enum lic_target_kind lic_change_object(enum lic_change_kind kind)
{
	switch (kind) {
	case LIC_CHANGE_USER:
	case LIC_CHANGE_PATH:
	case LIC_CHANGE_SESSION:
	case LIC_CHANGE_MEMBER:
	case LIC_CHANGE_WISH:
	case LIC_CHANGE_PETITION:
		return LIC_TARGET_USER;
	case LIC_CHANGE_GROUP:
	case LIC_CHANGE_GROUP_LICENSE:
	case LIC_CHANGE_MEMBER_GROUP:
		return LIC_TARGET_GROUP;
	case LIC_CHANGE_APPLICATION:
		return LIC_TARGET_APPLICATION;
	case LIC_CHANGE_SUBSCRIPTION:
	case LIC_CHANGE_CATALOG:
	case LIC_CHANGE_TOKEN:
	case LIC_CHANGE_TENANT:
	case LIC_CHANGE_ROLE:
	case LIC_CHANGE_SIGNING_KEY:
	case LIC_CHANGE_USER_VIEW:
	case LIC_CHANGE_USER_TEMPLATE:
	case LIC_CHANGE_ALLOTMENT:
		break;
	}
	return LIC_TARGET_OTHER;
}

lic_rc lic_ledger_change(struct lic_ctx *ctx, struct lic_operation *operation,
	const struct lic_ledger_change *change)
{
	enum lic_target_kind kind = lic_change_object(change->kind);
	bool is_again = operation->last_seq != 0 &&
		operation->last_seq == operation->change_count && kind == operation->last_kind &&
		change->object_id == operation->last_id;
	struct lic_q_ledger_change_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.operation_id = operation->id,
		.seq = operation->change_count + 1,
		.kind = (int64_t)change->kind,
		.object_id = change->object_id,
		.sku_id = change->sku_id,
		.source_id = change->source_id,
		.plan_set_before = change->plan_set_before,
		.plan_set_after = change->plan_set_after,
		.state_before = change->state_before,
		.state_after = change->state_after,
		.detail = change->detail,
		.subject_kind = is_again ? 0 : (int64_t)kind,
		.target_guid = lic_audit__id(&operation->target.guid),
	};

	LIC_TRY(lic_q_ledger_change_insert(ctx->db, &in, NULL));
	operation->change_count++;
	operation->last_kind = kind;
	operation->last_id = change->object_id;
	operation->last_seq = operation->change_count;
	return lic_delta__note(ctx, operation, change);
}

lic_rc lic_ledger_end(struct lic_ctx *ctx, const struct lic_operation *operation)
{
	struct lic_q_ledger_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.id = operation->id,
		.guid = operation->guid,
		.kind = (int64_t)operation->kind,
		.actor_kind = (int64_t)ctx->caller.kind,
		.actor_id = ctx->caller.actor_id,
		.actor_name = ctx->caller.actor_name,
		.reason = ctx->reason,
		.correlation = ctx->correlation,
		.target = operation->target.name,
		.change_count = operation->change_count,
		.created_ms = ctx->now_ms,
		.actor_guid = lic_audit__id(&ctx->caller.actor_guid),
		.app_guid = lic_audit__id(&ctx->caller.app_guid),
		.app_name = ctx->caller.app_name,
		.address = ctx->caller.address,
		.target_kind = (int64_t)operation->target.kind,
		.target_guid = lic_audit__id(&operation->target.guid),
	};

	if (operation->undoes.is_set) {
		in.undoes_guid = lic_audit__id(&operation->undoes.guid);
		in.undoes_kind = (struct lic_opt_int){true, (int64_t)operation->undoes.kind};
	}
	LIC_TRY(lic_q_ledger_insert(ctx->db, &in, NULL));
	ctx->has_operation = true;
	ctx->operation = operation->guid;
	ctx->operation_kind =
		(int)(operation->undoes.is_set ? operation->undoes.kind : operation->kind);
	return LIC_OK_RC;
}

lic_rc lic_ledger_more(struct lic_ctx *ctx, const struct lic_operation *operation)
{
	struct lic_q_ledger_count_in in = {
		.change_count = operation->change_count,
		.tenant_id = ctx->caller.tenant_id,
		.id = operation->id,
	};

	return lic_q_ledger_count(ctx->db, &in, NULL);
}

lic_rc lic_ledger_resume(struct lic_ctx *ctx, int64_t id, struct lic_operation *ret_operation)
{
	struct lic_q_ledger_count_of_in in = {ctx->caller.tenant_id, id};
	struct lic_q_ledger_count_of_row row;
	bool found = false;

	LIC_TRY(lic_q_ledger_count_of(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	*ret_operation = (struct lic_operation){
		.id = id,
		.change_count = row.change_count,
		.target = {.guid = lic_audit__guid(&row.target_guid)},
	};
	return LIC_OK_RC;
}

/* size: one row for each kind. */
const char *lic_operation_kind_name(enum lic_operation_kind kind)
{
	static const char *const names[LIC_OP_KIND_MAX_] = {
		[LIC_OP_INIT] = "init",
		[LIC_OP_CATALOG_IMPORT] = "catalogImport",
		[LIC_OP_SUBSCRIPTION_ADD] = "subscriptionAdd",
		[LIC_OP_SUBSCRIPTION_UPDATE] = "subscriptionUpdate",
		[LIC_OP_USER_CREATE] = "userCreate",
		[LIC_OP_USER_UPDATE] = "userUpdate",
		[LIC_OP_USER_DELETE] = "userDelete",
		[LIC_OP_USER_RESTORE] = "userRestore",
		[LIC_OP_USER_PURGE] = "userPurge",
		[LIC_OP_USER_IMPORT] = "userImport",
		[LIC_OP_LICENSE_CHANGE] = "licenseChange",
		[LIC_OP_TOKEN_CREATE] = "tokenCreate",
		[LIC_OP_TOKEN_REVOKE] = "tokenRevoke",
		[LIC_OP_APPLICATION_CREATE] = "applicationCreate",
		[LIC_OP_APPLICATION_UPDATE] = "applicationUpdate",
		[LIC_OP_APPLICATION_DELETE] = "applicationDelete",
		[LIC_OP_CREDENTIAL_ADD] = "credentialAdd",
		[LIC_OP_CREDENTIAL_REMOVE] = "credentialRemove",
		[LIC_OP_APPLICATION_GRANT] = "applicationGrant",
		[LIC_OP_APPLICATION_REVOKE] = "applicationRevoke",
		[LIC_OP_PASSWORD_CHANGE] = "passwordChange",
		[LIC_OP_SESSION_REVOKE] = "sessionRevoke",
		[LIC_OP_CONSENT] = "consent",
		[LIC_OP_DEVICE_APPROVE] = "deviceApprove",
		[LIC_OP_REQUEST] = "request",
		[LIC_OP_AUTHENTICATE] = "authenticate",
		[LIC_OP_SIGN_IN] = "signIn",
		[LIC_OP_AUDIT_DROPPED] = "auditDropped",
		[LIC_OP_KEY_ROTATE] = "keyRotate",
		[LIC_OP_ROLE_GIVE] = "roleGive",
		[LIC_OP_ROLE_TAKE] = "roleTake",
		[LIC_OP_SETTING_UPDATE] = "settingUpdate",
		[LIC_OP_GROUP_CREATE] = "groupCreate",
		[LIC_OP_GROUP_UPDATE] = "groupUpdate",
		[LIC_OP_GROUP_DELETE] = "groupDelete",
		[LIC_OP_GROUP_RESTORE] = "groupRestore",
		[LIC_OP_GROUP_PURGE] = "groupPurge",
		[LIC_OP_GROUP_MEMBERS] = "groupMembers",
		[LIC_OP_GROUP_LICENSE] = "groupLicense",
		[LIC_OP_GROUP_REPROCESS] = "groupReprocess",
		[LIC_OP_GROUP_APPLIED] = "groupApplied",
		[LIC_OP_SUBSCRIPTION_RENEW] = "subscriptionRenew",
		[LIC_OP_SUBSCRIPTION_CANCEL] = "subscriptionCancel",
		[LIC_OP_SUBSCRIPTION_DELETE] = "subscriptionDelete",
		[LIC_OP_SUBSCRIPTION_TURN] = "subscriptionTurn",
		[LIC_OP_LICENSES_LAPSE] = "licensesLapse",
		[LIC_OP_BULK_CHANGE] = "bulkChange",
		[LIC_OP_WAITING_UPDATE] = "waitingUpdate",
		[LIC_OP_UNDO] = "undo",
		[LIC_OP_USER_VIEW_CREATE] = "userViewCreate",
		[LIC_OP_USER_VIEW_UPDATE] = "userViewUpdate",
		[LIC_OP_USER_VIEW_DELETE] = "userViewDelete",
		[LIC_OP_USER_TEMPLATE_CREATE] = "userTemplateCreate",
		[LIC_OP_USER_TEMPLATE_DELETE] = "userTemplateDelete",
		[LIC_OP_PETITION] = "licenseRequest",
		[LIC_OP_PETITION_WITHDRAW] = "licenseRequestWithdraw",
		[LIC_OP_PETITION_DECIDE] = "licenseRequestDecide",
		[LIC_OP_PETITION_POLICY] = "licenseRequestSettings",
		[LIC_OP_AUTO_CLAIM] = "autoClaim",
		[LIC_OP_AUTO_CLAIM_POLICY] = "autoClaimPolicyUpdate",
		[LIC_OP_AUTO_CLAIM_DELETE] = "autoClaimPolicyDelete",
		[LIC_OP_ALLOTMENT_CREATE] = "allotmentCreate",
		[LIC_OP_ALLOTMENT_UPDATE] = "allotmentUpdate",
		[LIC_OP_ALLOTMENT_DELETE] = "allotmentDelete",
	};

	return (size_t)kind < LIC_COUNT(names) && names[kind] != NULL ? names[kind] : "unknown";
}
