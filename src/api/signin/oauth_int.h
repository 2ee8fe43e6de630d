/*
 * What the OAuth endpoints share: their forms, and how their failures look. Private to api/signin.
 *
 * Threading: as in api_int.h.
 */
#ifndef LIC_API_SIGNIN_OAUTH_INT_H
#define LIC_API_SIGNIN_OAUTH_INT_H

#include "api/api_int.h"
#include "api/signin/signin_int.h"
#include "service/oauth.h"

#define LIC_OAUTH_FORM_BYTES ((size_t)64 * 1024)

/*
 * Reads the form in the body of `req`, and the tenant segment of its path, as a request for tokens.
 * Unknown parameters are ignored; one that comes twice is refused (RFC 6749 3.2). `*ret_request` is
 * set on success, its texts in the arena. Errors: LIC_E_DENIED with a number of oauth_error.h;
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_signin__read_request(struct lic_api_request *req,
	struct lic_oauth_request *ret_request);

/*
 * Writes the failed answer of `req`, `status` unless the failure says another: OAuth's body with
 * Microsoft's additions (client contract 1.9). The `fail` of routes that programs call.
 */
void lic_signin__fail(struct lic_api_request *req, unsigned status);

/*
 * Names the organisation of ctx->caller for addresses in answers to `req`: its id, or the tenant
 * segment that stands for any. Returns text in the arena, or NULL when memory is out.
 */
const char *lic_signin__tenant_segment(struct lic_api_request *req);

#endif
