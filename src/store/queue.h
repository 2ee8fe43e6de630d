/*
 * Jobs waiting for the writer, in lanes that take turns: one lane for each client of each tenant.
 * Private to store.
 *
 * Threading: none of its own; the writer's lock guards it.
 */
#ifndef LIC_STORE_QUEUE_H
#define LIC_STORE_QUEUE_H

#include "store/writer.h"

#include <stddef.h>

struct lic_lane;

/* The queue. Zero-initialise it, with `limit` set. */
struct lic_queue {
	struct lic_lane *head; /* the lane that is served first; NULL when nothing waits */
	struct lic_lane *tail; /* the lane that was served or added last */
	unsigned waiting;      /* jobs in all lanes */
	unsigned limit;        /* most that may wait */
};

/*
 * Puts `job` at the end of its lane in `queue`. Errors: LIC_E_BUSY when all places are taken, or
 * three quarters by this lane; LIC_E_NOMEM. The job is not in the queue then.
 */
LIC_MUST_USE lic_rc lic_queue__put(struct lic_queue *queue, struct lic_write_job *job);

/*
 * Takes up to `max` jobs of one tenant out of `queue` into `jobs`, one from each of its lanes in
 * turn, or a single one that wants to be alone. Lanes that were not served are then served first.
 * Returns how many; 0 when none waits.
 */
size_t lic_queue__take(struct lic_queue *queue, struct lic_write_job **jobs, size_t max);

#endif
