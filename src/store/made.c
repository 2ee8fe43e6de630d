/*
 * Statements made at run time: see made.h.
 */
#include "store/made.h"

#include <stdlib.h>
#include <string.h>

static void forget(struct lic_made *made)
{
	free(made->text);
	free(made->types);
	*made = (struct lic_made){0};
}

void lic_made_done(struct lic_made_cache *cache)
{
	for (size_t i = 0; i < LIC_MADE_MAX; i++) {
		forget(&cache->list[i]);
	}
}

/* The slot that is free, or was not used for longest; LIC_MADE_MAX when all are open. */
static unsigned oldest(const struct lic_made_cache *cache)
{
	unsigned found = LIC_MADE_MAX;

	for (unsigned i = 0; i < LIC_MADE_MAX; i++) {
		if (!cache->list[i].is_open &&
			(found == LIC_MADE_MAX || cache->list[i].used < cache->list[found].used)) {
			found = i;
		}
	}
	return found;
}

/* A letter for each value, as in struct lic_statement. */
static char *types_of(const struct lic_value *params, size_t count)
{
	char *types = malloc(count + 1);

	for (size_t i = 0; types != NULL && i < count; i++) {
		types[i] = params[i].type == LIC_SQL_INT ? 'i'
			: params[i].type == LIC_SQL_TEXT ? 't'
							 : 'b';
	}
	if (types != NULL) {
		types[count] = '\0';
	}
	return types;
}

lic_rc lic_made_find(struct lic_made_cache *cache, const char *text, const struct lic_value *params,
	size_t count, unsigned *ret_slot, bool *ret_is_new)
{
	unsigned slot = 0;
	struct lic_made made = {0};

	while (slot < LIC_MADE_MAX &&
		(cache->list[slot].text == NULL || strcmp(cache->list[slot].text, text) != 0)) {
		slot++;
	}
	*ret_is_new = slot == LIC_MADE_MAX;
	if (*ret_is_new) {
		slot = oldest(cache);
		LIC_REQUIRE(slot < LIC_MADE_MAX);
		made.text = strdup(text);
		made.types = types_of(params, count);
		made.statement = (struct lic_statement){
			.name = "made at run time",
			.text = made.text,
			.types = made.types,
			.params = count,
		};
		if (made.text == NULL || made.types == NULL) {
			forget(&made);
			return LIC_RC(LIC_E_NOMEM);
		}
		forget(&cache->list[slot]);
		cache->list[slot] = made;
	}
	LIC_REQUIRE(!cache->list[slot].is_open && cache->list[slot].statement.params == count);
	cache->list[slot].used = ++cache->uses;
	cache->list[slot].is_open = true;
	*ret_slot = slot;
	return LIC_OK_RC;
}
