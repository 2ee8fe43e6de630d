/*
 * The way of a request from the server through its route and back, and a worker's reading
 * transaction. Private to api.
 *
 * Threading: everything runs on the worker's thread but a writing route's run, which the writer
 * calls.
 */
#ifndef LIC_API_DISPATCH_INT_H
#define LIC_API_DISPATCH_INT_H

#include "api/api_int.h"

/*
 * Makes sure that `worker` of `api` has a reading transaction at least as new as the last change
 * that anybody was told about, and that its failures are told in `err`. Errors: as lic_db_begin().
 */
LIC_MUST_USE lic_rc lic_api__begin_reading(struct lic_api *api, struct lic_api_worker *worker,
	struct lic_err *err);

/*
 * Leaves the transaction of `worker` open for the next request of this pass, unless other processes
 * may write meanwhile; failures are told in the worker's own err.
 */
void lic_api__pause_reading(struct lic_api_worker *worker);

/*
 * Ends the reading transaction of `worker`, if it has one.
 */
void lic_api__end_reading(struct lic_api_worker *worker);

/*
 * Makes the answer of `req`, whose run succeeded. Errors: what its route's encode fails with.
 */
LIC_MUST_USE lic_rc lic_api__encode(struct lic_api_request *req);

/*
 * Tells whether the route of `req`, part of a batch, is there and one that changes something. The
 * caller is not looked at.
 */
bool lic_api__is_change(struct lic_api_request *req);

/*
 * Does everything for `req` that comes before its run: route, caller, limits, options, body. One
 * whose is_settled is set then has nothing left to run. Errors: why it is refused, told in
 * req->err.
 */
LIC_MUST_USE lic_rc lic_api__get_ready(struct lic_api_request *req);

/*
 * Runs the reading route of `req`, which is ready. Errors: what run fails with.
 */
LIC_MUST_USE lic_rc lic_api__read(struct lic_api_request *req);

/*
 * Makes the answer of `req` from its outcome, req->rc.
 */
void lic_api__respond(struct lic_api_request *req);

/*
 * Counts the call `req` for the address that it came from. Ask before anything that costs more,
 * such as checking a token. Errors: LIC_E_BUSY, told as TooManyRequests, when the address has
 * called too often.
 */
LIC_MUST_USE lic_rc lic_api__limit_address(struct lic_api_request *req);

/*
 * Counts the call `req` for its caller, once that is known; does nothing where none is. Errors:
 * LIC_E_BUSY, told as TooManyRequests, when the caller has called too often.
 */
LIC_MUST_USE lic_rc lic_api__limit_caller(struct lic_api_request *req);

/*
 * Tells what body the request of `ex` may carry: see plan in struct lic_http_app, whose `app` is a
 * struct lic_api. Returns the plan by value.
 */
struct lic_http_plan lic_api__plan(void *app, const struct lic_http_exchange *ex);

/*
 * Handles the complete request of `ex`: see handle in struct lic_http_app (`app` is a struct
 * lic_api). Returns LIC_HTTP_RESPOND, or LIC_HTTP_DEFER when the writer has it now.
 */
enum lic_http_next lic_api__handle(void *app, struct lic_http_exchange *ex);

/*
 * Encodes the answer of `ex` after the writer had it, or goes on with a batch: see finish in struct
 * lic_http_app (`app` is a struct lic_api). Returns as lic_api__handle().
 */
enum lic_http_next lic_api__finish(void *app, struct lic_http_exchange *ex);

/*
 * Fills the answer of `ex`, which the server refuses because of `why`: see refuse in struct
 * lic_http_app (`app` is a struct lic_api).
 */
void lic_api__refuse(void *app, struct lic_http_exchange *ex, enum lic_http_refusal why);

/*
 * Releases what the request of `ex` holds: see done in struct lic_http_app (`app` is a struct
 * lic_api).
 */
void lic_api__done(void *app, struct lic_http_exchange *ex);

#endif
