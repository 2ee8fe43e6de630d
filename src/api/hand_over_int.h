/*
 * Requests on other threads than their worker's: the writer's, those for slow steps and for
 * previews, and the jobs'. Private to api.
 *
 * Threading: called on the worker's thread. Once a request is handed over another thread has it:
 * nothing of it may be touched.
 */
#ifndef LIC_API_HAND_OVER_INT_H
#define LIC_API_HAND_OVER_INT_H

#include "api/api_int.h"

/*
 * Has the route of `req` look at the database before anything is handed over. Errors: what its
 * before fails with.
 */
LIC_MUST_USE lic_rc lic_api__look_before(struct lic_api_request *req);

/*
 * Hands `req`, which is ready, to the writer; its worker must have paused reading. Errors:
 * LIC_E_BUSY, told as TooManyRequests: it was not taken.
 */
LIC_MUST_USE lic_rc lic_api__hand_over(struct lic_api_request *req);

/*
 * Hands `req`, which is ready and whose is_slow is set, to a thread for its slow step, and from
 * there, unless it is part of a batch, to the writer. Errors: as lic_api__hand_over().
 */
LIC_MUST_USE lic_rc lic_api__hand_over_slow(struct lic_api_request *req);

/*
 * Hands `req`, a rehearsal whose route has a preview of its own, to a thread for previews; its
 * worker must have paused reading. Errors: LIC_E_BUSY, told as TooManyRequests: it was not taken.
 */
LIC_MUST_USE lic_rc lic_api__submit_preview(struct lic_api_request *req);

/*
 * Runs `req` and hands it to the jobs. Errors: what run fails with; LIC_E_BUSY, told as
 * TooManyRequests, and LIC_E_UNAVAILABLE: it was not taken.
 */
LIC_MUST_USE lic_rc lic_api__submit_to_jobs(struct lic_api_request *req);

#endif
