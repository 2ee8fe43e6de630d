/*
 * $filter over the properties of a user, for those who are found one after the other anyway:
 * conditions that all hold at once (OData 4.01 URL conventions 5.1.1).
 *
 *   department eq 'Sales' and usageLocation ne null and startsWith(displayName,'A')
 *
 * Names are those of lic_user_properties, and accountEnabled, in any case. What is not known is
 * refused by name, never ignored (D-20).
 *
 * Threading: no state.
 */
#ifndef LIC_CORE_USER_FILTER_H
#define LIC_CORE_USER_FILTER_H

#include "core/user.h"

#define LIC_USER_FILTER_MAX 16

/* How a property is compared. */
enum lic_user_test {
	LIC_USER_IS,         /* eq */
	LIC_USER_IS_NOT,     /* ne */
	LIC_USER_STARTS_WITH /* startsWith() */
};

/* One condition. */
struct lic_user_condition {
	enum lic_user_property property; /* LIC_USER_PROPERTY_MAX_: accountEnabled */
	enum lic_user_test test;         /* how it is compared */
	const char *text;                /* with what; NULL: null */
	bool is_true;                    /* with what, for accountEnabled */
};

/* All of them. */
struct lic_user_filter {
	struct lic_user_condition conditions[LIC_USER_FILTER_MAX]; /* in order */
	size_t count;                                              /* number of them */
};

/*
 * Understands `text` as `*ret_filter`, whose texts live in `arena`. Errors, with the place and what
 * is possible in `err`, the field called `target`: LIC_E_INVALID; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_user_filter_parse(struct lic_arena *arena, const char *text,
	const char *target, struct lic_err *err, struct lic_user_filter *ret_filter);

/*
 * Tells whether a user with `values` meets every condition of `filter`. Letters of ASCII count in
 * any case.
 */
bool lic_user_filter_matches(const struct lic_user_filter *filter,
	const struct lic_user_values *values);

#endif
