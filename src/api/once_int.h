/*
 * Requests with an Idempotency-Key: the answer is kept with the key, in the transaction of the
 * change, and given again to who sends the same once more. Private to api.
 *
 * Threading: lic_api__run_once() is for the writer's thread.
 */
#ifndef LIC_API_ONCE_INT_H
#define LIC_API_ONCE_INT_H

#include "api/api_int.h"

/*
 * Reads the header Idempotency-Key of the writing `req` into req->once; a rehearsal changes nothing
 * and needs none. Errors: LIC_E_INVALID for a value that is too long or not visible ASCII;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__read_once(struct lic_api_request *req);

/*
 * Does what the route's run does, once for req->once: makes the answer and keeps it, or finds the
 * answer that was kept. `req` is answered then. Errors: LIC_E_INVALID when the key came with
 * another request; LIC_E_CONFLICT when the request was done before and its answer is not kept; what
 * run and encode fail with; as the store's.
 */
LIC_MUST_USE lic_rc lic_api__run_once(struct lic_api_request *req);

#endif
