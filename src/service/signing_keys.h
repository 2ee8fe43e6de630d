/*
 * The keys by which the installation signs tokens, and by which it knows its own again. All its
 * organisations share them: a token names its organisation.
 *
 * A key is published LIC_KEY_AHEAD_MS before it signs, so that whoever keeps the list of keys for a
 * while knows it in time; it signs for LIC_KEY_SIGNS_MS and stays published LIC_KEY_BEHIND_MS
 * longer, which is more than the longest life of a token. The next one is made on demand: by the
 * first request that finds it due, on a thread for slow work, and stored by the writer.
 *
 * Threading: a ring is shared by all threads and locks itself; a set of keys never changes and is
 * held by a reference until it is put back.
 */
#ifndef LIC_SERVICE_SIGNING_KEYS_H
#define LIC_SERVICE_SIGNING_KEYS_H

#include "auth/keys.h"
#include "base/clock.h"
#include "service/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_KEY_AHEAD_MS LIC_MS_PER_DAY
#define LIC_KEY_SIGNS_MS (90 * LIC_MS_PER_DAY)
#define LIC_KEY_BEHIND_MS (2 * LIC_MS_PER_DAY)
#define LIC_KEY_SET_MAX 16 /* keys that may be published at a time */

/* One key. */
struct lic_key {
	struct lic_signing_key *key; /* owned by the set */
	const char *kid;             /* its name, borrowed from the key */
	int64_t signs_from_ms;       /* when it begins to sign */
	int64_t retires_ms;          /* when nothing that it signed is good any more */
};

/* The keys that were published when they were read. Its other members are private. */
struct lic_key_set {
	struct lic_key keys[LIC_KEY_SET_MAX]; /* the oldest first */
	size_t count;                         /* number of keys */
	uint64_t generation;                  /* differs from that of every other set */
	int64_t read_ms;                      /* when they were read */
	unsigned holds;                       /* who has it; guarded by the ring's lock */
	struct lic_keyring *ring;             /* whose it is */
};

/* The keys in memory, shared by all threads. Opaque. */
struct lic_keyring;

/*
 * Makes a ring that has read nothing yet.
 * Returns it, to be freed with lic_keyring_free() when nothing is held any more; NULL when memory
 * is out.
 */
struct lic_keyring *lic_keyring_new(void);

/*
 * Frees `ring`. Accepts NULL.
 */
void lic_keyring_free(struct lic_keyring *ring);

/*
 * Forgets what `ring` has read: after keys were changed.
 */
void lic_keyring_forget(struct lic_keyring *ring);

/*
 * Holds the published keys of `ring`, read in ctx's transaction when those in memory are older than
 * a minute or, once in a while, when the key `kid` is not among them (NULL: not asked). `*ret_set`
 * is to be put back with lic_key_set_put(). Errors: LIC_E_CORRUPT for a stored key that cannot be
 * read; as the store's; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_keyring_hold(struct lic_ctx *ctx, struct lic_keyring *ring, const char *kid,
	struct lic_key_set **ret_set);

/*
 * Reads the published keys in ctx's transaction, which may see what is not committed yet, for this
 * caller alone: `ring` does not keep them, but counts. `*ret_set` is to be put back with
 * lic_key_set_put(). Errors: as lic_keyring_hold().
 */
LIC_MUST_USE lic_rc lic_keyring_read(struct lic_ctx *ctx, struct lic_keyring *ring,
	struct lic_key_set **ret_set);

/*
 * Puts back what `*set` holds and sets it to NULL. Usable with LIC_AUTO; accepts NULL there.
 */
void lic_key_set_put(struct lic_key_set **set);

/*
 * Finds the key called `kid` in `set`, if it has not retired at `now_ms`.
 * Returns it, borrowed, or NULL.
 */
const struct lic_key *lic_key_set_find(const struct lic_key_set *set, const char *kid,
	int64_t now_ms);

/*
 * Finds the key of `set` that signs at `now_ms`.
 * Returns it, borrowed, or NULL when there is none.
 */
const struct lic_key *lic_key_set_signer(const struct lic_key_set *set, int64_t now_ms);

/*
 * Tells whether `set` needs another key at `now_ms`: none signs, or the last one will not for much
 * longer.
 */
bool lic_key_set_is_due(const struct lic_key_set *set, int64_t now_ms);

/*
 * Stores `key`, which was just made, as the next one if one is due, in a writing transaction;
 * `ring` is whose it will be. It signs at once when no other does. Nothing happens when another
 * request or process was faster. Errors: as the store's; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_signing_keys_add(struct lic_ctx *ctx, struct lic_keyring *ring,
	const struct lic_signing_key *key);

/* What a rotation did. */
struct lic_key_rotation {
	const char *kid;       /* the new key; in the arena */
	int64_t signs_from_ms; /* when it begins to sign */
};

/*
 * Makes a new key, in a writing transaction: one that signs after LIC_KEY_AHEAD_MS, or `at_once`
 * one that signs now while all others retire, so that every access token there is stops being good:
 * when a key has become known to others. Writes an operation. Servers that run follow within a
 * minute. `*ret_rotation` is set on success. Errors: LIC_E_DENIED; LIC_E_CONFLICT when too many
 * keys are published; as the store's.
 */
LIC_MUST_USE lic_rc lic_signing_keys_rotate(struct lic_ctx *ctx, bool at_once,
	struct lic_key_rotation *ret_rotation);

#endif
