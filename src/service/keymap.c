/*
 * Maps by key: see keymap_int.h. Open addressing, at most half full.
 */
#include "service/keymap_int.h"

#include <stdlib.h>

#define ROOM_FIRST 64

/* Keys come from counters: they are spread by a multiplication (Fibonacci hashing). */
static size_t place_of(const struct lic_keymap *map, int64_t key)
{
	size_t at =
		(size_t)(((uint64_t)key * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (map->room - 1);

	while (map->keys[at] != 0 && map->keys[at] != key) {
		at = (at + 1) & (map->room - 1);
	}
	return at;
}

static lic_rc grow(struct lic_keymap *map)
{
	struct lic_keymap old = *map;
	struct lic_keymap larger = {
		.room = old.room == 0 ? ROOM_FIRST : old.room * 2,
		.count = old.count,
	};

	larger.keys = calloc(larger.room, sizeof(*larger.keys));
	larger.values = calloc(larger.room, sizeof(*larger.values));
	if (larger.keys == NULL || larger.values == NULL) {
		free(larger.keys);
		free(larger.values);
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < old.room; i++) {
		if (old.keys[i] != 0) {
			size_t at = place_of(&larger, old.keys[i]);

			larger.keys[at] = old.keys[i];
			larger.values[at] = old.values[i];
		}
	}
	*map = larger;
	free(old.keys);
	free(old.values);
	return LIC_OK_RC;
}

lic_rc lic_keymap__add(struct lic_keymap *map, int64_t key, uint32_t value, bool *ret_new)
{
	size_t at = 0;

	if (map->count * 2 >= map->room) {
		LIC_TRY(grow(map));
	}
	at = place_of(map, key);
	*ret_new = map->keys[at] == 0;
	if (*ret_new) {
		map->keys[at] = key;
		map->values[at] = value;
		map->count++;
	}
	return LIC_OK_RC;
}

bool lic_keymap__find(const struct lic_keymap *map, int64_t key, uint32_t *ret_value)
{
	size_t at = 0;

	if (map->room == 0) {
		return false;
	}
	at = place_of(map, key);
	if (map->keys[at] == 0) {
		return false;
	}
	*ret_value = map->values[at];
	return true;
}

void lic_keymap__done(struct lic_keymap *map)
{
	free(map->keys);
	free(map->values);
	*map = (struct lic_keymap){0};
}
