/*
 * Requests that count once: whoever does not know whether a request arrived sends it again with the
 * same Idempotency-Key, and gets the answer that it had.
 *
 * The key belongs to its caller. It is noted in the transaction of the change itself and its answer
 * with it: either both are there or neither. A request that failed changed nothing and is not
 * remembered: sent again, it is decided anew. Kept for LIC_ONCE_KEPT_MS, as
 * draft-ietf-httpapi-idempotency-key-header advises that a time be published.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_IDEMPOTENCY_H
#define LIC_SERVICE_IDEMPOTENCY_H

#include "base/bytes.h"
#include "service/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_ONCE_HASH_BYTES 32

/* Longest key, in bytes. */
#define LIC_ONCE_KEY_MAX 255

/* How long an answer is kept, in milliseconds: a day. */
#define LIC_ONCE_KEPT_MS INT64_C(86400000)

/* What is asked, in parts: where, with which options, in which form, the body. */
#define LIC_ONCE_PARTS 5

/* A request as it came. Everything is borrowed. */
struct lic_once_request {
	const char *key;                        /* value of the header */
	struct lic_bytes parts[LIC_ONCE_PARTS]; /* what is asked; parts may be empty */
};

/* A request by its key. Neither hash can be traced back to what it was made of without the key,
 * which is not stored. */
struct lic_once {
	uint8_t key[LIC_ONCE_HASH_BYTES];     /* made of the caller and the key */
	uint8_t content[LIC_ONCE_HASH_BYTES]; /* made of what is asked, keyed by the key */
};

/* How a request was answered. */
struct lic_once_answer {
	unsigned status;           /* HTTP status; 0: the work goes on as a job */
	const char *headers;       /* lines "name: value"; NULL: none */
	struct lic_bytes body;     /* NULL data: it was not kept, because it shows a secret */
	struct lic_opt_int job_id; /* the job that was begun, when it is one */
};

/*
 * Makes `*ret_once` of `request` by `caller`. Takes about a second for a gibibyte of body.
 */
void lic_once_make(const struct lic_caller *caller, const struct lic_once_request *request,
	struct lic_once *ret_once);

/*
 * Begins `once`: notes it, in the transaction of what it asks for. `*ret_is_repeat` tells whether
 * it was done before; then `*ret_answer`, in the arena, is how it was answered. Waits for another
 * transaction that has begun the same. Errors: LIC_E_INVALID, for the field "Idempotency-Key", when
 * the key came with another request; as the store's.
 */
LIC_MUST_USE lic_rc lic_once_begin(struct lic_ctx *ctx, const struct lic_once *once,
	bool *ret_is_repeat, struct lic_once_answer *ret_answer);

/*
 * Keeps `answer` for `once`, which this transaction has begun. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_once_end(struct lic_ctx *ctx, const struct lic_once *once,
	const struct lic_once_answer *answer);

/*
 * Looks for an organisation with answers that are too old: `*ret_found` tells whether there is one,
 * `*ret_tenant_id` which. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_once_old(struct lic_ctx *ctx, int64_t *ret_tenant_id, bool *ret_found);

/*
 * Removes a part of the caller's organisation's answers that are too old. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_once_forget(struct lic_ctx *ctx);

#endif
