/*
 * Product keys: what a seller gives for licences that were paid beforehand, U-54.
 *
 * Threading: no state.
 */
#ifndef LIC_CORE_PRODUCT_KEY_H
#define LIC_CORE_PRODUCT_KEY_H

#include <stdbool.h>

#define LIC_PRODUCT_KEY_CHARS 25
#define LIC_PRODUCT_KEY_BYTES (LIC_PRODUCT_KEY_CHARS + 1)
#define LIC_PRODUCT_KEY_ENDING 5 /* so many characters of a key may be shown */

/*
 * Reads a product key as people write it: LIC_PRODUCT_KEY_CHARS letters and digits of ASCII, in any
 * case, with hyphens and spaces anywhere. Returns true and sets `ret_key` to the key in upper case
 * and nothing else, NUL-terminated; false, leaving `ret_key` in no particular state, when `text` is
 * none.
 */
bool lic_product_key_read(const char *text, char ret_key[LIC_PRODUCT_KEY_BYTES]);

/*
 * Returns the end of `key`, which lic_product_key_read() set: LIC_PRODUCT_KEY_ENDING characters, by
 * which people tell keys apart. It is borrowed from `key`.
 */
const char *lic_product_key_ending(const char key[LIC_PRODUCT_KEY_BYTES]);

#endif
