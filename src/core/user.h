/*
 * Users: which properties they have, how long each may be, and what a valid one looks like. One
 * table serves the API, the CSV import and the pages, so that they never disagree.
 *
 * Threading: no state.
 */
#ifndef LIC_CORE_USER_H
#define LIC_CORE_USER_H

#include "base/arena.h"
#include "base/err.h"
#include "base/rc.h"

#include <stdbool.h>
#include <stddef.h>

/* Text properties of a user, in Graph's words. */
enum lic_user_property {
	LIC_USER_PRINCIPAL_NAME,
	LIC_USER_DISPLAY_NAME,
	LIC_USER_GIVEN_NAME,
	LIC_USER_SURNAME,
	LIC_USER_MAIL,
	LIC_USER_MAIL_NICKNAME,
	LIC_USER_TYPE,
	LIC_USER_USAGE_LOCATION,
	LIC_USER_JOB_TITLE,
	LIC_USER_DEPARTMENT,
	LIC_USER_OFFICE_LOCATION,
	LIC_USER_BUSINESS_PHONE,
	LIC_USER_MOBILE_PHONE,
	LIC_USER_FAX_NUMBER,
	LIC_USER_STREET_ADDRESS,
	LIC_USER_CITY,
	LIC_USER_STATE,
	LIC_USER_POSTAL_CODE,
	LIC_USER_COUNTRY,
	LIC_USER_COMPANY_NAME,
	LIC_USER_EMPLOYEE_ID,
	LIC_USER_PREFERRED_LANGUAGE,
	LIC_USER_PROPERTY_MAX_
};

/* What is known about a property. */
struct lic_user_property_info {
	const char *name;  /* Graph's name, for example "jobTitle"; "businessPhones" is a list of at
			      most one there */
	size_t length_max; /* most characters */
	bool is_required;  /* a user cannot be without it */
};

/* A user's properties. Texts are NULL when the user has none. */
struct lic_user_values {
	const char *text[LIC_USER_PROPERTY_MAX_]; /* by enum lic_user_property */
	bool account_enabled;                     /* may sign in */
};

/* The table, by enum lic_user_property. */
extern const struct lic_user_property_info lic_user_properties[LIC_USER_PROPERTY_MAX_];

/*
 * Finds the property called `name` (any case).
 * Returns it, or LIC_USER_PROPERTY_MAX_ when there is none.
 */
enum lic_user_property lic_user_property_find(const char *name);

/*
 * Checks one property: `value` (NULL clears it) for `property`: length, form, required. Lengths are
 * those of Graph and of the 15-column CSV (specification 4.7). Errors: LIC_E_INVALID with the
 * property as target and the reason in `err`, made with `arena`; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_user_check(enum lic_user_property property, const char *value,
	struct lic_arena *arena, struct lic_err *err);

/*
 * Finds the domain of the user principal name `upn`: what is behind its last at sign.
 * Returns a pointer into `upn`, or NULL when it has none.
 */
const char *lic_user_upn_domain(const char *upn);

#endif
