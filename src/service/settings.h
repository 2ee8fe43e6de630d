/*
 * Settings of an organisation: what it may choose, by name. A change counts from the next request
 * on, in every process: settings are read where they are needed, in the same transaction.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_SETTINGS_H
#define LIC_SERVICE_SETTINGS_H

#include "base/json.h"
#include "service/context.h"

#include <stddef.h>
#include <stdint.h>

/* Settings. The table in settings.c gives names, ranges and what they are when nobody chose. */
enum lic_setting {
	LIC_SETTING_BILLING_ADMIN_MAY_ASSIGN,  /* D-01: 0 or 1 */
	LIC_SETTING_PASSWORD_GRANT,            /* OAuth's resource owner password grant: 0 or 1 */
	LIC_SETTING_ACCESS_TOKEN_MINUTES,      /* life of access tokens */
	LIC_SETTING_REFRESH_TOKEN_DAYS,        /* life of refresh tokens */
	LIC_SETTING_SESSION_IDLE_MINUTES,      /* a session ends after so long without a request */
	LIC_SETTING_SESSION_HOURS,             /* a session ends after so long at the latest */
	LIC_SETTING_AUDIT_DAYS,                /* audit entries are kept so long; 0: for ever */
	LIC_SETTING_USER_CONSENT,              /* users may consent for themselves: 0 or 1 */
	LIC_SETTING_STRICT_GRAPH,              /* D-21: refuse queries that Graph refuses: 0 or 1 */
	LIC_SETTING_SUBSCRIPTION_WARNING_DAYS, /* an end date so near is worth a warning (L-08) */
	LIC_SETTING_ADMIN_CENTRE_VARIANT,      /* words and flow of the admin centre (U-01) */
	LIC_SETTING_BATCH_REQUESTS,            /* requests in one $batch */
	LIC_SETTING_PASSWORD_VALIDITY_DAYS,    /* passwords are good so long; 0: for ever */
	LIC_SETTING_MAX_
};

/* How the values of a setting are written. In memory all are numbers. */
enum lic_setting_type {
	LIC_SETTING_NUMBER, /* as a number */
	LIC_SETTING_FLAG,   /* 0 and 1 as false and true */
	LIC_SETTING_CHOICE  /* by name: the number, which is stored, is the place in `choices` */
};

/* What a setting may be. */
struct lic_setting_kind {
	const char *name;           /* in the API and the command line: "billingAdminMayAssign" */
	const char *description;    /* for people, a sentence */
	enum lic_setting_type type; /* how it is written */
	int64_t min;                /* smallest value */
	int64_t max;                /* greatest value */
	int64_t fallback;           /* value when nobody chose */
	const char *const *choices; /* of a choice the names of min to max; NULL else */
};

/*
 * Describes `setting`. Returns static data.
 */
const struct lic_setting_kind *lic_setting_kind(enum lic_setting setting);

/*
 * Finds the value of the choice `kind` that is called `name`. `*ret_value` is set when true is
 * returned; there is none else.
 */
bool lic_setting_choice(const struct lic_setting_kind *kind, const char *name, int64_t *ret_value);

/*
 * Writes a `value` of `kind` under `key` into the object that is open in `json`.
 */
void lic_setting_write(struct lic_json *json, const char *key, const struct lic_setting_kind *kind,
	int64_t value);

/*
 * Reads `setting` of the caller's organisation, without asking for permission: for use cases that
 * depend on it. `*ret_value` is what was chosen, or the fallback. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_setting_get(struct lic_ctx *ctx, enum lic_setting setting,
	int64_t *ret_value);

/*
 * Reads every setting into `ret_values`, by enum lic_setting. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_setting_list(struct lic_ctx *ctx, int64_t ret_values[LIC_SETTING_MAX_]);

/* A setting to change. */
struct lic_setting_change {
	enum lic_setting setting; /* which */
	int64_t value;            /* what it becomes */
};

/*
 * Makes `count` `changes`, each setting at most once, and reads every setting into `ret_values` as
 * it is then. What is as it was is no change, and nothing changed no operation. Errors:
 * LIC_E_INVALID for a value out of range, named in ctx->err; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_setting_update(struct lic_ctx *ctx,
	const struct lic_setting_change *changes, size_t count,
	int64_t ret_values[LIC_SETTING_MAX_]);

#endif
