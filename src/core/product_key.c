/*
 * Product keys as people write them: see product_key.h.
 */
#include "core/product_key.h"

#include <stddef.h>

/* `c` as it stands in a key, or 0 when it cannot. */
static char letter_of(char c)
{
	if (c >= 'a' && c <= 'z') {
		return (char)(c - 'a' + 'A');
	}
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '\0';
}

bool lic_product_key_read(const char *text, char ret_key[LIC_PRODUCT_KEY_BYTES])
{
	size_t count = 0;

	for (const char *at = text; *at != '\0'; at++) {
		char letter = letter_of(*at);

		if (*at == '-' || *at == ' ') {
			continue;
		}
		if (letter == '\0' || count == LIC_PRODUCT_KEY_CHARS) {
			return false;
		}
		ret_key[count++] = letter;
	}
	ret_key[count] = '\0';
	return count == LIC_PRODUCT_KEY_CHARS;
}

const char *lic_product_key_ending(const char key[LIC_PRODUCT_KEY_BYTES])
{
	return key + LIC_PRODUCT_KEY_CHARS - LIC_PRODUCT_KEY_ENDING;
}
