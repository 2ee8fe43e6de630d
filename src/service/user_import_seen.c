/*
 * Keys that a file has used already: see user_import_int.h. A table with open addressing that
 * doubles when it is two thirds full.
 */
#include "service/user_import_int.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_MIN 1024

static struct lic_import_hash hash(const struct lic_import_seen *seen, const char *key)
{
	unsigned char out[crypto_shorthash_siphashx24_BYTES];
	struct lic_import_hash result;

	_Static_assert(sizeof(out) == sizeof(result), "two halves");
	_Static_assert(sizeof(seen->key) == crypto_shorthash_siphashx24_KEYBYTES, "one key");
	(void)crypto_shorthash_siphashx24(out, (const unsigned char *)key, strlen(key), seen->key);
	memcpy(&result, out, sizeof(result));
	result.high |= result.low == 0 ? 1U : 0U; /* both zero is a free slot */
	return result;
}

/* Finds the slot of a hash, or the free one where it belongs. The table is never full. */
static struct lic_import_hash *find(struct lic_import_hash *slots, size_t room,
	const struct lic_import_hash *wanted)
{
	size_t at = (size_t)wanted->low & (room - 1);

	while ((slots[at].low != 0 || slots[at].high != 0) &&
		(slots[at].low != wanted->low || slots[at].high != wanted->high)) {
		at = (at + 1) & (room - 1);
	}
	return &slots[at];
}

static lic_rc grow(struct lic_import_seen *seen)
{
	size_t room = seen->room == 0 ? ROOM_MIN : seen->room * 2;
	struct lic_import_hash *slots = calloc(room, sizeof(*slots));

	if (slots == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (seen->room == 0) {
		randombytes_buf(seen->key, sizeof(seen->key));
	}
	for (size_t i = 0; i < seen->room; i++) {
		const struct lic_import_hash *old = &seen->slots[i];

		if (old->low != 0 || old->high != 0) {
			*find(slots, room, old) = *old;
		}
	}
	free(seen->slots);
	seen->slots = slots;
	seen->room = room;
	return LIC_OK_RC;
}

lic_rc lic_import__see(struct lic_import_seen *seen, const char *key, bool *ret_is_new)
{
	struct lic_import_hash wanted;
	struct lic_import_hash *slot = NULL;

	if (seen->count * 3 >= seen->room * 2) {
		LIC_TRY(grow(seen));
	}
	wanted = hash(seen, key);
	slot = find(seen->slots, seen->room, &wanted);
	*ret_is_new = slot->low == 0 && slot->high == 0;
	if (*ret_is_new) {
		*slot = wanted;
		seen->count++;
	}
	return LIC_OK_RC;
}

bool lic_import__has_seen(const struct lic_import_seen *seen, const char *key)
{
	struct lic_import_hash wanted;
	const struct lic_import_hash *slot = NULL;

	if (seen->room == 0) {
		return false;
	}
	wanted = hash(seen, key);
	slot = find(seen->slots, seen->room, &wanted);
	return slot->low != 0 || slot->high != 0;
}

void lic_import__forget(struct lic_import_seen *seen)
{
	free(seen->slots);
	*seen = (struct lic_import_seen){0};
}
