/*
 * Rate limits: how often somebody may call, as one token bucket for each caller.
 *
 * A bucket holds `burst_s` seconds' worth of calls and is refilled at the rate. It is kept as one
 * number (the generic cell rate algorithm): the time at which it will be full again. A table of
 * fixed size keeps the buckets. When a place is needed the fullest bucket of eight goes, usually
 * one that is full and thus tells nothing: memory is bounded, and callers with ever new keys gain
 * only what new keys gain anyway.
 *
 * Pure but for its own memory: the time is handed in.
 *
 * Threading: any thread. The table is cut into shards with a mutex each, so that workers rarely
 * meet; one is held for a look at eight buckets.
 */
#ifndef LIC_AUTH_RATE_H
#define LIC_AUTH_RATE_H

#include "base/rc.h"

#include <stdint.h>

#define LIC_RATE_PER_S_MAX 1000000
#define LIC_RATE_RETRY_S_MAX 60

/* The buckets of one limit. */
struct lic_rate;

/* Whose bucket. */
struct lic_rate_key {
	uint64_t parts[2]; /* any value; equal for the same caller only */
};

/*
 * Makes buckets that are refilled with `per_s` calls a second (1 to LIC_RATE_PER_S_MAX) and hold
 * those of `burst_s` seconds (1 to 60). `*ret_rate` is new; free it with lic_rate_free(). It takes
 * 768 KiB. Errors: LIC_E_INVALID for numbers out of range; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_rate_new(unsigned per_s, unsigned burst_s, struct lic_rate **ret_rate);

/*
 * Frees `rate`. Accepts NULL.
 */
void lic_rate_free(struct lic_rate *rate);

/*
 * Takes one call from the bucket of `key` at the monotonic time `now_ms`. A refused call costs
 * nothing. `rate` NULL means no limit.
 * Returns 0 when there was one; otherwise after how many seconds there will be, 1 to
 * LIC_RATE_RETRY_S_MAX.
 */
unsigned lic_rate_take(struct lic_rate *rate, const struct lic_rate_key *key, int64_t now_ms);

/*
 * Makes a key of the address literal `text`: of IPv4 the whole, of IPv6 the network (64 bits), in
 * which a client chooses its addresses as it likes. Whatever is no address shares one key.
 * Returns the key.
 */
struct lic_rate_key lic_rate_key_of_address(const char *text);

#endif
