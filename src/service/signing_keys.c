/*
 * Keys in memory: see signing_keys.h. Storing new ones is in signing_keys_make.c.
 */
#include "service/signing_keys.h"

#include "store/lic_sql.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define READ_AGAIN_MS ((int64_t)60 * 1000)
#define MISS_AGAIN_MS 200 /* a name that is made up must not cost more than this allows */

struct lic_keyring {
	pthread_mutex_t lock;        /* guards what follows, and the holds of all sets */
	struct lic_key_set *current; /* held by the ring; NULL: nothing was read */
	uint64_t generations;        /* sets made so far */
};

struct lic_keyring *lic_keyring_new(void)
{
	struct lic_keyring *ring = calloc(1, sizeof(*ring));

	if (ring != NULL && pthread_mutex_init(&ring->lock, NULL) != 0) {
		free(ring);
		ring = NULL;
	}
	return ring;
}

static void free_set(struct lic_key_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		lic_signing_key_free(set->keys[i].key);
	}
	free(set);
}

void lic_key_set_put(struct lic_key_set **set)
{
	struct lic_key_set *held = *set;
	bool is_last = false;

	if (held == NULL) {
		return;
	}
	struct lic_keyring *ring = held->ring;

	*set = NULL;
	(void)pthread_mutex_lock(&ring->lock);
	is_last = --held->holds == 0;
	(void)pthread_mutex_unlock(&ring->lock);
	if (is_last) {
		free_set(held);
	}
}

/* Makes `set` (or nothing, for NULL) what the ring has; takes over the caller's hold of it. */
static void replace(struct lic_keyring *ring, struct lic_key_set *set)
{
	struct lic_key_set *old = NULL;

	(void)pthread_mutex_lock(&ring->lock);
	old = ring->current;
	ring->current = set;
	(void)pthread_mutex_unlock(&ring->lock);
	lic_key_set_put(&old);
}

void lic_keyring_forget(struct lic_keyring *ring)
{
	replace(ring, NULL);
}

void lic_keyring_free(struct lic_keyring *ring)
{
	if (ring != NULL) {
		lic_keyring_forget(ring);
		(void)pthread_mutex_destroy(&ring->lock);
		free(ring);
	}
}

static lic_rc add_key(struct lic_ctx *ctx, const struct lic_q_signing_keys_list_row *row,
	struct lic_key_set *set)
{
	struct lic_key *key = &set->keys[set->count];

	LIC_TRY(lic_signing_key_load(row->private_key, ctx->err, &key->key));
	key->kid = lic_public_key_jwk(lic_signing_key_public(key->key))->kid;
	key->signs_from_ms = row->signs_from_ms;
	key->retires_ms = row->retires_ms;
	set->count++;
	return LIC_OK_RC;
}

static lic_rc read_keys(struct lic_ctx *ctx, struct lic_key_set *set)
{
	struct lic_q_signing_keys_list_in in = {ctx->now_ms};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_signing_keys_list_row row;
	bool more = true;

	LIC_TRY(lic_q_signing_keys_list_open(ctx->db, &in, &rows));
	while (set->count < LIC_KEY_SET_MAX) {
		LIC_TRY(lic_q_signing_keys_list_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		LIC_TRY(add_key(ctx, &row, set));
	}
	return LIC_OK_RC;
}

lic_rc lic_keyring_read(struct lic_ctx *ctx, struct lic_keyring *ring, struct lic_key_set **ret_set)
{
	struct lic_key_set *set = calloc(1, sizeof(*set));
	lic_rc rc;

	if (set == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	rc = read_keys(ctx, set);
	if (!lic_ok(rc)) {
		free_set(set);
		return rc;
	}
	set->holds = 1;
	set->ring = ring;
	set->read_ms = ctx->now_ms;
	(void)pthread_mutex_lock(&ring->lock);
	set->generation = ++ring->generations;
	(void)pthread_mutex_unlock(&ring->lock);
	*ret_set = set;
	return LIC_OK_RC;
}

/* Takes a hold of what is in memory; NULL when nothing is. */
static struct lic_key_set *hold_current(struct lic_keyring *ring)
{
	struct lic_key_set *set = NULL;

	(void)pthread_mutex_lock(&ring->lock);
	set = ring->current;
	if (set != NULL) {
		set->holds++;
	}
	(void)pthread_mutex_unlock(&ring->lock);
	return set;
}

/* Tells whether `set` will do for somebody who asks for `kid`. */
static bool is_fresh(const struct lic_key_set *set, const char *kid, int64_t now_ms)
{
	int64_t age_ms = now_ms - set->read_ms;

	if (age_ms < 0 || age_ms >= READ_AGAIN_MS) {
		return false;
	}
	return kid == NULL || age_ms < MISS_AGAIN_MS || lic_key_set_find(set, kid, now_ms) != NULL;
}

lic_rc lic_keyring_hold(struct lic_ctx *ctx, struct lic_keyring *ring, const char *kid,
	struct lic_key_set **ret_set)
{
	LIC_AUTO(lic_key_set_put) struct lic_key_set *set = hold_current(ring);

	if (set == NULL || !is_fresh(set, kid, ctx->now_ms)) {
		lic_key_set_put(&set);
		LIC_TRY(lic_keyring_read(ctx, ring, &set));
		(void)pthread_mutex_lock(&ring->lock);
		set->holds++;
		(void)pthread_mutex_unlock(&ring->lock);
		replace(ring, set);
	}
	*ret_set = LIC_TAKE(set);
	return LIC_OK_RC;
}

const struct lic_key *lic_key_set_find(const struct lic_key_set *set, const char *kid,
	int64_t now_ms)
{
	for (size_t i = 0; i < set->count; i++) {
		if (strcmp(set->keys[i].kid, kid) == 0 && set->keys[i].retires_ms > now_ms) {
			return &set->keys[i];
		}
	}
	return NULL;
}

const struct lic_key *lic_key_set_signer(const struct lic_key_set *set, int64_t now_ms)
{
	const struct lic_key *signer = NULL;

	for (size_t i = 0; i < set->count; i++) {
		const struct lic_key *key = &set->keys[i];

		if (key->signs_from_ms <= now_ms &&
			now_ms < key->signs_from_ms + LIC_KEY_SIGNS_MS &&
			key->retires_ms > now_ms + LIC_KEY_BEHIND_MS / 2 &&
			(signer == NULL || key->signs_from_ms >= signer->signs_from_ms)) {
			signer = key;
		}
	}
	return signer;
}

bool lic_key_set_is_due(const struct lic_key_set *set, int64_t now_ms)
{
	int64_t last_ms = INT64_MIN;

	for (size_t i = 0; i < set->count; i++) {
		if (set->keys[i].signs_from_ms > last_ms) {
			last_ms = set->keys[i].signs_from_ms;
		}
	}
	return lic_key_set_signer(set, now_ms) == NULL ||
		last_ms + LIC_KEY_SIGNS_MS - LIC_KEY_AHEAD_MS <= now_ms;
}
