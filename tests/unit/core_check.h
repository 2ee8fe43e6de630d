/*
 * Running the cases of core_fixture.h.
 */
#ifndef LIC_TESTS_CORE_CHECK_H
#define LIC_TESTS_CORE_CHECK_H

#include "core_fixture.h"

#include <stddef.h>

/*
 * Decides each of `count` `cases` and fails the test, naming every case that went wrong, unless the
 * outcome is as expected and, beyond that, what holds for every outcome holds:
 *   the facts are as they were; violations are in the order of R-58, each with code, message,
 *   target, remedy, and names beside ids; only direct paths change; a request that was
 *   granted and is made again without its removals changes nothing.
 */
void core_check(const struct core_case *cases, size_t count);

#endif
