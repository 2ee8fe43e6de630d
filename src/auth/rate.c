/*
 * Token buckets: see rate.h.
 *
 * Where a key belongs is found by a keyed hash (SipHash) whose key is random, so that nobody can
 * choose addresses that meet in one place.
 */
#include "auth/rate.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define SHARDS 16U
#define SETS 256U /* of one shard */
#define WAYS 8U   /* buckets of one set */
#define US_PER_S INT64_C(1000000)
#define US_PER_MS INT64_C(1000)
#define BURST_S_MAX 60U
#define V4_OFFSET ((size_t)12) /* where an IPv4 address begins in its mapped form */

/* One bucket. */
struct bucket {
	struct lic_rate_key key; /* whose */
	int64_t full_us;         /* when it will be full, or was; 0: free */
};

/* A part of the table. */
struct shard {
	pthread_mutex_t mutex;             /* guards buckets */
	struct bucket buckets[SETS][WAYS]; /* by hash */
};

struct lic_rate {
	int64_t call_us;  /* what one call costs: the time in which it is refilled */
	int64_t burst_us; /* what a full bucket is worth */
	unsigned char secret[crypto_shorthash_KEYBYTES]; /* of the hash */
	struct shard shards[SHARDS];                     /* the table */
};

_Static_assert(crypto_shorthash_BYTES == sizeof(uint64_t), "a hash is one number");

lic_rc lic_rate_new(unsigned per_s, unsigned burst_s, struct lic_rate **ret_rate)
{
	struct lic_rate *rate = NULL;

	if (per_s < 1 || per_s > LIC_RATE_PER_S_MAX || burst_s < 1 || burst_s > BURST_S_MAX) {
		return LIC_RC(LIC_E_INVALID);
	}
	rate = calloc(1, sizeof(*rate));
	if (rate == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	rate->call_us = US_PER_S / per_s;
	rate->burst_us = burst_s * US_PER_S;
	crypto_shorthash_keygen(rate->secret);
	for (unsigned i = 0; i < SHARDS; i++) {
		/* Fails for attributes only, of which there are none. */
		(void)pthread_mutex_init(&rate->shards[i].mutex, NULL);
	}
	*ret_rate = rate;
	return LIC_OK_RC;
}

void lic_rate_free(struct lic_rate *rate)
{
	if (rate == NULL) {
		return;
	}
	for (unsigned i = 0; i < SHARDS; i++) {
		(void)pthread_mutex_destroy(&rate->shards[i].mutex);
	}
	free(rate);
}

static bool is_same(const struct lic_rate_key *a, const struct lic_rate_key *b)
{
	return a->parts[0] == b->parts[0] && a->parts[1] == b->parts[1];
}

/* Finds the bucket of a key in its set, or makes one in the place of the fullest. */
static struct bucket *find_bucket(struct bucket set[WAYS], const struct lic_rate_key *key)
{
	struct bucket *fullest = &set[0];

	for (unsigned i = 0; i < WAYS; i++) {
		if (set[i].full_us != 0 && is_same(&set[i].key, key)) {
			return &set[i];
		}
		if (set[i].full_us < fullest->full_us) {
			fullest = &set[i];
		}
	}
	*fullest = (struct bucket){.key = *key};
	return fullest;
}

/* Takes one call. Returns 0, or the time after which there will be one, in microseconds. */
static int64_t take(const struct lic_rate *rate, struct bucket *bucket, int64_t now_us)
{
	int64_t full_us = bucket->full_us > now_us ? bucket->full_us : now_us;
	int64_t missing_us = full_us + rate->call_us - now_us - rate->burst_us;

	if (missing_us > 0) {
		return missing_us;
	}
	bucket->full_us = full_us + rate->call_us;
	return 0;
}

unsigned lic_rate_take(struct lic_rate *rate, const struct lic_rate_key *key, int64_t now_ms)
{
	uint64_t hash = 0;
	struct shard *shard = NULL;
	int64_t wait_us = 0;

	if (rate == NULL) {
		return 0;
	}
	(void)crypto_shorthash((unsigned char *)&hash, (const unsigned char *)key, sizeof(*key),
		rate->secret);
	shard = &rate->shards[hash % SHARDS];
	(void)pthread_mutex_lock(&shard->mutex);
	wait_us = take(rate, find_bucket(shard->buckets[hash / SHARDS % SETS], key),
		now_ms * US_PER_MS);
	(void)pthread_mutex_unlock(&shard->mutex);

	int64_t wait_s = (wait_us + US_PER_S - 1) / US_PER_S;

	return (unsigned)(wait_s < LIC_RATE_RETRY_S_MAX ? wait_s : LIC_RATE_RETRY_S_MAX);
}

struct lic_rate_key lic_rate_key_of_address(const char *text)
{
	unsigned char bytes[sizeof(struct in6_addr)] = {0};
	struct lic_rate_key key = {{0}};

	if (inet_pton(AF_INET, text, bytes + V4_OFFSET) == 1) {
		bytes[V4_OFFSET - 1] = 1; /* no IPv6 network: those end in zeros */
	} else if (inet_pton(AF_INET6, text, bytes) == 1) {
		memset(bytes + sizeof(bytes) / 2, 0, sizeof(bytes) / 2);
	}
	memcpy(key.parts, bytes, sizeof(bytes));
	return key;
}
