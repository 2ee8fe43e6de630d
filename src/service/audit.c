/*
 * Writing the audit log: see audit.h.
 */
#include "service/audit.h"

#include "base/text.h"
#include "service/activities.h"
#include "service/audit_int.h"
#include "store/lic_sql.h"

#include <string.h>

struct lic_bytes lic_audit__id(const struct lic_guid *guid)
{
	static const struct lic_guid none = {0};

	return lic_guid_equal(guid, &none) ? (struct lic_bytes){0}
					   : (struct lic_bytes){guid->bytes, sizeof(guid->bytes)};
}

struct lic_guid lic_audit__guid(const struct lic_bytes *bytes)
{
	struct lic_guid guid = {0};

	if (bytes->data != NULL && bytes->len == sizeof(guid.bytes)) {
		memcpy(guid.bytes, bytes->data, sizeof(guid.bytes));
	}
	return guid;
}

/* What an attempt was about, with its name and id as far as they can be found. */
struct target {
	const char *name;     /* never NULL */
	struct lic_guid guid; /* all zero: unknown */
};

/* A user is named by GUID or user principal name; both are written. */
static lic_rc find_user(struct lic_ctx *ctx, const char *key, struct target *target)
{
	struct lic_q_audit_user_by_guid_in by_guid = {ctx->caller.tenant_id, target->guid};
	struct lic_q_audit_user_by_guid_row guid_row;
	struct lic_q_audit_user_by_upn_in by_upn = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_audit_user_by_upn_row upn_row;
	bool found = false;

	if (lic_audit__id(&target->guid).data != NULL) {
		LIC_TRY(lic_q_audit_user_by_guid(ctx->db, ctx->arena, &by_guid, &guid_row, &found));
		target->name = found ? guid_row.upn : target->name;
		return LIC_OK_RC;
	}
	LIC_TRY(lic_text_fold(ctx->arena, key, &by_upn.upn_key));
	LIC_TRY(lic_q_audit_user_by_upn(ctx->db, ctx->arena, &by_upn, &upn_row, &found));
	if (found) {
		*target = (struct target){upn_row.upn, upn_row.guid};
	}
	return LIC_OK_RC;
}

static lic_rc find_target(struct lic_ctx *ctx, const struct lic_attempt *attempt,
	struct target *ret_target)
{
	const char *key = attempt->target;

	*ret_target = (struct target){.name = key == NULL ? "" : key};
	if (key == NULL || !lic_text_is_utf8(key, strlen(key))) {
		ret_target->name = "";
		return LIC_OK_RC;
	}
	(void)lic_guid_parse(key, strlen(key), &ret_target->guid);
	return lic_activity_is_of_user(attempt->kind) ? find_user(ctx, key, ret_target) : LIC_OK_RC;
}

lic_rc lic_audit_write(struct lic_ctx *ctx, const struct lic_attempt *attempt, int64_t repeats)
{
	const struct lic_caller *caller = &ctx->caller;
	struct target target;
	struct lic_q_audit_insert_in in = {
		.tenant_id = caller->tenant_id,
		.guid = lic_guid_random(),
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

	LIC_TRY(find_target(ctx, attempt, &target));
	in.target = target.name;
	in.target_guid = lic_audit__id(&target.guid);
	LIC_TRY(lic_ctx_take_numbers(ctx, "operation", 1, &in.id));
	return lic_q_audit_insert(ctx->db, &in, NULL);
}
