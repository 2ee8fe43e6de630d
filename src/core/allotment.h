/*
 * Allotments: how many seats of a SKU the members of some groups may take together by these
 * groups.
 *
 * A user counts once in an allotment, however many of its groups give him a seat; direct paths and
 * other groups do not count and are not limited. A limit takes nothing from anybody: who has a seat
 * keeps it, and who has none gets one while there is room.
 *
 * Threading: no state.
 */
#ifndef LIC_CORE_ALLOTMENT_H
#define LIC_CORE_ALLOTMENT_H

#include "core/license.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_ALLOTMENT_GROUPS_MAX 100

/*
 * Finds in the `count` entries of `list` the one about the SKU with index `sku` by the group with
 * key `group`.
 * Returns it, borrowed, or NULL when there is none.
 */
const struct lic_allotted *lic_allotted_find(const struct lic_allotted *list, size_t count,
	int64_t group, uint32_t sku);

/*
 * Tells whether the allotment of the group with key `group` has no room for the user of `facts` to
 * take the SKU with index `sku` by it: nothing is left, and he does not count in it yet. False when
 * no allotment limits the group.
 */
bool lic_allotment_is_full(const struct lic_facts *facts, int64_t group, uint32_t sku);

/*
 * Lists in decision->allotments, in `arena`, in which of the allotments of `facts` the user comes
 * to count, or counts no more, when he has the `count` paths of `after` instead of those of
 * `facts`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_allotment_list_changes(struct lic_arena *arena,
	const struct lic_facts *facts, const struct lic_path *after, size_t count,
	struct lic_decision *decision);

#endif
