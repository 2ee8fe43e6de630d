/*
 * Usage locations: which two-letter country codes exist (ISO 3166-1 alpha-2), rule R-40.
 *
 * Threading: no state.
 */
#ifndef LIC_CORE_LOCATION_H
#define LIC_CORE_LOCATION_H

#include <stdbool.h>

/*
 * Tells whether `code` is an assigned ISO 3166-1 alpha-2 code in upper case, or XK (Kosovo), which
 * ISO leaves to users and Microsoft's list has. NULL and "" are not.
 */
bool lic_location_is_valid(const char *code);

/*
 * Tells whether the two-letter `code` stands in `list`, which is written "CN,RU"; an empty list
 * holds nothing.
 */
bool lic_location_in_list(const char *code, const char *list);

#endif
