/*
 * What comes before a request's body. Private to api.
 *
 * The order is fixed, and each step tells the caller no more than he may know: calls of his
 * address, route, token, role, calls of his token, query options.
 */
#ifndef LIC_API_PREPARE_INT_H
#define LIC_API_PREPARE_INT_H

#include "api/api_int.h"

/*
 * Finds the route of `req` and the keys in its path. Errors, in req->err: LIC_E_NOTFOUND when there
 * is none; LIC_E_INVALID for a method that it does not take, or a bad path; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_api__resolve(struct lic_api_request *req);

/*
 * Finds out who calls the route of `req`, and whether he may: asked anew for every request, so that
 * a revoked token or a changed role counts at once (D-22). Leaves the worker's transaction open.
 * Errors: LIC_E_DENIED and what reading fails with.
 */
LIC_MUST_USE lic_rc lic_api__authorise(struct lic_api_request *req);

/*
 * Does all of that for `req`, its limits and its query options. Errors: why it is refused, told in
 * req->err.
 */
LIC_MUST_USE lic_rc lic_api__prepare(struct lic_api_request *req);

/*
 * Tells whether the header Prefer of `req` has the item `preference`.
 */
bool lic_api__prefers(const struct lic_api_request *req, const char *preference);

#endif
