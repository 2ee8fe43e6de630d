/*
 * Calls of the API by a page of ours, with the cookie of a session in place of a token. Private to
 * api.
 *
 * Threading: as in api_int.h.
 */
#ifndef LIC_API_SESSION_INT_H
#define LIC_API_SESSION_INT_H

#include "api/api_int.h"

/*
 * Makes req->ctx.caller, with req->ctx.db reading, the user whose session's cookie `req` has, if it
 * has one and no Authorization header; `*ret_is_used` tells. A call that changes something must
 * come from a page of ours, and its header X-CSRF-Token repeat what lic_session_csrf() derives: a
 * browser sends cookies along with whatever other sites make it send. That the session was used is
 * written down now and then. Errors: LIC_E_DENIED with "InvalidAuthenticationToken" for a session
 * that is over, with "Authorization_RequestDenied" for a call of another site; as the store's.
 */
LIC_MUST_USE lic_rc lic_api__use_session(struct lic_api_request *req, bool *ret_is_used);

#endif
