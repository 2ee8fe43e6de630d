/*
 * Keys that sign places: see page_key.h.
 */
#include "store/page_key.h"

#include <sodium.h>

lic_rc lic_page_key_new(struct lic_arena *arena, struct lic_bytes *ret_key)
{
	char *bytes = lic_arena_alloc(arena, LIC_PAGE_KEY_BYTES);

	if (bytes == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	randombytes_buf(bytes, LIC_PAGE_KEY_BYTES);
	*ret_key = (struct lic_bytes){bytes, LIC_PAGE_KEY_BYTES};
	return LIC_OK_RC;
}
