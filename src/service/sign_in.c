/*
 * Signing in: see sign_in.h.
 */
#include "service/sign_in.h"

#include "auth/password.h"
#include "auth/secret.h"
#include "base/clock.h"
#include "base/text.h"
#include "core/user.h"
#include "service/ledger.h"
#include "service/rights.h"
#include "service/sessions.h"
#include "service/settings.h"
#include "store/lic_sql.h"

#include <string.h>

#define STRANGE_PLACE ""
#define COUNTER_FAILED "failed_sign_in"

int64_t lic_sign_in_pause_ms(int64_t failures)
{
	int64_t pause = LIC_SIGN_IN_PAUSE_MIN_MS;

	if (failures < LIC_SIGN_IN_FREE_FAILURES) {
		return 0;
	}
	for (int64_t i = LIC_SIGN_IN_FREE_FAILURES;
		i < failures && pause < LIC_SIGN_IN_PAUSE_MAX_MS; i++) {
		pause *= 2;
	}
	return pause < LIC_SIGN_IN_PAUSE_MAX_MS ? pause : LIC_SIGN_IN_PAUSE_MAX_MS;
}

bool lic_sign_in_is_open_tenant(const char *tenant)
{
	return lic_text_equal_nocase(tenant, "common") ||
		lic_text_equal_nocase(tenant, "organizations") ||
		lic_text_equal_nocase(tenant, "consumers");
}

static lic_rc use_domain(struct lic_ctx *ctx, const char *domain, bool *ret_found)
{
	struct lic_q_sign_in_tenant_by_domain_in in = {0};
	struct lic_q_sign_in_tenant_by_domain_row row;

	*ret_found = false;
	if (!lic_text_is_utf8(domain, strlen(domain))) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_text_fold(ctx->arena, domain, &in.name_key));
	LIC_TRY(lic_q_sign_in_tenant_by_domain(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		ctx->caller.tenant_id = row.id;
		ctx->caller.tenant_guid = row.guid;
	}
	return LIC_OK_RC;
}

static lic_rc use_guid(struct lic_ctx *ctx, const struct lic_guid *guid, bool *ret_found)
{
	struct lic_q_sign_in_tenant_by_guid_in in = {*guid};
	struct lic_q_sign_in_tenant_by_guid_row row;

	LIC_TRY(lic_q_sign_in_tenant_by_guid(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		ctx->caller.tenant_id = row.id;
		ctx->caller.tenant_guid = row.guid;
	}
	return LIC_OK_RC;
}

lic_rc lic_sign_in_use_tenant(struct lic_ctx *ctx, const char *tenant, bool *ret_found)
{
	struct lic_guid guid;

	*ret_found = false;
	if (lic_sign_in_is_open_tenant(tenant)) {
		return LIC_OK_RC;
	}
	if (lic_guid_parse(tenant, strlen(tenant), &guid)) {
		return use_guid(ctx, &guid, ret_found);
	}
	return use_domain(ctx, tenant, ret_found);
}

/* An attempt must belong to some organisation, even when it names nobody's: its failure takes the
 * time of anybody's. */
static lic_rc use_first(struct lic_ctx *ctx)
{
	struct lic_q_tenant_first_row row;
	bool found = false;

	LIC_TRY(lic_q_tenant_first(ctx->db, ctx->arena, NULL, &row, &found));
	if (!found) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	ctx->caller.tenant_id = row.id;
	ctx->caller.tenant_guid = row.guid;
	return LIC_OK_RC;
}

/* Settles the organisation; `*ret_found`: the one that is meant. */
static lic_rc find_tenant(struct lic_ctx *ctx, const char *tenant, const char *user_name,
	bool *ret_found)
{
	const char *domain = lic_user_upn_domain(user_name);

	if (tenant == NULL) {
		*ret_found = true;
		return LIC_OK_RC;
	}
	if (lic_sign_in_is_open_tenant(tenant)) {
		*ret_found = false;
		if (domain != NULL) {
			LIC_TRY(use_domain(ctx, domain, ret_found));
		}
		return *ret_found ? LIC_OK_RC : use_first(ctx);
	}
	LIC_TRY(lic_sign_in_use_tenant(ctx, tenant, ret_found));
	if (*ret_found) {
		return LIC_OK_RC;
	}
	return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"There is no organisation '%.100s'.", tenant);
}

/* The user's own place that this address is, or the one of all strangers. */
static lic_rc find_place(struct lic_ctx *ctx, struct lic_sign_in *attempt)
{
	struct lic_q_sign_in_failures_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = attempt->user_id,
		.place = ctx->caller.address,
	};
	struct lic_q_sign_in_failures_row row;
	bool found = false;

	attempt->place = STRANGE_PLACE;
	if (in.place == NULL || *in.place == '\0') {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_sign_in_failures(ctx->db, ctx->arena, &in, &row, &found));
	attempt->place = found ? in.place : STRANGE_PLACE;
	return LIC_OK_RC;
}

lic_rc lic_sign_in_find(struct lic_ctx *ctx, const char *tenant, struct lic_sign_in *attempt)
{
	struct lic_q_sign_in_user_in in = {0};
	struct lic_q_sign_in_user_row row;
	bool found = false;

	attempt->place = STRANGE_PLACE;
	attempt->refusal = LIC_SIGN_IN_UNKNOWN_USER;
	LIC_TRY(find_tenant(ctx, tenant, attempt->user_name, &found));
	if (!found || !lic_text_is_utf8(attempt->user_name, strlen(attempt->user_name)) ||
		lic_text_length(attempt->user_name) > LIC_SIGN_IN_NAME_MAX) {
		return LIC_OK_RC;
	}
	in.tenant_id = ctx->caller.tenant_id;
	LIC_TRY(lic_text_fold(ctx->arena, attempt->user_name, &in.upn_key));
	LIC_TRY(lic_q_sign_in_user(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return LIC_OK_RC;
	}
	attempt->user_id = row.id;
	attempt->guid = row.guid;
	attempt->upn = row.upn;
	attempt->hash = row.hash;
	attempt->refusal = row.hash == NULL ? LIC_SIGN_IN_NO_PASSWORD : LIC_SIGN_IN_NO_REASON;
	return find_place(ctx, attempt);
}

/* Hashes the new password. Whatever is wrong, that takes as long: how long it takes must not tell a
 * right old password from a wrong one, not even during a pause. */
static lic_rc check_new(struct lic_ctx *ctx, struct lic_sign_in *attempt)
{
	lic_rc rc;

	if (!attempt->is_right) {
		(void)lic_password_verify_nobody(attempt->new_password);
		return LIC_OK_RC;
	}
	attempt->is_same = lic_secret_equal(attempt->new_password, attempt->password);
	rc = attempt->is_same ? lic_err_field(ctx->err, ctx->arena, "newPassword",
					"The new password must differ from the old one.")
			      : lic_password_check(ctx->arena, "newPassword", attempt->new_password,
					attempt->upn, ctx->err);
	if (!lic_ok(rc)) {
		(void)lic_password_verify_nobody(attempt->new_password);
		return rc;
	}
	return lic_password_hash(ctx->arena, attempt->new_password, ctx->err, &attempt->new_hash);
}

lic_rc lic_sign_in_check(struct lic_ctx *ctx, struct lic_sign_in *attempt)
{
	attempt->is_right = attempt->hash == NULL
		? lic_password_verify_nobody(attempt->password)
		: lic_password_verify(attempt->hash, attempt->password);
	if (attempt->new_password != NULL) {
		return check_new(ctx, attempt);
	}
	if (!attempt->is_right) {
		return LIC_OK_RC;
	}
	if (lic_password_needs_rehash(attempt->hash)) {
		/* One that is too short for today's rules stays as it was hashed. */
		struct lic_err ignored = {0};

		lic_rc_ignore(lic_password_hash(ctx->arena, attempt->password, &ignored,
			&attempt->new_hash));
	}
	return LIC_OK_RC;
}

lic_rc lic_sign_in_failures(struct lic_ctx *ctx, int64_t user_id, const char *place,
	int64_t *ret_failures, int64_t *ret_last_ms)
{
	struct lic_q_sign_in_failures_in in = {ctx->caller.tenant_id, user_id, place};
	struct lic_q_sign_in_failures_row row = {0};
	bool found = false;

	LIC_TRY(lic_q_sign_in_failures(ctx->db, ctx->arena, &in, &row, &found));
	found = found && row.last_ms > ctx->now_ms - LIC_SIGN_IN_FORGET_MS;
	*ret_failures = found ? row.failures : 0;
	*ret_last_ms = found ? row.last_ms : 0;
	return LIC_OK_RC;
}

lic_rc lic_sign_in_count(struct lic_ctx *ctx, int64_t user_id, const char *place, int64_t failures)
{
	struct lic_q_sign_in_failures_put_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = user_id,
		.place = place,
		.failures = failures,
		.last_ms = ctx->now_ms,
	};

	return lic_q_sign_in_failures_put(ctx->db, &in, NULL);
}

lic_rc lic_sign_in_trust(struct lic_ctx *ctx, int64_t user_id, const char *place)
{
	return lic_sign_in_count(ctx, user_id, place, 0);
}

/* The words of a refusal for the audit log. */
static const char *sentence(enum lic_sign_in_refusal refusal)
{
	switch (refusal) {
	case LIC_SIGN_IN_UNKNOWN_USER:
		return "There is no such user.";
	case LIC_SIGN_IN_NO_PASSWORD:
		return "The user has no password.";
	case LIC_SIGN_IN_WRONG_PASSWORD:
		return "The password is wrong.";
	case LIC_SIGN_IN_BLOCKED:
		return "Signing in is blocked for the user.";
	case LIC_SIGN_IN_TOO_SOON:
		return "It is too soon after failures.";
	case LIC_SIGN_IN_NO_REASON:
		break;
	}
	return NULL;
}

/* Counts a failure. A name that is nobody's costs a write too. */
static lic_rc refuse(struct lic_ctx *ctx, struct lic_sign_in *attempt,
	enum lic_sign_in_refusal refusal, int64_t failures)
{
	int64_t number = 0;

	attempt->refusal = refusal;
	ctx->refusal = sentence(refusal);
	ctx->refusal_of = attempt->upn;
	if (!attempt->is_caller) {
		ctx->caller.kind = LIC_ACTOR_NOBODY;
		ctx->caller.actor_name = attempt->user_name;
	}
	LIC_TRY(lic_ctx_take_numbers(ctx, COUNTER_FAILED, 1, &number));
	if (attempt->user_id == 0 || refusal == LIC_SIGN_IN_TOO_SOON) {
		return LIC_OK_RC;
	}
	return lic_sign_in_count(ctx, attempt->user_id, attempt->place, failures + 1);
}

/* The rights of the user from now on; what he called from stays. */
static lic_rc become(struct lic_ctx *ctx, const struct lic_sign_in *attempt)
{
	const char *address = ctx->caller.address;

	LIC_TRY(lic_rights_use_user(ctx, &attempt->guid));
	ctx->caller.address = address;
	return LIC_OK_RC;
}

static lic_rc store_hash(struct lic_ctx *ctx, const struct lic_sign_in *attempt, bool must_change,
	int64_t set_ms)
{
	struct lic_q_users_set_password_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = attempt->user_id,
		.hash = attempt->new_hash,
		.must_change = must_change ? 1 : 0,
		.set_ms = set_ms,
	};

	return lic_q_users_set_password(ctx->db, &in, NULL);
}

static lic_rc store_new_password(struct lic_ctx *ctx, const struct lic_sign_in *attempt)
{
	struct lic_operation operation = {0};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_USER, .object_id = attempt->user_id};

	LIC_TRY(store_hash(ctx, attempt, false, ctx->now_ms));
	LIC_TRY(lic_session_end_all(ctx, attempt->user_id));
	LIC_TRY(lic_ledger_begin(ctx, LIC_OP_PASSWORD_CHANGE,
		&(struct lic_target){LIC_TARGET_USER, attempt->guid, attempt->upn}, &operation));
	LIC_TRY(lic_ledger_change(ctx, &operation, &change));
	return lic_ledger_end(ctx, &operation);
}

/* The place is the user's from now on. */
static lic_rc remember_place(struct lic_ctx *ctx, const struct lic_sign_in *attempt)
{
	struct lic_q_sign_in_forget_places_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = attempt->user_id,
		.keep = LIC_SIGN_IN_PLACES_MAX,
	};
	const char *address = ctx->caller.address;

	if (address == NULL || *address == '\0') {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_sign_in_trust(ctx, attempt->user_id, address));
	return lic_q_sign_in_forget_places(ctx->db, &in, NULL);
}

/* When a password that was set at `set_ms` becomes too old. */
static lic_rc ends_of(struct lic_ctx *ctx, int64_t set_ms, struct lic_opt_int *ret_ends_ms)
{
	int64_t days = 0;

	LIC_TRY(lic_setting_get(ctx, LIC_SETTING_PASSWORD_VALIDITY_DAYS, &days));
	*ret_ends_ms = (struct lic_opt_int){days > 0, set_ms + days * LIC_MS_PER_DAY};
	return LIC_OK_RC;
}

lic_rc lic_sign_in_password_ends(struct lic_ctx *ctx, int64_t user_id,
	struct lic_opt_int *ret_ends_ms)
{
	struct lic_q_sign_in_password_set_in in = {ctx->caller.tenant_id, user_id};
	struct lic_q_sign_in_password_set_row row;
	bool found = false;

	LIC_TRY(lic_q_sign_in_password_set(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		*ret_ends_ms = (struct lic_opt_int){0};
		return LIC_OK_RC;
	}
	return ends_of(ctx, row.set_ms, ret_ends_ms);
}

static lic_rc succeed(struct lic_ctx *ctx, struct lic_sign_in *attempt,
	const struct lic_q_sign_in_state_row *state, enum lic_sign_in_outcome *ret_outcome)
{
	bool is_change = attempt->new_password != NULL;
	bool must_change = state->must_change != 0;
	struct lic_opt_int ends_ms;

	attempt->refusal = LIC_SIGN_IN_NO_REASON;
	if (!attempt->is_caller) {
		LIC_TRY(become(ctx, attempt));
	}
	LIC_TRY(remember_place(ctx, attempt));
	if (is_change) {
		LIC_TRY(store_new_password(ctx, attempt));
	} else if (attempt->new_hash != NULL) {
		LIC_TRY(store_hash(ctx, attempt, must_change, state->set_ms));
	}
	LIC_TRY(ends_of(ctx, state->set_ms, &ends_ms));
	attempt->is_expired = ends_ms.is_set && ends_ms.value <= ctx->now_ms;
	*ret_outcome = (must_change || attempt->is_expired) && !is_change ? LIC_SIGN_IN_MUST_CHANGE
									  : LIC_SIGN_IN_OK;
	return LIC_OK_RC;
}

lic_rc lic_sign_in_record(struct lic_ctx *ctx, struct lic_sign_in *attempt,
	enum lic_sign_in_outcome *ret_outcome)
{
	struct lic_q_sign_in_state_in in = {ctx->caller.tenant_id, attempt->user_id};
	struct lic_q_sign_in_state_row row;
	int64_t failures = 0;
	int64_t last_ms = 0;
	bool found = false;

	*ret_outcome = LIC_SIGN_IN_REFUSED;
	/* Read again: many attempts may have been hashed at once, and none of them may learn more
	 * than those that come one by one. */
	LIC_TRY(lic_sign_in_failures(ctx, attempt->user_id, attempt->place, &failures, &last_ms));
	LIC_TRY(lic_q_sign_in_state(ctx->db, ctx->arena, &in, &row, &found));
	if (!found || attempt->hash == NULL) {
		return refuse(ctx, attempt,
			attempt->refusal != LIC_SIGN_IN_NO_REASON ? attempt->refusal
								  : LIC_SIGN_IN_UNKNOWN_USER,
			failures);
	}
	if (ctx->now_ms < last_ms + lic_sign_in_pause_ms(failures)) {
		return refuse(ctx, attempt, LIC_SIGN_IN_TOO_SOON, failures);
	}
	if (!attempt->is_right || strcmp(row.hash, attempt->hash) != 0) {
		return refuse(ctx, attempt, LIC_SIGN_IN_WRONG_PASSWORD, failures);
	}
	if (row.account_enabled == 0) {
		return refuse(ctx, attempt, LIC_SIGN_IN_BLOCKED, failures);
	}
	return succeed(ctx, attempt, &row, ret_outcome);
}

lic_rc lic_sign_in_forgive(struct lic_ctx *ctx, int64_t user_id)
{
	struct lic_q_sign_in_forgive_in in = {ctx->caller.tenant_id, user_id};

	return lic_q_sign_in_forgive(ctx->db, &in, NULL);
}
