/*
 * How an answer begins and how a failure looks. For dispatch.c; routes use the functions in
 * api_int.h. Private to api.
 *
 * Threading: for the worker that has the request.
 */
#ifndef LIC_API_ANSWER_INT_H
#define LIC_API_ANSWER_INT_H

#include "api/api_int.h"

/*
 * Makes a request of `api` of what came in `in`, without anything for an answer. `*ret_req` lives
 * in the exchange's arena. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__look_at(struct lic_api *api, const struct lic_http_exchange *in,
	struct lic_api_request **ret_req);

/*
 * Makes the request of `api` for exchange `ex`, with its ids and the headers of every answer.
 * `*ret_req` lives in the exchange's arena and hangs on ex->user. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__start(struct lic_api *api, struct lic_http_exchange *ex,
	struct lic_api_request **ret_req);

/*
 * Fills the answer of `req` from req->rc (not LIC_OK) and req->err, in Graph's envelope, whatever
 * was written before. Failures of ours (status 500 and up) are logged here, once. Never fails: when
 * there is no memory for a body, the status has to do.
 */
void lic_api__fail(struct lic_api_request *req);

/*
 * Logs that the answer of `req` had to be broken off because of `rc`.
 */
void lic_api__log_broken(const struct lic_api_request *req, lic_rc rc);

/*
 * Tells what went wrong with `req` in words that are for clients. Returns them, static or borrowed
 * until the request ends.
 */
const char *lic_api__message(const struct lic_api_request *req);

/*
 * Records the failure of `req`, answered with `status`, in the audit log if it belongs there.
 */
void lic_api__record_refusal(const struct lic_api_request *req, unsigned status);

#endif
