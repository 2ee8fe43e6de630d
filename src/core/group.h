/*
 * Group-based licensing (specification section 7): what a user's groups give, decided for one user
 * at a time by the same rules as the one decision of license.h.
 *
 * A group has a template: SKUs, each with the plans that are off. Being a member is a wish for the
 * whole template; a wish that cannot be met is kept as a path in Error with its cause (G-18) and is
 * tried again whenever anything about the user changes. The outcome depends on the present state
 * alone, never on the order of events that led there, but for one thing: who has something keeps
 * it.
 *
 * Threading: no state.
 */
#ifndef LIC_CORE_GROUP_H
#define LIC_CORE_GROUP_H

#include "core/license.h"

#define LIC_MEMBERSHIPS_MAX 1000

/* One SKU that a group gives. */
struct lic_group_license {
	uint32_t sku;             /* index in the catalogue */
	const uint64_t *disabled; /* set of plans that are off; never NULL */
};

/* One licensed group that the user is in. */
struct lic_membership {
	int64_t group;       /* key: source of the paths that it gives */
	bool is_best_effort; /* D-16: give the SKUs that work; otherwise all or none (G-15) */
	const struct lic_group_license *licenses; /* the template; no SKU twice */
	size_t license_count;                     /* number of SKUs in it */
};

/*
 * Brings what the user of `facts` inherits in line with the groups it is in: `count` (at most
 * LIC_MEMBERSHIPS_MAX) `memberships`, the longest first (D-08). `fallback_location` is the
 * organisation's, used when the user has none.
 *
 *   - A path that a membership wants becomes Active when the end state allows it, else Error with
 *     the cause (G-19); siblings of one that fails show Other (G-15), unless the group gives what
 *     works. One that holds a seat already keeps it, and its plans, as ActiveWithError when the
 *     changed template cannot be applied: also, with DependencyViolation, while something else
 *     needs a plan that it turns off.
 *   - A path of a group that the user has left, or whose template has lost the SKU, goes; it stays
 *     as ActiveWithError with DependencyViolation while something else needs a plan that only it
 *     gives (G-13, D-05).
 *   - Everything is judged on the end state (R-30, G-41): leaving one group and joining another is
 *     one step. Direct paths never change here (G-32); they count.
 *
 * facts->seats must have the pools of all SKUs of the memberships and of the user's paths;
 * facts->allotted the allotments of the groups of both, which leave a path without room in Error
 * with CountViolation.
 * `*ret_decision` is set on success, without violations: the paths tell what failed. It lives in
 * `arena` or is borrowed from the arguments. Deciding again on the outcome changes nothing. Errors:
 * LIC_E_NOMEM; LIC_E_LIMIT.
 */
LIC_MUST_USE lic_rc lic_group_settle(struct lic_arena *arena, const struct lic_facts *facts,
	const char *fallback_location, const struct lic_membership *memberships, size_t count,
	struct lic_decision *ret_decision);

#endif
