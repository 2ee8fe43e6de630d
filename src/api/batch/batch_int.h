/*
 * POST /$batch: many requests of Graph's family in the body of one (specification 5.5,
 * https://learn.microsoft.com/graph/json-batching). Private to api.
 *
 * Each request of a batch, a part, goes the way of a request that came by itself (dispatch_int.h):
 * route, token, rights, limits, body, the answer that is kept for an Idempotency-Key, the audit
 * log. It has an exchange of its own that no connection stands behind.
 *
 * Parts are done in the order in which they stand in the body, but for one that depends on later
 * ones: these come first. Changes that follow one another, and do not depend on one another, are
 * handed to the writer together, a wave, and in that order; the next part that reads, or depends on
 * one of them, waits for all of them. So every part sees what earlier ones have changed. A batch is
 * no transaction: each part succeeds or fails alone.
 *
 * Threading: a batch belongs to the worker of the request that carries it. Parts of a wave belong
 * to the writer, or to a thread for slow work, until lic_batch__came_back(); the last to come back
 * gives the whole to its worker.
 */
#ifndef LIC_API_BATCH_BATCH_INT_H
#define LIC_API_BATCH_BATCH_INT_H

#include "api/api_int.h"

#include <stdatomic.h>

#define LIC_BATCH_BODY_BYTES ((size_t)4 * 1024 * 1024)
#define LIC_BATCH_PARTS_MAX 1000 /* what the setting batchRequests may be at most */
#define LIC_BATCH_WAVE_MAX 64    /* changes that wait for the writer together */

struct lic_batch;

/* How far the search for the order has come with a part. */
enum lic_batch_mark {
	LIC_BATCH_UNSEEN, /* not looked at */
	LIC_BATCH_OPEN,   /* what it depends on is being placed */
	LIC_BATCH_PLACED  /* it has its place */
};

/* One request of a batch. */
struct lic_batch_part {
	struct lic_batch *batch;         /* whose it is */
	const char *id;                  /* as the client calls it, numbers as text */
	const char *method;              /* "GET", "POST" … in capitals */
	const char *path;                /* raw path, from "/v1.0" or "/beta" on */
	const char *query;               /* raw text behind '?', or "" */
	const char *body;                /* body bytes; "" when there is none; a NUL follows them */
	size_t body_len;                 /* length of body in bytes */
	struct lic_http_header *headers; /* its own, and what it has from the batch; not NULL */
	size_t header_count;             /* number of headers */
	const size_t *depends;           /* parts that must have succeeded, by place in the body */
	size_t depend_count;             /* number of them */
	enum lic_batch_mark mark;        /* for lic_batch__order() */
	struct lic_arena *arena;         /* for its request; owned; NULL when there is none */
	struct lic_http_exchange *ex;    /* what it is answered in; in its arena, or NULL */
	struct lic_api_request *req;     /* in its arena, or NULL */
	unsigned status;                 /* HTTP status of its answer; 0: not answered yet */
};

/* A batch on its way. Lives in the arena of the request that carries it. */
struct lic_batch {
	struct lic_api_request *req;  /* which carries it */
	struct lic_batch_part *parts; /* as they stand in the body */
	size_t count;                 /* number of parts, at least 1 */
	size_t *order;                /* the parts as they are done */
	size_t next;                  /* first one in `order` that is neither answered nor away */
	struct lic_batch_part *wave[LIC_BATCH_WAVE_MAX]; /* changes under way, in order */
	size_t wave_count;                               /* number of them */
	bool is_slow_first;   /* slow steps of the wave are under way, or to be done */
	bool has_begun;       /* the answer has begun */
	atomic_size_t away;   /* parts with other threads; one more while the worker hands over */
	struct lic_json json; /* the answer, as far as it is there */
};

/*
 * Reads the body of the request `req`, which carries a batch, into a struct lic_batch at
 * req->state; nothing of it is done before all of it is understood. Errors: LIC_E_INVALID, with
 * what is wrong and where in req->err; LIC_E_LIMIT for more than LIC_BATCH_PARTS_MAX requests;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_batch__decode(struct lic_api_request *req);

/*
 * Finds out whether the organisation lets the batch of `req` be so long. Errors: LIC_E_LIMIT; as
 * the store's.
 */
LIC_MUST_USE lic_rc lic_batch__run(struct lic_api_request *req);

/*
 * Ends the answer of `req` when all parts are answered. Errors: LIC_E_LIMIT; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_batch__encode(struct lic_api_request *req);

/*
 * Gives back what the parts of the batch of `req` still hold.
 */
void lic_batch__release(struct lic_api_request *req);

/*
 * Makes the list of headers of `part`: those in `object` (the member "headers", named `target` in
 * messages; NULL: none) and what holds for the whole batch: who calls, Prefer, Licentia-Reason, and
 * a key made of its Idempotency-Key. Errors: LIC_E_INVALID; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_batch__headers(struct lic_batch_part *part, json_t *object,
	const char *target);

/*
 * Finds the order in which the parts of `batch` are done: as they stand in the body, each behind
 * what it depends on. Errors: LIC_E_INVALID for parts that depend on one another in a circle;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_batch__order(struct lic_batch *batch);

/*
 * Does what is left of the batch of `req`, as far as its worker can. `*ret_deferred` when other
 * threads have the rest: then nothing of `req` may be touched any more, and the call is to be made
 * again when the exchange comes back.
 */
void lic_batch__go_on(struct lic_api_request *req, bool *ret_deferred);

/*
 * Tells that another thread has done its work on `part`, whose request has the outcome. Any thread;
 * one that completes many requests at once passes its `wakes`, others NULL. The caller must not
 * touch `part` after the call.
 */
void lic_batch__came_back(struct lic_batch_part *part, struct lic_http_wakes *wakes);

/*
 * Makes a request of `part`, which has none. Errors: LIC_E_NOMEM; the part is then answered without
 * one.
 */
LIC_MUST_USE lic_rc lic_batch__open(struct lic_batch_part *part);

/*
 * Makes the answer of `part` from the outcome of its request, adds it to the batch's, and gives
 * back what the request held.
 */
void lic_batch__answer(struct lic_batch_part *part);

#endif
