/*
 * Forms in the bodies of requests, of browsers and of programs. Private to api/signin.
 *
 * Threading: as in api_int.h.
 */
#ifndef LIC_API_SIGNIN_FORM_INT_H
#define LIC_API_SIGNIN_FORM_INT_H

#include "api/api_int.h"

/*
 * Reads the form in the body of `req` into `*ret_form`; a request without a body has an empty one.
 * Errors: LIC_E_INVALID, with the status 415 for a body of another type, and LIC_E_LIMIT for what
 * is no form that can be read, in words for the client; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_form__read(struct lic_api_request *req, struct lic_url_query *ret_form);

#endif
