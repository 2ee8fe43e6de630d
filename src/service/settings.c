/*
 * Settings: see settings.h.
 */
#include "service/settings.h"

#include "base/text.h"
#include "store/lic_sql.h"

#include <stdlib.h>

static const struct lic_setting_kind kinds[LIC_SETTING_MAX_] = {
	[LIC_SETTING_BILLING_ADMIN_MAY_ASSIGN] = {"billingAdminMayAssign",
		"Whether a Billing Administrator may assign licences.", true, 0, 1, 1},
	[LIC_SETTING_PASSWORD_GRANT] = {"passwordGrant",
		"Whether programs may exchange a user's password for tokens (OAuth's resource owner password grant).",
		true, 0, 1, 0},
	[LIC_SETTING_ACCESS_TOKEN_MINUTES] = {"accessTokenMinutes",
		"How long an access token is good, in minutes.", false, 10, 1440, 60},
	[LIC_SETTING_REFRESH_TOKEN_DAYS] = {"refreshTokenDays",
		"How long a refresh token is good, in days.", false, 1, 365, 90},
	[LIC_SETTING_SESSION_IDLE_MINUTES] = {"sessionIdleMinutes",
		"After how many minutes without a request a session of the pages ends.", false, 5,
		1440, 60},
	[LIC_SETTING_SESSION_HOURS] = {"sessionHours",
		"After how many hours a session of the pages ends at the latest.", false, 1, 168,
		12},
	[LIC_SETTING_AUDIT_DAYS] = {"auditDays",
		"How many days the audit log goes back; 0: for ever.", false, 0, 36500, 0},
	[LIC_SETTING_USER_CONSENT] = {"userConsent",
		"Whether people may let an application act for them without an administrator.",
		true, 0, 1, 0},
};

const struct lic_setting_kind *lic_setting_kind(enum lic_setting setting)
{
	return &kinds[setting];
}

bool lic_setting_parse(const char *name, enum lic_setting *ret_setting)
{
	for (size_t i = 0; i < LIC_COUNT(kinds); i++) {
		if (lic_text_equal_nocase(kinds[i].name, name)) {
			*ret_setting = (enum lic_setting)i;
			return true;
		}
	}
	return false;
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
