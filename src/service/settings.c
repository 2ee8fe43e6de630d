/*
 * Settings: see settings.h.
 */
#include "service/settings.h"

#include "base/text.h"
#include "service/ledger.h"
#include "store/lic_sql.h"

#include <string.h>

#define DETAIL_BYTES_MAX ((size_t)16 * 1024)

static const char *const variants[] = {"worldwide", "germany", "china"};

static const struct lic_setting_kind kinds[LIC_SETTING_MAX_] = {
	[LIC_SETTING_BILLING_ADMIN_MAY_ASSIGN] = {"billingAdminMayAssign",
		"Whether a Billing Administrator may assign licences.", LIC_SETTING_FLAG, 0, 1, 1,
		NULL},
	[LIC_SETTING_PASSWORD_GRANT] = {"passwordGrant",
		"Whether programs may exchange a user's password for tokens (OAuth's resource owner password grant).",
		LIC_SETTING_FLAG, 0, 1, 0, NULL},
	[LIC_SETTING_ACCESS_TOKEN_MINUTES] = {"accessTokenMinutes",
		"How long an access token is good, in minutes.", LIC_SETTING_NUMBER, 10, 1440, 60,
		NULL},
	[LIC_SETTING_REFRESH_TOKEN_DAYS] = {"refreshTokenDays",
		"How long a refresh token is good, in days.", LIC_SETTING_NUMBER, 1, 365, 90, NULL},
	[LIC_SETTING_SESSION_IDLE_MINUTES] = {"sessionIdleMinutes",
		"After how many minutes without a request a session of the pages ends.",
		LIC_SETTING_NUMBER, 5, 1440, 60, NULL},
	[LIC_SETTING_SESSION_HOURS] = {"sessionHours",
		"After how many hours a session of the pages ends at the latest.",
		LIC_SETTING_NUMBER, 1, 168, 12, NULL},
	[LIC_SETTING_AUDIT_DAYS] = {"auditDays",
		"How many days the audit log goes back; 0: for ever.", LIC_SETTING_NUMBER, 0, 36500,
		0, NULL},
	[LIC_SETTING_USER_CONSENT] = {"userConsent",
		"Whether people may let an application act for them without an administrator.",
		LIC_SETTING_FLAG, 0, 1, 0, NULL},
	[LIC_SETTING_STRICT_GRAPH] = {"strictGraph",
		"Whether queries are refused that Graph answers only with the header ConsistencyLevel: eventual and $count=true.",
		LIC_SETTING_FLAG, 0, 1, 0, NULL},
	[LIC_SETTING_SUBSCRIPTION_WARNING_DAYS] = {"subscriptionWarningDays",
		"How many days before the end of a subscription a warning is shown.",
		LIC_SETTING_NUMBER, 1, 365, 30, NULL},
	[LIC_SETTING_ADMIN_CENTRE_VARIANT] = {"adminCentreVariant",
		"Which of Microsoft's admin centres the pages are like in words and flow: the worldwide one, that of Germany, or that of 21Vianet in China.",
		LIC_SETTING_CHOICE, 0, LIC_COUNT(variants) - 1, 0, variants},
	[LIC_SETTING_BATCH_REQUESTS] = {"batchRequests",
		"How many requests one call of $batch may hold.", LIC_SETTING_NUMBER, 20, 1000, 20,
		NULL},
	[LIC_SETTING_PASSWORD_VALIDITY_DAYS] = {"passwordValidityDays",
		"After how many days a password must be changed at the next sign-in; 0: never.",
		LIC_SETTING_NUMBER, 0, 730, 0, NULL},
};

const struct lic_setting_kind *lic_setting_kind(enum lic_setting setting)
{
	return &kinds[setting];
}

bool lic_setting_choice(const struct lic_setting_kind *kind, const char *name, int64_t *ret_value)
{
	for (int64_t i = kind->min; i <= kind->max; i++) {
		if (strcmp(kind->choices[i], name) == 0) {
			*ret_value = i;
			return true;
		}
	}
	return false;
}

void lic_setting_write(struct lic_json *json, const char *key, const struct lic_setting_kind *kind,
	int64_t value)
{
	switch (kind->type) {
	case LIC_SETTING_NUMBER:
		lic_json_kint(json, key, value);
		break;
	case LIC_SETTING_FLAG:
		lic_json_kbool(json, key, value != 0);
		break;
	case LIC_SETTING_CHOICE:
		lic_json_kstring(json, key, kind->choices[value]);
		break;
	}
}

lic_rc lic_setting_get(struct lic_ctx *ctx, enum lic_setting setting, int64_t *ret_value)
{
	const struct lic_setting_kind *kind = &kinds[setting];
	struct lic_q_setting_get_in in = {ctx->caller.tenant_id, kind->name};
	struct lic_q_setting_get_row row;
	bool found = false;
	long long value = 0;

	LIC_TRY(lic_q_setting_get(ctx->db, ctx->arena, &in, &row, &found));
	if (found && !lic_text_to_int(row.value, kind->min, kind->max, &value)) {
		return lic_err_set(ctx->err, LIC_E_CORRUPT, NULL,
			"the setting %s is '%.50s', which is no number from %lld to %lld",
			kind->name, row.value, (long long)kind->min, (long long)kind->max);
	}
	*ret_value = found ? value : kind->fallback;
	return LIC_OK_RC;
}

/* Reads what each setting is. */
static lic_rc read_all(struct lic_ctx *ctx, int64_t *values)
{
	for (int i = 0; i < LIC_SETTING_MAX_; i++) {
		LIC_TRY(lic_setting_get(ctx, (enum lic_setting)i, &values[i]));
	}
	return LIC_OK_RC;
}

lic_rc lic_setting_list(struct lic_ctx *ctx, int64_t ret_values[LIC_SETTING_MAX_])
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_DIRECTORY));
	return read_all(ctx, ret_values);
}

static lic_rc put(struct lic_ctx *ctx, const struct lic_setting_change *change)
{
	struct lic_q_setting_put_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.name = kinds[change->setting].name,
		.value = lic_arena_printf(ctx->arena, "%lld", (long long)change->value),
	};

	return in.value == NULL ? LIC_RC(LIC_E_NOMEM) : lic_q_setting_put(ctx->db, &in, NULL);
}

static lic_rc check_range(struct lic_ctx *ctx, const struct lic_setting_change *change)
{
	const struct lic_setting_kind *kind = &kinds[change->setting];

	if (change->value >= kind->min && change->value <= kind->max) {
		return LIC_OK_RC;
	}
	return lic_err_field(ctx->err, ctx->arena, kind->name,
		"%s is %lld: it takes a number from %lld to %lld.", kind->name,
		(long long)change->value, (long long)kind->min, (long long)kind->max);
}

/* Writes what `changes` change of `values`, with what is told of it in `detail`, which is NULL when
 * nothing does. */
static lic_rc apply(struct lic_ctx *ctx, const struct lic_setting_change *changes, size_t count,
	int64_t *values, const char **ret_detail)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;
	bool any = false;

	lic_buf_init(&text, DETAIL_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	for (size_t i = 0; i < count; i++) {
		const struct lic_setting_kind *kind = &kinds[changes[i].setting];
		int64_t *value = &values[changes[i].setting];

		LIC_TRY(check_range(ctx, &changes[i]));
		if (*value != changes[i].value) {
			any = true;
			lic_json_key(&json, kind->name);
			lic_json_object(&json);
			lic_setting_write(&json, "old", kind, *value);
			lic_setting_write(&json, "new", kind, changes[i].value);
			lic_json_end(&json);
			*value = changes[i].value;
			LIC_TRY(put(ctx, &changes[i]));
		}
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	*ret_detail = any ? lic_arena_copy(ctx->arena, text.data, text.len) : NULL;
	return any && *ret_detail == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_setting_update(struct lic_ctx *ctx, const struct lic_setting_change *changes,
	size_t count, int64_t ret_values[LIC_SETTING_MAX_])
{
	int64_t values[LIC_SETTING_MAX_];
	struct lic_operation operation = {0};
	struct lic_target target = {LIC_TARGET_DIRECTORY, ctx->caller.tenant_guid, "settings"};
	struct lic_ledger_change change = {.kind = LIC_CHANGE_TENANT,
		.object_id = ctx->caller.tenant_id};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_SETTINGS));
	LIC_TRY(read_all(ctx, values));
	LIC_TRY(apply(ctx, changes, count, values, &change.detail));
	if (change.detail != NULL) {
		LIC_TRY(lic_ledger_begin(ctx, LIC_OP_SETTING_UPDATE, &target, &operation));
		LIC_TRY(lic_ledger_change(ctx, &operation, &change));
		LIC_TRY(lic_ledger_end(ctx, &operation));
	}
	for (size_t i = 0; i < LIC_COUNT(values); i++) {
		ret_values[i] = values[i];
	}
	return LIC_OK_RC;
}
