/*
 * A hash map from bytes to numbers: see catalog_int.h. Open addressing, at most half full.
 */
#include "service/catalog_int.h"

#include <sodium.h>
#include <string.h>

#define SLOTS_FIRST 256

/* One place. */
struct lic_catalog_slot {
	const void *key; /* NULL when empty; borrowed */
	size_t len;      /* bytes at key */
	uint32_t value;  /* the number */
};

_Static_assert(sizeof(((struct lic_catalog_map *)0)->secret) == crypto_shorthash_KEYBYTES,
	"size of the key");

void lic_catalog__map_init(struct lic_catalog_map *map, struct lic_arena *arena)
{
	*map = (struct lic_catalog_map){.arena = arena};
	randombytes_buf(map->secret, sizeof(map->secret));
}

/* Finds the key's slot, or the empty one where it belongs. There is always an empty one. */
static struct lic_catalog_slot *find(const struct lic_catalog_map *map, const void *key, size_t len)
{
	unsigned char bytes[crypto_shorthash_BYTES];
	uint64_t hash = 0;

	(void)crypto_shorthash(bytes, key, len, map->secret);
	memcpy(&hash, bytes, sizeof(hash));
	for (size_t at = (size_t)hash & (map->size - 1);; at = (at + 1) & (map->size - 1)) {
		struct lic_catalog_slot *slot = &map->slots[at];

		if (slot->key == NULL || (slot->len == len && memcmp(slot->key, key, len) == 0)) {
			return slot;
		}
	}
}

uint32_t lic_catalog__map_get(const struct lic_catalog_map *map, const void *key, size_t len)
{
	const struct lic_catalog_slot *slot = map->size == 0 ? NULL : find(map, key, len);

	return slot == NULL || slot->key == NULL ? LIC_INDEX_NONE : slot->value;
}

static lic_rc enlarge(struct lic_catalog_map *map)
{
	struct lic_catalog_map bigger = *map;

	bigger.size = map->size == 0 ? SLOTS_FIRST : map->size * 2;
	bigger.slots = lic_arena_array(map->arena, bigger.size, sizeof(*bigger.slots));
	if (bigger.slots == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < map->size; i++) {
		const struct lic_catalog_slot *slot = &map->slots[i];

		if (slot->key != NULL) {
			*find(&bigger, slot->key, slot->len) = *slot;
		}
	}
	*map = bigger;
	return LIC_OK_RC;
}

lic_rc lic_catalog__map_set(struct lic_catalog_map *map, const void *key, size_t len,
	uint32_t value)
{
	struct lic_catalog_slot *slot = NULL;

	if (map->count * 2 >= map->size) {
		LIC_TRY(enlarge(map));
	}
	slot = find(map, key, len);
	map->count += slot->key == NULL ? 1 : 0;
	*slot = (struct lic_catalog_slot){.key = key, .len = len, .value = value};
	return LIC_OK_RC;
}
