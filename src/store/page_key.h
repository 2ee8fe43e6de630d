/*
 * The key of an organisation that signs places in its lists, which clients carry from page to page.
 *
 * Threading: no state.
 */
#ifndef LIC_STORE_PAGE_KEY_H
#define LIC_STORE_PAGE_KEY_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/rc.h"

#define LIC_PAGE_KEY_BYTES 32

/*
 * Makes a new key, LIC_PAGE_KEY_BYTES random bytes in `arena`, as `*ret_key`. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_page_key_new(struct lic_arena *arena, struct lic_bytes *ret_key);

#endif
