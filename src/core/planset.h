/*
 * Sets of service plans as bits over a catalogue: a plan is its index in struct lic_catalog, and a
 * set is an array of 64-bit words whose number (`words`) the catalogue tells. Exclusion is one AND
 * and a popcount, a prerequisite one AND.
 *
 * Threading: no state.
 */
#ifndef LIC_CORE_PLANSET_H
#define LIC_CORE_PLANSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Adds the plan with index `plan` to `set`.
 */
static inline void lic_planset_add(uint64_t *set, uint32_t plan)
{
	set[plan / 64] |= UINT64_C(1) << (plan % 64);
}

/*
 * Tells whether the plan with index `plan` is in `set`.
 */
static inline bool lic_planset_has(const uint64_t *set, uint32_t plan)
{
	return ((set[plan / 64] >> (plan % 64)) & 1U) != 0;
}

/*
 * Adds to `set` what is in `all` but not in `except` (each `words` long): the plans of a SKU that
 * are not disabled.
 */
static inline void lic_planset_add_except(uint64_t *set, const uint64_t *all,
	const uint64_t *except, size_t words)
{
	for (size_t i = 0; i < words; i++) {
		set[i] |= all[i] & ~except[i];
	}
}

/*
 * Counts the plans that are both in `a` and in `b` (each `words` long).
 */
static inline unsigned lic_planset_common(const uint64_t *a, const uint64_t *b, size_t words)
{
	unsigned count = 0;

	for (size_t i = 0; i < words; i++) {
		count += (unsigned)__builtin_popcountll(a[i] & b[i]);
	}
	return count;
}

/*
 * Tells whether `a` and `b` (each `words` long) hold the same plans.
 */
static inline bool lic_planset_equal(const uint64_t *a, const uint64_t *b, size_t words)
{
	for (size_t i = 0; i < words; i++) {
		if (a[i] != b[i]) {
			return false;
		}
	}
	return true;
}

#endif
