/*
 * Threads for work that takes long and needs no database, above all hashing passwords: there are
 * few of them and only so much may wait, so that a flood of sign-ins takes neither the workers nor
 * all memory. Private to api.
 *
 * Threading: any thread may submit.
 */
#ifndef LIC_API_SLOW_INT_H
#define LIC_API_SLOW_INT_H

#include "base/err.h"
#include "base/rc.h"

#define LIC_SLOW_THREADS_MAX 8
#define LIC_SLOW_WAITING_MAX 64

struct lic_slow;

/* One piece of work. Belongs to the pool from submission until `run` is called. */
struct lic_slow_job {
	void (*run)(struct lic_slow_job *job); /* does it, and tells whoever waits */
	struct lic_slow_job *next;             /* for the pool */
};

/*
 * Starts `threads` (1 to LIC_SLOW_THREADS_MAX) threads. `*ret_slow` is new; free it with
 * lic_slow_free(). Errors: LIC_E_NOMEM; LIC_E_UNAVAILABLE, with a message in `err`, when a thread
 * cannot be started.
 */
LIC_MUST_USE lic_rc lic_slow_new(unsigned threads, struct lic_err *err, struct lic_slow **ret_slow);

/*
 * Ends the threads of `slow` after what was submitted, and frees it. Accepts NULL.
 */
void lic_slow_free(struct lic_slow *slow);

/*
 * Has one of the threads of `slow` run `job`. Errors: LIC_E_BUSY when LIC_SLOW_WAITING_MAX jobs
 * wait; the job is not taken then.
 */
LIC_MUST_USE lic_rc lic_slow_submit(struct lic_slow *slow, struct lic_slow_job *job);

#endif
