/*
 * Conditions as text, so that tests of the parsers are tables. For the tests of odata.
 *
 * Threading: no state.
 */
#ifndef LIC_TESTS_ODATA_PRINT_H
#define LIC_TESTS_ODATA_PRINT_H

#include "base/buf.h"
#include "odata/condition.h"

/*
 * Appends `condition` to `out`: "(and displayName^ann (not accountEnabled=1))". Operators are = >
 * >= < <= ^ (starts) $ (ends) ~ (has word); several values are separated by a bar; an element
 * stands in brackets.
 */
void odata_print(struct lic_buf *out, const struct lic_odata_condition *condition);

#endif
