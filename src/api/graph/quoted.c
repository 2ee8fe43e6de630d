/*
 * Texts in quotes: see quoted.h.
 */
#include "api/graph/quoted.h"

#include <string.h>

lic_rc lic_graph__quoted(struct lic_arena *arena, const char **at, const char **ret_text)
{
	const char *from = *at + 1;
	char *text = lic_arena_alloc(arena, strlen(*at) + 1);
	size_t len = 0;

	*ret_text = NULL;
	if (text == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (; *from != '\0'; from++) {
		if (*from == '\'' && *++from != '\'') {
			*ret_text = text;
			*at = from;
			return LIC_OK_RC;
		}
		text[len++] = *from;
	}
	return LIC_OK_RC;
}
