/*
 * What somebody chose for himself in the admin centre, by name: it goes with the person, not with
 * the browser. Nobody else reads or changes it, and it is no operation of the ledger.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_PREFERENCES_H
#define LIC_SERVICE_PREFERENCES_H

#include "service/context.h"

#include <stddef.h>

/* What can be chosen. The table in preferences.c gives names and values. */
enum lic_preference {
	LIC_PREFERENCE_EXPERIENCE, /* which of the two admin centres (U-02) */
	LIC_PREFERENCE_LANGUAGE,   /* language of the pages */
	LIC_PREFERENCE_THEME,      /* their colours */
	LIC_PREFERENCE_MAX_
};

/* What a preference may be. */
struct lic_preference_kind {
	const char *name;          /* in the API: "experience" */
	const char *const *values; /* what can be chosen, in small letters; ended by NULL */
};

/*
 * Describes `preference`. Returns static data.
 */
const struct lic_preference_kind *lic_preference_kind(enum lic_preference preference);

/*
 * Reads what the caller chose into `ret_values`, by enum lic_preference: one of the values of its
 * kind, static, or NULL where he chose none. Errors: LIC_E_INVALID when the caller is no person;
 * as the store's.
 */
LIC_MUST_USE lic_rc lic_preference_list(struct lic_ctx *ctx,
	const char *ret_values[LIC_PREFERENCE_MAX_]);

/* A preference to change. */
struct lic_preference_change {
	enum lic_preference preference; /* which */
	const char *value;              /* what is chosen; NULL: nothing any more */
};

/*
 * Makes `count` `changes`, and reads into `ret_values` what the caller chose then, as
 * lic_preference_list() does.
 * Errors: LIC_E_INVALID for a value that there is not, named in ctx->err, and when the caller is no
 * person; LIC_E_DENIED when an application calls in his name that may not change him; as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_preference_update(struct lic_ctx *ctx,
	const struct lic_preference_change *changes, size_t count,
	const char *ret_values[LIC_PREFERENCE_MAX_]);

/*
 * The admin centre that somebody sees: what he `chosen`, or else (NULL) what is usual in the
 * `variant` of his organisation, a value of the setting adminCentreVariant (U-03). Returns static
 * data.
 */
const char *lic_preference_experience(const char *chosen, const char *variant);

#endif
